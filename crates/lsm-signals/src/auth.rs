// SPDX-License-Identifier: MIT OR Apache-2.0
//! The handshake before the first message, both sides, without any input or output.
//!
//! Only the mechanism EXTERNAL is spoken: the kernel tells each side who the other one is. Feed
//! what was read to [`Client`] or [`Server`], and write what they have to say, until they say
//! that the handshake is over; what lies behind it belongs to the stream of messages.

use crate::{Error, Result};

/// Longer lines are not read.
const MAX_LINE: usize = 4096;

/// How far a handshake is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The other side has to say more.
    Open,
    /// The handshake is over; messages follow.
    Done {
        /// Bytes that came behind the handshake.
        rest: Vec<u8>,
        /// Whether file descriptors may go with messages.
        descriptors: bool,
    },
}

/// The lines of a handshake, in and out.
#[derive(Debug, Default)]
struct Lines {
    input: Vec<u8>,
    output: Vec<u8>,
}

impl Lines {
    fn say(&mut self, line: &str) {
        self.output.extend_from_slice(line.as_bytes());
        self.output.extend_from_slice(b"\r\n");
    }

    /// Takes the next line, if it is complete.
    fn next(&mut self) -> Result<Option<String>> {
        let Some(end) = self.input.windows(2).position(|pair| pair == b"\r\n") else {
            if self.input.len() > MAX_LINE {
                return Err(Error::Auth("the other side sends a line without end".into()));
            }
            return Ok(None);
        };
        let line: Vec<u8> = self.input.drain(..end + 2).take(end).collect();
        match String::from_utf8(line) {
            Ok(line) if line.is_ascii() => Ok(Some(line)),
            _ => Err(Error::Auth("the other side does not speak ASCII".into())),
        }
    }

    fn done(&mut self, descriptors: bool) -> Step {
        Step::Done { rest: std::mem::take(&mut self.input), descriptors }
    }
}

/// The identity of a user as EXTERNAL writes it: the digits of its number, each in hexadecimal.
fn identity(user: u32) -> String {
    user.to_string().bytes().map(|digit| format!("{digit:02x}")).collect()
}

/// The side that connects.
#[derive(Debug)]
pub struct Client {
    lines: Lines,
    state: ClientState,
    guid: String,
}

#[derive(Debug)]
enum ClientState {
    Identity { user: u32 },
    Descriptors,
}

impl Client {
    /// A client that says that it is run by `user`.
    pub fn new(user: u32) -> Self {
        let mut lines = Lines::default();
        lines.output.push(0);
        lines.say(&format!("AUTH EXTERNAL {}", identity(user)));
        Self { lines, state: ClientState::Identity { user }, guid: String::new() }
    }

    /// What is to be written, taken out.
    pub fn output(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.lines.output)
    }

    /// The identifier of the server, once it has told.
    pub fn guid(&self) -> &str {
        &self.guid
    }

    /// Takes what was read.
    ///
    /// # Errors
    /// [`Error::Auth`] if the server does not accept us, or does not speak the protocol.
    pub fn feed(&mut self, bytes: &[u8]) -> Result<Step> {
        self.lines.input.extend_from_slice(bytes);
        while let Some(line) = self.lines.next()? {
            let (word, rest) = line.split_once(' ').unwrap_or((&line, ""));
            match (&self.state, word) {
                (ClientState::Identity { .. }, "OK") => {
                    self.guid = rest.into();
                    self.state = ClientState::Descriptors;
                    self.lines.say("NEGOTIATE_UNIX_FD");
                }
                // A server may want to be told twice.
                (ClientState::Identity { user }, "DATA") => {
                    let data = format!("DATA {}", identity(*user));
                    self.lines.say(&data);
                }
                (ClientState::Identity { user }, "REJECTED") => {
                    return Err(Error::Auth(format!(
                        "the server does not accept user {user} by EXTERNAL, but offers {rest:?}"
                    )));
                }
                (ClientState::Descriptors, "AGREE_UNIX_FD" | "ERROR") => {
                    self.lines.say("BEGIN");
                    return Ok(self.lines.done(word == "AGREE_UNIX_FD"));
                }
                _ => return Err(Error::Auth(format!("the server says {line:?}"))),
            }
        }
        Ok(Step::Open)
    }
}

/// The side that was connected to.
#[derive(Debug)]
pub struct Server {
    lines: Lines,
    guid: String,
    user: Option<u32>,
    state: ServerState,
    descriptors: bool,
    refusals: u8,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ServerState {
    /// The first byte has to be NUL.
    Nul,
    Auth,
    Data,
    Begin,
}

/// After so many wrong tries the client has to connect anew.
const MAX_REFUSALS: u8 = 8;

impl Server {
    /// A server with this identifier, 32 hexadecimal digits. The client has to be run by `user`;
    /// if none is given, it may say what it likes, since its socket was handed to it.
    pub fn new(guid: &str, user: Option<u32>) -> Self {
        Self {
            lines: Lines::default(),
            guid: guid.into(),
            user,
            state: ServerState::Nul,
            descriptors: false,
            refusals: 0,
        }
    }

    /// What is to be written, taken out.
    pub fn output(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.lines.output)
    }

    /// Takes what was read.
    ///
    /// # Errors
    /// [`Error::Auth`] if the client is not who it has to be, or does not speak the protocol.
    pub fn feed(&mut self, bytes: &[u8]) -> Result<Step> {
        self.lines.input.extend_from_slice(bytes);
        if self.state == ServerState::Nul && !self.lines.input.is_empty() {
            if self.lines.input.remove(0) != 0 {
                return Err(Error::Auth("the client does not begin with NUL".into()));
            }
            self.state = ServerState::Auth;
        }
        while let Some(line) = self.lines.next()? {
            let mut words = line.split_ascii_whitespace();
            let word = words.next().unwrap_or("");
            match (self.state, word) {
                (ServerState::Auth, "AUTH") => match (words.next(), words.next()) {
                    (Some("EXTERNAL"), None) => {
                        self.state = ServerState::Data;
                        self.lines.say("DATA");
                    }
                    (Some("EXTERNAL"), Some(claim)) => self.judge(claim)?,
                    _ => self.refuse()?,
                },
                // An empty claim is that to be whom the kernel says.
                (ServerState::Data, "DATA") => match words.next() {
                    Some(claim) => self.judge(claim)?,
                    None => self.accept(),
                },
                (ServerState::Begin, "NEGOTIATE_UNIX_FD") => {
                    self.descriptors = true;
                    self.lines.say("AGREE_UNIX_FD");
                }
                (ServerState::Begin, "BEGIN") => return Ok(self.lines.done(self.descriptors)),
                (_, "BEGIN") => {
                    return Err(Error::Auth("the client begins before it is accepted".into()));
                }
                (ServerState::Data | ServerState::Begin, "CANCEL") | (_, "ERROR") => {
                    self.refuse()?;
                }
                _ => {
                    self.count_refusal()?;
                    self.lines.say("ERROR \"not expected here\"");
                }
            }
        }
        Ok(Step::Open)
    }

    fn judge(&mut self, claim: &str) -> Result<()> {
        if self.user.is_none_or(|user| identity(user).eq_ignore_ascii_case(claim)) {
            self.accept();
            return Ok(());
        }
        self.refuse()
    }

    fn accept(&mut self) {
        self.state = ServerState::Begin;
        let line = format!("OK {}", self.guid);
        self.lines.say(&line);
    }

    fn refuse(&mut self) -> Result<()> {
        self.count_refusal()?;
        self.state = ServerState::Auth;
        self.lines.say("REJECTED EXTERNAL");
        Ok(())
    }

    fn count_refusal(&mut self) -> Result<()> {
        self.refusals += 1;
        if self.refusals > MAX_REFUSALS {
            return Err(Error::Auth("the client tries again and again".into()));
        }
        Ok(())
    }
}
