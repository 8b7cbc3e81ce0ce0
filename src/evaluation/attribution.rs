//! Attribution against gold: the tagger trained, and exact and overlapping spans counted.
//!
//! In: articles with marked sources, cues and contents (`polnear.rs`). Out: the tagger's weights, or figures. A predicted
//! relation and a gold one are paired where their cues overlap, or their contents where neither has a cue.

use std::collections::BTreeMap;
use std::ops::Range;

use super::crf::{Schedule, Sequence, train};
use super::polnear::{GoldArticle, GoldAttribution, paragraphs};
use crate::attribution::tagger::{EDGES, EMISSIONS, word_key};
use crate::attribution::{RawRelation, raw_relations, tagger_facts};
use crate::config::AttributionParams;
use crate::corpus::Article;
use crate::ids::Span;
use crate::lexicon::{CueRates, Lexicon, TaggerWeights};
use crate::text::{Document, segment};

/// A gold article as the program reads it.
pub(super) struct Prepared {
    pub(super) article: Article,
    pub(super) document: Document,
    pub(super) gold: Vec<GoldAttribution>,
    /// The label of each token.
    labels: Vec<u8>,
}

/// Cuts the articles up as the program does.
pub(super) fn prepare(articles: Vec<GoldArticle>, lexicon: &Lexicon) -> Vec<Prepared> {
    articles
        .into_iter()
        .map(|gold| {
            let paragraphs = paragraphs(&gold.text);
            let article = Article { id: gold.name, text: gold.text, paragraphs, ..Article::default() };
            let document = segment(&article, lexicon);
            let labels = labels(&document, &gold.attributions);
            Prepared { article, document, gold: gold.attributions, labels }
        })
        .collect()
}

/// The gold label of each token; a token of two roles keeps the first.
fn labels(document: &Document, gold: &[GoldAttribution]) -> Vec<u8> {
    let mut labels = vec![0_u8; document.tokens.len()];
    for attribution in gold {
        for (spans, begin) in [(&attribution.source, 1), (&attribution.cue, 3), (&attribution.content, 5)] {
            for span in spans {
                for piece in pieces(document, *span) {
                    for at in piece.clone() {
                        if labels[at] == 0 {
                            labels[at] = if at == piece.start { begin } else { begin + 1 };
                        }
                    }
                }
            }
        }
    }
    // An inside label needs a begin before it.
    for at in 0..labels.len() {
        let inside = labels[at] > 0 && labels[at] % 2 == 0;
        if inside && (at == 0 || labels[at - 1] != labels[at] && labels[at - 1] + 1 != labels[at]) {
            labels[at] -= 1;
        }
    }
    labels
}

/// The tokens that overlap `span`, one run a paragraph.
fn pieces(document: &Document, span: Span) -> Vec<Range<usize>> {
    let start = document.tokens.partition_point(|token| token.span.end <= span.start);
    let end = document.tokens.partition_point(|token| token.span.start < span.end);
    let mut found: Vec<Range<usize>> = Vec::new();
    for at in start..end {
        let paragraph = |at: usize| document.sentence_of(at).and_then(|sentence| document.sentences.get(sentence)).map(|sentence| sentence.paragraph);
        match found.last_mut() {
            Some(last) if paragraph(last.start) == paragraph(at) => last.end = at + 1,
            _ => found.push(at..at + 1),
        }
    }
    found
}

/// How often each word stands in a cue, over the articles that `keep` lets in.
fn rates(prepared: &[Prepared], keep: impl Fn(usize) -> bool) -> CueRates {
    let mut counts: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    for (number, article) in prepared.iter().enumerate() {
        if keep(number) {
            for (at, label) in article.labels.iter().enumerate() {
                let count = counts.entry(article.document.lower(at)).or_default();
                count.1 += 1;
                count.0 += u32::from(matches!(label, 3 | 4));
            }
        }
    }
    let bucket = |cues: u32, uses: u32| {
        let rate = f64::from(cues) / (f64::from(uses) + 2.0);
        BUCKETS.iter().take_while(|bound| rate >= **bound).count() as u8
    };
    let entries: Vec<(u32, u8)> = counts
        .into_iter()
        .map(|(word, (cues, uses))| (word_key(word), bucket(cues, uses)))
        .filter(|(_, bucket)| *bucket > 0)
        .collect();
    CueRates::of(&entries)
}

/// Least rate of each bucket of cue rates from the second on.
const BUCKETS: [f64; 6] = [0.01, 0.05, 0.15, 0.3, 0.5, 0.75];
/// Folds by which training articles get the cue rates of others.
const RATE_FOLDS: usize = 5;

/// Trains the tagger on the articles that `keep` lets in.
pub(super) fn train_tagger(
    prepared: &[Prepared],
    keep: &dyn Fn(usize) -> bool,
    lexicon: &Lexicon,
    params: &AttributionParams,
    schedule: &Schedule,
) -> TaggerWeights {
    let mut sequences = Vec::new();
    for fold in 0..RATE_FOLDS {
        let others = rates(prepared, |number| keep(number) && number % RATE_FOLDS != fold);
        for article in prepared.iter().enumerate().filter(|(number, _)| keep(*number) && number % RATE_FOLDS == fold).map(|(_, article)| article) {
            for (tokens, facts) in tagger_facts(&article.article, &article.document, lexicon, params, &others) {
                let mut sequence = Sequence { emissions: Vec::new(), edges: Vec::new(), gold: article.labels[tokens].to_vec() };
                for at in 0..facts.len() {
                    let (mut emissions, mut edges) = ([0; EMISSIONS], [0; EDGES]);
                    facts.features(at, &mut emissions, &mut edges);
                    sequence.emissions.push(emissions);
                    sequence.edges.push(edges);
                }
                sequences.push(sequence);
            }
        }
    }
    let (emissions, edges) = train(&sequences, schedule);
    TaggerWeights::quantised(rates(prepared, keep), &emissions, &edges)
}

/// Counts of one article or of many.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Counts {
    pub(super) gold: usize,
    pub(super) predicted: usize,
    pub(super) cue: usize,
    pub(super) source: usize,
    pub(super) content: usize,
    pub(super) all: usize,
    pub(super) relation: usize,
    pub(super) relation_found: usize,
    /// Gold relations whose cue is met, and all, by manner: direct, mixed, indirect.
    pub(super) met: [(usize, usize); 3],
    /// Content tokens: gold, predicted, both.
    pub(super) tokens: (usize, usize, usize),
    pub(super) source_found: usize,
    pub(super) with_source: (usize, usize),
}

impl Counts {
    fn add(&mut self, other: &Self) {
        self.gold += other.gold;
        self.predicted += other.predicted;
        self.cue += other.cue;
        self.source += other.source;
        self.content += other.content;
        self.all += other.all;
        self.relation += other.relation;
        self.relation_found += other.relation_found;
        for (sum, more) in self.met.iter_mut().zip(other.met) {
            *sum = (sum.0 + more.0, sum.1 + more.1);
        }
        self.tokens = (self.tokens.0 + other.tokens.0, self.tokens.1 + other.tokens.1, self.tokens.2 + other.tokens.2);
    }

    pub(super) fn f(&self, right: usize) -> (f64, f64, f64) {
        let ratio = |over: usize| if over > 0 { right as f64 / over as f64 } else { 0.0 };
        let (p, r) = (ratio(self.predicted), ratio(self.gold));
        (p, r, if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 })
    }
}

/// Spans as bytes.
fn spans(document: &Document, ranges: &[Range<usize>]) -> Vec<Span> {
    let mut spans: Vec<Span> = ranges.iter().map(|range| document.span_of(range.clone())).collect();
    spans.sort();
    spans
}

fn overlap(left: &[Span], right: &[Span]) -> bool {
    left.iter().any(|left| right.iter().any(|right| left.overlaps(*right)))
}

fn length(spans: &[Span]) -> usize {
    spans.iter().map(|span| span.end - span.start).sum()
}

fn common(left: &[Span], right: &[Span]) -> usize {
    left.iter().flat_map(|left| right.iter().map(move |right| left.end.min(right.end).saturating_sub(left.start.max(right.start)))).sum()
}

/// Counts what is right of one article.
pub(super) fn count(article: &Prepared, found: &[RawRelation]) -> Counts {
    let document = &article.document;
    let found: Vec<GoldAttribution> = found
        .iter()
        .map(|relation| GoldAttribution {
            source: spans(document, relation.source.as_slice()),
            cue: spans(document, relation.cue.as_slice()),
            content: spans(document, &relation.content),
        })
        .collect();
    let mut counts = Counts { gold: article.gold.len(), predicted: found.len(), ..Counts::default() };
    let mut used = vec![false; found.len()];
    for gold in &article.gold {
        let manner = manner(article, gold);
        counts.met[manner].1 += 1;
        let pairs = |predicted: &GoldAttribution| {
            if gold.cue.is_empty() && predicted.cue.is_empty() { overlap(&gold.content, &predicted.content) } else { overlap(&gold.cue, &predicted.cue) }
        };
        let best = (0..found.len()).filter(|&at| !used[at] && pairs(&found[at])).max_by_key(|&at| {
            let same = common(&gold.content, &found[at].content);
            (found[at].cue == gold.cue, same, std::cmp::Reverse(at))
        });
        let Some(at) = best else { continue };
        used[at] = true;
        let predicted = &found[at];
        counts.met[manner].0 += 1;
        let (cue, source, content) = (gold.cue == predicted.cue, gold.source == predicted.source, gold.content == predicted.content);
        counts.cue += usize::from(cue);
        counts.source += usize::from(source);
        counts.content += usize::from(content);
        counts.all += usize::from(cue && source && content);
        let shared = common(&gold.content, &predicted.content);
        let jaccard = shared as f64 / (length(&gold.content) + length(&predicted.content) - shared).max(1) as f64;
        let speaker = gold.source.is_empty() && predicted.source.is_empty() || overlap(&gold.source, &predicted.source);
        counts.relation += usize::from(jaccard >= 0.5 && speaker);
    }
    let mut marks = vec![0_u8; document.tokens.len()];
    for (list, bit) in [(&article.gold, 1), (&found, 2)] {
        for span in list.iter().flat_map(|attribution| &attribution.content) {
            for at in pieces(document, *span).into_iter().flatten() {
                marks[at] |= bit;
            }
        }
    }
    counts.tokens = (
        marks.iter().filter(|mark| **mark & 1 != 0).count(),
        marks.iter().filter(|mark| **mark & 2 != 0).count(),
        marks.iter().filter(|mark| **mark == 3).count(),
    );
    counts
}

/// 0 direct, 1 mixed, 2 indirect.
fn manner(article: &Prepared, gold: &GoldAttribution) -> usize {
    let mut quoted = 0;
    let mut words = 0;
    for at in gold.content.iter().flat_map(|span| pieces(&article.document, *span)).flatten() {
        let token = &article.document.tokens[at];
        if token.shape != crate::text::Shape::Mark {
            words += 1;
            quoted += usize::from(token.quote != crate::text::QuoteState::Outside);
        }
    }
    if quoted == 0 { 2 } else if quoted == words { 0 } else { 1 }
}

/// The counts of each article.
pub(super) fn measure(prepared: &[Prepared], lexicon: &Lexicon, params: &AttributionParams) -> (Counts, Vec<Counts>) {
    let each: Vec<Counts> =
        prepared.iter().map(|article| count(article, &raw_relations(&article.article, &article.document, lexicon, params))).collect();
    let mut sum = Counts::default();
    each.iter().for_each(|counts| sum.add(counts));
    (sum, each)
}

/// DEV ONLY
#[allow(missing_docs, clippy::all, clippy::pedantic, clippy::restriction, clippy::print_stdout, clippy::unwrap_used)]
pub fn dev(args: &[String]) {
    let data = std::path::Path::new(&args[0]);
    let mut lexicon = Lexicon::english().unwrap();
    let params = AttributionParams::default();
    let dev = prepare(super::polnear::articles(&data.join("dev")).unwrap(), &lexicon);
    let show = |name: &str, c: &Counts| {
        let f = |x| { let (p, r, f) = c.f(x); format!("{p:.3}/{r:.3}/{f:.3}") };
        println!("{name}: gold {} pred {} cue {} source {} content {} all {} relation {} met direct {:.3} mixed {:.3} indirect {:.3} tokF {:.3}", c.gold, c.predicted, f(c.cue), f(c.source), f(c.content), f(c.all), f(c.relation),
            c.met[0].0 as f64 / c.met[0].1 as f64, c.met[1].0 as f64 / c.met[1].1 as f64, c.met[2].0 as f64 / c.met[2].1 as f64, 2.0 * c.tokens.2 as f64 / (c.tokens.0 + c.tokens.1) as f64);
    };
    let get = |key: &str, other: f64| args.iter().position(|a| a == key).map_or(other, |i| args[i + 1].parse().unwrap());
    let start = std::time::Instant::now();
    let train = prepare(super::polnear::articles(&data.join("train")).unwrap(), &lexicon);
    println!("prepared {:?}", start.elapsed());
    if let Some(i) = args.iter().position(|a| a == "dump") {
        for (name, set) in [("train", &train), ("dev", &dev)] {
            let mut out: Vec<u8> = Vec::new();
            let mut put = |v: u32| out.extend(v.to_le_bytes());
            put(set.len() as u32);
            for fold in 0..RATE_FOLDS {
                let rates = if name == "train" { rates(&train, |n| n % RATE_FOLDS != fold) } else { rates(&train, |_| true) };
                for (number, a) in set.iter().enumerate().filter(|(n, _)| n % RATE_FOLDS == fold) {
                    put(number as u32);
                    put(a.document.tokens.len() as u32);
                    for (at, t) in a.document.tokens.iter().enumerate() { put(t.span.start as u32); put(t.span.end as u32); put(a.document.sentence_of(at).unwrap() as u32); put(a.labels[at] as u32); put(if t.shape == crate::text::Shape::Mark { 9 } else if t.quote == crate::text::QuoteState::Outside { 0 } else { 1 }); }
                    put(a.gold.len() as u32);
                    for g in &a.gold { for list in [&g.source, &g.cue, &g.content] { put(list.len() as u32); for s in list { put(s.start as u32); put(s.end as u32); } } }
                    let facts = tagger_facts(&a.article, &a.document, &lexicon, &params, &rates);
                    put(facts.len() as u32);
                    for (tokens, f) in facts { put(tokens.start as u32); put(tokens.end as u32); for at in 0..f.len() { for v in f.dump(at) { put(v); } } }
                }
            }
            std::fs::write(format!("{}/{name}.bin", args[i + 1]), out).unwrap();
        }
        return;
    }
    let schedule = Schedule { eta: get("eta", 0.012) as f32, epochs: get("epochs", 8.0) as usize, averaged: get("avg", 1.0) as usize, seed: 1 };
    let share = get("share", 1.0);
    let cv = get("fold", 0.0) > 0.0;
    let keep = |number: usize| (number as f64 * 0.618_034).fract() < share && (!cv || number % 10 != 3);
    lexicon.attribution.tagger = train_tagger(&train, &keep, &lexicon, &params, &schedule);
    println!("trained {:?} {:?} bytes {}", schedule, start.elapsed(), lexicon.attribution.tagger.to_bytes().len());
    if cv {
        let held: Vec<Prepared> = train.into_iter().enumerate().filter(|(n, _)| n % 10 == 3).map(|(_, a)| a).collect();
        show("held tenth of train", &measure(&held, &lexicon, &params).0);
    }
    show("dev", &measure(&dev, &lexicon, &params).0);
    if let Some(i) = args.iter().position(|a| a == "out") { std::fs::write(&args[i + 1], lexicon.attribution.tagger.to_bytes()).unwrap(); }
}
