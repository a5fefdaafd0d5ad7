//! A text keeps its code, and no two texts share one.

use super::Interner;
use std::collections::BTreeMap;

#[test]
fn texts_of_every_length_are_told_apart() {
    let mut known: BTreeMap<String, u32> = BTreeMap::new();
    let mut interner = Interner::default();
    for round in 0..3 {
        for length in 0..40_usize {
            for variant in 0..30_usize {
                // Differs from its neighbours in one byte only, somewhere.
                let mut text = vec![b'a'; length];
                if let Some(byte) = text.get_mut((variant * 7) % length.max(1)) {
                    *byte = b'a' + u8::try_from(variant % 26).unwrap();
                }
                let text = String::from_utf8(text).unwrap();
                let code = interner.code(&text);
                let before = known.insert(text.clone(), code);
                assert!(before.is_none_or(|before| before == code), "round {round}: {text}");
            }
        }
    }
    let mut codes: Vec<u32> = known.values().copied().collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), known.len());
    for (text, code) in &known {
        let at = usize::try_from(*code).unwrap();
        assert_eq!(interner.texts().get(at).map(AsRef::as_ref), Some(text.as_str()));
    }
}
