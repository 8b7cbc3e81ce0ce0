//! `corroborate score`: the main job.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use jiff::civil::Date;

use crate::config::Config;
use crate::error::{Error, Result};
use crate::hedging::shift_warning;
use crate::lexicon::Lexicon;
use crate::linking::Status;
use crate::pipeline::{self, Scope};
use crate::report::folder::{self, Staged};
use crate::report::{self, Fact, Findings, Style};
use crate::spool::Room;
use crate::store::{self, Night, NightScore, Seen, Store, Tonight};

use super::progress::{Bars, Lap, start_logging};
use super::{Format, ScoreArgs, settings};

pub(super) fn run(args: &ScoreArgs) -> Result<ExitCode> {
    start_logging();
    let config = settings::corpus_config(&args.corpus.read)?;
    let lexicon = Lexicon::english()?;
    let pool = settings::pool(args.corpus.threads)?;
    if let Some(state) = &args.state {
        keep_apart(state, &args.out)?;
    }
    let staged = folder::stage(&args.out)?;
    #[expect(clippy::disallowed_methods, reason = "run.csv tells how long the run took, and nothing else does")]
    let begun = Instant::now();
    let room = Room::new(args.corpus.memory.bytes(), staged.folder());
    let job = Job { args, config, lexicon, pool, bars: Bars::default(), begun, room };
    let findings = match &args.state {
        Some(state) => job.night(staged, state)?,
        None => job.once(staged)?,
    };
    let Job { lexicon, bars, .. } = job;
    drop(bars);
    let rejected = settings::rejected(&findings.rejects);
    let inputs = findings.readings.len() + findings.rejects.len();
    if let Some(warning) = shift_warning(findings.totals.vague_sentences as usize, findings.totals.sentences as usize, &lexicon) {
        tracing::warn!("{warning}");
    }
    summary(args, &findings, rejected);
    Ok(ExitCode::from(if args.corpus.allow_rejects.covers(rejected, inputs) { 0 } else { 3 }))
}

/// OUT is replaced whole, so nothing that is to last may lie in it.
fn keep_apart(state: &Path, out: &Path) -> Result<()> {
    let whole = |path: &Path| path.canonicalize().or_else(|_| std::path::absolute(path)).unwrap_or_else(|_| path.to_owned());
    // A state that is not there yet lies where its folder does.
    let mut inside = whole(state);
    if let (Some(parent), Some(name)) = (state.parent().filter(|parent| parent.exists()), state.file_name()) {
        inside = whole(parent).join(name);
    }
    if inside.starts_with(whole(out)) {
        return Err(Error::Usage {
            what: format!("the state {} lies in the report folder {}, which is replaced whole", state.display(), out.display()),
            remedy: "name a folder outside of it with --state".to_owned(),
        });
    }
    Ok(())
}

/// What a run works with.
struct Job<'a> {
    args: &'a ScoreArgs,
    config: Config,
    lexicon: Lexicon,
    pool: rayon::ThreadPool,
    bars: Bars,
    begun: Instant,
    /// Where texts and rows wait.
    room: Room,
}

impl Job<'_> {
    /// A run by itself.
    fn once(&self, staged: Staged) -> Result<Findings> {
        let (findings, _) = self.score(&Scope { days: self.days(), ..self.scope() })?;
        staged.refuse_nothing(&findings)?;
        self.write(&staged, &findings, None)?;
        staged.publish()?;
        Ok(findings)
    }

    /// A run that remembers the nights before.
    fn night(&self, staged: Staged, state: &Path) -> Result<Findings> {
        let args = self.args;
        let store = Store::open(state, settings::fingerprint(&self.config, &self.lexicon))?;
        let night = args.night.unwrap_or_else(settings::today);
        let nights = store.nights_before(night, folder::night_in_place(&args.out))?;
        let last = nights.last();
        let memory = store.memory(args.anew, last.map(|last| last.fingerprint))?;
        let stays = |seen: &Seen| {
            args.keep_days.is_some_and(|days| seen.last.checked_add(jiff::Span::new().days(days)).is_ok_and(|until| until >= night))
        };
        let before = last.into_iter().flat_map(|last| &last.seen);
        let kept: BTreeMap<String, Seen> = before.filter(|(_, seen)| stays(seen)).map(|(id, seen)| (id.clone(), seen.clone())).collect();
        if !kept.is_empty() && last.is_some_and(|last| last.fingerprint != store.fingerprint()) {
            tracing::warn!(
                "articles of earlier nights are left out unless the corpus holds them: another build or configuration measured them"
            );
        }
        let (mut findings, tonight) = self.score(&Scope { days: self.days(), memory: Some(&memory), kept, night, ..self.scope() })?;
        staged.refuse_nothing(&findings)?;
        if let Some(last) = last {
            let articles = (findings.readings.as_slice(), &*findings.shelf);
            let changes = store::since(&last.seen, &tonight, articles, &memory, args.keep_days.is_some())?;
            findings.changes.extend(changes);
            // Until this night is published, the last one's articles are what a later run compares with.
            for seen in last.seen.values() {
                memory.keep(seen.record, seen.article);
            }
        }
        let scores: Vec<NightScore> = findings.scores.iter().map(NightScore::of).collect();
        let past = nights.iter().map(|night| (night.night, night.scores.as_slice()));
        findings.history = store::history(&past.chain([(night, scores.as_slice())]).collect::<Vec<_>>());
        let counts = memory.counts();
        memory.finish()?;
        self.write(&staged, &findings, Some(counts))?;
        let published = staged.night_written().unwrap_or_default();
        let night = Night { night, fingerprint: store.fingerprint(), published, seen: tonight.seen, scores };
        store.begin_night(&night)?;
        staged.publish()?;
        // The reports are in place: the next run finds out by itself that this night was published.
        if let Err(error) = store.end_night(&night) {
            tracing::warn!("the state could not be brought up to date: {error}");
        }
        Ok(findings)
    }

    fn days(&self) -> (Option<Date>, Option<Date>) {
        (self.args.corpus.read.since, self.args.corpus.read.until)
    }

    /// What every run is given: where texts wait, how reports are written.
    fn scope(&self) -> Scope<'static> {
        Scope { room: self.room.clone(), style: style(self.args), ..Scope::default() }
    }

    fn score(&self, scope: &Scope<'_>) -> Result<(Findings, Tonight)> {
        let watch = |step| self.bars.step(step);
        self.pool.install(|| pipeline::score_within(&self.args.corpus.read.corpus, &self.lexicon, &self.config, scope, &watch))
    }

    fn write(&self, staged: &Staged, findings: &Findings, memory: Option<(u64, u64)>) -> Result<()> {
        let laps = self.bars.end();
        self.bars.step(pipeline::Step::Begin("writing", None));
        let seconds = self.begun.elapsed().as_secs_f64();
        let mut facts = facts(findings, &self.config, &self.lexicon, self.pool.current_num_threads(), (seconds, &laps), memory);
        facts.push(("temporary_file_mb".into(), (self.room.filed() / 1_000_000).to_string()));
        staged.write(findings, &facts)?;
        self.bars.end();
        Ok(())
    }
}

/// How the reports are to be written.
fn style(args: &ScoreArgs) -> Style {
    Style {
        per_source: args.per_source,
        xlsx: args.format.contains(&Format::Xlsx),
        #[cfg(feature = "parquet")]
        parquet: args.format.contains(&Format::Parquet),
        ..args.style.csv()
    }
}

/// The rows of `run.csv`. The only clock readings of the program end here.
fn facts(
    findings: &Findings,
    config: &Config,
    lexicon: &Lexicon,
    threads: usize,
    (seconds, laps): (f64, &[Lap]),
    memory: Option<(u64, u64)>,
) -> Vec<Fact> {
    #[expect(clippy::disallowed_methods, reason = "run.csv is the only file with a clock in it")]
    let finished = jiff::Timestamp::now();
    let peak = laps.iter().filter_map(|lap| lap.peak_memory_mb).max();
    let clock: [Fact; 4] = [
        ("finished".into(), finished.to_string()),
        ("seconds".into(), format!("{seconds:.3}")),
        ("threads".into(), threads.to_string()),
        ("peak_memory_mb".into(), peak.map_or_else(String::new, |peak| peak.to_string())),
    ];
    let mut facts = report::facts(findings, config, lexicon);
    let (version, dropped) = (1, facts.iter().position(|(fact, _)| fact.starts_with("dropped_")).unwrap_or(facts.len()));
    let of_stages = laps.iter().map(|lap| (format!("seconds_{}", lap.stage), format!("{:.3}", lap.seconds)));
    let remembered = memory
        .into_iter()
        .flat_map(|(found, missed)| [("remembered".to_owned(), found.to_string()), ("measured_anew".to_owned(), missed.to_string())]);
    facts.splice(dropped..dropped, of_stages.chain(remembered));
    facts.splice(version..version, clock);
    facts
}

/// A few lines on standard error: what was done, where it is, what was set aside.
#[expect(clippy::print_stderr, reason = "the summary of the run goes to standard error")]
fn summary(args: &ScoreArgs, findings: &Findings, rejected: usize) {
    tracing::info!(
        articles = findings.readings.len(),
        sources = findings.scores.len(),
        claims = findings.linked.number_of_claims(),
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
        findings.linked.number_of_claims(),
        count(Status::Corroborated),
        count(Status::Contested),
        args.out.display()
    );
    let skipped = findings.rejects.len() - rejected;
    if rejected > 0 || skipped > 0 {
        eprintln!("{rejected} inputs rejected, {skipped} skipped: see {}", args.out.join("rejects.csv").display());
    }
}
