//! Articles in XML: RSS 2.0 and RSS 1.0 items, Atom entries, NITF documents, NewsML-G2 news items.
//!
//! In: [`Element`]s. Out: [`Fields`], or why there are none. Sources: the RSS 2.0 specification and its content module,
//! RFC 4287 (Atom), IPTC's NITF 3.6 and NewsML-G2. A feed that carries only the first lines of its articles gives none.

use super::fields::{Fields, split_authors};
use super::markup::Element;
use super::page::{fragment_text, is_address};

/// The elements that are articles.
pub(super) const ARTICLES: &[&str] = &["item", "entry", "nitf", "newsItem"];

/// Words below which the description of a feed's item is a summary and no article.
const SUMMARY_WORDS: usize = 80;

/// The fields of an article in XML.
///
/// # Errors
/// Whether it is skipped by intent, reason and detail, where it holds no article text.
pub(super) fn fields(element: &Element) -> Result<Fields, (bool, &'static str, String)> {
    match element.name.as_str() {
        "nitf" => Ok(nitf(element)),
        "newsItem" => news_item(element),
        "entry" => atom(element),
        _ => rss(element),
    }
}

fn line(element: &Element, path: &[&str]) -> String {
    element.at(path).map(Element::line).unwrap_or_default()
}

fn first(found: impl IntoIterator<Item = String>) -> String {
    found.into_iter().find(|text| !text.trim().is_empty()).unwrap_or_default()
}

fn rss(item: &Element) -> Result<Fields, (bool, &'static str, String)> {
    // The content module's element is `content:encoded`; Media RSS has a `content` without text.
    let whole = item.at(&["encoded"]).map(Element::text).unwrap_or_default();
    let text = full_text(&whole, &item.at(&["description"]).map(Element::text).unwrap_or_default())?;
    let guid = line(item, &["guid"]);
    let url = first(
        [line(item, &["origLink"]), line(item, &["link"]), item.attribute("about").to_owned(), guid.clone()]
            .into_iter()
            .filter(|url| is_address(url)),
    );
    let authors: Vec<String> =
        item.all("creator").chain(item.all("author")).map(|author| person(&author.line())).filter(|name| !name.is_empty()).collect();
    Ok(Fields {
        text,
        title: line(item, &["title"]),
        outlet: String::new(),
        published: first([line(item, &["pubDate"]), line(item, &["date"])]),
        url,
        authors,
        language: line(item, &["language"]),
        id: String::new(),
        section: line(item, &["category"]),
    })
}

fn atom(entry: &Element) -> Result<Fields, (bool, &'static str, String)> {
    let body = |element: &Element| match element.attribute("type") {
        "xhtml" => element.paragraphs(&["script", "style", "figure"]),
        "html" | "text/html" => fragment_text(&element.text()).unwrap_or_default(),
        _ => element.text().trim().to_owned(),
    };
    let whole = entry.at(&["content"]).map(body).unwrap_or_default();
    let summary = entry.at(&["summary"]).map(body).unwrap_or_default();
    let text = full_text(&whole, &summary)?;
    let links = || entry.all("link").filter(|link| matches!(link.attribute("rel"), "" | "alternate")).map(|link| link.attribute("href"));
    let id = line(entry, &["id"]);
    Ok(Fields {
        text,
        title: entry.at(&["title"]).map(|title| fragment_text(&title.text()).unwrap_or_default()).unwrap_or_default(),
        outlet: String::new(),
        published: first([line(entry, &["published"]), line(entry, &["issued"]), line(entry, &["updated"])]),
        url: links().chain([id.as_str()]).find(|url| is_address(url)).unwrap_or_default().to_owned(),
        authors: entry.all("author").map(|author| line(author, &["name"])).filter(|name| !name.is_empty()).collect(),
        language: entry.attribute("lang").to_owned(),
        id: String::new(),
        section: entry.at(&["category"]).map(|category| category.attribute("term").to_owned()).unwrap_or_default(),
    })
}

/// The text of a feed's item, HTML taken off: its full content, or its description where that is long enough to be one.
fn full_text(whole: &str, description: &str) -> Result<String, (bool, &'static str, String)> {
    let too_deep = || (false, "too_deep", "the markup of the text is nested beyond reason".to_owned());
    let text = fragment_text(whole).ok_or_else(too_deep)?;
    if !text.is_empty() {
        return Ok(text);
    }
    let text = fragment_text(description).ok_or_else(too_deep)?;
    let words = text.split_whitespace().count();
    if words >= SUMMARY_WORDS {
        return Ok(text);
    }
    Err((true, "summary_only", format!("the feed carries {words} words of the article")))
}

/// "ana@post.example (Ana Reve)" is Ana Reve.
fn person(text: &str) -> String {
    match text.split_once('(') {
        Some((address, name)) if address.contains('@') => name.trim_end_matches(')').trim().to_owned(),
        _ => text.strip_prefix("By ").or_else(|| text.strip_prefix("by ")).unwrap_or(text).trim().to_owned(),
    }
}

fn nitf(nitf: &Element) -> Fields {
    let head = nitf.at(&["head"]);
    let body = nitf.at(&["body"]).unwrap_or(nitf);
    let content = body.at(&["body.content"]).unwrap_or(body);
    let text = content.paragraphs(&["media", "body.head", "body.end", "table", "script", "style", "hedline"]);
    let data = |path: &[&str], attribute: &str| {
        head.and_then(|head| head.at(path)).map(|found| found.attribute(attribute).to_owned()).unwrap_or_default()
    };
    let byline = body.at(&["body.head", "byline"]).or_else(|| body.anywhere("byline"));
    let named = byline.and_then(|byline| byline.at(&["person"])).or(byline).map(Element::line).unwrap_or_default();
    let dateline = line(body, &["body.head", "dateline"]);
    Fields {
        text: if dateline.is_empty() {
            text
        } else {
            format!("{} \u{2014} {text}", dateline.trim_end_matches(['-', '\u{2014}', '\u{2013}', ' ']))
        },
        title: first([
            body.anywhere("hl1").map(Element::line).unwrap_or_default(),
            head.map(|head| line(head, &["title"])).unwrap_or_default(),
        ]),
        outlet: first([
            data(&["pubdata"], "name"),
            line(body, &["body.head", "distributor"]),
            data(&["docdata", "doc.copyright"], "holder"),
        ]),
        published: first([
            data(&["docdata", "date.issue"], "norm"),
            data(&["docdata", "date.release"], "norm"),
            data(&["pubdata"], "date.publication"),
            body.anywhere("story.date").map(|date| date.attribute("norm").to_owned()).unwrap_or_default(),
        ]),
        url: Some(data(&["pubdata"], "ex-ref")).filter(|url| is_address(url)).unwrap_or_default(),
        authors: split_authors(named.strip_prefix("By ").or_else(|| named.strip_prefix("by ")).unwrap_or(&named)),
        language: nitf.attribute("lang").to_owned(),
        id: data(&["docdata", "doc-id"], "id-string"),
        section: data(&["pubdata"], "position.section"),
    }
}

fn news_item(item: &Element) -> Result<Fields, (bool, &'static str, String)> {
    let inner = item.at(&["contentSet", "inlineXML"]);
    let mut fields = if let Some(inner) = inner.and_then(|inner| inner.anywhere("nitf")) {
        nitf(inner)
    } else {
        let html = inner.map(|inner| inner.anywhere("body").unwrap_or(inner).paragraphs(&["head", "script", "style", "figure", "h1"]));
        let data = || item.at(&["contentSet", "inlineData"]).map(|data| fragment_text(&data.text()).unwrap_or_default());
        Fields { text: html.or_else(data).unwrap_or_default(), ..Fields::default() }
    };
    let class = item.at(&["itemMeta", "itemClass"]).map(|class| class.attribute("qcode").to_owned()).unwrap_or_default();
    if fields.text.is_empty() && !class.is_empty() && !class.ends_with(":text") {
        return Err((true, "not_text", format!("the news item is of class {class}")));
    }
    let meta = |path: &[&str]| item.at(&["contentMeta"]).map(|meta| line(meta, path)).unwrap_or_default();
    let provider = item.at(&["itemMeta", "provider"]);
    let named = |element: &Element| {
        first([
            line(element, &["name"]),
            element.attribute("literal").to_owned(),
            element.attribute("uri").to_owned(),
            element.attribute("qcode").rsplit(':').next().unwrap_or_default().to_owned(),
        ])
    };
    let creators = item
        .at(&["contentMeta"])
        .map(|meta| meta.all("creator").map(named).filter(|name| !name.is_empty()).collect::<Vec<_>>())
        .unwrap_or_default();
    let by = meta(&["by"]);
    fields.title = first([meta(&["headline"]), line(item, &["itemMeta", "title"]), fields.title]);
    fields.outlet = first([provider.map(named).unwrap_or_default(), meta(&["creditline"]), fields.outlet]);
    fields.published = first([
        meta(&["contentCreated"]),
        line(item, &["itemMeta", "firstCreated"]),
        line(item, &["itemMeta", "versionCreated"]),
        fields.published,
    ]);
    let by = split_authors(by.strip_prefix("By ").or_else(|| by.strip_prefix("by ")).unwrap_or(&by));
    if !by.is_empty() {
        fields.authors = by;
    } else if fields.authors.is_empty() {
        fields.authors = creators;
    }
    let tag = item.at(&["contentMeta", "language"]).map(|language| language.attribute("tag").to_owned()).unwrap_or_default();
    fields.language = first([tag, item.attribute("lang").to_owned(), fields.language]);
    fields.section =
        first([fields.section, item.at(&["contentMeta", "subject"]).map(|subject| line(subject, &["name"])).unwrap_or_default()]);
    // A guid with its version names one state of the item; the item itself is what a later version replaces.
    item.attribute("guid").clone_into(&mut fields.id);
    Ok(fields)
}

#[cfg(test)]
mod tests {
    use super::super::markup::Elements;
    use super::*;

    fn one(xml: &str) -> Result<Fields, (bool, &'static str, String)> {
        let mut elements = Elements::new(Box::new(std::io::Cursor::new(xml.to_owned().into_bytes())), ARTICLES, 1 << 20);
        fields(&elements.next().unwrap().unwrap())
    }

    fn check(xml: &str, text: &str, title: &str, published: &str, from: &str, authors: &[&str]) {
        let fields = one(xml).unwrap();
        assert_eq!((fields.text.as_str(), fields.title.as_str(), fields.published.as_str()), (text, title, published));
        assert_eq!(if fields.url.is_empty() { &fields.outlet } else { &fields.url }, from);
        assert_eq!(fields.authors, authors);
    }

    #[test]
    fn feeds() {
        check(
            "<rss><channel><title>Post</title><item><title>Quay &amp; wall</title><link>https://post.example/q</link><dc:creator>Ana Reve</dc:creator>
            <pubDate>Fri, 02 May 2031 06:00:00 GMT</pubDate><description>short</description><content:encoded><![CDATA[<p>One &amp; two.</p><p>Three.</p>]]></content:encoded></item></channel></rss>",
            "One & two.\n\nThree.", "Quay & wall", "Fri, 02 May 2031 06:00:00 GMT", "https://post.example/q", &["Ana Reve"],
        );
        check(
            "<feed><entry><title type='html'>Quay</title><link rel='self' href='https://x.example'/><link href='https://post.example/q'/><author><name>Bo Lind</name></author>
            <published>2031-05-02</published><content type='xhtml'><div><p>One.</p><p>Two <b>three</b>.</p></div></content></entry></feed>",
            "One.\n\nTwo three.", "Quay", "2031-05-02", "https://post.example/q", &["Bo Lind"],
        );
        let short = one("<rss><channel><item><title>T</title><description>Only a few words of it.</description></item></channel></rss>");
        assert_eq!(short, Err((true, "summary_only", "the feed carries 6 words of the article".into())));
        assert_eq!(person("ana@post.example (Ana Reve)"), "Ana Reve");
    }

    #[test]
    fn nitf_and_newsml_g2() {
        let nitf = "<nitf><head><title>t</title><docdata><doc-id id-string='x1'/><date.issue norm='20310502T060000Z'/></docdata><pubdata name='Orrin Post'/></head>
            <body><body.head><hedline><hl1>Quay closed</hl1></hedline><byline>By <person>Ana Reve</person></byline><dateline><location>ORRIN</location></dateline></body.head>
            <body.content><block><p>One <person>two</person>.</p><media><media-caption>cap</media-caption></media><p>Three.</p></block></body.content></body></nitf>";
        check(nitf, "ORRIN \u{2014} One two.\n\nThree.", "Quay closed", "20310502T060000Z", "Orrin Post", &["Ana Reve"]);
        let html = "<html><head><title>t</title></head><body><h1>H</h1><p>One.</p><p>Two.</p></body></html>";
        let item = format!(
            "<newsMessage><itemSet><newsItem guid='urn:x:1'><itemMeta><itemClass qcode='ninat:text'/><provider><name>Wire One</name></provider><versionCreated>2031-05-02T06:00:00Z</versionCreated></itemMeta>
            <contentMeta><headline>Quay closed</headline><by>By Bo Lind</by><language tag='en'/></contentMeta><contentSet><inlineXML>{html}</inlineXML></contentSet></newsItem></itemSet></newsMessage>"
        );
        check(&item, "One.\n\nTwo.", "Quay closed", "2031-05-02T06:00:00Z", "Wire One", &["Bo Lind"]);
        let picture = one("<newsItem><itemMeta><itemClass qcode='ninat:picture'/></itemMeta></newsItem>");
        assert_eq!(picture.err().map(|(skipped, reason, _)| (skipped, reason)), Some((true, "not_text")));
    }
}
