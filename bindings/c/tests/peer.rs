// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the original did wrong when a plug-in answered something odd: escapes in texts, numbers of
//! errors, data of errors, null texts, bad records.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::io::{Read, Write};
use std::os::unix::net::{UnixListener, UnixStream};

use serde_json::{Value, json};

mod program;

use program::{Program, succeeded};

fn receive(socket: &mut UnixStream) -> Option<Value> {
    let mut header = [0; 10];
    socket.read_exact(&mut header).ok()?;
    let length = std::str::from_utf8(&header).unwrap().parse().unwrap();
    let mut payload = vec![0; length];
    socket.read_exact(&mut payload).unwrap();
    Some(serde_json::from_slice(&payload).unwrap())
}

fn volume(id: &str, name: &str, vpd83: Option<&str>) -> Value {
    json!({"class": "Volume", "id": id, "name": name, "vpd83": vpd83, "block_size": 512,
        "num_of_blocks": 2, "admin_state": 1, "system_id": "s", "pool_id": "p",
        "plugin_data": null})
}

const NAME: &str = "a \"name\"\\ with \t, é and 💾";

/// What the plug-in answers; `None` ends it.
fn answer(request: &Value) -> Option<Result<Value, (i32, &'static str)>> {
    let parameters = &request["params"];
    Some(match request["method"].as_str().unwrap() {
        "plugin_register" if parameters["uri"] == "fake://refuse" => {
            assert_eq!(parameters["password"], "wrong");
            Err((300, "say \"please\"\n"))
        }
        "volumes" => Ok(json!([
            volume("v1", NAME, Some("no identifier")),
            volume("v2", "", None),
            volume("v3", "cut\0off", None)
        ])),
        "volume_enable" => {
            assert_eq!(parameters["volume"], volume("v1", NAME, Some("no identifier")));
            Ok(Value::Null)
        }
        "volume_disable" => Err((0, "success")),
        "volume_delete" => Err((7, "a job")),
        "volume_ident_led_on" => Err((4711, "no name")),
        "pools" => Ok(json!([
            {"class": "Pool", "id": "whole", "name": "n", "element_type": 4,
                "unsupported_actions": 0, "total_space": 2, "free_space": 1, "status": 2,
                "status_info": "", "system_id": "s", "plugin_data": null},
            {"class": "Pool", "id": "without the rest"}
        ])),
        "systems" => Ok(json!([])),
        "job_status" => Ok(json!([2, 100, {"class": "FsSnapshot", "id": "s", "name": "n", "ts": 1,
            "plugin_data": null}])),
        "time_out_set" => return None,
        _ => Ok(Value::Null),
    })
}

fn serve(mut socket: UnixStream) {
    while let Some(request) = receive(&mut socket) {
        let reply = match answer(&request) {
            None => return,
            Some(Ok(result)) => json!({"id": 100, "result": result}),
            Some(Err((code, message))) => json!({"id": 100, "error":
                {"code": code, "message": message, "data": "the trace"}}),
        };
        let payload = reply.to_string();
        let _ = socket.write_all(format!("{:010}{payload}", payload.len()).as_bytes());
    }
}

#[test]
fn what_a_plugin_may_answer() {
    let program = Program::compile("peer.c");
    let folder = tempfile::tempdir().unwrap();
    let listener = UnixListener::bind(folder.path().join("fake")).unwrap();
    let mut command = program.command();
    command.env("LSM_UDS_PATH", folder.path());
    command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
    let child = command.spawn().unwrap();
    // One refused, one served.
    for _ in 0..2 {
        serve(listener.accept().unwrap().0);
    }
    succeeded(&child.wait_with_output().unwrap());
}
