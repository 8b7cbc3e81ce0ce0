//! Named traps of what passes words on, whose words they are, and what the layout sets off. People, places and outlets are
//! invented.

use super::tests::read;

/// Those that somebody answers for, as `speaker, grade, manner: content`: the name, else the words that name the speaker.
pub(super) fn answered(text: &str) -> Vec<String> {
    let lines = read(text).1.items.into_iter().filter(|item| item.says).map(|item| {
        let content: Vec<&str> = item.content.iter().map(|span| span.of(text)).collect();
        let speaker = item.name.clone().or_else(|| item.speaker.map(|span| span.of(text).to_owned())).unwrap_or_else(|| "-".to_owned());
        format!("{speaker}, {}, {}: {}", item.grade.name(), item.manner.name(), content.join(" | "))
    });
    lines.collect()
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    assert_eq!(answered(text), expected, "{text}");
}

/// The speakers alone, for texts whose contents are long.
#[track_caller]
fn speakers(text: &str, expected: &[&str]) {
    let found: Vec<String> = answered(text).iter().filter_map(|line| Some(line.split(", ").next()?.to_owned())).collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn a_cue_takes_the_subject_before_an_aside() {
    check(
        "Mayor Mira Holt, in a letter, complained that the bridge was old.",
        &["Mira Holt, named_role, indirect: that the bridge was old"],
    );
    check("Mira Holt, instead, stressed that the bridge was old.", &["Mira Holt, named, indirect: that the bridge was old"]);
}

#[test]
fn a_participle_hangs_on_the_nearest_clause() {
    speakers("Bernd Low said the bridge was safe, but Mira Holt stayed away, saying it was old.", &["Bernd Low", "Mira Holt"]);
}

#[test]
fn who_is_described_says_nothing() {
    check("Mira Holt was described as a gambler by the council in Varn.", &[]);
}

#[test]
fn what_hangs_on_the_speaker_is_the_outlets() {
    check("\"We wait for the ferry,\" Mira Holt said, who had come by boat.", &["Mira Holt, named, direct: We wait for the ferry"]);
}

#[test]
fn what_goes_on_meanwhile_is_the_outlets() {
    check(
        "\"We wait for the ferry,\" Mira Holt said as chants of \"now\" rose from the square.",
        &["Mira Holt, named, direct: We wait for the ferry"],
    );
}

#[test]
fn according_to_behind_because_bears_on_what_follows() {
    check(
        "The deal fell through because, according to Mira Holt, the bank withdrew its offer.",
        &["Mira Holt, named, indirect: the bank withdrew its offer"],
    );
}

#[test]
fn any_noun_speaks_behind_according_to() {
    speakers("According to current and former guards, the bridge was left open at night.", &["current and former guards"]);
    check("The bridge is old, according to Wednesday filings.", &["Wednesday filings, document, indirect: The bridge is old"]);
    check("The work on the bridge went according to plan.", &[]);
}

#[test]
fn the_site_is_where_it_was_said() {
    check(
        "Mira Holt did not speak of the bridge, but on Twitter said the council was late.",
        &["Mira Holt, named, indirect: the council was late"],
    );
}

#[test]
fn as_somebody_has_written() {
    check(
        "As Mira Holt has written, the plan for the bridge is flawed.",
        &["Mira Holt, named, indirect: the plan for the bridge is flawed"],
    );
    check("Contrary to what Mira Holt has said, the council never sold the bridge.", &[]);
}

#[test]
fn the_writers_own_voice_is_nobodys_report() {
    check("My hope is that the bridge will open in May.", &[]);
}

#[test]
fn what_nobody_need_have_thought() {
    check("The council would build if anyone thought the bridge was old.", &[]);
    check("Mira Holt thought the bridge was old.", &["Mira Holt, named, indirect: the bridge was old"]);
}

#[test]
fn a_verb_that_takes_a_thing_reports_no_clause() {
    check("Mira Holt criticized the mayor or at least opposed him on the bridge.", &[]);
    check("Mira Holt dismissed reports that she had stepped down.", &["Mira Holt, named, indirect: reports that she had stepped down"]);
    speakers("Mira Holt criticized the bridge as \"a gift to nobody but the bank that paid for it\".", &["Mira Holt"]);
}

#[test]
fn what_somebody_finds_himself_at_is_no_report() {
    check("In singling out the mayor, Republicans find themselves balancing their quest for answers with charges of waste.", &[]);
}

#[test]
fn a_thing_behind_a_preposition_is_no_report() {
    check("Public views on the bridge have changed in recent years.", &[]);
}

#[test]
fn things_and_labels_do_not_speak() {
    check("Nothing tells the story of Varn quite like the bridge.", &[]);
    check("Photos: the flood that hit Varn on Monday", &[]);
}

#[test]
fn silence_leads_no_pronoun_on() {
    speakers(
        "Mayor Mira Holt hailed the bridge as \"a gift to the town\". Bernd Low did not comment on it. \"It is ours,\" the mayor said.",
        &["Mira Holt", "Mira Holt"],
    );
}

#[test]
fn a_post_with_its_signature_behind() {
    check(
        "The mayor wrote again.\nWe wait for the ferry and for nobody else. — Mira Holt (@miraholt) June 3, 2019",
        &["Mira Holt, named, direct: We wait for the ferry and for nobody else"],
    );
    check(
        "Skip post 2 by @miraholt The ferry came late once more. — Mira Holt (@miraholt) June 3, 2019",
        &["Mira Holt, named, direct: The ferry came late once more"],
    );
}

#[test]
fn a_post_with_its_name_before() {
    check("Mira Holt (@miraholt) The ferry came late once more today.", &["Mira Holt, named, direct: The ferry came late once more today"]);
}

#[test]
fn a_dialogue_of_names_and_colons() {
    let text = "Holt: The ferry came late once more.\nLow: It always does when it rains.\n\
                Holt: Then build the bridge at last.\nLow: With whose money should we do that?";
    check(
        text,
        &[
            "Holt, role_only, direct: The ferry came late once more",
            "Low, role_only, direct: It always does when it rains",
            "Holt, role_only, direct: Then build the bridge at last",
            "Low, role_only, direct: With whose money should we do that",
        ],
    );
    // Once each, names and colons are a list.
    check("Holt: The ferry came late once more.\nLow: It always does when it rains.", &[]);
}

#[test]
fn answers_under_a_name() {
    let turns = "Mira Holt\nThe ferry came late once more.\nJon Low\nIt always does when it rains.\n";
    let found = answered(&turns.repeat(2));
    assert_eq!(found.len(), 4, "{found:?}");
    assert!(found[0].starts_with("Mira Holt, named, direct: The ferry"), "{found:?}");
    assert!(found[3].starts_with("Jon Low, named, direct: It always"), "{found:?}");
}

#[test]
fn a_passage_behind_a_colon_is_whose_words_led_in() {
    check(
        "From the Harbour Council:\nThe ferry will not sail on Monday, and the bridge stays closed.",
        &["Harbour Council, organisation, direct: The ferry will not sail on Monday, and the bridge stays closed"],
    );
    check("Here are three reasons:\nThe ferry will not sail on Monday, and the bridge stays closed.", &[]);
}

#[test]
fn a_passage_in_the_first_person_goes_on() {
    speakers(
        "Mira Holt hit back:\nThe ferry will not sail on Monday, and I know why that is so.\nWe paid for the ferry and we own it.\n\
         The council met in the evening.",
        &["Mira Holt", "Mira Holt"],
    );
}

#[test]
fn a_whole_speech_below() {
    speakers(
        "The full remarks by Mira Holt follow below:\nI have come to open the bridge that we paid for.\nWe thank the bakers of Varn for it.",
        &["Mira Holt", "Mira Holt"],
    );
}

#[test]
fn an_epithet_is_who_spoke_last() {
    speakers(
        "Mira Holt praised the bridge as \"a gift to the town\". \"It is ours,\" the presumptive nominee said.",
        &["Mira Holt", "Mira Holt"],
    );
    // A spokesman is somebody else.
    speakers(
        "Mira Holt praised the bridge as \"a gift to the town\". \"It is ours,\" the spokesman said.",
        &["Mira Holt", "the spokesman"],
    );
}

#[test]
fn a_kind_of_body_is_the_body_that_spoke() {
    speakers("The VBF claimed that the bridge was safe. The baker group said it would stay open.", &["VBF", "VBF"]);
}

#[test]
fn they_are_the_group_named_last() {
    speakers("Critics say the bridge is old. Bakers crossed it on Monday. They said it was safe.", &["Critics", "Bakers"]);
}

#[test]
fn somebody_by_party_has_no_name() {
    check("A Varn Republican said the bridge was safe.", &["A Varn Republican, role_only, indirect: the bridge was safe"]);
    speakers("Mira Holt, Varn Republican, said the bridge was safe.", &["Mira Holt"]);
}

#[test]
fn a_title_before_a_list_is_everybodys() {
    check(
        "Sens. Mira Holt (D-Varn) and Jo Low (R-Lenn) met. Low said the bridge was safe.",
        &["Jo Low, named_role, indirect: the bridge was safe"],
    );
}

#[test]
fn what_somebody_does_is_a_role() {
    check(
        "Mira Holt, the harbour's night supervisor, came. Holt said the bridge was safe.",
        &["Mira Holt, named_role, indirect: the bridge was safe"],
    );
    check(
        "Mira Holt, who served as director of the bank, said the bridge was safe.",
        &["Mira Holt, named_role, indirect: the bridge was safe"],
    );
}

#[test]
fn a_name_that_it_goes_back_to_is_a_bodys() {
    check(
        "Lumenor said it had filed the plans for the bridge.",
        &["Lumenor, organisation, indirect: it had filed the plans for the bridge"],
    );
}

#[test]
fn a_passage_behind_said_and_a_colon_is_said_once() {
    check(
        "Mira Holt said:\nThe ferry will not sail on Monday, and the bridge stays closed.",
        &["Mira Holt, named, direct: The ferry will not sail on Monday, and the bridge stays closed"],
    );
}

#[test]
fn what_a_colon_announces_in_the_next_paragraph() {
    speakers(
        "Boats cost more. This is what the Harbour Office estimates (emphasis mine):\n\nUnder this law, starting in 2020, a boat would \
         cost a tenth of an income. The toll would be higher.",
        &["Harbour Office"],
    );
    speakers(
        "There was a contested race in Varn. Writes Mira Holt:\n\nBoth sides had complained, but the case was old. It went on for a year.",
        &["Mira Holt"],
    );
    speakers(
        "The storm hit Varn (via the Varn Times):\n\nThe storm came from the sea in the night. It took four boats with it.",
        &["Varn Times"],
    );
    speakers(
        "The square was full. But here is how the Varn Times describes the scene:\n\nBoats stood in the square in rows of ten. The water had \
         brought them.",
        &["Varn Times"],
    );
    speakers("From our colleague Mira Holt:\n\nThe ferry is late in the north. It is late in the south.", &["Mira Holt"]);
    // A list is no passage, and what an outlet counts itself is nobody's words.
    speakers("Here is more from our first survey:\n\nThe ferry is late in the north. It is late in the south.", &[]);
    speakers("The council set two kinds of toll:\n\nRiver tolls are tolls that boats pay at the gate. The law sets them.", &[]);
}

#[test]
fn a_quotation_announced_by_a_colon_without_a_cue() {
    let statement = "We have this statement from Mayor Mira Holt on the vote:\n\n\"I thank the council for its vote on the toll.\"";
    check(statement, &["Mira Holt, named_role, direct: I thank the council for its vote on the toll."]);
    speakers(
        "This is a key point of Penn's memo:\n\n\"The work of others can help us to be better.\"\n\n\"To hide it helps nobody in Varn.\"",
        &["Penn", "Penn"],
    );
}

#[test]
fn a_quotation_that_opens_again_goes_on() {
    check(
        "The Varn Times reports that:\n\n\"The law asks for checks. ... \"From May, all buyers need papers.\"",
        &["Varn Times, organisation, direct: The law asks for checks. ... | From May, all buyers need papers."],
    );
    check(
        "Here's more from the Varn Times:\n\n\"The law would ask all for checks. ... \"From May, all buyers need papers.\"",
        &["Varn Times, organisation, direct: The law would ask all for checks. ... \"From May, all buyers need papers."],
    );
}

#[test]
fn an_announced_quotation_over_two_paragraphs_goes_on_in_a_third() {
    speakers(
        "This is a key point of Penn's memo:\n\n\"The work of others can help us to be better.\n\n\"We know that from Varn and from the coast.\"\n\n\"To \
         hide it helps nobody in Varn.\"",
        &["Penn", "Penn"],
    );
}

#[test]
fn a_passage_may_end_in_a_bracket() {
    speakers(
        "Mira Holt went further in a note to the council on the toll, which raised a storm:\n\nThe toll is old and the boats are many. It has \
         to go by May. [The Varn Times, 3 May]",
        &["Mira Holt"],
    );
}

#[test]
fn what_a_sentence_concedes_first_is_the_outlets() {
    check(
        "Although the temporary measure would maintain the money, Mira Holt says she won't move any legislation until Harlan signs off.",
        &["Mira Holt, named, indirect: she won't move any legislation until Harlan signs off"],
    );
}

#[test]
fn a_tag_at_the_end_speaks_for_what_stands_before() {
    check(
        "The cuts -- known as the trim in Varn -- will not help the town or bring work, Mira Holt said.",
        &["Mira Holt, named, indirect: The cuts -- known as the trim in Varn -- will not help the town or bring work"],
    );
    check(
        "He was taken in by the parents of a schoolmate, according to that family's attorney.",
        &["that family's attorney, role_only, indirect: He was taken in by the parents of a schoolmate"],
    );
    check(
        "Nearly 70 boats are stopped each day now, according to numbers released in Varn.",
        &["numbers released in Varn, document, indirect: Nearly 70 boats are stopped each day now"],
    );
    check(
        "Evidence shows the bridge is old, said Mira Holt, an engineer who inspects piers.",
        &["Mira Holt, named_role, indirect: Evidence shows the bridge is old", "Evidence, document, indirect: the bridge is old"],
    );
}

#[test]
fn what_somebody_would_probably_say_nobody_said() {
    check("Mira Holt would probably say that the bridge is old.", &[]);
}

#[test]
fn what_is_still_to_be_shown_nobody_said() {
    check("To collect the data, the council has to demonstrate that it is \"relevant\" to an inquiry.", &[]);
}

#[test]
fn a_small_word_before_a_known_name_makes_no_body() {
    check(
        "Mayor Mira Holt said the bridge was old. The embattled Holt, cited for contempt by councillors over the botched \"Fast and Ferry\" \
         plan, also confirmed that she stepped aside.",
        &["Mira Holt, named_role, indirect: the bridge was old", "Mira Holt, named_role, indirect: that she stepped aside"],
    );
}

#[test]
fn a_district_speaks_no_line() {
    let line = |name: &str, rest: &str| format!("{name}: {rest}\n\n");
    let rows =
        ["VN-13", "VN-02", "VN-13", "VN-02"].map(|name| line(name, "The race in the harbour moves from one party to the other this week."));
    check(&rows.concat(), &[]);
}

#[test]
fn a_signature_does_not_sign_the_text_around_a_post() {
    let around = "The town has built a bridge over the harbour, which cost more than the council had planned for it. ".repeat(5);
    let text = format!("{around}We wait for the ferry now. — Mira Holt (@miraholt) June 3, 2019");
    check(&text, &["Mira Holt, named, direct: We wait for the ferry now"]);
}

#[test]
fn a_verb_before_her_claim_is_no_part_of_the_speaker() {
    check(
        "2020 Harbour presidential candidate Sen. Mira Holt doubled down on her claim that she was fired from a job for being old Monday.",
        &["Mira Holt, named_role, indirect: that she was fired from a job for being old Monday"],
    );
}

#[test]
fn a_body_with_and_in_its_name_is_one() {
    speakers(
        "The Centers for Water Control and Fisheries reported in May that the harbour was clean.",
        &["Centers for Water Control and Fisheries"],
    );
    speakers(
        "An official from the Department of Water and Harbour Services said in a note that the harbour was clean.",
        &["An official from the Department of Water and Harbour Services"],
    );
}

#[test]
fn a_word_no_person_is_called_is_a_body() {
    check("The ferry was late, according to Varn.com.", &["Varn.com, organisation, indirect: The ferry was late"]);
    check("FerryVarn said the ferry was late.", &["FerryVarn, organisation, indirect: the ferry was late"]);
}

/// Name, role and grade of each speaker.
#[track_caller]
fn roles(text: &str, expected: &[&str]) {
    let found: Vec<String> = read(text)
        .1
        .items
        .into_iter()
        .filter(|item| item.says)
        .map(|item| format!("{}, {}, {}", item.name.unwrap_or_default(), item.role.unwrap_or_default(), item.grade.name()))
        .collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn a_role_told_anywhere_in_the_article_is_known() {
    roles(
        "Mira Holt is now a security expert with the Varn institute. Holt said the bridge was safe.",
        &["Mira Holt, security expert, named_role"],
    );
    roles("Mira Holt said the bridge was safe. The town met Mayor Holt.", &["Mira Holt, Mayor, named_role"]);
    roles("The office of President Harlan is old. Donald Harlan said the bridge was safe.", &["Donald Harlan, President, named_role"]);
    roles("Mira Holt came first. The former senator waited. Holt said the bridge was safe.", &["Mira Holt, former senator, named_role"]);
    roles("Mira Holt, the top Democrat on the harbour committee, said the bridge was safe.", &["Mira Holt, top Democrat, named_role"]);
    roles("The former head of President Low's council, Mira Holt, said the bridge was safe.", &["Mira Holt, former head, named_role"]);
    roles("Mira Holt, who helmed the party, said the bridge was safe.", &["Mira Holt, head, named_role"]);
    roles(
        "Mira Holt wants more. Harlan's former strategist waited. Holt said the bridge was safe.",
        &["Mira Holt, former strategist, named_role"],
    );
    roles("Mira Holt, then-Varn council chief, said the bridge was safe.", &["Mira Holt, council chief, named_role"]);
    roles("Col. Mira Holt wrote a memo. Holt said the bridge was safe.", &["Mira Holt, Col., named_role", "Mira Holt, Col., named_role"]);
}

#[test]
fn whom_somebody_is_of_tells_as_much_as_a_role() {
    roles(
        "Mira Holt of the Harbour Institute said the bridge was safe. Holt said it was new.",
        &["Mira Holt, , named_role", "Mira Holt, , named_role"],
    );
    roles("The Varn Times' Mira Holt said the bridge was safe.", &["Mira Holt, , named_role"]);
    roles("Mira Holt of Varn said the bridge was safe.", &["Mira Holt, , named"]);
    roles("The town met Holt (R-Varn) and Low. Mira Holt said the bridge was safe.", &["Mira Holt, , named_role"]);
}

#[test]
fn roles_without_an_article_in_lists_and_by_party() {
    roles("Mira Holt, interest rate strategist at Varn Bank, said the bridge was safe.", &["Mira Holt, strategist, named_role"]);
    roles(
        "Mira Holt, the policy and communications director of the port, said the bridge was safe.",
        &["Mira Holt, communications director, named_role"],
    );
    roles(
        "It needs two of the three senators — Mira Holt, Jo Low and Ada Venn — who opposed it. Low said it was old.",
        &["Jo Low, senator, named_role"],
    );
    roles(
        "Holt, who is the director of the port, said the bridge was late. Mira Holt said it was old.",
        &["Mira Holt, director, named_role", "Mira Holt, director, named_role"],
    );
    roles("Mira Holt was mayor of Varn. Holt said the bridge was safe.", &["Mira Holt, mayor, named_role"]);
    roles("The top Democrat in the council, Mira Holt, said the bridge was safe.", &["Mira Holt, Democrat, named_role"]);
    roles("Mira Holt, Ohio Republican, said the bridge was safe.", &["Mira Holt, Ohio Republican, named_role"]);
    roles("Varn Health and Human Services Secretary Jo Low said the bridge was safe.", &["Jo Low, Secretary, named_role"]);
    roles("The Ministry of Trade spokesman said the bridge was safe.", &[", spokesman, role_only"]);
    roles("The council's top Democrat, Mira Holt, said the bridge was safe.", &["Mira Holt, Democrat, named_role"]);
    roles("Mira Holt, the Varn Republican who leads the panel, said the bridge was safe.", &["Mira Holt, Varn Republican, named_role"]);
    roles("His deputy Thomas Figures said the bridge was safe.", &["Thomas Figures, deputy, named_role"]);
}

#[test]
fn a_title_behind_a_preposition_names_another() {
    speakers("A spokesman for Varn Mayor Mira Holt, who was there, said the bridge was safe.", &["A spokesman for Varn Mayor Mira Holt"]);
    check(
        "The office of Varn Attorney General Mira Holt said the bridge was safe.",
        &["office of Varn Attorney General Mira Holt, organisation, indirect: the bridge was safe"],
    );
    check(
        "A former member of the Holt administration said the bridge was safe.",
        &["A former member of the Holt administration, role_only, indirect: the bridge was safe"],
    );
    check("Mira Holt's team said the bridge was safe.", &["Mira Holt's team, group, indirect: the bridge was safe"]);
}

#[test]
fn a_document_is_known_by_its_last_noun() {
    check(
        "The Department of Works press release said the bridge was safe.",
        &["Department of Works press release, document, indirect: the bridge was safe"],
    );
    check(
        "The study on the harbour, by Mira Holt and Jo Low, found that the bridge was safe.",
        &["study on the harbour, document, indirect: that the bridge was safe"],
    );
    check("Some of the reports said the bridge was safe.", &["Some of the reports, document, indirect: the bridge was safe"]);
}

#[test]
fn initials_and_particles_are_of_the_name() {
    speakers("House Speaker Jo A. Holt said the bridge was safe. Mr. Holt said it was new.", &["Jo A. Holt", "Jo A. Holt"]);
    speakers("University Chancellor Finis E. St. John said the bridge was safe.", &["Finis E. St. John"]);
    speakers("Ludovine de la Holt, head of the port, said the bridge was safe.", &["Ludovine de la Holt"]);
}

#[test]
fn a_clause_of_which_ends_at_its_comma() {
    check(
        "The Varn Times, which first reported that the bridge had closed, did not respond to a request for comment.",
        &["Varn Times, organisation, indirect: that the bridge had closed"],
    );
}

#[test]
fn who_is_addressed_is_not_quoted() {
    let quoted = "We fight for the bridge. We do it every day. The town taught us how to fight.";
    let text = format!("Holt hit back at the mayor, \"{quoted}\"");
    check(&text, &[&format!("Holt, role_only, direct: {quoted}")]);
}

#[test]
fn the_two_are_who_was_named() {
    speakers("Mike Low and Jo Hane were stopped in Varn. The two said they were walking home.", &["Mike Low and Jo Hane"]);
}

#[test]
fn a_question_put_in_an_interview_is_nobodys() {
    speakers("Asked in an interview how he would mend the bridge, Mira Holt said the town must pay.", &["Mira Holt"]);
}

#[test]
fn claims_that_are_told_of_say_nothing() {
    speakers("Mira Holt won the seat, after denying claims that surfaced days before the vote.", &[]);
    speakers("Mira Holt wrote a book that was a monster best-seller in Varn.", &[]);
}

#[test]
fn an_idle_it_stays_an_unresolved_pronoun() {
    check("On the quay it says that the bridge is old.", &["it, role_only, indirect: that the bridge is old"]);
}
