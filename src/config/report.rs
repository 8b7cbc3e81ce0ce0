//! Weights and thresholds of one room; each with its reason, unit and range.

use serde::{Deserialize, Serialize};

/// Parameters of the room.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReportParams {}
