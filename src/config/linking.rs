//! Weights and thresholds of linking; each with its reason, unit and range.

use serde::{Deserialize, Serialize};

use super::ClaimLinkingParams;

/// Parameters of linking: events, stories, copied text.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LinkingParams {
    /// How articles are taken together into events.
    pub events: EventParams,
    /// How copied text is told.
    pub copies: CopyParams,
    /// How mentions are taken together into claims.
    pub claims: ClaimLinkingParams,
    /// What an article makes of a headline.
    pub stance: StanceParams,
}

/// Parameters of what an article makes of a headline. The weights are those that serve best where denials are rare and wanted;
/// all ones give the best share of right answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StanceParams {
    /// A body is about what a headline says from this probability on, in [0, 1].
    pub related: f64,
    /// What the share of affirming counts, from 0.
    pub affirms: f64,
    /// What the share of denying counts, from 0.
    pub denies: f64,
    /// What the share of only reporting counts, from 0.
    pub reports: f64,
}

impl Default for StanceParams {
    fn default() -> Self {
        Self { related: 0.5, affirms: 1.0, denies: 2.0, reports: 1.0 }
    }
}

/// Parameters of events and stories.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EventParams {
    /// Reference articles that the shipped background counts for beside the corpus's own statistics. Articles, from 0.
    /// 500: with 50, mean F over mixed corpora fell from .902 to .901; the small corpus needs it, the large one does
    /// not feel it.
    pub background_articles: f64,
    /// Articles with more days between them are no pair. Days, from 0.
    pub window_days: i32,
    /// Two articles are linked from this probability on, in [0, 1]. One figure for two articles and for 25,000.
    pub link: f64,
    /// The same for two articles two days apart or more, in [0, 1]: such a pair at lower probability is mostly the next
    /// step of a story. Over 24,761 articles .60 and .80 do equally well (F .844 and .845 on 837 pairs that editors put
    /// together); .60 keeps more of what follows within three days, as a rising toll.
    pub link_days_apart: f64,
    /// From this many days apart `link_days_apart` holds. Days, from 1.
    pub days_apart: i32,
    /// The same where one of the two is undated and the corpus is large, in [0, 1]. Chosen by hand, not measured.
    pub link_undated: f64,
    /// Corpora with more articles than this count as large for `link_undated`. Articles.
    pub small_corpus: usize,
    /// An undated article keeps at most so many partners, its best. Articles. Chosen by hand, not measured.
    pub undated_partners: usize,
    /// Two groups of articles become one event where the mean probability over all their pairs is at least this, in
    /// [0, 1].
    pub merge_mean: f64,
    /// ... and where more than this share of the pairs are linked, in [0, 1]: a chain of articles, each like the next,
    /// does not make one event.
    pub merge_share: f64,
    /// Corpora up to this size have every pair compared. Articles.
    pub compare_all: usize,
    /// Corpora up to this size are compared at once; larger ones block by block, with the same result, more slowly and in less memory:
    /// at once an article takes some 13 kB. Articles.
    pub at_once: usize,
    /// Articles that make a block, about, with the days around them beside them. Articles, from 1. Chosen by hand: some 100 MB.
    pub block_articles: usize,
    /// In larger corpora two articles are compared where they share one of so many heaviest words each. Words, from 1.
    /// 20 finds .955 of the pairs that a comparison of all would.
    pub keys: usize,
    /// Articles looked at for one word of one article within its window. Articles. The heaviest users of the word stay.
    pub articles_per_key: usize,
    /// Articles compared with one article at most. Articles. Those that share most stay.
    pub candidates: usize,
    /// Pairs with a smaller cosine are not scored, in [0, 1].
    pub least_cosine: f64,
    /// Two events follow from each other from this probability on, in [0, 1], dates left out of account.
    pub story: f64,
    /// ... and with at most so many days between them. Days.
    pub story_days: i32,
    /// Events compared with one event at most. Events. Chosen by hand, not measured.
    pub story_candidates: usize,
    /// Mean probability over the pairs of two groups of events that become one story, in [0, 1]. Chosen by hand, not
    /// measured: lower than for events, since a story moves on.
    pub story_merge_mean: f64,
}

/// Parameters of copied text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CopyParams {
    /// Least share of the narrative words (quotations left out) of the shorter article found in the other, in [0, 1].
    /// At .10, 1 % of article pairs on one event pass that share no text.
    pub least_share: f64,
    /// Least number of words copied. Words. A stock phrase is shorter. Chosen by hand, not measured.
    pub least_words: usize,
    /// Articles with more days between them are not compared. Days.
    pub window_days: i32,
    /// A run of words found in more articles is a stock phrase. Articles.
    pub articles_per_run: usize,
    /// A run of words found in more articles of one outlet is that outlet's boilerplate. Articles.
    pub articles_per_outlet: usize,
    /// An article with at least this share copied from one other article has that one as its origin, in [0, 1].
    /// Chosen by hand: under it most of the text is the outlet's own.
    pub origin_share: f64,
}

impl Default for EventParams {
    fn default() -> Self {
        Self {
            background_articles: 500.0,
            window_days: 3,
            link: 0.40,
            link_days_apart: 0.60,
            days_apart: 2,
            link_undated: 0.70,
            small_corpus: 1_000,
            undated_partners: 10,
            merge_mean: 0.40,
            merge_share: 0.50,
            compare_all: 2_000,
            at_once: 10_000,
            block_articles: 4_096,
            keys: 20,
            articles_per_key: 300,
            candidates: 200,
            least_cosine: 0.05,
            story: 0.40,
            story_days: 30,
            story_candidates: 50,
            story_merge_mean: 0.25,
        }
    }
}

impl Default for CopyParams {
    fn default() -> Self {
        Self { least_share: 0.10, least_words: 15, window_days: 7, articles_per_run: 50, articles_per_outlet: 5, origin_share: 0.30 }
    }
}
