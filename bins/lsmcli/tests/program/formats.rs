// SPDX-License-Identifier: MIT OR Apache-2.0
//! `-o`: the same records in every format, and what goes with it.

use serde_json::{Value, json};

use crate::array::{Array, error, pool, volume};
use crate::pty::Terminal;

/// An array with two volumes, one of them with a name that no format likes.
fn array() -> Array {
    Array::new(|method, _| match method {
        "volumes" => {
            let mut odd = volume("b", "say \"hi\",\n\t- no: #1 é\u{1f600}\u{85}\\");
            odd["num_of_blocks"] = json!(8192);
            odd["admin_state"] = json!(0);
            odd["vpd83"] = Value::Null;
            Ok(json!([volume("a", "one"), odd]))
        }
        "pools" => Ok(json!([pool("p")])),
        "systems" => Ok(json!([])),
        "volume_child_dependency" => Ok(json!(true)),
        "volume_enable" => Ok(Value::Null),
        "export_auth" => Ok(json!(["standard", "no"])),
        "volume_delete" => Ok(json!("JOB_7")),
        "plugin_info" => Ok(json!(["Test array", "1.0"])),
        _ => error(153, "not offered"),
    })
}

const ODD: &str = "say \"hi\",\n\t- no: #1 é\u{1f600}\u{85}\\";

fn volumes() -> [Value; 2] {
    [
        json!({
            "id": "a", "name": "one", "vpd83": "50aa00bb11cc22dd", "block_size": 512,
            "num_of_blocks": 4096, "size_bytes": 2_097_152, "admin_state": "ENABLED",
            "admin_state_raw": 1, "pool_id": "p", "system_id": "s", "disk_paths": [],
        }),
        json!({
            "id": "b", "name": ODD, "vpd83": null, "block_size": 512,
            "num_of_blocks": 8192, "size_bytes": 4_194_304, "admin_state": "DISABLED",
            "admin_state_raw": 0, "pool_id": "p", "system_id": "s", "disk_paths": [],
        }),
    ]
}

fn printed(arguments: &[&str]) -> String {
    let ran = array().run(arguments);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""), "{arguments:?}: {ran:?}");
    ran.stdout
}

fn parsed(arguments: &[&str]) -> Value {
    serde_json::from_str(&printed(arguments)).unwrap()
}

#[test]
fn json_and_jsonl() {
    let document = json!({"version": 1, "type": "volume", "items": volumes()});
    for option in
        [&["-o", "json"][..], &["-ojson"], &["-o=JSON"], &["--output", "json"], &["--output=json"]]
    {
        assert_eq!(parsed(&[&["list", "--type", "volumes"], option].concat()), document);
        assert_eq!(parsed(&[option, &["lv"]].concat()), document);
    }
    assert_eq!(parsed(&["-l", "VOLUMES", "-o", "json"]), document);
    let lines = printed(&["lv", "-o", "jsonl"]);
    let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines, volumes());
}

#[test]
fn nothing_is_an_empty_document() {
    assert_eq!(parsed(&["ls", "-o", "json"]), json!({"version": 1, "type": "system", "items": []}));
    assert_eq!(printed(&["ls", "-o", "yaml"]), "version: 1\ntype: system\nitems: []\n");
    assert_eq!(printed(&["ls", "-o", "jsonl"]), "");
    assert_eq!(printed(&["ls", "-o", "csv", "--columns", "id,name"]), "id,name\r\n");
    assert_eq!(printed(&["ls", "-o", "csv", "--no-headers"]), "");
}

#[test]
fn numbers_instead_of_names() {
    let document = parsed(&["lp", "-o", "json"]);
    assert_eq!(document["items"][0]["element_type"], json!(["VOLUME"]));
    assert_eq!(document["items"][0]["element_type_raw"], json!(4));
    assert_eq!(document["items"][0]["unsupported_actions"], json!([]));
    let document = parsed(&["lp", "-o", "json", "-e"]);
    assert_eq!(document["items"][0]["element_type"], Value::Null);
    assert_eq!(document["items"][0]["element_type_raw"], json!(4));
    assert_eq!(document["items"][0]["status_raw"], json!(2));
}

#[test]
fn csv_is_read_back() {
    let text = printed(&["lv", "-o", "csv", "--columns", "id,name,size,admin_state_raw"]);
    let rows = read_csv(&text);
    assert_eq!(rows[0], ["id", "name", "size_bytes", "admin_state_raw"]);
    assert_eq!(rows[1], ["a", "one", "2097152", "1"]);
    assert_eq!(rows[2], ["b", ODD, "4194304", "0"]);
    assert_eq!(rows.len(), 3);
}

/// RFC 4180, by letters.
fn read_csv(text: &str) -> Vec<Vec<String>> {
    let mut rows = vec![vec![String::new()]];
    let mut is_quoted = false;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let cell = rows.last_mut().unwrap().last_mut().unwrap();
        match letter {
            '"' if is_quoted && letters.peek() == Some(&'"') => cell.push(letters.next().unwrap()),
            '"' => is_quoted = !is_quoted,
            letter if is_quoted => cell.push(letter),
            ',' => rows.last_mut().unwrap().push(String::new()),
            '\r' => {
                assert_eq!(letters.next(), Some('\n'));
                rows.push(vec![String::new()]);
            }
            letter => cell.push(letter),
        }
    }
    assert_eq!(rows.pop().unwrap(), [""]);
    rows
}

#[test]
fn tsv_has_one_line_per_row() {
    assert_eq!(
        printed(&["lv", "-o", "tsv", "--columns", "id,name,vpd83"]),
        "id\tname\tvpd83\na\tone\t50aa00bb11cc22dd\n\
         b\tsay \"hi\",\\n\\t- no: #1 é\u{1f600}\u{85}\\\\\t\n"
    );
}

#[test]
fn yaml_quotes_what_is_not_plainly_text() {
    assert_eq!(
        printed(&["lv", "-o", "yaml", "--columns", "id,name,size,vpd83,disk_paths"]),
        "version: 1\ntype: volume\nitems:\n\
         - id: a\n  name: one\n  size_bytes: 2097152\n  vpd83: \"50aa00bb11cc22dd\"\n  disk_paths: []\n\
         - id: b\n  name: \"say \\\"hi\\\",\\n\\t- no: #1 é\u{1f600}\\u0085\\\\\"\n  size_bytes: 4194304\n  \
         vpd83: null\n  disk_paths: []\n"
    );
    assert!(printed(&["lp", "-o", "yaml"]).contains("  status:\n    - OK\n"));
}

#[test]
fn formats_for_people() {
    assert_eq!(printed(&["lp", "-o", "table"]), printed(&["lp"]));
    assert_eq!(printed(&["lp", "-s", "-o", "table"]), printed(&["lp"]));
    assert_eq!(printed(&["lp", "-o", "script"]), printed(&["lp", "-s"]));
    assert_eq!(printed(&["lp", "-o", "terse"]), printed(&["lp", "-t\t"]));
    assert_eq!(printed(&["lp", "-o", "terse", "-t,"]), printed(&["lp", "-t,"]));
    let wide = printed(&["lp", "-o", "wide"]);
    assert!(
        wide.starts_with("ID | Name | Element Type | Does not support | Total Space"),
        "{wide}"
    );
    assert_eq!(printed(&["lp", "--no-headers", "--columns", "name,id"]), "pool | p\n");
    assert!(printed(&["lp", "--columns", "+unsupported_actions"]).contains("System ID | Does not"));
    assert_eq!(printed(&["list", "--type", "pools", "-o"]), printed(&["lp"]));
    assert_eq!(printed(&["list", "-o", "--type", "pools"]), printed(&["lp"]));
}

#[test]
fn answers_that_are_no_records() {
    let one = |kind: &str, item: Value| json!({"version": 1, "type": kind, "items": [item]});
    assert_eq!(
        parsed(&["volume-dependants", "--vol", "a", "-o", "json"]),
        one("dependants", json!({"has_dependants": true}))
    );
    assert_eq!(
        parsed(&["plugin-info", "-o", "json"]),
        one("plugin", json!({"description": "Test array", "version": "1.0"}))
    );
    let auth = printed(&["list", "--type", "nfs_client_auth", "-o", "jsonl"]);
    assert_eq!(auth, "{\"name\":\"standard\"}\n{\"name\":\"no\"}\n");
    assert_eq!(printed(&["volume-enable", "--vol", "a", "-o", "json"]), "");
    let ran = array().run(&["vd", "-f", "-b", "--vol", "a", "-o", "jsonl"]);
    ran.ended(7, "{\"id\":\"JOB_7\"}\n");
}

#[test]
fn tables_fit_what_columns_says() {
    let array = array();
    let width = |line: &[&str], columns: Option<&str>| {
        let mut command = array.command(&[line, &["--fit"]].concat());
        columns.map(|columns| command.env("COLUMNS", columns));
        let ran = crate::array::Ran::from(command.output().unwrap());
        assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""), "{ran:?}");
        ran.stdout.lines().map(|line| line.chars().count()).max().unwrap()
    };
    let natural = width(&["lp"], None);
    assert!(natural > 80, "{natural}");
    for columns in ["70", "80"] {
        assert_eq!(width(&["lp"], Some(columns)), columns.parse::<usize>().unwrap());
    }
    for columns in ["0", "", "x", "1000"] {
        assert_eq!(width(&["lp"], Some(columns)), natural, "{columns:?}");
    }
    assert!(width(&["lp", "-o", "wide"], None) > natural);
    for option in ["-s", "-t,", "-oscript", "-oterse", "--no-pad"] {
        array.run(&["lp", "--fit", option]).failed(2, "--fit is for tables");
    }
}

#[test]
fn silent_commands_say_ok_when_asked() {
    let array = Array::new(|method, _| match method {
        "volumes" => Ok(json!([volume("a", "one"), volume("b", "two")])),
        "volume_enable" => Ok(Value::Null),
        "volume_delete" => Ok(json!("JOB_7")),
        "job_status" => Ok(json!([2, 100, null])),
        "job_free" => Ok(Value::Null),
        "systems" => Ok(json!([])),
        _ => error(153, "not offered"),
    });
    let enable = ["volume-enable", "--vol", "a"];
    let said = |line: &[&str], more: &[&str]| {
        let ran = array.run(&[line, more, &["--verbose-result"]].concat());
        assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""), "{ran:?}");
        ran.stdout
    };
    for (more, told) in [
        (&[][..], "ok\n"),
        (&["-t,"], "ok\n"),
        (&["-o", "json"], "{\"version\":1,\"result\":\"ok\"}\n"),
        (&["-o", "jsonl"], "{\"version\":1,\"result\":\"ok\"}\n"),
        (&["-o", "yaml"], "version: 1\nresult: ok\n"),
        (&["-o", "csv"], "result\r\nok\r\n"),
        (&["-o", "csv", "--no-headers"], "ok\r\n"),
        (&["-o", "tsv"], "result\nok\n"),
        (&["-o", "tsv", "--no-headers"], "ok\n"),
    ] {
        assert_eq!(said(&enable, more), told, "{more:?}");
    }
    // Once for several objects, and when a job without a result is done.
    assert_eq!(said(&["volume-enable", "--vol", "a", "b"], &[]), "ok\n");
    assert_eq!(said(&["vd", "-f", "--vol", "a"], &[]), "ok\n");
    assert_eq!(said(&["job-status", "--job", "JOB_7"], &[]), "ok\n");
    // What prints something needs no word.
    assert_eq!(said(&["lv", "--columns", "id", "--no-headers"], &[]), "a\nb\n");
    assert!(said(&enable, &["--dry-run"]).starts_with("{\"method\":\"volume_enable\""));
    let ran = array.run(&["vd", "-f", "-b", "--vol", "a", "--verbose-result"]);
    ran.ended(7, "JOB_7\n");
    array.run(&["volume-enable", "--vol", "z", "--verbose-result"]).failed(2, "not found");
}

#[test]
fn sorted_and_filtered() {
    let names = |more: &[&str]| {
        printed(&[&["lv", "--no-headers", "--columns", "id"], more].concat()).replace('\n', "")
    };
    assert_eq!(names(&["--sort=-size"]), "ba");
    assert_eq!(names(&["--sort", "pool_id,-id"]), "ba");
    assert_eq!(names(&["--sort", "pool_id,id:desc"]), "ba");
    assert_eq!(names(&["--limit", "1"]), "a");
    assert_eq!(names(&["--limit", "1", "--sort", "size:desc"]), "b");
    assert_eq!(names(&["--limit", "0"]), "");
    assert_eq!(names(&["--filter", "size>2MiB"]), "b");
    assert_eq!(names(&["--filter", "size>=2MiB and not id=b"]), "a");
    assert_eq!(names(&["--filter", "(id=a or id=b) and name~HI"]), "b");
    assert_eq!(names(&["--filter", "vpd83=null"]), "b");
    assert_eq!(names(&["--filter", "vpd83!=null"]), "a");
    assert_eq!(names(&["--filter", "admin_state=enabled"]), "a");
    assert_eq!(names(&["--filter", "'scsi vpd 0X83'!=null"]), "a");
    assert_eq!(names(&["--sort=-Block Count"]), "ba");
    assert_eq!(names(&["--filter", "name = \"no such\""]), "");
    assert_eq!(printed(&["lp", "--filter", "status=ok", "--no-headers", "--columns", "id"]), "p\n");
}

#[test]
fn what_makes_no_sense_is_told_before_anything_is_done() {
    for (arguments, about) in [
        (&["lv", "--columns", "id,nmae"][..], "no column \"nmae\" of a volume; did you mean name?"),
        (&["lv", "--columns", "Disk Pahts"], "did you mean disk_paths?"),
        (&["lv", "--sort", "x"], "no column \"x\""),
        (&["lv", "--sort", "id:down"], "asc or desc"),
        (&["lv", "--sort=-id:desc"], "either -"),
        (&["volume-enable", "--vol", "a", "--limit", "1"], "for listings"),
        (&["lv", "--filter", "size"], "write size=VALUE"),
        (&["lv", "--filter", "(size>1"], "parenthesis is not closed"),
        (&["lv", "--filter", "name='x"], "not closed"),
        (&["lv", "--filter", "size>1 size<2"], "not expected"),
        (&["volume-resize", "--vol", "a", "--size", "1G", "--columns", "x"], "no column \"x\""),
        (&["volume-enable", "--vol", "a", "--filter", "id=a"], "for listings"),
        (&["completion", "bash", "-o", "json"], "cannot answer"),
    ] {
        let array = array();
        array.run(arguments).failed(2, about);
        assert_eq!(array.called(), <[&str; 0]>::default(), "{arguments:?}");
    }
    array().run(&["lv", "--filter", "size>many"]).failed(2, "no number");
    array().run(&["lp", "-o", "jsno"]).failed(2, "jsno");
    array().run(&["plugin-info", "-o", "jsno"]).failed(2, "did you mean json");
}

#[test]
fn layouts_do_not_matter_to_programs() {
    let ran = array().run(&["lv", "-o", "jsonl", "-H", "-s", "-t,", "--header"]);
    assert_eq!((ran.code, ran.stdout), (Some(0), printed(&["lv", "-o", "jsonl"])));
    for option in ["-t/--terse", "-s/--script", "-H/--human", "--header"] {
        assert!(ran.stderr.contains(&format!("warning: {option} ")), "{}", ran.stderr);
    }
}

#[test]
fn errors_as_json() {
    let told = |arguments: &[&str]| {
        let ran = array().run(arguments);
        assert_eq!(ran.stdout, "");
        let told: Value = serde_json::from_str(&ran.stderr).unwrap();
        assert_eq!(told["error"]["exit_code"], json!(ran.code));
        told["error"].clone()
    };
    let error = told(&["list", "--type", "disks", "-o", "json"]);
    assert_eq!((&error["code"], &error["name"]), (&json!(153), &json!("NO_SUPPORT")));
    assert_eq!(error["message"], "not offered");
    let error = told(&["volume-enable", "--vol", "zz", "-o", "jsonl"]);
    assert_eq!(error["name"], "CHECK_FAILED");
    assert_eq!(told(&["volume-enable", "--output=json"])["name"], "USAGE");
}

#[test]
fn several_arrays_are_one_document() {
    let array = array();
    array.add("other", |_, _| Ok(json!([pool("q")])));
    let folder = array.folder().join(".config/lsmcli");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(
        folder.join("config.toml"),
        "[array.one]\nuri = \"test://\"\n[array.two]\nuri = \"other://\"\n",
    )
    .unwrap();
    let all = |format: &str| {
        let arguments = ["lp", "--all", "-o", format, "--columns", "id"];
        let ran = array.command(&arguments).env_remove("LSMCLI_URI").output().unwrap();
        assert!(ran.status.success() && ran.stderr.is_empty(), "{ran:?}");
        String::from_utf8(ran.stdout).unwrap()
    };
    let items = json!([{"array": "one", "id": "p"}, {"array": "two", "id": "q"}]);
    let document: Value = serde_json::from_str(&all("json")).unwrap();
    assert_eq!(document, json!({"version": 1, "type": "pool", "items": items}));
    assert_eq!(all("csv"), "array,id\r\none,p\r\ntwo,q\r\n");
    assert_eq!(all("tsv"), "array\tid\none\tp\ntwo\tq\n");
    assert_eq!(
        all("yaml"),
        "version: 1\ntype: pool\nitems:\n- array: one\n  id: p\n- array: two\n  id: q\n"
    );
    assert_eq!(
        all("jsonl"),
        "{\"array\":\"one\",\"id\":\"p\"}\n{\"array\":\"two\",\"id\":\"q\"}\n"
    );
}

#[test]
fn a_wide_table_fits_the_screen_and_has_colours_where_a_person_looks() {
    let array = array();
    let mut terminal = Terminal::new();
    let mut on_terminal = |arguments: &[&str], variables: &[(&str, &str)]| {
        let mut command = array.command(arguments);
        command.envs([("COLUMNS", "60"), ("TERM", "xterm")]).envs(variables.iter().copied());
        let mut child = command.stdout(terminal.open()).spawn().unwrap();
        let shown = terminal.shows("\n") + &terminal.shows("\n");
        assert!(child.wait().unwrap().success());
        shown
    };
    let wide = ["lp", "-o", "wide"];
    let shown = on_terminal(&wide, &[]);
    assert!(shown.contains("\x1b[32mOK\x1b[0m"), "{shown:?}");
    let plain = on_terminal(&wide, &[("NO_COLOR", "1")]);
    assert!(!plain.contains('\x1b') && plain.contains('…'), "{plain:?}");
    for line in plain.lines() {
        assert!(line.trim_end().chars().count() <= 72, "{line:?}");
    }
    let plain = on_terminal(&["lp", "-o", "wide", "--color", "never"], &[]);
    assert!(!plain.contains('\x1b'), "{plain:?}");
    let fitted = on_terminal(&["lp", "--fit"], &[]);
    assert!(!fitted.contains('…') && fitted.lines().all(|line| line.trim_end().len() <= 72));
    // The old table stays as it is.
    let old = on_terminal(&["lp"], &[]);
    assert!(!old.contains('\x1b') && !old.contains('…'), "{old:?}");
    assert!(!printed(&wide).contains('\x1b'));
    assert!(printed(&["lp", "-o", "wide", "--color", "always"]).contains("\x1b[32mOK\x1b[0m"));
}
