//! The fields of one record, under whatever names the tools that collect articles give them.
//!
//! The names are a file format (the exports of trafilatura, newspaper4k, news-please and Media Cloud), not words of
//! a language, so they stand here and not in a table.

use serde::de::{Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::page::is_address;

/// What a record gives, before it is judged. Empty strings are fields that were missing or blank.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Fields {
    /// Body.
    pub text: String,
    /// Title.
    pub title: String,
    /// Outlet as written.
    pub outlet: String,
    /// Date of publication as written.
    pub published: String,
    /// Address.
    pub url: String,
    /// Authors.
    pub authors: Vec<String>,
    /// Language as written.
    pub language: String,
    /// Id as written.
    pub id: String,
    /// Section or topic.
    pub section: String,
}

/// A field of [`Fields`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Text,
    Outlet,
    Published,
    Url,
    Title,
    Authors,
    Language,
    Id,
    Section,
}

/// How many fields there are.
const FIELDS: usize = 9;

/// Every name of every field; within a field the first that is present and not empty wins.
const NAMES: &[(Field, &[&str])] = &[
    (Field::Text, &["text", "content", "maintext", "body"]),
    (Field::Outlet, &["outlet", "domain", "source_domain", "hostname", "source"]),
    (Field::Published, &["published", "date", "date_publish", "publish_date"]),
    (Field::Url, &["url", "link"]),
    (Field::Title, &["title", "headline"]),
    (Field::Authors, &["authors", "author", "byline"]),
    (Field::Language, &["language", "lang"]),
    (Field::Id, &["id", "article_id", "guid"]),
    (Field::Section, &["section", "topic"]),
];

/// Rank of `source` among the names of the outlet.
const SOURCE: usize = 4;

/// Which field `name` stands for, and its rank among the field's names (0 wins).
pub(super) fn field_named(name: &str) -> Option<(Field, usize)> {
    let name = name.trim();
    NAMES.iter().find_map(|(field, names)| names.iter().position(|known| known.eq_ignore_ascii_case(name)).map(|rank| (*field, rank)))
}

/// Collects values, keeping for each field the best-ranked one that is not empty.
#[derive(Debug, Default)]
pub(super) struct Collected {
    fields: Fields,
    ranks: [Option<usize>; FIELDS],
    /// What stands under `source`, the last name of the outlet.
    source: Option<String>,
}

impl Collected {
    /// Offers one value. Authors are split at semicolons, and at commas where each part has two words or more.
    pub(super) fn offer(&mut self, field: Field, rank: usize, value: String) {
        if field == Field::Outlet && rank == SOURCE {
            self.source = Some(value.clone());
        }
        if self.accepts(field, rank) && !value.trim().is_empty() {
            self.ranks[field as usize] = Some(rank);
            let fields = &mut self.fields;
            match field {
                Field::Text => fields.text = value,
                Field::Outlet => fields.outlet = value,
                Field::Published => fields.published = value,
                Field::Url => fields.url = value,
                Field::Title => fields.title = value,
                Field::Authors => fields.authors = split_authors(&value),
                Field::Language => fields.language = value,
                Field::Id => fields.id = value,
                Field::Section => fields.section = value,
            }
        }
    }

    fn offer_list(&mut self, field: Field, rank: usize, values: &[String]) {
        if field == Field::Authors {
            let authors: Vec<String> = values.iter().map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect();
            if self.accepts(field, rank) && !authors.is_empty() {
                self.ranks[field as usize] = Some(rank);
                self.fields.authors = authors;
            }
        } else {
            self.offer(field, rank, values.join(", "));
        }
    }

    fn accepts(&self, field: Field, rank: usize) -> bool {
        self.ranks[field as usize].is_none_or(|held| rank < held)
    }

    /// The fields as they stand. Where trafilatura gives the address as `source`, and nothing else gives one, it is the address.
    pub(super) fn finish(self) -> Fields {
        let mut fields = self.fields;
        if fields.url.is_empty() {
            fields.url = self.source.filter(|source| is_address(source)).unwrap_or_default();
        }
        // news-please writes the word for a date that it did not find.
        if fields.published == "None" {
            fields.published.clear();
        }
        fields
    }
}

/// Authors in one string become a list.
pub(super) fn split_authors(value: &str) -> Vec<String> {
    let listed = value.trim().trim_start_matches('[').trim_end_matches(']');
    let separator = if listed.contains(';') { ';' } else { ',' };
    listed.split(separator).map(|name| name.trim().trim_matches(['"', '\'']).trim().to_owned()).filter(|name| !name.is_empty()).collect()
}

/// The fields of one JSON object.
///
/// # Errors
/// Where `line` is no JSON object, or the text is neither text nor number.
pub(super) fn from_json(line: &str) -> Result<Fields, serde_json::Error> {
    let mut json = serde_json::Deserializer::from_str(line);
    let collected = json.deserialize_map(ObjectVisitor)?;
    json.end()?;
    Ok(collected.finish())
}

struct ObjectVisitor;

impl<'de> Visitor<'de> for ObjectVisitor {
    type Value = Collected;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("a JSON object, one article a line")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Collected, M::Error> {
        let mut collected = Collected::default();
        while let Some(key) = map.next_key::<std::borrow::Cow<'de, str>>()? {
            let Some((field, rank)) = field_named(&key) else {
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            let value = map.next_value::<Value>()?;
            if field == Field::Text && (value.is_object() || value.is_array()) {
                return Err(M::Error::custom(format!("`{key}` is a list or object where text is expected")));
            }
            match value {
                Value::Array(items) => collected.offer_list(field, rank, &items.into_iter().map(plain).collect::<Vec<_>>()),
                single => collected.offer(field, rank, plain(single)),
            }
        }
        Ok(collected)
    }
}

/// A JSON value as text: numbers as they are written, objects by their `name`, anything else as nothing.
fn plain(value: Value) -> String {
    match value {
        Value::String(text) => text,
        Value::Number(number) => number.to_string(),
        Value::Bool(flag) => flag.to_string(),
        Value::Object(mut object) => object.remove("name").map(plain).unwrap_or_default(),
        Value::Null | Value::Array(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: Result<(&str, &str, &[&str]), ()>) {
        let found = from_json(line);
        match (&found, expected) {
            (Ok(fields), Ok((text, outlet, authors))) => {
                assert_eq!((fields.text.as_str(), fields.outlet.as_str()), (text, outlet));
                assert_eq!(fields.authors, authors);
            }
            (Err(_), Err(())) => {}
            _ => panic!("{line}: {found:?}"),
        }
    }

    #[test]
    fn the_first_name_that_is_not_empty_wins() {
        check(r#"{"body":"b","text":" ","content":"c","source":"s","domain":"d"}"#, Ok(("c", "d", &[])));
        check(r#"{"text":"t","author":"Ana Reve; Bo Lind","byline":"no"}"#, Ok(("t", "", &["Ana Reve", "Bo Lind"])));
        check(
            r#"{"text":7,"source":{"id":null,"name":"Dellmark Post"},"authors":["Ana Reve",null]}"#,
            Ok(("7", "Dellmark Post", &["Ana Reve"])),
        );
    }

    #[test]
    fn an_address_under_source_and_the_word_none() {
        let fields = from_json(r#"{"text":"t","hostname":"a.example","source":"https://a.example/x","date_publish":"None"}"#).unwrap();
        assert_eq!((fields.outlet.as_str(), fields.url.as_str(), fields.published.as_str()), ("a.example", "https://a.example/x", ""));
        let fields = from_json(r#"{"text":"t","source":"Post","url":"https://b.example"}"#).unwrap();
        assert_eq!((fields.outlet.as_str(), fields.url.as_str()), ("Post", "https://b.example"));
    }

    #[test]
    fn what_is_no_object_of_texts_is_refused() {
        check(r#"{"text":["a"]}"#, Err(()));
        check(r#"["text"]"#, Err(()));
        check(r#"{"text":"a"} x"#, Err(()));
        check(r#"{"text":"\ud800"}"#, Err(()));
        check("{\"text\":\"a\0\"}", Err(()));
    }
}
