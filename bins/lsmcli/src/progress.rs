// SPDX-License-Identifier: MIT OR Apache-2.0
//! How far a job is, on one line of stderr that is gone when the job is done.

use std::io::{self, IsTerminal, Write};

use crate::parse::{Globals, When};
use crate::terminal;

/// Cells of the bar, and columns that everything else on the line may take.
const CELLS: usize = 30;
const OTHERS: usize = 12;

/// A line that tells how far a job is; removed when this is dropped.
pub(crate) struct Progress {
    /// What stands before the bar; `None` shows nothing.
    title: Option<String>,
    shown: Option<u8>,
}

impl Progress {
    /// A line with this title, not drawn yet, when somebody looks: `auto` means that stderr is a
    /// terminal and the output is for people.
    pub(crate) fn new(globals: &Globals, title: String) -> Self {
        let wanted = match globals.progress {
            When::Always => true,
            When::Never => false,
            When::Auto => globals.is_for_people() && io::stderr().is_terminal(),
        };
        Self { title: wanted.then_some(title), shown: None }
    }

    /// Draws the line for this percentage, unless it stands there.
    pub(crate) fn show(&mut self, percent: u8) {
        let Some(title) = &self.title else { return };
        if self.shown == Some(percent) {
            return;
        }
        let line = line(title, percent, terminal::error_columns());
        self.shown = Some(percent);
        // Nobody misses it where it cannot be drawn.
        let _ = io::stderr().write_all(format!("\r{line}\x1b[K").as_bytes());
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.shown.is_some() {
            let _ = io::stderr().write_all(b"\r\x1b[K");
        }
    }
}

/// The title, a bar and the percentage on less than `columns`; without the bar where there is no
/// room for it.
fn line(title: &str, percent: u8, columns: usize) -> String {
    let percent = usize::from(percent.min(100));
    let room = columns.saturating_sub(OTHERS);
    let title: String = title.chars().take(room).collect();
    let cells = room.saturating_sub(title.chars().count()).min(CELLS);
    if cells < 5 {
        return format!("{title} {percent:3} %");
    }
    let full = cells * percent / 100;
    format!("{title} [{}{}] {percent:3} %", "#".repeat(full), "-".repeat(cells - full))
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn a_line_never_wraps() {
        assert_eq!(line("job J", 0, 80), format!("job J [{}]   0 %", "-".repeat(30)));
        assert_eq!(
            line("job J", 50, 80),
            format!("job J [{}{}]  50 %", "#".repeat(15), "-".repeat(15))
        );
        assert_eq!(line("job J", 255, 80), format!("job J [{}] 100 %", "#".repeat(30)));
        for columns in 12..100 {
            for title in ["", "job J", &"é".repeat(90)] {
                let length = line(title, 100, columns).chars().count();
                assert!(length < columns, "{columns} {title}: {length}");
            }
        }
    }
}
