//! Stages over articles that become events, in blocks: what [`crate::linking::link_events`] does in one process.
//!
//! The same stages compare events with each other, each by the article that names it, to make stories of them ([`Context::stories`]). An
//! event goes by the number of its first article then.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;

use super::order::{Ordered, groups};
use super::stages::{facts, kinds};
use super::wire::{Cell, Out, Row};
use super::{Context, refused};
use crate::error::{Error, Result};
use crate::ids::{readable_id, stable_hash};
use crate::linking::blocks::{Block, Cosines, Gathered, Grouped, Key, Known, Numbered, Pass, Rules, Standings, Sums, Touched};
use crate::linking::events::{Link, titles};
use crate::linking::pool::{Mass, Pooled, Standing};
use crate::linking::{Event, Profile, day_of, stories_of};
use crate::spool::{Spool, written};

/// Articles that are taken from the pipe at once.
const SOME: usize = 512;

fn rules<'a>(context: &'a Context<'_>) -> Rules<'a> {
    let pass = if context.stories { Pass::Stories } else { Pass::Events };
    Rules::new(pass, &context.lexicon.linking, &context.settings.config.linking.events)
}

/// What the side table tells of the corpus.
fn known(context: &Context<'_>, side: Vec<Row>) -> Result<Known> {
    let articles = context.articles.ok_or_else(|| refused("how many articles are compared has to be known", "give --articles"))?;
    let mut known = Known::default();
    known.frequencies.articles = articles;
    for row in side {
        let (key, number) = (row.int(1)?, row.int(2)?);
        match row.int(0)? {
            facts::WORD => drop(known.frequencies.shared.insert(key as u64, u32_of(number)?)),
            facts::SUM => drop(known.all.insert(key as u64, number)),
            facts::UNDATED => drop(known.undated.insert(key as u64, number)),
            facts::DAY => drop(known.days.insert(day(key)?, number.unsigned_abs())),
            facts::DENSITY => known.density = number,
            facts::LOG_WINDOW => known.log_window = number,
            other => return Err(refused(format!("there are no facts of kind {other}"), "use the driver script of this version")),
        }
    }
    known.block_of = rules(context).blocks_of_days(&known.days);
    Ok(known)
}

fn u32_of(number: i64) -> Result<u32> {
    u32::try_from(number).map_err(|_| refused(format!("{number} is no number of an article"), "use fewer than 4,294,967,296 articles"))
}

fn day(number: i64) -> Result<i32> {
    i32::try_from(number).map_err(|_| refused(format!("{number} is no day"), "use the driver script of this version"))
}

/// A day that may be missing.
fn day_in(row: &Row, column: usize) -> Result<Option<i32>> {
    if row.0.get(column) == Some(&Cell::None) { Ok(None) } else { day(row.int(column)?).map(Some) }
}

/// A value that may be missing.
fn value_in<T: DeserializeOwned>(row: &Row, column: usize) -> Result<Option<T>> {
    if row.0.get(column) == Some(&Cell::None) { Ok(None) } else { row.value(column).map(Some) }
}

fn number_in(row: &Row, column: usize) -> Result<u32> {
    u32_of(row.int(column)?)
}

fn not_there(number: u32) -> Error {
    refused(format!("article {number} is asked for and did not come"), "join the tables as the driver script does")
}

/// Numbers texts in their order.
pub(super) fn numbers(_: &Context<'_>, rows: Ordered<'_>, _: Vec<Row>, out: &mut dyn Out) -> Result<()> {
    for (number, row) in rows.enumerate() {
        let row = row?;
        out.put(vec![row.text(0)?.into(), row.int(1)?.into(), number.into()])?;
    }
    Ok(())
}

/// Counts in how many articles of a partition each word stands.
pub(super) fn words(_: &Context<'_>, rows: Ordered<'_>, _: Vec<Row>, out: &mut dyn Out) -> Result<()> {
    let mut counts: BTreeMap<u64, i64> = BTreeMap::new();
    for row in rows {
        let profile: Profile = row?.value(0)?;
        for term in &profile.terms {
            *counts.entry(*term).or_default() += 1;
        }
    }
    counts.into_iter().try_for_each(|(word, articles)| out.put(vec![word.into(), articles.into()]))
}

/// Tells which blocks need the articles of a day, and which one they belong to.
pub(super) fn days(context: &Context<'_>, rows: Ordered<'_>, _: Vec<Row>, out: &mut dyn Out) -> Result<()> {
    let mut counts: BTreeMap<i32, u64> = BTreeMap::new();
    for row in rows {
        let row = row?;
        counts.insert(day(row.int(0)?)?, row.int(1)?.unsigned_abs());
    }
    let rules = rules(context);
    let block_of = rules.blocks_of_days(&counts);
    for (block, (first, last)) in rules.days_of_blocks(&block_of) {
        for (day, home) in block_of.range(first..=last) {
            out.put(vec![i64::from(*day).into(), block.into(), i64::from(*home == block).into()])?;
        }
    }
    Ok(())
}

/// The words by which articles are looked for, and their vectors added up.
pub(super) fn postings(context: &Context<'_>, mut rows: Ordered<'_>, side: Vec<Row>, out: &mut dyn Out) -> Result<()> {
    let (rules, known) = (rules(context), known(context, side)?);
    let mut sums = Sums::new();
    loop {
        let some = rows.by_ref().take(SOME).map(|row| {
            let row = row?;
            Ok(Numbered { number: number_in(&row, 0)?, article: Pooled { profile: row.value(2)?, day: day_in(&row, 1)? } })
        });
        let some: Vec<Numbered> = some.collect::<Result<_>>()?;
        if some.is_empty() {
            break;
        }
        for one in some.iter().filter(|one| one.article.day.is_none()) {
            let (number, block) = (i64::from(one.number), rules.block_of_undated(one.number));
            out.put(vec![kinds::HOME.into(), Cell::None, Cell::None, number.into(), block.into(), Cell::None])?;
        }
        for Key { word, number, day, weight } in rules.keys(some, &known, &mut sums) {
            let bits = i64::from(weight.to_bits());
            out.put(vec![
                kinds::POSTING.into(),
                word.into(),
                day.map(i64::from).into(),
                i64::from(number).into(),
                bits.into(),
                Cell::None,
            ])?;
        }
    }
    let sums: BTreeMap<u64, (i64, i64)> = sums.into_iter().collect();
    sums.into_iter().try_for_each(|(word, (undated, all))| {
        out.put(vec![kinds::SUM.into(), word.into(), Cell::None, Cell::None, all.into(), undated.into()])
    })
}

/// For each article under a word those that it shares it with.
pub(super) fn touched(context: &Context<'_>, rows: Ordered<'_>, _: Vec<Row>, out: &mut dyn Out) -> Result<()> {
    let rules = rules(context);
    for group in groups(rows) {
        let keys = group?.into_iter().map(|row| {
            let weight = f32::from_bits(u32_of(row.int(3)?)?);
            Ok(Key { word: row.int(0)? as u64, number: number_in(&row, 2)?, day: day_in(&row, 1)?, weight })
        });
        let keys: Vec<Key> = keys.collect::<Result<_>>()?;
        rules.under_word(&keys, |key, touched, dropped| {
            let day = key.day.map(i64::from);
            out.put(vec![i64::from(key.number).into(), day.into(), written(&touched).into(), dropped.into()])
        })?;
    }
    Ok(())
}

/// The articles that each one is compared with, and where undated ones have to be brought.
pub(super) fn partners(context: &Context<'_>, rows: Ordered<'_>, side: Vec<Row>, out: &mut dyn Out) -> Result<()> {
    let (rules, known) = (rules(context), known(context, side)?);
    let mut dropped = 0;
    for group in groups(rows) {
        let group = group?;
        let (number, day) = (number_in(&group[0], 0)?, day_in(&group[0], 1)?);
        let mut all: Vec<Touched> = Vec::new();
        for row in &group {
            all.extend(row.value::<Vec<Touched>>(2)?);
            dropped += row.int(3)?.unsigned_abs();
        }
        let (partners, cut) = rules.partners(number, &all);
        dropped += cut;
        for (block, visitor) in rules.visits((number, day), partners.iter().copied(), &known) {
            out.put(vec![kinds::VISIT.into(), i64::from(visitor).into(), block.into(), Cell::None])?;
        }
        let partners: Vec<u32> = partners.into_iter().map(|(other, _)| other).collect();
        out.put(vec![kinds::PARTNERS.into(), i64::from(number).into(), Cell::None, written(&partners).into()])?;
    }
    out.put(vec![kinds::DROPPED.into(), Cell::None, Cell::None, written(&("article_pairs", dropped)).into()])
}

/// Compares the articles of a block.
pub(super) fn compare(context: &Context<'_>, rows: Ordered<'_>, side: Vec<Row>, out: &mut dyn Out) -> Result<()> {
    let (rules, known) = (rules(context), known(context, side)?);
    for group in groups(rows) {
        let group = group?;
        let number = group[0].int(0)?;
        let mut block = Block::default();
        for row in group {
            block.numbers.push(number_in(&row, 1)?);
            block.articles.push(Pooled { profile: row.value(4)?, day: day_in(&row, 2)? });
            block.core.push(row.int(3)? == 1);
            block.partners.push(value_in(&row, 5)?.unwrap_or_default());
        }
        let compared = rules.compare(block, &known);
        let mut put = |kind: i64, block: Option<i64>, article: Option<u32>, data: Option<Vec<u8>>| {
            out.put(vec![kind.into(), block.into(), article.map(i64::from).into(), data.into()])
        };
        for (left, others) in compared.pairs {
            put(kinds::PAIRS, Some(number), Some(left), Some(written(&others)))?;
        }
        for (article, near) in compared.near {
            put(kinds::NEAR, None, Some(article), Some(written(&near)))?;
        }
        for (article, typical, mass) in compared.masses {
            put(kinds::MASS, None, Some(article), Some(written(&(typical, mass))))?;
        }
        for article in compared.members {
            put(kinds::IN_PAIR, Some(number), Some(article), None)?;
        }
        put(kinds::BLOCK, Some(number), None, None)?;
    }
    Ok(())
}

/// Where each article stands, from what all blocks tell of it.
pub(super) fn standing(_: &Context<'_>, rows: Ordered<'_>, _: Vec<Row>, out: &mut dyn Out) -> Result<()> {
    for group in groups(rows) {
        let group = group?;
        let number = number_in(&group[0], 0)?;
        let mut gathered = Gathered::default();
        for row in &group {
            if row.int(1)? == kinds::MASS {
                let (typical, mass): (f32, Mass) = row.value(2)?;
                gathered.mass(typical, mass);
            } else {
                gathered.near(row.value(2)?);
            }
        }
        let standing = gathered.standing().ok_or_else(|| not_there(number))?;
        for witness in standing.witnesses() {
            let other = i64::from(witness);
            out.put(vec![kinds::WITNESS.into(), i64::from(number).into(), other.into(), Cell::None, Cell::None, Cell::None])?;
        }
        let (density, log_window) = (standing.density_millionths(), standing.log_window_millionths());
        let data = written(&standing);
        out.put(vec![kinds::STANDING.into(), i64::from(number).into(), Cell::None, data.into(), density.into(), log_window.into()])?;
    }
    Ok(())
}

/// The links among the articles of a block.
pub(super) fn likely(context: &Context<'_>, rows: Ordered<'_>, side: Vec<Row>, out: &mut dyn Out) -> Result<()> {
    let (rules, known) = (rules(context), known(context, side)?);
    for group in groups(rows) {
        let group = group?;
        let number = group[0].int(0)?;
        let mut block = Standings::default();
        for row in group {
            let article = number_in(&row, 1)?;
            block.numbers.push(article);
            block.articles.push(Pooled { profile: row.value(3)?, day: day_in(&row, 2)? });
            block.known.push(value_in::<Standing>(&row, 4)?);
            block.pairs.extend(value_in::<Cosines>(&row, 5)?.map(|others| (article, others)));
        }
        for link in rules.links(block, &known).map_err(not_there)? {
            let [left, right, millionths] = [link.left, link.right, link.millionths].map(|number| Cell::from(i64::from(number)));
            out.put(vec![kinds::LINK.into(), left, right, millionths, i64::from(link.linked).into()])?;
        }
        out.put(vec![kinds::BLOCK.into(), number.into(), Cell::None, Cell::None, Cell::None])?;
    }
    Ok(())
}

/// What is joined by links, a piece at a time.
#[derive(Default)]
struct Piece {
    numbers: Vec<u32>,
    links: Vec<Link>,
}

impl Piece {
    fn link(&mut self, row: &Row, millionths: usize, linked: bool) -> Result<()> {
        let (left, right) = (number_in(row, 2)?, number_in(row, 3)?);
        self.links.push(Link { left, right, millionths: u32_of(row.int(millionths)?)?, linked });
        Ok(())
    }
}

/// Articles that links join become events.
pub(super) fn group(context: &Context<'_>, rows: Ordered<'_>, _: Vec<Row>, out: &mut dyn Out) -> Result<()> {
    let rules = rules(context);
    for group in groups(rows) {
        let (mut piece, mut days, mut ids) = (Piece::default(), Vec::new(), Vec::new());
        for row in group? {
            if row.int(1)? == kinds::LINK {
                piece.link(&row, 6, row.int(7)? == 1)?;
            } else {
                piece.numbers.push(number_in(&row, 2)?);
                days.push(day_in(&row, 4)?);
                ids.push(row.text(5)?.to_owned());
            }
        }
        let is_dated: Vec<bool> = days.iter().map(Option::is_some).collect();
        let Piece { numbers, mut links } = piece;
        let grouped = rules.groups(&numbers, &is_dated, &mut links).map_err(not_there)?;
        for (own, title) in grouped.iter().zip(titles(numbers.len(), &grouped, &links)) {
            let known = || own.iter().filter_map(|&at| days[at]);
            let event = Grouped {
                title: numbers[title],
                articles: own.iter().map(|&at| numbers[at]).collect(),
                days: known().min().zip(known().max()),
            };
            let Some(&at) = own.first() else { continue };
            let first = i64::from(numbers[at]);
            let id = readable_id('e', stable_hash(&ids[at]));
            let title = i64::from(event.title);
            out.put(vec![kinds::EVENT.into(), first.into(), title.into(), ids[at].as_str().into(), id.into(), written(&event).into()])?;
            for &at in own {
                let number = i64::from(numbers[at]);
                out.put(vec![kinds::MEMBER.into(), first.into(), number.into(), ids[at].as_str().into(), Cell::None, Cell::None])?;
            }
        }
    }
    Ok(())
}

/// Puts out for each event the first one of its story.
fn put_stories(numbers: &[u32], stories: &[Vec<usize>], out: &mut dyn Out) -> Result<()> {
    for story in stories {
        let first = story.first().map_or(0, |&at| numbers[at]);
        for &at in story {
            out.put(vec![i64::from(numbers[at]).into(), i64::from(first).into()])?;
        }
    }
    Ok(())
}

/// Events become stories, all at once.
pub(super) fn stories(context: &Context<'_>, rows: Ordered<'_>, _: Vec<Row>, out: &mut dyn Out) -> Result<()> {
    let spool = Spool::new(context.room.clone());
    let (mut numbers, mut days, mut words) = (Vec::new(), Vec::new(), Vec::new());
    for row in rows {
        let row = row?;
        numbers.push(number_in(&row, 0)?);
        days.push(day_in(&row, 1)?);
        words.push(spool.put(row.bytes(2)?)?);
    }
    let linking = &context.settings.config.linking;
    let stories = stories_of(&days, &|at| spool.value(words[at]), context.lexicon, linking, &context.room)?;
    put_stories(&numbers, &stories, out)
}

/// Events that links join become stories.
pub(super) fn follow(context: &Context<'_>, rows: Ordered<'_>, _: Vec<Row>, out: &mut dyn Out) -> Result<()> {
    let rules = rules(context);
    for group in groups(rows) {
        let mut piece = Piece::default();
        for row in group? {
            if row.int(1)? == kinds::LINK {
                piece.link(&row, 4, true)?;
            } else {
                piece.numbers.push(number_in(&row, 2)?);
            }
        }
        let Piece { numbers, mut links } = piece;
        let stories = rules.groups(&numbers, &vec![true; numbers.len()], &mut links).map_err(not_there)?;
        put_stories(&numbers, &stories, out)?;
    }
    Ok(())
}

/// Events get the id of their story.
pub(super) fn named(_: &Context<'_>, rows: Ordered<'_>, _: Vec<Row>, out: &mut dyn Out) -> Result<()> {
    for row in rows {
        let row = row?;
        let Grouped { title, articles, days } = row.value(3)?;
        let event = Event {
            id: readable_id('e', stable_hash(row.text(1)?)),
            story_id: readable_id('s', stable_hash(row.text(2)?)),
            title_article: title as usize,
            articles: articles.into_iter().map(|article| article as usize).collect(),
            days: days.and_then(|(first, last)| day_of(first).zip(day_of(last))),
        };
        out.put(vec![kinds::EVENT.into(), Cell::None, Cell::None, row.int(0)?.into(), written(&event).into()])?;
    }
    Ok(())
}
