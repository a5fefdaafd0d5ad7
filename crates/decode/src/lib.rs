//! Bytes become records: CSV, NDJSON, Parquet, workbooks, XES and MTConnect SHDR.
//!
//! A [`Decoder`] is handed a reader or bytes together with the declarations of a stream and its
//! source, and gives typed Arrow rows and, beside them, the rows that do not fit, each with
//! what was expected, what was found, where, and its raw bytes (L8). One bad row never costs
//! another one; a file that is not whole (a truncated gzip) is an error, so that nothing of it
//! is taken.
//!
//! Shape: every text-like format brings a row as a slice of cells (`rows::Rows`), which parses
//! each cell straight from its bytes into typed columns and takes the whole row back if one of
//! them does not fit. Only Parquet hands over whole columns.
//!
//! Invariants, stated as absences: no number passes through a float on its way from text (L10)
//! (floats that a workbook or a Parquet file holds are read by their shortest decimal text);
//! nothing is guessed without [`Decoder::said`] telling it; nothing here panics on any bytes;
//! no line, row, sheet or archive grows without a limit.
//!
//! Knows nothing of sockets, of files and the clock, and of where rows go.
//! Start reading at [`open`].

#![cfg_attr(
    test,
    expect(clippy::needless_pass_by_value, reason = "`check(input, expect![…])` reads best so")
)]

mod address;
mod column;
mod decoder;
mod encoding;
mod error;
mod field;
mod input;
mod misfit;
mod number;
mod rows;
mod table;
mod time;
mod window;

mod columnar;
mod csv;
mod json;
mod ndjson;
mod shdr;
mod workbook;
mod xes;

#[cfg(test)]
mod testing;

pub use address::{cell, letter, range};
pub use decoder::{Chunk, ColumnSource, Decoder, open};
pub use error::Error;
pub use field::captures;
pub use input::{Input, ParquetInput};
pub use misfit::{Problem, Refused};
