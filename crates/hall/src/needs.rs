//! What the hall needs of the world around it.

use crate::publisher::{Published, Rows};
use crate::refusal::Refusal;
use crate::writer::Reply;
use case::{Command, Context};
use journal::Message;
use std::future::Future;
use std::sync::Arc;

/// A pack version that cases run by.
pub trait Pack: Send + Sync + 'static {
    /// The id of the district.
    fn district(&self) -> &str;

    /// What the case machine may look at, at that moment.
    fn context(&self, now_us: i64) -> Context<'_>;
}

/// The pack versions that cases are pinned to.
pub trait Packs: Send + Sync {
    /// A version.
    type Pack: Pack;

    /// The version of that digest. [`crate::RefusalKind::CouldNot`] says that it may work next
    /// time, every other kind that it never will.
    fn get(&self, digest: &str) -> impl Future<Output = Result<Arc<Self::Pack>, Refusal>> + Send;
}

impl<P: Packs> Packs for Arc<P> {
    type Pack = P::Pack;

    async fn get(&self, digest: &str) -> Result<Arc<P::Pack>, Refusal> {
        P::get(self, digest).await
    }
}

/// The way to other systems.
pub trait Post: Send + Sync {
    /// Delivers a message; what stood in the way otherwise. May take as long as it takes.
    fn deliver(&self, message: &Message) -> impl Future<Output = Result<(), String>> + Send;
}

/// The lake.
pub trait Table: Send + Sync {
    /// Brings the rows of the events `from..=to`: all of them or none. Rows that are there
    /// already are recognised, also if they come in another range.
    fn append(
        &self,
        range: (u64, u64),
        rows: Rows,
    ) -> impl Future<Output = Result<Published, Refusal>> + Send;
}

/// The clock.
pub trait Clock: Send + Sync {
    /// Microseconds since 1970, now.
    fn now_us(&self) -> i64;
}

/// The way to the writer, for what happens by itself.
pub trait Desk: Send + Sync {
    /// Hands an order to the writer and waits until it is on disk.
    fn order(&self, order: Order) -> impl Future<Output = Result<Reply, Refusal>> + Send;
}

/// What the machine wants of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// The case.
    pub case_id: String,
    /// Names the order for ever.
    pub key: String,
    /// Carried out together or not at all.
    pub commands: Vec<Command>,
    /// A timer that is taken off, and put back only if the case still has it.
    pub settle: Option<String>,
}
