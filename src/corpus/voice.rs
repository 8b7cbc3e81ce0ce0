//! Does an article argue in its own voice, or report? Counts of small words outside quotations, weighed by a learnt model.
//!
//! A column says "we must" and "wrong"; a report says "said on Monday". No topic, name or outlet is looked at.

use super::pieces::words_and_quotation;
use crate::ids::Span;
use crate::lexicon::{VOICE_FEATURES, VoiceLexicon};

/// Numbers of the model: the constant 1, then [`VOICE_FEATURES`].
pub(crate) type VoiceNumbers = [f64; VOICE_FEATURES.len() + 1];

/// Places of the features that are no class of words; the classes come first, in their order.
const QUESTIONS: usize = 10;
const NUMBERS: usize = 11;
const CONTRACTIONS: usize = 12;

/// Endings of a contraction.
const CONTRACTED: [&str; 6] = ["n't", "'re", "'ve", "'ll", "'d", "'m"];

/// What the words of the paragraphs show; `None` below `least` words.
pub(crate) fn voice_numbers(text: &str, paragraphs: &[Span], lexicon: &VoiceLexicon, least: usize) -> Option<VoiceNumbers> {
    let mut counts = [0_usize; VOICE_FEATURES.len()];
    let (mut words, mut outside) = (0_usize, 0_usize);
    let mut lower = String::new();
    for (word, quoted) in paragraphs.iter().flat_map(|span| words_and_quotation(span.of(text))) {
        let bare = word.trim_matches(|letter: char| !letter.is_alphanumeric());
        words += usize::from(!bare.is_empty());
        if quoted || bare.is_empty() {
            continue;
        }
        outside += 1;
        counts[QUESTIONS] += usize::from(word.ends_with('?'));
        if bare.starts_with(|letter: char| letter.is_ascii_digit()) {
            counts[NUMBERS] += 1;
        } else if bare != "US" {
            lower.clear();
            lower.extend(bare.chars().flat_map(char::to_lowercase).map(|letter| if letter == '\u{2019}' { '\'' } else { letter }));
            counts[CONTRACTIONS] += usize::from(lower.contains('\'') && CONTRACTED.iter().any(|ending| lower.ends_with(ending)));
            if let Some(class) = lexicon.class(&lower) {
                counts[class as usize] += 1;
            }
        }
    }
    if words < least.max(1) {
        return None;
    }
    let mut found = [1.0; VOICE_FEATURES.len() + 1];
    for (number, count) in found.iter_mut().skip(1).zip(counts) {
        *number = libm::log1p(100.0 * count as f64 / outside.max(LEAST_RATE_WORDS) as f64);
    }
    found[VOICE_FEATURES.len()] = (words - outside) as f64 / words as f64;
    Some(found)
}

/// Rates are taken per so many words at least.
const LEAST_RATE_WORDS: usize = 50;

/// The probability, in [0, 1], that the article argues.
pub(crate) fn argues(numbers: &VoiceNumbers, weights: &VoiceNumbers) -> f64 {
    let logit: f64 = numbers.iter().zip(weights).map(|(number, weight)| number * weight).sum();
    1.0 / (1.0 + libm::exp(-logit))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(text: &str) -> VoiceNumbers {
        let lexicon = VoiceLexicon::english().unwrap();
        voice_numbers(text, &[Span::new(0, text.len())], &lexicon, 5).unwrap()
    }

    fn check(text: &str, feature: &str, expected: f64) {
        let at = VOICE_FEATURES.iter().position(|name| *name == feature).unwrap();
        let found = numbers(text)[at + 1];
        assert!((found - expected).abs() < 1e-9, "{feature} of {text:?} is {found}, not {expected}");
    }

    /// One hit in fewer than 50 words outside quotations is 2 per 100: ln 3.
    #[test]
    fn words_outside_quotations_count_by_class() {
        let once = 3.0_f64.ln();
        check("We can\u{2019}t know when the ferry will sail.", "first_plural", once);
        check("We can\u{2019}t know when the ferry will sail.", "contractions", once);
        check("Who can know when the ferry will sail? Nobody.", "questions", once);
        check("The mayor said on Monday the ferry was sold.", "weekday", once);
        check("The mayor said on Monday the ferry was sold.", "reporting", once);
        check("The council must sell 12 of its ferries.", "duty", once);
        check("The council must sell 12 of its ferries.", "numbers", once);
        // "US" is a country; what others say counts for nothing but the share of quoted words.
        check("The US sold its ferries \u{201c}as we must\u{201d}, the mayor wrote.", "first_plural", 0.0);
        check("The US sold its ferries \u{201c}as we must\u{201d} today now.", "quoted_share", 0.3);
        check("The mayor wrote \"we must\" to them again today.", "duty", 0.0);
    }

    #[test]
    fn short_texts_are_not_judged_and_weights_add_up() {
        let lexicon = VoiceLexicon::english().unwrap();
        assert_eq!(voice_numbers("We must.", &[Span::new(0, 8)], &lexicon, 5), None);
        let mut weights = [0.0; VOICE_FEATURES.len() + 1];
        (weights[0], weights[4]) = (-1.0, 1.0 / 3.0_f64.ln());
        // One word of duty: -1 + 1 = 0, an even chance.
        let found = argues(&numbers("The council must sell many of its ferries."), &weights);
        assert!((found - 0.5).abs() < 1e-9, "{found}");
    }
}
