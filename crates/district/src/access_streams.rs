//! The streams that times on foot, counts and verdicts flow into: the same in every pack with
//! `[access]`, so that a figure about coverage can be written once. The names are persisted:
//! append only.
//!
//! Minutes and metres are measured on floats and kept here with a stated number of digits, so
//! that no figure is made of a float. Whether a home is covered is not kept: it is a comparison
//! of `minutes` with a limit, which a figure makes for itself.

use crate::declare::{EventTime, Stream, StreamKind};
use crate::{Column, DataType, Unit};
use diag::{Span, Text};

/// Name, type, unit, required, Chinese, English.
type Shape = (&'static str, DataType, &'static str, bool, &'static str, &'static str);

const TEXT: DataType = DataType::Text;
const INTEGER: DataType = DataType::Integer;
const TENTHS: DataType = DataType::Decimal(1);
const HUNDREDTHS: DataType = DataType::Decimal(2);

const HOME: Shape = ("home", TEXT, "", true, "住处", "Home");
const HOME_PLACE: Shape = ("place", TEXT, "", false, "地点", "Place");
const KIND: Shape = ("kind", TEXT, "", true, "设施类别", "Kind of facility");
const WALKER: Shape = ("walker", TEXT, "", true, "步行者", "Walker");
const AS_OF: Shape = ("as_of", DataType::Date, "", true, "登记册日期", "Day of the registers");
const PEOPLE: Shape = ("people", INTEGER, "person", true, "人数", "People");

const ACCESS_TIME: &[Shape] = &[
    HOME,
    HOME_PLACE,
    KIND,
    WALKER,
    AS_OF,
    PEOPLE,
    ("minutes", HUNDREDTHS, "min", false, "到最近一处的分钟", "Minutes to the nearest"),
    ("metres", TENTHS, "m", false, "到最近一处的米数", "Metres to the nearest"),
    ("facility", TEXT, "", false, "最近的设施", "The nearest facility"),
    ("home_snap_m", TENTHS, "m", false, "住处到路网的距离", "From the home to the network"),
    ("facility_snap_m", TENTHS, "m", false, "设施到路网的距离", "From the facility to the network"),
    ("minutes_low", HUNDREDTHS, "min", false, "分钟的下限", "Least minutes within the error"),
    ("minutes_high", HUNDREDTHS, "min", false, "分钟的上限", "Most minutes within the error"),
    ("network", TEXT, "", true, "路网摘要", "Digest of the network"),
];

const ACCESS_COUNT: &[Shape] = &[
    HOME,
    HOME_PLACE,
    KIND,
    WALKER,
    ("minutes", INTEGER, "min", true, "时限（分钟）", "Limit in minutes"),
    AS_OF,
    PEOPLE,
    ("facilities", INTEGER, "", true, "时限内的设施数", "Facilities within the limit"),
];

const ACCESS_VERDICT: &[Shape] = &[
    ("place", TEXT, "", true, "地点", "Place"),
    ("standard", TEXT, "", true, "标准", "Standard"),
    ("edition", TEXT, "", true, "版次", "Edition"),
    ("clause", TEXT, "", false, "条款", "Clause"),
    ("rule", TEXT, "", true, "规则", "Rule"),
    KIND,
    ("level", TEXT, "", true, "生活圈层级", "Level of the circle"),
    ("must", TEXT, "", true, "应配建（M）或按需（O）", "To be provided (M) or as needed (O)"),
    ("verdict", TEXT, "", true, "结论", "Verdict"),
    ("need_m2", HUNDREDTHS, "m²", false, "应有面积", "Area that is called for"),
    ("have_m2", HUNDREDTHS, "m²", false, "现有面积", "Area that there is"),
    ("missing_m2", HUNDREDTHS, "m²", false, "缺少面积", "Area that is missing"),
    PEOPLE,
    ("covered_people", INTEGER, "person", false, "覆盖人数", "People covered"),
    ("status", TEXT, "", true, "规则核对情况", "Whether the rule was verified or recalled"),
    AS_OF,
];

/// Id, Chinese, English, key, shape.
type Declared =
    (&'static str, &'static str, &'static str, &'static [&'static str], &'static [Shape]);

const STREAMS: &[Declared] = &[
    (
        "access_time",
        "步行可达时间",
        "Times on foot",
        &["home", "kind", "walker", "as_of"],
        ACCESS_TIME,
    ),
    (
        "access_count",
        "时限内设施数",
        "Facilities within a limit",
        &["home", "kind", "walker", "minutes", "as_of"],
        ACCESS_COUNT,
    ),
    (
        "access_verdict",
        "生活圈对标",
        "Verdicts by the rules of standards",
        &["place", "standard", "edition", "rule", "as_of"],
        ACCESS_VERDICT,
    ),
];

/// What a rule of a standard can come to, as `verdict` in `access_verdict` has it.
const VERDICTS: [&str; 3] = ["met", "missing", "not_measurable"];

/// The streams that a pack has by itself if it declares `[access]`.
pub fn access_streams() -> Vec<Stream> {
    STREAMS.iter().map(stream).collect()
}

/// Whether a stream of that id is one of them.
pub fn access_stream(id: &str) -> bool {
    STREAMS.iter().any(|declared| declared.0 == id)
}

fn stream(&(id, zh, en, key, shape): &Declared) -> Stream {
    Stream {
        id: id.to_owned(),
        name: Text::new(zh, en),
        kind: StreamKind::Sample,
        columns: shape.iter().map(column).collect(),
        key: key.iter().map(|&column| column.to_owned()).collect(),
        event_time: EventTime::Column("as_of".to_owned()),
        place: Some("place".to_owned()),
        subject: None,
        state: None,
        valid: None,
        span: Span::default(),
    }
}

fn column(&(id, data_type, unit, required, zh, en): &Shape) -> Column {
    let values = if id == "verdict" { &VERDICTS[..] } else { &[] };
    Column {
        id: id.to_owned(),
        name: Text::new(zh, en),
        data_type,
        unit: if unit.is_empty() { None } else { Unit::parse(unit).ok() },
        required,
        nulls: Vec::new(),
        values: values.iter().map(|&value| value.to_owned()).collect(),
        span: Span::default(),
    }
}

#[cfg(test)]
mod tests;
