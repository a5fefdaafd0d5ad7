//! Hourly files of three air stations: winters are dusty, summer afternoons are rich in ozone.

use crate::text::{days, decimal, moment};
use crate::{File, Random};

/// The station and how much worse its air is than the district's, in per cent.
const STATIONS: [(&str, i64); 3] =
    [("air_waitan", 104), ("air_hongtang", 100), ("air_cicheng", 90)];

/// The district's mean PM2.5 of a month, in tenths of a µg/m³.
const DUST: [i64; 12] = [460, 400, 330, 270, 220, 170, 130, 140, 180, 240, 310, 420];
/// The greatest ozone of a fair day of a month, in tenths of a µg/m³.
const OZONE: [i64; 12] = [700, 850, 1050, 1250, 1400, 1250, 1200, 1350, 1350, 1150, 850, 700];

pub(crate) fn files(random: &mut Random, year: i16) -> Vec<File> {
    // The weather of a day is that of all stations.
    let weather: Vec<_> = days(year)
        .map(|day| {
            let episode = if random.chance(45) { random.between(180, 330) } else { 100 };
            (day, random.between(55, 140) * episode / 100, random.between(50, 135))
        })
        .collect();
    let mut files = Vec::new();
    for (station, share) in STATIONS {
        let mut csv = String::from("station,at,pm25,pm10,so2,no2,co,o3\n");
        let mut down = 0;
        for (day, dust, sun) in &weather {
            let month = usize::try_from(day.month() - 1).unwrap_or(0);
            let (dust_mean, ozone_max) =
                (DUST[month] * dust * share / 10_000, OZONE[month] * sun / 100);
            if down == 0 && random.chance(6) {
                // The station is out of order for some hours or days.
                down = random.between(5, 60);
            }
            for hour in 0..24i8 {
                if down > 0 {
                    down -= 1;
                    continue;
                }
                hour_row(
                    random,
                    &mut csv,
                    (station, moment(day.at(hour, 0, 0, 0))),
                    i64::from(hour),
                    (dust_mean, ozone_max),
                );
            }
        }
        if station == "air_hongtang" {
            oddities(&mut csv, year);
        }
        let name = format!("air_{}_{year}.csv", station.trim_start_matches("air_"));
        files.push(File { name, stream: "air_hour", bytes: csv.into_bytes() });
    }
    files.extend(correction(random, year));
    files
}

fn hour_row(
    random: &mut Random,
    csv: &mut String,
    (station, at): (&str, String),
    hour: i64,
    (dust, ozone): (i64, i64),
) {
    let rush = if matches!(hour, 7..=9 | 17..=20) { 130 } else { 92 };
    let pm25 = (dust * rush / 100 + random.around(60)).max(20);
    let pm10 = pm25 * random.between(140, 190) / 100;
    let so2 = random.between(30, 110);
    let no2 = (dust * rush / 130 + random.around(80)).max(40);
    let co = 300 + dust * 2 + random.around(150);
    // Ozone follows the sun: greatest at 14 o'clock.
    let height = 100 - (hour - 14) * (hour - 14) * 100 / 64;
    let o3 = (ozone * height.max(12) / 100 + random.around(60)).max(20);
    let cells = [(pm25, 1), (pm10, 1), (so2, 1), (no2, 1), (co, 3), (o3, 1)];
    csv.push_str(station);
    csv.push(',');
    csv.push_str(&at);
    for (value, digits) in cells {
        csv.push(',');
        if random.chance(9) {
            csv.push_str("NA");
        } else {
            csv.push_str(&decimal(value, digits));
        }
    }
    csv.push('\n');
}

/// Rows as they do come: one twice, and three that do not fit.
fn oddities(csv: &mut String, year: i16) {
    let repeated = csv.lines().nth(40).unwrap_or_default().to_owned();
    csv.push_str(&repeated);
    csv.push('\n');
    csv.extend([format!(
        "air_hongtang,{year}-02-30T05:00:00+08:00,20.0,40.0,5.0,20.0,0.600,60.0\n"
    )]);
    csv.extend([format!(
        "air_hongtang,{year}-06-31T25:00:00+08:00,18.0,36.0,5.0,18.0,0.500,80.0\n"
    )]);
    csv.extend([format!("air_hongtang,{year}-12-31T23:30:00+08:00,offline,,,,,\n")]);
}

/// Hours of April that are sent in again in January, with other values: corrections.
fn correction(random: &mut Random, year: i16) -> Option<File> {
    let day = days(year).find(|day| day.month() == 4 && day.day() == 18)?;
    let mut csv = String::from("station,at,pm25,pm10,so2,no2,co,o3\n");
    for hour in 6..12i8 {
        let at = moment(day.at(hour, 0, 0, 0));
        hour_row(random, &mut csv, ("air_waitan", at), i64::from(hour), (240, 1100));
    }
    let name = format!("air_waitan_{year}_revised.csv");
    Some(File { name, stream: "air_hour", bytes: csv.into_bytes() })
}
