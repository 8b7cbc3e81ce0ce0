//! What each fuzz target checks, callable without a fuzzer: a target takes bytes, and panics where an invariant is broken.
//!
//! Readers are fed through files, as users feed them: the first byte chooses the format, the rest is the file.

use std::io::Write;
use std::path::PathBuf;
use std::sync::LazyLock;

use corroborate::config::{Config, OutletTable, ReadingParams};
use corroborate::corpus::{Article, Fields, Record, admit, read_outlets, records};
use corroborate::ids::{Method, Span};
use corroborate::lexicon::Lexicon;
use corroborate::pipeline;
use corroborate::settling::{merge_near_numbers, read_table, settle};
use corroborate::text::{Document, segment};

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::english().expect("the tables are sound"));
static CONFIG: LazyLock<Config> = LazyLock::new(Config::default);

/// What the first byte of an input for the readers chooses.
pub const FORMATS: [&str; 16] = [
    "jsonl",
    "json",
    "csv",
    "txt",
    "md",
    "html",
    "warc",
    "xml",
    "jsonl.gz",
    "csv.gz",
    "html.gz",
    "warc.gz",
    "xml.gz",
    "jsonl.zst",
    "warc.zst",
    "txt.zst",
];

/// A target by its name.
pub fn target(name: &str) -> Option<fn(&[u8])> {
    Some(match name {
        "readers" => readers,
        "cleaner" => cleaner,
        "segmenter" => segmenter,
        "article" => article,
        "settle" => settling,
        "configuration" => configuration,
        "outlets" => outlets,
        _ => return None,
    })
}

/// The names of all targets.
pub const TARGETS: [&str; 7] = ["readers", "cleaner", "segmenter", "article", "settle", "configuration", "outlets"];

/// Files of every kind: what is read is an article whose pieces cut its text, or a reject that says what to do.
pub fn readers(data: &[u8]) {
    let Some((&format, bytes)) = data.split_first() else { return };
    let format = FORMATS[usize::from(format) % FORMATS.len()];
    let folder = tempfile::tempdir().expect("a folder for temporary files");
    let outlet = folder.path().join("varnpost.example");
    let path = outlet.join(format!("a.{format}"));
    std::fs::create_dir(&outlet).and_then(|()| std::fs::write(&path, bytes)).expect("a temporary file can be written");
    let params = ReadingParams { max_article_bytes: 1 << 20, max_line_bytes: 1 << 20, ..ReadingParams::default() };
    for found in records(&[path], &params) {
        match found.and_then(|record| admit(record, &LEXICON, &params)) {
            Ok(article) => pieces_cut_the_text(&article),
            Err(reject) => assert!(!reject.reason.is_empty() && !reject.remedy.is_empty(), "{reject:?}"),
        }
    }
}

/// The cleaner: the first line is the title, the rest the text.
pub fn cleaner(data: &[u8]) {
    let Some(record) = record(data) else { return };
    if let Ok(article) = admit(record, &LEXICON, &CONFIG.reading) {
        pieces_cut_the_text(&article);
    }
}

/// The segmenter, on paragraphs as they come: every character that is no blank stands in exactly one token.
pub fn segmenter(data: &[u8]) {
    let text = String::from_utf8_lossy(data).into_owned();
    let mut at = 0;
    let mut paragraphs = Vec::new();
    for line in text.split('\n') {
        paragraphs.push(Span::new(at, at + line.len()));
        at += line.len() + 1;
    }
    let article = Article { text, paragraphs, ..Article::default() };
    let document = segment(&article, &LEXICON);
    tokens_cut_the_text(&article, &document);
    let words: usize =
        document.tokens.iter().map(|token| token.span.of(&article.text).chars().filter(|letter| !letter.is_whitespace()).count()).sum();
    assert_eq!(words, article.text.chars().filter(|letter| !letter.is_whitespace()).count(), "a character in no token or in two");
}

/// The whole analysis of one article: the first line is the title, the rest the text.
pub fn article(data: &[u8]) {
    let Some(record) = record(data) else { return };
    // Another language is another path; here every text is to be read.
    let params = ReadingParams { english_share: 0.0, ..CONFIG.reading.clone() };
    if let Ok(article) = admit(record, &LEXICON, &params) {
        analysed(&article, &CONFIG);
    }
}

/// A table `source,item,value`, by every method: beliefs and trust stay in range.
pub fn settling(data: &[u8]) {
    let mut reader = csv::ReaderBuilder::new().from_reader(data);
    let Ok((assertions, _)) = read_table("table.csv", &mut reader) else { return };
    for &method in Method::ALL {
        let params = corroborate::config::SettlingParams { method, ..CONFIG.settling.clone() };
        for assertions in [merge_near_numbers(assertions.clone(), 0.05), assertions.clone()] {
            let settled = settle(&assertions, &params);
            for value in &settled.values {
                assert!((0.0..=1.0).contains(&value.belief) && (0.0..=1.0).contains(&value.majority_share), "{value:?}");
            }
        }
    }
}

/// A configuration as TOML; one that is taken is used on a small corpus.
pub fn configuration(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let Ok(config) = toml::from_str::<Config>(text) else { return };
    for (title, text) in ARTICLES {
        let fields = Fields { text: text.into(), title: title.into(), outlet: "varnpost.example".into(), ..Fields::default() };
        let record = Record { path: "a.jsonl".into(), position: 1, fields, ..Record::default() };
        if let Ok(article) = admit(record, &LEXICON, &config.reading) {
            analysed(&article, &config);
        }
    }
}

/// A table of outlets: what is taken names no outlet that is empty and no alias of an alias.
pub fn outlets(data: &[u8]) {
    let mut file = tempfile::NamedTempFile::new().expect("a temporary file");
    file.write_all(data).expect("a temporary file can be written");
    let mut table = OutletTable::default();
    if read_outlets(&PathBuf::from(file.path()), &mut table).is_ok() {
        assert!(table.aliases.iter().all(|(alias, of)| !alias.is_empty() && !of.is_empty() && !table.aliases.contains_key(of)));
    }
}

const ARTICLES: [(&str, &str); 2] = [
    (
        "Quay shut",
        "VARN, March 4 (Landwire) \u{2014} The harbour board of Varn closed the north quay on Monday, said Mara Oldine, the mayor. \
        \u{201c}It may be shut for 12 days,\u{201d} she said. At least 3 people were reportedly hurt.\n\nBo Lindt, the finance minister, denied that it would cost 4 million crowns.",
    ),
    (
        "Quay is open",
        "The north quay of Varn is open, according to the harbour board, and it was never shut. About 30 men work there. The Varn Times reported that \
        it was not clear who had said that it would be so.\nCorrection: The quay is in Varn.",
    ),
];

fn record(data: &[u8]) -> Option<Record> {
    let text = String::from_utf8_lossy(data);
    let (title, text) = text.split_once('\n')?;
    let fields = Fields {
        text: text.to_owned(),
        title: title.to_owned(),
        outlet: "varnpost.example".into(),
        published: "2026-03-04".into(),
        language: "en".into(),
        ..Fields::default()
    };
    Some(Record { path: "a.jsonl".into(), position: 1, fields, is_text_file: title.len() % 2 == 1, ..Record::default() })
}

fn cut<'a>(text: &'a str, span: Span, what: &str) -> &'a str {
    text.get(span.start..span.end).unwrap_or_else(|| panic!("{what} {span:?} cuts a character or lies outside"))
}

fn pieces_cut_the_text(article: &Article) {
    let aside = article.set_aside.iter().map(|aside| &aside.span);
    for span in article.paragraphs.iter().chain(&article.headline).chain(aside).chain(&article.corrections) {
        assert!(!cut(&article.text, *span, "a piece").is_empty());
    }
}

fn tokens_cut_the_text(article: &Article, document: &Document) {
    let mut next = 0;
    for sentence in &document.sentences {
        assert!(sentence.tokens.start == next && !sentence.tokens.is_empty(), "a gap between sentences");
        next = sentence.tokens.end;
        cut(&article.text, sentence.span, "a sentence");
    }
    assert_eq!(next, document.tokens.len());
    for token in &document.tokens {
        assert!(!cut(&article.text, token.span, "a token").is_empty());
    }
    for quotation in &document.quotations {
        cut(&article.text, quotation.span, "a quotation");
    }
}

fn analysed(article: &Article, config: &Config) {
    let text = &article.text;
    pieces_cut_the_text(article);
    let found = pipeline::analyse(article, &LEXICON, config);
    tokens_cut_the_text(article, &found.document);
    assert_eq!(found.hedging.sentences.len(), found.document.sentences.len());
    for sentence in &found.hedging.sentences {
        for cue in &sentence.cues {
            assert!(!cut(text, cue.span, "a cue").is_empty());
            cue.scope.map(|scope| cut(text, scope, "a scope"));
        }
    }
    for item in &found.attributions.items {
        for span in item.content.iter().chain(&item.speaker).chain(&item.cue) {
            assert!(!cut(text, *span, "an attribution").is_empty());
        }
        assert!(item.sentence < found.document.sentences.len());
    }
    found.attributions.not_speech.iter().for_each(|span| {
        cut(text, *span, "no speech");
    });
    for mention in &found.mentions {
        assert!(!cut(text, mention.span, "a mention").is_empty() && mention.certainty.is_finite());
        cut(text, mention.sentence_span, "a mention's sentence");
        assert!(mention.attribution.is_none_or(|at| at < found.attributions.items.len()));
    }
}
