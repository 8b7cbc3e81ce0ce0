//! Front matter: `key: value` lines between two lines of three dashes at the top of a text file.

use super::fields::{Collected, Fields, field_named};

/// Splits `text` into the fields of its front matter and the body. The text of the result is the whole of `text`
/// where there is no front matter, else what follows it.
pub(super) fn front_matter(text: String) -> (Fields, Option<String>) {
    let mut rest = text.as_str();
    let Some(first) = take_line(&mut rest) else { return (Fields { text, ..Fields::default() }, None) };
    if first.trim_end() != "---" {
        return (Fields { text, ..Fields::default() }, None);
    }
    let mut collected = Collected::default();
    while let Some(line) = take_line(&mut rest) {
        let line = line.trim();
        if line == "---" || line == "..." {
            let mut fields = collected.finish();
            rest.trim_start_matches(['\n', '\r']).clone_into(&mut fields.text);
            return (fields, None);
        }
        if let Some((key, value)) = line.split_once(':')
            && let Some((field, rank)) = field_named(key)
        {
            collected.offer(field, rank, unquoted(value.trim()).to_owned());
        }
    }
    (Fields { text, ..Fields::default() }, Some("the front matter is not closed by a line of three dashes: read as text".to_owned()))
}

/// The next line without its end; `rest` moves behind it.
fn take_line<'a>(rest: &mut &'a str) -> Option<&'a str> {
    if rest.is_empty() {
        return None;
    }
    let end = rest.find(['\n', '\r']).unwrap_or(rest.len());
    let line = &rest[..end];
    let after = &rest[end..];
    *rest = after.strip_prefix("\r\n").or_else(|| after.strip_prefix(['\n', '\r'])).unwrap_or(after);
    Some(line)
}

fn unquoted(value: &str) -> &str {
    for mark in ['"', '\''] {
        if let Some(inner) = value.strip_prefix(mark).and_then(|value| value.strip_suffix(mark)) {
            return inner;
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(input: &str, outlet: &str, authors: &[&str], text: &str, warned: bool) {
        let (fields, warning) = front_matter(input.to_owned());
        assert_eq!((fields.outlet.as_str(), fields.text.as_str(), warning.is_some()), (outlet, text, warned));
        assert_eq!(fields.authors, authors);
    }

    #[test]
    fn front_matter_is_split_off() {
        check(
            "---\noutlet: \"Dellmark Post\"\nauthors: [Ana Reve, 'Bo Lind']\nmood: x\n---\n\nBody.",
            "Dellmark Post",
            &["Ana Reve", "Bo Lind"],
            "Body.",
            false,
        );
        check("---\r\noutlet: a.example\r\n---\r\nBody.", "a.example", &[], "Body.", false);
        check("---\noutlet: a.example\nBody.", "", &[], "---\noutlet: a.example\nBody.", true);
        check("Body.\n---\nMore.", "", &[], "Body.\n---\nMore.", false);
        check("", "", &[], "", false);
    }
}
