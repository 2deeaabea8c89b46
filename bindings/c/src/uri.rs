// SPDX-License-Identifier: MIT OR Apache-2.0
//! Taking URIs apart, as C plug-ins expect it: the user keeps its password, the host its brackets.
//! Nothing is decoded.

use std::ffi::{CStr, CString, c_char, c_int};
use std::ptr;

use crate::abi::{Out, Ref, Status, Text, malloced};
use crate::hash::Hash;

/// Port of a URI that names none.
const NO_PORT: c_int = -1;

/// The parts of a URI; empty where there is none.
#[derive(Debug, PartialEq, Eq)]
struct Parts<'a> {
    scheme: &'a [u8],
    user: &'a [u8],
    server: &'a [u8],
    port: c_int,
    path: &'a [u8],
    query: &'a [u8],
}

impl<'a> Parts<'a> {
    fn of(uri: &'a [u8]) -> Option<Self> {
        let colon = uri.windows(3).position(|three| three == b"://")?;
        let (scheme, rest) = (&uri[..colon], &uri[colon + 3..]);
        let fits = |byte: &u8| byte.is_ascii_alphanumeric() || b"+.-".contains(byte);
        if scheme.is_empty() || !scheme.iter().all(fits) {
            return None;
        }
        let (rest, _fragment) = split_at_last(rest, b'#');
        let (rest, query) = split_at_last(rest, b'?');
        let slash = rest.iter().position(|byte| *byte == b'/').unwrap_or(rest.len());
        let (authority, path) = rest.split_at(slash);
        let (user, host) = match authority.iter().position(|byte| *byte == b'@') {
            Some(at) => (&authority[..at], &authority[at + 1..]),
            None => (&authority[..0], authority),
        };
        let (server, port) = match split_at_last(host, b':') {
            (server, digits) if !digits.is_empty() && digits.iter().all(u8::is_ascii_digit) => {
                (server, c_int::from(std::str::from_utf8(digits).ok()?.parse::<u16>().ok()?))
            }
            _ => (host, NO_PORT),
        };
        Some(Self { scheme, user, server, port, path, query })
    }

    /// The parameters; a pair without `=` has an empty value, of equal keys the last counts.
    fn parameters(&self) -> Hash {
        let pairs = self.query.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty());
        let text = |bytes: &[u8]| CString::new(bytes).unwrap_or_default();
        let pair = |pair: &[u8]| match pair.iter().position(|byte| *byte == b'=') {
            Some(equals) => (text(&pair[..equals]), text(&pair[equals + 1..])),
            None => (text(pair), CString::default()),
        };
        Hash(pairs.map(pair).collect())
    }
}

/// What stands before and behind the last `separator`.
fn split_at_last(text: &[u8], separator: u8) -> (&[u8], &[u8]) {
    match text.iter().rposition(|byte| *byte == separator) {
        Some(at) => (&text[..at], &text[at + 1..]),
        None => (text, &[]),
    }
}

/// A copy for the caller; NULL when the part is empty.
fn handed_out(part: &[u8]) -> *mut c_char {
    match CString::new(part) {
        Ok(part) if !part.is_empty() => malloced(&part),
        _ => ptr::null_mut(),
    }
}

export! {
    fn lsm_uri_parse(
        uri: Text,
        scheme: Out<*mut c_char>,
        user: Out<*mut c_char>,
        server: Out<*mut c_char>,
        port: Out<c_int>,
        path: Out<*mut c_char>,
        query_params: Out<Ref<Hash>>,
    ) -> Status {
        let texts = [scheme, user, server, path];
        texts.iter().for_each(|text| text.write(ptr::null_mut()));
        port.write(NO_PORT);
        query_params.write(Ref::NULL);
        if texts.iter().any(|text| text.is_null()) || port.is_null() || query_params.is_null() {
            return Status::INVALID_ARGUMENT;
        }
        let parts = uri.get().map(CStr::to_bytes).and_then(Parts::of);
        Status::done(parts.map(|parts| {
            scheme.write(handed_out(parts.scheme));
            user.write(handed_out(parts.user));
            server.write(handed_out(parts.server));
            port.write(parts.port);
            path.write(handed_out(parts.path));
            query_params.write(Ref::new(parts.parameters()));
        }))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn parts(uri: &str) -> Option<(String, String, String, c_int, String)> {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        Parts::of(uri.as_bytes())
            .map(|p| (text(p.scheme), text(p.user), text(p.server), p.port, text(p.path)))
    }

    #[test]
    fn every_part() {
        let wanted = |a: &str, b: &str, c: &str, port, d: &str| {
            Some((a.into(), b.into(), c.into(), port, d.into()))
        };
        assert_eq!(
            parts("smispy+ssl://user:p%20w@[::1]:5989/a/b?ns=root#end"),
            wanted("smispy+ssl", "user:p%20w", "[::1]", 5989, "/a/b")
        );
        assert_eq!(parts("sim://"), wanted("sim", "", "", -1, ""));
        assert_eq!(parts("sim://host:x/"), wanted("sim", "", "host:x", -1, "/"));
        assert_eq!(parts("sim://host:65535"), wanted("sim", "", "host", 65535, ""));
    }

    #[test]
    fn what_is_no_uri_or_has_an_oversized_port() {
        for uri in ["", "sim", "://", "a b://", "sim://h:65536", "sim://h:99999999999999999999"] {
            assert_eq!(parts(uri), None, "{uri}");
        }
    }

    #[test]
    fn parameters() {
        let parts = Parts::of(b"sim://?a=1&b=&c&a=2").unwrap();
        let pairs: Vec<_> = parts.parameters().0.into_iter().collect();
        let text = |text: &str| CString::new(text).unwrap();
        let wanted = [("a", "2"), ("b", ""), ("c", "")];
        assert_eq!(pairs, wanted.map(|(key, value)| (text(key), text(value))));
    }
}
