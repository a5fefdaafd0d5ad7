//! What typical SQL becomes: stages, with their keys, types and units.

use super::{Fragment, air, machines, stages};
use district::{Grain, Unit};
use expect_test::{Expect, expect};

#[expect(clippy::needless_pass_by_value, reason = "reads as one expression")]
fn check(fragment: Fragment, expected: Expect) {
    expected.assert_eq(&stages(&fragment));
}

const DAY: &str = "SELECT station, day(observed_at) AS day, avg(\"PM2.5\") AS pm25,
       count(\"PM2.5\") AS hours
FROM air_hour WHERE station <> 'dingling' GROUP BY station, day(observed_at)";

/// An indicator over `air_day`, by station and year.
fn yearly(value: &str) -> Fragment {
    let sql = format!(
        "SELECT station AS place, year(day) AS period, {value} AS value
FROM air_day WHERE hours >= 20 GROUP BY station, year(day)"
    );
    air().model("air_day", DAY).indicator("air_pm25", &sql)
}

#[test]
fn grouped_model_and_mean() {
    check(
        yearly("avg(pm25)"),
        expect![[r#"
        air_day [station: text, day: period(day)] pm25: exact µg/m³, hours: integer
          aggregate by station, day(observed_at) as day: avg(PM2.5) as pm25, count(PM2.5) as hours
            filter (station <> 'dingling')
              scan stream air_hour #0
        air_pm25 [place: text, period: period(year)] value: exact µg/m³, numerator: exact µg/m³, denominator: integer
          aggregate by station as place, year(day) as period: avg(pm25) as value, sum(pm25) as numerator, count(pm25) as denominator
            filter (hours >= 20)
              scan stage air_day #0
        air_pm25.2 [place: text, period: period(year)] value: exact µg/m³, numerator: exact µg/m³, denominator: exact, have: integer, expected: integer, reason: text, note: text
          project place, period, value, numerator, denominator::exact as denominator, null::integer as have, null::integer as expected, null::text as reason, null::text as note
            scan stage air_pm25 #0
        figure air_pm25 = air_pm25.2
    "#]],
    );
}

#[test]
fn percentile_and_rounding() {
    check(
        yearly("round(percentile(pm25, 0.95), 1)"),
        expect![[r#"
        air_day [station: text, day: period(day)] pm25: exact µg/m³, hours: integer
          aggregate by station, day(observed_at) as day: avg(PM2.5) as pm25, count(PM2.5) as hours
            filter (station <> 'dingling')
              scan stream air_hour #0
        air_pm25 [place: text, period: period(year)] part: exact µg/m³
          aggregate by station as place, year(day) as period: percentile(pm25, 0.95) as part
            filter (hours >= 20)
              scan stage air_day #0
        air_pm25.2 [place: text, period: period(year)] value: exact µg/m³, numerator: exact, denominator: exact, have: integer, expected: integer, reason: text, note: text
          project place, period, value, null::exact as numerator, null::exact as denominator, null::integer as have, null::integer as expected, null::text as reason, null::text as note
            project place, period, round(part; 1) as value
              scan stage air_pm25 #0
        figure air_pm25 = air_pm25.2
    "#]],
    );
}

#[test]
fn weighted_spread() {
    let sql = "SELECT station AS place, year(observed_at) AS period,
  median_by(\"PM2.5\", \"CO\") AS value,
  concat(percentile_by(\"TEMP\", 0.9, \"CO\"), gini(\"O3\", 1),
    palma(\"O3\", \"CO\") FILTER (WHERE wd = 'N'), palma(\"O3\", \"CO\", \"TEMP\")) AS note
FROM air_hour GROUP BY station, year(observed_at)";
    check(
        air().indicator("spread", sql),
        expect![[r#"
        spread [place: text, period: period(year)] value: exact µg/m³, part: exact °C, part_2: exact, part_3: exact, part_4: exact
          aggregate by station as place, year(observed_at) as period: percentile_by(PM2.5, CO; 0.5) as value, percentile_by(TEMP, CO; 0.9) as part, gini(O3, 1) as part_2, palma(O3, CO) where (wd = 'N') as part_3, palma(O3, CO, TEMP) as part_4
            scan stream air_hour #0
        spread.2 [place: text, period: period(year)] value: exact µg/m³, numerator: exact, denominator: exact, have: integer, expected: integer, reason: text, note: text
          project place, period, value, null::exact as numerator, null::exact as denominator, null::integer as have, null::integer as expected, null::text as reason, note
            project place, period, value, concat(part::text, part_2::text, part_3::text, part_4::text) as note
              scan stage spread #0
        figure spread = spread.2
    "#]],
    );
}

#[test]
fn units_meet_exactly() {
    let sql = "SELECT station AS place, year(observed_at) AS period,
       sum(CASE WHEN \"PM2.5\" > \"CO\" THEN \"CO\" ELSE \"PM2.5\" END) / count(*) AS value
FROM air_hour WHERE \"TEMP\" < in_unit(300, 'K') AND \"PM2.5\" >= 35 GROUP BY station, period";
    check(
        air().indicator("mixed", sql),
        expect![[r#"
        mixed [place: text, period: period(year)] numerator: exact mg/m³, part: integer
          aggregate by station as place, year(observed_at) as period: sum(case when (PM2.5::exact > scale(CO::exact; 1000)) then CO::exact else scale(PM2.5::exact; 0.001) end) as numerator, count(*) as part
            filter ((TEMP::exact < 26.85) and (PM2.5 >= 35))
              scan stream air_hour #0
        mixed.2 [place: text, period: period(year)] value: exact µg/m³, numerator: exact mg/m³, denominator: exact, have: integer, expected: integer, reason: text, note: text
          project place, period, scale(value; 1000) as value, numerator, denominator, null::integer as have, null::integer as expected, null::text as reason, null::text as note
            project place, period, (numerator / part::exact) as value, numerator, part::exact as denominator
              scan stage mixed #0
        figure mixed = mixed.2
    "#]],
    );
}

#[test]
fn eight_hours_and_editions() {
    let day =
        "SELECT station, day(observed_at) AS day, mda8(hour_of_day(observed_at), \"O3\") AS o3
FROM air_hour GROUP BY station, day(observed_at)";
    let aqi = "SELECT station AS place, day AS period, iaqi('O3_8h', o3) AS value,
       primary_of('O3', iaqi('O3_8h', o3)) AS note, 'v' || edition() AS reason
FROM ozone_day";
    let fragment = air().model("ozone_day", day).indicator_with("aqi", aqi, |indicator| {
        indicator.unit = Unit::dimensionless();
        indicator.grain = Grain::Day;
        indicator.standard = Some("hj633".to_owned());
        indicator.editions = vec!["2012".to_owned(), "2026".to_owned()];
    });
    check(
        fragment,
        expect![[r#"
        ozone_day@2012 [station: text, day: period(day)] o3: exact µg/m³
          aggregate by station, day(observed_at) as day: mda8(hour_of_day(observed_at), O3; 6, 14, 160) as o3
            scan stream air_hour #0
        aqi@2012 [place: text, period: period(day)] value: exact, numerator: exact, denominator: exact, have: integer, expected: integer, reason: text, note: text
          project place, period, value::exact as value, null::exact as numerator, null::exact as denominator, null::integer as have, null::integer as expected, reason, note
            project station as place, day as period, iaqi(o3; 0@0 50@100 100@160) as value, primary_of(iaqi(o3; 0@0 50@100 100@160); O3 > 50) as note, concat('v', '2012') as reason
              scan stage ozone_day@2012 #0
        aqi@2026 [place: text, period: period(day)] value: exact, numerator: exact, denominator: exact, have: integer, expected: integer, reason: text, note: text
          project place, period, value::exact as value, null::exact as numerator, null::exact as denominator, null::integer as have, null::integer as expected, reason, note
            project station as place, day as period, iaqi(o3; 0@0 50@100 100@160 above 300) as value, primary_of(iaqi(o3; 0@0 50@100 100@160 above 300); O3 > 50) as note, concat('v', '2026') as reason
              scan stage ozone_day@2012 #0
        figure aqi@2012 = aqi@2012
        figure aqi@2026 = aqi@2026
    "#]],
    );
}

#[test]
fn completeness_of_a_year() {
    let sql = "SELECT station AS place, year(day) AS period, avg(pm25) AS value,
       year_short(day, pm25) AS reason, count(pm25) AS have, max(days_in(year(day))) AS expected,
       short('day_hours', pm25, 20) AS note
FROM air_day GROUP BY station, year(day)";
    let fragment = air().model("air_day", DAY).indicator_with("pm", sql, |indicator| {
        indicator.standard = Some("hj633".to_owned());
        indicator.editions = vec!["2012".to_owned()];
    });
    check(
        fragment,
        expect![[r#"
        air_day [station: text, day: period(day)] pm25: exact µg/m³, hours: integer
          aggregate by station, day(observed_at) as day: avg(PM2.5) as pm25, count(PM2.5) as hours
            filter (station <> 'dingling')
              scan stream air_hour #0
        pm@2012 [place: text, period: period(year)] value: exact µg/m³, reason: text, have: integer, expected: integer, note: text, numerator: exact µg/m³
          aggregate by station as place, year(day) as period: avg(pm25) as value, year_short(day, pm25; 324, 27, 25) as reason, count(pm25) as have, max(days_in(year(day))) as expected, short("day_hours", pm25, 20) as note, sum(pm25) as numerator
            scan stage air_day #0
        pm@2012.2 [place: text, period: period(year)] value: exact µg/m³, numerator: exact µg/m³, denominator: exact, have: integer, expected: integer, reason: text, note: text
          project place, period, value, numerator, denominator::exact as denominator, have, expected, reason, note
            project place, period, value, reason, have, expected, note, numerator, have as denominator
              scan stage pm@2012 #0
        figure pm@2012 = pm@2012.2
    "#]],
    );
}

#[test]
fn union_left_join_and_exists() {
    let sql = "WITH both AS (
  SELECT station, observed_at, \"PM2.5\" AS x FROM air_hour
  UNION ALL
  SELECT station, observed_at, \"CO\" FROM air_hour
)
SELECT b.station AS place, month(b.observed_at) AS period, max(b.x) AS value,
       count(DISTINCT p.zh) AS have
FROM both b LEFT JOIN place p ON p.id = b.station AND p.level = 'station'
WHERE NOT EXISTS (SELECT 1 FROM air_hour bad WHERE bad.station = b.station AND bad.wd = 'NA')
  AND b.station IN (SELECT place FROM place_ancestor WHERE ancestor = 'beijing')
GROUP BY b.station, month(b.observed_at) HAVING count(*) > 10";
    let fragment = air().indicator_with("most", sql, |indicator| indicator.grain = Grain::Month);
    check(
        fragment,
        expect![[r#"
        most [place: text, period: period(month)] value: exact µg/m³, have: integer, part: integer
          aggregate by station as place, month(observed_at) as period: max(x) as value, count(distinct zh) as have, count(*) as part
            semi join on station = place
              anti join on station = station
                left join on station = id
                  union station, observed_at, x
                    project station, observed_at, x::exact as x
                      project station, observed_at, PM2.5 as x
                        scan stream air_hour #0
                    project station, observed_at, scale(CO::exact; 1000) as x
                      project station, observed_at, CO
                        scan stream air_hour #1
                  filter (level = 'station')
                    scan constant place #2
                filter (wd = 'NA')
                  scan stream air_hour #3
              project place
                filter (ancestor = 'beijing')
                  scan constant place_ancestor #4
        most.2 [place: text, period: period(month)] value: exact µg/m³, numerator: exact, denominator: exact, have: integer, expected: integer, reason: text, note: text
          project place, period, value, null::exact as numerator, null::exact as denominator, have, null::integer as expected, null::text as reason, null::text as note
            project place, period, value, have
              filter (part > 10)
                scan stage most #0
        figure most = most.2
    "#]],
    );
}

#[test]
fn distinct_and_periods_written_out() {
    let sql = "SELECT DISTINCT station AS place, month(observed_at) AS period, 1 AS value
FROM air_hour
WHERE month(observed_at) BETWEEN '2015-03' AND '2015-12'
  AND \"on\" > '2015-03-01' AND observed_at < TIMESTAMP '2016-01-01 00:00:00'
  AND workdays_between(observed_at, \"on\", 'cn') > 2
  AND wd LIKE 'N%' AND wd IN ('N', 'NW') AND wd IS NOT NULL";
    let fragment = air().indicator_with("months", sql, |indicator| indicator.grain = Grain::Month);
    check(
        fragment,
        expect![[r#"
        months [place: text, period: period(month), value: integer] 
          aggregate by place, period, value
            project station as place, month(observed_at) as period, 1 as value
              filter ((((month(observed_at) >= period 2015-03) and (month(observed_at) <= period 2015-12)) and ((on > date 16495) and (observed_at < instant 1451577600000000))) and (((workdays_between(start_of(day(observed_at)), on; cn off  on ) > 2) and like(wd, 'N%')) and (in(wd, 'N', 'NW') and is_not_null(wd))))
                scan stream air_hour #0
        months.2 [place: text, period: period(month)] value: exact µg/m³, numerator: exact, denominator: exact, have: integer, expected: integer, reason: text, note: text
          project place, period, value::exact as value, null::exact as numerator, null::exact as denominator, null::integer as have, null::integer as expected, null::text as reason, null::text as note
            scan stage months #0
        figure months = months.2
    "#]],
    );
}

#[test]
fn durations_of_states() {
    let sql = "SELECT machine AS place, period,
       sum(seconds) FILTER (WHERE execution = 'ACTIVE') / sum(seconds) AS value
FROM durations(machine_state, 'day') WHERE execution <> 'UNAVAILABLE'
GROUP BY machine, period";
    let fragment = machines().indicator_with("availability", sql, |indicator| {
        indicator.unit = Unit::parse("%").unwrap();
        indicator.grain = Grain::Day;
    });
    check(
        fragment,
        expect![[r#"
        machine_state/day [machine: text, period: period(day), execution: text] seconds: decimal(6) s, records: integer
          durations of execution by machine from observed_at per day
            scan stream machine_state #0
        availability [place: text, period: period(day)] part: decimal(6) s, part_2: decimal(6) s
          aggregate by machine as place, period: sum(seconds) where (execution = 'ACTIVE') as part, sum(seconds) as part_2
            filter (execution <> 'UNAVAILABLE')
              scan stage machine_state/day #0
        availability.2 [place: text, period: period(day)] value: exact %, numerator: exact s, denominator: exact s, have: integer, expected: integer, reason: text, note: text
          project place, period, scale(value; 100) as value, numerator, denominator, null::integer as have, null::integer as expected, null::text as reason, null::text as note
            project place, period, (part::exact / part_2::exact) as value, part::exact as numerator, part_2::exact as denominator
              scan stage availability #0
        figure availability = availability.2
    "#]],
    );
}

#[test]
fn rolled_up_as_sums_over_sums() {
    let fragment = air().model("air_day", DAY).indicator_with(
        "pm25",
        "SELECT station AS place, month(day) AS period, avg(pm25) AS value
FROM air_day GROUP BY station, month(day)",
        |indicator| {
            indicator.grain = Grain::Month;
            indicator.roll_up.places = vec!["city".to_owned()];
            indicator.roll_up.periods = vec![Grain::Year];
        },
    );
    check(
        fragment,
        expect![[r#"
            air_day [station: text, day: period(day)] pm25: exact µg/m³, hours: integer
              aggregate by station, day(observed_at) as day: avg(PM2.5) as pm25, count(PM2.5) as hours
                filter (station <> 'dingling')
                  scan stream air_hour #0
            pm25 [place: text, period: period(month)] value: exact µg/m³, numerator: exact µg/m³, denominator: integer
              aggregate by station as place, month(day) as period: avg(pm25) as value, sum(pm25) as numerator, count(pm25) as denominator
                scan stage air_day #0
            pm25.2 [place: text, period: period(month)] value: exact µg/m³, numerator: exact µg/m³, denominator: exact, have: integer, expected: integer, reason: text, note: text
              project place, period, value, numerator, denominator::exact as denominator, null::integer as have, null::integer as expected, null::text as reason, null::text as note
                scan stage pm25 #0
            pm25/station/year [place: text, period: period(year)] numerator: exact µg/m³, denominator: exact, have: integer, expected: integer, parts: integer, valid_parts: integer
              aggregate by place, year(period) as period: sum(numerator) where is_not_null(value) as numerator, sum(denominator) where is_not_null(value) as denominator, sum(have) as have, sum(expected) as expected, count(*) as parts, count(*) where (is_not_null(value) and is_null(reason)) as valid_parts
                scan stage pm25.2 #0
            pm25/city/month [place: text, period: period(month)] numerator: exact µg/m³, denominator: exact, have: integer, expected: integer, parts: integer, valid_parts: integer
              aggregate by ancestor as place, period: sum(numerator) where is_not_null(value) as numerator, sum(denominator) where is_not_null(value) as denominator, sum(have) as have, sum(expected) as expected, count(*) as parts, count(*) where (is_not_null(value) and is_null(reason)) as valid_parts
                inner join on place = place
                  scan stage pm25.2 #0
                  filter (level = 'city')
                    scan constant place_ancestor #1
            pm25/city/year [place: text, period: period(year)] numerator: exact µg/m³, denominator: exact, have: integer, expected: integer, parts: integer, valid_parts: integer
              aggregate by ancestor as place, year(period) as period: sum(numerator) where is_not_null(value) as numerator, sum(denominator) where is_not_null(value) as denominator, sum(have) as have, sum(expected) as expected, count(*) as parts, count(*) where (is_not_null(value) and is_null(reason)) as valid_parts
                inner join on place = place
                  scan stage pm25.2 #0
                  filter (level = 'city')
                    scan constant place_ancestor #1
            pm25/all [place: text, period: period] value: exact µg/m³, numerator: exact µg/m³, denominator: exact, have: integer, expected: integer, reason: text, note: text
              union place, period, value, numerator, denominator, have, expected, reason, note
                project place, period, value, numerator, denominator, have, expected, reason, note
                  scan stage pm25.2 #0
                project place, period, (numerator / denominator) as value, numerator, denominator, have, expected, case when (valid_parts < parts) then concat('parts(', valid_parts::text, '/', parts::text, ')') end as reason, null::text as note
                  scan stage pm25/station/year #1
                project place, period, (numerator / denominator) as value, numerator, denominator, have, expected, case when (valid_parts < parts) then concat('parts(', valid_parts::text, '/', parts::text, ')') end as reason, null::text as note
                  scan stage pm25/city/month #2
                project place, period, (numerator / denominator) as value, numerator, denominator, have, expected, case when (valid_parts < parts) then concat('parts(', valid_parts::text, '/', parts::text, ')') end as reason, null::text as note
                  scan stage pm25/city/year #3
            figure pm25 = pm25/all
        "#]],
    );
}

#[test]
fn numerator_over_denominator_in_percent() {
    let sql = "SELECT station AS place, year(observed_at) AS period, coalesce(wd, 'none') AS wd,
       count(*) FILTER (WHERE \"PM2.5\" <= 75) AS numerator, count(\"PM2.5\") AS denominator
FROM air_hour GROUP BY station, year(observed_at), coalesce(wd, 'none')";
    let fragment = air().indicator_with("good", sql, |indicator| {
        indicator.unit = Unit::parse("%").unwrap();
        indicator.by = vec!["wd".to_owned()];
    });
    check(
        fragment,
        expect![[r#"
        good [place: text, period: period(year), wd: text] numerator: integer, denominator: integer
          aggregate by station as place, year(observed_at) as period, coalesce(wd, 'none') as wd: count(*) where (PM2.5 <= 75) as numerator, count(PM2.5) as denominator
            scan stream air_hour #0
        good.2 [place: text, period: period(year), wd: text] value: exact %, numerator: exact, denominator: exact, have: integer, expected: integer, reason: text, note: text
          project place, period, wd, scale((numerator::exact / denominator::exact); 100) as value, numerator::exact as numerator, denominator::exact as denominator, null::integer as have, null::integer as expected, null::text as reason, null::text as note
            scan stage good #0
        figure good = good.2
    "#]],
    );
}

#[test]
fn water_by_worst_factor() {
    let sql = "SELECT station AS place, year(observed_at) AS period,
       max(greatest(class_of('DO', in_unit(number(wd), 'mg/L')), class_of('TP', convert(number(wd), wd, 'mg/L'), 'lake'))) AS value
FROM air_hour GROUP BY station, year(observed_at)";
    let fragment = air().indicator_with("water", sql, |indicator| {
        indicator.unit = Unit::dimensionless();
        indicator.standard = Some("hj633".to_owned());
        indicator.editions = vec!["2012".to_owned()];
    });
    check(
        fragment,
        expect![[r#"
        water@2012 [place: text, period: period(year)] value: integer
          aggregate by station as place, year(observed_at) as period: max(greatest(class_of(wd::exact; >= 7.5 6 5), class_of(convert(wd::exact, wd; mg/L = 0.001 + 0); <= 0.01 0.025 0.05))) as value
            scan stream air_hour #0
        water@2012.2 [place: text, period: period(year)] value: exact, numerator: exact, denominator: exact, have: integer, expected: integer, reason: text, note: text
          project place, period, value::exact as value, null::exact as numerator, null::exact as denominator, null::integer as have, null::integer as expected, null::text as reason, null::text as note
            scan stage water@2012 #0
        figure water@2012 = water@2012.2
    "#]],
    );
}

#[test]
fn equal_computations_are_one_stage() {
    let again = "SELECT station AS place, year(day) AS period, max(pm25) AS value
FROM (SELECT station, day(observed_at) AS day, avg(\"PM2.5\") AS pm25, count(\"PM2.5\") AS hours
      FROM air_hour WHERE station <> 'dingling' GROUP BY station, day(observed_at)) d
WHERE hours >= 20 GROUP BY station, year(day)";
    check(
        yearly("max(pm25)").indicator("again", again),
        expect![[r#"
        air_day [station: text, day: period(day)] pm25: exact µg/m³, hours: integer
          aggregate by station, day(observed_at) as day: avg(PM2.5) as pm25, count(PM2.5) as hours
            filter (station <> 'dingling')
              scan stream air_hour #0
        again [place: text, period: period(year)] value: exact µg/m³
          aggregate by station as place, year(day) as period: max(pm25) as value
            filter (hours >= 20)
              scan stage air_day #0
        again.2 [place: text, period: period(year)] value: exact µg/m³, numerator: exact, denominator: exact, have: integer, expected: integer, reason: text, note: text
          project place, period, value, null::exact as numerator, null::exact as denominator, null::integer as have, null::integer as expected, null::text as reason, null::text as note
            scan stage again #0
        figure again = again.2
        figure air_pm25 = again.2
    "#]],
    );
}
