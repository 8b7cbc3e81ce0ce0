//! Evaluate and train: quality against gold, and the models that ship.
//!
//! In: a folder that holds the public sets. Out: figures, or the files under `src/*/model/`. This room may use every
//! other room; none uses it.
//!
//! | file | what |
//! |---|---|
//! | `asked.rs` | what a user asks of `evaluate`; folds |
//! | `attribution.rs` | the tagger trained and measured |
//! | `bootstrap.rs` | spread of a figure |
//! | `clusters.rs` | word clusters |
//! | `contradiction.rs` | are contradictions found, end to end? |
//! | `copies.rs` | copied narrative against edits |
//! | `crf.rs` | training of a conditional random field |
//! | `event_sentences/` | do two sentences tell of one event? |
//! | `exchange.rs` | classes of words by their neighbours |
//! | `figures.rs` | figures, blocks of them, text and JSON |
//! | `genre.rs` | opinion told from news by its voice |
//! | `gold/` | gold readers of the rooms that read one article |
//! | `hedging/` | vague sentences, cues, owners, certainty |
//! | `linear.rs` | linear models over hashed facts |
//! | `logistic.rs` | logistic regression over a handful of numbers |
//! | `linking.rs` | article links: background table, event model, figures |
//! | `pools.rs` | the folders of articles that links are trained and measured on |
//! | `sets.rs` | gold readers of article links |
//! | `settling/` | values chosen, beliefs, trust; worlds of copiers |
//! | `sources/` | scores of outlets against ratings, verdicts and themselves |
//! | `stance.rs` | what an article makes of a headline |
//! | `statements.rs` | do two clauses state the same? |
//! | `judged.rs` | the same, on pairs of whole corpora; what the judgement of pairs is learnt from |
//! | `trees.rs` | boosted trees |

mod asked;
mod attribution;
mod bootstrap;
mod clusters;
mod contradiction;
mod copies;
mod crf;
mod event_sentences;
mod exchange;
mod figures;
mod genre;
mod gold;
mod hedging;
mod judged;
mod linear;
mod linking;
mod logistic;
mod pools;
mod sets;
mod settling;
mod sources;
mod stance;
mod statements;
mod trees;

pub use asked::{Asked, Split};
pub use attribution::{TrainedAttribution, cross_fitted, evaluate_attribution, train_attribution};
pub use bootstrap::{Spread, bootstrap};
pub use clusters::{TrainedWords, train_words};
pub use contradiction::evaluate_contradiction;
pub use figures::{Block, Figure, Hits, Prediction, Report, auc, pearson, spearman, spearman_within, yes_no_figures};
pub use genre::{TrainedGenre, evaluate_genre, train_genre};
pub use hedging::{Attribute, TrainedHedging, evaluate_certainty, evaluate_hedging, train_hedging};
pub use judged::train_statements;
pub use linking::{TrainedLinking, evaluate_linking, train_linking};
pub use settling::evaluate_settling;
pub use sources::evaluate_sources;
pub use stance::{TrainedStance, evaluate_stance, train_stance};
