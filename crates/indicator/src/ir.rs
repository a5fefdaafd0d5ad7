//! The relational language between SQL and the engine: small, typed, exact, unit-checked.
//!
//! SQL is bound into it once. Everything that Hemei is for is then a rewriting of it: what is
//! stale, which rows a figure rests on, what a change would change. The engine only executes.
//!
//! Columns are referred to by index into the input's columns; a join's columns are the left
//! ones followed by the right ones.
//!
//! Knows nothing of DataFusion.

use district::{DataType, Exact, Grain, Rounding, Unit};
use std::sync::Arc;

/// A column of a relation.
#[derive(Debug, Clone, PartialEq)]
pub struct Col {
    /// Its name, unique within the relation where SQL can refer to it.
    pub name: String,
    /// Its type.
    pub data_type: DataType,
    /// Its unit: `None` for what is not a number, dimensionless for a bare number or count.
    pub unit: Option<Unit>,
}

/// What a scan reads.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TableRef {
    /// A stream or register: its declared columns, then the system columns of [`SYSTEM_COLUMNS`].
    Stream(String),
    /// The rows of another stage.
    Stage(StageId),
    /// A constant table of the pack (`place` and `place_ancestor` among them).
    Constant(String),
}

/// The columns that every stream has after its declared ones, with their types:
/// `observed_at` (instant), `observed_on` (date, local; the lake prunes by it), `record_no`
/// (integer, the row id).
pub const SYSTEM_COLUMNS: [(&str, DataType); 3] = [
    ("observed_at", DataType::Instant),
    ("observed_on", DataType::Date),
    ("record_no", DataType::Integer),
];

/// The identity of a stage: a digest of its relation and of all that it reads, so that two
/// packs that compute the same thing share it, and a changed one is another stage.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StageId(pub String);

/// A relation.
#[derive(Debug, Clone, PartialEq)]
pub enum Rel {
    /// All rows of a table. `occurrence` numbers the scans of one stage from 0.
    Scan {
        /// What is read.
        table: TableRef,
        /// Which of the stage's scans this is.
        occurrence: usize,
        /// The table's columns.
        columns: Vec<Col>,
    },
    /// Rows for which the predicate is true.
    Filter {
        /// The input.
        input: Box<Rel>,
        /// A boolean over the input's columns.
        predicate: Expr,
    },
    /// One expression a column.
    Project {
        /// The input.
        input: Box<Rel>,
        /// The expressions with the columns that they make.
        exprs: Vec<(Expr, Col)>,
    },
    /// Groups by the keys (null equals null). Only at the root of a stage.
    Aggregate {
        /// The input.
        input: Box<Rel>,
        /// The keys, which are the first columns of the output.
        keys: Vec<(Expr, Col)>,
        /// The aggregates, which follow.
        aggregates: Vec<(Aggregate, Col)>,
    },
    /// Pairs of rows.
    Join {
        /// The left input.
        left: Box<Rel>,
        /// The right input.
        right: Box<Rel>,
        /// Which pairs.
        kind: JoinKind,
        /// Equalities: an expression over the left columns, one over the right columns.
        on: Vec<(Expr, Expr)>,
        /// A further condition over the left columns followed by the right ones.
        condition: Option<Expr>,
    },
    /// Rows of all inputs, which have the same number and types of columns.
    Union {
        /// The inputs.
        inputs: Vec<Rel>,
        /// The columns' names, types and units.
        columns: Vec<Col>,
    },
    /// Seconds that each subject spent in each state in each period, one pass over a state
    /// stream. Only at the root of a stage, directly over a scan of the stream.
    ///
    /// A state holds from its record to the subject's next one; the last record of a subject
    /// opens an interval that is not counted. Columns: subject, period, state (the keys), then
    /// `seconds` (decimal(6), unit s) and `records` (integer: the records in the period).
    Durations {
        /// A scan of the stream.
        input: Box<Rel>,
        /// Column of the subject.
        subject: usize,
        /// Column of the state.
        state: usize,
        /// Column of the moment.
        at: usize,
        /// The size of the periods.
        grain: Grain,
        /// The output's columns.
        columns: Vec<Col>,
    },
}

/// Which pairs of rows a join keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum JoinKind {
    /// Pairs that match.
    Inner,
    /// Pairs that match, and left rows without a match, padded with nulls.
    Left,
    /// Left rows that have a match; only the left columns.
    Semi,
    /// Left rows that have none; only the left columns.
    Anti,
}

/// A typed expression.
#[derive(Debug, Clone, PartialEq)]
pub struct Expr {
    /// What it computes.
    pub node: Node,
    /// The type of its value.
    pub data_type: DataType,
    /// The unit of its value, if it is a number.
    pub unit: Option<Unit>,
}

/// What an expression computes. Null in, null out, unless said otherwise.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    /// A column of the input.
    Column(usize),
    /// A constant.
    Literal(Literal),
    /// A function of its arguments.
    Call(Function, Vec<Expr>),
    /// `CASE WHEN … THEN … ELSE … END`; all branches have the expression's type.
    Case(Vec<(Expr, Expr)>, Option<Box<Expr>>),
    /// The value as another type: integer → decimal → exact, text → exact or null, any → text.
    Cast(Box<Expr>),
}

/// A constant.
#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    /// No value, of the expression's type.
    Null,
    /// Text.
    Text(String),
    /// A number; integer, decimal or exact by the expression's type.
    Number(Exact),
    /// True or false.
    Boolean(bool),
    /// Days since 1970-01-01.
    Date(i32),
    /// Microseconds since 1970-01-01T00:00Z.
    Instant(i64),
    /// A period's code.
    Period(i64),
}

/// A function. Arithmetic and comparison have operands of one type, put so by the binder.
#[derive(Debug, Clone, PartialEq)]
pub enum Function {
    /// Sum.
    Add,
    /// Difference.
    Sub,
    /// Product: integer, decimal (scales add up) or exact.
    Mul,
    /// Quotient, always exact; null where the divisor is zero.
    Div,
    /// Remainder of integers.
    Mod,
    /// Negation.
    Neg,
    /// Absolute value.
    Abs,
    /// Equality.
    Eq,
    /// Inequality.
    NotEq,
    /// Less.
    Lt,
    /// Less or equal.
    LtEq,
    /// Greater.
    Gt,
    /// Greater or equal.
    GtEq,
    /// Three-valued and.
    And,
    /// Three-valued or.
    Or,
    /// Three-valued not.
    Not,
    /// Whether the argument is null; never null itself.
    IsNull,
    /// Whether it is not null.
    IsNotNull,
    /// Whether the first argument equals one of the others.
    InList,
    /// SQL LIKE with a literal pattern (second argument).
    Like,
    /// The first argument that is not null.
    Coalesce,
    /// Null where both are equal, else the first.
    NullIf,
    /// The greatest of those that are not null.
    Greatest,
    /// The least of those that are not null.
    Least,
    /// Texts one after another; null counts as empty.
    Concat,
    /// Lower case.
    Lower,
    /// Upper case.
    Upper,
    /// Without leading and trailing blanks.
    Trim,
    /// Rounded to so many digits.
    Round(i32, Rounding),
    /// `value × factor + offset`, exact: a change of unit.
    Scale(Exact, Exact),
    /// `value` (exact) from the unit named by the second argument (text, by row) into `Unit`;
    /// null where that text is no unit or one of another dimension.
    Convert(Unit),
    /// The natural period in which an instant or date lies, or the larger one of a period.
    PeriodOf(Grain),
    /// The natural days of a period; integer.
    DaysIn,
    /// The first day of a period; date.
    StartOf,
    /// The period of the same size so many before: `back(period, 1)`.
    Back,
    /// The local hour of an instant, 0–23; integer.
    HourOfDay,
    /// The local month of an instant, date or period, 1–12; integer.
    MonthOfYear,
    /// Seconds from the first instant to the second; decimal(6), unit s.
    SecondsBetween,
    /// Workdays after the first date up to the second, by a calendar; integer.
    Workdays(Arc<district::WorkCalendar>),
    /// The sub-index of a concentration, rounded up; integer (HJ 633).
    Iaqi(Arc<BreakPoints>),
    /// Names of those indices (arguments) that are the greatest and above the threshold, in
    /// order of name, joined by `|`; empty text if none is above it (HJ 633: 50).
    Primary(Vec<String>, i64),
    /// The class of a value by limits, 1 … n, n+1 where it is worse than the last; integer
    /// (GB 3838, single factor).
    ClassOf(Arc<Limits>),
}

/// Break points of one pollutant: (index, concentration), ascending, and what lies beyond.
#[derive(Debug, Clone, PartialEq)]
pub struct BreakPoints {
    /// Pairs of index and concentration.
    pub points: Vec<(Exact, Exact)>,
    /// The index above the last point; none: no index (HJ 633-2012 note 3 for O3 8 h).
    pub above: Option<i64>,
}

/// Class limits of one item.
#[derive(Debug, Clone, PartialEq)]
pub struct Limits {
    /// How a value is held against a limit.
    pub rule: LimitRule,
    /// The limit of each class, best first: one bound, or the two of a range.
    pub limits: Vec<(Exact, Option<Exact>)>,
}

/// How a value is held against a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LimitRule {
    /// Not more than.
    AtMost,
    /// Not less than.
    AtLeast,
    /// Between the two bounds, both included.
    Range,
}

/// An aggregate with its optional filter.
#[derive(Debug, Clone, PartialEq)]
pub struct Aggregate {
    /// What is computed.
    pub function: AggregateFunction,
    /// The arguments over the input's columns.
    pub arguments: Vec<Expr>,
    /// Only rows for which this is true take part.
    pub filter: Option<Expr>,
}

/// What an aggregate computes over the rows of a group. Nulls do not take part.
#[derive(Debug, Clone, PartialEq)]
pub enum AggregateFunction {
    /// Rows; integer.
    CountRows,
    /// Rows whose argument is not null; integer.
    Count,
    /// Different values; integer.
    CountDistinct,
    /// Sum, of the argument's type; null over no value.
    Sum,
    /// Mean; exact.
    Avg,
    /// Least, of the argument's type.
    Min,
    /// Greatest, of the argument's type.
    Max,
    /// The p-th percentile, k = 1 + (n−1)p, linear between neighbours (HJ 663 annex A); exact.
    Percentile(Exact),
    /// The least value at which the weight of all values up to it reaches this share of the
    /// whole weight; exact. Arguments: value, weight.
    PercentileBy(Exact),
    /// The weighted Gini coefficient, Σ Σ w w′ |x − x′| / (2 W² mean); exact, null where the
    /// mean is zero. Arguments: value, weight.
    Gini,
    /// The mean value of the tenth of the weight that ranks highest over that of the four tenths
    /// that rank lowest; rows at a boundary are split. Exact, null where the lower mean is zero.
    /// Arguments: value, weight, and the rank where it is not the value itself.
    Palma,
    /// The greatest running 8-hour mean of a day; exact. Arguments: hour of day, value.
    /// A window that ends at hour 7 … 23 (0-based) counts with at least `hours_min` values; the
    /// day counts with at least `windows_min` windows, or fewer if the greatest is over `limit`.
    Mda8 {
        /// 6 of 8 (GB 3095 table 4).
        hours_min: i64,
        /// 14 (HJ 663-2013 6.1.2).
        windows_min: i64,
        /// The daily limit, µg/m³, above which fewer windows do.
        limit: Exact,
    },
    /// Why the days (argument: day period, value; distinct days with a value count) do not make
    /// a year; null if they do. Text, the code form of `district::Reason`.
    YearShort {
        /// 324.
        year_days: i64,
        /// 27.
        month_days: i64,
        /// 25.
        february_days: i64,
    },
    /// Why the count of values (argument) is too small; null if it is not. Text.
    Short {
        /// The rule's name, which stands in the reason.
        rule: String,
        /// The least count.
        min: i64,
    },
}

/// One step of the graph: rows by key, computed from streams, other stages and constants.
#[derive(Debug, Clone)]
pub struct Stage {
    /// Its identity.
    pub id: StageId,
    /// For people: the model's or indicator's id, with a part number where one has several.
    pub name: String,
    /// What is computed. The root is `Aggregate` or `Durations`, or for a figure stage any
    /// row-wise relation whose first `keys` columns identify a row; nothing below the root
    /// aggregates.
    pub rel: Rel,
    /// How many leading columns of the output are the key.
    pub keys: usize,
}

/// Where an indicator's figures come out of the graph.
#[derive(Debug, Clone)]
pub struct FigureStage {
    /// The indicator.
    pub indicator: String,
    /// The edition it is computed under.
    pub edition: Option<String>,
    /// The stage whose rows are the figures. Its columns, in this order: `place` (text),
    /// `period`, the `by` columns (text), then `value`, `numerator`, `denominator` (exact, in
    /// units that are given here), `have`, `expected` (integer), `reason`, `note` (text).
    /// Columns that the indicator does not give are null.
    pub stage: StageId,
    /// How many `by` columns there are.
    pub by: usize,
}

/// The whole graph of a pack: stages in an order in which each follows what it reads.
#[derive(Debug, Clone, Default)]
pub struct Graph {
    /// The stages.
    pub stages: Vec<Stage>,
    /// Where figures come out.
    pub figures: Vec<FigureStage>,
}

impl Rel {
    /// The columns of its output.
    pub fn columns(&self) -> Vec<Col> {
        match self {
            Self::Scan { columns, .. }
            | Self::Union { columns, .. }
            | Self::Durations { columns, .. } => columns.clone(),
            Self::Filter { input, .. } => input.columns(),
            Self::Project { exprs, .. } => exprs.iter().map(|(_, col)| col.clone()).collect(),
            Self::Aggregate { keys, aggregates, .. } => keys
                .iter()
                .map(|(_, col)| col.clone())
                .chain(aggregates.iter().map(|(_, col)| col.clone()))
                .collect(),
            Self::Join { left, right, kind, .. } => {
                let mut columns = left.columns();
                match kind {
                    JoinKind::Inner | JoinKind::Left => columns.extend(right.columns()),
                    JoinKind::Semi | JoinKind::Anti => {}
                }
                columns
            }
        }
    }

    /// Calls `visit` on every scan below, left to right.
    pub fn scans<'a>(&'a self, visit: &mut dyn FnMut(&'a TableRef, usize)) {
        match self {
            Self::Scan { table, occurrence, .. } => visit(table, *occurrence),
            Self::Filter { input, .. }
            | Self::Project { input, .. }
            | Self::Aggregate { input, .. }
            | Self::Durations { input, .. } => input.scans(visit),
            Self::Join { left, right, .. } => {
                left.scans(visit);
                right.scans(visit);
            }
            Self::Union { inputs, .. } => inputs.iter().for_each(|input| input.scans(visit)),
        }
    }
}

impl Graph {
    /// The stage of that id.
    pub fn find(&self, id: &StageId) -> Option<&Stage> {
        self.stages.iter().find(|stage| stage.id == *id)
    }
}
