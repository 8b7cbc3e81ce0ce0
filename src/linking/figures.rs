//! Figures that two outlets of an event give: sums, shares and counts beside those that fill a slot of their own.
//!
//! In: the figures of an event and the claims made so far. Out: a claim for each figure that is given for one thing by two outlets or
//! more and that no other claim of both says already. Method: one number with one unit, and the more digits it has, the less else
//! must be shared: of a sum of two a word is enough, a round count must be of the same thing and share two words more. How many
//! digits need how many words was read off 679 figures that two articles of an event share, drawn and judged by reading. Invariant:
//! figures have no rivals, since two numbers are mostly of two things.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::Reading;
use super::claims::Draft;
use super::rivals::draft_of_values;
use super::same::akin;
use crate::claims::{Figure, Key, KeyClass, Mention, Slot};
use crate::ids::{ClaimKind, Span};
use crate::lexicon::UnitKind;

/// A mention that gives a figure.
#[derive(Clone, Copy)]
struct Given<'a> {
    article: usize,
    index: usize,
    outlet: u32,
    mention: &'a Mention,
    slot: &'a Slot,
    figure: Figure,
}

/// Appends the claims of the figures `given` (article, mention, outlet) to the drafts of their event.
pub(super) fn add(readings: &[Reading], given: &[(usize, usize, u32)], drafts: &mut Vec<Draft>) {
    let mut by_figure: BTreeMap<(&str, &str), Vec<Given<'_>>> = BTreeMap::new();
    for &(article, index, outlet) in given {
        let mention = &readings[article].mentions[index];
        if let Some(slot) = mention.slot.as_deref()
            && let Some(figure) = Figure::of(slot)
        {
            by_figure.entry((&slot.item, &slot.unit)).or_default().push(Given { article, index, outlet, mention, slot, figure });
        }
    }
    by_figure.retain(|_, given| of_two_outlets(given));
    if by_figure.is_empty() {
        return;
    }
    let told = Told::of(readings, drafts, given);
    for group in by_figure.into_values().flat_map(groups) {
        if of_two_outlets(&group) && !told.by_one_claim(&group) {
            drafts.push(draft_of_values(readings, ClaimKind::Quantity, group.iter().map(|one| (one.article, one.index))));
        }
    }
}

fn of_two_outlets(given: &[Given<'_>]) -> bool {
    given.iter().any(|one| one.outlet != given[0].outlet)
}

/// Puts those together that are of one thing: each with the first group that it fits.
fn groups(given: Vec<Given<'_>>) -> Vec<Vec<Given<'_>>> {
    let mut groups: Vec<Vec<Given<'_>>> = Vec::new();
    for one in given {
        let fits = |group: &&mut Vec<Given<'_>>| group.iter().all(|other| of_one_thing(&one, other));
        match groups.iter_mut().find(fits) {
            Some(group) => group.push(one),
            None => groups.push(vec![one]),
        }
    }
    groups
}

/// Digits from which a sum is hardly ever given for two things.
const TELLING_SUM: usize = 2;

/// The same of shares and counts.
const TELLING: usize = 3;

/// Two mentions give their figure for one thing.
fn of_one_thing(a: &Given<'_>, b: &Given<'_>) -> bool {
    let counted = a.slot.names.iter().any(|word| b.slot.names.contains(word));
    let shared = shared_words(&a.mention.proposition.keys, &b.mention.proposition.keys);
    let alike = match a.figure.kind {
        Some(UnitKind::Currency) => shared >= if a.figure.digits >= TELLING_SUM { 1 } else { 2 },
        Some(UnitKind::Percent) => a.figure.digits >= TELLING || counted && shared >= 3,
        None => a.figure.digits >= TELLING && shared >= 1 || counted && shared >= 3,
    };
    alike && !against(a.slot, b.slot)
}

/// "Less than 40 percent" and "more than 40 percent"; 1,234,567 and 1,234,568, of which the item holds six digits.
fn against(a: &Slot, b: &Slot) -> bool {
    let (Some(a), Some(b)) = (a.bounds, b.bounds) else { return false };
    let (exact, other_exact) = (a.0 >= a.1, b.0 >= b.1);
    if exact && other_exact { (a.0 - b.0).abs() > ROUNDING * a.0 } else { !exact && !other_exact && (a.1 <= b.0 || b.1 <= a.0) }
}

/// What scales ("1.005 billion") leave of a difference, as a share.
const ROUNDING: f64 = 1e-9;

/// How many words and names of one clause the other holds, as they are or akin.
fn shared_words(a: &[Key], b: &[Key]) -> usize {
    let telling = |key: &&Key| matches!(key.class, KeyClass::Word | KeyClass::Name);
    let held = |key: &Key| b.iter().any(|other| other.hash == key.hash || akin(key, other));
    a.iter().filter(telling).filter(|key| held(key)).map(|key| key.hash).collect::<BTreeSet<_>>().len()
}

/// An article, and a clause of it.
type Place = (usize, Span);

/// By clause the claims that hold it: number, and the value of a count.
struct Told<'a> {
    claims: HashMap<Place, Vec<(usize, Option<&'a str>)>>,
}

impl<'a> Told<'a> {
    fn of(readings: &'a [Reading], drafts: &[Draft], given: &[(usize, usize, u32)]) -> Self {
        let asked: BTreeSet<Place> = given.iter().map(|(article, index, _)| (*article, readings[*article].mentions[*index].span)).collect();
        let mut claims: HashMap<Place, Vec<(usize, Option<&str>)>> = HashMap::new();
        for (number, draft) in drafts.iter().enumerate() {
            let value_matters = match draft.kind {
                ClaimKind::Statement => false,
                ClaimKind::Quantity => true,
                ClaimKind::RoleHolder | ClaimKind::Date => continue,
            };
            for member in &draft.members {
                let mention = &readings[member.article].mentions[member.mention];
                let place = (member.article, mention.span);
                if asked.contains(&place) {
                    let value = mention.slot.as_deref().filter(|_| value_matters).map(|slot| slot.value.as_str());
                    claims.entry(place).or_default().push((number, value));
                }
            }
        }
        Self { claims }
    }

    /// One claim has the clauses of two of the outlets: it says the figure already.
    fn by_one_claim(&self, group: &[Given<'_>]) -> bool {
        let mut outlets: BTreeMap<usize, u32> = BTreeMap::new();
        for one in group {
            for (claim, value) in self.claims.get(&(one.article, one.mention.span)).into_iter().flatten() {
                let own = value.is_none_or(|value| value == one.slot.value);
                if own && *outlets.entry(*claim).or_insert(one.outlet) != one.outlet {
                    return true;
                }
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::Scope;
    use crate::linking::claims::tests::{article, link, says};

    /// The last clause of a reading gives a figure too; `words` stand behind it.
    fn gives(reading: &mut Reading, clause: &str, item: &str, words: &[&str], bounds: (f64, f64)) {
        let mention = says(reading, clause);
        // Below the lead, where less is one statement.
        mention.sentence = 9;
        let mention = mention.clone();
        let slot = Slot {
            item: item.to_owned(),
            value: item.rsplit(':').next().unwrap_or_default().to_owned(),
            unit: String::new(),
            bounds: Some(bounds),
            date: None,
            names: words.iter().map(|word| (*word).to_owned()).collect(),
            scope: Scope::default(),
        };
        reading.mentions.push(Mention { kind: ClaimKind::Quantity, slot: Some(Box::new(slot)), ..mention });
    }

    /// Whether two outlets that give the figure `item` in these clauses are found to give it for one thing.
    fn agree(item: &str, one: (&str, &[&str], (f64, f64)), other: (&str, &[&str], (f64, f64))) -> bool {
        let (mut a, mut b) = (article("a", "dawn.example", Some(3)), article("b", "echo.example", Some(3)));
        gives(&mut a, one.0, item, one.1, one.2);
        gives(&mut b, other.0, item, other.1, other.2);
        let figures = |claims: Vec<crate::linking::Claim>| claims.iter().filter(|claim| claim.kind == ClaimKind::Quantity).count();
        let (found, alone) = (figures(link(&[a.clone(), b], &[])), figures(link(&[a], &[])));
        assert!(alone == 0 && found <= 1, "a figure of one outlet is no claim");
        found == 1
    }

    const EXACT: (f64, f64) = (1.0, 1.0);

    #[test]
    fn the_more_digits_the_less_else_must_be_shared() {
        let check = |item: &str, one: &str, other: &str, words: [&[&str]; 2], expected: bool| {
            assert_eq!(agree(item, (one, words[0], EXACT), (other, words[1], EXACT)), expected, "{item}: {one} / {other}");
        };
        let none: [&[&str]; 2] = [&[], &[]];
        // Sums: one word with two digits, two words with one.
        check("figure:sum:2.40000e6", "Holt promised bridge repairs", "Money reached another bridge", none, true);
        check("figure:sum:2.40000e6", "Holt promised bridge repairs", "Money reached another harbour", none, false);
        check("figure:sum:2.00000e6", "Holt promised bridge repairs", "Money reached another bridge", none, false);
        check("figure:sum:2.00000e6", "Holt promised bridge repairs", "Money reached Holt before bridge", none, true);
        // Shares: three digits, or what is counted and three words.
        check("figure:share:4.15000e1", "Holt promised bridge repairs", "Money reached another harbour", none, true);
        let counted: [&[&str]; 2] = [&["sailor"], &["old", "sailor"]];
        check("figure:share:4.10000e1", "sailors like Holt bridge", "Nobody wanted taxes but Holt bridge sailors", counted, true);
        check("figure:share:4.10000e1", "sailors like Holt bridge", "Nobody wanted taxes but Holt bridge sailors", none, false);
        check("figure:share:4.10000e1", "sailors like Holt bridge", "Nobody wanted taxes but Holt harbour sailors", counted, false);
        // Counts: three digits and a word, or what is counted and three words.
        check("figure:count:1.23000e3", "Holt promised cranes", "Money went into cranes", none, true);
        check("figure:count:1.23000e3", "Holt promised cranes", "Money went into harbour", none, false);
        check("figure:count:1.20000e3", "sailors like Holt bridge", "Nobody wanted taxes but Holt bridge sailors", counted, true);
        check("figure:count:1.20000e3", "sailors like Holt bridge", "Nobody wanted taxes but Holt bridge sailors", none, false);
    }

    #[test]
    fn what_fits_one_of_a_group_only_stands_apart() {
        let item = "figure:sum:2.40000e6";
        let outlets = [("a", "dawn.example"), ("b", "echo.example"), ("c", "fjord.example")];
        let clauses = ["Holt promised bridge repairs", "Money reached another bridge from Ostra", "Ostra lent funds"];
        let mut readings = outlets.map(|(id, outlet)| article(id, outlet, Some(3)));
        for (reading, clause) in readings.iter_mut().zip(clauses) {
            gives(reading, clause, item, &[], EXACT);
        }
        let claims = link(&readings, &[]);
        let figures: Vec<usize> =
            claims.iter().filter(|claim| claim.kind == ClaimKind::Quantity).map(|claim| claim.members.len()).collect();
        assert_eq!(figures, [2], "the first and the third share no word");
    }

    #[test]
    fn less_than_a_figure_and_more_than_it_are_two_things() {
        let (low, high) = ((0.0, 41.5), (41.5, f64::MAX));
        let agree = |a, b| agree("figure:share:4.15000e1", ("sailors like Holt", &[], a), ("Some sailors agreed", &[], b));
        assert!(agree(low, low) && agree((41.5, 41.5), high));
        assert!(!agree(low, high) && !agree(high, low));
    }

    #[test]
    fn numbers_that_differ_behind_the_sixth_digit_are_two() {
        let agree =
            |a: f64, b: f64| agree("figure:count:1.23457e6", ("sailors like Holt", &[], (a, a)), ("Some sailors agreed", &[], (b, b)));
        assert!(agree(1_234_567.0, 1_234_567.000_000_1) && !agree(1_234_567.0, 1_234_568.0));
    }

    #[test]
    fn what_a_claim_of_both_says_already_is_no_second_one() {
        let words: &[&str] = &["crane"];
        let clause = "Varnholm port bought 1230 cranes from Ostra works after long talks";
        let same = "Varnholm port bought 1230 new cranes from Ostra works after long talks";
        assert!(!agree("figure:count:1.23000e3", (clause, words, EXACT), (same, words, EXACT)));
    }
}
