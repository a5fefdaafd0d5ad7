//! A table's bytes as text: UTF-8, UTF-16 with its mark, or GB18030.

use crate::error::Error;
use diag::{Text, codes::maps as code};
use encoding_rs::{Encoding, GB18030};
use std::borrow::Cow;

/// Decodes a table; UTF-8 is tried before GB18030, which takes almost any bytes.
pub(super) fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, Error> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let body = bytes.get(mark..).unwrap_or_default();
        let text = encoding.decode_without_bom_handling_and_without_replacement(body);
        return text.ok_or_else(|| undecoded(mark));
    }
    match str::from_utf8(bytes) {
        Ok(text) => Ok(Cow::Borrowed(text)),
        Err(e) => GB18030
            .decode_without_bom_handling_and_without_replacement(bytes)
            .filter(|text| !text.contains('\0'))
            .ok_or_else(|| undecoded(e.valid_up_to())),
    }
}

fn undecoded(at: usize) -> Error {
    let expected = Text::new("UTF-8或GB18030文本", "a text in UTF-8 or GB18030");
    let found =
        Text::new(format!("第{at}字节处不成文字的字节"), format!("bytes at {at} that are no text"));
    Error::between(code::S0519, &expected, &found)
}
