//! Word tables of reading and cleaning: service lines, credits, labels, agencies, months, stop words.
//!
//! In: the `cleaning_*.csv` tables. Out: one set of look-ups and one automaton over all line patterns. Patterns are
//! compared with a line in lower case, its blanks single and its quotation marks straight.

use std::collections::BTreeMap;

use aho_corasick::{AhoCorasick, MatchKind};

use crate::error::{Error, Result};
use crate::ids::Genre;

/// The tables.
#[derive(Debug, Clone, Default)]
pub struct CleaningLexicon {
    /// Line patterns, in the order of the table.
    pub lines: Vec<LinePattern>,
    /// Finds all of them in one pass.
    automaton: Option<AhoCorasick>,
    /// Labels of titles, lines, sections and addresses.
    labels: BTreeMap<(LabelPlace, String), Genre>,
    /// News agencies, outlets and picture agencies by every form of their name, lower case.
    agencies: BTreeMap<String, Agency>,
    /// Words of bylines, datelines, credits and biographies, lower case.
    byline_words: BTreeMap<BylineWord, Vec<String>>,
    /// Month by name or abbreviation, lower case, 1 to 12.
    months: BTreeMap<String, i8>,
    /// Stop words, lower case; true where the word is first person singular.
    stop_words: BTreeMap<String, bool>,
}

/// A line that is no article text, by how it is worded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinePattern {
    /// What to look for, lower case.
    pub pattern: String,
    /// Where in the line it must stand.
    pub place: Place,
    /// Where not empty, one of these must stand in the line too.
    pub also: Vec<String>,
    /// Longest line, in words, that the pattern applies to.
    pub max_words: usize,
    /// What the line is.
    pub kind: LineKind,
    /// A line it must match.
    pub fires_on: String,
    /// A line it must not match.
    pub silent_on: String,
}

/// Where in a line a pattern must stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The line is the pattern, but for marks around it.
    Whole,
    /// The line starts with it.
    Start,
    /// The line ends with it.
    End,
    /// Anywhere, at word boundaries.
    Contains,
}

/// What a line found by its wording is. Where several patterns match, the last in this order decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LineKind {
    /// Share, cookie, newsletter, subscription and advertisement lines.
    Service,
    /// A pointer to another story.
    Related,
    /// A heading over pointers to other stories.
    RelatedHeader,
    /// A caption or photo credit.
    Caption,
    /// Says that the opinions are the author's: sets itself aside and marks an opinion piece.
    OpinionNote,
    /// Contact lines of a press release.
    PressContact,
    /// Marks a press release.
    ReleaseMark,
    /// Says who else worked on the text.
    Credit,
    /// Says what was wrong in an earlier version.
    Correction,
}

/// What a word does in bylines, datelines, credits and biographies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum BylineWord {
    /// Begins the last part of a press release ("About Northwind").
    About,
    /// Follows an author's name in a note on the author ("is a").
    Biography,
    /// Stands before who is credited ("by").
    CreditBefore,
    /// Stands behind who is credited ("contributed").
    CreditBehind,
    /// A job that follows a name ("staff writer").
    Job,
    /// Begins a byline ("by").
    Lead,
    /// Lower-case part of a name ("van").
    Particle,
    /// Lower-case part of a place's name or a dateline ("upon").
    Place,
}

/// Where a label stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LabelPlace {
    /// Before the colon or bar of a title ("OPINION: …").
    Title,
    /// Anywhere in a title.
    TitlePhrase,
    /// A line by itself at the top of the body.
    Line,
    /// The section field.
    Section,
    /// A part of the address's path.
    Url,
    /// Glued to the first words of a paragraph ("Story highlights The mayor …").
    Lead,
}

/// A publisher that other outlets credit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agency {
    /// The usual name.
    pub name: String,
    /// What it is.
    pub kind: AgencyKind,
}

/// What sort of publisher is credited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AgencyKind {
    /// A news agency.
    Agency,
    /// An outlet.
    Outlet,
    /// A picture agency: credited for images only.
    Photo,
    /// A distributor of press releases.
    Release,
}

impl CleaningLexicon {
    /// The English tables that ship with the program.
    ///
    /// # Errors
    /// Where a table is broken.
    pub fn english() -> Result<Self> {
        let mut lexicon = Self::default();
        for row in rows("cleaning_lines.csv", include_str!("en/cleaning_lines.csv"), 9, 2)? {
            lexicon.lines.push(row.line_pattern()?);
        }
        let patterns = lexicon.lines.iter().map(|line| line.pattern.as_str());
        lexicon.automaton = Some(AhoCorasick::builder().match_kind(MatchKind::Standard).build(patterns).map_err(|error| Error::Table {
            table: "cleaning_lines.csv".to_owned(),
            line: 1,
            what: error.to_string(),
            remedy: "use fewer or shorter patterns".to_owned(),
        })?);
        for row in rows("cleaning_labels.csv", include_str!("en/cleaning_labels.csv"), 3, 2)? {
            let place = row.choice(
                1,
                &[
                    ("title", LabelPlace::Title),
                    ("title_phrase", LabelPlace::TitlePhrase),
                    ("line", LabelPlace::Line),
                    ("section", LabelPlace::Section),
                    ("url", LabelPlace::Url),
                    ("lead", LabelPlace::Lead),
                ],
            )?;
            let genres: Vec<(&str, Genre)> = Genre::ALL.iter().map(|genre| (genre.name(), *genre)).collect();
            lexicon.labels.insert((place, row.lower(0)?), row.choice(2, &genres)?);
        }
        for row in rows("cleaning_agencies.csv", include_str!("en/cleaning_agencies.csv"), 3, 1)? {
            let kinds = [
                ("agency", AgencyKind::Agency),
                ("outlet", AgencyKind::Outlet),
                ("photo", AgencyKind::Photo),
                ("release", AgencyKind::Release),
            ];
            lexicon.agencies.insert(row.lower(0)?, Agency { name: row.cell(1).to_owned(), kind: row.choice(2, &kinds)? });
        }
        for row in rows("cleaning_bylines.csv", include_str!("en/cleaning_bylines.csv"), 2, 2)? {
            let kinds = [
                ("about", BylineWord::About),
                ("biography", BylineWord::Biography),
                ("credit_before", BylineWord::CreditBefore),
                ("credit_behind", BylineWord::CreditBehind),
                ("job", BylineWord::Job),
                ("lead", BylineWord::Lead),
                ("particle", BylineWord::Particle),
                ("place", BylineWord::Place),
            ];
            lexicon.byline_words.entry(row.choice(1, &kinds)?).or_default().push(row.lower(0)?);
        }
        for row in rows("cleaning_months.csv", include_str!("en/cleaning_months.csv"), 2, 1)? {
            let month = row.cell(1).parse::<i8>().ok().filter(|month| (1..=12).contains(month));
            lexicon.months.insert(row.lower(0)?, month.ok_or_else(|| row.broken("the month is no number from 1 to 12"))?);
        }
        for row in rows("cleaning_stop_words.csv", include_str!("en/cleaning_stop_words.csv"), 2, 1)? {
            lexicon.stop_words.insert(row.lower(0)?, row.choice(1, &[("yes", true), ("no", false)])?);
        }
        Ok(lexicon)
    }

    /// What the line `folded` (lower case, single blanks, straight quotation marks) of `words` words is by its
    /// wording; `None` where no pattern matches.
    pub fn line_kind(&self, folded: &str, words: usize) -> Option<LineKind> {
        let automaton = self.automaton.as_ref()?;
        let mut best = None;
        for found in automaton.find_overlapping_iter(folded) {
            let line = &self.lines[found.pattern().as_usize()];
            if words <= line.max_words
                && best < Some(line.kind)
                && stands(folded, found.start(), found.end(), line.place)
                && (line.also.is_empty() || line.also.iter().any(|also| folded.contains(also.as_str())))
            {
                best = Some(line.kind);
            }
        }
        best
    }

    /// The genre a label stands for, `None` where `label` (lower case) is none in that place.
    pub fn label(&self, place: LabelPlace, label: &str) -> Option<Genre> {
        self.labels.get(&(place, label.to_owned())).copied()
    }

    /// Bytes of the label that `paragraph` begins with, blanks behind it included; `None` where it begins with none.
    pub fn lead_label(&self, paragraph: &str) -> Option<usize> {
        let labels = self.labels.keys().filter(|(place, _)| *place == LabelPlace::Lead);
        labels.map(|(_, label)| label.as_str()).find_map(|label| {
            let start = paragraph.get(..label.len()).filter(|start| start.eq_ignore_ascii_case(label))?;
            let rest = paragraph[start.len()..].trim_start_matches([':', ' ', '\u{a0}']);
            (rest.len() < paragraph.len() - start.len() && rest.starts_with(char::is_uppercase)).then(|| paragraph.len() - rest.len())
        })
    }

    /// The genre of the first phrase of a title (lower case) that names one.
    pub fn title_phrase(&self, title: &str) -> Option<Genre> {
        let phrases = self.labels.iter().filter(|((place, _), _)| *place == LabelPlace::TitlePhrase);
        phrases.filter(|((_, phrase), _)| title.contains(phrase.as_str())).map(|(_, genre)| *genre).next()
    }

    /// The publisher that `form` (lower case) names.
    pub fn agency(&self, form: &str) -> Option<&Agency> {
        self.agencies.get(form)
    }

    /// The publishers named in `folded` (lower case) as whole words, in the order of the table, each once.
    pub fn agencies_in(&self, folded: &str) -> Vec<&Agency> {
        let mut found: Vec<&Agency> = Vec::new();
        for (form, agency) in &self.agencies {
            // Forms of two letters are words of their own too often to be believed inside a sentence, but for the AP.
            let believed = form.len() > 2 || form == "ap";
            if believed
                && folded.match_indices(form.as_str()).any(|(at, _)| stands(folded, at, at + form.len(), Place::Contains))
                && !found.iter().any(|held| held.name == agency.name)
            {
                found.push(agency);
            }
        }
        found
    }

    /// The words of one kind, sorted.
    pub fn byline_words(&self, kind: BylineWord) -> &[String] {
        self.byline_words.get(&kind).map_or(&[], Vec::as_slice)
    }

    /// True where `text` (lower case) begins with a word or phrase of `kind`.
    pub fn begins_with(&self, kind: BylineWord, text: &str) -> bool {
        self.byline_words(kind)
            .iter()
            .any(|form| text.strip_prefix(form.as_str()).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric)))
    }

    /// The month (1 to 12) that `name` (lower case, no full stop) stands for.
    pub fn month(&self, name: &str) -> Option<i8> {
        self.months.get(name).copied()
    }

    /// Whether `word` (lower case, straight apostrophe) is a stop word: `Some(true)` for first person singular.
    pub fn stop_word(&self, word: &str) -> Option<bool> {
        self.stop_words.get(word).copied()
    }
}

/// True where the stretch `start..end` of `line` stands as `place` asks.
fn stands(line: &str, start: usize, end: usize, place: Place) -> bool {
    let (before, found, after) = (&line[..start], &line[start..end], &line[end..]);
    let is_word = |char: char| char.is_alphanumeric();
    let open = !found.starts_with(is_word) || !before.ends_with(is_word);
    let shut = !found.ends_with(is_word) || !after.starts_with(is_word);
    let bare_before = || !before.contains(is_word);
    let bare_after = || !after.contains(is_word);
    match place {
        Place::Whole => bare_before() && bare_after(),
        Place::Start => bare_before() && !before.contains('"') && shut,
        Place::End => open && bare_after(),
        Place::Contains => open && shut,
    }
}

/// A row of a table, with what is needed to say where it is broken.
struct Row {
    table: &'static str,
    line: u64,
    cells: Vec<String>,
}

/// The rows of `text`: `columns` cells each, the first `keys` of them sorted and unique, the first never empty.
fn rows(table: &'static str, text: &str, columns: usize, keys: usize) -> Result<Vec<Row>> {
    let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
    let mut found: Vec<Row> = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| Error::Table {
            table: table.to_owned(),
            line: error.position().map_or(1, csv::Position::line),
            what: error.to_string(),
            remedy: "write the row as the header says".to_owned(),
        })?;
        let row = Row { table, line: record.position().map_or(1, csv::Position::line), cells: record.iter().map(str::to_owned).collect() };
        if row.cells.len() != columns {
            return Err(row.broken(&format!("{} cells where {columns} are wanted", row.cells.len())));
        }
        if row.cell(0).is_empty() {
            return Err(row.broken("the first cell is empty"));
        }
        if found.last().is_some_and(|last| last.cells[..keys] >= row.cells[..keys]) {
            return Err(row.broken("the table is not sorted, or has a row twice"));
        }
        found.push(row);
    }
    Ok(found)
}

impl Row {
    fn cell(&self, at: usize) -> &str {
        self.cells.get(at).map_or("", String::as_str)
    }

    fn broken(&self, what: &str) -> Error {
        Error::Table {
            table: self.table.to_owned(),
            line: self.line,
            what: what.to_owned(),
            remedy: "mend the row; rows are sorted by their first cells and stand once".to_owned(),
        }
    }

    fn lower(&self, at: usize) -> Result<String> {
        let cell = self.cell(at);
        if cell.to_lowercase() == cell { Ok(cell.to_owned()) } else { Err(self.broken("the form is not lower case")) }
    }

    fn choice<T: Copy>(&self, at: usize, choices: &[(&str, T)]) -> Result<T> {
        let cell = self.cell(at);
        choices.iter().find(|(name, _)| *name == cell).map(|(_, value)| *value).ok_or_else(|| {
            let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
            self.broken(&format!("`{cell}` is none of {}", names.join(", ")))
        })
    }

    fn line_pattern(&self) -> Result<LinePattern> {
        let places = [("whole", Place::Whole), ("start", Place::Start), ("end", Place::End), ("contains", Place::Contains)];
        let kinds = [
            ("service", LineKind::Service),
            ("related", LineKind::Related),
            ("related_header", LineKind::RelatedHeader),
            ("caption", LineKind::Caption),
            ("opinion_note", LineKind::OpinionNote),
            ("press_contact", LineKind::PressContact),
            ("release_mark", LineKind::ReleaseMark),
            ("credit", LineKind::Credit),
            ("correction", LineKind::Correction),
        ];
        Ok(LinePattern {
            pattern: self.lower(0)?,
            place: self.choice(1, &places)?,
            also: self.lower(2)?.split('|').filter(|also| !also.is_empty()).map(str::to_owned).collect(),
            max_words: self.cell(3).parse().map_err(|_| self.broken("max_words is no number"))?,
            kind: self.choice(4, &kinds)?,
            fires_on: self.cell(5).to_owned(),
            silent_on: self.cell(6).to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: Option<LineKind>) {
        let lexicon = CleaningLexicon::english().unwrap();
        let folded = line.to_lowercase();
        assert_eq!(lexicon.line_kind(&folded, line.split_whitespace().count()), expected, "{line}");
    }

    #[test]
    fn every_row_fires_and_is_silent_as_it_says() {
        let lexicon = CleaningLexicon::english().unwrap();
        let mut faults = Vec::new();
        for line in &lexicon.lines {
            let alone = CleaningLexicon {
                lines: vec![line.clone()],
                automaton: Some(AhoCorasick::new([&line.pattern]).unwrap()),
                ..CleaningLexicon::default()
            };
            let kind = |text: &str| alone.line_kind(&text.to_lowercase(), text.split_whitespace().count());
            if kind(&line.fires_on).is_none() {
                faults.push(format!("{} does not fire on {}", line.pattern, line.fires_on));
            }
            if kind(&line.silent_on).is_some() {
                faults.push(format!("{} fires on {}", line.pattern, line.silent_on));
            }
        }
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }

    #[test]
    fn the_weightier_kind_wins() {
        check("Correction: This article has been updated.", Some(LineKind::Correction));
        check("Sign up for our newsletter", Some(LineKind::Service));
        check("The minister said the harbour was safe.", None);
    }
}
