// SPDX-License-Identifier: MIT OR Apache-2.0
//! The page of a command.

use super::notes::NOTES;
use super::roff::Roff;
use super::{options, phrase};
use crate::help;
use crate::table::{Command, EXAMPLES, Loss, Made, Opt, Output};

pub(super) fn page(command: &Command) -> String {
    let name = format!("lsmcli-{}", command.name);
    let mut page = Roff::page(&name);
    page.name(&name, &phrase(command.summary));
    page.section("SYNOPSIS");
    let mut parts: Vec<String> = command.all_options().map(help::part).collect();
    parts.push("[global options]".to_owned());
    page.synopsis(&format!("lsmcli {}", command.name), &parts);
    page.section("DESCRIPTION");
    page.text(command.summary);
    for paragraph in description(command) {
        page.paragraph(&paragraph);
    }
    let notes = NOTES.iter().find(|(name, _)| *name == command.name);
    for paragraph in notes.iter().flat_map(|(_, paragraphs)| paragraphs.iter()) {
        page.paragraph(paragraph);
    }
    section(&mut page, "OPERANDS", command.all_options().filter(|option| option.is_operand()));
    section(&mut page, "OPTIONS", command.all_options().filter(|option| !option.is_operand()));
    page.paragraph("The global options are described in lsmcli(1).");
    if !command.capabilities.is_empty() {
        page.section("CAPABILITIES");
        let names: Vec<String> =
            command.capabilities.iter().map(|capability| capability.to_string()).collect();
        let needed = "The array must be able to do it. In the words of lsmcli capabilities";
        page.text(&format!("{needed}: {}.", names.join(", ")));
    }
    let examples: Vec<_> =
        EXAMPLES.iter().filter(|example| example.command == command.name).collect();
    if !examples.is_empty() {
        page.section("EXAMPLES");
    }
    for example in examples {
        page.paragraph(example.meaning);
        page.literal(example.line);
    }
    page.section("EXIT STATUS");
    page.text("As described in lsmcli(1).");
    page.section("SEE ALSO");
    page.text("lsmcli(1)");
    page.finish()
}

fn section<'t>(page: &mut Roff, title: &str, list: impl Iterator<Item = &'t Opt>) {
    let list: Vec<&Opt> = list.collect();
    if !list.is_empty() {
        page.section(title);
        options(page, list.into_iter());
    }
}

/// What follows from the table beside the summary.
fn description(command: &Command) -> Vec<String> {
    let mut paragraphs = Vec::new();
    if !command.aliases.is_empty() {
        paragraphs.push(format!("Short: {}.", command.aliases.join(", ")));
    }
    if let Some(loss) = command.confirmation {
        let certainty = match loss {
            Loss::Will => "Data will be lost by this",
            Loss::May => "Data may be lost by this",
        };
        paragraphs.push(format!(
            "{certainty}, so it asks first: y goes on, every other key stops. With -f it does not \
             ask; without a terminal to ask on, -f is needed."
        ));
    } else if command.may_ask() {
        paragraphs.push(
            "Hosts may lose access by this. With LSMCLI_CONFIRM set and not 0 it asks first: y goes \
             on, every other key stops. With -f it does not ask."
                .to_owned(),
        );
    }
    match command.job {
        Some(Made::Nothing) => paragraphs.push(
            "The array may make a job of it; lsmcli waits until the job is done. See JOBS in \
             lsmcli(1)."
                .to_owned(),
        ),
        Some(Made::Record(_)) => paragraphs.push(
            "The array may make a job of it; lsmcli waits until the job is done, then shows what \
             was made. See JOBS in lsmcli(1)."
                .to_owned(),
        ),
        None => {}
    }
    if command.output == Output::Nothing && command.needs_connection && !command.calls.is_empty() {
        paragraphs.push("Prints nothing when it succeeds.".to_owned());
    }
    paragraphs
}
