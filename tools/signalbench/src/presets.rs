// SPDX-License-Identifier: MIT OR Apache-2.0
//! The runs of the full report.
//!
//! Stacks that are not ours carry fewer of the large payloads: their figures do not change after
//! the first few hundred MiB, but the time adds up. Ours carry everything, since it has to be
//! shown that nothing of it is lost.

use std::time::Duration;

use crate::bus::Kind;
use crate::cell::Cell;
use crate::cli::doubling;
use crate::faults::{Fault, Trial};
use crate::plan::{Pair, Sweep};

const MIB: u64 = 1 << 20;
const GIB: u64 = 1 << 30;

/// All measurements of the report with these stacks on these buses.
pub(crate) fn cells(pairs: &[Pair], buses: &[Kind]) -> Vec<Cell> {
    // The last signal says everything: how fast that goes is no other figure.
    let pairs = || pairs.iter().copied().filter(|pair| pair.0.name != "lsm-state");
    let of = |wanted: &dyn Fn(&Pair) -> bool| pairs().filter(|pair| wanted(pair)).collect();
    let base = Sweep {
        payloads: doubling(32, MIB),
        counts: vec![10_000],
        clients: vec![1],
        pairs: of(&|_| true),
        buses: buses.to_vec(),
        slow_clients: 0,
        slow: Duration::ZERO,
        most_bytes: 256 * MIB,
        first: 1,
        repeat: 1,
    };
    let sweeps = [
        Sweep { pairs: of(&|pair| !ours(pair)), ..base.clone() },
        Sweep { pairs: of(&ours), most_bytes: GIB + GIB / 4, ..base.clone() },
        // Short runs vary most: they are repeated, for medians.
        Sweep { payloads: doubling(32, 16 * 1024), repeat: 3, first: 2, ..base.clone() },
        Sweep {
            payloads: doubling(32, 128 * 1024),
            counts: vec![100_000],
            pairs: of(&|pair| ours(pair) && !slow(pair)),
            most_bytes: 16 * GIB,
            ..base.clone()
        },
        Sweep {
            payloads: doubling(32, 128 * 1024),
            counts: vec![100_000],
            pairs: of(&|pair| pair.0.floor),
            most_bytes: GIB,
            ..base.clone()
        },
        Sweep {
            payloads: vec![32, 1024],
            counts: vec![100_000],
            pairs: of(&|pair| !pair.0.floor && (!ours(pair) || slow(pair))),
            ..base.clone()
        },
        Sweep {
            payloads: vec![32],
            counts: vec![1_000_000],
            pairs: of(&|pair| pair.0.floor || (ours(pair) && !slow(pair))),
            ..base.clone()
        },
        Sweep { payloads: vec![1024], counts: vec![2000], clients: vec![4], ..base.clone() },
        Sweep {
            payloads: vec![1024],
            counts: vec![2000],
            clients: vec![16, 64],
            // So many interpreters measure their own start.
            pairs: of(&|pair| !slow(pair)),
            ..base.clone()
        },
        Sweep {
            payloads: vec![1024],
            counts: vec![2000],
            slow_clients: 1,
            slow: Duration::from_micros(500),
            ..base
        },
    ];
    sweeps.iter().flat_map(Sweep::cells).collect()
}

/// All faults of the report with these stacks on these buses.
pub(crate) fn trials(pairs: &[Pair], buses: &[Kind]) -> Vec<Trial> {
    let mut trials = Vec::new();
    for fault in Fault::ALL {
        for &bus in buses {
            for &pair in pairs.iter().filter(|pair| pair.0.on_bus && pair.1.on_bus) {
                let sleeps = matches!(fault, Fault::Sleep | Fault::ThreeSenders);
                // Ten seconds are what nobody survives; others show what they do sooner.
                let long = sleeps && ours(&pair) && !slow(&pair);
                let pause = Duration::from_secs(if long { 10 } else { 2 });
                trials.push(Trial { fault, bus, pair, payload: 65_536, count: 10_000, pause });
            }
        }
    }
    trials
}

fn ours(pair: &Pair) -> bool {
    pair.0.cooperates
}

fn slow(pair: &Pair) -> bool {
    pair.1.name == "dbus-python"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::all_pairs;

    #[test]
    fn the_report_holds_what_has_to_be_shown() {
        let pairs = all_pairs().unwrap();
        let cells = cells(&pairs, &Kind::BUSES);
        for bus in Kind::BUSES {
            for payload in doubling(32, 131_072) {
                for count in [10_000, 100_000] {
                    for stack in ["lsm", "lsm:floor"] {
                        let found = cells.iter().any(|cell| {
                            (cell.bus, cell.payload, cell.count) == (bus, payload, count)
                                && cell.stack() == stack
                        });
                        assert!(found, "{stack}, {} {payload} {count}", bus.name());
                    }
                }
            }
        }
        let trials = trials(&pairs, &Kind::BUSES);
        let on_bus = pairs.iter().filter(|pair| pair.0.on_bus).count();
        assert_eq!(trials.len(), Fault::ALL.len() * 3 * on_bus);
    }
}
