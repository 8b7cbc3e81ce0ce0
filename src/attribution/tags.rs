//! Tags that nobody took: "C, Holt said.", "C, reports the Varn Times.", "C, according to figures released on Monday".
//!
//! In: the relations found so far. Out: the same, with a relation for each tag at the end of a plain sentence whose cue none
//! of them has; what stands before the tag is what was said. Deliberately absent: sentences with quotation marks, where
//! `quotes.rs` knows better.

use std::ops::Range;

use super::content::{Relation, one_piece};
use super::cues::speaks;
use super::mend::subject_before;
use super::reader::Reader;
use crate::lexicon::{class, frame};
use crate::text::QuoteState;

/// The least that is said before a tag, in tokens.
const LEAST: usize = 4;

/// The longest speaker behind "according to", in tokens.
const LONGEST_SPEAKER: usize = 14;

/// The longest sentence looked at, in tokens.
const LONGEST_SENTENCE: usize = 120;

/// A tag: its cue, row, speaker, and the comma before it.
struct Tag {
    row: usize,
    cue: Range<usize>,
    source: Range<usize>,
    comma: usize,
}

/// Adds them. Content that another relation has across the comma ends there.
pub(super) fn add(reader: &Reader<'_>, found: &mut Vec<Relation>) {
    // A cue without a speaker that took the speaker for what was said is no hindrance.
    let idle = |relation: &Relation, cue: &Range<usize>| {
        relation.source.is_none() && !relation.impersonal && relation.pieces.iter().all(|piece| piece.start >= cue.end)
    };
    let mut cues: Vec<(Range<usize>, bool)> =
        found.iter().filter_map(|relation| relation.cue.clone().map(|cue| (cue.clone(), idle(relation, &cue)))).collect();
    cues.sort_by_key(|(cue, _)| cue.start);
    let mut replaced: Vec<usize> = Vec::new();
    let mut tags: Vec<(Tag, Range<usize>)> = Vec::new();
    for sentence in &reader.document.sentences {
        let Range { start, end } = sentence.tokens.clone();
        let quoted = |at: usize| reader.document.tokens.get(at).is_some_and(|token| token.quote != QuoteState::Outside);
        if sentence.in_headline || end - start > LONGEST_SENTENCE || (start..end).any(quoted) {
            continue;
        }
        let last = end - usize::from(end > start && reader.is_stop(end - 1));
        let Some(tag) = (start + LEAST..last)
            .rev()
            .filter(|&comma| reader.is_comma(comma))
            .take(3)
            .find_map(|comma| tag_at(reader, start, comma, last))
        else {
            continue;
        };
        let after = cues.partition_point(|(cue, _)| cue.start < tag.cue.end);
        let clash = after.checked_sub(1).and_then(|before| cues.get(before));
        let clash = clash.filter(|(cue, _)| cue.end > tag.cue.start.min(tag.source.start));
        if let Some((cue, true)) = clash {
            replaced.push(cue.start);
        }
        if clash.is_none_or(|(_, idle)| *idle) {
            tags.push((tag, sentence.tokens.clone()));
        }
    }
    found.retain(|relation| relation.cue.as_ref().is_none_or(|cue| replaced.binary_search(&cue.start).is_err() || !idle(relation, cue)));
    let commas: Vec<usize> = tags.iter().map(|(tag, _)| tag.comma).collect();
    for relation in found.iter_mut() {
        for piece in &mut relation.pieces {
            if let Some(&comma) = commas.get(commas.partition_point(|&comma| comma < piece.start)).filter(|&&comma| comma + 1 < piece.end)
                && comma > piece.start
            {
                piece.end = comma;
            }
        }
    }
    found.extend(tags.into_iter().map(|(tag, unit)| Relation {
        row: Some(tag.row),
        cue: Some(tag.cue),
        source: Some(tag.source),
        pieces: one_piece(unit.start..tag.comma),
        unit,
        ..Relation::default()
    }));
}

/// The tag behind `comma`, where it closes the sentence or a comma closes it.
fn tag_at(reader: &Reader<'_>, start: usize, comma: usize, last: usize) -> Option<Tag> {
    let closes =
        |at: usize| at >= last || reader.is_comma(at) || reader.is_dash(at) || reader.is(at, class::TIME) || reader.lower(at) == "on";
    let first = comma + 1;
    let frames = |row: usize| reader.lexicon.cues.get(row).map_or(0, |row| row.frames);
    if reader.lower(first) == "according" && reader.lower(first + 1) == "to" {
        let (row, length) = reader.cue_at(first)?;
        let end = (first + length..last).find(|&at| reader.is_comma(at) || reader.is_dash(at)).unwrap_or(last);
        let fits = end > first + length && end - first <= LONGEST_SPEAKER && !reader.is(first + length, class::FIRST_PERSON);
        return fits.then(|| Tag { row, cue: first..first + length, source: first + length..end, comma });
    }
    let told = reader.has_finite(start..comma);
    let says = |at: usize| {
        reader.cue_at(at).filter(|(row, _)| {
            let frames = frames(*row);
            frames & frame::BARE != 0
                || told && frames & frame::CLAUSE != 0 && frames & (frame::NOMINAL | frame::NOUN) == 0 && reader.is_finite(at)
        })
    };
    // "C, Holt said": the subject fills the words between comma and verb.
    if let Some((verb, (row, length))) = (first + 1..last.min(first + LONGEST_SPEAKER)).find_map(|at| says(at).map(|cue| (at, cue))) {
        // "a neighbour and a person close to the family said".
        let whole = || {
            let opens = reader.is(first, class::DETERMINER) && !reader.is(first, class::THIS) || reader.is_name_word(first);
            (opens && !reader.has_finite(first..verb) && speaks(reader, first..verb)).then_some(first..verb)
        };
        let source = subject_before(reader, verb).filter(|source| source.start == first).or_else(whole)?;
        let own = reader.is(source.start, class::FIRST_PERSON);
        return (!own && closes(verb + length)).then(|| Tag { row, cue: verb..verb + length, source, comma });
    }
    // "C, reports the Varn Times"; verbs that want a listener or an object ("told", "alleged", "pledged") go on with the sentence.
    let (row, length) = says(first).filter(|(row, _)| frames(*row) & (frame::BARE | frame::PERSON) == frame::BARE)?;
    let end = reader.phrase_after(first + length, last)?;
    let source = first + length..end;
    (first > start && speaks(reader, source.clone()) && closes(end)).then_some(Tag { row, cue: first..first + length, source, comma })
}
