//! Hostile and large input: nothing panics, nothing takes long.

use super::{Fragment, air, findings};
use crate::compile;
use proptest::prelude::*;
use std::fmt::Write;

fn sql(text: &str) -> Fragment {
    air().indicator("i", text)
}

proptest! {
    #[test]
    fn any_text_is_read_or_found_fault_with(text in "\\PC*") {
        let _ = findings(&sql(&text));
    }

    #[test]
    fn any_tokens_are_read_or_found_fault_with(
        tokens in proptest::collection::vec(
            prop::sample::select(vec![
                "SELECT", "FROM", "air_hour", "WHERE", "GROUP", "BY", "station", "\"CO\"", "'x'", "1",
                "(", ")", ",", "+", "*", "/", "=", "AND", "OR", "NOT", "IN", "EXISTS", "CASE", "WHEN",
                "THEN", "END", "sum(", "avg(", "year(observed_at)", "JOIN", "LEFT", "ON", "a", "b", "AS",
                "value", "place", "UNION ALL", "NULL", "IS", "LIKE", "BETWEEN", "DISTINCT", "WITH", ".",
                "durations(air_hour, 'day')", "place_ancestor", "-", "%", "HAVING", "FILTER", "percentile(",
            ]),
            0..40,
        )
    ) {
        let _ = findings(&sql(&format!("SELECT {}", tokens.join(" "))));
    }
}

#[test]
fn deep_and_long_statements_end_in_a_finding() {
    let long = (0..3000).fold(String::from("1"), |mut text, n| {
        let _ = write!(text, " + {n}");
        text
    });
    let nested =
        format!("{}SELECT 1 AS x FROM place{}", "SELECT x FROM (".repeat(400), ") a".repeat(400));
    let minus = format!("SELECT {}1 AS x FROM place", "- ".repeat(5000));
    let logic = format!("SELECT id FROM place WHERE {}", vec!["1 = 1"; 400].join(" AND "));
    for text in [format!("SELECT {long} AS x FROM place"), nested, minus, logic] {
        assert!(findings(&sql(&text)).contains("error["), "{text:.80}");
    }
}

#[test]
fn a_chain_within_the_bound_is_read_without_a_deep_stack() {
    let chain = vec!["station <> 'x'"; 100].join(" AND ");
    let text = format!(
        "SELECT station AS place, year(observed_at) AS period, \"PM2.5\" AS value
FROM air_hour WHERE {chain}"
    );
    assert_eq!(findings(&sql(&text)), "");
    let sum = vec!["\"PM2.5\""; 200].join(" + ");
    assert!(findings(&sql(&format!("SELECT {sum} AS x FROM air_hour"))).contains("E0202"));
}

#[test]
fn a_long_chain_of_models_is_sorted() {
    let mut fragment =
        air().model("m0", "SELECT station, observed_at, \"PM2.5\" AS x FROM air_hour");
    for n in 1..150 {
        fragment = fragment.model(
            &format!("m{n}"),
            &format!(
                "SELECT station, observed_at, max(x) AS x FROM m{} GROUP BY station, observed_at",
                n - 1
            ),
        );
    }
    let fragment = fragment.indicator(
        "i",
        "SELECT station AS place, year(observed_at) AS period, max(x) AS value FROM m149
GROUP BY station, year(observed_at)",
    );
    let (graph, found) = compile(&fragment.pack, &fragment.sources);
    assert!(found.is_empty());
    assert_eq!(graph.stages.len(), 151);
}
