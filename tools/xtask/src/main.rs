// SPDX-License-Identifier: MIT OR Apache-2.0
//! The commands of development: `cargo xtask demo`, `cargo xtask test`, `cargo xtask bench`,
//! `cargo xtask man`, `cargo xtask c`, `cargo xtask python`, `cargo xtask abi`, `cargo xtask install`.

mod abi;
mod bench;
mod c;
mod cargo;
mod demo;
mod install;
mod man;
mod packages;
mod python;
mod test;

use std::process::ExitCode;

const USAGE: &str = "\
cargo xtask COMMAND

  demo    play the live backup of a database, on a simulated array and on real volumes
  test    check format, lints and documentation, then run every test
  bench   measure, each figure beside its floor
  man     write the manual pages of lsmcli into target/man
  c       build the C library, shared and static
  emulate start an emulated array to try a plug-in against: cargo xtask emulate -h
  python  build the wheel of the Python package and test it, on the programs that are built
  install put everything below a prefix: programs, plug-ins, library, headers, manual, services
  abi     compare the C library with the last release, and decide its version-info";

/// Runs the emulator of an array until it is interrupted.
fn emulate(arguments: &[&str]) -> anyhow::Result<()> {
    let run = ["run", "--quiet", "--package", "lsm-emulators", "--bin", "emulate", "--"];
    cargo::run(cargo::cargo(&run).args(arguments))
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let done = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["demo"] => demo::run(),
        ["test"] => test::run(),
        ["man"] => man::run(),
        ["emulate", ref arguments @ ..] => emulate(arguments),
        ["python"] => python::test(),
        ["c", ref arguments @ ..] => c::run(arguments),
        ["install", "--check"] => install::check(),
        ["install", ref arguments @ ..] => install::run(arguments),
        ["abi", ref arguments @ ..] => abi::run(arguments),
        ["bench", ref filters @ ..] => bench::run(filters),
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}
