//! Who holds which office: "Bulgarian Foreign Minister X", "Minister of Defence of C, X", "X, C's transport minister".
//!
//! In: a [`View`]. Out: one [`Holder`] a sentence, office and name. Invariant: the name is a capitalised stretch of the
//! text without titles and initials; former, acting, deputy and would-be holders are left out. Deliberately absent:
//! whether the article is right.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::view::View;
use crate::lexicon::{Calendar, CountryKind, OfficeLevel, Table, WordSet};
use crate::text::{Sentence, Shape};

/// Longest sentence that is looked at, in tokens: what is longer is a list that lost its breaks, and each holder costs a look at
/// all of its sentence (chosen by hand, not measured).
const LONGEST_SENTENCE: usize = 1000;

/// An office and who is said to hold it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Holder {
    /// Sentence.
    pub sentence: usize,
    /// The phrase that says so.
    pub tokens: Range<usize>,
    /// The office in normal form, with "of" and country or place where known.
    pub item: String,
    /// The name, tidied.
    pub name: String,
    /// Its words in lower case, without initials.
    pub names: Vec<String>,
}

/// An office as met in the text.
struct Office {
    tokens: Range<usize>,
    title: String,
    level: OfficeLevel,
    /// Country or place, lower case; empty where the phrase does not tell.
    of: String,
}

/// The office holders of the first `sentences` sentences. `home` is the country that the article is about.
pub(super) fn holders(view: &View<'_>, sentences: usize, home: Option<&str>) -> Vec<Holder> {
    let mut found: Vec<Holder> = Vec::new();
    // What "the minister" stands for: the last office by its head word. And which country a surname's office was of.
    let mut heads: BTreeMap<String, (String, String)> = BTreeMap::new();
    let mut known: BTreeMap<(String, String), String> = BTreeMap::new();
    let mut filled: BTreeSet<String> = BTreeSet::new();
    let short = |sentence: &Sentence| sentence.tokens.len() <= LONGEST_SENTENCE;
    for (number, sentence) in view.document.sentences.iter().enumerate().take(sentences).filter(|(_, sentence)| short(sentence)) {
        let mut at = sentence.tokens.start;
        while at < sentence.tokens.end {
            let Some(mut office) = office_at(view, at, &sentence.tokens, &heads) else {
                at += 1;
                continue;
            };
            at = office.tokens.end.max(at + 1);
            let named = named_behind(view, &office, sentence.tokens.end).or_else(|| named_before(view, &office, &sentence.tokens));
            let Some(run) = named else { continue };
            let names = name_words(view, run.clone());
            let Some(surname) = names.last().cloned() else { continue };
            if office.of.is_empty() && office.level != OfficeLevel::World {
                if let Some(of) = known.get(&(office.title.clone(), surname.clone())) {
                    office.of.clone_from(of);
                } else if let (OfficeLevel::Country, Some(home)) = (office.level, home) {
                    home.clone_into(&mut office.of);
                } else if let (OfficeLevel::Place, Some(dateline)) = (office.level, &view.article.dateline) {
                    office.of = dateline.place.to_lowercase();
                }
                // "President X", "the speaker": as a mere title, without the country, it is how people are named, no news of
                // who holds what.
                let bare = office.tokens.end == run.start && !view.is(office.tokens.end - 1, WordSet::BareOffice);
                if bare || office.of.is_empty() && !office.title.contains(' ') {
                    continue;
                }
            }
            if !office.of.is_empty() {
                known.insert((office.title.clone(), surname), office.of.clone());
                if let Some(head) = office.title.split(' ').next_back() {
                    heads.insert(head.to_owned(), (office.title.clone(), office.of.clone()));
                }
            }
            let item = if office.of.is_empty() { office.title } else { format!("{} of {}", office.title, office.of) };
            let name = run.clone().filter(|at| view.is_word(*at)).map(|at| view.written(at)).collect::<Vec<_>>().join(" ");
            // Another name for an office already filled is a predecessor or a successor; the nearest to the head counts.
            if !filled.insert(item.clone()) {
                continue;
            }
            let tokens = office.tokens.start.min(run.start)..office.tokens.end.max(run.end);
            found.push(Holder { sentence: number, tokens, item, name, names });
        }
    }
    found
}

/// The office that starts at token `at`, with country or place before or behind it.
fn office_at(view: &View<'_>, at: usize, sentence: &Range<usize>, heads: &BTreeMap<String, (String, String)>) -> Option<Office> {
    let (end, title, level, head_of) = if let Some((end, phrase)) = view.phrase(Table::Office, at) {
        let (title, level) = view.lexicon.office(phrase)?;
        (end, title.to_owned(), level, None)
    } else {
        // "the minister, Georg Vell" where the article told before which minister.
        let known = heads.get(view.lower(at)).filter(|_| at > sentence.start && view.lower(at - 1) == "the" && view.mark(at + 1, ","));
        let (title, of) = known?;
        (at + 1, title.clone(), OfficeLevel::Country, Some(of.clone()))
    };
    if end > sentence.end || blocked(view, at, end, sentence) {
        return None;
    }
    let mut tokens = at..end;
    let mut of = head_of.unwrap_or_default();
    if let Some((start, name)) = of_before(view, at, sentence.start, level) {
        // "former New Varn Mayor".
        if blocked(view, start, end, sentence) {
            return None;
        }
        tokens.start = start;
        of = name;
    } else if matches!(view.lower(end), "of" | "for") {
        let the = usize::from(view.lower(end + 1) == "the");
        if let Some((stop, name)) = of_behind(view, end + 1 + the, sentence.end, level) {
            tokens.end = stop;
            of = name;
        } else {
            // "president of the company": another office than the public one.
            return None;
        }
    }
    if level == OfficeLevel::World {
        of.clear();
    }
    Some(Office { tokens, title, level, of })
}

/// "former", "acting", "-elect", "spokesman for the": not the holder.
fn blocked(view: &View<'_>, at: usize, end: usize, sentence: &Range<usize>) -> bool {
    let before = at.saturating_sub(3).max(sentence.start)..at;
    // "then-Secretary", "ex-mayor": the block may be glued on.
    let glued = |at: usize| view.lower(at).split_once('-').is_some_and(|(first, _)| view.lexicon.facts(first).is(WordSet::RoleBlockBefore));
    let near = before.rev().take_while(|at| view.is_word(*at)).any(|at| view.is(at, WordSet::RoleBlockBefore) || glued(at));
    near || glued(at) || view.is(end, WordSet::RoleBlockAfter) || view.is(end, WordSet::Possessive)
}

/// The country or place right before the office: "Bulgarian", "Kosovo's", "Varn's".
fn of_before(view: &View<'_>, at: usize, start: usize, level: OfficeLevel) -> Option<(usize, String)> {
    let owned = at.checked_sub(1).filter(|before| *before >= start && view.is(*before, WordSet::Possessive));
    let last = owned.unwrap_or(at).checked_sub(1).filter(|last| *last >= start)?;
    for length in 1..=3 {
        let Some(first) = (last + 1).checked_sub(length).filter(|first| *first >= start) else { break };
        if let Some(hit) = view.country(first).filter(|hit| hit.end == last + 1)
            && (level == OfficeLevel::Country || owned.is_some())
        {
            return Some((first, view.lexicon.country_name(hit.country).0.to_owned()));
        }
    }
    let party = view.is(last, WordSet::PartyWord) && owned.is_none();
    if level != OfficeLevel::Place || !view.name(last) || view.is(last, WordSet::Title) || party {
        return None;
    }
    let first = (start..=last).rev().take(3).take_while(|at| view.name(*at) && !view.is(*at, WordSet::Title)).last().unwrap_or(last);
    // "New Varn Governor Ana Brix said": what opens a sentence does not show by its case that it is a name; elsewhere "New" alone
    // is none.
    let head = first.checked_sub(1).filter(|head| *head >= start && view.is(*head, WordSet::PlaceHead));
    let first = head.filter(|head| view.shape(*head) == Shape::Capitalised).unwrap_or(first);
    Some((first, joined(view, first..last + 1)))
}

/// The country or place behind "of".
fn of_behind(view: &View<'_>, at: usize, end: usize, level: OfficeLevel) -> Option<(usize, String)> {
    if let Some(hit) = view.country(at) {
        return (hit.kind != CountryKind::Demonym && hit.end <= end)
            .then(|| (hit.end, view.lexicon.country_name(hit.country).0.to_owned()));
    }
    if level != OfficeLevel::Place {
        return None;
    }
    // "Mayor of Varn Zorana Vell": the place is the first word, unless more than two names follow or a comma does.
    let run = view.name_run(at, end);
    let length = match run.len() {
        0 => return None,
        length @ 1..=2 => length,
        length if view.mark(run.end, ",") => length,
        length => length - 2,
    };
    Some((at + length, joined(view, at..at + length)))
}

fn joined(view: &View<'_>, range: Range<usize>) -> String {
    range.map(|at| view.lower(at)).collect::<Vec<_>>().join(" ")
}

/// The name behind the office: at once, or behind a comma where a comma or the end follows the name.
fn named_behind(view: &View<'_>, office: &Office, end: usize) -> Option<Range<usize>> {
    let at = office.tokens.end;
    let comma = view.mark(at, ",");
    let run = person(view, at + usize::from(comma), end)?;
    if comma {
        let closed = !view.is_word(run.end) || run.end >= end;
        // "the president, Zorana said" is no apposition; "president, Congress and" is a list.
        if !closed || run.len() < 2 || office.of.is_empty() {
            return None;
        }
    } else if !view.name(at - 1) && view.title_cased(at) {
        return None;
    }
    Some(run)
}

/// The name before the office: "X, Bulgaria's foreign minister," and "X is the foreign minister of Bulgaria".
fn named_before(view: &View<'_>, office: &Office, sentence: &Range<usize>) -> Option<Range<usize>> {
    if office.of.is_empty() {
        return None;
    }
    let mut at = office.tokens.start;
    if at > sentence.start && view.lower(at - 1) == "the" {
        at -= 1;
    }
    let last = at.checked_sub(1).filter(|last| *last >= sentence.start)?;
    let comma = view.mark(last, ",");
    let is = view.lower(last) == "is";
    let closed = !view.is_word(office.tokens.end) || office.tokens.end >= sentence.end || view.finite(office.tokens.end);
    if !(comma && closed || is) {
        return None;
    }
    let first = (sentence.start..last)
        .rev()
        .take(4)
        .take_while(|at| view.name(*at) || view.is(*at, WordSet::NameParticle) && view.name(at - 1))
        .last()?;
    let run = person(view, first, last)?;
    (run.end == last && run.len() >= 2).then_some(run)
}

/// The person's name at token `at`: one to four capitalised words, no country, title, weekday, organisation.
fn person(view: &View<'_>, at: usize, end: usize) -> Option<Range<usize>> {
    let mut start = at;
    while start < end && view.is(start, WordSet::Title) && view.name(start) && start < at + 2 {
        start += 1;
    }
    let run = view.name_run(start, end);
    let calendar = |at: usize| matches!(view.facts(at).calendar, Some(Calendar::Month(_) | Calendar::Weekday(_)));
    let wrong = run
        .clone()
        .any(|at| view.is(at, WordSet::OrgWord) || view.is(at, WordSet::PlaceWord) || calendar(at) || view.is(at, WordSet::NotName));
    (!run.is_empty() && run.len() <= 4 && !wrong && !name_words(view, run.clone()).is_empty()).then_some(run)
}

/// Words of a name in lower case, without initials and particles.
fn name_words(view: &View<'_>, run: Range<usize>) -> Vec<String> {
    run.map(|at| view.lower(at))
        .filter(|word| word.chars().filter(|letter| letter.is_alphabetic()).count() > 1 && !word.ends_with('.'))
        .map(str::to_owned)
        .collect()
}
