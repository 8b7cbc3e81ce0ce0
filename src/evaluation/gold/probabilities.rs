//! What number people read into a phrase (survey of 5,174 people): `absolute_judgements.csv` with `response_id,term,probability,order`.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use crate::error::Result;

/// Name of the set.
pub(crate) const NAME: &str = "probability-words";
/// What its folder holds.
pub(crate) const FILE: &str = "absolute_judgements.csv";

#[derive(Deserialize)]
struct Row {
    term: String,
    probability: f64,
}

/// Each phrase in lower case with the median answer, 0 to 100, and the number of answers.
///
/// # Errors
/// Where the file cannot be read or a row is broken.
pub(crate) fn medians(folder: &Path) -> Result<Vec<(String, f64, usize)>> {
    let path = folder.join(FILE);
    let text = super::text_of(&path)?;
    let mut answers: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for (number, row) in csv::Reader::from_reader(text.as_bytes()).deserialize::<Row>().enumerate() {
        let row = row.map_err(|error| super::broken(&path, number + 2, &error.to_string()))?;
        answers.entry(row.term.to_lowercase()).or_default().push(row.probability);
    }
    let median = |mut values: Vec<f64>| {
        values.sort_by(f64::total_cmp);
        f64::midpoint(values[(values.len() - 1) / 2], values[values.len() / 2])
    };
    Ok(answers
        .into_iter()
        .map(|(term, values)| (term, values.len(), median(values)))
        .map(|(term, count, median)| (term, median, count))
        .collect())
}
