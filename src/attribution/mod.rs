//! Attribute: who said what, on whose word, and how well the reader is told who that is.
//!
//! In: an article's [`Document`]. Out: [`Attributions`]. Invariant: source, cue and content are spans of the text; a
//! name is only ever a name that stands in the article. Deliberately absent: whether what was said is so.

use std::ops::Range;

use serde::Serialize;

use crate::config::AttributionParams;
use crate::corpus::Article;
pub use crate::ids::VerbClass;
use crate::ids::{Genre, Span, names};
use crate::lexicon::{Lexicon, SpeakerPhrase, class};
use crate::text::{Document, Shape};

mod content;
mod cues;
mod naming;
mod outlet;
mod people;
mod quotes;
mod reader;

use content::Relation;
use naming::{Description, Gender};
use outlet::Press;
use people::People;
use reader::Reader;

/// Everything an article attributes.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
pub struct Attributions {
    /// The attributed stretches in order of their first content byte.
    pub items: Vec<Attribution>,
    /// Quotations that quote nobody: scare quotes, titles, nicknames. Spans with their marks.
    pub not_speech: Vec<Span>,
    /// Sentences that say somebody declined to comment or could not be reached: index into `Document::sentences`.
    pub comment_sought: Vec<usize>,
}

/// One attributed stretch.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Attribution {
    /// The words that name the speaker, as written here ("she", "Kosovo's Defense Minister Ejup Maqedonci"); `None`
    /// where nobody is named ("it was reported that").
    pub speaker: Option<Span>,
    /// The words that attribute ("said", "according to"); `None` for a free-standing quotation.
    pub cue: Option<Span>,
    /// The attributed words, without the marks of a quotation; more than one piece where the cue stands amid them.
    pub content: Vec<Span>,
    /// Direct, mixed or indirect.
    pub manner: Manner,
    /// Full name of the speaker after pronouns and short names are resolved; for an organisation or document its name
    /// as written. `None` where nobody is named.
    pub name: Option<String>,
    /// Office or role ("Defense Minister"), carried along from the first full mention.
    pub role: Option<String>,
    /// Country or organisation of the role ("Kosovo").
    pub affiliation: Option<String>,
    /// What sort of speaker.
    pub kind: SpeakerKind,
    /// How well the reader is told who speaks.
    pub grade: Grade,
    /// The outlet credited second-hand ("told TRT Balkans"); `None` where the outlet heard it itself or does not say.
    pub via: Option<String>,
    /// How many outlets stand between speaker and reader; 0 for first hand.
    pub chain_depth: u8,
    /// The reason given for anonymity ("was not authorised to speak publicly").
    pub anonymity_reason: Option<String>,
    /// How the cue stands to what was said.
    pub verb: VerbClass,
    /// Index into `Document::sentences` of the sentence that holds the cue, or the first content.
    pub sentence: usize,
}

/// Direct, mixed or indirect speech.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Manner {
    /// The whole content stands in quotation marks.
    Direct,
    /// Part of it does.
    Mixed,
    /// None of it does.
    Indirect,
}

/// What sort of speaker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SpeakerKind {
    /// A person, named or known by role.
    Person,
    /// A ministry, company, party, outlet.
    Organisation,
    /// A report, study, filing.
    Document,
    /// A group that can be counted: "police", "residents of Varn".
    Group,
    /// Somebody whose name is withheld.
    Anonymous,
    /// "critics", "many analysts".
    Vague,
    /// Nobody ("it is said").
    None,
}

/// How well the reader is told who speaks, strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// A name and a role.
    NamedRole,
    /// A name.
    Named,
    /// An organisation.
    Organisation,
    /// A document.
    Document,
    /// A role without a name; also an unresolved pronoun or short name.
    RoleOnly,
    /// A group.
    Group,
    /// A withheld name.
    Anonymous,
    /// A vague voice.
    Vague,
    /// Nobody.
    None,
}

names!(Manner { Direct => "direct", Mixed => "mixed", Indirect => "indirect" });
names!(SpeakerKind { Person => "person", Organisation => "organisation", Document => "document", Group => "group", Anonymous => "anonymous", Vague => "vague", None => "none" });
names!(Grade { NamedRole => "named_role", Named => "named", Organisation => "organisation", Document => "document", RoleOnly => "role_only", Group => "group", Anonymous => "anonymous", Vague => "vague", None => "none" });

/// Finds every attributed stretch of an article and resolves who speaks.
pub fn attribute(article: &Article, document: &Document, lexicon: &Lexicon, params: &AttributionParams) -> Attributions {
    let mut reader = Reader::new(&article.text, document, &lexicon.attribution);
    let quiet = quotes::not_speech(&mut reader, params);
    let reader = reader;
    let mut relations = relations(&reader, article.genre == Genre::Transcript);
    content::whole_quotations(&reader, &mut relations);
    quotes::attach(&reader, &mut relations);
    relations.sort_by_key(|relation| (relation.cue.as_ref().map_or(relation.unit.start, |cue| cue.start), relation.unit.start));
    let mut speakers = vec![false; document.tokens.len()];
    for source in relations.iter().filter_map(|relation| relation.source.clone()) {
        for place in speakers.get_mut(source).unwrap_or_default() {
            *place = true;
        }
    }
    let mut people = People::read(&reader, &speakers);
    let mut items = Vec::with_capacity(relations.len());
    let mut last: Option<Speaker> = None;
    let phrases = Phrases::read(&reader);
    let mut voices = Vec::with_capacity(relations.len());
    for relation in &relations {
        let speaker = resolve(&reader, &mut people, relation, last.as_ref(), params, &phrases);
        last = Some(speaker.clone());
        voices.push(speaker);
    }
    let press = Press::read(&reader, &people, &relations);
    let mut credited: Option<String> = None;
    for (relation, speaker) in relations.iter().zip(&voices) {
        let via = outlet::credited(&reader, relation, article, params, &press, credited.as_deref());
        credited = via.0.clone().or(credited);
        if let Some(item) = build(&reader, relation, speaker, via) {
            items.push(item);
        }
    }
    items.sort_by_key(|item| (item.content.first().map_or(0, |span| span.start), item.cue.map_or(0, |cue| cue.start)));
    // A quotation of a word or two inside reported words is the speaker's.
    let spoken = |span: Span| items.iter().any(|item: &Attribution| item.content.iter().any(|content| content.overlaps(span)));
    let not_speech = quiet
        .into_iter()
        .filter_map(|number| document.quotations.get(number))
        .map(|quote| quote.span)
        .filter(|span| !spoken(*span))
        .collect();
    Attributions { items, not_speech, comment_sought: phrases.comment_sought }
}

/// Who speaks, resolved.
#[derive(Debug, Clone, PartialEq)]
struct Speaker {
    name: Option<String>,
    role: Option<String>,
    affiliation: Option<String>,
    kind: SpeakerKind,
    grade: Grade,
    person: Option<usize>,
    source: Option<Range<usize>>,
    /// Why the name is withheld.
    reason: Option<String>,
}

/// Phrases about speakers, found once for the whole document.
struct Phrases {
    comment_sought: Vec<usize>,
    /// Tokens where a phrase of anonymity begins.
    anonymity: Vec<usize>,
}

impl Phrases {
    fn read(reader: &Reader<'_>) -> Self {
        let mut phrases = Self { comment_sought: Vec::new(), anonymity: Vec::new() };
        for (number, sentence) in reader.document.sentences.iter().enumerate() {
            for at in sentence.tokens.clone() {
                match reader.lexicon.phrase_at(at, |place| reader.document.lower(place)) {
                    Some((SpeakerPhrase::CommentSought, _))
                        if reader.quotation_at(at).is_none() && phrases.comment_sought.last() != Some(&number) =>
                    {
                        phrases.comment_sought.push(number);
                    }
                    Some((SpeakerPhrase::Anonymity, _)) => phrases.anonymity.push(at),
                    _ => {}
                }
            }
        }
        phrases
    }

    /// The first phrase of anonymity in `range`.
    fn anonymity_in(&self, range: &Range<usize>) -> Option<usize> {
        let from = self.anonymity.partition_point(|&at| at < range.start);
        self.anonymity.get(from).copied().filter(|at| *at < range.end)
    }
}

/// The sentence that holds token `at`.
fn sentence_of(document: &Document, at: usize) -> usize {
    document.sentences.partition_point(|sentence| sentence.tokens.end <= at).min(document.sentences.len().saturating_sub(1))
}

/// The relations of every paragraph, in order.
fn relations(reader: &Reader<'_>, transcript: bool) -> Vec<Relation> {
    let mut found = Vec::new();
    let mut pending: Option<cues::Candidate> = None;
    let transcript = transcript || quotes::speaker_lines(reader) >= 3;
    for paragraph in &reader.document.paragraphs {
        let units = quotes::units(reader, paragraph.sentences.clone());
        let end = units.last().map_or(0, |unit| unit.end);
        if let Some(relation) = units.first().and_then(|unit| quotes::speaker_line(reader, unit, end, transcript)) {
            found.push(relation);
            continue;
        }
        for unit in units {
            let candidates = cues::candidates(reader, &unit, paragraph.in_headline);
            let mut here = content::relations(reader, &unit, &candidates);
            if let Some(candidate) =
                pending.take().filter(|_| here.iter().all(|relation| relation.cue.as_ref().is_some_and(|cue| cue.start > unit.start + 12)))
            {
                found.extend(content::announced(reader, &candidate, &unit));
            }
            // "Holt said:" and the quotation in the next paragraph.
            let last = candidates.last().filter(|last| here.iter().all(|relation| relation.cue.as_ref() != Some(&last.cue)));
            let opens = unit.end > unit.start
                && (reader.lower(unit.end - 1) == ":" || last.is_some_and(|last| last.cue.end + 1 >= unit.end && !last.inverted));
            pending = last.filter(|_| opens && !paragraph.in_headline).cloned();
            found.append(&mut here);
        }
    }
    found
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
    let Some(source) = relation.source.clone().filter(|_| !relation.impersonal) else {
        // "It is widely believed": many unnamed heads.
        let widely = relation.cue.clone().is_some_and(|cue| (cue.start.saturating_sub(1)..cue.end).any(|at| reader.is_adverb(at)));
        return if widely { Speaker { kind: SpeakerKind::Vague, grade: Grade::Vague, ..nobody } } else { nobody };
    };
    // A shared or continued speaker is the one found before.
    if let Some(last) = last.filter(|last| last.source.as_ref() == Some(&source)) {
        return last.clone();
    }
    let mut description = naming::describe(reader, source.clone());
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
        source: Some(source.clone()),
        reason: None,
    };
    if let Some(last) = last.filter(|last| goes_on_unnamed(reader, people, last, &description, &source)) {
        return Speaker { source: Some(source), ..last.clone() };
    }
    if let Some(pair) = two_people(reader, people, &source) {
        return Speaker { name: Some(pair), role: None, affiliation: None, kind: SpeakerKind::Group, grade: Grade::Named, ..speaker };
    }
    let person = who(reader, people, &description, &source, last, params);
    if let Some(person) = person {
        let known = &people.persons[person];
        speaker.name = Some(known.name.clone());
        speaker.role = speaker.role.or_else(|| known.role.clone());
        speaker.affiliation = speaker.affiliation.or_else(|| known.affiliation.clone());
        speaker.kind = SpeakerKind::Person;
        speaker.person = Some(person);
        people.speaks(person, source.start);
    } else if description.pronoun & (class::IT | class::THEY) != 0 {
        // "It" and "they" go on with the organisation, document or group that spoke last.
        let goes_on = last.filter(|last| !matches!(last.kind, SpeakerKind::Person | SpeakerKind::None));
        match goes_on {
            Some(last) => speaker = Speaker { source: Some(source.clone()), ..last.clone() },
            None if description.pronoun & class::IT != 0 => {
                speaker.kind = SpeakerKind::Organisation;
                speaker.name = people.last_body(source.start, 60).map(str::to_owned);
            }
            None => speaker.kind = SpeakerKind::Group,
        }
        if speaker.name.is_none() && goes_on.is_none() {
            return speaker;
        }
    } else if let Some(noun) = description.points_back
        && let Some(name) = people.body_before(source.start, reader.stem(noun))
    {
        speaker.name = Some(name.to_owned());
        speaker.kind = SpeakerKind::Organisation;
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
    if speaker.kind == SpeakerKind::Organisation
        && let Some(longer) =
            speaker.name.as_deref().filter(|name| !name.contains(' ')).and_then(|name| people.longer_body(source.start, name))
    {
        speaker.name = Some(longer.to_owned());
    }
    if speaker.name.is_none() && matches!(speaker.kind, SpeakerKind::Person | SpeakerKind::Anonymous) {
        withheld(reader, people, relation, &source, &mut speaker, phrases);
    }
    speaker.grade = match speaker.kind {
        SpeakerKind::Person if short || speaker.name.is_none() => Grade::RoleOnly,
        SpeakerKind::Person if speaker.role.is_some() => Grade::NamedRole,
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

/// Looks for the phrase that says why a name is withheld, in the same sentence or the next while nobody else is named.
fn withheld(reader: &Reader<'_>, people: &People, relation: &Relation, source: &Range<usize>, speaker: &mut Speaker, phrases: &Phrases) {
    let number = sentence_of(reader.document, relation.unit.end.saturating_sub(1)) + 1;
    let next = reader.document.sentences.get(number).map_or(relation.unit.end, |sentence| sentence.tokens.end);
    let indefinite = matches!(reader.lower(source.start), "a" | "an" | "one" | "another");
    let here = phrases.anonymity_in(&relation.unit);
    let there = || {
        phrases
            .anonymity_in(&(relation.unit.end..next))
            .filter(|at| (indefinite || speaker.kind == SpeakerKind::Anonymous) && !people.mentioned(relation.unit.end..*at))
    };
    let phrase = here.or_else(there);
    if phrase.is_some() || indefinite && reader.is(naming::head_noun(reader, source.clone()), class::PERSON) {
        speaker.kind = SpeakerKind::Anonymous;
    }
    if let Some(at) = phrase {
        let end = if at < relation.unit.end { relation.unit.end } else { next };
        // "said, because the talks were secret, that": the reason ends where the reported words begin.
        let cue =
            |at: usize| reader.lexicon.cue_at(at, |place| reader.document.lower(place), |place| reader.document.stem(place)).is_some();
        let that = (at + 4..end.min(at + 40)).find(|&place| reader.lower(place) == "that" && !cue(place - 1));
        speaker.reason = reason(reader, at, that.unwrap_or(end));
    }
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

/// "Sanz and Holt": both names in full where both are known people.
fn two_people(reader: &Reader<'_>, people: &People, source: &Range<usize>) -> Option<String> {
    let and = source.clone().find(|&at| reader.lower(at) == "and").filter(|and| *and > source.start && and + 1 < source.end)?;
    let one = naming::name_in(reader, source.start..and).filter(|named| named.name.end == and)?;
    let other = naming::name_in(reader, and + 1..source.end)?;
    let (one, other) = (people.named(reader, one.name)?, people.named(reader, other.name)?);
    (one != other).then(|| format!("{} and {}", people.persons[one].name, people.persons[other].name))
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
        return people.behind_pronoun(reader, source.start, gender, last.and_then(|last| last.person), params);
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
    let by_party = || last.and_then(|last| last.person).filter(|_| reader.is(noun, class::ROLE_MODIFIER));
    people.with_role(source.start, reader.lower(noun), params).or_else(by_party)
}

fn build(reader: &Reader<'_>, relation: &Relation, speaker: &Speaker, (via, chain_depth): (Option<String>, u8)) -> Option<Attribution> {
    let mut content = Vec::with_capacity(relation.pieces.len());
    let (mut quoted, mut plain) = (false, false);
    for piece in &relation.pieces {
        let (span, wholly) = content_span(reader, piece.clone())?;
        if wholly {
            quoted = true;
        } else {
            plain = true;
            quoted |= piece.clone().any(|at| reader.is_quote_mark(at));
        }
        content.push(span);
    }
    content.sort();
    let first = relation.pieces.first()?.start;
    let manner = match (quoted, plain) {
        (true, false) => Manner::Direct,
        (true, true) => Manner::Mixed,
        _ => Manner::Indirect,
    };
    let mut verb = relation.row.and_then(|row| reader.lexicon.cues.get(row)).map_or(VerbClass::Neutral, |cue| cue.kind);
    if relation.falsity {
        verb = VerbClass::Denial;
    }
    let anonymity_reason = (speaker.kind == SpeakerKind::Anonymous).then(|| speaker.reason.clone()).flatten();
    Some(Attribution {
        speaker: relation.source.clone().filter(|_| !relation.impersonal).map(|source| reader.span(source)),
        cue: relation.cue.clone().map(|cue| reader.span(cue)),
        content,
        manner,
        name: speaker.name.clone(),
        role: speaker.role.clone(),
        affiliation: speaker.affiliation.clone(),
        kind: speaker.kind,
        grade: speaker.grade,
        via,
        chain_depth,
        anonymity_reason,
        verb,
        sentence: sentence_of(reader.document, relation.cue.as_ref().map_or(first, |cue| cue.start)),
    })
}

/// The span of a piece of content and whether it is one whole quotation; the marks of a whole quotation and final
/// stops and commas are left out.
fn content_span(reader: &Reader<'_>, piece: Range<usize>) -> Option<(Span, bool)> {
    let quotes = |at: usize| reader.quotation_at(at).is_some();
    let wholly = piece.clone().all(quotes);
    if !wholly {
        return cues::tidy(reader, piece).map(|span| (span, false));
    }
    let mut inner = piece;
    while inner.start < inner.end && reader.is_quote_mark(inner.start) {
        inner.start += 1;
    }
    while inner.start < inner.end && (reader.is_quote_mark(inner.end - 1) || reader.is_comma(inner.end - 1)) {
        inner.end -= 1;
    }
    (inner.start < inner.end).then(|| (reader.span(inner), true))
}

/// The reason for anonymity: what follows "because", else the phrase itself to the end of its clause.
fn reason(reader: &Reader<'_>, at: usize, end: usize) -> Option<String> {
    let limit = end.min(at + 40);
    let because = (at..limit.min(at + 12)).find(|&place| matches!(reader.lower(place), "because" | "as" | "since"));
    let from = because.map_or(at, |because| because + 1);
    let stop = (from..limit)
        .find(|&place| reader.is_comma(place) || reader.is_stop(place) || reader.quotation_at(place).is_some())
        .unwrap_or(limit);
    (from < stop).then(|| reader.said(from..stop).to_owned())
}

#[cfg(test)]
mod tests;
