//! The words of the district: checked declarations and the values that everything else passes
//! around: exact numbers, units, periods, places, working calendar.
//!
//! Invariants, stated as absences: no number here is a float; nothing here reads a file, a
//! clock or the environment; no map here iterates in hash order.
//!
//! Knows nothing of files, SQL engines and sockets.
//! Start reading at [`Pack`].
#![warn(missing_docs)]

pub mod access;
pub mod access_streams;
pub mod calendar;
pub mod case_streams;
pub mod declare;
pub mod exact;
pub mod figure;
pub mod period;
pub mod place;
pub mod plan;
pub mod rule;
pub mod schema;
pub mod service;
pub mod suggest;
pub mod unit;
pub mod workday;

pub use access::{
    AccessRules, CIRCLE_KIND, Circle, DistrictAccess, DriveRules, FacilityKind, NetworkFile,
    WalkRules, Walker,
};
pub use access_streams::{access_stream, access_streams};
pub use calendar::WorkCalendar;
pub use case_streams::{case_stream, case_streams};
pub use declare::{
    Better, Bounds, Column, Edition, FileFormat, FileSource, Indicator, Model, Pack, PackTable,
    Report, RollUp, SqlText, Standard, Stream, StreamKind, TableColumn, Target,
};
pub use exact::{Exact, Rounding};
pub use figure::{Coverage, Figure, FigureKey, Reason};
pub use period::{Grain, Period, Zone};
pub use place::{Place, PlaceId, PlaceTree};
pub use rule::{Answers, Rule, Value};
pub use schema::DataType;
pub use service::{Services, Slot};
pub use suggest::did_you_mean;
pub use unit::{Dimension, Unit, UnitError};
pub use workday::{DueDate, WorkDays};

pub use diag::Text;
