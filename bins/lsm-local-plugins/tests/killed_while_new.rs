// SPDX-License-Identifier: MIT OR Apache-2.0
//! A simulator that is killed while it makes its array leaves nothing half made.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::os::fd::AsFd;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::sync::Arc;

use lsm_client::{ConnectOptions, Route, Session};
use lsm_core::Volume;
use lsm_launch::Launch;
use lsm_sim::{Settings, Store};

const VOLUMES: usize = 40_000;
const MIB: u64 = 1 << 20;

fn count(array: &mut Store) -> usize {
    let mut count = 0;
    let mut push = |_: &Volume| {
        count += 1;
        Ok(())
    };
    array.volumes(None, &mut push).unwrap();
    count
}

fn open(state: &Path) -> Store {
    Store::open(&Settings::new(state)).unwrap()
}

#[test]
fn a_new_array_is_whole_or_not_there() {
    let folder = tempfile::Builder::new().prefix("lsm-test-").tempdir().unwrap();
    let program = folder.path().join("sim_lsmplugin");
    symlink(env!("CARGO_BIN_EXE_lsm-local-plugins"), &program).unwrap();
    // Killed as soon as the file is there, as soon as it has one, two, … MiB, and after all.
    for size in (0..6).map(|mib| mib * MIB).chain([u64::MAX]) {
        let state = folder.path().join(format!("state {size}"));
        let (ours, theirs) = UnixStream::pair().unwrap();
        let mut plugin = Launch::new(&program).start(theirs.as_fd()).unwrap();
        drop(theirs);
        let uri = format!("sim://?statefile={}&volumes={VOLUMES}", state.display());
        let registered = std::thread::scope(|scope| {
            let client = scope.spawn(move || {
                let route = Route::Socket(Arc::new(ours.into()));
                let options = ConnectOptions { route, ..ConnectOptions::default() };
                Session::connect(&uri, &options).map(std::mem::forget).is_ok()
            });
            while fs::metadata(&state).map_or(true, |file| file.len() < size) {
                if client.is_finished() {
                    break;
                }
                std::thread::yield_now();
            }
            plugin.kill().unwrap();
            plugin.wait().unwrap();
            client.join().unwrap()
        });
        let mut array = open(&state);
        let found = count(&mut array);
        if registered {
            assert_eq!(found, VOLUMES, "an array that was answered for is there");
        } else {
            assert!(found == 0 || found == VOLUMES, "{found} volumes after {size} bytes");
        }
        // It can be worked with, and whoever comes next finds it as it is.
        array.volume_create("POOL_ID_00004", "new", MIB).unwrap();
        assert_eq!(count(&mut open(&state)), found + 1);
    }
}
