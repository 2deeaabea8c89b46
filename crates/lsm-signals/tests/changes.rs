// SPDX-License-Identifier: MIT OR Apache-2.0
//! Changes of properties: coalesced, in lists, and asked for later.
#![allow(clippy::unwrap_used, clippy::panic)]

mod scene;

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use lsm_signals::message::{Message, Reader, Template};
use lsm_signals::protocol::{INTERFACE, PATH};
use lsm_signals::receiver::{Changes, Event};
use lsm_signals::{Connection, Receiver, Result, Sender};
use lsm_test::bus::Bus;
use scene::{address, at_once, on_every_bus, receive_until, sender, soon, subscribed};

on_every_bus!(
    changes_are_coalesced_while_a_receiver_sleeps,
    many_changes_come_in_one_message,
    whoever_asks_is_told_what_changed_since,
    a_plain_receiver_gets_standard_signals_and_can_ask_too,
);

const VOLUME: &str = "org.example.Volume1";

/// Path of the object and name of the property, and the value.
type Properties = HashMap<(String, String), u64>;

fn object(number: u64) -> String {
    format!("/org/example/volume/{number}")
}

fn take(properties: &mut Properties, path: &str, changed: &mut Reader<'_>) -> Result<usize> {
    let mut count = 0;
    while changed.more() {
        let (name, value) = changed
            .entry(|entry| Ok((entry.string()?.to_owned(), entry.variant(|v| v.uint64())?)))?;
        properties.insert((path.to_owned(), name), value);
        count += 1;
    }
    Ok(count)
}

fn take_list(properties: &mut Properties, changes: &mut Changes<'_>) -> usize {
    let mut count = 0;
    while let Some(mut change) = changes.next().unwrap() {
        assert_eq!(change.interface, VOLUME);
        count += take(properties, change.path, &mut change.changed).unwrap();
    }
    count
}

fn take_signal(properties: &mut Properties, message: &Message<'_>) {
    assert_eq!(message.member(), Some("PropertiesChanged"));
    let mut body = message.body();
    assert_eq!(body.string().unwrap(), VOLUME);
    take(properties, message.path().unwrap(), &mut body.array().unwrap()).unwrap();
}

/// Sets two properties of each object.
fn change_all(sender: &mut Sender, objects: u64, round: u64) {
    for number in 0..objects {
        sender.update(&object(number), VOLUME, "Size", round).unwrap();
        sender.update(&object(number), VOLUME, "Used", round * number).unwrap();
    }
}

/// What somebody has who knows of the last round.
fn last(objects: u64, round: u64) -> Properties {
    let all = (0..objects).flat_map(|number| {
        [("Size", round), ("Used", round * number)]
            .map(|(name, value)| ((object(number), name.to_owned()), value))
    });
    all.collect()
}

/// Receives until everything is settled; gives the properties and the number of messages.
fn receive_all(sender: &mut Sender, receiver: &mut Receiver) -> (Properties, usize) {
    let settled = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let receiving = scope.spawn(|| {
            let (mut properties, mut messages) = (Properties::new(), 0);
            receive_until(&settled, receiver, |event| match event {
                Event::Signal(message) => {
                    take_signal(&mut properties, &message);
                    messages += 1;
                }
                Event::Changes(mut changes) => {
                    take_list(&mut properties, &mut changes);
                    messages += 1;
                }
                Event::Missed(missed) => assert_eq!((missed.events, missed.lost), (0, 0)),
                event => panic!("{event:?}"),
            });
            (properties, messages)
        });
        let done = sender.settle(soon());
        settled.store(true, Ordering::Relaxed);
        done.unwrap();
        receiving.join().unwrap()
    })
}

/// Properties change again and again while a receiver sleeps: it ends with the last values and got
/// far fewer messages than there were changes.
fn changes_are_coalesced_while_a_receiver_sleeps(bus: &Bus) {
    const OBJECTS: u64 = 200;
    const ROUNDS: u64 = 100;
    for aggregated in [false, true] {
        let mut sender = sender(bus);
        let builder = Receiver::builder().changes("/org/example").window(32 * 1024);
        let builder = if aggregated { builder.aggregated() } else { builder };
        let mut receiver = subscribed(bus, builder, &mut [&mut sender]);
        let first = sender.generation();
        for round in 1..=ROUNDS {
            change_all(&mut sender, OBJECTS, round);
            sender.flush().unwrap();
        }
        // Used of object 0 stays 0.
        let changes = 2 * OBJECTS * ROUNDS - (ROUNDS - 1);
        assert_eq!(sender.generation(), first + changes);
        let (properties, messages) = receive_all(&mut sender, &mut receiver);
        assert_eq!(properties, last(OBJECTS, ROUNDS));
        let most = if aggregated { 50 } else { 4 * OBJECTS as usize };
        assert!((1..most).contains(&messages), "{messages} messages, in lists: {aggregated}");
    }
}

fn many_changes_come_in_one_message(bus: &Bus) {
    const OBJECTS: u64 = 100;
    let mut sender = sender(bus);
    let builder = Receiver::builder().changes("/org/example").aggregated();
    let mut receiver = subscribed(bus, builder, &mut [&mut sender]);
    change_all(&mut sender, OBJECTS, 7);
    sender.flush().unwrap();
    let Some(Event::Changes(mut changes)) = receiver.next(soon()).unwrap() else { panic!() };
    let mut properties = Properties::new();
    assert_eq!(changes.generation, sender.generation());
    assert_eq!(take_list(&mut properties, &mut changes), 2 * OBJECTS as usize);
    assert_eq!(properties, last(OBJECTS, 7));

    // Only what changed.
    sender.update(&object(5), VOLUME, "Size", 8_u64).unwrap();
    sender.invalidate(&object(6), VOLUME, "Used").unwrap();
    sender.flush().unwrap();
    let Some(Event::Changes(mut changes)) = receiver.next(soon()).unwrap() else { panic!() };
    let mut properties = Properties::new();
    let mut change = changes.next().unwrap().unwrap();
    assert_eq!(take(&mut properties, change.path, &mut change.changed).unwrap(), 1);
    assert_eq!(properties, [((object(5), "Size".to_owned()), 8)].into());
    let mut change = changes.next().unwrap().unwrap();
    assert_eq!(change.path, object(6));
    assert!(!change.changed.more());
    assert_eq!(change.invalidated.string().unwrap(), "Used");
    assert!(changes.next().unwrap().is_none());
}

/// 13 MB of properties come in pages.
fn whoever_asks_is_told_what_changed_since(bus: &Bus) {
    const OBJECTS: u64 = 40_000;
    let mut sender = sender(bus);
    let long = "x".repeat(200);
    for number in 0..OBJECTS {
        sender.update(&object(number), VOLUME, "Size", number).unwrap();
        sender.update(&object(number), VOLUME, "Used", number).unwrap();
        sender.update(&object(number), "org.example.Other1", "Text", &long[..]).unwrap();
    }
    let builder = Receiver::builder().rule(scene::rule());
    let mut receiver = subscribed(bus, builder, &mut [&mut sender]);
    let ask = |sender: &mut Sender, receiver: &mut Receiver, since: u64| {
        receiver.resync(sender.unique_name(), since).unwrap();
        let (mut properties, mut pages, mut seen) = (Properties::new(), 0, since);
        while seen < sender.generation() {
            sender.process(at_once()).unwrap();
            let moment = Instant::now() + Duration::from_millis(5);
            let Some(event) = receiver.next(moment).unwrap() else { continue };
            let Event::Changes(mut changes) = event else { panic!("{event:?}") };
            assert!(changes.generation > seen);
            seen = changes.generation;
            pages += 1;
            while let Some(mut change) = changes.next().unwrap() {
                if change.interface == VOLUME {
                    take(&mut properties, change.path, &mut change.changed).unwrap();
                }
            }
        }
        (properties, pages)
    };
    let (properties, pages) = ask(&mut sender, &mut receiver, 0);
    assert_eq!(properties.len() as u64, 2 * OBJECTS);
    assert!(pages > 2, "{pages} pages");
    let before = sender.generation();
    sender.update(&object(17), VOLUME, "Size", 1_000_000_u64).unwrap();
    let (properties, pages) = ask(&mut sender, &mut receiver, before);
    let expected = [("Size", 1_000_000), ("Used", 17)];
    assert_eq!(properties, expected.map(|(name, v)| ((object(17), name.to_owned()), v)).into());
    assert_eq!(pages, 1);
}

fn a_plain_receiver_gets_standard_signals_and_can_ask_too(bus: &Bus) {
    let mut receiver = Connection::open(&address(bus), soon()).unwrap();
    let add_match = Template::driver("AddMatch", "s").unwrap();
    let rule = "type='signal',interface='org.freedesktop.DBus.Properties'";
    receiver.call(&add_match, |body| body.string(rule), soon()).unwrap();
    let mut sender = sender(bus);
    change_all(&mut sender, 10, 3);
    sender.flush().unwrap();
    let mut properties = Properties::new();
    while properties.len() < 20 {
        match receiver.receive().unwrap() {
            Some(message) if message.member() == Some("PropertiesChanged") => {
                take_signal(&mut properties, &message);
            }
            Some(_) => {}
            None => assert!(receiver.poll(Some(soon())).unwrap(), "no more signals"),
        }
    }
    assert_eq!(properties, last(10, 3));

    let name = sender.unique_name().to_owned();
    let get = ("org.freedesktop.DBus.Properties", "Get", "ss");
    let asked = AtomicBool::new(false);
    let generation = std::thread::scope(|scope| {
        let serving = scope.spawn(|| {
            while !asked.load(Ordering::Relaxed) {
                let moment = Instant::now() + Duration::from_millis(5);
                sender.process(moment).unwrap();
            }
            sender.generation()
        });
        let call = Template::call(Some(&name), PATH, get.0, get.1, get.2).unwrap();
        let reply = receiver.call(
            &call,
            |body| {
                body.string(INTERFACE)?;
                body.string("Generation")
            },
            soon(),
        );
        let call = Template::call(Some(&name), PATH, INTERFACE, "ChangedSince", "t").unwrap();
        let changes = receiver.call(&call, |body| body.uint64(0), soon()).unwrap();
        asked.store(true, Ordering::Relaxed);
        let generation = serving.join().unwrap();
        assert_eq!(changes.view().signature(), "tba(osa{sv}as)");
        assert_eq!(changes.view().body().uint64().unwrap(), generation);
        let told = reply.unwrap().view().body().variant(|value| value.uint64()).unwrap();
        assert_eq!(told, generation);
        generation
    });
    assert!(generation > 0);
}
