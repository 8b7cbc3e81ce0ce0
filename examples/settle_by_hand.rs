//! Settles a table made by hand: nine outlets give the tolls of forty accidents, and four of them copy a fifth.
//!
//! Run with `cargo run --example settle_by_hand`. The copiers take over every error of the outlet they copy, so a
//! plain count follows them; the default method notices that they share values nobody else has.
#![allow(clippy::print_stdout)]

use corroborate::config::SettlingParams;
use corroborate::settling::{Method, read_table, settle};

fn main() -> corroborate::error::Result<()> {
    let mut table = vec!["source,item,value".to_owned()];
    for accident in 0..40 {
        let toll = 10 + accident;
        for (number, careful) in ["Varn Courier", "Lake Post", "Hill Record", "Orsa Times"].into_iter().enumerate() {
            // A careful outlet errs now and then, each in its own way.
            let given = if accident % 10 == number { toll + 1 + number } else { toll };
            table.push(format!("{careful},accident {accident:02},{given}"));
        }
        // Every second toll of the tabloid is wrong, and so are those of its four copiers.
        let given = if accident % 2 == 0 { toll + 7 } else { toll };
        for careless in ["Flash", "Flash North", "Flash South", "Echo Digest", "Echo Hourly"] {
            table.push(format!("{careless},accident {accident:02},{given}"));
        }
    }
    let table = table.join("\n");
    let (assertions, rejects) = read_table("by hand", &mut csv::Reader::from_reader(table.as_bytes()))?;
    println!("{} rows, {} set aside", assertions.rows.len(), rejects.len());
    for method in [Method::Vote, Method::CopyTree] {
        let settled = settle(&assertions, &SettlingParams { method, ..SettlingParams::default() });
        println!("\n{}: {:?}", method.name(), settled.ending);
        for value in settled.values.iter().filter(|value| value.item < 2) {
            let (item, name) = (&assertions.items[value.item as usize], &assertions.values[value.value as usize]);
            let mark = if value.chosen { "chosen" } else { "" };
            println!("  {item}: {name}  belief {:.2}  sources {}  origins {:.1}  {mark}", value.belief, value.sources, value.origins);
        }
        for (name, source) in assertions.sources.iter().zip(&settled.sources) {
            println!("  {name:12} trust {:.2}  copies {:.2}", source.trust, source.copy_share);
        }
    }
    Ok(())
}
