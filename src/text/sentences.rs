//! Where sentences end inside a paragraph.
//!
//! In: the text and tokens of a paragraph. Out: the tokens that end a sentence. Method: Unicode sentence boundaries
//! (UAX #29), less those after titles, initials and other abbreviations, plus one for a missing blank after a full
//! stop. A line break alone ends nothing: paragraphs are the reader's business.

use unicode_segmentation::UnicodeSegmentation;

use super::{QuoteState, Shape};
use crate::lexicon::{AbbreviationClass, Lexicon};

/// A stretch without a letter is cut here, in bytes: the boundary rules look ahead to the next letter, which would
/// take quadratic time on a page of blanks.
const LONGEST_LETTERLESS: usize = 64;

/// A sentence ends in at most so many marks; looking further back would take quadratic time on a page of marks.
const LONGEST_TAIL: usize = 16;

/// A token of the paragraph: its text, offset in the paragraph, shape and quotation state.
pub(super) struct Part<'a> {
    pub(super) text: &'a str,
    pub(super) start: usize,
    pub(super) shape: Shape,
    pub(super) quote: QuoteState,
}

/// The places where a new sentence begins, as indices into `parts`; the first token is not among them.
pub(super) fn breaks(text: &str, parts: &[Part<'_>], lexicon: &Lexicon) -> Vec<usize> {
    let mut breaks: Vec<usize> = Vec::new();
    let mut at = 0;
    let mut sentence = 0;
    boundaries(text, |boundary| {
        while at < parts.len() && parts[at].start < boundary {
            if at > sentence && is_missing_blank(parts, at) {
                breaks.push(at);
                sentence = at;
            }
            at += 1;
        }
        let mut start = at;
        // "He left.“The" without a blank: the opening mark belongs to what follows.
        while start > sentence + 1 && at - start < LONGEST_TAIL && parts[start - 1].quote == QuoteState::Open {
            start -= 1;
        }
        if start > sentence && start < parts.len() && ends(parts, sentence, start, lexicon) {
            breaks.push(start);
            sentence = start;
        }
    });
    breaks
}

/// Calls `boundary` with each place where a Unicode sentence begins or the text ends.
fn boundaries(text: &str, mut boundary: impl FnMut(usize)) {
    let mut piece = 0;
    let mut letterless = 0;
    let cut = |from: usize, to: usize, boundary: &mut dyn FnMut(usize)| {
        for (start, sentence) in text[from..to].split_sentence_bound_indices() {
            boundary(from + start + sentence.len());
        }
    };
    for (at, letter) in text.char_indices() {
        if letter.is_ascii_alphabetic() || !letter.is_ascii() && (letter.is_lowercase() || letter.is_uppercase()) {
            letterless = 0;
        } else if letterless >= LONGEST_LETTERLESS {
            cut(piece, at, &mut boundary);
            piece = at;
            letterless = 0;
        } else {
            letterless += letter.len_utf8();
        }
    }
    cut(piece, text.len(), &mut boundary);
}

/// True where a sentence that began at token `sentence` ends before token `next`, which a Unicode boundary precedes.
fn ends(parts: &[Part<'_>], sentence: usize, next: usize, lexicon: &Lexicon) -> bool {
    let mut last = next - 1;
    while last > sentence && next - last < LONGEST_TAIL && parts[last].shape == Shape::Mark && !is_stop(parts[last].text) {
        last -= 1;
    }
    let after = &parts[next];
    let closed = last + 1 < next;
    let word = parts[last].text;
    if is_stop(word) {
        // `"Why?" she asked`, `Yahoo! is`: a small letter goes on with the sentence.
        let goes_on =
            after.shape == Shape::Lower && !after.text.starts_with(['\'', '’']) || after.shape == Shape::Mark && is_inner(after.text);
        // "1. The minister": the number of a list.
        let numbered = last == sentence + 1 && word == "." && parts[sentence].shape == Shape::Number && parts[sentence].text.len() <= 2;
        let tagged = closed && word != "." && is_speech_tag(&parts[next..], lexicon);
        return !(goes_on || numbered || tagged);
    }
    let Some(stem) = word.strip_suffix('.') else { return false };
    if closed {
        return true;
    }
    let lower = after.text.to_lowercase();
    let starter = lexicon.segmentation.starts_sentences(&lower) || after.quote == QuoteState::Open;
    if stem.chars().count() == 1 {
        return starter;
    }
    match lexicon.segmentation.abbreviation(&stem.to_lowercase()).map(|entry| entry.class) {
        Some(AbbreviationClass::Title) => false,
        Some(AbbreviationClass::Month) => after.shape != Shape::Number && starter,
        _ => starter,
    }
}

/// `"Why?" Zorana Orsk asked.`: up to four capitalised words and a reporting word go on with a quoted question.
fn is_speech_tag(parts: &[Part<'_>], lexicon: &Lexicon) -> bool {
    let names = parts.iter().take(4).take_while(|part| matches!(part.shape, Shape::Capitalised | Shape::Upper)).count();
    names > 0 && parts.get(names).is_some_and(|part| part.shape == Shape::Lower && lexicon.hedging.is_reporting(part.text, part.text))
}

/// True where token `at` follows a full stop without a blank, between small letters ("done.The mayor").
fn is_missing_blank(parts: &[Part<'_>], at: usize) -> bool {
    let (Some(word), Some(stop), Some(next)) = (at.checked_sub(2).and_then(|word| parts.get(word)), parts.get(at - 1), parts.get(at))
    else {
        return false;
    };
    let mut letters = next.text.chars();
    stop.text == "."
        && word.start + word.text.len() == stop.start
        && stop.start + 1 == next.start
        && word.text.ends_with(char::is_lowercase)
        && letters.next().is_some_and(char::is_uppercase)
        && letters.next().is_some_and(char::is_lowercase)
}

fn is_stop(text: &str) -> bool {
    text.starts_with(['.', '!', '?', '…', '。', '！', '？'])
}

/// A mark that never begins a sentence.
fn is_inner(text: &str) -> bool {
    text.starts_with([',', ';', ':', ')', ']', '%', '.', '!', '?', '–', '—'])
}

#[cfg(test)]
mod tests {
    use super::super::tests::document;

    fn check(text: &str, expected: &[&str]) {
        let document = document(text);
        let found: Vec<&str> = document.sentences.iter().map(|sentence| sentence.span.of(text)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn plain_stops_end_sentences() {
        check("It rained. It stopped! Why? Nobody knew.", &["It rained.", "It stopped!", "Why?", "Nobody knew."]);
        check("It rose 3.5 percent to 1.2 million.", &["It rose 3.5 percent to 1.2 million."]);
    }

    #[test]
    fn abbreviations_do_not() {
        check("Mr. Orsk and Dr. J. K. Venn met Gen. Tolm. They left.", &["Mr. Orsk and Dr. J. K. Venn met Gen. Tolm.", "They left."]);
        check(
            "The U.S. President spoke on Jan. 3 in the U.K. The talks ended.",
            &["The U.S. President spoke on Jan. 3 in the U.K.", "The talks ended."],
        );
        check("Varn Inc. Chairman Orsk resigned at 5 p.m. Monday.", &["Varn Inc. Chairman Orsk resigned at 5 p.m. Monday."]);
        check("The Holt v. Varn ruling stands. It is law.", &["The Holt v. Varn ruling stands.", "It is law."]);
        check("He works for Varn Inc. He is old.", &["He works for Varn Inc.", "He is old."]);
    }

    #[test]
    fn closing_marks_stay_with_their_sentence() {
        check("“It rained.” Then it stopped. (He saw it.) He left.", &["“It rained.”", "Then it stopped.", "(He saw it.)", "He left."]);
        check("\"Why now?\" she asked. \"Go! Go!\" he said.", &["\"Why now?\" she asked.", "\"Go!", "Go!\" he said."]);
        check("“Why now?” Zorana Orsk asked. “Go!” He left.", &["“Why now?” Zorana Orsk asked.", "“Go!”", "He left."]);
        check("''It rained.'' He left.", &["''It rained.''", "He left."]);
    }

    #[test]
    fn a_missing_blank_ends_one_too() {
        check("It was done.The mayor left.", &["It was done.", "The mayor left."]);
        check("See example.com. He left.", &["See example.com.", "He left."]);
    }

    #[test]
    fn the_number_of_a_list_is_no_sentence() {
        check("1. The mayor left. 2. He came back.", &["1. The mayor left.", "2. He came back."]);
        check("It happened in 2015. The mayor left.", &["It happened in 2015.", "The mayor left."]);
    }

    #[test]
    fn a_line_break_alone_ends_nothing() {
        let lexicon = crate::lexicon::Lexicon::english().unwrap();
        let text = "The mayor\nleft town.";
        let article =
            crate::corpus::Article { text: text.to_owned(), paragraphs: vec![crate::ids::Span::new(0, text.len())], ..Default::default() };
        assert_eq!(crate::text::segment(&article, &lexicon).sentences.len(), 1);
    }
}
