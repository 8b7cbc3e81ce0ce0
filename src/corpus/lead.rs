//! Bylines, datelines, credits and labels: what stands around a report and says where it comes from.

use super::Dateline;
use super::pieces::{self, fold};
use crate::ids::Genre;
use crate::lexicon::{AgencyKind, BylineWord, CleaningLexicon, LabelPlace};

/// Longest byline, in words: three names with jobs and an agency. Chosen by hand.
const BYLINE_WORDS: usize = 16;

/// Longest prefix that is read as a dateline, in bytes: two places, a date and an agency. Chosen by hand.
const DATELINE_BYTES: usize = 100;

/// The authors a byline names; `None` where `line` is none.
/// `at_end`: the line is one of the last, where a bare signature may stand.
pub(super) fn byline(line: &str, words: usize, at_end: bool, lexicon: &CleaningLexicon) -> Option<Vec<String>> {
    if words == 0 || words > BYLINE_WORDS || line.ends_with(['?', '!', ':', '.']) {
        return None;
    }
    let bare = line
        .trim_matches(|char: char| matches!(char, '-' | '\u{2013}' | '\u{2014}' | '\u{2022}' | '*' | '_' | '|') || char.is_whitespace());
    let signed = at_end && bare.len() < line.len() && line.starts_with(['-', '\u{2013}', '\u{2014}']);
    let lower = bare.to_ascii_lowercase();
    let by = lexicon
        .byline_words(BylineWord::Lead)
        .iter()
        .filter(|lead| lower.strip_prefix(lead.as_str()).is_some_and(|rest| rest.starts_with(' ')))
        .max_by_key(|lead| lead.len());
    let Some(by) = by else {
        let named = bare.find([',', '|']).filter(|at| {
            words <= 8
                && names(lexicon, &bare[..*at]).is_some_and(|names| names.len() == 1 && names[0].contains(' '))
                && lexicon.begins_with(BylineWord::Job, lower[*at..].trim_start_matches([',', '|', ' ']))
        });
        return match named {
            Some(at) => names(lexicon, &bare[..at]),
            // A short signature under a piece: "— Ana Reve".
            None if signed && words <= 4 && !bare.contains([':', '@', '.']) => {
                names(lexicon, bare).filter(|names| names.iter().all(|name| name.contains(' ')))
            }
            None => None,
        };
    };
    // "By Tuesday" and "By then the town" are no bylines: what follows must be names, to the end or to a comma.
    let rest = &bare[by.len()..];
    let end = rest.find([',', '|', '(', '@']).unwrap_or(rest.len());
    let first = names(lexicon, rest[..end].trim())?;
    let tail = &rest[end..];
    let plausible =
        first.iter().all(|name| name.contains(' ')) && !line.ends_with('.') && (tail.is_empty() || tail.split_whitespace().count() <= 10);
    if !plausible {
        return None;
    }
    // Further names stand between commas: "By Ana Reve, Bo Lind and Cy Orr".
    let more = tail.split([',', '|']).flat_map(|part| names(lexicon, part.trim()).unwrap_or_default()).filter(|name| {
        let lower = name.to_lowercase();
        name.contains(' ') && !lexicon.begins_with(BylineWord::Job, &lower) && lexicon.agency(&lower).is_none() && !lower.contains("news")
    });
    let more: Vec<String> = more.collect();
    Some(first.into_iter().chain(more).collect())
}

/// `text` as personal names parted by "and" or "&"; `None` where a word does not look like part of a name.
fn names(lexicon: &CleaningLexicon, text: &str) -> Option<Vec<String>> {
    let text = text.strip_prefix("and ").unwrap_or(text).trim();
    let mut found = Vec::new();
    for part in text.split(" and ").flat_map(|part| part.split(" & ")) {
        let words: Vec<&str> = part.split_whitespace().collect();
        let like_name = |word: &&str| {
            word.starts_with(char::is_uppercase) && !word.contains(|char: char| char.is_ascii_digit())
                || lexicon.byline_words(BylineWord::Particle).iter().any(|particle| particle == word)
        };
        if words.is_empty() || words.len() > 5 || !words.iter().all(like_name) {
            return None;
        }
        found.push(words.join(" "));
    }
    Some(found)
}

/// A dateline found at the start of a paragraph.
pub(super) struct Lead {
    /// Bytes from the paragraph's start to the first byte of the report.
    pub(super) bytes: usize,
    /// Place and agency; the place is empty for "(Agency) —".
    pub(super) dateline: Dateline,
    /// True where the agency is a distributor of press releases.
    pub(super) is_release: bool,
}

/// The dateline at the start of `paragraph`.
pub(super) fn dateline(paragraph: &str, lexicon: &CleaningLexicon) -> Option<Lead> {
    let head = pieces::head(paragraph, DATELINE_BYTES);
    let open = head.find('(').filter(|at| head[*at..].contains(')'));
    let bracket = open.and_then(|at| {
        let end = at + head[at..].find(')')?;
        let inside = fold(&head[at + 1..end]);
        // "(Reuters)", "(CBS/AP)", "(Varn Agency) —": one that is not known needs the dash behind it.
        let agency = lexicon.agency(&inside).or_else(|| inside.split('/').next().and_then(|first| lexicon.agency(first.trim())));
        Some((at, end + 1, head[at + 1..end].trim().to_owned(), agency))
    });
    if let Some((at, end, inside, agency)) = bracket {
        let place = head[..at].trim().trim_end_matches(',');
        let (dash, after) = dash_at_start(&paragraph[end..]);
        let known = agency.is_some();
        let placed = place.is_empty() || is_place(place, lexicon, known);
        let plain_inside = inside.len() <= 30 && inside.starts_with(char::is_uppercase);
        if placed && (known || (dash && plain_inside && !place.is_empty() && starts_in_capitals(place))) && (dash || known) {
            let is_release = agency.is_some_and(|agency| agency.kind == AgencyKind::Release);
            let agency = Some(agency.map_or(inside, |agency| agency.name.clone()));
            let dateline = Dateline { place: place_only(place, lexicon), agency };
            return rest_is_text(paragraph, end + after).then_some(Lead { bytes: end + after, dateline, is_release });
        }
    }
    // "VARNHOLM, April 3 — …": without an agency the place must be in capitals and the dash long or blank on both sides.
    let (at, _) = head.char_indices().find(|(at, char)| match char {
        '\u{2013}' | '\u{2014}' => true,
        '-' => head[..*at].ends_with(' ') && (head[at + 1..].starts_with(' ') || head[at + 1..].starts_with("- ")),
        _ => false,
    })?;
    let place = head[..at].trim();
    if place.is_empty() || !starts_in_capitals(place) || !is_place(place, lexicon, false) {
        return None;
    }
    let (_, after) = dash_at_start(&paragraph[at..]);
    let slashed = place.rsplit(' ').next().and_then(|last| lexicon.agency(&fold(last)));
    let is_release = slashed.is_some_and(|agency| agency.kind == AgencyKind::Release);
    let dateline = Dateline { place: place_only(place, lexicon), agency: slashed.map(|agency| agency.name.clone()) };
    rest_is_text(paragraph, at + after).then_some(Lead { bytes: at + after, dateline, is_release })
}

fn rest_is_text(paragraph: &str, from: usize) -> bool {
    paragraph.get(from..).is_some_and(|rest| rest.contains(char::is_alphanumeric))
}

/// Whether a dash stands at the start, and how many bytes it and the blanks around it take.
fn dash_at_start(text: &str) -> (bool, usize) {
    let blank = text.len() - text.trim_start().len();
    let rest = text[blank..].trim_start_matches(['-', '\u{2013}', '\u{2014}', ':']);
    let dash = text[blank..].len() > rest.len();
    (dash, text.len() - rest.trim_start().len())
}

/// True where `place` may be a place with state, country or date: up to eight words, each of a fitting form.
fn is_place(place: &str, lexicon: &CleaningLexicon, agency_known: bool) -> bool {
    let folded = fold(place);
    if place.contains(['"', '\u{201c}', '?', '!', ';', ':', '|']) || lexicon.label(LabelPlace::Title, &folded).is_some() {
        return false;
    }
    let words: Vec<&str> = place.split_whitespace().collect();
    let limit = if agency_known || place.contains(',') { 8 } else { 4 };
    words.len() <= limit
        && words.iter().all(|word| {
            word.starts_with(|char: char| char.is_uppercase() || char.is_ascii_digit())
                || lexicon.byline_words(BylineWord::Place).iter().any(|form| form == word)
                || word.starts_with('/')
        })
}

/// True where the first word is a word of two or more letters in capitals.
fn starts_in_capitals(place: &str) -> bool {
    let first = place.split([' ', ',', '/']).next().unwrap_or_default();
    first.chars().filter(|char| char.is_alphabetic()).count() >= 2
        && !first.chars().any(char::is_lowercase)
        && !first.contains(|char: char| char.is_ascii_digit())
}

/// `place` without a date behind it and without an agency.
fn place_only(place: &str, lexicon: &CleaningLexicon) -> String {
    let parts = place.split(',').map(str::trim).filter(|part| {
        let first = part.split([' ', '.']).next().unwrap_or_default().to_lowercase();
        !part.is_empty() && lexicon.month(&first).is_none() && !part.starts_with(|char: char| char.is_ascii_digit())
    });
    let parts: Vec<&str> = parts.collect();
    let joined = parts.join(", ");
    joined.split(" /").next().unwrap_or_default().trim_end_matches(',').to_owned()
}

/// The agencies and outlets that a credit line names; where none is known, whom it names by "by" or "from".
pub(super) fn credits(line: &str, folded: &str, lexicon: &CleaningLexicon) -> Vec<String> {
    let known: Vec<String> = lexicon
        .agencies_in(folded)
        .into_iter()
        .filter(|agency| agency.kind != AgencyKind::Photo)
        .map(|agency| agency.name.clone())
        .collect();
    if !known.is_empty() {
        return known;
    }
    let bare = line.trim_matches(|char: char| {
        matches!(char, '(' | ')' | '.') || char.is_whitespace() || matches!(char, '\u{2022}' | '*' | '\u{29bf}')
    });
    let lower = bare.to_ascii_lowercase();
    let first = |kind: BylineWord| {
        let forms = lexicon.byline_words(kind).iter();
        forms.filter_map(|form| lower.match_indices(form.as_str()).map(|(at, _)| at).find(|at| lower[..*at].ends_with(' '))).min()
    };
    let named = match (first(BylineWord::CreditBehind), first(BylineWord::CreditBefore)) {
        (Some(at), _) => &bare[..at],
        (None, Some(at)) => bare[at..].trim_start().split_once(' ').map_or("", |(_, rest)| rest),
        (None, None) => "",
    };
    let named = named.split(';').next().unwrap_or_default().trim();
    names(lexicon, &named.replace(',', " and")).unwrap_or_default()
}

/// The agency credited in brackets at the end of a paragraph ("… he said. (AP)"), with the byte where the bracket opens.
pub(super) fn credit_at_end(paragraph: &str, lexicon: &CleaningLexicon) -> Option<(usize, String)> {
    let bare = paragraph.trim_end().strip_suffix(')')?;
    let open = bare.rfind('(')?;
    let agency = lexicon.agency(&fold(&bare[open + 1..])).filter(|agency| agency.kind != AgencyKind::Photo)?;
    super::pieces::ends_a_sentence(&paragraph[..open]).then(|| (open, agency.name.clone()))
}

/// The section label at the start of a title ("OPINION: …", "Perspective | …"): its genre and the bytes it takes.
pub(super) fn title_label(title: &str, lexicon: &CleaningLexicon) -> Option<(usize, Genre)> {
    let at = title.find([':', '|', '\u{2014}', '\u{2013}'])?;
    let label = fold(title[..at].trim().trim_start_matches(['[', '(']).trim_end_matches([']', ')']));
    let genre = lexicon.label(LabelPlace::Title, &label)?;
    let mark = title[at..].chars().next().map_or(1, char::len_utf8);
    let rest = title[at + mark..].trim_start();
    // "Report: Ships sink" names a source, but "Opinion | " and labels in capitals are no part of the headline.
    let taken = title.len() - rest.len();
    let shouted = !title[..at].chars().any(char::is_lowercase);
    (!rest.is_empty()
        && (genre != Genre::News || shouted || title[at..].starts_with('|') || label.contains("analysis") || label.contains("fact")))
    .then_some((taken, genre))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lexicon() -> CleaningLexicon {
        CleaningLexicon::english().unwrap()
    }

    fn check(paragraph: &str, expected: Option<(&str, Option<&str>, &str)>) {
        let found = dateline(paragraph, &lexicon());
        let shown = found.as_ref().map(|lead| (lead.dateline.place.as_str(), lead.dateline.agency.as_deref(), &paragraph[lead.bytes..]));
        assert_eq!(shown, expected, "{paragraph}");
    }

    #[test]
    fn datelines() {
        check("VARNHOLM (Reuters) - Ships sank.", Some(("VARNHOLM", Some("Reuters"), "Ships sank.")));
        check("VARNHOLM, April 3 (Varn Agency) \u{2014} Ships sank.", Some(("VARNHOLM", Some("Varn Agency"), "Ships sank.")));
        check("(CNN) Ships sank.", Some(("", Some("CNN"), "Ships sank.")));
        check("Varnholm (CNN) Ships sank.", Some(("Varnholm", Some("CNN"), "Ships sank.")));
        check("NORTH DELL, Varn. \u{2014} Ships sank.", Some(("NORTH DELL, Varn.", None, "Ships sank.")));
        check("VARNHOLM/DELLMARK, April 3 -- Ships sank.", Some(("VARNHOLM/DELLMARK", None, "Ships sank.")));
    }

    #[test]
    fn what_is_no_dateline() {
        check("Ana Reve (Independent) \u{2014} the only one \u{2014} voted no.", None);
        check("The mayor \u{2014} a sailor \u{2014} said no.", None);
        check("BREAKING \u{2014} Ships sank.", None);
        check("NATO and the European Union's long-planned talks \u{2014} now in doubt \u{2014} began.", None);
        check("A well-known ship sank.", None);
        check("VARNHOLM \u{2014}", None);
    }

    #[test]
    fn bylines() {
        let lexicon = lexicon();
        let found = |line: &str| byline(line, line.split_whitespace().count(), true, &lexicon).unwrap_or_default().join("+");
        assert_eq!(found("By Ana Reve"), "Ana Reve");
        assert_eq!(found("By Ana Reve, Bo Lind and Cy Orr"), "Ana Reve+Bo Lind+Cy Orr");
        assert_eq!(found("By Ana Reve, CNN"), "Ana Reve");
        assert_eq!(found("Ana Reve, Staff Writer"), "Ana Reve");
        assert_eq!(found("\u{2014} Ana Reve"), "Ana Reve");
        assert_eq!(found("By Tuesday"), "");
        assert_eq!(found("By then the town was empty."), "");
        assert_eq!(found("Ana Reve, the mayor"), "");
        assert_eq!(found("Ana Reve, editor of the Post, asked: why?"), "");
        assert_eq!(found("-- Sen. Ana Reve"), "");
        assert_eq!(byline("\u{2014} Ana Reve", 2, false, &lexicon), None);
    }

    #[test]
    fn labels_of_titles() {
        let lexicon = lexicon();
        let found = |title: &'static str| title_label(title, &lexicon).map(|(bytes, genre)| (&title[bytes..], genre));
        assert_eq!(found("OPINION: Ships must go"), Some(("Ships must go", Genre::Opinion)));
        assert_eq!(found("Perspective | Ships must go"), Some(("Ships must go", Genre::Opinion)));
        assert_eq!(found("FACT CHECK: Ships sank"), Some(("Ships sank", Genre::News)));
        assert_eq!(found("Report: Ships sank"), None);
        assert_eq!(found("Varnholm: Ships sank"), None);
    }

    #[test]
    fn credits_name_agencies_or_people() {
        let lexicon = lexicon();
        let found = |line: &str| credits(line, &fold(line), &lexicon).join("+");
        assert_eq!(found("The Associated Press contributed to this report."), "AP");
        assert_eq!(found("(Additional reporting by Ana Reve and Bo Lind; editing by Cy Orr)"), "Ana Reve+Bo Lind");
        assert_eq!(found("Bo Lind contributed to this report."), "Bo Lind");
        assert_eq!(credit_at_end("He said no. (AP)", &lexicon), Some((12, "AP".to_owned())));
        assert_eq!(credit_at_end("He works for the wire (AP)", &lexicon), None);
    }
}
