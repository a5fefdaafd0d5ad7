//! Offsets to positions, through Chinese, emoji, CRLF and the end of the text.

use super::LineIndex;

fn at(text: &str, offset: usize) -> (usize, usize) {
    let position = LineIndex::new(text).position(offset);
    (position.line, position.column)
}

#[test]
fn columns_are_characters() {
    let text = "单位 = \"微克\"\r\n🦀x\n";
    assert_eq!(at(text, 0), (1, 1));
    assert_eq!(at(text, text.find('=').unwrap()), (1, 4));
    assert_eq!(at(text, text.find('x').unwrap()), (2, 2));
    // Within the second character: its first byte.
    assert_eq!(at(text, 4), (1, 2));
}

#[test]
fn the_end_and_beyond_it() {
    assert_eq!(at("", 0), (1, 1));
    assert_eq!(at("a", 1), (1, 2));
    assert_eq!(at("a\n", 2), (2, 1));
    assert_eq!(at("a\n", 99), (2, 1));
}
