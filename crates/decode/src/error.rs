//! What makes a whole file unusable, in both languages. Nothing of such a file is taken.

use diag::Text;

/// Why a file cannot be decoded. Each says what was expected, what was found and what to do.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The reader gave up.
    #[error("could not read the file: {0}")]
    Io(#[source] std::io::Error),
    /// A gzip that ends early or is damaged.
    #[error(
        "expected a whole gzip file, found one that ends early or is damaged ({0}); get the file again: nothing of it was taken"
    )]
    Gzip(#[source] std::io::Error),
    /// The bytes are those of another format.
    #[error("expected {expected}, found {found}; change the source's `format` or the file")]
    Format {
        /// The declared format.
        expected: &'static str,
        /// What the bytes look like.
        found: String,
    },
    /// Neither UTF-8 nor GB18030.
    #[error(
        "expected text in UTF-8 or GB18030, found bytes that look like {0}; save the file as UTF-8"
    )]
    Encoding(String),
    /// Columns that the file does not have.
    #[error("expected {} in the header, found {}{}", .missing.join(", "), quoted(.found), or_meant(.meant))]
    Header {
        /// The fields that are missing, each as `field (for column)`.
        missing: Vec<String>,
        /// The header as it is.
        found: Vec<String>,
        /// Missing field → what was probably meant.
        meant: Vec<(String, String)>,
    },
    /// Two columns of the same name, where one is wanted.
    #[error("expected one column `{0}`, found several; name it by its letter, such as `column:B`")]
    Twice(String),
    /// Nothing in the file.
    #[error("expected a header, found an empty file")]
    Empty,
    /// The file's name does not follow the pattern that a column is filled from.
    #[error(
        "expected a file name like `{pattern}`, found `{found}`; rename the file or change the source's `pattern`"
    )]
    Pattern {
        /// The declared pattern.
        pattern: String,
        /// The name.
        found: String,
    },
    /// No such sheet.
    #[error("expected a sheet `{expected}`, found {}", quoted(.found))]
    Sheet {
        /// The declared sheet.
        expected: String,
        /// Those that exist.
        found: Vec<String>,
    },
    /// More than the limit.
    #[error("expected at most {limit} {what}, found {found}; split the file")]
    Limit {
        /// What is counted.
        what: &'static str,
        /// The limit.
        limit: u64,
        /// What was found, or as much of it as was looked at.
        found: u64,
    },
    /// A declaration that this format cannot follow.
    #[error("expected {expected}, found {found} in the declaration of column `{column}`")]
    Declared {
        /// The column.
        column: String,
        /// What would work.
        expected: &'static str,
        /// What is declared.
        found: String,
    },
    /// A file that breaks the rules of its format in the middle.
    #[error("expected {expected}, found {found} at {place}; nothing of the file was taken")]
    Broken {
        /// The format.
        expected: &'static str,
        /// What the reader says.
        found: String,
        /// Where.
        place: String,
    },
}

fn quoted(names: &[String]) -> String {
    let shown: Vec<String> = names.iter().take(64).map(|name| format!("`{name}`")).collect();
    if shown.is_empty() { "none".to_owned() } else { shown.join(", ") }
}

fn or_meant(meant: &[(String, String)]) -> String {
    let parts: Vec<String> =
        meant.iter().map(|(from, to)| format!("`{to}` for `{from}`")).collect();
    if parts.is_empty() { String::new() } else { format!("; did you mean {}?", parts.join(", ")) }
}

impl Error {
    /// The error in both languages.
    pub fn text(&self) -> Text {
        Text::new(self.zh(), self.to_string())
    }

    fn zh(&self) -> String {
        match self {
            Self::Io(why) => format!("未能读取文件：{why}"),
            Self::Gzip(why) => format!(
                "应为完整的 gzip 文件，实际文件提前结束或已损坏（{why}）；请重新获取文件：其内容均未入库"
            ),
            Self::Format { expected, found } => {
                format!("应为 {expected}，实为 {found}；请改数据源的 format 或更换文件")
            }
            Self::Encoding(found) => {
                format!("应为 UTF-8 或 GB18030 文本，实际像是 {found}；请另存为 UTF-8")
            }
            Self::Header { missing, found, meant } => header_zh(missing, found, meant),
            Self::Twice(name) => {
                format!("列“{name}”应只有一个，实有多个；请用列标指明，如 column:B")
            }
            Self::Empty => "应有表头，实为空文件".to_owned(),
            Self::Pattern { pattern, found } => {
                format!("文件名应形如“{pattern}”，实为“{found}”；请改文件名或数据源的 pattern")
            }
            Self::Sheet { expected, found } => {
                format!("应有工作表“{expected}”，实有 {}", quoted(found))
            }
            Self::Limit { what, limit, found } => {
                format!("应不超过 {limit}（{what}），实为 {found}；请拆分文件")
            }
            Self::Declared { column, expected, found } => {
                format!("列“{column}”的声明应为 {expected}，实为 {found}")
            }
            Self::Broken { expected, found, place } => {
                format!("应为 {expected}，在 {place} 处实为：{found}；文件内容均未入库")
            }
        }
    }
}

fn header_zh(missing: &[String], found: &[String], meant: &[(String, String)]) -> String {
    let parts: Vec<String> =
        meant.iter().map(|(from, to)| format!("“{from}”是否为“{to}”")).collect();
    let meant =
        if parts.is_empty() { String::new() } else { format!("；{}？", parts.join("，")) };
    format!("表头应有 {}，实有 {}{meant}", missing.join("、"), quoted(found))
}
