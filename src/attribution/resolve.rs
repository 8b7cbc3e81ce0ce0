//! Who speaks: each relation's source resolved to a name, role, affiliation and grade.
//!
//! In: the relations of an article, in tokens. Out: [`Attributions`]. Whoever finds relations hands them over here;
//! nothing before this file knows who is meant.

use std::ops::Range;

use super::antecedents;
use super::build::build;
use super::content::Relation;
use super::names::{self, is_brand};
use super::naming::{self, Description, Gender};
use super::offices::is_apposed_body;
use super::outlet::{self, Press};
use super::people::People;
use super::phrases::{Phrases, withheld};
use super::reader::Reader;
use super::roles::body_beside;
use super::{Attributions, Grade, SpeakerKind, said, sentence_of};
use crate::config::AttributionParams;
use crate::corpus::Article;
use crate::ids::Span;
use crate::lexicon::class;
use crate::text::Shape;

/// How far back the body is looked for that "the group" means, in tokens.
const NEAR_BODY: usize = 90;

/// Most names that three sentences hold: in more of them nobody is looked for, so that one endless sentence costs no more than
/// its length (chosen by hand, not measured).
const MOST_NEAR: usize = 200;

/// Who speaks, resolved.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Speaker {
    pub(super) name: Option<String>,
    pub(super) role: Option<String>,
    pub(super) affiliation: Option<String>,
    pub(super) kind: SpeakerKind,
    pub(super) grade: Grade,
    pub(super) person: Option<usize>,
    pub(super) source: Option<Range<usize>>,
    /// Why the name is withheld.
    pub(super) reason: Option<String>,
}

/// Resolves the speaker of every relation and writes them all down. `quiet` are the numbers of the quotations that
/// quote nobody; one inside reported words is the speaker's and left out.
pub(super) fn describe(
    reader: &Reader<'_>,
    article: &Article,
    mut relations: Vec<Relation>,
    quiet: Vec<usize>,
    params: &AttributionParams,
) -> Attributions {
    // Before "who" and "which" it is what they hang on that speaks.
    for relation in &mut relations {
        if let Some(source) = relation.source.clone().filter(|source| source.len() == 1 && reader.is(source.start, class::RELATIVE)) {
            relation.source = Some(speaking_part(reader, &source));
        } else if let Some(source) = &mut relation.source
            && let Some(start) = body_start(reader, source)
        {
            source.start = start;
        }
    }
    relations.sort_by_key(|relation| (relation.cue.as_ref().map_or(relation.unit.start, |cue| cue.start), relation.unit.start));
    let mut speakers = vec![false; reader.document.tokens.len()];
    for source in relations.iter().filter_map(|relation| relation.source.clone()) {
        for place in speakers.get_mut(source).unwrap_or_default() {
            *place = true;
        }
    }
    let mut people = People::read(reader, &speakers);
    let mut items = Vec::with_capacity(relations.len());
    let phrases = Phrases::read(reader);
    let mut last: Option<usize> = None;
    let mut voices: Vec<Speaker> = Vec::with_capacity(relations.len());
    for relation in &relations {
        let before = last.and_then(|last| voices.get(last));
        voices.push(resolve(reader, &mut people, relation, before, params, &phrases));
        // "I" and "we" are the author's or the quoted speaker's and lead nobody else on.
        let first_person = relation.source.as_ref().is_some_and(|source| source.len() == 1 && reader.is(source.start, class::FIRST_PERSON));
        let silent = relation.cue.as_ref().is_some_and(|cue| said::is_silent(reader, cue));
        if !first_person && !silent {
            last = Some(voices.len() - 1);
        }
    }
    // A role that the article tells later on is known to its reader all the same.
    for speaker in &mut voices {
        let Some(known) = speaker.person.filter(|_| speaker.role.is_none()).and_then(|person| people.persons.get(person)) else { continue };
        speaker.role.clone_from(&known.role);
        speaker.affiliation = speaker.affiliation.take().or_else(|| known.affiliation.clone());
        if speaker.grade == Grade::Named && known.is_told() {
            speaker.grade = Grade::NamedRole;
        }
    }
    still_unnamed(reader, &mut voices);
    let press = Press::read(reader, &people, &relations);
    let mut credited: Option<String> = None;
    for (relation, speaker) in relations.iter().zip(&voices) {
        let via = outlet::credited(reader, relation, article, params, &press, credited.as_deref());
        credited = via.0.clone().or(credited);
        if let Some(item) = build(reader, relation, speaker, via) {
            items.push(item);
        }
    }
    items.sort_by_key(|item| (item.content.first().map_or(0, |span| span.start), item.cue.map_or(0, |cue| cue.start)));
    // A quotation of a word or two inside reported words is the speaker's.
    let mut covered: Vec<Span> =
        if quiet.is_empty() { Vec::new() } else { items.iter().flat_map(|item| item.content.iter().copied()).collect() };
    covered.sort();
    let mut reach = 0;
    for span in &mut covered {
        reach = reach.max(span.end);
        span.end = reach;
    }
    let spoken = |span: Span| {
        let before = covered.partition_point(|content| content.start < span.end);
        before.checked_sub(1).and_then(|at| covered.get(at)).is_some_and(|content| content.end > span.start)
    };
    let not_speech = quiet
        .into_iter()
        .filter_map(|number| reader.document.quotations.get(number))
        .map(|quote| quote.span)
        .filter(|span| !spoken(*span))
        .collect();
    Attributions { items, not_speech, comment_sought: phrases.comment_sought }
}

fn resolve(
    reader: &Reader<'_>,
    people: &mut People,
    relation: &Relation,
    last: Option<&Speaker>,
    params: &AttributionParams,
    phrases: &Phrases,
) -> Speaker {
    let nobody = Speaker {
        name: None,
        role: None,
        affiliation: None,
        kind: SpeakerKind::None,
        grade: Grade::None,
        person: None,
        source: None,
        reason: None,
    };
    let Some(written) = relation.source.clone().filter(|_| !relation.impersonal) else {
        // "It is widely believed": many unnamed heads.
        let widely = relation.impersonal
            && relation.cue.clone().is_some_and(|cue| (cue.start.saturating_sub(1)..cue.end).any(|at| reader.is_adverb(at)));
        return if widely { Speaker { kind: SpeakerKind::Vague, grade: Grade::Vague, ..nobody } } else { nobody };
    };
    // A shared or continued speaker is the one found before.
    if let Some(last) = last.filter(|last| last.source.as_ref() == Some(&written)) {
        return last.clone();
    }
    let source = speaking_part(reader, &written);
    // "who" that hangs on nothing that can speak.
    if source.len() == 1 && reader.is(source.start, class::RELATIVE) && !reader.is_name_word(source.start) {
        return nobody;
    }
    let mut description = naming::describe(reader, source.clone());
    // "the Department of Water and Fisheries": one body.
    let body = (source.start + 1..source.end).rev().find_map(|at| body_start(reader, &(at..source.end)));
    if let Some(body) = body {
        if body <= source.start + usize::from(reader.is(source.start, class::DETERMINER)) {
            description.kind = SpeakerKind::Organisation;
            (description.name, description.role, description.points_back) = (Some(body..source.end), None, None);
        } else if description.name.as_ref().is_some_and(|name| name.start > body) {
            description = naming::describe(reader, source.start..body);
        }
    }
    // "She and her allies": hers above all.
    if source.len() > 2 && reader.is(source.start, class::HE | class::SHE) && reader.lower(source.start + 1) == "and" {
        description = naming::describe(reader, source.start..source.start + 1);
    }
    let plain = description.name.is_none() && description.kind == SpeakerKind::Person && description.pronoun == 0;
    // "Mira Holt, Varn Republican, said".
    let between = source.start > 0 && reader.is_comma(source.start - 1) && reader.is_comma(source.end) && source.len() <= 4;
    if (plain || between && description.kind != SpeakerKind::Person)
        && let Some(name) = people.apposed(reader, &source, !plain)
    {
        description.name = Some(name);
        description.kind = SpeakerKind::Person;
        description.points_back = None;
    }
    // "King said", "Bishop said": a surname that is a title too.
    if plain && source.len() == 1 && reader.shape(source.start) == Shape::Capitalised && people.named(reader, source.clone()).is_some() {
        (description.name, description.role, description.points_back) = (Some(source.clone()), None, None);
    }
    // "to Russian hacking Holt said": the words before a known name belong to the clause before.
    let tail = source.end.saturating_sub(1);
    if description.kind == SpeakerKind::Organisation
        && source.len() >= 3
        && reader.is_name_word(tail)
        && (reader.shape(tail - 1) == Shape::Lower || reader.is_quote_mark(tail - 1))
        && !reader.is(tail - 1, class::PREPOSITION | class::DETERMINER | class::CONJUNCTION)
        && people.mentioned(tail..tail + 1)
    {
        description = naming::describe(reader, tail..source.end);
    }
    let mut speaker = Speaker {
        name: description.name.clone().map(|name| reader.said(name).to_owned()),
        role: description.role.clone(),
        affiliation: description.affiliation.clone(),
        kind: description.kind,
        grade: Grade::RoleOnly,
        person: None,
        source: Some(written.clone()),
        reason: None,
    };
    if let Some(last) = last.filter(|last| goes_on_unnamed(reader, people, last, &description, &source)) {
        return Speaker { source: Some(written), ..last.clone() };
    }
    // "the study by Mira Holt and Jo Low" is no pair of people.
    let pair = || two_people(reader, people, &source).or_else(|| the_two(reader, people, &source));
    let document = reader.is(naming::head_noun(reader, source.clone()), class::DOCUMENT);
    if let Some((pair, roles)) = (!document).then(pair).flatten() {
        let grade = if roles { Grade::NamedRole } else { Grade::Named };
        return Speaker { name: Some(pair), role: None, affiliation: None, kind: SpeakerKind::Group, grade, ..speaker };
    }
    let person = who(reader, people, &description, &source, last, params);
    if let Some(person) = person {
        if let Some(office) = description.points_back.filter(|&noun| reader.is(noun, class::ROLE) && reader.is(noun, class::EPITHET)) {
            let known = &mut people.persons[person];
            known.role = known.role.take().or_else(|| Some(reader.written(office).to_owned()));
        }
        let known = &people.persons[person];
        speaker.name = Some(known.name.clone());
        speaker.role = speaker.role.or_else(|| known.role.clone());
        speaker.affiliation = speaker.affiliation.or_else(|| known.affiliation.clone());
        speaker.kind = SpeakerKind::Person;
        speaker.person = Some(person);
        if !relation.cue.as_ref().is_some_and(|cue| said::is_silent(reader, cue)) {
            people.speaks(person, source.start);
        }
    } else if description.pronoun & (class::IT | class::THEY) != 0 {
        // "It" and "they" go on with the organisation, document or group that spoke last.
        let it = description.pronoun & class::IT != 0;
        let one = |last: &&Speaker| it && matches!(last.kind, SpeakerKind::Anonymous | SpeakerKind::Vague);
        // A group named since the last speaker is nearer.
        let group = if it { None } else { antecedents::group_before(reader, source.start) };
        let since = |last: &&Speaker| {
            let nearer = |group: &Range<usize>| last.source.as_ref().is_some_and(|before| before.end > group.start);
            group.as_ref().is_none_or(|(group, _)| nearer(group))
        };
        let goes_on = last
            .filter(|last| !matches!(last.kind, SpeakerKind::Person | SpeakerKind::None) && !one(last) && since(last))
            .filter(|last| near(reader, last, &source));
        match goes_on {
            Some(last) => {
                let words = last
                    .source
                    .clone()
                    .filter(|source| source.len() > 1 || !reader.is(source.start, class::SUBJECT_PRONOUN | class::OTHER_PRONOUN));
                let name = last.name.clone().or_else(|| words.map(|words| reader.said(words).to_owned()));
                return Speaker { source: Some(written), name, ..last.clone() };
            }
            None if it => {
                speaker.kind = SpeakerKind::Organisation;
                speaker.name = people.last_body(source.start, 60).map(str::to_owned);
            }
            None => {
                speaker.kind = SpeakerKind::Group;
                if let Some((group, vague)) = group {
                    speaker.name = Some(reader.said(group).to_owned());
                    (speaker.kind, speaker.grade) =
                        if vague { (SpeakerKind::Vague, Grade::Vague) } else { (SpeakerKind::Group, Grade::Group) };
                }
            }
        }
        if speaker.name.is_none() {
            return speaker;
        }
    } else if let Some(noun) = description.points_back
        && let Some(name) = people.body_before(source.start, reader.stem(noun))
    {
        speaker.name = Some(name.to_owned());
        speaker.kind = SpeakerKind::Organisation;
    } else if speaker.kind == SpeakerKind::Organisation
        && reader.lower(source.start) == "the"
        && source.len() <= 3
        && reader.is(naming::head_noun(reader, source.clone()), class::ANY_BODY)
    {
        // "The group said" after what another body of the article said or did.
        let spoke = last.filter(|last| last.kind == SpeakerKind::Organisation && last.name.is_some());
        let named = spoke.filter(|last| near(reader, last, &source)).and_then(|last| last.name.clone());
        speaker.name = named.or_else(|| people.any_body_before(reader, source.start, NEAR_BODY)).or(speaker.name);
    }
    let short = speaker.person.is_none()
        && description.name.as_ref().is_some_and(|name| name.len() == 1)
        && speaker.kind == SpeakerKind::Person
        && !description.titled;
    if speaker.person.is_none()
        && speaker.kind == SpeakerKind::Person
        && description.name.as_ref().is_some_and(|name| people.is_body_like(reader, name.clone()))
    {
        speaker.kind = SpeakerKind::Organisation;
    }
    if short && description.name.as_ref().is_some_and(|name| is_brand(reader, name.start)) {
        speaker.kind = SpeakerKind::Organisation;
    }
    if speaker.kind == SpeakerKind::Person
        && speaker.person.is_none()
        && description.name.as_ref().is_some_and(|name| is_apposed_body(reader, name.end))
    {
        speaker.kind = SpeakerKind::Organisation;
    }
    // "Lumen said it had filed", "Lumen, which makes lamps": a name without a given name that "it" goes back to is a body's.
    if speaker.kind == SpeakerKind::Person
        && description.name.as_ref().is_some_and(|name| !reader.is(name.start, class::GIVEN) && !description.titled)
        && speaker.person.is_none_or(|person| people.persons[person].bare)
        && (!relation.verbatim && is_neuter(reader, relation)
            || description.name.as_ref().is_some_and(|name| reader.is_comma(name.end) && reader.lower(name.end + 1) == "which"))
    {
        (speaker.kind, speaker.person) = (SpeakerKind::Organisation, None);
    }
    if speaker.kind == SpeakerKind::Organisation
        && let Some(longer) =
            speaker.name.as_deref().filter(|name| !name.contains(' ')).and_then(|name| people.longer_body(source.start, name))
    {
        speaker.name = Some(longer.to_owned());
    }
    if speaker.kind == SpeakerKind::Organisation
        && let Some(full) = speaker.name.as_deref().filter(|name| !name.contains(' ')).and_then(|name| people.spelled_out(reader, name))
    {
        let full = full.to_owned();
        // "ML: We wait.": initials of a person.
        if let Some(person) = people.by_full_name(&full) {
            let known = &people.persons[person];
            (speaker.kind, speaker.person) = (SpeakerKind::Person, Some(person));
            (speaker.role, speaker.affiliation) = (known.role.clone(), known.affiliation.clone());
        }
        speaker.name = Some(full);
    }
    let many = speaker.kind == SpeakerKind::Group && description.pronoun == 0;
    if speaker.name.is_none() && (many || matches!(speaker.kind, SpeakerKind::Person | SpeakerKind::Anonymous)) {
        withheld(reader, people, relation, &source, &mut speaker, phrases);
    }
    let short = short || speaker.person.is_some_and(|person| people.persons[person].bare && speaker.role.is_none());
    speaker.grade = match speaker.kind {
        SpeakerKind::Person if short || speaker.name.is_none() => Grade::RoleOnly,
        // Whom somebody is of tells as much as an office.
        SpeakerKind::Person if speaker.role.is_some() || speaker.affiliation.is_some() => Grade::NamedRole,
        SpeakerKind::Person => Grade::Named,
        SpeakerKind::Organisation => Grade::Organisation,
        SpeakerKind::Document => Grade::Document,
        SpeakerKind::Group => Grade::Group,
        SpeakerKind::Anonymous => Grade::Anonymous,
        SpeakerKind::Vague => Grade::Vague,
        SpeakerKind::None => Grade::None,
    };
    speaker
}

/// "The official said", where an official spoke before whose name was kept back.
fn still_unnamed(reader: &Reader<'_>, voices: &mut [Speaker]) {
    let mut known: Vec<&str> = Vec::new();
    for speaker in voices {
        let Some(source) = speaker.source.clone().filter(|source| speaker.name.is_none() && !source.is_empty()) else { continue };
        let noun = naming::head_noun(reader, source.clone());
        if !reader.is(noun, class::UNNAMED) {
            continue;
        }
        // Each word once: there are as few as the table has.
        let met = known.contains(&reader.lower(noun));
        if speaker.kind == SpeakerKind::Anonymous {
            known.extend((!met).then(|| reader.lower(noun)));
        } else if met && speaker.grade == Grade::RoleOnly && matches!(reader.lower(source.start), "the" | "that" | "this") {
            (speaker.kind, speaker.grade) = (SpeakerKind::Anonymous, Grade::Anonymous);
        }
    }
}

/// True where `last` spoke in one of the three sentences before.
fn near(reader: &Reader<'_>, last: &Speaker, source: &Range<usize>) -> bool {
    let sentence = |at: usize| sentence_of(reader.document, at);
    last.source.as_ref().is_some_and(|before| sentence(before.start) + 4 > sentence(source.start))
}

/// True where the words of a relation begin with "it" or "its", which can go back only to the speaker.
fn is_neuter(reader: &Reader<'_>, relation: &Relation) -> bool {
    let behind = |piece: &&Range<usize>| relation.cue.as_ref().is_some_and(|cue| cue.end <= piece.start);
    relation.pieces.iter().find(behind).is_some_and(|piece| {
        let first = piece.clone().find(|&at| reader.lower(at) != "that").unwrap_or(piece.start);
        let verb = reader.lower(first + 1);
        // "said it was late": the day or the deed, not the speaker.
        reader.quotation_at(first).is_none()
            && (reader.lower(first) == "its" || reader.lower(first) == "it" && !matches!(verb, "is" | "was" | "'s" | "would" | "seems"))
    })
}

/// The words that say who speaks: without the possessive mark of "Holt's claim"; before "who" and "which", what they
/// hang on.
fn speaking_part(reader: &Reader<'_>, source: &Range<usize>) -> Range<usize> {
    let mut part = source.clone();
    while part.len() > 1 && reader.is_possessive_mark(part.end - 1) {
        part.end -= 1;
    }
    // "Despite his time as an anti-toll governor, Holt said": the words before the comma hang on "as".
    if part.start > 0
        && reader.lower(part.start - 1) == "as"
        && reader.is(part.start, class::DETERMINER)
        && let Some(comma) = part.clone().find(|&at| reader.is_comma(at))
        && comma + 1 < part.end
        && (comma + 1..part.end).all(|at| reader.is_name_word(at))
    {
        part.start = comma + 1;
    }
    if part.len() == 1 && reader.is(part.start, class::RELATIVE) && !reader.is_name_word(part.start) {
        let floor = reader.document.sentences.get(sentence_of(reader.document, part.start)).map_or(part.start, |one| one.tokens.start);
        let mut end = part.start;
        while end > floor && (reader.is_comma(end - 1) || reader.is_dash(end - 1) || reader.is(end - 1, class::PREPOSITION)) {
            end -= 1;
        }
        // "the voters of the north, mostly old, who said"
        for end in (floor + 1..=end).rev().take(8) {
            if let Some(start) = reader.phrase_before(end, floor) {
                // "caught the attention of Mira Holt, who wrote": she wrote, not the attention.
                let thing = !reader.is(naming::head_noun(reader, start..end), class::SPEAKING_NOUN);
                let of =
                    (start..end).rfind(|&at| reader.is(at, class::INNER_PREPOSITION)).filter(|of| thing && reader.is_name_word(of + 1));
                return of.map_or(start, |of| of + 1)..end;
            }
        }
    }
    part
}

/// Where a body's name begins of which `part` is the end: "Centres for Water Safety and | Fisheries".
fn body_start(reader: &Reader<'_>, part: &Range<usize>) -> Option<usize> {
    let and = part.start.checked_sub(1).filter(|&and| reader.lower(and) == "and" && reader.is_name_word(part.start))?;
    let floor = reader.document.sentences.get(sentence_of(reader.document, and)).map_or(and, |sentence| sentence.tokens.start);
    let mut start = and;
    let mut of = false;
    while start > floor && and - start < 8 {
        let before = start - 1;
        let small = matches!(reader.lower(before), "of" | "for") && start < and;
        if !(reader.is_name_word(before) || small) {
            break;
        }
        of |= small;
        start = before;
    }
    let head =
        (start..and).any(|at| reader.is(at, class::ORGANISATION) && reader.is_name_word(at) && (of || at + 1 < and || part.len() >= 2));
    (start < and && head && !reader.is(part.start, class::GIVEN)).then_some(start)
}

/// "This person said", "he said": goes on with the unnamed speaker before where nobody was named since.
fn goes_on_unnamed(reader: &Reader<'_>, people: &People, last: &Speaker, description: &Description, source: &Range<usize>) -> bool {
    let Some(before) = last.source.clone().filter(|_| last.kind == SpeakerKind::Anonymous && last.name.is_none()) else { return false };
    let near = sentence_of(reader.document, source.start) <= sentence_of(reader.document, before.start) + 3;
    let same = description.pronoun & (class::HE | class::SHE | class::THEY) != 0
        || description.name.is_none() && reader.is(source.start, class::THIS | class::DETERMINER) && {
            let noun = naming::head_noun(reader, source.clone());
            let pointing = reader.is(source.start, class::THIS) || reader.lower(source.start) == "the";
            pointing
                && (reader.is(noun, class::ANONYMOUS | class::PERSON)
                    || reader.lower(noun) == reader.lower(naming::head_noun(reader, before.clone())))
        };
    near && same && before.end < source.start && !people.mentioned(before.end..source.start)
}

/// "Sanz and Holt": both names in full where both are known people, and whether the reader knows what both are.
fn two_people(reader: &Reader<'_>, people: &People, source: &Range<usize>) -> Option<(String, bool)> {
    // "lawyers for Mira and Jon Holt" are the lawyers.
    if reader.is(source.start, class::GROUP | class::VAGUE) && !reader.is_name_word(source.start + 1) {
        return None;
    }
    let and = source.clone().rfind(|&at| reader.lower(at) == "and").filter(|and| *and > source.start && and + 1 < source.end)?;
    let one = names::name_in(reader, source.start..and).filter(|named| named.name.end == and)?;
    // "Harbour and Border Guard officials": a body's name goes on.
    let closes = |end: usize| end >= source.end || reader.shape(end) == Shape::Mark || reader.is(end, class::RELATIVE);
    let other = names::name_in(reader, and + 1..source.end)?;
    // "Mira Holt and Jo Low at the university".
    let at = reader.lower(other.name.end) == "at" && one.name.len() >= 2 && other.name.len() >= 2;
    if !at && !closes(other.name.end) {
        return None;
    }
    // "the Varn Times' Mira Holt and Jo Low" are both of it.
    let of_body = body_beside(reader, &one.name, source.start, source.end).is_some();
    let (one, other) = (people.named(reader, one.name)?, people.named(reader, other.name)?);
    let (one, other) = (people.persons.get(one)?, people.persons.get(other)?);
    let told = of_body || one.is_told() && other.is_told();
    (one.first != other.first).then(|| (format!("{} and {}", one.name, other.name), told))
}

/// "The two said": both who alone were named in this and the last two sentences.
fn the_two(reader: &Reader<'_>, people: &People, source: &Range<usize>) -> Option<(String, bool)> {
    let both = source.len() == 2 && matches!(reader.lower(source.start), "the") && matches!(reader.lower(source.start + 1), "two" | "pair");
    if !both {
        return None;
    }
    let from = reader.document.sentences.get(sentence_of(reader.document, source.start).saturating_sub(2))?.tokens.start;
    let first = people.mentions.partition_point(|mention| mention.at < from);
    let last = people.mentions.partition_point(|mention| mention.at < source.start);
    let mut near: Vec<usize> = people.mentions.get(first..last)?.iter().rev().take(MOST_NEAR).map(|mention| mention.person).collect();
    near.sort_unstable();
    near.dedup();
    let [one, other] = near.as_slice() else { return None };
    let (one, other) = (people.persons.get(*one)?, people.persons.get(*other)?);
    Some((format!("{} and {}", one.name, other.name), one.is_told() && other.is_told()))
}

/// The person of the article whom a description means.
fn who(
    reader: &Reader<'_>,
    people: &People,
    description: &Description,
    source: &Range<usize>,
    last: Option<&Speaker>,
    params: &AttributionParams,
) -> Option<usize> {
    if description.pronoun & (class::HE | class::SHE) != 0 {
        let gender = if description.pronoun & class::SHE != 0 { Gender::Female } else { Gender::Male };
        return people.behind_pronoun(reader, source.start, Some(gender), last.and_then(|last| last.person), params);
    }
    // "BASH:" and the like look like an acronym and are a surname.
    let shouted = description.kind == SpeakerKind::Organisation && source.len() == 1;
    if shouted {
        return people.named(reader, source.clone());
    }
    if description.kind != SpeakerKind::Person {
        return None;
    }
    if let Some(name) = &description.name {
        return people.named(reader, name.clone());
    }
    let noun = description.points_back?;
    // "The Varn Democrat" after words of hers: parties are no part of a role, so whoever spoke last is meant.
    let by_party =
        || last.and_then(|last| last.person).filter(|_| reader.is(noun, class::ROLE_MODIFIER) && reader.is(noun, class::EPITHET));
    let epithet = || {
        let one = reader.is(noun, class::EPITHET) && reader.lower(source.start) == "the";
        one.then(|| people.behind_pronoun(reader, source.start, None, last.and_then(|last| last.person), params)).flatten()
    };
    people.with_role(source.start, reader.lower(noun), description.affiliation.as_deref(), params).or_else(by_party).or_else(epithet)
}

#[cfg(test)]
mod tests;
