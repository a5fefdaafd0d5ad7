//! A stream at a snapshot, as a DataFusion table.
//!
//! The list of files is pinned when the table is made, from the store; the Delta log is not read.
//! `scan` returns a plain Parquet scan, so that the plan is the same wherever it runs.
//!
//! What is pruned, and where: whole files by their days and times (here), row groups and pages by
//! their statistics (DataFusion), rows by late materialisation (DataFusion, with the filters that
//! its optimiser pushes down). Superseded rows are left out by a predicate on `record_no` in the
//! scan itself, and only where a file holds one.

mod prune;
mod read;

pub(crate) use read::{read_as, read_columns};

use crate::schema::{RECORD_NO, shown_schema};
use crate::store::snapshots::DataFile;
use crate::{Error, Lake, SnapshotNo, Which};
use arrow_schema::{Schema, SchemaRef};
use async_trait::async_trait;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::stats::Precision;
use datafusion::common::{DataFusionError, Statistics, ToDFSchema};
use datafusion::config::TableParquetOptions;
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::parquet::CachedParquetFileReaderFactory;
use datafusion::datasource::physical_plan::{
    FileGroup, FileScanConfigBuilder, FileSource, ParquetSource,
};
use datafusion::datasource::source::DataSourceExec;
use datafusion::datasource::table_schema::TableSchema;
use datafusion::execution::object_store::ObjectStoreUrl;
use datafusion::logical_expr::{Expr, TableProviderFilterPushDown, TableType, col, lit};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::empty::EmptyExec;
use object_store::ObjectMeta;
use std::path::PathBuf;
use std::sync::Arc;

/// The rows of one stream at one snapshot, or what changed in them since another.
#[derive(Debug)]
pub struct SnapTable {
    dir: PathBuf,
    schema: SchemaRef,
    files: Vec<DataFile>,
    /// Records left out: those superseded up to the snapshot.
    superseded: Vec<i64>,
    /// For changes: the last record before, and the older records superseded since.
    since: Option<(i64, Vec<i64>)>,
}

impl SnapTable {
    /// The same as [`Lake::table`], as its own type: to see which files are pinned.
    pub async fn open(
        lake: &Lake,
        stream: &str,
        snapshot: SnapshotNo,
        which: Which,
    ) -> Result<Self, Error> {
        Self::pin(lake, stream, snapshot, which).await
    }

    /// Pins the files of `stream` at `snapshot`.
    pub(crate) async fn pin(
        lake: &Lake,
        stream: &str,
        snapshot: SnapshotNo,
        which: Which,
    ) -> Result<Self, Error> {
        let store = lake.store();
        let stored = store.get_stream(stream).await?;
        let newest = store.newest_snapshot().await?;
        if snapshot > newest || snapshot < 0 {
            return Err(Error::NoSnapshot { snapshot, newest });
        }
        let mut files = store.files_at(stream, snapshot).await?;
        let superseded = store.superseded(stream, 0, snapshot).await?;
        let superseded: Vec<i64> = superseded.into_iter().map(|(old, _)| old).collect();
        let since = match which {
            Which::All => None,
            Which::Since(before) => {
                let last = store.table_state(stream, before).await?.record_no_max;
                let replaced = store.superseded(stream, before, snapshot).await?;
                let replaced: Vec<i64> =
                    replaced.into_iter().map(|(old, _)| old).filter(|old| *old <= last).collect();
                files.retain(|file| file.no.1 > last || holds_any(file, &replaced));
                Some((last, replaced))
            }
        };
        Ok(Self {
            dir: lake.stream_dir(stream),
            schema: shown_schema(&stored.columns),
            files,
            superseded,
            since,
        })
    }

    /// Names of the files that a scan with these filters reads.
    pub fn files_for(&self, filters: &[Expr]) -> Vec<String> {
        self.pruned(filters).into_iter().map(|file| file.path.clone()).collect()
    }

    /// The local days (since 1970-01-01) on which there may be records, in order, with about how
    /// many: a file of several days counts in equal parts.
    pub fn days(&self) -> Vec<(i32, u64)> {
        let mut days = std::collections::BTreeMap::new();
        for file in &self.files {
            let (first, last) = file.days;
            let count = u64::try_from(i64::from(last) - i64::from(first) + 1).unwrap_or(1).max(1);
            let part = u64::try_from(file.rows).unwrap_or(0).div_ceil(count);
            for day in first..=last {
                *days.entry(day).or_insert(0) += part;
            }
        }
        days.into_iter().collect()
    }

    /// Whether there is no file that could hold a row.
    pub fn no_files(&self) -> bool {
        self.files.is_empty()
    }

    /// Rows in all pinned files, superseded ones counted.
    pub fn rows_max(&self) -> u64 {
        self.files.iter().map(|file| u64::try_from(file.rows).unwrap_or(0)).sum()
    }

    fn pruned(&self, filters: &[Expr]) -> Vec<&DataFile> {
        self.files.iter().filter(|file| prune::may_match(file, filters)).collect()
    }

    /// What of the rows of `files` is shown, as a condition on `record_no`; none: all.
    fn visible(&self, files: &[&DataFile]) -> Option<Expr> {
        let dead: Vec<Expr> = self
            .superseded
            .iter()
            .filter(|no| files.iter().any(|file| file.no.0 <= **no && **no <= file.no.1))
            .map(|no| lit(*no))
            .collect();
        let alive = (!dead.is_empty()).then(|| col(RECORD_NO).in_list(dead, true));
        let Some((last, replaced)) = &self.since else { return alive };
        let replaced: Vec<Expr> = replaced.iter().map(|no| lit(*no)).collect();
        let fresh = col(RECORD_NO).gt(lit(*last));
        let fresh = match alive {
            Some(alive) => fresh.and(alive),
            None => fresh,
        };
        if replaced.is_empty() {
            Some(fresh)
        } else {
            Some(fresh.or(col(RECORD_NO).in_list(replaced, false)))
        }
    }

    fn partitioned(&self, file: &DataFile) -> Result<PartitionedFile, DataFusionError> {
        let path = self.dir.join(&file.path);
        let location = object_store::path::Path::from_absolute_path(&path)
            .map_err(|source| DataFusionError::External(Box::new(source)))?;
        // Files never change in place, so that a constant time is as good as theirs.
        let meta = ObjectMeta {
            location,
            last_modified: std::time::UNIX_EPOCH.into(),
            size: u64::try_from(file.bytes).unwrap_or(0),
            e_tag: None,
            version: None,
        };
        Ok(PartitionedFile::new_from_meta(meta))
    }

    fn table_schema(&self) -> TableSchema {
        TableSchema::from(Arc::clone(&self.schema))
    }
}

fn holds_any(file: &DataFile, numbers: &[i64]) -> bool {
    let from = numbers.partition_point(|no| *no < file.no.0);
    numbers.get(from).is_some_and(|no| *no <= file.no.1)
}

#[async_trait]
impl TableProvider for SnapTable {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    fn supports_filters_pushdown(
        &self,
        filters: &[&Expr],
    ) -> Result<Vec<TableProviderFilterPushDown>, DataFusionError> {
        // A filter on days alone is exact where every file is wholly inside or wholly outside.
        Ok(filters
            .iter()
            .map(|filter| {
                let decided = prune::on_days_only(filter)
                    && self.files.iter().all(|file| prune::by_days(file, filter).is_decided());
                if decided {
                    TableProviderFilterPushDown::Exact
                } else {
                    TableProviderFilterPushDown::Inexact
                }
            })
            .collect())
    }

    async fn scan(
        &self,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>, DataFusionError> {
        let files = self.pruned(filters);
        if files.is_empty() {
            let schema = match projection {
                Some(indices) => Arc::new(self.schema.project(indices)?),
                None => Arc::clone(&self.schema),
            };
            return Ok(Arc::new(EmptyExec::new(schema)));
        }
        let visible = self.visible(&files);
        let url = ObjectStoreUrl::local_filesystem();
        let options = TableParquetOptions {
            global: state.config_options().execution.parquet.clone(),
            ..TableParquetOptions::default()
        };
        let runtime = state.runtime_env();
        let factory = CachedParquetFileReaderFactory::new(
            runtime.object_store(&url)?,
            runtime.cache_manager.get_file_metadata_cache(),
        );
        let mut source = ParquetSource::new(self.table_schema())
            .with_table_parquet_options(options)
            .with_parquet_file_reader_factory(Arc::new(factory))
            .with_enable_page_index(true)
            .with_reorder_filters(true)
            .with_pushdown_filters(true);
        if let Some(visible) = &visible {
            let schema: &Schema = &self.schema;
            let physical =
                state.create_physical_expr(visible.clone(), &schema.clone().to_dfschema()?)?;
            source = source.with_predicate(physical);
        }
        let source: Arc<dyn FileSource> = Arc::new(source);
        let exact = visible.is_none() && filters.is_empty();
        let groups = self.groups(&files, state.config().target_partitions())?;
        let config = FileScanConfigBuilder::new(url, source)
            .with_file_groups(groups)
            .with_statistics(statistics(&self.schema, &files, exact))
            .with_projection_indices(projection.cloned())?
            .with_limit(limit.filter(|_| visible.is_none()))
            .build();
        Ok(DataSourceExec::from_data_source(config))
    }
}

impl SnapTable {
    /// Shares files out by size, neighbours in time together; DataFusion splits large ones.
    fn groups(
        &self,
        files: &[&DataFile],
        partitions: usize,
    ) -> Result<Vec<FileGroup>, DataFusionError> {
        let total: i64 = files.iter().map(|file| file.bytes).sum();
        let share = (total / i64::try_from(partitions.max(1)).unwrap_or(1)).max(1);
        let mut groups = Vec::new();
        let mut open = Vec::new();
        let mut filled = 0;
        for file in files {
            open.push(self.partitioned(file)?);
            filled += file.bytes;
            if filled >= share && groups.len() + 1 < partitions {
                groups.push(FileGroup::new(std::mem::take(&mut open)));
                filled = 0;
            }
        }
        if !open.is_empty() {
            groups.push(FileGroup::new(open));
        }
        Ok(groups)
    }
}

fn statistics(schema: &Schema, files: &[&DataFile], exact: bool) -> Statistics {
    let count = |of: fn(&DataFile) -> i64| {
        let sum: i64 = files.iter().map(|file| of(file)).sum();
        let sum = usize::try_from(sum).unwrap_or(usize::MAX);
        if exact { Precision::Exact(sum) } else { Precision::Inexact(sum) }
    };
    Statistics {
        num_rows: count(|file| file.rows),
        total_byte_size: count(|file| file.bytes).to_inexact(),
        ..Statistics::new_unknown(schema)
    }
}
