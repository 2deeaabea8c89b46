// SPDX-License-Identifier: MIT OR Apache-2.0
//! What a client is told when its plug-in cannot be started.

use std::collections::VecDeque;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd, RawFd};
use std::time::{Duration, Instant};

use lsm_core::ErrorKind;
use rustix::io::Errno;
use rustix::net::{RecvFlags, SendFlags, Shutdown};

use crate::listener::out_of_the_way;

/// How long a refused client may take to read the answer and leave.
const PATIENCE: Duration = Duration::from_secs(5);

/// How many bytes of requests a refused client may send meanwhile.
const BYTES_MAX: usize = 1 << 20;

/// How many refused clients are waited for at a time.
const WAITING_MAX: usize = 512;

/// An answer to whatever the client asks.
#[derive(Debug)]
pub struct Refusal {
    /// The number of the error.
    pub kind: ErrorKind,
    /// The sentence for the user.
    pub message: String,
}

impl Refusal {
    /// The reply, as a frame of the plug-in protocol.
    ///
    /// It is the only message the daemon ever makes, and always of this form, so it is written
    /// out here instead of linking a JSON library into a process that runs as root.
    pub fn frame(&self) -> Vec<u8> {
        let (code, mut text) = (self.kind.0, String::new());
        for character in self.message.chars() {
            match character {
                '"' | '\\' => text.extend(['\\', character]),
                ' '..='~' => text.push(character),
                _ => {
                    let mut units = [0; 2];
                    for unit in character.encode_utf16(&mut units) {
                        text.push_str(&format!("\\u{unit:04x}"));
                    }
                }
            }
        }
        let payload = format!(
            "{{\"id\": 100, \"error\": {{\"code\": {code}, \"message\": \"{text}\", \"data\": null}}}}"
        );
        format!("{:010}{payload}", payload.len()).into_bytes()
    }
}

/// A client that was refused and has not left yet.
#[derive(Debug)]
struct Refused {
    socket: OwnedFd,
    deadline: Instant,
    bytes_left: usize,
}

/// Clients that were refused. They are waited for, because a Unix socket that is closed with
/// something unread in it throws away what it had sent.
#[derive(Debug, Default)]
pub struct Waiting(VecDeque<Refused>);

impl Waiting {
    /// Answers a client and closes the way back. Returns the socket to be watched for input, if
    /// it is waited for.
    pub fn refuse(&mut self, socket: OwnedFd, refusal: &Refusal, now: Instant) -> Option<RawFd> {
        let frame = refusal.frame();
        // A fresh socket has room for one frame, and to wait for a client is out of the
        // question.
        let flags = SendFlags::DONTWAIT | SendFlags::NOSIGNAL;
        if rustix::net::send(&socket, &frame, flags) != Ok(frame.len())
            || rustix::net::shutdown(&socket, Shutdown::Write).is_err()
        {
            return None;
        }
        if self.0.len() == WAITING_MAX {
            self.0.pop_front();
        }
        let socket = out_of_the_way(socket);
        let descriptor = socket.as_raw_fd();
        let deadline = now + PATIENCE;
        self.0.push_back(Refused { socket, deadline, bytes_left: BYTES_MAX });
        Some(descriptor)
    }

    /// The socket with that number.
    pub fn socket(&self, descriptor: RawFd) -> Option<BorrowedFd<'_>> {
        self.0.iter().map(|refused| refused.socket.as_fd()).find(|it| it.as_raw_fd() == descriptor)
    }

    /// Throws away what a refused client sent; closes the socket when it has left.
    pub fn drain(&mut self, descriptor: RawFd) {
        let Some(at) = self.0.iter().position(|it| it.socket.as_raw_fd() == descriptor) else {
            return;
        };
        let refused = &mut self.0[at];
        let mut bytes = [0; 16 * 1024];
        // One read at a time: there are others.
        match rustix::net::recv(&refused.socket, &mut bytes, RecvFlags::DONTWAIT) {
            Ok((length, _)) if length > 0 && length < refused.bytes_left => {
                refused.bytes_left -= length;
            }
            Err(Errno::AGAIN | Errno::INTR) => {}
            Ok(_) | Err(_) => drop(self.0.remove(at)),
        }
    }

    /// Closes the sockets of clients that took too long.
    pub fn expire(&mut self, now: Instant) {
        while self.0.front().is_some_and(|refused| refused.deadline <= now) {
            self.0.pop_front();
        }
    }

    /// Gives up the client that waits longest; false when there is none.
    pub fn give_one_up(&mut self) -> bool {
        self.0.pop_front().is_some()
    }

    /// When the next client will have taken too long.
    pub fn next_deadline(&self) -> Option<Instant> {
        self.0.front().map(|refused| refused.deadline)
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::os::unix::net::UnixStream;

    use super::*;

    fn refusal(message: &str) -> Refusal {
        Refusal { kind: ErrorKind::PLUGIN_IPC_FAIL, message: message.to_owned() }
    }

    #[test]
    fn the_frame_is_one_of_the_protocol() {
        for message in ["no", "a \"b\" \\ \n\u{7f}", "caf\u{e9} \u{1f600}", ""] {
            let frame = refusal(message).frame();
            let (header, payload) = frame.split_at(10);
            let length: usize = std::str::from_utf8(header).unwrap().parse().unwrap();
            assert_eq!(length, payload.len());
            let reply: serde_json::Value = serde_json::from_slice(payload).unwrap();
            let error = serde_json::json!({ "code": 301, "message": message, "data": null });
            assert_eq!(reply, serde_json::json!({ "id": 100, "error": error }));
        }
    }

    #[test]
    fn the_answer_is_read_whatever_the_client_sends_first() {
        let (mut client, ours) = UnixStream::pair().unwrap();
        let mut waiting = Waiting::default();
        client.write_all(b"request").unwrap();
        let refusal = refusal("no");
        let descriptor = waiting.refuse(ours.into(), &refusal, Instant::now()).unwrap();
        waiting.drain(descriptor);
        client.write_all(b"another").unwrap();
        waiting.drain(descriptor);
        client.shutdown(std::net::Shutdown::Write).unwrap();
        waiting.drain(descriptor);
        assert!(waiting.next_deadline().is_none());
        let mut answer = Vec::new();
        client.read_to_end(&mut answer).unwrap();
        assert_eq!(answer, refusal.frame());
    }

    #[test]
    fn waiting_is_bounded_in_time_number_and_bytes() {
        let mut waiting = Waiting::default();
        let (mut clients, now) = (Vec::new(), Instant::now());
        for _ in 0..WAITING_MAX + 3 {
            let (client, ours) = UnixStream::pair().unwrap();
            assert!(waiting.refuse(ours.into(), &refusal("no"), now).is_some());
            clients.push(client);
        }
        assert_eq!(waiting.0.len(), WAITING_MAX);
        assert!(waiting.give_one_up());
        waiting.expire(now + PATIENCE / 2);
        assert_eq!(waiting.0.len(), WAITING_MAX - 1);
        waiting.expire(waiting.next_deadline().unwrap());
        assert_eq!(waiting.next_deadline(), None);
        assert!(!waiting.give_one_up());

        let (mut client, ours) = UnixStream::pair().unwrap();
        let descriptor = waiting.refuse(ours.into(), &refusal("no"), now).unwrap();
        let mut sent = 0;
        while waiting.next_deadline().is_some() {
            sent += client.write(&[0; 8192]).unwrap();
            waiting.drain(descriptor);
            assert!(sent < 2 * BYTES_MAX);
        }
    }
}
