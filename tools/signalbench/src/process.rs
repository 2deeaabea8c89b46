// SPDX-License-Identifier: MIT OR Apache-2.0
//! Servers, clients, drivers and buses as processes of their own, and what they say.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail};
use rustix::process::{Pid, Signal};

use crate::lines::Said;

/// How long a process may take to become ready.
const START: Duration = Duration::from_secs(20);

/// A command that runs `program` and is killed when this process ends, however it ends.
pub(crate) fn bound_to_us(program: impl AsRef<OsStr>) -> Result<Command> {
    let own = std::env::current_exe().context("Cannot find our own program")?;
    let mut command = Command::new(own);
    command.arg("with-parent").arg(program);
    Ok(command)
}

/// The other half of [`bound_to_us`]: becomes `program`.
///
/// # Errors
/// When the program cannot be started; otherwise it does not return.
pub(crate) fn with_parent(program: &[String]) -> Result<()> {
    rustix::process::set_parent_process_death_signal(Some(Signal::KILL))?;
    let (name, arguments) = program.split_first().context("No program is named")?;
    Err(anyhow!(Command::new(name).args(arguments).exec()).context(format!("Cannot run {name}")))
}

/// What happened to a process.
#[derive(Debug)]
pub(crate) enum Heard {
    Said(Said),
    /// It closed its output: it ended.
    Ended,
}

struct Member {
    role: String,
    child: Child,
    input: Option<ChildStdin>,
    errors: PathBuf,
}

/// The processes of one run; all are killed when it is dropped.
pub(crate) struct Cast {
    folder: PathBuf,
    members: Vec<Member>,
    events: Receiver<(usize, Heard)>,
    source: Sender<(usize, Heard)>,
}

impl Cast {
    /// Nobody yet; files go to `folder`.
    pub(crate) fn new(folder: &Path) -> Self {
        let (source, events) = channel();
        Self { folder: folder.to_owned(), members: Vec::new(), events, source }
    }

    /// Starts `command` as `role` and waits until it is ready.
    ///
    /// # Errors
    /// When it cannot be started, ends, or is not ready in time.
    pub(crate) fn start(&mut self, role: &str, mut command: Command) -> Result<usize> {
        let id = self.members.len();
        let errors = self.folder.join(format!("{id}.err"));
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(File::create(&errors)?)
            .spawn()
            .with_context(|| format!("Cannot start the {role}"))?;
        let output = child.stdout.take().context("no output")?;
        let input = child.stdin.take();
        let source = self.source.clone();
        std::thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if let Some(said) = Said::parse(&line) {
                    // Nobody listens any more at the end of a run.
                    let _ = source.send((id, Heard::Said(said)));
                }
            }
            let _ = source.send((id, Heard::Ended));
        });
        self.members.push(Member { role: role.to_owned(), child, input, errors });
        let until = Instant::now() + START;
        loop {
            match self.next(until) {
                Some((from, Heard::Said(Said::Ready))) if from == id => return Ok(id),
                Some((from, Heard::Ended)) if from == id => {
                    bail!("The {role} ended at once: {}", self.last_words(id))
                }
                Some(_) => {}
                None => bail!("The {role} is not ready after {START:?}: {}", self.last_words(id)),
            }
        }
    }

    /// What a process wrote to its standard error.
    pub(crate) fn last_words(&self, id: usize) -> String {
        let text = std::fs::read_to_string(&self.members[id].errors).unwrap_or_default();
        let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
        lines.get(lines.len().saturating_sub(3)..).unwrap_or_default().join("; ")
    }

    /// Waits for the next event.
    pub(crate) fn next(&self, until: Instant) -> Option<(usize, Heard)> {
        self.events.recv_timeout(until.saturating_duration_since(Instant::now())).ok()
    }

    /// Writes a line to a process.
    ///
    /// # Errors
    /// When it does not read any more.
    pub(crate) fn tell(&mut self, id: usize, line: &str) -> Result<()> {
        let member = &mut self.members[id];
        let input = member.input.as_mut().context("no input")?;
        writeln!(input, "{line}").with_context(|| format!("The {} is gone", member.role))
    }

    /// The process number.
    pub(crate) fn pid(&self, id: usize) -> u32 {
        self.members[id].child.id()
    }

    /// Sends a signal to a process that may have ended already.
    pub(crate) fn signal(&self, id: usize, signal: Signal) {
        send_signal(&self.members[id].child, signal);
    }
}

/// Sends a signal to a child of ours.
pub(crate) fn send_signal(child: &Child, signal: Signal) {
    if let Some(pid) = i32::try_from(child.id()).ok().and_then(Pid::from_raw) {
        // It may have ended already; we have not waited for it, so the number is still its own.
        let _ = rustix::process::kill_process(pid, signal);
    }
}

impl Drop for Cast {
    fn drop(&mut self) {
        for member in &mut self.members {
            // Whoever ended already needs no signal.
            let _ = member.child.kill();
        }
        for member in &mut self.members {
            let _ = member.child.wait();
        }
    }
}
