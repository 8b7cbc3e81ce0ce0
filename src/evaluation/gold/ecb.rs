//! Events across documents (ECB+): sentences that were annotated, with the events and the people, places and times that they
//! share with other documents.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::{broken, entries, text_of};
use crate::error::Result;

/// Name of the set.
pub(in super::super) const NAME: &str = "ecbplus";
/// A file that every such set has.
pub(in super::super) const MARK: &str = "ECBplus_coreference_sentences.csv";

/// Topics of the development part.
pub(in super::super) const DEV: [u32; 8] = [2, 5, 12, 18, 21, 23, 34, 35];

/// A document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in super::super) struct Annotated {
    pub(in super::super) topic: u32,
    pub(in super::super) name: String,
    /// Its sentences, words parted by blanks; the address that the first of some files spells is left out.
    pub(in super::super) sentences: Vec<String>,
    /// Those that were annotated, by index into `sentences`.
    pub(in super::super) marked: BTreeMap<usize, Marked>,
}

/// What a sentence shares with other documents: numbers of events and of who, where and when.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in super::super) struct Marked {
    pub(in super::super) events: BTreeSet<String>,
    pub(in super::super) entities: BTreeSet<String>,
}

impl Marked {
    /// Two sentences tell of one event: they share one, and a second one or who, where or when.
    pub(in super::super) fn is_one_with(&self, other: &Self) -> bool {
        let events = self.events.intersection(&other.events).count();
        events > 1 || events == 1 && self.entities.intersection(&other.entities).next().is_some()
    }
}

/// The documents in the order of their paths.
///
/// # Errors
/// Where a file cannot be read or is not what it should be.
pub(in super::super) fn read(folder: &Path) -> Result<Vec<Annotated>> {
    let path = folder.join(MARK);
    let mut listed: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(super::open(&path)?);
    for (at, row) in reader.deserialize::<(u32, String, usize)>().enumerate() {
        let (topic, file, sentence) = row.map_err(|source| broken(&path, at + 2, &source.to_string()))?;
        listed.entry(format!("{topic}_{file}")).or_default().insert(sentence);
    }
    let root = folder.join("ECB+");
    let mut found = Vec::new();
    for topic in entries(&root)? {
        let Some(number) = topic.file_name().and_then(|name| name.to_string_lossy().parse().ok()) else { continue };
        for path in entries(&topic)?.into_iter().filter(|path| path.extension().is_some_and(|end| end == "xml")) {
            let name = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let none = BTreeSet::new();
            found.push(document(&path, &text_of(&path)?, number, name.clone(), listed.get(&name).unwrap_or(&none))?);
        }
    }
    Ok(found)
}

fn document(path: &Path, xml: &str, topic: u32, name: String, listed: &BTreeSet<usize>) -> Result<Annotated> {
    let parsed = roxmltree::Document::parse(xml).map_err(|source| broken(path, source.pos().row as usize, &source.to_string()))?;
    let root = parsed.root_element();
    let number = |node: &roxmltree::Node<'_, '_>, name: &str| node.attribute(name).and_then(|value| value.parse::<usize>().ok());
    let mut texts: BTreeMap<usize, String> = BTreeMap::new();
    let mut sentence_of: BTreeMap<&str, usize> = BTreeMap::new();
    for token in root.children().filter(|node| node.has_tag_name("token")) {
        let (Some(id), Some(sentence)) = (token.attribute("t_id"), number(&token, "sentence")) else { continue };
        sentence_of.insert(id, sentence);
        let text = texts.entry(sentence).or_default();
        text.push_str(match token.text().unwrap_or_default() {
            "``" | "''" => "\"",
            word => word,
        });
        text.push(' ');
    }
    if name.ends_with("plus") {
        texts.remove(&0);
    }
    // A mention by its number: whether it is an event, and its sentence.
    let mut mentions: BTreeMap<&str, (bool, usize)> = BTreeMap::new();
    for mention in root.children().filter(|node| node.has_tag_name("Markables")).flat_map(|node| node.children()) {
        let anchor = mention.children().find(|node| node.has_tag_name("token_anchor")).and_then(|node| node.attribute("t_id"));
        if let (Some(id), Some(sentence)) = (mention.attribute("m_id"), anchor.and_then(|anchor| sentence_of.get(anchor))) {
            let tag = mention.tag_name().name();
            mentions.insert(id, (tag.starts_with("ACTION") || tag.starts_with("NEG"), *sentence));
        }
    }
    let places: BTreeMap<usize, usize> = texts.keys().enumerate().map(|(at, sentence)| (*sentence, at)).collect();
    let mut marked: BTreeMap<usize, Marked> =
        listed.iter().filter_map(|sentence| Some((*places.get(sentence)?, Marked::default()))).collect();
    let chains = root.children().filter(|node| node.has_tag_name("Relations")).flat_map(|node| node.children());
    for chain in chains.filter(|node| node.has_tag_name("CROSS_DOC_COREF")) {
        let Some(instance) = chain.attribute("note") else { continue };
        let sources = chain.children().filter(|node| node.has_tag_name("source")).filter_map(|node| node.attribute("m_id"));
        for (is_event, sentence) in sources.filter_map(|mention| mentions.get(mention)) {
            if let Some(marked) = places.get(sentence).and_then(|at| marked.get_mut(at)) {
                let set = if *is_event { &mut marked.events } else { &mut marked.entities };
                set.insert(instance.to_owned());
            }
        }
    }
    Ok(Annotated { topic, name, sentences: texts.into_values().collect(), marked })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chains_go_to_the_sentences_that_were_annotated() {
        let token =
            |id: u32, sentence: u32, word: &str| format!("<token t_id=\"{id}\" sentence=\"{sentence}\" number=\"0\">{word}</token>");
        let xml = format!(
            "<Document>{}{}{}{}<Markables><ACTION_OCCURRENCE m_id=\"7\"><token_anchor t_id=\"3\"/></ACTION_OCCURRENCE>\
             <HUMAN_PART m_id=\"8\"><token_anchor t_id=\"2\"/></HUMAN_PART><LOC m_id=\"9\"><token_anchor t_id=\"4\"/></LOC></Markables>\
             <Relations><CROSS_DOC_COREF r_id=\"1\" note=\"E1\"><source m_id=\"7\"/></CROSS_DOC_COREF>\
             <CROSS_DOC_COREF r_id=\"2\" note=\"H1\"><source m_id=\"8\"/></CROSS_DOC_COREF>\
             <CROSS_DOC_COREF r_id=\"3\" note=\"L1\"><source m_id=\"9\"/></CROSS_DOC_COREF></Relations></Document>",
            token(1, 0, "http"),
            token(2, 1, "Keld"),
            token(3, 1, "resigned"),
            token(4, 2, "Ostra")
        );
        let found = document(Path::new("1_1ecbplus.xml"), &xml, 1, "1_1ecbplus".to_owned(), &BTreeSet::from([1])).unwrap();
        // The address is no sentence; the third was not annotated.
        assert_eq!(found.sentences, ["Keld resigned ", "Ostra "]);
        let set = |name: &str| BTreeSet::from([name.to_owned()]);
        assert_eq!(found.marked, BTreeMap::from([(0, Marked { events: set("E1"), entities: set("H1") })]));
        // One event alone is not enough, one event and a person are.
        let other = Marked { events: set("E1"), entities: BTreeSet::new() };
        assert!(!found.marked[&0].is_one_with(&other) && found.marked[&0].is_one_with(&found.marked[&0]));
        let error = document(Path::new("broken.xml"), "<Document>", 1, String::new(), &BTreeSet::new()).unwrap_err();
        assert!(error.to_string().contains("broken.xml"), "{error}");
    }
}
