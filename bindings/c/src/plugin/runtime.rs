// SPDX-License-Identifier: MIT OR Apache-2.0
//! The session of a plug-in from its start to its end.
#![allow(unsafe_code)]

use std::ffi::{CStr, c_int, c_void};
use std::os::fd::{FromRawFd, OwnedFd};
use std::time::{Duration, Instant};

use lsm_channel::Channel;
use lsm_core::{Error, ErrorKind, Result};
use lsm_wire::{Method, ReplyEncoder, Request, frame::DEFAULT_LIMIT};
use serde_json::{Value, json};

use super::Plugin;
use super::call::Call;
use super::dispatch;
use super::ops::{Added12, Added13, FileSystems, Management, Nas, Ops, Pointer, San};
use crate::abi::{Ref, Status, Text, c_text};
use crate::error::ErrorRecord;

/// What connects to the array.
type Register = extern "C" fn(Ref<Plugin>, Text, Text, u32, u64) -> c_int;
/// What parts from it.
type Unregister = extern "C" fn(Ref<Plugin>, u64) -> c_int;

/// Exit status after a message that is none.
const MALFORMED: c_int = 1;
/// Exit status when an answer cannot be sent, or the program was not started as a plug-in.
const NO_CLIENT: c_int = 2;

/// A session that is being served.
struct Session<'a> {
    plugin: Ref<Plugin>,
    register: Register,
    registered: bool,
    about: &'a str,
    release: &'a str,
    /// The number of the last answer, with which the process ends.
    last: c_int,
}

impl Session<'_> {
    fn serve(&mut self, channel: &mut Channel) -> c_int {
        let mut reply = Vec::new();
        let deadline = registration_deadline();
        loop {
            let deadline = deadline.filter(|_| !self.registered);
            let Ok(payload) = channel.receive(deadline) else {
                return self.last;
            };
            let Ok(request) = Request::decode(payload) else {
                return MALFORMED;
            };
            let ends = request.method == Method::plugin_unregister.name();
            let answer = self.answer(&request);
            self.last = answer.as_ref().map_or_else(|error| error.kind.0, |_| Status::OK.0);
            let encoder = ReplyEncoder::new(&mut reply, request.id);
            let encoded = match &answer {
                Ok(value) => encoder.result(value),
                Err(error) => encoder.error(error),
            };
            if encoded.is_err() || channel.send(&reply, deadline).is_err() {
                return NO_CLIENT;
            }
            if ends {
                return self.last;
            }
        }
    }

    fn answer(&mut self, request: &Request<'_>) -> Result<Value> {
        let method = Method::from_name(&request.method)
            .ok_or_else(|| Error::no_support("there is no such method"))?;
        match method {
            Method::plugin_info => return Ok(json!([self.about, self.release])),
            Method::plugin_unregister => return Ok(Value::Null),
            _ => {}
        }
        let flags = request.parameters.get("flags")?;
        let call = Call { plugin: self.plugin, parameters: &request.parameters, flags };
        if method == Method::plugin_register {
            let uri = call.text("uri")?;
            // Callbacks never had to expect NULL here.
            let password: Option<String> = call.get("password")?;
            let password = c_text(password.unwrap_or_default());
            let timeout = call.get("timeout")?;
            let register = self.register;
            let answer = register(self.plugin, uri.text(), Text::from(&*password), timeout, flags);
            let done = call.nothing(answer);
            self.registered |= done.is_ok();
            return done;
        }
        if !self.registered {
            return Err(Error::no_support("plugin_register has to come first"));
        }
        dispatch::answer(method, &call)
    }
}

/// Until when a client has to register; the daemon says so.
fn registration_deadline() -> Option<Instant> {
    let milliseconds = std::env::var("LSM_REGISTER_TIMEOUT_MS").ok()?.parse().ok()?;
    Instant::now().checked_add(Duration::from_millis(milliseconds))
}

/// The socket whose number is the only argument. It is closed on exec from now on.
fn socket(argc: c_int, argv: *const Text) -> Option<OwnedFd> {
    if argc != 2 || argv.is_null() {
        return None;
    }
    // SAFETY: a program hands on what its `main` was given: as many texts as it says.
    let number = unsafe { *argv.add(1) };
    let number = lsm_launch::socket_number(number.get()?.to_str().ok()?).ok()?;
    // SAFETY: changes a flag of an open descriptor. A program that calls `lsm_plugin_init_v1` hands
    // it over; a host of plug-ins may do so again with a later socket of the same number.
    unsafe {
        libc::fcntl(number, libc::F_SETFD, libc::FD_CLOEXEC);
        Some(OwnedFd::from_raw_fd(number))
    }
}

fn register(plug: Ref<Plugin>, private_data: *mut c_void, ops: Ops) -> Status {
    Status::done(plug.get_mut().map(|plugin| {
        plugin.private_data = private_data;
        plugin.ops = ops;
    }))
}

export! {
    fn lsm_plugin_init_v1(
        argc: c_int,
        argv: *const Text,
        reg: Option<Register>,
        unreg: Option<Unregister>,
        desc: Text,
        version: Text,
    ) -> c_int {
        let Some((reg, unreg)) = reg.zip(unreg) else {
            return ErrorKind::NO_MEMORY.0;
        };
        let texts = desc.get().map(CStr::to_string_lossy).zip(version.get().map(CStr::to_string_lossy));
        let Some((about, release)) = texts else {
            return ErrorKind::INVALID_ARGUMENT.0;
        };
        let Some(socket) = socket(argc, argv) else {
            return NO_CLIENT;
        };
        let ops = Ops::default();
        let plugin = Ref::new(Plugin { private_data: std::ptr::null_mut(), ops, error: None });
        let mut channel = Channel::new(socket, DEFAULT_LIMIT);
        let (about, release) = (&*about, &*release);
        let last = Status::OK.0;
        let mut session = Session { plugin, register: reg, registered: false, about, release, last };
        let status = session.serve(&mut channel);
        drop(channel);
        if session.registered {
            unreg(plugin, 0);
        }
        plugin.free();
        status
    }

    fn lsm_register_plugin_v1(
        plug: Ref<Plugin>,
        private_data: *mut c_void,
        mgm_ops: Pointer<Management>,
        san_ops: Pointer<San>,
        fs_ops: Pointer<FileSystems>,
        nas_ops: Pointer<Nas>,
    ) -> Status {
        let ops = Ops { management: mgm_ops, san: san_ops, file_systems: fs_ops, nas: nas_ops, ..Ops::default() };
        register(plug, private_data, ops)
    }

    fn lsm_register_plugin_v1_2(
        plug: Ref<Plugin>,
        private_data: *mut c_void,
        mgm_ops: Pointer<Management>,
        san_ops: Pointer<San>,
        fs_ops: Pointer<FileSystems>,
        nas_ops: Pointer<Nas>,
        ops_v1_2: Pointer<Added12>,
    ) -> Status {
        let ops = Ops {
            management: mgm_ops, san: san_ops, file_systems: fs_ops, nas: nas_ops,
            added_12: ops_v1_2, ..Ops::default()
        };
        register(plug, private_data, ops)
    }

    fn lsm_register_plugin_v1_3(
        plug: Ref<Plugin>,
        private_data: *mut c_void,
        mgm_ops: Pointer<Management>,
        san_ops: Pointer<San>,
        fs_ops: Pointer<FileSystems>,
        nas_ops: Pointer<Nas>,
        ops_v1_2: Pointer<Added12>,
        ops_v1_3: Pointer<Added13>,
    ) -> Status {
        let ops = Ops {
            management: mgm_ops, san: san_ops, file_systems: fs_ops, nas: nas_ops,
            added_12: ops_v1_2, added_13: ops_v1_3,
        };
        register(plug, private_data, ops)
    }

    fn lsm_private_data_get(plug: Ref<Plugin>) -> *mut c_void {
        plug.get().map_or(std::ptr::null_mut(), |plugin| plugin.private_data)
    }

    fn lsm_log_error_basic(plug: Ref<Plugin>, code: c_int, msg: Text) -> c_int {
        let error = ErrorRecord { number: code, message: msg.owned(), ..ErrorRecord::default() };
        let logged = plug.get_mut().map(|plugin| plugin.error = Some(error));
        logged.map_or(Status::INVALID_ARGUMENT.0, |()| code)
    }

    fn lsm_plugin_error_log(plug: Ref<Plugin>, error: Ref<ErrorRecord>) -> Status {
        Status::done(plug.get_mut().and_then(|plugin| {
            plugin.error = Some(error.take()?);
            Some(())
        }))
    }
}
