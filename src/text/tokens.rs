//! Words, numbers and marks of one paragraph.
//!
//! In: the text of a paragraph. Out: byte ranges in order. Invariant: each range is on character boundaries, begins
//! and ends with something other than white space, and every character that is no white space lies in exactly one.
//! Method: Unicode word boundaries (UAX #29), then joined and split so that an analyst of news finds the units he
//! expects: `anti-graft`, `12:30`, `$5.2`, `U.S.`, `J.` are one token, `minister's` and `didn't` are two.

use unicode_segmentation::UnicodeSegmentation;

use crate::lexicon::{Dot, SegmentationLexicon};

/// Longest abbreviation looked up, in bytes: longer words before a full stop end a sentence.
const LONGEST_ABBREVIATION: usize = 12;

/// A piece between two Unicode word boundaries.
type Piece<'a> = (usize, &'a str);

/// Calls `emit(start, end)` for each token of `text`, in order.
pub(super) fn tokenise(text: &str, lexicon: &SegmentationLexicon, mut emit: impl FnMut(usize, usize)) {
    let pieces = pieces(text);
    let adjacent = |at: usize| match (at.checked_sub(1).and_then(|before| pieces.get(before)), pieces.get(at)) {
        (Some((start, piece)), Some((next, _))) => start + piece.len() == *next,
        _ => false,
    };
    let piece = |at: usize| pieces.get(at).map_or("", |(_, piece)| *piece);
    let mut at = 0;
    while let Some(&(start, first)) = pieces.get(at) {
        let mut end = start + first.len();
        let mut next = at + 1;
        let currency = first.starts_with(is_currency) && adjacent(next) && starts_with_digit(piece(next));
        if currency {
            end += piece(next).len();
            next += 1;
        }
        if currency || is_wordlike(first) {
            loop {
                let last = piece(next - 1);
                let dot = piece(next) == "." && adjacent(next);
                if dot && keeps_dot(last, piece(next + 1), adjacent(next + 1), lexicon) {
                    end += 1;
                    next += 1;
                }
                let joins = adjacent(next) && adjacent(next + 1) && is_wordlike(piece(next + 1));
                let hyphen = is_hyphen(piece(next));
                let clock = piece(next) == ":" && ends_with_digit(last) && starts_with_digit(piece(next + 1));
                if !(joins && (hyphen || clock)) {
                    break;
                }
                end += piece(next).len() + piece(next + 1).len();
                next += 2;
            }
            match clitic(text.get(start..end).unwrap_or_default()) {
                Some(cut) => {
                    emit(start, start + cut);
                    emit(start + cut, end);
                }
                None => emit(start, end),
            }
        } else if is_apostrophe(first)
            && adjacent(at)
            && at > 0
            && !is_mark(piece(at - 1))
            && adjacent(next)
            && is_clitic_ending(piece(next))
        {
            // "90's", "U.S.'s": the boundary rules part what they join inside plain words.
            emit(start, end + piece(next).len());
            next += 1;
        } else {
            let run = run_length(first);
            while next - at < run && piece(next) == first && adjacent(next) {
                end += first.len();
                next += 1;
            }
            emit(start, end);
        }
        at = next;
    }
}

/// The pieces between word boundaries without white space; words glued by a missing blank ("done.The") are parted.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::with_capacity(text.len() / 5);
    for (start, piece) in text.split_word_bound_indices() {
        let trimmed = piece.trim_start();
        let mut start = start + piece.len() - trimmed.len();
        let mut rest = trimmed.trim_end();
        while let Some(dot) = missing_blank(rest) {
            pieces.push((start, &rest[..dot]));
            pieces.push((start + dot, "."));
            start += dot + 1;
            rest = &rest[dot + 1..];
        }
        if !rest.is_empty() {
            pieces.push((start, rest));
        }
    }
    pieces
}

/// Where a full stop stands between a lower-case letter and a capital that a lower-case letter follows: two
/// sentences without a blank. `e.g.This` and `U.S.A` do not fit, nor does `example.com`.
fn missing_blank(piece: &str) -> Option<usize> {
    if !piece.contains('.') {
        return None;
    }
    let mut before = ['\0'; 3];
    for (at, letter) in piece.char_indices() {
        if before[0].is_lowercase() && before[1] == '.' && before[2].is_uppercase() && letter.is_lowercase() {
            return at.checked_sub(before[2].len_utf8() + 1);
        }
        before = [before[1], before[2], letter];
    }
    None
}

/// True where the full stop after `word` belongs to it.
fn keeps_dot(word: &str, after: &str, glued: bool, lexicon: &SegmentationLexicon) -> bool {
    let mut letters = word.chars();
    let (first, second) = (letters.next().unwrap_or_default(), letters.next());
    // "v." between the parties of a case stands in the table.
    if second.is_none() && (first.is_uppercase() || lexicon.abbreviation(word).is_none()) {
        // An initial; "Plan B." at the end of a paragraph and the pronoun "I" are none.
        return first.is_uppercase() && first != 'I' && (after.starts_with(char::is_uppercase) || glued && is_hyphen(after));
    }
    if word.split('.').count() > 1 {
        if word.split('.').all(|part| part.chars().count() == 1 && part.starts_with(char::is_alphabetic)) {
            return true;
        }
    } else if !word.is_ascii() {
        return false;
    }
    if word.len() > LONGEST_ABBREVIATION {
        return false;
    }
    match lexicon.abbreviation(&word.to_lowercase()).map(|entry| entry.dot) {
        None => false,
        Some(Dot::Always) => true,
        Some(Dot::Capitalised) => first.is_uppercase(),
        Some(Dot::BeforeNumber) => starts_with_digit(after),
        Some(Dot::BeforeCapital) => first.is_uppercase() && after.starts_with(char::is_uppercase),
    }
}

/// Where the clitic of a word begins ("minister|'s", "did|n't").
fn clitic(word: &str) -> Option<usize> {
    let (at, mark) = word.char_indices().rev().take(4).find(|(_, letter)| matches!(letter, '\'' | '’' | 'ʼ'))?;
    let ending = &word[at + mark.len_utf8()..];
    if ending.eq_ignore_ascii_case("t") {
        let before = &word[..at];
        let cut = before.len().checked_sub(1)?;
        return (cut > 0 && before.get(cut..)?.eq_ignore_ascii_case("n")).then_some(cut);
    }
    (at > 0 && is_clitic_ending(ending)).then_some(at)
}

fn is_clitic_ending(piece: &str) -> bool {
    ["s", "re", "ve", "ll", "d", "m"].iter().any(|ending| piece.eq_ignore_ascii_case(ending))
}

/// How many of the same mark in a row make one token.
fn run_length(mark: &str) -> usize {
    match mark {
        "'" | "`" | "’" | "‘" => 2,
        "-" | "." => usize::MAX,
        _ => 1,
    }
}

fn is_wordlike(piece: &str) -> bool {
    piece.starts_with(|letter: char| letter.is_alphanumeric() || letter == '_')
}

fn is_mark(piece: &str) -> bool {
    !piece.ends_with('.') && !is_wordlike(piece)
}

fn starts_with_digit(piece: &str) -> bool {
    piece.starts_with(char::is_numeric)
}

fn ends_with_digit(piece: &str) -> bool {
    piece.ends_with(char::is_numeric)
}

fn is_hyphen(piece: &str) -> bool {
    matches!(piece, "-" | "\u{2010}" | "\u{2011}")
}

fn is_apostrophe(piece: &str) -> bool {
    matches!(piece, "'" | "’" | "ʼ")
}

/// A sign of currency; shared with the shape of a token.
pub(super) fn is_currency(sign: char) -> bool {
    matches!(sign, '$' | '£' | '€' | '¥' | '₹' | '₽' | '₴' | '₺' | '₩' | '₪' | '₦' | '¢' | '₫' | '₱' | '₿')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let lexicon = SegmentationLexicon::english().unwrap();
        let mut found = Vec::new();
        tokenise(text, &lexicon, |start, end| found.push(&text[start..end]));
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn inner_hyphens_and_clock_times_stay_together() {
        check("the anti-graft raid at 12:30", &["the", "anti-graft", "raid", "at", "12:30"]);
        check("it rose - slowly", &["it", "rose", "-", "slowly"]);
        check("note: three", &["note", ":", "three"]);
    }

    #[test]
    fn money_and_numbers() {
        check("$5.2 million, £3 and 1,200.", &["$5.2", "million", ",", "£3", "and", "1,200", "."]);
        check("a 12% cut in US$ terms", &["a", "12", "%", "cut", "in", "US", "$", "terms"]);
        check("a $5-a-day levy", &["a", "$5-a-day", "levy"]);
    }

    #[test]
    fn clitics_part() {
        check("Varn's men didn't, I’ll say", &["Varn", "'s", "men", "did", "n't", ",", "I", "’ll", "say"]);
        check("the 1990's o'clock dogs'", &["the", "1990", "'s", "o'clock", "dogs", "'"]);
        check("the U.S.'s aim", &["the", "U.S.", "'s", "aim"]);
    }

    #[test]
    fn abbreviations_keep_their_dot() {
        check("Dr. J. Orsk of the U.S. left.", &["Dr.", "J.", "Orsk", "of", "the", "U.S.", "left", "."]);
        check("U.S.-led talks on Jan. 3", &["U.S.-led", "talks", "on", "Jan.", "3"]);
        check("No. 10 said no. Plan B.", &["No.", "10", "said", "no", ".", "Plan", "B", "."]);
    }

    #[test]
    fn runs_of_marks() {
        check("''Well -- no...'' ``x'' (y)", &["''", "Well", "--", "no", "...", "''", "``", "x", "''", "(", "y", ")"]);
    }

    #[test]
    fn a_missing_blank_parts_two_sentences() {
        check("It was done.The mayor left.", &["It", "was", "done", ".", "The", "mayor", "left", "."]);
        check("see example.com or v1.2", &["see", "example.com", "or", "v1.2"]);
    }
}
