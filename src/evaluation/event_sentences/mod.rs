//! Sentences on one event across documents (ECB+): a score learnt on the training topics, groups by average link, measured on the
//! development topics.
//!
//! Where claims ask whether two clauses state the same, this asks the weaker question whether they tell of one event. The score is a
//! logistic regression over shared words by rarity, the nearness of the two documents against that of their neighbours, and the
//! sentences around; a second one adds what the first finds of the neighbours of a pair (`second.rs`). Both are learnt anew in each run
//! and do not ship. Candidates: documents with a cosine of .12 or more, sentences with a content stem in common.

mod second;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use foldhash::fast::FixedState;

use self::second::BESIDE;
use super::figures::{Block, Figure, Hits};
use super::gold::ecb::{self, Annotated, DEV};
use super::gold::lines_article;
use super::logistic::{Example, logistic};
use crate::error::Result;
use crate::lexicon::Lexicon;
use crate::linking::events::{Link, MILLION, average_link};
use crate::text::{Shape, segment};

/// Least cosine of documents whose sentences are compared.
const LEAST_COSINE: f64 = 0.12;
/// Neighbours by falling cosine that a document's nearness is held against: near and far.
const NEAR: std::ops::Range<usize> = 2..10;
const FAR: std::ops::Range<usize> = 10..20;
/// Sentences around, relative to the one at hand.
const AROUND: [isize; 3] = [-2, -1, 1];
/// Scores from which two groups may become one, and the least mean over all their pairs; by leaving out one training topic after the other.
const EDGE: f64 = 0.40;
const MERGE: f64 = 0.36;
/// How strongly the standardised weights are drawn to nought.
const RIDGE: f64 = 1.0;
/// The constant and the features of the first look, and those of the second.
const NUMBERS: usize = 15;
const ALL: usize = NUMBERS + BESIDE;

type Stems = BTreeSet<u64>;

/// A sentence that was annotated.
struct Sentence {
    document: usize,
    at: usize,
    stems: Stems,
    around: Stems,
    names: Stems,
    names_around: Stems,
    figures: BTreeSet<String>,
}

/// The documents of a part, and what their sentences hold.
struct Part<'a> {
    documents: Vec<&'a Annotated>,
    sentences: Vec<Sentence>,
    weight: HashMap<u64, f64, FixedState>,
    /// Cosines of documents, row by row.
    cosine: Vec<f64>,
    near: Vec<f64>,
    far: Vec<f64>,
}

/// A pair that survives blocking.
struct Pair {
    left: usize,
    right: usize,
    same: bool,
    numbers: [f64; NUMBERS],
}

/// Measures groups of sentences on the development topics.
///
/// # Errors
/// Where the set cannot be read.
pub(super) fn block(folder: &Path, lexicon: &Lexicon, seed: u64) -> Result<Block> {
    let documents = ecb::read(folder)?;
    let part = |dev: bool| Part::of(documents.iter().filter(|document| DEV.contains(&document.topic) == dev).collect(), lexicon);
    let (train, dev) = (part(false), part(true));
    let (train_pairs, _) = train.pairs();
    let model = Model::learn(&train, &train_pairs);
    let (pairs, lost) = dev.pairs();
    let groups = model.groups(&dev, &pairs);
    let surviving: BTreeMap<(usize, usize), bool> = pairs.iter().map(|pair| ((pair.left, pair.right), pair.same)).collect();
    // By topic: pairs in one group, right ones, gold ones; gold before blocking.
    let topics: Vec<u32> = DEV.to_vec();
    let topic = |sentence: usize| dev.documents[dev.sentences[sentence].document].topic;
    let mut hits: BTreeMap<u32, (Hits, usize)> = topics.iter().map(|topic| (*topic, (Hits::default(), 0))).collect();
    for pair in pairs.iter().filter(|pair| pair.same) {
        if let Some((hits, all)) = hits.get_mut(&topic(pair.left)) {
            hits.gold += 1;
            *all += 1;
        }
    }
    for sentence in lost {
        if let Some((_, all)) = hits.get_mut(&topic(sentence)) {
            *all += 1;
        }
    }
    for group in &groups {
        for (at, &one) in group.iter().enumerate() {
            for &other in &group[..at] {
                let (left, right) = (one.min(other), one.max(other));
                if dev.sentences[left].document == dev.sentences[right].document {
                    continue;
                }
                if let Some((hits, _)) = hits.get_mut(&topic(left)) {
                    hits.found += 1;
                    hits.right += usize::from(surviving.get(&(left, right)).copied().unwrap_or(false));
                }
            }
        }
    }
    let of = |rows: &[usize]| {
        let rows = rows.iter().filter_map(|&row| hits.get(&topics[row]));
        rows.fold((Hits::default(), 0), |sum, (hits, all)| (sum.0.and(*hits), sum.1 + all))
    };
    let figure = |name: &str, measure: &dyn Fn(Hits, usize) -> Option<f64>| {
        Figure::of(name, &topics, seed, |rows| {
            let (hits, all) = of(rows);
            measure(hits, all)
        })
    };
    let figures = vec![
        figure("pairs in one group, F1 over gold that survived blocking", &|hits, _| hits.f1()),
        figure("the same, precision", &|hits, _| hits.precision()),
        figure("the same, recall", &|hits, _| hits.recall()),
        figure("gold that survived blocking", &|hits, all| (all > 0).then(|| hits.gold as f64 / all as f64)),
        Figure::plain("largest group", groups.iter().map(Vec::len).max().map(|size| size as f64), dev.sentences.len()),
    ];
    Ok(Block { set: ecb::NAME.to_owned(), split: "sentences on one event: learnt on 27 topics, measured on 8 others".to_owned(), figures })
}

/// What both looks learnt.
struct Model {
    first: [f64; NUMBERS],
    second: [f64; ALL],
}

impl Model {
    /// The second look learns from pairs as a first look sees them that has not learnt from their topics.
    fn learn(part: &Part<'_>, pairs: &[Pair]) -> Self {
        let topic = |pair: &Pair| part.documents[part.sentences[pair.left].document].topic;
        let mut probabilities = vec![0.0; pairs.len()];
        for held in pairs.iter().map(topic).collect::<BTreeSet<u32>>() {
            let weights = fit(pairs.iter().filter(|pair| topic(pair) != held).map(|pair| (pair.numbers, pair.same)));
            for (pair, found) in pairs.iter().zip(&mut probabilities).filter(|(pair, _)| topic(pair) == held) {
                *found = probability(&pair.numbers, &weights);
            }
        }
        let rows = with_neighbours(part, pairs, &probabilities);
        let second = fit(rows.into_iter().zip(pairs).map(|(numbers, pair)| (numbers, pair.same)));
        Self { first: fit(pairs.iter().map(|pair| (pair.numbers, pair.same))), second }
    }

    fn groups(&self, part: &Part<'_>, pairs: &[Pair]) -> Vec<Vec<usize>> {
        let probabilities: Vec<f64> = pairs.iter().map(|pair| probability(&pair.numbers, &self.first)).collect();
        let link = |(numbers, pair): ([f64; ALL], &Pair)| {
            let probability = probability(&numbers, &self.second);
            let millionths = (probability * MILLION).round() as u32;
            Link { left: pair.left as u32, right: pair.right as u32, millionths, linked: probability >= EDGE }
        };
        let links: Vec<Link> = with_neighbours(part, pairs, &probabilities).into_iter().zip(pairs).map(link).collect();
        average_link(part.sentences.len(), &links, MERGE, 0.0)
    }
}

fn fit<const N: usize>(rows: impl Iterator<Item = ([f64; N], bool)>) -> [f64; N] {
    let examples: Vec<Example<N>> = rows.map(|(numbers, yes)| Example { numbers, yes, weight: 1.0 }).collect();
    let mut pull = [RIDGE; N];
    pull[0] = 1e-6;
    logistic(&examples, &[0.0; N], &pull)
}

fn probability<const N: usize>(numbers: &[f64; N], weights: &[f64; N]) -> f64 {
    let logit: f64 = numbers.iter().zip(weights).map(|(number, weight)| number * weight).sum();
    1.0 / (1.0 + libm::exp(-logit))
}

/// The numbers of each pair with those of its neighbours behind them.
fn with_neighbours(part: &Part<'_>, pairs: &[Pair], probabilities: &[f64]) -> Vec<[f64; ALL]> {
    let document: Vec<usize> = part.sentences.iter().map(|sentence| sentence.document).collect();
    let scored: Vec<(usize, usize, f64)> =
        pairs.iter().zip(probabilities).map(|(pair, probability)| (pair.left, pair.right, *probability)).collect();
    let beside = second::numbers(&document, &scored);
    let joined = |(pair, beside): (&Pair, [f64; BESIDE])| {
        std::array::from_fn(|at| pair.numbers.get(at).or_else(|| beside.get(at - NUMBERS)).copied().unwrap_or_default())
    };
    pairs.iter().zip(beside).map(joined).collect()
}

impl<'a> Part<'a> {
    fn of(documents: Vec<&'a Annotated>, lexicon: &Lexicon) -> Self {
        let mut sentences = Vec::new();
        let mut counts: Vec<BTreeMap<u64, f64>> = Vec::new();
        for (number, document) in documents.iter().enumerate() {
            let (mut stems, mut names, mut figures) = (Vec::new(), Vec::new(), Vec::new());
            let mut own: BTreeMap<u64, f64> = BTreeMap::new();
            for text in &document.sentences {
                let article = lines_article(&document.name, text);
                let read = segment(&article, lexicon);
                let (mut held, mut named, mut counted) = (Stems::new(), Stems::new(), BTreeSet::new());
                for (at, token) in read.tokens.iter().enumerate().filter(|(_, token)| token.shape != Shape::Mark) {
                    let lower = read.lower(at);
                    if lexicon.weighing.is_function_word(lower) || !lower.starts_with(char::is_alphanumeric) {
                        continue;
                    }
                    let stem = read.stem_hash(at);
                    held.insert(stem);
                    *own.entry(stem).or_default() += 1.0;
                    if at > 0 && matches!(token.shape, Shape::Capitalised | Shape::Upper) {
                        named.insert(stem);
                    }
                    if token.shape == Shape::Number {
                        counted.insert(lower.to_owned());
                    }
                }
                stems.push(held);
                names.push(named);
                figures.push(counted);
            }
            for at in document.marked.keys().copied() {
                let beside = || AROUND.iter().filter_map(move |step| at.checked_add_signed(*step)).filter(|at| *at < stems.len());
                sentences.push(Sentence {
                    document: number,
                    at,
                    around: beside().flat_map(|at| stems[at].iter().copied()).collect(),
                    names_around: beside().chain([at]).flat_map(|at| names[at].iter().copied()).collect(),
                    stems: stems[at].clone(),
                    names: names[at].clone(),
                    figures: figures[at].clone(),
                });
            }
            counts.push(own);
        }
        let mut holding: HashMap<u64, f64, FixedState> = HashMap::default();
        for own in &counts {
            for stem in own.keys() {
                *holding.entry(*stem).or_default() += 1.0;
            }
        }
        let all = documents.len() as f64;
        let weight: HashMap<u64, f64, FixedState> =
            holding.into_iter().map(|(stem, holding)| (stem, libm::log((all + 1.0) / (holding + 0.5)))).collect();
        let rows: Vec<BTreeMap<u64, f64>> = counts
            .into_iter()
            .map(|own| {
                let mut row: BTreeMap<u64, f64> = own
                    .into_iter()
                    .map(|(stem, count)| (stem, (1.0 + libm::log(count)) * weight.get(&stem).copied().unwrap_or(0.0)))
                    .collect();
                let length = row.values().map(|value| value * value).sum::<f64>().sqrt().max(f64::MIN_POSITIVE);
                for value in row.values_mut() {
                    *value /= length;
                }
                row
            })
            .collect();
        let size = rows.len();
        let mut cosine = vec![0.0; size * size];
        for one in 0..size {
            for other in 0..one {
                let value: f64 = rows[one].iter().filter_map(|(stem, value)| Some(value * rows[other].get(stem)?)).sum();
                (cosine[one * size + other], cosine[other * size + one]) = (value, value);
            }
        }
        let nearness = |range: &std::ops::Range<usize>, document: usize| {
            let mut others: Vec<f64> = (0..size).filter(|other| *other != document).map(|other| cosine[document * size + other]).collect();
            others.sort_by(|one, other| other.total_cmp(one));
            let picked = others.get(range.start..range.end.min(others.len())).unwrap_or_default();
            picked.iter().sum::<f64>() / picked.len().max(1) as f64
        };
        let near = (0..size).map(|document| nearness(&NEAR, document)).collect();
        let far = (0..size).map(|document| nearness(&FAR, document)).collect();
        Self { documents, sentences, weight, cosine, near, far }
    }

    fn sum(&self, stems: impl Iterator<Item = u64>) -> f64 {
        stems.filter_map(|stem| self.weight.get(&stem)).sum()
    }

    /// Shared over all, by rarity.
    fn overlap(&self, one: &Stems, other: &Stems) -> f64 {
        let all = self.sum(one.union(other).copied());
        if all > 0.0 { self.sum(one.intersection(other).copied()) / all } else { 0.0 }
    }

    fn marked(&self, sentence: &Sentence) -> &ecb::Marked {
        &self.documents[sentence.document].marked[&sentence.at]
    }

    /// The pairs of sentences of two documents that survive blocking, and for each gold pair that does not its first sentence.
    fn pairs(&self) -> (Vec<Pair>, Vec<usize>) {
        let (mut pairs, mut lost) = (Vec::new(), Vec::new());
        for (right, other) in self.sentences.iter().enumerate() {
            for (left, one) in self.sentences[..right].iter().enumerate() {
                if one.document == other.document {
                    continue;
                }
                let same = self.marked(one).is_one_with(self.marked(other));
                let cosine = self.cosine[one.document * self.documents.len() + other.document];
                if cosine < LEAST_COSINE || one.stems.is_disjoint(&other.stems) {
                    lost.extend(same.then_some(left));
                    continue;
                }
                pairs.push(Pair { left, right, same, numbers: self.numbers(one, other, cosine) });
            }
        }
        (pairs, lost)
    }

    fn numbers(&self, one: &Sentence, other: &Sentence, cosine: f64) -> [f64; NUMBERS] {
        let shared = self.sum(one.stems.intersection(&other.stems).copied());
        let least = self.sum(one.stems.iter().copied()).min(self.sum(other.stems.iter().copied()));
        let mean = |values: &[f64]| f64::midpoint(values[one.document], values[other.document]);
        let figures = one.figures.intersection(&other.figures).count();
        let differ = figures == 0 && !one.figures.is_empty() && !other.figures.is_empty();
        let is_name = |stem: &u64| [one, other].iter().any(|sentence| sentence.names.contains(stem));
        let plain = one.stems.intersection(&other.stems).filter(|stem| !is_name(stem)).count();
        [
            1.0,
            self.overlap(&one.stems, &other.stems),
            if least > 0.0 { shared / least } else { 0.0 },
            shared / 20.0,
            one.stems.len().min(other.stems.len()) as f64 / 10.0,
            f64::from(u8::from(figures > 0)),
            f64::from(u8::from(differ)),
            cosine,
            cosine - mean(&self.near),
            cosine - mean(&self.far),
            self.overlap(&one.around, &other.around),
            self.overlap(&one.names_around, &other.names_around),
            self.sum(one.names.intersection(&other.names).copied()) / 10.0,
            one.at.min(other.at) as f64 / 10.0,
            plain as f64,
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two documents of one sentence each, one of them of three words: harbour in both, ferry and burned in one, bridge and fell in
    /// the other.
    #[test]
    fn pairs_by_hand() {
        let document = |name: &str, sentence: &str| Annotated {
            topic: 1,
            name: name.to_owned(),
            sentences: vec![sentence.to_owned()],
            marked: BTreeMap::from([(
                0,
                ecb::Marked { events: BTreeSet::from(["e1".to_owned(), "e2".to_owned()]), ..ecb::Marked::default() },
            )]),
        };
        let documents = [document("one", "Harbour ferry burned"), document("other", "Harbour bridge fell")];
        let lexicon = Lexicon::english().unwrap();
        let part = Part::of(documents.iter().collect(), &lexicon);
        // Harbour stands in both of two: ln(3 / 2.5) = .1823; the others in one: ln(3 / 1.5) = .6931.
        let (both, one) = (1.2_f64.ln(), 2.0_f64.ln());
        let cosine = both * both / (both * both + 2.0 * one * one);
        assert!((part.cosine[1] - cosine).abs() < 1e-12);
        // Below the least cosine nothing is compared, and the gold pair is lost.
        let (pairs, lost) = part.pairs();
        assert!(pairs.is_empty() && lost == [0] && cosine < LEAST_COSINE);
        let numbers = part.numbers(&part.sentences[0], &part.sentences[1], 0.5);
        assert!((numbers[1] - both / (both + 4.0 * one)).abs() < 1e-12, "{numbers:?}");
        assert!((numbers[2] - both / (both + 2.0 * one)).abs() < 1e-12, "{numbers:?}");
        assert!((numbers[4] - 0.3).abs() < 1e-12 && numbers[5].abs() < 1e-12 && numbers[6].abs() < 1e-12, "{numbers:?}");
        // Harbour opens both sentences, so it is no name there, and plain.
        assert!((numbers[14] - 1.0).abs() < 1e-12, "{numbers:?}");
        // Inside them it is one, and not counted.
        let named = [document("one", "The Harbour burned"), document("other", "The Harbour fell")];
        let part = Part::of(named.iter().collect(), &lexicon);
        assert!(part.numbers(&part.sentences[0], &part.sentences[1], 0.5)[14].abs() < 1e-12);
    }
}
