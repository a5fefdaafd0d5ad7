//! Buckets: rows in, files, rows out.
