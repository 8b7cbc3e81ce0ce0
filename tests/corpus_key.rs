//! The reports on the sample corpus, held against `corpus_key.toml`, which was written before the first run.
//!
//! Each row of the key is a check with a name. The checks that the program does not pass today stand, by name, in
//! `corpus_key_misses.txt`: a check that fails and is not listed fails the test, and so does a listed one that passes, so
//! the list only shrinks on purpose. `REWRITE_MISSES=1 cargo test --test corpus_key` writes the list anew. Beside the
//! list, each section has a floor that no rewriting can move.

#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "helpers of tests stand outside the functions marked as tests")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
struct Key {
    careful_groups: Vec<Vec<String>>,
    outlets: BTreeMap<String, Outlet>,
    event: Vec<Event>,
    boilerplate: Vec<Boilerplate>,
    genre: Vec<Genre>,
    second_hand: Vec<SecondHand>,
    anonymous: Vec<Anonymous>,
    attribution: Vec<Attribution>,
    no_quote: Vec<NoQuote>,
    headline_gap: Vec<File>,
    correction: Vec<File>,
}

#[derive(Deserialize)]
struct Outlet {
    articles: usize,
}

#[derive(Deserialize)]
struct Event {
    id: String,
    files: Vec<String>,
    #[serde(default)]
    claim: Vec<Claim>,
    #[serde(default)]
    copy: Vec<Copying>,
    #[serde(default)]
    rival: Vec<Rival>,
}

#[derive(Deserialize)]
struct Claim {
    id: String,
    text: String,
    status: String,
    #[serde(default)]
    status_also: Vec<String>,
    #[serde(default)]
    quotes: BTreeMap<String, String>,
    #[serde(default)]
    quotes_deny: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct Copying {
    from: String,
    to: String,
}

#[derive(Deserialize)]
struct Rival {
    a: String,
    b: String,
}

#[derive(Deserialize)]
struct Boilerplate {
    file: String,
    line: String,
}

#[derive(Deserialize)]
struct Genre {
    file: String,
    genre: String,
}

#[derive(Deserialize)]
struct SecondHand {
    file: String,
    quote: String,
    via: String,
}

#[derive(Deserialize)]
struct Anonymous {
    file: String,
    quote: String,
    grade: String,
    #[serde(default)]
    reason: String,
}

#[derive(Deserialize)]
struct Attribution {
    file: String,
    content: String,
    speaker: String,
    #[serde(default)]
    role: String,
    grade: String,
    manner: String,
}

#[derive(Deserialize)]
struct NoQuote {
    file: String,
    text: String,
}

#[derive(Deserialize)]
struct File {
    file: String,
}

/// One check: section, name, passed.
type Check = (&'static str, String, bool);

/// Shares of each section that must pass, whatever the list of misses says: what the first whole version reached, rounded
/// down, and 1 where nothing may be missed.
const FLOORS: &[(&str, f64)] = &[
    ("articles", 1.0),
    ("boilerplate", 1.0),
    ("genre", 1.0),
    ("correction", 1.0),
    ("speaker", 0.85),
    ("role", 0.78),
    ("grade", 0.78),
    ("manner", 0.95),
    ("via", 0.70),
    ("anonymous", 0.60),
    ("reason", 0.50),
    ("no_quote", 0.90),
    ("event", 1.0),
    ("copy", 1.0),
    ("claim_found", 0.93),
    ("claim_linked", 0.75),
    ("claim_status", 0.57),
    ("rival", 0.40),
    ("headline_gap", 1.0),
    ("careful", 1.0),
    ("apart", 1.0),
];

struct World {
    _folder: tempfile::TempDir,
    key: Key,
    /// What `annotate` prints, by file of the key.
    annotated: BTreeMap<String, Value>,
    /// Rows of the reports.
    tables: BTreeMap<&'static str, Vec<BTreeMap<String, String>>>,
    /// File of the key by article id.
    file_of: BTreeMap<String, String>,
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn world() -> World {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let status =
        Command::new(env!("CARGO_BIN_EXE_corroborate")).current_dir(root()).args(["score", "corpus", "--out"]).arg(&out).status().unwrap();
    assert!(status.success(), "the sample corpus is read without rejects");
    let output = Command::new(env!("CARGO_BIN_EXE_corroborate")).current_dir(root()).args(["annotate", "corpus"]).output().unwrap();
    let key: Key = toml::from_str(&std::fs::read_to_string(root().join("tests/corpus_key.toml")).unwrap()).unwrap();
    let mut annotated = BTreeMap::new();
    let mut file_of = BTreeMap::new();
    for line in String::from_utf8(output.stdout).unwrap().lines() {
        let article: Value = serde_json::from_str(line).unwrap();
        let path = article["path"].as_str().unwrap().trim_start_matches("corpus/").to_owned();
        let records = [".jsonl", ".jsonl.gz", ".csv"].iter().any(|ending| path.ends_with(ending));
        let file = if records { format!("{path}#{}", article["position"]) } else { path };
        file_of.insert(article["article_id"].as_str().unwrap().to_owned(), file.clone());
        annotated.insert(file, article);
    }
    let tables = ["sources", "claims", "evidence", "articles", "events"]
        .into_iter()
        .map(|name| (name, rows(&out.join(format!("{name}.csv")))))
        .collect();
    World { _folder: folder, key, annotated, tables, file_of }
}

fn rows(path: &Path) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let names: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    reader.records().map(|record| names.iter().cloned().zip(record.unwrap().iter().map(str::to_owned)).collect()).collect()
}

impl World {
    /// Byte span of a quote in the text of a file; the key promises that it stands there.
    fn find(&self, file: &str, quote: &str) -> (usize, usize) {
        let text = self.annotated.get(file).unwrap_or_else(|| panic!("{file} was not read"))["text"].as_str().unwrap();
        let start = text.find(quote).unwrap_or_else(|| panic!("{file} does not hold {quote:?}"));
        (start, start + quote.len())
    }

    /// Attributions of a file whose content covers at least half of the span, the best covering one first.
    fn attributions(&self, file: &str, (start, end): (usize, usize)) -> Vec<&Value> {
        let mut found: Vec<(usize, &Value)> = self.annotated[file]["attributions"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| (item["content"].as_array().unwrap().iter().map(|piece| overlap(piece, start, end)).sum::<usize>(), item))
            .filter(|(shared, _)| shared * 2 >= end - start)
            .collect();
        found.sort_by_key(|(shared, _)| std::cmp::Reverse(*shared));
        found.into_iter().map(|(_, item)| item).collect()
    }

    /// Evidence rows of a file that share at least half of the shorter side with the span.
    fn mentions(&self, file: &str, (start, end): (usize, usize)) -> Vec<&BTreeMap<String, String>> {
        self.tables["evidence"]
            .iter()
            .filter(|row| self.file_of[&row["article_id"]] == file)
            .filter(|row| {
                let (from, to): (usize, usize) = (row["start"].parse().unwrap(), row["end"].parse().unwrap());
                let shared = to.min(end).saturating_sub(from.max(start));
                shared * 2 >= (to - from).min(end - start)
            })
            .collect()
    }
}

fn overlap(place: &Value, start: usize, end: usize) -> usize {
    let (from, to) = (place["start"].as_u64().unwrap() as usize, place["end"].as_u64().unwrap() as usize);
    to.min(end).saturating_sub(from.max(start))
}

fn words(text: &str) -> BTreeSet<String> {
    text.to_lowercase()
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty() && *word != "the")
        .map(str::to_owned)
        .collect()
}

fn checks(world: &World) -> Vec<Check> {
    let mut checks = Vec::new();
    reading_checks(world, &mut checks);
    attribution_checks(world, &mut checks);
    linking_checks(world, &mut checks);
    source_checks(world, &mut checks);
    checks
}

fn reading_checks(world: &World, checks: &mut Vec<Check>) {
    for (outlet, expected) in &world.key.outlets {
        let found = world.tables["articles"].iter().filter(|row| &row["source"] == outlet).count();
        checks.push(("articles", outlet.clone(), found == expected.articles));
    }
    for row in &world.key.boilerplate {
        let (start, end) = world.find(&row.file, &row.line);
        // Every place where the line stands alone must be outside the sentences, save the first of a repeated paragraph.
        let covered = world.annotated[&row.file]["sentences"].as_array().unwrap().iter().any(|sentence| overlap(sentence, start, end) > 0);
        checks.push(("boilerplate", format!("{}: {}", row.file, row.line), !covered));
    }
    for row in &world.key.genre {
        checks.push(("genre", row.file.clone(), world.annotated[&row.file]["genre"] == row.genre.as_str()));
    }
    for row in &world.key.correction {
        let noted = world.annotated[&row.file]["not_text"].as_array().unwrap().iter().any(|aside| aside["why"] == "correction");
        checks.push(("correction", row.file.clone(), noted));
    }
}

fn attribution_checks(world: &World, checks: &mut Vec<Check>) {
    for row in &world.key.attribution {
        let found = world.attributions(&row.file, world.find(&row.file, &row.content));
        let name = format!("{}: {}", row.file, row.content);
        let item = found.first();
        let text = |field: &str| item.and_then(|item| item[field].as_str()).unwrap_or_default().to_owned();
        if !row.speaker.is_empty() {
            let shown = item.map(|item| {
                let speaker = &item["speaker"];
                let whole = world.annotated[&row.file]["text"].as_str().unwrap();
                let span =
                    speaker["start"].as_u64().zip(speaker["end"].as_u64()).map_or("", |(start, end)| &whole[start as usize..end as usize]);
                item["name"].as_str().unwrap_or(span).to_owned()
            });
            checks.push(("speaker", name.clone(), shown.is_some_and(|shown| words(&row.speaker).is_subset(&words(&shown)))));
        }
        if !row.role.is_empty() && !row.speaker.is_empty() {
            let shared = words(&row.role).intersection(&words(&format!("{} {}", text("role"), text("affiliation")))).count();
            checks.push(("role", name.clone(), shared > 0));
        }
        checks.push(("grade", name.clone(), text("grade") == row.grade));
        checks.push(("manner", name, text("manner") == row.manner));
    }
    for row in &world.key.second_hand {
        let (start, end) = world.find(&row.file, &row.quote);
        let found = world.annotated[&row.file]["attributions"].as_array().unwrap().iter().any(|item| {
            let near = item["content"].as_array().unwrap().iter().any(|piece| overlap(piece, start, end) > 0);
            near && !words(&row.via).is_disjoint(&words(item["via"].as_str().unwrap_or_default()))
        });
        checks.push(("via", format!("{}: {}", row.file, row.quote), found));
    }
    for row in &world.key.anonymous {
        let (start, end) = world.find(&row.file, &row.quote);
        let near: Vec<&Value> = world.annotated[&row.file]["attributions"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|item| {
                item["content"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .chain([&item["speaker"]])
                    .any(|piece| piece.is_object() && overlap(piece, start, end) > 0)
            })
            .collect();
        let name = format!("{}: {}", row.file, row.quote);
        checks.push(("anonymous", name.clone(), near.iter().any(|item| item["grade"] == row.grade.as_str())));
        if !row.reason.is_empty() {
            let told = near
                .iter()
                .any(|item| words(item["anonymity_reason"].as_str().unwrap_or_default()).intersection(&words(&row.reason)).count() >= 3);
            checks.push(("reason", name, told));
        }
    }
    for row in &world.key.no_quote {
        let (start, end) = world.find(&row.file, &row.text);
        // Content of exactly these words, give or take the marks.
        let spoken = world.annotated[&row.file]["attributions"].as_array().unwrap().iter().any(|item| {
            item["content"].as_array().unwrap().iter().any(|piece| {
                overlap(piece, start, end) > 0
                    && piece["end"].as_u64().unwrap() - piece["start"].as_u64().unwrap() <= (end - start) as u64 + 4
            })
        });
        checks.push(("no_quote", format!("{}: {}", row.file, row.text), !spoken));
    }
}

fn linking_checks(world: &World, checks: &mut Vec<Check>) {
    let articles: BTreeMap<&str, &BTreeMap<String, String>> =
        world.tables["articles"].iter().map(|row| (world.file_of[&row["article_id"]].as_str(), row)).collect();
    for event in &world.key.event {
        // More than half of the event's pairs of articles share an event or a story.
        let stories: BTreeMap<&str, &str> =
            world.tables["events"].iter().map(|row| (row["event_id"].as_str(), row["story_id"].as_str())).collect();
        let found: Vec<&str> = event.files.iter().map(|file| stories[articles[file.as_str()]["event_id"].as_str()]).collect();
        let pairs = found.iter().enumerate().flat_map(|(at, a)| found[at + 1..].iter().map(move |b| a == b));
        let (together, all) = pairs.fold((0, 0), |(together, all), same| (together + usize::from(same), all + 1));
        checks.push(("event", event.id.clone(), together * 2 > all));
        for copy in &event.copy {
            let row = articles[copy.to.as_str()];
            let share: f64 = row["copied_share"].parse().unwrap();
            checks.push(("copy", format!("{} -> {}", copy.from, copy.to), share >= 0.10));
        }
        let best: BTreeMap<&str, Option<&str>> =
            event.claim.iter().map(|claim| (claim.text.as_str(), claim_checks(world, claim, checks))).collect();
        for rival in &event.rival {
            let pair = best.get(rival.a.as_str()).copied().flatten().zip(best.get(rival.b.as_str()).copied().flatten());
            let known = pair.is_some_and(|(a, b)| {
                let row = world.tables["claims"].iter().find(|row| row["claim_id"] == a).unwrap();
                // One claim affirmed and denied holds both sides of a statement and its denial.
                a == b && row["status"] == "contested" || row["rival_claim_ids"].split("; ").any(|id| id == b)
            });
            checks.push(("rival", format!("{} / {}", rival.a, rival.b), known));
        }
    }
}

/// Checks one claim of the key and returns the id of the claim in the reports that holds most of it.
fn claim_checks<'w>(world: &'w World, claim: &Claim, checks: &mut Vec<Check>) -> Option<&'w str> {
    let mut holding: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut expected = BTreeSet::new();
    for (file, quote) in claim.quotes.iter().chain(&claim.quotes_deny) {
        let mentions = world.mentions(file, world.find(file, quote));
        let right = mentions.iter().any(|row| !row["claim_id"].is_empty());
        checks.push(("claim_found", format!("{}: {file}", claim.id), right));
        let outlet = file.split('/').next().unwrap_or_default();
        for row in mentions.iter().filter(|row| !row["claim_id"].is_empty()) {
            holding.entry(row["claim_id"].as_str()).or_default().insert(
                world.tables["articles"]
                    .iter()
                    .find(|article| article["article_id"] == row["article_id"])
                    .map_or("", |article| article["source"].as_str()),
            );
        }
        expected.insert(outlet.to_owned());
    }
    let status_of = |id: &str| world.tables["claims"].iter().find(|row| row["claim_id"] == id).map_or("", |row| row["status"].as_str());
    let wanted = |status: &str| status == claim.status || claim.status_also.iter().any(|also| also == status);
    let best = holding.iter().max_by_key(|(id, outlets)| (outlets.len(), wanted(status_of(id)), std::cmp::Reverse(**id)))?;
    if expected.len() > 1 {
        checks.push(("claim_linked", claim.id.clone(), best.1.len() > 1));
    }
    checks.push(("claim_status", claim.id.clone(), wanted(status_of(best.0))));
    Some(best.0)
}

fn source_checks(world: &World, checks: &mut Vec<Check>) {
    for row in &world.key.headline_gap {
        let article = &world.annotated[&row.file];
        let id = article["article_id"].as_str().unwrap();
        let found = world.tables["articles"].iter().find(|row| row["article_id"] == id).unwrap();
        checks.push(("headline_gap", row.file.clone(), found["red_flags"].contains("headline") || found["warnings"].contains("headline")));
    }
    let score: BTreeMap<&str, f64> =
        world.tables["sources"].iter().filter_map(|row| Some((row["source"].as_str(), row["score"].parse().ok()?))).collect();
    for (at, group) in world.key.careful_groups.iter().enumerate() {
        for careful in group {
            for careless in world.key.careful_groups[at + 1..].iter().flatten() {
                checks.push(("careful", format!("{careful} > {careless}"), score[careful.as_str()] > score[careless.as_str()]));
            }
        }
    }
    // The most and the least careful lie apart by more than their intervals, and so by each single score.
    let cell = |outlet: &str, column: &str| -> f64 {
        world.tables["sources"].iter().find(|row| row["source"] == outlet).unwrap()[column].parse().unwrap()
    };
    for careful in world.key.careful_groups.first().unwrap() {
        for careless in world.key.careful_groups.last().unwrap() {
            let single = ["attribution_score", "hedging_score", "agreement_score"].map(|score| (score, score));
            for (low, high) in std::iter::once(("score_low", "score_high")).chain(single) {
                checks.push(("apart", format!("{careful} > {careless}: {low}"), cell(careful, low) > cell(careless, high)));
            }
        }
    }
}

#[test]
fn the_reports_hold_what_the_key_says() {
    let world = world();
    let checks = checks(&world);
    let mut misses: Vec<String> =
        checks.iter().filter(|check| !check.2).map(|(section, name, _)| format!("{section}: {name}").replace('\n', " ")).collect();
    misses.sort();
    misses.dedup();
    let list = root().join("tests/corpus_key_misses.txt");
    let mut summary = String::new();
    let mut below = Vec::new();
    for (section, floor) in FLOORS {
        let all = checks.iter().filter(|check| check.0 == *section).count();
        let passed = checks.iter().filter(|check| check.0 == *section && check.2).count();
        assert!(all > 0, "no check in {section}");
        let share = passed as f64 / all as f64;
        let _ = writeln!(summary, "{section:>13} {passed:>4} of {all:>4} {share:.3}");
        if share < *floor {
            below.push(format!("{section}: {share:.3} is below its floor of {floor}"));
        }
    }
    println!("{summary}");
    if std::env::var_os("REWRITE_MISSES").is_some() {
        std::fs::write(&list, misses.join("\n") + "\n").unwrap();
    }
    let known: Vec<String> = std::fs::read_to_string(&list).unwrap_or_default().lines().map(str::to_owned).collect();
    let new: Vec<&String> = misses.iter().filter(|miss| !known.contains(miss)).collect();
    let mended: Vec<&String> = known.iter().filter(|miss| !misses.contains(miss)).collect();
    assert!(below.is_empty(), "{}\n{summary}", below.join("\n"));
    assert!(new.is_empty(), "missed and not listed:\n{new:#?}");
    assert!(mended.is_empty(), "listed as missed, but found; take it off the list:\n{mended:#?}");
}
