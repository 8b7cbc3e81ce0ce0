//! Boosted trees for a yes-or-no question, small and plain: histograms, best leaf first, monotone signs.
//!
//! In: rows of numbers with label and weight. Out: trees in the form that ships ([`Trees`]). Friedman 2001 (gradient
//! boosting), with the second-order leaf values and gains of Chen and Guestrin 2016, section 2.2, and the interval
//! method for monotone features: a leaf under a monotone split may not leave the side of the split's middle it is on.
//! The same rows give the same trees, whatever the number of threads.

use rayon::prelude::*;

use crate::lexicon::{TreeNode, Trees, leaf};

/// Rows to learn from.
pub(super) struct Rows<const N: usize> {
    /// The numbers of each row.
    pub(super) features: Vec<[f32; N]>,
    /// True for a yes.
    pub(super) labels: Vec<bool>,
    /// Weight of each row.
    pub(super) weights: Vec<f32>,
}

impl<const N: usize> Default for Rows<N> {
    fn default() -> Self {
        Self { features: Vec::new(), labels: Vec::new(), weights: Vec::new() }
    }
}

/// How to learn.
pub(super) struct Boosting<const N: usize> {
    /// Trees.
    pub(super) trees: usize,
    /// Leaves of a tree at most.
    pub(super) leaves: usize,
    /// Share of each tree's answer that counts.
    pub(super) rate: f64,
    /// Least rows in a leaf.
    pub(super) least_rows: usize,
    /// Share of the rows that each tree sees.
    pub(super) row_share: f64,
    /// Share of the features that each tree sees.
    pub(super) feature_share: f64,
    /// Draws towards zero on leaf values.
    pub(super) ridge: f64,
    /// 1 where the answer may only rise with the feature, -1 where it may only fall, 0 where it is free.
    pub(super) signs: [i8; N],
    /// Seed of the samples.
    pub(super) seed: u64,
}

/// Most bins of a feature.
const BINS: usize = 64;

/// A stream of pseudo-random numbers (splitmix64).
pub(super) struct Draw(pub(super) u64);

impl Draw {
    /// The next number.
    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// In [0, 1).
    pub(super) fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Below `end`; 0 where `end` is 0.
    pub(super) fn below(&mut self, end: usize) -> usize {
        (self.unit() * end as f64) as usize
    }

    /// Into random order.
    pub(super) fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            items.swap(at, self.below(at + 1));
        }
    }
}

/// Sums over the rows of a bin or leaf.
#[derive(Clone, Copy, Default)]
struct Sums {
    slope: f64,
    bend: f64,
    rows: usize,
}

impl Sums {
    fn add(&mut self, other: Sums) {
        self.slope += other.slope;
        self.bend += other.bend;
        self.rows += other.rows;
    }

    fn less(self, other: Sums) -> Sums {
        Sums { slope: self.slope - other.slope, bend: self.bend - other.bend, rows: self.rows - other.rows }
    }

    /// Best value within bounds.
    fn value(self, ridge: f64, bounds: (f64, f64)) -> f64 {
        (-self.slope / (self.bend + ridge)).clamp(bounds.0, bounds.1)
    }

    /// What the value gains.
    fn gain(self, ridge: f64, value: f64) -> f64 {
        -(self.slope * value + 0.5 * (self.bend + ridge) * value * value)
    }
}

/// A leaf that may still be split.
struct Open {
    node: usize,
    rows: Vec<u32>,
    bounds: (f64, f64),
    sums: Sums,
    split: Option<Split>,
}

/// The best split of a leaf.
#[derive(Clone, Copy)]
struct Split {
    gain: f64,
    feature: usize,
    bin: usize,
    low: Sums,
}

/// Learns trees from rows.
pub(super) fn boost<const N: usize>(rows: &Rows<N>, how: &Boosting<N>) -> Trees {
    let cuts: Vec<Vec<f32>> = (0..N).into_par_iter().map(|feature| cuts(rows, feature)).collect();
    let bins: Vec<Vec<u8>> = (0..N)
        .into_par_iter()
        .map(|feature| rows.features.iter().map(|row| cuts[feature].partition_point(|cut| *cut < row[feature]) as u8).collect())
        .collect();
    let weight = |at: usize| f64::from(rows.weights[at]);
    let all: f64 = (0..rows.labels.len()).map(weight).sum();
    let yes: f64 = (0..rows.labels.len()).filter(|&at| rows.labels[at]).map(weight).sum();
    let base = ((yes + 1.0) / (all - yes + 1.0)).ln();
    let mut scores = vec![base; rows.labels.len()];
    let mut model = Trees { nodes: vec![vec![TreeNode::Leaf(base as f32)]] };
    let mut draw = Draw(how.seed);
    for _ in 0..how.trees {
        let slopes: Vec<(f64, f64)> = scores
            .par_iter()
            .enumerate()
            .map(|(at, score)| {
                let p = 1.0 / (1.0 + (-score).exp());
                (weight(at) * (p - f64::from(u8::from(rows.labels[at]))), weight(at) * p * (1.0 - p))
            })
            .collect();
        let sample: Vec<u32> = (0..rows.labels.len() as u32).filter(|_| draw.unit() < how.row_share).collect();
        let mut seen: Vec<usize> = (0..N).collect();
        draw.shuffle(&mut seen);
        seen.truncate(((N as f64 * how.feature_share).round() as usize).max(1));
        seen.sort_unstable();
        let tree = grow(&bins, &cuts, &slopes, sample, &seen, how);
        scores.par_iter_mut().zip(&rows.features).for_each(|(score, row)| *score += f64::from(leaf(&tree, row)));
        model.nodes.push(tree);
    }
    model
}

/// Values between which the bins of a feature lie, ascending: quantiles.
fn cuts<const N: usize>(rows: &Rows<N>, feature: usize) -> Vec<f32> {
    // A negative nought sorts before the other and would be written with its sign.
    let mut values: Vec<f32> = rows.features.iter().map(|row| row[feature] + 0.0).collect();
    values.sort_unstable_by(f32::total_cmp);
    let mut cuts: Vec<f32> = (1..BINS).filter_map(|part| values.get(part * values.len() / BINS)).copied().collect();
    cuts.dedup_by(|next, kept| next.total_cmp(kept).is_eq());
    cuts
}

/// One tree, the leaf with the largest gain split first.
fn grow<const N: usize>(
    bins: &[Vec<u8>],
    cuts: &[Vec<f32>],
    slopes: &[(f64, f64)],
    sample: Vec<u32>,
    seen: &[usize],
    how: &Boosting<N>,
) -> Vec<TreeNode> {
    let mut sums = Sums::default();
    for &row in &sample {
        let (slope, bend) = slopes[row as usize];
        sums.add(Sums { slope, bend, rows: 1 });
    }
    let mut nodes = vec![TreeNode::Leaf(0.0)];
    let bounds = (f64::NEG_INFINITY, f64::INFINITY);
    let split = best_split(bins, slopes, &sample, sums, bounds, seen, how);
    let mut open = vec![Open { node: 0, rows: sample, bounds, sums, split }];
    while open.len() < how.leaves {
        let gain = |leaf: &Open| leaf.split.map_or(0.0, |split| split.gain);
        let Some(best) = (0..open.len()).max_by(|&left, &right| gain(&open[left]).total_cmp(&gain(&open[right])).then(right.cmp(&left)))
        else {
            break;
        };
        let Some(split) = open[best].split.filter(|split| split.gain > 1e-9) else { break };
        let leaf = open.swap_remove(best);
        let high = leaf.sums.less(split.low);
        let (low_value, high_value) = (split.low.value(how.ridge, leaf.bounds), high.value(how.ridge, leaf.bounds));
        let middle = f64::midpoint(low_value, high_value);
        let (low_bounds, high_bounds) = match how.signs[split.feature] {
            1 => ((leaf.bounds.0, middle), (middle, leaf.bounds.1)),
            -1 => ((middle, leaf.bounds.1), (leaf.bounds.0, middle)),
            _ => (leaf.bounds, leaf.bounds),
        };
        let column = &bins[split.feature];
        let (low_rows, high_rows): (Vec<u32>, Vec<u32>) =
            leaf.rows.iter().partition(|&&row| usize::from(column[row as usize]) <= split.bin);
        nodes[leaf.node] = TreeNode::Split {
            feature: split.feature as u16,
            threshold: cuts[split.feature][split.bin],
            low: nodes.len() as u16,
            high: nodes.len() as u16 + 1,
        };
        for (rows, sums, bounds) in [(low_rows, split.low, low_bounds), (high_rows, high, high_bounds)] {
            let split = best_split(bins, slopes, &rows, sums, bounds, seen, how);
            open.push(Open { node: nodes.len(), rows, bounds, sums, split });
            nodes.push(TreeNode::Leaf(0.0));
        }
    }
    for leaf in open {
        // Four decimals are far below what a tree is sure of, and keep the table short.
        let value = leaf.sums.value(how.ridge, leaf.bounds) * how.rate;
        nodes[leaf.node] = TreeNode::Leaf(((value * 1e4).round() / 1e4) as f32);
    }
    nodes
}

/// The split with the largest gain; `None` where none keeps enough rows on both sides.
fn best_split<const N: usize>(
    bins: &[Vec<u8>],
    slopes: &[(f64, f64)],
    rows: &[u32],
    sums: Sums,
    bounds: (f64, f64),
    seen: &[usize],
    how: &Boosting<N>,
) -> Option<Split> {
    if rows.len() < 2 * how.least_rows {
        return None;
    }
    let whole = sums.gain(how.ridge, sums.value(how.ridge, bounds));
    let of_feature = |&feature: &usize| -> Option<Split> {
        let mut histogram = [Sums::default(); BINS];
        let column = &bins[feature];
        for &row in rows {
            let (slope, bend) = slopes[row as usize];
            histogram[usize::from(column[row as usize])].add(Sums { slope, bend, rows: 1 });
        }
        let mut low = Sums::default();
        let mut best: Option<Split> = None;
        for (bin, here) in histogram.iter().enumerate().take(BINS - 1) {
            low.add(*here);
            let high = sums.less(low);
            if here.rows == 0 || low.rows < how.least_rows || high.rows < how.least_rows {
                continue;
            }
            let (low_value, high_value) = (low.value(how.ridge, bounds), high.value(how.ridge, bounds));
            let wrong = match how.signs[feature] {
                1 => low_value > high_value,
                -1 => low_value < high_value,
                _ => false,
            };
            let gain = low.gain(how.ridge, low_value) + high.gain(how.ridge, high_value) - whole;
            if !wrong && best.is_none_or(|best| gain > best.gain) {
                best = Some(Split { gain, feature, bin, low });
            }
        }
        best
    };
    let found: Vec<Option<Split>> = seen.par_iter().map(of_feature).collect();
    found.into_iter().flatten().reduce(|best, next| if next.gain > best.gain { next } else { best })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trees_learn_a_step_and_keep_its_sign() {
        // One feature decides (above .5), a second is noise with a forbidden falling sign.
        let mut draw = Draw(7);
        let mut rows = Rows::<2>::default();
        for _ in 0..4_000 {
            let mut row = [0.0; 2];
            row[0] = draw.unit() as f32;
            row[1] = draw.unit() as f32;
            rows.labels.push(row[0] > 0.5);
            rows.features.push(row);
            rows.weights.push(1.0);
        }
        let signs = [1, 1];
        let how =
            Boosting { trees: 40, leaves: 4, rate: 0.3, least_rows: 50, row_share: 0.9, feature_share: 1.0, ridge: 1.0, signs, seed: 1 };
        let model = boost(&rows, &how);
        let at = |first: f32, second: f32| {
            let mut row = [0.0; 2];
            (row[0], row[1]) = (first, second);
            model.probability(&row)
        };
        assert!(at(0.2, 0.5) < 0.1 && at(0.8, 0.5) > 0.9);
        for step in 0..20 {
            let low = f32::from(step as u8) / 20.0;
            assert!(at(low, 0.5) <= at(low + 0.05, 0.5) + 1e-9);
            assert!(at(0.5, low) <= at(0.5, low + 0.05) + 1e-9);
        }
        assert_eq!(boost(&rows, &how), model);
    }
}
