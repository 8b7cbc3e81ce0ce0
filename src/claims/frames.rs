//! Denial, report and question frames: "denied reports that C", "reports of C are false", "no decision on C".
//!
//! In: a clause. Out: the clause C inside the frame with the stance of the frame, its subject restored. Invariant: a
//! clause without a frame comes back as it was. A judge who denies a request refuses it: no frame.

use std::ops::Range;

use super::clause::{Clause, Lent};
use super::outline;
use super::split::subject_of;
use super::view::View;
use crate::config::ClaimParams;
use crate::ids::Stance;
use crate::lexicon::{VerbForms, WordSet};

/// Takes the frame off `clause`; the flag tells whether there was one.
pub(super) fn unframe(view: &View<'_>, clause: &Clause, params: &ClaimParams) -> (Clause, bool) {
    let found = called_false(view, clause, params)
        .or_else(|| denied(view, clause, params))
        .or_else(|| are_false(view, clause, params))
        .or_else(|| undecided(view, clause, params))
        .or_else(|| reported(view, clause, params))
        .or_else(|| asked(view, clause, params))
        .or_else(|| believed(view, clause));
    match found.filter(|found| view.count_words(found.tokens.clone()) >= params.fewest_words.saturating_sub(1)) {
        Some(found) => (found, true),
        None => (clause.clone(), false),
    }
}

/// True where "denied" in `range` means that a request was refused.
pub(super) fn refusal(view: &View<'_>, subject: Range<usize>, object: Range<usize>) -> bool {
    let refuser = subject.clone().any(|at| view.is(at, WordSet::RefusalSubject));
    // "a court dismissed charges against Holt": no report.
    let report = |at: usize| view.is(at, WordSet::ReportNoun) && view.is(at + 1, WordSet::FrameLink);
    let link = object.clone().take(2).any(|at| report(at) || view.lower(at) == "that") || view.facts(object.start).verb.has(VerbForms::ING);
    let first_noun = object.clone().take(6).find(|at| view.is(*at, WordSet::RefusalObject));
    // "denied the new aid was late": a clause.
    refuser && !link
        || first_noun.is_some_and(|at| {
            !view.finite(at + 1) && !(object.start..at).any(|at| view.is(at, WordSet::ReportNoun) || view.lower(at) == "that")
        })
}

/// Stance that a denial gives: a denied denial affirms.
fn deny(stance: Stance) -> Stance {
    if stance == Stance::Denies { Stance::Affirms } else { Stance::Denies }
}

/// Skips "reports (suggesting|that|of)", "that", "any" before C. Returns where C starts, and whether a noun of
/// reporting was passed.
pub(super) fn skip_link(view: &View<'_>, range: Range<usize>) -> (usize, bool) {
    let mut at = range.start;
    let noun = (at..range.end.min(at + 4)).find(|at| view.is(*at, WordSet::ReportNoun));
    // "disputed a Harbour Post report that": whose it is too.
    let plain = |at: usize| {
        view.is(at, WordSet::NotName)
            || view.name(at)
            || view.lower(at).ends_with("ly")
            || view.facts(at).verb.any(VerbForms::PARTICIPLE)
            || view.shape(at) == crate::text::Shape::Lower
    };
    if let Some(noun) = noun.filter(|noun| (at..*noun).all(plain))
        && view.is(noun + 1, WordSet::FrameLink)
        && noun + 1 < range.end
    {
        let that = usize::from(view.lower(noun + 2) == "that");
        return (noun + 2 + that, true);
    }
    if view.lower(at) == "that" {
        at += 1;
    }
    (at, false)
}

/// "(denied) an allegation that was made online": what is told of a report, and not what it says; "(denies), against all
/// evidence, (that C)": what stands between is not denied.
pub(super) fn told_of(view: &View<'_>, range: Range<usize>) -> bool {
    let first = range.clone().find(|at| view.is_word(*at)).unwrap_or(range.start);
    if view.is(skip_link(view, first..range.end).0, WordSet::Preposition) {
        return true;
    }
    let noun = (range.start..range.end.min(range.start + 4)).find(|at| view.is(*at, WordSet::ReportNoun));
    // "rejected the idea of a tax": a course turned down. "denied knowing whether C": C is left open.
    let course = noun.is_some_and(|noun| view.is(noun, WordSet::CourseNoun) && view.lower(noun + 1) == "of");
    let open = (first..range.end.min(first + 3)).any(|at| view.lower(at) == "whether");
    noun.is_some_and(|noun| view.lower(noun + 1) == "that" && view.finite(noun + 2)) || course || open || points_back(view, range.start)
}

/// "will deny", "is expected to dispute": nobody has denied it yet.
pub(super) fn is_to_come(view: &View<'_>, verb: usize) -> bool {
    (verb.saturating_sub(3)..verb).rev().take_while(|at| view.is_word(*at)).any(|at| view.is(at, WordSet::ModalFuture))
}

/// "(rejected) that plan and kept them running": what is denied was said elsewhere, and nobody can tell what it was.
fn points_back(view: &View<'_>, start: usize) -> bool {
    let points_at = std::iter::once(start).chain(start.checked_sub(1)).find(|at| view.is(*at, WordSet::Pointer));
    // "that plans for the bridge were changed": many are not pointed at so, and it opens a clause.
    let one = |at: usize| matches!(view.lower(at), "that" | "this");
    let pointed = |at: usize, noun: usize| view.is(noun, WordSet::PointedNoun) && !(one(at) && view.lower(noun).ends_with('s'));
    let noun = points_at.and_then(|at| (at + 1..at + 3).find(|noun| pointed(at, *noun)));
    noun.is_some_and(|noun| noun >= start && !view.finite(noun + 1) && !view.is(noun + 1, WordSet::FrameLink))
}

/// Tokens within which the verb of a clause behind ", and" stands.
const NEXT_VERB: usize = 6;

/// Where C ends: behind "though X denied C," the main clause begins, and ", and" leads on to another deed of X.
pub(super) fn denied_end(view: &View<'_>, lead: usize, start: usize, end: usize) -> usize {
    let sets = [WordSet::Conjunction, WordSet::TimeLead, WordSet::Preposition, WordSet::IngPreposition, WordSet::Condition];
    let subordinate = sets.iter().any(|set| view.is(lead, *set));
    let end = before_another(view, start, end, subordinate);
    // "denied any wrongdoing and has never been charged", "denied collusion, pointing to his record": a thing is denied, and
    // the verb behind it is of the main clause.
    // Behind "that" a clause is denied, whose subject may be long.
    let clause = start > 0 && view.lower(start - 1) == "that";
    let thing = |at: &usize| {
        let verb_behind =
            view.mark(*at, ",") || view.is(*at, WordSet::SplitCoordinator) && (*at + 1..end.min(*at + 4)).any(|at| view.finite(at));
        // "denied the story when it broke": when is no part of the thing.
        let apart = view.is(*at, WordSet::SplitSubordinator) || view.is(*at, WordSet::DenialSetting);
        // "refused to resign and would stay": the infinitive is what is refused.
        let first = start + usize::from(view.facts(start).verb.any(VerbForms::BASE | VerbForms::ING));
        let another = view.mark(*at, ",")
            && view.is(*at + 1, WordSet::SplitCoordinator)
            && (*at + 2..end.min(*at + 2 + NEXT_VERB)).any(|at| view.finite(at));
        let told = (first..*at).any(|at| view.finite(at) || view.present(at) && !another || view.lower(at) == "that");
        *at > start && (verb_behind || apart) && !clause && !told
    };
    (start..end).find(thing).unwrap_or(end)
}

/// Where another statement begins behind what is denied, or told of it: "denied that C, saying", "that C, despite", "that C
/// but has", "that C: 'We'", "that C — there", "claims that C 'absurd'".
fn before_another(view: &View<'_>, start: usize, end: usize, subordinate: bool) -> usize {
    let before_that = |at: usize| (start..at).any(|at| view.finite(at));
    let dash = |at: usize| matches!(view.lower(at), "—" | "–" | "--");
    let open = |at: usize| (start..at).filter(|at| dash(*at)).count() % 2 == 1;
    let ends = |at: &usize| {
        let next = *at + 1;
        let comma = view.mark(*at, ",")
            && (subordinate
                || view.saying(next)
                || view.is(next, WordSet::AsideOpener)
                || view.is(next, WordSet::SplitCoordinator) && view.finite(next + 1));
        let verb = view.is(*at, WordSet::SplitCoordinator) && view.finite(next) && before_that(*at);
        let parted = dash(*at) && !open(*at) && !(next..end).any(dash);
        *at > start && (comma || verb || parted || view.mark(*at, ":"))
    };
    let end = (start..end).find(ends).unwrap_or(end);
    // The verdict of the denier: "as 'baseless'", "'an ugly lie'".
    let verdict = (start + 1..end).find(|at| view.is(*at, WordSet::FalseWord)).and_then(|at| {
        let parts = |at: &usize| view.lower(*at) == "as" || view.quote_mark(*at);
        let first = (at.saturating_sub(LONGEST_VERDICT).max(start + 1)..at).find(parts);
        first.filter(|first| !(*first..at).any(|at| view.is(at, WordSet::Copula)))
    });
    verdict.unwrap_or(end)
}

/// Tokens of a verdict before the word that says that something is not so.
const LONGEST_VERDICT: usize = 4;

/// "X denied (reports that) C".
fn denied(view: &View<'_>, clause: &Clause, params: &ClaimParams) -> Option<Clause> {
    let range = clause.tokens.clone();
    let verb = range.clone().find(|at| view.is(*at, WordSet::DenialVerb))?;
    let subject = range.start..verb;
    // "did not deny" leaves it open; a participle that modifies ("the disputed border") is no frame.
    if subject.clone().rev().take(3).any(|at| view.is(at, WordSet::Negation) && !view.is(at, WordSet::DenialVerb))
        || subject.is_empty() && clause.lent == Lent::None
    {
        return None;
    }
    if subject.clone().rev().take(1).any(|at| view.lower(at) == "the" || view.lower(at) == "a") || is_to_come(view, verb) {
        return None;
    }
    if subject.clone().any(|at| view.finite(at) && !view.is(at, WordSet::Aux))
        || refusal(view, subject.clone(), verb + 1..range.end)
        || told_of(view, verb + 1..range.end)
    {
        return None;
    }
    let (start, reports) = skip_link(view, verb + 1..range.end);
    // "disputed that: 'The board raised the money'": the denier's own words.
    if (verb + 1..=start).any(|at| view.mark(at, ":")) {
        return None;
    }
    let range = range.start..denied_end(view, range.start, start, range.end);
    let that = start > verb + 1;
    let ing = view.facts(start).verb.has(VerbForms::ING);
    let sure = view.is(verb, WordSet::SureDenial);
    if !(reports || sure) || start >= range.end {
        return None;
    }
    if !(that || ing) {
        // "denied any role in the leak": a noun phrase long enough to name a deed.
        let noun = (start..range.end.min(start + 4)).any(|at| view.is(at, WordSet::DeniedNoun));
        if !noun || view.count_words(start..range.end) < params.fewest_words {
            return None;
        }
    }
    let own = that && !ing && view.has_verb(start..range.end);
    let lent = if own { Lent::None } else { subject_of_denial(view, subject, clause) };
    Some(Clause { lent, stance: deny(clause.stance), certainty: Some(params.denial_certainty), ..clause.over(start..range.end) })
}

fn subject_of_denial(view: &View<'_>, subject: Range<usize>, clause: &Clause) -> Lent {
    let mut end = subject.end;
    while end > subject.start && (view.is(end - 1, WordSet::Aux) || view.lower(end - 1).ends_with("ly") || !view.is_word(end - 1)) {
        end -= 1;
    }
    if end > subject.start { Lent::Tokens(subject.start..end) } else { clause.lent.clone() }
}

/// "called reports that C absurd", "dismissed reports of C as false".
fn called_false(view: &View<'_>, clause: &Clause, params: &ClaimParams) -> Option<Clause> {
    let range = clause.tokens.clone();
    let mut last = range.end.checked_sub(1)?;
    while last > range.start && !view.is_word(last) {
        last -= 1;
    }
    if !view.is(last, WordSet::FalseWord) {
        return None;
    }
    let noun = range.clone().find(|at| view.is(*at, WordSet::ReportNoun))?;
    let verb = noun.checked_sub(3).unwrap_or(range.start).max(range.start)..noun;
    if !verb.clone().any(|at| view.finite(at)) || verb.clone().any(|at| view.is(at, WordSet::Copula)) {
        return None;
    }
    let (start, reports) = skip_link(view, noun..last);
    let mut end = last;
    if view.is(end - 1, WordSet::Copula) || view.is(end.saturating_sub(2), WordSet::Copula) {
        return None;
    }
    while end > start && (view.lower(end - 1) == "as" || view.lower(end - 1).ends_with("ly") || view.quote_mark(end - 1)) {
        end -= 1;
    }
    if !reports || (start..end).any(|at| view.is(at, WordSet::Copula)) && !view.has_verb(start..end) {
        return None;
    }
    Some(Clause { lent: Lent::None, stance: deny(clause.stance), certainty: Some(params.denial_certainty), ..clause.over(start..end) })
}

/// "reports of C are inaccurate", "it is not true that C", "claims that C were dismissed".
fn are_false(view: &View<'_>, clause: &Clause, params: &ClaimParams) -> Option<Clause> {
    let range = clause.tokens.clone();
    let verdict = |start: usize, end: usize| (start..end.min(start + 5)).any(|at| view.is(at, WordSet::FalseWord));
    let true_word = |start: usize, end: usize| {
        (start..end.min(start + 3)).any(|at| view.is(at, WordSet::ClauseNegation))
            && (start..end.min(start + 4)).any(|at| view.lower(at) == "true")
    };
    let clause_of = |tokens: Range<usize>| Clause {
        lent: Lent::None,
        stance: deny(clause.stance),
        certainty: Some(params.denial_certainty),
        ..clause.over(tokens)
    };
    if view.lower(range.start) == "it" && view.is(range.start + 1, WordSet::Copula) {
        let that = (range.start + 2..range.end.min(range.start + 7)).find(|at| view.lower(*at) == "that")?;
        return (verdict(range.start + 2, that) || true_word(range.start + 2, that)).then(|| clause_of(that + 1..range.end));
    }
    // Behind a colon or opening mark too: "she stated: 'Reports of …'".
    let opens = range.clone().filter(|at| view.mark(*at, ":") || view.quote_mark(*at)).map(|at| at + 1);
    let (start, _) = std::iter::once(range.start).chain(opens).map(|at| skip_link(view, at..range.end)).find(|(_, reports)| *reports)?;
    // The last copula with a verdict right behind it ends C.
    let copula = (start + 1..range.end)
        .rev()
        .find(|at| view.is(*at, WordSet::Copula) && (verdict(at + 1, range.end) || true_word(at + 1, range.end)))?;
    // "reports about links to Varn are fake": too little to tell what is not so.
    let told = view.has_verb(start..copula) || view.count_words(start..copula) >= params.fewest_words;
    told.then(|| clause_of(start..copula))
}

/// "no final decision has been made on C", "has no plans to C", "there is no evidence that C".
fn undecided(view: &View<'_>, clause: &Clause, params: &ClaimParams) -> Option<Clause> {
    let range = clause.tokens.clone();
    let no =
        range.clone().find(|at| view.lower(*at) == "no" && (at + 1..range.end.min(at + 4)).any(|at| view.is(at, WordSet::DecisionNoun)))?;
    let noun = (no + 1..range.end.min(no + 4)).find(|at| view.is(*at, WordSet::DecisionNoun))?;
    let agreement = view.lower(noun) == "agreement";
    let decision = view.lower(noun).starts_with("decision") || agreement;
    // "has no plan to" is no set noun: none was made.
    let plan = view.lower(noun) == "plans";
    // "no stronger evidence that C", "he has no evidence that C": C may well be so.
    let more = (no + 1..noun).any(|at| view.lower(at).ends_with("er") || view.lower(at) == "more");
    let own = no.checked_sub(1).is_some_and(|before| matches!(view.lower(before), "has" | "have" | "had"));
    if more || own && !(decision || plan) {
        return None;
    }
    // "if there is no agreement on C": a condition.
    if range.clone().take_while(|at| at < &no).any(|at| view.is(at, WordSet::Condition)) {
        return None;
    }
    let after = noun + 1;
    let link = |at: usize| {
        if decision {
            view.is(at, WordSet::DecisionLink) && !(agreement && view.lower(at) == "to")
        } else {
            view.lower(at) == if plan { "to" } else { "that" }
        }
    };
    let at = (after..range.end.min(after + if decision { 5 } else { 1 })).find(|at| link(*at) && !view.is(*at, WordSet::Aux))?;
    if (after..at).any(|at| {
        view.is_word(at) && !view.is(at, WordSet::Aux) && !view.facts(at).verb.any(VerbForms::PARTICIPLE) && !view.is(at, WordSet::Stop)
    }) {
        return None;
    }
    let start = at + 1 + usize::from(view.lower(at + 1) == "whether" || view.lower(at + 1) == "that");
    if plan && (view.is(range.start, WordSet::VagueLead) || view.count_words(start..range.end) < params.fewest_words) {
        return None;
    }
    // "No decision has been made on C, and questions remain": what goes on behind is another statement. "Since there is no
    // evidence that C, …"; "no plans to C, …".
    let led = view.is(range.start, WordSet::SplitSubordinator) || view.is(range.start, WordSet::BareSubordinator);
    // "No plans to resign and would stay", "no plans to talk after it was raided": the infinitive is what there are no plans for.
    let clause_behind = |at: usize| (at + 1..range.end.min(at + 4)).any(|at| view.finite(at));
    let apart = |at: usize| {
        plan && (view.is(at, WordSet::SplitCoordinator) && view.finite(at + 1)
            || view.is(at, WordSet::SplitSubordinator) && clause_behind(at))
    };
    let ends =
        |at: &usize| *at > start && apart(*at) || view.mark(*at, ",") && (plan || led || view.is(*at + 1, WordSet::SplitCoordinator));
    let end = (start..range.end).find(ends).unwrap_or(range.end);
    let end = before_another(view, start, end, false);
    let lent = if plan { subject_of(view, range.clone()).unwrap_or_else(|| clause.lent.clone()) } else { Lent::None };
    let certainty = if decision { params.undecided_certainty } else { params.denial_certainty };
    Some(Clause { lent, stance: deny(clause.stance), certainty: Some(certainty), ..clause.over(start..end) })
}

/// "reports that C", "it was reported that C" with nobody behind them.
fn reported(view: &View<'_>, clause: &Clause, params: &ClaimParams) -> Option<Clause> {
    if clause.attribution.is_some() || clause.stance != Stance::Affirms {
        return None;
    }
    let range = clause.tokens.clone();
    let passive = view.lower(range.start) == "it" && view.is(range.start + 1, WordSet::Copula);
    if passive {
        let that = (range.start + 2..range.end.min(range.start + 6)).find(|at| view.lower(*at) == "that")?;
        let said = (range.start + 2..that).any(|at| view.is(at, WordSet::Speech) || view.is(at, WordSet::SpeechThat));
        return said.then(|| Clause {
            stance: Stance::Reports,
            certainty: Some(params.reported_certainty),
            ..clause.over(that + 1..range.end)
        });
    }
    let lead = if view.is(range.start, WordSet::VagueLead) && view.is(range.start + 1, WordSet::Aux) { 2 } else { 0 };
    let noun = (range.start + lead..range.end.min(range.start + lead + 4)).find(|at| view.is(*at, WordSet::ReportNoun))?;
    let bare = (range.start + lead..noun).all(|at| {
        view.is(at, WordSet::NotName) || view.facts(at).verb.any(VerbForms::PARTICIPLE | VerbForms::ING) || view.is(at, WordSet::Aux)
    });
    if !bare {
        return None;
    }
    let verb = noun + 1;
    let said = view.is(verb, WordSet::Speech)
        || view.is(verb, WordSet::SpeechThat)
        || view.facts(verb).verb.has(VerbForms::BASE) && view.lower(verb + 1) == "that";
    let start = if said {
        verb + 1 + usize::from(view.lower(verb + 1) == "that")
    } else {
        let (start, reports) = skip_link(view, noun..range.end);
        if !reports || !(lead > 0 || view.lower(start - 1) == "that") {
            return None;
        }
        start
    };
    // "Reports that C caused alarm": C and its frame's verb cannot be told apart, only a whole clause behind is taken.
    let own = view.has_verb(start..range.end) && (said || lead > 0);
    own.then(|| Clause { stance: Stance::Reports, certainty: Some(params.reported_certainty), ..clause.over(start..range.end) })
}

/// "I fully believe that C": the speaker's own preface; its doubt is a cue.
fn believed(view: &View<'_>, clause: &Clause) -> Option<Clause> {
    let range = clause.tokens.clone();
    if !view.is(range.start, WordSet::FirstSubject) {
        return None;
    }
    let that = (range.start + 2..range.end.min(range.start + 5)).find(|at| view.lower(*at) == "that")?;
    let verb = view.is(that - 1, WordSet::SpeechThat) || view.is(that - 1, WordSet::Speech);
    (verb && view.has_verb(that + 1..range.end)).then(|| clause.over(that + 1..range.end))
}

/// "asked whether C", "it is unclear whether C", "will decide if C", "whether C is an open question".
fn asked(view: &View<'_>, clause: &Clause, params: &ClaimParams) -> Option<Clause> {
    let range = clause.tokens.clone();
    let asks = |at: usize| {
        view.lower(at) == "whether" || view.lower(at) == "if" && at > range.start && view.is(at - 1, WordSet::AskVerb) && !view.quoted(at)
    };
    let at = range.clone().find(|at| asks(*at))?;
    // "The panel will review its report on whether C": the clause says more than what is asked.
    let told = range.start..at.saturating_sub(1);
    if at > range.start
        && view.is(at - 1, WordSet::Preposition)
        && view.count_words(told.clone()) >= params.split_words
        && outline::has_verb_of_its_own(view, told.clone())
    {
        return Some(clause.over(told));
    }
    let or_not = if view.lower(at + 1) == "or" && view.lower(at + 2) == "not" { 2 } else { 0 };
    let start = at + 1 + or_not;
    let mut end = range.end;
    if at == range.start {
        // The question is the subject: its verdict ("remains an open question") is no part of it.
        let verdict = (start..end).rev().find(|at| view.is(*at, WordSet::Copula) && !view.is(*at - 1, WordSet::ModalFuture))?;
        if view.has_verb(start..verdict) {
            end = verdict;
        }
    }
    (start < end && view.has_verb(start..end)).then(|| Clause {
        lent: Lent::None,
        stance: Stance::Questions,
        certainty: Some(params.undecided_certainty),
        ..clause.over(start..end)
    })
}
