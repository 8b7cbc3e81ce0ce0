//! `corroborate compare`: two nights, or two outlets on what both carry.

use std::process::ExitCode;

use crate::error::{Error, Result};
use crate::report::comparison::compare_sources;
use crate::report::nights::compare_nights;

use super::{CompareArgs, print, settings};

pub(super) fn run(args: &CompareArgs) -> Result<ExitCode> {
    if let Some(later) = &args.later {
        return print(&compare_nights(&args.reports, later)?);
    }
    let config = settings::config(args.config.as_deref())?;
    let names: Vec<&str> = args.sources.iter().map(|name| name.trim()).filter(|name| !name.is_empty()).collect();
    let [one, other] = names[..] else {
        return Err(Error::Usage { what: format!("{} sources are named", names.len()), remedy: "name two: --sources A,B".to_owned() });
    };
    if one == other {
        return Err(Error::Usage { what: format!("{one} is named twice"), remedy: "name two different sources".to_owned() });
    }
    print(&compare_sources(&args.reports, [one, other], &config.weighing)?)
}
