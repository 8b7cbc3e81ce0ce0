//! Article links: the background table, the event model, and how good they are.
//!
//! In: the public sets. Out: the two files under `src/linking/model/`, or figures. Pairs count where both articles are
//! labelled and of different outlets; all other articles only stand around.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rayon::prelude::*;

use super::asked::Asked;
use super::figures::{Block, Figure, Hits, Prediction, Report};
use super::judged::JudgedPairs;
use super::pools::{Drawn, FOLDS, Member, allsides_pools, big_event_pools};
use super::sets::{self, Labelled};
use super::trees::{Boosting, Draw, Rows, boost};
use super::{copies, event_sentences, gold, statements};
use crate::attribution::Attributions;
use crate::config::LinkingParams;
use crate::error::{Error, Result};
use crate::hedging::Hedging;
use crate::ids::stable_hash;
use crate::lexicon::{Background, BackgroundStem, EVENT_FEATURES, EventModel, Lexicon};
use crate::linking::model::{Features, features};
use crate::linking::pool::{Pool, Pooled};
use crate::linking::{Profile, Reading, day_number, link, profile};
use crate::text::segment;

/// What `train linking` made.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TrainedLinking {
    /// Reference articles of the background table.
    pub articles: usize,
    /// Stems in it.
    pub stems: usize,
    /// Pools the event model was trained on.
    pub pools: usize,
    /// Pairs among them.
    pub pairs: usize,
}

/// Reference articles of the background table.
const REFERENCE: usize = 9_000;
/// Stems in fewer reference articles are left out of the table.
const LEAST_DF: u32 = 3;

/// A scored pair of a pool.
struct Row {
    features: Features,
    same: bool,
    weight: f32,
    sampled: bool,
}

/// Rows of a pool and how many true pairs blocking lost.
struct PoolRows {
    cell: String,
    fold: usize,
    rows: Vec<Row>,
    articles: usize,
    lost: usize,
}

/// Trains the background table and the event model on the sets under `data` and writes them to `out`.
///
/// # Errors
/// Where a set cannot be read or a file not written.
pub fn train_linking(data: &Path, out: &Path, lexicon: &Lexicon, params: &LinkingParams) -> Result<TrainedLinking> {
    // Trained without one of its sets it would be another model.
    if let Some(name) = ["fnc-1", "ecbplus"].iter().find(|name| !data.join(name).is_dir()) {
        return Err(Error::Usage {
            what: format!("{} holds no folder {name}", data.display()),
            remedy: "name the folder that holds the sets, each in its own folder".to_owned(),
        });
    }
    let mut lexicon = lexicon.clone();
    let articles = sets::allsides(&data.join("allsides"))?;
    lexicon.linking.background = background(&articles, &lexicon);
    write(&out.join("background.bin"), &lexicon.linking.background.to_bytes())?;
    let pools = all_rows(data, &articles, &lexicon, params)?;
    let model = fit(pools.iter());
    write(&out.join("events.csv"), model.to_csv().as_bytes())?;
    Ok(TrainedLinking {
        articles: lexicon.linking.background.articles as usize,
        stems: lexicon.linking.background.stems.len(),
        pools: pools.len(),
        pairs: pools.iter().map(|pool| pool.rows.len()).sum(),
    })
}

/// Measures linking: article links by folds, each pool scored by a model trained on the other folds' pools; articles of
/// outlets no model saw; statements; the whole set in one run.
///
/// # Errors
/// Where a set cannot be read, or a split or folds are asked for that linking does not have.
pub fn evaluate_linking(asked: &Asked<'_>) -> Result<Report> {
    asked.without_parts("linking has folds and pools of its own")?;
    let (lexicon, params) = (asked.lexicon, &asked.config.linking);
    let mut report = Report { task: "linking".to_owned(), seed: asked.seed, ..Report::default() };
    let folder = |name: &str, mark: &str| gold::folder(asked.data, name, &[mark]);
    let allsides = folder("allsides", "events-train.tsv");
    let articles = allsides.as_deref().map(sets::allsides).transpose()?;
    match &articles {
        Some(articles) => report.blocks.extend(pool_blocks(asked, articles)?),
        None => report.missing.push("allsides".to_owned()),
    }
    report.missing.extend(["fnc-1", "ecbplus"].iter().filter(|name| !asked.data.join(name).is_dir()).map(|name| (*name).to_owned()));
    let mut outside = Vec::new();
    for (name, mark, read) in
        [("basil", "articles", sets::basil as fn(&Path) -> Result<Vec<Labelled>>), ("newswcl50", "conll.csv", sets::newswcl)]
    {
        match folder(name, mark) {
            Some(folder) => outside.extend(read(&folder)?),
            None => report.missing.push(name.to_owned()),
        }
    }
    if !outside.is_empty() {
        report.blocks.push(outside_block(outside, lexicon, params, asked.seed, &mut report.predictions));
    }
    if let (Some(allsides), Some(articles)) = (&allsides, &articles) {
        let judged = JudgedPairs::read(&allsides.join("articles.jsonl.gz"), lexicon, asked.config)?;
        report.blocks.extend(judged.measured([params.claims.edge, params.claims.lead_edge()], asked.seed, &mut report.predictions));
        match folder("same-statement", "pairs.tsv") {
            Some(folder) => {
                let judgements = statements::Judgements::read(&folder, articles, lexicon, asked.config)?;
                let unseen = judged.fit(|article| judgements.knows(article));
                report.blocks.extend(judgements.measured(&unseen, lexicon, params, asked.seed, &mut report.predictions));
            }
            None => report.missing.push("same-statement".to_owned()),
        }
    } else {
        report.missing.push("same-statement".to_owned());
    }
    if let Some(folder) = folder(gold::ecb::NAME, gold::ecb::MARK) {
        report.blocks.push(event_sentences::block(&folder, lexicon, asked.seed)?);
    }
    if let (Some(folder), Some(articles)) = (&allsides, articles) {
        report.blocks.push(copies::block(folder, &articles, asked, &mut report.predictions)?);
        report.blocks.push(whole_block(&evaluate_whole(folder, articles, lexicon, params)?));
    }
    Ok(report)
}

/// Links of one pool.
struct Counted {
    cell: String,
    articles: usize,
    hits: Hits,
}

/// The figures of every kind of pool, and over all kinds.
fn pool_blocks(asked: &Asked<'_>, articles: &[Labelled]) -> Result<Vec<Block>> {
    let (lexicon, params) = (asked.lexicon, &asked.config.linking);
    let pools = all_rows(asked.data, articles, lexicon, params)?;
    let mut counted: Vec<Counted> = Vec::new();
    for fold in 0..FOLDS {
        let model = fit(pools.iter().filter(|pool| pool.fold != fold));
        counted.extend(pools.iter().filter(|pool| pool.fold == fold).map(|pool| {
            let mut hits = Hits { gold: pool.lost, ..Hits::default() };
            for row in &pool.rows {
                let linked = model.probability(&row.features) >= params.events.link;
                // A sampled easy negative stands for those left out.
                let stands_for = if row.sampled { (1.0 / EASY_SHARE).round() as usize } else { 1 };
                hits.gold += usize::from(row.same);
                hits.found += usize::from(linked) * stands_for;
                hits.right += usize::from(linked && row.same);
            }
            Counted { cell: pool.cell.clone(), articles: pool.articles, hits }
        }));
    }
    let seed = asked.seed;
    let mut kinds: BTreeMap<&str, Vec<&Counted>> = BTreeMap::new();
    for count in &counted {
        kinds.entry(&count.cell).or_default().push(count);
    }
    let sum = |rows: &[usize], of: &[&Counted]| {
        rows.iter().filter_map(|&row| of.get(row)).fold(Hits::default(), |sum, count| sum.and(count.hits))
    };
    let mut figures = Vec::new();
    for (kind, of) in &kinds {
        let groups: Vec<usize> = (0..of.len()).collect();
        if of.iter().any(|count| count.hits.gold > 0) {
            figures.push(Figure::of(&format!("{kind}: precision"), &groups, seed, |rows| sum(rows, of).precision()));
            figures.push(Figure::of(&format!("{kind}: recall"), &groups, seed, |rows| sum(rows, of).recall()));
            figures.push(Figure::of(&format!("{kind}: F1"), &groups, seed, |rows| sum(rows, of).f1()));
        } else {
            figures.push(Figure::of(&format!("{kind}: {FALSE_LINKS}"), &groups, seed, |rows| false_links(rows, of)));
        }
    }
    // Over all kinds: each counts the same, whatever its number of pools.
    let each = |rows: &[usize]| -> Vec<f64> {
        let mut sums: BTreeMap<&str, Hits> = BTreeMap::new();
        for count in rows.iter().map(|&row| &counted[row]) {
            let sum = sums.entry(&count.cell).or_default();
            *sum = sum.and(count.hits);
        }
        sums.into_values().filter(|sum| sum.gold > 0).filter_map(Hits::f1).collect()
    };
    let groups: Vec<usize> = (0..counted.len()).collect();
    let lonely: Vec<&Counted> = counted
        .iter()
        .filter(|count| count.hits.gold == 0 && (100..=300).contains(&count.articles) && count.cell.ends_with("no pairs"))
        .collect();
    let lonely_groups: Vec<usize> = (0..lonely.len()).collect();
    let overall = vec![
        Figure::of("mean F1 over the kinds of pool", &groups, seed, |rows| {
            let each = each(rows);
            (!each.is_empty()).then(|| each.iter().sum::<f64>() / each.len() as f64)
        }),
        Figure::of("F1 of the worst kind", &groups, seed, |rows| each(rows).into_iter().reduce(f64::min)),
        Figure::of(&format!("{FALSE_LINKS}, 100 to 300 articles without a pair"), &lonely_groups, seed, |rows| false_links(rows, &lonely)),
    ];
    let split = |what: &str| format!("train parts, {FOLDS} folds by event, one threshold of {:.2}; {what}", params.events.link);
    Ok(vec![
        Block { set: "article links".to_owned(), split: split("each kind of pool"), figures },
        Block { set: "article links".to_owned(), split: split("all kinds"), figures: overall },
    ])
}

const FALSE_LINKS: &str = "false links per 100 articles";

fn false_links(rows: &[usize], of: &[&Counted]) -> Option<f64> {
    let (links, articles) = rows
        .iter()
        .filter_map(|&row| of.get(row))
        .fold((0, 0), |(links, articles), count| (links + count.hits.found - count.hits.right, articles + count.articles));
    (articles > 0).then(|| 100.0 * links as f64 / articles as f64)
}

/// Links among articles of outlets and events that no model was trained on: nothing is read off this set.
fn outside_block(
    labelled: Vec<Labelled>,
    lexicon: &Lexicon,
    params: &LinkingParams,
    seed: u64,
    predictions: &mut Vec<Prediction>,
) -> Block {
    let events: Vec<Option<String>> = labelled.iter().map(|labelled| labelled.event.clone()).collect();
    let readings = bare_readings(labelled, lexicon, params);
    let linked = link(&readings, lexicon, params);
    let mut pairs: Vec<(&str, bool, bool)> = Vec::new();
    for left in 0..readings.len() {
        for right in left + 1..readings.len() {
            let (one, other) = (&readings[left].article, &readings[right].article);
            if one.outlet == other.outlet {
                continue;
            }
            let (same, found) = (events[left] == events[right], linked.event_of[left] == linked.event_of[right]);
            if same || found {
                pairs.push((events[left].as_deref().unwrap_or_default(), same, found));
                predictions.push(Prediction {
                    set: "basil and newswcl50".to_owned(),
                    question: "one event".to_owned(),
                    row: format!("{} {}", one.id, other.id),
                    gold: same.to_string(),
                    predicted: found.to_string(),
                    score: None,
                });
            }
        }
    }
    let groups: Vec<&str> = pairs.iter().map(|pair| pair.0).collect();
    let answers: Vec<(bool, bool)> = pairs.iter().map(|(_, same, found)| (*same, *found)).collect();
    Block {
        set: "basil and newswcl50".to_owned(),
        split: format!("{} articles in one run, model as it ships, spread over events", readings.len()),
        figures: vec![
            Figure::of("precision", &groups, seed, |rows| Hits::of(rows, &answers).precision()),
            Figure::of("recall", &groups, seed, |rows| Hits::of(rows, &answers).recall()),
            Figure::of("F1", &groups, seed, |rows| Hits::of(rows, &answers).f1()),
        ],
    }
}

/// Readings that hold no more than linking of articles needs.
fn bare_readings(labelled: Vec<Labelled>, lexicon: &Lexicon, params: &LinkingParams) -> Vec<Reading> {
    labelled
        .into_par_iter()
        .map(|labelled| Reading {
            profile: profile(&labelled.article, &segment(&labelled.article, lexicon), lexicon, params),
            article: labelled.article,
            hedging: Hedging::default(),
            attributions: Attributions::default(),
            mentions: Vec::new(),
        })
        .collect()
}

/// The whole set as a block.
fn whole_block(whole: &WholeFigures) -> Block {
    let count = |name: &str, value: usize, rows: usize| Figure::plain(name, Some(value as f64), rows);
    let share = |(all, found): (usize, usize)| (all > 0).then(|| found as f64 / all as f64);
    Block {
        set: "allsides".to_owned(),
        split: format!("all {} articles in one run, model as it ships (trained on these events)", whole.articles),
        figures: vec![
            Figure::plain("precision", whole.pairs.precision(), whole.pairs.found),
            Figure::plain("recall", whole.pairs.recall(), whole.pairs.gold),
            Figure::plain("F1", whole.pairs.f1(), whole.pairs.gold),
            count("articles of the largest event", whole.largest, whole.events),
            count("events of the largest story", whole.largest_story, whole.stories),
            Figure::plain("known copies found", share(whole.copies), whole.copies.0),
            Figure::plain("other pairs of one event taken for copies", share(whole.false_copies), whole.false_copies.0),
        ],
    }
}

/// What linking makes of the whole set of many outlets, with the shipped model (trained on these very events).
#[derive(Debug, Clone, PartialEq, Default)]
struct WholeFigures {
    /// Articles.
    articles: usize,
    /// Events of two or more articles.
    events: usize,
    /// Articles of the largest event.
    largest: usize,
    /// Stories of two or more events.
    stories: usize,
    /// Events of the largest story.
    largest_story: usize,
    /// Pairs of labelled articles of different outlets, at most three days apart or undated, that lie in one event.
    pairs: Hits,
    /// Pairs known to share text, and how many of them were found copied.
    copies: (usize, usize),
    /// Pairs on one event that are not known to share text, and how many of them were found copied.
    false_copies: (usize, usize),
    /// Articles that copy, and articles with an origin.
    copying: (usize, usize),
    /// What caps dropped.
    dropped: Vec<(String, u64)>,
}

/// Links the whole set at once.
fn evaluate_whole(folder: &Path, labelled: Vec<Labelled>, lexicon: &Lexicon, params: &LinkingParams) -> Result<WholeFigures> {
    let events: Vec<Option<String>> = labelled.iter().map(|labelled| labelled.event.clone()).collect();
    let readings = bare_readings(labelled, lexicon, params);
    let linked = link(&readings, lexicon, params);
    let mut figures = WholeFigures { articles: readings.len(), dropped: linked.dropped.clone(), ..WholeFigures::default() };
    figures.events = linked.events.iter().filter(|event| event.articles.len() > 1).count();
    figures.largest = linked.events.iter().map(|event| event.articles.len()).max().unwrap_or(0);
    let mut stories: BTreeMap<&str, usize> = BTreeMap::new();
    for event in &linked.events {
        *stories.entry(&event.story_id).or_default() += 1;
    }
    figures.stories = stories.values().filter(|events| **events > 1).count();
    figures.largest_story = stories.values().copied().max().unwrap_or(0);
    figures.copying.0 = linked.copied_share.iter().filter(|share| **share > 0.0).count();
    figures.copying.1 = linked.origin_of.iter().flatten().count();

    let copied: BTreeSet<(usize, usize)> = linked.copies.iter().map(|copy| (copy.from.min(copy.to), copy.from.max(copy.to))).collect();
    let index = |id: &str| readings.binary_search_by(|reading| reading.article.id.as_str().cmp(id)).ok();
    let known: BTreeSet<(usize, usize)> = sets::near_copies(folder)?
        .iter()
        .filter_map(|(left, right)| index(left).zip(index(right)))
        .map(|(left, right)| (left.min(right), left.max(right)))
        .collect();
    figures.copies = (known.len(), known.intersection(&copied).count());
    let members: Vec<usize> = (0..readings.len()).filter(|&at| events[at].is_some()).collect();
    for (at, &left) in members.iter().enumerate() {
        for &right in &members[at + 1..] {
            let (first, second) = (&readings[left].article, &readings[right].article);
            let near = first
                .published
                .zip(second.published)
                .is_none_or(|(first, second)| (day_number(first) - day_number(second)).abs() <= params.events.window_days);
            if first.outlet == second.outlet || !near {
                continue;
            }
            let (same, found) = (events[left] == events[right], linked.event_of[left] == linked.event_of[right]);
            figures.pairs.gold += usize::from(same);
            figures.pairs.found += usize::from(found);
            figures.pairs.right += usize::from(same && found);
            if same && !known.contains(&(left, right)) {
                figures.false_copies.0 += 1;
                figures.false_copies.1 += usize::from(copied.contains(&(left, right)));
            }
        }
    }
    Ok(figures)
}

/// Counts stems over reference articles: those without an event, drawn by the hash of their id.
fn background(articles: &[Labelled], lexicon: &Lexicon) -> Background {
    let mut reference: Vec<&Labelled> = articles.iter().filter(|labelled| labelled.event.is_none()).collect();
    reference.sort_by_key(|labelled| (stable_hash(&labelled.article.id), &labelled.article.id));
    reference.truncate(REFERENCE);
    // An empty table first: then no word is told to be common, and every stem is counted.
    let mut bare = lexicon.clone();
    bare.linking.background = Background::default();
    let params = LinkingParams::default();
    let counts: Vec<Vec<(u64, u16)>> = reference
        .par_iter()
        .map(|labelled| {
            let Profile { terms, counts, .. } = profile(&labelled.article, &segment(&labelled.article, lexicon), &bare, &params);
            terms.into_iter().zip(counts).collect()
        })
        .collect();
    let mut df: BTreeMap<u64, u32> = BTreeMap::new();
    for (hash, _) in counts.iter().flatten() {
        *df.entry(*hash).or_default() += 1;
    }
    let count = reference.len() as f64;
    let idf = |hash: &u64| {
        let held = df.get(hash).copied().filter(|df| *df >= LEAST_DF).unwrap_or(1);
        ((count + 1.0) / (f64::from(held) + 0.5)).ln().clamp(0.0, ((count + 1.0) / 1.5).ln())
    };
    let mut centroid: BTreeMap<u64, f64> = BTreeMap::new();
    for terms in &counts {
        let content = terms.iter().filter(|term| f64::from(df.get(&term.0).copied().unwrap_or(0)) < count / 2.0);
        let weights: Vec<(u64, f64)> = content.map(|(hash, times)| (*hash, (1.0 + f64::from(*times).ln()) * idf(hash))).collect();
        let length = weights.iter().map(|weight| weight.1 * weight.1).sum::<f64>().sqrt();
        for (hash, weight) in weights {
            *centroid.entry(hash).or_default() += if length > 0.0 { weight / length / count } else { 0.0 };
        }
    }
    let mut stems: Vec<BackgroundStem> = df
        .iter()
        .filter(|(_, df)| **df >= LEAST_DF)
        .map(|(hash, df)| BackgroundStem { key: hash >> 24, df: *df, centroid: centroid.get(hash).map_or(0.0, |weight| *weight as f32) })
        .collect();
    stems.sort_by_key(|stem| stem.key);
    stems.dedup_by_key(|stem| stem.key);
    Background { articles: reference.len() as u32, stems }
}

/// The pools of all sets with the numbers of their pairs.
fn all_rows(data: &Path, articles: &[Labelled], lexicon: &Lexicon, params: &LinkingParams) -> Result<Vec<PoolRows>> {
    let mut rows = Vec::new();
    let allsides = members(articles, lexicon, params);
    let mut pools = allsides_pools(&allsides);
    // Large pools use every thread by themselves; small ones run side by side.
    rows.extend(pools.par_iter().map(|pool| pool_rows(pool, &allsides, lexicon, params)).collect::<Vec<_>>());
    let held = |name: &str| Some(data.join(name)).filter(|folder| folder.is_dir());
    if let Some(folder) = held("fnc-1") {
        let set = members(&sets::fnc(&folder)?, lexicon, params);
        pools = big_event_pools("fnc", &set, 11);
        rows.extend(pools.par_iter().map(|pool| pool_rows(pool, &set, lexicon, params)).collect::<Vec<_>>());
    }
    if let Some(folder) = held("ecbplus") {
        let set = sets::ecbplus(&folder)?;
        let held_out: BTreeSet<&str> = ["2", "5", "12", "18", "21", "23", "34", "35"].into();
        let train: Vec<Labelled> = set.into_iter().filter(|labelled| !held_out.contains(labelled.topic.as_str())).collect();
        let train = members(&train, lexicon, params);
        pools = big_event_pools("ecb", &train, 12);
        rows.extend(pools.par_iter().map(|pool| pool_rows(pool, &train, lexicon, params)).collect::<Vec<_>>());
    }
    Ok(rows)
}

/// Profiles of a set. Folds go by event; articles without one belong to every fold.
fn members(articles: &[Labelled], lexicon: &Lexicon, params: &LinkingParams) -> Vec<Member> {
    articles
        .par_iter()
        .map(|labelled| Member {
            profile: profile(&labelled.article, &segment(&labelled.article, lexicon), lexicon, params),
            outlet: labelled.article.outlet.clone(),
            day: labelled.article.published.map(day_number),
            // Two events of one ECB+ topic must not come to lie in different folds.
            fold: (stable_hash(if labelled.event.as_ref().is_some_and(|event| event.starts_with("ecb")) {
                &labelled.topic
            } else {
                labelled.event.as_deref().unwrap_or_default()
            }) % FOLDS as u64) as usize,
            event: labelled.event.clone(),
            topic: labelled.topic.clone(),
        })
        .collect()
}

/// Pairs this unlike are sampled.
const EASY: (f32, f32) = (0.11, 0.13);
/// Share of easy negatives that is kept.
const EASY_SHARE: f64 = 0.12;

/// The numbers of a pool's labelled pairs of different outlets.
fn pool_rows(pool: &Drawn, set: &[Member], lexicon: &Lexicon, params: &LinkingParams) -> PoolRows {
    let articles = pool.articles.iter().map(|&(at, day, _)| Pooled { profile: set[at].profile.clone(), day }).collect();
    let prepared = Pool::new(articles, &lexicon.linking.background, &params.events);
    let labelled = |at: u32| pool.articles[at as usize].2;
    let member = |at: u32| &set[pool.articles[at as usize].0];
    let counted = |left: u32, right: u32| {
        labelled(left)
            && labelled(right)
            && member(left).outlet != member(right).outlet
            && prepared.gap(left, right).is_none_or(|gap| gap <= params.events.window_days)
    };
    let same = |left: u32, right: u32| member(left).event.is_some() && member(left).event == member(right).event;
    let mut draw = Draw(stable_hash(&pool.cell) ^ pool.articles.len() as u64);
    let labels = pool.articles.iter().filter(|article| article.2).count().max(1);
    let weight = 1.0 / (labels as f32).sqrt();
    let mut rows = Vec::new();
    let mut found = 0;
    for pair in &prepared.pairs {
        if !counted(pair.left, pair.right) {
            continue;
        }
        let same = same(pair.left, pair.right);
        found += usize::from(same);
        let mut weight = weight;
        let sampled = !same && pair.pool < EASY.0 && pair.back < EASY.1;
        if sampled {
            if draw.unit() >= EASY_SHARE {
                continue;
            }
            weight /= EASY_SHARE as f32;
        }
        rows.push(Row { features: features(&prepared, pair), same, weight, sampled });
    }
    let labelled: Vec<u32> = (0..pool.articles.len() as u32).filter(|&at| labelled(at)).collect();
    let gold = labelled
        .iter()
        .enumerate()
        .map(|(at, &left)| labelled[at + 1..].iter().filter(|&&right| same(left, right) && counted(left, right)).count());
    PoolRows { cell: pool.cell.clone(), fold: pool.fold, rows, articles: pool.articles.len(), lost: gold.sum::<usize>() - found }
}

/// Trains the event model.
fn fit<'a>(pools: impl Iterator<Item = &'a PoolRows>) -> EventModel {
    let mut rows = Rows::default();
    for row in pools.flat_map(|pool| &pool.rows) {
        rows.features.push(row.features);
        rows.labels.push(row.same);
        rows.weights.push(row.weight);
    }
    let mut signs = [0; EVENT_FEATURES.len()];
    for (sign, name) in signs.iter_mut().zip(EVENT_FEATURES) {
        *sign = match name {
            "profile_gap" => -1,
            "shared_neighbours" | "best_neighbours" | "pool_size" | "window_size" | "pool_density" | "length" => 0,
            _ => 1,
        };
    }
    let how =
        Boosting { trees: 100, leaves: 8, rate: 0.1, least_rows: 100, row_share: 0.8, feature_share: 0.6, ridge: 1.0, signs, seed: 4 };
    EventModel { trees: boost(&rows, &how) }
}

pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    #[expect(clippy::disallowed_methods, reason = "training writes the model files")]
    let written = std::fs::write(path, bytes);
    written.map_err(|source| Error::Io {
        doing: "writing",
        path: path.to_owned(),
        source,
        remedy: "give a folder that exists and may be written to".to_owned(),
    })
}
