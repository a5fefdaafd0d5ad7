//! Cells of one column, as numbers that people wrote.

use super::*;
use crate::rows::Rows;
use crate::testing::{column, source, stream};
use district::FileFormat;
use district::Zone;

/// A cell of a plain column, of a table or not.
fn check(cell: &str, tables: bool, expected: Result<i128, &str>) {
    value(None, None, cell, tables, expected);
}

/// A cell of a table, in a column with a unit, written in another one.
fn dressed(unit: &str, written: Option<&str>, cell: &str, expected: Result<i128, &str>) {
    value(Some(unit), written, cell, true, expected);
}

/// The value of one cell in a decimal column of two digits, or the code of its refusal.
fn value(
    unit: Option<&str>,
    written: Option<&str>,
    cell: &str,
    tables: bool,
    expected: Result<i128, &str>,
) {
    let mut stream =
        stream(vec![column("at", DataType::Instant), column("x", DataType::Decimal(2))]);
    stream.columns[1].nulls = vec!["…".to_owned(), "-99".to_owned()];
    let mut source = source(FileFormat::Csv);
    stream.columns[1].unit = unit.map(|unit| Unit::parse(unit).unwrap());
    if let Some(written) = written {
        source.units.insert("x".to_owned(), Unit::parse(written).unwrap());
    }
    source.header_rows = tables.then_some(1);
    let mut rows = Rows::new(&source, &stream, &Zone::utc()).unwrap();
    rows.push(1, &[Some(b"2020-01-01T00:00Z"), Some(cell.as_bytes())], &&b"raw"[..]);
    let chunk = rows.finish(0).unwrap();
    let found = if let Some(refused) = chunk.refused.first() {
        Err(refused.code.0)
    } else {
        let values = chunk.rows.column(1);
        let values = values.as_any().downcast_ref::<Decimal128Array>().unwrap();
        Ok(values.iter().next().flatten().unwrap_or(i128::MIN))
    };
    assert_eq!(found, expected, "{cell}");
}

#[test]
fn numbers() {
    check("1.5", false, Ok(150));
    check("\u{3000}133.75 ", false, Ok(13_375));
    check("", false, Ok(i128::MIN));
    check("…", false, Ok(i128::MIN));
    check("-99", false, Ok(i128::MIN));
    check("1.234", false, Err("R0303"));
    check("99999999999999999999", false, Err("R0304"));
    check("同上", false, Err("R0302"));
    check("=SUM(A1:A2)", false, Err("R0318"));
    check("1.2.3", false, Err("R0302"));
}

#[test]
fn commas_only_in_declared_tables() {
    check("1,207", true, Ok(120_700));
    check("1,207", false, Err("R0317"));
    check("12,07", true, Err("R0302"));
}

#[test]
fn units_behind_numbers() {
    check("3031人", true, Err("R0316"));
    dressed("people", None, "3031人", Ok(303_100));
    dressed("人", None, "1,031 person", Ok(103_100));
    dressed("人", None, "3031户", Err("R0316"));
    dressed("CNY", None, "3万元", Err("R0316"));
    check("12-3", true, Err("R0302"));
}

#[test]
fn numbers_in_another_unit_are_converted_exactly() {
    dressed("mg/m³", Some("µg/m³"), "1250", Ok(125));
    dressed("mg/m³", Some("µg/m³"), "1251", Err("R0303"));
    dressed("CNY", Some("万元"), "133.75", Ok(133_750_000));
    dressed("CNY", Some("万元"), "133.75万元", Ok(133_750_000));
    dressed("CNY", Some("万元"), "133.75元", Err("R0316"));
}
