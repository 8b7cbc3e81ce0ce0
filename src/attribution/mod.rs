//! Attribute: who said what, on whose word, and how well the reader is told who that is.
//!
//! In: an article's [`Document`]. Out: [`Attributions`]. Invariant: source, cue and content are spans of the text; a
//! name is only ever a name that stands in the article. Deliberately absent: whether what was said is so.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::config::AttributionParams;
use crate::corpus::Article;
pub use crate::ids::VerbClass;
use crate::ids::{Genre, Span, names};
use crate::lexicon::Lexicon;
use crate::text::Document;

mod antecedents;
mod build;
mod content;
mod cues;
mod epithets;
mod find;
mod layout;
mod lead;
mod links;
mod mend;
mod names;
mod naming;
mod offices;
mod outlet;
mod people;
mod phrases;
mod quotes;
mod reader;
mod resolve;
mod roles;
mod said;
pub(crate) mod tagger;
mod tags;

use content::Relation;
use reader::Reader;

/// Everything an article attributes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
pub struct Attributions {
    /// The attributed stretches in order of their first content byte.
    pub items: Vec<Attribution>,
    /// Quotations that quote nobody: scare quotes, titles, nicknames. Spans with their marks.
    pub not_speech: Vec<Span>,
    /// Sentences that say somebody declined to comment or could not be reached: index into `Document::sentences`.
    pub comment_sought: Vec<usize>,
}

/// One attributed stretch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Attribution {
    /// The words that name the speaker, as written here ("she", "Kosovo's Defense Minister Ejup Maqedonci"); `None`
    /// where nobody is named ("it was reported that").
    pub speaker: Option<Span>,
    /// The words that attribute ("said", "according to"); `None` for a free-standing quotation.
    pub cue: Option<Span>,
    /// The attributed words, without the marks of a quotation; more than one piece where the cue stands amid them.
    pub content: Vec<Span>,
    /// Direct, mixed or indirect.
    pub manner: Manner,
    /// Full name of the speaker after pronouns and short names are resolved; for an organisation or document its name
    /// as written. `None` where nobody is named.
    pub name: Option<String>,
    /// Office or role ("Defense Minister"), carried along from the first full mention.
    pub role: Option<String>,
    /// Country or organisation of the role ("Kosovo").
    pub affiliation: Option<String>,
    /// What sort of speaker.
    pub kind: SpeakerKind,
    /// How well the reader is told who speaks.
    pub grade: Grade,
    /// The outlet credited second-hand ("told TRT Balkans"); `None` where the outlet heard it itself or does not say.
    pub via: Option<String>,
    /// How many outlets stand between speaker and reader; 0 for first hand.
    pub chain_depth: u8,
    /// The reason given for anonymity ("was not authorised to speak publicly").
    pub anonymity_reason: Option<String>,
    /// How the cue stands to what was said.
    pub verb: VerbClass,
    /// Somebody answers for the words, so that they may carry a claim: the cue is one of the tables, a mark of the layout or
    /// missing, or the words are quoted, and nothing around it speaks against it. False where the tagger alone takes words for
    /// somebody's ("used", "is launching"), for words of nobody, and for what somebody would say or keeps quiet about.
    pub says: bool,
    /// Index into `Document::sentences` of the sentence that holds the cue, or the first content.
    pub sentence: usize,
}

/// Direct, mixed or indirect speech.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Manner {
    /// The whole content stands in quotation marks.
    Direct,
    /// Part of it does.
    Mixed,
    /// None of it does.
    Indirect,
}

/// What sort of speaker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SpeakerKind {
    /// A person, named or known by role.
    Person,
    /// A ministry, company, party, outlet, the police.
    Organisation,
    /// A report, study, filing.
    Document,
    /// A group that can be counted: "two drivers", "residents of Varn".
    Group,
    /// Somebody whose name is withheld: "a person familiar with the talks", "a senior official".
    Anonymous,
    /// "critics", "many analysts".
    Vague,
    /// Nobody ("it is said").
    None,
}

/// How well the reader is told who speaks, strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// A name, and an office or whom its bearer is of.
    NamedRole,
    /// A name.
    Named,
    /// An organisation.
    Organisation,
    /// A document.
    Document,
    /// A role without a name; also an unresolved pronoun or short name.
    RoleOnly,
    /// A group.
    Group,
    /// A withheld name, said to be so ("on condition of anonymity") or plain from the words ("a source", "one senior official").
    Anonymous,
    /// A vague voice.
    Vague,
    /// Nobody.
    None,
}

names!(Manner { Direct => "direct", Mixed => "mixed", Indirect => "indirect" });
names!(SpeakerKind { Person => "person", Organisation => "organisation", Document => "document", Group => "group", Anonymous => "anonymous", Vague => "vague", None => "none" });
names!(Grade { NamedRole => "named_role", Named => "named", Organisation => "organisation", Document => "document", RoleOnly => "role_only", Group => "group", Anonymous => "anonymous", Vague => "vague", None => "none" });

/// Finds every attributed stretch of an article and resolves who speaks.
pub fn attribute(article: &Article, document: &Document, lexicon: &Lexicon, params: &AttributionParams) -> Attributions {
    let mut reader = Reader::new(&article.text, document, &lexicon.attribution);
    let quiet = quotes::not_speech(&mut reader, params);
    let reader = reader;
    let found = find::relations(&reader, article.genre == Genre::Transcript, lexicon, params);
    resolve::describe(&reader, article, found, quiet, params)
}

/// A relation before anybody is resolved, in tokens: for measuring and training.
#[cfg(feature = "evaluation")]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct RawRelation {
    pub(crate) source: Option<Range<usize>>,
    pub(crate) cue: Option<Range<usize>>,
    pub(crate) content: Vec<Range<usize>>,
}

/// The relations of an article as [`attribute`] finds them.
#[cfg(feature = "evaluation")]
pub(crate) fn raw_relations(article: &Article, document: &Document, lexicon: &Lexicon, params: &AttributionParams) -> Vec<RawRelation> {
    let mut reader = Reader::new(&article.text, document, &lexicon.attribution);
    let _ = quotes::not_speech(&mut reader, params);
    let found = find::relations(&reader, article.genre == Genre::Transcript, lexicon, params);
    found.into_iter().map(|Relation { source, cue, pieces, .. }| RawRelation { source, cue, content: pieces }).collect()
}

/// What the tagger sees of an article, paragraph by paragraph, with `rates` for the shares of words that are cues.
#[cfg(feature = "evaluation")]
pub(crate) fn tagger_facts(
    article: &Article,
    document: &Document,
    lexicon: &Lexicon,
    params: &AttributionParams,
    rates: &crate::lexicon::CueRates,
) -> Vec<(Range<usize>, tagger::Facts)> {
    let mut reader = Reader::new(&article.text, document, &lexicon.attribution);
    let _ = quotes::not_speech(&mut reader, params);
    let ruled = find::by_rule(&reader, article.genre == Genre::Transcript);
    let marks = find::marks(&reader, &ruled);
    let words = tagger::WordTable::read(&reader, rates, &lexicon.clusters);
    let paragraphs = tagger::paragraphs(&reader);
    paragraphs.into_iter().map(|paragraph| (paragraph.clone(), tagger::Facts::read(&reader, paragraph, &marks, &words))).collect()
}

/// The sentence that holds token `at`.
fn sentence_of(document: &Document, at: usize) -> usize {
    document.sentences.partition_point(|sentence| sentence.tokens.end <= at).min(document.sentences.len().saturating_sub(1))
}

#[cfg(test)]
mod ladder;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod traps;
