// SPDX-License-Identifier: MIT OR Apache-2.0
//! The command line: one table of commands, one of options; help falls out of them.

mod options;
mod values;

use std::fmt::Write as _;

use anyhow::{Context, Result, bail};

use self::options::FLAGS;
pub(crate) use self::options::{Options, Preset};
pub(crate) use self::values::{all_pairs, doubling};
use crate::faults::Fault;
use crate::{by_hand, output, process, run, stacks};

struct Command {
    name: &'static str,
    help: &'static str,
    does: fn(&Options) -> Result<()>,
}

static COMMANDS: &[Command] = &[
    Command {
        name: "run",
        help: "measure: starts buses, servers, clients and drivers itself",
        does: run::run,
    },
    Command {
        name: "faults",
        help: "only play faults",
        does: |options| {
            let mut options = Options { payloads: Vec::new(), ..options.clone() };
            if options.faults.is_empty() {
                options.faults = Fault::ALL.to_vec();
            }
            run::run(&options)
        },
    },
    Command {
        name: "report",
        help: "write the report anew: signalbench report RESULTS.json",
        does: |options| {
            let [file] = &options.words[..] else {
                bail!("Name one file: signalbench report RESULTS.json")
            };
            output::write_again(file.as_ref(), &options.output)
        },
    },
    Command { name: "stacks", help: "say which stacks and buses this host has", does: run::list },
    Command {
        name: "serve",
        help: "be the server of the experiment of 2015 on a running bus",
        does: by_hand::serve,
    },
    Command {
        name: "client",
        help: "be its client: prints payload, average delay, messages/s, MiB/s, received",
        does: by_hand::client,
    },
    Command { name: "drive", help: "be its driver: calls SpamSignal", does: by_hand::drive },
];

/// Does what the arguments say.
///
/// # Errors
/// When they say nothing that can be done, or doing it fails.
pub(crate) fn dispatch(arguments: &[String]) -> Result<()> {
    let Some((word, rest)) = arguments.split_first() else {
        bail!("No command is given.\n\n{}", help(None));
    };
    match (word.as_str(), rest) {
        // Parts that we start ourselves.
        ("with-parent", program) => return process::with_parent(program),
        ("peer", part) => {
            rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::KILL))?;
            return stacks::play(part);
        }
        ("help" | "--help" | "-h", _) => {
            return show(&help(rest.first().map(String::as_str)));
        }
        ("--version" | "-V", _) => {
            return show(&format!("signalbench {}\n", env!("CARGO_PKG_VERSION")));
        }
        _ => {}
    }
    let command = COMMANDS
        .iter()
        .find(|command| command.name == word)
        .with_context(|| format!("There is no command '{word}'; see 'signalbench --help'"))?;
    if rest.iter().any(|word| word == "--help" || word == "-h") {
        return show(&help(Some(command.name)));
    }
    (command.does)(&parse(command.name, rest)?)
}

fn parse(command: &str, arguments: &[String]) -> Result<Options> {
    let mut options = Options::default();
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        let Some(name) = word.strip_prefix("--") else {
            options.words.push(word.clone());
            continue;
        };
        let (name, inline) =
            name.split_once('=').map_or((name, None), |(name, value)| (name, Some(value)));
        let flag = FLAGS
            .iter()
            .find(|flag| flag.name == name && flag.commands.contains(&command))
            .with_context(|| {
                format!("{command} has no option --{name}; see 'signalbench {command} --help'")
            })?;
        let value = match (flag.value, inline) {
            (None, None) => "",
            (None, Some(_)) => bail!("--{name} takes no value"),
            (Some(_), Some(value)) => value,
            (Some(kind), None) => {
                words.next().with_context(|| format!("--{name} needs a value: {kind}"))?
            }
        };
        (flag.set)(&mut options, value).with_context(|| format!("--{name} {value}"))?;
    }
    if command != "report" && !options.words.is_empty() {
        bail!("Nothing can be done with '{}'", options.words[0]);
    }
    Ok(options)
}

fn help(command: Option<&str>) -> String {
    let mut text = String::new();
    let known = COMMANDS.iter().find(|known| Some(known.name) == command);
    // Writing to a string cannot fail.
    if let Some(command) = known {
        let _ = writeln!(text, "signalbench {}: {}\n", command.name, command.help);
        for flag in FLAGS.iter().filter(|flag| flag.commands.contains(&command.name)) {
            let left = format!("--{} {}", flag.name, flag.value.unwrap_or_default());
            let _ = writeln!(text, "  {left:<24}  {}", flag.help);
        }
        return text;
    }
    text.push_str("signalbench measures how D-Bus stacks carry a flood of signals.\n\n");
    for command in COMMANDS {
        let _ = writeln!(text, "  {:<8} {}", command.name, command.help);
    }
    text.push_str("\nsignalbench COMMAND --help lists the options of a command.\n");
    text
}

fn show(text: &str) -> Result<()> {
    use std::io::Write;
    Ok(std::io::stdout().write_all(text.as_bytes())?)
}

/// Has whoever reads our output had enough? That is no failure.
pub(crate) fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .downcast_ref::<std::io::Error>()
        .is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(command: &str, line: &str) -> Result<Options> {
        parse(command, &line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn options_are_set_with_or_without_an_equals_sign() {
        let options = parsed("run", "--payloads=32 --counts 5,6 --stacks zbus,floor:zbus").unwrap();
        assert_eq!((options.payloads, options.counts), (vec![32], vec![5, 6]));
        let names: Vec<_> =
            options.stacks.unwrap().iter().map(|pair| crate::cell::pair(pair.0, pair.1)).collect();
        assert_eq!(names, ["zbus", "floor:zbus"]);
    }

    #[test]
    fn what_is_wrong_is_said_with_the_way_out() {
        for (command, line, words) in [
            ("run", "--stacks kdbus", "choose from floor"),
            ("run", "--buses kdbus", "choose from dbus-daemon"),
            ("run", "--stack zbus", "run has no option --stack"),
            ("run", "--counts", "--counts needs a value"),
            ("run", "--quick=yes", "takes no value"),
            ("run", "now", "Nothing can be done with 'now'"),
            ("faults", "--faults thunder", "choose from sleep"),
        ] {
            let error = format!("{:#}", parsed(command, line).unwrap_err());
            assert!(error.contains(words), "{line}: {error}");
        }
    }

    #[test]
    fn every_command_has_help_that_names_its_options() {
        for command in COMMANDS {
            let text = help(Some(command.name));
            for flag in FLAGS.iter().filter(|flag| flag.commands.contains(&command.name)) {
                assert!(text.contains(&format!("--{}", flag.name)));
            }
            assert!(help(None).contains(command.name));
        }
        for command in FLAGS.iter().flat_map(|flag| flag.commands) {
            assert!(COMMANDS.iter().any(|known| known.name == *command), "{command}");
        }
    }
}
