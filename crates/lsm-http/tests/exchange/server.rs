// SPDX-License-Identifier: MIT OR Apache-2.0
//! A server that answers as it is told, connection by connection.

use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use lsm_core::Uri;
use lsm_http::{Address, Http, Login, Settings, Trust};
use lsm_plugin::Secret;
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// What the server does with one connection after it has read a request.
pub(crate) enum Reply {
    /// Sends these bytes and closes.
    Close(&'static [u8]),
    /// Sends the bytes of each for one request on the same connection.
    Keep(&'static [&'static [u8]]),
    /// Sends these bytes and then one byte at a time, for ever.
    Drip(&'static [u8]),
    /// Sends nothing until the client goes.
    Silence,
}

/// Such a server, on a port of its own.
pub(crate) struct Server {
    port: u16,
    requests: Receiver<String>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    pub(crate) fn plain(replies: Vec<Reply>) -> Self {
        Self::start(replies, None)
    }

    pub(crate) fn tls(replies: Vec<Reply>, config: ServerConfig) -> Self {
        Self::start(replies, Some(Arc::new(config)))
    }

    fn start(replies: Vec<Reply>, tls: Option<Arc<ServerConfig>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (sender, requests) = channel();
        let thread = std::thread::spawn(move || {
            for reply in replies {
                let (stream, _) = listener.accept().unwrap();
                match &tls {
                    None => serve(stream, &reply, &sender),
                    Some(config) => {
                        let connection = ServerConnection::new(config.clone()).unwrap();
                        serve(StreamOwned::new(connection, stream), &reply, &sender);
                    }
                }
            }
        });
        Self { port, requests, thread: Some(thread) }
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// A client for it, by a URI in which `PORT` stands for its port.
    pub(crate) fn client(&self, uri: &str) -> lsm_core::Result<Http> {
        client(&uri.replace("PORT", &self.port.to_string()), Duration::from_secs(20))
    }

    /// The requests that it has read, once it is through.
    pub(crate) fn finish(mut self) -> Vec<String> {
        self.thread.take().unwrap().join().unwrap();
        self.requests.try_iter().collect()
    }
}

pub(crate) fn client(uri: &str, timeout: Duration) -> lsm_core::Result<Http> {
    let uri = Uri::parse(uri)?;
    Http::new(Settings {
        address: Address::of(&uri, 80, 443)?,
        login: Some(Login::new("admin", Some(&Secret::new("hunter2".to_owned())))?),
        trust: Trust::of(&uri)?,
        timeout,
    })
}

fn serve(stream: impl Read + Write, reply: &Reply, requests: &Sender<String>) {
    let shared = Shared(Arc::new(Mutex::new(stream)));
    let mut reader = BufReader::new(shared.clone());
    let mut writer = shared;
    let answers: &[&[u8]] = match reply {
        Reply::Keep(answers) => answers,
        Reply::Close(answer) | Reply::Drip(answer) => std::slice::from_ref(answer),
        Reply::Silence => &[b""],
    };
    for answer in answers {
        let Some(request) = read_request(&mut reader) else { return };
        requests.send(request).unwrap();
        let _ = writer.write_all(answer).and_then(|()| writer.flush());
    }
    match reply {
        Reply::Drip(_) => while writer.write_all(b" ").and_then(|()| writer.flush()).is_ok() {},
        Reply::Silence => {
            let _ = reader.read(&mut [0]);
        }
        _ => {}
    }
}

/// The head and the body of a request; `None` when the client goes instead, or never speaks TLS.
fn read_request(reader: &mut impl BufRead) -> Option<String> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        match reader.read_line(&mut head) {
            Ok(0) => return None,
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(_) => return None,
        }
    }
    let head = head.to_ascii_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    let mut body = vec![0; length.map_or(0, |length| length.parse().unwrap())];
    reader.read_exact(&mut body).ok()?;
    Some(head + &String::from_utf8(body).unwrap())
}

/// One stream for reading and writing in turns.
struct Shared<S>(Arc<Mutex<S>>);

impl<S> Clone for Shared<S> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<S: Read> Read for Shared<S> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().read(buffer)
    }
}

impl<S: Write> Write for Shared<S> {
    fn write(&mut self, buffer: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(buffer)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.0.lock().unwrap().flush()
    }
}

/// A port on which nothing listens.
pub(crate) fn closed_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    // A connection that this end closed first keeps the port from being given out again.
    let port = listener.local_addr().unwrap().port();
    let _client = TcpStream::connect(("127.0.0.1", port)).unwrap();
    drop(listener.accept().unwrap());
    port
}
