// SPDX-License-Identifier: MIT OR Apache-2.0
//! Connecting and closing, and what concerns the session as a whole.

use std::ffi::{CString, c_char};

use lsm_client::{ConnectOptions, Session, discover};
use lsm_core::{Error, Result};

use super::connection::{Connection, no_flags};
use crate::abi::{Out, Ref, Status, Text, c_text, malloced};
use crate::capabilities::Capabilities;
use crate::error::{ErrorRecord, reported};
use crate::records::System;
use crate::string_list::StringList;

/// Writes both texts of a plug-in about itself.
fn write_info(
    (about, release): (String, String),
    desc: Out<*mut c_char>,
    version: Out<*mut c_char>,
) -> Status {
    desc.write(malloced(&c_text(about)));
    version.write(malloced(&c_text(release)));
    Status::OK
}

export! {
    fn lsm_connect_password(
        uri: Text,
        password: Text,
        conn: Out<Ref<Connection>>,
        timeout: u32,
        e: Out<Ref<ErrorRecord>>,
        flags: u64,
    ) -> Status {
        let connect = || -> Result<Session> {
            conn.empty("conn")?;
            no_flags(flags)?;
            if timeout == 0 {
                return Err(Error::invalid("timeout must not be 0"));
            }
            let password = password.optional("password")?.map(str::to_owned);
            let options = ConnectOptions { password, timeout_ms: timeout, ..Default::default() };
            Session::connect(uri.required("uri")?, &options)
        };
        if let Err(error) = e.empty("e") {
            return error.kind.into();
        }
        match connect() {
            Ok(session) => {
                conn.write(Ref::new(Connection::new(session)));
                Status::OK
            }
            Err(error) => {
                let status = reported(error, e);
                // Programs look for what the plug-in said where it always stood here.
                if let Some(record) = e.read().and_then(Ref::get_mut) {
                    record.exception.clone_from(&record.message);
                }
                status
            }
        }
    }

    fn lsm_connect_close(conn: Ref<Connection>, flags: u64) -> Status {
        if flags != 0 {
            return Status::INVALID_ARGUMENT;
        }
        match conn.take().map(Connection::close) {
            None => Status::INVALID_ARGUMENT,
            Some(Ok(())) => Status::OK,
            Some(Err(error)) => error.kind.into(),
        }
    }

    fn lsm_plugin_info_get(
        conn: Ref<Connection>,
        desc: Out<*mut c_char>,
        version: Out<*mut c_char>,
        flags: u64,
    ) -> Status {
        conn.call(|session| {
            no_flags(flags)?;
            let (desc, version) = (desc.empty("desc")?, version.empty("version")?);
            Ok(write_info(session.plugin_info()?, desc, version))
        })
    }

    fn lsm_available_plugins_list(
        sep: Text,
        plugins: Out<Ref<StringList>>,
        flags: u64,
    ) -> Status {
        let list = || -> Result<StringList> {
            no_flags(flags)?;
            plugins.empty("plugins")?;
            let separator = sep.get().ok_or_else(|| Error::invalid("sep is NULL"))?.to_bytes();
            // One that does not answer does not hide the others.
            let found = discover(&ConnectOptions::default())?.into_iter();
            let lines = found.filter_map(|plugin| plugin.info.ok()).map(|(about, release)| {
                let line = [about.as_bytes(), separator, release.as_bytes()].concat();
                CString::new(line).ok()
            });
            Ok(StringList(lines.collect()))
        };
        match list() {
            Ok(list) => {
                plugins.write(Ref::new(list));
                Status::OK
            }
            Err(error) => error.kind.into(),
        }
    }

    fn lsm_connect_timeout_set(conn: Ref<Connection>, timeout: u32, flags: u64) -> Status {
        conn.call(|session| {
            no_flags(flags)?;
            session.time_out_set(timeout)?;
            Ok(Status::OK)
        })
    }

    fn lsm_connect_timeout_get(
        conn: Ref<Connection>,
        timeout: Out<u32>,
        flags: u64,
    ) -> Status {
        conn.call(|session| {
            no_flags(flags)?;
            timeout.required("timeout")?.write(session.time_out_get()?);
            Ok(Status::OK)
        })
    }

    fn lsm_capabilities(
        conn: Ref<Connection>,
        system: Ref<System>,
        cap: Out<Ref<Capabilities>>,
        flags: u64,
    ) -> Status {
        conn.call(|session| {
            no_flags(flags)?;
            let cap = cap.empty("cap")?;
            let capabilities = session.capabilities(&system.core("system")?)?;
            cap.write(Ref::new(Capabilities::from(&capabilities)));
            Ok(Status::OK)
        })
    }
}
