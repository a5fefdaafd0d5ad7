//! Findings about units.

use super::{Help, error, shown, warning};
use diag::codes::sql as code;
use diag::{Diagnostic, Span};
use district::Unit;

/// Units of different dimensions meet.
pub(crate) fn mismatch(at: Span, what: &str, left: &Unit, right: &Unit) -> Diagnostic {
    let (left, right) = (shown(left), shown(right));
    error(
        code::E0250,
        at,
        format!("`{what}` 两边单位不合：`{left}` 与 `{right}`"),
        format!("`{what}` has `{left}` on one side and `{right}` on the other"),
    )
    .helped("两边要同一量纲；比值用 `/`", "both sides need the same dimension; for a ratio use `/`")
}

/// A scale whose zero is elsewhere cannot be added or multiplied.
pub(crate) fn offset(at: Span, what: &str, unit: &Unit) -> Diagnostic {
    let unit = shown(unit);
    error(
        code::E0251,
        at,
        format!("`{what}` 不能用于零点另设的单位 `{unit}`"),
        format!("`{what}` cannot be applied to `{unit}`, whose zero is elsewhere"),
    )
    .helped("先用 `in_unit(x, 'K')` 换算", "change it with `in_unit(x, 'K')` first")
}

/// A text that names no unit.
pub(crate) fn unreadable(at: Span, found: &str, near: Option<&str>) -> Diagnostic {
    error(code::E0252, at, format!("没有单位 `{found}`"), format!("there is no unit `{found}`"))
        .near(near, "写成如 `mg/L`、`µg/m³`、`%`", "write one such as `mg/L`, `µg/m³` or `%`")
}

/// The indicator's declared unit cannot be reached.
pub(crate) fn declared(at: Span, value: Span, declared: &Unit, found: &Unit) -> Diagnostic {
    let (declared, found) = (shown(declared), shown(found));
    error(
        code::E0253,
        at,
        format!("声明的单位是 `{declared}`，SQL 算出的是 `{found}`"),
        format!("the declared unit is `{declared}`, the SQL gives `{found}`"),
    )
    .label(value, diag::Text::new(format!("单位为 `{found}`"), format!("has the unit `{found}`")))
    .helped("改正声明或 SQL 其一", "correct the declaration or the SQL")
}

/// A model's declared column unit differs.
pub(crate) fn model(at: Span, column: &str, declared: &Unit, found: &Unit) -> Diagnostic {
    let (declared, found) = (shown(declared), shown(found));
    error(
        code::E0254,
        at,
        format!("列 `{column}` 声明为 `{declared}`，SQL 算出的是 `{found}`"),
        format!("column `{column}` is declared in `{declared}`, the SQL gives `{found}`"),
    )
    .helped(
        format!("用 `in_unit(…, '{declared}')` 换算，或改声明"),
        format!("change it with `in_unit(…, '{declared}')`, or correct the declaration"),
    )
}

/// A unit is declared for what is not there or is no number.
pub(crate) fn model_column(at: Span, column: &str, near: Option<&str>) -> Diagnostic {
    error(
        code::E0255,
        at,
        format!("`units` 里的 `{column}` 不是输出的数值列"),
        format!("`{column}` in `units` is not a numeric output column"),
    )
    .near(near, "删去它，或选出这一列", "remove it, or select that column")
}

/// A ratio times 100 that is declared in %.
pub(crate) fn percent_twice(at: Span) -> Diagnostic {
    warning(
        code::E0256,
        at,
        "单位声明为 `%`，比值又乘了 100：结果会大 100 倍",
        "the unit is `%` and the ratio is multiplied by 100: the figure comes out 100 times too large",
    )
    .helped("去掉 `100 *`：换算成 % 由系统做", "remove `100 *`: the change into % is made for you")
}
