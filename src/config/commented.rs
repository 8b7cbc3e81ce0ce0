//! The configuration as a commented file: every key with what it means, its unit and range, and the value that holds without it.
//!
//! Meanings are the doc comments of the parameters themselves, read from the source at hand, so that the two never part.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::Config;

/// The source of every room's parameters.
const SOURCES: &[&str] = &[
    include_str!("../config.rs"),
    include_str!("attribution.rs"),
    include_str!("claims.rs"),
    include_str!("hedging.rs"),
    include_str!("linking.rs"),
    include_str!("linking_claims.rs"),
    include_str!("reading.rs"),
    include_str!("settling.rs"),
    include_str!("weighing.rs"),
];

/// Width that comments are wrapped to, in characters.
const WIDTH: usize = 110;

/// What the source says of a field: its comment and its type.
type Fields = BTreeMap<(String, String), (String, String)>;

/// The whole configuration as TOML, every value commented out: what is left so keeps following the program's defaults.
pub fn commented() -> String {
    let fields = fields();
    let mut text = String::from(
        "# Configuration of corroborate: give it with --config FILE.\n\
         # Every key stands here with the value that holds without it. Take the # away from a key to change it; keys that keep\n\
         # their # follow the defaults of later versions. An unknown key is refused.\n",
    );
    let all = toml::Table::try_from(Config::default()).unwrap_or_default();
    section(&mut text, &fields, "Config", "", &all);
    text
}

/// Reads fields with their comments out of the source.
fn fields() -> Fields {
    let mut found = Fields::new();
    for source in SOURCES {
        let mut structure = String::new();
        let mut comment: Vec<&str> = Vec::new();
        for line in source.lines().take_while(|line| !line.starts_with("#[cfg(test)]")) {
            let line = line.trim();
            if let Some(words) = line.strip_prefix("///") {
                comment.push(words.trim());
            } else if let Some(name) = line.strip_prefix("pub struct ") {
                name.split([' ', '{', '<']).next().unwrap_or_default().clone_into(&mut structure);
                comment.clear();
            } else if let Some(name) = listed(line) {
                name.clone_into(&mut structure);
                comment.clear();
            } else if let Some((name, _)) =
                line.strip_suffix(',').and_then(|line| line.split_once(" = ")).filter(|(name, _)| !name.contains([' ', '"']))
            {
                found.insert((structure.clone(), name.to_owned()), (comment.join(" "), "f64".to_owned()));
                comment.clear();
            } else if let Some((name, kind)) = line.strip_prefix("pub ").and_then(|field| field.trim_end_matches(',').split_once(": ")) {
                found.insert((structure.clone(), name.to_owned()), (comment.join(" "), kind.to_owned()));
                comment.clear();
            } else if !line.starts_with("#[") {
                comment.clear();
            }
        }
    }
    found
}

/// The structure that a list of named numbers begins: `Name, COUNT {`, its fields follow as `name = value,`.
fn listed(line: &str) -> Option<&str> {
    let (name, count) = line.strip_suffix(" {")?.split_once(", ")?;
    let capitals = count.chars().all(|char| char.is_ascii_uppercase() || char == '_');
    (capitals && name.starts_with(|char: char| char.is_ascii_uppercase()) && name.chars().all(char::is_alphanumeric)).then_some(name)
}

/// Writes a table's own keys, then the tables below it.
fn section(text: &mut String, fields: &Fields, structure: &str, path: &str, table: &toml::Table) {
    let field = |key: &str| fields.get(&(structure.to_owned(), key.to_owned()));
    let (below, own): (Vec<_>, Vec<_>) =
        table.iter().partition(|(key, value)| value.is_table() && field(key).is_some_and(|(_, kind)| is_ours(fields, kind)));
    if !path.is_empty() {
        let _ = writeln!(text, "\n[{path}]");
    }
    for (key, value) in own {
        let comment = field(key).map_or("", |(comment, _)| comment.as_str());
        wrapped(text, &comment.replace(['`', '[', ']'], ""));
        match value {
            toml::Value::Table(entries) if entries.is_empty() => writeln!(text, "# {key} = {{}}"),
            value => writeln!(text, "# {key} = {value}"),
        }
        .unwrap_or_default();
    }
    for (key, value) in below {
        let (Some((_, kind)), toml::Value::Table(inner)) = (field(key), value) else { continue };
        let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        section(text, fields, kind, &path, inner);
    }
}

/// True for a type whose fields are known.
fn is_ours(fields: &Fields, kind: &str) -> bool {
    fields.keys().any(|(structure, _)| structure == kind)
}

/// A blank line, then the comment in lines of [`WIDTH`].
fn wrapped(text: &mut String, comment: &str) {
    text.push('\n');
    let mut line = String::from("#");
    for word in comment.split_whitespace() {
        if line.len() > 1 && line.chars().count() + word.chars().count() >= WIDTH {
            text.push_str(&line);
            text.push('\n');
            line = String::from("#");
        }
        line.push(' ');
        line.push_str(word);
    }
    if line.len() > 1 {
        text.push_str(&line);
        text.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_it_stands_and_with_every_key_set_it_is_the_default() {
        let text = commented();
        assert_eq!(toml::from_str::<Config>(&text).unwrap(), Config::default());
        let keys = text
            .lines()
            .filter_map(|line| line.strip_prefix("# ").filter(|line| line.split_once(" = ").is_some_and(|(key, _)| !key.contains(' '))));
        let set: Vec<String> = keys.clone().map(str::to_owned).collect();
        let whole: String = text
            .lines()
            .map(|line| line.strip_prefix("# ").filter(|key| set.iter().any(|known| known == key)).unwrap_or(line))
            .fold(String::new(), |all, line| all + line + "\n");
        assert_eq!(toml::from_str::<Config>(&whole).unwrap(), Config::default());
        assert!(set.len() > 100, "{}", set.len());
    }

    /// Every key of the default configuration stands in the file, each below a comment.
    #[test]
    fn no_key_is_left_out_or_unexplained() {
        fn leaves(table: &toml::Table, count: &mut usize) {
            for value in table.values() {
                match value {
                    toml::Value::Table(inner) if !inner.is_empty() => leaves(inner, count),
                    _ => *count += 1,
                }
            }
        }
        let mut expected = 0;
        leaves(&toml::Table::try_from(Config::default()).unwrap(), &mut expected);
        let text = commented();
        let lines: Vec<&str> = text.lines().collect();
        let keys: Vec<usize> = (0..lines.len())
            .filter(|at| lines[*at].split_once(" = ").is_some_and(|(key, _)| key.starts_with("# ") && !key[2..].contains(' ')))
            .collect();
        // An option that is none is no TOML value, so it is not counted on either side.
        assert_eq!(keys.len(), expected);
        assert!(keys.iter().all(|at| lines[at - 1].starts_with("# ")), "a key stands without a comment");
    }
}
