//! The district at hand for the API: scenes that answer at once, made anew when the lake has a
//! newer snapshot.

use super::ground::{Ground, GroundRequest};
use super::what_if::{Asked, KindOutlook, what_if};
use crate::error::Error;
use crate::opened::App;
use crate::under;
use access::scene::Scene;
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::sync::Mutex;

/// What is at hand.
pub struct AtHand {
    /// The ground.
    pub ground: Ground,
    /// The scene of each walker that was asked for.
    scenes: std::sync::Mutex<BTreeMap<String, Arc<Scene>>>,
    snapshot: i64,
}

/// The district at hand.
#[derive(Clone)]
pub struct Desk {
    app: App,
    held: Arc<Mutex<Option<Arc<AtHand>>>>,
}

impl AtHand {
    /// The scene of a walker, made once.
    pub fn scene(&self, walker: Option<&str>) -> Result<Arc<Scene>, Error> {
        let (id, _) = self.ground.walker(walker)?;
        let id = id.to_owned();
        if let Ok(scenes) = self.scenes.lock()
            && let Some(scene) = scenes.get(&id)
        {
            return Ok(Arc::clone(scene));
        }
        let scene = Arc::new(self.ground.scene(Some(&id))?);
        if let Ok(mut scenes) = self.scenes.lock() {
            scenes.insert(id, Arc::clone(&scene));
        }
        Ok(scene)
    }
}

impl Desk {
    /// A desk for a pack and its data; nothing is read before it is asked.
    pub fn new(app: App) -> Self {
        Self { app, held: Arc::new(Mutex::new(None)) }
    }

    /// The district as of the newest snapshot.
    pub async fn at_hand(&self) -> Result<Arc<AtHand>, Error> {
        let mut held = self.held.lock().await;
        let lake = self.app.lake().await?;
        let snapshot = lake.snapshot().await.map_err(under::records)?;
        if let Some(found) = held.as_ref().filter(|found| found.snapshot == snapshot) {
            return Ok(Arc::clone(found));
        }
        let ground = Ground::open(&self.app, &GroundRequest::default()).await?;
        let scenes = std::sync::Mutex::new(BTreeMap::new());
        let found = Arc::new(AtHand { ground, scenes, snapshot });
        *held = Some(Arc::clone(&found));
        Ok(found)
    }

    /// What changes would do.
    pub async fn what_if(
        &self,
        walker: Option<&str>,
        asked: &[Asked],
        limits: &[f64],
        circle: Option<&str>,
    ) -> Result<Vec<KindOutlook>, Error> {
        let hand = self.at_hand().await?;
        let kinds = match circle {
            Some(id) => hand.ground.circle(id)?.kinds.clone(),
            None => Vec::new(),
        };
        for asked in asked {
            if let Asked::Add { kind, .. } = asked {
                hand.ground.known_kind(kind)?;
            }
        }
        let scene = hand.scene(walker)?;
        what_if(&scene, asked, limits, &kinds)
    }
}
