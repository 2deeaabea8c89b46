// SPDX-License-Identifier: MIT OR Apache-2.0
//! Words of a line, as a shell reads them: blanks separate, `'` and `"` keep together, `\` takes
//! the next character as it is, `#` before a word begins a remark. Nothing is expanded.

/// The words of a line.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    /// Words that are complete: something stands behind them.
    pub(crate) words: Vec<String>,
    /// The word at the end of the line; empty behind a blank.
    pub(crate) last: String,
    /// Where the last word begins, in bytes.
    pub(crate) start: usize,
    /// Whether the last word is there, be it empty quotes.
    has_last: bool,
    /// The quote that is open at the end.
    open: Option<char>,
}

impl Line {
    /// Reads a line as far as it is written.
    pub(crate) fn read(text: &str) -> Self {
        let mut line = Self::default();
        let mut letters = text.char_indices();
        while let Some((at, letter)) = letters.next() {
            match (line.open, letter) {
                (Some(open), _) if letter == open => line.open = None,
                (Some('\''), _) => line.last.push(letter),
                (Some(_), '\\') => match letters.next() {
                    Some((_, next @ ('"' | '\\'))) => line.last.push(next),
                    next => {
                        line.last.push('\\');
                        line.last.extend(next.map(|(_, next)| next));
                    }
                },
                (Some(_), _) => line.last.push(letter),
                (None, '#') if !line.has_last => break,
                (None, letter) if letter.is_whitespace() => {
                    line.end_word();
                    line.start = at + letter.len_utf8();
                }
                (None, letter) => {
                    line.has_last = true;
                    match letter {
                        '\'' | '"' => line.open = Some(letter),
                        '\\' => line.last.extend(letters.next().map(|(_, next)| next)),
                        _ => line.last.push(letter),
                    }
                }
            }
        }
        line
    }

    fn end_word(&mut self) {
        if self.has_last {
            self.words.push(std::mem::take(&mut self.last));
            self.has_last = false;
        }
    }
}

/// The words of a whole line; says what is wrong with it.
pub(crate) fn split(text: &str) -> Result<Vec<String>, String> {
    let mut line = Line::read(text);
    if let Some(open) = line.open {
        return Err(format!("the quote {open} is not closed"));
    }
    line.end_word();
    Ok(line.words)
}

/// A word as a shell reads it.
pub(crate) fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "-_./:=@%+,".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

/// Words as they may be shown in a message: without passwords in URIs, and without what follows
/// an option that is meant to hold a secret.
pub(crate) fn without_secrets(words: &[String]) -> String {
    let mut shown = Vec::new();
    let mut is_secret = false;
    for word in words {
        let is_option = word.starts_with('-');
        let named = is_option && (word.contains("pass") || word.contains("secret"));
        shown.push(match word.split_once('=') {
            Some((name, _)) if named => format!("{name}=***"),
            _ if is_secret && !is_option => "***".to_owned(),
            _ => without_password(word),
        });
        is_secret = named && !word.contains('=');
    }
    shown.join(" ")
}

/// A URI as it may be written down and shown.
pub(crate) fn without_password(uri: &str) -> String {
    let Some((scheme, rest)) = uri.split_once("://") else { return uri.to_owned() };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, rest) = rest.split_at(end);
    match authority.rsplit_once('@') {
        Some((user, host)) => {
            let user = user.split(':').next().unwrap_or_default();
            format!("{scheme}://{user}@{host}{rest}")
        }
        None => uri.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn no_password_is_written_down() {
        for (uri, without) in [
            ("sim://", "sim://"),
            ("a+ssl://me@host/x?y=z", "a+ssl://me@host/x?y=z"),
            ("a://me:secret@host:1/x", "a://me@host:1/x"),
            ("a://me:p@ss@host", "a://me@host"),
            ("a://host/p@th:x", "a://host/p@th:x"),
            ("nonsense", "nonsense"),
        ] {
            assert_eq!(without_password(uri), without);
        }
    }

    #[test]
    fn no_secret_is_shown() {
        let words = split("x --in-passs hidden y --pass-phrase=hidden a://b:hidden@c --passx -h z");
        let shown = "x --in-passs *** y --pass-phrase=*** a://b@c --passx -h z";
        assert_eq!(without_secrets(&words.unwrap()), shown);
    }

    #[test]
    fn lines() {
        for (line, words) in [
            ("", &[][..]),
            ("  a\t b ", &["a", "b"]),
            (r#"a'b c'd "e \" \x 'f" \ g"#, &["ab cd", r#"e " \x 'f"#, " g"]),
            ("a '' b#c # d", &["a", "", "b#c"]),
            ("# all", &[]),
        ] {
            assert_eq!(split(line).unwrap(), words, "{line}");
        }
        assert!(split("a 'b").is_err() && split("a \"b\\\"").is_err());
    }

    #[test]
    fn the_word_that_is_being_written() {
        let line = Line::read("lsmcli list --type vol");
        assert_eq!((line.words.len(), line.last.as_str(), line.start), (3, "vol", 19));
        let line = Line::read("lsmcli list ");
        assert_eq!((line.words.len(), line.last.as_str(), line.start), (2, "", 12));
        let line = Line::read("a 'b c");
        assert_eq!((line.words, line.last.as_str(), line.start), (vec!["a".to_owned()], "b c", 2));
    }

    proptest! {
        #[test]
        fn what_is_quoted_is_read_back(words in proptest::collection::vec(".{0,8}", 0..5)) {
            let line: Vec<String> = words.iter().map(|word| quoted(word)).collect();
            prop_assert_eq!(split(&line.join(" ")).unwrap(), words);
        }
    }
}
