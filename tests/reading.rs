//! Reading real files: every format and encoding, every kind of bad input, and what cleaning marks.
//! Belongs here: whatever needs files on disk or the whole of `records`, `admit` and `without_repeats`.
#![expect(clippy::disallowed_methods, reason = "tests write their own input")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::io::Write;
use std::path::PathBuf;

use corroborate::config::ReadingParams;
use corroborate::corpus::{
    Article, Boilerplate, Card, Choice, Fields, Record, Reject, admit, records, set_aside_recurring, without_repeats,
};
use corroborate::ids::Genre;
use corroborate::lexicon::Lexicon;
use tempfile::TempDir;

/// One English sentence of 18 words, told apart by `number`.
fn paragraph(number: usize) -> String {
    format!("The harbour of Varnholm was closed for {number} days because of the storm, the mayor said on Tuesday.")
}

fn body() -> String {
    format!("{}\n\n{}", paragraph(2), paragraph(3))
}

fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let home = TempDir::new().unwrap();
    for (name, bytes) in files {
        let path = home.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    home
}

fn read_with(paths: &[PathBuf], params: &ReadingParams) -> (Vec<Article>, Vec<Reject>) {
    let lexicon = Lexicon::english().unwrap();
    let (mut articles, mut rejects) = (Vec::new(), Vec::new());
    for found in records(paths, params) {
        match found.and_then(|record| admit(record, &lexicon, params)) {
            Ok(article) => articles.push(article),
            Err(reject) => rejects.push(reject),
        }
    }
    (articles, rejects)
}

fn read(home: &TempDir) -> (Vec<Article>, Vec<Reject>) {
    read_with(&[home.path().to_path_buf()], &ReadingParams::default())
}

/// Reads one file and holds the headlines of its articles and the (position, reason) of its rejects against `titles`
/// and `rejected`.
fn check(name: &str, bytes: &[u8], titles: &[&str], rejected: &[(Option<u64>, &str)]) -> Vec<Article> {
    let home = folder(&[(name, bytes)]);
    let (articles, rejects) = read(&home);
    let headlines: Vec<&str> = articles.iter().map(|article| article.headline.unwrap().of(&article.text)).collect();
    let reasons: Vec<(Option<u64>, &str)> = rejects.iter().map(|reject| (reject.position, reject.reason.as_str())).collect();
    assert_eq!((headlines.as_slice(), reasons.as_slice()), (titles, rejected), "{rejects:?}");
    assert!(rejects.iter().all(|reject| reject.path.contains(name) && !reject.detail.is_empty() && !reject.remedy.is_empty()));
    articles
}

fn json(title: &str) -> String {
    let body = body().replace('\n', "\\n");
    format!("{{\"outlet\":\"varnpost.example\",\"title\":\"{title}\",\"text\":\"{body} {title}.\"}}\n")
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn utf16(text: &str) -> Vec<u8> {
    [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect()
}

fn kept(article: &Article) -> Vec<&str> {
    article.paragraphs.iter().map(|span| span.of(&article.text)).collect()
}

fn aside(article: &Article, why: Boilerplate) -> Vec<&str> {
    article.set_aside.iter().filter(|aside| aside.why == why).map(|aside| aside.span.of(&article.text)).collect()
}

fn text_file(text: &str) -> Article {
    let home = folder(&[("Varn-Post.example/a.txt", text.as_bytes())]);
    let (mut articles, rejects) = read(&home);
    assert!(rejects.is_empty(), "{rejects:?}");
    articles.remove(0)
}

// Formats

#[test]
fn a_text_file_takes_outlet_and_title_from_folder_and_first_line() {
    let home = folder(&[("Varnpost.example/2025/04/a.txt", format!("Harbour shut\n\n{}", body()).as_bytes())]);
    let (articles, rejects) = read(&home);
    assert!(rejects.is_empty());
    let article = &articles[0];
    assert_eq!((article.outlet.as_str(), article.position, article.language.as_str()), ("varnpost.example", 1, "en"));
    assert_eq!(article.headline.unwrap().of(&article.text), "Harbour shut");
    assert_eq!(kept(article), [paragraph(2), paragraph(3)]);
    // Two paragraphs of 18 words and two words of headline.
    assert_eq!(article.words, 38);
}

#[test]
fn front_matter_gives_the_fields() {
    let head = "title: 'Harbour shut'\nurl: https://www.varnpost.example/a\npublished: 10 April 2025 08:30\nauthors: [Ana Reve, Bo Lind]";
    let articles = check("x/a.md", format!("---\n{head}\n---\n{}", body()).as_bytes(), &["Harbour shut"], &[]);
    let article = &articles[0];
    assert_eq!((article.outlet.as_str(), article.authors.join("+").as_str()), ("varnpost.example", "Ana Reve+Bo Lind"));
    assert_eq!(article.published.unwrap().to_string(), "2025-04-10");
    assert_eq!(article.published_time.unwrap().to_string(), "08:30:00");
    assert_eq!(&article.text[..article.given_bytes], body());
}

#[test]
fn open_front_matter_is_text_with_a_warning() {
    let home = folder(&[("x/a.md", format!("---\noutlet: varnpost.example\nHarbour shut\n{}", body()).as_bytes())]);
    let (articles, _) = read(&home);
    assert_eq!((articles[0].outlet.as_str(), articles[0].warnings.len()), ("x", 1));
}

#[test]
fn json_lines_and_the_offsets_of_their_texts() {
    let lines = [json("Harbour shut"), "\n".to_owned(), json("Harbour open")].concat();
    let articles = check("a.jsonl", lines.as_bytes(), &["Harbour shut", "Harbour open"], &[]);
    assert_eq!(articles[1].position, 3);
    let given = format!("{} Harbour shut.", body());
    let article = &articles[0];
    assert_eq!(article.given_bytes, given.len());
    assert_eq!(article.text, format!("{given}\n\nHarbour shut"));
    assert_eq!(article.paragraphs[0].of(&given), paragraph(2));
}

#[test]
fn a_title_that_begins_the_text_is_not_added() {
    let text = format!("Mayor: \"harbour shut\"\n{}", body());
    let line = serde_json::json!({"outlet": "v.example", "title": "Mayor: \u{201c}Harbour  shut\u{201d}", "text": text}).to_string();
    let articles = check("a.jsonl", line.as_bytes(), &["Mayor: \"harbour shut\""], &[]);
    assert_eq!((articles[0].text.as_str(), articles[0].given_bytes), (text.as_str(), text.len()));
    assert_eq!(kept(&articles[0]).len(), 2);
}

#[test]
fn a_line_that_glues_caption_title_and_standfirst_is_cut_apart() {
    let text = format!("The mayor at sea. | Varn Harbour shut for a month Owners look for another way.\n{}", body());
    let line = serde_json::json!({"outlet": "v.example", "title": "Harbour shut for a month", "text": text}).to_string();
    let articles = check("a.jsonl", line.as_bytes(), &["Harbour shut for a month"], &[]);
    assert_eq!(aside(&articles[0], Boilerplate::Caption), ["The mayor at sea. | Varn"]);
    assert_eq!(aside(&articles[0], Boilerplate::Headline), ["Harbour shut for a month"]);
    assert_eq!(kept(&articles[0])[0], "Owners look for another way.");
}

#[test]
fn csv_with_other_names_quotes_and_line_ends() {
    let table = format!(
        "Headline,maintext,url\r\n\"Harbour, shut\",\"{}\nHe said \"\"no\"\" twice.\",https://www.varnpost.example/2025/04/10/a\r\n",
        body()
    );
    let articles = check("a.csv", table.as_bytes(), &["Harbour, shut"], &[]);
    assert_eq!((articles[0].outlet.as_str(), articles[0].position), ("varnpost.example", 1));
    assert_eq!(articles[0].published.unwrap().to_string(), "2025-04-10");
    assert_eq!(kept(&articles[0]).last().copied(), Some("He said \"no\" twice."));
}

#[test]
fn csv_with_semicolons_and_lone_carriage_returns() {
    let rows = format!("outlet;title;text\rv.example;Harbour shut;{}\rv.example;Harbour open;{}", paragraph(4), paragraph(5));
    check("a.csv", rows.as_bytes(), &["Harbour shut", "Harbour open"], &[]);
}

#[test]
fn every_format_may_be_gzipped() {
    check("a.jsonl.gz", &gz(json("Harbour shut").as_bytes()), &["Harbour shut"], &[]);
    let table = format!("outlet,title,text\nv.example,Harbour shut,\"{}\"\n", body());
    check("a.csv.gz", &gz(table.as_bytes()), &["Harbour shut"], &[]);
    check("x/a.txt.gz", &gz(format!("Harbour shut\n{}", body()).as_bytes()), &["Harbour shut"], &[]);
    // Two members one after the other, as `cat a.gz b.gz` makes them.
    let two = [gz(json("Harbour shut").as_bytes()), gz(json("Harbour open").as_bytes())].concat();
    check("a.jsonl.gz", &two, &["Harbour shut", "Harbour open"], &[]);
}

// Encodings

#[test]
fn utf_16_with_and_without_a_mark() {
    let text = format!("Café shut\n\n{}\nThe café “Žito” was shut, too, the mayor said.", body());
    let articles = check("x/a.txt", &utf16(&text), &["Café shut"], &[]);
    assert_eq!((articles[0].text.as_str(), articles[0].warnings.join("+").as_str()), (text.as_str(), "read as UTF-16LE"));
    check("x/a.txt", &utf16(&text)[2..], &["Café shut"], &[]);
    check("a.jsonl", &utf16(&[json("Café shut"), json("Open")].concat()), &["Café shut", "Open"], &[]);
    let marked = [b"\xef\xbb\xbf", text.as_bytes()].concat();
    assert_eq!(check("x/a.txt", &marked, &["Café shut"], &[])[0].text, text);
}

#[test]
fn windows_1252_in_a_file_and_in_one_line() {
    let western = format!("Café shut\n\n{}\nThe café in Orléans was shut, too, the mayor said.", body());
    let bytes: Vec<u8> = western.chars().map(|char| u8::try_from(u32::from(char)).unwrap()).collect();
    let articles = check("x/a.txt", &bytes, &["Café shut"], &[]);
    assert_eq!((articles[0].text.as_str(), articles[0].warnings.join("+").as_str()), (western.as_str(), "read as windows-1252"));
    let line: Vec<u8> = json("Caf% open").bytes().map(|byte| if byte == b'%' { 0xe9 } else { byte }).collect();
    let mixed = [json("Café shut").into_bytes(), line].concat();
    let articles = check("a.jsonl", &mixed, &["Café shut", "Café open"], &[]);
    assert_eq!(articles.iter().map(|article| article.warnings.len()).collect::<Vec<_>>(), [0, 1]);
}

// Bad input

#[test]
fn broken_json_costs_its_line_only() {
    let bad: &[(&[u8], &str)] = &[
        (b"{\"text\": \"cut of", "broken_line"),
        (b"[1,2]", "wrong_type"),
        (b"{\"text\":{\"a\":1}}", "wrong_type"),
        (b"{\"text\":\"a \\ud800 b\"}", "broken_line"),
        (b"{\"text\":\"a \x00 b\"}", "broken_line"),
        (b"{\"outlet\":\"v.example\",\"text\":\"a \\u0000 b\"}", "nul_byte"),
        (b"{\"outlet\":\"v.example\",\"text\":\"  \"}", "no_text"),
        (b"{\"outlet\":\"v.example\",\"title\":\"a\"}", "no_text"),
        (b"{\"text\":\"The harbour is shut.\"}", "no_outlet"),
        (b"\xff\xfe\x00garbage", "broken_line"),
    ];
    for (line, reason) in bad {
        let file = [json("First").as_bytes(), line, b"\n", json("Last").as_bytes()].concat();
        check("a.jsonl", &file, &["First", "Last"], &[(Some(2), reason)]);
    }
}

#[test]
fn numbers_pass_for_text_and_ids_stay_text() {
    let line = format!("{{\"id\":17,\"outlet\":\"v.example\",\"title\":2025,\"text\":\"{}\"}}", paragraph(2));
    assert_eq!(check("a.jsonl", line.as_bytes(), &["2025"], &[])[0].id, "id:17");
}

#[test]
fn csv_records_that_do_not_fit() {
    let good = |title: &str| format!("v.example,{title},\"{}\"\n", paragraph(7).replace("Varnholm", title));
    let table = |bad: &str| format!("outlet,title,text\n{}{bad}{}{}", good("First"), good("Middle"), good("Last"));
    let all: &[&str] = &["First", "Middle", "Last"];
    for bad in [
        "v.example,too few\n",
        "v.example,a,b,c\n",
        "v.example,a,\"never closed\n",
        "v.example,a,\"never closed\nand goes on\n\nand on\n",
        "v.example,a,\"closed\" too early\n",
    ] {
        check("a.csv", table(bad).as_bytes(), all, &[(Some(2), "broken_line")]);
    }
    check("a.csv", table("v.example,a,\"zero \0 byte\"\n").as_bytes(), all, &[(Some(2), "nul_byte")]);
    check("a.csv", format!("{}v.example,a,\"never closed", table("")).as_bytes(), all, &[(Some(4), "broken_line")]);
    check("a.csv", b"outlet,title\nv.example,a\n", &[], &[(None, "no_text")]);
    check("a.csv", b"", &[], &[(None, "no_text")]);
}

#[test]
fn a_cut_gzip_keeps_what_stands_before_the_fault() {
    // Titles that do not repeat, so that the compressed stream is long enough to be cut after the first lines.
    let lines: Vec<String> = (1..400_u64).map(|at| json(&format!("Harbour {:x}", at.wrapping_mul(0x9E37_79B9_7F4A_7C15)))).collect();
    let whole = gz(lines.concat().as_bytes());
    let home = folder(&[("a.jsonl.gz", &whole[..whole.len() / 2]), ("b.jsonl", json("After").as_bytes())]);
    let (articles, rejects) = read(&home);
    assert!(articles.len() > 10 && articles.len() < 399, "{}", articles.len());
    assert!(articles.last().unwrap().path.ends_with("b.jsonl"));
    assert_eq!(rejects.len(), 1);
    assert_eq!((rejects[0].reason.as_str(), rejects[0].position), ("unreadable", Some(articles.len() as u64)));
    let text = gz(body().as_bytes());
    check("x/a.txt.gz", &text[..text.len() / 2], &[], &[(None, "unreadable")]);
    check("a.jsonl.gz", b"no gzip at all", &[], &[(Some(1), "unreadable")]);
}

#[test]
fn what_is_too_large_is_passed_over() {
    let params = ReadingParams { max_line_bytes: 2000, max_article_bytes: 1000, ..ReadingParams::default() };
    let long = format!("{{\"outlet\":\"v.example\",\"text\":\"{}\"}}\n", "harbour ".repeat(1000));
    let table = format!("outlet,text\nv.example,\"{}\"\nv.example,\"{}\"\n", "harbour\n".repeat(1000), body());
    let home = folder(&[
        ("a.jsonl", [json("First"), long, json("Last")].concat().as_bytes()),
        ("b.csv", table.as_bytes()),
        ("c/c.txt", "harbour ".repeat(1000).as_bytes()),
        ("d.txt.gz", &gz(&vec![b'a'; 1 << 20])),
    ]);
    let (articles, rejects) = read_with(&[home.path().to_path_buf()], &params);
    assert_eq!(articles.iter().map(|article| article.position).collect::<Vec<_>>(), [1, 3, 2]);
    let found: Vec<(Option<u64>, &str)> = rejects.iter().map(|reject| (reject.position, reject.reason.as_str())).collect();
    assert_eq!(found, [(Some(2), "too_large"), (Some(1), "too_large"), (None, "too_large"), (None, "too_large")]);
}

#[test]
fn paths_that_cannot_be_read() {
    let home = folder(&[("a.docx", b"x"), ("b.jsonl", json("Harbour shut").as_bytes()), ("empty/.hidden", b"x")]);
    let paths = ["missing.txt", "empty", "b.jsonl", "a.docx"].map(|name| home.path().join(name));
    let (articles, rejects) = read_with(&paths, &ReadingParams::default());
    assert_eq!(articles.len(), 1);
    let found: Vec<(&str, bool)> = rejects.iter().map(|reject| (reject.reason.as_str(), reject.skipped)).collect();
    assert_eq!(found, [("unknown_format", true), ("unreadable", false), ("unreadable", false)]);
}

#[cfg(unix)]
#[test]
fn dangling_links_and_loops_end() {
    let home = folder(&[("x/b.jsonl", json("Harbour shut").as_bytes())]);
    std::os::unix::fs::symlink(home.path().join("nowhere.txt"), home.path().join("a.txt")).unwrap();
    std::os::unix::fs::symlink(home.path(), home.path().join("x/loop")).unwrap();
    let (articles, rejects) = read(&home);
    assert_eq!((articles.len(), rejects.len(), rejects[0].reason.as_str()), (1, 1, "unreadable"));
}

#[test]
fn files_come_in_byte_order_and_companions_are_left_out() {
    let line = |title: &str| json(title).into_bytes();
    let home = folder(&[
        ("b.jsonl", &line("Two")),
        ("B.jsonl", &line("One")),
        ("c/a.jsonl", &line("Three")),
        ("README.md", b"# Notes"),
        ("LICENSE", b"x"),
        (".git/a.jsonl", &line("No")),
        ("NOTES.md", b"# Notes"),
    ]);
    let (articles, rejects) = read(&home);
    let order: Vec<&str> = articles.iter().map(|article| article.headline.unwrap().of(&article.text)).collect();
    assert_eq!(order, ["One", "Two", "Three"]);
    let found: Vec<(&str, bool)> = rejects.iter().map(|reject| (reject.reason.as_str(), reject.skipped)).collect();
    assert_eq!(found, [("documentation", true)]);
}

#[test]
fn other_languages_are_skipped() {
    let text = "Le port de Varnholm a été fermé mardi à cause de la tempête, a dit le maire de la ville.";
    let line = serde_json::json!({"outlet": "v.example", "text": text}).to_string();
    let (_, rejects) = read(&folder(&[("a.jsonl", line.as_bytes())]));
    assert_eq!((rejects[0].reason.as_str(), rejects[0].skipped), ("language", true));
}

#[test]
fn a_broken_date_is_a_warning() {
    let line = |date: &str| format!("{{\"outlet\":\"v.example\",\"title\":\"A\",\"date\":\"{date}\",\"text\":\"{}\"}}\n", paragraph(2));
    let lines = [line("9/28/..."), line("1066-10-14"), line("2025-04-10")].concat();
    let articles = check("a.jsonl", lines.as_bytes(), &["A", "A", "A"], &[]);
    let found: Vec<(bool, usize)> = articles.iter().map(|article| (article.published.is_some(), article.warnings.len())).collect();
    assert_eq!(found, [(false, 1), (false, 1), (true, 0)]);
}

#[test]
fn repeats_are_told_from_clashes() {
    let line = |id: &str, url: &str, number: usize| {
        serde_json::json!({"id": id, "outlet": "v.example", "url": url, "text": paragraph(number)}).to_string() + "\n"
    };
    let lines = [
        line("m", "http://v.example/1", 2),
        line("m", "http://v.example/1", 2),
        line("m", "http://v.example/2", 3),
        line("b", "http://v.example/1", 4),
        line("c", "http://v.example/3", 2),
        line("d", "", 5),
    ];
    let (articles, _) = read(&folder(&[("a.jsonl", lines.concat().as_bytes())]));
    let cards: Vec<Card> = articles.iter().map(|article| Card::of(article, &ReadingParams::default())).collect();
    let Choice { kept, rejects, versions } = without_repeats(&cards);
    assert_eq!(kept.iter().map(|at| articles[*at].id.as_str()).collect::<Vec<_>>(), ["b", "d"]);
    assert_eq!((versions.len(), articles[versions[0].0].id.as_str(), articles[versions[0].1].position), (1, "b", 1));
    let found: Vec<(Option<u64>, &str, bool)> =
        rejects.iter().map(|reject| (reject.position, reject.reason.as_str(), reject.skipped)).collect();
    assert_eq!(
        found,
        [(Some(2), "duplicate", true), (Some(3), "repeated_id", false), (Some(1), "earlier_version", true), (Some(5), "duplicate", true)]
    );
}

// Cleaning

#[test]
fn captions_related_headlines_and_the_outlets_name() {
    let (two, three) = (paragraph(2), paragraph(3));
    let caption = "Mayor Ana Reve of Varnholm";
    let top = format!("{caption}\n{caption}Dellmark Photo Office\n\nHarbour Shut For Good\n\nThe town looks for another way out");
    let links = format!(
        "{caption}\nShip Owners Rally In Capital Against Harbour Plan\n{caption}\nDellmark Strengthens Its Fleet\n\nRelated Stories"
    );
    let text = format!("{top}\n\n{two}\n\n{three}\n\n{links}\n\nNo stories found.\nVarn Post\nvarn-post.example");
    let article = text_file(&text);
    assert_eq!(article.headline.unwrap().of(&text), "Harbour Shut For Good");
    assert_eq!(kept(&article), ["The town looks for another way out", &two, &three]);
    assert_eq!(aside(&article, Boilerplate::Caption).len(), 4);
    let related =
        ["Ship Owners Rally In Capital Against Harbour Plan", "Dellmark Strengthens Its Fleet", "Related Stories", "No stories found."];
    assert_eq!(aside(&article, Boilerplate::Related), related);
    assert_eq!(aside(&article, Boilerplate::OutletName), ["Varn Post", "varn-post.example"]);
}

#[test]
fn bylines_datelines_credits_and_corrections_become_fields() {
    let (two, three) = (paragraph(2), paragraph(3));
    let lead = format!("Harbour shut\nBy Ana Reve and Bo Lind\nVARNHOLM, April 3 (Reuters) \u{2014} {two}\n{three} (AP)");
    let end = "Cy Orr contributed to this report.\nCorrection: An earlier version of this article misnamed the mayor.";
    let article = text_file(&format!("{lead}\n{end}"));
    assert_eq!(kept(&article), [two, three]);
    assert_eq!(article.authors, ["Ana Reve", "Bo Lind"]);
    let dateline = article.dateline.as_ref().unwrap();
    assert_eq!((dateline.place.as_str(), dateline.agency.as_deref()), ("VARNHOLM", Some("Reuters")));
    assert_eq!(article.credits, ["Cy Orr", "Reuters", "AP"]);
    assert_eq!(article.corrections.len(), 1);
}

#[test]
fn a_doubled_body_counts_once_and_small_talk_may_repeat() {
    let once = format!("{}\n{}\n{}\n{}", paragraph(2), paragraph(3), paragraph(4), paragraph(5));
    let article = text_file(&format!("Harbour shut\n{once}\n{once}"));
    assert_eq!((kept(&article).len(), aside(&article, Boilerplate::Repeated).len()), (4, 4));
    let article = text_file(&format!("Harbour shut\n{}\nNo, he said.\n{}\nNo, he said.", paragraph(2), paragraph(3)));
    assert_eq!(kept(&article).len(), 4);
}

#[test]
fn service_lines_go_and_sentences_like_them_stay() {
    let service = "Advertisement\nSign up for our newsletter\nRead more\nFollow Ana Reve on Twitter";
    let text = "Follow the money, the mayor told the town.\nSign up for the fleet, he told the young.";
    let article = text_file(&format!("Harbour shut\n{}\n{service}\n{text}", paragraph(2)));
    assert_eq!(aside(&article, Boilerplate::Service).join("\n"), service);
    assert_eq!(kept(&article)[1..].join("\n"), text);
}

/// Nothing names the genre and nobody says "I": the small words tell.
#[test]
fn an_article_that_argues_is_opinion() {
    let argued = "We must face the truth about our harbour, and the truth is that nobody ever really cared. Everything about this plan is wrong. \
        It is absurd to sell the ferry, and worse to call it progress. Why should our children always pay for the bad ideas of great men? \
        We should never have let it come so far, because a good town simply keeps what is right. The board must go, and so must the plan. ";
    let reported = "The harbour board said on Monday it would sell the old ferry for 40,000 crowns, according to papers that were published \
        on Friday. The sale of 12 berths was announced in March and reported by the council in 2025, a spokeswoman said. Pilots had asked for \
        new boats since 2019, she said on Tuesday. The board meets again on Thursday, when 7 members vote, the spokesman added. ";
    assert_eq!(text_file(&format!("The old ferry\n{}", argued.repeat(2))).genre, Genre::Opinion);
    assert_eq!(text_file(&format!("The old ferry\n{}", reported.repeat(2))).genre, Genre::News);
    // Too short to tell.
    assert_eq!(text_file(&format!("The old ferry\n{argued}")).genre, Genre::News);
}

#[test]
fn genres_show_in_labels_addresses_and_shape() {
    let genre = |text: &str| text_file(text).genre;
    assert_eq!(genre(&format!("Harbour shut\n{}", body())), Genre::News);
    let labelled = text_file(&format!("OPINION: Shut the harbour\n{}", body()));
    assert_eq!((labelled.genre, labelled.headline.unwrap().of(&labelled.text)), (Genre::Opinion, "Shut the harbour"));
    assert_eq!(aside(&labelled, Boilerplate::Label), ["OPINION:"]);
    let contacts = "###\nAbout Northwind\nNorthwind is a company.\nMedia contact: Bo Lind";
    let release = text_file(&format!("FOR IMMEDIATE RELEASE\nNorthwind opens harbour\n{}\n{}\n{contacts}", body(), paragraph(9)));
    assert_eq!(release.genre, Genre::PressRelease);
    assert_eq!((kept(&release).len(), aside(&release, Boilerplate::PressContact).len()), (3, 5));
    let talk: Vec<String> = (0..6).map(|at| format!("REVE: {}\nLIND: Is that so, and who says number {at}?", paragraph(at))).collect();
    assert_eq!(genre(&format!("A talk on ships\n{}", talk.join("\n"))), Genre::Transcript);
    let head = "outlet: v.example\ntitle: Shut it\nurl: http://v.example/opinion/shut-it";
    assert_eq!(genre(&format!("---\n{head}\n---\n{}", body())), Genre::Opinion);
}

#[test]
fn recurring_paragraphs_are_told_from_a_text_run_thrice() {
    let house = |at: usize| {
        let long = format!("{} {}", paragraph(at), paragraph(at + 1));
        (format!("v/{at}.txt"), format!("Harbour {at}\n{}\n{long}\nThe Varn Post is read by the whole town.", paragraph(at + 10)))
    };
    let copy = |at: usize| (format!("w/{at}.txt"), format!("Harbour {at}\n{}\n{} {}", paragraph(10), paragraph(2), paragraph(3)));
    let files: Vec<(String, String)> = (0..4).map(house).chain((0..3).map(copy)).collect();
    let all: Vec<(&str, &[u8])> = files.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
    let (mut articles, _) = read(&folder(&all));
    let before: Vec<usize> = articles.iter().map(|article| article.words).collect();
    set_aside_recurring(&mut articles, &ReadingParams::default());
    let recurring: Vec<usize> = articles.iter().map(|article| aside(article, Boilerplate::Recurring).len()).collect();
    assert_eq!(recurring, [1, 1, 1, 1, 0, 0, 0]);
    // The recurring sentence has nine words.
    assert_eq!((before[0] - articles[0].words, before[4] - articles[4].words), (9, 0));
}

// Any input

fn every_piece_is_accounted_for(article: &Article) {
    let aside = article.set_aside.iter().map(|aside| &aside.span);
    for span in article.paragraphs.iter().chain(&article.headline).chain(aside.clone()).chain(&article.corrections) {
        assert!(article.text.get(span.start..span.end).is_some_and(|text| !text.is_empty()));
    }
    let covered = |at: usize| {
        let mut spans = article.paragraphs.iter().chain(&article.headline).chain(aside.clone());
        spans.any(|span| span.start <= at && at < span.end)
    };
    for (at, char) in article.text[..article.given_bytes].char_indices() {
        assert!(!char.is_alphanumeric() || covered(at), "{at} of {:?}", article.text);
    }
}

proptest::proptest! {
    #[test]
    fn nothing_panics_and_nothing_is_lost(
        text in "([A-Za-z\u{e9}\u{201c}(:|\u{2014}. -]{0,40}(\n|\r\n|\r| )){0,12}",
        title in "[A-Za-z:|\u{e9} ]{0,30}",
        noise in "(?s).{0,200}",
    ) {
        let lexicon = Lexicon::english().unwrap();
        let params = ReadingParams::default();
        let glued = [(format!("{title}\n{text}\n{title}"), title.clone()), (format!("x {title} {text}"), title.clone())];
        for (text, title) in glued.into_iter().chain([(text, title), (noise, String::new())]) {
            for is_text_file in [true, false] {
                let published = text.chars().take(20).collect();
                let fields = Fields { text: text.clone(), title: title.clone(), outlet: "v.example".into(), published, ..Fields::default() };
                let record = Record { path: "v/a.txt".into(), position: 1, fields, is_text_file, ..Record::default() };
                if let Ok(article) = admit(record, &lexicon, &params) {
                    every_piece_is_accounted_for(&article);
                }
            }
        }
    }

    #[test]
    fn any_bytes_can_be_read(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..400)) {
        let home = folder(&["x/a.txt", "x/b.jsonl", "x/c.csv", "x/d.csv.gz"].map(|name| (name, bytes.as_slice())));
        let (articles, _) = read(&home);
        articles.iter().for_each(every_piece_is_accounted_for);
    }
}

#[test]
fn hostile_text_takes_no_long_time() {
    // Quadratic work on any of these would take many minutes.
    for unit in ["a", "\"", "Ab", "A\n", "(", "By Ana\n", "x. ", "Ana Reve of Varn\n", "AbX\nAb\n", "follow", "read more ", "(ap) "] {
        let text = unit.repeat(1_000_000 / unit.len());
        let line = serde_json::json!({"outlet": "v.example", "title": unit, "text": text}).to_string();
        let (articles, rejects) = read(&folder(&[("a.jsonl", line.as_bytes())]));
        assert_eq!(articles.len() + rejects.len(), 1);
    }
    let (articles, rejects) = read(&folder(&[("a.csv", format!("text,outlet\n{}", "\"a\n".repeat(200_000)).as_bytes())]));
    assert!(articles.is_empty() && !rejects.is_empty());
}
