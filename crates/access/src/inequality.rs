//! How evenly something is spread over people: percentiles, Palma, Gini, Theil, concentration.
//!
//! Values belong to places with people; every measure is one of people, as if each of them were
//! listed with the value of the place. Places without people or with a value that is no finite
//! number are left out.

/// A place: its value, its people, and what it is ordered by.
#[derive(Debug, Clone, Copy)]
struct Group {
    value: f64,
    people: f64,
    by: f64,
}

/// The groups that count, in the order of what they are ordered by.
fn groups(values: &[f64], people: &[f64], by: &[f64]) -> Vec<Group> {
    let all = values.iter().zip(people).zip(by);
    let mut groups: Vec<Group> = all
        .map(|((&value, &people), &by)| Group { value, people, by })
        .filter(|g| g.value.is_finite() && g.by.is_finite() && g.people.is_finite())
        .filter(|g| g.people > 0.0)
        .collect();
    groups.sort_by(|a, b| a.by.total_cmp(&b.by).then(a.value.total_cmp(&b.value)));
    groups
}

fn total(groups: &[Group]) -> f64 {
    groups.iter().map(|g| g.people).sum()
}

fn mean(groups: &[Group]) -> Option<f64> {
    let people = total(groups);
    let sum: f64 = groups.iter().map(|g| g.value * g.people).sum();
    (people > 0.0).then(|| sum / people)
}

/// The mean over people.
pub fn weighted_mean(values: &[f64], people: &[f64]) -> Option<f64> {
    mean(&groups(values, people, values))
}

/// The value below which a share of the people lies, `share` from 0 to 1.
///
/// People are listed one by one and the place between two of them is interpolated (type 7 of
/// Hyndman and Fan, as in R); people in fractions are listed as such.
pub fn percentile(values: &[f64], people: &[f64], share: f64) -> Option<f64> {
    let groups = groups(values, people, values);
    let last = groups.last()?;
    let order = 1.0 + (total(&groups) - 1.0).max(0.0) * share.clamp(0.0, 1.0);
    let person = |place: f64| {
        let mut seen = 0.0;
        let found = groups.iter().find(|g| {
            seen += g.people;
            seen >= place
        });
        found.unwrap_or(last).value
    };
    let low = order.floor().max(1.0);
    let part = order - order.floor();
    let value = person(low);
    Some(value + (person(low + 1.0) - value) * part)
}

/// The value in the middle: half of the people have less, half more.
pub fn median(values: &[f64], people: &[f64]) -> Option<f64> {
    percentile(values, people, 0.5)
}

/// The mean of the 10 % of the people with the highest income over that of the 40 % with the
/// lowest; without incomes the values themselves decide.
///
/// Exactly 10 % and 40 % of the people are counted: a place in which the limit falls is divided,
/// and places of the same income are one.
pub fn palma(values: &[f64], people: &[f64], income: Option<&[f64]>) -> Option<f64> {
    let mut groups = merged(groups(values, people, income.unwrap_or(values)));
    let people = total(&groups);
    let poorest = mean_of_first(&groups, people * 0.4)?;
    groups.reverse();
    let richest = mean_of_first(&groups, people * 0.1)?;
    (poorest > 0.0).then(|| richest / poorest)
}

/// Incomes that part the poorest and the richest from the others.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct IncomeLimits {
    /// Places with at most this are the poorest.
    pub poorest_most: f64,
    /// Places with more than this are the richest.
    pub richest_above: f64,
}

impl IncomeLimits {
    /// The limits of the poorest 40 % and the richest 10 % of the people.
    pub fn of(income: &[f64], people: &[f64]) -> Option<Self> {
        let poorest_most = percentile(income, people, 0.4)?;
        Some(Self { poorest_most, richest_above: percentile(income, people, 0.9)? })
    }
}

/// The Palma ratio with whole places, by limits that may come from more places than these.
pub fn palma_of_places(
    values: &[f64],
    people: &[f64],
    income: &[f64],
    limits: IncomeLimits,
) -> Option<f64> {
    let groups = groups(values, people, income);
    let (rest, richest): (Vec<_>, Vec<_>) =
        groups.into_iter().partition(|g| g.by <= limits.richest_above);
    let poorest: Vec<_> = rest.into_iter().filter(|g| g.by <= limits.poorest_most).collect();
    let poorest = mean(&poorest)?;
    let richest = mean(&richest)?;
    (poorest > 0.0).then(|| richest / poorest)
}

/// Groups that are ordered by the same become one, so their order among each other is nothing.
fn merged(groups: Vec<Group>) -> Vec<Group> {
    let mut merged: Vec<Group> = Vec::with_capacity(groups.len());
    for group in groups {
        match merged.last_mut() {
            Some(last) if last.by.total_cmp(&group.by).is_eq() => {
                let people = last.people + group.people;
                last.value = (last.value * last.people + group.value * group.people) / people;
                last.people = people;
            }
            _ => merged.push(group),
        }
    }
    merged
}

fn mean_of_first(groups: &[Group], people: f64) -> Option<f64> {
    let mut open = people;
    let mut sum = 0.0;
    for group in groups {
        let taken = group.people.min(open);
        sum += taken * group.value;
        open -= taken;
        if open <= 0.0 {
            break;
        }
    }
    (people > 0.0).then(|| sum / people)
}

/// The Gini index: 0 if all have the same, towards 1 the more few have all.
pub fn gini(values: &[f64], people: &[f64]) -> Option<f64> {
    let groups = groups(values, people, values);
    let whole: f64 = groups.iter().map(|g| g.value * g.people).sum();
    let people = total(&groups);
    if whole <= 0.0 {
        return None;
    }
    let mut below = 0.0;
    let mut area = 0.0;
    for group in &groups {
        let share = group.value * group.people / whole;
        area += (2.0 * below + share) * group.people / people / 2.0;
        below += share;
    }
    Some(1.0 - 2.0 * area)
}

/// The Theil T index, and its two parts where the people are in classes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Theil {
    /// The part between the classes.
    pub between: f64,
    /// The part within the classes.
    pub within: f64,
}

impl Theil {
    /// The index itself.
    pub fn total(self) -> f64 {
        self.between + self.within
    }
}

/// The Theil T index: 0 if all have the same, up to the logarithm of the number of people.
pub fn theil_t(values: &[f64], people: &[f64]) -> Option<f64> {
    theil(&groups(values, people, values))
}

/// The Theil T index in its parts between and within classes, such as tenths of income.
pub fn theil_t_of_classes(values: &[f64], people: &[f64], classes: &[u32]) -> Option<Theil> {
    let by: Vec<f64> = classes.iter().map(|class| f64::from(*class)).collect();
    let groups = groups(values, people, &by);
    let whole: f64 = groups.iter().map(|g| g.value * g.people).sum();
    let between = theil(&merged(groups.clone()))?;
    let classes = groups.chunk_by(|a, b| a.by.total_cmp(&b.by).is_eq());
    let within = classes
        .map(|class| {
            let share: f64 = class.iter().map(|g| g.value * g.people).sum::<f64>() / whole;
            theil(class).map_or(0.0, |index| index * share)
        })
        .sum();
    Some(Theil { between, within })
}

fn theil(groups: &[Group]) -> Option<f64> {
    let mean = mean(groups).filter(|mean| *mean > 0.0)?;
    let people = total(groups);
    let term = |g: &Group| {
        let ratio = g.value / mean;
        // The limit of x ln x at zero is zero.
        if ratio > 0.0 { g.people / people * ratio * ratio.ln() } else { 0.0 }
    };
    Some(groups.iter().map(term).sum())
}

/// The concentration index: below zero if the poor have more, above if the rich have.
pub fn concentration(values: &[f64], people: &[f64], income: &[f64]) -> Option<f64> {
    let groups = merged(groups(values, people, income));
    let mean = mean(&groups).filter(|mean| *mean > 0.0)?;
    Some(2.0 / mean * slope(&groups, mean))
}

/// The concentration index as corrected by Erreygers (2009): it does not depend on the mean but
/// on the range of the values.
pub fn corrected_concentration(values: &[f64], people: &[f64], income: &[f64]) -> Option<f64> {
    let places = groups(values, people, income);
    let most = places.iter().map(|g| g.value).fold(f64::NEG_INFINITY, f64::max);
    let least = places.iter().map(|g| g.value).fold(f64::INFINITY, f64::min);
    let groups = merged(places);
    let mean = mean(&groups)?;
    (most > least).then(|| 8.0 / (most - least) * slope(&groups, mean))
}

/// The covariance of the values with the rank by income, ranks from 0 to 1.
fn slope(groups: &[Group], mean: f64) -> f64 {
    let people = total(groups);
    let mut below = 0.0;
    let mut sum = 0.0;
    for group in groups {
        let share = group.people / people;
        sum += share * (group.value - mean) * (below + share / 2.0 - 0.5);
        below += share;
    }
    sum
}

/// How something is spread, in one look.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    /// How many people it is of.
    pub people: f64,
    /// The mean.
    pub mean: f64,
    /// The value that 10 % are below.
    pub p10: f64,
    /// The value that half are below.
    pub median: f64,
    /// The value that 90 % are below.
    pub p90: f64,
    /// The Gini index; none if all values are zero.
    pub gini: Option<f64>,
    /// The Palma ratio by the values themselves; none if the lowest 40 % have nothing.
    pub palma: Option<f64>,
}

impl Spread {
    /// Measures it; none without people.
    pub fn of(values: &[f64], people: &[f64]) -> Option<Self> {
        Some(Self {
            people: total(&groups(values, people, values)),
            mean: weighted_mean(values, people)?,
            p10: percentile(values, people, 0.1)?,
            median: median(values, people)?,
            p90: percentile(values, people, 0.9)?,
            gini: gini(values, people),
            palma: palma(values, people, None),
        })
    }
}

#[cfg(test)]
mod tests;
