//! Every finding of this crate, each made by one function: its code, its words in both
//! languages, its labels and its help stand together and nowhere else.

pub(crate) mod access;
pub(crate) mod columns;
pub(crate) mod csv;
pub(crate) mod fields;
pub(crate) mod files;
pub(crate) mod keys;
pub(crate) mod measures;
pub(crate) mod places;
pub(crate) mod references;
pub(crate) mod rules;
pub(crate) mod services;
pub(crate) mod sql;
pub(crate) mod standards;

use diag::{Diagnostic, Text};

/// A text from format strings that share their arguments.
macro_rules! words {
    ($zh:literal, $en:literal $(, $name:ident = $value:expr)* $(,)?) => {
        diag::Text::new(
            { $(let $name = $crate::findings::zh(&$value);)* format!($zh) },
            { $(let $name = $crate::findings::en(&$value);)* format!($en) },
        )
    };
}
pub(crate) use words;

/// What can stand in a message: a text in both languages, taken as it is, or a word from the
/// pack, shown short.
pub(crate) trait Word {
    fn zh(&self) -> String;
    fn en(&self) -> String;
}

impl Word for Text {
    fn zh(&self) -> String {
        self.zh.clone()
    }
    fn en(&self) -> String {
        self.en.clone()
    }
}

impl Word for str {
    fn zh(&self) -> String {
        short(self)
    }
    fn en(&self) -> String {
        short(self)
    }
}

impl Word for String {
    fn zh(&self) -> String {
        short(self)
    }
    fn en(&self) -> String {
        short(self)
    }
}

impl<T: Word + ?Sized> Word for &T {
    fn zh(&self) -> String {
        (*self).zh()
    }
    fn en(&self) -> String {
        (*self).en()
    }
}

pub(crate) fn zh<T: Word + ?Sized>(word: &T) -> String {
    word.zh()
}

pub(crate) fn en<T: Word + ?Sized>(word: &T) -> String {
    word.en()
}

/// A word from the pack as a message shows it: on one line, and cut where it would drown it.
pub(crate) fn short(found: &str) -> String {
    const SHOWN_MAX: usize = 80;
    let one_line = |c: char| if c.is_control() { '␤' } else { c };
    let mut text: String = found.chars().take(SHOWN_MAX).map(one_line).collect();
    if found.chars().nth(SHOWN_MAX).is_some() {
        text.push('…');
    }
    text
}

/// A list of names in backticks, for help lines; a long one is cut, and says so.
pub(crate) fn name_list<'a>(names: impl IntoIterator<Item = &'a str>) -> Text {
    const SHOWN_MAX: usize = 12;
    let names: Vec<String> = names.into_iter().map(|name| format!("`{}`", short(name))).collect();
    let shown = names.iter().take(SHOWN_MAX).cloned().collect::<Vec<_>>();
    if names.len() <= SHOWN_MAX {
        return Text::new(shown.join("、"), shown.join(", "));
    }
    let rest = names.len() - SHOWN_MAX;
    Text::new(
        format!("{}（另有 {rest} 个）", shown.join("、")),
        format!("{} and {rest} more", shown.join(", ")),
    )
}

/// Adds "did you mean" where a near name exists, else the names there are.
pub(crate) fn suggest<'a>(
    diagnostic: Diagnostic,
    found: &str,
    names: impl Iterator<Item = &'a str> + Clone,
) -> Diagnostic {
    if let Some(near) = near(found, names.clone()) {
        return diagnostic.help(words!("是否指 `{near}`？", "did you mean `{near}`?", near = near));
    }
    let list = name_list(names);
    if list.en.is_empty() {
        return diagnostic;
    }
    diagnostic.help(words!("写成其中之一：{list}", "write one of {list}", list = list))
}

/// The nearest name. Among many names only those that begin alike or are as long are weighed, so
/// that a thousand misspelt references to a thousand names stay quick.
fn near<'a>(found: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    const FOUND_MAX: usize = 80;
    // Any two names of one or two letters are near each other.
    if found.len() > FOUND_MAX || found.chars().count() < 3 {
        return None;
    }
    let first = found.chars().next();
    let names: Vec<&str> = names.filter(|name| name.len().abs_diff(found.len()) <= 8).collect();
    if names.len() <= 64 {
        return district::did_you_mean(found, names);
    }
    let alike = names.into_iter().filter(|name| name.chars().next() == first);
    district::did_you_mean(found, alike.take(256))
}
