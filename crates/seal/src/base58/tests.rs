//! Examples of the Internet draft on base58, and that decoding undoes encoding.

use super::{decode, encode};
use proptest::prelude::*;

#[test]
fn the_examples_of_the_draft() {
    assert_eq!(encode(b"Hello World!"), "2NEpo7TZRRrLZSi2U");
    assert_eq!(
        encode(b"The quick brown fox jumps over the lazy dog."),
        "USm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z"
    );
    assert_eq!(encode(&[0, 0, 0x28, 0x7f, 0xb4, 0xcd]), "11233QC4");
    assert_eq!(decode("11233QC4"), Some(vec![0, 0, 0x28, 0x7f, 0xb4, 0xcd]));
}

#[test]
fn letters_that_look_alike_are_not_read() {
    for letter in ["0", "O", "I", "l", "+", "和"] {
        assert_eq!(decode(letter), None, "{letter}");
    }
    assert_eq!(decode(&"z".repeat(1_000_000)), None);
}

proptest! {
    #[test]
    fn decoding_undoes_encoding(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
        prop_assert_eq!(decode(&encode(&bytes)), Some(bytes));
    }

    #[test]
    fn rubbish_never_panics(text in ".*") {
        let _ = decode(&text);
    }
}
