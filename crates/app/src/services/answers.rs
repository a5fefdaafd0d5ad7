//! Answers as people hand them in: a JSON object, flat by dotted names or nested by role, made
//! into values of the types that the fields declare.
//!
//! A value of another type is refused with the name of its field; nothing is guessed.

use crate::error::Error;
use district::service::{Field, FieldType, Services};
use district::{Answers, Value};
use jiff::civil::Date;
use serde_json::Value as Json;

/// Reads answers; names that lead to no field are refused, with the nearest that does.
pub fn read(services: &Services, json: &Json) -> Result<Answers, Error> {
    let Json::Object(object) = json else {
        return Err(Error::refused(
            "答案应为一个 JSON 对象",
            "expected the answers as one JSON object",
        )
        .help(
            "写成 {\"child.name\": \"…\"} 或 {\"child\": {\"name\": \"…\"}}",
            "write {\"child.name\": \"…\"} or {\"child\": {\"name\": \"…\"}}",
        ));
    };
    let mut answers = Answers::new();
    for (name, value) in object {
        if let Json::Object(inner) = value {
            for (field, value) in inner {
                one(services, &format!("{name}.{field}"), value, &mut answers)?;
            }
        } else {
            one(services, name, value, &mut answers)?;
        }
    }
    Ok(answers)
}

fn one(services: &Services, name: &str, json: &Json, answers: &mut Answers) -> Result<(), Error> {
    let id = name.rsplit_once('.').map_or(name, |(_, id)| id);
    let Some(field) = services.fields.get(id) else {
        let ids = services.fields.keys().map(String::as_str);
        return Err(crate::error::not_declared(("字段", "field"), id, ids));
    };
    let Some(value) = value_of(field, json) else {
        let (zh, en) = expected(&field.field_type);
        return Err(Error::refused(
            format!("`{name}` 应为{zh}，实为 {json}"),
            format!("expected {en} for `{name}`, found {json}"),
        ));
    };
    answers.set(name, value);
    Ok(())
}

fn value_of(field: &Field, json: &Json) -> Option<Value> {
    match (json, &field.field_type) {
        (Json::Null, _) => Some(Value::Null),
        (Json::Bool(value), FieldType::Boolean) => Some(Value::Bool(*value)),
        (Json::Number(number), FieldType::Integer) => {
            number.as_i64().and_then(|_| Value::number(&number.to_string()))
        }
        (Json::Number(number), FieldType::Decimal) => Value::number(&number.to_string()),
        (Json::String(text), FieldType::Decimal) => Value::number(text),
        (Json::String(text), FieldType::Text) => Some(Value::text(text.as_str())),
        (Json::String(text), FieldType::Date) => text.parse::<Date>().ok().map(Value::Date),
        (Json::String(text), FieldType::Choice(choices)) => {
            choices.iter().any(|(id, _)| id == text).then(|| Value::text(text.as_str()))
        }
        (
            Json::Bool(_) | Json::Number(_) | Json::String(_) | Json::Array(_) | Json::Object(_),
            _,
        ) => None,
    }
}

fn expected(field_type: &FieldType) -> (String, String) {
    let pair = |zh: &str, en: &str| (zh.to_owned(), en.to_owned());
    match field_type {
        FieldType::Text => pair("文字", "a text"),
        FieldType::Integer => pair("整数", "a whole number"),
        FieldType::Decimal => pair("数", "a number"),
        FieldType::Boolean => pair("true 或 false", "true or false"),
        FieldType::Date => pair("日期，如 2026-02-13", "a date such as 2026-02-13"),
        FieldType::Choice(choices) => {
            let ids: Vec<&str> = choices.iter().map(|(id, _)| id.as_str()).collect();
            (format!("{} 之一", ids.join("、")), format!("one of {}", ids.join(", ")))
        }
    }
}

/// A value as JSON: numbers as they are if whole, else as text with every digit.
pub fn to_json(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Bool(value) => Json::Bool(*value),
        Value::Number(value) => {
            value.to_i64().map_or_else(|| Json::from(value.to_string()), Json::from)
        }
        Value::Text(value) => Json::from(value.as_str()),
        Value::Date(value) => Json::from(value.to_string()),
        Value::List(items) => Json::Array(items.iter().map(to_json).collect()),
    }
}
