//! Captures of file names.

use super::*;

fn check(pattern: &str, name: &str, expected: Option<&[(&str, &str)]>) {
    let expected = expected.map(|pairs| {
        pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    });
    assert_eq!(captures(pattern, name), expected, "{pattern} on {name}");
}

#[test]
fn names() {
    let air = "PRSA_Data_{station}_*.csv.gz";
    check(air, "PRSA_Data_Dongsi_20130301-20170228.csv.gz", Some(&[("station", "Dongsi")]));
    check(air, "a/b/PRSA_Data_Dongsi_2013.csv", Some(&[("station", "Dongsi")]));
    check(air, "PRSA_Data__2013.csv", None);
    check("{machine}-*.shdr.gz", "Mazak01-20170612.shdr.gz", Some(&[("machine", "Mazak01")]));
    check("{村}表.csv", "浮碧表.csv", Some(&[("村", "浮碧")]));
    check("*.csv", "a.txt", None);
    check("{open", "{open", Some(&[]));
}

#[test]
fn a_pattern_that_explodes_gives_up() {
    check(&"*a".repeat(40), &"a".repeat(39), None);
}
