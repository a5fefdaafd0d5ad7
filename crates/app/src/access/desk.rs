//! The district at hand for the API: scenes that answer at once, made anew when the lake has a
//! newer snapshot.

use super::ask::{self, CoverageLine};
use super::ground::{Ground, GroundRequest};
use super::siting::{SiteRequest, Sited, site_of};
use super::what_if::{Asked, KindOutlook, what_if};
use crate::clock;
use crate::error::Error;
use crate::opened::App;
use crate::under;
use access::scene::Scene;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::sync::Mutex;

/// For so long nobody looks whether the lake has something newer, microseconds.
const FRESH_US: i64 = 2_000_000;

/// What is at hand.
pub struct AtHand {
    /// The ground.
    pub ground: Ground,
    /// The scene of each walker that was asked for.
    scenes: std::sync::Mutex<BTreeMap<String, Arc<Scene>>>,
    snapshot: i64,
}

/// What is held, and when it was last looked at.
#[derive(Default)]
struct Held {
    found: Option<Arc<AtHand>>,
    looked_at_us: i64,
}

/// The district at hand.
#[derive(Clone)]
pub struct Desk {
    app: App,
    held: Arc<Mutex<Held>>,
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
        Self { app, held: Arc::new(Mutex::new(Held::default())) }
    }

    /// The district as of the newest snapshot, at most two seconds ago.
    pub async fn at_hand(&self) -> Result<Arc<AtHand>, Error> {
        let mut held = self.held.lock().await;
        let now = clock::now_us();
        let fresh = now.saturating_sub(held.looked_at_us) < FRESH_US;
        if let Some(found) = held.found.as_ref().filter(|_| fresh) {
            return Ok(Arc::clone(found));
        }
        let lake = self.app.lake().await?;
        let snapshot = lake.snapshot().await.map_err(under::records)?;
        if let Some(found) = held.found.clone().filter(|found| found.snapshot == snapshot) {
            held.looked_at_us = now;
            return Ok(found);
        }
        let ground = Ground::open(&self.app, &GroundRequest::default()).await?;
        let scenes = std::sync::Mutex::new(BTreeMap::new());
        let found = Arc::new(AtHand { ground, scenes, snapshot });
        *held = Held { found: Some(Arc::clone(&found)), looked_at_us: now };
        Ok(found)
    }

    /// Said where the district's map is made up; empty where it is real.
    pub async fn made_up(&self) -> Result<diag::Text, Error> {
        Ok(self.at_hand().await?.ground.made_up.clone())
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
        // A circle is walked by its own walker unless another is asked for.
        let (kinds, own) = match circle.map(|id| hand.ground.circle(id)).transpose()? {
            Some(circle) => (circle.kinds.clone(), Some(circle.walker.as_str())),
            None => (Vec::new(), None),
        };
        let walker = walker.or(own);
        for asked in asked {
            if let Asked::Add { kind, .. } = asked {
                hand.ground.known_kind(kind)?;
            }
        }
        let scene = hand.scene(walker)?;
        what_if(&scene, asked, limits, &kinds)
    }

    /// Coverage of each kind and circle, of the district or by place.
    pub async fn coverage(
        &self,
        walker: Option<&str>,
        limits: &[f64],
        by_place: bool,
    ) -> Result<Vec<CoverageLine>, Error> {
        let hand = self.at_hand().await?;
        let scene = hand.scene(walker)?;
        let asked = ask::Asked { walker, limits, by_place };
        // A table of every place takes a while in a large city: others are answered meanwhile.
        tokio::task::block_in_place(|| {
            ask::covered_in(&hand.ground, &scene, &asked, &mut |id| hand.scene(Some(id)))
        })
    }

    /// The best places for more.
    pub async fn site(&self, walker: Option<&str>, request: &SiteRequest) -> Result<Sited, Error> {
        let hand = self.at_hand().await?;
        // Proving an optimum may take seconds: others are answered meanwhile.
        tokio::task::block_in_place(|| {
            site_of(&hand.ground, walker, request, || hand.scene(walker))
        })
    }

    /// What a map of the district draws: streets, homes with their minutes to a kind, facilities.
    pub async fn drawing(&self, walker: Option<&str>, kind: &str) -> Result<Value, Error> {
        let hand = self.at_hand().await?;
        hand.ground.known_kind(kind)?;
        let scene = hand.scene(walker)?;
        let digits = |degrees: f64| (degrees * 1e5).round() / 1e5;
        let network = scene.times().network();
        let lines: Vec<Vec<f64>> = (0..u32::try_from(network.chains().len()).unwrap_or(0))
            .map(|chain| {
                let points = network.shape(chain).iter().map(|spot| spot.point());
                points.flat_map(|point| [digits(point.lon), digits(point.lat)]).collect()
            })
            .collect();
        let found = scene.nearest(kind);
        let minutes = |home: usize| {
            let minutes = found.map(|(_, nearest)| nearest.minutes[home]);
            minutes.filter(|minutes| minutes.is_finite()).map(|m| (m * 10.0).round() / 10.0)
        };
        let homes = scene.homes().homes.iter().enumerate().map(|(number, home)| {
            let (lon, lat) = (digits(home.at.lon), digits(home.at.lat));
            json!([home.id, lon, lat, home.weight, minutes(number)])
        });
        let places = found.map_or(&[][..], |(held, _)| &held.facilities);
        let facilities =
            places.iter().map(|held| json!([held.id, digits(held.at.lon), digits(held.at.lat)]));
        let kinds: Vec<Value> = scene
            .facilities()
            .kinds
            .iter()
            .map(|held| match hand.ground.rules.kinds.get(&held.id) {
                Some(kind) => json!({"id": held.id, "name": kind.name}),
                None => json!({"id": held.id, "name": diag::Text::same(held.id.as_str())}),
            })
            .collect();
        let rules = &hand.ground.rules;
        let walkers: Vec<Value> =
            rules.walkers.values().map(|w| json!({"id": w.id, "name": w.name})).collect();
        Ok(json!({
            "made_up": hand.ground.made_up,
            "streets": lines,
            "homes": homes.collect::<Vec<_>>(),
            "facilities": facilities.collect::<Vec<_>>(),
            "kinds": kinds,
            "walkers": walkers,
            "walker": hand.ground.walker(walker)?.0,
            "places": hand.ground.places,
            "people": scene.homes().weight(),
        }))
    }
}
