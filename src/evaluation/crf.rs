//! Training of a linear-chain conditional random field with hashed features.
//!
//! In: sequences of feature rows with their gold labels. Out: float weights. Method: stochastic gradient by paragraph with
//! steps `eta * g / sqrt(G + 1)` (adaptive steps of Duchi et al. 2011, with 1 added to the sum so that the first steps
//! are no larger than `eta`), no penalty; the weights of the last epochs are averaged. Rows met fewer than three times in
//! training stay 0. At each step each feature is left out with a small probability (feature noising, Wang and Manning
//! 2013), so that no single word is relied on; several runs with other seeds are averaged. The order of paragraphs is shuffled by fixed seeds and `exp` comes from `libm`, so the same data give
//! the same weights to the bit.

use super::trees::Draw;
use crate::attribution::tagger::{EDGES, EMISSIONS, LABELS};
use crate::lexicon::{EDGE_BITS, EMISSION_BITS};

/// How the training goes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Schedule {
    /// Step size; what counts most (see the model card).
    pub(super) eta: f32,
    /// Passes over the data.
    pub(super) epochs: usize,
    /// Passes at the end whose weights are averaged.
    pub(super) averaged: usize,
    /// Probability that an emission feature is left out at a step.
    pub(super) emission_noise: f64,
    /// Probability that an edge feature is left out at a step.
    pub(super) edge_noise: f64,
    /// Runs that are averaged; their seeds are 1, 2, 3 and so on.
    pub(super) runs: u64,
}

/// A paragraph: rows a token, and the label each token has.
pub(super) struct Sequence {
    pub(super) emissions: Vec<[u32; EMISSIONS]>,
    pub(super) edges: Vec<[u32; EDGES]>,
    pub(super) gold: Vec<u8>,
}

/// Rows met fewer times than this stay 0.
const RARE: u8 = 3;
/// A label or pair of labels whose probability is this near to the truth is not worth a step.
const NEAR: f64 = 1e-4;
const PAIRS: usize = LABELS * LABELS;

/// Emission weights, row by row, and edge weights.
pub(super) type Weights = (Vec<f32>, Vec<f32>);

/// Trains all runs, side by side, and averages them.
pub(super) fn train(sequences: &[Sequence], schedule: &Schedule) -> Weights {
    let runs: Vec<Weights> = std::thread::scope(|scope| {
        let running: Vec<_> = (1..=schedule.runs.max(1)).map(|seed| scope.spawn(move || run(sequences, schedule, seed))).collect();
        running.into_iter().filter_map(|thread| thread.join().ok()).collect()
    });
    let mut sums: Weights = (vec![0.0; LABELS << EMISSION_BITS], vec![0.0; PAIRS << EDGE_BITS]);
    let share = 1.0 / runs.len().max(1) as f32;
    for (emissions, edges) in &runs {
        add(&mut sums.0, emissions, share);
        add(&mut sums.1, edges, share);
    }
    sums
}

fn run(sequences: &[Sequence], schedule: &Schedule, seed: u64) -> Weights {
    let mut emission_use = vec![0_u8; 1 << EMISSION_BITS];
    let mut edge_use = vec![0_u8; 1 << EDGE_BITS];
    for sequence in sequences {
        for &row in sequence.emissions.iter().flatten() {
            emission_use[row as usize] = emission_use[row as usize].saturating_add(1);
        }
        for &row in sequence.edges.iter().flatten() {
            edge_use[row as usize] = edge_use[row as usize].saturating_add(1);
        }
    }
    let mut emissions = Table::new(emission_use, LABELS, schedule.eta, schedule.emission_noise);
    let mut edges = Table::new(edge_use, PAIRS, schedule.eta, schedule.edge_noise);
    let mut order: Vec<usize> = (0..sequences.len()).collect();
    let mut draw = Draw(seed);
    let mut work = Work::default();
    let mut sums: Weights = (vec![0.0; emissions.weights.len()], vec![0.0; edges.weights.len()]);
    let share = 1.0 / schedule.averaged.max(1) as f32;
    for epoch in 0..schedule.epochs {
        draw.shuffle(&mut order);
        for &number in &order {
            step(&sequences[number], &mut emissions, &mut edges, &mut work, &mut draw);
        }
        if epoch + schedule.averaged >= schedule.epochs {
            add(&mut sums.0, &emissions.weights, share);
            add(&mut sums.1, &edges.weights, share);
        }
    }
    sums
}

fn add(sums: &mut [f32], weights: &[f32], share: f32) {
    for (sum, weight) in sums.iter_mut().zip(weights) {
        *sum += weight * share;
    }
}

/// Weights with the sums of their squared gradients.
struct Table {
    uses: Vec<u8>,
    weights: Vec<f32>,
    squares: Vec<f32>,
    width: usize,
    eta: f32,
    /// Share of features left out, of 2^16.
    noise: u64,
}

impl Table {
    fn new(uses: Vec<u8>, width: usize, eta: f32, noise: f64) -> Self {
        let size = uses.len() * width;
        Self { uses, weights: vec![0.0; size], squares: vec![0.0; size], width, eta, noise: (noise * 65_536.0) as u64 }
    }

    /// Puts the rows that are not left out this time into `kept`.
    fn keep(&self, rows: &[u32], kept: &mut Vec<u32>, draw: &mut Draw) {
        kept.clear();
        for four in rows.chunks(4) {
            let bits = if self.noise > 0 { draw.next() } else { u64::MAX };
            for (place, row) in four.iter().enumerate() {
                if (bits >> (16 * place)) & 0xffff >= self.noise && self.uses[*row as usize] >= RARE {
                    kept.push(*row);
                }
            }
        }
    }

    fn sum(&self, rows: &[u32], sums: &mut [f64]) {
        sums.fill(0.0);
        for &row in rows {
            let at = row as usize * self.width;
            for (sum, weight) in sums.iter_mut().zip(&self.weights[at..at + self.width]) {
                *sum += f64::from(*weight);
            }
        }
    }

    /// One step against `gradient` for all `rows`.
    fn update(&mut self, rows: &[u32], gradient: &[f64]) {
        let large: Vec<(usize, f32)> =
            gradient.iter().enumerate().filter(|(_, slope)| slope.abs() > NEAR).map(|(at, slope)| (at, *slope as f32)).collect();
        for &row in rows {
            let at = row as usize * self.width;
            for &(place, slope) in &large {
                let square = &mut self.squares[at + place];
                *square += slope * slope;
                self.weights[at + place] -= self.eta * slope / (*square + 1.0).sqrt();
            }
        }
    }
}

/// Buffers of one paragraph.
#[derive(Default)]
struct Work {
    /// The rows of each token that are not left out.
    emission_rows: Vec<Vec<u32>>,
    edge_rows: Vec<Vec<u32>>,
    /// exp of emission scores.
    emission: Vec<[f64; LABELS]>,
    /// exp of edge scores; of the first token unused.
    edge: Vec<[f64; PAIRS]>,
    forward: Vec<[f64; LABELS]>,
    backward: Vec<[f64; LABELS]>,
    scale: Vec<f64>,
}

fn step(sequence: &Sequence, emissions: &mut Table, edges: &mut Table, work: &mut Work, draw: &mut Draw) {
    let length = sequence.gold.len();
    if length == 0 {
        return;
    }
    work.emission.clear();
    work.edge.clear();
    if work.emission_rows.len() < length {
        work.emission_rows.resize(length, Vec::new());
        work.edge_rows.resize(length, Vec::new());
    }
    for at in 0..length {
        emissions.keep(&sequence.emissions[at], &mut work.emission_rows[at], draw);
        edges.keep(&sequence.edges[at], &mut work.edge_rows[at], draw);
        let mut scores = [0.0; LABELS];
        emissions.sum(&work.emission_rows[at], &mut scores);
        work.emission.push(exponentials(scores));
        let mut scores = [0.0; PAIRS];
        edges.sum(&work.edge_rows[at], &mut scores);
        work.edge.push(exponentials(scores));
    }
    forward_backward(work, length);
    for at in 0..length {
        let gold = usize::from(sequence.gold[at]);
        let mut gradient = [0.0; LABELS];
        for (label, slope) in gradient.iter_mut().enumerate() {
            *slope = work.forward[at][label] * work.backward[at][label] - f64::from(u8::from(label == gold));
        }
        emissions.update(&work.emission_rows[at], &gradient);
        // Before the first token stands "outside".
        let before_gold = if at > 0 { usize::from(sequence.gold[at - 1]) } else { 0 };
        let mut gradient = [0.0; PAIRS];
        for before in 0..LABELS {
            let from = if at > 0 { work.forward[at - 1][before] } else { f64::from(u8::from(before == 0)) };
            for label in 0..LABELS {
                let place = before * LABELS + label;
                let expected = from * work.edge[at][place] * work.emission[at][label] * work.backward[at][label] / work.scale[at];
                gradient[place] = expected - f64::from(u8::from(before == before_gold && label == gold));
            }
        }
        edges.update(&work.edge_rows[at], &gradient);
    }
}

/// exp of scores less their largest.
fn exponentials<const N: usize>(scores: [f64; N]) -> [f64; N] {
    let top = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    scores.map(|score| libm::exp(score - top))
}

/// Scaled forward and backward probabilities: `forward[t] * backward[t]` is the marginal of token t.
fn forward_backward(work: &mut Work, length: usize) {
    work.forward.clear();
    work.scale.clear();
    for at in 0..length {
        let mut sums = [0.0; LABELS];
        for (label, sum) in sums.iter_mut().enumerate() {
            for before in 0..LABELS {
                let from = if at > 0 { work.forward[at - 1][before] } else { f64::from(u8::from(before == 0)) };
                *sum += from * work.edge[at][before * LABELS + label];
            }
            *sum *= work.emission[at][label];
        }
        let scale = sums.iter().sum::<f64>().max(1e-300);
        work.scale.push(scale);
        work.forward.push(sums.map(|sum| sum / scale));
    }
    work.backward.clear();
    work.backward.resize(length, [1.0; LABELS]);
    for at in (0..length - 1).rev() {
        let mut sums = [0.0; LABELS];
        for (before, sum) in sums.iter_mut().enumerate() {
            for label in 0..LABELS {
                *sum += work.edge[at + 1][before * LABELS + label] * work.emission[at + 1][label] * work.backward[at + 1][label];
            }
            *sum /= work.scale[at + 1];
        }
        work.backward[at] = sums;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marginals_of_two_tokens_by_hand() {
        // Only labels 0 and 1 have weight: emissions 1 and 2 at both tokens, edges 1 but 0->1 at the second token 3.
        let mut work = Work::default();
        let mut emission = [0.0; LABELS];
        (emission[0], emission[1]) = (1.0, 2.0);
        let mut edge = [1.0; PAIRS];
        work.emission = vec![emission; 2];
        work.edge.push(edge);
        edge[1] = 3.0;
        work.edge.push(edge);
        forward_backward(&mut work, 2);
        // Paths: 00 = 1*1*1 = 1, 01 = 1*3*2 = 6, 10 = 2*1*1 = 2, 11 = 2*1*2 = 4; sum 13.
        let marginal = |at: usize, label: usize| work.forward[at][label] * work.backward[at][label];
        assert!((marginal(0, 0) - 7.0 / 13.0).abs() < 1e-12);
        assert!((marginal(1, 1) - 10.0 / 13.0).abs() < 1e-12);
    }

    #[test]
    fn learns_which_label_follows_which_row() {
        // Row 5 is a begin of a cue, row 6 nothing; every other feature is row 1.
        let rows = |row: u32| {
            let mut rows = [1; EMISSIONS];
            rows[0] = row;
            rows
        };
        let sequence = |order: &[u32]| Sequence {
            emissions: order.iter().map(|&row| rows(row)).collect(),
            edges: vec![[0; EDGES]; order.len()],
            gold: order.iter().map(|&row| if row == 5 { 3 } else { 0 }).collect(),
        };
        let sequences = [sequence(&[5, 6, 6]), sequence(&[6, 5]), sequence(&[6, 6, 5, 5])];
        let (emissions, _) =
            train(&sequences, &Schedule { eta: 0.1, epochs: 20, averaged: 2, emission_noise: 0.1, edge_noise: 0.1, runs: 2 });
        assert!(emissions[5 * LABELS + 3] > emissions[5 * LABELS] && emissions[6 * LABELS] > emissions[6 * LABELS + 3]);
        // Row 7 was never met.
        assert!(emissions[7 * LABELS..8 * LABELS].iter().all(|weight| weight.abs() < f32::EPSILON));
    }
}
