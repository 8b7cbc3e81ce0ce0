//! Every weight and threshold, one file a room. A TOML file of the user may change any of them; unknown keys are
//! refused, so that a misspelt one cannot be passed over in silence.

use serde::{Deserialize, Serialize};

mod attribution;
mod claims;
mod commented;
mod hedging;
mod linking;
mod linking_claims;
mod reading;
mod settling;
mod weighing;

pub use attribution::AttributionParams;
pub use claims::ClaimParams;
pub use commented::commented;
pub use hedging::HedgingParams;
pub use linking::{CopyParams, EventParams, LinkingParams, StanceParams};
pub use linking_claims::{ClaimLinkingParams, SAME_WEIGHTS, SameWeights};
pub use reading::{OutletTable, ReadingParams};
pub use settling::SettlingParams;
pub use weighing::WeighingParams;

/// The whole configuration.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Reading and cleaning.
    pub reading: ReadingParams,
    /// Hedging.
    pub hedging: HedgingParams,
    /// Attribution.
    pub attribution: AttributionParams,
    /// Extraction of claims.
    pub claims: ClaimParams,
    /// Linking of articles and mentions.
    pub linking: LinkingParams,
    /// Settling.
    pub settling: SettlingParams,
    /// Weighing of outlets.
    pub weighing: WeighingParams,
}
