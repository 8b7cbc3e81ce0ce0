//! What was typed becomes values: configuration, threads, allowances.

use std::path::Path;
use std::str::FromStr;

use rayon::ThreadPool;

use crate::config::Config;
use crate::corpus::Reject;
use crate::error::{Error, Result};
use crate::settling::Method;

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
    toml::from_str(&text).map_err(|error| {
        let line = error.span().map_or(1, |span| text.get(..span.start).unwrap_or_default().matches('\n').count() + 1);
        Error::Usage {
            what: format!("{}:{line}: {}", path.display(), error.message()),
            remedy: "mend that line; keys and their ranges stand in the configuration part of the README".to_owned(),
        }
    })
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
    fn allowances() {
        assert_eq!("10".parse(), Ok(Allowance::Count(10)));
        assert_eq!("2.5%".parse(), Ok(Allowance::Percent(2.5)));
        for wrong in ["", "-1", "101%", "x%", "NaN%"] {
            assert!(wrong.parse::<Allowance>().is_err(), "{wrong}");
        }
        // 2 % of 100 inputs is 2.
        assert!(Allowance::Percent(2.0).covers(2, 100) && !Allowance::Percent(2.0).covers(3, 100));
        assert!(Allowance::Count(0).covers(0, 0) && !Allowance::Count(0).covers(1, 9));
    }
}
