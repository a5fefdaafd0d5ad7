//! An error is told once, with its causes.

use super::chain;
use std::{error::Error, fmt};

#[derive(Debug)]
struct Layer(&'static str, Option<Box<Self>>);

impl fmt::Display for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl Error for Layer {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.1.as_deref().map(|inner| -> &(dyn Error + 'static) { inner })
    }
}

#[test]
fn outermost_first_and_nothing_twice() {
    let disk = Layer("no space left", None);
    let same = Layer("no space left", Some(Box::new(disk)));
    let top = Layer("could not write the snapshot", Some(Box::new(same)));
    assert_eq!(chain(&top), "could not write the snapshot: no space left");
}
