// SPDX-License-Identifier: MIT OR Apache-2.0
//! A private bus with senders and receivers on it.
#![allow(dead_code, reason = "each test file has its own share")]

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use lsm_signals::address::Address;
use lsm_signals::message::Template;
use lsm_signals::receiver::Event;
use lsm_signals::rule::Rule;
use lsm_signals::sender::{self, Kind};
use lsm_signals::{Connection, Receiver, Sender};
use lsm_test::bus::{Bus, BusKind};

/// Runs a test once for each kind of bus that the host has.
macro_rules! on_every_bus {
    ($($test:ident),* $(,)?) => {$(
        mod $test {
            #[test]
            fn dbus_daemon() {
                crate::scene::on(lsm_test::bus::BusKind::Daemon, super::$test);
            }
            #[test]
            fn dbus_broker() {
                crate::scene::on(lsm_test::bus::BusKind::Broker, super::$test);
            }
            #[test]
            fn busd() {
                crate::scene::on(lsm_test::bus::BusKind::Busd, super::$test);
            }
        }
    )*};
}
pub(crate) use on_every_bus;

pub(crate) fn on(kind: BusKind, test: fn(&Bus)) {
    if let Some(bus) = Bus::start_or_skip(kind) {
        test(&bus);
    }
}

pub(crate) const PATH: &str = "/org/fubar/signal1";
pub(crate) const INTERFACE: &str = "org.fubar.signal1";
pub(crate) const MEMBER: &str = "Spam";

/// Far later than anything that works takes.
pub(crate) fn soon() -> Instant {
    Instant::now() + Duration::from_secs(120)
}

pub(crate) fn at_once() -> Instant {
    Instant::now()
}

pub(crate) fn address(bus: &Bus) -> Address {
    bus.address().parse().unwrap()
}

pub(crate) fn rule() -> Rule {
    Rule::interface(INTERFACE)
}

pub(crate) fn sender(bus: &Bus) -> Sender {
    sender_of(bus, Sender::builder())
}

pub(crate) fn sender_of(bus: &Bus, builder: sender::Builder) -> Sender {
    builder.connect(&address(bus)).unwrap()
}

/// A kind of signal of which every one counts.
pub(crate) fn event(sender: &mut Sender) -> Kind {
    sender.event(PATH, INTERFACE, MEMBER, "ts").unwrap()
}

/// A kind of signal of which the last one says everything.
pub(crate) fn state(sender: &mut Sender) -> Kind {
    sender.state(PATH, INTERFACE, MEMBER, "ts").unwrap()
}

/// A receiver of the signals of these senders, once all of them count for it.
pub(crate) fn receiver(bus: &Bus, senders: &mut [&mut Sender]) -> Receiver {
    let builder = Receiver::builder().rule(rule());
    subscribed(bus, builder, senders)
}

/// A receiver of the signals of these senders, once all of them count for it.
pub(crate) fn subscribed(
    bus: &Bus,
    builder: lsm_signals::receiver::Builder,
    senders: &mut [&mut Sender],
) -> Receiver {
    let builder =
        senders.iter().fold(builder, |builder, sender| builder.from(sender.unique_name()));
    let mut receiver = builder.connect(&address(bus)).unwrap();
    let mut left = senders.len();
    let limit = soon();
    while left > 0 {
        for sender in senders.iter_mut() {
            sender.process(at_once()).unwrap();
        }
        match receiver.next(Instant::now() + Duration::from_millis(10)).unwrap() {
            Some(Event::Subscribed { .. }) => left -= 1,
            Some(event) => panic!("{event:?}"),
            None => assert!(Instant::now() < limit, "nobody counts for the receiver"),
        }
    }
    receiver
}

/// A connection that knows nothing of us and gets signals by a rule.
pub(crate) fn plain(bus: &Bus) -> Connection {
    let mut connection = Connection::open(&address(bus), soon()).unwrap();
    let call = Template::driver("AddMatch", "s").unwrap();
    connection.call(&call, |body| body.string(&rule().to_string()), soon()).unwrap();
    connection
}

/// The next number that a plain receiver gets; none at the deadline.
pub(crate) fn next_plain(connection: &mut Connection, deadline: Instant) -> Option<u64> {
    loop {
        while let Some(message) = connection.receive().unwrap() {
            if message.interface() == Some(INTERFACE) {
                return Some(message.body().uint64().unwrap());
            }
        }
        if !connection.poll(Some(deadline)).unwrap() && Instant::now() >= deadline {
            return None;
        }
    }
}

/// Emits number `number` with this text.
pub(crate) fn emit(sender: &mut Sender, kind: Kind, number: u64, text: &str) -> sender::Sent {
    sender
        .emit(kind, |body| {
            body.uint64(number)?;
            body.string_shared(text)
        })
        .unwrap()
}

/// The number in a signal.
pub(crate) fn number(event: &Event<'_>) -> Option<u64> {
    match event {
        Event::Signal(message) => Some(message.body().uint64().unwrap()),
        _ => None,
    }
}

/// The memory of a process that is resident, in MiB.
pub(crate) fn resident(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() / 1024
}

/// Receives until it is told to end.
pub(crate) fn receive_until(
    end: &AtomicBool,
    receiver: &mut Receiver,
    mut handle: impl FnMut(Event<'_>),
) {
    while !end.load(Ordering::Relaxed) {
        let moment = Instant::now() + Duration::from_millis(10);
        if let Some(event) = receiver.next(moment).unwrap() {
            handle(event);
        }
    }
}
