//! `index.html`: what a run found, for reading: one file with its own style and script, without a network.
//!
//! In: [`Findings`], the facts of the run, what earlier nights scored. Out: the text of the page. Invariant: the same findings
//! give the same bytes (of the facts only those without a clock are shown); whatever comes from articles is inert, in the HTML,
//! where the template engine escapes it, as well as in the data for the script; unknown is "–", never 0. Everything but an
//! outlet's details and the claims beyond the first contested ones is plain HTML and SVG, to be read without the script.
//! Deliberately absent: any measuring.
//!
//! | file | what |
//! |---|---|
//! | `outlets.rs` | the outlets' rows, their places on the plot, and their details for the script |
//! | `pairs.rs` | who agrees with whom |
//! | `echoes.rs` | who copies whom: the strongest links and where they are drawn |
//! | `calibration.rs` | how sure outlets sound against how far others bear them out |
//! | `claims.rs` | which claims are shown, in which order |
//! | `evidence.rs` | their mentions, with the words marked |
//! | `since.rs` | what happened since the night before |
//! | `written.rs` | numbers and texts as the page writes them |
//! | `template.html`, `style.css`, `script.js` | the page |

use std::io::{Error, Result};

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment};
use serde::Serialize;

use crate::ids::stable_hash;

use super::{Fact, Findings};

mod calibration;
mod claims;
mod echoes;
mod evidence;
mod outlets;
mod pairs;
mod since;
mod written;

pub use evidence::Passage;
use written::{inert, thousands};

/// Claims whose words the page quotes: [`Passage`]s of them have to be made.
pub(super) fn quoted(findings: &Findings) -> Vec<usize> {
    claims::quoted(findings)
}

/// Facts of the run that the page shows. The others tell of the clock or the machine, and would make two pages of one corpus
/// differ.
const SHOWN_FACTS: &[(&str, &str)] = &[
    ("version", "version"),
    ("settling_method", "settling method"),
    ("configuration_hash", "configuration"),
    ("lexicon_hash", "word lists"),
];

/// What the corpus holds, written out.
#[derive(Serialize)]
struct Corpus {
    articles: String,
    outlets: String,
    events: String,
    claims: String,
    days: Option<(String, String)>,
    rejected: String,
    skipped: String,
}

/// What the template is filled with.
#[derive(Serialize)]
struct Shown<'a> {
    nonce: String,
    style: &'static str,
    script: &'static str,
    corpus: Corpus,
    facts: Vec<(&'static str, &'a str)>,
    outlets: outlets::Outlets<'a>,
    agreement: pairs::Agreement<'a>,
    echoes: echoes::Graph<'a>,
    calibration: calibration::Panels<'a>,
    claims: claims::Listing<'a>,
    since: Option<since::Since<'a>>,
    outlet_data: String,
    claim_data: String,
}

fn corpus(findings: &Findings) -> Corpus {
    let days = || findings.readings.iter().filter_map(|reading| reading.article.published);
    let skipped = findings.rejects.iter().filter(|reject| reject.skipped).count();
    Corpus {
        articles: thousands(findings.readings.len()),
        outlets: thousands(findings.scores.len()),
        events: thousands(findings.linked.events.len()),
        claims: thousands(findings.linked.number_of_claims()),
        days: days().min().zip(days().max()).map(|(first, last)| (first.to_string(), last.to_string())),
        rejected: thousands(findings.rejects.len() - skipped),
        skipped: thousands(skipped),
    }
}

/// The page.
///
/// # Errors
/// What the template engine says; it has nothing to say of a template that the tests have filled.
pub(super) fn page(findings: &Findings, facts: &[Fact]) -> Result<String> {
    let pairs = super::source_pairs::rows(findings);
    let chosen = claims::Chosen::new(findings);
    let outlet_data = inert(&outlets::details(findings, &pairs)).map_err(Error::other)?;
    let claim_data = chosen.compact(findings).and_then(|compact| inert(&compact)).map_err(Error::other)?;
    let shown = Shown {
        // Only the page's own style and script may run. The token is made from the whole of the data, so that an article cannot
        // hold it.
        nonce: format!("{:016x}", stable_hash(&format!("{outlet_data}{claim_data}"))),
        style: include_str!("page/style.css"),
        script: include_str!("page/script.js"),
        corpus: corpus(findings),
        facts: SHOWN_FACTS
            .iter()
            .filter_map(|(key, label)| facts.iter().find(|fact| fact.0 == *key).map(|fact| (*label, fact.1.as_str())))
            .collect(),
        outlets: outlets::Outlets::new(findings),
        agreement: pairs::Agreement::new(findings, &pairs),
        echoes: echoes::Graph::new(&pairs),
        calibration: calibration::Panels::new(findings),
        claims: chosen.listing(findings),
        since: since::Since::new(findings),
        outlet_data,
        claim_data,
    };
    let mut engine = Environment::new();
    engine.set_auto_escape_callback(|_| AutoEscape::Html);
    engine.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build().map_err(Error::other)?);
    engine.add_template("index.html", include_str!("page/template.html")).map_err(Error::other)?;
    engine.get_template("index.html").and_then(|template| template.render(Serde(&shown))).map_err(Error::other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::lexicon::Lexicon;
    use crate::store::{NightScore, PastNight};
    use crate::weighing::Evidence;

    /// Two articles of two outlets that state the same; titles, names, addresses and sentences of the one try to become HTML.
    pub(super) fn findings() -> Findings {
        let folder = tempfile::tempdir().unwrap();
        let rows = [
            r#"{"source":"north.example","title":"Cracks close Lenn bridge","url":"https://north.example/1?a=1&b=\"2\"","published":"2026-03-02","text":"The Lenn bridge was closed on Monday after engineers found cracks in two pillars."}"#,
            r#"{"source":"<b onclick=alert(1)>south\"'.example","title":"</script><img src=x onerror=alert(1)> Cracks close Lenn bridge","url":"javascript:alert(1)","published":"2026-03-02","text":"Engineers closed the Lenn bridge on Monday because two of its pillars had cracks, </script><img src=x onerror=alert(1)> the mayor said. The Lenn bridge was not closed, said Ann <i>Berg</i> & <script>alert(1)</script>."}"#,
        ];
        let path = folder.path().join("articles.jsonl");
        #[expect(clippy::disallowed_methods, reason = "the pipeline reads files")]
        std::fs::write(&path, rows.join("\n")).unwrap();
        let lexicon = Lexicon::english().unwrap();
        crate::pipeline::score(&[path], &lexicon, &Config::default(), &|_| {}).unwrap()
    }

    fn facts(clock: &str) -> Vec<Fact> {
        [("version", "9.8.7"), ("finished", clock), ("seconds", clock), ("threads", clock)]
            .map(|fact| (fact.0.into(), fact.1.into()))
            .to_vec()
    }

    #[test]
    fn same_findings_same_bytes() {
        let findings = findings();
        let one = page(&findings, &facts("2026-03-03")).unwrap();
        assert_eq!(one, page(&findings.clone(), &facts("1999-09-09")).unwrap());
        assert!(one.contains("version 9.8.7") && !one.contains("2026-03-03"));
    }

    #[test]
    fn hostile_text_is_inert() {
        let page = page(&findings(), &[]).unwrap();
        assert!(page.contains("onerror=alert(1)"), "the attack must be on the page to be seen inert");
        for attack in ["<img", "<b onclick", "<i>", "<script>alert", "javascript:"] {
            assert!(!page.contains(attack), "{attack}");
        }
        // The two blocks of data and the script end; nothing else does.
        assert_eq!(page.matches("</script").count(), 3);
        assert_eq!(page.matches("<script").count(), 3);
    }

    #[test]
    fn nothing_is_fetched() {
        let page = page(&findings(), &[]).unwrap();
        assert!(!page.contains("src=\"") && !page.contains("url(") && !page.contains("@import") && !page.contains("<link"));
        let links: Vec<&str> = page.split("href=\"").skip(1).collect();
        assert!(links.len() > 10);
        for link in links {
            assert!(!link.starts_with("http") || link.contains("\" rel=\"noopener"), "{}", &link[..60]);
        }
        assert!(page.contains("default-src 'none'"));
    }

    #[test]
    fn too_few_articles_give_no_dot() {
        let mut findings = findings();
        let dots = |findings: &Findings| page(findings, &[]).unwrap().matches("<li class=\"dots\">").count();
        assert_eq!(dots(&findings), 0);
        assert!(page(&findings, &[]).unwrap().contains("too few articles"));
        let north = findings.scores.iter_mut().find(|score| score.outlet == "north.example").unwrap();
        (north.score, north.interval, north.ranks, north.evidence) = (Some(6082), Some((5926, 6228)), Some((1, 1)), Evidence::Enough);
        assert_eq!(dots(&findings), 1);
        // The scale runs from 50 to 70: 10.82 of 20 is 54.10 percent.
        assert!(page(&findings, &[]).unwrap().contains("cx=\"54.10%\""));
    }

    #[test]
    fn a_trend_needs_two_nights() {
        let mut findings = findings();
        let night = |day: i8| PastNight {
            night: jiff::civil::date(2026, 3, day),
            found: NightScore { score: Some(6000), ..NightScore::of(&findings.scores[1]) },
            change: None,
            trend: None,
            alert: None,
        };
        assert_eq!(findings.scores[1].outlet, "north.example");
        let nights = [night(1), night(2)];
        findings.history = nights[..1].to_vec();
        assert!(!page(&findings, &[]).unwrap().contains("\"nights\":[["));
        findings.history = nights.to_vec();
        let both = page(&findings, &[]).unwrap();
        assert!(both.contains("[\"2026-03-01\",6000,null,null,\"too_few\"],[\"2026-03-02\""));
    }
}
