// SPDX-License-Identifier: MIT OR Apache-2.0
//! What is seen of a session: `--debug` and `--trace` tell it on stderr, `--dry-run` stops before
//! the first call that would change something. Secrets are not shown.

use std::io::{self, Write};
use std::time::{Duration, Instant};

use lsm_client::{Method, Observer};
use lsm_core::{Error, ErrorKind, Result};
use lsm_wire::Effect;
use serde_json::Value;

use crate::parse::Globals;
use crate::words;

/// Parameters that are secret.
const SECRETS: [&str; 3] = ["password", "in_password", "out_password"];

/// How much of a reply is shown, in bytes.
const SHOWN: usize = 16 << 10;

/// How much is told on stderr.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Detail {
    /// Nothing.
    #[default]
    Nothing,
    /// Calls and how long they took.
    Calls,
    /// Also what is sent and received.
    Contents,
}

/// A call that would have changed something.
#[derive(Debug, Clone)]
pub(crate) struct Planned {
    pub(crate) method: Method,
    /// Without secrets.
    pub(crate) parameters: Value,
}

/// Looks on while a session talks.
#[derive(Debug)]
pub(crate) struct Looker {
    detail: Detail,
    dry_run: bool,
    planned: Vec<Planned>,
    began: Instant,
}

impl Looker {
    pub(crate) fn new() -> Self {
        Self { detail: Detail::Nothing, dry_run: false, planned: Vec::new(), began: Instant::now() }
    }

    /// Does from now on what these options ask for.
    pub(crate) fn follow(&mut self, globals: &Globals) {
        self.detail = detail(globals);
        self.dry_run = globals.dry_run;
        self.planned.clear();
    }

    /// The calls that were kept from being made.
    pub(crate) fn take_planned(&mut self) -> Vec<Planned> {
        std::mem::take(&mut self.planned)
    }

    fn tell(&self, what: std::fmt::Arguments<'_>) {
        let at = self.began.elapsed().as_secs_f64() * 1000.0;
        // There is nowhere to tell that stderr is closed.
        let _ = writeln!(io::stderr(), "lsmcli: {at:9.3} ms: {what}");
    }
}

/// What the options or `LSMCLI_LOG` ask for.
fn detail(globals: &Globals) -> Detail {
    let of_variable = || match std::env::var("LSMCLI_LOG").as_deref() {
        Ok("debug") => Detail::Calls,
        Ok("trace") => Detail::Contents,
        _ => Detail::Nothing,
    };
    match (globals.trace, globals.debug) {
        (true, _) => Detail::Contents,
        (false, true) => Detail::Calls,
        (false, false) => of_variable(),
    }
}

impl Observer for Looker {
    fn before(&mut self, method: Method, request: &[u8]) -> Result<()> {
        if self.detail == Detail::Contents {
            self.tell(format_args!("> {}", shown(request)));
        }
        if self.dry_run && method.info().effect == Effect::Changes {
            let parameters = without_secrets(request).map(|mut request| request["params"].take());
            self.planned.push(Planned { method, parameters: parameters.unwrap_or_default() });
            return Err(Error::new(ErrorKind::LIB_BUG, "a dry run makes no change"));
        }
        Ok(())
    }

    fn after(&mut self, method: Method, reply: &[u8], took: Duration) {
        if self.detail == Detail::Nothing {
            return;
        }
        let took = took.as_secs_f64() * 1000.0;
        let length = reply.len();
        self.tell(format_args!("{method}: {length} bytes after {took:.3} ms"));
        if self.detail == Detail::Contents {
            self.tell(format_args!("< {}", shown(reply)));
        }
    }
}

/// JSON on one line without secrets. What is no JSON is not shown, since secrets cannot be found
/// in it.
fn shown(json: &[u8]) -> String {
    let Some(value) = without_secrets(json) else {
        return format!("{} bytes that are no JSON", json.len());
    };
    let mut text = value.to_string();
    if text.len() > SHOWN {
        let end = (0..=SHOWN).rev().find(|end| text.is_char_boundary(*end)).unwrap_or_default();
        text.truncate(end);
        text.push_str(" ...");
    }
    text
}

fn without_secrets(json: &[u8]) -> Option<Value> {
    let mut value = serde_json::from_slice(json).ok()?;
    hide(&mut value);
    Some(value)
}

fn hide(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                match value {
                    Value::Null => {}
                    secret if SECRETS.contains(&key.as_str()) => *secret = "***".into(),
                    Value::String(uri) if key == "uri" => *uri = words::without_password(uri),
                    value => hide(value),
                }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(hide),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_not_shown() {
        let text = shown(
            br#"{"params": {"uri": "x://u:hidden@h/", "password": "hidden", "list":
            [{"out_password": "hidden", "in_password": null, "name": "seen"}]}}"#,
        );
        assert!(!text.contains("hidden"), "{text}");
        for seen in ["x://u@h/", "\"password\":\"***\"", "\"in_password\":null", "seen"] {
            assert!(text.contains(seen), "{seen}: {text}");
        }
        assert_eq!(shown(b"password=hidden"), "15 bytes that are no JSON");
    }

    #[test]
    fn long_texts_are_cut() {
        let text = shown(format!("[\"{}\"]", "é".repeat(SHOWN)).as_bytes());
        assert!(text.len() < SHOWN + 8 && text.ends_with("é ..."), "{}", text.len());
    }
}
