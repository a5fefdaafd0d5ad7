//! What the programs of this benchmark share.

pub mod adapter;
pub mod http;

/// The items of the job, in the order in which one client completes them: A, then B, C and D,
/// which wait for A only, then E, which waits for all three.
pub const ITEMS: [&str; 5] = ["a", "b", "c", "d", "e"];

/// Count, p50, p99 and the largest of some milliseconds.
pub fn quantiles(mut took: Vec<f64>) -> serde_json::Value {
    took.sort_by(f64::total_cmp);
    let at = |share: f64| {
        let index = ((took.len() as f64 * share).ceil() as usize).clamp(1, took.len().max(1)) - 1;
        took.get(index).copied().unwrap_or(f64::NAN)
    };
    serde_json::json!({ "n": took.len(), "p50": at(0.50), "p99": at(0.99), "max": at(1.0) })
}
