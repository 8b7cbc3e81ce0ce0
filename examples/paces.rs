//! Times, on one thread and with everything in memory, what no command does by itself: `scripts/rivals` holds it beside others.
//!
//! ```sh
//! cargo run --release --example paces -- floor articles.jsonl.gz        # the least that any reader of words does
//! cargo run --release --example paces -- near-copies articles.jsonl.gz  # who copies whom, from text to pairs
//! cargo run --release --example paces -- settle table.csv               # truth discovery on source,item,value
//! ```
//!
//! Prints one line of JSON. Reading is left out of the time; of several rounds the one with the least processor time counts.
#![expect(clippy::disallowed_methods, reason = "it reads the clock, which is what it is for")]

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Instant;

use rust_stemmers::{Algorithm, Stemmer};
use serde_json::json;
use unicode_segmentation::UnicodeSegmentation;

use corroborate::attribution::Attributions;
use corroborate::config::Config;
use corroborate::corpus::{Article, admit, records};
use corroborate::hedging::Hedging;
use corroborate::lexicon::Lexicon;
use corroborate::linking::{Reading, copies, profile};
use corroborate::settling::{read_table, settle};
use corroborate::text::segment;

// The program's own allocator, so that both are timed alike.
#[cfg(feature = "mimalloc")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Rounds of which the best counts: the machine may be shared.
const ROUNDS: usize = 3;

/// Seconds on the clock and of the processor.
#[derive(Debug, Clone, Copy)]
struct Pace {
    wall: f64,
    cpu: f64,
}

impl Pace {
    fn line(self) -> serde_json::Value {
        json!({ "wall": self.wall, "cpu": self.cpu })
    }
}

/// Seconds this thread has run: Linux counts them; elsewhere the clock must do.
fn processor() -> Option<f64> {
    let line = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    line.split(' ').next()?.parse::<f64>().ok().map(|nanoseconds| nanoseconds / 1e9)
}

fn timed<T>(work: impl FnOnce() -> T) -> (Pace, T) {
    let (begun, before) = (Instant::now(), processor());
    let made = work();
    let (after, wall) = (processor(), begun.elapsed().as_secs_f64());
    (Pace { wall, cpu: before.zip(after).map_or(wall, |(before, after)| after - before) }, made)
}

/// The best of some rounds, and what the last one made.
fn best<T>(work: impl Fn() -> T) -> (Pace, T) {
    let (mut least, mut made) = timed(&work);
    for _ in 1..ROUNDS {
        let (pace, again) = timed(&work);
        made = again;
        if pace.cpu < least.cpu {
            least = pace;
        }
    }
    (least, made)
}

fn articles(path: PathBuf, lexicon: &Lexicon, config: &Config) -> Vec<Article> {
    let read = records(&[path], &config.reading).filter_map(Result::ok);
    let mut articles: Vec<Article> = read.filter_map(|record| admit(record, lexicon, &config.reading).ok()).collect();
    articles.sort_by(|left, right| left.id.cmp(&right.id));
    articles
}

/// Every word found, in lower case, and its stem: nothing is kept but their number.
fn floor(articles: &[Article]) -> serde_json::Value {
    let stemmer = Stemmer::create(Algorithm::English);
    let words = |text: &str| text.unicode_words().map(|word| usize::from(!stemmer.stem(&word.to_lowercase()).is_empty())).sum::<usize>();
    let (pace, words) = best(|| articles.iter().map(|article| words(&article.text)).sum::<usize>());
    json!({ "wall": pace.wall, "cpu": pace.cpu, "articles": articles.len(), "unicode_words": words })
}

/// From text to who copies whom. Documents are let go one by one, as in the main job; cutting them up is taken for all else too, so
/// that it is also timed by itself. Both are long: one round.
fn near_copies(articles: Vec<Article>, lexicon: &Lexicon, config: &Config) -> serde_json::Value {
    let bytes: usize = articles.iter().map(|article| article.text.len()).sum();
    let (segmented, _) = timed(|| articles.iter().map(|article| segment(article, lexicon).tokens.len()).sum::<usize>());
    let (printed, profiles) = timed(|| {
        let print = |article| profile(article, &segment(article, lexicon), lexicon, &config.linking);
        articles.iter().map(print).collect::<Vec<_>>()
    });
    let readings: Vec<Reading> = articles
        .into_iter()
        .zip(profiles)
        .map(|(article, profile)| Reading {
            article,
            profile,
            hedging: Hedging::default(),
            attributions: Attributions::default(),
            mentions: Vec::new(),
        })
        .collect();
    let (searched, found) = best(|| copies(&readings, &config.linking.copies));
    let place = |at: usize| readings[at].article.position;
    let pairs: Vec<[u64; 2]> = found.iter().map(|copy| [place(copy.from), place(copy.to)]).collect();
    json!({
        "segment": segmented.line(), "segment_and_fingerprint": printed.line(), "search": searched.line(),
        "articles": readings.len(), "bytes": bytes, "pairs": pairs,
    })
}

fn settled(path: &str, config: &Config) -> Result<serde_json::Value, Box<dyn std::error::Error>> {
    let mut table = csv::Reader::from_path(path)?;
    let (assertions, _) = read_table(path, &mut table)?;
    let (pace, settled) = best(|| settle(&assertions, &config.settling));
    let chosen: BTreeMap<&str, &str> = settled
        .values
        .iter()
        .filter(|value| value.chosen)
        .map(|value| (assertions.items[value.item as usize].as_str(), assertions.values[value.value as usize].as_str()))
        .collect();
    Ok(json!({ "wall": pace.wall, "cpu": pace.cpu, "rows": assertions.rows.len(), "ending": settled.ending, "chosen": chosen }))
}

#[expect(clippy::print_stdout, reason = "an example shows its result")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [what, path] = arguments.as_slice() else { return Err("usage: paces floor|near-copies|settle FILE".into()) };
    let (lexicon, config) = (Lexicon::english()?, Config::default());
    // Rooms that share their work out are held to this one thread.
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build()?;
    let line = pool.install(|| -> Result<_, String> {
        match what.as_str() {
            "floor" => Ok(floor(&articles(path.into(), &lexicon, &config))),
            "near-copies" => Ok(near_copies(articles(path.into(), &lexicon, &config), &lexicon, &config)),
            "settle" => settled(path, &config).map_err(|error| error.to_string()),
            _ => Err(format!("{what}: floor, near-copies or settle")),
        }
    })?;
    println!("{line}");
    Ok(())
}
