//! Every relation of an article: what the cue rules find, what the tagger makes of it, and how both go together.
//!
//! In: a [`Reader`]. Out: [`Relation`]s. The rules know grammar and tables and see headlines and speaker lines; the tagger
//! learnt from marked news where sources, cues and contents begin and end, and sees what the rules marked.

use std::ops::Range;

use super::content::Relation;
use super::reader::Reader;
use super::tagger::{Label, Labels, paragraphs, tag};
use super::{content, cues, layout, lead, links, mend, quotes, said, tags};
use crate::config::AttributionParams;
use crate::lexicon::{Lexicon, class, frame};

/// The relations of every paragraph.
pub(super) fn relations(reader: &Reader<'_>, transcript: bool, lexicon: &Lexicon, params: &AttributionParams) -> Vec<Relation> {
    let ruled = by_rule(reader, transcript);
    let paragraphs = paragraphs(reader);
    let labels = tag(reader, &paragraphs, &marks(reader, &ruled), lexicon, params);
    let mut found = links::relations(reader, &labels, &paragraphs, &ruled);
    quoted_by_rule(reader, &ruled, &mut found);
    mend::mend(reader, &mut found);
    found.retain(|relation| said::passes_on(reader, relation));
    // What nobody answers for ("are considering") takes no words from the rules.
    let mut taken = taken(reader, found.iter().filter(|relation| said::answers(reader, relation)));
    let carried = carried(reader, &ruled, &mut found);
    found.extend(carried);
    go_on(reader, &ruled, &mut found, &mut taken);
    let mut own: Vec<usize> = found.iter().filter_map(|relation| Some(relation.cue.as_ref()?.start)).collect();
    own.sort_unstable();
    let mut kept = kept(reader, ruled, &taken);
    kept.retain(|relation| relation.cue.as_ref().is_none_or(|cue| own.binary_search(&cue.start).is_err()));
    mend::mend(reader, &mut kept);
    kept.retain(|relation| said::passes_on(reader, relation));
    found.extend(kept);
    for relation in &mut found {
        lengthen(reader, relation, &mut taken);
    }
    tags::add(reader, &mut found);
    layout::add(reader, &mut found);
    lead::quotations(reader, &mut found);
    found
}

/// '"We wait," Holt, who plans to leave, said': a quotation that the tagger gives to a verb no table knows ("plans") is the
/// rules' where they have a verb of saying for it.
fn quoted_by_rule(reader: &Reader<'_>, ruled: &[Relation], found: &mut [Relation]) {
    let quotes = |relation: &Relation| {
        relation
            .row
            .and_then(|row| reader.lexicon.cues.get(row))
            .is_some_and(|row| row.frames & frame::QUOTE != 0 || row.frames & frame::CLAUSE != 0)
    };
    let whole = |piece: &Range<usize>| piece.clone().all(|at| reader.quotation_at(at).is_some());
    let mut better: Vec<(usize, usize)> = Vec::new();
    for (number, relation) in ruled.iter().enumerate().filter(|(_, relation)| quotes(relation) && relation.source.is_some()) {
        better.extend(relation.pieces.iter().filter(|piece| whole(piece)).map(|piece| (piece.start, number)));
    }
    better.sort_unstable();
    for relation in found.iter_mut().filter(|relation| relation.row.is_none() && relation.cue.is_some()) {
        let rule = relation.pieces.iter().filter(|piece| whole(piece)).find_map(|piece| {
            let at = better.binary_search_by_key(&piece.start, |entry| entry.0).ok()?;
            ruled.get(better.get(at)?.1)
        });
        let apart = |rule: &&Relation| {
            rule.cue.as_ref().is_some_and(|cue| relation.cue.as_ref().is_some_and(|own| cue.end <= own.start || own.end <= cue.start))
        };
        if let Some(rule) = rule.filter(apart) {
            *relation = rule.clone();
        }
    }
}

/// For each token, whether a relation has it in its cue or content.
pub(super) fn taken<'a>(reader: &Reader<'_>, relations: impl Iterator<Item = &'a Relation>) -> Vec<bool> {
    let mut taken = vec![false; reader.document.tokens.len()];
    for range in relations.flat_map(|relation| relation.pieces.iter().chain(&relation.cue)) {
        for place in taken.get_mut(range.clone()).unwrap_or_default() {
            *place = true;
        }
    }
    taken
}

/// The relations of the rules that say better who speaks: an outlet passes on what somebody said ("the Varn Times reported
/// that Holt said"), or somebody speaks of what another said ("defends Holt's claim that"). Those of the tagger that hold
/// them are taken out of `found`.
fn carried(reader: &Reader<'_>, ruled: &[Relation], found: &mut Vec<Relation>) -> Vec<Relation> {
    let places = Places::of(found);
    let mut gone = vec![false; found.len()];
    let mut better = Vec::new();
    for relation in ruled {
        let (Some(cue), Some(source)) = (&relation.cue, &relation.source) else { continue };
        let mut held: Vec<usize> = Vec::new();
        if !relation.carriers.is_empty() {
            let carrier = |source: &Range<usize>| relation.carriers.iter().any(|one| one.start < source.end && source.start < one.end);
            let outlet = |other: &Relation| {
                other.source.as_ref().is_some_and(|source| carrier(source) || super::outlet::is_outlet(reader, source.clone()))
            };
            held.extend(places.holding(cue.start).filter(|&number| found.get(number).is_some_and(outlet)));
        }
        if reader.is_possessive_mark(source.end) {
            let end = relation.pieces.last().map_or(0, |piece| piece.end);
            held.extend(places.beginning(source.start).filter(|(piece, _)| piece.end.abs_diff(end) <= 1).map(|(_, number)| *number));
        }
        // What an earlier relation took out is no reason to keep this one.
        let mut fresh = false;
        for number in held {
            fresh |= !std::mem::replace(&mut gone[number], true);
        }
        if fresh {
            better.push(relation.clone());
        }
    }
    let mut gone = gone.into_iter();
    found.retain(|_| !gone.next().unwrap_or_default());
    better
}

/// Where the content of relations stands, so that one token costs no look at all of them.
struct Places {
    /// Pieces with the number of their relation, in order of their first token.
    pieces: Vec<(Range<usize>, usize)>,
    /// For each piece, one past the last token of it and of all before it.
    reach: Vec<usize>,
}

impl Places {
    fn of(relations: &[Relation]) -> Self {
        let pieces =
            relations.iter().enumerate().flat_map(|(number, relation)| relation.pieces.iter().map(move |piece| (piece.clone(), number)));
        let mut pieces: Vec<(Range<usize>, usize)> = pieces.collect();
        pieces.sort_by_key(|(piece, number)| (piece.start, *number));
        let reach = pieces.iter().scan(0, |reach, (piece, _)| {
            *reach = piece.end.max(*reach);
            Some(*reach)
        });
        let reach = reach.collect();
        Self { pieces, reach }
    }

    /// The relations of which a piece holds token `at`.
    fn holding(&self, at: usize) -> impl Iterator<Item = usize> {
        let end = self.pieces.partition_point(|(piece, _)| piece.start <= at);
        let near = self.pieces[..end].iter().zip(&self.reach).rev().take_while(move |(_, reach)| **reach > at);
        near.filter(move |((piece, _), _)| piece.end > at).map(|((_, number), _)| *number)
    }

    /// The pieces that begin at token `at`, with the number of their relation.
    fn beginning(&self, at: usize) -> impl Iterator<Item = &(Range<usize>, usize)> {
        let first = self.pieces.partition_point(|(piece, _)| piece.start < at);
        self.pieces[first..].iter().take_while(move |(piece, _)| piece.start == at)
    }
}

/// Gives a relation of the tagger the further quotations that the rules give to the same cue ("…," Holt said. "…") where
/// nobody else has them.
fn go_on(reader: &Reader<'_>, ruled: &[Relation], found: &mut [Relation], taken: &mut [bool]) {
    let mut by_cue: Vec<(usize, usize)> =
        found.iter().enumerate().filter_map(|(number, relation)| Some((relation.cue.as_ref()?.start, number))).collect();
    by_cue.sort_unstable();
    for relation in ruled {
        let Some(cue) = &relation.cue else { continue };
        let Some(&(_, number)) = by_cue.get(by_cue.partition_point(|(start, _)| *start < cue.end).wrapping_sub(1)) else { continue };
        let Some(own) = found.get_mut(number).filter(|own| own.cue.as_ref().is_some_and(|own| own.end > cue.start)) else { continue };
        for piece in &relation.pieces {
            let quoted = piece.clone().all(|at| reader.quotation_at(at).is_some());
            if let Some(free) = taken.get_mut(piece.clone()).filter(|taken| quoted && taken.iter().all(|taken| !taken)) {
                free.fill(true);
                own.pieces.push(piece.clone());
            }
        }
        own.pieces.sort_by_key(|piece| piece.start);
    }
}

/// Lengthens content that ends inside a quotation over several paragraphs to the end of the quotation, unless somebody else
/// has words there.
fn lengthen(reader: &Reader<'_>, relation: &mut Relation, taken: &mut [bool]) {
    for piece in &mut relation.pieces {
        let quote =
            piece.end.checked_sub(1).and_then(|last| reader.quotation_at(last)).and_then(|number| reader.document.quotations.get(number));
        if let Some(quote) = quote.filter(|quote| quote.paragraphs > 1 && quote.tokens.end > piece.end)
            && let Some(rest) = taken.get_mut(piece.end..quote.tokens.end)
            && rest.iter().all(|taken| !taken)
        {
            rest.fill(true);
            piece.end = quote.tokens.end;
        }
    }
}

/// What the rules marked, as labels.
pub(super) fn marks(reader: &Reader<'_>, ruled: &[Relation]) -> Labels {
    let mut labels = Labels::none(reader.document.tokens.len());
    for relation in ruled {
        labels.mark(relation.cue.clone().unwrap_or_default(), Label::BeginCue, Label::InCue);
        labels.mark(relation.source.clone().unwrap_or_default(), Label::BeginSource, Label::InSource);
        for piece in &relation.pieces {
            labels.mark(piece.clone(), Label::BeginContent, Label::InContent);
        }
    }
    labels.sources = vec![0; reader.document.words.len()];
    for (token, label) in reader.document.tokens.iter().zip(&labels.labels) {
        if matches!(label, Label::BeginSource | Label::InSource)
            && let Some(count) = labels.sources.get_mut(token.word as usize)
        {
            *count = (*count + 1).min(3);
        }
    }
    labels
}

/// The relations of the rules that are kept beside the tagger's: those of the headline, which it does not read, and those
/// whose content and cue are in none of its. On marked news these are few and as often right as wrong; on text of another
/// kind they keep a speaker line or a cue of the tables from being lost.
fn kept(reader: &Reader<'_>, ruled: Vec<Relation>, taken: &[bool]) -> Vec<Relation> {
    let headline = reader.document.headline_tokens();
    let free = |range: &Range<usize>| taken.get(range.clone()).is_none_or(|taken| taken.iter().all(|taken| !taken));
    let fresh = |relation: &Relation| relation.pieces.iter().chain(&relation.cue).all(free);
    let first = |relation: &Relation| relation.pieces.first().map_or(usize::MAX, |piece| piece.start);
    ruled.into_iter().filter(|relation| headline.contains(&first(relation)) || fresh(relation)).collect()
}

/// The relations that the rules find.
pub(super) fn by_rule(reader: &Reader<'_>, transcript: bool) -> Vec<Relation> {
    let mut found = read(reader, transcript);
    as_said(reader, &mut found);
    content::whole_quotations(reader, &mut found);
    quotes::attach(reader, &mut found);
    found
}

/// "As Holt has written, C": what stands behind the comma is his.
fn as_said(reader: &Reader<'_>, found: &mut Vec<Relation>) {
    let mut added = Vec::new();
    let mut starts: Vec<usize> = found.iter().filter_map(|relation| Some(relation.cue.as_ref()?.start)).collect();
    starts.sort_unstable();
    for sentence in &reader.document.sentences {
        let Range { start, end } = sentence.tokens.clone();
        if reader.lower(start) != "as" || sentence.in_headline {
            continue;
        }
        let Some(stop) = reader.phrase_after(start + 1, end).filter(|&stop| cues::speaks(reader, start + 1..stop)) else { continue };
        let helping = |at: &usize| reader.is_adverb(*at) || reader.is(*at, class::AUXILIARY);
        let verb = (stop..end).find(|at| !helping(at)).unwrap_or(end);
        let Some((row, length)) = reader.cue_at(verb) else { continue };
        let frames = reader.lexicon.cues.get(row).map_or(0, |row| row.frames);
        let comma = (verb + length..end.min(verb + length + 8)).find(|&at| reader.is_comma(at));
        let Some(comma) = comma.filter(|comma| frames & (frame::QUOTE | frame::CLAUSE | frame::THAT) != 0 && comma + 4 < end) else {
            continue;
        };
        let clash = starts.get(starts.partition_point(|&cue| cue < stop)).is_some_and(|&cue| cue < verb + length);
        if !clash {
            let last = end - usize::from(reader.is_stop(end - 1));
            added.push(Relation {
                row: Some(row),
                cue: Some(stop..verb + length),
                source: Some(start + 1..stop),
                pieces: content::one_piece(comma + 1..last),
                told: verb + length..comma,
                unit: sentence.tokens.clone(),
                ..Relation::default()
            });
        }
    }
    found.append(&mut added);
}

/// The relations of every paragraph, cue by cue.
fn read(reader: &Reader<'_>, transcript: bool) -> Vec<Relation> {
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
                found.extend(content::announced(reader, &candidate, &unit, end));
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
