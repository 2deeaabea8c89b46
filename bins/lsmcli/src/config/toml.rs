// SPDX-License-Identifier: MIT OR Apache-2.0
//! The part of TOML that a file of arrays needs: tables, and keys with strings, whole numbers,
//! truth values and lists of strings on one line. The rest of TOML is refused, not misread.

/// A value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    Text(String),
    Number(u64),
    Truth(bool),
    Texts(Vec<String>),
}

/// A key with its value.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// The names of its table.
    pub(super) table: Vec<String>,
    pub(super) key: String,
    pub(super) value: Value,
    /// Number of its line, from 1.
    pub(super) line: usize,
}

/// Reads a file; says in which line what is wrong.
pub(super) fn read(text: &str) -> Result<Vec<Entry>, String> {
    let mut table = Vec::new();
    let mut entries: Vec<Entry> = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let number = index + 1;
        let mut rest = Rest(line.trim());
        let wrong = |what: &str| format!("line {number}: {what}");
        if rest.is_over() {
            continue;
        }
        if rest.skip('[') {
            if rest.0.starts_with('[') {
                return Err(wrong("arrays of tables are not used here"));
            }
            table = rest.names(']').map_err(|what| wrong(&what))?;
        } else {
            let mut names = rest.names('=').map_err(|what| wrong(&what))?;
            let value = rest.value().map_err(|what| wrong(&what))?;
            let key = names.pop().unwrap_or_default();
            let table = [&table[..], &names].concat();
            if entries.iter().any(|entry| entry.table == table && entry.key == key) {
                return Err(wrong(&format!("{key} is there already")));
            }
            entries.push(Entry { table, key, value, line: number });
        }
        if !rest.is_over() {
            return Err(wrong(&format!("{:?} is too much", rest.0)));
        }
    }
    Ok(entries)
}

/// What is left of a line.
struct Rest<'t>(&'t str);

impl<'t> Rest<'t> {
    /// Whether nothing comes any more, or only a remark.
    fn is_over(&mut self) -> bool {
        self.0 = self.0.trim_start();
        self.0.is_empty() || self.0.starts_with('#')
    }

    fn skip(&mut self, letter: char) -> bool {
        self.0 = self.0.trim_start();
        let rest = self.0.strip_prefix(letter);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    fn take_while(&mut self, is_part: impl Fn(char) -> bool) -> &'t str {
        let end = self.0.find(|letter| !is_part(letter)).unwrap_or(self.0.len());
        let (part, rest) = self.0.split_at(end);
        self.0 = rest;
        part
    }

    /// Names with dots between them, up to `end`.
    fn names(&mut self, end: char) -> Result<Vec<String>, String> {
        let mut names = Vec::new();
        loop {
            let name = match self.text()? {
                Some(text) => text,
                None => self.take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(c)).into(),
            };
            if name.is_empty() {
                return Err("a name is missing".to_owned());
            }
            names.push(name);
            if self.skip(end) {
                return Ok(names);
            }
            if !self.skip('.') {
                return Err(format!("{end:?} is missing"));
            }
            self.0 = self.0.trim_start();
        }
    }

    fn value(&mut self) -> Result<Value, String> {
        if let Some(text) = self.text()? {
            return Ok(Value::Text(text));
        }
        if self.skip('[') {
            let mut texts = Vec::new();
            while !self.skip(']') {
                texts.push(self.text()?.ok_or("a list may hold strings only, on one line")?);
                if !self.skip(',') && !self.0.starts_with(']') {
                    return Err("a list needs commas and its bracket ] on the same line".to_owned());
                }
            }
            return Ok(Value::Texts(texts));
        }
        let word = self.take_while(|c| c.is_ascii_alphanumeric() || "-_+.".contains(c));
        match word {
            "true" => Ok(Value::Truth(true)),
            "false" => Ok(Value::Truth(false)),
            _ => word
                .replace('_', "")
                .parse()
                .map(Value::Number)
                .map_err(|_| "a value is missing; write texts in quotes".to_owned()),
        }
    }

    /// A text in quotes; `None` when there is none.
    fn text(&mut self) -> Result<Option<String>, String> {
        self.0 = self.0.trim_start();
        if self.0.starts_with("\"\"\"") || self.0.starts_with("'''") {
            return Err("texts of several lines are not used here".to_owned());
        }
        if self.skip('\'') {
            let text = self.take_while(|c| c != '\'').to_owned();
            return if self.skip('\'') { Ok(Some(text)) } else { Err(not_closed()) };
        }
        if !self.skip('"') {
            return Ok(None);
        }
        let mut text = String::new();
        let mut letters = self.0.chars();
        loop {
            match letters.next().ok_or_else(not_closed)? {
                '"' => break,
                '\\' => match letters.next().ok_or_else(not_closed)? {
                    same @ ('"' | '\\') => text.push(same),
                    'n' => text.push('\n'),
                    't' => text.push('\t'),
                    other => return Err(format!("\\{other} is not used here")),
                },
                letter => text.push(letter),
            }
        }
        self.0 = letters.as_str();
        Ok(Some(text))
    }
}

fn not_closed() -> String {
    "a quote is not closed".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_understood() {
        let text = r#"
            # remark
            default = "lab"   # more
            [array.lab]
            uri = 'sim://?a=b#c'
            timeout = 60_000
            on = true
            command = ["pass", 'show', "a \"b\" \\ c", ]
            [array . "x y"]
            user.name = ""
        "#;
        let entries = read(text).unwrap();
        let all: Vec<_> = entries
            .iter()
            .map(|entry| (entry.table.join("/"), entry.key.as_str(), entry.value.clone()))
            .collect();
        let command = ["pass", "show", r#"a "b" \ c"#].map(str::to_owned).to_vec();
        let expected = [
            (String::new(), "default", Value::Text("lab".to_owned())),
            ("array/lab".to_owned(), "uri", Value::Text("sim://?a=b#c".to_owned())),
            ("array/lab".to_owned(), "timeout", Value::Number(60_000)),
            ("array/lab".to_owned(), "on", Value::Truth(true)),
            ("array/lab".to_owned(), "command", Value::Texts(command)),
            ("array/x y/user".to_owned(), "name", Value::Text(String::new())),
        ];
        assert_eq!(all, expected);
        assert_eq!(entries[0].line, 3);
    }

    proptest::proptest! {
        #[test]
        fn no_text_breaks_it(text in "([a-z\\[\\]=\"'#., \\n0-9_-]|.){0,60}") {
            if let Err(error) = read(&text) {
                proptest::prop_assert!(error.starts_with("line "), "{}", error);
            }
        }
    }

    #[test]
    fn what_is_refused() {
        for text in [
            "a",
            "a =",
            "= 1",
            "a = b",
            "a = \"x",
            "a = 'x",
            "a = 1 2",
            "[a",
            "[]",
            "[[a]]",
            "a = [1]",
            "a = [\"x\" \"y\"]",
            "a = [\"x\",",
            "a = \"\"\"x\"\"\"",
            "a = -1",
            "a = 1.5",
            "a = \"\\u0041\"",
            "a = 1\na = 2",
            "[a] b",
            "é = 1",
            "a..b = 1",
        ] {
            let error = read(text).unwrap_err();
            assert!(error.starts_with("line "), "{text}: {error}");
        }
    }
}
