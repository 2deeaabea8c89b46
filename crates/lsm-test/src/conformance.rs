// SPDX-License-Identifier: MIT OR Apache-2.0
//! What every array with volumes must do, whatever stands behind it.

use lsm_client::{Session, Wait};
use lsm_core::{
    AccessGroup, AdminState, BlockRange, Capabilities, Capability, CreateFlags, ElementType,
    ErrorKind, InitiatorType, Outcome, Pool, Provisioning, ReplicationType, Result, Search, System,
    UnsupportedActions, Volume, vpd83,
};

const MIB: u64 = 1 << 20;
/// Initiators that belong to nobody.
const INITIATORS: [&str; 2] =
    ["iqn.2031-05.org.example:conformance-1", "iqn.2031-05.org.example:conformance-2"];

/// Runs every call of the block family that the array's capabilities offer, in plain use and in
/// misuse, and leaves the array as it was.
///
/// # Panics
/// At the first thing that is not as it must be.
pub fn volumes(session: &mut Session) {
    let mut array = Array::look_at(session);
    let before = array.session.volumes(None).unwrap();
    let volume = array.creates_and_finds();
    array.refuses_bad_creations(&volume);
    let volume = array.resizes(&volume);
    array.replicates(&volume);
    array.copies_ranges(&volume);
    array.switches(&volume);
    array.grants(&volume);
    array.deletes(&volume);
    assert_eq!(array.session.volumes(None).unwrap(), before, "something was left behind");
}

/// An array with one of its systems and one of its pools.
struct Array<'a> {
    session: &'a mut Session,
    system: System,
    pool: Pool,
    capabilities: Capabilities,
}

/// The number of the error that a call must end in.
fn refused<T: std::fmt::Debug>(answer: Result<T>) -> ErrorKind {
    answer.expect_err("the call must be refused").kind
}

impl<'a> Array<'a> {
    fn look_at(session: &'a mut Session) -> Self {
        let pools = session.pools(None).unwrap();
        let fits = |pool: &&Pool| {
            pool.element_type.contains(ElementType::VOLUME)
                && pool.unsupported_actions == UnsupportedActions::NONE
        };
        let pool = pools.iter().filter(fits).max_by_key(|pool| pool.free_space).unwrap().clone();
        assert!(pool.free_space <= pool.total_space);
        let found = session.pools(Some(&Search::new("id", &pool.id))).unwrap();
        assert_eq!((found.len(), &found[0].id), (1, &pool.id));
        let systems = session.systems().unwrap();
        let system = systems.into_iter().find(|system| system.id == pool.system_id).unwrap();
        let capabilities = session.capabilities(&system).unwrap();
        Self { session, system, pool, capabilities }
    }

    fn offers(&self, capability: Capability) -> bool {
        self.capabilities.supports(capability)
    }

    fn done<T: lsm_client::JobResult>(&mut self, started: Result<Outcome<T>>) -> T {
        self.session.wait(started.unwrap(), &mut Wait::default()).unwrap().done().unwrap()
    }

    fn create(&mut self, name: &str, size: u64) -> Volume {
        let pool = self.pool.clone();
        let started =
            self.session.volume_create(&pool, name, size, Provisioning::DEFAULT, CreateFlags::NONE);
        self.done(started)
    }

    fn listed(&mut self, volume: &Volume) -> Vec<Volume> {
        self.session.volumes(Some(&Search::new("id", &volume.id))).unwrap()
    }

    fn creates_and_finds(&mut self) -> Volume {
        let volume = self.create("conformance 'ü\" \\ volume", 8 * MIB - 1);
        assert!(volume.size_bytes() >= 8 * MIB - 1, "sizes are rounded up: {volume:?}");
        assert_eq!((&volume.pool_id, &volume.system_id), (&self.pool.id, &self.system.id));
        assert_eq!(volume.admin_state, AdminState::ENABLED);
        let identifier = volume.vpd83.as_deref().unwrap();
        assert!(vpd83::is_valid(identifier), "{identifier} is no NAA identifier");
        assert_eq!(self.listed(&volume), std::slice::from_ref(&volume));
        for (key, value) in [("system_id", &self.system.id), ("pool_id", &self.pool.id)] {
            let found = self.session.volumes(Some(&Search::new(key, value))).unwrap();
            assert!(found.contains(&volume), "not found by {key}");
        }
        assert!(self.session.volumes(Some(&Search::new("id", "no such"))).unwrap().is_empty());
        volume
    }

    fn refuses_bad_creations(&mut self, volume: &Volume) {
        let pool = self.pool.clone();
        let unknown = Pool { id: "no such".into(), ..pool.clone() };
        let mut create = |pool: &Pool, name: &str, size, provisioning| {
            refused(self.session.volume_create(pool, name, size, provisioning, CreateFlags::NONE))
        };
        let (default, full) = (Provisioning::DEFAULT, Provisioning::FULL);
        assert_eq!(create(&unknown, "new", MIB, default), ErrorKind::NOT_FOUND_POOL);
        assert_eq!(create(&pool, &volume.name, MIB, default), ErrorKind::NAME_CONFLICT);
        let too_much = pool.free_space.saturating_add(1 << 30);
        assert_eq!(create(&pool, "too large", too_much, full), ErrorKind::NOT_ENOUGH_SPACE);
    }

    fn resizes(&mut self, volume: &Volume) -> Volume {
        let started = self.session.volume_resize(volume, 16 * MIB);
        let larger = self.done(started);
        assert_eq!(larger.size_bytes(), 16 * MIB);
        assert_eq!(
            (&larger.id, &larger.name, &larger.vpd83),
            (&volume.id, &volume.name, &volume.vpd83)
        );
        assert_eq!(self.listed(volume), std::slice::from_ref(&larger));
        let same = refused(self.session.volume_resize(&larger, 16 * MIB));
        assert_eq!(same, ErrorKind::NO_STATE_CHANGE);
        let gone = Volume { id: "no such".into(), ..larger.clone() };
        assert_eq!(refused(self.session.volume_resize(&gone, MIB)), ErrorKind::NOT_FOUND_VOLUME);
        let started = self.session.volume_resize(&larger, 8 * MIB);
        self.done(started)
    }

    fn replicates(&mut self, volume: &Volume) {
        for (kind, capability) in [
            (ReplicationType::CLONE, Capability::VOLUME_REPLICATE_CLONE),
            (ReplicationType::COPY, Capability::VOLUME_REPLICATE_COPY),
        ] {
            let started = self.session.volume_replicate(None, kind, volume, "replica");
            if !self.offers(capability) {
                assert_eq!(refused(started), ErrorKind::NO_SUPPORT, "{kind}");
                continue;
            }
            let replica = self.done(started);
            assert_eq!(replica.size_bytes(), volume.size_bytes());
            assert!(replica.id != volume.id && replica.vpd83 != volume.vpd83);
            assert_eq!(self.listed(&replica), std::slice::from_ref(&replica));
            let conflict = self.session.volume_replicate(None, kind, volume, "replica");
            assert_eq!(refused(conflict), ErrorKind::NAME_CONFLICT);
            self.breaks_dependency(volume, kind);
            self.delete(&replica);
        }
    }

    /// Whatever depends on `volume` afterwards does not any more.
    fn breaks_dependency(&mut self, volume: &Volume, kind: ReplicationType) {
        if !self.offers(Capability::VOLUME_CHILD_DEPENDENCY) {
            return;
        }
        if self.session.volume_child_dependency(volume).unwrap() {
            assert_ne!(kind, ReplicationType::COPY, "a copy depends on nothing");
            assert_eq!(
                refused(self.session.volume_delete(volume)),
                ErrorKind::HAS_CHILD_DEPENDENCY
            );
            let started = self.session.volume_child_dependency_rm(volume);
            self.done(started);
            assert!(!self.session.volume_child_dependency(volume).unwrap());
        }
        let again = self.session.volume_child_dependency_rm(volume);
        assert_eq!(refused(again), ErrorKind::NO_STATE_CHANGE);
    }

    fn copies_ranges(&mut self, volume: &Volume) {
        if !self.offers(Capability::VOLUME_COPY_RANGE_COPY) {
            return;
        }
        let system = self.system.clone();
        let block = self.session.volume_replicate_range_block_size(&system).unwrap();
        assert!(block > 0 && MIB.is_multiple_of(block));
        let target = self.create("range target", 8 * MIB);
        let ranges = [
            BlockRange { src_block: 0, dest_block: MIB / block, block_count: MIB / block },
            BlockRange { src_block: 3 * MIB / block, dest_block: 0, block_count: 1 },
        ];
        let copy = ReplicationType::COPY;
        let started = self.session.volume_replicate_range(copy, volume, &target, &ranges);
        self.done(started);
        let gone = Volume { id: "no such".into(), ..target.clone() };
        let to_nowhere = self.session.volume_replicate_range(copy, volume, &gone, &ranges);
        assert_eq!(refused(to_nowhere), ErrorKind::NOT_FOUND_VOLUME);
        self.delete(&target);
    }

    fn switches(&mut self, volume: &Volume) {
        if !self.offers(Capability::VOLUME_DISABLE) || !self.offers(Capability::VOLUME_ENABLE) {
            return;
        }
        self.session.volume_disable(volume).unwrap();
        assert_eq!(refused(self.session.volume_disable(volume)), ErrorKind::NO_STATE_CHANGE);
        assert_eq!(self.listed(volume)[0].admin_state, AdminState::DISABLED);
        self.session.volume_enable(volume).unwrap();
        assert_eq!(refused(self.session.volume_enable(volume)), ErrorKind::NO_STATE_CHANGE);
        assert_eq!(self.listed(volume)[0].admin_state, AdminState::ENABLED);
    }

    fn create_group(&mut self, name: &str, initiator: &str) -> Result<AccessGroup> {
        let system = self.system.clone();
        self.session.access_group_create(name, initiator, InitiatorType::ISCSI_IQN, &system)
    }

    fn grants(&mut self, volume: &Volume) {
        if !self.offers(Capability::VOLUME_MASK) {
            return;
        }
        let [first, second] = INITIATORS;
        let group = self.create_group("conformance group", first).unwrap();
        assert_eq!(group.init_ids, [first]);
        assert_eq!(refused(self.create_group(&group.name, second)), ErrorKind::NAME_CONFLICT);
        assert_eq!(refused(self.create_group("other", first)), ErrorKind::EXISTS_INITIATOR);
        self.changes_members(&group);

        let session = &mut *self.session;
        let gone = AccessGroup { id: "no such".into(), ..group.clone() };
        assert_eq!(refused(session.volume_mask(&gone, volume)), ErrorKind::NOT_FOUND_ACCESS_GROUP);
        assert_eq!(refused(session.volume_unmask(&group, volume)), ErrorKind::NO_STATE_CHANGE);
        session.volume_mask(&group, volume).unwrap();
        assert_eq!(refused(session.volume_mask(&group, volume)), ErrorKind::NO_STATE_CHANGE);
        let seen = session.volumes_accessible_by_access_group(&group).unwrap();
        assert_eq!(seen.iter().map(|volume| &volume.id).collect::<Vec<_>>(), [&volume.id]);
        let granted = session.access_groups_granted_to_volume(volume).unwrap();
        assert_eq!(granted, std::slice::from_ref(&group));
        assert_eq!(refused(session.volume_delete(volume)), ErrorKind::IS_MASKED);
        assert_eq!(refused(session.access_group_delete(&group)), ErrorKind::IS_MASKED);
        session.volume_unmask(&group, volume).unwrap();
        assert_eq!(refused(session.volume_unmask(&group, volume)), ErrorKind::NO_STATE_CHANGE);
        session.access_group_delete(&group).unwrap();
        assert_eq!(refused(session.access_group_delete(&group)), ErrorKind::NOT_FOUND_ACCESS_GROUP);
    }

    fn changes_members(&mut self, group: &AccessGroup) {
        let [first, second] = INITIATORS;
        let iscsi = InitiatorType::ISCSI_IQN;
        let session = &mut *self.session;
        let both = session.access_group_initiator_add(group, second, iscsi).unwrap();
        assert_eq!(both.init_ids, INITIATORS);
        let again = session.access_group_initiator_add(group, second, iscsi);
        assert_eq!(refused(again), ErrorKind::NO_STATE_CHANGE);
        let one = session.access_group_initiator_delete(group, second, iscsi).unwrap();
        assert_eq!(one.init_ids, [first]);
        let again = session.access_group_initiator_delete(group, second, iscsi);
        assert_eq!(refused(again), ErrorKind::NO_STATE_CHANGE);
        let last = session.access_group_initiator_delete(group, first, iscsi);
        assert_eq!(refused(last), ErrorKind::LAST_INIT_IN_ACCESS_GROUP);
        let found = session.access_groups(Some(&Search::new("id", &group.id))).unwrap();
        assert_eq!(found, std::slice::from_ref(group));
    }

    fn delete(&mut self, volume: &Volume) {
        let started = self.session.volume_delete(volume);
        self.done(started);
    }

    fn deletes(&mut self, volume: &Volume) {
        self.delete(volume);
        assert!(self.listed(volume).is_empty());
        assert_eq!(refused(self.session.volume_delete(volume)), ErrorKind::NOT_FOUND_VOLUME);
    }
}
