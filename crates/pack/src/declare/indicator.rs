//! The head of an indicator: a declared number with unit, level and period.

use super::column::DECIMALS_MAX;
use crate::draft::{Draft, IndicatorSpans, LevelUse};
use crate::findings::{keys, measures, sql as findings};
use crate::kind::Kind;
use crate::reader::{At, Reader};
use diag::Text;
use district::{Better, Bounds, Grain, Indicator, RollUp, SqlText, Unit};
use std::collections::BTreeMap;

const BETTER: [(&str, Better); 2] = [("up", Better::Up), ("down", Better::Down)];

/// Digits that are published where the head does not say.
const DECIMALS_DEFAULT: u32 = 0;

pub(crate) fn indicator(draft: &mut Draft<'_>, mut reader: Reader<'_>, sql: SqlText) {
    let id = reader.id("indicator", Kind::Indicator);
    let name = reader.need_name("name");
    let description = reader.name("description").unwrap_or_default();
    let unit_span = reader.has("unit");
    let _ = reader.need_text("unit", "\"1\"");
    let unit = reader.unit("unit");
    let decimals = reader.count("decimals", DECIMALS_MAX);
    let level = reader.need_text("level", "\"district\"");
    let period = reader.need_text("period", "\"year\"");
    let grain = period.and_then(|period| grain(&mut reader, "period", &period));
    let by = reader.texts("by").map(|by| owned(by.value)).unwrap_or_default();
    let better = reader.text("better").and_then(|word| reader.word("better", &word, &BETTER));
    let standard = reader.text("standard");
    let editions = reader.texts("editions");
    let mut spans = IndicatorSpans::default();
    let edition_decimals = edition_decimals(&mut reader, &mut spans);
    let mut levels: Vec<LevelUse> = Vec::new();
    let roll_up = roll_up(&mut reader, grain, &mut levels);
    let bounds = bounds(draft, &mut reader);
    check_standard(&mut reader, standard.as_ref(), editions.as_ref());
    check_sql(&mut reader, &sql);
    let (owner, head) = (reader.owner.clone(), reader.span());
    draft.close(reader);
    if let Some(level) = &level {
        let level = level_use(&owner, "level", level);
        draft.level_uses.push(level);
    }
    draft.level_uses.extend(levels);
    if let Some(standard) = &standard {
        draft.refer(&owner, Kind::Standard, standard);
    }
    for edition in editions.iter().flat_map(|editions| &editions.value) {
        let value = edition.value.to_owned();
        spans.editions.push(At { value, span: edition.span.clone() });
    }
    let Some(id) = id else { return };
    if !draft.claim(Kind::Indicator, &id) {
        return;
    }
    // Without its period or level an indicator cannot be computed; its unit may be put right
    // later, and the SQL is checked all the same.
    let (Some(grain), Some(level)) = (grain, level) else { return };
    let indicator = Indicator {
        id: id.value.to_owned(),
        name: name.unwrap_or_else(|| Text::same(id.value)),
        description,
        unit: unit.map_or_else(Unit::dimensionless, |unit| unit.value),
        decimals: decimals.map_or(DECIMALS_DEFAULT, |decimals| decimals.value),
        edition_decimals,
        level: level.value.to_owned(),
        grain,
        by,
        better,
        standard: standard.map(|standard| standard.value.to_owned()),
        editions: spans.editions.iter().map(|edition| edition.value.clone()).collect(),
        roll_up,
        bounds,
        sql,
        span: id.span,
        unit_span: unit_span.unwrap_or(head),
    };
    draft.indicators.insert(indicator.id.clone(), (indicator, spans));
}

fn owned(texts: Vec<At<&str>>) -> Vec<String> {
    texts.into_iter().map(|text| text.value.to_owned()).collect()
}

fn level_use(owner: &Text, key: &'static str, level: &At<&str>) -> LevelUse {
    let (level, span) = (level.value.to_owned(), level.span.clone());
    LevelUse { owner: owner.clone(), key, level, span }
}

fn grain(reader: &mut Reader<'_>, key: &'static str, word: &At<&str>) -> Option<Grain> {
    let found = Grain::find(word.value);
    if found.is_none() {
        let names = Grain::EVERY.map(Grain::name).into_iter();
        let span = word.span.clone();
        reader.say(keys::word_not_allowed(&reader.owner, key, word.value, span, names));
    }
    found
}

fn edition_decimals(reader: &mut Reader<'_>, spans: &mut IndicatorSpans) -> BTreeMap<String, u32> {
    let mut decimals = BTreeMap::new();
    for entry in reader.entries("edition_decimals") {
        let value = entry.name.value.to_owned();
        spans.edition_decimals.push(At { value: value.clone(), span: entry.name.span.clone() });
        if let Some(count) = reader.entry_count(&entry, DECIMALS_MAX) {
            decimals.insert(value, count.value);
        }
    }
    decimals
}

fn roll_up(reader: &mut Reader<'_>, own: Option<Grain>, levels: &mut Vec<LevelUse>) -> RollUp {
    let Some(mut inner) = reader.table("roll_up") else { return RollUp::default() };
    let places = inner.texts("places").map(|places| places.value).unwrap_or_default();
    for level in &places {
        levels.push(level_use(&inner.owner, "roll_up.places", level));
    }
    let mut periods = Vec::new();
    for word in inner.texts("periods").map(|periods| periods.value).unwrap_or_default() {
        let Some(grain) = grain(&mut inner, "roll_up.periods", &word) else { continue };
        if let Some(own) = own
            && grain <= own
        {
            let span = word.span.clone();
            inner.say(measures::roll_up_not_larger(&inner.owner, grain, own, span));
            continue;
        }
        periods.push(grain);
    }
    reader.absorb(inner);
    RollUp { places: owned(places), periods }
}

/// Whether they fit is checked by `indicator`, which knows what each of them gives.
fn bounds(draft: &mut Draft<'_>, reader: &mut Reader<'_>) -> Option<Bounds> {
    let found = reader.texts("bounds")?;
    let [low, high] = found.value.as_slice() else {
        let expected =
            Text::new("两个指标：下限与上限", "two indicators, a lower and an upper bound");
        let count = found.value.len();
        let count = Text::new(format!("{count} 个"), format!("{count} of them"));
        reader.say(keys::wrong_type(&reader.owner, "bounds", &expected, &count, found.span));
        return None;
    };
    for companion in [low, high] {
        draft.refer(&reader.owner, Kind::Indicator, companion);
    }
    Some(Bounds { low: low.value.to_owned(), high: high.value.to_owned(), span: found.span })
}

fn check_standard(
    reader: &mut Reader<'_>,
    standard: Option<&At<&str>>,
    editions: Option<&At<Vec<At<&str>>>>,
) {
    let (has, lacks, span) = match (standard, editions) {
        (Some(standard), None) => ("standard", "editions", standard.span.clone()),
        (None, Some(editions)) => ("editions", "standard", editions.span.clone()),
        (Some(_), Some(editions)) if editions.value.is_empty() => {
            reader.say(keys::empty_list(&reader.owner, "editions", editions.span.clone()));
            return;
        }
        (Some(_), Some(_)) | (None, None) => return,
    };
    if !reader.broken() {
        reader.say(measures::standard_and_editions(&reader.owner, has, lacks, span));
    }
}

/// A statement has to be there; what it says is checked by `indicator`.
pub(super) fn check_sql(reader: &mut Reader<'_>, sql: &SqlText) {
    let said = sql.text.lines().map(|line| line.split_once("--").map_or(line, |(code, _)| code));
    if said.into_iter().all(|line| line.trim().is_empty()) {
        reader.say(findings::sql_empty(&reader.owner, sql.span.clone()));
    }
}
