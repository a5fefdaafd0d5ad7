//! Machine tools: ACTIVE seconds per machine and day; the order of the log decides nothing;
//! UNAVAILABLE is not stopped.

use crate::reference::{Computed, data, files, key};
use district::Exact;
use std::io::{Read, Write};
use std::path::Path;

/// Computed apart, exactly, from the sorted log.
const ACTIVE: [(&str, &str); 6] = [
    ("2017-06-12", "4960.819584"),
    ("2017-06-13", "2013.721768"),
    ("2017-06-21", "9561.479814"),
    ("2017-06-22", "12740.702422"),
    ("2017-06-26", "7334.845106"),
    ("2017-06-27", "9207.769358"),
];

#[tokio::test(flavor = "multi_thread")]
async fn active_seconds_come_out_in_any_order() {
    let Some(folder) = data("machines") else { return };
    let logs = files(&folder, |name| name.ends_with(".shdr.gz"));
    assert_eq!(logs.len(), 64);
    let sorted = Computed::new("testbed", &[("machine_state", logs.clone())]).await;
    let turned = tempfile::tempdir().expect("a folder for turned logs");
    let mut backwards: Vec<_> = logs.iter().map(|log| turn(log, turned.path())).collect();
    backwards.reverse();
    let turned = Computed::new("testbed", &[("machine_state", backwards)]).await;

    let figures = sorted.figures("active_seconds").await;
    for (day, seconds) in ACTIVE {
        let figure = &figures[&key("Mazak01", day, "")];
        assert_eq!(figure.value, Some(seconds.parse::<Exact>().unwrap()), "{day}");
    }
    // Nothing is known of that day: it has no value, which is not a value of zero.
    assert_eq!(figures[&key("Mazak01", "2017-06-16", "")].value, None);
    assert_eq!(figures, turned.figures("active_seconds").await);
    let availability = sorted.figures("availability").await;
    assert_eq!(availability, turned.figures("availability").await);

    // 4,960.819584 s of 26,584.567137 s known; UNAVAILABLE is in neither.
    let day = &availability[&key("Mazak01", "2017-06-12", "")];
    assert_eq!(day.numerator, Some("4960.819584".parse().unwrap()));
    assert_eq!(day.denominator, Some("26584.567137".parse().unwrap()));
    assert!(day.valid());
    assert!(!availability[&key("Mazak01", "2017-06-13", "")].valid(), "known for too short");
    let month = &availability[&key("testbed", "2017-06", "")];
    let all = ACTIVE.iter().fold(Exact::zero(), |sum, (_, s)| &sum + &s.parse().unwrap());
    assert_eq!(month.numerator, Some(all));
}

/// The same log with its lines in the opposite order.
fn turn(log: &Path, folder: &Path) -> std::path::PathBuf {
    let mut text = String::new();
    let file = std::fs::File::open(log).expect("the log can be opened");
    flate2::read::GzDecoder::new(file).read_to_string(&mut text).expect("gzip");
    let path = folder.join(log.file_stem().expect("a name"));
    let mut out = std::fs::File::create(&path).expect("the turned log can be written");
    for line in text.lines().rev() {
        writeln!(out, "{line}").expect("a line is written");
    }
    path
}
