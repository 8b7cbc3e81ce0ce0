//! `corroborate score`: the main job.

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::time::Instant;

use crate::error::Result;
use crate::hedging::shift_warning;
use crate::lexicon::Lexicon;
use crate::linking::Status;
use crate::pipeline::{self, Scope};
use crate::report::{self, Fact, Findings, Style, folder};
use crate::store::{self, Night, NightScore, Seen, Store};

use super::progress::{Bars, start_logging};
use super::{Delimiter, EvidenceRows, Format, ScoreArgs, settings};

pub(super) fn run(args: &ScoreArgs) -> Result<ExitCode> {
    start_logging();
    let config = settings::corpus_config(&args.corpus)?;
    let lexicon = Lexicon::english()?;
    let pool = settings::pool(args.corpus.threads)?;
    let staged = folder::stage(&args.out)?;
    #[expect(clippy::disallowed_methods, reason = "run.csv tells how long the run took, and nothing else does")]
    let begun = Instant::now();
    let bars = Bars::default();
    let watch = |step| bars.step(step);
    let days = (args.corpus.since, args.corpus.until);
    let style = Style {
        bom: args.bom,
        delimiter: match args.delimiter {
            Delimiter::Comma => report::Delimiter::Comma,
            Delimiter::Semicolon => report::Delimiter::Semicolon,
            Delimiter::Tab => report::Delimiter::Tab,
        },
        shared_evidence_only: args.evidence == EvidenceRows::Shared,
        per_source: args.per_source,
        xlsx: args.format.contains(&Format::Xlsx),
        #[cfg(feature = "parquet")]
        parquet: args.format.contains(&Format::Parquet),
        #[cfg(not(feature = "parquet"))]
        parquet: false,
    };
    let write = |findings: &Findings, memory: Option<(u64, u64)>| {
        bars.step(pipeline::Step::Begin("writing", None));
        staged.write(
            findings,
            &facts(findings, &config, &lexicon, pool.current_num_threads(), begun.elapsed().as_secs_f64(), memory),
            style,
        )
    };
    let findings = if let Some(state) = &args.state {
        let store = Store::open(state, settings::fingerprint(&config, &lexicon))?;
        let night = args.night.unwrap_or_else(settings::today);
        let nights = store.nights_before(night, folder::scores_in_place(&args.out))?;
        let memory = store.memory(args.anew)?;
        let before = nights.last().map(|night| &night.seen);
        let last_kept = |seen: &Seen| {
            args.keep_days.is_some_and(|days| seen.last.checked_add(jiff::Span::new().days(days)).is_ok_and(|last| last >= night))
        };
        let kept: BTreeMap<String, Seen> =
            before.into_iter().flatten().filter(|(_, seen)| last_kept(seen)).map(|(id, seen)| (id.clone(), seen.clone())).collect();
        let scope = Scope { days, memory: Some(&memory), kept, night };
        let (mut findings, seen) = pool.install(|| pipeline::score_within(&args.corpus.corpus, &lexicon, &config, &scope, &watch));
        if let Some(before) = before {
            findings.changes.extend(store::since(before, &seen, &findings.readings, &memory, args.keep_days.is_some()));
            for seen in before.values() {
                memory.keep(seen.record, seen.article);
            }
        }
        let scores: Vec<NightScore> = findings.scores.iter().map(NightScore::of).collect();
        let past: Vec<(jiff::civil::Date, &[NightScore])> =
            nights.iter().map(|night| (night.night, night.scores.as_slice())).chain([(night, scores.as_slice())]).collect();
        findings.history = store::history(&past);
        let counts = memory.counts();
        memory.finish()?;
        write(&findings, Some(counts))?;
        let night = Night { night, published: staged.scores_written().unwrap_or_default(), seen, scores };
        store.begin_night(&night)?;
        staged.publish()?;
        store.end_night(&night)?;
        findings
    } else {
        let scope = Scope { days, ..Scope::default() };
        let (findings, _) = pool.install(|| pipeline::score_within(&args.corpus.corpus, &lexicon, &config, &scope, &watch));
        write(&findings, None)?;
        staged.publish()?;
        findings
    };
    drop(bars);
    let rejected = settings::rejected(&findings.rejects);
    let inputs = findings.readings.len() + findings.rejects.len();
    if let Some(warning) = shift_warning(findings.readings.iter().map(|reading| &reading.hedging), &lexicon) {
        tracing::warn!("{warning}");
    }
    summary(args, &findings, rejected);
    Ok(ExitCode::from(if args.corpus.allow_rejects.covers(rejected, inputs) { 0 } else { 3 }))
}

/// The rows of `run.csv`. The only clock readings of the program end here.
fn facts(
    findings: &Findings,
    config: &crate::config::Config,
    lexicon: &Lexicon,
    threads: usize,
    seconds: f64,
    memory: Option<(u64, u64)>,
) -> Vec<Fact> {
    let words: usize = findings.readings.iter().map(|reading| reading.article.words).sum();
    let configuration = toml::to_string(config).unwrap_or_default();
    #[expect(clippy::disallowed_methods, reason = "run.csv is the only file with a clock in it")]
    let finished = jiff::Timestamp::now();
    let mut facts: Vec<Fact> = vec![
        ("version".into(), env!("CARGO_PKG_VERSION").into()),
        ("finished".into(), finished.to_string()),
        ("seconds".into(), format!("{seconds:.3}")),
        ("threads".into(), threads.to_string()),
        ("configuration_hash".into(), format!("x{:016x}", crate::ids::stable_hash(&configuration))),
        ("lexicon_hash".into(), format!("x{:016x}", lexicon.hash())),
        ("settling_method".into(), config.settling.method.name().into()),
        (
            "settling_ended".into(),
            findings
                .beliefs
                .ending
                .map(|ending| match ending {
                    crate::settling::Ending::Converged(rounds) => format!("converged after {rounds} rounds"),
                    crate::settling::Ending::LimitReached(rounds) => format!("stopped at the limit of {rounds} rounds"),
                })
                .unwrap_or_default(),
        ),
        ("articles".into(), findings.readings.len().to_string()),
        ("words".into(), words.to_string()),
        ("sources".into(), findings.scores.len().to_string()),
        ("events".into(), findings.linked.events.len().to_string()),
        ("claims".into(), findings.linked.claims.len().to_string()),
        ("mentions".into(), findings.readings.iter().map(|reading| reading.mentions.len()).sum::<usize>().to_string()),
        ("attributions".into(), findings.readings.iter().map(|reading| reading.attributions.items.len()).sum::<usize>().to_string()),
        ("rejected".into(), settings::rejected(&findings.rejects).to_string()),
        ("skipped".into(), (findings.rejects.len() - settings::rejected(&findings.rejects)).to_string()),
    ];
    facts.extend(
        memory
            .into_iter()
            .flat_map(|(found, missed)| [("remembered".to_owned(), found.to_string()), ("measured_anew".to_owned(), missed.to_string())]),
    );
    facts.extend(findings.linked.dropped.iter().map(|(cap, count)| (format!("dropped_{cap}"), count.to_string())));
    facts
}

/// A few lines on standard error: what was done, where it is, what was set aside.
#[expect(clippy::print_stderr, reason = "the summary of the run goes to standard error")]
fn summary(args: &ScoreArgs, findings: &Findings, rejected: usize) {
    tracing::info!(
        articles = findings.readings.len(),
        sources = findings.scores.len(),
        claims = findings.linked.claims.len(),
        rejected,
        changes = findings.changes.len(),
        "finished"
    );
    let count = |status| findings.linked.claims.iter().filter(|claim| claim.status == status).count();
    eprintln!(
        "{} articles of {} sources, {} events, {} claims ({} corroborated, {} contested) -> {}",
        findings.readings.len(),
        findings.scores.len(),
        findings.linked.events.len(),
        findings.linked.claims.len(),
        count(Status::Corroborated),
        count(Status::Contested),
        args.out.display()
    );
    let skipped = findings.rejects.len() - rejected;
    if rejected > 0 || skipped > 0 {
        eprintln!("{rejected} inputs rejected, {skipped} skipped: see {}", args.out.join("rejects.csv").display());
    }
}
