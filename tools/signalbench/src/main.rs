// SPDX-License-Identifier: MIT OR Apache-2.0
//! `signalbench` measures how fast and how safe D-Bus stacks carry a flood of signals: the
//! experiment of 2015 in full, with today's stacks, buses, faults and floors.

mod account;
mod bus;
mod by_hand;
mod cell;
mod cli;
mod experiment;
mod faults;
mod lines;
mod machine;
mod output;
mod plan;
mod presets;
mod process;
mod run;
mod scene;
mod stacks;
mod statistics;
mod tally;
mod wire;

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match cli::dispatch(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if cli::is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("signalbench: {error:#}");
            ExitCode::FAILURE
        }
    }
}
