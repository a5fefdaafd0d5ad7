//! The HTTP API: routes, their documents, and nothing else.
