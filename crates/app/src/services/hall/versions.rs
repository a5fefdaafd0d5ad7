//! Pack versions that cases are pinned to: the server's own, and older ones from the archive.

use super::super::refusal::{Refusal, RefusalKind};
use crate::opened::{ReadyPack, archived_pack};
use case::Context;
use district::{Pack, WorkCalendar};
use records::Lake;
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

/// A pack version that cases run by.
#[derive(Clone)]
pub(crate) struct Version {
    pub(crate) ready: ReadyPack,
    calendar: WorkCalendar,
}

impl Version {
    pub(crate) fn new(ready: ReadyPack) -> Self {
        let id = ready.pack.services.calendar.as_deref().unwrap_or_default();
        let calendar = ready.pack.calendars.get(id).cloned().unwrap_or_default();
        Self { ready, calendar }
    }

    pub(crate) fn pack(&self) -> &Pack {
        &self.ready.pack
    }

    pub(crate) fn calendar(&self) -> &WorkCalendar {
        &self.calendar
    }

    pub(crate) fn digest(&self) -> &str {
        &self.ready.pack.digest
    }

    /// What the case machine may look at, at that moment.
    pub(crate) fn context(&self, now_us: i64) -> Context<'_> {
        let pack = self.pack();
        Context {
            now_us,
            zone: &pack.zone,
            calendar: &self.calendar,
            services: &pack.services,
            places: &pack.places,
        }
    }
}

/// The versions that have been used so far.
pub(crate) struct Versions {
    lake: Lake,
    current: Arc<Version>,
    known: RwLock<BTreeMap<String, Arc<Version>>>,
}

impl Versions {
    pub(crate) fn new(lake: Lake, current: Arc<Version>) -> Self {
        let known = BTreeMap::from([(current.digest().to_owned(), Arc::clone(&current))]);
        Self { lake, current, known: RwLock::new(known) }
    }

    /// The version that new cases are pinned to.
    pub(crate) fn current(&self) -> &Arc<Version> {
        &self.current
    }

    fn held(&self, digest: &str) -> Option<Arc<Version>> {
        let held = self.known.read().unwrap_or_else(PoisonError::into_inner);
        held.get(digest).map(Arc::clone)
    }
}

impl ::hall::Pack for Version {
    fn district(&self) -> &str {
        &self.pack().id
    }

    fn context(&self, now_us: i64) -> Context<'_> {
        Self::context(self, now_us)
    }
}

impl ::hall::Packs for Versions {
    type Pack = Version;

    /// The version of that digest; read from the archive the first time.
    async fn get(&self, digest: &str) -> Result<Arc<Version>, Refusal> {
        if let Some(found) = self.held(digest) {
            return Ok(found);
        }
        let ready = archived_pack(&self.lake, digest).await?;
        let version = Arc::new(Version::new(ready));
        let mut held = self.known.write().unwrap_or_else(PoisonError::into_inner);
        held.insert(digest.to_owned(), Arc::clone(&version));
        Ok(version)
    }
}

impl Versions {
    /// The version of a case; where it is not to be had, the machine did not let it.
    pub(crate) async fn get(&self, digest: &str) -> Result<Arc<Version>, Refusal> {
        ::hall::Packs::get(self, digest).await.map_err(|mut refusal| {
            refusal.kind = RefusalKind::CouldNot;
            refusal
        })
    }
}
