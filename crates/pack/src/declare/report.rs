//! `[[report]]`: a text whose numbers are figures, marked `{indicator@place/period}`.

use crate::draft::Draft;
use crate::findings::{measures, references};
use crate::kind::Kind;
use crate::reader::{At, Reader};
use diag::{Span, Text};
use district::{Period, Report};

pub(super) fn report(draft: &mut Draft<'_>, mut reader: Reader<'_>) {
    let id = reader.id("id", Kind::Report);
    let name = reader.need_name("name");
    let text_span = reader.has("text");
    let text = reader.need_name("text");
    let (owner, span) = (reader.owner.clone(), reader.span());
    draft.close(reader);
    if let (Some(text), Some(at)) = (&text, &text_span) {
        let both = [text.zh.as_str(), text.en.as_str()];
        // A text that stands in for a missing one is looked at once.
        let count = if text.zh == text.en { 1 } else { 2 };
        for words in &both[..count] {
            marks(draft, &owner, words, at);
        }
    }
    let Some(id) = id else { return };
    if draft.claim(Kind::Report, &id)
        && let Some(text) = text
    {
        let name = name.unwrap_or_else(|| Text::same(id.value));
        let report = Report { id: id.value.to_owned(), name, text, span };
        draft.reports.insert(report.id.clone(), report);
    }
}

/// Checks each mark of one text; `{{` and `}}` are plain braces.
fn marks(draft: &mut Draft<'_>, owner: &Text, text: &str, whole: &Span) {
    let source = draft.texts.sources.text(whole.source).to_owned();
    let mut searched = whole.start;
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        if let Some(after) = rest[open..].strip_prefix("{{") {
            rest = after;
            continue;
        }
        let after = &rest[open + 1..];
        let close = after.find(['}', '{', '\n']).filter(|at| after[*at..].starts_with('}'));
        let end = close.map_or(open + 1, |close| open + close + 2);
        let mark = &rest[open..end];
        let verbatim = source.get(searched..whole.end).and_then(|slice| slice.find(mark));
        let span = match verbatim {
            Some(found) => {
                let start = searched + found;
                searched = start + mark.len();
                Span::new(whole.source, start..searched)
            }
            None => whole.clone(),
        };
        check_mark(draft, owner, mark, &span);
        rest = &rest[end..];
    }
}

fn check_mark(draft: &mut Draft<'_>, owner: &Text, mark: &str, span: &Span) {
    let inner = mark.strip_prefix('{').and_then(|inner| inner.strip_suffix('}'));
    let parts = inner.and_then(|inner| {
        let (indicator, rest) = inner.split_once('@')?;
        let (place, rest) = rest.split_once('/')?;
        Some((indicator.trim(), place.trim(), rest))
    });
    let Some((indicator, place, rest)) = parts.filter(|(i, p, _)| !i.is_empty() && !p.is_empty())
    else {
        draft.found.push(references::report_mark(owner, mark, span.clone()));
        return;
    };
    draft.refer(owner, Kind::Indicator, &At { value: indicator, span: span.clone() });
    draft.refer(owner, Kind::Place, &At { value: place, span: span.clone() });
    // After the period, an edition or further dimensions may follow.
    let ends = |c: char| !(c.is_ascii_alphanumeric() || c == '-');
    let period = rest.split(ends).next().unwrap_or("");
    if period.parse::<Period>().is_err() {
        draft.found.push(measures::period_not_read(owner, "text", rest, span.clone()));
    }
}
