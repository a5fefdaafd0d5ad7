//! `[[material]]`: a document or fact that items take or give.

use crate::draft::Draft;
use crate::findings::keys;
use crate::kind::Kind;
use crate::reader::Reader;
use diag::Text;
use district::service::{Material, MaterialSource, Party};
use std::collections::BTreeSet;

/// People and enterprises, as packs write them.
pub(super) const PARTIES: [(&str, Party); 2] =
    [("person", Party::Person), ("enterprise", Party::Enterprise)];

/// A hundred years: beyond it "without end" is meant.
const VALID_DAYS_MAX: u32 = 36_525;

pub(super) fn material(draft: &mut Draft<'_>, mut reader: Reader<'_>) {
    let id = reader.id("id", Kind::Material);
    let name = reader.need_name("name");
    let holder = reader.text("holder");
    let holder = holder.and_then(|word| reader.word("holder", &word, &PARTIES));
    let written = reader.holds("from");
    let mut sources = BTreeSet::new();
    for word in reader.texts("from").map_or(Vec::new(), |list| list.value) {
        let source = match word.value {
            "wallet" => Some(MaterialSource::Wallet),
            "applicant" => Some(MaterialSource::Applicant),
            other => other
                .strip_prefix("register:")
                .filter(|register| !register.trim().is_empty())
                .map(|register| MaterialSource::Register(register.trim().to_owned())),
        };
        if source.is_none() {
            let words = ["wallet", "register:…", "applicant"].into_iter();
            let (value, span) = (word.value, word.span);
            reader.say(keys::word_not_allowed(&reader.owner, "from", value, span, words));
        }
        sources.extend(source);
    }
    let valid_days = reader.whole("valid_days", 1, VALID_DAYS_MAX);
    let certificate = reader.boolean("certificate").unwrap_or(false);
    let span = reader.span();
    draft.close(reader);
    let Some(id) = id else { return };
    if !draft.claim(Kind::Material, &id) {
        return;
    }
    let material = Material {
        id: id.value.to_owned(),
        name: name.unwrap_or_else(|| Text::same(id.value)),
        holder: holder.unwrap_or(Party::Person),
        sources,
        valid_days: valid_days.map(|days| days.value),
        certificate,
        span,
    };
    draft.services.materials.insert(material.id.clone(), (material, written));
}
