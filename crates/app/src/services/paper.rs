//! Receipts, certificates and chains verified without a server: `hemei verify`.

use crate::clock;
use crate::error::{self, Error};
use crate::opened::App;
use crate::under;
use journal::{Access, Journal, VerifyReport};
use seal::PublicKey;
use seal::credential::{self, Claims, Verified};
use serde_json::{Value, json};
use std::path::Path;

/// What a credential says, once it was checked.
pub(crate) fn claims(verified: &Verified) -> Value {
    let what = match &verified.claims {
        Claims::Receipt(receipt) => json!({
            "kind": "receipt",
            "case": receipt.case,
            "thing": receipt.thing,
            "name": super::views::words(&receipt.name),
            "place": receipt.place,
            "submitted_at": receipt.submitted_at.to_string(),
            "promise_on": receipt.promise_on.to_string(),
            "provisional": receipt.provisional,
            "chain": {"seq": receipt.chain.seq, "hash": receipt.chain.hash.to_string()},
        }),
        Claims::Certificate(certificate) => json!({
            "kind": "certificate",
            "slot": certificate.slot,
            "holder": certificate.holder,
            "material": certificate.material,
            "name": super::views::words(&certificate.name),
            "case": certificate.case,
            "item": certificate.item,
            "valid_from": certificate.valid_from.to_string(),
            "valid_until": certificate.valid_until.map(|until| until.to_string()),
            "chain": {"seq": certificate.chain.seq, "hash": certificate.chain.hash.to_string()},
        }),
    };
    let mut what = what;
    if let Some(what) = what.as_object_mut() {
        what.insert("signed_by".to_owned(), Value::from(verified.key.multikey()));
        what.insert("signed_at".to_owned(), Value::from(verified.created.to_string()));
    }
    what
}

/// What walking the chain found.
pub(crate) fn chain(report: &VerifyReport) -> Value {
    let fault = report.fault.as_ref();
    json!({
        "events": report.events,
        "cases": report.cases,
        "whole": fault.is_none(),
        "fault": fault.map(|fault| {
            let text = fault.text();
            json!({"code": fault.code().0, "zh": text.zh, "en": text.en})
        }),
        "chain_hash": journal::hex(&report.chain_hash),
        "checkpoints": report.checkpoints,
    })
}

/// Verifies a receipt or certificate by the keys named, or by the data folder's own.
pub fn verify_file(app: &App, file: &Path, keys: Option<&Path>) -> Result<Value, Error> {
    let keys = match keys {
        Some(path) => path.to_path_buf(),
        None => app.data_dir()?.join("keys/public.key"),
    };
    let wrong = |zh: String, en: String| Error::refused(zh, en);
    let text = String::from_utf8(crate::folder::read_bytes(&keys)?).unwrap_or_default();
    let trusted = PublicKey::parse_list(&text).map_err(|fault| {
        let said = fault.text();
        wrong(said.zh, said.en)
    })?;
    let bytes = crate::folder::read_bytes(file)?;
    let now = jiff::Timestamp::from_microsecond(clock::now_us()).unwrap_or_default();
    let verified = credential::verify_text(&bytes, now, &trusted).map_err(|fault| {
        let said = fault.text();
        wrong(
            format!("`{}` 未通过验证：{}", error::shown(file), said.zh),
            format!("`{}` is not verified: {}", error::shown(file), said.en),
        )
    })?;
    Ok(claims(&verified))
}

/// Walks the chain of a data folder's journal.
pub async fn verify_journal(
    app: &App,
    store: Option<&str>,
    progress: impl FnMut(i64, i64) + Send,
) -> Result<Value, Error> {
    let journal = open(app, store).await?;
    let report = journal.verify(progress).await.map_err(under::journal)?;
    Ok(chain(&report))
}

/// The journal of a data folder, for reading.
pub(crate) async fn open(app: &App, store: Option<&str>) -> Result<Journal, Error> {
    let data = app.data_dir()?;
    if store.is_none() && !data.join("journal.db").is_file() {
        return Err(Error::refused(
            format!("`{}` 中没有办件日志", data.display()),
            format!("there is no journal in `{}`", data.display()),
        )
        .help("先运行 hemei serve", "run hemei serve first"));
    }
    let address = super::hall::store_address(data, store);
    Journal::open(&address, Access::Read).await.map_err(under::journal)
}
