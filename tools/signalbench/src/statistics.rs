// SPDX-License-Identifier: MIT OR Apache-2.0
//! The sums of a report.

use serde::{Deserialize, Serialize};

/// Delays from stamp to handler, in milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Delays {
    pub(crate) average: f64,
    pub(crate) p50: f64,
    pub(crate) p99: f64,
    pub(crate) max: f64,
}

impl Delays {
    /// From delays in seconds, in any order.
    pub(crate) fn of(mut seconds: Vec<f32>) -> Self {
        if seconds.is_empty() {
            return Self::default();
        }
        seconds.sort_by(f32::total_cmp);
        let sum: f64 = seconds.iter().copied().map(f64::from).sum();
        let at = |fraction| f64::from(percentile(&seconds, fraction)) * 1e3;
        Self {
            average: sum / float(seconds.len() as u64) * 1e3,
            p50: at(0.5),
            p99: at(0.99),
            max: at(1.0),
        }
    }
}

/// The smallest value that at least `fraction` of the `sorted` values do not exceed (nearest
/// rank); the default value when there are none.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "ranks are small positive numbers"
)]
pub(crate) fn percentile<T: Copy + Default>(sorted: &[T], fraction: f64) -> T {
    let rank = (fraction * sorted.len() as f64).ceil() as usize;
    sorted.get(rank.clamp(1, sorted.len().max(1)) - 1).copied().unwrap_or_default()
}

/// The middle of `values`, the mean of the two middle ones when their number is even.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() {
        0 => 0.0,
        odd if odd % 2 == 1 => values[middle],
        _ => f64::midpoint(values[middle - 1], values[middle]),
    }
}

/// `amount` in `seconds`; 0 when no time passed.
pub(crate) fn rate(amount: u64, seconds: f64) -> f64 {
    if seconds > 0.0 { float(amount) / seconds } else { 0.0 }
}

/// `part` of `whole` in per cent.
pub(crate) fn percent(part: u64, whole: u64) -> f64 {
    if whole == 0 { 100.0 } else { float(part) / float(whole) * 100.0 }
}

/// `part` for each of `whole`; 0 when there are none.
pub(crate) fn per(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { float(part) / float(whole) }
}

/// A count as a floating-point number.
#[expect(clippy::cast_precision_loss, reason = "counts here are far below 2^52")]
pub(crate) fn float(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_values_that_occur() {
        let hundred: Vec<f32> = (1..=100_u16).map(f32::from).collect();
        assert_eq!(percentile(&hundred, 0.5), 50.0);
        assert_eq!(percentile(&hundred, 0.99), 99.0);
        assert_eq!(percentile(&hundred, 1.0), 100.0);
        assert_eq!(percentile(&hundred, 0.0), 1.0);
        assert_eq!(percentile(&[7.0_f32], 0.99), 7.0);
        assert_eq!(percentile::<f32>(&[], 0.5), 0.0);
        assert_eq!(percentile(&[1.0, 2.0_f32], 0.99), 2.0);
    }

    #[test]
    fn delays_are_told_in_milliseconds_whatever_their_order() {
        let delays = Delays::of(vec![0.004, 0.001, 0.002, 0.001]);
        for (got, wanted) in
            [(delays.average, 2.0), (delays.p50, 1.0), (delays.p99, 4.0), (delays.max, 4.0)]
        {
            assert!((got - wanted).abs() < 1e-6, "{delays:?}");
        }
        assert_eq!(Delays::of(Vec::new()), Delays::default());
    }

    #[test]
    fn medians_rates_and_shares() {
        assert_eq!(median(vec![3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(vec![4.0, 1.0, 2.0, 3.0]), 2.5);
        assert_eq!(median(Vec::new()), 0.0);
        assert_eq!(rate(10_000, 0.5), 20_000.0);
        assert_eq!(rate(10_000, 0.0), 0.0);
        assert_eq!(percent(9_999, 10_000), 99.99);
        assert_eq!(percent(0, 0), 100.0);
        assert_eq!(per(10, 4), 2.5);
        assert_eq!(per(10, 0), 0.0);
    }
}
