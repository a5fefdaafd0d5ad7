//! Reference answers beside the repository, for tests: files as text, and R's own format.

#![expect(clippy::disallowed_methods, reason = "tests read reference answers where there are any")]

use std::collections::BTreeMap;
use std::io::Read;

/// A file of the reference answers; without it the test says so and ends.
pub(crate) fn bytes(name: &str) -> Option<Vec<u8>> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/access/");
    let found = std::fs::read(format!("{folder}{name}")).ok();
    if found.is_none() {
        println!("SKIPPED: {name} is not beside the repository");
    }
    found
}

/// A file of the reference answers as text.
pub(crate) fn text(name: &str) -> Option<String> {
    bytes(name).map(|bytes| String::from_utf8(bytes).expect("UTF-8"))
}

/// A value as R keeps it.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    Nothing,
    Whole(Vec<i32>),
    Real(Vec<f64>),
    Text(Vec<String>),
    List(Vec<Self>),
    Pairs(Vec<(String, Self)>),
    Symbol(String),
}

impl Value {
    /// The column as floats; R's missing whole number is no number.
    pub(crate) fn floats(&self) -> Vec<f64> {
        match self {
            Self::Whole(all) => all
                .iter()
                .map(|one| if *one == i32::MIN { f64::NAN } else { f64::from(*one) })
                .collect(),
            Self::Real(all) => all.clone(),
            Self::Nothing | Self::Text(_) | Self::List(_) | Self::Pairs(_) | Self::Symbol(_) => {
                panic!("numbers expected, found {self:?}")
            }
        }
    }

    pub(crate) fn texts(&self) -> &[String] {
        match self {
            Self::Text(all) => all,
            Self::Nothing
            | Self::Whole(_)
            | Self::Real(_)
            | Self::List(_)
            | Self::Pairs(_)
            | Self::Symbol(_) => panic!("text expected, found {self:?}"),
        }
    }
}

/// A data frame of an RDS file, by column.
pub(crate) fn frame(name: &str) -> Option<BTreeMap<String, Value>> {
    let packed = bytes(name)?;
    let mut all = Vec::new();
    flate2::read::GzDecoder::new(packed.as_slice()).read_to_end(&mut all).expect("gzip");
    let mut reader = Rds { all: &all, at: 0, seen: Vec::new() };
    let (value, attributes) = reader.file();
    let Value::List(columns) = value else { panic!("a data frame is a list") };
    let names = attributes.iter().find(|(name, _)| name == "names").expect("names");
    Some(names.1.texts().iter().cloned().zip(columns).collect())
}

/// R's serialization in XDR, as `saveRDS` writes it; only what data frames need.
struct Rds<'a> {
    all: &'a [u8],
    at: usize,
    /// Symbols and pointers, which later ones refer to.
    seen: Vec<Value>,
}

type Attributes = Vec<(String, Value)>;

impl Rds<'_> {
    fn take(&mut self, length: usize) -> &[u8] {
        self.at += length;
        &self.all[self.at - length..self.at]
    }

    fn whole(&mut self) -> i32 {
        i32::from_be_bytes(self.take(4).try_into().expect("four bytes"))
    }

    fn length(&mut self) -> usize {
        usize::try_from(self.whole()).expect("a length")
    }

    fn real(&mut self) -> f64 {
        f64::from_be_bytes(self.take(8).try_into().expect("eight bytes"))
    }

    fn string(&mut self, length: usize) -> String {
        String::from_utf8_lossy(self.take(length)).into_owned()
    }

    fn file(&mut self) -> (Value, Attributes) {
        assert_eq!(self.take(2), b"X\n", "XDR");
        let version = self.whole();
        self.take(8);
        if version == 3 {
            let length = self.length();
            self.take(length);
        }
        self.item()
    }

    fn item(&mut self) -> (Value, Attributes) {
        let flags = self.whole();
        let kind = flags & 0xff;
        // The flags of a reference are its index, those of a string its encoding.
        let has_attributes = flags & 0x200 != 0 && kind != 255 && kind != 9;
        let value = match kind {
            254 | 242 | 253 | 251 => Value::Nothing,
            255 => {
                let packed = usize::try_from(flags >> 8).expect("an index");
                let index = if packed == 0 { self.length() } else { packed };
                self.seen[index - 1].clone()
            }
            1 => {
                let name = self.item().0;
                let symbol = Value::Symbol(name.texts()[0].clone());
                self.seen.push(symbol.clone());
                symbol
            }
            2 => return (self.pairs(flags), Vec::new()),
            9 => {
                let length = self.whole();
                let text = usize::try_from(length).map(|length| self.string(length));
                Value::Text(vec![text.unwrap_or_else(|_| "NA".to_owned())])
            }
            10 | 13 => {
                let length = self.length();
                Value::Whole((0..length).map(|_| self.whole()).collect())
            }
            14 => {
                let length = self.length();
                Value::Real((0..length).map(|_| self.real()).collect())
            }
            16 => self.strings(),
            19 => {
                let length = self.length();
                Value::List((0..length).map(|_| self.item().0).collect())
            }
            22 => {
                self.seen.push(Value::Nothing);
                self.item();
                self.item();
                Value::Nothing
            }
            238 => return (self.alternative(), Vec::new()),
            _ => panic!("kind {kind} of R's values is not needed here"),
        };
        let attributes = if has_attributes { self.attributes() } else { Vec::new() };
        (value, attributes)
    }

    fn strings(&mut self) -> Value {
        let length = self.length();
        let all = (0..length).map(|_| {
            self.whole();
            let length = self.whole();
            usize::try_from(length).map_or_else(|_| "NA".to_owned(), |length| self.string(length))
        });
        Value::Text(all.collect())
    }

    fn attributes(&mut self) -> Attributes {
        match self.item().0 {
            Value::Pairs(pairs) => pairs,
            Value::Nothing
            | Value::Whole(_)
            | Value::Real(_)
            | Value::Text(_)
            | Value::List(_)
            | Value::Symbol(_) => Vec::new(),
        }
    }

    fn pairs(&mut self, first: i32) -> Value {
        let mut pairs = Vec::new();
        let mut flags = first;
        while flags & 0xff == 2 {
            if flags & 0x200 != 0 {
                self.item();
            }
            let tag = if flags & 0x400 != 0 { self.item().0 } else { Value::Nothing };
            let value = self.item().0;
            let name = if let Value::Symbol(name) = tag { name } else { String::new() };
            pairs.push((name, value));
            flags = self.whole();
        }
        Value::Pairs(pairs)
    }

    /// Sequences are kept as their length, start and step; wrapped values as they are.
    fn alternative(&mut self) -> Value {
        self.item();
        let state = self.item().0;
        self.item();
        match state {
            Value::Real(of) => {
                let mut next = of[1];
                let mut all = Vec::new();
                while crate::num::count(all.len()) < of[0] {
                    all.push(next);
                    next += of[2];
                }
                Value::Real(all)
            }
            Value::List(mut of) => of.swap_remove(0),
            Value::Pairs(mut of) => of.swap_remove(0).1,
            Value::Nothing | Value::Whole(_) | Value::Text(_) | Value::Symbol(_) => state,
        }
    }
}
