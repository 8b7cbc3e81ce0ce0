//! Small invented worlds with what must come out of them, worked out by hand.

use jiff::civil::Date;

use super::*;
use crate::attribution::{Attribution, Attributions, Grade, Manner, VerbClass};
use crate::claims::{Key, Mention, PartialDate, Proposition, Scope, Slot, Stage};
use crate::corpus::Article;
use crate::hedging::Hedging;
use crate::ids::Span;
use crate::linking::{Profile, Status};

/// An article of `outlet` on the given day of May 2031.
pub(in crate::linking) fn article(id: &str, outlet: &str, day: Option<i8>) -> Reading {
    let article = Article {
        id: id.to_owned(),
        outlet: outlet.to_owned(),
        published: day.map(|day| Date::new(2031, 5, day).unwrap()),
        ..Article::default()
    };
    Reading {
        article,
        profile: Profile::default(),
        hedging: Hedging::default(),
        attributions: Attributions::default(),
        mentions: Vec::new(),
    }
}

/// The clause in a rough normal form: words of four letters and more, capitalised words as names, a leading `not`
/// negates the next word and the whole.
fn proposition(clause: &str) -> Proposition {
    let mut keys = Vec::new();
    let mut negate = false;
    let mut negated = false;
    let mut predicate = None;
    for word in clause.split_whitespace() {
        if word == "not" {
            (negate, negated) = (true, true);
            continue;
        }
        let lower = word.to_lowercase();
        let class = if word.starts_with(|letter: char| letter.is_ascii_digit()) {
            KeyClass::Number
        } else if word.starts_with(char::is_uppercase) {
            KeyClass::Name
        } else {
            KeyClass::Word
        };
        if class == KeyClass::Word && lower.len() < 4 {
            continue;
        }
        let prefix =
            if class == KeyClass::Word { stable_hash(&format!("~{}", lower.chars().take(5).collect::<String>())) as u32 } else { 0 };
        let key = Key { hash: stable_hash(&lower), class, negated: negate, prefix, synset: 0 };
        if class == KeyClass::Word && predicate.is_none() {
            predicate = Some(key.hash);
        }
        negate = false;
        keys.push(key);
    }
    let words: Vec<&str> = clause.split_whitespace().collect();
    let grams = |n: usize| {
        let mut hashes: Vec<u32> = words.windows(n).map(|run| stable_hash(&run.join(" ").to_lowercase()) as u32).collect();
        hashes.sort_unstable();
        hashes.dedup();
        hashes
    };
    Proposition {
        keys,
        bigrams: grams(2),
        four_grams: grams(4),
        predicate,
        negated,
        stage: None,
        subject: words.first().map(|&word| word.to_owned()),
        words: words.len() as u16,
    }
}

pub(in crate::linking) fn says<'a>(reading: &'a mut Reading, clause: &str) -> &'a mut Mention {
    let start = reading.article.text.len();
    reading.article.text.push_str(clause);
    reading.article.text.push_str(". ");
    let span = Span::new(start, start + clause.len());
    let sentence = reading.mentions.len();
    reading.mentions.push(Mention {
        span,
        sentence,
        sentence_span: span,
        kind: ClaimKind::Statement,
        stance: Stance::Affirms,
        certainty: 0.9,
        hedged: false,
        vague: false,
        cues: Vec::new(),
        attribution: None,
        in_headline: false,
        in_quotation: false,
        opinion: false,
        proposition: proposition(clause),
        slot: None,
    });
    reading.mentions.last_mut().unwrap()
}

/// The last mention is what `name` said, first heard by `via`.
fn by(reading: &mut Reading, name: &str, via: Option<&str>) {
    reading.attributions.items.push(Attribution {
        speaker: None,
        cue: None,
        content: Vec::new(),
        manner: Manner::Indirect,
        name: Some(name.to_owned()),
        role: None,
        affiliation: None,
        kind: crate::attribution::SpeakerKind::Person,
        grade: Grade::Named,
        via: via.map(str::to_owned),
        chain_depth: u8::from(via.is_some()),
        anonymity_reason: None,
        verb: VerbClass::Neutral,
        says: true,
        sentence: 0,
    });
    let last = reading.attributions.items.len() - 1;
    reading.mentions.last_mut().unwrap().attribution = Some(last);
}

fn holds(reading: &mut Reading, kind: ClaimKind, item: &str, value: &str, bounds: Option<(f64, f64)>) {
    let mention = says(reading, &format!("{item} {value}"));
    mention.kind = kind;
    mention.slot = Some(Box::new(Slot {
        item: item.to_owned(),
        value: value.to_owned(),
        unit: if kind == ClaimKind::Quantity { "people".to_owned() } else { String::new() },
        bounds,
        date: None,
        names: value.split_whitespace().map(str::to_lowercase).collect(),
        scope: Scope::default(),
    }));
}

/// The claims of one event made of all readings, as (status, members, origins, echoes), most members first.
fn claims(readings: &[Reading], copies: &[Copying]) -> Vec<(Status, usize, usize, usize)> {
    let mut found: Vec<_> =
        link(readings, copies).iter().map(|claim| (claim.status, claim.members.len(), claim.origins, claim.echoes)).collect();
    found.sort_by_key(|row| (std::cmp::Reverse(row.1), row.0));
    found
}

pub(in crate::linking) fn link(readings: &[Reading], copies: &[Copying]) -> Vec<Claim> {
    let lexicon = Lexicon::english().unwrap();
    let params = LinkingParams::default();
    link_claims(readings, &vec![0; readings.len()], copies, &vec![None; readings.len()], &lexicon, &params).0
}

const BRIDGE: &str = "Varnholm council closed the Ostra bridge after engineers found cracks";
const BRIDGE_TOO: &str = "Ostra bridge closed by Varnholm council after engineers found deep cracks";

#[test]
fn two_wordings_of_one_statement_are_corroborated() {
    let mut a = article("a", "dawn.example", Some(3));
    let mut b = article("b", "echo.example", Some(3));
    says(&mut a, BRIDGE);
    says(&mut b, BRIDGE_TOO);
    assert_eq!(claims(&[a, b], &[]), [(Status::Corroborated, 2, 2, 0)]);
}

/// What is looked at of the only pair of two articles, by name.
fn looked_at(one: &str, other: &str) -> BTreeMap<&'static str, f64> {
    let numbers = |first: &str, second: &str| {
        let mut readings = vec![article("a", "dawn.example", Some(3)), article("b", "dusk.example", Some(3))];
        says(&mut readings[0], first);
        says(&mut readings[1], second);
        let (lexicon, params) = (Lexicon::english().expect("sound"), LinkingParams::default());
        let linker = ClaimLinker::new(RarityCount::of(&readings), &lexicon, &params);
        linker.likenesses(&readings, &[((0, 0), (1, 0))], false)[0].expect("a pair").looked_at
    };
    let found = numbers(one, other);
    assert_eq!(found.map(f64::to_bits), numbers(other, one).map(f64::to_bits), "the same from both sides");
    crate::lexicon::PAIR_FEATURES.into_iter().zip(found).collect()
}

#[test]
fn what_is_looked_at_of_a_pair_by_hand() {
    let found = looked_at("Orlo will shut Varn harbour in", "Orlo shut Varn harbour after 12 storms");
    let number = |name: &str| found[name];
    // Six words against seven; "storms", "after" and the number are only in the longer. The names and verbs stand in one order.
    assert_eq!((number("words_of_lighter"), number("words_of_heavier")), (6.0, 7.0));
    assert_eq!(
        (number("missing_words_of_lighter"), number("missing_names_of_lighter"), number("missing_names_of_heavier")),
        (1.0, 0.0, 0.0)
    );
    assert_eq!((number("missing_words_of_heavier"), number("numbers"), number("numbers_missing")), (2.0, 0.0, 0.0));
    assert_eq!((number("order"), number("first_name"), number("first_key"), number("subject")), (1.0, 1.0, 1.0, 1.0));
    // One is to come; one ends with "in"; both stand on top of their articles.
    assert_eq!((number("one_prospect"), number("both_prospects"), number("ends_amiss"), number("opens_amiss")), (1.0, 0.0, 1.0, 0.0));
    assert_eq!((number("sentence_low"), number("sentence_high")), (0.0, 0.0));
    // It is the best pair of its articles, for it is the only one.
    assert_eq!((number("behind_of_lighter"), number("behind_of_heavier")), (0.0, 0.0));
    assert!((number("best_of_articles") - number("local")).abs() < 1e-12);
    assert!(number("plain_cover_low") <= number("plain_cover") && number("plain_cover") <= number("plain_cover_high"));
    assert!(number("missing_low") <= number("missing_high") && number("missing_high") <= 1.0);

    // Keys that stand in the other order: of the three pairs among "Orlo", "Varn", "harbour", one keeps its order.
    let turned = looked_at("Orlo saw Varn harbour", "Varn harbour pleased Orlo");
    assert!((turned["order"] - 1.0 / 3.0).abs() < 1e-9);
}

/// The claim that two or more mentions state, in its words.
fn worded(clauses: &[&str]) -> Option<String> {
    let mut readings: Vec<Reading> = Vec::new();
    for (at, clause) in clauses.iter().enumerate() {
        readings.push(article(&format!("a{at}"), &format!("o{at}.example"), Some(3)));
        says(&mut readings[at], clause);
    }
    let claim = link(&readings, &[]).into_iter().find(|claim| claim.members.len() > 1)?;
    let member = &claim.members[claim.text_member];
    let reading = &readings[member.article];
    Some(reading.mentions[member.mention].span.of(&reading.article.text).to_owned())
}

#[test]
fn a_claim_is_worded_as_what_all_its_mentions_hold() {
    let inner = "Orlo closed Varn harbour after fierce storms";
    let outer = "Orlo closed Varn harbour after fierce storms while Keld inspected seven flooded warehouses along Ostra pier";
    assert_eq!(worded(&[inner, outer]).as_deref(), Some(inner));
    assert_eq!(worded(&[outer, inner]).as_deref(), Some(inner), "whoever comes first");
    // Both hold the same: the one that is no torn start.
    assert_eq!(worded(&["closed Varn harbour after fierce storms Orlo", inner]).as_deref(), Some(inner));
}

#[test]
fn a_clause_that_asks_states_nothing() {
    let said = "Orlo closed Varn harbour after fierce storms";
    assert!(worded(&[said, "Orlo closed Varn harbour after fierce storms today"]).is_some());
    for asks in ["Why", "How", "Whether", "What"] {
        assert_eq!(worded(&[said, &format!("{asks} Orlo closed Varn harbour after fierce storms")]), None, "{asks}");
    }
}

#[test]
fn one_day_to_come_confirms_what_two_would_contest() {
    // By their words alone the two are too far from one statement; that two days would contest each other is another test's.
    let claims_of = |published: i8, days: [&str; 2]| {
        let mut readings = vec![article("a", "dawn.example", Some(published)), article("b", "dusk.example", Some(published))];
        for (reading, (clause, day)) in
            readings.iter_mut().zip(["Orlo opens Varn ferry", "Orlo starts Varn ferry crossings"].into_iter().zip(days))
        {
            let hash = stable_hash(&format!("day {day}"));
            let key = Key { hash, class: KeyClass::Date, negated: false, prefix: 0, synset: 0 };
            let mention = says(reading, clause);
            // Below the lead, where less is one statement.
            mention.sentence = 9;
            mention.proposition.keys.push(key);
        }
        link(&readings, &[]).len()
    };
    assert_eq!(claims_of(3, ["5-20", "5-20"]), 1, "both set the 20th, which is to come");
    assert_eq!(claims_of(25, ["5-20", "5-20"]), 2, "the 20th lies behind: on one day many things were done");
    assert_eq!(claims_of(3, ["5-20", "5-21"]), 2, "two days");
}

/// Units: sites 0 and 1 are headline and lead of one article, 2 of another outlet. The mean of .9 and .3 would keep 2 out.
#[test]
fn headline_and_lead_are_one_voice() {
    let params = ClaimLinkingParams::default();
    let pair = |a, b, score: f64| Pair { a, b, score: millionths(score) };
    let check = |pairs: &[Pair], expected: &[Pair]| assert_eq!(pooled(pairs, &[0, 0, 2], &params), expected);
    check(&[pair(0, 1, 0.95), pair(0, 2, 0.3), pair(1, 2, 0.9)], &[pair(0, 2, 0.9)]);
    // One that must not stand together against one that may; against two.
    check(&[pair(0, 2, -1.0), pair(1, 2, 0.9)], &[pair(0, 2, -1.0)]);
    let more = [pair(0, 2, 0.8), pair(1, 2, 0.9), pair(0, 3, -1.0)];
    assert_eq!(pooled(&more, &[0, 0, 2, 2], &params), [pair(0, 2, 0.9)]);
    let (mut a, mut b) = (article("a", "dawn.example", Some(3)), article("b", "echo.example", Some(3)));
    says(&mut a, BRIDGE).in_headline = true;
    says(&mut a, BRIDGE);
    says(&mut a, "Ministers met elsewhere");
    says(&mut b, BRIDGE_TOO);
    let lexicon = Lexicon::english().unwrap();
    let readings = [a, b];
    let rarity = Rarity::of(RarityCount::of(&readings), &params);
    let sites = sites(&readings, &[(0, 0, 0), (0, 1, 0), (0, 2, 0), (1, 0, 1)], &rarity, &lexicon, &params);
    let near = params.same_outlet;
    assert_eq!(units(&sites, &[pair(0, 1, near), pair(1, 2, near - 0.01), pair(0, 3, 0.99)], &params), [0, 0, 2, 3]);
}

#[test]
fn the_same_actors_in_another_statement_stay_apart() {
    let mut a = article("a", "dawn.example", Some(3));
    let mut b = article("b", "echo.example", Some(3));
    says(&mut a, BRIDGE);
    says(&mut b, "Varnholm council praised volunteers along the Ostra during spring festival");
    assert_eq!(claims(&[a, b], &[]), [(Status::SingleSource, 1, 1, 0), (Status::SingleSource, 1, 1, 0)]);
}

#[test]
fn ten_copies_are_one_origin() {
    let mut readings: Vec<Reading> = (0..10).map(|at| article(&format!("a{at}"), &format!("outlet{at}.example"), Some(3))).collect();
    for reading in &mut readings {
        says(reading, BRIDGE);
    }
    let copies: Vec<Copying> = (1..10).map(|to| Copying { from: 0, to, share: 1.0, spans: vec![Span::new(0, BRIDGE.len())] }).collect();
    assert_eq!(claims(&readings, &copies), [(Status::EchoOnly, 10, 1, 9)]);
    // Nine words in the same order are a copy also where none was marked; in other words they count for themselves.
    assert_eq!(claims(&readings[..2], &[]), [(Status::EchoOnly, 2, 1, 1)]);
    let mut third = article("b", "dusk.example", Some(3));
    says(&mut third, BRIDGE_TOO);
    readings.push(third);
    assert_eq!(claims(&readings, &copies), [(Status::Corroborated, 11, 2, 9)]);
}

#[test]
fn two_outlets_that_pass_on_one_speaker_are_one_voice() {
    let mut a = article("a", "dawn.example", Some(3));
    let mut b = article("b", "echo.example", Some(3));
    says(&mut a, BRIDGE);
    by(&mut a, "Zorana Keld", None);
    says(&mut b, BRIDGE_TOO);
    by(&mut b, "Keld", None);
    assert_eq!(claims(&[a.clone(), b.clone()], &[]), [(Status::OneVoice, 2, 1, 1)]);
    by(&mut b, "Piet Orlo", None);
    assert_eq!(claims(&[a, b], &[]), [(Status::Corroborated, 2, 2, 0)]);
}

#[test]
fn a_chain_over_three_outlets_is_one_origin() {
    let mut first = article("a", "varntimes.example", Some(3));
    let mut second = article("b", "echo.example", Some(3));
    let mut third = article("c", "dusk.example", Some(4));
    says(&mut first, BRIDGE);
    by(&mut first, "Zorana Keld", None);
    says(&mut second, BRIDGE_TOO);
    by(&mut second, "an aide", Some("the Varn Times"));
    says(&mut third, BRIDGE_TOO);
    by(&mut third, "a friend", Some("Varn Times"));
    let found = link(&[first, second, third], &[]);
    assert_eq!((found.len(), found[0].origins, found[0].echoes), (1, 1, 2));
    let starter = &found[0].members[0];
    assert_eq!((starter.article, starter.echo_of), (0, None));
    assert_eq!(found[0].members[1].echo_of, Some(0));
}

#[test]
fn a_denial_contests_and_two_denials_deny() {
    let mut a = article("a", "dawn.example", Some(3));
    let mut b = article("b", "echo.example", Some(3));
    says(&mut a, BRIDGE);
    says(&mut b, BRIDGE_TOO).stance = Stance::Denies;
    assert_eq!(claims(&[a.clone(), b.clone()], &[]), [(Status::Contested, 2, 2, 0)]);
    a.mentions[0].stance = Stance::Denies;
    assert_eq!(claims(&[a, b], &[]), [(Status::Denied, 2, 2, 0)]);
}

#[test]
fn a_negated_main_verb_denies_and_a_negated_aside_does_not_join() {
    let mut a = article("a", "dawn.example", Some(3));
    let mut b = article("b", "echo.example", Some(3));
    says(&mut a, "Varnholm closed the Ostra bridge after engineers found cracks");
    says(&mut b, "Varnholm not closed the Ostra bridge after engineers found cracks");
    assert_eq!(claims(&[a.clone(), b.clone()], &[]), [(Status::Contested, 2, 2, 0)]);
    // Quoted on both sides with shared runs of words: a clipped quotation, kept apart.
    a.mentions[0].in_quotation = true;
    b.mentions[0].in_quotation = true;
    assert_eq!(claims(&[a, b], &[]), [(Status::SingleSource, 1, 1, 0), (Status::SingleSource, 1, 1, 0)]);
}

#[test]
fn a_denial_and_a_negated_clause_agree() {
    let mut a = article("a", "dawn.example", Some(3));
    let mut b = article("b", "echo.example", Some(3));
    says(&mut a, BRIDGE).stance = Stance::Denies;
    says(&mut b, "Ostra bridge not closed by Varnholm council after engineers found deep cracks");
    assert_eq!(claims(&[a, b], &[]), [(Status::Denied, 2, 2, 0)]);
}

#[test]
fn a_later_higher_toll_supersedes_and_one_of_the_same_day_contests() {
    let world = |second: i8, count: f64| {
        let mut a = article("a", "dawn.example", Some(3));
        let mut b = article("b", "echo.example", Some(second));
        holds(&mut a, ClaimKind::Quantity, "killed", "10", Some((10.0, 10.0)));
        holds(&mut b, ClaimKind::Quantity, "killed", "12", Some((count, count)));
        claims(&[a, b], &[])
    };
    assert_eq!(world(4, 12.0), [(Status::Superseded, 1, 1, 0), (Status::SingleSource, 1, 1, 0)]);
    assert_eq!(world(3, 14.0), [(Status::Contested, 1, 1, 0), (Status::Contested, 1, 1, 0)]);
    // Ten and twelve of one day are of different hours.
    assert_eq!(world(3, 12.0), [(Status::SingleSource, 1, 1, 0), (Status::SingleSource, 1, 1, 0)]);
    // A lower figure of a later day replaces nothing.
    assert_eq!(world(4, 8.0), [(Status::Contested, 1, 1, 0), (Status::Contested, 1, 1, 0)]);
    // Three of ten are a part, not another toll.
    assert_eq!(world(3, 3.0), [(Status::SingleSource, 1, 1, 0), (Status::SingleSource, 1, 1, 0)]);
    assert_eq!(world(3, 10.0), [(Status::Corroborated, 2, 2, 0)]);
}

#[test]
fn tolls_of_another_scope_do_not_contest() {
    let world = |change: &dyn Fn(&mut Reading, &mut Reading)| {
        let mut a = article("a", "dawn.example", Some(3));
        let mut b = article("b", "echo.example", Some(3));
        holds(&mut a, ClaimKind::Quantity, "killed", "10", Some((10.0, 10.0)));
        holds(&mut b, ClaimKind::Quantity, "killed", "14", Some((14.0, 14.0)));
        change(&mut a, &mut b);
        claims(&[a, b], &[])[0].0
    };
    let scope = |reading: &mut Reading, scope: Scope| reading.mentions[0].slot.as_mut().unwrap().scope = scope;
    let of = |place: &str| Scope { places: vec![place.to_owned()], ..Scope::default() };
    assert_eq!(world(&|_, _| {}), Status::Contested);
    assert_eq!(world(&|a, _| scope(a, Scope { part: true, ..Scope::default() })), Status::SingleSource);
    assert_eq!(world(&|_, b| scope(b, Scope { other_time: true, ..Scope::default() })), Status::SingleSource);
    assert_eq!(world(&|a, _| a.article.published = None), Status::SingleSource);
    assert_eq!(world(&|_, b| b.mentions[0].sentence = 12), Status::SingleSource);
    // Ten in the town are a part of fourteen; fourteen in the town are more than ten in all.
    assert_eq!(world(&|a, _| scope(a, of("varnholm"))), Status::SingleSource);
    assert_eq!(world(&|_, b| scope(b, of("varnholm"))), Status::Contested);
    let both = |a: &mut Reading, b: &mut Reading, there: &str| {
        scope(a, of("varnholm"));
        scope(b, of(there));
    };
    assert_eq!(world(&|a, b| both(a, b, "hessel")), Status::SingleSource);
    assert_eq!(world(&|a, b| both(a, b, "varnholm")), Status::Contested);
    // "killed 10", told of "killed 14 ... 10": who gives both figures means two things.
    assert_eq!(
        world(&|_, b| {
            let mention = &mut b.mentions[0];
            b.article.text.push_str(" killed 14 and 10");
            mention.span = Span::new(b.article.text.len() - 16, b.article.text.len());
        }),
        Status::SingleSource
    );
    // Arrests and the missing are counts of the hour.
    for fleeting in ["missing", "arrested:rioter"] {
        let item = |reading: &mut Reading| reading.mentions[0].slot.as_mut().unwrap().item = fleeting.to_owned();
        assert_eq!(
            world(&|a, b| {
                item(a);
                item(b);
            }),
            Status::SingleSource,
            "{fleeting}"
        );
    }
}

#[test]
fn a_condition_a_call_or_a_thing_denied_contests_nothing() {
    let world = |denied: &str, change: &dyn Fn(&mut Mention)| {
        let mut a = article("a", "dawn.example", Some(3));
        let mut b = article("b", "echo.example", Some(3));
        says(&mut a, BRIDGE);
        let mention = says(&mut b, denied);
        mention.stance = Stance::Denies;
        change(mention);
        claims(&[a, b], &[])[0].0
    };
    assert_eq!(world(BRIDGE_TOO, &|_| {}), Status::Contested);
    assert_ne!(world(&format!("{BRIDGE_TOO} if needed"), &|_| {}), Status::Contested);
    assert_ne!(world(&format!("{BRIDGE_TOO} yet"), &|_| {}), Status::Contested);
    assert_ne!(world(BRIDGE_TOO, &|mention| mention.proposition.predicate = None), Status::Contested);
}

#[test]
fn open_bounds_far_apart_or_of_other_places_are_two_counts() {
    let world = |one: f64, other: f64, places: [&str; 2]| {
        let mut readings = vec![article("a", "dawn.example", Some(3)), article("b", "echo.example", Some(3))];
        for (reading, (low, place)) in readings.iter_mut().zip([one, other].into_iter().zip(places)) {
            holds(reading, ClaimKind::Quantity, "infected", &format!("more than {low}"), Some((low, f64::MAX)));
            if let Some(slot) = reading.mentions[0].slot.as_mut() {
                slot.unit = "people".to_owned();
                slot.scope.places = vec![place.to_owned()];
            }
        }
        claims(&readings, &[]).len()
    };
    assert_eq!(world(150.0, 2_400.0, ["varn", "varn"]), 2, "fifteen times as many");
    assert_eq!(world(2_300.0, 2_400.0, ["varn", "varn"]), 1, "nearly as many");
    assert_eq!(world(2_400.0, 2_400.0, ["varn", "ostra"]), 2, "two towns");
}

#[test]
fn an_open_bound_joins_what_it_fits() {
    let mut readings = vec![article("a", "dawn.example", Some(3)), article("b", "echo.example", Some(3))];
    holds(&mut readings[0], ClaimKind::Quantity, "killed", "at least 12", Some((12.0, f64::MAX)));
    holds(&mut readings[1], ClaimKind::Quantity, "killed", "15", Some((15.0, 15.0)));
    assert_eq!(claims(&readings, &[]), [(Status::Corroborated, 2, 2, 0)]);
    // Two exact figures stay apart; the bound goes with the first and makes no rival of the second by itself.
    let mut third = article("c", "dusk.example", Some(3));
    holds(&mut third, ClaimKind::Quantity, "killed", "20", Some((20.0, 20.0)));
    readings.push(third);
    assert_eq!(claims(&readings, &[]), [(Status::Corroborated, 2, 2, 0), (Status::SingleSource, 1, 1, 0)]);
}

#[test]
fn two_names_for_one_office_contest_it() {
    let world = |one: &str, other: &str| {
        let mut a = article("a", "dawn.example", None);
        let mut b = article("b", "echo.example", None);
        holds(&mut a, ClaimKind::RoleHolder, "harbour minister of ostra", one, None);
        holds(&mut b, ClaimKind::RoleHolder, "harbour minister of ostra", other, None);
        claims(&[a, b], &[])
    };
    assert_eq!(world("Zorana Keld", "Piet Orlo"), [(Status::Contested, 1, 1, 0), (Status::Contested, 1, 1, 0)]);
    assert_eq!(world("Zorana Keld", "Keld"), [(Status::Corroborated, 2, 2, 0)]);
    // Another spelling of one name: one letter in seven.
    assert_eq!(world("Zorana Gasslev", "Gaslev"), [(Status::Corroborated, 2, 2, 0)]);
}

#[test]
fn an_article_that_names_both_makes_no_rivals() {
    let mut a = article("a", "dawn.example", None);
    let mut b = article("b", "echo.example", None);
    holds(&mut a, ClaimKind::RoleHolder, "harbour minister of ostra", "Zorana Keld", None);
    holds(&mut a, ClaimKind::RoleHolder, "harbour minister of ostra", "Piet Orlo", None);
    holds(&mut b, ClaimKind::RoleHolder, "harbour minister of ostra", "Piet Orlo", None);
    assert_eq!(claims(&[a, b], &[]), [(Status::Corroborated, 2, 2, 0), (Status::SingleSource, 1, 1, 0)]);
}

#[test]
fn another_day_is_another_statement_and_contests_what_is_to_come() {
    let world = |one: Option<&str>, other: Option<&str>| {
        let mut readings = vec![article("a", "dawn.example", Some(3)), article("b", "echo.example", Some(3))];
        for ((reading, day), clause) in readings.iter_mut().zip([one, other]).zip([BRIDGE_THEN, BRIDGE_THEN_TOO]) {
            let keys = &mut says(reading, clause).proposition.keys;
            keys.extend(day.map(|day| Key { hash: stable_hash(day), class: KeyClass::Date, negated: false, prefix: 0, synset: 0 }));
        }
        claims(&readings, &[])
    };
    // The articles are of the third of May.
    assert_eq!(world(Some("day 3-17"), Some("day 3-17")), [(Status::Corroborated, 2, 2, 0)]);
    // Who leaves the day out says the same.
    assert_eq!(world(Some("day 3-17"), None), [(Status::Corroborated, 2, 2, 0)]);
    assert_eq!(world(Some("day 4-17"), Some("day 4-18")), [(Status::SingleSource, 1, 1, 0); 2]);
    assert_eq!(world(Some("day 6-17"), Some("day 6-18")), [(Status::Contested, 1, 1, 0); 2]);
}

#[test]
fn two_dates_of_one_item_contest_it() {
    let world = |one: i8, other: i8| {
        let mut readings = vec![article("a", "dawn.example", Some(3)), article("b", "echo.example", Some(3))];
        for (reading, day) in readings.iter_mut().zip([one, other]) {
            holds(reading, ClaimKind::Date, "date:signing", "then", None);
            reading.mentions[0].slot.as_mut().unwrap().date = Some(PartialDate { year: Some(2031), month: Some(3), day: Some(day) });
        }
        claims(&readings, &[])
    };
    assert_eq!(world(18, 18), [(Status::Corroborated, 2, 2, 0)]);
    assert_eq!(world(17, 18), [(Status::Contested, 1, 1, 0), (Status::Contested, 1, 1, 0)]);
}

/// Two wordings with one verb and one subject.
const BRIDGE_THEN: &str = "Varnholm closed the Ostra bridge after engineers found cracks";
const BRIDGE_THEN_TOO: &str = "Varnholm closed the damaged Ostra bridge once engineers found cracks";

#[test]
fn what_holds_under_a_condition_is_another_statement() {
    let mut a = article("a", "dawn.example", Some(3));
    let mut b = article("b", "echo.example", Some(3));
    says(&mut a, BRIDGE_THEN);
    says(&mut b, "Varnholm closed the damaged Ostra bridge if engineers found cracks");
    assert_eq!(claims(&[a, b], &[]), [(Status::SingleSource, 1, 1, 0), (Status::SingleSource, 1, 1, 0)]);
}

#[test]
fn words_without_a_speaker_take_the_one_voice_of_the_claim() {
    let world = |clause: &str, quoted: bool| {
        let mut a = article("a", "dawn.example", Some(3));
        let mut b = article("b", "echo.example", Some(3));
        says(&mut a, BRIDGE_THEN);
        by(&mut a, "Zorana Keld", None);
        says(&mut b, clause).in_quotation = quoted;
        claims(&[a, b], &[])
    };
    assert_eq!(world(BRIDGE_THEN_TOO, false), [(Status::Corroborated, 2, 2, 0)]);
    assert_eq!(world(BRIDGE_THEN_TOO, true), [(Status::OneVoice, 2, 1, 1)]);
    assert_eq!(world("Varnholm closed our damaged Ostra bridge once engineers found cracks", false), [(Status::OneVoice, 2, 1, 1)]);
}

#[test]
fn a_set_phrase_in_two_quotations_does_not_make_them_one() {
    let world = |one: &str, other: &str| {
        let mut readings = vec![article("a", "dawn.example", Some(3)), article("b", "echo.example", Some(3))];
        for (reading, clause) in readings.iter_mut().zip([one, other]) {
            says(reading, clause).in_quotation = true;
        }
        by(&mut readings[0], "Zorana Keld", None);
        by(&mut readings[1], "Piet Orlo", None);
        claims(&readings, &[])
    };
    // One shared run of four ("the Ostra harbour rules") of nine.
    let first = "Varnholm may complain where somebody broke the Ostra harbour rules in spring";
    assert_eq!(
        world(first, "anybody in Varnholm may complain where the Ostra harbour rules were broken"),
        [(Status::Corroborated, 2, 2, 0)]
    );
    assert_eq!(world(first, "Varnholm may complain where somebody broke the Ostra harbour rules"), [(Status::OneVoice, 2, 1, 1)]);
}

#[test]
fn an_article_that_sets_two_tolls_against_each_other_leaves_them_rivals() {
    let world = |attributed: bool| {
        let mut a = article("a", "dawn.example", Some(3));
        let mut b = article("b", "echo.example", Some(3));
        let mut both = article("c", "dusk.example", Some(3));
        holds(&mut a, ClaimKind::Quantity, "killed", "12", Some((12.0, 12.0)));
        holds(&mut b, ClaimKind::Quantity, "killed", "17", Some((17.0, 17.0)));
        holds(&mut both, ClaimKind::Quantity, "killed", "12", Some((12.0, 12.0)));
        holds(&mut both, ClaimKind::Quantity, "killed", "17", Some((17.0, 17.0)));
        if attributed {
            by(&mut both, "Zorana Keld", None);
            both.mentions[0].attribution = Some(0);
            by(&mut both, "Piet Orlo", None);
        }
        claims(&[a, b, both], &[])
    };
    assert_eq!(world(true), [(Status::Contested, 2, 2, 0), (Status::Contested, 2, 2, 0)]);
    assert_eq!(world(false), [(Status::Corroborated, 2, 2, 0), (Status::Corroborated, 2, 2, 0)]);
}

#[test]
fn a_contested_toll_contests_the_statement_that_is_about_it() {
    let world = |clauses: [&str; 2]| {
        let mut readings = vec![article("a", "dawn.example", Some(3)), article("b", "echo.example", Some(3))];
        for ((reading, clause), (word, count)) in readings.iter_mut().zip(clauses).zip([("Twelve", 12.0), ("Seventeen", 17.0)]) {
            let mut twin = says(reading, clause).clone();
            twin.kind = ClaimKind::Quantity;
            twin.slot = Some(Box::new(Slot {
                item: "killed".to_owned(),
                value: word.to_owned(),
                unit: "people".to_owned(),
                bounds: Some((count, count)),
                date: None,
                names: Vec::new(),
                scope: Scope::default(),
            }));
            reading.mentions.push(twin);
        }
        claims(&readings, &[])
    };
    assert_eq!(world(["Twelve died on the Ostra bridge", "Seventeen perished at Varnholm"]), [(Status::Contested, 1, 1, 0); 4]);
    // Where the toll stands by the way only the tolls are rivals.
    let [contested, single] = [(Status::Contested, 1, 1, 0), (Status::SingleSource, 1, 1, 0)];
    assert_eq!(
        world(["Keld spoke near the Ostra bridge where Twelve died", "Orlo prayed late with Varnholm families for Seventeen"]),
        [contested, contested, single, single]
    );
}

#[test]
fn one_text_printed_on_two_days_contests_no_day() {
    // "Today" in one quotation means one day, whatever two outlets make of it.
    let mut readings = vec![article("a", "dawn.example", Some(3)), article("b", "echo.example", Some(3))];
    for (reading, day) in readings.iter_mut().zip(["day 6-17", "day 6-18"]) {
        let keys = &mut says(reading, BRIDGE_THEN).proposition.keys;
        keys.push(Key { hash: stable_hash(day), class: KeyClass::Date, negated: false, prefix: 0, synset: 0 });
    }
    assert_eq!(claims(&readings, &[]), [(Status::SingleSource, 1, 1, 0); 2]);
    // The same of a day that fills a slot.
    let mut readings = vec![article("a", "dawn.example", Some(3)), article("b", "echo.example", Some(3))];
    for (reading, day) in readings.iter_mut().zip([17, 18]) {
        let mention = says(reading, BRIDGE_THEN);
        mention.kind = ClaimKind::Date;
        mention.slot = Some(Box::new(Slot {
            item: "date:closing".to_owned(),
            value: "then".to_owned(),
            unit: String::new(),
            bounds: None,
            date: Some(PartialDate { year: Some(2031), month: Some(6), day: Some(day) }),
            names: Vec::new(),
            scope: Scope::default(),
        }));
    }
    assert_eq!(claims(&readings, &[]), [(Status::SingleSource, 1, 1, 0); 2]);
}

#[test]
fn a_negated_verb_of_another_subject_or_beside_another_negation_denies_nothing() {
    let world = |plain: &str, negated: &str| {
        let mut readings = vec![article("a", "dawn.example", Some(3)), article("b", "echo.example", Some(3))];
        says(&mut readings[0], plain);
        says(&mut readings[1], negated);
        claims(&readings, &[])[0].0
    };
    let negated = "Varnholm not closed the Ostra bridge after engineers found cracks";
    assert_eq!(world("Varnholm closed the Ostra bridge after engineers found cracks", negated), Status::Contested);
    assert_ne!(world("Varnholm closed the Ostra bridge after engineers found no cracks", negated), Status::Contested);
    assert_ne!(world("Dunmore closed the Ostra bridge after engineers found cracks", negated), Status::Contested);
}

#[test]
fn a_bare_title_has_one_holder_in_an_event_unless_an_article_knows_both() {
    let world = |title: &str, aside: &str| {
        let mut a = article("a", "dawn.example", None);
        let mut b = article("b", "echo.example", None);
        holds(&mut a, ClaimKind::RoleHolder, title, "Zorana Keld", None);
        holds(&mut b, ClaimKind::RoleHolder, title, "Piet Orlo", None);
        a.article.text.push_str(aside);
        claims(&[a, b], &[])
    };
    let (rivals, apart) = ([(Status::Contested, 1, 1, 0); 2], [(Status::SingleSource, 1, 1, 0); 2]);
    assert_eq!(world("transport minister", "Nobody else spoke."), rivals);
    assert_eq!(world("transport minister", "Orlo listened."), apart);
    // A president or mayor may be anybody's.
    assert_eq!(world("president", "Nobody else spoke."), apart);
    assert_eq!(world("mayor", "Nobody else spoke."), apart);
    // Prime and foreign ministers meet those of other countries.
    assert_eq!(world("foreign minister", "Nobody else spoke."), apart);
}

#[test]
fn offices_named_far_down_are_those_of_others() {
    let world = |before: usize| {
        let mut readings = vec![article("a", "dawn.example", None), article("b", "echo.example", None)];
        for (reading, name) in readings.iter_mut().zip(["Zorana Keld", "Piet Orlo"]) {
            for at in 0..before {
                says(reading, &format!("{name} remembers year{at}"));
            }
            holds(reading, ClaimKind::RoleHolder, "harbour minister of ostra", name, None);
        }
        link(&readings, &[]).iter().any(|claim| claim.status == Status::Contested)
    };
    assert!(world(0) && !world(12));
}

#[test]
fn another_step_is_another_statement_and_contests_only_at_the_same_time() {
    let lexicon = Lexicon::english().unwrap();
    let steps = |ladder: &str, [high, low]: [u8; 2], first: Option<i8>, second: Option<i8>| {
        let ladder = lexicon.claims.ladder(ladder).unwrap() + 1;
        let mut a = article("a", "dawn.example", first);
        let mut b = article("b", "echo.example", second);
        says(&mut a, BRIDGE).proposition.stage = Some(Stage { ladder, step: high });
        says(&mut b, "Varnholm council weighs whether to close the Ostra bridge over cracks engineers found").proposition.stage =
            Some(Stage { ladder, step: low });
        claims(&[a, b], &[])
    };
    let world = |ladder: &str, first: Option<i8>, second: Option<i8>| steps(ladder, [6, 2], first, second);
    let apart = [(Status::SingleSource, 1, 1, 0), (Status::SingleSource, 1, 1, 0)];
    assert_eq!(world("law", None, None), apart);
    // Weighed on the third, closed on the fifth: news moved on. The other way round the later report looks back.
    assert_eq!(world("law", Some(5), Some(3)), [(Status::Superseded, 1, 1, 0), (Status::SingleSource, 1, 1, 0)]);
    assert_eq!(world("law", Some(3), Some(5)), apart);
    // Who pleads guilty (step 5, doubled) has been charged (4); who is convicted (6) is more than charged. Who was named was nominated.
    assert_eq!(steps("crime", [10, 8], None, None), apart);
    assert_eq!(steps("crime", [12, 8], None, None), [(Status::Contested, 1, 1, 0), (Status::Contested, 1, 1, 0)]);
    assert_eq!(world("appointment", None, None), apart);
}

#[test]
fn opinion_is_no_claim_and_questions_do_not_affirm() {
    let mut a = article("a", "dawn.example", Some(3));
    let mut b = article("b", "echo.example", Some(3));
    says(&mut a, BRIDGE).opinion = true;
    says(&mut b, BRIDGE_TOO).stance = Stance::Questions;
    assert_eq!(claims(&[a, b], &[]), [(Status::SingleSource, 1, 1, 0)]);
}

#[test]
fn every_mention_has_one_claim_and_rivals_are_mutual() {
    let mut readings: Vec<Reading> = (0..4).map(|at| article(&format!("a{at}"), &format!("o{}.example", at % 3), Some(3))).collect();
    for reading in &mut readings {
        says(reading, BRIDGE);
        says(reading, "Engineers found no older cracks");
        holds(reading, ClaimKind::RoleHolder, "mayor", if reading.article.id == "a1" { "Ana Brix" } else { "Ott Lund" }, None);
    }
    let found = link(&readings, &[]);
    let mut members: Vec<(usize, usize)> =
        found.iter().flat_map(|claim| claim.members.iter().map(|member| (member.article, member.mention))).collect();
    members.sort_unstable();
    let expected: Vec<(usize, usize)> = (0..4).flat_map(|article| (0..3).map(move |mention| (article, mention))).collect();
    assert_eq!(members, expected);
    assert!(found.windows(2).all(|pair| pair[0].id < pair[1].id));
    for (at, claim) in found.iter().enumerate() {
        assert!(claim.rivals.iter().all(|rival| found[*rival].rivals.contains(&at)));
    }
}
