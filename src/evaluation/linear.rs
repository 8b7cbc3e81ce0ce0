//! Linear models over hashed facts: L2 logistic and ridge regression by L-BFGS, boosted stumps, and their compact form.
//!
//! In: examples. Out: [`HashedModel`]s. Nocedal 1980 (L-BFGS, eight pairs, halving line search); stumps as in `trees.rs`, over
//! yes-or-no facts. `exp` and `ln` come from `libm`, so that the same examples give the same bytes on every x86-64 Linux.

use super::trees::Draw;
use crate::lexicon::HashedModel;

/// What is learned from.
#[derive(Clone)]
pub(super) struct Example {
    /// Marks of the facts that hold, each once.
    pub(super) marks: Vec<u32>,
    /// 1 or 0, or a grade.
    pub(super) answer: f64,
    /// How much it counts.
    pub(super) weight: f64,
}

/// How to fit.
#[derive(Clone, Copy)]
pub(super) struct Fitting {
    /// Slots of the table, as a power of two.
    pub(super) bits: u32,
    /// Cost of the losses against half the squared length of the weights.
    pub(super) cost: f64,
    /// Log-odds of a yes, not a grade.
    pub(super) logistic: bool,
    /// Facts are scaled to length one.
    pub(super) scaled: bool,
}

/// Most steps of a fit.
const STEPS: usize = 100;
/// Pairs remembered.
const PAIRS: usize = 8;
/// Halvings of a step at most.
const HALVINGS: usize = 20;

/// Weights before they are made small.
pub(super) struct Weights {
    pub(super) bias: f64,
    pub(super) by_slot: Vec<f64>,
}

impl Weights {
    /// In the form that ships: whole steps of one scale.
    pub(super) fn compact(&self, bits: u32) -> HashedModel {
        let most = self.by_slot.iter().fold(0.0_f64, |most, weight| most.max(weight.abs()));
        let scale = if most > 0.0 { most / 127.0 } else { 1.0 };
        let weights = self.by_slot.iter().map(|weight| (weight / scale).round() as i8).collect();
        HashedModel { bits, bias: self.bias as f32, scale: scale as f32, threshold: 0.0, positive_share: 0.0, weights }
    }

    /// The mean of both.
    pub(super) fn mean(&self, other: &Self) -> Self {
        let by_slot = self.by_slot.iter().zip(&other.by_slot).map(|(one, two)| f64::midpoint(*one, *two)).collect();
        Self { bias: f64::midpoint(self.bias, other.bias), by_slot }
    }
}

/// An example in slots.
struct Row {
    slots: Vec<u32>,
    share: f64,
    answer: f64,
    weight: f64,
}

fn rows(examples: &[&Example], bits: u32, scaled: bool) -> Vec<Row> {
    let row = |example: &&Example| {
        let mut slots: Vec<u32> = example.marks.iter().map(|mark| mark >> (32 - bits)).collect();
        slots.sort_unstable();
        let share = if scaled { 1.0 / (slots.len().max(1) as f64).sqrt() } else { 1.0 };
        Row { slots, share, answer: example.answer, weight: example.weight }
    };
    examples.iter().map(row).collect()
}

/// Fits a linear model to `examples`.
pub(super) fn fit(examples: &[&Example], how: &Fitting) -> Weights {
    let rows = rows(examples, how.bits, how.scaled);
    let size = 1_usize << how.bits;
    let total: f64 = rows.iter().map(|row| row.weight).sum::<f64>().max(1e-9);
    let mean = rows.iter().map(|row| row.weight * row.answer).sum::<f64>() / total;
    // The last place is the bias, which is not drawn to nought.
    let mut at = vec![0.0; size + 1];
    if !how.logistic {
        at[size] = mean;
    }
    let mut slope = vec![0.0; size + 1];
    let mut loss = descend(&rows, &at, how, &mut slope);
    let first = dot(&slope, &slope).sqrt();
    let mut pairs: Vec<(Vec<f64>, Vec<f64>)> = Vec::new();
    for _ in 0..STEPS {
        let direction = direction(&slope, &pairs);
        let fall = dot(&slope, &direction);
        let mut length = 1.0;
        let mut next = Vec::new();
        let mut next_slope = vec![0.0; size + 1];
        let mut next_loss = loss;
        for _ in 0..HALVINGS {
            next = at.iter().zip(&direction).map(|(at, step)| at - length * step).collect();
            next_loss = descend(&rows, &next, how, &mut next_slope);
            if next_loss <= loss - 1e-4 * length * fall {
                break;
            }
            length *= 0.5;
        }
        let moved: Vec<f64> = next.iter().zip(&at).map(|(next, at)| next - at).collect();
        let bent: Vec<f64> = next_slope.iter().zip(&slope).map(|(next, slope)| next - slope).collect();
        if dot(&moved, &bent) > 1e-12 {
            if pairs.len() == PAIRS {
                pairs.remove(0);
            }
            pairs.push((moved, bent));
        }
        let still = (loss - next_loss).abs() < 1e-7 * loss.abs();
        (at, slope, loss) = (next, next_slope, next_loss);
        if still || dot(&slope, &slope).sqrt() < 1e-4 * first {
            break;
        }
    }
    let bias = at.pop().unwrap_or(0.0);
    Weights { bias, by_slot: at }
}

/// Loss at `at`, and its slope.
fn descend(rows: &[Row], at: &[f64], how: &Fitting, slope: &mut [f64]) -> f64 {
    let size = at.len() - 1;
    let mut loss = 0.0;
    for (slope, weight) in slope.iter_mut().zip(&at[..size]) {
        *slope = *weight;
        loss += 0.5 * weight * weight;
    }
    slope[size] = 0.0;
    for row in rows {
        let sum: f64 = row.slots.iter().map(|&slot| at[slot as usize]).sum();
        let score = at[size] + sum * row.share;
        let cost = how.cost * row.weight;
        let pull = if how.logistic {
            let sign = if row.answer > 0.5 { -1.0 } else { 1.0 };
            let wrong = sign * score;
            let small = libm::exp(-wrong.abs());
            loss += cost * (libm::log1p(small) + wrong.max(0.0));
            cost * sign * if wrong > 0.0 { 1.0 / (1.0 + small) } else { small / (1.0 + small) }
        } else {
            let off = score - row.answer;
            loss += 0.5 * cost * off * off;
            cost * off
        };
        for &slot in &row.slots {
            slope[slot as usize] += pull * row.share;
        }
        slope[size] += pull;
    }
    loss
}

/// The quasi-Newton direction uphill.
fn direction(slope: &[f64], pairs: &[(Vec<f64>, Vec<f64>)]) -> Vec<f64> {
    let mut step = slope.to_vec();
    let mut shares = vec![0.0; pairs.len()];
    for (share, (moved, bent)) in shares.iter_mut().zip(pairs).rev() {
        *share = dot(moved, &step) / dot(moved, bent);
        step.iter_mut().zip(bent).for_each(|(step, bent)| *step -= *share * bent);
    }
    let size = match pairs.last() {
        Some((moved, bent)) => dot(moved, bent) / dot(bent, bent),
        None => 1.0 / dot(slope, slope).sqrt().max(1e-12),
    };
    for step in &mut step {
        *step *= size;
    }
    for (share, (moved, bent)) in shares.iter().zip(pairs) {
        let back = dot(bent, &step) / dot(moved, bent);
        step.iter_mut().zip(moved).for_each(|(step, moved)| *step += (share - back) * moved);
    }
    step
}

fn dot(one: &[f64], two: &[f64]) -> f64 {
    one.iter().zip(two).map(|(one, two)| one * two).sum()
}

/// How to boost.
pub(super) struct Stumps {
    pub(super) rounds: usize,
    pub(super) rate: f64,
    /// Least rows on either side.
    pub(super) least_rows: usize,
    /// Share of the facts, and of the rows, that each round sees.
    pub(super) fact_share: f64,
    pub(super) row_share: f64,
    /// Draws the values to nought.
    pub(super) ridge: f64,
    pub(super) seed: u64,
}

/// Boosted stumps for a grade, added up into one weight a slot.
pub(super) fn stumps(examples: &[&Example], bits: u32, how: &Stumps) -> Weights {
    let rows = rows(examples, bits, false);
    let size = 1_usize << bits;
    let mut weights = Weights { bias: rows.iter().map(|row| row.answer).sum::<f64>() / rows.len().max(1) as f64, by_slot: vec![0.0; size] };
    let mut used: Vec<u32> = rows.iter().flat_map(|row| row.slots.iter().copied()).collect();
    used.sort_unstable();
    used.dedup();
    let mut scores = vec![weights.bias; rows.len()];
    let mut draw = Draw(how.seed);
    for _ in 0..how.rounds {
        let seen: Vec<u32> = used.iter().copied().filter(|_| draw.unit() < how.fact_share).collect();
        let sample: Vec<usize> = (0..rows.len()).filter(|_| draw.unit() < how.row_share).collect();
        let mut sums = vec![(0.0, 0_usize); size];
        let mut whole = 0.0;
        for &row in &sample {
            let off = rows[row].answer - scores[row];
            whole += off;
            let mut last = u32::MAX;
            for &slot in &rows[row].slots {
                // Two facts may share a slot.
                if slot != last {
                    sums[slot as usize].0 += off;
                    sums[slot as usize].1 += 1;
                    last = slot;
                }
            }
        }
        let value = |sum: f64, count: usize| sum / (count as f64 + how.ridge);
        let gain = |slot: u32| {
            let (sum, count) = sums[slot as usize];
            let rest = sample.len() - count;
            (count >= how.least_rows && rest >= how.least_rows).then(|| sum * value(sum, count) + (whole - sum) * value(whole - sum, rest))
        };
        let best = seen.iter().filter_map(|&slot| Some((gain(slot)?, slot))).reduce(|best, next| if next.0 > best.0 { next } else { best });
        let Some((_, slot)) = best else { continue };
        let (sum, count) = sums[slot as usize];
        let (with, without) = (how.rate * value(sum, count), how.rate * value(whole - sum, sample.len() - count));
        weights.bias += without;
        weights.by_slot[slot as usize] += with - without;
        for (score, row) in scores.iter_mut().zip(&rows) {
            *score += if row.slots.binary_search(&slot).is_ok() { with } else { without };
        }
    }
    weights
}

/// The threshold with the best F1 of (gold, score), with the share of rows it takes in.
pub(super) fn best_threshold(rows: &[(bool, f64)]) -> (f64, f64) {
    let mut order: Vec<(bool, f64)> = rows.to_vec();
    order.sort_by(|one, two| two.1.total_cmp(&one.1));
    let gold = order.iter().filter(|row| row.0).count() as f64;
    let (mut right, mut best, mut threshold, mut share) = (0.0, 0.0, 0.0, 0.0);
    for (place, (is, score)) in order.iter().enumerate() {
        right += f64::from(*is);
        let f1 = 2.0 * right / (gold + place as f64 + 1.0);
        // Rows of one score go in together.
        let last_of_score = order.get(place + 1).is_none_or(|next| next.1 < *score);
        if f1 > best && last_of_score {
            (best, threshold, share) = (f1, *score, (place as f64 + 1.0) / order.len() as f64);
        }
    }
    (threshold, share)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example(marks: &[u32], answer: f64) -> Example {
        Example { marks: marks.iter().map(|mark| mark << 30).collect(), answer, weight: 1.0 }
    }

    #[test]
    fn a_fact_that_decides_gets_the_weight() {
        let examples: Vec<Example> =
            (0..40).map(|at| example(if at % 2 == 0 { &[1, 2] } else { &[2, 3] }, f64::from(at % 2 == 0))).collect();
        let all: Vec<&Example> = examples.iter().collect();
        let fitted = fit(&all, &Fitting { bits: 2, cost: 1.0, logistic: true, scaled: false });
        assert!(fitted.by_slot[1] > 1.0 && fitted.by_slot[3] < -1.0 && fitted.by_slot[2].abs() < 0.1);
        assert_eq!(fitted.compact(2).weights[0], 0);
        let how = Stumps { rounds: 50, rate: 0.3, least_rows: 2, fact_share: 1.0, row_share: 1.0, ridge: 0.1, seed: 1 };
        let boosted = stumps(&all, 2, &how);
        assert!((boosted.bias + boosted.by_slot[1] + boosted.by_slot[2] - 1.0).abs() < 0.05);
    }

    #[test]
    fn ridge_finds_the_mean_where_no_fact_tells() {
        let examples: Vec<Example> = (0..4).map(|at| example(&[], f64::from(at))).collect();
        let fitted = fit(&examples.iter().collect::<Vec<_>>(), &Fitting { bits: 2, cost: 1.0, logistic: false, scaled: false });
        assert!((fitted.bias - 1.5).abs() < 1e-6);
    }

    #[test]
    fn thresholds() {
        // Taking the first two in: 2 right of 2, 2 of 3 found, F1 .8; all four: F1 6/7.
        assert_eq!(best_threshold(&[(true, 3.0), (true, 2.0), (false, 1.0), (true, 0.5)]), (0.5, 1.0));
    }
}
