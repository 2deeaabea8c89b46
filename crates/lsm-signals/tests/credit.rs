// SPDX-License-Identifier: MIT OR Apache-2.0
//! Windows of receivers that opt in: of any size, down to less than one message.
#![allow(clippy::unwrap_used, clippy::panic)]

mod scene;

use std::sync::atomic::{AtomicBool, Ordering};

use lsm_signals::Receiver;
use lsm_signals::flow::{Evidence, Standing};
use lsm_test::bus::Bus;
use scene::{emit, event, number, on_every_bus, receive_until, rule, sender, soon, subscribed};

on_every_bus!(everything_arrives_in_order_whatever_the_window);

/// What a message with this text costs at most, on any bus.
fn cost(text: u64) -> u64 {
    8 + 4 + text + 1 + 1152
}

fn everything_arrives_in_order_whatever_the_window(bus: &Bus) {
    const SIGNALS: u64 = 300;
    let text = "x".repeat(10_000);
    let one = cost(10_000);
    for window in [0, 1, one - 1, one, one + 1, 2 * one - 1, 2 * one, 3 * one, 100 * one] {
        let mut sender = sender(bus);
        let kind = event(&mut sender);
        let builder = Receiver::builder().rule(rule()).window(window);
        let mut receiver = subscribed(bus, builder, &mut [&mut sender]);
        let settled = AtomicBool::new(false);
        std::thread::scope(|scope| {
            let received = scope.spawn(|| {
                let mut expected = 0;
                receive_until(&settled, &mut receiver, |event| {
                    assert_eq!(number(&event), Some(expected), "window {window}: {event:?}");
                    expected += 1;
                });
                expected
            });
            for number in 0..SIGNALS {
                let size = if number % 3 == 0 { 100 } else { 10_000 };
                let sent = emit(&mut sender, kind, number, &text[..size]);
                assert_eq!((sent.receivers, sent.withheld), (1, 0));
                let report = &sender.report().receivers[0];
                assert!(report.unconfirmed <= 1 || report.outstanding <= window, "{report:?}");
            }
            let settled_in_time = sender.settle(soon());
            settled.store(true, Ordering::Relaxed);
            settled_in_time.unwrap();
            assert_eq!(received.join().unwrap(), SIGNALS, "window {window}");
        });
        let report = sender.report();
        let [receiver] = &report.receivers[..] else { panic!("{report:?}") };
        assert_eq!(receiver.assurance, Evidence::Credits);
        assert_eq!(receiver.standing, Standing::Healthy);
        assert_eq!((receiver.sent, receiver.unconfirmed, receiver.lost), (SIGNALS, 0, 0));
    }
}
