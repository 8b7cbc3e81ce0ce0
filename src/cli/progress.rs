//! Progress on a terminal, log lines on standard error; neither gets in the other's way.

use std::io::IsTerminal;
use std::sync::Mutex;

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

/// A bar a stage: articles, rate, time left. Shown only on a terminal.
#[derive(Default)]
pub(super) struct Bars {
    current: Mutex<Option<Span>>,
}

impl Bars {
    pub(super) fn step(&self, step: Step) {
        let Ok(mut current) = self.current.lock() else { return };
        match step {
            Step::Begin(name, total) => {
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
                *current = Some(bar);
            }
            Step::Done(more) => {
                if let Some(bar) = current.as_ref() {
                    bar.pb_inc(more);
                }
            }
        }
    }
}
