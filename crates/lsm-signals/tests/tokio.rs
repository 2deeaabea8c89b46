// SPDX-License-Identifier: MIT OR Apache-2.0
//! Senders and receivers that run on tokio.
#![allow(clippy::unwrap_used, clippy::panic)]

mod scene;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use lsm_signals::receiver::{Event, Transport};
use lsm_signals::tokio::{Receiver, Sender};
use lsm_test::bus::Bus;
use scene::{address, event, number, on_every_bus, rule, sender, soon};

on_every_bus!(
    everything_arrives_in_order_on_one_thread,
    a_call_is_answered_while_receivers_are_served,
    a_sender_that_leaves_is_noticed,
);

fn on_one_thread(run: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    // Far later than anything that works takes.
    let limit = Duration::from_secs(100);
    runtime.block_on(async { tokio::time::timeout(limit, run).await.unwrap() });
}

/// Serves until somebody subscribed.
async fn serve(sender: &mut Sender) {
    while !sender.get_mut().report().receivers.iter().any(|one| one.subscribed) {
        let _ = tokio::time::timeout(Duration::from_millis(5), sender.process()).await;
    }
}

fn everything_arrives_in_order_on_one_thread(bus: &Bus) {
    const SIGNALS: u64 = 3000;
    for transport in [Transport::Bus, Transport::Direct] {
        let mut blocking = sender(bus);
        let kind = event(&mut blocking);
        let builder = lsm_signals::Receiver::builder().rule(rule()).transport(transport);
        let receiver = builder.from(blocking.unique_name()).connect(&address(bus)).unwrap();
        on_one_thread(async {
            let mut sender = Sender::new(blocking).unwrap();
            let mut receiver = Receiver::new(receiver).unwrap();
            let received = Arc::new(AtomicU64::new(0));
            let count = Arc::clone(&received);
            let receiving = tokio::spawn(async move {
                loop {
                    let event = receiver.next().await.unwrap();
                    if let Event::Subscribed { .. } = event {
                        continue;
                    }
                    let expected = count.fetch_add(1, Ordering::Relaxed);
                    assert_eq!(number(&event), Some(expected), "{event:?}");
                }
            });
            serve(&mut sender).await;
            // Some large, more than windows and sockets hold. Nobody but the runtime runs both.
            let (small, large) = ("x".repeat(100), "x".repeat(50_000));
            for number in 0..SIGNALS {
                let text = if number % 7 == 0 { &large } else { &small };
                let sent = sender
                    .emit(kind, |body| {
                        body.uint64(number)?;
                        body.string_shared(text)
                    })
                    .await
                    .unwrap();
                assert_eq!(sent.withheld, 0);
            }
            sender.settle(soon()).await.unwrap();
            receiving.abort();
            assert!(receiving.await.unwrap_err().is_cancelled(), "it received nothing wrong");
            assert_eq!(received.load(Ordering::Relaxed), SIGNALS, "{transport:?}");
        });
    }
}

fn a_call_is_answered_while_receivers_are_served(bus: &Bus) {
    use lsm_signals::message::Template;
    let builder = lsm_signals::Sender::builder().serve("org.example.Disk1");
    let blocking = scene::sender_of(bus, builder);
    let name = blocking.unique_name().to_owned();
    let address = address(bus);
    on_one_thread(async {
        let mut sender = Sender::new(blocking).unwrap();
        let calling = tokio::task::spawn_blocking(move || {
            let mut caller = lsm_signals::Connection::open(&address, soon()).unwrap();
            let call = Template::call(Some(&name), "/", "org.example.Disk1", "Size", "").unwrap();
            let reply = caller.call(&call, |_| Ok(()), soon()).unwrap();
            reply.view().body().uint64().unwrap()
        });
        let call = sender.process().await.unwrap();
        assert_eq!(call.view().member(), Some("Size"));
        sender.reply(&call.view(), "t", |body| body.uint64(42)).await.unwrap();
        assert_eq!(calling.await.unwrap(), 42);
    });
}

fn a_sender_that_leaves_is_noticed(bus: &Bus) {
    for transport in [Transport::Bus, Transport::Direct] {
        let blocking = sender(bus);
        let builder = lsm_signals::Receiver::builder().rule(rule()).transport(transport);
        let receiver = builder.from(blocking.unique_name()).connect(&address(bus)).unwrap();
        on_one_thread(async {
            let mut sender = Sender::new(blocking).unwrap();
            let mut receiver = Receiver::new(receiver).unwrap();
            let receiving = tokio::spawn(async move {
                let event = receiver.next().await.unwrap();
                assert!(matches!(event, Event::Subscribed { .. }), "{event:?}");
                let event = receiver.next().await.unwrap();
                assert!(matches!(event, Event::Gone { .. }), "{event:?}");
            });
            serve(&mut sender).await;
            sender.flush().await.unwrap();
            drop(sender);
            receiving.await.unwrap();
        });
    }
}

#[test]
fn outside_of_a_runtime_there_is_an_error() {
    let Some(bus) = Bus::start_or_skip(lsm_test::bus::BusKind::Daemon) else { return };
    let error = Sender::new(sender(&bus)).unwrap_err().to_string();
    assert!(error.contains("tokio"), "{error}");
}
