// SPDX-License-Identifier: MIT OR Apache-2.0
//! Which runs are made, and in which order.

use std::time::Duration;

use crate::bus::Kind;
use crate::cell::Cell;
use crate::stacks::Stack;

/// A server and a client stack.
pub(crate) type Pair = (&'static Stack, &'static Stack);

/// Every combination of these is measured.
#[derive(Clone, Debug)]
pub(crate) struct Sweep {
    pub(crate) payloads: Vec<u64>,
    pub(crate) counts: Vec<u64>,
    pub(crate) clients: Vec<u64>,
    pub(crate) pairs: Vec<Pair>,
    pub(crate) buses: Vec<Kind>,
    /// Slow clients beside the others, and what they spend with every signal.
    pub(crate) slow_clients: u64,
    pub(crate) slow: Duration,
    /// No run carries more bytes of payload; counts are cut to fit.
    pub(crate) most_bytes: u64,
    /// Number of the first repetition, and of the last.
    pub(crate) first: u64,
    pub(crate) repeat: u64,
}

impl Sweep {
    /// All cells, in the order of their parts.
    pub(crate) fn cells(&self) -> Vec<Cell> {
        let mut cells = Vec::new();
        for pass in self.first..=self.repeat {
            for &(server, client) in &self.pairs {
                for &bus in self.buses.iter().chain(&[Kind::None]) {
                    if !(server.runs_on(bus) && client.runs_on(bus)) {
                        continue;
                    }
                    self.combine(bus, (server, client), pass, &mut cells);
                }
            }
        }
        cells
    }

    fn combine(&self, bus: Kind, (server, client): Pair, pass: u64, cells: &mut Vec<Cell>) {
        for &payload in &self.payloads {
            let most = (self.most_bytes / payload.max(1)).max(1);
            let mut counts: Vec<(u64, u64)> =
                self.counts.iter().map(|many| (*many, *many.min(&most))).collect();
            counts.dedup_by_key(|(_, count)| *count);
            for (many, count) in counts {
                for &clients in &self.clients {
                    cells.push(Cell {
                        bus,
                        server,
                        client,
                        payload,
                        count,
                        many,
                        clients,
                        slow_clients: self.slow_clients,
                        slow: self.slow,
                        pass,
                    });
                }
            }
        }
    }
}

/// Mixes the order, so that what else the machine does hits every stack alike. The same seed
/// gives the same order.
pub(crate) fn shuffle<T>(items: &mut [T], seed: u64) {
    let mut state = seed | 1;
    for last in (1..items.len()).rev() {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let other = usize::try_from(state % (last as u64 + 1)).unwrap_or(0);
        items.swap(last, other);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sweep(pairs: Vec<Pair>) -> Sweep {
        Sweep {
            payloads: vec![32, 1024],
            counts: vec![100, 1000],
            clients: vec![1, 4],
            pairs,
            buses: vec![Kind::DbusDaemon, Kind::Busd],
            slow_clients: 0,
            slow: Duration::ZERO,
            most_bytes: 64 * 1024,
            first: 1,
            repeat: 2,
        }
    }

    #[test]
    fn every_combination_is_there_once_and_large_runs_are_cut() {
        let floor = Stack::named("floor").unwrap();
        let socket = Stack::named("socket").unwrap();
        // 32 bytes: both counts fit; 1024 bytes: both are cut to 64, which is one.
        let cells = sweep(vec![(floor, floor)]).cells();
        assert_eq!(cells.len(), 2 * 2 * (2 + 1) * 2);
        assert!(cells.iter().all(|cell| cell.payload * cell.count <= 64 * 1024));
        // Without a bus there is one place to run, not two.
        assert_eq!(sweep(vec![(socket, socket)]).cells().len(), 2 * (2 + 1) * 2);
        // A pair that has no common ground is not run.
        assert!(sweep(vec![(floor, socket)]).cells().is_empty());
    }

    #[test]
    fn shuffling_keeps_everything_and_depends_on_the_seed_only() {
        let sorted: Vec<u32> = (0..100).collect();
        let shuffled = |seed| {
            let mut items = sorted.clone();
            shuffle(&mut items, seed);
            items
        };
        assert_eq!(shuffled(1), shuffled(1));
        assert_ne!(shuffled(1), shuffled(3));
        let mut back = shuffled(5);
        assert_ne!(back, sorted);
        back.sort_unstable();
        assert_eq!(back, sorted);
    }
}
