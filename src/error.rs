//! What failed, where, and what to do about it. Trouble with one input is not an error but a
//! [`crate::corpus::Reject`]; an error ends the run and leaves the reports as they were.

use std::path::PathBuf;

use miette::Diagnostic;
use thiserror::Error;

/// A failure that ends the run.
#[derive(Debug, Error, Diagnostic)]
#[non_exhaustive]
pub enum Error {
    /// A file or folder of ours could not be read or written.
    #[error("{doing} {}: {source}", path.display())]
    #[diagnostic(help("{remedy}"))]
    Io {
        /// What was being done ("writing").
        doing: &'static str,
        /// The path.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
        /// What to do.
        remedy: String,
    },
    /// The command line or configuration asks for something that cannot be.
    #[error("{what}")]
    #[diagnostic(help("{remedy}"))]
    Usage {
        /// What is wrong, with path and line where there is one.
        what: String,
        /// What to do.
        remedy: String,
    },
    /// A table that ships with the program or was given by the user is broken.
    #[error("{table}, line {line}: {what}")]
    #[diagnostic(help("{remedy}"))]
    Table {
        /// Name or path of the table.
        table: String,
        /// Line, from 1.
        line: u64,
        /// What is wrong.
        what: String,
        /// What to do.
        remedy: String,
    },
    /// What came over a pipe is not what was asked for.
    #[error("{what}")]
    #[diagnostic(help("{remedy}"))]
    Refused {
        /// What is wrong.
        what: String,
        /// What to do.
        remedy: String,
    },
    /// No article was read, and there are reports that stand to be replaced by empty ones.
    #[error("no article was read, so {} is left as it is{first}", out.display())]
    #[diagnostic(help("{remedy}"))]
    NothingRead {
        /// The report folder.
        out: PathBuf,
        /// The first input that was set aside, and why; empty where there was none.
        first: String,
        /// What to do.
        remedy: String,
    },
}

/// The usual result.
pub type Result<T> = std::result::Result<T, Error>;
