//! The user's table of outlets: other names of one outlet, the owner behind it, outlets to leave out.
//!
//! In: a CSV file with the columns `outlet`, and any of `alias_of`, `owner`, `leave_out`. Out: an [`OutletTable`].

use std::path::Path;

use super::admit::normal_outlet;
use crate::config::OutletTable;
use crate::error::{Error, Result};

/// Adds the rows of the table in `path` to `table`; a row of the file wins.
///
/// # Errors
/// [`Error::Usage`] where the file cannot be read, [`Error::Table`] where a row makes no sense.
pub fn read_outlets(path: &Path, table: &mut OutletTable) -> Result<()> {
    let shown = path.display().to_string();
    let wrong = |line: u64, what: String, remedy: &str| Error::Table { table: shown.clone(), line, what, remedy: remedy.to_owned() };
    let remedy = "write CSV in UTF-8 with the columns outlet, alias_of, owner, leave_out; only outlet is needed";
    let mut reader = csv::ReaderBuilder::new().flexible(false).trim(csv::Trim::All).from_path(path).map_err(|error| Error::Usage {
        what: format!("cannot read the table of outlets {shown}: {error}"),
        remedy: "name an existing CSV file with --outlets".to_owned(),
    })?;
    let header = reader.headers().map_err(|error| wrong(1, error.to_string(), remedy))?.clone();
    let names: Vec<&str> = header.iter().map(|name| name.trim_start_matches('\u{feff}')).collect();
    if let Some(unknown) = names.iter().find(|name| !["outlet", "alias_of", "owner", "leave_out"].contains(name)) {
        return Err(wrong(1, format!("no column is called {unknown}"), remedy));
    }
    let Some(outlet_at) = names.iter().position(|name| *name == "outlet") else {
        return Err(wrong(1, "the column outlet is missing".to_owned(), remedy));
    };
    for record in reader.records() {
        let record = record.map_err(|error| wrong(error.position().map_or(1, csv::Position::line), error.to_string(), remedy))?;
        let line = record.position().map_or(1, csv::Position::line);
        let cell = |name: &str| names.iter().position(|known| *known == name).and_then(|at| record.get(at)).unwrap_or_default();
        let outlet = normal_outlet(record.get(outlet_at).unwrap_or_default());
        if outlet.is_empty() {
            return Err(wrong(line, "the outlet is empty".to_owned(), "name it as in the column source of sources.csv, or by its host"));
        }
        let alias = normal_outlet(cell("alias_of"));
        if !alias.is_empty() && alias != outlet {
            table.aliases.insert(outlet.clone(), alias);
        }
        if !cell("owner").is_empty() {
            table.owners.insert(outlet.clone(), cell("owner").split_whitespace().collect::<Vec<_>>().join(" "));
        }
        match cell("leave_out").to_ascii_lowercase().as_str() {
            "" | "no" | "false" | "0" => {}
            "yes" | "true" | "1" | "x" => {
                table.leave_out.insert(outlet);
            }
            other => return Err(wrong(line, format!("leave_out is {other:?}"), "write yes or leave it empty")),
        }
    }
    if let Some((alias, target)) = table.aliases.iter().find(|(_, target)| table.aliases.contains_key(*target)) {
        return Err(wrong(
            1,
            format!("{alias} is an alias of {target}, which is an alias itself"),
            "name the outlet at the end of the chain",
        ));
    }
    Ok(())
}
