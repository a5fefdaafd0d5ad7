//! A plan as a drawing: items as boxes along working days, arrows for what comes after what, the
//! longest way marked by a star, a thicker line and a colour, never by colour alone.
//!
//! The bar on top of a box is its working time; the box itself may be wider, for its words. The
//! drawing has a title and a description for those who do not see it, and no script.

use diag::{Language, Text};
use district::plan::{Plan, PlannedItem};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use unicode_width::UnicodeWidthStr as _;

/// Pixels of one column of text; a Chinese character takes two.
const COLUMN: u32 = 7;
const MARGIN: u32 = 24;
/// Where the rows begin, under title, facts and axis.
const TOP: u32 = 112;
const ROW: u32 = 64;
const BOX: u32 = 48;
/// Between the line of a day and the boxes that begin on it: arrows run there.
const GUTTER: u32 = 12;

/// An item with its place on the axis.
struct Drawn<'a> {
    item: &'a PlannedItem,
    row: u32,
    /// Half working days after acceptance.
    start: u32,
    finish: u32,
    lines: [String; 2],
}

struct Drawing<'a> {
    plan: &'a Plan,
    names: &'a BTreeMap<String, Text>,
    language: Language,
    /// Pixels of a half working day.
    half: u32,
    items: Vec<Drawn<'a>>,
}

/// Draws a plan. `names` are those of items, offices and things, by id; an id without a name
/// stands for itself.
pub fn plan_svg(plan: &Plan, names: &BTreeMap<String, Text>, language: Language) -> String {
    let mut drawing = Drawing { plan, names, language, half: 1, items: Vec::new() };
    drawing.place();
    let longest = drawing.items.iter().map(|drawn| drawn.finish).max().unwrap_or(0);
    let longest = longest.max(plan.promised_days.count_halves()).max(2);
    drawing.half = (1600 / longest).clamp(4, 40);
    drawing.draw(longest)
}

impl<'a> Drawing<'a> {
    fn say(&self, zh: impl Into<String>, en: impl Into<String>) -> String {
        Text::new(zh, en).get(self.language).to_owned()
    }

    fn name(&self, id: &'a str) -> &'a str
    where
        Self: 'a,
    {
        self.names.get(id).map_or(id, |name| name.get(self.language))
    }

    /// Puts every item in a row of its own, in the plan's order.
    fn place(&mut self) {
        let mut finishes: BTreeMap<&str, u32> = BTreeMap::new();
        for (row, item) in (0..).zip(&self.plan.items) {
            let before = item.after.iter().filter_map(|id| finishes.get(id.as_str()));
            let start = before.max().copied().unwrap_or(0);
            let finish = start.saturating_add(item.promised_halves);
            finishes.insert(&item.id, finish);
            let star = if item.critical { "★ " } else { "" };
            let (office, due) = (self.name(&item.office), item.due_on);
            let lines = [
                format!("{star}{}", self.name(&item.id)),
                self.say(format!("{office} · 至迟 {due}"), format!("{office} · due {due}")),
            ];
            self.items.push(Drawn { item, row, start, finish, lines });
        }
    }

    fn x(&self, halves: u32) -> u32 {
        MARGIN + halves * self.half
    }

    fn y(row: u32) -> u32 {
        TOP + row * ROW
    }

    /// Left edge and width of a box.
    fn extent(&self, drawn: &Drawn<'_>) -> (u32, u32) {
        let left = self.x(drawn.start) + GUTTER;
        let words = drawn.lines.iter().map(|line| columns(line)).max().unwrap_or(0) * COLUMN + 16;
        let time = (self.x(drawn.finish)).saturating_sub(left);
        (left, words.max(time))
    }

    fn facts(&self) -> String {
        let plan = self.plan;
        let provisional = if plan.provisional {
            self.say("（暂定：尚无公布的节假日安排）", " (provisional: holidays not published yet)")
        } else {
            String::new()
        };
        self.say(
            format!(
                "{} 受理，承诺 {} 个工作日，至迟 {} 办结{provisional}；★ 最长路径 {} 个工作日",
                plan.accepted_on, plan.promised_days, plan.promise_on, plan.critical_days
            ),
            format!(
                "Accepted {}, promised within {} working days by {}{provisional}; ★ longest way {} \
                 working days",
                plan.accepted_on, plan.promised_days, plan.promise_on, plan.critical_days
            ),
        )
    }

    /// What the drawing shows, in words.
    fn description(&self) -> String {
        let mut text = self.facts();
        for Drawn { item, .. } in &self.items {
            let name = self.name(&item.id);
            let after: Vec<&str> = item.after.iter().map(|id| self.name(id)).collect();
            let after = match (after.is_empty(), self.language) {
                (true, _) => String::new(),
                (false, Language::Zh) => format!("，在{}之后", after.join("、")),
                (false, Language::En) => format!(", after {}", after.join(", ")),
            };
            let critical = match (item.critical, self.language) {
                (false, _) => "",
                (true, Language::Zh) => "，在最长路径上",
                (true, Language::En) => ", on the longest way",
            };
            let (office, start, due) = (self.name(&item.office), item.start_on, item.due_on);
            let line = self.say(
                format!("；{name}：{office}，{start} 起，至迟 {due}{after}{critical}"),
                format!("; {name}: {office}, from {start}, due {due}{after}{critical}"),
            );
            text.push_str(&line);
        }
        text
    }

    fn draw(&self, longest: u32) -> String {
        let rows = u32::try_from(self.items.len()).unwrap_or(0).max(1);
        let right = self.items.iter().map(|drawn| {
            let (left, width) = self.extent(drawn);
            left + width
        });
        let facts = self.facts();
        let words = MARGIN + columns(&facts) * COLUMN;
        let width = right.max().unwrap_or(0).max(self.x(longest) + 90).max(words) + MARGIN;
        let height = Self::y(rows) + MARGIN;
        let title = self.name(&self.plan.thing);
        let id = escaped(&self.plan.thing);
        let mut out = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" \
             width=\"{width}\" height=\"{height}\" role=\"img\" \
             aria-labelledby=\"plan-{id}-title plan-{id}-desc\" \
             font-family=\"system-ui, sans-serif\" font-size=\"13\">\n\
             <title id=\"plan-{id}-title\">{}</title>\n<desc id=\"plan-{id}-desc\">{}</desc>\n\
             <rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>\n",
            escaped(title),
            escaped(&self.description()),
        );
        text(&mut out, MARGIN, 28, "font-size=\"18\" font-weight=\"600\" fill=\"#1a1a1a\"", title);
        text(&mut out, MARGIN, 52, "fill=\"#444444\"", &facts);
        self.axis(&mut out, longest, Self::y(rows));
        for drawn in &self.items {
            self.arrows(&mut out, drawn);
        }
        for drawn in &self.items {
            self.item(&mut out, drawn);
        }
        if self.items.is_empty() {
            let nothing = self.say("无需办理任何事项", "Nothing has to be done");
            text(&mut out, MARGIN, TOP + 28, "fill=\"#1a1a1a\"", &nothing);
        }
        out.push_str("</svg>\n");
        out
    }

    fn axis(&self, out: &mut String, longest: u32, bottom: u32) {
        // Days are labelled as densely as there is room for a number.
        let step = 36_u32.div_ceil(self.half * 2).max(1);
        let days = longest.div_ceil(2);
        for day in (0..=days).step_by(usize::try_from(step).unwrap_or(1)) {
            let x = self.x(day * 2);
            line(out, [x, TOP - 18, x, bottom], "stroke=\"#dddddd\"");
            let anchor = "fill=\"#555555\" text-anchor=\"middle\"";
            text(out, x, TOP - 24, anchor, &day.to_string());
        }
        let unit = self.say("工作日", "working days");
        text(out, self.x(days * 2) + 14, TOP - 24, "fill=\"#555555\"", &unit);
        let x = self.x(self.plan.promised_days.count_halves());
        line(out, [x, TOP - 18, x, bottom], "stroke=\"#00539c\" stroke-dasharray=\"6 4\"");
        let promise = self.say("承诺", "promise");
        text(out, x + 4, bottom + 14, "fill=\"#00539c\"", &promise);
    }

    /// From the end of each item that comes before to the box that waits for it.
    fn arrows(&self, out: &mut String, to: &Drawn<'_>) {
        let (left, _) = self.extent(to);
        let end = Self::y(to.row) + BOX / 2;
        for from in self.items.iter().filter(|from| to.item.after.contains(&from.item.id)) {
            let on_way = from.item.critical && to.item.critical && from.finish == to.start;
            let (colour, width) = if on_way { ("#b3261e", 3) } else { ("#6b6b6b", 1) };
            let x = self.x(from.finish);
            let begin = Self::y(from.row) + BOX / 2;
            let turn = x + GUTTER / 2;
            // The head is part of the drawing, so that no two drawings share a marker's id.
            let _ = writeln!(
                out,
                "<path d=\"M{x} {begin}H{turn}V{end}H{}\" fill=\"none\" stroke=\"{colour}\" \
                 stroke-width=\"{width}\"/>\n<path d=\"M{left} {end}l-6 -4v8z\" fill=\"{colour}\"/>",
                left - 5
            );
        }
    }

    fn item(&self, out: &mut String, drawn: &Drawn<'_>) {
        let (left, width) = self.extent(drawn);
        let y = Self::y(drawn.row);
        let (stroke, line, fill) =
            if drawn.item.critical { ("#b3261e", 3, "#fdecea") } else { ("#5f6b76", 1, "#f2f5f7") };
        let time = self.x(drawn.finish).saturating_sub(left).max(2);
        let _ = writeln!(
            out,
            "<rect x=\"{left}\" y=\"{y}\" width=\"{width}\" height=\"{BOX}\" rx=\"4\" \
             fill=\"{fill}\" stroke=\"{stroke}\" stroke-width=\"{line}\"/>\n\
             <rect x=\"{left}\" y=\"{y}\" width=\"{time}\" height=\"5\" fill=\"{stroke}\"/>"
        );
        let [name, office] = &drawn.lines;
        text(out, left + 8, y + 22, "font-weight=\"600\" fill=\"#1a1a1a\"", name);
        text(out, left + 8, y + 39, "fill=\"#333333\"", office);
    }
}

fn columns(text: &str) -> u32 {
    u32::try_from(text.width()).unwrap_or(u32::MAX / COLUMN / 2)
}

fn text(out: &mut String, x: u32, y: u32, style: &str, words: &str) {
    let _ = writeln!(out, "<text x=\"{x}\" y=\"{y}\" {style}>{}</text>", escaped(words));
}

fn line(out: &mut String, [x1, y1, x2, y2]: [u32; 4], style: &str) {
    let _ = writeln!(out, "<line x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\" {style}/>");
}

/// Text that stands for itself in an element and in an attribute; what XML cannot hold is left
/// out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\u{FFFE}' | '\u{FFFF}' => {}
            other if other.is_control() && !matches!(other, '\t' | '\n' | '\r') => {}
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests;
