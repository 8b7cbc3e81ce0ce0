//! The second look at pairs of sentences: what the first look found of each pair's neighbours.
//!
//! In: pairs with the probabilities of a first look. Out: ten more numbers a pair. Two sentences that tell of one event are near to and
//! far from the same others, and each is the other's nearest in its document. Invariant: the numbers are the same whichever sentence
//! comes first, and know documents but no topics.

/// What a pair's neighbours tell, in numbers.
pub(super) const BESIDE: usize = 10;

/// Probabilities nearer to nought or one than this are as near as this.
const LEAST: f64 = 1e-4;
/// Others near to both that are looked at.
const NEAREST: usize = 3;

/// The numbers of each pair. `document`: of each sentence; `pairs`: two sentences and the probability that they tell of one event.
pub(super) fn numbers(document: &[usize], pairs: &[(usize, usize, f64)]) -> Vec<[f64; BESIDE]> {
    let mut near: Vec<Vec<(usize, f64)>> = vec![Vec::new(); document.len()];
    for &(left, right, probability) in pairs {
        near[left].push((right, probability));
        near[right].push((left, probability));
    }
    for others in &mut near {
        others.sort_by_key(|(other, _)| *other);
    }
    pairs.iter().map(|&(left, right, probability)| of_pair(document, (left, right), probability, [&near[left], &near[right]])).collect()
}

fn of_pair(document: &[usize], (left, right): (usize, usize), probability: f64, near: [&[(usize, f64)]; 2]) -> [f64; BESIDE] {
    // The best other counterpart of either in the document of the other.
    let (mut of_left, mut of_right) = (0.0_f64, 0.0_f64);
    let (mut least, mut most, mut apart, mut product) = (0.0, 0.0, 0.0, 0.0);
    let (mut sums, mut squares) = ([0.0; 2], [0.0; 2]);
    let (mut others, mut shared) = (0_u32, Vec::new());
    for (other, one, two) in merged(near) {
        if document[other] == document[right] {
            of_left = if other == right { of_left } else { of_left.max(one) };
        } else if document[other] == document[left] {
            of_right = if other == left { of_right } else { of_right.max(two) };
        } else {
            others += 1;
            least += one.min(two);
            most += one.max(two);
            apart += (one - two).abs();
            product += one * two;
            for (at, value) in [one, two].into_iter().enumerate() {
                sums[at] += value;
                squares[at] += value * value;
            }
            shared.push(one.min(two));
        }
    }
    shared.sort_by(|one, other| other.total_cmp(one));
    let count = f64::from(others.max(1));
    let means = sums.map(|sum| sum / count);
    let margins = [probability - of_left, probability - of_right];
    let held = probability.clamp(LEAST, 1.0 - LEAST);
    [
        libm::log(held / (1.0 - held)),
        margins[0].min(margins[1]),
        margins[0].max(margins[1]),
        // Halves and tenths keep few neighbours from counting as much as many.
        least / (most + 0.5),
        product / (squares[0] * squares[1] + 0.1).sqrt(),
        apart / count,
        means[0].min(means[1]),
        means[0].max(means[1]),
        shared.iter().take(NEAREST).sum::<f64>() / NEAREST as f64,
        probability - means[0] - means[1],
    ]
}

/// Everything that either list holds, ascending, with what each says of it; nought where it says nothing.
fn merged([one, two]: [&[(usize, f64)]; 2]) -> Vec<(usize, f64, f64)> {
    let (mut left, mut right) = (one.iter().peekable(), two.iter().peekable());
    let mut found = Vec::with_capacity(one.len() + two.len());
    while let Some(next) = left.peek().into_iter().chain(right.peek()).map(|(other, _)| *other).min() {
        let first = left.next_if(|(other, _)| *other == next).map_or(0.0, |(_, value)| *value);
        let second = right.next_if(|(other, _)| *other == next).map_or(0.0, |(_, value)| *value);
        found.push((next, first, second));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sentences 0 and 1 of one document, 2 of a second, 3 of a third: 0 and 2 are judged by hand.
    #[test]
    fn neighbours_by_hand() {
        let found = numbers(&[0, 0, 1, 2], &[(0, 2, 0.5), (0, 3, 0.8), (1, 2, 0.3), (2, 3, 0.6)]);
        // Nothing else in the second document is near to 0; in the first, 1 is near to 2 by .3. The third document has one other.
        let wanted = [0.0, 0.2, 0.5, 0.6 / 1.3, 0.48 / (0.64_f64 * 0.36 + 0.1).sqrt(), 0.2, 0.6, 0.8, 0.2, -0.9];
        for (at, (found, wanted)) in found[0].iter().zip(wanted).enumerate() {
            assert!((found - wanted).abs() < 1e-12, "number {at}: {found} for {wanted}");
        }
        // The other way round the same.
        let turned = numbers(&[0, 0, 1, 2], &[(2, 0, 0.5), (0, 3, 0.8), (1, 2, 0.3), (2, 3, 0.6)]);
        assert_eq!(found[0].map(f64::to_bits), turned[0].map(f64::to_bits));
    }
}
