// SPDX-License-Identifier: MIT OR Apache-2.0
//! The daemon: how it comes up, and what a reload does.

use std::fmt;
use std::os::fd::{OwnedFd, RawFd};
use std::path::{Path, PathBuf};
use std::time::Duration;

use lsm_launch::syscall::SignalQueue;
use rustix::fs::{FlockOperation, Mode, OFlags};
use rustix::io::Errno;
use rustix::process::Signal;

use crate::activation;
use crate::census::Census;
use crate::doors::{Door, Doors, Unopened};
use crate::launcher::Launcher;
use crate::listener::out_of_the_way;
use crate::log::Log;
use crate::notify::{self, Manager};
use crate::options::Options;
use crate::privileges::{self, Dropped, Host, Standing};
use crate::scan::scan;
use crate::settings::Settings;

/// The lock file in the socket folder. It is never removed, and means nothing unlocked.
const LOCK: &str = ".lsmd-ipc-lock";

/// How often the lock is tried.
const LOCK_TRIES: u32 = 10;

/// How long to wait between two tries.
const LOCK_PAUSE: Duration = Duration::from_millis(10);

/// Why the daemon ends with status 1.
#[derive(Debug)]
pub struct Fatal(pub String);

impl fmt::Display for Fatal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Fatal {}

impl Fatal {
    /// What was tried, and what came of it.
    pub fn new(what: impl fmt::Display, error: impl fmt::Display) -> Self {
        Self(format!("{what}: {error}"))
    }
}

/// Everything that lasts as long as the daemon.
pub struct Daemon<'a> {
    pub(crate) options: Options,
    pub(crate) log: &'a Log,
    pub(crate) host: &'a dyn Host,
    pub(crate) settings: Settings,
    pub(crate) standing: Standing,
    pub(crate) doors: Doors,
    pub(crate) signals: SignalQueue,
    pub(crate) launcher: Launcher,
    pub(crate) census: Census,
    pub(crate) manager: Manager,
    _lock: OwnedFd,
}

/// What [`Daemon::take_stock`] changed.
pub(crate) struct Changes {
    /// The descriptors of new sockets.
    pub(crate) opened: Vec<RawFd>,
    /// Doors that are no longer there for clients, but may hold some that wait.
    pub(crate) closed: Vec<Door>,
}

/// Whether what is wrong ends the daemon or is only warned of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Occasion {
    Start,
    Reload,
}

impl<'a> Daemon<'a> {
    /// Does everything up to the open sockets.
    ///
    /// # Errors
    ///
    /// Why the daemon cannot start. Sockets made so far are removed again.
    pub fn start(options: Options, log: &'a Log, host: &'a dyn Host) -> Result<Self, Fatal> {
        // Before anything here opens a descriptor that could be taken for one of them.
        let (adopted, warnings) = activation::take_over();
        for warning in warnings {
            log.warning(format_args!("{warning}"));
        }
        let options = absolute(options)?;
        let settings = read_settings(&options, log).map_err(|error| Fatal(error.to_string()))?;
        let launcher = Launcher::new();
        let signals = [Signal::TERM, Signal::INT, Signal::HUP, Signal::CHILD];
        let signals = SignalQueue::open(&signals.map(Signal::as_raw))
            .map_err(|error| Fatal::new("signals cannot be taken", error))?;
        if !settings.root_allowed {
            drop_privileges(log, host)?;
        }
        privileges::check_access(host, &options.socket_dir, &options.plugin_dir).map_err(Fatal)?;
        let lock = lock(&options.socket_dir)?;
        let mut daemon = Self {
            log,
            host,
            standing: standing(host, &settings)?,
            doors: Doors::new(options.socket_dir.clone(), adopted),
            signals,
            launcher,
            census: Census::default(),
            manager: Manager::at(std::env::var_os(notify::VARIABLE)),
            _lock: lock,
            options,
            settings,
        };
        daemon.take_stock(Occasion::Start)?;
        Ok(daemon)
    }

    /// Reads the configuration again and looks for plug-ins again. A file that cannot be used is
    /// warned of, and what it said before goes on to hold.
    ///
    /// # Errors
    ///
    /// Why the daemon cannot go on: no plug-in is left, or privileges cannot be dropped.
    pub(crate) fn reload(&mut self) -> Result<Changes, Fatal> {
        match read_settings(&self.options, self.log) {
            Ok(settings) => self.settings = settings,
            Err(error) => self.log.warning(format_args!("{error}; the old settings hold")),
        }
        if !self.settings.root_allowed {
            drop_privileges(self.log, self.host)?;
        } else if !self.standing.root_allowed && !self.host.is_root() {
            let remark = "lsmd.conf allows root now, but lsmd has given it up; start it again";
            self.log.warning(format_args!("{remark}"));
        }
        self.take_stock(Occasion::Reload)
    }

    /// Finds the plug-ins and brings the sockets in line with them.
    fn take_stock(&mut self, occasion: Occasion) -> Result<Changes, Fatal> {
        let Self { options, log, host, settings, doors, .. } = self;
        let plugins = scan(options, settings.root_allowed, log, &|name, error| {
            if occasion == Occasion::Start {
                return Err(error);
            }
            let before = doors.plugin(name).is_some_and(|plugin| plugin.wants_root);
            log.warning(format_args!("{error}; the old setting holds"));
            Ok(before)
        })
        .map_err(|error| Fatal(error.to_string()))?;
        if plugins.is_empty() {
            return Err(Fatal(format!("no plug-in found in {}", options.plugin_dir.display())));
        }
        if settings.root_allowed && !plugins.iter().any(|plugin| plugin.wants_root) {
            drop_privileges(log, *host)?;
            privileges::check_access(*host, &options.socket_dir, &options.plugin_dir)
                .map_err(Fatal)?;
        }
        let (opened, closed) = doors
            .arrange(plugins, log, &|unopened| {
                if occasion == Occasion::Start {
                    return Err(unopened);
                }
                let Unopened { path, error } = unopened;
                log.warning(format_args!("no socket at {}: {error}", path.display()));
                Ok(())
            })
            .map_err(|Unopened { path, error }| {
                Fatal(format!("no socket at {}: {error}", path.display()))
            })?;
        if doors.iter().all(|door| door.plugin.is_none()) {
            let folder = options.socket_dir.display();
            return Err(Fatal(format!("no socket can be made in {folder}")));
        }
        self.standing = standing(*host, settings)?;
        Ok(Changes { opened, closed })
    }
}

/// Makes the folders independent of the working directory, which changes in the background.
fn absolute(mut options: Options) -> Result<Options, Fatal> {
    let Options { plugin_dir, socket_dir, conf_dir, .. } = &mut options;
    for (option, folder) in
        [("--plugindir", plugin_dir), ("--socketdir", socket_dir), ("--confdir", conf_dir)]
    {
        let absolute = std::path::absolute(&*folder).map_err(|error| Fatal::new(option, error))?;
        *folder = absolute;
    }
    Ok(options)
}

fn read_settings(options: &Options, log: &Log) -> Result<Settings, crate::settings::ConfigError> {
    Settings::read(&options.conf_dir, &mut |odd| log.warning(format_args!("{odd}")))
}

fn standing(host: &dyn Host, settings: &Settings) -> Result<Standing, Fatal> {
    Standing::of(host, settings.root_allowed)
        .map_err(|error| Fatal::new("the user database cannot be read", error))
}

fn drop_privileges(log: &Log, host: &dyn Host) -> Result<(), Fatal> {
    let user = privileges::USER.to_string_lossy();
    match privileges::drop_privileges(host) {
        Ok(Dropped::Done) => log.info(format_args!("root no longer, but user {user}")),
        Ok(Dropped::Already) => {}
        Ok(Dropped::UserUnknown) => {
            log.info(format_args!("there is no user {user}; going on as the current user"));
        }
        Ok(Dropped::NotRoot) => {
            let remark = "neither root nor user";
            log.warning(format_args!("{remark} {user}; going on as the current user"));
        }
        Err(error) => return Err(Fatal::new(format_args!("cannot become user {user}"), error)),
    }
    Ok(())
}

/// Takes the lock that keeps a second daemon off a socket folder.
fn lock(folder: &Path) -> Result<OwnedFd, Fatal> {
    let path: PathBuf = folder.join(LOCK);
    let flags = OFlags::RDWR | OFlags::CREATE | OFlags::CLOEXEC | OFlags::NOFOLLOW;
    let fail = |error: Errno| Fatal::new(format_args!("lock {}", path.display()), error);
    let file = rustix::fs::open(&path, flags, Mode::RUSR | Mode::WUSR).map_err(fail)?;
    for _ in 0..LOCK_TRIES {
        match rustix::fs::flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => return Ok(out_of_the_way(file)),
            // One that was killed while it started a plug-in leaves the lock to the child, until
            // that executes the program.
            Err(Errno::WOULDBLOCK) => std::thread::sleep(LOCK_PAUSE),
            Err(error) => return Err(fail(error)),
        }
    }
    Err(Fatal(format!("another lsmd serves {} already", folder.display())))
}
