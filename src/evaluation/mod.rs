//! Evaluate and train: quality against gold, and the models that ship.
//!
//! In: a folder that holds the public sets. Out: figures, or the files under `src/*/model/`. This room may use every
//! other room; none uses it.
//!
//! | file | what |
//! |---|---|
//! | `linking.rs` | article links: background table, event model, figures |
//! | `polnear.rs` | gold reader for attribution |
//! | `pools.rs` | the folders of articles that links are trained and measured on |
//! | `sets.rs` | gold readers |
//! | `trees.rs` | boosted trees |

mod linking;
#[expect(dead_code, reason = "the attribution figures to come read it")]
mod polnear;
mod pools;
mod sets;
mod trees;

pub use linking::{LinkFigures, TrainedLinking, WholeFigures, evaluate_linking, evaluate_whole, train_linking};
