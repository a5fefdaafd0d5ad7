-- The streams that were declared in this lake, as they are stored.
CREATE TABLE stream (
    id TEXT PRIMARY KEY,
    columns TEXT NOT NULL,
    key TEXT NOT NULL,
    zone TEXT NOT NULL
);

-- Snapshots: the only thing that readers follow.
CREATE TABLE snapshot (
    no INTEGER PRIMARY KEY,
    created_at_us INTEGER NOT NULL,
    cause TEXT NOT NULL
);
CREATE TABLE snapshot_table (
    snapshot INTEGER NOT NULL,
    stream TEXT NOT NULL,
    delta_version INTEGER NOT NULL,
    record_no_max INTEGER NOT NULL,
    PRIMARY KEY (snapshot, stream)
) WITHOUT ROWID;

-- The data files of each table, with the snapshots between which they are visible.
CREATE TABLE table_file (
    id INTEGER PRIMARY KEY,
    stream TEXT NOT NULL,
    path TEXT NOT NULL,
    rows INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    day_min INTEGER NOT NULL,
    day_max INTEGER NOT NULL,
    at_min INTEGER NOT NULL,
    at_max INTEGER NOT NULL,
    no_min INTEGER NOT NULL,
    no_max INTEGER NOT NULL,
    subjects BLOB,
    stats TEXT NOT NULL,
    added_snapshot INTEGER NOT NULL,
    added_version INTEGER NOT NULL,
    removed_snapshot INTEGER,
    removed_version INTEGER,
    gone INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX table_file_stream ON table_file (stream, added_snapshot);

-- Files as users handed them over; `no` is `file_no` of their records.
CREATE TABLE file (
    no INTEGER PRIMARY KEY AUTOINCREMENT,
    stream TEXT NOT NULL,
    path TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    sheet TEXT,
    format TEXT NOT NULL,
    state TEXT NOT NULL,
    base INTEGER NOT NULL,
    begun_at_us INTEGER NOT NULL,
    consumed INTEGER NOT NULL DEFAULT 0,
    added INTEGER NOT NULL DEFAULT 0,
    repeated INTEGER NOT NULL DEFAULT 0,
    corrected INTEGER NOT NULL DEFAULT 0,
    quarantined INTEGER NOT NULL DEFAULT 0,
    loaded_at_us INTEGER,
    snapshot INTEGER
);
CREATE INDEX file_sha256 ON file (stream, sha256);

-- Data files that are written and fsynced, but not yet in a table.
CREATE TABLE staged_file (
    id INTEGER PRIMARY KEY,
    file_no INTEGER NOT NULL,
    path TEXT NOT NULL,
    rows INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    day_min INTEGER NOT NULL,
    day_max INTEGER NOT NULL,
    at_min INTEGER NOT NULL,
    at_max INTEGER NOT NULL,
    no_min INTEGER NOT NULL,
    no_max INTEGER NOT NULL,
    subjects BLOB,
    stats TEXT NOT NULL
);
CREATE INDEX staged_file_no ON staged_file (file_no);
CREATE TABLE staged_superseded (
    file_no INTEGER NOT NULL,
    record_no INTEGER NOT NULL,
    by_record_no INTEGER NOT NULL,
    PRIMARY KEY (file_no, record_no)
) WITHOUT ROWID;

-- Commits that have begun; finished by whoever opens the folder next.
CREATE TABLE intent (
    id INTEGER PRIMARY KEY,
    at_us INTEGER NOT NULL,
    cause TEXT NOT NULL,
    body TEXT NOT NULL
);

CREATE TABLE superseded (
    stream TEXT NOT NULL,
    record_no INTEGER NOT NULL,
    by_record_no INTEGER NOT NULL,
    snapshot INTEGER NOT NULL,
    PRIMARY KEY (stream, record_no)
) WITHOUT ROWID;

CREATE TABLE quarantine (
    id INTEGER PRIMARY KEY,
    stream TEXT NOT NULL,
    file_no INTEGER NOT NULL,
    line INTEGER NOT NULL,
    cell TEXT NOT NULL,
    column_id TEXT NOT NULL,
    code TEXT NOT NULL,
    expected_zh TEXT NOT NULL,
    expected_en TEXT NOT NULL,
    found TEXT NOT NULL,
    raw BLOB NOT NULL,
    state TEXT NOT NULL,
    at_us INTEGER NOT NULL,
    UNIQUE (file_no, line, cell, column_id)
);
CREATE INDEX quarantine_stream ON quarantine (stream, state);

-- One row per revision of a figure. Exact numbers are texts such as `44/7`.
CREATE TABLE figure (
    id INTEGER PRIMARY KEY,
    indicator TEXT NOT NULL,
    place TEXT NOT NULL,
    period INTEGER NOT NULL,
    period_text TEXT NOT NULL,
    edition TEXT NOT NULL,
    by_text TEXT NOT NULL,
    value TEXT,
    numerator TEXT,
    denominator TEXT,
    have INTEGER,
    of_ INTEGER,
    reason TEXT,
    note TEXT,
    snapshot INTEGER NOT NULL,
    pack_digest TEXT NOT NULL,
    computed_at_us INTEGER NOT NULL,
    superseded_by INTEGER
);
CREATE INDEX figure_key ON figure (indicator, place, period, edition, by_text);
CREATE UNIQUE INDEX figure_current ON figure (indicator, place, period, edition, by_text)
    WHERE superseded_by IS NULL;
CREATE INDEX figure_place ON figure (place, indicator);

CREATE TABLE cache (
    stage TEXT PRIMARY KEY,
    fingerprint TEXT NOT NULL,
    snapshot INTEGER NOT NULL,
    manifest TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE pack (
    digest TEXT PRIMARY KEY,
    id TEXT NOT NULL,
    version TEXT NOT NULL,
    archived_at_us INTEGER NOT NULL
) WITHOUT ROWID;
