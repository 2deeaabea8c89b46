// SPDX-License-Identifier: MIT OR Apache-2.0
//! Rows leave as they come, and no more of them are read than are wanted.

use std::cell::Cell;
use std::io::{self, Write};
use std::rc::Rc;

use lsmcli::error::Failure;
use lsmcli::render::{Layout, Property, Rows, Shown, Visit, document};

use crate::documents::globals;

/// A record that knows how many of its kind there are.
struct Counted {
    id: String,
    count: Rc<Cell<usize>>,
}

impl Counted {
    fn new(id: usize, count: &Rc<Cell<usize>>) -> Self {
        count.set(count.get() + 1);
        Self { id: id.to_string(), count: Rc::clone(count) }
    }
}

impl Clone for Counted {
    fn clone(&self) -> Self {
        self.count.set(self.count.get() + 1);
        Self { id: self.id.clone(), count: Rc::clone(&self.count) }
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.count.set(self.count.get() - 1);
    }
}

impl Shown for Counted {
    const TYPE: &'static str = "counted";
    const PROPERTIES: &'static [Property<Self>] = &[Property {
        heading: "ID",
        key: "id",
        column: true,
        numbered: false,
        names: None,
        value: |counted| lsmcli::render::Value::Text(&counted.id),
    }];
}

/// Makes records as they are asked for, and checks that each row is written before the next
/// record is made, and that no record is kept.
struct Stream {
    length: usize,
    count: Rc<Cell<usize>>,
    written: Rc<Cell<usize>>,
}

impl Rows<Counted> for Stream {
    fn walk_while(&self, visit: &mut Visit<'_, Counted>) -> Result<(), Failure> {
        for id in 0..self.length {
            let before = self.written.get();
            if !visit(&Counted::new(id, &self.count))? {
                return Ok(());
            }
            assert!(self.written.get() > before, "row {id} is held back");
            assert_eq!(self.count.get(), 0, "record {id} is kept");
        }
        Ok(())
    }
}

struct Counter(Rc<Cell<usize>>);

impl Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.set(self.0.get() + bytes.len());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn rows_leave_as_they_come() {
    for format in ["jsonl", "csv", "tsv", "json", "yaml"] {
        for more in [&[][..], &["--filter", "id~0 or not id=x"]] {
            let written = Rc::new(Cell::new(0));
            let rows = Stream { length: 120_000, count: Rc::default(), written: written.clone() };
            let globals = globals(format, more);
            document(&rows, &globals, &Layout::new(&globals), &mut Counter(written.clone()))
                .unwrap();
            assert!(written.get() > 120_000 * 6, "{format}");
        }
    }
}

/// Gives a few rows and fails at the next one.
struct Broken(usize);

impl Rows<Counted> for Broken {
    fn walk_while(&self, visit: &mut Visit<'_, Counted>) -> Result<(), Failure> {
        let count = Rc::default();
        for id in 0..self.0 {
            if !visit(&Counted::new(id, &count))? {
                return Ok(());
            }
        }
        Err(Failure::Told(99))
    }
}

#[test]
fn no_record_behind_the_limit_is_read() {
    let lines = |rows: usize, format: &str, more: &[&str]| {
        let globals = globals(format, &[&["--no-headers", "--columns=id"], more].concat());
        let mut out = Vec::new();
        document(&Broken(rows), &globals, &Layout::new(&globals), &mut out)
            .map(|()| String::from_utf8(out).unwrap())
            .map_err(|failure| failure.exit_code())
    };
    for format in ["csv", "table", "script", "tsv", "wide"] {
        assert_eq!(lines(3, format, &["--limit", "0"]).unwrap(), "", "{format}");
        assert!(lines(3, format, &["--limit", "3"]).is_ok(), "{format}");
        assert_eq!(lines(3, format, &["--limit", "4"]), Err(99), "{format}");
        // Whatever comes last may be the first.
        assert_eq!(lines(3, format, &["--limit", "1", "--sort", "id"]), Err(99), "{format}");
    }
    assert_eq!(lines(9, "csv", &["--limit", "2", "--filter", "id>4"]).unwrap(), "5\r\n6\r\n");
}
