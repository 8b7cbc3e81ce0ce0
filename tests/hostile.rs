//! Articles that nobody wrote, or that somebody wrote to do harm: endless sentences, floods of marks, names and numbers, one text or
//! one name everywhere, scripts that run from the right, outlets that look like others. Real runs of the binary. Belongs here:
//! text that is hostile once it is read; hostile files of each format stand in `inputs.rs`. Sizes are smaller in debug builds,
//! where our own code is not optimised; at either size quadratic work would take minutes.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "helpers of tests stand outside the functions marked as tests")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

/// `full` in a release build, a fiftieth of it in a debug one.
fn size(full: usize) -> usize {
    if cfg!(debug_assertions) { full / 50 } else { full }
}

/// What opens every text: English enough to be read as such whatever follows.
fn opening() -> String {
    (1..30).fold(String::new(), |mut text, day| {
        write!(text, "The harbour of Varn was shut on day {day} and it will be so for a while, as the mayor had said to all of them. ")
            .unwrap();
        text
    })
}

/// A word of its own for every number, in small letters.
fn word(number: usize) -> String {
    let (mut word, mut rest) = (String::new(), number + 1);
    while rest > 0 {
        word.push(char::from(b'a' + (rest % 26) as u8));
        rest /= 26;
    }
    word
}

/// `word(number)` with a capital.
fn name(number: usize) -> String {
    let word = word(number);
    word[..1].to_uppercase() + &word[1..]
}

/// `unit(0)` to `unit(count - 1)`, with blanks between.
fn each(count: usize, unit: impl Fn(usize) -> String) -> String {
    (0..count).map(unit).collect::<Vec<_>>().join(" ")
}

fn run(folder: &Path, arguments: &[&str]) -> std::process::Output {
    Command::new(env!("CARGO_BIN_EXE_corroborate")).current_dir(folder).args(arguments).output().unwrap()
}

fn write_lines(folder: &TempDir, articles: &[Value]) {
    let lines: Vec<String> = articles.iter().map(Value::to_string).collect();
    fs::write(folder.path().join("in.jsonl"), lines.join("\n")).unwrap();
}

/// Annotates one article a text; each must come out whole, with every place on character boundaries.
fn annotated(texts: &[(&str, String)]) -> Vec<Value> {
    let folder = TempDir::new().unwrap();
    let articles: Vec<Value> = texts
        .iter()
        .map(|(title, text)| json!({"outlet": "varnpost.example", "title": title, "text": format!("{}\n\n{text}", opening())}))
        .collect();
    write_lines(&folder, &articles);
    let output = run(folder.path(), &["annotate", "in.jsonl"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let found: Vec<Value> = String::from_utf8(output.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let titles: BTreeMap<&str, &Value> = found.iter().map(|article| (article["title"].as_str().unwrap(), article)).collect();
    assert_eq!(titles.len(), texts.len());
    for (title, text) in texts {
        let read = titles[title]["text"].as_str().unwrap();
        assert!(read.contains(text.as_str()), "{title}: the text is not what was given");
        places_cut_the_text(title, read, titles[title]);
    }
    texts.iter().map(|(title, _)| titles[title].clone()).collect()
}

/// Every `start` and `end` of an annotation, and every scope, stands on a character boundary, in order.
fn places_cut_the_text(title: &str, text: &str, value: &Value) {
    match value {
        Value::Object(fields) => {
            if let (Some(start), Some(end)) = (fields.get("start").and_then(Value::as_u64), fields.get("end").and_then(Value::as_u64)) {
                assert!(text.get(start as usize..end as usize).is_some_and(|cut| !cut.is_empty()), "{title}: {start} to {end}");
            }
            fields.values().for_each(|value| places_cut_the_text(title, text, value));
        }
        Value::Array(items) => items.iter().for_each(|value| places_cut_the_text(title, text, value)),
        _ => {}
    }
}

#[test]
fn endless_sentences() {
    let piece = "that the old ferry would go to the town and ";
    let names = each(size(250_000), |at| format!("{} left and", name(at)));
    let texts = [
        ("One sentence of five megabytes", format!("The harbour board said {}it was so.", piece.repeat(size(5_000_000) / piece.len()))),
        ("Hedges", format!("It {}go. {}so.", "may perhaps ".repeat(size(100_000)), "The quay is shut and ".repeat(size(50_000)))),
        ("Reports", format!("{} it was so.", each(size(50_000), |at| format!("the {} Times reported that", name(at))))),
        ("According", "according to ".repeat(size(200_000))),
        (
            "The two",
            format!("Mara Oldine met Bo Lindt and {}", "Mara Oldine and Bo Lindt left and the two said so and ".repeat(size(40_000))),
        ),
        ("Mayors", each(size(40_000), |at| format!("Mara {}, the mayor of {}, may go, and", name(at), name(7 * at)))),
        ("Names, then he", format!("{names} Bo Lindt said so. {}", "He said no. ".repeat(size(100_000)))),
        ("Even", format!("{}\n{}", "even ".repeat(size(1_000_000)), "Even the men even want it even now even so. ".repeat(60))),
    ];
    let found = annotated(&texts);
    // Its opening has 29 sentences, the headline is one.
    assert_eq!(found[0]["sentences"].as_array().unwrap().len(), 29 + 1 + 1);
}

#[test]
fn floods_of_quotation_marks() {
    let times = size(100_000);
    let texts = [
        ("Open only", "\u{201c}".repeat(times)),
        ("Close only", "\u{201d}".repeat(times)),
        ("Open and close", "\u{201c}\u{201d}".repeat(times / 2)),
        ("Straight", "\"".repeat(times)),
        ("Straight with blanks", "\" ".repeat(times)),
        ("Single", "'a ".repeat(times)),
        ("Nested", "\u{201c}He said \u{2018}no, ".repeat(times / 2)),
        ("Brackets", format!("{}quay{}", "(".repeat(times), ")".repeat(times))),
        ("Brackets and words", format!("{}{}", "(the quay ".repeat(times), "is shut) ".repeat(times))),
        ("Square brackets", "[the ![".repeat(times)),
    ];
    annotated(&texts);
}

#[test]
fn floods_of_words_names_and_numbers() {
    let texts = [
        ("Capitals", each(size(50_000), name)),
        ("One word", "the ".repeat(size(1_000_000))),
        ("One name", "Mara Oldine ".repeat(size(100_000))),
        ("Numbers", each(size(200_000), |at| at.to_string())),
        ("Shares", each(size(100_000), |at| format!("{at}% of"))),
        ("Days", each(size(100_000), |at| format!("March {}, {}", at % 28 + 1, 1900 + at % 200))),
        ("Namesakes", each(size(20_000), |at| format!("{} Holt, the mayor, said no. Holt said yes.", name(at)))),
        ("Said", each(size(20_000), |at| format!("{} said the {} quay was shut.", ["Mara Oldine", "Bo Lindt"][at % 2], word(at)))),
        ("Outlets", each(size(20_000), |at| format!("The {} Times reported that Holt told the Lamp it was shut.", name(at)))),
        ("A long word", "x".repeat(size(1_000_000))),
        ("A long word of parts", "x-".repeat(size(500_000))),
        ("A long address", format!("See https://varnpost.example/{} for more.", "path/".repeat(size(200_000)))),
    ];
    annotated(&texts);
}

/// 50,000 quotations of one speaker: each is hers.
#[test]
fn one_speaker_without_end() {
    let quotes = size(50_000);
    let line = |at| format!("\u{201c}The {} quay is shut,\u{201d} said Mara Oldine.", word(at));
    let text = (0..quotes).map(line).collect::<Vec<_>>().join("\n");
    let found = &annotated(&[("One speaker", text)])[0];
    let attributions = found["attributions"].as_array().unwrap();
    let hers = attributions.iter().filter(|item| item["name"] == "Mara Oldine").count();
    assert!(hers >= quotes * 99 / 100, "{hers} of {quotes}");
}

#[test]
fn floods_of_lines() {
    let lines = |count: usize, line: &dyn Fn(usize) -> String| (0..count).map(line).collect::<String>();
    let texts = [
        ("Breaks", format!("The quay is shut.{}The ferry is sold.", "\n".repeat(size(1_000_000)))),
        ("Marks", "...!?\n***\n-\n".repeat(size(100_000))),
        ("Paragraphs", lines(size(100_000), &|at| format!("The {} board of {} said it would sell the ferry.\n\n", word(at), name(7 * at)))),
        ("Capitals", lines(size(100_000), &|at| format!("{} {}\n", name(at), name(3 * at)))),
        ("Speaker lines", lines(size(50_000), &|at| format!("{}: the quay is shut.\n", word(at).to_uppercase()))),
        ("Bylines", lines(size(50_000), &|at| format!("By Mara {}\n", name(at)))),
        ("Open quotations", lines(size(50_000), &|at| format!("\u{201c}The {} quay is shut.\n", word(at)))),
    ];
    annotated(&texts);
}

#[test]
fn scripts_from_the_right_and_marks_on_letters() {
    // Holt's words are Hebrew and Arabic, with an override of direction; Zoë's name has its dots as a mark of their own.
    let text = "\u{201c}\u{5d4}\u{5e0}\u{5de}\u{5dc} \u{5e1}\u{5d2}\u{5d5}\u{5e8} \u{202e}\u{627}\u{644}\u{645}\u{64a}\u{646}\u{627}\u{621}\u{202c},\u{201d} said Jon Holt, the mayor of Varn.\n\n\
        \u{201c}The cafe\u{301} may be shut \u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467},\u{201d} said Zoe\u{308} Bra\u{301}nt.";
    let found = &annotated(&[("Right to left", text.to_owned())])[0];
    let read = found["text"].as_str().unwrap();
    let said: Vec<(&str, &str)> = found["attributions"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|item| item["manner"] == "direct")
        .map(|item| {
            let at = |key: &str| item["content"][0][key].as_u64().unwrap() as usize;
            (item["name"].as_str().unwrap(), &read[at("start")..at("end")])
        })
        .collect();
    let expected = [
        (
            "Jon Holt",
            "\u{5d4}\u{5e0}\u{5de}\u{5dc} \u{5e1}\u{5d2}\u{5d5}\u{5e8} \u{202e}\u{627}\u{644}\u{645}\u{64a}\u{646}\u{627}\u{621}\u{202c}",
        ),
        ("Zoe\u{308} Bra\u{301}nt", "The cafe\u{301} may be shut \u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}"),
    ];
    assert_eq!(said, expected);
    let floods = [
        ("Marks on one letter", format!("The quay e{} is shut.", "\u{301}".repeat(size(500_000)))),
        ("Marks on each", "e\u{301} ".repeat(size(200_000))),
        ("Joiners", "a\u{200d}".repeat(size(300_000))),
        ("Overrides", "\u{202e}\u{5d0} ".repeat(size(200_000))),
        ("Families", "\u{1f468}\u{200d}\u{1f469} ".repeat(size(100_000))),
        ("No blanks", "\u{6e2f}".repeat(size(200_000))),
    ];
    annotated(&floods);
}

fn score(folder: &TempDir, more: &[&str]) {
    let output = run(folder.path(), &[&["score", "in.jsonl", "--out", "out"], more].concat());
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
}

/// The rows of a table, each as its cells by name.
fn table(folder: &TempDir, file: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(folder.path().join("out").join(file)).unwrap();
    reader.deserialize().map(|row| row.unwrap()).collect()
}

fn fact(folder: &TempDir, key: &str) -> Option<u64> {
    table(folder, "run.csv").iter().find(|row| row["key"] == key).map(|row| row["value"].parse().unwrap())
}

/// 120 articles of three outlets with one text: an outlet's further ones are repeats, and three copies are one origin.
#[test]
fn every_article_the_same_text() {
    let folder = TempDir::new().unwrap();
    let text = format!("{}\n\nThe harbour board of Varn closed the north quay on Monday after the wall had given way.", opening());
    let articles: Vec<Value> = (0..120)
        .map(|at| {
            let outlet = ["varnpost.example", "lampnews.example", "quaytimes.example"][at % 3];
            json!({"outlet": outlet, "url": format!("https://{outlet}/{at}"), "date": "2026-03-04", "title": "Quay shut", "text": text})
        })
        .collect();
    write_lines(&folder, &articles);
    score(&folder, &[]);
    assert_eq!(table(&folder, "articles.csv").len(), 3);
    let repeats = table(&folder, "rejects.csv").iter().filter(|row| row["reason"] == "duplicate").count();
    assert_eq!(repeats, 117);
    let claims = table(&folder, "claims.csv");
    let statement = claims.iter().find(|row| row["text"].contains("closed the north quay")).unwrap();
    assert_eq!((statement["sources"].as_str(), statement["status"].as_str()), ("3", "echo_only"));
}

/// 400 articles, each of other words and all about one person: what the caps of the blocks leave out is counted.
#[test]
fn every_article_of_one_name() {
    let folder = TempDir::new().unwrap();
    let articles: Vec<Value> = (0..400)
        .map(|at| {
            let own = |number: usize| word(20 * at + number + 1000);
            let text = each(8, |line| {
                let (one, other) = (own(2 * line), own(2 * line + 1));
                format!("Mara Oldine said that the {one} of Varn had met the {other} and that it would be so for all of them.")
            });
            let outlet = format!("outlet{}.example", at % 40);
            json!({"outlet": outlet, "url": format!("https://{outlet}/{at}"), "date": "2026-03-04", "title": "Mara Oldine speaks", "text": text})
        })
        .collect();
    write_lines(&folder, &articles);
    let caps = "[linking.events]\ncompare_all = 100\narticles_per_key = 50\ncandidates = 20\n[linking.claims]\nposting_cap = 30\n";
    fs::write(folder.path().join("caps.toml"), caps).unwrap();
    score(&folder, &["--config", "caps.toml"]);
    assert_eq!(table(&folder, "articles.csv").len(), 400);
    assert!(fact(&folder, "dropped_article_pairs").unwrap() > 0);
    assert!(fact(&folder, "dropped_claim_posting_cap").unwrap() > 0);
}

/// Case, a closing dot, "www." and letters that nobody sees make no other outlet; letters of another alphabet do.
#[test]
fn outlets_that_look_alike() {
    let folder = TempDir::new().unwrap();
    let outlets = [
        "varnpost.example",
        "VarnPost.example",
        "varnpost.example.",
        "https://www.varnpost.example/",
        "varn\u{200d}post.exam\u{200b}ple",
        "\u{feff}varn\u{ad}post.example\u{202e}",
        // The second letter is Cyrillic.
        "v\u{430}rnpost.example",
    ];
    let articles: Vec<Value> = outlets
        .iter()
        .enumerate()
        .map(|(at, outlet)| {
            json!({"outlet": outlet, "date": "2026-03-04", "title": format!("Quay {at}"), "text": format!("{}\n\nThe {} is shut.", opening(), word(at))})
        })
        .collect();
    write_lines(&folder, &articles);
    score(&folder, &[]);
    let sources: Vec<(String, String)> =
        table(&folder, "sources.csv").into_iter().map(|row| (row["source"].clone(), row["articles"].clone())).collect();
    let expected =
        [("varnpost.example", "6"), ("v\u{430}rnpost.example", "1")].map(|(source, articles)| (source.to_owned(), articles.to_owned()));
    let mut sources = sources;
    sources.sort();
    assert_eq!(sources, expected);
}

/// Fields beside the text that are as long as texts, and names that are paths.
#[test]
fn fields_without_end() {
    let folder = TempDir::new().unwrap();
    let long = "a".repeat(size(1_000_000));
    let text = |at: usize| format!("{}\n\nThe {} quay of Varn was closed on Monday.", opening(), word(at));
    let authors: Vec<String> = (0..size(50_000)).map(|at| format!("Mara {}", name(at))).collect();
    let articles = [
        json!({"outlet": "varnpost.example", "url": format!("https://varnpost.example/{long}"), "title": format!("Quay {long}"), "text": text(0)}),
        json!({"outlet": format!("{long} News"), "url": "https://lampnews.example/1", "title": "Quay", "text": text(1)}),
        json!({"outlet": "varn/../../quay", "id": "../../../x", "title": "Quay", "text": text(2)}),
        json!({"outlet": "CON", "title": "=1+1", "id": long, "authors": authors, "date": long, "section": long, "text": text(3)}),
    ];
    write_lines(&folder, &articles);
    score(&folder, &["--per-source"]);
    let articles = table(&folder, "articles.csv");
    let sources: std::collections::BTreeSet<&str> = articles.iter().map(|row| row["source"].as_str()).collect();
    assert_eq!(sources.into_iter().collect::<Vec<_>>(), ["con", "lampnews.example", "varn/../../quay", "varnpost.example"]);
    // What stands in every row of evidence is never as long as a text.
    for row in table(&folder, "evidence.csv") {
        assert!(["source", "url", "article_id"].iter().all(|column| row[*column].len() <= 300), "{:?}", row["claim_id"]);
    }
    let beside: Vec<String> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(beside.len(), 2, "only the input and the report folder: {beside:?}");
}
