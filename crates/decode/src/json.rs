//! One JSON object a line, with numbers as they are written (L10): a small reader that never
//! makes a float, and the writer of the rows that are kept for replay.

use std::borrow::Cow;

/// How deep values may be nested.
const DEPTH: usize = 128;

/// A value of an object.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Value<'a> {
    Null,
    /// `true`, `false`, or a number as written.
    Plain(&'a str),
    Text(Cow<'a, str>),
    /// An object or a list, as written.
    Nested(&'a str),
}

/// Reads an object; `None` if the text is not one whole object.
pub(crate) fn object(text: &str) -> Option<Vec<(Cow<'_, str>, Value<'_>)>> {
    let mut at = Reader { text, at: 0 };
    let mut fields = Vec::new();
    at.space();
    at.eat(b'{').then_some(())?;
    at.space();
    if !at.eat(b'}') {
        loop {
            at.space();
            let key = at.string()?;
            at.space();
            at.eat(b':').then_some(())?;
            at.space();
            fields.push((key, at.value()?));
            at.space();
            if at.eat(b'}') {
                break;
            }
            at.eat(b',').then_some(())?;
        }
    }
    at.space();
    (at.at == text.len()).then_some(fields)
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    fn value(&mut self) -> Option<Value<'a>> {
        let start = self.at;
        match self.peek()? {
            b'"' => self.string().map(Value::Text),
            b'{' | b'[' => {
                self.skip_nested(0)?;
                Some(Value::Nested(&self.text[start..self.at]))
            }
            _ => {
                let plain = self.plain()?;
                Some(if plain == "null" { Value::Null } else { Value::Plain(plain) })
            }
        }
    }

    /// `null`, `true`, `false` or a number.
    fn plain(&mut self) -> Option<&'a str> {
        let start = self.at;
        while matches!(self.peek(), Some(b'a'..=b'z' | b'E' | b'0'..=b'9' | b'+' | b'-' | b'.')) {
            self.at += 1;
        }
        let text = &self.text[start..self.at];
        (matches!(text, "null" | "true" | "false") || is_number(text)).then_some(text)
    }

    fn skip_nested(&mut self, depth: usize) -> Option<()> {
        if depth > DEPTH {
            return None;
        }
        let list = self.eat(b'[');
        let close = if list { b']' } else { b'}' };
        if !list {
            self.eat(b'{').then_some(())?;
        }
        self.space();
        if self.eat(close) {
            return Some(());
        }
        loop {
            self.space();
            if !list {
                self.string()?;
                self.space();
                self.eat(b':').then_some(())?;
                self.space();
            }
            match self.peek()? {
                b'{' | b'[' => self.skip_nested(depth + 1)?,
                _ => self.value().map(drop)?,
            }
            self.space();
            if self.eat(close) {
                return Some(());
            }
            self.eat(b',').then_some(())?;
        }
    }

    fn string(&mut self) -> Option<Cow<'a, str>> {
        self.eat(b'"').then_some(())?;
        let start = self.at;
        let mut owned: Option<String> = None;
        let mut from = start;
        loop {
            match self.peek()? {
                b'"' => {
                    let rest = &self.text[from..self.at];
                    self.at += 1;
                    return Some(match owned {
                        Some(text) => Cow::Owned(text + rest),
                        None => Cow::Borrowed(rest),
                    });
                }
                b'\\' => {
                    let text = owned.get_or_insert_with(String::new);
                    text.push_str(&self.text[from..self.at]);
                    self.at += 1;
                    let escaped = self.escape()?;
                    owned.get_or_insert_with(String::new).push(escaped);
                    from = self.at;
                }
                0..=0x1f => return None,
                _ => self.at += 1,
            }
        }
    }

    fn escape(&mut self) -> Option<char> {
        let byte = self.peek()?;
        self.at += 1;
        Some(match byte {
            b'"' | b'\\' | b'/' => char::from(byte),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let high = self.hex()?;
                if !(0xd800..0xdc00).contains(&high) {
                    return char::from_u32(high);
                }
                (self.eat(b'\\') && self.eat(b'u')).then_some(())?;
                let low = self.hex()?.checked_sub(0xdc00).filter(|low| *low < 0x400)?;
                return char::from_u32(0x10000 + ((high - 0xd800) << 10) + low);
            }
            _ => return None,
        })
    }

    fn hex(&mut self) -> Option<u32> {
        let digits = self.text.get(self.at..self.at + 4)?;
        self.at += 4;
        let hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        hex.then(|| u32::from_str_radix(digits, 16).ok())?
    }
}

/// Whether a text is a number as JSON writes it.
fn is_number(text: &str) -> bool {
    let digits =
        |text: &str| text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let rest = text.strip_prefix('-').unwrap_or(text);
    let whole = digits(rest);
    if whole == 0 || (whole > 1 && rest.starts_with('0')) {
        return false;
    }
    let mut rest = &rest[whole..];
    if let Some(after) = rest.strip_prefix('.') {
        let part = digits(after);
        if part == 0 {
            return false;
        }
        rest = &after[part..];
    }
    let Some(power) = rest.strip_prefix(['e', 'E']) else { return rest.is_empty() };
    let power = power.strip_prefix(['+', '-']).unwrap_or(power);
    !power.is_empty() && digits(power) == power.len()
}

/// Writes fields as one object on a line of its own.
pub(crate) fn write<'a>(fields: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Vec<u8> {
    let mut out = String::from("{");
    for (key, value) in fields {
        if out.len() > 1 {
            out.push(',');
        }
        quote(&mut out, key);
        out.push(':');
        quote(&mut out, &String::from_utf8_lossy(value));
    }
    out.push_str("}\n");
    out.into_bytes()
}

fn quote(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\u{0}'..='\u{1f}' => {
                let code = u32::from(c);
                out.extend(['\\', 'u', '0', '0', if code < 16 { '0' } else { '1' }]);
                out.extend(char::from_digit(code % 16, 16));
            }
            _ => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests;
