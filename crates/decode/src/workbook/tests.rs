//! Workbooks: the constructed one, made-up XLSX files, bombs.

use super::*;
use crate::open as open_file;
use crate::testing::{all, beijing, bytes, column, counts, render, shared_bytes, source, stream};
use expect_test::{Expect, expect};
use proptest::prelude::*;
use std::io::Write;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// An XLSX file of one sheet with these rows of XML.
fn xlsx(rows: &str, behind: &str) -> Vec<u8> {
    let sheet = format!(
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">\
         <sheetData>{rows}</sheetData>{behind}</worksheet>"
    );
    archive(&[
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", RELATIONS),
        ("xl/workbook.xml", BOOK),
        ("xl/_rels/workbook.xml.rels", BOOK_RELATIONS),
        ("xl/styles.xml", STYLES),
        ("xl/worksheets/sheet1.xml", &sheet),
    ])
}

fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, text) in parts {
        zip.start_file(*name, options).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

const TYPES: &str =
    r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#;
const RELATIONS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK: &str = r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="表1" sheetId="1" r:id="r1"/></sheets></workbook>"#;
const BOOK_RELATIONS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
const STYLES: &str = r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#;

fn text(at: &str, text: &str) -> String {
    format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

fn village() -> (FileSource, Stream) {
    let mut stream = stream(vec![
        column("village", DataType::Text),
        column("day", DataType::Date),
        column("income", DataType::Decimal(2)),
    ]);
    stream.columns[2].nulls = vec!["…".to_owned()];
    (source(FileFormat::Workbook), stream)
}

fn check(input: Vec<u8>, expected: Expect) {
    let (source, stream) = village();
    expected.assert_eq(&render(&source, &stream, "a.xlsx", bytes(input)));
}

fn header() -> String {
    format!(
        "<row r=\"1\">{}{}{}</row>",
        text("A1", "village"),
        text("B1", "day"),
        text("C1", "income")
    )
}

#[test]
fn cells_become_values_and_refusals_name_them() {
    let rows = format!(
        "{}<row r=\"2\">{}<c r=\"B2\" s=\"1\"><v>42064</v></c><c r=\"C2\"><v>133.75</v></c></row>\
         <row r=\"3\">{}<c r=\"B3\" s=\"1\"><v>42064.5</v></c><c r=\"C3\"><v>0.30000000000000004</v></c></row>\
         <row r=\"5\">{}<c r=\"B5\" s=\"1\"><v>42065</v></c>{}</row>\
         <row r=\"6\">{}<c r=\"B6\" s=\"1\"><v>42065</v></c><c r=\"C6\" t=\"e\"><v>#DIV/0!</v></c></row>",
        header(),
        text("A2", "浮碧"),
        text("A3", "望京"),
        text("A5", "景明"),
        text("C5", "…"),
        text("A6", "慈湖"),
    );
    check(
        xlsx(&rows, ""),
        expect![[r"
        浮碧 | 2015-03-01 | 133.75 | 2015-02-28T16:00:00Z | 2
        景明 | 2015-03-02 | - | 2015-03-01T16:00:00Z | 5
        refused 3 B3 day: R0305 expected a date such as 2015-03-01, found `2015-03-01T12:00:00.000` and 1
        refused 6 C6 income: R0323 expected a value, not an error, found `#DIV/0!`
        said: sheet: 表1 (the first of 1)
    "]],
    );
}

#[test]
fn a_merged_label_stands_in_all_its_cells_and_a_merged_number_in_its_first() {
    let rows = format!(
        "{}<row r=\"2\">{}<c r=\"B2\" s=\"1\"><v>42064</v></c><c r=\"C2\"><v>1.5</v></c></row>\
         <row r=\"3\"><c r=\"B3\" s=\"1\"><v>42065</v></c></row>",
        header(),
        text("A2", "浮碧"),
    );
    let merged = "<mergeCells><mergeCell ref=\"A2:A3\"/><mergeCell ref=\"C2:C3\"/></mergeCells>";
    check(
        xlsx(&rows, merged),
        expect![[r"
        浮碧 | 2015-03-01 | 1.50 | 2015-02-28T16:00:00Z | 2
        浮碧 | 2015-03-02 | - | 2015-03-01T16:00:00Z | 3
        said: sheet: 表1 (the first of 1)
    "]],
    );
}

#[test]
fn an_archive_that_unpacks_to_too_much_is_refused() {
    let spaces = " ".repeat(1 << 20);
    let whole = archive(&[("xl/a.xml", &spaces), ("xl/b.xml", &spaces)]);
    assert!(whole.len() < 1 << 16);
    let why = bomb::check(&whole.clone().into(), 3 << 19).unwrap_err();
    assert_eq!(
        why.to_string(),
        "expected at most 1572864 unpacked bytes, found 2097152; split the file"
    );
    // A directory that declares more than the limit is believed.
    check(
        lying(whole, 1 << 30),
        expect![[r"
            error: expected at most 536870912 unpacked bytes, found 1073741824; split the file
        "]],
    );
}

#[test]
fn a_directory_that_lies_about_sizes_is_found_out() {
    let spaces = " ".repeat(1 << 20);
    let bomb = lying(archive(&[("xl/a.xml", &spaces), ("xl/b.xml", &spaces)]), 10);
    let why = bomb::check(&bomb.into(), 3 << 19).unwrap_err();
    assert!(why.to_string().starts_with("expected"), "{why}");
}

/// The archive with another size before packing, in the local headers and in the directory.
fn lying(mut archive: Vec<u8>, size: u32) -> Vec<u8> {
    let real = u32::to_le_bytes(1 << 20);
    for at in 0..archive.len() - 4 {
        if archive[at..at + 4] == real {
            archive[at..at + 4].copy_from_slice(&u32::to_le_bytes(size));
        }
    }
    archive
}

#[test]
fn cells_far_apart_make_no_room_between_them() {
    let rows = format!("{}<row r=\"1048576\">{}</row>", header(), text("XFD1048576", "far"));
    let (source, stream) = village();
    let mut decoder =
        open_file(&source, &stream, &beijing(), "a.xlsx", bytes(xlsx(&rows, ""))).unwrap();
    assert_eq!(counts(&all(&mut decoder).unwrap()), (0, 1));
}

#[test]
fn files_that_are_no_workbook() {
    check(
        b"village,day,income\n".to_vec(),
        expect![[r"
        error: expected an XLSX or XLS workbook, found neither a ZIP archive nor an OLE file; change the source's `format` or the file
    "]],
    );
    check(
        b"PK\x03\x04".to_vec(),
        expect![[r"
        error: expected an XLSX workbook, found invalid Zip archive: Could not find EOCD at its ZIP directory; nothing of the file was taken
    "]],
    );
    check(
        [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1].to_vec(),
        expect![[r"
        error: expected a workbook, found Cfb error: Invalid OLE (8 bytes is too small) at its structure; nothing of the file was taken
    "]],
    );
    check(
        archive(&[("a.txt", "a")]),
        expect![[r"
        error: expected a workbook, found File not found '_rels/.rels' at its structure; nothing of the file was taken
    "]],
    );
}

#[test]
fn the_constructed_workbook() {
    let Some(input) = shared_bytes("statistics/constructed-merged-header.xls") else { return };
    let (source, stream) = living();
    expect![[r"
        人均可支配收入（全市） | 2018-01-01 | 居民人均可支配收入 | 44384 | 8.7 | 40813.000000000000 | - | 2017-12-31T16:00:00Z | 5
        工资性收入（全市） | 2018-01-01 | 居民人均可支配收入 | - | - | - | - | 2017-12-31T16:00:00Z | 6
        经营净收入（全市） | 2018-01-01 | 居民人均可支配收入 | - | - | - | - | 2017-12-31T16:00:00Z | 7
        财产净收入（全市） | 2018-01-01 | 居民人均可支配收入 | - | - | - | - | 2017-12-31T16:00:00Z | 8
        转移净收入（全市） | 2018-01-01 | 居民人均可支配收入 | - | - | - | - | 2017-12-31T16:00:00Z | 9
        生活消费支出（全市） | 2018-01-01 | 居民人均消费支出 | 25740 | 7.3 | 23986.000000000000 | - | 2017-12-31T16:00:00Z | 10
        食品烟酒（全市） | 2018-01-01 | 居民人均消费支出 | 7360 | 5.1 | 7000.000000000000 | - | 2017-12-31T16:00:00Z | 11
        衣着（全市） | 2018-01-01 | 居民人均消费支出 | 2121 | 6.6 | 1989.000000000000 | - | 2017-12-31T16:00:00Z | 12
        居住（全市） | 2018-01-01 | 居民人均消费支出 | 5935 | 6.2 | 5590.000000000000 | - | 2017-12-31T16:00:00Z | 13
        生活用品及服务支出（全市） | 2018-01-01 | 居民人均消费支出 | 1366 | 10.5 | 1236.000000000000 | - | 2017-12-31T16:00:00Z | 14
        交通通信支出（全市） | 2018-01-01 | 居民人均消费支出 | - | - | - | - | 2017-12-31T16:00:00Z | 15
        教育文化娱乐支出（全市） | 2018-01-01 | 居民人均消费支出 | - | - | - | - | 2017-12-31T16:00:00Z | 16
        医疗保健支出（全市） | 2018-01-01 | 居民人均消费支出 | - | - | - | - | 2017-12-31T16:00:00Z | 17
        其他用品和服务（全市） | 2018-01-01 | 居民人均消费支出 | - | - | - | - | 2017-12-31T16:00:00Z | 18
        人均可支配收入 | 2018-01-01 | 城镇常住居民家庭基本情况 | 43452 | 8.5 | 40059.001553413300 | - | 2017-12-31T16:00:00Z | 19
        工资性收入 | 2018-01-01 | 城镇常住居民家庭基本情况 | 27384 | 8.1 | 25343.126907368600 | - | 2017-12-31T16:00:00Z | 20
        经营净收入 | 2018-01-01 | 城镇常住居民家庭基本情况 | 5624 | 9.7 | 5128.172613074990 | - | 2017-12-31T16:00:00Z | 21
        财产净收入 | 2018-01-01 | 城镇常住居民家庭基本情况 | 4614 | 14.9 | 4014.730248465890 | - | 2017-12-31T16:00:00Z | 22
        转移净收入 | 2018-01-01 | 城镇常住居民家庭基本情况 | 5830 | 4.6 | 5572.971784503820 | - | 2017-12-31T16:00:00Z | 23
        人均消费支出 | 2018-01-01 | 城镇常住居民家庭基本情况 | 25488 | 7.0 | 23823.557314743800 | - | 2017-12-31T16:00:00Z | 24
        食品烟酒 | 2018-01-01 | 城镇常住居民家庭基本情况 | 7114 | 6.1 | 6703.984119610880 | - | 2017-12-31T16:00:00Z | 25
        衣着 | 2018-01-01 | 城镇常住居民家庭基本情况 | 2110 | 8.2 | 1950.662138378330 | - | 2017-12-31T16:00:00Z | 26
        居住 | 2018-01-01 | 城镇常住居民家庭基本情况 | 6154 | 6.1 | 5799.514653479310 | - | 2017-12-31T16:00:00Z | 27
        生活用品及服务 | 2018-01-01 | 城镇常住居民家庭基本情况 | 1331 | 11.1 | 1197.567939015030 | - | 2017-12-31T16:00:00Z | 28
        交通通信 | 2018-01-01 | 城镇常住居民家庭基本情况 | 3236 | 9.3 | 2960.839815800430 | - | 2017-12-31T16:00:00Z | 29
        教育文化娱乐 | 2018-01-01 | 城镇常住居民家庭基本情况 | 3137 | 7.5 | 2918.982850828040 | - | 2017-12-31T16:00:00Z | 30
        医疗保健 | 2018-01-01 | 城镇常住居民家庭基本情况 | 1584 | 4.9 | 1510.637999878710 | - | 2017-12-31T16:00:00Z | 31
        其他用品和服务 | 2018-01-01 | 城镇常住居民家庭基本情况 | 822 | 5.3 | 780.408346400149 | - | 2017-12-31T16:00:00Z | 32
        said: sheet: 城乡居民收支 (the first of 1)
        said: 2 title rows above the header are left out
        said: columns of the file that are not used: 指 标, 2018年/位次, 2017年/比上年±%, 2017年/位次
        said: the table ends at row 33
    "]].assert_eq(&render(&source, &stream, "living-2018-01-01.xls", input));
}

/// The yearbook table as a pack declares it.
fn living() -> (FileSource, Stream) {
    let mut stream = stream(vec![
        column("item", DataType::Text),
        column("year", DataType::Date),
        column("part", DataType::Text),
        column("amount", DataType::Decimal(0)),
        column("change", DataType::Decimal(1)),
        column("before", DataType::Decimal(12)),
        column("note", DataType::Text),
    ]);
    for at in [3, 4, 5] {
        stream.columns[at].nulls = vec!["…".to_owned(), "－".to_owned()];
    }
    let mut source = source(FileFormat::Workbook);
    source.header_rows = Some(2);
    source.stop_at = vec!["注".to_owned()];
    source.pattern = Some("living-{year}.xls".to_owned());
    for (column, field) in [
        ("item", "column:B"),
        ("year", "file:year"),
        ("part", "column:A"),
        ("amount", "2018年/数值"),
        ("change", "2018年/比上年±%"),
        ("before", "2017年/数值"),
        ("note", "备注"),
    ] {
        source.fields.insert(column.to_owned(), field.to_owned());
    }
    (source, stream)
}

#[test]
fn the_columns_know_their_letters() {
    let Some(input) = shared_bytes("statistics/constructed-merged-header.xls") else { return };
    let (source, stream) = living();
    let decoder = open_file(&source, &stream, &beijing(), "living-2018-01-01.xls", input).unwrap();
    let letters: Vec<Option<&str>> =
        decoder.columns().iter().map(|column| column.letter.as_deref()).collect();
    assert_eq!(letters, [Some("B"), None, Some("A"), Some("D"), Some("E"), Some("G"), Some("J")]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_changed_byte_never_panics(at in any::<proptest::sample::Index>(), byte: u8) {
        let mut damaged = xlsx(&header(), "");
        let at = at.index(damaged.len());
        damaged[at] = byte;
        let (source, stream) = village();
        let _ = render(&source, &stream, "a.xlsx", bytes(damaged));
    }

    #[test]
    fn no_ole_bytes_panic(mut file in proptest::collection::vec(any::<u8>(), 512..2048)) {
        file[..8].copy_from_slice(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
        file[30..32].copy_from_slice(&[9, 0]);
        let (source, stream) = village();
        let _ = render(&source, &stream, "a.xls", bytes(file));
    }
}
