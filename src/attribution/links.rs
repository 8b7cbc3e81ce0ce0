//! Which source and content go with which cue.
//!
//! In: the labels of the tagger and the relations that the rules found. Out: [`Relation`]s. Method: each content goes to
//! the nearest cue of its paragraph, one of another sentence only where none is near; each cue takes the nearest source
//! of its sentence, rather one before it. What the rules know of the same cue (its row of the table, the outlet told, who
//! passes it on) is kept. Only the nearest few spans are looked at, so a paragraph of any length costs in line with it.

use std::ops::Range;

use super::content::Relation;
use super::reader::Reader;
use super::sentence_of;
use super::tagger::{Label, Labels};

/// How many cues or sources on either side of a span are looked at.
const NEIGHBOURS: usize = 4;
/// Tokens that a cue in another sentence counts as farther away (reached by trial on news with gold spans).
const OTHER_SENTENCE: usize = 30;
/// Tokens that each content between a cue and a content behind it counts for.
const CONTENT_BETWEEN: usize = 5;

/// The spans of one paragraph.
#[derive(Default)]
struct Spans {
    sources: Vec<Range<usize>>,
    cues: Vec<Range<usize>>,
    contents: Vec<Range<usize>>,
}

impl Spans {
    fn read(labels: &Labels, paragraph: Range<usize>) -> Self {
        let mut spans = Self::default();
        for at in paragraph {
            let list = match labels.labels.get(at) {
                Some(Label::BeginSource | Label::InSource) => &mut spans.sources,
                Some(Label::BeginCue | Label::InCue) => &mut spans.cues,
                Some(Label::BeginContent | Label::InContent) => &mut spans.contents,
                _ => continue,
            };
            let inside = matches!(labels.labels.get(at), Some(Label::InSource | Label::InCue | Label::InContent));
            match list.last_mut() {
                Some(last) if inside && last.end == at => last.end = at + 1,
                _ => list.push(at..at + 1),
            }
        }
        spans
    }

    /// The cue that `content` belongs to.
    fn cue_of(&self, reader: &Reader<'_>, content: &Range<usize>) -> Option<usize> {
        let middle = self.cues.partition_point(|cue| cue.start < content.start);
        let first = self.contents.partition_point(|other| other.start < content.start);
        (middle.saturating_sub(NEIGHBOURS)..(middle + NEIGHBOURS).min(self.cues.len())).min_by_key(|&number| {
            let cue = &self.cues[number];
            let behind = cue.start < content.start;
            let between = if behind { first - self.contents.partition_point(|other| other.start < cue.end) } else { 0 };
            let edge = if behind { content.start } else { content.end - 1 };
            let other = sentence_of(reader.document, edge) != sentence_of(reader.document, cue.start);
            gap(cue, content) + CONTENT_BETWEEN * between + if other { OTHER_SENTENCE } else { 0 }
        })
    }

    /// The source that the cue has; distances in half tokens.
    fn source_of(&self, reader: &Reader<'_>, cue: &Range<usize>) -> Option<Range<usize>> {
        let middle = self.sources.partition_point(|source| source.start < cue.start);
        let sentence = sentence_of(reader.document, cue.start);
        let near = middle.saturating_sub(NEIGHBOURS)..(middle + NEIGHBOURS).min(self.sources.len());
        let near =
            near.filter_map(|number| self.sources.get(number)).filter(|source| sentence_of(reader.document, source.start) == sentence);
        let cost = |source: &&Range<usize>| {
            let gap = gap(source, cue);
            let behind = source.start >= cue.end;
            2 * gap + usize::from(behind) + if behind && gap > 0 { 8 } else { 0 }
        };
        near.min_by_key(cost).cloned()
    }
}

/// Tokens between two spans.
fn gap(left: &Range<usize>, right: &Range<usize>) -> usize {
    if left.start < right.start { right.start.saturating_sub(left.end) } else { left.start.saturating_sub(right.end) }
}

/// The relations that the labels show, in the order of their cues; `ruled` are those the rules found.
pub(super) fn relations(reader: &Reader<'_>, labels: &Labels, paragraphs: &[Range<usize>], ruled: &[Relation]) -> Vec<Relation> {
    let mut by_cue: Vec<&Relation> = ruled.iter().filter(|relation| relation.cue.is_some()).collect();
    by_cue.sort_by_key(|relation| relation.cue.as_ref().map_or(0, |cue| cue.start));
    let mut found = Vec::new();
    for paragraph in paragraphs {
        let spans = Spans::read(labels, paragraph.clone());
        let mut contents: Vec<Vec<Range<usize>>> = vec![Vec::new(); spans.cues.len()];
        for content in &spans.contents {
            if let Some(list) = spans.cue_of(reader, content).and_then(|cue| contents.get_mut(cue)) {
                list.push(content.clone());
            }
        }
        for (cue, pieces) in spans.cues.iter().zip(contents) {
            if !pieces.is_empty() {
                let source = spans.source_of(reader, cue);
                let known = by_cue[by_cue.partition_point(|relation| relation.cue.as_ref().is_some_and(|other| other.end <= cue.start))..]
                    .first()
                    .filter(|relation| relation.cue.as_ref().is_some_and(|other| other.start < cue.end));
                found.push(relation(reader, cue.clone(), source, pieces, known.copied()));
            }
        }
    }
    found
}

fn relation(
    reader: &Reader<'_>,
    cue: Range<usize>,
    source: Option<Range<usize>>,
    pieces: Vec<Range<usize>>,
    known: Option<&Relation>,
) -> Relation {
    // "…, said one operative who works there": where the rules see a speaker behind the cue and the tagger takes those words
    // for what was said, the rules have it.
    let turned = |known: &&Relation| {
        let speaker = known.source.as_ref().filter(|speaker| speaker.start >= cue.end);
        speaker.is_some_and(|speaker| pieces.iter().any(|piece| piece.contains(&speaker.start)))
    };
    if let Some(known) = known.filter(turned) {
        return known.clone();
    }
    let sentence =
        reader.document.sentences.get(sentence_of(reader.document, cue.start)).map_or(cue.clone(), |sentence| sentence.tokens.clone());
    let behind = pieces.iter().map(|piece| piece.start).find(|start| *start >= cue.end);
    let told = behind.map_or(0..0, |start| cue.end..start.min(sentence.end).max(cue.end));
    let told = if source.as_ref().is_some_and(|source| source.start >= cue.end) { 0..0 } else { told };
    let row = cue.clone().find_map(|at| reader.cue_at(at).map(|(row, _)| row));
    // "According to the Lamp, Holt said": the Lamp is no part of Holt, it passes on what he said.
    let mut carrier = None;
    let source = source.map(|source| {
        let according = source.start > 1 && reader.lower(source.start - 1) == "to" && reader.lower(source.start - 2) == "according";
        // Where "according to" is the cue itself, what follows the comma may be told of the speaker.
        let carried = according && cue.end != source.start;
        match source.clone().find(|&at| reader.is_comma(at)).filter(|&comma| carried && comma > source.start && comma + 1 < source.end) {
            Some(comma) => {
                carrier = Some(source.start..comma);
                comma + 1..source.end
            }
            None => source,
        }
    });
    let mut found = match known {
        // Where the tagger sees nobody, whom the rules name speaks.
        Some(known) => Relation { cue: Some(cue), source: source.or_else(|| known.source.clone()), pieces, ..known.clone() },
        None => Relation { row, cue: Some(cue), source, pieces, told, unit: sentence, ..Relation::default() },
    };
    if found.carriers.is_empty() {
        found.carriers.extend(carrier);
    }
    found
}
