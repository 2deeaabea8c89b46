// SPDX-License-Identifier: MIT OR Apache-2.0
//! A receiver that sleeps while 10,000 signals of 64 KiB come, beside one that does not.
#![allow(clippy::unwrap_used, clippy::panic)]

mod scene;

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver as Gate, channel};
use std::sync::{Barrier, Mutex, PoisonError};
use std::time::Duration;

use lsm_signals::flow::{Evidence, Standing};
use lsm_signals::receiver::Event;
use lsm_signals::{Receiver, Sender};
use lsm_test::bus::Bus;
use scene::{emit, on_every_bus, receive_until, receiver, resident, sender_of, soon, state};

on_every_bus!(one_sender, three_senders);

/// What each sender emits.
const SIGNALS: u64 = 10_000;
/// Bytes of text in each signal.
const TEXT: usize = 64 * 1024;
/// What buses and senders may need besides the windows, in MiB. Without flow control it would be
/// hundreds: 640 MB are emitted by each sender.
const MEMORY: u64 = 48;

/// One test at a time, so that each has its process's memory for itself.
static ALONE: Mutex<()> = Mutex::new(());

fn one_sender(bus: &Bus) {
    sleeper(bus, 1);
}

fn three_senders(bus: &Bus) {
    sleeper(bus, 3);
}

/// What a receiver got.
#[derive(Default)]
struct Got {
    /// By sender: how many signals, and the last number.
    signals: HashMap<String, (u64, u64)>,
    withheld: u64,
    lost: u64,
}

impl Got {
    fn take(&mut self, event: &Event<'_>) {
        match event {
            Event::Signal(message) => {
                let number = message.body().uint64().unwrap();
                let (count, last) =
                    self.signals.entry(message.sender().unwrap().into()).or_insert((0, 0));
                assert!(*count == 0 || number > *last, "{number} after {last}");
                *count += 1;
                *last = number;
            }
            Event::Missed(missed) => {
                self.withheld += missed.states;
                self.lost += missed.lost;
                assert_eq!(missed.events, 0);
            }
            event => panic!("{event:?}"),
        }
    }

    fn has_last_of(&self, senders: usize) -> bool {
        let complete = self.signals.values().filter(|(_, last)| *last == SIGNALS - 1);
        complete.count() == senders
    }
}

fn sleeper(bus: &Bus, count: usize) {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    // Long enough that a busy machine does not make a sleeper of the fast receiver.
    let target = Duration::from_secs(2);
    let mut senders: Vec<Sender> =
        (0..count).map(|_| sender_of(bus, Sender::builder().target(target))).collect();
    let mut all: Vec<&mut Sender> = senders.iter_mut().collect();
    let mut slow = receiver(bus, &mut all);
    let mut fast = receiver(bus, &mut all);

    let (wake, asleep) = channel();
    let all_emitted = Barrier::new(count + 1);
    let settled = AtomicBool::new(false);
    let before = resident(std::process::id());
    std::thread::scope(|scope| {
        let emitters: Vec<_> = senders
            .iter_mut()
            .map(|sender| scope.spawn(|| emit_all(sender, &all_emitted)))
            .collect();
        let settled = &settled;
        let fast = scope.spawn(move || {
            let mut got = Got::default();
            receive_until(settled, &mut fast, |event| got.take(&event));
            got
        });
        let slow = scope.spawn(move || sleep_and_receive(&mut slow, &asleep, settled, count));
        all_emitted.wait();
        let memory = [resident(bus.pid().unwrap()), resident(std::process::id()) - before];
        wake.send(()).unwrap();
        let done: Vec<_> = emitters.into_iter().map(|emitter| emitter.join()).collect();
        settled.store(true, Ordering::Relaxed);
        let (fast, slow) = (fast.join().unwrap(), slow.join().unwrap());
        done.into_iter().for_each(|emitter| emitter.unwrap());

        assert!(memory.iter().all(|mib| *mib < MEMORY), "{memory:?} MiB in bus and senders");
        for (received, last) in fast.signals.values() {
            assert_eq!((*received, *last), (SIGNALS, SIGNALS - 1), "the fast one gets everything");
        }
        assert_eq!((fast.signals.len(), fast.withheld, fast.lost), (count, 0, 0));
        assert!(slow.has_last_of(count), "{:?}", slow.signals);
        let received: u64 = slow.signals.values().map(|(received, _)| received).sum();
        // The last state of each sender was withheld first, and sent after all.
        let total = SIGNALS * count as u64;
        assert_eq!(received + slow.withheld, total + count as u64, "the slow one is told");
        assert!(slow.withheld > total / 2, "{} withheld", slow.withheld);
        assert_eq!(slow.lost, 0);
    });
    for sender in &mut senders {
        let report = sender.report();
        assert_eq!(report.departed, 0, "{report:?}");
        assert_eq!(report.receivers.iter().filter(|one| one.subscribed).count(), 2, "{report:?}");
        for receiver in report.receivers.iter().filter(|receiver| receiver.subscribed) {
            assert_eq!(receiver.standing, Standing::Healthy);
            assert_eq!(receiver.assurance, Evidence::Credits);
            assert_eq!(receiver.unconfirmed, 0);
        }
    }
}

fn emit_all(sender: &mut Sender, all_emitted: &Barrier) {
    let text = "x".repeat(TEXT);
    let kind = state(sender);
    for number in 0..SIGNALS {
        emit(sender, kind, number, &text);
    }
    sender.flush().unwrap();
    all_emitted.wait();
    sender.settle(soon()).unwrap();
}

/// Handles one signal until it is woken.
fn sleep_and_receive(
    receiver: &mut Receiver,
    asleep: &Gate<()>,
    settled: &AtomicBool,
    senders: usize,
) -> Got {
    let mut got = Got::default();
    got.take(&receiver.next(soon()).unwrap().unwrap());
    asleep.recv().unwrap();
    receive_until(settled, receiver, |event| got.take(&event));
    assert!(got.has_last_of(senders));
    got
}
