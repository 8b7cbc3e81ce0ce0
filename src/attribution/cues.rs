//! Reporting cues of a stretch of text, each with its verb group and its speaker.
//!
//! In: a unit, that is a run of sentences that no quotation crosses. Out: [`Candidate`]s in order. What a candidate
//! reports is decided in `content.rs`; one without content is dropped there.

use std::ops::Range;

use super::reader::{REACH, Reader};
use crate::ids::Span;
use crate::lexicon::{class, frame};

/// A cue with its speaker.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Candidate {
    /// Row of the cue table.
    pub(super) row: usize,
    /// Verb group: helpers, adverbs and the cue itself.
    pub(super) cue: Range<usize>,
    /// Where the speaker stands; `None` where nobody is named.
    pub(super) source: Option<Range<usize>>,
    /// The speaker follows the cue.
    pub(super) inverted: bool,
    /// The speaker is that of an earlier cue of the unit ("and added").
    pub(super) shared: bool,
    /// "it was reported that".
    pub(super) impersonal: bool,
    /// A participle ("adding that").
    pub(super) participle: bool,
    /// An outlet named between subject and cue ("is quoted by the Varn Times as saying").
    pub(super) quoted_by: Option<Range<usize>>,
}

impl Candidate {
    /// First token of cue and speaker, where the candidate's own words begin.
    pub(super) fn start(&self) -> usize {
        match &self.source {
            Some(source) if !self.inverted && !self.shared => source.start.min(self.cue.start),
            _ => self.cue.start,
        }
    }
}

/// How a verb stands in its sentence.
struct Group {
    start: usize,
    negated: bool,
    modal: bool,
    be: bool,
    infinitive: bool,
}

/// The candidates of the unit `unit`, in order.
pub(super) fn candidates(reader: &Reader<'_>, unit: &Range<usize>, headline: bool) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = Vec::new();
    let headline = headline || reader.is_title_case(unit);
    let mut at = unit.start;
    while at < unit.end {
        if let Some(quote) = reader.quotation_at(at) {
            at = reader.document.quotations.get(quote).map_or(at + 1, |quote| quote.tokens.end.max(at + 1));
            continue;
        }
        let hit = reader.cue_at(at);
        let Some((row, length)) = hit.filter(|hit| at + hit.1 <= unit.end) else {
            at += 1;
            continue;
        };
        at += length;
        if let Some(candidate) = read(reader, unit, row, at - length..at, headline, found.last()) {
            at = at.max(candidate.cue.end);
            found.push(candidate);
        }
    }
    found
}

fn read(
    reader: &Reader<'_>,
    unit: &Range<usize>,
    row: usize,
    verb: Range<usize>,
    headline: bool,
    previous: Option<&Candidate>,
) -> Option<Candidate> {
    let frames = reader.lexicon.cues.get(row)?.frames;
    // "Mira Holt, who fears that the bridge is old, said": the subject stands before the relative clause.
    let relative = |candidate: &Candidate| candidate.cue.start > unit.start && reader.is(candidate.cue.start - 1, class::RELATIVE);
    let floor = previous.map_or(unit.start, |candidate| match &candidate.source {
        Some(source) if relative(candidate) && !candidate.shared => source.start.min(verb.start),
        _ => candidate.cue.end.min(verb.start),
    });
    let candidate = |cue, source, inverted| Candidate {
        row,
        cue,
        source,
        inverted,
        shared: false,
        impersonal: false,
        participle: false,
        quoted_by: None,
    };
    if frames & frame::AFTER != 0 {
        let end = reader
            .phrase_after(verb.end, unit.end)
            .filter(|&end| speaks(reader, verb.end..end))
            .or_else(|| loose_phrase(reader, verb.end, unit.end))?;
        // "according to plan": a bare noun is nobody.
        let bare = end == verb.end + 1
            && reader.shape(verb.end) == crate::text::Shape::Lower
            && !reader.is(verb.end, class::GROUP | class::VAGUE | class::ANONYMOUS);
        if bare {
            return None;
        }
        let end = apposition_after(reader, end, unit.end);
        let end = knowing(reader, verb.end, end, unit.end);
        return Some(candidate(verb.clone(), Some(verb.end..end), true));
    }
    if frames & frame::WITHIN != 0 {
        // ", by one estimate": the cue names its own source.
        let source = verb.start + 1..verb.end;
        return Some(candidate(verb.start..verb.start + 1, Some(source), true));
    }
    let other_word = frames & (frame::THAT | frame::AFTER) == frame::THAT
        && reader.lexicon.cues.get(row).is_some_and(|cue| !cue.exact && form(reader.lower(verb.start), &cue.cue).is_none());
    if (frames & (frame::NOMINAL | frame::NOUNLIKE) != 0 || other_word)
        && let Some(source) = said_as_noun(reader, unit, &verb, floor)
    {
        let inverted = source.start >= verb.end;
        return Some(Candidate { participle: true, ..candidate(verb, Some(source), inverted) });
    }
    if frames & frame::NOMINAL != 0 {
        return None;
    }
    let capital = reader.is_capital(verb.start);
    if capital && !headline && verb.start != unit.start {
        return None;
    }
    let group = group(reader, floor, verb.start);
    if group.infinitive || group.negated || group.modal {
        return None;
    }
    let cue = reader.lexicon.cues.get(row)?;
    let form = if cue.exact { Form::Other } else { form(reader.lower(verb.start), &cue.cue)? };
    if form == Form::Plain && verb.start > group.start && matches!(reader.lower(verb.start - 1), "'d" | "'ll" | "\u{2019}d" | "\u{2019}ll")
        || form == Form::Plain && verb.start > unit.start && reader.lower(verb.start - 1).ends_with("'d")
    {
        // "they'd say the same": what somebody would say is not said.
        return None;
    }
    let before = group.start.checked_sub(1).filter(|before| *before >= unit.start);
    let participle = reader.lower(verb.start).ends_with("ing") && !group.be;
    if frames & frame::CITING != 0 {
        if !participle {
            return None;
        }
        let end = reader.phrase_after(verb.end, unit.end)?;
        return speaks(reader, verb.end..end).then(|| Candidate { participle: true, ..candidate(verb.clone(), Some(verb.end..end), true) });
    }
    // "the reported case", "of claims": no verb.
    if let Some(before) = before {
        let nominal =
            reader.is(before, class::DETERMINER | class::PREPOSITION) && !reader.is(before, class::VAGUE) && !reader.is_name_word(before);
        if nominal && !(participle && reader.lower(before) == "by") {
            return None;
        }
        if reader.is_possessive_mark(before) && group.start == verb.start {
            return None;
        }
    }
    let cue = group.start..verb.end;
    if group.be && !participle && !reader.lower(verb.start).ends_with("ing") {
        return passive(reader, unit, row, frames, cue, floor);
    }
    if frames & frame::PASSIVE != 0 {
        return passive(reader, unit, row, frames, cue, floor);
    }
    if participle {
        return participle_of(reader, unit, row, cue, previous);
    }
    // The speaker behind: ", said Mira Holt".
    if inverts(reader, unit, &cue, frames)
        && let Some(end) = reader.phrase_after(cue.end, unit.end)
        && speaks(reader, cue.end..end)
    {
        let end = apposition_after(reader, end, unit.end);
        return Some(candidate(cue.clone(), Some(cue.end..end), true));
    }
    // The speaker directly before.
    let close = day_before(reader, cue.start, floor);
    let before = close.checked_sub(1).filter(|before| *before >= unit.start).or(before);
    if let Some(start) = reader.phrase_before(close, floor) {
        let source = governing(reader, strip_front(reader, start..close), floor)?;
        if frames & frame::NOUNLIKE != 0 && form != Form::Other && group.start == verb.start && !verbal(reader, &source, verb.end) {
            return None;
        }
        if speaks(reader, source.clone()) && agrees(reader, &source, form, group.start < verb.start) {
            if source.end < close {
                return Some(candidate(cue, Some(source), false));
            }
            let start = apposition_before(reader, source.start, floor);
            return Some(candidate(cue, Some(start..source.end), false));
        }
        return None;
    }
    let before = before?;
    // "Mira Holt, the mayor of Varn, said", "Mira Holt (Varn) said".
    if (reader.is_comma(before) || reader.is_dash(before) || reader.lower(before) == ")")
        && let Some(source) = over_apposition(reader, before, floor).or_else(|| named_apposition(reader, before, floor))
    {
        return Some(candidate(cue, Some(source), false));
    }
    // "Mira Holt, who said".
    if reader.is(before, class::RELATIVE) && reader.lower(before) != "what" {
        let antecedent = before.checked_sub(1)?;
        let end = if reader.is_comma(antecedent) { antecedent } else { antecedent + 1 };
        let start = reader.phrase_before(end, floor.min(end))?;
        let source = strip_front(reader, start..end);
        return speaks(reader, source.clone()).then(|| candidate(cue, Some(source), false));
    }
    // "and added", ", then said".
    let verbal = form == Form::Other || form == Form::Singular && frames & frame::NOUNLIKE == 0;
    if reader.is(before, class::CONJUNCTION) && verbal {
        // "She said so — a reading that analysts dispute — and added": not the subject of the clause between.
        let between = |other: &&Candidate| {
            let first = other.source.as_ref().map_or(other.cue.start, |source| source.start);
            !other.inverted
                && first > unit.start
                && reader.is(first - 1, class::RELATIVE | class::SUBORDINATOR)
                && reader.is_dash(before.saturating_sub(1))
        };
        let nested = previous.filter(between).and_then(|_| main_subject(reader, unit, cue.start));
        let source =
            nested.or_else(|| previous.and_then(|previous| previous.source.clone())).or_else(|| main_subject(reader, unit, cue.start));
        return source.map(|source| Candidate { shared: true, ..candidate(cue, Some(source), false) });
    }
    None
}

/// The end of the subject before a verb at `at` with a day between ("Holt on Monday | said").
fn day_before(reader: &Reader<'_>, at: usize, floor: usize) -> usize {
    let mut start = at;
    while start > floor && reader.is(start - 1, class::TIME) && !reader.is_name_word(start - 1) && at - start < 4 {
        start -= 1;
    }
    if start < at && start > floor && matches!(reader.lower(start - 1), "on" | "last" | "this" | "late" | "early") {
        start -= 1;
    }
    start
}

/// The speaker of a noun of saying with its "that": "the warning from Holt that", "reject Holt's claim that". Not where
/// the noun is the subject of a later verb, which would end what was said at no mark.
fn said_as_noun(reader: &Reader<'_>, unit: &Range<usize>, noun: &Range<usize>, floor: usize) -> Option<Range<usize>> {
    if matches!(reader.lower(noun.end), "from" | "by") {
        let opens = noun.start.checked_sub(1).is_none_or(|before| before < unit.start || reader.is_comma(before));
        let end = (noun.end + 1..unit.end.min(noun.end + 14)).find(|&at| reader.lower(at) == "that")?;
        let source = noun.end + 1..end;
        let marked = source.clone().any(|at| reader.shape(at) == crate::text::Shape::Mark && !reader.is_possessive_mark(at));
        let opens = opens || marked || reader.has_finite(source.start..source.start + 1);
        return (!opens && reader.lower(end) == "that" && speaks(reader, source.clone())).then_some(source);
    }
    if reader.lower(noun.end) != "that" {
        return None;
    }
    let lowest = floor.max(noun.start.saturating_sub(3));
    let mark = (lowest..noun.start).rev().find(|&at| reader.is_possessive_mark(at))?;
    let start = reader.phrase_before(mark, floor)?;
    // "defends Holt's claim": the name alone, for the verb before it need not be known.
    let name = (start..mark).rev().take_while(|&at| reader.is_name_word(at)).last();
    let source = strip_front(reader, name.unwrap_or(start)..mark);
    let opens = source.start == unit.start
        || source.start > 0 && reader.shape(source.start - 1) == crate::text::Shape::Mark
        || reader.is(source.start.saturating_sub(1), class::SUBORDINATOR | class::CONJUNCTION);
    (!opens && speaks(reader, source.clone())).then_some(source)
}

/// The noun phrase that governs `source`, where a preposition hangs `source` on it ("a trial of the drug in Varn |
/// suggested": the trial). `None` where a verb stands between, so that nothing here is the subject.
fn governing(reader: &Reader<'_>, source: Range<usize>, floor: usize) -> Option<Range<usize>> {
    let mut head = source.clone();
    for _ in 0..4 {
        let Some(preposition) = head.start.checked_sub(1).filter(|at| *at >= floor) else { break };
        if !reader.is(preposition, class::PREPOSITION) || reader.is_name_word(preposition) {
            break;
        }
        let Some(mut end) = Some(preposition).filter(|at| *at > floor) else { break };
        let before = end - 1;
        if reader.shape(before) == crate::text::Shape::Mark
            || reader.is(before, class::CONJUNCTION | class::SUBORDINATOR | class::TIME)
            || reader.is_adverb(before)
        {
            // "In Varn, on the bridge Holt said": an adverbial, not a part of the subject.
            break;
        }
        let participle = reader.shape(before) == crate::text::Shape::Lower && reader.lower(before).ends_with("ed");
        if participle && before > floor {
            end = before;
        }
        let Some(start) = reader.phrase_before(end, floor) else {
            return antecedent(reader, preposition, floor).or(Some(source).filter(|_| !participle));
        };
        let next = strip_front(reader, start..end);
        if reader.is_finite(next.end - 1) || reader.is(next.start.saturating_sub(1), class::RELATIVE) {
            return Some(antecedent(reader, preposition, floor).unwrap_or(source));
        }
        head = next;
    }
    if head.end >= source.end {
        return Some(source);
    }
    let of = (head.start + 1..head.end).find(|&at| reader.is(at, class::INNER_PREPOSITION));
    Some(head.start..of.unwrap_or(head.end))
}

/// The noun phrase before "who" to the left of `at` ("the official who spoke with the Varn Times | said").
fn antecedent(reader: &Reader<'_>, at: usize, floor: usize) -> Option<Range<usize>> {
    let lowest = floor.max(at.saturating_sub(8));
    let walk = (lowest..at).rev().take_while(|&place| reader.shape(place) != crate::text::Shape::Mark);
    let who = walk.into_iter().find(|&place| reader.is(place, class::RELATIVE) && reader.lower(place) != "what")?;
    let start = reader.phrase_before(who, floor)?;
    let source = strip_front(reader, start..who);
    speaks(reader, source.clone()).then_some(source)
}

/// The form of a verb as far as agreement goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// "say": a plural subject.
    Plain,
    /// "says": a singular subject.
    Singular,
    /// "said", "saying": any.
    Other,
}

/// The form of `word` as an inflection of the first word of `cue`; `None` where it is another word of the same stem
/// ("repeatedly", "prediction").
fn form(word: &str, cue: &str) -> Option<Form> {
    let base = cue.split(' ').next().unwrap_or(cue);
    let shared: usize = word.chars().zip(base.chars()).take_while(|(one, other)| one == other).map(|(letter, _)| letter.len_utf8()).sum();
    let (rest, left) = (word.get(shared..)?, base.get(shared..)?);
    if word == base {
        return Some(Form::Plain);
    }
    let short = left.len() <= 1;
    match rest {
        "s" | "es" | "ies" if short => Some(Form::Singular),
        "d" | "ed" | "ied" | "ing" if short => Some(Form::Other),
        _ if left.is_empty() && rest.len() <= 4 && (rest.ends_with("ed") || rest.ends_with("ing")) => Some(Form::Other),
        _ => None,
    }
}

/// True where a word that may be a noun ("claims") stands as a verb: "that", a mark or a quotation follows, or its
/// subject is a pronoun or bare name.
fn verbal(reader: &Reader<'_>, source: &Range<usize>, after: usize) -> bool {
    let marked = reader.lower(after) == "that" && reader.is_name_word(source.end - 1)
        || reader.quotation_at(after).is_some()
        || reader.is_comma(after);
    let pronoun = source.len() == 1 && reader.is(source.start, class::SUBJECT_PRONOUN);
    let plural = reader.is(source.end - 1, class::GROUP | class::VAGUE);
    let bare = plural || !reader.is(source.start, class::DETERMINER) && source.clone().all(|at| reader.is_name_word(at));
    let opens = !reader.is(after, class::PREPOSITION | class::AUXILIARY | class::CONJUNCTION) && !reader.is_stop(after);
    marked || opens && (pronoun || bare)
}

/// Subject and verb agree in number: "the state attorney" and "claims" after an adjective are no reports.
fn agrees(reader: &Reader<'_>, source: &Range<usize>, form: Form, helped: bool) -> bool {
    if form == Form::Other || helped {
        return true;
    }
    let last = source.end - 1;
    let of = source.clone().find(|&at| at > source.start && reader.is(at, class::INNER_PREPOSITION));
    let head = of.map_or(last, |of| of - 1);
    let joined = source.clone().any(|at| reader.lower(at) == "and");
    let lower = reader.lower(head);
    let common = reader.shape(head) == crate::text::Shape::Lower;
    let plural = joined
        || source.clone().any(|at| reader.is(at, class::ANONYMOUS) && reader.lower(at).ends_with('s'))
        || reader.is(head, class::THEY | class::GROUP | class::VAGUE)
        || common && lower.ends_with('s') && !lower.ends_with("ss")
        || matches!(lower, "people" | "men" | "women" | "data" | "media" | "police");
    match form {
        Form::Plain => plural || !common && lower.ends_with('s'),
        _ => {
            !(reader.is(head, class::THEY) || common && plural)
                && (!common
                    || reader.is(head, class::SPEAKING_NOUN | class::HE | class::SHE | class::IT)
                    || reader.is(source.start, class::DETERMINER))
        }
    }
}

/// Helpers and adverbs to the left of a verb.
fn group(reader: &Reader<'_>, floor: usize, verb: usize) -> Group {
    let mut group = Group { start: verb, negated: false, modal: false, be: false, infinitive: false };
    for _ in 0..6 {
        let Some(before) = group.start.checked_sub(1).filter(|before| *before >= floor) else { break };
        if reader.quotation_at(before).is_some() {
            break;
        }
        let bits = reader.class(before);
        let clitic = matches!(reader.lower(before), "'s" | "'d" | "'ve" | "'re" | "'ll");
        if clitic && !(before > 0 && reader.is(before - 1, class::SUBJECT_PRONOUN | class::THIS | class::RELATIVE)) {
            break;
        }
        if reader.lower(before) == "to" {
            group.infinitive = true;
            break;
        }
        if bits & class::AUXILIARY != 0 && !(reader.is_name_word(before)) {
            group.modal |= bits & class::MODAL != 0;
            group.be |= bits & class::BE != 0 && !clitic;
            group.negated |= bits & class::NEGATION != 0;
        } else if bits & class::NEGATION != 0 {
            group.negated = true;
        } else if !reader.is_adverb(before) || reader.is_name_word(before) {
            break;
        }
        group.start = before;
    }
    group
}

/// "was quoted (by the Varn Times) as saying", "it was reported that"; every other passive is no attribution.
fn passive(reader: &Reader<'_>, unit: &Range<usize>, row: usize, frames: u32, cue: Range<usize>, floor: usize) -> Option<Candidate> {
    let start = reader.phrase_before(cue.start, floor)?;
    let source = strip_front(reader, start..cue.start);
    let base = Candidate {
        row,
        cue: cue.clone(),
        source: None,
        inverted: false,
        shared: false,
        impersonal: true,
        participle: false,
        quoted_by: None,
    };
    if frames & frame::PASSIVE != 0 {
        return speaks(reader, source.clone()).then_some(Candidate { source: Some(source), impersonal: false, ..base });
    }
    if reader.lower(cue.end) == "by" && frames & frame::QUOTE != 0 && matches!(reader.stem(cue.end - 1), "quot" | "cite") {
        let end = reader.phrase_after(cue.end + 1, unit.end)?;
        if reader.lower(end) == "as" && reader.lower(end + 1) == "saying" {
            let by = cue.end + 1..end;
            let row = reader.lexicon.cues.iter().position(|cue| cue.frames & frame::PASSIVE != 0).unwrap_or(row);
            return Some(Candidate { row, cue: cue.start..end + 2, source: Some(source), impersonal: false, quoted_by: Some(by), ..base });
        }
        return None;
    }
    let it = source.len() == 1 && reader.is(source.start, class::IT);
    (it && frames & frame::CLAUSE != 0 && reader.lower(cue.end) == "that").then_some(base)
}

/// ", adding that", "in a statement saying": the speaker of the clause it hangs on.
fn participle_of(
    reader: &Reader<'_>,
    unit: &Range<usize>,
    row: usize,
    cue: Range<usize>,
    previous: Option<&Candidate>,
) -> Option<Candidate> {
    let before = cue.start.checked_sub(1).filter(|before| *before >= unit.start)?;
    let attached = reader.is_comma(before)
        || reader.is_quote_mark(before)
        || reader.is_dash(before)
        || reader.is(before, class::STATEMENT | class::CONJUNCTION | class::SUBORDINATOR | class::TIME)
        || matches!(reader.lower(before), "by" | "as");
    if !attached {
        // "with Holt saying that".
        let floor = previous.map_or(unit.start, |previous| previous.cue.end.min(cue.start));
        let start = reader.phrase_before(cue.start, floor)?;
        let source = strip_front(reader, start..cue.start);
        let with = source.start > unit.start && reader.lower(source.start - 1) == "with";
        return (with && speaks(reader, source.clone())).then_some(Candidate {
            row,
            cue,
            source: Some(source),
            inverted: false,
            shared: false,
            impersonal: false,
            participle: false,
            quoted_by: None,
        });
    }
    let source = match previous {
        Some(previous) if !previous.impersonal => previous.source.clone(),
        Some(_) => None,
        None => main_subject(reader, unit, cue.start),
    };
    Some(Candidate { row, cue, source: Some(source?), inverted: false, shared: true, impersonal: false, participle: true, quoted_by: None })
}

/// The subject that opens the unit, or the clause after a first adverbial and comma; only where it plainly speaks.
fn main_subject(reader: &Reader<'_>, unit: &Range<usize>, before: usize) -> Option<Range<usize>> {
    let mut starts = vec![unit.start];
    starts.extend((unit.start..before.min(unit.start + REACH)).find(|&at| reader.is_comma(at)).map(|at| at + 1));
    for mut start in starts {
        if reader.is(start, class::CONJUNCTION) && !reader.is_comma(start + 1) {
            // "But Holt has fought the plan, arguing that".
            start += 1;
        }
        // "Explaining that …, Holt said": a participle is no subject.
        let participle = reader.lower(start).ends_with("ing") && reader.shape(start + 1) == crate::text::Shape::Lower;
        if participle || reader.is(start, class::PREPOSITION | class::SUBORDINATOR | class::CONJUNCTION) {
            continue;
        }
        let Some(end) = reader.phrase_after(start, before) else { continue };
        if end < before && speaks(reader, start..end) {
            return Some(start..end);
        }
    }
    None
}

/// True where a cue may stand before its speaker: after a quotation or a comma, with a speaker's first word behind.
fn inverts(reader: &Reader<'_>, unit: &Range<usize>, cue: &Range<usize>, frames: u32) -> bool {
    let told = frames & frame::PERSON != 0 && matches!(reader.stem(cue.end - 1), "told" | "tell" | "remind" | "inform" | "assur");
    if frames & frame::QUOTE == 0 || cue.end >= unit.end || told {
        return false;
    }
    let quoted = cue.start > unit.start && reader.quotation_at(cue.start - 1).is_some();
    if !quoted && cue.start > unit.start {
        // After a plain comma the speaker must end the clause: "…, said Holt.", not "Holt, said she would".
        let Some(end) = reader.phrase_after(cue.end, unit.end) else { return false };
        let closes = end >= unit.end || reader.is_stop(end) || reader.is_comma(end) || reader.is(end, class::PREPOSITION | class::RELATIVE);
        // "Holt, the former mayor, says any delay for the town will be short": no speaker stands behind "says".
        let known = (cue.end..end).any(|at| reader.is_name_word(at) || reader.is(at, class::SPEAKING_NOUN));
        let closes = closes && (known || reader.is(cue.end, class::SUBJECT_PRONOUN));
        let closes =
            closes && !(reader.is(end, class::PREPOSITION) && reader.clause_starts(end, unit.end) && past_comma(reader, unit, cue));
        if !closes || reader.is(cue.end, class::HE | class::SHE | class::THEY) || reader.clause_starts(end, end + 1) {
            return false;
        }
    }
    let after = cue.end;
    let opens = reader.is_name_word(after)
        || reader.is(after, class::HE | class::SHE | class::THEY)
        || reader.is(after, class::DETERMINER | class::SPEAKING_NOUN | class::ROLE_MODIFIER | class::PORTFOLIO | class::HONORIFIC)
            && !reader.is(after, class::THIS & !class::DETERMINER)
            && reader.lower(after) != "that";
    // "said hero passenger Mira Holt": any noun before a name.
    let opens = opens
        || reader.shape(after) == crate::text::Shape::Lower
            && !reader.is(after, class::PREPOSITION | class::RELATIVE | class::SUBORDINATOR | class::AUXILIARY | class::TIME | class::THIS)
            && !reader.is(after, class::CONTENT_OPENER)
            && reader.phrase_after(after, unit.end).is_some_and(|end| {
                let named = (after..end).any(|at| reader.is_name_word(at));
                named && (end >= unit.end || reader.shape(end) == crate::text::Shape::Mark || reader.is(end, class::PREPOSITION))
            });
    if !opens {
        return false;
    }
    match cue.start.checked_sub(1).filter(|before| *before >= unit.start) {
        None => reader.is_capital(cue.start),
        Some(before) => {
            reader.is_quote_mark(before) && reader.quotation_at(before).is_some() || reader.is_comma(before) || reader.is_dash(before)
        }
    }
}

/// True where a comma stands before the cue and the words before it hold no verb: an apposition, not a report.
fn past_comma(reader: &Reader<'_>, unit: &Range<usize>, cue: &Range<usize>) -> bool {
    let from = unit.start.max(cue.start.saturating_sub(REACH));
    let first = (from..cue.start).find(|&at| reader.is_comma(at));
    first.is_some_and(|comma| comma + 1 < cue.start && !reader.has_finite(from..comma))
}

/// The noun phrase without adverbials that slipped in front of it ("On Tuesday Kosovo's minister").
fn strip_front(reader: &Reader<'_>, mut source: Range<usize>) -> Range<usize> {
    while source.start + 1 < source.end {
        let at = source.start;
        let drop = reader.is(at, class::PREPOSITION | class::SUBORDINATOR | class::CONJUNCTION) && !reader.is_name_word(at)
            || reader.is(at, class::TIME) && !reader.is_name_word(at) && !reader.is_possessive_mark(at + 1)
            || reader.is_adverb(at) && !reader.is(at, class::ROLE_MODIFIER | class::GIVEN | class::DETERMINER)
            || reader.shape(at) == crate::text::Shape::Mark;
        if !drop {
            break;
        }
        source.start += 1;
    }
    source
}

/// The longest speaker behind "according to" that no noun of the tables shows, in tokens.
const LONGEST_LOOSE: usize = 12;

/// The words up to the next mark or verb: behind "according to" stands a speaker, whatever the noun ("Wednesday filings",
/// "current and former guards").
fn loose_phrase(reader: &Reader<'_>, start: usize, ceiling: usize) -> Option<usize> {
    let opens = reader.is(start, class::CONTENT_OPENER | class::RELATIVE | class::IT | class::THIS | class::OTHER_PRONOUN);
    let stop = |at: &usize| {
        reader.shape(*at) == crate::text::Shape::Mark && !reader.is_possessive_mark(*at) && reader.lower(*at) != "-"
            || reader.is(*at, class::RELATIVE | class::AUXILIARY | class::SUBORDINATOR)
    };
    // What goes on for longer is nobody, wherever it ends.
    let ceiling = ceiling.min(start + LONGEST_LOOSE + 1);
    let end = (start..ceiling).find(stop).unwrap_or(ceiling);
    (!opens && end >= start + 2 && end <= start + LONGEST_LOOSE).then_some(end)
}

/// True where a noun phrase can be a speaker at all.
pub(super) fn speaks(reader: &Reader<'_>, source: Range<usize>) -> bool {
    if source.is_empty() {
        return false;
    }
    if source.len() == 1 && reader.is(source.start, class::SUBJECT_PRONOUN) {
        return !reader.is(source.start, class::FIRST_PERSON);
    }
    let (start, end) = (source.start, source.end);
    source.into_iter().any(|at| {
        reader.is_name_word(at)
            || reader.is(at, class::SPEAKING_NOUN)
            || at == start && end == at + 1 && reader.is(at, class::VAGUE | class::SOMEONE)
    }) || reader.is(start, class::DETERMINER) && end - start <= 5
}

/// The end of a speaker with what he knows ("a person familiar with the talks").
fn knowing(reader: &Reader<'_>, start: usize, end: usize, ceiling: usize) -> usize {
    let unnamed = (start..end).any(|at| reader.is(at, class::ANONYMOUS | class::PERSON | class::GROUP | class::ROLE));
    let from =
        if reader.lower(end) == "who" || matches!(reader.lower(end), "with" | "close" | "briefed") { end } else { end.saturating_sub(1) };
    if !unnamed || !matches!(reader.lower(from), "with" | "close" | "briefed" | "familiar") {
        return end;
    }
    (end..ceiling.min(end + 14)).find(|&at| reader.is_comma(at) || reader.is_stop(at)).unwrap_or(end)
}

/// The end of a speaker with the apposition after it ("Mira Holt, the mayor of Varn").
fn apposition_after(reader: &Reader<'_>, end: usize, ceiling: usize) -> usize {
    if !reader.is_comma(end) || end + 1 >= ceiling {
        return end;
    }
    let first = end + 1;
    if reader.is(first, class::RELATIVE | class::CONJUNCTION | class::SUBORDINATOR | class::PREPOSITION)
        || reader.quotation_at(first).is_some()
    {
        return end;
    }
    let Some(stop) = reader.phrase_after(first, ceiling) else { return end };
    // "the rail investigator, Henrik Moll"
    let before = (end.saturating_sub(6)..end).rev().take_while(|&at| reader.shape(at) != crate::text::Shape::Mark);
    let unnamed = reader.is(end.saturating_sub(1), class::ROLE | class::PERSON) && reader.shape(end - 1) == crate::text::Shape::Lower;
    let office = unnamed && before.clone().any(|at| reader.is(at, class::DETERMINER)) && (first..stop).all(|at| reader.is_name_word(at));
    let role = office || (first..stop).any(|at| reader.is(at, class::ROLE | class::PERSON));
    let closed = stop >= ceiling || reader.is_comma(stop) || reader.is_stop(stop) || reader.is(stop, class::RELATIVE | class::PREPOSITION);
    if role && closed && !reader.clause_starts(stop, stop + 1) { stop } else { end }
}

/// The start of a speaker with the role before it and a comma ("the minister, Mira Holt").
fn apposition_before(reader: &Reader<'_>, start: usize, floor: usize) -> usize {
    let Some(comma) = start.checked_sub(1).filter(|comma| *comma > floor && reader.is_comma(*comma)) else { return start };
    let Some(role) = reader.phrase_before(comma, floor) else { return start };
    let role = strip_front(reader, role..comma);
    let determined = reader.is(role.start, class::DETERMINER) || role.clone().any(|at| reader.is_possessive_mark(at));
    let is_role = role.clone().any(|at| reader.is(at, class::ROLE))
        && !role.clone().any(|at| {
            reader.is_name_word(at)
                && !reader.is(at, class::ROLE | class::ROLE_MODIFIER | class::PORTFOLIO)
                && reader.is_name_place(at).is_none()
                && !reader.is(at, class::ORGANISATION)
        });
    let opens = role.start == floor
        || role.start > 0
            && (reader.shape(role.start - 1) == crate::text::Shape::Mark
                || reader.is(role.start - 1, class::CONJUNCTION | class::SUBORDINATOR));
    let named = reader.is_name_word(start);
    if determined && is_role && opens && named { role.start } else { start }
}

/// The speaker before a parenthesis that ends with the comma, dash or bracket at `close`.
fn over_apposition(reader: &Reader<'_>, close: usize, floor: usize) -> Option<Range<usize>> {
    let lowest = floor.max(close.saturating_sub(REACH));
    let mark = reader.lower(close);
    let mut best: Option<Range<usize>> = None;
    let mut at = close;
    let mut commas = 0;
    while at > lowest && commas < 5 {
        at -= 1;
        if reader.quotation_at(at).is_some() && !reader.is_comma(at) {
            break;
        }
        let opens = match mark {
            ")" => reader.lower(at) == "(",
            "," => reader.is_comma(at),
            _ => reader.is_dash(at),
        };
        if !opens {
            if reader.is_stop(at) || reader.lower(at) == ";" {
                break;
            }
            continue;
        }
        commas += 1;
        let Some(start) = reader.phrase_before(at, lowest) else { continue };
        let source = strip_front(reader, start..at);
        if !speaks(reader, source.clone()) || source.len() == 1 && reader.is(source.start, class::VAGUE) {
            continue;
        }
        let strong = source.clone().any(|place| reader.is_name_word(place) || reader.is(place, class::SPEAKING_NOUN))
            || source.len() == 1 && reader.is(source.start, class::HE | class::SHE | class::THEY);
        // What stands between the marks must read as a parenthesis, not as a clause of its own.
        let first = at + 1;
        let parenthesis = reader.is(
            first,
            class::DETERMINER | class::ROLE | class::ROLE_MODIFIER | class::RELATIVE | class::PREPOSITION | class::TIME | class::PORTFOLIO,
        ) || matches!(reader.shape(first), crate::text::Shape::Number)
            || reader.is_name_word(first)
            || reader.is_adverb(first)
            || reader.lower(first).ends_with("ing")
            || reader.lower(first).ends_with("ed")
            || mark != ",";
        let opens_clause = source.start == lowest
            || source.start > 0
                && (reader.shape(source.start - 1) == crate::text::Shape::Mark
                    || reader.is(source.start - 1, class::CONJUNCTION | class::SUBORDINATOR | class::TIME));
        if strong && parenthesis && opens_clause {
            // An apposition with a role belongs to the speaker; "though", "in a letter" and the like do not.
            let role = (first..close).any(|place| reader.is(place, class::ROLE | class::PERSON));
            let unnamed = !source.clone().any(|place| reader.is_name_word(place));
            let name = reader.is_name_word(first)
                && (source.clone().any(|place| reader.is(place, class::ROLE))
                    || unnamed && source.clone().any(|place| reader.is(place, class::SPEAKING_NOUN)));
            best = Some(source.start..if role || name { close } else { at });
            let named = source.clone().any(|place| reader.is_name_word(place));
            let placed = source.clone().all(|place| reader.is_name_place(place).is_some());
            if named && !placed || reader.is(source.start, class::HE | class::SHE) {
                break;
            }
        }
    }
    // "Mira Holt, the leader of Varn — a town in the north — said": on to the name.
    let found = best?;
    let comma = found.start.checked_sub(1).filter(|comma| *comma > floor && reader.is_comma(*comma));
    if let Some(comma) = comma.filter(|_| mark != "," && reader.is(found.start, class::DETERMINER))
        && let Some(start) = reader.phrase_before(comma, floor)
        && (start..comma).any(|place| reader.is_name_word(place))
    {
        return Some(strip_front(reader, start..comma).start..found.end);
    }
    Some(found)
}

/// "One of them, Mira Holt, | said", "Her rival, Mira Holt of Varn, | said": the name between the commas.
fn named_apposition(reader: &Reader<'_>, close: usize, floor: usize) -> Option<Range<usize>> {
    let start = reader.phrase_before(close, floor).filter(|_| reader.is_comma(close))?;
    let comma = start.checked_sub(1).filter(|comma| *comma > floor && reader.is_comma(*comma))?;
    let before = reader.phrase_before(comma, floor);
    let stands =
        before.is_some_and(|before| reader.is(before, class::DETERMINER | class::SOMEONE)) || reader.is(comma - 1, class::OTHER_PRONOUN);
    (stands && reader.is_name_word(start)).then_some(start..close)
}

/// The span of tokens `range` without trailing stops and commas.
pub(super) fn tidy(reader: &Reader<'_>, mut range: Range<usize>) -> Option<Span> {
    while range.start < range.end && (reader.is_comma(range.start) || matches!(reader.lower(range.start), ":" | ";")) {
        range.start += 1;
    }
    while range.start < range.end {
        let last = range.end - 1;
        let mark = reader.is_comma(last)
            || reader.quotation_at(last).is_none() && (reader.lower(last) == "." || reader.lower(last) == "?" || reader.lower(last) == "!")
            || matches!(reader.lower(last), ";" | ":")
            || reader.is_dash(last);
        if !mark {
            break;
        }
        range.end = last;
    }
    (range.start < range.end).then(|| reader.span(range))
}
