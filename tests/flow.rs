//! The flow goes one way: a room uses only rooms above it. Read off the `use crate::` lines and `crate::` paths of the
//! source. What belongs here: rules about the shape of the code that no compiler checks.

#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "helpers of tests stand outside the functions marked as tests")]

use std::fs;
use std::path::{Path, PathBuf};

/// The rooms from top to bottom. `lexicon` stands above `corpus`, because cleaning needs word tables too.
const ROOMS: &[&str] = &[
    "ids",
    "error",
    "spool",
    "config",
    "lexicon",
    "corpus",
    "text",
    "attribution",
    "hedging",
    "claims",
    "linking",
    "settling",
    "weighing",
    "store",
    "report",
    "pipeline",
    "worker",
    "evaluation",
    "cli",
];

/// Rooms that may use rayon, touch the disk, or print and read the clock.
const PARALLEL: &[&str] = &["pipeline", "linking", "evaluation", "cli"];
const DISK: &[&str] = &["spool", "corpus", "lexicon", "store", "report", "evaluation", "cli"];
const CLOCK: &[&str] = &["cli", "main"];

fn sources() -> Vec<(String, PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut open = vec![root.clone()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let inside = path.strip_prefix(&root).unwrap();
                let room = inside.components().next().unwrap().as_os_str().to_string_lossy().trim_end_matches(".rs").to_owned();
                found.push((room, inside.to_owned(), fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort();
    assert!(found.len() > 40, "the source was not found");
    found
}

/// The code without its tests, which stand at the foot of a file and may use any room, and without comments.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .take_while(|(_, line)| !line.starts_with("#[cfg(test)]"))
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
}

fn place(room: &str) -> Option<usize> {
    ROOMS.iter().position(|other| *other == room)
}

#[test]
fn a_room_uses_only_rooms_above_it() {
    let mut wrong = Vec::new();
    for (room, path, text) in sources() {
        let Some(own) = place(&room) else {
            assert!(room == "lib" || room == "main", "{} belongs to no known room", path.display());
            continue;
        };
        for (number, line) in code(&text) {
            for (at, _) in line.match_indices("crate::") {
                let used: String = line[at + 7..].chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect();
                if place(&used).is_some_and(|other| other > own) {
                    wrong.push(format!("{}:{}: {room} uses {used}, which stands below it", path.display(), number + 1));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn threads_disk_and_clock_stay_in_their_rooms() {
    let mut wrong = Vec::new();
    for (room, path, text) in sources() {
        for (number, line) in code(&text) {
            for (word, rooms) in
                [("rayon", PARALLEL), ("std::fs", DISK), ("File::open", DISK), ("Instant::now", CLOCK), ("SystemTime", CLOCK)]
            {
                if line.contains(word) && !rooms.contains(&room.as_str()) {
                    wrong.push(format!("{}:{}: {word} does not belong in {room}", path.display(), number + 1));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_file_outgrows_a_reader() {
    for (_, path, text) in sources() {
        let lines = text.lines().count();
        assert!(lines <= 1000, "{} has {lines} lines: split it", path.display());
    }
}
