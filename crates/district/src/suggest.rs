//! "Did you mean": the nearest of the names that exist.

/// The candidate nearest to `found`, if it is near enough to be meant.
pub fn did_you_mean<'a>(
    found: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let found_lower = found.to_lowercase();
    candidates
        .into_iter()
        .filter(|candidate| *candidate != found)
        .map(|candidate| {
            (strsim::damerau_levenshtein(&found_lower, &candidate.to_lowercase()), candidate)
        })
        .filter(|(distance, candidate)| {
            *distance <= 1 + found.chars().count().min(candidate.chars().count()) / 4
        })
        .min()
        .map(|(_, candidate)| candidate)
}
