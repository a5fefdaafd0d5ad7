//! Findings about editions of standards.

use super::{Help, error, listed};
use diag::codes::sql as code;
use diag::{Diagnostic, Span};

/// No edition is bound.
pub(crate) fn unbound(at: Span, function: &str) -> Diagnostic {
    error(
        code::E0270,
        at,
        format!("`{function}` 要有标准版本，而这里没有"),
        format!("`{function}` needs an edition of a standard, and none is bound here"),
    )
    .helped(
        "在指标头部写 `standard` 与 `editions`",
        "state `standard` and `editions` in the head of the indicator",
    )
}

/// The edition lacks a parameter.
pub(crate) fn param(at: Span, edition: &str, name: &str, near: Option<&str>) -> Diagnostic {
    error(
        code::E0271,
        at,
        format!("标准版本 `{edition}` 没有参数 `{name}`"),
        format!("edition `{edition}` has no parameter `{name}`"),
    )
    .near(
        near,
        format!("在该版本的 `params` 里写 `{name}`"),
        format!("state `{name}` in the `params` of that edition"),
    )
}

/// The edition lacks a table.
pub(crate) fn table(at: Span, edition: &str, name: &str) -> Diagnostic {
    error(
        code::E0272,
        at,
        format!("标准版本 `{edition}` 没有表 `{name}`"),
        format!("edition `{edition}` has no table `{name}`"),
    )
    .helped(
        format!("在该版本写 `tables = {{ {name} = \"….csv\" }}`"),
        format!("state `tables = {{ {name} = \"….csv\" }}` in that edition"),
    )
}

/// The edition's table lacks a column or an item.
pub(crate) fn item(at: Span, edition: &str, table: &str, name: &str, all: &[&str]) -> Diagnostic {
    let near = district::did_you_mean(name, all.iter().copied());
    let list = listed(all.iter().copied());
    error(
        code::E0273,
        at,
        format!("标准版本 `{edition}` 的表 `{table}` 里没有 `{name}`"),
        format!("table `{table}` of edition `{edition}` has no `{name}`"),
    )
    .near(near, format!("那里有 {list}"), format!("it has {list}"))
}

/// The edition's table cannot be used as it is.
pub(crate) fn cell(at: Span, edition: &str, table: &str, name: &str, found: &str) -> Diagnostic {
    error(
        code::E0274,
        at,
        format!("标准版本 `{edition}` 的表 `{table}` 中 `{name}` 一项用不了：`{found}`"),
        format!("table `{table}` of edition `{edition}` gives `{found}` for `{name}`, which cannot be used"),
    )
    .helped(
        "分界点要递增；限值写成 `6`、`6-9`，规则写成 `<=`、`>=` 或 `range`",
        "break points ascend; limits are `6` or `6-9`, rules `<=`, `>=` or `range`",
    )
}
