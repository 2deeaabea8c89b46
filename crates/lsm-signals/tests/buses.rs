// SPDX-License-Identifier: MIT OR Apache-2.0
//! Connections to real message buses, to the three that there are.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::io::Read;
use std::os::fd::OwnedFd;
use std::time::{Duration, Instant};

use lsm_signals::message::{Kind, SHARE_FROM, Template};
use lsm_signals::rule::Rule;
use lsm_signals::{Connection, Error, Result};
use lsm_test::bus::{Bus, BusKind};

/// Runs a test once for each kind of bus that the host has.
macro_rules! on_every_bus {
    ($($test:ident),* $(,)?) => {$(
        mod $test {
            #[test]
            fn dbus_daemon() {
                super::on(lsm_test::bus::BusKind::Daemon, super::$test);
            }
            #[test]
            fn dbus_broker() {
                super::on(lsm_test::bus::BusKind::Broker, super::$test);
            }
            #[test]
            fn busd() {
                super::on(lsm_test::bus::BusKind::Busd, super::$test);
            }
        }
    )*};
}

on_every_bus!(
    signals_arrive_whole_and_in_order,
    calls_are_answered_by_whoever_serves_them,
    replies_out_of_order_find_their_calls,
    descriptors_go_along,
    refusals_carry_name_and_text,
    the_end_of_the_bus_is_told,
);

fn on(kind: BusKind, test: fn(&mut Bus)) {
    if let Some(mut bus) = Bus::start_or_skip(kind) {
        test(&mut bus);
    }
}

const PATH: &str = "/org/fubar/signal1";
const INTERFACE: &str = "org.fubar.signal1";

fn soon() -> Instant {
    Instant::now() + Duration::from_secs(60)
}

fn open(bus: &Bus) -> Connection {
    Connection::open(&bus.address().parse().unwrap(), soon()).unwrap()
}

fn listen(connection: &mut Connection, rule: &Rule) {
    let call = Template::driver("AddMatch", "s").unwrap();
    connection.call(&call, |body| body.string(&rule.to_string()), soon()).unwrap();
}

/// Waits for the next message that `wanted` takes something from.
fn wait_for<T>(
    connection: &mut Connection,
    wanted: impl Fn(&lsm_signals::message::Message<'_>) -> Option<T>,
) -> Result<T> {
    loop {
        while let Some(message) = connection.receive()? {
            if let Some(found) = wanted(&message) {
                return Ok(found);
            }
        }
        let deadline = soon();
        if !connection.poll(Some(deadline))? {
            assert!(Instant::now() < deadline, "nothing comes");
        }
    }
}

fn signals_arrive_whole_and_in_order(bus: &mut Bus) {
    let mut receiver = open(bus);
    listen(&mut receiver, &Rule::interface(INTERFACE));
    let name = receiver.unique_name().to_owned();
    let long = "long".repeat(SHARE_FROM);
    let payloads = ["", "a", "ü", &long];
    let mut sender = open(bus);
    assert!(sender.unique_name().starts_with(':') && sender.unique_name() != name);
    let broadcast = Template::signal(PATH, INTERFACE, "Spam", "dts", None).unwrap();
    let unicast = Template::signal(PATH, INTERFACE, "Spam", "dts", Some(&name)).unwrap();
    for template in [&broadcast, &unicast] {
        for (number, payload) in payloads.iter().enumerate() {
            sender
                .send(template, |body| {
                    body.double(0.5)?;
                    body.uint64(number as u64)?;
                    body.string_shared(payload)
                })
                .unwrap();
        }
    }
    sender.flush(soon()).unwrap();
    for template in [&broadcast, &unicast] {
        for (number, payload) in payloads.iter().enumerate() {
            let from = sender.unique_name().to_owned();
            wait_for(&mut receiver, |message| {
                if message.interface() != Some(INTERFACE) {
                    return None;
                }
                assert_eq!(message.kind(), Kind::Signal);
                assert_eq!((message.path(), message.member()), (Some(PATH), Some("Spam")));
                assert_eq!(message.sender(), Some(&*from));
                assert_eq!(message.destination().is_some(), std::ptr::eq(template, &unicast));
                let mut body = message.body();
                assert_eq!(body.double().unwrap(), 0.5);
                assert_eq!(body.uint64().unwrap(), number as u64);
                assert_eq!(body.string().unwrap(), *payload);
                body.finish().unwrap();
                Some(())
            })
            .unwrap();
        }
    }
}

fn calls_are_answered_by_whoever_serves_them(bus: &mut Bus) {
    let mut server = open(bus);
    server.session().serve(INTERFACE);
    let name = server.unique_name().to_owned();
    let address = bus.address().parse().unwrap();
    let client = std::thread::spawn(move || {
        let mut client = Connection::open(&address, soon()).unwrap();
        let call = |interface: &str, member: &str, signature: &str| {
            Template::call(Some(&name), PATH, interface, member, signature).unwrap()
        };
        let ping = call("org.freedesktop.DBus.Peer", "Ping", "");
        let reply = client.call(&ping, |_| Ok(()), soon()).unwrap();
        assert_eq!(reply.view().signature(), "");
        let machine = call("org.freedesktop.DBus.Peer", "GetMachineId", "");
        let reply = client.call(&machine, |_| Ok(()), soon()).unwrap();
        assert_eq!(reply.view().body().string().unwrap().len(), 32);
        let nobodys = call("org.fubar.nobody", "Whatever", "");
        let error = client.call(&nobodys, |_| Ok(()), soon()).unwrap_err();
        assert!(
            matches!(&error, Error::Refused { name, text } if name.ends_with(".UnknownMethod")
                && text.contains("Whatever") && text.contains("org.fubar.nobody")),
            "{error}"
        );
        let twice = call(INTERFACE, "Twice", "u");
        let reply = client.call(&twice, |body| body.uint32(21), soon()).unwrap();
        assert_eq!(reply.view().body().uint32().unwrap(), 42);
    });
    let (reply, value) = wait_for(&mut server, |message| {
        let value = message.body().uint32().ok()?;
        (message.member() == Some("Twice")).then(|| (Template::reply(message, "u").unwrap(), value))
    })
    .unwrap();
    server.send(&reply, |body| body.uint32(2 * value)).unwrap();
    server.flush(soon()).unwrap();
    client.join().unwrap();
}

fn replies_out_of_order_find_their_calls(bus: &mut Bus) {
    let (mut client, mut server) = (open(bus), open(bus));
    server.session().serve(INTERFACE);
    let name = server.unique_name().to_owned();
    let call = Template::call(Some(&name), PATH, INTERFACE, "Later", "u").unwrap();
    let serials = [1, 2, 3].map(|value| {
        let serial = client.send(&call, |body| body.uint32(value)).unwrap();
        client.session().expect_reply(serial);
        serial
    });
    let mut replies = [1, 2, 3].map(|_| {
        wait_for(&mut server, |message| {
            (message.member() == Some("Later"))
                .then(|| (Template::reply(message, "u").unwrap(), message.body().uint32().unwrap()))
        })
        .unwrap()
    });
    replies.reverse();
    for (reply, value) in &replies {
        server.send(reply, |body| body.uint32(value * 10)).unwrap();
    }
    server.flush(soon()).unwrap();
    for (serial, value) in serials.into_iter().zip([10, 20, 30]) {
        let reply = loop {
            assert!(client.session().collect().unwrap());
            match client.session().take_reply(serial) {
                Some(reply) => break reply,
                None => assert!(client.poll(Some(soon())).unwrap()),
            }
        };
        assert_eq!(reply.view().body().uint32().unwrap(), value);
    }
}

fn descriptors_go_along(bus: &mut Bus) {
    let (mut client, mut server) = (open(bus), open(bus));
    server.session().serve(INTERFACE);
    if !client.passes_descriptors() {
        eprintln!("skipped: {} passes no file descriptors", bus.kind().name());
        return;
    }
    let name = server.unique_name().to_owned();
    let call = Template::call_without_reply(Some(&name), PATH, INTERFACE, "Take", "h").unwrap();
    let call = call.with_descriptors(1);
    // Messages without any before, between and behind them must not take them away.
    let plain = Template::call_without_reply(Some(&name), PATH, INTERFACE, "Plain", "s").unwrap();
    for number in 0..3 {
        let (reader, writer) = std::io::pipe().unwrap();
        std::io::Write::write_all(&mut { writer }, format!("pipe {number}").as_bytes()).unwrap();
        let session = client.session();
        let _ = session.put(&plain, |body| body.string("before")).unwrap();
        session.attach(vec![OwnedFd::from(reader)]);
        let _ = session.put(&call, |body| body.descriptor(0)).unwrap();
        let _ = session.put(&plain, |body| body.string("behind")).unwrap();
    }
    client.flush(soon()).unwrap();
    for number in 0..3 {
        wait_for(&mut server, |message| (message.member() == Some("Take")).then_some(())).unwrap();
        let fds = server.session().take_fds();
        assert_eq!(fds.len(), 1);
        let mut text = String::new();
        for fd in fds {
            std::fs::File::from(fd).read_to_string(&mut text).unwrap();
        }
        assert_eq!(text, format!("pipe {number}"));
    }
}

fn refusals_carry_name_and_text(bus: &mut Bus) {
    let mut client = open(bus);
    let call = Template::driver("GetNameOwner", "s").unwrap();
    let error = client.call(&call, |body| body.string("org.fubar.absent"), soon()).unwrap_err();
    assert!(
        matches!(&error, Error::Refused { name, text }
            if name == "org.freedesktop.DBus.Error.NameHasNoOwner" && !text.is_empty()),
        "{error}"
    );
    // The connection is as good as before.
    let call = Template::driver("GetId", "").unwrap();
    let id = client.call(&call, |_| Ok(()), soon()).unwrap();
    assert_eq!(id.view().body().string().unwrap().len(), 32);
}

fn the_end_of_the_bus_is_told(bus: &mut Bus) {
    let mut client = open(bus);
    bus.kill();
    let error = wait_for(&mut client, |_| None::<()>).unwrap_err();
    assert!(matches!(error, Error::Disconnected { .. }), "{error}");
    let call = Template::driver("GetId", "").unwrap();
    let error = client.call(&call, |_| Ok(()), soon()).unwrap_err();
    assert!(matches!(error, Error::Disconnected { .. }), "{error}");
}
