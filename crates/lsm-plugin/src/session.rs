// SPDX-License-Identifier: MIT OR Apache-2.0
//! What a plug-in is, and the state of its one session.

use std::fmt;
use std::time::Duration;

use lsm_core::{Capabilities, Error, Result, System, Uri};
use lsm_wire::{Method, Parameters, ReplyEncoder, Request};

use crate::{Block, FileSystems, Management, Nfs, capabilities, dispatch};

/// A plug-in: a connection to an array, made at registration and dropped at the end.
pub trait Plugin: Management + Block + FileSystems + Nfs + Sized {
    /// Connects to the array.
    ///
    /// # Errors
    /// What the caller is told; the session stays open and unregistered.
    fn connect(registration: &Registration) -> Result<Self>;

    /// Cleans up when the session ends, whether the client took its leave or vanished.
    ///
    /// # Errors
    /// The client is told, if it still listens; the session ends all the same.
    fn disconnect(&mut self) -> Result<()> {
        Ok(())
    }

    /// Takes a new patience with the array.
    fn set_timeout(&mut self, timeout: Duration) {
        let _ = timeout;
    }

    /// Says more exactly what can be done for `system`.
    ///
    /// `capabilities` arrives with the bit of every implemented method set. Set those that tell
    /// more (`VOLUME_THIN`, `VOLUME_REPLICATE_CLONE`, `SYS_MODE_GET`, …), clear what this system
    /// lacks. Bits of methods that are not implemented are cleared afterwards.
    ///
    /// # Errors
    /// `NOT_FOUND_SYSTEM`, or what the array answers.
    fn refine(&mut self, system: &System, capabilities: &mut Capabilities) -> Result<()> {
        let _ = (system, capabilities);
        Ok(())
    }

    /// Is asked before every call of a method: the place for faults that tests turn on.
    ///
    /// # Errors
    /// The answer to the call, which is then not made.
    fn intercept(&mut self, method: Method) -> Result<Verdict> {
        let _ = method;
        Ok(Verdict::Serve)
    }
}

/// What to do with a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Serve it.
    Serve,
    /// Serve it, send this many bytes of the reply, and die.
    CutReply(usize),
}

/// What a plug-in says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Identity {
    /// What it manages, in a few words.
    pub description: &'static str,
    /// Its version.
    pub version: &'static str,
}

/// What a client registers with.
#[derive(Debug)]
pub struct Registration {
    /// The array.
    pub uri: Uri,
    /// The password, when there is one.
    pub password: Option<Secret>,
    /// Patience with the array, for one exchange.
    pub timeout: Duration,
}

/// A text that is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Keeps `text` from being printed.
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// The text itself, for the one place that needs it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// A session from the plug-in's side.
pub(crate) struct Session<P> {
    identity: Identity,
    /// There from registration on.
    registered: Option<Registered<P>>,
}

struct Registered<P> {
    plugin: P,
    timeout_ms: u32,
}

/// What is to happen after a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum After {
    /// The session goes on.
    GoOn,
    /// The client took its leave.
    End,
    /// A fault is wanted: this many bytes of the reply, then death.
    Cut(usize),
}

impl<P: Plugin> Session<P> {
    pub(crate) fn new(identity: Identity) -> Self {
        Self { identity, registered: None }
    }

    pub(crate) fn is_registered(&self) -> bool {
        self.registered.is_some()
    }

    /// Answers one request; the reply, a whole frame, stands in `reply` afterwards.
    ///
    /// # Errors
    /// Only when not even the error of a call could be written down.
    pub(crate) fn answer(&mut self, payload: &[u8], reply: &mut Vec<u8>) -> Result<After> {
        let mut after = After::GoOn;
        let (id, answer) = match Request::decode(payload) {
            Ok(request) => (request.id, self.call(&request, reply, &mut after)),
            Err(error) => (lsm_wire::ID, Err(error)),
        };
        if let Err(error) = answer {
            ReplyEncoder::new(reply, id).error(&error)?;
        }
        Ok(after)
    }

    fn call(
        &mut self,
        request: &Request<'_>,
        buffer: &mut Vec<u8>,
        after: &mut After,
    ) -> Result<()> {
        let reply = ReplyEncoder::new(buffer, request.id);
        let Some(method) = Method::from_name(&request.method) else {
            // As much of the name as any method could have.
            return Err(Error::no_support(format!(
                "there is no method \"{:.64}\"",
                request.method
            )));
        };
        match method {
            Method::plugin_info => {
                reply.result(&(self.identity.description, self.identity.version))
            }
            Method::plugin_register => {
                self.register(request)?;
                reply.result(&())
            }
            Method::plugin_unregister => {
                // The session ends however the plug-in takes it.
                *after = After::End;
                self.disconnect()?;
                reply.result(&())
            }
            _ => match &mut self.registered {
                Some(registered) => registered.call(method, request, reply, after),
                None => {
                    Err(Error::no_support(format!("{method} was called before plugin_register")))
                }
            },
        }
    }

    fn register(&mut self, request: &Request<'_>) -> Result<()> {
        let parameters = &request.parameters;
        check_flags(parameters)?;
        let timeout_ms: u32 = parameters.get("timeout")?;
        let registration = Registration {
            uri: Uri::parse(&parameters.get::<String>("uri")?)?,
            password: parameters.get::<Option<String>>("password")?.map(Secret::new),
            timeout: Duration::from_millis(timeout_ms.into()),
        };
        // Whoever registers anew is done with what was before.
        self.disconnect()?;
        let plugin = P::connect(&registration)?;
        self.registered = Some(Registered { plugin, timeout_ms });
        Ok(())
    }

    /// Lets go of the array, if there is one.
    pub(crate) fn disconnect(&mut self) -> Result<()> {
        self.registered.take().map_or(Ok(()), |mut registered| registered.plugin.disconnect())
    }
}

impl<P: Plugin> Registered<P> {
    fn call(
        &mut self,
        method: Method,
        request: &Request<'_>,
        reply: ReplyEncoder<'_>,
        after: &mut After,
    ) -> Result<()> {
        let parameters = &request.parameters;
        check_flags(parameters)?;
        if let Verdict::CutReply(bytes) = self.plugin.intercept(method)? {
            *after = After::Cut(bytes);
        }
        match method {
            Method::time_out_get => reply.result(&self.timeout_ms),
            Method::time_out_set => {
                self.timeout_ms = parameters.get("ms")?;
                self.plugin.set_timeout(Duration::from_millis(self.timeout_ms.into()));
                reply.result(&())
            }
            Method::capabilities => {
                let system = parameters.get("system")?;
                reply.result(&capabilities::derive(&mut self.plugin, &system)?)
            }
            _ => dispatch::dispatch(&mut self.plugin, method, parameters, reply),
        }
    }
}

/// Every method takes flags: a number, or nothing for none.
fn check_flags(parameters: &Parameters<'_>) -> Result<()> {
    parameters.get::<Option<u64>>("flags").map(|_| ())
}
