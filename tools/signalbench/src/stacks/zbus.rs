// SPDX-License-Identifier: MIT OR Apache-2.0
//! zbus, on a tokio runtime of one thread, which is how it is fastest.

use anyhow::{Context, Result};
use futures_util::StreamExt;
use zbus::connection::Builder;
use zbus::object_server::SignalEmitter;
use zbus::{MatchRule, MessageStream, interface};

use crate::experiment::{self, RULE};
use crate::lines::Said;
use crate::tally::{IDLE, Manners, Tally};

struct Fubar;

#[interface(name = "org.fubar.signal1")]
impl Fubar {
    async fn spam_signal(
        &self,
        #[zbus(signal_emitter)] emitter: SignalEmitter<'_>,
        count: u64,
        size: u64,
    ) -> zbus::fdo::Result<u64> {
        let payload = experiment::payload(size);
        for _ in 0..count {
            Self::spam(&emitter, experiment::now(), size, &payload).await?;
        }
        Ok(count)
    }

    #[zbus(signal)]
    async fn spam(
        emitter: &SignalEmitter<'_>,
        stamp: f64,
        size: u64,
        payload: &str,
    ) -> zbus::Result<()>;
}

fn block_on<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(work)
}

/// Serves on a bus under `name` until the bus hangs up.
///
/// # Errors
/// When the bus cannot be reached or the name is taken.
pub(crate) fn serve(address: &str, name: &str) -> Result<()> {
    block_on(async {
        let connection = Builder::address(address)
            .serve_at(experiment::PATH, Fubar)
            .name(name)
            .build()
            .await
            .context("Cannot serve on the bus")?;
        let mut messages = MessageStream::from(&connection);
        Said::Ready.say();
        let why = loop {
            match messages.next().await {
                Some(Ok(_)) => {}
                Some(Err(error)) => break error.to_string(),
                None => break "hung up".to_owned(),
            }
        };
        Said::Gone { received: 0, why }.say();
        Ok(())
    })
}

/// Counts what comes from a bus.
///
/// # Errors
/// When the bus cannot be reached.
pub(crate) fn client(address: &str, manners: Manners) -> Result<()> {
    block_on(async {
        let connection = Builder::address(address).build().await?;
        let rule = MatchRule::try_from(RULE)?;
        let mut signals = MessageStream::for_match_rule(rule, &connection, None).await?;
        let mut tally = Tally::new(manners);
        Said::Ready.say();
        loop {
            let Ok(next) = tokio::time::timeout(IDLE, signals.next()).await else {
                tally.idle();
                continue;
            };
            match next {
                Some(Ok(message)) => {
                    let body = message.body();
                    let (stamp, size, _payload): (f64, u64, &str) = body.deserialize()?;
                    tally.signal(stamp, size);
                }
                Some(Err(error)) => {
                    tally.gone(&error.to_string());
                    return Ok(());
                }
                None => {
                    tally.gone("hung up");
                    return Ok(());
                }
            }
        }
    })
}
