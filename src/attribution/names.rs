//! Runs of capitalised words: where they begin and end, and whether they name a person or a body.
//!
//! In: tokens. Out: [`Named`], or tokens of a run. Deliberately absent: whose name it is (`people.rs`) and what its bearer is
//! (`roles.rs`).

use std::ops::Range;

use super::outlet;
use super::reader::Reader;
use crate::lexicon::{PlaceWord, class};
use crate::text::Shape;

/// A name inside a phrase, and whether its surroundings say that it is a person's.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Named {
    pub(super) name: Range<usize>,
    pub(super) titled: bool,
    pub(super) person: bool,
}

/// The name in a phrase without appositions.
pub(super) fn name_in(reader: &Reader<'_>, head: Range<usize>) -> Option<Named> {
    let mut best: Option<Named> = None;
    let mut at = head.start;
    while at < head.end {
        if !starts_name(reader, at) {
            at += 1;
            continue;
        }
        let end = run_end(reader, at, head.end);
        let before = at.checked_sub(1).filter(|before| *before >= head.start);
        let hangs = before.is_some_and(|before| reader.is(before, class::INNER_PREPOSITION));
        if reader.is_possessive_mark(end) && end < head.end {
            at = end + 1;
            continue;
        }
        // "the New York businessman": a name before a lower-case noun only qualifies it.
        let qualifies = end < head.end
            && reader.shape(end) == Shape::Lower
            && !reader.is_possessive_mark(end)
            && !reader.is(end, class::PREPOSITION | class::RELATIVE | class::CONJUNCTION | class::PARTICLE)
            && !reader.is_adverb(end);
        if let Some(named) = read_run(reader, head.start, at..end, hangs).map(|named| Named { person: named.person && !qualifies, ..named })
        {
            let better = best.as_ref().is_none_or(|best| !best.person && (named.person || !hangs));
            if better && !(hangs && best.is_some() && !named.titled) {
                best = Some(named);
            }
        }
        at = end;
    }
    best
}

fn starts_name(reader: &Reader<'_>, at: usize) -> bool {
    reader.is_name_word(at)
}

/// The end of a run of capitalised words, particles, initials and nicknames.
pub(super) fn run_end(reader: &Reader<'_>, start: usize, ceiling: usize) -> usize {
    let mut end = start + 1;
    while end < ceiling && end < start + 10 {
        // "Mira Holt Mira Holt Council": a page that repeats the name; "HoltCouncil": two words run together.
        if (start..end).any(|at| reader.lower(at) == reader.lower(end)) || glued(reader.written(end)).is_some() {
            break;
        }
        // "Mayor Holt Mira Jo HoltBridge opens": a link's text follows the name it stands for.
        let link = (end + 1..end + 8).find_map(|at| glued(reader.written(at)));
        if link.is_some_and(|tail| tail == reader.written(end - 1)) {
            break;
        }
        if (reader.is_name_word(end) || is_prefixed(reader.written(end)))
            && reader.quotation_at(end).is_some() == reader.quotation_at(start).is_some()
        {
            end += 1;
        } else if reader.is(end, class::PARTICLE) && end + 1 < ceiling && reader.is_name_word(end + 1) {
            end += 2;
        } else if reader.is(end, class::PARTICLE)
            && reader.is(end + 1, class::PARTICLE)
            && end + 2 < ceiling
            && reader.is_name_word(end + 2)
        {
            // "Mira de la Holt".
            end += 3;
        } else if reader.is_quote_mark(end) && reader.quotation_at(end).is_none() && end + 3 < ceiling {
            // James "Jim" Holt
            let close = (end + 2..(end + 4).min(ceiling)).find(|&place| reader.is_quote_mark(place));
            match close {
                Some(close) if close + 1 < ceiling && reader.is_name_word(close + 1) => end = close + 2,
                _ => break,
            }
        } else {
            break;
        }
    }
    end.min(ceiling)
}

/// "A.": the first letter of a name.
pub(super) fn is_initial(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(char::is_uppercase) && letters.next() == Some('.') && letters.next().is_none()
}

/// "J.D.": letters with full stops that are no place and no body ("U.S.", "U.N.").
fn are_initials(reader: &Reader<'_>, at: usize) -> bool {
    let word = reader.written(at).as_bytes();
    matches!(word.len(), 4 | 6)
        && word.chunks(2).all(|pair| pair[0].is_ascii_uppercase() && pair[1] == b'.')
        && reader.is_name_place(at).is_none()
        && !reader.is(at, class::ORGANISATION | class::ROLE | class::TITLE | class::HONORIFIC)
}

/// "Jr.", "III".
pub(super) fn is_suffix(word: &str) -> bool {
    matches!(word.trim_end_matches('.'), "jr" | "sr" | "ii" | "iii" | "iv")
}

/// "Bill Press, the commentator", "Steven Law, president of", "Thomas Figures, who": who is told of behind a comma is somebody,
/// whatever his last name means.
fn is_described_behind(reader: &Reader<'_>, end: usize) -> bool {
    let next = end + 1;
    let told = reader.is(next, class::ROLE)
        || reader.is(next, class::DETERMINER | class::ROLE_MODIFIER)
            && (next + 1..next + 5).take_while(|&at| reader.shape(at) != Shape::Mark).any(|at| reader.is(at, class::ROLE));
    reader.is_comma(end) && (told || matches!(reader.lower(next), "who" | "whose"))
}

/// "al-Abadi", "el-Varn": a small prefix and a capital behind the hyphen.
fn is_prefixed(word: &str) -> bool {
    word.split_once('-').is_some_and(|(prefix, rest)| {
        prefix.len() <= 3 && prefix.chars().all(char::is_lowercase) && rest.chars().next().is_some_and(char::is_uppercase)
    })
}

/// The first of two words run together, where a capital follows three or more small letters: unlike `McHolt`.
pub(super) fn glued(word: &str) -> Option<&str> {
    let mut small = 0;
    for (at, letter) in word.char_indices() {
        if letter.is_uppercase() && small >= 3 {
            return word.get(..at);
        }
        small = if letter.is_lowercase() { small + 1 } else { 0 };
    }
    None
}

/// Reads a capitalised run: strips titles and roles, and judges whether the rest is a person's name.
fn read_run(reader: &Reader<'_>, floor: usize, run: Range<usize>, hangs: bool) -> Option<Named> {
    let title_bits = class::ROLE | class::HONORIFIC | class::PERSON;
    let is_title =
        |at: usize| reader.is(at, title_bits) && !(reader.is(at, class::GIVEN) && at + 1 < run.end && !reader.is(at, class::HONORIFIC));
    // "Martin Luther King III": a suffix is no name.
    let rest = run.end - usize::from(run.len() > 1 && is_suffix(reader.lower(run.end - 1)));
    // Jo "Duke" Holt: a nickname is no title.
    let last_title = run.clone().rfind(|&at| at + 1 < rest && is_title(at) && !reader.is_quote_mark(at + 1));
    let mut start = last_title.map_or(run.start, |title| title + 1);
    if hangs {
        // "Ambassador to the U.S. Mira Holt": past the place.
        if let Some((_, _, length)) = reader.is_name_place(start).filter(|(_, _, length)| start + length + 2 <= run.end)
            && !reader.is(start, class::GIVEN)
            && (start + length..run.end).all(|at| !is_body_word(reader, at) && reader.is_name_place(at).is_none())
        {
            return Some(Named { name: start + length..run.end, titled: true, person: true });
        }
        // "Minister of Defence Ejup Maqedonci": past the portfolio; "Mayor of Varn Jo Holt": from the given name.
        while start < run.end && reader.is(start, class::PORTFOLIO) && !reader.is(start, class::GIVEN) {
            start += 1;
        }
        let given = (start..run.end.saturating_sub(1)).find(|&at| reader.is(at, class::GIVEN));
        match given {
            Some(given) => start = given,
            None if start > run.start && run.end.saturating_sub(start) >= 2 => {}
            None => {
                let name = run.start..run.end;
                return Some(Named { name, titled: false, person: false });
            }
        }
        return (run.end > start).then_some(Named { name: start..run.end, titled: true, person: true });
    }
    // A demonym or place before the name without a role ("Californian Jo Holt").
    while start + 1 < run.end
        && reader.is_name_place(start).is_some_and(|(kind, _, length)| kind == PlaceWord::Demonym && start + length < run.end)
        && !reader.is(start, class::GIVEN)
    {
        start += 1;
    }
    // "Top Republican Mira Holt", "Interior Bernd Low": from the given name on.
    let given = (start + 1..run.end.saturating_sub(1)).find(|&at| reader.is(at, class::GIVEN));
    if let Some(given) = given.filter(|_| !reader.is(start, class::GIVEN)) {
        let label = reader.is(start, class::ROLE_MODIFIER | class::GROUP | class::PORTFOLIO | class::MEDIA) || given >= start + 2;
        if label && !organisation_head(reader, run.end - 1) {
            start = given;
        }
    }
    let name = start..run.end;
    if name.is_empty() {
        return None;
    }
    let lower_role_before = run
        .start
        .checked_sub(1)
        .filter(|before| *before >= floor)
        .is_some_and(|before| reader.is(before, class::ROLE | class::PERSON) && reader.shape(before) == Shape::Lower);
    let titled = last_title.is_some() || lower_role_before;
    let organisation = is_organisation_name(reader, name.clone());
    let given = reader.is(name.start, class::GIVEN) && name.len() >= 2;
    let initial = name.len() >= 2 && (name.clone().any(|at| is_initial(reader.written(at))) || are_initials(reader, name.start));
    let determined = run.start > floor && reader.is(run.start - 1, class::DETERMINER);
    let plain = !determined
        && name.len() >= 2
        && name.len() <= 4
        && name.clone().all(|at| matches!(reader.shape(at), Shape::Capitalised | Shape::Lower) || reader.written(at).len() <= 3);
    // "Ms Hill", whatever else bears the name.
    let honoured = start > run.start && reader.is(start - 1, class::HONORIFIC);
    // "the Justice Department"; "his deputy Jo Figures".
    let person = honoured && !(determined && organisation)
        || given && lower_role_before
        || titled && !organisation
        || given && !organisation_head(reader, name.end - 1)
        || initial && !organisation
        || given && name.len() == 2 && is_described_behind(reader, name.end)
        || plain && !organisation && !reader.is(name.end - 1, class::GROUP | class::ROLE);
    // "Varn Health and Human Services Secretary Jo Low": no person of that name.
    let portfolio = reader.is(name.end - 1, class::PORTFOLIO) && !given && !honoured && !initial && reader.lower(name.end) == "and";
    Some(Named { name, titled, person: person && !portfolio && !reader.is(run.end - 1, class::GROUP) })
}

fn organisation_head(reader: &Reader<'_>, at: usize) -> bool {
    reader.is(at, class::MEDIA | class::DOCUMENT | class::GROUP) || is_body_word(reader, at)
}

/// A noun for an organisation; an acronym ("UN") only where it is written in capitals, unlike the "Un" of a name.
fn is_body_word(reader: &Reader<'_>, at: usize) -> bool {
    reader.is(at, class::ORGANISATION) && !(reader.shape(at) == Shape::Capitalised && reader.written(at).len() <= 2)
}

/// A name that is an outlet, place, acronym or holds a noun for an organisation.
pub(super) fn is_organisation_name(reader: &Reader<'_>, name: Range<usize>) -> bool {
    let acronym = name.len() == 1 && reader.shape(name.start) == Shape::Upper && reader.written(name.start).chars().count() > 1;
    let place =
        reader.is_name_place(name.start).is_some_and(|(kind, _, length)| kind != PlaceWord::Demonym && name.start + length >= name.end);
    acronym
        || place
        || outlet::name_at(reader, name.start).is_some_and(|found| found.end >= name.end)
        || name.clone().any(|at| (is_body_word(reader, at) || reader.is(at, class::DOCUMENT)) && !(reader.is(at, class::GIVEN)))
        || name.len() > 1 && reader.is(name.end - 1, class::MEDIA)
}

/// "Republican": a party's word that stands for one of its people.
pub(super) fn is_party(reader: &Reader<'_>, at: usize) -> bool {
    reader.is(at, class::ROLE_MODIFIER) && reader.is(at, class::EPITHET)
}

/// "Mike" and "Michael" are not told apart from strangers; initials and prefixes are.
pub(super) fn same_given(one: &str, other: &str) -> bool {
    let (one, other) = (one.trim_end_matches('.'), other.trim_end_matches('.'));
    one == other || one.starts_with(other) || other.starts_with(one) || one.chars().take(2).eq(other.chars().take(2))
}

/// `AutoVarn`, `Varn.com`, `Varn24`: one word written as no person's name is.
pub(super) fn is_brand(reader: &Reader<'_>, at: usize) -> bool {
    let word = reader.written(at);
    let site =
        word.rsplit_once('.').is_some_and(|(stem, ending)| stem.len() >= 2 && matches!(ending, "com" | "org" | "net" | "co" | "gov"));
    let capitals = word.chars().filter(|letter| letter.is_uppercase()).count();
    // "McHolt", "O'Holt", "LaHolt" and hyphened names keep a person's form.
    let inner = reader.is_capital(at) && capitals >= 2 && glued(word).is_some() && !word.contains(['-', '\'']);
    let digits = reader.is_capital(at) && word.chars().any(|letter| letter.is_ascii_digit()) && word.chars().any(char::is_lowercase);
    site || inner || digits
}
