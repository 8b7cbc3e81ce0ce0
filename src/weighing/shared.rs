//! What the claims say of each outlet: corroborated, contested, contradicted, echoed, first; and how well its certainty
//! fits what others bear out.
//!
//! In: links and beliefs. Out: one [`Shared`] an outlet. Overlap with other outlets earns nothing in itself: copying
//! looks like agreement, and careful outlets report facts that nobody else has.

use std::collections::BTreeMap;

use crate::config::WeighingParams;
use crate::ids::Stance;
use crate::linking::{Claim, Linked, Member, Reading, Status};
use crate::settling::{Beliefs, ClaimBelief};

use super::{CERTAINTY_BINS, Measures};

/// Sums over the claims of one outlet.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Shared {
    pub(super) claims: usize,
    pub(super) corroborated: usize,
    pub(super) contested: usize,
    pub(super) contradicted: usize,
    pub(super) alone: usize,
    /// Claims that an independent origin of another outlet bears out.
    pub(super) borne_out: usize,
    /// Mentions in claims that another outlet carries too, and those of them that echo an earlier one.
    pub(super) common_mentions: usize,
    pub(super) echoes: usize,
    /// The same of articles that are no copies.
    pub(super) own_mentions: usize,
    pub(super) own_echoes: usize,
    /// Shared claims with one first outlet, and those where it is this one.
    pub(super) dated: usize,
    pub(super) first: usize,
    /// Settled claims held against the belief of the others.
    pub(super) settled: usize,
    pub(super) squared_error: f64,
    pub(super) certainty: f64,
    pub(super) belief: f64,
    /// The same claims by how certain the outlet sounds, in fifths of the scale: claims, summed certainty, summed belief.
    pub(super) bins: [(usize, f64, f64); CERTAINTY_BINS],
    /// Articles whose headline can be held against the body, and those whose headline says more.
    pub(super) headlines: usize,
    pub(super) headline_gaps: usize,
}

/// A member with its outlet and mention.
struct Voice<'a> {
    outlet: &'a str,
    member: &'a Member,
    certainty: f64,
    in_headline: bool,
}

/// Sums for every outlet with at least one mention in a claim. Of its own articles only those count that `keep` names; what others
/// say is whole.
pub(super) fn shared<'a>(
    readings: &'a [Reading],
    measures: &[Measures],
    linked: &'a Linked,
    beliefs: &Beliefs,
    params: &WeighingParams,
    keep: &dyn Fn(usize) -> bool,
) -> BTreeMap<&'a str, Shared> {
    let mut found: BTreeMap<&str, Shared> = BTreeMap::new();
    let mut headlines: BTreeMap<usize, bool> = BTreeMap::new();
    for (number, claim) in linked.claims.iter().enumerate() {
        let voices = voices(readings, claim);
        let mut outlets: Vec<&str> = voices.iter().map(|voice| voice.outlet).collect();
        outlets.sort_unstable();
        outlets.dedup();
        let alone = outlets.len() == 1;
        outlets.retain(|outlet| voices.iter().any(|voice| voice.outlet == *outlet && keep(voice.member.article)));
        let rivals = rival_outlets(readings, linked, claim);
        let first = if alone { None } else { first_outlet(readings, &voices) };
        for &outlet in &outlets {
            let sums = found.entry(outlet).or_default();
            sums.claims += 1;
            sums.corroborated += usize::from(claim.status == Status::Corroborated);
            sums.contested += usize::from(claim.status == Status::Contested);
            sums.alone += usize::from(alone);
            let mine = |voice: &&Voice<'_>| voice.outlet == outlet && keep(voice.member.article);
            let own = |stance: Stance| voices.iter().filter(mine).any(|voice| voice.member.stance == stance);
            let other = |stance: Stance| voices.iter().any(|voice| voice.outlet != outlet && voice.member.stance == stance);
            let against = own(Stance::Affirms) && (other(Stance::Denies) || rivals.iter().any(|rival| *rival != outlet))
                || own(Stance::Denies) && other(Stance::Affirms);
            sums.contradicted += usize::from(against);
            sums.borne_out += usize::from(own(Stance::Affirms) && borne_out(&voices, outlet));
            if !alone {
                sums.common_mentions += voices.iter().filter(mine).count();
                sums.echoes += voices.iter().filter(mine).filter(|voice| voice.member.echo_of.is_some()).count();
                let copied = |article: usize| linked.copied_share.get(article).is_some_and(|share| *share >= params.copied_share);
                for voice in voices.iter().filter(mine).filter(|voice| !copied(voice.member.article)) {
                    sums.own_mentions += 1;
                    sums.own_echoes += usize::from(voice.member.echo_of.is_some());
                }
                sums.dated += usize::from(first.is_some());
                sums.first += usize::from(first == Some(outlet));
                if let Some(Some(belief)) = beliefs.claims.get(number) {
                    let kept: Vec<&Voice<'_>> = voices.iter().filter(mine).collect();
                    calibrate(sums, &kept, outlet, belief);
                }
            }
        }
        for (article, gap) in headline_gaps(&voices, params).into_iter().filter(|(article, _)| keep(*article)) {
            let known = headlines.entry(article).or_default();
            *known = *known || gap;
        }
    }
    for (article, lone) in linked.lone.iter().enumerate().filter(|(article, lone)| **lone > 0 && keep(*article)) {
        let Some(reading) = readings.get(article) else { continue };
        let sums = found.entry(reading.article.outlet.as_str()).or_default();
        sums.claims += *lone as usize;
        sums.alone += *lone as usize;
    }
    // Where the body does not take up what the headline puts forward, it has to take up its words at least.
    for (article, measures) in measures.iter().enumerate().filter(|(article, _)| keep(*article)) {
        let held = measures.signals.get("headline_words_in_body_share").filter(|_| measures.mentions.headline_affirms);
        if let Some(held) = held {
            headlines.entry(article).or_insert(*held < params.headline_words_held);
        }
    }
    for (article, gap) in headlines {
        let Some(reading) = readings.get(article) else { continue };
        let sums = found.entry(reading.article.outlet.as_str()).or_default();
        sums.headlines += 1;
        sums.headline_gaps += usize::from(gap);
    }
    found
}

fn voices<'a>(readings: &'a [Reading], claim: &'a Claim) -> Vec<Voice<'a>> {
    let voice = |member: &'a Member| {
        let reading = readings.get(member.article)?;
        let mention = reading.mentions.get(member.mention)?;
        Some(Voice { outlet: reading.article.outlet.as_str(), member, certainty: mention.certainty, in_headline: mention.in_headline })
    };
    claim.members.iter().filter_map(voice).collect()
}

/// Outlets that affirm a rival of the claim. A value that a later one replaces is not contradicted by it.
fn rival_outlets<'a>(readings: &'a [Reading], linked: &'a Linked, claim: &Claim) -> Vec<&'a str> {
    if claim.status == Status::Superseded {
        return Vec::new();
    }
    let rivals = claim.rivals.iter().filter_map(|rival| linked.claims.get(*rival)).filter(|rival| rival.status != Status::Superseded);
    let affirming = rivals.flat_map(|rival| rival.members.iter().filter(|member| member.stance == Stance::Affirms));
    affirming.filter_map(|member| readings.get(member.article)).map(|reading| reading.article.outlet.as_str()).collect()
}

/// True where another outlet affirms the claim from an origin that this outlet has no part in.
fn borne_out(voices: &[Voice<'_>], outlet: &str) -> bool {
    let own: Vec<usize> = voices.iter().filter(|voice| voice.outlet == outlet).map(|voice| voice.member.origin).collect();
    voices.iter().any(|voice| voice.outlet != outlet && voice.member.stance == Stance::Affirms && !own.contains(&voice.member.origin))
}

/// The one outlet that came before all others; `None` where a member is undated or the first day is shared.
fn first_outlet<'a>(readings: &[Reading], voices: &[Voice<'a>]) -> Option<&'a str> {
    let mut earliest: Option<(jiff::civil::Date, Option<jiff::civil::Time>, &str)> = None;
    for voice in voices {
        let article = &readings.get(voice.member.article)?.article;
        let here = (article.published?, article.published_time, voice.outlet);
        earliest = Some(earliest.map_or(here, |known| if (here.0, here.1) < (known.0, known.1) { here } else { known }));
    }
    let (day, time, outlet) = earliest?;
    let level = voices.iter().filter(|voice| voice.outlet != outlet).any(|voice| {
        let article = readings.get(voice.member.article).map(|reading| &reading.article);
        article.is_some_and(|article| {
            article.published == Some(day) && (time.is_none() || article.published_time.is_none() || article.published_time == time)
        })
    });
    (!level).then_some(outlet)
}

/// Adds the claim once for each direction the outlet takes: its surest mention against what the others bear out.
fn calibrate(sums: &mut Shared, own: &[&Voice<'_>], outlet: &str, belief: &ClaimBelief) {
    let without = belief.without.iter().find(|(other, _)| other == outlet).map_or(belief.belief, |(_, belief)| *belief);
    for (stance, right) in [(Stance::Affirms, without), (Stance::Denies, 1.0 - without)] {
        let own = own.iter().filter(|voice| voice.member.stance == stance);
        let Some(certainty) = own.map(|voice| voice.certainty).max_by(f64::total_cmp) else { continue };
        sums.settled += 1;
        sums.squared_error += (certainty - right) * (certainty - right);
        sums.certainty += certainty;
        sums.belief += right;
        let bin = ((certainty * CERTAINTY_BINS as f64) as usize).min(CERTAINTY_BINS - 1);
        let (claims, summed, belief) = &mut sums.bins[bin];
        *claims += 1;
        *summed += certainty;
        *belief += right;
    }
}

/// For each article that puts the claim forward in headline and body: does the headline say more? It does where the
/// body denies it, or sounds less sure by the margin of the parameters.
fn headline_gaps(voices: &[Voice<'_>], params: &WeighingParams) -> Vec<(usize, bool)> {
    let heads = voices.iter().filter(|voice| voice.in_headline && voice.member.stance == Stance::Affirms);
    let gap = |head: &Voice<'_>| {
        let body = || voices.iter().filter(|voice| voice.member.article == head.member.article && !voice.in_headline);
        let surest = body().filter(|voice| voice.member.stance != Stance::Denies).map(|voice| voice.certainty).max_by(f64::total_cmp);
        let denied = body().any(|voice| voice.member.stance == Stance::Denies);
        (denied || surest.is_some())
            .then(|| (head.member.article, denied || surest.is_some_and(|surest| head.certainty - surest > params.headline_gap)))
    };
    heads.filter_map(gap).collect()
}

#[cfg(test)]
mod tests {
    use super::super::MentionCounts;
    use super::*;
    use crate::claims::{Mention, Proposition};
    use crate::corpus::Article;
    use crate::ids::{ClaimKind, Span};

    /// Readings as outlet, day of May, certainties; the first mention stands in the headline.
    fn reading(outlet: &str, day: i8, certainty: &[f64]) -> Reading {
        let mention = |(at, certainty): (usize, &f64)| Mention {
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
            in_headline: at == 0,
            in_quotation: false,
            opinion: false,
            proposition: Proposition::default(),
            slot: None,
        };
        Reading {
            article: Article { outlet: outlet.to_owned(), published: Some(jiff::civil::date(2031, 5, day)), ..Article::default() },
            profile: crate::linking::Profile::default(),
            hedging: crate::hedging::Hedging::default(),
            attributions: crate::attribution::Attributions::default(),
            mentions: certainty.iter().enumerate().map(mention).collect(),
        }
    }

    fn member(article: usize, mention: usize, stance: Stance, origin: usize, echo_of: Option<usize>) -> Member {
        Member { article, mention, stance, origin, echo_of }
    }

    fn claim(members: Vec<Member>, status: Status, rivals: &[usize]) -> Claim {
        Claim {
            id: "c1".into(),
            event: 0,
            kind: ClaimKind::Statement,
            members,
            text_member: 0,
            rivals: rivals.to_vec(),
            status,
            origins: 2,
            echoes: 0,
        }
    }

    fn check(claims: Vec<Claim>, beliefs: &Beliefs, outlet: &str, expected: &Shared) {
        let readings = [reading("a", 1, &[0.9, 0.4]), reading("b", 2, &[0.8]), reading("c", 2, &[0.8])];
        let linked = Linked { claims, ..Linked::default() };
        let found = shared(&readings, &[], &linked, beliefs, &WeighingParams::default(), &|_| true);
        assert_eq!(found.get(outlet), Some(expected));
    }

    #[test]
    fn corroborated_first_and_echoed() {
        use Stance::Affirms;
        let claims = || {
            vec![claim(
                vec![member(0, 1, Affirms, 0, None), member(1, 0, Affirms, 0, Some(0)), member(2, 0, Affirms, 1, None)],
                Status::Corroborated,
                &[],
            )]
        };
        let base = Shared { claims: 1, corroborated: 1, borne_out: 1, common_mentions: 1, own_mentions: 1, dated: 1, ..Shared::default() };
        check(claims(), &Beliefs::default(), "a", &Shared { first: 1, ..base.clone() });
        check(claims(), &Beliefs::default(), "b", &Shared { echoes: 1, own_echoes: 1, ..base });
    }

    #[test]
    fn a_rival_or_denial_by_another_contradicts() {
        use Stance::{Affirms, Denies};
        let base = Shared { claims: 1, contested: 1, contradicted: 1, common_mentions: 1, own_mentions: 1, dated: 1, ..Shared::default() };
        check(
            vec![claim(vec![member(0, 1, Affirms, 0, None), member(1, 0, Denies, 1, None)], Status::Contested, &[])],
            &Beliefs::default(),
            "a",
            &Shared { first: 1, ..base },
        );
        let rivals = vec![
            claim(vec![member(0, 1, Affirms, 0, None)], Status::Contested, &[1]),
            claim(vec![member(1, 0, Affirms, 0, None)], Status::Contested, &[0]),
        ];
        check(rivals, &Beliefs::default(), "b", &Shared { claims: 1, contested: 1, contradicted: 1, alone: 1, ..Shared::default() });
        let replaced = vec![
            claim(vec![member(0, 1, Affirms, 0, None)], Status::Superseded, &[1]),
            claim(vec![member(1, 0, Affirms, 0, None)], Status::SingleSource, &[0]),
        ];
        check(replaced, &Beliefs::default(), "b", &Shared { claims: 1, alone: 1, ..Shared::default() });
    }

    /// The second article of b is a copy by three tenths of its text: of its two echoes the other counts.
    #[test]
    fn what_a_copied_article_echoes_is_counted_with_the_article() {
        use Stance::Affirms;
        let readings = [reading("a", 1, &[0.9]), reading("b", 2, &[0.8]), reading("b", 2, &[0.8])];
        let members = vec![member(0, 0, Affirms, 0, None), member(1, 0, Affirms, 0, Some(0)), member(2, 0, Affirms, 0, Some(0))];
        let linked =
            Linked { claims: vec![claim(members, Status::EchoOnly, &[])], copied_share: vec![0.0, 0.29, 0.3], ..Linked::default() };
        let found = shared(&readings, &[], &linked, &Beliefs::default(), &WeighingParams::default(), &|_| true);
        let of = &found["b"];
        assert_eq!((of.common_mentions, of.echoes, of.own_mentions, of.own_echoes), (2, 2, 1, 1));
    }

    /// b says .8; without b the belief is .5: error (.8 - .5)^2 = .09.
    #[test]
    fn certainty_is_held_against_the_others() {
        use Stance::Affirms;
        let belief = ClaimBelief { belief: 0.9, interval: (0.5, 1.0), majority_share: 1.0, without: vec![("b".into(), 0.5)] };
        let beliefs = Beliefs { claims: vec![Some(belief)], ..Beliefs::default() };
        let claims = vec![claim(vec![member(1, 0, Affirms, 0, None), member(2, 0, Affirms, 1, None)], Status::Corroborated, &[])];
        let readings = [reading("a", 1, &[0.9]), reading("b", 2, &[0.8]), reading("c", 2, &[0.8])];
        let linked = Linked { claims, ..Linked::default() };
        let found = shared(&readings, &[], &linked, &beliefs, &WeighingParams::default(), &|_| true);
        assert_eq!((found["b"].settled, found["c"].settled), (1, 1));
        assert!((found["b"].squared_error - 0.09).abs() < 1e-12 && (found["c"].squared_error - 0.01).abs() < 1e-12);
    }

    /// a affirms in its first article and denies in its second, b affirms: without the second a stands against nobody, and
    /// without either it is not there.
    #[test]
    fn articles_left_out_say_nothing_for_their_outlet() {
        use Stance::{Affirms, Denies};
        let readings = [reading("a", 1, &[0.9]), reading("a", 2, &[0.9]), reading("b", 2, &[0.8])];
        let members = vec![member(0, 0, Affirms, 0, None), member(1, 0, Denies, 1, None), member(2, 0, Affirms, 2, None)];
        let linked = Linked { claims: vec![claim(members, Status::Contested, &[])], ..Linked::default() };
        let found = |keep: &dyn Fn(usize) -> bool| shared(&readings, &[], &linked, &Beliefs::default(), &WeighingParams::default(), keep);
        assert_eq!((found(&|_| true)["a"].contradicted, found(&|article| article != 1)["a"].contradicted), (1, 0));
        let without = found(&|article| article == 2);
        assert!(!without.contains_key("a") && without["b"].contradicted == 1);
    }

    /// The headline of a is .9 sure, its body .4: a gap of .5 is more than .3.
    #[test]
    fn a_headline_surer_than_its_body_is_a_gap() {
        use Stance::Affirms;
        let base = Shared { claims: 1, alone: 1, headlines: 1, ..Shared::default() };
        check(
            vec![claim(vec![member(0, 0, Affirms, 0, None), member(0, 1, Affirms, 0, None)], Status::SingleSource, &[])],
            &Beliefs::default(),
            "a",
            &Shared { headline_gaps: 1, ..base },
        );
    }

    /// Two claims of the first article and one of the third that nobody shares; the third is left out.
    #[test]
    fn claims_that_an_article_alone_puts_forward_count_without_being_listed() {
        let readings = [reading("a", 1, &[0.9]), reading("b", 1, &[0.9]), reading("a", 1, &[0.9])];
        let linked = Linked { lone: vec![2, 0, 1], ..Linked::default() };
        let found = shared(&readings, &[], &linked, &Beliefs::default(), &WeighingParams::default(), &|article| article < 2);
        assert_eq!(found.get("a"), Some(&Shared { claims: 2, alone: 2, ..Shared::default() }));
        assert!(!found.contains_key("b"));
    }

    /// Three headlines that the body does not take up: two of three words held, one of three, none measured.
    #[test]
    fn a_headline_whose_words_the_body_lacks_is_a_gap() {
        let readings = [reading("a", 1, &[0.9]), reading("a", 1, &[0.9]), reading("a", 1, &[0.9])];
        let mentions = MentionCounts { headline_affirms: true, ..MentionCounts::default() };
        let held =
            |share: f64| Measures { signals: BTreeMap::from([("headline_words_in_body_share", share)]), mentions, ..Measures::default() };
        let measures = [held(2.0 / 3.0), held(1.0 / 3.0), Measures { mentions, ..Measures::default() }];
        let linked = Linked::default();
        let found = shared(&readings, &measures, &linked, &Beliefs::default(), &WeighingParams::default(), &|_| true);
        assert_eq!((found["a"].headlines, found["a"].headline_gaps), (2, 1));
    }
}
