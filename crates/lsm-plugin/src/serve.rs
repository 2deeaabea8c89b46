// SPDX-License-Identifier: MIT OR Apache-2.0
//! The process of a plug-in: one socket, one session, one request at a time.

use std::os::fd::OwnedFd;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use lsm_channel::{Channel, ReceiveError};
use lsm_core::{Error, ErrorKind, Result};
use lsm_wire::ReplyEncoder;
use lsm_wire::frame::DEFAULT_LIMIT;

use crate::session::{After, Session};
use crate::{Identity, Plugin};

/// Milliseconds that a client may take until it has registered; set by the daemon.
const REGISTER_TIMEOUT: &str = "LSM_REGISTER_TIMEOUT_MS";

/// Memory that an answered session keeps for its next reply, in bytes.
const KEPT_BUFFER: usize = 1 << 20;

/// How a session ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    /// The client took its leave, or never registered.
    Clean,
    /// The client went, or could not be understood, in the middle.
    Broken,
}

/// The `main` of a plug-in program: serves the session whose socket is handed over as the only
/// argument.
///
/// Exits with 0 after `plugin_unregister` and when the client never registered, with 2 when a
/// registered client vanished or the argument is wrong.
pub fn run<P: Plugin>(identity: Identity) -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    let (Some(number), None) = (arguments.next(), arguments.next()) else {
        eprintln!(
            "{}: a plug-in is started by lsmd or by a client, with the number of a connected \
             socket as its only argument",
            identity.description
        );
        return ExitCode::from(2);
    };
    match lsm_launch::inherited_socket(&number.to_string_lossy()) {
        Ok(socket) => serve::<P>(socket, identity),
        Err(error) => {
            eprintln!("{}: {error}", identity.description);
            ExitCode::from(2)
        }
    }
}

/// Serves one session over `socket`.
pub fn serve<P: Plugin>(socket: OwnedFd, identity: Identity) -> ExitCode {
    let mut session = Session::<P>::new(identity);
    let ending = converse(&mut Channel::new(socket, DEFAULT_LIMIT), &mut session);
    // After an orderly end there is nothing left to disconnect; after any other nobody listens.
    let _ = session.disconnect();
    match ending {
        Ending::Clean => ExitCode::SUCCESS,
        Ending::Broken => ExitCode::from(2),
    }
}

fn converse<P: Plugin>(channel: &mut Channel, session: &mut Session<P>) -> Ending {
    let registration_deadline = registration_deadline();
    let mut reply = Vec::new();
    loop {
        let broken = if session.is_registered() { Ending::Broken } else { Ending::Clean };
        let deadline = registration_deadline.filter(|_| !session.is_registered());
        let received = match deadline {
            // Who keeps asking without registering has no longer than one who is silent.
            Some(deadline) if Instant::now() >= deadline => Err(ReceiveError::TimedOut),
            _ => channel.receive(deadline),
        };
        let after = match received {
            Ok(payload) => session.answer(payload, &mut reply),
            Err(error) => {
                farewell(channel, &error, &mut reply);
                return broken;
            }
        };
        let sent = match after {
            Ok(After::Cut(bytes)) => {
                let _ = channel.send(&reply[..bytes.min(reply.len())], None);
                std::process::abort();
            }
            // Nor has one who never reads; a registered client may take its time.
            Ok(_) => {
                channel.send(&reply, registration_deadline.filter(|_| !session.is_registered()))
            }
            Err(_) => return broken,
        };
        match (after, sent) {
            (Ok(After::End), _) => return Ending::Clean,
            (_, Err(_)) => return broken,
            _ => {}
        }
        if reply.capacity() > KEPT_BUFFER {
            reply = Vec::new();
        }
    }
}

/// Tells a client whose input cannot be followed any further why the session ends.
fn farewell(channel: &mut Channel, error: &ReceiveError, reply: &mut Vec<u8>) {
    let error = match error {
        ReceiveError::Frame(error) => Error::new(ErrorKind::PARSE_ERROR, error.to_string()),
        ReceiveError::TimedOut => {
            Error::new(ErrorKind::TIMEOUT, "no plugin_register came; the session ends")
        }
        _ => return,
    };
    let told: Result<()> = ReplyEncoder::new(reply, lsm_wire::ID).error(&error);
    if told.is_ok() {
        // A client that does not read must not keep the process.
        let _ = channel.send(reply, Some(Instant::now() + Duration::from_secs(1)));
    }
}

fn registration_deadline() -> Option<Instant> {
    let milliseconds = std::env::var(REGISTER_TIMEOUT).ok()?.parse().ok()?;
    Instant::now().checked_add(Duration::from_millis(milliseconds))
}
