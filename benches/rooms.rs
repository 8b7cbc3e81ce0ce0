//! Time of each room on the sample corpus: `cargo bench`. One thread, articles already in memory.

#![allow(missing_docs, reason = "criterion's macros make undocumented functions")]

use std::path::PathBuf;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};

use corroborate::attribution::attribute;
use corroborate::claims::extract;
use corroborate::config::Config;
use corroborate::hedging::hedge;
use corroborate::lexicon::Lexicon;
use corroborate::pipeline;
use corroborate::text::segment;

fn rooms(criterion: &mut Criterion) {
    let Ok(lexicon) = Lexicon::english() else { return };
    let config = Config::default();
    let corpus = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let (articles, _) = pipeline::read(&[corpus], &lexicon, &config, &|_| {});
    let found = pipeline::analyse_all(&articles, &lexicon, &config);
    let words: usize = articles.iter().map(|article| article.words).sum();
    let mut group = criterion.benchmark_group("sample corpus");
    group.throughput(Throughput::Elements(words as u64));
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
    group.finish();
}

criterion_group!(benches, rooms);
criterion_main!(benches);
