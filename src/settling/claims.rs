//! Claims found in articles become assertions, and what settles becomes beliefs.
//!
//! In: linked claims. Out: [`Beliefs`]. Claims that exclude each other are values of one item; a claim without rivals
//! is an item of two values, so or not so. Each origin speaks once, by the outlet whose article starts it; the echoes
//! of an origin add nothing to the item, but what an outlet carries counts for its own trust. Mentions that question
//! a claim, or pass it on without a voice, assert nothing. Rivalry is followed through chains: if A excludes B and B
//! excludes C, all three stand in one item, also where A and C could go together.

use std::collections::BTreeMap;

use crate::config::SettlingParams;
use crate::ids::Stance;
use crate::linking::{Claim, Linked, Member, Reading};

use super::ballot::Ballot;
use super::outcome::{Outcome, believe_item, trust_interval};
use super::{Assertion, Assertions, Beliefs, ClaimBelief};

/// Settles the claims of a linked corpus: rival claims are values of one item, a claim without rivals is so or not
/// so; a claim's weight is its certainty; each origin speaks once.
pub fn settle_claims(readings: &[Reading], linked: &Linked, params: &SettlingParams) -> Beliefs {
    let mut beliefs = Beliefs { claims: vec![None; linked.claims.len()], ..Beliefs::default() };
    let items = items(linked);
    let assertions = assertions(readings, linked, &items, params);
    if assertions.rows.is_empty() {
        return beliefs;
    }
    let ballot = Ballot::new(&assertions, params);
    let outcome = super::by_method(&ballot, params);
    let settled = outcome.settled(&ballot, params);
    // Values are claims, and each claim stands in one item only.
    let mut posterior: Vec<Option<f64>> = vec![None; linked.claims.len()];
    for value in &settled.values {
        posterior[value.value as usize] = Some(value.posterior);
    }
    let majority = majority_shares(readings, linked, &items);
    let mut without = without_each(&ballot, &outcome, linked.claims.len());
    for value in &settled.values {
        let claim = value.value as usize;
        if linked.claims[claim].origins >= 2 {
            beliefs.claims[claim] = Some(ClaimBelief {
                belief: value.belief,
                interval: value.belief_interval,
                majority_share: majority[claim],
                without: std::mem::take(&mut without[claim])
                    .into_iter()
                    .map(|(source, belief)| (assertions.sources[source].clone(), belief))
                    .collect(),
            });
        }
    }
    beliefs.outlets = outlets(readings, linked, &posterior, params);
    beliefs.ending = Some(settled.ending);
    beliefs
}

/// What a voice's certainty counts for: from nothing at an even chance to 1 at certainty. A voice that sounds less
/// sure than even still says the claim rather than its opposite, so it keeps the least weight.
fn weight(certainty: f64, params: &SettlingParams) -> f64 {
    (2.0 * (certainty - 0.5)).clamp(params.least_weight, 1.0)
}

/// The claims that settle something, grouped into items by rivalry: those with two origins, a denial or a rival.
fn items(linked: &Linked) -> Vec<Vec<usize>> {
    let mut group: Vec<usize> = (0..linked.claims.len()).collect();
    for (claim, found) in linked.claims.iter().enumerate() {
        for &rival in found.rivals.iter().filter(|rival| **rival < linked.claims.len()) {
            let (one, other) = (root(&mut group, claim), root(&mut group, rival));
            group[one.max(other)] = one.min(other);
        }
    }
    let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for claim in 0..linked.claims.len() {
        members.entry(root(&mut group, claim)).or_default().push(claim);
    }
    members.into_values().filter(|claims| claims.len() > 1 || claims.iter().any(|claim| linked.claims[*claim].origins >= 2)).collect()
}

fn root(group: &mut [usize], mut claim: usize) -> usize {
    while group[claim] != claim {
        group[claim] = group[group[claim]];
        claim = group[claim];
    }
    claim
}

fn assertions(readings: &[Reading], linked: &Linked, items: &[Vec<usize>], params: &SettlingParams) -> Assertions {
    let mut sources: Vec<&str> = readings.iter().map(|reading| reading.article.outlet.as_str()).collect();
    sources.sort_unstable();
    sources.dedup();
    let mut rows = Vec::new();
    for (item, claims) in items.iter().enumerate() {
        for &claim in claims {
            for member in speakers(&linked.claims[claim]) {
                let Some((outlet, certainty)) = voice(readings, member) else { continue };
                let Ok(source) = sources.binary_search(&outlet) else { continue };
                rows.push(Assertion {
                    source: source as u32,
                    item: item as u32,
                    value: claim as u32,
                    weight: weight(certainty, params),
                    denies: member.stance == Stance::Denies,
                });
            }
        }
    }
    Assertions {
        sources: sources.into_iter().map(str::to_owned).collect(),
        items: items.iter().map(|claims| linked.claims[claims[0]].id.clone()).collect(),
        values: linked.claims.iter().map(|claim| claim.id.clone()).collect(),
        domain: items.iter().map(|claims| (claims.len() == 1).then_some(2)).collect(),
        rows,
    }
}

/// For each origin its first affirming and its first denying member.
fn speakers(claim: &Claim) -> impl Iterator<Item = &Member> {
    let mut heard: Vec<(usize, Stance)> = Vec::new();
    claim.members.iter().filter(move |member| {
        let new = asserts(member) && !heard.contains(&(member.origin, member.stance));
        if new {
            heard.push((member.origin, member.stance));
        }
        new
    })
}

fn asserts(member: &Member) -> bool {
    matches!(member.stance, Stance::Affirms | Stance::Denies)
}

/// Outlet and certainty of a member; `None` where it points at no article or mention.
fn voice<'a>(readings: &'a [Reading], member: &Member) -> Option<(&'a str, f64)> {
    let reading = readings.get(member.article)?;
    let mention = reading.mentions.get(member.mention)?;
    Some((reading.article.outlet.as_str(), mention.certainty))
}

/// For each claim the share of the outlets on its item, echoes included, that affirm it: what plain counting sees.
fn majority_shares(readings: &[Reading], linked: &Linked, items: &[Vec<usize>]) -> Vec<f64> {
    let mut shares = vec![0.0; linked.claims.len()];
    let outlets = |claim: usize, wanted: fn(&Member) -> bool| {
        let members = linked.claims[claim].members.iter().filter(move |member| wanted(member));
        members.filter_map(|member| readings.get(member.article)).map(|reading| reading.article.outlet.as_str())
    };
    for claims in items {
        let mut all: Vec<&str> = claims.iter().flat_map(|claim| outlets(*claim, asserts)).collect();
        all.sort_unstable();
        all.dedup();
        for &claim in claims {
            let mut affirming: Vec<&str> = outlets(claim, |member| member.stance == Stance::Affirms).collect();
            affirming.sort_unstable();
            affirming.dedup();
            shares[claim] = affirming.len() as f64 / all.len().max(1) as f64;
        }
    }
    shares
}

/// For each claim and each source on its item the belief with that source's assertions left out, trust as it is.
/// Empty where the method keeps no sums, or nobody else is left.
fn without_each(ballot: &Ballot, outcome: &Outcome, claims: usize) -> Vec<Vec<(usize, f64)>> {
    let mut result = vec![Vec::new(); claims];
    if outcome.push.is_empty() {
        return result;
    }
    let (mut score, mut posterior) = (outcome.score.clone(), outcome.posterior.clone());
    for item in &ballot.items {
        let mut sources: Vec<usize> = ballot.rows[item.rows.clone()].iter().map(|row| row.source).collect();
        sources.sort_unstable();
        sources.dedup();
        if sources.len() < 2 {
            continue;
        }
        for &source in &sources {
            let own = item.rows.clone().filter(|row| ballot.rows[*row].source == source);
            for row in own {
                score[ballot.rows[row].candidate] -= outcome.push[row];
            }
            believe_item(item, &score, &mut posterior);
            for candidate in item.candidates.clone() {
                let Some(claim) = ballot.candidates[candidate] else { continue };
                let asserting = ballot.rows[item.rows.clone()].iter();
                let others = asserting.filter(|row| row.source != source && row.candidate == candidate && !row.denies).count();
                let share = others as f64 / (sources.len() - 1) as f64;
                result[claim as usize].push((source, 0.5 * (posterior[candidate] + share)));
            }
            for candidate in item.candidates.clone() {
                score[candidate] = outcome.score[candidate];
            }
        }
    }
    result
}

/// Trust of every outlet from all it carries, echoes included, once for each claim.
fn outlets(readings: &[Reading], linked: &Linked, posterior: &[Option<f64>], params: &SettlingParams) -> Vec<(String, f64, (f64, f64))> {
    let mut carried: BTreeMap<&str, Vec<(f64, f64)>> = BTreeMap::new();
    for (claim, posterior) in linked.claims.iter().zip(posterior) {
        let Some(posterior) = posterior else { continue };
        // Per outlet and direction the surest mention.
        let mut said: BTreeMap<(&str, bool), f64> = BTreeMap::new();
        for member in claim.members.iter().filter(|member| asserts(member)) {
            let Some((outlet, certainty)) = voice(readings, member) else { continue };
            let surest = said.entry((outlet, member.stance == Stance::Denies)).or_default();
            *surest = surest.max(weight(certainty, params));
        }
        for ((outlet, denies), weight) in said {
            carried.entry(outlet).or_default().push((weight, if denies { 1.0 - posterior } else { *posterior }));
        }
    }
    let entry = |(outlet, claims): (&str, Vec<(f64, f64)>)| {
        let (trust, interval) = trust_interval(claims.into_iter(), params.prior);
        (outlet.to_owned(), trust, (interval.0.min(trust), interval.1.max(trust)))
    };
    carried.into_iter().map(entry).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::{Mention, Proposition};
    use crate::ids::{ClaimKind, Span};
    use crate::linking::{Profile, Status};

    fn reading(outlet: &str, certainty: &[f64]) -> Reading {
        let mention = |certainty: &f64| Mention {
            span: Span::default(),
            sentence: 0,
            sentence_span: Span::default(),
            kind: ClaimKind::Statement,
            stance: Stance::Affirms,
            certainty: *certainty,
            hedged: false,
            vague: false,
            cues: Vec::new(),
            attribution: None,
            in_headline: false,
            in_quotation: false,
            opinion: false,
            proposition: Proposition::default(),
            slot: None,
        };
        Reading {
            article: crate::corpus::Article { outlet: outlet.to_owned(), ..Default::default() },
            profile: Profile::default(),
            hedging: crate::hedging::Hedging::default(),
            attributions: crate::attribution::Attributions::default(),
            mentions: certainty.iter().map(mention).collect(),
        }
    }

    /// Members as article, stance, origin; the claim's origins are counted from them.
    fn claim(id: &str, members: &[(usize, Stance, usize)], rivals: &[usize]) -> Claim {
        let members: Vec<Member> = members
            .iter()
            .map(|(article, stance, origin)| Member { article: *article, mention: 0, stance: *stance, origin: *origin, echo_of: None })
            .collect();
        let origins = members.iter().map(|member| member.origin + 1).max().unwrap_or(0);
        Claim {
            id: id.to_owned(),
            event: 0,
            kind: ClaimKind::Statement,
            members,
            text_member: 0,
            rivals: rivals.to_vec(),
            status: Status::SingleSource,
            origins,
            echoes: 0,
        }
    }

    fn check(claims: Vec<Claim>) -> Beliefs {
        let readings = ["a", "b", "c", "d"].map(|outlet| reading(outlet, &[0.95]));
        settle_claims(&readings, &Linked { claims, ..Linked::default() }, &SettlingParams::default())
    }

    #[test]
    fn two_origins_are_believed_and_one_is_not_settled() {
        use Stance::{Affirms, Reports};
        let beliefs =
            check(vec![claim("c1", &[(0, Affirms, 0), (1, Affirms, 1)], &[]), claim("c2", &[(2, Affirms, 0), (3, Reports, 0)], &[])]);
        assert!(beliefs.claims[0].as_ref().is_some_and(|belief| belief.belief > 0.9 && belief.majority_share > 0.999));
        assert_eq!(beliefs.claims[1], None);
        assert_eq!(beliefs.outlets.iter().map(|outlet| outlet.0.as_str()).collect::<Vec<_>>(), vec!["a", "b"]);
    }

    /// Three outlets run one text that c denies: two origins, one each way, an even belief by origins (posterior .5,
    /// vote share .5), but three of four outlets affirm.
    #[test]
    fn echoes_do_not_outvote_a_denial() {
        use Stance::{Affirms, Denies};
        let beliefs = check(vec![claim("c1", &[(0, Affirms, 0), (1, Affirms, 0), (2, Denies, 1), (3, Affirms, 0)], &[])]);
        let belief = beliefs.claims[0].as_ref().expect("two origins");
        assert!((belief.belief - 0.5).abs() < 1e-9 && (belief.majority_share - 0.75).abs() < 1e-12);
        // Without a, the first carrier, only the denial is left; without c, only the affirmation.
        assert!(belief.without.iter().any(|(outlet, belief)| outlet == "a" && *belief < 0.2));
        assert!(belief.without.iter().any(|(outlet, belief)| outlet == "c" && *belief > 0.8));
        // What b and d carry counts for their trust.
        assert_eq!(beliefs.outlets.len(), 4);
    }

    #[test]
    fn the_rival_with_more_origins_is_believed_more() {
        use Stance::Affirms;
        let beliefs = check(vec![claim("c1", &[(0, Affirms, 0), (1, Affirms, 1)], &[1]), claim("c2", &[(2, Affirms, 0)], &[0])]);
        assert!(beliefs.claims[0].as_ref().is_some_and(|belief| belief.belief > 0.7));
        assert_eq!(beliefs.claims[1], None);
        let trust = |outlet: usize| beliefs.outlets[outlet].1;
        assert!(trust(0) > trust(2));
    }

    #[test]
    fn weight_follows_certainty() {
        let params = SettlingParams::default();
        for (certainty, expected) in [(1.0, 1.0), (0.75, 0.5), (0.5, 0.1), (0.2, 0.1)] {
            assert!((weight(certainty, &params) - expected).abs() < 1e-12);
        }
    }
}
