//! The output of indicators beyond what `stages` shows: counted kinds, stated ratios.

use super::{air, stages};
use district::Unit;
use expect_test::expect;

#[test]
fn a_count_is_of_the_declared_kind() {
    let sql = "SELECT station AS place, year(observed_at) AS period, count(*) AS value
FROM air_hour GROUP BY station, year(observed_at)";
    let fragment = air().indicator_with("n", sql, |indicator| {
        indicator.unit = Unit::parse("10k person").unwrap();
    });
    expect![[r#"
        n [place: text, period: period(year)] value: integer
          aggregate by station as place, year(observed_at) as period: count(*) as value
            scan stream air_hour #0
        n.2 [place: text, period: period(year)] value: exact 10k person, numerator: exact, denominator: exact, have: integer, expected: integer, reason: text, note: text
          project place, period, scale(value::exact; 0.0001) as value, null::exact as numerator, null::exact as denominator, null::integer as have, null::integer as expected, null::text as reason, null::text as note
            scan stage n #0
        figure n = n.2
    "#]].assert_eq(&stages(&fragment));
}

#[test]
fn a_stated_ratio_is_rolled_up_as_one() {
    let sql = "SELECT station AS place, year(observed_at) AS period,
  round(sum(\"CO\") / sum(\"PM2.5\"), 2) AS value FROM air_hour GROUP BY station, year(observed_at)";
    let fragment = air().indicator_with("n", sql, |indicator| {
        indicator.unit = Unit::parse("%").unwrap();
        indicator.roll_up.places = vec!["city".to_owned()];
    });
    expect![[r#"
        n [place: text, period: period(year)] part: decimal(6) mg/m³, part_2: decimal(6) µg/m³
          aggregate by station as place, year(observed_at) as period: sum(CO) as part, sum(PM2.5) as part_2
            scan stream air_hour #0
        n.2 [place: text, period: period(year)] value: exact %, numerator: exact mg/m³, denominator: exact µg/m³, have: integer, expected: integer, reason: text, note: text
          project place, period, scale(value; 100000) as value, numerator, denominator, null::integer as have, null::integer as expected, null::text as reason, null::text as note
            project place, period, round((part::exact / part_2::exact); 2) as value, part::exact as numerator, part_2::exact as denominator
              scan stage n #0
        n/city/year [place: text, period: period(year)] numerator: exact mg/m³, denominator: exact µg/m³, have: integer, expected: integer, parts: integer, valid_parts: integer
          aggregate by ancestor as place, period: sum(numerator) where is_not_null(value) as numerator, sum(denominator) where is_not_null(value) as denominator, sum(have) as have, sum(expected) as expected, count(*) as parts, count(*) where (is_not_null(value) and is_null(reason)) as valid_parts
            inner join on place = place
              scan stage n.2 #0
              filter (level = 'city')
                scan constant place_ancestor #1
        n/all [place: text, period: period] value: exact %, numerator: exact mg/m³, denominator: exact µg/m³, have: integer, expected: integer, reason: text, note: text
          union place, period, value, numerator, denominator, have, expected, reason, note
            project place, period, value, numerator, denominator, have, expected, reason, note
              scan stage n.2 #0
            project place, period, scale(round((numerator / denominator); 2); 100000) as value, numerator, denominator, have, expected, case when (valid_parts < parts) then concat('parts(', valid_parts::text, '/', parts::text, ')') end as reason, null::text as note
              scan stage n/city/year #1
        figure n = n/all
    "#]].assert_eq(&stages(&fragment));
}
