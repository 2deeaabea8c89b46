// SPDX-License-Identifier: MIT OR Apache-2.0
//! The options, as one table.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::Result;

use super::values::{doubling, number, numbers, pair_named, put, split};
use crate::bus::Kind;
use crate::experiment::SERVICE;
use crate::faults::Fault;
use crate::plan::Pair;
use crate::stacks::Stack;

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

/// An option.
pub(super) struct Flag {
    pub(super) name: &'static str,
    /// What its value is called; none when it has no value.
    pub(super) value: Option<&'static str>,
    /// The commands that have it.
    pub(super) commands: &'static [&'static str],
    pub(super) help: &'static str,
    pub(super) set: fn(&mut Options, &str) -> Result<()>,
}

const MEASURING: &[&str] = &["run", "faults"];
const HAND: &[&str] = &["serve", "client", "drive"];

/// All options.
pub(super) static FLAGS: &[Flag] = &[
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
        help: "the full report: all sweeps and faults, about twenty minutes on two cores",
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
