//! `campaign TARGET SECONDS [NUMBER]`: seeds changed at random for so long on the stable toolchain, without coverage. Prints how many
//! inputs were run, the slowest and the largest memory; writes each input that panics, made as small as it gets, to `artifacts/TARGET/`.
//! `campaign TARGET FILE` runs one input, `campaign TARGET seeds` writes the seeds to `corpus/TARGET/`, where cargo-fuzz looks for them.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use corroborate_fuzz::{FORMATS, TARGETS, target};

/// Largest input, in bytes.
const LARGEST: usize = 1 << 16;
/// An input that takes longer is kept as slow.
const SLOW: Duration = Duration::from_secs(5);
/// How long a finding is made smaller.
const SHRINKING: Duration = Duration::from_secs(20);

/// Xorshift (Marsaglia 2003): enough to change bytes at random.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides.max(1) as u64) as usize
    }

    /// A number below one of `sides`.
    fn below_one_of(&mut self, sides: [usize; 3]) -> usize {
        let sides = sides[self.below(3)];
        self.below(sides)
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let Some((name, run)) = arguments.get(1).and_then(|name| Some((name, target(name)?))) else {
        eprintln!("campaign TARGET SECONDS [NUMBER], campaign TARGET seeds, or campaign TARGET FILE; targets: {}", TARGETS.join(", "));
        std::process::exit(2);
    };
    let home = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let seeds = seeds(&home, name);
    if arguments.get(2).is_some_and(|word| word == "seeds") {
        let corpus = home.join("corpus").join(name);
        std::fs::create_dir_all(&corpus).expect("the corpus can be written");
        for (number, seed) in seeds.iter().enumerate() {
            std::fs::write(corpus.join(format!("seed-{number}")), seed).expect("the corpus can be written");
        }
        return;
    }
    let seconds: u64 = match arguments.get(2).map(|given| (given, given.parse())) {
        Some((_, Ok(seconds))) => seconds,
        Some((file, Err(_))) => return run(&std::fs::read(file).expect("the input can be read")),
        None => 60,
    };
    let artifacts = home.join("artifacts").join(name);
    std::fs::create_dir_all(&artifacts).expect("artifacts can be written");
    let words: Vec<Vec<u8>> =
        ["text", "files"].iter().flat_map(|dict| dictionary(&home.join(format!("dictionaries/{dict}.dict")))).collect();
    let mut dice = Dice(arguments.get(3).and_then(|number| number.parse().ok()).unwrap_or(0x9e37_79b9_7f4a_7c15));
    std::panic::set_hook(Box::new(|_| {}));
    let under_way: Arc<Mutex<Option<(Instant, Vec<u8>)>>> = Arc::default();
    watch(Arc::clone(&under_way), artifacts.join("hang"));
    let (begin, limit) = (Instant::now(), Duration::from_secs(seconds));
    let (mut runs, mut bytes, mut slowest, mut found) = (0_u64, 0_u64, Duration::ZERO, Vec::<String>::new());
    let mut pool = seeds.clone();
    // The word tables are read once, outside the time of any input.
    run(b"a\nb");
    while begin.elapsed() < limit {
        let input = if (runs as usize) < seeds.len() { seeds[runs as usize].clone() } else { changed(&pool, &words, &mut dice) };
        *under_way.lock().expect("no thread panics with it") = Some((Instant::now(), input.clone()));
        let start = worked();
        let outcome = catch_unwind(AssertUnwindSafe(|| run(&input)));
        let took = worked().saturating_sub(start);
        *under_way.lock().expect("no thread panics with it") = None;
        runs += 1;
        bytes += input.len() as u64;
        slowest = slowest.max(took);
        if let Err(panic) = outcome {
            let what = told(&*panic);
            if !found.contains(&what) {
                let least = shrunk(input, &what, run);
                std::fs::write(artifacts.join(format!("panic-{}", found.len())), &least).expect("artifacts can be written");
                println!("{name}: panic of {} bytes: {what}", least.len());
                found.push(what);
            }
        } else if took > SLOW {
            std::fs::write(artifacts.join(format!("slow-{runs}")), &input).expect("artifacts can be written");
            println!("{name}: {} bytes took {:.1} s", input.len(), took.as_secs_f64());
        } else if dice.below(20) == 0 {
            // Walks on from what was changed before.
            let place = dice.below(pool.len().max(1));
            if pool.len() < 4 * seeds.len() {
                pool.push(input)
            } else if place >= seeds.len() {
                pool[place] = input
            }
        }
    }
    println!(
        "{name}: {runs} runs, {} MB, {:.0} s, slowest {:.2} s, {} findings, peak {}",
        bytes / 1_000_000,
        begin.elapsed().as_secs_f64(),
        slowest.as_secs_f64(),
        found.len(),
        peak()
    );
}

/// The message of a panic, without what differs from input to input.
fn told(panic: &(dyn std::any::Any + Send)) -> String {
    let what = panic.downcast_ref::<String>().cloned().or_else(|| panic.downcast_ref::<&str>().map(|what| (*what).to_owned()));
    what.unwrap_or_default().chars().filter(|letter| !letter.is_ascii_digit()).take(120).collect()
}

/// The least input that panics in the same way, as far as taking stretches out finds it in time.
fn shrunk(mut input: Vec<u8>, what: &str, run: fn(&[u8])) -> Vec<u8> {
    let begin = Instant::now();
    let panics = |input: &[u8]| catch_unwind(AssertUnwindSafe(|| run(input))).is_err_and(|panic| told(&*panic) == what);
    let mut length = input.len() / 2;
    while length > 0 && begin.elapsed() < SHRINKING {
        let mut at = 0;
        while at < input.len() && begin.elapsed() < SHRINKING {
            let less = [&input[..at], &input[(at + length).min(input.len())..]].concat();
            if panics(&less) { input = less } else { at += length }
        }
        length /= 2;
    }
    input
}

fn changed(pool: &[Vec<u8>], words: &[Vec<u8>], dice: &mut Dice) -> Vec<u8> {
    let mut input = pool[dice.below(pool.len())].clone();
    for _ in 0..=dice.below(6) {
        let at = dice.below(input.len() + 1);
        let end = (at + 1 + dice.below_one_of([4, 64, 1024])).min(input.len());
        match dice.below(9) {
            0 if at < input.len() => input[at] ^= 1 << dice.below(8),
            1 if at < input.len() => input[at] = dice.below(256) as u8,
            2 if at < end => drop(input.drain(at..end)),
            3 if at < end => {
                let piece = input[at..end].repeat(1 + dice.below_one_of([2, 8, 200]));
                input.splice(at..at, piece);
            }
            4 => {
                let word = words[dice.below(words.len())].repeat(1 + dice.below_one_of([1, 2, 100]));
                input.splice(at..at, word);
            }
            5 => {
                let other = &pool[dice.below(pool.len())];
                let from = dice.below(other.len() + 1);
                let to = (from + dice.below(2000)).min(other.len());
                input.splice(at..end.max(at), other[from..to].iter().copied());
            }
            6 => input.truncate(at.max(1)),
            7 => {
                let word = words[dice.below(words.len())].clone();
                let end = (at + word.len()).min(input.len());
                input.splice(at..end.max(at), word);
            }
            _ => {
                let digits = ["0", "-1", "99999999999999999999", "1e308", "4294967296", "18446744073709551615"][dice.below(6)];
                input.splice(at..at, digits.bytes());
            }
        }
        input.truncate(LARGEST);
    }
    input
}

/// Seeds of this folder, and files of the main tests and of the sample corpus.
fn seeds(home: &Path, name: &str) -> Vec<Vec<u8>> {
    let mut found: Vec<Vec<u8>> = Vec::new();
    let mut files = Vec::new();
    walk(&home.join("seeds").join(name), &mut files);
    found.extend(files.iter().filter_map(|file| std::fs::read(file).ok()));
    let mut given = Vec::new();
    walk(&home.join("../tests/inputs"), &mut given);
    walk(&home.join("../corpus"), &mut given);
    for file in given {
        let shown = file.to_string_lossy();
        let Ok(bytes) = std::fs::read(&file) else { continue };
        let text = shown.ends_with(".txt") || shown.ends_with(".md") || shown.ends_with(".html");
        match name {
            "readers" => {
                if let Some(format) = FORMATS.iter().rposition(|format| shown.ends_with(&format!(".{format}"))) {
                    found.push([&[format as u8], bytes.get(..bytes.len().min(LARGEST - 1)).unwrap_or_default()].concat());
                }
            }
            "cleaner" | "segmenter" | "article" if text => found.push(bytes),
            _ => {}
        }
    }
    if name == "configuration" {
        let commented = corroborate::config::commented();
        found.push(
            commented
                .lines()
                .map(|line| line.strip_prefix("# ").filter(|line| line.contains(" = ")).unwrap_or(line))
                .collect::<Vec<_>>()
                .join("\n")
                .into_bytes(),
        );
        found.push(commented.into_bytes());
    }
    if found.is_empty() {
        found.push(b"\n".to_vec());
    }
    found
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut entries: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    entries.sort();
    for entry in entries {
        if entry.is_dir() { walk(&entry, found) } else { found.push(entry) }
    }
}

/// The entries of a dictionary in libFuzzer's form: a quoted string a line, `\xNN`, `\\` and `\"` in it.
fn dictionary(path: &Path) -> Vec<Vec<u8>> {
    let text = std::fs::read_to_string(path).expect("the dictionary stands in this folder");
    text.lines().filter_map(|line| line.strip_prefix('"')?.strip_suffix('"')).map(unescaped).collect()
}

fn unescaped(entry: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = entry;
    while let Some(letter) = rest.chars().next() {
        let code = rest.strip_prefix("\\x").and_then(|digits| u8::from_str_radix(digits.get(..2)?, 16).ok());
        if let Some(code) = code {
            bytes.push(code);
            rest = &rest[4..];
        } else {
            let plain = rest.strip_prefix('\\').unwrap_or(rest);
            let letter = plain.chars().next().unwrap_or(letter);
            bytes.extend(letter.to_string().bytes());
            rest = &plain[letter.len_utf8().min(plain.len())..];
        }
    }
    bytes
}

/// Writes down what is under way for too long, so that a hang leaves its input.
fn watch(under_way: Arc<Mutex<Option<(Instant, Vec<u8>)>>>, place: PathBuf) {
    std::thread::spawn(move || {
        loop {
            std::thread::sleep(Duration::from_secs(5));
            let now = under_way.lock().expect("no thread panics with it").clone();
            if let Some((_, input)) = now.filter(|(start, _)| start.elapsed() > 4 * SLOW) {
                let _ = std::fs::write(&place, input);
                println!("an input takes more than {} s: {}", 4 * SLOW.as_secs(), place.display());
            }
        }
    });
}

/// How long this thread has worked, as Linux tells it: other work on the machine does not count.
fn worked() -> Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    Duration::from_nanos(told.split(' ').next().and_then(|nanoseconds| nanoseconds.parse().ok()).unwrap_or_default())
}

/// The most memory held so far, as Linux tells it.
fn peak() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("unknown").trim().to_owned()
}
