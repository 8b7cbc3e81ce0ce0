//! Named traps of telling who speaks, each with what a careful reader finds. People, places and outlets are invented.

use crate::attribution::tests::read;

/// Each attribution as `name, role, grade`, in order; `-` stands for nothing.
fn check(text: &str, expected: &[&str]) {
    let (_, found) = read(text);
    let dash = |value: &Option<String>| value.clone().unwrap_or_else(|| "-".to_owned());
    let lines: Vec<String> =
        found.items.iter().map(|item| format!("{}, {}, {}", dash(&item.name), dash(&item.role), item.grade.name())).collect();
    assert_eq!(lines, expected, "{text}");
}

#[test]
fn an_apposition_between_name_and_verb() {
    check("Mira Holt, the mayor of Varn, said the bridge was safe.", &["Mira Holt, mayor, named_role"]);
}

#[test]
fn a_family_surname_is_the_one_the_pronouns_show() {
    check(
        "Mira Holt spoke in Varn with her husband, former President Paul Holt. President Paul Holt won in 1990.\n\
         Holt, who brought her own chair, took questions. Holt said the bridge was safe.",
        &["Mira Holt, -, named"],
    );
}

#[test]
fn a_pronoun_after_a_paragraph_break() {
    check("Mayor Mira Holt opened the bridge.\n\"It is safe,\" she said.\nBernd Low did not come.", &["Mira Holt, Mayor, named_role"]);
}

#[test]
fn a_name_inside_a_quotation_is_no_antecedent() {
    check("Bernd Low opened the bridge. \"Jon Marwick built it and Jon Marwick shall keep it,\" he said.", &["Bernd Low, -, named"]);
}

#[test]
fn an_office_of_men_and_a_name_of_women() {
    check(
        "Varn Rail spokesman Hannah Low came late. Bernd Sanz was not there. \"The line is open,\" she said.",
        &["Hannah Low, spokesman, named_role"],
    );
}

#[test]
fn an_office_points_back_to_its_holder() {
    check(
        "Varn Sen. Mira Holt met Lenn Sen. Bernd Low on Monday. The Varn senator said the bridge was safe.",
        &["Mira Holt, senator, named_role"],
    );
}

#[test]
fn somebody_elses_name_is_not_the_speakers() {
    check("One of the lawyers for Bernd Low said the bridge was safe.", &["-, -, role_only"]);
    check("Supporters of Mira Holt said the bridge was safe.", &["-, -, group"]);
}

#[test]
fn who_and_which_stand_for_what_they_hang_on() {
    check("Bernd Low met Mira Holt, who said the bridge was safe.", &["Mira Holt, -, named"]);
}

#[test]
fn polls_and_records_are_documents_whoever_made_them() {
    check("A VBC/Lamp poll found that most people like the bridge.", &["VBC/Lamp poll, -, document"]);
}

#[test]
fn so_many_of_a_kind_are_a_group() {
    check("A growing number of bakers said the bridge was safe.", &["-, -, group"]);
    check("Hundreds of bakers said the bridge was safe.", &["-, -, group"]);
    check("Varnian bookworms said the bridge was safe.", &["-, -, group"]);
}

#[test]
fn they_go_back_to_the_group_before() {
    check("Residents came to the bridge. They said it was safe.", &["Residents, -, group"]);
}

#[test]
fn a_given_name_alone_is_a_name() {
    check("Mira said the bridge was safe. \"I walked over it,\" she said.", &["Mira, -, named", "Mira, -, named"]);
}

#[test]
fn a_surname_alone_tells_the_reader_no_name() {
    check("Marwick said the bridge was safe.", &["Marwick, -, role_only"]);
}

#[test]
fn the_first_of_two_surnames() {
    check(
        "The bridge was opened by Melba Sanz Febo, the president of the bank. Ms. Sanz said it was safe.",
        &["Melba Sanz Febo, president of the bank, named_role"],
    );
}

#[test]
fn letters_stand_for_the_name_they_begin() {
    check(
        "The Varn Union of Bakers and Millers met on Monday. The VUBM said the bridge was safe.",
        &["Varn Union of Bakers and Millers, -, organisation"],
    );
}

#[test]
fn a_headline_that_runs_on_is_cut_at_the_name() {
    check(
        "Mira Holt Meets Bernd Low Over Old Varn Bridge\nMira Holt spoke on Monday. Holt said the bridge was safe.",
        &["Mira Holt, -, named"],
    );
}

#[test]
fn the_president_is_whoever_alone_holds_that_office() {
    check(
        "President Bernd Low met Jon Marwick, an old friend of his.\nThe president's own house stands in Varn. In Lenn, he said, the bridge was safe.",
        &["Bernd Low, President, named_role"],
    );
}
