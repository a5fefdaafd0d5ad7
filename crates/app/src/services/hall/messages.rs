//! Messages to and from other systems: Standard Webhooks, signed by a secret that is derived
//! from the district's own and never stored.

use super::super::refusal::{Refusal, RefusalKind};
use super::super::tokens::{Role, Who};
use super::{Hall, Reply, stored};
use crate::clock::{self, rfc3339};
use ::hall::{OFFICE, office_of};
use journal::Subscription;
use seal::webhook;
use serde_json::{Value, json};

/// The headers of a signed message.
#[derive(Debug, Clone, Default)]
pub struct Signed {
    /// `webhook-id`
    pub id: String,
    /// `webhook-timestamp`
    pub timestamp: String,
    /// `webhook-signature`
    pub signature: String,
}

/// By how much a message's clock may differ.
const TOLERANCE: jiff::SignedDuration = jiff::SignedDuration::from_secs(300);

/// Dead messages that are listed at most.
const DEAD_MAX: usize = 500;

impl Hall {
    /// All webhooks, without their secrets.
    pub async fn webhooks(&self) -> Result<Value, Refusal> {
        let list = self.journal().list_subscriptions().await.map_err(stored)?;
        let active = list.iter().filter(|row| row.active);
        Ok(Value::Array(active.map(view).collect()))
    }

    /// Adds a webhook; the answer holds its secret.
    pub async fn add_webhook(
        &self,
        url: &str,
        office: Option<&str>,
        kinds: &[String],
    ) -> Result<Value, Refusal> {
        let parsed = reqwest::Url::parse(url).ok();
        let fits = parsed.as_ref().is_some_and(|url| {
            matches!(url.scheme(), "http" | "https") && url.host_str().is_some()
        });
        if !fits {
            return Err(Refusal::new(
                RefusalKind::Form,
                "url 应为 http 或 https 地址",
                "expected url to be an http or https address",
            ));
        }
        let offices = &self.current().pack().services.offices;
        if let Some(office) = office.filter(|office| !offices.contains_key(*office)) {
            return Err(Refusal::not_found(("部门", "office"), office));
        }
        if url.contains('\0') || kinds.iter().any(|kind| kind.contains('\0')) {
            return Err(Refusal::new(
                RefusalKind::Form,
                "文字中不应有 U+0000",
                "expected texts without U+0000, found one",
            ));
        }
        let id = format!("w-{}", super::asks::fresh()?);
        let row = Subscription {
            id: id.clone(),
            url: url.to_owned(),
            // The secret is derived from the district's own and the id: what is kept beside is
            // the office for which the webhook speaks.
            secret_ref: office.map_or_else(String::new, |office| format!("{OFFICE}{office}")),
            kinds: kinds.to_vec(),
            active: true,
            made_us: clock::now_us(),
        };
        self.journal().put_subscription(&row).await.map_err(stored)?;
        self.reroute().await?;
        let mut made = view(&row);
        if let Some(made) = made.as_object_mut() {
            let secret = self.inner.secrets.webhook_secret(&id)?;
            made.insert("secret".to_owned(), Value::from(secret.secret_text()));
        }
        Ok(made)
    }

    /// Takes a webhook away; what waits for it is not sent any more.
    pub async fn remove_webhook(&self, id: &str) -> Result<bool, Refusal> {
        let found = self.journal().find_subscription(id).await.map_err(stored)?;
        let Some(row) = found.filter(|row| row.active) else { return Ok(false) };
        let ended = Subscription { active: false, ..row };
        self.journal().put_subscription(&ended).await.map_err(stored)?;
        self.reroute().await?;
        Ok(true)
    }

    async fn reroute(&self) -> Result<(), Refusal> {
        self.inner.routes.set(self.journal().list_subscriptions().await.map_err(stored)?);
        Ok(())
    }

    /// Messages that were given up.
    pub async fn dead_messages(&self) -> Result<Value, Refusal> {
        let dead = self.journal().list_dead(0, DEAD_MAX).await.map_err(stored)?;
        let one = |message: &journal::Message| {
            json!({
                "id": message.id,
                "key": message.key,
                "webhook": message.destination,
                "kind": message.kind,
                "case": message.case_id,
                "made_at": rfc3339(message.made_us),
                "tries": message.tries,
                "error": message.error,
            })
        };
        Ok(Value::Array(dead.iter().map(one).collect()))
    }

    /// Puts a dead message back; whether there was one.
    pub async fn replay_dead(&self, id: i64) -> Result<bool, Refusal> {
        let found = self.journal().replay_dead(id, clock::now_us()).await.map_err(stored)?;
        self.inner.wake.notify_waiters();
        Ok(found)
    }

    /// The answer of an office's system, signed by its webhook's secret: a command on a case.
    pub async fn callback(
        &self,
        webhook_id: &str,
        signed: &Signed,
        body: &[u8],
    ) -> Result<Reply, Refusal> {
        let missing = || Refusal::not_found(("推送地址", "webhook"), webhook_id);
        let list = self.journal().list_subscriptions().await.map_err(stored)?;
        let found = list.into_iter().find(|row| row.active && row.id == webhook_id);
        let found = found.ok_or_else(missing)?;
        let headers = webhook::Headers {
            id: signed.id.clone(),
            timestamp: signed.timestamp.clone(),
            signature: signed.signature.clone(),
        };
        let secret = self.inner.secrets.webhook_secret(webhook_id)?.check();
        let now = super::papers::timestamp(clock::now_us());
        webhook::verify(&headers, body, &[secret], now, TOLERANCE).map_err(|fault| {
            let text = fault.text();
            Refusal::new(RefusalKind::Forbidden, text.zh, text.en)
        })?;
        let Some(office) = office_of(&found).map(str::to_owned) else {
            return Err(Refusal::new(
                RefusalKind::Forbidden,
                "这个推送地址没有登记部门，不能回复办件",
                "this webhook belongs to no office and cannot answer for one",
            ));
        };
        let form = || {
            Refusal::new(
                RefusalKind::Form,
                "回复应为 {\"case\": \"…\", \"command\": {…}}",
                "expected an answer {\"case\": \"…\", \"command\": {…}}",
            )
        };
        let json: Value = serde_json::from_slice(body).map_err(|_| form())?;
        let case = json.get("case").and_then(Value::as_str).ok_or_else(form)?;
        let command = json.get("command").cloned().ok_or_else(form)?;
        let who = Who {
            id: webhook_id.to_owned(),
            role: Role::Outside,
            office: Some(office),
            place: None,
            since: String::new(),
        };
        let key = format!("{webhook_id}/{}", signed.id);
        self.command(&who, &key, case, None, command).await
    }
}

fn view(row: &Subscription) -> Value {
    json!({
        "id": row.id,
        "url": row.url,
        "office": office_of(row),
        "kinds": row.kinds,
        "active": row.active,
        "made_at": rfc3339(row.made_us),
    })
}
