//! What each cue of a unit reports.
//!
//! In: the [`Candidate`]s of a unit. Out: [`Relation`]s with their content in tokens. Content behind a cue runs to the
//! end of the clause where speech ends: the next cue's own words, a semicolon, ", while", or the end of the unit.

use std::ops::Range;

use super::cues::{Candidate, speaks};
use super::reader::{REACH, Reader};
use crate::lexicon::{class, frame};
use crate::text::Shape;

/// Longest clause read, in tokens: keeps the cost of a sentence of any length linear (chosen by hand, not measured).
const LONGEST_CLAUSE: usize = 400;

/// Speaker, cue and content in tokens.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Relation {
    pub(super) row: Option<usize>,
    pub(super) cue: Option<Range<usize>>,
    pub(super) source: Option<Range<usize>>,
    pub(super) pieces: Vec<Range<usize>>,
    /// Words between cue and content, where an outlet may be named ("told the Varn Times in an interview").
    pub(super) told: Range<usize>,
    pub(super) quoted_by: Option<Range<usize>>,
    pub(super) unit: Range<usize>,
    pub(super) impersonal: bool,
    /// Relations of the outlets that pass this one on ("the Varn Times reported that Holt said").
    pub(super) carriers: Vec<Range<usize>>,
    /// The content is said to be false.
    pub(super) falsity: bool,
    /// The layout sets the words off as somebody's own, with or without marks (a speaker line, a post).
    pub(super) verbatim: bool,
}

/// What a cue's surroundings give.
struct Right {
    pieces: Vec<Range<usize>>,
    told: Range<usize>,
    falsity: bool,
    /// One past the last token read.
    end: usize,
}

/// The relations of a unit, in order of their cues.
pub(super) fn relations(reader: &Reader<'_>, unit: &Range<usize>, candidates: &[Candidate]) -> Vec<Relation> {
    let mut found: Vec<Relation> = Vec::new();
    let mut free = unit.start;
    let mut at = 0;
    while let Some(candidate) = candidates.get(at) {
        let later = candidates.get(at + 1..).unwrap_or_default();
        at += 1;
        if candidate.start() < free && !candidate.shared && !found.is_empty() {
            let inside = found.last().is_some_and(|last| last.pieces.iter().any(|piece| piece.contains(&candidate.cue.start)));
            let according = reader.lexicon.cues.get(candidate.row).is_some_and(|cue| cue.frames & frame::AFTER != 0);
            // Somebody's report inside another's is part of it, unless an outlet only passes it on.
            let carried = found.last().and_then(|last| last.source.clone()).is_some_and(|source| super::outlet::is_outlet(reader, source));
            if inside && !according && !carried {
                continue;
            }
            if inside && !according {
                free = candidate.start();
            }
        }
        let frames = reader.lexicon.cues.get(candidate.row).map_or(0, |cue| cue.frames);
        let (pieces, told, falsity, end) = if frames & (frame::AFTER | frame::CITING | frame::WITHIN) != 0 {
            let Some((pieces, end)) = around(reader, unit, candidate, free, later) else {
                carry(reader, candidate, &mut found);
                continue;
            };
            (pieces, end..end, false, end)
        } else {
            let Some((pieces, right)) = said(reader, unit, candidate, frames, free, later) else { continue };
            (pieces, right.told, right.falsity, right.end)
        };
        let mut relation = Relation {
            row: Some(candidate.row),
            cue: Some(candidate.cue.clone()),
            source: candidate.source.clone(),
            pieces,
            told,
            quoted_by: candidate.quoted_by.clone(),
            unit: unit.clone(),
            impersonal: candidate.impersonal,
            falsity,
            ..Relation::default()
        };
        // An outlet that reports what somebody says is the carrier, not the speaker.
        let carries = |last: &mut Relation| {
            last.pieces.iter().any(|piece| piece.contains(&candidate.cue.start))
                && last.source.as_ref().is_some_and(|source| super::outlet::is_outlet(reader, source.clone()))
        };
        if let Some(last) = found.pop_if(carries) {
            relation.carriers = last.carriers;
            relation.carriers.extend(last.source);
        }
        free = free.max(end).max(candidate.cue.end);
        found.push(relation);
    }
    found
}

/// "…, according to the Varn Times" after content that already has a speaker: the outlet only carries it.
fn carry(reader: &Reader<'_>, candidate: &Candidate, found: &mut [Relation]) {
    let (Some(last), Some(source)) = (found.last_mut(), &candidate.source) else { return };
    if super::outlet::is_outlet(reader, source.clone()) && last.unit.contains(&candidate.cue.start) {
        last.carriers.push(source.clone());
    }
}

/// The content of "according to X" and "citing X": before it, after it or both.
fn around(
    reader: &Reader<'_>,
    unit: &Range<usize>,
    candidate: &Candidate,
    free: usize,
    later: &[Candidate],
) -> Option<(Vec<Range<usize>>, usize)> {
    let source = candidate.source.clone()?;
    let begin = candidate.cue.start;
    let after = source.end;
    let own = reader.lexicon.cues.get(candidate.row).is_some_and(|cue| cue.frames & frame::WITHIN != 0);
    if own && !(begin == unit.start || reader.is_comma(begin - 1)) {
        return None;
    }
    let first = begin == unit.start
        || begin == unit.start + 1
        || begin > 0 && reader.is(begin - 1, class::CONJUNCTION | class::SUBORDINATOR) && !reader.has_finite(free.min(begin)..begin);
    if first {
        let from = if reader.is_comma(after) && reader.is(after + 1, class::RELATIVE) {
            apposition(reader, after + 1, unit.end)?
        } else if reader.is_comma(after) {
            after + 1
        } else {
            apposition(reader, after, unit.end)?
        };
        let end = whole_end(reader, from, unit.end, later, candidate);
        return (from < end && reader.has_finite(from..end)).then(|| (one_piece(from..end), end));
    }
    if free > unit.start && begin.saturating_sub(free) < 3 {
        return None;
    }
    let left = clause_start(reader, free, begin)..begin;
    if left.len() < 2 {
        return None;
    }
    let mut pieces = vec![left];
    let mut end = after;
    if reader.is_comma(after) && after + 1 < unit.end && reader.is_comma(begin - 1) {
        let from = after + 1;
        let goes_on = reader.is(from, class::AUXILIARY | class::FINITE) || reader.is_finite(from);
        if goes_on && !reader.lower(from).ends_with("ing") {
            end = clause_end(reader, from, unit.end, later, candidate);
            pieces.push(from..end);
        }
    }
    Some((pieces, end))
}

/// One past the comma that closes what hangs on the speaker at `at`.
fn apposition(reader: &Reader<'_>, at: usize, end: usize) -> Option<usize> {
    (at..end.min(at + 24)).find(|&place| reader.is_comma(place)).map(|comma| comma + 1)
}

/// Where the clause that ends at `end` begins: after the last cue's content, its comma and conjunction.
fn clause_start(reader: &Reader<'_>, free: usize, end: usize) -> usize {
    let mut start = free.max(end.saturating_sub(LONGEST_CLAUSE));
    while start < end
        && (reader.is_comma(start) || reader.is_stop(start) || matches!(reader.lower(start), ";" | ":") || reader.is_dash(start))
    {
        start += 1;
    }
    start
}

/// The content of a verb of saying.
fn said(
    reader: &Reader<'_>,
    unit: &Range<usize>,
    candidate: &Candidate,
    frames: u32,
    free: usize,
    later: &[Candidate],
) -> Option<(Vec<Range<usize>>, Right)> {
    let verb_end =
        if candidate.inverted { candidate.source.as_ref().map_or(candidate.cue.end, |source| source.end) } else { candidate.cue.end };
    let reads = frames & frame::DOCUMENT_QUOTE == 0 || document_speaks(reader, candidate);
    let shown =
        frames & frame::DOCUMENT_THAT != 0 && (reader.is_stop(verb_end) || verb_end >= unit.end) && document_speaks(reader, candidate);
    let left = if (reads && frames & frame::QUOTE != 0 || shown) && !candidate.participle && !candidate.shared {
        left_of(reader, candidate.start(), free)
    } else {
        None
    };
    let right = behind(reader, unit, candidate, frames, verb_end, later, left.is_some());
    match (left, right) {
        (Some((left, quoted)), right) => {
            let (end, told) = absorb(reader, verb_end, unit.end, frames, candidate);
            // "In Varn, Holt said that …": what stands before is an adverbial.
            let amid = reader.is_comma(end) || reader.is_dash(end) || reader.lower(end) == ":";
            let last = end >= unit.end || reader.is_stop(end) || reader.lower(end) == ";";
            let colon = reader.lower(end) == ":";
            // "In a statement by the ministry, Holt said: …": a fronted adverbial is no content.
            let fronted = reader.is(left.start, class::PREPOSITION | class::SUBORDINATOR) && !reader.is_name_word(left.start)
                || reader.is_adverb(left.start);
            let clause = !quoted
                && (!reader.has_finite(left.clone())
                    || colon
                    || fronted && (right.is_some() || !last && !left.clone().any(|at| reader.is_comma(at))));
            let clause = clause || !quoted && frames & frame::CLAUSE == 0 && !shown;
            // 'The mayor did not answer, but in a letter, she said, "I was away."': a quoted sentence starts anew, what
            // stands before the cue is the outlet's.
            let sentence = |piece: &Range<usize>| reader.quotation_at(piece.start).is_some() && starts_sentence(reader, piece.start);
            let own = !quoted && right.as_ref().and_then(|right| right.pieces.first()).is_some_and(sentence);
            if own {
                return right.map(|right| (right.pieces.clone(), right));
            }
            match right {
                Some(mut right) if amid && !colon && !quoted && right.pieces.first().is_some_and(|piece| reader.is_finite(piece.start)) => {
                    right.pieces.insert(0, left);
                    Some((right.pieces.clone(), right))
                }
                Some(right) if (!amid && !quoted) || clause && !last => Some((right.pieces.clone(), right)),
                Some(mut right) if amid => {
                    let goes_on = right.pieces.first().is_some_and(|piece| reader.quotation_at(piece.start).is_some() || !quoted);
                    if !goes_on {
                        right.pieces.clear();
                        right.end = end;
                    }
                    right.pieces.insert(0, left);
                    Some((right.pieces.clone(), right))
                }
                // "The strike cost a million crowns, Holt reckoned.": a verb that is not known as one.
                _ if last && !quoted && !fronted && left.len() > 4 && frames & frame::CLAUSE != 0 && told.is_empty() => {
                    Some((vec![left], Right { pieces: Vec::new(), told, falsity: false, end }))
                }
                _ if clause => None,
                _ if quoted || amid || last || told.is_empty() || reader.is(end, class::PREPOSITION) => {
                    Some((vec![left], Right { pieces: Vec::new(), told, falsity: false, end }))
                }
                _ => None,
            }
        }
        (None, right) => right.map(|right| (right.pieces.clone(), right)),
    }
}

/// Content that ends with a comma or closing mark before the candidate's first word, and whether it is quoted.
fn left_of(reader: &Reader<'_>, start: usize, free: usize) -> Option<(Range<usize>, bool)> {
    let mut end = start.checked_sub(1).filter(|end| *end >= free)?;
    let comma = reader.is_comma(end) && reader.quotation_at(end).is_none() || reader.is_dash(end);
    if comma {
        end = end.checked_sub(1).filter(|end| *end >= free)?;
    }
    if let Some(number) = reader.quotation_at(end) {
        let quote = reader.document.quotations.get(number)?;
        if quote.tokens.end != end + 1 || !quote.closed {
            return None;
        }
        let from = quote.tokens.start.max(free);
        // The quotation may be the end of a longer clause: 'The plan is "a gamble," Holt said.'
        let begin = clause_start(reader, free, from);
        let whole = from.saturating_sub(begin) <= 60 && begin < from && !reader.is_stop(from - 1) && reader.lower(from - 1) != ":";
        return Some((if whole { begin } else { from }..end + 1, true));
    }
    if !comma {
        return None;
    }
    let begin = clause_start(reader, free, end + 1);
    (begin < end).then_some((begin..end + 1, false))
}

/// Skips what stands between a verb and its content: the person told, the day, the place of saying. Returns the next
/// token and the stretch skipped.
fn absorb(reader: &Reader<'_>, from: usize, end: usize, frames: u32, candidate: &Candidate) -> (usize, Range<usize>) {
    let mut at = from;
    if frames & frame::PERSON != 0 && at < end && reader.quotation_at(at).is_none() && !candidate.inverted {
        let opener = reader.is(at, class::CONTENT_OPENER) && reader.lower(at) == "that";
        if !opener && let Some(stop) = reader.phrase_after(at, end) {
            let must = matches!(reader.stem(candidate.cue.end - 1), "told" | "tell" | "remind" | "inform" | "notifi" | "assur");
            let clause = reader.is_finite(stop) && !reader.is(at, class::OTHER_PRONOUN) && !reader.is(at, class::REPORTER);
            let clause = clause || reader.lower(stop) == "to" && !must;
            if must || !clause {
                at = stop;
            }
        }
    }
    for _ in 0..5 {
        if at >= end || reader.quotation_at(at).is_some() {
            break;
        }
        if frames & frame::NOUN != 0 && reader.is_adverb(at) {
            // "called for more money": the adverb is content.
            break;
        }
        let next = skip_one(reader, at, end);
        if next == at {
            // "disclosed for the first time that", "warned in a note to the staff that"
            let clear = |place: &usize| reader.shape(*place) != Shape::Mark && !reader.is_finite(*place);
            let that = (at..end.min(at + 10)).take_while(clear).find(|&place| reader.lower(place) == "that");
            if frames & frame::THAT != 0 && reader.is(at, class::PREPOSITION) && !reader.is_name_word(at) {
                at = that.unwrap_or(at);
            }
            break;
        }
        at = next;
    }
    (at, from..at)
}

fn skip_one(reader: &Reader<'_>, at: usize, end: usize) -> usize {
    let lower = reader.lower(at);
    if lower == "at" && reader.is(at + 1, class::DETERMINER) && reader.lower(at + 2) == "time" && reader.lower(at + 3) == "that" {
        return at + 3;
    }
    if reader.is_adverb(at) && !reader.is_capital(at) && !reader.is(at, class::DETERMINER) && lower != "so" {
        return at + 1;
    }
    let days = |from: usize| {
        let mut place = from;
        while place < end
            && (reader.is(place, class::TIME)
                || reader.shape(place) == Shape::Number
                || matches!(reader.lower(place), "last" | "this" | "early" | "late" | "earlier" | "later"))
        {
            place += 1;
        }
        if reader.is(from, class::TIME)
            || reader.written(from) == "May"
            || place > from + 1 && reader.is(place - 1, class::TIME)
            || place > from + 1 && reader.is(from, class::TIME)
        {
            place
        } else {
            from
        }
    };
    let day = days(at);
    if day > at {
        return day;
    }
    if matches!(lower, "on" | "in" | "at" | "by" | "during" | "after" | "before" | "since") {
        let day = days(at + 1);
        if day > at + 1 {
            return day;
        }
    }
    if matches!(lower, "in" | "during" | "at" | "on" | "via" | "through" | "after" | "following" | "from" | "over") {
        let limit = end.min(at + 9);
        let noun = (at + 1..limit)
            .take_while(|&place| reader.shape(place) != Shape::Mark || reader.is_possessive_mark(place))
            .take_while(|&place| !(reader.is_finite(place) || reader.lower(place) == "that"))
            .filter(|&place| {
                reader.is(place, class::STATEMENT | class::MEDIA_GENERIC)
                    && (!reader.is_capital(place) || place == at + 1 && !reader.is_capital(place + 1))
            })
            .last();
        if let Some(noun) = noun {
            return noun + 1;
        }
        return at;
    }
    if matches!(lower, "to" | "with") && at > 0 {
        let statement = reader.is(at - 1, class::STATEMENT);
        let told = reader.is(at + 1, class::REPORTER | class::MEDIA_GENERIC) || super::outlet::starts_outlet(reader, at + 1);
        let named = (statement || lower == "to") && (told || reader.is_name_word(at + 1) && statement);
        let determined = reader.is(at + 1, class::DETERMINER) && (statement || reader.is(at + 2, class::REPORTER | class::MEDIA_GENERIC));
        if named || determined {
            return reader.phrase_after(at + 1, end).unwrap_or(at);
        }
    }
    at
}

/// Content behind the verb.
fn behind(
    reader: &Reader<'_>,
    unit: &Range<usize>,
    candidate: &Candidate,
    frames: u32,
    verb_end: usize,
    later: &[Candidate],
    left: bool,
) -> Option<Right> {
    let (mut at, told) = absorb(reader, verb_end, unit.end, frames, candidate);
    if at >= unit.end {
        return None;
    }
    let give = |from: usize, end: usize, falsity: bool| {
        (from < end).then(|| Right { pieces: one_piece(from..end), told: told.clone(), falsity, end })
    };
    let end_of = |from: usize| clause_end(reader, from, unit.end, later, candidate);
    if frames & frame::DOCUMENT_QUOTE != 0 && !document_speaks(reader, candidate) {
        return None;
    }
    let quote_ok = frames & (frame::QUOTE | frame::DOCUMENT_QUOTE | frame::WHETHER) != 0;
    let document = document_speaks(reader, candidate);
    let punctuation = reader.is_comma(at) || reader.lower(at) == ":" || reader.is_dash(at);
    if punctuation {
        let colon = reader.lower(at) == ":";
        at += 1;
        if at >= unit.end {
            return None;
        }
        if reader.lower(at) == "in" && !colon && !left {
            // "said, in a statement, that …"
            let (next, _) = absorb(reader, at, unit.end, 0, candidate);
            if next > at && reader.is_comma(next) {
                at = next + 1;
            }
        }
        if left && candidate.inverted && reader.is(at, class::RELATIVE) {
            // '"It is late," said Holt, who runs the port, "but not too late."'
            let comma = (at..unit.end.min(at + 24)).find(|&place| reader.is_comma(place));
            at = comma.filter(|&comma| reader.quotation_at(comma + 1).is_some()).map_or(at, |comma| comma + 1);
        }
        if reader.quotation_at(at).is_some() && quote_ok {
            return give(at, quotes_end(reader, at, unit.end), false);
        }
        // "says, however, that"
        if reader.is_comma(at + 1) && reader.lower(at + 2) == "that" && at + 2 < unit.end && reader.is_adverb(at) {
            at += 2;
        }
        if reader.lower(at) == "that" && frames & frame::THAT != 0 {
            return give(at, end_of(at), false);
        }
        if colon && quote_ok {
            return give(at, unit.end, false);
        }
        let start = candidate.start();
        // "As Holt said in May, the plan is dead"; "As the Post's Mira Holt notes, …".
        let mut opener = start;
        while opener > unit.start
            && start - opener < 6
            && (reader.is_capital(opener - 1) || reader.is_possessive_mark(opener - 1))
            && reader.lower(opener - 1) != "as"
        {
            opener -= 1;
        }
        if !left && opener > unit.start && reader.lower(opener - 1) == "as" && frames & frame::CLAUSE != 0 {
            return give(at, end_of(at), false);
        }
        // "The plan, Holt said, will cost more": goes on after the cue.
        // "Still, Holt said, the plan will cost more": a word or a condition stands in front.
        let amid = left || start > unit.start + 1 && reader.is_comma(start - 1) && !candidate.inverted;
        let goes_on = amid
            && frames & frame::CLAUSE != 0
            && !reader.lower(at).ends_with("ing")
            && !reader.is(at, class::CONJUNCTION | class::SUBORDINATOR | class::RELATIVE | class::PREPOSITION)
            && later.first().is_none_or(|next| next.start() != at);
        return if goes_on { give(at, end_of(at), false) } else { None };
    }
    if reader.quotation_at(at).is_some() {
        if quote_ok || frames & (frame::MIXED | frame::CALL) != 0 {
            let stop = quotes_end(reader, at, unit.end);
            let ends = stop >= unit.end
                || reader.is_comma(stop)
                || reader.is_stop(stop)
                || reader.is(stop, class::CONJUNCTION)
                || reader.is_dash(stop);
            return give(at, if ends { stop } else { end_of(at) }, false);
        }
        return None;
    }
    let lower = reader.lower(at);
    if lower == "that" && frames & (frame::THAT | frame::WHETHER) != 0
        || lower == "that" && frames & frame::DOCUMENT_THAT != 0 && (document || candidate.impersonal)
    {
        let end = end_of(at);
        return (end > at + 2 && (end > at + 6 || reader.has_finite(at + 1..end) || has_quote(reader, at..end)))
            .then(|| give(at, end, false))
            .flatten();
    }
    if candidate.impersonal || !left && reader.is(at, class::AUXILIARY) && reader.lower(at) != "'s" {
        return None;
    }
    if matches!(lower, "whether" | "if" | "why" | "how" | "what" | "who" | "when" | "where")
        && frames & (frame::WHETHER | frame::CLAUSE) != 0
    {
        if lower == "when" && frames & frame::WHETHER == 0 {
            return None;
        }
        return give(at, end_of(at), false);
    }
    if frames & frame::INFINITIVE != 0 && lower == "to" {
        // "what Holt promised to do" reports nothing; what is promised ends at a comma.
        let object = candidate.source.as_ref().is_some_and(|source| {
            source.start > unit.start && matches!(reader.lower(source.start - 1), "what" | "which") && !candidate.inverted
        });
        let end = end_of(at);
        let comma = (at..end.min(at + REACH)).find(|&place| reader.is_comma(place) && reader.quotation_at(place).is_none());
        return if object { None } else { give(at, comma.unwrap_or(end), false) };
    }
    if frames & frame::CLAUSE != 0 || document && frames & frame::DOCUMENT_THAT != 0 && !reader.is(at, class::OTHER_PRONOUN) {
        let end = end_of(at);
        let other = reader.is(at, class::OTHER_PRONOUN) && !reader.is(at, class::DETERMINER | class::POSSESSIVE);
        let opens = !other && !reader.is(at, class::PREPOSITION | class::RELATIVE | class::CONJUNCTION)
            || reader.is_name_word(at)
            || lower == "about" && !reader.is(at + 1, class::DETERMINER)
            || matches!(lower, "in" | "on" | "at" | "after" | "by" | "under" | "during" | "without" | "for" | "despite" | "as" | "because");
        let stop = end.min(at + 60);
        if opens
            && end > at + 1
            && (subject_then_verb(reader, at, stop)
                || reader.is(at, class::SUBJECT_PRONOUN)
                || frames & frame::BARE != 0 && stop >= at + 4 && !reader.is(at, class::PREPOSITION | class::SUBORDINATOR)
                || has_quote(reader, at..stop) && reader.has_finite(at..stop))
        {
            return give(at, end, false);
        }
    }
    if frames & frame::ING != 0 && lower.ends_with("ing") {
        return give(at, end_of(at), false);
    }
    if frames & frame::OBJECT_INFINITIVE != 0
        && let Some(stop) = reader.phrase_after(at, unit.end)
        && (reader.lower(stop) == "to" || reader.lower(stop) == "not")
    {
        return give(stop, end_of(stop), false);
    }
    for (bit, word) in [(frame::AS, "as"), (frame::OF, "of"), (frame::ON, "on"), (frame::FOR, "for")] {
        if frames & bit != 0 {
            let limit = unit.end.min(at + 16);
            let found = (at..limit).take_while(|&place| !reader.is_comma(place)).find(|&place| reader.lower(place) == word && place > at);
            if found.is_some() {
                return give(at, end_of(at), false);
            }
        }
    }
    if frames & (frame::MIXED | frame::CALL | frame::OBJECT) != 0 {
        let end = end_of(at);
        let quote = has_quote(reader, at..end.min(at + 16));
        let falsity = frames & frame::CALL != 0 && (at..end).any(|place| reader.is(place, class::FALSITY));
        let denied = frames & frame::OBJECT != 0 && (at..end.min(at + 8)).any(|place| reader.is(place, class::DENIED_NOUN));
        if quote && frames & frame::OBJECT == 0 || falsity || denied || quote && frames & frame::QUOTE != 0 {
            return give(at, end, falsity);
        }
    }
    if frames & frame::NOUN != 0 && !reader.is_stop(at) {
        return give(at, end_of(at), false);
    }
    None
}

/// The relation of a cue that ends its paragraph ("Holt said:") with the quotation that opens `unit`; behind a colon the
/// whole next paragraph, up to `end`, where it has no marks of its own.
pub(super) fn announced(reader: &Reader<'_>, candidate: &Candidate, unit: &Range<usize>, end: usize) -> Option<Relation> {
    let frames = reader.lexicon.cues.get(candidate.row).map_or(0, |cue| cue.frames);
    let speaks = frames & (frame::QUOTE | frame::WHETHER | frame::DOCUMENT_QUOTE) != 0;
    let quoted = speaks && reader.quotation_at(unit.start).is_some();
    let colon = unit.start > 0 && reader.lower(unit.start - 1) == ":";
    let block = speaks && colon && !has_quote(reader, unit.start..end) && reader.is_capital(unit.start) && end > unit.start + 4;
    let opens = quoted || block;
    let piece = if block { unit.start..end } else { unit.start..quotes_end(reader, unit.start, unit.end) };
    opens.then(|| Relation {
        row: Some(candidate.row),
        cue: Some(candidate.cue.clone()),
        source: candidate.source.clone(),
        pieces: one_piece(piece),
        unit: candidate.start()..candidate.cue.end,
        verbatim: block,
        ..Relation::default()
    })
}

/// Lengthens content that ends inside a quotation over several paragraphs to the end of the quotation.
pub(super) fn whole_quotations(reader: &Reader<'_>, relations: &mut [Relation]) {
    for piece in relations.iter_mut().flat_map(|relation| relation.pieces.iter_mut()) {
        let last = piece.end.checked_sub(1).and_then(|last| reader.quotation_at(last));
        if let Some(quote) = last.and_then(|number| reader.document.quotations.get(number)) {
            piece.end = piece.end.max(quote.tokens.end);
        }
    }
}

/// Content of one piece.
pub(super) fn one_piece(range: Range<usize>) -> Vec<Range<usize>> {
    std::iter::once(range).collect()
}

/// True where the speaker is a document, inquiry, court or the like, which shows, finds and reads.
fn document_speaks(reader: &Reader<'_>, candidate: &Candidate) -> bool {
    candidate.source.clone().is_some_and(|source| {
        source.into_iter().any(|at| {
            reader.is(at, class::DOCUMENT | class::STATEMENT | class::MEDIA)
                || matches!(
                    reader.stem(at),
                    "court"
                        | "judg"
                        | "juri"
                        | "panel"
                        | "commiss"
                        | "committe"
                        | "inquiri"
                        | "investig"
                        | "offic"
                        | "agenc"
                        | "research"
                        | "depart"
                        | "scientist"
                        | "auditor"
                        | "inspector"
                        | "economist"
                        | "polic"
                        | "prosecutor"
                )
        })
    })
}

/// A subject and then a finite verb within the clause: what a verb of saying needs without "that".
fn subject_then_verb(reader: &Reader<'_>, from: usize, end: usize) -> bool {
    (from + 1..end).any(|at| reader.is_finite(at)) || reader.has_finite(from..end)
}

fn has_quote(reader: &Reader<'_>, range: Range<usize>) -> bool {
    range.into_iter().any(|at| reader.quotation_at(at).is_some() || reader.is_quote_mark(at))
}

/// The end of a quotation at `at`, with further quotations joined to it by a comma, "and" or nothing.
fn quotes_end(reader: &Reader<'_>, at: usize, ceiling: usize) -> usize {
    let mut end = at;
    while let Some(quote) = reader.quotation_at(end).and_then(|number| reader.document.quotations.get(number)) {
        end = quote.tokens.end.clamp(end + 1, ceiling.max(end + 1));
    }
    end.min(ceiling)
}

/// True where the first word of the quotation at `at` begins with a capital.
fn starts_sentence(reader: &Reader<'_>, at: usize) -> bool {
    (at..at + 3).find(|&place| reader.shape(place) != Shape::Mark).is_some_and(|place| reader.is_capital(place))
}

/// Where content that begins at `from` ends.
fn clause_end(reader: &Reader<'_>, from: usize, unit_end: usize, later: &[Candidate], own: &Candidate) -> usize {
    ends(reader, from, unit_end, later, own, true)
}

/// As [`clause_end`], over ", while" and ", but": "according to X" at the front bears on the whole sentence.
fn whole_end(reader: &Reader<'_>, from: usize, unit_end: usize, later: &[Candidate], own: &Candidate) -> usize {
    ends(reader, from, unit_end, later, own, false)
}

fn ends(reader: &Reader<'_>, from: usize, unit_end: usize, later: &[Candidate], own: &Candidate, contrast: bool) -> usize {
    let mut ceiling = unit_end.min(from + LONGEST_CLAUSE);
    // "Holt, who fears that the bridge is old, said so": the relative clause ends before the verb of its antecedent.
    let main = later.iter().take(4).find(|other| !other.shared && !other.inverted && other.source.is_some() && other.source == own.source);
    if let Some(main) = main.filter(|main| main.cue.start > from + 1) {
        ceiling = ceiling.min(main.cue.start - usize::from(reader.is_comma(main.cue.start - 1)));
    }
    let mut next = 0;
    let mut at = from;
    while at < ceiling {
        while later.get(next).is_some_and(|candidate| candidate.start() < at) {
            next += 1;
        }
        if let Some(candidate) = later.get(next).filter(|candidate| candidate.start() == at && at > from)
            && let Some(end) = breaks_off(reader, from, at, candidate)
        {
            return end;
        }
        if let Some(quote) = reader.quotation_at(at).and_then(|number| reader.document.quotations.get(number)) {
            at = quote.tokens.end.max(at + 1);
            continue;
        }
        if at > from && reader.lower(at) == ";" {
            return at;
        }
        if contrast
            && reader.is_comma(at)
            && matches!(reader.lower(at + 1), "while" | "although" | "though" | "whereas" | "however" | "but")
            // "Holt said that it was late, but that it was done": the second "that" hangs on the same cue.
            && !(reader.lower(at + 1) == "but" && reader.lower(at + 2) == "that")
            && at + 2 < ceiling
        {
            return at;
        }
        if own.source.as_ref().is_some_and(|source| source.start == at && at > from) {
            return at;
        }
        at += 1;
    }
    ceiling
}

/// Where the content before `at` ends if the cue whose words begin there starts a new report; `None` where it is
/// part of what is reported ("said that the mayor told him").
fn breaks_off(reader: &Reader<'_>, from: usize, at: usize, candidate: &Candidate) -> Option<usize> {
    let frames = reader.lexicon.cues.get(candidate.row).map_or(0, |cue| cue.frames);
    let mut end = at;
    let mut broke = frames & (frame::AFTER | frame::CITING | frame::WITHIN) != 0;
    if end > from + 1 && reader.is(end - 1, class::CONJUNCTION | class::SUBORDINATOR) && reader.lower(end - 1) != "that" {
        broke |= !reader.is(end - 1, class::SUBORDINATOR) || end > from + 1 && reader.is_comma(end - 2);
        end -= 1;
    }
    if end > from + 1 && (reader.is_comma(end - 1) || reader.is_dash(end - 1)) {
        // A comma alone starts a report only for a participle, an elided subject or a speaker behind.
        broke |= candidate.participle || candidate.shared || end < at;
        end -= 1;
    }
    let speaker = candidate.source.clone().is_some_and(|source| speaks(reader, source));
    (broke && end > from + 1 && (speaker || candidate.shared || candidate.participle)).then_some(end)
}
