//! A resolved relation written down as an [`Attribution`]: spans, manner, verb.

use std::ops::Range;

use super::content::Relation;
use super::reader::Reader;
use super::resolve::Speaker;
use super::{Attribution, Manner, SpeakerKind, VerbClass, cues, said, sentence_of};
use crate::ids::Span;

/// `via` is the outlet credited second-hand and how many stand between.
pub(super) fn build(
    reader: &Reader<'_>,
    relation: &Relation,
    speaker: &Speaker,
    (via, chain_depth): (Option<String>, u8),
) -> Option<Attribution> {
    let mut content = Vec::with_capacity(relation.pieces.len());
    let (mut quoted, mut plain) = (false, false);
    for piece in &relation.pieces {
        let (span, wholly) = content_span(reader, piece.clone())?;
        if wholly {
            quoted = true;
        } else {
            plain = true;
            quoted |= piece.clone().any(|at| reader.is_quote_mark(at));
        }
        content.push(span);
    }
    content.sort();
    let first = relation.pieces.first()?.start;
    let manner = match (quoted, plain) {
        _ if relation.verbatim => Manner::Direct,
        (true, false) => Manner::Direct,
        (true, true) => Manner::Mixed,
        _ => Manner::Indirect,
    };
    let mut verb = relation.row.and_then(|row| reader.lexicon.cues.get(row)).map_or(VerbClass::Neutral, |cue| cue.kind);
    if relation.falsity {
        verb = VerbClass::Denial;
    }
    let anonymity_reason = (speaker.kind == SpeakerKind::Anonymous).then(|| speaker.reason.clone()).flatten();
    Some(Attribution {
        speaker: relation.source.clone().filter(|_| !relation.impersonal).map(|source| {
            let loose = source.len() > 1 && (reader.is_comma(source.end - 1) || reader.is_possessive_mark(source.end - 1));
            reader.span(source.start..source.end - usize::from(loose))
        }),
        cue: relation.cue.clone().map(|cue| reader.span(cue)),
        content,
        manner,
        name: speaker.name.clone(),
        role: speaker.role.clone(),
        affiliation: speaker.affiliation.clone(),
        kind: speaker.kind,
        grade: speaker.grade,
        via,
        chain_depth,
        anonymity_reason,
        verb,
        says: said::answers(reader, relation),
        sentence: sentence_of(reader.document, relation.cue.as_ref().map_or(first, |cue| cue.start)),
    })
}

/// The span of a piece of content and whether it is one whole quotation; the marks of a whole quotation and final
/// stops and commas are left out.
fn content_span(reader: &Reader<'_>, piece: Range<usize>) -> Option<(Span, bool)> {
    let quotes = |at: usize| reader.quotation_at(at).is_some();
    let wholly = piece.clone().all(quotes);
    if !wholly {
        return cues::tidy(reader, piece).map(|span| (span, false));
    }
    let mut inner = piece;
    while inner.start < inner.end && reader.is_quote_mark(inner.start) {
        inner.start += 1;
    }
    while inner.start < inner.end && (reader.is_quote_mark(inner.end - 1) || reader.is_comma(inner.end - 1)) {
        inner.end -= 1;
    }
    (inner.start < inner.end).then(|| (reader.span(inner), true))
}
