//! Small worlds for article links and copied text: invented outlets, places and people, expected values by hand.

use crate::attribution::Attributions;
use crate::config::LinkingParams;
use crate::corpus::Article;
use crate::hedging::Hedging;
use crate::ids::Span;
use crate::lexicon::Lexicon;
use crate::linking::{Linked, Reading, link, profile};
use crate::text::segment;

const FIRE: &str = "A fire on the car ferry Brisa Marina killed nine people off the port of Tolmere on Monday night, the harbour \
police said. The blaze began in the engine room shortly after the ship had left for the island of Quenby with 312 passengers. \
Rescue boats brought most of them ashore before midnight. Harbour police chief Odalys Brandt said the cause was not yet known \
and that divers would search the wreck in the morning.";
const FIRE_AGAIN: &str = "At least nine passengers died when the engine room of a car ferry caught fire near Tolmere, officials in \
the port said on Tuesday. The Brisa Marina was on its way to Quenby. Odalys Brandt, who leads the harbour police, told reporters \
that divers were getting ready to go down to the wreck. More than 300 people had been on board, and rescue boats worked into the \
night to save them.";
const MINT: &str = "The national mint of Ostravia will stop making the copper quarter from the first of June, its director Hilarion \
Voss said on Tuesday. Copper has become so dear that each coin costs more to strike than it is worth. Shops may round prices to \
the nearest half crown. Savings banks will take old quarters until the end of next year, the director added.";

/// An article: outlet, day (empty for none), title, body.
type Given<'a> = (&'a str, &'a str, &'a str, &'a str);

fn reading((outlet, day, title, body): Given, id: String, lexicon: &Lexicon) -> Reading {
    let mut text = format!("{title}\n");
    let mut paragraphs = Vec::new();
    for paragraph in body.split('\n') {
        paragraphs.push(Span::new(text.len(), text.len() + paragraph.len()));
        text.push_str(paragraph);
        text.push('\n');
    }
    let article = Article {
        id,
        outlet: outlet.to_owned(),
        given_bytes: text.len(),
        headline: (!title.is_empty()).then(|| Span::new(0, title.len())),
        text,
        published: day.parse().ok(),
        paragraphs,
        ..Article::default()
    };
    let profile = profile(&article, &segment(&article, lexicon), lexicon, &LinkingParams::default());
    Reading { article, profile, hedging: Hedging::default(), attributions: Attributions::default(), mentions: Vec::new() }
}

/// Links the given articles (their ids follow their order) and `others` invented ones around them.
fn world(given: &[Given], others: usize) -> (Vec<Reading>, Linked) {
    let lexicon = Lexicon::english().expect("sound tables");
    let mut readings: Vec<Reading> =
        given.iter().enumerate().map(|(at, article)| reading(*article, format!("a{at:04}"), &lexicon)).collect();
    for at in 0..others {
        let (title, body) = invented(at);
        let outlet = format!("outlet{}.example", at % 7);
        let day = format!("2026-03-{:02}", 1 + at % 28);
        readings.push(reading((&outlet, &day, &title, &body), format!("b{at:04}"), &lexicon));
    }
    let linked = link(&readings, &lexicon, &LinkingParams::default());
    (readings, linked)
}

/// A text of its own: names and nouns nobody else uses in a frame that all share.
fn invented(at: usize) -> (String, String) {
    let word = |place: usize| {
        let sounds = ["ba", "ke", "lo", "mi", "nu", "ra", "se", "to", "vi", "zu"];
        let mut number = at * 37 + place * 1_009 + 100_000;
        let mut word = String::new();
        while number > 0 {
            word.push_str(sounds[number % 10]);
            number /= 10;
        }
        word
    };
    let title = format!("Council of {} votes on the {}", word(0), word(1));
    let body = format!(
        "The council of {} voted on Monday for a new {} in the old {}. The mayor, {}, said the {} would cost {} crowns. A member of \
         the {} spoke against it because of the {}. Work on the {} is to begin in spring.",
        word(0),
        word(1),
        word(2),
        word(3),
        word(1),
        word(4),
        word(5),
        word(6),
        word(1)
    );
    (title, body)
}

/// Which of the given articles lie in one event, as letters: "aab" means the first two do.
fn check(given: &[Given], others: usize, expected: &str) {
    let (_, linked) = world(given, others);
    let mut seen: Vec<usize> = Vec::new();
    let mut found = String::new();
    for event in &linked.event_of[..given.len()] {
        let at = seen.iter().position(|known| known == event).unwrap_or(seen.len());
        if at == seen.len() {
            seen.push(*event);
        }
        found.push(char::from(b'a' + at as u8));
    }
    assert_eq!(found, expected, "with {others} others");
}

#[test]
fn one_threshold_serves_two_articles_and_a_larger_folder() {
    let fire = ("tolmere-post.example", "2026-03-03", "Nine dead in ferry fire off Tolmere", FIRE);
    let again = ("quenby-times.example", "2026-03-03", "Engine room blaze kills nine on Quenby ferry", FIRE_AGAIN);
    let mint = ("crown-daily.example", "2026-03-03", "Mint drops the copper quarter", MINT);
    for others in [0, 3, 60] {
        check(&[fire, again], others, "aa");
        check(&[fire, mint], others, "ab");
        check(&[fire, again, mint], others, "aab");
    }
}

#[test]
fn undated_articles_are_linked_by_their_text() {
    let fire = ("tolmere-post.example", "", "Nine dead in ferry fire off Tolmere", FIRE);
    let again = ("quenby-times.example", "", "Engine room blaze kills nine on Quenby ferry", FIRE_AGAIN);
    let mint = ("crown-daily.example", "", "", MINT);
    check(&[fire, again, mint], 0, "aab");
    check(&[fire, ("quenby-times.example", "2026-03-03", "", FIRE_AGAIN), mint], 20, "aab");
}

#[test]
fn days_apart_make_another_event_of_a_like_text() {
    let fire = ("tolmere-post.example", "2026-03-03", "Nine dead in ferry fire off Tolmere", FIRE);
    let title = "Engine room blaze kills nine on Quenby ferry";
    check(&[fire, ("quenby-times.example", "2026-03-04", title, FIRE_AGAIN)], 20, "aa");
    check(&[fire, ("quenby-times.example", "2026-03-12", title, FIRE_AGAIN)], 20, "ab");
    // Nine days later it is the same story.
    let (_, linked) = world(&[fire, ("quenby-times.example", "2026-03-12", title, FIRE_AGAIN)], 20);
    let story = |at: usize| linked.events[linked.event_of[at]].story_id.clone();
    assert_eq!(story(0), story(1));
    // A year later it is not.
    let (_, linked) = world(&[fire, ("quenby-times.example", "2027-03-12", title, FIRE_AGAIN)], 20);
    let story = |at: usize| linked.events[linked.event_of[at]].story_id.clone();
    assert_ne!(story(0), story(1));
}

#[test]
fn events_are_whole_and_sorted() {
    let fire = ("tolmere-post.example", "2026-03-03", "Nine dead in ferry fire off Tolmere", FIRE);
    let again = ("quenby-times.example", "2026-03-04", "Engine room blaze kills nine on Quenby ferry", FIRE_AGAIN);
    let (readings, linked) = world(&[fire, again], 10);
    let mut members: Vec<usize> = linked.events.iter().flat_map(|event| event.articles.clone()).collect();
    members.sort_unstable();
    assert_eq!(members, (0..readings.len()).collect::<Vec<_>>());
    assert!(linked.events.is_sorted_by(|left, right| left.id < right.id));
    let event = &linked.events[linked.event_of[0]];
    assert_eq!(event.days, Some(("2026-03-03".parse().expect("a day"), "2026-03-04".parse().expect("a day"))));
    assert!(event.id.starts_with('e') && event.story_id.starts_with('s'));
}

#[test]
fn any_number_of_threads_gives_the_same() {
    let fire = ("tolmere-post.example", "2026-03-03", "Nine dead in ferry fire off Tolmere", FIRE);
    let again = ("quenby-times.example", "2026-03-03", "", FIRE_AGAIN);
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        pool.install(|| world(&[fire, again, ("wire.example", "", "Fire", FIRE)], 80).1)
    };
    let one = run(1);
    assert_eq!(one, run(2));
    assert_eq!(one, run(8));
}

#[test]
fn nothing_at_all_is_linked_to_nothing() {
    let (_, linked) = world(&[], 0);
    assert_eq!(linked.events, Vec::new());
    check(&[("one.example", "", "", ""), ("two.example", "", "", "")], 0, "ab");
}

/// Who copies: for each pair (from, to) the share, in hundredths.
fn check_copies(given: &[Given], expected: &[(usize, usize, u32)]) -> (Vec<Reading>, Linked) {
    let (readings, linked) = world(given, 0);
    let found: Vec<(usize, usize, u32)> =
        linked.copies.iter().map(|copy| (copy.from, copy.to, (copy.share * 100.0).round() as u32)).collect();
    assert_eq!(found, expected);
    (readings, linked)
}

#[test]
fn copied_text_has_share_direction_and_span() {
    let agency = ("wire.example", "2026-03-03", "Nine dead in ferry fire", FIRE);
    // Whole, a day later.
    let (_, linked) = check_copies(&[("daily.example", "2026-03-04", "Ferry burns", FIRE), agency], &[(1, 0, 100)]);
    assert_eq!(linked.origin_of, vec![Some(1), None]);
    // Own words, rewritten: nothing.
    let (_, linked) = check_copies(&[("daily.example", "2026-03-04", "Ferry burns", FIRE_AGAIN), agency], &[]);
    assert_eq!(linked.origin_of, vec![None, None]);
    // The same outlet does not copy from itself.
    check_copies(&[("wire.example", "2026-03-04", "Ferry burns", FIRE), agency], &[]);
    // Two weeks apart texts are not compared.
    check_copies(&[("daily.example", "2026-03-24", "Ferry burns", FIRE), agency], &[]);
}

#[test]
fn a_part_is_cut_out_of_the_copying_text() {
    let half = format!(
        "{MINT}\nRescue boats brought most of them ashore before midnight. Harbour police chief Odalys Brandt said the \
        cause was not yet known and that divers would search the wreck in the morning."
    );
    let (readings, linked) = world(&[("daily.example", "2026-03-04", "", &half), ("wire.example", "2026-03-03", "Fire", FIRE)], 0);
    let copy = &linked.copies[0];
    // MINT has 60 words, the copied end 29: 29 of 89 is .33; winnowing may miss three words at each end: .26.
    assert!((0.25..=0.33).contains(&copy.share), "{}", copy.share);
    for span in &copy.spans {
        let text = span.of(&readings[0].article.text);
        assert!(!text.is_empty() && readings[1].article.text.contains(text), "{text}");
    }
    assert!(linked.copied_share[1].abs() < f64::EPSILON);
}

#[test]
fn shared_quotations_are_no_copying() {
    let speech = "\"We will rebuild the harbour wall before winter, and we will pay for it from the reserve that our parents laid \
        aside for days like these, because nobody else will do it for us\"";
    let first = format!("The mayor of Tolmere opened the meeting. {speech}, she said.");
    let second = format!("After the storm the town hall was full to the last seat. {speech}, was her answer to the critics.");
    check_copies(&[("a.example", "2026-03-03", "One", &first), ("b.example", "2026-03-04", "Two", &second)], &[]);
}

#[test]
fn a_credited_outlet_is_the_origin_even_where_its_copy_is_younger() {
    let lexicon = Lexicon::english().expect("sound tables");
    let params = LinkingParams::default();
    let mut first = reading(("daily.example", "2026-03-03", "Ferry burns", FIRE), "a0".to_owned(), &lexicon);
    first.profile.credited = vec!["veld news agency".to_owned()];
    let second = reading(("veldnewsagency.example", "2026-03-04", "Nine dead", FIRE), "a1".to_owned(), &lexicon);
    let linked = link(&[first.clone(), second.clone()], &lexicon, &params);
    assert_eq!(linked.origin_of, vec![Some(1), None]);
    first.profile.credited = vec!["Some Other Agency".to_owned()];
    let linked = link(&[first, second], &lexicon, &params);
    assert_eq!(linked.origin_of, vec![None, Some(0)]);
}

#[test]
fn an_outlet_that_copies_is_the_copier_on_one_day_too() {
    // "basket" copies MINT a day later, so it copied FIRE too, although its id comes first; "wire" is not credited.
    let (_, linked) = world(
        &[
            ("basket.example", "2026-03-03", "Ferry burns", FIRE),
            ("basket.example", "2026-03-05", "Quarter dies", MINT),
            ("crown.example", "2026-03-04", "Mint drops the copper quarter", MINT),
            ("wire.example", "2026-03-03", "Nine dead", FIRE),
        ],
        0,
    );
    assert_eq!(linked.origin_of, vec![Some(3), Some(2), None, None]);
}

#[test]
fn the_origin_is_the_first_of_many_copies() {
    let (_, linked) = world(
        &[
            ("c.example", "2026-03-05", "Ferry burns", FIRE),
            ("b.example", "2026-03-04", "Ferry fire", FIRE),
            ("a.example", "2026-03-03", "Nine dead", FIRE),
        ],
        0,
    );
    assert_eq!(linked.origin_of, vec![Some(2), Some(2), None]);
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_is_linked_without_panic(first in "[ a-c\"“”.\\n\u{0}é—]{0,200}", second in "\\PC{0,200}") {
        let given = [("a.example", "2026-03-03", "", first.as_str()), ("b.example", "", "T", second.as_str()), ("c.example", "", "", first.as_str())];
        let (readings, linked) = world(&given, 0);
        for copy in &linked.copies {
            proptest::prop_assert!(copy.from != copy.to && (0.0..=1.0).contains(&copy.share));
            for span in &copy.spans {
                proptest::prop_assert!(readings[copy.to].article.text.get(span.start..span.end).is_some());
            }
        }
        let members: usize = linked.events.iter().map(|event| event.articles.len()).sum();
        proptest::prop_assert_eq!(members, readings.len());
    }
}

#[test]
fn a_huge_text_of_one_word_takes_no_longer_than_its_length() {
    let word = "again ".repeat(200_000);
    let other = "\"".repeat(50_000);
    let (_, linked) =
        world(&[("a.example", "2026-03-03", "", &word), ("b.example", "2026-03-04", "", &word), ("c.example", "", "", &other)], 0);
    // One run of words, repeated: the same text, so a copy.
    assert_eq!(linked.origin_of, vec![None, Some(0), None]);
}
