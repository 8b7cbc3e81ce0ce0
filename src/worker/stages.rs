//! The table of stages: what goes in, what comes out, by what it is sorted.

use super::order::Ordered;
use super::wire::{Column, Kind, Out, Row};
use super::{Context, events, linking, reading, reporting};
use crate::error::Result;

/// What runs a stage: sorted rows and the side table in, rows out.
type Run = fn(&Context<'_>, Ordered<'_>, Vec<Row>, &mut dyn Out) -> Result<()>;

/// A stage.
pub struct Stage {
    /// Its name on the command line.
    pub name: &'static str,
    /// Columns of its input, in this order.
    pub input: &'static [Column],
    /// How many of them, from the first, its rows are sorted by. Rows that have the first in common are worked on together: they have to
    /// be in one partition.
    pub keys: usize,
    /// True where all rows have to be in one partition.
    pub whole: bool,
    /// Columns of its side table, the same for every partition; none where it has no such table.
    pub side: &'static [Column],
    /// Columns of its output.
    pub output: &'static [Column],
    pub(super) run: Run,
}

const fn int(name: &'static str) -> Column {
    Column { name, kind: Kind::Int }
}

const fn text(name: &'static str) -> Column {
    Column { name, kind: Kind::Text }
}

const fn bytes(name: &'static str) -> Column {
    Column { name, kind: Kind::Bytes }
}

/// What the rows of a table with several sorts of row are, by their column `kind`.
pub(super) mod kinds {
    /// `admit`: an article.
    pub(in super::super) const ARTICLE: i64 = 0;
    /// `admit`: an input set aside.
    pub(in super::super) const REJECT: i64 = 1;
    /// `events`: an article with its number and that of its event.
    pub(in super::super) const MEMBER: i64 = 0;
    /// `events`: an event.
    pub(in super::super) const EVENT: i64 = 1;
    /// `events`, `copies`: what a cap left out.
    pub(in super::super) const DROPPED: i64 = 2;
    /// `postings`: a word by which an article is looked for.
    pub(in super::super) const POSTING: i64 = 0;
    /// `postings`: the vectors of a partition added up, by word.
    pub(in super::super) const SUM: i64 = 1;
    /// `postings`: the block of an undated article.
    pub(in super::super) const HOME: i64 = 2;
    /// `partners`: the articles that one is compared with.
    pub(in super::super) const PARTNERS: i64 = 0;
    /// `partners`: a block that an undated article is brought to.
    pub(in super::super) const VISIT: i64 = 1;
    /// `compare`: the pairs of an article.
    pub(in super::super) const PAIRS: i64 = 0;
    /// `compare`: the nearest of an article.
    pub(in super::super) const NEAR: i64 = 1;
    /// `compare`: what an article has in common with its window.
    pub(in super::super) const MASS: i64 = 2;
    /// `compare`: an article in a pair of a block.
    pub(in super::super) const IN_PAIR: i64 = 3;
    /// `compare`, `likely`: a block that was worked on.
    pub(in super::super) const BLOCK: i64 = 4;
    /// `standing`: where an article stands.
    pub(in super::super) const STANDING: i64 = 0;
    /// `standing`: an article that its pairs are held against.
    pub(in super::super) const WITNESS: i64 = 1;
    /// `likely`, and into `group` and `follow`: a link.
    pub(in super::super) const LINK: i64 = 1;
    /// `copies`: what an article copies.
    pub(in super::super) const COPIED: i64 = 0;
    /// `claims`: a line of `claims.csv`.
    pub(in super::super) const CLAIM_LINE: i64 = 0;
    /// `claims`: a line of `evidence.csv`.
    pub(in super::super) const EVIDENCE_LINE: i64 = 1;
    /// `claims`: what came of an event.
    pub(in super::super) const LINKING: i64 = 2;
    /// `claims`: what was counted of speakers.
    pub(in super::super) const SPEAKERS: i64 = 3;
    /// `gather`: what the page quotes of a claim; its lines are [`CLAIM_LINE`].
    pub(in super::super) const PASSAGE: i64 = 1;
}

/// What the rows of [`WHOLE`] are, by their column `kind`; they come in this order.
pub(super) mod parts {
    /// An event by its number: [`crate::linking::Event`].
    pub(in super::super) const EVENT: i64 = 0;
    /// An article by its number: its outline, what was measured, counts.
    pub(in super::super) const ARTICLE: i64 = 1;
    /// What an article copies.
    pub(in super::super) const COPIED: i64 = 2;
    /// What came of an event.
    pub(in super::super) const LINKING: i64 = 3;
    /// Counts of speakers.
    pub(in super::super) const SPEAKERS: i64 = 4;
    /// An input set aside.
    pub(in super::super) const REJECT: i64 = 5;
    /// What changed since an earlier text of an article, and that text's id.
    pub(in super::super) const CHANGES: i64 = 6;
    /// What a cap left out.
    pub(in super::super) const DROPPED: i64 = 7;
    /// What the page quotes of a claim, by its number.
    pub(in super::super) const PASSAGE: i64 = 8;
    /// A fact of the run that the driver knows.
    pub(in super::super) const FACT: i64 = 9;
}

/// All that the stages over the whole corpus ask for.
const WHOLE: &[Column] = &[int("kind"), int("number"), bytes("data"), bytes("measures"), bytes("totals")];

/// What the rows of [`FACTS`] are, by their column `fact`.
pub(super) mod facts {
    /// In how many articles a word stands, where it is more than one.
    pub(in super::super) const WORD: i64 = 0;
    /// The vectors of all articles added up.
    pub(in super::super) const SUM: i64 = 1;
    /// Those of undated ones.
    pub(in super::super) const UNDATED: i64 = 2;
    /// Articles of a day.
    pub(in super::super) const DAY: i64 = 3;
    /// Densities added up.
    pub(in super::super) const DENSITY: i64 = 4;
    /// Logarithms of windows added up.
    pub(in super::super) const LOG_WINDOW: i64 = 5;
}

/// What is known of a corpus before its blocks are looked at.
const FACTS: &[Column] = &[int("fact"), int("key"), int("number")];

/// What comes of events, made at once or block by block.
const EVENTS: &[Column] = &[int("kind"), text("id"), int("number"), int("event"), bytes("data")];

/// Every stage, in the order of a run.
pub const STAGES: &[Stage] = &[
    Stage {
        name: "read",
        input: &[int("file"), text("path")],
        keys: 0,
        whole: false,
        side: &[],
        output: &[int("number"), bytes("data")],
        run: reading::read,
    },
    Stage {
        name: "admit",
        input: &[int("number"), bytes("data")],
        keys: 0,
        whole: false,
        side: &[],
        output: &[
            int("kind"),
            int("number"),
            text("id"),
            text("outlet"),
            int("id_key"),
            int("text_key"),
            int("address_key"),
            bytes("card"),
            bytes("data"),
        ],
        run: reading::admit,
    },
    Stage {
        name: "choose",
        input: &[int("piece"), int("number"), bytes("card")],
        keys: 2,
        whole: false,
        side: &[],
        output: &[int("number"), int("stays"), int("first"), int("version_of"), int("version"), bytes("reject")],
        run: reading::choose,
    },
    Stage {
        name: "recurring",
        input: &[text("outlet"), int("number"), bytes("card")],
        keys: 2,
        whole: false,
        side: &[],
        output: &[text("outlet"), bytes("data")],
        run: reading::recurring,
    },
    Stage {
        name: "analyse",
        input: &[bytes("data")],
        keys: 0,
        whole: false,
        side: &[text("outlet"), bytes("data")],
        output: &[
            text("id"),
            bytes("article"),
            bytes("outline"),
            bytes("found"),
            bytes("words"),
            bytes("credits"),
            bytes("prints"),
            bytes("keys"),
            bytes("measures"),
            bytes("totals"),
            int("day"),
        ],
        run: reading::analyse,
    },
    Stage {
        name: "versions",
        input: &[text("id"), int("version"), bytes("earlier"), bytes("article"), bytes("found")],
        keys: 2,
        whole: false,
        side: &[],
        output: &[text("id"), bytes("data")],
        run: reading::versions,
    },
    Stage {
        name: "events",
        input: &[text("id"), bytes("outline"), bytes("words")],
        keys: 1,
        whole: true,
        side: &[],
        output: EVENTS,
        run: linking::events,
    },
    Stage {
        name: "numbers",
        input: &[text("text"), int("at")],
        keys: 2,
        whole: true,
        side: &[],
        output: &[text("text"), int("at"), int("number")],
        run: events::numbers,
    },
    Stage {
        name: "words",
        input: &[bytes("words")],
        keys: 0,
        whole: false,
        side: &[],
        output: &[int("word"), int("articles")],
        run: events::words,
    },
    Stage {
        name: "days",
        input: &[int("day"), int("articles")],
        keys: 1,
        whole: true,
        side: &[],
        output: &[int("day"), int("block"), int("core")],
        run: events::days,
    },
    Stage {
        name: "postings",
        input: &[int("number"), int("day"), bytes("words")],
        keys: 0,
        whole: false,
        side: FACTS,
        output: &[int("kind"), int("word"), int("day"), int("number"), int("value"), int("undated")],
        run: events::postings,
    },
    Stage {
        name: "touched",
        input: &[int("word"), int("day"), int("number"), int("value")],
        keys: 3,
        whole: false,
        side: &[],
        output: &[int("number"), int("day"), bytes("data"), int("dropped")],
        run: events::touched,
    },
    Stage {
        name: "partners",
        input: &[int("number"), int("day"), bytes("data"), int("dropped")],
        keys: 1,
        whole: false,
        side: FACTS,
        output: &[int("kind"), int("number"), int("block"), bytes("data")],
        run: events::partners,
    },
    Stage {
        name: "compare",
        input: &[int("block"), int("number"), int("day"), int("core"), bytes("words"), bytes("partners")],
        keys: 2,
        whole: false,
        side: FACTS,
        output: &[int("kind"), int("block"), int("number"), bytes("data")],
        run: events::compare,
    },
    Stage {
        name: "standing",
        input: &[int("number"), int("kind"), bytes("data")],
        keys: 2,
        whole: false,
        side: &[],
        output: &[int("kind"), int("number"), int("other"), bytes("data"), int("density"), int("log_window")],
        run: events::standing,
    },
    Stage {
        name: "likely",
        input: &[int("block"), int("number"), int("day"), bytes("words"), bytes("standing"), bytes("pairs")],
        keys: 2,
        whole: false,
        side: FACTS,
        output: &[int("kind"), int("left"), int("right"), int("millionths"), int("linked")],
        run: events::likely,
    },
    Stage {
        name: "group",
        input: &[int("piece"), int("kind"), int("number"), int("other"), int("day"), text("id"), int("millionths"), int("linked")],
        keys: 4,
        whole: false,
        side: &[],
        output: &[int("kind"), int("first"), int("number"), text("id"), text("event"), bytes("data")],
        run: events::group,
    },
    Stage {
        name: "stories",
        input: &[int("number"), int("day"), bytes("words")],
        keys: 1,
        whole: true,
        side: &[],
        output: &[int("first"), int("story")],
        run: events::stories,
    },
    Stage {
        name: "follow",
        input: &[int("piece"), int("kind"), int("number"), int("other"), int("millionths")],
        keys: 4,
        whole: false,
        side: &[],
        output: &[int("first"), int("story")],
        run: events::follow,
    },
    Stage {
        name: "named",
        input: &[int("event"), text("id"), text("story"), bytes("data")],
        keys: 0,
        whole: false,
        side: &[],
        output: EVENTS,
        run: events::named,
    },
    Stage {
        name: "copies",
        input: &[text("id"), bytes("outline"), bytes("credits"), bytes("prints")],
        keys: 1,
        whole: true,
        side: &[],
        output: &[int("kind"), text("id"), int("number"), bytes("data")],
        run: linking::copies,
    },
    Stage { name: "keys", input: &[bytes("keys")], keys: 0, whole: false, side: &[], output: &[int("key")], run: linking::keys },
    Stage {
        name: "claims",
        input: &[int("event"), int("number"), bytes("about"), bytes("article"), bytes("found"), bytes("copied")],
        keys: 2,
        whole: false,
        side: &[int("key"), int("articles")],
        output: &[int("kind"), int("event"), int("place"), int("first"), int("second"), int("third"), bytes("data")],
        run: linking::claims,
    },
    Stage { name: "settle", input: WHOLE, keys: 2, whole: true, side: &[], output: &[int("event"), bytes("data")], run: reporting::settle },
    Stage {
        name: "gather",
        input: &[int("event"), int("number"), bytes("about"), bytes("asked"), bytes("article"), bytes("found")],
        keys: 2,
        whole: false,
        side: &[],
        output: &[int("kind"), int("event"), int("place"), int("number"), int("first"), int("second"), int("third"), bytes("data")],
        run: reporting::gather,
    },
    Stage {
        name: "lines",
        input: &[int("range"), int("first"), int("second"), int("third"), bytes("data")],
        keys: 4,
        whole: false,
        side: &[],
        output: &[
            int("range"),
            int("first"),
            int("second"),
            int("third"),
            int("last_first"),
            int("last_second"),
            int("last_third"),
            int("rows"),
            int("bytes"),
            bytes("data"),
        ],
        run: reporting::lines,
    },
    Stage {
        name: "report",
        input: WHOLE,
        keys: 2,
        whole: true,
        side: &[],
        output: &[text("file"), int("part"), bytes("data")],
        run: reporting::report,
    },
];

/// The stage of this name.
pub fn stage(name: &str) -> Option<&'static Stage> {
    STAGES.iter().find(|stage| stage.name == name)
}
