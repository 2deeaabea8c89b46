// SPDX-License-Identifier: MIT OR Apache-2.0
//! What an option is, and the options that several commands share.

use super::lists::LIST_TYPES;

/// An option.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opt {
    /// Long name with its dashes; `-b` and operands have none.
    pub long: Option<&'static str>,
    /// Letter of the short name.
    pub short: Option<char>,
    /// The form of its value; `None` for a switch.
    pub value: Option<Form>,
    /// What usage and help call the value; `None` shows the long name in capitals.
    pub metavar: Option<&'static str>,
    /// One sentence for the help page.
    pub meaning: &'static str,
    /// Whether the command wants it.
    pub required: bool,
    /// Whether it may be given more than once; of the others the last one counts.
    pub repeatable: bool,
    /// The value taken when it is absent.
    pub default: Option<&'static str>,
    /// The name of the filter it stands for in `list`.
    pub search_key: Option<&'static str>,
    /// Whether help keeps silent about it.
    pub hidden: bool,
}

/// What a value must look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Any text.
    Text,
    /// A size in bytes with an optional unit, checked after the look-ups.
    Size,
    /// A whole number, 0 included.
    Natural,
    /// A WWPN or an iSCSI name.
    Initiator,
    /// An address or the name of a host.
    Host,
    /// One or two states of lights.
    LedState,
    /// One of these words, in any letter case.
    Choice(&'static [Choice]),
    /// The name of a list type, in any letter case.
    ListType,
    /// A path of this host.
    File,
    /// An exit code: 0 to 255.
    ExitCode,
    /// A length of time: a number with `ms`, `s`, `m` or `h`; seconds without a unit.
    Duration,
    /// A command with its options: everything that follows.
    CommandLine,
}

/// One of the words that an option takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// The word.
    pub name: &'static str,
    /// The number that is sent for it.
    pub number: i32,
}

impl Form {
    /// The words to choose from; none when the value is free.
    pub fn choices(self) -> Vec<&'static str> {
        match self {
            Self::Choice(choices) => choices.iter().map(|choice| choice.name).collect(),
            Self::ListType => LIST_TYPES.iter().map(|list| list.name).collect(),
            _ => Vec::new(),
        }
    }
}

impl Opt {
    /// The name to speak of it by: the long one, or the short one where there is no other.
    pub fn name(&self) -> String {
        match (self.long, self.short) {
            (Some(long), _) => long.to_owned(),
            (None, Some(short)) => format!("-{short}"),
            (None, None) => self.metavar.unwrap_or_default().to_owned(),
        }
    }

    /// Whether it is a word in its place instead of a name with a value.
    pub fn is_operand(&self) -> bool {
        self.long.is_none() && self.short.is_none()
    }

    /// Whether `name` is its long name, or what stands for it when it is an operand.
    pub fn is_named(&self, name: &str) -> bool {
        self.long == Some(name) || (self.is_operand() && self.metavar == Some(name))
    }

    const NONE: Self = Self {
        long: None,
        short: None,
        value: None,
        metavar: None,
        meaning: "",
        required: false,
        repeatable: false,
        default: None,
        search_key: None,
        hidden: false,
    };

    pub(super) const fn switch(
        long: Option<&'static str>,
        short: Option<char>,
        meaning: &'static str,
    ) -> Self {
        Self { long, short, meaning, ..Self::NONE }
    }

    pub(super) const fn value(long: &'static str, form: Form, meaning: &'static str) -> Self {
        Self { long: Some(long), value: Some(form), meaning, ..Self::NONE }
    }

    pub(super) const fn text(
        long: &'static str,
        metavar: &'static str,
        meaning: &'static str,
    ) -> Self {
        Self::value(long, Form::Text, meaning).metavar(metavar)
    }

    /// A word in its place.
    pub(super) const fn operand(metavar: &'static str, form: Form, meaning: &'static str) -> Self {
        Self { metavar: Some(metavar), value: Some(form), meaning, ..Self::NONE }
    }

    pub(super) const fn short(mut self, short: char) -> Self {
        self.short = Some(short);
        self
    }

    pub(super) const fn metavar(mut self, metavar: &'static str) -> Self {
        self.metavar = Some(metavar);
        self
    }

    pub(super) const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    pub(super) const fn repeatable(mut self) -> Self {
        self.repeatable = true;
        self
    }

    pub(super) const fn default(mut self, value: &'static str) -> Self {
        self.default = Some(value);
        self
    }

    pub(super) const fn filter(mut self, search_key: &'static str) -> Self {
        self.search_key = Some(search_key);
        self
    }

    pub(super) const fn hidden(mut self) -> Self {
        self.hidden = true;
        self
    }
}

pub(super) const VOL: Opt = Opt::text("--vol", "<VOL_ID>", "ID of the volume to act on").required();
pub(super) const POOL: Opt =
    Opt::text("--pool", "<POOL_ID>", "ID of the pool to act on / allocate from").required();
pub(super) const SYS: Opt = Opt::text("--sys", "<SYS_ID>", "ID of the system to act on").required();
pub(super) const AG: Opt =
    Opt::text("--ag", "<AG_ID>", "ID of the access group to act on").required();
pub(super) const FS: Opt =
    Opt::text("--fs", "<FS_ID>", "ID of the file system to act on").required();
pub(super) const SNAP: Opt =
    Opt::text("--snap", "<SNAP_ID>", "ID of the file system snapshot").required();
pub(super) const INIT: Opt =
    Opt::value("--init", Form::Initiator, "Initiator: an iSCSI name or an FC WWPN")
        .metavar("<INIT_ID>")
        .required();
pub(super) const SIZE: Opt =
    Opt::value("--size", Form::Size, "Requested size").metavar("<SIZE>").required();
pub(super) const NEW_SIZE: Opt =
    Opt::value("--size", Form::Size, "New size").metavar("<NEW_SIZE>").required();
pub(super) const MORE_OBJECTS: Opt = Opt::operand(
    "<MORE>",
    Form::Text,
    "More objects of this kind; - reads them from standard input, one on each line",
)
.repeatable();
