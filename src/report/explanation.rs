//! What `explain` prints: the evidence behind a source's score or a claim's status, taken from a report folder alone.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use crate::error::{Error, Result};

use super::sources::TELLING;
use super::stored::{StoredRow, cell, each_row};

/// Rows shown of each sort; the rest is counted.
const SHOWN: usize = 5;

/// The explanation of a source or a claim.
///
/// # Errors
/// Where the folder cannot be read, or holds neither a source nor a claim of that name.
pub fn explain(reports: &Path, id: &str) -> Result<String> {
    let mut source = None;
    let mut similar = Vec::new();
    each_row(reports, "sources.csv", |row| {
        let name = cell(&row, "source").to_owned();
        if name.eq_ignore_ascii_case(id) {
            source = Some(row);
        } else if name.contains(id) || id.contains(name.as_str()) {
            similar.push(name);
        }
    })?;
    if let Some(row) = source {
        return explain_source(reports, &row);
    }
    let mut claim = None;
    each_row(reports, "claims.csv", |row| {
        if cell(&row, "claim_id") == id {
            claim = Some(row);
        }
    })?;
    if let Some(row) = claim {
        return explain_claim(reports, &row);
    }
    let remedy = if similar.is_empty() {
        "give a source as it stands in sources.csv or a claim_id of claims.csv".to_owned()
    } else {
        format!("did you mean {}?", similar.join(", "))
    };
    Err(Error::Usage { what: format!("{} knows no source and no claim {id:?}", reports.display()), remedy })
}

fn explain_source(reports: &Path, row: &StoredRow) -> Result<String> {
    let source = cell(row, "source");
    let mut text = String::new();
    let _ = writeln!(
        text,
        "{source}: {} articles ({} news, {} opinion), {} words",
        cell(row, "articles"),
        cell(row, "news_articles"),
        cell(row, "opinion_articles"),
        cell(row, "words")
    );
    if cell(row, "score").is_empty() {
        let _ = writeln!(text, "No score: evidence is {} (10 articles are needed, 20 are enough).", cell(row, "evidence"));
    } else {
        let _ = writeln!(
            text,
            "Score {} of 100, 90 % interval {} to {}, rank {} to {}, evidence {}.",
            cell(row, "score"),
            cell(row, "score_low"),
            cell(row, "score_high"),
            cell(row, "rank_low"),
            cell(row, "rank_high"),
            cell(row, "evidence")
        );
        let _ = writeln!(
            text,
            "{}It rests on {} that are long enough to be scored. It is about reporting practice as the text shows it, not about truth.\n\nIts parts:",
            tied(reports, row)?,
            if cell(row, "scored_news_only").starts_with('1') {
                format!("{} news articles", whole(cell(row, "scored_articles")))
            } else {
                format!("{} articles of every genre (fewer than ten are news)", whole(cell(row, "scored_articles")))
            }
        );
        for part in ["base_points", "attribution_points", "language_points", "headline_points", "agreement_points", "red_flag_points"] {
            let _ = writeln!(text, "  {:>8}  {}", cell(row, part), part.trim_end_matches("_points").replace('_', " "));
        }
        let _ = writeln!(text, "  {:>8}  score", cell(row, "score"));
    }
    signals_each_way(reports, source, cell(row, "scored_articles"), &mut text)?;
    text.push_str("\nMeasured:\n");
    for name in TELLING {
        let value = cell(row, name);
        let _ = writeln!(text, "  {:>8}  {}", if value.is_empty() { "unknown" } else { value }, name.replace('_', " "));
    }
    articles_each_way(reports, source, &mut text)?;
    evidence_each_way(reports, source, &mut text)?;
    Ok(text)
}

/// The outlets whose ranges of ranks overlap with this one's, in a sentence.
fn tied(reports: &Path, row: &StoredRow) -> Result<String> {
    let ranks = |row: &StoredRow| Some((cell(row, "rank_low").parse::<usize>().ok()?, cell(row, "rank_high").parse::<usize>().ok()?));
    let Some((low, high)) = ranks(row) else { return Ok(String::new()) };
    let mut others = Vec::new();
    each_row(reports, "sources.csv", |other| {
        if cell(&other, "source") != cell(row, "source") && ranks(&other).is_some_and(|other| other.0 <= high && low <= other.1) {
            others.push(cell(&other, "source").to_owned());
        }
    })?;
    let shown = others.iter().take(SHOWN).map(String::as_str).collect::<Vec<_>>().join(", ");
    Ok(match others.len() {
        0 => "No other outlet is level with it.\n".to_owned(),
        few if few <= SHOWN => format!("Level with {shown}: their ranges of ranks overlap.\n"),
        many => format!("Level with {shown} and {} more: their ranges of ranks overlap.\n", many - SHOWN),
    })
}

/// "12.0000" as "12".
fn whole(number: &str) -> &str {
    number.split_once('.').map_or(number, |(whole, _)| whole)
}

/// The signals that raise the score most and those that lower it most, with what is typical.
fn signals_each_way(reports: &Path, source: &str, articles: &str, text: &mut String) -> Result<()> {
    // Reports of an older version have no such table.
    if !reports.join("signals.csv").is_file() {
        return Ok(());
    }
    let mut up = Vec::new();
    let mut down = Vec::new();
    each_row(reports, "signals.csv", |row| {
        if cell(&row, "source") != source {
            return;
        }
        let Ok(points) = cell(&row, "score_points").parse::<f64>() else { return };
        let flagged = match cell(&row, "flagged_articles") {
            "" | "0" => String::new(),
            flagged => format!("; red flag in {flagged} of {}", whole(articles)),
        };
        let line = format!(
            "  {points:>+8.2}  {}: {}, typical {} ({} is better){flagged}",
            cell(&row, "signal").replace('_', " "),
            cell(&row, "value"),
            cell(&row, "typical"),
            cell(&row, "sign")
        );
        if points >= 0.0 { up.push((points, line)) } else { down.push((-points, line)) }
    })?;
    for (title, mut lines) in [("What raises it most:", up), ("What lowers it most:", down)] {
        lines.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        if !lines.is_empty() {
            let _ = writeln!(text, "\n{title}");
        }
        for (_, line) in lines.iter().take(SHOWN) {
            let _ = writeln!(text, "{line}");
        }
    }
    Ok(())
}

fn articles_each_way(reports: &Path, source: &str, text: &mut String) -> Result<()> {
    let mut articles: Vec<(f64, String)> = Vec::new();
    each_row(reports, "articles.csv", |row| {
        if cell(&row, "source") == source
            && let Ok(points) = cell(&row, "score_points").parse::<f64>()
        {
            let flags = cell(&row, "red_flags");
            let flags = if flags.is_empty() { String::new() } else { format!("  [{flags}]") };
            articles.push((points, format!("{points:>6.2}  {}  {}{flags}", cell(&row, "article_id"), cell(&row, "title"))));
        }
    })?;
    articles.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    let worst = articles.len().saturating_sub(SHOWN).max(SHOWN.min(articles.len()));
    if !articles.is_empty() {
        text.push_str("\nStrongest articles, by points:\n");
        for (_, line) in articles.iter().take(SHOWN) {
            let _ = writeln!(text, "  {line}");
        }
    }
    if worst < articles.len() {
        text.push_str("Weakest:\n");
        for (_, line) in articles[worst..].iter().rev() {
            let _ = writeln!(text, "  {line}");
        }
    }
    Ok(())
}

fn evidence_each_way(reports: &Path, source: &str, text: &mut String) -> Result<()> {
    let mut statuses: BTreeMap<String, String> = BTreeMap::new();
    each_row(reports, "claims.csv", |row| {
        if matches!(cell(&row, "status"), "contested" | "denied" | "corroborated") {
            statuses.insert(cell(&row, "claim_id").to_owned(), cell(&row, "status").to_owned());
        }
    })?;
    let mut speaks_for = Vec::new();
    let mut speaks_against = Vec::new();
    each_row(reports, "evidence.csv", |row| {
        if cell(&row, "source") != source {
            return;
        }
        let status = statuses.get(cell(&row, "claim_id")).map_or("", String::as_str);
        let grade = cell(&row, "attribution_grade");
        // Lower rank is shown first: corroborated and well attributed against contested in the own voice, then vague.
        let side = match (status, grade) {
            ("corroborated", "named_role" | "named" | "organisation" | "document") => Some((true, 0)),
            ("corroborated", _) => Some((true, 1)),
            ("contested" | "denied", "none") if cell(&row, "stance") == "affirms" => Some((false, 0)),
            (_, "vague" | "anonymous") => Some((false, 1)),
            _ => None,
        };
        if let Some((good, rank)) = side {
            let line = format!("{}  {}", cell(&row, "claim_id"), mention_line(&row, status));
            if good { speaks_for.push((rank, line)) } else { speaks_against.push((rank, line)) }
        }
    })?;
    for (title, mut lines) in [("Evidence that speaks for it", speaks_for), ("Evidence that speaks against it", speaks_against)] {
        lines.sort();
        let _ = writeln!(text, "\n{title} ({}):", lines.len());
        for (_, line) in lines.iter().take(SHOWN) {
            let _ = writeln!(text, "  {line}");
        }
    }
    Ok(())
}

/// One mention on one line: status, who says it, the words.
fn mention_line(row: &StoredRow, status: &str) -> String {
    let speaker = match (cell(row, "speaker"), cell(row, "speaker_role")) {
        ("", _) => "in its own voice".to_owned(),
        (name, "") => name.to_owned(),
        (name, role) => format!("{name} ({role})"),
    };
    let status = if status.is_empty() { String::new() } else { format!("{status}; ") };
    format!("{status}{speaker}, {}: {}", cell(row, "attribution_grade"), one_line(cell(row, "text")))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn explain_claim(reports: &Path, row: &StoredRow) -> Result<String> {
    let id = cell(row, "claim_id");
    let mut text = format!("{id}: {}\n", one_line(cell(row, "text")));
    // What all its mentions share is less than a clause.
    let _ = match cell(row, "kind") {
        "quantity" => {
            writeln!(text, "It is about this figure: {}. The rest of a clause may say other things.", one_line(cell(row, "value")))
        }
        "role_holder" => writeln!(text, "It is about who is {}: {}.", cell(row, "subject"), one_line(cell(row, "value"))),
        _ => Ok(()),
    };
    let _ = write!(
        text,
        "Status {}: {} sources, {} origins, {} echoes",
        cell(row, "status"),
        cell(row, "sources"),
        cell(row, "origins"),
        cell(row, "echoes")
    );
    if cell(row, "belief").is_empty() {
        text.push_str("; no belief, since one origin cannot be checked against another.\n");
    } else {
        let _ = writeln!(
            text,
            "; belief {} ({} to {}), plain majority {}.",
            cell(row, "belief"),
            cell(row, "belief_low"),
            cell(row, "belief_high"),
            cell(row, "majority_share")
        );
    }
    let mut sides: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut rivals: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let rival_ids: Vec<&str> = cell(row, "rival_claim_ids").split("; ").filter(|id| !id.is_empty()).collect();
    each_row(reports, "evidence.csv", |mention| {
        if cell(&mention, "claim_id") == id {
            sides.entry(cell(&mention, "stance").to_owned()).or_default().push(voice(&mention));
        } else if rival_ids.contains(&cell(&mention, "claim_id")) {
            rivals.entry(cell(&mention, "claim_id").to_owned()).or_default().push(voice(&mention));
        }
    })?;
    for (stance, title) in
        [("affirms", "Affirmed by"), ("denies", "Denied by"), ("questions", "Questioned by"), ("reports", "Passed on by")]
    {
        if let Some(voices) = sides.get_mut(stance) {
            voices.sort();
            let _ = writeln!(text, "\n{title}:");
            for voice in voices {
                let _ = writeln!(text, "{voice}");
            }
        }
    }
    for (rival, voices) in &mut rivals {
        voices.sort();
        let _ = writeln!(text, "\nRival claim {rival}:");
        for voice in voices {
            let _ = writeln!(text, "{voice}");
        }
    }
    Ok(text)
}

/// Who says it, how sure, on whose word, with the words themselves. Begins with the day, so that sorting is by time.
fn voice(row: &StoredRow) -> String {
    let day = match cell(row, "published") {
        "" => "undated",
        day => day,
    };
    let mut line = format!("  {day:<10}  {}: ", cell(row, "source"));
    let _ = match (cell(row, "speaker"), cell(row, "speaker_role")) {
        ("", _) => write!(line, "its own voice"),
        (name, "") => write!(line, "{name}"),
        (name, role) => write!(line, "{name} ({role})"),
    };
    let _ = write!(line, ", {}, certainty {}", cell(row, "attribution_grade"), cell(row, "certainty"));
    if !cell(row, "via").is_empty() {
        let _ = write!(line, ", via {}", cell(row, "via"));
    }
    if !cell(row, "hedge_cues").is_empty() {
        let _ = write!(line, ", hedged: {}", cell(row, "hedge_cues"));
    }
    if !cell(row, "echo_of").is_empty() {
        let _ = write!(line, ", echo of {}", cell(row, "echo_of"));
    }
    let _ = write!(line, "\n{:14}\"{}\"", "", one_line(cell(row, "text")));
    line
}
