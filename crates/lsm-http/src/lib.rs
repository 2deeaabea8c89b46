// SPDX-License-Identifier: MIT OR Apache-2.0
//! Bounded, blocking HTTP exchanges with an array (RFC 9110, RFC 9112; TLS 1.2 and 1.3).
//!
//! [`Http`] is one array as a plug-in reaches it: address, log-in, whom to trust, and how long to
//! wait. An exchange ends within the patience of the session, whatever the array does; it never
//! follows a redirection, never uses a proxy and never takes more of an answer than it was told to.
//!
//! Arrays answer in ways that browsers would not take, and the exchange does: HTTP/1.0, no length
//! of the body, the end of a TLS connection without notice, errors whose body is anything at all, and
//! certificates that sign themselves. What an answer means is for the plug-in to say:
//! [`Http::exchange`] gives back every answer, and [`Answer::success`] turns the refusals that mean
//! the same everywhere into errors.
//!
//! It is a crate of its own, and not a part of `lsm-plugin`, so that a program which may run as root
//! can be shown to carry none of it.
//!
//! ```no_run
//! use lsm_core::Uri;
//! use lsm_http::{Address, Http, Login, Method, Request, Settings, Trust};
//! use lsm_plugin::Secret;
//!
//! let uri = Uri::parse("targetd+ssl://admin@box?ca_cert_file=/etc/lsm/box.pem")?;
//! let http = Http::new(Settings {
//!     address: Address::of(&uri, 18700, 18700)?,
//!     login: Some(Login::new("admin", Some(&Secret::new("secret".into())))?),
//!     trust: Trust::of(&uri)?,
//!     timeout: std::time::Duration::from_secs(30),
//! })?;
//! let request = Request::new(Method::Post, "/targetrpc").body("application/json", b"{}");
//! let answer = http.exchange(&request)?.success()?;
//! # Ok::<(), lsm_core::Error>(())
//! ```

mod address;
mod answer;
mod exchange;
mod failure;
mod login;
mod resolver;
mod tls;
mod trust;

pub use address::Address;
pub use answer::Answer;
pub use exchange::{DEFAULT_LIMIT, Http, Method, Request, Settings};
pub use login::Login;
pub use trust::Trust;
