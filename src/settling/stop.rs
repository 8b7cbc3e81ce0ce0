//! When to stop repeating: the rule is a type of its own, so that no method can forget its limit.

use super::Ending;

/// Stop where a round changes less than `tolerance`, or after `limit` rounds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StopRule {
    /// Change below which a round is the last; in the unit of what `step` returns.
    pub tolerance: f64,
    /// Most rounds.
    pub limit: usize,
}

impl StopRule {
    /// Repeats `step`, which does one round and returns the largest change it made. A change that is no number ends
    /// the rounds as unconverged.
    ///
    /// ```
    /// use corroborate::settling::{Ending, StopRule};
    /// // Halving from 1: changes .5, .25, .125, .0625; the fourth is below .1.
    /// let mut value = 1.0;
    /// let ending = StopRule { tolerance: 0.1, limit: 9 }.run(|| { value /= 2.0; value });
    /// assert_eq!(ending, Ending::Converged(4));
    /// ```
    pub fn run(self, mut step: impl FnMut() -> f64) -> Ending {
        for round in 1..=self.limit {
            let change = step();
            if change < self.tolerance {
                return Ending::Converged(round);
            }
            if change.is_nan() {
                return Ending::LimitReached(round);
            }
        }
        Ending::LimitReached(self.limit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_is_kept() {
        let rule = StopRule { tolerance: 0.1, limit: 3 };
        assert_eq!(rule.run(|| 1.0), Ending::LimitReached(3));
        assert_eq!(rule.run(|| f64::NAN), Ending::LimitReached(1));
    }
}
