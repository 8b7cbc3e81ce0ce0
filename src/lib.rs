//! Scores how credibly news outlets report: hedging, attribution and cross-source agreement, with the evidence behind
//! every number.
//!
//! ```text
//! Article -> Document -> (Attribution, Hedging) -> Mention -> Claim -> Settled -> SourceScore -> rows
//!  read      segment      attribute     hedge      extract    link     settle     weigh         report
//! ```
//!
//! Each arrow is one public function; [`pipeline::score`] runs them all. From two articles to one row:
//!
//! ```
//! use corroborate::config::Config;
//! use corroborate::lexicon::Lexicon;
//! use corroborate::pipeline;
//!
//! let folder = tempfile::tempdir()?;
//! for (outlet, lead) in [
//!     ("northquay.example", "The Lenn bridge was closed on Monday after engineers found cracks in two pillars."),
//!     ("lowerlenn.example", "Engineers closed the Lenn bridge on Monday because two of its pillars had cracks."),
//! ] {
//!     let text = format!("---\noutlet: {outlet}\ntitle: Cracks close Lenn bridge\npublished: 2026-03-02\n---\n{lead}\n");
//! #   #[allow(clippy::disallowed_methods)]
//!     std::fs::write(folder.path().join(format!("{outlet}.txt")), text)?;
//! }
//! let lexicon = Lexicon::english()?;
//! let found = pipeline::score(&[folder.path().to_owned()], &lexicon, &Config::default(), &|_| {})?;
//! let shared = found.linked.claims.iter().find(|claim| claim.members.len() > 1);
//! let claim = shared.ok_or("the two articles state the same")?;
//! assert_eq!((claim.status.name(), claim.origins), ("corroborated", 2));
//! # Ok::<(), Box<dyn std::error::Error>>(())
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
pub mod spool;
pub mod store;
pub mod text;
pub mod weighing;
#[cfg(feature = "cluster")]
pub mod worker;
