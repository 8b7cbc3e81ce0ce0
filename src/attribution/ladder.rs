//! Named traps of the grade ladder: what a speaker is, by the words beside the name. People, places and outlets are invented.

use super::traps::answered;

/// Speaker and grade of each row, as `speaker, grade`.
#[track_caller]
fn graded(text: &str, expected: &[&str]) {
    let rows = answered(text);
    let found: Vec<&str> = rows.iter().filter_map(|line| Some(line.split(": ").next()?.rsplit_once(", ")?.0)).collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn an_official_without_a_name_is_anonymous() {
    graded(
        "A senior harbour official said the bridge was safe. Mira Holt, a baker, disagreed. The official said it was new.",
        &["A senior harbour official, anonymous", "The official, anonymous"],
    );
    graded("One political adviser said the bridge was safe.", &["One political adviser, anonymous"]);
    graded("An aide to Mr. Holt said the bridge was safe.", &["An aide to Mr. Holt, role_only"]);
    graded("The official said the bridge was safe.", &["The official, role_only"]);
    // Whose aide is told of the second.
    graded(
        "One aide said the bridge was safe. An aide to Mr. Holt said it was new.",
        &["One aide, anonymous", "An aide to Mr. Holt, role_only"],
    );
    graded("A spokesman said the bridge was safe.", &["A spokesman, role_only"]);
}

#[test]
fn who_is_told_of_behind_a_comma_is_somebody() {
    graded("Bill Press, the progressive commentator, said the bridge was safe.", &["Bill Press, named_role"]);
    graded("Steven Law, president of the Varn Fund, said the bridge was safe.", &["Steven Law, named_role"]);
    graded("Jane Paper, who lives nearby, said the bridge was safe.", &["Jane Paper, named"]);
    graded("The Steven Law Report said the bridge was safe.", &["Steven Law Report, document"]);
}

#[test]
fn suffixes_and_initials_are_of_a_person() {
    graded("Jo Luther King III said the bridge was safe.", &["Jo Luther King III, named"]);
    graded("J.D. Varnley said the bridge was safe. Mr. Varnley said it was new.", &["J.D. Varnley, named", "J.D. Varnley, named"]);
}

#[test]
fn one_of_many_has_what_they_have() {
    graded("Mira Holt, one of the economists behind the study, said the bridge was safe.", &["Mira Holt, named_role"]);
    graded("Mira Holt, one of the tallest in town, said the bridge was safe.", &["Mira Holt, named"]);
}

#[test]
fn a_document_comes_before_who_gave_it() {
    graded(
        "The damaging report from the Harbour Department's Inspector General Mira Holt said the bridge was safe.",
        &["damaging report from the Harbour Department's Inspector General Mira Holt, document"],
    );
    graded("Studies done by the Harbour Institute found that the bridge was safe.", &["Studies done by the Harbour Institute, document"]);
    graded("According to a tweet he sent on Monday, the bridge was safe.", &["tweet, document"]);
}

#[test]
fn bodies_are_known_by_what_they_are() {
    graded("Police said the bridge was safe.", &["Police, organisation"]);
    graded("Lumenor, which makes lamps, said the bridge was safe.", &["Lumenor, organisation"]);
    graded("The Justice Department said the bridge was safe.", &["Justice Department, organisation"]);
    graded("The Varn Times' Mira Holt and Jo Low reported that the bridge was safe.", &["Mira Holt and Jo Low, named_role"]);
}

#[test]
fn offices_behind_a_name() {
    graded("Mira Holt, the policy and communications director, said the bridge was safe.", &["Mira Holt, named_role"]);
    graded("Mira Holt, chief strategist at Harbour Works, said the bridge was safe.", &["Mira Holt, named_role"]);
    graded("Mira Holt of the Harbour Institute said the bridge was safe.", &["Mira Holt, named_role"]);
    // Told beside a name that says nothing there.
    graded("The town met Mira Holt, the policy and communications director. Holt said the bridge was safe.", &["Mira Holt, named_role"]);
    graded("The town met Mira Holt, interest rate strategist at Varn Bank. Holt said the bridge was safe.", &["Mira Holt, named_role"]);
    // What is told later is known of the first words too.
    graded(
        "Mira Holt said the bridge was safe. Holt, the mayor of Varn, said it was new.",
        &["Mira Holt, named_role", "Mira Holt, named_role"],
    );
}

#[test]
fn what_was_spoken_of() {
    // Words in marks behind a preposition are said; plain ones are a thing.
    graded("Mira Holt spoke of \"a bridge that will stand for a hundred years\".", &["Mira Holt, named"]);
    graded("Mira Holt spoke of the \"bridge that will stand for a hundred years\".", &["Mira Holt, named"]);
    graded("Mira Holt said before the vote she had slept at the harbour.", &["Mira Holt, named"]);
}
