//! Beijing's stations, digit for digit: daily values, AQI and primary pollutants under both
//! editions, annual means, percentiles and validity, good days, the city.

use crate::reference::{Computed, agrees, data, files, key, rows, whole};
use district::Figure;

type Figures = std::collections::BTreeMap<crate::reference::Key, Figure>;

fn valid_value(figure: Option<&Figure>) -> Option<&district::Exact> {
    figure.filter(|figure| figure.valid()).and_then(|figure| figure.value.as_ref())
}

#[tokio::test(flavor = "multi_thread")]
async fn beijing_comes_out_as_its_references() {
    let Some(folder) = data("air") else { return };
    let stations = files(&folder, |name| name.starts_with("PRSA_Data_"));
    assert_eq!(stations.len(), 12);
    let computed = Computed::new("beijing", &[("air_hour", stations)]).await;
    let reference = folder.join("reference");
    daily_values(&computed, &reference.join("daily_values.csv.gz")).await;
    for (indicator, kind) in [("air_aqi", "rounded"), ("air_aqi_unrounded", "raw")] {
        let figures = computed.figures(indicator).await;
        for edition in ["2012", "2026"] {
            let path = reference.join(format!("aqi_daily_{edition}_{kind}.csv.gz"));
            daily_indices(&figures, edition, &path);
            let path = reference.join("good_days_by_station_year.csv");
            levels(&figures, edition, kind, &path);
        }
    }
    annual(&computed, &reference.join("annual_by_station.csv")).await;
    good_days(&computed, &reference.join("good_days_by_station_year.csv")).await;
    city(&computed).await;
}

async fn daily_values(computed: &Computed, path: &std::path::Path) {
    let mut compared = 0;
    let reference = rows(path);
    for (indicator, column, hours) in [
        ("air_pm25_day", "PM25", "PM25_n"),
        ("air_pm10_day", "PM10", "PM10_n"),
        ("air_so2_day", "SO2", "SO2_n"),
        ("air_no2_day", "NO2", "NO2_n"),
        ("air_co_day", "CO", "CO_n"),
        ("air_o3_8h_day", "O3_8h", "O3_n"),
        ("air_o3_1h_day", "O3_1h_max", "O3_n"),
    ] {
        let figures = computed.figures(indicator).await;
        for row in &reference {
            let figure = figures.get(&key(&row["station"], &row["day"], "2012"));
            assert!(agrees(valid_value(figure), &row[column], 6), "{indicator} {row:?} {figure:?}");
            let have = figure.and_then(|figure| figure.coverage.as_ref()).map_or(0, |c| c.have);
            assert_eq!(Some(have), whole(&row[hours]), "{indicator} {row:?}");
            compared += 1;
        }
    }
    assert_eq!(compared, 7 * 8766);
}

fn daily_indices(figures: &Figures, edition: &str, path: &std::path::Path) {
    let mut compared = 0;
    for row in rows(path) {
        let figure = figures.get(&key(&row["station"], &row["day"], edition));
        let any = figure.and_then(|figure| figure.value.as_ref()).and_then(district::Exact::to_i64);
        assert_eq!(any, whole(&row["aqi_any"]), "{row:?} {figure:?}");
        let published = valid_value(figure).and_then(district::Exact::to_i64);
        assert_eq!(published, whole(&row["aqi"]), "{row:?} {figure:?}");
        let primary = figure.and_then(|figure| figure.note.as_deref()).unwrap_or_default();
        assert_eq!(primary, row["primary"], "{row:?}");
        compared += 1;
    }
    assert_eq!(compared, 8766);
}

/// Published days by level, counted from the daily figures.
fn levels(figures: &Figures, edition: &str, kind: &str, path: &std::path::Path) {
    let rounded = if kind == "rounded" { "1" } else { "0" };
    for row in rows(path) {
        if row["std"] != edition || row["rounded"] != rounded {
            continue;
        }
        let mut counts = [0; 6];
        let of_year = |(key, _): &(&crate::reference::Key, &Figure)| {
            key.0 == row["station"] && key.1.starts_with(&row["year"]) && key.2 == edition
        };
        for (_, figure) in figures.iter().filter(of_year) {
            if let Some(aqi) = valid_value(Some(figure)).and_then(district::Exact::to_i64) {
                counts[[50, 100, 150, 200, 300].iter().filter(|upper| aqi > **upper).count()] += 1;
            }
        }
        let printed = ["优", "良", "轻度", "中度", "重度", "严重"].map(|level| whole(&row[level]));
        assert_eq!(counts.map(Some), printed, "{row:?}");
    }
}

async fn annual(computed: &Computed, path: &std::path::Path) {
    let reference: Vec<_> =
        rows(path).into_iter().filter(|row| row["period"] == "calendar").collect();
    let mut compared = 0;
    for (pollutant, mean, percentile) in [
        ("PM25", Some("air_pm25_mean"), "air_pm25_p95"),
        ("PM10", Some("air_pm10_mean"), "air_pm10_p95"),
        ("SO2", Some("air_so2_mean"), "air_so2_p98"),
        ("NO2", Some("air_no2_mean"), "air_no2_p98"),
        ("CO", None, "air_co_p95"),
        ("O3_8h", None, "air_o3_p90"),
    ] {
        let means = match mean {
            Some(mean) => computed.figures(mean).await,
            None => Figures::new(),
        };
        let percentiles = computed.figures(percentile).await;
        for row in reference.iter().filter(|row| row["pollutant"] == pollutant) {
            for edition in ["2012", "2026"] {
                let key = key(&row["station"], &row["year"], edition);
                let both = [(mean.map(|_| &means), "mean"), (Some(&percentiles), "pct_value")];
                for (figures, column) in both {
                    let Some(figures) = figures else { continue };
                    let figure = &figures[&key];
                    assert!(agrees(figure.value.as_ref(), &row[column], 6), "{row:?} {figure:?}");
                    assert_eq!(figure.valid(), row["valid"] == "1", "{row:?} {figure:?}");
                    let have = figure.coverage.as_ref().map(|coverage| coverage.have);
                    assert_eq!(have, whole(&row["n_days"]), "{row:?}");
                }
            }
            compared += 1;
        }
    }
    assert_eq!(compared, 180);
}

async fn good_days(computed: &Computed, path: &std::path::Path) {
    let figures = computed.figures("air_good_days").await;
    for row in rows(path).iter().filter(|row| row["rounded"] == "1") {
        let figure = &figures[&key(&row["station"], &row["year"], &row["std"])];
        assert!(agrees(figure.value.as_ref(), &row["share"], 4), "{row:?} {figure:?}");
        let numerator = figure.numerator.as_ref().and_then(district::Exact::to_i64);
        assert_eq!(numerator, whole(&row["good"]), "{row:?}");
        let denominator = figure.denominator.as_ref().and_then(district::Exact::to_i64);
        assert_eq!(denominator, whole(&row["published"]), "{row:?}");
        let of = figure.coverage.as_ref().map(|coverage| coverage.of);
        assert_eq!(of, whole(&row["calendar_days"]), "{row:?}");
    }
    // Over all twelve stations: 2,104 of 4,229 under 2012, 1,864 of 4,237 under 2026.
    for (edition, good, published) in [("2012", 2104, 4229), ("2026", 1864, 4237)] {
        let figure = &figures[&key("beijing", "2015", edition)];
        assert_eq!(figure.numerator.as_ref().and_then(district::Exact::to_i64), Some(good));
        assert_eq!(figure.denominator.as_ref().and_then(district::Exact::to_i64), Some(published));
    }
}

/// The city method against what the city published: means to two digits, days as counts.
async fn city(computed: &Computed) {
    let means = computed.figures("air_city_pm25_mean").await;
    for (year, mean) in [("2014", "85.42"), ("2015", "81.04"), ("2016", "73.01")] {
        let figure = &means[&key("beijing", year, "2012")];
        assert!(agrees(figure.value.as_ref(), mean, 2), "{figure:?}");
    }
    let days = computed.figures("air_city_good_days").await;
    for (edition, good, published) in [("2012", 181, 360), ("2026", 158, 360)] {
        let figure = &days[&key("beijing", "2015", edition)];
        assert_eq!(figure.numerator.as_ref().and_then(district::Exact::to_i64), Some(good));
        assert_eq!(figure.denominator.as_ref().and_then(district::Exact::to_i64), Some(published));
    }
}
