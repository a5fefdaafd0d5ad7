//! What a file is by its first bytes.

use super::detect;
use district::FileFormat;

#[test]
fn the_first_bytes_say_what_a_file_is() {
    let dir = tempfile::tempdir().unwrap();
    let mut number = 0;
    let mut check = |name: &str, bytes: &[u8], expected: FileFormat| {
        number += 1;
        let path = dir.path().join(format!("{number}{name}"));
        std::fs::File::create(&path)
            .and_then(|mut file| std::io::Write::write_all(&mut file, bytes))
            .unwrap();
        assert_eq!(detect(&path).unwrap(), expected, "{name}");
    };
    check(".csv", b"PAR1....", FileFormat::Parquet);
    check("", b"PK\x03\x04", FileFormat::Workbook);
    check(".txt", b" {\"a\":1}\n", FileFormat::Ndjson);
    check(".log", b"2021-03-04T05:06:07.8Z|execution|ACTIVE\n", FileFormat::Shdr);
    check("", b"a|b\n1|2\n", FileFormat::Csv);
    check("", b"<?xml version=\"1.0\"?><log/>", FileFormat::Xes);
    check(".csv", b"", FileFormat::Csv);
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut packed, b"{\"a\":1}\n").unwrap();
    check(".gz", &packed.finish().unwrap(), FileFormat::Ndjson);
}
