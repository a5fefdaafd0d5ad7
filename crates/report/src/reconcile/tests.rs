//! Parts and totals.
#![expect(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]

use super::reconcile;
use district::Exact;
use expect_test::{Expect, expect};

fn check(parts: &str, total: &str, decimals: u32, expected: &Expect) {
    let parts: Vec<Exact> = parts.split(' ').map(|part| part.parse().unwrap()).collect();
    let found = reconcile(&parts, &total.parse().unwrap(), decimals);
    expected.assert_eq(&format!(
        "sum {} residual {} published {} within {}\n{}\n{}",
        found.sum_exact,
        found.residual,
        found.residual_published,
        found.within_rounding,
        found.text().zh,
        found.text().en
    ));
}

#[test]
fn l10_residuals_are_exact() {
    check(
        "33.3 33.3 33.3",
        "100.0",
        1,
        &expect![[r#"
        sum 99.9 residual 0.1 published 0.1 within true
        各分项之和与合计相差 0.1，在修约范围 ±0.20 之内
        the parts differ from the total by 0.1, within rounding (±0.20)"#]],
    );
    check(
        "1/3 1/3 1/3",
        "1",
        1,
        &expect![[r#"
        sum 1 residual 0 published 0.1 within true
        各分项之和与合计相差 0.1，在修约范围 ±0.20 之内
        the parts differ from the total by 0.1, within rounding (±0.20)"#]],
    );
    check(
        "10 20 30",
        "60",
        0,
        &expect![[r#"
        sum 60 residual 0 published 0 within true
        各分项之和等于合计
        the parts add up to the total"#]],
    );
    // Classes of a published scoring that sum to 28 of 36 firms.
    check(
        "5 9 14",
        "36",
        0,
        &expect![[r#"
        sum 28 residual 8 published 8 within false
        各分项之和与合计相差 8，超出修约范围 ±2.0，不是修约所致
        the parts differ from the total by 8, more than rounding can account for (±2.0)"#]],
    );
}
