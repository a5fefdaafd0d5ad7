//! A village with one clinic: who reaches it, and what a second one would do, over HTTP.
#![expect(clippy::disallowed_methods, reason = "the test writes a pack and registers")]

use super::{ask, request};
use app::access::desk::Desk;
use app::load::LoadRequest;
use app::services::hall::{Hall, HallSettings};
use app::services::tokens::{Role, Tokens, Who};
use app::{App, Stop};
use axum::Router;
use axum::http::{StatusCode, header};
use expect_test::expect;
use serde_json::{Value, json};
use std::fmt::Write;
use std::path::Path;

const PACK: &str = r#"[pack]
id = "village"
version = "1.0.0"
name = { zh = "村", en = "Village" }
time_zone = "Asia/Shanghai"

[places]
file = "places.csv"

[[calendar]]
id = "cn"
file = "calendar.csv"
years = [2026]

[services]
calendar = "cn"

[access]
network = "streets.geojson"
datum = "wgs84"
homes = "home"
facilities = "facility"
register_datum = "wgs84"
days = [2026-06-30]

[[facility_kind]]
id = "clinic"
name = { zh = "诊所", en = "Clinic" }

[[circle]]
id = "health"
name = { zh = "医疗", en = "Health" }
kinds = ["clinic"]
walker = "adult"
minutes = [5]
"#;

fn register(id: &str, columns: &[(&str, &str)]) -> String {
    let mut text = format!(
        "[[register]]\nid = \"{id}\"\nname = {{ zh = \"{id}\", en = \"{id}\" }}\n\
         key = [\"{id}\", \"from_on\"]\nvalid_from = \"from_on\"\nvalid_to = \"to_on\"\n"
    );
    for (name, kind) in columns {
        let _ = write!(
            text,
            "\n[[register.column]]\nid = \"{name}\"\ntype = \"{kind}\"\nname = {{ zh = \"{name}\", en = \"{name}\" }}\n"
        );
        if *kind == "decimal" {
            text.push_str("decimals = 7\n");
        }
    }
    text
}

/// A street of two kilometres with a home every 200 m and a clinic at its west end.
fn write_files(pack: &Path, data: &Path) {
    let write = |path: &Path, text: String| std::fs::write(path, text).unwrap();
    let line: Vec<[f64; 2]> = (0..=20).map(|n| [121.5 + f64::from(n) * 0.001, 29.9]).collect();
    let streets = json!({"type": "FeatureCollection", "features": [{
        "type": "Feature", "properties": {"highway": "residential"},
        "geometry": {"type": "LineString", "coordinates": line},
    }]});
    write(&pack.join("streets.geojson"), streets.to_string());
    write(&pack.join("pack.toml"), PACK.to_owned());
    write(&pack.join("places.csv"), "id,zh,en,level,parent\nv,村,Village,village,\n".to_owned());
    write(&pack.join("calendar.csv"), "date,kind\n2026-02-16,holiday\n".to_owned());
    let dates = [("from_on", "date"), ("to_on", "date")];
    let home = [
        ("home", "text"),
        ("place", "text"),
        ("lon", "decimal"),
        ("lat", "decimal"),
        ("people", "integer"),
    ];
    let facility = [("facility", "text"), ("kind", "text"), ("lon", "decimal"), ("lat", "decimal")];
    write(&pack.join("home.toml"), register("home", &[&home[..], &dates].concat()));
    write(&pack.join("facility.toml"), register("facility", &[&facility[..], &dates].concat()));
    let mut homes = "home,place,lon,lat,people,from_on,to_on\n".to_owned();
    for number in 0..10 {
        let lon = 121.5 + f64::from(number) * 0.002;
        let _ = writeln!(homes, "h{number},v,{lon:.4},29.9001,10,2026-01-01,");
    }
    write(&data.join("home.csv"), homes);
    write(
        &data.join("facility.csv"),
        "facility,kind,lon,lat,from_on,to_on\nc1,clinic,121.5,29.9,2026-01-01,\n".to_owned(),
    );
}

struct Village {
    router: Router,
    token: String,
    hall: Hall,
    _folder: tempfile::TempDir,
}

async fn village() -> Village {
    let folder = tempfile::tempdir().unwrap();
    let (pack, data) = (folder.path().join("pack"), folder.path().join("data"));
    std::fs::create_dir_all(&pack).unwrap();
    std::fs::create_dir_all(&data).unwrap();
    write_files(&pack, &data);
    let app = App { pack_dir: Some(pack), data_dir: Some(data.clone()) };
    for stream in ["home", "facility"] {
        let request = LoadRequest {
            stream: stream.to_owned(),
            files: vec![data.join(format!("{stream}.csv"))],
            ..LoadRequest::default()
        };
        let quiet = |_: app::Progress| {};
        Box::pin(app::load::load(&app, &request, &Stop::new(), &quiet)).await.unwrap();
    }
    let who = Who {
        id: "otto".to_owned(),
        role: Role::Operator,
        office: None,
        place: None,
        since: String::new(),
    };
    let token = Tokens::read(&data).unwrap().add(who).unwrap();
    let hall = Hall::open(&app, &HallSettings::default()).await.unwrap();
    let router = crate::router(hall.clone(), Desk::new(app));
    Village { router, token, hall, _folder: folder }
}

impl Village {
    async fn json(&self, method: &str, path: &str, body: Option<Value>) -> (StatusCode, Value) {
        let request = request(method, path, Some(&self.token), body.as_ref());
        let (response, bytes) = ask(&self.router, request).await;
        (response.status(), serde_json::from_slice(&bytes).unwrap())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_if_over_http() {
    let village = village().await;
    let (status, found) = village.json("GET", "/api/access/coverage?minutes=5", None).await;
    assert_eq!(status, StatusCode::OK, "{found}");
    expect![[r#"{"place":"","circle":"","kinds":["clinic"],"walker":"adult","minutes":5.0,"people":100.0,"covered":30.0,"share":0.3,"share_low":0.2,"share_high":0.3}"#]]
    .assert_eq(&found["coverage"][0].to_string());

    let change = json!({"change": "add", "kind": "clinic", "lon": 121.512, "lat": 29.9});
    let body = json!({"changes": [change], "minutes": [5], "circle": "health"});
    let (status, found) = village.json("POST", "/api/access/what-if", Some(body)).await;
    assert_eq!(status, StatusCode::OK, "{found}");
    let effects = found["effects"].as_array().unwrap();
    let told: Vec<_> = effects
        .iter()
        .map(|e| format!("{} {} → {} {}", e["kind"], e["before"], e["after"], e["gain"]))
        .collect();
    assert_eq!(told, [r#""clinic" 30.0 → 80.0 {"v":50.0}"#, r#""*" 30.0 → 80.0 {"v":50.0}"#]);

    let body = json!({"kind": "clinic", "minutes": 5, "add": 1, "exact": true});
    let (_, found) = village.json("POST", "/api/access/site", Some(body)).await;
    assert_eq!((&found["after"], &found["proved"]), (&json!(80.0), &json!(true)), "{found}");

    let (_, found) = village.json("GET", "/api/access/drawing?kind=clinic", None).await;
    assert_eq!(found["homes"].as_array().unwrap().len(), 10);
    assert_eq!(found["facilities"][0][0], "c1");
    village.hall.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn questions_of_another_form_are_refused() {
    let village = village().await;
    let mut told = String::new();
    for (path, body) in [
        ("what-if", json!({"changes": []})),
        ("what-if", json!({"changes": [{"change": "add", "kind": "zoo", "lon": 1, "lat": 1}]})),
        ("what-if", json!({"changes": [{"change": "add", "kind": "clinic", "lon": 9, "lat": 9}]})),
        ("what-if", json!({"changes": [{"change": "close", "kind": "clinic", "id": "c9"}]})),
        ("what-if", json!({"changes": [{"change": "open_gate", "id": "g1"}]})),
        ("what-if", json!({"changes": [{"change": "dig"}]})),
        ("site", json!({"kind": "clinic", "minutes": 0, "add": 1})),
        ("site", json!({"kind": "clinic", "minutes": 5, "add": 400})),
    ] {
        let path = format!("/api/access/{path}");
        let (status, found) = village.json("POST", &path, Some(body)).await;
        writeln!(told, "{} {}", status.as_u16(), found["words"]["en"].as_str().unwrap()).unwrap();
    }
    expect![[r"
        400 expected 1 to 64 changes and at most 10 minutes
        422 expected a kind among clinic, found `zoo`
        409 expected a place near a street, found lon 9, lat 9
        409 expected a facility of kind `clinic` with the id `c9`, found none
        409 expected the gate `g1` at the wall of an estate, found none
        400 the body does not fit: unknown variant `dig`, expected one of `add`, `move`, `close`, `open_gate`, `close_gate`
        400 expected minutes from 1 to 120, found 0
        400 expected add from 1 to 20, found 400
    "]].assert_eq(&told);
    village.hall.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_loads_nothing_from_elsewhere() {
    let village = village().await;
    let (response, bytes) = ask(&village.router, request("GET", "/access", None, None)).await;
    let policy = response.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'"), "{policy}");
    let page = String::from_utf8(bytes).unwrap();
    assert!(!page.contains("http://") && !page.contains("https://"));
    // Every text of the page is there in both languages.
    let words = |language: &str| {
        let from = page.find(&format!("  {language}: {{ title")).unwrap();
        page[from..].lines().next().unwrap().matches(": \"").count()
    };
    assert_eq!(words("zh"), words("en"));
    village.hall.close().await.unwrap();
}
