//! Events that follow from each other: pairs of events some days apart whose texts would make one event if the days
//! were not known.
//!
//! In: articles and events. Out: for each event the number of its story. Chosen by reasoning, not measured: no gold for
//! stories was at hand. A story never feeds corroboration.

use super::events::{Link, MILLION, average_link};
use super::model;
use super::pool::{Pool, Pooled};
use crate::config::EventParams;
use crate::lexicon::{EventModel, LinkingLexicon};

/// Groups events into stories; each group holds indices of events.
///
/// `representatives` holds one article of each event. They are compared as if nothing else were known, with a window as
/// wide as a story may be long.
pub(super) fn stories(representatives: Vec<Pooled>, lexicon: &LinkingLexicon, params: &EventParams) -> Vec<Vec<usize>> {
    let count = representatives.len();
    let wide = EventParams { window_days: params.story_days, candidates: params.story_candidates, ..params.clone() };
    let pool = Pool::new(representatives, &lexicon.background, &wide);
    let links = story_links(&pool, &lexicon.event_model, params);
    average_link(count, &links, params.story_merge_mean, 0.0)
}

/// Pairs of events that follow from each other.
fn story_links(pool: &Pool, trees: &EventModel, params: &EventParams) -> Vec<Link> {
    model::likely(pool, trees, params.story, false, |pair, probability| {
        // Undated events are never a step: nobody knows which comes first.
        let dated = pool.gap(pair.left, pair.right).is_some_and(|gap| gap <= params.story_days);
        dated.then(|| Link { left: pair.left, right: pair.right, millionths: (probability * MILLION).round() as u32, linked: true })
    })
}
