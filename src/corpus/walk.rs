//! Paths given by the user become files, in the byte order of their names.

use std::path::{Path, PathBuf};

use super::Reject;

/// A file found, or what is wrong with a path.
pub(super) enum Found {
    /// A file to read.
    File(PathBuf),
    /// A path that cannot be used.
    Trouble(Reject),
}

/// A walk over files and folders that holds one folder's listing a level, so that a large tree costs little memory.
pub(super) struct Walk {
    /// Paths still to visit, the next one last.
    stack: Vec<Step>,
}

struct Step {
    path: PathBuf,
    /// Named by the user: neither hidden nor left out as a README.
    given: bool,
    depth: usize,
}

/// Folders below folders; deeper trees are a loop of links.
const MAX_DEPTH: usize = 64;

impl Walk {
    /// A walk over `paths` in byte order; a path that is named twice is visited once.
    pub(super) fn new(paths: &[PathBuf]) -> Self {
        let mut sorted: Vec<PathBuf> = paths.to_vec();
        sorted.sort_by(|a, b| a.as_os_str().as_encoded_bytes().cmp(b.as_os_str().as_encoded_bytes()));
        sorted.dedup();
        Self { stack: sorted.into_iter().rev().map(|path| Step { path, given: true, depth: 0 }).collect() }
    }

    fn open_folder(&mut self, step: &Step) -> Option<Reject> {
        if step.depth >= MAX_DEPTH {
            return Some(unreadable(&step.path, "folders lie more than 64 deep", "look for a link that leads back into its own folder"));
        }
        let entries = match std::fs::read_dir(&step.path).and_then(Iterator::collect::<std::io::Result<Vec<_>>>) {
            Ok(entries) => entries,
            Err(error) => return Some(unreadable(&step.path, &error.to_string(), "check the folder's permissions")),
        };
        // A folder that holds nothing but hidden files holds no articles.
        let mut names: Vec<PathBuf> =
            entries.into_iter().map(|entry| entry.path()).filter(|path| !left_out(path) && !is_loop(path)).collect();
        if names.is_empty() && step.given {
            return Some(unreadable(&step.path, "the folder holds no files", "name a folder with articles in it"));
        }
        names.sort_by(|a, b| b.as_os_str().as_encoded_bytes().cmp(a.as_os_str().as_encoded_bytes()));
        self.stack.extend(names.into_iter().map(|path| Step { path, given: false, depth: step.depth + 1 }));
        None
    }
}

impl Iterator for Walk {
    type Item = Found;

    fn next(&mut self) -> Option<Found> {
        loop {
            let step = self.stack.pop()?;
            match std::fs::metadata(&step.path) {
                Err(error) => {
                    return Some(Found::Trouble(unreadable(&step.path, &error.to_string(), "check the path and its permissions")));
                }
                Ok(about) if about.is_dir() => {
                    if let Some(reject) = self.open_folder(&step) {
                        return Some(Found::Trouble(reject));
                    }
                }
                Ok(about) if about.is_file() && !step.given && is_documentation(&step.path) => {
                    let remedy = "name the file itself to have it read as an article";
                    let reject = unreadable(&step.path, "a Markdown file named in capitals describes its folder", remedy);
                    return Some(Found::Trouble(Reject { skipped: true, reason: "documentation".to_owned(), ..reject }));
                }
                Ok(about) if about.is_file() => return Some(Found::File(step.path)),
                Ok(_) => {
                    return Some(Found::Trouble(unreadable(&step.path, "neither a file nor a folder", "name files or folders")));
                }
            }
        }
    }
}

/// Hidden files and what a data folder carries beside its data: passed over in silence.
fn left_out(path: &Path) -> bool {
    let Some(name) = path.file_name() else { return true };
    let name = name.to_string_lossy();
    name.starts_with('.') || name.eq_ignore_ascii_case("README.md") || name.starts_with("LICENSE")
}

/// `CHANGES.md`, `NOTES.md`: by wide custom a Markdown file named in capitals tells about the files beside it.
fn is_documentation(path: &Path) -> bool {
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let capitals = stem.len() > 2 && stem.chars().all(|char| char.is_ascii_uppercase() || matches!(char, '_' | '-'));
    capitals && path.extension().is_some_and(|ending| ending == "md")
}

/// A link to a folder that lies above it.
fn is_loop(path: &Path) -> bool {
    path.is_symlink()
        && match (path.canonicalize(), path.parent().map(Path::canonicalize)) {
            (Ok(target), Some(Ok(home))) => home.starts_with(&target),
            _ => false,
        }
}

/// A reject for a whole path.
pub(super) fn unreadable(path: &Path, detail: &str, remedy: &str) -> Reject {
    Reject::new(&path.to_string_lossy(), None, "unreadable", detail, remedy)
}
