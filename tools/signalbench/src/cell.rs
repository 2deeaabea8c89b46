// SPDX-License-Identifier: MIT OR Apache-2.0
//! One measured run: a fresh bus, one server, some clients, so many signals of one size.

use std::time::Duration;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use crate::experiment::{END, MARKERS, START};
use crate::scene::{Client, Scene};
use crate::stacks::{Stack, Toolbox};
use crate::statistics::{Delays, median, per, percent, rate};
use crate::tally::{Manners, read_delays};
use crate::{account, bus};

/// A driver gives up waiting for the reply after so long.
const CALL_LIMIT: Duration = Duration::from_secs(300);
/// Clients that say nothing new for so long are given up.
const PATIENCE: Duration = Duration::from_secs(15);

/// What is to be measured.
#[derive(Clone, Debug)]
pub(crate) struct Cell {
    pub(crate) bus: bus::Kind,
    pub(crate) server: &'static Stack,
    pub(crate) client: &'static Stack,
    pub(crate) payload: u64,
    pub(crate) count: u64,
    /// What was asked for before counts were cut to fit.
    pub(crate) many: u64,
    /// Clients that read as fast as they can.
    pub(crate) clients: u64,
    /// More clients that spend [`Cell::slow`] with every signal.
    pub(crate) slow_clients: u64,
    pub(crate) slow: Duration,
    /// Which repetition this is.
    pub(crate) pass: u64,
}

impl Cell {
    /// The stack, or server and client when they differ.
    pub(crate) fn stack(&self) -> String {
        pair(self.server, self.client)
    }
}

/// How a pair of stacks is written.
pub(crate) fn pair(server: &Stack, client: &Stack) -> String {
    if server == client {
        server.name.to_owned()
    } else {
        format!("{}:{}", server.name, client.name)
    }
}

/// What was measured. Sizes in bytes, rates per second as one client sees them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Row {
    pub(crate) bus: String,
    pub(crate) stack: String,
    pub(crate) floor: bool,
    pub(crate) payload: u64,
    pub(crate) count: u64,
    /// What was asked for before counts were cut to fit.
    pub(crate) many: u64,
    pub(crate) clients: u64,
    pub(crate) slow_clients: u64,
    pub(crate) pass: u64,
    /// What the server says it sent.
    pub(crate) sent: u64,
    /// Of all fast clients together.
    pub(crate) received: u64,
    /// Share of `count` for every fast client.
    pub(crate) percent: f64,
    /// The same of the slow clients.
    pub(crate) slow_percent: f64,
    pub(crate) messages_per_second: f64,
    pub(crate) mib_per_second: f64,
    pub(crate) delay_ms: Delays,
    /// CPU time for each signal sent, in microseconds.
    pub(crate) cpu_sender_us: f64,
    pub(crate) cpu_bus_us: f64,
    /// CPU time for each signal received, in microseconds.
    pub(crate) cpu_receiver_us: f64,
    /// Most memory resident, in MiB.
    pub(crate) memory_sender_mib: f64,
    pub(crate) memory_bus_mib: f64,
    pub(crate) memory_receiver_mib: f64,
    /// `ok`, or what went wrong.
    pub(crate) outcome: String,
    /// What the stack itself told about signals that it withheld or lost.
    pub(crate) told: Vec<String>,
}

/// Measures one cell.
///
/// # Errors
/// When something does not start; what happens after the start is in the row.
pub(crate) fn measure(cell: &Cell, toolbox: &Toolbox) -> Result<Row> {
    let folder = tempfile::tempdir().context("Cannot make a temporary folder")?;
    let mut scene = Scene::open(cell.bus, cell.server, 1, CALL_LIMIT, toolbox, folder.path())?;
    let fast = usize::try_from(cell.clients)?;
    for _ in 0..fast {
        scene.join(cell.client, toolbox, &Manners::default())?;
    }
    for _ in 0..cell.slow_clients {
        let manners = Manners { slow: cell.slow, ..Manners::default() };
        scene.join(cell.client, toolbox, &manners)?;
    }
    scene.call(0, MARKERS, START).context("The start marker failed")?;
    let before = scene.cpu(fast);
    let sent = scene.call(0, cell.count, cell.payload);
    // Markers also go out after a failure: the sender may be able to go on.
    let ended = scene.call(0, MARKERS, END);
    let everybody = 0..scene.clients.len();
    scene.settle(everybody, PATIENCE);
    let after = scene.cpu(fast);
    scene.look();

    let outcome = match (&sent, &ended) {
        (Err(error), _) => format!("sending failed: {error:#}"),
        (_, Err(error)) => format!("the end marker failed: {error:#}"),
        _ => match scene.clients.iter().find_map(|client| client.gone.as_ref()) {
            Some(why) => format!("a client was disconnected: {why}"),
            None if scene.clients.iter().all(Client::finished) => "ok".to_owned(),
            None => "a client never saw the end".to_owned(),
        },
    };
    Ok(row(cell, &scene, sent.unwrap_or(0), [before, after], outcome))
}

fn row(cell: &Cell, scene: &Scene, sent: u64, cpu: [[u64; 3]; 2], outcome: String) -> Row {
    let (fast, slow) = scene.clients.split_at(usize::try_from(cell.clients).unwrap_or(0));
    let received = |clients: &[Client]| clients.iter().map(|client| client.received).sum::<u64>();
    let rates: Vec<f64> = fast
        .iter()
        .filter_map(|client| client.span.map(|(first, last)| rate(client.received, last - first)))
        .collect();
    let messages_per_second = median(rates);
    let delays: Vec<f32> = fast.iter().flat_map(|client| read_delays(&client.delays)).collect();
    let spent = |which: usize| cpu[1][which].saturating_sub(cpu[0][which]);
    let memory = fast.iter().map(|client| account::peak_memory(scene.cast.pid(client.id))).max();
    let basis = if sent == 0 { cell.count } else { sent };
    Row {
        bus: cell.bus.name().to_owned(),
        stack: cell.stack(),
        floor: cell.server.floor,
        payload: cell.payload,
        count: cell.count,
        many: cell.many,
        clients: cell.clients,
        slow_clients: cell.slow_clients,
        pass: cell.pass,
        sent,
        received: received(fast),
        percent: percent(received(fast), cell.count * cell.clients),
        slow_percent: percent(received(slow), cell.count * cell.slow_clients),
        messages_per_second,
        mib_per_second: messages_per_second * mib(cell.payload),
        delay_ms: Delays::of(delays),
        cpu_sender_us: per(spent(0), basis) / 1e3,
        cpu_bus_us: per(spent(1), basis) / 1e3,
        cpu_receiver_us: per(spent(2), received(fast)) / 1e3,
        memory_sender_mib: mib(scene.peaks.0 * 1024),
        memory_bus_mib: mib(scene.peaks.1 * 1024),
        memory_receiver_mib: mib(memory.unwrap_or(0) * 1024),
        outcome,
        told: scene.told.clone(),
    }
}

/// Bytes as MiB.
pub(crate) fn mib(bytes: u64) -> f64 {
    crate::statistics::float(bytes) / f64::from(1 << 20)
}
