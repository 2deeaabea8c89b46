// SPDX-License-Identifier: MIT OR Apache-2.0
//! The plug-ins that need no network, in one program.
//!
//! It is installed under the names `sim_lsmplugin`, `simc_lsmplugin` and `loop_lsmplugin`, as
//! links to one file, and is the plug-in by whose name it is started.

use std::process::ExitCode;

use lsm_loop::Loop;
use lsm_plugin::{Applet, Identity};
use lsm_sim::Sim;

const APPLETS: &[Applet] = &[
    Applet { name: "sim_lsmplugin", serve: || lsm_plugin::run::<Sim>(lsm_sim::SIM) },
    Applet { name: "simc_lsmplugin", serve: || lsm_plugin::run::<Sim>(lsm_sim::SIMC) },
    Applet { name: "loop_lsmplugin", serve: || lsm_plugin::run::<Loop>(LOOP) },
];

const LOOP: Identity =
    Identity { description: "Volumes in files of this host", version: env!("CARGO_PKG_VERSION") };

fn main() -> ExitCode {
    Applet::called(APPLETS).map_or_else(|status| status, |applet| (applet.serve)())
}
