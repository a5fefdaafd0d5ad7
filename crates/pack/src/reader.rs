//! Reading one TOML table of a declaration: each key is asked for by name and type; what is
//! missing, of another type or not asked for becomes a finding, and reading goes on.

use crate::findings::{columns, keys, measures, short, standards};
use crate::kind::Kind;
use diag::{Diagnostic, SourceId, Span, Text};
use district::{Exact, Unit};
use jiff::civil::Date;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

mod access;
mod service;

pub(crate) use service::{Part, Rules};

/// A value with the place where it stands.
#[derive(Debug, Clone)]
pub(crate) struct At<T> {
    pub(crate) value: T,
    pub(crate) span: Span,
}

type Value<'t> = Spanned<DeValue<'t>>;

/// One table being read.
pub(crate) struct Reader<'t> {
    table: &'t DeTable<'t>,
    pub(crate) source: SourceId,
    /// Where a missing key is shown.
    header: Range<usize>,
    /// How messages call the declaration: stream `air_hour`.
    pub(crate) owner: Text,
    asked: Vec<&'static str>,
    /// Whether lines of the table could not be read, so that a missing key may be one of them.
    broken: bool,
    pub(crate) found: Vec<Diagnostic>,
}

impl<'t> Reader<'t> {
    pub(crate) fn new(
        table: &'t DeTable<'t>,
        source: SourceId,
        header: Range<usize>,
        owner: Text,
        broken: bool,
    ) -> Self {
        Self { table, source, header, owner, asked: Vec::new(), broken, found: Vec::new() }
    }

    /// Where the declaration begins.
    pub(crate) fn span(&self) -> Span {
        Span::new(self.source, self.header.clone())
    }

    /// Whether some of its lines could not be read.
    pub(crate) fn broken(&self) -> bool {
        self.broken
    }

    pub(crate) fn say(&mut self, finding: Diagnostic) {
        self.found.push(finding);
    }

    fn at(&self, value: &Value<'t>) -> Span {
        Span::new(self.source, value.span())
    }

    fn find(&mut self, key: &'static str) -> Option<&'t Value<'t>> {
        self.asked.push(key);
        self.table.get(key)
    }

    /// Whether the key is there; it counts as asked for.
    pub(crate) fn has(&mut self, key: &'static str) -> Option<Span> {
        let value = self.find(key)?;
        Some(self.at(value))
    }

    fn missing(&mut self, key: &str, example: &str) {
        if !self.broken {
            let finding = keys::missing_key(&self.owner, key, example, self.span());
            self.say(finding);
        }
    }

    fn wrong(&mut self, key: &str, expected: &Text, value: &Value<'t>) {
        let found = type_word(value.get_ref());
        let span = self.at(value);
        let finding = keys::wrong_type(&self.owner, key, expected, &found, span);
        self.say(finding);
    }

    /// A text, if it is there.
    pub(crate) fn text(&mut self, key: &'static str) -> Option<At<&'t str>> {
        let value = self.find(key)?;
        self.text_of(key, value)
    }

    fn text_of(&mut self, key: &str, value: &'t Value<'t>) -> Option<At<&'t str>> {
        let Some(text) = value.get_ref().as_str() else {
            self.wrong(key, &Text::new("文字", "a text"), value);
            return None;
        };
        Some(At { value: text, span: self.at(value) })
    }

    /// The text `none`, where a number may stand as well.
    pub(crate) fn none(&mut self, key: &'static str) -> bool {
        self.find(key).is_some_and(|value| value.get_ref().as_str() == Some("none"))
    }

    /// A text that has to be there.
    pub(crate) fn need_text(&mut self, key: &'static str, example: &str) -> Option<At<&'t str>> {
        let found = self.text(key);
        if found.is_none() && self.table.get(key).is_none() {
            self.missing(key, example);
        }
        found
    }

    /// One of a list of words.
    pub(crate) fn word<T: Copy>(
        &mut self,
        key: &'static str,
        found: &At<&'t str>,
        words: &[(&'static str, T)],
    ) -> Option<T> {
        if let Some((_, value)) = words.iter().find(|(word, _)| *word == found.value) {
            return Some(*value);
        }
        let allowed = words.iter().map(|(word, _)| *word);
        let span = found.span.clone();
        let finding = keys::word_not_allowed(&self.owner, key, found.value, span, allowed);
        self.say(finding);
        None
    }

    /// The declaration's id, checked for its form.
    pub(crate) fn id(&mut self, key: &'static str, kind: Kind) -> Option<At<&'t str>> {
        let id = self.need_text(key, "\"…\"")?;
        self.owner = kind.named(id.value);
        if !id_like(id.value, kind.hyphenated()) {
            let (value, span) = (id.value, id.span.clone());
            let finding = keys::id_form(&self.owner, value, span, kind.hyphenated());
            self.say(finding);
        }
        Some(id)
    }

    /// A text in both languages; one of them missing is a warning, and the other stands in.
    pub(crate) fn name(&mut self, key: &'static str) -> Option<Text> {
        let value = self.find(key)?;
        let DeValue::Table(table) = value.get_ref() else {
            self.wrong(key, &Text::new("`{ zh = …, en = … }`", "`{ zh = …, en = … }`"), value);
            return None;
        };
        let mut inner =
            Reader::new(table, self.source, value.span(), self.owner.clone(), self.broken);
        let zh = inner.text("zh").filter(|text| !text.value.trim().is_empty());
        let en = inner.text("en").filter(|text| !text.value.trim().is_empty());
        for (language, text) in [("zh", &zh), ("en", &en)] {
            if text.is_none() && !inner.broken {
                let span = inner.span();
                let finding = keys::language_missing(&inner.owner, key, language, span);
                inner.say(finding);
            }
        }
        let text = match (zh, en) {
            (Some(zh), Some(en)) => Some(Text::new(zh.value, en.value)),
            (Some(only), None) | (None, Some(only)) => Some(Text::same(only.value)),
            (None, None) => None,
        };
        self.found.extend(inner.close());
        text
    }

    /// A text in both languages that has to be there.
    pub(crate) fn need_name(&mut self, key: &'static str) -> Option<Text> {
        let name = self.name(key);
        if name.is_none() && self.table.get(key).is_none() {
            self.missing(key, "{ zh = \"…\", en = \"…\" }");
        }
        name
    }

    pub(crate) fn boolean(&mut self, key: &'static str) -> Option<bool> {
        let value = self.find(key)?;
        let boolean = value.get_ref().as_bool();
        if boolean.is_none() {
            self.wrong(key, &Text::new("`true` 或 `false`", "`true` or `false`"), value);
        }
        boolean
    }

    /// A whole number from 0 to `max`.
    pub(crate) fn count(&mut self, key: &'static str, max: u32) -> Option<At<u32>> {
        let value = self.find(key)?;
        self.count_of(key, value, max)
    }

    fn count_of(&mut self, key: &str, value: &'t Value<'t>, max: u32) -> Option<At<u32>> {
        let DeValue::Integer(digits) = value.get_ref() else {
            self.wrong(key, &Text::new("整数", "a whole number"), value);
            return None;
        };
        let span = self.at(value);
        let number = u32::from_str_radix(digits.as_str(), digits.radix()).ok();
        if let Some(value) = number.filter(|number| *number <= max) {
            return Some(At { value, span });
        }
        let found = short(digits.as_str());
        let finding = columns::decimals_out_of_range(&self.owner, &found, max, span);
        self.say(finding);
        None
    }

    /// Texts; one text alone counts as a list of one.
    pub(crate) fn texts(&mut self, key: &'static str) -> Option<At<Vec<At<&'t str>>>> {
        let value = self.find(key)?;
        let span = self.at(value);
        match value.get_ref() {
            DeValue::Array(items) => {
                let texts = items.iter().filter_map(|item| self.text_of(key, item)).collect();
                Some(At { value: texts, span })
            }
            DeValue::String(_) => {
                let one = self.text_of(key, value)?;
                Some(At { value: vec![one], span })
            }
            DeValue::Integer(_)
            | DeValue::Float(_)
            | DeValue::Boolean(_)
            | DeValue::Datetime(_)
            | DeValue::Table(_) => {
                self.wrong(key, &Text::new("文字列表", "a list of texts"), value);
                None
            }
        }
    }

    /// Texts that have to be there, at least one.
    pub(crate) fn need_texts(
        &mut self,
        key: &'static str,
        example: &str,
    ) -> Option<At<Vec<At<&'t str>>>> {
        let found = self.texts(key);
        if found.is_none() && self.table.get(key).is_none() {
            self.missing(key, example);
        }
        let found = found?;
        if found.value.is_empty() {
            let finding = keys::empty_list(&self.owner, key, found.span.clone());
            self.say(finding);
            return None;
        }
        Some(found)
    }

    /// Whole numbers, such as years.
    pub(crate) fn years(&mut self, key: &'static str) -> Vec<At<i16>> {
        let Some(value) = self.find(key) else { return Vec::new() };
        let expected = || Text::new("年份列表", "a list of years");
        let DeValue::Array(items) = value.get_ref() else {
            self.wrong(key, &expected(), value);
            return Vec::new();
        };
        let mut years = Vec::new();
        for item in items {
            let digits = item.get_ref().as_integer().filter(|digits| digits.radix() == 10);
            match digits.and_then(|digits| digits.as_str().parse().ok()) {
                Some(value) => years.push(At { value, span: self.at(item) }),
                None => self.wrong(key, &expected(), item),
            }
        }
        years
    }

    /// An exact number, written as a number or as a text.
    pub(crate) fn number(&mut self, key: &'static str) -> Option<At<Exact>> {
        let value = self.find(key)?;
        self.number_of(key, value)
    }

    fn number_of(&mut self, key: &str, value: &'t Value<'t>) -> Option<At<Exact>> {
        let span = self.at(value);
        let text = match value.get_ref() {
            DeValue::Integer(digits) if digits.radix() == 10 => digits.as_str(),
            DeValue::Float(digits) => digits.as_str(),
            DeValue::String(text) => text,
            DeValue::Integer(_)
            | DeValue::Boolean(_)
            | DeValue::Datetime(_)
            | DeValue::Array(_)
            | DeValue::Table(_) => {
                self.wrong(key, &Text::new("数", "a number"), value);
                return None;
            }
        };
        if let Ok(value) = text.parse() {
            return Some(At { value, span });
        }
        let finding = measures::number_not_read(&self.owner, key, text, span);
        self.say(finding);
        None
    }

    pub(crate) fn need_number(&mut self, key: &'static str) -> Option<At<Exact>> {
        let found = self.number(key);
        if found.is_none() && self.table.get(key).is_none() {
            self.missing(key, "\"35\"");
        }
        found
    }

    /// A civil date, written as a TOML date or as a text.
    pub(crate) fn date(&mut self, key: &'static str) -> Option<At<Date>> {
        let value = self.find(key)?;
        self.date_of(key, value)
    }

    fn date_of(&mut self, key: &str, value: &'t Value<'t>) -> Option<At<Date>> {
        let span = self.at(value);
        let text = match value.get_ref() {
            DeValue::Datetime(date) => date.to_string(),
            DeValue::String(text) => text.to_string(),
            DeValue::Integer(_)
            | DeValue::Float(_)
            | DeValue::Boolean(_)
            | DeValue::Array(_)
            | DeValue::Table(_) => {
                self.wrong(key, &Text::new("日期", "a date"), value);
                return None;
            }
        };
        if let Some(value) = parse_date(&text) {
            return Some(At { value, span });
        }
        let finding = standards::date_not_read(&self.owner, key, &text, span);
        self.say(finding);
        None
    }

    pub(crate) fn need_date(&mut self, key: &'static str) -> Option<At<Date>> {
        let found = self.date(key);
        if found.is_none() && self.table.get(key).is_none() {
            self.missing(key, "2026-03-01");
        }
        found
    }

    /// A period such as `2027`; a whole number counts as a year.
    pub(crate) fn period(&mut self, key: &'static str) -> Option<At<district::Period>> {
        let Some(value) = self.find(key) else {
            self.missing(key, "\"2027\"");
            return None;
        };
        let span = self.at(value);
        let text = match value.get_ref() {
            DeValue::String(text) => text.to_string(),
            DeValue::Integer(digits) => digits.to_string(),
            DeValue::Datetime(date) => date.to_string(),
            DeValue::Float(_) | DeValue::Boolean(_) | DeValue::Array(_) | DeValue::Table(_) => {
                self.wrong(key, &Text::new("时期", "a period"), value);
                return None;
            }
        };
        if let Ok(value) = text.parse() {
            return Some(At { value, span });
        }
        let finding = measures::period_not_read(&self.owner, key, &text, span);
        self.say(finding);
        None
    }

    /// A unit that parses.
    pub(crate) fn unit(&mut self, key: &'static str) -> Option<At<Unit>> {
        let text = self.text(key)?;
        self.unit_of(&text)
    }

    pub(crate) fn unit_of(&mut self, text: &At<&str>) -> Option<At<Unit>> {
        let span = text.span.clone();
        match Unit::parse(text.value) {
            Ok(value) => Some(At { value, span }),
            Err(error) => {
                let finding = columns::unit_not_read(&self.owner, text.value, &error, span);
                self.say(finding);
                None
            }
        }
    }

    /// A table below, to be closed with [`Reader::absorb`].
    pub(crate) fn table(&mut self, key: &'static str) -> Option<Self> {
        let value = self.find(key)?;
        self.table_of(key, value)
    }

    fn table_of(&mut self, key: &str, value: &'t Value<'t>) -> Option<Self> {
        let DeValue::Table(table) = value.get_ref() else {
            self.wrong(key, &Text::new("一个表", "a table"), value);
            return None;
        };
        Some(Self::new(table, self.source, value.span(), self.owner.clone(), self.broken))
    }

    /// The tables of an array below; `None` if the key is not there.
    pub(crate) fn tables(&mut self, key: &'static str) -> Option<Vec<Self>> {
        let value = self.find(key)?;
        let DeValue::Array(items) = value.get_ref() else {
            self.wrong(key, &Text::new("表的列表", "a list of tables"), value);
            return None;
        };
        Some(items.iter().filter_map(|item| self.table_of(key, item)).collect())
    }

    /// A table whose keys are names of the author's own, in the order in which they are written.
    pub(crate) fn entries(&mut self, key: &'static str) -> Vec<Entry<'t>> {
        let Some(value) = self.find(key) else { return Vec::new() };
        let DeValue::Table(table) = value.get_ref() else {
            self.wrong(key, &Text::new("一个表", "a table"), value);
            return Vec::new();
        };
        let mut entries: Vec<Entry<'t>> = table
            .iter()
            .map(|(name, value)| Entry {
                name: At {
                    value: name.get_ref().as_ref(),
                    span: Span::new(self.source, name.span()),
                },
                value,
            })
            .collect();
        entries.sort_by_key(|entry| entry.name.span.start);
        entries
    }

    pub(crate) fn entry_text(&mut self, entry: &Entry<'t>) -> Option<At<&'t str>> {
        self.text_of(entry.name.value, entry.value)
    }

    pub(crate) fn entry_number(&mut self, entry: &Entry<'t>) -> Option<At<Exact>> {
        self.number_of(entry.name.value, entry.value)
    }

    pub(crate) fn entry_count(&mut self, entry: &Entry<'t>, max: u32) -> Option<At<u32>> {
        self.count_of(entry.name.value, entry.value, max)
    }

    pub(crate) fn entry_table(&mut self, entry: &Entry<'t>) -> Option<Self> {
        self.table_of(entry.name.value, entry.value)
    }

    /// Takes over the findings of a table below.
    pub(crate) fn absorb(&mut self, inner: Self) {
        self.found.extend(inner.close());
    }

    /// Ends the reading: keys that nobody asked for are findings.
    pub(crate) fn close(mut self) -> Vec<Diagnostic> {
        self.asked.sort_unstable();
        self.asked.dedup();
        for (key, _) in self.table {
            let name = key.get_ref().as_ref();
            if self.asked.binary_search(&name).is_err() {
                let span = Span::new(self.source, key.span());
                self.found.push(keys::key_not_known(&self.owner, name, span, &self.asked));
            }
        }
        self.found
    }
}

/// One key of a table whose keys are the author's own names.
pub(crate) struct Entry<'t> {
    pub(crate) name: At<&'t str>,
    value: &'t Value<'t>,
}

impl Entry<'_> {
    /// Whether the value is a text, where a table may stand as well.
    pub(crate) fn textual(&self) -> bool {
        self.value.get_ref().is_str()
    }
}

/// A date of exactly the form `2026-03-01`.
pub(crate) fn parse_date(text: &str) -> Option<Date> {
    (text.len() == 10).then(|| text.parse().ok())?
}

/// Whether the text can be a role's word.
pub(crate) fn word_like(text: &str) -> bool {
    id_like(text, true)
}

/// Whether the text is a name or `role.name`.
pub(crate) fn slot_like(text: &str) -> bool {
    match text.split_once('.') {
        Some((role, name)) => word_like(role) && word_like(name),
        None => word_like(text),
    }
}

fn id_like(id: &str, hyphenated: bool) -> bool {
    let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    id.starts_with(|c: char| c.is_ascii_lowercase())
        && id.chars().all(|c| inner(c) || (hyphenated && c == '-'))
}

fn type_word(value: &DeValue<'_>) -> Text {
    match value {
        DeValue::String(text) => {
            let text = short(text);
            Text::new(format!("文字 `{text}`"), format!("the text `{text}`"))
        }
        DeValue::Integer(digits) => {
            let digits = short(&digits.to_string());
            Text::new(format!("整数 {digits}"), format!("the whole number {digits}"))
        }
        DeValue::Float(digits) => {
            let digits = short(digits.as_str());
            Text::new(format!("小数 {digits}"), format!("the decimal {digits}"))
        }
        DeValue::Boolean(value) => Text::same(format!("`{value}`")),
        DeValue::Datetime(date) => Text::new(format!("时间 {date}"), format!("the date {date}")),
        DeValue::Array(_) => Text::new("一个列表", "a list"),
        DeValue::Table(_) => Text::new("一个表", "a table"),
    }
}
