//! Origins and echoes of a claim, the mention that words it best, and its status.
//!
//! In: the members of a claim. Out: for each the independent starting point it goes back to and the member it echoes;
//! a [`Status`]. Two members share an origin where one article copied the other's words, both pass on one speaker's
//! words, one credits the other second-hand, both credit one agency, or one owner has both outlets. Invariant: members of different stance never
//! share an origin; origins are numbered in order of their first member. Deliberately absent: who is right.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, Time};

use super::claims::Draft;
use super::same::{hold_words, shared};
use super::{Copying, Member, Reading, Status};
use crate::attribution::{Attribution, SpeakerKind};
use crate::claims::Mention;
use crate::config::ClaimLinkingParams;
use crate::ids::{Span, Stance, stable_hash};
use crate::lexicon::{Lexicon, WordSet};

/// Copied text by the article that holds it. Articles are meant by their number in the corpus.
pub struct CopyIndex<'a> {
    /// By copying article.
    by_copier: BTreeMap<usize, Vec<&'a Copying>>,
    /// For each article that is copied from the one where its own chain of main copies starts.
    root_of: BTreeMap<usize, usize>,
}

impl<'a> CopyIndex<'a> {
    /// Indexes the copies of a corpus; `origin_of` has for each article the one it mainly copies from.
    pub fn of(copies: &'a [Copying], origin_of: &[Option<usize>]) -> Self {
        Self::rooted(copies, copies.iter().map(|copying| (copying.from, root(copying.from, origin_of))))
    }

    /// Indexes some copies, with the root of every article that they copy from.
    pub fn rooted(copies: impl IntoIterator<Item = &'a Copying>, roots: impl IntoIterator<Item = (usize, usize)>) -> Self {
        let mut by_copier: BTreeMap<usize, Vec<&Copying>> = BTreeMap::new();
        for copying in copies {
            by_copier.entry(copying.to).or_default().push(copying);
        }
        Self { by_copier, root_of: roots.into_iter().collect() }
    }

    /// The articles that `span` of `article` was copied from, in order.
    fn sources_of(&self, article: usize, span: Span, cover: f64) -> Vec<usize> {
        let Some(copied) = self.by_copier.get(&article) else { return Vec::new() };
        let covered =
            |spans: &[Span]| -> usize { spans.iter().map(|one| one.end.min(span.end).saturating_sub(one.start.max(span.start))).sum() };
        let enough = (span.len() as f64 * cover).max(1.0);
        copied.iter().filter(|copying| covered(&copying.spans) as f64 >= enough).map(|copying| copying.from).collect()
    }

    /// Where the chain of main copies of an article starts that another copies from.
    fn root(&self, article: usize) -> usize {
        self.root_of.get(&article).copied().unwrap_or(article)
    }
}

/// Where a chain of main copies starts.
pub(super) fn root(article: usize, origin_of: &[Option<usize>]) -> usize {
    let mut at = article;
    for _ in 0..origin_of.len() {
        match origin_of.get(at).copied().flatten() {
            Some(from) if from != article => at = from,
            _ => break,
        }
    }
    at
}

/// Copied text as it concerns some articles at hand.
#[derive(Clone, Copy)]
pub(super) struct Copies<'a> {
    pub(super) index: &'a CopyIndex<'a>,
    /// For each article at hand its number in the corpus; `None` where all are at hand.
    pub(super) numbers: Option<&'a [usize]>,
}

impl Copies<'_> {
    fn number(&self, article: usize) -> usize {
        self.numbers.map_or(article, |numbers| numbers[article])
    }
}

/// When an article appeared; what is unknown comes last.
pub(super) fn when(reading: &Reading) -> (bool, Option<Date>, bool, Option<Time>) {
    let article = &reading.article;
    (article.published.is_none(), article.published, article.published_time.is_none(), article.published_time)
}

/// Index of the member whose words stand for the claim: what the others say too, clearly put. `held` is how much of each member's
/// words the others hold, in [0, 1]; where `plainly` is set, a negated wording is passed over.
pub(super) fn clearest(readings: &[Reading], members: &[Member], held: &[f64], plainly: bool) -> usize {
    let affirmed = members.iter().any(|member| member.stance == Stance::Affirms);
    let clear = |at: usize, member: &Member| -> Option<f64> {
        let mention = readings.get(member.article).and_then(|reading| reading.mentions.get(member.mention))?;
        if plainly && mention.proposition.negated {
            return None;
        }
        let words = f64::from(mention.proposition.words);
        let text = mention.span.of(&readings[member.article].article.text);
        let lower_start = text.chars().next().is_some_and(char::is_lowercase);
        let named = mention.proposition.keys.iter().any(|key| key.class == crate::claims::KeyClass::Name);
        let penalties = [
            (true, 0.02 * (words - 16.0).abs()),
            // Clauses under five words are mostly torn ("he did so").
            (words < 5.0, 0.4),
            (mention.in_quotation, 0.15),
            (lower_start, 0.3),
            (mention.proposition.subject.is_none(), 0.4),
            // What a denial is of is often cut short ("denies joining the alliance").
            (affirmed && member.stance == Stance::Denies, 0.3),
            (mention.proposition.predicate.is_none(), 0.2),
            (!named, 0.15),
            (!mention.in_headline, 0.1),
        ];
        let penalty: f64 = penalties.iter().filter(|(applies, _)| *applies).map(|(_, penalty)| penalty).sum();
        Some(HELD_BY_ALL * held.get(at).copied().unwrap_or_default() - penalty)
    };
    let mut best: Option<(f64, usize)> = None;
    for (at, member) in members.iter().enumerate() {
        if let Some(score) = clear(at, member)
            && best.is_none_or(|(high, _)| score > high + 1e-9)
        {
            best = Some((score, at));
        }
    }
    best.map_or(0, |(_, at)| at)
}

/// What counts for a claim's wording that all hold, beside how clearly it is put: of two clauses, one inside the other, the inner
/// one is what both state.
const HELD_BY_ALL: f64 = 2.0;

/// Gives each member its origin and what it echoes.
pub(super) fn origins(readings: &[Reading], members: &mut [Member], copies: Copies<'_>, lexicon: &Lexicon, params: &ClaimLinkingParams) {
    if members.len() < 2 {
        return;
    }
    let mut union = Union((0..members.len()).collect());
    let mut first_with: BTreeMap<(u8, Tie, u64), usize> = BTreeMap::new();
    for at in 0..members.len() {
        for (tie, hash) in ties(readings, members, at) {
            let first = *first_with.entry((side(members[at].stance), tie, hash)).or_insert(at);
            union.join(first, at);
        }
    }
    join_copies(readings, members, copies, params, &mut union);
    join_same_words(readings, members, params, &mut union);
    join_speakerless(readings, members, lexicon, &mut union);
    let roots: Vec<usize> = (0..members.len()).map(|at| union.find(at)).collect();
    let mut numbers: BTreeMap<usize, usize> = BTreeMap::new();
    let mut starters: Vec<usize> = Vec::new();
    for (at, root) in roots.iter().enumerate() {
        let next = numbers.len();
        let number = *numbers.entry(*root).or_insert(next);
        members[at].origin = number;
        if number == starters.len() {
            starters.push(at);
        } else {
            let key = |at: usize| (when(&readings[members[at].article]), members[at].article, members[at].mention);
            if key(at) < key(starters[number]) {
                starters[number] = at;
            }
        }
    }
    for at in 0..members.len() {
        let starter = starters[members[at].origin];
        let own = readings[members[at].article].article.outlet == readings[members[starter].article].article.outlet;
        members[at].echo_of = (!own).then_some(starter);
    }
}

/// Members on one side of a claim may share an origin, others not.
fn side(stance: Stance) -> u8 {
    match stance {
        Stance::Affirms | Stance::Reports => 0,
        Stance::Denies => 1,
        Stance::Questions => 2,
    }
}

/// What can tie two members to one origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Tie {
    /// An outlet, agency or organisation by its name.
    Outlet,
    /// A speaker.
    Voice,
    /// The owner of the outlet.
    Family,
}

/// The hashes that tie a member to others.
fn ties(readings: &[Reading], members: &[Member], at: usize) -> Vec<(Tie, u64)> {
    let member = &members[at];
    let reading = &readings[member.article];
    let Some(mention) = reading.mentions.get(member.mention) else { return Vec::new() };
    let mut ties = Vec::new();
    let attribution = attribution_of(reading, mention).or_else(|| {
        // Where an article states in its own voice what it also puts into somebody's mouth (headline and body, lead and
        // quotation), it has it from there.
        let same = |other: &&Member| other.article == member.article && side(other.stance) == side(member.stance);
        members.iter().filter(same).find_map(|other| attribution_of(reading, reading.mentions.get(other.mention)?))
    });
    match attribution {
        Some(attribution) => {
            ties.extend(voice(attribution));
            ties.extend(attribution.via.as_deref().and_then(name_hash).map(|hash| (Tie::Outlet, hash)));
        }
        None => ties.extend(name_hash(outlet_name(&reading.article.outlet)).map(|hash| (Tie::Outlet, hash))),
    }
    // What a credited outlet itself puts into somebody's mouth is still found there first.
    let via_here = members.iter().any(|other| {
        let via = readings[other.article]
            .mentions
            .get(other.mention)
            .and_then(|mention| attribution_of(&readings[other.article], mention)?.via.as_deref());
        via.and_then(name_hash).is_some_and(|hash| Some(hash) == name_hash(outlet_name(&reading.article.outlet)))
    });
    if via_here {
        ties.extend(name_hash(outlet_name(&reading.article.outlet)).map(|hash| (Tie::Outlet, hash)));
    }
    ties.extend(reading.article.owner.as_deref().map(|owner| (Tie::Family, stable_hash(&owner.to_lowercase()))));
    let agency = reading.article.dateline.as_ref().and_then(|dateline| dateline.agency.as_deref());
    let credited = reading.article.credits.iter().map(String::as_str).chain(agency);
    ties.extend(credited.filter_map(name_hash).map(|hash| (Tie::Outlet, hash)));
    ties
}

/// The speaker of a mention, where he can be told.
pub(super) fn voice_of(reading: &Reading, mention: &Mention) -> Option<u64> {
    attribution_of(reading, mention).and_then(voice).map(|(_, hash)| hash)
}

/// The speaker of a mention by name, or as he is called where he has none.
pub(super) fn voice_or_role(reading: &Reading, mention: &Mention) -> Option<u64> {
    let attribution = attribution_of(reading, mention)?;
    let words = attribution.role.as_deref().or(attribution.name.as_deref());
    let called = || words.or(attribution.speaker.map(|span| span.of(&reading.article.text))).map(|words| stable_hash(&plain(words)));
    voice(attribution).map(|(_, hash)| hash).or_else(called)
}

fn attribution_of<'a>(reading: &'a Reading, mention: &Mention) -> Option<&'a Attribution> {
    mention.attribution.and_then(|at| reading.attributions.items.get(at))
}

/// The hash of a speaker: a person by the last word of the name, others by the whole name, an office by role and
/// affiliation. Nothing for voices that cannot be told apart ("officials").
fn voice(attribution: &Attribution) -> Option<(Tie, u64)> {
    match (&attribution.name, attribution.kind) {
        (Some(name), SpeakerKind::Person) => {
            let last = name.split_whitespace().rev().map(plain).find(|word| word.chars().count() > 2)?;
            Some((Tie::Voice, stable_hash(&last)))
        }
        (Some(name), SpeakerKind::Organisation | SpeakerKind::Document | SpeakerKind::Group) => {
            name_hash(name).map(|hash| (Tie::Outlet, hash))
        }
        (None, SpeakerKind::Person) => {
            let (role, affiliation) = (attribution.role.as_deref()?, attribution.affiliation.as_deref()?);
            Some((Tie::Voice, stable_hash(&format!("{}/{}", plain(role), plain(affiliation)))))
        }
        _ => None,
    }
}

/// The name part of an outlet's domain (`trtbalkans.com` is `trtbalkans`); the whole where it is no domain.
fn outlet_name(outlet: &str) -> &str {
    let labels: Vec<&str> = outlet.split('.').collect();
    let short = |label: &&str| label.len() <= 3;
    match labels.as_slice() {
        // co.uk, com.au
        [.., name, second, last] if short(second) && short(last) && name.len() > 3 => name,
        [.., name, _] => name,
        _ => outlet,
    }
}

/// Hash of a name by its letters and digits, a leading article left out; `None` where nothing is left.
fn name_hash(name: &str) -> Option<u64> {
    let plain = plain(name);
    let bare =
        plain.strip_prefix("the").filter(|rest| rest.len() > 3 && name.trim_start().to_lowercase().starts_with("the ")).unwrap_or(&plain);
    (!bare.is_empty()).then(|| stable_hash(bare))
}

fn plain(name: &str) -> String {
    name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Joins members whose words were copied with those they were copied from, and copies of one original.
fn join_copies(readings: &[Reading], members: &[Member], copies: Copies<'_>, params: &ClaimLinkingParams, union: &mut Union) {
    let mut by_article: BTreeMap<(u8, usize), usize> = BTreeMap::new();
    for (at, member) in members.iter().enumerate() {
        by_article.entry((side(member.stance), copies.number(member.article))).or_insert(at);
    }
    let mut by_root: BTreeMap<(u8, usize), usize> = BTreeMap::new();
    for (at, member) in members.iter().enumerate() {
        let Some(mention) = readings[member.article].mentions.get(member.mention) else { continue };
        let key = side(member.stance);
        for from in copies.index.sources_of(copies.number(member.article), mention.span, params.copied_cover) {
            if let Some(original) = by_article.get(&(key, from)) {
                union.join(*original, at);
            }
            let first = *by_root.entry((key, copies.index.root(from))).or_insert(at);
            union.join(first, at);
        }
    }
}

/// Joins members in the same words: long runs shared outside any marked copy are a text or an utterance that both run.
fn join_same_words(readings: &[Reading], members: &[Member], params: &ClaimLinkingParams, union: &mut Union) {
    let mention = |member: &Member| readings[member.article].mentions.get(member.mention);
    // Beyond this the ties of quotations and copies have to do: comparing all pairs would take too long.
    if members.len() > 200 {
        return;
    }
    for (at, member) in members.iter().enumerate() {
        for (before, other) in members.iter().enumerate().take(at) {
            let alike = mention(member).zip(mention(other)).is_some_and(|(one, other)| same_words(one, other, params));
            if side(other.stance) == side(member.stance) && alike {
                union.join(before, at);
            }
        }
    }
}

/// Joins what is plainly somebody's words, but nobody's by name (a quotation cut off from its speaker, "I respect the
/// decision"), with the one voice that the claim has.
fn join_speakerless(readings: &[Reading], members: &[Member], lexicon: &Lexicon, union: &mut Union) {
    let mut voiced: BTreeMap<u8, BTreeMap<u64, usize>> = BTreeMap::new();
    for (at, member) in members.iter().enumerate() {
        let reading = &readings[member.article];
        if let Some(voice) = reading.mentions.get(member.mention).and_then(|mention| voice_of(reading, mention)) {
            voiced.entry(side(member.stance)).or_default().entry(voice).or_insert(at);
        }
    }
    for (at, member) in members.iter().enumerate() {
        let Some(voices) = voiced.get(&side(member.stance)).filter(|voices| voices.len() == 1) else { continue };
        let reading = &readings[member.article];
        let Some(mention) = reading.mentions.get(member.mention) else { continue };
        if voice_of(reading, mention).is_some() {
            continue;
        }
        // "The president said" of a sentence in the first person is the speaker that another names; without any speaker
        // a quotation is enough.
        let [first_person] = hold_words(mention.span.of(&reading.article.text), [WordSet::FirstPerson], lexicon);
        let somebodys = first_person || (mention.attribution.is_none() && mention.in_quotation);
        if let Some(first) = voices.values().next().filter(|_| somebodys) {
            union.join(*first, at);
        }
    }
}

/// The same utterance or the same text: most runs of four words of the shorter are found in the other, and enough of
/// them to be no set phrase.
pub(super) fn same_words(a: &Mention, b: &Mention, params: &ClaimLinkingParams) -> bool {
    let (one, other) = (&a.proposition.four_grams, &b.proposition.four_grams);
    let (common, fewer) = (shared(one, other), one.len().min(other.len()));
    let share = common as f64 / fewer.max(1) as f64;
    if common >= params.long_run || (common >= 4 && share >= params.same_words) {
        return true;
    }
    // What somebody said is told in part, and a word or two goes astray.
    let said = a.attribution.is_some() || b.attribution.is_some() || a.in_quotation || b.in_quotation;
    let quoted = a.in_quotation && b.in_quotation;
    (said && (common >= 2 && common == fewer || common >= 4 && share >= params.same_said))
        || (quoted && common > 0 && (common == fewer || (common >= 2 && share >= params.same_quote)))
}

struct Union(Vec<usize>);

impl Union {
    fn find(&mut self, at: usize) -> usize {
        let mut root = at;
        while self.0[root] != root {
            root = self.0[root];
        }
        self.0[at] = root;
        root
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.find(a), self.find(b));
        self.0[a.max(b)] = a.min(b);
    }
}

/// True where somebody puts the claim forward.
pub(super) fn is_affirmed(draft: &Draft) -> bool {
    draft.members.iter().any(|member| side(member.stance) == 0)
}

/// The status of a claim with its origins and echoes. `rivalled`: a rival in force at the same time is put forward.
pub(super) fn settle(readings: &[Reading], draft: &Draft, rivalled: bool) -> (Status, usize, usize) {
    let outlets_of = |wanted: Option<u8>| -> BTreeSet<&str> {
        let members = draft.members.iter().filter(|member| wanted.is_none_or(|wanted| side(member.stance) == wanted));
        members.map(|member| readings[member.article].article.outlet.as_str()).collect()
    };
    let origins_of = |wanted: u8| -> usize {
        let members = draft.members.iter().filter(|member| side(member.stance) == wanted);
        members.map(|member| member.origin).collect::<BTreeSet<_>>().len()
    };
    let (affirming, denying) = (origins_of(0), origins_of(1));
    let origins = draft.members.iter().map(|member| member.origin).max().map_or(0, |last| last + 1);
    let sources = outlets_of(None).len();
    let status = if affirming > 0 && (denying > 0 || rivalled) {
        Status::Contested
    } else if denying > 0 {
        Status::Denied
    } else if draft.superseded {
        Status::Superseded
    } else if affirming > 1 && outlets_of(Some(0)).len() > 1 {
        Status::Corroborated
    } else if sources < 2 {
        Status::SingleSource
    } else if shared_voice(readings, &draft.members) {
        Status::OneVoice
    } else {
        Status::EchoOnly
    };
    (status, origins, sources.saturating_sub(origins))
}

/// Two outlets or more pass on one speaker's words: somebody is named for them, or both quote the same.
fn shared_voice(readings: &[Reading], members: &[Member]) -> bool {
    let mut heard: BTreeMap<u32, &str> = BTreeMap::new();
    for member in members {
        let reading = &readings[member.article];
        let Some(mention) = reading.mentions.get(member.mention) else { continue };
        // All members go back to one origin here, so what one outlet heard from a speaker the others have from there.
        if voice_of(reading, mention).is_some() {
            return true;
        }
        let quoted: &[u32] = if mention.in_quotation || mention.attribution.is_some() { &mention.proposition.four_grams } else { &[] };
        for hash in quoted {
            let first = *heard.entry(*hash).or_insert(reading.article.outlet.as_str());
            if first != reading.article.outlet {
                return true;
            }
        }
    }
    false
}
