//! The command `corroborate`: parse, run, print the error, choose the exit status.

use std::process::ExitCode;

use clap::Parser;

use corroborate::cli::{Cli, run};
use corroborate::error::Error;

#[cfg(feature = "mimalloc")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match run(Cli::parse()) {
        Ok(code) => code,
        // Whoever closes our output early has read enough: a broken pipe is success.
        Err(Error::Io { source, .. }) if source.kind() == std::io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            let status = match error {
                Error::Usage { .. } | Error::Table { .. } => 2,
                // sysexits.h: the data that came in are not what they should be.
                Error::Refused { .. } => 65,
                _ => 1,
            };
            #[expect(clippy::print_stderr, reason = "diagnostics go to standard error, and this is the place where they do")]
            {
                eprintln!("{:?}", miette::Report::new(error));
            }
            ExitCode::from(status)
        }
    }
}
