// SPDX-License-Identifier: MIT OR Apache-2.0
//! The C library, compatible in source and binary with libStorageMgmt 1.10.3.
//!
//! The documentation of each function is in the headers, `include/libstoragemgmt/`; here is only
//! what they do. Every function of the interface is written within `export!`, by its full name.
//!
//! * `abi` is what crosses the boundary: handles, texts, arrays, outputs. Nothing else
//!   dereferences a pointer of a caller.
//! * `records` are the nouns: one file each.
//! * `client` is the connection and its calls, one file for each family.
//! * `plugin` is the runtime of plug-ins.
//! * The rest stands alone: string lists, maps, errors, capabilities, identifiers, URIs, the disks
//!   and lights of this host.
//!
//! The library keeps no global state, starts no thread and installs no handler. After a `fork`
//! both processes may free what they have; only the one that connected takes leave of the plug-in.

#[macro_use]
mod abi;

mod capabilities;
mod client;
mod error;
mod hash;
mod identifiers;
mod led;
mod local_disk;
mod plugin;
mod records;
mod string_list;
mod uri;
