//! The sentences of refusals.

use super::{Declared, Late, MigrationFault, Once, PlanFault, Reject};
use crate::state::{ItemState, Status};
use diag::Text;
use jiff::civil::DateTime;

mod faults;
mod help;
pub(super) use help::help;

fn two(zh: impl Into<String>, en: impl Into<String>) -> Text {
    Text::new(zh, en)
}

/// What was expected and what was found.
pub(super) fn message(reject: &Reject) -> Text {
    match reject {
        Reject::NotOpened => two("此办件尚未登记", "the case has not been opened"),
        Reject::OpenedBefore => {
            two("应为未登记的编号，此办件已登记", "expected a new case, this one was opened before")
        }
        Reject::Closed { command } => closed(command),
        Reject::Status { command, expected, found } => status(command, expected, *found),
        Reject::NoItem { item } => {
            two(format!("办理方案中没有事项 `{item}`"), format!("the plan has no item `{item}`"))
        }
        Reject::ItemState { item, expected, found } => state(item, expected, *found),
        Reject::Role { command, expected, found } => role(command, expected, found),
        Reject::Desk { item, expected, found } => desk(item.as_deref(), expected, found),
        Reject::Claim { item, by } => claim(item, by.as_deref()),
        Reject::Plan(fault) => faults::plan(fault),
        Reject::Material { slot } => {
            two(format!("缺少材料 `{slot}`"), format!("expected the material `{slot}`, found none"))
        }
        Reject::Once { what, item } => once(*what, item.as_deref()),
        Reject::TooLate { what, until } => late(*what, *until),
        Reject::StopGround { item, ground, declared } => stop(item, ground, declared),
        Reject::TextMissing { field } => two(
            format!("`{field}` 应有内容，实为空"),
            format!("expected words in `{field}`, found none"),
        ),
        Reject::OverLimit { halves, halves_max } => faults::over_limit(*halves, *halves_max),
        Reject::Approval => faults::approval(),
        Reject::Call { slot, declared } => faults::call(slot, declared),
        Reject::Dated { dated, earliest, latest } => faults::dated([*dated, *earliest, *latest]),
        Reject::NotGiven { item, slot, found } => faults::not_given(item.as_deref(), slot, found),
        Reject::NoDesk { office, place } => faults::no_desk(office, place),
        Reject::SameDesk { office, place } => faults::same_desk(office, place),
        Reject::Top { item, level } => faults::top(item, level),
        Reject::NotEarlier { item, to, earlier } => faults::not_earlier(item, to, earlier),
        Reject::SentBackTooOften { item, times } => faults::too_often(item, *times),
        Reject::NoAppeal { item } => faults::no_appeal(item),
        Reject::Rating { stars } => faults::rating(*stars),
        Reject::NotDue { key } => faults::not_due(key),
        Reject::Migration(fault) => faults::migration(fault),
        Reject::Kind { command, standing } => faults::kind(command, *standing),
        Reject::NoMeasure { item } => faults::no_measure(item),
        Reject::NotDeclared { kind, id } => faults::not_declared(*kind, id),
        Reject::PlaceNotServed { thing, place } => faults::not_served(thing, place),
        Reject::OwnDecision { item } => faults::own_decision(item),
        Reject::NotApplicant => faults::not_applicant(),
        Reject::Delivery { delivery, count } => faults::delivery(*delivery, *count),
        Reject::Unchanged => faults::unchanged(),
        Reject::Unfinished { items } => faults::unfinished(*items),
    }
}

fn closed(command: &str) -> Text {
    two(
        format!("办件已办结，不再接受 `{command}`"),
        format!("the case is closed and takes no `{command}`"),
    )
}

fn status(command: &str, expected: &[Status], found: Status) -> Text {
    let zh = list(expected.iter().map(|s| status_zh(*s)));
    let en = list(expected.iter().map(|s| s.name()));
    two(
        format!("`{command}` 要求办件状态为{zh}，实为{}", status_zh(found)),
        format!("`{command}` expects a case that is {en}, found {}", found.name()),
    )
}

fn state(item: &str, expected: &[ItemState], found: ItemState) -> Text {
    let zh = list(expected.iter().map(|s| state_zh(*s)));
    let en = list(expected.iter().map(|s| s.name()));
    two(
        format!("事项 `{item}` 应为{zh}，实为{}", state_zh(found)),
        format!("item `{item}`: expected {en}, found {}", found.name()),
    )
}

fn role(command: &str, expected: &[&str], found: &str) -> Text {
    let expected = list(expected.iter().copied());
    two(
        format!("`{command}` 应由 {expected} 提出，实为 {found}"),
        format!("`{command}` is given by {expected}, found {found}"),
    )
}

fn claim(item: &str, by: Option<&str>) -> Text {
    match by {
        None => two(
            format!("`{item}` 应由认领人办理，尚无人认领"),
            format!("`{item}` is worked on by who has claimed it, found nobody"),
        ),
        Some(by) => two(
            format!("`{item}` 应由认领人办理，已由 `{by}` 认领"),
            format!("`{item}` is worked on by who has claimed it, found `{by}`"),
        ),
    }
}

fn stop(item: &str, ground: &str, declared: &[String]) -> Text {
    two(
        format!("事项 `{item}` 的停钟依据应为其申明的{}，实为 `{ground}`", or_none_zh(declared)),
        format!(
            "item `{item}` stops on the grounds that it declares ({}), found `{ground}`",
            or_none_en(declared)
        ),
    )
}

fn desk(item: Option<&str>, expected: &(String, String), found: &(String, String)) -> Text {
    let (zh, en) = item.map_or_else(
        || ("受理".to_owned(), "the acceptance".to_owned()),
        |item| (format!("事项 `{item}`"), format!("the task of `{item}`")),
    );
    let at = |desk: &(String, String)| format!("{}@{}", desk.0, desk.1);
    two(
        format!("{zh}由窗口 `{}` 办理，实为 `{}`", at(expected), at(found)),
        format!("{en} lies at the desk `{}`, found `{}`", at(expected), at(found)),
    )
}

fn once(what: Once, item: Option<&str>) -> Text {
    let (zh, en) = match what {
        Once::Supplement => ("补正告知", "a supplement is asked for"),
        Once::Extension => ("延期", "a limit is extended"),
        Once::Appeal => ("申诉", "an appeal is made"),
        Once::Signature => ("签收", "a delivery is signed for"),
        Once::Rating => ("评价", "a case is rated"),
    };
    let (of_zh, of_en) = item.map_or_else(
        || (String::new(), String::new()),
        |item| (format!("（事项 `{item}`）"), format!(" (item `{item}`)")),
    );
    two(
        format!("{zh}只能一次，此前已有{of_zh}"),
        format!("{en} once, and it was done before{of_en}"),
    )
}

fn late(what: Late, until: Option<DateTime>) -> Text {
    let (zh, en) = match what {
        Late::Supplement => ("补正告知应在五个工作日内", "a supplement is asked for in five days"),
        Late::Extension => ("延期应在期限届满前", "a limit is extended before it passes"),
        Late::Appeal => ("申诉应在六十日内", "an appeal is made within sixty days"),
    };
    let until = moment(until);
    two(format!("{zh}提出，期限至 {until}，已过"), format!("{en}, which was over on {until}"))
}

/// A moment to the minute.
fn moment(at: Option<DateTime>) -> String {
    at.map_or_else(
        || "?".to_owned(),
        |at| format!("{} {:02}:{:02}", at.date(), at.hour(), at.minute()),
    )
}

fn list<'a>(words: impl Iterator<Item = &'a str>) -> String {
    words.collect::<Vec<_>>().join(" / ")
}

fn or_none_zh(declared: &[String]) -> String {
    if declared.is_empty() {
        "依据（无）".to_owned()
    } else {
        format!(" {} ", declared.join(" / "))
    }
}

fn or_none_en(declared: &[String]) -> String {
    if declared.is_empty() { "none".to_owned() } else { declared.join(", ") }
}

fn status_zh(status: Status) -> &'static str {
    match status {
        Status::Unopened => "未登记",
        Status::Draft => "草稿",
        Status::Submitted => "已提交",
        Status::Supplement => "待补正",
        Status::Running => "办理中",
        Status::Closed => "已办结",
    }
}

fn state_zh(state: ItemState) -> &'static str {
    match state {
        ItemState::Waiting => "等待前序",
        ItemState::Ready => "待认领",
        ItemState::Claimed => "已认领",
        ItemState::Stopped => "依法停钟",
        ItemState::Supplement => "待补正",
        ItemState::Granted => "准予",
        ItemState::Refused => "不予",
        ItemState::DeemedGranted => "视为准予",
        ItemState::DeemedRefused => "视为不予",
        ItemState::Cancelled => "已取消",
    }
}

fn declared_words(kind: Declared) -> (&'static str, &'static str) {
    match kind {
        Declared::Thing => ("一件事", "thing"),
        Declared::Item => ("事项", "item"),
        Declared::Programme => ("帮扶机制", "programme"),
        Declared::Tier => ("服务等级", "tier"),
        Declared::Office => ("部门", "office"),
        Declared::Place => ("地点", "place"),
    }
}
