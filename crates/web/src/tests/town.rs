//! A small town with one thing to ask for, and a token for everybody.
#![expect(clippy::disallowed_methods, reason = "the test writes a pack")]

use super::{ask, request};
use app::App;
use app::services::hall::{Hall, HallSettings};
use app::services::tokens::{Role, Tokens, Who};
use axum::Router;
use axum::http::StatusCode;
use serde_json::{Value, json};

const PACK: &str = r#"[pack]
id = "town"
version = "1.0.0"
name = { zh = "小镇", en = "Town" }
time_zone = "Asia/Shanghai"

[places]
file = "places.csv"

[[calendar]]
id = "cn"
file = "calendar.csv"
years = [2026]

[services]
calendar = "cn"

[[office]]
id = "hospital"
name = { zh = "医院", en = "Hospital" }
levels = ["town"]

[[material]]
id = "birth-certificate"
name = { zh = "出生医学证明", en = "Birth certificate" }

[[field]]
id = "name"
name = { zh = "姓名", en = "Name" }
type = "text"
personal = true

[[item]]
id = "certify"
name = { zh = "签发出生证明", en = "Certify the birth" }
office = "hospital"
gives = "child.birth-certificate"
asks = ["child.name"]
legal_days = 5
promised_days = 1

[[thing]]
id = "birth"
name = { zh = "出生一件事", en = "A birth" }
for = "person"
roles = [{ id = "child", name = { zh = "孩子", en = "Child" } }]
wants = ["child.birth-certificate"]
promised_days = 3
level = "town"
"#;

const FILES: [(&str, &str); 3] = [
    ("pack.toml", PACK),
    ("places.csv", "id,zh,en,level,parent\ntown,小镇,Town,town,\n"),
    ("calendar.csv", "date,kind\n2026-02-16,holiday\n2026-02-17,holiday\n"),
];

/// The town's server, its folder, and the tokens by name.
pub(super) struct Town {
    pub(super) router: Router,
    pub(super) tokens: Vec<(String, String)>,
    hall: Hall,
    _folder: tempfile::TempDir,
}

impl Town {
    pub(super) async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (pack, data) = (folder.path().join("pack"), folder.path().join("data"));
        std::fs::create_dir_all(&pack).unwrap();
        std::fs::create_dir_all(&data).unwrap();
        for (name, text) in FILES {
            std::fs::write(pack.join(name), text).unwrap();
        }
        let mut known = Tokens::read(&data).unwrap();
        let mut tokens = Vec::new();
        for (name, id, role) in [
            ("applicant anna", "anna", Role::Applicant),
            ("applicant bert", "bert", Role::Applicant),
            ("officer", "olga", Role::Officer),
            ("outside", "system", Role::Outside),
            ("operator", "otto", Role::Operator),
            ("auditor", "aida", Role::Auditor),
        ] {
            let office = matches!(role, Role::Officer | Role::Outside);
            let who = Who {
                id: id.to_owned(),
                role,
                office: office.then(|| "hospital".to_owned()),
                place: None,
                since: String::new(),
            };
            tokens.push((name.to_owned(), known.add(who).unwrap()));
        }
        let app = App { pack_dir: Some(pack), data_dir: Some(data) };
        let hall = Hall::open(&app, &HallSettings::default()).await.unwrap();
        Self {
            router: crate::router(hall.clone(), app::access::desk::Desk::new(app)),
            tokens,
            hall,
            _folder: folder,
        }
    }

    pub(super) fn token(&self, name: &str) -> &str {
        self.tokens.iter().find(|(known, _)| known == name).map(|(_, token)| token).unwrap()
    }

    /// A draft of an applicant; its id.
    pub(super) async fn draft_of(&self, applicant: &str) -> String {
        let body = json!({"thing": "birth", "place": "town"});
        let token = self.token(&format!("applicant {applicant}"));
        let mut request = request("POST", "/api/cases", Some(token), Some(&body));
        request.headers_mut().insert("idempotency-key", "draft".parse().unwrap());
        let (response, body) = ask(&self.router, request).await;
        assert_eq!(response.status(), StatusCode::CREATED, "{}", String::from_utf8_lossy(&body));
        let body: Value = serde_json::from_slice(&body).unwrap();
        body["case"].as_str().unwrap().to_owned()
    }

    pub(super) async fn close(self) {
        self.hall.close().await.unwrap();
    }
}
