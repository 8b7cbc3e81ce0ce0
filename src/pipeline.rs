//! The whole main job: the only file that names every room, and the parallel map over articles.
//!
//! Invariant: the result does not depend on the number of threads. Articles are read in the order of paths and
//! positions, numbered before they are shared out, and put back in order; every later stage sees them sorted by id.

use std::path::PathBuf;

use rayon::iter::{IntoParallelIterator, IntoParallelRefIterator, ParallelBridge, ParallelIterator};

use crate::attribution::{Attributions, attribute};
use crate::claims::{Mention, extract};
use crate::config::Config;
use crate::corpus::{self, Article, Reject};
use crate::hedging::{Hedging, hedge};
use crate::lexicon::Lexicon;
use crate::linking::{Reading, link, profile};
use crate::report::Findings;
use crate::settling::settle_claims;
use crate::text::{Document, segment};
use crate::weighing::{Measures, measure, weigh};

/// A piece of news on how far the work is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// A stage begins; its number of articles where known.
    Begin(&'static str, Option<u64>),
    /// So many articles more are done.
    Done(u64),
}

/// Who is told how far the work is. Called from many threads.
pub type Watch<'a> = &'a (dyn Fn(Step) + Sync);

/// Everything that the rooms above claims find in one article.
#[derive(Debug, Clone, PartialEq)]
pub struct Analysis {
    /// Sentences and tokens.
    pub document: Document,
    /// Hedging of the sentences.
    pub hedging: Hedging,
    /// Who said what.
    pub attributions: Attributions,
    /// What is put forward.
    pub mentions: Vec<Mention>,
}

/// Reads a corpus: the articles sorted by id, and what was set aside. Uses the current rayon pool.
pub fn read(paths: &[PathBuf], lexicon: &Lexicon, config: &Config, watch: Watch<'_>) -> (Vec<Article>, Vec<Reject>) {
    watch(Step::Begin("reading", None));
    let mut met: Vec<(usize, Result<Article, Reject>)> = corpus::records(paths, &config.reading)
        .enumerate()
        .par_bridge()
        .map(|(number, record)| {
            let article = record.and_then(|record| corpus::admit(record, lexicon, &config.reading));
            watch(Step::Done(1));
            (number, article)
        })
        .collect();
    met.sort_by_key(|(number, _)| *number);
    let mut articles = Vec::with_capacity(met.len());
    let mut rejects = Vec::new();
    for (_, article) in met {
        match article {
            Ok(article) => articles.push(article),
            Err(reject) => rejects.push(reject),
        }
    }
    let (mut articles, repeats) = corpus::without_repeats(articles);
    rejects.extend(repeats);
    corpus::set_aside_recurring(&mut articles, &config.reading);
    (articles, rejects)
}

/// Analyses one article by itself.
pub fn analyse(article: &Article, lexicon: &Lexicon, config: &Config) -> Analysis {
    let document = segment(article, lexicon);
    let attributions = attribute(article, &document, lexicon, &config.attribution);
    let hedging = hedge(article, &document, &attributions, lexicon, &config.hedging);
    let mentions = extract(article, &document, &hedging, &attributions, lexicon, &config.claims);
    Analysis { document, hedging, attributions, mentions }
}

/// Analyses many articles in parallel, in their order. Uses the current rayon pool.
pub fn analyse_all(articles: &[Article], lexicon: &Lexicon, config: &Config) -> Vec<Analysis> {
    articles.par_iter().map(|article| analyse(article, lexicon, config)).collect()
}

/// The main job: a corpus in, everything found out. Uses the current rayon pool.
pub fn score(paths: &[PathBuf], lexicon: &Lexicon, config: &Config, watch: Watch<'_>) -> Findings {
    let (articles, rejects) = read(paths, lexicon, config, watch);
    watch(Step::Begin("analysing", Some(articles.len() as u64)));
    let analysed: Vec<(Reading, Measures)> = articles
        .into_par_iter()
        .map(|article| {
            let Analysis { document, hedging, attributions, mentions } = analyse(&article, lexicon, config);
            let profile = profile(&article, &document, lexicon, &config.linking);
            let measures = measure(&article, &document, &hedging, &attributions, lexicon, &config.weighing);
            watch(Step::Done(1));
            (Reading { article, profile, hedging, attributions, mentions }, measures)
        })
        .collect();
    let (readings, measures): (Vec<Reading>, Vec<Measures>) = analysed.into_iter().unzip();
    watch(Step::Begin("linking", None));
    let linked = link(&readings, lexicon, &config.linking);
    watch(Step::Begin("settling", None));
    let beliefs = settle_claims(&readings, &linked, &config.settling);
    watch(Step::Begin("weighing", None));
    let scores = weigh(&readings, &measures, &linked, &beliefs, &config.weighing);
    Findings { readings, measures, linked, beliefs, scores, rejects }
}
