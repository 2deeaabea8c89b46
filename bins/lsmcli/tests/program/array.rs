// SPDX-License-Identifier: MIT OR Apache-2.0
//! An array that answers what the test says, and remembers what it was asked.

use std::ffi::OsStr;
use std::io::{self, Read, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tempfile::TempDir;

/// An answer to a call: a result, or an error object.
pub(crate) type Answer = Result<Value, Value>;

/// The error object of a number.
pub(crate) fn error(code: i32, message: &str) -> Answer {
    Err(json!({"code": code, "message": message, "data": null}))
}

/// What an array does with a call.
type Play = dyn FnMut(&str, &Value) -> Answer + Send;

/// Sockets in a folder of their own, and everything that was called.
pub(crate) struct Array {
    folder: TempDir,
    calls: Arc<Mutex<Vec<(String, Value)>>>,
}

impl Array {
    /// An array behind `test://`. Registration and leave-taking are answered here.
    pub(crate) fn new(play: impl FnMut(&str, &Value) -> Answer + Send + 'static) -> Self {
        let folder = tempfile::Builder::new().prefix("lsmcli-test-").tempdir().unwrap();
        let array = Self { folder, calls: Arc::default() };
        array.add("test", play);
        array
    }

    /// Another array in the same folder.
    pub(crate) fn add(
        &self,
        name: &str,
        play: impl FnMut(&str, &Value) -> Answer + Send + 'static,
    ) {
        let listener = UnixListener::bind(self.folder.path().join(name)).unwrap();
        let calls = Arc::clone(&self.calls);
        let mut play: Box<Play> = Box::new(play);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                // Whoever goes away early has seen enough.
                let _ = serve(stream.unwrap(), &calls, &mut *play);
            }
        });
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// lsmcli in an environment that holds nothing but this array.
    pub(crate) fn command<A: AsRef<OsStr>>(&self, arguments: &[A]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_lsmcli"));
        command.env_clear().env("LSM_UDS_PATH", self.folder()).env("HOME", self.folder());
        command.env("LSMCLI_URI", "test://").env("TZ", "UTC");
        command.args(arguments).stdin(Stdio::null());
        command
    }

    /// Runs lsmcli.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        self.command(arguments).output().unwrap().into()
    }

    /// The names of the methods called so far, as in [`Self::calls`].
    pub(crate) fn called(&self) -> Vec<String> {
        self.calls().into_iter().map(|(name, _)| name).collect()
    }

    /// The calls so far, without registration, leave-taking and the look at what the system can
    /// do.
    pub(crate) fn calls(&self) -> Vec<(String, Value)> {
        let mut calls = self.all_calls();
        let besides = ["plugin_register", "plugin_unregister", "systems", "capabilities"];
        calls.retain(|(name, _)| !besides.contains(&name.as_str()));
        calls
    }

    pub(crate) fn all_calls(&self) -> Vec<(String, Value)> {
        self.calls.lock().unwrap().clone()
    }
}

/// Answers the calls of one session.
pub(crate) fn serve(
    mut stream: UnixStream,
    calls: &Mutex<Vec<(String, Value)>>,
    play: &mut Play,
) -> io::Result<()> {
    loop {
        let mut header = [0; 10];
        stream.read_exact(&mut header)?;
        let length: usize = std::str::from_utf8(&header).unwrap().parse().unwrap();
        let mut payload = vec![0; length];
        stream.read_exact(&mut payload)?;
        let request: Value = serde_json::from_slice(&payload).unwrap();
        let method = request["method"].as_str().unwrap();
        calls.lock().unwrap().push((method.to_owned(), request["params"].clone()));
        let answer = match method {
            "plugin_register" | "plugin_unregister" => Ok(Value::Null),
            method => play(method, &request["params"]),
        };
        let reply = match answer {
            Ok(result) => json!({"id": request["id"], "result": result}),
            Err(error) => json!({"id": request["id"], "error": error}),
        };
        let reply = reply.to_string();
        stream.write_all(format!("{:010}{reply}", reply.len()).as_bytes())?;
    }
}

/// How a run ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Ran {
    #[track_caller]
    pub(crate) fn printed(&self, stdout: &str) {
        assert_eq!((self.code, self.stdout.as_str(), self.stderr.as_str()), (Some(0), stdout, ""),);
    }

    #[track_caller]
    pub(crate) fn ended(&self, code: i32, stdout: &str) {
        assert_eq!((self.code, self.stdout.as_str()), (Some(code), stdout), "{self:?}");
    }

    #[track_caller]
    pub(crate) fn failed(&self, code: i32, about: &str) {
        assert_eq!((self.code, self.stdout.as_str()), (Some(code), ""), "{self:?}");
        assert!(self.stderr.contains(about), "{about:?}: {self:?}");
    }
}

pub(crate) fn volume(id: &str, name: &str) -> Value {
    json!({
        "class": "Volume", "id": id, "name": name, "vpd83": "50aa00bb11cc22dd", "block_size": 512,
        "num_of_blocks": 4096, "admin_state": 1, "system_id": "s", "pool_id": "p",
        "plugin_data": null,
    })
}

pub(crate) fn file_system(id: &str) -> Value {
    json!({
        "class": "FileSystem", "id": id, "name": "homes", "total_space": 1 << 30,
        "free_space": 1 << 20, "pool_id": "p", "system_id": "s", "plugin_data": null,
    })
}

pub(crate) fn snapshot(id: &str, time: u64) -> Value {
    json!({"class": "FsSnapshot", "id": id, "name": "monday", "ts": time, "plugin_data": null})
}

pub(crate) fn pool(id: &str) -> Value {
    json!({
        "class": "Pool", "id": id, "name": "pool", "element_type": 4, "unsupported_actions": 0,
        "total_space": 1_u64 << 40, "free_space": 1_u64 << 39, "status": 2, "status_info": "",
        "system_id": "s", "plugin_data": null,
    })
}
