// SPDX-License-Identifier: MIT OR Apache-2.0
//! The formats of `-o`.

/// How results are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Columns, as without `-o`.
    Table,
    /// Columns of all properties.
    Wide,
    /// One property per line, as with `-s`.
    Script,
    /// Columns without headings, as with `-t`; a tab between them when `-t` names nothing else.
    Terse,
    /// One JSON document.
    Json,
    /// One JSON object per line.
    Jsonl,
    /// One YAML document.
    Yaml,
    /// Comma-separated values by RFC 4180.
    Csv,
    /// Tab-separated values; tabs and line ends within values are written as `\t` and `\n`.
    Tsv,
}

impl Format {
    /// Every format with its name, in the order in which help shows them.
    pub const ALL: [(&'static str, Self); 9] = [
        ("table", Self::Table),
        ("wide", Self::Wide),
        ("script", Self::Script),
        ("terse", Self::Terse),
        ("json", Self::Json),
        ("jsonl", Self::Jsonl),
        ("yaml", Self::Yaml),
        ("csv", Self::Csv),
        ("tsv", Self::Tsv),
    ];

    /// The format of this name, in any letter case.
    pub fn named(name: &str) -> Option<Self> {
        let found = Self::ALL.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, format)| *format)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, format)| *format == self).map_or("", |(name, _)| name)
    }

    /// Whether it is for programs: the layouts for people do not matter then.
    pub fn is_for_programs(self) -> bool {
        matches!(self, Self::Json | Self::Jsonl | Self::Yaml | Self::Csv | Self::Tsv)
    }

    /// Whether it is JSON in one of its forms, errors included.
    pub fn is_json(self) -> bool {
        matches!(self, Self::Json | Self::Jsonl)
    }
}
