//! Closed cases of things (一件事): what they took, and what the items would have taken one by one.

use crate::text::{days, decimal};
use crate::{File, Random};

/// Thing, applicant, days item by item and through the thing (tenths), how many in a thousand.
const THINGS: [(&str, &str, i64, i64, u64); 6] = [
    ("newborn", "person", 120, 38, 260),
    ("school_entry", "person", 90, 40, 180),
    ("retirement", "person", 150, 62, 150),
    ("start_enterprise", "enterprise", 80, 20, 220),
    ("hire_staff", "enterprise", 70, 26, 120),
    ("open_restaurant", "enterprise", 300, 104, 70),
];

const STREETS: [&str; 8] = [
    "330205001",
    "330205003",
    "330205004",
    "330205005",
    "330205006",
    "330205007",
    "330205008",
    "330205103",
];

pub(crate) fn files(random: &mut Random, year: i16) -> Vec<File> {
    let mut ndjson = String::new();
    let mut number = 0u32;
    for day in days(year) {
        let weekend =
            matches!(day.weekday(), jiff::civil::Weekday::Saturday | jiff::civil::Weekday::Sunday);
        for _ in 0..random.between(0, if weekend { 2 } else { 22 }) {
            number += 1;
            let mut draw = random.below(1000);
            let thing = THINGS.iter().find(|thing| {
                let here = draw < thing.4;
                draw = draw.saturating_sub(thing.4);
                here
            });
            let (thing, applicant, by_item, through, _) = thing.unwrap_or(&THINGS[0]);
            let street = random.pick(&STREETS).copied().unwrap_or("330205001");
            let (hour, minute) = (random.between(9, 16), random.between(0, 59));
            let item_days = (by_item + random.around(30)).max(10);
            let thing_days = (through + random.around(14)).max(1);
            ndjson.extend([format!(
                "{{\"case_id\":\"JB{year}-{number:05}\",\"closed_at\":\"{day}T{hour:02}:{minute:02}:00+08:00\",\
                 \"street\":\"{street}\",\"thing\":\"{thing}\",\"applicant\":\"{applicant}\",\
                 \"thing_days\":{},\"item_days\":{}}}\n",
                decimal(thing_days, 1),
                decimal(item_days, 1),
            )]);
        }
    }
    // A case without a street, one whose days are a word, and a line that was cut off.
    ndjson.extend([format!(
        "{{\"case_id\":\"JB{year}-90001\",\"closed_at\":\"{year}-03-03T10:00:00+08:00\",\"thing\":\"newborn\",\"thing_days\":4.0,\"item_days\":12.0}}\n\
         {{\"case_id\":\"JB{year}-90002\",\"closed_at\":\"{year}-03-04T10:00:00+08:00\",\"street\":\"330205001\",\"thing\":\"newborn\",\"thing_days\":\"soon\",\"item_days\":12.0}}\n\
         {{\"case_id\":\"JB{year}-90003\",\"closed_at\":\"{year}-03-0\n",
    )]);
    vec![File {
        name: format!("cases_{year}.ndjson"),
        stream: "case_closed",
        bytes: ndjson.into_bytes(),
    }]
}
