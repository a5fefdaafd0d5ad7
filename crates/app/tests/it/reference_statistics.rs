//! Two tables made for people: headers rebuilt from merged cells, notes and marks kept out of the
//! numbers, each record pointing at its cell.

use crate::reference::{Computed, data, key};
use app::evidence::{EvidenceRequest, evidence};
use app::select::Selection;
use district::Exact;

fn number(text: &str) -> Exact {
    text.parse().expect("a number")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_workbook_gives_records_with_their_cells() {
    let Some(folder) = data("statistics") else { return };
    let book = vec![folder.join("constructed-merged-header.xls")];
    let computed = Computed::new("yearbook", &[("living_standard", book)]).await;
    let amounts = computed.figures("living_amount").await;
    // 28 rows stand between header and note.
    assert_eq!(amounts.len(), 28);
    let mut income = key("city", "2018", "");
    "item=人均可支配收入（全市）".clone_into(&mut income.3);
    assert_eq!(amounts[&income].value, Some(number("44384")));
    let mut wages = key("city", "2018", "");
    "item=工资性收入（全市）".clone_into(&mut wages.3);
    assert_eq!(amounts[&wages].value, None, "the mark … is no number");
    let present = amounts.values().filter(|figure| figure.value.is_some()).count();
    assert_eq!(present, 20);
    let selection = Selection {
        indicator: Some("living_amount".to_owned()),
        by: vec![income.3.clone()],
        ..Selection::default()
    };
    let request = EvidenceRequest { selection, limit: None };
    let opened = evidence(&computed.app, &request).await.expect("the figure opens");
    let row = &opened.streams[0].rows[0];
    // The first row under the two header rows, which stand under two title rows.
    assert_eq!(opened.rows, 1);
    assert_eq!(row.source.sheet.as_deref(), Some("城乡居民收支"));
    assert_eq!(row.source.cell.as_deref(), Some("A5:G5"), "{row:?}");
    assert_eq!(row.source.cells.get("amount").map(String::as_str), Some("D5"), "{row:?}");
    let growth = computed.figures("living_growth").await;
    assert_eq!(growth.len(), 20);
    for (key, figure) in &growth {
        // What the table publishes is what its own amounts give, to one digit.
        let shown = figure.value.as_ref().map(|value| value.to_text(1));
        let published: Exact = figure.note.as_deref().unwrap_or_default().parse().unwrap();
        assert_eq!(shown, Some(published.to_text(1)), "{key:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_village_report_gives_numbers_without_their_dress() {
    let Some(folder) = data("statistics") else { return };
    let report = vec![folder.join("constructed-village-report.gb18030.csv")];
    let computed = Computed::new("yearbook", &[("village_report", report)]).await;
    let people = computed.figures("village_people").await;
    assert_eq!(people[&key("浮碧社区", "2026-Q3", "")].value, Some(number("3031")));
    // 12 villages from 3,031 up by 31.
    assert_eq!(people[&key("cicheng", "2026-Q3", "")].value, Some(number("38418")));
    let income = computed.figures("village_income").await;
    let town = &income[&key("cicheng", "2026-Q3", "")];
    assert_eq!(town.coverage.as_ref().map(|c| (c.have, c.of)), Some((11, 12)));
    // 12 incomes from 133.75 up by 13.25 without the one that is a mark (186.75).
    assert_eq!(town.value, Some(number("2292.75")));
}
