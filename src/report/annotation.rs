//! What `annotate` writes: everything found in one article, as one JSON object.

use serde::Serialize;

use crate::attribution::{Attributions, Grade, Manner, SpeakerKind};
use crate::claims::Mention;
use crate::corpus::Article;
use crate::hedging::{CueKind, Hedging, Owner};
use crate::ids::{ClaimKind, Genre, Span, Stance};
use crate::text::Document;

/// How offsets count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Offsets {
    /// Bytes of the UTF-8 text.
    #[default]
    Bytes,
    /// Characters (Unicode code points), as Python counts.
    Chars,
}

/// One article with all that was found in it. Offsets count in `text`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Annotation<'a> {
    article_id: &'a str,
    source: &'a str,
    title: Option<&'a str>,
    url: Option<&'a str>,
    published: Option<String>,
    authors: &'a [String],
    genre: Genre,
    path: &'a str,
    position: u64,
    text: &'a str,
    sentences: Vec<Sentence<'a>>,
    attributions: Vec<Attributed<'a>>,
    mentions: Vec<Put<'a>>,
    not_text: Vec<NotText>,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
struct Place {
    start: usize,
    end: usize,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Sentence<'a> {
    start: usize,
    end: usize,
    hedged: bool,
    vague: bool,
    certainty: f64,
    in_headline: bool,
    cues: Vec<CuePlace<'a>>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct CuePlace<'a> {
    start: usize,
    end: usize,
    cue: &'a str,
    kind: CueKind,
    owner: Owner,
    probability: Option<f64>,
    scope: Option<[usize; 2]>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Attributed<'a> {
    speaker: Option<Place>,
    cue: Option<Place>,
    content: Vec<Place>,
    manner: Manner,
    name: Option<&'a str>,
    role: Option<&'a str>,
    affiliation: Option<&'a str>,
    kind: SpeakerKind,
    grade: Grade,
    via: Option<&'a str>,
    anonymity_reason: Option<&'a str>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Put<'a> {
    start: usize,
    end: usize,
    kind: ClaimKind,
    stance: Stance,
    certainty: f64,
    attribution: Option<usize>,
    in_headline: bool,
    item: Option<&'a str>,
    value: Option<&'a str>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct NotText {
    start: usize,
    end: usize,
    why: crate::corpus::Boilerplate,
}

/// Turns byte offsets into what the user asked for.
struct Counter {
    /// Byte offset of every character; empty where bytes and characters are the same.
    starts: Vec<usize>,
}

impl Counter {
    fn new(text: &str, offsets: Offsets) -> Self {
        let same = offsets == Offsets::Bytes || text.is_ascii();
        Self { starts: if same { Vec::new() } else { text.char_indices().map(|(at, _)| at).collect() } }
    }

    fn at(&self, byte: usize) -> usize {
        if self.starts.is_empty() { byte } else { self.starts.partition_point(|&start| start < byte) }
    }

    fn place(&self, span: Span) -> Place {
        Place { start: self.at(span.start), end: self.at(span.end) }
    }
}

/// Four decimals: enough for a probability, and the same digits on every machine.
fn rounded(value: f64) -> f64 {
    (value * 10_000.0).round() / 10_000.0
}

/// Everything found in an article, ready to be written as JSON.
pub fn annotation<'a>(
    article: &'a Article,
    document: &Document,
    hedging: &'a Hedging,
    attributions: &'a Attributions,
    mentions: &'a [Mention],
    offsets: Offsets,
) -> Annotation<'a> {
    let counter = Counter::new(&article.text, offsets);
    Annotation {
        article_id: &article.id,
        source: &article.outlet,
        title: article.headline.map(|span| span.of(&article.text)),
        url: article.url.as_deref(),
        published: article.published.map(|day| day.to_string()),
        authors: &article.authors,
        genre: article.genre,
        path: &article.path,
        position: article.position,
        text: &article.text,
        sentences: document
            .sentences
            .iter()
            .zip(&hedging.sentences)
            .map(|(sentence, hedging)| Sentence {
                start: counter.at(sentence.span.start),
                end: counter.at(sentence.span.end),
                hedged: hedging.hedged,
                vague: hedging.vague,
                certainty: rounded(hedging.certainty),
                in_headline: sentence.in_headline,
                cues: hedging
                    .cues
                    .iter()
                    .map(|cue| CuePlace {
                        start: counter.at(cue.span.start),
                        end: counter.at(cue.span.end),
                        cue: &cue.cue,
                        kind: cue.kind,
                        owner: cue.owner,
                        probability: cue.probability.map(rounded),
                        scope: cue.scope.map(|scope| [counter.at(scope.start), counter.at(scope.end)]),
                    })
                    .collect(),
            })
            .collect(),
        attributions: attributions
            .items
            .iter()
            .map(|item| Attributed {
                speaker: item.speaker.map(|span| counter.place(span)),
                cue: item.cue.map(|span| counter.place(span)),
                content: item.content.iter().map(|&span| counter.place(span)).collect(),
                manner: item.manner,
                name: item.name.as_deref(),
                role: item.role.as_deref(),
                affiliation: item.affiliation.as_deref(),
                kind: item.kind,
                grade: item.grade,
                via: item.via.as_deref(),
                anonymity_reason: item.anonymity_reason.as_deref(),
            })
            .collect(),
        mentions: mentions
            .iter()
            .map(|mention| Put {
                start: counter.at(mention.span.start),
                end: counter.at(mention.span.end),
                kind: mention.kind,
                stance: mention.stance,
                certainty: rounded(mention.certainty),
                attribution: mention.attribution,
                in_headline: mention.in_headline,
                item: mention.slot.as_ref().map(|slot| slot.item.as_str()),
                value: mention.slot.as_ref().map(|slot| slot.value.as_str()),
            })
            .collect(),
        not_text: article
            .set_aside
            .iter()
            .map(|aside| NotText { start: counter.at(aside.span.start), end: counter.at(aside.span.end), why: aside.why })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_counted_as_python_counts_them() {
        // "š" is two bytes, so byte 5 of "Gašić said" is character 4.
        let counter = Counter::new("Gašić said", Offsets::Chars);
        assert_eq!(counter.place(Span::new(0, 7)), Place { start: 0, end: 5 });
        assert_eq!(counter.place(Span::new(8, 12)), Place { start: 6, end: 10 });
        assert_eq!(Counter::new("Gašić", Offsets::Bytes).at(7), 7);
    }
}
