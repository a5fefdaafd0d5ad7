//! Why an evidence is a superset → words.
//!
//! The code form is the phrase of the rewriting, with the stage in front: `air_day: min/max: all
//! values that were compared`. A phrase that is not known here is shown as it is.

use diag::Text;

/// The phrases, with what they say in each language.
const PHRASES: [(&str, &str, &str); 5] = [
    (
        "distinct: several rows give the same key",
        "去重（distinct）：几行给出同一个键",
        "distinct: several rows give the same key",
    ),
    (
        "min/max: all values that were compared",
        "最小值/最大值：所有参与比较的值",
        "minimum or maximum: all values that were compared",
    ),
    (
        "mda8: all hours of the day that were compared",
        "日最大8小时滑动均值：当日参与比较的所有小时",
        "greatest 8-hour mean: all hours of the day that were compared",
    ),
    (
        "count(distinct): all rows that hold a counted value",
        "不同值计数：含有所计值的所有行",
        "count of distinct values: all rows that hold a counted value",
    ),
    (
        "exists: every row that matches",
        "存在（exists）：所有匹配的行",
        "existence: every row that matches",
    ),
];

/// A reason of an evidence in both languages.
pub fn because(code: &str) -> Text {
    for (phrase, zh, en) in PHRASES {
        let Some(before) = code.strip_suffix(phrase) else { continue };
        if before.is_empty() {
            return Text::new(zh, en);
        }
        if let Some(stage) = before.strip_suffix(": ") {
            return Text::new(format!("{stage}：{zh}"), format!("{stage}: {en}"));
        }
    }
    Text::same(code)
}

#[cfg(test)]
mod tests;
