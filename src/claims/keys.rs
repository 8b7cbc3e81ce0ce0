//! The normal form of a clause: keys, word pairs, predicate, stage, negation, subject.
//!
//! In: a clause. Out: its [`Proposition`]. Invariant: keys follow the text, a borrowed subject first; the same words
//! give the same hashes in every article. Method: stems of lemmas; countries by name; a name as a run and by its last
//! word; numbers with unit; month and day apart from the year; negation reaches two content words.

use std::ops::Range;

use super::clause::{Clause, Lent};
use super::dates::DateHit;
use super::numbers::Number;
use super::subjects::Subjects;
use super::view::{View, mix};
use super::{Key, KeyClass, Proposition, Stage};
use crate::attribution::Attributions;
use crate::ids::stable_hash;
use crate::lexicon::{CountryKind, Table, VerbForms, WordSet};
use crate::text::Shape;

/// Content words behind a negation that are in its scope.
const SCOPE: usize = 2;

/// Longest subject kept, in tokens.
const LONGEST_SUBJECT: usize = 10;

/// What is known around a clause.
pub(super) struct Around<'a> {
    pub view: &'a View<'a>,
    pub subjects: &'a Subjects,
    pub attributions: &'a Attributions,
}

/// Where the verb of a clause stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Verb {
    /// First token of the verb group: the finite verb or auxiliary, or "to" in a headline.
    pub start: usize,
    /// The main verb.
    pub main: usize,
    /// Tells of something done: past, perfect, or a headline's present.
    pub done: bool,
}

/// The normal form of `clause`, whose dates and numbers are given.
pub(super) fn proposition(around: &Around<'_>, clause: &Clause, dates: &[DateHit], numbers: &[Number]) -> Proposition {
    let view = around.view;
    let verb = find_verb(view, clause.tokens.clone());
    let mut keys = Keys { around, clause, list: Vec::with_capacity(clause.tokens.len()), scope: 0 };
    match &clause.lent {
        Lent::None => {}
        Lent::Tokens(tokens) => keys.add(tokens.clone(), &[], &[]),
        Lent::Speaker => {
            if let Some(tokens) = clause.attribution.and_then(|at| around.subjects.speaker(at)) {
                keys.add(tokens, &[], &[]);
            }
        }
    }
    keys.scope = 0;
    keys.add(clause.tokens.clone(), dates, numbers);
    let (bigrams, four_grams, words) = runs(view, clause.tokens.clone());
    Proposition {
        keys: keys.list,
        bigrams,
        four_grams,
        predicate: verb.map(|verb| view.word(verb.main).key).filter(|key| *key != 0),
        negated: negated(view, clause.tokens.clone(), verb),
        stage: stage(view, clause.tokens.clone(), verb),
        subject: subject(around, clause, verb),
        words: u16::try_from(words).unwrap_or(u16::MAX),
    }
}

/// The verb of `range`: the first finite one with what it leads to ("has begun exploring" -> "exploring").
pub(super) fn find_verb(view: &View<'_>, range: Range<usize>) -> Option<Verb> {
    let relative = |at: usize| at > range.start && (view.is(at - 1, WordSet::Relative) || view.lower(at - 1) == "that");
    let finite = range.clone().find(|at| view.finite(*at) && !relative(*at)).or_else(|| range.clone().find(|at| view.finite(*at)));
    let finite = match finite {
        // "analysts view the plan as …, with X positioned": a participle behind a present verb is not the main verb.
        Some(at)
            if !view.is(at, WordSet::Aux) && view.facts(at).verb.has(VerbForms::PARTICIPLE)
                || view.facts(at).verb == VerbForms::default() =>
        {
            (range.start + 1..at).find(|at| view.present(*at)).or(Some(at))
        }
        None => range.clone().skip(1).find(|at| view.present(*at)),
        found => found,
    };
    let Some(start) = finite else {
        // "Council to close bridge", "joining the alliance".
        let to = range.clone().find(|at| view.lower(*at) == "to" && view.facts(at + 1).verb.has(VerbForms::BASE) && at + 1 < range.end);
        if let Some(to) = to {
            return Some(Verb { start: to, main: to + 1, done: false });
        }
        let ing = range.clone().find(|at| view.facts(*at).verb.has(VerbForms::ING))?;
        return Some(Verb { start: ing, main: ing, done: false });
    };
    let forms = |at: usize| view.facts(at).verb;
    let mut main = start;
    let mut done = forms(start).any(VerbForms::PAST | VerbForms::THIRD) || !view.is(start, WordSet::Aux);
    if view.is(start, WordSet::Aux) {
        let wanted = VerbForms::BASE | VerbForms::PARTICIPLE | VerbForms::ING | VerbForms::PAST;
        let next = (start + 1..range.end.min(start + 6)).find(|at| {
            !view.is(*at, WordSet::Aux) && view.shape(*at) == Shape::Lower && (forms(*at).any(wanted) || view.lower(*at).ends_with("ed"))
        });
        let open = |at: usize| (start + 1..at).all(|at| view.is(at, WordSet::Stop) || view.lower(at).ends_with("ly"));
        if let Some(next) = next.filter(|next| open(*next)) {
            main = next;
            done = forms(next).any(VerbForms::PAST | VerbForms::PARTICIPLE) || view.lower(next).ends_with("ed");
        } else {
            done = false;
        }
        if view.is(start, WordSet::ModalFuture) {
            done = false;
        }
    }
    // Verbs that only lead to another: at most two steps ("plans to begin building").
    for _ in 0..2 {
        if !view.is_weak(main) {
            break;
        }
        let next = (main + 1..range.end.min(main + 4)).find(|at| {
            let to = view.lower(at - 1) == "to" && forms(*at).has(VerbForms::BASE);
            to || *at == main + 1 && forms(*at).has(VerbForms::ING)
        });
        match next {
            Some(next) => {
                done &= forms(next).has(VerbForms::ING);
                main = next;
            }
            None => break,
        }
    }
    Some(Verb { start, main, done })
}

/// Collects keys.
struct Keys<'a, 'b> {
    around: &'a Around<'b>,
    clause: &'a Clause,
    list: Vec<Key>,
    /// Content words left in the scope of a negation.
    scope: usize,
}

impl Keys<'_, '_> {
    fn push(&mut self, hash: u64, class: KeyClass, prefix: u32, synset: u16) {
        let negated = self.scope > 0;
        self.scope = self.scope.saturating_sub(1);
        if hash != 0 && !self.list.iter().any(|key| key.hash == hash) {
            self.list.push(Key { hash, class, negated, prefix, synset });
        }
    }

    fn add(&mut self, range: Range<usize>, dates: &[DateHit], numbers: &[Number]) {
        let mut at = range.start;
        while at < range.end {
            if let Some(hit) = dates.iter().find(|hit| hit.tokens.start == at) {
                for hash in date_keys(hit) {
                    self.push(hash, KeyClass::Date, 0, 0);
                }
                at = hit.tokens.end.max(at + 1);
                continue;
            }
            if let Some(number) = numbers.iter().find(|number| number.tokens.start == at) {
                self.push(stable_hash(&format!("#{}{}", number.value, number.unit)), KeyClass::Number, 0, 0);
                at = number.tokens.end.max(at + 1);
                continue;
            }
            at = self.add_word(at, range.clone());
        }
    }

    /// Adds the keys of the word or name at token `at`; returns the next token.
    fn add_word(&mut self, at: usize, range: Range<usize>) -> usize {
        let view = self.around.view;
        if !view.is_word(at) {
            if !view.quote_mark(at) {
                self.scope = 0;
            }
            return at + 1;
        }
        if view.is(at, WordSet::Negation) && !view.is(at + 1, WordSet::NegationExempt) {
            self.scope = SCOPE;
            if view.is(at, WordSet::Stop) {
                return at + 1;
            }
            // "denied" is a content word too, outside its own scope.
            self.scope = 0;
            self.push_word(at);
            self.scope = SCOPE;
            return at + 1;
        }
        if let Some(hit) = view.country(at) {
            let actor = hit.kind != CountryKind::Capital || at.checked_sub(1).is_none_or(|before| !view.is(before, WordSet::Preposition));
            if actor {
                self.push(view.lexicon.country_name(hit.country).1, KeyClass::Name, 0, 0);
                return hit.end.max(at + 1);
            }
        }
        let run = view.name_run(at, range.end);
        if !run.is_empty() {
            self.push_name(run.clone());
            return run.end;
        }
        if !view.is(at, WordSet::Stop) {
            return self.push_word(at);
        }
        let pronoun =
            [WordSet::PersonPronoun, WordSet::ThingPronoun, WordSet::PersonPossessive, WordSet::ThingPossessive, WordSet::FirstPerson];
        if pronoun.iter().any(|set| view.is(at, *set)) {
            let found = self.around.subjects.antecedent(view, at, self.around.attributions, self.clause.attribution);
            if let Some(tokens) = found {
                self.push_tokens(tokens);
            }
        }
        at + 1
    }

    /// Adds names and words of an antecedent, without resolving further.
    fn push_tokens(&mut self, tokens: Range<usize>) {
        let view = self.around.view;
        let mut at = tokens.start;
        while at < tokens.end {
            if let Some(hit) = view.country(at) {
                self.push(view.lexicon.country_name(hit.country).1, KeyClass::Name, 0, 0);
                at = hit.end.max(at + 1);
                continue;
            }
            let run = view.name_run(at, tokens.end);
            if run.is_empty() {
                if view.is_word(at) && !view.is(at, WordSet::Stop) {
                    self.push_word(at);
                }
                at += 1;
            } else {
                self.push_name(run.clone());
                at = run.end;
            }
        }
    }

    fn push_name(&mut self, run: Range<usize>) {
        let view = self.around.view;
        let full = view.full_name(run.clone());
        let scope = self.scope;
        if full.len() > 1 {
            self.push(view.run_key(full), KeyClass::Name, 0, 0);
            // A name is one content word, whatever its keys.
            self.scope = scope;
        }
        if let Some(last) = run.end.checked_sub(1) {
            self.push(view.word(last).key, KeyClass::Name, 0, 0);
        }
    }

    fn push_word(&mut self, at: usize) -> usize {
        let view = self.around.view;
        let word = view.word(at);
        if let Some((end, phrase)) = view.phrase(Table::Synonym, at) {
            self.push(word.key, KeyClass::Word, word.prefix, view.lexicon.synonym_phrase(phrase));
            return end.max(at + 1);
        }
        let class = if view.shape(at) == Shape::Number { KeyClass::Number } else { KeyClass::Word };
        self.push(word.key, class, word.prefix, word.synset);
        at + 1
    }
}

fn date_keys(hit: &DateHit) -> Vec<u64> {
    let mut keys = Vec::with_capacity(4);
    if let Some(weekday) = hit.weekday {
        keys.push(stable_hash(&format!("weekday {weekday}")));
    }
    if let Some(month) = hit.date.month {
        if let Some(day) = hit.date.day {
            keys.push(stable_hash(&format!("day {month}-{day}")));
        }
        if hit.weekday.is_none() {
            keys.push(stable_hash(&format!("month {month}")));
        }
    }
    // A resolved year is no word of the text; it only counts where a date says nothing else.
    if let (Some(year), None) = (hit.date.year, hit.date.month) {
        keys.push(stable_hash(&format!("year {year}")));
    }
    keys
}

/// Word pairs, runs of four words and the number of words.
fn runs(view: &View<'_>, range: Range<usize>) -> (Vec<u32>, Vec<u32>, usize) {
    let words: Vec<usize> = range.filter(|at| view.is_word(*at) && !view.is(*at, WordSet::Possessive)).collect();
    let stem = |at: &usize| view.document.stem_hash(*at);
    // The better mixed half.
    let high = |hash: u64| (hash >> 32) as u32;
    let mut bigrams: Vec<u32> = words
        .windows(2)
        .filter(|pair| pair.iter().any(|at| !view.is(*at, WordSet::Stop)))
        .map(|pair| high(pair.iter().fold(2, |hash, at| mix(hash, stem(at)))))
        .collect();
    let mut four_grams: Vec<u32> = words.windows(4).map(|run| high(run.iter().fold(4, |hash, at| mix(hash, stem(at))))).collect();
    for list in [&mut bigrams, &mut four_grams] {
        list.sort_unstable();
        list.dedup();
    }
    (bigrams, four_grams, words.len())
}

/// True where the clause as a whole is negated: at its verb, or by "no" before its subject.
fn negated(view: &View<'_>, range: Range<usize>, verb: Option<Verb>) -> bool {
    let Some(verb) = verb else { return false };
    let cue = |at: usize| view.is(at, WordSet::ClauseNegation) && !view.is(at + 1, WordSet::NegationExempt);
    let reach = (verb.main + 2).min(range.end);
    // "is not a hero": behind a bare "is" the negation follows.
    let at_verb = (verb.start..reach).any(|at| cue(at) && (at <= verb.main || view.is(verb.main, WordSet::Copula)));
    let lead = view.lower(range.start) == "no" || view.is(range.start, WordSet::ClauseNegation);
    let before = verb.start > range.start && view.is(verb.start - 1, WordSet::ClauseNegation);
    at_verb || before && cue(verb.start - 1) || lead && !view.is(range.start + 1, WordSet::NegationExempt)
}

/// Step on a ladder: the table's steps doubled, one less where the step is only intended. A plain deed is the last
/// step of the ladder of intentions.
fn stage(view: &View<'_>, range: Range<usize>, verb: Option<Verb>) -> Option<Stage> {
    let verb = verb?;
    let intent = view.lexicon.ladder("intent")?;
    let mut intended = None;
    let mut specific = None;
    for at in verb.start..(verb.main + 2).min(range.end) {
        let Some((end, phrase)) = view.phrase(Table::Stage, at) else { continue };
        let Some((ladder, step)) = view.lexicon.stage(phrase) else { continue };
        if end > range.end {
            continue;
        }
        if ladder == intent {
            intended = intended.or(Some(step));
        } else if at >= verb.main || specific.is_none() {
            specific = specific.or(Some((ladder, step)));
        }
    }
    if view.lower(verb.start) == "to" {
        intended = intended.or(Some(2));
    }
    let doubled = |ladder: u8, step: u8, less: u8| Some(Stage { ladder: ladder + 1, step: step.saturating_mul(2).saturating_sub(less) });
    match (intended, specific) {
        (Some(_), Some((ladder, step))) => doubled(ladder, step, 1),
        (Some(step), None) => doubled(intent, step, 0),
        (None, Some((ladder, step))) => doubled(ladder, step, 0),
        (None, None) if verb.done => doubled(intent, 4, 0),
        (None, None) => None,
    }
}

/// The subject in words.
fn subject(around: &Around<'_>, clause: &Clause, verb: Option<Verb>) -> Option<String> {
    let view = around.view;
    let text = |tokens: Range<usize>| {
        let tokens = if view.name_run(tokens.start, tokens.end) == tokens { view.full_name(tokens) } else { tokens };
        let written = view.document.span_of(tokens).of(&view.article.text);
        (!written.is_empty()).then(|| written.split_whitespace().collect::<Vec<_>>().join(" "))
    };
    match &clause.lent {
        Lent::Tokens(tokens) => return text(tokens.clone()),
        Lent::Speaker => {
            let item = clause.attribution.and_then(|at| around.attributions.items.get(at));
            let name = item.and_then(|item| item.name.clone());
            return name.or_else(|| clause.attribution.and_then(|at| around.subjects.speaker(at)).and_then(text));
        }
        Lent::None => {}
    }
    let verb = verb?;
    let tokens = subject_tokens(view, clause.tokens.start..verb.start);
    if tokens.len() == 1 && view.is(tokens.start, WordSet::Stop) {
        let found = around.subjects.antecedent(view, tokens.start, around.attributions, clause.attribution);
        if let Some(found) = found {
            return text(found);
        }
    }
    if tokens.is_empty() || tokens.len() > LONGEST_SUBJECT { None } else { text(tokens) }
}

/// The subject before a verb: what follows the last comma that closes a lead ("On Tuesday, …"), without adverbs.
pub(super) fn subject_tokens(view: &View<'_>, before: Range<usize>) -> Range<usize> {
    let mut start = before.start;
    let lead = [WordSet::Preposition, WordSet::SplitSubordinator, WordSet::LeadTrim, WordSet::TimeLead];
    if lead.iter().any(|set| view.is(start, *set))
        && let Some(comma) = before.clone().find(|at| view.mark(*at, ","))
    {
        start = comma + 1;
    }
    let mut end = before.end;
    // "Vell, the mayor," ends in its apposition.
    if let Some(comma) = (start..end).find(|at| view.mark(*at, ",") || view.mark(*at, "(") || view.is(*at, WordSet::Relative))
        && comma > start
        && comma + 1 < end
    {
        let list = (comma + 1..end).any(|at| view.lower(at) == "and");
        if !list {
            end = comma;
        }
    }
    while end > start && (!view.is_word(end - 1) || view.lower(end - 1).ends_with("ly") || view.is(end - 1, WordSet::LeadTrim)) {
        end -= 1;
    }
    while start < end && !view.is_word(start) {
        start += 1;
    }
    start..end
}
