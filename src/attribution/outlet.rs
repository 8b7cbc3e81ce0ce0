//! Which names are outlets, and which outlet is credited second-hand.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::content::Relation;
use super::people::People;
use super::reader::Reader;
use crate::config::AttributionParams;
use crate::corpus::Article;
use crate::lexicon::class;

/// True where the outlet's name begins at token `at`, "the" passed over.
pub(super) fn starts_outlet(reader: &Reader<'_>, at: usize) -> bool {
    name_at(reader, at).is_some()
}

/// True where the noun phrase is an outlet and nobody else ("the Varn Times", not "the Varn Times editor").
pub(super) fn is_outlet(reader: &Reader<'_>, range: Range<usize>) -> bool {
    name_at(reader, range.start).is_some_and(|found| found.end >= range.end)
}

/// The tokens of the outlet named at `at`: one of the table, or a capitalised run that ends in a media word.
pub(super) fn name_at(reader: &Reader<'_>, at: usize) -> Option<Range<usize>> {
    let start = if reader.lower(at) == "the" { at + 1 } else { at };
    if !reader.is_capital(start) {
        return None;
    }
    let mut end = start;
    if let Some((_, length)) = reader.lexicon.outlet_at(start, |place| reader.document.lower(place))
        && (start..start + length).all(|place| reader.is_capital(place) || reader.lower(place) != reader.written(place) || place > start)
    {
        end = start + length;
    }
    let mut run = start;
    let mut media = 0;
    while run < start + 6 && (reader.is_capital(run) || run > start && matches!(reader.lower(run), "of" | "&")) {
        run += 1;
        if reader.is(run - 1, class::MEDIA) {
            media = run;
        }
    }
    if media > start + 1 {
        end = end.max(media);
    }
    (end > start && !reader.is(end, class::ROLE)).then_some(start..end)
}

/// The press as one article shows it: names that stand where outlets stand ("told the Varn Lamp").
pub(super) struct Press<'p> {
    people: &'p People,
    /// Names in lower case.
    learned: BTreeSet<String>,
    /// Of the names of more than one word that end in a word, the first of the alphabet.
    by_last: BTreeMap<String, String>,
}

impl<'p> Press<'p> {
    /// Learns the names that speakers talk to and that pass reports on.
    pub(super) fn read(reader: &Reader<'_>, people: &'p People, relations: &[Relation]) -> Self {
        let mut press = Self { people, learned: BTreeSet::new(), by_last: BTreeMap::new() };
        for relation in relations {
            let Some(cue) = relation.cue.clone() else { continue };
            if reader.stem(cue.end - 1) == "report"
                && let Some(source) = &relation.source
                && let Some(name) = press.run_at(reader, source.start).filter(|name| name.len() >= 2 && name.end == source.end)
            {
                press.learned.insert(reader.said(name).to_lowercase());
            }
            for at in venues(reader, relation) {
                if let Some(name) = press.heard_at(reader, at).filter(|name| name.len() >= 2) {
                    press.learned.insert(reader.said(name).to_lowercase());
                }
            }
        }
        for known in press.learned.iter().rev() {
            if let Some((_, last)) = known.rsplit_once(' ') {
                press.by_last.insert(last.to_owned(), known.clone());
            }
        }
        press
    }

    /// A capitalised run at `at`, "the" passed over, that is neither a person nor an institution nor a place.
    fn run_at(&self, reader: &Reader<'_>, at: usize) -> Option<Range<usize>> {
        if let Some(name) = name_at(reader, at) {
            return Some(name);
        }
        let the = reader.lower(at) == "the";
        let start = if the { at + 1 } else { at };
        let mut end = start;
        while end < start + 5 && reader.is_name_word(end) && reader.quotation_at(end) == reader.quotation_at(start) {
            end += 1;
        }
        let barred = class::ROLE | class::HONORIFIC | class::GROUP | class::PERSON | class::VAGUE | class::ANONYMOUS | class::REPORTER;
        let barred = |place: usize| {
            reader.is(place, barred) || reader.is(place, class::ORGANISATION | class::GIVEN) && !reader.is(place, class::MEDIA)
        };
        let person = self.people.surely_mentioned(start..end);
        let place = reader.is_name_place(start).is_some_and(|(_, _, length)| start + length >= end);
        // "told Varnians": a plural without an article is a group.
        let group = !the && end == start + 1 && reader.lower(start).ends_with('s');
        let goes_on = reader.is_name_word(end) || reader.lower(end) == "of" && reader.is_name_word(end + 1);
        let whole = end > start
            && !goes_on
            && !reader.is_possessive_mark(end)
            && !reader.is(end, class::ROLE | class::GROUP)
            && !(start..end).any(barred)
            && !(person || place || group);
        whole.then_some(start..end)
    }

    /// A run as above behind "told". "told Mira Holt": two capitals without an article are a person's, unless something
    /// else is known of them.
    fn heard_at(&self, reader: &Reader<'_>, at: usize) -> Option<Range<usize>> {
        let name = self.run_at(reader, at)?;
        let strange = name.start == at && name.len() >= 2 && name_at(reader, at).is_none();
        (!strange || self.learned.contains(&reader.said(name.clone()).to_lowercase())).then_some(name)
    }

    /// The name in full of the outlet written at `at` ("the Lamp" for the Varn Lamp).
    fn full(&self, reader: &Reader<'_>, at: usize) -> Option<String> {
        let name = self.heard_at(reader, at)?;
        let written = reader.said(name.clone());
        let longer = if name.len() == 1 { self.by_last.get(&written.to_lowercase()) } else { None };
        Some(longer.and_then(|known| self.people.as_written(known)).unwrap_or_else(|| written.to_owned()))
    }

    /// True where the noun phrase is an outlet of the tables or one that this article showed to be one.
    fn knows(&self, reader: &Reader<'_>, source: &Range<usize>) -> bool {
        let start = if reader.lower(source.start) == "the" { source.start + 1 } else { source.start };
        is_outlet(reader, source.clone()) || self.learned.contains(&reader.said(start..source.end).to_lowercase())
    }
}

/// Where an outlet may be named: behind "told", "in an interview with", "speaking to".
fn venues(reader: &Reader<'_>, relation: &Relation) -> Vec<usize> {
    let Some(cue) = relation.cue.clone() else { return Vec::new() };
    let from = relation.unit.start.max(cue.start.saturating_sub(30));
    let to = relation.unit.end.min(cue.end + 30);
    let free = |at: usize| reader.quotation_at(at).is_none();
    let opens = |at: usize| {
        let word = reader.lower(at);
        let before = at.wrapping_sub(1);
        let statement = reader.is(before, class::STATEMENT) && !reader.is(before, class::DOCUMENT);
        word == "told" && cue.contains(&at)
            || matches!(word, "with" | "to") && at > from && (statement || reader.lower(before) == "interview")
            || word == "to" && at > from && matches!(reader.lower(before), "speaking" | "talking")
    };
    (from..to).filter(|&at| opens(at) && free(at)).map(|at| at + 1).collect()
}

/// The outlet credited second-hand and how many stand between speaker and reader. The article's own outlet is none.
/// `last` is the outlet credited before ("told the paper").
pub(super) fn credited(
    reader: &Reader<'_>,
    relation: &Relation,
    article: &Article,
    params: &AttributionParams,
    press: &Press<'_>,
    last: Option<&str>,
) -> (Option<String>, u8) {
    let mut found: Vec<String> = Vec::new();
    let add = |found: &mut Vec<String>, name: &str| {
        // More than can be told of are not counted, nor held against each other.
        if found.len() < usize::from(u8::MAX)
            && !is_own(name, &article.outlet)
            && !found.iter().any(|other| other == name || other.ends_with(name) || name.ends_with(other.as_str()))
        {
            found.push(name.to_owned());
        }
    };
    for carrier in &relation.carriers {
        add(&mut found, &name_of(reader, carrier.clone()));
    }
    if let Some(by) = &relation.quoted_by {
        add(&mut found, &name_of(reader, by.clone()));
    }
    // The speaker is an outlet itself: what it reports is second-hand.
    if found.is_empty()
        && let Some(source) = relation.source.clone().filter(|source| press.knows(reader, source))
    {
        add(&mut found, &name_of(reader, source));
    }
    for at in relation.told.clone() {
        if let Some(name) = told_at(reader, at, &relation.told, params) {
            add(&mut found, &name);
        }
    }
    for at in venues(reader, relation) {
        if let Some(name) = press.full(reader, at) {
            add(&mut found, &name);
        } else if reader.is(at, class::DETERMINER)
            && reader.is(at + 1, class::MEDIA_GENERIC)
            && !reader.is(at + 2, class::ROLE)
            && let Some(last) = last
        {
            add(&mut found, last);
        }
    }
    // "In an interview on Varn Television, Holt said", "Holt, in a call with the Varn Times, said".
    let start = relation.cue.as_ref().map_or(relation.unit.start, |cue| cue.start);
    let from = relation.unit.start.max(start.saturating_sub(30));
    for at in from..start {
        if reader.quotation_at(at).is_some() || relation.pieces.iter().any(|piece| piece.contains(&at)) {
            continue;
        }
        let venue = matches!(reader.lower(at), "with" | "to" | "on" | "by" | "for") && at > 0 && reader.is(at - 1, class::STATEMENT)
            || reader.lower(at) == "told"
            || matches!(reader.lower(at), "to") && at > 0 && matches!(reader.lower(at - 1), "speaking" | "talking")
            || reader.lower(at) == "on" && at > 0 && matches!(reader.lower(at - 1), "speaking" | "appearing" | "appearance");
        if venue && let Some(name) = name_at(reader, at + 1) {
            add(&mut found, reader.said(name));
        }
    }
    let depth = found.len().min(usize::from(u8::MAX)) as u8;
    (found.into_iter().next(), depth)
}

/// The outlet named at `at` among the words between cue and content.
fn told_at(reader: &Reader<'_>, at: usize, told: &Range<usize>, params: &AttributionParams) -> Option<String> {
    let inside = at > told.start && reader.is_capital(at - 1) && reader.is_capital(at);
    if inside {
        return None;
    }
    if let Some(name) = name_at(reader, at) {
        return (name.end <= told.end && reader.lower(at) != "the").then(|| reader.said(name).to_owned());
    }
    if reader.is_capital(at) {
        let rest = reader.said(at..told.end);
        let known = params
            .known_outlets
            .iter()
            .find(|name| !name.is_empty() && rest.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name)));
        if known.is_some() {
            return known.cloned();
        }
    }
    // "in national media", "told local television".
    let generic = reader.is(at, class::MEDIA_GENERIC) && at > 0 && !reader.is_capital(at);
    let kind = matches!(
        reader.lower(at.wrapping_sub(1)),
        "national" | "local" | "state" | "foreign" | "domestic" | "regional" | "public" | "international" | "state-run"
    );
    (generic && kind).then(|| reader.said(at - 1..at + 1).to_owned())
}

fn name_of(reader: &Reader<'_>, range: Range<usize>) -> String {
    let start = if reader.lower(range.start) == "the" && range.len() > 1 { range.start + 1 } else { range.start };
    let name = name_at(reader, range.start).unwrap_or(start..range.end);
    reader.said(name).to_owned()
}

/// True where `name` is the outlet that runs the article: their letters agree ("Varn Times", `varntimes.com`).
fn is_own(name: &str, outlet: &str) -> bool {
    let letters = |text: &str| text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let base = outlet.split('.').find(|part| !matches!(*part, "www" | "edition" | "en" | "news" | "m")).unwrap_or(outlet);
    let (name, base, whole) = (letters(name), letters(base), letters(outlet));
    let name = name.strip_prefix("the").filter(|rest| rest.len() > 2).unwrap_or(&name);
    let base = base.strip_prefix("the").filter(|rest| rest.len() > 2).unwrap_or(&base);
    !name.is_empty()
        && !base.is_empty()
        && (name == base || name == whole || name.len() > 3 && (base.starts_with(name) || base.ends_with(name) || name.starts_with(base)))
}
