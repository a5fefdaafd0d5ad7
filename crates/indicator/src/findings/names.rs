//! Findings about names: tables, columns, functions, outputs, grouping.

use super::{Help, error, listed, warning};
use diag::codes::sql as code;
use diag::{Diagnostic, Span};

/// No table of that name.
pub(crate) fn table(at: Span, name: &str, near: Option<&str>) -> Diagnostic {
    error(code::E0220, at, format!("没有表 `{name}`"), format!("there is no table `{name}`")).near(
        near,
        "表有记录流、中间表、常量表、`place` 与 `place_ancestor`",
        "tables are streams, models, constant tables, `place` and `place_ancestor`",
    )
}

/// No column of that name.
pub(crate) fn column(at: Span, name: &str, near: Option<&str>, all: &[&str]) -> Diagnostic {
    let list = listed(all.iter().copied());
    error(code::E0221, at, format!("没有列 `{name}`"), format!("there is no column `{name}`")).near(
        near,
        format!("这里的列有 {list}"),
        format!("the columns here are {list}"),
    )
}

/// A column that several tables have.
pub(crate) fn ambiguous(at: Span, name: &str, tables: &[&str]) -> Diagnostic {
    let list = listed(tables.iter().copied());
    let first = tables.first().copied().unwrap_or_default();
    error(
        code::E0222,
        at,
        format!("列 `{name}` 在 {list} 中都有"),
        format!("column `{name}` is in each of {list}"),
    )
    .helped(format!("写明是哪个，如 `{first}.{name}`"), format!("say which: `{first}.{name}`"))
}

/// Models that read each other.
pub(crate) fn cycle(at: Span, path: &[&str]) -> Diagnostic {
    let path = path.join(" → ");
    error(
        code::E0223,
        at,
        format!("中间表互相引用成环：`{path}`"),
        format!("models form a cycle: `{path}`"),
    )
    .helped("去掉环上的一处引用", "remove one of the references on the cycle")
}

/// No function of that name.
pub(crate) fn function(at: Span, name: &str, near: Option<&str>) -> Diagnostic {
    error(code::E0224, at, format!("没有函数 `{name}`"), format!("there is no function `{name}`"))
        .near(near, "可用函数见手册", "the manual lists the functions")
}

/// Two tables under one name.
pub(crate) fn alias_twice(at: Span, name: &str) -> Diagnostic {
    error(
        code::E0225,
        at,
        format!("有两个表都叫 `{name}`"),
        format!("two tables are called `{name}`"),
    )
    .helped("给其中一个另取别名", "give one of them another alias")
}

/// Two output columns of one name.
pub(crate) fn output_twice(at: Span, name: &str) -> Diagnostic {
    error(
        code::E0226,
        at,
        format!("输出列 `{name}` 出现两次"),
        format!("output column `{name}` occurs twice"),
    )
    .helped("用 AS 改名", "rename one with AS")
}

/// An output column without a name.
pub(crate) fn output_unnamed(at: Span) -> Diagnostic {
    error(code::E0227, at, "输出列没有名字", "an output column has no name")
        .helped("用 AS 取名", "name it with AS")
}

/// An aggregate where none can be.
pub(crate) fn aggregate_place(at: Span, name: &str, clause: &str) -> Diagnostic {
    error(
        code::E0230,
        at,
        format!("{clause} 中不能有聚合 `{name}`"),
        format!("aggregate `{name}` cannot stand in {clause}"),
    )
    .helped(
        "聚合后的条件写在 HAVING，或先做成中间表",
        "put conditions on aggregates in HAVING, or make a model first",
    )
}

/// A column that is neither grouped by nor aggregated.
pub(crate) fn not_grouped(at: Span, name: &str) -> Diagnostic {
    error(
        code::E0231,
        at,
        format!("列 `{name}` 既不在 GROUP BY 中，也没有聚合"),
        format!("column `{name}` is neither in GROUP BY nor aggregated"),
    )
    .helped(
        format!("加进 GROUP BY，或写成 `max({name})` 之类"),
        format!("add it to GROUP BY, or aggregate it, as in `max({name})`"),
    )
}

/// An aggregate within an aggregate.
pub(crate) fn nested(at: Span, name: &str) -> Diagnostic {
    error(
        code::E0232,
        at,
        format!("聚合 `{name}` 套在另一个聚合里"),
        format!("aggregate `{name}` stands inside another aggregate"),
    )
    .helped("里层先做成中间表或 WITH", "make the inner one a model or a WITH part")
}

/// Aggregates over everything.
pub(crate) fn ungrouped(at: Span) -> Diagnostic {
    error(code::E0233, at, "有聚合而无 GROUP BY", "there are aggregates but no GROUP BY").helped(
        "加上 GROUP BY；全部合为一组用 `all_time()`",
        "add GROUP BY; for one group of all rows use `all_time()`",
    )
}

/// UNION of different numbers of columns.
pub(crate) fn union_width(at: Span, first: usize, found: usize) -> Diagnostic {
    error(
        code::E0234,
        at,
        format!("UNION ALL 各支列数不同：首支 {first} 列，此支 {found} 列"),
        format!("UNION ALL has {first} columns in its first part, {found} in this one"),
    )
    .helped("各支选出同样的列", "select the same columns in each part")
}

/// An indicator that gave no figure stage although nothing was found wrong with it.
pub(crate) fn not_bound(at: Span, name: &str) -> Diagnostic {
    error(
        code::E0291,
        at,
        format!("指标 `{name}` 的 SQL 不能化为计算步骤"),
        format!("the SQL of indicator `{name}` cannot be made into stages"),
    )
    .helped("拆成几个中间表", "split it into several models")
}

/// A model that nothing reads.
pub(crate) fn unused(at: Span, name: &str) -> Diagnostic {
    warning(
        code::E0290,
        at,
        format!("中间表 `{name}` 没有被任何指标用到"),
        format!("model `{name}` is used by no indicator"),
    )
    .helped("删去它，或在指标中使用", "remove it, or use it in an indicator")
}
