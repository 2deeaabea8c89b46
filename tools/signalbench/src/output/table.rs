// SPDX-License-Identifier: MIT OR Apache-2.0
//! The table that grows while measuring.

use crate::{cell, faults};

/// Above the lines of measurements.
pub(crate) const HEADING: &str = "\
bus          stack          payload   count clients       msg/s     MiB/s   avg ms   p99 ms   max ms  received  \
CPU us sender/bus/receiver  MiB sender/bus";

/// Above the lines of faults.
pub(crate) const FAULT_HEADING: &str = "\
bus          stack          fault          slow/fast received of count   MiB sender/bus  verdict";

/// One measurement.
pub(crate) fn line(row: &cell::Row) -> String {
    let clients = if row.slow_clients == 0 {
        row.clients.to_string()
    } else {
        format!("{}+{}", row.clients, row.slow_clients)
    };
    let cpu = format!("{:.1}/{:.1}/{:.1}", row.cpu_sender_us, row.cpu_bus_us, row.cpu_receiver_us);
    let memory = format!("{:.0}/{:.0}", row.memory_sender_mib, row.memory_bus_mib);
    let outcome = if row.outcome == "ok" { String::new() } else { format!("  {}", row.outcome) };
    format!(
        "{:<12} {:<14} {:>7} {:>7} {:>7} {:>11.0} {:>9.1} {:>8.2} {:>8.2} {:>8.2} {:>8.3}%  {:<26}  {:<14}{outcome}",
        row.bus,
        row.stack,
        row.payload,
        row.count,
        clients,
        row.messages_per_second,
        row.mib_per_second,
        row.delay_ms.average,
        row.delay_ms.p99,
        row.delay_ms.max,
        row.percent,
        cpu,
        memory,
    )
    .trim_end()
    .to_owned()
}

/// One fault.
pub(crate) fn fault_line(row: &faults::Row) -> String {
    let received = format!("{}/{} of {}", row.slow_received, row.fast_received, row.count);
    let memory = format!("{:.0}/{:.0}", row.memory_sender_mib, row.memory_bus_mib);
    format!(
        "{:<12} {:<14} {:<14} {:<28} {:<14}  {}",
        row.bus, row.stack, row.fault, received, memory, row.verdict
    )
}
