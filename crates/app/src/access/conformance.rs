//! Standards of circles held against a district: rule × neighbourhood, with clause numbers.

use super::ground::{Ground, float};
use super::looked::scene;
use crate::error::{self, Error};
use access::pace::Pace;
use access::standard::{Line, Rule, judge};
use diag::Text;
use district::{Exact, Pack, PackTable};
use std::collections::BTreeSet;

/// A line of the table, with its rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// The standard's id.
    pub standard: String,
    /// The edition's id.
    pub edition: String,
    /// How the edition is cited.
    pub cite: String,
    /// The rule.
    pub rule: Rule,
    /// Its name.
    pub name: Text,
    /// What it comes to.
    pub line: Line,
}

/// The table of an edition that holds its rules.
const TABLE: &str = "circle_rule";

/// The rules of a table, with their names.
fn rules(table: &PackTable) -> Vec<(Rule, Text)> {
    let at = |name: &str| table.columns.iter().position(|column| column.id == name);
    let text = |row: &Vec<Option<String>>, name: &str| {
        at(name).and_then(|at| row.get(at)).and_then(Clone::clone).unwrap_or_default()
    };
    let number = |row: &Vec<Option<String>>, name: &str| {
        text(row, name).parse::<Exact>().ok().map(|exact| float(&exact))
    };
    let rule = |row: &Vec<Option<String>>| {
        let lists = text(row, "list_status");
        let values = text(row, "value_status");
        // A rule is as sure as its least sure part.
        let recalled = lists == "recalled" || values == "recalled";
        let rule = Rule {
            id: text(row, "rule"),
            clause: text(row, "clause"),
            kind: text(row, "kind"),
            level: text(row, "level"),
            must: text(row, "must") == "M",
            radius_m: number(row, "radius_m"),
            minutes: number(row, "minutes"),
            building_m2: number(row, "building_m2_min"),
            land_m2: number(row, "land_m2_min"),
            per_1000_m2: number(row, "per_1000_m2"),
            status: if recalled { "recalled" } else { "verified" }.to_owned(),
        };
        (rule, Text::new(text(row, "name_zh"), text(row, "name_en")))
    };
    table.rows.iter().map(rule).collect()
}

/// Every rule of every standard of circles, in every place.
pub(crate) fn lines(ground: &Ground, pack: &Pack) -> Vec<Judged> {
    // A standard tests metres: everybody goes at one speed on every street.
    let km_h = ground.walker(None).map_or(5.0, |(_, pace)| pace.km_h);
    let scene = ground.scene_at(Pace::walk(km_h));
    let kept: BTreeSet<String> = ground.rules.kinds.keys().cloned().collect();
    let mut judged = Vec::new();
    for standard in pack.standards.values() {
        for edition in standard.editions.values() {
            let Some(table) = edition.tables.get(TABLE) else { continue };
            let started = ground.as_of.is_none_or(|day| edition.effective_from <= day);
            let over = ground.as_of.zip(edition.effective_to).is_some_and(|(day, to)| to < day);
            if !started || over {
                continue;
            }
            let (rules, names): (Vec<Rule>, Vec<Text>) = rules(table).into_iter().unzip();
            let share = edition.params.get("people_share").map_or(1.0, float);
            for line in judge(&scene, &rules, (&ground.areas, &kept), share) {
                judged.push(Judged {
                    standard: standard.id.clone(),
                    edition: edition.id.clone(),
                    cite: edition.cite.clone(),
                    rule: rules[line.rule].clone(),
                    name: names[line.rule].clone(),
                    line,
                });
            }
        }
    }
    judged
}

/// The table for one standard (or all), one place (or all).
pub fn conformance(
    ground: &Ground,
    pack: &Pack,
    standard: Option<&str>,
    place: Option<&str>,
) -> Result<(Vec<Judged>, Vec<Text>), Error> {
    let (_, said) = scene(ground, None)?;
    let all = lines(ground, pack);
    if let Some(wanted) = standard
        && !all.iter().any(|line| line.standard == wanted)
    {
        let mut ids: Vec<&str> = all.iter().map(|line| line.standard.as_str()).collect();
        ids.dedup();
        return Err(error::not_declared(("生活圈标准", "standard of circles"), wanted, ids));
    }
    let found: Vec<Judged> = all
        .into_iter()
        .filter(|line| standard.is_none_or(|id| line.standard == id))
        .filter(|line| place.is_none_or(|id| line.line.place == id))
        .collect();
    if let Some(place) = place
        && found.is_empty()
    {
        return Err(Error::refused(
            format!("`{place}` 没有住处"),
            format!("there are no homes in `{place}`"),
        ));
    }
    Ok((found, said))
}
