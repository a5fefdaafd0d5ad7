//! One test for each finding; the text that its span covers stands in backticks.

use super::{Fragment, air, findings, machines};
use district::{Grain, Indicator, Unit};
use expect_test::{Expect, expect};

#[expect(clippy::needless_pass_by_value, reason = "reads as one expression")]
fn check(fragment: Fragment, expected: Expect) {
    expected.assert_eq(&findings(&fragment));
}

/// Checks SQL that stands as a subquery in an indicator which is otherwise fine.
fn check_sql(sql: &str, expected: Expect) {
    let whole = "SELECT 'beijing' AS place, year(observed_at) AS period, count(*) AS value
FROM air_hour WHERE EXISTS (SELECT 1 FROM m WHERE m.station = air_hour.station)
GROUP BY year(observed_at)";
    let fragment = air().model("m", sql).indicator_with("i", whole, |indicator| {
        indicator.unit = Unit::dimensionless();
    });
    check(fragment, expected);
}

/// Checks an expression over the columns of `air_hour`.
fn check_expr(sql: &str, expected: Expect) {
    check_sql(&format!("SELECT station, {sql} AS x FROM air_hour"), expected);
}

/// Checks an indicator by year.
fn check_figure(sql: &str, change: impl FnOnce(&mut Indicator), expected: Expect) {
    check(air().indicator_with("i", sql, change), expected);
}

fn bare(indicator: &mut Indicator) {
    indicator.unit = Unit::dimensionless();
}

fn edition_2026(indicator: &mut Indicator) {
    indicator.unit = Unit::dimensionless();
    indicator.standard = Some("hj633".to_owned());
    indicator.editions = vec!["2026".to_owned()];
}

#[test]
fn e0201_not_parsed() {
    check_sql(
        "SELECT station, FROM air_hour",
        expect![[r#"
            error[E0201] m `FROM`: SQL cannot be read: Expected an expression, found: FROM
        "#]],
    );
}

#[test]
fn e0201_not_tokenized() {
    check_sql(
        "SELECT 'station FROM air_hour",
        expect![[r#"
            error[E0201] m `'`: SQL cannot be read: Unterminated string literal
        "#]],
    );
}

#[test]
fn e0202_too_deep() {
    let sql =
        format!("SELECT station, {}1{} AS x FROM air_hour", "(".repeat(1000), ")".repeat(1000));
    check_sql(
        &sql,
        expect![[r#"
        error[E0202] m `SELECT station, ((((((((((((((((((((((((((((((((((((((((((((`: SQL is nested too deeply or is too long
          help: split it into several models
    "#]],
    );
}

#[test]
fn e0203_not_a_query() {
    check_sql(
        "DELETE FROM air_hour",
        expect![[r#"
            error[E0203] m `DELETE`: expected `SELECT` or `WITH`, found `DELETE`
              help: write one query a file
        "#]],
    );
}

#[test]
fn e0203_two_queries() {
    check_sql(
        "SELECT station FROM air_hour; SELECT station FROM air_hour",
        expect![[r#"
            error[E0203] m `SELECT`: `SELECT` follows the end of the query
              help: write one query a file
        "#]],
    );
}

#[test]
fn e0203_nothing() {
    check_sql(
        "  ",
        expect![[r#"
            error[E0203] m ``: there is no SQL statement
              help: write one query a file
        "#]],
    );
}

#[test]
fn e0204_not_accepted() {
    check_sql(
        "SELECT station FROM air_hour WHERE wd SIMILAR TO 'N%' UNION SELECT station FROM air_hour",
        expect![[r#"
            error[E0204] m `SELECT station FROM air_hour WHERE wd SIMILAR TO 'N%' UNION `: `UNION` is not accepted
              help: use `UNION ALL`; SELECT DISTINCT to drop repeats, NOT EXISTS for a difference
            error[E0204] m `wd SIMILAR TO 'N%'`: `wd SIMILAR TO 'N%'` is not accepted
              help: the manual lists what can be written
        "#]],
    );
}

#[test]
fn e0204_floor_and_extract() {
    check_expr(
        "floor(\"CO\") + EXTRACT(YEAR FROM observed_at)",
        expect![[r#"
        error[E0204] m `"CO"`: `CEIL/FLOOR` is not accepted
          help: use `round_up(x, 0)` or `round(x, 0)`
        error[E0204] m `observed_at`: `EXTRACT` is not accepted
          help: use `year(t)`, `month_of_year(t)`, `hour_of_day(t)`
    "#]],
    );
}

#[test]
fn e0205_window() {
    check_expr(
        "lead(observed_at) OVER (PARTITION BY station ORDER BY observed_at)",
        expect![[r#"
            error[E0205] m `lead(observed_at)`: window functions (OVER) are not accepted
              help: use `durations(…)` for states, a join on `back(period, 1)` for the period before, GROUP BY for the rest
        "#]],
    );
}

#[test]
fn e0206_order_and_limit() {
    check_sql(
        "SELECT station FROM air_hour ORDER BY station LIMIT 3",
        expect![[r#"
            error[E0206] m `station`: `ORDER BY` is not accepted
              help: remove it: a model is a set without order; for the greatest use `max` or `min`
            error[E0206] m `3`: `LIMIT` is not accepted
              help: remove it: a model is a set without order; for the greatest use `max` or `min`
        "#]],
    );
}

#[test]
fn e0207_scalar_subquery() {
    check_expr(
        "(SELECT max(station) FROM air_hour)",
        expect![[r#"
        error[E0207] m `SELECT max(station) FROM air_hour`: a subquery as a value is not accepted
          help: make it a model or a WITH part, and join it
    "#]],
    );
}

#[test]
fn e0208_not_in() {
    check_sql(
        "SELECT station FROM air_hour WHERE station NOT IN (SELECT parent FROM place)",
        expect![[r#"
            error[E0208] m `station NOT IN (SELECT parent FROM place)`: `NOT IN (SELECT …)` is not accepted
              help: use `NOT EXISTS (SELECT 1 FROM … WHERE … = …)`: one null in the subquery and NOT IN keeps no row at all
        "#]],
    );
}

#[test]
fn e0209_float() {
    check_expr(
        "CAST(\"CO\" AS double precision) + 1e5",
        expect![[r#"
        error[E0209] m `"CO"`: `DOUBLE PRECISION` is a float
          help: write a decimal such as `0.1`, `decimal(6)` or `exact`
        error[E0209] m `1e5`: `1e5` is a float
          help: write a decimal such as `0.1`, `decimal(6)` or `exact`
    "#]],
    );
}

#[test]
fn e0210_cross_join() {
    check_sql(
        "SELECT a.station FROM air_hour a, place p JOIN place q ON q.id <> p.id",
        expect![[r#"
            error[E0210] m `place p`: the join has no equality between left and right
              help: write `JOIN … ON a.x = b.x`
        "#]],
    );
}

#[test]
fn e0210_no_equality() {
    check_sql(
        "SELECT a.station FROM air_hour a JOIN place p ON p.level = 'city' CROSS JOIN place q",
        expect![[r#"
            error[E0210] m `p.level = 'city'`: the join has no equality between left and right
              help: write `JOIN … ON a.x = b.x`
            error[E0210] m `place q`: the join has no equality between left and right
              help: write `JOIN … ON a.x = b.x`
        "#]],
    );
}

#[test]
fn e0211_join_kind() {
    check_sql(
        "SELECT a.station FROM air_hour a RIGHT JOIN place p ON p.id = a.station NATURAL JOIN place q",
        expect![[r#"
            error[E0211] m `place p`: `RIGHT JOIN` is not accepted
              help: use `JOIN … ON` or `LEFT JOIN … ON`
            error[E0211] m `place q`: `NATURAL JOIN` is not accepted
              help: use `JOIN … ON` or `LEFT JOIN … ON`
        "#]],
    );
}

#[test]
fn e0212_subquery_place() {
    check_sql(
        "SELECT station FROM air_hour WHERE wd = 'N' OR station IN (SELECT id FROM place)",
        expect![[r#"
            error[E0212] m `station IN (SELECT id FROM place)`: `IN (SELECT …)` can only be a part of WHERE joined by AND
              help: move it to the top of WHERE, or use LEFT JOIN
        "#]],
    );
}

#[test]
fn e0213_exists_shape() {
    check_sql(
        "SELECT station FROM air_hour WHERE EXISTS (SELECT 1 FROM place WHERE level = 'city')",
        expect![[r#"
            error[E0213] m `SELECT 1 FROM place WHERE level = 'city'`: the subquery of EXISTS needs an equality with the outer rows, and only FROM and WHERE
              help: write `EXISTS (SELECT 1 FROM b WHERE b.x = a.x)`
        "#]],
    );
}

#[test]
fn e0220_table_and_nothing_after_it() {
    check_sql(
        "SELECT station, x + 1 AS y, q.z FROM air_hours",
        expect![[r#"
            error[E0220] m `q`: there is no table `q`
              help: tables are streams, models, constant tables, `place` and `place_ancestor`
            error[E0220] m `air_hours`: there is no table `air_hours`
              help: did you mean `air_hour`
        "#]],
    );
}

#[test]
fn e0221_several_columns() {
    check_sql(
        "SELECT staton AS station, pm25 AS a, \"PM2.5\" AS b, p.zz AS c FROM air_hour JOIN place p ON p.id = stations",
        expect![[r#"
            error[E0221] m `staton`: there is no column `staton`
              help: did you mean `station`
            error[E0221] m `pm25`: there is no column `pm25`
              help: did you mean `PM2.5`
            error[E0221] m `zz`: there is no column `zz`
              help: did you mean `zh`
            error[E0221] m `stations`: there is no column `stations`
              help: did you mean `station`
        "#]],
    );
}

#[test]
fn e0222_ambiguous() {
    check_sql(
        "SELECT station FROM air_hour a JOIN air_hour b ON a.station = b.station",
        expect![[r#"
            error[E0222] m `station`: column `station` is in each of `a`, `b`
              help: say which: `a.station`
        "#]],
    );
}

#[test]
fn e0223_cycle() {
    let fragment = air()
        .model("a", "SELECT station, nope FROM b")
        .model("b", "SELECT c.station FROM c")
        .model("c", "SELECT station FROM a")
        .model("d", "SELECT station FROM a")
        .indicator_with(
            "i",
            "SELECT station AS place, all_time() AS period, 1 AS value FROM d",
            |i| {
                i.unit = Unit::dimensionless();
                i.grain = Grain::All;
            },
        );
    check(
        fragment,
        expect![[r#"
            error[E0223] a `SELECT station, nope FROM b`: models form a cycle: `a → b → c → a`
              help: remove one of the references on the cycle
        "#]],
    );
}

#[test]
fn e0224_function() {
    check_expr(
        "averge(\"CO\")",
        expect![[r#"
            error[E0224] m `averge("CO")`: there is no function `averge`
              help: the manual lists the functions
        "#]],
    );
}

#[test]
fn e0225_alias_twice() {
    check_sql(
        "SELECT a.station FROM air_hour a JOIN place a ON a.id = a.station",
        expect![[r#"
            error[E0225] m `place a`: two tables are called `a`
              help: give one of them another alias
        "#]],
    );
}

#[test]
fn e0226_output_twice() {
    check_sql(
        "SELECT station, wd AS station FROM air_hour",
        expect![[r#"
            error[E0226] m `wd`: output column `station` occurs twice
              help: rename one with AS
        "#]],
    );
}

#[test]
fn e0227_output_unnamed() {
    check_sql(
        "SELECT station, 1 + 1 FROM air_hour",
        expect![[r#"
            error[E0227] m `1 + 1`: an output column has no name
              help: name it with AS
        "#]],
    );
}

#[test]
fn e0230_aggregate_in_where() {
    check_sql(
        "SELECT station FROM air_hour WHERE count(*) > 3 GROUP BY station, max(wd)",
        expect![[r#"
            error[E0230] m `count(*)`: aggregate `count` cannot stand in WHERE
              help: put conditions on aggregates in HAVING, or make a model first
            error[E0230] m `max(wd)`: aggregate `max` cannot stand in GROUP BY
              help: put conditions on aggregates in HAVING, or make a model first
        "#]],
    );
}

#[test]
fn e0231_not_grouped() {
    check_sql(
        "SELECT station, wd, count(*) AS n, sum(\"CO\") / \"CO\" AS r FROM air_hour GROUP BY station",
        expect![[r#"
            error[E0231] m `wd`: column `wd` is neither in GROUP BY nor aggregated
              help: add it to GROUP BY, or aggregate it, as in `max(wd)`
            error[E0231] m `"CO"`: column `CO` is neither in GROUP BY nor aggregated
              help: add it to GROUP BY, or aggregate it, as in `max(CO)`
        "#]],
    );
}

#[test]
fn e0232_nested() {
    check_sql(
        "SELECT station, max(avg(\"CO\")) AS x FROM air_hour GROUP BY station",
        expect![[r#"
            error[E0232] m `avg("CO")`: aggregate `avg` stands inside another aggregate
              help: make the inner one a model or a WITH part
        "#]],
    );
}

#[test]
fn e0233_ungrouped() {
    check_sql(
        "SELECT max(station) AS station FROM air_hour",
        expect![[r#"
            error[E0233] m `SELECT`: there are aggregates but no GROUP BY
              help: add GROUP BY; for one group of all rows use `all_time()`
        "#]],
    );
}

#[test]
fn e0234_union_width() {
    check_sql(
        "SELECT station, wd FROM air_hour UNION ALL SELECT station FROM air_hour",
        expect![[r#"
            error[E0234] m `SELECT station FROM air_hour`: UNION ALL has 2 columns in its first part, 1 in this one
              help: select the same columns in each part
        "#]],
    );
}

#[test]
fn e0235_argument_count() {
    check_expr(
        "round(\"CO\", 1, 2) || back(observed_at)",
        expect![[r#"
            error[E0235] m `round("CO", 1, 2)`: `round` has the wrong number of arguments: 3 given
              help: write `round(x, 2)`
            error[E0235] m `back(observed_at)`: `back` has the wrong number of arguments: 1 given
              help: write `back(period, 1)`
        "#]],
    );
}

#[test]
fn e0236_argument_type() {
    check_expr(
        "month(station)",
        expect![[r#"
        error[E0236] m `station`: `month` takes an instant, a date or a period, found text
    "#]],
    );
}

#[test]
fn e0236_back_wants_a_period() {
    check_expr(
        "back(observed_at, 1)",
        expect![[r#"
        error[E0236] m `observed_at`: `back` takes a period, found instant
    "#]],
    );
}

#[test]
fn e0237_literal_wanted() {
    check_sql(
        "SELECT station, percentile(\"CO\", \"TEMP\") AS p, short(wd, wd, 3) AS s FROM air_hour GROUP BY station",
        expect![[r#"
            error[E0237] m `"TEMP"`: this argument of `percentile` must be written out
              help: write `percentile(x, 0.98)`
            error[E0237] m `wd`: this argument of `short` must be written out
              help: write `short('day_hours', x, 20)`
        "#]],
    );
}

#[test]
fn e0238_grain() {
    let sql = "SELECT machine AS place, period, sum(seconds) AS value
FROM durations(machine_state, 'week') GROUP BY machine, period";
    check(
        machines().indicator("i", sql),
        expect![[r#"
        error[E0238] i `'week'`: there is no period size `week`
          help: use one of `hour`, `day`, `month`, `quarter`, `year`, `all`
    "#]],
    );
}

#[test]
fn e0239_finer() {
    check_expr(
        "day(month(observed_at))",
        expect![[r#"
            error[E0239] m `day(month(observed_at))`: a month has more than one day
              help: derive it from an instant or a smaller period
        "#]],
    );
}

#[test]
fn e0241_calendar() {
    check_expr(
        "workdays_between(observed_at, \"on\", 'ch')",
        expect![[r#"
        error[E0241] m `'ch'`: there is no calendar `ch`
          help: did you mean `cn`
    "#]],
    );
}

#[test]
fn e0242_mismatch() {
    check_expr(
        "CASE WHEN day(observed_at) = month(observed_at) THEN 1 ELSE 'x' END",
        expect![[r#"
            error[E0242] m `month(observed_at)`: `=` has period(day) on one side and period(month) on the other
              help: bring both to one type with a function or CAST
            error[E0242] m `'x'`: `CASE` has integer on one side and text on the other
              help: bring both to one type with a function or CAST
        "#]],
    );
}

#[test]
fn e0243_operand() {
    check_expr(
        "station + 1",
        expect![[r#"
        error[E0243] m `station`: `+` cannot be applied to text
    "#]],
    );
}

#[test]
fn e0244_condition() {
    check_sql(
        "SELECT station FROM air_hour WHERE 1 AND NOT wd",
        expect![[r#"
            error[E0244] m `1`: a condition is boolean, found integer
              help: write a comparison such as `x > 0`
            error[E0244] m `wd`: a condition is boolean, found text
              help: write a comparison such as `x > 0`
        "#]],
    );
}

#[test]
fn e0245_not_a_time() {
    check_expr(
        "month(observed_at) = '2015-3' AND \"on\" = '2015-02-30' AND observed_at < TIMESTAMP 'noon'",
        expect![[r#"
            error[E0245] m `'2015-3'`: `2015-3` cannot be read as period(month)
              help: write `'2015-03'`
            error[E0245] m `'2015-02-30'`: `2015-02-30` cannot be read as date
              help: write `'2015-03-01'`
            error[E0245] m `'noon'`: `noon` cannot be read as instant
              help: write `'2015-03-01 08:00:00+08:00'`
        "#]],
    );
}

#[test]
fn e0246_number() {
    let sql = format!("{}.5", "9".repeat(5000));
    check_expr(
        &sql,
        expect![[r#"
            error[E0246] m `999999999999999999999999999999999999999999999999999999999999`: `999999999999999999999999` is not a number that can be used here
              help: write a decimal such as `12.5`
        "#]],
    );
}

#[test]
fn e0247_cast() {
    check_expr(
        "CAST(observed_at AS integer)",
        expect![[r#"
        error[E0247] m `observed_at`: instant cannot be cast to INTEGER
          help: cast to text, integer, decimal(s), exact or date; for text use `number(x)`
    "#]],
    );
}

#[test]
fn e0250_unit_mismatch() {
    check_expr(
        "\"PM2.5\" + \"TEMP\"",
        expect![[r#"
            error[E0250] m `"TEMP"`: `+` has `µg/m³` on one side and `°C` on the other
              help: both sides need the same dimension; for a ratio use `/`
        "#]],
    );
}

#[test]
fn e0250_coalesce_and_comparison() {
    check_expr(
        "CASE WHEN \"PM2.5\" > seconds_between(observed_at, observed_at) THEN coalesce(\"CO\", \"TEMP\") END",
        expect![[r#"
            error[E0250] m `seconds_between(observed_at, observed_at)`: `>` has `µg/m³` on one side and `s` on the other
              help: both sides need the same dimension; for a ratio use `/`
            error[E0250] m `"TEMP"`: `coalesce` has `mg/m³` on one side and `°C` on the other
              help: both sides need the same dimension; for a ratio use `/`
        "#]],
    );
}

#[test]
fn e0251_offset() {
    check_expr(
        "\"TEMP\" * 2",
        expect![[r#"
        error[E0251] m `"TEMP" * 2`: `*` cannot be applied to `°C`, whose zero is elsewhere
          help: change it with `in_unit(x, 'K')` first
    "#]],
    );
}

#[test]
fn e0251_sum_of_celsius() {
    check_sql(
        "SELECT station, sum(\"TEMP\") AS s, avg(\"TEMP\") AS fine FROM air_hour GROUP BY station",
        expect![[r#"
            error[E0251] m `"TEMP"`: `sum` cannot be applied to `°C`, whose zero is elsewhere
              help: change it with `in_unit(x, 'K')` first
        "#]],
    );
}

#[test]
fn e0252_unit_unreadable() {
    check_expr(
        "in_unit(\"CO\", 'mgg/L')",
        expect![[r#"
            error[E0252] m `'mgg/L'`: there is no unit `mgg/L`
              help: did you mean `MGD`
        "#]],
    );
}

#[test]
fn e0253_declared_unit() {
    check_figure(
        "SELECT station AS place, year(observed_at) AS period, avg(\"PM2.5\") AS value FROM air_hour GROUP BY station, year(observed_at)",
        |indicator| indicator.unit = Unit::parse("%").unwrap(),
        expect![[r#"
            error[E0253] i ``: the declared unit is `%`, the SQL gives `µg/m³`
              help: correct the declaration or the SQL
        "#]],
    );
}

#[test]
fn e0254_and_e0255_model_units() {
    let fragment = air()
        .model("m", "SELECT station, year(observed_at) AS y, max(\"CO\") AS co FROM air_hour GROUP BY station, year(observed_at)")
        .units("m", &[("co", "µg/m³"), ("station", "%"), ("c", "%")])
        .indicator("i", "SELECT station AS place, y AS period, co AS value FROM m");
    check(
        fragment,
        expect![[r#"
        error[E0254] m ``: column `co` is declared in `µg/m³`, the SQL gives `mg/m³`
          help: change it with `in_unit(…, 'µg/m³')`, or correct the declaration
        error[E0255] m ``: `c` in `units` is not a numeric output column
          help: did you mean `co`
        error[E0255] m ``: `station` in `units` is not a numeric output column
          help: remove it, or select that column
    "#]],
    );
}

#[test]
fn e0256_percent_twice() {
    check_figure(
        "SELECT station AS place, year(observed_at) AS period, 100 * count(wd) / count(*) AS value FROM air_hour GROUP BY station, year(observed_at)",
        |indicator| indicator.unit = Unit::parse("%").unwrap(),
        expect![[r#"
            warning[E0256] i `100 * count(wd) / count(*)`: the unit is `%` and the ratio is multiplied by 100: the figure comes out 100 times too large
              help: remove `100 *`: the change into % is made for you
        "#]],
    );
}

#[test]
fn e0260_no_place_e0261_no_period_e0262_no_value() {
    check_figure(
        "SELECT station AS note FROM air_hour GROUP BY station, year(observed_at)",
        |_| {},
        expect![[r#"
            error[E0260] i `SELECT station AS note FROM air_hour GROUP BY station, year(`: indicator `i` gives no `place`
              help: select the place, as in `station AS place`
            error[E0261] i `SELECT station AS note FROM air_hour GROUP BY station, year(`: indicator `i` gives no `period`
              help: select the period, as in `year(observed_at) AS period`
            error[E0262] i `SELECT station AS note FROM air_hour GROUP BY station, year(`: indicator `i` gives no `value`
              help: select `value`, or `numerator` and `denominator`
        "#]],
    );
}

#[test]
fn e0263_column_types() {
    check_figure(
        "SELECT 1 AS place, year(observed_at) AS period, wd AS value, 1 AS reason, 1.5 AS have FROM air_hour",
        |_| {},
        expect![[r#"
            error[E0263] i `1`: `place` is integer, text expected
              help: make `place` text
            error[E0263] i `wd`: `value` is text, a number expected
              help: make `value` a number
            error[E0263] i `1`: `reason` is integer, text expected
              help: make `reason` text
            error[E0263] i `1.5`: `have` is decimal, integer expected
              help: make `have` integer
        "#]],
    );
}

#[test]
fn e0264_period_grain() {
    check_figure(
        "SELECT station AS place, month(observed_at) AS period, \"PM2.5\" AS value FROM air_hour",
        |_| {},
        expect![[r#"
            error[E0264] i `month(observed_at)`: `period` is declared as year, the SQL gives period(month)
              help: write `year(…) AS period`, or correct the declaration
        "#]],
    );
}

#[test]
fn e0265_by_missing() {
    check_figure(
        "SELECT station AS place, year(observed_at) AS period, \"PM2.5\" AS value, \"CO\" AS b FROM air_hour",
        |indicator| indicator.by = vec!["channel".to_owned(), "b".to_owned()],
        expect![[r#"
            error[E0265] i ``: `channel` of `by` is not selected
              help: select `channel`, or take it out of `by`
            error[E0263] i `"CO"`: `b` is decimal, text expected
              help: make `b` text
        "#]],
    );
}

#[test]
fn e0266_half_ratio() {
    check_figure(
        "SELECT station AS place, year(observed_at) AS period, \"PM2.5\" AS numerator FROM air_hour",
        |_| {},
        expect![[r#"
            error[E0266] i `"PM2.5"`: there is `numerator` without `denominator`
              help: select `denominator`
        "#]],
    );
}

#[test]
fn e0267_extra() {
    check_figure(
        "SELECT station AS place, year(observed_at) AS period, \"PM2.5\" AS value, wd, wd AS reasn FROM air_hour",
        |_| {},
        expect![[r#"
            error[E0267] i `wd`: an indicator has no output column `wd`
              help: remove it, or declare `by = ["wd"]`
            error[E0267] i `wd`: an indicator has no output column `reasn`
              help: did you mean `reason`
        "#]],
    );
}

#[test]
fn e0268_and_e0269_roll_up() {
    check_figure(
        "SELECT station AS place, year(observed_at) AS period, avg(\"PM2.5\") AS value FROM air_hour GROUP BY station, year(observed_at)",
        |indicator| {
            indicator.roll_up.places = vec!["cty".to_owned()];
            indicator.roll_up.periods = vec![Grain::Month];
        },
        expect![[r#"
            error[E0268] i ``: indicator `i` rolls up to `cty`, a level that no place has
              help: did you mean `city`
            error[E0269] i ``: indicator `i` rolls up from year to month, which is not larger
              help: name larger periods only
        "#]],
    );
}

#[test]
fn e0270_unbound() {
    check_figure(
        "SELECT station AS place, year(observed_at) AS period, iaqi('PM25_24h', \"PM2.5\") AS value, edition() AS note FROM air_hour",
        bare,
        expect![[r#"
            error[E0270] i `iaqi('PM25_24h', "PM2.5")`: `iaqi` needs an edition of a standard, and none is bound here
              help: state `standard` and `editions` in the head of the indicator
            error[E0270] i `edition()`: `edition` needs an edition of a standard, and none is bound here
              help: state `standard` and `editions` in the head of the indicator
        "#]],
    );
}

#[test]
fn e0270_unbound_through_a_model() {
    let fragment = air()
        .model("m", "SELECT station, year(observed_at) AS y, iaqi('PM25_24h', \"PM2.5\") AS i FROM air_hour")
        .indicator_with("i", "SELECT station AS place, y AS period, i AS value FROM m", bare);
    check(
        fragment,
        expect![[r#"
            error[E0270] m `iaqi('PM25_24h', "PM2.5")`: `iaqi` needs an edition of a standard, and none is bound here
              help: state `standard` and `editions` in the head of the indicator
        "#]],
    );
}

#[test]
fn e0271_param() {
    check_figure(
        "SELECT station AS place, year(observed_at) AS period, \"PM2.5\" AS value FROM air_hour WHERE \"CO\" >= param('day_hour_min')",
        |indicator| {
            edition_2026(indicator);
            indicator.unit = Unit::parse("µg/m³").unwrap();
        },
        expect![[r#"
            error[E0271] i `param('day_hour_min')`: edition `2026` has no parameter `day_hour_min`
              help: did you mean `day_hours_min`
        "#]],
    );
}

#[test]
fn e0272_table_missing_in_one_edition() {
    check_figure(
        "SELECT station AS place, year(observed_at) AS period, class_of('TP', number(wd)) AS value FROM air_hour",
        |indicator| {
            edition_2026(indicator);
            indicator.editions.insert(0, "2012".to_owned());
        },
        expect![[r#"
            error[E0272] i `class_of('TP', number(wd))`: edition `2026` has no table `water_class`
              help: state `tables = { water_class = "….csv" }` in that edition
        "#]],
    );
}

#[test]
fn e0273_item() {
    check_figure(
        "SELECT station AS place, year(observed_at) AS period, iaqi('PM2.5', \"PM2.5\") AS value FROM air_hour",
        edition_2026,
        expect![[r#"
            error[E0273] i `'PM2.5'`: table `iaqi` of edition `2026` has no `PM2.5`
              help: it has `PM25_24h`, `CO_24h`, `O3_8h`
        "#]],
    );
}

#[test]
fn e0274_cell() {
    let mut fragment = air().indicator_with(
        "i",
        "SELECT station AS place, year(observed_at) AS period, iaqi('PM25_24h', \"PM2.5\") AS value FROM air_hour",
        edition_2026,
    );
    let table = super::pack::table("iaqi", "iaqi,PM25_24h\n0,0\n50,75\n100,35");
    let standard = fragment.pack.standards.get_mut("hj633").unwrap();
    standard.editions.get_mut("2026").unwrap().tables.insert("iaqi".to_owned(), table);
    check(
        fragment,
        expect![[r#"
        error[E0274] i `'PM25_24h'`: table `iaqi` of edition `2026` gives `35` for `PM25_24h`, which cannot be used
          help: break points ascend; limits are `6` or `6-9`, rules `<=`, `>=` or `range`
    "#]],
    );
}

#[test]
fn e0275_bounds() {
    let sql = "SELECT station AS place, year(observed_at) AS period, avg(\"PM2.5\") AS value
FROM air_hour GROUP BY station, year(observed_at)";
    let bounds = |low: &str, high: &str| {
        let (low, high) = (low.to_owned(), high.to_owned());
        move |indicator: &mut Indicator| {
            let span = indicator.span.clone();
            indicator.bounds = Some(district::Bounds { low, high, span });
        }
    };
    let monthly = sql.replace("year(", "month(");
    let fragment = air()
        .indicator_with("fits", sql, bounds("low", "high"))
        .indicator_with("itself", sql, bounds("low", "itself"))
        .indicator_with("twice", sql, bounds("low", "low"))
        .indicator_with("other", sql, bounds("low", "monthly"))
        .indicator("low", sql)
        .indicator_with("high", sql, |indicator| indicator.unit = Unit::parse("ug/m3").unwrap())
        .indicator_with("monthly", &monthly, |indicator| {
            indicator.unit = Unit::parse("mg/m³").unwrap();
            indicator.grain = Grain::Month;
        });
    check(
        fragment,
        expect![[r#"
        error[E0275] itself ``: the bounds of indicator `itself` are not two other indicators
          help: name the lower one, then the upper one
        error[E0275] twice ``: the bounds of indicator `twice` are not two other indicators
          help: name the lower one, then the upper one
        error[E0275] other ``: indicator `other` is bounded by `monthly`, which differs in unit, period
          help: write the same unit, period in the head of `monthly`
    "#]],
    );
}

#[test]
fn weighted_aggregates_take_amounts() {
    check_sql(
        "SELECT station, gini(\"CO\") AS a, palma(\"CO\", \"CO\", \"CO\", \"CO\") AS b,
  percentile_by(\"CO\", \"CO\", \"PM2.5\") AS c, median_by(\"CO\", wd) AS d, gini(wd, \"TEMP\") AS e,
  palma(\"TEMP\", \"CO\") AS f, palma(\"CO\", \"CO\", wd) AS g, percentile_by(wd, 0.5, \"CO\") AS h
FROM air_hour GROUP BY station",
        expect![[r#"
            error[E0235] m `gini("CO")`: `gini` has the wrong number of arguments: 1 given
              help: write `gini(x, w)`
            error[E0235] m `palma("CO", "CO", "CO", "CO")`: `palma` has the wrong number of arguments: 4 given
              help: write `palma(x, w) / palma(x, w, r)`
            error[E0237] m `"CO"`: this argument of `percentile_by` must be written out
              help: write `percentile_by(x, 0.5, w)`
            error[E0236] m `wd`: `median_by` takes a number, found text
            error[E0236] m `wd`: `gini` takes a number, found text
            error[E0251] m `"TEMP"`: `gini` cannot be applied to `°C`, whose zero is elsewhere
              help: change it with `in_unit(x, 'K')` first
            error[E0251] m `"TEMP"`: `palma` cannot be applied to `°C`, whose zero is elsewhere
              help: change it with `in_unit(x, 'K')` first
            error[E0236] m `wd`: `palma` takes a number, found text
            error[E0236] m `wd`: `percentile_by` takes a number, found text
        "#]],
    );
}

#[test]
fn e0280_not_a_state_stream() {
    check_sql(
        "SELECT station FROM durations(air_hour, 'day')",
        expect![[r#"
            error[E0280] m `air_hour`: `air_hour` is not a state stream, which `durations` needs
              help: declare the stream with `kind = "state"`, `subject` and `state`
        "#]],
    );
}

#[test]
fn e0290_unused() {
    let fragment = air()
        .model("a", "SELECT station, param('x') AS x, nope FROM air_hour")
        .model("b", "SELECT station FROM a");
    check(
        fragment,
        expect![[r#"
        warning[E0290] a ``: model `a` is used by no indicator
          help: remove it, or use it in an indicator
        error[E0221] a `nope`: there is no column `nope`
          help: the columns here are `station`, `PM2.5`, `CO`, `O3`, `TEMP`, `wd`, `on`, `observed_at`, `observed_on`, `record_no`
        warning[E0290] b ``: model `b` is used by no indicator
          help: remove it, or use it in an indicator
    "#]],
    );
}

#[test]
fn one_statement_hides_no_other() {
    let fragment = air()
        .model("a", "SELECT station FROM nowhere")
        .model("b", "SELECT nothing FROM air_hour")
        .indicator(
            "i",
            "SELECT a.x AS place, b.nothing AS period, \"CO\" + 'x' AS value
FROM a JOIN b ON a.x = b.y JOIN air_hour h ON h.station = a.q",
        );
    check(
        fragment,
        expect![[r#"
        error[E0220] a `nowhere`: there is no table `nowhere`
          help: tables are streams, models, constant tables, `place` and `place_ancestor`
        error[E0221] b `nothing`: there is no column `nothing`
          help: the columns here are `station`, `PM2.5`, `CO`, `O3`, `TEMP`, `wd`, `on`, `observed_at`, `observed_on`, `record_no`
        error[E0221] i `x`: there is no column `x`
          help: the columns here are `station`
        error[E0243] i `'x'`: `+` cannot be applied to text
        error[E0221] i `x`: there is no column `x`
          help: the columns here are `station`
        error[E0221] i `y`: there is no column `y`
          help: the columns here are `nothing`
        error[E0221] i `q`: there is no column `q`
          help: the columns here are `station`
    "#]],
    );
}

#[test]
fn no_unit_is_lost_in_the_other_language() {
    let fragment = air().model("a", "SELECT \"PM2.5\" + \"TEMP\" AS x FROM air_hour");
    let (_, found) = crate::compile(&fragment.pack, &fragment.sources);
    let zh: Vec<&str> = found.iter().map(|finding| finding.message.zh.as_str()).collect();
    expect![[r#"
        中间表 `a` 没有被任何指标用到
        `+` 两边单位不合：`µg/m³` 与 `°C`"#]]
    .assert_eq(&zh.join("\n"));
}

#[test]
fn e0225_a_part_of_with_called_like_a_table() {
    check_sql(
        "WITH place AS (SELECT station FROM air_hour) SELECT station FROM place",
        expect![[r#"
            error[E0225] m `place`: two tables are called `place`
              help: give one of them another alias
        "#]],
    );
}

#[test]
fn e0291_not_bound() {
    let found = crate::findings::names::not_bound(diag::Span::default(), "i");
    let shown = format!("{}: {}", found.code.0, found.message.en);
    expect!["E0291: the SQL of indicator `i` cannot be made into stages"].assert_eq(&shown);
}
