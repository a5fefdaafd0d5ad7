//! The text of a unit → its dimensions and exact factor.
//!
//! ```text
//! unit   = ["/"] group { ("*" | "·" | "." | "/" | "per" | "每") group }               left to right
//! group  = [number] factor { "-" factor } | money number | number
//!                                                 binds tighter: mg/100mL, kg/person-year, t/CNY 10k
//! factor = (name | "{" word "}" | "(" unit ")") [power]                       m3 m³ m^3 s-1 m^-2
//! number = decimal ["^" digits] ["k" | "m" | "bn"]     10k; `m` is a million only beside money
//! ```
//!
//! Units joined by a mere space are refused with a spelling that cannot be misread: `kg/m s` can
//! be read in two ways, and in `mg N/L` the N is nitrogen and not a newton.

use super::{Unit, UnitError, names};
use crate::Exact;
use std::iter::Peekable;
use std::str::Chars;

/// Longest text that is read as a unit; also bounds the nesting.
const LENGTH_MAX: usize = 120;
/// How deep a name's definition may rest on other names.
const DEPTH_MAX: u8 = 8;
/// Largest power of a unit, and of a number.
const POWER_MAX: i8 = 30;

pub(super) fn unit(text: &str) -> Result<Unit, UnitError> {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Err(UnitError::Unknown(String::new(), Some("1".to_owned())));
    }
    if trimmed.chars().count() > LENGTH_MAX {
        return Err(UnitError::Unknown(trimmed.chars().take(LENGTH_MAX).collect(), None));
    }
    let parsed = Parser::new(trimmed, 0).whole()?;
    Ok(Unit { symbol: trimmed.to_owned(), ..parsed })
}

/// The unit that a definition in `names` stands for.
pub(super) fn definition(text: &str, depth: u8) -> Result<Unit, UnitError> {
    if depth >= DEPTH_MAX {
        return Err(UnitError::Unknown(text.to_owned(), None));
    }
    Parser::new(text, depth + 1).whole()
}

struct Parser {
    written: String,
    chars: Vec<char>,
    at: usize,
    depth: u8,
}

impl Parser {
    fn new(text: &str, depth: u8) -> Self {
        Self { written: text.to_owned(), chars: plain(text), at: 0, depth }
    }

    fn whole(mut self) -> Result<Unit, UnitError> {
        let unit = self.product()?;
        if self.at < self.chars.len() { Err(self.unread()) } else { Ok(unit) }
    }

    fn unread(&self) -> UnitError {
        UnitError::Unknown(self.written.clone(), None)
    }

    fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied()
    }

    /// Skips spaces; says whether there were any.
    fn space(&mut self) -> bool {
        let before = self.at;
        while self.peek(0).is_some_and(char::is_whitespace) {
            self.at += 1;
        }
        self.at > before
    }

    /// An operator between groups: the sign of the exponent that follows it.
    fn operator(&mut self) -> Option<i8> {
        let (length, sign) = match self.peek(0)? {
            '*' | '.' => (1, 1),
            '/' => (1, -1),
            'p' if self.starts_with("per") && self.peek(3).is_some_and(char::is_whitespace) => {
                (3, -1)
            }
            _ => return None,
        };
        self.at += length;
        self.space();
        Some(sign)
    }

    fn starts_with(&self, text: &str) -> bool {
        text.chars().enumerate().all(|(i, c)| self.peek(i) == Some(c))
    }

    fn product(&mut self) -> Result<Unit, UnitError> {
        self.space();
        let mut total = Unit::dimensionless();
        let mut sign = match self.operator() {
            Some(-1) => -1,
            Some(_) => return Err(self.unread()),
            None => 1,
        };
        loop {
            let before = self.at;
            let group = self.group()?;
            if self.at == before {
                return Err(self.unread());
            }
            // A scale with an offset may stand alone, and only alone.
            total = if before == 0 && self.at == self.chars.len() && sign > 0 {
                group
            } else {
                total.times(&group, sign)?
            };
            let spaced = self.space();
            if let Some(next) = self.operator() {
                sign = next;
            } else if self.at == self.chars.len() || self.peek(0) == Some(')') {
                return Ok(total);
            } else {
                return Err(self.joined_by_space(spaced));
            }
        }
    }

    /// `kg/m s` means `kg/(m·s)` or `(kg/m)·s`: says so, if the rest is a unit at all.
    fn joined_by_space(&mut self, spaced: bool) -> UnitError {
        let rest_at = self.at;
        match (spaced, self.group()) {
            (true, Err(error)) => error,
            (true, Ok(_)) if self.at > rest_at => {
                let (before, after) = self.chars.split_at(rest_at);
                let text = |chars: &[char]| chars.iter().collect::<String>().trim().to_owned();
                let before = text(before);
                let rest = text(after.get(..self.at - rest_at).unwrap_or_default());
                // A lone capital is more often an element than a newton or a coulomb.
                let element = rest.chars().all(char::is_uppercase) && rest.len() == 1;
                let spelled = match before.rsplit_once('/') {
                    Some((over, under)) => format!("{over}/({under}·{rest})"),
                    None => format!("{before}·{rest}"),
                };
                UnitError::Unknown(self.written.clone(), (!element).then_some(spelled))
            }
            _ => self.unread(),
        }
    }

    fn group(&mut self) -> Result<Unit, UnitError> {
        let mut total = Unit::dimensionless();
        if let Some(number) = self.number(false)? {
            total.factor = number;
            let after_number = self.at;
            self.space();
            if !self.starts_factor() {
                self.at = after_number;
                return Ok(total);
            }
            total = total.times(&self.factor()?, 1)?;
        } else if self.starts_factor() {
            total = self.factor()?;
            if names::money(&total) {
                let money_ends = self.at;
                self.space();
                match self.number(true)? {
                    Some(number) => total.factor = &total.factor * &number,
                    None => self.at = money_ends,
                }
            }
        }
        while self.peek(0) == Some('-') && self.peek(1).is_some_and(begins_name) {
            self.at += 1;
            total = total.times(&self.factor()?, 1)?;
        }
        Ok(total)
    }

    fn starts_factor(&self) -> bool {
        let per = self.starts_with("per") && self.peek(3).is_some_and(char::is_whitespace);
        !per && self.peek(0).is_some_and(begins_name)
    }

    fn factor(&mut self) -> Result<Unit, UnitError> {
        let unit = match self.peek(0) {
            Some('(') => {
                self.at += 1;
                let inner = self.product()?;
                if self.peek(0) != Some(')') {
                    return Err(self.unread());
                }
                self.at += 1;
                inner
            }
            Some('{') => self.braced()?,
            _ => self.name()?,
        };
        match self.power()? {
            Some(power) => unit.raised(power),
            None => Ok(unit),
        }
    }

    /// `{word}`: a counted kind that is not in the list.
    fn braced(&mut self) -> Result<Unit, UnitError> {
        let rest = self.chars.get(self.at + 1..).unwrap_or_default();
        let length = rest.iter().position(|c| *c == '}').ok_or_else(|| self.unread())?;
        let word: String = rest.iter().take(length).collect();
        let word = word.trim();
        if word.is_empty() || !word.chars().all(|c| c.is_alphanumeric() || "_- ".contains(c)) {
            return Err(self.unread());
        }
        self.at += length + 2;
        Ok(names::counted(word))
    }

    fn name(&mut self) -> Result<Unit, UnitError> {
        let rest = self.chars.get(self.at..).unwrap_or_default();
        let length = names::phrase(rest).unwrap_or_else(|| match rest.first() {
            Some('%' | '‰' | '‱' | '#' | '$' | '€' | '£' | '¥') => 1,
            _ => rest.iter().take_while(|c| c.is_alphabetic() || "°_'".contains(**c)).count(),
        });
        let name: String = rest.iter().take(length).collect();
        self.at += length;
        names::find(&name, self.depth)
    }

    fn power(&mut self) -> Result<Option<i8>, UnitError> {
        let caret = self.peek(0) == Some('^');
        let mut at = usize::from(caret);
        let negative = self.peek(at) == Some('-');
        at += usize::from(negative || (caret && self.peek(at) == Some('+')));
        if !self.peek(at).is_some_and(|c| c.is_ascii_digit()) {
            return if caret { Err(self.unread()) } else { Ok(None) };
        }
        self.at += at;
        let digits = self.digits();
        let power: i8 = digits.parse().map_err(|_| self.unread())?;
        if !(1..=POWER_MAX).contains(&power) {
            return Err(self.unread());
        }
        Ok(Some(if negative { -power } else { power }))
    }

    fn digits(&mut self) -> String {
        let rest = self.chars.get(self.at..).unwrap_or_default();
        let digits: String = rest.iter().take_while(|c| c.is_ascii_digit()).collect();
        self.at += digits.len();
        digits
    }

    /// A leading number with its multiplier, if there is one.
    fn number(&mut self, after_money: bool) -> Result<Option<Exact>, UnitError> {
        if !self.peek(0).is_some_and(|c| c.is_ascii_digit()) {
            return Ok(None);
        }
        let mut text = self.digits();
        if self.peek(0) == Some('.') && self.peek(1).is_some_and(|c| c.is_ascii_digit()) {
            self.at += 1;
            text = format!("{text}.{}", self.digits());
        }
        if self.peek(0) == Some('e') && self.peek(1).is_some_and(|c| c.is_ascii_digit() || c == '-')
        {
            self.at += 1;
            let negative = self.peek(0) == Some('-');
            self.at += usize::from(negative);
            let exponent = self.digits();
            // Two digits reach beyond any unit; more would be an attack on the arithmetic.
            if exponent.len() > 2 {
                return Err(self.unread());
            }
            text = format!("{text}e{}{exponent}", if negative { "-" } else { "" });
        }
        let mut number: Exact = text.parse().map_err(|_| self.unread())?;
        if self.peek(0) == Some('^') {
            let power = self.power()?.ok_or_else(|| self.unread())?;
            number = number.pow(i32::from(power));
        }
        if number <= Exact::zero() {
            return Err(self.unread());
        }
        Ok(Some(&number * &self.multiplier(after_money)))
    }

    fn multiplier(&mut self, after_money: bool) -> Exact {
        for (suffix, factor) in
            [("k", 1_000), ("million", 1_000_000), ("bn", 1_000_000_000), ("m", 1_000_000)]
        {
            let length = suffix.len();
            let ends = self.peek(length).is_none_or(|c| !c.is_alphanumeric() && c != '^');
            let meant = suffix != "m" || after_money || self.money_follows(length);
            if self.starts_with(suffix) && ends && meant {
                self.at += length;
                return Exact::from(factor);
            }
        }
        Exact::one()
    }

    /// Whether a currency stands after `length` characters and a space.
    fn money_follows(&self, length: usize) -> bool {
        let rest = self.chars.get(self.at + length..).unwrap_or_default();
        let word: String = rest
            .iter()
            .skip_while(|c| c.is_whitespace())
            .take_while(|c| c.is_alphabetic() || "$€£¥".contains(**c))
            .collect();
        names::find(&word, self.depth).is_ok_and(|unit| names::money(&unit))
    }
}

fn begins_name(c: char) -> bool {
    c.is_alphabetic() || "({%‰‱#°$€£¥".contains(c)
}

/// One spelling of what Unicode spells in many ways.
fn plain(text: &str) -> Vec<char> {
    let mut out = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '·' | '⋅' | '×' | '∙' | '•' => out.push('*'),
            '／' | '÷' | '∕' | '每' => out.push('/'),
            'μ' | 'µ' => out.push('u'),
            '−' | '‐' | '‑' => out.push('-'),
            '％' => out.push('%'),
            '（' => out.push('('),
            '）' => out.push(')'),
            '￥' => out.push('¥'),
            'º' | '˚' => out.push('°'),
            '\u{3a9}' | '\u{2126}' => out.push_str("ohm"),
            '℃' => out.push_str("°C"),
            '℉' => out.push_str("°F"),
            '㎡' => out.push_str("m2"),
            '㎥' => out.push_str("m3"),
            '㎏' => out.push_str("kg"),
            '㎎' => out.push_str("mg"),
            '㎍' => out.push_str("ug"),
            '㎞' => out.push_str("km"),
            '㎝' => out.push_str("cm"),
            '㎜' => out.push_str("mm"),
            '\u{a0}' | '\u{3000}' => out.push(' '),
            _ => match superscript(c) {
                Some(first) => superscripts(first, &mut chars, &mut out),
                None => out.push(c),
            },
        }
    }
    out.chars().collect()
}

fn superscripts(first: char, chars: &mut Peekable<Chars<'_>>, out: &mut String) {
    out.push('^');
    out.push(first);
    while let Some(next) = chars.peek().copied().and_then(superscript) {
        out.push(next);
        chars.next();
    }
}

fn superscript(c: char) -> Option<char> {
    "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺".chars().zip("0123456789-+".chars()).find(|(up, _)| *up == c).map(|(_, n)| n)
}
