//! What a noun phrase says of its speaker: name, role, affiliation, kind.
//!
//! In: the tokens of a speaker. Out: [`Description`]. Nothing outside the phrase is looked at; pronouns and short
//! names are resolved in `people.rs`. Ladder of kinds: pronoun, withheld name, name, document, vague voice, group,
//! organisation, role.

use std::ops::Range;

use super::SpeakerKind;
use super::names::{Named, is_organisation_name, is_party, name_in};
use super::outlet;
use super::reader::Reader;
use super::roles::role_in;
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
        let fits = |at: usize| {
            title(at) || reader.is(at, class::ROLE_MODIFIER | class::DETERMINER) || reader.is_name_word(at) || reader.is_possessive_mark(at)
        };
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
    // "trade records | the council released", "a tweet | he sent": a clause without "that" hangs on the noun.
    let clause = |at: usize| {
        (reader.lower(at) == "the" || reader.is(at, class::HE | class::SHE | class::THEY))
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
    let irregular = || matches!(word, "done" | "made" | "sent" | "laid" | "held" | "led" | "shown" | "drawn" | "seen" | "kept");
    reader.shape(at) == Shape::Lower
        && (word.len() > 4 && (word.ends_with("ed") || word.ends_with("ing") || word.ends_with("en")) || irregular())
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

/// The gender of a given name.
pub(super) fn given_gender(reader: &Reader<'_>, at: usize) -> Option<Gender> {
    let bits = reader.class(at);
    match (bits & class::GIVEN_F != 0, bits & class::GIVEN_M != 0) {
        (true, false) => Some(Gender::Female),
        (false, true) => Some(Gender::Male),
        _ => None,
    }
}
