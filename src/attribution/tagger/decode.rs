//! The best sequence of labels of a paragraph.
//!
//! In: [`Facts`]. Out: labels. Method: Viterbi over emission and edge scores; ties go to the lower label.

use super::facts::Facts;
use super::templates::{EDGES, EMISSIONS};
use super::{LABELS, Label};
use crate::lexicon::TaggerWeights;

/// Buffers that are used again from paragraph to paragraph.
#[derive(Default)]
pub(super) struct Decoder {
    back: Vec<[u8; LABELS]>,
}

/// Score of a step that no sequence may take.
const NEVER: f32 = -1e9;

/// For each label and each that may come before it, 0; else [`NEVER`].
const STEPS: [[f32; 8]; LABELS] = {
    let mut steps = [[0.0; 8]; LABELS];
    let mut at = 0;
    while at < LABELS {
        // Inside labels are the even ones behind 0; they follow themselves and the label before them.
        let mut next = 2;
        while next < LABELS {
            if at != next && at + 1 != next {
                steps[at][next] = NEVER;
            }
            next += 2;
        }
        at += 1;
    }
    steps
};

impl Decoder {
    /// Writes the best labels of the paragraph to `labels`; `cue_bias` is added to the score of each begin of a cue.
    pub(super) fn decode(&mut self, facts: &Facts, tagger: &TaggerWeights, cue_bias: f32, labels: &mut [Label]) {
        let length = facts.len();
        self.back.clear();
        self.back.resize(length, [0; LABELS]);
        let mut best = [NEVER; LABELS];
        best[0] = 0.0;
        let mut emissions = [0_u32; EMISSIONS];
        let mut edges = [0_u32; EDGES];
        for at in 0..length {
            facts.features(at, &mut emissions, &mut edges);
            let mut emission = tagger.emission(&emissions);
            emission[Label::BeginCue as usize] += cue_bias;
            let edge = tagger.edge(&edges);
            // All labels side by side, eight to a row: the compiler makes vectors of that.
            let (mut top, mut from) = ([f32::NEG_INFINITY; 8], [0_i32; 8]);
            for before in 0..LABELS {
                for label in 0..8 {
                    let score = best[before] + edge[before][label] + STEPS[before][label];
                    let better = score > top[label];
                    top[label] = if better { score } else { top[label] };
                    from[label] = if better { before as i32 } else { from[label] };
                }
            }
            for label in 0..LABELS {
                best[label] = top[label] + emission[label];
                self.back[at][label] = from[label] as u8;
            }
        }
        let mut label = (0..LABELS).fold(0, |top, label| if best[label] > best[top] { label } else { top });
        for at in (0..length).rev() {
            if let Some(place) = labels.get_mut(at) {
                *place = Label::ALL[label];
            }
            label = usize::from(self.back[at][label]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inside_follows_begin() {
        for (at, before) in Label::ALL.into_iter().enumerate() {
            for (place, next) in Label::ALL.into_iter().enumerate() {
                assert_eq!(STEPS[at][place] >= 0.0, before.allows(next), "{before:?} {next:?}");
            }
        }
    }
}
