//! `articles.csv`: one row an article.

use crate::ids::Genre;

use super::Findings;
use super::columns::{Cell, Column, ColumnKind, Table};

pub(super) type Row<'a> = (&'a Findings, usize);

pub(super) fn rows(findings: &Findings) -> Vec<Row<'_>> {
    (0..findings.readings.len()).map(|at| (findings, at)).collect()
}

pub(super) fn table<'a>() -> Table<Row<'a>> {
    use ColumnKind::{Date, Integer, Number, Text};
    Table {
        file: "articles.csv",
        row_per: "article",
        key: &["article_id"],
        prefer: None,
        columns: vec![
            Column::new("article_id", Text, |row: &Row<'a>| Cell::text(&row.0.readings[row.1].article.id))
                .about("The id given with the article, or one made from outlet and address or text."),
            Column::new("source", Text, |row: &Row<'a>| Cell::text(&row.0.readings[row.1].article.outlet))
                .about("The outlet that published it."),
            Column::new("title", Text, |row: &Row<'a>| {
                let article = &row.0.readings[row.1].article;
                Cell::text(article.title())
            })
            .about("Headline, section label taken off.")
            .empty("The article has no headline."),
            Column::new("url", Text, |row: &Row<'a>| Cell::text(row.0.readings[row.1].article.url.as_deref().unwrap_or_default()))
                .about("Address.")
                .empty("None was given."),
            Column::new("published", Date, |row: &Row<'a>| Cell::day(row.0.readings[row.1].article.published))
                .about("Day of publication.")
                .empty("Unknown or not understood; see warnings."),
            Column::new("authors", Text, |row: &Row<'a>| Cell::list(&row.0.readings[row.1].article.authors))
                .about("Authors as given or from the byline, parted by `; `.")
                .empty("None named."),
            Column::new("genre", Text, |row: &Row<'a>| Cell::text(row.0.readings[row.1].article.genre.name()))
                .words(Genre::ALL.iter().map(|genre| genre.name()).collect())
                .about("What sort of text it is, by label, section, address, title, shape and voice: opinion also where it argues in its own voice; news where nothing speaks against it."),
            Column::new("language", Text, |row: &Row<'a>| Cell::text(&row.0.readings[row.1].article.language)).about("ISO 639-1 code."),
            Column::new("words", Integer, |row: &Row<'a>| Cell::count(row.0.readings[row.1].article.words))
                .unit("words")
                .range(0.0, None)
                .about("Words of headline and kept paragraphs."),
            Column::new("path", Text, |row: &Row<'a>| Cell::text(&row.0.readings[row.1].article.path)).about("The file it was read from."),
            Column::new("position", Integer, |row: &Row<'a>| {
                Cell::Integer(i64::try_from(row.0.readings[row.1].article.position).unwrap_or(i64::MAX))
            })
            .range(1.0, None)
            .about("1 for a file of one article, else the line (JSON Lines) or record (CSV, header not counted)."),
            Column::new("event_id", Text, |row: &Row<'a>| {
                row.0
                    .linked
                    .event_of
                    .get(row.1)
                    .and_then(|&event| row.0.linked.events.get(event))
                    .map_or(Cell::Empty, |event| Cell::text(&event.id))
            })
            .about("The event it reports.")
            .empty("No event was made."),
            Column::new("version_of", Text, |row: &Row<'a>| {
                let id = &row.0.readings[row.1].article.id;
                row.0.version_of.get(id).map_or(Cell::Empty, |earlier| Cell::text(earlier))
            })
            .about("An id (`v...`) for the earlier text that the corpus holds under the same address; changes.csv tells what changed.")
            .empty("The corpus holds one text of it."),
            Column::new("origin_id", Text, |row: &Row<'a>| {
                row.0
                    .linked
                    .origin_of
                    .get(row.1)
                    .copied()
                    .flatten()
                    .map_or(Cell::Empty, |origin| Cell::text(&row.0.readings[origin].article.id))
            })
            .about("The article it is mainly copied from.")
            .empty("Not mainly copied from an article of this corpus."),
            Column::new("copied_share", Number, |row: &Row<'a>| Cell::share(row.0.linked.copied_share.get(row.1).copied()))
                .range(0.0, 1.0)
                .about("Share of its narrative words (quotations left out) that stand in earlier articles of other outlets.")
                .source("containment of word 5-grams"),
            Column::new("score_points", Number, |row: &Row<'a>| Cell::number(row.0.measures[row.1].points.map(|points| points * 100.0), 2))
                .unit("points")
                .range(0.0, 100.0)
                .about("Points of reporting practice, before shrinkage and red flags.")
                .empty("Fewer than 100 words."),
            Column::new("red_flags", Text, |row: &Row<'a>| Cell::list(&row.0.measures[row.1].red_flags))
                .about("Red flags raised, parted by `; `.")
                .empty("None raised."),
            Column::new("owner", Text, |row: &Row<'a>| Cell::text(row.0.readings[row.1].article.owner.as_deref().unwrap_or_default()))
                .about("Who owns the outlet, by the user's table: outlets of one owner count as one origin.")
                .empty("The table does not say: the outlet is a family of its own."),
            Column::new("warnings", Text, |row: &Row<'a>| Cell::list(&row.0.readings[row.1].article.warnings))
                .about("What was odd in the input, parted by `; `.")
                .empty("Nothing was odd."),
        ],
    }
}
