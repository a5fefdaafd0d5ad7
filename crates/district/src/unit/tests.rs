//! Units: text in, dimensions and exact factors out.
#![expect(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]

use super::{Unit, names};
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
