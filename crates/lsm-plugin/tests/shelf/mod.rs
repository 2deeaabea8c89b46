// SPDX-License-Identifier: MIT OR Apache-2.0
//! The shelf on one end of a socket, in a thread or in a process, and a client without manners
//! on the other.
#![allow(dead_code)] // Not every test needs everything.

use std::io::{ErrorKind, Read, Write};
use std::net::Shutdown;
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::process::{Child, ExitCode};
use std::thread::JoinHandle;
use std::time::Duration;

pub(crate) mod plugin;

/// The client's end. No wait takes this long: it is how "never answers" shows.
const NEVER: Duration = Duration::from_secs(30);

pub(crate) struct Peer {
    pub(crate) socket: UnixStream,
}

/// Serves the shelf in a thread.
pub(crate) fn in_thread() -> (Peer, JoinHandle<ExitCode>) {
    let (ours, theirs) = UnixStream::pair().unwrap();
    let serving = std::thread::spawn(move || {
        lsm_plugin::serve::<plugin::Shelf>(theirs.into(), plugin::IDENTITY)
    });
    (Peer::new(ours), serving)
}

/// Serves the shelf in a process with these variables.
pub(crate) fn in_process(variables: &[(&str, &str)]) -> (Peer, Child) {
    let (ours, theirs) = UnixStream::pair().unwrap();
    let mut launch = lsm_launch::Launch::new(&program());
    for (name, value) in variables {
        launch = launch.variable(*name, Some((*value).into()));
    }
    let child = launch.start(theirs.as_fd()).unwrap();
    (Peer::new(ours), child)
}

/// The shelf as a program; cargo builds it beside the tests.
pub(crate) fn program() -> std::path::PathBuf {
    let tests = std::env::current_exe().unwrap();
    let program = tests.ancestors().nth(2).unwrap().join("examples/shelf");
    assert!(program.exists(), "cargo build -p lsm-plugin --examples makes {}", program.display());
    program
}

impl Peer {
    fn new(socket: UnixStream) -> Self {
        socket.set_read_timeout(Some(NEVER)).unwrap();
        socket.set_write_timeout(Some(NEVER)).unwrap();
        Self { socket }
    }

    pub(crate) fn send(&mut self, bytes: &[u8]) {
        self.socket.write_all(bytes).unwrap();
    }

    pub(crate) fn send_message(&mut self, text: &str) {
        self.send(format!("{:010}{text}", text.len()).as_bytes());
    }

    /// The next reply, or `None` when the plug-in closed the connection between two replies.
    pub(crate) fn reply(&mut self) -> Option<String> {
        let mut header = Vec::new();
        match (&self.socket).take(10).read_to_end(&mut header) {
            Ok(0) => return None,
            Ok(_) => {}
            // Closed while bytes of ours were unread.
            Err(error) if error.kind() == ErrorKind::ConnectionReset => return None,
            Err(error) => panic!("no reply: {error}"),
        }
        let length = std::str::from_utf8(&header).unwrap().parse().unwrap();
        let mut payload = vec![0; length];
        self.socket.read_exact(&mut payload).unwrap();
        Some(String::from_utf8(payload).unwrap())
    }

    /// Everything until the end of the connection.
    pub(crate) fn rest(mut self) -> Vec<u8> {
        let mut rest = Vec::new();
        let _ = self.socket.read_to_end(&mut rest);
        rest
    }

    #[track_caller]
    pub(crate) fn ask(&mut self, text: &str) -> String {
        self.send_message(text);
        self.reply().unwrap_or_else(|| panic!("the plug-in closed the connection on {text}"))
    }

    /// Calls a method; `parameters` are the inside of their object.
    #[track_caller]
    pub(crate) fn call(&mut self, method: &str, parameters: &str) -> String {
        self.ask(&format!(r#"{{"method": "{method}", "id": 100, "params": {{{parameters}}}}}"#))
    }

    #[track_caller]
    pub(crate) fn register(&mut self, uri: &str) {
        let parameters =
            format!(r#""uri": "{uri}", "password": null, "timeout": 30000, "flags": 0"#);
        let reply = self.call("plugin_register", &parameters);
        assert_eq!(reply, r#"{"id": 100, "result": null}"#);
    }

    /// Sends this message and gets an error of this number back; then the session goes on.
    #[track_caller]
    pub(crate) fn is_refused(&mut self, number: i32, text: &str) {
        let reply = self.ask(text);
        let error = format!(r#""error": {{"code": {number}, "#);
        assert!(reply.contains(&error), "{text} gives {reply}");
        self.goes_on();
    }

    /// Calls a method and gets an error of this number back; then the session goes on.
    #[track_caller]
    pub(crate) fn call_is_refused(&mut self, number: i32, method: &str, parameters: &str) {
        self.is_refused(
            number,
            &format!(r#"{{"method": "{method}", "id": 100, "params": {{{parameters}}}}}"#),
        );
    }

    #[track_caller]
    pub(crate) fn goes_on(&mut self) {
        let reply = self.call("plugin_info", r#""flags": 0"#);
        assert_eq!(reply, r#"{"id": 100, "result": ["A shelf", "7.0"]}"#);
    }

    /// The session ends, perhaps with a last word of this number.
    #[track_caller]
    pub(crate) fn ends(&mut self, last_word: Option<i32>) {
        if let Some(number) = last_word {
            let reply = self.reply().unwrap();
            assert!(reply.contains(&format!(r#""error": {{"code": {number}, "#)), "{reply}");
        }
        assert_eq!(self.reply(), None);
    }

    /// Says that nothing more will come.
    pub(crate) fn shut_down(&self) {
        self.socket.shutdown(Shutdown::Write).unwrap();
    }
}
