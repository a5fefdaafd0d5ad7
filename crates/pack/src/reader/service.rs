//! What only declarations of services have: lists of texts and tables, working days, rules.

use super::{At, Reader, Value};
use crate::files::Texts;
use crate::findings::{rules, services};
use crate::rule::{FaultKind, Placed, ReadRule};
use diag::{Span, Text};
use district::rule::Rule;
use district::service::Basis;
use district::{Exact, WorkDays};
use toml::de::DeValue;

/// A member of a list in which a text may stand for a table.
pub(crate) enum Part<'t> {
    Text(At<&'t str>),
    Table(Reader<'t>),
}

/// The rules of one declaration, kept with their places until every field is known.
pub(crate) struct Rules<'a> {
    texts: &'a Texts<'a>,
    pub(crate) list: Vec<ReadRule>,
}

impl<'a> Rules<'a> {
    pub(crate) fn new(texts: &'a Texts<'a>) -> Self {
        Self { texts, list: Vec::new() }
    }

    /// The text of the file in which `span` lies.
    pub(crate) fn file(&self, span: &Span) -> &'a str {
        self.texts.sources.text(span.source)
    }

    /// The rule under `key`, if it is there and can be read.
    pub(crate) fn rule(&mut self, reader: &mut Reader<'_>, key: &'static str) -> Option<Rule> {
        let text = reader.text(key)?;
        self.of(reader, &text)
    }

    /// The rule under `key`, which has to be there.
    pub(crate) fn need(&mut self, reader: &mut Reader<'_>, key: &'static str) -> Option<Rule> {
        let text = reader.need_text(key, "\"…\"")?;
        self.of(reader, &text)
    }

    /// Reads one rule.
    pub(crate) fn of(&mut self, reader: &mut Reader<'_>, text: &At<&str>) -> Option<Rule> {
        let placed = Placed::new(text.value, text.span.clone(), self.file(&text.span));
        match crate::rule::read(&placed) {
            Ok(read) => {
                let rule = read.rule.clone();
                self.list.push(read);
                Some(rule)
            }
            Err(fault) => {
                let span = placed.span(fault.range);
                reader.say(match fault.kind {
                    FaultKind::Syntax => rules::not_read(&reader.owner, &fault.detail, span),
                    FaultKind::Part => rules::part(&reader.owner, &fault.detail, span),
                });
                None
            }
        }
    }
}

impl<'t> Reader<'t> {
    /// The members of a list; one that stands alone counts as a list of one.
    pub(crate) fn parts(&mut self, key: &'static str) -> Vec<Part<'t>> {
        let Some(value) = self.find(key) else { return Vec::new() };
        match value.get_ref() {
            DeValue::Array(items) => {
                items.iter().filter_map(|item| self.part_of(key, item)).collect()
            }
            DeValue::String(_)
            | DeValue::Integer(_)
            | DeValue::Float(_)
            | DeValue::Boolean(_)
            | DeValue::Datetime(_)
            | DeValue::Table(_) => self.part_of(key, value).into_iter().collect(),
        }
    }

    pub(super) fn part_of(&mut self, key: &str, value: &'t Value<'t>) -> Option<Part<'t>> {
        match value.get_ref() {
            DeValue::String(_) => self.text_of(key, value).map(Part::Text),
            DeValue::Table(_) => self.table_of(key, value).map(Part::Table),
            DeValue::Integer(_)
            | DeValue::Float(_)
            | DeValue::Boolean(_)
            | DeValue::Datetime(_)
            | DeValue::Array(_) => {
                self.wrong(key, &Text::new("文字或表", "a text or a table"), value);
                None
            }
        }
    }

    /// Whether the key is there, without counting as asked for.
    pub(crate) fn holds(&self, key: &str) -> bool {
        self.table.get(key).is_some()
    }

    /// A number of working days, in halves.
    pub(crate) fn days(&mut self, key: &'static str) -> Option<At<WorkDays>> {
        let number = self.number(key)?;
        self.days_of(key, number)
    }

    /// The same, which has to be there.
    pub(crate) fn need_days(&mut self, key: &'static str) -> Option<At<WorkDays>> {
        if !self.holds(key) {
            self.missing(key, "5");
        }
        self.days(key)
    }

    /// A list of numbers of working days.
    pub(crate) fn days_list(&mut self, key: &'static str) -> Option<At<Vec<WorkDays>>> {
        let value = self.find(key)?;
        let span = self.at(value);
        let DeValue::Array(items) = value.get_ref() else {
            self.wrong(key, &Text::new("天数列表", "a list of days"), value);
            return None;
        };
        let mut list = Vec::new();
        for item in items {
            let number = self.number_of(key, item)?;
            list.push(self.days_of(key, number)?.value);
        }
        Some(At { value: list, span })
    }

    fn days_of(&mut self, key: &str, number: At<Exact>) -> Option<At<WorkDays>> {
        const DAYS_MAX: u32 = 10_000;
        let days = WorkDays::from_exact(&number.value);
        if let Some(days) = days.filter(|days| *days <= WorkDays::days(DAYS_MAX)) {
            return Some(At { value: days, span: number.span });
        }
        let found = number.value.to_string();
        self.say(services::days_not_halves(&self.owner, key, &found, number.span));
        None
    }

    /// A whole number from `least` to `most`.
    pub(crate) fn whole(&mut self, key: &'static str, least: u32, most: u32) -> Option<At<u32>> {
        let value = self.find(key)?;
        self.whole_of(key, value, least, most)
    }

    pub(super) fn whole_of(
        &mut self,
        key: &str,
        value: &'t Value<'t>,
        least: u32,
        most: u32,
    ) -> Option<At<u32>> {
        let DeValue::Integer(digits) = value.get_ref() else {
            self.wrong(key, &Text::new("整数", "a whole number"), value);
            return None;
        };
        let span = self.at(value);
        let number = u32::from_str_radix(digits.as_str(), digits.radix()).ok();
        if let Some(value) = number.filter(|number| (least..=most).contains(number)) {
            return Some(At { value, span });
        }
        let found = digits.as_str();
        self.say(services::count_out_of_range(&self.owner, key, found, (least, most), span));
        None
    }

    /// The value of an author's own key, as a whole number.
    pub(crate) fn entry_whole(
        &mut self,
        entry: &super::Entry<'t>,
        least: u32,
        most: u32,
    ) -> Option<At<u32>> {
        self.whole_of(entry.name.value, entry.value, least, most)
    }

    /// `sourced` or `inferred`.
    pub(crate) fn basis(&mut self) -> Basis {
        let sourced = self.text("sourced");
        let inferred = self.text("inferred");
        match (sourced, inferred) {
            (Some(_), Some(inferred)) => {
                let span: Span = inferred.span;
                self.say(services::two_bases(&self.owner, span));
                Basis::Unsaid
            }
            (Some(source), None) => Basis::Sourced(source.value.to_owned()),
            (None, Some(why)) => Basis::Inferred(why.value.to_owned()),
            (None, None) => Basis::Unsaid,
        }
    }
}
