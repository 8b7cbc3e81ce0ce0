//! `claims.csv`: one row a claim, the contested ones first.

use crate::attribution::Grade;
use crate::claims::Mention;
use crate::ids::{ClaimKind, Stance, readable_order};
use crate::linking::{Claim, Member, Reading, Status};

use super::Findings;
use super::columns::{Cell, Column, ColumnKind, Table};

/// The same of a claim that nothing bears on, by what orders its id.
pub fn order_of_lone_row(id: u64) -> [i64; 3] {
    [i64::from(Status::SingleSource.place_of_rows()), -1, id as i64]
}

pub(super) struct Row<'a> {
    findings: &'a Findings,
    pub(super) claim: &'a Claim,
    pub(super) belief: Option<&'a crate::settling::ClaimBelief>,
    /// Outlets that carry it, by name; so the others.
    pub(super) sources: Vec<&'a str>,
    affirming: Vec<&'a str>,
    own_voice: Vec<&'a str>,
    denying: Vec<&'a str>,
    first: Option<&'a Reading>,
}

pub(super) fn rows(findings: &Findings) -> impl Iterator<Item = Row<'_>> {
    let mut order: Vec<usize> = (0..findings.linked.claims.len()).collect();
    let claims = &findings.linked.claims;
    order.sort_by_key(|at| order_of_row(&claims[*at]));
    order.into_iter().map(|at| row(findings, at))
}

/// The rows in the order of the claims.
pub(super) fn in_given_order(findings: &Findings) -> impl Iterator<Item = Row<'_>> {
    (0..findings.linked.claims.len()).map(|at| row(findings, at))
}

/// True where more than one source carries the claim.
pub(super) fn is_shared(findings: &Findings, claim: &Claim) -> bool {
    let outlet = |member: &Member| findings.readings[member.article].article.outlet.as_str();
    claim.members.iter().any(|member| outlet(member) != outlet(&claim.members[0]))
}

/// What orders the rows: status, the contested ones first, then origins, the most first, then the id.
pub fn order_of_row(claim: &Claim) -> [i64; 3] {
    [i64::from(claim.status.place_of_rows()), -(claim.origins as i64), readable_order(&claim.id) as i64]
}

/// The row of the claim with this number.
pub(super) fn row(findings: &Findings, at: usize) -> Row<'_> {
    let claim = &findings.linked.claims[at];
    let outlets = |counts: &dyn Fn(&Member) -> bool| {
        let members = claim.members.iter().filter(|member| counts(member));
        let mut outlets: Vec<&str> = members.map(|member| findings.readings[member.article].article.outlet.as_str()).collect();
        outlets.sort_unstable();
        outlets.dedup();
        outlets
    };
    let sources = outlets(&|_| true);
    let affirming = outlets(&|member| member.stance == Stance::Affirms);
    let own_voice = outlets(&|member| member.stance == Stance::Affirms && mention(findings, member).attribution.is_none());
    let denying = outlets(&|member| member.stance == Stance::Denies);
    let first = claim.members.iter().map(|member| &findings.readings[member.article]).min_by_key(|reading| {
        (reading.article.published.is_none(), reading.article.published, reading.article.published_time, &reading.article.id)
    });
    Row { findings, claim, belief: findings.beliefs.claims.get(at).and_then(Option::as_ref), sources, affirming, own_voice, denying, first }
}

fn mention<'a>(findings: &'a Findings, member: &Member) -> &'a Mention {
    &findings.readings[member.article].mentions[member.mention]
}

impl<'a> Row<'a> {
    /// The mention whose text stands for the claim.
    pub(super) fn standing(&self) -> (&'a Reading, &'a Mention) {
        let member = &self.claim.members[self.claim.text_member];
        (&self.findings.readings[member.article], mention(self.findings, member))
    }

    /// What the claim is about: for the holder of an office that office, else the subject of its clause.
    fn subject(&self) -> &'a str {
        let mention = self.standing().1;
        match &mention.slot {
            Some(slot) if self.claim.kind == ClaimKind::RoleHolder => &slot.item,
            _ => mention.proposition.subject.as_deref().unwrap_or_default(),
        }
    }

    fn best_grade(&self) -> Grade {
        self.claim
            .members
            .iter()
            .map(|member| super::evidence::grade(&self.findings.readings[member.article], mention(self.findings, member)))
            .min()
            .unwrap_or(Grade::None)
    }

    fn mean_certainty(&self) -> Option<f64> {
        let sure: Vec<f64> = self
            .claim
            .members
            .iter()
            .filter(|member| member.stance == Stance::Affirms)
            .map(|member| mention(self.findings, member).certainty)
            .collect();
        if sure.is_empty() { None } else { Some(sure.iter().sum::<f64>() / sure.len() as f64) }
    }
}

impl Status {
    /// Where its rows come in `claims.csv`: corroborated before superseded, else as declared.
    fn place_of_rows(self) -> u8 {
        match self {
            Status::Contested => 0,
            Status::Denied => 1,
            Status::Corroborated => 2,
            Status::Superseded => 3,
            Status::OneVoice => 4,
            Status::EchoOnly => 5,
            Status::SingleSource => 6,
        }
    }
}

pub(super) fn table<'a>() -> Table<Row<'a>> {
    use ColumnKind::{Date, Integer, Number, Text};
    Table {
        file: "claims.csv",
        row_per: "claim",
        key: &["claim_id"],
        prefer: None,
        columns: vec![
            Column::new("claim_id", Text, |row: &Row<'a>| Cell::text(&row.claim.id)).about("Id of the claim."),
            Column::new("event_id", Text, |row: &Row<'a>| row.findings.linked.events.get(row.claim.event).map_or(Cell::Empty, |event| Cell::text(&event.id))).about("The event it belongs to."),
            Column::new("kind", Text, |row: &Row<'a>| Cell::text(row.claim.kind.name()))
                .words(ClaimKind::ALL.iter().map(|kind| kind.name()).collect())
                .about("statement: something happened, is planned or is so; role_holder: who holds an office; quantity: how many, how much; date: when."),
            Column::new("text", Text, |row: &Row<'a>| {
                let (reading, mention) = row.standing();
                Cell::text(mention.span.of(&reading.article.text))
            })
            .about("What its mentions share, as the clearest of them puts it."),
            Column::new("status", Text, |row: &Row<'a>| Cell::text(row.claim.status.name()))
                .words(Status::ALL.iter().map(|status| status.name()).collect())
                .about("First that holds: contested (an affirming and a denying or rival origin at the same time), denied (only denying origins), superseded (a later value replaces it without conflict), corroborated (two or more affirming origins), one_voice (two or more sources quote one speaker's same utterance), echo_only (two or more sources, one origin), single_source."),
            Column::new("belief", Number, |row: &Row<'a>| Cell::share(row.belief.map(|belief| belief.belief)))
                .unit("probability")
                .range(0.0, 1.0)
                .about("Probability that it is so, by the settling method named in run.csv: mean of posterior and vote share.")
                .empty("One origin only: nothing to settle."),
            Column::new("belief_low", Number, |row: &Row<'a>| Cell::share(row.belief.map(|belief| belief.interval.0))).unit("probability").range(0.0, 1.0).about("Lower end of its 90 % interval.").empty("As belief."),
            Column::new("belief_high", Number, |row: &Row<'a>| Cell::share(row.belief.map(|belief| belief.interval.1))).unit("probability").range(0.0, 1.0).about("Upper end of its 90 % interval.").empty("As belief."),
            Column::new("majority_share", Number, |row: &Row<'a>| Cell::share(row.belief.map(|belief| belief.majority_share)))
                .range(0.0, 1.0)
                .about("Share of the origins speaking on it that affirm it: plain voting, beside the belief.")
                .empty("As belief."),
            Column::new("sources", Integer, |row: &Row<'a>| Cell::count(row.sources.len())).range(1.0, None).about("Outlets that carry it, whatever their stance."),
            Column::new("origins", Integer, |row: &Row<'a>| Cell::count(row.claim.origins)).range(1.0, None).about("Independent starting points: copies, one speaker's utterance and second-hand reports of one outlet count once."),
            Column::new("echoes", Integer, |row: &Row<'a>| Cell::count(row.claim.echoes)).range(0.0, None).about("Sources beyond the origins."),
            Column::new("affirming_sources", Integer, |row: &Row<'a>| Cell::count(row.affirming.len())).range(0.0, None).about("Outlets in which a voice affirms it."),
            Column::new("affirming_own_voice", Integer, |row: &Row<'a>| Cell::count(row.own_voice.len())).range(0.0, None).about("Outlets that say it themselves, unattributed."),
            Column::new("denying_sources", Integer, |row: &Row<'a>| Cell::count(row.denying.len())).range(0.0, None).about("Outlets in which a voice denies it."),
            Column::new("first_source", Text, |row: &Row<'a>| row.first.map_or(Cell::Empty, |reading| Cell::text(&reading.article.outlet))).about("Outlet of its earliest article; undated articles come last."),
            Column::new("first_url", Text, |row: &Row<'a>| row.first.and_then(|reading| reading.article.url.as_deref()).map_or(Cell::Empty, Cell::text)).about("Address of that article.").empty("It has none."),
            Column::new("first_published", Date, |row: &Row<'a>| Cell::day(row.first.and_then(|reading| reading.article.published))).about("Day of that article.").empty("No article of it is dated."),
            Column::new("last_published", Date, |row: &Row<'a>| Cell::day(row.claim.members.iter().filter_map(|member| row.findings.readings[member.article].article.published).max()))
                .about("Day of its last article.")
                .empty("No article of it is dated."),
            Column::new("best_attribution", Text, |row: &Row<'a>| Cell::text(row.best_grade().name())).words(Grade::ALL.iter().map(|grade| grade.name()).collect()).about("Strongest grade of attribution among its mentions."),
            Column::new("mean_certainty", Number, |row: &Row<'a>| Cell::number(row.mean_certainty(), 3)).range(0.0, 1.0).about("Mean certainty of its affirming mentions.").empty("None affirms it."),
            Column::new("rival_claim_ids", Text, |row: &Row<'a>| Cell::list(row.claim.rivals.iter().map(|&rival| row.findings.linked.claims[rival].id.as_str()))).about("Claims that cannot be true together with it, parted by `; `.").empty("None known."),
            Column::new("subject", Text, |row: &Row<'a>| Cell::text(row.subject())).about("Its subject, as far as recognised; of a `role_holder` the office.").empty("Not recognised."),
            Column::new("value", Text, |row: &Row<'a>| row.standing().1.slot.as_ref().map_or(Cell::Empty, |slot| Cell::text(&slot.value))).about("Name, number or day it gives.").empty("A plain statement."),
            Column::new("unit", Text, |row: &Row<'a>| row.standing().1.slot.as_ref().map_or(Cell::Empty, |slot| Cell::text(&slot.unit))).about("Unit of the number.").empty("No number, or a bare one."),
            Column::new("affirming_source_names", Text, |row: &Row<'a>| Cell::list(&row.affirming)).about("The affirming outlets by name, parted by `; `.").empty("None affirms it."),
            Column::new("denying_source_names", Text, |row: &Row<'a>| Cell::list(&row.denying)).about("The outlets in which it is denied by name, parted by `; `.").empty("None denies it."),
        ],
    }
}
