//! Every outlet's row: counts, measurements, score, interval, rank.
//!
//! In: readings with their measures, links, beliefs. Out: one [`SourceScore`] an outlet, sorted. A measurement that
//! rests on nothing is missing, not 0.

use std::collections::BTreeMap;

use crate::config::WeighingParams;
use crate::ids::Genre;
use crate::lexicon::{Signal, WeighingLexicon};
use crate::linking::{Linked, Reading};
use crate::settling::Beliefs;

use super::points::{priced, share as points_share, threshold};
use super::score::{GROUPS, Resamples, Scored, interval, ranks, resampled, score, shrunk, signal_parts};
use super::shared::{Shared, shared};
use super::{Evidence, Measures, Reliability, SignalPart, SourceScore, WIDE};

/// Of `hedging_score`: how well certainty fits what others bear out, how little is passed on as rumour, how little is boosted, how
/// well headlines keep to their bodies. Chosen by hand, not measured; what is missing is left out and the rest scaled up.
const HEDGING_WEIGHTS: [f64; 4] = [0.4, 0.2, 0.2, 0.2];
/// Of `agreement_score`: how far shared claims hold, how little is an echo, how little is copied. Chosen by hand, not measured.
const AGREEMENT_WEIGHTS: [f64; 3] = [0.5, 0.25, 0.25];
/// The Brier score of somebody who always says "even chance": calibration that bad is worth nothing.
const USELESS_CALIBRATION: f64 = 0.25;

/// Weighs every outlet. `measures` runs parallel to `readings`; the result is sorted by outlet.
pub fn weigh(readings: &[Reading], measures: &[Measures], linked: &Linked, beliefs: &Beliefs, params: &WeighingParams) -> Vec<SourceScore> {
    weigh_some(readings, measures, linked, beliefs, params, &|_| true)
}

/// Weighs every outlet by those of its articles that `keep` names by number, as if it had printed no others; what it is held
/// against is whole. For comparing an outlet with itself.
pub fn weigh_some(
    readings: &[Reading],
    measures: &[Measures],
    linked: &Linked,
    beliefs: &Beliefs,
    params: &WeighingParams,
    keep: &dyn Fn(usize) -> bool,
) -> Vec<SourceScore> {
    let mut articles: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, reading) in readings.iter().enumerate().filter(|(at, _)| keep(*at)) {
        articles.entry(reading.article.outlet.as_str()).or_default().push(at);
    }
    let shared = shared(readings, measures, linked, beliefs, params, keep);
    let none = Shared::default();
    let mut samples = Vec::new();
    let mut rows = Vec::new();
    for (outlet, articles) in articles {
        let own = Own { outlet, readings, measures, linked, articles, shared: shared.get(outlet).unwrap_or(&none) };
        let (row, sample) = own.row(beliefs, params);
        rows.push(row);
        samples.push(sample);
    }
    let scores: Vec<Option<i64>> = rows.iter().map(|row: &SourceScore| row.score).collect();
    for (row, ranks) in rows.iter_mut().zip(ranks(&scores, &samples)) {
        row.ranks = ranks;
    }
    rows
}

/// What there is of one outlet.
struct Own<'a> {
    outlet: &'a str,
    readings: &'a [Reading],
    measures: &'a [Measures],
    linked: &'a Linked,
    articles: Vec<usize>,
    shared: &'a Shared,
}

/// Part over whole; missing where the whole is 0.
fn ratio(part: f64, whole: f64) -> Option<f64> {
    (whole > 0.0).then(|| part / whole)
}

/// Mean over the articles in which the signal can be measured.
fn mean_signal(articles: &[&Measures], name: &str) -> Option<f64> {
    let values = articles.iter().filter_map(|measures| measures.signals.get(name));
    let (sum, number) = values.fold((0.0, 0.0), |(sum, number), value| (sum + value, number + 1.0));
    ratio(sum, number)
}

/// Every signal with points or a red flag: what it is over the articles, and what it makes of the score.
fn signal_rows(articles: &[&Measures], parts: Option<&BTreeMap<&'static str, i64>>, params: &WeighingParams) -> Vec<SignalPart> {
    let priced = priced(params);
    let worth = |signal: &Signal| priced.iter().find(|(other, _)| other.signal == signal.signal).map_or(0.0, |(_, worth)| *worth);
    let flag = |signal: &Signal| WeighingLexicon::flags().iter().find(|flag| flag.signal == signal.signal);
    let mut rows: Vec<SignalPart> = WeighingLexicon::signals()
        .iter()
        .filter(|signal| worth(signal) > 0.0 || flag(signal).is_some())
        .map(|signal| SignalPart {
            signal,
            value: mean_signal(articles, &signal.signal),
            of_100: 100.0 * worth(signal),
            points: None,
            threshold: flag(signal).map(|flag| threshold(flag, params)),
            flagged: flag(signal).map(|flag| articles.iter().filter(|measures| measures.red_flags.contains(&flag.flag.as_str())).count()),
        })
        .collect();
    for (group, column) in GROUPS {
        let Some(part) = parts.and_then(|parts| parts.get(column)) else { continue };
        let own: Vec<usize> = (0..rows.len()).filter(|at| rows[*at].signal.group == group && rows[*at].of_100 > 0.0).collect();
        let earned: Vec<(f64, f64, f64)> = own
            .iter()
            .map(|at| {
                let signal = rows[*at].signal;
                let shares = articles.iter().map(|measures| points_share(signal, measures.signals.get(signal.signal.as_str()).copied()));
                (shares.sum(), worth(signal), signal.mean)
            })
            .collect();
        for (at, points) in own.into_iter().zip(signal_parts(*part, &earned, articles.len(), params)) {
            rows[at].points = Some(points);
        }
    }
    rows
}

fn scored(articles: &[&Measures], params: &WeighingParams) -> Vec<Scored> {
    let flagged = |measures: &Measures| measures.red_flags.len() >= params.flags_of_a_flagged_article;
    articles.iter().map(|measures| Scored::new(&measures.group_points, flagged(measures))).collect()
}

/// The score of some articles of an outlet and of as many resamples as the parameters ask for, in hundredths: what
/// [`weigh`] does with those it picks.
pub fn rate(outlet: &str, articles: &[&Measures], params: &WeighingParams) -> (i64, Vec<i64>) {
    let articles = scored(articles, params);
    (score(&articles, params).score, resampled(outlet, &articles, params).scores)
}

impl Own<'_> {
    fn row(&self, beliefs: &Beliefs, params: &WeighingParams) -> (SourceScore, Vec<i64>) {
        let genre = |genre: Genre| self.articles.iter().filter(|at| self.readings[**at].article.genre == genre).count();
        let measurable = self.measurable(|_| true);
        let news = self.measurable(|genre| genre == Genre::News);
        let on_news_only = news.len() >= params.least_news_articles;
        let used = if on_news_only { &news } else { &measurable };
        let evidence = match measurable.len() {
            many if many >= params.enough_articles => Evidence::Enough,
            some if some >= params.least_articles => Evidence::Provisional,
            _ => Evidence::TooFew,
        };
        let flagged = |measures: &Measures| measures.red_flags.len() >= params.flags_of_a_flagged_article;
        let rated = |articles: &[&Measures], least: usize| (articles.len() >= least).then(|| score(&scored(articles, params), params));
        let found = rated(used, 0).filter(|_| evidence != Evidence::TooFew);
        let sample = if found.is_some() { resampled(self.outlet, &scored(used, params), params) } else { Resamples::default() };
        let days = self.articles.iter().filter_map(|at| self.readings[*at].article.published);
        let mut columns = self.columns(used, beliefs, params);
        for (name, articles) in [("news_score", news.clone()), ("opinion_score", self.measurable(|genre| genre == Genre::Opinion))] {
            if let Some(rated) = rated(&articles, params.least_news_articles) {
                columns.insert(name, rated.score as f64 / 100.0);
            }
        }
        columns.insert("scored_articles", used.len() as f64);
        columns.insert("scored_news_only", f64::from(u8::from(on_news_only)));
        if let Some(share) = ratio(measurable.iter().filter(|measures| flagged(measures)).count() as f64, measurable.len() as f64) {
            columns.insert("red_flag_share", share);
        }
        let row = SourceScore {
            outlet: self.outlet.to_owned(),
            articles: self.articles.len(),
            news_articles: genre(Genre::News),
            opinion_articles: genre(Genre::Opinion),
            words: self.articles.iter().map(|at| self.readings[*at].article.words).sum(),
            days: days.clone().min().zip(days.max()),
            mentions: self.articles.iter().map(|at| self.measures[*at].mentions.all as usize).sum(),
            claims: self.shared.claims,
            evidence,
            interval: found.as_ref().map(|found| interval(sample.scores.clone(), found.score)),
            score: found.as_ref().map(|found| found.score),
            ranks: None,
            signals: signal_rows(used, found.as_ref().map(|found| &found.parts), params),
            parts: found.map(|found| found.parts).unwrap_or_default(),
            reliability: self.reliability(),
            columns,
        };
        (row, sample.reweighed)
    }

    /// Measures of the articles long enough for points, of the wanted genres.
    fn measurable(&self, wanted: impl Fn(Genre) -> bool) -> Vec<&Measures> {
        let long = |at: &usize| self.measures.get(*at).filter(|measures| measures.points.is_some());
        self.articles.iter().filter(|at| wanted(self.readings[**at].article.genre)).filter_map(long).collect()
    }

    fn count(&self, name: &str) -> f64 {
        let counts = self.articles.iter().filter_map(|at| self.measures.get(*at)?.counts.get(name));
        counts.sum::<u64>() as f64
    }

    fn columns(&self, used: &[&Measures], beliefs: &Beliefs, params: &WeighingParams) -> BTreeMap<&'static str, f64> {
        let mut columns = BTreeMap::new();
        let mut put = |name: &'static str, value: Option<f64>| {
            if let Some(value) = value.filter(|value| value.is_finite()) {
                columns.insert(name, value);
            }
        };
        for signal in WeighingLexicon::signals() {
            put(signal.signal.as_str(), mean_signal(used, &signal.signal));
        }
        let own_thousands = self.count("own_words") / 1_000.0;
        put("hedges_per_1000_words", ratio(self.count("hedges"), own_thousands));
        put("vague_per_1000_words", ratio(self.count("vague_cues"), own_thousands));
        put("boosters_per_1000_words", ratio(self.count("boosters"), own_thousands));
        let (mentions, attributed) = self.mentions();
        put("attributed_share", ratio(attributed, mentions));
        put("unattributed_share", ratio(mentions - attributed, mentions));
        let attributions = self.count("attributions");
        put("named_share", ratio(self.count("named"), attributions));
        put("role_named_share", ratio(self.count("role_named"), attributions));
        put("anonymous_share", ratio(self.count("anonymous"), attributions));
        put("vague_speaker_share", ratio(self.count("vague_speakers"), attributions));
        put("direct_quote_share", ratio(self.count("direct"), attributions));
        put("second_hand_share", ratio(self.count("second_hand"), attributions));
        let articles = self.articles.len() as f64;
        put("speakers_per_article", ratio(self.count("speakers"), articles));
        put("correction_share", self.share_of_articles(|at| !self.readings[at].article.corrections.is_empty()));
        put("byline_share", self.share_of_articles(|at| !self.readings[at].article.authors.is_empty()));
        put("original_share", self.original_share(params));
        let shared = self.shared;
        let claims = shared.claims as f64;
        put("corroborated_share", ratio(shared.corroborated as f64, claims));
        put("contested_share", ratio(shared.contested as f64, claims));
        put("contradicted_share", ratio(shared.contradicted as f64, claims));
        put("single_source_share", ratio(shared.alone as f64, claims));
        put("borne_out_share", ratio(shared.borne_out as f64, (shared.borne_out + shared.contradicted) as f64));
        put("echo_share", ratio(shared.echoes as f64, shared.common_mentions as f64));
        put("first_report_share", ratio(shared.first as f64, shared.dated as f64));
        let settled = shared.settled as f64;
        put("calibration_error", ratio(shared.squared_error, settled));
        let overconfidence = ratio(shared.certainty - shared.belief, settled);
        put("overconfidence", overconfidence);
        // Mean of certainty less belief, normal by the central limit; their squares are those of the Brier score.
        let error = overconfidence.filter(|_| shared.settled >= params.least_settled_claims.max(2)).map(|mean| {
            let variance = (shared.squared_error / settled - mean * mean).max(0.0) * settled / (settled - 1.0);
            (variance / settled).sqrt()
        });
        put("overconfidence_low", overconfidence.zip(error).map(|(mean, error)| mean - WIDE * error));
        put("overconfidence_high", overconfidence.zip(error).map(|(mean, error)| mean + WIDE * error));
        put("headline_gap_share", ratio(shared.headline_gaps as f64, shared.headlines as f64));
        if let Some((_, trust, interval)) = beliefs.outlets.iter().find(|(outlet, _, _)| outlet == self.outlet) {
            put("trust", Some(*trust));
            put("trust_low", Some(interval.0));
            put("trust_high", Some(interval.1));
        }
        put("hedging_score", self.hedging_score(params));
        put("attribution_score", ratio(self.count("attribution_value_thousandths") / 10.0, attributions));
        put("agreement_score", self.agreement_score(params));
        columns
    }

    /// Mentions that put forward a claim, and those that stand on somebody's word.
    fn mentions(&self) -> (f64, f64) {
        let counts = || self.articles.iter().map(|at| self.measures[*at].mentions);
        (counts().map(|counts| f64::from(counts.put_forward)).sum(), counts().map(|counts| f64::from(counts.attributed)).sum())
    }

    fn share_of_articles(&self, wanted: impl Fn(usize) -> bool) -> Option<f64> {
        ratio(self.articles.iter().filter(|at| wanted(**at)).count() as f64, self.articles.len() as f64)
    }

    /// 0 to 100: does its certainty fit the evidence. The mean, by [`HEDGING_WEIGHTS`], of calibration (1 less the
    /// shrunk Brier score over that of an even chance), of freedom from rumour words and from boosters (1 in an article without
    /// any, less by the curve of that signal), and of headlines that keep to their bodies.
    fn hedging_score(&self, params: &WeighingParams) -> Option<f64> {
        let shared = self.shared;
        let brier = shrunk(shared.squared_error, shared.settled, params.mean_calibration_error, params.calibration_shrinkage);
        let calibrated = (shared.settled >= params.least_settled_claims.max(1)).then(|| (1.0 - brier / USELESS_CALIBRATION).max(0.0));
        let kept = ratio((shared.headlines - shared.headline_gaps) as f64, shared.headlines as f64);
        let parts = [calibrated, self.freedom("rumour_words_per_100_words"), self.freedom("boosters_per_100_words"), kept];
        let (mut sum, mut all) = (0.0, 0.0);
        for (value, weight) in parts.into_iter().zip(HEDGING_WEIGHTS) {
            if let Some(value) = value {
                sum += weight * value;
                all += weight;
            }
        }
        ratio(100.0 * sum, all)
    }

    fn reliability(&self) -> Vec<Reliability> {
        let bins = self.shared.bins.iter().enumerate().filter(|(_, (claims, _, _))| *claims > 0);
        let row = |(bin, &(claims, certainty, belief)): (usize, &(usize, f64, f64))| Reliability {
            bin,
            claims,
            certainty: certainty / claims as f64,
            belief: belief / claims as f64,
        };
        bins.map(row).collect()
    }

    /// 0 to 100: does what it shares with others hold, and is it its own. The mean, by [`AGREEMENT_WEIGHTS`], of the share of claims
    /// that an independent origin bears out among those borne out or contradicted, of mentions of shared claims in articles that are
    /// no copies that are no echo (both shrunk), and of articles that are no copy. How much it shares with others earns nothing.
    fn agreement_score(&self, params: &WeighingParams) -> Option<f64> {
        let shared = self.shared;
        let judged = shared.borne_out + shared.contradicted;
        if judged == 0 {
            return None;
        }
        let borne_out = shrunk(shared.borne_out as f64, judged, params.mean_borne_out, params.agreement_shrinkage);
        // An article that is a copy is one fault, not one for each of its statements besides.
        let echoed = shrunk(shared.own_echoes as f64, shared.own_mentions, params.mean_echo, params.agreement_shrinkage);
        let original = self.original_share(params)?;
        let parts = [borne_out, 1.0 - echoed, original].into_iter().zip(AGREEMENT_WEIGHTS);
        Some(100.0 * parts.map(|(value, weight)| value * weight).sum::<f64>())
    }

    /// Articles that are no copy.
    fn original_share(&self, params: &WeighingParams) -> Option<f64> {
        self.share_of_articles(|at| self.linked.copied_share.get(at).copied().unwrap_or(0.0) < params.copied_share)
    }

    /// Mean over the articles of what the curve of a signal gives, over what it gives where the signal is nought.
    fn freedom(&self, name: &str) -> Option<f64> {
        let signal = WeighingLexicon::signals().iter().find(|signal| signal.signal == name)?;
        let (mut sum, mut articles) = (0.0, 0.0);
        for value in self.articles.iter().filter_map(|at| self.measures.get(*at)?.signals.get(name)) {
            sum += points_share(signal, Some(*value)) / points_share(signal, Some(0.0));
            articles += 1.0;
        }
        ratio(sum, articles)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Article;

    fn reading(outlet: &str, genre: Genre) -> Reading {
        Reading {
            article: Article { outlet: outlet.to_owned(), genre, words: 200, authors: vec!["Orla Venn".into()], ..Article::default() },
            profile: crate::linking::Profile::default(),
            hedging: crate::hedging::Hedging::default(),
            attributions: crate::attribution::Attributions::default(),
            mentions: Vec::new(),
        }
    }

    fn measured(attribution: f64) -> Measures {
        Measures {
            points: Some(attribution + 0.25),
            group_points: BTreeMap::from([("attribution", attribution), ("language", 0.18), ("headline", 0.07)]),
            signals: BTreeMap::from([("rumour_words_per_100_words", 0.0)]),
            counts: BTreeMap::from([
                ("own_words", 500),
                ("hedges", 2),
                ("attributions", 4),
                ("named", 3),
                ("attribution_value_thousandths", 3_000),
            ]),
            ..Measures::default()
        }
    }

    fn check(articles: &[(Genre, f64)]) -> SourceScore {
        let readings: Vec<Reading> = articles.iter().map(|(genre, _)| reading("varn.example", *genre)).collect();
        let measures: Vec<Measures> = articles.iter().map(|(_, points)| measured(*points)).collect();
        let rows = weigh(&readings, &measures, &Linked::default(), &Beliefs::default(), &WeighingParams::default());
        rows.into_iter().next().expect("one outlet")
    }

    #[test]
    fn too_few_articles_have_no_score() {
        let row = check(&[(Genre::News, 0.3); 9]);
        assert_eq!((row.evidence, row.score, row.interval, row.ranks), (Evidence::TooFew, None, None, None));
        assert!(row.parts.is_empty());
        // What was measured is there all the same: 2 hedges in 500 words each, 3 of 4 named, worth 3/4.
        for (column, expected) in [
            ("hedges_per_1000_words", 4.0),
            ("named_share", 0.75),
            ("attribution_score", 75.0),
            ("hedging_score", 100.0),
            ("byline_share", 1.0),
            ("original_share", 1.0),
        ] {
            assert!((row.columns[column] - expected).abs() < 1e-9, "{column} is {}", row.columns[column]);
        }
        assert!(!row.columns.contains_key("trust") && !row.columns.contains_key("corroborated_share"));
    }

    #[test]
    fn ten_articles_are_provisional_and_twenty_enough() {
        assert_eq!(check(&[(Genre::News, 0.3); 10]).evidence, Evidence::Provisional);
        let row = check(&[(Genre::News, 0.3); 20]);
        assert_eq!((row.evidence, row.ranks), (Evidence::Enough, Some((1, 1))));
        assert_eq!(Some(row.parts.values().sum::<i64>()), row.score);
        // All articles alike: nothing to draw differently.
        assert_eq!(row.interval, row.score.map(|score| (score, score)));
    }

    #[test]
    fn ten_news_articles_score_without_the_columns() {
        let mut mixed = vec![(Genre::News, 0.3); 10];
        let news = check(&mixed);
        mixed.extend([(Genre::Opinion, 0.0); 5]);
        let both = check(&mixed);
        assert_eq!(news.score, both.score);
        assert!((both.columns["scored_articles"] - 10.0).abs() < 1e-9 && (both.columns["scored_news_only"] - 1.0).abs() < 1e-9);
        mixed.remove(0);
        let few = check(&mixed);
        assert!((few.columns["scored_articles"] - 14.0).abs() < 1e-9 && few.score < news.score);
    }

    /// Ten settled claims with a Brier sum of .25, 9 of certainty, 8 of belief: overconfident by .1, whose variance is
    /// (.025 - .01) * 10/9 = .016667 and error sqrt(.0016667) = .040825. Hedging: Brier (.25 + 50 * .025) / 60 = .025, so .9; no
    /// rumour words, boosters unknown, headlines .8: (.4 * .9 + .2 + .2 * .8) / .8 = .9. Agreement: (18 + 19.8) / 40 = .945 borne
    /// out, (4 + 7.4) / 40 = .285 echoes, no copies: .4725 + .17875 + .25 = .90125.
    #[test]
    fn the_single_scores_by_hand() {
        let readings: Vec<Reading> = (0..4).map(|_| reading("varn.example", Genre::News)).collect();
        let measures = vec![measured(0.3); 4];
        let shared = Shared {
            settled: 10,
            squared_error: 0.25,
            certainty: 9.0,
            belief: 8.0,
            bins: [(0, 0.0, 0.0), (0, 0.0, 0.0), (0, 0.0, 0.0), (2, 1.4, 1.8), (8, 7.6, 6.2)],
            borne_out: 18,
            contradicted: 2,
            common_mentions: 31,
            echoes: 15,
            own_mentions: 20,
            own_echoes: 4,
            headlines: 10,
            headline_gaps: 2,
            ..Shared::default()
        };
        let linked = Linked::default();
        let own = Own {
            outlet: "varn.example",
            readings: &readings,
            measures: &measures,
            linked: &linked,
            articles: (0..4).collect(),
            shared: &shared,
        };
        let (row, _) = own.row(&Beliefs::default(), &WeighingParams::default());
        for (column, expected) in [
            ("overconfidence", 0.1),
            ("overconfidence_low", 0.1 - 1.645 * 0.040_824_8),
            ("overconfidence_high", 0.1 + 1.645 * 0.040_824_8),
            ("hedging_score", 90.0),
            ("agreement_score", 90.125),
        ] {
            assert!((row.columns[column] - expected).abs() < 1e-6, "{column} is {}, not {expected}", row.columns[column]);
        }
        assert_eq!(row.reliability.iter().map(|row| (row.bin, row.claims)).collect::<Vec<_>>(), [(3, 2), (4, 8)]);
        assert!((row.reliability[0].certainty - 0.7).abs() < 1e-12 && (row.reliability[0].belief - 0.9).abs() < 1e-12);
    }

    #[test]
    fn company_changes_no_score() {
        let readings: Vec<Reading> =
            (0..24).map(|at| reading(if at % 2 == 0 { "varn.example" } else { "lake.example" }, Genre::News)).collect();
        let measures: Vec<Measures> = (0..24).map(|at| measured(0.01 * f64::from(at))).collect();
        let run = |readings: &[Reading], measures: &[Measures]| {
            weigh(readings, measures, &Linked::default(), &Beliefs::default(), &WeighingParams::default())
        };
        let both = run(&readings, &measures);
        let even = |at: &usize| at.is_multiple_of(2);
        let (alone, own): (Vec<Reading>, Vec<Measures>) =
            (0..24).filter(even).map(|at| (readings[at].clone(), measures[at].clone())).unzip();
        let alone = run(&alone, &own);
        assert_eq!((both[1].score, both[1].interval, &both[1].parts), (alone[0].score, alone[0].interval, &alone[0].parts));
        assert!(both[0].score > both[1].score);
        // The same by leaving the others' articles out.
        let some = weigh_some(&readings, &measures, &Linked::default(), &Beliefs::default(), &WeighingParams::default(), &|at| even(&at));
        assert_eq!((some.len(), some[0].score, some[0].interval), (1, alone[0].score, alone[0].interval));
    }
}
