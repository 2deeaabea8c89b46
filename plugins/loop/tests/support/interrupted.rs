// SPDX-License-Identifier: MIT OR Apache-2.0
//! The kernel, with something going wrong at the Nth change.

use std::cell::{Cell, RefCell};
use std::io;
use std::os::fd::{BorrowedFd, OwnedFd};
use std::rc::Rc;

use lsm_loop::{ByteRange, FileId, Kernel, Linux};
use rusqlite::Transaction;

/// What goes wrong.
pub enum Accident {
    /// That one change fails; the process goes on.
    Failure,
    /// The process dies: neither that change nor any later one happens. What it would tidy up
    /// stays as it is.
    Death,
    /// The process dies for real.
    Kill,
    /// Nothing, but somebody looks on before that change and every later one, and is told its
    /// number.
    Witness(Box<dyn FnMut(u32)>),
}

/// When what goes wrong.
pub struct Plan {
    accident: RefCell<Accident>,
    at: Cell<u32>,
    changes: Cell<u32>,
}

impl Plan {
    pub fn new(accident: Accident) -> Rc<Self> {
        Rc::new(Self { accident: accident.into(), at: Cell::new(u32::MAX), changes: Cell::new(0) })
    }

    /// Lets it happen at the `at`th change from now on; the first is 1.
    pub fn arm(&self, at: u32) {
        self.at.set(at);
        self.changes.set(0);
    }

    pub fn disarm(&self) {
        self.at.set(u32::MAX);
    }

    /// Whether it happened.
    pub fn happened(&self) -> bool {
        self.changes.get() >= self.at.get()
    }

    fn change(&self) -> io::Result<()> {
        self.changes.set(self.changes.get() + 1);
        let (now, at) = (self.changes.get(), self.at.get());
        if now < at {
            return Ok(());
        }
        match &mut *self.accident.borrow_mut() {
            Accident::Failure if now > at => return Ok(()),
            Accident::Failure | Accident::Death => {}
            Accident::Kill => {
                let me = rustix::process::getpid();
                rustix::process::kill_process(me, rustix::process::Signal::KILL).unwrap();
            }
            Accident::Witness(look) => {
                look(now);
                return Ok(());
            }
        }
        // EIO.
        Err(io::Error::from_raw_os_error(5))
    }
}

/// The real kernel up to the accident.
pub struct Interrupted {
    pub plan: Rc<Plan>,
    pub devices: bool,
}

impl Kernel for Interrupted {
    fn create_file(&self, folder: BorrowedFd<'_>, name: &str) -> io::Result<OwnedFd> {
        self.plan.change()?;
        Linux.create_file(folder, name)
    }

    fn remove_file(&self, folder: BorrowedFd<'_>, name: &str) -> io::Result<()> {
        self.plan.change()?;
        Linux.remove_file(folder, name)
    }

    fn allocate(&self, file: BorrowedFd<'_>, offset: u64, length: u64) -> io::Result<()> {
        self.plan.change()?;
        Linux.allocate(file, offset, length)
    }

    fn set_size(&self, file: BorrowedFd<'_>, size: u64) -> io::Result<()> {
        self.plan.change()?;
        Linux.set_size(file, size)
    }

    fn clone_file(&self, source: BorrowedFd<'_>, dest: BorrowedFd<'_>) -> io::Result<()> {
        self.plan.change()?;
        Linux.clone_file(source, dest)
    }

    fn clone_range(
        &self,
        source: BorrowedFd<'_>,
        dest: BorrowedFd<'_>,
        range: ByteRange,
    ) -> io::Result<()> {
        self.plan.change()?;
        Linux.clone_range(source, dest, range)
    }

    fn copy_range(
        &self,
        source: BorrowedFd<'_>,
        dest: BorrowedFd<'_>,
        range: ByteRange,
    ) -> io::Result<()> {
        self.plan.change()?;
        Linux.copy_range(source, dest, range)
    }

    fn sync(&self, file: BorrowedFd<'_>) -> io::Result<()> {
        self.plan.change()?;
        Linux.sync(file)
    }

    fn commit(&self, transaction: Transaction<'_>) -> rusqlite::Result<()> {
        match self.plan.change() {
            Ok(()) => Linux.commit(transaction),
            Err(_) => Err(rusqlite::Error::SqliteFailure(
                rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_IOERR),
                None,
            )),
        }
    }

    fn can_attach(&self) -> bool {
        self.devices && Linux.can_attach()
    }

    fn attach(&self, file: BorrowedFd<'_>, mark: &str) -> io::Result<u32> {
        self.plan.change()?;
        Linux.attach(file, mark)
    }

    fn detach(&self, number: u32, file: FileId) -> io::Result<()> {
        self.plan.change()?;
        Linux.detach(number, file)
    }

    fn set_capacity(&self, number: u32) -> io::Result<()> {
        self.plan.change()?;
        Linux.set_capacity(number)
    }
}
