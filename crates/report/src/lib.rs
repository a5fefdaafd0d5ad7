//! Figures → what a person reads: words for reasons, rounded numbers, tables, texts whose numbers
//! are figures, targets held against figures, and published parts held against their total.
//!
//! Invariants, stated as absences: a value is never rounded twice, and never computed with after
//! it was rounded (L10); a figure that is not valid never stands without its mark (L11); no
//! number in a text comes from anywhere but a figure.
//!
//! Knows nothing of HTTP, terminals, files and SQL; every text is made in Chinese and English.
//! Start reading at [`compose`] for texts, [`standing`] for targets, [`table`] for tables.

mod because;
mod compose;
#[cfg(test)]
mod fixture;
mod grid;
pub mod plan_svg;
mod reason;
mod reconcile;
mod shown;
mod standing;

pub use because::because;
pub use compose::{Composed, Finding, Placeholder, Unresolved, compose, placeholders};
pub use grid::{Align, Grid, Line, table};
pub use reason::words;
pub use reconcile::{Reconciliation, reconcile};
pub use shown::{Shown, decimals, shown, shown_between};
pub use standing::{Point, Standing, Status, Trend, standing};
