//! Who said what in news of many outlets: stretches of `allsides` articles, drawn at random and marked by reading, without any of
//! their text (`labelled_news.csv`), and the articles that they are of.

use std::collections::BTreeMap;
use std::path::Path;

use super::broken;
use super::polnear::MarkedAttribution;
use crate::config::Config;
use crate::corpus::Article;
use crate::error::Result;
use crate::ids::Span;
use crate::lexicon::Lexicon;
use crate::pipeline;

/// Name of the set.
pub(crate) const NAME: &str = "labelled-news";
/// Name of the set of its articles and a file that every such set has.
pub(crate) const SET: (&str, &str) = ("allsides", "articles.jsonl.gz");
const TABLE: &str = include_str!("../labelled_news.csv");

/// A stretch of an article in which every attribution is marked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stretch {
    /// Bytes of the article's text: whole paragraphs.
    pub(crate) span: Span,
    /// Learnt from; else kept to measure on.
    pub(crate) trains: bool,
    /// In order of the text.
    pub(crate) attributions: Vec<MarkedAttribution>,
}

/// The stretches of the articles below `folder`, with their articles, by id. An article that the folder lacks is passed over.
///
/// # Errors
/// Where the articles cannot be read.
pub(crate) fn read(folder: &Path, lexicon: &Lexicon, config: &Config) -> Result<Vec<(Article, Stretch)>> {
    let mut stretches = stretches(TABLE)?;
    let (articles, _) = pipeline::read(&[folder.join(SET.1)], lexicon, config, &|_| ())?;
    Ok(articles.into_iter().filter_map(|article| stretches.remove(article.id.as_str()).map(|stretch| (article, stretch))).collect())
}

/// How many stretches there are to learn from.
///
/// # Errors
/// Where the table is broken.
pub(crate) fn to_learn_from() -> Result<usize> {
    Ok(stretches(TABLE)?.values().filter(|stretch| stretch.trains).count())
}

/// The stretches of a table by article.
fn stretches(table: &str) -> Result<BTreeMap<&str, Stretch>> {
    let mut found: BTreeMap<&str, Stretch> = BTreeMap::new();
    for (number, line) in table.lines().enumerate().skip(1) {
        let wrong = || broken(Path::new("labelled_news.csv"), number + 1, "not an article, a part, a stretch and three lists of spans");
        let cells: Vec<&str> = line.split(',').collect();
        let [article, part, span, source, cue, content] = cells[..] else { return Err(wrong()) };
        let spans = |cell: &str| cell.split_whitespace().map(span_of).collect::<Option<Vec<Span>>>();
        let trains = match part {
            "train" => true,
            "dev" => false,
            _ => return Err(wrong()),
        };
        let span = span_of(span).ok_or_else(wrong)?;
        let stretch = found.entry(article).or_insert_with(|| Stretch { span, trains, attributions: Vec::new() });
        let [source, cue, content] = [source, cue, content].map(spans);
        let (Some(source), Some(cue), Some(content)) = (source, cue, content) else { return Err(wrong()) };
        if !content.is_empty() {
            stretch.attributions.push(MarkedAttribution { source, cue, content });
        }
    }
    Ok(found)
}

/// `12-34`.
fn span_of(cell: &str) -> Option<Span> {
    let (start, end) = cell.split_once('-')?;
    let (start, end) = (start.parse().ok()?, end.parse().ok()?);
    (start < end).then(|| Span::new(start, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_of_stretches() {
        let head = "article,part,stretch,source,cue,content\n";
        let table = format!("{head}a,train,0-90,1-4,5-9,10-20 25-40\nb,dev,10-50,,,\na,train,0-90,,41-45,50-60\n");
        let found = stretches(&table).expect("sound");
        let first = MarkedAttribution {
            source: vec![Span::new(1, 4)],
            cue: vec![Span::new(5, 9)],
            content: vec![Span::new(10, 20), Span::new(25, 40)],
        };
        let second = MarkedAttribution { source: vec![], cue: vec![Span::new(41, 45)], content: vec![Span::new(50, 60)] };
        assert_eq!(found["a"], Stretch { span: Span::new(0, 90), trains: true, attributions: vec![first, second] });
        assert_eq!(found["b"], Stretch { span: Span::new(10, 50), trains: false, attributions: vec![] });
        for wrong in ["a,train,0-90,1-4,5-9", "a,test,0-9,,,", "a,dev,9-9,,,", "a,dev,0-9,1,,"] {
            let error = stretches(&format!("{head}{wrong}\n")).expect_err("broken");
            assert!(error.to_string().contains("labelled_news.csv"), "{error}");
        }
    }

    #[test]
    fn the_stretches_that_ship() {
        let found = stretches(TABLE).expect("sound");
        assert!(found.values().any(|stretch| stretch.trains) && found.values().any(|stretch| !stretch.trains));
        for (article, stretch) in &found {
            for attribution in &stretch.attributions {
                for span in [&attribution.source, &attribution.cue, &attribution.content].into_iter().flatten() {
                    assert!(stretch.span.start <= span.start && span.end <= stretch.span.end, "{article} {span:?}");
                }
            }
        }
    }
}
