//! Which stretches of a text are article text, and what the others are.
//!
//! In: a text and, where it came apart, its title. Out: paragraphs, set-aside stretches, headline, and the fields
//! that stood in the text. Invariant: every piece of the text is the headline, a paragraph or set aside, and nothing
//! is cut out. Rules from the surest to the least sure; a piece that one rule has set aside is not judged again,
//! except that repeats count whatever came before.

use std::collections::BTreeSet;

use super::lead;
use super::pieces::{Piece, cut, fold, piece, words};
use super::{Boilerplate, Dateline, SetAside, dates};
use crate::config::ReadingParams;
use crate::ids::{Genre, Span, stable_hash};
use crate::lexicon::{BylineWord, CleaningLexicon, LabelPlace, LineKind};

/// Longest line, in bytes, that is held against the patterns: 120 words have 2,000 bytes at most, and one endless word
/// must not cost more than its length.
const LONGEST_LINE: usize = 2000;

/// A text, sorted out.
#[derive(Debug, Default)]
pub(super) struct Cleaned {
    pub(super) headline: Option<Span>,
    pub(super) paragraphs: Vec<Span>,
    pub(super) set_aside: Vec<SetAside>,
    pub(super) authors: Vec<String>,
    pub(super) dateline: Option<Dateline>,
    pub(super) credits: Vec<String>,
    pub(super) corrections: Vec<Span>,
    /// A genre that a label or marker in the text names.
    pub(super) genre: Option<Genre>,
    pub(super) words: usize,
}

/// What is known of a text from outside it.
pub(super) struct Known<'a> {
    /// Bytes of the text that came as the text; a title that came apart stands behind them.
    pub(super) given_bytes: usize,
    /// Where the title stands behind the text; `None` where none was given or it is looked for in the text.
    pub(super) title: Option<Span>,
    /// The title as given, also where it stands in the text.
    pub(super) given_title: Option<&'a str>,
    /// The outlet in normal form.
    pub(super) outlet: &'a str,
    /// Authors as given.
    pub(super) authors: &'a [String],
    /// True for a text file, whose first line may be its title although it ends like a sentence.
    pub(super) is_text_file: bool,
}

/// Sorts out `text`.
pub(super) fn clean(text: &str, known: &Known<'_>, lexicon: &CleaningLexicon, params: &ReadingParams) -> Cleaned {
    let body = text.get(..known.given_bytes).unwrap_or(text);
    let mut pieces = cut(body);
    let mut cleaned = Cleaned::default();
    split_at_title(&mut pieces, body, known);
    let mut headline = locate_title(&pieces, known, params);

    for piece in pieces.iter_mut().enumerate().filter(|(at, _)| headline != Some(*at)).map(|(_, piece)| piece) {
        by_wording(piece, body, &mut cleaned, lexicon, params);
    }
    mark_repeats(&mut pieces, body, headline, params);
    mark_bylines(&mut pieces, body, headline, &mut cleaned, lexicon, params);
    mark_outlet_name(&mut pieces, known.outlet);
    if headline.is_none() && known.given_title.is_none() {
        headline = first_line_as_title(&pieces, known.is_text_file, params);
    }
    let title = headline.map(|at| pieces[at].span).or(known.title);
    let title_folded = title.map(|span| fold(span.of(text)));
    for (at, piece) in pieces.iter_mut().enumerate() {
        if headline != Some(at) && title_folded.as_ref().is_some_and(|title| *title == piece.folded) {
            piece.why = Some(Boilerplate::Headline);
        }
    }
    mark_related(&mut pieces, body, headline);
    if cleaned.genre == Some(Genre::PressRelease) {
        mark_press_contacts(&mut pieces, lexicon);
    }
    mark_biography(&mut pieces, known.authors, &cleaned.authors, lexicon);

    if let Some(span) = title {
        trim_title(text, span, known.outlet, lexicon, &mut cleaned);
    }
    emit(&pieces, body, headline, &mut cleaned, lexicon);
    each_once(&mut cleaned.authors);
    each_once(&mut cleaned.credits);
    cleaned.words = cleaned.paragraphs.iter().chain(&cleaned.headline).map(|span| words(span.of(text))).sum();
    cleaned
}

/// Extractors glue caption, title and standfirst into one line: such a line is cut at the title that came apart.
fn split_at_title(pieces: &mut Vec<Piece>, text: &str, known: &Known<'_>) {
    let Some(title) = known.given_title.filter(|title| known.title.is_some() && words(title) >= 4) else { return };
    for at in 0..pieces.len().min(2) {
        let whole = pieces[at].span;
        let Some(from) = whole.of(text).find(title) else { continue };
        let (before, after) = (&whole.of(text)[..from], &whole.of(text)[from + title.len()..]);
        // A sentence that happens to hold the words of the title goes on in lower case or with a mark.
        let goes_on = after.trim_start();
        let parted = (before.is_empty() || before.ends_with(' '))
            && (after.is_empty() || after.starts_with(' '))
            && !(before.is_empty() && after.is_empty());
        if !parted || !(goes_on.is_empty() || goes_on.starts_with(char::is_uppercase)) {
            continue;
        }
        let name = Span::new(whole.start + from, whole.start + from + title.len());
        let mut parts = Vec::new();
        if !before.trim().is_empty() {
            let mut caption = piece(text, Span::new(whole.start, whole.start + before.trim_end().len()));
            caption.why = Some(Boilerplate::Caption);
            parts.push(caption);
        }
        let mut copy = piece(text, name);
        copy.why = Some(Boilerplate::Headline);
        parts.push(copy);
        if !goes_on.is_empty() {
            parts.push(piece(text, Span::new(whole.end - goes_on.len(), whole.end)));
        }
        pieces.splice(at..=at, parts);
        return;
    }
}

/// The piece that is the given title, among the first few.
fn locate_title(pieces: &[Piece], known: &Known<'_>, params: &ReadingParams) -> Option<usize> {
    if known.title.is_some() {
        return None;
    }
    let title = fold(known.given_title?);
    pieces.iter().take(params.headline_lines).position(|piece| same_line(&piece.folded, &title))
}

/// True where `line` is `title`, Markdown marks and a full stop aside.
pub(super) fn same_line(line: &str, title: &str) -> bool {
    let bare = |text: &str| -> String { text.chars().filter(|char| char.is_alphanumeric()).collect() };
    line == title || (line.len() < 400 && title.len() < 400 && !line.is_empty() && bare(line) == bare(title) && !bare(line).is_empty())
}

/// Marks what its wording gives away, and takes credits, corrections and genre from it.
fn by_wording(piece: &mut Piece, text: &str, cleaned: &mut Cleaned, lexicon: &CleaningLexicon, params: &ReadingParams) {
    // No pattern of the table applies to longer paragraphs.
    if piece.words > 120 || piece.folded.len() > LONGEST_LINE {
        return;
    }
    let Some(kind) = lexicon.line_kind(&piece.folded, piece.words) else {
        if piece.words == 0 {
            piece.why = Some(Boilerplate::Service);
        } else if piece.words <= 3 {
            let bare = piece.folded.trim_matches(|char: char| !char.is_alphanumeric());
            if let Some(genre) = lexicon.label(LabelPlace::Line, bare) {
                piece.why = Some(Boilerplate::Label);
                if genre != Genre::News {
                    cleaned.genre.get_or_insert(genre);
                }
            }
        }
        let line = piece.span.of(text);
        if is_menu(line) || (piece.words <= 7 && dates::parse(line, lexicon, params).is_some()) {
            piece.why.get_or_insert(Boilerplate::Service);
        }
        if piece.words <= 10 && is_credit_in_brackets(&piece.folded, lexicon) {
            piece.why = Some(Boilerplate::Caption);
        }
        return;
    };
    piece.why = Some(match kind {
        LineKind::Service => Boilerplate::Service,
        LineKind::Related | LineKind::RelatedHeader => Boilerplate::Related,
        LineKind::Caption => Boilerplate::Caption,
        LineKind::OpinionNote => {
            cleaned.genre.get_or_insert(Genre::Opinion);
            Boilerplate::Service
        }
        LineKind::PressContact => Boilerplate::PressContact,
        LineKind::ReleaseMark => {
            cleaned.genre = Some(Genre::PressRelease);
            Boilerplate::PressContact
        }
        LineKind::Credit => {
            cleaned.credits.extend(lead::credits(piece.span.of(text), &piece.folded, lexicon));
            Boilerplate::Credit
        }
        LineKind::Correction => {
            cleaned.corrections.push(piece.span);
            Boilerplate::Correction
        }
    });
}

/// "Share · Tweet · E-mail": three or more items of a few words each, parted by bars or dots, none of them a sentence.
fn is_menu(line: &str) -> bool {
    let items: Vec<&str> = line.split(['|', '·', '•', '»']).map(str::trim).filter(|item| !item.is_empty()).collect();
    items.len() >= 3 && items.iter().all(|item| words(item) <= 5 && !item.ends_with(['.', '!', '?', '”', '"']))
}

/// "By Ana Reve, 9 March 2031" without its day.
fn without_day<'a>(line: &'a str, lexicon: &CleaningLexicon, params: &ReadingParams) -> &'a str {
    if line.len() > 120 {
        return line;
    }
    let bounds = line.char_indices().rev().filter(|(_, char)| *char == ' ').map(|(at, _)| at).take(6);
    let day = bounds.filter(|at| dates::parse(line[at + 1..].trim_matches(['|', ',', ' ']), lexicon, params).is_some()).last();
    day.map_or(line, |at| line[..at].trim_end_matches([' ', ',', '|', '-', '\u{2013}', '\u{2014}', '·', '•']))
}

/// "(Ana Reve/Agency)" or "(Agency)" as a whole line.
fn is_credit_in_brackets(folded: &str, lexicon: &CleaningLexicon) -> bool {
    let Some(inside) = folded.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) else { return false };
    inside.split(['/', ',', ':']).any(|part| lexicon.agency(part.trim()).is_some())
}

/// Leaves the first of each name, in their order.
fn each_once(names: &mut Vec<String>) {
    let mut seen = BTreeSet::new();
    names.retain(|name| !name.is_empty() && seen.insert(name.clone()));
}

/// Lines that come twice are captions where they are no sentences; paragraphs that come twice count once.
fn mark_repeats(pieces: &mut [Piece], text: &str, headline: Option<usize>, params: &ReadingParams) {
    let mut order: Vec<(u64, usize)> = pieces.iter().enumerate().map(|(at, piece)| (piece.hash, at)).collect();
    order.sort_unstable();
    let occurs = |hash: u64| order.binary_search_by(|(other, _)| other.cmp(&hash)).is_ok();
    // Captions glued to their credit: "Minister Ana Reve" and "Minister Ana ReveVarn Photo Office".
    let mut glued = Vec::new();
    let mut glued_hashes = BTreeSet::new();
    for (at, piece) in pieces.iter().enumerate().filter(|(_, piece)| piece.words <= 60) {
        let line = piece.span.of(text);
        let bounds = line.char_indices().zip(line.char_indices().skip(1)).filter(|((_, before), (_, after))| {
            (before.is_lowercase() || before.is_ascii_digit() || matches!(before, '.' | ')')) && after.is_uppercase()
        });
        for (_, (bound, _)) in bounds.take(8) {
            let hash = stable_hash(&fold(&line[..bound]));
            if occurs(hash) {
                glued.push(at);
                glued_hashes.insert(hash);
            }
        }
        // A caption that its neighbour repeats with a credit behind it.
        if piece.why == Some(Boilerplate::Caption) && at > 0 {
            let before = &pieces[at - 1];
            if before.words >= 3 && piece.folded.len() > before.folded.len() && piece.folded.starts_with(&before.folded) {
                glued.push(at - 1);
            }
        }
    }
    let speakers = speakers(pieces, text, &order);
    let mut start = 0;
    let mut marks: Vec<(usize, Boilerplate)> = Vec::new();
    while start < order.len() {
        let end = start + order[start..].iter().take_while(|(hash, _)| *hash == order[start].0).count();
        let group = &order[start..end];
        start = end;
        let speaks = speakers.contains(&group[0].0);
        if group.len() < 2 || speaks || group.iter().any(|(_, at)| headline == Some(*at)) {
            continue;
        }
        let first = &pieces[group[0].1];
        if !first.stop && !first.folded.ends_with(':') && (2..=params.caption_max_words).contains(&first.words) {
            marks.extend(group.iter().map(|(_, at)| (*at, Boilerplate::Caption)));
        } else if first.words >= params.repeated_min_words {
            marks.extend(group.iter().skip(1).map(|(_, at)| (*at, Boilerplate::Repeated)));
        }
    }
    // Where most of a body comes twice, its short lines without a stop are subheadings, not captions: one counts.
    let doubled = marks.iter().filter(|(_, why)| *why == Boilerplate::Repeated).count();
    let sentences = pieces.iter().filter(|piece| piece.stop && piece.words >= params.repeated_min_words).count();
    let body_doubled = doubled >= 3 && doubled * 5 >= sentences * 2;
    let mut kept_once = BTreeSet::new();
    for (at, why) in marks {
        let piece = &mut pieces[at];
        if piece.why.is_some() {
            continue;
        }
        if body_doubled && why == Boilerplate::Caption && kept_once.insert(piece.hash) {
            continue;
        }
        piece.why = Some(why);
    }
    glued.extend(pieces.iter().enumerate().filter(|(_, piece)| glued_hashes.contains(&piece.hash)).map(|(at, _)| at));
    for at in glued {
        if headline != Some(at) && pieces[at].why.is_none() {
            pieces[at].why = Some(Boilerplate::Caption);
        }
    }
}

/// The lines of an interview that name who speaks next: names of two to four words, two or more of which come again by turns.
fn speakers(pieces: &[Piece], text: &str, order: &[(u64, usize)]) -> BTreeSet<u64> {
    let named = |piece: &Piece| {
        let line = piece.span.of(text);
        (2..=4).contains(&piece.words)
            && line.split_whitespace().all(|word| word.starts_with(char::is_uppercase))
            && line.chars().all(|letter| letter.is_alphabetic() || matches!(letter, ' ' | '.' | '-' | '\'' | '’'))
    };
    let often = |hash: u64| order.partition_point(|(other, _)| *other <= hash) - order.partition_point(|(other, _)| *other < hash);
    let turns: Vec<(usize, u64)> =
        pieces.iter().enumerate().filter(|(_, piece)| named(piece) && often(piece.hash) >= 2).map(|(at, piece)| (at, piece.hash)).collect();
    // By turns: each name is followed by words and then by another name.
    let alternate = turns.windows(2).filter(|pair| pair[1].0 > pair[0].0 + 1 && pair[1].1 != pair[0].1).count();
    if alternate >= 3 && alternate * 3 >= turns.len() * 2 { turns.into_iter().map(|(_, hash)| hash).collect() } else { BTreeSet::new() }
}

/// Bylines stand among the first lines, signatures among the last.
fn mark_bylines(
    pieces: &mut [Piece],
    text: &str,
    headline: Option<usize>,
    cleaned: &mut Cleaned,
    lexicon: &CleaningLexicon,
    params: &ReadingParams,
) {
    let count = pieces.len();
    for (at, piece) in pieces.iter_mut().enumerate() {
        if (at >= 8 && at + 4 < count) || piece.why.is_some() || headline == Some(at) {
            continue;
        }
        let line = without_day(piece.span.of(text), lexicon, params);
        if let Some(authors) = lead::byline(line, words(line), at + 2 >= count, lexicon) {
            piece.why = Some(Boilerplate::Byline);
            cleaned.authors.extend(authors);
        }
    }
}

/// The outlet's own name or domain as one of the last lines.
fn mark_outlet_name(pieces: &mut [Piece], outlet: &str) {
    let names = outlet_names(outlet);
    for piece in pieces.iter_mut().rev().take(6) {
        if piece.words <= 8 && is_outlet_name(&piece.folded, &names) {
            piece.why = Some(Boilerplate::OutletName);
        } else if piece.why.is_none() && piece.words <= 12 && calls_on_readers(&piece.folded, &names) {
            piece.why = Some(Boilerplate::Service);
        }
    }
}

/// A short last line that shouts or gives an address and names the outlet: "Seen the van? Call the Klaxon!".
fn calls_on_readers(folded: &str, names: &[String]) -> bool {
    let names_outlet = |word: &str| word.len() > 4 && names.iter().any(|name| name.ends_with(word) || name.starts_with(word));
    (folded.ends_with('!') || folded.contains('@')) && folded.split(|char: char| !char.is_alphanumeric()).any(names_outlet)
}

/// The forms in which an outlet may sign: whole and by the main label of its domain, letters and digits only.
pub(super) fn outlet_names(outlet: &str) -> Vec<String> {
    let squeeze = |text: &str| -> String { text.chars().filter(|char| char.is_alphanumeric()).flat_map(char::to_lowercase).collect() };
    let mut names = vec![squeeze(outlet)];
    let labels: Vec<&str> = outlet.split('.').collect();
    if labels.len() > 1 {
        // The longest label but the last is the name: `news.varnpost.co.example` signs as Varnpost.
        names.extend(labels[..labels.len() - 1].iter().filter(|label| label.len() > 2).map(|label| squeeze(label)));
    }
    names.retain(|name| name.len() > 2);
    names
}

fn is_outlet_name(folded: &str, names: &[String]) -> bool {
    let squeezed: String = folded.chars().filter(|char| char.is_alphanumeric()).collect();
    let bare = squeezed.strip_prefix("https").or_else(|| squeezed.strip_prefix("http")).unwrap_or(&squeezed);
    let bare = bare.strip_prefix("www").unwrap_or(bare);
    let bare = bare.strip_prefix("the").filter(|rest| rest.len() > 2).unwrap_or(bare);
    names.iter().any(|name| name == &squeezed || name == bare || name.strip_prefix("the") == Some(bare))
}

/// The first line that is neither repeated, a caption, a credit nor anything else set aside.
fn first_line_as_title(pieces: &[Piece], is_text_file: bool, params: &ReadingParams) -> Option<usize> {
    let at = pieces.iter().position(|piece| piece.why.is_none())?;
    let first = &pieces[at];
    let followed = pieces[at + 1..].iter().any(|piece| piece.why.is_none());
    let one_sentence = !first.folded.contains(". ");
    let short = first.words <= params.headline_max_words && first.span.len() <= LONGEST_LINE;
    let is_title = short && followed && one_sentence && (is_text_file || !first.folded.ends_with('.'));
    is_title.then_some(at)
}

/// Pointers to other stories: under a heading, between repeated captions, or in a row at the end.
fn mark_related(pieces: &mut [Piece], text: &str, headline: Option<usize>) {
    let like_headline: Vec<bool> = pieces
        .iter()
        .enumerate()
        .map(|(at, piece)| headline != Some(at) && piece.why.is_none() && (3..=25).contains(&piece.words) && !ends_flat(&piece.folded))
        .collect();
    let count = pieces.len();
    // From the end: a headline right behind a repeated caption whose next piece is already set aside or the end.
    let mut tail = true;
    for at in (1..count).rev() {
        let aside = pieces[at].why.is_some();
        // A name of one or two words that comes often is a speaker in an interview, and what follows is speech.
        let behind_caption = pieces[at - 1].why == Some(Boilerplate::Caption) && pieces[at - 1].words >= 3;
        let asks = pieces[at].folded.ends_with('?') && !in_title_case(pieces[at].span.of(text));
        if like_headline[at]
            && behind_caption
            && !asks
            && (tail || pieces.get(at + 1).is_some_and(|next| next.why.is_some()))
            && at * 5 > count * 2
        {
            pieces[at].why = Some(Boilerplate::Related);
        } else if !aside {
            tail = false;
        }
    }
    // Under a heading: the lines up to the next paragraph.
    let mut under_heading = false;
    for at in 0..count {
        match pieces[at].why {
            Some(Boilerplate::Related) => under_heading = pieces[at].words <= 6 && !like_headline[at],
            Some(_) => {}
            None if under_heading && like_headline[at] => pieces[at].why = Some(Boilerplate::Related),
            None => under_heading = false,
        }
    }
    // In a row at the end, each in title case: two or more.
    let run: Vec<usize> = (0..count)
        .rev()
        .skip_while(|at| pieces[*at].why.is_some())
        .take_while(|at| {
            pieces[*at].why.is_some() || (like_headline[*at] && pieces[*at].words >= 4 && in_title_case(pieces[*at].span.of(text)))
        })
        .filter(|at| pieces[*at].why.is_none())
        .collect();
    if run.len() >= 2 && run.len() * 2 < count {
        for at in run {
            pieces[at].why = Some(Boilerplate::Related);
        }
    }
}

/// True where a line ends in a full stop, colon or comma: headlines do not, though they may ask or exclaim.
fn ends_flat(folded: &str) -> bool {
    folded.trim_end_matches(['"', '\'', ')']).ends_with(['.', ':', ',', ';', '\u{2026}'])
}

/// True where at least seven in ten words of four letters or more begin with a capital or digit.
fn in_title_case(line: &str) -> bool {
    let long: Vec<&str> = line.split_whitespace().filter(|word| word.chars().filter(|char| char.is_alphanumeric()).count() > 3).collect();
    let capital = |word: &&&str| {
        word.trim_start_matches(|char: char| !char.is_alphanumeric()).starts_with(|char: char| char.is_uppercase() || char.is_ascii_digit())
    };
    !long.is_empty() && long.iter().filter(capital).count() * 10 >= long.len() * 7
}

/// The last part of a press release: "About X" and whatever follows contact lines.
fn mark_press_contacts(pieces: &mut [Piece], lexicon: &CleaningLexicon) {
    let from = pieces.len() / 2;
    let mut about = false;
    for piece in pieces.iter_mut().skip(from) {
        about = about || (lexicon.begins_with(BylineWord::About, &piece.folded) && piece.words <= 8 && !piece.stop);
        if piece.why.is_none() && (about || piece.folded.contains('@') && piece.words <= 15) {
            piece.why = Some(Boilerplate::PressContact);
        }
    }
}

/// "Ana Reve is a columnist for …" among the last lines, by the name of an author.
fn mark_biography(pieces: &mut [Piece], given: &[String], found: &[String], lexicon: &CleaningLexicon) {
    let authors: Vec<String> = given.iter().chain(found).map(|name| fold(name)).filter(|name| name.contains(' ')).collect();
    let count = pieces.len();
    let edges =
        pieces.iter_mut().enumerate().filter(|(at, piece)| (*at < 2 || at + 3 >= count) && piece.why.is_none() && piece.words <= 60);
    for (_, piece) in edges {
        let bare = piece.folded.trim_start_matches(|char: char| !char.is_alphanumeric());
        let tells = |rest: &str| lexicon.begins_with(BylineWord::Biography, rest.trim_start());
        if authors.iter().any(|name| bare.strip_prefix(name.as_str()).is_some_and(tells)) {
            piece.why = Some(Boilerplate::Service);
        }
    }
}

/// Takes label and outlet name off the title; what is left is the headline.
fn trim_title(text: &str, span: Span, outlet: &str, lexicon: &CleaningLexicon, cleaned: &mut Cleaned) {
    let mut span = span;
    let marks = span.of(text).len() - span.of(text).trim_start_matches('#').trim_start().len();
    span.start += marks;
    if let Some((bytes, genre)) = lead::title_label(span.of(text), lexicon) {
        let label = Span::new(span.start, span.start + bytes);
        cleaned
            .set_aside
            .push(SetAside { span: Span::new(label.start, label.start + label.of(text).trim_end().len()), why: Boilerplate::Label });
        if genre != Genre::News {
            cleaned.genre.get_or_insert(genre);
        }
        span.start = label.end;
    }
    let names = outlet_names(outlet);
    let line = span.of(text);
    if let Some((at, _)) = line.char_indices().rev().find(|(_, char)| matches!(char, '|' | '-' | '\u{2013}' | '\u{2014}'))
        && line[..at].ends_with(' ')
        && at > 10
        && is_outlet_name(&fold(line[at..].trim_start_matches(|char: char| !char.is_alphanumeric())), &names)
    {
        cleaned.set_aside.push(SetAside { span: Span::new(span.start + at, span.end), why: Boilerplate::OutletName });
        span.end = span.start + line[..at].trim_end().len();
    }
    cleaned.headline = (!span.is_empty()).then_some(span);
}

/// Turns the pieces into paragraphs and set-aside stretches, datelines and credits at the ends taken off.
fn emit(pieces: &[Piece], text: &str, headline: Option<usize>, cleaned: &mut Cleaned, lexicon: &CleaningLexicon) {
    let kept: Vec<usize> = (0..pieces.len()).filter(|at| headline != Some(*at) && pieces[*at].why.is_none()).collect();
    for (at, piece) in pieces.iter().enumerate().filter(|(at, _)| headline != Some(*at)) {
        if let Some(why) = piece.why {
            cleaned.set_aside.push(SetAside { span: piece.span, why });
            continue;
        }
        let mut span = piece.span;
        if let Some(bytes) = lexicon.lead_label(span.of(text)) {
            let label = span.of(text)[..bytes].trim_end().len();
            cleaned.set_aside.push(SetAside { span: Span::new(span.start, span.start + label), why: Boilerplate::Label });
            span.start += bytes;
        }
        // A standfirst may stand before the dateline.
        if cleaned.dateline.is_none()
            && kept.iter().take(3).any(|first| *first == at)
            && let Some(lead) = lead::dateline(span.of(text), lexicon)
        {
            let prefix = &span.of(text)[..lead.bytes];
            cleaned
                .set_aside
                .push(SetAside { span: Span::new(span.start, span.start + prefix.trim_end().len()), why: Boilerplate::Dateline });
            span.start += lead.bytes;
            if let Some(agency) = &lead.dateline.agency {
                cleaned.credits.push(agency.clone());
            }
            if lead.is_release {
                cleaned.genre.get_or_insert(Genre::PressRelease);
            }
            cleaned.dateline = Some(lead.dateline);
        }
        if let Some((open, agency)) = lead::credit_at_end(span.of(text), lexicon) {
            cleaned.set_aside.push(SetAside { span: Span::new(span.start + open, span.end), why: Boilerplate::Credit });
            cleaned.credits.push(agency);
            span.end = span.start + span.of(text)[..open].trim_end().len();
        }
        if !span.is_empty() {
            cleaned.paragraphs.push(span);
        }
    }
    cleaned.set_aside.sort_by_key(|aside| (aside.span.start, aside.span.end));
}

/// The piece that `title` is, judged by itself: for titles that came apart.
pub(super) fn begins_with_title(text: &str, title: &str, params: &ReadingParams) -> bool {
    let title = fold(title);
    let mut lines = text.split(['\n', '\r']).map(str::trim).filter(|line| !line.is_empty()).take(params.headline_lines);
    lines.any(|line| same_line(&piece(line, Span::new(0, line.len())).folded, &title))
}
