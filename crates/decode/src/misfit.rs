//! Rows that do not fit: what was expected, what was found, and where (L8).

use diag::{Code, Text, codes::records as code};
use district::DataType;

/// How much of what was found is shown, in characters.
const SHOWN: usize = 80;
/// How many further problems of one row are kept.
const MORE: usize = 16;

/// One thing that is wrong in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The cell's address, for a workbook.
    pub cell: Option<String>,
    /// The stream's column, where one is to blame.
    pub column: Option<String>,
    /// The stable code.
    pub code: Code,
    /// What would have fitted.
    pub expected: Text,
    /// What is there, shortened.
    pub found: String,
}

/// A row that does not go in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The line, sheet row or ordinal, as in `line_no`.
    pub line: i64,
    /// The cell's address, for a workbook.
    pub cell: Option<String>,
    /// The stream's column, where one is to blame.
    pub column: Option<String>,
    /// The stable code.
    pub code: Code,
    /// What would have fitted.
    pub expected: Text,
    /// What is there, shortened.
    pub found: String,
    /// The further problems of the same row, at most 16.
    pub more: Vec<Problem>,
    /// The row as it stands in the file; see [`crate::Decoder::replay_format`].
    pub raw: Vec<u8>,
}

impl Refused {
    /// Makes one from the problems of a row; `None` if there are none.
    pub(crate) fn of(line: i64, problems: Vec<Problem>, raw: Vec<u8>) -> Option<Self> {
        let mut problems = problems.into_iter();
        let Problem { cell, column, code, expected, found } = problems.next()?;
        let more = problems.take(MORE).collect();
        Some(Self { line, cell, column, code, expected, found, more, raw })
    }
}

/// Why a cell or a row does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Misfit {
    /// Not of the column's type.
    Type(DataType),
    /// More digits after the point than are kept.
    Precise(u8),
    /// Beyond 18 digits or 64 bits.
    Large(DataType),
    /// A required column has no value.
    Missing,
    /// A key column has no value.
    Key,
    /// Not one of the declared texts.
    Listed(Vec<String>),
    /// A number with another unit behind it; the one that is expected.
    Unit(Option<String>),
    /// Commas between the digits where they are not declared.
    Commas,
    /// A formula in place of its value.
    Formula,
    /// Bytes that are not text in the file's encoding.
    Encoding(&'static str),
    /// A NUL byte.
    Nul,
    /// A line beyond the limit.
    Long(usize),
    /// Another number of cells than the header has.
    Cells(usize),
    /// A quote that does not close, or something behind it.
    Quote,
    /// Parts that are no moment, or none of them.
    Moment,
    /// Not a JSON object.
    Object,
    /// An object or a list in place of a value.
    Nested,
    /// Not an SHDR line.
    Shdr,
    /// A float that the column cannot hold exactly.
    Float(u8),
    /// An error value of a spreadsheet.
    Sheet,
    /// Not a well-formed XES attribute.
    Xes,
}

impl Misfit {
    pub(crate) fn code(&self) -> Code {
        match self {
            Self::Cells(_) => code::R0301,
            Self::Type(DataType::Boolean) => code::R0307,
            Self::Type(DataType::Date) => code::R0305,
            Self::Type(DataType::Instant) => code::R0306,
            Self::Type(_) => code::R0302,
            Self::Precise(_) => code::R0303,
            Self::Large(_) => code::R0304,
            Self::Missing => code::R0308,
            Self::Key => code::R0309,
            Self::Listed(_) => code::R0310,
            Self::Encoding(_) => code::R0311,
            Self::Nul => code::R0312,
            Self::Long(_) => code::R0313,
            Self::Quote => code::R0314,
            Self::Moment => code::R0315,
            Self::Unit(_) => code::R0316,
            Self::Commas => code::R0317,
            Self::Formula => code::R0318,
            Self::Object => code::R0319,
            Self::Nested => code::R0320,
            Self::Shdr => code::R0321,
            Self::Float(_) => code::R0322,
            Self::Sheet => code::R0323,
            Self::Xes => code::R0324,
        }
    }

    pub(crate) fn expected(&self) -> Text {
        match self {
            Self::Type(data_type) => of_type(*data_type),
            Self::Precise(scale) | Self::Float(scale) => Text::new(
                format!("最多 {scale} 位小数的数"),
                format!("a number with at most {scale} digits after the point"),
            ),
            Self::Large(DataType::Integer) => Text::new("64 位整数", "an integer of 64 bits"),
            Self::Large(DataType::Decimal(scale)) => Text::new(
                format!("总位数不超过 18 位的数，其中小数 {scale} 位"),
                format!("a number of at most 18 digits, {scale} of them behind the point"),
            ),
            Self::Large(_) => Text::new("总位数不超过 18 位的数", "a number of at most 18 digits"),
            Self::Missing => Text::new("必填列应有值", "a value in a required column"),
            Self::Key => Text::new("主键列应有值", "a value in a key column"),
            Self::Listed(values) => Text::same(values.join(" | ")),
            Self::Unit(Some(unit)) => Text::new(
                format!("数，后面没有单位或单位为“{unit}”"),
                format!("a number, alone or in `{unit}`"),
            ),
            Self::Unit(None) => Text::new("不带单位的数", "a number without a unit behind it"),
            Self::Commas => Text::new(
                "不带千分位逗号的数（只有声明了 header_rows 的表才可带逗号）",
                "a number without commas (tables with `header_rows` may have them)",
            ),
            Self::Formula => Text::new("值，而不是公式", "a value, not a formula"),
            Self::Encoding(name) => Text::same(*name),
            Self::Nul => Text::new("不含 NUL 字节的文本", "text without NUL bytes"),
            Self::Long(limit) => Text::new(
                format!("不超过 {limit} 字节的行"),
                format!("a line of at most {limit} bytes"),
            ),
            Self::Cells(count) => Text::new(
                format!("{count} 个单元格，与表头相同"),
                format!("{count} cells, as in the header"),
            ),
            Self::Quote => Text::new(
                "引号成对，其后为分隔符或行尾",
                "a quote that closes, then a delimiter or the end of the line",
            ),
            Self::Moment => Text::new("存在的时刻", "a moment that exists"),
            Self::Object => Text::new("每行一个 JSON 对象", "one JSON object a line"),
            Self::Nested => Text::new("单个值", "a single value"),
            Self::Shdr => Text::new("时间|数据项|值", "time|item|value"),
            Self::Sheet => Text::new("值，而不是错误值", "a value, not an error"),
            Self::Xes => {
                Text::new("带 key 和 value 的 XES 属性", "an XES attribute with key and value")
            }
        }
    }

    /// The problem, at a column and a cell.
    pub(crate) fn at(&self, column: Option<&str>, cell: Option<String>, found: &[u8]) -> Problem {
        Problem {
            cell,
            column: column.map(str::to_owned),
            code: self.code(),
            expected: self.expected(),
            found: shown(found),
        }
    }
}

fn of_type(data_type: DataType) -> Text {
    match data_type {
        DataType::Integer => Text::new("整数", "an integer"),
        DataType::Decimal(_) | DataType::Exact => Text::new("数", "a number"),
        DataType::Boolean => Text::same("true | false | 1 | 0 | 是 | 否"),
        DataType::Instant => Text::new(
            "日期和时间，如 2015-03-01T05:00:00+08:00（无时区即为本地时间）",
            "a date and time such as 2015-03-01T05:00:00+08:00 (without offset: local)",
        ),
        DataType::Date => Text::new("日期，如 2015-03-01", "a date such as 2015-03-01"),
        DataType::Text => Text::new("文本", "text"),
        DataType::Period(_) => Text::new("时段", "a period"),
    }
}

/// What was found, as text that can be shown on one line.
pub(crate) fn shown(found: &[u8]) -> String {
    let text = String::from_utf8_lossy(&found[..found.len().min(SHOWN * 4)]);
    let mut out: String =
        text.chars().take(SHOWN).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    if out.len() < found.len() && (text.chars().count() > SHOWN || found.len() > SHOWN * 4) {
        out.push('…');
    }
    out
}
