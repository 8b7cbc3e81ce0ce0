//! What a body makes of a headline: does it affirm it, deny it, only report it, or speak of something else?
//!
//! In: the words of a headline and of a body. Out: the numbers of [`STANCE_FEATURES`], the words of each zone, the judgement.
//! Words of the headline are masked where they stand in the body, and only words of many stories count, so that what is learnt
//! is how a claim is handled and not which claims are true. After the Fake News Challenge of 2017; the model card has the figures.

use std::ops::Range;

use serde::Serialize;

use crate::config::StanceParams;
use crate::ids::BodyStance;
use crate::lexicon::{
    Lexicon, STANCE_FEATURES, STANCE_LINEAR, STANCE_SAID, STANCE_ZONES, StanceLexicon, StanceModel, StanceWeights, StanceWord, Trees,
};
use crate::text::{Document, Shape};

/// The numbers of a headline and a body.
pub(crate) type Numbers = [f32; STANCE_FEATURES.len()];

/// Words of the lead.
const LEAD_WORDS: usize = 100;
/// Share of the headline's weight in a sentence from which the sentence covers it.
const COVERS: f32 = 0.3;
/// Sentences nearest to the headline, as a zone of words.
const NEAR: usize = 4;
/// Sentences of the lead, as a zone of words.
const LEAD: usize = 3;
/// Sentences at either end whose signs are counted.
const END: usize = 4;
/// What a word of the same class counts beside the word itself.
const LIKE: f32 = 0.5;
/// A word in a larger share of the reference articles weighs nothing.
const CONTENT_SHARE: f64 = 0.5;
/// Stands for every word of the headline.
const MASK: u32 = 1;
/// Stands for every number.
const NUMBER: u32 = 2;

/// A word as far as it is looked at.
struct Word {
    stem: u64,
    cluster: u16,
    signs: u8,
    number: bool,
    name: bool,
    /// Rarity in natural-log units; 0 for common words.
    weight: f32,
}

/// A headline or a body.
pub(crate) struct Text {
    words: Vec<Word>,
    sentences: Vec<Range<usize>>,
    question: bool,
    colon: bool,
    quotes: usize,
}

/// The words of some sentences of a document.
pub(crate) fn text(document: &Document, sentences: Range<usize>, lexicon: &Lexicon, signs: &StanceLexicon) -> Text {
    let articles = f64::from(lexicon.linking.background_n());
    let mut found = Text { words: Vec::new(), sentences: Vec::new(), question: false, colon: false, quotes: 0 };
    for sentence in document.sentences.get(sentences).unwrap_or_default() {
        let start = found.words.len();
        for at in sentence.tokens.clone() {
            let Some(token) = document.tokens.get(at) else { continue };
            if token.shape == Shape::Mark {
                found.question |= document.lower(at) == "?";
                found.colon |= document.lower(at) == ":";
                found.quotes += usize::from(matches!(document.lower(at), "\"" | "'" | "\u{2018}" | "\u{2019}" | "\u{201c}" | "\u{201d}"));
                continue;
            }
            let stem = document.stem_hash(at);
            let uses = f64::from(lexicon.linking.background_df(stem).unwrap_or(1));
            let rarity = if uses > CONTENT_SHARE * articles { 0.0 } else { ((articles + 1.0) / (uses + 0.5)).ln() };
            found.words.push(Word {
                stem,
                cluster: document.words.get(token.word as usize).map_or(0, |word| word.cluster),
                signs: signs.signs(document.lower(at)),
                number: token.shape == Shape::Number,
                name: matches!(token.shape, Shape::Capitalised | Shape::Upper),
                weight: rarity as f32,
            });
        }
        if found.words.len() > start {
            found.sentences.push(start..found.words.len());
        }
    }
    found
}

/// A headline beside a body: what of the one is in the other.
pub(crate) struct Beside<'a> {
    headline: &'a Text,
    body: &'a Text,
    /// The headline's words that weigh something, each once: stem and place in the headline.
    content: Vec<(u64, usize)>,
    /// For each word of the body, its place in `content`.
    found: Vec<Option<usize>>,
    /// For each sentence of the body, the share of the headline's weight in it.
    covers: Vec<f32>,
    /// Sentences of the body by falling cover.
    order: Vec<usize>,
}

impl<'a> Beside<'a> {
    /// Puts them side by side.
    pub(crate) fn new(headline: &'a Text, body: &'a Text) -> Self {
        let mut content: Vec<(u64, usize)> =
            headline.words.iter().enumerate().filter(|(_, word)| word.weight > 0.0).map(|(at, word)| (word.stem, at)).collect();
        content.sort_unstable();
        content.dedup_by_key(|entry| entry.0);
        let find = |word: &Word| content.binary_search_by_key(&word.stem, |entry| entry.0).ok();
        let found: Vec<Option<usize>> = body.words.iter().map(find).collect();
        let mut beside = Self { headline, body, content, found, covers: Vec::new(), order: Vec::new() };
        beside.covers = body.sentences.iter().map(|sentence| beside.cover(sentence.clone())).collect();
        beside.order = (0..beside.covers.len()).collect();
        beside.order.sort_by(|&left, &right| beside.covers[right].total_cmp(&beside.covers[left]).then(left.cmp(&right)));
        beside
    }

    fn weight(&self, place: usize) -> f32 {
        self.content.get(place).and_then(|entry| self.headline.words.get(entry.1)).map_or(0.0, |word| word.weight)
    }

    fn places(&self, words: Range<usize>) -> Vec<bool> {
        let mut places = vec![false; self.content.len()];
        for place in self.found.get(words).unwrap_or_default().iter().flatten() {
            places[*place] = true;
        }
        places
    }

    /// Share of the headline's weight in a stretch of the body.
    fn cover(&self, words: Range<usize>) -> f32 {
        self.share(&self.places(words))
    }

    fn share(&self, places: &[bool]) -> f32 {
        let all: f32 = (0..self.content.len()).map(|place| self.weight(place)).sum();
        let here: f32 = places.iter().enumerate().filter(|(_, here)| **here).map(|(place, _)| self.weight(place)).sum();
        if all > 0.0 { here / all } else { 0.0 }
    }

    /// The same, where a word of the same class counts for part of it.
    fn like(&self, words: Range<usize>) -> f32 {
        let places = self.places(words.clone());
        let clusters: Vec<u16> = self.body.words.get(words).unwrap_or_default().iter().map(|word| word.cluster).collect();
        let (mut all, mut here) = (0.0, 0.0);
        for (place, &(_, at)) in self.content.iter().enumerate() {
            let word = &self.headline.words[at];
            all += word.weight;
            here += if places[place] {
                word.weight
            } else if word.cluster > 0 && clusters.contains(&word.cluster) {
                LIKE * word.weight
            } else {
                0.0
            };
        }
        if all > 0.0 { here / all } else { 0.0 }
    }

    /// Share of the headline's runs of `length` words that the body holds.
    fn runs(&self, length: usize) -> f32 {
        let of = |text: &Text| {
            let mut runs: Vec<u64> =
                text.words.windows(length).map(|run| run.iter().fold(0, |sum: u64, word| mix(sum, word.stem))).collect();
            runs.sort_unstable();
            runs.dedup();
            runs
        };
        let (here, there) = (of(self.headline), of(self.body));
        let both = here.iter().filter(|run| there.binary_search(run).is_ok()).count();
        if here.is_empty() { 0.0 } else { both as f32 / here.len() as f32 }
    }

    /// The longest run of words of the headline that the body holds, as a share of the headline.
    fn longest_run(&self) -> f32 {
        let (mut longest, mut before) = (0, vec![0_usize; self.headline.words.len() + 1]);
        for word in &self.body.words {
            let mut next = vec![0_usize; before.len()];
            for (at, own) in self.headline.words.iter().enumerate() {
                if own.stem == word.stem {
                    next[at + 1] = before[at] + 1;
                    longest = longest.max(next[at + 1]);
                }
            }
            before = next;
        }
        longest as f32 / self.headline.words.len().max(1) as f32
    }

    /// What is known without the linear models; the last six numbers are 0.
    pub(crate) fn numbers(&self) -> Numbers {
        let (headline, body) = (self.headline, self.body);
        let whole = self.places(0..body.words.len());
        let lead = 0..body.words.len().min(LEAD_WORDS);
        let best = self.order.first().and_then(|&best| body.sentences.get(best)).cloned().unwrap_or(0..0);
        let largest = |wanted: bool| {
            let weights = whole.iter().enumerate().filter(|(_, here)| **here == wanted).map(|(place, _)| self.weight(place));
            weights.fold(0.0, f32::max)
        };
        let numbers = |text: &Text| {
            let mut stems: Vec<u64> = text.words.iter().filter(|word| word.number).map(|word| word.stem).collect();
            stems.sort_unstable();
            stems.dedup();
            stems
        };
        let (wanted, there) = (numbers(headline), numbers(body));
        let numbers_found = wanted.iter().filter(|number| there.binary_search(number).is_ok()).count();
        let names = self.content.iter().enumerate().filter(|(_, entry)| headline.words[entry.1].name && entry.1 > 0);
        let (mut all_names, mut missing) = (0, 0);
        for (place, _) in names {
            all_names += 1;
            missing += usize::from(!whole[place]);
        }
        let mut row = [0.0; STANCE_FEATURES.len()];
        let facts = [
            self.share(&whole),
            self.cover(lead.clone()),
            self.cover(best.clone()),
            whole.iter().filter(|here| **here).count() as f32 / whole.len().max(1) as f32,
            self.runs(2),
            self.runs(3),
            self.longest_run(),
            self.order.first().copied().unwrap_or(0) as f32 / body.sentences.len().max(1) as f32,
            (1.0 + self.covers.iter().filter(|cover| **cover >= COVERS).count() as f32).ln(),
            largest(true),
            largest(false),
            numbers_found as f32,
            (wanted.len() - numbers_found) as f32,
            self.like(lead),
            self.like(best.clone()),
            missing as f32 / all_names.max(1) as f32,
            (1.0 + headline.words.len() as f32).ln(),
            (1.0 + body.words.len() as f32).ln(),
            f32::from(u8::from(headline.question)),
            f32::from(u8::from(headline.colon)),
            headline.quotes as f32,
        ];
        row[..facts.len()].copy_from_slice(&facts);
        let sentences = body.sentences.len();
        let near: Vec<Range<usize>> = self.order.iter().take(NEAR - 1).map(|&at| body.sentences[at].clone()).collect();
        let regions: [(&Text, Vec<Range<usize>>); 6] = [
            (headline, std::iter::once(0..headline.words.len()).collect()),
            (body, vec![best]),
            (body, near),
            (body, body.sentences[..sentences.min(END)].to_vec()),
            (body, body.sentences[sentences.saturating_sub(END)..].to_vec()),
            (body, std::iter::once(0..body.words.len()).collect()),
        ];
        let mut at = facts.len();
        for (region, (text, ranges)) in regions.iter().enumerate() {
            for sign in StanceWord::ALL {
                let words = || ranges.iter().flat_map(|range| text.words.get(range.clone()).unwrap_or_default());
                let count = words().filter(|word| word.signs & sign.bit() != 0).count() as f32;
                row[at] = if region == 5 { 100.0 * count / words().count().max(1) as f32 } else { count };
                at += 1;
            }
        }
        row
    }

    /// The words and pairs of words of each zone, masked, as hashes; each once, ascending.
    pub(crate) fn items(&self) -> [Vec<u32>; STANCE_ZONES] {
        let masked = |word: &Word, of_headline: bool| {
            if of_headline {
                MASK
            } else if word.number {
                NUMBER
            } else {
                mix(0, word.stem) as u32
            }
        };
        let of_body = |ranges: &[Range<usize>]| {
            let mut items = Vec::new();
            for range in ranges {
                let range = range.start.min(self.found.len())..range.end.min(self.found.len());
                let one: Vec<u32> = range.map(|at| masked(&self.body.words[at], self.found[at].is_some())).collect();
                pairs(&one, &mut items);
            }
            once(items)
        };
        let near: Vec<Range<usize>> = self.order.iter().take(NEAR).map(|&at| self.body.sentences[at].clone()).collect();
        let lead = &self.body.sentences[..self.body.sentences.len().min(LEAD)];
        let mut own = Vec::new();
        pairs(&self.headline.words.iter().map(|word| masked(word, false)).collect::<Vec<_>>(), &mut own);
        [of_body(&near), of_body(lead), of_body(&self.body.sentences), once(own)]
    }
}

/// Words and pairs of neighbours.
fn pairs(words: &[u32], items: &mut Vec<u32>) {
    items.extend_from_slice(words);
    items.extend(words.windows(2).map(|pair| mix(u64::from(pair[0]), u64::from(pair[1])) as u32));
}

fn once(mut items: Vec<u32>) -> Vec<u32> {
    items.sort_unstable();
    items.dedup();
    items
}

/// A hash of two numbers in order (the finaliser of splitmix64).
fn mix(left: u64, right: u64) -> u64 {
    let mut mixed = left.rotate_left(29) ^ right.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

/// The places of the vocabulary that a zone's items have, `word * STANCE_ZONES + zone`.
pub(crate) fn places(items: &[Vec<u32>; STANCE_ZONES], vocabulary: &[u32]) -> Vec<u32> {
    let mut places = Vec::new();
    for (zone, items) in items.iter().enumerate() {
        places.extend(items.iter().filter_map(|item| vocabulary.binary_search(item).ok()).map(|word| (word * STANCE_ZONES + zone) as u32));
    }
    places
}

/// Log odds by a linear model: the words that hold are scaled to length one.
pub(crate) fn linear(model: &StanceWeights, places: &[u32]) -> f64 {
    let steps: i32 = places.iter().map(|&place| model.weights.get(place as usize).map_or(0, |weight| i32::from(*weight))).sum();
    f64::from(model.bias) + f64::from(model.scale) * f64::from(steps) / (places.len().max(1) as f64).sqrt()
}

/// Fills in the last six numbers: what the linear models say, and how far the headline's own refuting is from the body's.
pub(crate) fn fill(row: &mut Numbers, said: [f64; STANCE_LINEAR]) {
    let share = |odds: f64| (1.0 / (1.0 + (-odds).exp())) as f32;
    for (place, odds) in said.iter().enumerate() {
        row[STANCE_SAID + place] = share(*odds);
    }
    let refutes = f32::from(u8::from(headline_refutes(row)));
    row[STANCE_SAID + STANCE_LINEAR] = refutes;
    row[STANCE_SAID + STANCE_LINEAR + 1] = (refutes - row[STANCE_SAID + STANCE_LINEAR - 1]).abs();
}

/// True where the headline itself holds something untrue.
pub(crate) fn headline_refutes(row: &Numbers) -> bool {
    let of = |name: &str| STANCE_FEATURES.iter().position(|known| *known == name).and_then(|place| row.get(place)).copied();
    of("headline_refuting").unwrap_or(0.0) + of("headline_negation").unwrap_or(0.0) > 0.0
}

/// Log odds by the four linear models. Whether the body holds its story untrue is read off the body alone.
pub(crate) fn said(models: &[StanceWeights; STANCE_LINEAR], places: &[u32]) -> [f64; STANCE_LINEAR] {
    let bare: Vec<u32> = places.iter().copied().filter(|&place| is_of_body(place)).collect();
    std::array::from_fn(|which| linear(&models[which], if which < 3 { places } else { &bare }))
}

/// True for a place of the vocabulary in a zone of the body.
pub(crate) fn is_of_body(place: u32) -> bool {
    place as usize % STANCE_ZONES < STANCE_ZONES - 1
}

/// What a body makes of a headline.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct HeadlineStance {
    /// The answer.
    pub stance: BodyStance,
    /// Probability that the body is about what the headline says, in [0, 1].
    pub related: f64,
    /// Where it is: shares of affirming, denying and only reporting it; they sum to 1.
    pub affirms: f64,
    /// See `affirms`.
    pub denies: f64,
    /// See `affirms`.
    pub reports: f64,
}

/// What the body of a document makes of a headline, its own or another's; `None` where one of them has no words.
///
/// Learnt from claims that were checked. Ordinary headlines are of another kind: of 4,000 articles it says of 8 % that they deny
/// their own headline, nearly always wrongly. So no report uses it.
pub fn headline_stance(
    headline: &Document,
    body: &Document,
    (lexicon, stance): (&Lexicon, &StanceLexicon),
    params: &StanceParams,
) -> Option<HeadlineStance> {
    let start = body.sentences.iter().take_while(|sentence| sentence.in_headline).count();
    let headline = text(headline, 0..headline.sentences.len(), lexicon, stance);
    let body = text(body, start..body.sentences.len(), lexicon, stance);
    if headline.words.is_empty() || body.words.is_empty() {
        return None;
    }
    let beside = Beside::new(&headline, &body);
    let model = &stance.model;
    let (stance, related, [affirms, denies, reports]) =
        decide(beside.numbers(), &places(&beside.items(), &model.vocabulary), model, params);
    Some(HeadlineStance { stance, related, affirms, denies, reports })
}

/// Answer, probability of being related, shares of affirming, denying, reporting.
pub(crate) fn decide(mut row: Numbers, places: &[u32], model: &StanceModel, params: &StanceParams) -> (BodyStance, f64, [f64; 3]) {
    let related = model.related.probability(&row);
    fill(&mut row, said(&model.linear, places));
    let shares = shares(&model.deciding, &row);
    let weighed = [
        (BodyStance::Affirms, shares[0] * params.affirms),
        (BodyStance::Denies, shares[1] * params.denies),
        (BodyStance::Reports, shares[2] * params.reports),
    ];
    let best = weighed.iter().fold(weighed[0], |best, next| if next.1 > best.1 { *next } else { best });
    (if related < params.related { BodyStance::Unrelated } else { best.0 }, related, shares)
}

/// Shares of the three answers.
pub(crate) fn shares(deciding: &[Trees; 3], row: &Numbers) -> [f64; 3] {
    let each: [f64; 3] = std::array::from_fn(|which| deciding[which].probability(row));
    let sum: f64 = each.iter().sum();
    each.map(|share| if sum > 0.0 { share / sum } else { 1.0 / 3.0 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Article;
    use crate::ids::Span;
    use crate::text::segment;

    fn document(text: &str) -> Document {
        let lexicon = Lexicon::english().expect("tables are sound");
        let article = Article { text: text.to_owned(), paragraphs: vec![Span::new(0, text.len())], ..Article::default() };
        segment(&article, &lexicon)
    }

    fn read(text_of: &str, lexicon: &Lexicon) -> Text {
        let document = document(text_of);
        text(&document, 0..document.sentences.len(), lexicon, &StanceLexicon::english().expect("tables are sound"))
    }

    #[test]
    fn what_of_the_headline_is_in_the_body() {
        let lexicon = Lexicon::english().expect("tables are sound");
        let headline = read("Walrus eats 12 ferries", &lexicon);
        let body = read("The council met. A walrus eats ferries, it was said. That is a hoax and not true.", &lexicon);
        let row = Beside::new(&headline, &body).numbers();
        let of = |name: &str| row[STANCE_FEATURES.iter().position(|known| *known == name).expect("known")];
        // Three of the four words that weigh something; the second of three sentences holds them; "12" is missing.
        assert!((of("cover_words") - 0.75).abs() < 1e-6);
        assert!((of("best_place") - 1.0 / 3.0).abs() < 1e-6);
        assert_eq!((of("numbers_found"), of("numbers_missing")), (0.0, 1.0));
        // "walrus eats" is one of three pairs and the longest run: two of four words.
        assert!((of("pairs") - 1.0 / 3.0).abs() < 1e-6 && (of("longest_run") - 0.5).abs() < 1e-6);
        assert_eq!((of("end_refuting"), of("end_negation"), of("headline_refuting")), (1.0, 1.0, 0.0));
        assert!(!headline_refutes(&row));
    }

    #[test]
    fn words_of_the_headline_are_masked() {
        let lexicon = Lexicon::english().expect("tables are sound");
        let headline = read("Walrus eats ferries", &lexicon);
        let [near, _, body, own] = Beside::new(&headline, &read("Walrus eats harbours.", &lexicon)).items();
        let [_, _, other, _] = Beside::new(&read("Badger eats bridges", &lexicon), &read("Badger eats harbours.", &lexicon)).items();
        assert_eq!(near, body);
        assert_eq!(body, other);
        assert!(body.contains(&MASK) && !own.contains(&MASK));
    }

    #[test]
    fn shares_of_a_linear_model_by_hand() {
        // Four places hold, one of weight 3 and one of -1: .5 + .25 * 2 / 2.
        let model = StanceWeights { bias: 0.5, scale: 0.25, weights: vec![3, 0, -1, 0, 0] };
        assert!((linear(&model, &[0, 1, 2, 3]) - 0.75).abs() < 1e-9);
        assert!((linear(&model, &[]) - 0.5).abs() < 1e-9);
    }

    #[test]
    fn a_hoax_is_told_from_a_plain_report() {
        let lexicon = Lexicon::english().expect("tables are sound");
        let params = StanceParams::default();
        let headline = document("Walrus swallows a ferry in Varn harbour");
        let stance = StanceLexicon::english().expect("tables are sound");
        let judged = |body: &str| headline_stance(&headline, &document(body), (&lexicon, &stance), &params).expect("both have words");
        let denies = judged(
            "No, a walrus did not swallow a ferry in Varn harbour. The story is a hoax. The picture is fake, and the website that \
             invented the story has made up false news before. It is not true.",
        );
        let affirms = judged(
            "A walrus swallowed a ferry in Varn harbour on Monday. Passengers saw the walrus open its mouth. The ferry is gone, and \
             the harbour is closed until the walrus leaves.",
        );
        let other = judged("The council of Hessel raised the price of bread. Bakers were glad. The vote took an hour.");
        assert!(denies.denies > 2.0 * affirms.denies, "{denies:?} {affirms:?}");
        assert_eq!(other.stance, BodyStance::Unrelated, "{other:?}");
        assert!((affirms.affirms + affirms.denies + affirms.reports - 1.0).abs() < 1e-9);
        assert!(headline_stance(&headline, &document(""), (&lexicon, &stance), &params).is_none());
    }
}
