//! Claims that cannot be true together: another name, number or date for the same thing, another step of a ladder at
//! the same time, a statement and its denial that ended in two groups.
//!
//! In: the drafts of an event. Out: their rivals, and which are superseded. Slots (who holds an office, how many were
//! killed, on which day) are compared by value, not by wording: rules on pairs of alike sentences raised mostly false
//! alarms when they were tried (numbers, negations and verdicts of different things), while equal slots were right.
//! Guards: one article that gives both values knows of both (a successor, a part of a sum), so they are no rivals; a
//! higher figure or step of a later day replaces the earlier one; bounds that fit are no conflict.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::claims::Draft;
use super::same::{Comparison, Site, compare, other_stage};
use super::status;
use super::{Member, Reading};
use crate::claims::{PartialDate, Slot};
use crate::config::ClaimLinkingParams;
use crate::ids::{ClaimKind, Stance};
use crate::lexicon::{Lexicon, OfficeLevel, Table, WordSet};

/// Two mentions of different groups that came near each other.
pub(super) struct Near {
    /// Number of the group of the first.
    pub(super) a: usize,
    /// Number of the group of the second.
    pub(super) b: usize,
    /// The first mention.
    pub(super) site_a: usize,
    /// The second mention.
    pub(super) site_b: usize,
    /// What comparing them found.
    pub(super) comparison: Comparison,
}

/// Finds rivals among plain statements.
pub(super) fn statements(
    readings: &[Reading],
    drafts: &mut [Draft],
    sites: &[Site<'_>],
    nears: &[Near],
    lexicon: &Lexicon,
    params: &ClaimLinkingParams,
) {
    // "Will" against "has" is how news moves on within a day, not a contradiction: that ladder only keeps apart.
    // Ladders are numbered from 1 in a stage, from 0 in the table; steps are doubled, the odd ones are intended only.
    let intent = lexicon.claims.ladder("intent").map(|ladder| ladder + 1);
    // Who was named was nominated, who pleaded guilty was charged: these steps take in those below them. Who is only charged is
    // not convicted.
    let [appointment, trial] = ["appointment", "crime"].map(|name| lexicon.claims.ladder(name).map(|ladder| ladder + 1));
    for near in nears {
        let (a, b) = (&sites[near.site_a], &sites[near.site_b]);
        if a.outlet == b.outlet {
            continue;
        }
        let found = &near.comparison;
        if found.trusted_opposite {
            // A denial that already stands beside what it denies says nothing more of its neighbours.
            if ![near.a, near.b].into_iter().any(|draft| contested_within(&drafts[draft])) {
                oppose(drafts, near.a, near.b);
            }
            continue;
        }
        if found.other_date && status::same_words(a.mention, b.mention, params) {
            continue;
        }
        if found.other_date {
            // Days behind the articles are mostly those of other deeds or of the telling; what is still to come has one.
            let ahead = |site: &Site<'_>| site.days.iter().any(|day| lies_ahead(&readings[site.article], *day));
            if of_one_thing_to_come(found, params) && ahead(a) && ahead(b) && apart(readings, &drafts[near.a], &drafts[near.b]) {
                oppose(drafts, near.a, near.b);
            }
            continue;
        }
        let ladder = a.mention.proposition.stage.map(|stage| stage.ladder);
        let near_enough = found.same_subject && found.but_for_stage >= params.stage_rival;
        let rung = |site: &Site<'_>| step(site).div_ceil(2);
        if found.opposite || !other_stage(a, b) || ladder == intent || ladder == appointment || rung(a) == rung(b) || !near_enough {
            continue;
        }
        if ladder == trial && (rung(a).max(rung(b)) < CONVICTED || rung(a).min(rung(b)) > CHARGED) {
            continue;
        }
        let (lower, higher) = if step(a) < step(b) { (near.a, near.b) } else { (near.b, near.a) };
        // Charged today and due to plead next week goes together; only a step said to be done excludes the one below.
        let highest = step(a).max(step(b));
        if highest % 2 == 1 {
            continue;
        }
        match later(readings, &drafts[lower], &drafts[higher]) {
            // Proposed and adopted on one day are mostly two deeds, or one that moved on; charged and convicted are two reports of one.
            Order::SameTime if ladder == trial => oppose(drafts, lower, higher),
            Order::SecondLater => drafts[lower].superseded = true,
            // An earlier report of the higher step: the lower one looks back or tells of another part.
            Order::SameTime | Order::FirstLater => {}
        }
    }
}

/// Steps of the ladder of trials.
const CHARGED: u8 = 4;
const CONVICTED: u8 = 6;

/// Some members affirm the claim, others deny it.
fn contested_within(draft: &Draft) -> bool {
    draft.members.iter().any(|member| member.stance == Stance::Denies) && status::is_affirmed(draft)
}

/// Two clauses so near each other that they are of one thing, if both name a day to come: with two days they contest each other, with
/// the same they agree.
fn of_one_thing_to_come(found: &Comparison, params: &ClaimLinkingParams) -> bool {
    let needed = if found.same_subject { params.date_rival } else { params.edge };
    !found.opposite && found.but_for_stage >= needed
}

/// Both mentions set one day to come for one thing.
pub(super) fn agree_on_day(readings: &[Reading], a: &Site<'_>, b: &Site<'_>, found: &Comparison, params: &ClaimLinkingParams) -> bool {
    let of_both = |day: &(i8, i8)| b.days.contains(day) && [a, b].iter().all(|site| lies_ahead(&readings[site.article], *day));
    of_one_thing_to_come(found, params) && a.days.iter().any(of_both)
}

/// The day lies ahead of the article, by less than half a year.
fn lies_ahead(reading: &Reading, (month, day): (i8, i8)) -> bool {
    let Some(published) = reading.article.published else { return false };
    let this_year = Date::new(published.year(), month, day).ok();
    let next_year = Date::new(published.year().saturating_add(1), month, day).ok();
    [this_year, next_year].into_iter().flatten().any(|date| date > published && (date - published).get_days() < HALF_A_YEAR)
}

/// Days.
const HALF_A_YEAR: i32 = 183;

/// No outlet tells both.
fn apart(readings: &[Reading], one: &Draft, other: &Draft) -> bool {
    let outlets = |draft: &Draft| -> BTreeSet<String> {
        draft.members.iter().map(|member| readings[member.article].article.outlet.clone()).collect()
    };
    outlets(one).is_disjoint(&outlets(other))
}

fn step(site: &Site<'_>) -> u8 {
    site.mention.proposition.stage.map_or(0, |stage| stage.step)
}

/// Groups the slot mentions of an event into claims, appends them to `drafts` and finds rivals among them.
pub(super) fn slots(readings: &[Reading], sites: &[Site<'_>], drafts: &mut Vec<Draft>, lexicon: &Lexicon, params: &ClaimLinkingParams) {
    let mut by_item: BTreeMap<(ClaimKind, &str, &str), Vec<Filled<'_>>> = BTreeMap::new();
    for site in sites {
        if let Some(slot) = &site.mention.slot {
            by_item.entry((site.mention.kind, &slot.item, &slot.unit)).or_default().push(Filled { site, slot });
        }
    }
    for ((kind, item, unit), filled) in by_item {
        let values = Values {
            kind,
            toll: unit == PEOPLE,
            fleeting: unit == PEOPLE && item.split(':').next().is_some_and(|count| FLEETING.contains(&count)),
            office: if kind == ClaimKind::RoleHolder { Office::of(item, lexicon) } else { Office::default() },
            params,
        };
        let groups = values.group(filled);
        // Three holders of one bare title are ministers of several countries.
        if values.office == Office::Bare && groups.len() > 2 {
            for group in &groups {
                drafts.push(slot_draft(readings, kind, group));
            }
            continue;
        }
        let first = drafts.len();
        for group in &groups {
            drafts.push(slot_draft(readings, kind, group));
        }
        for (i, one) in groups.iter().enumerate() {
            for (j, other) in groups.iter().enumerate().skip(i + 1) {
                values.relate(readings, drafts, (first + i, one), (first + j, other));
            }
        }
    }
}

/// Passes on what figures and days are in rivalry about to the statements that hold them: a clause with a figure is
/// found once as a statement, once as a slot, and where the one is contested or replaced, so is the other.
pub(super) fn pass_on(readings: &[Reading], drafts: &mut [Draft]) {
    let place = |member: &Member| {
        let span = readings[member.article].mentions.get(member.mention).map(|mention| mention.span);
        span.map(|span| (member.article, span.start, span.end))
    };
    let mut statement_at: BTreeMap<(usize, usize, usize), usize> = BTreeMap::new();
    for (at, draft) in drafts.iter().enumerate().filter(|(_, draft)| draft.kind == ClaimKind::Statement) {
        statement_at.extend(draft.members.iter().filter_map(place).map(|place| (place, at)));
    }
    // A statement goes with a figure where at least half of its mentions hold it and it is about the figure: "Twelve people were
    // hurt", not "She spoke in a town where twelve people were hurt".
    let twins = |draft: &Draft| -> Vec<usize> {
        let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
        for twin in draft.members.iter().filter_map(place).filter_map(|place| statement_at.get(&place)) {
            *counts.entry(*twin).or_default() += 1;
        }
        let about =
            |twin: &usize| drafts[*twin].members.get(drafts[*twin].text_member).is_some_and(|member| opens_with_figure(readings, member));
        let most = |(twin, count): &(usize, usize)| 2 * count >= drafts[*twin].members.len();
        counts.into_iter().filter(most).map(|(twin, _)| twin).filter(about).collect()
    };
    let slots = drafts.iter().enumerate().filter(|(_, draft)| matches!(draft.kind, ClaimKind::Quantity | ClaimKind::Date));
    let touched: Vec<(usize, Vec<usize>)> =
        slots.filter(|(_, draft)| draft.superseded || !draft.rivals.is_empty()).map(|(at, draft)| (at, twins(draft))).collect();
    for (at, own) in &touched {
        for twin in own {
            drafts[*twin].superseded |= drafts[*at].superseded;
            for (rival, theirs) in touched.iter().filter(|(rival, _)| drafts[*at].rivals.contains(rival)).cloned().collect::<Vec<_>>() {
                oppose(drafts, *twin, rival);
                for other in theirs.iter().filter(|other| !own.contains(other)) {
                    oppose(drafts, *twin, *other);
                }
            }
        }
    }
}

/// Counts that go up and down by the hour, or are of one night or town of many.
const FLEETING: [&str; 2] = ["missing", "arrested"];

/// The words in which a statement about a figure has it.
const FIGURE_WITHIN: usize = 4;

/// The figure or day stands among the first words.
fn opens_with_figure(readings: &[Reading], member: &Member) -> bool {
    let reading = &readings[member.article];
    let Some(span) = reading.mentions.get(member.mention).map(|mention| mention.span) else { return false };
    let text = span.of(&reading.article.text);
    let first: Vec<&str> = text.split_whitespace().take(FIGURE_WITHIN).collect();
    let values = reading.mentions.iter().filter(|other| other.span == span).filter_map(|other| other.slot.as_ref());
    values.filter_map(|slot| slot.value.split_whitespace().next()).any(|value| first.iter().any(|word| word.eq_ignore_ascii_case(value)))
}

/// Counts below this are told with rounder words of their size ("at least 12" of 15).
const SMALL: f64 = 100.0;

/// Unit of a count of people.
const PEOPLE: &str = "people";

/// A mention that fills a slot.
#[derive(Debug, Clone, Copy)]
struct Filled<'a> {
    site: &'a Site<'a>,
    slot: &'a Slot,
}

/// How the values of one item are compared.
struct Values<'a> {
    kind: ClaimKind,
    /// A count of people.
    toll: bool,
    /// A count that goes up and down by the hour.
    fleeting: bool,
    /// What the office's name says.
    office: Office,
    params: &'a ClaimLinkingParams,
}

/// What the item of an office says of whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Office {
    /// Nothing: it may be anybody's ("president").
    #[default]
    Anybodys,
    /// Nothing, but a title of a country's government of two words or more ("transport minister"): within one event
    /// it is most likely one post.
    Bare,
    /// Whose it is ("foreign minister of bulgaria"), with the words of the title.
    Of { title_words: usize },
}

impl Office {
    fn of(item: &str, lexicon: &Lexicon) -> Self {
        let words: Vec<&str> = item.split_whitespace().collect();
        let Some(hit) = lexicon.claims.find(Table::Office, 0, |at| words.get(at).copied().unwrap_or_default()) else {
            return item.split_once(" of ").map_or(Self::Anybodys, |(title, _)| Self::Of { title_words: title.split_whitespace().count() });
        };
        let level = lexicon.claims.office(hit.phrase).map(|(_, level)| level);
        if hit.end < words.len() {
            Self::Of { title_words: hit.end }
        } else if hit.end > 1
            && level == Some(OfficeLevel::Country)
            && words.last().is_some_and(|last| lexicon.claims.facts(last).is(WordSet::BareOffice))
            && !words.first().is_some_and(|first| lexicon.claims.facts(first).is(WordSet::OutwardOffice))
        {
            Self::Bare
        } else {
            Self::Anybodys
        }
    }
}

impl Values<'_> {
    /// Puts fitting values together, the exact ones first so that "at least 12" joins 15 and does not tie 15 to 20.
    fn group<'f>(&self, mut filled: Vec<Filled<'f>>) -> Vec<Vec<Filled<'f>>> {
        filled.sort_by(|a, b| {
            let vague = |one: &Filled<'_>| match self.kind {
                ClaimKind::Date => one.slot.date.map_or(3, |date| 3 - known_parts(date)),
                ClaimKind::RoleHolder => 9usize.saturating_sub(one.slot.names.len()),
                _ => 0,
            };
            let width = |one: &Filled<'_>| one.slot.bounds.map_or(f64::MAX, |(low, high)| high - low);
            vague(a)
                .cmp(&vague(b))
                .then(width(a).total_cmp(&width(b)))
                .then((a.site.article, a.site.index).cmp(&(b.site.article, b.site.index)))
        });
        let mut groups: Vec<Vec<Filled<'f>>> = Vec::new();
        for one in filled {
            let fits = |group: &&mut Vec<Filled<'f>>| {
                group.iter().all(|other| fit(self.kind, one.slot, other.slot) && self.of_one_thing(&one, other))
            };
            match groups.iter_mut().find(fits) {
                Some(group) => group.push(one),
                None => groups.push(vec![one]),
            }
        }
        groups
    }

    /// Two values that fit are values of one thing. "More than 150" and "more than 2,400" fit each other and are two counts: those of
    /// people go together where no places part them and they are near each other, or where their clauses are alike.
    fn of_one_thing(&self, a: &Filled<'_>, b: &Filled<'_>) -> bool {
        if self.kind != ClaimKind::Quantity {
            return true;
        }
        // The least that both can be, and how near each other these lie.
        let least = |one: &Filled<'_>| one.slot.bounds.map_or(0.0, |(low, _)| low);
        let (lower, higher) = (least(a).min(least(b)), least(a).max(least(b)));
        let ratio = if higher > 0.0 { lower / higher } else { 1.0 };
        let near = ratio >= if lower < SMALL { self.params.toll_near } else { f64::midpoint(self.params.toll_near, 1.0) };
        if !self.toll {
            return near && self.alike(a, b);
        }
        let apart = of_other_places(a, b);
        let alike = || ratio >= self.params.toll_ratio && compare(a.site, b.site, self.params).but_for_stage >= self.params.sum_alike;
        a.site.article == b.site.article || !apart && (near || alike())
    }

    /// The clauses are about one thing: taken as given for offices, counts of people and days, whose item says so.
    fn alike(&self, a: &Filled<'_>, b: &Filled<'_>) -> bool {
        self.kind != ClaimKind::Quantity
            || self.toll
            || a.site.article == b.site.article
            || compare(a.site, b.site, self.params).but_for_stage >= self.params.sum_alike
    }

    /// The mention itself says whose office it is ("Bulgarian Foreign Minister X", not just "President X"): an
    /// affiliation that was only inferred is no ground for a contradiction.
    fn whose_office(&self, readings: &[Reading], one: &Filled<'_>) -> bool {
        let Office::Of { title_words } = self.office else { return false };
        let written = one.site.mention.span.of(&readings[one.site.article].article.text).split_whitespace().count();
        written > title_words + one.slot.value.split_whitespace().count()
    }

    /// Two holders of one bare title: each is named only where the other is not named at all.
    fn strangers(readings: &[Reading], one: &[Filled<'_>], other: &[Filled<'_>]) -> bool {
        let unnamed = |group: &[Filled<'_>], names: &[Filled<'_>]| {
            group.iter().all(|one| {
                let text = readings[one.site.article].article.text.to_lowercase();
                let last = |named: &Filled<'_>| named.slot.value.split_whitespace().next_back().map(str::to_lowercase);
                names.iter().filter_map(last).all(|name| !text.contains(&name))
            })
        };
        unnamed(one, other) && unnamed(other, one)
    }

    /// An outlet gives both values: it knows of both, so they are parts, or steps in time. Only of a count of people may
    /// an article set one voice against another ("police spoke of 12, a hospital worker of 17"), and only where others
    /// tell one alone.
    fn known_to_one(&self, readings: &[Reading], one: &[Filled<'_>], other: &[Filled<'_>]) -> bool {
        let outlets = |group: &[Filled<'_>]| -> BTreeSet<u32> { group.iter().map(|one| one.site.outlet).collect() };
        let (here, there) = (outlets(one), outlets(other));
        if here.is_disjoint(&there) {
            return false;
        }
        let voice = |one: &Filled<'_>| status::voice_or_role(&readings[one.site.article], one.site.mention);
        let set_against = |left: &Filled<'_>, right: &Filled<'_>| {
            left.site.article == right.site.article && voice(left).is_some_and(|said| voice(right).is_some_and(|too| said != too))
        };
        let both_alone = !here.is_subset(&there) && !there.is_subset(&here);
        !(self.toll
            && both_alone
            && one.iter().all(|left| {
                let mut same = other.iter().filter(|right| right.site.outlet == left.site.outlet);
                same.all(|right| set_against(left, right))
            }))
    }

    /// Says how two values of one slot stand to each other.
    fn relate(&self, readings: &[Reading], drafts: &mut [Draft], (a, one): (usize, &[Filled<'_>]), (b, other): (usize, &[Filled<'_>])) {
        let of_one_post = match self.office {
            Office::Of { .. } => [one, other].into_iter().all(|group| group.iter().any(|one| self.whose_office(readings, one))),
            Office::Bare => Self::strangers(readings, one, other),
            Office::Anybodys => false,
        };
        if self.kind == ClaimKind::RoleHolder && !of_one_post || self.fleeting {
            return;
        }
        let leads = |group: &[Filled<'_>]| group.iter().any(|one| one.site.mention.sentence < LEAD);
        if self.kind == ClaimKind::RoleHolder && !(leads(one) && leads(other)) {
            return;
        }
        // "Today" in one text on two days.
        let copied = |left: &Filled<'_>, right: &Filled<'_>| status::same_words(left.site.mention, right.site.mention, self.params);
        if self.kind == ClaimKind::Date && one.iter().any(|left| other.iter().any(|right| copied(left, right))) {
            return;
        }
        // Bounds that fit some but not all of a group are no conflict with that group.
        if one.iter().any(|left| other.iter().any(|right| fit(self.kind, left.slot, right.slot))) {
            return;
        }
        if self.known_to_one(readings, one, other) {
            return;
        }
        // "52-48 on the one article, 53-47 on the other": who gives both figures means two things.
        if self.kind == ClaimKind::Quantity && one.iter().any(|left| other.iter().any(|right| holds_both(readings, left, right))) {
            return;
        }
        if self.kind == ClaimKind::Quantity {
            let value = |group: &[Filled<'_>]| group.iter().filter_map(|one| one.slot.bounds).map(|(low, _)| low).fold(0.0, f64::max);
            let (lower, higher) = if value(one) <= value(other) { ((a, one), (b, other)) } else { ((b, other), (a, one)) };
            // Far apart they are of different things.
            let ratio = value(lower.1) / value(higher.1).max(1.0);
            if self.toll && ratio < self.params.toll_ratio {
                return;
            }
            let any = |test: &dyn Fn(&Filled<'_>, &Filled<'_>) -> bool| one.iter().any(|left| other.iter().any(|right| test(left, right)));
            if self.toll && (!any(&|left, right| of_one_scope(readings, left, right)) || any(&of_other_places)) {
                return;
            }
            if !one.iter().any(|left| other.iter().any(|right| self.alike(left, right))) {
                return;
            }
            if later(readings, &drafts[lower.0], &drafts[higher.0]) == Order::SecondLater {
                drafts[lower.0].superseded = true;
                return;
            }
            // Near each other they are rounded or of different hours.
            if self.toll && ratio > self.params.toll_near {
                return;
            }
        }
        oppose(drafts, a, b);
    }
}

/// Sentences in which an article tells the event's own toll and who acts in it; further down stand those of others and of old.
const LEAD: usize = 12;

/// Two counts of people that are of one time and place and of all who count, in articles whose days are known: else they may be of
/// another attack, of a town and its state, or before and after.
fn of_one_scope(readings: &[Reading], left: &Filled<'_>, right: &Filled<'_>) -> bool {
    let (a, b) = (&left.slot.scope, &right.slot.scope);
    let dated = [left, right].iter().all(|filled| readings[filled.site.article].article.published.is_some());
    let low = |filled: &Filled<'_>| filled.slot.bounds.map_or(0.0, |(low, _)| low);
    // A part of the whole may be larger than what another says of the whole, not smaller.
    let places = match (a.places.is_empty(), b.places.is_empty()) {
        (true, true) => true,
        (false, false) => !of_other_places(left, right),
        (false, true) => low(left) > low(right),
        (true, false) => low(right) > low(left),
    };
    let leads = left.site.mention.sentence < LEAD && right.site.mention.sentence < LEAD;
    dated && leads && places && !(a.other_time || b.other_time || a.part || b.part)
}

/// Both name places, and none in common.
fn of_other_places(left: &Filled<'_>, right: &Filled<'_>) -> bool {
    let (a, b) = (&left.slot.scope.places, &right.slot.scope.places);
    !a.is_empty() && !b.is_empty() && !a.iter().any(|place| b.contains(place))
}

fn known_parts(date: PartialDate) -> usize {
    usize::from(date.year.is_some()) + usize::from(date.month.is_some()) + usize::from(date.day.is_some())
}

/// Whether two values of one slot can both be right.
fn fit(kind: ClaimKind, a: &Slot, b: &Slot) -> bool {
    match kind {
        ClaimKind::RoleHolder => a.names.iter().any(|one| b.names.iter().any(|other| same_name(one, other))),
        ClaimKind::Date => match (a.date, b.date) {
            (Some(one), Some(other)) => same_day(one, other),
            _ => a.value == b.value,
        },
        _ => match (a.bounds, b.bounds) {
            (Some(one), Some(other)) => one.0 <= other.1 && other.0 <= one.1,
            _ => a.value == b.value,
        },
    }
}

/// The clause of one holds the figure of the other too.
fn holds_both(readings: &[Reading], left: &Filled<'_>, right: &Filled<'_>) -> bool {
    let within = |one: &Filled<'_>, figure: &str| {
        let text = one.site.mention.span.of(&readings[one.site.article].article.text);
        text.split(|letter: char| !letter.is_alphanumeric() && letter != '.' && letter != ',').any(|word| word.eq_ignore_ascii_case(figure))
    };
    let figure = |one: &Filled<'_>| one.slot.value.trim_start_matches('$').split_whitespace().next().unwrap_or_default().to_owned();
    figure(left) != figure(right) && (within(left, &figure(right)) || within(right, &figure(left)))
}

/// Two days, months or years that can be the same.
fn same_day(one: PartialDate, other: PartialDate) -> bool {
    agree(one.year, other.year) && agree(one.month, other.month) && agree(one.day, other.day)
}

fn agree<T: PartialEq>(a: Option<T>, b: Option<T>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => a == b,
        _ => true,
    }
}

/// Equal, or so near that it is another spelling: one letter in five to seven, two from eight on.
fn same_name(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().take(40).collect(), b.chars().take(40).collect());
    let allowed = match a.len().min(b.len()) {
        0..5 => return false,
        5..8 => 1,
        _ => 2,
    };
    a.len().abs_diff(b.len()) <= allowed && a.first() == b.first() && edits(&a, &b) <= allowed
}

/// Levenshtein distance.
fn edits(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, left) in a.iter().enumerate() {
        let mut diagonal = i;
        row[0] = i + 1;
        for (j, right) in b.iter().enumerate() {
            let above = row[j + 1];
            row[j + 1] = (diagonal + usize::from(left != right)).min(above + 1).min(row[j] + 1);
            diagonal = above;
        }
    }
    row[b.len()]
}

/// Denying a clause is not denying the figure or name in it ("denied any wrongdoing in the three cases"): such a
/// mention only doubts the value. A value is contradicted by another value.
fn slot_stance(stance: Stance) -> Stance {
    if stance == Stance::Denies { Stance::Questions } else { stance }
}

fn slot_draft(readings: &[Reading], kind: ClaimKind, group: &[Filled<'_>]) -> Draft {
    draft_of_values(readings, kind, group.iter().map(|one| (one.site.article, one.site.index)))
}

/// A claim of mentions, given by article and place in it, that fill a slot with one value.
pub(super) fn draft_of_values(readings: &[Reading], kind: ClaimKind, mentions: impl Iterator<Item = (usize, usize)>) -> Draft {
    let stance = |(article, mention): (usize, usize)| slot_stance(readings[article].mentions[mention].stance);
    let mut members: Vec<Member> = mentions
        .map(|(article, mention)| Member { article, mention, stance: stance((article, mention)), origin: 0, echo_of: None })
        .collect();
    members.sort_by_key(|member| {
        let start = readings[member.article].mentions.get(member.mention).map_or(0, |mention| mention.span.start);
        (member.article, start, member.mention)
    });
    // Best a clause that is about the figure, not one that mentions it by the way.
    let about: Vec<f64> = members.iter().map(|member| if opens_with_figure(readings, member) { 0.25 } else { 0.0 }).collect();
    let text_member = status::clearest(readings, &members, &about, false);
    Draft { kind, members, text_member, rivals: BTreeSet::new(), superseded: false }
}

fn oppose(drafts: &mut [Draft], a: usize, b: usize) {
    if a != b {
        drafts[a].rivals.insert(b);
        drafts[b].rivals.insert(a);
    }
}

/// How two claims stand in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    FirstLater,
    SecondLater,
    /// Days overlap or are not known.
    SameTime,
}

fn later(readings: &[Reading], first: &Draft, second: &Draft) -> Order {
    let days = |draft: &Draft| -> Option<(Date, Date)> {
        let known = || draft.members.iter().filter_map(|member| readings[member.article].article.published);
        Some((known().min()?, known().max()?))
    };
    match (days(first), days(second)) {
        (Some(one), Some(other)) if one.1 < other.0 => Order::SecondLater,
        (Some(one), Some(other)) if other.1 < one.0 => Order::FirstLater,
        _ => Order::SameTime,
    }
}
