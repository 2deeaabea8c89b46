// SPDX-License-Identifier: MIT OR Apache-2.0
//! The items of a YAML document. Texts are quoted unless they are plainly texts in every version
//! of YAML.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::Plain;

/// Words that some reader takes for something else than a text.
const NO_TEXTS: &[&str] = &["true", "false", "yes", "no", "on", "off", "y", "n", "null"];

pub(super) fn item<'r>(
    fields: impl Iterator<Item = (&'r String, &'r Plain<'r>)>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut lines = String::new();
    for (key, value) in fields {
        lines.push_str(if lines.is_empty() { "- " } else { "  " });
        text(key, &mut lines);
        lines.push(':');
        match value {
            Plain::List(list) if list.is_empty() => lines.push_str(" []\n"),
            Plain::List(list) => {
                for value in list {
                    lines.push_str("\n    - ");
                    scalar(value, &mut lines);
                }
                lines.push('\n');
            }
            value => {
                lines.push(' ');
                scalar(value, &mut lines);
                lines.push('\n');
            }
        }
    }
    if lines.is_empty() {
        lines.push_str("- {}\n");
    }
    out.write_all(lines.as_bytes())
}

fn scalar(value: &Plain<'_>, lines: &mut String) {
    // A String takes everything.
    let _ = match value {
        Plain::Absent | Plain::Null => write!(lines, "null"),
        Plain::Bool(value) => write!(lines, "{value}"),
        Plain::Integer(number) => write!(lines, "{number}"),
        Plain::Text(value) => {
            text(value, lines);
            Ok(())
        }
        Plain::List(_) => write!(lines, "[]"),
    };
}

fn text(text: &str, lines: &mut String) {
    if is_plain(text) {
        lines.push_str(text);
        return;
    }
    lines.push('"');
    for letter in text.chars() {
        let _ = match letter {
            '"' => write!(lines, "\\\""),
            '\\' => write!(lines, "\\\\"),
            '\n' => write!(lines, "\\n"),
            '\t' => write!(lines, "\\t"),
            '\r' => write!(lines, "\\r"),
            // Not printable by YAML 1.2, 5.1, or a line end for some readers.
            letter
                if letter.is_control()
                    || matches!(
                        letter,
                        '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}'
                    ) =>
            {
                write!(lines, "\\u{:04X}", u32::from(letter))
            }
            letter => write!(lines, "{letter}"),
        };
    }
    lines.push('"');
}

/// Begins with a letter and goes on with letters, digits, `_`, `-`, `.` and `/`.
fn is_plain(text: &str) -> bool {
    text.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && text.chars().all(|letter| letter.is_ascii_alphanumeric() || "_-./".contains(letter))
        && !NO_TEXTS.iter().any(|word| word.eq_ignore_ascii_case(text))
}
