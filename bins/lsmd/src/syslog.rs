// SPDX-License-Identifier: MIT OR Apache-2.0
//! Messages to syslog, in the form of RFC 3164 that local log daemons read.

use std::os::unix::net::UnixDatagram;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

/// How long a message may wait for a log daemon that is busy before it is given up.
const PATIENCE: Duration = Duration::from_millis(200);

/// Facility `user` of RFC 3164, section 4.1.1.
const FACILITY_USER: u8 = 1;

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// How bad a message is; the numbers are those of RFC 3164.
#[derive(Debug, Clone, Copy)]
pub enum Severity {
    /// The program ends.
    Error = 3,
    /// Something should not be.
    Warning = 4,
    /// Something happened.
    Informational = 6,
}

/// A log daemon, connected when there is something to say.
#[derive(Debug)]
pub struct Syslog {
    path: PathBuf,
    socket: Option<UnixDatagram>,
}

impl Syslog {
    /// The daemon that listens there (commonly at `/dev/log`).
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), socket: None }
    }

    /// Sends a message. When nobody listens it is lost.
    pub fn send(&mut self, severity: Severity, message: &str) {
        let priority = FACILITY_USER << 3 | severity as u8;
        let time = timestamp(SystemTime::now());
        let pid = std::process::id();
        let text = format!("<{priority}>{time} lsmd[{pid}]: {message}");
        // The second time over a new connection: the log daemon may have been restarted.
        for _ in 0..2 {
            if self.socket.is_none() {
                self.socket = self.connect().ok();
            }
            match &self.socket {
                Some(socket) if socket.send(text.as_bytes()).is_ok() => return,
                _ => self.socket = None,
            }
        }
    }

    fn connect(&self) -> std::io::Result<UnixDatagram> {
        let socket = UnixDatagram::unbound()?;
        socket.set_write_timeout(Some(PATIENCE))?;
        socket.connect(&self.path)?;
        Ok(socket)
    }
}

/// `Mmm dd hh:mm:ss`, in UTC: log daemons put their own time in its place when a message is
/// local.
fn timestamp(now: SystemTime) -> String {
    let seconds = now.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let (days, second) = (seconds / 86_400, seconds % 86_400);
    let (month, day) = month_and_day(days);
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    format!("{} {day:>2} {hour:02}:{minute:02}:{second:02}", MONTHS[month])
}

/// The month from 0 and the day from 1, so many days after 1970-01-01.
fn month_and_day(mut days: u64) -> (usize, u64) {
    for year in 1970_u64.. {
        let leap =
            year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let february = if leap { 29 } else { 28 };
        for (month, length) in
            [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].into_iter().enumerate()
        {
            if days < length {
                return (month, days + 1);
            }
            days -= length;
        }
    }
    (0, 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_written_as_syslog_wants_it() {
        let at = |seconds| timestamp(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds));
        assert_eq!(at(0), "Jan  1 00:00:00");
        assert_eq!(at(951_782_399), "Feb 28 23:59:59");
        assert_eq!(at(951_782_400), "Feb 29 00:00:00");
        assert_eq!(at(1_767_225_599), "Dec 31 23:59:59");
        assert_eq!(at(4_107_542_400), "Mar  1 00:00:00");
    }

    #[test]
    fn messages_arrive_even_after_the_log_daemon_was_restarted() {
        let folder = crate::fresh_folder();
        let path = folder.path().join("log");
        let mut syslog = Syslog::new(&path);
        syslog.send(Severity::Error, "lost");
        for round in 0..2 {
            let daemon = UnixDatagram::bind(&path).unwrap();
            syslog.send(Severity::Warning, "heard");
            let mut text = [0; 100];
            let length = daemon.recv(&mut text).unwrap();
            let text = std::str::from_utf8(&text[..length]).unwrap();
            assert!(text.starts_with("<12>"), "{round}: {text}");
            assert!(text.ends_with(&format!(" lsmd[{}]: heard", std::process::id())), "{text}");
            std::fs::remove_file(&path).unwrap();
        }
    }
}
