//! Look-ups between articles, mentions and claims that several tables need.

use crate::ids::{readable_id, stable_hash};
use crate::linking::Reading;

use super::Findings;

/// Where each mention ended up.
pub(super) struct Index {
    /// For each article and mention: its claim and its place among the claim's members.
    pub(super) claim_of: Vec<Vec<Option<(usize, usize)>>>,
}

impl Index {
    pub(super) fn new(findings: &Findings) -> Self {
        let mut claim_of: Vec<Vec<Option<(usize, usize)>>> =
            findings.readings.iter().map(|reading| vec![None; reading.mentions.len()]).collect();
        for (number, claim) in findings.linked.claims.iter().enumerate() {
            for (place, member) in claim.members.iter().enumerate() {
                if let Some(slot) = claim_of.get_mut(member.article).and_then(|mentions| mentions.get_mut(member.mention)) {
                    *slot = Some((number, place));
                }
            }
        }
        Self { claim_of }
    }
}

/// The id of a mention: made from its article, kind, stretch and what it says of a slot, so that it stays the same from
/// night to night while the article does.
pub fn mention_id(reading: &Reading, mention: usize) -> String {
    let Some(found) = reading.mentions.get(mention) else { return String::new() };
    let slot = found.slot.as_ref().map(|slot| format!("{}={}", slot.item, slot.value)).unwrap_or_default();
    let name = format!("{}\u{1f}{}\u{1f}{}\u{1f}{}\u{1f}{slot}", reading.article.id, found.kind.name(), found.span.start, found.span.end);
    readable_id('m', stable_hash(&name))
}
