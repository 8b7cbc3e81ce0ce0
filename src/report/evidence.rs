//! `evidence.csv`: one row a mention, with the text behind every number.

use crate::attribution::{Attribution, Grade, Manner, SpeakerKind};
use crate::claims::Mention;
use crate::ids::{Genre, Stance};
use crate::linking::{Claim, Member, Reading, Status};

use super::claims::is_shared;
use super::columns::{Cell, Column, ColumnKind, Table};
use super::index::Index;
use super::{Findings, Style, mention_id};

pub(super) struct Row<'a> {
    id: &'a str,
    reading: &'a Reading,
    mention: &'a Mention,
    claim: Option<(&'a Claim, &'a Member)>,
    origin_id: &'a str,
    echo_of: Option<String>,
    /// Its claim is contested, or carried by more than one source.
    shared: bool,
}

/// Which mentions stand in the table, in their order.
pub(super) struct Listing<'a> {
    findings: &'a Findings,
    index: Index,
    /// For each claim whether it is contested or carried by more than one source.
    shared: Vec<bool>,
    /// Id, article and number of each mention, by id.
    order: Vec<(String, u32, u32)>,
}

impl<'a> Listing<'a> {
    pub(super) fn new(findings: &'a Findings, style: Style) -> Self {
        let index = Index::new(findings);
        let shared: Vec<bool> =
            findings.linked.claims.iter().map(|claim| claim.status == Status::Contested || is_shared(findings, claim)).collect();
        let mut order = Vec::new();
        for (article, reading) in findings.readings.iter().enumerate() {
            let wanted = |at: &usize| match index.claim_of[article][*at] {
                Some((claim, _)) => shared[claim] || !style.shared_evidence_only,
                // A figure that no other outlet gives; its clause has a line of its own.
                None => !style.shared_evidence_only && !reading.mentions[*at].is_figure(),
            };
            order.extend((0..reading.mentions.len()).filter(wanted).map(|at| (mention_id(reading, at), article as u32, at as u32)));
        }
        order.sort_unstable();
        Self { findings, index, shared, order }
    }

    /// The rows, made one at a time.
    pub(super) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.order.iter().map(|place| self.row(place))
    }

    /// Id, article and mention of each row, in their order.
    pub(super) fn places(&self) -> impl Iterator<Item = (&str, usize, usize)> {
        self.order.iter().map(|(id, article, mention)| (id.as_str(), *article as usize, *mention as usize))
    }

    fn row<'s>(&'s self, (id, article, mention): &'s (String, u32, u32)) -> Row<'s> {
        let (readings, claims) = (&self.findings.readings, &self.findings.linked.claims);
        let (reading, at) = (&readings[*article as usize], *mention as usize);
        let place = self.index.claim_of[*article as usize][at];
        let claim = place.map(|(claim, member)| (&claims[claim], &claims[claim].members[member]));
        let echo_of = claim
            .and_then(|(claim, member)| member.echo_of.map(|echo| &claim.members[echo]))
            .map(|member| mention_id(&readings[member.article], member.mention));
        // The origin is named by the first member that belongs to it: members are sorted by article and position.
        let origin_id = claim
            .and_then(|(claim, member)| claim.members.iter().find(|other| other.origin == member.origin && other.echo_of.is_none()))
            .map_or(reading.article.id.as_str(), |member| readings[member.article].article.id.as_str());
        let shared = place.is_some_and(|(claim, _)| self.shared[claim]);
        Row { id, reading, mention: &reading.mentions[at], claim, origin_id, echo_of, shared }
    }
}

/// The attribution that carries a mention.
pub(super) fn attribution<'a>(reading: &'a Reading, mention: &Mention) -> Option<&'a Attribution> {
    mention.attribution.and_then(|at| reading.attributions.items.get(at))
}

/// The grade of a mention: none in the outlet's own voice.
pub(super) fn grade(reading: &Reading, mention: &Mention) -> Grade {
    attribution(reading, mention).map_or(Grade::None, |attribution| attribution.grade)
}

/// The resolved name, else the words that name the speaker; `None` where nobody is named.
pub(super) fn speaker<'a>(reading: &'a Reading, attribution: &'a Attribution) -> Option<&'a str> {
    attribution.name.as_deref().or_else(|| attribution.speaker.map(|span| span.of(&reading.article.text)))
}

/// Role and affiliation of the speaker; `None` where neither is given.
pub(super) fn role(attribution: &Attribution) -> Option<String> {
    match (&attribution.role, &attribution.affiliation) {
        (Some(role), Some(affiliation)) => Some(format!("{role}, {affiliation}")),
        (role, affiliation) => role.as_ref().or(affiliation.as_ref()).cloned(),
    }
}

impl<'a> Row<'a> {
    fn attribution(&self) -> Option<&'a Attribution> {
        attribution(self.reading, self.mention)
    }

    /// How the mention's own words are passed on, whatever else its speaker is quoted with: direct where they stand wholly in
    /// quotation marks, mixed where marks stand among them.
    fn manner(&self) -> &'static str {
        let Some(attribution) = self.attribution() else { return "none" };
        let is_mark = |letter: char| matches!(letter, '"' | '“' | '”');
        let text = self.mention.span.of(&self.reading.article.text).trim_matches(is_mark);
        let manner = match (self.mention.in_quotation, text.contains(is_mark)) {
            (true, false) => Manner::Direct,
            (_, true) => Manner::Mixed,
            (false, false) => Manner::Indirect,
        };
        // A speaker line quotes without marks.
        if attribution.manner == Manner::Direct { Manner::Direct.name() } else { manner.name() }
    }

    fn speaker(&self) -> Cell<'a> {
        self.attribution().and_then(|attribution| speaker(self.reading, attribution)).map_or(Cell::Empty, Cell::text)
    }

    fn role(&self) -> Cell<'a> {
        self.attribution().and_then(role).map_or(Cell::Empty, Cell::owned)
    }

    fn cues(&self) -> Cell<'a> {
        let Some(hedging) = self.reading.hedging.sentences.get(self.mention.sentence) else { return Cell::Empty };
        Cell::list(self.mention.cues.iter().filter_map(|&cue| hedging.cues.get(cue)).map(|cue| cue.cue.as_str()))
    }
}

pub(super) fn table<'a>() -> Table<Row<'a>> {
    use ColumnKind::{Boolean, Date, Integer, Number, Text};
    Table {
        file: "evidence.csv",
        row_per: "mention",
        key: &["mention_id"],
        prefer: Some(|row: &Row<'_>| row.shared),
        columns: vec![
            Column::new("mention_id", Text, |row: &Row<'a>| Cell::text(row.id)).about("Id of the mention; stays the same while its article does."),
            Column::new("claim_id", Text, |row: &Row<'a>| row.claim.map_or(Cell::Empty, |(claim, _)| Cell::text(&claim.id))).about("The claim it puts forward. A figure has a row besides that of its clause where another outlet gives it for the same thing.").empty("Comment: counted as opinion, not linked."),
            Column::new("article_id", Text, |row: &Row<'a>| Cell::text(&row.reading.article.id)).about("The article it stands in."),
            Column::new("source", Text, |row: &Row<'a>| Cell::text(&row.reading.article.outlet)).about("The outlet."),
            Column::new("title", Text, |row: &Row<'a>| Cell::text(row.reading.article.title())).about("Headline of the article.").empty("It has none."),
            Column::new("url", Text, |row: &Row<'a>| Cell::text(row.reading.article.url.as_deref().unwrap_or_default())).about("Address of the article.").empty("None was given."),
            Column::new("published", Date, |row: &Row<'a>| Cell::day(row.reading.article.published)).about("Day of publication.").empty("Unknown."),
            Column::new("genre", Text, |row: &Row<'a>| Cell::text(row.reading.article.genre.name())).words(Genre::ALL.iter().map(|genre| genre.name()).collect()).about("What sort of text the article is."),
            Column::new("start", Integer, |row: &Row<'a>| Cell::count(row.mention.span.start))
                .unit("bytes")
                .range(0.0, None)
                .about("First byte of the mention in the text as read (UTF-8). A title that came as a field of its own follows the text after a blank line; `annotate` prints that text."),
            Column::new("end", Integer, |row: &Row<'a>| Cell::count(row.mention.span.end)).unit("bytes").range(0.0, None).about("One past its last byte."),
            Column::new("text", Text, |row: &Row<'a>| Cell::text(row.mention.span.of(&row.reading.article.text))).about("The mention: attribution taken off."),
            Column::new("sentence", Text, |row: &Row<'a>| Cell::text(row.mention.sentence_span.of(&row.reading.article.text))).about("The whole sentence around it."),
            Column::new("in_headline", Boolean, |row: &Row<'a>| Cell::Boolean(row.mention.in_headline)).about("True in the headline."),
            Column::new("stance", Text, |row: &Row<'a>| Cell::text(row.claim.map_or(row.mention.stance, |(_, member)| member.stance).name()))
                .words(Stance::ALL.iter().map(|stance| stance.name()).collect())
                .about("How the voice that carries it (the speaker, else the outlet) stands to the claim as worded in claims.csv; reports where no voice stands behind it."),
            Column::new("certainty", Number, |row: &Row<'a>| Cell::number(row.mention.certainty, 3)).range(0.0, 1.0).about("How sure that voice sounds, whatever its direction."),
            Column::new("hedged", Boolean, |row: &Row<'a>| Cell::Boolean(row.mention.hedged)).about("An epistemic, doxastic or evidential cue bears on it."),
            Column::new("hedge_cues", Text, |row: &Row<'a>| row.cues()).about("The cues that bear on it, parted by `; `.").empty("None."),
            Column::new("vague", Boolean, |row: &Row<'a>| Cell::Boolean(row.mention.vague)).about("A vague cue bears on it."),
            Column::new("speaker", Text, |row: &Row<'a>| row.speaker()).about("Full name after pronouns and short names are resolved, else the words that name the speaker.").empty("The outlet's own voice, or nobody is named."),
            Column::new("speaker_role", Text, |row: &Row<'a>| row.role()).about("Role and affiliation, carried along from the first full mention.").empty("None given."),
            Column::new("speaker_kind", Text, |row: &Row<'a>| row.attribution().map_or(Cell::Empty, |attribution| Cell::text(attribution.kind.name())))
                .words(SpeakerKind::ALL.iter().map(|kind| kind.name()).collect())
                .about("What sort of speaker.")
                .empty("The outlet's own voice."),
            Column::new("attribution_grade", Text, |row: &Row<'a>| Cell::text(grade(row.reading, row.mention).name())).words(Grade::ALL.iter().map(|grade| grade.name()).collect()).about("How well the reader is told who speaks, from named_role (a name with an office, or with the body or party it belongs to) down to none."),
            Column::new("anonymity_reason", Text, |row: &Row<'a>| row.attribution().and_then(|attribution| attribution.anonymity_reason.as_deref()).map_or(Cell::Empty, Cell::text)).about("The reason given for withholding the name.").empty("Not anonymous, or no reason given."),
            Column::new("manner", Text, |row: &Row<'a>| Cell::text(row.manner()))
                .words(Manner::ALL.iter().map(|manner| manner.name()).chain(["none"]).collect())
                .about("direct: all of it in quotation marks; mixed: part of it; indirect; none in the outlet's own voice."),
            Column::new("via", Text, |row: &Row<'a>| row.attribution().and_then(|attribution| attribution.via.as_deref()).map_or(Cell::Empty, Cell::text)).about("The outlet credited second-hand.").empty("First hand, or not said."),
            Column::new("origin_id", Text, |row: &Row<'a>| Cell::text(row.origin_id)).about("The article in which this origin of the claim starts; equal for all mentions of one origin."),
            Column::new("echo_of", Text, |row: &Row<'a>| row.echo_of.as_deref().map_or(Cell::Empty, Cell::text)).about("The mention it echoes.").empty("It starts its origin."),
        ],
    }
}
