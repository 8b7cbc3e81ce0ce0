//! Extract: what an article puts forward, as [`Mention`]s in a normal form that other articles' mentions can be held
//! against.
//!
//! In: one article's text, sentences, hedging and attributions. Out: its mentions. Invariant: a mention's span is a
//! stretch of one sentence of article text; "X said" and "reportedly" are taken off and remembered. Opinion,
//! questions and boilerplate are no claims. Deliberately absent: any other article.
//!
//! | file | what |
//! |---|---|
//! | `view.rs` | the article with the facts of its words: names, countries, verbs |
//! | `pieces.rs` | which stretches of a sentence are put forward, and on whose word |
//! | `split.rs` | clauses |
//! | `frames.rs` | "denied reports that C": C and the stance to it |
//! | `subjects.rs` | what pronouns stand for |
//! | `keys.rs` | the normal form |
//! | `outline.rs` | whether a clause has a verb of its own |
//! | `numbers.rs`, `dates.rs` | numbers with bounds, dates resolved |
//! | `offices.rs`, `slots.rs` | who holds an office, how many were hurt |
//! | `figures.rs` | any other number that two outlets may both give |
//! | `sureness.rs` | which cues bear on a clause, and what they make of its certainty |

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use self::clause::{Clause, Lent};
use self::dates::DateHit;
pub(crate) use self::figures::Figure;
use self::keys::Around;
use self::numbers::Number;
use self::slots::{PEOPLE, VOTES};
use self::subjects::Subjects;
use self::view::{View, mix};
use crate::attribution::{Attributions, SpeakerKind};
use crate::config::ClaimParams;
use crate::corpus::Article;
use crate::hedging::Hedging;
use crate::ids::{ClaimKind, Genre, Span, Stance};
use crate::lexicon::{Lexicon, VerbForms, WordSet};
use crate::text::{Document, Shape};

mod clause;
mod dates;
mod figures;
mod frames;
mod keys;
mod numbers;
mod offices;
mod outline;
mod pieces;
mod scope;
mod slots;
mod split;
mod subjects;
mod sureness;
mod view;

#[cfg(test)]
mod tests;

/// One place in one article where a claim is put forward.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mention {
    /// The clause that puts it forward, attribution taken off: one stretch inside one sentence.
    pub span: Span,
    /// Index into `Document::sentences`.
    pub sentence: usize,
    /// The whole sentence around it.
    pub sentence_span: Span,
    /// What sort of claim.
    pub kind: ClaimKind,
    /// How the voice that carries it stands to it.
    pub stance: Stance,
    /// How sure that voice sounds of what it says, in [0, 1], whatever its direction.
    pub certainty: f64,
    /// A hedge bears on it.
    pub hedged: bool,
    /// A vague cue bears on it.
    pub vague: bool,
    /// The cues that bear on it: index into the cues of its sentence.
    pub cues: Vec<usize>,
    /// The attribution that carries it: index into `Attributions::items`; `None` in the outlet's own voice.
    pub attribution: Option<usize>,
    /// True for the headline.
    pub in_headline: bool,
    /// True where its words stand in quotation marks.
    pub in_quotation: bool,
    /// True where the clause comments rather than reports; such mentions are counted as opinion, not linked.
    pub opinion: bool,
    /// Its normal form.
    pub proposition: Proposition,
    /// What it says of a fixed slot (office, toll, sum, day); `None` for a plain statement.
    pub slot: Option<Box<Slot>>,
}

impl Mention {
    /// It gives a figure besides what its clause states, which is a mention of its own: it is a claim only where another outlet gives
    /// the same figure, and counts nowhere else.
    pub fn is_figure(&self) -> bool {
        self.slot.as_deref().is_some_and(|slot| Figure::of(slot).is_some())
    }
}

/// A clause in normal form: order-free keys with what is needed to weigh and compare them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
pub struct Proposition {
    /// The keys in order of the text, subject first where a pronoun was replaced by its name.
    pub keys: Vec<Key>,
    /// Hashes of neighbouring word pairs, sorted, unique.
    pub bigrams: Vec<u32>,
    /// Hashes of runs of four words, sorted, unique.
    pub four_grams: Vec<u32>,
    /// Stem hash of the main verb; `None` where none was found.
    pub predicate: Option<u64>,
    /// The clause is negated as a whole.
    pub negated: bool,
    /// Step on a ladder of stages (planned, proposed, passed, in force; accused, charged, convicted).
    pub stage: Option<Stage>,
    /// The subject in words, as far as it was recognised; names in full.
    pub subject: Option<String>,
    /// Words in the clause.
    pub words: u16,
}

/// A word, name, number or date of a clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Key {
    /// Stable hash of the normal form.
    pub hash: u64,
    /// What sort of key; sets its weight and whether a synonym may match it.
    pub class: KeyClass,
    /// True inside the scope of a negation.
    pub negated: bool,
    /// For words: half of the hash of the first five letters of the stem, for soft matches; else 0.
    pub prefix: u32,
    /// For words: number of its synonym set in the lexicon, from 1; 0 for none.
    pub synset: u16,
}

/// What sort of key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyClass {
    /// A name of a person, place, organisation; countries by their own name whatever the wording.
    Name,
    /// A number with its unit.
    Number,
    /// A day, month, weekday or year.
    Date,
    /// Any other content word.
    Word,
}

/// A step on a ladder of stages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Stage {
    /// Which ladder (row group of the lexicon table).
    pub ladder: u8,
    /// Which step, from 1.
    pub step: u8,
}

/// A fixed slot and what the mention puts in it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Slot {
    /// The question answered, in normal form: `foreign minister of bulgaria`, `killed`, `votes for`, `sum:bridge`; for any other figure
    /// the number: `figure:sum:1.50000e6`.
    pub item: String,
    /// The answer as written, tidied: a full name, a number, a day.
    pub value: String,
    /// Unit of a number ("people", "%", "euro"); empty for none.
    pub unit: String,
    /// Lowest and highest number that would fit ("at least 12" is 12 to infinity; infinity is `f64::MAX`).
    pub bounds: Option<(f64, f64)>,
    /// The day, month or year meant, as far as known.
    pub date: Option<PartialDate>,
    /// For names: lower-case words of the name without initials and titles, for comparison by any shared word. For figures that fill no
    /// slot of their own: stems of the words behind them.
    pub names: Vec<String>,
    /// What the clause says of when, where and of whom the value holds.
    pub scope: Scope,
}

/// What a value holds of, as far as the clause says: values of different scope do not contradict each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Scope {
    /// Told of another time than that of the article ("in March", "in 2015", "in recent years").
    pub other_time: bool,
    /// A part of those that count ("the other two", "six Saudis", "the first two").
    pub part: bool,
    /// Places named with "in", "at" and the like, lower case; a bare "the state" too.
    pub places: Vec<String>,
}

/// A date of which parts may be unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct PartialDate {
    /// Year.
    pub year: Option<i16>,
    /// Month, 1 to 12.
    pub month: Option<i8>,
    /// Day of the month, 1 to 31.
    pub day: Option<i8>,
}

impl From<Date> for PartialDate {
    fn from(date: Date) -> Self {
        Self { year: Some(date.year()), month: Some(date.month()), day: Some(date.day()) }
    }
}

/// Finds what an article puts forward.
pub fn extract(
    article: &Article,
    document: &Document,
    hedging: &Hedging,
    attributions: &Attributions,
    lexicon: &Lexicon,
    params: &ClaimParams,
) -> Vec<Mention> {
    let view = View::new(article, document, lexicon);
    let subjects = Subjects::new(&view, attributions, params.sentences);
    let around = Around { view: &view, subjects: &subjects, attributions };
    let contents = pieces::contents(&view, attributions, params.sentences);
    let mut seen: BTreeSet<u64> = BTreeSet::new();
    let mut filled: BTreeSet<(String, String)> = BTreeSet::new();
    let mut found = Vec::new();
    for (number, contents) in contents.iter().enumerate() {
        if !pieces::readable(&view, number, !contents.is_empty(), params) {
            continue;
        }
        for piece in pieces::pieces(&view, number, contents, attributions, params) {
            for clause in split::split(&view, &piece, params) {
                let (clause, framed) = frames::unframe(&view, &clause, params);
                let clause = Clause { tokens: split::tidy(&view, clause.tokens.clone()), ..clause };
                let mut clause = borrow_subject(&view, clause, framed);
                if clause.attribution.is_none() {
                    clause.attribution = pieces::passed_on(&view, contents, attributions, &clause.tokens);
                }
                if !states(&view, &clause, framed, params) || !seen.insert(fingerprint(&view, &clause)) {
                    continue;
                }
                mentions_of(&around, hedging, &clause, params, &mut filled, &mut found);
            }
        }
    }
    let home = home_country(&view, params);
    for holder in offices::holders(&view, params.sentences, home) {
        let clause = Clause {
            tokens: holder.tokens.clone(),
            sentence: holder.sentence,
            attribution: contents.get(holder.sentence).and_then(|here| pieces::voice_of(here, attributions, &holder.tokens)),
            lent: Lent::None,
            stance: Stance::Affirms,
            certainty: None,
        };
        let proposition = keys::proposition(&around, &clause, &[], &[]);
        let slot = Slot {
            item: holder.item,
            value: holder.name,
            unit: String::new(),
            bounds: None,
            date: None,
            names: holder.names,
            scope: Scope::default(),
        };
        let mention = mention(&around, hedging, &clause, params, proposition);
        found.push(Mention { kind: ClaimKind::RoleHolder, opinion: false, slot: Some(Box::new(slot)), ..mention });
    }
    found.sort_by_key(|mention| (mention.sentence, mention.span, mention.kind));
    found
}

/// True where a clause is long enough and says something.
fn states(view: &View<'_>, clause: &Clause, framed: bool, params: &ClaimParams) -> bool {
    let words = view.count_words(clause.tokens.clone());
    let fewest = if framed || clause.stance == Stance::Denies || clause.lent != Lent::None {
        params.fewest_words.saturating_sub(1)
    } else {
        params.fewest_words
    };
    if words < fewest {
        return false;
    }
    let last = clause.tokens.end;
    if view.lower(last).ends_with('?') {
        return false;
    }
    // What is denied may be a noun phrase ("formal accession to the pact"), a headline may do without a finite verb.
    let headline = view.document.sentences.get(clause.sentence).is_some_and(|sentence| sentence.in_headline);
    let verb = keys::find_verb(view, clause.tokens.clone());
    let first = clause.tokens.clone().find(|at| view.is_word(*at)).unwrap_or(clause.tokens.start);
    // "Based on the old plans": a participle in front needs a clear verb behind it.
    let hanging = view.facts(first).verb.any(VerbForms::PARTICIPLE | VerbForms::ING);
    // "make certain that the ferry can sail": the rest of a list of deeds, or an order.
    let bare = view.facts(first).verb;
    if !headline && clause.lent == Lent::None && clause.stance == Stance::Affirms && view.shape(first) == Shape::Lower {
        let infinitive = bare.has(VerbForms::BASE) && !bare.has(VerbForms::NOUN) && !view.is(first, WordSet::Aux);
        if infinitive && first.checked_sub(1).is_none_or(|before| !view.is(before, WordSet::Determiner)) {
            return false;
        }
    }
    // "The mayor tweeted": what was said stands elsewhere.
    let last_word = clause.tokens.clone().rev().find(|at| view.is_word(*at));
    if clause.attribution.is_none() && verb.is_some_and(|verb| Some(verb.main) == last_word && view.is(verb.main, WordSet::Speech)) {
        return false;
    }
    // "The mayor told the board this morning": what was told stands elsewhere.
    let telling = verb.filter(|verb| view.is(verb.main, WordSet::TellingVerb) && clause.attribution.is_none());
    if let Some(verb) = telling {
        let rest = verb.main + 1..clause.tokens.end;
        let held = |at: usize| view.finite(at) || view.quote_mark(at) || view.lower(at) == "that" || view.shape(at) == Shape::Number;
        if clause.lent == Lent::None && rest.len() <= LONGEST_AUDIENCE && !rest.clone().any(held) {
            return false;
        }
    }
    // "denied all the allegations": nobody can tell what is denied.
    if clause.stance == Stance::Denies && verb.is_none() && !hanging {
        let telling = |at: &usize| {
            view.is_word(*at)
                && ![WordSet::Stop, WordSet::ReportNoun, WordSet::DeniedNoun, WordSet::Determiner].iter().any(|set| view.is(*at, *set))
        };
        let named = clause.tokens.clone().any(|at| view.name(at));
        if clause.tokens.clone().filter(telling).count() < if named { 1 } else { 2 } {
            return false;
        }
    }
    // "for more guards in schools", "the man who left the town": no verb of its own.
    let borrows = clause.lent != Lent::None && verb.is_some();
    if !headline && clause.stance == Stance::Affirms && !borrows && !outline::has_verb_of_its_own(view, clause.tokens.clone()) {
        return false;
    }
    let lent = match &clause.lent {
        Lent::None => false,
        Lent::Speaker => true,
        Lent::Tokens(_) => verb.is_some(),
    };
    clause.stance == Stance::Denies
        || lent
        || headline && verb.is_some()
        || verb.is_some_and(|verb| verb.start > first && (framed || view.finite(verb.start) || !hanging && view.present(verb.start)))
        || framed && verb.is_none()
}

/// Most tokens behind "told" that say no more than to whom, where and when. Chosen by hand.
const LONGEST_AUDIENCE: usize = 8;

/// Most tokens between a subject and its verb that "…, X said, …" may take up. Chosen by hand.
const LONGEST_INSERTION: usize = 16;

/// "The bridge, the mayor said, will close": what stands before the insertion is the subject of what stands behind it.
fn borrow_subject(view: &View<'_>, clause: Clause, framed: bool) -> Clause {
    let first = clause.tokens.start;
    if framed || clause.lent != Lent::None || clause.stance != Stance::Affirms || !view.finite(first) || view.clitic(first) {
        return clause;
    }
    let Some(start) = view.document.sentences.get(clause.sentence).map(|sentence| sentence.tokens.start) else { return clause };
    let comma = |at: usize| view.mark(at, ",") || view.quote_mark(at) && view.mark(at.wrapping_sub(1), ",");
    let closes = (start..first).rev().take(3).take_while(|at| !view.is_word(*at)).any(comma);
    let opens = (start..first.saturating_sub(3)).rev().take(LONGEST_INSERTION).find(|at| view.mark(*at, ","));
    match opens {
        Some(opens) if closes && opens > start => {
            let lead = split::trim(view, start..opens);
            // Behind "that" where the subject is that of a clause of its own.
            let subject = if view.has_verb(lead.clone()) { return clause } else { lead };
            if subject.is_empty() { clause } else { Clause { lent: Lent::Tokens(subject), ..clause } }
        }
        _ => clause,
    }
}

/// The stretch to show for `clause`: with its borrowed subject, where that stands before it in the same sentence.
fn shown(view: &View<'_>, clause: &Clause) -> Range<usize> {
    let tokens = clause.tokens.clone();
    match &clause.lent {
        Lent::Tokens(subject)
            if clause.stance == Stance::Affirms
                && subject.start < tokens.start
                && view.document.sentence_of(subject.start) == Some(clause.sentence) =>
        {
            split::trim(view, subject.start..tokens.end)
        }
        _ => tokens,
    }
}

/// The same words twice in an article are one mention.
fn fingerprint(view: &View<'_>, clause: &Clause) -> u64 {
    let words = clause.tokens.clone().filter(|at| view.is_word(*at));
    words.fold(clause.stance as u64, |hash, at| mix(hash, view.document.stem_hash(at)))
}

/// The statement of a clause, its quantities and its date.
fn mentions_of(
    around: &Around<'_>,
    hedging: &Hedging,
    clause: &Clause,
    params: &ClaimParams,
    filled: &mut BTreeSet<(String, String)>,
    found: &mut Vec<Mention>,
) {
    let view = around.view;
    let future = clause.tokens.clone().any(|at| view.is(at, WordSet::Future));
    let dates = dates::find(view, clause.tokens.clone(), future);
    let mut numbers = numbers::find(view, clause.tokens.clone(), params.about_share);
    numbers.retain(|number| !dates.iter().any(|date| date.tokens.start < number.tokens.end && number.tokens.start < date.tokens.end));
    let proposition = keys::proposition(around, clause, &dates, &numbers);
    let statement = mention(around, hedging, clause, params, proposition);
    let slots = slots::slots(view, clause.tokens.clone(), &numbers);
    if !statement.opinion {
        // Of people and votes the slot says what is counted; what else it says of a sum or share, another outlet may say otherwise.
        let told = |number: &Number| {
            slots.iter().any(|slot| slot.bounds == Some((number.low, number.high)) && (slot.unit == PEOPLE || slot.unit == VOTES))
        };
        for slot in numbers.iter().filter(|number| !told(number)).filter_map(|number| figures::figure(view, clause.tokens.clone(), number))
        {
            found.push(Mention { kind: ClaimKind::Quantity, slot: Some(Box::new(slot)), ..statement.clone() });
        }
    }
    for slot in slots {
        if filled.insert((slot.item.clone(), slot.value.clone())) {
            found.push(Mention { kind: ClaimKind::Quantity, slot: Some(Box::new(slot)), ..statement.clone() });
        }
    }
    if let Some(slot) = day_slot(around, clause, &dates, &statement) {
        found.push(Mention { kind: ClaimKind::Date, slot: Some(Box::new(slot)), ..statement.clone() });
    }
    found.push(statement);
}

/// When the deed of a clause was done: only for a deed with a name in it and one day or month.
fn day_slot(around: &Around<'_>, clause: &Clause, dates: &[DateHit], statement: &Mention) -> Option<Slot> {
    let view = around.view;
    let verb = keys::find_verb(view, clause.tokens.clone())?;
    let [date] = dates else { return None };
    if view.is(verb.main, WordSet::Copula)
        || view.is(verb.main, WordSet::Aux)
        || statement.opinion
        || date.date.month.is_none() && date.date.day.is_none()
    {
        return None;
    }
    let content = clause
        .tokens
        .clone()
        .filter(|at| view.is_word(*at) && !view.is(*at, WordSet::Stop) && !date.tokens.contains(at) && *at != verb.main);
    let mut words: Vec<&str> = content.map(|at| view.document.stem(at)).collect();
    words.sort_unstable();
    words.dedup();
    if words.is_empty() || statement.proposition.keys.iter().all(|key| key.class != KeyClass::Name) {
        return None;
    }
    Some(Slot {
        item: format!("{}: {}", view.lemma(verb.main), words.join(" ")),
        value: view.document.span_of(date.tokens.clone()).of(&view.article.text).to_owned(),
        unit: String::new(),
        bounds: None,
        date: Some(date.date),
        names: Vec::new(),
        scope: Scope::default(),
    })
}

/// A statement mention of `clause`.
fn mention(around: &Around<'_>, hedging: &Hedging, clause: &Clause, params: &ClaimParams, proposition: Proposition) -> Mention {
    let view = around.view;
    let sentence = view.document.sentences.get(clause.sentence);
    let span = view.document.span_of(clause.tokens.clone());
    let words = clause.tokens.clone().filter(|at| view.is_word(*at));
    let (quoted, all) = words.fold((0, 0), |(quoted, all), at| (quoted + usize::from(view.quoted(at)), all + 1));
    let voice =
        sureness::sureness(hedging.sentences.get(clause.sentence), span, sentence.map(|sentence| sentence.span), clause.certainty, params);
    let nobody = clause.attribution.and_then(|at| around.attributions.items.get(at)).is_some_and(|item| item.kind == SpeakerKind::None);
    let mut proposition = proposition;
    proposition.negated ^= voice.reversed && !proposition.negated;
    Mention {
        span: view.document.span_of(shown(view, clause)),
        sentence: clause.sentence,
        sentence_span: sentence.map(|sentence| sentence.span).unwrap_or_default(),
        kind: ClaimKind::Statement,
        stance: if nobody && clause.stance == Stance::Affirms { Stance::Reports } else { clause.stance },
        certainty: voice.certainty,
        hedged: voice.hedged,
        vague: voice.vague,
        cues: voice.cues,
        attribution: clause.attribution,
        in_headline: sentence.is_some_and(|sentence| sentence.in_headline),
        in_quotation: quoted * 2 > all,
        opinion: comments(view, clause),
        proposition,
        slot: None,
    }
}

/// Content words of a clause about "it" or "this" up to which nothing checkable is left of it. Chosen by hand.
const FEW_WORDS: usize = 5;

/// True where a clause comments: first person, "should" or a judgement in the outlet's own voice; a feeling, a call or a
/// bare judgement in anybody's; a clause about "it" or "this" that names nothing.
fn comments(view: &View<'_>, clause: &Clause) -> bool {
    let tokens = clause.tokens.clone();
    let own = clause.attribution.is_none();
    // "Our Revolution" is a name; only at the front does a capital tell nothing.
    let opens = tokens.clone().find(|at| view.is_word(*at)).unwrap_or(tokens.start);
    let first_person = |at: usize| {
        view.is(at, WordSet::FirstSubject) || view.is(at, WordSet::FirstPerson) && (view.shape(at) == Shape::Lower || at == opens)
    };
    let marked =
        |at: usize| !view.quoted(at) && (first_person(at) || view.is(at, WordSet::Evaluative) || view.is(at, WordSet::SecondPerson));
    if own && tokens.clone().any(marked) {
        return true;
    }
    // Names, numbers and days are what can be checked.
    let named = |at: usize| view.name(at) || view.country(at).is_some();
    let told = |at: usize| view.shape(at) == Shape::Number || view.facts(at).number.is_some() || view.facts(at).calendar.is_some();
    let anchored = clause.lent != Lent::None || tokens.clone().any(|at| named(at) || told(at));
    let judged = tokens.clone().any(|at| {
        let verb = view.is(at, WordSet::Copula) || view.is(at, WordSet::Possessive) && view.finite(at);
        verb && (at + 1..tokens.end.min(at + 5))
            .take_while(|at| view.is_word(*at) && (!view.is(*at, WordSet::Preposition) || view.lower(*at) == "of"))
            .any(|at| view.is(at, WordSet::ValueWord) || view.is(at, WordSet::Evaluative))
    });
    let first = tokens.clone().find(|at| view.is_word(*at) && !view.is(*at, WordSet::LeadTrim)).unwrap_or(tokens.start);
    // "This closed the road" points at what was said, "this bridge" at a bridge.
    let alone =
        |at: usize| view.finite(at) || view.clitic(at) || view.lower(at).ends_with("ly") || view.facts(at).verb.has(VerbForms::THIRD);
    let vague = view.is(first, WordSet::VagueSubject) && alone(first + 1);
    let figures = tokens.clone().any(|at| view.shape(at) == Shape::Number);
    if judged && !figures && (own || vague || !anchored) {
        return true;
    }
    // "We are pleased that", "I hope", "we must": what a speaker feels or calls for.
    let voiced = tokens.clone().take(4).find(|at| view.is(*at, WordSet::FirstSubject));
    if voiced.is_some_and(|voiced| {
        (voiced + 1..tokens.end.min(voiced + 5))
            .take_while(|at| view.is_word(*at))
            .any(|at| view.is(at, WordSet::Feeling) || view.is(at, WordSet::Evaluative))
    }) || voiced.is_some() && !anchored && tokens.clone().any(|at| view.is(at, WordSet::ValueWord))
    {
        return true;
    }
    if anchored {
        return false;
    }
    let content = tokens.clone().filter(|at| view.is_word(*at) && !view.is(*at, WordSet::Stop)).count();
    vague && content <= FEW_WORDS || own && view.article.genre == Genre::Opinion
}

/// The country that an article is about: of the dateline, or the one that outweighs the others.
fn home_country<'a>(view: &'a View<'_>, params: &ClaimParams) -> Option<&'a str> {
    // A dateline from a country or its capital settles it.
    let place = view.article.dateline.as_ref().map(|dateline| dateline.place.to_lowercase());
    if let Some(country) = place.as_deref().and_then(|place| view.lexicon.country_of(place)) {
        return Some(view.lexicon.country_name(country).0);
    }
    let mut counts: BTreeMap<u16, usize> = BTreeMap::new();
    let mut at = 0;
    while at < view.document.tokens.len() {
        match view.country(at) {
            Some(hit) => {
                *counts.entry(hit.country).or_default() += 1;
                at = hit.end.max(at + 1);
            }
            None => at += 1,
        }
    }
    let all: usize = counts.values().sum();
    let (country, most) =
        counts.iter().map(|(country, count)| (*country, *count)).max_by_key(|(country, count)| (*count, std::cmp::Reverse(*country)))?;
    (most >= 2 && most as f64 >= params.home_country_share * all as f64).then(|| view.lexicon.country_name(country).0)
}
