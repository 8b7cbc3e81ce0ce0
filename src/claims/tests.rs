//! Tests of the room as a whole: invented sentences in, mentions out. Expected values are worked out by hand.

use std::sync::OnceLock;

use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::attribution::{Attribution, Grade, Manner, VerbClass};
use crate::config::ClaimParams;
use crate::text::segment;

fn lexicon() -> &'static Lexicon {
    static LEXICON: OnceLock<Lexicon> = OnceLock::new();
    LEXICON.get_or_init(|| Lexicon::english().unwrap())
}

fn article(text: &str) -> Article {
    Article { text: text.to_owned(), paragraphs: vec![Span::new(0, text.len())], published: Some(date(2025, 4, 10)), ..Article::default() }
}

fn read(article: &Article, attributions: &Attributions) -> Vec<Mention> {
    let document = segment(article, lexicon());
    extract(article, &document, &Hedging::default(), attributions, lexicon(), &ClaimParams::default())
}

fn mentions(text: &str) -> Vec<Mention> {
    read(&article(text), &Attributions::default())
}

/// The statements of `text`, each with its stance.
fn check(text: &str, expected: &[(Stance, &str)]) {
    let found = mentions(text);
    let found: Vec<(Stance, &str)> = found
        .iter()
        .filter(|mention| mention.kind == ClaimKind::Statement && !mention.opinion)
        .map(|mention| (mention.stance, mention.span.of(text)))
        .collect();
    assert_eq!(found, expected, "{text}");
}

/// The slots of `kind` in `text`: item and value; not the figures beside them.
fn check_slots(kind: ClaimKind, text: &str, expected: &[(&str, &str)]) {
    let found = mentions(text);
    let found: Vec<(&str, &str)> = found
        .iter()
        .filter(|mention| mention.kind == kind && !mention.is_figure())
        .filter_map(|mention| mention.slot.as_ref())
        .map(|slot| (slot.item.as_str(), slot.value.as_str()))
        .collect();
    assert_eq!(found, expected, "{text}");
}

fn only(text: &str) -> Mention {
    let found = mentions(text);
    let mut statements = found.into_iter().filter(|mention| mention.kind == ClaimKind::Statement);
    let first = statements.next().unwrap();
    assert_eq!(statements.next(), None, "{text}");
    first
}

use Stance::{Affirms, Denies, Questions, Reports};

#[test]
fn plain_sentences_are_statements() {
    check("The council closed the old bridge.", &[(Affirms, "The council closed the old bridge")]);
    check("Did the council close the bridge?", &[]);
    check("Many analysts view the bridge as a danger.", &[(Affirms, "Many analysts view the bridge as a danger")]);
    check("The old bridge over the river.", &[]);
    check("Bridge closed.", &[]);
    check("Zorana Vell speaks to voters in Varn, Bulgaria, October 11, 2017.", &[]);
    check("Read more about the bridge that closed.", &[]);
}

#[test]
fn comment_is_marked() {
    let opinion = |text: &str| only(text).opinion;
    assert!(opinion("The council should close the old bridge."));
    assert!(opinion("The bridge closed in my childhood."));
    assert!(!opinion("The council closed the old bridge."));
    assert!(opinion("Closing the old bridge is a terrible idea."));
    assert!(opinion("The mayor of Varn is a foolish and reckless man."));
    assert!(opinion("It reflects the core beliefs of the board."));
    assert!(!opinion("It closed the ferry to Varn in the spring."));
    assert!(!opinion("The mayor of Our Island Party closed the bridge."));
    assert!(!opinion("The old bridge is 90 metres long."));
}

#[test]
fn a_statement_has_a_subject_and_a_verb() {
    check("Based more on a feeling than on the old plans.", &[]);
    check(
        "The old bridge, according to the yearly report, was closed by the council.",
        &[(Affirms, "The old bridge, according to the yearly report, was closed by the council")],
    );
    check("After a long search, the crew left the old ferry.", &[(Affirms, "After a long search, the crew left the old ferry")]);
    check("That bridge is now closed for good.", &[(Affirms, "That bridge is now closed for good")]);
    check("The old mayor of Varn explained.", &[]);
    check("make certain that the old ferry can sail.", &[]);
    check("That's because the ferry sank in the storm.", &[(Affirms, "That's because the ferry sank in the storm")]);
    check("The council closed the old bridge, but in a letter to the board.", &[(Affirms, "The council closed the old bridge")]);
}

#[test]
fn a_statement_has_a_verb_of_its_own() {
    for none in [
        "The old man who left the ferry in the harbour.",
        "A new law that would close the old bridge.",
        "The harbour tax after the Varn terrorist attacks.",
        "Mayor Holt with her many harbour ties.",
    ] {
        check(none, &[]);
    }
    for whole in [
        "The tariff hits twelve towns on the old river",
        "The old man who left the ferry returned on Monday",
        "The council since the great fire has met at noon",
        "The agreement calls for an end of the tax",
    ] {
        check(&format!("{whole}."), &[(Affirms, whole)]);
    }
    let first = only("If the river rises tonight, that will close the bridge.");
    assert_eq!(first.stance, Affirms);
    // What somebody demanded or called somebody is no clause.
    assert!(attributed("Mayor Mira Holt called for more guards in the schools of Varn.").is_empty());
}

#[test]
fn no_clause_is_cut_where_somebody_speaks_inside_it() {
    let shown = |text: &str| {
        let article = article(text);
        let document = segment(&article, lexicon());
        let attributions = crate::attribution::attribute(&article, &document, lexicon(), &crate::config::AttributionParams::default());
        let found = read(&article, &attributions);
        found.iter().map(|mention| mention.span.of(text).to_owned()).collect::<Vec<_>>()
    };
    let text = "Mayor Mira Holt also wants to meet the pilot Tom Varn, who has called the harbour plan \"a great mistake of the board.\"";
    assert!(shown(text).iter().all(|clause| !clause.ends_with("wants to")), "{:?}", shown(text));
    let text = "A court also dismissed charges against Tom Varn, a former pilot of the harbour, he said.";
    assert!(shown(text).iter().all(|clause| !clause.ends_with("dismissed")), "{:?}", shown(text));
    let text = "It is understood that Mira Holt, who worked for the harbour board, later spoke to the pilots about the sale.";
    assert!(shown(text).iter().all(|clause| !clause.ends_with("Mira Holt")), "{:?}", shown(text));
    let text = "A young man said to have harboured a grudge was arrested on charges of burning the ferry.";
    assert!(shown(text).iter().all(|clause| !clause.starts_with("to have")), "{:?}", shown(text));
    let text = "The former pilot Tom Varn told the harbour board this morning.";
    assert!(shown(text).is_empty(), "{:?}", shown(text));
    let text = "The board put the pilots where the harbour is, which means in the old town.";
    assert!(shown(text).iter().all(|clause| !clause.starts_with("is,")), "{:?}", shown(text));
}

#[test]
fn a_former_mayor_of_a_long_place_holds_no_office() {
    check_slots(ClaimKind::RoleHolder, "Lawyers met former New Varn City Mayor Tom Brix at the court.", &[]);
    check_slots(ClaimKind::RoleHolder, "Lawyers met New Varn City Mayor Tom Brix at the court.", &[("mayor of new varn city", "Tom Brix")]);
}

#[test]
fn open_questions_are_asked_not_affirmed() {
    check("Whether the council can close the bridge remains an open question.", &[(Stance::Questions, "the council can close the bridge")]);
    check("The mayor will decide if the old bridge can open.", &[(Stance::Questions, "the old bridge can open")]);
    check("The bridge will close if the river rises tonight.", &[(Affirms, "The bridge will close if the river rises tonight")]);
}

#[test]
fn coordinated_clauses_are_parted() {
    check(
        "The council voted to close the bridge, but the mayor has not signed the order.",
        &[(Affirms, "The council voted to close the bridge"), (Affirms, "the mayor has not signed the order")],
    );
    check("The mayor met bakers, farmers, and teachers.", &[(Affirms, "The mayor met bakers, farmers, and teachers")]);
    check("The rain stopped, so the old ferry sailed again.", &[(Affirms, "The rain stopped, so the old ferry sailed again")]);
}

#[test]
fn relative_and_participle_clauses_keep_their_subject() {
    let text = "Zorana Vell, who resigned on Monday, signed the harbour contract last year.";
    let found = mentions(text);
    let subjects: Vec<(&str, Option<&str>)> = found
        .iter()
        .filter(|mention| mention.kind == ClaimKind::Statement)
        .map(|mention| (mention.span.of(text), mention.proposition.subject.as_deref()))
        .collect();
    assert_eq!(
        subjects,
        [
            ("Zorana Vell, who resigned on Monday", Some("Zorana Vell")),
            ("Zorana Vell, who resigned on Monday, signed the harbour contract last year", Some("Zorana Vell"))
        ]
    );
    check(
        "The mayor opened the ferry, including its new deck for cars.",
        &[(Affirms, "The mayor opened the ferry, including its new deck for cars")],
    );
}

#[test]
fn a_cue_amid_a_clause_leaves_its_subject() {
    let text = "The overall question, the port official said, was at once raised with the court in Varn.";
    let article = article(text);
    let document = crate::text::segment(&article, lexicon());
    let attributions = crate::attribution::attribute(&article, &document, lexicon(), &crate::config::AttributionParams::default());
    let found = read(&article, &attributions);
    let shown: Vec<(&str, Option<usize>)> = found.iter().map(|mention| (mention.span.of(text), mention.attribution)).collect();
    assert_eq!(shown, [("The overall question, the port official said, was at once raised with the court in Varn", Some(0))]);
}

#[test]
fn a_leading_concession_is_a_statement_of_its_own() {
    check(
        "Although the river fell overnight, the ferry was still closed.",
        &[(Affirms, "the river fell overnight"), (Affirms, "the ferry was still closed")],
    );
    check("If the river falls tonight, the ferry will open again.", &[(Affirms, "If the river falls tonight, the ferry will open again")]);
}

#[test]
fn denial_frames_give_the_claim_that_is_denied() {
    check("The ministry denied reports that the drone was lost.", &[(Denies, "the drone was lost")]);
    check("The firm denied taking bribes from the harbour board.", &[(Denies, "taking bribes from the harbour board")]);
    check("Reports of a sale of the harbour are false.", &[(Denies, "a sale of the harbour")]);
    check("The mayor dismissed claims that the bridge is unsafe as absurd.", &[(Denies, "the bridge is unsafe")]);
    check("It is not true that the ferry sank in March.", &[(Denies, "the ferry sank in March")]);
    check("No final decision has been made regarding the sale of the harbour.", &[(Denies, "the sale of the harbour")]);
    check("No one is denying that the ferry sank in March.", &[(Affirms, "No one is denying that the ferry sank in March")]);
    check("The firm denied taking bribes from the board, and sued the paper.", &[(Denies, "taking bribes from the board")]);
    check("The mayor did not deny that the ferry sank.", &[(Affirms, "The mayor did not deny that the ferry sank")]);
}

#[test]
fn a_denial_ends_with_the_thing_denied() {
    check("The mayor denied any role in the harbour deal and has never been charged.", &[(Denies, "any role in the harbour deal")]);
    check("The mayor denied any role in the harbour deal, too, in January.", &[(Denies, "any role in the harbour deal")]);
    check("The mayor denied taking bribes from the board and left the town.", &[(Denies, "taking bribes from the board")]);
    // A clause goes on behind its long subject.
    check("The mayor denied reports that the ferry, the oldest of all, was lost.", &[(Denies, "the ferry, the oldest of all, was lost")]);
    check("No decision has been made on the sale of the harbour, and questions remain.", &[(Denies, "the sale of the harbour")]);
    // Of what nobody can tell, nothing is denied.
    check("The mayor denied all the allegations.", &[(Affirms, "The mayor denied all the allegations")]);
}

/// The statements that somebody else than the outlet puts forward, each with its stance: with the attributions that are found.
fn attributed(text: &str) -> Vec<(Stance, String)> {
    let article = article(text);
    let document = segment(&article, lexicon());
    let params = crate::config::AttributionParams::default();
    let attributions = crate::attribution::attribute(&article, &document, lexicon(), &params);
    let found = read(&article, &attributions);
    let statements =
        found.iter().filter(|mention| mention.kind == ClaimKind::Statement && mention.attribution.is_some() || mention.stance == Denies);
    statements.map(|mention| (mention.stance, mention.span.of(text).to_owned())).collect()
}

#[test]
fn a_denier_says_his_own_words_and_a_scrap_behind_the_cue_is_none() {
    let stances = |text: &str| attributed(text).into_iter().map(|(stance, _)| stance).collect::<Vec<Stance>>();
    // Quoted words are the denier's own; so is what he says in rejecting.
    assert_eq!(stances("\"The harbour board built the bridge in May,\" Mayor Mira Holt denied."), [Affirms]);
    assert_eq!(stances("Mayor Mira Holt denied that the harbour board sold the old ferry."), [Denies]);
    assert_eq!(stances("Mayor Mira Holt rejected the report, saying that the harbour board sold the old ferry."), [Affirms]);
    assert_eq!(stances("Nobody on the council disputes that the harbour board sold the old ferry."), [Affirms]);
    assert_eq!(stances("Mayor Mira Holt did not find that the harbour board sold the old ferry."), [Denies]);
    // What nobody could tell, what was told of an allegation, and what stands between are not denied.
    for none in
        ["Mayor Mira Holt denied all the allegations.", "Mayor Mira Holt denied an allegation that was made against her on a website."]
    {
        assert!(!stances(none).contains(&Denies), "{none}: {:?}", attributed(none));
    }
    let brief =
        "Mayor Mira Holt and her colleagues disputed that in a new brief filed with the harbour court on Wednesday, saying it was wrong.";
    assert!(!stances(brief).contains(&Denies), "{:?}", attributed(brief));
    let between = attributed("Mayor Mira Holt still denies, against all evidence to the contrary, that the bridge is old.");
    assert!(between.iter().all(|(_, text)| !text.contains("against")), "{between:?}");
    // "said in a speech" is no claim of his.
    let text = "\"Late night calls from the old harbour were not unusual,\" Tom Varn, the pilot, said in a speech announcing the plan.";
    assert!(attributed(text).iter().all(|(_, text)| !text.contains("said in")), "{:?}", attributed(text));
}

#[test]
fn only_what_stands_behind_a_denial_in_its_sentence_is_denied() {
    // What follows in the same quotation or the next sentence is put forward by the speaker.
    let stances = |text: &str| attributed(text).into_iter().map(|(stance, _)| stance).collect::<Vec<Stance>>();
    let text =
        "Mayor Mira Holt does not believe that the harbour board sold the old ferry. \"I think the board kept the ferry for itself.\"";
    assert_eq!(stances(text), [Denies, Affirms], "{:?}", attributed(text));
    let text = "Mayor Mira Holt disputed that: \"The board raised a lot of money. They are still working for the old harbour firm.\"";
    assert!(!stances(text).contains(&Denies), "{:?}", attributed(text));
}

/// What is denied in `text`, whether somebody is found to say so or not: `found` without attributions and with them.
fn denied(text: &str) -> [Vec<String>; 2] {
    let all = mentions(text);
    let bare = all.iter().filter(|mention| mention.kind == ClaimKind::Statement && mention.stance == Denies);
    let said = attributed(text).into_iter().filter(|(stance, _)| *stance == Denies);
    [bare.map(|mention| mention.span.of(text).to_owned()).collect(), said.map(|(_, clause)| clause).collect()]
}

#[test]
fn what_is_pointed_at_withheld_or_turned_down_is_not_denied() {
    for none in [
        // Told of elsewhere.
        "Mayor Mira Holt rejected that idea just moments after the board announced it.",
        "Mayor Mira Holt rejected that plan and kept the ferries running.",
        // Withheld or turned down.
        "The harbour act denied federal benefits to lawfully married pilots.",
        "The book says that the crown denied political legitimacy to the harbour towns.",
        "A court dismissed charges against the pilots of the old harbour.",
        "Mayor Mira Holt rejected the idea of taking smaller steps in the harbour.",
        // Left open, to come, or a condition.
        "Mayor Mira Holt denied knowing whether the board sold the old ferry.",
        "Mayor Mira Holt will deny that the board sold the old ferry.",
        "Voters will be to blame if there is no decision on closing the old bridge.",
        "There is no agreement to close the old bridge at noon.",
        // It may well be so.
        "There could be no stronger evidence that the board sold the old ferry.",
        "The clerk has no direct evidence that the board sold the old ferry.",
        "The board has no real plan to pay the harbour debt down.",
        // What is not so is not told.
        "Reports about links to Varn are fake.",
        "Mayor Mira Holt disputed that: \"The board raised a lot of money.\"",
    ] {
        assert_eq!(denied(none), [Vec::<String>::new(), Vec::new()], "{none}");
    }
}

#[test]
fn a_denial_ends_where_the_denier_goes_on() {
    let ends = |text: &str, thing: &str| assert_eq!(denied(text), [[thing.to_owned()], [thing.to_owned()]], "{text}");
    ends("Mayor Mira Holt denied that the firm paid her, despite the many speeches she gave.", "the firm paid her");
    ends("Mayor Mira Holt denied that the firm paid her but has not sued the paper.", "the firm paid her");
    ends("Mayor Mira Holt denied that the firm paid her, saying instead that it had sued the paper.", "the firm paid her");
    ends("Mayor Mira Holt denied that the firm paid her — there are others who saw it.", "the firm paid her");
    ends("Mayor Mira Holt denied any role in the harbour sale when it became known.", "any role in the harbour sale");
    ends("Mayor Mira Holt denied any plans for new harbour rules, and boats have been used for years.", "any plans for new harbour rules");
    ends("Mayor Mira Holt dismissed allegations of a killing in the harbour as \"baseless\" and sued.", "a killing in the harbour");
    ends("The board has no plans to leave the harbour, only to rent it.", "leave the harbour");
    ends("The board has no plans to leave the harbour and would remain there until May.", "leave the harbour");
    ends("The board has no plans to leave the harbour after it sold the ferry.", "leave the harbour");
    ends("The board has no plans to leave the harbour before the next vote.", "leave the harbour before the next vote");
    let whose = "The office disputed a Varn Post report that Holt told Dell to lie.";
    assert_eq!(denied(whose)[1], ["Holt told Dell to lie"]);
    ends("Since there is no evidence that food carries the fever, there is no reason to avoid bread.", "food carries the fever");
    // A clause behind "that" is denied, also where it opens with such a word, or with one for what can be withheld.
    ends("Mayor Mira Holt denied that plans for the bridge were changed in May.", "plans for the bridge were changed in May");
    // Without "that" only where somebody is found to say so.
    assert_eq!(denied("Mayor Mira Holt denied benefits were cut at the harbour.")[1], ["benefits were cut at the harbour"]);
}

#[test]
fn a_toll_says_when_where_and_of_whom() {
    let scope = |text: &str| mentions(text).into_iter().find_map(|mention| mention.slot).map(|slot| slot.scope).unwrap();
    // The article is of 10 April 2025.
    assert_eq!(scope("The fire killed 12 people on Tuesday."), Scope::default());
    assert_eq!(scope("The fire killed 12 people in Varnholm.").places, ["varnholm"]);
    assert_eq!(scope("In the county 12 people were killed by the fire.").places, ["county"]);
    for other_time in
        ["The fire of October 2019 killed 12 people.", "Fires killed 12 people in recent years.", "A fire in December killed 12 people."]
    {
        assert!(scope(other_time).other_time, "{other_time}");
    }
    assert!(!scope("A fire in April killed 12 people.").other_time);
    for part in ["The other two people were killed in the fire.", "The fire killed six Drovenians.", "The fire killed 12 more people."] {
        assert!(scope(part).part, "{part}");
    }
}

#[test]
fn refusing_is_not_denying() {
    check(
        "A judge denied the request of the party for a new count.",
        &[(Affirms, "A judge denied the request of the party for a new count")],
    );
    check("Lawmakers rejected the motion on the harbour.", &[(Affirms, "Lawmakers rejected the motion on the harbour")]);
}

#[test]
fn a_denied_deed_has_the_denier_as_subject() {
    let mention = only("The harbour firm denied taking bribes from the board.");
    assert_eq!(mention.proposition.subject.as_deref(), Some("The harbour firm"));
    let mention = only("Bulgaria denied reports suggesting it will join the pact.");
    assert_eq!((mention.stance, mention.proposition.subject.as_deref()), (Denies, Some("Bulgaria")));
}

/// Pairs that linking has to tell apart or join: what extraction must hand it for each.
#[test]
fn both_denials_of_one_thing_deny_it() {
    let frame = only("The ministry denied that the harbour tax is being weighed.");
    let plain = only("The harbour tax is not being weighed.");
    assert_eq!((frame.stance, frame.proposition.negated), (Denies, false));
    assert_eq!((plain.stance, plain.proposition.negated), (Affirms, true));
    assert_eq!(frame.proposition.predicate, plain.proposition.predicate);
}

#[test]
fn a_deed_and_its_denial_share_their_words() {
    let denied = only("The ministry denied that a warship destroyed the drone.");
    let said = only("A warship destroyed the drone.");
    assert_eq!((denied.stance, said.stance), (Denies, Affirms));
    assert_eq!(denied.proposition.keys, said.proposition.keys);
}

#[test]
fn counts_of_different_things_are_different_slots() {
    let items = |text: &str| {
        let told = mentions(text).into_iter().filter(|mention| !mention.is_figure());
        told.filter_map(|mention| mention.slot).map(|slot| slot.item).collect::<Vec<_>>()
    };
    assert_eq!(items("The crash left 12 people injured."), items("Some 7 people were injured in the crash."));
    assert_ne!(items("Two deputies were injured in the crash."), items("Some 7 people were injured in the crash."));
    assert_eq!(items("Some 34 cadets will be fired."), Vec::<String>::new());
}

/// Any other number of some use is a figure: item, value, words behind it.
#[test]
fn figures_besides_the_slots() {
    let check = |text: &str, expected: &[(&str, &str, &[&str])]| {
        let found = mentions(text);
        let slots: Vec<&Slot> = found.iter().filter(|mention| mention.is_figure()).filter_map(|mention| mention.slot.as_deref()).collect();
        let found: Vec<(&str, &str, Vec<&str>)> =
            slots.iter().map(|slot| (slot.item.as_str(), slot.value.as_str(), slot.names.iter().map(String::as_str).collect())).collect();
        let expected: Vec<(&str, &str, Vec<&str>)> = expected.iter().map(|(item, value, words)| (*item, *value, words.to_vec())).collect();
        assert_eq!(found, expected, "{text}");
    };
    check("The port bought 34 cranes.", &[("figure:count:3.40000e1", "34", &["crane"])]);
    check("The board approved $2.4 million for the bridge.", &[("figure:sum:2.40000e6", "$2.4 million", &["bridg"])]);
    check("The board approved 2,400,000 dollars for the bridge.", &[("figure:sum:2.40000e6", "2,400,000 dollars", &["bridg"])]);
    check("The survey found that 41.5 percent of sailors agreed.", &[("figure:share:4.15000e1", "41.5 percent", &["sailor", "agre"])]);
    // A slot of its own, a number too small, a time, no number, a part of another, an opinion.
    for none in [
        "The crash left 12 people injured.",
        "The port bought 4 cranes.",
        "The work on the port took 34 months.",
        "Dozens of cranes were sold by the port.",
        "The town has changed since the 9/11 attacks.",
        "The bridge cost three quarters of a billion dollars.",
        "In the survey 8 in 10 sailors agreed.",
        "Residents made over 911 calls on Sunday.",
        "We should buy 34 cranes.",
        "The number of cranes in the port rose to 34.",
        "The port bought 12.5 cranes a year.",
    ] {
        check(none, &[]);
    }
}

#[test]
fn reports_and_questions_have_their_stance() {
    check("There are reports that the ferry sank in the harbour.", &[(Reports, "the ferry sank in the harbour")]);
    check("It is unclear whether the ferry sank in the harbour.", &[(Questions, "the ferry sank in the harbour")]);
    // What is asked is a part of what is told.
    check(
        "The panel will review its report on Monday on whether the ferry sank in the harbour.",
        &[(Affirms, "The panel will review its report on Monday")],
    );
    check("There is a debate on whether the ferry sank in the harbour.", &[(Questions, "the ferry sank in the harbour")]);
    check(
        "Reporters saw the ferry sink in the harbour on Monday and took photographs.",
        &[(Affirms, "Reporters saw the ferry sink in the harbour on Monday and took photographs")],
    );
}

#[test]
fn what_was_missed_by_attribution_is_still_stripped() {
    check("According to the police, the ferry sank in the harbour.", &[(Affirms, "the ferry sank in the harbour")]);
    check("The ferry sank in the harbour, the police said.", &[(Affirms, "The ferry sank in the harbour")]);
    check("The police said that the ferry sank in the harbour.", &[(Affirms, "the ferry sank in the harbour")]);
}

/// `content` of a text said by Zorana Vell, whose cue is a verb of class `verb`.
fn vell_says(text: &str, cue: &str, content: &str, verb: VerbClass) -> Attributions {
    let at = |words: &str| {
        let start = text.find(words).unwrap();
        Span::new(start, start + words.len())
    };
    let item = Attribution {
        speaker: Some(at("Zorana Vell")),
        cue: Some(at(cue)),
        content: vec![at(content)],
        manner: Manner::Indirect,
        name: Some("Zorana Vell".to_owned()),
        role: None,
        affiliation: None,
        kind: SpeakerKind::Person,
        grade: Grade::Named,
        via: None,
        chain_depth: 0,
        anonymity_reason: None,
        verb,
        says: true,
        sentence: 0,
    };
    Attributions { items: vec![item], ..Attributions::default() }
}

#[test]
fn attributed_words_carry_their_attribution_and_the_rest_is_the_outlets() {
    let text = "The bridge closed on Monday, and Zorana Vell said the ferry would replace it.";
    let found = read(&article(text), &vell_says(text, "said", "the ferry would replace it", VerbClass::Neutral));
    let found: Vec<(&str, Option<usize>)> = found
        .iter()
        .filter(|mention| mention.kind == ClaimKind::Statement)
        .map(|mention| (mention.span.of(text), mention.attribution))
        .collect();
    assert_eq!(found, [("The bridge closed on Monday", None), ("the ferry would replace it", Some(0))]);
}

/// A clause of reported words that are no clause as a whole is the speaker's all the same, unless they are denied or asked.
#[test]
fn a_clause_of_what_was_said_is_never_the_outlets() {
    let text = "Zorana Vell accused the board of closing the bridge because the harbour school had moved to Ostra.";
    let content = "the board of closing the bridge because the harbour school had moved to Ostra";
    let voice = |verb: VerbClass| {
        let found = read(&article(text), &vell_says(text, "accused", content, verb));
        let clause = "the harbour school had moved to Ostra";
        found.iter().find(|mention| mention.span.of(text) == clause).map(|mention| mention.attribution)
    };
    assert_eq!(voice(VerbClass::Neutral), Some(Some(0)));
    assert_ne!(voice(VerbClass::Question), Some(Some(0)));
}

/// Reported words with a verb that other signs hide are a clause, and nothing of the outlet's.
#[test]
fn reported_words_have_verbs_that_hide() {
    // What is shown is what is stated.
    let shown = "there are few ferries that sail";
    let sank = "the ferry sank when it left the harbour";
    for (content, stated) in [
        ("this risked closing the harbour school", None),
        ("this shows that the ferry sank when it left the harbour", Some(sank)),
        ("it's hard to mend the harbour because of the storm", None),
        ("statistics from the harbour show that there are few ferries that sail", Some(shown)),
    ] {
        let text = format!("Zorana Vell said {content}.");
        let found = read(&article(&text), &vell_says(&text, "said", content, VerbClass::Neutral));
        let found: Vec<(&str, Option<usize>)> = found
            .iter()
            .filter(|mention| mention.kind == ClaimKind::Statement)
            .map(|mention| (mention.span.of(&text), mention.attribution))
            .collect();
        assert_eq!(found, [(stated.unwrap_or(content), Some(0))]);
    }
}

/// The hash of the key of a single word.
fn keys(text: &str) -> Vec<Key> {
    only(text).proposition.keys
}

#[test]
fn demonyms_and_capitals_that_act_are_the_country() {
    let country = keys("Bulgaria signed the pact.")[0];
    assert_eq!(country.class, KeyClass::Name);
    assert_eq!(keys("Bulgarian voters backed the pact.")[0].hash, country.hash);
    assert_eq!(keys("Sofia has signed the pact.")[0].hash, country.hash);
    assert!(keys("Voters marched in Sofia on foot.").iter().all(|key| key.hash != country.hash));
}

#[test]
fn irregular_forms_share_a_key_and_synonyms_a_set() {
    let shared = |left: &str, right: &str| {
        keys(left).iter().any(|key| key.class == KeyClass::Word && keys(right).iter().any(|other| other.hash == key.hash))
    };
    assert!(shared("He met them twice.", "They will meet him."));
    assert!(!shared("He met them twice.", "They will sing him."));
    let set = |text: &str, at: usize| keys(text)[at].synset;
    assert_eq!(set("The envoy resigned in May.", 1), set("The envoy stepped down in May.", 1));
    assert_ne!(set("The envoy resigned in May.", 1), 0);
    assert_ne!(set("The envoy resigned in May.", 1), set("The envoy voted in May.", 1));
}

#[test]
fn negation_reaches_two_content_words_and_the_clause() {
    let mention = only("Soldiers did not break harbour rules by bringing caps.");
    assert!(mention.proposition.negated && mention.stance == Affirms);
    let negated: Vec<bool> = mention.proposition.keys.iter().map(|key| key.negated).collect();
    // soldiers | break harbour | rules bringing caps
    assert_eq!(negated, [false, true, true, false, false, false]);
    assert!(!only("Soldiers did not only break harbour rules.").proposition.negated);
    assert!(only("No soldiers were hurt in the harbour.").proposition.negated);
}

#[test]
fn stages_stand_on_ladders() {
    let stage = |text: &str| only(text).proposition.stage.unwrap();
    let (planned, done) = (stage("The senate is set to override the veto."), stage("The senate has overridden the veto."));
    assert!(planned.ladder == done.ladder && planned.step < done.step);
    let (proposed, passed) = (stage("Lawmakers introduced two articles."), stage("Lawmakers approved two articles."));
    assert!(proposed.ladder == passed.ladder && proposed.step < passed.step);
    let (explored, signed) = (stage("Serbia has begun exploring the possibility of a pact."), stage("Serbia signed a pact with Hungary."));
    assert!(explored.ladder == signed.ladder && explored.step < signed.step);
    let (accused, convicted) = (stage("The banker was accused of fraud."), stage("The banker was convicted of fraud."));
    assert!(accused.ladder == convicted.ladder && accused.step < convicted.step);
}

#[test]
fn pronouns_lead_to_their_names() {
    let text = "Zorana Vell opened the ferry. She signed the harbour contract.";
    let found = mentions(text);
    assert_eq!(found[1].proposition.subject.as_deref(), Some("Zorana Vell"));
    assert_eq!(found[0].proposition.keys[0], found[1].proposition.keys[0]);
    let text = "The ferry opened early. She signed the harbour contract.";
    assert_eq!(mentions(text)[1].proposition.subject.as_deref(), Some("She"));
}

#[test]
fn office_holders_are_found_with_their_country() {
    let check = |text: &str, expected: &[(&str, &str)]| check_slots(ClaimKind::RoleHolder, text, expected);
    check("Bulgarian Foreign Minister Mariya Vell met the envoys.", &[("foreign minister of bulgaria", "Mariya Vell")]);
    check("The Minister of Foreign Affairs of Bulgaria, Georg Orlo, met the envoys.", &[("foreign minister of bulgaria", "Georg Orlo")]);
    check("Bulgaria's Minister of Foreign Affairs, Georg Orlo, met the envoys.", &[("foreign minister of bulgaria", "Georg Orlo")]);
    check("Georg Orlo, Bulgaria's foreign minister, met the envoys.", &[("foreign minister of bulgaria", "Georg Orlo")]);
    check("Mayor of Varn Zorana Pell opened the ferry.", &[("mayor of varn", "Zorana Pell")]);
    check("New Varn Mayor Zorana Pell opened the ferry.", &[("mayor of new varn", "Zorana Pell")]);
    check("Old friends of Varn Mayor Zorana Pell opened the ferry.", &[("mayor of varn", "Zorana Pell")]);
    check("Transport Minister Zorana Pell opened the ferry.", &[("transport minister", "Zorana Pell")]);
    check("Former Bulgarian Foreign Minister Mariya Vell met the envoys.", &[]);
    check("Then-Foreign Minister Mariya Vell met the envoys.", &[]);
    check("The spokesman for Foreign Minister Mariya Vell met the envoys.", &[]);
    check("President Vell opened the ferry.", &[]);
}

#[test]
fn the_holder_is_the_one_named_first() {
    check_slots(
        ClaimKind::RoleHolder,
        "Bulgaria's foreign minister Mariya Vell left early. Later the minister, Georg Orlo, met the envoys.",
        &[("foreign minister of bulgaria", "Mariya Vell")],
    );
    check_slots(ClaimKind::RoleHolder, "Bulgaria is cold. President Mariya Vell left Bulgaria on Monday.", &[]);
    check_slots(ClaimKind::RoleHolder, "Transport Minister Mariya Vell left early on Monday.", &[("transport minister", "Mariya Vell")]);
}

#[test]
fn counts_of_people_fill_their_slots() {
    let check = |text: &str, expected: &[(&str, &str)]| check_slots(ClaimKind::Quantity, text, expected);
    check("At least 12 people were killed in the harbour fire.", &[("killed", "12")]);
    check("The fire killed twelve people and injured 30 others.", &[("killed", "twelve"), ("injured", "30")]);
    check("The death toll rose to 14 on Tuesday.", &[("killed", "14")]);
    check("Three soldiers were wounded near the harbour.", &[("injured:soldier", "Three")]);
    check("Two gunmen killed 13 people at the ferry.", &[("killed", "13")]);
    check("Anna Pell, 46, was killed in the harbour fire.", &[]);
    check("The harbour board met 12 deadlines this year.", &[]);
    check("A man was killed on April 12 near the harbour.", &[]);
}

#[test]
fn votes_shares_and_sums_fill_their_slots() {
    let check = |text: &str, expected: &[(&str, &str)]| check_slots(ClaimKind::Quantity, text, expected);
    check("By 5 to 4 the court struck down the harbour law.", &[("votes for", "5"), ("votes against", "4")]);
    check("The board approved $2.4 million for the bridge.", &[("sum:bridg", "$2.4 million")]);
    check("About 42 percent of voters support the bridge.", &[("share:voter:support:bridg", "42 percent")]);
    check("The ferry carries 5 to 4 cars.", &[]);
}

#[test]
fn bounds_follow_the_words_before_a_number() {
    let bounds = |text: &str| {
        let found = mentions(text);
        found.iter().find_map(|mention| mention.slot.as_ref().and_then(|slot| slot.bounds)).unwrap()
    };
    let close = |(low, high): (f64, f64), expected: (f64, f64)| {
        assert!((low - expected.0).abs() < 1e-6 && (high - expected.1).abs() < 1e-6, "{low} {high}");
    };
    assert_eq!(bounds("At least 12 people were killed in the fire."), (12.0, f64::MAX));
    close(bounds("About 300 people were killed in the fire."), (270.0, 330.0));
    close(bounds("Up to 300 people were killed in the fire."), (0.0, 300.0));
    close(bounds("Dozens of people were killed in the fire."), (24.0, 99.0));
    close(bounds("Between 3 and 5 people were killed in the fire."), (3.0, 5.0));
    close(bounds("Half a million people were displaced in the flood."), (500_000.0, 500_000.0));
    close(bounds("Some 1.5 million people were displaced in the flood."), (1_350_000.0, 1_650_000.0));
}

#[test]
fn days_are_resolved_against_publication() {
    // The article is of Thursday, 10 April 2025.
    let day = |text: &str| {
        let found = mentions(text);
        let date = found
            .iter()
            .find(|mention| mention.kind == ClaimKind::Date)
            .and_then(|mention| mention.slot.as_ref())
            .and_then(|slot| slot.date);
        date.map(|date| (date.year, date.month, date.day))
    };
    assert_eq!(day("Serbia signed the pact on Tuesday."), Some((Some(2025), Some(4), Some(8))));
    assert_eq!(day("Serbia will sign the pact on Tuesday."), Some((Some(2025), Some(4), Some(15))));
    assert_eq!(day("Serbia signed the pact on March 18."), Some((Some(2025), Some(3), Some(18))));
    assert_eq!(day("Serbia signed the pact on 18 December."), Some((Some(2024), Some(12), Some(18))));
    assert_eq!(day("Serbia signed the pact last month."), Some((Some(2025), Some(3), None)));
    assert_eq!(day("Serbia signed the pact yesterday."), Some((Some(2025), Some(4), Some(9))));
    assert_eq!(day("Serbia may sign the pact soon."), None);
    // "Yesterday" in a quotation is a day before the speech, and a written day the day it says.
    assert_eq!(day("\"Serbia signed the pact yesterday,\" the mayor wrote."), None);
    assert_eq!(day("\"Serbia signed the pact on March 18,\" the mayor wrote."), Some((Some(2025), Some(3), Some(18))));
    let undated = Article { published: None, ..article("Serbia signed the pact on Tuesday.") };
    assert!(read(&undated, &Attributions::default()).iter().all(|mention| mention.kind != ClaimKind::Date));
}

#[test]
fn a_kicker_is_no_part_of_a_headline() {
    let text = "Harbour fire: Two men held in Varn";
    let article = Article { text: text.to_owned(), headline: Some(Span::new(0, text.len())), ..Article::default() };
    let found = read(&article, &Attributions::default());
    let spans: Vec<&str> = found.iter().map(|mention| mention.span.of(text)).collect();
    assert_eq!(spans, ["Two men held in Varn"]);
    assert!(found[0].in_headline);
}

#[test]
fn the_same_words_twice_are_one_mention() {
    check("The council closed the bridge. The council closed the bridge.", &[(Affirms, "The council closed the bridge")]);
}

#[test]
fn hostile_text_is_read_in_linear_time() {
    for text in
        ["denied ".repeat(200_000), "\"a ".repeat(100_000), "Vell, who ".repeat(50_000), "12 ".repeat(100_000), "X. ".repeat(100_000)]
    {
        mentions(&text);
    }
}

proptest! {
    #[test]
    fn nothing_panics_and_spans_stay_in_their_sentence(text in "(\\PC|[ \n\"'’“”.,;:!?—]|(He|It|denied|reports|that|killed|no|decision|on|whether|12|Bulgaria|Foreign|Minister|Vell|who|said|March|of|to|,|and) ){0,60}") {
        for mention in mentions(&text) {
            prop_assert!(mention.sentence_span.contains(mention.span));
            prop_assert!(!mention.span.of(&text).is_empty());
            prop_assert!((0.0..=1.0).contains(&mention.certainty));
        }
    }
}
