//! Reason codes → words.
//!
//! The code form is the one of `district::Reason`: `rule(part:have/of)`, part and numbers
//! optional, several joined by `; `. A rule that is not known here is named as it is, with its
//! numbers: a reason is never hidden because nobody wrote a sentence for it.

use district::{Reason, Text};

/// A clause of a reason, taken apart.
struct Clause<'a> {
    rule: &'a str,
    part: Option<&'a str>,
    /// What was there and what was needed.
    numbers: Option<(&'a str, &'a str)>,
}

/// The reason in both languages, without a full stop.
pub fn words(reason: &Reason) -> Text {
    let clauses: Vec<Text> = reason
        .0
        .split(';')
        .map(str::trim)
        .filter(|text| !text.is_empty())
        .map(|text| read(text).map_or_else(|| Text::same(text), |clause| sentence(&clause)))
        .collect();
    let join = |pick: fn(&Text) -> &str, with: &str| {
        clauses.iter().map(pick).collect::<Vec<_>>().join(with)
    };
    Text::new(join(|text| &text.zh, "；"), join(|text| &text.en, "; "))
}

fn read(text: &str) -> Option<Clause<'_>> {
    let Some((rule, inner)) = text.split_once('(') else {
        return word(text).then_some(Clause { rule: text, part: None, numbers: None });
    };
    let inner = inner.strip_suffix(')')?;
    // A part may itself hold a colon (an instant) or a slash (a unit): the numbers stand last.
    let (part, rest) = match inner.rsplit_once(':') {
        Some((part, rest)) => (Some(part), rest),
        None => (None, inner),
    };
    let numbers = rest
        .split_once('/')
        .filter(|(have, of)| number(have) && number(of))
        .map(|(have, of)| (have.trim(), of.trim()));
    let part = if numbers.is_some() { part } else { Some(inner) };
    word(rule).then_some(Clause { rule, part: part.filter(|part| !part.is_empty()), numbers })
}

fn word(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || "_-.".contains(c))
}

fn number(text: &str) -> bool {
    text.parse::<district::Exact>().is_ok()
}

/// What a rule counts: Chinese, and English for one and for several.
type Counted = (&'static str, &'static str, &'static str);

fn counted(rule: &str) -> Option<Counted> {
    Some(match rule {
        "year_days" => ("全年有效日数", "valid day in the year", "valid days in the year"),
        "half_year_days" => {
            ("半年有效日数", "valid day in the half year", "valid days in the half year")
        }
        "quarter_days" => ("全季有效日数", "valid day in the quarter", "valid days in the quarter"),
        "month_days" | "february_days" => {
            ("当月有效日数", "valid day in the month", "valid days in the month")
        }
        "day_hours" => ("当日有效小时数", "valid hour in the day", "valid hours in the day"),
        "known_hours" => {
            ("状态已知的小时数", "hour with a known state", "hours with a known state")
        }
        "pollutants" => (
            "有有效值的污染物项数",
            "pollutant with a valid value",
            "pollutants with a valid value",
        ),
        "items" => ("有测定值的项目数", "item measured", "items measured"),
        "windows" | "o3_windows" => (
            "当日有效8小时滑动均值个数",
            "valid 8-hour mean in the day",
            "valid 8-hour means in the day",
        ),
        "hour_minutes" => {
            ("当小时有效分钟数", "valid minute in the hour", "valid minutes in the hour")
        }
        "year_months" => ("全年有效月数", "valid month in the year", "valid months in the year"),
        "samples" => ("样本数", "sample", "samples"),
        _ => return None,
    })
}

fn sentence(clause: &Clause<'_>) -> Text {
    match (clause.rule, counted(clause.rule), clause.numbers) {
        ("no_value", _, _) => no_value(clause),
        ("missing_pollutant", _, _) => missing_pollutant(clause),
        ("parts", _, Some((have, of))) => parts(clause, have, of),
        ("o3_8h", _, None) => o3_8h(clause),
        (_, Some((zh, one, several)), Some((have, of))) => {
            let (part_zh, part_en) = part(clause);
            let en = if have == "1" { one } else { several };
            Text::new(
                format!("{part_zh}{zh} {have}，不足 {of}"),
                format!("{part_en}{have} {en}, {of} needed"),
            )
        }
        _ => other(clause),
    }
}

/// A total of figures some of which are not valid themselves.
fn parts(clause: &Clause<'_>, have: &str, of: &str) -> Text {
    let (part_zh, part_en) = part(clause);
    Text::new(
        format!("{part_zh}{of} 个组成部分中有 {have} 个有效"),
        format!("{part_en}{have} of {of} parts are valid"),
    )
}

/// A day with too few 8-hour means of ozone; the pack says from how many hours, `17 h`.
fn o3_8h(clause: &Clause<'_>) -> Text {
    let hours = clause.part.and_then(|part| part.strip_suffix(" h"));
    match hours.filter(|hours| number(hours)) {
        Some(hours) => Text::new(
            format!("当日臭氧8小时滑动均值个数不足（有效小时数 {hours}）"),
            format!("too few 8-hour means of ozone in the day (valid hours: {hours})"),
        ),
        None => other(clause),
    }
}

/// The part in front, as each language puts it.
fn part(clause: &Clause<'_>) -> (String, String) {
    clause.part.map_or_else(Default::default, |part| (format!("{part} "), format!("{part}: ")))
}

fn no_value(clause: &Clause<'_>) -> Text {
    let (part_zh, part_en) = part(clause);
    Text::new(
        format!("{part_zh}没有可供计算的记录"),
        format!("{part_en}no record to compute it from"),
    )
}

fn missing_pollutant(clause: &Clause<'_>) -> Text {
    match (clause.part, clause.numbers) {
        (Some(named), _) => Text::new(
            format!("缺少污染物 {named} 的有效值"),
            format!("no valid value of pollutant {named}"),
        ),
        (None, Some((have, of))) => Text::new(
            format!("有有效值的污染物 {have} 项，不足 {of}"),
            format!("{have} pollutants with a valid value, {of} needed"),
        ),
        (None, None) => Text::new("缺少污染物的有效值", "a pollutant without a valid value"),
    }
}

/// A rule of the pack's own (`short('beds', …)`), or one that is not known here.
fn other(clause: &Clause<'_>) -> Text {
    let rule = clause.rule;
    match (clause.part, clause.numbers) {
        (_, Some((have, of))) => {
            let (part_zh, part_en) = part(clause);
            Text::new(
                format!("{part_zh}未满足规则 `{rule}`（{have}/{of}）"),
                format!("{part_en}rule `{rule}` is not met ({have} of {of})"),
            )
        }
        (Some(part), None) => Text::new(
            format!("未满足规则 `{rule}`（{part}）"),
            format!("rule `{rule}` is not met ({part})"),
        ),
        (None, None) => {
            Text::new(format!("未满足规则 `{rule}`"), format!("rule `{rule}` is not met"))
        }
    }
}

#[cfg(test)]
mod tests;
