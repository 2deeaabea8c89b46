// SPDX-License-Identifier: MIT OR Apache-2.0
//! Identifiers: a prefix for the kind of object and its number in the file.

use std::fmt::Write;

use lsm_core::{Error, ErrorKind};

/// A kind of object.
#[derive(Debug, Clone, Copy)]
pub(super) struct Kind {
    noun: &'static str,
    prefix: &'static str,
    not_found: ErrorKind,
}

macro_rules! kinds {
    ($($KIND:ident = $noun:literal $prefix:literal $not_found:ident;)+) => {
        $( pub(super) const $KIND: Kind = Kind {
            noun: $noun,
            prefix: $prefix,
            not_found: ErrorKind::$not_found,
        }; )+
    };
}

kinds! {
    POOL = "pool" "POOL_ID_" NOT_FOUND_POOL;
    VOLUME = "volume" "VOL_ID_" NOT_FOUND_VOLUME;
    DISK = "disk" "DISK_ID_" NOT_FOUND_DISK;
    ACCESS_GROUP = "access group" "AG_ID_" NOT_FOUND_ACCESS_GROUP;
    FILE_SYSTEM = "file system" "FS_ID_" NOT_FOUND_FS;
    SNAPSHOT = "snapshot" "FS_SNAP_ID_" NOT_FOUND_FS_SS;
    EXPORT = "export" "EXP_ID_" NOT_FOUND_NFS_EXPORT;
    TARGET_PORT = "target port" "TGT_PORT_ID_" NOT_FOUND_GENERIC;
    BATTERY = "battery" "BAT_ID_" NOT_FOUND_GENERIC;
    JOB = "job" "JOB_ID_" NOT_FOUND_JOB;
}

impl Kind {
    /// The identifier of the object with this number.
    pub(super) fn id(self, number: i64) -> String {
        let mut id = String::with_capacity(self.prefix.len() + 5);
        self.id_into(number, &mut id);
        id
    }

    /// Puts the identifier in place of what `id` holds.
    pub(super) fn id_into(self, number: i64, id: &mut String) {
        id.clear();
        id.push_str(self.prefix);
        // Writing into a text cannot fail.
        let _ = write!(id, "{number:05}");
    }

    /// The number of the object with this identifier; `None` when it cannot be one of this kind.
    pub(super) fn parse(self, id: &str) -> Option<i64> {
        let digits = id.strip_prefix(self.prefix)?;
        let padded = digits.len() == 5 || (digits.len() > 5 && !digits.starts_with('0'));
        (padded && digits.bytes().all(|digit| digit.is_ascii_digit()))
            .then(|| digits.parse().ok())
            .flatten()
    }

    /// The number of the object with this identifier.
    pub(super) fn number(self, id: &str) -> Result<i64, Error> {
        self.parse(id).ok_or_else(|| self.missing(id))
    }

    /// That there is no such object.
    pub(super) fn missing(self, id: &str) -> Error {
        Error::new(self.not_found, format!("there is no {} {id:?}", self.noun))
    }

    /// That the name is taken.
    pub(super) fn taken(self, name: &str) -> Error {
        let noun = self.noun;
        Error::new(ErrorKind::NAME_CONFLICT, format!("there is a {noun} with the name {name:?}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_growing_past_five_digits() {
        for (number, id) in [
            (0, "VOL_ID_00000"),
            (7, "VOL_ID_00007"),
            (99_999, "VOL_ID_99999"),
            (100_000, "VOL_ID_100000"),
            (i64::MAX, "VOL_ID_9223372036854775807"),
        ] {
            assert_eq!(VOLUME.id(number), id);
            assert_eq!(VOLUME.parse(id), Some(number));
        }
    }

    #[test]
    fn other_spellings_are_other_objects() {
        for id in [
            "",
            "VOL_ID_",
            "VOL_ID_7",
            "VOL_ID_000007",
            "VOL_ID_0100000",
            "VOL_ID_+0007",
            "VOL_ID_-0007",
            "VOL_ID_ 0007",
            "VOL_ID_0000x",
            "vol_id_00007",
            "POOL_ID_00007",
            "x VOL_ID_00007",
            "VOL_ID_00007 ",
            "VOL_ID_9223372036854775808",
            "VOL_ID_٠٠٠٠٧",
        ] {
            assert_eq!(VOLUME.parse(id), None, "{id:?}");
            assert_eq!(VOLUME.number(id).unwrap_err().kind, ErrorKind::NOT_FOUND_VOLUME);
        }
    }
}
