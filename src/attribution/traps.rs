//! Named traps of what passes words on, whose words they are, and what the layout sets off. People, places and outlets are
//! invented.

use std::sync::LazyLock;

use crate::attribution::{Attributions, attribute};
use crate::config::AttributionParams;
use crate::corpus::Article;
use crate::ids::Span;
use crate::lexicon::Lexicon;
use crate::text::segment;

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::english().unwrap());

fn read(text: &str) -> Attributions {
    let mut article = Article { text: text.to_owned(), language: "en".to_owned(), ..Article::default() };
    let mut at = 0;
    for line in text.split('\n') {
        if !line.trim().is_empty() {
            article.paragraphs.push(Span::new(at, at + line.len()));
        }
        at += line.len() + 1;
    }
    let document = segment(&article, &LEXICON);
    attribute(&article, &document, &LEXICON, &AttributionParams::default())
}

/// Those that somebody answers for, as `speaker, grade, manner: content`: the name, else the words that name the speaker.
fn answered(text: &str) -> Vec<String> {
    let lines = read(text).items.into_iter().filter(|item| item.says).map(|item| {
        let content: Vec<&str> = item.content.iter().map(|span| span.of(text)).collect();
        let speaker = item.name.clone().or_else(|| item.speaker.map(|span| span.of(text).to_owned())).unwrap_or_else(|| "-".to_owned());
        format!("{speaker}, {}, {}: {}", item.grade.name(), item.manner.name(), content.join(" | "))
    });
    lines.collect()
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    assert_eq!(answered(text), expected, "{text}");
}

/// The speakers alone, for texts whose contents are long.
#[track_caller]
fn speakers(text: &str, expected: &[&str]) {
    let found: Vec<String> = answered(text).iter().filter_map(|line| Some(line.split(", ").next()?.to_owned())).collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn a_cue_takes_the_subject_before_an_aside() {
    check("Mayor Mira Holt, in a letter, complained that the bridge was old.", &["Mira Holt, named_role, indirect: that the bridge was old"]);
}
