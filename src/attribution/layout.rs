//! Words that the layout sets off as somebody's own, without marks: posts of social networks, dialogue, quoted passages
//! announced by a colon.
//!
//! In: a [`Reader`] and the relations found so far. Out: further [`Relation`]s, a paragraph each. Deliberately absent:
//! passages of which nothing but the indentation tells, which is lost in plain text.

use std::collections::HashMap;
use std::ops::Range;

use super::content::Relation;
use super::lead;
use super::naming::first_person;
use super::reader::Reader;
use super::sentence_of;
use crate::lexicon::{class, frame};
use crate::text::Shape;

/// The longest name in the signature of a post, in tokens.
const LONGEST_SIGNATURE: usize = 8;
/// The longest post, in tokens; 280 letters hold no more.
const LONGEST_POST: usize = 80;
/// The longest label of a speaker, in tokens.
const LONGEST_LABEL: usize = 4;
/// The fewest words of a post or passage, in tokens.
const FEWEST_WORDS: usize = 4;

/// Adds the relations that the layout shows; a speaker line goes to the end of its paragraph, whatever was found of it.
pub(super) fn add(reader: &Reader<'_>, found: &mut Vec<Relation>) {
    let mut added = relations(reader, found);
    let mut lines: Vec<usize> = added.iter().filter_map(|relation| relation.cue.as_ref()).map(|cue| cue.start).collect();
    lines.sort_unstable();
    found.retain(|relation| relation.cue.as_ref().is_none_or(|cue| cue.len() > 1 || lines.binary_search(&cue.start).is_err()));
    found.append(&mut added);
}

fn relations(reader: &Reader<'_>, found: &[Relation]) -> Vec<Relation> {
    let mut added = Vec::new();
    let mut posts = vec![false; reader.document.paragraphs.len()];
    let body = |number: &usize| reader.document.paragraphs.get(*number).is_some_and(|paragraph| !paragraph.in_headline);
    for number in (0..reader.document.paragraphs.len()).filter(body) {
        let before = added.len();
        signed(reader, reader.document.paragraph_tokens(number), &mut added);
        if let Some(post) = headed(reader, reader.document.paragraph_tokens(number)) {
            added.push(post);
        }
        if let Some(post) = posts.get_mut(number) {
            *post = added.len() > before;
        }
    }
    dialogue(reader, &mut added);
    announced(reader, found, &posts, &mut added);
    added
}

fn relation(cue: Option<Range<usize>>, source: Range<usize>, words: Range<usize>) -> Relation {
    Relation {
        cue,
        source: Some(source),
        unit: words.clone(),
        pieces: super::content::one_piece(words),
        verbatim: true,
        ..Relation::default()
    }
}

/// Posts of a paragraph with the name behind: "We wait. — Mira Holt (@miraholt) June 3, 2019".
fn signed(reader: &Reader<'_>, paragraph: Range<usize>, added: &mut Vec<Relation>) {
    let mut start = paragraph.start;
    let mut at = paragraph.start;
    while at < paragraph.end {
        let Some(open) = reader.is_dash(at).then(|| signature(reader, at, paragraph.end)).flatten() else {
            at += 1;
            continue;
        };
        let mut words = skip_notice(reader, start, at)..at;
        if words.len() > LONGEST_POST {
            // More than a post holds: the text around it stands in the same paragraph.
            let last = sentence_of(reader.document, at - 1);
            words.start = reader.document.sentences.get(last).map_or(words.start, |sentence| sentence.tokens.start.max(words.start));
        }
        if words.len() >= FEWEST_WORDS {
            added.push(relation(Some(at..at + 1), at + 1..open, words));
        }
        at = dated(reader, open, paragraph.end);
        start = at;
    }
}

/// The bracket that opens the handle behind a name at `at + 1`.
fn signature(reader: &Reader<'_>, at: usize, end: usize) -> Option<usize> {
    let open = (at + 2..end.min(at + 2 + LONGEST_SIGNATURE)).find(|&place| reader.lower(place) == "(")?;
    handle(reader, open, end).map(|_| open)
}

/// One past the bracket that closes the handle opened at `open`.
fn handle(reader: &Reader<'_>, open: usize, end: usize) -> Option<usize> {
    let at = reader.lower(open) == "(" && reader.written(open + 1).starts_with('@');
    let close = (open + 2..end.min(open + 5)).find(|&place| reader.lower(place) == ")");
    close.filter(|_| at).map(|close| close + 1)
}

/// One past the date behind a signature.
fn dated(reader: &Reader<'_>, open: usize, end: usize) -> usize {
    let behind = handle(reader, open, end).unwrap_or(open + 1);
    let year = |at: &usize| reader.shape(*at) == Shape::Number && reader.written(*at).len() == 4;
    (behind..end.min(behind + 5)).find(year).map_or(behind, |year| year + 1)
}

/// "Skip post 2 by @miraholt We wait": what a page says to those who hear it read is no part of the post.
fn skip_notice(reader: &Reader<'_>, start: usize, end: usize) -> usize {
    if reader.lower(start) != "skip" {
        return start;
    }
    let by = (start + 1..end.min(start + 6)).find(|&at| reader.lower(at) == "by" && reader.written(at + 1).starts_with('@'));
    by.map_or(start, |by| if reader.written(by + 1).len() > 1 { by + 2 } else { by + 3 })
}

/// A post with the name before: "Mira Holt (@miraholt) We wait."
fn headed(reader: &Reader<'_>, paragraph: Range<usize>) -> Option<Relation> {
    let open = (paragraph.start + 1..paragraph.end.min(paragraph.start + LONGEST_SIGNATURE)).find(|&at| reader.lower(at) == "(")?;
    let close = handle(reader, open, paragraph.end)?;
    let name = (paragraph.start..open).all(|at| reader.is_capital(at) || reader.shape(at) == Shape::Mark && !reader.is_comma(at));
    let words = close..paragraph.end;
    let verb = reader.is(close, class::AUXILIARY | class::FINITE) || reader.is_finite(close);
    (name && !verb && words.len() >= FEWEST_WORDS && !reader.is_comma(close)).then(|| relation(None, paragraph.start..open, words))
}

/// Interviews and round tables: paragraphs that begin with a name and a colon, at least two names that come again. What
/// follows without a name goes on with the speaker while names keep coming.
fn dialogue(reader: &Reader<'_>, added: &mut Vec<Relation>) {
    let paragraphs: Vec<(Range<usize>, Option<usize>)> = reader
        .document
        .paragraphs
        .iter()
        .enumerate()
        .filter(|(_, paragraph)| !paragraph.in_headline)
        .map(|(number, _)| reader.document.paragraph_tokens(number))
        .map(|tokens| (tokens.clone(), label(reader, tokens.clone()).or_else(|| name_line(reader, tokens))))
        .collect();
    let mut times: HashMap<&str, usize, foldhash::fast::FixedState> = HashMap::default();
    for (tokens, colon) in &paragraphs {
        if let Some(colon) = colon {
            *times.entry(reader.said(tokens.start..*colon)).or_default() += 1;
        }
    }
    let again = times.values().filter(|times| **times >= 2);
    if again.clone().count() < 2 {
        return;
    }
    let spoken: usize = again.sum();
    let mut speaker: Option<Range<usize>> = None;
    // Where names are rare, a paragraph without one is the outlet's.
    let alone = paragraphs.iter().filter(|(tokens, colon)| *colon == Some(tokens.end)).count();
    let goes_on = spoken >= 6 && 3 * spoken >= paragraphs.len() || alone >= 3;
    // "Mira Holt:" once and "MH:" from then on.
    let named = |tokens: &Range<usize>, colon: Option<usize>| {
        colon.filter(|&colon| {
            let often = times.get(reader.said(tokens.start..colon)).is_some_and(|times| *times >= 2);
            let initials: String = (tokens.start..colon).filter_map(|at| reader.written(at).chars().next()).collect();
            often || initials.len() >= 2 && times.get(initials.as_str()).is_some_and(|times| *times >= 2)
        })
    };
    // Behind the last name anything may follow.
    let end =
        paragraphs.iter().rposition(|(tokens, colon)| named(tokens, *colon).is_some()).map_or(0, |last| last + 1 + usize::from(alone >= 3));
    for (tokens, colon) in paragraphs.iter().take(end).cloned() {
        let named = named(&tokens, colon);
        match named {
            Some(colon) => {
                if tokens.end >= colon + 1 + FEWEST_WORDS {
                    added.push(relation(Some(colon..colon + 1), tokens.start..colon, colon + 1..tokens.end));
                }
                speaker = Some(tokens.start..colon);
            }
            None if colon.is_some() => speaker = None,
            None => {
                if let Some(speaker) = speaker.clone().filter(|_| goes_on && tokens.len() >= FEWEST_WORDS) {
                    added.push(relation(None, speaker, tokens));
                }
            }
        }
    }
}

/// One past the name of which alone a paragraph consists, as interviews have it above an answer.
fn name_line(reader: &Reader<'_>, paragraph: Range<usize>) -> Option<usize> {
    let name = (2..=LONGEST_LABEL).contains(&paragraph.len()) && paragraph.clone().all(|at| reader.is_name_word(at));
    let given = reader.is(paragraph.start, class::GIVEN);
    (name && given && !reader.is(paragraph.end - 1, class::LABEL | class::STATEMENT | class::DOCUMENT | class::MEDIA))
        .then_some(paragraph.end)
}

/// The colon behind the name that begins a paragraph.
fn label(reader: &Reader<'_>, paragraph: Range<usize>) -> Option<usize> {
    let colon = (paragraph.start + 1..paragraph.end.min(paragraph.start + 1 + LONGEST_LABEL)).find(|&at| reader.lower(at) == ":")?;
    let name = (paragraph.start..colon).all(|at| reader.is_name_word(at) || reader.is(at, class::HONORIFIC));
    let thing = reader.is(colon - 1, class::LABEL | class::STATEMENT | class::DOCUMENT | class::MEDIA | class::MEDIA_GENERIC | class::TIME);
    let number = (paragraph.start..colon).any(|at| reader.has_digit(at));
    (name && !thing && !number && reader.quotation_at(colon + 1).is_none()).then_some(colon)
}

/// "From the Harbour Council:" and "The Varn Times reports on the flood:" with the passage in the next paragraph.
fn announced(reader: &Reader<'_>, found: &[Relation], posts: &[bool], added: &mut Vec<Relation>) {
    let mut by_sentence: HashMap<usize, &Relation, foldhash::fast::FixedState> = HashMap::default();
    for relation in found {
        if let Some(cue) = relation.cue.as_ref().filter(|_| relation.source.is_some()) {
            let frames = relation.row.and_then(|row| reader.lexicon.cues.get(row)).map_or(0, |row| row.frames);
            if frames & (frame::QUOTE | frame::DOCUMENT_QUOTE) != 0 {
                by_sentence.insert(sentence_of(reader.document, cue.start), relation);
            }
        }
    }
    let mut quoted = vec![false; reader.document.paragraphs.len()];
    for piece in found.iter().flat_map(|relation| &relation.pieces).filter(|piece| reader.quotation_at(piece.start).is_some()) {
        let paragraph = reader.document.sentences.get(sentence_of(reader.document, piece.start)).map_or(0, |sentence| sentence.paragraph);
        if let Some(place) = quoted.get_mut(paragraph) {
            *place = true;
        }
    }
    // Paragraphs in the first person, quotations and posts left out.
    let first_person: Vec<bool> = (0..reader.document.paragraphs.len())
        .map(|number| {
            let other = [posts, &quoted].iter().any(|list| list.get(number).copied().unwrap_or_default());
            let says = |at: usize| first_person(reader, at) && reader.quotation_at(at).is_none();
            !other && reader.document.paragraph_tokens(number).any(says)
        })
        .collect();
    let first_own = first_person.iter().position(|says| *says).unwrap_or(usize::MAX);
    // Passages that a cue before the colon ("Holt said:") has given to somebody already.
    let begun: HashMap<usize, &Range<usize>, foldhash::fast::FixedState> = found
        .iter()
        .filter_map(|relation| Some((relation.pieces.first()?.start, relation.cue.as_ref()?, relation.source.as_ref()?)))
        .filter(|(start, cue, _)| cue.end < *start)
        .map(|(start, _, source)| (start, source))
        .collect();
    for (number, paragraph) in reader.document.paragraphs.iter().enumerate().filter(|(_, paragraph)| !paragraph.in_headline) {
        let tokens = reader.document.paragraph_tokens(number);
        let next = reader.document.paragraph_tokens(number + 1);
        let colon = tokens.end.saturating_sub(1);
        let speech = lead::whole_speech(reader, tokens.clone());
        let plain = !next.is_empty()
            && (reader.lower(colon) == ":" || speech.is_some())
            && !next.clone().take(3).any(|at| reader.is_quote_mark(at));
        let ends = reader.is_stop(next.end.saturating_sub(1)) || matches!(reader.lower(next.end.saturating_sub(1)), "]" | ")");
        let prose = reader.is_capital(next.start) && next.len() > 2 * FEWEST_WORDS && ends;
        if !plain || !prose || posts.get(number + 1).copied().unwrap_or_default() || label(reader, next.clone()).is_some() {
            continue;
        }
        let last = paragraph.sentences.end.saturating_sub(1);
        let start = reader.document.sentences.get(last).map_or(tokens.start, |sentence| sentence.tokens.start);
        let known = begun.get(&next.start).copied();
        let source = known
            .cloned()
            .or_else(|| speech.clone())
            .or_else(|| lead::leads_in(reader, start, colon))
            .or_else(|| {
                by_sentence.get(&last).filter(|relation| closes(reader, relation, colon)).and_then(|relation| relation.source.clone())
            })
            .or_else(|| lead::announces(reader, start..tokens.end));
        if let Some(source) = source {
            if known.is_none() {
                added.push(relation(Some(colon..colon + 1), source.clone(), next));
            }
            // An outlet that never says "we" does not begin to: a passage in the first person goes on.
            let own = first_own <= number;
            let last = if own && speech.is_none() { number + 1 } else { goes_on_to(&first_person, number + 1) };
            added.extend((number + 2..=last).map(|more| relation(None, source.clone(), reader.document.paragraph_tokens(more))));
        }
    }
}

/// The last paragraph of a passage that begins with paragraph `first`: one without the first person may stand between two.
fn goes_on_to(first_person: &[bool], first: usize) -> usize {
    let says = |number: usize| first_person.get(number).copied().unwrap_or_default();
    let mut last = first;
    while says(last + 1) || says(last) && says(last + 2) {
        last += if says(last + 1) { 1 } else { 2 };
    }
    last
}

/// True where nobody else speaks between a relation's cue and the colon ("while Holt demanded tolls, I wrote:").
fn closes(reader: &Reader<'_>, relation: &Relation, colon: usize) -> bool {
    let cue = relation.cue.as_ref().map_or(colon, |cue| cue.end);
    let other = (cue..colon).any(|at| reader.is(at, class::FIRST_PERSON) && reader.quotation_at(at).is_none());
    !other && relation.pieces.iter().all(|piece| piece.end <= colon)
}
