//! Counts the signals of one article.
//!
//! In: one article's text and what the rooms above found in it. Out: [`Measures`]. Rates are per 100 words outside
//! quotations (at least 50 words are taken), so that an outlet is not charged with what others say. Shares are
//! smoothed, since three attributions say little. A signal that cannot be measured is missing.

use std::collections::{BTreeMap, BTreeSet};

use crate::attribution::{Attribution, Attributions, Grade, Manner, SpeakerKind};
use crate::config::WeighingParams;
use crate::corpus::Article;
use crate::hedging::{CueKind, Hedging, Owner};
use crate::lexicon::{Lexicon, VoiceClass, VoiceLexicon, WeighingLexicon, WordKind};
use crate::text::{Document, QuoteState, Sentence, Shape};

use super::Measures;
use super::points::{flags, points};

/// Longest quotation, in words, that counts as scare quotes.
const SCARE_QUOTE_WORDS: usize = 2;
/// Shortest word in capitals that counts as shouting, in letters: shorter ones are mostly abbreviations.
const SHOUTED_LETTERS: usize = 4;

/// Counts the signals of one article.
pub fn measure(
    article: &Article,
    document: &Document,
    hedging: &Hedging,
    attributions: &Attributions,
    lexicon: &Lexicon,
    params: &WeighingParams,
) -> Measures {
    let view = View::new(document, &lexicon.weighing, &lexicon.voice);
    let mut measures = Measures::default();
    let body_words = view.body().flat_map(|sentence| sentence.tokens.clone()).filter(|at| view.is_word(*at)).count();
    let outside = view.body().flat_map(|sentence| sentence.tokens.clone()).filter(|at| view.is_word(*at) && view.is_outside(*at)).count();
    let head_outside =
        view.head().flat_map(|sentence| sentence.tokens.clone()).filter(|at| view.is_word(*at) && view.is_outside(*at)).count();
    measures.counts.insert("words", body_words as u64);
    measures.counts.insert("own_words", (outside + head_outside) as u64);
    owned_cues(hedging, &mut measures.counts);
    if body_words > 0 {
        let per_100 = |count: usize| 100.0 * count as f64 / outside.max(params.least_rate_words) as f64;
        wording(&view, attributions, &per_100, &mut measures.signals);
        measures.signals.insert("boosters_per_100_words", per_100(measures.counts.get("boosters").copied().unwrap_or(0) as usize));
        sourcing(article, attributions, &lexicon.weighing, params, &per_100, &mut measures);
        headline(&view, &mut measures.signals);
    }
    if body_words >= params.least_words {
        measures.group_points = points(&measures.signals, params);
        measures.points = Some(measures.group_points.values().sum());
        measures.red_flags = flags(&measures.signals, params);
    }
    measures
}

/// A document with what the lexicon knows of its words, looked up once a distinct word.
struct View<'a> {
    document: &'a Document,
    lexicon: &'a WeighingLexicon,
    /// For each distinct word: some cue begins with it.
    begins: Vec<bool>,
    /// For each distinct word: what it tells of the voice.
    voices: Vec<Option<VoiceClass>>,
}

impl<'a> View<'a> {
    fn new(document: &'a Document, lexicon: &'a WeighingLexicon, voice: &VoiceLexicon) -> Self {
        let begins = document.words.iter().map(|word| lexicon.begins(&word.lower, &word.stem)).collect();
        let voices = document.words.iter().map(|word| voice.class(&word.lower)).collect();
        Self { document, lexicon, begins, voices }
    }

    fn voice(&self, at: usize) -> Option<VoiceClass> {
        let token = self.document.tokens.get(at)?;
        self.voices.get(token.word as usize).copied().flatten()
    }

    fn body(&self) -> impl Iterator<Item = &'a Sentence> {
        self.document.sentences.iter().filter(|sentence| !sentence.in_headline)
    }

    fn head(&self) -> impl Iterator<Item = &'a Sentence> {
        self.document.sentences.iter().filter(|sentence| sentence.in_headline)
    }

    /// A word or number; the cut-off endings of "minister's" and "didn't" are none of their own.
    fn is_word(&self, at: usize) -> bool {
        let lower = self.document.lower(at);
        self.document.tokens.get(at).is_some_and(|token| token.shape != Shape::Mark) && !lower.starts_with('\'') && lower != "n't"
    }

    fn is_outside(&self, at: usize) -> bool {
        self.document.tokens.get(at).is_some_and(|token| token.quote == QuoteState::Outside)
    }

    /// Calls `found` with the kind of each cue of the sentence that stands outside quotations.
    fn cues(&self, sentence: &Sentence, mut found: impl FnMut(WordKind)) {
        let mut at = sentence.tokens.start;
        while at < sentence.tokens.end {
            let word = self.document.tokens.get(at).map_or(usize::MAX, |token| token.word as usize);
            let hit = if self.begins.get(word).copied().unwrap_or(false) && self.is_outside(at) {
                self.cue_at(at, sentence.tokens.end)
            } else {
                None
            };
            match hit {
                Some((kinds, words)) => {
                    kinds.each().for_each(&mut found);
                    at += words.max(1);
                }
                None => at += 1,
            }
        }
    }

    fn cue_at(&self, at: usize, end: usize) -> Option<(crate::lexicon::WordKinds, usize)> {
        let inside = |place: usize| place < end && self.is_outside(place);
        let lower = |place: usize| if inside(place) { self.document.lower(place) } else { "" };
        let stem = |place: usize| if inside(place) { self.document.stem(place) } else { "" };
        self.lexicon.at(at, lower, stem)
    }
}

/// Hedges, vague words and boosters in the outlet's own voice.
fn owned_cues(hedging: &Hedging, counts: &mut BTreeMap<&'static str, u64>) {
    for name in ["hedges", "vague_cues", "boosters"] {
        counts.insert(name, 0);
    }
    for cue in hedging.sentences.iter().flat_map(|sentence| &sentence.cues).filter(|cue| cue.owner == Owner::Narrator) {
        let name = match cue.kind {
            CueKind::Epistemic | CueKind::Doxastic | CueKind::Evidential => "hedges",
            CueKind::Vague => "vague_cues",
            CueKind::Booster => "boosters",
            CueKind::Conditional | CueKind::Investigation | CueKind::Approximator => continue,
        };
        *counts.entry(name).or_default() += 1;
    }
}

/// Signals of the body's words.
fn wording(view: &View<'_>, attributions: &Attributions, per_100: &impl Fn(usize) -> f64, signals: &mut BTreeMap<&'static str, f64>) {
    let mut counted: BTreeMap<WordKind, usize> = BTreeMap::new();
    let mut asked: BTreeSet<usize> = attributions.comment_sought.iter().copied().collect();
    let (mut numbers, mut exclamations, mut questions, mut absolutes, mut first_person) = (0, 0, 0, 0, 0);
    for (number, sentence) in view.document.sentences.iter().enumerate().filter(|(_, sentence)| !sentence.in_headline) {
        view.cues(sentence, |kind| {
            *counted.entry(kind).or_default() += 1;
            if kind == WordKind::CommentSought {
                asked.insert(number);
            }
        });
        for at in sentence.tokens.clone().filter(|at| view.is_outside(*at)) {
            match view.document.tokens.get(at).map(|token| token.shape) {
                Some(Shape::Number) => numbers += 1,
                Some(Shape::Mark) => {
                    exclamations += view.document.lower(at).matches('!').count();
                    questions += usize::from(view.document.lower(at).contains('?'));
                }
                Some(shape) => match view.voice(at) {
                    Some(VoiceClass::Absolute) => absolutes += 1,
                    // "i" in lower case is a list mark.
                    Some(VoiceClass::FirstSingular) if view.document.lower(at) != "i" || shape != Shape::Lower => first_person += 1,
                    _ => {}
                },
                None => {}
            }
        }
    }
    let count = |kind: WordKind| counted.get(&kind).copied().unwrap_or(0);
    signals.insert("comment_sought_per_100_words", per_100(asked.len()));
    signals.insert("numbers_per_100_words", per_100(numbers));
    signals.insert("exclamation_marks_per_100_words", per_100(exclamations));
    signals.insert("questions_per_100_words", per_100(questions));
    signals.insert("absolutes_per_100_words", per_100(absolutes));
    signals.insert("first_person_per_100_words", per_100(first_person));
    signals.insert("loaded_words_per_100_words", per_100(count(WordKind::Loaded)));
    signals.insert("insults_per_100_words", per_100(count(WordKind::Insult)));
    signals.insert("rumour_words_per_100_words", per_100(count(WordKind::Rumour)));
    signals.insert("evaluative_adverbs_per_100_words", per_100(count(WordKind::EvaluativeAdverb)));
    let (loaded, plain) = (count(WordKind::LoadedVerb) as f64, count(WordKind::PlainVerb) as f64);
    signals.insert("loaded_verb_share", (loaded + 0.5) / (loaded + plain + 2.0));
    let first_body = view.head().map(|sentence| sentence.tokens.end).max().unwrap_or(0);
    let scare = view
        .document
        .quotations
        .iter()
        .filter(|quotation| quotation.tokens.start >= first_body && (1..=SCARE_QUOTE_WORDS).contains(&quotation.words))
        .count();
    signals.insert("scare_quotes_per_100_words", per_100(scare));
}

/// Signals of who is quoted and cited.
fn sourcing(
    article: &Article,
    attributions: &Attributions,
    lexicon: &WeighingLexicon,
    params: &WeighingParams,
    per_100: &impl Fn(usize) -> f64,
    measures: &mut Measures,
) {
    let mut people: BTreeMap<String, usize> = BTreeMap::new();
    let (mut by_name, mut officials) = (0, 0);
    let mut value = 0;
    for item in &attributions.items {
        let named = matches!(item.grade, Grade::Named | Grade::NamedRole);
        if let Some(name) = item.name.as_deref().filter(|_| named && item.kind == SpeakerKind::Person) {
            *people.entry(name.to_lowercase()).or_default() += 1;
            by_name += usize::from(written_with(item, name, &article.text));
        }
        officials += usize::from(!named && is_official(item, &article.text, lexicon));
        let worth = params.grade_values[Grade::ALL.iter().position(|grade| *grade == item.grade).unwrap_or(8).min(8)];
        let heard = if item.via.is_some() { params.second_hand_value } else { 1.0 };
        value += (1_000.0 * worth * heard).clamp(0.0, 1_000.0).round() as u64;
    }
    let items = &attributions.items;
    let count = |wanted: &dyn Fn(&Attribution) -> bool| items.iter().filter(|item| wanted(item)).count();
    let anonymous = count(&|item| item.kind == SpeakerKind::Anonymous);
    let vague = count(&|item| item.kind == SpeakerKind::Vague);
    let documents = count(&|item| item.kind == SpeakerKind::Document);
    let second_hand = count(&|item| item.via.is_some());
    let all = (by_name + anonymous + officials + vague + second_hand + documents) as f64;
    let signals = &mut measures.signals;
    let cap = WeighingLexicon::signals().iter().find(|signal| signal.signal == "named_speakers_count").and_then(|signal| signal.cap);
    signals.insert("named_speakers_count", (people.len() as f64).min(cap.unwrap_or(f64::MAX)));
    let told: f64 = people.values().map(|count| *count as f64).sum();
    signals.insert(
        "speaker_entropy_bits",
        people.values().map(|count| *count as f64 / told).map(|share| -share * libm::log2(share)).sum::<f64>().max(0.0),
    );
    signals.insert("smoothed_named_share", (by_name as f64 + 1.0) / (all + 2.5));
    signals.insert("smoothed_second_hand_share", (second_hand as f64 + 0.3) / (all + 2.5));
    signals.insert("documents_per_100_words", per_100(documents));
    signals.insert("officials_by_role_per_100_words", per_100(officials));
    let counts = &mut measures.counts;
    counts.insert("attributions", items.len() as u64);
    counts.insert("named", count(&|item| matches!(item.grade, Grade::Named | Grade::NamedRole)) as u64);
    counts.insert("role_named", count(&|item| item.grade == Grade::NamedRole) as u64);
    counts.insert("anonymous", anonymous as u64);
    counts.insert("vague_speakers", vague as u64);
    counts.insert("direct", count(&|item| item.manner == Manner::Direct) as u64);
    counts.insert("second_hand", second_hand as u64);
    counts.insert("speakers", people.len() as u64);
    counts.insert("attribution_value_thousandths", value);
}

/// True where the words that name the speaker hold part of the name: "he said" is resolved, but not written so.
fn written_with(item: &Attribution, name: &str, text: &str) -> bool {
    let Some(speaker) = item.speaker else { return false };
    let written = speaker.of(text);
    name.split_whitespace().any(|part| part.len() > 2 && written.contains(part))
}

fn is_official(item: &Attribution, text: &str, lexicon: &WeighingLexicon) -> bool {
    let Some(speaker) = item.speaker else { return false };
    speaker.of(text).split(|letter: char| !letter.is_alphanumeric()).any(|word| {
        let lower = word.to_lowercase();
        let only = |at: usize| if at == 0 { lower.as_str() } else { "" };
        lexicon.at(0, only, |_| "").is_some_and(|(kinds, _)| kinds.has(WordKind::Official))
    })
}

/// Signals of the headline; missing where there is none.
fn headline(view: &View<'_>, signals: &mut BTreeMap<&'static str, f64>) {
    let document = view.document;
    let words: Vec<usize> =
        view.head().flat_map(|sentence| sentence.tokens.clone()).filter(|at| view.is_word(*at) && view.is_outside(*at)).collect();
    if words.is_empty() {
        return;
    }
    let number = words.len() as f64;
    let mut hits = 0;
    for sentence in view.head() {
        view.cues(sentence, |kind| hits += usize::from(kind == WordKind::Overstatement));
    }
    signals.insert("headline_overstatement_per_10_words", 10.0 * f64::from(u32::try_from(hits).unwrap_or(u32::MAX)) / number);
    // Per distinct word: written small in the body; its stem stands in the body.
    let mut small = vec![false; document.words.len()];
    let mut stems: BTreeSet<u64> = BTreeSet::new();
    for at in view.body().flat_map(|sentence| sentence.tokens.clone()) {
        let Some(token) = document.tokens.get(at) else { continue };
        if token.shape == Shape::Lower
            && let Some(word) = small.get_mut(token.word as usize)
        {
            *word = true;
        }
        stems.insert(document.stem_hash(at));
    }
    let shouted = words.iter().filter(|at| {
        let Some(token) = document.tokens.get(**at) else { return false };
        let lower = document.lower(**at);
        let common = view.lexicon.is_common(lower) || small.get(token.word as usize).copied().unwrap_or(false);
        token.shape == Shape::Upper && lower.chars().count() >= SHOUTED_LETTERS && lower.chars().all(char::is_alphabetic) && common
    });
    signals.insert("headline_shouting_share", shouted.count() as f64 / number);
    let content: Vec<usize> = words
        .into_iter()
        .filter(|at| document.lower(*at).chars().count() > 2 && !view.lexicon.is_function_word(document.lower(*at)))
        .collect();
    if !content.is_empty() {
        let kept = content.iter().filter(|at| stems.contains(&document.stem_hash(**at))).count();
        signals.insert("headline_words_in_body_share", kept as f64 / content.len() as f64);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::Span;
    use crate::text::segment;

    /// Measures an article of one headline and one body, without attributions.
    fn check(title: &str, body: &str, signal: &str, expected: Option<f64>) {
        let found = measured(title, body).signals.get(signal).copied();
        let near = match (found, expected) {
            (Some(found), Some(expected)) => (found - expected).abs() < 1e-9,
            (found, expected) => found == expected,
        };
        assert!(near, "{signal} of {title:?} {body:?} is {found:?}, not {expected:?}");
    }

    fn measured(title: &str, body: &str) -> Measures {
        let text = format!("{body}\n\n{title}");
        let headline = (!title.is_empty()).then(|| Span::new(body.len() + 2, text.len()));
        let article =
            Article { text, headline, paragraphs: vec![Span::new(0, body.len())], outlet: "varn.example".into(), ..Article::default() };
        let lexicon = lexicon();
        let document = segment(&article, lexicon);
        measure(&article, &document, &Hedging::default(), &Attributions::default(), lexicon, &WeighingParams::default())
    }

    fn lexicon() -> &'static Lexicon {
        static READ: std::sync::OnceLock<Lexicon> = std::sync::OnceLock::new();
        READ.get_or_init(|| Lexicon::english().expect("sound tables"))
    }

    /// Each rate of these short bodies is taken per 50 words: one hit is 2 per 100.
    fn counted(kind: WordKind, text: &str) -> bool {
        let signal = match kind {
            WordKind::Loaded => "loaded_words_per_100_words",
            WordKind::Insult => "insults_per_100_words",
            WordKind::Rumour => "rumour_words_per_100_words",
            WordKind::EvaluativeAdverb => "evaluative_adverbs_per_100_words",
            WordKind::CommentSought => "comment_sought_per_100_words",
            WordKind::Overstatement => {
                return measured(text, "The ferry left Varn.").signals["headline_overstatement_per_10_words"] > 0.0;
            }
            // The share is .5/2 without any verb, 1.5/3 with a loaded one, .5/3 with a plain one.
            WordKind::LoadedVerb => return measured("", text).signals["loaded_verb_share"] > 0.3,
            WordKind::PlainVerb => return measured("", text).signals["loaded_verb_share"] < 0.2,
            WordKind::Official => {
                let speaker = Attribution {
                    speaker: Some(Span::new(0, text.len())),
                    cue: None,
                    content: Vec::new(),
                    manner: Manner::Indirect,
                    name: None,
                    role: None,
                    affiliation: None,
                    kind: SpeakerKind::Group,
                    grade: Grade::Group,
                    via: None,
                    chain_depth: 0,
                    anonymity_reason: None,
                    verb: crate::attribution::VerbClass::Neutral,
                    says: true,
                    sentence: 0,
                };
                return !text.contains('“') && is_official(&speaker, text, &lexicon().weighing);
            }
        };
        measured("", text).signals[signal] > 0.0
    }

    #[test]
    fn each_cue_counts_where_its_row_says_and_only_there() {
        for word in lexicon().weighing.words() {
            assert!(counted(word.kind, &word.fires_on), "{} ({}) is not counted in {:?}", word.cue, word.kind.name(), word.fires_on);
            assert!(!counted(word.kind, &word.silent_on), "{} ({}) is counted in {:?}", word.cue, word.kind.name(), word.silent_on);
        }
    }

    #[test]
    fn words_outside_quotations_count_per_hundred() {
        check("", "The outrageous plan failed! “It was outrageous!” the mayor of Varn said.", "loaded_words_per_100_words", Some(2.0));
        check("", "The outrageous plan failed! “It was outrageous!” the mayor of Varn said.", "exclamation_marks_per_100_words", Some(2.0));
        check("", "The ferry carried 12 people and 3 dogs.", "numbers_per_100_words", Some(4.0));
        check("", "The ferry left.", "exclamation_marks_per_100_words", Some(0.0));
        // "(i)" marks a list.
        check("", "I sold the ferry of Varn, and (i) the mail left.", "first_person_per_100_words", Some(2.0));
        check("", "Why did it leave? Nobody knew.", "questions_per_100_words", Some(2.0));
        check("", "Why did it leave? Nobody knew.", "absolutes_per_100_words", Some(2.0));
        check("", "", "exclamation_marks_per_100_words", None);
    }

    #[test]
    fn shouting_is_told_from_abbreviations() {
        // One of five words: "NEVER" is common, "VARTO" is not, "IS" is too short.
        check("Varn NEVER told VARTO IS", "The ferry left.", "headline_shouting_share", Some(0.2));
        // A word written small in the body is common too.
        check("Varn FERRY late", "The ferry left.", "headline_shouting_share", Some(1.0 / 3.0));
        check("", "The ferry left.", "headline_shouting_share", None);
    }

    #[test]
    fn the_headline_is_held_against_the_body() {
        // Content words: Varn, ferries, late; two of three stems stand in the body.
        check("Varn ferries are late", "The ferry left Varn.", "headline_words_in_body_share", Some(2.0 / 3.0));
        check("It was they", "The ferry left Varn.", "headline_words_in_body_share", None);
    }

    #[test]
    fn short_articles_get_no_points() {
        assert_eq!(measured("Varn", "The ferry left.").points, None);
        let long = "The ferry left Varn on Monday with the mail. ".repeat(12);
        assert!(measured("Varn", &long).points.is_some_and(|points| (0.0..=1.0).contains(&points)));
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_measured_without_panic(title in ".{0,60}", body in ".{0,400}") {
            let measures = measured(&title, &body);
            proptest::prop_assert!(measures.signals.values().all(|value| value.is_finite() && *value >= 0.0));
        }
    }
}
