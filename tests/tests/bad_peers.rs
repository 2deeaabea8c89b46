// SPDX-License-Identifier: MIT OR Apache-2.0
//! Clients that misbehave, through lsmd, against a real plug-in: each gets the documented error or
//! a clean close, in bounded time and memory, and nobody else notices.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::io::{ErrorKind, Read, Write};
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::time::Duration;

use lsm_client::Session;
use lsm_test::{Daemon, House, children_of};

/// A client that sends whatever bytes it likes.
struct Peer(UnixStream);

impl Peer {
    fn new(house: &House) -> Self {
        let socket = UnixStream::connect(house.sockets().join("sim")).unwrap();
        // No test waits so long: it is how "never answers" shows.
        socket.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        Self(socket)
    }

    fn registered(house: &House) -> Self {
        let mut peer = Self::new(house);
        let uri = house.sim();
        let reply = peer.ask(&format!(
            r#"{{"method": "plugin_register", "id": 100, "params": {{"uri": "{uri}", "password": null, "timeout": 30000, "flags": 0}}}}"#
        ));
        assert_eq!(reply, r#"{"id": 100, "result": null}"#);
        peer
    }

    fn send(&mut self, bytes: &[u8]) {
        self.0.write_all(bytes).unwrap();
    }

    fn send_message(&mut self, text: &str) {
        self.send(format!("{:010}{text}", text.len()).as_bytes());
    }

    /// The next reply, or `None` when the plug-in closed the connection.
    fn reply(&mut self) -> Option<String> {
        let mut header = [0; 10];
        match self.0.read_exact(&mut header) {
            Err(error) if is_close(&error) => return None,
            answer => answer.unwrap(),
        }
        let length: usize = std::str::from_utf8(&header).unwrap().parse().unwrap();
        let mut payload = vec![0; length];
        self.0.read_exact(&mut payload).unwrap();
        Some(String::from_utf8(payload).unwrap())
    }

    fn ask(&mut self, text: &str) -> String {
        self.send_message(text);
        self.reply().expect("the plug-in closed the connection")
    }

    /// Asks, and expects an error with this number.
    fn is_refused(&mut self, number: i32, text: &str) {
        let reply = self.ask(text);
        let error = format!(r#""error": {{"code": {number}, "#);
        assert!(reply.contains(&error), "{text} gives {reply}");
    }

    /// The session goes on as if nothing had been.
    fn goes_on(&mut self) {
        let reply = self.ask(r#"{"method": "time_out_get", "id": 100, "params": {"flags": 0}}"#);
        assert_eq!(reply, r#"{"id": 100, "result": 30000}"#);
    }

    /// The session ends, perhaps with a last word with this number.
    fn ends(&mut self, number: i32) {
        if let Some(reply) = self.reply() {
            assert!(reply.contains(&format!(r#""code": {number}, "#)), "{reply}");
            assert_eq!(self.reply(), None);
        }
    }
}

fn is_close(error: &std::io::Error) -> bool {
    matches!(error.kind(), ErrorKind::UnexpectedEof | ErrorKind::ConnectionReset)
}

fn house_with_daemon() -> (House, Daemon) {
    let house = House::new();
    let daemon = house.daemon();
    (house, daemon)
}

#[test]
fn slow_peers_are_served() {
    let (house, daemon) = house_with_daemon();
    let mut peer = Peer::registered(&house);
    let request = br#"0000000061{"method": "time_out_get", "id": 100, "params": {"flags": 0}}"#;
    for byte in request {
        peer.send(std::slice::from_ref(byte));
    }
    assert_eq!(peer.reply().as_deref(), Some(r#"{"id": 100, "result": 30000}"#));
    // A header that never ends, and a body that never ends, keep nobody else.
    peer.send(b"00000");
    let mut other = Peer::registered(&house);
    other.send(b"0000001000{");
    Peer::registered(&house).goes_on();
    drop((peer, other));
    daemon.wait_until_idle();
}

#[test]
fn a_half_closed_connection_ends() {
    let (house, daemon) = house_with_daemon();
    for registered in [false, true] {
        let mut peer = if registered { Peer::registered(&house) } else { Peer::new(&house) };
        peer.0.shutdown(Shutdown::Write).unwrap();
        assert_eq!(peer.reply(), None);
        daemon.wait_until_idle();
    }
}

#[test]
fn what_is_no_frame_ends_the_session() {
    let (house, daemon) = house_with_daemon();
    for header in [
        &b"GET / HTTP/1.1\r\n\r\n"[..],
        b"9999999999",
        b"-000000001",
        b"0x00000010",
        b"\0\0\0\0\0\0\0\0\0\0",
    ] {
        let mut peer = Peer::registered(&house);
        let plugin = children_of(daemon.pid())[0];
        peer.send(header);
        peer.ends(-32700);
        drop(peer);
        lsm_test::wait_for_exit(plugin);
    }
    daemon.wait_until_idle();
}

#[test]
fn bad_messages_are_refused_and_the_session_goes_on() {
    let (house, _daemon) = house_with_daemon();
    let mut peer = Peer::registered(&house);
    let deep = "[".repeat(100_000);
    let closed = format!("{deep}{}", "]".repeat(100_000));
    for (number, message) in [
        (-32700, "{"),
        (-32700, "nonsense"),
        (-32700, deep.as_str()),
        (402, "[]"),
        (402, "null"),
        (402, closed.as_str()),
        (402, r#"{"id": 100, "params": {}}"#),
        (402, r#"{"method": 5, "id": 100, "params": {}}"#),
        (402, r#"{"method": "pools", "id": "x", "params": {}}"#),
        (402, r#"{"method": "pools", "id": 100, "params": [1]}"#),
        (153, r#"{"method": "no_such_method", "id": 100, "params": {"flags": 0}}"#),
        (153, r#"{"method": "connect", "id": 100, "params": {"flags": 0}}"#),
        (153, r#"{"method": "__init__", "id": 100, "params": {"flags": 0}}"#),
        (402, r#"{"method": "job_status", "id": 100, "params": {"flags": 0}}"#),
        (402, r#"{"method": "job_status", "id": 100, "params": {"job_id": 7, "flags": 0}}"#),
        (402, r#"{"method": "job_status", "id": 100, "params": null}"#),
        (
            402,
            r#"{"method": "volume_delete", "id": 100, "params": {"volume": {"id": "x"}, "flags": 0}}"#,
        ),
        (
            402,
            r#"{"method": "volume_delete", "id": 100, "params": {"volume": {"class": "Pool"}, "flags": 0}}"#,
        ),
        (
            402,
            r#"{"method": "volume_delete", "id": 100, "params": {"volume": {"class": "Nothing"}, "flags": 0}}"#,
        ),
        (
            510,
            r#"{"method": "pools", "id": 100, "params": {"search_key": "color", "search_value": "red", "flags": 0}}"#,
        ),
        (
            402,
            r#"{"method": "pools", "id": 100, "params": {"search_key": "id", "search_value": 5, "flags": 0}}"#,
        ),
        (
            402,
            r#"{"method": "pools", "id": 100, "params": {"search_key": 5, "search_value": "id", "flags": 0}}"#,
        ),
    ] {
        peer.is_refused(number, message);
    }
    // An empty message is in step, too.
    peer.send(b"0000000000");
    assert!(peer.reply().unwrap().contains("-32700"));
    // What nobody asked for does no harm.
    let extra = r#"{"method": "time_out_get", "id": 100, "params": {"flags": 0, "color": "red"}, "x": [{}]}"#;
    assert_eq!(peer.ask(extra), r#"{"id": 100, "result": 30000}"#);
    peer.goes_on();
}

#[test]
fn calls_out_of_order_are_refused() {
    let (house, daemon) = house_with_daemon();
    let mut peer = Peer::new(&house);
    let info = peer.ask(r#"{"method": "plugin_info", "id": 100, "params": {"flags": 0}}"#);
    assert_eq!(info, r#"{"id": 100, "result": ["Storage simulator", "1.10.3"]}"#);
    peer.is_refused(153, r#"{"method": "pools", "id": 100, "params": {"flags": 0}}"#);
    let unregister = r#"{"method": "plugin_unregister", "id": 100, "params": {"flags": 0}}"#;
    assert_eq!(peer.ask(unregister), r#"{"id": 100, "result": null}"#);
    assert_eq!(peer.reply(), None);
    // Several requests at once are answered one after the other.
    let mut peer = Peer::registered(&house);
    let request = r#"{"method": "time_out_get", "id": 100, "params": {"flags": 0}}"#;
    let frame = format!("{:010}{request}", request.len());
    peer.send(frame.repeat(100).as_bytes());
    for _ in 0..100 {
        assert_eq!(peer.reply().as_deref(), Some(r#"{"id": 100, "result": 30000}"#));
    }
    drop(peer);
    daemon.wait_until_idle();
}

#[test]
fn a_client_that_vanishes_leaves_nothing_behind() {
    let (house, daemon) = house_with_daemon();
    let idle = daemon.wait_until_idle();
    for _ in 0..50 {
        drop(Peer::new(&house));
        let mut peer = Peer::registered(&house);
        peer.send(b"0000000061{\"method\": \"time");
    }
    assert!(daemon.wait_until_idle() <= idle);
    let mut session = Session::connect(&house.sim(), &house.through_daemon()).unwrap();
    assert_eq!(session.pools(None).unwrap().len(), 4);
}

#[test]
fn a_client_that_never_registers_is_sent_away() {
    let house = House::new();
    std::fs::write(house.configuration().join("lsmd.conf"), "register-timeout-ms = 50;\n").unwrap();
    let daemon = house.daemon();
    let mut peer = Peer::new(&house);
    peer.ends(11);
    daemon.wait_until_idle();
    // Whoever has registered may take its time.
    let mut peer = Peer::registered(&house);
    peer.goes_on();
}
