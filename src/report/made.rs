//! The rows of the two large tables, made while the articles of their events are at hand, and put away until they are written.
//!
//! In: findings of a few events, complete but for what only the whole corpus tells (belief). Out: [`Made`]: the lines of `claims.csv` and
//! `evidence.csv`, the counts of `speakers.csv`, what the page quotes. Invariant: a line is the one that the whole corpus in memory would
//! give; the order of lines is decided when they are written, from ids alone.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::Mutex;

use crate::error::{Error, Result};
use crate::ids::readable_order;
use crate::linking::Status;
use crate::spool::{Part, Room, Spool};

use super::claims::order_of_row;
use super::columns::Table;
use super::lines::{Line, Sorted};
use super::page::Passage;
use super::speakers::Speakers;
use super::{Findings, Style, claims, evidence, page};

/// What was made of every event.
#[derive(Debug, Default)]
pub struct Made {
    style: Style,
    spool: Spool,
    /// For each listed claim its line.
    claims: Vec<Option<Part>>,
    /// The lines of the others, by what orders their ids.
    lone: Sorted,
    /// The lines of mentions, by id, article and mention.
    evidence: Sorted,
    pub(super) speakers: Speakers,
    /// By claim, what the page quotes.
    pub(super) passages: BTreeMap<usize, Passage>,
}

/// What was made of some events.
#[derive(Debug, Default)]
pub struct Batch {
    claims: Vec<Part>,
    lone: Vec<Line>,
    evidence: Vec<Line>,
}

/// Makes the lines of some rows and puts them away, each as a part.
fn lines<R>(table: &Table<R>, rows: impl IntoIterator<Item = R>, style: Style, spool: &Spool) -> Result<Vec<Part>> {
    let (bytes, ends) = table.lines(style, rows).map_err(|source| Error::Io {
        doing: "making",
        path: table.file.into(),
        source,
        remedy: "more memory is needed".to_owned(),
    })?;
    let whole = spool.put(&bytes)?;
    let starts = std::iter::once(0).chain(ends.iter().copied());
    Ok(starts.zip(&ends).map(|(start, end)| whole.part(start as u32, (end - start) as u32)).collect())
}

/// Makes rows; shared between threads.
#[derive(Debug)]
pub struct Maker {
    style: Style,
    spool: Spool,
    /// Sums and sets, the same in whatever order they are joined.
    speakers: Mutex<Speakers>,
    /// Lines that are ordered by their keys alone: those of claims that are not listed, and those of mentions.
    ordered: Mutex<(Sorted, Sorted)>,
}

impl Maker {
    /// Lines are written as `style` has it and put away in `room`.
    pub fn new(style: Style, room: Room) -> Self {
        Self { style, spool: Spool::new(room), speakers: Mutex::default(), ordered: Mutex::default() }
    }

    /// Makes the rows of some events. `local` holds them alone: their articles, whose numbers in the corpus are `numbers`, and their claims.
    ///
    /// # Errors
    /// Where the lines cannot be put away.
    pub fn make(&self, local: &Findings, numbers: &[usize]) -> Result<Batch> {
        let mut batch =
            Batch { claims: lines(&claims::table(), claims::in_given_order(local), self.style, &self.spool)?, ..Batch::default() };
        let listing = evidence::Listing::new(local, self.style);
        let parts = lines(&evidence::table(), listing.rows(), self.style, &self.spool)?;
        batch.evidence = listing
            .places()
            .zip(parts)
            .map(|((id, article, mention), part)| Line { key: (readable_order(id), numbers[article] as u32, mention as u32), part })
            .collect();
        let mut speakers = Speakers::default();
        for (reading, number) in local.readings.iter().zip(numbers) {
            speakers.count(reading, *number);
        }
        if let Ok(mut all) = self.speakers.lock() {
            all.join(speakers);
        }
        Ok(batch)
    }

    /// Whether claims that nothing bears on can be left out of the list: a workbook or a Parquet file is made from the list.
    pub fn leaves_out(&self) -> bool {
        !self.style.xlsx && !self.style.parquet
    }

    /// Files the lines that are ordered by their keys alone; the batch is left with those of listed claims.
    ///
    /// # Errors
    /// Where they cannot be put away.
    pub fn file(&self, batch: &mut Batch) -> Result<()> {
        let (lone, evidence) = (std::mem::take(&mut batch.lone), std::mem::take(&mut batch.evidence));
        if let Ok(mut ordered) = self.ordered.lock() {
            ordered.0.add(lone, &self.spool)?;
            ordered.1.add(evidence, &self.spool)?;
        }
        Ok(())
    }

    /// Takes the lines out again that were made of one event, and were not filed.
    ///
    /// # Errors
    /// Where they cannot be read.
    pub fn take_out(&self, batch: Batch) -> Result<Lines> {
        let out = |part: Part| self.spool.part(part);
        Ok(Lines {
            claims: batch.claims.into_iter().map(out).collect::<Result<_>>()?,
            lone: batch.lone.into_iter().map(|Line { key, part }| Ok((key.0, out(part)?))).collect::<Result<_>>()?,
            evidence: batch.evidence.into_iter().map(|Line { key, part }| Ok((key, out(part)?))).collect::<Result<_>>()?,
        })
    }

    /// What was counted of speakers.
    pub fn into_speakers(self) -> Speakers {
        self.speakers.into_inner().unwrap_or_default()
    }

    /// Puts together what was made of all events, in their order; `place` tells where each listed claim came to.
    ///
    /// # Errors
    /// Where lines cannot be put away.
    pub fn finish(self, batches: Vec<Batch>, place: &[usize]) -> Result<Made> {
        let mut claims = vec![None; place.len()];
        let mut places = place.iter();
        for mut batch in batches {
            self.file(&mut batch)?;
            for (part, place) in batch.claims.into_iter().zip(&mut places) {
                claims[*place] = Some(part);
            }
        }
        let speakers = self.speakers.into_inner().unwrap_or_default();
        let (mut lone, mut evidence) = self.ordered.into_inner().unwrap_or_default();
        lone.sort();
        evidence.sort();
        Ok(Made { style: self.style, spool: self.spool, claims, lone, evidence, speakers, passages: BTreeMap::new() })
    }
}

/// Lines of the two large tables, made of one event.
#[derive(Debug, Default)]
pub struct Lines {
    /// Of its listed claims, in their order.
    pub claims: Vec<Vec<u8>>,
    /// Of the others, with what orders their ids.
    pub lone: Vec<(u64, Vec<u8>)>,
    /// Of its mentions, with what orders them: id, article, mention.
    pub evidence: Vec<((u64, u32, u32), Vec<u8>)>,
}

impl Batch {
    /// Sets the lines of claims apart that are not going to be listed: `lone` tells for each, with its id, its article and the mention
    /// there where it is.
    pub fn set_apart<'c>(&mut self, lone: impl Iterator<Item = Option<(&'c str, usize, usize)>>) {
        let all = std::mem::take(&mut self.claims);
        for (part, lone) in all.into_iter().zip(lone) {
            match lone {
                Some((id, article, mention)) => {
                    self.lone.push(Line { key: (readable_order(id), article as u32, mention as u32), part });
                }
                None => self.claims.push(part),
            }
        }
    }
}

impl Made {
    /// The claims that need their events once more: those with a belief, which no event tells, and those that the page quotes.
    pub fn wanted(findings: &Findings) -> Vec<bool> {
        let mut wanted: Vec<bool> = findings.beliefs.claims.iter().map(Option::is_some).collect();
        wanted.resize(findings.linked.claims.len(), false);
        for claim in page::quoted(findings) {
            wanted[claim] = true;
        }
        wanted
    }

    /// Makes the lines of claims anew that have a belief, and what the page quotes. `local` holds some events, with the beliefs of their
    /// claims; `chosen` are the places among these of those that are asked for, each with its number in the corpus.
    ///
    /// # Errors
    /// Where the lines cannot be put away.
    pub fn make_again(&self, local: &Findings, chosen: &[(usize, usize)]) -> Result<Again> {
        let parts = lines(&claims::table(), chosen.iter().map(|(at, _)| claims::row(local, *at)), self.style, &self.spool)?;
        Ok(Again {
            claims: chosen.iter().map(|(_, number)| *number).zip(parts).collect(),
            passages: chosen.iter().map(|(at, number)| (*number, Passage::of(local, *at))).collect(),
        })
    }

    /// The same taken out: for each claim its number, its line and what the page quotes of it.
    ///
    /// # Errors
    /// Where the lines cannot be read.
    pub fn take_out(&self, again: Again) -> Result<Vec<(usize, Vec<u8>, Passage)>> {
        let both = again.claims.into_iter().zip(again.passages);
        both.map(|((claim, part), (_, passage))| Ok((claim, self.spool.part(part)?, passage))).collect()
    }

    /// Findings to write the other tables of: the lines of the large ones lie elsewhere.
    pub fn elsewhere(style: Style, speakers: Speakers, passages: BTreeMap<usize, Passage>) -> Self {
        Self { style, speakers, passages, ..Self::default() }
    }

    /// Takes in what was made again.
    pub fn take(&mut self, again: Vec<Again>) {
        for Again { claims, passages } in again {
            for (claim, part) in claims {
                self.claims[claim] = Some(part);
            }
            self.passages.extend(passages);
        }
    }

    /// How the lines are written, and the other tables are to be.
    pub fn style(&self) -> Style {
        self.style
    }

    /// Writes `claims.csv`.
    pub(super) fn write_claims(&self, findings: &Findings, mut out: impl Write) -> std::io::Result<()> {
        claims::table().write(&mut out, self.style, std::iter::empty())?;
        let claims = &findings.linked.claims;
        let mut order: Vec<usize> = (0..claims.len()).collect();
        order.sort_by_key(|at| order_of_row(&claims[*at]));
        // Those that are not listed stand among the last: one source, one origin, by id.
        let last = order.partition_point(|at| claims[*at].status != Status::SingleSource || claims[*at].origins > 1);
        let line = |at: &usize| self.claims.get(*at).copied().flatten();
        let listed = order[last..].iter().filter_map(|at| Some((readable_order(&claims[*at].id), line(at)?)));
        let mut listed: Vec<(u64, Part)> = listed.collect();
        listed.sort_by_key(|(order, _)| *order);
        let (mut listed, mut lone) = (listed.into_iter().peekable(), self.lone.lines(&self.spool).peekable());
        let end = std::iter::from_fn(|| match (listed.peek(), lone.peek()) {
            (Some(one), Some(Ok(other))) if other.key.0 < one.0 => lone.next().map(part_of),
            (Some(_), Some(Err(_))) | (None, _) => lone.next().map(part_of),
            (Some(_), _) => listed.next().map(|(_, part)| Ok(part)),
        });
        self.write_lines(order[..last].iter().filter_map(line).map(Ok).chain(end), out)
    }

    /// Writes `evidence.csv`.
    pub(super) fn write_evidence(&self, mut out: impl Write) -> std::io::Result<()> {
        evidence::table().write(&mut out, self.style, std::iter::empty())?;
        self.write_lines(self.evidence.lines(&self.spool).map(part_of), out)
    }

    /// Writes the evidence of each source to a file of its own that `open` opens by the source's name.
    pub(super) fn write_by_source<W: Write>(&self, findings: &Findings, open: impl Fn(&str) -> std::io::Result<W>) -> std::io::Result<()> {
        let mut of: BTreeMap<&str, Vec<Part>> = BTreeMap::new();
        for line in self.evidence.lines(&self.spool) {
            let line = line.map_err(std::io::Error::other)?;
            of.entry(findings.readings[line.key.1 as usize].article.outlet.as_str()).or_default().push(line.part);
        }
        for (source, parts) in of {
            let mut out = open(source)?;
            evidence::table().write(&mut out, self.style, std::iter::empty())?;
            self.write_lines(parts.into_iter().map(Ok), out)?;
        }
        Ok(())
    }

    fn write_lines(&self, parts: impl Iterator<Item = Result<Part>>, mut out: impl Write) -> std::io::Result<()> {
        for part in parts {
            out.write_all(&part.and_then(|part| self.spool.part(part)).map_err(std::io::Error::other)?)?;
        }
        out.flush()
    }
}

fn part_of(line: Result<Line>) -> Result<Part> {
    line.map(|line| line.part)
}

/// What was made again of some events.
#[derive(Debug, Default)]
pub struct Again {
    claims: Vec<(usize, Part)>,
    passages: Vec<(usize, Passage)>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::lexicon::Lexicon;
    use crate::pipeline::{Scope, score_within};

    #[test]
    fn rows_made_event_by_event_are_those_of_the_whole_corpus() {
        let corpus = [std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("corpus")];
        let (lexicon, config) = (Lexicon::english().unwrap(), Config::default());
        let run = |style| score_within(&corpus, &lexicon, &config, &Scope { style, ..Scope::default() }, &|_| {}).unwrap().0;
        // With a workbook every claim is listed; without one most are only counted.
        let (listed, counted) = (run(Style { xlsx: true, ..Style::default() }), run(Style::default()));
        assert!(listed.linked.lone.iter().all(|lone| *lone == 0) && counted.linked.claims.len() * 2 < listed.linked.claims.len());
        assert_eq!(listed.linked.number_of_claims(), counted.linked.number_of_claims());
        let whole = listed.whole().unwrap();
        let (mut claims, mut evidence) = (Vec::new(), Vec::new());
        claims::table().write(&mut claims, Style::default(), claims::rows(&whole)).unwrap();
        let listing = evidence::Listing::new(&whole, Style::default());
        evidence::table().write(&mut evidence, Style::default(), listing.rows()).unwrap();
        for findings in [&listed, &counted] {
            let (mut made_claims, mut made_evidence) = (Vec::new(), Vec::new());
            findings.made.write_claims(findings, &mut made_claims).unwrap();
            findings.made.write_evidence(&mut made_evidence).unwrap();
            assert!(made_claims == claims && made_evidence == evidence);
        }
    }
}
