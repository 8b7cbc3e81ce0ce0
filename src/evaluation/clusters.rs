//! Word clusters, learnt from articles without any labels.
//!
//! In: the articles of many outlets. Out: the file under `src/text/model/`. Words are those of [`segment`], lower case,
//! digits by their number only. Fine classes come from [`exchange`] over words, coarse ones from the same over the fine
//! classes. The ends of sentences, and words too rare for a class by the way they are written, are neighbours like others
//! but stay in classes of their own, which do not ship.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use foldhash::fast::FixedState;
use rayon::prelude::*;

use super::exchange::{Neighbours, exchange};
use super::linking::write;
use super::sets;
use super::trees::Draw;
use crate::corpus::Article;
use crate::error::Result;
use crate::ids::stable_hash;
use crate::lexicon::{Lexicon, WordClusters, without_digits};
use crate::text::{Document, QuoteState, Shape, segment};

/// Fine classes.
const FINE: usize = 512;
/// Coarse classes.
const COARSE: usize = 64;
/// Rarer words have no class.
const LEAST_COUNT: u32 = 10;
/// Most words in the table, so that it stays below 250 kB.
const MOST_WORDS: usize = 40_000;
/// Times through all words; what still moves after this many is hardly better off.
const PASSES: usize = 20;
/// Tries for the coarse classes from different beginnings, of which the likeliest is kept.
const TRIES: usize = 40;
/// Articles cut into words at once.
const BATCH: usize = 512;
/// Fixed items: the end of a sentence, and a rare word for each of the five shapes.
const FIXED: usize = 6;

/// What `train words` made.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TrainedWords {
    /// Articles read.
    pub articles: usize,
    /// Words and marks read.
    pub tokens: usize,
    /// Words with a class.
    pub words: usize,
    /// Share of the words and marks read that have a class, in [0, 1].
    pub known_share: f64,
    /// Bytes of the table.
    pub bytes: usize,
}

/// Learns word clusters from the articles under `data` and writes them to `out`.
///
/// # Errors
/// Where the set cannot be read or the file not written.
pub fn train_words(data: &Path, out: &Path, lexicon: &Lexicon) -> Result<TrainedWords> {
    let articles: Vec<Article> = sets::allsides(&data.join("allsides"))?.into_iter().map(|labelled| labelled.article).collect();
    let stream = Stream::of(&articles, lexicon);
    let (table, known) = learn(&stream, FINE, COARSE);
    let bytes = table.to_bytes();
    write(&out.join("words.bin"), &bytes)?;
    let tokens = stream.items.iter().filter(|item| **item != END).count();
    Ok(TrainedWords {
        articles: articles.len(),
        tokens,
        words: table.words(),
        known_share: f64::from(known) / tokens.max(1) as f64,
        bytes: bytes.len(),
    })
}

/// The words of all articles one after the other.
#[derive(Default)]
struct Stream {
    /// The distinct words, in order of first use.
    words: Vec<String>,
    /// For each token the number of its word, times eight, plus the number of its shape; [`END`] behind each sentence.
    items: Vec<u32>,
}

/// The end of a sentence.
const END: u32 = u32::MAX;

impl Stream {
    /// Reads each paragraph once: an outlet's standing texts would count a thousand times.
    fn of(articles: &[Article], lexicon: &Lexicon) -> Self {
        let mut stream = Self::default();
        let mut numbers: HashMap<String, u32, FixedState> = HashMap::default();
        let mut seen: HashSet<u64, FixedState> = HashSet::default();
        for batch in articles.chunks(BATCH) {
            let documents: Vec<Document> = batch.par_iter().map(|article| segment(article, lexicon)).collect();
            for (article, document) in batch.iter().zip(&documents) {
                for paragraph in document.paragraphs.iter().filter(|paragraph| seen.insert(stable_hash(paragraph.span.of(&article.text)))) {
                    for sentence in &document.sentences[paragraph.sentences.clone()] {
                        for token in &document.tokens[sentence.tokens.clone()] {
                            // Straight marks do not tell which end they stand at; the state does.
                            let word = match token.quote {
                                QuoteState::Open => "\u{201C}",
                                QuoteState::Close => "\u{201D}",
                                _ => &document.words[token.word as usize].lower,
                            };
                            let word = without_digits(word);
                            let number = numbers.get(word.as_ref()).copied().unwrap_or_else(|| {
                                let number = stream.words.len() as u32;
                                stream.words.push(word.clone().into_owned());
                                numbers.insert(word.into_owned(), number);
                                number
                            });
                            stream.items.push(number << 3 | shape_number(token.shape));
                        }
                        stream.items.push(END);
                    }
                }
            }
        }
        stream
    }
}

fn shape_number(shape: Shape) -> u32 {
    match shape {
        Shape::Lower => 1,
        Shape::Capitalised => 2,
        Shape::Upper => 3,
        Shape::Number => 4,
        Shape::Mark => 5,
    }
}

/// The clusters of a stream, and how many of its tokens have one.
fn learn(stream: &Stream, fine: usize, coarse: usize) -> (WordClusters, u32) {
    let mut counts = vec![0_u32; stream.words.len()];
    for item in stream.items.iter().filter(|item| **item != END) {
        counts[(item >> 3) as usize] += 1;
    }
    let mut chosen: Vec<usize> = (0..counts.len()).filter(|&word| counts[word] >= LEAST_COUNT).collect();
    chosen.sort_by(|&left, &right| counts[right].cmp(&counts[left]).then_with(|| stream.words[left].cmp(&stream.words[right])));
    chosen.truncate(MOST_WORDS);
    let mut rank = vec![None; counts.len()];
    for (at, &word) in chosen.iter().enumerate() {
        rank[word] = Some(at as u32);
    }
    // The words by rank, then the fixed items.
    let first_fixed = chosen.len() as u32;
    let text: Vec<u32> = stream
        .items
        .iter()
        .map(|&item| if item == END { first_fixed } else { rank[(item >> 3) as usize].unwrap_or(first_fixed + (item & 7)) })
        .collect();
    let neighbours = Neighbours::of(&text, chosen.len() + FIXED);
    let mut class_of: Vec<u16> = (0..chosen.len()).map(|at| (at % fine) as u16).collect();
    class_of.extend((fine..fine + FIXED).map(|class| class as u16));
    exchange(&neighbours, &mut class_of, chosen.len(), fine, fine + FIXED, PASSES);
    let coarse_of = merge(&neighbours.of_classes(&class_of, fine + FIXED), fine, coarse);
    let words = chosen.iter().zip(&class_of).map(|(&word, class)| (stream.words[word].as_str(), class + 1));
    let known = chosen.iter().map(|&word| counts[word]).sum();
    (WordClusters::new(words, std::iter::once(0).chain(coarse_of).collect()), known)
}

/// The coarse class, from 1 on, of each fine class.
fn merge(neighbours: &Neighbours, fine: usize, coarse: usize) -> Vec<u8> {
    let mut draw = Draw(1);
    let mut best: Option<(f64, Vec<u16>)> = None;
    for _ in 0..TRIES {
        let mut order: Vec<usize> = (0..fine).collect();
        draw.shuffle(&mut order);
        let mut class_of: Vec<u16> = (0..neighbours.count.len()).map(|at| (coarse + at.saturating_sub(fine)) as u16).collect();
        for (at, &class) in order.iter().enumerate() {
            class_of[class] = (at % coarse) as u16;
        }
        let reached = exchange(neighbours, &mut class_of, fine, coarse, coarse + FIXED, PASSES * 5);
        if best.as_ref().is_none_or(|best| reached > best.0) {
            best = Some((reached, class_of));
        }
    }
    best.map(|best| best.1).unwrap_or_default().into_iter().take(fine).map(|class| class as u8 + 1).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::Span;

    fn article(id: &str, text: &str) -> Article {
        let paragraphs = vec![Span::new(0, text.len())];
        Article { id: id.to_owned(), text: text.to_owned(), paragraphs, ..Article::default() }
    }

    #[test]
    fn words_with_the_same_neighbours_share_a_class() {
        // Each of four names does each of two things in one of three towns, in a year.
        let mut articles = Vec::new();
        for name in ["Orsk", "Varn", "Teller", "Mirov"] {
            for verb in ["slept", "sang"] {
                for town in ["Varnholm", "Lissen", "Okehurst"] {
                    let text = format!("{name} {verb} in {town} in 19{}.", 10 + articles.len());
                    articles.push(article(&text, &text));
                }
            }
        }
        // A paragraph that comes again is not counted again.
        articles.push(article("again", &articles[0].text.clone()));
        let lexicon = Lexicon::english().unwrap();
        let mut stream = Stream::of(&articles, &lexicon);
        assert_eq!(stream.items.len(), 24 * 8);
        // Enough of each for a class; the words are the same again.
        stream.items = stream.items.repeat(5);
        let (table, known) = learn(&stream, 6, 2);
        assert_eq!((table.words(), known), (12, 24 * 7 * 5));
        let class = |word: &str| table.fine(word);
        let all_in_one = |words: &[&str]| words.iter().all(|word| class(word) == class(words[0]) && class(word) > 0);
        assert!(all_in_one(&["orsk", "varn", "teller", "mirov"]));
        assert!(all_in_one(&["slept", "sang"]));
        assert!(all_in_one(&["varnholm", "lissen", "okehurst"]));
        assert_eq!((class("1910"), class("1934")), (class("1999"), class("2034")));
        let mut kinds = ["orsk", "slept", "varnholm", "in", "1910", "."].map(class);
        kinds.sort_unstable();
        assert_eq!(kinds, [1, 2, 3, 4, 5, 6]);
        assert!((1..=6).all(|fine| (1..=2).contains(&table.coarse(fine))) && table.coarse(0) == 0);
    }
}
