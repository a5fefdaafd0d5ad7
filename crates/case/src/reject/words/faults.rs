//! Sentences about plans, migrations, and what is rarer.

use super::{Declared, MigrationFault, PlanFault};
use super::{declared_words, moment, or_none_en, or_none_zh, two};
use diag::Text;
use district::WorkDays;
use jiff::civil::DateTime;

pub(super) fn plan(fault: &PlanFault) -> Text {
    match fault {
        PlanFault::Empty => {
            two("办理方案应至少有一个事项，实为空", "expected a plan with an item, found none")
        }
        PlanFault::Twice(item) => {
            two(format!("事项 `{item}` 出现两次"), format!("item `{item}` stands in it twice"))
        }
        PlanFault::Order { item, after } => two(
            format!("事项 `{item}` 须在 `{after}` 之后，而 `{after}` 不在其前或已不能准予"),
            format!(
                "item `{item}` comes after `{after}`, which is not there before it to be granted"
            ),
        ),
        PlanFault::Office { item, expected, found } => two(
            format!("事项 `{item}` 应由 `{expected}` 办理，方案中为 `{found}`"),
            format!("item `{item}` is declared at `{expected}`, the plan has `{found}`"),
        ),
        PlanFault::Limits { item } => two(
            format!("事项 `{item}` 的法定时限应与申明一致且承诺不长于法定，方案中不是"),
            format!(
                "item `{item}`: expected its declared legal limit and a promise within it, found \
                 others"
            ),
        ),
        PlanFault::Ceiling { promised_halves, ceiling_halves } => {
            let (promised, ceiling) = (days(*promised_halves), days(*ceiling_halves));
            two(
                format!("整体承诺 {promised} 个工作日，超过法定上限 {ceiling} 个工作日"),
                format!(
                    "the whole is promised in {promised} working days, the law allows {ceiling}"
                ),
            )
        }
        PlanFault::Single(item) => two(
            format!("办件要办的是事项 `{item}`，方案中却没有"),
            format!("the case is about item `{item}`, and the plan does not have it"),
        ),
    }
}

pub(super) fn migration(fault: &MigrationFault) -> Text {
    match fault {
        MigrationFault::Same(pack) => two(
            format!("办件已在版本 `{pack}`"),
            format!("the case is at version `{pack}` already"),
        ),
        MigrationFault::Loses(item) => two(
            format!("事项 `{item}` 已开始，新方案中却没有"),
            format!("item `{item}` has begun, and the new plan does not have it"),
        ),
        MigrationFault::Order { item, after } => two(
            format!("事项 `{item}` 已开始，新方案却要求先准予 `{after}`"),
            format!("item `{item}` has begun, and the new plan has it wait for `{after}`"),
        ),
        MigrationFault::Dead { item, after } => two(
            format!("新方案中事项 `{item}` 须等待 `{after}`，而后者不予或已取消"),
            format!("the new plan has `{item}` wait for `{after}`, which is refused or cancelled"),
        ),
    }
}

pub(super) fn over_limit(halves: u32, halves_max: u32) -> Text {
    let (found, most) = (days(halves), days(halves_max));
    two(
        format!("延期应在 0.5 至 {most} 个工作日之间，实为 {found}"),
        format!("an extension is of 0.5 to {most} working days, found {found}"),
    )
}

pub(super) fn approval() -> Text {
    two(
        "延期须由负责人批准，批准人应为他人，实为空或本人",
        "an extension is approved by somebody else, found nobody or the same person",
    )
}

pub(super) fn call(slot: &str, declared: &[String]) -> Text {
    two(
        format!("`{slot}` 应为该事项申明可要求的{}，且由追加的方案给出", or_none_zh(declared)),
        format!(
            "expected a result that the item may call for ({}) and the extension gives, found \
             `{slot}`",
            or_none_en(declared)
        ),
    )
}

pub(super) fn dated(of: [Option<DateTime>; 3]) -> Text {
    let [dated, earliest, latest] = of.map(moment);
    two(
        format!("决定日期应在 {earliest} 至 {latest} 之间，实为 {dated}"),
        format!("a decision is dated from {earliest} to {latest}, found {dated}"),
    )
}

pub(super) fn not_given(item: Option<&str>, slot: &str, found: &[String]) -> Text {
    let (zh, en) = item.map_or_else(
        || ("办件".to_owned(), "the case".to_owned()),
        |item| (format!("事项 `{item}` "), format!("item `{item}`")),
    );
    two(
        format!("{zh}的结果为{}，没有 `{slot}`", or_none_zh(found)),
        format!("{en} has these results: {}; found `{slot}`", or_none_en(found)),
    )
}

pub(super) fn no_desk(office: &str, place: &str) -> Text {
    two(
        format!("部门 `{office}` 在 `{place}` 没有窗口"),
        format!("expected a place with a desk, found none of office `{office}` at `{place}`"),
    )
}

pub(super) fn same_desk(office: &str, place: &str) -> Text {
    two(
        format!("应转往其他窗口，待办已在窗口 `{office}@{place}`"),
        format!("expected another desk, the task lies at `{office}@{place}` already"),
    )
}

pub(super) fn top(item: &str, level: &str) -> Text {
    two(
        format!("`{item}` 已在最高层级 `{level}`"),
        format!("`{item}` is at the highest level, `{level}`"),
    )
}

pub(super) fn not_earlier(item: &str, to: &str, earlier: &[String]) -> Text {
    two(
        format!("`{item}` 可退回{}，实为 `{to}`", or_none_zh(earlier)),
        format!("`{item}` can be sent back to: {}; found `{to}`", or_none_en(earlier)),
    )
}

pub(super) fn too_often(item: &str, times: u32) -> Text {
    two(
        format!("`{item}` 最多退回 {times} 次，已满"),
        format!("`{item}` is sent back {times} times at most, and was"),
    )
}

pub(super) fn no_appeal(item: &str) -> Text {
    two(
        format!("事项 `{item}` 没有待答复的申诉"),
        format!("no appeal about `{item}` waits for an answer"),
    )
}

pub(super) fn rating(stars: u8) -> Text {
    two(format!("评价应为 1 至 5，实为 {stars}"), format!("expected 1 to 5 stars, found {stars}"))
}

pub(super) fn not_due(key: &str) -> Text {
    two(format!("`{key}` 未到时，未作改动"), format!("`{key}` is not due, nothing was changed"))
}

pub(super) fn kind(command: &str, standing: bool) -> Text {
    if standing {
        return two(
            format!("`{command}` 用于帮扶办件，此为一般办件"),
            format!("`{command}` is for standing cases, this is another"),
        );
    }
    two(
        format!("`{command}` 用于一般办件，此为帮扶办件"),
        format!("`{command}` is not for standing cases, and this is one"),
    )
}

pub(super) fn no_measure(item: &str) -> Text {
    two(
        format!("帮扶办件中没有措施 `{item}`"),
        format!("the standing case has no measure `{item}`"),
    )
}

pub(super) fn not_declared(kind: Declared, id: &str) -> Text {
    let (zh, en) = declared_words(kind);
    two(format!("配置包未申明{zh} `{id}`"), format!("the pack declares no {en} `{id}`"))
}

pub(super) fn not_served(thing: &str, place: &str) -> Text {
    two(format!("`{thing}` 不在 `{place}` 办理"), format!("`{thing}` is not served in `{place}`"))
}

pub(super) fn own_decision(item: &str) -> Text {
    two(
        format!("对 `{item}` 的申诉应由他人答复，实为原决定人"),
        format!("an appeal about `{item}` is answered by another than who decided it"),
    )
}

pub(super) fn not_applicant() -> Text {
    two(
        "应为申请人本人或其代办人，实为他人",
        "expected the applicant or who acts for them, found somebody else",
    )
}

pub(super) fn delivery(delivery: u32, count: usize) -> Text {
    two(
        format!("共有 {count} 次送达，没有第 {delivery} 号"),
        format!("there are {count} deliveries, counted from 0; found number {delivery}"),
    )
}

pub(super) fn unchanged() -> Text {
    two("应有改动，内容未变", "expected a change, found everything as it is")
}

pub(super) fn unfinished(items: usize) -> Text {
    two(
        format!("应已全部办结，还有 {items} 个事项未办结"),
        format!("expected nothing left to be done, found {items} open items"),
    )
}

fn days(halves: u32) -> WorkDays {
    WorkDays::halves(halves)
}
