//! Computing a published figure again from the records at its snapshot, with the pack version
//! that computed it, and comparing every digit (L2).

use crate::error::Error;
use crate::evidence::single;
use crate::figures::pack_of;
use crate::opened::App;
use crate::select::Selection;
use crate::under;
use crate::view::FigureView;
use district::{Exact, Figure};

/// What came out.
#[derive(Debug, Clone)]
pub struct RecomputeOutcome {
    /// As it was published.
    pub published: FigureView,
    /// As it is computed now; none if nothing comes out any more.
    pub computed: Option<Figure>,
    /// Where the two differ; empty if every digit is the same.
    pub differences: Vec<Difference>,
}

/// One part of a figure that came out differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Which part.
    pub part: &'static str,
    /// As published.
    pub was: Option<String>,
    /// As computed now.
    pub is: Option<String>,
}

/// Computes one published figure again.
pub async fn recompute(app: &App, selection: &Selection) -> Result<RecomputeOutcome, Error> {
    let lake = app.lake().await?;
    let at_hand = app.pack_at_hand(&lake).await?;
    let published = single(&lake, &at_hand, selection).await?;
    let ready = pack_of(&lake, &at_hand, &published).await?;
    let key = &published.figure.key;
    let stage = ready
        .graph
        .figures
        .iter()
        .find(|figures| figures.indicator == key.indicator && figures.edition == key.edition);
    let Some(stage) = stage else {
        return Ok(RecomputeOutcome {
            differences: differences(&published.figure, None),
            published,
            computed: None,
        });
    };
    let tables = under::tables(&lake, published.snapshot);
    let computed = under::start_engine()?
        .compute(&ready.graph, &ready.context, &tables, stage, Some(key))
        .await
        .map_err(under::engine)?
        .into_iter()
        .find(|figure| figure.key == *key);
    let differences = differences(&published.figure, computed.as_ref());
    Ok(RecomputeOutcome { published, computed, differences })
}

/// Where two figures of one key differ.
pub(crate) fn differences(was: &Figure, is: Option<&Figure>) -> Vec<Difference> {
    let number = |value: &Option<Exact>| value.as_ref().map(ToString::to_string);
    let parts = |figure: &Figure| {
        [
            ("value", number(&figure.value)),
            ("numerator", number(&figure.numerator)),
            ("denominator", number(&figure.denominator)),
            ("coverage", figure.coverage.as_ref().map(|c| format!("{}/{}", c.have, c.of))),
            ("reason", figure.reason.as_ref().map(|reason| reason.0.clone())),
            ("note", figure.note.clone()),
        ]
    };
    let Some(is) = is else {
        return vec![Difference { part: "figure", was: Some("published".to_owned()), is: None }];
    };
    let pairs = parts(was).into_iter().zip(parts(is));
    pairs
        .filter(|((_, was), (_, is))| was != is)
        .map(|((part, was), (_, is))| Difference { part, was, is })
        .collect()
}
