// SPDX-License-Identifier: MIT OR Apache-2.0
//! Others who break the protocol where no bus checks it, and ones that are stopped or killed with
//! slots of ours in their hands.
#![allow(clippy::unwrap_used, clippy::panic)]

mod scene;

use std::os::fd::OwnedFd;
use std::time::{Duration, Instant};

use lsm_signals::flow::Transport;
use lsm_signals::message::{Kind, Template};
use lsm_signals::receiver::{self, Event};
use lsm_signals::rule::Rule;
use lsm_signals::slots::{Pool, Shape};
use lsm_signals::socket::Socket;
use lsm_signals::{Connection, Receiver, Sender};
use lsm_test::bus::Bus;
use rustix::io::write;
use scene::{address, at_once, emit, event, on_every_bus, rule, sender, soon, subscribed};

on_every_bus!(
    a_receiver_that_talks_garbage_loses_its_way_and_nobody_else_is_troubled,
    a_receiver_that_confirms_what_it_was_not_sent_gains_nothing,
    requests_for_too_much_memory_are_refused,
    a_sender_that_names_bad_slots_is_left,
    a_sender_with_bad_memory_is_not_taken_at_its_word,
);

const PATH: &str = "/org/lsm/Signals1";
const INTERFACE: &str = "org.lsm.Signals1";

/// What a receiver does by hand.
struct ByHand {
    bus: Connection,
    way: Connection,
}

/// Calls a method of the sender, which is served meanwhile, and gives its reply.
fn call(
    bus: &mut Connection,
    sender: &mut Sender,
    call: &Template,
    arguments: [u32; 2],
) -> lsm_signals::message::OwnedMessage {
    let [slots, size] = arguments;
    let serial = bus
        .send(call, |body| {
            body.uint32(slots)?;
            body.uint32(size)
        })
        .unwrap();
    bus.session().expect_reply(serial);
    let limit = soon();
    loop {
        sender.process(at_once()).unwrap();
        bus.session().collect().unwrap();
        if let Some(reply) = bus.session().take_reply(serial) {
            return reply;
        }
        bus.poll(Some(Instant::now() + Duration::from_millis(5))).unwrap();
        assert!(Instant::now() < limit, "no reply");
    }
}

fn direct(sender: &Sender) -> Template {
    Template::call(Some(sender.unique_name()), PATH, INTERFACE, "Direct", "uu").unwrap()
}

impl ByHand {
    fn subscribe(bus: &Bus, sender: &mut Sender) -> ByHand {
        let mut connection = Connection::open(&address(bus), soon()).unwrap();
        let direct = direct(sender);
        let mut reply = call(&mut connection, sender, &direct, [4, 64 << 10]);
        assert_eq!(reply.view().signature(), "hh", "{:?}", reply.view().error_name());
        let socket = reply.take_fds().swap_remove(0);
        let mut way = Connection::established(Socket::new(socket).unwrap());
        let subscribe = Template::call(None, PATH, INTERFACE, "Subscribe", "astu").unwrap();
        way.send(&subscribe, |body| {
            body.array(|rules| rules.string(&rule().to_string()))?;
            body.uint64(u64::MAX)?;
            body.uint32(0)
        })
        .unwrap();
        let mut by_hand = ByHand { bus: connection, way };
        let limit = soon();
        loop {
            sender.process(at_once()).unwrap();
            by_hand.way.poll(Some(Instant::now() + Duration::from_millis(5))).unwrap();
            if let Some(reply) = by_hand.way.receive().unwrap() {
                assert_eq!(reply.kind(), Kind::Return);
                return by_hand;
            }
            assert!(Instant::now() < limit, "no reply");
        }
    }
}

/// Whether somebody is reached directly.
fn directly(sender: &Sender) -> usize {
    let report = sender.report();
    let direct = report.receivers.iter().filter(|one| one.transport == Transport::Direct);
    direct.count()
}

fn serve_until(sender: &mut Sender, done: impl Fn(&Sender) -> bool) {
    let limit = soon();
    while !done(sender) {
        sender.process(Instant::now() + Duration::from_millis(5)).unwrap();
        assert!(Instant::now() < limit, "{:?}", sender.report());
    }
}

fn a_receiver_that_talks_garbage_loses_its_way_and_nobody_else_is_troubled(bus: &Bus) {
    let mut sender = sender(bus);
    let kind = event(&mut sender);
    let builder = Receiver::builder().rule(rule()).transport(receiver::Transport::Direct);
    let mut honest = subscribed(bus, builder, &mut [&mut sender]);
    let garbage: [&[u8]; 4] = [
        b"GET / HTTP/1.1\r\n\r\n",
        &[0xff; 4096],
        // A body of 2 GiB.
        &[b'l', 4, 1, 1, 0, 0, 0, 0x80, 1, 0, 0, 0, 0, 0, 0, 0],
        // A call without a path or member.
        &[b'l', 1, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0],
    ];
    for (round, garbage) in garbage.into_iter().enumerate() {
        let by_hand = ByHand::subscribe(bus, &mut sender);
        assert_eq!(directly(&sender), 2);
        write(&by_hand.way, garbage).unwrap();
        serve_until(&mut sender, |sender| directly(sender) == 1);
        let number = round as u64;
        let sent = emit(&mut sender, kind, number, "text");
        assert_eq!(sent.withheld, 0);
        sender.flush().unwrap();
        let event = honest.next(soon()).unwrap().unwrap();
        assert_eq!(scene::number(&event), Some(number));
        drop(by_hand.bus);
    }
}

fn a_receiver_that_confirms_what_it_was_not_sent_gains_nothing(bus: &Bus) {
    let mut sender = sender(bus);
    let kind = event(&mut sender);
    let mut by_hand = ByHand::subscribe(bus, &mut sender);
    let text = "x".repeat(40_000);
    let ack = Template::call_without_reply(None, PATH, INTERFACE, "Ack", "ttt").unwrap();
    for number in 0..20 {
        assert_eq!(emit(&mut sender, kind, number, &text).withheld, 0);
        by_hand
            .way
            .send(&ack, |body| {
                body.uint64(u64::MAX)?;
                body.uint64(u64::MAX)?;
                body.uint64(0)
            })
            .unwrap();
        serve_until(&mut sender, |sender| {
            sender.report().receivers.iter().all(|one| !one.subscribed || one.unconfirmed == 0)
        });
    }
    let report = sender.report();
    let one = report.receivers.iter().find(|one| one.subscribed).unwrap();
    assert_eq!((one.sent, one.in_slots, one.outstanding), (20, 20, 0), "{report:?}");
}

fn requests_for_too_much_memory_are_refused(bus: &Bus) {
    let mut sender = sender(bus);
    let mut connection = Connection::open(&address(bus), soon()).unwrap();
    let direct = direct(&sender);
    for arguments in [[u32::MAX, 1], [1, u32::MAX], [u32::MAX, u32::MAX], [1024, 16 << 20]] {
        let reply = call(&mut connection, &mut sender, &direct, arguments);
        let error = reply.view().error_name();
        assert_eq!(error, Some("org.freedesktop.DBus.Error.InvalidArgs"), "{arguments:?}");
        assert!(reply.view().fds().is_empty());
    }
}

/// A sender by hand that hands out these two ends, and the receiver that it hands them to, once
/// that has subscribed directly or, with bad ends, on the bus.
fn hand_out(
    bus: &Bus,
    ends: impl Fn(Shape) -> (Socket, OwnedFd, OwnedFd),
    handed: impl FnOnce(&mut Connection, Socket, &mut Receiver),
) {
    let mut connection = Connection::open(&address(bus), soon()).unwrap();
    connection.session().serve(INTERFACE);
    let mut receiver = Receiver::builder()
        .rule(Rule::interface(scene::INTERFACE))
        .from(connection.unique_name())
        .transport(receiver::Transport::Direct)
        .slots(2, 64 << 10)
        .connect(&address(bus))
        .unwrap();
    let limit = soon();
    while connection.receive().unwrap().is_none_or(|one| one.kind() != Kind::Call) {
        connection.poll(Some(Instant::now() + Duration::from_millis(5))).unwrap();
        assert!(Instant::now() < limit);
    }
    let asked = connection.session().message().to_owned();
    let asked = asked.view();
    assert_eq!((asked.member(), asked.signature()), (Some("Direct"), "uu"));
    let mut arguments = asked.body();
    let shape = Shape::new(arguments.uint32().unwrap(), arguments.uint32().unwrap()).unwrap();
    let (ours, socket, file) = ends(shape);
    connection.session().attach(vec![socket, file]);
    let reply = Template::reply(&asked, "hh").unwrap().with_descriptors(2);
    connection
        .send(&reply, |body| {
            body.descriptor(0)?;
            body.descriptor(1)
        })
        .unwrap();
    handed(&mut connection, ours, &mut receiver);
}

/// Receives until Subscribe is called, answers it, and gives what the receiver told meanwhile.
fn next_call(connection: &mut Connection, receiver: &mut Receiver) -> Vec<String> {
    let limit = soon();
    let mut events = Vec::new();
    loop {
        if let Some(event) = receiver.next(Instant::now() + Duration::from_millis(5)).unwrap() {
            events.push(format!("{event:?}"));
        }
        connection.poll(None).unwrap();
        while let Some(message) = connection.receive().unwrap() {
            if message.kind() != Kind::Call {
                continue;
            }
            assert_eq!(message.member(), Some("Subscribe"));
            let call = message.to_owned();
            let reply = Template::reply(&call.view(), "ttut").unwrap();
            connection
                .send(&reply, |body| {
                    body.uint64(1 << 20)?;
                    body.uint64(1 << 20)?;
                    body.uint32(512)?;
                    body.uint64(1)
                })
                .unwrap();
            return events;
        }
        assert!(Instant::now() < limit, "{events:?}");
    }
}

fn sealed(shape: Shape) -> (Socket, OwnedFd, OwnedFd) {
    let (ours, theirs) = Socket::pair().unwrap();
    let (_pool, file) = Pool::new(shape).unwrap();
    (ours, theirs.into(), file)
}

fn a_sender_that_names_bad_slots_is_left(bus: &Bus) {
    // No such slot; longer than it is; empty; shorter than a header; nothing but zeros in it.
    let bad = [[2, 100], [u32::MAX, 100], [0, u32::MAX], [0, 0], [1, 8], [1, 4096]];
    for [slot, length] in bad {
        hand_out(bus, sealed, |connection, ours, receiver| {
            let mut way = Connection::established(ours);
            way.session().serve(INTERFACE);
            let events = next_call(&mut way, receiver);
            assert!(events.is_empty(), "{events:?}");
            let event = receiver.next(soon()).unwrap().unwrap();
            assert!(matches!(event, Event::Subscribed { .. }), "{event:?}");
            let names = Template::signal(PATH, INTERFACE, "Slot", "uu", None).unwrap();
            way.send(&names, |body| {
                body.uint32(slot)?;
                body.uint32(length)
            })
            .unwrap();
            let event = receiver.next(soon()).unwrap().unwrap();
            assert!(matches!(event, Event::Gone { .. }), "{slot} {length}: {event:?}");
            // It gets another chance on the bus.
            next_call(connection, receiver);
            let event = receiver.next(soon()).unwrap().unwrap();
            assert!(matches!(event, Event::Subscribed { .. }), "{event:?}");
        });
    }
}

fn a_sender_with_bad_memory_is_not_taken_at_its_word(bus: &Bus) {
    let shorter = |_: Shape| sealed(Shape::new(1, 4096).unwrap());
    let not_sealed = |shape: Shape| {
        let (ours, theirs) = Socket::pair().unwrap();
        let flags = rustix::fs::MemfdFlags::ALLOW_SEALING;
        let file = rustix::fs::memfd_create("open", flags).unwrap();
        rustix::fs::ftruncate(&file, shape.bytes()).unwrap();
        (ours, theirs.into(), file)
    };
    let no_memory = |_: Shape| {
        let (ours, theirs) = Socket::pair().unwrap();
        let (one, _) = Socket::pair().unwrap();
        (ours, theirs.into(), one.into())
    };
    let all: [&dyn Fn(Shape) -> (Socket, OwnedFd, OwnedFd); 3] =
        [&shorter, &not_sealed, &no_memory];
    for ends in all {
        hand_out(bus, ends, |connection, _ours, receiver| {
            let events = next_call(connection, receiver);
            assert!(events.is_empty(), "{events:?}");
            let event = receiver.next(soon()).unwrap().unwrap();
            assert!(matches!(event, Event::Subscribed { .. }), "{event:?}");
        });
    }
}
