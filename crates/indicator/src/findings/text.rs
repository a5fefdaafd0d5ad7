//! Findings about what a statement is written with: syntax and clauses that are refused.

use super::{Help, error};
use diag::codes::sql as code;
use diag::{Diagnostic, Span};

/// The parser could not read it.
pub(crate) fn not_parsed(at: Span, message: &str) -> Diagnostic {
    let message = message.trim();
    error(
        code::E0201,
        at,
        format!("SQL 读不懂：{message}"),
        format!("SQL cannot be read: {message}"),
    )
}

/// Nested too deeply or too long.
pub(crate) fn too_long(at: Span) -> Diagnostic {
    error(code::E0202, at, "SQL 嵌套过深或过长", "SQL is nested too deeply or is too long")
        .helped("拆成几个中间表", "split it into several models")
}

/// Not a SELECT.
pub(crate) fn not_a_query(at: Span, found: &str) -> Diagnostic {
    let (zh, en) = match found {
        "" => ("没有 SQL 语句".to_owned(), "there is no SQL statement".to_owned()),
        found => (
            format!("应为 `SELECT` 或 `WITH`，实为 `{found}`"),
            format!("expected `SELECT` or `WITH`, found `{found}`"),
        ),
    };
    error(code::E0203, at, zh, en).helped("每个文件只写一条查询", "write one query a file")
}

/// Something follows the query.
pub(crate) fn after_the_end(at: Span, found: &str) -> Diagnostic {
    error(
        code::E0203,
        at,
        format!("查询之后还有 `{found}`"),
        format!("`{found}` follows the end of the query"),
    )
    .helped("每个文件只写一条查询", "write one query a file")
}

/// A clause or expression outside the language.
pub(crate) fn not_accepted(at: Span, what: &str, zh: &str, en: &str) -> Diagnostic {
    error(code::E0204, at, format!("不接受 `{what}`"), format!("`{what}` is not accepted"))
        .helped(zh, en)
}

/// A window function.
pub(crate) fn window(at: Span) -> Diagnostic {
    error(code::E0205, at, "不接受窗口函数（OVER）", "window functions (OVER) are not accepted")
        .helped(
            "状态时长用 `durations(…)`，与上期比用 `back(period, 1)` 连接，其余用 GROUP BY",
            "use `durations(…)` for states, a join on `back(period, 1)` for the period before, \
             GROUP BY for the rest",
        )
}

/// ORDER BY, LIMIT and their kin.
pub(crate) fn order_or_limit(at: Span, what: &str) -> Diagnostic {
    error(code::E0206, at, format!("不接受 `{what}`"), format!("`{what}` is not accepted")).helped(
        "去掉它：中间表是集合，没有先后；取极值用 `max` 或 `min`",
        "remove it: a model is a set without order; for the greatest use `max` or `min`",
    )
}

/// A subquery as a value.
pub(crate) fn scalar_subquery(at: Span) -> Diagnostic {
    error(code::E0207, at, "不接受标量子查询", "a subquery as a value is not accepted")
        .helped("写成中间表或 WITH，再用 JOIN 连接", "make it a model or a WITH part, and join it")
}

/// NOT IN (SELECT …).
pub(crate) fn not_in(at: Span) -> Diagnostic {
    error(code::E0208, at, "不接受 `NOT IN (SELECT …)`", "`NOT IN (SELECT …)` is not accepted")
        .helped(
            "改用 `NOT EXISTS (SELECT 1 FROM … WHERE … = …)`：子查询里有一个空值，NOT IN 就一行不留",
            "use `NOT EXISTS (SELECT 1 FROM … WHERE … = …)`: one null in the subquery and NOT IN \
             keeps no row at all",
        )
}

/// A float literal or type.
pub(crate) fn float(at: Span, found: &str) -> Diagnostic {
    error(code::E0209, at, format!("`{found}` 是浮点数"), format!("`{found}` is a float")).helped(
        "数值用小数（`0.1`）、`decimal(6)` 或 `exact`",
        "write a decimal such as `0.1`, `decimal(6)` or `exact`",
    )
}

/// A join without an equality.
pub(crate) fn cross_join(at: Span) -> Diagnostic {
    error(
        code::E0210,
        at,
        "连接没有左右相等的条件",
        "the join has no equality between left and right",
    )
    .helped("写成 `JOIN … ON a.x = b.x`", "write `JOIN … ON a.x = b.x`")
}

/// A kind of join outside the language.
pub(crate) fn join_kind(at: Span, found: &str) -> Diagnostic {
    error(code::E0211, at, format!("不接受 `{found}`"), format!("`{found}` is not accepted"))
        .helped("只用 `JOIN … ON` 与 `LEFT JOIN … ON`", "use `JOIN … ON` or `LEFT JOIN … ON`")
}

/// EXISTS or IN (SELECT) in the wrong place.
pub(crate) fn subquery_place(at: Span, what: &str) -> Diagnostic {
    error(
        code::E0212,
        at,
        format!("`{what}` 只能作 WHERE 中由 AND 相连的一项"),
        format!("`{what}` can only be a part of WHERE joined by AND"),
    )
    .helped(
        "移到 WHERE 的最外层，或改用 LEFT JOIN",
        "move it to the top of WHERE, or use LEFT JOIN",
    )
}

/// EXISTS whose subquery has no equality with the outer rows, or more than FROM and WHERE.
pub(crate) fn exists_shape(at: Span) -> Diagnostic {
    error(
        code::E0213,
        at,
        "EXISTS 的子查询要有与外层相等的条件，且只有 FROM 与 WHERE",
        "the subquery of EXISTS needs an equality with the outer rows, and only FROM and WHERE",
    )
    .helped(
        "写成 `EXISTS (SELECT 1 FROM b WHERE b.x = a.x)`",
        "write `EXISTS (SELECT 1 FROM b WHERE b.x = a.x)`",
    )
}
