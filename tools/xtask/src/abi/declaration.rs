// SPDX-License-Identifier: MIT OR Apache-2.0
//! From the words of a header to declarations.

use anyhow::{Context, Result, bail, ensure};

use super::header::number;
use super::interface::{Interface, Kind};

/// Adds what the words declare to an interface.
pub(crate) fn declare(words: &[String], interface: &mut Interface) -> Result<()> {
    let mut reader = Reader { words, at: 0 };
    while let Some(first) = reader.peek() {
        let begin = reader.at;
        let done = match first {
            "typedef" => reader.type_definition(interface),
            "struct" => reader.structure(interface),
            _ => reader.function(interface),
        };
        done.with_context(|| {
            let end = words.len().min(begin + 12);
            format!("cannot read the declaration '{} …'", words[begin..end].join(" "))
        })?;
    }
    Ok(())
}

struct Reader<'a> {
    words: &'a [String],
    at: usize,
}

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<&'a str> {
        self.words.get(self.at).map(String::as_str)
    }

    fn next(&mut self) -> Result<&'a str> {
        let word = self.peek().context("it has no end")?;
        self.at += 1;
        Ok(word)
    }

    fn expect(&mut self, wanted: &str) -> Result<()> {
        let word = self.next()?;
        ensure!(word == wanted, "found '{word}' in place of '{wanted}'");
        Ok(())
    }

    /// The words up to a sign, which is read, too.
    fn until(&mut self, signs: &[&str]) -> Result<(&'a [String], &'a str)> {
        let begin = self.at;
        loop {
            let word = self.next()?;
            if signs.contains(&word) {
                return Ok((&self.words[begin..self.at - 1], word));
            }
        }
    }

    fn type_definition(&mut self, interface: &mut Interface) -> Result<()> {
        self.expect("typedef")?;
        if self.words[self.at..].starts_with(&["enum".to_owned(), "{".to_owned()]) {
            self.at += 2;
            return self.enumeration(interface);
        }
        let (before, sign) = self.until(&[";", "("])?;
        if sign == ";" {
            let (name, of) = before.split_last().context("it has no name")?;
            interface.add(Kind::Type, name, &type_name(of));
            return Ok(());
        }
        // typedef RESULT (*NAME)(ARGUMENTS);
        self.expect("*")?;
        let name = self.next()?;
        self.expect(")")?;
        self.expect("(")?;
        let signature = self.arguments(before)?;
        interface.add(Kind::Callback, name, &signature);
        Ok(())
    }

    fn enumeration(&mut self, interface: &mut Interface) -> Result<()> {
        loop {
            let name = self.next()?;
            self.expect("=")?;
            let (value, end) = self.until(&[",", "}"])?;
            let value = number(&value.concat()).context("a value is no number")?;
            interface.add(Kind::Constant, name, &value.to_string());
            if end == "}" {
                break;
            }
        }
        let name = self.next()?;
        self.expect(";")?;
        interface.add(Kind::Type, name, "enum");
        Ok(())
    }

    /// A structure of pointers to functions, which is all that our headers show.
    fn structure(&mut self, interface: &mut Interface) -> Result<()> {
        self.expect("struct")?;
        let name = self.next()?;
        self.expect("{")?;
        let mut members = Vec::new();
        let mut size = 0;
        while self.peek() != Some("}") {
            let (member, _) = self.until(&[";"])?;
            let [of, member] = member else { bail!("a member is more than a type and a name") };
            ensure!(
                interface.get(Kind::Callback, of).is_some(),
                "{member} is no pointer to a function, so its size is not known"
            );
            members.push(format!("{size} {of} {member}"));
            size += POINTER;
        }
        self.expect("}")?;
        self.expect(";")?;
        interface.add(Kind::Struct, name, &format!("{size} bytes: {}", members.join(", ")));
        Ok(())
    }

    fn function(&mut self, interface: &mut Interface) -> Result<()> {
        self.expect("LSM_DLL_EXPORT")?;
        let (before, _) = self.until(&["("])?;
        let (name, result) = before.split_last().context("it has no name")?;
        let signature = self.arguments(result)?;
        interface.add(Kind::Function, name, &signature);
        Ok(())
    }

    /// Reads from behind `(` up to `;`, and gives the signature with `result`.
    fn arguments(&mut self, result: &[String]) -> Result<String> {
        let mut types = Vec::new();
        loop {
            let (argument, end) = self.until(&[",", ")"])?;
            types.push(argument_type(argument));
            if end == ")" {
                break;
            }
        }
        self.expect(";")?;
        Ok(format!("{} ({})", type_name(result), types.join(", ")))
    }
}

/// Size of a pointer on the systems whose layouts are recorded, those of 64 bits.
const POINTER: usize = 8;

/// The type of an argument: without its name, and an array as the pointer that it is.
fn argument_type(words: &[String]) -> String {
    let arrays = words.iter().filter(|word| *word == "[").count();
    let words: Vec<_> = words.iter().filter(|word| *word != "[" && *word != "]").collect();
    let named = words.len() > 1 && words.last().is_some_and(|last| *last != "*");
    let count = words.len() - usize::from(named);
    let mut of: Vec<_> = words[..count].iter().map(|word| (*word).clone()).collect();
    of.extend(std::iter::repeat_n("*".to_owned(), arrays));
    type_name(&of)
}

/// A type in one way of writing: `const` first, and all stars together at the end.
pub(crate) fn type_name(words: &[String]) -> String {
    let stars = words.iter().position(|word| word == "*").unwrap_or(words.len());
    let (base, stars) = words.split_at(stars);
    let constant = base.iter().filter(|word| *word == "const");
    let mut name: Vec<_> = constant.chain(base.iter().filter(|word| *word != "const")).collect();
    let stars = stars.concat();
    if !stars.is_empty() {
        name.push(&stars);
    }
    name.iter().map(|word| word.as_str()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::header;
    use super::*;

    fn read(text: &str) -> Result<Interface> {
        let mut interface = Interface::default();
        let words = header::words(text, &mut interface)?;
        declare(&words, &mut interface)?;
        Ok(interface)
    }

    #[test]
    fn reads_all_that_our_headers_hold() {
        let interface = read(
            "#ifndef GUARD\n#define GUARD\n#ifdef __cplusplus\nextern \"C\" {\n#endif\n\
             /* a comment; with (signs) */\n#define A 0x10\n#define B A\n#define C (-2)\n\
             #define CALL(code, \\\n    text) f((code), (text))\n\
             typedef struct _thing thing;\ntypedef thing *thing_ptr;\n\
             typedef enum { ONE = 1, MINUS = -1 } number;\n\
             typedef int (*callback)(thing_ptr c, thing **array[], uint8_t *yes);\n\
             struct ops { callback first; callback second; };\n\
             LSM_DLL_EXPORT const char *get(char const *key, thing *a[], ...);\n\
             LSM_DLL_EXPORT void none(void);\n#endif\n",
        )
        .unwrap();
        let is = |kind, name, value| assert_eq!(interface.get(kind, name), Some(value), "{name}");
        is(Kind::Macro, "A", "16");
        is(Kind::Macro, "B", "16");
        is(Kind::Macro, "C", "-2");
        is(Kind::Macro, "CALL", "(code, text)");
        is(Kind::Type, "thing", "struct _thing");
        is(Kind::Type, "thing_ptr", "thing *");
        is(Kind::Type, "number", "enum");
        is(Kind::Constant, "MINUS", "-1");
        is(Kind::Callback, "callback", "int (thing_ptr, thing ***, uint8_t *)");
        is(Kind::Struct, "ops", "16 bytes: 0 callback first, 8 callback second");
        is(Kind::Function, "get", "const char * (const char *, thing **, ...)");
        is(Kind::Function, "none", "void (void)");
        assert_eq!(interface.get(Kind::Macro, "GUARD"), None);
    }

    #[test]
    fn refuses_what_it_does_not_understand() {
        for wrong in [
            "int f(void);",
            "struct a { int b; };",
            "typedef enum { A } e;",
            "LSM_DLL_EXPORT int f(",
            "#pragma once",
            "#ifdef A",
            "/* no end",
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
