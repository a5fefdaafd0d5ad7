//! The built-in constant tables of every pack: `place` and `place_ancestor`.

use diag::Span;
use district::{DataType, Pack, PackTable, PlaceTree, TableColumn};
use std::collections::BTreeMap;

/// The constant tables of a pack, the built-in ones among them.
pub(crate) fn tables(pack: &Pack) -> BTreeMap<String, PackTable> {
    let mut tables = pack.tables.clone();
    tables.insert("place".to_owned(), place(&pack.places));
    tables.insert("place_ancestor".to_owned(), place_ancestor(&pack.places));
    tables
}

fn text_table(id: &str, columns: &[&str], rows: Vec<Vec<Option<String>>>) -> PackTable {
    let columns = columns
        .iter()
        .map(|name| TableColumn { id: (*name).to_owned(), data_type: DataType::Text, unit: None })
        .collect();
    PackTable { id: id.to_owned(), columns, rows, span: Span::default() }
}

fn place(places: &PlaceTree) -> PackTable {
    let rows = places
        .list()
        .map(|place| {
            vec![
                Some(place.id.clone()),
                Some(place.level.clone()),
                Some(place.name.zh.clone()),
                Some(place.name.en.clone()),
                place.parent.clone(),
            ]
        })
        .collect();
    text_table("place", &["id", "level", "zh", "en", "parent"], rows)
}

/// Every place with everything that it lies in, itself included.
fn place_ancestor(places: &PlaceTree) -> PackTable {
    let rows = places
        .list()
        .flat_map(|place| {
            places.lineage(&place.id).map(|ancestor| {
                vec![
                    Some(place.id.clone()),
                    Some(ancestor.level.clone()),
                    Some(ancestor.id.clone()),
                ]
            })
        })
        .collect();
    text_table("place_ancestor", &["place", "level", "ancestor"], rows)
}
