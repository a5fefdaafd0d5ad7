//! The one spelling of a JSON value: JSON Canonicalization Scheme, RFC 8785.
//!
//! Names are ordered by UTF-16 units, numbers are written as ECMAScript writes doubles. An integer
//! that a double does not hold exactly has no canonical form here: RFC 8785 would round it, and
//! two different documents would have the same signature.

use diag::Text;
use serde_json::{Number, Value};
use std::fmt::Write;

/// Integers up to here are held exactly by a double, and so is everything below.
const SAFE_MAX: u64 = (1 << 53) - 1;

/// Values nested deeper than this are not written: no credential is.
const DEPTH_MAX: usize = 100;

/// Why a value has no canonical form.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.text().en)]
pub enum NoForm {
    /// A number that a double does not hold.
    Number(String),
    /// Nested too deep.
    Depth,
}

impl NoForm {
    /// For people.
    pub fn text(&self) -> Text {
        match self {
            Self::Number(found) => Text::new(
                format!("数字应在 ±9007199254740991 之内，实际是 {found}；更大的数字请写成文字"),
                format!(
                    "expected numbers within ±9007199254740991, found {found}; \
                     larger ones stand as texts"
                ),
            ),
            Self::Depth => Text::new(
                format!("最多嵌套 {DEPTH_MAX} 层，实际更深"),
                format!("expected at most {DEPTH_MAX} levels of nesting, found more"),
            ),
        }
    }
}

/// Writes the canonical form.
pub fn canonical(value: &Value) -> Result<String, NoForm> {
    let mut out = String::new();
    spell(value, 0, &mut out)?;
    Ok(out)
}

fn spell(value: &Value, depth: usize, out: &mut String) -> Result<(), NoForm> {
    if depth > DEPTH_MAX {
        return Err(NoForm::Depth);
    }
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Number(number) => out.push_str(&numeral(number)?),
        Value::String(text) => quote(text, out),
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                spell(item, depth + 1, out)?;
            }
            out.push(']');
        }
        Value::Object(members) => {
            let mut sorted: Vec<_> = members.iter().collect();
            sorted.sort_by(|a, b| a.0.encode_utf16().cmp(b.0.encode_utf16()));
            out.push('{');
            for (index, (name, member)) in sorted.into_iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                quote(name, out);
                out.push(':');
                spell(member, depth + 1, out)?;
            }
            out.push('}');
        }
    }
    Ok(())
}

/// RFC 8785, 3.2.2.2: only what has to be escaped is.
fn quote(text: &str, out: &mut String) {
    out.push('"');
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\u{c}' => out.push_str("\\f"),
            '\r' => out.push_str("\\r"),
            low if low < ' ' => {
                // Writing to a string does not fail.
                let _ = write!(out, "\\u{:04x}", u32::from(low));
            }
            other => out.push(other),
        }
    }
    out.push('"');
}

fn numeral(number: &Number) -> Result<String, NoForm> {
    let fault = || NoForm::Number(number.to_string());
    if let Some(whole) = number.as_i64() {
        let exact = whole.unsigned_abs() <= SAFE_MAX;
        return if exact { Ok(whole.to_string()) } else { Err(fault()) };
    }
    if number.is_u64() {
        return Err(fault());
    }
    let double = number.as_f64().filter(|double| double.is_finite()).ok_or_else(fault)?;
    // What would be written as an integer beyond the limit would not be read back.
    let written = ecmascript(double).ok_or_else(fault)?;
    match written.parse::<i128>() {
        Ok(whole) if whole.unsigned_abs() > u128::from(SAFE_MAX) => Err(fault()),
        Ok(_) | Err(_) => Ok(written),
    }
}

/// ECMAScript's Number::toString (ECMA-262, 6.1.6.1.20): the shortest digits that read back as the
/// same double, the closest of these, and of two as close the even one. Rust's `{:e}` gives as few
/// digits but takes either of two, so the digits are taken from the exact form of that length.
fn ecmascript(double: f64) -> Option<String> {
    let size = double.abs();
    let shortest = format!("{size:e}");
    let (mantissa, _) = shortest.split_once('e')?;
    let closest = format!("{size:.*e}", mantissa.len().saturating_sub(2));
    let same = closest.parse::<f64>().is_ok_and(|again| again.to_bits() == size.to_bits());
    let scientific = if same { closest } else { shortest };
    let (mantissa, exponent) = scientific.split_once('e')?;
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let count = i32::try_from(digits.len()).ok()?;
    // The value is 0.digits × 10^point.
    let point = exponent.parse::<i32>().ok()? + 1;
    let zeros = |number: i32| "0".repeat(usize::try_from(number).unwrap_or(0));
    let text = if digits.chars().all(|digit| digit == '0') {
        return Some("0".to_owned());
    } else if count <= point && point <= 21 {
        format!("{digits}{}", zeros(point - count))
    } else if 0 < point && point <= 21 {
        let (whole, part) = digits.split_at_checked(usize::try_from(point).ok()?)?;
        format!("{whole}.{part}")
    } else if -6 < point && point <= 0 {
        format!("0.{}{digits}", zeros(-point))
    } else {
        let (first, rest) = digits.split_at_checked(1)?;
        let dot = if rest.is_empty() { "" } else { "." };
        let sign = if point > 0 { '+' } else { '-' };
        format!("{first}{dot}{rest}e{sign}{}", (point - 1).abs())
    };
    let sign = if double < 0.0 { "-" } else { "" };
    Some(format!("{sign}{text}"))
}

#[cfg(test)]
pub(crate) mod tests;
