// SPDX-License-Identifier: MIT OR Apache-2.0
//! Volumes.

use std::ffi::c_char;

use lsm_client::Session;
use lsm_core::{
    CreateFlags, Error, ErrorKind, Provisioning, ReplicationType, Result, Volume as CoreVolume,
};

use super::answer::Places;
use super::connection::{Connection, no_flags};
use crate::abi::{Array, Out, Ref, Status, Text};
use crate::records::{BlockRange, Pool, System, Volume};

/// A size in bytes that is an argument.
pub(super) fn size(bytes: u64, argument: &str) -> Result<u64> {
    if bytes == 0 { Err(Error::invalid(format!("{argument} is 0"))) } else { Ok(bytes) }
}

/// A call that changes a volume at once.
fn change(
    conn: Ref<Connection>,
    volume: Ref<Volume>,
    flags: u64,
    call: impl FnOnce(&mut Session, &CoreVolume) -> Result<()>,
) -> Status {
    conn.call(|session| {
        no_flags(flags)?;
        call(session, &volume.core("volume")?)?;
        Ok(Status::OK)
    })
}

/// A call that switches a light; it sends its flags as they are given.
fn light(
    conn: Ref<Connection>,
    volume: Ref<Volume>,
    flags: u64,
    call: impl FnOnce(&mut Session, &CoreVolume) -> Result<()>,
) -> Status {
    conn.call_with(flags, |session| {
        call(session, &volume.core("volume")?)?;
        Ok(Status::OK)
    })
}

export! {
    fn lsm_volume_create(
        conn: Ref<Connection>,
        pool: Ref<Pool>,
        volume_name: Text,
        size_bytes: u64,
        provisioning: i32,
        new_volume: Out<Ref<Volume>>,
        job: Out<*mut c_char>,
        flags: u64,
    ) -> Status {
        conn.call(|session| {
            no_flags(flags)?;
            let places = Places::new(new_volume, "new_volume", job)?;
            places.hand(session.volume_create(
                &pool.core("pool")?,
                volume_name.required("volume_name")?,
                size(size_bytes, "size")?,
                Provisioning(provisioning),
                CreateFlags::NONE,
            )?)
        })
    }

    fn lsm_volume_resize(
        conn: Ref<Connection>,
        volume: Ref<Volume>,
        new_size: u64,
        resized_volume: Out<Ref<Volume>>,
        job: Out<*mut c_char>,
        flags: u64,
    ) -> Status {
        conn.call(|session| {
            no_flags(flags)?;
            let places = Places::new(resized_volume, "resized_volume", job)?;
            let volume = volume.core("volume")?;
            let new_size = size(new_size, "new_size")?;
            match new_size.checked_div(volume.block_size) {
                None => Err(Error::invalid("the block size of the volume is 0")),
                Some(blocks) if blocks == volume.num_of_blocks => Err(Error::new(
                    ErrorKind::NO_STATE_CHANGE,
                    "the volume has this size already",
                )),
                Some(_) => places.hand(session.volume_resize(&volume, new_size)?),
            }
        })
    }

    fn lsm_volume_replicate(
        conn: Ref<Connection>,
        pool: Ref<Pool>,
        rep_type: i32,
        volume_src: Ref<Volume>,
        name: Text,
        new_replicant: Out<Ref<Volume>>,
        job: Out<*mut c_char>,
        flags: u64,
    ) -> Status {
        conn.call(|session| {
            no_flags(flags)?;
            let places = Places::new(new_replicant, "new_replicant", job)?;
            places.hand(session.volume_replicate(
                pool.optional_core("pool")?.as_ref(),
                ReplicationType(rep_type),
                &volume_src.core("volume_src")?,
                name.required("name")?,
            )?)
        })
    }

    fn lsm_volume_replicate_range_block_size(
        conn: Ref<Connection>,
        system: Ref<System>,
        bs: Out<u32>,
        flags: u64,
    ) -> Status {
        conn.call(|session| {
            no_flags(flags)?;
            let bs = bs.required("bs")?;
            let size = session.volume_replicate_range_block_size(&system.core("system")?)?;
            bs.write(u32::try_from(size).map_err(|_| {
                Error::plugin_bug(format!("a block of {size} bytes is more than can be told"))
            })?);
            Ok(Status::OK)
        })
    }

    fn lsm_volume_replicate_range(
        conn: Ref<Connection>,
        rep_type: i32,
        source: Ref<Volume>,
        dest: Ref<Volume>,
        ranges: Array<BlockRange>,
        num_ranges: u32,
        job: Out<*mut c_char>,
        flags: u64,
    ) -> Status {
        conn.call(|session| {
            no_flags(flags)?;
            let places = Places::job(job)?;
            let ranges = ranges.handles(num_ranges).iter();
            let ranges = ranges.map(|range| range.core("ranges")).collect::<Result<Vec<_>>>()?;
            if ranges.is_empty() {
                return Err(Error::invalid("ranges is NULL or empty"));
            }
            Ok(places.done(session.volume_replicate_range(
                ReplicationType(rep_type),
                &source.core("source")?,
                &dest.core("dest")?,
                &ranges,
            )?))
        })
    }

    fn lsm_volume_delete(
        conn: Ref<Connection>,
        volume: Ref<Volume>,
        job: Out<*mut c_char>,
        flags: u64,
    ) -> Status {
        conn.call(|session| {
            no_flags(flags)?;
            let places = Places::job(job)?;
            Ok(places.done(session.volume_delete(&volume.core("volume")?)?))
        })
    }

    fn lsm_volume_enable(conn: Ref<Connection>, volume: Ref<Volume>, flags: u64) -> Status {
        change(conn, volume, flags, |session, volume| session.volume_enable(volume))
    }

    fn lsm_volume_disable(conn: Ref<Connection>, volume: Ref<Volume>, flags: u64) -> Status {
        change(conn, volume, flags, |session, volume| session.volume_disable(volume))
    }

    fn lsm_volume_child_dependency(
        conn: Ref<Connection>,
        volume: Ref<Volume>,
        yes: Out<u8>,
        flags: u64,
    ) -> Status {
        conn.call(|session| {
            no_flags(flags)?;
            let yes = yes.required("yes")?;
            yes.write(u8::from(session.volume_child_dependency(&volume.core("volume")?)?));
            Ok(Status::OK)
        })
    }

    fn lsm_volume_child_dependency_delete(
        conn: Ref<Connection>,
        volume: Ref<Volume>,
        job: Out<*mut c_char>,
        flags: u64,
    ) -> Status {
        conn.call(|session| {
            no_flags(flags)?;
            let places = Places::job(job)?;
            Ok(places.done(session.volume_child_dependency_rm(&volume.core("volume")?)?))
        })
    }

    fn lsm_volume_ident_led_on(conn: Ref<Connection>, volume: Ref<Volume>, flags: u64) -> Status {
        light(conn, volume, flags, |session, volume| session.volume_ident_led_on(volume))
    }

    fn lsm_volume_ident_led_off(conn: Ref<Connection>, volume: Ref<Volume>, flags: u64) -> Status {
        light(conn, volume, flags, |session, volume| session.volume_ident_led_off(volume))
    }
}
