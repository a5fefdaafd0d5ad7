//! The streams that cases flow into: the same in every pack that declares services, so that a
//! figure about cases can be written once. The names are persisted: append only.
//!
//! What each row says is written by `case`; who brings it here is `app`'s publisher.

use crate::declare::{EventTime, Stream, StreamKind};
use crate::{Column, DataType, Unit};
use diag::{Span, Text};

/// Name, type, required, Chinese, English.
type Shape = (&'static str, char, bool, &'static str, &'static str);

const CASE: Shape = ("case_id", 't', true, "办件编号", "Case");
const THING: Shape = ("thing", 't', false, "一件事", "Thing");
const ITEM: Shape = ("item", 't', true, "事项", "Item");
const OFFICE: Shape = ("office", 't', false, "部门", "Office");
const LEVEL: Shape = ("level", 't', false, "层级", "Level");
const PLACE: Shape = ("place", 't', false, "地点", "Place");
const OUTCOME: Shape = ("outcome", 't', true, "结果", "Outcome");
const TAKEN: Shape = ("taken_days", 'd', false, "实际用时（工作日）", "Working days taken");
const PAUSED: Shape = ("paused_days", 'd', false, "暂停（工作日）", "Working days paused");
const WALL: Shape = ("wall_days", 'd', false, "日历用时（天）", "Days on the wall clock");
const PROMISED: Shape = ("promised_days", 'd', false, "承诺时限", "Promised working days");
const KEPT: Shape = ("kept", 'b', false, "是否按承诺办结", "Whether the promise was kept");
const SUPPLEMENTS: Shape = ("supplements", 'i', false, "补正次数", "Supplements asked for");
const CLIMBS: Shape = ("climbs", 'i', false, "上报次数", "Times climbed");

const CASE_EVENT: &[Shape] = &[
    CASE,
    ("case_seq", 'i', true, "事件序号", "Number of the event in the case"),
    ("happened_at", 'm', true, "时刻", "Moment"),
    ("kind", 't', true, "事件类别", "Kind of event"),
    THING,
    ("item", 't', false, "事项", "Item"),
    OFFICE,
    LEVEL,
    PLACE,
    ("actor_role", 't', false, "经办身份", "Role of who acted"),
];

const ITEM_DONE: &[Shape] = &[
    CASE,
    ITEM,
    ("round", 'i', true, "轮次", "Round, where an item was given back"),
    ("decided_at", 'm', true, "决定时刻", "Decided at"),
    THING,
    OFFICE,
    LEVEL,
    PLACE,
    OUTCOME,
    ("legal_days", 'd', false, "法定时限", "Legal working days"),
    PROMISED,
    TAKEN,
    PAUSED,
    WALL,
    KEPT,
    SUPPLEMENTS,
    CLIMBS,
];

const THING_DONE: &[Shape] = &[
    CASE,
    ("closed_at", 'm', true, "办结时刻", "Closed at"),
    ("thing", 't', true, "一件事", "Thing"),
    ("party", 't', false, "申请人类别", "Person or enterprise"),
    PLACE,
    OUTCOME,
    PROMISED,
    ("item_days", 'd', false, "逐项承诺时限之和", "Sum of the items' promised days"),
    TAKEN,
    PAUSED,
    WALL,
    KEPT,
    SUPPLEMENTS,
    ("materials", 'i', false, "提交材料数", "Materials handed in"),
    ("fields", 'i', false, "填写字段数", "Fields filled in"),
    ("visits", 'i', false, "跑动次数", "Visits"),
];

const THING_RATED: &[Shape] = &[
    CASE,
    ("rated_at", 'm', true, "评价时刻", "Rated at"),
    THING,
    PLACE,
    ("rating", 'i', true, "评价", "Rating"),
    KEPT,
];

const MEASURE_DONE: &[Shape] = &[
    CASE,
    ("measure_no", 'i', true, "措施序号", "Number of the measure in the case"),
    ("done_at", 'm', true, "完成或记为未完成的时刻", "Done, or counted undone, at"),
    ("programme", 't', true, "帮扶机制", "Programme"),
    ("person", 't', true, "对象", "Person"),
    PLACE,
    ("tier", 't', false, "服务等级", "Tier"),
    ITEM,
    ("due_at", 'm', false, "应完成时刻", "Due at"),
    ("done", 'b', true, "是否完成", "Whether done"),
    LEVEL,
    CLIMBS,
];

const STANDING: &[Shape] = &[
    CASE,
    ("case_seq", 'i', true, "事件序号", "Number of the event in the case"),
    ("since_at", 'm', true, "自何时起", "Since"),
    ("programme", 't', true, "帮扶机制", "Programme"),
    ("person", 't', true, "对象", "Person"),
    PLACE,
    ("tier", 't', false, "服务等级", "Tier"),
    ("state", 't', true, "状态", "in_force or ended"),
];

/// The id, kind, key, event time and shape of each.
type Declared =
    (&'static str, Text2, StreamKind, &'static [&'static str], &'static str, &'static [Shape]);
type Text2 = (&'static str, &'static str);

const STREAMS: &[Declared] = &[
    (
        "case_event",
        ("办件事件", "Events of cases"),
        StreamKind::Event,
        &["case_id", "case_seq"],
        "happened_at",
        CASE_EVENT,
    ),
    (
        "item_done",
        ("事项办结", "Items decided"),
        StreamKind::Event,
        &["case_id", "item", "round"],
        "decided_at",
        ITEM_DONE,
    ),
    (
        "thing_done",
        ("一件事办结", "Things closed"),
        StreamKind::Event,
        &["case_id"],
        "closed_at",
        THING_DONE,
    ),
    (
        "thing_rated",
        ("好差评", "Ratings"),
        StreamKind::Event,
        &["case_id"],
        "rated_at",
        THING_RATED,
    ),
    (
        "measure_done",
        ("帮扶措施", "Measures of programmes"),
        StreamKind::Event,
        &["case_id", "measure_no"],
        "done_at",
        MEASURE_DONE,
    ),
    (
        "standing",
        ("帮扶对象", "People in programmes"),
        StreamKind::Event,
        &["case_id", "case_seq"],
        "since_at",
        STANDING,
    ),
];

/// The streams that a pack has by itself if it declares services.
pub fn case_streams() -> Vec<Stream> {
    STREAMS.iter().map(stream).collect()
}

/// Whether a stream of that id is one of them.
pub fn case_stream(id: &str) -> bool {
    STREAMS.iter().any(|declared| declared.0 == id)
}

fn stream(declared: &Declared) -> Stream {
    let (id, (zh, en), kind, key, time, shape) = declared;
    Stream {
        id: (*id).to_owned(),
        name: Text::new(*zh, *en),
        kind: *kind,
        columns: shape.iter().map(column).collect(),
        key: key.iter().map(|&column| column.to_owned()).collect(),
        event_time: EventTime::Column((*time).to_owned()),
        place: shape.iter().any(|column| column.0 == "place").then(|| "place".to_owned()),
        subject: None,
        state: None,
        valid: None,
        span: Span::default(),
    }
}

fn column(&(id, kind, required, zh, en): &Shape) -> Column {
    let data_type = match kind {
        'i' => DataType::Integer,
        'd' => DataType::Decimal(6),
        'b' => DataType::Boolean,
        'm' => DataType::Instant,
        _ => DataType::Text,
    };
    let unit = if kind == 'd' { Unit::parse("day").ok() } else { None };
    Column {
        id: id.to_owned(),
        name: Text::new(zh, en),
        data_type,
        unit,
        required,
        nulls: Vec::new(),
        values: Vec::new(),
        span: Span::default(),
    }
}
