//! Which claims the page shows, in which order, and the evidence that goes with each.
//!
//! In: the claims of the run. Out: the first contested ones in full for the template, and all that are shown for the script, with
//! names, articles and speakers written once and meant by number. Invariant: contested claims come first, then denied ones, then
//! others of two or more sources, each as in `claims.csv`; at most [`MOST`] claims and about [`MOST_BYTES`] of them.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Value, json};

use crate::attribution::Grade;
use crate::ids::Stance;
use crate::linking::Status;

use super::super::claims::{is_shared, order_of_row, row};
use super::Findings;
use super::evidence::{MENTIONS, Mentioned, Passage, SIDES, outlet, picked, weight};
use super::written::{places, thousands, thousandths};

/// Claims on the page.
const MOST: usize = 20_000;
/// Where the claims' data is full: a browser opens a page of this size in a few seconds.
const MOST_BYTES: usize = 20 << 20;
/// Contested claims in plain HTML, to be read and printed without the script.
const PLAIN: usize = 50;
/// Rivals of a claim in plain HTML.
const RIVALS: usize = 3;

/// The claims on the page.
pub(super) struct Chosen {
    /// Numbers of the claims, in order.
    order: Vec<usize>,
    left_out: usize,
}

/// What the template shows of the claims.
#[derive(Serialize)]
pub(super) struct Listing<'a> {
    shown: String,
    left_out: Option<String>,
    /// Each status with the number of its claims on the page, in the order of the list.
    statuses: Vec<(&'static str, usize)>,
    contested: usize,
    plain: Vec<Shown<'a>>,
    /// Outlets that carry a claim on the page, by name.
    outlets: Vec<&'a str>,
    most: String,
    mentions: usize,
}

/// A claim in plain HTML.
#[derive(Serialize)]
struct Shown<'a> {
    id: &'a str,
    text: String,
    status: &'static str,
    sources: usize,
    origins: usize,
    belief: Option<String>,
    low: Option<String>,
    high: Option<String>,
    sides: Vec<Side<'a>>,
    more: usize,
}

/// Mentions that stand to a claim alike, or that affirm a rival of it.
#[derive(Serialize)]
struct Side<'a> {
    heading: &'static str,
    /// The rival's words, where these are mentions of a rival.
    rival: Option<&'a str>,
    mentions: Vec<&'a Mentioned>,
}

/// A status or a grade in words: `one_voice` as "one voice".
fn words(name: &str) -> String {
    name.replace('_', " ")
}

impl Chosen {
    pub(super) fn new(findings: &Findings) -> Self {
        Self::within(findings, MOST, MOST_BYTES)
    }

    /// As many claims as `most`, and as `most_bytes` of their data hold.
    fn within(findings: &Findings, most: usize, most_bytes: usize) -> Self {
        let claims = &findings.linked.claims;
        let mut order: Vec<usize> = (0..claims.len())
            .filter(|&at| matches!(claims[at].status, Status::Contested | Status::Denied) || is_shared(findings, &claims[at]))
            .collect();
        order.sort_by_key(|at| order_of_row(&claims[*at]));
        let all = order.len();
        order.truncate(most);
        let mut bytes = 0;
        let full = order.iter().position(|&at| {
            // A mention's sentence and the numbers around it; its article's address and title count once for each.
            bytes += 200 + claims[at].members.iter().take(MENTIONS).map(|member| weight(findings, member)).sum::<usize>();
            bytes > most_bytes
        });
        order.truncate(full.unwrap_or(order.len()));
        Self { left_out: all - order.len(), order }
    }

    /// What the template shows.
    pub(super) fn listing<'a>(&self, findings: &'a Findings) -> Listing<'a> {
        let claims = &findings.linked.claims;
        let mut statuses: Vec<(&'static str, usize)> = Vec::new();
        let mut outlets: Vec<&str> = Vec::new();
        for &at in &self.order {
            let name = claims[at].status.name();
            match statuses.last_mut() {
                Some((last, count)) if *last == name => *count += 1,
                _ => statuses.push((name, 1)),
            }
            outlets.extend(claims[at].members.iter().map(|member| outlet(findings, member)));
        }
        outlets.sort_unstable();
        outlets.dedup();
        let contested: Vec<usize> = self.order.iter().copied().filter(|&at| claims[at].status == Status::Contested).collect();
        Listing {
            shown: thousands(self.order.len()),
            left_out: (self.left_out > 0).then(|| thousands(self.left_out)),
            statuses,
            contested: contested.len(),
            plain: contested.iter().take(PLAIN).map(|&at| shown(findings, at)).collect(),
            outlets,
            most: thousands(MOST),
            mentions: MENTIONS,
        }
    }

    /// The data for the script.
    ///
    /// # Errors
    /// What the JSON writer says; it has nothing to say of plain values.
    pub(super) fn compact(&self, findings: &Findings) -> serde_json::Result<Compact> {
        let claims = &findings.linked.claims;
        let place: BTreeMap<usize, usize> = self.order.iter().enumerate().map(|(place, &at)| (at, place)).collect();
        let (mut outlets, mut articles, mut speakers) = (Numbered::default(), Numbered::default(), Numbered::default());
        let mut rows = Vec::with_capacity(self.order.len());
        for &at in &self.order {
            let claim = &claims[at];
            let found = row(findings, at);
            let picked = picked(findings, claim);
            let mentions: Vec<Value> = picked
                .iter()
                .zip(mentions_of(findings, at))
                .map(|(member, shown)| {
                    let reading = &findings.readings[member.article];
                    let by = outlets.number(&shown.outlet, || to_raw_value(&shown.outlet))?;
                    let article = articles.number(&reading.article.id, || to_raw_value(&json!([by, shown.day, shown.url, shown.title])))?;
                    let voice = if shown.own_voice {
                        None
                    } else {
                        let value = to_raw_value(&json!([shown.speaker, shown.role]))?;
                        Some(speakers.number(&value.to_string(), || Ok(value))?)
                    };
                    let stance = SIDES.iter().position(|side| side.0 == member.stance);
                    let grade = Grade::ALL.iter().position(|grade| grade.name() == shown.grade);
                    let echo = shown.echo.as_ref().map(|name| outlets.number(name, || to_raw_value(name))).transpose()?;
                    let certainty = thousandths(reading.mentions[member.mention].certainty);
                    Ok(json!([article, stance, certainty, voice, grade, echo, shown.via, shown.before, shown.marked, shown.after]))
                })
                .collect::<serde_json::Result<_>>()?;
            let belief =
                found.belief.map(|belief| [belief.belief, belief.interval.0, belief.interval.1, belief.majority_share].map(thousandths));
            let rivals: Vec<Value> = claim
                .rivals
                .iter()
                .map(|rival| place.get(rival).map_or_else(|| json!([claims[*rival].id, words_of(findings, *rival)]), |place| json!(place)))
                .collect();
            let status = Status::ALL.iter().position(|status| *status == claim.status);
            let more = claim.members.len() - picked.len();
            let text = words_of(findings, at);
            let row = json!([claim.id, status, text, belief, found.sources.len(), claim.origins, claim.echoes, rivals, mentions, more]);
            rows.push(to_raw_value(&row)?);
        }
        Ok(Compact {
            articles: articles.values,
            claims: rows,
            grades: Grade::ALL.iter().map(|grade| words(grade.name())).collect(),
            outlets: outlets.values,
            sides: SIDES.map(|side| side.1).to_vec(),
            speakers: speakers.values,
            statuses: Status::ALL.iter().map(|status| words(status.name())).collect(),
        })
    }
}

/// The data for the script; its larger part written already, since values in memory take many times what they take as text.
#[derive(Serialize)]
pub(super) struct Compact {
    articles: Vec<Box<RawValue>>,
    claims: Vec<Box<RawValue>>,
    grades: Vec<String>,
    outlets: Vec<Box<RawValue>>,
    sides: Vec<&'static str>,
    speakers: Vec<Box<RawValue>>,
    statuses: Vec<String>,
}

/// A claim with its evidence, in full.
/// Claims whose words the page quotes: those that it shows and their rivals.
pub(super) fn quoted(findings: &Findings) -> Vec<usize> {
    let claims = &findings.linked.claims;
    Chosen::new(findings).order.into_iter().flat_map(|at| std::iter::once(at).chain(claims[at].rivals.iter().copied())).collect()
}

fn passage(findings: &Findings, at: usize) -> Option<&Passage> {
    findings.made.passages.get(&at)
}

fn words_of(findings: &Findings, at: usize) -> &str {
    passage(findings, at).map_or("", |passage| &passage.words)
}

fn mentions_of(findings: &Findings, at: usize) -> &[Mentioned] {
    passage(findings, at).map_or(&[], |passage| &passage.mentions)
}

fn shown(findings: &Findings, at: usize) -> Shown<'_> {
    let claim = &findings.linked.claims[at];
    let found = row(findings, at);
    let more = claim.members.len() - mentions_of(findings, at).len();
    let side = |stance: Stance, heading, rival: Option<usize>| Side {
        heading,
        rival: rival.map(|rival| words_of(findings, rival)),
        mentions: mentions_of(findings, rival.unwrap_or(at)).iter().filter(|mention| mention.stance == stance.name()).collect(),
    };
    let own = SIDES.iter().map(|&(stance, heading)| side(stance, heading, None));
    let rivals = claim.rivals.iter().take(RIVALS).map(|&rival| side(Stance::Affirms, "Rival claim, affirmed by", Some(rival)));
    let share = |value: Option<f64>| value.and_then(|value| places(value, 2));
    Shown {
        id: &claim.id,
        text: words_of(findings, at).to_owned(),
        status: claim.status.name(),
        sources: found.sources.len(),
        origins: claim.origins,
        belief: share(found.belief.map(|belief| belief.belief)),
        low: share(found.belief.map(|belief| belief.interval.0)),
        high: share(found.belief.map(|belief| belief.interval.1)),
        sides: own.chain(rivals).filter(|side| !side.mentions.is_empty()).collect(),
        more,
    }
}

/// Values met so far, each once, in the order of meeting.
#[derive(Default)]
struct Numbered {
    numbers: BTreeMap<String, usize>,
    values: Vec<Box<RawValue>>,
}

impl Numbered {
    /// The number of what has this key; `value` is asked for where it is new.
    fn number(&mut self, key: &str, value: impl FnOnce() -> serde_json::Result<Box<RawValue>>) -> serde_json::Result<usize> {
        if let Some(number) = self.numbers.get(key) {
            return Ok(*number);
        }
        let next = self.values.len();
        self.values.push(value()?);
        self.numbers.insert(key.to_owned(), next);
        Ok(next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_counted() {
        let findings = super::super::tests::findings();
        let all = Chosen::new(&findings);
        assert!(!all.order.is_empty() && all.left_out == 0);
        let none = Chosen::within(&findings, MOST, 100);
        assert_eq!((none.order.len(), none.left_out), (0, all.order.len()));
        let one = Chosen::within(&findings, 1, MOST_BYTES);
        assert_eq!((one.order.len(), one.left_out), (1, all.order.len() - 1));
        assert_eq!(one.order[0], all.order[0]);
    }
}
