//! indicator
pub mod ir;
