//! Diagnostics as a product: a code, a severity, a one-line message that stands alone,
//! labelled spans, a help line, and a page behind `hemei explain`.
//!
//! Diagnostics are data. A check returns as many of them as it finds, never the first one
//! alone, and never as a `Result::Err`.
//! Every text exists in Chinese and in English, because both are first-class.
//!
//! Knows nothing of what is checked, nor of files: a source is handed in as text.
//! Start reading at [`Diagnostic`].
#![warn(missing_docs)]

mod chain;
pub mod codes;
mod diagnostic;
pub mod position;
pub mod render;
mod text;

pub use chain::chain;
pub use codes::CodeInfo;
pub use diagnostic::{Code, Diagnostic, Label, Severity, SourceId, Sources, Span};
pub use render::{Format, Style, render};
pub use text::{Language, Text};
