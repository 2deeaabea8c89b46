// SPDX-License-Identifier: MIT OR Apache-2.0
//! The delay from emitting to handling, with a receiver that is slower than its sender.
#![allow(clippy::unwrap_used, clippy::panic)]

mod scene;

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use lsm_signals::Sender;
use lsm_test::bus::Bus;
use scene::{emit, event, number, on_every_bus, receive_until, receiver, sender_of, soon};

on_every_bus!(the_delay_is_that_of_the_target_and_not_of_the_queue);

/// A receiver that takes its time for every signal would be seconds behind a sender that only
/// minds the limits of the bus: 4,000 signals of 4 KiB are no more than 16 MiB.
fn the_delay_is_that_of_the_target_and_not_of_the_queue(bus: &Bus) {
    const SIGNALS: u64 = 4000;
    const HANDLING: Duration = Duration::from_micros(500);
    const TARGET: Duration = Duration::from_millis(100);
    let mut sender = sender_of(bus, Sender::builder().target(TARGET));
    let kind = event(&mut sender);
    let mut receiver = receiver(bus, &mut [&mut sender]);
    let text = "x".repeat(4096);
    let (start, settled) = (Instant::now(), AtomicBool::new(false));
    let delays = std::thread::scope(|scope| {
        let receiving = scope.spawn(|| {
            let mut delays = Vec::new();
            receive_until(&settled, &mut receiver, |event| {
                let emitted = Duration::from_micros(number(&event).unwrap());
                delays.push(start.elapsed() - emitted);
                // Works; a pause would be longer than it says.
                let done = Instant::now() + HANDLING;
                while Instant::now() < done {
                    std::hint::spin_loop();
                }
            });
            delays
        });
        for _ in 0..SIGNALS {
            let now = u64::try_from(start.elapsed().as_micros()).unwrap();
            emit(&mut sender, kind, now, &text);
        }
        let done = sender.settle(soon());
        settled.store(true, Ordering::Relaxed);
        done.unwrap();
        receiving.join().unwrap()
    });
    assert_eq!(delays.len() as u64, SIGNALS);
    // Until the receiver's rate is known the window is an assumption; and other programs want
    // the processor, too.
    let average = delays.iter().sum::<Duration>() / u32::try_from(delays.len()).unwrap();
    let handling = HANDLING * u32::try_from(SIGNALS).unwrap();
    assert!(average < 2 * TARGET, "{average:?} on average, of {handling:?} of work");
}
