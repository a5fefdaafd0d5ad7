//! UTF-8 or GB18030: found out from a generous piece of the file, and said.
//!
//! Both keep the bytes of delimiters, quotes and line ends for these alone, so that a file is
//! cut into lines and cells before it is decoded, and one undecodable line costs no other one.

use crate::Error;
use diag::Text;
use encoding_rs::GB18030;
use std::borrow::Cow;

/// The encoding of a text file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    Utf8,
    Gb18030,
}

impl Encoding {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Gb18030 => "GB18030",
        }
    }

    /// The text of some bytes; `None` if they are not text in this encoding.
    pub(crate) fn decode(self, bytes: &[u8]) -> Option<Cow<'_, str>> {
        match self {
            Self::Utf8 => std::str::from_utf8(bytes).ok().map(Cow::Borrowed),
            Self::Gb18030 => GB18030.decode_without_bom_handling_and_without_replacement(bytes),
        }
    }

    /// Finds the encoding of a file from its first bytes; `whole` if they are all of it.
    pub(crate) fn find(start: &[u8], whole: bool) -> Result<(Self, Option<Text>), Error> {
        if start.starts_with(b"\xef\xbb\xbf") {
            return Ok((
                Self::Utf8,
                Some(Text::new("编码：UTF-8（有 BOM）", "encoding: UTF-8 (with BOM)")),
            ));
        }
        let (mut utf8, mut gb18030, mut neither, mut lines) = (0u64, 0u64, 0u64, 0u64);
        let mut first = None;
        let mut rest = start;
        while let Some(end) = memchr::memchr(b'\n', rest).map(|at| at + 1).or_else(|| {
            // A line that the piece cuts off says nothing.
            (whole && !rest.is_empty()).then_some(rest.len())
        }) {
            let line = &rest[..end];
            rest = &rest[end..];
            lines += 1;
            if line.is_ascii() {
                continue;
            }
            let (u, g) = (Self::Utf8.decode(line).is_some(), Self::Gb18030.decode(line).is_some());
            first = first.or((lines == 1).then_some(u || g));
            utf8 += u64::from(u);
            gb18030 += u64::from(g);
            neither += u64::from(!u && !g);
        }
        if first == Some(false) || (neither > utf8.max(gb18030) && neither * 2 > lines) {
            return Err(Error::Encoding(guess(start).name().to_owned()));
        }
        if utf8 >= gb18030 {
            let said = (utf8 > 0).then(|| Text::new("编码：UTF-8", "encoding: UTF-8"));
            return Ok((Self::Utf8, said));
        }
        let guess = guess(start);
        if guess != encoding_rs::GBK && guess != GB18030 {
            return Err(Error::Encoding(guess.name().to_owned()));
        }
        Ok((Self::Gb18030, Some(Text::new("编码：GB18030", "encoding: GB18030"))))
    }
}

fn guess(start: &[u8]) -> &'static encoding_rs::Encoding {
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(start, true);
    detector.guess(Some(b"cn"), chardetng::Utf8Detection::Deny)
}
