//! Events that follow from each other: pairs of events some days apart whose texts would make one event if the days
//! were not known.
//!
//! In: one article of each event, compared as if nothing else were known. Out: groups of events. Chosen by reasoning, not measured: no gold for
//! stories was at hand. A story never feeds corroboration.

use super::events::{Link, MILLION, average_link};
use super::model;
use super::pool::Pool;
use crate::config::EventParams;
use crate::lexicon::EventModel;

/// What two events are compared by: a window as wide as a story may be long.
pub(super) fn wide(params: &EventParams) -> EventParams {
    EventParams { window_days: params.story_days, candidates: params.story_candidates, ..params.clone() }
}

/// Stories of events whose links are known.
pub(super) fn follow(events: usize, links: &[Link], params: &EventParams) -> Vec<Vec<usize>> {
    average_link(events, links, params.story_merge_mean, 0.0)
}

/// Pairs of events that follow from each other.
pub(super) fn links(pool: &Pool, trees: &EventModel, params: &EventParams) -> Vec<Link> {
    model::likely(pool, trees, params.story, false, |pair, probability| {
        // Undated events are never a step: nobody knows which comes first.
        let dated = pool.gap(pair.left, pair.right).is_some_and(|gap| gap <= params.story_days);
        dated.then(|| Link { left: pair.left, right: pair.right, millionths: (probability * MILLION).round() as u32, linked: true })
    })
}
