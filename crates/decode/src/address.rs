//! Addresses of cells as spreadsheets write them: `C7`.

/// The letters of the column with that index, from 0: `A`, `Z`, `AA`.
pub fn letter(index: usize) -> String {
    let mut rest = index;
    let mut letters = Vec::new();
    loop {
        letters.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or(0)));
        if rest < 26 {
            break;
        }
        rest = rest / 26 - 1;
    }
    letters.iter().rev().collect()
}

/// The index of the column with those letters.
pub(crate) fn index(letters: &str) -> Option<usize> {
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    let mut index = 0;
    for byte in letters.bytes() {
        if !byte.is_ascii_uppercase() {
            return None;
        }
        index = index * 26 + usize::from(byte - b'A') + 1;
    }
    Some(index - 1)
}

/// The address of the cell in the column with those letters, on the row that its record carries
/// as its line.
pub fn cell(letters: &str, line_no: i64) -> String {
    format!("{letters}{line_no}")
}

/// The cells of a record, from its first column to its last one: `B5:H5`; the whole row, `5:5`,
/// where no column is known.
pub fn range<'a>(letters: impl IntoIterator<Item = &'a str>, line_no: i64) -> String {
    let mut known: Vec<(usize, &str)> =
        letters.into_iter().filter_map(|letters| Some((index(letters)?, letters))).collect();
    known.sort_unstable();
    match (known.first(), known.last()) {
        (Some((first, letters)), Some((last, _))) if first == last => cell(letters, line_no),
        (Some((_, first)), Some((_, last))) => {
            format!("{}:{}", cell(first, line_no), cell(last, line_no))
        }
        _ => format!("{line_no}:{line_no}"),
    }
}

#[cfg(test)]
mod tests;
