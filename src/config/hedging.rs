//! What the cues of hedging make of a sentence's certainty; each number with its reason, unit and range.

use serde::{Deserialize, Serialize};

/// Parameters of the room. All are shares in [0, 1] but for the grade and the margin.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HedgingParams {
    /// Certainty of a sentence without a hedge: .95, because people read "will happen" as just short of sure.
    pub plain_certainty: f64,
    /// Certainty of a sentence with a word of denial ("denied", "rejected") and no hedge: .9, a step below, because a denial
    /// answers somebody who says otherwise. A plain negation ("did not") counts as plain: taking it for a denial lowered
    /// the correlation with 1,139 graded findings from .60 to .58.
    pub denial_certainty: f64,
    /// Probability taken for a hedge without one of its own ("so-called"): .5, as likely as not.
    pub unknown_strength: f64,
    /// A phrase read as less likely than this speaks of the opposite ("unlikely", .2, sounds .8 sure). .3 lies between
    /// "unlikely" (.2) and the least sure of the hedges ("may", .4; "rumoured", .35).
    pub opposite_below: f64,
    /// Each further hedge of a sentence lowers its certainty to this share. Chosen by hand.
    pub further_hedge: f64,
    /// Each open question ("whether") lowers it to this share: measured on findings graded 1 to 6, "whether" costs .45 of
    /// 5 steps.
    pub open_question: f64,
    /// Share of the missing certainty that emphasis ("clearly") makes good. Chosen by hand.
    pub booster: f64,
    /// Grade, 1 to 6, that stands for `plain_certainty`: the mean grade of 713 graded findings without a cue was 4.96.
    pub plain_grade: f64,
    /// What a grade is worth: .22, so that findings with "may" (graded 2.1 lower) come out near .45 and the scale keeps its ends.
    pub certainty_per_grade: f64,
    /// Share that the cues' own probabilities have in certainty where they speak for less than the model: .2 costs .003 of the
    /// correlation with graded findings and keeps cues that the model saw little of ("unconfirmed") from going unheard.
    pub cues_share: f64,
    /// Least certainty of a sentence without a cue, whatever its words: nothing in it can be shown that lowers it further.
    pub least_plain_certainty: f64,
    /// Cues that the gold of the cue model leaves out by convention ("reportedly", "apparently", "potential") go by the table
    /// alone. Without this the model follows its gold: better by .01 on that gold, deaf to half of the hearsay.
    pub convention_by_table: bool,
    /// A cue is left out by convention where gold calls less than this share of the places a cue at which the table lets it
    /// fire. Chosen by hand.
    pub convention_below: f64,
    /// How far, in log-odds, a sentence must be above the threshold of the model to be vague without a vague cue of the
    /// table. 0 is right for an encyclopedia. In news 13 of 48 such sentences were vague at 0, 10 of 31 at 1 and 13 of 30 at 2
    /// (both with `vague_phrase`), against 28 of 29 by the table, so 100 leaves it to the table.
    pub vague_margin: f64,
    /// Such a sentence must also hold a quantifier ("some") or a passive that names nobody ("is considered"): in news the model
    /// alone takes plain doubt ("probably") for vagueness.
    pub vague_phrase: bool,
    /// A cue is a speaker's from this probability on; below it, down to `narrator_to`, its owner is unsure. The model is
    /// calibrated, so this trades answers for right answers: .6 and .4 leave 6 % unsure and get 89 % of the others right
    /// (84 news articles), .8 and .2 leave 24 % and get 94 %; .5 for both leaves nothing unsure.
    pub speaker_from: f64,
    /// A cue is the narrator's up to this probability of being a speaker's.
    pub narrator_to: f64,
}

impl Default for HedgingParams {
    fn default() -> Self {
        Self {
            plain_certainty: 0.95,
            denial_certainty: 0.9,
            unknown_strength: 0.5,
            opposite_below: 0.3,
            further_hedge: 0.95,
            open_question: 0.9,
            booster: 0.5,
            plain_grade: 4.96,
            certainty_per_grade: 0.22,
            cues_share: 0.2,
            least_plain_certainty: 0.8,
            convention_by_table: true,
            convention_below: 0.3,
            vague_margin: 100.0,
            vague_phrase: true,
            speaker_from: 0.6,
            narrator_to: 0.4,
        }
    }
}
