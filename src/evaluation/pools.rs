//! Pools as users bring them: what the event model is trained and measured on.
//!
//! From two articles to 25,000; drawn at random, from one topic or from one week; dated, partly dated, undated, from one
//! night or one week; and with partners for all, some or none of the articles (trained on corpora where each article has
//! a partner, a model makes four times the false links where none has).

use std::collections::{BTreeMap, BTreeSet};

use super::trees::Draw;
use crate::ids::stable_hash;
use crate::linking::Profile;

/// Folds; they are drawn by event.
pub(super) const FOLDS: usize = 4;
/// A member of a set, ready for pools.
pub(super) struct Member {
    /// What linking knows of it.
    pub(super) profile: Profile,
    /// Its publisher.
    pub(super) outlet: String,
    /// Days since 1 January 1970.
    pub(super) day: Option<i32>,
    /// Its event, where the gold says.
    pub(super) event: Option<String>,
    /// Its topic.
    pub(super) topic: String,
    /// Its fold.
    pub(super) fold: usize,
}

/// A pool drawn from a set.
pub(super) struct Drawn {
    /// The sort of pool.
    pub(super) cell: String,
    /// Its fold.
    pub(super) fold: usize,
    /// Index into the set, day, and whether it is labelled here.
    pub(super) articles: Vec<(usize, Option<i32>, bool)>,
}

/// Sizes of pools and how many of each kind a fold gets.
const SIZES: [(usize, usize); 8] = [(2, 145), (10, 120), (30, 72), (100, 36), (300, 18), (1_000, 12), (5_000, 8), (25_000, 4)];

/// Pools of many outlets' articles.
pub(super) fn allsides_pools(set: &[Member]) -> Vec<Drawn> {
    let mut draw = Draw(2026);
    let loose: Vec<usize> = (0..set.len()).filter(|&at| set[at].event.is_none()).collect();
    let mut pools = Vec::new();
    for fold in 0..FOLDS {
        let mut events: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, member) in set.iter().enumerate().filter(|(_, member)| member.fold == fold) {
            if let Some(event) = &member.event {
                events.entry(event).or_default().push(at);
            }
        }
        let events: Vec<Vec<usize>> = events.into_values().collect();
        for (size, count) in SIZES {
            for number in 0..count {
                pools.push(if size == 2 {
                    two_articles(set, &events, fold, &mut draw)
                } else {
                    many_articles(set, &events, &loose, fold, size, number, &mut draw)
                });
            }
        }
    }
    pools
}

/// A folder of two: half of them one event, half two articles of one topic or week that are near each other.
fn two_articles(set: &[Member], events: &[Vec<usize>], fold: usize, draw: &mut Draw) -> Drawn {
    let event = &events[draw.below(events.len())];
    let first = event[draw.below(event.len())];
    let second = if draw.unit() < 0.5 {
        let others: Vec<usize> = event.iter().copied().filter(|&at| at != first).collect();
        others[draw.below(others.len())]
    } else {
        // Shared words of title and lead stand in for nearness.
        let near = |at: usize| {
            let other: BTreeSet<u64> = set[at].profile.terms.iter().copied().collect();
            let shared = set[first].profile.terms.iter().filter(|term| other.contains(term)).count();
            shared as f64 / ((other.len() * set[first].profile.terms.len()) as f64).sqrt().max(1.0)
        };
        let mut others: Vec<usize> = events.iter().flatten().copied().filter(|&at| set[at].event != set[first].event).collect();
        let near_day = |at: usize| match (set[at].day, set[first].day) {
            (Some(left), Some(right)) => (left - right).abs() <= 3,
            _ => true,
        };
        if draw.unit() < 0.7 {
            others.retain(|&at| set[at].topic == set[first].topic || near_day(at));
        }
        draw.shuffle(&mut others);
        others.truncate(if draw.unit() < 0.5 { 40 } else { 1 });
        others.iter().copied().max_by(|&left, &right| near(left).total_cmp(&near(right)).then(left.cmp(&right))).unwrap_or(first)
    };
    let dated = draw.unit() < 0.5;
    let articles = [first, second].map(|at| (at, set[at].day.filter(|_| dated), true)).to_vec();
    Drawn { cell: "0 two articles".to_owned(), fold, articles }
}

/// A pool of `size`: some events, with partners or without, and articles without an event around them.
fn many_articles(
    set: &[Member],
    events: &[Vec<usize>],
    loose: &[usize],
    fold: usize,
    size: usize,
    number: usize,
    draw: &mut Draw,
) -> Drawn {
    let kind = if size > 5_000 { 0 } else { number % 3 };
    // Few large pools are drawn: each share must come up among them.
    let share = [1.0, 0.3, 0.7, 0.0][if size > 1_000 { number } else { number / 3 } % 4];
    let mode = draw.below(5);
    let mut chosen: Vec<&Vec<usize>> = events.iter().collect();
    draw.shuffle(&mut chosen);
    let seed = chosen[0][0];
    let near = |at: usize| match kind {
        1 => set[at].topic == set[seed].topic,
        2 => set[at].day.zip(set[seed].day).is_some_and(|(left, right)| (left - right).abs() <= 3),
        _ => true,
    };
    chosen.retain(|event| event.iter().any(|&at| near(at)));
    let labelled = (size as f64 * [0.3, 0.6, 0.9][draw.below(3)]) as usize;
    let mut articles: Vec<(usize, bool)> = Vec::new();
    for event in chosen {
        if articles.len() + event.len() > labelled.max(2) {
            break;
        }
        let alone = draw.unit() >= share;
        let only = draw.below(event.len());
        articles.extend(event.iter().enumerate().filter(|(at, _)| !alone || *at == only).map(|(_, &at)| (at, true)));
    }
    let mut around: Vec<usize> = loose.iter().copied().filter(|&at| near(at)).collect();
    if size > 5_000 {
        around.extend((0..set.len()).filter(|&at| set[at].event.is_some() && set[at].fold != fold));
    }
    draw.shuffle(&mut around);
    around.truncate(size.saturating_sub(articles.len()));
    articles.extend(around.into_iter().map(|at| (at, false)));
    articles.sort_unstable();
    let mut dated: Vec<(usize, Option<i32>, bool)> = Vec::new();
    for (at, label) in articles {
        let day = match mode {
            0 => set[at].day,
            1 => set[at].day.filter(|_| draw.unit() >= 0.19),
            2 => None,
            3 => Some(17_000),
            _ => set[at].day.map(|day| match &set[at].event {
                // All in one week, but mates as far apart as they were.
                Some(event) => {
                    let first = events
                        .iter()
                        .flatten()
                        .filter(|&&mate| set[mate].event.as_ref() == Some(event))
                        .filter_map(|&mate| set[mate].day)
                        .min();
                    17_000 + (stable_hash(event) % 7) as i32 + (day - first.unwrap_or(day)).min(4)
                }
                None => 17_000 + draw.below(7) as i32,
            }),
        };
        dated.push((at, day, label));
    }
    let cell = format!("{} {} {}", ["1 random", "2 topic", "3 week"][kind], size, if share > 0.0 { "" } else { "no pairs" });
    Drawn { cell: cell.trim().to_owned(), fold, articles: dated }
}

/// Pools of sets with large events and no dates.
pub(super) fn big_event_pools(name: &str, set: &[Member], seed: u64) -> Vec<Drawn> {
    let mut draw = Draw(seed);
    let mut pools = Vec::new();
    for fold in 0..FOLDS {
        let mut events: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, member) in set.iter().enumerate().filter(|(_, member)| member.fold == fold) {
            if let Some(event) = &member.event {
                events.entry(event).or_default().push(at);
            }
        }
        for (size, count) in [(10, 30), (30, 20), (100, 10), (300, 4)] {
            for number in 0..count {
                let mut chosen: Vec<&Vec<usize>> = events.values().collect();
                draw.shuffle(&mut chosen);
                if number % 2 == 1 {
                    chosen.truncate(4);
                }
                let most = [1, 2, 4, usize::MAX, usize::MAX][number % 5];
                let mut articles = Vec::new();
                for event in chosen {
                    let mut event = event.clone();
                    draw.shuffle(&mut event);
                    articles.extend(event.into_iter().take(most.min(size - articles.len().min(size))).map(|at| (at, None, true)));
                }
                articles.sort_unstable();
                pools.push(Drawn { cell: format!("4 {name} {size}"), fold, articles });
            }
        }
    }
    pools
}
