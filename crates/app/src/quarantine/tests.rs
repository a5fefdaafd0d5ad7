//! What is kept of a refused row can be taken apart again.

use super::{pack_raw, unpack_raw};
use crate::load::decoding::Replay;
use crate::load::source::plain;
use crate::test_support::stream;
use district::FileFormat;

#[test]
fn a_row_keeps_its_bytes_whatever_they_are() {
    let stream = stream("s");
    let source = plain(&stream, FileFormat::Csv);
    let replay = Replay { format: FileFormat::Csv, head: b"a,b\n".to_vec() };
    let set = vec![("a".to_owned(), "1\n2".to_owned())];
    for raw in [&b"1,2\n"[..], b"", b"\n\n", b"\0\xff{\"head\":9}\n"] {
        let kept = pack_raw(&source, &set, &replay, raw);
        let (frame, head, found) = unpack_raw(&kept).unwrap();
        assert_eq!((head, found), (&b"a,b\n"[..], raw));
        assert_eq!(frame.set, set);
    }
    assert!(unpack_raw(b"1,2\n").is_none());
}
