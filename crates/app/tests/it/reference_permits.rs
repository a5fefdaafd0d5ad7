//! Permit receipts: 377 of 1,329 dated cases late; lead times per month and channel.

use crate::reference::{Computed, agrees, data, files, key, rows, whole};
use district::Exact;

#[tokio::test(flavor = "multi_thread")]
async fn receipts_come_out_as_their_references() {
    let Some(folder) = data("services") else { return };
    let logs = files(&folder, |name| name.starts_with("receipt_wabo"));
    let computed = Computed::new("permits", &[("permit_event", logs)]).await;

    let late = computed.figures("late_share").await;
    let all = &late[&key("municipality", "all", "")];
    assert_eq!(all.numerator.as_ref().and_then(Exact::to_i64), Some(377));
    assert_eq!(all.denominator.as_ref().and_then(Exact::to_i64), Some(1329));
    assert_eq!(all.coverage.as_ref().map(|c| (c.have, c.of)), Some((1329, 1434)));

    let by_month = rows(&folder.join("wabo_lead_time_by_month.csv"));
    assert_eq!(by_month.len(), 16);
    for (indicator, column) in
        [("lead_time_mean", "mean_h"), ("lead_time_median", "p50_h"), ("lead_time_p90", "p90_h")]
    {
        let figures = computed.figures(indicator).await;
        assert_eq!(figures.len(), 16);
        for row in &by_month {
            let figure = &figures[&key("municipality", &row["month"], "")];
            assert!(
                agrees(figure.value.as_ref(), &row[column], 6),
                "{indicator} {row:?} {figure:?}"
            );
            let have = figure.coverage.as_ref().map(|coverage| coverage.have);
            assert_eq!(have, whole(&row["cases"]), "{row:?}");
        }
    }
    let by_channel = rows(&folder.join("wabo_lead_time_by_channel.csv"));
    for (indicator, column) in
        [("lead_time_mean_by_channel", "mean"), ("lead_time_median_by_channel", "median")]
    {
        let figures = computed.figures(indicator).await;
        assert_eq!(figures.len(), by_channel.len());
        for row in &by_channel {
            let mut key = key("municipality", "all", "");
            key.3 = format!("channel={}", row["channel"]);
            let figure = &figures[&key];
            assert!(
                agrees(figure.value.as_ref(), &row[column], 3),
                "{indicator} {row:?} {figure:?}"
            );
            let have = figure.coverage.as_ref().map(|coverage| coverage.have);
            assert_eq!(have, whole(&row["size"]), "{row:?}");
        }
    }
}
