//! What sort of text an article is, where the text or its address shows it. News is the default.

use super::pieces::{ends_a_sentence, head, words_and_quotation};
use super::voice::{argues, voice_numbers};
use crate::config::ReadingParams;
use crate::ids::{Genre, Span};
use crate::lexicon::{CleaningLexicon, LabelPlace, Lexicon};

/// What the genre is judged by.
pub(super) struct Signs<'a> {
    pub(super) text: &'a str,
    pub(super) headline: Option<Span>,
    pub(super) paragraphs: &'a [Span],
    pub(super) section: &'a str,
    pub(super) url: &'a str,
    /// What a label or marker in the text names.
    pub(super) labelled: Option<Genre>,
}

/// The genre: a label wins, then the section, the address, the wording of the title, the shape of the text, its voice.
pub(super) fn judge(signs: &Signs<'_>, words: &Lexicon, params: &ReadingParams) -> Genre {
    let lexicon = &words.cleaning;
    if let Some(genre) = signs.labelled {
        return genre;
    }
    let section = signs.section.trim().to_lowercase();
    if let Some(genre) = section.split([',', '/', ';', '|']).find_map(|part| lexicon.label(LabelPlace::Section, part.trim())) {
        return genre;
    }
    if let Some(genre) = of_address(signs.url, lexicon) {
        return genre;
    }
    if is_transcript(signs, params) {
        return Genre::Transcript;
    }
    let headline = signs.headline.map(|span| span.of(signs.text).to_lowercase()).unwrap_or_default();
    if let Some(genre) = lexicon.title_phrase(&headline) {
        return genre;
    }
    let argues = || {
        let numbers = voice_numbers(signs.text, signs.paragraphs, &words.voice, params.opinion_words);
        numbers.is_some_and(|numbers| argues(&numbers, &words.voice.weights) >= params.opinion_voice)
    };
    if is_personal(signs, lexicon, params) || argues() { Genre::Opinion } else { Genre::News }
}

/// The genre that an address names by its host or a folder.
pub(crate) fn of_address(url: &str, lexicon: &CleaningLexicon) -> Option<Genre> {
    let path = url.split_once("://").map_or(url, |(_, rest)| rest).split(['?', '#']).next().unwrap_or_default();
    // The last part is the article's own name: "letters-to-voters" there says nothing of the section.
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let host = parts.first().and_then(|host| host.split('.').next());
    let folders = parts.iter().skip(1).take(parts.len().saturating_sub(2)).copied();
    host.into_iter().chain(folders).find_map(|part| lexicon.label(LabelPlace::Url, &part.to_ascii_lowercase()))
}

/// Most paragraphs begin with a name and a colon.
fn is_transcript(signs: &Signs<'_>, params: &ReadingParams) -> bool {
    let mut speakers: Vec<&str> = signs.paragraphs.iter().filter_map(|span| speaker(span.of(signs.text))).collect();
    let spoken = speakers.len();
    speakers.sort_unstable();
    speakers.dedup();
    // Speakers come back; the headings of a list of points ("The backdrop:") do not as often.
    let come_back = speakers.len() * 2 <= spoken;
    come_back && signs.paragraphs.len() >= 8 && spoken as f64 >= params.transcript_share * signs.paragraphs.len() as f64
}

/// The name before the colon in "REVE: No." and "Ana Reve, Host: No."
fn speaker(paragraph: &str) -> Option<&str> {
    let head = head(paragraph, 50);
    let name = &head[..head.find(':')?];
    let capital = |word: &str| word.starts_with(|char: char| char.is_uppercase() || char == '(');
    let fits = (1..=5).contains(&name.split_whitespace().count()) && name.split_whitespace().all(capital) && !ends_a_sentence(name);
    fits.then_some(name)
}

/// Many first-person words outside quotation marks.
fn is_personal(signs: &Signs<'_>, lexicon: &CleaningLexicon, params: &ReadingParams) -> bool {
    let (mut persons, mut words) = (0_usize, 0_usize);
    for (word, quoted) in signs.paragraphs.iter().flat_map(|span| words_and_quotation(span.of(signs.text))) {
        words += 1;
        // Only words that begin with I or m are worth looking up.
        if !quoted && word.as_bytes().first().is_some_and(|byte| matches!(byte, b'I' | b'i' | b'M' | b'm')) && word.len() <= 8 {
            let bare = word.trim_matches(|char: char| !char.is_alphanumeric()).to_lowercase().replace('\u{2019}', "'");
            // "i" in lower case is a list mark; the pronoun is written large.
            persons += usize::from(lexicon.stop_word(&bare) == Some(true) && !(bare.starts_with('i') && word.starts_with('i')));
        }
    }
    persons >= params.opinion_first_person_min && persons as f64 * 1000.0 >= params.opinion_first_person_per_1000 * words as f64
}
