//! Findings about offices, materials, items, things, decision tables and programmes.

use super::{suggest, words};
use crate::kind::Kind;
use diag::codes::pack::{
    E0161, E0162, E0168, E0169, E0170, E0171, E0174, E0175, E0176, E0177, E0178, E0179, E0180,
    E0181, E0182, E0183, E0184,
};
use diag::{Diagnostic, Span, Text};

pub(crate) fn days_not_halves(owner: &Text, key: &str, found: &str, span: Span) -> Diagnostic {
    let message = words!(
        "{owner}的 `{key}` 应为工作日数，可带半天，却是 {found}",
        "{owner} takes working days in halves as `{key}`, found {found}",
        owner = owner,
        key = key,
        found = found,
    );
    Diagnostic::error(E0161, message)
        .label(span, Text::default())
        .help(words!("写成 `0`、`0.5` 或 `5` 的样子", "write it like `0`, `0.5` or `5`"))
}

pub(crate) fn promised_over_legal(
    owner: &Text,
    promised: &str,
    legal: &str,
    span: Span,
    first: Span,
) -> Diagnostic {
    let message = words!(
        "{owner}的 `promised_days` 是 {promised}，超过 `legal_days` 的 {legal}",
        "{owner} has `promised_days` {promised}, which is over `legal_days` {legal}",
        owner = owner,
        promised = promised,
        legal = legal,
    );
    Diagnostic::error(E0162, message)
        .label(span, Text::default())
        .label(first, Text::new("法定时限", "the legal limit"))
        .help(words!(
            "让 `promised_days` 不超过 {legal}",
            "let `promised_days` be at most {legal}",
            legal = legal,
        ))
}

pub(crate) fn role_not_of_thing<'a>(
    owner: &Text,
    role: &str,
    span: Span,
    words: impl Iterator<Item = &'a str> + Clone,
) -> Diagnostic {
    let message = words!(
        "{owner}提到角色 `{role}`，但没有角色应答这个词",
        "{owner} names the role `{role}`, and none of its roles answers to that word",
        owner = owner,
        role = role,
    );
    let diagnostic = Diagnostic::error(E0168, message).label(span, Text::default());
    suggest(diagnostic, role, words)
}

pub(crate) fn word_of_two_roles(owner: &Text, word: &str, span: Span, first: Span) -> Diagnostic {
    let message = words!(
        "{owner}有两个角色用同一个词 `{word}`",
        "{owner} has the word `{word}` for two roles",
        owner = owner,
        word = word,
    );
    Diagnostic::error(E0169, message)
        .label(span, Text::new("第二次在此", "taken again"))
        .label(first, Text::new("首次在此", "first taken here"))
        .help(words!("每个词只归一个角色", "let each word be of one role"))
}

pub(crate) fn slot_twice(
    owner: &Text,
    key: &str,
    name: &str,
    span: Span,
    first: Span,
) -> Diagnostic {
    let message = words!(
        "{owner}的 `{key}` 两次列出 `{name}`",
        "{owner} lists `{name}` twice in `{key}`",
        owner = owner,
        key = key,
        name = name,
    );
    Diagnostic::error(E0170, message)
        .label(span, Text::default())
        .label(first, Text::new("首次在此", "first listed here"))
        .help(words!("删去其中一个", "remove one of them"))
}

pub(crate) fn listed_twice(
    owner: &Text,
    key: &str,
    name: &str,
    span: Span,
    first: Span,
) -> Diagnostic {
    let message = words!(
        "{owner}的 `{key}` 有两个 `{name}`",
        "{owner} has `{name}` twice in `{key}`",
        owner = owner,
        key = key,
        name = name,
    );
    Diagnostic::error(E0171, message)
        .label(span, Text::default())
        .label(first, Text::new("首次在此", "first listed here"))
        .help(words!("改名或删去其中一个", "rename or remove one of them"))
}

pub(crate) fn ladder_lengths(owner: &Text, (levels, days): (&str, &str), span: Span) -> Diagnostic {
    let message = words!(
        "{owner}的 `ladder` 有 {levels} 级，却有 {days} 个天数",
        "{owner} has a `ladder` of {levels} levels and {days} numbers of days",
        owner = owner,
        levels = levels,
        days = days,
    );
    Diagnostic::error(E0174, message).label(span, Text::default()).help(words!(
        "在 `climb_after_days` 中为每一级写一个天数",
        "write one number in `climb_after_days` for each level",
    ))
}

pub(crate) fn ladder_not_upward(
    owner: &Text,
    (lower, upper): (&str, &str),
    span: Span,
) -> Diagnostic {
    let message = words!(
        "{owner}的 `ladder` 从 `{lower}` 到 `{upper}`，但 `{upper}` 的地点不在 `{lower}` 之上",
        "{owner} has a `ladder` from `{lower}` to `{upper}`, and no place of `{upper}` lies above \
         one of `{lower}`",
        owner = owner,
        lower = lower,
        upper = upper,
    );
    Diagnostic::error(E0174, message)
        .label(span, Text::default())
        .help(words!("级别由低到高写", "write the levels from the lowest up"))
}

pub(crate) fn section_missing(owner: &Text, span: Span) -> Diagnostic {
    let message = words!(
        "声明了{owner}，但配置包没有 `[services]`",
        "{owner} is declared, and the pack has no section `[services]`",
        owner = owner,
    );
    Diagnostic::error(E0175, message).label(span, Text::default()).help(words!(
        "写 `[services]` 和 `calendar = \"…\"`：时限按工作日历计算",
        "write `[services]` with `calendar = \"…\"`: limits are counted by it",
    ))
}

pub(crate) fn section_twice(span: Span, first: Span) -> Diagnostic {
    let message = words!("`[services]` 写了两次", "the section `[services]` stands twice");
    Diagnostic::error(E0175, message)
        .label(span, Text::default())
        .label(first, Text::new("首次在此", "first written here"))
        .help(words!("合为一段", "make one of them"))
}

/// An item that no plan can come to.
pub(crate) fn item_not_used(id: &str, span: Span) -> Diagnostic {
    let message = words!(
        "没有一件事或帮扶机制用到{owner}",
        "no thing and no programme comes to {owner}",
        owner = Kind::Item.named(id),
    );
    Diagnostic::warning(E0176, message).label(span, Text::default())
}

pub(crate) fn material_not_used(id: &str, span: Span) -> Diagnostic {
    let message = words!(
        "没有事项或一件事用到{owner}",
        "no item and no thing names {owner}",
        owner = Kind::Material.named(id),
    );
    Diagnostic::warning(E0176, message).label(span, Text::default())
}

pub(crate) fn field_not_used(id: &str, span: Span) -> Diagnostic {
    let message = words!(
        "没有事项或一件事问到{owner}，也没有规则看它",
        "no item and no thing asks for {owner}, and no rule looks at it",
        owner = Kind::Field.named(id),
    );
    Diagnostic::warning(E0176, message).label(span, Text::default())
}

pub(crate) fn role_not_used(owner: &Text, role: &str, span: Span) -> Diagnostic {
    let message = words!(
        "{owner}有角色 `{role}`，但没有事项提到它",
        "{owner} has the role `{role}`, and no item on its way names it",
        owner = owner,
        role = role,
    );
    Diagnostic::warning(E0177, message).label(span, Text::default())
}

pub(crate) fn word_not_used(owner: &Text, role: &str, word: &str, span: Span) -> Diagnostic {
    let message = words!(
        "{owner}的角色 `{role}` 也应答 `{word}`，但没有事项用这个词",
        "{owner} lets `{role}` answer to `{word}`, and no item on its way has that word",
        owner = owner,
        role = role,
        word = word,
    );
    Diagnostic::warning(E0177, message).label(span, Text::default())
}

pub(crate) fn material_from_nowhere(id: &str, span: Span) -> Diagnostic {
    let message = words!(
        "{owner}的 `from` 是空的，也没有事项给出它",
        "{owner} has an empty `from`, and no item gives it",
        owner = Kind::Material.named(id),
    );
    Diagnostic::error(E0178, message).label(span, Text::default()).help(words!(
        "写 `from = [\"applicant\"]`，或让一个事项给出它",
        "write `from = [\"applicant\"]`, or let an item give it",
    ))
}

pub(crate) fn population_not_register(owner: &Text, stream: &str, span: Span) -> Diagnostic {
    let message = words!(
        "{owner}的人群是{stream}，应为登记册",
        "{owner} takes a register as `population`, found {stream}",
        owner = owner,
        stream = Kind::Stream.named(stream),
    );
    Diagnostic::error(E0179, message).label(span, Text::default())
}

pub(crate) fn column_not_of_register<'a>(
    owner: &Text,
    (key, column): (&str, &str),
    register: &str,
    span: Span,
    columns: impl Iterator<Item = &'a str> + Clone,
) -> Diagnostic {
    let message = words!(
        "{owner}的 `{key}` 是列 `{column}`，但{register}没有这一列",
        "{owner} has the column `{column}` as `{key}`, which {register} does not have",
        owner = owner,
        key = key,
        column = column,
        register = Kind::Register.named(register),
    );
    let diagnostic = Diagnostic::error(E0179, message).label(span, Text::default());
    suggest(diagnostic, column, columns)
}

pub(crate) fn level_not_of_office<'a>(
    owner: &Text,
    level: &str,
    office: &Text,
    span: Span,
    levels: impl Iterator<Item = &'a str> + Clone,
) -> Diagnostic {
    let message = words!(
        "{owner}提到 `{level}` 一级，但{office}没有这一级的窗口",
        "{owner} names the level `{level}`, at which {office} has no desk",
        owner = owner,
        level = level,
        office = office,
    );
    let diagnostic = Diagnostic::error(E0180, message).label(span, Text::default());
    suggest(diagnostic, level, levels)
}

pub(crate) fn level_below(owner: &Text, (lower, upper): (&str, &str), span: Span) -> Diagnostic {
    let message = words!(
        "{owner}的 `levels` 把 `{lower}` 写在 `{upper}` 之后，而它在下面",
        "{owner} has `{lower}` in `levels` after `{upper}`, below which it lies",
        owner = owner,
        lower = lower,
        upper = upper,
    );
    Diagnostic::error(E0184, message).label(span, Text::default()).help(words!(
        "级别由低到高写：没有写级别的事项在第一个级别办",
        "write the levels from the lowest up: an item that names none is done at the first",
    ))
}

pub(crate) fn two_bases(owner: &Text, span: Span) -> Diagnostic {
    let message = words!(
        "{owner}既有 `sourced` 又有 `inferred`",
        "{owner} has both `sourced` and `inferred`",
        owner = owner,
    );
    Diagnostic::error(E0181, message).label(span, Text::default()).help(words!(
        "读到的写 `sourced`，自己推断的写 `inferred`",
        "write `sourced` for what was read, `inferred` for what was concluded",
    ))
}

pub(crate) fn slot_form(owner: &Text, key: &str, found: &str, span: Span) -> Diagnostic {
    let message = words!(
        "{owner}的 `{key}` 应为名称或 `角色.名称`，却是 `{found}`",
        "{owner} takes a name or `role.name` in `{key}`, found `{found}`",
        owner = owner,
        key = key,
        found = found,
    );
    Diagnostic::error(E0182, message).label(span, Text::default()).help(words!(
        "写成 `child.birth-certificate` 的样子",
        "write it like `child.birth-certificate`",
    ))
}

pub(crate) fn count_out_of_range(
    owner: &Text,
    key: &str,
    found: &str,
    (least, most): (u32, u32),
    span: Span,
) -> Diagnostic {
    let (least, most) = (least.to_string(), most.to_string());
    let message = words!(
        "{owner}的 `{key}` 应为 {least} 至 {most}，却是 {found}",
        "{owner} takes {least} to {most} as `{key}`, found {found}",
        owner = owner,
        key = key,
        found = found,
        least = least,
        most = most,
    );
    Diagnostic::error(E0183, message).label(span, Text::default())
}

pub(crate) fn number_negative(owner: &Text, key: &str, found: &str, span: Span) -> Diagnostic {
    let message = words!(
        "{owner}的 `{key}` 应为零或更大的数，却是 {found}",
        "{owner} takes a number of zero or more as `{key}`, found {found}",
        owner = owner,
        key = key,
        found = found,
    );
    Diagnostic::error(E0183, message).label(span, Text::default())
}
