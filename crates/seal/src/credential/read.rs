//! A JSON document → claims; every member that is read is held against its form.

use super::{CONTEXT, Certificate, Claims, Fault, Position, Receipt};
use crate::proof::{moment, shown};
use diag::Text;
use jiff::Timestamp;
use serde_json::{Map, Value};
use std::str::FromStr;

/// What belongs at `at`, and what stands there.
pub(super) fn fault(at: &str, expected: Text, found: Option<&Value>) -> Fault {
    Fault::NotCredential { at: at.to_owned(), expected, found: shown(found) }
}

/// A document that calls itself a credential.
pub(super) fn shape(credential: &Value) -> Result<&Map<String, Value>, Fault> {
    let document =
        credential.as_object().ok_or_else(|| fault("$", Text::same("{…}"), Some(credential)))?;
    let context = document.get("@context");
    if context.and_then(|list| list.get(0)).and_then(Value::as_str) != Some(CONTEXT) {
        return Err(fault("@context", Text::same(format!("[\"{CONTEXT}\", …]")), context));
    }
    let kinds = document.get("type");
    let credential = kinds
        .and_then(Value::as_array)
        .is_some_and(|kinds| kinds.iter().any(|kind| kind == "VerifiableCredential"));
    if !credential {
        return Err(fault("type", Text::same("[\"VerifiableCredential\", …]"), kinds));
    }
    Ok(document)
}

/// What the document says.
pub(super) fn claims(document: &Map<String, Value>) -> Result<Claims, Fault> {
    let subject = Members { of: document.get("credentialSubject"), path: "credentialSubject." };
    let top = Members { of: None, path: "" };
    let name = name(document.get("name"))?;
    let valid_from: Timestamp = top.read(document.get("validFrom"), "validFrom", moment)?;
    let valid_until: Option<Timestamp> = match document.get("validUntil") {
        None => None,
        found => Some(top.read(found, "validUntil", moment)?),
    };
    let kinds = document.get("type");
    let kind = |wanted: &str| {
        kinds.and_then(Value::as_array).is_some_and(|kinds| kinds.iter().any(|kind| kind == wanted))
    };
    if kind("CaseReceipt") {
        let receipt = receipt(&subject, name)?;
        // One moment in two places has to be one moment.
        if receipt.submitted_at != valid_from || valid_until.is_some() {
            let wanted = Text::same(format!("\"{}\"", receipt.submitted_at));
            return Err(fault("validFrom", wanted, document.get("validFrom")));
        }
        Ok(Claims::Receipt(receipt))
    } else if kind("ResultCertificate") {
        certificate(&subject, name, valid_from, valid_until).map(Claims::Certificate)
    } else {
        Err(fault("type", Text::same("[…, \"CaseReceipt\" | \"ResultCertificate\"]"), kinds))
    }
}

fn receipt(subject: &Members<'_>, name: Text) -> Result<Receipt, Fault> {
    Ok(Receipt {
        case: subject.text("case")?,
        thing: subject.text("thing")?,
        name,
        place: subject.text("place")?,
        submitted_at: subject.parsed("submittedAt", moment)?,
        promise_on: subject.parsed("promiseOn", || {
            Text::new("日期，如 \"2026-02-13\"", "a day such as \"2026-02-13\"")
        })?,
        provisional: subject.yes_or_no("provisional")?,
        chain: subject.position()?,
    })
}

fn certificate(
    subject: &Members<'_>,
    name: Text,
    valid_from: Timestamp,
    valid_until: Option<Timestamp>,
) -> Result<Certificate, Fault> {
    Ok(Certificate {
        slot: subject.text("slot")?,
        holder: subject.text("holder")?,
        material: subject.text("material")?,
        name,
        case: subject.text("case")?,
        item: subject.text("item")?,
        valid_from,
        valid_until,
        chain: subject.position()?,
    })
}

fn name(found: Option<&Value>) -> Result<Text, Fault> {
    let said = |language: &str| {
        found?
            .as_array()?
            .iter()
            .find(|entry| entry.get("@language").and_then(Value::as_str) == Some(language))?
            .get("@value")?
            .as_str()
    };
    match (said("zh-CN"), said("en")) {
        (Some(zh), Some(en)) => Ok(Text::new(zh, en)),
        (_, _) => Err(fault(
            "name",
            Text::new("zh-CN 与 en 两种语言的名称", "a name in zh-CN and en"),
            found,
        )),
    }
}

/// The members of an object, and where it stands.
struct Members<'a> {
    of: Option<&'a Value>,
    path: &'static str,
}

impl<'a> Members<'a> {
    fn find(&self, name: &str) -> Option<&'a Value> {
        self.of?.get(name)
    }

    fn fault(&self, name: &str, expected: Text, found: Option<&Value>) -> Fault {
        fault(&format!("{}{name}", self.path), expected, found)
    }

    fn read<T: FromStr>(
        &self,
        found: Option<&Value>,
        name: &str,
        expected: impl FnOnce() -> Text,
    ) -> Result<T, Fault> {
        found
            .and_then(Value::as_str)
            .and_then(|text| text.parse().ok())
            .ok_or_else(|| self.fault(name, expected(), found))
    }

    fn parsed<T: FromStr>(&self, name: &str, expected: impl FnOnce() -> Text) -> Result<T, Fault> {
        self.read(self.find(name), name, expected)
    }

    fn text(&self, name: &str) -> Result<String, Fault> {
        self.parsed(name, || Text::new("文字", "a text"))
    }

    fn yes_or_no(&self, name: &str) -> Result<bool, Fault> {
        let found = self.find(name);
        found
            .and_then(Value::as_bool)
            .ok_or_else(|| self.fault(name, Text::same("true / false"), found))
    }

    fn position(&self) -> Result<Position, Fault> {
        let journal = Members { of: self.find("journal"), path: "credentialSubject.journal." };
        let seq = journal.find("seq");
        Ok(Position {
            seq: seq.and_then(Value::as_i64).ok_or_else(|| {
                journal.fault("seq", Text::new("日志序号", "a number of the journal"), seq)
            })?,
            hash: journal.parsed("hash", crate::chain::hash_form)?,
        })
    }
}
