// SPDX-License-Identifier: MIT OR Apache-2.0
//! The session of a run, opened when the first call is made.

use std::collections::HashMap;
use std::io::{self, Write};
use std::os::fd::OwnedFd;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use lsm_client::{ConnectOptions, Discovered, Route, Session, discover};
use lsm_core::{Capabilities, Error, ErrorKind};

use crate::config::{Target, variable};
use crate::error::Failure;
use crate::fork::{self, Forked};
use crate::looker::Looker;
use crate::parse::Globals;

/// How long a plug-in may take to say what it is.
const PATIENCE_WITH_INFO: Duration = Duration::from_secs(10);

/// A descriptor that whoever started us has connected to a plug-in; `Err` says what is wrong with
/// its number.
pub(crate) type Inherited = Result<OwnedFd, String>;

/// Takes over the descriptor that `LSMCLI_DEBUG_FD` names.
pub(crate) fn inherited_socket() -> Option<Inherited> {
    let number = std::env::var_os("LSMCLI_DEBUG_FD")?;
    let parsed = number.to_str().and_then(|number| number.parse().ok());
    Some(match parsed {
        Some(number) => lsm_launch::syscall::inherited(number)
            .map_err(|error| format!("LSMCLI_DEBUG_FD: descriptor {number}: {error}")),
        None => Err(format!("LSMCLI_DEBUG_FD: {number:?} is no number of a descriptor")),
    })
}

/// The way to the array, opened or not.
pub(crate) struct Connection {
    target: Option<Target>,
    /// Milliseconds that the plug-in may take.
    timeout: u32,
    /// How long a reply may take; `None` waits for ever.
    patience: Option<Duration>,
    fork_plugin: Option<String>,
    inherited: Option<Inherited>,
    session: Option<Session>,
    forked: Option<Forked>,
    looker: Arc<Mutex<Looker>>,
    /// What systems said that they can do, by the ID that was asked for.
    capabilities: HashMap<Option<String>, Option<(String, Capabilities)>>,
}

impl Connection {
    pub(crate) fn new(
        globals: &Globals,
        target: Option<Target>,
        inherited: Option<Inherited>,
    ) -> Self {
        let of_array = target.as_ref().and_then(|target| target.timeout);
        Self {
            timeout: globals.wanted_wait().or(of_array).unwrap_or(globals.wait),
            target,
            patience: None,
            fork_plugin: globals.fork_plugin.clone(),
            inherited,
            session: None,
            forked: None,
            looker: Arc::new(Mutex::new(Looker::new())),
            capabilities: HashMap::new(),
        }
    }

    /// A connection that gives up after this time, as those do that only offer something.
    pub(crate) fn hasty(target: Target, patience: Duration) -> Self {
        Self {
            timeout: u32::try_from(patience.as_millis()).unwrap_or(u32::MAX),
            target: Some(target),
            patience: Some(patience),
            fork_plugin: None,
            inherited: None,
            session: None,
            forked: None,
            looker: Arc::new(Mutex::new(Looker::new())),
            capabilities: HashMap::new(),
        }
    }

    /// The session; connects the first time.
    pub(crate) fn session(&mut self) -> Result<&mut Session, Failure> {
        let session = match self.session.take() {
            Some(session) => session,
            None => self.connect()?,
        };
        Ok(self.session.insert(session))
    }

    /// Who looks on while the session talks.
    pub(crate) fn looker(&self) -> MutexGuard<'_, Looker> {
        self.looker.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The ID of a system and what it can do, as far as the plug-in tells. Without an ID it is the
    /// only system there is. The plug-in is asked once.
    pub(crate) fn capabilities(&mut self, id: Option<&str>) -> Option<(String, Capabilities)> {
        let wanted = id.map(str::to_owned);
        if let Some(known) = self.capabilities.get(&wanted) {
            return known.clone();
        }
        let told = self.session().ok().and_then(|session| capabilities_of(session, id));
        self.capabilities.insert(wanted, told.clone());
        told
    }

    /// The URI of the array, if one is named.
    pub(crate) fn uri(&self) -> Option<&str> {
        self.target.as_ref().map(|target| target.uri.as_str())
    }

    /// Gives the session up when it cannot go on after this failure, so that the next call
    /// connects anew.
    pub(crate) fn recover(&mut self, failure: &Failure) {
        let Failure::Library { error, .. } = failure else { return };
        if matches!(
            error.kind,
            ErrorKind::TRANSPORT_COMMUNICATION
                | ErrorKind::TRANSPORT_SERIALIZATION
                | ErrorKind::TIMEOUT
        ) {
            self.session = None;
            self.capabilities.clear();
        }
    }

    fn connect(&mut self) -> Result<Session, Failure> {
        let Some(target) = &self.target else {
            return Err(Failure::client(
                "no array is named; give -u URI or --array NAME, set LSMCLI_URI, or write uri=URI \
                 into ~/.lsmcli",
            ));
        };
        let options = ConnectOptions {
            password: target.password.clone(),
            timeout_ms: self.timeout,
            reply_timeout: self.patience,
            observer: Some(self.looker.clone()),
            ..ConnectOptions::default()
        };
        let uri = target.uri.clone();
        let options = ConnectOptions { route: self.route()?, ..options };
        let session = Session::connect(&uri, &options).map_err(with_installed)?;
        if variable("LSM_DEBUG_PLUGIN")?.is_some_and(|wanted| !wanted.is_empty()) {
            eprintln!("Connected. Attach a debugger to the plug-in, then press Enter.");
            // End of input is as good as Enter.
            let _ = io::stdin().read_line(&mut String::new());
        }
        Ok(session)
    }

    fn route(&mut self) -> Result<Route, Failure> {
        if let Some(program) = &self.fork_plugin {
            let (forked, socket) = fork::start(program)?;
            self.forked = Some(forked);
            return Ok(Route::Socket(Arc::new(socket)));
        }
        match self.inherited.take() {
            Some(Ok(socket)) => Ok(Route::Socket(Arc::new(socket))),
            Some(Err(what)) => Err(Failure::client(what)),
            None => Ok(Route::Auto),
        }
    }

    /// Takes leave of the plug-in.
    pub(crate) fn finish(self, out: &mut dyn Write) -> Result<(), Failure> {
        if let Some(session) = self.session {
            // The work is done; how the plug-in takes its leave changes nothing.
            let _ = session.close();
        }
        match self.forked {
            Some(forked) => {
                out.flush()?;
                forked.finish(out)
            }
            None => Ok(()),
        }
    }
}

/// Asks what a system, or the only one, can do.
fn capabilities_of(session: &mut Session, id: Option<&str>) -> Option<(String, Capabilities)> {
    let mut systems = session.systems().ok()?;
    let system = match id {
        Some(id) => systems.into_iter().find(|system| system.id == id)?,
        None if systems.len() == 1 => systems.pop()?,
        None => return None,
    };
    let capabilities = session.capabilities(&system).ok()?;
    Some((system.id, capabilities))
}

/// Every plug-in and what it says of itself.
pub(crate) fn installed() -> Result<Vec<Discovered>, Error> {
    let options =
        ConnectOptions { reply_timeout: Some(PATIENCE_WITH_INFO), ..ConnectOptions::default() };
    discover(&options)
}

/// Adds the names of the plug-ins there are to the error that one is not there.
fn with_installed(error: Error) -> Failure {
    if error.kind != ErrorKind::PLUGIN_NOT_EXIST {
        return error.into();
    }
    let names: Vec<String> = installed()
        .unwrap_or_default()
        .into_iter()
        .filter(|plugin| plugin.info.is_ok())
        .map(|plugin| plugin.name)
        .collect();
    let hint = match names.is_empty() {
        true => "no plug-in is installed".to_owned(),
        false => format!("installed plug-ins: {}", names.join(", ")),
    };
    Failure::Library { error, hint: Some(hint) }
}
