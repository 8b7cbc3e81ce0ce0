//! The role that words give, and whom its holder is of.
//!
//! In: the tokens beside or before a name. Out: the role as written and its affiliation. Where such words stand about a name is
//! told in `offices.rs`.

use std::ops::Range;

use super::names::{is_organisation_name, run_end};
use super::reader::Reader;
use crate::lexicon::class;

/// "one of the economists behind the study": an economist.
fn one_of_many(reader: &Reader<'_>, range: &Range<usize>) -> Option<String> {
    if reader.lower(range.start) != "one" || reader.lower(range.start + 1) != "of" {
        return None;
    }
    let one = |at: usize| reader.lower(at).strip_suffix('s').filter(|one| reader.lexicon.classes(one) & class::ROLE != 0);
    (range.start + 2..range.end.min(range.start + 6)).find_map(one).map(str::to_owned)
}

/// Role and affiliation in `range`; `before` is where a name follows directly.
pub(super) fn role_in(reader: &Reader<'_>, range: Range<usize>, before: Option<usize>) -> (Option<String>, Option<String>) {
    // "one of the president's closest friends": the office is another's.
    let is_role = |at: usize| {
        !reader.is_possessive_mark(at + 1) && reader.is(at, class::ROLE)
            || reader.lower(at) == "lady" && at > range.start && reader.lower(at - 1) == "first"
            || reader.is(at, class::TITLE) && reader.is_capital(at) && (reader.is(at, class::HONORIFIC) || reader.is_name_word(at + 1))
    };
    // "President Trump's campaign manager": the role is the one after the possessive.
    let owned = range.clone().rfind(|&at| reader.is_possessive_mark(at) && (at + 1..range.end).any(is_role));
    let mut roles = (owned.map_or(range.start, |mark| mark + 1)..range.end).filter(|&at| is_role(at));
    let role = if before.is_some() { roles.next_back() } else { roles.next() };
    let Some(mut last) = role else { return (one_of_many(reader, &range), None) };
    while last + 1 < range.end && is_role(last + 1) {
        last += 1;
    }
    let mut first = last;
    if before.is_some() {
        // "Minister of Defence": the office stands before its "of".
        if let Some(office) = range.clone().find(|&at| is_role(at) && reader.lower(at + 1) == "of" && reader.is(at + 2, class::PORTFOLIO)) {
            first = office;
        }
    }
    let fits = |at: usize| {
        reader.is(at, class::ROLE | class::ROLE_MODIFIER | class::PORTFOLIO)
            || reader.lower(at) == "first" && reader.lower(at + 1) == "lady"
            || reader.lower(at) == "and" && at > range.start && reader.is(at - 1, class::PORTFOLIO)
    };
    // "the Ministry of Trade spokesman": the portfolio is of the body's name.
    let of_body = |at: usize| {
        at > range.start + 1 && reader.lower(at - 1) == "of" && reader.is(at - 2, class::ORGANISATION) && reader.is_name_word(at - 2)
    };
    while first > range.start && fits(first - 1) && !of_body(first - 1) {
        first -= 1;
    }
    while first < last && (matches!(reader.lower(first), "former" | "late" | "and") && reader.lower(first) == "and") {
        first += 1;
    }
    let mut end = last + 1;
    let ceiling = before.unwrap_or(range.end);
    if matches!(reader.lower(end), "of" | "for") && end + 1 < ceiling {
        let mut place = end + 1;
        if reader.lower(place) == "the" {
            place += 1;
        }
        let start = place;
        while place < ceiling
            && (reader.is(place, class::PORTFOLIO | class::ROLE_MODIFIER)
                || place > start && matches!(reader.lower(place), "and") && reader.is(place + 1, class::PORTFOLIO))
        {
            place += 1;
        }
        // "co-director of the Union of Varn Bakers": a body's name is no portfolio.
        if place > start
            && (place >= ceiling || !reader.is_name_word(place))
            && !(matches!(reader.lower(place), "of" | "for") && reader.is_capital(place - 1))
        {
            end = place;
        }
    }
    let role = reader.said(first..end).to_owned();
    // What the role belongs to: before it ("Kosovo's", "Bulgarian", "Varn Times"), else behind "of", "for", "at".
    let mut owner = None;
    let mut start = range.start;
    while start < first && (reader.is(start, class::DETERMINER | class::PREPOSITION | class::ROLE_MODIFIER) && !reader.is_name_word(start))
    {
        start += 1;
    }
    if start < first {
        let mut stop = first;
        if reader.is_possessive_mark(stop - 1) {
            stop -= 1;
        }
        let capital = (start..stop).find(|&at| reader.is_name_word(at));
        if let Some(capital) = capital {
            let mut end = run_end(reader, capital, stop);
            while matches!(reader.lower(end), "of" | "for") && end + 1 < stop && reader.is_name_word(end + 1) {
                end = run_end(reader, end + 1, stop);
            }
            owner = affiliation(reader, capital..end);
        }
    }
    if owner.is_none() && end < ceiling && matches!(reader.lower(end), "of" | "for" | "at" | "from" | "with" | "in") {
        let mut place = end + 1;
        while place < ceiling && reader.is(place, class::DETERMINER) {
            place += 1;
        }
        let capital = (place..ceiling.min(place + 4)).find(|&at| reader.is_name_word(at));
        if let Some(capital) = capital {
            let mut stop = run_end(reader, capital, ceiling);
            while matches!(reader.lower(stop), "of" | "for" | "and")
                && stop + 1 < ceiling
                && reader.is_name_word(stop + 1)
                && stop < capital + 8
            {
                stop = run_end(reader, stop + 1, ceiling);
            }
            owner = affiliation(reader, capital..stop);
        } else if let Some(stop) = reader.phrase_after(end + 1, ceiling) {
            owner = affiliation(reader, place.min(stop)..stop);
        }
    }
    (Some(role), owner)
}

/// The body that a name without a role is told to be of ("Jo Low of the Harbour Institute", "the Harbour Times' Jo Low").
pub(super) fn body_beside(reader: &Reader<'_>, name: &Range<usize>, floor: usize, ceiling: usize) -> Option<String> {
    let is_body = |range: &Range<usize>| {
        !range.is_empty()
            && is_organisation_name(reader, range.clone())
            && reader.is_name_place(range.start).is_none_or(|(_, _, length)| range.start + length < range.end)
    };
    let mark = name.start.checked_sub(1).filter(|&mark| mark > floor && reader.is_possessive_mark(mark));
    if let Some(mark) = mark {
        let start = (floor..mark).rev().take_while(|&at| reader.is_name_word(at)).last().unwrap_or(mark);
        if is_body(&(start..mark)) {
            return affiliation(reader, start..mark);
        }
    }
    if let Some(party) = bracketed_party(reader, name.end) {
        return Some(party);
    }
    if !matches!(reader.lower(name.end), "of" | "at" | "from" | "with") || name.end + 1 >= ceiling {
        return None;
    }
    let start = name.end + 1 + usize::from(reader.is(name.end + 1, class::DETERMINER));
    if start >= ceiling || !reader.is_name_word(start) {
        return None;
    }
    let mut end = run_end(reader, start, ceiling);
    while matches!(reader.lower(end), "of" | "for" | "and" | "&") && end + 1 < ceiling && reader.is_name_word(end + 1) && end < start + 8 {
        end = run_end(reader, end + 1, ceiling);
    }
    is_body(&(start..end)).then(|| affiliation(reader, start..end)).flatten()
}

/// The country for a demonym, country or capital, else the words as written.
fn affiliation(reader: &Reader<'_>, range: Range<usize>) -> Option<String> {
    if range.is_empty() {
        return None;
    }
    if let Some((_, country, length)) = reader.is_name_place(range.start)
        && range.start + length >= range.end
    {
        return Some(country.to_owned());
    }
    Some(reader.said(range).to_owned()).filter(|text| !text.is_empty())
}

/// "(R-Varn)" behind a name: party and place.
pub(super) fn bracketed_party(reader: &Reader<'_>, end: usize) -> Option<String> {
    let word = reader.written(end + 1);
    let (party, place) = word.split_once('-')?;
    let told = reader.lower(end) == "(" && matches!(party, "R" | "D" | "I") && place.chars().next().is_some_and(char::is_uppercase);
    told.then(|| word.to_owned())
}
