// SPDX-License-Identifier: MIT OR Apache-2.0
//! What an array answered.

use std::fmt;

use lsm_core::{Error, ErrorKind, Result};
use ureq::http::HeaderMap;

/// The answer to a request.
#[derive(Clone)]
pub struct Answer {
    /// The status code (RFC 9110, 15).
    pub status: u16,
    pub(crate) headers: HeaderMap,
    /// The body, as it came.
    pub body: Vec<u8>,
}

impl Answer {
    /// The value of a header, if it is there once at least and readable.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Whether the array did what it was asked: 200 to 299.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// This answer, if it is a success.
    ///
    /// # Errors
    /// `PLUGIN_AUTH_FAILED` for 401, `PERMISSION_DENIED` for 403, `NETWORK_ERROR` for 502, 503 and
    /// 504 (in front of the array stands something that cannot reach it, or it is too busy),
    /// `PLUGIN_BUG` for every other status.
    pub fn success(self) -> Result<Self> {
        if self.is_success() { Ok(self) } else { Err(self.refusal()) }
    }

    /// The error that the status means, as [`success`](Self::success) says. The beginning of the
    /// body is its detail.
    pub fn refusal(&self) -> Error {
        let status = self.status;
        let (kind, message) = match status {
            401 => (
                ErrorKind::PLUGIN_AUTH_FAILED,
                "the array refuses user or password (HTTP status 401)".to_owned(),
            ),
            403 => (
                ErrorKind::PERMISSION_DENIED,
                "the user may not do that on the array (HTTP status 403)".to_owned(),
            ),
            502..=504 => (
                ErrorKind::NETWORK_ERROR,
                format!("the array is too busy or restarting (HTTP status {status}); try again"),
            ),
            _ => (
                ErrorKind::PLUGIN_BUG,
                format!(
                    "the array answered with HTTP status {status}; is this the right port, and \
                     the right kind of array?"
                ),
            ),
        };
        let error = Error::new(kind, message);
        let beginning = self.beginning();
        if beginning.is_empty() { error } else { error.with_detail(beginning) }
    }

    /// The first line or two of the body, for the log.
    pub fn beginning(&self) -> String {
        let body = &self.body[..self.body.len().min(200)];
        let text = String::from_utf8_lossy(body);
        let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        text.trim().to_owned()
    }
}

impl fmt::Debug for Answer {
    /// Status and length; what is in it may be secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Answer({}, {} bytes)", self.status, self.body.len())
    }
}
