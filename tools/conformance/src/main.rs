// SPDX-License-Identifier: MIT OR Apache-2.0
//! Examines arrays and prints a matrix of what holds.
#![allow(missing_docs)]

use std::path::PathBuf;
use std::process::ExitCode;

use lsm_client::Route;
use lsm_conformance::{Report, Settings, examine};

const USAGE: &str = "\
Usage: lsm-conformance [OPTIONS] URI...

Calls everything that the capabilities of each system offer, in plain use and in misuse, and prints
a matrix of methods and systems with a line for everything that did not hold. What it makes is
called lsm_conformance_... and removed at the end; nothing else is changed, but for the read cache
share of a system, which is put back.

Options:
  --password-file FILE  password of the array: the first line of FILE, - for standard input
  --timeout MS          patience of the plug-in with the array, in milliseconds (30000)
  --prefix PREFIX       what names begin with (lsm_conformance_)
  --plugin-dir DIR      start plug-ins from DIR, without daemon
  --socket-dir DIR      through the daemon whose sockets are in DIR
  -o json               the report as JSON
  -h, --help            this text

Exit status: 0 all holds, 1 something does not, 2 wrong usage, 3 an array could not be examined.
";

/// What was asked for.
struct Asked {
    uris: Vec<String>,
    settings: Settings,
    json: bool,
}

fn main() -> ExitCode {
    let asked = match parse(std::env::args().skip(1)) {
        Ok(Some(asked)) => asked,
        Ok(None) => {
            print!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        Err(problem) => {
            eprintln!("lsm-conformance: {problem}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    let mut report = Report::default();
    let mut unreachable = false;
    for uri in &asked.uris {
        match examine(uri, &asked.settings) {
            Ok(more) => report.join(more),
            Err(error) => {
                unreachable = true;
                eprintln!("lsm-conformance: {uri}: {} ({})", error.message, error.kind);
            }
        }
    }
    if asked.json {
        println!("{:#}", report.to_json());
    } else {
        print!("{report}");
    }
    match (unreachable, report.failures().is_empty()) {
        (true, _) => ExitCode::from(3),
        (false, true) => ExitCode::SUCCESS,
        (false, false) => ExitCode::from(1),
    }
}

/// `None` when help is asked for.
fn parse(words: impl Iterator<Item = String>) -> Result<Option<Asked>, String> {
    let mut words = words;
    let mut asked = Asked { uris: Vec::new(), settings: Settings::default(), json: false };
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or_else(|| format!("{word} needs a value"));
        let connect = &mut asked.settings.connect;
        match word.as_str() {
            "-h" | "--help" => return Ok(None),
            "--password-file" => connect.password = Some(password(&value()?)?),
            "--timeout" => {
                let text = value()?;
                connect.timeout_ms =
                    text.parse().map_err(|_| format!("{text:?} is no number of milliseconds"))?;
            }
            "--prefix" => {
                asked.settings.prefix = value()?;
                if asked.settings.prefix.is_empty() {
                    return Err("an empty prefix would make every object one of the run".to_owned());
                }
            }
            "--plugin-dir" => connect.route = Route::Direct(Some(PathBuf::from(value()?))),
            "--socket-dir" => connect.route = Route::Daemon(Some(PathBuf::from(value()?))),
            "-o" => match value()?.as_str() {
                "json" => asked.json = true,
                other => return Err(format!("{other:?} is no format; there is json")),
            },
            option if option.starts_with('-') => {
                return Err(format!("there is no option {option}"));
            }
            _ => asked.uris.push(word),
        }
    }
    if asked.uris.is_empty() { Err("give the URI of an array".to_owned()) } else { Ok(Some(asked)) }
}

fn password(file: &str) -> Result<String, String> {
    let text = if file == "-" {
        std::io::read_to_string(std::io::stdin())
    } else {
        std::fs::read_to_string(file)
    };
    let text = text.map_err(|error| format!("cannot read the password from {file}: {error}"))?;
    Ok(text.lines().next().unwrap_or_default().to_owned())
}
