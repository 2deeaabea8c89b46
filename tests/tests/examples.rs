// SPDX-License-Identifier: MIT OR Apache-2.0
//! 164 invocations of lsmcli 1.10.3 in a row on a fresh simulated array, byte for byte.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeMap;

use lsm_test::{Answer, House};
use serde::Deserialize;

#[derive(Deserialize)]
struct Examples {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    argv: Vec<String>,
    exit: i32,
    stdout: Option<String>,
    stderr_class: Option<String>,
    #[serde(default)]
    env: BTreeMap<String, String>,
    #[serde(default)]
    env_unset: Vec<String>,
}

/// What an invocation does now that 1.10.3 refused, or failed at with a trace.
enum Mended {
    /// It works, and says the same as this one.
    SameAs(&'static [&'static str]),
    /// It works, and says the same as this one but for the separator ` | `, which is this.
    Separated(&'static [&'static str], &'static str),
    /// It works, and prints so many lines.
    Lines(usize),
    /// It fails as it should.
    Fails(i32, &'static str),
}

fn mended(argv: &[String]) -> Option<Mended> {
    let argv: Vec<&str> = argv.iter().map(String::as_str).collect();
    Some(match argv[..] {
        ["-l", "VOLUMES"] => Mended::SameAs(&["list", "--type", "volumes"]),
        ["--capabilities", "--sys", "sim-01"] => {
            Mended::SameAs(&["capabilities", "--sys", "sim-01"])
        }
        ["volume-mask", "--ag", "AG_ID_00001", "--volume", "VOL_ID_00001"] => {
            Mended::Fails(4, "NO_STATE_CHANGE(125)")
        }
        ["volume-replicate", "--vol", _, "--rep-type", "clone", "--name", "x"] => Mended::Lines(3),
        ["ls", "-t", "%"] => Mended::Separated(&["ls", "-t", "|"], "|"),
        ["vc", "--name", "x", "--size", "1.5", ..] => Mended::Fails(2, "size"),
        ["vd", "--vol", "VOL_ID_00002"] => Mended::Fails(2, "-f"),
        _ => return None,
    })
}

struct Replay {
    house: House,
    daemon: bool,
    /// The name of the simulator that is asked.
    plugin: &'static str,
}

impl Replay {
    fn run(&self, case: &Case, uri: Option<&str>) -> Answer {
        let mut command = self.house.lsmcli(self.daemon);
        command.args(&case.argv).env("LSMCLI_URI", format!("{}://", self.plugin)).envs(&case.env);
        if let Some(uri) = uri {
            command.env("LSMCLI_URI", uri);
        }
        for name in &case.env_unset {
            command.env_remove(name);
        }
        command.output().unwrap().into()
    }

    /// Runs an invocation that may now change what it did not, on a copy of the array.
    fn run_mended(&self, case: &Case, mended: &Mended) {
        let copy = self.house.path("state/copy");
        let _ = std::fs::remove_file(&copy);
        let source = rusqlite::Connection::open(self.house.state()).unwrap();
        source.execute("VACUUM INTO ?1", [copy.to_str().unwrap()]).unwrap();
        let uri = format!("{}://?statefile={}", self.plugin, copy.display());
        let answer = self.run(case, Some(&uri));
        let same_as = |argv: &[&str]| {
            self.house
                .lsmcli(self.daemon)
                .args(argv)
                .env("LSMCLI_URI", &uri)
                .output()
                .unwrap()
                .into()
        };
        match mended {
            Mended::SameAs(argv) => assert_eq!(answer, same_as(argv)),
            Mended::Separated(argv, separator) => {
                let mut expected: Answer = same_as(argv);
                expected.stdout = expected.stdout.replace(separator, "%");
                assert_eq!(answer, expected);
            }
            Mended::Lines(lines) => assert_eq!(answer.succeeded().lines().count(), *lines),
            Mended::Fails(status, text) => answer.failed(*status, text),
        }
    }

    fn compare(&self, case: &Case) {
        let answer = self.run(case, None);
        assert_eq!(answer.status, case.exit, "{}", answer.stderr);
        match &case.stdout {
            Some(expected) if case.argv.iter().any(|word| word.eq_ignore_ascii_case("plugins")) => {
                // Their order is that of a folder.
                assert_eq!(sorted(&answer.stdout), sorted(expected));
            }
            Some(expected) if self.plugin == "simc" && expected.contains("Storage simulator") => {
                let itself = expected.replace("Storage simulator", "Compiled plug-in example");
                assert_eq!(answer.stdout, itself.replace("1.10.3", "4.1"));
            }
            Some(expected) => assert_eq!(steady(&answer.stdout), *expected),
            None => assert!(answer.stdout.starts_with("usage: lsmcli"), "{}", answer.stdout),
        }
        match case.stderr_class.as_deref() {
            None => assert_eq!(answer.stderr, ""),
            Some("error") => {
                assert!(answer.stderr.starts_with("lsmcli: error: "), "{}", answer.stderr);
            }
            Some("usage+error") => {
                assert!(answer.stderr.starts_with("usage: lsmcli"), "{}", answer.stderr);
                assert!(answer.stderr.contains("error: "), "{}", answer.stderr);
            }
            Some(number) => {
                assert!(answer.stderr.starts_with(&format!("{number}: ")), "{}", answer.stderr);
            }
        }
    }
}

fn sorted(text: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = text.lines().collect();
    lines.sort_unstable();
    lines
}

/// Puts the recorded values where an array invents its own: VPD identifiers, export paths, times.
fn steady(stdout: &str) -> String {
    let mut steady = String::new();
    let mut rest = stdout;
    while let Some(first) = rest.chars().next() {
        let known = hex_behind(rest, "50", 14)
            .map(|length| (length, "50aa00bb11cc22dd"))
            .or_else(|| {
                hex_behind(rest, "/nfs_exp_", 8).map(|length| (length, "/nfs_exp_0a1b2c3d"))
            })
            .or_else(|| is_time(rest).then_some((19, "2031-05-06 07:08:09")));
        if let Some((length, recorded)) = known {
            steady.push_str(recorded);
            rest = &rest[length..];
        } else {
            steady.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    steady
}

/// The length of `prefix` with `digits` lower-case hexadecimal digits behind it.
fn hex_behind(text: &str, prefix: &str, digits: usize) -> Option<usize> {
    let behind = text.strip_prefix(prefix)?.as_bytes();
    let is_hex = |byte: &u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    let fits = behind.len() >= digits && behind[..digits].iter().all(is_hex);
    (fits && !behind.get(digits).is_some_and(is_hex)).then_some(prefix.len() + digits)
}

fn is_time(text: &str) -> bool {
    text.as_bytes().first_chunk::<19>().is_some_and(|text| {
        text.iter().zip(b"dddd-dd-dd dd:dd:dd").all(|(byte, form)| match form {
            b'd' => byte.is_ascii_digit(),
            form => byte == form,
        })
    })
}

fn replay(plugin: &'static str, daemon: bool) {
    let house = House::with_plugins(&["sim", "simc"]);
    let _daemon = daemon.then(|| house.daemon());
    let replay = Replay { house, daemon, plugin };
    let examples: Examples = serde_json::from_str(include_str!("data/examples.json")).unwrap();
    assert_eq!(examples.cases.len(), 164);
    for (number, case) in examples.cases.iter().enumerate() {
        let argv = &case.argv;
        let outcome =
            std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| match mended(argv) {
                Some(mended) => replay.run_mended(case, &mended),
                None => replay.compare(case),
            }));
        assert!(outcome.is_ok(), "case {number}: lsmcli {argv:?}");
    }
}

#[test]
fn examples_replay_through_lsmd() {
    replay("sim", true);
}

#[test]
fn examples_replay_without_daemon() {
    replay("sim", false);
}

#[test]
fn examples_replay_under_the_second_name_of_the_simulator() {
    replay("simc", true);
    replay("simc", false);
}
