//! Refusals in Chinese, with their codes; phrases that the code carries all have a Chinese form.

use super::super::words::zh_of;
use crate::Error;
use expect_test::expect;
use std::path::PathBuf;

#[test]
fn a_refusal_says_the_same_in_chinese() {
    let errors = [
        Error::Locked { dir: PathBuf::from("data"), pid: "4711".to_owned() },
        Error::ZoneChanged {
            stream: "air_hour".to_owned(),
            was: "Asia/Shanghai".to_owned(),
            is: "UTC".to_owned(),
        },
        Error::Permission { what: "open or write", path: PathBuf::from("data/hemei.db") },
        Error::NoStream { stream: "air_hours".to_owned(), known: "air_hour".to_owned() },
        Error::Store { what: "list files", source: sqlx::Error::PoolClosed },
    ];
    let lines = errors.map(|error| {
        let code = error.code().map_or("-", |code| code.0);
        format!("{code} {}", error.text().zh)
    });
    expect![[r"
        R0330 `data` 正被另一个进程（4711）写入；等它结束，或用 --data 换一个文件夹
        R0332 记录流 `air_hour` 的日界按时区 Asia/Shanghai 划定，配置包现为 UTC；请保持 Asia/Shanghai，或把该流导入新的文件夹
        R0339 没有权限打开或写入 `data/hemei.db`；检查其属主和权限
        R0336 库中没有记录流 `air_hours`；现有 air_hour
        - 存储未能列出文件"]].assert_eq(&lines.join("\n"));
}

#[test]
fn what_a_user_can_act_on_has_a_code() {
    let path = || PathBuf::from("data/hemei.db");
    let gone = "no such file".into();
    let errors = [
        Error::DiskFull { path: path() },
        Error::SnapshotGone { stream: "air_hour".to_owned(), snapshot: 3 },
        Error::ColumnName {
            stream: "air_hour".to_owned(),
            column: "CO".to_owned(),
            other: "co".to_owned(),
        },
        Error::StoreNewer { path: path(), found: 9, known: 2 },
        Error::StoreCorrupt { path: path(), found: "rubbish".to_owned() },
        Error::DataFile { path: path(), expected: "7 rows".to_owned(), source: gone },
    ];
    let codes = errors.map(|error| error.code().map_or("-", |code| code.0));
    assert_eq!(codes, ["R0333", "R0334", "R0338", "R0340", "R0341", "R0342"]);
}

#[test]
fn every_phrase_of_the_store_has_a_chinese_form() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store");
    let mut missing = Vec::new();
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            continue;
        }
        let text = std::fs::read_to_string(path).unwrap();
        for mark in ["self.failed(\"", "let what = \""] {
            for part in text.split(mark).skip(1) {
                let phrase = part.split('"').next().unwrap();
                seen += 1;
                if zh_of(phrase) == phrase {
                    missing.push(phrase.to_owned());
                }
            }
        }
    }
    assert!(seen > 20, "phrases are written otherwise now");
    assert!(missing.is_empty(), "{missing:?}");
}
