// SPDX-License-Identifier: MIT OR Apache-2.0
//! Listings.

use lsm_client::Method;
use lsm_core::{Error, Result, Search};

use super::answer;
use super::connection::Connection;
use crate::abi::{Array, Out, Ref, Status, Text};
use crate::records::{
    AccessGroup, Battery, Disk, FileSystem, NfsExport, Pool, Record, System, TargetPort, Volume,
};

/// What a listing is searched for.
fn search(key: Text, value: Text) -> Result<Option<Search>> {
    let Some(key) = key.optional("search_key")? else {
        return Ok(None);
    };
    match value.optional("search_value")? {
        Some(value) => Ok(Some(Search::new(key, value))),
        None => Err(Error::invalid("search_key is given, but search_value is NULL")),
    }
}

/// Whether the place of an array must hold NULL. For some functions it never had to.
#[derive(PartialEq)]
enum Before {
    Null,
    Anything,
}

/// Lists records, each of which is handed over as it is decoded.
fn list<T: Record>(
    conn: Ref<Connection>,
    method: Method,
    (key, value): (Text, Text),
    (array, before): (Out<Array<T>>, Before),
    count: Out<u32>,
    flags: u64,
) -> Status
where
    T::Core: lsm_core::Record,
{
    conn.call_with(flags, |session| {
        let array = match before {
            Before::Null => array.empty("the array")?,
            Before::Anything => array.required("the array")?,
        };
        let count = count.required("count")?;
        let search = search(key, value)?;
        array.write(Array::NULL);
        count.write(0);
        let listing = session.listing::<T::Core>(method, search.as_ref())?;
        answer::records(&listing, array, count)
    })
}

/// Defines listings that can be searched.
macro_rules! lists {
    ($( $name:ident($Record:ty, $before:ident) => $method:ident; )+) => {
        export! { $(
            fn $name(
                conn: Ref<Connection>,
                search_key: Text,
                search_value: Text,
                array: Out<Array<$Record>>,
                count: Out<u32>,
                flags: u64,
            ) -> Status {
                let search = (search_key, search_value);
                list(conn, Method::$method, search, (array, Before::$before), count, flags)
            }
        )+ }
    };
}

lists! {
    lsm_pool_list(Pool, Null) => pools;
    lsm_volume_list(Volume, Null) => volumes;
    lsm_disk_list(Disk, Null) => disks;
    lsm_access_group_list(AccessGroup, Anything) => access_groups;
    lsm_fs_list(FileSystem, Anything) => fs;
    lsm_nfs_list(NfsExport, Null) => exports;
    lsm_target_port_list(TargetPort, Null) => target_ports;
    lsm_battery_list(Battery, Null) => batteries;
}

export! {
    fn lsm_system_list(
        conn: Ref<Connection>,
        systems: Out<Array<System>>,
        system_count: Out<u32>,
        flags: u64,
    ) -> Status {
        let search = (Text::NULL, Text::NULL);
        list(conn, Method::systems, search, (systems, Before::Anything), system_count, flags)
    }
}
