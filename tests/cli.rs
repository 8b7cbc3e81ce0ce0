//! Real runs of the binary in a temporary folder: exit statuses, refusals, what is left after a failure. What belongs
//! here: anything a user types.

#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "helpers of tests stand outside the functions marked as tests")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use assert_cmd::Command;
use predicates::str::contains;
use tempfile::TempDir;

fn corroborate() -> Command {
    Command::new(env!("CARGO_BIN_EXE_corroborate"))
}

const BRIDGE: &str = "---\noutlet: northquay.example\ntitle: Bridge over the Lenn reopens\npublished: 2026-03-04\n---\n\
    The bridge over the Lenn reopened on Tuesday after four months of repairs, the city said.\n\n\
    \"The new bearings will last for thirty years,\" said Mara Oldine, the city engineer. The repairs cost 4 million crowns.\n";

fn folder(articles: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (name, text) in articles {
        let path = folder.path().join("in").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn score(folder: &TempDir) -> Command {
    let mut command = corroborate();
    command.current_dir(folder.path()).args(["score", "in", "--out", "out"]);
    command
}

fn table(path: &Path) -> (Vec<String>, Vec<Vec<String>>) {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let names = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let rows = reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect();
    (names, rows)
}

#[test]
fn all_read_and_scored_is_0() {
    let folder = folder(&[("a.txt", BRIDGE)]);
    score(&folder).assert().code(0);
    for file in [
        "sources.csv",
        "claims.csv",
        "evidence.csv",
        "articles.csv",
        "events.csv",
        "source_pairs.csv",
        "speakers.csv",
        "rejects.csv",
        "run.csv",
        "index.html",
        "DATA_DICTIONARY.md",
        "datapackage.json",
    ] {
        assert!(folder.path().join("out").join(file).is_file(), "{file} is missing");
    }
    let (names, rows) = table(&folder.path().join("out/sources.csv"));
    assert_eq!(&names[..2], ["source", "articles"]);
    assert_eq!(&rows[0][..2], ["northquay.example", "1"]);
    // One article is too few for a score: the cell is empty, not 0.
    let score = names.iter().position(|name| name == "score").unwrap();
    assert_eq!(rows[0][score], "");
}

#[test]
fn rejected_inputs_are_3_and_nothing_else_is_lost() {
    let folder = folder(&[("a.txt", BRIDGE), ("b.jsonl", "{\"outlet\":\"x.example\",\"title\":\"T\"}\nnot json\n")]);
    score(&folder).assert().code(3).stderr(contains("2 inputs rejected"));
    let (_, rejects) = table(&folder.path().join("out/rejects.csv"));
    assert_eq!(rejects.len(), 2);
    assert!(rejects.iter().all(|row| row.iter().all(|cell| !cell.is_empty())), "{rejects:?}");
    let (_, articles) = table(&folder.path().join("out/articles.csv"));
    assert_eq!(articles.len(), 1);
    score(&folder).args(["--allow-rejects", "2"]).assert().code(0);
    score(&folder).args(["--allow-rejects", "50%"]).assert().code(3);
    score(&folder).args(["--allow-rejects", "67%"]).assert().code(0);
}

#[test]
fn wrong_usage_is_2() {
    let folder = folder(&[("a.txt", BRIDGE), ("bad.toml", "[hedging]\nno_such_key = 1\n")]);
    corroborate().assert().code(2);
    score(&folder).args(["--threads", "0"]).assert().code(2);
    score(&folder).args(["--allow-rejects", "many"]).assert().code(2);
    score(&folder).args(["--config", "missing.toml"]).assert().code(2).stderr(contains("missing.toml"));
    score(&folder).args(["--config", "in/bad.toml"]).assert().code(2).stderr(contains("bad.toml:2").and(contains("no_such_key")));
    assert!(!folder.path().join("out").exists());
}

use predicates::prelude::PredicateBooleanExt;

#[test]
fn a_foreign_folder_is_refused_and_left_alone() {
    let folder = folder(&[("a.txt", BRIDGE)]);
    fs::create_dir(folder.path().join("out")).unwrap();
    fs::write(folder.path().join("out/letter.txt"), "mine").unwrap();
    score(&folder).assert().code(2).stderr(contains("is not empty"));
    assert_eq!(fs::read_to_string(folder.path().join("out/letter.txt")).unwrap(), "mine");
    // A data package of somebody else does not make the folder ours.
    fs::write(folder.path().join("out/datapackage.json"), "{\"name\":\"theirs\"}").unwrap();
    score(&folder).assert().code(2);
    fs::write(folder.path().join("file"), "").unwrap();
    corroborate().current_dir(folder.path()).args(["score", "in", "--out", "file"]).assert().code(2).stderr(contains("is not a folder"));
}

#[test]
fn an_empty_or_own_folder_is_replaced_whole() {
    let folder = folder(&[("a.txt", BRIDGE)]);
    fs::create_dir(folder.path().join("out")).unwrap();
    score(&folder).assert().code(0);
    fs::write(folder.path().join("out/stray.txt"), "").unwrap();
    score(&folder).assert().code(0);
    assert!(!folder.path().join("out/stray.txt").exists());
    let beside: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(beside.len(), 2, "something was left beside OUT: {beside:?}");
}

#[test]
fn what_a_killed_run_left_is_repaired() {
    let folder = folder(&[("a.txt", BRIDGE)]);
    score(&folder).assert().code(0);
    // Killed while writing: half a folder lies beside OUT.
    fs::create_dir(folder.path().join(".out.partial")).unwrap();
    fs::write(folder.path().join(".out.partial/sources.csv"), "half").unwrap();
    // Killed between the two renames of a system without exchange: OUT is missing, the old reports lie aside.
    fs::rename(folder.path().join("out"), folder.path().join(".out.previous")).unwrap();
    score(&folder).args(["--config", "missing.toml"]).assert().code(2);
    score(&folder).assert().code(0);
    assert!(!folder.path().join(".out.partial").exists() && !folder.path().join(".out.previous").exists());
    assert!(table(&folder.path().join("out/sources.csv")).1.len() == 1);
}

#[test]
fn a_run_that_fails_leaves_the_old_reports() {
    let folder = folder(&[("a.txt", BRIDGE)]);
    score(&folder).assert().code(0);
    let before = fs::read(folder.path().join("out/evidence.csv")).unwrap();
    fs::write(folder.path().join("in/b.txt"), BRIDGE.replace("Lenn", "Orr")).unwrap();
    // A folder where a file must be written makes the write fail half-way.
    fs::remove_dir_all(folder.path().join(".out.partial")).ok();
    let limited = std::process::Command::new("bash")
        .current_dir(folder.path())
        .args(["-c", "ulimit -f 1; trap '' XFSZ; exec \"$0\" score in --out out", env!("CARGO_BIN_EXE_corroborate")])
        .output()
        .unwrap();
    assert_eq!(limited.status.code(), Some(1), "{}", String::from_utf8_lossy(&limited.stderr));
    assert_eq!(fs::read(folder.path().join("out/evidence.csv")).unwrap(), before);
}

#[test]
fn a_missing_path_is_a_reject_and_an_empty_folder_is_told() {
    let folder = folder(&[("a.txt", BRIDGE)]);
    fs::create_dir(folder.path().join("empty")).unwrap();
    corroborate().current_dir(folder.path()).args(["score", "in", "nowhere", "empty", "--out", "out"]).assert().code(3);
    let (_, rejects) = table(&folder.path().join("out/rejects.csv"));
    let paths: Vec<&str> = rejects.iter().map(|row| row[0].as_str()).collect();
    assert_eq!(paths, ["empty", "nowhere"]);
}

#[test]
fn annotate_prints_one_object_an_article_and_true_offsets() {
    let folder = folder(&[("a.txt", &BRIDGE.replace("Oldine", "Oldiné"))]);
    for unit in ["bytes", "chars"] {
        let output = corroborate().current_dir(folder.path()).args(["annotate", "in", "--offsets", unit]).output().unwrap();
        assert_eq!(output.status.code(), Some(0));
        let line = String::from_utf8(output.stdout).unwrap();
        let article: serde_json::Value = serde_json::from_str(line.trim_end()).unwrap();
        let text = article["text"].as_str().unwrap();
        let cut = |place: &serde_json::Value| {
            let (start, end) = (place["start"].as_u64().unwrap() as usize, place["end"].as_u64().unwrap() as usize);
            if unit == "bytes" { text[start..end].to_owned() } else { text.chars().skip(start).take(end - start).collect() }
        };
        let direct = article["attributions"].as_array().unwrap().iter().find(|item| item["manner"] == "direct").unwrap();
        assert_eq!(direct["name"], "Mara Oldiné");
        assert_eq!(cut(&direct["cue"]), "said");
        assert!(cut(&direct["content"][0]).starts_with("The new bearings will last"));
    }
}

#[test]
fn explain_tells_a_source_a_claim_and_an_unknown_id_apart() {
    let folder = folder(&[("a.txt", BRIDGE)]);
    score(&folder).assert().code(0);
    let explain = |id: &str| corroborate().current_dir(folder.path()).args(["explain", "out", id]).assert();
    explain("northquay.example").code(0).stdout(contains("1 articles").and(contains("No score: evidence is too_few")));
    let (_, claims) = table(&folder.path().join("out/claims.csv"));
    explain(&claims[0][0]).code(0).stdout(contains("single_source").and(contains("northquay.example")));
    explain("northquay").code(2).stderr(contains("did you mean northquay.example"));
}

#[test]
fn the_subject_of_an_office_is_the_office_and_of_a_statement_who_acts() {
    let ferry = "---\noutlet: northquay.example\ntitle: Ferry opened\npublished: 2026-03-04\n---\n\
        New Varn Mayor Zorana Pell opened the ferry over the Lenn on Tuesday morning.\n";
    let folder = folder(&[("a.txt", ferry)]);
    score(&folder).assert().code(0);
    let (names, claims) = table(&folder.path().join("out/claims.csv"));
    let cell = |row: &[String], name: &str| row[names.iter().position(|known| known == name).unwrap()].clone();
    let of = |kind: &str| claims.iter().find(|row| cell(row, "kind") == kind).map(|row| (cell(row, "subject"), cell(row, "value")));
    assert_eq!(of("role_holder"), Some(("mayor of new varn".to_owned(), "Zorana Pell".to_owned())));
    assert!(of("statement").is_some_and(|(subject, value)| subject.contains("Pell") && value.is_empty()), "{claims:?}");
    let office = claims.iter().find(|row| cell(row, "kind") == "role_holder").map(|row| cell(row, "claim_id")).unwrap();
    let explain = corroborate().current_dir(folder.path()).args(["explain", "out", &office]).assert();
    explain.code(0).stdout(contains("It is about who is mayor of new varn: Zorana Pell."));
}

/// Two outlets in other words, with one sum in common.
#[test]
fn a_figure_that_two_outlets_give_is_a_claim_about_the_figure() {
    let article =
        |outlet: &str, title: &str, text: &str| format!("---\noutlet: {outlet}\ntitle: {title}\npublished: 2026-03-04\n---\n{text}\n");
    let port = "The Varn port board met on Tuesday over the harbour wall that the March storm broke. ";
    let a = format!("{port}Engineer Ola Rask said that the repair of the wall would cost $4.37 million and last until autumn.");
    let b = format!("{port}Mayor Zorana Pell wants the ministry to pay the $4.37 million that the broken wall needs.");
    let folder = folder(&[
        ("a.txt", &article("northquay.example", "Varn port board meets over broken harbour wall", &a)),
        ("b.txt", &article("lakepost.example", "Varn harbour wall: port board meets after the storm", &b)),
    ]);
    score(&folder).assert().code(0);
    let (names, claims) = table(&folder.path().join("out/claims.csv"));
    let cell = |row: &[String], name: &str| row[names.iter().position(|known| known == name).unwrap()].clone();
    let figures: Vec<&Vec<String>> = claims.iter().filter(|row| cell(row, "kind") == "quantity" && cell(row, "sources") == "2").collect();
    assert_eq!(figures.len(), 1, "{claims:?}");
    assert_eq!((cell(figures[0], "value").as_str(), cell(figures[0], "status").as_str()), ("$4.37 million", "corroborated"));
    let explain = corroborate().current_dir(folder.path()).args(["explain", "out", &cell(figures[0], "claim_id")]).assert();
    explain.code(0).stdout(contains("It is about this figure: $4.37 million."));
    let page = fs::read_to_string(folder.path().join("out/index.html")).unwrap();
    assert!(page.contains("[figure: $4.37 million]"));
}

/// A figure that one outlet alone gives is counted nowhere: the tables tell as much as without it.
#[test]
fn a_figure_of_one_outlet_is_counted_nowhere() {
    let counts = |cranes: &str| {
        let text = format!(
            "Mayor Zorana Pell said that the port bought {cranes} cranes from Ostra works. The wall broke in the March storm and was mended."
        );
        let article = format!("---\noutlet: northquay.example\ntitle: Varn port buys cranes\npublished: 2026-03-04\n---\n{text}\n");
        let folder = folder(&[("a.txt", &article)]);
        score(&folder).assert().code(0);
        let count = |name: &str, column: &str| {
            let (names, rows) = table(&folder.path().join("out").join(name));
            let place = names.iter().position(|known| known == column).unwrap();
            (rows.len(), rows.iter().map(|row| row[place].clone()).collect::<Vec<String>>())
        };
        (count("evidence.csv", "manner"), count("speakers.csv", "mentions"), count("sources.csv", "mentions"))
    };
    assert_eq!(counts("34"), counts("big"));
}

/// The sample corpus: a careful daily against the aggregator, and against its equal.
#[test]
fn compare_tells_who_is_ahead_and_who_is_level() {
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("out");
    corroborate().current_dir(env!("CARGO_MANIFEST_DIR")).args(["score", "corpus", "--out"]).arg(&out).assert().code(0);
    // Counted anew from the mentions.
    let (names, mentions) = table(&out.join("evidence.csv"));
    let place = |name: &str| names.iter().position(|known| known == name).unwrap();
    let carried = |outlet: &str| -> BTreeSet<&str> {
        let of_outlet = mentions.iter().filter(|row| row[place("source")] == outlet && !row[place("claim_id")].is_empty());
        of_outlet.map(|row| row[place("claim_id")].as_str()).collect()
    };
    let both = carried("lastrowcourier.example").intersection(&carried("newsbasket.example")).count();
    assert_eq!(both, 22);
    let compare = |sources: &str| corroborate().arg("compare").arg(&out).args(["--sources", sources]).assert();
    compare("lastrowcourier.example,newsbasket.example").code(0).stdout(
        contains("lastrowcourier.example is ahead by")
            .and(contains("The order holds."))
            .and(contains(format!("Claims that both carry: {both}\n")))
            .and(contains("Finance Minister Viktor Aldane has resigned")),
    );
    // The other way round it is the same outlet that is ahead.
    compare("newsbasket.example, lastrowcourier.example").code(0).stdout(contains("lastrowcourier.example is ahead by"));
    compare("lastrowcourier.example,hesselledger.example").code(0).stdout(contains("The two are tied: the order does not hold."));
    compare("lastrowcourier.example,quarterlylamp.example").code(0).stdout(contains("too few articles"));
    compare("lastrowcourier.example").code(2).stderr(contains("name two: --sources A,B"));
    compare("lastrowcourier.example,lastrowcourier.example").code(2).stderr(contains("named twice"));
    compare("lastrowcourier.example,nobody.example").code(2).stderr(contains("knows no source nobody.example"));
}

#[test]
fn points_of_unknown_signals_are_refused() {
    let folder = folder(&[("a.txt", BRIDGE)]);
    fs::write(folder.path().join("c.toml"), "[weighing.points]\nnamed_speakers = 3\n").unwrap();
    score(&folder)
        .args(["--config", "c.toml"])
        .assert()
        .code(2)
        .stderr(contains("no signal named_speakers").and(contains("named_speakers_count")));
}

/// What a run was told counts, in its tables too; reports of an older version, which have fewer tables, are explained all the same.
#[test]
fn signals_tell_the_thresholds_of_the_run_and_older_reports_are_explained() {
    let folder = folder(&[("a.txt", BRIDGE)]);
    fs::write(folder.path().join("c.toml"), "[weighing.red_flags]\nrumour_words = 0.5\n").unwrap();
    score(&folder).args(["--config", "c.toml"]).assert().code(0);
    let signals = folder.path().join("out/signals.csv");
    let (names, rows) = table(&signals);
    let at = |name: &str| names.iter().position(|other| other == name).unwrap();
    let row = rows.iter().find(|row| row[at("signal")] == "rumour_words_per_100_words").unwrap();
    assert_eq!(row[at("flag_threshold")].parse(), Ok(0.5));
    fs::remove_file(signals).unwrap();
    corroborate().current_dir(folder.path()).args(["explain", "out", "northquay.example"]).assert().code(0).stdout(contains("Measured:"));
}

#[test]
fn settle_works_alone_on_a_table() {
    let folder = TempDir::new().unwrap();
    // Two of three say 3 for the bridge: the majority and any sound method choose it.
    fs::write(folder.path().join("t.csv"), "source,item,value\na,bridge,3\nb,bridge,3\nc,bridge,4\n").unwrap();
    corroborate().current_dir(folder.path()).args(["settle", "t.csv", "--out", "s", "--method", "vote"]).assert().code(0);
    let (names, rows) = table(&folder.path().join("s/claims.csv"));
    assert_eq!(names, ["item", "value", "belief", "sources", "origins", "majority_share", "chosen"]);
    assert_eq!((rows[0][1].as_str(), rows[0][6].as_str(), rows[1][6].as_str()), ("3", "true", "false"));
    corroborate().current_dir(folder.path()).args(["settle", "t.csv", "--method", "guess"]).assert().code(2);
    fs::write(folder.path().join("bad.csv"), "source,item\na,b\n").unwrap();
    corroborate().current_dir(folder.path()).args(["settle", "bad.csv", "--out", "s2"]).assert().code(2).stderr(contains("value"));
}

#[test]
fn a_users_own_claims_and_gold_are_measured() {
    let folder = TempDir::new().unwrap();
    // Three of four give each true value, so that the majority is always right; on one ferry there is gold and no claim.
    let claims: Vec<String> = (0..6)
        .flat_map(|item| ["north", "south", "east", "west"].map(|source| (source, item)))
        .map(|(source, item)| format!("{source},toll {item},{}\n", if source == "west" { 99 } else { 10 + item }))
        .collect();
    let gold: Vec<String> = (0..6).map(|item| format!("toll {item},{}\n", 10 + item)).collect();
    let (claims, gold) = (format!("source,item,value\n{}", claims.concat()), format!("item,value\n{}ferry,7\n", gold.concat()));
    fs::write(folder.path().join("claims.csv"), claims).unwrap();
    fs::write(folder.path().join("gold.csv"), gold).unwrap();
    let mut command = corroborate();
    command.current_dir(folder.path()).args(["evaluate", "settling", ".", "--json", "figures.json", "--predictions", "rows.csv"]);
    command.assert().success().stdout(contains("value as written; 6 gold items with claims"));
    let figures: serde_json::Value = serde_json::from_str(&fs::read_to_string(folder.path().join("figures.json")).unwrap()).unwrap();
    assert_eq!(figures["blocks"][0]["figures"][1]["value"], 1.0, "the majority is always right");
    let (names, rows) = table(&folder.path().join("rows.csv"));
    assert_eq!((names[3].as_str(), rows.len()), ("gold", 6));
    assert!(rows.iter().all(|row| row[3] == row[4]), "{rows:?}");
    // A row too short is named with its place, and nothing is printed.
    fs::write(folder.path().join("gold.csv"), "item,value\ntoll 1\n").unwrap();
    command.assert().failure().stderr(contains("gold.csv").and(contains("line 2")));
    // Folds are linking's own.
    corroborate().args(["evaluate", "linking", ".", "--folds", "3"]).assert().failure().code(2);
}

#[test]
fn training_without_its_sets_ends_before_it_writes_a_model() {
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("made/for/it");
    for model in ["attribution", "genre", "hedging", "linking", "stance", "statements", "words"] {
        let train = corroborate().args(["train", model]).arg(folder.path().join("none")).arg("--out").arg(&out).assert();
        train.failure().stderr(contains("the folder that holds the sets"));
    }
    assert_eq!(std::fs::read_dir(&out).unwrap().count(), 0);
}
