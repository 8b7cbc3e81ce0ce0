//! Which articles a night had, and its scores.
//!
//! A night is written down as under way before its reports are moved into place, with a hash of the history that they hold, and
//! joins the others once they are. A run that finds one under way looks whether its reports got there: if not, it never was.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use redb::{ReadableTable, TableDefinition};
use serde::{Deserialize, Serialize};

use super::history::NightScore;
use super::{Store, opened, sealed};
use crate::corpus::Article;
use crate::error::Result;
use crate::ids::stable_hash;

const UNDER_WAY: TableDefinition<'_, (), &[u8]> = TableDefinition::new("night under way");
const NIGHTS: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("nights");
/// Nights whose articles are kept: the last one, and the one before it in case the last is run again.
const KEPT: usize = 2;

/// An article as a night met it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// Key of the record it was read from.
    pub record: u128,
    /// Key of what was measured in it.
    pub article: u128,
    /// Hash of its text.
    pub text: u64,
    /// The night that met it last.
    pub last: Date,
    /// Outlet, title and address, for the table of changes.
    pub outlet: String,
    /// Headline; empty where there is none.
    pub title: String,
    /// Address; empty where there is none.
    pub url: String,
    /// Day of publication.
    pub published: Option<Date>,
}

impl Seen {
    /// An article by what a later night needs to know of it.
    pub fn of(article: &Article, record: u128, measured: u128, last: Date) -> Self {
        Self {
            record,
            article: measured,
            text: stable_hash(&article.text),
            last,
            outlet: article.outlet.clone(),
            title: article.title().to_owned(),
            url: article.url.clone().unwrap_or_default(),
            published: article.published,
        }
    }
}

/// Which articles a run met.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tonight {
    /// Those scored, by id.
    pub seen: BTreeMap<String, Seen>,
    /// Ids of those that the corpus holds and --since or --until leaves out: they have not vanished.
    pub passed_over: BTreeSet<String>,
}

/// A night.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Night {
    /// The day it is called by.
    pub night: Date,
    /// Build, configuration and word tables that measured its articles.
    pub fingerprint: u64,
    /// Hash of the history it published.
    pub published: u64,
    /// Its articles by id; empty for nights long past.
    pub seen: BTreeMap<String, Seen>,
    /// Its scores.
    pub scores: Vec<NightScore>,
}

impl Store {
    /// Every night before `night`, oldest first. `in_place` is the hash of the history in the report folder: a night under way whose
    /// hash it is was published after all.
    ///
    /// # Errors
    /// Where the store cannot be read or written.
    pub fn nights_before(&self, night: Date, in_place: Option<u64>) -> Result<Vec<Night>> {
        let all = self.guarded(|| {
            let begun = self.database.begin_write()?;
            let mut all: Vec<Night> = Vec::new();
            {
                let mut under_way = begun.open_table(UNDER_WAY)?;
                let mut nights = begun.open_table(NIGHTS)?;
                let left = under_way.remove(())?.and_then(|value| opened::<Night>(value.value()));
                if let Some(left) = left.filter(|left| in_place == Some(left.published)) {
                    put(&mut nights, &left)?;
                }
                for entry in nights.iter()? {
                    let (key, value) = entry?;
                    let known = opened::<Night>(value.value());
                    all.push(known.ok_or_else(|| redb::Error::Corrupted(format!("the night {}", key.value())))?);
                }
            }
            begun.commit()?;
            Ok(all)
        })?;
        Ok(all.into_iter().filter(|known| known.night < night).collect())
    }

    /// Writes a night down as under way.
    ///
    /// # Errors
    /// Where the store cannot be written.
    pub fn begin_night(&self, night: &Night) -> Result<()> {
        self.guarded(|| {
            let begun = self.database.begin_write()?;
            if let Some(value) = sealed(night) {
                begun.open_table(UNDER_WAY)?.insert((), value.as_slice())?;
            }
            Ok(begun.commit()?)
        })
    }

    /// Counts a night among those published. Articles of nights before the last two are forgotten, their scores are not.
    ///
    /// # Errors
    /// Where the store cannot be written; the next run then finds out by itself.
    pub fn end_night(&self, night: &Night) -> Result<()> {
        self.guarded(|| {
            let begun = self.database.begin_write()?;
            {
                begun.open_table(UNDER_WAY)?.remove(())?;
                put(&mut begun.open_table(NIGHTS)?, night)?;
            }
            Ok(begun.commit()?)
        })
    }
}

fn put(nights: &mut redb::Table<'_, &'static str, &'static [u8]>, night: &Night) -> std::result::Result<(), redb::Error> {
    if let Some(value) = sealed(night) {
        nights.insert(night.night.to_string().as_str(), value.as_slice())?;
    }
    let mut keys: Vec<String> = Vec::new();
    for entry in nights.iter()? {
        keys.push(entry?.0.value().to_owned());
    }
    for key in &keys[..keys.len().saturating_sub(KEPT)] {
        let known = nights.get(key.as_str())?.and_then(|value| opened::<Night>(value.value()));
        let lighter = known.filter(|known| !known.seen.is_empty()).and_then(|known| sealed(&Night { seen: BTreeMap::new(), ..known }));
        if let Some(value) = lighter {
            nights.insert(key.as_str(), value.as_slice())?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn night(day: i8, published: u64) -> Night {
        let seen = Seen {
            record: 1,
            article: 2,
            text: 3,
            last: Date::default(),
            outlet: "a".into(),
            title: String::new(),
            url: String::new(),
            published: None,
        };
        let seen = BTreeMap::from([("x".to_owned(), seen)]);
        Night { night: jiff::civil::date(2031, 5, day), fingerprint: 7, published, seen, scores: Vec::new() }
    }

    /// Days of the nights that are known, and how many articles each still has.
    fn known(store: &Store, before: i8, in_place: Option<u64>) -> Vec<(i8, usize)> {
        let nights = store.nights_before(jiff::civil::date(2031, 5, before), in_place).unwrap();
        nights.iter().map(|night| (night.night.day(), night.seen.len())).collect()
    }

    #[test]
    fn a_night_under_way_counts_only_where_its_reports_are_in_place() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), 7).unwrap();
        store.end_night(&night(1, 11)).unwrap();
        store.begin_night(&night(2, 22)).unwrap();
        // Killed before its reports were moved into place: those of the first night are still there.
        assert_eq!(known(&store, 9, Some(11)), [(1, 1)]);
        assert_eq!(known(&store, 9, Some(22)), [(1, 1)], "what was found not to be is forgotten");
        // Killed after.
        store.begin_night(&night(2, 22)).unwrap();
        assert_eq!(known(&store, 9, Some(22)), [(1, 1), (2, 1)]);
        assert_eq!(known(&store, 9, None), [(1, 1), (2, 1)], "what was found to be stays");
        assert_eq!(known(&store, 2, None), [(1, 1)], "a night that is run again is compared with the one before it");
    }

    #[test]
    fn nights_long_past_keep_their_scores_and_no_articles() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), 7).unwrap();
        for day in 1..=4 {
            store.end_night(&night(day, 1)).unwrap();
        }
        assert_eq!(known(&store, 9, None), [(1, 0), (2, 0), (3, 1), (4, 1)]);
    }
}
