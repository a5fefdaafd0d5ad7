//! The two texts of a commit.

use crate::db::dialect::statements;
use crate::db::{Arg, Sql};
use std::sync::OnceLock;

statements! {
    /// All that a batch needs to know: `what, key, n, m, hash, a, b, c, d, e`.
    READ = "
        SELECT CAST(0 AS BIGINT) AS what, '' AS key, seq AS n, message_no AS m,
            chain_hash AS hash, '' AS a, '' AS b, '' AS c, '' AS d, key_no AS e
        FROM tip
        UNION ALL
        SELECT 1, h.case_id, h.events, h.opened_us, h.case_hash, h.status, h.thing, h.place,
            h.applicant, h.last_seq
        FROM EACH($1) CROSS JOIN case_head h WHERE h.case_id = j.value
        UNION ALL
        SELECT 2, c.key, c.seq, c.events, c.digest, c.answer, c.case_id, '', '', 0
        FROM EACH($2) CROSS JOIN command c WHERE c.key = j.value
        UNION ALL
        SELECT 3, t.key, t.claimed, t.light, NULL, t.office, t.level, t.place, '', 0
        FROM EACH($3) CROSS JOIN task t WHERE t.key = j.value
        UNION ALL
        SELECT 4, o.key, 0, 0, NULL, '', '', '', '', 0
        FROM EACH($4) CROSS JOIN outbox o WHERE o.key = j.value
        UNION ALL
        SELECT 5, p.person, p.generation, COALESCE(p.erased_us, -1), NULL, '', '', '', '', 0
        FROM EACH($5) CROSS JOIN person_key p WHERE p.person = j.value";
}

/// Tables that every batch writes to, by their place in [`WRITES`].
const ALWAYS: [usize; 3] = [0, 3, 14];

/// Tables that a batch writes to or not.
const GROUPS: [&[usize]; 9] = [&[1], &[2], &[4], &[5], &[6], &[7], &[8], &[9], &[10, 11, 12, 13]];

static TEXTS: [OnceLock<Sql>; 1 << GROUPS.len()] = [const { OnceLock::new() }; 1 << GROUPS.len()];

/// The text for a batch with these rows, and its arguments. The usual batch writes to few
/// tables, and a statement without rows costs as much as one with a row.
pub(super) fn write(rows: [String; WRITES.len()]) -> (&'static Sql, Vec<Arg>) {
    let mut needed = ALWAYS.to_vec();
    let mut at = 0;
    for (bit, group) in GROUPS.iter().enumerate() {
        if group.iter().any(|place| rows.get(*place).is_some_and(|rows| rows != "[]")) {
            at |= 1 << bit;
            needed.extend(*group);
        }
    }
    needed.sort_unstable();
    let texts =
        || -> Vec<&str> { needed.iter().filter_map(|place| WRITES.get(*place).copied()).collect() };
    let sql = TEXTS.get(at).unwrap_or(&TEXTS[TEXTS.len() - 1]);
    let args = rows
        .into_iter()
        .enumerate()
        .filter(|(place, _)| needed.contains(place))
        .map(|(_, rows)| Arg::Text(rows))
        .collect();
    (sql.get_or_init(|| Sql::together(&texts())), args)
}

/// The writes; `#` becomes the number of the argument with the JSON rows of the table.
const WRITES: [&str; 15] = [
    "INSERT INTO event (seq, case_id, case_seq, at_us, kind, body, case_hash, chain_hash,
            prev_seq)
        SELECT INT(0), TXT(1), INT(2), INT(3), TXT(4), TXT(5), HEX(6), HEX(7), INT(8)
        FROM ROWS(#)",
    "INSERT INTO case_head (case_id, events, last_seq, case_hash, status, thing, place, applicant,
            opened_us, changed_us, body)
        SELECT TXT(0), INT(1), INT(2), HEX(3), TXT(4), TXT(5), TXT(6), TXT(7), INT(8), INT(9),
            TXT(10)
        FROM ROWS(#) WHERE true
        ON CONFLICT (case_id) DO UPDATE SET events = excluded.events,
            last_seq = excluded.last_seq, case_hash = excluded.case_hash, status = excluded.status, thing = excluded.thing,
            place = excluded.place, applicant = excluded.applicant,
            opened_us = excluded.opened_us, changed_us = excluded.changed_us,
            body = excluded.body",
    // Rows of which no indexed column changes: their indexes are left alone.
    "INSERT INTO case_head (case_id, events, last_seq, case_hash, status, thing, place, applicant,
            opened_us, changed_us, body)
        SELECT TXT(0), INT(1), INT(2), HEX(3), '', '', '', '', 0, INT(4), TXT(5)
        FROM ROWS(#) WHERE true
        ON CONFLICT (case_id) DO UPDATE SET events = excluded.events,
            last_seq = excluded.last_seq, case_hash = excluded.case_hash, changed_us = excluded.changed_us,
            body = COALESCE(excluded.body, case_head.body)",
    "INSERT INTO command (key, digest, answer, case_id, seq, events, at_us)
        SELECT TXT(0), HEX(1), TXT(2), TXT(3), INT(4), INT(5), INT(6) FROM ROWS(#)",
    "INSERT INTO task (key, case_id, office, level, place, light, due_us, claimed, claimed_by,
            body)
        SELECT TXT(0), TXT(1), TXT(2), TXT(3), TXT(4), INT(5), INT(6), INT(7), TXT(8), TXT(9)
        FROM ROWS(#) WHERE true
        ON CONFLICT (key) DO UPDATE SET case_id = excluded.case_id, office = excluded.office,
            level = excluded.level, place = excluded.place, light = excluded.light,
            due_us = excluded.due_us, claimed = excluded.claimed,
            claimed_by = excluded.claimed_by, body = excluded.body",
    "DELETE FROM task WHERE key IN (SELECT j.value FROM EACH(#))",
    "INSERT INTO task_count (office, level, place, claimed, light, tasks)
        SELECT TXT(0), TXT(1), TXT(2), INT(3), INT(4), INT(5) FROM ROWS(#) WHERE true
        ON CONFLICT (office, level, place, claimed, light)
            DO UPDATE SET tasks = task_count.tasks + excluded.tasks",
    "INSERT INTO timer (key, case_id, kind, due_us, body)
        SELECT TXT(0), TXT(1), TXT(2), INT(3), TXT(4) FROM ROWS(#) WHERE true
        ON CONFLICT (key) DO UPDATE SET case_id = excluded.case_id, kind = excluded.kind,
            due_us = excluded.due_us, body = excluded.body",
    "DELETE FROM timer WHERE key IN (SELECT j.value FROM EACH(#))",
    "INSERT INTO outbox (id, key, destination, kind, body, case_id, seq, made_us, state, tries,
            next_us, done_us, error)
        SELECT INT(0), TXT(1), TXT(2), TXT(3), TXT(4), TXT(5), INT(6), INT(7), 0, 0, INT(8), 0, ''
        FROM ROWS(#)",
    "INSERT INTO result (id, holder, kind, case_id, given_on, until_on, revoked_us, revoked_why,
            body)
        SELECT TXT(0), TXT(1), TXT(2), TXT(3), TXT(4), TXT(5), INT(6), TXT(7), TXT(8)
        FROM ROWS(#) WHERE true
        ON CONFLICT (id) DO UPDATE SET holder = excluded.holder, kind = excluded.kind,
            case_id = excluded.case_id, given_on = excluded.given_on,
            until_on = excluded.until_on, revoked_us = excluded.revoked_us,
            revoked_why = excluded.revoked_why, body = excluded.body",
    "UPDATE result SET revoked_us = INT(1), revoked_why = TXT(2)
        FROM ROWS(#) WHERE result.id = TXT(0)",
    "INSERT INTO person_key (person, generation, id, made_us)
        SELECT TXT(0), INT(1), INT(2), INT(3) FROM ROWS(#)",
    "INSERT INTO key_secret (id, wrapped) SELECT INT(0), HEX(1) FROM ROWS(#)",
    "UPDATE tip SET seq = INT(0), chain_hash = HEX(1), message_no = INT(2), key_no = INT(3)
        FROM ROWS(#)",
];
