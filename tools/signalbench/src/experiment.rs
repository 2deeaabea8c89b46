// SPDX-License-Identifier: MIT OR Apache-2.0
//! The experiment of 2015 as it looks on the wire.
//!
//! A driver calls `SpamSignal(count, size)`; the server emits `count` signals `Spam(stamp, size,
//! payload)` and answers how many it sent. Two sizes are no payloads but markers: [`START`] tells
//! clients to forget what they counted, [`END`] to say what they got. Whoever speaks this works
//! with the programs of 2015 in either role.

use std::time::{SystemTime, UNIX_EPOCH};

/// Well-known name of the server.
pub(crate) const SERVICE: &str = "org.fubar.signal1";
/// The one object of the server.
pub(crate) const PATH: &str = "/org/fubar/signal1";
/// The interface of the object.
pub(crate) const INTERFACE: &str = "org.fubar.signal1";
/// `SpamSignal(t count, t size) -> t sent`.
pub(crate) const METHOD: &str = "SpamSignal";
/// `Spam(d stamp, t size, s payload)`; the stamp is wall clock in seconds.
pub(crate) const SIGNAL: &str = "Spam";
/// Size that tells clients to begin anew.
pub(crate) const START: u64 = 1;
/// Size that tells clients that all has been sent.
pub(crate) const END: u64 = 2;
/// How many markers are sent in a row; the first one counts.
pub(crate) const MARKERS: u64 = 10;

/// The match rule of every client.
pub(crate) const RULE: &str = "type='signal',interface='org.fubar.signal1',member='Spam'";

/// What servers that write their replies by hand answer to `Introspect`: the drivers of 2015 ask
/// before they call.
pub(crate) const INTROSPECTION: &str = r#"<!DOCTYPE node PUBLIC "-//freedesktop//DTD D-BUS Object Introspection 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/introspect.dtd">
<node>
 <interface name="org.fubar.signal1">
  <method name="SpamSignal">
   <arg name="count" type="t" direction="in"/>
   <arg name="size" type="t" direction="in"/>
   <arg name="sent" type="t" direction="out"/>
  </method>
  <signal name="Spam">
   <arg name="stamp" type="d"/>
   <arg name="size" type="t"/>
   <arg name="payload" type="s"/>
  </signal>
 </interface>
</node>
"#;

/// Wall clock in seconds, as signals are stamped.
pub(crate) fn now() -> f64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0.0, |since| since.as_secs_f64())
}

/// A payload of `size` lower-case letters that no compression or comparison can cut short.
pub(crate) fn payload(size: u64) -> String {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64 ^ size;
    (0..size)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            char::from(b'a' + u8::try_from(state % 26).unwrap_or_default())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payload_has_the_size_asked_for_and_only_lower_case_letters() {
        for size in [0, 1, 32, 131_072] {
            let made = payload(size);
            assert_eq!(made.len() as u64, size);
            assert!(made.bytes().all(|byte| byte.is_ascii_lowercase()));
        }
        assert_ne!(payload(64)[..32], payload(32)[..]);
    }
}
