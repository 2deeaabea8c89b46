// SPDX-License-Identifier: MIT OR Apache-2.0
//! The command line: one table of commands, one of options; help falls out of them.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::bus::Kind;
use crate::experiment::SERVICE;
use crate::faults::Fault;
use crate::plan::Pair;
use crate::stacks::{self, STACKS, Stack};
use crate::{by_hand, output, process, run};

/// Which runs are made without being named one by one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Preset {
    /// What the options say.
    Options,
    /// The full report.
    Report,
}

/// Everything that options can set.
#[derive(Clone, Debug)]
pub(crate) struct Options {
    pub(crate) address: String,
    pub(crate) buses: Option<Vec<Kind>>,
    pub(crate) clients: Vec<u64>,
    pub(crate) counts: Vec<u64>,
    pub(crate) fault_count: u64,
    pub(crate) fault_payload: u64,
    pub(crate) fault_pause: Duration,
    pub(crate) faults: Vec<Fault>,
    pub(crate) most_bytes: u64,
    pub(crate) name: String,
    pub(crate) output: PathBuf,
    pub(crate) payloads: Vec<u64>,
    pub(crate) preset: Preset,
    pub(crate) repeat: u64,
    pub(crate) seed: u64,
    pub(crate) slow: Duration,
    pub(crate) slow_clients: u64,
    pub(crate) stack: String,
    pub(crate) stacks: Option<Vec<Pair>>,
    /// What is no option.
    pub(crate) words: Vec<String>,
}

impl Default for Options {
    fn default() -> Self {
        let address = std::env::var("DBUS_SYSTEM_BUS_ADDRESS")
            .unwrap_or_else(|_| "unix:path=/run/dbus/system_bus_socket".to_owned());
        Self {
            address,
            buses: None,
            clients: vec![1],
            counts: vec![10_000],
            fault_count: 10_000,
            fault_payload: 65_536,
            fault_pause: Duration::from_secs(10),
            faults: Vec::new(),
            most_bytes: 16 << 30,
            name: SERVICE.to_owned(),
            output: "signalbench-report".into(),
            payloads: doubling(32, 131_072),
            preset: Preset::Options,
            repeat: 1,
            seed: u64::from(std::process::id()),
            slow: Duration::from_micros(200),
            slow_clients: 0,
            stack: String::new(),
            stacks: None,
            words: Vec::new(),
        }
    }
}

struct Flag {
    name: &'static str,
    /// What its value is called; none when it has no value.
    value: Option<&'static str>,
    commands: &'static [&'static str],
    help: &'static str,
    set: fn(&mut Options, &str) -> Result<()>,
}

const MEASURING: &[&str] = &["run", "faults"];
const HAND: &[&str] = &["serve", "client", "drive"];

static FLAGS: &[Flag] = &[
    Flag {
        name: "payloads",
        value: Some("LIST"),
        commands: &["run", "drive"],
        help: "payload sizes in bytes: 32,1024 or 32..131072, which doubles [32..131072]",
        set: |options, value| put(&mut options.payloads, numbers(value)?),
    },
    Flag {
        name: "counts",
        value: Some("LIST"),
        commands: &["run", "drive"],
        help: "signals in a row: 10000,100000 [10000]",
        set: |options, value| put(&mut options.counts, numbers(value)?),
    },
    Flag {
        name: "clients",
        value: Some("LIST"),
        commands: &["run"],
        help: "numbers of clients: 1,4 or 1..64 [1]",
        set: |options, value| put(&mut options.clients, numbers(value)?),
    },
    Flag {
        name: "slow-clients",
        value: Some("N"),
        commands: &["run"],
        help: "more clients, which take their time [0]",
        set: |options, value| put(&mut options.slow_clients, number(value)?),
    },
    Flag {
        name: "slow-us",
        value: Some("MICROSECONDS"),
        commands: &["run"],
        help: "what a slow client spends with every signal [200]",
        set: |options, value| put(&mut options.slow, Duration::from_micros(number(value)?)),
    },
    Flag {
        name: "stacks",
        value: Some("LIST"),
        commands: MEASURING,
        help: "stacks, or pairs SERVER:CLIENT [all, see 'signalbench stacks']",
        set: |options, value| put(&mut options.stacks, Some(split(value, pair_named)?)),
    },
    Flag {
        name: "buses",
        value: Some("LIST"),
        commands: MEASURING,
        help: "dbus-daemon, dbus-broker, busd [those that are installed]",
        set: |options, value| put(&mut options.buses, Some(split(value, Kind::parse)?)),
    },
    Flag {
        name: "repeat",
        value: Some("N"),
        commands: &["run"],
        help: "how often everything is measured; reports show medians [1]",
        set: |options, value| put(&mut options.repeat, number(value)?),
    },
    Flag {
        name: "most-bytes",
        value: Some("BYTES"),
        commands: &["run"],
        help: "cut counts so that no run carries more payload than this [17179869184]",
        set: |options, value| put(&mut options.most_bytes, number(value)?),
    },
    Flag {
        name: "seed",
        value: Some("N"),
        commands: MEASURING,
        help: "repeat the random order of an earlier run",
        set: |options, value| put(&mut options.seed, number(value)?),
    },
    Flag {
        name: "quick",
        value: None,
        commands: MEASURING,
        help: "few payloads, few signals: does everything work?",
        set: |options, _| {
            options.payloads = vec![32, 1024, 16_384, 131_072];
            options.counts = vec![1000];
            options.fault_count = 1000;
            options.fault_pause = Duration::from_secs(1);
            Ok(())
        },
    },
    Flag {
        name: "report",
        value: None,
        commands: &["run"],
        help: "the full report: all sweeps and faults, about twenty minutes",
        set: |options, _| put(&mut options.preset, Preset::Report),
    },
    Flag {
        name: "faults",
        value: Some("LIST"),
        commands: MEASURING,
        help: "also play these faults: sleep, stop, kill, trickle, bus-restart, sender-killed, \
               three-senders, or all",
        set: |options, value| {
            options.faults = match value {
                "all" => Fault::ALL.to_vec(),
                _ => split(value, Fault::parse)?,
            };
            Ok(())
        },
    },
    Flag {
        name: "fault-payload",
        value: Some("BYTES"),
        commands: MEASURING,
        help: "payload while faults are played [65536]",
        set: |options, value| put(&mut options.fault_payload, number(value)?),
    },
    Flag {
        name: "fault-count",
        value: Some("N"),
        commands: MEASURING,
        help: "signals while faults are played [10000]",
        set: |options, value| put(&mut options.fault_count, number(value)?),
    },
    Flag {
        name: "fault-pause",
        value: Some("SECONDS"),
        commands: MEASURING,
        help: "how long clients sleep or are stopped [10]",
        set: |options, value| put(&mut options.fault_pause, Duration::from_secs(number(value)?)),
    },
    Flag {
        name: "output",
        value: Some("FOLDER"),
        commands: &["run", "faults", "report"],
        help: "where results.json, results.csv, faults.csv, report.html and report.md go \
               [signalbench-report]",
        set: |options, value| put(&mut options.output, value.into()),
    },
    Flag {
        name: "stack",
        value: Some("STACK"),
        commands: &["serve", "client"],
        help: "which stack plays the part; see 'signalbench stacks'",
        set: |options, value| put(&mut options.stack, Stack::named(value)?.name.to_owned()),
    },
    Flag {
        name: "address",
        value: Some("ADDRESS"),
        commands: HAND,
        help: "the bus [DBUS_SYSTEM_BUS_ADDRESS, or the system bus]",
        set: |options, value| put(&mut options.address, value.to_owned()),
    },
    Flag {
        name: "name",
        value: Some("NAME"),
        commands: &["serve", "drive"],
        help: "well-known name of the server [org.fubar.signal1]",
        set: |options, value| put(&mut options.name, value.to_owned()),
    },
];

struct Command {
    name: &'static str,
    help: &'static str,
    does: fn(&Options) -> Result<()>,
}

static COMMANDS: &[Command] = &[
    Command {
        name: "run",
        help: "measure: starts buses, servers, clients and drivers itself",
        does: run::run,
    },
    Command {
        name: "faults",
        help: "only play faults",
        does: |options| {
            let mut options = Options { payloads: Vec::new(), ..options.clone() };
            if options.faults.is_empty() {
                options.faults = Fault::ALL.to_vec();
            }
            run::run(&options)
        },
    },
    Command {
        name: "report",
        help: "write the report anew: signalbench report RESULTS.json",
        does: |options| {
            let [file] = &options.words[..] else {
                bail!("Name one file: signalbench report RESULTS.json")
            };
            output::write_again(file.as_ref(), &options.output)
        },
    },
    Command { name: "stacks", help: "say which stacks and buses this host has", does: run::list },
    Command {
        name: "serve",
        help: "be the server of the experiment of 2015 on a running bus",
        does: by_hand::serve,
    },
    Command {
        name: "client",
        help: "be its client: prints payload, average delay, messages/s, MiB/s, received",
        does: by_hand::client,
    },
    Command { name: "drive", help: "be its driver: calls SpamSignal", does: by_hand::drive },
];

/// Does what the arguments say.
///
/// # Errors
/// When they say nothing that can be done, or doing it fails.
pub(crate) fn dispatch(arguments: &[String]) -> Result<()> {
    let Some((word, rest)) = arguments.split_first() else {
        bail!("No command is given.\n\n{}", help(None));
    };
    match (word.as_str(), rest) {
        // Parts that we start ourselves.
        ("with-parent", program) => return process::with_parent(program),
        ("peer", part) => {
            rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::KILL))?;
            return stacks::play(part);
        }
        ("help" | "--help" | "-h", _) => {
            return show(&help(rest.first().map(String::as_str)));
        }
        ("--version" | "-V", _) => {
            return show(&format!("signalbench {}\n", env!("CARGO_PKG_VERSION")));
        }
        _ => {}
    }
    let command = COMMANDS
        .iter()
        .find(|command| command.name == word)
        .with_context(|| format!("There is no command '{word}'; see 'signalbench --help'"))?;
    if rest.iter().any(|word| word == "--help" || word == "-h") {
        return show(&help(Some(command.name)));
    }
    (command.does)(&parse(command.name, rest)?)
}

fn parse(command: &str, arguments: &[String]) -> Result<Options> {
    let mut options = Options::default();
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        let Some(name) = word.strip_prefix("--") else {
            options.words.push(word.clone());
            continue;
        };
        let (name, inline) =
            name.split_once('=').map_or((name, None), |(name, value)| (name, Some(value)));
        let flag = FLAGS
            .iter()
            .find(|flag| flag.name == name && flag.commands.contains(&command))
            .with_context(|| {
                format!("{command} has no option --{name}; see 'signalbench {command} --help'")
            })?;
        let value = match (flag.value, inline) {
            (None, None) => "",
            (None, Some(_)) => bail!("--{name} takes no value"),
            (Some(_), Some(value)) => value,
            (Some(kind), None) => {
                words.next().with_context(|| format!("--{name} needs a value: {kind}"))?
            }
        };
        (flag.set)(&mut options, value).with_context(|| format!("--{name} {value}"))?;
    }
    if command != "report" && !options.words.is_empty() {
        bail!("Nothing can be done with '{}'", options.words[0]);
    }
    Ok(options)
}

fn help(command: Option<&str>) -> String {
    let mut text = String::new();
    let known = COMMANDS.iter().find(|known| Some(known.name) == command);
    // Writing to a string cannot fail.
    if let Some(command) = known {
        let _ = writeln!(text, "signalbench {}: {}\n", command.name, command.help);
        for flag in FLAGS.iter().filter(|flag| flag.commands.contains(&command.name)) {
            let left = format!("--{} {}", flag.name, flag.value.unwrap_or_default());
            let _ = writeln!(text, "  {left:<24}  {}", flag.help);
        }
        return text;
    }
    text.push_str("signalbench measures how D-Bus stacks carry a flood of signals.\n\n");
    for command in COMMANDS {
        let _ = writeln!(text, "  {:<8} {}", command.name, command.help);
    }
    text.push_str("\nsignalbench COMMAND --help lists the options of a command.\n");
    text
}

fn show(text: &str) -> Result<()> {
    use std::io::Write;
    Ok(std::io::stdout().write_all(text.as_bytes())?)
}

/// Has whoever reads our output had enough? That is no failure.
pub(crate) fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .downcast_ref::<std::io::Error>()
        .is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
}

/// Our senders also serve clients that know nothing of us: the fastest there can be, and one that
/// is slower than any sender.
const MIXED: [&str; 2] = ["lsm:floor", "lsm:dbus-python"];

/// Every pair of a stack with itself, and our own with others.
///
/// # Errors
/// None, as long as the names above are those of stacks.
pub(crate) fn all_pairs() -> Result<Vec<Pair>> {
    let mixed = MIXED.iter().map(|name| pair_named(name));
    STACKS.iter().map(|stack| Ok((stack, stack))).chain(mixed).collect()
}

fn pair_named(name: &str) -> Result<Pair> {
    let (server, client) = name.split_once(':').unwrap_or((name, name));
    Ok((Stack::named(server)?, Stack::named(client)?))
}

fn put<T>(place: &mut T, value: T) -> Result<()> {
    *place = value;
    Ok(())
}

fn split<T>(value: &str, parse: impl Fn(&str) -> Result<T>) -> Result<Vec<T>> {
    value.split(',').map(|part| parse(part.trim())).collect()
}

fn number(value: &str) -> Result<u64> {
    value.parse().with_context(|| format!("'{value}' is no whole number"))
}

fn numbers(value: &str) -> Result<Vec<u64>> {
    let mut found = Vec::new();
    for part in value.split(',') {
        match part.split_once("..") {
            Some((from, to)) => {
                let (from, to) = (number(from)?, number(to)?);
                if from == 0 || from > to {
                    bail!("'{part}' is no range: it doubles from its first to its last number");
                }
                found.extend(doubling(from, to));
            }
            None => found.push(number(part)?),
        }
    }
    Ok(found)
}

/// `from`, twice that, and so on, not above `to`.
pub(crate) fn doubling(from: u64, to: u64) -> Vec<u64> {
    std::iter::successors(Some(from), |last| last.checked_mul(2))
        .take_while(|size| *size <= to)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(command: &str, line: &str) -> Result<Options> {
        parse(command, &line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn lists_and_doubling_ranges() {
        assert_eq!(numbers("32..256,1000").unwrap(), [32, 64, 128, 256, 1000]);
        assert_eq!(doubling(32, 131_072).len(), 13);
        for wrong in ["", "x", "0..8", "9..8", "1,,2"] {
            assert!(numbers(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn options_are_set_with_or_without_an_equals_sign() {
        let options = parsed("run", "--payloads=32 --counts 5,6 --stacks zbus,floor:zbus").unwrap();
        assert_eq!((options.payloads, options.counts), (vec![32], vec![5, 6]));
        let names: Vec<_> =
            options.stacks.unwrap().iter().map(|pair| crate::cell::pair(pair.0, pair.1)).collect();
        assert_eq!(names, ["zbus", "floor:zbus"]);
    }

    #[test]
    fn what_is_wrong_is_said_with_the_way_out() {
        for (command, line, words) in [
            ("run", "--stacks kdbus", "choose from floor"),
            ("run", "--buses kdbus", "choose from dbus-daemon"),
            ("run", "--stack zbus", "run has no option --stack"),
            ("run", "--counts", "--counts needs a value"),
            ("run", "--quick=yes", "takes no value"),
            ("run", "now", "Nothing can be done with 'now'"),
            ("faults", "--faults thunder", "choose from sleep"),
        ] {
            let error = format!("{:#}", parsed(command, line).unwrap_err());
            assert!(error.contains(words), "{line}: {error}");
        }
    }

    #[test]
    fn every_command_has_help_that_names_its_options() {
        for command in COMMANDS {
            let text = help(Some(command.name));
            for flag in FLAGS.iter().filter(|flag| flag.commands.contains(&command.name)) {
                assert!(text.contains(&format!("--{}", flag.name)));
            }
            assert!(help(None).contains(command.name));
        }
        for command in FLAGS.iter().flat_map(|flag| flag.commands) {
            assert!(COMMANDS.iter().any(|known| known.name == *command), "{command}");
        }
    }
}
