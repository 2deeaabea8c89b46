// SPDX-License-Identifier: MIT OR Apache-2.0
//! Several plug-ins in one program, which is the plug-in by whose name it is started.

use std::ffi::OsStr;
use std::path::Path;
use std::process::ExitCode;

/// A plug-in of a program that holds several.
#[derive(Debug, Clone, Copy)]
pub struct Applet {
    /// The name that starts it, `NAME_lsmplugin`; the program is linked or copied to it.
    pub name: &'static str,
    /// Serves one session, as [`run`](crate::run) does.
    pub serve: fn() -> ExitCode,
}

impl Applet {
    /// The one among `applets` by whose name this process was started. Under any other name it
    /// prints the names on standard error; the status to exit with is the error then.
    ///
    /// # Errors
    /// Exit status 2.
    pub fn called(applets: &[Self]) -> Result<&Self, ExitCode> {
        let called = std::env::args_os().next().unwrap_or_default();
        let name = Path::new(&called).file_name();
        applets.iter().find(|applet| name == Some(OsStr::new(applet.name))).ok_or_else(|| {
            let names: Vec<&str> = applets.iter().map(|applet| applet.name).collect();
            eprintln!(
                "This program holds several plug-ins. Link or copy it to one of these names; lsmd \
                 and the clients start it by that name, with the number of a connected socket as \
                 its only argument:\n  {}",
                names.join("\n  ")
            );
            ExitCode::from(2)
        })
    }
}
