//! What a noun phrase says of its speaker: name, role, affiliation, kind.
//!
//! In: the tokens of a speaker. Out: [`Description`]. Nothing outside the phrase is looked at; pronouns and short
//! names are resolved in `people.rs`. Ladder of kinds: pronoun, withheld name, name, document, vague voice, group,
//! organisation, role.

use std::ops::Range;

use super::SpeakerKind;
use super::offices::{bracketed_party, is_party};
use super::outlet;
use super::reader::Reader;
use crate::lexicon::{PlaceWord, SpeakerPhrase, class};
use crate::text::Shape;

/// Grammatical gender as far as the text shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gender {
    Female,
    Male,
}

/// What a phrase says by itself.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Description {
    pub(super) kind: SpeakerKind,
    /// Bits of the pronoun where the phrase is one.
    pub(super) pronoun: u64,
    /// Tokens of the name.
    pub(super) name: Option<Range<usize>>,
    pub(super) role: Option<String>,
    pub(super) affiliation: Option<String>,
    /// "the minister", "the ministry": points back to somebody named before; the word that must agree.
    pub(super) points_back: Option<usize>,
    /// An honorific or role stands right before the name.
    pub(super) titled: bool,
}

/// A name inside a phrase, and whether its surroundings say that it is a person's.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Named {
    pub(super) name: Range<usize>,
    pub(super) titled: bool,
    pub(super) person: bool,
}

/// Describes the speaker `source`.
pub(super) fn describe(reader: &Reader<'_>, source: Range<usize>) -> Description {
    let mut description =
        Description { kind: SpeakerKind::Person, pronoun: 0, name: None, role: None, affiliation: None, points_back: None, titled: false };
    let first = source.start;
    if source.len() == 1
        && let Some(pronoun) = pronoun(reader, first)
    {
        description.pronoun = pronoun;
        if description.pronoun & class::SOMEONE != 0 {
            description.kind = SpeakerKind::Vague;
        }
        return description;
    }
    let head = head_part(reader, source.clone());
    let aside = head.end..source.end;
    let noun = head_noun(reader, head.clone());
    // "one of the lawyers of Jo Low": a whole name behind a preposition is another's.
    let hangs = |named: &Named| {
        if named.name.start <= head.start {
            return false;
        }
        // "a spokesman for Mayor Jo Low", "voters like the former mayor Jo Low".
        let title = |at: usize| reader.is(at, class::ROLE | class::HONORIFIC);
        let fits = |at: usize| title(at) || reader.is(at, class::ROLE_MODIFIER | class::DETERMINER) || reader.is_name_word(at);
        let start = (head.start..named.name.start).rev().take_while(|&at| fits(at)).last().unwrap_or(named.name.start);
        let titled = (start..named.name.start).any(title) && start > head.start && reader.shape(noun) == Shape::Lower;
        let before = if titled { start - 1 } else { named.name.start - 1 };
        let preposition = class::INNER_PREPOSITION | if titled { class::PREPOSITION } else { 0 };
        reader.is(before, preposition) && noun < before
    };
    let mut named = name_in(reader, head.clone()).map(|named| Named { person: named.person && !hangs(&named), ..named });
    let mut named_aside = false;
    if named.as_ref().is_none_or(|named| !named.person)
        && head.clone().any(|at| reader.is(at, class::ROLE | class::PERSON) || reader.is_possessive_mark(at) || is_party(reader, at))
        && reader.is_comma(aside.start)
    {
        // "the minister, Mira Holt".
        let inner = aside.start + 1..head_part(reader, aside.start + 1..source.end).end;
        let whole = |found: &Named| found.name.len() >= 2 && (found.person || reader.is(noun, class::ROLE));
        if let Some(found) = name_in(reader, inner).filter(whole) {
            named = Some(Named { person: true, titled: true, ..found });
            named_aside = true;
        }
    }
    let noun_bits = reader.class(noun);
    let (role, affiliation) = match &named {
        Some(named) if named.person && !named_aside && named.name.start > head.start => {
            role_in(reader, head.start..named.name.start, Some(named.name.start))
        }
        // "Jo Singer": no word of the name is a role.
        Some(named) if named.person && !named_aside => role_in(reader, named.name.end.min(head.end)..head.end, None),
        _ if head.clone().any(|at| reader.is(at, class::ROLE)) => role_in(reader, head.clone(), None),
        _ => (None, None),
    };
    (description.role, description.affiliation) = (role, affiliation);
    if description.role.is_none() && aside.len() > 1 {
        let (role, affiliation) = role_in(reader, aside.start + 1..aside.end, None);
        description.role = role;
        description.affiliation = description.affiliation.or(affiliation);
    }
    // "Ohio Republican" beside a name: known by party, not a name.
    if named
        .as_ref()
        .is_some_and(|named| named.name.len() >= 2 && is_party(reader, named.name.end - 1) && !reader.is(named.name.start, class::GIVEN))
    {
        named = None;
        if noun + 1 == head.end && is_party(reader, noun) {
            description.points_back = Some(noun);
            return description;
        }
    }
    let person = named.as_ref().is_some_and(|named| named.person);
    let anonymous = (source.clone()).any(|at| {
        reader.is(at, class::ANONYMOUS) && at == noun
            || matches!(reader.phrase(at), Some((SpeakerPhrase::Anonymity | SpeakerPhrase::AnonymousSource, _)))
    });
    if anonymous && !person {
        description.kind = SpeakerKind::Anonymous;
        return description;
    }
    if person {
        if let Some(named) = named {
            if description.role.is_none() && !named_aside {
                description.affiliation = body_beside(reader, &named.name, source.start, source.end);
            }
            description.titled = named.titled;
            description.name = Some(named.name);
        }
        return description;
    }
    let determined = matches!(reader.lower(first), "the" | "potus") || reader.is(first, class::THIS);
    // "a Varn Republican", "one Democrat": somebody by party, without a name.
    if matches!(reader.lower(first), "a" | "an" | "one" | "another") && noun + 1 == head.end && noun > first && is_party(reader, noun) {
        return description;
    }
    // "No one said", "one put it", "those who said".
    if matches!(reader.lower(first), "no" | "one" | "those" | "anyone") && (head.len() == 1 || reader.lower(first + 1) == "one") {
        description.kind = SpeakerKind::Vague;
        return description;
    }
    let role = (description.role.take(), description.affiliation.take());
    let vague = reader.is(first, class::VAGUE) || noun_bits & class::VAGUE != 0 && noun_bits & class::ROLE == 0;
    let name = named.as_ref().map(|named| named.name.clone());
    let organisation_name = name.clone().is_some_and(|name| is_organisation_name(reader, name)) || noun_bits & class::ORGANISATION != 0;
    let titled_document = name.clone().is_some_and(|name| {
        reader.is(name.end - 1, class::DOCUMENT)
            && name.end == head.end
            && !name.clone().any(|at| reader.is(at, class::ORGANISATION | class::MEDIA))
    });
    let whole = || {
        let start = if reader.is(head.start, class::DETERMINER) && !reader.is_possessive_mark(head.start + 1) {
            head.start + 1
        } else {
            head.start
        };
        // "the White House knew and": the verb is no part of the name.
        let verb = |at: usize| reader.shape(at) == Shape::Lower && reader.is(at, class::FINITE) && !reader.is(at, class::SPEAKING_NOUN);
        let mut end = (start + 1..head.end).find(|&at| verb(at)).unwrap_or(head.end);
        // "a CNN report last month": small words behind the last capital belong to no name.
        if head.clone().any(|at| reader.is_name_word(at)) {
            while end > start + 1 && end > noun + 1 && reader.shape(end - 1) == Shape::Lower {
                end -= 1;
            }
        }
        Some(start..end).filter(|range| !range.is_empty())
    };
    // "a CNN poll": the noun in small letters says what it is.
    let opens =
        reader.document.sentences.get(super::sentence_of(reader.document, noun)).is_some_and(|sentence| sentence.tokens.start == noun);
    let small = reader.shape(noun) == Shape::Lower || opens && noun_bits & class::DOCUMENT != 0;
    // "bosses at Varn Rail" speak for the body they name.
    let plural = small && is_plural(reader, noun) && reader.lower(noun + 1) != "at";
    if noun_bits & class::DOCUMENT != 0
        && noun_bits & class::ROLE == 0
        && (small && noun_bits & class::ORGANISATION == 0
            || !outlet::is_outlet(reader, head.clone()) && (!organisation_name || titled_document))
    {
        description.kind = SpeakerKind::Document;
        description.name = whole();
    } else if let Some(kind) = counted(reader, head.clone(), noun) {
        description.kind = kind;
    } else if vague {
        description.kind = SpeakerKind::Vague;
    } else if noun_bits & class::GROUP != 0
        || reader.shape(first) == Shape::Number
        || plural && noun_bits & (class::ORGANISATION | class::MEDIA_GENERIC) == 0
        || is_demonyms(reader, noun)
    {
        description.kind = SpeakerKind::Group;
    } else if noun_bits & (class::ROLE | class::PERSON) != 0 && noun_bits & class::ORGANISATION == 0 {
        (description.role, description.affiliation) = role;
        // "attorney general says" in a headline does without "the".
        let bare = reader.shape(first) == Shape::Lower && !reader.is(first, class::DETERMINER) && head.len() <= 3;
        description.points_back = ((determined || bare) && noun_bits & class::ROLE != 0 && head.len() <= 8).then_some(noun);
        if description.role.is_none() && noun_bits & class::ROLE != 0 {
            description.role = Some(reader.written(noun).to_owned());
        }
    } else if determined
        && noun_bits & class::ROLE_MODIFIER != 0
        && noun_bits & (class::ORGANISATION | class::MEDIA | class::MEDIA_GENERIC) == 0
        && head.len() <= 7
        && noun + 1 == head.end
    {
        // "the Varn Democrat": one person, known by party.
        (description.role, description.affiliation) = role;
        description.points_back = Some(noun);
    } else if let Some(name) = name.clone().filter(|name| determined && !organisation_name && is_described(reader, &head, name)) {
        description.name = Some(name);
    } else if organisation_name || name.is_some() && (determined || reader.is_name_place(head.start).is_some()) {
        description.kind = SpeakerKind::Organisation;
        if determined && name.is_none() && head.len() <= 3 {
            description.points_back = Some(noun);
        }
        description.name = whole();
    } else if let Some(name) = name.filter(|name| name.start == head.start || !reader.is(name.start - 1, class::INNER_PREPOSITION)) {
        // A single capitalised word, or a run without any sign: a short name until something better is known.
        description.name = Some(name);
    } else if noun_bits & class::MEDIA_GENERIC != 0 {
        description.kind = SpeakerKind::Organisation;
        description.points_back = determined.then_some(noun);
    } else if determined {
        description.points_back = Some(noun);
    }
    description
}

/// "I", "we", "our": the writer, or whoever is quoted; not the "US".
pub(super) fn first_person(reader: &Reader<'_>, at: usize) -> bool {
    pronoun(reader, at).is_some_and(|bits| bits & class::FIRST_PERSON != 0) && reader.written(at) != "US"
}

/// The pronoun that token `at` is, as the bits of its subject form: "his" stands for "he".
pub(super) fn pronoun(reader: &Reader<'_>, at: usize) -> Option<u64> {
    let subject = reader.class(at) & class::SUBJECT_PRONOUN;
    let stands_for = match reader.lower(at) {
        "his" | "him" | "himself" => class::HE,
        "her" | "hers" | "herself" => class::SHE,
        "their" | "them" | "themselves" => class::THEY,
        "its" | "itself" => class::IT,
        "my" | "me" | "our" | "us" => class::FIRST_PERSON,
        word => match word.split_once('\'').map(|(subject, _)| reader.lexicon.classes(subject) & class::SUBJECT_PRONOUN) {
            // "they've" where the two are one token.
            Some(bits) if bits != 0 => bits,
            _ => reader.class(at) & class::OTHER_PRONOUN,
        },
    };
    Some(if subject == 0 { stands_for } else { subject }).filter(|bits| *bits != 0)
}

/// "Hundreds of bakers", "a growing number of voters", "the two", "another": so many of a kind.
fn counted(reader: &Reader<'_>, head: Range<usize>, noun: usize) -> Option<SpeakerKind> {
    let word = reader.lower(noun);
    if reader.lower(noun + 1) == "of" && noun + 2 < head.end {
        let of = head_noun(reader, noun + 2..head.end);
        if reader.is(of, class::DOCUMENT) && (!reader.is(noun, class::SPEAKING_NOUN) || reader.is(noun, class::VAGUE)) {
            return Some(SpeakerKind::Document);
        }
        // "a coalition of leaders": a body only in name.
        let loose =
            matches!(reader.lower(head.start), "a" | "an") && reader.shape(noun) == Shape::Lower && reader.is(noun, class::ORGANISATION);
        let many = reader.is(of, class::GROUP) || reader.is(of, class::OTHER_PRONOUN) || is_plural(reader, of);
        return (many && word != "one" && (loose || !reader.is(noun, class::SPEAKING_NOUN | class::VAGUE))).then_some(SpeakerKind::Group);
    }
    match word {
        "another" => Some(SpeakerKind::Vague),
        "all" | "both" | "each" | "neither" | "two" | "three" | "four" | "five" | "six" => Some(SpeakerKind::Group),
        _ => None,
    }
}

/// A plural by its form, and no noun known as something else in the singular.
pub(super) fn is_plural(reader: &Reader<'_>, at: usize) -> bool {
    let word = reader.lower(at);
    let ending = word.len() > 3 && word.ends_with('s') && !word.ends_with("ss") && !word.ends_with("us") && !word.ends_with("is");
    ending && !reader.is(at, class::ROLE | class::PERSON | class::DOCUMENT | class::ORGANISATION | class::ANONYMOUS | class::STATEMENT)
}

/// "Germans": the plural of a demonym.
pub(super) fn is_demonyms(reader: &Reader<'_>, at: usize) -> bool {
    reader.shape(at) == Shape::Capitalised
        && reader.lower(at).strip_suffix('s').is_some_and(|one| {
            matches!(reader.lexicon.place_at(0, |place| if place == 0 { one } else { "" }), Some((PlaceWord::Demonym, _, 1)))
        })
}

/// The phrase before its first comma, bracket or relative pronoun.
fn head_part(reader: &Reader<'_>, source: Range<usize>) -> Range<usize> {
    // "trade records | the council released": a clause without "that" hangs on the noun.
    let clause = |at: usize| {
        reader.lower(at) == "the"
            && reader.shape(at - 1) == Shape::Lower
            && !reader.is(at - 1, class::PREPOSITION | class::INNER_PREPOSITION | class::CONJUNCTION | class::DETERMINER)
            && !reader.is_adverb(at - 1)
    };
    let stop = source.clone().find(|&at| {
        at > source.start
            && (clause(at) || reader.is_comma(at) || matches!(reader.lower(at), "(" | "who" | "whose" | "which") || reader.is_dash(at))
    });
    source.start..stop.unwrap_or(source.end)
}

/// "polls | taken in Varn", "a man | wearing a hat": a participle behind its noun.
fn is_participle(reader: &Reader<'_>, at: usize) -> bool {
    let word = reader.lower(at);
    reader.shape(at) == Shape::Lower
        && word.len() > 4
        && (word.ends_with("ed") || word.ends_with("ing") || word.ends_with("en"))
        && !reader.is(at, class::SPEAKING_NOUN | class::ROLE_MODIFIER | class::PORTFOLIO)
}

/// The noun the phrase is about: the last word before its first preposition.
pub(super) fn head_noun(reader: &Reader<'_>, head: Range<usize>) -> usize {
    let stop = head.clone().find(|&at| {
        at > head.start
            && !reader.is_name_word(at)
            && (reader.is(at, class::INNER_PREPOSITION | class::PREPOSITION)
                || reader.lower(at) == "that"
                || reader.is(at - 1, class::SPEAKING_NOUN) && is_participle(reader, at))
    });
    // "the Ministry of Trade spokesman", "the Office of Works press release": the name goes on to the noun that ends the phrase.
    if let Some(of) = stop.filter(|&of| reader.lower(of) == "of" && of > head.start && reader.is_name_word(of - 1))
        && let end = head.end - 1
        && reader.shape(end) == Shape::Lower
        && reader.is(end, class::ROLE | class::DOCUMENT)
        && of + 1 < end
        && reader.is_name_word(of + 1)
        && (of + 1..end)
            .all(|at| reader.is_name_word(at) || at + 1 == end && reader.shape(at) == Shape::Lower && !reader.is_function_word(at))
    {
        return end;
    }
    let mut last = stop.unwrap_or(head.end).saturating_sub(1).max(head.start);
    while last > head.start && (reader.shape(last) == Shape::Mark || reader.is_possessive_mark(last)) {
        last -= 1;
    }
    last
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
    // Jo "Duke" Holt: a nickname is no title.
    let last_title = run.clone().rfind(|&at| at + 1 < run.end && is_title(at) && !reader.is_quote_mark(at + 1));
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
    // "Finis E. St. John": an initial or a small word before it is of the name.
    let of_name = |given: usize| {
        (start..given).any(|at| is_initial(reader.written(at)) || reader.is(at, class::PARTICLE) || reader.lower(at) == "st.")
    };
    if let Some(given) = given.filter(|&given| !reader.is(start, class::GIVEN) && !of_name(given)) {
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
    let initial = name.len() >= 2 && name.clone().any(|at| is_initial(reader.written(at)));
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
        || plain && !organisation && !reader.is(name.end - 1, class::GROUP | class::ROLE);
    // "Varn Health and Human Services Secretary Jo Low": no person of that name.
    let portfolio = reader.is(name.end - 1, class::PORTFOLIO) && !given && !honoured && !initial && reader.lower(name.end) == "and";
    Some(Named { name, titled, person: person && !portfolio && !reader.is(run.end - 1, class::GROUP) })
}

/// "the embattled Holt": a name of one word behind a small word, as only somebody told of before is called.
fn is_described(reader: &Reader<'_>, head: &Range<usize>, name: &Range<usize>) -> bool {
    name.len() == 1
        && name.end == head.end
        && name.start == head.start + 2
        && reader.shape(name.start) == Shape::Capitalised
        && reader.shape(head.start + 1) == Shape::Lower
        && !reader.lower(head.start + 1).contains('-')
        && !reader.is(head.start + 1, class::ROLE | class::ORGANISATION | class::DOCUMENT | class::MEDIA | class::MEDIA_GENERIC)
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
    let Some(mut last) = role else { return (None, None) };
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

/// The gender of a given name.
pub(super) fn given_gender(reader: &Reader<'_>, at: usize) -> Option<Gender> {
    let bits = reader.class(at);
    match (bits & class::GIVEN_F != 0, bits & class::GIVEN_M != 0) {
        (true, false) => Some(Gender::Female),
        (false, true) => Some(Gender::Male),
        _ => None,
    }
}
