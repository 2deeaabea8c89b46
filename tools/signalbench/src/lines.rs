// SPDX-License-Identifier: MIT OR Apache-2.0
//! What servers, clients and drivers say on their standard output, one line each, whatever
//! language they are written in.
//!
//! ```text
//! ready                       the match rule is set, the name is owned
//! count N                     N signals so far; the first one, then twice a second when it changed
//! done N FIRST LAST SIZE      the end marker came; stamp of the first signal, arrival of the last
//! gone N WHY                  the connection is lost
//! told TEXT                   the stack says that signals were withheld or lost
//! sent N SECONDS              the driver: the call returned
//! failed WHY                  the driver: it did not
//! ```

use std::io::Write;

/// One line of a peer.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Said {
    Ready,
    Count(u64),
    Done { received: u64, first: f64, last: f64, size: u64 },
    Gone { received: u64, why: String },
    Told(String),
    Sent { sent: u64, seconds: f64 },
    Failed(String),
}

impl Said {
    /// Reads a line; `None` for anything else, which peers may print as they like.
    pub(crate) fn parse(line: &str) -> Option<Self> {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        let mut parts = rest.split(' ');
        let mut next = || parts.next();
        Some(match word {
            "ready" => Self::Ready,
            "count" => Self::Count(next()?.parse().ok()?),
            "done" => Self::Done {
                received: next()?.parse().ok()?,
                first: next()?.parse().ok()?,
                last: next()?.parse().ok()?,
                size: next()?.parse().ok()?,
            },
            "gone" => {
                let (received, why) = rest.split_once(' ').unwrap_or((rest, "no reason given"));
                Self::Gone { received: received.parse().ok()?, why: why.to_owned() }
            }
            "told" => Self::Told(rest.to_owned()),
            "sent" => Self::Sent { sent: next()?.parse().ok()?, seconds: next()?.parse().ok()? },
            "failed" => Self::Failed(rest.to_owned()),
            _ => return None,
        })
    }

    /// Prints the line; when nobody reads it any more, this process has no purpose left.
    pub(crate) fn say(&self) {
        let mut out = std::io::stdout().lock();
        if writeln!(out, "{self}").and_then(|()| out.flush()).is_err() {
            std::process::exit(0);
        }
    }
}

impl std::fmt::Display for Said {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Ready => write!(f, "ready"),
            Self::Count(received) => write!(f, "count {received}"),
            Self::Done { received, first, last, size } => {
                write!(f, "done {received} {first:.7} {last:.7} {size}")
            }
            Self::Gone { received, why } => write!(f, "gone {received} {}", one_line(why)),
            Self::Told(text) => write!(f, "told {}", one_line(text)),
            Self::Sent { sent, seconds } => write!(f, "sent {sent} {seconds:.6}"),
            Self::Failed(why) => write!(f, "failed {}", one_line(why)),
        }
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_reads_back() {
        for said in [
            Said::Ready,
            Said::Count(5),
            Said::Done { received: 10_000, first: 1.25, last: 2.5, size: 32 },
            Said::Gone { received: 3, why: "the bus hung up".to_owned() },
            Said::Told("3 withheld from :1.2".to_owned()),
            Said::Sent { sent: 10, seconds: 0.5 },
            Said::Failed("no answer".to_owned()),
        ] {
            assert_eq!(Said::parse(&said.to_string()), Some(said));
        }
        assert_eq!(Said::parse("Traceback (most recent call last):"), None);
        assert_eq!(Said::parse("done 5"), None);
    }
}
