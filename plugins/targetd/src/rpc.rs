// SPDX-License-Identifier: MIT OR Apache-2.0
//! Calls of the server: JSON-RPC 2.0 with named arguments, one request per HTTP exchange.

use std::time::Duration;

use lsm_core::{Error, ErrorKind, Result};
use lsm_http::{Address, Http, Login, Method, Request, Settings, Trust};
use lsm_plugin::Registration;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::failure::{Answer, Failure};
use crate::reply::{Reply, decode};

/// Where the server listens unless the URI says otherwise, with and without TLS.
const PORT: u16 = 18700;

/// The only path that the server knows.
const PATH: &str = "/targetrpc";

/// The user unless the URI names another one.
const USER: &str = "admin";

/// The server.
#[derive(Debug)]
pub(crate) struct Rpc {
    http: Http,
    last_id: u64,
    body: Vec<u8>,
}

/// The arguments of a method that takes none.
#[derive(Serialize)]
pub(crate) struct Nothing {}

#[derive(Serialize)]
struct Call<'a, P> {
    jsonrpc: &'static str,
    id: u64,
    method: &'a str,
    params: &'a P,
}

impl Rpc {
    pub(crate) fn new(registration: &Registration) -> Result<Self> {
        let uri = &registration.uri;
        let user = uri.user.as_deref().unwrap_or(USER);
        let http = Http::new(Settings {
            address: Address::of(uri, PORT, PORT)?,
            login: Some(Login::new(user, registration.password.as_ref())?),
            trust: Trust::of(uri)?,
            timeout: registration.timeout,
        })?;
        Ok(Self { http, last_id: 0, body: Vec::new() })
    }

    pub(crate) fn set_timeout(&mut self, timeout: Duration) {
        self.http.set_timeout(timeout);
    }

    /// Calls a method with its named arguments.
    pub(crate) fn call<R: DeserializeOwned>(
        &mut self,
        method: &'static str,
        params: &impl Serialize,
    ) -> Answer<R> {
        self.last_id += 1;
        let id = self.last_id;
        self.body.clear();
        serde_json::to_writer(&mut self.body, &Call { jsonrpc: "2.0", id, method, params })
            .map_err(|error| Error::plugin_bug(format!("{method} cannot be asked: {error}")))?;
        let request = Request::new(Method::Post, PATH).body("application/json", &self.body);
        let answer = self.http.exchange(&request)?;
        if !answer.is_success() {
            return Err(refusal(&answer).into());
        }
        match decode(&answer.body, id) {
            Ok(Reply::Result(result)) => Ok(result),
            Ok(Reply::Error { code, message }) => Err(Failure::Server { method, code, message }),
            Err(why) => Err(Failure::Other(Error::new(
                ErrorKind::NETWORK_ERROR,
                format!("the answer of {} to {method} is damaged: {why}", self.http.address()),
            ))),
        }
    }
}

/// What the statuses mean that the server gives in its own way.
fn refusal(answer: &lsm_http::Answer) -> Error {
    let message = match answer.status {
        400 => {
            "the array does not understand the log-in; targetd takes no user name or password with \
             a colon (:) in it"
        }
        503 => {
            "the array makes this host wait, because a log-in with a wrong password came from it; \
             stop whatever tries that, and try again"
        }
        _ => return answer.refusal(),
    };
    Error::new(ErrorKind::PLUGIN_AUTH_FAILED, message)
}
