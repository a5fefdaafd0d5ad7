//! The unit table of the Water Quality Exchange (US EPA, `WQXunitRef.csv`, 512 rows) against
//! ours: every row is read and either agrees to the table's printed digits or is listed with the
//! reason why not. The table is read where it lies beside the repository, never copied.

#![expect(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]

use crate::{Exact, Unit, UnitError};
use expect_test::{Expect, expect};
use std::fmt::Write;
use std::path::PathBuf;

struct Row {
    code: String,
    target: String,
    factor: String,
    offset: String,
}

/// The table's rows, or nothing where it is not there.
fn rows() -> Option<Vec<Row>> {
    #[expect(clippy::disallowed_methods, reason = "a test may be told where the data lies")]
    let base = std::env::var("HEMEI_SHARED").map_or_else(
        |_| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")),
        PathBuf::from,
    );
    let path = base.join("data/water/WQXunitRef.csv");
    #[expect(clippy::disallowed_methods, reason = "real data is read where it lies")]
    let Ok(bytes) = std::fs::read(&path) else {
        eprintln!(
            "SKIPPED: the WQX unit table is not there; set HEMEI_SHARED to the shared folder"
        );
        return None;
    };
    let text = String::from_utf8_lossy(&bytes);
    Some(text.lines().skip(1).filter_map(row).collect())
}

/// A line of the table: every text is quoted, and none holds a quote or a line end.
fn row(line: &str) -> Option<Row> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            _ => cells.last_mut()?.push(c),
        }
    }
    let cell = |i: usize| cells.get(i).cloned();
    Some(Row { code: cell(2)?, target: cell(5)?, factor: cell(6)?, offset: cell(7)? })
}

/// Whether `ours` is what the table printed: exact where it prints one or two digits, and less
/// than one unit of the last printed digit away otherwise.
fn agrees(ours: &Exact, printed: &str) -> bool {
    let Ok(value) = printed.parse::<Exact>() else { return false };
    if ours == &value {
        return true;
    }
    let (mantissa, exponent) = printed.split_once('e').unwrap_or((printed, "0"));
    let decimals = mantissa.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    let digits = mantissa.replace('.', "");
    let significant = digits.trim_start_matches('0').len();
    let last = exponent.parse::<i32>().unwrap() - i32::try_from(decimals).unwrap();
    significant > 2 && (ours - &value).abs() < Exact::from(10).pow(last)
}

/// What is wrong with the table where we differ from it, or why no factor would be right.
const REASONS: &[(&str, &[&str])] = &[
    (
        "the factor is the wrong way round",
        &[
            "#/100L",
            "#/day",
            "#/hr",
            "#/m2",
            "#/min",
            "L/mg-m",
            "MPN/100L",
            "MPN/100g",
            "cfu/100mL",
            "cfu/L",
            "per m",
            "pfu/100L",
            "pfu/L",
            "ueq/L",
            "umol/g",
        ],
    ),
    (
        "rounded before it was multiplied",
        &[
            "BTU",
            "Mgal/mnth",
            "Mgal/year",
            "ac-in",
            "ft-lbs",
            "g/hr",
            "g/min",
            "g/sec",
            "m3/hr",
            "m3/min",
            "mg/hr",
            "mg/min",
            "mg/sec",
            "nmi",
        ],
    ),
    ("made with the US survey foot", &["#/acre", "ac-ft", "lb/ac-ft", "lb/acre/yr"]),
    ("the dry barrel of 31.5 gallons, and the wrong way round", &["bbl"]),
    ("the factor to per metre", &["cm-1"]),
    ("the factor of m3/sec", &["mL/sec"]),
    ("divided by the hours of a day instead of multiplied", &["mg/L/hr"]),
    ("a thousandth too small", &["milliMolar"]),
    ("a digit typed twice", &["ppbv"]),
    ("a digit wrong: 0.76455…", &["yd3"]),
    (
        "another instrument: a comparison, not a conversion",
        &["FAU", "FBU", "FNMU", "FNRU", "FNU", "FTU", "JTU", "NTMU", "NTRU"],
    ),
    ("a scale of conductivity, not a share of mass", &["PSU"]),
    (
        "a pressure is not a mass per area (grams-force are meant)",
        &["Pascal", "Torr", "atm", "bar", "decibar", "kPa", "millibar", "psi"],
    ),
    ("one area too many", &["fc/ft2"]),
    ("an area is missing", &["lumens"]),
    ("an activity is not a dose", &["mCi", "pCi"]),
    ("osmoles are counted apart from moles", &["mosm/kg"]),
    ("a resistance is the inverse of a conductance", &["ohm"]),
];

fn reason(code: &str) -> &'static str {
    let found = REASONS.iter().find(|(_, codes)| codes.contains(&code));
    found.map_or("NO REASON IS GIVEN", |(reason, _)| *reason)
}

#[derive(PartialEq, Eq, PartialOrd, Ord, Clone, Copy)]
enum Outcome {
    Agrees,
    Differs,
    NotConvertible,
    NotRead,
}

fn outcome(row: &Row) -> (Outcome, String) {
    let (code, target) = match (Unit::parse(&row.code), Unit::parse(&row.target)) {
        (Ok(code), Ok(target)) => (code, target),
        (Err(error), _) | (_, Err(error)) => return (Outcome::NotRead, said(row, &error)),
    };
    match code.conversion(&target) {
        Err(error) => (Outcome::NotConvertible, said(row, &error)),
        Ok((factor, offset)) => {
            // The table adds its coefficient before it multiplies.
            let printed: Exact = row.offset.parse().unwrap_or_else(|_| Exact::zero());
            let agreed = agrees(&factor, &row.factor) && offset == &printed * &factor;
            let outcome = if agreed { Outcome::Agrees } else { Outcome::Differs };
            let shown = factor.to_terminating_text().filter(|text| text.len() < 24);
            let shown = shown.unwrap_or_else(|| scientific(&factor));
            (outcome, format!("{} → {}: {} is {shown}", row.code, row.target, row.factor))
        }
    }
}

/// Fifteen digits and a power of ten.
fn scientific(value: &Exact) -> String {
    let mut power = 0;
    let mut shown = value.clone();
    while shown < Exact::one() {
        shown = &shown * &Exact::from(10);
        power -= 1;
    }
    format!("{}e{power}", shown.to_text(12))
}

fn said(row: &Row, error: &UnitError) -> String {
    match error {
        UnitError::Unknown(found, _) if found == &row.code => row.code.clone(),
        UnitError::Unknown(found, _) => format!("{} ({found})", row.code),
        UnitError::Mismatch(..) => format!("{} → {} × {}", row.code, row.target, row.factor),
        UnitError::Offset(_) => format!("{} (offset)", row.code),
    }
}

fn check(wanted: Outcome, expected: &Expect) {
    let Some(rows) = rows() else { return };
    let mut out = String::new();
    for row in &rows {
        let (found, text) = outcome(row);
        match found == wanted {
            true if wanted == Outcome::NotRead => {
                let wide = out.lines().last().is_none_or(|line| line.chars().count() > 60);
                write!(out, "{}{text}", if wide { "\n" } else { " | " }).unwrap();
            }
            true => writeln!(out, "{text}: {}", reason(&row.code)).unwrap(),
            false => {}
        }
    }
    expected.assert_eq(&out);
}

#[test]
fn coverage() {
    let Some(rows) = rows() else { return };
    let count = |wanted| rows.iter().filter(|row| outcome(row).0 == wanted).count();
    let line = format!(
        "{} rows: {} agree, {} differ, {} not convertible, {} not read",
        rows.len(),
        count(Outcome::Agrees),
        count(Outcome::Differs),
        count(Outcome::NotConvertible),
        count(Outcome::NotRead)
    );
    expect!["512 rows: 366 agree, 40 differ, 24 not convertible, 82 not read"].assert_eq(&line);
}

#[test]
fn rows_that_differ() {
    check(
        Outcome::Differs,
        &expect![[r#"
            #/100L → #/100mL: 1000 is 0.001: the factor is the wrong way round
            #/acre → #/m2: 0.0002471043692253 is 2.471053814672e-4: made with the US survey foot
            #/day → counts/sec: 86400 is 1.157407407407e-5: the factor is the wrong way round
            #/hr → counts/sec: 3600 is 2.777777777778e-4: the factor is the wrong way round
            #/m2 → #/mm2: 1e+06 is 0.000001: the factor is the wrong way round
            #/min → counts/sec: 60 is 1.666666666667e-2: the factor is the wrong way round
            BTU → kcal: 0.251995761068425 is 2.519957611111e-1: rounded before it was multiplied
            L/mg-m → L/mg-cm: 100 is 0.01: the factor is the wrong way round
            MPN/100L → MPN/100mL: 1000 is 0.001: the factor is the wrong way round
            MPN/100g → MPN/g: 100 is 0.01: the factor is the wrong way round
            Mgal/mnth → cfs: 0.0508329706716038 is 5.083297420167e-2: rounded before it was multiplied
            Mgal/year → cfs: 0.00423608088930031 is 4.236081183473e-3: rounded before it was multiplied
            ac-ft → m3: 1233.489 is 1233.48183754752: made with the US survey foot
            ac-in → m3: 102.7901546 is 102.79015312896: rounded before it was multiplied
            bbl → L: 0.00838644750083864 is 158.987294928: the dry barrel of 31.5 gallons, and the wrong way round
            cfu/100mL → cfu/mL: 100 is 0.01: the factor is the wrong way round
            cfu/L → cfu/mL: 1000 is 0.001: the factor is the wrong way round
            cm-1 → per in: 100 is 2.54: the factor to per metre
            ft-lbs → kcal: 0.0003238315531757 is 3.238315535329e-4: rounded before it was multiplied
            g/hr → lb/day: 0.052910952 is 5.291094292437e-2: rounded before it was multiplied
            g/min → lb/day: 3.17465712 is 3.174656575462e0: rounded before it was multiplied
            g/sec → lb/day: 190.4794272 is 190.479394527734e0: rounded before it was multiplied
            lb/ac-ft → ug/L: 367.731183659 is 367.733318961436e0: made with the US survey foot
            lb/acre/yr → mg/m2/day: 0.306871064953512 is 3.068723220245e-1: made with the US survey foot
            m3/hr → cfs: 0.0098096305555555 is 9.809629644858e-3: rounded before it was multiplied
            m3/min → cfs: 0.588577833333333 is 5.885777786915e-1: rounded before it was multiplied
            mL/sec → cfs: 35.3146667214886 is 3.531466672149e-5: the factor of m3/sec
            mg/L/hr → mg/m3/day: 41.6666667 is 24000: divided by the hours of a day instead of multiplied
            mg/hr → lb/day: 5.2910952e-05 is 5.291094292437e-5: rounded before it was multiplied
            mg/min → lb/day: 0.00317465712 is 3.174656575462e-3: rounded before it was multiplied
            mg/sec → lb/day: 0.1904794272 is 1.904793945277e-1: rounded before it was multiplied
            milliMolar → mmol/L: 0.001 is 1: a thousandth too small
            nmi → in: 72913.38588 is 72913.385826771654e0: rounded before it was multiplied
            per m → per nm: 1e+09 is 0.000000001: the factor is the wrong way round
            pfu/100L → pfu/100mL: 1000 is 0.001: the factor is the wrong way round
            pfu/L → pfu/100mL: 10 is 0.1: the factor is the wrong way round
            ppbv → ug/kg: 11 is 1: a digit typed twice
            ueq/L → meq/L: 1000 is 0.001: the factor is the wrong way round
            umol/g → umol/kg: 0.001 is 1000: the factor is the wrong way round
            yd3 → m3: 0.764544857984 is 0.764554857984: a digit wrong: 0.76455…
        "#]],
    );
}

#[test]
fn rows_that_no_factor_converts() {
    check(
        Outcome::NotConvertible,
        &expect![[r#"
            FAU → NTU × 1: another instrument: a comparison, not a conversion
            FBU → NTU × 1: another instrument: a comparison, not a conversion
            FNMU → NTU × 1: another instrument: a comparison, not a conversion
            FNRU → NTU × 1: another instrument: a comparison, not a conversion
            FNU → NTU × 1.267: another instrument: a comparison, not a conversion
            FTU → NTU × 1: another instrument: a comparison, not a conversion
            JTU → NTU × 19.025: another instrument: a comparison, not a conversion
            NTMU → NTU × 1: another instrument: a comparison, not a conversion
            NTRU → NTU × 1: another instrument: a comparison, not a conversion
            PSU → ug/kg × 1e+06: a scale of conductivity, not a share of mass
            Pascal → g/m2 × 101.971621297792: a pressure is not a mass per area (grams-force are meant)
            Torr → g/m2 × 13595.0980644332: a pressure is not a mass per area (grams-force are meant)
            atm → g/m2 × 10332274.5279988: a pressure is not a mass per area (grams-force are meant)
            bar → g/m2 × 10197162.1297792: a pressure is not a mass per area (grams-force are meant)
            decibar → g/m2 × 1019716.21297792: a pressure is not a mass per area (grams-force are meant)
            fc/ft2 → lm/m2 × 10.763910417: one area too many
            kPa → g/m2 × 101971.621297792: a pressure is not a mass per area (grams-force are meant)
            lumens → lm/m2 × 10.763910417: an area is missing
            mCi → mSv × 5: an activity is not a dose
            millibar → g/m2 × 10197.1621297792: a pressure is not a mass per area (grams-force are meant)
            mosm/kg → umol/kg × 1000: osmoles are counted apart from moles
            ohm → umho × 1e+06: a resistance is the inverse of a conductance
            pCi → mSv × 1: an activity is not a dose
            psi → g/m2 × 703069.579991084: a pressure is not a mass per area (grams-force are meant)
        "#]],
    );
}

#[test]
fn rows_that_are_not_read() {
    check(
        Outcome::NotRead,
        &expect![[r#"

            #/sec*^*^*^* | % CaCO3 (CaCO) | % by vol (by) | % by wt (by) | % cover (cover)
            % passing (passing) | % recovery (recovery) | % saturatn*^ (saturatn)
            % sediment (sediment) | % solids (solids) | 0/00 | ADMI value (value)
            ATU | BU | CCE/100mL (CCE) | CE/100mL (CE) | COHS/1000ft (COHS)
            CU | DOY | Deg | Granules | HU | IVFU | Kohm-cm (Kohm) | MFL | MSC
            MT/km2/yr (MT) | Megam-1 (Megam) | Mgm/day (Mgm) | Min | Mw | None
            Normal | Plate cnt (Plate) | RU | RUDS/10000ft (RUDS) | RmV | SBU
            Sec | T.O.N. (T) | T.U. (T) | TUc | Watts (Mw) | beaufort | cfu/gdw (gdw)
            dddmmss | deg C/100m (offset) | g/stalk (stalk) | gpg | gpm*^*^*^*^*
            hhmm | hp (Mw) | ipiu/100L (ipiu) | kOhm/cm (KOhm) | kg/m3-1000
            kg/t CaCO3*^ (CaCO) | kw | loc-sec (loc) | log10 copies (log)
            m-1*^*^*^*^* | mg N/l*^*^*^ | mg/l CaCO3*^ (CaCO) | mmyy | nmol/g DW/h (DW)
            nu | pct modern (modern) | per mil (mil) | phi | pmc | std*^*^*^*^* (std)
            tCaCO3/Kt*^* (tCaCO) | tons/ac ft | ug/PUF (PUF) | ug/cart (cart)
            ug/g DW/hr (DW) | ug/net (net) | ug/scrubbie (scrubbie) | ug/wipe (wipe)
            units/cm (units) | units/m (units) | ymmdd | yyyymmdd"#]],
    );
}
