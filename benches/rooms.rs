//! Time of each room on the sample corpus: `cargo bench`. Articles already in memory; rooms up to claims on one thread, linking and
//! tables on all cores.

#![allow(missing_docs, reason = "criterion's macros make undocumented functions")]

use std::path::PathBuf;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};

use corroborate::attribution::attribute;
use corroborate::claims::extract;
use corroborate::config::Config;
use corroborate::corpus::{self, admit};
use corroborate::hedging::hedge;
use corroborate::lexicon::Lexicon;
use corroborate::linking::{Reading, link, profile};
use corroborate::pipeline::{self, Analysis};
use corroborate::report::write_tables;
use corroborate::settling::settle_claims;
use corroborate::text::segment;
use corroborate::weighing::weigh;

fn rooms(criterion: &mut Criterion) {
    let Ok(lexicon) = Lexicon::english() else { return };
    let config = Config::default();
    let corpus = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let records: Vec<_> = corpus::records(std::slice::from_ref(&corpus), &config.reading).flatten().collect();
    let Ok(found_all) = pipeline::score(std::slice::from_ref(&corpus), &lexicon, &config, &|_| {}) else { return };
    let Ok((articles, _)) = pipeline::read(&[corpus], &lexicon, &config, &|_| {}) else { return };
    let found = pipeline::analyse_all(&articles, &lexicon, &config);
    let words: usize = articles.iter().map(|article| article.words).sum();
    let mut group = criterion.benchmark_group("sample corpus");
    group.throughput(Throughput::Elements(words as u64));
    group.bench_function("admit", |bench| {
        bench.iter(|| records.iter().filter(|record| admit((*record).clone(), &lexicon, &config.reading).is_ok()).count());
    });
    group.bench_function("segment", |bench| {
        bench.iter(|| articles.iter().map(|article| segment(article, &lexicon).tokens.len()).sum::<usize>());
    });
    group.bench_function("hedge", |bench| {
        bench.iter(|| {
            articles
                .iter()
                .zip(&found)
                .map(|(article, one)| hedge(article, &one.document, &one.attributions, &lexicon, &config.hedging).sentences.len())
                .sum::<usize>()
        });
    });
    group.bench_function("attribute", |bench| {
        bench.iter(|| {
            articles
                .iter()
                .zip(&found)
                .map(|(article, one)| attribute(article, &one.document, &lexicon, &config.attribution).items.len())
                .sum::<usize>()
        });
    });
    group.bench_function("extract", |bench| {
        bench.iter(|| {
            articles
                .iter()
                .zip(&found)
                .map(|(article, one)| extract(article, &one.document, &one.hedging, &one.attributions, &lexicon, &config.claims).len())
                .sum::<usize>()
        });
    });
    group.bench_function("analyse", |bench| {
        bench.iter(|| articles.iter().map(|article| pipeline::analyse(article, &lexicon, &config).mentions.len()).sum::<usize>());
    });
    let readings: Vec<Reading> = articles
        .iter()
        .zip(found)
        .map(|(article, Analysis { document, hedging, attributions, mentions })| {
            let profile = profile(article, &document, &lexicon, &config.linking);
            Reading { article: article.clone(), profile, hedging, attributions, mentions }
        })
        .collect();
    group.bench_function("link", |bench| bench.iter(|| link(&readings, &lexicon, &config.linking).claims.len()));
    let found = &found_all;
    group.bench_function("settle", |bench| {
        bench.iter(|| settle_claims(&found.readings, &found.linked, &config.settling).claims.len());
    });
    group.bench_function("weigh", |bench| {
        bench.iter(|| weigh(&found.readings, &found.measures, &found.linked, &found.beliefs, &config.weighing).len());
    });
    group.bench_function("write", |bench| {
        bench.iter(|| write_tables(found, &[], &|_| Ok(std::io::sink())).is_ok());
    });
    group.finish();
}

criterion_group!(benches, rooms);
criterion_main!(benches);
