//! Numbers, exactly, from the bytes of a cell: no float on the way (L10).

/// Why bytes are not the number that a column takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotFit {
    /// Not a number at all.
    Number,
    /// A number with more digits after the point than are kept.
    Precise,
    /// A number that does not go into the column.
    Large,
}

/// The largest unscaled value of a decimal of 18 digits.
pub(crate) const DECIMAL_MAX: u64 = 999_999_999_999_999_999;
/// The largest integer.
pub(crate) const INTEGER_MAX: u64 = i64::MAX.unsigned_abs();

/// Reads a decimal number as `value × 10^-scale`; `max` bounds its magnitude.
///
/// Accepts a sign, digits, a point and an exponent (`1.5e-3`). Digits beyond `scale` must be
/// zeros, else the number would be changed.
pub(crate) fn parse(text: &[u8], scale: u8, max: u64) -> Result<i64, NotFit> {
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    let mut value: u64 = 0;
    let mut left = scale;
    let (mut point, mut any, mut precise, mut large) = (false, false, false, false);
    for (at, byte) in digits.iter().enumerate() {
        match byte {
            b'0'..=b'9' => {
                any = true;
                let digit = u64::from(byte - b'0');
                if point && left == 0 {
                    precise |= digit != 0;
                    continue;
                }
                left -= u8::from(point);
                match value.checked_mul(10).and_then(|value| value.checked_add(digit)) {
                    Some(next) => value = next,
                    None => large = true,
                }
            }
            b'.' if !point => point = true,
            b'e' | b'E' if any => return exponent(text, digits, at, (scale, max)),
            _ => return Err(NotFit::Number),
        }
    }
    if !any {
        return Err(NotFit::Number);
    }
    let value = 10u64.checked_pow(u32::from(left)).and_then(|factor| value.checked_mul(factor));
    match value {
        Some(value) if !large && value <= max => {
            if precise {
                return Err(NotFit::Precise);
            }
            let value = i64::try_from(value).map_err(|_| NotFit::Large)?;
            Ok(if negative { -value } else { value })
        }
        Some(_) | None => Err(NotFit::Large),
    }
}

/// Writes `1.5e-3` out as `0.0015` and reads that.
fn exponent(text: &[u8], digits: &[u8], at: usize, to: (u8, u64)) -> Result<i64, NotFit> {
    let (mantissa, power) = (&digits[..at], &digits[at + 1..]);
    let power: i32 = std::str::from_utf8(power)
        .ok()
        .filter(|power| !power.starts_with("++"))
        .and_then(|power| power.parse().ok())
        .ok_or(NotFit::Number)?;
    let whole = mantissa.iter().position(|byte| *byte == b'.').unwrap_or(mantissa.len());
    let plain: Vec<u8> = mantissa.iter().copied().filter(|byte| *byte != b'.').collect();
    if plain.iter().all(|byte| *byte == b'0') {
        return Ok(0);
    }
    let point = i64::try_from(whole).unwrap_or(i64::MAX).saturating_add(i64::from(power));
    if point > 40 {
        return Err(NotFit::Large);
    }
    if point < -40 {
        return Err(NotFit::Precise);
    }
    let mut out = Vec::with_capacity(plain.len() + 48);
    if text.first() == Some(&b'-') {
        out.push(b'-');
    }
    for _ in point..0 {
        if !out.contains(&b'.') {
            out.extend_from_slice(b"0.");
        }
        out.push(b'0');
    }
    let point = usize::try_from(point).unwrap_or(0);
    if point == 0 && !out.contains(&b'.') {
        out.extend_from_slice(b"0.");
    }
    for (index, digit) in plain.iter().enumerate() {
        if index == point && index > 0 {
            out.push(b'.');
        }
        out.push(*digit);
    }
    out.extend(std::iter::repeat_n(b'0', point.saturating_sub(plain.len())));
    parse(&out, to.0, to.1)
}

/// Takes out the commas of `1,207,300`; `None` if they do not stand between groups of three.
pub(crate) fn without_commas(text: &[u8]) -> Option<Vec<u8>> {
    let (sign, rest) = match text {
        [sign @ (b'-' | b'+'), rest @ ..] => (Some(*sign), rest),
        _ => (None, text),
    };
    let end = rest.iter().position(|byte| *byte == b'.').unwrap_or(rest.len());
    let (whole, fraction) = rest.split_at(end);
    let mut groups = whole.split(|byte| *byte == b',');
    let first = groups.next()?;
    let rest: Vec<&[u8]> = groups.collect();
    let digits = |group: &[u8]| group.iter().all(u8::is_ascii_digit);
    if rest.is_empty() || !(1..=3).contains(&first.len()) || !digits(first) {
        return None;
    }
    if !rest.iter().all(|group| group.len() == 3 && digits(group)) {
        return None;
    }
    let mut out: Vec<u8> = sign.into_iter().chain(first.iter().copied()).collect();
    for group in rest {
        out.extend_from_slice(group);
    }
    out.extend_from_slice(fraction);
    Some(out)
}

/// Splits `3031 人` into the number and what follows it; `None` if nothing follows a number.
pub(crate) fn split_unit(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '+')))?;
    let (number, unit) = (text[..end].trim(), text[end..].trim());
    number.bytes().any(|byte| byte.is_ascii_digit()).then_some((number, unit))
}

#[cfg(test)]
mod tests;
