//! The rules of access that hold where a pack declares none: plain data.
//!
//! Ways and facilities are those of the rules "walk v0"; speeds of cars are what is driven in
//! and around a Chinese town, crossings and other cars included.

use diag::{Span, Text};
use district::{AccessRules, Circle, DriveRules, Exact, FacilityKind, WalkRules, Walker};

/// Values of `highway` that may be walked.
const WAYS: [&str; 20] = [
    "primary",
    "primary_link",
    "secondary",
    "secondary_link",
    "tertiary",
    "tertiary_link",
    "unclassified",
    "residential",
    "living_street",
    "service",
    "track",
    "path",
    "footway",
    "pedestrian",
    "steps",
    "road",
    "corridor",
    "platform",
    "pier",
    "elevator",
];

/// Values of `highway` that may be walked only where `foot` says so.
const FOOT_WAYS: [&str; 4] = ["trunk", "trunk_link", "cycleway", "bridleway"];

/// Values of `surface` that are loose ground.
const UNPAVED: [&str; 16] = [
    "unpaved",
    "gravel",
    "fine_gravel",
    "pebblestone",
    "compacted",
    "ground",
    "dirt",
    "earth",
    "mud",
    "sand",
    "grass",
    "rock",
    "woodchips",
    "shells",
    "snow",
    "ice",
];

/// Value of `highway` → km/h.
const KM_H: [(&str, u8); 16] = [
    ("motorway", 95),
    ("motorway_link", 45),
    ("trunk", 60),
    ("trunk_link", 40),
    ("primary", 40),
    ("primary_link", 30),
    ("secondary", 35),
    ("secondary_link", 28),
    ("tertiary", 30),
    ("tertiary_link", 25),
    ("unclassified", 25),
    ("residential", 20),
    ("living_street", 10),
    ("service", 15),
    ("road", 25),
    ("track", 12),
];

/// Id, Chinese, English, tags.
const KINDS: [(&str, &str, &str, &[&str]); 10] = [
    (
        "grocery",
        "买菜购物",
        "groceries",
        &["shop=supermarket", "shop=convenience", "shop=greengrocer", "amenity=marketplace"],
    ),
    ("pharmacy", "药店", "pharmacy", &["amenity=pharmacy"]),
    (
        "health",
        "医疗",
        "health",
        &["amenity=hospital", "amenity=clinic", "amenity=doctors", "amenity=dentist"],
    ),
    (
        "school",
        "学校与托幼",
        "school",
        &["amenity=school", "amenity=kindergarten", "amenity=childcare"],
    ),
    ("post", "邮局", "post office", &["amenity=post_office"]),
    ("bank", "银行", "bank", &["amenity=bank", "amenity=atm"]),
    ("green", "公园绿地", "green", &["leisure=park", "leisure=playground", "leisure=garden"]),
    (
        "sport",
        "体育",
        "sport",
        &["leisure=sports_centre", "leisure=pitch", "leisure=stadium", "leisure=fitness_centre"],
    ),
    (
        "food",
        "餐饮",
        "food",
        &["amenity=restaurant", "amenity=cafe", "amenity=fast_food", "shop=bakery"],
    ),
    (
        "transit",
        "公交站点",
        "transit",
        &["highway=bus_stop", "railway=station", "railway=tram_stop", "railway=halt"],
    ),
];

/// The rules that hold where a pack declares none.
pub fn default_rules() -> AccessRules {
    AccessRules {
        walk: WalkRules {
            ways: texts(&WAYS),
            foot_ways: texts(&FOOT_WAYS),
            foot_yes: texts(&["yes", "designated", "permissive"]),
            foot_no: texts(&["no", "private", "use_sidepath"]),
            access_no: texts(&["no", "private"]),
            unpaved: texts(&UNPAVED),
            snap_m: decimal(200, 0),
        },
        drive: DriveRules {
            km_h: KM_H.iter().map(|(way, km_h)| ((*way).to_owned(), *km_h)).collect(),
            factor: decimal(7, 1),
            access_no: texts(&["no", "private", "agricultural", "forestry", "emergency"]),
            one_way: texts(&["motorway", "motorway_link"]),
        },
        kinds: KINDS.iter().map(|kind| ((kind.0).to_owned(), facility_kind(kind))).collect(),
        walkers: walkers().into_iter().map(|walker| (walker.id.clone(), walker)).collect(),
        circles: [("daily".to_owned(), daily())].into(),
        district: None,
    }
}

fn facility_kind(&(id, zh, en, tags): &(&str, &str, &str, &[&str])) -> FacilityKind {
    FacilityKind {
        id: id.to_owned(),
        name: Text::new(zh, en),
        tags: texts(tags),
        span: Span::default(),
    }
}

fn walkers() -> [Walker; 5] {
    let adult = Walker {
        id: "adult".to_owned(),
        name: Text::new("成年人", "adult"),
        km_h: decimal(5, 0),
        steps: Some(Exact::one()),
        slope: false,
        slope_max: None,
        unpaved: true,
        wheelchair: false,
        span: Span::default(),
    };
    let walker = |id: &str, zh: &str, en: &str, km_h: Exact| Walker {
        id: id.to_owned(),
        name: Text::new(zh, en),
        km_h,
        ..adult.clone()
    };
    [
        adult.clone(),
        walker("elder", "老年人", "elder", decimal(36, 1)),
        Walker {
            steps: None, slope: true, ..walker("pram", "推婴儿车", "pram", decimal(4, 0))
        },
        Walker {
            steps: None,
            slope: true,
            slope_max: Some(decimal(8, 0)),
            unpaved: false,
            wheelchair: true,
            ..walker("wheelchair", "轮椅", "wheelchair", decimal(3, 0))
        },
        Walker { slope: true, ..walker("hiker", "按坡度步行", "hiker", decimal(5, 0)) },
    ]
}

fn daily() -> Circle {
    Circle {
        id: "daily".to_owned(),
        name: Text::new("日常十类设施", "the ten kinds of every day"),
        kinds: KINDS.iter().map(|(id, ..)| (*id).to_owned()).collect(),
        walker: "adult".to_owned(),
        minutes: vec![5, 10, 15],
        span: Span::default(),
    }
}

fn texts<'a>(words: impl IntoIterator<Item = &'a &'a str>) -> Vec<String> {
    words.into_iter().map(|word| (*word).to_owned()).collect()
}

fn decimal(unscaled: i128, scale: u32) -> Exact {
    Exact::from_decimal(unscaled, scale)
}
