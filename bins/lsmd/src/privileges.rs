// SPDX-License-Identifier: MIT OR Apache-2.0
//! Who lsmd and the plug-ins run as.

use std::ffi::CStr;
use std::io;
use std::path::Path;

use lsm_launch::Identity;
use lsm_launch::syscall;
use rustix::fs::{Access, AtFlags, CWD};

/// The user that lsmd and plug-ins become when they need not be root.
pub const USER: &CStr = c"libstoragemgmt";

/// What is asked of the kernel and the user database; tests answer in their place.
pub trait Host {
    /// Whether this process is root, effectively.
    fn is_root(&self) -> bool;
    /// Whether this process is that user, effectively.
    fn is_user(&self, uid: u32) -> bool;
    /// A user by name.
    ///
    /// # Errors
    ///
    /// When the user database cannot be asked.
    fn account(&self, name: &CStr) -> io::Result<Option<Identity>>;
    /// Becomes that user for good.
    ///
    /// # Errors
    ///
    /// EPERM, when not root.
    fn assume(&self, identity: Identity) -> io::Result<()>;
    /// Whether this process may use that folder so.
    ///
    /// # Errors
    ///
    /// Why not.
    fn may_access(&self, folder: &Path, access: Access) -> io::Result<()>;
}

/// This machine.
#[derive(Debug)]
pub struct Machine;

impl Host for Machine {
    fn is_root(&self) -> bool {
        self.is_user(0)
    }

    fn is_user(&self, uid: u32) -> bool {
        rustix::process::geteuid().as_raw() == uid
    }

    fn account(&self, name: &CStr) -> io::Result<Option<Identity>> {
        syscall::user(name)
    }

    fn assume(&self, identity: Identity) -> io::Result<()> {
        syscall::assume(identity)
    }

    fn may_access(&self, folder: &Path, access: Access) -> io::Result<()> {
        Ok(rustix::fs::accessat(CWD, folder, access, AtFlags::EACCESS)?)
    }
}

/// What came of [`drop_privileges`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dropped {
    /// Root no longer.
    Done,
    /// That user already.
    Already,
    /// There is no such user; nothing was done.
    UserUnknown,
    /// Neither root nor that user; nothing could be done.
    NotRoot,
}

/// Becomes [`USER`] for good, if root.
///
/// # Errors
///
/// Why it failed; the process may be in between and should end.
pub fn drop_privileges(host: &dyn Host) -> io::Result<Dropped> {
    let Some(identity) = host.account(USER)? else { return Ok(Dropped::UserUnknown) };
    if host.is_root() {
        host.assume(identity)?;
        return Ok(Dropped::Done);
    }
    Ok(if host.is_user(identity.uid) { Dropped::Already } else { Dropped::NotRoot })
}

/// Checks that sockets can be made in one folder and plug-ins be found in the other.
///
/// # Errors
///
/// The sentence for the user.
pub fn check_access(host: &dyn Host, sockets: &Path, plugins: &Path) -> Result<(), String> {
    for (what, folder, access) in [
        ("socket folder", sockets, Access::READ_OK | Access::WRITE_OK | Access::EXEC_OK),
        ("plug-in folder", plugins, Access::READ_OK | Access::EXEC_OK),
    ] {
        host.may_access(folder, access)
            .map_err(|error| format!("no access to the {what} {}: {error}", folder.display()))?;
    }
    Ok(())
}

/// What decides who plug-ins run as, but for plug-in and client.
#[derive(Debug, Clone, Copy)]
pub struct Standing {
    /// Whether lsmd runs as root.
    pub root: bool,
    /// Whether `lsmd.conf` allows plug-ins to be root.
    pub root_allowed: bool,
    /// The user to become; `None` when it is unknown.
    pub account: Option<Identity>,
}

impl Standing {
    /// How things are now.
    ///
    /// # Errors
    ///
    /// When the user database cannot be asked.
    pub fn of(host: &dyn Host, root_allowed: bool) -> io::Result<Self> {
        Ok(Self { root: host.is_root(), root_allowed, account: host.account(USER)? })
    }

    /// Whom a plug-in is to become (`None`: it stays what lsmd is), and a warning when that is
    /// less than it wants. `peer` is the user number of the client.
    ///
    /// The plug-in is started in every case, so that it can answer with an error of its own.
    pub fn plugin_user(
        self,
        wants_root: bool,
        peer: Option<u32>,
    ) -> (Option<Identity>, Option<&'static str>) {
        let Self { root, root_allowed, account } = self;
        if !root {
            return (None, wants_root.then_some("wants root, but lsmd is not root itself"));
        }
        match (wants_root, root_allowed, peer) {
            (false, _, _) => (account, None),
            (true, true, Some(0)) => (None, None),
            (true, true, _) => (account, Some("wants root, but the client is not root")),
            (true, false, _) => (account, Some("wants root, but lsmd.conf does not allow it")),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    const ACCOUNT: Identity = Identity { uid: 990, gid: 991 };

    struct Fake {
        uid: Cell<u32>,
        account: Option<Identity>,
        refuses: bool,
    }

    impl Fake {
        fn new(uid: u32, account: Option<Identity>) -> Self {
            Self { uid: Cell::new(uid), account, refuses: false }
        }
    }

    impl Host for Fake {
        fn is_root(&self) -> bool {
            self.is_user(0)
        }
        fn is_user(&self, uid: u32) -> bool {
            self.uid.get() == uid
        }
        fn account(&self, name: &CStr) -> io::Result<Option<Identity>> {
            assert_eq!(name, c"libstoragemgmt");
            Ok(self.account)
        }
        fn assume(&self, identity: Identity) -> io::Result<()> {
            if self.refuses {
                return Err(io::ErrorKind::PermissionDenied.into());
            }
            self.uid.set(identity.uid);
            Ok(())
        }
        fn may_access(&self, folder: &Path, access: Access) -> io::Result<()> {
            match (folder.to_str().unwrap(), self.uid.get()) {
                ("/for-all", _) => Ok(()),
                ("/to-read", _) if !access.contains(Access::WRITE_OK) => Ok(()),
                (_, 0) => Ok(()),
                _ => Err(io::ErrorKind::PermissionDenied.into()),
            }
        }
    }

    #[test]
    fn dropping() {
        for (uid, account, result, then) in [
            (0, Some(ACCOUNT), Dropped::Done, 990),
            (0, None, Dropped::UserUnknown, 0),
            (990, Some(ACCOUNT), Dropped::Already, 990),
            (1000, Some(ACCOUNT), Dropped::NotRoot, 1000),
            (1000, None, Dropped::UserUnknown, 1000),
        ] {
            let host = Fake::new(uid, account);
            assert_eq!(drop_privileges(&host).unwrap(), result);
            assert_eq!(host.uid.get(), then);
        }
        let host = Fake { refuses: true, ..Fake::new(0, Some(ACCOUNT)) };
        assert!(drop_privileges(&host).is_err());
    }

    #[test]
    fn access() {
        let check = |uid, sockets: &str, plugins: &str| {
            check_access(&Fake::new(uid, None), Path::new(sockets), Path::new(plugins))
        };
        assert!(check(0, "/root-only", "/root-only").is_ok());
        assert!(check(990, "/for-all", "/to-read").is_ok());
        assert!(check(990, "/to-read", "/to-read").unwrap_err().contains("socket folder /to-read"));
        assert!(check(990, "/for-all", "/root-only").unwrap_err().contains("plug-in folder"));
    }

    #[test]
    fn plugins() {
        let some = Some(ACCOUNT);
        // wants root, lsmd is root, root allowed, peer -> user, warning
        for (wants_root, root, root_allowed, peer, user, warned) in [
            (false, true, true, Some(0), some, false),
            (false, true, true, Some(7), some, false),
            (false, true, true, None, some, false),
            (false, true, false, Some(0), some, false),
            (false, false, true, Some(0), None, false),
            (false, false, false, None, None, false),
            (true, false, true, Some(0), None, true),
            (true, false, false, Some(7), None, true),
            (true, false, false, None, None, true),
            (true, true, false, Some(0), some, true),
            (true, true, false, Some(7), some, true),
            (true, true, false, None, some, true),
            (true, true, true, Some(7), some, true),
            (true, true, true, None, some, true),
            (true, true, true, Some(0), None, false),
        ] {
            let standing = Standing { root, root_allowed, account: some };
            let (identity, warning) = standing.plugin_user(wants_root, peer);
            let case = (wants_root, root, root_allowed, peer);
            assert_eq!((identity, warning.is_some()), (user, warned), "{case:?}");
            // With no user to become nobody becomes anything.
            let standing = Standing { account: None, ..standing };
            assert_eq!(standing.plugin_user(wants_root, peer), (None, warning), "{case:?}");
        }
    }
}
