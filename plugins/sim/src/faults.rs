// SPDX-License-Identifier: MIT OR Apache-2.0
//! Faults and delays that tests turn on.
//!
//! How they are written is told in the [documentation of the crate](crate).

use std::time::Duration;

use lsm_core::{Error, ErrorKind, Result, Uri};
use lsm_plugin::{Method, Verdict};

use crate::settings::Environment;

/// The exit status of a process that a fault ended.
const EXIT_STATUS: i32 = 86;

/// What can be wrong, by its name.
const FAULTS: &[Fault] = &[
    Fault {
        parameter: "fail",
        variable: "LSM_SIM_FAIL",
        form: "[METHOD:][N:]ERROR",
        read: |value| Some(Action::Fail(error_kind(value?)?)),
    },
    Fault {
        parameter: "delay",
        variable: "LSM_SIM_DELAY",
        form: "[METHOD:][N:]MILLISECONDS",
        read: |value| Some(Action::Delay(Duration::from_millis(value?.parse().ok()?))),
    },
    Fault {
        parameter: "cut",
        variable: "LSM_SIM_CUT",
        form: "[METHOD:][N:]BYTES",
        read: |value| Some(Action::Cut(value?.parse().ok()?)),
    },
    Fault {
        parameter: "die",
        variable: "LSM_SIM_DIE",
        form: "METHOD, N or METHOD:N",
        read: |value| value.is_none().then_some(Action::Die),
    },
    Fault {
        parameter: "die_before_commit",
        variable: "LSM_SIM_DIE_BEFORE_COMMIT",
        form: "METHOD, N or METHOD:N",
        read: |value| value.is_none().then_some(Action::Crash(CrashPoint::BeforeCommit)),
    },
    Fault {
        parameter: "die_after_commit",
        variable: "LSM_SIM_DIE_AFTER_COMMIT",
        form: "METHOD, N or METHOD:N",
        read: |value| value.is_none().then_some(Action::Crash(CrashPoint::AfterCommit)),
    },
];

/// A row of [`FAULTS`].
struct Fault {
    /// Key in the URI.
    parameter: &'static str,
    /// Name of the environment variable that says the same.
    variable: &'static str,
    /// What a value looks like.
    form: &'static str,
    /// What to do; given what stands behind method and number, if anything does.
    read: fn(Option<&str>) -> Option<Action>,
}

/// What happens to a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Action {
    Fail(ErrorKind),
    Delay(Duration),
    Cut(usize),
    Die,
    Crash(CrashPoint),
}

/// A moment of a change at which a test wants the process to die.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CrashPoint {
    /// All is written down and nothing is committed.
    BeforeCommit,
    /// All is committed and nothing is answered.
    AfterCommit,
}

impl CrashPoint {
    /// Ends the process if this is the moment.
    pub(crate) fn reached(self, wanted: Option<Self>) {
        if wanted == Some(self) {
            die();
        }
    }
}

/// As in a crash, nothing is cleaned up: the database stays open.
fn die() -> ! {
    std::process::exit(EXIT_STATUS)
}

/// Which calls a fault is for.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Trigger {
    /// Only calls of this method.
    method: Option<Method>,
    /// Only the call with this number, of that method or of the session; the first is 1.
    nth: Option<u64>,
    seen: u64,
}

impl Trigger {
    fn fires(&mut self, method: Method) -> bool {
        if self.method.is_some_and(|wanted| wanted != method) {
            return false;
        }
        self.seen += 1;
        self.nth.is_none_or(|nth| nth == self.seen)
    }
}

/// The faults of a session.
#[derive(Debug, Default)]
pub(crate) struct Faults(Vec<(Trigger, Action)>);

/// What the faults make of a call.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Effect {
    pub(crate) verdict: Verdict,
    pub(crate) crash: Option<CrashPoint>,
}

impl Faults {
    /// Reads the faults that the URI and the environment ask for.
    pub(crate) fn read(uri: &Uri, environment: Environment<'_>) -> Result<Self> {
        let mut faults = Vec::new();
        for fault in FAULTS {
            let parameters = uri.parameters.iter().filter(|(key, _)| key == fault.parameter);
            let variable = environment(fault.variable).map(|value| value.to_string_lossy().into());
            for value in parameters.map(|(_, value)| value.clone()).chain(variable) {
                for text in value.split(',').filter(|text| !text.is_empty()) {
                    faults.push(fault.parse(text).ok_or_else(|| fault.malformed(text))?);
                }
            }
        }
        Ok(Self(faults))
    }

    /// Lets the faults act on a call of `method`.
    ///
    /// # Errors
    /// The one that is asked for.
    pub(crate) fn strike(&mut self, method: Method) -> Result<Effect> {
        let mut effect = Effect { verdict: Verdict::Serve, crash: None };
        let mut failure = None;
        for (trigger, action) in &mut self.0 {
            // Every trigger counts every call, whatever the others do.
            if !trigger.fires(method) {
                continue;
            }
            match *action {
                Action::Fail(kind) => failure = Some(kind),
                Action::Delay(delay) => std::thread::sleep(delay),
                Action::Cut(bytes) => effect.verdict = Verdict::CutReply(bytes),
                Action::Die => die(),
                Action::Crash(point) => effect.crash = Some(point),
            }
        }
        match failure {
            Some(kind) => Err(Error::new(kind, "a fault that was asked for")),
            None => Ok(effect),
        }
    }
}

impl Fault {
    fn parse(&self, text: &str) -> Option<(Trigger, Action)> {
        let mut parts = text.split(':').peekable();
        let method = parts.peek().and_then(|part| Method::from_name(part));
        if method.is_some() {
            parts.next();
        }
        let rest: Vec<&str> = parts.collect();
        // What a fault does stands last. A fault that does one thing only has no such part.
        let (nth, value) = match (rest.as_slice(), (self.read)(None).is_some()) {
            ([value], false) => (None, Some(*value)),
            ([nth, value], false) => (Some(*nth), Some(*value)),
            ([], true) if method.is_some() => (None, None),
            ([nth], true) => (Some(*nth), None),
            _ => return None,
        };
        let nth = match nth {
            Some(nth) => Some(nth.parse().ok().filter(|nth| *nth > 0)?),
            None => None,
        };
        Some((Trigger { method, nth, seen: 0 }, (self.read)(value)?))
    }

    fn malformed(&self, text: &str) -> Error {
        Error::invalid(format!(
            "{} is {text:?}; it must have the form {}",
            self.parameter, self.form
        ))
    }
}

/// An error by its name or its number.
fn error_kind(text: &str) -> Option<ErrorKind> {
    ErrorKind::from_name(text)
        .or_else(|| text.parse().ok().map(ErrorKind))
        .filter(|kind| *kind != ErrorKind::OK)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(query: &str, environment: &[(&str, &str)]) -> Result<Faults> {
        Faults::read(&Uri::parse(&format!("sim://?{query}")).unwrap(), &|key| {
            environment.iter().find(|(name, _)| *name == key).map(|(_, value)| value.into())
        })
    }

    fn kinds(faults: &mut Faults, calls: &[Method]) -> Vec<i32> {
        calls
            .iter()
            .map(|call| faults.strike(*call).map_or_else(|error| error.kind.0, |_| 0))
            .collect()
    }

    #[test]
    fn calls_are_counted_by_session_and_by_method() {
        use Method::{pools, volumes};
        let calls = [pools, volumes, pools, pools];
        for (query, outcome) in [
            ("", [0, 0, 0, 0]),
            ("fail=3:TIMEOUT", [0, 0, 11, 0]),
            ("fail=pools:2:timeout", [0, 0, 11, 0]),
            ("fail=volumes:2:TIMEOUT", [0, 0, 0, 0]),
            ("fail=pools:-32700", [-32700, 0, -32700, -32700]),
            ("fail=142", [142, 142, 142, 142]),
            ("fail=1:TIMEOUT,volumes:PLUGIN_BUG&fail=4:12", [11, 2, 0, 12]),
        ] {
            assert_eq!(kinds(&mut faults(query, &[]).unwrap(), &calls), outcome, "{query}");
        }
        let mut faults = faults("", &[("LSM_SIM_FAIL", "2:TIMEOUT,3:TIMEOUT")]).unwrap();
        assert_eq!(kinds(&mut faults, &calls), [0, 11, 11, 0]);
    }

    #[test]
    fn replies_are_cut_and_processes_crash_where_asked() {
        let mut faults = faults(
            "cut=volumes:17&die_before_commit=volume_create:2&die_after_commit=volume_delete&die=99",
            &[],
        )
        .unwrap();
        let effect = |verdict, crash| Effect { verdict, crash };
        for (call, expected) in [
            (Method::volumes, effect(Verdict::CutReply(17), None)),
            (Method::volume_create, effect(Verdict::Serve, None)),
            (Method::volume_create, effect(Verdict::Serve, Some(CrashPoint::BeforeCommit))),
            (Method::volume_create, effect(Verdict::Serve, None)),
            (Method::volume_delete, effect(Verdict::Serve, Some(CrashPoint::AfterCommit))),
        ] {
            assert_eq!(faults.strike(call).unwrap(), expected, "{call}");
        }
    }

    #[test]
    fn a_delay_holds_the_call_up() {
        let mut faults = faults("delay=pools:20", &[]).unwrap();
        let start = std::time::Instant::now();
        faults.strike(Method::pools).unwrap();
        assert!(start.elapsed() >= Duration::from_millis(20));
    }

    #[test]
    fn a_malformed_fault_is_refused() {
        for query in [
            "fail=nothing",
            "fail=0",
            "fail=OK",
            "fail=0:TIMEOUT",
            "fail=x:TIMEOUT",
            "fail=pools:x:TIMEOUT",
            "fail=pools:1:2:TIMEOUT",
            "fail=plugin_data:TIMEOUT",
            "delay=-1",
            "delay=pools",
            "cut=x",
            "die=",
            "die=nothing",
            "die=0",
            "die=pools:1:2",
            "die_before_commit=x",
        ] {
            let refused = faults(query, &[]);
            if query == "die=" {
                assert!(refused.unwrap().0.is_empty(), "an empty value asks for nothing");
                continue;
            }
            assert_eq!(refused.unwrap_err().kind, ErrorKind::INVALID_ARGUMENT, "{query}");
        }
    }
}
