//! Failures that users of other hedging tools report, each by name, on sentences made up for the purpose.

use std::sync::LazyLock;

use super::*;
use crate::attribution::attribute;
use crate::config::AttributionParams;
use crate::text::segment;

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::english().unwrap());

fn read(text: &str) -> Hedging {
    let article = Article { text: text.to_owned(), paragraphs: vec![Span::new(0, text.len())], ..Article::default() };
    let document = segment(&article, &LEXICON);
    let attributions = attribute(&article, &document, &LEXICON, &AttributionParams::default());
    hedge(&article, &document, &attributions, &LEXICON, &HedgingParams::default())
}

fn hedged(text: &str) -> bool {
    read(text).sentences.iter().any(|sentence| sentence.hedged)
}

fn certainty(text: &str) -> f64 {
    read(text).sentences[0].certainty
}

#[test]
fn connectives_are_no_hedges() {
    for text in [
        "While the mill burned, the crew left by boat.",
        "Although the road is open, the bridge is shut.",
        "The crew left so that the mill could be searched only once, then still waited.",
        "However, the council met in Varnholm on Monday.",
        "Despite the rain, the ferry left on time.",
    ] {
        let found = read(text);
        let cues: Vec<&str> = found.sentences[0].cues.iter().map(|cue| cue.cue.as_str()).collect();
        for connective in ["while", "although", "so", "then", "still", "however", "despite"] {
            assert!(!cues.contains(&connective), "{text}: {cues:?}");
        }
    }
}

#[test]
fn may_the_month_is_no_hedge() {
    assert!(!hedged("The bridge opened on 3 May."));
    assert!(!hedged("In May the council of Varnholm closed the mill."));
    assert!(hedged("The council may close the mill."));
}

#[test]
fn no_doubt_is_a_booster() {
    let found = read("There is no doubt that the mill burned.");
    assert!(!found.sentences[0].hedged);
    assert!(found.sentences[0].cues.iter().any(|cue| cue.kind == CueKind::Booster));
}

#[test]
fn as_soon_as_possible_is_no_hedge() {
    assert!(!hedged("The crew will mend the bridge as soon as possible."));
}

#[test]
fn appeared_on_is_no_hedge() {
    assert!(!hedged("The mayor appeared on the stage in Varnholm."));
    assert!(hedged("The mayor appeared to be ill."));
}

#[test]
fn quoted_hedges_are_not_the_outlets() {
    for text in ["“The mill may close,” Mara Oldine said.", "Mara Oldine said the mill may close."] {
        let owners: Vec<Owner> = read(text).sentences.iter().flat_map(|sentence| &sentence.cues).map(|cue| cue.owner).collect();
        assert!(!owners.is_empty() && owners.iter().all(|owner| *owner != Owner::Narrator), "{text}: {owners:?}");
    }
}

#[test]
fn the_scope_of_a_hedge_stops_before_a_coordinate_clause() {
    let text = "The mill may close, but the bridge stays open.";
    let found = read(text);
    let scope = found.sentences[0].cues.iter().find(|cue| cue.cue == "may").and_then(|cue| cue.scope);
    assert_eq!(scope.map(|span| span.of(text)), Some("close"));
}

#[test]
fn certainty_keeps_its_ends() {
    // A bare statement lies near .95, one with "may" near .4.
    assert!((certainty("The council closed the mill on Monday.") - 0.95).abs() < 0.1);
    assert!((certainty("The council may close the mill.") - 0.4).abs() < 0.2);
    assert!(certainty("The council may close the mill.") < certainty("The council will close the mill."));
}

#[test]
fn a_vague_sentence_shows_its_phrase() {
    let text = "It is widely considered to be one of the most famous mills, and many believe that it is haunted.";
    let found = read(text);
    let vague: Vec<Span> = found.sentences[0].cues.iter().filter(|cue| cue.kind == CueKind::Vague).map(|cue| cue.span).collect();
    assert!(found.sentences[0].vague && !vague.is_empty());
    assert!(vague.iter().all(|span| !span.of(text).is_empty()));
}

#[test]
fn a_corpus_of_another_kind_is_warned_about() {
    let sentence = |vagueness| SentenceHedging { vagueness, ..SentenceHedging::default() };
    let of = |share: usize| Hedging { sentences: (0..3_000).map(|at| sentence(if at % 100 < share { 0.5 } else { -0.5 })).collect() };
    let usual = (LEXICON.hedging.models.weasel.positive_share * 100.0) as usize;
    assert_eq!(shift_warning(vague_sentences(&of(usual)), 3_000, &LEXICON), None);
    assert!(shift_warning(vague_sentences(&of(usual / 4)), 3_000, &LEXICON).is_some());
    assert!(shift_warning(vague_sentences(&of(99)), 3_000, &LEXICON).is_some());
}
