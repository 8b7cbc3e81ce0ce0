//! Dates of publication as they come in exports and addresses.
//!
//! Day and time are kept as written, whatever the time zone: the day an outlet prints is the day its "on Tuesday"
//! is counted from. A date that can be read in two ways is no date.

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;

use crate::config::ReadingParams;
use crate::lexicon::CleaningLexicon;

/// A day, and the time of day where it is given.
pub(super) type Published = (Date, Option<Time>);

/// Reads `raw`; `None` where it is no date, ambiguous, or outside the plausible years.
pub(super) fn parse(raw: &str, lexicon: &CleaningLexicon, params: &ReadingParams) -> Option<Published> {
    let raw = raw.trim();
    // A date has no more characters than this; whatever is longer is no date and not worth the work.
    if raw.is_empty() || raw.len() > 80 {
        return None;
    }
    let found = epoch(raw).or_else(|| numeric(raw)).or_else(|| worded(raw, lexicon))?;
    plausible(found.0, params).then_some(found)
}

/// The day in the path of an address: `/2017/09/12/`, `/2017/sep/12/`, `/20170912/` or `2017-09-12`.
pub(super) fn in_address(url: &str, lexicon: &CleaningLexicon, params: &ReadingParams) -> Option<Date> {
    let path = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let parts: Vec<&str> = path.split('/').skip(1).collect();
    let three = parts.windows(3).filter_map(|window| {
        let month = number(window[1]).or_else(|| lexicon.month(&window[1].to_ascii_lowercase()))?;
        (window[0].len() == 4).then(|| date(number(window[0])?, month, number(window[2])?)).flatten()
    });
    let one = parts.iter().filter_map(|part| {
        if part.len() == 8 {
            return date(number(part.get(..4)?)?, number(part.get(4..6)?)?, number(part.get(6..)?)?);
        }
        let mut words = part.split(['-', '_', '.']);
        loop {
            let word = words.next()?;
            if word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit()) {
                let mut ahead = words.clone();
                let (month, day) = (ahead.next()?, ahead.next()?);
                if month.len() == 2 && day.len() == 2 {
                    return date(number(word)?, number(month)?, number(day)?);
                }
            }
        }
    });
    three.chain(one).find(|date| plausible(*date, params))
}

fn plausible(date: Date, params: &ReadingParams) -> bool {
    (params.earliest_year..=params.latest_year).contains(&date.year())
}

fn number<T: std::str::FromStr>(digits: &str) -> Option<T> {
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    digits.parse().ok()
}

fn date(year: i16, month: i8, day: i8) -> Option<Date> {
    Date::new(year, month, day).ok()
}

/// Seconds or milliseconds since 1970.
fn epoch(raw: &str) -> Option<Published> {
    let whole = raw.strip_suffix(".0").unwrap_or(raw);
    let seconds: i64 = match whole.len() {
        9 | 10 => number(whole)?,
        12 | 13 => number::<i64>(whole)? / 1000,
        _ => return None,
    };
    let moment = Timestamp::from_second(seconds).ok()?.to_zoned(TimeZone::UTC).datetime();
    Some((moment.date(), Some(moment.time())))
}

/// `2025-04-10`, `2025/04/10T12:30:00Z`, `20250410`, `9/28/2015`, `28.9.2015`.
fn numeric(raw: &str) -> Option<Published> {
    let end = raw.find(|char: char| !char.is_ascii_digit() && !matches!(char, '-' | '/' | '.')).unwrap_or(raw.len());
    let (day, rest) = raw.split_at(end);
    let day = day.trim_end_matches(['-', '.', '/']);
    let day = if day.len() == 8 && day.bytes().all(|byte| byte.is_ascii_digit()) {
        date(number(&day[..4])?, number(&day[4..6])?, number(&day[6..])?)?
    } else {
        let mark = day.chars().find(|char| !char.is_ascii_digit())?;
        let mut parts = day.split(mark);
        let (first, second, third) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() {
            return None;
        }
        if first.len() == 4 {
            date(number(first)?, number(second)?, number(third)?)?
        } else if matches!(third.len(), 2 | 4) {
            let (first, second, year) = (number::<i8>(first)?, number::<i8>(second)?, full_year(third)?);
            // Full stops part day, month and year nowhere the month comes first; with other marks both are in use.
            if mark == '.' || first > 12 || first == second {
                date(year, second, first)?
            } else if second > 12 {
                date(year, first, second)?
            } else {
                return None;
            }
        } else {
            return None;
        }
    };
    let rest = rest.trim_start_matches(['T', 't', ' ', ',']);
    Some((day, clock(rest)))
}

/// A year of four digits as it is; one of two digits falls between 1990, when news came to the web, and 2089.
fn full_year(digits: &str) -> Option<i16> {
    let year: i16 = number(digits)?;
    Some(match digits.len() {
        2 if year >= 90 => 1900 + year,
        2 => 2000 + year,
        _ => year,
    })
}

/// `12:30`, `12:30:05.2Z`, `3:45 PM`; `None` where no time of day stands at the start.
fn clock(text: &str) -> Option<Time> {
    let (hours, rest) = text.split_once(':')?;
    let (hours, minutes): (i8, i8) = (number(hours)?, number(rest.get(..2)?)?);
    let rest = &rest[2..];
    let seconds = rest.strip_prefix(':').and_then(|rest| number::<i8>(rest.get(..2)?)).unwrap_or(0).min(59);
    let lower = rest.to_ascii_lowercase();
    let mut words = lower.split(|char: char| !(char.is_ascii_alphabetic() || char == '.')).filter(|word| !word.is_empty());
    let hours = match words.next().map(|word| word.replace('.', "")).as_deref() {
        Some("pm") if hours < 12 => hours + 12,
        Some("am") if hours == 12 => 0,
        _ => hours,
    };
    Time::new(hours, minutes, seconds, 0).ok()
}

/// `10 April 2025`, `Thursday, April 10, 2025 at 3:45 PM`, `Thu, 10 Apr 2025 12:30:00 GMT`.
fn worded(raw: &str, lexicon: &CleaningLexicon) -> Option<Published> {
    let (mut year, mut month, mut day, mut time) = (None, None, None, None);
    for (at, word) in raw.split([' ', ',', '\u{a0}', '-', '|']).filter(|word| !word.is_empty()).enumerate() {
        let lower = word.trim_end_matches('.').to_lowercase();
        if word.contains(':') {
            let from = raw.find(word).unwrap_or(0);
            time = time.or_else(|| clock(&raw[from..]));
        } else if let Some(found) = lexicon.month(&lower) {
            if month.replace(found).is_some() {
                return None;
            }
        } else if let Some(found) = number::<i16>(lower.trim_end_matches(['s', 't', 'n', 'd', 'r', 'h'])) {
            match (found, lower.len()) {
                (1..=31, 1..=4) if day.is_none() => day = i8::try_from(found).ok(),
                (_, 4) if year.is_none() => year = Some(found),
                // A zone such as +0200 stands behind the time.
                _ if time.is_some() => {}
                _ => return None,
            }
        } else if at > 12 {
            return None;
        }
    }
    Some((date(year?, month?, day?)?, time))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(raw: &str, expected: &str) {
        let lexicon = CleaningLexicon::english().unwrap();
        let found = parse(raw, &lexicon, &ReadingParams::default());
        let shown = found.map_or(String::new(), |(date, time)| time.map_or(date.to_string(), |time| format!("{date} {time}")));
        assert_eq!(shown, expected, "{raw}");
    }

    #[test]
    fn dates_in_many_dresses() {
        for raw in [
            "2025-04-10",
            "2025/04/10",
            "20250410",
            "10 April 2025",
            "April 10, 2025",
            "Apr. 10th, 2025",
            "10.4.2025",
            "Thursday, 10 April 2025",
        ] {
            check(raw, "2025-04-10");
        }
        check("2025-04-10T12:30:05Z", "2025-04-10 12:30:05");
        check("2025-04-10 12:30:05.123+02:00", "2025-04-10 12:30:05");
        check("Thu, 10 Apr 2025 12:30:00 +0200", "2025-04-10 12:30:00");
        check("Thursday, April 10, 2025 at 3:45 PM EDT", "2025-04-10 15:45:00");
        check("9/28/2015", "2015-09-28");
        check("9/28/15", "2015-09-28");
        check("28/9/2015", "2015-09-28");
        // 1744288200 s = 2025-04-10 12:30:00 UTC.
        check("1744288200", "2025-04-10 12:30:00");
    }

    #[test]
    fn what_is_no_date() {
        for raw in [
            "",
            "yesterday",
            "9/8/2015",
            "9/28/...",
            "2050",
            "1870-01-01",
            "2050-09-30",
            "9/8/15",
            "28/9/150",
            "2025-13-40",
            "31 April 2025",
            "April 2025",
            "\u{661}\u{662}",
        ] {
            check(raw, "");
        }
    }

    #[test]
    fn dates_in_addresses() {
        let lexicon = CleaningLexicon::english().unwrap();
        let day = |url: &str| in_address(url, &lexicon, &ReadingParams::default()).map(|date| date.to_string()).unwrap_or_default();
        assert_eq!(day("http://a.example/news/2017/09/12/ships"), "2017-09-12");
        assert_eq!(day("http://a.example/2017/sep/12/ships"), "2017-09-12");
        assert_eq!(day("http://a.example/ships-2017-09-12.html"), "2017-09-12");
        assert_eq!(day("http://a.example/20170912/ships"), "2017-09-12");
        assert_eq!(day("http://a.example/12345678/ships"), "");
        assert_eq!(day("http://a.example/?d=2017-09-12"), "");
    }
}
