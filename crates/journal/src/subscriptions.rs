//! Subscriptions: where messages go, with a name for the secret but never the secret itself.

use crate::db::args;
use crate::db::dialect::statements;
use crate::{Error, Journal};

statements! {
    PUT = "INSERT INTO subscription (id, url, secret_ref, kinds, active, made_us)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (id) DO UPDATE SET url = excluded.url, secret_ref = excluded.secret_ref,
            kinds = excluded.kinds, active = excluded.active";
    LIST = "SELECT id, url, secret_ref, kinds, active, made_us FROM subscription ORDER BY id";
    ONE = "SELECT id, url, secret_ref, kinds, active, made_us FROM subscription WHERE id = $1";
}

/// An endpoint of a department's system.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Subscription {
    /// Names it; messages go to this destination.
    pub id: String,
    /// Where its messages are sent.
    pub url: String,
    /// The name under which its secret is kept elsewhere.
    pub secret_ref: String,
    /// The kinds of messages it wants; all if empty.
    pub kinds: Vec<String>,
    /// Whether it gets any now.
    pub active: bool,
    /// Since when it is there, in microseconds.
    pub made_us: i64,
}

type SubscriptionTuple = (String, String, String, String, i64, i64);

impl Journal {
    /// Puts a subscription, or changes the one of that id.
    pub async fn put_subscription(&self, row: &Subscription) -> Result<(), Error> {
        let kinds = serde_json::to_string(&row.kinds).unwrap_or_default();
        let args = args![
            row.id.as_str(),
            row.url.as_str(),
            row.secret_ref.as_str(),
            kinds,
            i64::from(row.active),
            row.made_us
        ];
        self.run("put a subscription", &PUT, args).await?;
        Ok(())
    }

    /// All subscriptions, by id.
    pub async fn list_subscriptions(&self) -> Result<Vec<Subscription>, Error> {
        let rows = self.all("list subscriptions", &LIST, args![]).await?;
        rows.into_iter().map(subscription_of).collect()
    }

    /// The subscription of an id.
    pub async fn find_subscription(&self, id: &str) -> Result<Option<Subscription>, Error> {
        let found = self.first("find a subscription", &ONE, args![id]).await?;
        found.map(subscription_of).transpose()
    }
}

fn subscription_of(row: SubscriptionTuple) -> Result<Subscription, Error> {
    let (id, url, secret_ref, kinds, active, made_us) = row;
    let kinds = serde_json::from_str(&kinds).map_err(|_not_a_list| Error::Value {
        expected: "a list of kinds",
        found: kinds.clone(),
    })?;
    Ok(Subscription { id, url, secret_ref, kinds, active: active == 1, made_us })
}
