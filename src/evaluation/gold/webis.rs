//! Articles of nine outlets that fact-checkers judged one by one (`BuzzFeed` and Webis 2016): `articles/NNNN.xml`.

use std::path::Path;

use super::{broken, entries, text_of};
use crate::corpus::{Fields, Record};
use crate::error::Result;

/// Name of the set.
pub(in super::super) const NAME: &str = "webis-buzzfeed";
/// A file that every such set has.
pub(in super::super) const MARK: &str = "overview.csv";

/// A judged article.
#[derive(Debug, Clone)]
pub(in super::super) struct Checked {
    /// As a reader of files would give it.
    pub(in super::super) record: Record,
    /// Of an outlet at the edge of its political side.
    pub(in super::super) hyperpartisan: bool,
    /// Mostly true, as against a mixture or mostly false; `None` where there is nothing to check.
    pub(in super::super) is_true: Option<bool>,
}

/// The articles, by number.
///
/// # Errors
/// Where a file cannot be read or is not the XML it should be.
pub(in super::super) fn read(folder: &Path) -> Result<Vec<Checked>> {
    let paths = entries(&folder.join("articles"))?.into_iter().filter(|path| path.extension().is_some_and(|end| end == "xml"));
    paths.map(|path| checked(&path, &text_of(&path)?)).collect()
}

fn checked(path: &Path, xml: &str) -> Result<Checked> {
    let document = roxmltree::Document::parse(xml).map_err(|source| broken(path, source.pos().row as usize, &source.to_string()))?;
    let of = |name: &str| {
        let node = document.root_element().children().find(|node| node.has_tag_name(name));
        node.and_then(|node| node.text()).unwrap_or_default().trim().to_owned()
    };
    let id = path.file_stem().map(|stem| format!("webis-{}", stem.to_string_lossy())).unwrap_or_default();
    let fields = Fields { text: of("mainText"), title: of("title"), outlet: of("portal"), url: of("uri"), id, ..Fields::default() };
    Ok(Checked {
        record: Record { path: path.display().to_string(), position: 1, fields, ..Record::default() },
        hyperpartisan: of("orientation") != "mainstream",
        is_true: match of("veracity").as_str() {
            "mostly true" => Some(true),
            "mixture of true and false" | "mostly false" => Some(false),
            _ => None,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verdicts_and_fields_are_read() {
        let xml = |veracity: &str| {
            format!(
                "<article><mainText>The ferry sank.</mainText><orientation>left</orientation><portal>varn.example</portal>\
                 <title>Ferry sinks</title><uri>https://varn.example/1</uri><veracity>{veracity}</veracity></article>"
            )
        };
        let read = |veracity: &str| checked(Path::new("articles/0007.xml"), &xml(veracity)).unwrap();
        let found = read("mostly true");
        assert_eq!((found.is_true, found.hyperpartisan), (Some(true), true));
        let fields = &found.record.fields;
        assert_eq!((fields.id.as_str(), fields.outlet.as_str(), fields.title.as_str()), ("webis-0007", "varn.example", "Ferry sinks"));
        assert_eq!([read("mostly false").is_true, read("no factual content").is_true], [Some(false), None]);
        assert!(checked(Path::new("0008.xml"), "<article>").is_err());
    }
}
