// SPDX-License-Identifier: MIT OR Apache-2.0
//! Access groups, what they are granted, and CHAP.

use lsm_client::Method;
use lsm_core::{AccessGroup, Capability, ErrorKind, InitiatorType, System, Volume};

use super::{NOWHERE, places};
use crate::run::{Run, Step, Stop};

/// A kind of initiator: what offers to create a group of it and to add to one, and two that belong
/// to nobody.
struct Kind {
    init_type: InitiatorType,
    create: Capability,
    add: Capability,
    initiators: [&'static str; 2],
}

const KINDS: [Kind; 2] = [
    Kind {
        init_type: InitiatorType::ISCSI_IQN,
        create: Capability::ACCESS_GROUP_CREATE_ISCSI_IQN,
        add: Capability::ACCESS_GROUP_INITIATOR_ADD_ISCSI_IQN,
        initiators: [
            "iqn.2031-05.org.example:conformance-1",
            "iqn.2031-05.org.example:conformance-2",
        ],
    },
    Kind {
        init_type: InitiatorType::WWPN,
        create: Capability::ACCESS_GROUP_CREATE_WWPN,
        add: Capability::ACCESS_GROUP_INITIATOR_ADD_WWPN,
        initiators: ["50:0a:09:81:c0:ff:ee:01", "50:0a:09:81:c0:ff:ee:02"],
    },
];

pub(super) fn of_groups(run: &mut Run<'_>) -> Step {
    let method = Method::access_group_create;
    if !run.offers_method(method) {
        return Ok(());
    }
    if !run.offers_method(Method::access_group_delete) {
        run.skip(method, "groups cannot be deleted here, so none is made");
        return Ok(());
    }
    for kind in &KINDS {
        if run.offers(kind.create) {
            of_kind(run, kind)?;
        } else {
            let (name, system) = (run.name("group"), run.system.clone());
            let refused = [ErrorKind::NO_SUPPORT];
            let what = format!("a group of {}, which is not offered", kind.init_type);
            run.refuses(method, &what, &refused, |session| {
                session.access_group_create(&name, kind.initiators[0], kind.init_type, &system)
            });
        }
    }
    Ok(())
}

/// A new group of one initiator.
fn create(run: &mut Run<'_>, kind: &Kind, of: &str) -> Step<AccessGroup> {
    let (name, system) = (run.name(of), run.system.clone());
    run.gets(Method::access_group_create, "a new group", |session| {
        session.access_group_create(&name, kind.initiators[0], kind.init_type, &system)
    })
}

fn of_kind(run: &mut Run<'_>, kind: &Kind) -> Step {
    let method = Method::access_group_create;
    let [first, second] = kind.initiators;
    let (name, system) = (run.name("group"), run.system.clone());
    let group = create(run, kind, "group")?;
    run.same(method, "the name", &group.name, &name);
    run.same(method, "the members", &group.init_ids, &vec![first.to_owned()]);
    run.same(method, "the system", &group.system_id, &system.id);
    let mixed = InitiatorType::ISCSI_WWPN_MIXED;
    run.expect(method, [kind.init_type, mixed].contains(&group.init_type), || {
        format!("its type must be {}, not {}", kind.init_type, group.init_type)
    });
    run.is_listed(Method::access_groups, &group.id, &group)?;
    run.refuses(method, "a name in use", &[ErrorKind::NAME_CONFLICT], |session| {
        session.access_group_create(&name, second, kind.init_type, &system)
    });
    let other = run.name("other");
    run.refuses(
        method,
        "an initiator of another group",
        &[ErrorKind::EXISTS_INITIATOR],
        |session| session.access_group_create(&other, first, kind.init_type, &system),
    );
    let unknown = System { id: NOWHERE.into(), ..system.clone() };
    run.refuses(method, "a system that is not there", &[ErrorKind::NOT_FOUND_SYSTEM], |session| {
        session.access_group_create(&other, second, kind.init_type, &unknown)
    });

    changes_members(run, kind, &group)?;
    let delete = Method::access_group_delete;
    run.gets(delete, "deleting a group", |session| session.access_group_delete(&group))?;
    run.is_gone::<AccessGroup>(Method::access_groups, &group.id)?;
    let missing = [ErrorKind::NOT_FOUND_ACCESS_GROUP];
    run.refuses(delete, "a group that is gone", &missing, |s| s.access_group_delete(&group));
    Ok(())
}

fn changes_members(run: &mut Run<'_>, kind: &Kind, group: &AccessGroup) -> Step {
    let (add, delete) = (Method::access_group_initiator_add, Method::access_group_initiator_delete);
    if !run.offers(kind.add) {
        return Ok(());
    }
    let [first, second] = kind.initiators;
    let (already, init_type) = ([ErrorKind::NO_STATE_CHANGE], kind.init_type);
    let both = run.gets(add, "another member", |session| {
        session.access_group_initiator_add(group, second, init_type)
    })?;
    let mut members = both.init_ids.clone();
    members.sort();
    run.same(add, "the members", &members, &vec![first.to_owned(), second.to_owned()]);
    run.refuses(add, "who is a member", &already, |session| {
        session.access_group_initiator_add(&both, second, init_type)
    });
    let gone = AccessGroup { id: NOWHERE.into(), name: NOWHERE.into(), ..group.clone() };
    let missing = [ErrorKind::NOT_FOUND_ACCESS_GROUP];
    run.refuses(add, "a group that is not there", &missing, |session| {
        session.access_group_initiator_add(&gone, second, init_type)
    });
    if !run.offers_method(delete) {
        return Ok(());
    }
    run.refuses(delete, "a group that is not there", &missing, |session| {
        session.access_group_initiator_delete(&gone, second, init_type)
    });
    let one = run.gets(delete, "taking a member out", |session| {
        session.access_group_initiator_delete(&both, second, init_type)
    })?;
    run.same(delete, "the members", &one.init_ids, &vec![first.to_owned()]);
    run.refuses(delete, "who is no member", &already, |session| {
        session.access_group_initiator_delete(&one, second, init_type)
    });
    // Arrays that keep empty groups let the last one go.
    let last = [ErrorKind::LAST_INIT_IN_ACCESS_GROUP];
    let empty = run.may_refuse(delete, "the last member", &last, |session| {
        session.access_group_initiator_delete(&one, first, init_type)
    });
    if let Some(empty) = empty {
        run.same(delete, "the members", &empty.init_ids, &Vec::new());
    }
    Ok(())
}

pub(super) fn to_volumes(run: &mut Run<'_>) -> Step {
    let method = Method::volume_mask;
    if !run.offers_method(method) || !run.offers_method(Method::volume_unmask) {
        return Ok(());
    }
    let Some(kind) = KINDS.iter().find(|kind| run.offers(kind.create)) else {
        for method in [
            method,
            Method::volume_unmask,
            Method::volumes_accessible_by_access_group,
            Method::access_groups_granted_to_volume,
            Method::iscsi_chap_auth,
        ] {
            run.skip(method, "groups cannot be made here, and other groups are not touched");
        }
        return Ok(());
    };
    if !run.offers_method(Method::access_group_delete) {
        run.skip(method, "groups cannot be deleted here, so none is made");
        return Err(Stop);
    }
    let volume = places::volume_for(run, method)?;
    let group = create(run, kind, "masked")?;
    grants(run, &group, &volume)?;
    authenticates(run, kind)?;
    let delete = Method::access_group_delete;
    run.gets(delete, "deleting a group", |session| session.access_group_delete(&group))?;
    places::delete_volume(run, &volume)
}

fn grants(run: &mut Run<'_>, group: &AccessGroup, volume: &Volume) -> Step {
    let (mask, unmask) = (Method::volume_mask, Method::volume_unmask);
    let already = [ErrorKind::NO_STATE_CHANGE];
    let no_group = AccessGroup { id: NOWHERE.into(), name: NOWHERE.into(), ..group.clone() };
    let no_volume = Volume { id: NOWHERE.into(), name: NOWHERE.into(), ..volume.clone() };
    let group_missing = [ErrorKind::NOT_FOUND_ACCESS_GROUP];
    let volume_missing = [ErrorKind::NOT_FOUND_VOLUME];
    let (no_such_group, no_such_volume) =
        ("a group that is not there", "a volume that is not there");
    run.refuses(mask, no_such_group, &group_missing, |s| s.volume_mask(&no_group, volume));
    run.refuses(mask, no_such_volume, &volume_missing, |s| s.volume_mask(group, &no_volume));
    run.refuses(unmask, no_such_group, &group_missing, |s| s.volume_unmask(&no_group, volume));
    run.refuses(unmask, no_such_volume, &volume_missing, |s| s.volume_unmask(group, &no_volume));
    run.refuses(unmask, "what is not granted", &already, |s| s.volume_unmask(group, volume));
    sees(run, group, volume, false)?;

    run.gets(mask, "a grant", |session| session.volume_mask(group, volume))?;
    run.refuses(mask, "what is granted", &already, |session| session.volume_mask(group, volume));
    sees(run, group, volume, true)?;
    let masked = [ErrorKind::IS_MASKED];
    let granted = "a volume that is granted";
    run.refuses_work(Method::volume_delete, granted, &masked, |s| s.volume_delete(volume));
    let with_grants = "a group with grants";
    let delete = Method::access_group_delete;
    run.refuses(delete, with_grants, &masked, |session| session.access_group_delete(group));

    run.gets(unmask, "withdrawing a grant", |session| session.volume_unmask(group, volume))?;
    run.refuses(unmask, "what is withdrawn", &already, |s| s.volume_unmask(group, volume));
    sees(run, group, volume, false)
}

/// Both sides of a grant must tell the same.
fn sees(run: &mut Run<'_>, group: &AccessGroup, volume: &Volume, granted: bool) -> Step {
    let reached = Method::volumes_accessible_by_access_group;
    if run.offers_method(reached) {
        let seen = run.gets(reached, "what a group is granted", |session| {
            session.volumes_accessible_by_access_group(group)
        })?;
        let seen: Vec<_> = seen.into_iter().map(|volume| volume.id).collect();
        let wanted = if granted { vec![volume.id.clone()] } else { Vec::new() };
        run.same(reached, "what a group is granted", &seen, &wanted);
    }
    let granted_to = Method::access_groups_granted_to_volume;
    if run.offers_method(granted_to) {
        let seen = run.gets(granted_to, "who is granted a volume", |session| {
            session.access_groups_granted_to_volume(volume)
        })?;
        let seen: Vec<_> = seen.into_iter().map(|group| group.id).collect();
        let wanted = if granted { vec![group.id.clone()] } else { Vec::new() };
        run.same(granted_to, "who is granted a volume", &seen, &wanted);
    }
    Ok(())
}

/// CHAP of an initiator that is member of a group of ours.
fn authenticates(run: &mut Run<'_>, kind: &Kind) -> Step {
    let method = Method::iscsi_chap_auth;
    if !run.offers_method(method) {
        return Ok(());
    }
    if kind.init_type != InitiatorType::ISCSI_IQN {
        run.skip(method, "there are no groups of iSCSI initiators here");
        return Ok(());
    }
    let who = kind.initiators[0];
    let (user, secret) = (Some("conformance"), Some("conformance-12"));
    run.gets(method, "credentials in", |s| s.iscsi_chap_auth(who, user, secret, None, None))?;
    let (other, another) = (Some("ecnamrofnoc"), Some("21-ecnamrofnoc"));
    run.gets(method, "credentials both ways", |session| {
        session.iscsi_chap_auth(who, user, secret, other, another)
    })?;
    run.gets(method, "no credentials", |s| s.iscsi_chap_auth(who, None, None, None, None))
}
