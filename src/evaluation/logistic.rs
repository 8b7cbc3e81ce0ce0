//! Logistic regression over a handful of numbers.

/// A row to learn from.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Example<const N: usize> {
    /// The first is the constant 1.
    pub(super) numbers: [f64; N],
    pub(super) yes: bool,
    /// How many rows it counts for.
    pub(super) weight: f64,
}

/// A logistic regression on standardised numbers whose weights are drawn to `prior` by `pull`, by Newton's method; the first
/// number is the constant, which is drawn nowhere. Sums run in the order of the examples and `exp` comes from `libm`: the same examples give the same weights.
pub(super) fn logistic<const N: usize>(examples: &[Example<N>], prior: &[f64; N], pull: &[f64; N]) -> [f64; N] {
    let count = examples.iter().map(|example| example.weight).sum::<f64>().max(f64::MIN_POSITIVE);
    let mean: [f64; N] = std::array::from_fn(|at| examples.iter().map(|example| example.weight * example.numbers[at]).sum::<f64>() / count);
    let spread: [f64; N] = std::array::from_fn(|at| {
        let squares = examples.iter().map(|example| example.weight * (example.numbers[at] - mean[at]).powi(2)).sum::<f64>();
        (squares / count).sqrt()
    });
    let scaled = |numbers: &[f64; N]| -> [f64; N] {
        std::array::from_fn(|at| match at {
            0 => 1.0,
            _ if spread[at] > 1e-9 => (numbers[at] - mean[at]) / spread[at],
            _ => 0.0,
        })
    };
    let rows: Vec<([f64; N], f64, f64)> =
        examples.iter().map(|example| (scaled(&example.numbers), if example.yes { 1.0 } else { 0.0 }, example.weight)).collect();
    let mut weights = [0.0; N];
    for _ in 0..STEPS {
        let mut slope = [0.0; N];
        let mut bend = [[0.0; N]; N];
        for (numbers, answer, count) in &rows {
            let logit: f64 = weights.iter().zip(numbers).map(|(weight, number)| weight * number).sum();
            let p = 1.0 / (1.0 + libm::exp(-logit));
            for (at, number) in numbers.iter().enumerate() {
                slope[at] += count * (answer - p) * number;
                for (other, second) in numbers.iter().enumerate() {
                    bend[at][other] += count * (p * (1.0 - p) * number * second);
                }
            }
        }
        for at in 0..N {
            let known = if at == 0 { weights[0] } else { prior[at] * spread[at] };
            slope[at] -= pull[at] * (weights[at] - known);
            bend[at][at] += pull[at];
        }
        let step = solved(bend, slope);
        for (weight, step) in weights.iter_mut().zip(step) {
            *weight += step;
        }
        if step.iter().all(|step| step.abs() < 1e-10) {
            break;
        }
    }
    let mut plain = [0.0; N];
    plain[0] = weights[0];
    for at in 1..N {
        if spread[at] > 1e-9 {
            plain[at] = weights[at] / spread[at];
            plain[0] -= weights[at] * mean[at] / spread[at];
        }
    }
    plain
}

/// Steps of Newton's method at most.
const STEPS: usize = 30;

/// The solution of a symmetric system, by elimination.
fn solved<const N: usize>(mut matrix: [[f64; N]; N], mut right: [f64; N]) -> [f64; N] {
    for at in 0..N {
        let lead = matrix[at];
        for row in at + 1..N {
            let factor = matrix[row][at] / lead[at];
            for (cell, above) in matrix[row].iter_mut().zip(&lead) {
                *cell -= factor * above;
            }
            right[row] -= factor * right[at];
        }
    }
    for at in (0..N).rev() {
        let known: f64 = (at + 1..N).map(|other| matrix[at][other] * right[other]).sum();
        right[at] = (right[at] - known) / matrix[at][at];
    }
    right
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_logistic_of_one_number_by_hand() {
        // Of four with 0 one is yes, of four with 1 three: without ridge the odds are 1/3 and 3, the weight ln 9.
        let example = |number: f64, yes: bool| Example { numbers: [1.0, number, 0.0], yes, weight: 1.0 };
        let examples: Vec<_> = (0..8).map(|at| example(f64::from(at / 4), at % 4 < if at < 4 { 1 } else { 3 })).collect();
        let weights = logistic(&examples, &[0.0; 3], &[1e-9; 3]);
        assert!((weights[0] + 3.0_f64.ln()).abs() < 1e-4 && (weights[1] - 9.0_f64.ln()).abs() < 1e-4, "{weights:?}");
        assert!(weights[2..].iter().all(|weight| weight.abs() < 1e-9));
        // The same eight rows, those with 1 counted twice: the odds stay.
        let twice: Vec<_> = examples.iter().map(|row| Example { weight: 1.0 + row.numbers[1], ..row.clone() }).collect();
        let heavier = logistic(&twice, &[0.0; 3], &[1e-9; 3]);
        assert!((heavier[1] - weights[1]).abs() < 1e-4, "{heavier:?}");
        // Pulled hard, the weight stays where it was known to be, and the constant follows: at 2 on both sides of the mean.
        let weights = logistic(&examples, &[0.0, 2.0, 0.0], &[1e9; 3]);
        assert!((weights[1] - 2.0).abs() < 1e-4 && (weights[0] + 1.0).abs() < 1e-4, "{weights:?}");
    }
}
