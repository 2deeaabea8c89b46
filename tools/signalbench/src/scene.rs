// SPDX-License-Identifier: MIT OR Apache-2.0
//! Everybody who takes part in a run, and what was heard of them so far.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::account;
use crate::bus::{self, Bus};
use crate::lines::Said;
use crate::process::{Cast, Heard};
use crate::stacks::{Stack, Toolbox};
use crate::tally::{Manners, SENDERS, sender_name};

/// How often CPU and memory are looked at while waiting.
const TICK: Duration = Duration::from_millis(200);

/// One client and what it said so far.
pub(crate) struct Client {
    pub(crate) id: usize,
    pub(crate) delays: PathBuf,
    pub(crate) received: u64,
    /// Stamp of the first signal, arrival of the last.
    pub(crate) span: Option<(f64, f64)>,
    /// Why it lost its connection.
    pub(crate) gone: Option<String>,
}

impl Client {
    fn new(id: usize, delays: PathBuf) -> Self {
        Self { id, delays, received: 0, span: None, gone: None }
    }

    /// Is nothing more to be expected of it?
    pub(crate) fn finished(&self) -> bool {
        self.span.is_some() || self.gone.is_some()
    }
}

/// How many were sent, and in how many seconds; or why not.
type Reply = Result<(u64, f64), String>;

/// Everything that takes part in a run.
pub(crate) struct Scene {
    // Processes end before their bus does, so that none reports its loss.
    pub(crate) cast: Cast,
    pub(crate) clients: Vec<Client>,
    pub(crate) servers: Vec<usize>,
    pub(crate) drivers: Vec<usize>,
    relay: Option<usize>,
    pub(crate) bus: Option<Bus>,
    /// What drivers said and has not been asked for yet.
    replies: Vec<(usize, Reply)>,
    /// What the stacks told, in the order of telling.
    pub(crate) told: Vec<String>,
    /// Servers that lost their connection or ended.
    pub(crate) servers_gone: Vec<String>,
    /// Most memory seen: senders, bus, in KiB.
    pub(crate) peaks: (u64, u64),
    folder: PathBuf,
    limit: Duration,
}

impl Scene {
    /// Starts the bus and as many servers as asked for, each with its driver.
    ///
    /// # Errors
    /// When something does not start.
    pub(crate) fn open(
        kind: bus::Kind,
        stack: &Stack,
        servers: u64,
        limit: Duration,
        toolbox: &Toolbox,
        folder: &Path,
    ) -> Result<Self> {
        let bus = if kind == bus::Kind::None { None } else { Some(Bus::start(kind)?) };
        let mut scene = Self {
            cast: Cast::new(folder),
            clients: Vec::new(),
            servers: Vec::new(),
            drivers: Vec::new(),
            relay: None,
            bus,
            replies: Vec::new(),
            told: Vec::new(),
            servers_gone: Vec::new(),
            peaks: (0, 0),
            folder: folder.to_owned(),
            limit,
        };
        let address = scene.server_address();
        for number in 1..=servers {
            let name = sender_name(number);
            let server = toolbox.server(stack, &address, &name)?;
            scene.servers.push(scene.cast.start("server", server)?);
            let name = scene.bus.is_some().then_some(name.as_str());
            let driver = Toolbox::driver(&address, name, limit)?;
            scene.drivers.push(scene.cast.start("driver", driver)?);
        }
        if stack.name == "relay" {
            let relay = Toolbox::relay(&scene.client_address(true), &address)?;
            scene.relay = Some(scene.cast.start("relay", relay)?);
        }
        Ok(scene)
    }

    fn server_address(&self) -> String {
        match &self.bus {
            Some(bus) => bus.address().to_owned(),
            None => format!("unix:path={}", self.folder.join("server").display()),
        }
    }

    fn client_address(&self, relayed: bool) -> String {
        if relayed {
            format!("unix:path={}", self.folder.join("relay").display())
        } else {
            self.server_address()
        }
    }

    /// Starts one more client and returns its place in [`Scene::clients`].
    ///
    /// # Errors
    /// When it does not start.
    pub(crate) fn join(
        &mut self,
        stack: &Stack,
        toolbox: &Toolbox,
        manners: &Manners,
    ) -> Result<usize> {
        let place = self.clients.len();
        let delays = self.folder.join(format!("{place}.delays"));
        let manners = Manners { delays: delays.clone(), ..manners.clone() };
        let address = self.client_address(self.relay.is_some());
        let mut command = toolbox.client(stack, &address, &manners)?;
        command.env(SENDERS, self.servers.len().to_string());
        let id = self.cast.start("client", command)?;
        self.clients.push(Client::new(id, delays));
        Ok(place)
    }

    /// Lets one driver call and waits for the reply.
    ///
    /// # Errors
    /// What the driver says went wrong.
    pub(crate) fn call(&mut self, driver: usize, count: u64, size: u64) -> Result<u64> {
        self.begin(driver, count, size)?;
        self.finish(driver).map(|(sent, _)| sent)
    }

    /// Lets one driver call.
    ///
    /// # Errors
    /// When the driver is gone.
    pub(crate) fn begin(&mut self, driver: usize, count: u64, size: u64) -> Result<()> {
        self.cast.tell(self.drivers[driver], &format!("call {count} {size}"))
    }

    /// Waits for the reply that a driver gets: how many were sent, and in how many seconds.
    ///
    /// # Errors
    /// What the driver says went wrong.
    pub(crate) fn finish(&mut self, driver: usize) -> Result<(u64, f64)> {
        let id = self.drivers[driver];
        let until = Instant::now() + self.limit + Duration::from_secs(10);
        loop {
            if let Some(place) = self.replies.iter().position(|(from, _)| *from == id) {
                return self.replies.swap_remove(place).1.map_err(anyhow::Error::msg);
            }
            if Instant::now() >= until {
                bail!("The driver does not answer");
            }
            self.listen(Instant::now() + TICK);
        }
    }

    /// Takes note of one event, or of the time; tells from whom something new was heard.
    pub(crate) fn listen(&mut self, until: Instant) -> Option<usize> {
        let heard = self.cast.next(until.min(Instant::now() + TICK));
        self.look();
        let (id, heard) = heard?;
        if let Some(client) = self.clients.iter_mut().find(|client| client.id == id) {
            match heard {
                Heard::Said(Said::Count(received)) => client.received = received,
                Heard::Said(Said::Done { received, first, last, .. }) => {
                    client.received = received;
                    client.span = Some((first, last));
                }
                Heard::Said(Said::Gone { received, why }) => {
                    client.received = received;
                    client.gone = Some(why);
                }
                Heard::Said(Said::Told(text)) => self.told.push(format!("receiver: {text}")),
                Heard::Said(_) => {}
                Heard::Ended => {
                    let words = self.cast.last_words(id);
                    client.gone.get_or_insert(format!("ended {words}"));
                }
            }
        } else if self.servers.contains(&id) {
            match heard {
                Heard::Said(Said::Told(text)) => self.told.push(format!("sender: {text}")),
                Heard::Said(Said::Gone { why, .. }) => self.servers_gone.push(why),
                Heard::Ended if self.servers_gone.is_empty() => {
                    self.servers_gone.push(format!("ended {}", self.cast.last_words(id)));
                }
                _ => {}
            }
        } else if self.drivers.contains(&id) {
            match heard {
                Heard::Said(Said::Sent { sent, seconds }) => {
                    self.replies.push((id, Ok((sent, seconds))));
                }
                Heard::Said(Said::Failed(why)) => self.replies.push((id, Err(why))),
                Heard::Ended => {
                    let words = self.cast.last_words(id);
                    self.replies.push((id, Err(format!("the driver ended: {words}"))));
                }
                Heard::Said(_) => {}
            }
        }
        Some(id)
    }

    /// Notes how much memory sender and bus have taken so far.
    pub(crate) fn look(&mut self) {
        let senders = self.servers.iter().map(|id| account::peak_memory(self.cast.pid(*id))).max();
        self.peaks.0 = self.peaks.0.max(senders.unwrap_or(0));
        self.peaks.1 = self.peaks.1.max(self.router().map_or(0, account::peak_memory));
    }

    fn router(&self) -> Option<u32> {
        let relay = self.relay.map(|id| self.cast.pid(id));
        self.bus.as_ref().map(|bus| bus.pid).or(relay)
    }

    /// Waits until every one of `places` is finished, or nobody says anything new any more.
    pub(crate) fn settle(&mut self, places: std::ops::Range<usize>, patience: Duration) {
        let mut until = Instant::now() + patience;
        while Instant::now() < until && !self.clients[places.clone()].iter().all(Client::finished) {
            let heard = self.listen(until);
            if self.clients[places.clone()].iter().any(|client| Some(client.id) == heard) {
                until = Instant::now() + patience;
            }
        }
    }

    /// CPU time so far: sender, bus, fast clients.
    pub(crate) fn cpu(&self, fast: usize) -> [u64; 3] {
        let all = |ids: &mut dyn Iterator<Item = usize>| -> u64 {
            ids.map(|id| account::cpu(self.cast.pid(id))).sum()
        };
        [
            all(&mut self.servers.iter().copied()),
            self.router().map_or(0, account::cpu),
            all(&mut self.clients[..fast].iter().map(|client| client.id)),
        ]
    }
}
