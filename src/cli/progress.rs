//! Progress on a terminal, log lines on standard error, what each stage cost; none gets in the other's way.

use std::io::IsTerminal;
use std::sync::Mutex;
use std::time::Instant;

use indicatif::ProgressStyle;
use tracing::{Span, info_span};
use tracing_indicatif::IndicatifLayer;
use tracing_indicatif::span_ext::IndicatifSpanExt;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer};

use crate::pipeline::Step;

/// Sends log lines and bars to standard error. `CORROBORATE_LOG` sets the level, `warn` by default; `CORROBORATE_LOG_FORMAT=json` makes
/// each line a JSON object.
pub(super) fn start_logging() {
    let bars = IndicatifLayer::new();
    let filter = EnvFilter::try_from_env("CORROBORATE_LOG").unwrap_or_else(|_| EnvFilter::new("warn"));
    let lines = tracing_subscriber::fmt::layer().with_target(false).with_writer(bars.get_stderr_writer());
    let as_json = std::env::var("CORROBORATE_LOG_FORMAT").is_ok_and(|format| format.eq_ignore_ascii_case("json"));
    // Colours are for people at a terminal.
    let lines = if as_json { lines.json().boxed() } else { lines.with_ansi(std::io::stderr().is_terminal()).boxed() };
    let lines = lines.with_filter(filter);
    // A second start, as in tests that run two commands in one process, keeps the first.
    let _ = tracing_subscriber::registry().with(lines).with(bars).try_init();
}

/// What a stage cost.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Lap {
    pub(super) stage: &'static str,
    pub(super) seconds: f64,
    /// Most memory that the program held at any time until the stage ended, in megabytes; `None` where the system does not tell.
    pub(super) peak_memory_mb: Option<u64>,
}

/// A bar a stage: articles, rate, time left; shown only on a terminal. Keeps what each stage cost.
#[derive(Default)]
pub(super) struct Bars {
    current: Mutex<Option<(&'static str, Instant, Span)>>,
    laps: Mutex<Vec<Lap>>,
}

impl Bars {
    pub(super) fn step(&self, step: Step) {
        match step {
            Step::Begin(name, total) => {
                self.end();
                let Ok(mut current) = self.current.lock() else { return };
                let bar = info_span!("stage", name);
                let template = if total.is_some() {
                    "{msg:>10} [{bar:40}] {human_pos}/{human_len} articles, {per_sec}, {eta} left"
                } else {
                    "{msg:>10} {spinner} {human_pos} articles, {per_sec}, {elapsed}"
                };
                bar.pb_set_style(&ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()));
                if let Some(total) = total {
                    bar.pb_set_length(total);
                }
                bar.pb_set_message(name);
                bar.pb_start();
                tracing::info!(stage = name, articles = total, "begin");
                #[expect(clippy::disallowed_methods, reason = "what a stage cost goes to run.csv and the log, and nothing else does")]
                let now = Instant::now();
                *current = Some((name, now, bar));
            }
            Step::Done(more) => {
                if let Ok(current) = self.current.lock()
                    && let Some((.., bar)) = current.as_ref()
                {
                    bar.pb_inc(more);
                }
            }
        }
    }

    /// Ends the stage that is under way, and gives those that have ended.
    pub(super) fn end(&self) -> Vec<Lap> {
        let (Ok(mut current), Ok(mut laps)) = (self.current.lock(), self.laps.lock()) else { return Vec::new() };
        if let Some((stage, begun, bar)) = current.take() {
            drop(bar);
            let lap = Lap { stage, seconds: begun.elapsed().as_secs_f64(), peak_memory_mb: peak_memory_mb() };
            tracing::info!(stage, seconds = lap.seconds, peak_memory_mb = lap.peak_memory_mb, "end");
            laps.push(lap);
        }
        laps.clone()
    }
}

/// Most memory that this program has held so far, where the system tells (Linux).
fn peak_memory_mb() -> Option<u64> {
    #[expect(clippy::disallowed_methods, reason = "a file of the kernel's, not one of the user's")]
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().trim_end_matches("kB").trim_end().parse().ok()?;
    Some(kilobytes * 1024 / 1_000_000)
}
