//! Kinds of facilities of the made-up district: how many there are, how large, when open.
//!
//! The numbers are plausible and nobody's; ids are those of `packs/jiangbei`.

/// A kind of facility.
pub(crate) struct Kind {
    pub(crate) id: &'static str,
    pub(crate) zh: &'static str,
    pub(crate) en: &'static str,
    /// In every street or town.
    pub(crate) street: u64,
    /// In a thousand built-up communities.
    pub(crate) urban: u64,
    /// In a thousand villages.
    pub(crate) village: u64,
    /// Floor, m².
    pub(crate) floor: (i64, i64),
    /// Land, m².
    pub(crate) land: (i64, i64),
    /// Places, beds, seats or visitors an hour, as the kind has it.
    pub(crate) capacity: (i64, i64),
    /// Opening hours as OpenStreetMap writes them; one is taken.
    pub(crate) hours: &'static [&'static str],
}

const NONE: (i64, i64) = (0, 0);
const ALWAYS: &[&str] = &["24/7"];
const CLASS: &[&str] = &["Mo-Fr 07:30-17:00; PH off", "Mo-Fr 07:40-16:40; PH off"];
const CARE: &[&str] = &["Mo-Fr 07:30-17:30; PH off", "Mo-Fr 07:30-18:00; PH off"];
const DESK: &[&str] = &["Mo-Fr 08:30-17:30; PH off", "Mo-Fr 08:30-12:00,13:30-17:30; PH off"];
const CLINIC: &[&str] = &["Mo-Su 08:00-17:00", "Mo-Sa 08:00-17:30; PH off"];
const MEDICINE: &[&str] = &["Mo-Su 08:00-21:30", "Mo-Su 07:30-22:00", "24/7"];
const CULTURE: &[&str] = &["Tu-Su 09:00-17:00", "Tu-Su 09:00-20:30"];
const STUDY: &[&str] = &["Mo-Su 08:30-21:30", "24/7"];
const SPORT: &[&str] = &["Mo-Su 09:00-21:00", "Mo-Fr 14:00-21:30; Sa-Su 09:00-21:30"];
const MARKET: &[&str] = &["Mo-Su 05:30-18:30", "Mo-Su 06:00-18:00"];
const SHOP: &[&str] = &["Mo-Su 08:00-21:30", "Mo-Su 07:00-21:00"];
const CORNER: &[&str] = &["Mo-Su 07:00-22:30", "Mo-Su 06:30-23:30", "24/7"];
const MORNING: &[&str] = &["Mo-Su 05:30-10:30", "Mo-Su 06:00-11:00"];
const MEALS: &[&str] = &["Mo-Su 10:30-21:00", "Mo-Su 10:00-14:00,16:30-21:30"];
const BANK: &[&str] = &["Mo-Fr 09:00-17:00; Sa 09:00-16:00; PH off"];
const PARCEL: &[&str] = &["Mo-Su 08:30-20:30", "24/7"];
const CRAFT: &[&str] = &["Mo-Su 09:00-20:00", "Tu-Su 09:30-20:30"];
const BUS: &[&str] = &["Mo-Su 05:40-22:00"];
const METRO: &[&str] = &["Mo-Su 06:00-22:30"];

/// A row of the table.
macro_rules! kind {
    ($id:literal, $zh:literal, $en:literal, ($street:expr, $urban:expr, $village:expr),
     $floor:expr, $land:expr, $capacity:expr, $hours:expr) => {
        Kind {
            id: $id,
            zh: $zh,
            en: $en,
            street: $street,
            urban: $urban,
            village: $village,
            floor: $floor,
            land: $land,
            capacity: $capacity,
            hours: $hours,
        }
    };
}

/// Education, health, culture and sports.
#[rustfmt::skip]
const PUBLIC: [Kind; 15] = [
    kind!("junior_school", "初中", "Junior school", (0, 135, 0),
        (9_000, 16_000), (18_000, 30_000), (900, 1_800), CLASS),
    kind!("primary_school", "小学", "Primary school", (0, 330, 50),
        (6_000, 12_000), (12_000, 22_000), (700, 1_600), CLASS),
    kind!("kindergarten", "幼儿园", "Kindergarten", (0, 940, 160),
        (2_000, 4_500), (2_600, 6_000), (180, 420), CARE),
    kind!("nursery", "托育点", "Nursery", (0, 420, 0),
        (150, 600), (200, 700), (20, 90), CARE),
    kind!("health_centre", "社区卫生服务中心", "Health centre", (1, 0, 0),
        (1_800, 5_500), (1_500, 5_000), (250, 700), CLINIC),
    kind!("health_station", "社区卫生服务站", "Health station", (0, 620, 480),
        (120, 320), NONE, (30, 90), CLINIC),
    kind!("hospital", "医院", "Hospital", (0, 55, 0),
        (22_000, 80_000), (20_000, 60_000), (200, 800), ALWAYS),
    kind!("pharmacy", "药店", "Pharmacy", (0, 1_800, 120),
        (60, 220), NONE, (20, 60), MEDICINE),
    kind!("culture_centre", "文化活动中心", "Culture centre", (1, 0, 0),
        (3_000, 6_500), (3_000, 9_000), (200, 600), CULTURE),
    kind!("culture_station", "文化活动站", "Culture station", (0, 800, 700),
        (120, 600), NONE, (30, 120), CULTURE),
    kind!("library", "城市书房", "Study room", (0, 280, 30),
        (150, 600), NONE, (30, 120), STUDY),
    kind!("sports_hall", "体育馆", "Sports hall", (0, 85, 0),
        (2_000, 6_000), (3_000, 9_000), (120, 500), SPORT),
    kind!("sports_ground", "运动场", "Sports ground", (0, 520, 450),
        NONE, (800, 8_000), (30, 200), SPORT),
    kind!("fitness_path", "健身步道", "Fitness path", (0, 640, 300),
        NONE, (600, 4_000), (50, 200), ALWAYS),
    kind!("park", "公园", "Park", (0, 850, 250),
        NONE, (2_000, 30_000), (100, 900), ALWAYS),
];

/// Shops and what a household needs every day.
#[rustfmt::skip]
const DAILY: [Kind; 11] = [
    kind!("market", "菜市场", "Market", (0, 340, 60),
        (800, 2_500), (1_200, 3_500), (40, 140), MARKET),
    kind!("supermarket", "超市", "Supermarket", (0, 680, 60),
        (300, 3_000), NONE, (60, 400), SHOP),
    kind!("convenience", "便利店", "Convenience shop", (0, 3_200, 900),
        (40, 150), NONE, (15, 50), CORNER),
    kind!("breakfast", "早餐店", "Breakfast shop", (0, 2_000, 200),
        (25, 90), NONE, (12, 40), MORNING),
    kind!("restaurant", "餐馆", "Restaurant", (0, 3_800, 450),
        (60, 500), NONE, (24, 200), MEALS),
    kind!("bank", "银行网点", "Bank", (0, 780, 0),
        (150, 500), NONE, (20, 60), BANK),
    kind!("post", "邮政网点", "Post office", (0, 180, 25),
        (100, 350), NONE, (20, 60), DESK),
    kind!("parcel", "快递点", "Parcel point", (0, 1_450, 420),
        (20, 90), NONE, (100, 600), PARCEL),
    kind!("laundry", "洗衣店", "Laundry", (0, 740, 0),
        (25, 80), NONE, (20, 80), CRAFT),
    kind!("hairdresser", "理发店", "Hairdresser", (0, 1_800, 150),
        (25, 120), NONE, (3, 12), CRAFT),
    kind!("repair", "维修点", "Repair point", (0, 680, 60),
        (15, 60), NONE, (5, 20), CRAFT),
];

/// Ways on, care, and the public service.
#[rustfmt::skip]
const SERVICE: [Kind; 11] = [
    kind!("bus_stop", "公交站", "Bus stop", (0, 2_500, 1_050),
        NONE, NONE, NONE, BUS),
    kind!("metro_station", "地铁站", "Metro station", (0, 135, 0),
        (4_000, 12_000), NONE, NONE, METRO),
    kind!("elder_care", "养老院", "Care home", (0, 110, 40),
        (2_000, 9_000), (2_500, 9_000), (60, 320), ALWAYS),
    kind!("elder_day_care", "日间照料中心", "Day care for the elderly", (0, 520, 300),
        (200, 750), NONE, (15, 60), DESK),
    kind!("community_centre", "社区服务中心", "Community centre", (1, 0, 0),
        (700, 1_800), (600, 1_500), (60, 200), DESK),
    kind!("service_station", "社区服务站", "Service station", (0, 1_000, 960),
        (200, 900), NONE, (10, 60), DESK),
    kind!("police", "派出所警务室", "Police post", (0, 150, 0),
        (150, 1_500), NONE, NONE, ALWAYS),
    kind!("toilet", "公共厕所", "Public toilet", (0, 1_100, 800),
        (30, 90), NONE, (4, 16), ALWAYS),
    kind!("recycling", "再生资源回收点", "Recycling point", (0, 800, 500),
        (6, 60), NONE, NONE, SHOP),
    kind!("car_park", "停车场", "Car park", (0, 950, 300),
        NONE, (600, 6_000), (20, 240), ALWAYS),
    kind!("job_centre", "就业服务点", "Job service point", (1, 200, 0),
        (60, 260), NONE, (10, 40), DESK),
];

/// All kinds, in the order of the register.
pub(crate) fn kinds() -> impl Iterator<Item = &'static Kind> {
    PUBLIC.iter().chain(&DAILY).chain(&SERVICE)
}
