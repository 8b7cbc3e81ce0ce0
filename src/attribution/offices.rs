//! Offices beside names: titles before a name, appositions after it, "who" clauses.
//!
//! In: the tokens of a name. Out: the tokens that hold its role, or the role itself.

use std::ops::Range;

use super::names::is_party;
use super::naming::Gender;
use super::reader::Reader;
use crate::lexicon::class;

/// The longest list of people that a title stands before, in tokens.
const LONGEST_LIST: usize = 24;

/// Where the words of a title before a name begin: back over roles, portfolios, capitals and possessives.
pub(super) fn phrase_floor(reader: &Reader<'_>, name: usize, floor: usize) -> usize {
    let mut start = name;
    while start > floor && name - start < 12 {
        let before = start - 1;
        let fits = reader.is(before, class::ROLE | class::ROLE_MODIFIER | class::PORTFOLIO | class::HONORIFIC | class::PERSON)
            || reader.is_possessive_mark(before)
            || reader.is_name_word(before)
            || matches!(reader.lower(before), "of" | "for" | "and" | "the")
                && start > floor + 1
                && start < name
                && reader.is(start, class::PORTFOLIO | class::ORGANISATION)
                && reader.is(before - 1, class::ROLE | class::PORTFOLIO)
            || matches!(reader.lower(before), "to" | "of" | "for" | "at") && hangs_on_role(reader, before, floor)
            || reader.lower(before) == "the" && before > floor && hangs_on_role(reader, before - 1, floor)
            || matches!(reader.lower(before), "first") && reader.lower(start) == "lady"
            || reader.lower(before) == "lady" && before > floor && reader.lower(before - 1) == "first";
        if !fits || reader.quotation_at(before) != reader.quotation_at(name) {
            break;
        }
        start = before;
    }
    start
}

/// "ambassador | to the Union Mira Holt": a preposition right behind a role.
fn hangs_on_role(reader: &Reader<'_>, at: usize, floor: usize) -> bool {
    at > floor && reader.is(at, class::INNER_PREPOSITION | class::PREPOSITION) && reader.is(at - 1, class::ROLE)
}

/// The apposition after a name that holds a role (", the mayor of Varn,").
pub(super) fn apposition_role(reader: &Reader<'_>, end: usize, ceiling: usize) -> Option<Range<usize>> {
    if !(reader.is_comma(end) || reader.is_dash(end)) {
        return None;
    }
    let mut start = end + 1;
    if reader.shape(start) == crate::text::Shape::Number && reader.is_comma(start + 1) {
        start += 2;
    }
    let stop = (start..ceiling.min(start + 16)).find(|&at| {
        reader.is_comma(at)
            || reader.is_stop(at)
            || reader.is_dash(at)
            || matches!(reader.lower(at), "who" | "which" | "whose" | ";" | "(")
            || reader.lower(at) == "and" && !joins_office(reader, start..at)
            || reader.is(at, class::AUXILIARY) && !reader.is_possessive_mark(at)
    });
    let stop = stop.unwrap_or(ceiling.min(start + 16));
    let then = reader.lower(start).starts_with("then-") || reader.lower(start).starts_with("ex-");
    let opens =
        reader.is(start, class::DETERMINER | class::ROLE | class::ROLE_MODIFIER | class::PORTFOLIO) || then || reader.is_name_word(start);
    let role = (start..stop).find(|&at| reader.is(at, class::ROLE))?;
    // "Mira Holt, interest rate strategist at Varn Bank,".
    let bare = reader.is(role + 1, class::INNER_PREPOSITION)
        && (role + 2..stop).take(2).any(|at| reader.is_name_word(at))
        && (start..role).all(|at| reader.shape(at) == crate::text::Shape::Lower && !reader.is_function_word(at) && !reader.is_finite(at));
    let close = reader.is(start, class::DETERMINER | class::ROLE | class::ROLE_MODIFIER) || role < start + 5;
    // "Mira Holt, Mayor Jo Low and": a list of people is no apposition.
    let list = reader.is_name_word(start)
        && reader.is_name_word(role + 1)
        && reader.is_capital(role)
        && !reader.is(role + 1, class::ROLE | class::PORTFOLIO);
    ((opens || bare) && close && !list).then_some(start..stop)
}

/// "the policy | and communications director": the words before "and" hold no office yet, those behind it do.
fn joins_office(reader: &Reader<'_>, before: Range<usize>) -> bool {
    let and = before.end;
    let small = |at: usize| reader.shape(at) == crate::text::Shape::Lower && !reader.is_function_word(at);
    let behind = (and + 1..and + 4).take_while(|&at| small(at)).any(|at| reader.is(at, class::ROLE));
    behind && !before.clone().any(|at| reader.is(at, class::ROLE)) && before.len() <= 4 && small(and - 1)
}

/// The role that a list of people shares ("Sens. Mira Holt (D-Varn) and Jo Low"; "moderators Mira Holt and Jo Low"), in the
/// singular, for the name at `name`.
pub(super) fn listed_role(reader: &Reader<'_>, name: usize, floor: usize) -> Option<String> {
    let mut at = name;
    while at > floor && name - at < LONGEST_LIST {
        let before = at - 1;
        let word = reader.written(before);
        let one = word.trim_end_matches('.').strip_suffix('s').unwrap_or_default();
        if !one.is_empty() && !reader.is_possessive_mark(at) {
            let lower = one.to_lowercase();
            let bits = reader.lexicon.classes(&lower);
            let title = bits & class::HONORIFIC != 0 && word.ends_with('.') && !matches!(lower.as_str(), "mr" | "mrs" | "ms" | "dr" | "m");
            if title {
                return Some(format!("{one}."));
            }
            let named = if reader.is_dash(at) { at + 1 } else { at };
            if bits & class::ROLE != 0 && reader.is(before, class::GROUP | class::ROLE | class::VAGUE) && reader.is_name_word(named) {
                return Some(one.to_owned());
            }
        }
        let fits = reader.is_name_word(before)
            || matches!(reader.lower(before), "," | "and" | "or" | "(" | ")" | "of")
            || reader.is_dash(before)
            || reader.is(before, class::PARTICLE)
            || (before + 1..name).take(6).any(|place| reader.lower(place) == ")");
        if !fits || reader.quotation_at(before) != reader.quotation_at(name) {
            return None;
        }
        at = before;
    }
    None
}

/// What somebody is by an apposition whose noun no table knows ("Mira Holt, the union's safety monitor for the north,"): a
/// noun of a doer, by its ending.
pub(super) fn apposed_doer(reader: &Reader<'_>, end: usize, ceiling: usize) -> Option<String> {
    if !(reader.is_comma(end) || reader.is_dash(end)) {
        return None;
    }
    let mut start = end + 1;
    if reader.shape(start) == crate::text::Shape::Number && reader.is_comma(start + 1) {
        start += 2;
    }
    let owned = (start..ceiling.min(start + 6)).find(|&at| reader.is_possessive_mark(at));
    let from = owned.map_or(start, |mark| mark + 1);
    // ", Varn Republican,".
    let place = reader.is_name_place(start).map_or(0, |(_, _, length)| length);
    if place > 0 && is_party(reader, start + place) && reader.is_comma(start + place + 1) {
        return Some(reader.said(start..start + place + 1).to_owned());
    }
    if owned.is_none() && !reader.is(start, class::DETERMINER) {
        return None;
    }
    let first = from + usize::from(owned.is_none());
    let stop = (first..ceiling.min(first + 6)).find(|&at| {
        reader.shape(at) == crate::text::Shape::Mark
            || reader.is(at, class::PREPOSITION | class::RELATIVE | class::CONJUNCTION | class::AUXILIARY)
    })?;
    // "the top Democrat on the committee": a party's leader there.
    let ranked = |noun: usize| is_party(reader, noun) && noun > first && reader.is(noun - 1, class::ROLE_MODIFIER);
    let noun = stop.checked_sub(1).filter(|noun| *noun >= first)?;
    // ", the Varn Republican who leads it": by party and place.
    let by_party = |at: usize| is_party(reader, at) && reader.is_name_word(at - 1) && !reader.is_name_word(at + 1);
    if let Some(party) = (first + 1..stop).find(|&at| by_party(at)) {
        return Some(reader.said(first..party + 1).to_owned());
    }
    if ranked(noun) && reader.is(stop, class::PREPOSITION | class::INNER_PREPOSITION) {
        return Some(reader.said(first..stop).to_owned());
    }
    if reader.shape(noun) != crate::text::Shape::Lower {
        return None;
    }
    let closes = (stop..ceiling.min(stop + 14)).find(|&at| {
        reader.is_comma(at) || reader.is_dash(at) || reader.is_stop(at) || reader.is(at, class::RELATIVE) || reader.is_quote_mark(at)
    });
    let other = class::ORGANISATION
        | class::DOCUMENT
        | class::STATEMENT
        | class::TIME
        | class::MEDIA
        | class::MEDIA_GENERIC
        | class::DENIED_NOUN
        | class::GROUP;
    (closes.is_some() && !reader.is(noun, other) && (reader.is(noun, class::PERSON) || is_doer(reader, reader.lower(noun))))
        .then(|| reader.said(first..stop).to_owned())
}

/// "supervisor", "trainee", "lead": a noun for somebody who does something.
pub(super) fn is_doer(reader: &Reader<'_>, noun: &str) -> bool {
    let bits = reader.lexicon.classes(noun);
    let ending = ["er", "or", "ist", "ian", "ee", "man", "woman"].iter().any(|ending| noun.ends_with(ending));
    bits & class::DOER != 0 || noun.len() > 4 && ending && bits & class::NO_DOER == 0
}

/// The role that stands before the name and a comma ("the minister, Mira Holt"; "its officer, Dr Mira Holt").
pub(super) fn role_before_comma(reader: &Reader<'_>, name: usize, floor: usize) -> Option<Range<usize>> {
    let mut at = name;
    while at > floor && reader.is(at - 1, class::HONORIFIC) {
        at -= 1;
    }
    let comma = at.checked_sub(1).filter(|comma| *comma > floor && reader.is_comma(*comma))?;
    let lowest = floor.max(comma.saturating_sub(12));
    let mut start = reader.phrase_before(comma, lowest)?;
    // "the top Democrat in | the chamber": the party's word is no noun that the walk goes over.
    if start >= lowest + 2 && reader.is(start - 1, class::INNER_PREPOSITION) && is_party(reader, start - 2) {
        start = reader.phrase_before(start - 1, lowest).unwrap_or(start);
    }
    let determined = reader.is(start, class::DETERMINER | class::POSSESSIVE) || (start..comma).any(|at| reader.is_possessive_mark(at));
    // "said Mayor Jo Low, Mira Holt and others" is a list: a name after the role speaks against it.
    let doer =
        |at: usize| at + 1 == comma && determined && reader.shape(at) == crate::text::Shape::Lower && is_doer(reader, reader.lower(at));
    // "the top Democrat in the chamber, Mira Holt".
    let party = (start + 1..comma)
        .find(|&at| determined && is_party(reader, at) && (reader.is(at - 1, class::ROLE_MODIFIER) || reader.is_name_word(at - 1)));
    if let Some(party) = party.filter(|&party| !reader.is_name_word(party + 1)) {
        return Some(start..party + 1);
    }
    let mut roles = (start..comma).filter(|&at| (reader.is(at, class::ROLE) || doer(at)) && !reader.is_possessive_mark(at + 1));
    // "the former head of President Low's council, Mira Holt": the head, not the president.
    let open = roles.any(|at| at + 1 == comma || !reader.is_name_word(at + 1));
    (determined && open).then_some(start..comma)
}

/// The role a relative clause gives by its verb ("Mira Holt, who heads the institute"), and whose it is; the verb
/// stands for the noun that it makes.
pub(super) fn role_of_clause(reader: &Reader<'_>, end: usize, ceiling: usize) -> (Option<String>, Option<String>) {
    let who = if reader.is_comma(end) { end + 1 } else { end };
    let mut verb = who + 1;
    if reader.lower(who) == "who" {
        while verb + 1 < ceiling && (reader.is_adverb(verb) || reader.is(verb, class::HAVE)) {
            verb += 1;
        }
        // "who served as director of the bank", "who is the mayor of Varn".
        let serves = matches!(reader.lower(verb), "served" | "serves" | "worked" | "works" | "acted") && reader.lower(verb + 1) == "as";
        let is = reader.is(verb, class::BE) && !reader.is(verb + 1, class::NEGATION);
        if serves || is {
            let from = verb + 1 + usize::from(serves);
            let stop = (from..ceiling.min(from + 12)).find(|&at| {
                reader.is_comma(at) || reader.is_stop(at) || reader.is_dash(at) || reader.is(at, class::RELATIVE | class::AUXILIARY)
            });
            let range = from..stop.unwrap_or(ceiling.min(from + 12));
            let near = range.clone().take(6).any(|at| reader.is(at, class::ROLE));
            return if near { super::roles::role_in(reader, range, None) } else { (None, None) };
        }
    }
    let determined = reader.is(verb + 1, class::DETERMINER | class::POSSESSIVE);
    if reader.lower(who) != "who" || verb + 2 >= ceiling || !(determined || reader.is_name_word(verb + 1)) {
        return (None, None);
    }
    let from = verb + 1 + usize::from(determined);
    let word = reader.lower(verb);
    let bare = word.strip_suffix('s').unwrap_or(word);
    let stem = bare.strip_suffix('e').unwrap_or(bare);
    let doers = [bare.to_owned(), format!("{bare}r"), format!("{bare}er"), format!("{bare}or"), format!("{stem}or")];
    // "who helmed the party": past and irregular forms.
    let known = reader.lexicon.role_by_deed(word).map(str::to_owned);
    let noun = known.or_else(|| doers.into_iter().find(|noun| reader.lexicon.classes(noun) & class::ROLE != 0));
    let owner = noun.as_ref().and_then(|_| reader.phrase_after(from, ceiling)).map(|stop| reader.said(from..stop).to_owned());
    (noun, owner)
}

/// The role that a plain statement gives ("Holt is now a security expert with the institute", "Mira Holt became the union's
/// director"), and whose it is.
pub(super) fn stated_role(reader: &Reader<'_>, end: usize, ceiling: usize) -> (Option<String>, Option<String>) {
    let known = |at: usize| reader.lower(at) == "is" || reader.lower(at) == "was" || reader.lower(at) == "became";
    if !known(end) || reader.quotation_at(end).is_some() {
        return (None, None);
    }
    let Some(from) = (end + 1..ceiling.min(end + 4)).find(|&at| !reader.is_adverb(at) || reader.is_name_word(at)) else {
        return (None, None);
    };
    let stop = (from..ceiling.min(from + 10)).find(|&at| {
        reader.is(at, class::PREPOSITION | class::INNER_PREPOSITION | class::RELATIVE | class::CONJUNCTION | class::AUXILIARY)
            || reader.shape(at) == crate::text::Shape::Mark && !reader.is_possessive_mark(at)
    });
    let Some(stop) = stop.filter(|&stop| stop > from) else { return (None, None) };
    let determined = matches!(reader.lower(from), "a" | "an" | "the" | "one")
        || (from..stop - 1).any(|at| reader.is_possessive_mark(at))
        || reader.lower(end) == "became" && reader.is(from, class::ROLE_MODIFIER);
    // "was mayor of Varn".
    let office = stop == from + 1 && matches!(reader.lower(stop), "of" | "for" | "at") && reader.is_name_word(stop + 1);
    // "was the first senator to call": told of what somebody did, and of an office all the same.
    if !(determined && stop > from + 1 || office) || !reader.is(stop - 1, class::ROLE) {
        return (None, None);
    }
    let close = (stop..ceiling.min(stop + 8)).find(|&at| reader.is_comma(at) || reader.is_stop(at) || reader.is(at, class::RELATIVE));
    super::roles::role_in(reader, from..close.unwrap_or(stop), None)
}

/// ", the agency that" behind a name: told to be a body.
pub(super) fn is_apposed_body(reader: &Reader<'_>, end: usize) -> bool {
    reader.is_comma(end)
        && reader.is(end + 1, class::DETERMINER)
        && (end + 2..end + 6)
            .take_while(|&at| {
                !reader.is(at, class::PREPOSITION | class::INNER_PREPOSITION | class::RELATIVE)
                    && reader.shape(at) == crate::text::Shape::Lower
                    && reader.lower(at) != "that"
            })
            .last()
            .is_some_and(|noun| reader.is(noun, class::ANY_BODY))
}

/// The gender a title before a bare surname shows ("Mrs.", "Congresswoman").
pub(super) fn title_gender(reader: &Reader<'_>, at: usize, floor: usize) -> Option<Gender> {
    let from = phrase_floor(reader, at, floor);
    (from..at).rev().find_map(|place| {
        if reader.is(place, class::HONORIFIC_F | class::ROLE_F) {
            Some(Gender::Female)
        } else if reader.is(place, class::HONORIFIC_M | class::ROLE_M) && !reader.is(place, class::GIVEN) {
            Some(Gender::Male)
        } else {
            None
        }
    })
}
