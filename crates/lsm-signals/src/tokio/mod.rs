// SPDX-License-Identifier: MIT OR Apache-2.0
//! Senders and receivers for programs that run on tokio.
//!
//! They are those of the crate, which decide and keep count just the same; only what waits is a
//! future. Connecting blocks for a moment, so it is done before. The runtime needs its drivers for
//! I/O and time (`enable_all`).
//!
//! ```
//! use std::time::{Duration, Instant};
//!
//! use lsm_signals::receiver::Event;
//! use lsm_signals::rule::Rule;
//! use lsm_signals::tokio::{Receiver, Sender};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # use lsm_test::bus::{Bus, BusKind};
//! # let Some(bus) = Bus::start_or_skip(BusKind::Daemon) else { return Ok(()) };
//! # let address = bus.address();
//! let address = address.parse()?; // Such as unix:path=/run/dbus/system_bus_socket
//! let mut sender = lsm_signals::Sender::builder().connect(&address)?;
//! let alarm = sender.event("/org/example/storage", "org.example.Storage1", "Alarm", "u")?;
//! let receiver = lsm_signals::Receiver::builder()
//!     .rule(Rule::interface("org.example.Storage1"))
//!     .from(sender.unique_name())
//!     .connect(&address)?;
//!
//! let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
//! runtime.block_on(async {
//!     let (mut sender, mut receiver) = (Sender::new(sender)?, Receiver::new(receiver)?);
//!     let receiving = tokio::spawn(async move {
//!         let mut disks = Vec::new();
//!         while disks.len() < 3 {
//!             if let Event::Signal(signal) = receiver.next().await? {
//!                 disks.push(signal.body().uint32()?);
//!             }
//!         }
//!         // Confirms the last one, too.
//!         let more = tokio::time::timeout(Duration::from_millis(200), receiver.next()).await;
//!         assert!(more.is_err());
//!         lsm_signals::Result::Ok(disks)
//!     });
//!     while !sender.get_mut().report().receivers.iter().any(|receiver| receiver.subscribed) {
//!         // Serves whoever subscribes; nobody calls anything else here.
//!         let _ = tokio::time::timeout(Duration::from_millis(10), sender.process()).await;
//!     }
//!     for disk in 0..3 {
//!         sender.emit(alarm, |body| body.uint32(disk)).await?;
//!     }
//!     sender.settle(Instant::now() + Duration::from_secs(30)).await?;
//!     assert_eq!(receiving.await??, [0, 1, 2]);
//!     Ok(())
//! })
//! # }
//! ```

mod receiver;
mod sender;
mod watch;

pub use self::receiver::Receiver;
pub use self::sender::Sender;
