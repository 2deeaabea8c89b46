// SPDX-License-Identifier: MIT OR Apache-2.0
//! `--fork_plugin`: a plug-in under development, started here with its output in view.

use std::io::{self, BufRead, BufReader, PipeReader, Write};
use std::os::fd::{AsRawFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command};
use std::thread::JoinHandle;

use rustix::io::FdFlags;

use crate::error::Failure;

/// A plug-in that runs for this invocation alone.
pub(crate) struct Forked {
    child: Child,
    output: JoinHandle<io::Result<()>>,
}

/// Starts `program` with one end of a socket pair and gives the other end. Everything the plug-in
/// prints appears on standard output, line by line behind `PLUGIN>> `.
///
/// # Errors
/// [`Failure::CannotStart`] when the program cannot be executed.
pub(crate) fn start(program: &str) -> Result<(Forked, OwnedFd), Failure> {
    let cannot = |error: io::Error| {
        Failure::CannotStart(format!("cannot start the plug-in {program}: {error}"))
    };
    let (ours, theirs) = UnixStream::pair().map_err(cannot)?;
    rustix::io::fcntl_setfd(&theirs, FdFlags::empty()).map_err(|e| cannot(e.into()))?;
    let (reader, writer) = io::pipe().map_err(cannot)?;
    let mut command = Command::new(program);
    command.arg(theirs.as_raw_fd().to_string());
    command.stdout(writer.try_clone().map_err(cannot)?).stderr(writer);
    let child = command.spawn().map_err(cannot)?;
    // Both hold ends that must be closed for the plug-in's ends to be seen.
    drop((command, theirs));
    let output = std::thread::spawn(move || show(reader));
    Ok((Forked { child, output }, ours.into()))
}

fn show(output: PipeReader) -> io::Result<()> {
    for line in BufReader::new(output).split(b'\n') {
        let mut text = b"PLUGIN>> ".to_vec();
        text.extend(line?);
        text.push(b'\n');
        io::stdout().write_all(&text)?;
    }
    Ok(())
}

impl Forked {
    /// Waits for the end of the plug-in, whose socket must be closed by now, and tells its exit
    /// status.
    pub(crate) fn finish(mut self, out: &mut dyn Write) -> Result<(), Failure> {
        let status = self.child.wait()?;
        // The thread ends with the plug-in's output; a panic in it was reported there.
        let _ = self.output.join();
        let code = status.code().or_else(|| status.signal().map(|signal| -signal));
        writeln!(out, "PLUGIN EC>> {}", code.unwrap_or_default())?;
        Ok(())
    }
}
