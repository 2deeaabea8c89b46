// SPDX-License-Identifier: MIT OR Apache-2.0
//! Access groups, masking, CHAP.

use lsm_client::Session;
use lsm_core::{AccessGroup as CoreGroup, InitiatorType, Result, Volume as CoreVolume};

use super::answer;
use super::connection::{Connection, no_flags};
use crate::abi::{Array, Out, Ref, Status, Text};
use crate::identifiers::{initiator, iscsi};
use crate::records::{AccessGroup, System, Volume};

/// A call that joins a group and a volume, or parts them.
fn join(
    conn: Ref<Connection>,
    (group, volume): (Ref<AccessGroup>, Ref<Volume>),
    flags: u64,
    call: impl FnOnce(&mut Session, &CoreGroup, &CoreVolume) -> Result<()>,
) -> Status {
    conn.call(|session| {
        no_flags(flags)?;
        call(session, &group.core("access_group")?, &volume.core("volume")?)?;
        Ok(Status::OK)
    })
}

/// A call that changes the members of a group.
fn change(
    conn: Ref<Connection>,
    group: Ref<AccessGroup>,
    (init_id, init_type): (Text, i32),
    updated: Out<Ref<AccessGroup>>,
    flags: u64,
    call: impl FnOnce(&mut Session, &CoreGroup, &str, InitiatorType) -> Result<CoreGroup>,
) -> Status {
    conn.call(|session| {
        no_flags(flags)?;
        let updated = updated.empty("updated_access_group")?;
        let (id, kind) = initiator(init_id, init_type)?;
        answer::record(call(session, &group.core("access_group")?, &id, kind)?, updated)
    })
}

export! {
    fn lsm_access_group_create(
        conn: Ref<Connection>,
        name: Text,
        init_id: Text,
        init_type: i32,
        system: Ref<System>,
        access_group: Out<Ref<AccessGroup>>,
        flags: u64,
    ) -> Status {
        conn.call(|session| {
            no_flags(flags)?;
            let place = access_group.empty("access_group")?;
            let name = name.required("name")?;
            let (id, kind) = initiator(init_id, init_type)?;
            let system = system.core("system")?;
            answer::record(session.access_group_create(name, &id, kind, &system)?, place)
        })
    }

    fn lsm_access_group_delete(
        conn: Ref<Connection>,
        access_group: Ref<AccessGroup>,
        flags: u64,
    ) -> Status {
        conn.call(|session| {
            no_flags(flags)?;
            session.access_group_delete(&access_group.core("access_group")?)?;
            Ok(Status::OK)
        })
    }

    fn lsm_access_group_initiator_add(
        conn: Ref<Connection>,
        access_group: Ref<AccessGroup>,
        init_id: Text,
        init_type: i32,
        updated_access_group: Out<Ref<AccessGroup>>,
        flags: u64,
    ) -> Status {
        let member = (init_id, init_type);
        change(conn, access_group, member, updated_access_group, flags, |session, group, id, kind| {
            session.access_group_initiator_add(group, id, kind)
        })
    }

    fn lsm_access_group_initiator_delete(
        conn: Ref<Connection>,
        access_group: Ref<AccessGroup>,
        initiator_id: Text,
        init_type: i32,
        updated_access_group: Out<Ref<AccessGroup>>,
        flags: u64,
    ) -> Status {
        let member = (initiator_id, init_type);
        change(conn, access_group, member, updated_access_group, flags, |session, group, id, kind| {
            session.access_group_initiator_delete(group, id, kind)
        })
    }

    fn lsm_volume_mask(
        conn: Ref<Connection>,
        access_group: Ref<AccessGroup>,
        volume: Ref<Volume>,
        flags: u64,
    ) -> Status {
        join(conn, (access_group, volume), flags, Session::volume_mask)
    }

    fn lsm_volume_unmask(
        conn: Ref<Connection>,
        access_group: Ref<AccessGroup>,
        volume: Ref<Volume>,
        flags: u64,
    ) -> Status {
        join(conn, (access_group, volume), flags, Session::volume_unmask)
    }

    fn lsm_volumes_accessible_by_access_group(
        conn: Ref<Connection>,
        group: Ref<AccessGroup>,
        volumes: Out<Array<Volume>>,
        count: Out<u32>,
        flags: u64,
    ) -> Status {
        conn.call(|session| {
            no_flags(flags)?;
            let (volumes, count) = (volumes.required("volumes")?, count.required("count")?);
            volumes.write(Array::NULL);
            count.write(0);
            let found = session.volumes_accessible_by_access_group(&group.core("group")?)?;
            answer::records(found.into_iter().map(Ok), volumes, count)
        })
    }

    fn lsm_access_groups_granted_to_volume(
        conn: Ref<Connection>,
        volume: Ref<Volume>,
        groups: Out<Array<AccessGroup>>,
        group_count: Out<u32>,
        flags: u64,
    ) -> Status {
        conn.call(|session| {
            no_flags(flags)?;
            let (groups, count) = (groups.required("groups")?, group_count.required("group_count")?);
            groups.write(Array::NULL);
            count.write(0);
            let found = session.access_groups_granted_to_volume(&volume.core("volume")?)?;
            answer::records(found.into_iter().map(Ok), groups, count)
        })
    }

    fn lsm_iscsi_chap_auth(
        conn: Ref<Connection>,
        init_id: Text,
        in_user: Text,
        in_password: Text,
        out_user: Text,
        out_password: Text,
        flags: u64,
    ) -> Status {
        conn.call(|session| {
            no_flags(flags)?;
            session.iscsi_chap_auth(
                &iscsi(init_id)?,
                in_user.optional("in_user")?,
                in_password.optional("in_password")?,
                out_user.optional("out_user")?,
                out_password.optional("out_password")?,
            )?;
            Ok(Status::OK)
        })
    }
}
