//! Events in blocks: what the driver has an engine do between the stages, in memory.

use std::collections::{BTreeMap, BTreeSet};

use super::{Cell, Engine, Row, int};

const NONE: Cell = Cell::None;

fn kind(rows: &[Row], kind: i64) -> Vec<Row> {
    rows.iter().filter(|row| row[0] == Cell::Int(kind)).cloned().collect()
}

fn some(row: &[Cell], columns: &[usize]) -> Row {
    columns.iter().map(|column| row[*column].clone()).collect()
}

/// Adds up the numbers in a column, by those in another.
fn sums(rows: &[Row], key: usize, number: usize) -> BTreeMap<i64, i64> {
    let mut sums = BTreeMap::new();
    for row in rows {
        *sums.entry(int(&row[key])).or_default() += int(&row[number]);
    }
    sums
}

fn facts(fact: i64, numbers: &BTreeMap<i64, i64>) -> Vec<Row> {
    numbers.iter().map(|(key, number)| vec![Cell::Int(fact), Cell::Int(*key), Cell::Int(*number)]).collect()
}

impl Engine {
    /// The links (left, right, millionths, linked) among articles (number, day, words), and what caps left out (kind, number, block, data).
    fn links(&self, articles: &[Row]) -> (Vec<Row>, Vec<Row>) {
        let of: BTreeMap<i64, &Row> = articles.iter().map(|row| (int(&row[0]), row)).collect();
        let mut words = sums(&self.stage("words", articles.iter().map(|row| some(row, &[2])).collect(), &[]), 0, 1);
        words.retain(|_, articles| *articles > 1);
        let mut days: BTreeMap<i64, i64> = BTreeMap::new();
        for row in articles.iter().filter(|row| row[1] != NONE) {
            *days.entry(int(&row[1])).or_default() += 1;
        }
        let known = [facts(0, &words), facts(3, &days)].concat();
        // day, block, core
        let blocks = self.stage("days", days.iter().map(|(day, articles)| vec![Cell::Int(*day), Cell::Int(*articles)]).collect(), &[]);
        // kind, word, day, number, value, undated
        let postings = self.stage("postings", articles.to_vec(), &known);
        let touched = self.stage("touched", kind(&postings, 0).iter().map(|row| some(row, &[1, 2, 3, 4])).collect(), &[]);
        // kind, number, block, data
        let partners = self.stage("partners", touched, &known);

        let mut needed: BTreeMap<(i64, i64), i64> = BTreeMap::new();
        let mut need = |block: &Cell, number: i64, core: i64| {
            let known = needed.entry((int(block), number)).or_default();
            *known = core.max(*known);
        };
        for row in articles {
            blocks.iter().filter(|block| block[0] == row[1]).for_each(|block| need(&block[1], int(&row[0]), int(&block[2])));
        }
        for row in kind(&postings, 2) {
            need(&row[4], int(&row[3]), 1);
        }
        for row in kind(&partners, 1) {
            need(&row[2], int(&row[1]), 0);
        }
        let (undated, dated): (BTreeSet<i64>, BTreeSet<i64>) = needed.keys().map(|key| key.0).partition(|block| *block < 0);
        assert!(dated.len() > 3 && (undated.len() > 3 || self.stories), "there are several blocks");
        let chosen: BTreeMap<i64, Cell> = kind(&partners, 0).iter().map(|row| (int(&row[1]), row[3].clone())).collect();
        let brought = needed.iter().map(|((block, number), core)| {
            let [day, words] = [1, 2].map(|column| of[number][column].clone());
            vec![Cell::Int(*block), Cell::Int(*number), day, Cell::Int(*core), words, chosen.get(number).cloned().unwrap_or(NONE)]
        });
        let summed = kind(&postings, 1);
        let with_sums = [known.clone(), facts(1, &sums(&summed, 1, 4)), facts(2, &sums(&summed, 1, 5))].concat();
        // kind, block, number, data
        let compared = self.stage("compare", brought.collect(), &with_sums);
        assert_eq!(kind(&compared, 4).len(), needed.keys().map(|(block, _)| block).collect::<BTreeSet<_>>().len());

        let told = [kind(&compared, 1), kind(&compared, 2)].concat();
        // kind, number, other, data, density, log window
        let standings = self.stage("standing", told.iter().map(|row| some(row, &[2, 0, 3])).collect(), &[]);
        let placed: BTreeMap<i64, Row> = kind(&standings, 0).into_iter().map(|row| (int(&row[1]), row)).collect();
        assert_eq!(placed.len(), articles.len());
        let total = |column: usize| BTreeMap::from([(0, placed.values().map(|row| int(&row[column])).sum())]);
        let known = [known, facts(4, &total(4)), facts(5, &total(5))].concat();
        let mut needed: BTreeSet<(i64, i64)> = BTreeSet::new();
        let witnesses = kind(&standings, 1);
        for row in kind(&compared, 3) {
            let (block, number) = (int(&row[1]), int(&row[2]));
            needed.insert((block, number));
            needed.extend(witnesses.iter().filter(|witness| int(&witness[1]) == number).map(|witness| (block, int(&witness[2]))));
        }
        let pairs: BTreeMap<(i64, i64), Cell> =
            kind(&compared, 0).iter().map(|row| ((int(&row[1]), int(&row[2])), row[3].clone())).collect();
        let brought = needed.iter().map(|(block, number)| {
            let [day, words] = [1, 2].map(|column| of[number][column].clone());
            let pairs = pairs.get(&(*block, *number)).cloned().unwrap_or(NONE);
            vec![Cell::Int(*block), Cell::Int(*number), day, words, placed[number][3].clone(), pairs]
        });
        // kind, left, right, millionths, linked
        let links = self.stage("likely", brought.collect(), &known);
        (kind(&links, 1).iter().map(|row| row[1..].to_vec()).collect(), kind(&partners, 2))
    }

    /// The least number of those that links join each to.
    fn pieces(numbers: impl Iterator<Item = i64>, links: &[Row]) -> BTreeMap<i64, i64> {
        let mut piece: BTreeMap<i64, i64> = numbers.map(|number| (number, number)).collect();
        loop {
            let before = piece.clone();
            for link in links.iter().filter(|link| link[3] == Cell::Int(1)) {
                let both = [int(&link[0]), int(&link[1])];
                let least = both.map(|number| piece[&number]).into_iter().min().unwrap();
                piece.extend(both.map(|number| (number, least)));
            }
            if before == piece {
                return piece;
            }
        }
    }

    /// What stage `events` puts out: kind, id, number, event, data. `analysed` has the id first, words and day in these columns.
    pub(super) fn events_in_blocks(&mut self, analysed: &[Row], [words, day]: [usize; 2]) -> Vec<Row> {
        self.articles = Some(analysed.len());
        let numbered = self.stage("numbers", analysed.iter().map(|row| vec![row[0].clone(), Cell::Int(0)]).collect(), &[]);
        let number_of: BTreeMap<&Cell, &Cell> = numbered.iter().map(|row| (&row[0], &row[2])).collect();
        let articles: Vec<Row> =
            analysed.iter().map(|row| vec![number_of[&row[0]].clone(), row[day].clone(), row[words].clone()]).collect();
        let (links, dropped) = self.links(&articles);
        let piece = Self::pieces(articles.iter().map(|row| int(&row[0])), &links);
        let mut rows: Vec<Row> = Vec::new();
        for (row, analysed) in articles.iter().zip(analysed) {
            let own = Cell::Int(piece[&int(&row[0])]);
            rows.push(vec![own, Cell::Int(0), row[0].clone(), NONE, row[1].clone(), analysed[0].clone(), NONE, NONE]);
        }
        for link in links.iter().filter(|link| piece[&int(&link[0])] == piece[&int(&link[1])]) {
            let own = Cell::Int(piece[&int(&link[0])]);
            rows.push(vec![own, Cell::Int(1), link[0].clone(), link[1].clone(), NONE, NONE, link[2].clone(), link[3].clone()]);
        }
        // kind, first, number, id, event, data
        let grouped = self.stage("group", rows, &[]);
        let (events, members) = (kind(&grouped, 1), kind(&grouped, 0));

        let of: BTreeMap<&Cell, &Row> = articles.iter().map(|row| (&row[0], row)).collect();
        let titles: Vec<Row> =
            events.iter().map(|event| vec![event[1].clone(), of[&event[2]][1].clone(), of[&event[2]][2].clone()]).collect();
        self.articles = Some(titles.len());
        self.stories = true;
        let (links, _) = self.links(&titles);
        let piece = Self::pieces(titles.iter().map(|row| int(&row[0])), &links);
        let mut rows: Vec<Row> =
            titles.iter().map(|row| vec![Cell::Int(piece[&int(&row[0])]), Cell::Int(0), row[0].clone(), NONE, NONE]).collect();
        for link in links.iter().filter(|link| piece[&int(&link[0])] == piece[&int(&link[1])]) {
            rows.push(vec![Cell::Int(piece[&int(&link[0])]), Cell::Int(1), link[0].clone(), link[1].clone(), link[2].clone()]);
        }
        // first, story
        let stories = self.stage("follow", rows, &[]);
        self.stories = false;
        // The same, all at once.
        let (mut at_once, mut in_pieces) = (self.stage("stories", titles, &[]), stories.clone());
        at_once.sort();
        in_pieces.sort();
        assert_eq!(at_once, in_pieces);

        let order = self.stage("numbers", events.iter().map(|event| vec![event[4].clone(), event[1].clone()]).collect(), &[]);
        let event_of: BTreeMap<&Cell, &Cell> = order.iter().map(|row| (&row[1], &row[2])).collect();
        let story_of: BTreeMap<&Cell, &Cell> = stories.iter().map(|row| (&row[0], &row[1])).collect();
        let id_of: BTreeMap<&Cell, &Cell> = events.iter().map(|event| (&event[1], &event[3])).collect();
        let rows = events
            .iter()
            .map(|event| vec![event_of[&event[1]].clone(), event[3].clone(), id_of[story_of[&event[1]]].clone(), event[5].clone()])
            .collect();
        let mut found = self.stage("named", rows, &[]);
        found.extend(members.iter().map(|row| vec![Cell::Int(0), row[3].clone(), row[2].clone(), event_of[&row[1]].clone(), NONE]));
        found.extend(dropped.iter().map(|row| vec![Cell::Int(2), NONE, Cell::Int(0), NONE, row[3].clone()]));
        found
    }
}
