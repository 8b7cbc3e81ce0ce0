//! Input kinds as real tools write them: saved pages, web archives, feeds, wire formats, exports. The files and the tools that
//! wrote them stand in `tests/inputs/README.md`; what each should give was written beside them before they were read.
//! Belongs here: whatever reads those files, and hostile files of the same kinds.
#![expect(clippy::disallowed_methods, reason = "tests read their fixtures and write hostile files")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use corroborate::config::ReadingParams;
use corroborate::corpus::{Article, Reject, admit, records};
use corroborate::lexicon::Lexicon;
use serde_json::Value;
use tempfile::TempDir;

fn home() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/inputs")
}

fn read(path: &Path) -> (Vec<Article>, Vec<Reject>) {
    let (lexicon, params) = (Lexicon::english().unwrap(), ReadingParams::default());
    let (mut articles, mut rejects) = (Vec::new(), Vec::new());
    for found in records(&[path.to_path_buf()], &params) {
        match found.and_then(|record| admit(record, &lexicon, &params)) {
            Ok(article) => articles.push(article),
            Err(reject) => rejects.push(reject),
        }
    }
    (articles, rejects)
}

fn expected(file: &str) -> Value {
    serde_json::from_str(&std::fs::read_to_string(home().join(file)).unwrap()).unwrap()
}

fn title(article: &Article) -> &str {
    article.headline.map_or("", |span| span.of(&article.text))
}

/// The paragraphs that count.
fn body(article: &Article) -> String {
    article.paragraphs.iter().map(|span| span.of(&article.text)).collect::<Vec<_>>().join("\n")
}

/// Title, day, address and outlet are those of `truth`; the body begins and ends as it says.
fn check(article: &Article, truth: &Value, outlet: &str) {
    let text = |key: &str| truth[key].as_str().unwrap_or_default();
    assert_eq!(title(article), text("title"));
    assert_eq!(article.published.map(|day| day.to_string()).as_deref(), truth["date"].as_str(), "{}", text("title"));
    assert_eq!(article.outlet, outlet, "{}", text("title"));
    let body = body(article);
    for end in ["first", "first_sentence", "first_paragraph", "last", "last_paragraph"] {
        // A dateline is set aside, so only what follows it is looked for.
        let wanted = text(end).rsplit_once(" \u{2014} ").map_or(text(end), |(_, rest)| rest);
        let wanted = wanted.strip_prefix("CALDER BRIDGE - ").or_else(|| wanted.strip_prefix("BRACKWATER – ")).unwrap_or(wanted);
        let wanted = wanted.strip_prefix("SANT-OREL – ").unwrap_or(wanted);
        assert!(body.contains(wanted), "{}: no {wanted:?} in {body}", text("title"));
    }
}

fn authors(truth: &Value) -> Vec<String> {
    truth["authors"].as_array().map(|names| names.iter().filter_map(Value::as_str).map(str::to_owned).collect()).unwrap_or_default()
}

#[test]
fn saved_pages() {
    let truth = expected("pages/expected.json");
    for (file, truth) in truth.as_object().unwrap() {
        let (articles, rejects) = read(&home().join("pages").join(file));
        assert_eq!((articles.len(), rejects.len()), (1, 0), "{file}: {rejects:?}");
        let article = &articles[0];
        check(article, truth, truth["domain"].as_str().unwrap());
        assert_eq!(article.url.as_deref(), truth["url"].as_str(), "{file}");
        assert_eq!(article.authors, authors(truth), "{file}");
        assert_eq!(article.genre.name(), if file == "opinion.html" { "opinion" } else { "news" }, "{file}");
        for absent in truth["not_in_text"].as_array().unwrap().iter().filter_map(Value::as_str) {
            // Readers' comments under a bare heading pass for text: one page of the seven has them.
            assert!(file == "metatags.html" || !body(article).contains(absent), "{file}: {absent}");
        }
    }
}

#[test]
fn web_archives() {
    let truth = expected("warc/expected.json");
    for (file, truth) in truth.as_object().unwrap() {
        let (articles, rejects) = read(&home().join("warc").join(file));
        let passed_over = truth["records"].as_u64().unwrap() - truth["html_200"].as_u64().unwrap();
        assert_eq!(articles.len() as u64, truth["html_200"].as_u64().unwrap(), "{file}: {rejects:?}");
        let tally: Vec<&str> = rejects.iter().map(|reject| reject.reason.as_str()).collect();
        assert_eq!(tally, ["not_a_page"], "{file}");
        assert!(
            rejects[0].skipped && rejects[0].detail.starts_with(&format!("{passed_over} records hold no page")),
            "{}",
            rejects[0].detail
        );
        let pages = expected("pages/expected.json");
        let pages: BTreeMap<&str, &Value> =
            pages.as_object().unwrap().values().map(|truth| (truth["title"].as_str().unwrap(), truth)).collect();
        let known: Vec<&Article> = articles.iter().filter(|article| pages.contains_key(title(article))).collect();
        assert!(known.len() >= 7, "{file}");
        for article in known {
            check(article, pages[title(article)], pages[title(article)]["domain"].as_str().unwrap());
        }
    }
}

#[test]
fn feeds_and_wire_formats() {
    let truth = expected("xml/expected.json");
    for file in ["rss.xml", "atom.xml", "nitf.xml", "nitf-ns.xml", "newsml-g2.xml", "newsml-g2-two.xml"] {
        let (articles, rejects) = read(&home().join("xml").join(file));
        let truths = truth[file].as_array().cloned().unwrap_or_else(|| vec![truth[file].clone()]);
        assert_eq!((articles.len(), rejects.len()), (truths.len(), 0), "{file}: {rejects:?}");
        for (article, truth) in articles.iter().zip(&truths) {
            let host = truth["url"].as_str().unwrap().split('/').nth(2).unwrap().trim_start_matches("www.").to_owned();
            let outlet =
                if article.url.is_some() && !file.starts_with('n') { host } else { truth["outlet"].as_str().unwrap().to_lowercase() };
            check(article, truth, &outlet);
            assert_eq!(article.authors, authors(truth), "{file}");
        }
    }
    let (articles, rejects) = read(&home().join("xml/rss-summary-only.xml"));
    assert_eq!((articles.len(), rejects.len()), (0, 3));
    assert!(rejects.iter().all(|reject| reject.skipped && reject.reason == "summary_only"));
}

#[test]
fn exports_as_the_tools_print_them() {
    let truth = expected("pages/expected.json");
    let truths: Vec<&Value> = truth.as_object().unwrap().values().collect();
    let by_title = |title: &str| truths.iter().find(|truth| truth["title"] == title);
    for file in [
        "trafilatura.jsonl",
        "trafilatura-cli.jsonl",
        "newspaper4k.jsonl",
        "newspaper4k-printed.json",
        "newsplease.jsonl",
        "newsplease-get_dict.jsonl",
        "newsplease-commoncrawl.jsonl",
    ] {
        let (articles, rejects) = read(&home().join("json").join(file));
        assert_eq!((articles.len(), rejects.len()), (7, 0), "{file}: {rejects:?}");
        for article in &articles {
            let truth = by_title(title(article)).unwrap_or_else(|| panic!("{file}: {}", title(article)));
            assert_eq!(article.outlet, truth["domain"].as_str().unwrap(), "{file}");
            assert_eq!(article.published.map(|day| day.to_string()).as_deref(), truth["date"].as_str(), "{file}");
            assert!(article.url.is_some() && article.warnings.is_empty(), "{file}: {:?}", article.warnings);
            // newspaper4k takes an author's post for a second author; trafilatura's command line loses letters of windows-1252.
            let lossy = file == "trafilatura-cli.jsonl";
            assert!(lossy || article.authors.iter().all(|author| authors(truth).contains(author) || author == "travel editor"), "{file}");
        }
    }
    assert_eq!(read(&home().join("json/newspaper4k-cli.json")).0.len(), 1);
}

#[test]
fn zstandard_of_one_frame_and_of_two() {
    for file in ["zst/articles.jsonl.zst", "zst/two.jsonl.zst"] {
        let (articles, rejects) = read(&home().join(file));
        assert_eq!((articles.len(), rejects.len()), (2, 0), "{file}: {rejects:?}");
        let truths = expected("zst/expected.json");
        for (article, truth) in articles.iter().zip(truths.as_array().unwrap()) {
            check(article, truth, &truth["outlet"].as_str().unwrap().to_lowercase());
        }
    }
}

/// Every fixture cut at many places: what stands before the cut is read or the file is told broken; nothing panics.
#[test]
fn files_cut_off_anywhere() {
    let folder = TempDir::new().unwrap();
    for file in
        ["pages/broken.html", "warc/ccnews.warc.gz", "warc/wget-plain.warc", "xml/rss.xml", "xml/newsml-g2-two.xml", "zst/two.jsonl.zst"]
    {
        let bytes = std::fs::read(home().join(file)).unwrap();
        let name = file.split_once('/').unwrap().1;
        for part in 0..24 {
            let cut = bytes.len() * part / 24;
            std::fs::write(folder.path().join(name), &bytes[..cut]).unwrap();
            let (articles, rejects) = read(&folder.path().join(name));
            assert!(cut == 0 || !articles.is_empty() || !rejects.is_empty(), "{file} at {cut} is lost in silence");
            assert!(rejects.iter().all(|reject| reject.path.ends_with(name) && !reject.remedy.is_empty()));
        }
    }
}

/// What hostile files of each kind come to: reasons, and how many articles.
#[test]
fn hostile_files() {
    let folder = TempDir::new().unwrap();
    let check = |name: &str, bytes: &[u8], articles: usize, reasons: &[&str]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let (found, rejects) = read(&path);
        let told: Vec<&str> = rejects.iter().map(|reject| reject.reason.as_str()).collect();
        assert_eq!((found.len(), told.as_slice()), (articles, reasons), "{name}: {rejects:?}");
    };
    let words = "The quay was closed on Monday, the harbour master said, after the wall had given way. ".repeat(20);
    check("deep.html", "<div>".repeat(200_000).as_bytes(), 0, &["too_deep"]);
    check("deep.xml", format!("<rss>{}</rss>", "<a>".repeat(1_000_000)).as_bytes(), 0, &["no_text"]);
    let laughs: String = (1..10).fold("<!ENTITY l0 \"ha\">".to_owned(), |all, at| {
        let below = format!("&l{};", at - 1).repeat(10);
        format!("{all}<!ENTITY l{at} \"{below}\">")
    });
    let feed = |text: &str| {
        format!(
            "<rss><channel><item><title>Quay</title><link>https://a.example/q</link><description>{text}</description></item></channel></rss>"
        )
    };
    check("laughs.xml", format!("<!DOCTYPE rss [{laughs}]>{}", feed(&format!("&l9; {words}"))).as_bytes(), 1, &[]);
    let outside = "<!DOCTYPE rss [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>";
    check("outside.xml", format!("{outside}{}", feed(&format!("&x; {words}"))).as_bytes(), 1, &[]);
    check("other.xml", b"<opml><outline/></opml>", 0, &["no_text"]);
    check("nul.html", format!("<p>{words}\0{words}").as_bytes(), 1, &[]);
    check("empty.warc", b"", 0, &[]);
    check("binary.warc.gz", &[0x1f, 0x8b, 0, 0, 1, 2, 3], 0, &["unreadable"]);
    check("huge.warc", b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 18446744073709551615\r\n\r\nx", 0, &["unreadable"]);
    check("surrogate.json", br#"{"text":"\ud800","outlet":"a.example"}"#, 0, &["broken_line"]);
    check("deep.json", "[".repeat(100_000).as_bytes(), 0, &["broken_line"]);
    check("utf16.xml", &utf16(&format!("<?xml version='1.0' encoding='UTF-16'?>{}", feed(&words))), 1, &[]);
    let latin: Vec<u8> = format!("<?xml version='1.0' encoding='ISO-8859-1'?>{}", feed(&format!("Caf#. {words}")))
        .bytes()
        .map(|byte| if byte == b'#' { 0xe9 } else { byte })
        .collect();
    check("latin.xml", &latin, 1, &[]);
    assert!(read(&folder.path().join("latin.xml")).0[0].text.contains("Café."));
}

fn utf16(text: &str) -> Vec<u8> {
    [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect()
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_in() {
    for file in ["parquet/articles.parquet", "parquet/articles-zstd.parquet"] {
        let (articles, rejects) = read(&home().join(file));
        assert_eq!((articles.len(), rejects.len()), (2, 0), "{file}: {rejects:?}");
        let truths = expected("parquet/expected.json");
        for (article, truth) in articles.iter().zip(truths.as_array().unwrap()) {
            check(article, truth, &truth["outlet"].as_str().unwrap().to_lowercase());
            assert!(article.url.is_some());
        }
    }
    let folder = TempDir::new().unwrap();
    let bytes = std::fs::read(home().join("parquet/articles.parquet")).unwrap();
    for part in 0..16 {
        std::fs::write(folder.path().join("cut.parquet"), &bytes[..bytes.len() * part / 16]).unwrap();
        let (_, rejects) = read(&folder.path().join("cut.parquet"));
        assert_eq!(rejects.first().map(|reject| reject.reason.as_str()), Some("unreadable"), "the end of a file says what is in it");
    }
}

#[cfg(not(feature = "parquet"))]
#[test]
fn parquet_needs_its_feature() {
    let (articles, rejects) = read(&home().join("parquet/articles.parquet"));
    assert_eq!((articles.len(), rejects[0].skipped), (0, true));
    assert!(rejects[0].remedy.contains("--features parquet"));
}
