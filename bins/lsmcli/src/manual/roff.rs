// SPDX-License-Identifier: MIT OR Apache-2.0
//! The man macros, as far as our pages need them.

/// A page that grows.
#[derive(Debug)]
pub(super) struct Roff(String);

impl Roff {
    /// A page of section 1.
    pub(super) fn page(name: &str) -> Self {
        let version = env!("CARGO_PKG_VERSION");
        let title = escaped(&name.to_uppercase());
        // Without a date, so that the same source gives the same page.
        Self(format!(
            ".\\\" SPDX-License-Identifier: MIT OR Apache-2.0\n\
             .TH {title} 1 \"\" \"lsmcli {version}\" \"Storage management\"\n\
             .ad l\n"
        ))
    }

    pub(super) fn section(&mut self, title: &str) {
        self.line(&format!(".SH {}", escaped(title)));
    }

    /// The line below NAME, which programs read that know no macros.
    pub(super) fn name(&mut self, name: &str, phrase: &str) {
        self.section("NAME");
        self.line(&format!("{} \\- {}", escaped(name), escaped(phrase)));
    }

    /// A paragraph.
    pub(super) fn paragraph(&mut self, text: &str) {
        self.begin_paragraph();
        self.text(text);
    }

    /// Parts what follows from what is before it; a heading does so already.
    fn begin_paragraph(&mut self) {
        let last = self.0.trim_end().rsplit('\n').next();
        if !last.is_some_and(|line| line.starts_with(".SH ")) {
            self.line(".PP");
        }
    }

    /// Words that are typed as they stand, in place of a paragraph.
    pub(super) fn synopsis(&mut self, start: &str, parts: &[String]) {
        self.line(&format!(".SY {}", quoted(start)));
        for part in parts {
            self.line(&escaped_line(part));
        }
        self.line(".YS");
    }

    /// A term and what it means.
    pub(super) fn term(&mut self, term: &str, meaning: &str) {
        self.line(".TP");
        self.line(&format!(".B {}", quoted(term)));
        self.text(meaning);
    }

    /// A command line, or lines of a file.
    pub(super) fn literal(&mut self, lines: &str) {
        self.begin_paragraph();
        self.line(".EX");
        for line in lines.lines() {
            self.line(&format!("    {}", escaped(line)));
        }
        self.line(".EE");
    }

    /// Text of a paragraph.
    pub(super) fn text(&mut self, text: &str) {
        self.line(&escaped_line(text));
    }

    fn line(&mut self, line: &str) {
        self.0.push_str(line);
        self.0.push('\n');
    }

    /// The whole page.
    pub(super) fn finish(self) -> String {
        self.0
    }
}

/// Text that roff shows as it is.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' => escaped.push_str("\\e"),
            '-' => escaped.push_str("\\-"),
            '\'' => escaped.push_str("\\(aq"),
            '"' => escaped.push_str("\\(dq"),
            '`' => escaped.push_str("\\(ga"),
            '^' => escaped.push_str("\\(ha"),
            '~' => escaped.push_str("\\(ti"),
            letter => escaped.push(letter),
        }
    }
    escaped
}

/// A line of text, which must not look like a macro.
fn escaped_line(text: &str) -> String {
    let guard = if text.starts_with('.') { "\\&" } else { "" };
    let whole = |word: &str| {
        // Names are not broken at the end of a line.
        let mark = if word.contains(['_', '/', '-']) { "\\%" } else { "" };
        format!("{mark}{}", escaped(word))
    };
    let words: Vec<String> = text.split(' ').map(whole).collect();
    format!("{guard}{}", words.join(" "))
}

/// One argument of a macro.
fn quoted(text: &str) -> String {
    format!("\"{}\"", escaped(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_taken_for_a_macro() {
        assert_eq!(escaped("a-b \\n 'x' \"y\""), "a\\-b \\en \\(aqx\\(aq \\(dqy\\(dq");
        assert_eq!(escaped_line(".TH"), "\\&.TH");
        assert_eq!(escaped_line("'br a-b c"), "\\(aqbr \\%a\\-b c");
        assert_eq!(quoted("--vol <ID>"), "\"\\-\\-vol <ID>\"");
    }
}
