//! The trained models of hedging: each a table of small weights that hashed yes-or-no facts of a text point into.
//!
//! A fact's hash picks a slot; what a model says is its bias plus the weights of the facts that hold. So each answer can be
//! taken apart into words. `hedging/model/README.md` has the cards.

use super::table;
use crate::error::Result;

const MARK: &[u8; 4] = b"CHM1";
const HEADER: usize = 4 + 4 + 4 * 4;
/// Most slots of a model, as a power of two.
const MOST_BITS: u32 = 20;

/// A linear model over hashed facts.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct HashedModel {
    /// The table has two to this power slots.
    pub bits: u32,
    /// What the model says where no fact holds.
    pub bias: f32,
    /// What a weight of one stands for.
    pub scale: f32,
    /// The answer is yes from this score on; where there is no yes or no, the mean score.
    pub threshold: f32,
    /// Share of the rows measured that reached the threshold (out of fold): a corpus far from it is of another kind.
    pub positive_share: f32,
    /// The weights.
    pub weights: Vec<i8>,
}

impl HashedModel {
    /// Reads the compact form.
    ///
    /// # Errors
    /// Where the bytes are not a model.
    pub fn from_bytes(name: &str, bytes: &[u8]) -> Result<Self> {
        let broken = |what: &str| table::broken(name, 1, what);
        let word = |at: usize| bytes.get(at..at + 4).and_then(|part| part.try_into().ok()).map(u32::from_le_bytes);
        let number = |at: usize| word(at).map(f32::from_bits).filter(|number| number.is_finite());
        if bytes.get(..4) != Some(MARK) {
            return Err(broken("not a model of hedging"));
        }
        let bits = word(4).filter(|bits| (1..=MOST_BITS).contains(bits)).ok_or_else(|| broken("the size is out of range"))?;
        let weights: Vec<i8> = bytes[HEADER.min(bytes.len())..].iter().map(|byte| byte.cast_signed()).collect();
        if weights.len() != 1 << bits {
            return Err(broken("the number of weights is not what the header says"));
        }
        match (number(8), number(12), number(16), number(20)) {
            (Some(bias), Some(scale), Some(threshold), Some(positive_share)) => {
                Ok(Self { bits, bias, scale, threshold, positive_share, weights })
            }
            _ => Err(broken("a number of the header is not finite")),
        }
    }

    /// The compact form that [`HashedModel::from_bytes`] reads.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(HEADER + self.weights.len());
        bytes.extend_from_slice(MARK);
        bytes.extend_from_slice(&self.bits.to_le_bytes());
        for number in [self.bias, self.scale, self.threshold, self.positive_share] {
            bytes.extend_from_slice(&number.to_bits().to_le_bytes());
        }
        bytes.extend(self.weights.iter().map(|weight| weight.cast_unsigned()));
        bytes
    }

    /// The slot of a fact's mark (32 bits of its hash).
    pub fn slot(&self, mark: u32) -> u32 {
        mark.checked_shr(32 - self.bits).unwrap_or(0)
    }

    /// The weight of a fact, in steps of `scale`.
    pub fn step(&self, mark: u32) -> i32 {
        self.weights.get(self.slot(mark) as usize).map_or(0, |&weight| i32::from(weight))
    }

    /// Bias plus the weights of the facts that hold.
    pub fn score(&self, marks: &[u32]) -> f64 {
        let steps: i32 = marks.iter().map(|&mark| self.step(mark)).sum();
        f64::from(self.bias) + f64::from(self.scale) * f64::from(steps)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_survives_its_bytes() {
        let model = HashedModel { bits: 2, bias: -1.0, scale: 0.5, threshold: 0.25, positive_share: 0.1, weights: vec![1, -2, 0, 127] };
        let bytes = model.to_bytes();
        assert_eq!(HashedModel::from_bytes("m", &bytes).unwrap(), model);
        // -1 + .5 * (1 - 2 + 127)
        assert!((model.score(&[0, 1 << 30, 3 << 30]) - 62.0).abs() < 1e-9);
        assert_eq!(model.slot(u32::MAX), 3);
        assert!(HashedModel::from_bytes("m", &bytes[..bytes.len() - 1]).is_err());
        assert!(HashedModel::from_bytes("m", b"CHM1").is_err());
        assert!(HashedModel::from_bytes("m", b"").is_err());
    }
}
