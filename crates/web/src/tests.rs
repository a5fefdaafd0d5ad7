//! What the API promises as a whole: its paths and operations, who may call what, and what
//! every answer has.

mod circles;
mod town;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response, StatusCode, header};
use expect_test::expect_file;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write;
use tower::ServiceExt;
use town::Town;

/// Asks the router as a client would.
async fn ask(router: &Router, request: Request<Body>) -> (Response<()>, Vec<u8>) {
    let response = router.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    (Response::from_parts(parts, ()), bytes.to_vec())
}

fn request(method: &str, path: &str, token: Option<&str>, body: Option<&Value>) -> Request<Body> {
    let mut request = Request::builder().method(method).uri(path);
    if let Some(token) = token {
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    let Some(body) = body else { return request.body(Body::empty()).unwrap() };
    request
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(body.to_string()))
        .unwrap()
}

/// Every operation of the document: method, path, id.
fn operations() -> Vec<(String, String, String)> {
    let document = crate::openapi();
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let id = operation["operationId"].as_str().unwrap();
            found.push((method.to_uppercase(), path.clone(), id.to_owned()));
        }
    }
    found.sort_by(|a, b| (&a.1, &a.0).cmp(&(&b.1, &b.0)));
    found
}

#[test]
fn the_paths_and_operations_are_a_contract() {
    let mut list = String::new();
    for (method, path, id) in operations() {
        writeln!(list, "{method:6} {path} {id}").unwrap();
    }
    expect_file!["tests/paths.out"].assert_eq(&list);
}

/// A body with which an operation comes as far as its rights.
#[expect(clippy::option_option, reason = "no sample, and a sample without a body, differ")]
fn sample(id: &str) -> Option<Option<Value>> {
    let body = match id {
        "open_case" => json!({"thing": "birth", "place": "town", "applicant": "anna"}),
        "command_case" => json!("close"),
        "plan" | "draw_plan" | "verify_document" => json!({}),
        "what_if" => json!({"changes": [{"promise": {"thing": "birth", "days": 4}}]}),
        "add_webhook" => json!({"url": "https://system.example.cn/in", "office": "nowhere"}),
        "access_what_if" => {
            json!({"changes": [{"change": "close", "kind": "clinic", "id": "c1"}]})
        }
        "access_site" => json!({"kind": "clinic", "minutes": 15, "add": 1}),
        "take_callback" => json!({"case": "c-x", "command": "accept"}),
        "access_coverage" | "access_drawing" | "health" | "list_things" | "find_thing"
        | "find_code" | "list_cases" | "find_case" | "case_events" | "case_receipt"
        | "list_tasks" | "count_tasks" | "find_wallet" | "result_certificate" | "erase_person"
        | "list_programmes" | "find_programme" | "reclass_programme" | "list_webhooks"
        | "remove_webhook" | "list_dead_messages" | "replay_message" | "list_events"
        | "export_ocel" | "export_xes" | "mine" | "verify_journal" | "sign_checkpoint"
        | "list_migrations" => return Some(None),
        _ => return None,
    };
    Some(Some(body))
}

/// The path with names that are there, where there are any.
fn filled(path: &str, case: &str) -> String {
    path.replace("{thing}", "birth")
        .replace("{case}", case)
        .replace("{code}", "C0450")
        .replace("{holder}", "anna")
        .replace("{person}", "nobody")
        .replace("{result}", "r-none")
        .replace("{programme}", "none")
        .replace("{webhook}", "w-none")
        .replace("{message}", "1")
        .replace("/access/drawing", "/access/drawing?kind=clinic")
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_call_what() {
    let town = Town::open().await;
    let case = town.draft_of("anna").await;
    let mut table = String::new();
    let mut without = Vec::new();
    let columns: Vec<&str> = town.tokens.iter().map(|(name, _)| name.as_str()).collect();
    writeln!(table, "{:20} none  rubbish {}", "", columns.join("  ")).unwrap();
    for (method, path, id) in operations() {
        let Some(body) = sample(&id) else {
            without.push(id);
            continue;
        };
        let path = filled(&path, &case);
        write!(table, "{id:20}").unwrap();
        let callers = [("none", None), ("rubbish", Some("rubbish"))];
        let known = town.tokens.iter().map(|(name, token)| (name.as_str(), Some(token.as_str())));
        for (name, token) in callers.into_iter().chain(known) {
            let mut request = request(&method, &path, token, body.as_ref());
            let key = format!("{id}-{}", name.replace(' ', "-")).parse().unwrap();
            request.headers_mut().insert("idempotency-key", key);
            let (response, _) = ask(&town.router, request).await;
            let width = name.len().max(4);
            write!(table, " {:<width$} ", response.status().as_u16()).unwrap();
        }
        table.truncate(table.trim_end().len());
        table.push('\n');
    }
    writeln!(table, "\noperations without a request here: {}", without.len()).unwrap();
    for id in without {
        writeln!(table, "{id}").unwrap();
    }
    expect_file!["tests/rights.out"].assert_eq(&table);
    town.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whether_a_case_of_others_exists_is_not_told() {
    let town = Town::open().await;
    let case = town.draft_of("anna").await;
    let other = town.token("applicant bert");
    let mut answers = BTreeMap::new();
    for id in [case.as_str(), "c-00000000000000000000000000000"] {
        for tail in ["", "/events", "/receipt"] {
            let path = format!("/api/cases/{id}{tail}");
            let (response, body) =
                ask(&town.router, request("GET", &path, Some(other), None)).await;
            let body = String::from_utf8(body).unwrap().replace(id, "ID");
            let headers = format!("{:?}", response.headers()).replace(id, "ID");
            let headers = headers.split("content-length").next().unwrap().to_owned();
            answers.entry(tail).or_insert_with(Vec::new).push((response.status(), headers, body));
        }
    }
    for (tail, both) in answers {
        assert_eq!(both[0], both[1], "{tail}");
        assert_eq!(both[0].0, StatusCode::NOT_FOUND, "{tail}");
    }
    town.close().await;
}

/// What a request is answered with: the status, and the problem's words in English.
async fn told(town: &Town, mut asked: Request<Body>) -> String {
    asked.headers_mut().insert(header::ACCEPT_LANGUAGE, "en".parse().unwrap());
    let (response, body) = ask(&town.router, asked).await;
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    let allow = response.headers().get(header::ALLOW).map(|allow| allow.to_str().unwrap());
    let allow = allow.map(|allow| format!(" [{allow}]")).unwrap_or_default();
    format!("{}{allow} {}", response.status().as_u16(), body["detail"].as_str().unwrap_or_default())
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_of_another_form_are_told_what_was_expected() {
    let town = Town::open().await;
    let operator = town.token("operator");
    let plan = "/api/things/birth/plan";
    let typed = |kind: &str, body: Vec<u8>| {
        let request = Request::builder().method("POST").uri(plan);
        request.header(header::CONTENT_TYPE, kind).body(Body::from(body)).unwrap()
    };
    let deep = "[".repeat(100_000);
    let long = format!("/api/cases/{}", "x".repeat(5000));
    let mut list = String::new();
    for asked in [
        request("GET", "/api/nothing", None, None),
        request("PUT", plan, None, None),
        request("OPTIONS", "/api/cases", None, None),
        request("GET", "/api/cases?token=hm_x", None, None),
        typed("text/plain", b"{}".to_vec()),
        typed("application/json", b"{".to_vec()),
        typed("application/json", b"{\"answers\": {\"\xff\": 1}}".to_vec()),
        typed("application/json", b"{\"answer\": {}}".to_vec()),
        typed("application/json", b"{\"accepted_on\": \"2026-02-30\"}".to_vec()),
        typed("application/json", format!("{{\"answers\": {{\"x\": {deep}").into_bytes()),
        typed("application/json", vec![b' '; 10 << 20]),
        request("GET", "/api/cases/%ff", Some(operator), None),
        request("GET", "/api/cases/%00", Some(operator), None),
        request("GET", &long, Some(operator), None),
        request("GET", "/api/cases?limit=0", Some(operator), None),
        request("GET", "/api/cases?place=%00", Some(operator), None),
        request("GET", "/api/cases?cursor=1", Some(operator), None),
        request("GET", "/api/cases?colour=red", Some(operator), None),
        request("POST", "/api/webhooks", Some(operator), Some(&json!({"url": "ftp://x.cn"}))),
        request("POST", "/api/webhooks", Some(operator), Some(&json!({"url": "http://a:b@x.cn"}))),
        request("POST", "/api/cases", Some(operator), Some(&json!({"thing": "t", "place": "p"}))),
    ] {
        let line = format!("{} {}", asked.method(), asked.uri());
        let line: String = line.chars().take(44).collect();
        let answer = told(&town, asked).await;
        let answer: String = answer.chars().filter(|c| !c.is_control()).take(110).collect();
        writeln!(list, "{line}\n  {answer}").unwrap();
    }
    expect_file!["tests/forms.out"].assert_eq(&list);
    town.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_carry_what_keeps_browsers_from_guessing() {
    let town = Town::open().await;
    let mut list = String::new();
    for asked in [
        request("POST", "/api/things/birth/plan.svg", None, Some(&json!({}))),
        request("GET", "/api/cases", Some(town.token("operator")), None),
        request("HEAD", "/api/health", None, None),
        request("GET", "/api/cases", None, None),
    ] {
        let (response, _) = ask(&town.router, asked).await;
        writeln!(list, "{}", response.status()).unwrap();
        for (name, value) in response.headers() {
            if name != header::CONTENT_LENGTH {
                writeln!(list, "  {name}: {}", value.to_str().unwrap()).unwrap();
            }
        }
    }
    expect_file!["tests/headers.out"].assert_eq(&list);
    town.close().await;
}
