// SPDX-License-Identifier: MIT OR Apache-2.0
//! A connection: a session, and what went wrong in it last.

use std::panic::{AssertUnwindSafe, catch_unwind};

use lsm_client::Session;
use lsm_core::{Error, ErrorKind, Result};

use crate::abi::{Kind, Ref, Status, said};
use crate::error::ErrorRecord;

/// A connection.
pub(crate) struct Connection {
    session: Session,
    /// The process that opened the session: only it takes leave of the plug-in.
    owner: u32,
    last_error: Option<ErrorRecord>,
}

impl Kind for Connection {
    const MAGIC: u64 = u64::from_be_bytes(*b"lsm conn");
    const NAME: &'static str = "lsm_connect";
}

impl Connection {
    pub(crate) fn new(session: Session) -> Self {
        Self { session, owner: std::process::id(), last_error: None }
    }

    /// Takes leave of the plug-in. In a process that was forked off, the session is still the
    /// other one's: there it is only let go.
    pub(crate) fn close(self) -> Result<()> {
        if self.owner == std::process::id() {
            self.session.close()
        } else {
            self.session.abandon();
            Ok(())
        }
    }

    fn failed(&mut self, error: Error) -> Status {
        let status = Status::from(error.kind);
        self.last_error = Some(error.into());
        status
    }
}

impl Ref<Connection> {
    /// Makes a call. What went wrong in the one before is forgotten; what goes wrong in this one
    /// is kept for `lsm_error_last_get`.
    pub(crate) fn call(self, work: impl FnOnce(&mut Session) -> Result<Status>) -> Status {
        let Some(connection) = self.get_mut() else {
            return Status::INVALID_ARGUMENT;
        };
        connection.last_error = None;
        let answer = catch_unwind(AssertUnwindSafe(|| work(&mut connection.session)));
        let error = match answer {
            Ok(Ok(status)) => return status,
            Ok(Err(error)) => error,
            Err(panic) => Error::new(
                ErrorKind::LIB_BUG,
                format!("a defect of the library: {}", said(panic.as_ref())),
            ),
        };
        connection.failed(error)
    }

    /// Makes a call of a method that sends `flags` as they are given.
    pub(crate) fn call_with(
        self,
        flags: u64,
        work: impl FnOnce(&mut Session) -> Result<Status>,
    ) -> Status {
        self.call(|session| {
            session.set_flags(flags);
            let answer = work(session);
            session.set_flags(0);
            answer
        })
    }
}

/// Fails unless there are no flags: none is defined.
pub(crate) fn no_flags(flags: u64) -> Result<()> {
    if flags == 0 { Ok(()) } else { Err(Error::invalid("flags must be 0")) }
}

export! {
    fn lsm_error_last_get(conn: Ref<Connection>) -> Ref<ErrorRecord> {
        Ref::made(conn.get_mut().and_then(|connection| connection.last_error.take()))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use std::io::{Read, Write};
    use std::os::unix::net::UnixListener;

    use lsm_client::{ConnectOptions, Route};

    use super::*;

    /// A session with a plug-in that answers all it is asked with nothing.
    fn session() -> Session {
        const NOTHING: &str = r#"0000000027{"id": 100, "result": null}"#;
        let folder = tempfile::tempdir().unwrap();
        let listener = UnixListener::bind(folder.path().join("yes")).unwrap();
        std::thread::spawn(move || {
            let mut socket = listener.accept().unwrap().0;
            let mut request = [0; 4096];
            while socket.read(&mut request).is_ok_and(|length| length > 0) {
                socket.write_all(NOTHING.as_bytes()).unwrap();
            }
        });
        let route = Route::Daemon(Some(folder.path().to_owned()));
        Session::connect("yes://", &ConnectOptions { route, ..ConnectOptions::default() }).unwrap()
    }

    #[test]
    fn a_defect_is_told_and_the_connection_goes_on() {
        let conn = Ref::new(Connection::new(session()));
        assert_eq!(conn.call(|_| panic!("on purpose")), Status::LIB_BUG);
        let error = lsm_error_last_get(conn).take().unwrap();
        assert_eq!(error.number, Status::LIB_BUG.0);
        assert_eq!(error.message.unwrap().to_str(), Ok("a defect of the library: on purpose"));
        let again = conn.call(|session| session.time_out_set(7).map(|()| Status::OK));
        assert_eq!(again, Status::OK);
        conn.take().unwrap().close().unwrap();
    }
}
