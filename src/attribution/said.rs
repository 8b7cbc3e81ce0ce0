//! Whether a relation of the tagger passes words on at all, and whether somebody answers for them.
//!
//! In: a [`Relation`]. The tagger learnt from marked news what stands where; that a question put to somebody, a title that
//! is read or a wish not to be named passes nothing on is known here. [`passes_on`] decides what is a relation, [`answers`]
//! whether it may carry a claim.

use std::ops::Range;

use super::content::Relation;
use super::naming;
use super::reader::Reader;
use super::sentence_of;
use crate::ids::VerbClass;
use crate::lexicon::{SpeakerPhrase, class, frame};
use crate::text::{QuoteState, Shape};

/// The longest content of a hedge without a speaker, in tokens ('It was reportedly "beyond rescue"').
const HEARSAY: usize = 6;

/// How far before a cue "contrary to" may stand, in tokens.
const LONGEST_CONTRARY: usize = 16;

/// False for what passes no words on.
pub(super) fn passes_on(reader: &Reader<'_>, relation: &Relation) -> bool {
    let all = |test: &dyn Fn(&Range<usize>) -> bool| relation.pieces.iter().all(test);
    // "did what Holt promised | to do".
    let to_do = |piece: &Range<usize>| piece.len() == 2 && reader.lower(piece.start) == "to";
    let no_words = all(&|piece| is_day(reader, piece))
        || all(&to_do)
        || all(&|piece| is_title(reader, piece))
        || all(&|piece| is_pronoun(reader, piece));
    let no_cue = relation.cue.as_ref().is_some_and(|cue| {
        cue.clone().all(|at| reader.is(at, class::AUXILIARY))
            || is_would(reader, cue)
            || is_withheld(reader, cue)
            || is_question_put(reader, relation, cue)
            || is_subject_noun(reader, relation, cue)
            || is_undergone(reader, relation, cue)
            || is_label(reader, relation, cue)
            || is_nothing(reader, relation)
            || is_told_of(reader, relation, cue)
            || is_work(reader, relation, cue)
            || is_told_of_somebody(reader, relation, cue)
    });
    !(no_words || no_cue || is_own(reader, relation) || is_hearsay(reader, relation))
}

/// "spoke on Monday".
fn is_day(reader: &Reader<'_>, piece: &Range<usize>) -> bool {
    piece.clone().all(|at| reader.is(at, class::TIME | class::PREPOSITION | class::DETERMINER) || reader.shape(at) == Shape::Number)
}

/// The title of a work, and little else.
fn is_title(reader: &Reader<'_>, piece: &Range<usize>) -> bool {
    let marked = reader.is_loose_mark(piece.start) || piece.start > 0 && reader.is_loose_mark(piece.start - 1);
    marked && piece.clone().skip(1).all(|at| reader.is_title_word(at))
}

/// "doubt it".
fn is_pronoun(reader: &Reader<'_>, piece: &Range<usize>) -> bool {
    piece.len() == 1 && reader.is(piece.start, class::IT | class::THIS | class::OTHER_PRONOUN)
}

/// What somebody would say, or has yet to show.
fn is_would(reader: &Reader<'_>, cue: &Range<usize>) -> bool {
    let verb = cue.clone().find(|&at| reader.cue_at(at).is_some()).unwrap_or(cue.start);
    // "would probably say C": nobody has said it; "would say C" is told of a habit as often.
    let presumed = verb.checked_sub(2).and_then(|at| reader.phrase(at)).is_some_and(|(phrase, _)| phrase == SpeakerPhrase::Presumed);
    // "has to prove that C".
    let due = (cue.start.saturating_sub(2)..cue.end).any(|at| {
        reader.phrase(at).is_some_and(|(phrase, length)| phrase == SpeakerPhrase::Due && (cue.start + 1..=cue.end).contains(&(at + length)))
    });
    presumed || due || verb > 0 && matches!(reader.lower(verb - 1), "'d" | "'ll")
}

/// "after denying | claims that surfaced in May": what the claims are told of, and no content of theirs.
fn is_told_of(reader: &Reader<'_>, relation: &Relation, cue: &Range<usize>) -> bool {
    relation.pieces.iter().all(|piece| {
        let Some(that) = (piece.start..piece.end.min(piece.start + 4)).find(|&at| reader.lower(at) == "that") else { return false };
        let noun = that.checked_sub(1).is_some_and(|noun| noun + 1 >= cue.end && reader.is(noun, class::DENIED_NOUN));
        piece.start >= cue.end
            && noun
            && reader.shape(that + 1) == Shape::Lower
            && reader.is_finite(that + 1)
            && !reader.is(that + 1, class::SPEAKING_NOUN | class::DETERMINER)
            && reader.quotation_at(that).is_none()
    })
}

/// "A man said | to have left the town was arrested": told of him, and not by him.
fn is_told_of_somebody(reader: &Reader<'_>, relation: &Relation, cue: &Range<usize>) -> bool {
    let told = matches!(
        reader.lower(cue.end.saturating_sub(1)),
        "said" | "believed" | "reported" | "alleged" | "thought" | "rumored" | "rumoured"
    );
    told && relation
        .pieces
        .iter()
        .all(|piece| piece.start == cue.end && reader.lower(piece.start) == "to" && matches!(reader.lower(piece.start + 1), "have" | "be"))
}

/// "wrote | a book that sold well": a work, not what it says.
fn is_work(reader: &Reader<'_>, relation: &Relation, cue: &Range<usize>) -> bool {
    let wrote = (cue.start..cue.end).any(|at| matches!(reader.stem(at), "wrote" | "write" | "written" | "author" | "pen"));
    wrote
        && relation.pieces.iter().all(|piece| {
            let work = |at: usize| reader.phrase(at).is_some_and(|(phrase, _)| phrase == SpeakerPhrase::Work);
            piece.start >= cue.end
                && reader.is(piece.start, class::DETERMINER)
                && reader.quotation_at(piece.start).is_none()
                && (piece.start + 1..piece.end.min(piece.start + 4)).any(work)
        })
}

/// The wish not to be named.
fn is_withheld(reader: &Reader<'_>, cue: &Range<usize>) -> bool {
    cue.clone().any(|at| matches!(reader.phrase(at), Some((SpeakerPhrase::Anonymity, _))))
}

/// "Asked whether the bridge was safe, Holt said": the question is not Holt's.
fn is_question_put(reader: &Reader<'_>, relation: &Relation, cue: &Range<usize>) -> bool {
    // "Asked about how", "Asked in an interview whether".
    let verb = cue.clone().rfind(|&at| reader.cue_at(at).is_some()).unwrap_or(cue.end - 1);
    let row = reader.cue_at(verb).and_then(|(row, _)| reader.lexicon.cues.get(row));
    let participle = reader.lower(verb).ends_with("ed");
    row.is_some_and(|row| row.kind == VerbClass::Question)
        && participle
        && relation.source.as_ref().is_none_or(|source| source.start >= cue.end)
}

/// "Holt's claim that the bridge was safe failed": where what was claimed ends is not told.
fn is_subject_noun(reader: &Reader<'_>, relation: &Relation, cue: &Range<usize>) -> bool {
    let row = reader.cue_at(cue.start).and_then(|(row, _)| reader.lexicon.cues.get(row));
    let opens = reader.document.sentences.get(sentence_of(reader.document, cue.start)).map_or(0, |sentence| sentence.tokens.start);
    row.is_some_and(|row| row.frames & (frame::NOMINAL | frame::NOUNLIKE) != 0)
        && reader.is_possessive_mark(cue.start.saturating_sub(1))
        && relation.source.as_ref().is_some_and(|source| source.start == opens)
}

/// "Holt was described as a gambler": who is described says nothing. "was quoted as saying" is a cue of its own.
fn is_undergone(reader: &Reader<'_>, relation: &Relation, cue: &Range<usize>) -> bool {
    let Some(source) = &relation.source else { return false };
    let Some(verb) = cue.clone().find(|&at| reader.cue_at(at).is_some()) else { return false };
    let passive = reader.cue_at(verb).and_then(|(row, _)| reader.lexicon.cues.get(row)).is_some_and(|row| row.frames & frame::PASSIVE != 0);
    // "Holt, cited for contempt by the court, left".
    let apposed = cue.start > 0 && reader.is_comma(cue.start - 1) && relation.pieces.iter().all(|piece| reader.lower(piece.start) == "for");
    if apposed && cue.len() == 1 && reader.lower(verb).ends_with("ed") && relation.pieces.iter().all(|piece| piece.start == cue.end) {
        return true;
    }
    let be = (cue.start..verb).rev().take_while(|&at| reader.is_adverb(at) || reader.is(at, class::BE)).any(|at| reader.is(at, class::BE));
    be && !passive && source.end <= cue.start && reader.lower(verb).ends_with("ed") && !reader.is(verb, class::FEELING)
}

/// "Nothing tells the story like": a thing.
fn is_nothing(reader: &Reader<'_>, relation: &Relation) -> bool {
    let thing = |at: usize| matches!(reader.lower(at), "nothing" | "something" | "everything" | "anything" | "thing" | "things");
    // "New confirmed infections": no noun at all.
    let adjective = |at: usize| matches!(reader.lower(at), "new" | "total" | "recent" | "first" | "further" | "additional" | "fresh");
    let letter = |at: usize| reader.written(at).chars().count() == 1 && !reader.is(at, class::FIRST_PERSON);
    let amount = |source: &Range<usize>| reader.lower(source.end - 1) == "total";
    // "Shortly thereafter, Holt called": no speaker at all.
    let adverb = |at: usize| reader.is_adverb(at) && !reader.is(at, class::GIVEN | class::VAGUE) || reader.lower(at) == "according";
    relation.source.as_ref().is_some_and(|source| {
        thing(source.end - 1)
            || amount(source)
            || source.len() == 1 && adverb(source.start)
            || source.len() == 1 && (adjective(source.start) || letter(source.start))
    })
}

/// "Photos: the flood in Varn".
fn is_label(reader: &Reader<'_>, relation: &Relation, cue: &Range<usize>) -> bool {
    let colon = cue.len() == 1 && reader.lower(cue.start) == ":";
    // A colon amid a quotation is the speaker's own.
    let amid = |source: &Range<usize>| {
        let quotation = reader.quotation_at(source.start);
        quotation.is_some() && relation.pieces.first().is_some_and(|piece| reader.quotation_at(piece.start) == quotation)
    };
    colon && relation.source.as_ref().is_some_and(|source| reader.is(source.end - 1, class::LABEL) || amid(source))
}

/// "I spoke with Holt about the bridge", "my hope is that": the writer's own voice, unless somebody is quoted.
fn is_own(reader: &Reader<'_>, relation: &Relation) -> bool {
    relation.source.as_ref().is_some_and(|source| {
        let first = naming::pronoun(reader, source.start).is_some_and(|bits| bits & class::FIRST_PERSON != 0);
        let outside = reader.document.tokens.get(source.start).is_some_and(|token| token.quote == QuoteState::Outside);
        source.len() == 1 && first && outside
    })
}

/// 'It was reportedly "beyond rescue"': a hedge, and nobody quoted.
fn is_hearsay(reader: &Reader<'_>, relation: &Relation) -> bool {
    relation.source.is_none()
        && relation.cue.as_ref().is_some_and(|cue| cue.clone().all(|at| reader.is_adverb(at) || reader.is(at, class::BE)))
        && relation.pieces.iter().map(Range::len).sum::<usize>() <= HEARSAY
}

/// True where somebody answers for the words: the cue is one of the tables, a mark of the layout or missing, or most of the
/// words are quoted. What the tagger alone takes for somebody's ("used", "is launching") tells what he does or wants as often
/// as what he says.
pub(super) fn answers(reader: &Reader<'_>, relation: &Relation) -> bool {
    let Some(cue) = &relation.cue else { return true };
    let (mut words, mut quoted) = (0, 0);
    for at in relation.pieces.iter().flat_map(Clone::clone).filter(|&at| reader.shape(at) != Shape::Mark) {
        words += 1;
        quoted += usize::from(reader.document.tokens.get(at).is_some_and(|token| token.quote != QuoteState::Outside));
    }
    let layout = cue.clone().all(|at| reader.shape(at) == Shape::Mark);
    let known = relation.row.is_some() || layout || 2 * quoted >= words;
    // Words of nobody are the outlet's, unless it says that it only reports them.
    let nobody = relation.source.is_none() && !relation.impersonal && quoted < words;
    known
        && !nobody
        && !is_hypothetical(reader, relation)
        && (quoted > 0 || !takes_thing(reader, relation))
        && !is_time(reader, relation)
        && !is_reflexive(reader, relation)
        && (2 * quoted >= words || !is_of(reader, relation, cue))
        && !is_contrary(reader, cue)
        && !is_silent(reader, cue)
}

/// "if anyone thought C": nobody need have.
fn is_hypothetical(reader: &Reader<'_>, relation: &Relation) -> bool {
    let first = relation.source.as_ref().filter(|source| relation.cue.as_ref().is_some_and(|cue| source.end <= cue.start));
    first.is_some_and(|source| source.start > 0 && reader.lower(source.start - 1) == "if" && reader.quotation_at(source.start).is_none())
}

/// "criticized | Holt or opposed him": a verb that takes a thing and no clause, so that a clause is the outlet's.
fn takes_thing(reader: &Reader<'_>, relation: &Relation) -> bool {
    // "dismissed reports that he had left": the reports are of something.
    let of_reports = |piece: &Range<usize>| {
        piece.clone().take(5).any(|at| reader.is(at, class::DENIED_NOUN) || reader.lower(at) == "that") && reader.has_finite(piece.clone())
    };
    if relation.pieces.iter().any(of_reports) {
        return false;
    }
    let clauses = frame::CLAUSE | frame::THAT | frame::WHETHER | frame::INFINITIVE | frame::OBJECT_INFINITIVE | frame::ING;
    let others =
        frame::AFTER | frame::CITING | frame::WITHIN | frame::NOMINAL | frame::DOCUMENT_THAT | frame::DOCUMENT_QUOTE | frame::PASSIVE;
    relation.row.and_then(|row| reader.lexicon.cues.get(row)).is_some_and(|row| {
        // "rejected the accord": words are rejected in quotation marks only.
        let quotes = row.frames & frame::QUOTE != 0 && row.frames & frame::OBJECT == 0;
        row.frames & (clauses | others | frame::BARE) == 0 && !quotes
    })
}

/// "had to respond | when the bridge fell": when, not what; only a verb of asking or knowing takes it as its object.
fn is_time(reader: &Reader<'_>, relation: &Relation) -> bool {
    let whether = relation.row.and_then(|row| reader.lexicon.cues.get(row)).is_some_and(|row| row.frames & frame::WHETHER != 0);
    // "said before the vote | he had slept": the clause behind the day is what was said.
    let clause = |piece: &Range<usize>| {
        let subject = (piece.start + 2..piece.end).find(|&at| reader.is(at, class::SUBJECT_PRONOUN));
        subject.is_some_and(|at| reader.is_finite(at + 1) && !reader.has_finite(piece.start + 1..at))
    };
    let time = |piece: &Range<usize>| {
        matches!(reader.lower(piece.start), "when" | "after" | "before" | "while" | "until" | "once")
            && reader.quotation_at(piece.start).is_none()
            && !clause(piece)
    };
    !whether && relation.cue.as_ref().is_some_and(|cue| relation.pieces.iter().all(|piece| piece.start >= cue.end && time(piece)))
}

/// "find | themselves balancing": what they do, not what they find.
fn is_reflexive(reader: &Reader<'_>, relation: &Relation) -> bool {
    let own = |piece: &Range<usize>| reader.lower(piece.start).ends_with("self") || reader.lower(piece.start).ends_with("selves");
    relation.cue.as_ref().is_some_and(|cue| relation.pieces.iter().all(|piece| piece.start == cue.end && own(piece)))
}

/// "views on the bridge", "spoke of the bridge": behind a preposition stands a thing; a clause there is a misreading.
fn is_of(reader: &Reader<'_>, relation: &Relation, cue: &Range<usize>) -> bool {
    let last = cue.end - 1;
    let led = cue.len() > 1 && reader.is(last, class::PREPOSITION | class::INNER_PREPOSITION) && reader.lower(last) != "that";
    led && relation.pieces.first().is_some_and(|piece| {
        let opens = reader.is(piece.start, class::CONTENT_OPENER | class::RELATIVE) || reader.quotation_at(piece.start).is_some();
        piece.start == cue.end && !opens
    })
}

/// "did not comment on", "would not say": somebody keeps quiet.
pub(super) fn is_silent(reader: &Reader<'_>, cue: &Range<usize>) -> bool {
    let negated = cue.clone().any(|at| reader.is(at, class::NEGATION))
        || (1..=2).any(|back| cue.start >= back && reader.is(cue.start - back, class::NEGATION));
    let quiet = |at: usize| {
        matches!(
            reader.stem(at),
            "comment"
                | "say"
                | "mention"
                | "specifi"
                | "elabor"
                | "disclos"
                | "discuss"
                | "address"
                | "respond"
                | "repli"
                | "answer"
                | "explain"
        )
    };
    negated && cue.clone().any(quiet)
}

/// "Contrary to what Holt said, C": C is not his.
fn is_contrary(reader: &Reader<'_>, cue: &Range<usize>) -> bool {
    let from = reader.document.sentences.get(sentence_of(reader.document, cue.start)).map_or(cue.start, |sentence| sentence.tokens.start);
    (from.max(cue.start.saturating_sub(LONGEST_CONTRARY))..cue.start)
        .any(|at| reader.lower(at) == "contrary" && reader.lower(at + 1) == "to")
}
