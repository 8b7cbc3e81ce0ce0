//! `corroborate settle`: truth discovery alone, on a table.

use std::io::Read;
use std::path::Path;
use std::process::ExitCode;

use crate::corpus::Reject;
use crate::error::{Error, Result};
use crate::report::folder;
use crate::settling::{Ending, merge_near_numbers, read_table, settle};

use super::progress::start_logging;
use super::{SettleArgs, settings};

pub(super) fn run(args: &SettleArgs) -> Result<ExitCode> {
    start_logging();
    let mut params = settings::config(args.config.as_deref())?.settling;
    if let Some(method) = args.method {
        params.method = method;
    }
    let name = args.assertions.display().to_string();
    let input = open(&args.assertions)?;
    let mut reader = csv::ReaderBuilder::new().from_reader(input);
    let (mut assertions, set_aside) = read_table(&name, &mut reader)?;
    if let Some(within) = params.merge_numbers_within {
        assertions = merge_near_numbers(assertions, within);
    }
    let rejects: Vec<Reject> = set_aside.into_iter().map(|row| Reject::new(&name, row.line, row.reason, row.detail, row.remedy)).collect();
    let staged = folder::stage(&args.out)?;
    let settled = settle(&assertions, &params);
    staged.write_settled(&assertions, &settled, &rejects)?;
    staged.publish()?;
    let ending = match settled.ending {
        Ending::Converged(rounds) => format!("converged after {rounds} rounds"),
        Ending::LimitReached(rounds) => format!("stopped at the limit of {rounds} rounds"),
    };
    #[expect(clippy::print_stderr, reason = "the summary of the run goes to standard error")]
    {
        eprintln!(
            "{} assertions of {} sources on {} items, {}: {ending} -> {}",
            assertions.rows.len(),
            assertions.sources.len(),
            assertions.items.len(),
            params.method.name(),
            args.out.display()
        );
        if !rejects.is_empty() {
            eprintln!("{} rows rejected: see {}", rejects.len(), args.out.join("rejects.csv").display());
        }
    }
    Ok(ExitCode::from(if rejects.is_empty() { 0 } else { 3 }))
}

fn open(path: &Path) -> Result<Box<dyn Read>> {
    if path == Path::new("-") {
        return Ok(Box::new(std::io::stdin().lock()));
    }
    #[expect(clippy::disallowed_methods, reason = "the user named this file on the command line")]
    let file = std::fs::File::open(path).map_err(|source| Error::Usage {
        what: format!("cannot read {}: {source}", path.display()),
        remedy: "name an existing CSV file with a header row source,item,value".to_owned(),
    })?;
    Ok(Box::new(file))
}
