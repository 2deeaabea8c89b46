// SPDX-License-Identifier: MIT OR Apache-2.0
//! Frames over a connected socket that belongs to Python.
//!
//! Exactly one frame is read, so that nothing is ever held back here: a socket can be handed to
//! another process, or read by somebody else, between two frames. The interpreter lock is not held
//! while waiting, and signals are looked after several times a second, wherever they were
//! delivered.

use std::io;
use std::os::fd::{BorrowedFd, RawFd};
use std::time::{Duration, Instant};

use lsm_wire::frame::{self, HEADER_LENGTH};
use pyo3::exceptions::{PyEOFError, PyTimeoutError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::net::{RecvFlags, SendFlags, Shutdown};

use crate::decode::decode;
use crate::encode;
use crate::listing;

/// How long a wait goes on before signals are looked after.
const SLICE: Duration = Duration::from_millis(200);

/// Bytes of memory that a header alone can make us take.
const FIRST: usize = 1 << 20;

/// Sends a value as one frame. `timeout` in seconds bounds it.
///
/// Raises `OSError`, `TimeoutError`, and what encoding the value raises; then nothing was sent.
#[pyfunction]
#[pyo3(signature = (fd, value, timeout=None, /))]
#[allow(clippy::needless_pass_by_value)] // As extracted from Python.
pub(crate) fn send(
    py: Python<'_>,
    fd: RawFd,
    value: Bound<'_, PyAny>,
    timeout: Option<f64>,
) -> PyResult<()> {
    let mut message = Vec::new();
    frame::begin(&mut message);
    encode::append(&mut message, &value)?;
    send_frame(py, fd, message, timeout)
}

/// Sends bytes as one frame. Raises `ValueError` when there are none.
#[pyfunction]
#[pyo3(signature = (fd, payload, timeout=None, /))]
pub(crate) fn send_bytes(
    py: Python<'_>,
    fd: RawFd,
    payload: &[u8],
    timeout: Option<f64>,
) -> PyResult<()> {
    if payload.is_empty() {
        return Err(PyValueError::new_err("a message must not be empty"));
    }
    let mut message = Vec::with_capacity(HEADER_LENGTH + payload.len());
    frame::begin(&mut message);
    message.extend_from_slice(payload);
    send_frame(py, fd, message, timeout)
}

fn send_frame(
    py: Python<'_>,
    fd: RawFd,
    mut message: Vec<u8>,
    timeout: Option<f64>,
) -> PyResult<()> {
    frame::finish(&mut message).map_err(|error| PyValueError::new_err(error.to_string()))?;
    let wait = Wait::new(fd, timeout)?;
    let mut sent = 0;
    while sent < message.len() {
        let advanced = wait.advance(py, || {
            while sent < message.len() {
                let flags = SendFlags::NOSIGNAL | SendFlags::DONTWAIT;
                match rustix::net::send(wait.socket, &message[sent..], flags) {
                    Ok(count) => sent += count,
                    Err(Errno::AGAIN) => return wait.until(PollFlags::OUT),
                    Err(error) => return Err(error),
                }
            }
            Ok(())
        });
        advanced.inspect_err(|_| wait.give_up())?;
    }
    Ok(())
}

/// Receives one frame and gives the value of its payload. `timeout` in seconds bounds it; with
/// `mending`, see [`decode`].
///
/// Raises `EOFError` when the peer closed the connection, `OSError`, `TimeoutError`, `ValueError`
/// for a header that is no number above 0, and what decoding the payload raises.
#[pyfunction]
#[pyo3(signature = (fd, timeout=None, mending=false, /))]
pub(crate) fn receive<'py>(
    py: Python<'py>,
    fd: RawFd,
    timeout: Option<f64>,
    mending: bool,
) -> PyResult<Bound<'py, PyAny>> {
    let payload = receive_payload(py, fd, timeout)?;
    decode(py, &payload, mending)
}

/// Receives one frame and gives its payload.
#[pyfunction]
#[pyo3(signature = (fd, timeout=None, /))]
pub(crate) fn receive_bytes<'py>(
    py: Python<'py>,
    fd: RawFd,
    timeout: Option<f64>,
) -> PyResult<Bound<'py, PyBytes>> {
    Ok(PyBytes::new(py, &receive_payload(py, fd, timeout)?))
}

/// Receives the reply to a call that lists: a `Listing` when it is a list, otherwise the reply
/// as [`receive`] gives it.
#[pyfunction]
#[pyo3(signature = (fd, timeout=None, /))]
pub(crate) fn receive_listing(
    py: Python<'_>,
    fd: RawFd,
    timeout: Option<f64>,
) -> PyResult<Bound<'_, PyAny>> {
    listing::read(py, receive_payload(py, fd, timeout)?)
}

/// The payload of the next frame. When it cannot be had whole, the connection is shut down: what
/// comes later would be taken for another message.
fn receive_payload(py: Python<'_>, fd: RawFd, timeout: Option<f64>) -> PyResult<Vec<u8>> {
    let wait = Wait::new(fd, timeout)?;
    let header = wait.receive(py, HEADER_LENGTH)?;
    let length = announced(&header).ok_or_else(|| {
        PyValueError::new_err(format!(
            "a message must begin with its length in ten digits, not with \"{}\"",
            header.escape_ascii()
        ))
    })?;
    wait.receive(py, length)
}

/// The length that a header announces; blanks around it were always taken.
fn announced(header: &[u8]) -> Option<usize> {
    let digits = std::str::from_utf8(header.trim_ascii()).ok()?;
    let length = digits.parse().ok().filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit()));
    length.filter(|length| *length > 0)
}

/// A socket that is waited for.
struct Wait<'a> {
    socket: BorrowedFd<'a>,
    deadline: Option<Instant>,
    timeout: Option<f64>,
}

impl Wait<'_> {
    fn new(fd: RawFd, timeout: Option<f64>) -> PyResult<Self> {
        let patience = timeout
            .map(|seconds| Duration::try_from_secs_f64(seconds.max(0.0)))
            .transpose()
            .map_err(|error| PyValueError::new_err(format!("the time-out: {error}")))?;
        let deadline = patience.and_then(|patience| Instant::now().checked_add(patience));
        Ok(Self { socket: borrowed(fd)?, deadline, timeout })
    }

    /// Receives `length` bytes. Memory grows with what really comes.
    fn receive(&self, py: Python<'_>, length: usize) -> PyResult<Vec<u8>> {
        let mut bytes = vec![0; length.min(FIRST)];
        let mut received = 0;
        let mut ended = false;
        while received < length && !ended {
            let advanced = self.advance(py, || {
                while received < length {
                    if received == bytes.len() {
                        bytes.resize(length.min(bytes.len() * 2), 0);
                    }
                    match rustix::net::recv(
                        self.socket,
                        &mut bytes[received..],
                        RecvFlags::DONTWAIT,
                    ) {
                        Ok((0, _)) => {
                            ended = true;
                            return Ok(());
                        }
                        Ok((count, _)) => received += count,
                        Err(Errno::AGAIN) => return self.until(PollFlags::IN),
                        Err(error) => return Err(error),
                    }
                }
                Ok(())
            });
            advanced.inspect_err(|_| self.give_up())?;
        }
        if ended {
            return Err(PyEOFError::new_err("the other side closed the connection"));
        }
        Ok(bytes)
    }

    /// Shuts the connection down, for a message of which only a part went through.
    fn give_up(&self) {
        let _ = rustix::net::shutdown(self.socket, Shutdown::Both);
    }

    /// Does a piece of work without the interpreter lock; then looks after signals, unless the
    /// work went through at once, and after the deadline.
    fn advance(
        &self,
        py: Python<'_>,
        work: impl FnOnce() -> rustix::io::Result<()> + Send,
    ) -> PyResult<()> {
        match py.detach(work) {
            Ok(()) => Ok(()),
            Err(Errno::INTR) => {
                py.check_signals()?;
                match self.deadline {
                    Some(deadline) if Instant::now() >= deadline => Err(PyTimeoutError::new_err(
                        format!("no answer in {} seconds", self.timeout.unwrap_or_default()),
                    )),
                    _ => Ok(()),
                }
            }
            Err(error) => Err(io::Error::from(error).into()),
        }
    }

    /// Waits for the socket, for one slice of time at most. A wait that ended without the socket
    /// being ready is one that was interrupted.
    fn until(&self, events: PollFlags) -> rustix::io::Result<()> {
        let left = self.deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
        let slice = left.map_or(SLICE, |left| left.min(SLICE));
        let slice = Timespec {
            tv_sec: slice.as_secs().cast_signed(),
            tv_nsec: slice.subsec_nanos().into(),
        };
        match poll(&mut [PollFd::new(&self.socket, events)], Some(&slice))? {
            0 => Err(Errno::INTR),
            _ => Ok(()),
        }
    }
}

/// A descriptor that Python says is a socket.
#[allow(unsafe_code)] // The descriptor of a Python socket comes as a number.
fn borrowed<'a>(fd: RawFd) -> PyResult<BorrowedFd<'a>> {
    if fd < 0 {
        return Err(io::Error::from(Errno::BADF).into());
    }
    // SAFETY: the number is not -1. Only system calls are made with it, which answer EBADF for a
    // descriptor that is closed; the caller holds the Python socket until the call is over, so
    // that nothing but a deliberate close by another thread could give the number away.
    Ok(unsafe { BorrowedFd::borrow_raw(fd) })
}
