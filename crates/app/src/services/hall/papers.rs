//! What the district signs: receipts, certificates, checkpoints of the chain.

use super::super::refusal::{Refusal, RefusalKind};
use super::super::tokens::{Role, Who};
use super::{Hall, stored};
use crate::clock;
use case::Subject;
use diag::Text;
use district::WorkDays;
use jiff::Timestamp;
use journal::{Event, Hash};
use seal::chain::{ChainHash, Checkpoint};
use seal::credential::{self, Certificate, Claims, Position, Receipt};
use serde_json::Value;

impl Hall {
    /// The receipt of a case that was handed in.
    pub async fn receipt(&self, who: &Who, id: &str) -> Result<Value, Refusal> {
        let (case, version) = self.seen(who, id).await?;
        let not_yet = || {
            Refusal::new(
                RefusalKind::Rejected,
                "办件还没有提交，没有回执",
                "the case has not been handed in: there is no receipt yet",
            )
        };
        let submitted_us = case.submitted_us.ok_or_else(not_yet)?;
        let from_us = case.accepted_us.unwrap_or(submitted_us);
        let on = version.pack().zone.civil(from_us).map(jiff::civil::DateTime::date);
        let from = on.unwrap_or_else(|| self.today());
        let due = version.calendar().due(from, WorkDays::halves(case.promised_halves));
        let Subject::Thing(thing) = &case.subject else { return Err(not_yet()) };
        let declared = version.pack().services.things.get(thing);
        let position = self.position_of(id, |row| row.kind == "submitted").await?;
        let receipt = Receipt {
            case: case.id.clone(),
            thing: thing.clone(),
            name: declared.map_or_else(|| Text::same(thing), |thing| thing.name.clone()),
            place: case.place.clone(),
            submitted_at: timestamp(submitted_us),
            promise_on: due.on,
            provisional: due.provisional,
            chain: position,
        };
        self.sign(&Claims::Receipt(receipt))
    }

    /// A result as a certificate.
    pub async fn certificate(&self, who: &Who, id: &str) -> Result<Value, Refusal> {
        let missing = || Refusal::not_found(("结果", "result"), id);
        let fits = id.len() <= 300 && !id.contains('\0');
        let row = if fits { self.journal().find_result(id).await.map_err(stored)? } else { None };
        let row = row.ok_or_else(missing)?;
        let own = row.holder == self.inner.secrets.reference(&who.id);
        let (case, version) = {
            let operator = Who { role: Role::Operator, ..who.clone() };
            self.seen(&operator, &row.case_id).await?
        };
        if who.role == Role::Applicant && !own && case.applicant != row.holder {
            return Err(missing());
        }
        if let Some((at_us, why)) = &row.revoked {
            return Err(Refusal::new(
                RefusalKind::Rejected,
                format!("该结果已于 {} 撤销：{why}", clock::rfc3339(*at_us)),
                format!("the result was revoked at {}: {why}", clock::rfc3339(*at_us)),
            ));
        }
        let body: Value = serde_json::from_str(&row.body).unwrap_or_default();
        let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
        let declared = version.pack().services.materials.get(&row.kind);
        let zone = &version.pack().zone;
        let midnight = |day: jiff::civil::Date| zone.instant_us(day.at(0, 0, 0, 0)).map(timestamp);
        let day = |text: &String| text.parse::<jiff::civil::Date>().ok();
        let from = day(&row.given_on).and_then(midnight);
        let until = row.until_on.as_ref().and_then(day);
        let until = until.and_then(|day| midnight(day.tomorrow().ok()?));
        let seq = body.get("case_seq").and_then(Value::as_i64).unwrap_or(0);
        let certificate = Certificate {
            slot: text("slot").to_owned(),
            holder: row.holder.clone(),
            material: row.kind.clone(),
            name: declared.map_or_else(|| Text::same(&row.kind), |found| found.name.clone()),
            case: row.case_id.clone(),
            item: text("item").to_owned(),
            valid_from: from.unwrap_or(Timestamp::UNIX_EPOCH),
            valid_until: until,
            chain: self.position_of(&row.case_id, |event| event.case_seq == seq).await?,
        };
        self.sign(&Claims::Certificate(certificate))
    }

    fn sign(&self, claims: &Claims) -> Result<Value, Refusal> {
        let now = timestamp(clock::now_us());
        credential::issue(claims, self.inner.secrets.signing(), now).map_err(|fault| {
            Refusal::new(RefusalKind::CouldNot, "无法签署", format!("could not sign: {fault}"))
        })
    }

    /// Where the first event of a case that fits stands in the journal.
    async fn position_of(
        &self,
        case: &str,
        fits: impl Fn(&Event) -> bool,
    ) -> Result<Position, Refusal> {
        let rows = self.journal().events_of(case).await.map_err(stored)?;
        let row = rows.iter().find(|row| fits(row)).or_else(|| rows.last());
        let (seq, hash) = row.map_or((0, [0; 32]), |row| (row.seq, row.chain_hash));
        Ok(Position { seq, hash: ChainHash::from_bytes(hash) })
    }

    /// Checks a receipt or a certificate, and that what it names has not been revoked since.
    pub async fn verify_document(&self, document: &Value) -> Result<Value, Text> {
        let trusted = [self.inner.secrets.public()];
        let now = timestamp(clock::now_us());
        let verified = credential::verify(document, now, &trusted).map_err(|fault| fault.text())?;
        if let Claims::Certificate(certificate) = &verified.claims {
            let held = self.journal().results_of(&certificate.holder).await;
            let revoked = held.unwrap_or_default().into_iter().find(|row| {
                row.case_id == certificate.case
                    && row.kind == certificate.material
                    && row.revoked.is_some()
            });
            if let Some((at_us, why)) = revoked.and_then(|row| row.revoked) {
                let at = clock::rfc3339(at_us);
                return Err(Text::new(
                    format!("该结果已于 {at} 撤销：{why}"),
                    format!("the result was revoked at {at}: {why}"),
                ));
            }
        }
        Ok(super::super::paper::claims(&verified))
    }

    /// Walks the chain from its beginning.
    pub async fn verify_journal(&self) -> Result<Value, Refusal> {
        let report = self.journal().verify(|_done, _of| {}).await.map_err(stored)?;
        Ok(super::super::paper::chain(&report))
    }

    /// Signs the chain as it stands, and keeps that.
    pub async fn checkpoint(&self) -> Result<Value, Refusal> {
        let (seq, hash): (i64, Hash) = self.journal().tip().await.map_err(stored)?;
        if seq == 0 {
            return Err(Refusal::new(
                RefusalKind::Rejected,
                "办件日志还没有事件，没有可签的内容",
                "the journal has no events yet: there is nothing to sign",
            ));
        }
        let at_us = clock::now_us();
        let checkpoint =
            Checkpoint { seq, chain_hash: ChainHash::from_bytes(hash), at: timestamp(at_us) };
        let signed = checkpoint.unsigned().cosign(self.inner.secrets.signing());
        let json = signed.to_json();
        let kept =
            journal::Checkpoint { seq, chain_hash: hash, at_us, signatures: json.to_string() };
        self.journal().put_checkpoint(&kept).await.map_err(stored)?;
        Ok(json)
    }

    /// Erases what can be read of a person; the chain stays whole.
    pub async fn erase_person(&self, person: &str) -> Result<bool, Refusal> {
        let reference = self.inner.secrets.reference(person);
        self.inner.secrets.erase(self.journal(), &reference).await
    }
}

/// The instant of microseconds.
pub(super) fn timestamp(us: i64) -> Timestamp {
    Timestamp::from_microsecond(us).unwrap_or(Timestamp::UNIX_EPOCH)
}
