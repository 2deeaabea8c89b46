// SPDX-License-Identifier: MIT OR Apache-2.0
//! The plug-ins that need no network, in one program.
//!
//! It is installed under the names `sim_lsmplugin`, `simc_lsmplugin` and `loop_lsmplugin`, as
//! links to one file, and is the plug-in by whose name it is started.

use std::ffi::OsStr;
use std::path::Path;
use std::process::ExitCode;

use lsm_loop::Loop;
use lsm_plugin::Identity;
use lsm_sim::Sim;

/// A plug-in of this program.
struct Applet {
    /// The name of the link that starts it.
    name: &'static str,
    /// Serves one session.
    serve: fn() -> ExitCode,
}

const APPLETS: &[Applet] = &[
    Applet { name: "sim_lsmplugin", serve: || lsm_plugin::run::<Sim>(lsm_sim::SIM) },
    Applet { name: "simc_lsmplugin", serve: || lsm_plugin::run::<Sim>(lsm_sim::SIMC) },
    Applet { name: "loop_lsmplugin", serve: || lsm_plugin::run::<Loop>(LOOP) },
];

const LOOP: Identity =
    Identity { description: "Volumes in files of this host", version: env!("CARGO_PKG_VERSION") };

fn main() -> ExitCode {
    let called = std::env::args_os().next().unwrap_or_default();
    let name = Path::new(&called).file_name();
    match APPLETS.iter().find(|applet| name == Some(OsStr::new(applet.name))) {
        Some(applet) => (applet.serve)(),
        None => explain(),
    }
}

fn explain() -> ExitCode {
    let names: Vec<&str> = APPLETS.iter().map(|applet| applet.name).collect();
    eprintln!(
        "This program holds several plug-ins. Link or copy it to one of these names; lsmd and the \
         clients start it by that name, with the number of a connected socket as its only \
         argument:\n  {}",
        names.join("\n  ")
    );
    ExitCode::from(2)
}
