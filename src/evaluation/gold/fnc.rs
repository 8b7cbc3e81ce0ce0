//! Headlines and bodies of the Fake News Challenge: each pair's stance, and the stories that related pairs join.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use super::{broken, open};
use crate::error::Result;
use crate::ids::BodyStance;

pub(in super::super) const NAME: &str = "fnc-1";
/// A file that every such set has.
pub(in super::super) const MARK: &str = "train_stances.csv";

/// The stances by the names of gold.
pub(in super::super) const STANCES: [(BodyStance, &str); 4] = [
    (BodyStance::Affirms, "agree"),
    (BodyStance::Denies, "disagree"),
    (BodyStance::Reports, "discuss"),
    (BodyStance::Unrelated, "unrelated"),
];

/// The set: texts once each, pairs by index.
#[derive(Debug, Default)]
pub(in super::super) struct Fnc {
    /// In order of first use.
    pub(in super::super) headlines: Vec<String>,
    /// Number and text, by number.
    pub(in super::super) bodies: Vec<(usize, String)>,
    pub(in super::super) pairs: Vec<Pair>,
}

/// A headline and a body.
#[derive(Debug)]
pub(in super::super) struct Pair {
    pub(in super::super) headline: usize,
    pub(in super::super) body: usize,
    pub(in super::super) stance: BodyStance,
    /// Line of the table.
    pub(in super::super) line: usize,
}

#[derive(Deserialize)]
struct BodyRow {
    #[serde(rename = "Body ID")]
    id: usize,
    #[serde(rename = "articleBody")]
    body: String,
}

#[derive(Deserialize)]
struct StanceRow {
    #[serde(rename = "Headline")]
    headline: String,
    #[serde(rename = "Body ID")]
    body: usize,
    #[serde(rename = "Stance")]
    stance: String,
}

/// Reads the set.
///
/// # Errors
/// Where a file cannot be read, a row names a body that is not there, or a stance is none.
pub(in super::super) fn read(folder: &Path) -> Result<Fnc> {
    let path = folder.join("train_bodies.csv");
    let mut bodies: BTreeMap<usize, String> = BTreeMap::new();
    for (at, row) in csv::Reader::from_reader(open(&path)?).deserialize::<BodyRow>().enumerate() {
        let row = row.map_err(|source| broken(&path, at + 2, &source.to_string()))?;
        bodies.insert(row.id, row.body);
    }
    let mut set = Fnc { bodies: bodies.into_iter().collect(), ..Fnc::default() };
    let path = folder.join(MARK);
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for (at, row) in csv::Reader::from_reader(open(&path)?).deserialize::<StanceRow>().enumerate() {
        let line = at + 2;
        let row = row.map_err(|source| broken(&path, line, &source.to_string()))?;
        let stance = STANCES.iter().find(|(_, name)| *name == row.stance).map(|(stance, _)| *stance);
        let stance = stance.ok_or_else(|| broken(&path, line, &format!("'{}' is no stance", row.stance)))?;
        let body = set.bodies.binary_search_by_key(&row.body, |body| body.0);
        let body = body.map_err(|_| broken(&path, line, "names a body that is not in train_bodies.csv"))?;
        let headline = *known.entry(row.headline.clone()).or_insert(set.headlines.len());
        if headline == set.headlines.len() {
            set.headlines.push(row.headline);
        }
        set.pairs.push(Pair { headline, body, stance, line });
    }
    Ok(set)
}

impl Fnc {
    /// The story of each headline and of each body: those that related pairs join share a number.
    pub(in super::super) fn stories(&self) -> (Vec<usize>, Vec<usize>) {
        // Headlines first, bodies behind them.
        let mut parent: Vec<usize> = (0..self.headlines.len() + self.bodies.len()).collect();
        for pair in self.pairs.iter().filter(|pair| pair.stance != BodyStance::Unrelated) {
            let (left, right) = (root(&parent, pair.headline), root(&parent, self.headlines.len() + pair.body));
            parent[left.max(right)] = left.min(right);
        }
        let mut stories: Vec<usize> = (0..parent.len()).map(|at| root(&parent, at)).collect();
        let bodies = stories.split_off(self.headlines.len());
        (stories, bodies)
    }
}

fn root(parent: &[usize], mut at: usize) -> usize {
    while parent[at] != at {
        at = parent[at];
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_story_joins_what_it_is_about() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| super::super::super::linking::write(&folder.path().join(name), text.as_bytes()).unwrap();
        write("train_bodies.csv", "Body ID,articleBody\n7,The bridge fell.\n9,It did not fall.\n4,Bread is dear.\n");
        write(MARK, "Headline,Body ID,Stance\nBridge falls,7,agree\nBridge falls,9,disagree\nBread up,4,discuss\nBread up,7,unrelated\n");
        let set = read(folder.path()).unwrap();
        let (headlines, bodies) = set.stories();
        // Bodies by number: 4, 7, 9.
        assert_eq!(bodies[1], bodies[2]);
        assert_eq!((headlines[0], headlines[1]), (bodies[1], bodies[0]));
        assert_ne!(bodies[0], bodies[1]);
        write(MARK, "Headline,Body ID,Stance\nBridge falls,7,maybe\n");
        assert!(read(folder.path()).is_err());
        write(MARK, "Headline,Body ID,Stance\nBridge falls,5,agree\n");
        assert!(read(folder.path()).is_err());
    }
}
