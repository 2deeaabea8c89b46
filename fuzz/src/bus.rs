// SPDX-License-Identifier: MIT OR Apache-2.0
//! What comes from a D-Bus message bus, and what people write about one.

use lsm_signals::address::Address;
use lsm_signals::auth::{Client, Server, Step};
use lsm_signals::message::{Reader, Stream, signature};
use lsm_signals::rule::Rule;

/// The stream of messages: however it is cut, the same messages come out; each is within what
/// came in, and its body can be read to the end by its signature, or is refused.
pub fn bus_message(data: &[u8]) {
    let whole = messages(data, usize::MAX);
    assert_eq!(whole, messages(data, 7), "in pieces of 7 bytes");
}

/// The bytes of the messages, and whether the stream ended in a fault.
fn messages(data: &[u8], piece: usize) -> (Vec<Vec<u8>>, bool) {
    let mut stream = Stream::new();
    let (mut found, mut rest) = (Vec::new(), data);
    loop {
        loop {
            match stream.advance() {
                Ok(true) => {
                    let message = stream.message();
                    assert!(message.bytes().len() >= message.body_bytes().len());
                    signature::check(message.signature().as_bytes()).unwrap();
                    let rule = Rule { path_namespace: Some("/".into()), ..Rule::default() };
                    assert!(!rule.matches(&message) || message.path().is_some());
                    let mut body = message.body();
                    read_all(&mut body);
                    found.push(message.bytes().to_vec());
                }
                Ok(false) => break,
                Err(_) => return (found, true),
            }
        }
        if rest.is_empty() {
            return (found, false);
        }
        let space = stream.space();
        let count = space.len().min(rest.len()).min(piece);
        assert!(count > 0, "all complete messages were taken, so there is room");
        let (now, later) = rest.split_at(count);
        space[..count].copy_from_slice(now);
        stream.filled(count);
        rest = later;
    }
}

/// Reads values until there are none, or one that cannot be read.
fn read_all(body: &mut Reader<'_>) {
    while body.more() {
        if body.skip().is_err() {
            return;
        }
    }
    let _ = body.finish();
}

/// Addresses and match rules: what is accepted is written so that it means the same.
pub fn bus_text(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Ok(address) = text.parse::<Address>() {
        let again: Address = address.to_string().parse().unwrap();
        assert_eq!(again.to_string(), address.to_string());
    }
    if let Ok(rule) = text.parse::<Rule>() {
        let again: Rule = rule.to_string().parse().unwrap();
        assert_eq!(again.to_string(), rule.to_string());
    }
}

/// The handshake, both sides: it ends or asks for more, and gives back what came behind it.
pub fn bus_handshake(data: &[u8]) {
    let (mut client, mut server) = (Client::new(0), Server::new(&"0".repeat(32), Some(0)));
    for step in [client.feed(data), server.feed(data)].into_iter().flatten() {
        if let Step::Done { rest, .. } = step {
            assert!(data.ends_with(&rest));
        }
    }
    let _ = (client.output(), server.output());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_seeds_are_messages() {
        for (seed, count) in [
            (&include_bytes!("../corpus/bus_message/00")[..], 1),
            (include_bytes!("../corpus/bus_message/04"), 1),
            (include_bytes!("../corpus/bus_message/05"), 3),
            (include_bytes!("../corpus/bus_message/09"), 5),
        ] {
            let (found, broken) = messages(seed, usize::MAX);
            assert_eq!((found.len(), broken), (count, false));
        }
    }
}
