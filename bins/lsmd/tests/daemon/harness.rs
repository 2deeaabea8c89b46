// SPDX-License-Identifier: MIT OR Apache-2.0
//! A private lsmd.

use std::ffi::OsStr;
use std::fs;
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::net::{UnixDatagram, UnixStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, PidfdFlags, Signal, kill_process, pidfd_open};
use tempfile::TempDir;

/// What a test waits for any one thing before it fails.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// Folders for one daemon, and its service manager.
pub(crate) struct Place {
    folder: TempDir,
    manager: UnixDatagram,
}

impl Place {
    /// Empty folders, which every user may enter.
    pub(crate) fn new() -> Self {
        let open = fs::Permissions::from_mode(0o755);
        let folder = tempfile::Builder::new().prefix("lsmd").permissions(open).tempdir().unwrap();
        for name in ["p", "s", "c/pluginconf.d"] {
            fs::create_dir_all(folder.path().join(name)).unwrap();
        }
        let manager = UnixDatagram::bind(folder.path().join("manager")).unwrap();
        let everyone = fs::Permissions::from_mode(0o777);
        fs::set_permissions(folder.path().join("manager"), everyone).unwrap();
        manager.set_read_timeout(Some(PATIENCE)).unwrap();
        Self { folder, manager }
    }

    /// With one plug-in, `echo`.
    pub(crate) fn with_echo() -> Self {
        let place = Self::new();
        place.plugin("echo", "echo");
        place
    }

    pub(crate) fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn socket(&self, name: impl AsRef<Path>) -> PathBuf {
        self.path("s").join(name)
    }

    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.path("p").join(format!("{name}_lsmplugin"))
    }

    /// Adds a plug-in that is one of the programs beside these tests.
    ///
    /// A link, since a file that is being written in one thread and inherited by the child that
    /// another is just starting cannot be executed.
    pub(crate) fn plugin(&self, name: &str, program: &str) {
        let programs = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/plugins");
        symlink(programs.join(program), self.program(name)).unwrap();
    }

    pub(crate) fn config(&self, text: &str) {
        fs::write(self.path("c/lsmd.conf"), text).unwrap();
    }

    pub(crate) fn plugin_config(&self, name: &str, text: &str) {
        fs::write(self.path("c/pluginconf.d").join(format!("{name}.conf")), text).unwrap();
    }

    /// The options that lead to these folders.
    pub(crate) fn options(&self) -> Vec<String> {
        [("--plugindir", "p"), ("--socketdir", "s"), ("--confdir", "c")]
            .map(|(option, name)| format!("{option}={}", self.path(name).display()))
            .to_vec()
    }

    /// lsmd on these folders, in the foreground and talkative.
    pub(crate) fn command(&self) -> Command {
        let mut command = lsmd();
        command.args(self.options()).args(["-d", "-v"]);
        command.env("NOTIFY_SOCKET", self.path("manager"));
        command
    }

    /// The same by way of a shell script that ends in `exec "$@"`.
    pub(crate) fn command_in(&self, script: &str) -> Command {
        let mut command = Command::new("/bin/sh");
        command.args(["-e", "-c", script, "sh", env!("CARGO_BIN_EXE_lsmd")]);
        command.args(self.options()).args(["-d", "-v"]);
        command.env("NOTIFY_SOCKET", self.path("manager"));
        command
    }

    pub(crate) fn start(self) -> Lsmd {
        let command = self.command();
        self.start_with(command)
    }

    /// Starts it and waits until it is ready.
    pub(crate) fn start_with(self, command: Command) -> Lsmd {
        self.start_on(command, Stdio::null())
    }

    /// The same with something for its standard input.
    pub(crate) fn start_on(self, mut command: Command, stdin: Stdio) -> Lsmd {
        command.stdin(stdin).stdout(Stdio::piped()).stderr(Stdio::inherit());
        let mut child = command.spawn().unwrap();
        let (sender, log) = channel();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        std::thread::spawn(move || {
            let mut line = String::new();
            while matches!(stdout.read_line(&mut line), Ok(length) if length > 0) {
                // The test that does not care has gone.
                let _ = sender.send(line.trim_end().to_owned());
                line.clear();
            }
        });
        let lsmd = Lsmd { place: self, child, log };
        let ready = format!("READY=1\nMAINPID={}", lsmd.child.id());
        assert_eq!(lsmd.place.told(), ready);
        lsmd
    }

    /// What the service manager is told next.
    pub(crate) fn told(&self) -> String {
        let mut text = [0; 200];
        let length = loop {
            match self.manager.recv(&mut text) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                received => break received.unwrap(),
            }
        };
        String::from_utf8(text[..length].to_vec()).unwrap()
    }

    /// Connects as another user, which only root can.
    pub(crate) fn connect_as(&self, user: u32, name: &str) -> UnixStream {
        let path = self.socket(name);
        // The user is changed for one thread, which ends with that.
        let client = std::thread::spawn(move || {
            let user = rustix::process::Uid::from_raw(user);
            rustix::thread::set_thread_res_uid(user, user, user).unwrap();
            connect(&path).unwrap()
        });
        client.join().unwrap()
    }

    /// Starts it and expects it to end with status 1; returns what it said to standard error.
    pub(crate) fn fails(&self) -> String {
        failed(&self.command().output().unwrap())
    }
}

pub(crate) fn lsmd() -> Command {
    Command::new(env!("CARGO_BIN_EXE_lsmd"))
}

pub(crate) fn failed(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// A running daemon.
pub(crate) struct Lsmd {
    pub(crate) place: Place,
    child: Child,
    log: Receiver<String>,
}

impl Lsmd {
    /// Waits for a line of the log that holds this text.
    pub(crate) fn logged(&self, text: &str) -> String {
        let mut before = Vec::new();
        loop {
            match self.log.recv_timeout(PATIENCE) {
                Ok(line) if line.contains(text) => return line,
                Ok(line) => before.push(line),
                Err(error) => panic!("{text:?} not logged ({error}), but {before:#?}"),
            }
        }
    }

    /// All lines of the log, when the daemon has ended.
    pub(crate) fn rest_of_log(&self) -> Vec<String> {
        self.log.iter().collect()
    }

    pub(crate) fn pid(&self) -> Pid {
        Pid::from_child(&self.child)
    }

    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(self.pid(), signal).unwrap();
    }

    /// Reloads and waits until that is done.
    pub(crate) fn reload(&self) {
        self.signal(Signal::HUP);
        assert!(self.place.told().starts_with("RELOADING=1\nMONOTONIC_USEC="));
        assert!(self.place.told().starts_with("READY=1\n"));
    }

    /// Waits for its end.
    pub(crate) fn ended(&mut self) -> ExitStatus {
        gone(self.pid());
        self.child.wait().unwrap()
    }

    /// Ends it by a signal, and expects success.
    pub(crate) fn stop(&mut self, signal: Signal) {
        self.signal(signal);
        assert_eq!(self.ended().code(), Some(0));
    }

    pub(crate) fn connect(&self, name: impl AsRef<Path>) -> UnixStream {
        connect(&self.place.socket(name)).unwrap()
    }

    /// Whether a session with the plug-in `echo` works.
    pub(crate) fn serves(&self) {
        echoes(&mut self.connect("echo"));
    }
}

impl Drop for Lsmd {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Waits until a process has ended.
pub(crate) fn gone(pid: Pid) {
    let Ok(process) = pidfd_open(pid, PidfdFlags::empty()) else { return };
    let patience = Timespec::try_from(PATIENCE).unwrap();
    let mut wanted = [PollFd::new(&process, PollFlags::IN)];
    assert_eq!(poll(&mut wanted, Some(&patience)).unwrap(), 1, "process {pid:?} does not end");
}

pub(crate) fn connect(path: &Path) -> std::io::Result<UnixStream> {
    let stream = UnixStream::connect(path)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    Ok(stream)
}

/// Checks that what is sent comes back.
pub(crate) fn echoes(session: &mut UnixStream) {
    session.write_all(b"hello").unwrap();
    let mut answer = [0; 5];
    session.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"hello");
}

/// All that a plug-in sends.
pub(crate) fn all(mut session: UnixStream) -> String {
    let mut text = String::new();
    session.read_to_string(&mut text).unwrap();
    text
}

/// What follows a word at the start of a line.
pub(crate) fn value<'a>(text: &'a str, word: &str) -> &'a str {
    let mut lines = text.lines().filter_map(|line| line.strip_prefix(word)?.strip_prefix(' '));
    lines.next().unwrap_or_else(|| panic!("no {word} in {text}"))
}

/// The error that answers a request.
pub(crate) fn refused(session: UnixStream) -> (i64, String) {
    (&session).write_all(b"0000000002{}").unwrap();
    error_frame(&all(session))
}

/// The code and the message of an error reply, which is all there is.
pub(crate) fn error_frame(text: &str) -> (i64, String) {
    let (header, payload) = text.split_at(10);
    assert_eq!(header.parse(), Ok(payload.len()), "{text}");
    let reply: serde_json::Value = serde_json::from_str(payload).unwrap();
    assert_eq!(reply["id"], 100);
    let error = reply["error"].as_object().unwrap();
    assert_eq!(error.keys().collect::<Vec<_>>(), ["code", "data", "message"]);
    (error["code"].as_i64().unwrap(), error["message"].as_str().unwrap().to_owned())
}

/// Whether a mount namespace of one's own can be had.
pub(crate) fn can_unshare() -> bool {
    let tried = Command::new("unshare").args(["--mount", "true"]).stderr(Stdio::null()).status();
    tried.is_ok_and(|status| status.success())
}

/// Copies by another process; see [`Place::plugin`].
pub(crate) fn copy(from: impl AsRef<OsStr>, to: &Path) {
    assert!(Command::new("cp").arg(from).arg(to).status().unwrap().success());
}
