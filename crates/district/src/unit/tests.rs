//! Units: text in, dimensions and exact factors out.
#![expect(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]

use super::{Unit, UnitError, names};
use crate::Exact;
mod wqx;

use expect_test::{Expect, expect};
use std::fmt::Write;

fn shown(text: &str) -> String {
    match Unit::parse(text) {
        Ok(unit) => {
            let mut out = format!("{unit} = {}", unit.factor);
            for (dimension, power) in &unit.dimensions {
                write!(out, " {dimension:?}^{power}").unwrap();
            }
            if !unit.offset.zero_valued() {
                write!(out, " + {}", unit.offset).unwrap();
            }
            out
        }
        Err(error) => format!("{text}: {error}"),
    }
}

/// One unit a line.
fn check(texts: &str, expected: &Expect) {
    let lines: Vec<String> = texts.lines().map(|text| shown(text.trim())).collect();
    expected.assert_eq(&lines.join("\n"));
}

#[test]
fn every_definition_parses() {
    for (name, is) in names::definitions() {
        let unit = Unit::parse(name);
        assert!(unit.is_ok(), "{name} = {is}: {unit:?}");
    }
}

#[test]
fn units_of_a_district() {
    check(
        "µg/m³
         μg/m3
         ug.m-3
         mg/L
         CNY 10k
         10k CNY
         万元
         CNY 100m
         亿元
         CNY/100m
         CNY 10k/mu
         万元/亩",
        &expect![[r#"
            µg/m³ = 0.000000001 Mass^1 Length^-3
            μg/m3 = 0.000000001 Mass^1 Length^-3
            ug.m-3 = 0.000000001 Mass^1 Length^-3
            mg/L = 0.001 Mass^1 Length^-3
            CNY 10k = 10000 Money("CNY")^1
            10k CNY = 10000 Money("CNY")^1
            万元 = 10000 Money("CNY")^1
            CNY 100m = 100000000 Money("CNY")^1
            亿元 = 100000000 Money("CNY")^1
            CNY/100m = 0.01 Length^-1 Money("CNY")^1
            CNY 10k/mu = 15 Length^-2 Money("CNY")^1
            万元/亩 = 15 Length^-2 Money("CNY")^1"#]],
    );
}

#[test]
fn units_counted_scaled_and_raised() {
    check(
        "person-year
         kg/person-year
         case/10k person
         件/万人
         100mL
         1000m3/day
         °C
         deg F
         K
         per day
         /day
         %
         ‰
         ppm
         {gate}
         {人}
         1
         pH
         kWh/m²
         kg/(m·s)
         m^-2
         m⁻²
         10^4 m3
         tce/CNY 10k",
        &expect![[r#"
            person-year = 31557600 Time^1 Counted("person")^1
            kg/person-year = 1/31557600 Mass^1 Time^-1 Counted("person")^-1
            case/10k person = 0.0001 Counted("case")^1 Counted("person")^-1
            件/万人 = 0.0001 Counted("case")^1 Counted("person")^-1
            100mL = 0.0001 Length^3
            1000m3/day = 5/432 Length^3 Time^-1
            °C = 1 Temperature^1 + 273.15
            deg F = 5/9 Temperature^1 + 45967/180
            K = 1 Temperature^1
            per day = 1/86400 Time^-1
            /day = 1/86400 Time^-1
            % = 0.01
            ‰ = 0.001
            ppm = 0.000001
            {gate} = 1 Counted("gate")^1
            {人} = 1 Counted("person")^1
            1 = 1
            pH = 1
            kWh/m² = 3600000 Mass^1 Time^-2
            kg/(m·s) = 1 Mass^1 Length^-1 Time^-1
            m^-2 = 1 Length^-2
            m⁻² = 1 Length^-2
            10^4 m3 = 10000 Length^3
            tce/CNY 10k = 0.1 Money("CNY")^-1 Counted("kgce")^1"#]],
    );
}

#[test]
fn what_is_not_a_unit() {
    check(
        "
         kgg
         mg N/L
         kg/m s
         kg/m3-1000
         0 kg
         m^99
         °C/m
         mg//L
         (kg
         kg)
         kilogrom
         persn
         m^
         *m
         {}
         ug/m³ h
         kg/m3/
         1e999m
         Kg",
        &expect![[r#"
            : there is no unit ``; did you mean `1`?
            kgg: there is no unit `kgg`; did you mean `kg`?
            mg N/L: there is no unit `mg N/L`
            kg/m s: there is no unit `kg/m s`; did you mean `kg/(m·s)`?
            kg/m3-1000: there is no unit `kg/m3-1000`
            0 kg: there is no unit `0 kg`
            m^99: there is no unit `m^99`
            °C/m: `°C` has its zero elsewhere and cannot be multiplied, divided or raised; write differences in K
            mg//L: there is no unit `mg//L`
            (kg: there is no unit `(kg`
            kg): there is no unit `kg)`
            kilogrom: there is no unit `kilogrom`
            persn: there is no unit `persn`; did you mean `person`?
            m^: there is no unit `m^`
            *m: there is no unit `*m`
            {}: there is no unit `{}`
            ug/m³ h: there is no unit `ug/m³ h`; did you mean `ug/(m^3·h)`?
            kg/m3/: there is no unit `kg/m3/`
            1e999m: there is no unit `1e999m`
            Kg: there is no unit `Kg`; did you mean `kg`?"#]],
    );
}

fn unit(text: &str) -> Unit {
    Unit::parse(text).unwrap()
}

/// `from → to` a line.
fn check_conversion(pairs: &str, expected: &Expect) {
    let mut out = String::new();
    for pair in pairs.lines() {
        let (from, to) = pair.trim().split_once(" → ").unwrap();
        match unit(from).conversion(&unit(to)) {
            Ok((factor, offset)) => writeln!(out, "{from} → {to}: × {factor} + {offset}").unwrap(),
            Err(error) => writeln!(out, "{error}").unwrap(),
        }
    }
    expected.assert_eq(&out);
}

#[test]
fn l10_conversions_are_exact_or_refused() {
    check_conversion(
        "kg → m³
         mg → µg
         mg/m³ → µg/m³
         CNY → 10k CNY
         亿元 → 万元
         ha → mu
         亩 → m²
         CNY 10k/mu → CNY/m²
         person → case
         person → 1
         CNY → USD
         人/km² → person/ha
         °F → °C
         °C → K
         kWh → MJ
         year → month
         % → ‰",
        &expect![[r#"
            `kg` and `m³` have different dimensions and cannot be added or compared
            mg → µg: × 1000 + 0
            mg/m³ → µg/m³: × 1000 + 0
            CNY → 10k CNY: × 0.0001 + 0
            亿元 → 万元: × 10000 + 0
            ha → mu: × 15 + 0
            亩 → m²: × 2000/3 + 0
            CNY 10k/mu → CNY/m²: × 15 + 0
            `person` and `case` have different dimensions and cannot be added or compared
            `person` and `1` have different dimensions and cannot be added or compared
            `CNY` and `USD` have different dimensions and cannot be added or compared
            人/km² → person/ha: × 0.01 + 0
            °F → °C: × 5/9 + -160/9
            °C → K: × 1 + 273.15
            kWh → MJ: × 3.6 + 0
            year → month: × 12 + 0
            % → ‰: × 10 + 0
        "#]],
    );
}

#[test]
fn products_quotients_and_powers() {
    let shown = |unit: Result<Unit, UnitError>| match unit {
        Ok(unit) => {
            // What is written reads back as the same unit.
            assert!(Unit::parse(&unit.symbol).is_ok_and(|read| read.equivalent(&unit)), "{unit}");
            unit.symbol
        }
        Err(error) => error.text().zh,
    };
    let lines = [
        shown(unit("mg/L").mul(&unit("m3/day"))),
        shown(unit("CNY 10k").div(&unit("mu"))),
        shown(unit("kg").div(&unit("person-year"))),
        shown(unit("µg/m³").div(&unit("µg/m³"))),
        shown(unit("case").div(&unit("1"))),
        shown(unit("1").div(&unit("case"))),
        shown(unit("1").mul(&unit("K"))),
        shown(unit("m/s").pow(2)),
        shown(unit("m").pow(-3)),
        shown(unit("10k CNY").pow(2)),
        shown(unit("°C").mul(&unit("m"))),
        shown(unit("m^30").pow(100)),
        shown(Ok(unit("°C").difference())),
        shown(Ok(unit("°F").difference())),
    ];
    expect![[r#"
        mg/L·(m3/day)
        CNY 10k/mu
        kg/(person-year)
        1
        case
        1/case
        K
        (m/s)^2
        m^-3
        (10k CNY)^2
        `°C` 的零点不是真零点，不能相乘、相除或乘方；温差请用 K
        没有名为 `m^30` 的单位
        K
        5 K/9"#]]
    .assert_eq(&lines.join("\n"));
    let kinds = ["person", "万人", "1", "%", "person-year", "case/day", "cfu"];
    let counted = kinds.map(|text| format!("{text}: {:?}", unit(text).counted_kind()));
    expect![[r#"
        person: Some("person")
        万人: Some("person")
        1: None
        %: None
        person-year: None
        case/day: None
        cfu: Some("cfu")"#]]
    .assert_eq(&counted.join("\n"));
}

#[test]
fn one_hectare_is_fifteen_mu() {
    let in_mu = unit("ha").convert(&Exact::one(), &unit("亩")).unwrap();
    assert_eq!(in_mu, Exact::from(15));
    assert!(unit("万元").equivalent(&unit("CNY 10k")));
    assert!(!unit("kg").same_dimensions(&unit("m³")));
}

proptest::proptest! {
    #[test]
    fn l8_no_text_breaks_the_parser(text in r"[a-zA-Z0-9µ³⁻ /*·.^(){}%°元万亩-]{0,40}") {
        if let Ok(unit) = Unit::parse(&text) {
            proptest::prop_assert!(unit.factor > Exact::zero());
            proptest::prop_assert!(unit.equivalent(&Unit::parse(&unit.symbol).unwrap()));
        }
    }

    #[test]
    fn l10_there_and_back_again(left in 0..UNITS.len(), right in 0..UNITS.len(), n in -1_000_i64..1_000) {
        let (left, right) = (unit(UNITS[left]), unit(UNITS[right]));
        if let Ok(there) = left.convert(&Exact::from(n), &right) {
            proptest::prop_assert_eq!(right.convert(&there, &left).unwrap(), Exact::from(n));
        }
        if let Ok(product) = left.mul(&right) {
            proptest::prop_assert!(product.div(&right).unwrap().equivalent(&left));
            proptest::prop_assert!(Unit::parse(&product.symbol).unwrap().equivalent(&product));
        }
    }
}

const UNITS: [&str; 14] = [
    "kg",
    "mg/L",
    "µg/m³",
    "CNY 10k/mu",
    "person-year",
    "°C",
    "°F",
    "K",
    "%",
    "1",
    "case/10k person",
    "m^-2",
    "1000m3/day",
    "亿元",
];
