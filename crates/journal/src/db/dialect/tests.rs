//! Statements in both dialects.

use super::Sql;
use expect_test::{Expect, expect};

fn check(sql: &Sql, expected: &Expect) {
    expected.assert_eq(&format!("{}\n--\n{}", sql.sqlite, sql.postgres));
}

#[test]
fn marks_become_what_each_engine_calls_them() {
    check(
        &Sql::new("INSERT INTO a (b, c) SELECT INT(0), HEX(1) FROM ROWS($1) WHERE TXT(2) = ''"),
        &expect![[r"
            INSERT INTO a (b, c) SELECT (j.value ->> 0), unhex(j.value ->> 1) FROM json_each($1) AS j WHERE (j.value ->> 2) = ''
            --
            INSERT INTO a (b, c) SELECT CAST(j.value ->> 0 AS BIGINT), decode(j.value ->> 1, 'hex') FROM jsonb_array_elements($1::jsonb) AS j(value) WHERE (j.value ->> 2) = ''"]],
    );
}

#[test]
fn writes_go_together() {
    check(
        &Sql::together(&["DELETE FROM a WHERE b = #", "DELETE FROM b WHERE c = #"]),
        &expect![[r"
            DELETE FROM a WHERE b = $1;
            DELETE FROM b WHERE c = $2
            --
            WITH w0 AS (DELETE FROM a WHERE b = $1),
            w1 AS (DELETE FROM b WHERE c = $2)
            SELECT 1"]],
    );
}
