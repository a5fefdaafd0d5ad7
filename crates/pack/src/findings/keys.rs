//! Findings about the keys of a declaration: there, of the right type, of an allowed word.

use super::words;
use diag::codes::pack::{
    E0109, E0110, E0111, E0112, E0113, E0114, E0115, E0116, E0117, E0118, E0119,
};
use diag::{Diagnostic, Span, Text};

pub(crate) fn missing_key(owner: &Text, key: &str, example: &str, span: Span) -> Diagnostic {
    let message = words!("{owner}没有 `{key}`", "{owner} has no `{key}`", owner = owner, key = key);
    let diagnostic = Diagnostic::error(E0109, message)
        .label(span, words!("此处缺少 `{key}`", "`{key}` is missing here", key = key));
    if example.is_empty() {
        return diagnostic;
    }
    diagnostic.help(words!(
        "加上 `{key} = {example}`",
        "add `{key} = {example}`",
        key = key,
        example = example,
    ))
}

pub(crate) fn key_not_known(owner: &Text, key: &str, span: Span, known: &[&str]) -> Diagnostic {
    let message = words!(
        "{owner}没有名为 `{key}` 的键",
        "`{key}` is not a key of {owner}",
        owner = owner,
        key = key,
    );
    let diagnostic = Diagnostic::error(E0110, message).label(span, Text::default());
    super::suggest(diagnostic, key, known.iter().copied())
}

pub(crate) fn wrong_type(
    owner: &Text,
    key: &str,
    expected: &Text,
    found: &Text,
    span: Span,
) -> Diagnostic {
    let message = words!(
        "{owner}的 `{key}` 应为{expected}，却是{found}",
        "{owner} takes {expected} as `{key}`, found {found}",
        owner = owner,
        key = key,
        expected = expected,
        found = found,
    );
    let label = words!("应为{expected}", "expected {expected}", expected = expected);
    Diagnostic::error(E0111, message).label(span, label)
}

pub(crate) fn word_not_allowed<'a>(
    owner: &Text,
    key: &str,
    word: &str,
    span: Span,
    allowed: impl Iterator<Item = &'a str> + Clone,
) -> Diagnostic {
    let message = words!(
        "{owner}的 `{key}` 不能是 `{word}`",
        "{owner} does not take `{word}` as `{key}`",
        owner = owner,
        key = key,
        word = word,
    );
    let diagnostic = Diagnostic::error(E0112, message).label(span, Text::default());
    super::suggest(diagnostic, word, allowed)
}

pub(crate) fn empty_list(owner: &Text, key: &str, span: Span) -> Diagnostic {
    let message = words!(
        "{owner}的 `{key}` 是空的",
        "{owner} has an empty `{key}`",
        owner = owner,
        key = key,
    );
    Diagnostic::error(E0113, message).label(span, Text::default())
}

pub(crate) fn language_missing(owner: &Text, key: &str, language: &str, span: Span) -> Diagnostic {
    let words_for = if language == "zh" {
        Text::new("中文", "Chinese")
    } else {
        Text::new("英文", "English")
    };
    let message = words!(
        "{owner}的 `{key}` 没有{words_for}",
        "{owner} has no {words_for} text in `{key}`",
        owner = owner,
        key = key,
        words_for = words_for,
    );
    Diagnostic::warning(E0114, message).label(span, Text::default()).help(words!(
        "加上 `{language} = \"…\"`",
        "add `{language} = \"…\"`",
        language = language,
    ))
}

pub(crate) fn id_form(owner: &Text, id: &str, span: Span, hyphenated: bool) -> Diagnostic {
    let form = if hyphenated { "[a-z][a-z0-9_-]*" } else { "[a-z][a-z0-9_]*" };
    let message = words!(
        "{owner}的 `id` 写作 `{id}`，不合 `{form}`",
        "{owner} has the id `{id}`, which is not of the form `{form}`",
        owner = owner,
        id = id,
        form = form,
    );
    let diagnostic = Diagnostic::error(E0115, message).label(span, Text::default());
    if hyphenated {
        return diagnostic.help(words!(
            "以小写字母开头，只用小写字母、数字、下划线和连字符",
            "begin with a lower-case letter and use lower-case letters, digits, underscores and \
             hyphens",
        ));
    }
    diagnostic.help(words!(
        "以小写字母开头，只用小写字母、数字和下划线",
        "begin with a lower-case letter and use lower-case letters, digits and underscores",
    ))
}

pub(crate) fn id_twice(owner: &Text, span: Span, first: Span) -> Diagnostic {
    let message = words!("{owner}声明了两次", "{owner} is declared twice", owner = owner);
    Diagnostic::error(E0116, message)
        .label(span, Text::new("第二次在此", "declared again"))
        .label(first, Text::new("首次在此", "first declared here"))
        .help(words!("改名或删去其中一个", "rename or remove one of them"))
}

pub(crate) fn name_taken(
    owner: &Text,
    holder: &Text,
    span: Span,
    first: Option<Span>,
) -> Diagnostic {
    let message = words!(
        "{owner}在 SQL 中的名字已被{holder}占用",
        "{owner} has the name in SQL that {holder} has",
        owner = owner,
        holder = holder,
    );
    let diagnostic = Diagnostic::error(E0117, message)
        .label(span, Text::default())
        .help(words!("给它另一个 `id`", "give it another `id`"));
    match first {
        Some(first) => diagnostic.label(first, Text::new("先用于此", "the name is taken here")),
        None => diagnostic,
    }
}

pub(crate) fn pack_elsewhere(path: &str, span: Span) -> Diagnostic {
    let message = words!(
        "`[pack]` 写在 `{path}`，应在 `pack.toml`",
        "the section `[pack]` stands in `{path}`, its place is `pack.toml`",
        path = path,
    );
    Diagnostic::error(E0118, message)
        .label(span, Text::default())
        .help(words!("移到根目录的 `pack.toml`", "move it to `pack.toml` at the root"))
}

pub(crate) fn zone_not_found(zone: &str, span: Span) -> Diagnostic {
    let message =
        words!("没有名为 `{zone}` 的时区", "there is no time zone `{zone}`", zone = zone,);
    Diagnostic::error(E0119, message).label(span, Text::default()).help(words!(
        "写 IANA 名称，如 `time_zone = \"Asia/Shanghai\"`",
        "write an IANA name such as `time_zone = \"Asia/Shanghai\"`",
    ))
}
