//! `history.csv`: one row a source and night, as far back as the state remembers.

use crate::store::{Alert, PastNight};
use crate::weighing::Evidence;

use super::Findings;
use super::columns::{Cell, Column, ColumnKind, Table};

pub(super) fn rows(findings: &Findings) -> Vec<&PastNight> {
    findings.history.iter().collect()
}

pub(super) fn table<'a>() -> Table<&'a PastNight> {
    use ColumnKind::{Date, Integer, Number, Text};
    const TOO_FEW: &str = "Too few articles.";
    let hundredths = |value: Option<i64>| value.map_or(Cell::Empty, Cell::Hundredths);
    let share = |value: Option<i64>| Cell::share(value.map(|value| value as f64 / 10_000.0));
    Table {
        file: "history.csv",
        row_per: "source and night",
        key: &["night", "source"],
        prefer: None,
        columns: vec![
            Column::new("night", Date, |row: &&'a PastNight| Cell::day(Some(row.night))).about("The night, as --night calls it."),
            Column::new("source", Text, |row: &&'a PastNight| Cell::text(&row.found.outlet)).about("The outlet."),
            Column::new("articles", Integer, |row: &&'a PastNight| Cell::count(row.found.articles)).range(0.0, None).about("Its articles that night."),
            Column::new("score", Number, move |row: &&'a PastNight| hundredths(row.found.score))
                .unit("points").range(0.0, Some(100.0)).about("Its score that night.").empty(TOO_FEW),
            Column::new("score_low", Number, move |row: &&'a PastNight| hundredths(row.found.interval.map(|interval| interval.0)))
                .unit("points").range(0.0, Some(100.0)).about("Lower end of the 90 % interval.").empty(TOO_FEW),
            Column::new("score_high", Number, move |row: &&'a PastNight| hundredths(row.found.interval.map(|interval| interval.1)))
                .unit("points").range(0.0, Some(100.0)).about("Upper end of the 90 % interval.").empty(TOO_FEW),
            Column::new("evidence", Text, |row: &&'a PastNight| Cell::text(&row.found.evidence))
                .words(Evidence::ALL.iter().map(|evidence| evidence.name()).collect())
                .about("How much evidence carried the score."),
            Column::new("attribution_score", Number, move |row: &&'a PastNight| share(row.found.single[0]))
                .unit("points").range(0.0, Some(100.0)).about("As in sources.csv.").empty("Nothing was attributed."),
            Column::new("hedging_score", Number, move |row: &&'a PastNight| share(row.found.single[1]))
                .unit("points").range(0.0, Some(100.0)).about("As in sources.csv.").empty("Not enough to tell."),
            Column::new("agreement_score", Number, move |row: &&'a PastNight| share(row.found.single[2]))
                .unit("points").range(0.0, Some(100.0)).about("As in sources.csv.").empty("None of its claims was borne out or contradicted."),
            Column::new("contested_share", Number, move |row: &&'a PastNight| share(row.found.contested))
                .range(0.0, Some(1.0)).about("Its claims that were contested.").empty("No claim was mentioned."),
            Column::new("change", Number, move |row: &&'a PastNight| hundredths(row.change))
                .unit("points").range(-100.0, Some(100.0)).about("Score less that of the last night before that had one.").empty("No night before had a score, or this one has none."),
            Column::new("trend_per_night", Number, |row: &&'a PastNight| Cell::number(row.trend.map(|trend| trend / 100.0), 3))
                .unit("points a night").about("Median of the slopes between all pairs of the last 14 nights with a score.").empty("Fewer than five nights with a score.").source("Theil 1950; Sen 1968"),
            Column::new("alert", Text, |row: &&'a PastNight| row.alert.map_or(Cell::Empty, |alert| Cell::text(alert.name())))
                .words(Alert::ALL.iter().map(|alert| alert.name()).collect())
                .about("Rose or fell: enough evidence, and the score differs from the median of the last seven nights by more than both half widths, root of summed squares. New: not there on any night before. Lost: it had a score when it was there last and has none now; with 0 articles it is gone altogether, told on the first night.")
                .empty("Nothing calls for a look."),
        ],
    }
}
