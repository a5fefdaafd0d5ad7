//! JSON text to a value, where a name that stands twice in one object is a fault: two readers
//! would each take another of the two, and only one of them is what was signed.

use diag::Text;
use serde::de::{self, Deserialize, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use std::fmt;

/// Why bytes are not a JSON value with one meaning.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.text().en)]
pub struct NotJson {
    line: usize,
    column: usize,
    twice: bool,
    size: usize,
}

impl NotJson {
    /// For people.
    pub fn text(&self) -> Text {
        let Self { line, column, twice, size } = self;
        if *twice {
            return Text::new(
                format!("每个名称在一个对象中应只出现一次，第 {line} 行第 {column} 列重复出现"),
                format!(
                    "expected each name once in an object, \
                     found one twice at line {line}, column {column}"
                ),
            );
        }
        Text::new(
            format!(
                "应为一个 JSON 文本，实际是 {size} 个字节，第 {line} 行第 {column} 列不是 JSON"
            ),
            format!(
                "expected one JSON text, found {size} bytes \
                 that are not JSON at line {line}, column {column}"
            ),
        )
    }
}

const TWICE: &str = "a name stands twice";

/// Reads one JSON value.
pub fn parse(bytes: &[u8]) -> Result<Value, NotJson> {
    match serde_json::from_slice::<Strict>(bytes) {
        Ok(Strict(value)) => Ok(value),
        Err(error) => Err(NotJson {
            line: error.line(),
            column: error.column(),
            twice: error.to_string().starts_with(TWICE),
            size: bytes.len(),
        }),
    }
}

struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader).map(Strict)
    }
}

struct Reader;

impl<'de> DeserializeSeed<'de> for Reader {
    type Value = Value;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Reader {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("not a finite number"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut array = Vec::new();
        while let Some(item) = items.next_element_seed(Self)? {
            array.push(item);
        }
        Ok(Value::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            let member = members.next_value_seed(Self)?;
            if object.insert(name, member).is_some() {
                return Err(de::Error::custom(TWICE));
            }
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests;
