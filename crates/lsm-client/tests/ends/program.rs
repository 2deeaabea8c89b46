// SPDX-License-Identifier: MIT OR Apache-2.0
//! Both ends in one program, told apart by its name.
//!
//! As `NAME_lsmplugin` it is a plug-in: `mute` never answers, `dies` is gone at once, `lingers`
//! stays when its client has gone, `refuses` does not register, every other name is well-behaved
//! and says under which path it was started, and as which process.
//!
//! As `ask` it is a client: it connects to each URI and prints what the plug-in says of itself, or
//! the number and the text of the error. Without a URI it discovers.

use std::io::{Read, Write};
use std::os::unix::net::UnixStream;

use lsm_client::{ConnectOptions, Route, Session, discover};
use lsm_core::Result;

fn main() {
    let mut arguments = std::env::args();
    let own = arguments.next().unwrap_or_default();
    let own = own.rsplit('/').next().unwrap_or_default().to_owned();
    match own.strip_suffix("_lsmplugin") {
        Some(name) => plugin(name, &arguments.next().unwrap_or_default()),
        None => client(&arguments.collect::<Vec<String>>()),
    }
}

fn client(uris: &[String]) {
    let options = ConnectOptions {
        route: match std::env::var_os("ASK_DIRECTLY") {
            Some(folder) if folder.is_empty() => Route::Direct(None),
            Some(folder) => Route::Direct(Some(folder.into())),
            None => Route::Auto,
        },
        ..ConnectOptions::default()
    };
    let said = |info: Result<(String, String)>| match info {
        Ok((description, _)) => description,
        Err(error) => format!("{} {}", error.kind.0, error.message),
    };
    for uri in uris {
        let info = Session::connect(uri, &options).and_then(|mut session| {
            let info = session.plugin_info()?;
            session.close()?;
            Ok(info)
        });
        println!("{}", said(info));
    }
    if uris.is_empty() {
        match discover(&options) {
            Ok(all) => {
                for plugin in all {
                    println!("{}: {}", plugin.name, said(plugin.info));
                }
            }
            Err(error) => println!("{} {}", error.kind.0, error.message),
        }
    }
}

fn plugin(name: &str, number: &str) {
    if name == "dies" {
        return;
    }
    let Ok(socket) = lsm_launch::inherited_socket(number) else { return };
    let mut socket = UnixStream::from(socket);
    let mut header = [0; 10];
    while socket.read_exact(&mut header).is_ok() {
        let length = std::str::from_utf8(&header).ok().and_then(|text| text.parse().ok());
        let mut payload = vec![0; length.unwrap_or(0)];
        if socket.read_exact(&mut payload).is_err() {
            break;
        }
        let request = String::from_utf8_lossy(&payload);
        let leaves = request.contains("\"plugin_unregister\"");
        let reply = if request.contains("\"plugin_info\"") {
            let program = std::env::current_exe().unwrap_or_default();
            format!("{{\"id\": 100, \"result\": [{program:?}, \"{}\"]}}", std::process::id())
        } else if name == "refuses" {
            let error = "{\"code\": 300, \"message\": \"refused\", \"data\": null}";
            format!("{{\"id\": 100, \"error\": {error}}}")
        } else {
            "{\"id\": 100, \"result\": null}".to_owned()
        };
        if name == "mute" {
            continue;
        }
        let frame = format!("{:010}{reply}", reply.len());
        if socket.write_all(frame.as_bytes()).is_err() || leaves {
            break;
        }
    }
    if name == "lingers" {
        loop {
            std::thread::park();
        }
    }
}
