// SPDX-License-Identifier: MIT OR Apache-2.0
//! Readers of the formats for programs, written from their descriptions and strict: what two
//! readers could take differently is refused.

use serde_json::{Map, Value, json};

/// RFC 4180: rows end with CR LF, quotes stand around a whole field, `""` in them is a quote.
pub(crate) fn csv(text: &str) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let mut row = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        // Many readers skip an empty line.
        assert!(!row.is_empty() || !rest.starts_with("\r\n"), "{text:?}");
        let mut field = String::new();
        if let Some(mut quoted) = rest.strip_prefix('"') {
            loop {
                let end = quoted.find('"').expect("an open quote");
                field.push_str(&quoted[..end]);
                quoted = &quoted[end + 1..];
                match quoted.strip_prefix('"') {
                    Some(more) => {
                        field.push('"');
                        quoted = more;
                    }
                    None => break,
                }
            }
            rest = quoted;
        } else {
            let end = rest.find([',', '\r', '\n', '"']).expect("a row without an end");
            field.push_str(&rest[..end]);
            rest = &rest[end..];
        }
        row.push(field);
        if let Some(more) = rest.strip_prefix("\r\n") {
            rows.push(std::mem::take(&mut row));
            rest = more;
        } else {
            rest = rest.strip_prefix(',').expect("something behind a field");
            assert!(!rest.is_empty());
        }
    }
    assert!(row.is_empty());
    rows
}

/// One line per row, tabs between fields; `\t`, `\n`, `\r` and `\\` within them.
pub(crate) fn tsv(text: &str) -> Vec<Vec<String>> {
    let lines = text.strip_suffix('\n').map(|text| text.split('\n')).into_iter().flatten();
    let field = |field: &str| {
        let mut read = String::new();
        let mut letters = field.chars();
        while let Some(letter) = letters.next() {
            read.push(match letter {
                '\\' => match letters.next() {
                    Some('t') => '\t',
                    Some('n') => '\n',
                    Some('r') => '\r',
                    Some('\\') => '\\',
                    other => panic!("{other:?} behind a backslash"),
                },
                '\r' => panic!("a bare end of line"),
                letter => letter,
            });
        }
        read
    };
    lines.map(|line| line.split('\t').map(field).collect()).collect()
}

/// The part of YAML that the documents need: a mapping of scalars whose last value is a sequence
/// of mappings of scalars and of sequences of scalars, all in block style.
pub(crate) fn yaml(text: &str) -> Value {
    // YAML 1.2.2, 5.1, without what YAML 1.1 takes for ends of lines.
    let is_printable = |letter: char| {
        matches!(letter, '\n' | ' '..='~' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}')
            && !matches!(letter, '\u{2028}' | '\u{2029}' | '\u{feff}')
            || letter >= '\u{10000}'
    };
    assert!(text.chars().all(is_printable), "{text:?}");
    let mut document = Map::new();
    let mut lines = text.strip_suffix('\n').unwrap().split('\n').peekable();
    while let Some(line) = lines.next() {
        let (name, rest) = key(line);
        match rest {
            Some(" []") => drop(document.insert(name, json!([]))),
            Some(rest) => drop(document.insert(name, scalar(rest.strip_prefix(' ').unwrap()))),
            None => {
                let items = lines.by_ref().collect::<Vec<_>>();
                document.insert(name, Value::Array(items_of(&items)));
            }
        }
    }
    Value::Object(document)
}

fn items_of(lines: &[&str]) -> Vec<Value> {
    let mut items: Vec<Map<String, Value>> = Vec::new();
    let mut open: Option<String> = None;
    for line in lines {
        if let Some(element) = line.strip_prefix("    - ") {
            let list = items.last_mut().unwrap().get_mut(open.as_ref().unwrap()).unwrap();
            list.as_array_mut().unwrap().push(scalar(element));
            continue;
        }
        let inner = match line.strip_prefix("- ") {
            Some(inner) => {
                items.push(Map::new());
                inner
            }
            None => line.strip_prefix("  ").unwrap(),
        };
        if inner == "{}" {
            continue;
        }
        let (name, rest) = key(inner);
        let (value, is_open) = match rest {
            None => (json!([]), true),
            Some(" []") => (json!([]), false),
            Some(rest) => (scalar(rest.strip_prefix(' ').unwrap()), false),
        };
        open = is_open.then(|| name.clone());
        assert!(items.last_mut().unwrap().insert(name, value).is_none(), "{line}");
    }
    items.into_iter().map(Value::Object).collect()
}

/// The key of a line, and what stands behind its colon, if anything.
fn key(line: &str) -> (String, Option<&str>) {
    let (name, rest) = line.split_once(':').unwrap();
    assert_eq!(scalar(name), json!(name));
    (name.to_owned(), Some(rest).filter(|rest| !rest.is_empty()))
}

fn scalar(text: &str) -> Value {
    match text.strip_prefix('"') {
        Some(quoted) => json!(double_quoted(quoted)),
        None => plain(text),
    }
}

/// YAML 1.2.2, 5.7 and 7.3.1.
fn double_quoted(text: &str) -> String {
    let mut read = String::new();
    let mut letters = text.chars();
    loop {
        match letters.next().expect("an open quote") {
            '"' => break,
            '\\' => read.push(match letters.next().unwrap() {
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                '"' => '"',
                '\\' => '\\',
                'u' => {
                    let digits: String = letters.by_ref().take(4).collect();
                    assert_eq!(digits.len(), 4);
                    char::from_u32(u32::from_str_radix(&digits, 16).unwrap()).unwrap()
                }
                other => panic!("{other:?} behind a backslash"),
            }),
            letter => read.push(letter),
        }
    }
    assert_eq!(letters.as_str(), "", "{text:?}");
    read
}

/// A plain scalar, YAML 1.2.2, 7.3.3, and what it means, 10.3.2. What is a text for some readers
/// and something else for others, by the types of YAML 1.1, is refused.
fn plain(text: &str) -> Value {
    assert!(!text.is_empty() && text.trim() == text, "{text:?}");
    assert!(!text.contains(": ") && !text.contains(" #") && !text.ends_with(':'), "{text:?}");
    let first = text.chars().next().unwrap();
    match text {
        "null" => return Value::Null,
        "true" => return json!(true),
        "false" => return json!(false),
        _ => {}
    }
    let digits = text.strip_prefix('-').unwrap_or(text);
    if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        assert!(digits == "0" || !digits.starts_with('0'), "{text:?} may be octal");
        return serde_json::from_str(text).unwrap();
    }
    assert!(!"-?:,[]{}#&*!|>'\"%@`".contains(first), "{text:?}");
    // Numbers, sexagesimals and dates begin like this, and nothing else does.
    assert!(!first.is_ascii_digit() && !"+.~=<".contains(first), "{text:?}");
    let lower = text.to_ascii_lowercase();
    let words = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"];
    assert!(!words.contains(&lower.as_str()), "{text:?}");
    json!(text)
}

/// The elements of a list in a cell: `;` between them, a backslash before a `;` or a backslash
/// that belongs to one, and a lone backslash for a lone empty one.
pub(crate) fn list(cell: &str) -> Vec<String> {
    match cell {
        "" => return Vec::new(),
        "\\" => return vec![String::new()],
        _ => {}
    }
    let mut elements = vec![String::new()];
    let mut letters = cell.chars();
    while let Some(letter) = letters.next() {
        let element = elements.last_mut().unwrap();
        match letter {
            ';' => elements.push(String::new()),
            '\\' => {
                let letter = letters.next().expect("something behind a backslash");
                assert!(matches!(letter, ';' | '\\'), "{cell:?}");
                element.push(letter);
            }
            letter => element.push(letter),
        }
    }
    elements
}
