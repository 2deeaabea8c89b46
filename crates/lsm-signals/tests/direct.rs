// SPDX-License-Identifier: MIT OR Apache-2.0
//! Signals that pass no bus, in slots and on a socket.
#![allow(clippy::unwrap_used, clippy::panic)]

mod scene;

use std::sync::atomic::{AtomicBool, Ordering};

use lsm_signals::flow::{Evidence, Standing, Transport};
use lsm_signals::receiver::{self, Event};
use lsm_signals::{Receiver, Sender};
use lsm_test::bus::Bus;
use scene::{
    emit, event, next_plain, number, on_every_bus, plain, receive_until, rule, sender, sender_of,
    soon, state, subscribed,
};

on_every_bus!(
    everything_arrives_in_order_with_any_slots_and_windows,
    a_plain_receiver_gets_everything_beside_a_direct_one,
    nobody_but_subscribers_gets_anything_if_so_wanted,
    changes_come_directly_too,
    what_was_sent_before_leaving_is_received,
    a_receiver_takes_the_way_that_it_is_told_to,
);

fn directly() -> receiver::Builder {
    Receiver::builder().rule(rule()).transport(receiver::Transport::Direct)
}

/// What a message with this text costs at most, on any bus.
fn cost(text: u64) -> u64 {
    8 + 4 + text + 1 + 1152
}

fn everything_arrives_in_order_with_any_slots_and_windows(bus: &Bus) {
    const SIGNALS: u64 = 300;
    const TEXT: usize = 40_000;
    let text = "x".repeat(TEXT);
    let one = cost(TEXT as u64);
    let all: &[u64] = &[0, one, 2 * one, 3 * one, u64::MAX];
    let widest: &[u64] = &[u64::MAX];
    // More slots than the largest window has room for are never exhausted.
    let pools = [(0, 0, all), (1, 64, widest), (2, 64, all), (3, 4, widest), (128, 64, widest)];
    for (slots, length, windows) in pools {
        let length = length << 10;
        for &window in windows {
            let case = format!("{slots} slots of {length}, window {window}");
            let mut sender = sender(bus);
            let kind = event(&mut sender);
            let builder = directly().slots(slots, length).window(window);
            let mut receiver = subscribed(bus, builder, &mut [&mut sender]);
            let settled = AtomicBool::new(false);
            std::thread::scope(|scope| {
                let received = scope.spawn(|| {
                    let mut expected = 0;
                    receive_until(&settled, &mut receiver, |event| {
                        assert_eq!(number(&event), Some(expected), "{case}: {event:?}");
                        let Event::Signal(message) = event else { unreachable!() };
                        let mut body = message.body();
                        body.uint64().unwrap();
                        let length = if expected % 3 == 0 { 100 } else { TEXT };
                        assert_eq!(body.string().unwrap().len(), length);
                        expected += 1;
                    });
                    expected
                });
                for number in 0..SIGNALS {
                    let length = if number % 3 == 0 { 100 } else { TEXT };
                    let sent = emit(&mut sender, kind, number, &text[..length]);
                    assert_eq!(sent.withheld, 0, "{case}");
                    let report = sender.report();
                    let direct = report.receivers.iter().find(|one| one.subscribed).unwrap();
                    let fits = direct.unconfirmed <= 1 || direct.outstanding <= window;
                    assert!(fits, "{case}: {direct:?}");
                }
                let in_time = sender.settle(soon());
                settled.store(true, Ordering::Relaxed);
                in_time.unwrap();
                assert_eq!(received.join().unwrap(), SIGNALS, "{case}");
            });
            let report = sender.report();
            let direct = report.receivers.iter().find(|one| one.subscribed).unwrap();
            assert_eq!(direct.transport, Transport::Direct);
            assert_eq!(direct.assurance, Evidence::Credits);
            assert_eq!(direct.standing, Standing::Healthy);
            assert_eq!((direct.sent, direct.unconfirmed, direct.lost), (SIGNALS, 0, 0));
            let fit = slots > 0 && length as usize > TEXT;
            assert_eq!(direct.in_slots > 0, fit, "{case}: {}", direct.in_slots);
            assert!(direct.in_slots <= SIGNALS * 2 / 3, "{case}: {}", direct.in_slots);
            if slots == 128 {
                assert_eq!(direct.in_slots, SIGNALS * 2 / 3, "{case}");
            }
        }
    }
}

fn a_plain_receiver_gets_everything_beside_a_direct_one(bus: &Bus) {
    const SIGNALS: u64 = 500;
    let mut plain = plain(bus);
    let mut sender = sender(bus);
    let kind = event(&mut sender);
    let mut receiver = subscribed(bus, directly(), &mut [&mut sender]);
    let text = "x".repeat(40_000);
    let settled = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let direct = scope.spawn(|| {
            let mut received = 0;
            receive_until(&settled, &mut receiver, |event| {
                assert_eq!(number(&event), Some(received));
                received += 1;
            });
            received
        });
        let by_bus = scope.spawn(|| {
            for expected in 0..SIGNALS {
                assert_eq!(next_plain(&mut plain, soon()), Some(expected));
            }
            // Answers the last question.
            while !settled.load(Ordering::Relaxed) {
                let moment = std::time::Duration::from_millis(10);
                assert_eq!(next_plain(&mut plain, std::time::Instant::now() + moment), None);
            }
        });
        for number in 0..SIGNALS {
            let text = if number % 2 == 0 { &text } else { "" };
            assert_eq!(emit(&mut sender, kind, number, text).withheld, 0);
        }
        let in_time = sender.settle(soon());
        settled.store(true, Ordering::Relaxed);
        in_time.unwrap();
        by_bus.join().unwrap();
        assert_eq!(direct.join().unwrap(), SIGNALS);
    });
}

fn nobody_but_subscribers_gets_anything_if_so_wanted(bus: &Bus) {
    let mut plain = plain(bus);
    let mut sender = sender_of(bus, Sender::builder().subscribers_only());
    let kind = event(&mut sender);
    let mut direct = subscribed(bus, directly(), &mut [&mut sender]);
    let builder = Receiver::builder().rule(rule()).transport(receiver::Transport::Bus);
    let mut by_bus = subscribed(bus, builder, &mut [&mut sender]);
    for number in 0..10 {
        let sent = emit(&mut sender, kind, number, "text");
        assert_eq!((sent.receivers, sent.withheld), (2, 0));
    }
    sender.barrier(soon()).unwrap();
    for expected in 0..10 {
        for receiver in [&mut direct, &mut by_bus] {
            let event = receiver.next(soon()).unwrap().unwrap();
            assert_eq!(number(&event), Some(expected));
            let Event::Signal(message) = event else { unreachable!() };
            assert_eq!(message.sender(), Some(sender.unique_name()));
        }
    }
    // What the bus sent on before would have come by now.
    let call = lsm_signals::message::Template::driver("GetId", "").unwrap();
    plain.call(&call, |_| Ok(()), soon()).unwrap();
    assert_eq!(next_plain(&mut plain, scene::at_once()), None);
    let report = sender.report();
    assert!(report.receivers.iter().all(|receiver| receiver.subscribed), "{report:?}");
}

fn changes_come_directly_too(bus: &Bus) {
    let mut sender = sender(bus);
    let many = Receiver::builder().changes("/").aggregated();
    let mut many = subscribed(bus, many.transport(receiver::Transport::Direct), &mut [&mut sender]);
    let single = Receiver::builder().changes("/").transport(receiver::Transport::Direct);
    let mut single = subscribed(bus, single, &mut [&mut sender]);
    for value in 0..10_u64 {
        sender.update("/a", "org.example.A", "Used", value).unwrap();
    }
    sender.flush().unwrap();
    let event = many.next(soon()).unwrap();
    let Some(Event::Changes(mut changes)) = event else { panic!("{event:?}") };
    let change = changes.next().unwrap().unwrap();
    assert_eq!((change.path, change.interface), ("/a", "org.example.A"));
    let event = single.next(soon()).unwrap();
    let Some(Event::Signal(message)) = event else { panic!("{event:?}") };
    assert_eq!((message.path(), message.member()), (Some("/a"), Some("PropertiesChanged")));
    // Asking for changes goes the same way.
    many.resync(sender.unique_name(), 0).unwrap();
    sender.process(std::time::Instant::now() + std::time::Duration::from_millis(20)).unwrap();
    let event = many.next(soon()).unwrap();
    let Some(Event::Changes(mut changes)) = event else { panic!("{event:?}") };
    assert_eq!(changes.next().unwrap().unwrap().path, "/a");
}

fn what_was_sent_before_leaving_is_received(bus: &Bus) {
    const SIGNALS: u64 = 50;
    let mut sender = sender(bus);
    let name = sender.unique_name().to_owned();
    let kind = state(&mut sender);
    let mut receiver = subscribed(bus, directly(), &mut [&mut sender]);
    let text = "x".repeat(1000);
    for number in 0..SIGNALS {
        emit(&mut sender, kind, number, &text);
    }
    sender.flush().unwrap();
    drop(sender);
    for expected in 0..SIGNALS {
        let event = receiver.next(soon()).unwrap().unwrap();
        assert_eq!(number(&event), Some(expected));
    }
    let event = receiver.next(soon()).unwrap().unwrap();
    assert!(matches!(&event, Event::Gone { sender } if *sender == name), "{event:?}");
    // And only once.
    let moment = std::time::Instant::now() + std::time::Duration::from_millis(50);
    let event = receiver.next(moment).unwrap();
    assert!(event.is_none(), "{event:?}");
}

fn a_receiver_takes_the_way_that_it_is_told_to(bus: &Bus) {
    use receiver::Transport::{Auto, Bus as ByBus, Direct};
    let bounded = bus.kind() == lsm_test::bus::BusKind::Busd;
    for (told, direct) in [(Auto, bounded), (ByBus, false), (Direct, true)] {
        let mut sender = sender(bus);
        let builder = Receiver::builder().rule(rule()).transport(told);
        let _receiver = subscribed(bus, builder, &mut [&mut sender]);
        let report = sender.report();
        let one = report.receivers.iter().find(|one| one.subscribed).unwrap();
        let wanted = if direct { Transport::Direct } else { Transport::Bus };
        assert_eq!(one.transport, wanted, "{told:?}");
    }
}
