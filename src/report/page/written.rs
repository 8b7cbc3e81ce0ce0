//! How the page writes numbers and texts. In: values. Out: strings; what is missing or not finite is `None`, which the template
//! shows as "–".

use serde::Serialize;

/// A count with its thousands parted: 24,761.
pub(super) fn thousands(count: usize) -> String {
    let digits = count.to_string();
    let mut written = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            written.push(',');
        }
        written.push(digit);
    }
    written
}

/// Hundredths with two places.
pub(super) fn hundredths(value: i64) -> String {
    super::super::columns::Cell::Hundredths(value).written().into_owned()
}

/// A number with so many places, without a minus before zeros.
pub(super) fn places(value: f64, places: usize) -> Option<String> {
    let written = super::super::columns::Cell::number(value, places).written().into_owned();
    (!written.is_empty()).then_some(written)
}

/// A coordinate: a tenth of a unit is fine enough.
pub(super) fn at(value: f64) -> String {
    places(value, 1).unwrap_or_else(|| "0".to_owned())
}

/// A share in thousandths, for the script.
pub(super) fn thousandths(share: f64) -> i64 {
    (share * 1000.0).round() as i64
}

/// A ranking's stretch: "1 to 3", or "4".
pub(super) fn rank(ranks: (usize, usize)) -> String {
    if ranks.0 == ranks.1 { ranks.0.to_string() } else { format!("{} to {}", ranks.0, ranks.1) }
}

/// Text on one line, without control characters and without the marks that turn the direction of what follows.
pub(super) fn plain(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for letter in text.chars() {
        let blank = letter.is_whitespace();
        if blank && !written.ends_with(' ') {
            written.push(' ');
        } else if !blank
            && !letter.is_control()
            && !matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        {
            written.push(letter);
        }
    }
    written
}

/// The first `most` characters, up to a blank where one is near, with "…" where something was cut.
pub(super) fn beginning(text: &str, most: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(most) else { return text.to_owned() };
    let kept = &text[..end];
    let kept = kept.rfind(' ').filter(|blank| blank + 20 > end).map_or(kept, |blank| &kept[..blank]);
    format!("{kept} …")
}

/// The last `most` characters, likewise.
pub(super) fn ending(text: &str, most: usize) -> String {
    let length = text.chars().count();
    if length <= most {
        return text.to_owned();
    }
    let start = text.char_indices().nth(length - most).map_or(0, |(start, _)| start);
    let kept = &text[start..];
    let kept = kept.find(' ').filter(|blank| *blank < 20).map_or(kept, |blank| &kept[blank + 1..]);
    format!("… {kept}")
}

/// The address where it is one that a reader may safely follow.
pub(super) fn address(url: Option<&str>) -> Option<&str> {
    let web = |url: &&str| {
        ["https://", "http://"].iter().any(|scheme| url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)))
    };
    url.filter(web)
}

/// JSON that may stand inside a `<script>` element: nothing in it ends the element or begins another.
pub(super) fn inert(value: &impl Serialize) -> serde_json::Result<String> {
    let json = serde_json::to_string(value)?;
    let mut written = String::with_capacity(json.len() + json.len() / 64);
    for letter in json.chars() {
        match letter {
            '<' => written.push_str("\\u003c"),
            '>' => written.push_str("\\u003e"),
            '&' => written.push_str("\\u0026"),
            '\u{2028}' => written.push_str("\\u2028"),
            '\u{2029}' => written.push_str("\\u2029"),
            _ => written.push(letter),
        }
    }
    Ok(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers() {
        assert_eq!([0, 999, 1000, 24_761, 1_234_567].map(thousands), ["0", "999", "1,000", "24,761", "1,234,567"]);
        assert_eq!(places(f64::NAN, 2), None);
        assert_eq!(places(-0.001, 1).as_deref(), Some("0.0"));
        assert_eq!([rank((1, 3)), rank((4, 4))], ["1 to 3", "4"]);
    }

    #[test]
    fn texts_are_cut_at_blanks() {
        assert_eq!(plain("a\n\t b\u{202e}c\u{0}"), "a bc");
        assert_eq!(beginning("one two three", 9), "one two …");
        assert_eq!(ending("one two three", 7), "… three");
        assert_eq!(beginning("short", 9), "short");
    }

    #[test]
    fn only_web_addresses_are_followed() {
        assert_eq!(address(Some("HTTPS://a.example/x")), Some("HTTPS://a.example/x"));
        assert_eq!(address(Some("javascript:alert(1)//http://")), None);
        assert_eq!(address(Some("http")), None);
    }

    #[test]
    fn data_cannot_end_its_element() {
        assert_eq!(inert(&"</script><!--&").unwrap(), "\"\\u003c/script\\u003e\\u003c!--\\u0026\"");
    }
}
