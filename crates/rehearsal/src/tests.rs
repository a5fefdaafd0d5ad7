//! The generator: the same bytes for the same seed, sizes, and what the first lines look like.

use crate::{MachineRows, Random, files};
use expect_test::expect;
use std::fmt::Write;

#[test]
fn splitmix64_gives_its_published_numbers() {
    // The reference implementation's first outputs for seed 1234567.
    let mut random = Random::new(1_234_567);
    let first: Vec<u64> = (0..3).map(|_| random.next()).collect();
    assert_eq!(
        first,
        [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]
    );
}

#[test]
fn the_same_seed_gives_the_same_files() {
    assert_eq!(files(1, 2025), files(1, 2025));
    assert_ne!(files(1, 2025), files(2, 2025));
}

#[test]
fn a_year_has_a_size_that_loads_in_seconds() {
    let mut out = String::new();
    let mut rows = 0;
    for file in files(1, 2025) {
        let text = String::from_utf8_lossy(&file.bytes);
        let lines = text.lines().count();
        rows += lines;
        let second = text.lines().nth(1).unwrap_or_default();
        writeln!(out, "{} {} {lines}: {second}", file.name, file.stream).unwrap();
    }
    assert!(rows < 150_000, "{rows}");
    expect![[r#"
        air_waitan_2025.csv air_hour 8746: air_waitan,2025-01-01T00:00:00+08:00,61.5,97.1,3.4,44.8,1.556,9.5
        air_hongtang_2025.csv air_hour 8720: air_hongtang,2025-01-01T00:00:00+08:00,61.1,108.7,5.9,41.6,1.579,5.4
        air_cicheng_2025.csv air_hour 8665: air_cicheng,2025-01-01T00:00:00+08:00,50.5,80.2,9.6,41.4,1.501,6.0
        air_waitan_2025_revised.csv air_hour 7: air_waitan,2025-04-18T06:00:00+08:00,23.9,44.2,5.7,17.3,0.794,14.0
        press_1-2025.shdr machine_state 10832: 2024-12-31T23:21:58.398Z|execution|ACTIVE|Sload|68
        press_2-2025.shdr machine_state 10574: 2024-12-31T23:14:04.957Z|execution|ACTIVE|Sload|59
        press_3-2025.shdr machine_state 10727: 2024-12-31T23:21:19.650Z|execution|ACTIVE|Sload|49
        lathe_1-2025.shdr machine_state 10765: 2024-12-31T23:13:52.874Z|execution|ACTIVE|Sload|67
        lathe_2-2025.shdr machine_state 10964: 2024-12-31T23:11:20.591Z|execution|ACTIVE|Sload|23
        lathe_3-2025.shdr machine_state 10271: 2024-12-31T23:06:44.541Z|execution|ACTIVE|Sload|45
        cases_2025.ndjson case_closed 2764: {"case_id":"JB2025-00002","closed_at":"2025-01-01T10:59:00+08:00","street":"330205006","thing":"open_restaurant","applicant":"enterprise","thing_days":11.1,"item_days":28.5}
        villages_2025.csv village_income 68: 330205003200,2025,370.35,1133
        water_2025.csv water_sample 182: section_yaojiang,2025-01-05,DO,7.4880,
        tax_2025.csv enterprise_tax 97: enterprise_001,2025,330205005,701.44,10.96
        clinics_2025.csv clinic_service 7: clinic_waitan,clinic,true,2022-01-01,
    "#]].assert_eq(&out);
}

#[test]
fn benchmark_rows_are_many_ordered_and_unique() {
    let rows = MachineRows { seed: 1, machines: 500, days: 3, rows: 600_000 };
    let pieces: Vec<Vec<u8>> = rows.day(1).collect();
    let text = String::from_utf8(pieces.concat()).unwrap();
    assert_eq!(text.lines().count(), 200_001);
    let moments: Vec<&str> = text.lines().skip(1).filter_map(|l| l.split(',').nth(1)).collect();
    assert!(moments.is_sorted());
    assert!(moments.windows(2).all(|two| two[0] != two[1]));
    let head: Vec<&str> = text.lines().take(4).collect();
    expect![[r"
        machine,ts,state,parts,reading
        m00397,2026-01-02T00:00:00.127887Z,ACTIVE,8,26.268
        m00053,2026-01-02T00:00:00.498691Z,ACTIVE,6,27.194
        m00431,2026-01-02T00:00:00.919239Z,ACTIVE,9,24.206"]]
    .assert_eq(&head.join("\n"));
    let hour = String::from_utf8(rows.hour().collect::<Vec<_>>().concat()).unwrap();
    assert_eq!(hour.lines().count(), 8_334);
    assert!(hour.lines().skip(1).all(|line| line.contains(",2026-01-04T00:")));
}
