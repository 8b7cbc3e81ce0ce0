//! `corroborate explain`: the evidence behind a score or a status, on standard output.

use std::process::ExitCode;

use crate::error::Result;
use crate::report::explanation;

use super::{ExplainArgs, print};

pub(super) fn run(args: &ExplainArgs) -> Result<ExitCode> {
    print(&explanation::explain(&args.reports, &args.id)?)
}
