// SPDX-License-Identifier: MIT OR Apache-2.0
//! Completion as shells do it.

use std::path::Path;
use std::process::Command;

use serde_json::json;

use crate::array::{Array, Ran, error, volume};
use crate::pty::Terminal;

fn array() -> Array {
    Array::new(|method, _| match method {
        "volumes" => Ok(json!([volume("v:1", "one"), volume("v 2", "two"), volume("w", "three")])),
        _ => error(153, "not offered"),
    })
}

/// Runs a shell in the environment of the array, `lsmcli` found by its name.
fn shell(array: &Array, program: &str, script: &str) -> Command {
    let lsmcli = array.command::<&str>(&[]);
    let folder = Path::new(lsmcli.get_program()).parent().unwrap().to_str().unwrap();
    let mut command = Command::new(program);
    command.env_clear().args(["-c", script]);
    for (name, value) in lsmcli.get_envs() {
        command.env(name, value.unwrap());
    }
    command.env("PATH", format!("{folder}:/usr/bin:/bin"));
    command
}

/// What bash offers at the end of a line.
fn offered(array: &Array, line: &str, environment: &[(&str, &str)]) -> Vec<String> {
    // As readline does it: the line, the cursor, and the function that was registered.
    let script = r#"
        source <(lsmcli completion bash) || exit 9
        registered=$(complete -p lsmcli)
        [[ $registered == *"-F _lsmcli lsmcli" ]] || exit 8
        compopt() { :; }
        COMP_LINE=$LINE_TO_COMPLETE COMP_POINT=${#COMP_LINE}
        _lsmcli lsmcli
        printf '%s\n' "${COMPREPLY[@]}"
    "#;
    let mut command = shell(array, "bash", script);
    command.env("LINE_TO_COMPLETE", line).envs(environment.iter().copied());
    let ran = Ran::from(command.output().unwrap());
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""), "{ran:?}");
    ran.stdout.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

#[test]
fn bash_offers_what_the_table_knows() {
    let array = array();
    let offered = |line| offered(&array, line, &[]);
    assert_eq!(offered("lsmcli access-group-v"), ["access-group-volumes"]);
    assert_eq!(offered("lsmcli list --type PO"), ["POOLS"]);
    assert_eq!(offered("lsmcli list --type=PO"), ["POOLS"], "behind = only the rest is replaced");
    assert!(offered("lsmcli local-led-").len() == 2);
    assert_eq!(offered("lsmcli vu").len(), 1);
    assert_eq!(offered("lsmcli vi").iter().filter(|word| *word == "vi").count(), 1);
    // The command need not be the first word.
    assert!(offered("lsmcli -t, -u test:// iscsi-chap --in").contains(&"--init".to_owned()));
    assert!(offered("lsmcli fs-export --anon").contains(&"--anongid".to_owned()));
    assert!(offered("lsmcli vc --pro").contains(&"--provisioning".to_owned()));
    assert!(offered("lsmcli list --type disks --d").contains(&"--disk".to_owned()));
    assert!(offered("lsmcli srcpu --").contains(&"--sys".to_owned()));
    assert!(!offered("lsmcli srcpu --").contains(&"--vol".to_owned()));
    assert_eq!(array.all_calls(), [], "no array is asked");
}

#[test]
fn bash_offers_live_ids_when_allowed() {
    let array = array();
    let allowed = [("LSMCLI_AUTO_COMPLETE_VALUE", "1")];
    assert_eq!(offered(&array, "lsmcli vd --vol ", &allowed), ["v:1", "v\\ 2", "w"]);
    assert_eq!(offered(&array, "lsmcli vd --vol v:", &allowed), ["1"], "bash keeps what is before");
    assert_eq!(offered(&array, "lsmcli -u test:// vd --vol w", &allowed), ["w"]);
    let asked = array.all_calls().len();
    assert_eq!(offered(&array, "lsmcli vd --vol w", &[]), [""; 0]);
    let forbidden = [("LSMCLI_AUTO_COMPLETE_VALUE", "0")];
    assert_eq!(offered(&array, "lsmcli vd --vol w", &forbidden), [""; 0]);
    assert_eq!(array.all_calls().len(), asked);
    // An array that cannot be reached offers nothing and says nothing.
    assert_eq!(offered(&array, "lsmcli -u nosuch:// vd --vol ", &allowed), [""; 0]);
    assert_eq!(offered(&array, "lsmcli lp --pool ", &allowed), [""; 0]);
}

#[test]
fn names_that_are_known_here() {
    let array = array();
    let folder = array.folder().join(".config/lsmcli");
    std::fs::create_dir_all(&folder).unwrap();
    let evidence = array.folder().join("evidence");
    let text = format!(
        "[array.lab]\nuri = \"test://me@lab\"\npassword-command = 'touch {}'\n[array.loft]\nuri = \
         \"x://\"\n",
        evidence.display()
    );
    std::fs::write(folder.join("config.toml"), text).unwrap();
    assert_eq!(offered(&array, "lsmcli --array l", &[]), ["lab", "loft"]);
    let jobs = array.folder().join(".local/state/lsmcli/jobs");
    std::fs::create_dir_all(&jobs).unwrap();
    let entry = "started=1\ncommand=volume-create\nuri=test://me@lab\njob=J7\n";
    std::fs::write(jobs.join("1"), entry).unwrap();
    assert_eq!(offered(&array, "lsmcli --array lab job-wait --job ", &[]), ["J7"]);
    assert_eq!(offered(&array, "lsmcli job-wait --job ", &[]), [""; 0]);
    assert!(!evidence.exists(), "no password is fetched for it");
}

/// A shell on a terminal of its own that says when it is ready; `None` where it is not installed.
fn interactive(
    array: &Array,
    program: &str,
    quiet: &[&str],
    terminal: &mut Terminal,
) -> Option<std::process::Child> {
    if !is_installed(program) {
        return None;
    }
    let plain = shell(array, program, "");
    let mut command = Command::new("setsid");
    command.args(["--ctty", "--wait", program]).args(quiet).arg("-i").env_clear();
    for (name, value) in plain.get_envs() {
        command.env(name, value.unwrap());
    }
    command.env("PS1", "ready> ").env("TERM", "dumb").env("LSMCLI_AUTO_COMPLETE_VALUE", "1");
    command.stdin(terminal.open()).stdout(terminal.open()).stderr(terminal.open());
    let child = command.spawn().unwrap();
    terminal.shows("ready> ");
    Some(child)
}

/// Whether this shell is there; says so when it is not.
fn is_installed(program: &str) -> bool {
    let installed = Command::new(program).args(["-c", ""]).status().is_ok();
    if !installed {
        eprintln!("skipped: {program} is not installed");
    }
    installed
}

#[test]
fn the_tab_key_in_bash() {
    let (array, mut terminal) = (array(), Terminal::new());
    let quiet = ["--norc", "--noprofile"];
    let mut child = interactive(&array, "bash", &quiet, &mut terminal).unwrap();
    terminal.types(b"source <(lsmcli completion bash)\r");
    completes_a_line(&mut terminal);
    assert_eq!(child.wait().unwrap().code(), Some(7));
}

#[test]
fn the_tab_key_in_zsh() {
    let (array, mut terminal) = (array(), Terminal::new());
    let Some(mut child) = interactive(&array, "zsh", &["-f"], &mut terminal) else { return };
    terminal.types(b"autoload -U compinit && compinit -u -D; source <(lsmcli completion zsh)\r");
    completes_a_line(&mut terminal);
    assert_eq!(child.wait().unwrap().code(), Some(7));
}

/// Types the beginnings of words, and ends the shell.
fn completes_a_line(terminal: &mut Terminal) {
    terminal.shows("ready> ");
    terminal.types(b"lsmcli -t, volume-del\t");
    terminal.shows("lsmcli -t, volume-delete ");
    terminal.types(b"--vo\t");
    terminal.shows("--vol ");
    terminal.types(b"w\t");
    terminal.shows("w ");
    terminal.types(b"-h >/dev/null && exit 7\r");
}

#[test]
fn fish_offers_what_the_table_knows() {
    if !is_installed("fish") {
        return;
    }
    let array = array();
    let offered = |line: &str| {
        let script = r#"lsmcli completion fish | source; complete -C "$LINE_TO_COMPLETE""#;
        let mut command = shell(&array, "fish", script);
        command.env("LINE_TO_COMPLETE", line).env("LSMCLI_AUTO_COMPLETE_VALUE", "1");
        let ran = Ran::from(command.output().unwrap());
        assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""), "{ran:?}");
        ran.stdout
    };
    assert_eq!(
        offered("lsmcli volume-ena"),
        "volume-enable\tBring a volume online for block access.\n"
    );
    assert_eq!(offered("lsmcli list --type po"), "pools\n");
    let live = offered("lsmcli vd --vol ");
    assert_eq!(live.lines().map(|line| &line[..1]).collect::<String>(), "vvw", "{live}");
}

#[test]
fn files_and_folders() {
    let array = array();
    std::fs::create_dir(array.folder().join("folder")).unwrap();
    std::fs::write(array.folder().join("file"), "").unwrap();
    let path = array.folder().display();
    let line = format!("lsmcli batch {path}/f");
    let expected = [format!("{path}/file"), format!("{path}/folder/")];
    assert_eq!(offered(&array, &line, &[]), expected);
}

#[test]
fn meanings_for_shells_that_show_them() {
    let array = array();
    array
        .run(&["completion", "fish", "lsmcli volume-ena"])
        .printed("volume-enable\tBring a volume online for block access.\n");
    array.run(&["completion", "zsh", "lsmcli list --type po"]).printed("pools\n");
    array.run(&["completion", "bash", "lsmcli volume-ena"]).printed("volume-enable\n");
    array.run(&["completion", "csh"]).failed(2, "choose from bash, zsh, fish");
    array.run(&["completion"]).failed(2, "<SHELL>");
}

#[test]
fn the_scripts_are_well_formed() {
    let array = array();
    for program in ["bash", "zsh", "fish"] {
        let script = array.run(&["completion", program]).stdout;
        assert!(script.contains("lsmcli completion"), "{program}");
        let file = array.folder().join("script");
        std::fs::write(&file, &script).unwrap();
        match Command::new(program).arg("-n").arg(&file).output() {
            Ok(output) => assert!(output.status.success(), "{program}: {output:?}"),
            Err(_) => eprintln!("{program} is not installed; its script is not checked"),
        }
    }
}
