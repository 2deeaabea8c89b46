// SPDX-License-Identifier: MIT OR Apache-2.0
//! Volumes: made, resized, switched, deleted.

use lsm_client::Method;
use lsm_core::{
    AdminState, CreateFlags, ElementType, ErrorKind, Pool, Provisioning, UnsupportedActions,
    Volume, vpd83,
};

use super::places::{self, VOLUME_SIZE};
use super::{MIB, NOWHERE};
use crate::run::{Run, Step};

pub(super) fn live_and_die(run: &mut Run<'_>) -> Step {
    let create = Method::volume_create;
    if !run.offers_method(create) {
        return Ok(());
    }
    let pool = places::pool(run, create, ElementType::VOLUME)?;
    let name = run.name("volume");
    // One byte less than what arrays give: sizes are rounded up.
    let volume = run.makes(create, "a new volume", |session| {
        let (size, provisioning) = (VOLUME_SIZE - 1, Provisioning::DEFAULT);
        session.volume_create(&pool, &name, size, provisioning, CreateFlags::NONE)
    })?;
    run.same(create, "the name", &volume.name, &name);
    run.expect(create, volume.size_bytes() >= VOLUME_SIZE - 1, || {
        format!("sizes are rounded up: {volume:?}")
    });
    let places = (volume.pool_id.clone(), volume.system_id.clone());
    run.same(create, "pool and system", &places, &(pool.id.clone(), pool.system_id.clone()));
    run.same(create, "the state", &volume.admin_state, &AdminState::ENABLED);
    let identifier = volume.vpd83.clone().unwrap_or_default();
    run.expect(create, vpd83::is_valid(&identifier), || {
        format!("{identifier:?} is no NAA identifier")
    });
    run.is_listed(Method::volumes, &volume.id, &volume)?;
    for (key, value) in [("system_id", &volume.system_id), ("pool_id", &volume.pool_id)] {
        let found: Vec<Volume> = run.found(Method::volumes, key, value)?;
        run.expect(Method::volumes, found.contains(&volume), || {
            format!("a search by {key} does not find the new volume")
        });
    }
    run.refuses_work(create, "a name in use", &[ErrorKind::NAME_CONFLICT], |session| {
        let provisioning = Provisioning::DEFAULT;
        session.volume_create(&pool, &name, VOLUME_SIZE, provisioning, CreateFlags::NONE)
    });

    let volume = resizes(run, &pool, &volume)?;
    switches(run, &volume)?;
    if !run.offers_method(Method::volume_delete) {
        return Ok(());
    }
    places::delete_volume(run, &volume)?;
    run.is_gone::<Volume>(Method::volumes, &volume.id)?;
    run.refuses_work(
        Method::volume_delete,
        "a volume that is gone",
        &[ErrorKind::NOT_FOUND_VOLUME],
        |session| session.volume_delete(&volume),
    );
    Ok(())
}

/// Gives the volume with its last size.
fn resizes(run: &mut Run<'_>, pool: &Pool, volume: &Volume) -> Step<Volume> {
    let method = Method::volume_resize;
    if !run.offers_method(method) {
        return Ok(volume.clone());
    }
    let refused = [ErrorKind::NO_SUPPORT];
    let mut volume = volume.clone();
    if pool.unsupported_actions.contains(UnsupportedActions::VOLUME_GROW) {
        run.refuses_work(method, "growing where the pool forbids it", &refused, |session| {
            session.volume_resize(&volume, 2 * VOLUME_SIZE)
        });
    } else {
        let before = volume.clone();
        volume = run.makes(method, "growing", |s| s.volume_resize(&before, 2 * VOLUME_SIZE))?;
        run.expect(method, volume.size_bytes() >= 2 * VOLUME_SIZE, || {
            format!("it must have grown: {volume:?}")
        });
        let kept = (&volume.id, &volume.name, &volume.vpd83, &volume.pool_id);
        let wanted = (&before.id, &before.name, &before.vpd83, &before.pool_id);
        run.same(method, "identifiers and name afterwards", &kept, &wanted);
        run.is_listed(Method::volumes, &volume.id, &volume)?;
    }
    let size = volume.size_bytes();
    run.refuses_work(method, "the size that it has", &[ErrorKind::NO_STATE_CHANGE], |session| {
        session.volume_resize(&volume, size)
    });
    let gone = Volume { id: NOWHERE.into(), ..volume.clone() };
    run.refuses_work(method, "a volume that is not there", &[ErrorKind::NOT_FOUND_VOLUME], |s| {
        s.volume_resize(&gone, 4 * VOLUME_SIZE)
    });
    if pool.unsupported_actions.contains(UnsupportedActions::VOLUME_SHRINK) {
        run.refuses_work(method, "shrinking where the pool forbids it", &refused, |session| {
            session.volume_resize(&volume, VOLUME_SIZE)
        });
    } else {
        let before = volume.clone();
        volume = run.makes(method, "shrinking", |s| s.volume_resize(&before, VOLUME_SIZE))?;
        run.is_listed(Method::volumes, &volume.id, &volume)?;
    }
    Ok(volume)
}

fn switches(run: &mut Run<'_>, volume: &Volume) -> Step {
    let (off, on) = (Method::volume_disable, Method::volume_enable);
    if !run.offers_method(off) || !run.offers_method(on) {
        return Ok(());
    }
    let already = [ErrorKind::NO_STATE_CHANGE];
    run.refuses(on, "a volume that is online", &already, |s| s.volume_enable(volume));
    run.gets(off, "taking a volume offline", |session| session.volume_disable(volume))?;
    is_in_state(run, off, volume, AdminState::DISABLED)?;
    run.refuses(off, "a volume that is offline", &already, |s| s.volume_disable(volume));
    run.gets(on, "bringing a volume online", |session| session.volume_enable(volume))?;
    is_in_state(run, on, volume, AdminState::ENABLED)?;
    let gone = Volume { id: NOWHERE.into(), ..volume.clone() };
    let missing = [ErrorKind::NOT_FOUND_VOLUME];
    run.refuses(off, "a volume that is not there", &missing, |s| s.volume_disable(&gone));
    run.refuses(on, "a volume that is not there", &missing, |s| s.volume_enable(&gone));
    Ok(())
}

fn is_in_state(run: &mut Run<'_>, method: Method, volume: &Volume, state: AdminState) -> Step {
    let found: Vec<Volume> = run.found(Method::volumes, "id", &volume.id)?;
    let states: Vec<_> = found.iter().map(|volume| volume.admin_state).collect();
    run.same(method, "the state that is listed", &states, &vec![state]);
    Ok(())
}

pub(super) fn are_refused(run: &mut Run<'_>) -> Step {
    let method = Method::volume_create;
    if !run.offers_method(method) {
        return Ok(());
    }
    let pool = places::pool(run, method, ElementType::VOLUME)?;
    let (default, name) = (Provisioning::DEFAULT, run.name("refused"));
    let unknown = Pool { id: NOWHERE.into(), name: NOWHERE.into(), ..pool.clone() };
    run.refuses_work(method, "a pool that is not there", &[ErrorKind::NOT_FOUND_POOL], |session| {
        session.volume_create(&unknown, &name, VOLUME_SIZE, default, CreateFlags::NONE)
    });

    let too_much = pool.total_space.saturating_add(1024 * MIB);
    let kinds = [ErrorKind::NOT_ENOUGH_SPACE, ErrorKind::INVALID_ARGUMENT];
    run.refuses_work(method, "more than the pool has", &kinds, |session| {
        session.volume_create(&pool, &name, too_much, Provisioning::FULL, CreateFlags::NONE)
    });

    // Letters that need care on the way: taken as they are, or refused.
    let odd = format!("{name} 'ü\" \\ <&>");
    let invalid = [ErrorKind::INVALID_ARGUMENT];
    let taken = run.may_refuse_work(method, "a name of odd letters", &invalid, |session| {
        session.volume_create(&pool, &odd, VOLUME_SIZE, default, CreateFlags::NONE)
    });
    if let Some(volume) = taken {
        run.same(method, "a name of odd letters", &volume.name, &odd);
        run.is_listed(Method::volumes, &volume.id, &volume)?;
    }
    Ok(())
}
