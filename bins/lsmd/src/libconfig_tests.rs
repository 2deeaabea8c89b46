// SPDX-License-Identifier: MIT OR Apache-2.0
//! The syntax, by example and by chance.

use proptest::prelude::*;

use super::*;

fn get(text: &str, name: &str) -> Value {
    parse(text).unwrap()[name].clone()
}

fn error(text: &str) -> (usize, String) {
    let error = parse(text).unwrap_err();
    (error.line, error.message)
}

#[test]
fn settings_come_in_every_spelling() {
    for text in [
        "a = true;",
        "a: TRUE",
        "a=True,",
        "# comment\na /* in\nbetween */ = // rest\n true ;",
        "\t\r\n\x0ca=tRuE;// end",
    ] {
        assert_eq!(get(text, "a"), Value::Boolean(true), "{text:?}");
    }
    let text = "allow-plugin-root-privilege = false;\nb_2*=1 c:2;d=3,";
    let settings = parse(text).unwrap();
    assert_eq!(settings["allow-plugin-root-privilege"], Value::Boolean(false));
    assert_eq!(settings["b_2*"], Value::Integer(1));
    assert_eq!((&settings["c"], &settings["d"]), (&Value::Integer(2), &Value::Integer(3)));
    for empty in ["", "\n", "# only this", "/**/", "//"] {
        assert!(parse(empty).unwrap().is_empty());
    }
}

#[test]
fn numbers_are_whole_or_not() {
    for (text, number) in [
        ("0", 0),
        ("-1", -1),
        ("+12", 12),
        ("12L", 12),
        ("12LL", 12),
        ("0x1F", 31),
        ("-0xa", -10),
        ("0b101", 5),
        ("0o17", 15),
        ("9223372036854775807", i64::MAX),
        ("-9223372036854775808", i64::MIN),
        ("0xEE", 238),
    ] {
        assert_eq!(get(&format!("a={text};"), "a"), Value::Integer(number), "{text}");
    }
    for (text, number) in
        [("1.5", 1.5), ("-.5", -0.5), ("2e3", 2e3), ("1.e-2", 0.01), ("1E+2", 100.)]
    {
        assert_eq!(get(&format!("a={text};"), "a"), Value::Float(number), "{text}");
    }
    for text in
        ["9223372036854775808", "--1", "1x", "0x", "0x+1", "-", ".", "1e", "1.2.3", "+-1", "1L2"]
    {
        let (line, message) = error(&format!("\na={text};"));
        assert_eq!(line, 2);
        assert!(message.contains("is no number"), "{text}: {message}");
    }
}

#[test]
fn text_is_joined_and_unescaped() {
    let text = r#"a = "one \"two\" \\ \n\t\x41" // between
        "
three # not a comment";"#;
    assert_eq!(get(text, "a"), Value::Text("one \"two\" \\ \n\tA\nthree # not a comment".into()));
    assert_eq!(error("a = \"x").1, "text without closing quote");
    assert_eq!(error("a = \"x\\").1, "text without closing quote");
    assert_eq!(error("a = \"\\xg0\"").1, "two hexadecimal digits expected after \\x");
}

#[test]
fn what_we_do_not_use_is_read_all_the_same() {
    let text =
        "g : { x = 1; h = { y = [ \"a\", \"b\", ]; }; }\nl = ( 1, (true), { z = []; } ); a = 1;";
    let settings = parse(text).unwrap();
    assert_eq!(settings["a"], Value::Integer(1));
    let Value::Group(group) = &settings["g"] else { panic!("{settings:?}") };
    assert_eq!(group["x"], Value::Integer(1));
    let Value::List(list) = &settings["l"] else { panic!("{settings:?}") };
    assert_eq!(list[1], Value::List(vec![Value::Boolean(true)]));
}

#[test]
fn errors_tell_the_line() {
    for (text, line, message) in [
        ("a = 1;\n\nb", 3, "'=' or ':' expected after b"),
        ("a = ", 1, "value expected before the end of the file"),
        ("a = yes;", 1, "\"yes\" is no value; text goes in double quotes"),
        ("a = 1;\n;", 2, "unexpected ';'"),
        ("a = 1;\na = 2;", 2, "a is set twice"),
        ("= 1", 1, "unexpected '='"),
        ("/* \n", 1, "comment without end"),
        ("a = [1, \"x\"]", 1, "an array holds values of one type"),
        ("a = [(1)]", 1, "unexpected '('"),
        ("a = { b = 1;\n", 2, "'}' expected before the end of the file"),
        ("a = (1 2)", 1, "unexpected '2'"),
        ("\n@include \"x\"", 2, "@include is not supported"),
        ("a = 1;\0", 1, "unexpected '\\0'"),
    ] {
        assert_eq!(error(text), (line, message.to_owned()), "{text:?}");
    }
}

#[test]
fn depth_is_bounded() {
    let deep = |depth| format!("a = {}1{}", "(".repeat(depth), ")".repeat(depth));
    assert!(parse(&deep(MAX_DEPTH)).is_ok());
    assert_eq!(error(&deep(MAX_DEPTH + 1)).1, "more than 64 levels deep");
    assert!(parse(&"a={".repeat(1_000_000)).is_err());
    // The depth goes down again.
    assert!(parse(&format!("a = ({})", "(),".repeat(1000))).is_ok());
}

proptest! {
    #[test]
    fn nothing_makes_it_panic(text in "[-a-f0-9x=:;,.(){}\\[\\]\"\\\\/*#@ \n\u{e9}+LeE]{0,80}") {
        if let Err(error) = parse(&text) {
            prop_assert!(error.line <= text.matches('\n').count() + 1);
        }
    }

    #[test]
    fn any_text_survives(text in any::<String>()) {
        let _ = parse(&text);
    }

    #[test]
    fn what_is_written_is_read(settings in proptest::collection::btree_map(
        "[A-Za-z*][-A-Za-z0-9_*]{0,8}",
        prop_oneof![
            any::<bool>().prop_map(Value::Boolean),
            any::<i64>().prop_map(Value::Integer),
            "[^\"\\\\]{0,12}".prop_map(Value::Text),
        ],
        0..6,
    )) {
        let mut text = String::new();
        for (name, value) in &settings {
            let value = match value {
                Value::Boolean(value) => value.to_string(),
                Value::Integer(value) => value.to_string(),
                Value::Text(value) => format!("\"{value}\""),
                _ => unreachable!(),
            };
            text.push_str(&format!("{name} = {value};\n"));
        }
        prop_assert_eq!(parse(&text), Ok(settings));
    }
}
