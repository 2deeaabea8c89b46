// SPDX-License-Identifier: MIT OR Apache-2.0
//! The driver: whoever calls `SpamSignal`.

use std::io::Write;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use super::floor::CALLER;
use crate::experiment;
use crate::lines::Said;
use crate::wire::{Body, Connection, Message, Next, socket_path};

/// Calls `SpamSignal` for whoever writes `call COUNT SIZE` to our standard input.
///
/// # Errors
/// When the bus or the server cannot be reached, or an input line is something else.
pub(crate) fn drive(address: &str, name: Option<&str>, limit: Duration) -> Result<()> {
    let mut connection = if name.is_some() {
        Connection::bus(address)?
    } else {
        let connection = Connection::peer(socket_path(address)?)?;
        connection.socket().write_all(&[CALLER])?;
        connection
    };
    connection.idle_after(Some(limit))?;
    Said::Ready.say();
    loop {
        while !connection.wait_beside(std::io::stdin())? {
            let Next::Message(range) = connection.next()? else { break };
            connection.answer(range)?;
        }
        let mut line = String::new();
        if std::io::stdin().read_line(&mut line)? == 0 {
            return Ok(());
        }
        let words: Vec<&str> = line.split_whitespace().collect();
        let ["call", count, size] = words[..] else { bail!("Cannot do '{line}'") };
        let began = std::time::Instant::now();
        spam(&mut connection, name, count.parse()?, size.parse()?)
            .map_or_else(
                |error| Said::Failed(format!("{error:#}")),
                |sent| Said::Sent { sent, seconds: began.elapsed().as_secs_f64() },
            )
            .say();
    }
}

/// Calls `SpamSignal` once and returns what the server says it sent.
///
/// # Errors
/// When the call fails.
pub(crate) fn spam(
    connection: &mut Connection,
    name: Option<&str>,
    count: u64,
    size: u64,
) -> Result<u64> {
    let body = Body::default().number(count).number(size);
    let (path, interface) = (experiment::PATH, experiment::INTERFACE);
    let reply = connection.call(name, path, interface, experiment::METHOD, &body)?;
    let message = Message::parse(&reply).context("The reply is no message")?;
    message.long(0).context("The reply holds no number")
}
