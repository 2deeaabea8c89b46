// SPDX-License-Identifier: MIT OR Apache-2.0
//! The least that things can cost on this machine.

use std::io::{Read, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// A process that answers `request` bytes with `reply` bytes over a Unix socket.
pub struct Echo {
    socket: Option<UnixStream>,
    process: Child,
    request: Vec<u8>,
    reply: Vec<u8>,
}

/// Tells this very program to be the other end of an [`Echo`]: its numbers of bytes.
const ECHO: &str = "LSM_BENCH_ECHO";

impl Echo {
    /// Starts the process.
    pub fn new(request: usize, reply: usize) -> Self {
        let (socket, peer) = UnixStream::pair().unwrap();
        let process = Command::new(std::env::current_exe().unwrap())
            .env(ECHO, format!("{request} {reply}"))
            .stdin(OwnedFd::from(peer))
            .spawn()
            .unwrap();
        let (request, reply) = (vec![b'x'; request], vec![0; reply]);
        Self { socket: Some(socket), process, request, reply }
    }

    /// To be called first in `main`: in the process of an echo it does not return.
    pub fn serve_if_asked() {
        let Ok(sizes) = std::env::var(ECHO) else { return };
        let (request, reply) = sizes.split_once(' ').unwrap();
        let (mut request, reply) =
            (vec![0; request.parse().unwrap()], vec![b'x'; reply.parse().unwrap()]);
        let mut socket = UnixStream::from(std::io::stdin().as_fd().try_clone_to_owned().unwrap());
        while socket.read_exact(&mut request).is_ok() {
            socket.write_all(&reply).unwrap();
        }
        std::process::exit(0);
    }

    /// One way and back.
    pub fn exchange(&mut self) {
        let socket = self.socket.as_mut().unwrap();
        socket.write_all(&self.request).unwrap();
        socket.read_exact(&mut self.reply).unwrap();
    }
}

impl Drop for Echo {
    fn drop(&mut self) {
        self.socket = None;
        self.process.wait().unwrap();
    }
}

/// A program that does nothing, without a dynamic linker where the compiler can leave it out.
pub fn empty_program(folder: &Path) -> PathBuf {
    let (source, program) = (folder.join("empty.c"), folder.join("empty"));
    std::fs::write(&source, "int main(void) { return 0; }\n").unwrap();
    let compile = |options: &[&str]| {
        let mut compiler = Command::new("cc");
        compiler.args(options).arg("-O2").arg("-o").arg(&program).arg(&source);
        compiler.stderr(Stdio::null()).status().is_ok_and(|status| status.success())
    };
    if compile(&["-static"]) || compile(&[]) { program } else { "/bin/true".into() }
}

/// Starts a program and waits for its end, reading all of its output.
pub fn start_and_wait(command: &mut Command) {
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
    let mut sink = [0; 64 << 10];
    let mut output = child.stdout.take().unwrap();
    while output.read(&mut sink).unwrap() > 0 {}
    assert!(child.wait().unwrap().success(), "{command:?} failed");
}
