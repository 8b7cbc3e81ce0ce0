//! XML as small trees, streamed: one tree for each element of the wanted names, whatever lies around it.
//!
//! In: a stream of XML in UTF-8. Out: [`Element`]s. Invariant: memory is bounded by the limit a tree may have; entities are
//! never expanded but for the five of XML and those of HTML, so no file can blow itself up; nothing recurses over input.

use std::io::{BufRead, Read};

use quick_xml::Reader;
use quick_xml::escape::{resolve_html5_entity, resolve_predefined_entity};
use quick_xml::events::{BytesStart, Event};

/// Elements nested deeper hand their text to the one above.
const DEEPEST: usize = 200;
/// Stands between blocks of gathered text: a record separator, which no XML may hold.
const BLOCK: char = '\u{1e}';

/// An element with what lies in it.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Element {
    /// Its name, prefix taken off.
    pub(super) name: String,
    /// Names (prefix taken off) and values.
    attributes: Vec<(String, String)>,
    children: Vec<Child>,
}

#[derive(Debug, Clone, PartialEq)]
enum Child {
    Element(Element),
    Text(String),
}

impl Element {
    /// Elements directly below it of that name.
    pub(super) fn all<'e>(&'e self, name: &str) -> impl Iterator<Item = &'e Element> {
        self.elements().filter(move |element| element.name == name)
    }

    /// The first element that lies at the end of the path of names.
    pub(super) fn at<'e>(&'e self, path: &[&str]) -> Option<&'e Element> {
        match path {
            [] => Some(self),
            [name, rest @ ..] => self.all(name).find_map(|element| element.at(rest)),
        }
    }

    /// The first element of that name at any depth, in the order of the text.
    pub(super) fn anywhere(&self, name: &str) -> Option<&Element> {
        self.elements().find_map(|element| if element.name == name { Some(element) } else { element.anywhere(name) })
    }

    /// An attribute; empty where there is none.
    pub(super) fn attribute(&self, name: &str) -> &str {
        self.attributes.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str())
    }

    /// All text in it, blanks single.
    pub(super) fn line(&self) -> String {
        self.text().split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// All text in it as it stands.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        self.gather(&mut text, &|_| false);
        text.replace(BLOCK, "\n")
    }

    /// Its text with a blank line between blocks; `left_out` names elements that are no article text.
    pub(super) fn paragraphs(&self, left_out: &[&str]) -> String {
        let mut text = String::new();
        self.gather(&mut text, &|name| left_out.contains(&name));
        let blocks = text.split(BLOCK).map(|block| block.split_whitespace().collect::<Vec<_>>().join(" "));
        blocks.filter(|block| !block.is_empty()).collect::<Vec<_>>().join("\n\n")
    }

    fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|child| match child {
            Child::Element(element) => Some(element),
            Child::Text(_) => None,
        })
    }

    /// Text with a record separator on either side of a block. Recursion ends at [`DEEPEST`].
    fn gather(&self, text: &mut String, left_out: &dyn Fn(&str) -> bool) {
        for child in &self.children {
            match child {
                Child::Text(piece) => text.push_str(piece),
                Child::Element(element) if left_out(&element.name) => text.push(BLOCK),
                Child::Element(element) => {
                    let inline = matches!(
                        element.name.as_str(),
                        "a" | "b"
                            | "i"
                            | "em"
                            | "strong"
                            | "span"
                            | "u"
                            | "q"
                            | "cite"
                            | "abbr"
                            | "sub"
                            | "sup"
                            | "small"
                            | "mark"
                            | "person"
                            | "org"
                            | "location"
                            | "num"
                            | "chron"
                            | "event"
                            | "function"
                            | "money"
                            | "object.title"
                            | "virtloc"
                            | "pronounce"
                    );
                    if !inline {
                        text.push(BLOCK);
                    }
                    element.gather(text, left_out);
                    if !inline {
                        text.push(BLOCK);
                    }
                }
            }
        }
    }
}

/// Gives the outermost elements of the wanted names, one after the other.
pub(super) struct Elements {
    reader: Reader<Bounded>,
    wanted: &'static [&'static str],
    limit: usize,
    ended: bool,
}

impl Elements {
    pub(super) fn new(source: Box<dyn BufRead + Send>, wanted: &'static [&'static str], limit: usize) -> Self {
        let mut reader = Reader::from_reader(Bounded { source, left: limit, limit });
        let config = reader.config_mut();
        config.allow_dangling_amp = true;
        config.allow_unmatched_ends = true;
        config.check_end_names = false;
        Self { reader, wanted, limit, ended: false }
    }

    /// The next element; `None` at the end.
    ///
    /// # Errors
    /// Where the stream fails or is no XML; nothing comes after that.
    pub(super) fn next(&mut self) -> Result<Option<Element>, String> {
        if self.ended {
            return Ok(None);
        }
        let found = self.search();
        self.ended = !matches!(found, Ok(Some(_)));
        found
    }

    fn search(&mut self) -> Result<Option<Element>, String> {
        let mut buffer = Vec::new();
        let mut open: Vec<Element> = Vec::new();
        let mut beyond = 0_usize;
        self.reader.get_mut().left = self.limit;
        loop {
            buffer.clear();
            if open.is_empty() {
                self.reader.get_mut().left = self.limit;
            }
            let event = self.reader.read_event_into(&mut buffer).map_err(|error| error.to_string())?;
            match event {
                Event::Start(start) => {
                    let element = begun(&start);
                    if open.is_empty() && !self.wanted.contains(&element.name.as_str()) {
                        continue;
                    }
                    if open.len() >= DEEPEST { beyond += 1 } else { open.push(element) }
                }
                Event::Empty(start) => {
                    if let Some(top) = open.last_mut() {
                        top.children.push(Child::Element(begun(&start)));
                    }
                }
                Event::End(_) if beyond > 0 => beyond -= 1,
                Event::End(_) => {
                    if let Some(element) = open.pop() {
                        match open.last_mut() {
                            Some(top) => top.children.push(Child::Element(element)),
                            None => return Ok(Some(element)),
                        }
                    }
                }
                Event::Text(text) => put_text(&mut open, &text),
                Event::CData(text) => put_text(&mut open, &text),
                Event::GeneralRef(entity) => match entity.resolve_char_ref() {
                    Ok(Some(char)) => put_text(&mut open, char.encode_utf8(&mut [0; 4])),
                    _ => match resolve_predefined_entity(&entity).or_else(|| resolve_html5_entity(&entity)) {
                        Some(text) => put_text(&mut open, text),
                        None => put_text(&mut open, &format!("&{};", &*entity)),
                    },
                },
                Event::Eof if open.is_empty() => return Ok(None),
                Event::Eof => return Err("the file ends inside an element".to_owned()),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            }
        }
    }
}

fn begun(start: &BytesStart<'_>) -> Element {
    let local = |name: &str| name.rsplit(':').next().unwrap_or_default().to_owned();
    let mut attributes = start.attributes();
    attributes.with_checks(false);
    let attributes = attributes.filter_map(Result::ok).map(|attribute| {
        let value = attribute
            .normalized_value(quick_xml::XmlVersion::Explicit1_0)
            .map_or_else(|_| attribute.value.to_string(), std::borrow::Cow::into_owned);
        (local(attribute.key.as_ref()), value)
    });
    Element { name: local(start.name().as_ref()), attributes: attributes.collect(), children: Vec::new() }
}

fn put_text(open: &mut [Element], text: &str) {
    if let Some(top) = open.last_mut() {
        match top.children.last_mut() {
            Some(Child::Text(known)) => known.push_str(text),
            _ => top.children.push(Child::Text(text.to_owned())),
        }
    }
}

/// A stream that may give so many bytes until it is allowed more.
struct Bounded {
    source: Box<dyn BufRead + Send>,
    left: usize,
    limit: usize,
}

impl Bounded {
    fn over(&self) -> std::io::Error {
        std::io::Error::other(format!("an element is over the limit of {} bytes", self.limit))
    }
}

impl Read for Bounded {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        if self.left == 0 {
            return Err(self.over());
        }
        let read = self.source.read(into)?;
        self.left = self.left.saturating_sub(read);
        Ok(read)
    }
}

impl BufRead for Bounded {
    fn fill_buf(&mut self) -> std::io::Result<&[u8]> {
        if self.left == 0 {
            return Err(self.over());
        }
        self.source.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.left = self.left.saturating_sub(amount);
        self.source.consume(amount);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(xml: &str, limit: usize) -> Vec<Result<Element, String>> {
        let mut elements = Elements::new(Box::new(std::io::Cursor::new(xml.to_owned().into_bytes())), &["item"], limit);
        let mut found = Vec::new();
        loop {
            match elements.next() {
                Ok(Some(element)) => found.push(Ok(element)),
                Ok(None) => return found,
                Err(error) => found.push(Err(error)),
            }
        }
    }

    #[test]
    fn trees_with_attributes_entities_and_blocks() {
        let found = all(
            "<a><item k='1 &amp; 2'><x:t>a&nbsp;b &lt; &bad;</x:t><c><p>One <b>two</b></p><p>three<br/>four</p><s>no</s></c></item><item/></a>",
            999,
        );
        let item = found[0].as_ref().unwrap();
        assert_eq!((found.len(), item.attribute("k")), (1, "1 & 2"));
        assert_eq!(item.at(&["t"]).map(Element::line), Some("a b < &bad;".into()));
        assert_eq!(item.anywhere("c").map(|c| c.paragraphs(&["s"])), Some("One two\n\nthree\n\nfour".into()));
    }

    #[test]
    fn deep_large_broken_and_exploding_files_end_in_an_error_or_text() {
        let deep = format!("<item>{}x{}</item>", "<d>".repeat(100_000), "</d>".repeat(100_000));
        assert_eq!(all(&deep, 10 << 20)[0].as_ref().map(Element::line), Ok("x".into()));
        let large = format!("<a><item>ok</item><item>{}</item></a>", "x".repeat(2_000));
        let found = all(&large, 1_000);
        assert!(found[0].is_ok() && found[1].as_ref().is_err_and(|error| error.contains("over the limit")) && found.len() == 2);
        assert!(all("<item><p>cut", 99)[0].is_err());
        let laughs = "<!DOCTYPE a [<!ENTITY l 'ha'><!ENTITY m '&l;&l;&l;'>]><item>&m;</item>";
        assert_eq!(all(laughs, 999)[0].as_ref().map(Element::line), Ok("&m;".into()));
    }
}
