//! The stages of a run as an engine calls them: shared out in any way, they give the reports of one process; what is wrong is refused.
//! What belongs here: a small engine in memory, the contract, refusals. Runs on real engines are in `scripts/cluster/check`.

#![cfg(feature = "cluster")]
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "helpers of tests stand outside the functions marked as tests")]

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_array::{Array, ArrayRef, BinaryArray, Int64Array, RecordBatch, StringArray};
use arrow_ipc::reader::StreamReader;
use arrow_ipc::writer::StreamWriter;
use arrow_schema::{DataType, Field, Schema};
use corroborate::config::Config;
use corroborate::lexicon::Lexicon;
use corroborate::report::{Delimiter, Style};
use corroborate::spool::Room;
use corroborate::worker::{Column, Context, Kind, Marks, Settings, run, stage};

#[path = "cluster/blocks.rs"]
mod blocks;

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Cell {
    None,
    Int(i64),
    Text(String),
    Bytes(Vec<u8>),
}

type Row = Vec<Cell>;

fn int(cell: &Cell) -> i64 {
    match cell {
        Cell::Int(number) => *number,
        other => panic!("{other:?} is no number"),
    }
}

fn bytes(cell: &Cell) -> &[u8] {
    match cell {
        Cell::Bytes(bytes) => bytes,
        other => panic!("{other:?} is no bytes"),
    }
}

/// Rows as a stream of batches of a few rows.
fn stream(columns: &[Column], metadata: HashMap<String, String>, rows: &[Row]) -> Vec<u8> {
    let data_type = |kind| match kind {
        Kind::Int => DataType::Int64,
        Kind::Text => DataType::Utf8,
        Kind::Bytes => DataType::Binary,
    };
    let fields: Vec<Field> = columns.iter().map(|column| Field::new(column.name, data_type(column.kind), true)).collect();
    let schema = Arc::new(Schema::new_with_metadata(fields, metadata));
    let mut writer = StreamWriter::try_new(Vec::new(), &schema).unwrap();
    for rows in rows.chunks(7) {
        let array = |(at, column): (usize, &Column)| -> ArrayRef {
            match column.kind {
                Kind::Int => Arc::new(
                    rows.iter()
                        .map(|row| match &row[at] {
                            Cell::Int(number) => Some(*number),
                            _ => None,
                        })
                        .collect::<Int64Array>(),
                ),
                Kind::Text => Arc::new(
                    rows.iter()
                        .map(|row| match &row[at] {
                            Cell::Text(text) => Some(text.as_str()),
                            _ => None,
                        })
                        .collect::<StringArray>(),
                ),
                Kind::Bytes => Arc::new(
                    rows.iter()
                        .map(|row| match &row[at] {
                            Cell::Bytes(bytes) => Some(bytes.as_slice()),
                            _ => None,
                        })
                        .collect::<BinaryArray>(),
                ),
            }
        };
        let batch = RecordBatch::try_new(Arc::clone(&schema), columns.iter().enumerate().map(array).collect()).unwrap();
        writer.write(&batch).unwrap();
    }
    writer.into_inner().unwrap()
}

fn rows_of(stream: &[u8]) -> Vec<Row> {
    let cell = |column: &ArrayRef, at: usize| match column.data_type() {
        _ if column.is_null(at) => Cell::None,
        DataType::Int64 => Cell::Int(column.as_primitive::<Int64Type>().value(at)),
        DataType::Utf8 => Cell::Text(column.as_string::<i32>().value(at).to_owned()),
        _ => Cell::Bytes(column.as_binary::<i32>().value(at).to_vec()),
    };
    let batches = StreamReader::try_new(stream, None).unwrap().map(Result::unwrap);
    batches
        .flat_map(|batch| {
            (0..batch.num_rows()).map(|at| batch.columns().iter().map(|column| cell(column, at)).collect()).collect::<Vec<Row>>()
        })
        .collect()
}

fn metadata(marks: &Marks) -> HashMap<String, String> {
    let of = [("contract", &marks.contract), ("settings", &marks.settings), ("lexicon", &marks.lexicon)];
    of.into_iter().map(|(name, mark)| (format!("corroborate.{name}"), mark.clone())).collect()
}

/// An engine in memory that shares rows out among some partitions, as unlike their order as it can.
struct Engine {
    settings: Settings,
    marks: Marks,
    lexicon: Lexicon,
    partitions: usize,
    articles: Option<usize>,
    stories: bool,
    /// Whether events are made in blocks.
    in_blocks: bool,
    /// Memory for rows while they wait.
    memory: u64,
}

impl Engine {
    fn new(partitions: usize, memory: u64) -> Self {
        Self::told(Settings { config: Config::default(), since: None, until: None, style: Style::default() }, partitions, memory)
    }

    fn told(settings: Settings, partitions: usize, memory: u64) -> Self {
        let lexicon = Lexicon::english().unwrap();
        let marks = Marks::of(&settings.text().unwrap(), &lexicon);
        Self { settings, marks, lexicon, partitions, articles: None, stories: false, in_blocks: false, memory }
    }

    fn stage(&self, name: &str, mut rows: Vec<Row>, side: &[Row]) -> Vec<Row> {
        let stage = stage(name).unwrap();
        rows.reverse();
        let mut partitions: Vec<Vec<Row>> = vec![Vec::new(); if stage.whole { 1 } else { self.partitions }];
        let mut place: BTreeMap<Cell, usize> = BTreeMap::new();
        for (at, row) in rows.into_iter().enumerate() {
            // Groups stay together, rows without keys go anywhere.
            let next = if stage.keys == 0 { at } else { place.len() };
            let at = if stage.keys == 0 { next } else { *place.entry(row[0].clone()).or_insert(next) };
            let partition = at % partitions.len();
            partitions[partition].push(row);
        }
        let side = stream(stage.side, HashMap::new(), side);
        let mut found = Vec::new();
        for rows in partitions.iter().rev() {
            let input = stream(stage.input, metadata(&self.marks), rows);
            let mut output = Vec::new();
            let room = Room::new(self.memory, &std::env::temp_dir());
            let context =
                Context { settings: &self.settings, lexicon: &self.lexicon, room, articles: self.articles, stories: self.stories };
            let mut side = side.as_slice();
            run(stage, &context, &self.marks, input.as_slice(), Some(&mut side), true, &mut output).unwrap();
            found.extend(rows_of(&output));
        }
        found
    }

    /// The whole of it: what `scripts/cluster/driver.py` has an engine do, over the files of a folder.
    fn score(mut self, files: &[PathBuf]) -> BTreeMap<String, Vec<u8>> {
        let some = |cells: &[&Cell]| -> Row { cells.iter().map(|cell| (*cell).clone()).collect() };
        let kind = |rows: &[Row], kind: i64| -> Vec<Row> { rows.iter().filter(|row| int(&row[0]) == kind).cloned().collect() };
        let by =
            |rows: &[Row], column: usize| -> BTreeMap<Cell, Row> { rows.iter().map(|row| (row[column].clone(), row.clone())).collect() };
        let files = (0..).zip(files).map(|(at, path)| vec![Cell::Int(at), Cell::Text(path.to_string_lossy().into_owned())]).collect();
        let admitted = self.stage("admit", self.stage("read", files, &[]), &[]);

        // kind, number, id, outlet, id key, text key, address key, card, data
        let articles = kind(&admitted, 0);
        let mut piece: BTreeMap<i64, i64> = articles.iter().map(|row| (int(&row[1]), int(&row[1]))).collect();
        let mut holders: BTreeMap<&Cell, Vec<i64>> = BTreeMap::new();
        for row in &articles {
            row[4..7].iter().filter(|key| **key != Cell::None).for_each(|key| holders.entry(key).or_default().push(int(&row[1])));
        }
        loop {
            let before = piece.clone();
            for holders in holders.values() {
                let least = holders.iter().map(|number| piece[number]).min().unwrap();
                piece.extend(holders.iter().map(|number| (*number, least)));
            }
            if before == piece {
                break;
            }
        }
        let cards = articles.iter().map(|row| vec![Cell::Int(piece[&int(&row[1])]), row[1].clone(), row[7].clone()]).collect();
        // number, stays, first, version of, version, reject
        let chosen = self.stage("choose", cards, &[]);
        assert_eq!(chosen.iter().map(|row| int(&row[2])).sum::<i64>() as usize, piece.values().collect::<BTreeSet<_>>().len());
        let stays: BTreeSet<i64> = chosen.iter().filter(|row| int(&row[1]) == 1).map(|row| int(&row[0])).collect();
        let staying: Vec<&Row> = articles.iter().filter(|row| stays.contains(&int(&row[1]))).collect();
        let recurring = self.stage("recurring", staying.iter().map(|row| some(&[&row[3], &row[1], &row[7]])).collect(), &[]);
        // id, article, outline, found, words, credits, prints, keys, measures, totals, day
        let analysed = self.stage("analyse", staying.iter().map(|row| some(&[&row[8]])).collect(), &recurring);
        let of_id = by(&analysed, 0);

        let of_number = by(&articles, 1);
        let earlier = chosen.iter().filter(|row| row[3] != Cell::None).map(|row| {
            let later = &of_id[&of_number[&row[3]][2]];
            some(&[&later[0], &row[4], &of_number[&row[0]][8], &later[1], &later[3]])
        });
        let changes = self.stage("versions", earlier.collect(), &[]);

        // kind, id, number, event, data
        let events = if self.in_blocks {
            self.events_in_blocks(&analysed, [4, 10])
        } else {
            self.stage("events", analysed.iter().map(|row| some(&[&row[0], &row[2], &row[4]])).collect(), &[])
        };
        // kind, id, number, data
        let copies = self.stage("copies", analysed.iter().map(|row| some(&[&row[0], &row[2], &row[5], &row[6]])).collect(), &[]);
        let mut counts: BTreeMap<Cell, i64> = BTreeMap::new();
        for row in self.stage("keys", analysed.iter().map(|row| some(&[&row[7]])).collect(), &[]) {
            *counts.entry(row[0].clone()).or_default() += 1;
        }
        let counted: Vec<Row> =
            counts.into_iter().filter(|(_, count)| *count > 1).map(|(key, count)| vec![key, Cell::Int(count)]).collect();
        let members = kind(&events, 0);
        self.articles = Some(members.len());
        let (about, copied) = (by(&kind(&events, 1), 3), by(&kind(&copies, 0), 1));
        let rows = members.iter().map(|row| {
            let article = &of_id[&row[1]];
            some(&[&row[3], &row[2], &about[&row[3]][4], &article[1], &article[3], &copied[&row[1]][3]])
        });
        // kind, event, place, first, second, third, data
        let claims = self.stage("claims", rows.collect(), &counted);

        let part = |part: i64, number: &Cell, data: &Cell| vec![Cell::Int(part), number.clone(), data.clone(), Cell::None, Cell::None];
        let none = Cell::Int(0);
        let mut corpus: Vec<Row> = kind(&events, 1).iter().map(|row| part(0, &row[3], &row[4])).collect();
        corpus.extend(members.iter().map(|row| {
            let article = &of_id[&row[1]];
            vec![Cell::Int(1), row[2].clone(), article[2].clone(), article[8].clone(), article[9].clone()]
        }));
        corpus.extend(kind(&copies, 0).iter().map(|row| part(2, &row[2], &row[3])));
        corpus.extend(kind(&claims, 2).iter().map(|row| part(3, &row[1], &row[6])));
        corpus.extend(kind(&claims, 3).iter().map(|row| part(4, &none, &row[6])));
        corpus.extend(kind(&admitted, 1).iter().map(|row| part(5, &row[1], &row[8])));
        corpus.extend(chosen.iter().filter(|row| row[5] != Cell::None).map(|row| part(5, &row[0], &row[5])));
        corpus.extend(changes.iter().map(|row| part(6, &none, &row[1])));
        corpus.extend(kind(&events, 2).iter().map(|row| part(7, &row[2], &row[4])));
        corpus.extend(kind(&copies, 2).iter().map(|row| part(7, &row[2], &row[3])));

        let asked = by(&self.stage("settle", corpus.clone(), &[]), 0);
        let again = members.iter().filter_map(|row| {
            let article = &of_id[&row[1]];
            Some(some(&[&row[3], &row[2], &about[&row[3]][4], &asked.get(&row[3])?[1], &article[1], &article[3]]))
        });
        // kind, event, place, number, first, second, third, data
        let gathered = self.stage("gather", again.collect(), &[]);
        corpus.extend(kind(&gathered, 1).iter().map(|row| part(8, &row[3], &row[7])));
        corpus.push(part(9, &none, &Cell::Bytes(b"engine=none".to_vec())));
        let mut found: BTreeMap<String, Vec<u8>> = BTreeMap::new();
        let mut parts = self.stage("report", corpus, &[]);
        parts.sort();
        for row in parts {
            let Cell::Text(file) = &row[0] else { panic!("a file without a name") };
            found.entry(file.clone()).or_default().extend_from_slice(bytes(&row[2]));
        }

        let made_again: BTreeSet<(&Cell, &Cell)> = gathered.iter().map(|row| (&row[1], &row[2])).collect();
        let known = kind(&claims, 0).into_iter().filter(|row| !made_again.contains(&(&row[1], &row[2])));
        let claim_lines = known.map(|row| row[3..].to_vec()).chain(kind(&gathered, 0).iter().map(|row| row[4..].to_vec())).collect();
        let evidence_lines = kind(&claims, 1).iter().map(|row| row[3..].to_vec()).collect();
        for (file, mut lines) in [("claims.csv", claim_lines), ("evidence.csv", evidence_lines)] {
            let lines: &mut Vec<Row> = &mut lines;
            // Ranges of keys, as many as there are partitions.
            lines.sort();
            let ranges = lines.chunks(lines.len().div_ceil(self.partitions).max(1));
            let ranged = (0..).zip(ranges).flat_map(|(range, lines)| {
                lines.iter().map(move |line| std::iter::once(Cell::Int(range)).chain(line.iter().cloned()).collect())
            });
            let mut blocks = self.stage("lines", ranged.collect(), &[]);
            blocks.sort();
            assert_eq!(blocks.iter().map(|block| int(&block[7])).sum::<i64>() as usize, lines.len());
            found.get_mut(file).unwrap().extend(blocks.iter().flat_map(|block| bytes(&block[9]).to_vec()));
        }
        found
    }
}

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus")
}

fn files(folder: &Path) -> Vec<PathBuf> {
    corroborate::corpus::files(&[folder.to_owned()]).map(Result::unwrap).collect()
}

/// The reports of one process.
fn in_one_process(corpus: &Path, options: &[&str]) -> BTreeMap<String, Vec<u8>> {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("reports");
    let status =
        Command::new(env!("CARGO_BIN_EXE_corroborate")).arg("score").arg(corpus).args(options).arg("--out").arg(&out).output().unwrap();
    assert!(status.status.code().is_some_and(|code| code == 0 || code == 3), "{status:?}");
    let read = |entry: std::io::Result<fs::DirEntry>| {
        let path = entry.unwrap().path();
        (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(path).unwrap())
    };
    fs::read_dir(out).unwrap().map(read).collect()
}

/// What `run.csv` tells of the corpus: not the clock, not the machine.
fn facts(run: &[u8]) -> Vec<String> {
    let of_the_machine = ["finished", "seconds", "threads", "peak_memory", "temporary_file", "engine"];
    let lines = String::from_utf8_lossy(run).into_owned();
    lines.lines().filter(|line| !of_the_machine.iter().any(|fact| line.starts_with(fact))).map(str::to_owned).collect()
}

fn same_as(expected: &BTreeMap<String, Vec<u8>>, engine: Engine, corpus: &Path) {
    let partitions = engine.partitions;
    let found = engine.score(&files(corpus));
    assert_eq!(found.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>());
    for (file, bytes) in expected {
        if file == "run.csv" {
            assert_eq!(facts(&found[file]), facts(bytes), "{partitions} partitions");
        } else {
            assert!(found[file] == *bytes, "{file} differs with {partitions} partitions");
        }
    }
}

fn same(corpus: &Path, ways: &[(usize, u64)]) {
    let expected = in_one_process(corpus, &[]);
    for (partitions, memory) in ways {
        same_as(&expected, Engine::new(*partitions, *memory), corpus);
    }
}

#[test]
fn partitions_change_no_byte_of_the_sample_corpus() {
    // The last one with all rows that wait in files.
    same(&corpus(), &[(1, 1 << 28), (3, 1 << 28), (8, 0)]);
}

#[test]
fn days_and_the_form_of_csv_files_are_passed_on() {
    // The last days are after all articles: reports of nothing.
    for (since, until) in [("2026-03-09", "2026-03-25"), ("2031-05-12", "2031-05-16")] {
        let options = ["--since", since, "--until", until, "--bom", "--delimiter", "semicolon", "--evidence", "shared"];
        let style = Style { bom: true, delimiter: Delimiter::Semicolon, shared_evidence_only: true, ..Style::default() };
        let settings = Settings { config: Config::default(), since: since.parse().ok(), until: until.parse().ok(), style };
        same_as(&in_one_process(&corpus(), &options), Engine::told(settings, 3, 1 << 28), &corpus());
    }
}

/// Articles of six outlets on twenty happenings of two months; every fifth has no day.
fn two_months() -> String {
    let things = ["bridge", "ferry", "harbour", "quarry", "school", "mill", "tower", "market", "depot", "bakery"];
    let places = ["Aldane", "Tolmere", "Quenby", "Ostrava Hill", "Lenn", "Marrow Sound", "Veld", "Brisa", "Corvane", "Hasp"];
    let mut text = String::new();
    for happening in 0..20_usize {
        let (thing, place) = (things[happening % 10], places[(happening * 3 + happening / 10) % 10]);
        let other = places[(happening * 7 + 1) % 10];
        let hurt = 3 + happening;
        let sentences = [
            format!("The {thing} at {place} was closed after a fire hurt {hurt} people, the council of {place} said."),
            format!("A fire at the {thing} of {place} hurt {hurt} people and closed the road to {other}, police said."),
            format!("Police in {place} said that {hurt} people were hurt when the {thing} burned."),
            format!("The road from {place} to {other} stays closed, and the {thing} will be rebuilt, the mayor of {place} said."),
            format!("Nobody knows why the {thing} at {place} burned, said the fire chief of {other}."),
            format!("The {thing} stood at {place} for ninety years and fed half of {other}."),
        ];
        for outlet in 0..6_usize {
            let body: Vec<&str> = (0..4).map(|at| sentences[(outlet * (at + 1) + at) % 6].as_str()).collect();
            let day = happening * 3 + outlet % 3;
            let published = (!(happening + outlet).is_multiple_of(5)).then(|| format!("2031-{:02}-{:02}", 5 + day / 30, 1 + day % 30));
            let fields = serde_json::json!({"outlet": format!("outlet{outlet}.example"), "url": format!("https://outlet{outlet}.example/{happening}"),
                "published": published, "title": format!("Fire closes {thing} at {place}"), "text": body.join(" ")});
            writeln!(text, "{fields}").unwrap();
        }
    }
    text
}

#[test]
fn events_in_blocks_are_those_of_one_process() {
    let folder = tempfile::tempdir().unwrap();
    let config_path = folder.path().join("blocks.toml");
    // Blocks of a few articles, with caps that cut.
    let caps = "compare_all = 0\nblock_articles = 5\narticles_per_key = 20\ncandidates = 15\nstory_days = 12\nstory_candidates = 9";
    fs::write(&config_path, format!("[linking.events]\n{caps}\n")).unwrap();
    let articles = folder.path().join("articles");
    fs::create_dir(&articles).unwrap();
    fs::write(articles.join("some.jsonl"), two_months()).unwrap();
    let mut config = Config::default();
    let events = &mut config.linking.events;
    (events.compare_all, events.block_articles, events.articles_per_key, events.candidates) = (0, 5, 20, 15);
    (events.story_days, events.story_candidates) = (12, 9);
    let settings = Settings { config, since: None, until: None, style: Style::default() };
    let expected = in_one_process(&articles, &["--config", config_path.to_str().unwrap()]);
    for (partitions, memory) in [(1, 1 << 28), (3, 1 << 28), (8, 0)] {
        let engine = Engine { in_blocks: true, ..Engine::told(settings.clone(), partitions, memory) };
        same_as(&expected, engine, &articles);
    }
}

/// Later texts of an article, articles met twice in two ways that join three of them, an id met again, trouble.
#[test]
fn articles_met_twice_are_chosen_among_as_in_one_process() {
    let folder = tempfile::tempdir().unwrap();
    let mut text = String::new();
    let mut line = |outlet: &str, url: &str, id: &str, day: u8, body: &str| {
        let body =
            format!("{body} The minister said that the bridge over the Aldane was closed on Monday. Nobody was hurt, the council said.");
        let fields = serde_json::json!({"outlet": outlet, "url": url, "id": id, "published": format!("2031-05-{day:02}"), "title": "Bridge closed", "text": body});
        writeln!(text, "{fields}").unwrap();
    };
    line("a.example", "https://a.example/1", "one", 1, "It rained.");
    line("a.example", "https://a.example/1", "two", 2, "It rained a lot, and the river rose.");
    line("a.example", "https://a.example/2", "", 3, "It rained a lot, and the river rose.");
    line("a.example", "https://a.example/1", "three", 1, "It had rained before that day.");
    line("b.example", "https://b.example/1", "two", 4, "The ferry ran.");
    line("b.example", "https://b.example/2", "four", 4, "The ferry ran to the island.");
    line("b.example", "https://b.example/2", "five", 5, "The ferry ran to the island twice.");
    line("c.example", "https://c.example/2", "six", 5, "No ferry ran.");
    fs::write(folder.path().join("some.jsonl"), format!("{text}{{\"outlet\": \n")).unwrap();
    fs::write(folder.path().join("strange.doc"), "nothing").unwrap();
    same(folder.path(), &[(1, 1 << 28), (3, 1 << 28), (8, 1 << 28)]);
}

#[test]
fn the_contract() {
    let mut told = String::new();
    for stage in corroborate::worker::STAGES {
        let columns =
            |columns: &[Column]| columns.iter().map(|column| format!("{} {:?}", column.name, column.kind)).collect::<Vec<_>>().join(", ");
        let whole = if stage.whole { " of the whole corpus" } else { "" };
        writeln!(told, "{}{whole}, sorted by {} columns\n  in   {}", stage.name, stage.keys, columns(stage.input)).unwrap();
        if !stage.side.is_empty() {
            writeln!(told, "  side {}", columns(stage.side)).unwrap();
        }
        writeln!(told, "  out  {}", columns(stage.output)).unwrap();
    }
    insta::assert_snapshot!(format!("contract {}\n{told}", corroborate::worker::CONTRACT));
}

/// The worker as a program: `input` to `lines`, which needs sorted rows; its status and what it said.
fn worker(input: &[u8], settings: &str, options: &[&str]) -> (Option<i32>, Vec<u8>, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("settings");
    fs::write(&path, settings).unwrap();
    let mut command = assert_cmd::Command::new(env!("CARGO_BIN_EXE_corroborate"));
    let output = command.args(["worker", "lines", "--settings"]).arg(path).args(options).write_stdin(input).output().unwrap();
    (output.status.code(), output.stdout, String::from_utf8_lossy(&output.stderr).into_owned())
}

fn line(key: i64, text: &str) -> Row {
    vec![Cell::Int(0), Cell::Int(key), Cell::Int(0), Cell::Int(0), Cell::Bytes(text.as_bytes().to_vec())]
}

#[test]
fn a_worker_sorts_its_rows_or_sees_that_they_are_sorted() {
    let engine = Engine::new(1, 0);
    let settings = engine.settings.text().unwrap();
    let lines = stage("lines").unwrap();
    let of = |rows: &[Row]| stream(lines.input, metadata(&engine.marks), rows);
    let unsorted = of(&[line(2, "b"), line(1, "a"), line(3, "c")]);
    let (status, out, _) = worker(&unsorted, &settings, &["--sort"]);
    let ends = |key: i64| [Cell::Int(key), Cell::Int(0), Cell::Int(0)];
    let told = [Cell::Int(3), Cell::Int(3), Cell::Bytes(b"abc".to_vec())];
    let expected: Row = std::iter::once(Cell::Int(0)).chain(ends(1)).chain(ends(3)).chain(told).collect();
    assert_eq!((status, rows_of(&out)), (Some(0), vec![expected]));
    let (status, _, told) = worker(&unsorted, &settings, &[]);
    assert!(status == Some(65) && told.contains("not sorted by range, first, second, third"), "{told}");
    assert_eq!(worker(&of(&[line(1, "a"), line(1, "b"), line(3, "c")]), &settings, &[]).0, Some(0));
    // A partition without rows.
    let (status, out, _) = worker(&of(&[]), &settings, &["--sort"]);
    assert!(status == Some(0) && rows_of(&out).is_empty());
}

#[test]
fn a_worker_refuses_what_was_made_for_another() {
    let engine = Engine::new(1, 0);
    let settings = engine.settings.text().unwrap();
    let lines = stage("lines").unwrap();
    let refused = |input: &[u8], settings: &str, expected: &str| {
        let (status, _, told) = worker(input, settings, &["--sort"]);
        let told = told.split_whitespace().filter(|word| *word != "│").collect::<Vec<_>>().join(" ");
        assert!(status == Some(65) && told.contains(expected), "{status:?} {told}");
    };
    let marked = |name: &str, mark: &str| {
        let mut metadata = metadata(&engine.marks);
        metadata.insert(format!("corroborate.{name}"), mark.to_owned());
        stream(lines.input, metadata, &[line(1, "a")])
    };
    refused(&marked("contract", "0"), &settings, "made for corroborate.contract = 0, and this worker has 2");
    refused(&marked("lexicon", "another"), &settings, "corroborate.lexicon = another");
    let other = Settings { since: Some(jiff::civil::date(2031, 5, 1)), ..engine.settings.clone() }.text().unwrap();
    let good = stream(lines.input, metadata(&engine.marks), &[line(1, "a")]);
    refused(&good, &other, "made for corroborate.settings");
    refused(&good, "no settings", "the settings cannot be read");
    refused(&stream(lines.input, HashMap::new(), &[]), &settings, "corroborate.contract = nothing");
    refused(&stream(&lines.input[..4], metadata(&engine.marks), &[]), &settings, "asked for are range Int64");
    refused(&good[..good.len() / 2], &settings, "cannot be read");
    refused(b"", &settings, "cannot be read");
    refused(b"first,second,third,data\n1,2,3,x\n", &settings, "cannot be read");
    // A cell that is missing where the stage goes by it.
    let row = vec![Cell::Int(1), Cell::Int(0), Cell::Int(0), Cell::Int(0), Cell::None];
    refused(&stream(lines.input, metadata(&engine.marks), &[row]), &settings, "nothing to go by in column 4");
    // Without their number every key of the corpus would be taken for another rarity.
    let claims = stage("claims").unwrap();
    let (rows, side) = (stream(claims.input, metadata(&engine.marks), &[]), stream(claims.side, HashMap::new(), &[]));
    let room = Room::new(0, &std::env::temp_dir());
    let context = Context { settings: &engine.settings, lexicon: &engine.lexicon, room, articles: None, stories: false };
    let error = run(claims, &context, &engine.marks, rows.as_slice(), Some(&mut side.as_slice()), true, Vec::new()).unwrap_err();
    assert!(error.to_string().contains("how many articles"), "{error}");
}
