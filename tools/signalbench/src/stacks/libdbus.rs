// SPDX-License-Identifier: MIT OR Apache-2.0
//! libdbus, the reference library, through the crate `dbus`.

use anyhow::{Context, Result, anyhow};
use dbus::channel::Channel;
use dbus::message::MessageType;
use dbus::{Message, blocking};

use crate::experiment::{self, RULE};
use crate::lines::Said;
use crate::tally::{IDLE, Manners, Tally};

fn connect(address: &str) -> Result<Channel> {
    let mut channel = Channel::open_private(address).context("Cannot reach the bus")?;
    channel.register().context("The bus refused us")?;
    Ok(channel)
}

/// Serves on a bus under `name` until the bus hangs up.
///
/// # Errors
/// When the bus cannot be reached or the name is taken.
pub(crate) fn serve(address: &str, name: &str) -> Result<()> {
    let connection = blocking::Connection::from(connect(address)?);
    connection.request_name(name, false, false, true).context("Cannot own the name")?;
    let channel = connection.channel();
    Said::Ready.say();
    while channel.is_connected() {
        let Ok(Some(call)) = channel.blocking_pop_message(IDLE) else { continue };
        if call.msg_type() != MessageType::MethodCall {
            continue;
        }
        let Some(reply) = answer(channel, &call) else { break };
        if channel.send(reply).is_err() {
            break;
        }
    }
    Said::Gone { received: 0, why: "hung up".to_owned() }.say();
    Ok(())
}

/// Emits what is asked for; `None` when the connection is lost.
fn answer(channel: &Channel, call: &Message) -> Option<Message> {
    match call.member().as_deref() {
        Some(experiment::METHOD) => {
            let Ok((count, size)) = call.read2::<u64, u64>() else {
                return Some(call.error(
                    &"org.freedesktop.DBus.Error.InvalidArgs".into(),
                    c"SpamSignal takes two numbers (tt)",
                ));
            };
            let payload = experiment::payload(size);
            for _ in 0..count {
                let signal = Message::signal(
                    &experiment::PATH.into(),
                    &experiment::INTERFACE.into(),
                    &experiment::SIGNAL.into(),
                )
                .append3(experiment::now(), size, payload.as_str());
                channel.send(signal).ok()?;
            }
            Some(call.method_return().append1(count))
        }
        Some("Introspect") => Some(call.method_return().append1(experiment::INTROSPECTION)),
        _ => {
            Some(call.error(
                &"org.freedesktop.DBus.Error.UnknownMethod".into(),
                c"There is no such method",
            ))
        }
    }
}

/// Counts what comes from a bus.
///
/// # Errors
/// When the bus cannot be reached.
pub(crate) fn client(address: &str, manners: Manners) -> Result<()> {
    let connection = blocking::Connection::from(connect(address)?);
    connection.add_match_no_cb(RULE).map_err(|error| anyhow!("Cannot match: {error}"))?;
    let channel = connection.channel();
    let mut tally = Tally::new(manners);
    Said::Ready.say();
    loop {
        // It also returns nothing when only a part of a large message is there.
        let began = std::time::Instant::now();
        match channel.blocking_pop_message(IDLE) {
            Ok(Some(message)) => {
                if message.member().as_deref() == Some(experiment::SIGNAL)
                    && let Ok((stamp, size, _payload)) = message.read3::<f64, u64, &str>()
                {
                    tally.signal(stamp, size);
                }
            }
            Ok(None) if channel.is_connected() => {
                if began.elapsed() >= IDLE {
                    tally.idle();
                }
            }
            _ => {
                tally.gone("hung up");
                return Ok(());
            }
        }
    }
}
