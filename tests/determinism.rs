//! The same corpus gives the same bytes: for any number of threads, in any order of the arguments, and whatever other
//! run was killed before.

#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "helpers of tests stand outside the functions marked as tests")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn score(corpus: &[&str], out: &Path, more: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_corroborate"));
    command.current_dir(root()).arg("score").args(corpus).arg("--out").arg(out).args(more);
    command
}

/// Every file of a report folder but `run.csv`, the only one with a clock in it.
fn bytes(out: &Path) -> BTreeMap<String, Vec<u8>> {
    std::fs::read_dir(out)
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.file_name() != "run.csv")
        .map(|entry| (entry.file_name().to_string_lossy().into_owned(), std::fs::read(entry.path()).unwrap()))
        .collect()
}

fn same(a: &BTreeMap<String, Vec<u8>>, b: &BTreeMap<String, Vec<u8>>, what: &str) {
    assert_eq!(a.keys().collect::<Vec<_>>(), b.keys().collect::<Vec<_>>(), "{what}");
    for (file, content) in a {
        assert!(content == &b[file], "{file} differs: {what}");
    }
}

#[test]
fn texts_that_wait_in_a_file_give_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let runs: Vec<_> = ["1G", "0"]
        .into_iter()
        .map(|memory| {
            let out = folder.path().join(memory);
            assert!(score(&["corpus"], &out, &["--memory", memory, "--per-source"]).status().unwrap().success());
            let run = std::fs::read_to_string(out.join("run.csv")).unwrap();
            let filed = run.lines().find_map(|line| line.strip_prefix("temporary_file_mb,")).unwrap();
            assert_eq!(filed == "0", memory == "1G", "{filed} MB with {memory} of memory");
            let of_each = bytes(&out.join("by_source"));
            std::fs::remove_dir_all(out.join("by_source")).unwrap();
            (bytes(&out), of_each)
        })
        .collect();
    same(&runs[0].0, &runs[1].0, "memory and a file");
    same(&runs[0].1, &runs[1].1, "the evidence of each source, memory and a file");
    assert!(runs[0].1.len() > 5);
    // Nothing is left of the file.
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
}

#[test]
fn one_two_and_eight_threads_give_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let runs: Vec<_> = ["1", "2", "8"]
        .iter()
        .map(|threads| {
            let out = folder.path().join(threads);
            assert!(score(&["corpus"], &out, &["--threads", threads]).status().unwrap().success());
            bytes(&out)
        })
        .collect();
    assert_eq!(runs[0].len(), 15);
    same(&runs[0], &runs[1], "1 and 2 threads");
    same(&runs[0], &runs[2], "1 and 8 threads");
}

#[test]
fn the_order_of_the_arguments_does_not_matter() {
    let folder = tempfile::tempdir().unwrap();
    let (a, b) = (folder.path().join("a"), folder.path().join("b"));
    let (one, other) = ("corpus/landwire.example", "corpus/newsbasket.example");
    assert!(score(&[one, other], &a, &[]).status().unwrap().success());
    assert!(score(&[other, one], &b, &[]).status().unwrap().success());
    same(&bytes(&a), &bytes(&b), "order of arguments");
}

#[test]
fn a_run_killed_at_any_point_leaves_whole_reports() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    assert!(score(&["corpus/landwire.example"], &out, &[]).status().unwrap().success());
    let old = bytes(&out);
    let fresh = folder.path().join("fresh");
    let begun = std::time::Instant::now();
    assert!(score(&["corpus"], &fresh, &[]).status().unwrap().success());
    let whole_run = begun.elapsed();
    let new = bytes(&fresh);
    let mut replaced = 0;
    for step in 0..12 {
        let mut child = score(&["corpus"], &out, &[]).stderr(std::process::Stdio::null()).spawn().unwrap();
        // From the very start to a little after the usual end.
        std::thread::sleep(Duration::from_secs_f64(whole_run.as_secs_f64() * f64::from(step) / 10.0));
        child.kill().unwrap();
        child.wait().unwrap();
        let found = bytes(&out);
        if found == new {
            replaced += 1;
        } else {
            same(&found, &old, "killed run");
            assert_eq!(replaced, 0, "old reports came back");
        }
    }
    assert!(score(&["corpus"], &out, &[]).status().unwrap().success());
    same(&bytes(&out), &new, "the run after the killed ones");
}
