// SPDX-License-Identifier: MIT OR Apache-2.0
//! Small changes to inputs, the same ones every time.

/// Pieces that parsers look out for.
const PIECES: &[&[u8]] = &[
    b"0000000000",
    b"9999999999",
    b"{\"class\": \"Volume\"}",
    b"\"result\": ",
    b"\"error\": ",
    b"\"params\": {}",
    b"null",
    b"true",
    b"-1",
    b"18446744073709551616",
    b"1e999",
    b"[[[[[[[[",
    b"{\"\":{\"\":",
    b"]}",
    b"\"",
    b"\\u0000",
    b"\\ud800",
    b"\\",
    b"\xff\xfe",
    "é\u{10ffff}".as_bytes(),
    b"://",
    b"@",
    b":",
    b"?a=b",
    b"#",
    b"0x",
    b"iqn",
    b"KiB",
    b".",
    b"\n",
    b" ",
    b"--",
    b"=",
    b"\0",
];

/// A source of mutations. From the same beginning it gives the same ones (xorshift64*, Vigna
/// 2016), so that a test that fails fails again.
#[derive(Debug)]
pub struct Mutator(u64);

impl Mutator {
    /// A source from this beginning.
    pub fn new(beginning: u64) -> Self {
        Self(beginning | 1)
    }

    fn number(&mut self, below: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        number as usize % below.max(1)
    }

    /// One of the seeds with one to four changes.
    pub fn mutate(&mut self, seeds: &[Vec<u8>]) -> Vec<u8> {
        let mut data = seeds[self.number(seeds.len())].clone();
        for _ in 0..=self.number(4) {
            self.change(&mut data, seeds);
        }
        data
    }

    fn change(&mut self, data: &mut Vec<u8>, seeds: &[Vec<u8>]) {
        let at = self.number(data.len() + 1);
        let end = at + self.number((data.len() - at).min(32) + 1);
        match self.number(7) {
            // A bit.
            0 if at < data.len() => data[at] ^= 1 << self.number(8),
            // A byte.
            1 if at < data.len() => data[at] = self.number(256) as u8,
            // A piece left out, doubled, or cut off.
            2 => drop(data.drain(at..end)),
            3 => {
                let piece = data[at..end].to_vec();
                data.splice(at..at, piece);
            }
            4 => data.truncate(at),
            // A piece that somebody looks out for.
            5 => {
                let piece = PIECES[self.number(PIECES.len())];
                data.splice(at..end, piece.iter().copied());
            }
            // A piece of another seed.
            _ => {
                let other = &seeds[self.number(seeds.len())];
                let from = self.number(other.len() + 1);
                let to = from + self.number((other.len() - from).min(64) + 1);
                data.splice(at..end, other[from..to].iter().copied());
            }
        }
    }
}
