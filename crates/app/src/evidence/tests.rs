//! Every reason that the rewriting gives has words.

#[test]
fn every_reason_of_a_superset_has_words_in_both_languages() {
    for phrase in indicator::rewrite::WHY_SUPERSET {
        let said = report::because(&format!("air_day: {phrase}"));
        assert_ne!(said.zh, said.en, "{phrase}");
    }
}
