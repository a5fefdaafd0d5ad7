//! Whether an answer satisfies the checks of a question.

use diag::Text;
use district::Value;
use district::service::{Check, FieldType, Form};

/// What was expected of a value that does not satisfy its type and check; none if it does.
pub(crate) fn misfit(field_type: &FieldType, check: &Check, value: &Value) -> Option<Text> {
    let typed = match (field_type, value) {
        (_, Value::Null) => return Some(Text::new("一个答案", "an answer")),
        (FieldType::Text | FieldType::Choice(_), Value::Text(_))
        | (FieldType::Integer | FieldType::Decimal, Value::Number(_))
        | (FieldType::Boolean, Value::Bool(_))
        | (FieldType::Date, Value::Date(_)) => true,
        (
            _,
            Value::Text(_) | Value::Number(_) | Value::Bool(_) | Value::Date(_) | Value::List(_),
        ) => false,
    };
    if !typed {
        return Some(Text::new("另一种类型的值", "a value of another type"));
    }
    match value {
        Value::Number(number) => {
            if let Some(min) = check.min.as_ref().filter(|min| number < *min) {
                return Some(Text::new(format!("不小于 {min} 的数"), format!("at least {min}")));
            }
            let over = check.max.as_ref().filter(|max| number > *max);
            over.map(|max| Text::new(format!("不大于 {max} 的数"), format!("at most {max}")))
        }
        Value::Text(text) => of_text(check, text),
        Value::Null | Value::Bool(_) | Value::Date(_) | Value::List(_) => None,
    }
}

fn of_text(check: &Check, text: &str) -> Option<Text> {
    let length = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    if let Some(min) = check.length_min.filter(|min| length < *min) {
        let en = format!("at least {min} characters");
        return Some(Text::new(format!("至少 {min} 个字"), en));
    }
    if let Some(max) = check.length_max.filter(|max| length > *max) {
        return Some(Text::new(format!("至多 {max} 个字"), format!("at most {max} characters")));
    }
    if !check.values.is_empty() && !check.values.contains(text) {
        let list: Vec<&str> = check.values.iter().map(String::as_str).collect();
        let (zh, en) = (list.join("、"), list.join(", "));
        return Some(Text::new(format!("{zh} 之一"), format!("one of {en}")));
    }
    let form = check.form.filter(|form| !fits(*form, text))?;
    Some(match form {
        Form::ResidentId => Text::new(
            "18 位公民身份号码，校验码相符",
            "a citizen identity number of 18 characters whose check character fits",
        ),
        Form::CreditCode => Text::new(
            "18 位统一社会信用代码，校验码相符",
            "a unified social credit code of 18 characters whose check character fits",
        ),
        Form::Mobile => Text::new("11 位手机号码", "a mobile number of 11 digits"),
        Form::PostalCode => Text::new("6 位邮政编码", "a postal code of 6 digits"),
    })
}

fn fits(form: Form, text: &str) -> bool {
    match form {
        Form::ResidentId => resident_id(text),
        Form::CreditCode => credit_code(text),
        Form::Mobile => {
            let digits = text.len() == 11 && text.bytes().all(|b| b.is_ascii_digit());
            digits && text.starts_with('1') && !matches!(text.as_bytes().get(1), Some(b'0'..=b'2'))
        }
        Form::PostalCode => text.len() == 6 && text.bytes().all(|b| b.is_ascii_digit()),
    }
}

/// Source: GB 11643-1999, ISO 7064 MOD 11-2.
fn resident_id(text: &str) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECKS: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];
    if text.len() != 18 || !text.is_ascii() {
        return false;
    }
    let mut sum = 0;
    for (letter, weight) in text.chars().zip(WEIGHTS) {
        let Some(digit) = letter.to_digit(10) else { return false };
        sum += digit * weight;
    }
    let expected = usize::try_from(sum % 11).ok().and_then(|at| CHECKS.get(at));
    expected.copied() == text.chars().last().map(|letter| letter.to_ascii_uppercase())
}

/// Source: GB 32100-2015, MOD 31.
fn credit_code(text: &str) -> bool {
    const LETTERS: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    const WEIGHTS: [usize; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
    if text.len() != 18 || !text.is_ascii() {
        return false;
    }
    let value = |letter: char| LETTERS.find(letter);
    let mut sum = 0;
    for (letter, weight) in text.chars().zip(WEIGHTS) {
        let Some(value) = value(letter) else { return false };
        sum += value * weight;
    }
    text.chars().last().and_then(value) == Some((31 - sum % 31) % 31)
}

#[cfg(test)]
mod tests;
