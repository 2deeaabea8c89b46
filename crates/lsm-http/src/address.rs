// SPDX-License-Identifier: MIT OR Apache-2.0
//! Where an array listens.

use std::fmt;

use lsm_core::{Error, Result, Uri};

/// Where an array listens, and whether it speaks TLS there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    tls: bool,
    host: String,
    port: u16,
}

impl Address {
    /// The array that `uri` names: `NAME://host[:port]` without TLS, `NAME+ssl://…` with it. Without a
    /// port it is `plain` or `tls`.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` when the URI names no host, or the scheme goes on after its `+` with another
    /// word than `ssl`.
    pub fn of(uri: &Uri, plain: u16, tls: u16) -> Result<Self> {
        let name = uri.plugin();
        let (secure, default) = match uri.protocol.as_deref() {
            None => (false, plain),
            Some("ssl") => (true, tls),
            Some(other) => {
                return Err(Error::invalid(format!(
                    "the plug-in {name} does not speak {other}; write {name}:// or {name}+ssl://"
                )));
            }
        };
        let Some(host) = &uri.host else {
            return Err(Error::invalid(format!(
                "the URI names no host; write {}://user@host",
                uri.scheme()
            )));
        };
        Ok(Self { tls: secure, host: host.clone(), port: uri.port.unwrap_or(default) })
    }

    /// Whether the array speaks TLS there.
    pub fn is_tls(&self) -> bool {
        self.tls
    }

    /// The host, an address of IPv6 without its brackets.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The URL of a path on the array; the path begins with `/`.
    pub(crate) fn url(&self, path: &str) -> String {
        let scheme = if self.tls { "https" } else { "http" };
        // A zone (RFC 4007) means something on this host only and is not sent.
        let host = self.host.split('%').next().unwrap_or_default();
        if host.contains(':') {
            format!("{scheme}://[{host}]:{}{path}", self.port)
        } else {
            format!("{scheme}://{host}:{}{path}", self.port)
        }
    }
}

impl fmt::Display for Address {
    /// `host:port`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.host.contains(':') {
            write!(f, "[{}]:{}", self.host, self.port)
        } else {
            write!(f, "{}:{}", self.host, self.port)
        }
    }
}

impl Address {
    /// What the name of the host, with its zone, and the port are looked up by.
    pub(crate) fn target(&self) -> (&str, u16) {
        (&self.host, self.port)
    }
}

#[cfg(test)]
mod tests {
    use lsm_core::ErrorKind;

    use super::*;

    fn of(uri: &str) -> Result<Address> {
        Address::of(&Uri::parse(uri).unwrap(), 80, 443)
    }

    #[test]
    fn the_scheme_says_whether_tls_is_spoken() {
        for (uri, url, shown) in [
            ("x://h", "http://h:80/p", "h:80"),
            ("X+SSL://H", "https://h:443/p", "h:443"),
            ("x+ssl://u@h:1/", "https://h:1/p", "h:1"),
            ("x://[fe80::1%eth0]:5", "http://[fe80::1]:5/p", "[fe80::1%eth0]:5"),
        ] {
            let address = of(uri).unwrap();
            assert_eq!((&*address.url("/p"), &*address.to_string()), (url, shown));
        }
    }

    #[test]
    fn what_names_no_array_is_refused() {
        for (uri, word) in [("x://", "no host"), ("x+tls://h", "tls"), ("x+ssl:///p", "no host")] {
            let error = of(uri).unwrap_err();
            assert_eq!(error.kind, ErrorKind::INVALID_ARGUMENT);
            assert!(error.message.contains(word), "{error}");
        }
    }
}
