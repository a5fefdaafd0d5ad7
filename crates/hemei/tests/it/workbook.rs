//! Evidence of a record from a workbook points at its cells.

use crate::session::{STREAM, Session};
use expect_test::expect;
use std::fmt::Write as _;
use std::io::Write as _;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

const TYPES: &str =
    r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#;
const RELATIONS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK: &str = r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="wells" sheetId="1" r:id="r1"/></sheets></workbook>"#;
const BOOK_RELATIONS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
const STYLES: &str = r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="1"><xf numFmtId="0"/></cellXfs></styleSheet>"#;

/// An XLSX file whose sheet has these texts, the first cell of each row in column B.
fn workbook(rows: &[&[&str]]) -> Vec<u8> {
    let mut sheet = String::from(
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>",
    );
    for (row, cells) in (1..).zip(rows) {
        write!(sheet, "<row r=\"{row}\">").unwrap();
        for (letter, text) in ('B'..).zip(*cells) {
            let at = format!("{letter}{row}");
            write!(sheet, "<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>").unwrap();
        }
        sheet.push_str("</row>");
    }
    sheet.push_str("</sheetData></worksheet>");
    let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, text) in [
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", RELATIONS),
        ("xl/workbook.xml", BOOK),
        ("xl/_rels/workbook.xml.rels", BOOK_RELATIONS),
        ("xl/styles.xml", STYLES),
        ("xl/worksheets/sheet1.xml", &sheet),
    ] {
        zip.start_file(name, options).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn evidence_names_the_cells_of_a_record() {
    let session = Session::new();
    let rows: [&[&str]; 4] = [
        &["nitrate", "remark", "at", "well"],
        &["4.10", "-", "2025-03-01T06:00:00", "north"],
        &["4.20", "-", "2025-03-01T12:00:00", "north"],
        &["7.5", "-", "2025-03-01T06:00:00", "south"],
    ];
    session.write("wells.xlsx", workbook(&rows));
    let well = "id = \"well\"\ntype = \"text\"\n";
    let one = format!("{well}values = [\"north\"]\n");
    session.write("pack/reading.toml", STREAM.replace(well, &one));
    expect![[r#"
        $ hemei load reading wells.xlsx --quiet
        wells.xlsx: 2 added, 0 repeated, 0 corrected, 1 quarantined, snapshot 1
        [1]
        $ hemei refresh --quiet
        snapshot 1: 1 figures changed, 0 are gone, in [TIME] s
        $ hemei evidence nitrate_mean
        nitrate_mean@north/2025-03-01 = 4.2 mg/L at snapshot 1 rests on exactly 2 rows
        reading: 2 rows
        row  source            well   at                         nitrate
        ───  ────────────────  ─────  ─────────────────────────  ───────
          1  wells.xlsx:B2:E2  north  2025-03-01T06:00:00+08:00  4.1
          2  wells.xlsx:B3:E3  north  2025-03-01T12:00:00+08:00  4.2
        $ hemei evidence nitrate_mean --json
        {"indicator":"nitrate_mean","place":"north","period":"2025-03-01","edition":null,"by":null,"snapshot":1,"pack_version":"1+[DIGEST]","value":"4.15","exact":true,"because":[],"because_text":[],"rows":2}
        {"stream":"reading","row_id":1,"source":{"file":"wells.xlsx","cell":"B2:E2","cells":{"at":"D2","nitrate":"B2","well":"E2"},"line":2},"columns":{"well":"north","at":"2025-03-01T06:00:00+08:00","nitrate":"4.1"}}
        {"stream":"reading","row_id":2,"source":{"file":"wells.xlsx","cell":"B3:E3","cells":{"at":"D3","nitrate":"B3","well":"E3"},"line":3},"columns":{"well":"north","at":"2025-03-01T12:00:00+08:00","nitrate":"4.2"}}
        $ hemei quarantine list
        id  stream   file        line  cell  column  code   expected  found
        ──  ───────  ──────────  ────  ────  ──────  ─────  ────────  ─────
         1  reading  wells.xlsx     4  E4    well    R0310  north     south
    "#]].assert_eq(&session.run(
        "load reading wells.xlsx --quiet
         refresh --quiet
         evidence nitrate_mean
         evidence nitrate_mean --json
         quarantine list",
    ));
    // Once the other well is declared, the row that waited points at its own cells.
    session.write("pack/reading.toml", STREAM);
    expect![[r#"
        $ hemei quarantine replay --quiet
        1 rows loaded, 0 still wait
        $ hemei refresh --quiet
        snapshot 2: 1 figures changed, 0 are gone, in [TIME] s
        $ hemei evidence nitrate_mean --place south --json
        {"indicator":"nitrate_mean","place":"south","period":"2025-03-01","edition":null,"by":null,"snapshot":2,"pack_version":"1+[DIGEST]","value":"7.5","exact":true,"because":[],"because_text":[],"rows":1}
        {"stream":"reading","row_id":3,"source":{"file":"wells.xlsx","cell":"B4:E4","cells":{"at":"D4","nitrate":"B4","well":"E4"},"line":4},"columns":{"well":"south","at":"2025-03-01T06:00:00+08:00","nitrate":"7.5"}}
    "#]].assert_eq(&session.run(
        "quarantine replay --quiet
         refresh --quiet
         evidence nitrate_mean --place south --json",
    ));
}
