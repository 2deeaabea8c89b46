// SPDX-License-Identifier: MIT OR Apache-2.0
//! File systems in image files, mounted for one test. All that is made here is taken apart again
//! when the guard goes, also when the test fails; no other device or mount is touched.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use super::is_root;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileSystem {
    Btrfs,
    Xfs,
    Ext4,
}

impl FileSystem {
    pub const WITH_CLONES: [Self; 2] = [Self::Btrfs, Self::Xfs];

    fn name(self) -> &'static str {
        match self {
            Self::Btrfs => "btrfs",
            Self::Xfs => "xfs",
            Self::Ext4 => "ext4",
        }
    }

    /// Forget which images have been seen: btrfs refuses an older state of a device it knows.
    fn forget(self, device: &str) {
        if self == Self::Btrfs {
            let _ = run("btrfs", &["device", "scan", "--forget", device]);
        }
    }
}

fn run(program: &str, arguments: &[&str]) -> Result<String, String> {
    let output = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("{program}: {error}"))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    } else {
        Err(format!("{program} {arguments:?}: {}", String::from_utf8_lossy(&output.stderr)))
    }
}

/// An image file on a loop device of its own, mounted.
pub struct Mounted {
    file_system: FileSystem,
    image: PathBuf,
    device: String,
    folder: PathBuf,
    /// Holds image and mount point.
    home: TempDir,
}

impl Mounted {
    /// A fresh file system of half a gigabyte; `None`, and a line that says why, where that cannot
    /// be had.
    pub fn new(file_system: FileSystem) -> Option<Self> {
        let mkfs = format!("mkfs.{}", file_system.name());
        if !is_root() {
            eprintln!("SKIPPED: {file_system:?} needs root to be mounted");
            return None;
        }
        if run(&mkfs, &["-V"]).is_err() {
            eprintln!("SKIPPED: there is no {mkfs}");
            return None;
        }
        let home = tempfile::tempdir().unwrap();
        let image = home.path().join("image");
        fs::File::create(&image).unwrap().set_len(512 << 20).unwrap();
        run(&mkfs, &["-q", image.to_str().unwrap()]).unwrap();
        Some(Self::mount(file_system, image, home))
    }

    fn mount(file_system: FileSystem, image: PathBuf, home: TempDir) -> Self {
        let device = run("losetup", &["--find", "--show", image.to_str().unwrap()]).unwrap();
        let folder = home.path().join("mnt");
        let _ = fs::create_dir(&folder);
        // Guarded from here on.
        let mounted = Self { file_system, image, device, folder, home };
        mounted.mount_device();
        mounted
    }

    fn mount_device(&self) {
        // The log of an image that was cut off mid-way is replayed.
        let options = if self.file_system == FileSystem::Xfs { "nouuid" } else { "defaults" };
        let folder = self.folder.to_str().unwrap();
        let name = self.file_system.name();
        run("mount", &["-t", name, "-o", options, &self.device, folder]).unwrap();
    }

    /// Where it is mounted.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The image file.
    pub fn image(&self) -> &Path {
        &self.image
    }

    /// Mounts another image of the same file system in the place of this one.
    pub fn remount_image(mut self, image: &Path) -> Self {
        self.take_apart();
        self.image = image.to_owned();
        self.device = run("losetup", &["--find", "--show", image.to_str().unwrap()]).unwrap();
        self.mount_device();
        self
    }

    /// Unmounts and mounts again: all that the kernel remembered is gone.
    pub fn remount(&self) {
        self.detach_volumes();
        run("umount", &[self.folder.to_str().unwrap()]).unwrap();
        self.mount_device();
    }

    /// Bytes in use.
    pub fn used(&self) -> u64 {
        run("sync", &["-f", self.folder.to_str().unwrap()]).unwrap();
        let stat = rustix::fs::statvfs(&self.folder).unwrap();
        (stat.f_blocks - stat.f_bfree) * stat.f_frsize
    }

    fn detach_volumes(&self) {
        for (device, _) in devices_of(&self.folder) {
            let _ = run("losetup", &["--detach", &device]);
        }
    }

    fn take_apart(&mut self) {
        self.detach_volumes();
        if let Err(error) = run("umount", &[self.folder.to_str().unwrap()]) {
            eprintln!("{error}");
        }
        self.file_system.forget(&self.device);
        if !self.device.is_empty()
            && let Err(error) = run("losetup", &["--detach", &self.device])
        {
            eprintln!("{error}");
        }
        self.device.clear();
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        self.take_apart();
    }
}

/// Detaches what is attached of a folder, and removes it, when the test is done with it.
pub struct Tidy(pub PathBuf);

impl Drop for Tidy {
    fn drop(&mut self) {
        for (device, _) in devices_of(&self.0) {
            let _ = run("losetup", &["--detach", &device]);
        }
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The loop devices bound to files right in `folder`, as the kernel tells: node and file name.
pub fn devices_of(folder: &Path) -> Vec<(String, String)> {
    let Ok(folder) = folder.canonicalize() else { return Vec::new() };
    let mut devices = Vec::new();
    for entry in fs::read_dir("/sys/block").unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let attribute = format!("/sys/block/{name}/loop/backing_file");
        let Ok(path) = fs::read_to_string(attribute) else { continue };
        let path = PathBuf::from(path.trim_end_matches('\n'));
        if path.parent() == Some(&folder) {
            let file = path.file_name().unwrap().to_string_lossy().into_owned();
            devices.push((format!("/dev/{name}"), file));
        }
    }
    devices.sort();
    devices
}

/// A mounted volume.
pub struct MountedVolume(PathBuf);

impl MountedVolume {
    pub fn new(device: &str, folder: &Path) -> Self {
        run("mount", &[device, folder.to_str().unwrap()]).unwrap();
        Self(folder.to_owned())
    }
}

impl Drop for MountedVolume {
    fn drop(&mut self) {
        if let Err(error) = run("umount", &[self.0.to_str().unwrap()]) {
            eprintln!("{error}");
        }
    }
}
