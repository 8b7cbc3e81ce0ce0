//! The mentions of a claim that the page shows, and what it says of each.
//!
//! In: a claim. Out: its mentions with their words in their sentence. Invariant: at most [`MENTIONS`] mentions of a claim, every
//! side by turns, every outlet once before any twice; only addresses that a reader may safely follow.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ids::{ClaimKind, Span, Stance};
use crate::linking::{Claim, Member};

use super::super::claims::row;
use super::super::evidence::{attribution, grade, role, speaker};
use super::Findings;
use super::written::{address, beginning, ending, places, plain};

/// Mentions of a claim on the page; the rest is counted.
pub(super) const MENTIONS: usize = 12;
/// Characters of a sentence around a mention.
const SENTENCE: usize = 400;
/// Of these, at most so many of the mention itself.
const MARKED: usize = 300;

/// A mention with what a reader needs to judge it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Mentioned {
    pub(super) outlet: String,
    pub(super) url: Option<String>,
    pub(super) title: String,
    pub(super) day: Option<String>,
    pub(super) speaker: Option<String>,
    pub(super) role: Option<String>,
    pub(super) own_voice: bool,
    pub(super) stance: String,
    pub(super) certainty: Option<String>,
    pub(super) grade: String,
    pub(super) echo: Option<String>,
    pub(super) via: Option<String>,
    pub(super) before: String,
    pub(super) marked: String,
    pub(super) after: String,
}

/// The sides of a claim, in the order shown.
pub(super) const SIDES: [(Stance, &str); 4] = [
    (Stance::Affirms, "Affirmed by"),
    (Stance::Denies, "Denied by"),
    (Stance::Questions, "Asked or doubted by"),
    (Stance::Reports, "Passed on by"),
];

/// The outlet of a mention.
pub(super) fn outlet<'a>(findings: &'a Findings, member: &Member) -> &'a str {
    &findings.readings[member.article].article.outlet
}

/// The members shown: every side by turns, within a side every outlet once before any twice, then by day.
pub(super) fn picked<'a>(findings: &Findings, claim: &'a Claim) -> Vec<&'a Member> {
    let mut met: BTreeMap<(Stance, &str), usize> = BTreeMap::new();
    let mut queue: Vec<_> = claim
        .members
        .iter()
        .enumerate()
        .map(|(at, member)| {
            let times = met.entry((member.stance, outlet(findings, member))).or_default();
            *times += 1;
            let day = findings.readings[member.article].article.published;
            ((*times, day.is_none(), day, at), member)
        })
        .collect();
    queue.sort_by_key(|(key, _)| *key);
    let mut places: BTreeMap<Stance, usize> = BTreeMap::new();
    let mut turns: Vec<(usize, usize, &Member)> = Vec::new();
    for (at, (_, member)) in queue.into_iter().enumerate() {
        let place = places.entry(member.stance).or_default();
        turns.push((*place, at, member));
        *place += 1;
    }
    turns.sort_by_key(|turn| (turn.0, turn.1));
    turns.truncate(MENTIONS);
    let mut shown: Vec<&Member> = turns.into_iter().map(|turn| turn.2).collect();
    shown.sort_by_key(|member| {
        let day = findings.readings[member.article].article.published;
        (SIDES.iter().position(|side| side.0 == member.stance), day.is_none(), day, member.article, member.mention)
    });
    shown
}

/// What stands before the mention in its sentence, the mention, and what stands after it; cut to what a page bears.
fn pieces(text: &str, sentence: Span, mention: Span) -> [String; 3] {
    let sentence = if sentence.contains(mention) { sentence } else { mention };
    let part = |start, end| plain(Span::new(start, end).of(text));
    let marked = beginning(&part(mention.start, mention.end), MARKED);
    let (before, after) = (part(sentence.start, mention.start), part(mention.end, sentence.end));
    let (ahead, behind) = (before.chars().count(), after.chars().count());
    let room = SENTENCE.saturating_sub(marked.chars().count());
    // What one side does not need, the other may have.
    let half = room / 2;
    let (before_room, after_room) = (half.max(room.saturating_sub(behind)), half.max(room.saturating_sub(ahead)));
    [ending(&before, before_room), marked, beginning(&after, after_room)]
}

fn mentioned(findings: &Findings, claim: &Claim, member: &Member) -> Mentioned {
    let reading = &findings.readings[member.article];
    let (article, mention) = (&reading.article, &reading.mentions[member.mention]);
    let by = attribution(reading, mention);
    let [before, marked, after] = pieces(&article.text, mention.sentence_span, mention.span);
    Mentioned {
        outlet: article.outlet.clone(),
        url: address(article.url.as_deref()).map(str::to_owned),
        title: beginning(&plain(article.title()), 160),
        day: article.published.map(|day| day.to_string()),
        speaker: by.and_then(|by| speaker(reading, by)).map(|name| beginning(&plain(name), 100)),
        role: by.and_then(role).map(|role| beginning(&plain(&role), 100)),
        own_voice: by.is_none(),
        stance: member.stance.name().to_owned(),
        certainty: places(mention.certainty, 2),
        grade: grade(reading, mention).name().to_owned(),
        echo: member.echo_of.and_then(|echo| claim.members.get(echo)).map(|echoed| outlet(findings, echoed).to_owned()),
        via: by.and_then(|by| by.via.as_deref()).map(plain),
        before,
        marked,
        after,
    }
}

/// What the page quotes of a claim: made while its articles are at hand.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Passage {
    /// The words that stand for it.
    pub(super) words: String,
    /// The mentions that [`picked`] picks, in that order.
    pub(super) mentions: Vec<Mentioned>,
}

impl Passage {
    /// Of a claim of findings whose readings are whole.
    pub(in crate::report) fn of(findings: &Findings, claim: usize) -> Self {
        let found = &findings.linked.claims[claim];
        let mentions = picked(findings, found).into_iter().map(|member| mentioned(findings, found, member)).collect();
        Self { words: words_of(findings, claim), mentions }
    }
}

/// The words that stand for a claim; behind a clause that holds more than the figure that is the claim, the figure.
fn words_of(findings: &Findings, claim: usize) -> String {
    let found = row(findings, claim);
    let (reading, mention) = found.standing();
    let words = beginning(&plain(mention.span.of(&reading.article.text)), MARKED);
    match mention.slot.as_deref().filter(|_| mention.kind == ClaimKind::Quantity) {
        Some(slot) => format!("{words} [figure: {}]", plain(&slot.value)),
        None => words,
    }
}

/// Bytes that a mention takes in the page, about.
pub(super) fn weight(findings: &Findings, member: &Member) -> usize {
    let reading = &findings.readings[member.article];
    let mention = &reading.mentions[member.mention];
    60 + mention.sentence_span.len().max(mention.span.len()).min(SENTENCE) + reading.article.url.as_ref().map_or(0, String::len) / 4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mention_is_marked_in_its_sentence() {
        //          0123456789
        let text = "He said the sky\nfell, twice.";
        assert_eq!(pieces(text, Span::new(0, 28), Span::new(8, 20)), ["He said ", "the sky fell", ", twice."]);
        // A sentence that does not hold the mention is left alone.
        assert_eq!(pieces(text, Span::new(0, 7), Span::new(8, 15)), ["", "the sky", ""]);
    }

    #[test]
    fn a_long_sentence_is_cut_around_it() {
        let text = format!("{}here{}", "before ".repeat(100), " after".repeat(100));
        let [before, marked, after] = pieces(&text, Span::new(0, text.len()), Span::new(700, 704));
        assert_eq!(marked, "here");
        assert!(before.starts_with("… before") && before.ends_with("before "), "{before}");
        assert!(after.ends_with("after …") && (before.len() + after.len()).abs_diff(SENTENCE) < 40);
    }
}
