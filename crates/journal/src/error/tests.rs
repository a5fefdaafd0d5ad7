//! Errors sorted and said in both languages.

use super::Error;
use expect_test::{Expect, expect};

fn check(error: &Error, expected: &Expect) {
    let text = error.text();
    let code = error.code().map(|code| code.0).unwrap_or_default();
    expected.assert_eq(&format!("{code}\n{}\n{}", text.en, text.zh));
}

#[test]
fn a_lost_server_is_unreachable() {
    check(
        &Error::sort("commit events", sqlx::Error::PoolTimedOut),
        &expect![[r"
        R0351
        could not reach the journal's database server; check that it runs and its address
        连不上业务日志的数据库服务器；检查它是否在运行及其地址"]],
    );
}

#[test]
fn anything_else_says_what_was_tried() {
    check(
        &Error::sort("commit events", sqlx::Error::RowNotFound),
        &expect![[r"

        could not commit events in the journal
        未能在业务日志中完成“提交事件”"]],
    );
}

#[test]
fn a_stop_says_where() {
    check(
        &Error::Stopped { at: "sync" },
        &expect![[r"

        stopped at sync, as asked
        按要求停在 sync"]],
    );
}
