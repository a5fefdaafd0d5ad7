//! Reasons of an evidence: phrase in, words out.

use super::because;

#[test]
fn a_phrase_keeps_its_stage_and_an_unknown_one_stays() {
    let said = because("air_day: min/max: all values that were compared");
    assert_eq!(said.zh, "air_day：最小值/最大值：所有参与比较的值");
    assert_eq!(said.en, "air_day: minimum or maximum: all values that were compared");
    assert_eq!(because("exists: every row that matches").zh, "存在（exists）：所有匹配的行");
    assert_eq!(because("some day: another").zh, "some day: another");
}
