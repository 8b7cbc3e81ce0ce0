//! `corroborate init`, `completions` and `man`: what a new user writes once.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use clap::CommandFactory;

use crate::config::commented;
use crate::error::{Error, Result};

use super::{Cli, InitArgs, print};

pub(super) fn run(args: &InitArgs) -> Result<ExitCode> {
    let text = commented();
    if args.file == Path::new("-") {
        return print(&text);
    }
    let failed = |source: std::io::Error| match source.kind() {
        std::io::ErrorKind::AlreadyExists => Error::Usage {
            what: format!("{} is there already", args.file.display()),
            remedy: "name another file, or - for standard output; nothing was changed".to_owned(),
        },
        _ => Error::Io {
            doing: "writing",
            path: args.file.clone(),
            source,
            remedy: "name a file in a folder that can be written".to_owned(),
        },
    };
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).open(&args.file).map_err(failed)?;
    file.write_all(text.as_bytes()).map_err(failed)?;
    Ok(ExitCode::SUCCESS)
}

/// Prints the completions for a shell.
pub(super) fn completions(shell: clap_complete::Shell) -> Result<ExitCode> {
    let mut bytes = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "corroborate", &mut bytes);
    print(&String::from_utf8_lossy(&bytes))
}

/// Prints the manual page.
pub(super) fn man() -> Result<ExitCode> {
    let mut bytes = Vec::new();
    let failed = |source| Error::Io { doing: "making", path: "the manual page".into(), source, remedy: "run again".to_owned() };
    let command = Cli::command();
    clap_mangen::Man::new(command.clone()).render(&mut bytes).map_err(failed)?;
    // The options of each subcommand follow on the same page.
    for subcommand in command.get_subcommands().filter(|subcommand| subcommand.get_name() != "help") {
        let name = format!("corroborate {}", subcommand.get_name());
        let page = clap_mangen::Man::new(subcommand.clone().bin_name(name.clone()).disable_help_subcommand(true));
        bytes.extend(format!("\n.SH \"{}\"\n", name.to_uppercase()).into_bytes());
        page.render_description_section(&mut bytes).map_err(failed)?;
        page.render_synopsis_section(&mut bytes).map_err(failed)?;
        page.render_options_section(&mut bytes).map_err(failed)?;
    }
    print(&String::from_utf8_lossy(&bytes))
}
