//! Where the two engines differ in words: a statement is written once, with a few marks.
//!
//! * `ROWS($n)`: the rows of a JSON array of arrays, as `j.value`;
//! * `EACH($n)`: the texts of a JSON array of texts, as `j.value`;
//! * `INT(k)`, `TXT(k)`, `HEX(k)`: the k-th cell of `j.value` as a number, a text, bytes.

/// Begins a transaction that lengthens the chain: whoever holds this lock is the only one.
pub(crate) const BEGIN_CHAIN: &str =
    "BEGIN; SELECT pg_advisory_xact_lock(1248157025, hashtext(current_schema()))";

/// A statement in both dialects.
#[derive(Debug)]
pub(crate) struct Sql {
    pub(crate) sqlite: String,
    pub(crate) postgres: String,
}

impl Sql {
    /// One statement for both.
    pub(crate) fn new(text: &str) -> Self {
        Self { sqlite: sqlite(text), postgres: postgres(text) }
    }

    /// Several writes that are sent at once: SQLite takes them as one text, PostgreSQL as one
    /// statement. They touch different rows, so their order does not matter. In each, `#`
    /// stands for the number of its argument.
    pub(crate) fn together(texts: &[&str]) -> Self {
        let texts: Vec<String> = (1..)
            .zip(texts)
            .map(|(number, text): (usize, &&str)| text.replace('#', &format!("${number}")))
            .collect();
        let all: Vec<String> = texts.iter().map(|text| sqlite(text)).collect();
        let parts: Vec<String> = texts
            .iter()
            .enumerate()
            .map(|(number, text)| format!("w{number} AS ({})", postgres(text)))
            .collect();
        Self { sqlite: all.join(";\n"), postgres: format!("WITH {}\nSELECT 1", parts.join(",\n")) }
    }
}

/// Declares statements: each is put into both dialects when it is first used.
macro_rules! statements {
    ($($(#[$doc:meta])* $name:ident = $text:expr;)+) => {
        $($(#[$doc])* pub(crate) static $name: std::sync::LazyLock<$crate::db::Sql> =
            std::sync::LazyLock::new(|| $crate::db::Sql::new($text));)+
    };
}
pub(crate) use statements;

fn sqlite(text: &str) -> String {
    let text = mark(text, "ROWS", |n| format!("json_each({n}) AS j"));
    let text = mark(&text, "EACH", |n| format!("json_each({n}) AS j"));
    let text = mark(&text, "INT", |k| format!("(j.value ->> {k})"));
    let text = mark(&text, "TXT", |k| format!("(j.value ->> {k})"));
    mark(&text, "HEX", |k| format!("unhex(j.value ->> {k})"))
}

fn postgres(text: &str) -> String {
    let text = mark(text, "ROWS", |n| format!("jsonb_array_elements({n}::jsonb) AS j(value)"));
    let text =
        mark(&text, "EACH", |n| format!("jsonb_array_elements_text({n}::jsonb) AS j(value)"));
    let text = mark(&text, "INT", |k| format!("CAST(j.value ->> {k} AS BIGINT)"));
    let text = mark(&text, "TXT", |k| format!("(j.value ->> {k})"));
    mark(&text, "HEX", |k| format!("decode(j.value ->> {k}, 'hex')"))
}

/// Replaces each `NAME(argument)` of `text`; an argument holds no brackets.
fn mark(text: &str, name: &str, with: impl Fn(&str) -> String) -> String {
    let open = format!("{name}(");
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(&open) {
        let (argument, after) = after.split_once(')').unwrap_or((after, ""));
        out.push_str(before);
        out.push_str(&with(argument));
        rest = after;
    }
    out + rest
}

/// The tables, written for SQLite, in PostgreSQL's words. Texts are ordered by their bytes, as
/// SQLite orders them.
pub(crate) fn tables_for_postgres(text: &str) -> String {
    text.replace(" INTEGER", " BIGINT")
        .replace(" BLOB", " BYTEA")
        .replace(" TEXT", " TEXT COLLATE \"C\"")
        .replace(" WITHOUT ROWID", "")
}

#[cfg(test)]
mod tests;
