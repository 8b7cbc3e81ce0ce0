//! Names of signals, counts, groups and flags read back from where measures were kept: each becomes the one static text that it was.
//!
//! There are some hundred names in all. A name that is new, as the first of its kind is, is kept for the life of the program; past
//! [`MOST`] names the input is none of ours.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::RwLock;

use serde::Deserialize;
use serde::de::{Deserializer, Error};

static NAMES: RwLock<BTreeSet<&'static str>> = RwLock::new(BTreeSet::new());
/// More names than the program has by far.
const MOST: usize = 2_000;

fn known(name: &str) -> Option<&'static str> {
    if let Some(known) = NAMES.read().ok()?.get(name) {
        return Some(known);
    }
    let mut names = NAMES.write().ok()?;
    if let Some(known) = names.get(name) {
        return Some(known);
    }
    if names.len() >= MOST {
        return None;
    }
    let kept: &'static str = Box::leak(name.to_owned().into_boxed_str());
    names.insert(kept);
    Some(kept)
}

pub(super) fn map<'de, D: Deserializer<'de>, V: Deserialize<'de>>(deserializer: D) -> Result<BTreeMap<&'static str, V>, D::Error> {
    let read = BTreeMap::<String, V>::deserialize(deserializer)?;
    let named = |(name, value): (String, V)| Some((known(&name)?, value));
    read.into_iter().map(named).collect::<Option<_>>().ok_or_else(|| D::Error::custom("more names than there are"))
}

pub(super) fn list<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<&'static str>, D::Error> {
    let read = Vec::<String>::deserialize(deserializer)?;
    read.iter().map(|name| known(name)).collect::<Option<_>>().ok_or_else(|| D::Error::custom("more names than there are"))
}
