//! Recordings of six machines: two shifts a day, trouble now and then, a log out of time order.

use crate::text::{days, stamp};
use crate::{File, Random};

/// The machine and how often in a thousand a run ends in trouble.
const MACHINES: [(&str, u64); 6] = [
    ("press_1", 25),
    ("press_2", 60),
    ("press_3", 35),
    ("lathe_1", 20),
    ("lathe_2", 45),
    ("lathe_3", 90),
];

const START: i64 = 7 * 3600;
const END: i64 = 23 * 3600;

pub(crate) fn files(random: &mut Random, year: i16) -> Vec<File> {
    let mut files = Vec::new();
    for (machine, trouble) in MACHINES {
        let mut lines: Vec<String> = Vec::new();
        for day in days(year) {
            let sunday = day.weekday() == jiff::civil::Weekday::Sunday;
            if sunday && !random.chance(150) {
                continue;
            }
            shift(random, &mut lines, trouble, day);
        }
        // The adapter's buffer was written out late once: a stretch of the log stands before
        // what came earlier.
        if machine == "press_2" && lines.len() > 400 {
            lines[200..400].rotate_left(120);
        }
        let mut bytes = lines.join("\n").into_bytes();
        if machine == "lathe_3" {
            bytes.extend_from_slice(b"\n|execution|ACTIVE\nnot a line of the protocol");
            bytes.extend_from_slice(
                format!("\n{year}-11-02T02:00:00Z|execution|DANCING").as_bytes(),
            );
        }
        bytes.push(b'\n');
        files.push(File { name: format!("{machine}-{year}.shdr"), stream: "machine_state", bytes });
    }
    files
}

/// The states of one day, with the spindle's load as other data items have it.
fn shift(random: &mut Random, lines: &mut Vec<String>, trouble: u64, day: jiff::civil::Date) {
    let mut at = START + random.between(0, 900);
    let mut say = |random: &mut Random, at: i64, state: &str| {
        let stamp = stamp(day, at, random.between(0, 999));
        // Several data items share a line, as adapters write them.
        let load = if state == "ACTIVE" { random.between(20, 80) } else { 0 };
        lines.push(format!("{stamp}|execution|{state}|Sload|{load}"));
    };
    if random.chance(8) {
        // The adapter lost the machine for the day.
        say(random, at, "UNAVAILABLE");
        say(random, END, "STOPPED");
        return;
    }
    while at < END {
        say(random, at, "READY");
        at += random.between(120, 1500);
        say(random, at.min(END - 2), "ACTIVE");
        at += random.between(1200, 4200);
        if random.chance(trouble) && at < END {
            say(random, at, "INTERRUPTED");
            at += random.between(900, 7200);
        }
    }
    say(random, END, "STOPPED");
}
