//! Which stretches of a sentence are put forward, and on whose word.
//!
//! In: a sentence with the attributions that touch it. Out: pieces, each a [`Clause`] still to be split. Invariant:
//! pieces do not overlap; the words that only say who said it are in none of them. Method: every token belongs to the
//! innermost attribution whose content here is a clause; what is left is the outlet's own voice, without the clause that
//! holds "X said" ([`passed_on`] gives back a clause that stands in reported words all the same).

use std::ops::Range;

use super::clause::{Clause, Lent};
use super::frames::{denied_end, is_to_come, refusal, skip_link, told_of};
use super::split::{split, subject_of};
use super::view::View;
use crate::attribution::{Attribution, Attributions, Manner, VerbClass};
use crate::config::ClaimParams;
use crate::ids::{Span, Stance};
use crate::lexicon::{Calendar, VerbForms, WordSet};
use crate::text::{QuoteState, Shape};

/// How far the words between a cue and a quoted fragment may reach, in tokens ("called the plan 'a provocation'").
const BRIDGE: usize = 12;

/// The least of a quoted fragment that is read anew where the speaker has said something before it, in words.
const LEAST_ANEW: usize = 8;

/// A stretch of a sentence that an attribution covers.
#[derive(Debug, Clone)]
pub(super) struct Content {
    /// Its tokens, inside one sentence.
    pub tokens: Range<usize>,
    /// Index of the attribution.
    pub attribution: usize,
}

/// By sentence (of the first `sentences`): the stretches that attributions cover.
pub(super) fn contents(view: &View<'_>, attributions: &Attributions, sentences: usize) -> Vec<Vec<Content>> {
    let mut by_sentence: Vec<Vec<Content>> = vec![Vec::new(); view.document.sentences.len().min(sentences)];
    for (attribution, item) in attributions.items.iter().enumerate() {
        for span in &item.content {
            let tokens = view.document.tokens_in(*span);
            let Some(first) = view.document.sentence_of(tokens.start) else { continue };
            for (number, list) in by_sentence.iter_mut().enumerate().skip(first) {
                let sentence = &view.document.sentences[number].tokens;
                if sentence.start >= tokens.end {
                    break;
                }
                let here = tokens.start.max(sentence.start)..tokens.end.min(sentence.end);
                if !here.is_empty() {
                    list.push(Content { tokens: here, attribution });
                }
            }
        }
    }
    by_sentence
}

/// The attribution in whose words `tokens` stand, the innermost where they nest.
pub(super) fn voice_of(contents: &[Content], attributions: &Attributions, tokens: &Range<usize>) -> Option<usize> {
    let holds = |content: &&Content| content.tokens.start <= tokens.start && tokens.end <= content.tokens.end;
    let says = |content: &&Content| attributions.items.get(content.attribution).is_some_and(|item| item.says);
    contents.iter().filter(holds).filter(says).min_by_key(|content| content.tokens.len()).map(|content| content.attribution)
}

/// The attribution in whose words a clause of the outlet's own voice stands after all: a clause of what somebody said that
/// was no clause as a whole ("acknowledged telling the board that | C"). Whether it holds is not told where the rest is denied
/// or asked.
pub(super) fn passed_on(view: &View<'_>, contents: &[Content], attributions: &Attributions, clause: &Range<usize>) -> Option<usize> {
    let voice = voice_of(contents, attributions, clause)?;
    let item = attributions.items.get(voice)?;
    let cue = item.cue.map(|cue| view.document.tokens_in(cue)).unwrap_or_default();
    let affirmed = !matches!(item.verb, VerbClass::Denial | VerbClass::Question) && negated_stance(view, &cue) == Stance::Affirms;
    (affirmed && (cue.end <= clause.start || clause.end <= cue.start)).then_some(voice)
}

/// True where sentence `number` may hold claims at all.
pub(super) fn readable(view: &View<'_>, number: usize, attributed: bool, params: &ClaimParams) -> bool {
    let Some(sentence) = view.document.sentences.get(number) else { return false };
    let tokens = sentence.tokens.clone();
    if tokens.len() > params.most_tokens || view.count_words(tokens.clone()) < params.fewest_words {
        return false;
    }
    let last = tokens.clone().rev().find(|at| !view.quote_mark(*at)).unwrap_or(tokens.start);
    if view.lower(last).ends_with('?') {
        return false;
    }
    let first = tokens.clone().find(|at| view.is_word(*at)).unwrap_or(tokens.start);
    if !attributed && !view.quoted(first) && view.is(first, WordSet::StartDrop) {
        return false;
    }
    !caption(view, tokens)
}

/// "Zorana Vell speaks to reporters on Tuesday. (Photo: …)": a caption describes its picture.
fn caption(view: &View<'_>, tokens: Range<usize>) -> bool {
    let verb = tokens.clone().take(14).find(|at| view.finite(*at) || view.is(*at, WordSet::CaptionVerb));
    let poses = verb.is_some_and(|at| view.is(at, WordSet::CaptionVerb));
    let credit = |at: usize| view.is(at, WordSet::CaptionWord);
    let credited = tokens.clone().any(|at| {
        credit(at)
            && (view.mark(at + 1, "/")
                || view.mark(at.wrapping_sub(1), "/")
                || view.mark(at.wrapping_sub(1), "(")
                || view.mark(at + 1, ":"))
    });
    // "X speaks in Varn, October 11, 2017": told in the present, dated in the past.
    let tail = tokens.end.saturating_sub(5).max(tokens.start)..tokens.end;
    let month = tail.clone().any(|at| matches!(view.facts(at).calendar, Some(Calendar::Month(_))));
    let year = tail.clone().any(|at| view.shape(at) == Shape::Number && view.written(at).len() == 4);
    poses && month && year || credited && (poses || view.count_words(tokens) < 25)
}

/// Where the headline's text starts behind a kicker ("Harbour fire: Two held").
fn behind_kicker(view: &View<'_>, tokens: Range<usize>) -> usize {
    let colon = tokens.clone().take(6).find(|at| view.mark(*at, ":"));
    match colon {
        Some(colon) if !view.has_verb(tokens.start..colon) && view.count_words(colon + 1..tokens.end) >= 3 => colon + 1,
        _ => tokens.start,
    }
}

/// The pieces of sentence `number`.
pub(super) fn pieces(
    view: &View<'_>,
    number: usize,
    contents: &[Content],
    attributions: &Attributions,
    params: &ClaimParams,
) -> Vec<Clause> {
    let Some(sentence) = view.document.sentences.get(number) else { return Vec::new() };
    let mut tokens = sentence.tokens.clone();
    if sentence.in_headline {
        tokens.start = behind_kicker(view, tokens.clone());
    }
    let (contents, scraps) = usable(view, contents, attributions, &tokens, params);
    let blank =
        Clause { tokens: tokens.clone(), sentence: number, attribution: None, lent: Lent::None, stance: Stance::Affirms, certainty: None };
    let mut owner: Vec<Option<usize>> = vec![None; tokens.len()];
    for content in &contents {
        for at in content.tokens.clone() {
            if let Some(place) = at.checked_sub(tokens.start).and_then(|place| owner.get_mut(place)) {
                *place = Some(content.attribution);
            }
        }
    }
    let mut found = Vec::new();
    let mut start = tokens.start;
    while start < tokens.end {
        let voice = owner.get(start - tokens.start).copied().flatten();
        let length = owner[start - tokens.start..].iter().take_while(|other| **other == voice).count();
        let mut piece = Clause { attribution: voice, ..blank.over(start..start + length) };
        start += length;
        match voice {
            // "A court denied | charges …, he said": who says so within what another says, and no statement by itself.
            Some(at) if holds_carrier(view, &piece.tokens, at, &contents, attributions) => {
                found.extend(narrated(view, piece, &contents, &scraps, attributions, params));
            }
            Some(at) => {
                let item = attributions.items.get(at);
                let cue = item.and_then(|item| item.cue).map(|cue| view.document.tokens_in(cue)).unwrap_or_default();
                let governed = governs(view, &cue, &piece.tokens);
                let denial = governed && item.is_some_and(|item| denies(view, item, &cue, &piece.tokens));
                let verb = item.map(|item| item.verb).filter(|verb| denial || *verb != VerbClass::Denial).unwrap_or(VerbClass::Neutral);
                let stance = match verb {
                    VerbClass::Denial => Stance::Denies,
                    VerbClass::Question => Stance::Questions,
                    _ if governed => negated_stance(view, &cue),
                    _ => Stance::Affirms,
                };
                if verb == VerbClass::Denial {
                    // "denied | reports suggesting C": C is what is denied.
                    piece.tokens.start = skip_link(view, piece.tokens.clone()).0.min(piece.tokens.end);
                    piece.tokens.end = denied_end(view, tokens.start, piece.tokens.start, piece.tokens.end);
                }
                // "denied taking bribes", "promised to build": the speaker is the subject.
                let first = piece.tokens.clone().find(|at| view.is_word(*at)).unwrap_or(piece.tokens.start);
                let bare = view.facts(first).verb.has(VerbForms::ING)
                    || view.lower(first) == "to"
                    || verb == VerbClass::Denial && !view.has_verb(piece.tokens.clone());
                let lent = if bare { Lent::Speaker } else { Lent::None };
                let lent = item.and_then(|item| rejoin(view, &mut found, &piece, item, tokens.start)).unwrap_or(lent);
                found.push(Clause { lent, stance, certainty: (stance == Stance::Denies).then_some(params.denial_certainty), ..piece });
            }
            None => found.extend(narrated(view, piece, &contents, &scraps, attributions, params)),
        }
    }
    found
}

/// "The bridge, | Holt said, | will close": the words before the cue are the subject of those behind it. Takes them off
/// `found` where they stand there as a piece without a verb.
fn rejoin(view: &View<'_>, found: &mut Vec<Clause>, piece: &Clause, item: &Attribution, start: usize) -> Option<Lent> {
    let cue = item.cue.map(|cue| view.document.tokens_in(cue)).filter(|cue| !cue.is_empty() && cue.end <= piece.tokens.start)?;
    let first = piece.tokens.clone().find(|at| view.is_word(*at)).filter(|at| view.finite(*at))?;
    let before =
        item.content.iter().map(|span| view.document.tokens_in(*span)).rfind(|tokens| tokens.end <= cue.start && !tokens.is_empty())?;
    if before.start < start || view.quoted(before.start) != view.quoted(first) {
        return None;
    }
    if !view.has_verb(before.clone()) && found.last().is_some_and(|last| last.tokens.start >= before.start) {
        found.pop();
    }
    Some(Lent::Tokens(before))
}

/// The contents to go by, outer ones first: refused requests, scraps and fragments without a clause left out. Beside them the
/// attributions of quotations that are too short to say anything ('"No way," he said over the noise').
fn usable(
    view: &View<'_>,
    contents: &[Content],
    attributions: &Attributions,
    tokens: &Range<usize>,
    params: &ClaimParams,
) -> (Vec<Content>, Vec<usize>) {
    let mut kept: Vec<Content> = Vec::new();
    let mut scraps = Vec::new();
    for content in contents {
        // What somebody does or wants, told by the outlet, is the outlet's statement.
        let Some(item) = attributions.items.get(content.attribution).filter(|item| item.says) else { continue };
        let mut here = content.tokens.start.max(tokens.start)..content.tokens.end;
        let cue = item
            .cue
            .map(|cue| view.document.tokens_in(cue))
            .filter(|cue| tokens.start <= cue.start && cue.end <= tokens.end && !cue.is_empty());
        if let Some(cue) = &cue {
            // "…, a charge that X denies": what is denied lies before, and which clause of it is not told.
            if item.verb == VerbClass::Denial && here.end <= cue.start && !view.quoted(here.start) {
                continue;
            }
            if item.verb == VerbClass::Denial && item.manner != Manner::Direct && told_of(view, here.clone()) {
                continue;
            }
            if item.verb == VerbClass::Denial {
                let speaker = item.speaker.map(|speaker| view.document.tokens_in(speaker)).unwrap_or_default();
                if refusal(view, speaker, here.clone()) {
                    continue;
                }
            }
            // What is no clause by itself is read with its speaker and cue: "X called the pact 'a provocative move'",
            // "X expressed interest in a bridge".
            let speaker = item.speaker.map(|speaker| view.document.tokens_in(speaker)).filter(|speaker| !speaker.is_empty());
            let start = speaker.map_or(cue.start, |speaker| speaker.start).max(tokens.start);
            let whole = cue.end <= here.start && start <= cue.start && !denies(view, item, cue, &here);
            if whole && fragment(view, cue.end, here.clone()) {
                // "X vowed to repeal the law": nothing is passed on in X's words; that X vowed it is the writer's statement.
                if item.manner == Manner::Indirect {
                    continue;
                }
                if begun(view, item, tokens.start..cue.start) && (!view.quoted(here.start) || view.count_words(here.clone()) < LEAST_ANEW) {
                    scraps.push(content.attribution);
                    continue;
                }
                // "Holt also wants to | meet Tom Varn, who called the plan 'a fake'": where the speaker is the object of a clause, the
                // sentence is read as the outlet's.
                let boundary = start == tokens.start
                    || !view.is_word(start - 1)
                    || [WordSet::SplitCoordinator, WordSet::SplitSubordinator, WordSet::ClauseOpener, WordSet::Conjunction]
                        .iter()
                        .any(|set| view.is(start - 1, *set));
                if !boundary && (start..cue.start).any(|at| view.is(at, WordSet::Relative)) {
                    scraps.push(content.attribution);
                    continue;
                }
                here.start = start;
            }
        }
        let words = view.count_words(here.clone());
        let inner = kept.iter().any(|outer| outer.tokens.start <= here.start && here.end <= outer.tokens.end);
        let denial = item.verb == VerbClass::Denial;
        if words < params.fewest_words && !denial || words < 3 || inner && !view.has_verb(here.clone()) {
            if item.manner == Manner::Direct {
                scraps.push(content.attribution);
            }
            continue;
        }
        kept.push(Content { tokens: here, attribution: content.attribution });
    }
    // Outer before inner, so that the inner one is written last.
    kept.sort_by_key(|content| (std::cmp::Reverse(content.tokens.len()), content.tokens.start));
    (kept, scraps)
}

/// '"We wait," | Holt wrote in her book, | "The Harbour"': what was said stands before the cue, and the scrap behind it is none.
fn begun(view: &View<'_>, item: &Attribution, before: Range<usize>) -> bool {
    let inside = |span: &Span| {
        let tokens = view.document.tokens_in(*span);
        let tokens = tokens.start.max(before.start)..tokens.end.min(before.end);
        (!tokens.is_empty()).then_some(tokens)
    };
    item.content.iter().filter_map(inside).any(|tokens| view.has_verb(tokens))
}

/// True where the cue of another attribution than `own` stands in `piece`, and its content right behind.
fn holds_carrier(view: &View<'_>, piece: &Range<usize>, own: usize, contents: &[Content], attributions: &Attributions) -> bool {
    contents.iter().filter(|content| content.attribution != own && content.tokens.start == piece.end).any(|content| {
        let cue = attributions.items.get(content.attribution).and_then(|item| item.cue).map(|cue| view.document.tokens_in(cue));
        cue.is_some_and(|cue| piece.start <= cue.start && cue.end <= piece.end && !cue.is_empty())
    })
}

/// True where what a cue denies or leaves open can be this piece: behind it in its sentence, and no speech of its own behind a
/// colon ("Holt disputed that: 'We never left.' He ..."). What the speaker said before and went on to say is put forward.
fn governs(view: &View<'_>, cue: &Range<usize>, piece: &Range<usize>) -> bool {
    let sentence = |at: usize| view.document.sentence_of(at);
    let first = piece.clone().find(|at| view.is_word(*at) && view.lower(*at) != "that").unwrap_or(piece.start);
    cue.is_empty()
        || cue.end <= piece.start && sentence(cue.start) == sentence(piece.start) && !(cue.start..first).any(|at| view.mark(at, ":"))
}

/// "did not find that C": C is held not to be so; "did not say that C" leaves it open.
fn negated_stance(view: &View<'_>, cue: &Range<usize>) -> Stance {
    if !cue.clone().any(|at| view.is(at, WordSet::ClauseNegation)) {
        return Stance::Affirms;
    }
    // "do not show how many": that there are some is not denied.
    let that = view.lower(cue.end) == "that" || view.lower(cue.end.saturating_sub(1)) == "that";
    if that && cue.clone().any(|at| view.is(at, WordSet::FindingVerb)) { Stance::Denies } else { Stance::Questions }
}

/// True where an attribution by a verb of denial denies its content: "denied that C", "denied any role in C"; "called the
/// plan 'a fake'" and "dismissed the tests" judge a thing.
fn denies(view: &View<'_>, item: &Attribution, cue: &Range<usize>, content: &Range<usize>) -> bool {
    // "'It was never so,' he denied": quoted words are the speaker's own.
    if item.verb != VerbClass::Denial || item.manner == Manner::Direct {
        return false;
    }
    if is_to_come(view, cue.end.saturating_sub(1)) {
        return false;
    }
    // "did not deny", "no one denies".
    if (cue.start.saturating_sub(3)..cue.end).any(|at| view.is(at, WordSet::Negation) && !view.is(at, WordSet::DenialVerb)) {
        return false;
    }
    // "Nobody on the board disputes that C".
    let speaker = item.speaker.map(|speaker| view.document.tokens_in(speaker)).unwrap_or_default();
    if speaker.start < speaker.end && view.is(speaker.start, WordSet::Negation) {
        return false;
    }
    let (start, reports) = skip_link(view, content.clone());
    let that = cue.end > cue.start && view.lower(cue.end) == "that" || start > content.start;
    let sure = cue.clone().any(|at| view.is(at, WordSet::SureDenial));
    let clause = view.facts(start).verb.has(VerbForms::ING) || view.has_verb(start..content.end);
    let noun = (start..content.end.min(start + 4)).any(|at| view.is(at, WordSet::DeniedNoun));
    reports || that || sure && (clause || noun)
}

/// True where attributed words are no clause: without a verb of their own, led in by a preposition or "to", or a quoted
/// scrap behind words of the outlet.
fn fragment(view: &View<'_>, cue_end: usize, content: Range<usize>) -> bool {
    let first = content.clone().find(|at| view.is_word(*at)).unwrap_or(content.start);
    let gap = cue_end..content.start;
    let bridged = gap.clone().any(|at| view.is_word(at))
        && gap.len() <= BRIDGE
        && !gap.clone().any(|at| view.mark(at, ",") || view.mark(at, ":") || view.lower(at) == "that");
    let quoted = bridged && view.quoted(first) && !view.quoted(cue_end);
    // "the pact as a signal, with Varn placed at its core": no verb of a clause.
    let absolute = |at: usize| {
        view.facts(at).verb.any(VerbForms::PARTICIPLE)
            && !view.is(at, WordSet::Aux)
            && (at.saturating_sub(3).max(content.start)..at)
                .any(|at| view.lower(at) == "with" && (at == content.start || view.mark(at - 1, ",")))
    };
    // Each opener ("who", "where") takes one verb; what is left over is the verb of the whole.
    let (mut verbs, mut openers, mut main) = (0, 0, false);
    for at in content.clone() {
        openers += usize::from(at > content.start && view.is(at, WordSet::ClauseOpener));
        // "the bridge could close if it rains": a verb before any opener is that of the whole.
        main |= openers == 0 && at > content.start && view.is(at, WordSet::Aux) && view.finite(at) && !absolute(at);
        let again = at > content.start && (view.finite(at - 1) || view.lower(at - 1).ends_with("ly") && at > 1 && view.finite(at - 2));
        verbs += usize::from((view.finite(at) || view.present(at)) && !again && !absolute(at));
    }
    let that = view.lower(cue_end) == "that";
    // "accused the board of closing the bridge": a deed, but no clause.
    let of = content.clone().take(5).find(|at| view.lower(*at) == "of" && view.facts(*at + 1).verb.has(VerbForms::ING));
    let verb = (main || verbs > openers || that && verbs > 0) && of.is_none_or(|of| view.has_verb(content.start..of));
    let led = view.is(first, WordSet::Preposition) && view.facts(first + 1).verb.has(VerbForms::ING);
    quoted || !verb || view.lower(first) == "to" || led
}

/// What is left of a sentence in the outlet's own voice: without the clauses that only carry what others said.
fn narrated(
    view: &View<'_>,
    piece: Clause,
    contents: &[Content],
    scraps: &[usize],
    attributions: &Attributions,
    params: &ClaimParams,
) -> Vec<Clause> {
    let carriers: Vec<Range<usize>> = contents
        .iter()
        .map(|content| content.attribution)
        .chain(scraps.iter().copied())
        .filter_map(|attribution| attributions.items.get(attribution))
        .flat_map(|item| [item.cue, item.speaker.filter(|_| item.cue.is_none())])
        .flatten()
        .map(|span| view.document.tokens_in(span))
        .collect();
    let carries = |range: &Range<usize>| carriers.iter().any(|carrier| carrier.start < range.end && range.start < carrier.end);
    let piece = if carries(&piece.tokens) { piece } else { strip_reporting(view, &piece) };
    if !carries(&piece.tokens) {
        return vec![piece];
    }
    // "A, and X said C": A stands by itself.
    let speech =
        contents.iter().filter_map(|content| attributions.items.get(content.attribution)).filter_map(|item| item.speaker.or(item.cue));
    let first = speech.map(|span| view.document.tokens_in(span).start).filter(|start| piece.tokens.contains(start)).min();
    let joined = first
        .filter(|first| *first >= piece.tokens.start + 3 && view.is(*first - 1, WordSet::SplitCoordinator) && !view.is_word(*first - 2));
    if let Some(first) = joined {
        let left = piece.over(piece.tokens.start..first - 2);
        if !carries(&left.tokens) && view.has_verb(left.tokens.clone()) {
            return split(view, &left, params);
        }
    }
    let mut kept = split(view, &piece, params);
    kept.retain(|clause| !carries(&clause.tokens) && (clause.lent != Lent::None || subject_of(view, clause.tokens.clone()).is_some()));
    kept
}

/// Takes "according to X" and ", X said" off where the attribution stage found nothing.
fn strip_reporting(view: &View<'_>, piece: &Clause) -> Clause {
    let mut tokens = piece.tokens.clone();
    let according = |at: usize| view.lower(at) == "according" && view.lower(at + 1) == "to";
    if let Some(at) = tokens.clone().find(|at| according(*at)) {
        if at < tokens.start + 2 {
            if let Some(comma) = (at..tokens.end).find(|at| view.mark(*at, ",")) {
                tokens.start = comma + 1;
            }
        } else {
            // "…, according to X, C goes on": only where nothing with a verb follows.
            let rest = (at..tokens.end).find(|at| view.mark(*at, ","));
            if rest.is_none_or(|comma| !view.has_verb(comma + 1..tokens.end)) {
                tokens.end = at;
            }
        }
    }
    let last = tokens
        .clone()
        .rev()
        .find(|at| view.mark(*at, ",") || view.document.tokens.get(*at).is_some_and(|token| token.quote == QuoteState::Close));
    if let Some(last) = last {
        let tail = last + 1..tokens.end;
        let said = tail.clone().any(|at| view.is(at, WordSet::Speech));
        let short = tail.len() <= 15 && !tail.clone().any(|at| view.lower(at) == "that");
        let opens = view.name(tail.start)
            || view.is(tail.start, WordSet::NotName)
            || view.is(tail.start, WordSet::PersonPronoun)
            || view.is(tail.start, WordSet::Speech);
        if said
            && short
            && opens
            && !view.is(tail.start, WordSet::SplitSubordinator)
            && !view.is(tail.start, WordSet::SplitCoordinator)
            && view.has_verb(tokens.start..last)
        {
            tokens.end = last;
        }
    }
    // "X said (that) C": told only with "that"; ambiguous verbs only with "that".
    let verb = tokens.clone().take(24).find(|at| view.finite(*at) && !view.is(*at, WordSet::Aux));
    if let Some(verb) = verb {
        let that = (verb + 1..tokens.end.min(verb + 8)).find(|at| view.lower(*at) == "that");
        // "a man said to have left": told of him.
        let clear = matches!(view.lower(verb), "said" | "says") && view.lower(verb + 1) != "to";
        let speech = view.is(verb, WordSet::Speech) || view.is(verb, WordSet::SpeechThat);
        let start = that.map(|that| that + 1).filter(|that| *that < tokens.end).or_else(|| clear.then_some(verb + 1));
        if let (true, Some(start)) = (speech, start)
            && view.has_verb(start..tokens.end)
            && view.count_words(start..tokens.end) >= 4
            && verb > tokens.start
        {
            tokens.start = start;
        }
    }
    piece.over(tokens)
}
