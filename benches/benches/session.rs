// SPDX-License-Identifier: MIT OR Apache-2.0
//! Sessions: round trips, connecting, many clients, changes at any size.
#![allow(clippy::unwrap_used)]

use std::fs::File;
use std::io::Write;
use std::process::Command;
use std::time::Instant;

use lsm_benches::{
    Echo, compare, empty_program, heading, is_wanted, on_one_processor, row, start_and_wait,
};
use lsm_client::Session;
use lsm_core::{CreateFlags, Provisioning, Search};
use lsm_test::House;

/// Clients at once.
const CLIENTS: u32 = 128;
/// Calls of each of them.
const CALLS: u32 = 400;

fn main() {
    Echo::serve_if_asked();
    let house = House::new();
    let daemon = house.daemon();
    let connect = || Session::connect(&house.sim(), &house.through_daemon()).unwrap();

    on_one_processor(|| round_trips(&house));

    heading("Connect, register, close");
    let empty = empty_program(&house.path(""));
    let start_empty = || start_and_wait(&mut Command::new(&empty));
    let through_daemon = || connect().close().unwrap();
    let directly = || house.session().close().unwrap();
    compare(
        "through lsmd",
        (51, 4),
        through_daemon,
        "starting an empty static program",
        start_empty,
    );
    compare("without daemon", (51, 4), directly, "starting an empty static program", start_empty);

    many_clients(&connect);
    changes(&house);
    daemon.stop();
}

/// One request and its reply.
fn round_trips(house: &House) {
    heading("One session, both ends on one processor");
    let mut session = house.session();
    let mut echo = Echo::new(71, 28);
    compare(
        "time_out_get",
        (31, 1000),
        || assert_eq!(session.time_out_get().unwrap(), 30_000),
        "echo of the same bytes by a process",
        || echo.exchange(),
    );
    let mut echo = Echo::new(96, 1075);
    compare(
        "pools",
        (31, 300),
        || assert_eq!(session.pools(None).unwrap().len(), 4),
        "echo of the same bytes by a process",
        || echo.exchange(),
    );
}

/// All clients call at once.
fn many_clients(connect: &(dyn Fn() -> Session + Sync)) {
    let name = format!("{CLIENTS} clients, `pools` of each");
    if !is_wanted(&name) {
        return;
    }
    heading("Many clients");
    let at_once = |work: &(dyn Fn(u32) -> Box<dyn FnMut() + Send> + Sync)| {
        let mut clients: Vec<_> = (0..CLIENTS).map(work).collect();
        let start = Instant::now();
        std::thread::scope(|scope| {
            for client in &mut clients {
                scope.spawn(move || (0..CALLS).for_each(|_| client()));
            }
        });
        start.elapsed() / (CLIENTS * CALLS)
    };
    let calls = at_once(&|_| {
        let mut session = connect();
        Box::new(move || assert_eq!(session.pools(None).unwrap().len(), 4))
    });
    let echoes = at_once(&|_| {
        let mut echo = Echo::new(96, 1075);
        Box::new(move || echo.exchange())
    });
    row(&name, calls, "echo of the same bytes by a process", echoes);
    println!("{:<46} {:>11.0} calls a second", "", 1.0 / calls.as_secs_f64());
}

/// Creating a volume costs the same among 120,000 as among none.
fn changes(house: &House) {
    heading("Changes, each on the disk before it is answered");
    let mut file = File::create(house.path("state/floor")).unwrap();
    let mut synced = || {
        file.write_all(&[b'x'; 4096]).unwrap();
        file.sync_data().unwrap();
    };
    for (name, volumes) in
        [("volume_create among none", 0), ("volume_create among 120,000", 120_000)]
    {
        let state = house.path(format!("state/{volumes}"));
        let uri = format!("sim://?statefile={}&volumes={volumes}", state.display());
        if !is_wanted(name) {
            continue;
        }
        let mut session = Session::connect(&uri, &house.directly()).unwrap();
        let pool = session.pools(Some(&Search::new("id", "POOL_ID_00004"))).unwrap().remove(0);
        let mut number = 0;
        let create = || {
            number += 1;
            let name = format!("measured {number}");
            let provisioning = Provisioning::DEFAULT;
            session.volume_create(&pool, &name, 1 << 20, provisioning, CreateFlags::NONE).unwrap();
        };
        compare(name, (101, 1), create, "4 KiB appended and synced", &mut synced);
    }
}
