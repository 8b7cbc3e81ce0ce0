//! `sources.csv`: one row an outlet.

use crate::weighing::{Evidence, SourceScore};

use super::Findings;
use super::columns::{Cell, Column, ColumnKind, Table};

pub(super) fn rows(findings: &Findings) -> Vec<SourceScore> {
    findings.scores.clone()
}

const TOO_FEW: &str = "Too few articles, see evidence.";

pub(super) fn table() -> Table<SourceScore> {
    use ColumnKind::{Date, Integer, Number, Text};
    let mut columns = vec![
        Column::new("source", Text, |row: &SourceScore| Cell::text(&row.outlet)).about("The outlet."),
        Column::new("articles", Integer, |row: &SourceScore| Cell::count(row.articles)).range(1.0, None).about("Articles read."),
        Column::new("news_articles", Integer, |row: &SourceScore| Cell::count(row.news_articles)).range(0.0, None).about("Of these news."),
        Column::new("opinion_articles", Integer, |row: &SourceScore| Cell::count(row.opinion_articles)).range(0.0, None).about("Of these opinion."),
        Column::new("words", Integer, |row: &SourceScore| Cell::count(row.words)).unit("words").range(0.0, None).about("Words read, boilerplate left out."),
        Column::new("first_published", Date, |row: &SourceScore| Cell::day(row.days.map(|days| days.0))).about("First known day.").empty("No article is dated."),
        Column::new("last_published", Date, |row: &SourceScore| Cell::day(row.days.map(|days| days.1))).about("Last known day.").empty("No article is dated."),
        Column::new("mentions", Integer, |row: &SourceScore| Cell::count(row.mentions)).range(0.0, None).about("Mentions of claims."),
        Column::new("claims", Integer, |row: &SourceScore| Cell::count(row.claims)).range(0.0, None).about("Claims mentioned."),
        Column::new("score", Number, |row: &SourceScore| row.score.map_or(Cell::Empty, Cell::Hundredths))
            .unit("points")
            .range(0.0, 100.0)
            .about("Reporting practice as the text shows it: 50 + 15 S. Not truth, not bias, no verdict. 50 is a middling outlet of the reference set, 15 one spread between outlets.")
            .empty(TOO_FEW),
        Column::new("score_low", Number, |row: &SourceScore| row.interval.map_or(Cell::Empty, |interval| Cell::Hundredths(interval.0))).unit("points").range(0.0, 100.0).about("Lower end of its 90 % interval, by resampling articles.").empty(TOO_FEW),
        Column::new("score_high", Number, |row: &SourceScore| row.interval.map_or(Cell::Empty, |interval| Cell::Hundredths(interval.1))).unit("points").range(0.0, 100.0).about("Upper end of its 90 % interval.").empty(TOO_FEW),
        Column::new("rank_low", Integer, |row: &SourceScore| row.ranks.map_or(Cell::Empty, |ranks| Cell::count(ranks.0))).range(1.0, None).about("Best rank within the 90 % interval of its ranks over the same resamples, each under other weights: the part of each group and of the red flags counts half as much to half as much again.").empty(TOO_FEW),
        Column::new("rank_high", Integer, |row: &SourceScore| row.ranks.map_or(Cell::Empty, |ranks| Cell::count(ranks.1))).range(1.0, None).about("Worst rank within it. Outlets whose ranges overlap are tied.").empty(TOO_FEW),
        Column::new("evidence", Text, |row: &SourceScore| Cell::text(row.evidence.name()))
            .words(Evidence::ALL.iter().map(|evidence| evidence.name()).collect())
            .about("enough from 20 articles, provisional from 10, too_few below (no score)."),
    ];
    for (name, about) in PARTS {
        columns.push(
            Column::new(*name, Number, move |row: &SourceScore| row.parts.get(name).map_or(Cell::Empty, |part| Cell::Hundredths(*part)))
                .unit("points")
                .about(*about)
                .empty(TOO_FEW),
        );
    }
    for measured in MEASURED {
        let name = measured.name;
        columns.push(
            Column::new(name, Number, move |row: &SourceScore| Cell::number(row.columns.get(name).copied(), 4))
                .unit(measured.unit)
                .range(measured.range.0, measured.range.1)
                .about(measured.about)
                .empty(measured.empty)
                .source(measured.source),
        );
    }
    for signal in crate::weighing::signal_columns() {
        let name = signal.signal.as_str();
        let priced = if signal.points > 0.0 {
            format!(" As shipped {}{} of 100 points; `signals.csv` has those of the run.", signal.sign, signal.points)
        } else {
            " As shipped no points.".to_owned()
        };
        columns.push(
            Column::new(name, Number, move |row: &SourceScore| Cell::number(row.columns.get(name).copied(), 4))
                .unit(signal.unit.as_str())
                .range(signal.low, signal.high)
                .about(format!("{} Mean over the scored articles.{priced} Why: {}.", signal.meaning, signal.reason))
                .empty("Not measurable in any scored article.")
                .source(signal.source.as_str()),
        );
    }
    Table { file: "sources.csv", row_per: "source (outlet)", key: &["source"], prefer: None, columns }
}

/// The parts that add up to the score.
const PARTS: &[(&str, &str)] = &[
    ("attribution_points", "Part of the score: named speakers, officials, the other side asked, little taken from other outlets."),
    (
        "language_points",
        "Part of the score: loaded words and verbs, insults, scare quotes, exclamation, rumour words, asides, the first person.",
    ),
    ("headline_points", "Part of the score: no overstatement and no shouting in headlines."),
    ("agreement_points", "Part of the score: agreement with independent origins; 0 until it is shown to earn its price."),
    ("red_flag_points", "Part of the score: the share of articles with four or more red flags."),
    ("base_points", "The remainder: the starting point, the limits 0 and 100, and rounding. All parts add up to the score exactly."),
];

/// A measured column: filled from [`SourceScore::columns`] by name.
struct Measured {
    name: &'static str,
    unit: &'static str,
    range: (Option<f64>, Option<f64>),
    about: &'static str,
    empty: &'static str,
    source: &'static str,
}

const fn share(name: &'static str, about: &'static str, empty: &'static str) -> Measured {
    Measured { name, unit: "share", range: (Some(0.0), Some(1.0)), about, empty, source: "" }
}

const fn rate(name: &'static str, about: &'static str) -> Measured {
    Measured { name, unit: "per 1,000 words", range: (Some(0.0), None), about, empty: "No words.", source: "" }
}

const fn points(name: &'static str, about: &'static str, empty: &'static str) -> Measured {
    Measured { name, unit: "points", range: (Some(0.0), Some(100.0)), about, empty, source: "" }
}

const fn count(name: &'static str, about: &'static str) -> Measured {
    Measured { name, unit: "articles", range: (Some(0.0), None), about, empty: "No article.", source: "" }
}

const NO_ATTRIBUTION: &str = "Nothing is attributed.";
const NO_MENTION: &str = "No claim is mentioned.";
const FEW_SETTLED: &str = "Fewer than five settled claims.";
const NOT_SETTLED: &str = "No claim of this outlet has two origins.";

/// The measurements that tell most of an outlet beside its score: `explain` and the page show them.
pub(super) const TELLING: &[&str] = &[
    "named_share",
    "role_named_share",
    "anonymous_share",
    "vague_speaker_share",
    "second_hand_share",
    "unattributed_share",
    "direct_quote_share",
    "hedges_per_1000_words",
    "boosters_per_1000_words",
    "corroborated_share",
    "contradicted_share",
    "echo_share",
    "original_share",
    "headline_gap_share",
    "red_flag_share",
    "trust",
    "calibration_error",
    "overconfidence",
];

/// The measurements, in order.
const MEASURED: &[Measured] = &[
    points(
        "hedging_score",
        "Does its certainty fit the evidence; stands by itself, not part of the score. 100 times the mean of four shares, weighed .4 .2 .2 .2: 1 - shrunk Brier score / .25 (calibration_error shrunk by 50 claims to .025; left out below 5 settled claims); freedom from rumour words and from boosters (mean over articles of the signal's logistic curve, 1 without any); 1 - headline_gap_share. A missing share is left out and the rest scaled up. Halves of 50 articles rank outlets alike at .84 (`evaluate sources`).",
        "Not enough to tell.",
    ),
    points(
        "attribution_score",
        "How well readers are told who says what; stands by itself. 100 times the mean worth of its attributions: named with role 1, named .85, document .8, organisation .7, role only .55, group .5, anonymous .3, vague .1; times .8 where taken from another outlet. Halves of 50 articles rank outlets alike at .85 (`evaluate sources`).",
        NO_ATTRIBUTION,
    ),
    points(
        "agreement_score",
        "Does what it shares with others hold, and is it its own; stands by itself. 100 times the mean of three shares, weighed .5 .25 .25: claims that an independent origin bears out among those borne out or contradicted (shrunk by 20 claims to .99); mentions of shared claims, in articles that are no copy, that are no echo (shrunk by 20 to .63); articles that are no copy. How much it shares earns nothing. Provisional: halves of 50 articles rank outlets alike at .37 only (`evaluate sources`).",
        NOT_SETTLED,
    ),
    rate(
        "hedges_per_1000_words",
        "Epistemic, doxastic and evidential cues in the outlet's own voice. Not a fault: careful outlets hedge more.",
    ),
    rate("vague_per_1000_words", "Vague cues in the outlet's own voice."),
    rate("boosters_per_1000_words", "Boosters in the outlet's own voice."),
    share("attributed_share", "Mentions that somebody is named or described for.", NO_MENTION),
    share("named_share", "Attributions with a named speaker.", NO_ATTRIBUTION),
    share("role_named_share", "Attributions with a named speaker of whom an office, a body or a party is told.", NO_ATTRIBUTION),
    share(
        "anonymous_share",
        "Attributions to somebody whose name is withheld, by the words (\"a source\", \"on condition of anonymity\") or as an official, aide or adviser of whom no more is told.",
        NO_ATTRIBUTION,
    ),
    share("vague_speaker_share", "Attributions to critics, experts, many.", NO_ATTRIBUTION),
    share("unattributed_share", "Mentions in the outlet's own voice.", NO_MENTION),
    share("direct_quote_share", "Attributions in quotation marks.", NO_ATTRIBUTION),
    share("second_hand_share", "Attributions taken from another outlet.", NO_ATTRIBUTION),
    Measured {
        name: "speakers_per_article",
        unit: "speakers",
        range: (Some(0.0), None),
        about: "Distinct named speakers in an article, mean.",
        empty: "No article.",
        source: "",
    },
    share("corroborated_share", "Its claims that are corroborated.", NO_MENTION),
    share("contested_share", "Its claims that are contested.", NO_MENTION),
    share("contradicted_share", "Its claims that another outlet denies or rivals.", NO_MENTION),
    share("single_source_share", "Its claims that no other outlet carries.", NO_MENTION),
    share(
        "borne_out_share",
        "Its claims that an independent origin of another outlet bears out, of those borne out or contradicted.",
        "None of its claims is either.",
    ),
    share("echo_share", "Its mentions of shared claims that echo an earlier one.", NO_MENTION),
    share("original_share", "Its articles that are not copied to any notable degree.", "No article."),
    share("first_report_share", "Shared claims that it reported first, of those that are dated.", "No shared claim is dated."),
    Measured {
        name: "trust",
        unit: "probability",
        range: (Some(0.0), Some(1.0)),
        about: "Probability that what it asserts on claims of two or more origins is right, by settling.",
        empty: NOT_SETTLED,
        source: "",
    },
    Measured {
        name: "trust_low",
        unit: "probability",
        range: (Some(0.0), Some(1.0)),
        about: "Lower end of its 90 % interval.",
        empty: NOT_SETTLED,
        source: "",
    },
    Measured {
        name: "trust_high",
        unit: "probability",
        range: (Some(0.0), Some(1.0)),
        about: "Upper end of its 90 % interval.",
        empty: NOT_SETTLED,
        source: "",
    },
    Measured {
        name: "calibration_error",
        unit: "squared probability",
        range: (Some(0.0), Some(1.0)),
        about: "Brier score of its certainty against the belief that the other outlets lead to.",
        empty: NOT_SETTLED,
        source: "Brier 1950",
    },
    Measured {
        name: "overconfidence",
        unit: "probability",
        range: (Some(-1.0), Some(1.0)),
        about: "Mean certainty less mean belief; above 0 it sounds surer than the others bear out. `calibration.csv` has it by how sure it sounds.",
        empty: NOT_SETTLED,
        source: "",
    },
    Measured {
        name: "overconfidence_low",
        unit: "probability",
        range: (None, None),
        about: "Lower end of its 90 % interval, normal over claims. Above 0: overconfident beyond chance.",
        empty: FEW_SETTLED,
        source: "",
    },
    Measured {
        name: "overconfidence_high",
        unit: "probability",
        range: (None, None),
        about: "Upper end of its 90 % interval. Below 0: underconfident beyond chance.",
        empty: FEW_SETTLED,
        source: "",
    },
    share("headline_gap_share", "Articles whose headline says more, or surer, than the body.", "No article has a headline and a body."),
    share("red_flag_share", "Articles with four or more red flags, not shrunk; of all genres.", "No article of 100 words."),
    share("correction_share", "Articles with a correction notice.", "No article."),
    share("byline_share", "Articles with a named author.", "No article."),
    Measured {
        name: "news_score",
        unit: "points",
        range: (Some(0.0), Some(100.0)),
        about: "The score of its news articles alone.",
        empty: "Fewer than ten news articles of 100 words or more.",
        source: "",
    },
    Measured {
        name: "opinion_score",
        unit: "points",
        range: (Some(0.0), Some(100.0)),
        about: "The same of its opinion articles: they argue, so it lies lower nearly everywhere and is compared with other opinion only.",
        empty: "Fewer than ten opinion articles of 100 words or more.",
        source: "",
    },
    count("scored_articles", "Articles that the score rests on: of 100 words or more, and news only where scored_news_only is 1."),
    Measured {
        name: "scored_news_only",
        unit: "",
        range: (Some(0.0), Some(1.0)),
        about: "1 where the score rests on news alone (ten or more of it), 0 where on every genre.",
        empty: "No article.",
        source: "",
    },
];
