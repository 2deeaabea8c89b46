// SPDX-License-Identifier: MIT OR Apache-2.0
//! Single parts of the experiment on a bus that runs already, beside the programs of 2015 or in
//! their place.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::cell::mib;
use crate::cli::Options;
use crate::experiment::{END, MARKERS, START};
use crate::lines::Said;
use crate::stacks::{self, Stack, driver};
use crate::statistics::{Delays, rate};
use crate::tally::{Manners, read_delays};
use crate::wire::Connection;

fn stack(options: &Options) -> Result<&'static Stack> {
    if options.stack.is_empty() {
        bail!("Name a stack with --stack; 'signalbench stacks' lists them");
    }
    let stack = Stack::named(&options.stack)?;
    if !stack.on_bus {
        bail!("{} does not run on a bus", stack.name);
    }
    Ok(stack)
}

/// Serves until the bus hangs up.
pub(crate) fn serve(options: &Options) -> Result<()> {
    let stack = stack(options)?;
    let folder = tempfile::tempdir()?;
    let tools = stacks::toolbox(folder.path(), &[stack]);
    heed(tools.server(stack, &options.address, &options.name)?, |said| match said {
        Said::Ready => eprintln!("{} serves {} at {}", stack.name, options.name, options.address),
        Said::Told(text) => eprintln!("{text}"),
        Said::Gone { why, .. } => eprintln!("The bus is gone: {why}"),
        _ => {}
    })
}

/// Counts until the bus hangs up, and prints a line for each size as the client of 2015 did.
pub(crate) fn client(options: &Options) -> Result<()> {
    let stack = stack(options)?;
    let folder = tempfile::tempdir()?;
    let tools = stacks::toolbox(folder.path(), &[stack]);
    let delays = folder.path().join("delays");
    let manners = Manners { delays: delays.clone(), ..Manners::default() };
    heed(tools.client(stack, &options.address, &manners)?, |said| match said {
        Said::Ready => eprintln!("{} counts at {}", stack.name, options.address),
        Said::Done { received, first, last, size } => {
            let per_second = rate(received, last - first);
            let average = Delays::of(read_delays(&delays)).average / 1e3;
            println!(
                "{size}, {average:.6}, {per_second:.2}, {:.2}, {received}",
                per_second * mib(size)
            );
        }
        Said::Told(text) => eprintln!("{text}"),
        Said::Gone { received, why } => {
            eprintln!("The bus is gone after {received} signals: {why}");
        }
        _ => {}
    })
}

fn heed(mut command: Command, each: impl Fn(Said)) -> Result<()> {
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn()?;
    let output = child.stdout.take().context("no output")?;
    for line in BufReader::new(output).lines() {
        if let Some(said) = Said::parse(&line?) {
            each(said);
        }
    }
    if child.wait()?.success() { Ok(()) } else { bail!("It ended in failure") }
}

/// Calls for each size: ten start markers, the signals, ten end markers.
pub(crate) fn drive(options: &Options) -> Result<()> {
    let mut connection = Connection::bus(&options.address)?;
    let name = Some(options.name.as_str());
    for &size in &options.payloads {
        for &count in &options.counts {
            driver::spam(&mut connection, name, MARKERS, START)?;
            let began = std::time::Instant::now();
            let sent = driver::spam(&mut connection, name, count, size)?;
            println!("{size}: sent {sent} in {:.3} s", began.elapsed().as_secs_f64());
            driver::spam(&mut connection, name, MARKERS, END)?;
        }
    }
    Ok(())
}
