// SPDX-License-Identifier: MIT OR Apache-2.0
//! `watch`: what a command shows, and from then on what changes.

use std::io::Write;
use std::thread;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::changes::{Change, Records};
use super::{Context, Status, config};
use crate::connection::Connection;
use crate::error::Failure;
use crate::parse::{self, Invocation, Parsed};
use crate::render::{Format, Layout};
use crate::{interrupt, run};

/// How often a pause looks for Ctrl-C.
const GLANCE: Duration = Duration::from_millis(50);

pub(crate) fn watch(context: &mut Context<'_>) -> Result<Status, Failure> {
    let arguments = context.arguments();
    let interval = arguments.duration("--interval").unwrap_or_default();
    let looks = arguments.number("--looks");
    let words = arguments.texts("<COMMAND>");
    let mut watched = match parse::parse(&words)? {
        Parsed::Run(watched) => watched,
        _ => return Err(Failure::client("watch: give a command that shows records")),
    };
    if !watched.command.only_reads() {
        let text = format!("watch is for commands that change nothing, not for {}", words[0]);
        return Err(Failure::client(text));
    }
    if watched.globals.all || context.invocation.globals.all {
        return Err(Failure::client("watch: one array at a time, not --all"));
    }
    if !watched.arguments.values("<MORE>").is_empty() {
        return Err(Failure::client("watch: one object at a time"));
    }
    let mut own = None;
    if watched.globals.names_array() {
        let target = config::target(&watched.globals)?;
        own = Some(Connection::new(&watched.globals, target, None));
    }
    watched.globals.inherit(&context.invocation.globals);
    let seen = &watched.globals;
    if let Some(format) = seen.for_programs().filter(|format| *format != Format::Jsonl) {
        return Err(Failure::client(format!(
            "watch: of the formats for programs only jsonl tells changes, not {}; use -o jsonl, \
             which has an object for each of them",
            format.name()
        )));
    }
    if seen.columns.is_some()
        || seen.sort.is_some()
        || seen.filter.is_some()
        || seen.limit.is_some()
    {
        return Err(Failure::client("watch: there is no --columns, --sort, --filter or --limit"));
    }
    let connection = own.as_mut().unwrap_or(context.connection);
    let mut watch = Watch { watched, connection, out: context.out };
    let _held = interrupt::hold();
    let mut before = watch.first_look()?;
    let mut look = 1;
    while looks.is_none_or(|looks| look < looks) {
        watch.out.flush()?;
        pause(interval)?;
        look += 1;
        match watch.look() {
            Ok(now) => {
                let changes = now.changes_since(&before);
                match watch.tells_events() {
                    true => watch.tell_events(now.kind, &changes)?,
                    false => watch.tell(&changes)?,
                }
                before = now;
            }
            // The array may come back.
            Err(failure @ Failure::Library { .. }) => {
                run::report(&failure, "lsmcli", false);
                watch.connection.recover(&failure);
            }
            Err(failure) => return Err(failure),
        }
    }
    Ok(Status::Done)
}

fn pause(interval: Duration) -> Result<(), Failure> {
    let end = Instant::now() + interval;
    loop {
        if interrupt::came() {
            return Err(Failure::Interrupted(None));
        }
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Ok(());
        }
        thread::sleep(left.min(GLANCE));
    }
}

struct Watch<'r> {
    watched: Box<Invocation>,
    connection: &'r mut Connection,
    out: &'r mut dyn Write,
}

impl Watch<'_> {
    /// Shows everything as the command does without being watched.
    fn first_look(&mut self) -> Result<Records, Failure> {
        if self.tells_events() {
            let records = self.look()?;
            let kind = records.kind;
            for row in &records.rows {
                self.event("present", kind, row.last())?;
            }
            return Ok(records);
        }
        let mut records = Records { are_shown: true, ..Records::default() };
        let lines = self.run(&mut records)?;
        self.out.write_all(&lines)?;
        Ok(with_lines(records, &lines))
    }

    fn look(&mut self) -> Result<Records, Failure> {
        let mut records = Records::default();
        let lines = self.run(&mut records)?;
        Ok(with_lines(records, &lines))
    }

    /// Runs the command once; gives what it printed.
    fn run(&mut self, records: &mut Records) -> Result<Vec<u8>, Failure> {
        let mut lines = Vec::new();
        let mut context = Context {
            invocation: &self.watched,
            layout: Layout::new(&self.watched.globals),
            connection: self.connection,
            out: &mut lines,
            records: Some(records),
        };
        (self.watched.command.run)(&mut context)?;
        Ok(lines)
    }

    /// Whether changes are told as lines of JSON.
    fn tells_events(&self) -> bool {
        self.watched.globals.output == Some(Format::Jsonl)
    }

    /// One JSON object per change.
    fn tell_events(&mut self, kind: &str, changes: &[Change<'_>]) -> Result<(), Failure> {
        for change in changes {
            match change {
                Change::Added(row) => self.event("added", kind, row.last())?,
                Change::Removed(row) => self.event("removed", kind, row.last())?,
                Change::Changed(_, cells) => {
                    let item = cells.last().map(|(_, _, new)| (*new).to_owned());
                    self.event("changed", kind, item.as_ref())?;
                }
            }
        }
        Ok(())
    }

    /// One line: when, what, and the record, which is JSON already.
    fn event(&mut self, what: &str, kind: &str, item: Option<&String>) -> Result<(), Failure> {
        let now = TimeZone::UTC.to_datetime(Timestamp::now());
        let now = now.strftime("%Y-%m-%dT%H:%M:%SZ");
        let kind = match kind {
            "" => String::new(),
            kind => format!("\"type\":\"{kind}\","),
        };
        let item = item.map_or("null", String::as_str);
        writeln!(self.out, "{{\"time\":\"{now}\",\"event\":\"{what}\",{kind}\"item\":{item}}}")?;
        Ok(())
    }

    /// One line per change: when, what, and the columns.
    fn tell(&mut self, changes: &[Change<'_>]) -> Result<(), Failure> {
        let layout = Layout::new(&self.watched.globals);
        let separator = &layout.separator;
        let now = TimeZone::system().to_datetime(Timestamp::now());
        let now = now.strftime("%Y-%m-%d %H:%M:%S").to_string();
        for change in changes {
            let (what, text) = match change {
                Change::Added(row) => ("added", row.join(separator)),
                Change::Removed(row) => ("removed", row.join(separator)),
                Change::Changed(id, cells) => {
                    let cell = |(heading, old, new): &(&str, &str, &str)| {
                        format!("{heading}: {old} -> {new}")
                    };
                    let cells: Vec<String> = cells.iter().map(cell).collect();
                    ("changed", [&[(*id).to_owned()], &cells[..]].concat().join(separator))
                }
            };
            let width = if layout.header { 7 } else { 0 };
            writeln!(self.out, "{now}{separator}{what:width$}{separator}{text}")?;
        }
        Ok(())
    }
}

/// Where a command shows no records, its lines are compared.
fn with_lines(mut records: Records, lines: &[u8]) -> Records {
    if records.headings.is_empty() {
        let lines = String::from_utf8_lossy(lines);
        records.rows.extend(lines.lines().map(|line| vec![line.to_owned()]));
    }
    records
}
