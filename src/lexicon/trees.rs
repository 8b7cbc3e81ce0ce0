//! Boosted trees as they ship: a table of nodes, read and checked once.
//!
//! In: a table with the columns `tree, node, feature, threshold, low, high, value`. Out: [`Trees`]. Invariant: every branch
//! leads forward and every feature is known, so that following a tree always ends.

use crate::error::{Error, Result};

/// Boosted trees: the sum of one leaf a tree is a log odds.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Trees {
    /// The trees' nodes, each tree's root first.
    pub nodes: Vec<Vec<TreeNode>>,
}

/// A node of a tree: 12 bytes, so that a model stays in the nearest cache while millions of pairs are judged.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum TreeNode {
    /// Go to node `low` where the feature is at most `threshold`, else to `high`.
    Split {
        /// Place among the features of the model.
        feature: u16,
        /// In the feature's unit.
        threshold: f32,
        /// Index of a later node of the same tree.
        low: u16,
        /// Index of a later node of the same tree.
        high: u16,
    },
    /// What the tree adds to the log odds.
    Leaf(f32),
}

impl Trees {
    /// The sum of the leaves that the features lead to: log odds of a yes.
    pub fn log_odds(&self, features: &[f32]) -> f64 {
        self.nodes.iter().map(|tree| f64::from(leaf(tree, features))).sum()
    }

    /// Probability of a yes, in [0, 1].
    pub fn probability(&self, features: &[f32]) -> f64 {
        1.0 / (1.0 + (-self.log_odds(features)).exp())
    }

    /// Reads the columns `tree, node, feature, threshold, low, high, value`; a leaf has only a value. `table` and `model`
    /// are named in errors, `features` are the names that may stand in the third column.
    ///
    /// # Errors
    /// [`Error::Table`] with the line where a row cannot be read, a feature is unknown or a branch leads backwards.
    pub fn from_csv(text: &str, table: &str, model: &str, features: &[&str]) -> Result<Self> {
        let mut trees = Self::default();
        for (at, line) in text.lines().enumerate().skip(1) {
            let broken = |what: String| Error::Table {
                table: table.to_owned(),
                line: at as u64 + 1,
                what,
                remedy: format!("train it again: `corroborate train {model} DATA_DIR`"),
            };
            let cells: Vec<&str> = line.split(',').collect();
            let [tree, node, feature, threshold, low, high, value] = cells[..] else {
                return Err(broken(format!("has {} cells, not 7", cells.len())));
            };
            let count = |cell: &str| cell.parse::<usize>().map_err(|_| broken(format!("'{cell}' is no whole number")));
            let branch = |cell: &str| cell.parse::<u16>().map_err(|_| broken(format!("'{cell}' is no node of a tree")));
            let real = |cell: &str| match cell.parse::<f32>() {
                Ok(value) if value.is_finite() => Ok(value),
                _ => Err(broken(format!("'{cell}' is no number"))),
            };
            let known = if feature.is_empty() {
                TreeNode::Leaf(real(value)?)
            } else {
                let place = features.iter().position(|known| *known == feature);
                let feature = place.ok_or_else(|| broken(format!("'{feature}' is no feature")))?;
                TreeNode::Split { feature: feature as u16, threshold: real(threshold)?, low: branch(low)?, high: branch(high)? }
            };
            if count(tree)? == trees.nodes.len() {
                trees.nodes.push(Vec::new());
            }
            let current = trees.nodes.len();
            let nodes = trees.nodes.last_mut().filter(|_| count(tree).is_ok_and(|tree| tree + 1 == current));
            let nodes = nodes.ok_or_else(|| broken("trees are not in order".to_owned()))?;
            if count(node)? != nodes.len() {
                return Err(broken("nodes are not in order".to_owned()));
            }
            if let TreeNode::Split { low, high, .. } = known
                && (usize::from(low.min(high)) <= nodes.len())
            {
                return Err(broken("a branch leads backwards".to_owned()));
            }
            nodes.push(known);
        }
        Ok(trees)
    }

    /// The table that [`Trees::from_csv`] reads.
    pub fn to_csv(&self, features: &[&str]) -> String {
        let mut text = String::from("tree,node,feature,threshold,low,high,value\n");
        for (tree, nodes) in self.nodes.iter().enumerate() {
            for (node, known) in nodes.iter().enumerate() {
                let cells = match known {
                    TreeNode::Split { feature, threshold, low, high } => {
                        format!("{},{threshold},{low},{high},", features.get(usize::from(*feature)).copied().unwrap_or_default())
                    }
                    TreeNode::Leaf(value) => format!(",,,,{value}"),
                };
                text.extend([tree.to_string().as_str(), ",", node.to_string().as_str(), ",", &cells, "\n"]);
            }
        }
        text
    }
}

/// The value of the leaf that the features lead to.
pub(crate) fn leaf(tree: &[TreeNode], features: &[f32]) -> f32 {
    let mut at = 0;
    loop {
        match tree.get(at) {
            Some(&TreeNode::Split { feature, threshold, low, high }) => {
                let is_low = features.get(usize::from(feature)).is_some_and(|value| *value <= threshold);
                at = usize::from(if is_low { low } else { high });
            }
            Some(&TreeNode::Leaf(value)) => return value,
            None => return 0.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_is_small() {
        assert_eq!(size_of::<TreeNode>(), 12);
    }

    #[test]
    fn a_tree_is_read_checked_and_followed() {
        let names = ["length", "quotes"];
        let read = |text: &str| Trees::from_csv(text, "some.csv", "linking", &names);
        let text = "tree,node,feature,threshold,low,high,value\n0,0,quotes,0.5,1,2,\n0,1,,,,,-1\n0,2,,,,,1\n";
        let trees = read(text).expect("sound");
        assert_eq!(trees.to_csv(&names), text);
        // 1 / (1 + e) = .2689
        assert!((trees.probability(&[0.0, 0.0]) - 0.2689).abs() < 1e-4);
        assert!((trees.probability(&[0.0, 0.7]) - 0.7311).abs() < 1e-4);
        for broken in ["0,0,quotes,0.5,0,2,", "0,0,colour,0.5,1,2,", "0,1,,,,,1", "1,0,,,,,1", "0,0,,,,,x", "0,0,1"] {
            assert!(read(&format!("head\n{broken}")).is_err(), "{broken}");
        }
    }
}
