//! Plain-text tables whose columns stand straight with Chinese in them.

use crate::{Shown, Standing};
use diag::Language;
use district::{FigureKey, Text};
use unicode_width::UnicodeWidthStr;

/// On which side a column's cells stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Words.
    Left,
    /// Numbers.
    Right,
}

/// Columns with their titles, and rows of cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grid {
    /// Title and side of each column.
    pub columns: Vec<(String, Align)>,
    /// The cells; a short row is filled with nothing, a long one cut.
    pub rows: Vec<Vec<String>>,
}

/// Two spaces part the columns, so that no frame is needed.
const GAP: &str = "  ";

impl Grid {
    /// The table: titles, a rule, and a line for each row; every line ends with a line end.
    pub fn text(&self) -> String {
        let widths: Vec<usize> = (0..self.columns.len()).map(|i| self.width(i)).collect();
        let titles: Vec<String> = self.columns.iter().map(|(title, _)| title.clone()).collect();
        let rule: Vec<String> = widths.iter().map(|width| "─".repeat(*width)).collect();
        let mut out = String::new();
        for row in [&titles, &rule].into_iter().chain(&self.rows) {
            let cells: Vec<String> = widths
                .iter()
                .zip(&self.columns)
                .enumerate()
                .map(|(i, (width, (_, align)))| {
                    padded(row.get(i).map_or("", String::as_str), *width, *align)
                })
                .collect();
            out.push_str(cells.join(GAP).trim_end());
            out.push('\n');
        }
        out
    }

    fn width(&self, column: usize) -> usize {
        let titles = self.columns.get(column).map(|(title, _)| title);
        let cells = self.rows.iter().filter_map(|row| row.get(column));
        titles.into_iter().chain(cells).map(|cell| one_line(cell).width()).max().unwrap_or(0)
    }
}

/// A cell is one line, whatever a record had in it.
fn one_line(cell: &str) -> String {
    cell.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

fn padded(cell: &str, width: usize, align: Align) -> String {
    let cell = one_line(cell);
    let gap = " ".repeat(width.saturating_sub(cell.width()));
    match align {
        Align::Left => format!("{cell}{gap}"),
        Align::Right => format!("{gap}{cell}"),
    }
}

/// One line of a table of figures.
#[derive(Debug, Clone)]
pub struct Line {
    /// The figure's key.
    pub key: FigureKey,
    /// The indicator's name.
    pub indicator: Text,
    /// The place's name.
    pub place: Text,
    /// The figure as published.
    pub shown: Shown,
    /// The target as published, with its period and how things stand.
    pub target: Option<(String, Standing)>,
}

/// A table of figures with their targets and validity. Columns that no line uses are left
/// out; without lines there is no table.
pub fn table(lines: &[Line], language: Language) -> String {
    if lines.is_empty() {
        return String::new();
    }
    let zh = language == Language::Zh;
    let pick = |zh_text: &str, en_text: &str| (if zh { zh_text } else { en_text }).to_owned();
    let titles = [
        (pick("指标", "indicator"), Align::Left),
        (pick("地点", "place"), Align::Left),
        (pick("周期", "period"), Align::Left),
        (pick("版本", "edition"), Align::Left),
        (pick("分组", "by"), Align::Left),
        (pick("数值", "value"), Align::Right),
        (pick("单位", "unit"), Align::Left),
        (pick("目标", "target"), Align::Left),
        (pick("有效", "valid"), Align::Left),
    ];
    let rows: Vec<Vec<String>> = lines.iter().map(|line| cells(line, language)).collect();
    let used: Vec<usize> = (0..titles.len())
        .filter(|i| rows.iter().any(|row| row.get(*i).is_some_and(|cell| !cell.is_empty())))
        .collect();
    let kept = |row: &Vec<String>| used.iter().filter_map(|i| row.get(*i).cloned()).collect();
    Grid {
        columns: used.iter().filter_map(|i| titles.get(*i).cloned()).collect(),
        rows: rows.iter().map(kept).collect(),
    }
    .text()
}

fn cells(line: &Line, language: Language) -> Vec<String> {
    let yes = if language == Language::Zh { "有效" } else { "yes" };
    let no = if language == Language::Zh { "无效" } else { "no" };
    let validity = match (&line.shown.why, line.shown.valid) {
        (_, true) => yes.to_owned(),
        (None, false) => no.to_owned(),
        (Some(why), false) if language == Language::Zh => format!("{no}：{}", why.zh),
        (Some(why), false) => format!("{no}: {}", why.en),
    };
    let target = line.target.as_ref().map_or_else(String::new, |(value, standing)| {
        format!("{value} ({}) {}", standing.by, standing.status.words().get(language))
    });
    vec![
        line.indicator.get(language).to_owned(),
        line.place.get(language).to_owned(),
        line.key.period.to_string(),
        line.key.edition.clone().unwrap_or_default(),
        line.key.by.clone(),
        line.shown.bounded().unwrap_or_else(|| "–".to_owned()),
        line.shown.unit.clone(),
        target,
        validity,
    ]
}

#[cfg(test)]
mod tests;
