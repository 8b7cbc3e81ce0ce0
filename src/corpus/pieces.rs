//! A text cut into pieces: lines where each line is a paragraph, blocks where the text is hard-wrapped.

use super::Boilerplate;
use crate::ids::{Span, stable_hash};

/// A line or block.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    /// Where it stands, trimmed.
    pub(super) span: Span,
    /// The piece in lower case, blanks single, quotation marks straight: equal forms count as the same line.
    pub(super) folded: String,
    /// Stable hash of `folded`.
    pub(super) hash: u64,
    /// Words: runs between blanks that hold a letter or digit.
    pub(super) words: usize,
    /// True where it ends like a sentence (closing quotation marks and brackets aside).
    pub(super) stop: bool,
    /// Why it is no article text; `None` while it is.
    pub(super) why: Option<Boilerplate>,
}

/// Cuts `text` into pieces, all trimmed and none empty.
pub(super) fn cut(text: &str) -> Vec<Piece> {
    let lines = lines(text);
    if !hard_wrapped(text, &lines) {
        return lines.into_iter().filter(|line| !line.is_empty()).map(|span| piece(text, span)).collect();
    }
    let mut blocks: Vec<Span> = Vec::new();
    let mut open = false;
    for line in lines {
        if line.is_empty() {
            open = false;
        } else {
            match blocks.last_mut() {
                Some(block) if open => block.end = line.end,
                _ => blocks.push(line),
            }
            open = true;
        }
    }
    blocks.into_iter().map(|span| piece(text, span)).collect()
}

/// One piece of `text`.
pub(super) fn piece(text: &str, span: Span) -> Piece {
    let raw = span.of(text);
    let folded = fold(raw);
    Piece { span, hash: stable_hash(&folded), words: words(raw), stop: ends_a_sentence(raw), folded, why: None }
}

/// `raw` in lower case with single blanks and straight quotation marks; invisible characters are dropped.
pub(super) fn fold(raw: &str) -> String {
    let mut folded = String::with_capacity(raw.len());
    let mut blank = false;
    for char in raw.chars() {
        if char.is_whitespace() {
            blank = true;
            continue;
        }
        if matches!(char, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{2060}') {
            continue;
        }
        if blank && !folded.is_empty() {
            folded.push(' ');
        }
        blank = false;
        match char {
            '\u{2018}' | '\u{2019}' | '\u{201b}' | '`' => folded.push('\''),
            '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{ab}' | '\u{bb}' => folded.push('"'),
            char if char.is_ascii() => folded.push(char.to_ascii_lowercase()),
            char => folded.extend(char.to_lowercase()),
        }
    }
    folded
}

/// The longest start of `text` of at most `bytes` bytes that ends at a character boundary.
pub(super) fn head(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Runs between blanks that hold a letter or digit.
pub(super) fn words(text: &str) -> usize {
    text.split_whitespace().filter(|word| word.as_bytes()[0].is_ascii_alphanumeric() || word.contains(char::is_alphanumeric)).count()
}

/// True where `text` ends in a full stop, question or exclamation mark or ellipsis, closing marks aside.
pub(super) fn ends_a_sentence(text: &str) -> bool {
    let closing = |char: char| matches!(char, '"' | '\'' | ')' | ']' | '\u{2019}' | '\u{201d}' | '\u{bb}') || char.is_whitespace();
    text.trim_end_matches(closing).ends_with(['.', '!', '?', '\u{2026}'])
}

/// The trimmed lines of `text`, blank ones as empty spans.
fn lines(text: &str) -> Vec<Span> {
    let mut lines = Vec::new();
    let mut from = 0;
    for (at, mark) in text.match_indices(['\n', '\r', '\u{2028}', '\u{2029}', '\u{b}', '\u{c}', '\u{85}']) {
        // The line end of CRLF is one, not a blank line: the part between is zero bytes long.
        if !(mark == "\n" && at == from && at > 0 && text.as_bytes()[at - 1] == b'\r') {
            lines.push(trimmed(text, from, at));
        }
        from = at + mark.len();
    }
    lines.push(trimmed(text, from, text.len()));
    lines
}

fn trimmed(text: &str, from: usize, to: usize) -> Span {
    let raw = &text[from..to];
    let invisible = |char: char| char.is_whitespace() || matches!(char, '\u{feff}' | '\u{200b}');
    let start = from + (raw.len() - raw.trim_start_matches(invisible).len());
    let end = from + raw.trim_end_matches(invisible).len();
    Span::new(start, end.max(start))
}

/// True where most lines are 50 to 90 bytes long, end amid a sentence and are followed by another line.
fn hard_wrapped(text: &str, lines: &[Span]) -> bool {
    let (mut followed, mut wrapped) = (0_usize, 0_usize);
    for pair in lines.windows(2) {
        if pair[0].is_empty() || pair[1].is_empty() {
            continue;
        }
        followed += 1;
        let line = pair[0].of(text);
        wrapped += usize::from((50..=90).contains(&line.len()) && !ends_a_sentence(line));
    }
    // Five lines are needed to tell a wrapped text from a few short paragraphs; three in five leaves room for
    // sentences that end with the line by chance.
    wrapped >= 5 && wrapped * 5 >= followed * 3
}

/// The words of a paragraph, each with whether it stands in quotation marks. Straight marks are taken to open where a word
/// begins and to close where one ends.
pub(super) fn words_and_quotation(paragraph: &str) -> impl Iterator<Item = (&str, bool)> {
    let mut quoted = false;
    paragraph.split_whitespace().map(move |word| {
        let opens = word.starts_with(['"', '\u{201c}']) || word.starts_with("'\"") || word.starts_with("(\"");
        let here = quoted || opens;
        let closes = word.trim_end_matches(['.', ',', ';', ':', '?', '!', ')']).ends_with(['"', '\u{201d}']);
        quoted = here && !(closes && !(opens && word.chars().count() == 1));
        (word, here)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = cut(text).iter().map(|piece| piece.span.of(text)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn lines_are_paragraphs_whatever_ends_them() {
        check(" A b. \r\n\r\nC d.\rE f.\n", &["A b.", "C d.", "E f."]);
        check("", &[]);
        check("\u{feff}A", &["A"]);
    }

    #[test]
    fn wrapped_lines_are_joined() {
        let line = "the harbour of the town was closed for the whole of that long";
        let text = format!("{line}\n{line}\n{line}\n{line}\nnight.\n\n{line}\n{line}\n{line}\nday.");
        let blocks = cut(&text);
        assert_eq!(blocks.len(), 2);
        assert!(blocks[0].span.of(&text).ends_with("night.") && blocks[0].stop);
    }

    #[test]
    fn folding_evens_out_dress() {
        assert_eq!(fold(" \u{201c}Na\u{ad}y\u{201d},\u{a0} she\u{2019}s OFF "), "\"nay\", she's off");
        assert_eq!(words("a - b 3%"), 3);
        assert!(ends_a_sentence("so.\u{201d}") && !ends_a_sentence("so:"));
    }
}
