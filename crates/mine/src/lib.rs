//! Event logs: reading, mining, and writing them for other programs.
