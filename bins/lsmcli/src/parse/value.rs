// SPDX-License-Identifier: MIT OR Apache-2.0
//! Values of options, checked while parsing.

use std::net::IpAddr;
use std::time::Duration;

use lsm_core::{InitiatorId, LedStatus};

use crate::table::{Choice, Form, LIST_TYPES, ListType};

/// A value that has passed the check of its form.
#[derive(Debug, Clone)]
pub enum Value {
    /// The option is a switch.
    Switch,
    /// A text; a size is one too, since it is checked when its object is known.
    Text(String),
    /// A whole number.
    Number(u64),
    /// An initiator.
    Initiator(InitiatorId),
    /// States of lights.
    Led(LedStatus),
    /// One of the words of the table.
    Choice(&'static Choice),
    /// One of the list types.
    ListType(&'static ListType),
    /// A length of time.
    Duration(Duration),
}

impl Value {
    /// Reads a value; says what is wrong with it.
    pub(crate) fn read(form: Form, text: &str) -> Result<Self, String> {
        match form {
            Form::Text | Form::Size | Form::File | Form::CommandLine => {
                Ok(Self::Text(text.to_owned()))
            }
            Form::Natural => natural(text).map(Self::Number),
            Form::ExitCode => match natural(text) {
                Ok(number) if number > 255 => Err(format!("{text:?} is more than 255")),
                number => number.map(Self::Number),
            },
            Form::Initiator => {
                InitiatorId::parse(text).map(Self::Initiator).map_err(|error| error.message)
            }
            Form::Host => match is_host(text) {
                true => Ok(Self::Text(text.to_owned())),
                false => Err(format!("{text:?} is no IP address and no host name")),
            },
            Form::LedState => led_state(text).map(Self::Led),
            Form::Duration => duration(text).map(Self::Duration),
            Form::Choice(choices) => choices
                .iter()
                .find(|choice| choice.name.eq_ignore_ascii_case(text))
                .map(Self::Choice)
                .ok_or_else(|| no_choice(form, text)),
            Form::ListType => LIST_TYPES
                .iter()
                .find(|list| list.name.eq_ignore_ascii_case(text))
                .map(Self::ListType)
                .ok_or_else(|| no_choice(form, text)),
        }
    }

    /// The value as it would be written.
    pub(crate) fn spelled_out(&self) -> Option<String> {
        Some(match self {
            Self::Switch => return None,
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Initiator(initiator) => initiator.to_string(),
            Self::Led(state) => state.to_string().replace(',', ":"),
            Self::Choice(choice) => choice.name.to_owned(),
            Self::ListType(list) => list.name.to_owned(),
            Self::Duration(duration) => format!("{}ms", duration.as_millis()),
        })
    }
}

/// An option with its value; one that begins with a dash is attached, since it would be taken for
/// an option.
pub(crate) fn spelled_out(name: &str, value: Option<String>) -> Vec<String> {
    match value {
        Some(value) if value.starts_with('-') && value != "-" => vec![format!("{name}={value}")],
        value => [name.to_owned()].into_iter().chain(value).collect(),
    }
}

fn no_choice(form: Form, text: &str) -> String {
    format!("invalid choice: {text:?} (choose from {})", form.choices().join(", "))
}

/// A whole number; blanks around it and a sign are tolerated. What no 64 bits hold becomes the
/// largest number: nothing that is counted here gets near it, and arrays refuse it as they would
/// the true one.
fn natural(text: &str) -> Result<u64, String> {
    let number = text.trim();
    let digits = number.strip_prefix(['+', '-']).unwrap_or(number);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(format!("{text:?} is no whole number"));
    }
    let value = digits.parse().unwrap_or(u64::MAX);
    if number.starts_with('-') && value != 0 {
        return Err(format!("{text:?} is negative"));
    }
    Ok(value)
}

/// A whole number of milliseconds, seconds, minutes or hours; seconds without a unit.
pub(super) fn duration(text: &str) -> Result<Duration, String> {
    let wrong = || format!("{text:?} is no time: write a number with ms, s, m or h");
    let unit = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    let number: u64 = text[..unit].parse().map_err(|_| wrong())?;
    let milliseconds = match &text[unit..] {
        "ms" => 1,
        "" | "s" => 1000,
        "m" => 60_000,
        "h" => 3_600_000,
        _ => return Err(wrong()),
    };
    Ok(Duration::from_millis(number.saturating_mul(milliseconds)))
}

/// An address without brackets and prefix length, or a name by RFC 1123, 2.1.
fn is_host(text: &str) -> bool {
    if text.parse::<IpAddr>().is_ok() {
        return true;
    }
    let name = text.strip_suffix('.').unwrap_or(text);
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let only_digits = name.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    text.len() <= 255 && !only_digits && name.split('.').all(is_label)
}

/// One state, or one of each light joined with a colon.
fn led_state(text: &str) -> Result<LedStatus, String> {
    const IDENT: LedStatus = LedStatus(LedStatus::IDENT_ON.0 | LedStatus::IDENT_OFF.0);
    let mut state = LedStatus::NONE;
    for word in text.split(':') {
        let light = match word.to_ascii_uppercase().as_str() {
            "IDENT_ON" => LedStatus::IDENT_ON,
            "IDENT_OFF" => LedStatus::IDENT_OFF,
            "FAULT_ON" => LedStatus::FAULT_ON,
            "FAULT_OFF" => LedStatus::FAULT_OFF,
            _ => {
                return Err(format!(
                    "{word:?} is no state: choose IDENT_ON, IDENT_OFF, FAULT_ON or FAULT_OFF, \
                     or one of each joined with a colon"
                ));
            }
        };
        let is_ident = |status: LedStatus| status.0 & IDENT.0 != 0;
        if state != LedStatus::NONE
            && (is_ident(state) == is_ident(light) || state.names().count() > 1)
        {
            return Err(format!("{text:?} sets one light twice"));
        }
        state = state | light;
    }
    Ok(state)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers() {
        for (text, number) in [
            ("0", 0),
            ("007", 7),
            ("+5", 5),
            (" 5\t", 5),
            ("-0", 0),
            ("18446744073709551615", u64::MAX),
        ] {
            assert_eq!(natural(text), Ok(number), "{text:?}");
        }
        assert_eq!(natural("99999999999999999999999"), Ok(u64::MAX));
        for text in ["", " ", "+", "-", "-1", "1.0", "0x10", "1e3", "--1", "1 2", "x", "5,", "٣"] {
            assert!(natural(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn durations() {
        for (text, milliseconds) in [
            ("250ms", 250),
            ("0", 0),
            ("3", 3000),
            ("2s", 2000),
            ("5m", 300_000),
            ("1h", 3_600_000),
        ] {
            assert_eq!(duration(text), Ok(Duration::from_millis(milliseconds)), "{text:?}");
        }
        for text in ["", "s", "-1", "1.5s", "1 s", "1S", "1d", "99999999999999999999", "1é"] {
            assert!(duration(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn hosts() {
        let long_label = "a".repeat(63);
        let long_name = [long_label.as_str(); 3].join(".") + "." + &"b".repeat(61) + ".";
        for text in [
            "192.0.2.10",
            "2001:db8::5",
            "::",
            "a",
            "A.example.org",
            "a.example.org.",
            "x-1.y",
            "1a.2",
            "1.2.3.4.com",
            long_label.as_str(),
            long_name.as_str(),
        ] {
            assert!(is_host(text), "{text:?}");
        }
        let too_long_label = "a".repeat(64);
        let too_long_name = [long_label.as_str(); 4].join(".") + ".";
        for text in [
            "",
            ".",
            "no_good",
            "-a",
            "a-",
            "a..b",
            "a..",
            ".a",
            "1.2.3",
            "1.2.3.4.5",
            "300.1.1.1",
            "12345",
            "*",
            "*.example.org",
            "@group",
            "192.0.2.0/24",
            "[2001:db8::5]",
            "2001:db8::/32",
            "a b",
            "bücher.example",
            too_long_label.as_str(),
            too_long_name.as_str(),
        ] {
            assert!(!is_host(text), "{text:?}");
        }
    }

    #[test]
    fn led_states() {
        assert_eq!(led_state("ident_on"), Ok(LedStatus::IDENT_ON));
        assert_eq!(led_state("FAULT_OFF:Ident_On"), Ok(LedStatus::FAULT_OFF | LedStatus::IDENT_ON));
        for text in [
            "",
            "ON",
            "IDENT_ON:IDENT_ON",
            "IDENT_ON:IDENT_OFF",
            "IDENT_ON:FAULT_ON:FAULT_OFF",
            "IDENT_ON:",
            "IDENT_ON,FAULT_ON",
            "IDENT_UNKNOWN",
        ] {
            assert!(led_state(text).is_err(), "{text:?}");
        }
    }
}
