//! The plans of the inbox.
