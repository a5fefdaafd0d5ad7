//! Letters and indexes are inverse to each other.

use super::*;

#[test]
fn letters() {
    assert_eq!(letter(0), "A");
    assert_eq!(letter(25), "Z");
    assert_eq!(letter(26), "AA");
    assert_eq!(letter(16_383), "XFD");
    for at in 0..1000 {
        assert_eq!(index(&letter(at)), Some(at));
    }
    assert_eq!(index("a"), None);
    assert_eq!(index(""), None);
}

#[test]
fn cells() {
    assert_eq!(cell(FileFormat::Workbook, 3, 6).as_deref(), Some("D6"));
    assert_eq!(cell(FileFormat::Csv, 3, 6), None);
}
