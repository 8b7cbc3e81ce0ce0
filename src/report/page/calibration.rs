//! How sure outlets sound against how far the others bear them out: one small plot an outlet.
//!
//! In: the scores. Out: places on a square of 100 by 100 for the template. Invariant: at most [`MOST`] plots, those that rest on
//! the most claims, in the order of the scores; an outlet without settled claims has none.

use serde::Serialize;

use super::Findings;
use super::outlets::in_order;
use super::written::{at, places, thousands};

/// Plots drawn; the others open with their outlet. Chosen by hand.
const MOST: usize = 24;

/// The plots.
#[derive(Serialize)]
pub(super) struct Panels<'a> {
    panels: Vec<Panel<'a>>,
    left_out: usize,
}

/// One outlet's plot.
#[derive(Serialize)]
struct Panel<'a> {
    name: &'a str,
    claims: String,
    dots: Vec<Dot>,
}

/// A fifth of the scale of certainty: place from left and from the top, size, and the same in words.
#[derive(Serialize)]
struct Dot {
    x: String,
    y: String,
    radius: String,
    title: String,
}

impl<'a> Panels<'a> {
    pub(super) fn new(findings: &'a Findings) -> Self {
        let claims = |score: &crate::weighing::SourceScore| score.reliability.iter().map(|row| row.claims).sum::<usize>();
        let mut most: Vec<(usize, &str)> =
            findings.scores.iter().map(|score| (claims(score), score.outlet.as_str())).filter(|(claims, _)| *claims > 0).collect();
        most.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
        let left_out = most.len().saturating_sub(MOST);
        most.truncate(MOST);
        let largest = findings.scores.iter().flat_map(|score| &score.reliability).map(|row| row.claims).max().unwrap_or(1);
        let panels = in_order(findings)
            .into_iter()
            .filter(|score| most.iter().any(|(_, name)| *name == score.outlet))
            .map(|score| Panel {
                name: &score.outlet,
                claims: thousands(claims(score)),
                dots: score
                    .reliability
                    .iter()
                    .map(|row| Dot {
                        x: at(100.0 * row.certainty),
                        y: at(100.0 - 100.0 * row.belief),
                        // The area grows with the claims, from a speck to what a small plot bears.
                        radius: at(2.0 + 7.0 * (row.claims as f64 / largest as f64).sqrt()),
                        title: format!(
                            "sounds {} sure, borne out {}, {} claims",
                            places(row.certainty, 2).unwrap_or_default(),
                            places(row.belief, 2).unwrap_or_default(),
                            row.claims
                        ),
                    })
                    .collect(),
            })
            .collect();
        Self { panels, left_out }
    }
}
