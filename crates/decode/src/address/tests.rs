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
    assert_eq!(cell("D", 6), "D6");
    assert_eq!(range(["AA", "D", "G"], 5), "D5:AA5");
    assert_eq!(range(["D"], 5), "D5");
    assert_eq!(range([], 5), "5:5");
}
