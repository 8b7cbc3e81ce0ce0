//! Limits and thresholds of reading and cleaning; each with its reason, unit and range.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

/// What the user knows of outlets: all names in lower case, hosts without `www.`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OutletTable {
    /// Other names and hosts, each with the outlet it belongs to.
    pub aliases: BTreeMap<String, String>,
    /// Owners: outlets of one owner count as one origin. Who is not named is a family of his own.
    pub owners: BTreeMap<String, String>,
    /// Outlets whose articles are passed over.
    pub leave_out: BTreeSet<String>,
}

/// Parameters of reading and cleaning. Where no source is named the value was chosen by hand, not measured.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReadingParams {
    /// Largest text of one article, in bytes after decompression and decoding; larger ones are set aside. A book has
    /// 1 MB, so 64 MiB is no article. Range 1 to 2^31: offsets must fit 32 bits.
    pub max_article_bytes: usize,
    /// Largest line or CSV record, in bytes; longer ones are set aside without being held in memory. Range 1 to 2^31.
    pub max_line_bytes: usize,
    /// How much of a file is looked at to find its encoding, in bytes. The detector is steady from a few kilobytes on.
    pub detect_bytes: usize,
    /// Earliest plausible year of publication. The first news pages stood on the web in the early 1990s.
    pub earliest_year: i16,
    /// Latest plausible year of publication; results must not depend on the clock, so this is no "today". Broken
    /// exports do hold dates such as 2050, so the bound is set not far ahead.
    pub latest_year: i16,
    /// How much of a text is looked at to tell its language, in bytes.
    pub language_bytes: usize,
    /// Share of English stop words (0 to 1) from which a text counts as English whatever the detector says. Running
    /// English has .35 to .55, French and Dutch below .10.
    pub english_share: f64,
    /// Share of English stop words below which a text is not English although the detector, which knows sixteen
    /// languages only, says so. Range 0 to `english_share`.
    pub english_floor: f64,
    /// Words needed before `english_floor` is applied: lists and headlines have few stop words.
    pub english_floor_words: usize,
    /// Longest line, in words, that can be a headline where no title is given.
    pub headline_max_words: usize,
    /// Among how many lines from the top a given title is looked for.
    pub headline_lines: usize,
    /// Longest line, in words, that counts as a repeated caption.
    pub caption_max_words: usize,
    /// Shortest paragraph, in words, whose second occurrence is set aside: "No, he said." may well come twice.
    pub repeated_min_words: usize,
    /// First-person words outside quotations per 1000 words from which a text counts as opinion.
    pub opinion_first_person_per_1000: f64,
    /// Fewest first-person words for that rule, so that one sentence in a short text decides nothing.
    pub opinion_first_person_min: usize,
    /// Probability, in [0, 1], from which an article that argues in its own voice counts as opinion, where nothing names its genre.
    /// On articles whose address names it, of outlets the model has not seen, .75 finds .73 of the columns and takes .01 to .04
    /// of plain news for one (`evaluate genre`).
    pub opinion_voice: f64,
    /// Words below which the voice is not judged: rates of so few are noise.
    pub opinion_words: usize,
    /// Share of paragraphs (0 to 1) that must begin with a speaker's name and colon in a transcript.
    pub transcript_share: f64,
    /// Articles of one outlet in which a paragraph must recur to be set aside as recurring.
    pub recurring_articles: usize,
    /// Share of the outlet's articles (0 to 1) in which it must recur besides.
    pub recurring_share: f64,
    /// Longest paragraph, in words, that is set aside as recurring: longer ones are more often background text.
    pub recurring_max_words: usize,
    /// Aliases, owners, outlets to leave out; none unless given, also by `--outlets FILE.csv`.
    pub outlets: OutletTable,
}

impl Default for ReadingParams {
    fn default() -> Self {
        Self {
            max_article_bytes: 64 << 20,
            max_line_bytes: 64 << 20,
            detect_bytes: 64 << 10,
            earliest_year: 1990,
            latest_year: 2040,
            language_bytes: 1024,
            english_share: 0.25,
            english_floor: 0.10,
            english_floor_words: 40,
            headline_max_words: 35,
            headline_lines: 5,
            caption_max_words: 30,
            repeated_min_words: 7,
            opinion_first_person_per_1000: 15.0,
            opinion_first_person_min: 8,
            opinion_voice: 0.75,
            opinion_words: 100,
            transcript_share: 0.6,
            recurring_articles: 3,
            recurring_share: 0.002,
            recurring_max_words: 60,
            outlets: OutletTable::default(),
        }
    }
}
