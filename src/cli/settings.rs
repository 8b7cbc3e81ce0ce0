//! What was typed becomes values: configuration, threads, allowances.

use std::io::Read;
use std::path::Path;
use std::str::FromStr;

use rayon::ThreadPool;

use crate::config::{Config, WeighingParams};
use crate::corpus::{Reject, read_outlets};
use crate::error::{Error, Result};
use crate::ids::stable_hash;
use crate::lexicon::{Lexicon, WeighingLexicon};
use crate::settling::Method;
use crate::weighing::signal_columns;

use super::ReadArgs;

/// How many rejected inputs still count as success.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Allowance {
    /// So many.
    Count(u64),
    /// So many of a hundred inputs, 0 to 100.
    Percent(f64),
}

impl FromStr for Allowance {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        let wrong = || format!("{text:?} is neither a number such as 10 nor a share such as 2%");
        match text.strip_suffix('%') {
            Some(percent) => match percent.parse::<f64>() {
                Ok(percent) if (0.0..=100.0).contains(&percent) => Ok(Self::Percent(percent)),
                _ => Err(wrong()),
            },
            None => text.parse().map(Self::Count).map_err(|_| wrong()),
        }
    }
}

impl Allowance {
    /// True where so few were rejected, of so many inputs, that the run counts as a success.
    pub(super) fn covers(self, rejected: usize, inputs: usize) -> bool {
        match self {
            Self::Count(allowed) => rejected as u64 <= allowed,
            Self::Percent(percent) => rejected as f64 * 100.0 <= percent * inputs as f64,
        }
    }
}

/// An amount of memory: bytes, or a number with K, M, G or T (1,024 of the one before).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Memory(u64);

impl FromStr for Memory {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        let wrong = || format!("{text:?} is no size such as 500M or 2G");
        let digits = text.trim_end_matches(|letter: char| !letter.is_ascii_digit());
        let power = match text[digits.len()..].to_ascii_uppercase().trim_end_matches("IB").trim_end_matches('B') {
            "" => 0,
            "K" => 1,
            "M" => 2,
            "G" => 3,
            "T" => 4,
            _ => return Err(wrong()),
        };
        let number: u64 = digits.parse().map_err(|_| wrong())?;
        number.checked_mul(1 << (10 * power)).map(Self).ok_or_else(wrong)
    }
}

impl Memory {
    pub(super) fn bytes(self) -> u64 {
        self.0
    }
}

/// Rejected inputs; what was skipped by intent does not count.
pub(super) fn rejected(rejects: &[Reject]) -> usize {
    rejects.iter().filter(|reject| !reject.skipped).count()
}

/// A settling method by name.
pub(super) fn method(name: &str) -> std::result::Result<Method, String> {
    Method::ALL
        .iter()
        .copied()
        .find(|method| method.name() == name)
        .ok_or_else(|| format!("known methods: {}", Method::ALL.iter().map(|method| method.name()).collect::<Vec<_>>().join(", ")))
}

/// The configuration: the defaults, changed by the user's file.
pub(super) fn config(path: Option<&Path>) -> Result<Config> {
    let Some(path) = path else { return Ok(Config::default()) };
    #[expect(clippy::disallowed_methods, reason = "the configuration is part of the command line")]
    let text = std::fs::read_to_string(path).map_err(|source| Error::Usage {
        what: format!("cannot read the configuration {}: {source}", path.display()),
        remedy: "name an existing UTF-8 TOML file with --config".to_owned(),
    })?;
    let config: Config = toml::from_str(&text).map_err(|error| {
        let line = error.span().map_or(1, |span| text.get(..span.start).unwrap_or_default().matches('\n').count() + 1);
        Error::Usage {
            what: format!("{}:{line}: {}", path.display(), error.message()),
            remedy: "mend that line; keys and their ranges stand in the configuration part of the README".to_owned(),
        }
    })?;
    prices(&config.weighing).map_err(|(what, remedy)| Error::Usage { what: format!("{}: {what}", path.display()), remedy })?;
    Ok(config)
}

/// Points and thresholds name signals and red flags that there are, and some signal keeps points; else what is wrong and what to do.
fn prices(params: &WeighingParams) -> std::result::Result<(), (String, String)> {
    let known = |names: Vec<&str>| format!("there are {}", names.join(", "));
    let signals: Vec<&str> = signal_columns().iter().map(|signal| signal.signal.as_str()).collect();
    let flags: Vec<&str> = WeighingLexicon::flags().iter().map(|flag| flag.flag.as_str()).collect();
    if let Some(name) = params.points.keys().find(|name| !signals.contains(&name.as_str())) {
        return Err((format!("weighing.points: no signal {name}"), known(signals)));
    }
    if let Some(name) = params.red_flags.keys().find(|name| !flags.contains(&name.as_str())) {
        return Err((format!("weighing.red_flags: no red flag {name}"), known(flags)));
    }
    if let Some((name, points)) = params.points.iter().find(|(_, points)| !points.is_finite() || **points < 0.0) {
        return Err((format!("weighing.points: {name} = {points}"), "give 0 or more".to_owned()));
    }
    if let Some((name, threshold)) = params.red_flags.iter().find(|(_, threshold)| !threshold.is_finite()) {
        return Err((format!("weighing.red_flags: {name} = {threshold}"), "give a number".to_owned()));
    }
    let left = signal_columns().iter().any(|signal| *params.points.get(&signal.signal).unwrap_or(&signal.points) > 0.0);
    if left { Ok(()) } else { Err(("weighing.points leaves no signal any".to_owned(), "leave some signal above 0".to_owned())) }
}

/// The configuration with the user's table of outlets in it.
pub(super) fn corpus_config(args: &ReadArgs) -> Result<Config> {
    let mut config = config(args.config.as_deref())?;
    if let Some(path) = &args.outlets {
        read_outlets(path, &mut config.reading.outlets)?;
    }
    Ok(config)
}

/// Stands for everything but the articles that results depend on: the very program, configuration and word tables.
pub(super) fn fingerprint(config: &Config, lexicon: &Lexicon) -> u64 {
    let program = std::env::current_exe().and_then(|path| hash_of_file(&path)).unwrap_or_default();
    let configuration = toml::to_string(config).unwrap_or_default();
    stable_hash(&format!("{program:016x} {configuration} {:016x}", lexicon.hash()))
}

fn hash_of_file(path: &Path) -> std::io::Result<u64> {
    #[expect(clippy::disallowed_methods, reason = "a build that measures otherwise must not find what another measured")]
    let mut file = std::fs::File::open(path)?;
    let mut hasher = xxhash_rust::xxh3::Xxh3::new();
    let mut piece = vec![0; 1 << 16];
    loop {
        match file.read(&mut piece)? {
            0 => return Ok(hasher.digest()),
            read => hasher.update(&piece[..read]),
        }
    }
}

/// Today in UTC: what a night is called unless the user names it.
pub(super) fn today() -> jiff::civil::Date {
    #[expect(clippy::disallowed_methods, reason = "a night is called by its day")]
    let now = jiff::Timestamp::now();
    now.to_zoned(jiff::tz::TimeZone::UTC).date()
}

/// A pool of so many threads; all cores where none is named.
pub(super) fn pool(threads: Option<u16>) -> Result<ThreadPool> {
    rayon::ThreadPoolBuilder::new().num_threads(threads.map_or(0, usize::from)).build().map_err(|error| Error::Usage {
        what: format!("cannot start {} threads: {error}", threads.map_or_else(|| "all".to_owned(), |threads| threads.to_string())),
        remedy: "ask for fewer with --threads".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_name_what_there_is() {
        let check = |text: &str, expected: Option<&str>| {
            let config: Config = toml::from_str(text).unwrap();
            assert_eq!(prices(&config.weighing).err().map(|(what, _)| what).as_deref(), expected, "{text}");
        };
        check("[weighing.points]\nnamed_speakers_count = 20", None);
        check("[weighing.red_flags]\nrumour_words = 0.2", None);
        check("[weighing.points]\nnames = 20", Some("weighing.points: no signal names"));
        check("[weighing.red_flags]\nrumours = 0.2", Some("weighing.red_flags: no red flag rumours"));
        check("[weighing.points]\nnumbers_per_100_words = -1", Some("weighing.points: numbers_per_100_words = -1"));
        check("[weighing.red_flags]\nrumour_words = nan", Some("weighing.red_flags: rumour_words = NaN"));
        let none = signal_columns().iter().fold(String::new(), |text, signal| format!("{text}{} = 0\n", signal.signal));
        check(&format!("[weighing.points]\n{none}"), Some("weighing.points leaves no signal any"));
    }

    #[test]
    fn allowances() {
        assert_eq!("10".parse(), Ok(Allowance::Count(10)));
        assert_eq!("2.5%".parse(), Ok(Allowance::Percent(2.5)));
        for wrong in ["", "-1", "101%", "x%", "NaN%"] {
            assert!(wrong.parse::<Allowance>().is_err(), "{wrong}");
        }
        for (text, bytes) in [("0", 0), ("1024", 1_024), ("500M", 500 << 20), ("2g", 2 << 30), ("3GiB", 3 << 30), ("7KB", 7 << 10)] {
            assert_eq!(text.parse(), Ok(Memory(bytes)), "{text}");
        }
        for wrong in ["", "M", "-1M", "1.5G", "2X", "99999999999T", "1 Gé"] {
            assert!(wrong.parse::<Memory>().is_err(), "{wrong}");
        }
        // 2 % of 100 inputs is 2.
        assert!(Allowance::Percent(2.0).covers(2, 100) && !Allowance::Percent(2.0).covers(3, 100));
        assert!(Allowance::Count(0).covers(0, 0) && !Allowance::Count(0).covers(1, 9));
    }
}
