//! Check characters of identity numbers and credit codes.

use super::{credit_code, resident_id};

#[test]
fn identity_numbers_by_their_standards() {
    // The example of GB 11643-1999, and the code of a well-known institution.
    assert!(resident_id("11010519491231002X"));
    assert!(!resident_id("110105194912310021"));
    assert!(credit_code("91350100M000100Y43"));
    assert!(!credit_code("91350100M000100Y44"));
    assert!(!resident_id("一一"));
}
