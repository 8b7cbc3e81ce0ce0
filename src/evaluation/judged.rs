//! Pairs of clauses drawn from whole corpora and judged by reading: what the judgement of pairs (`linking/judge.rs`) is
//! learnt from and measured on.
//!
//! In: `judged_pairs.csv`, verdicts on stretches of `allsides` articles without any of their text, and the
//! articles themselves. Out: the weights, or figures in folds by event. Each pair counts twice with half its weight: as it stands
//! in the whole corpus, and with its event for all the corpus there is, so that a folder of two articles is judged as well.

use std::collections::BTreeMap;
use std::path::Path;

use rayon::prelude::*;

use super::asked::folds_of;
use super::figures::{Block, Figure, Prediction};
use super::gold::broken;
use super::linking::write;
use super::logistic::{Example, logistic};
use super::statements::told_apart;
use crate::claims::Mention;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::ids::Span;
use crate::lexicon::{Lexicon, PAIR_FEATURES, PairModel};
use crate::linking::claims::MentionPlace;
use crate::linking::judge::PairNumbers;
use crate::linking::{ClaimLinker, RarityCount, Reading};
use crate::pipeline;

/// The verdicts, and those on pairs that stand on top of both articles: of two articles the pair that was found nearest, or the
/// second, drawn by how near. Nothing is learnt from the latter.
const TABLES: [&str; 2] = [include_str!("judged_pairs.csv"), include_str!("judged_leads.csv")];

/// Numbers of a pair and the constant.
const COUNT: usize = PAIR_FEATURES.len() + 1;

/// How strongly the standardised weights are drawn to 0 (of 10, 30, 100 and 300 on these folds all within .003 of each other).
const RIDGE: f64 = 100.0;

/// Folds of training, by event.
const FOLDS: usize = 10;

/// A verdict of the table.
struct Verdict<'a> {
    sides: [(&'a str, Span); 2],
    label: char,
    /// How many pairs of the corpus it was drawn for; 0 in the first draw, which gives no figures.
    stands_for: f64,
    /// Of the second table.
    leads: bool,
}

/// A verdict with the numbers of its pair.
struct Row {
    number: usize,
    event: String,
    articles: [String; 2],
    label: char,
    stands_for: f64,
    leads: bool,
    numbers: [PairNumbers; 2],
    /// They share a run of four words or more.
    shares_run: bool,
}

/// All verdicts whose pairs are found again.
pub(super) struct JudgedPairs {
    rows: Vec<Row>,
    /// Verdicts on stretches that are no statements any more.
    lost: usize,
}

impl JudgedPairs {
    /// Scores the corpus `articles` and looks up the pairs in it.
    ///
    /// # Errors
    /// Where the corpus cannot be read.
    pub(super) fn read(articles: &Path, lexicon: &Lexicon, config: &Config) -> Result<Self> {
        let verdicts = verdicts()?;
        let findings = pipeline::score(&[articles.to_owned()], lexicon, config, &|_| ())?;
        let at = |id: &str| findings.readings.binary_search_by(|reading| reading.article.id.as_str().cmp(id)).ok();
        let mut of_event: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (number, verdict) in verdicts.iter().enumerate() {
            let events = verdict.sides.map(|(article, _)| at(article).map(|at| findings.linked.event_of[at]));
            if let [Some(one), Some(other)] = events
                && one == other
            {
                of_event.entry(one).or_default().push(number);
            }
        }
        let mut counted = RarityCount::default();
        for article in 0..findings.readings.len() {
            counted.add(&findings.shelf.keys(article)?);
        }
        let corpus = ClaimLinker::new(counted, lexicon, &config.linking);
        let of_events: Vec<(usize, Vec<usize>)> = of_event.into_iter().collect();
        let rows: Vec<Vec<Row>> = of_events
            .into_par_iter()
            .map(|(event, numbers)| {
                let event = &findings.linked.events[event];
                let readings = findings.shelf.take(&event.articles)?;
                let alone = ClaimLinker::new(RarityCount::of(&readings), lexicon, &config.linking);
                let mut asked = Vec::new();
                for number in numbers {
                    let verdict = &verdicts[number];
                    if let [Some(one), Some(other)] = verdict.sides.each_ref().map(|(article, span)| place(&readings, article, *span)) {
                        asked.push((number, (one, other)));
                    }
                }
                let pairs: Vec<(MentionPlace, MentionPlace)> = asked.iter().map(|(_, pair)| *pair).collect();
                let [whole, alone] = [&corpus, &alone].map(|linker| linker.likenesses(&readings, &pairs, false));
                let mut rows = Vec::new();
                for (at, (number, (one, other))) in asked.into_iter().enumerate() {
                    let (Some(whole), Some(alone)) = (whole[at], alone[at]) else { continue };
                    let Verdict { sides, label, stands_for, leads } = &verdicts[number];
                    rows.push(Row {
                        number,
                        event: event.id.clone(),
                        articles: sides.map(|(article, _)| article.to_owned()),
                        label: *label,
                        stands_for: *stands_for,
                        leads: *leads,
                        numbers: [whole.looked_at, alone.looked_at],
                        shares_run: shares_run(&readings, one, other),
                    });
                }
                Ok(rows)
            })
            .collect::<Result<_>>()?;
        let mut rows: Vec<Row> = rows.into_iter().flatten().collect();
        rows.sort_by_key(|row| row.number);
        let lost = verdicts.len() - rows.len();
        Ok(Self { rows, lost })
    }

    /// How many pairs there are to learn from.
    pub(super) fn len(&self) -> usize {
        self.rows.iter().filter(|row| !row.leads).count()
    }

    /// The weights learnt from all pairs whose articles `left_out` does not know.
    pub(super) fn fit(&self, left_out: impl Fn(&str) -> bool) -> PairModel {
        fit(self.rows.iter().filter(|row| !row.articles.iter().any(|article| left_out(article))))
    }

    /// Figures in folds by event.
    pub(super) fn measured(&self, [edge, lead_edge]: [f64; 2], seed: u64, predictions: &mut Vec<Prediction>) -> Vec<Block> {
        let rows: Vec<&Row> = self.rows.iter().filter(|row| row.label != 'C').collect();
        let folds = folds_of(&rows.iter().map(|row| row.event.as_str()).collect::<Vec<_>>(), FOLDS, seed);
        let models: Vec<PairModel> = (0..FOLDS)
            .into_par_iter()
            .map(|fold| fit(rows.iter().zip(&folds).filter(|(_, of)| **of != fold).map(|(row, _)| *row)))
            .collect();
        let scores: Vec<[f64; 2]> =
            rows.iter().zip(&folds).map(|(row, fold)| row.numbers.each_ref().map(|numbers| models[*fold].probability(numbers))).collect();
        predictions.extend(rows.iter().zip(&scores).map(|(row, [whole, _])| Prediction {
            set: row.set().to_owned(),
            question: "same statement".to_owned(),
            row: row.place().to_string(),
            gold: row.label.to_string(),
            predicted: if *whole >= if row.leads { lead_edge } else { edge } { "same" } else { "other" }.to_owned(),
            score: Some((whole * 1e6).round() / 1e6),
        }));
        let worded = |place: usize, leads: bool, edge: f64, name: &str| {
            // Pairs that share a run of four words are easy and many; few of those on top do.
            let kept: Vec<usize> = (0..rows.len()).filter(|&at| rows[at].leads == leads && (leads || !rows[at].shares_run)).collect();
            let answers: Vec<(bool, f64)> = kept.iter().map(|&at| (rows[at].is_same(), scores[at][place])).collect();
            let groups: Vec<&str> = kept.iter().map(|&at| rows[at].event.as_str()).collect();
            // What stands for no pairs of the corpus says nothing of how many are right there.
            let share = |chosen: &[usize], of: fn(&Row, bool) -> Option<bool>| {
                let (mut right, mut all) = (0.0, 0.0);
                for &at in chosen {
                    let row = rows[kept[at]];
                    if let Some(yes) = of(row, answers[at].1 >= edge) {
                        all += row.stands_for;
                        right += if yes { row.stands_for } else { 0.0 };
                    }
                }
                (all > 0.0).then(|| right / all)
            };
            let mut figures = told_apart(&answers, &groups, [0.80, 0.85], seed);
            let precision = |row: &Row, linked: bool| linked.then(|| row.is_same());
            let recall = |row: &Row, linked: bool| row.is_same().then_some(linked);
            figures.push(Figure::of(&format!("in the corpus: precision from {edge:.2} on"), &groups, seed, |rows| share(rows, precision)));
            figures.push(Figure::of(&format!("in the corpus: recall from {edge:.2} on"), &groups, seed, |rows| share(rows, recall)));
            Block { set: set(leads).to_owned(), split: name.to_owned(), figures }
        };
        let mut blocks = vec![
            worded(0, false, edge, "pairs without a shared run of four words, folds by event, in the whole corpus"),
            worded(1, false, edge, "the same, each event as a corpus of its own"),
            worded(0, true, lead_edge, "pairs on top of both articles, weights of the folds without their event"),
        ];
        blocks[0].figures.push(Figure::plain("pairs of both sets not found again", Some(self.lost as f64), self.lost + self.rows.len()));
        blocks
    }
}

/// Learns which pairs of clauses state the same, from the verdicts that ship and the articles of `data` that they are on, and
/// writes the weights to `out`. Returns how many pairs they were learnt from.
///
/// # Errors
/// Where the articles cannot be read or the file not written.
pub fn train_statements(data: &Path, out: &Path, lexicon: &Lexicon, config: &Config) -> Result<usize> {
    let articles = data.join("allsides/articles.jsonl.gz");
    if !articles.is_file() {
        return Err(Error::Usage {
            what: format!("there is no {}", articles.display()),
            remedy: "name the folder that holds the sets, each in its own folder".to_owned(),
        });
    }
    let judged = JudgedPairs::read(&articles, lexicon, config)?;
    if judged.len() == 0 {
        return Err(Error::Usage {
            what: format!("{} holds none of the judged pairs", articles.display()),
            remedy: "download the set again: a model of nothing would take the place of the one that ships".to_owned(),
        });
    }
    write(&out.join("pairs.csv"), judged.fit(|_| false).to_csv().as_bytes())?;
    Ok(judged.len())
}

fn set(leads: bool) -> &'static str {
    if leads { "judged-leads" } else { "judged-pairs" }
}

impl Row {
    fn set(&self) -> &'static str {
        set(self.leads)
    }

    /// Its line in its table, the head not counted.
    fn place(&self) -> usize {
        if self.leads { self.number + 2 - TABLES[0].lines().count() } else { self.number + 1 }
    }

    fn is_same(&self) -> bool {
        matches!(self.label, 'S' | 'P')
    }
}

fn fit<'a>(rows: impl Iterator<Item = &'a Row>) -> PairModel {
    let mut examples: Vec<Example<COUNT>> = Vec::new();
    for row in rows.filter(|row| row.label != 'C' && !row.leads) {
        for numbers in &row.numbers {
            let mut with_constant = [1.0; COUNT];
            with_constant[1..].copy_from_slice(numbers);
            examples.push(Example { numbers: with_constant, yes: row.is_same(), weight: 0.5 });
        }
    }
    let learnt = logistic(&examples, &[0.0; COUNT], &[RIDGE; COUNT]).map(|weight| (weight * 1e5).round() / 1e5);
    let mut model = PairModel { bias: learnt[0], ..PairModel::default() };
    model.weights.copy_from_slice(&learnt[1..]);
    model
}

/// The statement of an article that covers most of what the stretch and it have together, if that is half of it or more.
fn place(readings: &[Reading], article: &str, span: Span) -> Option<MentionPlace> {
    let at = readings.iter().position(|reading| reading.article.id == article)?;
    let likeness = |mention: &Mention| {
        let own = mention.span;
        let both = own.end.min(span.end).saturating_sub(own.start.max(span.start)) as f64;
        both / (own.end.max(span.end) - own.start.min(span.start)).max(1) as f64
    };
    let mentions = readings[at].mentions.iter().enumerate().map(|(number, mention)| (number, likeness(mention)));
    let (number, share) = mentions.reduce(|best, next| if next.1 > best.1 { next } else { best })?;
    (share >= 0.5).then_some((at, number))
}

fn shares_run(readings: &[Reading], one: MentionPlace, other: MentionPlace) -> bool {
    let runs = |(article, mention): MentionPlace| &readings[article].mentions[mention].proposition.four_grams;
    runs(one).iter().filter(|run| runs(other).binary_search(run).is_ok()).count() >= 4
}

fn verdicts() -> Result<Vec<Verdict<'static>>> {
    let row = |leads: bool, (at, line): (usize, &'static str)| {
        let cells: Vec<&str> = line.split(',').collect();
        let number = |cell: &str| cell.parse::<usize>().ok();
        let verdict = || {
            let [a, start_a, end_a, b, start_b, end_b, label, stands_for] = cells[..] else { return None };
            Some(Verdict {
                sides: [(a, Span::new(number(start_a)?, number(end_a)?)), (b, Span::new(number(start_b)?, number(end_b)?))],
                label: label.chars().next()?,
                stands_for: if stands_for.is_empty() { 0.0 } else { stands_for.parse().ok()? },
                leads,
            })
        };
        let name = if leads { "judged_leads.csv" } else { "judged_pairs.csv" };
        verdict().ok_or_else(|| broken(Path::new(name), at + 1, "not two stretches, a label and a weight"))
    };
    let rows_of = |(table, leads): (&'static str, bool)| table.lines().enumerate().skip(1).map(move |line| row(leads, line));
    TABLES.into_iter().zip([false, true]).flat_map(rows_of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_verdicts_can_be_read() {
        let verdicts = verdicts().expect("sound");
        let leads = verdicts.iter().filter(|verdict| verdict.leads).count();
        assert!(verdicts.len() - leads > 2_500 && leads > 700);
        assert!(
            verdicts.iter().all(|verdict| "SPCEU".contains(verdict.label) && verdict.sides.iter().all(|(_, span)| span.start < span.end))
        );
    }
}
