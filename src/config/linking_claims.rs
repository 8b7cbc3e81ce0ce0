//! Weights and thresholds of claim linking: when two mentions state the same, what makes a claim, what contradicts.

use serde::{Deserialize, Serialize};

/// Parameters of claim linking.
///
/// The logistic weights of the same-statement score were fitted on clause pairs of real news; the weights of keys
/// and the guards were chosen by hand from the errors read there. Which pairs may make a claim is judged by more than that
/// score (`judged_from`); it finds the pairs to be judged, and rivals. `word_gate`, `strange_verbs_gate` and `guarded` hold for it
/// alone; `edge`, `merge`, `second_clause` and `floor` count the judged probability.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ClaimLinkingParams {
    /// Articles of background mixed into the corpus, so that two articles are weighed as soundly as twenty thousand.
    /// Articles, from 1. The same figure as for article links.
    pub background_articles: f64,
    /// Mentions of background mixed into an event, so that two short articles have local weights. Mentions, from 0;
    /// about one article's worth, chosen by hand.
    pub background_mentions: f64,
    /// Ceiling of a key's weight, so that one rare name cannot carry a pair. Natural-log units.
    pub max_key_weight: f64,
    /// Weight of a number: figures are rarer than their digits suggest.
    pub number_weight: f64,
    /// Weight of a day, month or year.
    pub date_weight: f64,
    /// What a match by stem prefix or synonym counts beside an exact one, in [0, 1].
    pub soft_match: f64,
    /// Weights of the same-statement score.
    pub same: SameWeights,
    /// Least share of matched weight among words that are no names (harmonic mean of both sides), in [0, 1]; below
    /// it a pair shares only its actors. .40 leaves out one claim in seven and is right no more often: 111 of 150 claims read
    /// (.74) against 92 of 120 (.77).
    pub word_gate: f64,
    /// Runs of four shared words that open the gate too.
    pub gate_four_grams: usize,
    /// Least share of matched weight among words that are no names where neither clause holds the other's main verb, in
    /// [0, 1]: of 11 such claims read below .45, 3 stated one thing, of 15 above it 10.
    pub strange_verbs_gate: f64,
    /// Ceiling of the probability where a guard speaks against a pair (other actor, other step, other number), in
    /// [0, 1]; below every threshold.
    pub guarded: f64,
    /// Pairs of two outlets are judged by all that is known of them (`linking/judge.rs`) where the score by their words is at
    /// least this, in [0, 1]: below it hardly one in six states the same.
    pub judged_from: f64,
    /// The same where both stand among the first four sentences: their words differ more often.
    pub judged_from_lead: f64,
    /// Added to the log odds of a pair that stands on top of both articles, so that it starts a claim from .55 on: what an article is
    /// about is missed at a higher price, and .78 of such pairs state the same (`evaluate linking`, "judged-leads").
    pub lead_ease: f64,
    /// Pairs from here on may start a claim, in [0, 1].
    pub edge: f64,
    /// Two groups of mentions become one claim where the mean over all pairs of different outlets is at least this,
    /// in [0, 1].
    pub merge: f64,
    /// The same where an outlet would stand in the claim with a second clause in other words, in [0, 1]: chosen by
    /// hand, since such clauses were mostly about another side of the matter where claims were read.
    pub second_clause: f64,
    /// What each pair of different outlets in a claim must reach by itself, in [0, 1].
    pub floor: f64,
    /// Share of the pairs that may stay below the floor, in [0, 1].
    pub stray: f64,
    /// Two mentions of one outlet are one (headline and lead) from here on, in [0, 1].
    pub same_outlet: f64,
    /// A mention denies what another puts forward from here on, in [0, 1].
    pub denial: f64,
    /// The same where what is denied has another main verb or none, in [0, 1].
    pub denial_other_verb: f64,
    /// The same for a clause with a negated main verb, in [0, 1]: negation was right less often than "X denied that".
    pub negation_denial: f64,
    /// Two figures for one toll further apart than this ratio count parts or other things, in [0, 1]: the lower over
    /// the higher; chosen by hand on tolls read ("two women" of nine killed).
    pub toll_ratio: f64,
    /// Two figures for one toll nearer than this ratio are rounded or of different hours, in [0, 1]; chosen by hand on tolls read
    /// ("6 dead" and "seven deaths" of one day).
    pub toll_near: f64,
    /// Two sums or shares are values of one thing where their clauses score from here on, in [0, 1].
    pub sum_alike: f64,
    /// Two mentions share their words where this share of the shorter one's runs of four is found in the other, in
    /// [0, 1].
    pub same_words: f64,
    /// The same where one of the two passes on somebody's words, in [0, 1].
    pub same_said: f64,
    /// Runs of four that make two mentions the same text whatever their length: six are nine words in a row.
    pub long_run: usize,
    /// Two quotations are one utterance where this share of the shorter one's runs of four is found in the other, in
    /// [0, 1]: a set phrase alone ("a violation of campaign law") may be two speakers'.
    pub same_quote: f64,
    /// Rivals by a step of a ladder are looked for from here on (score without the step's guard), in [0, 1].
    pub stage_rival: f64,
    /// Two days to come for one thing are rivals from here on (score without the guard of the date) where the clauses
    /// share a subject, in [0, 1]; else from `edge` on.
    pub date_rival: f64,
    /// The probability that two clauses state the same which set one day to come for one thing, in [0, 1]: what would be rivals with
    /// two days agrees with one.
    pub same_day: f64,
    /// A key held by more mentions of an event finds no candidates there. Mentions.
    pub posting_cap: usize,
    /// Pairs of mentions scored within one event at most; beyond it the posting cap is halved until they fit.
    pub pair_cap: usize,
    /// Share of a mention's bytes that copied text must cover to make it an echo, in [0, 1].
    pub copied_cover: f64,
}

/// Numbers with names, each declared once with its default.
macro_rules! named_numbers {
    ($(#[$about:meta])* $name:ident, $count:ident { $($(#[$doc:meta])* $field:ident = $default:expr,)* }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct $name {
            $($(#[$doc])* pub $field: f64,)*
        }

        /// How many there are.
        pub const $count: usize = [$(stringify!($field)),*].len();

        impl $name {
            /// All of them, in the order of the fields.
            pub fn numbers(&self) -> [f64; $count] {
                [$(self.$field),*]
            }

            /// From numbers in the same order.
            pub fn from_numbers([$($field),*]: [f64; $count]) -> Self {
                Self { $($field),* }
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self { $($field: $default),* }
            }
        }
    };
}

named_numbers! {
    /// Weights of the same-statement score: a logistic over features of a pair.
    ///
    /// Fitted in two steps on clause pairs of different outlets on one event, judged by readers: the features of wording on
    /// a first set, then their common scale with subject, step, place, margin and runs on 665 further pairs (folds by
    /// event: area under the curve .75, right in .82 of the pairs from .70 on). The weights of verb, speaker and names were
    /// then set by hand from how often such pairs were right. Learnt anew on 910 pairs that are hard on purpose, with runs of
    /// letters, the area in folds rises from .73 to .77, but claims of a whole corpus were right less often (103 of 150
    /// read, .69, where these give 92 of 120, .77); so these stay and runs of letters count nothing by default.
    ///
    /// The same shape holds what the weights are multiplied with.
    SameWeights, SAME_WEIGHTS {
        /// Constant.
        bias = -1.5,
        /// Share of weight matched, harmonic mean of both sides.
        cover = 0.328,
        /// The same without names.
        word_cover = 1.244,
        /// Logarithm of one plus the matched weight of the lighter side.
        matched = 0.552,
        /// Unmatched weight of the lighter side, at most 15, divided by 5.
        unmatched = -0.196,
        /// Shared pairs of neighbouring words over those of the side with fewer.
        bigrams = 0.42,
        /// Logarithm of one plus the number of shared runs of four words.
        four_grams = 0.369,
        /// Same main verb: 1, other verb: 0, unknown: a half.
        predicate = 0.5,
        /// Neither clause holds the other's main verb; such pairs also gain nothing by standing on top.
        strange_verbs = -0.4,
        /// The recognised subjects share a word.
        subject = 0.65,
        /// Both pass on the words of one named speaker.
        speaker = 0.4,
        /// Three names or more are shared.
        names = 0.3,
        /// Both stand on the same step of one ladder.
        stage = 0.342,
        /// Exactly one side is negated.
        negation = -0.38,
        /// Both stand in quotation marks.
        quoted = 0.324,
        /// Both stand among the first four sentences.
        lead = 0.4,
        /// Sum of the logarithms of one plus the number of the sentence: what both articles put on top is what they agree
        /// on; far down they tell different details.
        depth = -0.254,
        /// By how much the pair's logit of wording exceeds that of the best other counterpart either side has in the
        /// other's article, the greater of both, from -1.6 to 1.6.
        margin = 0.44,
        /// Runs of three letters that both share over those of either: forms of one word, names cut short and compounds meet here
        /// where no whole word does.
        letters = 0.0,
        /// The same over those of the side with fewer.
        letters_of_fewer = 0.0,
        /// The same over those of the side with more.
        letters_of_more = 0.0,
    }
}

impl SameWeights {
    /// Sum of the products with `numbers`.
    pub fn dot(&self, numbers: &Self) -> f64 {
        self.numbers().iter().zip(numbers.numbers()).map(|(weight, number)| weight * number).sum()
    }

    /// True where runs of letters count at all.
    pub fn counts_letters(&self) -> bool {
        [self.letters, self.letters_of_fewer, self.letters_of_more].iter().any(|weight| weight.abs() > 0.0)
    }
}

impl ClaimLinkingParams {
    /// The judged probability from which a pair that stands on top of both articles may start a claim, in [0, 1].
    pub fn lead_edge(&self) -> f64 {
        let odds = self.edge / (1.0 - self.edge) * libm::exp(-self.lead_ease);
        odds / (1.0 + odds)
    }
}

impl Default for ClaimLinkingParams {
    fn default() -> Self {
        Self {
            background_articles: 500.0,
            background_mentions: 35.0,
            max_key_weight: 7.5,
            number_weight: 5.0,
            date_weight: 3.0,
            soft_match: 0.75,
            same: SameWeights::default(),
            word_gate: 0.30,
            gate_four_grams: 4,
            strange_verbs_gate: 0.5,
            guarded: 0.35,
            judged_from: 0.3,
            judged_from_lead: 0.12,
            lead_ease: 0.9,
            edge: 0.75,
            merge: 0.7,
            second_clause: 0.78,
            floor: 0.5,
            stray: 0.2,
            same_outlet: 0.88,
            denial: 0.65,
            denial_other_verb: 0.8,
            negation_denial: 0.75,
            toll_ratio: 0.4,
            toll_near: 0.8,
            sum_alike: 0.5,
            same_words: 0.6,
            same_said: 0.5,
            long_run: 6,
            same_quote: 0.25,
            stage_rival: 0.75,
            date_rival: 0.6,
            same_day: 0.8,
            posting_cap: 600,
            pair_cap: 20_000_000,
            copied_cover: 0.6,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Log odds of .75 are 1.0986; less .9 is .1986, which is .5495.
    #[test]
    fn a_pair_on_top_needs_less_by_the_ease() {
        let params = ClaimLinkingParams { edge: 0.75, lead_ease: 0.9, ..ClaimLinkingParams::default() };
        assert!((params.lead_edge() - 0.5495).abs() < 1e-4);
    }

    #[test]
    fn weights_survive_their_numbers() {
        let shipped = SameWeights::default();
        assert_eq!(SameWeights::from_numbers(shipped.numbers()), shipped);
        assert!(!shipped.counts_letters() && SameWeights { letters: 1.0, ..shipped }.counts_letters());
    }
}
