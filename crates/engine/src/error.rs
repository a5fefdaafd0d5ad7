//! Why a computation failed: what was expected, what was found, where.

use datafusion::common::DataFusionError;
use diag::Text;

/// What DataFusion said. Its errors print what they come from, so that they are kept as one
/// text: a chain of them would say everything twice.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Cause(String);

impl From<DataFusionError> for Cause {
    fn from(error: DataFusionError) -> Self {
        let text = error.strip_backtrace().replace("\ncaused by\n", ": ");
        let own = ["Execution error: ", "Error during planning: "];
        let short = own.iter().find_map(|prefix| text.strip_prefix(prefix));
        Self(short.unwrap_or(&text).to_owned())
    }
}

/// A computation that could not be planned or did not finish.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The relation could not be made into a plan.
    #[error("could not plan `{name}`")]
    Plan {
        /// The stage or what else was planned.
        name: String,
        /// Why.
        source: Cause,
    },
    /// The plan did not run to its end.
    #[error("could not compute `{name}`")]
    Run {
        /// The stage or what else was computed.
        name: String,
        /// Why.
        source: Cause,
    },
    /// Arrow refused rows.
    #[error("could not put rows of `{name}` together")]
    Rows {
        /// The stage or table.
        name: String,
        /// Why.
        source: arrow_schema::ArrowError,
    },
    /// A stage that a graph names but does not have.
    #[error("expected a stage `{0}` in the graph, found none")]
    StageMissing(String),
    /// A stage that was read before it was computed.
    #[error("stage `{0}` is read before it is computed: its graph is not in order")]
    StageNotReady(String),
    /// A stream, table or constant that nobody gave.
    #[error("expected a table `{0}`, found none")]
    TableMissing(String),
    /// A value of a constant table that is not of its column's type.
    #[error("table `{table}`, column `{column}`: expected {expected}, found `{found}`")]
    Constant {
        /// The table.
        table: String,
        /// The column.
        column: String,
        /// The type that was expected.
        expected: String,
        /// The text that was found.
        found: String,
    },
    /// A column that does not have the type that the contract gives it.
    #[error("`{name}`: expected column {column} of type {expected}, found {found}")]
    Column {
        /// The stage or table.
        name: String,
        /// Its place.
        column: usize,
        /// The type that was expected.
        expected: String,
        /// The type that was found.
        found: String,
    },
    /// What is remembered of cached rows could not be written down.
    #[error("could not write down what is cached of `{name}`")]
    Manifest {
        /// The stage.
        name: String,
        /// Why.
        source: serde_json::Error,
    },
    /// The tables could not be opened.
    #[error("could not open stream `{stream}`")]
    Open {
        /// The stream.
        stream: String,
        /// Why.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl Error {
    /// The error in both languages, without what lies under it.
    pub fn text(&self) -> Text {
        Text::new(self.zh(), self.to_string())
    }

    fn zh(&self) -> String {
        match self {
            Self::Plan { name, .. } => format!("未能为 `{name}` 制定计算计划"),
            Self::Run { name, .. } => format!("未能算出 `{name}`"),
            Self::Rows { name, .. } => format!("未能拼合 `{name}` 的行"),
            Self::StageMissing(id) => format!("计算图中应有阶段 `{id}`，实无"),
            Self::StageNotReady(id) => format!("阶段 `{id}` 尚未算出即被读取：计算图次序有误"),
            Self::TableMissing(id) => format!("应有表 `{id}`，实无"),
            Self::Constant { table, column, expected, found } => {
                format!("表 `{table}` 的列 `{column}`：应为 {expected}，实为 `{found}`")
            }
            Self::Column { name, column, expected, found } => {
                format!("`{name}` 的第 {column} 列：应为类型 {expected}，实为 {found}")
            }
            Self::Manifest { name, .. } => format!("未能记下 `{name}` 的缓存清单"),
            Self::Open { stream, .. } => format!("未能打开记录流 `{stream}`"),
        }
    }

    /// The lake could not give `name`.
    pub fn lake(name: &str) -> impl FnOnce(records::Error) -> Self + '_ {
        move |source| Self::Open { stream: name.to_owned(), source: Box::new(source) }
    }

    /// Planning of `name` failed.
    pub fn plan(name: &str) -> impl FnOnce(DataFusionError) -> Self + '_ {
        move |source| Self::Plan { name: name.to_owned(), source: Cause::from(source) }
    }

    /// Running `name` failed.
    pub fn run(name: &str) -> impl FnOnce(DataFusionError) -> Self + '_ {
        move |source| Self::Run { name: name.to_owned(), source: Cause::from(source) }
    }

    /// Rows of `name` do not go together.
    pub fn rows(name: &str) -> impl FnOnce(arrow_schema::ArrowError) -> Self + '_ {
        move |source| Self::Rows { name: name.to_owned(), source }
    }
}
