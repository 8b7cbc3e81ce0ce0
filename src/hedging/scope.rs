//! What a cue bears on: from the cue to the end of its clause, or back to its beginning where the cue ends it.

use std::ops::Range;

use super::context::View;
use crate::ids::Span;
use crate::text::{QuoteState, Shape};

/// The scope of the cue at tokens `cue`; `None` where its clause holds nothing else.
pub(super) fn scope(view: &View<'_>, cue: &Range<usize>, ends: &[usize]) -> Option<Span> {
    let end = ends.get(cue.end - view.tokens.start).copied().unwrap_or(view.tokens.end);
    let has_words = |range: Range<usize>| range.clone().any(|at| view.shape(at).is_some_and(|shape| shape != Shape::Mark));
    if has_words(cue.end..end) {
        return Some(view.document.span_of(cue.end..end));
    }
    let mut start = cue.start;
    if start > view.tokens.start && view.word(start - 1) == "," {
        start -= 1;
    }
    let last = start;
    while start > view.tokens.start && ends[start - 1 - view.tokens.start] != start - 1 {
        start -= 1;
    }
    if has_words(start..last) { Some(view.document.span_of(start..last)) } else { None }
}

/// For each token of the sentence, and the place behind the last: where the clause that runs there ends.
pub(super) fn clause_ends(view: &View<'_>) -> Vec<usize> {
    let length = view.tokens.len();
    let mut ends = vec![view.tokens.end; length + 1];
    let mut end = view.tokens.end;
    for place in (0..length).rev() {
        let at = view.tokens.start + place;
        if is_clause_end(view, at) {
            end = at;
        }
        ends[place] = end;
    }
    ends
}

fn is_clause_end(view: &View<'_>, at: usize) -> bool {
    let word = view.word(at);
    let closing = view.document.tokens.get(at).is_some_and(|token| token.quote == QuoteState::Close);
    let stop = matches!(word, ";" | ":" | "—" | "–" | "--" | "(" | ")" | "." | "!" | "?" | "...");
    let starts_clause = |at: usize| view.lexicon.class("clause_start").is_some_and(|list| list.holds(view.word(at)));
    let always = view.lexicon.class("clause_break").is_some_and(|list| list.holds(word));
    closing || stop || always || word == "," && starts_clause(at + 1)
}

#[cfg(test)]
mod tests {
    use crate::attribution::Attributions;
    use crate::config::HedgingParams;
    use crate::corpus::Article;
    use crate::hedging::hedge;
    use crate::ids::Span;
    use crate::lexicon::Lexicon;
    use crate::text::segment;

    /// Without vague phrases that the model adds to the table's.
    fn table_alone() -> HedgingParams {
        HedgingParams { vague_margin: f64::INFINITY, ..HedgingParams::default() }
    }

    /// The scope of the first cue of `text`.
    fn check(text: &str, expected: Option<&str>) {
        let lexicon = Lexicon::english().unwrap();
        let article = Article { text: text.to_owned(), paragraphs: vec![Span::new(0, text.len())], ..Article::default() };
        let hedging = hedge(&article, &segment(&article, &lexicon), &Attributions::default(), &lexicon, &table_alone());
        let cue = hedging.sentences.into_iter().flat_map(|sentence| sentence.cues).next().unwrap();
        assert_eq!(cue.scope.map(|span| span.of(text)), expected, "{text}");
    }

    #[test]
    fn from_the_cue_to_the_end_of_its_clause() {
        check("The dam may break, but the town is safe.", Some("break"));
        check("The dam may break because it is old.", Some("break"));
        check("“The dam may break,” he said.", Some("break,"));
        check("The dam may break and flood the town.", Some("break and flood the town"));
    }

    #[test]
    fn back_to_its_beginning_where_the_cue_ends_it() {
        check("The dam broke, apparently.", Some("The dam broke"));
        check("Perhaps.", None);
    }
}
