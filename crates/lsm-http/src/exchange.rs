// SPDX-License-Identifier: MIT OR Apache-2.0
//! The exchange of a request for an answer.

use std::fmt;
use std::time::{Duration, Instant};

use lsm_core::{Error, Result};
use ureq::http::HeaderValue;
use ureq::http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER};
use ureq::unversioned::transport::{Connector, TcpConnector};
use ureq::{Agent, http};

use crate::resolver::ArrayResolver;
use crate::tls::TlsConnector;
use crate::{Address, Answer, Login, Trust, failure};

/// Bytes of an answer that are taken unless the request says otherwise. A list of a hundred thousand
/// volumes stays below.
pub const DEFAULT_LIMIT: u64 = 64 << 20;

/// How often a request is sent again when the array answers 503.
const RETRIES: u32 = 4;

/// The pause before that, unless the array names another one.
const PAUSE: Duration = Duration::from_secs(1);

/// How an array is reached.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where it listens.
    pub address: Address,
    /// Who logs in; without, no credentials are sent.
    pub login: Option<Login>,
    /// Which certificates are taken; of no matter without TLS.
    pub trust: Trust,
    /// Patience with one exchange, from the look-up of the name to the last byte of the body,
    /// repetitions included.
    pub timeout: Duration,
}

/// An array as it is reached. Connections are kept and used again where the array allows it.
pub struct Http {
    agent: Agent,
    address: Address,
    login: Option<Login>,
    timeout: Duration,
}

/// The methods of HTTP that arrays use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Makes, or calls.
    Post,
    /// Replaces.
    Put,
    /// Changes (RFC 5789).
    Patch,
    /// Deletes.
    Delete,
}

/// A request.
#[derive(Clone)]
pub struct Request<'a> {
    method: Method,
    path: &'a str,
    content: Option<(&'static str, &'a [u8])>,
    accept: Option<&'static str>,
    limit: u64,
}

impl<'a> Request<'a> {
    /// A request without a body. `path` begins with `/`, is encoded as in a URL (RFC 3986) and may
    /// carry a query.
    pub fn new(method: Method, path: &'a str) -> Self {
        Self { method, path, content: None, accept: None, limit: DEFAULT_LIMIT }
    }

    /// The same with a body of this media type.
    #[must_use]
    pub fn body(mut self, media_type: &'static str, body: &'a [u8]) -> Self {
        self.content = Some((media_type, body));
        self
    }

    /// The same, asking for an answer of this media type.
    #[must_use]
    pub fn accept(mut self, media_type: &'static str) -> Self {
        self.accept = Some(media_type);
        self
    }

    /// The same, taking an answer of at most so many bytes.
    #[must_use]
    pub fn limit(mut self, bytes: u64) -> Self {
        self.limit = bytes;
        self
    }
}

impl fmt::Debug for Request<'_> {
    /// Without the body, which may hold secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = self.content.map_or(0, |(_, body)| body.len());
        write!(f, "Request({:?} {}, {bytes} bytes)", self.method, self.path)
    }
}

impl Http {
    /// Prepares for an array. Nothing is sent yet.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` when the file of trusted certificates cannot be used, `NETWORK_ERROR` when
    /// this host trusts nobody.
    pub fn new(settings: Settings) -> Result<Self> {
        let Settings { address, login, trust, timeout } = settings;
        let tls = address.is_tls().then(|| trust.client_config()).transpose()?;
        let config = Agent::config_builder()
            .http_status_as_error(false)
            // Credentials go to the array that was named and to nobody else.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(None)
            .user_agent(concat!("lsm/", env!("CARGO_PKG_VERSION")))
            .build();
        let connector = ().chain(TcpConnector::default()).chain(TlsConnector::new(tls));
        let agent = Agent::with_parts(config, connector, ArrayResolver::new(&address));
        Ok(Self { agent, address, login, timeout })
    }

    /// Where the array listens.
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// Sets the patience with one exchange.
    pub fn set_timeout(&mut self, timeout: Duration) {
        self.timeout = timeout;
    }

    /// Sends a request and gives what the array answers, whatever its status. While the array is too
    /// busy (503) the request is sent again a few times, after the pause that the array asks for or
    /// a second, as far as the patience reaches.
    ///
    /// # Errors
    /// `NETWORK_CONNREFUSED`, `NETWORK_HOSTDOWN`, `TIMEOUT`; `NO_SUPPORT` when the array speaks no
    /// version of TLS that is safe; `NETWORK_ERROR` for an unknown host name, a certificate that is
    /// not trusted, a connection that breaks and an answer that is no HTTP; `PLUGIN_BUG` for an
    /// answer that is too long. The message says what to do.
    pub fn exchange(&self, request: &Request<'_>) -> Result<Answer> {
        let deadline = Instant::now() + self.timeout;
        let mut repeated = 0;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let answer = self.send(request, left)?;
            if answer.status != 503 || repeated == RETRIES {
                return Ok(answer);
            }
            let pause = answer
                .header(RETRY_AFTER.as_str())
                .and_then(|seconds| seconds.parse().ok())
                .map_or(PAUSE, Duration::from_secs);
            if deadline.saturating_duration_since(Instant::now()) <= pause {
                return Ok(answer);
            }
            std::thread::sleep(pause);
            repeated += 1;
        }
    }

    fn send(&self, request: &Request<'_>, timeout: Duration) -> Result<Answer> {
        let fail = |error| failure::explain(error, &self.address, self.timeout);
        let built = self.build(request)?;
        // A time-out of zero would mean none.
        let timeout = timeout.max(Duration::from_millis(1));
        let configured =
            |agent: &Agent| agent.configure_request(built).timeout_global(Some(timeout)).build();
        let mut response = self.agent.run(configured(&self.agent)).map_err(fail)?;
        let body = response.body_mut().with_config().limit(request.limit).read_to_vec();
        let body = body.map_err(fail)?;
        let (parts, _) = response.into_parts();
        Ok(Answer { status: parts.status.as_u16(), headers: parts.headers, body })
    }

    fn build<'a>(&self, request: &Request<'a>) -> Result<http::Request<&'a [u8]>> {
        let method = match request.method {
            Method::Get => http::Method::GET,
            Method::Post => http::Method::POST,
            Method::Put => http::Method::PUT,
            Method::Patch => http::Method::PATCH,
            Method::Delete => http::Method::DELETE,
        };
        let mut builder =
            http::Request::builder().method(method).uri(self.address.url(request.path));
        if let Some(login) = &self.login {
            builder = builder.header(AUTHORIZATION, login.header());
        }
        if let Some(accept) = request.accept {
            builder = builder.header(ACCEPT, HeaderValue::from_static(accept));
        }
        if let Some((media_type, _)) = request.content {
            builder = builder.header(CONTENT_TYPE, HeaderValue::from_static(media_type));
        }
        let body = request.content.map_or(&[][..], |(_, body)| body);
        builder.body(body).map_err(|error| {
            Error::invalid(format!("the array cannot be asked for {}: {error}", request.path))
        })
    }
}

impl fmt::Debug for Http {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Http({})", self.address)
    }
}
