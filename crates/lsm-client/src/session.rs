// SPDX-License-Identifier: MIT OR Apache-2.0
//! A session: connecting, exchanging, taking leave.

use std::io;
use std::time::{Duration, Instant};

use lsm_channel::{Channel, ReceiveError};
use lsm_core::{Error, ErrorKind, Result, Uri};
use lsm_wire::frame::{DEFAULT_LIMIT, HEADER_LENGTH};
use lsm_wire::{Method, Payload, RequestEncoder, decode_reply};
use serde::de::DeserializeOwned;

use crate::Route;
use crate::observer::{Observed, Shared};
use crate::plugin_process::PluginProcess;
use crate::route::{self, Opened};

/// How to connect.
#[derive(Clone)]
pub struct ConnectOptions {
    /// Password for the array; never printed.
    pub password: Option<String>,
    /// Patience of the plug-in with the array, in milliseconds.
    pub timeout_ms: u32,
    /// How long each reply of the plug-in may take in all; `None` waits for ever. Jobs are not
    /// bounded by it.
    pub reply_timeout: Option<Duration>,
    /// Largest reply taken, in bytes.
    pub reply_limit: usize,
    /// The way to the plug-in.
    pub route: Route,
    /// Sees what is sent and received, registration included.
    pub observer: Option<Shared>,
}

impl Default for ConnectOptions {
    fn default() -> Self {
        Self {
            password: None,
            timeout_ms: 30_000,
            reply_timeout: None,
            reply_limit: DEFAULT_LIMIT,
            route: Route::default(),
            observer: None,
        }
    }
}

/// A registered session with a plug-in.
///
/// Dropping it takes leave silently; [`close`](Self::close) tells how that went.
pub struct Session {
    channel: Channel,
    /// Collected after the channel is closed: fields are dropped in this order.
    #[allow(dead_code)] // Held for its drop.
    process: Option<PluginProcess>,
    request: Vec<u8>,
    reply_timeout: Option<Duration>,
    flags: u64,
    state: State,
    observed: Option<Observed>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Connected, not registered.
    Connected,
    /// Registered.
    Registered,
    /// Out of step with the plug-in, or closed: no further call can be made.
    Over,
}

impl Session {
    /// Connects to the plug-in that `uri` names and registers.
    ///
    /// # Errors
    /// * `INVALID_ARGUMENT`: the URI is malformed.
    /// * `DAEMON_NOT_RUNNING`, `PLUGIN_NOT_EXIST`, `PLUGIN_SOCKET_PERMISSION`, `PLUGIN_IPC_FAIL`:
    ///   there is no way to the plug-in; the message tells what was tried.
    /// * What the plug-in answers: wrong password, array not reachable, …
    pub fn connect(uri: &str, options: &ConnectOptions) -> Result<Self> {
        let parsed = Uri::parse(uri)?;
        let mut session = Self::open(parsed.plugin(), options)?;
        session.plugin_register(uri, options.password.as_deref(), options.timeout_ms)?;
        Ok(session)
    }

    /// Connects to the plug-in of this name without registering: enough for
    /// [`plugin_info`](Self::plugin_info).
    ///
    /// # Errors
    /// As for [`connect`](Self::connect), the ways to the plug-in.
    pub fn open(plugin: &str, options: &ConnectOptions) -> Result<Self> {
        let opened = route::open(&options.route, plugin, options.reply_timeout)?;
        Ok(Self::over(opened, options))
    }

    pub(crate) fn over(opened: Opened, options: &ConnectOptions) -> Self {
        Self {
            channel: Channel::new(opened.socket, options.reply_limit),
            process: opened.process,
            request: Vec::new(),
            reply_timeout: options.reply_timeout,
            flags: 0,
            state: State::Connected,
            observed: options.observer.clone().map(Observed::by),
        }
    }

    /// Takes leave of the plug-in.
    ///
    /// # Errors
    /// What the plug-in answers. The session is over all the same.
    pub fn close(mut self) -> Result<()> {
        self.leave()
    }

    /// Lets the session go without a word to the plug-in: for a process that was forked off, whose
    /// session is still that of the other one.
    pub fn abandon(mut self) {
        self.state = State::Over;
    }

    fn leave(&mut self) -> Result<()> {
        let answer = match self.state {
            State::Registered => self.plugin_unregister(),
            _ => Ok(()),
        };
        self.state = State::Over;
        answer
    }

    /// Sets how long each reply may take from now on; `None` waits for ever.
    pub fn set_reply_timeout(&mut self, reply_timeout: Option<Duration>) {
        self.reply_timeout = reply_timeout;
    }

    /// Sets the `flags` that calls are sent with from now on. No flag but those of
    /// `volume_create` is defined; everything else sends 0.
    pub fn set_flags(&mut self, flags: u64) {
        self.flags = flags;
    }

    /// Calls `method`; `parameters` adds its parameters to the request.
    pub(crate) fn call<T: DeserializeOwned>(
        &mut self,
        method: Method,
        parameters: impl FnOnce(&mut RequestEncoder<'_>) -> Result<()>,
    ) -> Result<T> {
        let deadline = self.send(method, parameters)?;
        let answer = match self.channel.receive(deadline) {
            Ok(payload) => {
                if let Some(observed) = &mut self.observed {
                    observed.after(method, payload);
                }
                decode_reply(payload)
            }
            Err(error) => return Err(self.over_because(method, error)),
        };
        match method {
            Method::plugin_register if answer.is_ok() => self.state = State::Registered,
            // Whatever it answers, the plug-in goes.
            Method::plugin_unregister => self.state = State::Over,
            _ => {}
        }
        answer
    }

    /// As [`call`](Self::call), giving the whole reply.
    pub(crate) fn call_for_payload(
        &mut self,
        method: Method,
        parameters: impl FnOnce(&mut RequestEncoder<'_>) -> Result<()>,
    ) -> Result<Payload> {
        let deadline = self.send(method, parameters)?;
        match self.channel.receive_owned(deadline) {
            Ok(payload) => {
                if let Some(observed) = &mut self.observed {
                    observed.after(method, &payload);
                }
                Ok(payload)
            }
            Err(error) => Err(self.over_because(method, error)),
        }
    }

    fn send(
        &mut self,
        method: Method,
        parameters: impl FnOnce(&mut RequestEncoder<'_>) -> Result<()>,
    ) -> Result<Option<Instant>> {
        if self.state == State::Over {
            return Err(Error::new(
                ErrorKind::TRANSPORT_COMMUNICATION,
                "the session is over: it was left, or an earlier call failed; connect anew",
            ));
        }
        let deadline = self.reply_timeout.and_then(|timeout| Instant::now().checked_add(timeout));
        let mut encoder = RequestEncoder::new(&mut self.request, method.name());
        parameters(&mut encoder)?;
        let frame = encoder.finish(self.flags)?;
        if let Some(observed) = &mut self.observed {
            observed.before(method, frame.get(HEADER_LENGTH..).unwrap_or_default())?;
        }
        match self.channel.send(frame, deadline) {
            Ok(()) => Ok(deadline),
            // A plug-in that leaves may have said why before it went.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(deadline),
            Err(error) => Err(self.over_because(method, error.into())),
        }
    }

    /// After this the next reply could belong to an earlier call.
    fn over_because(&mut self, method: Method, error: ReceiveError) -> Error {
        self.state = State::Over;
        let gone = |error: Option<io::Error>| {
            let why = error
                .as_ref()
                .map_or_else(|| "it closed the connection".to_owned(), |error| error.to_string());
            let message = format!("the plug-in went away during {method}: {why}");
            let gone = Error::new(ErrorKind::TRANSPORT_COMMUNICATION, message);
            match error {
                Some(error) => gone.with_source(error),
                None => gone,
            }
        };
        match error {
            ReceiveError::TimedOut => self.timed_out(method),
            ReceiveError::Io(error) if error.kind() == io::ErrorKind::TimedOut => {
                self.timed_out(method)
            }
            ReceiveError::Frame(error) => Error::new(
                ErrorKind::TRANSPORT_SERIALIZATION,
                format!("the reply to {method} is not understood: {error}"),
            )
            .with_source(error),
            ReceiveError::Io(error) => gone(Some(error)),
            _ => gone(None),
        }
    }

    fn timed_out(&self, method: Method) -> Error {
        let limit = self.reply_timeout.unwrap_or_default().as_millis();
        Error::new(ErrorKind::TIMEOUT, format!("the plug-in did not answer {method} in {limit} ms"))
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // A plug-in that hangs must not keep the caller's drop.
        let patience = Duration::from_secs(2);
        self.reply_timeout = Some(self.reply_timeout.map_or(patience, |own| own.min(patience)));
        let _ = self.leave();
    }
}
