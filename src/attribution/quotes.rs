//! Quotations: which are speech, and who speaks where no cue stands in the same sentence.

use std::ops::Range;

use super::content::{Relation, one_piece};
use super::reader::Reader;
use crate::config::AttributionParams;
use crate::lexicon::{class, frame};
use crate::text::Shape;

/// Runs of sentences of a paragraph that no quotation crosses, as token ranges.
pub(super) fn units(reader: &Reader<'_>, sentences: Range<usize>) -> Vec<Range<usize>> {
    let mut units: Vec<Range<usize>> = Vec::new();
    for sentence in reader.document.sentences.get(sentences).unwrap_or_default() {
        let start = sentence.tokens.start;
        let inside = start > 0 && reader.quotation_at(start).is_some() && reader.quotation_at(start) == reader.quotation_at(start - 1);
        // 'A?" Holt said.': a question mark before the closing mark ends no report.
        let goes_on = start > 0
            && reader.quotation_at(start).is_none()
            && reader.quotation_at(start - 1).is_some()
            && matches!(reader.lower(start.saturating_sub(2)), "?" | "!" | "," | "..." | "…" | "—" | "--" | "-")
            && says_soon(reader, start..sentence.tokens.end);
        // A lower-case word begins no sentence: the cut is the segmenter's ("(D-Varn.) said").
        let goes_on =
            goes_on || (reader.shape(start) == Shape::Lower || reader.is_comma(start)) && !reader.is_quote_mark(start.saturating_sub(1));
        match units.last_mut() {
            Some(unit) if inside || goes_on => unit.end = sentence.tokens.end,
            _ => units.push(sentence.tokens.clone()),
        }
    }
    units
}

/// True where the few words of a sentence hold a cue near its start ("Holt said.", "said Holt.").
fn says_soon(reader: &Reader<'_>, sentence: Range<usize>) -> bool {
    (sentence.start..sentence.end.min(sentence.start + 8)).any(|at| cue_frames(reader, at) & (frame::QUOTE | frame::WHETHER) != 0)
}

fn cue_frames(reader: &Reader<'_>, at: usize) -> u32 {
    reader.cue_at(at).and_then(|(row, _)| reader.lexicon.cues.get(row)).map_or(0, |cue| cue.frames)
}

/// Quotations that quote nobody; they become part of the running text.
pub(super) fn not_speech(reader: &mut Reader<'_>, params: &AttributionParams) -> Vec<usize> {
    let mut found = Vec::new();
    for number in 0..reader.document.quotations.len() {
        if !is_speech(reader, number, params) {
            reader.unquote(number);
            found.push(number);
        }
    }
    found
}

fn is_speech(reader: &Reader<'_>, number: usize, params: &AttributionParams) -> bool {
    let Some(quote) = reader.document.quotations.get(number) else { return false };
    let (start, end) = (quote.tokens.start, quote.tokens.end);
    if quote.paragraphs > 1 {
        return true;
    }
    let inner = start + 1..if quote.closed { end.saturating_sub(1) } else { end };
    if inner.is_empty() || quote.words == 0 {
        return false;
    }
    let last = inner.end - 1;
    let before = start.checked_sub(1);
    // The cue right before, or with a comma, colon or "that" between.
    let introduced = before.is_some_and(|before| {
        let comma = reader.is_comma(before) || reader.lower(before) == ":" || matches!(reader.lower(before), "that" | "as");
        let verb = if comma { before.checked_sub(1) } else { Some(before) };
        let frames = verb.map_or(0, |verb| cue_frames(reader, verb));
        frames & (frame::QUOTE | frame::WHETHER | frame::DOCUMENT_QUOTE) != 0 || reader.lower(before) == ":"
    });
    // The cue behind: 'No,' Holt said.
    let closed_by = reader.is_comma(last) || reader.is_stop(last) && reader.lower(last) != "." || reader.is_comma(end);
    let followed = closed_by && {
        let from = if reader.is_comma(end) { end + 1 } else { end };
        (from..from + 7)
            .take_while(|&at| reader.quotation_at(at).is_none() && !reader.is_stop(at))
            .any(|at| cue_frames(reader, at) & (frame::QUOTE | frame::WHETHER) != 0)
    };
    if introduced || followed {
        // "on the show “Morning Town,” Holt said", "read “The Long Road Home”": a title is no speech unless a mark
        // sets it off.
        let marked = before.is_none_or(|before| reader.is_comma(before) || reader.lower(before) == ":" || reader.is_quote_mark(before));
        return marked || !is_title(reader, inner) || begins_unit(reader, start);
    }
    let finite = reader.has_finite(inner.clone());
    if quote.words <= params.longest_scare_quote_words {
        // A sentence of its own ("No way.") is speech.
        return begins_unit(reader, start) && (reader.is_stop(last) || reader.is_comma(last)) && finite;
    }
    !is_title(reader, inner)
}

/// Every longer word begins with a capital: the title of a work.
fn is_title(reader: &Reader<'_>, inner: Range<usize>) -> bool {
    let mut capitals = 0;
    let mut others = 0;
    let last = inner.end.saturating_sub(1);
    let ends = reader.is_stop(last) && reader.lower(last) == ".";
    for at in inner {
        match reader.shape(at) {
            Shape::Capitalised | Shape::Upper => capitals += 1,
            Shape::Lower if reader.lower(at).len() > 3 && !reader.is(at, class::PREPOSITION | class::CONJUNCTION) => others += 1,
            _ => {}
        }
    }
    capitals >= 2 && others == 0 && !ends
}

fn begins_unit(reader: &Reader<'_>, start: usize) -> bool {
    let sentence = super::sentence_of(reader.document, start);
    reader.document.sentences.get(sentence).is_some_and(|sentence| sentence.tokens.start == start)
}

/// Gives quotations that no relation covers to the speaker of the text around them.
pub(super) fn attach(reader: &Reader<'_>, relations: &mut Vec<Relation>) {
    let mut covered = vec![false; reader.document.quotations.len()];
    for relation in relations.iter() {
        for piece in &relation.pieces {
            let mut at = piece.start;
            while at < piece.end {
                match reader.quotation_at(at) {
                    Some(number) => {
                        covered[number] = true;
                        at = reader.document.quotations[number].tokens.end.max(at + 1);
                    }
                    None => at += 1,
                }
            }
        }
    }
    let mut added: Vec<Relation> = Vec::new();
    let mut order: Vec<usize> = (0..relations.len()).collect();
    order.sort_by_key(|&number| relations[number].cue.as_ref().map_or(usize::MAX, |cue| cue.start));
    let mut next = 0;
    // The last relation that began before the quotation, and the last quotation given to somebody.
    let mut last: Option<usize> = None;
    let mut last_quote: Option<(usize, usize)> = None;
    for (number, quote) in reader.document.quotations.iter().enumerate() {
        while order.get(next).is_some_and(|&relation| relations[relation].cue.as_ref().is_some_and(|cue| cue.start < quote.tokens.start)) {
            last = Some(order[next]);
            next += 1;
        }
        if reader.quotation_at(quote.tokens.start).is_none() {
            continue;
        }
        if covered[number] {
            last_quote = None;
            continue;
        }
        if let Some(relation) = named_line(reader, quote.tokens.clone())
            .or_else(|| tagged(reader, quote.tokens.clone()))
            .or_else(|| behind_colon(reader, quote.tokens.clone(), quote.words))
        {
            added.push(relation);
            last_quote = None;
            continue;
        }
        let alone = begins_unit(reader, quote.tokens.start) || quote.tokens.start > 0 && reader.is_quote_mark(quote.tokens.start - 1);
        let paragraph = paragraph_of(reader, quote.tokens.start);
        let ends_paragraph = reader.document.paragraphs.get(paragraph).is_none_or(|paragraph| {
            paragraph.in_headline
                || reader
                    .document
                    .sentences
                    .get(paragraph.sentences.end.saturating_sub(1))
                    .is_none_or(|sentence| sentence.tokens.end <= quote.tokens.end + 2)
        });
        let Some(index) = last else { continue };
        let relation = &relations[index];
        let Some(cue) = relation.cue.clone() else { continue };
        let before = paragraph_of(reader, cue.start);
        let sentences_between = super::sentence_of(reader.document, quote.tokens.start)
            .saturating_sub(super::sentence_of(reader.document, relation.unit.end.saturating_sub(1)));
        let long = quote.words > 4;
        let same = before == paragraph && alone;
        // Joined to the quotation or report directly before it.
        if same && sentences_between <= 1 && last_quote.is_none_or(|(other, _)| other == index) {
            let direct = relation.pieces.iter().any(|piece| reader.quotation_at(piece.start).is_some());
            if direct {
                relations[index].pieces.push(quote.tokens.clone());
            } else {
                added.push(carried_on(relation, &quote.tokens));
            }
            last_quote = Some((index, number));
            continue;
        }
        if same && sentences_between <= 3 {
            added.push(carried_on(relation, &quote.tokens));
            last_quote = Some((index, number));
            continue;
        }
        // A paragraph of nothing but a quotation goes on with the speaker whose words ended the one before.
        let follows = before + 1 == paragraph
            || last_quote.is_some_and(|(other, quoted)| {
                other == index && paragraph_of(reader, reader.document.quotations[quoted].tokens.end.saturating_sub(1)) + 1 >= paragraph
            });
        let colon = reader.lower(quote.tokens.start.saturating_sub(1)) == ":";
        let ended = relation.unit.end >= end_of_paragraph(reader, before) || last_quote.is_some();
        if alone
            && long
            && follows
            && ended
            && (ends_paragraph || colon)
            && !reader.document.sentences.get(super::sentence_of(reader.document, cue.start)).is_some_and(|sentence| sentence.in_headline)
        {
            added.push(carried_on(relation, &quote.tokens));
            last_quote = Some((index, number));
        }
    }
    relations.append(&mut added);
    headlines(reader, relations);
}

/// 'Holt: the bridge will stay' and 'Holt to Penn on the bridge: it will stay' as a headline, where the article quotes
/// Holt as well; a topic and a colon quotes nobody.
fn headlines(reader: &Reader<'_>, relations: &mut Vec<Relation>) {
    let mut found = Vec::new();
    for paragraph in reader.document.paragraphs.iter().filter(|paragraph| paragraph.in_headline) {
        let Some(sentence) = reader.document.sentences.get(paragraph.sentences.start) else { continue };
        let tokens = sentence.tokens.clone();
        let Some(colon) = tokens.clone().take(16).find(|&at| reader.lower(at) == ":") else { continue };
        let end = (tokens.start..colon).find(|&at| !reader.is_name_word(at)).unwrap_or(colon);
        let fits = end == colon || matches!(reader.lower(end), "to" | "on");
        let content = colon + 1..tokens.end;
        let taken =
            relations.iter().any(|relation| relation.pieces.iter().any(|piece| piece.start < tokens.end && tokens.start < piece.end));
        if end == tokens.start || !fits || taken || content.len() < 4 || reader.has_finite(tokens.start..colon) {
            continue;
        }
        let name = reader.lower(end - 1);
        let quoted = relations.iter().filter_map(|relation| relation.source.clone()).any(|source| {
            source.clone().any(|at| reader.is_name_word(at) && reader.lower(at) == name)
                && !source.clone().any(|at| reader.is(at, class::POSSESSIVE) || reader.is_possessive_mark(at))
        });
        // "Police: two held after the fire", "Report: hundreds take up arms".
        let kind = class::ANONYMOUS | class::DOCUMENT | class::GROUP | class::ROLE;
        let voice = end == colon && reader.is(colon - 1, kind) && !reader.is(colon - 1, class::LABEL) && reader.has_finite(content.clone());
        // "Mira Holt: the bridge is ours": a whole name and a sentence.
        let whole = end == colon && end >= tokens.start + 2 && reader.is(tokens.start, class::GIVEN) && reader.has_finite(content.clone());
        if quoted || voice || whole {
            found.push(free_relation(colon..colon + 1, tokens.start..end, content));
        }
    }
    relations.append(&mut found);
}

/// A relation without a row of the cue table.
fn free_relation(cue: Range<usize>, source: Range<usize>, content: Range<usize>) -> Relation {
    Relation { cue: Some(cue), source: Some(source), unit: content.clone(), pieces: one_piece(content), ..Relation::default() }
}

/// 'The bridge will stay," she thundered' and '"It will stay!" grinned Mayor Holt': a quotation that ends with a comma
/// or a call and a verb with its subject behind it, whatever the verb.
fn tagged(reader: &Reader<'_>, quote: Range<usize>) -> Option<Relation> {
    let last = quote.end.checked_sub(2).filter(|last| *last > quote.start)?;
    let comma = reader.is_comma(quote.end);
    if !(comma || reader.is_comma(last) || reader.is_stop(last) && reader.lower(last) != ".") {
        return None;
    }
    let at = if comma { quote.end + 1 } else { quote.end };
    let sentence = reader.document.sentences.get(super::sentence_of(reader.document, at))?;
    let ceiling = sentence.tokens.end;
    let verb = |place: usize| {
        place < ceiling
            && reader.shape(place) == Shape::Lower
            && reader.quotation_at(place).is_none()
            && !reader.is(place, class::AUXILIARY | class::PREPOSITION | class::CONJUNCTION | class::SUBORDINATOR | class::DETERMINER)
    };
    let past = |place: usize| verb(place) && (reader.lower(place).ends_with("ed") || reader.is(place, class::FINITE));
    if verb(at) && !reader.is(at, class::SUBJECT_PRONOUN | class::RELATIVE | class::SPEAKING_NOUN) && !reader.is_adverb(at) {
        // Verb first: a name or role must follow at once.
        let end = reader.phrase_after(at + 1, ceiling)?;
        let named = (at + 1..end).any(|place| reader.is_name_word(place) || reader.is(place, class::ROLE | class::PERSON));
        let irregular = reader.lower(at).len() > 2 && !reader.lower(at).ends_with("ing") && !reader.lower(at).ends_with('s');
        return (named && (past(at) || irregular && begins_unit(reader, quote.start)))
            .then(|| free_relation(at..at + 1, at + 1..end, quote));
    }
    let pronoun = reader.is(at, class::HE | class::SHE | class::THEY);
    let end = reader.phrase_after(at, ceiling)?;
    let named = (at..end).any(|place| reader.is_name_word(place) || reader.is(place, class::ROLE | class::PERSON));
    let place = (end..ceiling.min(end + 2)).find(|&place| !reader.is_adverb(place))?;
    (pronoun && verb(place) || named && past(place)).then(|| free_relation(place..place + 1, at..end, quote))
}

/// 'The rise does not surprise pollster Mira Holt: "It had to come."': the name right before the colon, or else the
/// subject of the sentence.
fn behind_colon(reader: &Reader<'_>, quote: Range<usize>, words: usize) -> Option<Relation> {
    let colon = quote.start.checked_sub(1).filter(|&colon| reader.lower(colon) == ":" && words > 4)?;
    let sentence = reader.document.sentences.get(super::sentence_of(reader.document, colon))?;
    let person = |source: &Range<usize>| {
        let names = source.clone().filter(|&at| reader.is_name_word(at)).count();
        let role = source.clone().any(|at| reader.is(at, class::ROLE | class::HONORIFIC));
        let given = source.clone().any(|at| reader.is(at, class::GIVEN));
        names > 0 && (role || given && names > 1)
    };
    let near = reader.phrase_before(colon, sentence.tokens.start).map(|start| start..colon).filter(person);
    let subject = || {
        let end = reader.phrase_after(sentence.tokens.start, colon)?;
        let source = sentence.tokens.start..end;
        (reader.is(source.start, class::HE | class::SHE) && end < colon || person(&source)).then_some(source)
    };
    near.or_else(subject).map(|source| free_relation(colon..colon + 1, source, quote))
}

fn paragraph_of(reader: &Reader<'_>, at: usize) -> usize {
    reader.document.sentences.get(super::sentence_of(reader.document, at)).map_or(0, |sentence| sentence.paragraph)
}

fn end_of_paragraph(reader: &Reader<'_>, paragraph: usize) -> usize {
    let sentences = reader.document.paragraphs.get(paragraph).map(|paragraph| paragraph.sentences.clone());
    sentences.and_then(|sentences| reader.document.sentences.get(sentences.end.saturating_sub(1))).map_or(0, |sentence| sentence.tokens.end)
}

/// '"Text" — NAME' and 'NAME: "text"'.
fn named_line(reader: &Reader<'_>, quote: Range<usize>) -> Option<Relation> {
    let relation = |cue: Range<usize>, source: Range<usize>| Relation {
        cue: Some(cue),
        source: Some(source),
        pieces: vec![quote.clone()],
        unit: quote.clone(),
        ..Relation::default()
    };
    if reader.is_dash(quote.end) && reader.is_name_word(quote.end + 1) {
        let sentence = reader.document.sentences.get(super::sentence_of(reader.document, quote.end + 1))?;
        let end = reader.phrase_after(quote.end + 1, sentence.tokens.end)?;
        let closes = end >= sentence.tokens.end || reader.is_comma(end) || reader.is_stop(end);
        return closes.then(|| relation(quote.end..quote.end + 1, quote.end + 1..end));
    }
    let colon = quote.start.checked_sub(1).filter(|&colon| reader.lower(colon) == ":")?;
    let sentence = reader.document.sentences.get(super::sentence_of(reader.document, colon))?;
    let start = reader.phrase_before(colon, sentence.tokens.start)?;
    let name = (start..colon).any(|at| reader.is_name_word(at) || reader.is(at, class::ROLE));
    (start == sentence.tokens.start && name).then(|| relation(colon..colon + 1, start..colon))
}

/// How many paragraphs begin with a name in capitals and a colon.
pub(super) fn speaker_lines(reader: &Reader<'_>) -> usize {
    let sentences = reader.document.paragraphs.iter().filter_map(|paragraph| reader.document.sentences.get(paragraph.sentences.start));
    sentences.filter(|sentence| speaker_line(reader, &sentence.tokens, sentence.tokens.end, true).is_some()).count()
}

/// 'NAME: text' at the start of a paragraph of a transcript: the name of one to four words, capitals only.
pub(super) fn speaker_line(reader: &Reader<'_>, unit: &Range<usize>, paragraph_end: usize, transcript: bool) -> Option<Relation> {
    let mut at = unit.start;
    while at < unit.end && at < unit.start + 5 && reader.is_name_word(at) {
        at += 1;
    }
    let upper = (unit.start..at).all(|place| reader.shape(place) == Shape::Upper && reader.written(place).chars().count() > 2);
    if at == unit.start
        || reader.is(at - 1, class::LABEL)
        || reader.lower(at) != ":"
        || reader.quotation_at(at + 1).is_some()
        || at + 4 > paragraph_end
    {
        return None;
    }
    // "VN-13:" is a district, a flight or a part.
    let number = (unit.start..at).any(|place| reader.has_digit(place));
    (upper && !number && transcript).then(|| Relation {
        cue: Some(at..at + 1),
        source: Some(unit.start..at),
        pieces: one_piece(at + 1..paragraph_end),
        unit: unit.clone(),
        verbatim: true,
        ..Relation::default()
    })
}

/// The quotation `tokens` without a cue of its own, spoken by the speaker of `relation`.
fn carried_on(relation: &Relation, tokens: &Range<usize>) -> Relation {
    Relation { cue: None, row: None, pieces: vec![tokens.clone()], told: 0..0, unit: tokens.clone(), ..relation.clone() }
}
