// SPDX-License-Identifier: MIT OR Apache-2.0
//! The least that things can cost on this machine.

use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::JoinHandle;

/// A thread that answers `request` bytes with `reply` bytes over a Unix socket.
pub struct Echo {
    socket: Option<UnixStream>,
    thread: Option<JoinHandle<()>>,
    request: Vec<u8>,
    reply: Vec<u8>,
}

impl Echo {
    /// Starts the thread.
    pub fn new(request: usize, reply: usize) -> Self {
        let (socket, mut peer) = UnixStream::pair().unwrap();
        let thread = std::thread::spawn(move || {
            let (mut asked, answer) = (vec![0; request], vec![b'x'; reply]);
            while peer.read_exact(&mut asked).is_ok() {
                peer.write_all(&answer).unwrap();
            }
        });
        let (request, reply) = (vec![b'x'; request], vec![0; reply]);
        Self { socket: Some(socket), thread: Some(thread), request, reply }
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
        self.thread.take().map(JoinHandle::join);
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
