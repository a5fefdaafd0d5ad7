//! A thing as a workflow net in PNML, made from the raw catalogue and from nothing that the
//! planner or the proof worked out, so that an outside judge of soundness judges independently.
//!
//! The net has a source and a sink. Out of the source goes one silent transition for every way in
//! which the conditions can come out (a *leaf* of the answers); behind it stand copies of all
//! items in the backward closure of what is wanted, with every giver that applies. Each consumer
//! has a place of its own for each thing it takes; what a register holds or the applicant brings
//! is put there by the leaf's transition. Each result that is given has a place that the last
//! transition empties, so that a result given twice leaves a token behind. A net is sound exactly
//! if everything can be done, nothing waits for itself, and nothing is decided twice.
//!
//! Where an item takes any one of several slots and only items give them, a leaf has several
//! nets, one for each choice: the leaf can be done if one of them is sound.
//!
//! Start reading at [`nets`].

use district::rule::Answers;
use district::service::{Services, Thing};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

mod raw;

/// Combinations of answers that are tried for one thing.
const COMBINATIONS_MAX: usize = 100_000;

/// Choices between items that are written out for one leaf.
const CHOICES_MAX: usize = 256;

/// A workflow net: places by name, transitions with their arcs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Net {
    places: BTreeSet<String>,
    transitions: Vec<Transition>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Transition {
    name: String,
    silent: bool,
    takes: BTreeSet<String>,
    gives: BTreeSet<String>,
}

/// Why a thing has no nets: what is in the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoNet {
    /// These names have more combinations than can be written out.
    TooMany(BTreeSet<String>),
    /// A rule over these names cannot be cut into finitely many cases.
    NotFinite(BTreeSet<String>),
}

/// The nets of a thing: for each leaf of the answers, one net for each choice between items.
pub fn nets(services: &Services, thing: &Thing) -> Result<Vec<Vec<Net>>, NoNet> {
    let raw = raw::Raw::new(services, thing);
    let mut leaves: BTreeMap<Vec<bool>, Answers> = BTreeMap::new();
    raw.for_all_answers(services, &mut |answers| {
        leaves.entry(raw.truths(answers)).or_insert_with(|| answers.clone());
    })?;
    let mut nets = Vec::new();
    for (at, answers) in leaves.values().enumerate() {
        nets.push(raw.leaf(&format!("l{at}"), answers)?);
    }
    Ok(nets)
}

/// One net for the whole thing, if no leaf has a choice between items.
pub fn whole(nets: &[Vec<Net>]) -> Option<Net> {
    let mut whole = Net::default();
    for leaf in nets {
        let [net] = leaf.as_slice() else { return None };
        whole.places.extend(net.places.iter().cloned());
        whole.transitions.extend(net.transitions.iter().cloned());
    }
    Some(whole)
}

impl Net {
    fn arc_in(&mut self, name: String) -> String {
        self.places.insert(name.clone());
        name
    }

    /// How many places and transitions there are.
    pub fn size(&self) -> (usize, usize) {
        (self.places.len(), self.transitions.len())
    }

    /// The net as PNML (ISO/IEC 15909-2, place/transition nets), with `id` as its name.
    pub fn to_pnml(&self, id: &str) -> String {
        let mut places = self.places.clone();
        places.extend([SOURCE.to_owned(), SINK.to_owned()]);
        let place_ids: BTreeMap<&str, String> =
            places.iter().enumerate().map(|(at, name)| (name.as_str(), format!("p{at}"))).collect();
        let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<pnml>\n");
        let _ = writeln!(text, "<net id=\"{}\" type=\"{TYPE}\">\n<page id=\"page\">", escape(id));
        for (name, id) in &place_ids {
            let marking = if *name == SOURCE { MARKED } else { "" };
            let name = escape(name);
            let _ = writeln!(
                text,
                "<place id=\"{id}\"><name><text>{name}</text></name>{marking}</place>"
            );
        }
        for (at, transition) in self.transitions.iter().enumerate() {
            let name = escape(&transition.name);
            let silent = if transition.silent { INVISIBLE } else { "" };
            let _ = writeln!(
                text,
                "<transition id=\"t{at}\"><name><text>{name}</text></name>{silent}</transition>"
            );
        }
        let mut arcs = 0_u32;
        let mut arc = |text: &mut String, from: &str, to: &str| {
            let _ = writeln!(text, "<arc id=\"a{arcs}\" source=\"{from}\" target=\"{to}\"/>");
            arcs += 1;
        };
        for (at, transition) in self.transitions.iter().enumerate() {
            for place in transition.takes.iter().filter_map(|name| place_ids.get(name.as_str())) {
                arc(&mut text, place, &format!("t{at}"));
            }
            for place in transition.gives.iter().filter_map(|name| place_ids.get(name.as_str())) {
                arc(&mut text, &format!("t{at}"), place);
            }
        }
        let sink = place_ids.get(SINK).map_or("", String::as_str);
        let _ = writeln!(
            text,
            "</page>\n<finalmarkings><marking><place idref=\"{sink}\"><text>1</text></place>\
             </marking></finalmarkings>\n</net>\n</pnml>"
        );
        text
    }
}

const SOURCE: &str = "source";
const SINK: &str = "sink";
const TYPE: &str = "http://www.pnml.org/version-2009/grammar/ptnet";
const MARKED: &str = "<initialMarking><text>1</text></initialMarking>";
const INVISIBLE: &str =
    "<toolspecific tool=\"ProM\" version=\"6.4\" activity=\"$invisible$\" localNodeID=\"\"/>";

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests;
