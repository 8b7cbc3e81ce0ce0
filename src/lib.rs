//! Scores how credibly news outlets report.
//!
//! ```text
//! Article -> Document -> (Hedging, Attribution) -> Mention -> Claim -> Settled -> SourceScore -> rows
//!  read      segment       hedge     attribute     extract    link     settle     weigh         report
//! ```

pub mod attribution;
pub mod claims;
pub mod cli;
pub mod config;
pub mod corpus;
pub mod error;
#[cfg(feature = "evaluation")]
pub mod evaluation;
pub mod hedging;
pub mod ids;
pub mod lexicon;
pub mod linking;
pub mod pipeline;
pub mod report;
pub mod settling;
pub mod text;
pub mod weighing;
