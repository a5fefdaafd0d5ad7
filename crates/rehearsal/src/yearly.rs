//! What comes in once a year or a month: villages, water, taxes, clinics.

use crate::text::{days, decimal};
use crate::{File, Random};

/// The villages by the national division codes: the street or town and their numbers in it.
const VILLAGES: [(&str, &[u32]); 6] = [
    ("330205003", &[200]),
    ("330205005", &[200, 201, 202, 203, 204]),
    ("330205006", &[200, 201, 203, 204, 205, 206, 207, 215, 216, 217, 218, 219, 224, 225]),
    ("330205007", &[200, 202, 207, 208, 228]),
    ("330205008", &[200, 201, 203, 204, 205]),
    (
        "330205103",
        &[
            200, 201, 202, 203, 204, 205, 208, 210, 211, 213, 215, 216, 217, 218, 219, 220, 221,
            222, 223, 224, 225, 226, 227, 228, 229, 230, 231, 232, 233, 234, 235, 236, 237, 238,
            239,
        ],
    ),
];

/// Section, and its usual dissolved oxygen, permanganate index, ammonia nitrogen and phosphorus in
/// ten-thousandths of a mg/L.
const SECTIONS: [(&str, [i64; 4]); 4] = [
    ("section_yaojiang", [72_000, 36_000, 4_200, 1_100]),
    ("section_yongjiang", [61_000, 45_000, 7_500, 1_700]),
    ("section_cijiang", [70_000, 39_000, 8_800, 1_300]),
    ("section_huchong", [86_000, 17_000, 600, 180]),
];

/// Item, digits after the point, detection limit in ten-thousandths.
const ITEMS: [(&str, i64); 4] = [("DO", 0), ("CODMn", 5_000), ("NH3N", 250), ("TP", 100)];

const STREETS: [&str; 6] =
    ["330205003", "330205004", "330205005", "330205006", "330205007", "330205103"];

pub(crate) fn files(random: &mut Random, year: i16) -> Vec<File> {
    if days(year).next().is_none() {
        return Vec::new();
    }
    vec![villages(random, year), water(random, year), taxes(random, year), clinics(year)]
}

fn file(name: String, stream: &'static str, text: String) -> File {
    File { name, stream, bytes: text.into_bytes() }
}

/// Most villages are over a million; some write a dash, one writes words.
fn villages(random: &mut Random, year: i16) -> File {
    let mut csv = String::from("village,year,income,people\n");
    for (street, numbers) in VILLAGES {
        for number in numbers {
            let income = match random.below(100) {
                0..=3 => "／".to_owned(),
                4..=17 => decimal(random.between(4_200, 9_990), 2),
                _ => decimal(random.between(10_000, 46_000), 2),
            };
            let people = random.between(420, 3_900);
            csv.extend([format!("{street}{number:03},{year},{income},{people}\n")]);
        }
    }
    csv.extend([format!("330205103210,{year},about 120,1800\n")]);
    csv.push_str("合计,,,\n");
    file(format!("villages_{year}.csv"), "village_income", csv)
}

/// One sampling a month and section; ammonia and phosphorus may be under the detection limit.
fn water(random: &mut Random, year: i16) -> File {
    let mut csv = String::from("section,sampled_on,item,value,detection_limit\n");
    for day in days(year).filter(|day| day.day() == 5) {
        for (section, usual) in SECTIONS {
            if random.chance(20) {
                // The section was not reached.
                continue;
            }
            let summer = matches!(day.month(), 6..=9);
            for ((item, limit), usual) in ITEMS.iter().zip(usual) {
                let season = match (*item, summer) {
                    ("DO", true) => 84,
                    ("DO", false) => 108,
                    (_, true) => 112,
                    (_, false) => 96,
                };
                let value = (usual * (season + random.around(26)) / 100).max(0);
                let (value, shown) = if value < *limit {
                    (String::new(), decimal(*limit, 4))
                } else {
                    let shown = if *limit > 0 { decimal(*limit, 4) } else { String::new() };
                    (decimal(value / 10 * 10, 4), shown)
                };
                csv.extend([format!("{section},{day},{item},{value},{shown}\n")]);
            }
        }
    }
    csv.extend([format!("section_yaojiang,{year}-07-05,NH3-N,0.31,0.025\n")]);
    file(format!("water_{year}.csv"), "water_sample", csv)
}

/// About a hundred enterprises; one has not reported its land.
fn taxes(random: &mut Random, year: i16) -> File {
    let mut csv = String::from("enterprise,year,street,tax,land\n");
    for number in 1..=96 {
        let street = random.pick(&STREETS).copied().unwrap_or("330205006");
        let land = random.between(800, 14_000);
        let tax = land * random.between(18, 66);
        let land = if number == 57 { String::new() } else { decimal(land, 2) };
        csv.extend([format!(
            "enterprise_{number:03},{year},{street},{},{land}\n",
            decimal(tax, 2)
        )]);
    }
    file(format!("tax_{year}.csv"), "enterprise_tax", csv)
}

/// Five stations; one begins with tele-consultation in the year.
fn clinics(year: i16) -> File {
    let before = year - 3;
    let csv = format!(
        "clinic,register,teleconsult,from_on,to_on\n\
         clinic_waitan,clinic,true,{before}-01-01,\n\
         clinic_kongpu,clinic,false,{before}-01-01,{year}-05-01\n\
         clinic_kongpu,clinic,true,{year}-05-01,\n\
         clinic_zhuangqiao,clinic,false,{before}-06-01,\n\
         clinic_cicheng,clinic,true,{before}-03-15,\n\
         clinic_anshan,clinic,false,{before}-09-01,\n"
    );
    file(format!("clinics_{year}.csv"), "clinic_service", csv)
}
