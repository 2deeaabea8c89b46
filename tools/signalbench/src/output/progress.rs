// SPDX-License-Identifier: MIT OR Apache-2.0
//! A progress bar for people who look at a terminal.

use std::io::{IsTerminal, Write};
use std::time::Instant;

const WIDTH: usize = 40;

/// How far we are; silent when standard error is no terminal.
pub(crate) struct Progress {
    done: usize,
    all: usize,
    began: Instant,
    shown: bool,
}

impl Progress {
    /// Nothing of `all` steps is done yet.
    pub(crate) fn new(all: usize) -> Self {
        let shown = std::io::stderr().is_terminal();
        let progress = Self { done: 0, all, began: Instant::now(), shown };
        progress.draw();
        progress
    }

    /// Makes way for a line of output.
    pub(crate) fn clear(&self) {
        if self.shown {
            // A bar that cannot be drawn harms nobody.
            let _ = write!(std::io::stderr(), "\r\x1b[K");
        }
    }

    /// One step more is done.
    pub(crate) fn step(&mut self) {
        self.done += 1;
        if self.done < self.all {
            self.draw();
        }
    }

    fn draw(&self) {
        if self.shown {
            let elapsed = self.began.elapsed().as_secs_f64();
            let _ = write!(std::io::stderr(), "\r\x1b[K{}", bar(self.done, self.all, elapsed));
        }
    }
}

fn bar(done: usize, all: usize, elapsed: f64) -> String {
    let filled = WIDTH * done / all.max(1);
    let left = if done == 0 {
        String::new()
    } else {
        let share =
            crate::statistics::float((all - done) as u64) / crate::statistics::float(done as u64);
        format!(", about {:.0} s left", elapsed * share)
    };
    format!("[{:<WIDTH$}] {done}/{all}{left}", "#".repeat(filled))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_fills_and_tells_what_is_left() {
        assert!(bar(0, 10, 0.0).ends_with("] 0/10"));
        assert!(bar(5, 10, 30.0).ends_with("] 5/10, about 30 s left"));
        assert_eq!(bar(5, 10, 30.0).matches('#').count(), WIDTH / 2);
        assert_eq!(bar(10, 10, 1.0).matches('#').count(), WIDTH);
    }
}
