-- Layout 1, in SQLite's words; db/dialect.rs puts it into PostgreSQL's.

-- One row: the end of the chain and the numbers given out so far.
CREATE TABLE tip (
    id INTEGER PRIMARY KEY,
    seq INTEGER NOT NULL,
    chain_hash BLOB NOT NULL,
    message_no INTEGER NOT NULL,
    key_no INTEGER NOT NULL
);

-- Each event names the one before it in its case, and the case names its last: the events of a
-- case are found without an index, which would cost each commit one more page.
CREATE TABLE event (
    seq INTEGER PRIMARY KEY,
    case_id TEXT NOT NULL,
    case_seq INTEGER NOT NULL,
    at_us INTEGER NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    case_hash BLOB NOT NULL,
    chain_hash BLOB NOT NULL,
    prev_seq INTEGER NOT NULL
);

CREATE TABLE case_head (
    case_id TEXT PRIMARY KEY,
    events INTEGER NOT NULL,
    last_seq INTEGER NOT NULL,
    case_hash BLOB NOT NULL,
    status TEXT NOT NULL,
    thing TEXT NOT NULL,
    place TEXT NOT NULL,
    applicant TEXT NOT NULL,
    opened_us INTEGER NOT NULL,
    changed_us INTEGER NOT NULL,
    body TEXT
);
CREATE INDEX case_opened ON case_head (opened_us, case_id);
CREATE INDEX case_status ON case_head (status, opened_us, case_id);
CREATE INDEX case_thing ON case_head (thing, opened_us, case_id);
CREATE INDEX case_thing_status ON case_head (thing, status, opened_us, case_id);
CREATE INDEX case_place ON case_head (place, opened_us, case_id);
CREATE INDEX case_place_status ON case_head (place, status, opened_us, case_id);
CREATE INDEX case_applicant ON case_head (applicant, opened_us, case_id);

CREATE TABLE command (
    key TEXT PRIMARY KEY,
    digest BLOB NOT NULL,
    answer TEXT NOT NULL,
    case_id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    events INTEGER NOT NULL,
    at_us INTEGER NOT NULL
);

-- One index serves every inbox, desk by desk: each further one would cost each commit two pages.
CREATE TABLE task (
    key TEXT PRIMARY KEY,
    case_id TEXT NOT NULL,
    office TEXT NOT NULL,
    level TEXT NOT NULL,
    place TEXT NOT NULL,
    light INTEGER NOT NULL,
    due_us INTEGER NOT NULL,
    claimed INTEGER NOT NULL,
    claimed_by TEXT NOT NULL,
    body TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX task_desk ON task (office, level, place, claimed, due_us, key);
CREATE INDEX task_claim ON task (claimed_by, due_us, key) WHERE claimed = 1;

CREATE TABLE task_count (
    office TEXT NOT NULL,
    level TEXT NOT NULL,
    place TEXT NOT NULL,
    claimed INTEGER NOT NULL,
    light INTEGER NOT NULL,
    tasks INTEGER NOT NULL,
    PRIMARY KEY (office, level, place, claimed, light)
) WITHOUT ROWID;

CREATE TABLE timer (
    key TEXT PRIMARY KEY,
    case_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    due_us INTEGER NOT NULL,
    body TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX timer_due ON timer (due_us, key);

-- state: 0 waiting, 1 delivered, 2 dead.
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL,
    destination TEXT NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    case_id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    made_us INTEGER NOT NULL,
    state INTEGER NOT NULL,
    tries INTEGER NOT NULL,
    next_us INTEGER NOT NULL,
    done_us INTEGER NOT NULL,
    error TEXT NOT NULL
);
CREATE UNIQUE INDEX outbox_key ON outbox (key);
CREATE INDEX outbox_due ON outbox (destination, next_us, id) WHERE state = 0;
CREATE INDEX outbox_dead ON outbox (id) WHERE state = 2;

CREATE TABLE result (
    id TEXT PRIMARY KEY,
    holder TEXT NOT NULL,
    kind TEXT NOT NULL,
    case_id TEXT NOT NULL,
    given_on TEXT NOT NULL,
    until_on TEXT,
    revoked_us INTEGER,
    revoked_why TEXT,
    body TEXT NOT NULL
);
CREATE INDEX result_holder ON result (holder, id);

-- The bytes of keys lie apart, in a table that only grows and is overwritten in place: no cell
-- of it is ever moved to another page, so that an erased key lies nowhere else.
CREATE TABLE person_key (
    person TEXT NOT NULL,
    generation INTEGER NOT NULL,
    id INTEGER NOT NULL,
    made_us INTEGER NOT NULL,
    erased_us INTEGER,
    PRIMARY KEY (person, generation)
);
CREATE TABLE key_secret (
    id INTEGER PRIMARY KEY,
    wrapped BLOB NOT NULL
);

CREATE TABLE subscription (
    id TEXT PRIMARY KEY,
    url TEXT NOT NULL,
    secret_ref TEXT NOT NULL,
    kinds TEXT NOT NULL,
    active INTEGER NOT NULL,
    made_us INTEGER NOT NULL
);

CREATE TABLE reached (
    name TEXT PRIMARY KEY,
    seq INTEGER NOT NULL
);

CREATE TABLE checkpoint (
    seq INTEGER PRIMARY KEY,
    chain_hash BLOB NOT NULL,
    at_us INTEGER NOT NULL,
    signatures TEXT NOT NULL
);
