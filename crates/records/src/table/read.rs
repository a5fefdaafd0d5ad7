//! Reads data files outside of a query: to look for keys, and to rewrite small files.

use crate::Error;
use crate::schema::{RECORD_NO, stored_schema};
use crate::store::streams::StoredColumn;
use arrow_array::{ArrayRef, RecordBatch, new_null_array};
use arrow_schema::{Schema, SchemaRef};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The batches of a data file in a wider schema: columns that it lacks are null.
pub(crate) struct FileBatches {
    path: PathBuf,
    expected: String,
    reader: ParquetRecordBatchReader,
    schema: SchemaRef,
}

impl Iterator for FileBatches {
    type Item = Result<RecordBatch, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let failed = |source| Error::data_file(&self.path, &self.expected, source);
        let batch = match self.reader.next()? {
            Ok(batch) => batch,
            Err(source) => return Some(Err(failed(source))),
        };
        let columns: Vec<ArrayRef> = self
            .schema
            .fields()
            .iter()
            .map(|field| match batch.column_by_name(field.name()) {
                Some(array) => Arc::clone(array),
                None => new_null_array(field.data_type(), batch.num_rows()),
            })
            .collect();
        Some(RecordBatch::try_new(Arc::clone(&self.schema), columns).map_err(failed))
    }
}

/// Opens a data file with the columns of `schema`.
pub(crate) fn read_as(
    path: &Path,
    expected: &str,
    schema: SchemaRef,
) -> Result<FileBatches, Error> {
    let failed = |source| Error::data_file(path, expected, source);
    let file = File::open(path).map_err(|source| Error::data_file(path, expected, source))?;
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(failed)?;
    let wanted: Vec<usize> = builder
        .schema()
        .fields()
        .iter()
        .enumerate()
        .filter(|(_, field)| schema.field_with_name(field.name()).is_ok())
        .map(|(at, _)| at)
        .collect();
    let mask = ProjectionMask::roots(builder.parquet_schema(), wanted);
    let reader = builder.with_projection(mask).with_batch_size(65_536).build().map_err(failed)?;
    Ok(FileBatches { path: path.to_path_buf(), expected: expected.to_owned(), reader, schema })
}

/// Opens a data file with the declared columns and `record_no`.
pub(crate) fn read_columns(
    path: &Path,
    expected: &str,
    columns: &[StoredColumn],
) -> Result<FileBatches, Error> {
    let stored = stored_schema(columns);
    let fields: Vec<_> = stored
        .fields()
        .iter()
        .enumerate()
        .filter(|(at, field)| *at < columns.len() || field.name() == RECORD_NO)
        .map(|(_, field)| Arc::clone(field))
        .collect();
    read_as(path, expected, Arc::new(Schema::new(fields)))
}
