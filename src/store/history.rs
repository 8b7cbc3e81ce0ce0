//! Scores over nights: what changed since the night before, where the score is heading, and what calls for a look.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::weighing::{Evidence, SourceScore};

/// Nights that a trend looks back on.
const TREND_NIGHTS: usize = 14;
/// Fewest nights with a score that make a trend.
const LEAST_NIGHTS: usize = 5;
/// Nights whose median a score is held against.
const LEVEL_NIGHTS: usize = 7;

/// What a night found of one outlet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NightScore {
    /// The outlet.
    pub outlet: String,
    /// Its articles.
    pub articles: usize,
    /// 0 to 100, in hundredths; `None` where too few.
    pub score: Option<i64>,
    /// 90 % interval, in hundredths.
    pub interval: Option<(i64, i64)>,
    /// `enough`, `provisional` or `too_few`.
    pub evidence: String,
    /// The single scores, in ten-thousandths: attribution, hedging, agreement.
    pub single: [Option<i64>; 3],
    /// Share of its claims that are contested, in ten-thousandths.
    pub contested: Option<i64>,
}

impl NightScore {
    /// What tonight found of an outlet.
    pub fn of(score: &SourceScore) -> Self {
        let column = |name: &str| score.columns.get(name).map(|value| (value * 10_000.0).round() as i64);
        Self {
            outlet: score.outlet.clone(),
            articles: score.articles,
            score: score.score,
            interval: score.interval,
            evidence: score.evidence.name().to_owned(),
            single: ["attribution_score", "hedging_score", "agreement_score"].map(column),
            contested: column("contested_share"),
        }
    }
}

impl NightScore {
    /// An outlet without any article.
    fn absent(outlet: &str) -> Self {
        let evidence = Evidence::TooFew.name().to_owned();
        Self { outlet: outlet.to_owned(), articles: 0, score: None, interval: None, evidence, single: [None; 3], contested: None }
    }
}

/// Why a night's score calls for a look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Alert {
    /// Above the median of the nights before by more than both intervals allow.
    Rose,
    /// Below it by as much.
    Fell,
    /// Not there on any night before.
    New,
    /// It had a score when it was there last, and has none now: too few articles, or none at all.
    Lost,
}

crate::ids::names!(Alert { Rose => "rose", Fell => "fell", New => "new", Lost => "lost" });

/// A row of the history: an outlet on a night.
#[derive(Debug, Clone, PartialEq)]
pub struct PastNight {
    /// The night.
    pub night: Date,
    /// What it found.
    pub found: NightScore,
    /// Score less that of the last night before that had one, in hundredths.
    pub change: Option<i64>,
    /// Median of the slopes between all pairs of the last 14 nights with a score, in hundredths a night (Theil 1950, Sen 1968);
    /// `None` below five such nights.
    pub trend: Option<f64>,
    /// What calls for a look.
    pub alert: Option<Alert>,
}

/// The history: every outlet on every night, by night and outlet. `nights` are sorted, oldest first. An outlet that had a score the
/// night before and no article tonight has a row all the same: that it is gone is what a reader must not miss.
pub fn history(nights: &[(Date, &[NightScore])]) -> Vec<PastNight> {
    let mut rows = Vec::new();
    for (at, (night, scores)) in nights.iter().enumerate() {
        for found in *scores {
            let past: Vec<(Date, &NightScore)> = nights[..at]
                .iter()
                .filter_map(|(night, scores)| {
                    let place = scores.binary_search_by(|known| known.outlet.cmp(&found.outlet)).ok()?;
                    Some((*night, &scores[place]))
                })
                .collect();
            let scored: Vec<(Date, i64)> = past.iter().filter_map(|(night, known)| Some((*night, known.score?))).collect();
            let change = found.score.zip(scored.last()).map(|(score, (_, before))| score - before);
            let since = scored.len().saturating_sub(TREND_NIGHTS - 1);
            let line: Vec<(Date, i64)> = scored[since..].iter().copied().chain(found.score.map(|score| (*night, score))).collect();
            let trend = if found.score.is_some() { slope(&line) } else { None };
            rows.push(PastNight { night: *night, found: found.clone(), change, trend, alert: alert(found, &past, at > 0) });
        }
        let first = rows.partition_point(|row: &PastNight| row.night < *night);
        let gone = at.checked_sub(1).and_then(|before| nights.get(before)).into_iter().flat_map(|(_, before)| *before);
        for lost in gone.filter(|known| known.score.is_some() && scores.binary_search_by(|here| here.outlet.cmp(&known.outlet)).is_err()) {
            let found = NightScore::absent(&lost.outlet);
            rows.push(PastNight { night: *night, found, change: None, trend: None, alert: Some(Alert::Lost) });
        }
        rows[first..].sort_by(|one, other| one.found.outlet.cmp(&other.found.outlet));
    }
    rows
}

/// Median slope over all pairs of nights, in hundredths a night.
fn slope(line: &[(Date, i64)]) -> Option<f64> {
    if line.len() < LEAST_NIGHTS {
        return None;
    }
    let day = |date: Date| i64::from(crate::linking::day_number(date));
    let mut slopes: Vec<f64> = Vec::new();
    for (at, (later, high)) in line.iter().enumerate() {
        for (earlier, low) in &line[..at] {
            let days = day(*later) - day(*earlier);
            if days > 0 {
                slopes.push((high - low) as f64 / days as f64);
            }
        }
    }
    median(&mut slopes)
}

fn median(values: &mut [f64]) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    let high = *values.get(middle)?;
    Some(if values.len() % 2 == 1 { high } else { f64::midpoint(values[middle - 1], high) })
}

/// A score is held against the median of the last seven nights: it rose or fell where the two differ by more than the interval of
/// a difference, each half width being 1.645 standard errors. Nights share most of their articles, so this errs on the quiet side.
fn alert(found: &NightScore, past: &[(Date, &NightScore)], not_the_first: bool) -> Option<Alert> {
    let Some((_, before)) = past.last() else { return not_the_first.then_some(Alert::New) };
    if found.score.is_none() && before.score.is_some() {
        return Some(Alert::Lost);
    }
    let half = |known: &NightScore| known.interval.map(|(low, high)| (high - low) as f64 / 2.0);
    let recent: Vec<&NightScore> =
        past.iter().rev().map(|(_, known)| *known).filter(|known| known.score.is_some()).take(LEVEL_NIGHTS).collect();
    let mut scores: Vec<f64> = recent.iter().filter_map(|known| known.score).map(|score| score as f64).collect();
    let mut halves: Vec<f64> = recent.iter().filter_map(|known| half(known)).collect();
    let (score, level) = (found.score? as f64, median(&mut scores)?);
    let allowed = half(found)?.hypot(median(&mut halves)?);
    let enough = found.evidence == Evidence::Enough.name();
    match score - level {
        rise if enough && rise > allowed => Some(Alert::Rose),
        fall if enough && fall < -allowed => Some(Alert::Fell),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(outlet: &str, score: Option<i64>) -> NightScore {
        let interval = score.map(|score| (score - 300, score + 300));
        let evidence = if score.is_some() { "enough" } else { "too_few" }.to_owned();
        NightScore { outlet: outlet.to_owned(), articles: 20, score, interval, evidence, single: [None; 3], contested: None }
    }

    fn check(scores: &[Option<i64>], expected: &[(Option<i64>, Option<f64>, Option<Alert>)]) {
        let nights: Vec<Vec<NightScore>> = scores.iter().map(|score| vec![found("a", *score)]).collect();
        let dated: Vec<(Date, &[NightScore])> =
            nights.iter().enumerate().map(|(at, night)| (jiff::civil::date(2031, 5, 1 + at as i8), night.as_slice())).collect();
        let rows: Vec<_> = history(&dated).into_iter().map(|row| (row.change, row.trend, row.alert)).collect();
        assert_eq!(rows, expected);
    }

    /// Half widths are 300 each: a difference is told beyond sqrt(2) 300 = 424.3.
    #[test]
    fn a_leap_is_told_and_a_step_is_not() {
        check(
            &[Some(5000), Some(5424), None, Some(4000)],
            &[
                (None, None, None),
                (Some(424), None, None),
                (None, None, Some(Alert::Lost)),
                // Held against the median of 5000 and 5424.
                (Some(-1424), None, Some(Alert::Fell)),
            ],
        );
        check(&[Some(5000), Some(5425)], &[(None, None, None), (Some(425), None, Some(Alert::Rose))]);
    }

    /// Slopes of 0, 10, 20, 30, 0 a night apart: 10, 10, 10, 10, 10, 10, 0, -3.3, -10, -30; their median is 10.
    #[test]
    fn the_trend_bears_one_bad_night() {
        let none = |change| (Some(change), None, None);
        check(
            &[Some(0), Some(10), Some(20), Some(30), Some(0)],
            &[(None, None, None), none(10), none(10), none(10), (Some(-30), Some(10.0), None)],
        );
    }

    #[test]
    fn an_outlet_that_was_not_there_is_new() {
        let (first, second) = ([found("a", Some(1))], [found("a", Some(1)), found("b", Some(1))]);
        let rows = history(&[(jiff::civil::date(2031, 5, 1), &first), (jiff::civil::date(2031, 5, 2), &second)]);
        assert_eq!(rows.iter().map(|row| row.alert).collect::<Vec<_>>(), [None, None, Some(Alert::New)]);
    }

    /// a is gone on the second night: told once. b had no score to lose.
    #[test]
    fn an_outlet_that_is_gone_is_told_once() {
        let (first, then) = ([found("a", Some(1)), found("b", None), found("c", Some(1))], [found("c", Some(1))]);
        let day = |day| jiff::civil::date(2031, 5, day);
        let rows = history(&[(day(1), &first), (day(2), &then), (day(3), &then)]);
        let told: Vec<(i8, &str, Option<Alert>)> = rows.iter().map(|row| (row.night.day(), row.found.outlet.as_str(), row.alert)).collect();
        assert_eq!(told[3..], [(2, "a", Some(Alert::Lost)), (2, "c", None), (3, "c", None)]);
    }
}
