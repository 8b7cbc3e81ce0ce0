//! Named traps of attribution, each with what a careful reader finds. People, places and outlets are invented.

use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;
use crate::text::segment;

pub(super) static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::english().unwrap());

fn article(text: &str) -> Article {
    let mut article =
        Article { text: text.to_owned(), outlet: "varnpost.example".to_owned(), language: "en".to_owned(), ..Article::default() };
    let mut at = 0;
    for line in text.split('\n') {
        if !line.trim().is_empty() {
            article.paragraphs.push(Span::new(at, at + line.len()));
        }
        at += line.len() + 1;
    }
    article
}

/// The article and what it attributes.
pub(super) fn read(text: &str) -> (Article, Attributions) {
    let article = article(text);
    let document = segment(&article, &LEXICON);
    let found = attribute(&article, &document, &LEXICON, &AttributionParams::default());
    (article, found)
}

/// Whether the cue rules, which the table is for, find anything in `text`.
fn ruled(text: &str) -> bool {
    let article = Article { text: text.to_owned(), paragraphs: vec![Span::new(0, text.len())], ..Article::default() };
    let document = segment(&article, &LEXICON);
    let mut reader = Reader::new(text, &document, &LEXICON.attribution);
    let _ = quotes::not_speech(&mut reader, &AttributionParams::default());
    !find::by_rule(&reader, false).is_empty()
}

/// Each attribution as `name, role, affiliation, grade, manner, via: content`; `-` stands for nothing.
fn check(text: &str, expected: &[&str]) {
    let (article, found) = read(text);
    let dash = |value: &Option<String>| value.clone().unwrap_or_else(|| "-".to_owned());
    let lines: Vec<String> = found
        .items
        .iter()
        .map(|item| {
            let content: Vec<&str> = item.content.iter().map(|span| span.of(&article.text)).collect();
            let (grade, manner) = (item.grade.name(), item.manner.name());
            let (name, role, affiliation, via) = (dash(&item.name), dash(&item.role), dash(&item.affiliation), dash(&item.via));
            format!("{name}, {role}, {affiliation}, {grade}, {manner}, {via}: {}", content.join(" | "))
        })
        .collect();
    assert_eq!(lines, expected, "{text}");
}

fn check_verb(text: &str, expected: &[VerbClass]) {
    let verbs: Vec<VerbClass> = read(text).1.items.iter().map(|item| item.verb).collect();
    assert_eq!(verbs, expected, "{text}");
}

#[test]
fn a_cue_before_the_quotation() {
    check(
        "Mayor Mira Holt said: \"The bridge will open in May.\"",
        &["Mira Holt, Mayor, -, named_role, direct, -: The bridge will open in May."],
    );
}

#[test]
fn a_cue_behind_with_the_office_after_it() {
    check(
        "\"We have word from the capital,\" said Kosovo's Minister of Defence Arben Lika.",
        &["Arben Lika, Minister of Defence, Kosovo, named_role, direct, -: We have word from the capital"],
    );
}

#[test]
fn a_cue_amid_the_quotation() {
    check(
        "\"The bridge is old,\" said Mira Holt, \"and it will be closed.\"",
        &["Mira Holt, -, -, named, direct, -: The bridge is old | and it will be closed."],
    );
}

#[test]
fn a_cue_amid_reported_words() {
    check("The bridge, Mira Holt said, will be closed.", &["Mira Holt, -, -, named, indirect, -: The bridge | will be closed"]);
}

#[test]
fn a_fronted_adverbial_is_no_content() {
    check(
        "In a statement released by Bulgaria's Minister of Foreign Affairs, Ivo Petrov, he stated: \"These reports are not accurate.\"",
        &["Ivo Petrov, Minister of Foreign Affairs, Bulgaria, named_role, direct, -: These reports are not accurate."],
    );
}

#[test]
fn a_colon_and_the_quotation_in_the_next_paragraph() {
    check(
        "The mayor, Mira Holt, said:\n\"The bridge will be closed for a year.\"",
        &["Mira Holt, mayor, -, named_role, direct, -: The bridge will be closed for a year."],
    );
}

#[test]
fn a_quotation_goes_on_after_its_cue() {
    check(
        "\"We will not stop,\" Mira Holt said. \"We have only begun our work.\"",
        &["Mira Holt, -, -, named, direct, -: We will not stop | We have only begun our work."],
    );
}

#[test]
fn a_quotation_over_two_paragraphs_is_one() {
    check(
        "Mira Holt said: \"The bridge is old.\n\"It will be closed for a year.\"",
        &["Mira Holt, -, -, named, direct, -: The bridge is old.\n\"It will be closed for a year."],
    );
}

#[test]
fn a_long_apposition_between_name_and_verb() {
    check(
        "Milan Dorn, the controversial leader of Zeta\u{2014}a region in the north\u{2014}has also claimed that the vote was fair.",
        &["Milan Dorn, leader, Zeta, named_role, indirect, -: that the vote was fair"],
    );
}

#[test]
fn a_relative_clause_between_name_and_verb() {
    check(
        "Mira Holt, who runs the town, said that the bridge was safe.",
        &["Mira Holt, -, -, named, indirect, -: that the bridge was safe"],
    );
}

#[test]
fn according_to_before_and_after() {
    check(
        "According to the Varn Police Department, two men were arrested.",
        &["Varn Police Department, -, -, organisation, indirect, -: two men were arrested"],
    );
    check("Two men were arrested, according to a report.", &["report, -, -, document, indirect, -: Two men were arrested"]);
    check("The work went according to plan.", &[]);
}

/// Contents only, for tests of which words are attributed.
fn check_content(text: &str, expected: &[&str]) {
    let (article, found) = read(text);
    let lines: Vec<String> = found
        .items
        .iter()
        .map(|item| {
            let content: Vec<&str> = item.content.iter().map(|span| span.of(&article.text)).collect();
            format!("{}: {}", item.speaker.map_or("-", |span| span.of(&article.text)), content.join(" | "))
        })
        .collect();
    assert_eq!(lines, expected, "{text}");
}

#[test]
fn according_to_at_the_front_bears_on_the_whole_sentence() {
    check_content(
        "According to the site Portwatch, which counts ships, the port is full, while the quay is empty, and the yards are on strike.",
        &["the site Portwatch: the port is full, while the quay is empty, and the yards are on strike"],
    );
    check_content("Two towns, according to the Holt study, are without a road.", &["the Holt study: Two towns | are without a road"]);
}

#[test]
fn a_phrase_that_names_its_own_source() {
    check_content(
        "A higher limit would bring in more people, by one estimate.",
        &["one estimate: A higher limit would bring in more people"],
    );
    check_content("They went by one road.", &[]);
}

#[test]
fn nouns_of_saying() {
    check_content(
        "The move drew accusations from Liberals and retired judges that Minister Harrow was bending the courts.",
        &["Liberals and retired judges: that Minister Harrow was bending the courts"],
    );
    check_content("The town defends Mira Holt's claim that the bridge was safe.", &["Mira Holt: that the bridge was safe"]);
    check_content("Mira Holt's claim that the bridge was safe failed.", &[]);
}

#[test]
fn the_subject_of_the_verb_speaks_not_the_nearest_noun() {
    check_content(
        "A trial of the drug combined with a pill in Varn suggested that it helps.",
        &["A trial of the drug combined with a pill in Varn: that it helps"],
    );
    check_content(
        "Analyst John Feehan, who was the mayor's press secretary, says any delay for the town next year will be short.",
        &["Analyst John Feehan, who was the mayor's press secretary: any delay for the town next year will be short"],
    );
    check_content(
        "Mira Holt, who fears that the bridge is old, said the town must pay.",
        &["Mira Holt: that the bridge is old", "Mira Holt: the town must pay"],
    );
    check_content("Mira Holt on Monday said that the bridge was safe.", &["Mira Holt: that the bridge was safe"]);
    check_content("One of them, Mira Holt, said the bridge was safe.", &["Mira Holt: the bridge was safe"]);
    check_content("Mira Holt disclosed for the first time that the bridge was safe.", &["Mira Holt: that the bridge was safe"]);
    check_content("They did what Mira Holt promised to do.", &[]);
    check_content(
        "The official who spoke with the Varn Times on Wednesday said that the bridge was safe.",
        &["The official: that the bridge was safe"],
    );
    check_content(
        "She said the case was a blow \u{2014} a reading that analysts dispute \u{2014} and indicated she would appeal.",
        &["She: the case was a blow", "She: she would appeal"],
    );
    check_content(
        "Mira Holt, a professor of history in Varn, notes that Penn and others built the bridge.",
        &["Mira Holt, a professor of history in Varn: that Penn and others built the bridge"],
    );
    check_content(
        "Explaining that no ship had sunk, and noting courts had ruled, Mira Holt said she would go on.",
        &["Mira Holt: that no ship had sunk", "Mira Holt: courts had ruled", "Mira Holt: she would go on"],
    );
}

#[test]
fn a_participle_after_a_clause_that_begins_with_but() {
    check_content(
        "But Mira Holt has fought the pact since the vote, arguing that it was drawn up badly.",
        &["Mira Holt: that it was drawn up badly"],
    );
}

#[test]
fn what_somebody_would_say_is_not_said() {
    check_content("They'd say the same if the mayor had built it.", &[]);
}

#[test]
fn narration_before_a_quoted_sentence_is_the_outlets() {
    check_content(
        "Mira Holt did not answer the charge, but in a video in April, she said, \"I was away, and I will go again.\"",
        &["she: I was away, and I will go again."],
    );
}

#[test]
fn any_verb_speaks_behind_a_quotation_that_ends_with_a_comma() {
    check_content("\"The river took our whole street,\" Mira Holt thundered.", &["Mira Holt: The river took our whole street"]);
    check_content(
        "\"The river took our whole street!\" grinned crane driver Harro Penn.",
        &["crane driver Harro Penn: The river took our whole street!"],
    );
    check_content(
        "\"The river took our whole street,\" said hero fire chief Mira Holt.",
        &["hero fire chief Mira Holt: The river took our whole street"],
    );
}

#[test]
fn a_quotation_behind_a_colon_belongs_to_the_name_before_it() {
    check_content(
        "The rise does not surprise the pollster Mira Holt: \"It had to come in the end.\"",
        &["the pollster Mira Holt: It had to come in the end."],
    );
}

#[test]
fn an_opening_with_a_verb_is_content_before_the_last_cue() {
    check_content("In May the bridge was closed, Mira Holt said.", &["Mira Holt: In May the bridge was closed"]);
    check_content("Her patients had come late, said Mira Holt in Station Road.", &["Mira Holt: Her patients had come late"]);
    check_content("Mira Holt says US officers stopped the ships.", &["Mira Holt: US officers stopped the ships"]);
    check_content("Mira Holt said her family had asked for help.", &["Mira Holt: her family had asked for help"]);
}

#[test]
fn the_outlet_that_heard_it_is_via() {
    check(
        "On Tuesday, Kosovo's Defence Minister Arben Lika claimed in an interview with TV Orla News that the pact was signed.",
        &["Arben Lika, Defence Minister, Kosovo, named_role, indirect, TV Orla News: that the pact was signed"],
    );
    check(
        "Mira Holt told the Orla Times that the bridge was closed.",
        &["Mira Holt, -, -, named, indirect, Orla Times: that the bridge was closed"],
    );
    // Reporters and the article's own outlet are no second hand.
    check("Mira Holt told reporters that the bridge was closed.", &["Mira Holt, -, -, named, indirect, -: that the bridge was closed"]);
    check("Mira Holt told the Varn Post that the bridge was closed.", &["Mira Holt, -, -, named, indirect, -: that the bridge was closed"]);
}

#[test]
fn an_outlet_that_passes_on_is_no_speaker() {
    check(
        "The Orla Times reported on Monday that Mayor Mira Holt said the bridge was closed.",
        &["Mira Holt, Mayor, -, named_role, indirect, Orla Times: the bridge was closed"],
    );
}

#[test]
fn nobody_speaks_in_it_was_reported() {
    check("It was reported that the bridge was closed.", &["-, -, -, none, indirect, -: that the bridge was closed"]);
}

#[test]
fn denials_are_marked() {
    use VerbClass::{Denial, Distancing, Endorsing, Question};
    check_verb("The government has denied reports of a new pact.", &[Denial]);
    check_verb("Mira Holt called the reports baseless.", &[Denial]);
    check_verb("Mira Holt claimed that the bridge was safe.", &[Distancing]);
    check_verb("Mira Holt confirmed that the bridge was safe.", &[Endorsing]);
    check_verb("Mira Holt asked whether the bridge was safe.", &[Question]);
}

#[test]
fn a_mixed_quotation() {
    check(
        "Serbian Defence Minister Bojan Gajic called the pact \"a provocative move that helps nobody.\"",
        &["Bojan Gajic, Defence Minister, Serbia, named_role, mixed, -: the pact \"a provocative move that helps nobody.\""],
    );
}

#[test]
fn pronouns_and_short_names_lead_to_the_full_name() {
    check(
        "Mayor Mira Holt opened the bridge on Monday. She said that it was safe. Holt said that it was new.",
        &[
            "Mira Holt, Mayor, -, named_role, indirect, -: that it was safe",
            "Mira Holt, Mayor, -, named_role, indirect, -: that it was new",
        ],
    );
    // Gender: "he" is not Mira.
    check("Mira Holt met Peter Low in Varn. He said that it was safe.", &["Peter Low, -, -, named, indirect, -: that it was safe"]);
    check("He said that it was safe.", &["-, -, -, role_only, indirect, -: that it was safe"]);
}

#[test]
fn the_minister_is_the_one_named_before() {
    check(
        "Defence Minister Mira Holt came late. The minister said that the plan was dead.",
        &["Mira Holt, minister, -, named_role, indirect, -: that the plan was dead"],
    );
}

#[test]
fn unnamed_voices() {
    check("Many analysts say the plan will fail.", &["-, -, -, vague, indirect, -: the plan will fail"]);
    check("Two people familiar with the talks said the plan will fail.", &["-, -, -, anonymous, indirect, -: the plan will fail"]);
    check("Police said the man was armed.", &["Police, -, -, organisation, indirect, -: the man was armed"]);
}

#[test]
fn a_reason_for_anonymity() {
    let (_, found) =
        read("The plan will fail, said an official, who spoke on condition of anonymity because he was not authorised to speak.");
    let reasons: Vec<Option<&str>> = found.items.iter().map(|item| item.anonymity_reason.as_deref()).collect();
    assert_eq!(reasons, [Some("he was not authorised to speak")]);
}

#[test]
fn scare_quotes_titles_and_nicknames_are_no_speech() {
    for (text, quoted) in [
        ("The \"experts\" came to Varn.", 1),
        ("James \"Jim\" Holt came to Varn.", 1),
        ("She read \"The Long Road Home\" in a day.", 1),
        ("\"We will not stop our work,\" said Mira Holt.", 0),
    ] {
        assert_eq!(read(text).1.not_speech.len(), quoted, "{text}");
    }
}

#[test]
fn nouns_that_look_like_cues_are_silent() {
    for text in [
        "The state attorney came late.",
        "Several battleground states could be decisive.",
        "His latest remarks will do nothing.",
        "The said man left.",
    ] {
        check(text, &[]);
    }
}

#[test]
fn content_ends_where_the_writer_goes_on() {
    check("Mira Holt said the bridge was safe, while experts doubt it.", &["Mira Holt, -, -, named, indirect, -: the bridge was safe"]);
    check(
        "Mira Holt said the bridge was safe, adding that it was new.",
        &["Mira Holt, -, -, named, indirect, -: the bridge was safe", "Mira Holt, -, -, named, indirect, -: that it was new"],
    );
}

#[test]
fn a_dash_before_the_name() {
    check(
        "\"The bridge is the worst in the north.\" \u{2014} Mira Holt",
        &["Mira Holt, -, -, named, direct, -: The bridge is the worst in the north."],
    );
}

#[test]
fn comment_that_was_sought() {
    assert_eq!(read("The bridge is closed. Mira Holt declined to comment.").1.comment_sought, [1]);
    assert_eq!(read("The bridge is closed.").1.comment_sought, [0_usize; 0]);
}

#[test]
fn every_cue_fires_on_its_sentence_and_only_there() {
    let lexicon = Lexicon::english().unwrap();
    let mut faults = Vec::new();
    for cue in &lexicon.attribution.cues {
        if !ruled(&cue.fires_on) {
            faults.push(format!("silent on: {}", cue.fires_on));
        }
        if ruled(&cue.silent_on) {
            faults.push(format!("fires on: {}", cue.silent_on));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn hostile_text_costs_no_more_than_its_length() {
    for piece in ["Holt praised it, and ", "\" ", "according to Holt, ", "Holt said ", "(", "a, ", "the of ", "Mira Holt, ", "\"One toll. "]
    {
        let _ = read(&piece.repeat(20_000));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn nothing_panics_and_spans_fit(words in prop::collection::vec(prop::sample::select(vec![
        "said", "Mira", "Holt", ",", ".", "\"", "“", "”", "the", "minister", "according", "to", "of", "and", "that", "who", "(", ")", "—", ":", "told",
        "called", "he", "was", "quoted", "by", "as", "saying", "TV", "News", "in", "a", "statement", "'s", "é", "\n", "denied", "reports", "citing", "adding",
    ]), 0..60)) {
        let text = words.join(" ");
        let (article, found) = read(&text);
        for item in &found.items {
            prop_assert!(!item.content.is_empty());
            for span in item.content.iter().chain(&item.speaker).chain(&item.cue) {
                prop_assert!(!span.of(&article.text).is_empty());
            }
        }
    }
}

/// The names of the speakers, in order.
fn check_names(text: &str, expected: &[&str]) {
    let names: Vec<String> = read(text).1.items.iter().map(|item| item.name.clone().unwrap_or_else(|| "-".to_owned())).collect();
    assert_eq!(names, expected, "{text}");
}

#[test]
fn a_bare_surname_is_the_most_named_bearer_never_the_kin() {
    check_names(
        "Senator Paul Marwick met voters with his wife Helen Marwick. Paul Marwick opened the hall.\n\nMarwick said the road was safe.",
        &["Paul Marwick"],
    );
    check_names("President Marwick spoke in Varn. His wife Helen Marwick came along.\n\nMarwick said the road was safe.", &["Marwick"]);
    // With an honorific for women it is the wife.
    check_names(
        "Senator Paul Marwick met voters with Helen Marwick. Paul Marwick opened the hall.\n\nMrs. Marwick said the road was safe.",
        &["Helen Marwick"],
    );
}

#[test]
fn a_name_beside_the_role_that_speaks() {
    check_names("\"There is one table,\" said its chief negotiator, Orin Fallow.", &["Orin Fallow"]);
    check(
        "\"We have time,\" said Orin Fallow, who heads the institute.",
        &["Orin Fallow, head, institute, named_role, direct, -: We have time"],
    );
    check("The answer is no, said Jo Singer, the translator.", &["Jo Singer, translator, -, named_role, indirect, -: The answer is no"]);
}

#[test]
fn names_that_a_page_runs_together() {
    check_names("Mayor Tarn Mira Jo TarnBridge opens at last MORE spoke on Monday. Tarn said the bridge was safe.", &["Mira Jo Tarn"]);
}

#[test]
fn an_outlet_outside_the_tables_is_via() {
    check(
        "Mira Holt told the Quiet Lantern that the wall was cracked. The wall is old, she told the magazine.",
        &[
            "Mira Holt, -, -, named, indirect, Quiet Lantern: that the wall was cracked",
            "Mira Holt, -, -, named, indirect, Quiet Lantern: The wall is old",
        ],
    );
    // An assembly, a person and the outlet's own short name are none.
    check("Mira Holt told the Assembly that the wall was cracked.", &["Mira Holt, -, -, named, indirect, -: that the wall was cracked"]);
    check("Mira Holt told the Post that the wall was cracked.", &["Mira Holt, -, -, named, indirect, -: that the wall was cracked"]);
}

#[test]
fn an_unnamed_voice_goes_on() {
    let grades = |text: &str| read(text).1.items.iter().map(|item| (item.grade, item.anonymity_reason.clone())).collect::<Vec<_>>();
    let because = Some("the talks were secret".to_owned());
    assert_eq!(
        grades(
            "An official said on condition of anonymity because the talks were secret that a deal was near. It would be signed on Monday, this person said."
        ),
        [(Grade::Anonymous, because.clone()), (Grade::Anonymous, because.clone())]
    );
    assert_eq!(
        grades("An official at the water board said the pipe had burst. The official asked not to be named because the talks were secret."),
        [(Grade::Anonymous, because)]
    );
    assert_eq!(grades("Insiders say that the deal is near."), [(Grade::Vague, None)]);
    assert_eq!(grades("It is widely believed that the deal is near."), [(Grade::Vague, None)]);
}

#[test]
fn a_second_that_hangs_on_the_same_cue() {
    check(
        "Mayor Mira Holt said that the bridge was late, but that it was safe.",
        &["Mira Holt, Mayor, -, named_role, indirect, -: that the bridge was late, but that it was safe"],
    );
    // Without "that" the narrator goes on.
    check(
        "Mayor Mira Holt said that the bridge was late, but the town waited.",
        &["Mira Holt, Mayor, -, named_role, indirect, -: that the bridge was late"],
    );
}

#[test]
fn a_person_known_by_party_is_who_spoke_last() {
    check(
        "\"The bridge is late,\" said Mayor Mira Holt. \"We will wait,\" the Varn Democrat said.",
        &["Mira Holt, Mayor, -, named_role, direct, -: The bridge is late", "Mira Holt, Mayor, -, named_role, direct, -: We will wait"],
    );
}

#[test]
fn as_somebody_notes_in_front() {
    check("As Mira Holt noted, the bridge was late for years.", &["Mira Holt, -, -, named, indirect, -: the bridge was late for years"]);
}

#[test]
fn the_short_name_of_a_body_is_lengthened() {
    check(
        "The bridge was closed, the Varn Harbour Ministry said. The Ministry said that it was old.",
        &[
            "Varn Harbour Ministry, -, -, organisation, indirect, -: The bridge was closed",
            "Varn Harbour Ministry, -, -, organisation, indirect, -: that it was old",
        ],
    );
    check("The Ministry said that it was old.", &["Ministry, -, -, organisation, indirect, -: that it was old"]);
}

#[test]
fn a_surname_that_is_a_title_too() {
    check(
        "Senator Angela King was pleased. \"The bridge is late,\" King said.",
        &["Angela King, Senator, -, named_role, direct, -: The bridge is late"],
    );
}

#[test]
fn a_cue_after_a_word_in_front() {
    check("Still, Mira Holt said, the bridge will cost more.", &["Mira Holt, -, -, named, indirect, -: the bridge will cost more"]);
}
