//! Surface water: annual means and classes of rivers, from mixed units and non-detects.

use crate::reference::{Computed, agrees, data, key, rows, whole};
use district::Exact;

#[tokio::test(flavor = "multi_thread")]
async fn rivers_come_out_as_their_references() {
    let Some(folder) = data("water") else { return };
    let results = vec![folder.join("data_6tribes_5y.parquet")];
    let computed = Computed::new("water", &[("water_result", results)]).await;
    let means = computed.figures("water_item_mean").await;
    let ph = computed.figures("water_ph_mean").await;
    let item_classes = computed.figures("water_item_class").await;
    let items = rows(&folder.join("reference/water_station_year_item.csv"));
    assert_eq!(items.len(), 1039);
    for row in &items {
        let (place, year, item) =
            (&row["MonitoringLocationIdentifier"], &row["year"], &row["item"]);
        let mut keyed = key(place, year, "");
        keyed.3 = format!("item={item}");
        let mean = if item == "pH" { &ph[&key(place, year, "")] } else { &means[&keyed] };
        assert!(agrees(mean.value.as_ref(), &row["mean"], 6), "{row:?} {mean:?}");
        assert_eq!(mean.coverage.as_ref().map(|c| c.have), whole(&row["size"]), "{row:?}");
        "2002".clone_into(&mut keyed.2);
        let class = item_classes[&keyed].value.as_ref().and_then(Exact::to_i64);
        assert_eq!(class, whole(&row["class"]), "{row:?} {mean:?}");
    }
    let classes = computed.figures("water_class").await;
    let stations = rows(&folder.join("reference/water_station_year_class.csv"));
    assert_eq!(stations.len(), 341);
    assert_eq!(classes.len(), 341);
    for row in &stations {
        let figure = &classes[&key(&row["MonitoringLocationIdentifier"], &row["year"], "2002")];
        let class = figure.value.as_ref().and_then(Exact::to_i64);
        assert_eq!(class, whole(&row["cls"]), "{row:?} {figure:?}");
        assert_eq!(figure.coverage.as_ref().map(|c| c.have), whole(&row["items"]), "{row:?}");
    }
}
