//! Packs for tests, made by hand: streams, tables, editions, and the SQL under test.

use crate::{compile, describe};
use diag::{Diagnostic, Severity, SourceId, Sources, Span, Text};
use district::declare::EventTime;
use district::{
    Column, DataType, Edition, Exact, Grain, Indicator, Model, Pack, PackTable, Place, PlaceTree,
    RollUp, SqlText, Standard, Stream, StreamKind, TableColumn, Unit, WorkCalendar, Zone,
};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::fmt::Write;

/// A pack that is being put together, with the sources that its spans point into.
pub(crate) struct Fragment {
    pub(crate) pack: Pack,
    pub(crate) sources: Sources,
}

/// Stages and figures of the graph; findings first, if there are any.
pub(crate) fn stages(fragment: &Fragment) -> String {
    let (graph, findings) = compile(&fragment.pack, &fragment.sources);
    format!("{}{}", rendered(&findings, &fragment.sources), describe(&graph))
}

/// The findings, in concise form.
pub(crate) fn findings(fragment: &Fragment) -> String {
    rendered(&compile(&fragment.pack, &fragment.sources).1, &fragment.sources)
}

fn rendered(findings: &[Diagnostic], sources: &Sources) -> String {
    let mut out = String::new();
    for finding in findings {
        let severity = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let label = finding.labels.first().unwrap();
        let text = sources.text(label.span.source);
        let part = text.get(label.span.range()).unwrap_or("<not within the source>");
        let part: String = part.split_whitespace().collect::<Vec<_>>().join(" ");
        let part: String = part.chars().take(60).collect();
        let name = sources.name(label.span.source);
        let (code, message) = (finding.code.0, &finding.message.en);
        writeln!(out, "{severity}[{code}] {name} `{part}`: {message}").unwrap();
        if let Some(help) = &finding.help {
            assert!(!help.zh.is_empty());
            writeln!(out, "  help: {}", help.en).unwrap();
        }
        assert!(!finding.message.zh.is_empty());
    }
    out
}

pub(crate) fn column(id: &str, data_type: DataType, unit: &str) -> Column {
    Column {
        id: id.to_owned(),
        name: Text::same(id),
        data_type,
        unit: (!unit.is_empty()).then(|| Unit::parse(unit).unwrap()),
        required: false,
        nulls: Vec::new(),
        values: Vec::new(),
        span: Span::default(),
    }
}

fn stream(id: &str, kind: StreamKind, columns: Vec<Column>) -> Stream {
    Stream {
        id: id.to_owned(),
        name: Text::same(id),
        kind,
        columns,
        key: Vec::new(),
        event_time: EventTime::Column("at".to_owned()),
        place: None,
        subject: None,
        state: None,
        valid: None,
        span: Span::default(),
    }
}

fn place(id: &str, level: &str, parent: Option<&str>) -> Place {
    Place {
        id: id.to_owned(),
        name: Text::same(id),
        level: level.to_owned(),
        parent: parent.map(str::to_owned),
    }
}

fn edition(id: &str, params: &[(&str, &str)], tables: Vec<PackTable>) -> Edition {
    let params = params.iter().map(|(k, v)| ((*k).to_owned(), v.parse::<Exact>().unwrap()));
    Edition {
        id: id.to_owned(),
        cite: format!("HJ {id}"),
        effective_from: Date::constant(2016, 1, 1),
        effective_to: None,
        params: params.collect(),
        tables: tables.into_iter().map(|table| (table.id.clone(), table)).collect(),
    }
}

/// A table from lines of comma-separated cells; the first line is `name:type`.
pub(crate) fn table(id: &str, lines: &str) -> PackTable {
    let mut lines = lines.lines().map(str::trim);
    let columns = lines.next().unwrap().split(',').map(|column| {
        let (id, data_type) = column.split_once(':').unwrap_or((column, "exact"));
        let data_type = match data_type {
            "text" => DataType::Text,
            "integer" => DataType::Integer,
            _ => DataType::Exact,
        };
        TableColumn { id: id.to_owned(), data_type, unit: None }
    });
    let cells = |line: &str| {
        line.split(',').map(|cell| (!cell.is_empty()).then(|| cell.to_owned())).collect()
    };
    PackTable {
        id: id.to_owned(),
        columns: columns.collect(),
        rows: lines.map(cells).collect(),
        span: Span::default(),
    }
}

impl Fragment {
    pub(crate) fn new(streams: Vec<Stream>) -> Self {
        let places = [
            place("beijing", "city", None),
            place("dongsi", "station", Some("beijing")),
            place("dingling", "station", Some("beijing")),
        ];
        let pack = Pack {
            id: "test".to_owned(),
            name: Text::same("test"),
            version: "1".to_owned(),
            digest: String::new(),
            zone: Zone::find("Asia/Shanghai").unwrap(),
            places: PlaceTree::new(places),
            streams: streams.into_iter().map(|stream| (stream.id.clone(), stream)).collect(),
            sources: BTreeMap::new(),
            tables: BTreeMap::new(),
            models: BTreeMap::new(),
            indicators: BTreeMap::new(),
            standards: BTreeMap::new(),
            targets: Vec::new(),
            calendars: BTreeMap::new(),
            reports: BTreeMap::new(),
            services: district::Services::default(),
            access: None,
        };
        Self { pack, sources: Sources::default() }
    }

    fn sql(&mut self, name: &str, text: &str) -> SqlText {
        let source = self.sources.add(name, text);
        SqlText { text: text.to_owned(), span: Span::new(source, 0..text.len()) }
    }

    pub(crate) fn model(mut self, id: &str, text: &str) -> Self {
        let sql = self.sql(id, text);
        let span = Span::new(sql.span.source, 0..0);
        let model =
            Model { id: id.to_owned(), name: Text::same(id), sql, units: BTreeMap::new(), span };
        self.pack.models.insert(id.to_owned(), model);
        self
    }

    pub(crate) fn units(mut self, id: &str, units: &[(&str, &str)]) -> Self {
        let units = units.iter().map(|(k, v)| ((*k).to_owned(), Unit::parse(v).unwrap()));
        self.pack.models.get_mut(id).unwrap().units = units.collect();
        self
    }

    /// An indicator of stations and years in µg/m³.
    pub(crate) fn indicator(self, id: &str, text: &str) -> Self {
        self.indicator_with(id, text, |_| {})
    }

    pub(crate) fn indicator_with(
        mut self,
        id: &str,
        text: &str,
        change: impl FnOnce(&mut Indicator),
    ) -> Self {
        let sql = self.sql(id, text);
        let mut indicator = Indicator {
            id: id.to_owned(),
            name: Text::same(id),
            description: Text::same(id),
            unit: Unit::parse("µg/m³").unwrap(),
            decimals: 1,
            edition_decimals: BTreeMap::new(),
            level: "station".to_owned(),
            grain: Grain::Year,
            by: Vec::new(),
            better: None,
            standard: None,
            editions: Vec::new(),
            roll_up: RollUp::default(),
            bounds: None,
            span: Span::new(sql.span.source, 0..0),
            unit_span: Span::new(sql.span.source, 0..0),
            sql,
        };
        change(&mut indicator);
        self.pack.indicators.insert(id.to_owned(), indicator);
        self
    }
}

/// Hourly air: `air_hour`, calendar `cn`, standard `hj633` with two editions.
pub(crate) fn air() -> Fragment {
    let columns = vec![
        column("station", DataType::Text, ""),
        column("PM2.5", DataType::Decimal(6), "µg/m³"),
        column("CO", DataType::Decimal(6), "mg/m³"),
        column("O3", DataType::Decimal(6), "µg/m³"),
        column("TEMP", DataType::Decimal(1), "°C"),
        column("wd", DataType::Text, ""),
        column("on", DataType::Date, ""),
    ];
    let mut fragment = Fragment::new(vec![stream("air_hour", StreamKind::Sample, columns)]);
    let calendar = WorkCalendar { id: "cn".to_owned(), ..WorkCalendar::default() };
    fragment.pack.calendars.insert("cn".to_owned(), calendar);
    let air = "iaqi,PM25_24h,CO_24h,O3_8h\n0,0,0,0\n50,35,2,100\n100,75,4,160\n500,500,60,";
    let new = "iaqi,PM25_24h,CO_24h,O3_8h\n0,0,0,0\n50,35,2,100\n100,60,4,160\n500,500,60,";
    let params = [
        ("day_hours_min", "20"),
        ("mda8_hours_min", "6"),
        ("mda8_windows_min", "14"),
        ("mda8_limit", "160"),
        ("year_days_min", "324"),
        ("month_days_min", "27"),
        ("february_days_min", "25"),
    ];
    let water = "item:text,unit:text,rule:text,I:text,II:text,III:text,water_body:text\n\
                 DO,mg/L,>=,7.5,6,5,all\nTP,mg/L,<=,0.02,0.1,0.2,river\n\
                 TP,mg/L,<=,0.01,0.025,0.05,lake\npH,1,range,6-9,6-9,6-9,all";
    let mut later = params.to_vec();
    later.push(("iaqi_above_O3_8h", "300"));
    let editions = [
        edition("2012", &params, vec![table("iaqi", air), table("water_class", water)]),
        edition("2026", &later, vec![table("iaqi", new)]),
    ];
    let standard = Standard {
        id: "hj633".to_owned(),
        name: Text::same("HJ 633"),
        editions: editions.into_iter().map(|e| (e.id.clone(), e)).collect(),
        span: Span::new(SourceId(0), 0..0),
    };
    fragment.pack.standards.insert("hj633".to_owned(), standard);
    fragment
}

/// States of machines: `machine_state`.
pub(crate) fn machines() -> Fragment {
    let columns = vec![
        column("machine", DataType::Text, ""),
        column("at", DataType::Instant, ""),
        column("execution", DataType::Text, ""),
    ];
    let mut states = stream("machine_state", StreamKind::State, columns);
    states.subject = Some("machine".to_owned());
    states.state = Some("execution".to_owned());
    Fragment::new(vec![states])
}
