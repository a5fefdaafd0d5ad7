//! kill -9 over HTTP: whatever the server was doing, no acknowledged command is lost and none is
//! carried out twice; what was not acknowledged can be sent again by the same key.
//!
//! `HEMEI_KILL_ROUNDS` sets how many rounds; CI runs 200.

use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

const CLIENTS: usize = 4;
const ITEMS: [&str; 5] = ["a", "b", "c", "d", "e"];

/// A command as a client sent it, with what was answered, if anything was.
#[derive(Debug, Clone)]
struct Sent {
    path: String,
    key: String,
    body: Value,
    answer: Option<Value>,
}

struct Server {
    process: Child,
    address: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        // A test that fails leaves no server behind.
        let _gone = self.process.kill();
        let _reaped = self.process.wait();
    }
}

fn start(data: &Path) -> Server {
    let pack = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../bench/services/pack");
    let mut process = Command::new(env!("CARGO_BIN_EXE_hemei"))
        .args(["--json", "--quiet", "--pack"])
        .arg(pack)
        .arg("--data")
        .arg(data)
        .args(["serve", "--listen", "127.0.0.1:0"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let said: Value = serde_json::from_str(&line).expect("the server says where it listens");
    let address = said["listening"].as_str().unwrap().trim_start_matches("http://").to_owned();
    Server { process, address }
}

fn token(data: &Path, arguments: &[&str]) -> String {
    let made = Command::new(env!("CARGO_BIN_EXE_hemei"))
        .arg("--data")
        .arg(data)
        .args(["token", "add"])
        .args(arguments)
        .output()
        .unwrap();
    String::from_utf8(made.stdout).unwrap().trim().to_owned()
}

/// One request on a connection of its own; none if the server went away before it answered.
fn request(address: &str, method: &str, sent: &Sent, token: &str) -> Option<(u16, Value)> {
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(30))).ok()?;
    let body = if sent.body.is_null() { String::new() } else { sent.body.to_string() };
    let head = format!(
        "{method} {} HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer {token}\r\n\
         idempotency-key: {}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        sent.path,
        sent.key,
        body.len()
    );
    stream.write_all(head.as_bytes()).ok()?;
    stream.write_all(body.as_bytes()).ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok()?;
    let text = String::from_utf8(answer).ok()?;
    let (head, body) = text.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    // An answer that was cut off is none.
    let length = head.to_lowercase();
    let length = length.split("content-length: ").nth(1)?.split("\r\n").next()?;
    if length.parse() != Ok(body.len()) {
        return None;
    }
    Some((status, serde_json::from_str(body).ok()?))
}

/// Opens cases and has their items granted until it is told to stop; gives what it sent.
fn client(
    address: &str,
    tokens: &(String, String),
    name: &str,
    stop: &AtomicBool,
    sent: &Mutex<Vec<Sent>>,
) {
    let send = |mut command: Sent, token: &str| -> Option<Value> {
        let at = {
            let mut sent = sent.lock().unwrap();
            sent.push(command.clone());
            sent.len() - 1
        };
        let (status, answer) = request(address, "POST", &command, token)?;
        assert!(matches!(status, 200 | 201), "{status} {answer} to {command:?}");
        command.answer = Some(answer.clone());
        sent.lock().unwrap()[at] = command;
        Some(answer)
    };
    for number in 0.. {
        if stop.load(Ordering::Relaxed) {
            return;
        }
        let open = Sent {
            path: "/api/cases".to_owned(),
            key: format!("{name}-{number}"),
            body: json!({
                "thing": "job", "place": "town", "applicant": format!("{name}-{number}"),
                "submit": true, "accept": true,
            }),
            answer: None,
        };
        let Some(answer) = send(open, &tokens.0) else { return };
        let case = answer["case"].as_str().unwrap().to_owned();
        for item in ITEMS {
            let grant = Sent {
                path: format!("/api/cases/{case}/commands"),
                key: format!("{name}-{number}-{item}"),
                body: json!({"grant": {"item": item}}),
                answer: None,
            };
            if send(grant, &tokens.1).is_none() {
                return;
            }
        }
    }
}

/// What is known of a case: its version and how often each item was granted.
fn granted(address: &str, token: &str, case: &str) -> (u64, BTreeMap<String, usize>) {
    let ask = |path: String| {
        let look = Sent { path, key: "look".to_owned(), body: Value::Null, answer: None };
        request(address, "GET", &look, token).expect("the server answers").1
    };
    let version = ask(format!("/api/cases/{case}"))["version"].as_u64().unwrap();
    let events = ask(format!("/api/cases/{case}/events"));
    let mut counts = BTreeMap::new();
    for event in events["events"].as_array().unwrap() {
        if event["kind"] == "granted" {
            let item = event["body"]["kind"]["granted"]["item"].as_str().unwrap().to_owned();
            *counts.entry(item).or_default() += 1;
        }
    }
    (version, counts)
}

#[expect(clippy::disallowed_methods, reason = "clients of a test run beside one another")]
fn round(data: &Path, tokens: &(String, String), number: usize) {
    let mut server = start(data);
    let sent = Arc::new(Mutex::new(Vec::new()));
    let stop = Arc::new(AtomicBool::new(false));
    let clients: Vec<_> = (0..CLIENTS)
        .map(|at| {
            let (address, tokens) = (server.address.clone(), tokens.clone());
            let (sent, stop) = (Arc::clone(&sent), Arc::clone(&stop));
            let name = format!("r{number}c{at}");
            std::thread::spawn(move || client(&address, &tokens, &name, &stop, &sent))
        })
        .collect();
    // The moment of the kill differs from round to round, so that every phase is met.
    std::thread::sleep(Duration::from_millis(40 + u64::try_from(number * 37 % 260).unwrap()));
    server.process.kill().unwrap();
    server.process.wait().unwrap();
    stop.store(true, Ordering::Relaxed);
    for client in clients {
        client.join().unwrap();
    }
    let server = start(data);
    let sent = sent.lock().unwrap().clone();
    let mut cases = BTreeMap::new();
    for command in &sent {
        let token = if command.path == "/api/cases" { &tokens.0 } else { &tokens.1 };
        let (status, answer) = request(&server.address, "POST", command, token).unwrap();
        assert!(matches!(status, 200 | 201), "{status} {answer} to {command:?}");
        if let Some(before) = &command.answer {
            assert_eq!(&answer, before, "an acknowledged command is answered as it was");
        }
        let case = answer["case"].as_str().unwrap().to_owned();
        let grants: &mut usize = cases.entry(case).or_default();
        *grants += usize::from(command.path != "/api/cases");
    }
    for (case, grants) in cases {
        let (_, counts) = granted(&server.address, &tokens.0, &case);
        let all: usize = counts.values().sum();
        assert_eq!(all, grants, "{case}: every grant once, {counts:?}");
    }
}

#[test]
fn l1_nothing_acknowledged_is_lost_or_doubled_by_kill_9() {
    #[expect(clippy::disallowed_methods, reason = "a test reads how many rounds it runs")]
    let rounds = std::env::var("HEMEI_KILL_ROUNDS").ok().and_then(|text| text.parse().ok());
    let rounds: usize = rounds.unwrap_or(12);
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    std::fs::create_dir_all(&data).unwrap();
    let officer = ["clerk", "--role", "officer", "--office", "desk", "--place", "town"];
    let system = ["system", "--role", "outside", "--office", "desk"];
    let tokens = (token(&data, &officer), token(&data, &system));
    for number in 0..rounds {
        round(&data, &tokens, number);
    }
    let walked = Command::new(env!("CARGO_BIN_EXE_hemei"))
        .args(["--json", "--data"])
        .arg(&data)
        .arg("verify")
        .output()
        .unwrap();
    let found: Value = serde_json::from_slice(&walked.stdout).unwrap();
    assert_eq!(found["whole"], json!(true), "{found}");
}
