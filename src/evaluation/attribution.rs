//! Attribution against gold: the tagger trained, and exact and overlapping spans counted.
//!
//! In: articles with marked sources, cues and contents (`gold/polnear.rs`). Out: the tagger's weights, or figures. A found
//! relation and one of gold are paired where their cues overlap, or their contents where neither has a cue; each is paired
//! once. Exact: all pieces begin and end at the same bytes, or both have none. A whole relation is right where the cues
//! overlap, the sources overlap or both are missing, and the contents share half of the bytes that either has.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use super::asked::{Asked, Split, folds_of};
use super::crf::{Schedule, Sequence, train};
use super::figures::{Block, Figure, Prediction, Report};
use super::gold::polnear::{FOLDERS, MarkedAttribution, NAME, read};
use super::gold::{folder, labelled, lines_article};
use crate::attribution::tagger::{EDGES, EMISSIONS, word_key};
use crate::attribution::{Attributions, RawRelation, attribute, raw_relations, tagger_facts};
use crate::config::{AttributionParams, Config};
use crate::corpus::Article;
use crate::error::{Error, Result};
use crate::ids::Span;
use crate::lexicon::{CueRates, Lexicon, TaggerWeights};
use crate::text::{Document, segment};

/// A gold article as the program reads it.
struct Prepared {
    article: Article,
    document: Document,
    gold: Vec<MarkedAttribution>,
    /// The label of each token.
    labels: Vec<u8>,
    /// The tokens that were looked at by who marked the article.
    read: Range<usize>,
}

impl Prepared {
    /// Cuts an article up as the program does.
    fn new(article: Article, stretch: Option<Span>, gold: Vec<MarkedAttribution>, lexicon: &Lexicon) -> Self {
        let document = segment(&article, lexicon);
        let labels = labels(&document, &gold);
        let read = stretch.map_or(0..document.tokens.len(), |span| {
            let first = document.tokens.partition_point(|token| token.span.start < span.start);
            first..document.tokens.partition_point(|token| token.span.end <= span.end).max(first)
        });
        Self { article, document, gold, labels, read }
    }

    fn has_read(&self, tokens: &Range<usize>) -> bool {
        self.read.start <= tokens.start && tokens.end <= self.read.end
    }
}

/// The parts of the marked set below `folder`.
fn marked(folder: &Path, parts: &[&str], lexicon: &Lexicon) -> Result<Vec<Prepared>> {
    let mut prepared = Vec::new();
    for part in parts {
        let articles = read(folder, part)?.into_iter();
        prepared.extend(articles.map(|gold| Prepared::new(lines_article(&gold.name, &gold.text), None, gold.attributions, lexicon)));
    }
    Ok(prepared)
}

/// The marked stretches of news whose part is asked for; none where `data` lacks their articles.
fn marked_news(data: &Path, part: impl Fn(bool) -> bool, lexicon: &Lexicon, config: &Config) -> Result<Vec<Prepared>> {
    let Some(folder) = folder(data, labelled::SET.0, &[labelled::SET.1]) else { return Ok(Vec::new()) };
    let articles = labelled::read(&folder, lexicon, config)?.into_iter().filter(|(_, stretch)| part(stretch.trains));
    Ok(articles.map(|(article, stretch)| Prepared::new(article, Some(stretch.span), stretch.attributions, lexicon)).collect())
}

/// The gold label of each token; a token of two roles keeps the first.
fn labels(document: &Document, gold: &[MarkedAttribution]) -> Vec<u8> {
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
        let inside = labels[at] > 0 && labels[at].is_multiple_of(2);
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
        let paragraph =
            |at: usize| document.sentence_of(at).and_then(|sentence| document.sentences.get(sentence)).map(|sentence| sentence.paragraph);
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
            for at in article.read.clone() {
                let count = counts.entry(article.document.lower(at)).or_default();
                count.1 += 1;
                count.0 += u32::from(matches!(article.labels[at], 3 | 4));
            }
        }
    }
    let bucket = |cues: u32, uses: u32| {
        let rate = f64::from(cues) / (f64::from(uses) + 2.0);
        BUCKETS.iter().take_while(|bound| rate >= **bound).count() as u8
    };
    let entries: Vec<(u32, u8)> =
        counts.into_iter().map(|(word, (cues, uses))| (word_key(word), bucket(cues, uses))).filter(|(_, bucket)| *bucket > 0).collect();
    CueRates::of(&entries)
}

/// Least rate of each bucket of cue rates from the second on.
const BUCKETS: [f64; 6] = [0.01, 0.05, 0.15, 0.3, 0.5, 0.75];
/// Folds by which training articles get the cue rates of others.
const RATE_FOLDS: usize = 5;

/// Trains the tagger on the articles that `keep` lets in.
fn train_tagger(
    prepared: &[Prepared],
    keep: &dyn Fn(usize) -> bool,
    lexicon: &Lexicon,
    params: &AttributionParams,
    schedule: &Schedule,
) -> TaggerWeights {
    let mut sequences = Vec::new();
    for fold in 0..RATE_FOLDS {
        let others = rates(prepared, |number| keep(number) && number % RATE_FOLDS != fold);
        for article in
            prepared.iter().enumerate().filter(|(number, _)| keep(*number) && number % RATE_FOLDS == fold).map(|(_, article)| article)
        {
            let facts = tagger_facts(&article.article, &article.document, lexicon, params, &others);
            for (tokens, facts) in facts.into_iter().filter(|(tokens, _)| article.has_read(tokens)) {
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
struct Counts {
    gold: usize,
    found: usize,
    cue: usize,
    source: usize,
    content: usize,
    all: usize,
    relation: usize,
    /// Gold relations whose cue is met, and all, by manner: direct, mixed, indirect.
    met: [(usize, usize); 3],
    /// Tokens: content in gold, content found, both, all.
    tokens: (usize, usize, usize, usize),
}

impl Counts {
    fn add(&mut self, other: &Self) {
        self.gold += other.gold;
        self.found += other.found;
        self.cue += other.cue;
        self.source += other.source;
        self.content += other.content;
        self.all += other.all;
        self.relation += other.relation;
        for (sum, more) in self.met.iter_mut().zip(other.met) {
            *sum = (sum.0 + more.0, sum.1 + more.1);
        }
        self.tokens = (
            self.tokens.0 + other.tokens.0,
            self.tokens.1 + other.tokens.1,
            self.tokens.2 + other.tokens.2,
            self.tokens.3 + other.tokens.3,
        );
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
fn count(article: &Prepared, found: &[RawRelation], set: &str, predictions: &mut Vec<Prediction>) -> Counts {
    let document = &article.document;
    let found: Vec<MarkedAttribution> = found
        .iter()
        .filter(|relation| relation.content.iter().chain(&relation.cue).all(|tokens| article.has_read(tokens)))
        .map(|relation| MarkedAttribution {
            source: spans(document, relation.source.as_slice()),
            cue: spans(document, relation.cue.as_slice()),
            content: spans(document, &relation.content),
        })
        .collect();
    let mut counts = Counts { gold: article.gold.len(), found: found.len(), ..Counts::default() };
    let mut used = vec![false; found.len()];
    for gold in &article.gold {
        let manner = manner(article, gold);
        counts.met[manner].1 += 1;
        let pairs = |predicted: &MarkedAttribution| {
            if gold.cue.is_empty() && predicted.cue.is_empty() {
                overlap(&gold.content, &predicted.content)
            } else {
                overlap(&gold.cue, &predicted.cue)
            }
        };
        let best = (0..found.len()).filter(|&at| !used[at] && pairs(&found[at])).max_by_key(|&at| {
            let same = common(&gold.content, &found[at].content);
            (found[at].cue == gold.cue, same, std::cmp::Reverse(at))
        });
        predictions.push(prediction(set, article, gold, best.and_then(|at| found.get(at))));
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
        article.read.len(),
    );
    counts
}

/// The row of `--predictions` of an attribution: byte offsets only.
fn prediction(set: &str, article: &Prepared, gold: &MarkedAttribution, found: Option<&MarkedAttribution>) -> Prediction {
    let spans = |spans: &[Span]| spans.iter().map(|span| format!("{}-{}", span.start, span.end)).collect::<Vec<_>>().join(" ");
    let line = |attribution: &MarkedAttribution| {
        format!("{}|{}|{}", spans(&attribution.source), spans(&attribution.cue), spans(&attribution.content))
    };
    let first = gold.cue.first().or(gold.content.first()).map_or(0, |span| span.start);
    Prediction {
        set: set.to_owned(),
        question: "source|cue|content".to_owned(),
        row: format!("{}:{first}", article.article.id),
        gold: line(gold),
        predicted: found.map(line).unwrap_or_default(),
        score: None,
    }
}

/// 0 direct, 1 mixed, 2 indirect.
fn manner(article: &Prepared, gold: &MarkedAttribution) -> usize {
    let mut quoted = 0;
    let mut words = 0;
    for at in gold.content.iter().flat_map(|span| pieces(&article.document, *span)).flatten() {
        let token = &article.document.tokens[at];
        if token.shape != crate::text::Shape::Mark {
            words += 1;
            quoted += usize::from(token.quote != crate::text::QuoteState::Outside);
        }
    }
    match quoted {
        0 => 2,
        _ if quoted == words => 0,
        _ => 1,
    }
}

/// How the shipped tagger is trained. The step size and the number of passes were chosen on a tenth of the training
/// articles that was left out (see the model card).
const SCHEDULE: Schedule = Schedule { eta: 0.012, epochs: 7, averaged: 3, emission_noise: 0.15, edge_noise: 0.1, runs: 3 };

/// What `train attribution` made.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TrainedAttribution {
    /// Articles trained on.
    pub articles: usize,
    /// Tokens in them.
    pub tokens: usize,
    /// Size of the file.
    pub bytes: usize,
}

/// Trains the tagger on the marked articles of `train/` and the marked stretches of news, and writes `tagger.bin` to `out`.
///
/// # Errors
/// Where a set is missing or cannot be read, or the file not written.
pub fn train_attribution(data: &Path, out: &Path, lexicon: &Lexicon, config: &Config) -> Result<TrainedAttribution> {
    let missing = |what: &str| Error::Usage {
        what: format!("{} holds no set {what}", data.display()),
        remedy: "name the folder that holds the sets, each in its own folder".to_owned(),
    };
    let folder = folder(data, NAME, &FOLDERS).ok_or_else(|| missing(NAME))?;
    let mut prepared = marked(&folder, &["train"], lexicon)?;
    let mut news = marked_news(data, |trains| trains, lexicon, config)?;
    if news.is_empty() {
        return Err(missing(labelled::SET.0));
    }
    let wanted = labelled::to_learn_from()?;
    if news.len() < wanted {
        return Err(Error::Usage {
            what: format!("{} of the {wanted} marked articles are not in {}", wanted - news.len(), labelled::SET.0),
            remedy: "download the set again: a model of fewer would take the place of the one that ships".to_owned(),
        });
    }
    prepared.append(&mut news);
    let tagger = train_tagger(&prepared, &|_| true, lexicon, &config.attribution, &SCHEDULE);
    let bytes = tagger.to_bytes();
    super::linking::write(&out.join("tagger.bin"), &bytes)?;
    Ok(TrainedAttribution { articles: prepared.len(), tokens: prepared.iter().map(|article| article.read.len()).sum(), bytes: bytes.len() })
}

/// Attribution as it is on articles that the tagger has not seen: each article of `train/` is read with weights trained on
/// the other half, any other article with the weights that ship. For models that learn from attributions.
///
/// # Errors
/// Where the set cannot be read. Where it is missing, the weights that ship serve for all.
pub fn cross_fitted(data: &Path, lexicon: &Lexicon, config: &Config) -> Result<impl Fn(&Article, &Document) -> Attributions> {
    let params = config.attribution.clone();
    let mut half_of: BTreeMap<String, usize> = BTreeMap::new();
    let mut lexicons = vec![lexicon.clone()];
    if let Some(folder) = folder(data, NAME, &FOLDERS) {
        let mut prepared = marked(&folder, &["train"], lexicon)?;
        prepared.append(&mut marked_news(data, |trains| trains, lexicon, config)?);
        for half in 0..2 {
            let mut trained = lexicon.clone();
            trained.attribution.tagger =
                train_tagger(&prepared, &|number| number % 2 != half, lexicon, &params, &Schedule { runs: 1, ..SCHEDULE });
            lexicons.push(trained);
        }
        half_of = prepared.into_iter().enumerate().map(|(number, article)| (article.article.id, 1 + number % 2)).collect();
    }
    Ok(move |article: &Article, document: &Document| {
        let lexicon = &lexicons[half_of.get(&article.id).copied().unwrap_or(0)];
        attribute(article, document, lexicon, &params)
    })
}

/// Measures attribution against gold: with the weights that ship, or trained again in folds of whole articles.
///
/// # Errors
/// Where a set cannot be read.
pub fn evaluate_attribution(asked: &Asked<'_>) -> Result<Report> {
    let mut report = Report { task: "attribution".to_owned(), seed: asked.seed, ..Report::default() };
    let split = asked.split.unwrap_or(Split::Dev);
    let parts: &[&str] = match split {
        Split::Train => &["train"],
        Split::Dev | Split::Val => &["dev"],
        Split::All => &["train", "dev"],
    };
    let prepared = folder(asked.data, NAME, &FOLDERS).map_or(Ok(Vec::new()), |folder| marked(&folder, parts, asked.lexicon))?;
    let in_split = |trains: bool| parts.contains(&if trains { "train" } else { "dev" });
    let news = marked_news(asked.data, in_split, asked.lexicon, asked.config)?;
    for (set, prepared) in [(NAME, prepared), (labelled::NAME, news)] {
        if prepared.is_empty() {
            report.missing.push(set.to_owned());
        } else {
            let block = measure(asked, set, &parts.join(" and "), &prepared, &mut report.predictions);
            report.blocks.push(block);
        }
    }
    Ok(report)
}

/// The figures of one set.
fn measure(asked: &Asked<'_>, set: &str, parts: &str, prepared: &[Prepared], predictions: &mut Vec<Prediction>) -> Block {
    let params = &asked.config.attribution;
    let folds = asked.folds.unwrap_or(0);
    let mut counts = vec![Counts::default(); prepared.len()];
    let names: Vec<&str> = prepared.iter().map(|article| article.article.id.as_str()).collect();
    let fold_of = if folds > 1 { folds_of(&names, folds, asked.seed) } else { vec![0; names.len()] };
    let mut lexicon = asked.lexicon.clone();
    for fold in 0..folds.max(1) {
        if folds > 1 {
            lexicon.attribution.tagger = train_tagger(prepared, &|number| fold_of[number] != fold, asked.lexicon, params, &SCHEDULE);
        }
        for (number, article) in prepared.iter().enumerate().filter(|(number, _)| fold_of[*number] == fold) {
            let found = raw_relations(&article.article, &article.document, &lexicon, params);
            counts[number] = count(article, &found, set, predictions);
        }
    }
    let how = if folds > 1 { format!("trained again in {folds} folds of articles") } else { "as shipped, trained on train".to_owned() };
    let split = format!("{parts}, {} articles, {how}", prepared.len());
    Block { set: set.to_owned(), split, figures: figures(&counts, &names, asked.seed) }
}

/// Figures with their spread over articles.
fn figures(counts: &[Counts], names: &[&str], seed: u64) -> Vec<Figure> {
    let sum = |rows: &[usize]| {
        let mut sum = Counts::default();
        rows.iter().filter_map(|&row| counts.get(row)).for_each(|counts| sum.add(counts));
        sum
    };
    let share = |part: usize, whole: usize| (whole > 0).then(|| part as f64 / whole as f64);
    let f1 = |right: usize, found: usize, gold: usize| (found + gold > 0).then(|| 2.0 * right as f64 / (found + gold) as f64);
    let mut figures = Vec::new();
    let mut add =
        |name: &str, measure: &dyn Fn(&Counts) -> Option<f64>| figures.push(Figure::of(name, names, seed, |rows| measure(&sum(rows))));
    for (name, right) in [
        ("cue exact", (|counts: &Counts| counts.cue) as fn(&Counts) -> usize),
        ("source exact", |counts| counts.source),
        ("content exact", |counts| counts.content),
        ("all three exact", |counts| counts.all),
        ("whole relation", |counts| counts.relation),
    ] {
        add(&format!("{name} F1"), &|counts| f1(right(counts), counts.found, counts.gold));
        add(&format!("{name} precision"), &|counts| share(right(counts), counts.found));
        add(&format!("{name} recall"), &|counts| share(right(counts), counts.gold));
    }
    for (at, name) in ["direct", "mixed", "indirect"].into_iter().enumerate() {
        add(&format!("cues found, {name} speech"), &|counts| share(counts.met[at].0, counts.met[at].1));
    }
    add("content, overlap of tokens F1", &|counts| f1(counts.tokens.2, counts.tokens.1, counts.tokens.0));
    add("share of tokens found to be content", &|counts| share(counts.tokens.1, counts.tokens.3));
    add("relations found for each of gold", &|counts| share(counts.found, counts.gold));
    figures
}
