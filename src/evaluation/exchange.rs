//! Exchange clustering: classes of words such that the class of a word tells the class of the next one as well as may be
//! (Kneser and Ney 1993; Martin, Liermann and Ney 1998, section 2).
//!
//! In: counts of pairs of neighbours. Out: a class for each item. Items are taken in order again and again, and each goes
//! to the class that makes the text likeliest, until hardly any moves. Counts are whole numbers, sums are taken in a fixed
//! order and logarithms come from `libm`: the same counts give the same classes everywhere.
//!
//! The log likelihood, but for a part that does not depend on the classes, is the sum over pairs of classes of `f(N(a, b))`
//! less twice the sum over classes of `f(N(a))`, where `f(n) = n ln n` and `N` counts pairs and single items.

/// How often which item stands before which.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Neighbours {
    /// How often each item stands anywhere.
    pub(super) count: Vec<u32>,
    /// What stands before each item, and how often; the item itself left out.
    before: Vec<Vec<(u32, u32)>>,
    /// What stands behind each item, and how often; the item itself left out.
    behind: Vec<Vec<(u32, u32)>>,
    /// How often each item stands before itself.
    doubled: Vec<u32>,
}

impl Neighbours {
    /// Counts the pairs of a text of `items` different items. The last item counts as standing before the first.
    pub(super) fn of(text: &[u32], items: usize) -> Self {
        let next = text.iter().skip(1).chain(text.first());
        let mut pairs: Vec<u64> = text.iter().zip(next).map(|(&left, &right)| u64::from(left) << 32 | u64::from(right)).collect();
        pairs.sort_unstable();
        let counted = pairs.chunk_by(|left, right| left == right);
        Self::new(counted.map(|run| ((run[0] >> 32) as u32, run[0] as u32, run.len() as u32)), items)
    }

    /// From pairs with their counts, in order.
    fn new(pairs: impl Iterator<Item = (u32, u32, u32)>, items: usize) -> Self {
        let none = || vec![Vec::new(); items];
        let mut found = Self { count: vec![0; items], before: none(), behind: none(), doubled: vec![0; items] };
        for (left, right, times) in pairs {
            found.count[left as usize] += times;
            if left == right {
                found.doubled[left as usize] += times;
            } else {
                found.behind[left as usize].push((right, times));
                found.before[right as usize].push((left, times));
            }
        }
        found
    }

    /// The same text with its classes as items.
    pub(super) fn of_classes(&self, class_of: &[u16], classes: usize) -> Self {
        let table = Table::new(self, class_of, classes);
        let pairs = table.pairs.iter().enumerate().filter(|(_, times)| **times > 0);
        Self::new(pairs.map(|(at, &times)| ((at / classes) as u32, (at % classes) as u32, times)), classes)
    }
}

/// Counts of pairs of classes, twice: by first and by second class, so that both are read in rows.
struct Table {
    classes: usize,
    /// At `left * classes + right`.
    pairs: Vec<u32>,
    /// At `right * classes + left`.
    turned: Vec<u32>,
    count: Vec<u32>,
}

impl Table {
    fn new(neighbours: &Neighbours, class_of: &[u16], classes: usize) -> Self {
        let mut table = Self { classes, pairs: vec![0; classes * classes], turned: vec![0; classes * classes], count: vec![0; classes] };
        for (item, &class) in class_of.iter().enumerate() {
            let class = usize::from(class);
            table.count[class] += neighbours.count[item];
            table.change(class, class, neighbours.doubled[item], true);
            for &(other, times) in &neighbours.behind[item] {
                table.change(class, usize::from(class_of[other as usize]), times, true);
            }
        }
        table
    }

    fn change(&mut self, left: usize, right: usize, times: u32, add: bool) {
        for cell in [&mut self.pairs[left * self.classes + right], &mut self.turned[right * self.classes + left]] {
            *cell = if add { *cell + times } else { *cell - times };
        }
    }

    /// Takes an item out of `class` or puts it in.
    fn place(&mut self, class: usize, item: &Surroundings, add: bool) {
        for &(other, times) in &item.before {
            self.change(other, class, times, add);
        }
        for &(other, times) in &item.behind {
            self.change(class, other, times, add);
        }
        self.change(class, class, item.doubled, add);
        self.count[class] = if add { self.count[class] + item.count } else { self.count[class] - item.count };
    }
}

/// An item with the classes of its neighbours.
struct Surroundings {
    before: Vec<(usize, u32)>,
    behind: Vec<(usize, u32)>,
    doubled: u32,
    count: u32,
}

/// `n ln n`, from a table where `n` is small.
struct Entropy(Vec<f64>);

/// Numbers in the table: two megabytes, so that it stays in the cache; hardly any count is larger.
const TABLED: u32 = 1 << 18;

impl Entropy {
    fn new() -> Self {
        Self((0..TABLED).map(exact).collect())
    }

    fn of(&self, number: u32) -> f64 {
        self.0.get(number as usize).copied().unwrap_or_else(|| exact(number))
    }
}

fn exact(number: u32) -> f64 {
    if number == 0 { 0.0 } else { f64::from(number) * libm::log(f64::from(number)) }
}

/// A class must be better than the old one by this much: rounding alone moves nothing.
const LEAST_GAIN: f64 = 1e-6;

/// Moves the first `movable` items to the best of the classes below `free`, at most `passes` times through, starting from
/// `class_of`; all others stay where they are. There are `classes` in all. Ends early once fewer than one item in a thousand moves. Gives
/// the log likelihood reached.
pub(super) fn exchange(neighbours: &Neighbours, class_of: &mut [u16], movable: usize, free: usize, classes: usize, passes: usize) -> f64 {
    let mut table = Table::new(neighbours, class_of, classes);
    let entropy = Entropy::new();
    let mut gains = vec![0.0; free];
    for _ in 0..passes {
        let mut moved = 0;
        for item in 0..movable {
            let old = usize::from(class_of[item]);
            let around = surroundings(neighbours, item, class_of, classes);
            table.place(old, &around, false);
            score(&table, &around, &entropy, &mut gains);
            let mut best = old;
            for (class, gain) in gains.iter().enumerate() {
                if *gain > gains[best] + LEAST_GAIN {
                    best = class;
                }
            }
            table.place(best, &around, true);
            class_of[item] = best as u16;
            moved += usize::from(best != old);
        }
        if moved * 1_000 < movable {
            break;
        }
    }
    let pairs: f64 = table.pairs.iter().map(|&times| entropy.of(times)).sum();
    pairs - 2.0 * table.count.iter().map(|&times| entropy.of(times)).sum::<f64>()
}

fn surroundings(neighbours: &Neighbours, item: usize, class_of: &[u16], classes: usize) -> Surroundings {
    let by_class = |list: &[(u32, u32)]| {
        let mut times = vec![0; classes];
        for &(other, count) in list {
            times[usize::from(class_of[other as usize])] += count;
        }
        times.into_iter().enumerate().filter(|(_, times)| *times > 0).collect()
    };
    Surroundings {
        before: by_class(&neighbours.before[item]),
        behind: by_class(&neighbours.behind[item]),
        doubled: neighbours.doubled[item],
        count: neighbours.count[item],
    }
}

/// What the log likelihood gains where the item, which stands in no class now, joins each class.
fn score(table: &Table, item: &Surroundings, entropy: &Entropy, gains: &mut [f64]) {
    let rise = |from: u32, by: u32| entropy.of(from + by) - entropy.of(from);
    let classes = table.classes;
    for (gain, &count) in gains.iter_mut().zip(&table.count) {
        *gain = -2.0 * rise(count, item.count);
    }
    for (list, cells) in [(&item.before, &table.pairs), (&item.behind, &table.turned)] {
        for &(other, times) in list {
            for (gain, &cell) in gains.iter_mut().zip(&cells[other * classes..(other + 1) * classes]) {
                *gain += rise(cell, times);
            }
        }
    }
    // Within one class the neighbours on both sides and the item itself fall into the same cell: counted anew.
    let mut inside = vec![(0, 0); gains.len()];
    for &(other, times) in item.before.iter().filter(|(other, _)| *other < gains.len()) {
        inside[other].0 = times;
    }
    for &(other, times) in item.behind.iter().filter(|(other, _)| *other < gains.len()) {
        inside[other].1 = times;
    }
    for (class, (gain, (before, behind))) in gains.iter_mut().zip(inside).enumerate() {
        let cell = table.pairs[class * classes + class];
        *gain += rise(cell, before + behind + item.doubled) - rise(cell, before) - rise(cell, behind);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two kinds of item that take turns: 0 and 1 stand before 2 and 3, and the other way round.
    const TEXT: [u32; 16] = [0, 2, 1, 3, 0, 3, 1, 2, 0, 2, 1, 3, 0, 3, 1, 2];

    #[test]
    fn neighbours_are_counted_round_the_end() {
        let found = Neighbours::of(&[0, 0, 1], 2);
        // 0 0, 0 1, 1 0
        assert_eq!((found.count, found.doubled), (vec![2, 1], vec![1, 0]));
        assert_eq!((found.behind, found.before), (vec![vec![(1, 1)], vec![(0, 1)]], vec![vec![(1, 1)], vec![(0, 1)]]));
    }

    #[test]
    fn items_with_the_same_neighbours_share_a_class() {
        let mut class_of = [0, 1, 0, 1];
        let likelihood = exchange(&Neighbours::of(&TEXT, 4), &mut class_of, 4, 2, 2, 10);
        assert_eq!((class_of[0], class_of[2]), (class_of[1], class_of[3]));
        assert_ne!(class_of[0], class_of[2]);
        // Each class 8 times, always before the other: 2 * 8 ln 8 - 2 * (2 * 8 ln 8) = -16 ln 8 = -33.27.
        assert!((likelihood + 33.271).abs() < 1e-3, "{likelihood}");
    }

    #[test]
    fn a_gain_is_the_difference_of_two_likelihoods() {
        let text = [0, 1, 1, 2, 0, 2, 2, 1, 3, 3, 0, 1, 3, 2, 0, 0, 3, 1];
        let neighbours = Neighbours::of(&text, 4);
        let likelihood = |class_of: [u16; 4]| exchange(&neighbours, &mut class_of.clone(), 4, 3, 3, 0);
        for item in 0..4 {
            let mut class_of = [0, 1, 2, 1];
            let around = surroundings(&neighbours, item, &class_of, 3);
            let mut table = Table::new(&neighbours, &class_of, 3);
            table.place(usize::from(class_of[item]), &around, false);
            let mut gains = [0.0; 3];
            score(&table, &around, &Entropy::new(), &mut gains);
            let reached = [0, 1, 2].map(|class| {
                class_of[item] = class;
                likelihood(class_of)
            });
            for class in 1..3 {
                let (gain, expected) = (gains[class] - gains[0], reached[class] - reached[0]);
                // The item's old surroundings name classes of other items only, so they hold for every class it joins.
                assert!((gain - expected).abs() < 1e-9, "{item} to {class}: {gain}, not {expected}");
            }
        }
    }

    #[test]
    fn fixed_items_stay_and_ties_move_nothing() {
        // 2 and 3 may not move. Then 0 and 1, each between 2 and 3 alone, are as likely in two classes as in one:
        // 4 f(4) - 4 f(4) against 2 f(8) - 2 f(8).
        let mut class_of = [0, 1, 2, 2];
        exchange(&Neighbours::of(&TEXT, 4), &mut class_of, 2, 2, 3, 10);
        assert_eq!(class_of, [0, 1, 2, 2]);
    }

    #[test]
    fn classes_become_items() {
        let merged = Neighbours::of(&TEXT, 4).of_classes(&[0, 0, 1, 1], 2);
        assert_eq!(merged, Neighbours::of(&TEXT.map(|item| item / 2), 2));
    }
}
