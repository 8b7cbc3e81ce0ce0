//! Every relation of an article: what the cue rules find, what the tagger makes of it, and how both go together.
//!
//! In: a [`Reader`]. Out: [`Relation`]s. The rules know grammar and tables and see headlines and speaker lines; the tagger
//! learnt from marked news where sources, cues and contents begin and end, and sees what the rules marked.

use super::content::Relation;
use super::reader::Reader;
use super::tagger::{Label, Labels, paragraphs, tag};
use super::{content, cues, links, quotes};
use crate::config::AttributionParams;
use crate::lexicon::Lexicon;

/// The relations of every paragraph.
pub(super) fn relations(reader: &Reader<'_>, transcript: bool, lexicon: &Lexicon, params: &AttributionParams) -> Vec<Relation> {
    let ruled = by_rule(reader, transcript);
    let paragraphs = paragraphs(reader);
    let labels = tag(reader, &paragraphs, &marks(reader, &ruled), lexicon, params);
    let mut found = links::relations(reader, &labels, &paragraphs, &ruled);
    found.extend(kept(reader, ruled, &labels));
    found
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

/// The relations of the rules that the tagger does not see: those of the headline.
fn kept(reader: &Reader<'_>, ruled: Vec<Relation>, _labels: &Labels) -> Vec<Relation> {
    let headline = reader.document.headline_tokens();
    let first = |relation: &Relation| relation.pieces.first().map_or(usize::MAX, |piece| piece.start);
    ruled.into_iter().filter(|relation| headline.contains(&first(relation))).collect()
}

/// The relations that the rules find.
pub(super) fn by_rule(reader: &Reader<'_>, transcript: bool) -> Vec<Relation> {
    let mut found = read(reader, transcript);
    content::whole_quotations(reader, &mut found);
    quotes::attach(reader, &mut found);
    found
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
