// SPDX-License-Identifier: MIT OR Apache-2.0
//! The loop: connections, signals, ended plug-ins.

use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd, RawFd};
use std::time::{Duration, Instant};

use lsm_core::ErrorKind;
use lsm_launch::syscall::{self, Peer};
use rustix::event::{Timespec, epoll};
use rustix::io::Errno;
use rustix::process::{Signal, WaitOptions, WaitStatus};

use crate::census::Running;
use crate::daemon::{Daemon, Fatal};
use crate::launcher;
use crate::refusal::{Refusal, Waiting};
use crate::scan::Plugin;

/// How many events are taken at a time.
const EVENTS: usize = 64;

/// How long to rest when the machine is out of descriptors or memory and no client can be given
/// up for it.
const REST: Duration = Duration::from_millis(10);

/// A daemon that serves.
struct Server<'a, 'b> {
    daemon: &'a mut Daemon<'b>,
    epoll: OwnedFd,
    waiting: Waiting,
    /// Whether the limit that is reached now was warned of.
    limit_told: bool,
}

/// Serves until a signal ends it. Sessions go on after that.
///
/// # Errors
///
/// Why it cannot go on.
pub fn serve(daemon: &mut Daemon<'_>) -> Result<(), Fatal> {
    let epoll = epoll::create(epoll::CreateFlags::CLOEXEC).map_err(lost)?;
    watch(&epoll, daemon.signals.as_fd()).map_err(lost)?;
    for door in daemon.doors.iter() {
        watch(&epoll, door.listener.as_fd()).map_err(lost)?;
    }
    tell(daemon, daemon.manager.ready(std::process::id()));
    let mut server = Server { daemon, epoll, waiting: Waiting::default(), limit_told: false };
    let result = server.run();
    tell(server.daemon, server.daemon.manager.stopping());
    result
}

fn lost(error: Errno) -> Fatal {
    Fatal::new("events cannot be waited for", error)
}

/// Watches for input. Whatever is watched is known by the number of its descriptor: it never
/// blocks, so one that is taken for its successor does no harm.
fn watch(epoll: &OwnedFd, source: BorrowedFd<'_>) -> rustix::io::Result<()> {
    let number = epoll::EventData::new_u64(u64::try_from(source.as_raw_fd()).unwrap_or(u64::MAX));
    epoll::add(epoll, source, number, epoll::EventFlags::IN)
}

fn tell(daemon: &Daemon<'_>, result: std::io::Result<()>) {
    if let Err(error) = result {
        daemon.log.warning(format_args!("the service manager cannot be told: {error}"));
    }
}

impl Server<'_, '_> {
    fn run(&mut self) -> Result<(), Fatal> {
        let mut events = Vec::with_capacity(EVENTS);
        loop {
            let timeout = self.waiting.next_deadline().map(|deadline| {
                let left = deadline.saturating_duration_since(Instant::now());
                // Rounded up, lest it spin for the rest of a millisecond.
                Timespec::try_from(left + Duration::from_millis(1)).unwrap_or_default()
            });
            events.clear();
            let buffer = rustix::buffer::spare_capacity(&mut events);
            match epoll::wait(&self.epoll, buffer, timeout.as_ref()) {
                Ok(_) | Err(Errno::INTR) => {}
                Err(error) => return Err(lost(error)),
            }
            // Signals first: places of ended plug-ins are free then.
            if self.take_signals()? {
                return Ok(());
            }
            for event in &events {
                let descriptor = RawFd::try_from(event.data.u64()).unwrap_or(-1);
                if self.daemon.doors.get(descriptor).is_some() {
                    self.answer(descriptor);
                } else {
                    self.waiting.drain(descriptor);
                }
            }
            self.waiting.expire(Instant::now());
        }
    }

    /// Does what signals ask for; true when that is to end.
    fn take_signals(&mut self) -> Result<bool, Fatal> {
        let (mut ended, mut reload) = (false, false);
        while let Ok(Some(signal)) = self.daemon.signals.take() {
            match signal {
                signal if signal == Signal::CHILD.as_raw() => self.reap(),
                signal if signal == Signal::HUP.as_raw() => reload = true,
                _ => ended = true,
            }
        }
        if ended {
            self.daemon.log.info(format_args!("ending; sessions go on"));
        } else if reload {
            self.reload()?;
        }
        Ok(ended)
    }

    fn reload(&mut self) -> Result<(), Fatal> {
        self.daemon.log.info(format_args!("reloading"));
        tell(self.daemon, self.daemon.manager.reloading());
        let changes = self.daemon.reload()?;
        for descriptor in changes.opened {
            if let Some(door) = self.daemon.doors.get(descriptor) {
                watch(&self.epoll, door.listener.as_fd()).map_err(lost)?;
            }
        }
        for door in changes.closed {
            // Those who came before the door was closed hear why.
            while let Ok(Some(connection)) = door.listener.accept() {
                self.refuse(connection, &absent(&door.name));
            }
        }
        tell(self.daemon, self.daemon.manager.ready(std::process::id()));
        Ok(())
    }

    /// Collects every plug-in process that has ended.
    fn reap(&mut self) {
        let Daemon { log, census, .. } = &mut *self.daemon;
        while let Ok(Some((pid, status))) = rustix::process::waitpid(None, WaitOptions::NOHANG) {
            let pid = pid.as_raw_pid();
            let Some(Running { plugin, .. }) = census.remove(pid) else { continue };
            let plugin = plugin.display();
            match Ended::from(status) {
                Ended::Well => {}
                Ended::WithStatus(status) => {
                    log.info(format_args!("plug-in {plugin} (process {pid}) ended: {status}"));
                }
                Ended::BySignal(signal) => {
                    log.warning(format_args!(
                        "plug-in {plugin} (process {pid}) was killed by signal {signal}"
                    ));
                }
            }
        }
    }

    /// Accepts one connection (there are other doors) and starts the plug-in for it.
    fn answer(&mut self, descriptor: RawFd) {
        let Some(door) = self.daemon.doors.get(descriptor) else { return };
        let connection = match door.listener.accept() {
            Ok(Some(connection)) => connection,
            Ok(None) => return,
            Err(error) => {
                let name = door.name.display();
                self.daemon.log.info(format_args!("no connection to plug-in {name}: {error}"));
                if !self.waiting.give_one_up() {
                    std::thread::sleep(REST);
                }
                return;
            }
        };
        let (name, plugin) = (door.name.clone(), door.plugin.clone());
        let peer = syscall::peer(connection.as_fd()).ok();
        let outcome = match &plugin {
            Some(plugin) => self.start(plugin, connection.as_fd(), peer),
            None => Err(absent(&name)),
        };
        match outcome {
            Ok(pid) => {
                let user = peer.map(|peer| peer.uid);
                let running = Running { plugin: name.clone(), user };
                self.daemon.census.add(pid, running);
                let (name, client) = (name.display(), Client(peer));
                let log = self.daemon.log;
                log.info(format_args!("{client} connected: plug-in {name} is process {pid}"));
            }
            Err(refusal) => {
                let (client, message) = (Client(peer), &refusal.message);
                self.daemon.log.info(format_args!("{client} refused: {message}"));
                self.refuse(connection, &refusal);
            }
        }
    }

    fn start(
        &mut self,
        plugin: &Plugin,
        connection: BorrowedFd<'_>,
        peer: Option<Peer>,
    ) -> Result<i32, Refusal> {
        let user = peer.map(|peer| peer.uid);
        if self.daemon.census.admit(user, &self.daemon.settings).is_err() {
            // Perhaps one has just ended.
            self.reap();
        }
        let Daemon { log, census, settings, standing, launcher, .. } = &mut *self.daemon;
        if let Err(message) = census.admit(user, settings) {
            if !self.limit_told {
                // Once, not for each client: anyone could fill the log.
                log.warning(format_args!("{message}; refusing connections meanwhile"));
                self.limit_told = true;
            }
            return Err(Refusal { kind: ErrorKind::PLUGIN_IPC_FAIL, message });
        }
        self.limit_told = false;
        let (identity, warning) = standing.plugin_user(plugin.wants_root, user);
        if let Some(warning) = warning {
            log.warning(format_args!("plug-in {} {warning}", plugin.name.display()));
        }
        launcher.start(plugin, connection, identity, settings.register_timeout_ms).map_err(
            |error| {
                let refusal = launcher::refusal(plugin, &error);
                log.warning(format_args!("{} ({})", refusal.message, plugin.path.display()));
                refusal
            },
        )
    }

    fn refuse(&mut self, connection: OwnedFd, refusal: &Refusal) {
        let Some(descriptor) = self.waiting.refuse(connection, refusal, Instant::now()) else {
            return;
        };
        // Without the watch it goes when its time is over.
        if let Some(socket) = self.waiting.socket(descriptor) {
            let _ = watch(&self.epoll, socket);
        }
    }
}

fn absent(name: &std::ffi::OsStr) -> Refusal {
    let message = format!("Plug-in {} is not installed", name.display());
    Refusal { kind: ErrorKind::PLUGIN_NOT_EXIST, message }
}

/// How a process came to its end.
enum Ended {
    Well,
    WithStatus(i32),
    BySignal(i32),
}

impl From<WaitStatus> for Ended {
    fn from(status: WaitStatus) -> Self {
        match (status.terminating_signal(), status.exit_status()) {
            (Some(signal), _) => Self::BySignal(signal),
            (None, Some(0) | None) => Self::Well,
            (None, Some(status)) => Self::WithStatus(status),
        }
    }
}

/// Who connected, for the log.
struct Client(Option<Peer>);

impl std::fmt::Display for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            Some(Peer { pid, uid, .. }) => write!(f, "process {pid} of user {uid}"),
            None => f.write_str("unknown process"),
        }
    }
}
