//! What is found in three articles of the sample corpus, as readable snapshots: a change in any room up to extraction shows
//! here in words. `INSTA_UPDATE=always cargo test --test corpus_snapshots` takes the new ones; read the difference first.

#![allow(clippy::unwrap_used, reason = "helpers of tests stand outside the functions marked as tests")]

use std::fmt::Write;
use std::path::PathBuf;

use corroborate::config::Config;
use corroborate::lexicon::Lexicon;
use corroborate::pipeline;

#[track_caller]
fn check(file: &str) {
    let lexicon = Lexicon::english().unwrap();
    let config = Config::default();
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("corpus").join(file);
    let (articles, rejects) = pipeline::read(&[path], &lexicon, &config, &|_| {}).unwrap();
    assert!(rejects.is_empty(), "{rejects:?}");
    let article = &articles[0];
    let found = pipeline::analyse(article, &lexicon, &config);
    let mut text = String::new();
    for aside in &article.set_aside {
        let _ = writeln!(text, "not text ({:?}): {}", aside.why, aside.span.of(&article.text));
    }
    for (sentence, hedging) in found.document.sentences.iter().zip(&found.hedging.sentences) {
        let cues: Vec<String> = hedging.cues.iter().map(|cue| format!("{} ({}, {})", cue.cue, cue.kind.name(), cue.owner.name())).collect();
        if !cues.is_empty() {
            let _ = writeln!(text, "{:.2} {} <- {}", hedging.certainty, cues.join(", "), sentence.span.of(&article.text));
        }
    }
    for item in &found.attributions.items {
        let content: Vec<&str> = item.content.iter().map(|span| span.of(&article.text)).collect();
        let _ = writeln!(
            text,
            "said by {} [{}] ({}, {}): {}",
            item.name.as_deref().or(item.speaker.map(|span| span.of(&article.text))).unwrap_or("nobody"),
            item.role.as_deref().unwrap_or_default(),
            item.grade.name(),
            item.manner.name(),
            content.join(" … ")
        );
    }
    for mention in &found.mentions {
        let slot = mention.slot.as_ref().map(|slot| format!(" {} = {}", slot.item, slot.value)).unwrap_or_default();
        let _ = writeln!(
            text,
            "{} {} {:.2}{slot}: {}",
            mention.kind.name(),
            mention.stance.name(),
            mention.certainty,
            mention.span.of(&article.text)
        );
    }
    let name = file.replace(['/', '.'], "_");
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, { insta::assert_snapshot!(name, text) });
}

#[test]
fn agency_report() {
    check("landwire.example/ferry-fire-nine-dead.txt");
}

#[test]
fn careful_daily() {
    check("lastrowcourier.example/aldane-report-denied.txt");
}

#[test]
fn tabloid() {
    check("dailyklaxon.example/dam-time-bomb.txt");
}
