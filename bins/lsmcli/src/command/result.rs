// SPDX-License-Identifier: MIT OR Apache-2.0
//! `--verbose-result`: a word of commands that else are silent when all went well.

use std::io::{self, Write};

use super::Status;
use crate::error::Failure;
use crate::parse::Invocation;
use crate::render;
use crate::table::Output;

/// Runs a command; when it is done and has printed nothing, says so if that is wanted. A question
/// that was answered with no has printed something.
pub(super) fn told(
    invocation: &Invocation,
    out: &mut dyn Write,
    run: impl FnOnce(&mut dyn Write) -> Result<Status, Failure>,
) -> Result<Status, Failure> {
    let may_be_silent =
        matches!(invocation.command.output, Output::Nothing | Output::RecordOrPercentage);
    if !invocation.globals.verbose_result || !may_be_silent {
        return run(out);
    }
    let mut heard = Heard::new(out);
    let status = run(&mut heard)?;
    if heard.is_silent() && status == Status::Done {
        render::success(&invocation.globals, out)?;
    }
    Ok(status)
}

/// Knows whether something was written.
pub(super) struct Heard<'o> {
    out: &'o mut dyn Write,
    is_silent: bool,
}

impl<'o> Heard<'o> {
    pub(super) fn new(out: &'o mut dyn Write) -> Self {
        Self { out, is_silent: true }
    }

    /// Whether nothing was written so far.
    pub(super) fn is_silent(&self) -> bool {
        self.is_silent
    }
}

impl Write for Heard<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.is_silent &= bytes.is_empty();
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
