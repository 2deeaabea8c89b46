// SPDX-License-Identifier: MIT OR Apache-2.0
//! `emulate`: starts one emulator alone, so that a person can try a plug-in against it.
#![allow(missing_docs)]

use std::path::PathBuf;
use std::process::ExitCode;

use lsm_emulators::certificate::{Certificate, Flaw};
use lsm_emulators::server::Server;
use lsm_emulators::targetd::{Settings, Targetd};

const USAGE: &str = "\
Usage: emulate targetd [OPTIONS]

Serves until it is interrupted, and prints the URI to use. What it holds is forgotten at the end.

Options:
  --port PORT           the port; a free one unless given
  --user USER           who may log in (admin)
  --password-file FILE  with what: the first line of FILE; `secret` unless given
  --volumes NUMBER      volumes that are there from the beginning
  --tls FILE            speak TLS, and write the certificate to trust to FILE
  -h, --help            this text
";

fn main() -> ExitCode {
    match run(std::env::args().skip(1)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("emulate: {problem}\n\n{USAGE}");
            ExitCode::from(2)
        }
    }
}

fn run(words: impl Iterator<Item = String>) -> Result<(), String> {
    let mut words = words;
    let (mut array, mut port, mut tls) = (None, 0, None);
    let mut settings = Settings::default();
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or_else(|| format!("{word} needs a value"));
        match word.as_str() {
            "-h" | "--help" => {
                print!("{USAGE}");
                return Ok(());
            }
            "--port" => port = parsed(&value()?)?,
            "--user" => settings.user = value()?,
            "--volumes" => settings.volumes = parsed(&value()?)?,
            "--tls" => tls = Some(PathBuf::from(value()?)),
            "--password-file" => {
                let file = value()?;
                let text = std::fs::read_to_string(&file)
                    .map_err(|error| format!("cannot read {file}: {error}"))?;
                settings.password = text.lines().next().unwrap_or_default().to_owned();
            }
            "targetd" => array = Some(word),
            _ => return Err(format!("{word} is neither an array nor an option")),
        }
    }
    let array = array.ok_or("name the array: targetd")?;
    let user = settings.user.clone();
    let certificate = match &tls {
        Some(_) => Some(Certificate::new(Flaw::None)?),
        None => None,
    };
    let mut parameters = String::new();
    if let (Some(file), Some(certificate)) = (&tls, &certificate) {
        std::fs::write(file, &certificate.pem)
            .map_err(|error| format!("cannot write {}: {error}", file.display()))?;
        parameters = format!("?ca_cert_file={}", file.display());
    }
    let scheme = if tls.is_some() { format!("{array}+ssl") } else { array };
    let server = Server::start(Box::new(Targetd::new(settings)), port, certificate)
        .map_err(|error| format!("port {port}: {error}"))?;
    println!("{scheme}://{user}@localhost:{}{parameters}", server.port());
    server.wait();
    Ok(())
}

fn parsed<T: std::str::FromStr>(text: &str) -> Result<T, String> {
    text.parse().map_err(|_| format!("{text:?} is no number that fits"))
}
