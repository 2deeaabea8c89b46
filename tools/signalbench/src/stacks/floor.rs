// SPDX-License-Identifier: MIT OR Apache-2.0
//! The floors: pre-marshalled messages on a bus without any validation, the same bytes over a
//! plain socket, and over a plain socket with a relay between.

use std::io::{Read, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::sync::mpsc;

use anyhow::{Context, Result};

use crate::experiment::{self, RULE};
use crate::lines::Said;
use crate::tally::{IDLE, Manners, Tally};
use crate::wire::{
    Body, Connection, Flood, Kind, Message, Next, SpamReader, method_error, method_return,
    socket_path,
};

/// What a server has to do about a message.
enum Request {
    Spam { count: u64, size: u64 },
    Introspect,
    Unknown(String),
}

/// A method call, who waits for its reply, and what to do.
struct Call {
    serial: u32,
    sender: String,
    request: Request,
}

impl Call {
    fn read(bytes: &[u8]) -> Option<Self> {
        let message = Message::parse(bytes).filter(|message| message.kind == Kind::Call)?;
        let request = match (message.member, message.signature) {
            (experiment::METHOD, "tt") => {
                Request::Spam { count: message.long(0)?, size: message.long(8)? }
            }
            ("Introspect", _) => Request::Introspect,
            (member, signature) => Request::Unknown(format!("{member}({signature})")),
        };
        Some(Self { serial: message.serial, sender: message.sender.to_owned(), request })
    }

    /// Does it: signals to `receivers`, the reply to `caller`.
    fn answer(
        &self,
        receivers: &[&UnixStream],
        mut caller: &UnixStream,
        serial: &mut u32,
    ) -> std::io::Result<()> {
        let to = Some(self.sender.as_str()).filter(|sender| !sender.is_empty());
        let body = match &self.request {
            Request::Spam { count, size } => {
                Flood::new(*size).send(receivers, *count, serial)?;
                Body::default().number(*count)
            }
            Request::Introspect => Body::default().text(experiment::INTROSPECTION),
            Request::Unknown(what) => {
                *serial = serial.wrapping_add(1).max(1);
                let name = "org.freedesktop.DBus.Error.UnknownMethod";
                let text = format!("There is no method {what}");
                let error = method_error(*serial, self.serial, to, name, &text);
                return caller.write_all(&error);
            }
        };
        *serial = serial.wrapping_add(1).max(1);
        caller.write_all(&method_return(*serial, self.serial, to, &body))
    }
}

/// Serves on a bus under `name` until the bus hangs up.
///
/// # Errors
/// When the bus cannot be reached or the name is taken.
pub(crate) fn serve_bus(address: &str, name: &str) -> Result<()> {
    let mut connection = Connection::bus(address)?;
    connection.bus_call("RequestName", &Body::default().text(name).flags(4))?;
    Said::Ready.say();
    let answered = serve_calls(&mut connection);
    let why = answered.err().map_or_else(|| "hung up".to_owned(), |error| error.to_string());
    Said::Gone { received: 0, why }.say();
    Ok(())
}

fn serve_calls(connection: &mut Connection) -> std::io::Result<()> {
    loop {
        let Next::Message(range) = connection.next()? else { continue };
        let Some(call) = Call::read(connection.bytes(range)) else { continue };
        let mut serial = connection.serial;
        let socket = connection.socket();
        call.answer(&[socket], socket, &mut serial)?;
        connection.serial = serial;
    }
}

/// Counts what comes from a bus.
///
/// # Errors
/// When the bus cannot be reached.
pub(crate) fn client_bus(address: &str, manners: Manners) -> Result<()> {
    let mut connection = Connection::bus(address)?;
    connection.bus_call("AddMatch", &Body::default().text(RULE))?;
    count(connection, manners)
}

/// Counts what comes from a peer.
///
/// # Errors
/// When the peer cannot be reached.
pub(crate) fn client_peer(address: &str, manners: Manners) -> Result<()> {
    let connection = Connection::peer(socket_path(address)?)?;
    // The server takes us for a receiver when we say so, as a match rule would.
    connection.socket().write_all(&[RECEIVER])?;
    let mut answer = [0];
    connection.socket().read_exact(&mut answer)?;
    count(connection, manners)
}

fn count(mut connection: Connection, manners: Manners) -> Result<()> {
    connection.idle_after(Some(IDLE))?;
    if manners.read_at_once > 0 {
        connection.read_at_once(manners.read_at_once);
    }
    let mut tally = Tally::new(manners);
    let mut reader = SpamReader::default();
    Said::Ready.say();
    loop {
        match connection.next() {
            Ok(Next::Message(range)) => {
                if let Some((stamp, size)) = reader.read(connection.bytes(range.clone())) {
                    tally.signal(stamp, size);
                } else {
                    connection.answer(range)?;
                }
            }
            Ok(Next::Idle) => tally.idle(),
            Err(error) => {
                tally.gone(&error.to_string());
                return Ok(());
            }
        }
    }
}

/// First byte of a connection that wants signals.
const RECEIVER: u8 = b'r';
/// First byte of a connection that calls.
pub(super) const CALLER: u8 = b'c';

/// Serves receivers and callers that connect to the socket at `address`.
///
/// # Errors
/// When the socket cannot be bound.
pub(crate) fn serve_peer(address: &str) -> Result<()> {
    let listener = listen(address)?;
    Said::Ready.say();
    let (calls, called) = mpsc::channel();
    let (join, joined) = mpsc::channel();
    std::thread::spawn(move || {
        for mut socket in listener.incoming().flatten() {
            let mut role = [0];
            if socket.read_exact(&mut role).is_err() {
                continue;
            }
            if role[0] == RECEIVER {
                let _ = socket.try_clone().map(|socket| join.send(socket));
                // From here on it gets every signal.
                let _ = socket.write_all(&[RECEIVER]);
            } else {
                let calls = calls.clone();
                std::thread::spawn(move || read_calls(socket, &calls));
            }
        }
    });
    let mut receivers: Vec<UnixStream> = Vec::new();
    let mut serial = 0;
    for (call, caller) in called {
        receivers.extend(joined.try_iter());
        let all: Vec<&UnixStream> = receivers.iter().collect();
        if let Err(error) = call.answer(&all, &caller, &mut serial) {
            Said::Gone { received: 0, why: error.to_string() }.say();
            return Ok(());
        }
    }
    Ok(())
}

fn read_calls(socket: UnixStream, calls: &mpsc::Sender<(Call, UnixStream)>) {
    let mut connection = Connection::over(socket);
    while let Ok(Next::Message(range)) = connection.next() {
        let Some(call) = Call::read(connection.bytes(range)) else { continue };
        let Ok(caller) = connection.socket().try_clone() else { return };
        if calls.send((call, caller)).is_err() {
            return;
        }
    }
}

/// Passes on every byte that comes from `upstream` to whoever connects to `address`: a bus that
/// does nothing but copy.
///
/// # Errors
/// When one of the sockets fails.
pub(crate) fn relay(address: &str, upstream: &str) -> Result<()> {
    let listener = listen(address)?;
    let mut source = UnixStream::connect(socket_path(upstream)?)?;
    source.write_all(&[RECEIVER])?;
    source.read_exact(&mut [0])?;
    Said::Ready.say();
    let (join, joined) = mpsc::channel();
    std::thread::spawn(move || {
        for mut socket in listener.incoming().flatten() {
            if socket.read_exact(&mut [0]).is_ok() {
                let _ = socket.try_clone().map(|socket| join.send(socket));
                let _ = socket.write_all(&[RECEIVER]);
            }
        }
    });
    let mut receivers: Vec<UnixStream> = Vec::new();
    let mut buffer = vec![0; 256 * 1024];
    loop {
        let read = source.read(&mut buffer)?;
        if read == 0 {
            return Ok(());
        }
        receivers.extend(joined.try_iter());
        receivers.retain_mut(|receiver| receiver.write_all(&buffer[..read]).is_ok());
    }
}

fn listen(address: &str) -> Result<UnixListener> {
    let path = socket_path(address)?;
    UnixListener::bind(path).with_context(|| format!("Cannot listen at {}", path.display()))
}
