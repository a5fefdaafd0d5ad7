//! CSV as it comes: encodings, quotes, ragged rows, damage, and the real files.

use crate::testing::{
    all, beijing, bytes, column, counts, render, shared, shared_bytes, source, stream,
};
use crate::{Input, open};
use district::declare::EventTime;
use district::{DataType, FileFormat, FileSource, Stream, Unit};
use expect_test::{Expect, expect};
use std::fmt::Write as _;
use std::io::Write as _;

fn air() -> Stream {
    let mut stream = stream(vec![
        column("at", DataType::Instant),
        column("station", DataType::Text),
        column("pm25", DataType::Decimal(1)),
    ]);
    stream.columns[2].nulls = vec!["NA".to_owned()];
    stream
}

fn check(text: impl Into<Vec<u8>>, expected: Expect) {
    expected.assert_eq(&render(&source(FileFormat::Csv), &air(), "a.csv", bytes(text)));
}

#[test]
fn plain() {
    check(
        "at,station,pm25\n2015-03-01 05:00,Dongsi,12.5\n2015-03-01T05:00Z,\"a,\"\"b\"\"\",NA\n",
        expect![[r#"
            2015-02-28T21:00:00Z | Dongsi | 12.5 | 2015-02-28T21:00:00Z | 2
            2015-03-01T05:00:00Z | a,"b" | - | 2015-03-01T05:00:00Z | 3
        "#]],
    );
}

#[test]
fn rows_that_do_not_fit() {
    check(
        "at,station,pm25\n\
         2015-03-01 05:00,Dongsi\n\
         yesterday,Dongsi,lots\n\
         ,Dongsi,1\n\
         2015-03-01 05:00,a\0b,1\n\
         2015-03-01 05:00,\"a\"b,1\n\
         2015-03-01 06:00,\"two\nlines\",1.25\n\
         2015-03-01 07:00,good,1",
        expect![[r#"
            2015-02-28T23:00:00Z | good | 1.0 | 2015-02-28T23:00:00Z | 9
            refused 2: R0301 expected 3 cells, as in the header, found `2015-03-01 05:00,Dongsi`
            refused 3 at: R0306 expected a date and time such as 2015-03-01T05:00:00+08:00 (without offset: local), found `yesterday` and 1
            refused 4 at: R0309 expected a value in a key column, found ``
            refused 5: R0312 expected text without NUL bytes, found `2015-03-01 05:00,a�b,1`
            refused 6: R0314 expected a quote that closes, then a delimiter or the end of the line, found `2015-03-01 05:00,"a"b,1`
            refused 7 pm25: R0303 expected a number with at most 1 digits after the point, found `1.25`
            said: the last line has no line end
        "#]],
    );
}

#[test]
fn a_quote_that_never_closes_costs_its_line() {
    check(
        "at;station;pm25\n2015-03-01 05:00;\"Dongsi;1\n2015-03-01 06:00;Dongsi;2\n",
        expect![[r#"
            2015-02-28T22:00:00Z | Dongsi | 2.0 | 2015-02-28T22:00:00Z | 3
            refused 2: R0314 expected a quote that closes, then a delimiter or the end of the line, found `2015-03-01 05:00;"Dongsi;1`
            said: delimiter: ;
        "#]],
    );
}

#[test]
fn headers() {
    check(
        "at,station,pm2.5,wind\n2015-03-01 05:00,Dongsi,1,2\n",
        expect![[r"
            error: expected `pm25` (column `pm25`) in the header, found `at`, `station`, `pm2.5`, `wind`; did you mean `pm2.5` for `pm25`?
        "]],
    );
    check(
        "at,place,wind\n2015-03-01 05:00,Dongsi,2\n",
        expect![[r"
            2015-02-28T21:00:00Z | - | - | 2015-02-28T21:00:00Z | 2
            said: columns that the file does not have are left empty: station, pm25
            said: columns of the file that are not used: place, wind
        "]],
    );
    check(
        "",
        expect![[r"
        error: expected a header, found an empty file
    "]],
    );
    check(
        "at,at,station,pm25\n",
        expect![[r"
            error: expected one column `at`, found several; name it by its letter, such as `column:B`
        "]],
    );
}

#[test]
fn gb18030_is_found_out_and_said() {
    let text = "at,station,pm25\n2015-03-01 05:00,东四监测站，𬭊,12.5\n2015-03-01 06:00,慈城镇,1\n";
    let (mut encoded, ..) = encoding_rs::GB18030.encode(text);
    encoded.to_mut().extend_from_slice(b"2015-03-01 07:00,\xff\xff,1\n");
    check(
        encoded.into_owned(),
        expect![[r"
            2015-02-28T21:00:00Z | 东四监测站，𬭊 | 12.5 | 2015-02-28T21:00:00Z | 2
            2015-02-28T22:00:00Z | 慈城镇 | 1.0 | 2015-02-28T22:00:00Z | 3
            refused 4: R0311 expected GB18030, found `2015-03-01 07:00,��,1`
            said: encoding: GB18030
        "]],
    );
}

#[test]
fn one_damaged_line_does_not_change_the_encoding() {
    let mut text = "\u{feff}at,station,pm25\n2015-03-01 05:00,东四,1\n".as_bytes().to_vec();
    text.extend_from_slice(b"2015-03-01 06:00,\xe4\xb8,1\n");
    check(
        text,
        expect![[r"
            2015-02-28T21:00:00Z | 东四 | 1.0 | 2015-02-28T21:00:00Z | 2
            refused 3: R0311 expected UTF-8, found `2015-03-01 06:00,�,1`
            said: encoding: UTF-8 (with BOM)
        "]],
    );
}

#[test]
fn other_formats_are_named() {
    check(
        "PK\u{3}\u{4}rest",
        expect![[r"
            error: expected CSV, found a ZIP archive (an XLSX workbook?); change the source's `format` or the file
        "]],
    );
    check(
        b"at,caf\xe9,x\nna\xefve,\xe9t\xe9,\xe0\n".to_vec(),
        expect![[r"
            error: expected text in UTF-8 or GB18030, found bytes that look like windows-1252; save the file as UTF-8
        "]],
    );
}

#[test]
fn a_line_of_ten_megabytes_costs_itself() {
    let long = "x".repeat(10 << 20);
    let text = format!("at,station,pm25\n2015-03-01 05:00,{long},1\n2015-03-01 06:00,b,2\n");
    let mut decoder =
        open(&source(FileFormat::Csv), &air(), &beijing(), "a.csv", bytes(text)).unwrap();
    let chunks = all(&mut decoder).unwrap();
    assert_eq!(counts(&chunks), (1, 1));
    let refused = chunks.iter().flat_map(|chunk| &chunk.refused).next().unwrap();
    assert_eq!((refused.code.0, refused.line, refused.raw.len()), ("R0313", 2, 1024));
}

#[test]
fn a_truncated_gzip_is_an_error() {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(b"at,station,pm25\n").unwrap();
    for hour in 0..20_000 {
        writeln!(gzip, "2015-03-01 05:00,s{},{}.5", hour * 7919 % 10_007, hour).unwrap();
    }
    let whole = gzip.finish().unwrap();
    let (source, stream) = (source(FileFormat::Csv), air());
    let open = |length: usize| {
        let input = bytes(whole[..length].to_vec());
        all(&mut open(&source, &stream, &beijing(), "a.csv.gz", input)?)
    };
    assert_eq!(counts(&open(whole.len()).unwrap()), (20_000, 0));
    let why = open(whole.len() / 2).unwrap_err();
    assert!(why.to_string().starts_with("expected a whole gzip file"), "{why}");
}

#[test]
fn many_errors_in_one_file_are_all_kept() {
    let mut text = String::from("at,station,pm25\n");
    for row in 0..100_000 {
        text += if row % 2 == 0 { "2015-03-01 05:00,a,1\n" } else { "no,a,1\n" };
    }
    let mut decoder =
        open(&source(FileFormat::Csv), &air(), &beijing(), "a.csv", bytes(text)).unwrap();
    let chunks = all(&mut decoder).unwrap();
    assert_eq!(counts(&chunks), (50_000, 50_000));
    assert_eq!(chunks.last().unwrap().refused.last().unwrap().line, 100_001);
}

#[test]
fn a_refused_row_can_be_replayed_behind_the_head() {
    let text = "title\n,x\n单位：人,\nat,人口,\n,总数,#其中\n2015-03-01 05:00,many,1\n";
    let mut stream = stream(vec![column("at", DataType::Instant), column("n", DataType::Integer)]);
    stream.columns[1].nulls = vec!["many".to_owned()];
    let mut source = source(FileFormat::Csv);
    source.header_rows = Some(2);
    source.fields.insert("n".to_owned(), "人口/总数".to_owned());
    let mut strict = stream.clone();
    strict.columns[1].nulls.clear();
    let mut decoder = open(&source, &strict, &beijing(), "a.csv", bytes(text)).unwrap();
    let chunks = all(&mut decoder).unwrap();
    let mut file = decoder.head().to_vec();
    file.extend_from_slice(&chunks[0].refused[0].raw);
    let mut again = open(&source, &stream, &beijing(), "a.csv", bytes(file)).unwrap();
    assert_eq!(counts(&all(&mut again).unwrap()), (1, 0));
}

fn prsa() -> (FileSource, Stream) {
    let names =
        "No,year,month,day,hour,PM2.5,PM10,SO2,NO2,CO,O3,TEMP,PRES,DEWP,RAIN,wd,WSPM,station";
    let columns = names.split(',').map(|name| {
        let data_type = match name {
            "No" | "year" | "month" | "day" | "hour" => DataType::Integer,
            // Some temperatures are means of readings, written with up to 18 digits.
            "wd" | "station" | "TEMP" => DataType::Text,
            "PRES" => DataType::Decimal(11),
            _ => DataType::Decimal(6),
        };
        let mut column = column(name, data_type);
        column.nulls = vec!["NA".to_owned()];
        column
    });
    let mut stream = stream(columns.collect());
    stream.event_time =
        EventTime::Parts(["year", "month", "day", "hour"].map(str::to_owned).to_vec());
    (source(FileFormat::Csv), stream)
}

#[test]
fn a_real_fragment() {
    let (source, stream) = prsa();
    let text = "\"No\",\"year\",\"month\",\"day\",\"hour\",\"PM2.5\",\"PM10\",\"SO2\",\"NO2\",\"CO\",\"O3\",\"TEMP\",\"PRES\",\"DEWP\",\"RAIN\",\"wd\",\"WSPM\",\"station\"\n\
        1,2013,3,1,0,4,4,3,NA,200,82,-2.3,1020.8,-19.7,0,\"E\",0.5,\"Dingling\"\n";
    expect![[r"
        1 | 2013 | 3 | 1 | 0 | 4.000000 | 4.000000 | 3.000000 | - | 200.000000 | 82.000000 | -2.3 | 1020.80000000000 | -19.700000 | 0.000000 | E | 0.500000 | Dingling | 2013-02-28T16:00:00Z | 2
    "]]
    .assert_eq(&render(&source, &stream, "a.csv", bytes(text)));
}

#[test]
fn the_stations_of_beijing() {
    let stations = "Aotizhongxin Changping Dingling Dongsi Guanyuan Gucheng Huairou Nongzhanguan \
        Shunyi Tiantan Wanliu Wanshouxigong";
    let (source, stream) = prsa();
    for station in stations.split_whitespace() {
        let name = format!("PRSA_Data_{station}_20130301-20170228.csv.gz");
        let Some(input) = shared_bytes(&format!("air/{name}")) else { return };
        let mut decoder = open(&source, &stream, &beijing(), &name, input).unwrap();
        assert_eq!(counts(&all(&mut decoder).unwrap()), (35_064, 0), "{station}");
    }
}

#[test]
fn the_constructed_village_report() {
    let Some(input) = shared_bytes("statistics/constructed-village-report.gb18030.csv") else {
        return;
    };
    let (source, stream) = village_report();
    expect![[r"
        2026-07-01 | 浮碧社区 | 1207 | 3031 | 909 | 133.75 | - | 2026-06-30T16:00:00Z | 5
        2026-07-01 | 望京社区 | 1214 | 3062 | 918 | 147.00 | - | 2026-06-30T16:00:00Z | 6
        2026-07-01 | 景明社区 | 1221 | 3093 | 927 | 160.25 | 㙦（地名用字）𬭊 | 2026-06-30T16:00:00Z | 7
        2026-07-01 | 慈湖人家社区 | 1228 | 3124 | 936 | 173.50 | 同上 | 2026-06-30T16:00:00Z | 8
        2026-07-01 | 宝峰社区 | 1235 | 3155 | 945 | - | - | 2026-06-30T16:00:00Z | 9
        2026-07-01 | 慈东居委会 | 1242 | 3186 | 954 | 200.00 | - | 2026-06-30T16:00:00Z | 10
        2026-07-01 | 维拉小镇社区 | 1249 | 3217 | 963 | 213.25 | - | 2026-06-30T16:00:00Z | 11
        2026-07-01 | 云鹭湾社区 | 1256 | 3248 | 972 | 226.50 | - | 2026-06-30T16:00:00Z | 12
        2026-07-01 | 塘家湾社区 | 1263 | 3279 | 981 | 239.75 | - | 2026-06-30T16:00:00Z | 13
        2026-07-01 | 官山社区 | 1270 | 3310 | 990 | 253.00 | - | 2026-06-30T16:00:00Z | 14
        2026-07-01 | 枫湾社区 | 1277 | 3341 | 999 | 266.25 | - | 2026-06-30T16:00:00Z | 15
        2026-07-01 | 北门村委会 | 1284 | 3372 | 1008 | 279.50 | - | 2026-06-30T16:00:00Z | 16
        said: encoding: GB18030
        said: 2 title rows above the header are left out
        said: columns of the file that are not used: 序号, 低收入农户
        said: column `households`: commas between thousands are taken out
        said: column `people`: the unit `人` behind numbers is taken off
        said: the table ends at line 17
    "]].assert_eq(&render(&source, &stream, "r-2026-07-01.csv", input));
}

/// The report as a pack declares it.
fn village_report() -> (FileSource, Stream) {
    let mut stream = stream(vec![
        column("quarter", DataType::Date),
        column("village", DataType::Text),
        column("households", DataType::Integer),
        column("people", DataType::Integer),
        column("over_60", DataType::Integer),
        column("income", DataType::Decimal(2)),
        column("note", DataType::Text),
    ]);
    stream.columns[5].nulls = vec!["／".to_owned()];
    stream.columns[3].unit = Some(Unit::parse("人").unwrap());
    stream.key = vec!["village".to_owned()];
    let mut source = source(FileFormat::Csv);
    source.header_rows = Some(2);
    source.stop_at = vec!["合计".to_owned()];
    source.pattern = Some("r-{day}.csv".to_owned());
    for (column, field) in [
        ("quarter", "file:day"),
        ("village", "行政村"),
        ("households", "户数"),
        ("people", "人口/总数"),
        ("over_60", "人口/#60岁以上"),
        ("income", "集体经济收入"),
        ("note", "备注"),
    ] {
        source.fields.insert(column.to_owned(), field.to_owned());
    }
    (source, stream)
}

/// Prints the rows a second: `cargo test --release -p decode speed -- --nocapture`.
#[test]
#[expect(clippy::disallowed_methods, reason = "measuring needs the clock")]
fn speed() {
    let rows = if cfg!(debug_assertions) { 20_000 } else { 4_000_000 };
    let mut text = String::from("machine,at,state,load,parts\n");
    for row in 0..rows {
        let (second, minute, hour) = (row % 60, row / 60 % 60, row / 3600 % 24);
        let day = row / 86_400 % 28 + 1;
        writeln!(
            text,
            "m{:03},2026-06-{day:02}T{hour:02}:{minute:02}:{second:02}.5Z,ACTIVE,{}.{},{row}",
            row % 500,
            row % 90,
            row % 10
        )
        .unwrap();
    }
    let stream = stream(vec![
        column("machine", DataType::Text),
        column("at", DataType::Instant),
        column("state", DataType::Text),
        column("load", DataType::Decimal(2)),
        column("parts", DataType::Integer),
    ]);
    let bytes = text.len();
    let input = Input::Read(Box::new(std::io::Cursor::new(text)));
    let start = std::time::Instant::now();
    let mut decoder = open(&source(FileFormat::Csv), &stream, &beijing(), "a.csv", input).unwrap();
    let found: usize = decoder.by_ref().map(|chunk| chunk.unwrap().rows.num_rows()).sum();
    let taken = start.elapsed();
    assert_eq!(found, rows);
    let millis = taken.as_millis().max(1);
    println!(
        "{rows} rows, {bytes} bytes in {millis} ms: {} rows/ms",
        u128::try_from(rows).unwrap() / millis
    );
    let _ = shared("air");
}
