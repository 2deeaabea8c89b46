// SPDX-License-Identifier: MIT OR Apache-2.0
//! A plug-in for tests: a shelf with volumes on it, which writes down what is asked of it.
//!
//! Parameters of its URI turn on what a test wants to see: `connect`, `disconnect` and `refine`
//! fail with the error number they hold, `cut` holds the bytes of each reply to `volumes` that
//! are sent before the end, `refuse` the method that is refused before it is called.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Duration;

use lsm_core::*;
use lsm_plugin::{
    Block, FileSystems, Identity, List, Management, Method, Nfs, Plugin, Registration, Verdict,
    family,
};

pub(crate) const IDENTITY: Identity = Identity { description: "A shelf", version: "7.0" };

/// What happened, by the host of the URI: every test has its own.
static EVENTS: Mutex<BTreeMap<String, Vec<String>>> = Mutex::new(BTreeMap::new());

/// What happened on the shelf of this name so far.
#[allow(dead_code)] // Not every test looks.
pub(crate) fn events(host: &str) -> Vec<String> {
    EVENTS.lock().map(|events| events.get(host).cloned().unwrap_or_default()).unwrap_or_default()
}

#[derive(Debug)]
pub(crate) struct Shelf {
    uri: Uri,
    volumes: Vec<Volume>,
}

impl Shelf {
    fn note(&self, event: impl Into<String>) {
        let host = self.uri.host.clone().unwrap_or_default();
        if let Ok(mut events) = EVENTS.lock() {
            events.entry(host).or_default().push(event.into());
        }
    }

    /// The failure that the URI asks for here.
    fn failure(&self, place: &str) -> Result<()> {
        match self.uri.parameter(place).and_then(|number| number.parse().ok()) {
            Some(number) => Err(Error::new(ErrorKind(number), format!("{place} fails"))),
            None => Ok(()),
        }
    }
}

impl Plugin for Shelf {
    fn connect(registration: &Registration) -> Result<Self> {
        let volumes = (1..=3).map(|number| volume(&format!("v{number}"))).collect();
        let shelf = Self { uri: registration.uri.clone(), volumes };
        let password = registration.password.as_ref().map(|secret| secret.expose().to_owned());
        shelf.note(format!("connect {password:?} {:?}", registration.timeout));
        shelf.note(format!("{registration:?}"));
        shelf.failure("connect")?;
        Ok(shelf)
    }

    fn disconnect(&mut self) -> Result<()> {
        self.note("disconnect");
        self.failure("disconnect")
    }

    fn set_timeout(&mut self, timeout: Duration) {
        self.note(format!("set_timeout {timeout:?}"));
    }

    fn refine(&mut self, system: &System, capabilities: &mut Capabilities) -> Result<()> {
        self.failure("refine")?;
        self.note(format!("refine {}", system.id));
        // More than is true: what is not implemented must not come through.
        capabilities.set(Capability::VOLUME_THIN, true);
        capabilities.set(Capability::EXPORT_CUSTOM_PATH, true);
        capabilities.set(Capability::VOLUME_ENABLE, true);
        capabilities.set(Capability::BATTERIES, true);
        capabilities.set(Capability::TARGET_PORTS_QUICK_SEARCH, true);
        capabilities.set(Capability::SYS_MODE_GET, true);
        capabilities.set(Capability::VOLUME_MASK, false);
        Ok(())
    }

    fn intercept(&mut self, method: Method) -> Result<Verdict> {
        if self.uri.parameter("refuse") == Some(method.name()) {
            return Err(Error::new(ErrorKind::TIMEOUT, "refused"));
        }
        match self.uri.parameter("cut").and_then(|bytes| bytes.parse().ok()) {
            Some(bytes) if method == Method::volumes => Ok(Verdict::CutReply(bytes)),
            Some(bytes) if method == Method::volume_delete => Ok(Verdict::CutReply(bytes)),
            _ => Ok(Verdict::Serve),
        }
    }
}

#[family]
impl Management for Shelf {
    fn systems(&mut self, list: &mut List<'_, System>) -> Result<()> {
        list.push(&system("s1"))?;
        list.push(&system("s2"))
    }

    fn job_status(&mut self, job_id: &str) -> Result<JobState> {
        self.note(format!("job_status {job_id:?}"));
        Err(Error::new(ErrorKind::NOT_FOUND_JOB, "no jobs here").with_detail("never any"))
    }
}

#[family]
impl Block for Shelf {
    fn volumes(&mut self, list: &mut List<'_, Volume>) -> Result<()> {
        self.note(format!("volumes {:?}", list.search()));
        self.volumes.iter().try_for_each(|volume| list.push(volume))?;
        self.failure("late")
    }

    fn volume_create(
        &mut self,
        pool: &Pool,
        volume_name: &str,
        size_bytes: u64,
        provisioning: Provisioning,
        flags: CreateFlags,
    ) -> Result<Outcome<Volume>> {
        self.note(format!(
            "create {} {volume_name} {size_bytes} {provisioning:?} {flags:?}",
            pool.id
        ));
        Ok(Outcome::Done(volume(volume_name)))
    }

    fn volume_replicate(
        &mut self,
        pool: Option<&Pool>,
        rep_type: ReplicationType,
        volume_src: &Volume,
        name: &str,
    ) -> Result<Outcome<Volume>> {
        self.note(format!(
            "replicate {:?} {rep_type:?} {} {name}",
            pool.map(|pool| &pool.id),
            volume_src.id
        ));
        Ok(Outcome::Job(JobId("j1".into())))
    }

    fn volume_delete(&mut self, volume: &Volume) -> Result<Outcome<()>> {
        self.note(format!("delete {}", volume.id));
        Err(Error::new(ErrorKind::IS_MASKED, "it is masked"))
    }

    fn volume_mask(&mut self, access_group: &AccessGroup, volume: &Volume) -> Result<()> {
        self.note(format!("mask {} {}", access_group.id, volume.id));
        Ok(())
    }

    /// Its counterpart, which lists what it takes, is missing.
    fn volume_raid_create(
        &mut self,
        _name: &str,
        _raid_type: RaidType,
        _disks: &[Disk],
        _strip_size: u64,
    ) -> Result<Volume> {
        Ok(volume("raid"))
    }
}

#[family]
impl FileSystems for Shelf {
    fn fs_snapshot_restore(
        &mut self,
        fs: &FileSystem,
        snapshot: &FsSnapshot,
        files: Option<&[String]>,
        restore_files: Option<&[String]>,
        all_files: bool,
    ) -> Result<Outcome<()>> {
        self.note(format!(
            "restore {} {} {files:?} {restore_files:?} {all_files}",
            fs.id, snapshot.id
        ));
        Ok(Outcome::Done(()))
    }
}

#[family]
impl Nfs for Shelf {}

pub(crate) fn system(id: &str) -> System {
    System {
        id: id.into(),
        name: "A shelf".into(),
        status: SystemStatus::OK,
        status_info: Some(String::new()),
        plugin_data: None,
        fw_version: String::new(),
        mode: SystemMode::NO_SUPPORT,
        read_cache_pct: ReadCachePct::NO_SUPPORT,
    }
}

pub(crate) fn volume(id: &str) -> Volume {
    Volume {
        id: id.into(),
        name: id.to_uppercase(),
        vpd83: Some("50a1b2c3d4e5f607".into()),
        block_size: 512,
        num_of_blocks: 2,
        admin_state: AdminState::ENABLED,
        system_id: if id == "v3" { "s2" } else { "s1" }.into(),
        pool_id: "p1".into(),
        plugin_data: None,
    }
}
