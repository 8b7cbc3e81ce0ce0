//! A record becomes an article, or a reject with a reason.

use super::clean::{Known, begins_with_title, clean};
use super::genre::{Signs, judge};
use super::records::Record;
use super::repeats::without_visit;
use super::{Article, Reject, dates, language, page};
use crate::config::ReadingParams;
use crate::ids::{Span, readable_id, stable_hash};
use crate::lexicon::Lexicon;

/// Longest name of an outlet and longest id, in bytes: a host has at most 253 (RFC 1035). Both stand in every row of evidence, so
/// that a name as long as a book would fill a disk.
const LONGEST_NAME: usize = 256;
/// Longest title that is kept, in bytes: it stands in every row of evidence as well.
const LONGEST_TITLE: usize = 2048;
/// Longest address that is kept, in bytes: what servers take at most.
const LONGEST_ADDRESS: usize = 8192;

/// Judges and cleans one record. Depends on nothing but its arguments, so that records may be admitted in any order.
///
/// # Errors
/// The reject where the record has no text, no outlet, or another language.
pub fn admit(record: Record, lexicon: &Lexicon, params: &ReadingParams) -> Result<Article, Reject> {
    let cleaning = &lexicon.cleaning;
    let Record { path, position, mut fields, line: _, page, is_text_file, mut warnings } = record.read()?;
    let reject = |reason: &str, skipped: bool, detail: &str, remedy: &str| {
        Err(Reject { skipped, ..Reject::new(&path, position, reason, detail, remedy) })
    };
    if let Some(page) = page {
        match page::fields(&page) {
            Ok((told, odd)) => {
                fields = told;
                warnings.extend(odd);
            }
            Err((reason, detail, remedy)) => return reject(reason, false, &detail, remedy),
        }
    }
    if !fields.text.contains(char::is_alphanumeric) {
        return reject("no_text", false, "the text is empty", "give the article's text in one of the fields text, content, maintext, body");
    }
    if fields.text.contains('\0') {
        return reject("nul_byte", false, "the text holds zero bytes", "give text, not a binary file; check the file's encoding");
    }
    if fields.text.len() > params.max_article_bytes {
        return reject("too_large", false, "the text is over the limit", "split it, or raise max_article_bytes in the configuration");
    }
    let mut url = fields.url.trim();
    let folder = || if is_text_file { folder_name(&path) } else { None };
    let mut named = [fields.outlet.as_str(), url_host(url)].into_iter().map(normal_outlet);
    let outlet = named.find(|name| !name.is_empty() && name.len() <= LONGEST_NAME);
    if url.len() > LONGEST_ADDRESS {
        warnings.push(format!("an address of {} bytes was left out", url.len()));
        url = "";
    }
    let Some(outlet) = outlet.or_else(folder) else {
        return reject(
            "no_outlet",
            false,
            "neither an outlet nor an address is given",
            "give the field outlet or url, or put text files into a folder named for the outlet",
        );
    };
    let outlet = params.outlets.aliases.get(&outlet).cloned().unwrap_or(outlet);
    if params.outlets.leave_out.contains(&outlet) {
        return reject("left_out", true, &format!("the table of outlets leaves {outlet} out"), "none needed");
    }
    let owner = params.outlets.owners.get(&outlet).cloned();
    let language = match language::judge(&fields.text, &fields.language, cleaning, params) {
        Ok(language) => language,
        Err(detail) => return reject("language", true, &detail, "none needed: only English is scored"),
    };
    let mut published = dates::parse(&fields.published, cleaning, params);
    if published.is_none() {
        let raw: String = fields.published.trim().chars().take(60).collect();
        if !raw.is_empty() {
            warnings.push(format!("date {raw} not understood"));
        }
        published = dates::in_address(url, cleaning, params).map(|date| (date, None));
    }

    let mut title = fields.title.split_whitespace().collect::<Vec<_>>().join(" ");
    if title.len() > LONGEST_TITLE {
        warnings.push(format!("a title of {} bytes was left out", title.len()));
        title.clear();
    }
    let given_title = title.contains(char::is_alphanumeric).then_some(title.as_str());
    let mut text = fields.text;
    let given_bytes = text.len();
    let mut apart = None;
    if let Some(title) = given_title.filter(|title| !begins_with_title(&text, title, params)) {
        text.push_str("\n\n");
        apart = Some(Span::new(text.len(), text.len() + title.len()));
        text.push_str(title);
    }
    let known = Known { given_bytes, title: apart, given_title, outlet: &outlet, authors: &fields.authors, is_text_file };
    let cleaned = clean(&text, &known, cleaning, params);
    if cleaned.paragraphs.is_empty() {
        return reject("no_text", false, "nothing but headings, captions and service lines", "check how the text was taken from the page");
    }
    let genre = judge(
        &Signs {
            text: &text,
            headline: cleaned.headline,
            paragraphs: &cleaned.paragraphs,
            section: &fields.section,
            url,
            labelled: cleaned.genre,
        },
        lexicon,
        params,
    );
    let id = match fields.id.trim() {
        "" if url.is_empty() => readable_id('a', stable_hash(&format!("{outlet}\n{title}\n{:016x}", stable_hash(&text)))),
        "" => readable_id('a', stable_hash(&format!("{outlet}\n{}", without_visit(url)))),
        given if given.len() > LONGEST_NAME => readable_id('a', stable_hash(given)),
        given => safe_id(given),
    };
    Ok(Article {
        id,
        outlet,
        owner,
        given_bytes,
        headline: cleaned.headline,
        url: (!url.is_empty()).then(|| url.to_owned()),
        published: published.map(|(date, _)| date),
        published_time: published.and_then(|(_, time)| time),
        authors: if fields.authors.is_empty() { cleaned.authors } else { fields.authors },
        section: Some(fields.section.trim().to_owned()).filter(|section| !section.is_empty()),
        genre,
        language,
        path,
        position,
        paragraphs: cleaned.paragraphs,
        set_aside: cleaned.set_aside,
        dateline: cleaned.dateline,
        credits: cleaned.credits,
        corrections: cleaned.corrections,
        words: cleaned.words,
        warnings,
        text,
    })
}

/// An outlet's name in lower case, without scheme, `www.`, path and port; blanks single. Characters that nobody sees are left
/// out; letters of another alphabet that look the same stay, since that is another address.
pub(super) fn normal_outlet(raw: &str) -> String {
    let seen: String = raw.chars().filter(|char| !is_invisible(*char)).collect();
    let lower = seen.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let bare = lower.split_once("://").map_or(lower.as_str(), |(_, rest)| rest);
    let bare = bare.strip_prefix("www.").unwrap_or(bare);
    // Hosts for telephones and AMP pages are the same outlet, as long as a whole domain is left.
    let bare = ["amp.", "m.", "mobile."].iter().find_map(|host| bare.strip_prefix(host).filter(|rest| rest.contains('.'))).unwrap_or(bare);
    let is_domain = bare.split('/').next().is_some_and(|host| host.contains('.') && !host.contains(' '));
    let bare = if is_domain { bare.split(['/', ':', '?', '#']).next().unwrap_or_default() } else { bare };
    bare.trim_end_matches(['/', '.']).trim().to_owned()
}

/// Soft hyphen, zero-width blanks and joiners, marks of direction, byte-order mark.
fn is_invisible(char: char) -> bool {
    matches!(char, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// The host of an address; empty where there is none.
fn url_host(url: &str) -> &str {
    let Some((scheme, rest)) = url.split_once("://") else { return "" };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.rsplit('@').next().unwrap_or_default();
    if scheme.len() <= 6 && host.contains('.') { host } else { "" }
}

/// The folder that names the outlet of a text file: the nearest above it whose name is no year, month or day.
pub fn folder_name(path: &str) -> Option<String> {
    let whole = std::path::absolute(path).ok()?;
    let names = whole.ancestors().skip(1).filter_map(|folder| folder.file_name()).map(|name| normal_outlet(&name.to_string_lossy()));
    names.into_iter().find(|name| name.contains(char::is_alphabetic))
}

/// `given` as an id that a spreadsheet takes for neither a number, a date nor a formula.
fn safe_id(given: &str) -> String {
    let number_like = given.parse::<f64>().is_ok()
        || given.chars().all(|char| char.is_ascii_digit() || matches!(char, '-' | '/' | '.' | ':' | ',' | ' ' | 'e' | 'E' | 'T' | 'Z'))
        || matches!(given.to_ascii_lowercase().as_str(), "true" | "false" | "null" | "na" | "n/a");
    // "3-Apr", "Apr 3": a month's first three letters beside digits.
    let letters: String = given.chars().filter(char::is_ascii_alphabetic).collect();
    let date_like = given.contains(|char: char| char.is_ascii_digit())
        && given.len() <= 12
        && (3..=9).contains(&letters.len())
        && given.contains(['-', ' ', '/']);
    if number_like || date_like || given.starts_with(['=', '+', '-', '@', '\'']) { format!("id:{given}") } else { given.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outlets_in_normal_form() {
        let check = |raw: &str, expected: &str| assert_eq!(normal_outlet(raw), expected);
        check("https://www.Varnpost.example/news", "varnpost.example");
        check("WWW.varnpost.example:80", "varnpost.example");
        check("https://amp.varnpost.example/x", "varnpost.example");
        check("m.example", "m.example");
        check(" The  Varn Post ", "the varn post");
        check("Varn/Post", "varn/post");
        check("varn\u{200d}post.exam\u{200b}ple", "varnpost.example");
        check("\u{feff}varn\u{ad}post.example.\u{202e}", "varnpost.example");
        // A Cyrillic letter is another name.
        check("v\u{430}rnpost.example", "v\u{430}rnpost.example");
        check("", "");
    }

    #[test]
    fn ids_that_a_spreadsheet_leaves_alone() {
        let check = |raw: &str, expected: &str| assert_eq!(safe_id(raw), expected);
        check("varn-17", "varn-17".strip_prefix("x").unwrap_or("id:varn-17"));
        check("17", "id:17");
        check("1e5", "id:1e5");
        check("inf", "id:inf");
        check("NaN", "id:NaN");
        check("2025-04-10", "id:2025-04-10");
        check("3-Apr", "id:3-Apr");
        check("=a", "id:=a");
        check("@a", "id:@a");
        check("story17", "story17");
    }

    #[test]
    fn hosts() {
        assert_eq!(url_host("https://www.varnpost.example/a?b"), "www.varnpost.example");
        assert_eq!(url_host("varnpost"), "");
    }
}
