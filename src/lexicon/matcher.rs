//! Finds phrases of one or more words in a run of words: leftmost, longest first.

use std::collections::HashMap;

/// A phrase found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// First word.
    pub start: usize,
    /// One past the last word.
    pub end: usize,
    /// Number of the phrase, in the order of [`PhraseMatcher::add`].
    pub phrase: usize,
}

/// A set of phrases, compared word by word on the form the caller chose (lower case or stem).
#[derive(Debug, Clone, Default)]
pub struct PhraseMatcher {
    /// By first word: the phrases that start with it, longest first, ties in the order they were added.
    by_first: HashMap<String, Vec<(Vec<String>, usize)>, foldhash::fast::FixedState>,
    count: usize,
}

impl PhraseMatcher {
    /// Adds a phrase (words parted by single blanks) and returns its number. An empty phrase never matches.
    pub fn add(&mut self, phrase: &str) -> usize {
        let words: Vec<String> = phrase.split_whitespace().map(str::to_owned).collect();
        let number = self.count;
        self.count += 1;
        if let Some(first) = words.first().cloned() {
            let list = self.by_first.entry(first).or_default();
            let at = list.partition_point(|(other, _)| other.len() >= words.len());
            list.insert(at, (words, number));
        }
        number
    }

    /// How many phrases were added.
    pub fn len(&self) -> usize {
        self.count
    }

    /// True where none was added.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// True where a phrase begins with `word`.
    pub fn begins(&self, word: &str) -> bool {
        self.by_first.contains_key(word)
    }

    /// The longest phrase that starts at word `at`; `word(i)` gives the i-th word, empty past the end.
    pub fn at<'a>(&self, at: usize, word: impl Fn(usize) -> &'a str) -> Option<Hit> {
        let list = self.by_first.get(word(at))?;
        let (words, phrase) = list.iter().find(|(words, _)| words.iter().enumerate().all(|(place, wanted)| word(at + place) == wanted))?;
        Some(Hit { start: at, end: at + words.len(), phrase: *phrase })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(phrases: &[&str], text: &str, at: usize, expected: Option<(usize, usize)>) {
        let mut matcher = PhraseMatcher::default();
        for phrase in phrases {
            matcher.add(phrase);
        }
        let words: Vec<&str> = text.split_whitespace().collect();
        let found = matcher.at(at, |place| words.get(place).copied().unwrap_or_default());
        assert_eq!(found.map(|hit| (hit.end, hit.phrase)), expected);
    }

    #[test]
    fn the_longest_phrase_wins() {
        check(&["may", "may have"], "it may have gone", 1, Some((3, 1)));
        check(&["may", "may have"], "it may go", 1, Some((2, 0)));
        check(&["may have"], "it may", 1, None);
    }
}
