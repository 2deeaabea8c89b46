// SPDX-License-Identifier: MIT OR Apache-2.0
//! Five hundred clients at once on one simulated array.
#![allow(clippy::unwrap_used)]

use std::sync::Barrier;

use lsm_client::{ConnectOptions, Session, Wait};
use lsm_core::{CreateFlags, ErrorKind, InitiatorType, Provisioning, Result, Search, Volume};
use lsm_test::House;

const CLIENTS: usize = 500;
const POOL: &str = "POOL_ID_00004";

/// What one client does: it reads and writes, alone with names of its own and in a race with all
/// others for names and an initiator that only one can have.
struct Client {
    session: Session,
    number: usize,
    /// Errors that the interface documents for what was asked.
    refusals: usize,
}

impl Client {
    fn work(&mut self) -> Result<()> {
        for round in 0..2 {
            assert_eq!(self.session.pools(None)?.len(), 4);
            let volume = self.create(&format!("client {} round {round}", self.number))?;
            let found = self.session.volumes(Some(&Search::new("id", &volume.id)))?;
            assert_eq!(found, std::slice::from_ref(&volume), "what was answered is there");
            let contended = self.create(&format!("contended {round}"));
            self.may_be_refused(contended, ErrorKind::NAME_CONFLICT)?;
            self.grant(&volume)?;
            let started = self.session.volume_delete(&volume)?;
            self.session.wait(started, &mut Wait::default())?.done()?;
        }
        Ok(())
    }

    fn create(&mut self, name: &str) -> Result<Volume> {
        let pool = self.session.pools(Some(&Search::new("id", POOL)))?.remove(0);
        let default = Provisioning::DEFAULT;
        let started =
            self.session.volume_create(&pool, name, 1 << 20, default, CreateFlags::NONE)?;
        self.session.wait(started, &mut Wait::default())?.done()
    }

    fn grant(&mut self, volume: &Volume) -> Result<()> {
        let system = self.session.systems()?.remove(0);
        let iqn = format!("iqn.2031-05.org.example:shared-{}", self.number % 10);
        let name = format!("group {}", self.number % 10);
        let iscsi = InitiatorType::ISCSI_IQN;
        let created = self.session.access_group_create(&name, &iqn, iscsi, &system);
        self.may_be_refused(created, ErrorKind::NAME_CONFLICT)?;
        let groups = self.session.access_groups(None)?;
        let group = groups.into_iter().find(|group| group.name == name).unwrap();
        self.session.volume_mask(&group, volume)?;
        let seen = self.session.volumes_accessible_by_access_group(&group)?;
        assert!(seen.contains(volume));
        self.session.volume_unmask(&group, volume)
    }

    fn may_be_refused<T>(&mut self, answer: Result<T>, kind: ErrorKind) -> Result<()> {
        match answer {
            Err(error) if error.kind == kind => {
                self.refusals += 1;
                Ok(())
            }
            answer => answer.map(|_| ()),
        }
    }
}

#[test]
fn five_hundred_clients_share_one_array() {
    let house = House::new();
    // Waiting for one's turn to write may take long on a busy machine.
    let options = ConnectOptions { timeout_ms: 300_000, ..house.through_daemon() };
    let daemon = house.daemon();
    // The array is there before the clients come.
    Session::connect(&house.sim(), &options).unwrap().close().unwrap();
    let descriptors = daemon.wait_until_idle();

    let (uri, all_connected) = (house.sim(), Barrier::new(CLIENTS));
    let refusals: usize = std::thread::scope(|scope| {
        let (uri, options, all_connected) = (&uri, &options, &all_connected);
        let clients: Vec<_> = (0..CLIENTS)
            .map(|number| {
                scope.spawn(move || {
                    let session = Session::connect(uri, options).unwrap();
                    all_connected.wait();
                    let mut client = Client { session, number, refusals: 0 };
                    client.work().unwrap();
                    client.session.close().unwrap();
                    client.refusals
                })
            })
            .collect();
        clients.into_iter().map(|client| client.join().unwrap()).sum()
    });
    // Two names of volumes and ten of groups are contended for; each has one winner.
    assert_eq!(refusals, 2 * CLIENTS - 2 + 2 * CLIENTS - 10);

    // Nothing is left behind: no process, no descriptor, no lost or doubled volume.
    assert!(daemon.wait_until_idle() <= descriptors);
    let mut session = Session::connect(&uri, &options).unwrap();
    let left: Vec<String> =
        session.volumes(None).unwrap().into_iter().map(|volume| volume.name).collect();
    assert_eq!(left.len(), 2, "{left:?}");
    drop(session);
    let log = daemon.stop();
    assert_eq!(log, "", "lsmd had something to say");
    assert_eq!(std::fs::read_dir(house.sockets()).unwrap().count(), 1, "only the lock file stays");
    let state = rusqlite::Connection::open(house.state()).unwrap();
    let check: String = state.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(check, "ok");
}
