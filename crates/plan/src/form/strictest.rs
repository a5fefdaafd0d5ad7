//! The strictest of several checks: what satisfies it satisfies each. Where nothing could, the
//! two that cannot be satisfied together.

use crate::fault::Demand;
use diag::{Span, Text};
use district::Exact;
use district::service::{Check, FieldType, Form};
use std::collections::BTreeSet;

/// A bound with the number of the demand that set it.
type Set<T> = Option<(T, usize)>;

#[derive(Default)]
struct Bounds {
    min: Set<Exact>,
    max: Set<Exact>,
    length_min: Set<u32>,
    length_max: Set<u32>,
    values: Set<BTreeSet<String>>,
    form: Set<Form>,
}

/// What a demand says of one aspect, with its number.
type Side = (usize, Text);

/// Combines demands: who demands, what, and where it stands.
pub(super) fn strictest(
    field_type: Option<&FieldType>,
    demands: &[(Text, &Check, Span)],
) -> Result<Check, [Demand; 2]> {
    let mut bounds = Bounds::default();
    let combined = combine(&mut bounds, field_type, demands);
    match combined {
        Ok(()) => Ok(Check {
            min: bounds.min.map(|(min, _)| min),
            max: bounds.max.map(|(max, _)| max),
            length_min: bounds.length_min.map(|(least, _)| least),
            length_max: bounds.length_max.map(|(most, _)| most),
            values: bounds.values.map(|(values, _)| values).unwrap_or_default(),
            form: bounds.form.map(|(form, _)| form),
        }),
        Err(sides) => Err(sides.map(|(at, what)| Demand {
            by: demands[at].0.clone(),
            what,
            span: demands[at].2.clone(),
        })),
    }
}

fn combine(
    bounds: &mut Bounds,
    field_type: Option<&FieldType>,
    demands: &[(Text, &Check, Span)],
) -> Result<(), [Side; 2]> {
    for (at, (_, check, _)) in demands.iter().enumerate() {
        raise(&mut bounds.min, check.min.as_ref(), at);
        lower(&mut bounds.max, check.max.as_ref(), at);
        raise(&mut bounds.length_min, check.length_min.as_ref(), at);
        lower(&mut bounds.length_max, check.length_max.as_ref(), at);
        same_form(&mut bounds.form, check.form, at)?;
        narrow(&mut bounds.values, &check.values, at)?;
    }
    if let (Some((min, a)), Some((max, b))) = (&bounds.min, &bounds.max)
        && min > max
    {
        return Err([(*a, at_least(min)), (*b, at_most(max))]);
    }
    if let (Some((least, a)), Some((most, b))) = (bounds.length_min, bounds.length_max)
        && least > most
    {
        return Err([
            (a, longest(least, "至少", "at least")),
            (b, longest(most, "至多", "at most")),
        ]);
    }
    if let Some((form, a)) = bounds.form {
        fits_length(form, a, bounds)?;
    }
    if let (Some(FieldType::Choice(known)), Some((values, a))) = (field_type, &bounds.values)
        && !known.iter().any(|(id, _)| values.contains(id))
    {
        let all = known.iter().map(|(id, _)| id.clone()).collect();
        return Err([(0, one_of(&all)), (*a, one_of(values))]);
    }
    Ok(())
}

fn raise<T: PartialOrd + Clone>(bound: &mut Set<T>, by: Option<&T>, at: usize) {
    if let Some(by) = by
        && bound.as_ref().is_none_or(|(known, _)| by > known)
    {
        *bound = Some((by.clone(), at));
    }
}

fn lower<T: PartialOrd + Clone>(bound: &mut Set<T>, by: Option<&T>, at: usize) {
    if let Some(by) = by
        && bound.as_ref().is_none_or(|(known, _)| by < known)
    {
        *bound = Some((by.clone(), at));
    }
}

fn same_form(bound: &mut Set<Form>, form: Option<Form>, at: usize) -> Result<(), [Side; 2]> {
    match (*bound, form) {
        (Some((known, first)), Some(form)) if known != form => {
            Err([(first, form_words(known)), (at, form_words(form))])
        }
        (None, Some(form)) => {
            *bound = Some((form, at));
            Ok(())
        }
        (_, Some(_) | None) => Ok(()),
    }
}

fn narrow(
    bound: &mut Set<BTreeSet<String>>,
    values: &BTreeSet<String>,
    at: usize,
) -> Result<(), [Side; 2]> {
    if values.is_empty() {
        return Ok(());
    }
    let Some((known, first)) = bound else {
        *bound = Some((values.clone(), at));
        return Ok(());
    };
    let both: BTreeSet<String> = known.intersection(values).cloned().collect();
    if both.is_empty() {
        return Err([(*first, one_of(known)), (at, one_of(values))]);
    }
    if both.len() < known.len() {
        *bound = Some((both, at));
    }
    Ok(())
}

/// A form has one length, which the bounds have to allow.
fn fits_length(form: Form, a: usize, bounds: &Bounds) -> Result<(), [Side; 2]> {
    let length = match form {
        Form::ResidentId | Form::CreditCode => 18,
        Form::Mobile => 11,
        Form::PostalCode => 6,
    };
    if let Some((least, b)) = bounds.length_min
        && least > length
    {
        return Err([(a, form_words(form)), (b, longest(least, "至少", "at least"))]);
    }
    if let Some((most, b)) = bounds.length_max
        && most < length
    {
        return Err([(a, form_words(form)), (b, longest(most, "至多", "at most"))]);
    }
    Ok(())
}

fn at_least(min: &Exact) -> Text {
    Text::new(format!("至少 {min}"), format!("at least {min}"))
}

fn at_most(max: &Exact) -> Text {
    Text::new(format!("至多 {max}"), format!("at most {max}"))
}

fn longest(length: u32, zh: &str, en: &str) -> Text {
    Text::new(format!("{zh} {length} 个字"), format!("{en} {length} characters"))
}

fn one_of(values: &BTreeSet<String>) -> Text {
    let list: Vec<&str> = values.iter().map(String::as_str).collect();
    let list = list.join(", ");
    Text::new(format!("其中之一：{list}"), format!("one of {list}"))
}

fn form_words(form: Form) -> Text {
    match form {
        Form::ResidentId => Text::new("18 位公民身份号码", "a citizen identity number of 18"),
        Form::CreditCode => Text::new("18 位统一社会信用代码", "a social credit code of 18"),
        Form::Mobile => Text::new("11 位手机号码", "a mobile number of 11"),
        Form::PostalCode => Text::new("6 位邮政编码", "a postal code of 6"),
    }
}
