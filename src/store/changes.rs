//! What became of an article between two readings of it: a silent edit, a correction, a speaker named later, a hedge dropped, a
//! number changed.
//!
//! Mentions of the two readings are paired by the words they share, so that a sentence that was moved is no change. Deliberately
//! absent: whether the change was for the better.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::attribution::{Attribution, Attributions, SpeakerKind};
use crate::claims::Mention;
use crate::corpus::Article;
use crate::error::Result;
use crate::ids::{readable_id, stable_hash};
use crate::linking::{Reading, Shelf};

use super::{Memory, Seen, Tonight};

/// Share of their keys that two mentions must have in common to be the same words, edited (Jaccard).
const SAME_WORDS: f64 = 0.6;
/// Longest text shown of either side, in characters.
const SHOWN: usize = 200;

/// What happened to an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// Not met the night before.
    New,
    /// Met with another text the night before.
    Changed,
    /// Met the night before, not now.
    Vanished,
    /// Kept from earlier nights until its days were over.
    Expired,
    /// Met twice tonight under one address: this is the later text against the earlier.
    Version,
}

crate::ids::names!(Fate { New => "new", Changed => "changed", Vanished => "vanished", Expired => "expired", Version => "version" });

/// How a text changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// Another headline.
    Headline,
    /// A notice says that the article was corrected.
    CorrectionNotice,
    /// The text changed, and no notice says so.
    SilentEdit,
    /// Who had no name has one now.
    SpeakerNamed,
    /// Who had a name has none now.
    SpeakerWithdrawn,
    /// What was hedged is stated flatly.
    HedgeDropped,
    /// What was stated flatly is hedged.
    HedgeAdded,
    /// The same words with another number.
    NumberChanged,
}

crate::ids::names!(ChangeKind {
    Headline => "headline", CorrectionNotice => "correction_notice", SilentEdit => "silent_edit", SpeakerNamed => "speaker_named",
    SpeakerWithdrawn => "speaker_withdrawn", HedgeDropped => "hedge_dropped", HedgeAdded => "hedge_added", NumberChanged => "number_changed",
});

/// One change of one article.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// The article.
    pub article_id: String,
    /// Its outlet.
    pub outlet: String,
    /// Its headline, the later one.
    pub title: String,
    /// Its address.
    pub url: String,
    /// Its day of publication.
    pub published: Option<jiff::civil::Date>,
    /// What happened to it.
    pub fate: Fate,
    /// How its text changed; `None` where it did not.
    pub kind: Option<ChangeKind>,
    /// The words before and now; empty where there are none.
    pub before: String,
    /// See there.
    pub after: String,
    /// Share of words that differ, in [0, 1]: 1 less twice the words in common over all words.
    pub changed_share: Option<f64>,
}

/// A reading of an article, as far as changes are concerned.
#[derive(Debug, Clone, Copy)]
struct Side<'a> {
    article: &'a Article,
    mentions: &'a [Mention],
    attributions: &'a Attributions,
}

/// An id for one text of an article (`v…`).
pub fn version_id(article: &Article) -> String {
    readable_id('v', stable_hash(&article.text))
}

/// The changes between an earlier reading of an article and a later one; none where only what is no article text differs.
pub fn changes(earlier: &Article, mentions: &[Mention], attributions: &Attributions, later: &Reading, fate: Fate) -> Vec<Change> {
    let new = Side { article: &later.article, mentions: &later.mentions, attributions: &later.attributions };
    let (found, share) = between(Side { article: earlier, mentions, attributions }, new);
    let article = &later.article;
    let row = |kind: Option<ChangeKind>, before: String, after: String| Change {
        article_id: article.id.clone(),
        outlet: article.outlet.clone(),
        title: article.title().to_owned(),
        url: article.url.clone().unwrap_or_default(),
        published: article.published,
        fate,
        kind,
        before,
        after,
        changed_share: Some(share),
    };
    found.into_iter().map(|(kind, before, after)| row(Some(kind), before, after)).collect()
}

/// What became of every article since the night before; `keeps` where earlier nights' articles stay for
/// some days, so that one is gone when these are over.
///
/// `readings` tells which numbers their ids have on the `shelf`.
///
/// # Errors
/// Where the shelf cannot be read.
pub fn since(
    before: &BTreeMap<String, Seen>,
    tonight: &Tonight,
    (readings, shelf): (&[Reading], &Shelf),
    memory: &Memory<'_>,
    keeps: bool,
) -> Result<Vec<Change>> {
    let plain = |id: &str, seen: &Seen, fate: Fate| Change {
        article_id: id.to_owned(),
        outlet: seen.outlet.clone(),
        title: seen.title.clone(),
        url: seen.url.clone(),
        published: seen.published,
        fate,
        kind: None,
        before: String::new(),
        after: String::new(),
        changed_share: None,
    };
    let mut found = Vec::new();
    for (id, now) in &tonight.seen {
        match before.get(id) {
            None => found.push(plain(id, now, Fate::New)),
            Some(then) if then.text != now.text => {
                let later = readings.binary_search_by(|reading| reading.article.id.cmp(id)).ok().map(|at| shelf.get(at)).transpose()?;
                let earlier = memory.earlier(then.record, then.article);
                match later.zip(earlier) {
                    Some((later, (article, measured))) => {
                        found.extend(changes(&article, &measured.mentions, &measured.attributions, &later, Fate::Changed));
                    }
                    // Measured by another build or configuration: that it changed is all that can be told.
                    None => found.push(plain(id, now, Fate::Changed)),
                }
            }
            Some(_) => {}
        }
    }
    let gone = if keeps { Fate::Expired } else { Fate::Vanished };
    found.extend(
        before
            .iter()
            .filter(|(id, _)| !tonight.seen.contains_key(*id) && !tonight.passed_over.contains(*id))
            .map(|(id, then)| plain(id, then, gone)),
    );
    Ok(found)
}

/// How a text changed: kind, words before, words now; with the share of words that differ. Empty where only what is no article
/// text differs.
fn between(old: Side<'_>, new: Side<'_>) -> (Vec<(ChangeKind, String, String)>, f64) {
    let mut found: Vec<(ChangeKind, String, String)> = Vec::new();
    let (before, after) = (old.article.title(), new.article.title());
    if before != after {
        found.push((ChangeKind::Headline, shown(before), shown(after)));
    }
    let share = changed_share(old.article, new.article);
    let notices: BTreeSet<&str> = old.article.corrections.iter().map(|span| span.of(&old.article.text).trim()).collect();
    let added: Vec<&str> =
        new.article.corrections.iter().map(|span| span.of(&new.article.text).trim()).filter(|notice| !notices.contains(notice)).collect();
    found.extend(added.iter().map(|notice| (ChangeKind::CorrectionNotice, String::new(), shown(notice))));
    if share > 0.0 && added.is_empty() {
        found.push((ChangeKind::SilentEdit, String::new(), String::new()));
    }
    for (earlier, later) in pairs(old.mentions, new.mentions) {
        let texts = (earlier.span.of(&old.article.text), later.span.of(&new.article.text));
        let mut push = |kind| found.push((kind, shown(texts.0), shown(texts.1)));
        if texts.0 != texts.1 && numbers(texts.0) != numbers(texts.1) && numbers(texts.0).len() == numbers(texts.1).len() {
            push(ChangeKind::NumberChanged);
        }
        if earlier.hedged != later.hedged && texts.0 != texts.1 {
            push(if earlier.hedged { ChangeKind::HedgeDropped } else { ChangeKind::HedgeAdded });
        }
        let speaker = |side: Side<'_>, mention: &Mention| mention.attribution.and_then(|at| side.attributions.items.get(at).cloned());
        if let (Some(earlier), Some(later)) = (speaker(old, earlier), speaker(new, later)) {
            let kind = match (is_named(&earlier), is_named(&later)) {
                (false, true) if is_withheld(&earlier) => Some(ChangeKind::SpeakerNamed),
                (true, false) if is_withheld(&later) => Some(ChangeKind::SpeakerWithdrawn),
                _ => None,
            };
            let words = |side: Side<'_>, who: &Attribution| {
                let spoken = || who.speaker.map(|span| span.of(&side.article.text).to_owned());
                shown(&who.name.clone().or_else(spoken).unwrap_or_default())
            };
            found.extend(kind.map(|kind| (kind, words(old, &earlier), words(new, &later))));
        }
    }
    found.extend(
        numbers_in_paragraphs(old.article, new.article).into_iter().map(|(before, after)| (ChangeKind::NumberChanged, before, after)),
    );
    found.sort();
    // A number inside a mention was met twice: once with the mention's words alone, once with what stands around it.
    found.dedup_by(|later, kept| later.0 == kept.0 && (later.1.contains(&kept.1) || kept.1.contains(&later.1)) && !kept.1.is_empty());
    (found, share)
}

fn is_named(who: &Attribution) -> bool {
    who.name.is_some() && who.kind == SpeakerKind::Person
}

fn is_withheld(who: &Attribution) -> bool {
    matches!(who.kind, SpeakerKind::Anonymous | SpeakerKind::Vague | SpeakerKind::Group)
        || (who.kind == SpeakerKind::Person && who.name.is_none())
}

/// The words that count, with how often each stands there.
fn words(article: &Article) -> BTreeMap<&str, usize> {
    let mut counts = BTreeMap::new();
    let spans = article.headline.iter().chain(&article.paragraphs);
    for word in spans.flat_map(|span| span.of(&article.text).split_whitespace()) {
        *counts.entry(word).or_default() += 1;
    }
    counts
}

fn changed_share(old: &Article, new: &Article) -> f64 {
    let (old, new) = (words(old), words(new));
    let common: usize = old.iter().map(|(word, count)| (*count).min(new.get(word).copied().unwrap_or(0))).sum();
    let all = old.values().sum::<usize>() + new.values().sum::<usize>();
    if all == 0 { 0.0 } else { 1.0 - 2.0 * common as f64 / all as f64 }
}

/// Mentions of both readings that put the same words forward, each at most once, the most alike first.
fn pairs<'a>(old: &'a [Mention], new: &'a [Mention]) -> Vec<(&'a Mention, &'a Mention)> {
    let keys = |mention: &Mention| -> BTreeSet<u64> { mention.proposition.keys.iter().map(|key| key.hash).collect() };
    let (old_keys, new_keys): (Vec<_>, Vec<_>) = (old.iter().map(keys).collect(), new.iter().map(keys).collect());
    let mut alike: Vec<(usize, usize, usize)> = Vec::new();
    for (left, ours) in old_keys.iter().enumerate().filter(|(_, keys)| keys.len() >= 3) {
        for (right, theirs) in new_keys.iter().enumerate().filter(|(_, keys)| keys.len() >= 3) {
            let common = ours.intersection(theirs).count();
            let all = ours.len() + theirs.len() - common;
            if common as f64 >= SAME_WORDS * all as f64 && old[left].in_headline == new[right].in_headline {
                alike.push((1_000_000 * common / all, left, right));
            }
        }
    }
    alike.sort_by(|one, other| other.0.cmp(&one.0).then((one.1, one.2).cmp(&(other.1, other.2))));
    let (mut left_taken, mut right_taken) = (BTreeSet::new(), BTreeSet::new());
    let mut found = Vec::new();
    for (_, left, right) in alike {
        if !left_taken.contains(&left) && !right_taken.contains(&right) {
            left_taken.insert(left);
            right_taken.insert(right);
            found.push((&old[left], &new[right]));
        }
    }
    found
}

/// Paragraphs of both texts that differ in nothing but numbers: the sentence around the first that does, before and now.
fn numbers_in_paragraphs(old: &Article, new: &Article) -> Vec<(String, String)> {
    let without = |text: &str| -> String { text.chars().filter(|char| !char.is_ascii_digit() && !matches!(char, ',' | '.')).collect() };
    let texts = |article: &Article| -> Vec<String> { article.paragraphs.iter().map(|span| span.of(&article.text).to_owned()).collect() };
    let (before, after) = (texts(old), texts(new));
    let same: BTreeSet<&String> = before.iter().filter(|text| after.contains(text)).collect();
    let mut skeletons: BTreeMap<String, &String> = BTreeMap::new();
    for text in before.iter().filter(|text| !same.contains(text)) {
        skeletons.entry(without(text)).or_insert(text);
    }
    let mut found = Vec::new();
    for text in after.iter().filter(|text| !same.contains(text)) {
        let Some(earlier) = skeletons.get(&without(text)).filter(|earlier| numbers(earlier) != numbers(text)) else { continue };
        let around = |text: &str, other: &str| {
            let at = text.bytes().zip(other.bytes()).take_while(|(one, other)| one == other).count();
            let start = text.get(..at).map_or(0, |head| head.rfind(['.', '!', '?']).map_or(0, |stop| stop + 1));
            let rest = text.get(start..).unwrap_or(text);
            let end =
                rest.char_indices().find(|(place, char)| *char == '.' && start + place > at && rest[place + 1..].starts_with([' ', '\n']));
            shown(end.map_or(rest, |(place, _)| &rest[..=place]))
        };
        found.push((around(earlier, text), around(text, earlier)));
    }
    found
}

/// Runs of digits with what parts thousands and decimals.
fn numbers(text: &str) -> Vec<String> {
    let parts = text.split(|char: char| !char.is_ascii_digit() && !matches!(char, ',' | '.'));
    parts
        .map(|part| part.trim_matches([',', '.']).replace(',', ""))
        .filter(|part| part.contains(|char: char| char.is_ascii_digit()))
        .collect()
}

fn shown(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= SHOWN { line } else { line.chars().take(SHOWN - 1).chain(['…']).collect() }
}
