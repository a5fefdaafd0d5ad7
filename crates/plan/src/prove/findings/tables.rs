//! The diagnostics of decision tables and programmes.

use super::{clause, fewer, quoted};
use diag::codes::proof::{C0419, C0420, C0421, C0422, C0425};
use diag::{Diagnostic, Text};
use district::rule::Answers;
use district::service::{DecisionRow, DecisionTable, Field, Item, Programme};
use std::collections::{BTreeMap, BTreeSet};

pub(crate) fn table_gap(
    table: &DecisionTable,
    fields: &BTreeMap<String, Field>,
    answers: &Answers,
) -> Diagnostic {
    let when = clause(fields, None, answers, &[]);
    let message = Text::new(
        format!("决策表`{}`有空缺：{}，没有一行成立", table.id, when.zh),
        format!("decision table `{}` has a hole: {}, no row holds", table.id, when.en),
    );
    Diagnostic::error(C0419, message)
        .label(table.span.clone(), Text::new("此决策表", "this table"))
        .help(Text::new(
            "为这些回答增加一行，或加上 `when = \"true\"` 的末行",
            "add a row for these answers, or a last row with `when = \"true\"`",
        ))
}

pub(crate) fn table_overlap(
    table: &DecisionTable,
    fields: &BTreeMap<String, Field>,
    (a, b): (&DecisionRow, &DecisionRow),
    answers: &Answers,
) -> Diagnostic {
    let when = clause(fields, None, answers, &[]);
    let (first, second) = (&a.when.text, &b.when.text);
    let message = Text::new(
        format!("决策表`{}`：{}，`{first}` 和 `{second}` 两行都成立", table.id, when.zh),
        format!(
            "decision table `{}`: {}, both rows `{first}` and `{second}` hold",
            table.id, when.en
        ),
    );
    Diagnostic::error(C0420, message)
        .label(a.span.clone(), Text::new("此行成立", "this row holds"))
        .label(b.span.clone(), Text::new("此行也成立", "and this one too"))
        .help(Text::new(
            "收窄其中一行，或改用 `hit = \"first\"`",
            "narrow one of the rows, or use `hit = \"first\"`",
        ))
}

pub(crate) fn row_never(table: &DecisionTable, at: usize, row: &DecisionRow) -> Diagnostic {
    let number = at + 1;
    let message = Text::new(
        format!("决策表`{}`：第 {number} 行 `{}` 永远选不到", table.id, row.when.text),
        format!(
            "decision table `{}`: row {number}, `{}`, is never chosen",
            table.id, row.when.text
        ),
    );
    Diagnostic::warning(C0421, message)
        .label(row.span.clone(), Text::new("此行", "this row"))
        .label(table.span.clone(), Text::new("此决策表", "this table"))
        .help(Text::new(
            "上移该行，修改其条件，或删去",
            "move the row up, mend its condition, or remove it",
        ))
}

pub(crate) fn too_many_for_table(table: &DecisionTable, names: &BTreeSet<String>) -> Diagnostic {
    let shown = quoted(names);
    let message = Text::new(
        format!("决策表`{}`未能证明：{shown}的组合过多", table.id),
        format!("decision table `{}` is not proved: {shown} have too many combinations", table.id),
    );
    Diagnostic::error(C0425, message)
        .label(table.span.clone(), Text::new("此决策表", "this table"))
        .help(fewer())
}

pub(crate) fn measure_unstaffed(programme: &Programme, tier: &str, item: &Item) -> Diagnostic {
    let levels = programme.ladder.levels.join(", ");
    let message = Text::new(
        format!(
            "帮扶机制`{}`：`{tier}`级的措施`{}`在各层级（{levels}）均无人可办",
            programme.id, item.id
        ),
        format!(
            "programme `{}`: measure `{}` of tier `{tier}` has nobody to take it at any level \
             ({levels})",
            programme.id, item.id
        ),
    );
    Diagnostic::error(C0422, message)
        .label(programme.span.clone(), Text::new("此机制", "this programme"))
        .label(item.span.clone(), Text::new("此措施", "this measure"))
        .help(Text::new(
            format!("为部门`{}`配备人员", item.office),
            format!("give office `{}` people", item.office),
        ))
}
