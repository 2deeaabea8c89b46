// SPDX-License-Identifier: MIT OR Apache-2.0
//! A private lsmd.

use std::fs::File;
use std::os::unix::net::UnixDatagram;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

use crate::process::wait_until;
use crate::{House, children_of, descriptors_of, program};

/// lsmd on the folders of a [`House`], in the foreground. Ended with the value.
pub struct Daemon {
    process: Child,
    notify: UnixDatagram,
    log: PathBuf,
}

impl Daemon {
    /// Starts lsmd and waits until it says that it is ready; `adjust` may change its command line
    /// or environment first.
    pub fn start(house: &House, adjust: impl FnOnce(&mut Command)) -> Self {
        let path = house.path("notify");
        let _ = std::fs::remove_file(&path);
        let notify = UnixDatagram::bind(&path).unwrap();
        notify.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        let mut command = Command::new(program("lsmd"));
        command.env_clear().env("NOTIFY_SOCKET", &path).arg("-d");
        house.plugin_environment(&mut command);
        command.arg("--plugindir").arg(house.plugins());
        command.arg("--socketdir").arg(house.sockets());
        command.arg("--confdir").arg(house.configuration());
        let log = house.path("log");
        command.stdin(Stdio::null()).stdout(File::create(&log).unwrap());
        adjust(&mut command);
        let daemon = Self { process: command.spawn().unwrap(), notify, log };
        daemon.wait_for("READY=1");
        daemon
    }

    /// Waits until the daemon notifies its supervisor of `state`.
    pub fn wait_for(&self, state: &str) {
        let mut buffer = [0; 4096];
        loop {
            let length = self.notify.recv(&mut buffer).expect("lsmd gives no sign of life");
            if String::from_utf8_lossy(&buffer[..length]).lines().any(|line| line == state) {
                return;
            }
        }
    }

    /// Process number.
    pub fn pid(&self) -> u32 {
        self.process.id()
    }

    /// Sends a signal.
    pub fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.process), signal).unwrap();
    }

    /// Waits until all plug-in processes have ended and been collected, and gives the number of
    /// descriptors the daemon has then.
    pub fn wait_until_idle(&self) -> usize {
        wait_until("lsmd has no plug-in process", || children_of(self.pid()).is_empty());
        descriptors_of(self.pid())
    }

    /// Kills the daemon, and it alone: sessions go on.
    pub fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// Ends the daemon as a supervisor does and gives what it wrote to standard output.
    pub fn stop(mut self) -> String {
        self.signal(Signal::TERM);
        let status = self.process.wait().unwrap();
        let log = self.log();
        assert!(status.success(), "lsmd failed: {log}");
        log
    }

    /// What the daemon wrote to standard output so far.
    pub fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap()
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        let plugins = children_of(self.pid());
        let _ = self.process.kill();
        let _ = self.process.wait();
        for pid in plugins.into_iter().filter_map(|pid| Pid::from_raw(pid.cast_signed())) {
            let _ = kill_process(pid, Signal::KILL);
        }
    }
}
