// SPDX-License-Identifier: MIT OR Apache-2.0
//! A whole array that exists in an SQLite file only: the plug-ins `sim` and `simc`.
//!
//! Everything that the interface offers can be tried on it without hardware and without risk. Any
//! number of sessions share an array; readers never wait for each other nor for a writer, and a
//! change that was answered survives the death of everybody.
//!
//! | where | what |
//! |---|---|
//! | `sim://?statefile=PATH` | the state file, created when missing |
//! | `LSM_SIM_DATA` | the state file when the URI names none; `lsm_sim_data` in the temporary folder when neither does |
//! | `LSM_SIM_TIME` | how long a job takes, in seconds with fractions; 1 when not set |
//! | `volumes=COUNT` in the URI | an array that is created now starts with this many volumes |
//!
//! An array is reset by deleting its file. With `volumes`, a large array is there in a moment:
//! `sim://?statefile=/tmp/large&volumes=120000` makes `Volume 00001` to `Volume 120000`, 1 GiB
//! each, in pool `POOL_ID_00004`. It is one transaction and takes no jobs. An array that exists
//! already is left as it is.
//!
//! # Faults
//!
//! Tests can make a session fail, by parameters of the URI or by variables in the environment of
//! the plug-in. `METHOD` is a method by its name on the wire, `N` says that only the `N`th call is
//! meant, counted from 1: of that method, or without a method of all calls after
//! `plugin_register`. Several faults of a kind are separated by commas.
//!
//! | parameter | variable | value | what happens |
//! |---|---|---|---|
//! | `fail` | `LSM_SIM_FAIL` | `[METHOD:][N:]ERROR` | the call is not made; it answers the error with this name or number |
//! | `delay` | `LSM_SIM_DELAY` | `[METHOD:][N:]MILLISECONDS` | the call waits before it is made |
//! | `cut` | `LSM_SIM_CUT` | `[METHOD:][N:]BYTES` | the call is made, the process dies after this much of the reply, header included |
//! | `die` | `LSM_SIM_DIE` | `METHOD`, `N` or `METHOD:N` | the process dies, the call is not made |
//! | `die_before_commit` | `LSM_SIM_DIE_BEFORE_COMMIT` | as `die` | the process dies when all is done but not committed |
//! | `die_after_commit` | `LSM_SIM_DIE_AFTER_COMMIT` | as `die` | the process dies when all is committed but not answered |
//!
//! `sim://?fail=volume_create:3:TIMEOUT&delay=20` lets the third creation fail and every call take
//! 20 ms longer. A value that cannot be read is refused at registration with `INVALID_ARGUMENT`.
//!
//! # The file
//!
//! Tables, signature and views are those of libStorageMgmt 1.10.3: a file of either opens in the
//! other. A file that the original made gets what it lacks, once, when it is first opened; see
//! `store/schema.rs`.

mod faults;
mod plugin;
mod settings;
mod store;

use lsm_plugin::Identity;

pub use faults::CrashPoint;
pub use plugin::Sim;
pub use settings::Settings;
pub use store::{BLOCK_SIZE, NewExport, Store};

/// What the array says of itself under the name `sim`.
pub const SIM: Identity = Identity { description: "Storage simulator", version: "1.10.3" };

/// What the same array says of itself under the name `simc`.
pub const SIMC: Identity = Identity { description: "Compiled plug-in example", version: "4.1" };
