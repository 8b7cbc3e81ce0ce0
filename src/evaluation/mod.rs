//! Evaluate and train: quality against gold, and the models that ship.
//!
//! In: a folder that holds the public sets. Out: figures, or the files under `src/*/model/`. This room may use every
//! other room; none uses it.
//!
//! | file | what |
//! |---|---|
//! | `clusters.rs` | word clusters |
//! | `exchange.rs` | classes of words by their neighbours |
//! | `linking.rs` | article links: background table, event model, figures |
//! | `pools.rs` | the folders of articles that links are trained and measured on |
//! | `sets.rs` | gold readers |
//! | `trees.rs` | boosted trees |

mod clusters;
mod exchange;
mod linking;
mod pools;
mod sets;
mod trees;

pub use clusters::{TrainedWords, train_words};
pub use linking::{LinkFigures, TrainedLinking, WholeFigures, evaluate_linking, evaluate_whole, train_linking};
