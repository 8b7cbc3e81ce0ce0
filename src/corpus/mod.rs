//! Read: files and folders become articles; whatever is set aside becomes a [`Reject`].
//!
//! In: paths. Out: [`Article`]s and [`Reject`]s, in the order of the sorted paths and their positions. Invariant:
//! every record met is either an article or a reject; `Article::text` is what was read, decoded to UTF-8 and
//! otherwise unchanged, and nothing is ever cut out of it: cleaning only decides which paragraphs count.
//! Deliberately absent: threads (the pipeline maps [`admit`] over the records) and any judgement of the text.

use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

use crate::ids::{Genre, Span};

mod admit;
mod clean;
mod dates;
mod decode;
mod fields;
mod formats;
mod front;
pub(crate) mod genre;
mod language;
mod lead;
mod lines;
mod markup;
mod outlets;
mod page;
#[cfg(feature = "parquet")]
mod parquet;
mod pieces;
mod records;
mod repeats;
mod table;
pub(crate) mod voice;
mod walk;
mod warc;
mod wires;

pub use admit::{admit, folder_name};
pub use fields::Fields;
pub use outlets::read_outlets;
pub use page::Page;
pub use records::{JsonLine, Record, Records, files, records};
pub use repeats::{Card, Choice, Recurring, set_aside_recurring, without_repeats};

/// An article as read, with what is article text in it marked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
pub struct Article {
    /// The id given with the article (prefixed `id:` where a spreadsheet would take it for a number or a date), else
    /// one made from outlet and address, or outlet and text.
    pub id: String,
    /// The publisher, lower case, without `www.`.
    pub outlet: String,
    /// Who owns the outlet, by the user's table; `None` where it does not say.
    pub owner: Option<String>,
    /// The text as read. Where the title came as a field of its own and the text does not begin with it, the title
    /// follows the text after a blank line, so that offsets into the given text stay true.
    pub text: String,
    /// Bytes of `text` that came as the text itself; the rest is the title.
    pub given_bytes: usize,
    /// The headline inside `text`, section label ("OPINION:") excluded; `None` where there is none.
    pub headline: Option<Span>,
    /// Address; `None` where none is given.
    pub url: Option<String>,
    /// Day of publication; `None` where unknown.
    pub published: Option<Date>,
    /// Time of day of publication where the input gives it: only orders articles within a day.
    pub published_time: Option<Time>,
    /// Authors, as given or from the byline.
    pub authors: Vec<String>,
    /// Section or topic as given.
    pub section: Option<String>,
    /// What sort of text it is.
    pub genre: Genre,
    /// ISO 639-1 code.
    pub language: String,
    /// The file it was read from, as the user named it.
    pub path: String,
    /// 1 for a file of one article, else the line (JSON Lines), record (CSV, header not counted; WARC) or element (JSON, XML), from 1.
    pub position: u64,
    /// The paragraphs of the body that are article text, trimmed, in order; the headline is not among them.
    pub paragraphs: Vec<Span>,
    /// What stands in `text` but is no article text.
    pub set_aside: Vec<SetAside>,
    /// Place and agency of a dateline ("VARNHOLM (Agency) —").
    pub dateline: Option<Dateline>,
    /// Agencies and outlets credited with the text or part of it ("(AP)", "additional reporting by").
    pub credits: Vec<String>,
    /// Sentences that say an earlier version was corrected.
    pub corrections: Vec<Span>,
    /// Words of the kept paragraphs and headline.
    pub words: usize,
    /// What was odd but not worth setting the article aside ("date 9/28/… not understood").
    pub warnings: Vec<String>,
}

impl Article {
    /// The headline; empty where there is none.
    pub fn title(&self) -> &str {
        self.headline.map_or("", |span| span.of(&self.text))
    }
}

/// A stretch of text that is no article text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SetAside {
    /// Where it stands.
    pub span: Span,
    /// Why it was set aside.
    pub why: Boilerplate,
}

/// Why a stretch is no article text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Boilerplate {
    /// A photo caption or its credit.
    Caption,
    /// Headlines of other stories, "Related Stories", "No stories found".
    Related,
    /// Share, cookie, newsletter and subscription lines.
    Service,
    /// The outlet's own name or domain.
    OutletName,
    /// A paragraph that stood before already.
    Repeated,
    /// A byline: kept as [`Article::authors`].
    Byline,
    /// A dateline: kept as [`Article::dateline`].
    Dateline,
    /// A section label: kept as [`Article::genre`].
    Label,
    /// A credit line: kept as [`Article::credits`].
    Credit,
    /// A correction notice: kept as [`Article::corrections`].
    Correction,
    /// A paragraph that recurs in many articles of the outlet.
    Recurring,
    /// Contact lines and "About X" paragraphs of a press release.
    PressContact,
    /// The headline repeated inside the body.
    Headline,
}

/// Place and agency at the start of a body.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Dateline {
    /// The place, as written.
    pub place: String,
    /// The agency in brackets, where there is one.
    pub agency: Option<String>,
}

/// An input set aside, one row of `rejects.csv`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reject {
    /// The file, as the user named it.
    pub path: String,
    /// Line or record from 1; `None` where the whole file is meant.
    pub position: Option<u64>,
    /// True for what was skipped by intent (another language, an article met twice), false for trouble.
    pub skipped: bool,
    /// Short code: `broken_line`, `unreadable`, `no_outlet`, `no_text`, `repeated_id`, `language`, `duplicate`, …
    pub reason: String,
    /// What exactly was found.
    pub detail: String,
    /// What the user can do.
    pub remedy: String,
}

impl Reject {
    /// Trouble at `position` of `path`; nothing where the whole file is meant.
    pub fn new(path: &str, position: impl Into<Option<u64>>, reason: &str, detail: impl Into<String>, remedy: &str) -> Self {
        Self {
            path: path.to_owned(),
            position: position.into(),
            skipped: false,
            reason: reason.to_owned(),
            detail: detail.into(),
            remedy: remedy.to_owned(),
        }
    }

    /// The same, skipped by intent.
    #[must_use]
    pub fn by_intent(self) -> Self {
        Self { skipped: true, ..self }
    }
}
