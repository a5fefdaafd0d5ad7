//! Addresses of cells as spreadsheets write them: `C7`.

use district::FileFormat;

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

/// The address of a cell: the column's index in the file, from 0, and the line that its record
/// carries. None for formats without cells.
pub fn cell(format: FileFormat, column: usize, line_no: i64) -> Option<String> {
    match format {
        FileFormat::Workbook => Some(format!("{}{line_no}", letter(column))),
        FileFormat::Csv
        | FileFormat::Ndjson
        | FileFormat::Parquet
        | FileFormat::Xes
        | FileFormat::Shdr => None,
    }
}

#[cfg(test)]
mod tests;
