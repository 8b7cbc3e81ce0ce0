//! Is a text English? A detector of sixteen languages, held against the share of English stop words.

use whichlang::{Lang, detect_language};

use super::pieces::head;
use crate::config::ReadingParams;
use crate::lexicon::CleaningLexicon;

/// `Ok` with the ISO 639-1 code where the text is English, else what it looks like.
pub(super) fn judge(text: &str, declared: &str, lexicon: &CleaningLexicon, params: &ReadingParams) -> Result<String, String> {
    let declared = declared.trim().to_lowercase();
    let says_english =
        declared == "en" || declared == "eng" || declared == "english" || declared.starts_with("en-") || declared.starts_with("en_");
    if !declared.is_empty() && !says_english {
        return Err(format!("declared as {declared}"));
    }
    let first = window(text, 0, params.language_bytes);
    let Err(seen) = look(first, lexicon, params) else { return Ok("en".to_owned()) };
    // The beginning may be a list of names or one long quotation: the middle decides with it.
    let middle = window(text, text.len() / 2, params.language_bytes);
    if text.len() > 2 * params.language_bytes && look(middle, lexicon, params).is_ok() {
        return Ok("en".to_owned());
    }
    Err(seen)
}

fn look(text: &str, lexicon: &CleaningLexicon, params: &ReadingParams) -> Result<(), String> {
    let (mut words, mut known) = (0_usize, 0_usize);
    for word in text.split(|char: char| !char.is_alphanumeric() && char != '\'').filter(|word| !word.is_empty()) {
        words += 1;
        known += usize::from(lexicon.stop_word(&word.to_lowercase()).is_some());
    }
    let share = known as f64 / words.max(1) as f64;
    if words == 0 || share >= params.english_share {
        return Ok(());
    }
    let language = detect_language(text);
    if language != Lang::Eng {
        return Err(format!("looks like {}; {:.0} % English stop words", language.three_letter_code(), share * 100.0));
    }
    if share < params.english_floor && words >= params.english_floor_words {
        return Err(format!("only {:.0} % English stop words", share * 100.0));
    }
    Ok(())
}

/// About `bytes` bytes of `text` from `from` on, cut at character boundaries.
fn window(text: &str, from: usize, bytes: usize) -> &str {
    head(&text[head(text, from).len()..], bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, declared: &str, english: bool) {
        let lexicon = CleaningLexicon::english().unwrap();
        assert_eq!(judge(text, declared, &lexicon, &ReadingParams::default()).is_ok(), english, "{text}");
    }

    #[test]
    fn english_and_others() {
        check("The harbour of Varnholm was closed on Tuesday because of the storm, the mayor said.", "", true);
        check("Le port de Varnholm a été fermé mardi à cause de la tempête, a déclaré le maire de la ville.", "", false);
        check("Der Hafen von Varnholm wurde am Dienstag wegen des Sturms geschlossen, sagte der Bürgermeister.", "en", false);
        check("Пристанището на Варнхолм беше затворено във вторник заради бурята, каза кметът.", "", false);
        check("The harbour was closed.", "fr", false);
        check("The harbour was closed.", "en-GB", true);
    }
}
