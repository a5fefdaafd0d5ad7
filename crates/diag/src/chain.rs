//! The one place that puts an error and its causes into words.

use std::error::Error;

/// The error and everything that caused it, outermost first, joined by `: `.
///
/// A cause whose words the error above it already ends with is not said twice.
pub fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let words = error.to_string();
        if !text.ends_with(&words) {
            text.push_str(": ");
            text.push_str(&words);
        }
        cause = error.source();
    }
    text
}

#[cfg(test)]
mod tests;
