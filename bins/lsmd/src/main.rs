// SPDX-License-Identifier: MIT OR Apache-2.0
//! lsmd: one socket per plug-in, one process per connection.

use std::io::Write;
use std::process::ExitCode;

use lsm_daemon::options::{Request, parse, usage};

fn main() -> ExitCode {
    let (request, complaints) = parse(std::env::args_os().skip(1));
    for complaint in complaints {
        let _ = writeln!(std::io::stderr(), "lsmd: {complaint}");
    }
    let (text, code) = match request {
        Request::Serve(options) => return lsm_daemon::run(options),
        Request::Help => (usage(), ExitCode::SUCCESS),
        Request::Version => (format!("lsmd {}\n", env!("CARGO_PKG_VERSION")), ExitCode::SUCCESS),
        Request::Stray(arguments) => {
            let list = arguments.join(" ".as_ref());
            (format!("lsmd: these are no options: {}\n", list.display()), ExitCode::FAILURE)
        }
    };
    // A reader that went away is no failure.
    let _ = std::io::stdout().write_all(text.as_bytes());
    code
}
