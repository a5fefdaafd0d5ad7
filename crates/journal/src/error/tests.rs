//! Errors sorted and said in both languages.
