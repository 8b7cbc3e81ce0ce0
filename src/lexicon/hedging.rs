//! Word tables of one room.

use crate::error::Result;

/// The tables.
#[derive(Debug, Clone, Default)]
pub struct HedgingLexicon {}

impl HedgingLexicon {
    /// The English tables that ship with the program.
    ///
    /// # Errors
    /// Where a table is broken.
    pub fn english() -> Result<Self> {
        Ok(Self::default())
    }
}
