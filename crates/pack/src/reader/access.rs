//! What only declarations of access have: lists of days and of whole numbers, numbers over
//! nothing and up to something, a text where a table may stand.

use super::{At, Part, Reader};
use crate::findings::{access, keys};
use diag::Text;
use district::Exact;
use jiff::civil::Date;
use toml::de::DeValue;

impl<'t> Reader<'t> {
    /// Tells that the key is missing, if it is.
    pub(crate) fn need(&mut self, key: &'static str, example: &str) {
        if self.find(key).is_none() {
            self.missing(key, example);
        }
    }

    /// A text or a table, which has to be there.
    pub(crate) fn need_part(&mut self, key: &'static str, example: &str) -> Option<Part<'t>> {
        let Some(value) = self.find(key) else {
            self.missing(key, example);
            return None;
        };
        self.part_of(key, value)
    }

    /// Civil dates, at least one.
    pub(crate) fn need_dates(&mut self, key: &'static str) -> Vec<At<Date>> {
        let Some(value) = self.find(key) else {
            self.missing(key, "[2025-12-31]");
            return Vec::new();
        };
        let DeValue::Array(items) = value.get_ref() else {
            self.wrong(key, &Text::new("日期列表", "a list of dates"), value);
            return Vec::new();
        };
        if items.is_empty() {
            let span = self.at(value);
            self.say(keys::empty_list(&self.owner, key, span));
        }
        items.iter().filter_map(|item| self.date_of(key, item)).collect()
    }

    /// Whole numbers from `least` to `most`, at least one; one alone counts as a list of one.
    pub(crate) fn need_wholes(
        &mut self,
        key: &'static str,
        example: &str,
        (least, most): (u32, u32),
    ) -> Vec<At<u32>> {
        let Some(value) = self.find(key) else {
            self.missing(key, example);
            return Vec::new();
        };
        let DeValue::Array(items) = value.get_ref() else {
            return self.whole_of(key, value, least, most).into_iter().collect();
        };
        if items.is_empty() {
            let span = self.at(value);
            self.say(keys::empty_list(&self.owner, key, span));
        }
        items.iter().filter_map(|item| self.whole_of(key, item, least, most)).collect()
    }

    /// A number over 0 and up to `most`.
    pub(crate) fn number_up_to(&mut self, key: &'static str, most: i64) -> Option<At<Exact>> {
        let number = self.number(key)?;
        if number.value > Exact::zero() && number.value <= Exact::from(most) {
            return Some(number);
        }
        let (found, most) = (number.value.to_string(), most.to_string());
        self.say(access::number_out_of_bounds(&self.owner, key, &found, &most, number.span));
        None
    }
}
