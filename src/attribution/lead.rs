//! Whose words the end of a paragraph announces ("Holt wrote:", "From the Harbour Council:"), and the quotations behind it.
//!
//! In: a [`Reader`]. Out: the speaker as a token range, or further [`Relation`]s for quotations that nobody has yet.

use std::ops::Range;

use super::content::{Relation, one_piece};
use super::cues::speaks;
use super::mend;
use super::naming::first_person;
use super::reader::Reader;
use crate::lexicon::{class, frame};
use crate::text::{Document, Quotation, Shape};

/// The longest sentence that only leads a passage in, in tokens.
const LONGEST_LEAD: usize = 26;
/// The longest paragraph that only says whose words follow, in tokens.
const LONGEST_NOTICE: usize = 30;
/// The longest remark in brackets before a colon ("emphasis mine"), in tokens.
const LONGEST_REMARK: usize = 12;
/// The most words between the verb and the colon ("summed it up this way on the radio:").
const LONGEST_TRAIL: usize = 8;
/// The words that a quotation has more than to stand for speech without a cue.
const LEAST_LED_IN: usize = 6;

/// Who says what follows the colon that ends `sentence`; `None` where none ends it.
pub(super) fn announces(reader: &Reader<'_>, sentence: Range<usize>) -> Option<Range<usize>> {
    let colon = sentence.end.checked_sub(1).filter(|&colon| reader.lower(colon) == ":")?;
    let start = (sentence.start..colon).find(|&at| !reader.is(at, class::CONJUNCTION) && !reader.is_comma(at))?;
    let mut end = colon;
    if reader.lower(colon.checked_sub(1)?) == ")" {
        let open = (start..colon).rev().take(LONGEST_REMARK).find(|&at| reader.lower(at) == "(")?;
        if matches!(reader.lower(open + 1), "via" | "per" | "from") {
            return phrase(reader, open + 2, colon - 1);
        }
        end = open;
    }
    from(reader, start, end)
        .or_else(|| shown(reader, start, end))
        .or_else(|| verb(reader, start, end))
        .or_else(|| owner(reader, start, end))
        .or_else(|| leads_in(reader, start, end))
}

/// A noun phrase at `start` that names somebody who can be quoted.
fn phrase(reader: &Reader<'_>, start: usize, ceiling: usize) -> Option<Range<usize>> {
    let end = reader.phrase_after(start, ceiling)?;
    somebody(reader, start..end).then_some(start..end)
}

/// True for a name, a role, an outlet, a body or a document, or "he" and "she"; not for "our survey", but for "our colleague Mira Holt".
fn somebody(reader: &Reader<'_>, source: Range<usize>) -> bool {
    const KINDS: u64 = class::ROLE
        | class::PERSON
        | class::KIN
        | class::EPITHET
        | class::MEDIA_GENERIC
        | class::ORGANISATION
        | class::DOCUMENT
        | class::ANONYMOUS
        | class::GROUP;
    let named = source.clone().any(|at| reader.is_name_word(at));
    let own = source.clone().any(|at| first_person(reader, at));
    named || reader.is(source.start, class::HE | class::SHE) || !own && source.into_iter().any(|at| reader.is(at, KINDS))
}

/// "From the Harbour Council:", "more from the paper:", "a statement by Mira Holt on the bridge:", "according to the Post:".
fn from(reader: &Reader<'_>, start: usize, end: usize) -> Option<Range<usize>> {
    let at =
        (start..end).rev().find(|&at| matches!(reader.lower(at), "from" | "by" | "per" | "to") && reader.quotation_at(at).is_none())?;
    let led = match reader.lower(at) {
        "to" => at > start && reader.lower(at - 1) == "according",
        "per" => true,
        _ if at == start => reader.lower(at) == "from",
        _ => {
            reader.is(at - 1, class::STATEMENT)
                || matches!(reader.lower(at - 1), "more" | "this" | "excerpt" | "excerpts" | "passage" | "details")
        }
    };
    let source = phrase(reader, at + 1, end).filter(|_| led)?;
    (end - source.end <= LONGEST_TRAIL && !reader.has_finite(source.end..end)).then_some(source)
}

/// "Here is the Post with details:", "This is how the agency describes it:".
fn shown(reader: &Reader<'_>, start: usize, end: usize) -> Option<Range<usize>> {
    let opens = matches!(reader.lower(start), "here" | "this" | "that" | "as" | "here's" | "that's");
    let mut at = start + 1;
    while opens && at < end && (matches!(reader.lower(at), "'s" | "’s") || reader.is(at, class::BE)) {
        at += 1;
    }
    let told = matches!(reader.lower(at), "how" | "what");
    let source = phrase(reader, at + usize::from(told), end).filter(|_| opens && (at > start + 1 || reader.lower(start) == "as"))?;
    let verb = (source.end..end).find(|&at| !reader.is_adverb(at)).unwrap_or(end);
    let follows = if told || reader.lower(start) == "as" {
        verb < end && reader.shape(verb) == Shape::Lower && !reader.is(verb, class::BE | class::PREPOSITION)
    } else {
        matches!(reader.lower(source.end), "with" | "on" | "again" | "in")
    };
    follows.then_some(source)
}

/// "Holt, who came late, said explicitly:" and "Writes Holt:".
fn verb(reader: &Reader<'_>, start: usize, end: usize) -> Option<Range<usize>> {
    let says = |at: usize| {
        let frames = reader.cue_at(at).and_then(|(row, _)| reader.lexicon.cues.get(row)).map_or(0, |row| row.frames);
        frames & (frame::QUOTE | frame::DOCUMENT_QUOTE | frame::WHETHER) != 0 && reader.quotation_at(at).is_none()
    };
    if says(start) {
        return phrase(reader, start + 1, end).filter(|source| source.end == end);
    }
    let at = (start + 1..end).rev().take(LONGEST_TRAIL).find(|&at| says(at) && reader.shape(at) == Shape::Lower)?;
    // "posts from each side" are no verb.
    if reader.is(at, class::STATEMENT | class::DOCUMENT) && at + 1 < end {
        return None;
    }
    let before =
        (start..at).rev().find(|&place| !reader.is_adverb(place) && !reader.is(place, class::AUXILIARY)).map_or(start, |place| place + 1);
    mend::subject_before(reader, before).filter(|source| somebody(reader, source.clone()))
}

/// "a key point of Holt's memo:": whose the document at the end is.
fn owner(reader: &Reader<'_>, start: usize, end: usize) -> Option<Range<usize>> {
    let noun = end.checked_sub(1).filter(|&noun| reader.is(noun, class::STATEMENT | class::DOCUMENT))?;
    let mark = (start..noun).rev().take(3).find(|&at| reader.is_possessive_mark(at))?;
    let begins = reader.phrase_before(mark, start)?;
    let begins = (begins..mark).rev().find(|&at| reader.is(at, class::INNER_PREPOSITION)).map_or(begins, |at| at + 1);
    somebody(reader, begins..mark).then_some(begins..mark)
}

/// "Holt's wife hit back:": a short sentence of somebody and a verb.
pub(super) fn leads_in(reader: &Reader<'_>, start: usize, colon: usize) -> Option<Range<usize>> {
    let end = reader.phrase_after(start, colon).filter(|_| colon - start <= LONGEST_LEAD)?;
    let somebody = (start..end).any(|at| reader.is_name_word(at) || reader.is(at, class::ROLE | class::PERSON | class::KIN));
    let list = (start..colon).any(|at| {
        reader.shape(at) == Shape::Number
            || matches!(reader.lower(at), "these" | "following" | "include" | "includes" | "included" | "things" | "reasons" | "list")
    });
    let active = reader.is_finite(end) && !reader.is(end, class::BE);
    (somebody && !list && active && speaks(reader, start..end)).then_some(start..end)
}

/// "Holt's full remarks are below.", "Read the full statement by Mira Holt:": whose words follow whole.
pub(super) fn whole_speech(reader: &Reader<'_>, paragraph: Range<usize>) -> Option<Range<usize>> {
    if paragraph.len() > LONGEST_NOTICE || paragraph.is_empty() {
        return None;
    }
    let noun = paragraph.clone().find(|&at| {
        matches!(
            reader.lower(at),
            "remarks" | "speech" | "statement" | "address" | "letter" | "transcript" | "testimony" | "comments" | "text"
        ) && reader.quotation_at(at).is_none()
    })?;
    let whole = paragraph.clone().any(|at| matches!(reader.lower(at), "full" | "entire" | "transcript" | "text" | "complete" | "prepared"));
    let below =
        reader.lower(paragraph.end - 1) == ":" || paragraph.clone().any(|at| matches!(reader.lower(at), "below" | "follows" | "here"));
    let owner = (paragraph.start..noun).rfind(|&at| reader.is_possessive_mark(at)).and_then(|mark| {
        let start = reader.phrase_before(mark, paragraph.start)?;
        Some(start..mark)
    });
    let by = || {
        let by = (noun + 1..paragraph.end).find(|&at| matches!(reader.lower(at), "by" | "from"))?;
        Some(by + 1..reader.phrase_after(by + 1, paragraph.end)?)
    };
    (whole && below).then(|| owner.or_else(by)).flatten().filter(|source| speaks(reader, source.clone()))
}

/// A paragraph of nothing but a quotation that nobody has, behind a paragraph whose last sentence announces somebody or is
/// about him ("Holt showed no regret."): his words.
pub(super) fn quotations(reader: &Reader<'_>, found: &mut Vec<Relation>) {
    let document = reader.document;
    reopened(reader, found);
    let taken = super::find::taken(reader, found.iter());
    let mut last: Vec<Option<Range<usize>>> = vec![None; document.sentences.len()];
    for relation in found.iter() {
        if let (Some(cue), Some(source)) = (&relation.cue, &relation.source)
            && source.end <= cue.start
            && let Some(place) = last.get_mut(super::sentence_of(document, cue.start))
        {
            *place = Some(source.clone());
        }
    }
    let mut added: Vec<Relation> = Vec::new();
    let ends = chain_ends(document);
    // Where the paragraph ends that was announced last, and its speaker: a further one goes on with it.
    let mut announced_last: Option<(usize, Range<usize>)> = None;
    for (quote, end) in document.quotations.iter().zip(ends) {
        let sentence = super::sentence_of(document, quote.tokens.start);
        let Some(number) = document.sentences.get(sentence).map(|sentence| sentence.paragraph) else { continue };
        let tokens = document.paragraph_tokens(number);
        let opens =
            quote.words > LEAST_LED_IN && reader.quotation_at(quote.tokens.start).is_some() && quote.tokens.start <= tokens.start + 1;
        // A mark of another kind may open the next paragraph, which is read by itself.
        let whole = quote.tokens.start..if end > tokens.end { quote.tokens.end } else { end };
        let before = number.checked_sub(1).and_then(|before| document.paragraphs.get(before)).filter(|before| !before.in_headline);
        let alone = opens && whole.end + 2 >= tokens.end && taken.get(whole.clone()).is_some_and(|taken| taken.iter().all(|taken| !taken));
        let Some(lead) = before.filter(|_| alone).map(|before| before.sentences.end.saturating_sub(1)) else { continue };
        let goes_on = || announced_last.clone().filter(|(end, _)| *end == tokens.start).map(|(_, source)| source);
        let announced = document.sentences.get(lead).and_then(|sentence| announces(reader, sentence.tokens.clone())).or_else(goes_on);
        announced_last = announced.clone().map(|source| (end_of_paragraph(reader, whole.end), source));
        let subject = || last.get(lead).cloned().flatten().or_else(|| mend::subject_of_sentence(reader, lead));
        // A person or a pronoun for one: bodies and crowds are spoken of more than they speak.
        let one = announced.or_else(|| {
            subject().filter(|source| {
                let named = source.clone().any(|at| reader.is_name_word(at) && !reader.is(at, class::ORGANISATION | class::MEDIA));
                reader.is(source.start, class::HE | class::SHE) || named || source.clone().any(|at| reader.is(at, class::ROLE))
            })
        });
        if let Some(source) = one {
            added.push(Relation { source: Some(source), pieces: one_piece(whole.clone()), unit: whole, ..Relation::default() });
        }
    }
    found.append(&mut added);
}

/// Where the paragraph ends that holds the token before `end`.
fn end_of_paragraph(reader: &Reader<'_>, end: usize) -> usize {
    let sentence = reader.document.sentences.get(super::sentence_of(reader.document, end.saturating_sub(1)));
    sentence.map_or(end, |sentence| reader.document.paragraph_tokens(sentence.paragraph).end)
}

/// True where a quotation opens in the place of the closing mark of the one before ("one. ... "Two").
fn reopens(before: &Quotation, after: &Quotation) -> bool {
    !before.closed && before.tokens.end == after.tokens.start
}

/// For each quotation, where the last one ends that opens again behind it.
fn chain_ends(document: &Document) -> Vec<usize> {
    let mut ends: Vec<usize> = document.quotations.iter().map(|quote| quote.tokens.end).collect();
    for (place, pair) in document.quotations.windows(2).enumerate().rev() {
        if reopens(&pair[0], &pair[1]) {
            ends[place] = ends[place + 1];
        }
    }
    ends
}

/// A quotation that opens where another never closed goes on with it: paragraphs of one speaker, run together.
fn reopened(reader: &Reader<'_>, found: &mut [Relation]) {
    let pairs = || reader.document.quotations.windows(2).filter(|pair| reopens(&pair[0], &pair[1]));
    if pairs().next().is_none() {
        return;
    }
    let mut taken = super::find::taken(reader, found.iter());
    // For each token, the first relation that has it in its content.
    let mut holders: Vec<Option<usize>> = vec![None; reader.document.tokens.len()];
    for (number, relation) in found.iter().enumerate().rev() {
        for piece in &relation.pieces {
            holders.get_mut(piece.clone()).unwrap_or_default().fill(Some(number));
        }
    }
    for pair in pairs() {
        let after = pair[1].tokens.clone();
        let holder = holders.get(pair[0].tokens.clone()).unwrap_or_default().iter().flatten().min().copied();
        if let (Some(holder), Some(free)) = (holder, taken.get_mut(after.clone()).filter(|taken| taken.iter().all(|taken| !taken))) {
            free.fill(true);
            holders.get_mut(after.clone()).unwrap_or_default().fill(Some(holder));
            found[holder].pieces.push(after);
        }
    }
    for relation in found {
        relation.pieces.sort_by_key(|piece| piece.start);
    }
}
