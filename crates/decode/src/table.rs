//! Headers of tables made for people: title rows above, two levels, cells left empty by merging.

/// How many rows are looked at for the header of a table with titles.
pub(crate) const HEAD_ROWS: usize = 64;

/// Rebuilds column names from `rows`, the header rows, joined with `/`.
///
/// With `infer`, an empty cell of an upper row belongs to the group at its left, if both have a
/// cell below: that is how merged cells come out of a spreadsheet as CSV.
pub(crate) fn names(rows: &[Vec<String>], infer: bool) -> Vec<String> {
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    let cell = |row: &Vec<String>, at: usize| row.get(at).map_or("", |cell| cell.trim()).to_owned();
    let mut filled: Vec<Vec<String>> =
        rows.iter().map(|row| (0..width).map(|at| cell(row, at)).collect()).collect();
    if infer {
        for level in 0..rows.len().saturating_sub(1) {
            let (upper, lower) = filled.split_at_mut(level + 1);
            let Some(upper) = upper.last_mut() else { continue };
            let below = |at: usize| lower.iter().any(|row| !row[at].is_empty());
            for at in 1..width {
                if upper[at].is_empty() && below(at) && below(at - 1) {
                    let (left, right) = upper.split_at_mut(at);
                    right[0].clone_from(&left[at - 1]);
                }
            }
        }
    }
    (0..width)
        .map(|at| {
            let mut parts: Vec<String> = filled
                .iter()
                .map(|row| row[at].split_whitespace().collect::<Vec<_>>().join(" "))
                .filter(|part| !part.is_empty())
                .collect();
            parts.dedup();
            parts.join("/")
        })
        .collect()
}

/// Finds the header: the first rows, so many of them, that have most of the wanted names.
pub(crate) fn locate(
    rows: &[Vec<String>],
    levels: usize,
    wanted: &[&str],
    infer: bool,
) -> Option<(usize, Vec<String>)> {
    let levels = levels.max(1);
    let mut best: Option<(usize, usize, Vec<String>)> = None;
    for at in 0..=rows.len().checked_sub(levels)? {
        let names = names(&rows[at..at + levels], infer);
        let count = wanted.iter().filter(|want| names.iter().any(|name| name == *want)).count();
        if best.as_ref().is_none_or(|(most, ..)| count > *most) {
            best = Some((count, at, names));
        }
    }
    best.map(|(_, at, names)| (at, names))
}

/// Whether a row ends the table: its first text begins with one of the marks.
pub(crate) fn stops<'a>(marks: &[String], cells: impl IntoIterator<Item = &'a [u8]>) -> bool {
    if marks.is_empty() {
        return false;
    }
    let first = cells.into_iter().map(<[u8]>::trim_ascii).find(|cell| !cell.is_empty());
    first.is_some_and(|first| marks.iter().any(|mark| first.starts_with(mark.as_bytes())))
}

#[cfg(test)]
mod tests;
