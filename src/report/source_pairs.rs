//! `source_pairs.csv`: one row a pair of outlets with a shared event.

use std::collections::{BTreeMap, BTreeSet};

use crate::ids::Stance;
use crate::linking::Claim;

use super::Findings;
use super::columns::{Cell, Column, ColumnKind, Table};

#[derive(Default, Clone)]
pub(super) struct Counts {
    events: usize,
    pub(super) claims: usize,
    pub(super) agree: usize,
    contradict: usize,
    pub(super) a_echoes_b: usize,
    pub(super) b_echoes_a: usize,
}

pub(super) struct Row<'a> {
    pub(super) a: &'a str,
    pub(super) b: &'a str,
    pub(super) counts: Counts,
}

/// How an outlet stands to a claim: it affirms it, denies it; by which origins.
#[derive(Default)]
struct Voice {
    affirms: BTreeSet<usize>,
    denies: BTreeSet<usize>,
}

pub(super) fn rows(findings: &Findings) -> Vec<Row<'_>> {
    let outlet = |article: usize| findings.readings[article].article.outlet.as_str();
    let mut pairs: BTreeMap<(&str, &str), Counts> = BTreeMap::new();
    for event in &findings.linked.events {
        let outlets: Vec<&str> = event.articles.iter().map(|&article| outlet(article)).collect::<BTreeSet<_>>().into_iter().collect();
        for (at, &a) in outlets.iter().enumerate() {
            for &b in &outlets[at + 1..] {
                pairs.entry((a, b)).or_default().events += 1;
            }
        }
    }
    let claims = &findings.linked.claims;
    for (at, claim) in claims.iter().enumerate() {
        // Most claims have one mention and no rival: they say nothing of two outlets.
        if claim.members.len() < 2 && claim.rivals.is_empty() {
            continue;
        }
        let voices = voices_of(findings, claim);
        let outlets: Vec<&str> = voices.keys().copied().collect();
        for (place, &a) in outlets.iter().enumerate() {
            for &b in &outlets[place + 1..] {
                let (one, other) = (&voices[a], &voices[b]);
                let counts = pairs.entry((a, b)).or_default();
                counts.claims += 1;
                // Agreement needs two origins: outlets that repeat one agency text do not agree, they echo.
                let agree = apart(&one.affirms, &other.affirms) || apart(&one.denies, &other.denies);
                let contradict = !one.affirms.is_empty() && !other.denies.is_empty() || !one.denies.is_empty() && !other.affirms.is_empty();
                counts.agree += usize::from(agree && !contradict);
                counts.contradict += usize::from(contradict);
            }
        }
        for &rival in claim.rivals.iter().filter(|&&rival| rival > at) {
            let rivals = voices_of(findings, &claims[rival]);
            for (&a, one) in &voices {
                for (&b, other) in &rivals {
                    if a != b && !one.affirms.is_empty() && !other.affirms.is_empty() {
                        pairs.entry((a.min(b), a.max(b))).or_default().contradict += 1;
                    }
                }
            }
        }
    }
    for copy in &findings.linked.copies {
        let (from, to) = (outlet(copy.from), outlet(copy.to));
        if let Some(counts) = pairs.get_mut(&(from.min(to), from.max(to))) {
            if to < from {
                counts.a_echoes_b += 1;
            } else {
                counts.b_echoes_a += 1;
            }
        }
    }
    pairs.into_iter().map(|((a, b), counts)| Row { a, b, counts }).collect()
}

/// How each outlet that carries a claim stands to it.
fn voices_of<'a>(findings: &'a Findings, claim: &Claim) -> BTreeMap<&'a str, Voice> {
    let mut voices: BTreeMap<&str, Voice> = BTreeMap::new();
    for member in &claim.members {
        let voice = voices.entry(findings.readings[member.article].article.outlet.as_str()).or_default();
        match member.stance {
            Stance::Affirms => voice.affirms.insert(member.origin),
            Stance::Denies => voice.denies.insert(member.origin),
            Stance::Questions | Stance::Reports => false,
        };
    }
    voices
}

/// True where both sets hold something and not just one and the same origin.
fn apart(one: &BTreeSet<usize>, other: &BTreeSet<usize>) -> bool {
    !one.is_empty() && !other.is_empty() && one.union(other).count() > 1
}

impl Row<'_> {
    /// Claims on which the two agree or contradict each other.
    pub(super) fn judged(&self) -> usize {
        self.counts.agree + self.counts.contradict
    }

    /// The share of these on which they agree; `None` where there are none.
    pub(super) fn share(&self) -> Option<f64> {
        (self.judged() > 0).then(|| self.counts.agree as f64 / self.judged() as f64)
    }

    fn interval(&self) -> Option<(f64, f64)> {
        wilson(self.counts.agree, self.judged())
    }
}

/// Wilson's 90 % interval of a share (Wilson 1927, JASA 22, p. 209-212), z = 1.6449; `None` for no trials.
///
/// 8 of 10: centre (0.8 + 2.7055/20) / 1.27055 = .7361, half width 1.6449 / 1.27055 * sqrt(.016 + 2.7055/400) = .1953.
fn wilson(hits: usize, trials: usize) -> Option<(f64, f64)> {
    const Z: f64 = 1.644_853_627;
    if trials == 0 {
        return None;
    }
    let n = trials as f64;
    let p = hits as f64 / n;
    let scale = 1.0 + Z * Z / n;
    let centre = (p + Z * Z / (2.0 * n)) / scale;
    let half = Z / scale * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
    Some(((centre - half).max(0.0), (centre + half).min(1.0)))
}

pub(super) fn table<'a>() -> Table<Row<'a>> {
    use ColumnKind::{Integer, Number, Text};
    Table {
        file: "source_pairs.csv",
        row_per: "pair of sources with a shared event or claim",
        key: &["source_a", "source_b"],
        prefer: None,
        columns: vec![
            Column::new("source_a", Text, |row: &Row<'a>| Cell::text(row.a)).about("The outlet that comes first in the alphabet."),
            Column::new("source_b", Text, |row: &Row<'a>| Cell::text(row.b)).about("The other."),
            Column::new("shared_events", Integer, |row: &Row<'a>| Cell::count(row.counts.events))
                .range(0.0, None)
                .about("Events that both report."),
            Column::new("shared_claims", Integer, |row: &Row<'a>| Cell::count(row.counts.claims))
                .range(0.0, None)
                .about("Claims that both carry."),
            Column::new("agree", Integer, |row: &Row<'a>| Cell::count(row.counts.agree))
                .range(0.0, None)
                .about("Shared claims on which both take the same side, by different origins."),
            Column::new("contradict", Integer, |row: &Row<'a>| Cell::count(row.counts.contradict))
                .range(0.0, None)
                .about("Claims that one affirms and the other denies, and pairs of rival claims of which each affirms one."),
            Column::new("a_echoes_b", Integer, |row: &Row<'a>| Cell::count(row.counts.a_echoes_b))
                .range(0.0, None)
                .about("Articles of a with text copied from b."),
            Column::new("b_echoes_a", Integer, |row: &Row<'a>| Cell::count(row.counts.b_echoes_a))
                .range(0.0, None)
                .about("Articles of b with text copied from a."),
            Column::new("agreement_share", Number, |row: &Row<'a>| Cell::share(row.share()))
                .range(0.0, 1.0)
                .about("agree / (agree + contradict).")
                .empty("Neither agreement nor contradiction was found."),
            Column::new("agreement_low", Number, |row: &Row<'a>| Cell::share(row.interval().map(|interval| interval.0)))
                .range(0.0, 1.0)
                .about("Lower end of its 90 % interval.")
                .empty("As agreement_share.")
                .source("Wilson 1927"),
            Column::new("agreement_high", Number, |row: &Row<'a>| Cell::share(row.interval().map(|interval| interval.1)))
                .range(0.0, 1.0)
                .about("Upper end of its 90 % interval.")
                .empty("As agreement_share.")
                .source("Wilson 1927"),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eight_of_ten() {
        let (low, high) = wilson(8, 10).unwrap();
        assert!((low - 0.5408).abs() < 5e-4 && (high - 0.9314).abs() < 5e-4, "{low} {high}");
        assert_eq!(wilson(0, 0), None);
    }

    #[test]
    fn an_echo_is_no_agreement() {
        let set = |origins: &[usize]| origins.iter().copied().collect::<BTreeSet<_>>();
        assert!(apart(&set(&[0]), &set(&[1])));
        assert!(!apart(&set(&[0]), &set(&[0])));
        assert!(!apart(&set(&[]), &set(&[1])));
    }
}
