// SPDX-License-Identifier: MIT OR Apache-2.0
//! A plug-in that does what a test tells it to, on the other end of a socket.
#![allow(dead_code)] // Not every test needs everything.

use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use lsm_client::{ConnectOptions, Route, Session};
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::Value;

/// Far more than any call here takes, far less than a test run is given.
pub(crate) const SOON: Duration = Duration::from_secs(20);

/// What a plug-in does with a request.
pub(crate) enum Answer {
    /// Sends a success with this result.
    Result(String),
    /// Sends this payload.
    Payload(String),
    /// Sends these bytes.
    Bytes(Vec<u8>),
    /// Sends these bytes and closes the connection.
    Last(Vec<u8>),
    /// Keeps silent, now and later, until the client goes.
    Silence,
}

pub(crate) fn error(number: i32, message: &str) -> Answer {
    Answer::Payload(format!(
        r#"{{"id": 100, "error": {{"code": {number}, "message": "{message}", "data": null}}}}"#
    ))
}

pub(crate) fn result(text: &str) -> Answer {
    Answer::Result(text.to_owned())
}

/// A request as it came.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) method: String,
    /// The parameters in the order in which they were sent.
    pub(crate) parameters: Vec<(String, Value)>,
    pub(crate) text: String,
}

impl Asked {
    pub(crate) fn parameter(&self, name: &str) -> &Value {
        &self.parameters.iter().find(|(key, _)| key == name).unwrap().1
    }
}

/// The keys of an object in their order.
#[derive(Debug)]
struct Ordered(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Ordered {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries;
        impl<'de> Visitor<'de> for Entries {
            type Value = Ordered;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Ordered, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Ordered(entries))
            }
        }
        deserializer.deserialize_map(Entries)
    }
}

/// Reads one request; `None` when the client has gone.
fn read(socket: &mut UnixStream) -> Option<Asked> {
    let mut header = [0; 10];
    socket.read_exact(&mut header).ok()?;
    let length = std::str::from_utf8(&header).unwrap().parse().unwrap();
    let mut payload = vec![0; length];
    socket.read_exact(&mut payload).ok()?;
    let text = String::from_utf8(payload).unwrap();
    let Ordered(envelope) = serde_json::from_str(&text).unwrap();
    let keys: Vec<&str> = envelope.iter().map(|(key, _)| key.as_str()).collect();
    assert_eq!(keys, ["method", "id", "params"], "{text}");
    assert_eq!(envelope[1].1, 100);
    #[derive(Deserialize)]
    struct Parameters {
        params: Ordered,
    }
    let Parameters { params } = serde_json::from_str(&text).unwrap();
    let method = envelope[0].1.as_str().unwrap().to_owned();
    Some(Asked { method, parameters: params.0, text })
}

/// Plays the plug-in on a socket until the client goes or the script ends it.
pub(crate) fn play(mut socket: UnixStream, mut script: impl FnMut(&Asked) -> Answer) {
    while let Some(asked) = read(&mut socket) {
        let frame = |payload: &str| format!("{:010}{payload}", payload.len()).into_bytes();
        let bytes = match script(&asked) {
            Answer::Result(text) => frame(&format!("{{\"id\": 100, \"result\": {text}}}")),
            Answer::Payload(text) => frame(&text),
            Answer::Bytes(bytes) => bytes,
            Answer::Last(bytes) => {
                let _ = socket.write_all(&bytes);
                return;
            }
            Answer::Silence => {
                let _ = socket.read_to_end(&mut Vec::new());
                return;
            }
        };
        if socket.write_all(&bytes).is_err() {
            return;
        }
    }
}

/// A socket with a plug-in behind it, and what it was asked.
pub(crate) fn plugin(
    mut script: impl FnMut(&Asked) -> Answer + Send + 'static,
) -> (Route, mpsc::Receiver<Asked>) {
    let (ours, theirs) = UnixStream::pair().unwrap();
    let (tell, asked) = mpsc::channel();
    thread::spawn(move || {
        play(theirs, |request| {
            let answer = script(request);
            let Asked { method, parameters, text } = request;
            let copy = Asked {
                method: method.clone(),
                parameters: parameters.clone(),
                text: text.clone(),
            };
            // A test that does not listen has what it wanted.
            let _ = tell.send(copy);
            answer
        });
    });
    (Route::Socket(Arc::new(ours.into())), asked)
}

/// A registered session; the script sees what comes behind the registration and before the
/// leave-taking.
pub(crate) fn session(
    script: impl FnMut(&Asked) -> Answer + Send + 'static,
) -> (Session, mpsc::Receiver<Asked>) {
    session_with(ConnectOptions::default(), script)
}

pub(crate) fn session_with(
    options: ConnectOptions,
    mut script: impl FnMut(&Asked) -> Answer + Send + 'static,
) -> (Session, mpsc::Receiver<Asked>) {
    let (route, asked) = plugin(move |request| match request.method.as_str() {
        "plugin_register" | "plugin_unregister" => result("null"),
        _ => script(request),
    });
    let session = Session::connect("fake://", &ConnectOptions { route, ..options }).unwrap();
    assert_eq!(asked.recv().unwrap().method, "plugin_register");
    (session, asked)
}
