//! A clause on its way to becoming a mention.

use std::ops::Range;

use crate::ids::Stance;

/// Where the subject of a clause stands when not in the clause itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) enum Lent {
    /// The clause has its own.
    #[default]
    None,
    /// It is borrowed from these tokens.
    Tokens(Range<usize>),
    /// It is the speaker.
    Speaker,
}

/// A clause.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Clause {
    /// Its tokens.
    pub tokens: Range<usize>,
    /// Index of its sentence.
    pub sentence: usize,
    /// The attribution that carries it.
    pub attribution: Option<usize>,
    /// A subject from elsewhere.
    pub lent: Lent,
    /// How the voice stands to it.
    pub stance: Stance,
    /// Certainty given by a frame ("no decision has been made on"); `None` where cues decide.
    pub certainty: Option<f64>,
}

impl Clause {
    /// The same clause over other tokens.
    pub(super) fn over(&self, tokens: Range<usize>) -> Self {
        Self { tokens, ..self.clone() }
    }
}
