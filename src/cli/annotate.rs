//! `corroborate annotate`: everything found in each article, as JSON Lines.

use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::ExitCode;

use crate::corpus::Article;
use crate::error::{Error, Result};
use crate::lexicon::Lexicon;
use crate::pipeline::{self, ReadCorpus, Scope};
use crate::report::annotation::{Offsets, annotation};
use crate::spool::Room;

use super::progress::{Bars, start_logging};
use super::{AnnotateArgs, OffsetUnit, settings};

/// Articles analysed before they are written: bounds memory, large enough to keep every core busy.
const BATCH: usize = 512;

pub(super) fn run(args: &AnnotateArgs) -> Result<ExitCode> {
    start_logging();
    let config = settings::corpus_config(&args.corpus.read)?;
    let lexicon = Lexicon::english()?;
    let pool = settings::pool(args.corpus.threads)?;
    let bars = Bars::default();
    let failed = |source| Error::Io {
        doing: "writing",
        path: args.out.clone(),
        source,
        remedy: "name a file that can be written with --out, or - for standard output".to_owned(),
    };
    let mut out = open(&args.out).map_err(failed)?;
    let offsets = match args.offsets {
        OffsetUnit::Bytes => Offsets::Bytes,
        OffsetUnit::Chars => Offsets::Chars,
    };
    let room = Room::new(args.corpus.memory.bytes(), &std::env::temp_dir());
    let scope = Scope { days: (args.corpus.read.since, args.corpus.read.until), room, ..Scope::default() };
    let corpus = pool.install(|| pipeline::read_within(&args.corpus.read.corpus, &lexicon, &config, &scope, &|step| bars.step(step)))?;
    let ReadCorpus { articles, rejects, .. } = &corpus;
    bars.step(pipeline::Step::Begin("analysing", Some(articles.len() as u64)));
    for batch in articles.chunks(BATCH) {
        let batch: Vec<Article> = batch.iter().map(|waiting| corpus.article(waiting, &config)).collect::<Result<_>>()?;
        let analyses = pool.install(|| pipeline::analyse_all(&batch, &lexicon, &config));
        for (article, found) in batch.iter().zip(&analyses) {
            let line = annotation(article, &found.document, &found.hedging, &found.attributions, &found.mentions, offsets);
            serde_json::to_writer(&mut out, &line).map_err(|error| failed(error.into()))?;
            out.write_all(b"\n").map_err(failed)?;
        }
        bars.step(pipeline::Step::Done(batch.len() as u64));
    }
    out.flush().map_err(failed)?;
    bars.end();
    for reject in rejects {
        let place = reject.position.map(|at| format!(":{at}")).unwrap_or_default();
        let line = format!("{}{place}: {}: {} ({})", reject.path, reject.reason, reject.detail, reject.remedy);
        if reject.skipped {
            tracing::info!("{line}");
        } else {
            tracing::warn!("{line}");
        }
    }
    let rejected = settings::rejected(rejects);
    Ok(ExitCode::from(if args.corpus.allow_rejects.covers(rejected, articles.len() + rejects.len()) { 0 } else { 3 }))
}

fn open(out: &Path) -> std::io::Result<Box<dyn Write>> {
    if out == Path::new("-") {
        return Ok(Box::new(BufWriter::new(std::io::stdout().lock())));
    }
    #[expect(clippy::disallowed_methods, reason = "the user named this file on the command line")]
    let file = std::fs::File::create(out)?;
    Ok(Box::new(BufWriter::with_capacity(1 << 18, file)))
}
