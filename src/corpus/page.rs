//! A saved web page becomes the fields of a record: title, byline, day, address and outlet from JSON-LD, `OpenGraph` and meta
//! tags, the text by readability (`dom_smoothie`).
//!
//! In: bytes of HTML. Out: [`Fields`], or why there are none. Invariant: no page makes it panic or run away: pages with more
//! elements, or deeper ones, than any newspaper prints are refused.

use std::borrow::Cow;

use dom_query::{Document, NodeRef};
use dom_smoothie::{Config, Readability, TextMode};
use encoding_rs::Encoding;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::decode;
use super::fields::{Fields, split_authors};

/// A page as it came.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Page {
    /// The bytes, of any encoding.
    pub html: Vec<u8>,
    /// Address it was fetched from; empty where only the page itself can tell.
    pub url: String,
    /// The character set that the server named.
    pub charset: Option<String>,
}

/// Why a page gives no article: reason, detail, remedy.
pub(super) type Refused = (&'static str, String, &'static str);

/// Open elements of the pages of large outlets lie 30 to 60 deep; browsers stop at 512.
const DEEPEST: usize = 512;
/// The largest front pages have some ten thousand elements.
const MOST_ELEMENTS: usize = 200_000;
/// Tags that the parser opens again in the next paragraph where they were left open (the HTML standard's formatting elements).
const FORMATTING: [&[u8]; 14] =
    [b"a", b"b", b"big", b"code", b"em", b"font", b"i", b"nobr", b"s", b"small", b"strike", b"strong", b"tt", b"u"];
/// How many elements may come of that, at most: each takes memory although the page does not hold it. A page of ten thousand
/// elements in which a dozen such tags are left open comes to half of it.
const MOST_REOPENED: usize = 250_000;
/// The parser holds each attribute of a tag against all before it, so a tag costs the square of their number: more than so many
/// comparisons in a page, about a second, are no page. Ten thousand elements of twenty attributes make four million.
const MOST_COMPARISONS: usize = 200_000_000;
/// How far into a page its declared character set is looked for, in bytes (the HTML standard: 1024).
const DECLARED_WITHIN: usize = 1024;
/// A text of fewer characters than this that readability finds gives way to a longer one in JSON-LD.
const SHORT_TEXT: usize = 250;

/// The fields of `page`, and what was odd about it.
///
/// # Errors
/// Where the page is nested beyond reason, or holds no text.
pub(super) fn fields(page: &Page) -> Result<(Fields, Vec<String>), Refused> {
    let mut warnings = Vec::new();
    let html = decoded(page, &mut warnings);
    plausible(&html)?;
    let document = Document::from(html.as_ref());
    let depth = depth(&document);
    if depth > DEEPEST {
        return Err(("too_deep", format!("elements lie {depth} deep"), "save the page again; no article is built like this"));
    }
    let told = Told::new(&document);
    let config =
        Config { text_mode: TextMode::Formatted, disable_json_ld: true, max_elements_to_parse: MOST_ELEMENTS, ..Config::default() };
    let read = Readability::with_document(document, None, Some(config)).and_then(|mut readability| readability.parse());
    let (mut text, title, byline) = match read {
        Ok(article) => (article.text_content.trim().to_owned(), article.title, article.byline.unwrap_or_default()),
        Err(_) => Default::default(),
    };
    if text.chars().count() < SHORT_TEXT && told.body.len() > text.len() {
        text = told.body;
        warnings.push("the text was taken from the page's JSON-LD".to_owned());
    }
    if text.is_empty() {
        return Err((
            "no_text",
            "no article text was found in the page".to_owned(),
            "check that the page was saved with its text, not only with scripts",
        ));
    }
    let url = [told.url.as_str(), page.url.as_str()].into_iter().find(|url| is_address(url)).unwrap_or_default().to_owned();
    let fields = Fields {
        text,
        title: if told.title.is_empty() { title } else { told.title },
        outlet: if url.is_empty() { told.site } else { String::new() },
        published: told.published,
        url,
        authors: if told.authors.is_empty() { split_authors(without_by(&byline)) } else { told.authors },
        language: told.language,
        id: String::new(),
        section: told.section,
    };
    Ok((fields, warnings))
}

/// The text of a piece of HTML inside a feed, its paragraphs parted by blank lines; `None` where it is nested beyond reason.
pub(super) fn fragment_text(html: &str) -> Option<String> {
    if !html.contains('<') && !html.contains('&') {
        return Some(html.trim().to_owned());
    }
    plausible(html).ok()?;
    let document = Document::fragment(html);
    if depth(&document) > DEEPEST {
        return None;
    }
    document.select("script, style, figure, figcaption, template, iframe").remove();
    Some(document.formatted_text().trim().to_owned())
}

/// True for an address on the web.
pub(super) fn is_address(url: &str) -> bool {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    rest.is_some_and(|rest| rest.split('/').next().is_some_and(|host| host.contains('.')))
}

/// The page as text. Order of evidence, as browsers have it: byte-order mark, the server's word, the page's own, the bytes.
fn decoded<'a>(page: &'a Page, warnings: &mut Vec<String>) -> Cow<'a, str> {
    if let Some((encoding, mark)) = Encoding::for_bom(&page.html) {
        return encoding.decode_without_bom_handling(&page.html[mark..]).0;
    }
    let declared = declared(&page.html);
    let named =
        [page.charset.as_deref(), declared.as_deref()].into_iter().flatten().find_map(|label| Encoding::for_label(label.as_bytes()));
    // A wrong label over sound UTF-8 is more common than text of another encoding that happens to be sound UTF-8.
    let (text, odd) = decode::text(&page.html, named.filter(|encoding| *encoding != encoding_rs::UTF_8));
    warnings.extend(odd.filter(|_| named.is_none()));
    text
}

/// The character set that the page names in its first bytes.
fn declared(html: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&html[..html.len().min(DECLARED_WITHIN)]).to_ascii_lowercase();
    let after = head.split("charset").nth(1)?.trim_start().strip_prefix('=')?.trim_start();
    let label: String =
        after.trim_start_matches(['"', '\'']).chars().take_while(|char| char.is_ascii_alphanumeric() || "-_:.".contains(*char)).collect();
    (!label.is_empty()).then_some(label)
}

/// Refuses before parsing what would cost far more than any page: elements or attributes without number, elements opened without
/// end, and tags of bold type and the like left open, which the parser opens again in every paragraph.
fn plausible(html: &str) -> Result<(), Refused> {
    let bytes = html.as_bytes();
    let (mut elements, mut open, mut deepest) = (0_usize, 0_usize, 0_usize);
    let (mut comparisons, mut tag_end) = (0_usize, 0_usize);
    // The tags that are opened again, as written, and how often that may come to.
    let mut left_open: Vec<&[u8]> = Vec::new();
    let mut reopened = 0_usize;
    for at in memchr(bytes) {
        let (ends, start) = if bytes.get(at + 1) == Some(&b'/') { (true, at + 2) } else { (false, at + 1) };
        if !bytes.get(start).is_some_and(u8::is_ascii_alphabetic) {
            open = open.saturating_sub(usize::from(ends));
            continue;
        }
        let apart = at >= tag_end;
        if apart {
            let (count, end) = attributes(bytes, start);
            comparisons = comparisons.saturating_add(count.saturating_mul(count));
            tag_end = end;
        }
        let name = tag_name(bytes, start);
        let formats = apart && FORMATTING.contains(&name.as_slice());
        if ends {
            open = open.saturating_sub(1);
            if let Some(place) = left_open.iter().rposition(|tag| formats && tag_name(tag, 0) == name) {
                left_open.remove(place);
            }
            continue;
        }
        elements += 1;
        // Elements that need no end tag, or have none, nest nothing.
        let closes_itself: &[&[u8]] = &[
            b"p", b"li", b"br", b"hr", b"img", b"meta", b"link", b"input", b"source", b"option", b"td", b"tr", b"th", b"dt", b"dd", b"wbr",
            b"area", b"path",
        ];
        if !closes_itself.contains(&name.as_slice()) {
            open += 1;
            deepest = deepest.max(open);
        }
        if formats {
            let tag = bytes.get(start..tag_end).unwrap_or_default();
            // A link ends the one before; of tags written alike three are kept.
            let alike = left_open.iter().filter(|other| **other == tag).count();
            left_open.retain(|other| name != b"a" || tag_name(other, 0) != b"a");
            if alike < 3 {
                left_open.push(tag);
            }
            if left_open.len() > DEEPEST {
                deepest = 4 * DEEPEST + 1;
                break;
            }
        } else {
            reopened += left_open.len();
        }
    }
    let remedy = "save the page again; no article is built like this";
    if elements > MOST_ELEMENTS || reopened > MOST_REOPENED {
        let more = if elements > MOST_ELEMENTS { "" } else { " and tags that are never closed" };
        return Err(("too_large", format!("the page has {elements} elements{more}"), remedy));
    }
    if deepest > 4 * DEEPEST {
        return Err(("too_deep", format!("some {deepest} elements are open at once"), remedy));
    }
    if comparisons > MOST_COMPARISONS {
        return Err(("too_large", "a tag of the page has attributes without end".to_owned(), remedy));
    }
    Ok(())
}

/// The first letters of the name of a tag that begins at `at`, in lower case: enough to tell those that matter here apart.
fn tag_name(bytes: &[u8], at: usize) -> Vec<u8> {
    let letters = bytes.iter().skip(at).take(8).take_while(|byte| byte.is_ascii_alphanumeric());
    letters.map(u8::to_ascii_lowercase).collect()
}

/// How many attributes the tag has whose name begins at `at`, that name counted, and where it ends. In a script, which is no
/// tag, it counts words.
fn attributes(bytes: &[u8], at: usize) -> (usize, usize) {
    let (mut count, mut inside, mut value) = (0, false, false);
    let mut at = at;
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'>' => break,
            b'"' | b'\'' if value => {
                at = bytes.iter().skip(at).position(|other| *other == byte).map_or(bytes.len(), |end| at + end + 1);
                (inside, value) = (false, false);
            }
            b'=' if !value => value = true,
            b'/' if !value => inside = false,
            _ if byte.is_ascii_whitespace() => inside = false,
            _ => {
                count += usize::from(!inside && !value);
                (inside, value) = (true, false);
            }
        }
    }
    (count, at)
}

/// Where `<` stands.
fn memchr(bytes: &[u8]) -> impl Iterator<Item = usize> + '_ {
    bytes.iter().enumerate().filter(|(_, byte)| **byte == b'<').map(|(at, _)| at)
}

/// How deep the deepest element lies, without recursion.
fn depth(document: &Document) -> usize {
    let mut stack: Vec<(NodeRef<'_>, usize)> = vec![(document.root(), 0)];
    let mut deepest = 0;
    while let Some((node, depth)) = stack.pop() {
        deepest = deepest.max(depth);
        if depth > DEEPEST {
            break;
        }
        stack.extend(node.children_it(false).filter(NodeRef::is_element).map(|child| (child, depth + 1)));
    }
    deepest
}

/// What the page tells about itself.
#[derive(Debug, Default)]
struct Told {
    title: String,
    authors: Vec<String>,
    published: String,
    url: String,
    site: String,
    section: String,
    language: String,
    body: String,
}

impl Told {
    fn new(document: &Document) -> Self {
        let mut told = Self::default();
        for script in document.select(r#"script[type="application/ld+json"]"#).nodes() {
            let text = script.text();
            let json = text.trim().trim_start_matches("<!--").trim_end_matches("-->").trim();
            if let Ok(value) = serde_json::from_str::<Value>(json) {
                told.read_json_ld(&value);
            }
        }
        let meta = |names: &[&str]| {
            let of = |name: &&str| {
                let found = ["property", "name", "itemprop"].iter().find_map(|key| {
                    document.select(&format!("meta[{key}=\"{name}\" i]")).attr("content").filter(|content| !content.trim().is_empty())
                });
                found.map(|content| content.trim().to_owned())
            };
            names.iter().find_map(of).unwrap_or_default()
        };
        fill(&mut told.title, || meta(&["og:title", "twitter:title", "headline", "dc.title", "dcterms.title"]));
        fill(&mut told.published, || {
            let times = [
                "article:published_time",
                "og:published_time",
                "datepublished",
                "date",
                "dc.date",
                "dc.date.issued",
                "dcterms.created",
                "dcterms.date",
                "publishdate",
                "publish-date",
                "publication_date",
                "pubdate",
                "sailthru.date",
                "parsely-pub-date",
                "article.published",
                "cxenseparse:recs:publishtime",
            ];
            let named = meta(&times);
            let shown = || document.select("time[datetime]").attr("datetime").map(|time| time.trim().to_owned()).unwrap_or_default();
            if named.is_empty() { shown() } else { named }
        });
        fill(&mut told.section, || meta(&["article:section", "section", "parsely-section"]));
        fill(&mut told.site, || {
            meta(&["og:site_name", "application-name", "dc.publisher", "twitter:site"]).trim_start_matches('@').to_owned()
        });
        let canonical =
            document.select(r#"link[rel~="canonical" i]"#).attr("href").map(|href| href.trim().to_owned()).filter(|href| is_address(href));
        if let Some(url) = canonical.or_else(|| Some(meta(&["og:url"])).filter(|url| is_address(url))) {
            told.url = url;
        }
        if told.authors.is_empty() {
            let named = meta(&["author", "byl", "dc.creator", "dcterms.creator", "parsely-author", "sailthru.author", "article:author"]);
            if !is_address(&named) && !named.contains("facebook.com") {
                told.authors = split_authors(without_by(&named));
            }
        }
        fill(&mut told.language, || document.select("html[lang]").attr("lang").map(|lang| lang.trim().to_owned()).unwrap_or_default());
        told
    }

    /// Takes what the first article of a JSON-LD block tells; the rest of the block may lie anywhere inside it.
    fn read_json_ld(&mut self, value: &Value) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| self.read_json_ld(item)),
            Value::Object(object) => {
                let kinds: Vec<&str> = match object.get("@type") {
                    Some(Value::String(kind)) => vec![kind],
                    Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).collect(),
                    _ => Vec::new(),
                };
                if kinds.iter().any(|kind| kind.ends_with("Article") || kind.ends_with("Posting") || *kind == "Report") {
                    self.read_article(object, &kinds);
                } else {
                    ["@graph", "mainEntity", "mainEntityOfPage", "itemListElement"]
                        .iter()
                        .filter_map(|key| object.get(*key))
                        .filter(|inner| !inner.is_string())
                        .for_each(|inner| self.read_json_ld(inner));
                }
            }
            _ => {}
        }
    }

    fn read_article(&mut self, object: &serde_json::Map<String, Value>, kinds: &[&str]) {
        let get =
            |keys: &[&str]| keys.iter().filter_map(|key| object.get(*key)).map(name_of).find(|text| !text.is_empty()).unwrap_or_default();
        fill(&mut self.title, || get(&["headline", "name"]));
        fill(&mut self.published, || get(&["datePublished", "dateCreated", "uploadDate"]));
        fill(&mut self.section, || {
            let section = get(&["articleSection"]);
            let opinion = kinds.iter().any(|kind| kind.starts_with("Opinion"));
            if opinion { "Opinion".to_owned() } else { section }
        });
        fill(&mut self.site, || get(&["publisher"]));
        fill(&mut self.language, || get(&["inLanguage"]));
        fill(&mut self.url, || Some(get(&["url", "mainEntityOfPage"])).filter(|url| is_address(url)).unwrap_or_default());
        fill(&mut self.body, || fragment_text(&get(&["articleBody"])).unwrap_or_default());
        if self.authors.is_empty() {
            let author = object.get("author").or_else(|| object.get("creator"));
            self.authors = match author {
                Some(Value::Array(authors)) => authors.iter().map(name_of).map(|name| without_by(&name).to_owned()).collect(),
                Some(author) => split_authors(without_by(&name_of(author))),
                None => Vec::new(),
            };
            self.authors.retain(|author| !author.is_empty() && !is_address(author));
        }
    }
}

/// Sets a field that is still empty.
fn fill(field: &mut String, value: impl FnOnce() -> String) {
    if field.is_empty() {
        *field = value();
    }
}

/// A JSON-LD value as text: a text, the `name` or `@id` of an object, the first of a list.
fn name_of(value: &Value) -> String {
    match value {
        Value::String(text) => fragment_text(text).unwrap_or_default(),
        Value::Object(object) => ["name", "@value", "@id", "url"]
            .iter()
            .filter_map(|key| object.get(*key))
            .find_map(Value::as_str)
            .unwrap_or_default()
            .trim()
            .to_owned(),
        Value::Array(items) => items.first().map(|first| if first.is_array() { String::new() } else { name_of(first) }).unwrap_or_default(),
        _ => String::new(),
    }
}

/// A byline without its "By".
fn without_by(byline: &str) -> &str {
    let byline = byline.trim();
    byline.get(..3).filter(|start| start.eq_ignore_ascii_case("by ")).map_or(byline, |_| byline[3..].trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = "<article><p>Seven boats were moved from the quay at Orrin on Monday, said the harbour master, Tessa Quill, \
        who had closed the basin at dawn after divers found the wall open.</p><p>Nobody was hurt, she said, and the fish market \
        would stand on the upper road until the wall had been mended, which might take a month or more.</p></article>";

    fn page(head: &str) -> Page {
        Page {
            html: format!("<html><head>{head}</head><body><nav>Home News Sport</nav>{BODY}</body></html>").into_bytes(),
            ..Page::default()
        }
    }

    fn check(head: &str, title: &str, authors: &[&str], published: &str, url: &str, outlet: &str) {
        let (fields, _) = fields(&page(head)).unwrap();
        assert_eq!((fields.title.as_str(), fields.published.as_str()), (title, published));
        assert_eq!((fields.url.as_str(), fields.outlet.as_str()), (url, outlet));
        assert_eq!(fields.authors, authors);
        assert!(fields.text.starts_with("Seven boats") && fields.text.contains("\n\nNobody was hurt"), "{}", fields.text);
        assert!(!fields.text.contains("Home News"));
    }

    #[test]
    fn json_ld_comes_before_open_graph_and_meta_tags() {
        let json = r#"<script type="application/ld+json">{"@graph":[{"@type":"WebSite","name":"x"},{"@type":["NewsArticle"],"headline":"Quay closed &amp; emptied",
            "author":[{"@type":"Person","name":"Ana Reve"},{"name":"By Bo Lind"}],"datePublished":"2031-05-02T06:00:00+02:00","publisher":{"name":"Orrin Post"}}]}</script>"#;
        let graph = r#"<meta property="og:title" content="Other"><meta property="article:published_time" content="2030-01-01">"#;
        let canonical = r#"<link rel="canonical" href="https://www.orrinpost.example/quay">"#;
        let (title, authors, day) = ("Quay closed & emptied", ["Ana Reve", "Bo Lind"], "2031-05-02T06:00:00+02:00");
        check(&format!("{json}{graph}{canonical}"), title, &authors, day, "https://www.orrinpost.example/quay", "");
        check(&format!("{json}{graph}"), title, &authors, day, "", "Orrin Post");
        let meta = r#"<meta name="author" content="By Ana Reve"><meta name="DC.date" content="2031-05-02"><meta property="og:url" content="https://orrinpost.example/q">"#;
        check(&format!("{graph}{meta}"), "Other", &["Ana Reve"], "2030-01-01", "https://orrinpost.example/q", "");
    }

    #[test]
    fn the_character_set_of_server_page_and_bytes() {
        let check = |html: &[u8], charset: Option<&str>, expected: &str| {
            let page = Page { html: html.to_vec(), charset: charset.map(str::to_owned), ..Page::default() };
            assert_eq!(decoded(&page, &mut Vec::new()), expected);
        };
        check(b"caf\xe9", Some("iso-8859-2"), "caf\u{e9}");
        check(b"<meta charset='windows-1251'>\xe4\xe0", None, "<meta charset='windows-1251'>\u{434}\u{430}");
        check("caf\u{e9}".as_bytes(), Some("iso-8859-1"), "caf\u{e9}");
        check(b"\xff\xfea\0b\0", Some("utf-8"), "ab");
    }

    #[test]
    fn attributes_are_counted_as_a_parser_reads_them() {
        let check = |tag: &str, expected: usize| assert_eq!(attributes(tag.as_bytes(), 1), (expected, tag.find('|').unwrap_or(tag.len())));
        check("<p>|x y z", 1);
        check("<p class=\"a b > c\" id=x hidden>|x", 4);
        check("<img src='a b'alt = \"c d\" />|", 3);
        check("<a <a <a", 3);
        check("<p title=\"never closed", 2);
    }

    #[test]
    fn what_no_page_is_like_is_refused() {
        let refused = |html: String| fields(&Page { html: html.into_bytes(), ..Page::default() }).err().map(|(reason, _, _)| reason);
        assert_eq!(refused("<div>".repeat(100_000)), Some("too_deep"));
        assert_eq!(refused(format!("{}x{}", "<div>".repeat(600), "</div>".repeat(600))), Some("too_deep"));
        assert_eq!(refused("<br>".repeat(300_000)), Some("too_large"));
        // 400 kinds of bold type would be opened again in each of 1,000 paragraphs.
        let each = |count: usize, unit: &dyn Fn(usize) -> String| (0..count).map(unit).collect::<Vec<_>>().concat();
        let bold = each(400, &|at| format!("<b id=x{at}>"));
        assert_eq!(refused(format!("<p>{bold}</p>{}", "<p>x</p>".repeat(1_000))), Some("too_large"));
        let few = refused(format!("<p>{bold}</p>{}", "<p>x</p>".repeat(10)));
        assert!(few.is_none_or(|reason| reason == "no_text"), "{few:?}");
        assert_eq!(refused(each(600, &|at| format!("<b id=x{at}></x>"))), Some("too_deep"));
        // Each of 100,000 attributes would be held against all before it.
        assert_eq!(refused(format!("<p {}>x</p>", each(100_000, &|at| format!("a{at}=b ")))), Some("too_large"));
        assert_eq!(refused("<html></html>".to_owned()), Some("no_text"));
        assert_eq!(refused(String::new()), Some("no_text"));
    }
}
