//! Nights with a state: they write what a run without one would, tell what changed, and survive whatever happens to them.
//! Belongs here: everything that needs more than one run on one state, a fault from outside, or another program that reads the reports.
#![expect(clippy::disallowed_methods, reason = "tests write their own input")]
#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "a test that cannot go on has failed; one that is skipped says so")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Instant;

use tempfile::TempDir;

/// Articles of three outlets: number, outlet, text.
fn article(number: usize, outlet: &str, text: &str) -> serde_json::Value {
    // Paragraphs that recur in many articles of an outlet would count for none.
    let body = format!(
        "{text}\n\nThe council of Orrin met for three hours before it voted on quay {number}. Divers of the port authority had looked at \
         wall {number} on Sunday.\n\nThe market of quay {number} will stand on the upper road until June, the town clerk said. A crane from \
         Varnholm is to lift its {} stones next week, according to the port authority.\n\nLorries may not use street {number} until then, Mira Dahl, \
         the mayor, said after the vote. She asked the owners of the {number} houses beside the basin for patience, and said that the town would pay \
         for what the closing of quay {number} costs them.",
        10 + number
    );
    serde_json::json!({
        "outlet": outlet,
        "title": format!("Quay {number} at Orrin is closed"),
        "published": format!("2031-05-{:02}", 1 + number % 28),
        "url": format!("https://{outlet}/quay-{number}"),
        "text": body,
    })
}

const OUTLETS: [&str; 3] = ["orrinpost.example", "varnwire.example", "lenntimes.example"];

fn corpus(count: usize) -> Vec<serde_json::Value> {
    let text = |number: usize| {
        format!(
            "Quay {number} was closed on Monday after {} stones fell, the harbour master Tessa Quill said. Nobody was hurt.",
            3 + number
        )
    };
    (0..count).map(|number| article(number, OUTLETS[number % 3], &text(number / 3))).collect()
}

/// What a run told on standard error, without the breaks that fit it to a terminal.
fn told(done: &Output) -> String {
    String::from_utf8_lossy(&done.stderr).split_whitespace().collect::<Vec<_>>().join(" ")
}

struct Place {
    home: TempDir,
}

impl Place {
    fn new() -> Self {
        Self { home: TempDir::new().unwrap() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    fn write(&self, articles: &[serde_json::Value]) {
        let lines = articles.iter().fold(String::new(), |lines, article| lines + &article.to_string() + "\n");
        std::fs::write(self.path("articles.jsonl"), lines).unwrap();
    }

    fn command(&self, out: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_corroborate"));
        command.current_dir(self.home.path()).args(["score", "articles.jsonl", "--out", out]).args(arguments);
        command.stdout(Stdio::null()).stderr(Stdio::piped());
        command
    }

    fn run(&self, out: &str, arguments: &[&str]) -> Output {
        self.command(out, arguments).output().unwrap()
    }

    /// A night that must succeed.
    fn night(&self, out: &str, state: &str, day: u8, more: &[&str]) {
        let night = format!("2031-06-{day:02}");
        let done = self.run(out, &[&["--state", state, "--night", &night][..], more].concat());
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }

    /// Every file of a report folder but `run.csv`.
    fn files(&self, out: &str) -> BTreeMap<String, Vec<u8>> {
        let mut found = BTreeMap::new();
        for entry in std::fs::read_dir(self.path(out)).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if name != "run.csv" && path.is_file() {
                found.insert(name, std::fs::read(path).unwrap());
            }
        }
        found
    }

    fn same(&self, one: &str, other: &str, what: &str) {
        let (one, other) = (self.files(one), self.files(other));
        assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>(), "{what}");
        for (name, bytes) in &one {
            assert!(bytes == &other[name], "{what}: {name} differs");
        }
    }

    /// Rows of a table as cells by column.
    fn table(&self, out: &str, file: &str) -> Vec<BTreeMap<String, String>> {
        let mut reader = csv::Reader::from_path(self.path(out).join(file)).unwrap();
        let names: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
        reader.records().map(|row| names.iter().cloned().zip(row.unwrap().iter().map(str::to_owned)).collect()).collect()
    }

    fn fact(&self, out: &str, key: &str) -> String {
        self.table(out, "run.csv").into_iter().find(|row| row["key"] == key).map(|row| row["value"].clone()).unwrap_or_default()
    }

    /// What `changes.csv` tells: title's number, change, kind.
    fn changes(&self, out: &str) -> Vec<(String, String, String)> {
        let number = |title: &str| title.split(' ').nth(1).unwrap_or_default().to_owned();
        self.table(out, "changes.csv").iter().map(|row| (number(&row["title"]), row["change"].clone(), row["kind"].clone())).collect()
    }
}

/// Ten nights with new, changed and vanished articles: the reports of a run that remembers are those of a run that measures all anew,
/// and it measures only what is new.
#[test]
fn ten_nights_are_those_of_runs_anew() {
    let place = Place::new();
    let mut articles = corpus(45);
    for day in 1..=10_u8 {
        let number = usize::from(day);
        if day > 1 {
            articles.push(article(100 + number, OUTLETS[number % 3], &format!("Quay {number} was opened again, Tessa Quill said.")));
            articles.remove(number);
            let text = articles[number]["text"].as_str().unwrap().replace("three hours", &format!("{number} hours"));
            articles[number]["text"] = text.into();
        }
        place.write(&articles);
        place.night("remembering", "state", day, &[]);
        place.night("anew", "state_anew", day, &["--anew"]);
        place.same("remembering", "anew", &format!("night {day}"));
        let expected = if day == 1 { 90 } else { 4 };
        assert_eq!(
            place.fact("remembering", "measured_anew"),
            expected.to_string(),
            "night {day}: one new, one changed, each read and measured"
        );
        assert_eq!(place.fact("anew", "remembered"), "0", "night {day}: what is asked to be measured anew is");
    }
    let history = place.table("remembering", "history.csv");
    assert_eq!(history.len(), 30);
    assert!(history.iter().all(|row| row["alert"].is_empty()), "nothing leapt");
    assert!(!history[29]["trend_per_night"].is_empty() && history[0]["trend_per_night"].is_empty());
    // A run without a state has the same scores, and no changes or history to tell.
    assert!(place.run("plain", &[]).status.success());
    let (plain, with) = (place.files("plain"), place.files("anew"));
    for name in ["sources.csv", "claims.csv", "evidence.csv", "events.csv"] {
        assert!(plain[name] == with[name], "{name}");
    }
    assert!(place.table("plain", "history.csv").is_empty() && place.table("plain", "changes.csv").is_empty());
}

#[test]
fn what_changed_is_told() {
    let place = Place::new();
    let lead = |words: &str| format!("{words} Nobody was hurt.");
    let before = [
        article(0, OUTLETS[0], &lead("The wall had stood for 40 years, a person familiar with the repairs said.")),
        article(1, OUTLETS[1], &lead("The wall at Orrin will reportedly be mended before the winter storms come.")),
        article(2, OUTLETS[2], &lead("The repair of the broken harbour wall will cost 12 million crowns in all.")),
        article(3, OUTLETS[0], &lead("The market closed.")),
        article(4, OUTLETS[1], &lead("The wall fell at dawn.")),
        article(5, OUTLETS[1], &lead("The wall fell at dusk.")),
    ];
    let mut after = before.to_vec();
    let mut replace = |at: usize, old: &str, new: &str| {
        let text = after[at]["text"].as_str().unwrap();
        assert!(text.contains(old));
        after[at]["text"] = text.replace(old, new).into();
    };
    replace(0, "a person familiar with the repairs said", "the engineer Bo Lind said");
    replace(1, "will reportedly be", "will be");
    replace(2, "12 million", "19 million");
    replace(4, "Nobody was hurt.", "Nobody was hurt.\n\nCorrection: An earlier version of this article gave the wrong hour.");
    after[5]["title"] = "Quay 5 at Orrin fell at dusk".into();
    after.remove(3);
    after.push(article(6, OUTLETS[2], &lead("The crane has come.")));
    place.write(&before);
    place.night("out", "state", 1, &[]);
    assert!(place.changes("out").is_empty(), "the first night has nothing to compare with");
    place.write(&after);
    place.night("out", "state", 2, &[]);
    let changes = place.changes("out");
    let has = |number: &str, change: &str, kind: &str| {
        assert!(changes.contains(&(number.into(), change.into(), kind.into())), "{number} {change} {kind}: {changes:?}");
    };
    has("0", "changed", "speaker_named");
    has("1", "changed", "hedge_dropped");
    has("2", "changed", "number_changed");
    has("2", "changed", "silent_edit");
    has("4", "changed", "correction_notice");
    has("5", "changed", "headline");
    has("3", "vanished", "");
    has("6", "new", "");
    assert!(!changes.contains(&("4".into(), "changed".into(), "silent_edit".into())), "a correction is no silent edit");
    // The same night run again compares with the night before it, not with itself.
    place.night("again", "state", 2, &[]);
    assert_eq!(place.changes("again"), changes);
    let page = std::fs::read_to_string(place.path("out/index.html")).unwrap();
    assert!(page.contains("Since the night before (2031-06-02)") && page.contains("<td>speaker named</td>") && page.contains("1 vanished"));
}

/// What no run has used for a night is let go of: an article that comes back after two nights is measured again, after one it is not.
#[test]
fn what_is_gone_for_two_nights_is_forgotten() {
    let place = Place::new();
    let articles = corpus(4);
    for (day, count, measured) in [(1, 4, "8"), (2, 3, "0"), (3, 4, "0"), (4, 3, "0"), (5, 3, "0"), (6, 4, "2")] {
        place.write(&articles[..count]);
        place.night("out", "state", day, &[]);
        assert_eq!(place.fact("out", "measured_anew"), measured, "night {day}");
    }
}

#[test]
fn a_later_text_of_one_address_is_a_version() {
    let place = Place::new();
    let mut articles = corpus(6);
    let mut later = articles[2].clone();
    later["text"] = later["text"].as_str().unwrap().replace("after 3 stones", "after 9 stones").into();
    later["url"] = format!("{}?utm_source=x#top", later["url"].as_str().unwrap()).into();
    articles.push(later);
    place.write(&articles);
    assert!(place.run("out", &[]).status.success());
    assert_eq!(place.table("out", "articles.csv").len(), 6);
    let rejects = place.table("out", "rejects.csv");
    assert_eq!((rejects.len(), rejects[0]["reason"].as_str(), rejects[0]["position"].as_str()), (1, "earlier_version", "3"));
    assert!(place.changes("out").iter().all(|(_, change, _)| change == "version"));
    assert!(place.changes("out").iter().any(|(_, _, kind)| kind == "number_changed"), "{:?}", place.changes("out"));
    assert_eq!(place.table("out", "articles.csv").iter().filter(|row| row["version_of"].starts_with('v')).count(), 1);
}

#[test]
fn articles_of_earlier_nights_stay_for_their_days() {
    let place = Place::new();
    let articles = corpus(9);
    let keep = &["--keep-days", "2"][..];
    place.write(&articles[..6]);
    place.night("out", "state", 1, keep);
    place.write(&articles[6..]);
    place.night("out", "state", 2, keep);
    assert_eq!(place.table("out", "articles.csv").len(), 9);
    assert_eq!(place.fact("out", "measured_anew"), "6", "three articles, read and measured");
    place.night("out", "state", 3, keep);
    assert_eq!(place.table("out", "articles.csv").len(), 9, "met on the 1st, kept until the 3rd");
    place.night("out", "state", 4, keep);
    assert_eq!(place.table("out", "articles.csv").len(), 3);
    assert_eq!(place.changes("out").iter().filter(|(_, change, _)| change == "expired").count(), 6);
    // Without --keep-days a night covers what it is given and no more.
    place.night("out", "state", 5, &[]);
    assert_eq!(place.table("out", "articles.csv").len(), 3);
}

/// Another configuration cannot read what this one measured: it says so, tells that an article changed but not how, and scores what it is given.
#[test]
fn what_another_configuration_measured_is_not_taken() {
    let place = Place::new();
    let mut articles = corpus(9);
    place.write(&articles);
    place.night("out", "state", 1, &["--keep-days", "9"]);
    std::fs::write(place.path("other.toml"), "[weighing]\nleast_words = 90\n").unwrap();
    articles[1]["text"] = articles[1]["text"].as_str().unwrap().replace("three hours", "five hours").into();
    place.write(&articles[1..]);
    let arguments = ["--state", "state", "--night", "2031-06-02", "--keep-days", "9", "--config", "other.toml"];
    let done = place.run("out", &arguments);
    assert!(done.status.success() && told(&done).contains("another build or configuration measured them"), "{}", told(&done));
    assert_eq!((place.table("out", "articles.csv").len(), place.fact("out", "measured_anew")), (8, "16".to_owned()));
    let changes = place.changes("out");
    assert!(
        changes.contains(&("1".into(), "changed".into(), String::new()))
            && changes.contains(&("0".into(), "expired".into(), String::new())),
        "{changes:?}"
    );
}

#[test]
fn outlets_of_one_owner_are_one_origin_and_aliases_are_one_outlet() {
    let place = Place::new();
    let claim = "The Orrin harbour wall broke on Monday morning after a barge had struck it twice, the harbour master said.";
    let articles: Vec<_> = (0..3)
        .map(|at| {
            let mut article = article(0, OUTLETS[at], claim);
            article["title"] = "Barge breaks Orrin harbour wall".into();
            article["text"] = [
                "The Orrin harbour wall broke on Monday after a barge struck it twice.",
                "A barge struck the Orrin harbour wall twice on Monday and broke it.",
                "On Monday a barge broke the Orrin harbour wall, which it struck twice.",
            ][at]
                .into();
            article
        })
        .collect();
    place.write(&articles);
    std::fs::write(
        place.path("family.csv"),
        format!("outlet,alias_of,owner,leave_out\n{},,Harbour Group,\n{},,harbour group,\n{},,,\n", OUTLETS[0], OUTLETS[1], OUTLETS[2]),
    )
    .unwrap();
    std::fs::write(place.path("alias.csv"), format!("outlet,alias_of,leave_out\n{},{},\n{},,yes\n", OUTLETS[1], OUTLETS[0], OUTLETS[2]))
        .unwrap();
    let origins = |out: &str| -> Vec<(String, String)> {
        place
            .table(out, "claims.csv")
            .iter()
            .filter(|row| row["sources"] != "1")
            .map(|row| (row["sources"].clone(), row["origins"].clone()))
            .collect()
    };
    assert!(place.run("plain", &[]).status.success());
    assert!(place.run("family", &["--outlets", "family.csv"]).status.success());
    assert!(place.run("alias", &["--outlets", "alias.csv"]).status.success());
    assert!(origins("plain").contains(&("3".into(), "3".into())), "{:?}", origins("plain"));
    assert!(origins("family").contains(&("3".into(), "2".into())), "{:?}", origins("family"));
    let sources: Vec<String> = place.table("alias", "sources.csv").iter().map(|row| row["source"].clone()).collect();
    assert_eq!(sources, [OUTLETS[0]]);
    assert_eq!(place.table("alias", "rejects.csv")[0]["reason"], "left_out");
    std::fs::write(place.path("wrong.csv"), "outlet,leave_out\na.example,perhaps\n").unwrap();
    let wrong = place.run("plain", &["--outlets", "wrong.csv"]);
    assert_eq!(wrong.status.code(), Some(2), "{}", String::from_utf8_lossy(&wrong.stderr));
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("wrong.csv"));
}

#[test]
fn days_from_and_until() {
    let place = Place::new();
    let mut articles = corpus(6);
    articles[5]["published"] = "".into();
    place.write(&articles);
    let done = place.run("out", &["--since", "2031-05-02", "--until", "2031-05-03"]);
    assert!(done.status.success(), "what is passed over is no reject");
    assert_eq!(place.table("out", "articles.csv").len(), 2);
    let reasons: Vec<String> = place.table("out", "rejects.csv").iter().map(|row| row["reason"].clone()).collect();
    assert_eq!(reasons.iter().filter(|reason| *reason == "out_of_range").count(), 3);
    assert_eq!(reasons.iter().filter(|reason| *reason == "undated").count(), 1);
}

/// What --since leaves out has not vanished, also where an earlier night kept it; nor is it scored.
#[test]
fn what_is_passed_over_has_not_vanished() {
    let place = Place::new();
    place.write(&corpus(6));
    place.night("out", "state", 1, &["--keep-days", "9"]);
    place.night("out", "state", 2, &["--keep-days", "9", "--since", "2031-05-04"]);
    assert_eq!(place.table("out", "articles.csv").len(), 3);
    assert_eq!(place.changes("out"), []);
    // An article that is neither in the corpus nor within the days is gone.
    place.night("out", "state", 3, &["--keep-days", "9"]);
    place.write(&corpus(6)[3..]);
    place.night("out", "state", 4, &["--keep-days", "9", "--since", "2031-05-04"]);
    assert_eq!(place.table("out", "articles.csv").len(), 3);
    assert_eq!(place.changes("out").iter().filter(|(_, change, _)| change == "expired").count(), 3);
}

/// A crawl that is not there does not empty last night's reports, nor does the night count.
#[test]
fn a_night_without_an_article_changes_nothing() {
    let place = Place::new();
    place.write(&corpus(6));
    place.night("out", "state", 1, &[]);
    let reports = place.files("out");
    std::fs::rename(place.path("articles.jsonl"), place.path("away")).unwrap();
    for arguments in [&["--state", "state", "--night", "2031-06-02"][..], &[]] {
        let done = place.run("out", arguments);
        let text = told(&done);
        assert_eq!(done.status.code(), Some(1), "{text}");
        assert!(text.contains("no article was read") && text.contains("articles.jsonl: No such file"), "{text}");
        assert!(place.files("out") == reports && !place.path(".out.partial").exists());
    }
    // Where no reports stand the empty ones say why they are empty.
    assert_eq!(place.run("new", &[]).status.code(), Some(3));
    assert_eq!(place.table("new", "rejects.csv").len(), 1);
    std::fs::rename(place.path("away"), place.path("articles.jsonl")).unwrap();
    place.night("out", "state", 3, &[]);
    assert_eq!(place.table("out", "history.csv").iter().filter(|row| row["source"] == OUTLETS[0]).count(), 2);
    assert_eq!(place.changes("out"), []);
}

/// A deterministic stream of numbers in [0, 1).
fn draws(seed: u64) -> impl FnMut() -> f64 {
    let mut state = seed;
    move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// Killed at 20 points of a night: the reports are those of the last night or of this one, whole; the next run is as if nothing had been.
#[cfg(unix)]
#[test]
fn killed_anywhere_nothing_is_lost() {
    let place = Place::new();
    let articles = corpus(90);
    place.write(&articles[..60]);
    place.night("out", "state", 1, &[]);
    place.night("clean", "state_clean", 1, &[]);
    let before = place.files("out");
    place.write(&articles);
    let begun = Instant::now();
    place.night("clean", "state_clean", 2, &[]);
    let long = begun.elapsed();
    let after = place.files("clean");
    let copy = |from: &str, to: &str| {
        let _ = std::fs::remove_dir_all(place.path(to));
        assert!(Command::new("cp").current_dir(place.home.path()).args(["-r", from, to]).status().unwrap().success());
    };
    copy("out", "out_saved");
    copy("state", "state_saved");
    let mut draw = draws(20_261_129);
    let mut survived = 0;
    for _ in 0..20 {
        // Every kill meets the first night's reports and state, and what the kills before left beside them.
        copy("out_saved", "out");
        copy("state_saved", "state");
        let mut child = place.command("out", &["--state", "state", "--night", "2031-06-02"]).spawn().unwrap();
        std::thread::sleep(long.mul_f64(1.1 * draw()));
        child.kill().unwrap();
        child.wait().unwrap();
        let now = place.files("out");
        survived += usize::from(now == before);
        assert!(now == before || now == after, "the reports are neither night's");
    }
    place.night("out", "state", 2, &[]);
    place.same("out", "clean", "after the kills");
    eprintln!("killed 20 times: the old reports stood {survived} times, the new ones {}", 20 - survived);
    place.write(&articles[1..]);
    place.night("out", "state", 3, &[]);
    place.night("clean", "state_clean", 3, &[]);
    place.same("out", "clean", "the night after");
}

/// Sixty nights of a corpus that moves on by an article a night, every third one killed first: the reports stay those of runs that measure
/// all anew, and the state keeps what the last nights had and no more.
#[test]
fn sixty_nights_with_kills_neither_drift_nor_grow() {
    let place = Place::new();
    let articles = corpus(84);
    let night = |day: usize| jiff::civil::date(2031, 6, 1).checked_add(jiff::Span::new().days(day as i64)).unwrap().to_string();
    let size = || std::fs::metadata(place.path("state").join("corroborate.redb")).unwrap().len();
    let mut draw = draws(20_261_130);
    let (mut long, mut grown) = (std::time::Duration::ZERO, Vec::new());
    for day in 0..60 {
        place.write(&articles[day..day + 24]);
        let called = night(day);
        let arguments = ["--state", "state", "--night", called.as_str()];
        if day % 3 == 2 {
            let mut child = place.command("out", &arguments).spawn().unwrap();
            std::thread::sleep(long.mul_f64(1.1 * draw()));
            child.kill().unwrap();
            child.wait().unwrap();
        }
        let begun = Instant::now();
        let done = place.run("out", &arguments);
        assert!(done.status.success(), "{}", told(&done));
        long = begun.elapsed();
        grown.push(size());
        if day % 10 == 9 {
            // A run without a past has told no changes and knows no nights: everything else is the same.
            assert!(place.run("anew", &[]).status.success());
            let (mut one, mut other) = (place.files("out"), place.files("anew"));
            for file in ["changes.csv", "history.csv", "index.html"] {
                assert!(one.remove(file).is_some() && other.remove(file).is_some());
            }
            assert!(one == other, "night {day} drifted");
        }
    }
    let nights = place.table("out", "history.csv").iter().filter(|row| row["source"] == OUTLETS[0]).count();
    assert_eq!(nights, 60);
    // What is left are the articles of the last nights. The file itself is enlarged by doubling and never made smaller.
    let table = redb::TableDefinition::<u128, &[u8]>::new("measured");
    let database = redb::Database::open(place.path("state").join("corroborate.redb")).unwrap();
    let kept =
        redb::ReadableTableMetadata::len(&redb::ReadableDatabase::begin_read(&database).unwrap().open_table(table).unwrap()).unwrap();
    assert!((24..=30).contains(&kept), "{kept} articles are kept");
    let (early, late) = (grown[5..20].iter().max().unwrap(), grown[45..].iter().max().unwrap());
    assert!(late <= &(early * 3), "the state grew from {early} to {late} bytes");
}

#[test]
fn of_two_runs_at_once_the_second_stops() {
    let place = Place::new();
    place.write(&corpus(3));
    place.night("out", "state", 1, &[]);
    // Both hold the same state; the first is held open by a store of this process.
    let held = corroborate::store::Store::open(&place.path("state"), 7).unwrap();
    let second = place.run("other", &["--state", "state"]);
    assert_eq!(second.status.code(), Some(2));
    let message = told(&second);
    assert!(message.contains("another run is using") && message.contains("wait for it to end"), "{message}");
    assert!(!place.path("other").exists());
    drop(held);
    place.night("other", "state", 1, &[]);
}

/// The report folder is replaced whole: a state in it would be lost every night.
#[test]
fn a_state_inside_the_reports_is_refused() {
    let place = Place::new();
    place.write(&corpus(3));
    assert!(place.run("out", &[]).status.success());
    for state in ["out", "out/state", "./out/../out/deep/state"] {
        let done = place.run("out", &["--state", state]);
        assert_eq!(done.status.code(), Some(2), "{state}");
        assert!(told(&done).contains("lies in the report folder"), "{state}: {}", told(&done));
    }
    place.night("out", "output", 1, &[]);
}

/// Damage anywhere in the store: a clear message and whole reports, or, where only what was measured is hurt, a run as good as any.
#[test]
fn a_damaged_store_is_told_or_measured_anew() {
    let place = Place::new();
    place.write(&corpus(30));
    place.night("out", "state", 1, &[]);
    let reports = place.files("out");
    let file = place.path("state").join("corroborate.redb");
    let sound = std::fs::read(&file).unwrap();
    let mut draw = draws(7);
    let (mut refused, mut anew) = (0, 0);
    let mut check = |bytes: &[u8]| {
        std::fs::write(&file, bytes).unwrap();
        let done = place.run("out", &["--state", "state", "--night", "2031-06-02"]);
        let text = told(&done);
        assert!(!text.contains("panicked"), "{text}");
        match done.status.code() {
            Some(0) => {
                anew += 1;
                for name in ["sources.csv", "claims.csv", "evidence.csv"] {
                    assert!(place.files("out")[name] == reports[name], "{name}");
                }
            }
            Some(1 | 2) => {
                refused += 1;
                assert!(text.contains("corroborate.redb") && text.contains("move it aside"), "{text}");
                assert_eq!(place.files("out").len(), reports.len());
            }
            other => panic!("{other:?}: {text}"),
        }
    };
    check(b"no store at all");
    check(&sound[..sound.len() / 3]);
    for _ in 0..12 {
        let mut bytes = sound.clone();
        let from = (draw() * bytes.len() as f64) as usize;
        let until = (from + 4_000).min(bytes.len());
        bytes[from..until].iter_mut().for_each(|byte| *byte ^= 0x5a);
        check(&bytes);
    }
    eprintln!("damaged 14 times: told {refused} times, measured anew {anew} times");
    assert!(refused >= 2);
    std::fs::write(&file, &sound).unwrap();
    place.night("out", "state", 2, &[]);
}

/// A limit on the size of files stands in for a full disk.
#[cfg(unix)]
#[test]
fn a_full_disk_leaves_the_old_reports() {
    let place = Place::new();
    place.write(&corpus(60));
    place.night("out", "state", 1, &[]);
    let reports = place.files("out");
    for blocks in ["8", "64", "512"] {
        let line = format!(
            "trap '' XFSZ; ulimit -f {blocks}; exec {} score articles.jsonl --out out --state state --anew --night 2031-06-02",
            env!("CARGO_BIN_EXE_corroborate")
        );
        let done = Command::new("bash").current_dir(place.home.path()).args(["-c", &line]).output().unwrap();
        let text = told(&done);
        assert_eq!(done.status.code(), Some(1), "{blocks}: {text}");
        assert!(text.contains("the old reports are untouched") && !text.contains("panicked"), "{blocks}: {text}");
        assert!(text.contains("corroborate.redb") || text.contains(".out.partial"), "{blocks}: names the file: {text}");
        assert!(place.files("out") == reports && !place.path(".out.partial").exists(), "{blocks}");
    }
    place.night("out", "state", 2, &[]);
}

/// A folder that cannot be written and files that cannot be read, met by a user who is not root.
#[cfg(unix)]
#[test]
fn what_may_not_be_read_or_written_is_told() {
    use std::os::unix::fs::PermissionsExt;
    let mode = |path: &Path, mode: u32| std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    let place = Place::new();
    place.write(&corpus(6));
    place.night("out", "state", 1, &[]);
    std::fs::create_dir(place.path("in")).unwrap();
    std::fs::write(place.path("in/open.jsonl"), corpus(1)[0].to_string()).unwrap();
    std::fs::write(place.path("in/shut.jsonl"), corpus(2)[1].to_string()).unwrap();
    let root = Command::new("id").arg("-u").output().is_ok_and(|out| out.stdout.starts_with(b"0\n"));
    let program = place.path("program");
    std::fs::copy(env!("CARGO_BIN_EXE_corroborate"), &program).unwrap();
    for path in [place.home.path(), &program, &place.path("in"), &place.path("out")] {
        mode(path, 0o755);
    }
    mode(&place.path("in/shut.jsonl"), 0o000);
    let as_nobody = |arguments: &[&str]| {
        let mut command = if root {
            let mut command = Command::new("setpriv");
            command.args(["--reuid", "65534", "--regid", "65534", "--clear-groups"]).arg(&program);
            command
        } else {
            Command::new(&program)
        };
        command.current_dir(place.home.path()).args(arguments).output()
    };
    if as_nobody(&["--version"]).map_or(true, |out| !out.status.success()) {
        eprintln!("skipped: no other user to run as");
        return;
    }
    // Nothing may be written beside the reports: they stay as they are.
    mode(place.home.path(), 0o555);
    let done = as_nobody(&["score", "articles.jsonl", "--out", "out"]).unwrap();
    let text = told(&done);
    mode(place.home.path(), 0o777);
    assert!(done.status.code() == Some(1) && text.contains("make the folder writable"), "{text}");
    let done = as_nobody(&["score", "articles.jsonl", "--out", "new", "--state", "state"]).unwrap();
    let text = told(&done);
    assert!(!root || done.status.code() == Some(1) && text.contains("corroborate.redb"), "{text}");
    let done = as_nobody(&["score", "in", "--out", "new"]).unwrap();
    assert_eq!(done.status.code(), Some(3), "{}", String::from_utf8_lossy(&done.stderr));
    let rejects = place.table("new", "rejects.csv");
    assert_eq!((rejects.len(), rejects[0]["reason"].as_str()), (1, "unreadable"));
    assert!(rejects[0]["path"].ends_with("shut.jsonl") && rejects[0]["detail"].to_lowercase().contains("permission denied"));
    assert_eq!(place.table("new", "articles.csv").len(), 1);
}

/// A gzip bomb, a line of 200 MB and a path with a line break: set aside, in little memory, and the article beside them is read.
#[cfg(target_os = "linux")]
#[test]
fn bombs_and_endless_lines_cost_little_memory() {
    use std::io::Write;
    let place = Place::new();
    let zeros = vec![b'x'; 1 << 20];
    let bomb = |name: &str, megabytes: usize| {
        let mut out = flate2::write::GzEncoder::new(std::fs::File::create(place.path(name)).unwrap(), flate2::Compression::best());
        (0..megabytes).for_each(|_| out.write_all(&zeros).unwrap());
        out.finish().unwrap();
    };
    std::fs::create_dir(place.path("in")).unwrap();
    bomb("in/line.jsonl.gz", 200);
    bomb("in/page.html.gz", 200);
    bomb("in/text.txt.gz", 200);
    bomb("in/feed.xml.gz", 200);
    bomb("in/archive.warc.gz", 200);
    std::fs::write(place.path("in/with\nbreak.jsonl"), corpus(1)[0].to_string()).unwrap();
    // 64 MiB is the limit of one article; beside it stand the program, its word tables and one copy for each of two threads.
    let limit = 900 << 10;
    let line = format!("ulimit -v {limit}; exec {} score in --out out --threads 2", env!("CARGO_BIN_EXE_corroborate"));
    let done = Command::new("bash").current_dir(place.home.path()).args(["-c", &line]).output().unwrap();
    let text = told(&done);
    assert_eq!(done.status.code(), Some(3), "{text}");
    let rejects = place.table("out", "rejects.csv");
    let reasons: BTreeMap<String, String> =
        rejects.iter().map(|row| (row["path"].rsplit('/').next().unwrap().to_owned(), row["reason"].clone())).collect();
    assert_eq!(reasons["line.jsonl.gz"], "too_large");
    assert_eq!(reasons["page.html.gz"], "too_large");
    assert_eq!(reasons["text.txt.gz"], "too_large");
    assert_eq!(reasons["feed.xml.gz"], "broken_xml");
    assert_eq!(reasons["archive.warc.gz"], "unreadable");
    let articles = place.table("out", "articles.csv");
    assert_eq!((articles.len(), articles[0]["path"].contains("with\nbreak")), (1, true));
}

#[test]
fn two_nights_are_compared() {
    let place = Place::new();
    let mut articles = corpus(45);
    place.write(&articles);
    assert!(place.run("one", &[]).status.success());
    articles.truncate(44);
    articles[0]["title"] = "Quay 0 at Orrin stays closed for good".into();
    place.write(&articles);
    assert!(place.run("two", &["--delimiter", "semicolon"]).status.success());
    let mut command = Command::new(env!("CARGO_BIN_EXE_corroborate"));
    let done = command.current_dir(place.home.path()).args(["compare", "one", "two"]).output().unwrap();
    let text = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    assert!(text.contains("Articles: 45 before, 44 now; 0 new, 1 gone, 1 with another title or length."), "{text}");
    assert!(text.contains("orrinpost.example") && text.contains("Claims: "), "{text}");
    let header = std::fs::read_to_string(place.path("two/sources.csv")).unwrap();
    assert!(header.starts_with("source;articles;"));
}

#[test]
fn what_a_new_user_writes_once() {
    let place = Place::new();
    let run = |arguments: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_corroborate")).current_dir(place.home.path()).args(arguments).output().unwrap()
    };
    assert!(run(&["init"]).status.success());
    let again = run(&["init"]);
    assert!(again.status.code() == Some(2) && String::from_utf8_lossy(&again.stderr).contains("is there already"));
    place.write(&corpus(3));
    assert!(place.run("out", &["--config", "corroborate.toml"]).status.success());
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(String::from_utf8_lossy(&run(&["completions", shell]).stdout).contains("keep-days"), "{shell}");
    }
    let manual = String::from_utf8_lossy(&run(&["man"]).stdout).into_owned();
    assert!(manual.starts_with(".ie") || manual.contains(".TH corroborate"), "{}", &manual[..80]);
    assert!(manual.contains("CORROBORATE SCORE") && manual.contains("keep\\-days"));
}

#[test]
fn a_file_for_each_source_and_a_workbook() {
    let place = Place::new();
    let mut articles = corpus(6);
    articles[0]["outlet"] = "The Post/Wire".into();
    articles[0]["title"] = "=HYPERLINK(\"x\")".into();
    place.write(&articles);
    assert!(place.run("out", &["--per-source", "--format", "xlsx", "--bom"]).status.success());
    let names: Vec<String> = {
        let mut names: Vec<String> = std::fs::read_dir(place.path("out/by_source"))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    };
    assert_eq!(names.len(), 4);
    assert!(names.iter().any(|name| name.starts_with("the_post_wire-")), "{names:?}");
    let own = place.table("out", "by_source/lenntimes.example.csv");
    let all = place.table("out", "evidence.csv");
    assert_eq!(own.len(), all.iter().filter(|row| row["source"] == "lenntimes.example").count());
    assert!(std::fs::read(place.path("out/reports.xlsx")).unwrap().starts_with(b"PK"));
    // The folder is replaced whole: what is not asked for again is gone.
    assert!(place.run("out", &[]).status.success());
    assert!(!place.path("out/by_source").exists() && !place.path("out/reports.xlsx").exists());
}

/// pandas and `LibreOffice` read the reports as `datapackage.json` promises, a formula in a title stays text. Skipped aloud without pandas.
#[test]
fn reports_are_read_by_the_data_package_alone() {
    let place = Place::new();
    let mut articles = corpus(45);
    articles[0]["title"] = "=1+2 stones fell from quay 0".into();
    articles[1]["title"] = "+3 stones fell from quay 1".into();
    place.write(&articles);
    place.night("out", "state", 1, &["--format", "xlsx"]);
    articles.remove(2);
    place.write(&articles);
    place.night("out", "state", 2, &["--format", "xlsx"]);
    let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
    if !Command::new(&python).args(["-c", "import pandas"]).output().is_ok_and(|out| out.status.success()) {
        eprintln!("skipped: {python} has no pandas (set PYTHON to one that has)");
        return;
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts/check_reports");
    let done = Command::new(&python).arg(script).arg(place.path("out")).output().unwrap();
    assert!(done.status.success(), "{}", told(&done));
    eprintln!("{}", String::from_utf8_lossy(&done.stdout));
}

/// The wrapper for cron: its status is the program's, its log is JSON Lines, its summary tells what changed.
#[cfg(unix)]
#[test]
fn the_nightly_script_logs_sums_up_and_passes_the_status_on() {
    let place = Place::new();
    let mut articles = corpus(6);
    let run = |corpus: &str, night: &str| {
        Command::new("bash")
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts/nightly"))
            .current_dir(place.home.path())
            .env("PROGRAM", env!("CARGO_BIN_EXE_corroborate"))
            .envs([("CORPUS", corpus), ("OUT", "out"), ("STATE", "state"), ("LOG", "log.jsonl"), ("OPTIONS", &format!("--night {night}"))])
            .output()
            .unwrap()
    };
    place.write(&articles);
    let first = run("articles.jsonl", "2031-06-01");
    assert!(first.status.success(), "{}", told(&first));
    let summary = String::from_utf8_lossy(&first.stdout).into_owned();
    assert!(summary.starts_with("corroborate: all well") && summary.contains("6 articles of 3 sources"), "{summary}");
    let log = std::fs::read_to_string(place.path("log.jsonl")).unwrap();
    assert!(log.lines().count() >= 5 && log.lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()), "{log}");
    articles[0]["text"] = articles[0]["text"].as_str().unwrap().replace("after 3 stones", "after 8 stones").into();
    place.write(&articles);
    std::fs::write(place.path("broken.jsonl"), "{").unwrap();
    let second = run("articles.jsonl broken.jsonl", "2031-06-02");
    assert_eq!(second.status.code(), Some(3));
    let summary = String::from_utf8_lossy(&second.stdout).into_owned();
    assert!(summary.starts_with("corroborate: finished, but inputs were rejected"), "{summary}");
    if Command::new("python3").arg("--version").output().is_ok() {
        assert!(summary.contains("number_changed"), "{summary}");
    }
    assert_eq!(run("", "2031-06-03").status.code(), Some(2));
}

#[cfg(feature = "parquet")]
#[test]
fn tables_as_parquet_are_read_again() {
    use corroborate::config::ReadingParams;
    let place = Place::new();
    place.write(&corpus(6));
    assert!(place.run("out", &["--format", "parquet"]).status.success());
    let rows = place.table("out", "evidence.csv");
    let read: Vec<_> =
        corroborate::corpus::records(&[place.path("out/evidence.parquet")], &ReadingParams::default()).map(Result::unwrap).collect();
    assert_eq!(read.len(), rows.len());
    assert!(read.iter().zip(&rows).all(|(record, row)| record.fields.text == row["text"] && record.fields.outlet == row["source"]));
    assert!(place.path("out/sources.parquet").exists() && !place.path("out/run.parquet").exists());
}
