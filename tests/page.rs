//! The page in a browser: what its script does when a reader comes with an address or without. Needs Chromium; skipped aloud without.
//! Belongs here: what no look at the page's text can show.
#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "a test that cannot go on has failed; one that is skipped says so")]

use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

fn browser() -> Option<&'static str> {
    ["chromium", "chromium-browser", "google-chrome"].into_iter().find(|name| {
        Command::new(name).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
    })
}

/// The page as the browser has it after its script has run.
fn shown(browser: &str, home: &Path, fragment: &str) -> String {
    let address = format!("file://{}/out/index.html{fragment}", home.display());
    let profile = format!("--user-data-dir={}", home.join("profile").display());
    let done = Command::new(browser)
        .args([
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--enable-logging=stderr",
            &profile,
            "--virtual-time-budget=4000",
            "--dump-dom",
            &address,
        ])
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&done.stderr);
    for wrong in ["Uncaught", "Refused to", "Content Security Policy"] {
        assert!(!told.contains(wrong), "{fragment}: {told}");
    }
    String::from_utf8_lossy(&done.stdout).into_owned()
}

#[test]
fn addresses_open_what_they_name() {
    let Some(browser) = browser() else {
        eprintln!("skipped: no chromium on the path");
        return;
    };
    let home = TempDir::new().unwrap();
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let done = Command::new(env!("CARGO_BIN_EXE_corroborate"))
        .current_dir(home.path())
        .arg("score")
        .arg(corpus)
        .args(["--out", "out"])
        .output()
        .unwrap();
    assert!(done.status.success());
    // Without an address: all outlets, claims contested first, nothing open.
    let plain = shown(browser, home.path(), "");
    assert!(plain.contains("How outlets report") && !plain.contains("<dialog open") && plain.matches("<li class=\"dots\">").count() == 7);
    // An outlet: its parts in a dialog that is open.
    let outlet = shown(browser, home.path(), "#outlet=newsbasket.example");
    let dialog = outlet.split("<dialog").find(|part| part.split('>').next().is_some_and(|tag| tag.contains("open"))).unwrap_or_default();
    assert!(
        dialog.contains("newsbasket.example") && dialog.contains("What the score is made of") && dialog.contains("red flags"),
        "{}",
        &dialog[..dialog.len().min(300)]
    );
    // A search: the one contested claim with the word.
    let found = shown(browser, home.path(), "#q=aldane&status=contested");
    assert!(found.contains("1 claim"), "the search is narrowed to one claim");
    // What is not there is said.
    let missing = shown(browser, home.path(), "#claim=cnosuchclaim1");
    assert!(missing.contains("claims.csv"));
}
