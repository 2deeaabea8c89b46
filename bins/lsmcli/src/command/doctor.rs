// SPDX-License-Identifier: MIT OR Apache-2.0
//! `doctor`: every step from the command line to the array, looked at one by one, with a way to
//! mend what is wrong.

use std::fmt::Display;
use std::fs;
use std::net::ToSocketAddrs;
use std::os::unix::fs::FileTypeExt;
use std::path::Path;
use std::sync::mpsc;
use std::time::Duration;

use lsm_client::{ConnectOptions, Discovered, Route, discover, plugin_folders, socket_folder};
use lsm_core::{Error, ErrorKind, Uri};

use super::{Context, Status};
use crate::config::{self, Arrays, Target, arrays_path, old_file};
use crate::connection::Connection;
use crate::error::Failure;
use crate::render::Plain;

/// How long a name server, a plug-in or an array may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// The exit code when something is wrong.
const WRONG: u8 = 4;

pub(crate) fn doctor(context: &mut Context<'_>) -> Result<Status, Failure> {
    let mut doctor = Doctor { context, is_wrong: false, rows: Vec::new() };
    let through_daemon = doctor.daemon()?;
    let plugins = match through_daemon {
        Some(plugins) => plugins,
        None => doctor.programs()?,
    };
    doctor.plugins(&plugins)?;
    doctor.files()?;
    if let Some(target) = doctor.target()? {
        doctor.array(target, &plugins)?;
    }
    let Doctor { context, is_wrong, rows } = doctor;
    if context.invocation.globals.for_programs().is_some() {
        context.answer("check", &["check", "outcome", "text", "mend"], &rows, "")?;
    }
    match is_wrong {
        true => Err(Failure::Told(WRONG)),
        false => Ok(Status::Done),
    }
}

struct Doctor<'d, 'r> {
    context: &'d mut Context<'r>,
    is_wrong: bool,
    /// The checks so far, where the answer is for programs.
    rows: Vec<Vec<Plain<'static>>>,
}

impl Doctor<'_, '_> {
    fn good(&mut self, what: &str, text: impl Display) -> Result<(), Failure> {
        self.check(what, "ok", text, None)
    }

    /// What is no fault but worth knowing.
    fn note(&mut self, what: &str, text: impl Display) -> Result<(), Failure> {
        self.check(what, "note", text, None)
    }

    fn wrong(&mut self, what: &str, text: impl Display, mend: impl Display) -> Result<(), Failure> {
        self.is_wrong = true;
        self.check(what, "wrong", text, Some(mend.to_string()))
    }

    /// Tells the outcome of a check: at once to a person, in the end to a program.
    fn check(
        &mut self,
        what: &str,
        outcome: &'static str,
        text: impl Display,
        mend: Option<String>,
    ) -> Result<(), Failure> {
        if self.context.invocation.globals.for_programs().is_some() {
            let mend = mend.map_or(Plain::Absent, Plain::text);
            let (what, text) = (what.to_owned(), text.to_string());
            self.rows.push(vec![Plain::text(what), Plain::text(outcome), Plain::text(text), mend]);
            return Ok(());
        }
        let mark = if outcome == "wrong" { "WRONG" } else { outcome };
        self.context.line(format_args!("{mark:5}  {what}: {text}"))?;
        match mend {
            Some(mend) => self.context.line(format_args!("       mend: {mend}")).map(drop),
            None => Ok(()),
        }
    }

    /// The plug-ins behind the daemon's sockets; `None` when there is no daemon and none is
    /// needed.
    fn daemon(&mut self) -> Result<Option<Vec<Discovered>>, Failure> {
        let folder = socket_folder();
        let place = folder.display();
        let is_wanted = std::env::var_os("LSM_UDS_PATH").is_some();
        let start = "start it: systemctl start libstoragemgmt.service; or unset LSM_UDS_PATH to \
                     start plug-ins without it";
        let sockets = match sockets(&folder) {
            Ok(sockets) => sockets,
            Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => {
                let mend = format!("let others enter it: chmod o+rx {place}");
                self.wrong("sockets", format_args!("{place}: {error}"), mend)?;
                return Ok(Some(Vec::new()));
            }
            Err(error) if is_wanted => {
                let mend = format!("set LSM_UDS_PATH to the folder of the daemon, or {start}");
                self.wrong("sockets", format_args!("{place}: {error}"), mend)?;
                return Ok(Some(Vec::new()));
            }
            Err(_) => {
                self.note(
                    "daemon",
                    format_args!("no sockets in {place}; plug-ins are started directly"),
                )?;
                return Ok(None);
            }
        };
        let options = ConnectOptions {
            reply_timeout: Some(PATIENCE),
            route: Route::Daemon(Some(folder.clone())),
            ..ConnectOptions::default()
        };
        match discover(&options) {
            Ok(plugins) => {
                self.good("daemon", format_args!("{sockets} sockets in {place}"))?;
                Ok(Some(plugins))
            }
            Err(_) if is_wanted => {
                self.wrong("daemon", format_args!("nobody listens in {place}"), start)?;
                Ok(Some(Vec::new()))
            }
            Err(_) => {
                let text = format_args!("nobody listens in {place}; plug-ins are started directly");
                self.note("daemon", text)?;
                Ok(None)
            }
        }
    }

    /// The plug-in programs that are started without a daemon.
    fn programs(&mut self) -> Result<Vec<Discovered>, Failure> {
        let options = ConnectOptions {
            reply_timeout: Some(PATIENCE),
            route: Route::Direct(None),
            ..ConnectOptions::default()
        };
        match discover(&options) {
            Ok(plugins) => Ok(plugins),
            Err(_) => {
                let folders: Vec<String> = plugin_folders(None)
                    .iter()
                    .map(|folder| folder.display().to_string())
                    .collect();
                let mend = "install the plug-ins, or set LSM_PLUGIN_DIR to their folder";
                let text = format!("there is no program *_lsmplugin in {}", folders.join(", "));
                self.wrong("plug-ins", text, mend)?;
                Ok(Vec::new())
            }
        }
    }

    fn plugins(&mut self, plugins: &[Discovered]) -> Result<(), Failure> {
        for plugin in plugins {
            let what = format!("plug-in {}", plugin.name);
            match &plugin.info {
                Ok((description, version)) => {
                    self.good(&what, format_args!("{description}, version {version}"))?;
                }
                Err(error) => self.wrong(&what, error, mend_plugin(error))?,
            }
        }
        Ok(())
    }

    fn files(&mut self) -> Result<(), Failure> {
        if let Some(path) = old_file().filter(|path| path.exists()) {
            let place = path.display();
            match fs::read(&path) {
                Ok(_) => self.good("configuration", format_args!("{place} can be read"))?,
                Err(error) => {
                    let mend = format!("make it yours: chmod u+r {place}");
                    self.wrong("configuration", format_args!("{place}: {error}"), mend)?;
                }
            }
        }
        let Some(path) = arrays_path().filter(|path| path.exists()) else { return Ok(()) };
        match Arrays::read() {
            Ok(arrays) => {
                let text = format!("{}: {} arrays", path.display(), arrays.arrays.len());
                self.good("configuration", text)
            }
            Err(failure) => self.wrong("configuration", text(&failure), "correct this line"),
        }
    }

    /// The array that commands without -u talk to, or the one given.
    fn target(&mut self) -> Result<Option<Target>, Failure> {
        let mend = "see lsmcli(1), ARRAYS AND PASSWORDS";
        match config::target(&self.context.invocation.globals) {
            Ok(Some(target)) => Ok(Some(target)),
            Ok(None) => {
                let mend = "give -u URI or --array NAME, set LSMCLI_URI, or write uri=URI into \
                            ~/.lsmcli; to try things out: -u sim://";
                self.wrong("array", "none is named", mend)?;
                Ok(None)
            }
            Err(failure @ Failure::Interrupted(_)) => Err(failure),
            Err(failure) => {
                self.wrong("array", text(&failure), mend)?;
                Ok(None)
            }
        }
    }

    fn array(&mut self, target: Target, plugins: &[Discovered]) -> Result<(), Failure> {
        let uri = match Uri::parse(&target.uri) {
            Ok(uri) => uri,
            Err(error) => return self.wrong("URI", error, "write it as plugin://user@host"),
        };
        let names: Vec<&str> = plugins.iter().map(|plugin| plugin.name.as_str()).collect();
        if !names.contains(&uri.plugin()) {
            let text = format!("there is no plug-in {} for {uri}", uri.plugin());
            return match names.is_empty() {
                true => self.wrong("URI", text, "mend what is said about plug-ins first"),
                false => {
                    let mend = format!("use one of these before ://: {}", names.join(", "));
                    self.wrong("URI", text, mend)
                }
            };
        }
        self.good("URI", &uri)?;
        if let Some(host) = &uri.host {
            match resolve(host, uri.port.unwrap_or_default()) {
                Ok(addresses) => self.good("host", format_args!("{host} is {addresses}"))?,
                Err(what) => {
                    let mend =
                        "correct the name in the URI, or see /etc/hosts and /etc/resolv.conf";
                    self.wrong("host", format_args!("{host}: {what}"), mend)?;
                }
            }
        }
        let mut connection = Connection::hasty(target, PATIENCE);
        let systems = connection.session().and_then(|session| Ok(session.systems()?));
        match systems {
            Ok(systems) => {
                let names: Vec<String> = systems
                    .iter()
                    .map(|system| format!("{} ({}, {})", system.id, system.name, system.status))
                    .collect();
                self.good("array", format_args!("it answers; systems: {}", names.join(", ")))?;
            }
            Err(failure) => {
                let mend = match &failure {
                    Failure::Library { error, .. } => mend_array(error),
                    _ => "see what is said above",
                };
                self.wrong("array", text(&failure), mend)?;
            }
        }
        connection.finish(self.context.out)
    }
}

/// How many sockets a folder holds.
fn sockets(folder: &Path) -> std::io::Result<usize> {
    let is_socket = |entry: &fs::DirEntry| entry.file_type().is_ok_and(|kind| kind.is_socket());
    Ok(fs::read_dir(folder)?.flatten().filter(is_socket).count())
}

/// The addresses of a host. The resolver has no deadline of its own.
fn resolve(host: &str, port: u16) -> Result<String, String> {
    let name = (host.to_owned(), port);
    let (send, answer) = mpsc::channel();
    std::thread::spawn(move || {
        let addresses = name.to_socket_addrs().map(|addresses| {
            let mut addresses: Vec<String> =
                addresses.map(|address| address.ip().to_string()).collect();
            addresses.dedup();
            addresses.join(", ")
        });
        // Nobody listens any more when it took too long.
        let _ = send.send(addresses.map_err(|error| error.to_string()));
    });
    let seconds = PATIENCE.as_secs();
    answer.recv_timeout(PATIENCE).unwrap_or_else(|_| Err(format!("no answer in {seconds} s")))
}

/// The text of a failure, without the name of the program and without its last line end.
fn text(failure: &Failure) -> String {
    let message = failure.message("lsmcli");
    let message = message.strip_prefix("lsmcli: error: ").unwrap_or(&message);
    message.lines().next().unwrap_or_default().trim_end().to_owned()
}

fn mend_plugin(error: &Error) -> &'static str {
    match error.kind {
        ErrorKind::PLUGIN_SOCKET_PERMISSION => {
            "you may not use its socket; ask who runs the daemon for the right to"
        }
        ErrorKind::DAEMON_NOT_RUNNING | ErrorKind::PLUGIN_IPC_FAIL => {
            "its socket was left over by a daemon; start the daemon again"
        }
        ErrorKind::TIMEOUT => "it hangs; see the log of the daemon: journalctl -u libstoragemgmt",
        _ => "it fails at the start; see the log of the daemon: journalctl -u libstoragemgmt",
    }
}

fn mend_array(error: &Error) -> &'static str {
    match error.kind {
        ErrorKind::PLUGIN_AUTH_FAILED => "correct the user in the URI or the password",
        ErrorKind::NETWORK_CONNREFUSED => {
            "the host is there; correct the port, or start the service"
        }
        ErrorKind::NETWORK_HOSTDOWN | ErrorKind::NETWORK_ERROR => {
            "see whether the array is switched on and reached over the network"
        }
        ErrorKind::TIMEOUT => "the array is slow or cannot be reached; try -w with more time",
        ErrorKind::PERMISSION_DENIED => "run it as a user who may do this",
        _ => "see what the plug-in says, and the log of the daemon",
    }
}
