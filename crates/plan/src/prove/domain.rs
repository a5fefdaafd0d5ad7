//! The answer space, cut into finitely many representatives: two answers between which no rule
//! can tell the difference are stood for by one of them.
//!
//! A number is cut at every constant that it is compared with anywhere; between two cuts every
//! value is like every other. Fields that are compared with one another share their cuts and get
//! as many representatives in each gap as there are fields, so that every order of them occurs.
//! What cannot be cut soundly, such as a quotient of two fields, is refused and never guessed at.

use district::rule::{Arithmetic, Comparison, Expr, Value};
use district::service::{Field, FieldType};
use district::{Exact, Rounding};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

mod points;

/// A whole number with so few values is taken apart into all of them.
const WHOLE_RANGE_MAX: i64 = 100;

/// Why a rule cannot be cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Obstacle {
    /// Several fields are computed with.
    Computed,
    /// Texts are ordered, not told apart.
    TextOrder,
    /// A name is no field.
    Undeclared,
}

/// The representatives of every field that a set of rules mentions.
#[derive(Debug, Clone, Default)]
pub(crate) struct Domains {
    values: BTreeMap<String, Vec<Value>>,
    /// Rules, by their place in the list handed in, that cannot be cut, with the names in them.
    pub obstacles: Vec<(usize, Obstacle, BTreeSet<String>)>,
}

impl Domains {
    /// The representatives of a name; none if no rule mentions it.
    pub(crate) fn of(&self, name: &str) -> &[Value] {
        self.values.get(name).map_or(&[], Vec::as_slice)
    }

    /// All names with the count of their representatives.
    pub(crate) fn list(&self) -> impl Iterator<Item = (&str, &[Value])> {
        self.values.iter().map(|(name, values)| (name.as_str(), values.as_slice()))
    }

    /// Adds the representatives and obstacles of another set of rules over the same fields.
    pub(crate) fn refine(&mut self, other: &Self) {
        for (name, values) in &other.values {
            let own = self.values.entry(name.clone()).or_default();
            own.extend(values.iter().cloned());
            own.sort();
            own.dedup();
        }
        self.obstacles.extend(other.obstacles.iter().cloned());
    }

    /// Adds a yes-or-no name that is no field, such as whether a material is held.
    pub(crate) fn add_flag(&mut self, name: &str) {
        self.values.insert(name.to_owned(), vec![Value::Bool(false), Value::Bool(true)]);
    }
}

/// Cuts the fields that `rules` mention; names are `role.field` or `field`.
pub(crate) fn cut<'a>(
    rules: impl IntoIterator<Item = &'a Expr>,
    fields: &BTreeMap<String, Field>,
) -> Domains {
    let mut cutter = Cutter { fields, cuts: BTreeMap::new(), groups: Vec::new(), stuck: None };
    let mut obstacles = Vec::new();
    for (at, expr) in rules.into_iter().enumerate() {
        for name in expr.names() {
            cutter.cuts.entry(name.to_owned()).or_default();
            if cutter.field(name).is_none() {
                obstacles.push((at, Obstacle::Undeclared, BTreeSet::from([name.to_owned()])));
            }
        }
        expr.visit(&mut |expr| cutter.see(expr));
        if let Some((obstacle, names)) = cutter.stuck.take() {
            obstacles.push((at, obstacle, names));
        }
    }
    Domains { values: cutter.finish(), obstacles }
}

/// Where a field is cut.
#[derive(Debug, Clone, Default)]
struct Cuts {
    numbers: BTreeSet<Exact>,
    dates: BTreeSet<Date>,
    texts: BTreeSet<String>,
    lengths: BTreeSet<Exact>,
    whole: bool,
}

struct Cutter<'a> {
    fields: &'a BTreeMap<String, Field>,
    cuts: BTreeMap<String, Cuts>,
    /// Fields that are compared with one another.
    groups: Vec<BTreeSet<String>>,
    stuck: Option<(Obstacle, BTreeSet<String>)>,
}

/// `Σ factor · name + constant`.
#[derive(Debug, Clone)]
struct Affine {
    terms: BTreeMap<String, Exact>,
    constant: Exact,
}

/// The field that a name such as `child.name` means.
pub(crate) fn field_of<'a>(fields: &'a BTreeMap<String, Field>, name: &str) -> Option<&'a Field> {
    fields.get(name.rsplit('.').next().unwrap_or(name))
}

impl<'a> Cutter<'a> {
    fn field(&self, name: &str) -> Option<&'a Field> {
        field_of(self.fields, name)
    }

    fn see(&mut self, expr: &Expr) {
        match expr {
            Expr::Compare(how, a, b) => self.compare(*how, a, b),
            Expr::In(a, list) => {
                if let Expr::List(items) = &**list {
                    for item in items {
                        self.compare(Comparison::Equal, a, item);
                    }
                } else if let Expr::Literal(Value::List(items)) = &**list {
                    for item in items {
                        self.compare(Comparison::Equal, a, &Expr::Literal(item.clone()));
                    }
                }
            }
            Expr::Literal(_)
            | Expr::Name(_)
            | Expr::Has(_)
            | Expr::Not(_)
            | Expr::Negate(_)
            | Expr::And(..)
            | Expr::Or(..)
            | Expr::Arithmetic(..)
            | Expr::If(..)
            | Expr::List(_)
            | Expr::Size(_) => {}
        }
    }

    fn compare(&mut self, how: Comparison, a: &Expr, b: &Expr) {
        for a in branches(a) {
            for b in branches(b) {
                self.compare_plain(how, a, b);
            }
        }
    }

    fn compare_plain(&mut self, how: Comparison, a: &Expr, b: &Expr) {
        match (a, b) {
            (Expr::Literal(_), Expr::Literal(_)) => {}
            (Expr::Name(name), Expr::Literal(value)) | (Expr::Literal(value), Expr::Name(name))
                if !matches!(value, Value::Number(_)) =>
            {
                self.against(how, name, value);
            }
            (Expr::Name(a), Expr::Name(b)) if !self.number(a) || !self.number(b) => {
                self.against_field(how, a, b);
            }
            (Expr::Size(of), Expr::Literal(Value::Number(length)))
            | (Expr::Literal(Value::Number(length)), Expr::Size(of)) => {
                let Expr::Name(name) = &**of else {
                    return self.refuse(Obstacle::Computed, [a, b]);
                };
                self.cuts.entry(name.clone()).or_default().lengths.insert(length.clone());
            }
            _ => self.against_number(a, b),
        }
    }

    fn number(&self, name: &str) -> bool {
        self.field(name)
            .is_some_and(|f| matches!(f.field_type, FieldType::Integer | FieldType::Decimal))
    }

    fn against(&mut self, how: Comparison, name: &str, value: &Value) {
        let Some(field) = self.field(name) else { return };
        let equal = matches!(how, Comparison::Equal | Comparison::NotEqual);
        let date = match value {
            Value::Date(date) => Some(*date),
            Value::Text(text) => text.parse().ok(),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::List(_) => None,
        };
        match (&field.field_type, value, date) {
            (FieldType::Date, _, Some(date)) => {
                self.cuts.entry(name.to_owned()).or_default().dates.insert(date);
            }
            (FieldType::Text, Value::Text(text), _) if equal => {
                self.cuts.entry(name.to_owned()).or_default().texts.insert(text.clone());
            }
            (FieldType::Text, Value::Text(_) | Value::Date(_), _) => {
                self.refuse(Obstacle::TextOrder, [&Expr::Name(name.to_owned())]);
            }
            // Everything else is told apart by the values of the field itself, or does not fit
            // and is found out by judging the rule.
            _ => {}
        }
    }

    fn against_field(&mut self, how: Comparison, a: &str, b: &str) {
        let (Some(left), Some(right)) = (self.field(a), self.field(b)) else { return };
        let equal = matches!(how, Comparison::Equal | Comparison::NotEqual);
        match (&left.field_type, &right.field_type) {
            (FieldType::Date, FieldType::Date) => self.join(a, b),
            (FieldType::Text, FieldType::Text) if equal => self.join(a, b),
            (FieldType::Text, FieldType::Choice(ids))
            | (FieldType::Choice(ids), FieldType::Text)
                if equal =>
            {
                let text = if matches!(left.field_type, FieldType::Text) { a } else { b };
                let cuts = self.cuts.entry(text.to_owned()).or_default();
                cuts.texts.extend(ids.iter().map(|(id, _)| id.clone()));
            }
            (FieldType::Text, _) | (_, FieldType::Text) => {
                let names = [Expr::Name(a.to_owned()), Expr::Name(b.to_owned())];
                self.refuse(Obstacle::TextOrder, &names);
            }
            _ => {}
        }
    }

    fn against_number(&mut self, a: &Expr, b: &Expr) {
        let (Some(left), Some(right)) = (self.affine(a), self.affine(b)) else {
            return self.computed(a, b);
        };
        let difference = left.minus(right);
        let mut terms = difference.terms.iter();
        match (terms.next(), terms.next(), terms.next()) {
            (None, ..) => {}
            (Some((name, factor)), None, _) => {
                if let Some(cut) = (-difference.constant.clone()).checked_div(factor) {
                    self.cuts.entry(name.clone()).or_default().numbers.insert(cut);
                }
            }
            (Some((one, p)), Some((other, q)), None)
                if difference.constant.zero_valued() && (p.clone() + q.clone()).zero_valued() =>
            {
                self.join(one, other);
            }
            _ => self.computed(a, b),
        }
    }

    /// Fields that are computed with can only be taken apart into all their values.
    fn computed(&mut self, a: &Expr, b: &Expr) {
        let names: Vec<String> =
            a.names().into_iter().chain(b.names()).map(str::to_owned).collect();
        if !names.iter().all(|name| self.field(name).is_none_or(small)) {
            return self.refuse(Obstacle::Computed, [a, b]);
        }
        for name in names {
            self.cuts.entry(name).or_default().whole = true;
        }
    }

    fn affine(&self, expr: &Expr) -> Option<Affine> {
        match expr {
            Expr::Literal(Value::Number(value)) => Some(Affine::constant(value.clone())),
            Expr::Name(name) if self.number(name) => Some(Affine {
                terms: BTreeMap::from([(name.clone(), Exact::one())]),
                constant: Exact::zero(),
            }),
            Expr::Negate(a) => Some(Affine::constant(Exact::zero()).minus(self.affine(a)?)),
            Expr::Arithmetic(how, a, b) => {
                let (a, b) = (self.affine(a)?, self.affine(b)?);
                match how {
                    Arithmetic::Add => Some(a.minus(Affine::constant(Exact::zero()).minus(b))),
                    Arithmetic::Subtract => Some(a.minus(b)),
                    Arithmetic::Multiply if b.terms.is_empty() => Some(a.times(&b.constant)),
                    Arithmetic::Multiply if a.terms.is_empty() => Some(b.times(&a.constant)),
                    Arithmetic::Multiply => None,
                    Arithmetic::Divide if b.terms.is_empty() => {
                        Some(a.times(&Exact::one().checked_div(&b.constant)?))
                    }
                    Arithmetic::Divide => None,
                }
            }
            Expr::Literal(_)
            | Expr::Name(_)
            | Expr::Not(_)
            | Expr::And(..)
            | Expr::Or(..)
            | Expr::Compare(..)
            | Expr::In(..)
            | Expr::If(..)
            | Expr::List(_)
            | Expr::Size(_)
            | Expr::Has(_) => None,
        }
    }

    fn join(&mut self, a: &str, b: &str) {
        if a == b {
            return;
        }
        let (mut joined, rest): (Vec<_>, Vec<_>) = std::mem::take(&mut self.groups)
            .into_iter()
            .partition(|group: &BTreeSet<String>| group.contains(a) || group.contains(b));
        joined.push(BTreeSet::from([a.to_owned(), b.to_owned()]));
        self.groups = rest;
        self.groups.push(joined.into_iter().flatten().collect());
    }

    fn refuse<'e>(&mut self, why: Obstacle, exprs: impl IntoIterator<Item = &'e Expr>) {
        let names = exprs.into_iter().flat_map(Expr::names).map(str::to_owned).collect();
        self.stuck.get_or_insert((why, names));
    }

    fn finish(mut self) -> BTreeMap<String, Vec<Value>> {
        for group in &self.groups {
            let mut shared = Cuts::default();
            for name in group {
                if let Some(cuts) = self.cuts.get(name) {
                    shared.numbers.extend(cuts.numbers.iter().cloned());
                    shared.dates.extend(cuts.dates.iter().copied());
                    shared.texts.extend(cuts.texts.iter().cloned());
                }
                if let Some(field) = self.fields.get(name.rsplit('.').next().unwrap_or(name)) {
                    shared.numbers.extend(field.check.min.iter().cloned());
                    shared.numbers.extend(field.check.max.iter().cloned());
                }
            }
            for name in group {
                let cuts = self.cuts.entry(name.clone()).or_default();
                cuts.numbers.clone_from(&shared.numbers);
                cuts.dates.clone_from(&shared.dates);
                cuts.texts.clone_from(&shared.texts);
            }
        }
        let together = |name: &str| {
            self.groups.iter().find(|group| group.contains(name)).map_or(1, BTreeSet::len)
        };
        self.cuts
            .iter()
            .filter_map(|(name, cuts)| {
                let field = field_of(self.fields, name)?;
                Some((name.clone(), points::of(field, cuts, together(name))))
            })
            .collect()
    }
}

impl Affine {
    fn constant(constant: Exact) -> Self {
        Self { terms: BTreeMap::new(), constant }
    }

    fn minus(mut self, other: Self) -> Self {
        for (name, factor) in other.terms {
            let left = self.terms.remove(&name).unwrap_or_else(Exact::zero) - factor;
            if !left.zero_valued() {
                self.terms.insert(name, left);
            }
        }
        self.constant = self.constant - other.constant;
        self
    }

    fn times(self, by: &Exact) -> Self {
        let terms = self.terms.into_iter().map(|(name, factor)| (name, factor * by.clone()));
        let terms = terms.filter(|(_, factor)| !factor.zero_valued()).collect();
        Self { terms, constant: self.constant * by.clone() }
    }
}

/// What an expression may come to, through `c ? a : b`; the conditions are seen by themselves.
fn branches(expr: &Expr) -> Vec<&Expr> {
    match expr {
        Expr::If(_, a, b) => branches(a).into_iter().chain(branches(b)).collect(),
        Expr::Literal(_)
        | Expr::Name(_)
        | Expr::Not(_)
        | Expr::Negate(_)
        | Expr::And(..)
        | Expr::Or(..)
        | Expr::Compare(..)
        | Expr::Arithmetic(..)
        | Expr::In(..)
        | Expr::List(_)
        | Expr::Size(_)
        | Expr::Has(_) => vec![expr],
    }
}

/// Whether a field has so few values that all of them can be tried.
fn small(field: &Field) -> bool {
    match field.field_type {
        FieldType::Boolean | FieldType::Choice(_) => true,
        FieldType::Integer => whole_range(field).is_some(),
        FieldType::Text | FieldType::Decimal | FieldType::Date => false,
    }
}

/// The least and the greatest value of a whole number that has few of them.
fn whole_range(field: &Field) -> Option<(i64, i64)> {
    let least = field.check.min.as_ref()?.round(0, Rounding::Up).to_i64()?;
    let greatest = field.check.max.as_ref()?.round(0, Rounding::Down).to_i64()?;
    (greatest.checked_sub(least)? <= WHOLE_RANGE_MAX).then_some((least, greatest))
}

#[cfg(test)]
mod tests;
