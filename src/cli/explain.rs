//! `corroborate explain`: the evidence behind a score or a status, on standard output.

use std::io::Write;
use std::process::ExitCode;

use crate::error::{Error, Result};
use crate::report::explanation;

use super::ExplainArgs;

pub(super) fn run(args: &ExplainArgs) -> Result<ExitCode> {
    let text = explanation::explain(&args.reports, &args.id)?;
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(|source| Error::Io {
        doing: "writing",
        path: "standard output".into(),
        source,
        remedy: "see where the output goes".to_owned(),
    })?;
    Ok(ExitCode::SUCCESS)
}
