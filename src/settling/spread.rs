//! How far a share could be off: quantiles of the Beta distribution and the Wilson interval.
//!
//! Sources: Press et al., Numerical Recipes, 3rd ed., 6.1 (Lanczos) and 6.4 (continued fraction of the incomplete
//! Beta function); Wilson 1927, J. Am. Stat. Assoc. 22:209.

/// The 95 % quantile of the normal distribution: both sides together leave a 90 % interval.
const NORMAL_95: f64 = 1.644_853_626_951_472_7;

/// The 5 % and 95 % quantiles of the Beta distribution with this mean and variance (by moments). A variance that no
/// Beta distribution has is brought down to the widest one; a mean of 0 or 1 gives a point.
pub(super) fn beta_interval(mean: f64, variance: f64) -> (f64, f64) {
    if !(mean > 0.0 && mean < 1.0) {
        return (mean.clamp(0.0, 1.0), mean.clamp(0.0, 1.0));
    }
    // mean(1-mean)/variance - 1 = first + second. Below .02 the density lies on the two ends anyway.
    let strength = (mean * (1.0 - mean) / variance.max(1e-12) - 1.0).max(0.02);
    let (first, second) = (mean * strength, (1.0 - mean) * strength);
    (beta_quantile(first, second, 0.05), beta_quantile(first, second, 0.95))
}

/// Wilson's 90 % interval for a share seen in `cases` independent cases; always holds the share.
///
/// By hand: share .5 in 4 cases: z^2 = 2.7055; centre .5; half-width 1.6449 / (1 + .6764) * sqrt(.25/4 + 2.7055/64)
/// = .9812 * .3236 = .3176.
pub(super) fn wilson(share: f64, cases: f64) -> (f64, f64) {
    let cases = cases.max(1e-6);
    let square = NORMAL_95 * NORMAL_95;
    let scale = 1.0 + square / cases;
    let centre = (share + square / (2.0 * cases)) / scale;
    let half = NORMAL_95 / scale * (share * (1.0 - share) / cases + square / (4.0 * cases * cases)).max(0.0).sqrt();
    ((centre - half).clamp(0.0, share), (centre + half).clamp(share, 1.0))
}

fn beta_quantile(first: f64, second: f64, probability: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    // 50 halvings reach 1e-15.
    for _ in 0..50 {
        let middle = 0.5 * (low + high);
        if incomplete_beta(first, second, middle) < probability {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

/// The regularised incomplete Beta function.
fn incomplete_beta(first: f64, second: f64, at: f64) -> f64 {
    if at <= 0.0 {
        return 0.0;
    }
    if at >= 1.0 {
        return 1.0;
    }
    let front = (ln_gamma(first + second) - ln_gamma(first) - ln_gamma(second) + first * at.ln() + second * (1.0 - at).ln()).exp();
    if at < (first + 1.0) / (first + second + 2.0) {
        front * continued_fraction(first, second, at) / first
    } else {
        1.0 - front * continued_fraction(second, first, 1.0 - at) / second
    }
}

fn continued_fraction(first: f64, second: f64, at: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let away = |value: f64| if value.abs() < TINY { TINY } else { value };
    let mut upper = 1.0;
    let mut lower = 1.0 / away(1.0 - (first + second) * at / (first + 1.0));
    let mut result = lower;
    for step in 1..=300 {
        let m = f64::from(step);
        let even = m * (second - m) * at / ((first + 2.0 * m - 1.0) * (first + 2.0 * m));
        lower = 1.0 / away(1.0 + even * lower);
        upper = away(1.0 + even / upper);
        result *= lower * upper;
        let odd = -(first + m) * (first + second + m) * at / ((first + 2.0 * m) * (first + 2.0 * m + 1.0));
        lower = 1.0 / away(1.0 + odd * lower);
        upper = away(1.0 + odd / upper);
        result *= lower * upper;
        if (lower * upper - 1.0).abs() < 1e-12 {
            break;
        }
    }
    result
}

/// Natural logarithm of the gamma function for a positive argument (Lanczos, g = 7, nine terms).
fn ln_gamma(at: f64) -> f64 {
    const TERMS: [f64; 8] = [
        676.520_368_121_885_1,
        -1_259.139_216_722_402_8,
        771.323_428_777_653_1,
        -176.615_029_162_140_6,
        12.507_343_278_686_905,
        -0.138_571_095_265_720_12,
        9.984_369_578_019_572e-6,
        1.505_632_735_149_311_6e-7,
    ];
    if at < 0.5 {
        // Reflection: gamma(x) gamma(1 - x) = pi / sin(pi x).
        return (std::f64::consts::PI / (std::f64::consts::PI * at).sin()).ln() - ln_gamma(1.0 - at);
    }
    let at = at - 1.0;
    let sum = TERMS.iter().zip(1u8..).fold(0.999_999_999_999_809_9, |sum, (term, place)| sum + term / (at + f64::from(place)));
    let shifted = at + 7.5;
    0.5 * (2.0 * std::f64::consts::PI).ln() + (at + 0.5) * shifted.ln() - shifted + sum.ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(found: (f64, f64), expected: (f64, f64)) {
        assert!((found.0 - expected.0).abs() < 1e-4 && (found.1 - expected.1).abs() < 1e-4, "{found:?} is not {expected:?}");
    }

    #[test]
    fn quantiles_of_known_betas() {
        // Beta(1, 1) is flat: its mean is 1/2, its variance 1/12.
        check(beta_interval(0.5, 1.0 / 12.0), (0.05, 0.95));
        // Beta(2, 1) has the distribution x^2: quantiles are square roots; mean 2/3, variance 1/18.
        check(beta_interval(2.0 / 3.0, 1.0 / 18.0), (0.05_f64.sqrt(), 0.95_f64.sqrt()));
        check(beta_interval(1.0, 0.1), (1.0, 1.0));
    }

    #[test]
    fn wilson_by_hand() {
        check(wilson(0.5, 4.0), (0.5 - 0.3176, 0.5 + 0.3176));
        assert!(wilson(1.0, 3.0).1 > 0.999_999);
        // Share 1 in n cases: the lower end is n / (n + z^2) = 3 / 5.7055.
        check(wilson(1.0, 3.0), (0.5258, 1.0));
    }
}
