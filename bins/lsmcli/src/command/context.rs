// SPDX-License-Identifier: MIT OR Apache-2.0
//! What every command needs: the session, the objects that options name, and the output.

use std::fmt::Display;
use std::io::Write;

use lsm_client::{Method, Session};
use lsm_core::{
    AccessGroup, Error, ErrorKind, FileSystem, FsSnapshot, NfsExport, Pool, Record, Search, System,
    Volume,
};

use super::Status;
use super::changes::Records;
use crate::connection::Connection;
use crate::error::Failure;
use crate::parse::{Arguments, Invocation, nearest};
use crate::render::{self, Layout, Plain, Rows, Shown};

/// The surroundings of a command.
pub(crate) struct Context<'r> {
    pub(super) invocation: &'r Invocation,
    pub(super) layout: Layout,
    pub(super) connection: &'r mut Connection,
    pub(super) out: &'r mut dyn Write,
    /// Keeps what is shown, when somebody watches.
    pub(super) records: Option<&'r mut Records>,
}

impl<'r> Context<'r> {
    /// The session with the plug-in.
    pub(super) fn session(&mut self) -> Result<&mut Session, Failure> {
        self.connection.session()
    }

    /// The options of the command.
    pub(super) fn arguments(&self) -> &'r Arguments {
        &self.invocation.arguments
    }

    /// The pool that `option` names.
    pub(super) fn pool(&mut self, option: &str) -> Result<Pool, Failure> {
        self.named(option, Method::pools)
    }

    /// The volume that `option` names.
    pub(super) fn volume(&mut self, option: &str) -> Result<Volume, Failure> {
        self.named(option, Method::volumes)
    }

    /// The access group that `option` names.
    pub(super) fn access_group(&mut self, option: &str) -> Result<AccessGroup, Failure> {
        self.named(option, Method::access_groups)
    }

    /// The system that `option` names.
    pub(super) fn system(&mut self, option: &str) -> Result<System, Failure> {
        self.named(option, Method::systems)
    }

    /// The file system that `option` names.
    pub(super) fn file_system(&mut self, option: &str) -> Result<FileSystem, Failure> {
        self.named(option, Method::fs)
    }

    /// The NFS export that `option` names.
    pub(super) fn export(&mut self, option: &str) -> Result<NfsExport, Failure> {
        self.named(option, Method::exports)
    }

    /// The snapshot of `fs` that `option` names.
    pub(super) fn snapshot(
        &mut self,
        option: &str,
        fs: &FileSystem,
    ) -> Result<FsSnapshot, Failure> {
        let id = self.arguments().required(option);
        let snapshots = self.session()?.fs_snapshots(fs)?;
        match snapshots.iter().find(|snapshot| snapshot.id == id) {
            Some(found) => Ok(found.clone()),
            None => self.by_name(option, snapshots),
        }
    }

    pub(super) fn named<R: Record>(&mut self, option: &str, method: Method) -> Result<R, Failure> {
        let id = self.arguments().required(option);
        if let Some(found) = find(self.session()?, method, id)? {
            return Ok(found);
        }
        // Where the list cannot be had, there is no such ID all the same.
        let listing = self.session()?.listing::<R>(method, None);
        let all = listing.and_then(|listing| listing.to_vec()).unwrap_or_default();
        self.by_name(option, all)
    }

    /// The one record whose name is what `option` gives, since none has it for its ID.
    fn by_name<R: Record>(&self, option: &str, mut all: Vec<R>) -> Result<R, Failure> {
        let wanted = self.arguments().required(option);
        if let Some(position) = position_of_name(option, wanted, &all)? {
            return Ok(all.swap_remove(position));
        }
        let known = all.iter().flat_map(|record| [record.text("id"), name_of(record)]);
        let known = known.flatten().filter(|known| !known.is_empty());
        Err(match (self.not_found(option), nearest(bare_name(wanted), known)) {
            (Failure::Client(text), Some(near)) => {
                Failure::Client(format!("{text}; did you mean {near}?"))
            }
            (failure, _) => failure,
        })
    }

    /// The error that nothing has the ID which `option` gives.
    pub(super) fn not_found(&self, option: &str) -> Failure {
        let lookup = self.invocation.command.lookup(option);
        let kind = match (lookup, option) {
            (Some(lookup), _) => lookup.label,
            // Of `show`, which knows several kinds.
            (None, "<ID>") => self.arguments().choice("<KIND>").map_or(option, |kind| kind.name),
            (None, _) => option,
        };
        let id = self.arguments().required(option);
        Failure::client(format!("{kind} with ID {id} was not found"))
    }

    /// Shows records.
    pub(super) fn show<R: Shown>(
        &mut self,
        rows: &(impl Rows<R> + ?Sized),
    ) -> Result<Status, Failure> {
        if let Some(records) = &mut self.records {
            records.keep(rows, &self.invocation.globals, &self.layout)?;
            if !records.are_shown {
                return Ok(Status::Done);
            }
        }
        render::document(rows, &self.invocation.globals, &self.layout, self.out)?;
        Ok(Status::Done)
    }

    /// Shows one record.
    pub(super) fn show_one<R: Shown>(&mut self, record: &R) -> Result<Status, Failure> {
        self.show(std::slice::from_ref(record))
    }

    /// Answers with rows that are no records: `text` for people.
    pub(super) fn answer(
        &mut self,
        kind: &str,
        keys: &[&str],
        rows: &[Vec<Plain<'_>>],
        text: impl Display,
    ) -> Result<Status, Failure> {
        let globals = &self.invocation.globals;
        if globals.for_programs().is_none() {
            return self.line(text);
        }
        render::single(kind, keys, rows, globals, self.out)?;
        Ok(Status::Done)
    }

    /// Prints one line.
    pub(super) fn line(&mut self, text: impl Display) -> Result<Status, Failure> {
        writeln!(self.out, "{text}")?;
        Ok(Status::Done)
    }
}

/// Where the one record with this name stands, if there is one; `name:` before it says that it is
/// one.
pub(super) fn position_of_name<R: Record>(
    option: &str,
    wanted: &str,
    all: &[R],
) -> Result<Option<usize>, Failure> {
    let name = bare_name(wanted);
    let has_name = |record: &R| {
        let own = name_of(record).filter(|own| !own.is_empty());
        own == Some(wanted) || own == Some(name)
    };
    let named: Vec<usize> = (0..all.len()).filter(|&position| has_name(&all[position])).collect();
    if named.len() > 1 {
        let ids: Vec<&str> = named.iter().filter_map(|&named| all[named].text("id")).collect();
        let text = format!("several have the name {name}: give one of the IDs");
        return Err(Failure::client(format!("{option}: {text} {}", ids.join(", "))));
    }
    Ok(named.first().copied())
}

fn bare_name(wanted: &str) -> &str {
    wanted.strip_prefix("name:").unwrap_or(wanted)
}

/// What people call a record; exports go by their path.
fn name_of<R: Record>(record: &R) -> Option<&str> {
    record.text("name").or_else(|| record.text("export_path"))
}

/// The record with this ID in a listing; asks for it alone where the listing can be searched.
pub(super) fn find<R: Record>(
    session: &mut Session,
    method: Method,
    id: &str,
) -> Result<Option<R>, Error> {
    let by_id = Search::new("id", id);
    let search = method.info().search_keys.contains(&"id").then_some(&by_id);
    let listing = match session.listing::<R>(method, search) {
        Err(error) if error.kind == ErrorKind::UNSUPPORTED_SEARCH_KEY => {
            session.listing(method, None)?
        }
        listing => listing?,
    };
    for record in &listing {
        let record = record?;
        // Old plug-ins answer a search with everything.
        if by_id.matches(&record) {
            return Ok(Some(record));
        }
    }
    Ok(None)
}
