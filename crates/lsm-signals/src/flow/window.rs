// SPDX-License-Identifier: MIT OR Apache-2.0
//! How much may be on its way to one receiver.

use std::time::{Duration, Instant};

/// What a window starts with, before anything has been measured, in bytes.
const INITIAL: u64 = 256 * 1024;
/// The shortest time that a rate is taken from: below, the clock and the scheduler dominate.
const SAMPLE: Duration = Duration::from_millis(10);

/// The bytes that may be outstanding at one receiver: as much as it drains in the target delay,
/// and no less than two of its largest messages so that one can travel while one is handled.
///
/// A fixed window in bytes is either too small for a fast receiver or seconds deep for a slow
/// one. Sizing it by the measured drain rate bounds the delay instead, as one sizes the queue
/// of a network card against bufferbloat.
#[derive(Debug, Clone)]
pub struct Window {
    size: u64,
    cap: u64,
    target: Duration,
    largest: u64,
    /// Cost drained per second, once known.
    rate: Option<f64>,
    sample: Option<Sample>,
}

/// The measurement that is under way.
#[derive(Debug, Clone, Copy)]
struct Sample {
    since: Instant,
    drained: u64,
    /// The sender had to wait for this receiver, so that the rate is the receiver's, not ours.
    limited: bool,
}

impl Window {
    /// A window of at most `cap` bytes for a delay of `target`.
    #[must_use]
    pub fn new(cap: u64, target: Duration) -> Window {
        let size = INITIAL.min(cap);
        Window { size, cap, target, largest: 0, rate: None, sample: None }
    }

    /// The present size in bytes.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// The drain rate in cost per second, once it was measured.
    #[must_use]
    pub const fn rate(&self) -> Option<f64> {
        self.rate
    }

    /// Sets what the window may never exceed; a receiver may ask for less at any time.
    pub fn set_cap(&mut self, cap: u64) {
        self.cap = cap;
        self.resize();
    }

    /// Whether `cost` more fits while `outstanding` is on its way. A message larger than the
    /// whole window goes alone, else it would never go.
    #[must_use]
    pub const fn has_room(&self, outstanding: u64, cost: u64) -> bool {
        outstanding == 0 || outstanding.saturating_add(cost) <= self.size
    }

    /// A message of `cost` was sent. `now` is asked for only if nothing was on its way.
    #[inline]
    pub fn sent(&mut self, cost: u64, now: impl FnOnce() -> Instant) {
        if cost > self.largest {
            self.largest = cost;
            self.resize();
        }
        if self.sample.is_none() {
            self.sample = Some(Sample { since: now(), drained: 0, limited: false });
        }
    }

    /// The sender waits for this receiver.
    pub fn limits(&mut self) {
        if let Some(sample) = &mut self.sample {
            sample.limited = true;
        }
    }

    /// The receiver has confirmed `cost`, and `outstanding` remains.
    pub fn drained(&mut self, cost: u64, outstanding: u64, now: Instant) {
        let Some(sample) = &mut self.sample else { return };
        sample.drained += cost;
        let elapsed = now.saturating_duration_since(sample.since);
        if elapsed >= SAMPLE {
            let measured = sample.drained as f64 / elapsed.as_secs_f64();
            let limited = sample.limited;
            self.learn(measured, limited);
            self.sample = Some(Sample { since: now, drained: 0, limited: false });
        } else if !sample.limited && sample.drained >= self.size {
            // Too fast to be timed: the window is what holds this receiver back.
            let floor = sample.drained as f64 / SAMPLE.as_secs_f64();
            self.learn(floor, false);
        }
        // Idle; unless it is the window that lets nothing more be on its way.
        if outstanding == 0 && self.sample.is_some_and(|sample| !sample.limited) {
            self.sample = None;
        }
    }

    /// Takes `measured` as the receiver's rate. Only when it made us wait may it lower what is
    /// known: else it drained no more because there was no more.
    fn learn(&mut self, measured: f64, limited: bool) {
        self.rate = Some(match self.rate {
            None => measured,
            Some(rate) if measured > rate => (rate + measured) / 2.0,
            Some(rate) if limited => rate + (measured - rate) / 4.0,
            Some(rate) => rate,
        });
        self.resize();
    }

    fn resize(&mut self) {
        let wanted = match self.rate {
            None => INITIAL,
            Some(rate) => (rate * self.target.as_secs_f64()) as u64,
        };
        self.size = wanted.max(2 * self.largest).min(self.cap);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TARGET: Duration = Duration::from_millis(100);
    const MIB: u64 = 1024 * 1024;

    /// Lets a receiver drain `rate` bytes per second for a second, keeping the window full.
    fn drain(window: &mut Window, mut now: Instant, rate: u64, message: u64) -> Instant {
        let mut outstanding = 0;
        for _ in 0..1000 {
            while window.has_room(outstanding, message) {
                window.sent(message, || now);
                outstanding += message;
            }
            window.limits();
            now += Duration::from_millis(1);
            let drained = (rate / 1000).min(outstanding);
            outstanding -= drained;
            window.drained(drained, outstanding, now);
        }
        now
    }

    #[test]
    fn a_window_is_what_drains_in_the_target_delay() {
        let mut window = Window::new(4 * MIB, TARGET);
        let now = drain(&mut window, Instant::now(), 10 * MIB, 4096);
        assert!((MIB * 9 / 10..MIB * 11 / 10).contains(&window.size()), "{window:?}");
        let now = drain(&mut window, now, MIB, 4096);
        assert!((MIB / 11..MIB / 8).contains(&window.size()), "{window:?}");
        drain(&mut window, now, 1000 * MIB, 4096);
        assert_eq!(window.size(), 4 * MIB);
    }

    #[test]
    fn a_window_holds_two_of_the_largest_messages_but_never_more_than_its_cap() {
        let mut window = Window::new(4 * MIB, TARGET);
        drain(&mut window, Instant::now(), 64 * 1024, 100_000);
        assert_eq!(window.size(), 200_000);
        window.set_cap(150_000);
        assert_eq!(window.size(), 150_000);
    }

    #[test]
    fn a_message_larger_than_the_window_goes_alone() {
        let window = Window::new(100, TARGET);
        assert!(window.has_room(0, 1000));
        assert!(!window.has_room(1, 1000));
        assert!(window.has_room(50, 50));
        assert!(!window.has_room(51, 50));
    }

    #[test]
    fn a_receiver_that_is_sent_little_does_not_become_a_slow_one() {
        let mut window = Window::new(4 * MIB, TARGET);
        let mut now = drain(&mut window, Instant::now(), 20 * MIB, 4096);
        let size = window.size();
        for _ in 0..100 {
            window.sent(4096, || now);
            now += Duration::from_millis(50);
            window.drained(4096, 0, now);
        }
        assert_eq!(window.size(), size);
    }
}
