// SPDX-License-Identifier: MIT OR Apache-2.0
//! URIs that name a plug-in and an array:
//! `scheme[+protocol]://[user@]host[:port][/path][?key=value&…][#fragment]`.
//!
//! Percent sequences are not decoded, as in every other reader of these URIs.

use std::fmt;
use std::net::Ipv6Addr;

use crate::{Error, Result};

/// The parts of a URI. Absent parts are `None` or empty.
#[derive(Clone, PartialEq, Eq)]
pub struct Uri {
    text: String,
    scheme: String,
    /// Conventionally `ssl`; for the plug-in to interpret.
    pub protocol: Option<String>,
    /// User name, without a password.
    pub user: Option<String>,
    /// Host in lower case, IPv6 without brackets.
    pub host: Option<String>,
    /// Port.
    pub port: Option<u16>,
    /// Path with its leading slash; empty when there is none.
    pub path: String,
    /// Parameters in their order.
    pub parameters: Vec<(String, String)>,
    /// Fragment.
    pub fragment: Option<String>,
}

impl Uri {
    /// Splits a URI into its parts.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` when there is no scheme, the scheme holds a wrong character or a second
    /// `+`, the host holds a stray colon or bracket, the port is no number up to 65535, or a
    /// parameter has not exactly one `=`.
    ///
    /// ```
    /// use lsm_core::Uri;
    /// let uri = Uri::parse("ontap+ssl://admin@filer.example:443/vol?vserver=a")?;
    /// assert_eq!(uri.plugin(), "ontap");
    /// assert_eq!(uri.parameter("vserver"), Some("a"));
    /// # Ok::<(), lsm_core::Error>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self> {
        let bad = |what: &str| {
            Error::invalid(format!("the URI {:?} {what}", surely_without_password(text)))
        };
        let (scheme, rest) = text
            .split_once("://")
            .ok_or_else(|| bad("has no scheme; it must look like plugin://user@host"))?;
        let valid = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '.' | '-');
        if scheme.is_empty() || !scheme.chars().all(valid) {
            return Err(bad("has a scheme with characters other than letters, digits, +, . and -"));
        }
        let scheme = scheme.to_ascii_lowercase();
        let protocol = scheme.split_once('+').map(|(_, protocol)| protocol.to_owned());
        if protocol.as_ref().is_some_and(|protocol| protocol.contains('+')) {
            return Err(bad("has more than one + in its scheme"));
        }

        let Parts { authority, path, query, fragment } = Parts::of(rest);
        let (user, host_port) = match authority.split_once('@') {
            Some((user, host)) => (user.split(':').next().unwrap_or_default(), host),
            None => ("", authority),
        };
        let (host, port) = split_port(host_port)
            .ok_or_else(|| bad("has a bad host, or a port that is not 1 to 65535"))?;
        let mut parameters = Vec::new();
        for pair in query.unwrap_or_default().split('&').filter(|pair| !pair.is_empty()) {
            match pair.split_once('=') {
                Some((key, value)) if !value.contains('=') => {
                    parameters.push((key.to_owned(), value.to_owned()));
                }
                _ => return Err(bad("has a parameter that is not of the form key=value")),
            }
        }
        let some = |part: &str| (!part.is_empty()).then(|| part.to_owned());
        Ok(Self {
            text: text.to_owned(),
            scheme,
            protocol,
            user: some(user),
            host: some(&host.to_ascii_lowercase()),
            port,
            path: path.to_owned(),
            parameters,
            fragment: fragment.and_then(some),
        })
    }

    /// The scheme in lower case, with its protocol.
    pub fn scheme(&self) -> &str {
        &self.scheme
    }

    /// The name of the plug-in: the scheme up to the `+`.
    pub fn plugin(&self) -> &str {
        self.scheme.split('+').next().unwrap_or_default()
    }

    /// The value of a parameter; of several equal keys the last counts.
    pub fn parameter(&self, key: &str) -> Option<&str> {
        self.parameters.iter().rev().find(|(k, _)| k == key).map(|(_, value)| value.as_str())
    }

    /// The URI exactly as it was given, for the plug-in.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for Uri {
    /// The URI, less any password before its host.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (_, rest) = self.text.split_once("://").unwrap_or_default();
        match secret_in(Parts::of(rest).authority) {
            Some(_) => f.write_str(&surely_without_password(&self.text)),
            None => f.write_str(&self.text),
        }
    }
}

impl fmt::Debug for Uri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Uri({self})")
    }
}

/// What stands behind `://`, taken apart.
struct Parts<'a> {
    authority: &'a str,
    path: &'a str,
    query: Option<&'a str>,
    fragment: Option<&'a str>,
}

impl<'a> Parts<'a> {
    fn of(rest: &'a str) -> Self {
        let (rest, fragment) = split_last(rest, '#');
        let (rest, query) = split_last(rest, '?');
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        Self { authority, path, query, fragment }
    }
}

fn split_last(text: &str, separator: char) -> (&str, Option<&str>) {
    match text.rsplit_once(separator) {
        Some((before, behind)) => (before, Some(behind)),
        None => (text, None),
    }
}

/// Host, without brackets, and port; `None` when one of them is none.
fn split_port(text: &str) -> Option<(&str, Option<u16>)> {
    if is_ipv6(text) {
        return Some((text, None));
    }
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, port),
        _ => (text, ""),
    };
    let host = match host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
        Some(host) if is_ipv6(host) => host,
        _ if host.contains([':', '[', ']']) => return None,
        _ => host,
    };
    if port.is_empty() {
        return Some((host, None));
    }
    let digits = port.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| port.parse().ok().map(|port| (host, Some(port)))).flatten()
}

/// Whether `text` is an IPv6 address, with or without a zone (RFC 4007).
fn is_ipv6(text: &str) -> bool {
    text.split('%').next().is_some_and(|address| address.parse::<Ipv6Addr>().is_ok())
}

/// A text that is no URI, or holds a password. Where the password ends is for its writer to know,
/// so everything that could belong to it is left out: `scheme://user@host`.
fn surely_without_password(text: &str) -> String {
    let scheme = text.find("://").filter(|colon| text.find(':') == Some(*colon));
    let authority = scheme.map_or(0, |colon| colon + "://".len());
    match secret_in(&text[authority..]) {
        Some((before, behind)) => format!("{}{before}{behind}", &text[..authority]),
        None => text.to_owned(),
    }
}

/// What stands before the password in `user:password@host`, and from its `@` on.
fn secret_in(text: &str) -> Option<(&str, &str)> {
    let (user, at) = (text.find(':')?, text.rfind('@')?);
    (user < at).then(|| (&text[..user], &text[at..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_every_part() {
        let uri =
            Uri::parse("Ontap+SSL://root:pw@[2001:DB8::5]:8443/vol/x?a=1&b=&a=2#frag").unwrap();
        assert_eq!((uri.scheme(), uri.plugin()), ("ontap+ssl", "ontap"));
        assert_eq!(uri.protocol.as_deref(), Some("ssl"));
        assert_eq!(uri.user.as_deref(), Some("root"));
        assert_eq!(uri.host.as_deref(), Some("2001:db8::5"));
        assert_eq!(uri.port, Some(8443));
        assert_eq!(uri.path, "/vol/x");
        assert_eq!(uri.parameter("a"), Some("2"));
        assert_eq!(uri.parameter("b"), Some(""));
        assert_eq!(uri.fragment.as_deref(), Some("frag"));
    }

    #[test]
    fn a_password_is_never_shown() {
        let uri = Uri::parse("ontap://root:hunter2@host/").unwrap();
        assert!(!format!("{uri} {uri:?}").contains("hunter2"));
        let error = Uri::parse("ontap://root:hunter2@host:99999/").unwrap_err();
        assert!(!error.to_string().contains("hunter2"));
        assert_eq!(uri.as_str(), "ontap://root:hunter2@host/");
    }

    #[test]
    fn absent_parts_are_absent() {
        let uri = Uri::parse("sim://").unwrap();
        assert_eq!((uri.user, uri.host, uri.port, uri.path.as_str()), (None, None, None, ""));
        assert_eq!(Uri::parse("sim://user@").unwrap().user.as_deref(), Some("user"));
        assert_eq!(
            Uri::parse("x://[fe80::1%eth0]:1").unwrap().host.as_deref(),
            Some("fe80::1%eth0")
        );
        assert_eq!(Uri::parse("x://fe80::1").unwrap().host.as_deref(), Some("fe80::1"));
    }

    #[test]
    fn refuses_bad_uris() {
        for text in [
            "",
            "sim",
            "sim:/",
            "://x",
            "si m://",
            "a+b+c://",
            "a://h:99999",
            "a://h:1x",
            "a://h:1:2",
            "a://[h]",
            "a://[::1",
            "a://::1]:5",
            "a://[::1]x",
            "a://?b",
            "a://?b=c=d",
        ] {
            let error = Uri::parse(text).unwrap_err();
            assert_eq!(error.kind, crate::ErrorKind::INVALID_ARGUMENT, "{text:?}");
        }
    }
}
