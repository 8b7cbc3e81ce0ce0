//! Relations of the tagger set right where grammar says better: who is told does not speak, a cue without a source has its
//! subject before it, a clause behind the speaker is the outlet's.
//!
//! In and out: [`Relation`]s, afterwards in the order of their cues. Deliberately absent: relations of its own.

use std::ops::Range;

use super::content::Relation;
use super::cues::speaks;
use super::reader::Reader;
use super::sentence_of;
use crate::lexicon::{SpeakerPhrase, class, frame};
use crate::text::Shape;

/// How far back the comma that opens an aside is looked for, in tokens.
const LONGEST_ASIDE: usize = 32;

/// The longest words behind a speaker at the end of a sentence that are no content ("D-Varn"), in tokens.
const LONGEST_TRAIL: usize = 5;

/// The longest words between a cue and the quotation behind them that name who is addressed, in tokens.
const LONGEST_ADDRESSED: usize = 7;

/// All of it.
pub(super) fn mend(reader: &Reader<'_>, found: &mut [Relation]) {
    for relation in found.iter_mut() {
        heard(reader, relation);
        meanwhile(reader, relation);
        conceded(reader, relation);
        trim(reader, relation);
        according(reader, relation);
        amid(reader, relation);
        turned(reader, relation);
        behind_speaker(reader, relation);
        addressed(reader, relation);
        told_by_the_way(reader, relation);
    }
    found.sort_by_key(|relation| relation.cue.as_ref().map_or(relation.unit.start, |cue| cue.start));
    let mut before: Option<(usize, Range<usize>)> = None;
    for relation in found {
        let Some(cue) = relation.cue.clone() else { continue };
        let sentence = sentence_of(reader.document, cue.start);
        let shared = before.clone().filter(|(other, _)| *other == sentence).map(|(_, source)| source);
        let hangs = cue.start > 0 && reader.is_comma(cue.start - 1) && reader.lower(cue.start).ends_with("ing");
        let nearer = hangs.then(|| clause_subject(reader, cue.start)).flatten();
        if let Some(nearer) = nearer.filter(|nearer| relation.source.as_ref().is_some_and(|source| source.end <= nearer.start)) {
            relation.source = Some(nearer);
        } else if let Some(through) = channel(reader, relation, &cue) {
            relation.source = subject_before(reader, through).or(shared.clone()).or_else(|| opening_subject(reader, sentence, cue.start));
        } else if relation.row.is_none() && cue.clone().all(|at| reader.is(at, class::PREPOSITION)) {
            // "praised the mayor for 'holding the line'": the words are whose verb the preposition hangs on.
            relation.source = shared.clone().or_else(|| opening_subject(reader, sentence, cue.start));
        } else if relation.source.is_none() && !relation.impersonal && is_verb(reader, relation, &cue) {
            relation.source = subject_of(reader, &cue, shared.as_ref());
        }
        without_verb(reader, relation);
        if let Some(source) = relation.source.clone().filter(|source| source.end <= cue.start) {
            before = Some((sentence, source));
        }
    }
}

/// Who is told something did not say it: behind "had been told" the speaker stands after "by", or nowhere.
fn heard(reader: &Reader<'_>, relation: &mut Relation) {
    let Some(cue) = relation.cue.clone() else { return };
    let told = cue.clone().find(|&at| reader.lower(at) == "told").filter(|&at| at > 0 && reader.is(at - 1, class::BE));
    if let Some(told) = told
        && relation.source.as_ref().is_some_and(|source| source.end <= told)
    {
        let end = sentence_end(reader, told);
        let by = (told + 1..end.min(told + 8)).find(|&at| reader.lower(at) == "by" && reader.quotation_at(at).is_none());
        relation.source = by.and_then(|by| Some(by + 1..reader.phrase_after(by + 1, end)?));
    }
}

/// '"We wait," Holt said as chants of "now" rose': what goes on meanwhile is the outlet's.
fn meanwhile(reader: &Reader<'_>, relation: &mut Relation) {
    let Some(cue) = relation.cue.clone() else { return };
    let quotes = reader
        .cue_at(cue.start)
        .and_then(|(row, _)| reader.lexicon.cues.get(row))
        .is_some_and(|row| row.frames & (frame::QUOTE | frame::CLAUSE) != 0);
    let stop = (cue.start + 1..cue.end).find(|&at| matches!(reader.lower(at), "as" | "while" | "amid" | "when"));
    if let Some(stop) = stop.filter(|stop| quotes && stop + 1 < cue.end)
        && relation.pieces.first().is_some_and(|piece| piece.end <= cue.start)
    {
        relation.pieces.retain(|piece| piece.end <= cue.start);
        relation.cue = Some(cue.start..stop);
    }
}

/// "Although the bill passed, Holt said C": what the sentence concedes first is the outlet's.
fn conceded(reader: &Reader<'_>, relation: &mut Relation) {
    let (Some(cue), Some(source)) = (&relation.cue, &relation.source) else { return };
    let first = cue.start.min(source.start);
    let concedes = |piece: &Range<usize>| {
        let start = sentence_start(reader, piece.start);
        let phrase = reader.phrase(start).filter(|(phrase, _)| *phrase == SpeakerPhrase::Concession);
        phrase.is_some_and(|(_, length)| piece.start <= start + length) && piece.end <= first && reader.quotation_at(piece.start).is_none()
    };
    if relation.pieces.len() >= 2 && relation.pieces.iter().any(|piece| piece.start >= cue.end) {
        relation.pieces.retain(|piece| !concedes(piece));
    }
}

/// "Holt doubled down on her | claim": the verb is no part of the speaker.
fn without_verb(reader: &Reader<'_>, relation: &mut Relation) {
    if let (Some(source), Some(cue)) = (&mut relation.source, &relation.cue)
        && source.end < cue.start
        && reader.is(cue.start - 1, class::POSSESSIVE)
    {
        let verb = (source.start + 1..source.end)
            .find(|&at| reader.shape(at) == Shape::Lower && reader.is_finite(at) && reader.is_name_word(at - 1));
        source.end = verb.unwrap_or(source.end);
    }
}

/// "Holt neither | concluded": the small word is no part of the speaker.
fn trim(reader: &Reader<'_>, relation: &mut Relation) {
    if let Some(source) = &mut relation.source {
        while source.len() > 1
            && (matches!(reader.lower(source.end - 1), "neither" | "either" | "also" | "both" | "now" | "then" | "himself" | "herself")
                || reader.is_dash(source.end - 1))
        {
            source.end -= 1;
        }
        // "the official who met with the Varn Times | on Monday said": the clause behind "who" goes on to the cue.
        let who = (source.start + 1..source.end).find(|&at| reader.lower(at) == "who" && reader.quotation_at(at).is_none());
        let cue = relation.cue.as_ref().map_or(0, |cue| cue.start);
        if let Some(who) = who.filter(|_| source.end < cue && !reader.is_comma(source.end) && !reader.is_adverb(source.end)) {
            source.end = who;
        }
    }
}

/// "C, according to | that family's attorney": who stands behind the cue is the source, and nothing of what was said.
fn according(reader: &Reader<'_>, relation: &mut Relation) {
    let Some(cue) = relation.cue.clone().filter(|cue| relation.source.is_none() && reader.lower(cue.end - 1) == "to") else { return };
    let led = cue.clone().any(|at| reader.lower(at) == "according");
    let before = relation.pieces.first().is_some_and(|piece| piece.end <= cue.start);
    let Some(behind) = relation.pieces.iter().position(|piece| piece.start == cue.end).filter(|_| led && before) else { return };
    let mut source = relation.pieces[behind].clone();
    source.end -= usize::from(source.len() > 1 && reader.is_stop(source.end - 1));
    if speaks(reader, source.clone()) && !reader.has_finite(source.clone()) {
        relation.source = Some(source);
        relation.pieces.remove(behind);
    }
}

/// "The deal fell through because, according to Holt, the bank withdrew": the words are those behind, up to the end of the
/// sentence.
fn amid(reader: &Reader<'_>, relation: &mut Relation) {
    // "The mayor smiled, but according to Holt, C": what stands before "but" is the outlet's.
    if let (Some(cue), [before, behind]) = (&relation.cue, relation.pieces.as_slice())
        && cue.start > 1
        && matches!(reader.lower(cue.start - 1), "but" | "and" | "while" | "though" | "although")
        && before.end <= cue.start
        && behind.start > cue.end
        && reader.lower(cue.end - 1) == "to"
    {
        relation.pieces = super::content::one_piece(behind.clone());
        return;
    }
    let (Some(cue), Some(source), [piece]) = (&relation.cue, &mut relation.source, relation.pieces.as_slice()) else { return };
    let comma = cue.start.checked_sub(1).filter(|&comma| reader.is_comma(comma) && comma >= 1);
    let Some(comma) = comma.filter(|&comma| piece.start < comma && (piece.end == comma || piece.end == comma + 1)) else { return };
    let led = reader.is(comma - 1, class::SUBORDINATOR | class::CONJUNCTION | class::RELATIVE) && reader.quotation_at(comma - 1).is_none();
    let end = sentence_end(reader, cue.start);
    let stop = end - usize::from(end > 0 && reader.is_stop(end - 1));
    // "according to Holt, the bank | withdrew": no comma closes what would be told of Holt, so the bank is what is told of.
    if led
        && reader.shape(source.end) == Shape::Lower
        && let Some(comma) = source.clone().find(|&at| reader.is_comma(at)).filter(|&comma| comma > source.start)
    {
        source.end = comma;
    }
    if led && source.start == cue.end && reader.is_comma(source.end) && source.end + 2 < stop {
        relation.pieces = super::content::one_piece(source.end + 1..stop);
    }
}

/// "C, said one operative who works there": a speaker behind the cue that is taken for what was said.
fn turned(reader: &Reader<'_>, relation: &mut Relation) {
    let (Some(cue), [piece]) = (relation.cue.clone(), relation.pieces.as_slice()) else { return };
    let comma = cue.start.checked_sub(1).filter(|&comma| reader.is_comma(comma) && cue.len() == 1 && reader.quotation_at(comma).is_none());
    // "C, said former Sen. Mira Holt, D-Varn.": what trails the speaker is no content.
    if let (Some(comma), Some(source)) = (comma, &relation.source)
        && source.start == cue.end
        && piece.start >= source.end
        && piece.len() <= LONGEST_TRAIL
    {
        let floor = sentence_start(reader, cue.start);
        if comma > floor + 3 {
            relation.pieces = super::content::one_piece(floor..comma);
        }
        return;
    }
    let comma = comma.filter(|_| piece.start == cue.end);
    let floor = sentence_start(reader, cue.start);
    let Some(comma) = comma.filter(|&comma| comma > floor + 3) else { return };
    let quotes = relation.row.and_then(|row| reader.lexicon.cues.get(row)).is_some_and(|row| row.frames & frame::QUOTE != 0);
    let ends = reader.phrase_after(piece.start, piece.end).filter(|&end| speaks(reader, piece.start..end));
    if let Some(end) = ends.filter(|&end| quotes && (end == piece.end || reader.is(end, class::RELATIVE) || reader.is_comma(end))) {
        relation.source = Some(piece.start..end);
        relation.pieces = super::content::one_piece(floor..comma);
    }
}

/// "The Varn Times, which first reported | the vote, did not answer": the clause of "which" ends at its comma.
fn told_by_the_way(reader: &Reader<'_>, relation: &mut Relation) {
    let Some(cue) = relation.cue.clone() else { return };
    let relative = (cue.start.saturating_sub(4)..cue.start).rev().find(|&at| reader.is(at, class::RELATIVE));
    if !relative.is_some_and(|at| at > 0 && reader.is_comma(at - 1) && reader.quotation_at(at).is_none()) {
        return;
    }
    let Some(piece) = relation.pieces.iter_mut().find(|piece| piece.start >= cue.end) else { return };
    let closes = |at: usize| {
        reader.is_comma(at) && reader.quotation_at(at).is_none() && (reader.is(at + 1, class::AUXILIARY) || reader.is_finite(at + 1))
    };
    if let Some(comma) = (piece.start + 1..piece.end).find(|&at| closes(at)) {
        piece.end = comma;
    }
}

/// 'Holt fired back at | the mayor, "We wait"': who is addressed is no content.
fn addressed(reader: &Reader<'_>, relation: &mut Relation) {
    let Some(cue) = relation.cue.clone() else { return };
    let Some(piece) = relation.pieces.iter_mut().find(|piece| piece.start == cue.end) else { return };
    if reader.quotation_at(piece.start).is_some() {
        return;
    }
    let stop = piece.end.min(piece.start + LONGEST_ADDRESSED);
    let opens = (piece.start + 1..stop).find(|&at| reader.is_quote_mark(at) && reader.quotation_at(at).is_some());
    let behind_mark = |at: usize| reader.is_comma(at - 1) || reader.lower(at - 1) == ":";
    if let Some(opens) = opens.filter(|&at| behind_mark(at) && at + 2 < piece.end && !reader.has_finite(piece.start..at)) {
        piece.start = opens;
    }
}

/// '"We wait," Holt said, who had come by boat': what hangs on the speaker behind a quotation is the outlet's.
fn behind_speaker(reader: &Reader<'_>, relation: &mut Relation) {
    let Some(cue) = relation.cue.clone() else { return };
    let quoted = |piece: &Range<usize>| piece.clone().all(|at| reader.quotation_at(at).is_some());
    if relation.pieces.first().is_some_and(|piece| piece.end <= cue.start && quoted(piece)) {
        relation.pieces.retain(|piece| {
            let first = piece.clone().find(|&at| !reader.is_comma(at) && !reader.is_dash(at)).unwrap_or(piece.start);
            let hangs = reader.is(first, class::RELATIVE) || reader.lower(first) == "that";
            piece.start < cue.start || !hangs || reader.quotation_at(first).is_some()
        });
    }
}

/// "but on Twitter said": the site is where it was said. The token of its preposition.
fn channel(reader: &Reader<'_>, relation: &Relation, cue: &Range<usize>) -> Option<usize> {
    let source = relation.source.as_ref().filter(|source| source.end <= cue.start && source.len() <= 3)?;
    let preposition = source.start.checked_sub(1).filter(|&at| matches!(reader.lower(at), "on" | "in" | "via"))?;
    let name = source.clone().all(|at| reader.is_name_word(at) || reader.is(at, class::DETERMINER));
    // "those in Congress say" and "the parties in Varn say" speak.
    let hangs = preposition > 0 && reader.is(preposition - 1, class::SPEAKING_NOUN | class::THIS | class::VAGUE);
    (name && !hangs).then_some(preposition)
}

/// True where the cue is a verb of the table: a noun ("a decision whether") has no subject.
fn is_verb(reader: &Reader<'_>, relation: &Relation, cue: &Range<usize>) -> bool {
    let Some(row) = relation.row.and_then(|row| reader.lexicon.cues.get(row)) else { return false };
    let verb = cue.clone().find(|&at| reader.cue_at(at).is_some()).unwrap_or(cue.start);
    // "was reportedly": a hedge.
    if cue.clone().all(|at| reader.is_adverb(at) || reader.is(at, class::AUXILIARY)) {
        return false;
    }
    let determined = verb > 0 && reader.is(verb - 1, class::DETERMINER | class::POSSESSIVE);
    let passive = cue.clone().take_while(|&at| at < verb).any(|at| reader.is(at, class::BE)) && reader.lower(verb).ends_with("ed");
    row.frames & (frame::NOMINAL | frame::AFTER | frame::CITING | frame::WITHIN) == 0 && !determined && !passive
}

/// The subject of a cue: the noun phrase before it, over its helping verbs and an aside between commas; of a participle or a
/// verb behind "and" that of the cue before in the sentence.
fn subject_of(reader: &Reader<'_>, cue: &Range<usize>, shared: Option<&Range<usize>>) -> Option<Range<usize>> {
    if reader.lower(cue.start).ends_with("ing") {
        if let Some(subject) = clause_subject(reader, cue.start) {
            return Some(subject);
        }
        let sentence = sentence_of(reader.document, cue.start);
        return shared.cloned().or_else(|| opening_subject(reader, sentence, cue.start));
    }
    let mut at = cue.start;
    let floor = sentence_start(reader, at);
    while at > floor && (reader.is_adverb(at - 1) || reader.is(at - 1, class::AUXILIARY | class::NEGATION)) && !reader.is_name_word(at - 1)
    {
        at -= 1;
    }
    if at > floor && reader.is(at - 1, class::CONJUNCTION) {
        return shared.cloned();
    }
    subject_before(reader, at)
}

/// The subject of the clause that a participle at `at` hangs on: the last noun phrase before it that opens a clause and has a
/// verb behind it ("Low left, but Holt stayed, | saying").
fn clause_subject(reader: &Reader<'_>, at: usize) -> Option<Range<usize>> {
    let floor = sentence_start(reader, at).max(at.saturating_sub(2 * LONGEST_ASIDE));
    let opens = |place: usize| {
        place == floor
            || reader.quotation_at(place).is_none()
                && (reader.is(place - 1, class::CONJUNCTION | class::SUBORDINATOR)
                    || reader.is_comma(place - 1)
                    || reader.lower(place - 1) == ";")
    };
    (floor..at).rev().filter(|&place| opens(place)).find_map(|place| {
        let end = reader.phrase_after(place, at).filter(|&end| end < at)?;
        let verb = (end..at)
            .find(|&next| !reader.is_adverb(next))
            .filter(|&next| reader.is_finite(next) && reader.quotation_at(next).is_none())?;
        let somebody = (place..end).any(|word| reader.is_name_word(word) || reader.is(word, class::SUBJECT_PRONOUN | class::SPEAKING_NOUN));
        (verb < at && somebody && speaks(reader, place..end)).then_some(place..end)
    })
}

/// The noun phrase that ends before `at`, or before the aside that ends there ("Holt, in a letter, | said").
pub(super) fn subject_before(reader: &Reader<'_>, at: usize) -> Option<Range<usize>> {
    let floor = sentence_start(reader, at);
    let phrase = |end: usize| {
        let start = reader.phrase_before(end, floor)?;
        let led = start > floor && reader.is(start - 1, class::PREPOSITION) && !reader.is(start - 1, class::SUBORDINATOR);
        (!led && speaks(reader, start..end)).then_some(start..end)
    };
    let closes = at > floor && reader.quotation_at(at - 1).is_none() && (reader.is_comma(at - 1) || reader.is_dash(at - 1));
    if !closes {
        return phrase(at);
    }
    let same = |place: &usize| {
        reader.quotation_at(*place).is_none() && if reader.is_comma(at - 1) { reader.is_comma(*place) } else { reader.is_dash(*place) }
    };
    // The nearest comma first: an aside with commas of its own has its noun phrase before the first of them.
    (floor.max(at.saturating_sub(LONGEST_ASIDE))..at - 1).rev().filter(same).find_map(|open| {
        let opens =
            open == floor + 1 || phrase(open).is_some_and(|found| found.start == floor || begins_clause(reader, found.start, floor));
        phrase(open).filter(|_| opens)
    })
}

/// True where a clause may begin at `at`: the sentence does, or a conjunction or comma stands before.
fn begins_clause(reader: &Reader<'_>, at: usize, floor: usize) -> bool {
    at == floor || reader.is(at - 1, class::CONJUNCTION | class::SUBORDINATOR) || reader.is_comma(at - 1) || reader.is_adverb(at - 1)
}

/// The subject that opens sentence number `sentence`.
pub(super) fn subject_of_sentence(reader: &Reader<'_>, sentence: usize) -> Option<Range<usize>> {
    let end = reader.document.sentences.get(sentence)?.tokens.end;
    opening_subject(reader, sentence, end)
}

/// The subject that opens the sentence, where a verb follows before `end`.
fn opening_subject(reader: &Reader<'_>, sentence: usize, end: usize) -> Option<Range<usize>> {
    let start = reader.document.sentences.get(sentence)?.tokens.start;
    let stop = reader.phrase_after(start, end)?;
    let verb = reader.is(stop, class::AUXILIARY | class::FINITE) || reader.is_finite(stop);
    (verb && speaks(reader, start..stop)).then_some(start..stop)
}

fn sentence_start(reader: &Reader<'_>, at: usize) -> usize {
    reader.document.sentences.get(sentence_of(reader.document, at)).map_or(at, |sentence| sentence.tokens.start)
}

fn sentence_end(reader: &Reader<'_>, at: usize) -> usize {
    reader.document.sentences.get(sentence_of(reader.document, at)).map_or(at, |sentence| sentence.tokens.end)
}
