// SPDX-License-Identifier: MIT OR Apache-2.0
//! Listening sockets.

use std::collections::BTreeSet;
use std::ffi::{CStr, OsStr, OsString};
use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd, RawFd};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use rustix::fs::{AtFlags, Dir, FileType, Mode, OFlags};
use rustix::io::Errno;
use rustix::net::{AddressFamily, SocketAddrUnix, SocketFlags, SocketType, sockopt};

/// How many connections may wait to be accepted. The kernel cuts it at `net.core.somaxconn`.
const BACKLOG: i32 = 4096;

/// The most bytes of the path of a socket.
const PATH_MAX: usize = 107;

/// How deep below the socket folder old sockets are looked for.
const DEPTH_MAX: usize = 32;

/// Where the numbers of descriptors that last begin. Those below are left to connections: shells
/// read one digit only, and select(2) no number past 1023.
const LASTING: RawFd = 64;

/// Moves a descriptor that lasts out of the way, if the limit on open files allows it.
pub fn out_of_the_way(descriptor: OwnedFd) -> OwnedFd {
    rustix::io::fcntl_dupfd_cloexec(&descriptor, LASTING).unwrap_or(descriptor)
}

/// The device and the inode of a socket file.
pub type FileId = (u64, u64);

/// A listening socket, which does not block.
#[derive(Debug)]
pub struct Listener {
    socket: OwnedFd,
    path: PathBuf,
    file: Option<FileId>,
    ours: bool,
}

impl Listener {
    /// Makes a socket at a path, which anyone may connect to. A socket file that is there
    /// already is replaced, any other file is not.
    ///
    /// # Errors
    ///
    /// ENAMETOOLONG when the path is longer than a socket's can be (107 bytes), and whatever else
    /// the kernel says.
    pub fn bind(path: PathBuf) -> io::Result<Self> {
        // One byte more would fit, but not the zero that clients in C need after it.
        if path.as_os_str().len() > PATH_MAX {
            return Err(Errno::NAMETOOLONG.into());
        }
        let address = SocketAddrUnix::new(&path)?;
        let flags = SocketFlags::CLOEXEC | SocketFlags::NONBLOCK;
        let socket =
            rustix::net::socket_with(AddressFamily::UNIX, SocketType::STREAM, flags, None)?;
        if path.symlink_metadata().is_ok_and(|old| is_socket(old.mode())) {
            std::fs::remove_file(&path)?;
        }
        // Born with mode 0666: to change it afterwards, by path, in a folder that others may
        // write to, would be to change whatever they had put there meanwhile.
        let before = rustix::process::umask(Mode::from_raw_mode(0o111));
        let bound = rustix::net::bind(&socket, &address);
        rustix::process::umask(before);
        bound?;
        rustix::net::listen(&socket, BACKLOG)?;
        let file = file_id(&path);
        Ok(Self { socket: out_of_the_way(socket), path, file, ours: true })
    }

    /// Takes over a socket that the service manager made and goes on owning.
    ///
    /// # Errors
    ///
    /// `InvalidInput` when it is no listening Unix stream socket with a path.
    pub fn adopt(socket: OwnedFd) -> io::Result<Self> {
        let path = match rustix::net::getsockname(&socket).map(SocketAddrUnix::try_from)? {
            Ok(address) => address.path().map(|path| OsStr::from_bytes(path.to_bytes()).into()),
            Err(_) => None,
        };
        let listens = sockopt::socket_acceptconn(&socket)?
            && sockopt::socket_type(&socket)? == SocketType::STREAM;
        let path: PathBuf = path.filter(|_| listens).ok_or(io::ErrorKind::InvalidInput)?;
        let flags = rustix::fs::fcntl_getfl(&socket)?;
        rustix::fs::fcntl_setfl(&socket, flags | OFlags::NONBLOCK)?;
        let file = file_id(&path);
        Ok(Self { socket: out_of_the_way(socket), path, file, ours: false })
    }

    /// The file name of the socket.
    pub fn name(&self) -> OsString {
        self.path.file_name().unwrap_or_default().to_owned()
    }

    /// The number of the descriptor.
    pub fn descriptor(&self) -> RawFd {
        self.socket.as_raw_fd()
    }

    /// The file of the socket.
    pub fn file(&self) -> Option<FileId> {
        self.file
    }

    /// Whether the service manager made it.
    pub fn is_adopted(&self) -> bool {
        !self.ours
    }

    /// Whether the file at its path still is this socket.
    pub fn is_in_place(&self) -> bool {
        self.file.is_some() && self.file == file_id(&self.path)
    }

    /// The next connection, if one waits. It is closed on exec, and blocks.
    ///
    /// # Errors
    ///
    /// Those of accept(2).
    pub fn accept(&self) -> Result<Option<OwnedFd>, Errno> {
        match rustix::net::accept_with(&self.socket, SocketFlags::CLOEXEC) {
            Ok(connection) => Ok(Some(connection)),
            // Gone before we came.
            Err(Errno::AGAIN | Errno::INTR | Errno::CONNABORTED) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Removes the file, if it is this socket and ours, so that nobody else comes; those who came
    /// can still be accepted. Dropping does it as well.
    pub fn remove(&self) {
        if self.ours && self.is_in_place() {
            // There is nothing more to try, and the next start tries again.
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.remove();
    }
}

impl AsFd for Listener {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.socket.as_fd()
    }
}

fn is_socket(mode: u32) -> bool {
    FileType::from_raw_mode(mode) == FileType::Socket
}

fn file_id(path: &Path) -> Option<FileId> {
    path.symlink_metadata().ok().map(|file| (file.dev(), file.ino()))
}

/// Removes every socket file in a folder and the folders below it but those `kept`: what an
/// earlier daemon left behind.
///
/// # Errors
///
/// When the folder itself cannot be read. What cannot be removed stays.
pub fn sweep(folder: &Path, kept: &BTreeSet<FileId>) -> io::Result<()> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let folder = rustix::fs::open(folder, flags, Mode::empty())?;
    sweep_opened(folder.as_fd(), kept, DEPTH_MAX)
}

/// Goes by descriptor and follows no link: others may write to the socket folder, and root must
/// not be led astray in it.
fn sweep_opened(folder: BorrowedFd<'_>, kept: &BTreeSet<FileId>, depth: usize) -> io::Result<()> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    for entry in Dir::read_from(folder)? {
        let entry = entry?;
        let name: &CStr = entry.file_name();
        if matches!(name.to_bytes(), b"." | b"..") {
            continue;
        }
        let Ok(file) = rustix::fs::statat(folder, name, AtFlags::SYMLINK_NOFOLLOW) else {
            continue;
        };
        match FileType::from_raw_mode(file.st_mode) {
            FileType::Socket if !kept.contains(&(file.st_dev, file.st_ino)) => {
                let _ = rustix::fs::unlinkat(folder, name, AtFlags::empty());
            }
            FileType::Directory if depth > 0 => {
                if let Ok(below) = rustix::fs::openat(folder, name, flags, Mode::empty()) {
                    let _ = sweep_opened(below.as_fd(), kept, depth - 1);
                }
            }
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::os::unix::net::{UnixListener, UnixStream};

    use super::*;

    #[test]
    fn a_socket_is_for_all_and_replaces_an_old_one_only() {
        let folder = crate::fresh_folder();
        let path = folder.path().join("sim");
        let first = Listener::bind(path.clone()).unwrap();
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o7777, 0o666);
        assert!(first.is_in_place());

        let second = Listener::bind(path.clone()).unwrap();
        assert!(!first.is_in_place());
        first.remove();
        let client = UnixStream::connect(&path).unwrap();
        assert!(second.accept().unwrap().is_some());
        assert!(second.accept().unwrap().is_none());
        drop(client);
        second.remove();
        assert!(!path.exists());

        std::fs::write(&path, "no socket").unwrap();
        assert_eq!(Listener::bind(path.clone()).unwrap_err().kind(), io::ErrorKind::AddrInUse);
        assert_eq!(std::fs::read(&path).unwrap(), b"no socket");
    }

    #[test]
    fn a_path_has_107_bytes_at_most() {
        let folder = crate::fresh_folder();
        let name = |length: usize| {
            folder.path().join("n".repeat(length - folder.path().as_os_str().len() - 1))
        };
        assert!(Listener::bind(name(107)).is_ok());
        let error = Listener::bind(name(108)).unwrap_err();
        assert_eq!(error.raw_os_error(), Some(Errno::NAMETOOLONG.raw_os_error()));
        assert!(!name(108).exists());
    }

    #[test]
    fn only_listening_sockets_are_adopted() {
        let folder = crate::fresh_folder();
        let path = folder.path().join("sim");
        let made = UnixListener::bind(&path).unwrap();
        let adopted = Listener::adopt(made.into()).unwrap();
        assert_eq!(adopted.name(), "sim");
        assert!(adopted.is_adopted());
        assert!(adopted.accept().unwrap().is_none());
        adopted.remove();
        assert!(path.exists());

        let client = UnixStream::connect(&path).unwrap();
        assert!(Listener::adopt(client.into()).is_err());
        let (one, _) = UnixStream::pair().unwrap();
        assert!(Listener::adopt(one.into()).is_err());
        let inet = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        assert!(Listener::adopt(inet.into()).is_err());
        let file = std::fs::File::open("/dev/null").unwrap();
        assert!(Listener::adopt(file.into()).is_err());
    }

    #[test]
    fn sweeping_takes_sockets_alone_and_follows_no_link() {
        let (folder, outside) = (crate::fresh_folder(), crate::fresh_folder());
        let at = |name: &str| folder.path().join(name);
        std::fs::create_dir_all(at(".deep/er")).unwrap();
        std::fs::write(at("file"), "").unwrap();
        symlink(outside.path(), at("link")).unwrap();
        let kept = Listener::bind(at("kept")).unwrap();
        for path in [at("old"), at(".deep/er/old"), outside.path().join("other")] {
            UnixListener::bind(path).unwrap();
        }

        sweep(folder.path(), &kept.file().into_iter().collect()).unwrap();

        assert!(at("kept").exists() && at("file").exists() && at(".deep/er").exists());
        assert!(!at("old").exists() && !at(".deep/er/old").exists());
        assert!(outside.path().join("other").exists());
        assert!(sweep(&at("missing"), &BTreeSet::new()).is_err());
    }
}
