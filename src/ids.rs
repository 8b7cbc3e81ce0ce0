//! The vocabulary that every room shares: spans and small enumerations. No logic beyond names.

use serde::{Deserialize, Serialize};

/// A stretch of an article's text: byte offsets into [`crate::corpus::Article::text`], start inclusive, end
/// exclusive, both on character boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The span from `start` to `end`.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// The text under the span; empty where the span does not fit `text`.
    pub fn of(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or_default()
    }

    /// Bytes covered.
    pub fn len(self) -> usize {
        self.end.saturating_sub(self.start)
    }

    /// True where nothing is covered.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// True where `other` lies wholly inside.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// True where at least one byte is shared.
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The smallest span that holds both.
    #[must_use]
    pub fn hull(self, other: Span) -> Span {
        Span::new(self.start.min(other.start), self.end.max(other.end))
    }
}

/// What sort of text an article is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Genre {
    /// A report of what happened; also whatever shows no sign of another genre.
    #[default]
    News,
    /// An opinion piece, editorial, column or letter.
    Opinion,
    /// A round-up of several stories.
    Digest,
    /// A verbatim record of speech.
    Transcript,
    /// A text issued by an interested party and run as it came.
    PressRelease,
}

/// What sort of checkable statement a mention or claim is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClaimKind {
    /// Something happened, is planned, or is so.
    Statement,
    /// Who holds an office.
    RoleHolder,
    /// How many, how much.
    Quantity,
    /// When.
    Date,
}

/// How the voice that carries a mention stands to the claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stance {
    /// The voice puts it forward as so.
    #[default]
    Affirms,
    /// The voice says it is not so.
    Denies,
    /// The voice asks or doubts whether it is so.
    Questions,
    /// Passed on with no voice behind it ("reports that …").
    Reports,
}

/// What an article's body makes of a headline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BodyStance {
    /// It says so too.
    Affirms,
    /// It says that it is not so.
    Denies,
    /// It reports that somebody says so, or asks whether it is so.
    Reports,
    /// It is about something else.
    Unrelated,
}

/// Which method settles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// One-coin Dawid-Skene in which a claim may echo an earlier dependent source.
    #[default]
    CopyTree,
    /// The most sources win.
    Vote,
    /// Yin, Han and Yu 2008.
    Truthfinder,
    /// Dong, Berti-Équille and Srivastava 2009, without copying.
    Accu,
    /// The same with copying.
    AccuCopy,
    /// Dawid and Skene 1979, one coin a source.
    DawidSkene,
    /// Li et al. 2014.
    Crh,
}

/// How an attributing cue stands to what was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VerbClass {
    /// "said", "told", "according to".
    Neutral,
    /// "claimed", "alleged", "insisted": the writer keeps a distance.
    Distancing,
    /// "pointed out", "revealed", "confirmed": the writer takes it as so.
    Endorsing,
    /// "denied", "rejected", "dismissed": the content is denied.
    Denial,
    /// "asked", "wondered": the content is a question.
    Question,
}

macro_rules! names {
    ($kind:ty { $($variant:ident => $name:literal),+ $(,)? }) => {
        impl $kind {
            /// Every value, in the order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name used in reports and JSON.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }
        }
    };
}
pub(crate) use names;

names!(Genre { News => "news", Opinion => "opinion", Digest => "digest", Transcript => "transcript", PressRelease => "press_release" });
names!(ClaimKind { Statement => "statement", RoleHolder => "role_holder", Quantity => "quantity", Date => "date" });
names!(Stance { Affirms => "affirms", Denies => "denies", Questions => "questions", Reports => "reports" });

names!(BodyStance { Affirms => "affirms", Denies => "denies", Reports => "reports", Unrelated => "unrelated" });

names!(Method { CopyTree => "copy-tree", Vote => "vote", Truthfinder => "truthfinder", Accu => "accu", AccuCopy => "accu-copy", DawidSkene => "dawid-skene", Crh => "crh" });

names!(VerbClass { Neutral => "neutral", Distancing => "distancing", Endorsing => "endorsing", Denial => "denial", Question => "question" });

/// A hash that is the same on every machine and in every run (xxh3, 64 bits): for ids, features and fingerprints.
pub fn stable_hash(text: &str) -> u64 {
    xxhash_rust::xxh3::xxh3_64(text.as_bytes())
}

/// An id that no spreadsheet takes for a number or a date: `prefix`, then 12 letters and digits of a stable hash
/// (60 bits). The first character after the prefix is always a letter from `g` on, so `a1e5` cannot occur.
pub fn readable_id(prefix: char, hash: u64) -> String {
    const FIRST: &[u8; 16] = b"ghjkmnpqrstvwxyz";
    const REST: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    let mut id = String::with_capacity(13);
    id.push(prefix);
    id.push(FIRST[(hash & 15) as usize] as char);
    for place in 0..11 {
        id.push(REST[((hash >> (4 + 5 * place)) & 31) as usize] as char);
    }
    id
}

/// A number that orders [`readable_id`]s of one prefix as their letters do.
pub fn readable_order(id: &str) -> u64 {
    // Both alphabets are part of this one, whose letters ascend; twelve of five bits each.
    const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    id.bytes().skip(1).fold(0, |order, letter| order << 5 | LETTERS.binary_search(&letter).unwrap_or_default() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_never_reads_as_a_number() {
        // hash 0: every place takes the first letter of its alphabet.
        assert_eq!(readable_id('a', 0), "ag00000000000");
        assert!(readable_id('a', 0).parse::<f64>().is_err());
    }

    #[test]
    fn ids_are_ordered_without_making_them() {
        proptest::proptest!(|(one: u64, other: u64)| {
            let (left, right) = (readable_id('m', one), readable_id('m', other));
            proptest::prop_assert_eq!(left.cmp(&right), readable_order(&left).cmp(&readable_order(&right)));
        });
    }

    #[test]
    fn spans_cut_and_join() {
        let text = "Zorana said so.";
        assert_eq!(Span::new(7, 11).of(text), "said");
        assert_eq!(Span::new(7, 99).of(text), "");
        assert_eq!(Span::new(0, 6).hull(Span::new(12, 14)), Span::new(0, 14));
        assert!(Span::new(0, 6).overlaps(Span::new(5, 8)) && !Span::new(0, 6).overlaps(Span::new(6, 8)));
    }
}
