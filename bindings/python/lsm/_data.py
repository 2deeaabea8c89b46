# SPDX-License-Identifier: MIT OR Apache-2.0
"""The records of the interface: what arrays have, as clients and plug-ins exchange it.

Sizes are bytes, sets of states are bits. Every property ``x`` is kept in the attribute ``_x``; all
attributes of a record travel with it.
"""

from __future__ import annotations

import json
from abc import ABCMeta
from binascii import hexlify, unhexlify
from typing import TYPE_CHECKING, Any

from lsm import _lsm
from lsm._common import ErrorNumber, LsmError, default_property

if TYPE_CHECKING:
    from collections.abc import Callable


class IData(metaclass=ABCMeta):
    """What all records have."""

    def _to_dict(self) -> dict[str, Any]:
        """The dictionary that goes on the wire: the class, then every attribute."""
        wire = {"class": self.__class__.__name__}
        for name, value in self.__dict__.items():
            wire[name[1:]] = value
        return wire

    @staticmethod
    def _factory(d: dict[str, Any]) -> Any:
        """The record of such a dictionary, from which the class is taken; None when it has no
        class. Raises AttributeError for an unknown class, TypeError for a missing or extra key."""
        if "class" not in d:
            return None
        name = d.pop("class")
        cls = _CLASSES.get(name)
        if cls is None:
            raise AttributeError("%r is no class of records" % (name,))
        return cls(**{"_" + key: _made(value) for key, value in d.items()})

    def __str__(self) -> str:
        return str(self._to_dict())


def _made(value: Any) -> Any:
    """A value of JSON, records made from the dictionaries that have a class."""
    if isinstance(value, dict):
        if "class" in value:
            return IData._factory(dict(value))
        return {key: _made(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_made(item) for item in value]
    return value


class DataEncoder(json.JSONEncoder):
    """Writes records as JSON objects. Raises ValueError for objects of other classes."""

    def default(self, o: Any) -> Any:
        """The dictionary of a record."""
        if not isinstance(o, IData):
            raise ValueError("%r cannot be sent" % (o,))
        return o._to_dict()


class DataDecoder(json.JSONDecoder):
    """Reads JSON, records made from the objects that have a key ``class``."""

    def decode(self, s: str, *args: Any) -> Any:
        """The value of a JSON text. Raises ValueError for what is no JSON, AttributeError for an
        unknown class, TypeError for a record with a missing or extra key."""
        return _made(super().decode(s, *args))


def _no_support(name: str) -> LsmError:
    return LsmError(ErrorNumber.NO_SUPPORT, "%s is not supported by this plug-in" % name)



@default_property("id", doc="Identifier, unique within the system.")
@default_property("name", doc="Name for people.")
@default_property("disk_type", doc="One of ``Disk.TYPE_``.")
@default_property("block_size", doc="Size of a block in bytes; -1 when unknown.")
@default_property("num_of_blocks", doc="Number of blocks; -1 when unknown.")
@default_property("status", doc="Bit set, see ``Disk.STATUS_``.")
@default_property("system_id", doc="System it belongs to.")
@default_property(
    "plugin_data",
    doc="Private to the plug-in; handed back unchanged. None when unused.",
)
class Disk(IData):
    """A disk of an array."""

    SUPPORTED_SEARCH_KEYS = ["id", "system_id"]

    BLOCK_COUNT_NOT_FOUND = -1
    BLOCK_SIZE_NOT_FOUND = -1

    TYPE_UNKNOWN = 0
    TYPE_OTHER = 1
    TYPE_ATA = 3
    TYPE_SATA = 4
    TYPE_SAS = 5
    TYPE_FC = 6
    TYPE_SOP = 7
    TYPE_SCSI = 8
    TYPE_LUN = 9
    TYPE_NL_SAS = 51
    TYPE_HDD = 52
    TYPE_SSD = 53
    TYPE_HYBRID = 54

    STATUS_UNKNOWN = 1
    STATUS_OK = 2
    STATUS_OTHER = 4
    STATUS_PREDICTIVE_FAILURE = 8
    STATUS_ERROR = 16
    STATUS_REMOVED = 32
    STATUS_STARTING = 64
    STATUS_STOPPING = 128
    STATUS_STOPPED = 256
    STATUS_INITIALIZING = 512
    STATUS_MAINTENANCE_MODE = 1024
    STATUS_SPARE_DISK = 2048
    STATUS_RECONSTRUCT = 4096
    STATUS_FREE = 8192

    RPM_NO_SUPPORT = -2
    RPM_UNKNOWN = -1
    RPM_NON_ROTATING_MEDIUM = 0
    RPM_ROTATING_UNKNOWN_SPEED = 1

    LINK_TYPE_NO_SUPPORT = -2
    LINK_TYPE_UNKNOWN = -1
    LINK_TYPE_FC = 0
    LINK_TYPE_SSA = 2
    LINK_TYPE_SBP = 3
    LINK_TYPE_SRP = 4
    LINK_TYPE_ISCSI = 5
    LINK_TYPE_SAS = 6
    LINK_TYPE_ADT = 7
    LINK_TYPE_ATA = 8
    LINK_TYPE_USB = 9
    LINK_TYPE_SOP = 10
    LINK_TYPE_PCIE = 11

    LED_STATUS_UNKNOWN = 1
    LED_STATUS_IDENT_ON = 2
    LED_STATUS_IDENT_OFF = 4
    LED_STATUS_IDENT_UNKNOWN = 8
    LED_STATUS_FAULT_ON = 16
    LED_STATUS_FAULT_OFF = 32
    LED_STATUS_FAULT_UNKNOWN = 64

    LINK_SPEED_UNKNOWN = 0

    HEALTH_STATUS_UNKNOWN = -1
    HEALTH_STATUS_FAIL = 0
    HEALTH_STATUS_WARN = 1
    HEALTH_STATUS_GOOD = 2

    id: str
    name: str
    disk_type: int
    block_size: int
    num_of_blocks: int
    status: int
    system_id: str
    plugin_data: str | None

    def __init__(
        self,
        _id: str,
        _name: str,
        _disk_type: int,
        _block_size: int,
        _num_of_blocks: int,
        _status: int,
        _system_id: str,
        _plugin_data: str | None = None,
        _vpd83: str | None = "",
        _location: str = "",
        _rpm: int = -2,
        _link_type: int = -2,
    ) -> None:
        if _vpd83 and not Volume.vpd83_verify(_vpd83):
            raise LsmError(
                ErrorNumber.INVALID_ARGUMENT,
                "vpd83 %r is no NAA identifier: it takes 32 hexadecimal digits that begin with 6, "
                "or 16 that begin with 2, 3 or 5" % (_vpd83,),
            )
        self._id = _id
        self._name = _name
        self._disk_type = _disk_type
        self._block_size = _block_size
        self._num_of_blocks = _num_of_blocks
        self._status = _status
        self._system_id = _system_id
        self._plugin_data = _plugin_data
        self._vpd83 = _vpd83
        self._location = _location
        self._rpm = _rpm
        self._link_type = _link_type

    @property
    def size_bytes(self) -> int:
        """Size in bytes: block size times number of blocks."""
        return self.block_size * self.num_of_blocks

    @property
    def vpd83(self) -> str | None:
        """NAA identifier, in the form of :attr:`Volume.vpd83`; only for directly attached disks.
        Raises LsmError NO_SUPPORT when the plug-in does not tell."""
        if self._vpd83 == "":
            raise _no_support("Disk.vpd83")
        return self._vpd83

    @property
    def location(self) -> str:
        """Where the disk sits. Raises LsmError NO_SUPPORT when the plug-in does not tell."""
        if self._location == "":
            raise _no_support("Disk.location")
        return self._location

    @property
    def rpm(self) -> int:
        """Rotation speed, see ``Disk.RPM_``; above 1 it is the speed in revolutions per minute.
        Raises LsmError NO_SUPPORT when the plug-in does not tell."""
        if self._rpm == Disk.RPM_NO_SUPPORT:
            raise _no_support("Disk.rpm")
        return self._rpm

    @property
    def link_type(self) -> int:
        """One of ``Disk.LINK_TYPE_``. Raises LsmError NO_SUPPORT when the plug-in does not tell."""
        if self._link_type == Disk.LINK_TYPE_NO_SUPPORT:
            raise _no_support("Disk.link_type")
        return self._link_type

    def __str__(self) -> str:
        return self.name


@default_property("id", doc="Identifier, unique within the system.")
@default_property("name", doc="Name for people.")
@default_property(
    "vpd83",
    doc=(
        "SCSI page 0x83 NAA identifier, hexadecimal without prefix: 32 digits starting with 6, "
        "or 16 digits starting with 2, 3 or 5."
    ),
)
@default_property("block_size", doc="Size of a block in bytes.")
@default_property("num_of_blocks", doc="Number of blocks.")
@default_property("admin_state", doc="0 disabled, 1 enabled.")
@default_property("system_id", doc="System it belongs to.")
@default_property("pool_id", doc="Pool it was made from.")
@default_property(
    "plugin_data",
    doc="Private to the plug-in; handed back unchanged. None when unused.",
)
class Volume(IData):
    """A logical unit that hosts use as a disk."""

    SUPPORTED_SEARCH_KEYS = ["id", "system_id", "pool_id"]

    REPLICATE_UNKNOWN = -1
    REPLICATE_CLONE = 2
    REPLICATE_COPY = 3
    REPLICATE_MIRROR_SYNC = 4
    REPLICATE_MIRROR_ASYNC = 5

    PROVISION_UNKNOWN = -1
    PROVISION_THIN = 1
    PROVISION_FULL = 2
    PROVISION_DEFAULT = 3

    ADMIN_STATE_DISABLED = 0
    ADMIN_STATE_ENABLED = 1

    RAID_TYPE_UNKNOWN = -1
    RAID_TYPE_RAID0 = 0
    RAID_TYPE_RAID1 = 1
    RAID_TYPE_RAID3 = 3
    RAID_TYPE_RAID4 = 4
    RAID_TYPE_RAID5 = 5
    RAID_TYPE_RAID6 = 6
    RAID_TYPE_RAID10 = 10
    RAID_TYPE_RAID15 = 15
    RAID_TYPE_RAID16 = 16
    RAID_TYPE_RAID50 = 50
    RAID_TYPE_RAID60 = 60
    RAID_TYPE_RAID51 = 51
    RAID_TYPE_RAID61 = 61
    RAID_TYPE_JBOD = 20
    RAID_TYPE_MIXED = 21
    RAID_TYPE_OTHER = 22

    STRIP_SIZE_UNKNOWN = 0

    DISK_COUNT_UNKNOWN = 0

    MIN_IO_SIZE_UNKNOWN = 0

    OPT_IO_SIZE_UNKNOWN = 0

    VCR_STRIP_SIZE_DEFAULT = 0

    WRITE_CACHE_POLICY_UNKNOWN = 1
    WRITE_CACHE_POLICY_WRITE_BACK = 2
    WRITE_CACHE_POLICY_AUTO = 3
    WRITE_CACHE_POLICY_WRITE_THROUGH = 4
    WRITE_CACHE_STATUS_UNKNOWN = 1
    WRITE_CACHE_STATUS_WRITE_BACK = 2
    WRITE_CACHE_STATUS_WRITE_THROUGH = 3

    READ_CACHE_POLICY_UNKNOWN = 1
    READ_CACHE_POLICY_ENABLED = 2
    READ_CACHE_POLICY_DISABLED = 3
    READ_CACHE_STATUS_UNKNOWN = 1
    READ_CACHE_STATUS_ENABLED = 2
    READ_CACHE_STATUS_DISABLED = 3

    PHYSICAL_DISK_CACHE_UNKNOWN = 1
    PHYSICAL_DISK_CACHE_ENABLED = 2
    PHYSICAL_DISK_CACHE_DISABLED = 3
    PHYSICAL_DISK_CACHE_USE_DISK_SETTING = 4

    id: str
    name: str
    vpd83: str | None
    block_size: int
    num_of_blocks: int
    admin_state: int
    system_id: str
    pool_id: str
    plugin_data: str | None

    def __init__(
        self,
        _id: str,
        _name: str,
        _vpd83: str | None,
        _block_size: int,
        _num_of_blocks: int,
        _admin_state: int,
        _system_id: str,
        _pool_id: str,
        _plugin_data: str | None = None,
    ) -> None:
        if _vpd83 and not Volume.vpd83_verify(_vpd83):
            raise LsmError(
                ErrorNumber.INVALID_ARGUMENT,
                "vpd83 %r is no NAA identifier: it takes 32 hexadecimal digits that begin with 6, "
                "or 16 that begin with 2, 3 or 5" % (_vpd83,),
            )
        self._id = _id
        self._name = _name
        self._vpd83 = _vpd83
        self._block_size = _block_size
        self._num_of_blocks = _num_of_blocks
        self._admin_state = _admin_state
        self._system_id = _system_id
        self._pool_id = _pool_id
        self._plugin_data = _plugin_data

    @property
    def size_bytes(self) -> int:
        """Size in bytes: block size times number of blocks."""
        return self.block_size * self.num_of_blocks

    @staticmethod
    def vpd83_verify(vpd: str | None) -> bool:
        """Whether a text is an NAA identifier (SPC-4, page 0x83): 32 hexadecimal digits that begin
        with 6, or 16 that begin with 2, 3 or 5."""
        return isinstance(vpd, str) and _lsm.is_vpd83(vpd)

    def __str__(self) -> str:
        return self.name


@default_property("id", doc="Identifier, unique within the plug-in.")
@default_property("name", doc="Name for people.")
@default_property("status", doc="Bit set, see ``System.STATUS_``.")
@default_property("status_info", doc="Free text on the status, empty when none.")
@default_property(
    "plugin_data",
    doc="Private to the plug-in; handed back unchanged. None when unused.",
)
class System(IData):
    """An array or a RAID card."""

    STATUS_UNKNOWN = 1
    STATUS_OK = 2
    STATUS_ERROR = 4
    STATUS_DEGRADED = 8
    STATUS_PREDICTIVE_FAILURE = 16
    STATUS_OTHER = 32

    MODE_NO_SUPPORT = -2
    MODE_UNKNOWN = -1
    MODE_HARDWARE_RAID = 0
    MODE_HBA = 1

    READ_CACHE_PCT_NO_SUPPORT = -2
    READ_CACHE_PCT_UNKNOWN = -1

    id: str
    name: str
    status: int
    status_info: str
    plugin_data: str | None

    def __init__(
        self,
        _id: str,
        _name: str,
        _status: int,
        _status_info: str,
        _plugin_data: str | None = None,
        _fw_version: str = "",
        _mode: int | None = None,
        _read_cache_pct: int | None = None,
    ) -> None:
        self._id = _id
        self._name = _name
        self._status = _status
        self._status_info = _status_info
        self._plugin_data = _plugin_data
        self._fw_version = _fw_version
        self._read_cache_pct = (
            System.READ_CACHE_PCT_NO_SUPPORT if _read_cache_pct is None else _read_cache_pct
        )
        self._mode = System.MODE_NO_SUPPORT if _mode is None else _mode

    @property
    def fw_version(self) -> str:
        """Firmware version text. Raises LsmError NO_SUPPORT when the plug-in does not tell."""
        if self._fw_version == "":
            raise _no_support("System.fw_version")
        return self._fw_version

    @property
    def mode(self) -> int:
        """Operating mode, see ``System.MODE_``. Raises LsmError NO_SUPPORT when the plug-in does
        not tell."""
        if self._mode == System.MODE_NO_SUPPORT:
            raise _no_support("System.mode")
        return self._mode

    @property
    def read_cache_pct(self) -> int:
        """Per cent of the cache used for reads, 0 to 100; the rest is for writes. Raises LsmError
        NO_SUPPORT when the plug-in does not tell."""
        if self._read_cache_pct == System.READ_CACHE_PCT_NO_SUPPORT:
            raise _no_support("System.read_cache_pct")
        return self._read_cache_pct


@default_property("id", doc="Identifier, unique within the system.")
@default_property("name", doc="Name for people.")
@default_property(
    "element_type",
    doc="What can be made from the pool, bit set, see ``Pool.ELEMENT_TYPE_``.",
)
@default_property(
    "unsupported_actions",
    doc="What cannot be done on the pool, bit set, see ``Pool.UNSUPPORTED_``.",
)
@default_property("total_space", doc="Size in bytes.")
@default_property("free_space", doc="Unallocated part in bytes.")
@default_property("status", doc="Bit set, see ``Pool.STATUS_``.")
@default_property("status_info", doc="Free text on the status.")
@default_property("system_id", doc="System it belongs to.")
@default_property(
    "plugin_data",
    doc="Private to the plug-in; handed back unchanged. None when unused.",
)
class Pool(IData):
    """Space from which volumes and file systems are made."""

    SUPPORTED_SEARCH_KEYS = ["id", "system_id"]

    TOTAL_SPACE_NOT_FOUND = -1

    FREE_SPACE_NOT_FOUND = -1

    ELEMENT_TYPE_POOL = 2
    ELEMENT_TYPE_VOLUME = 4
    ELEMENT_TYPE_FS = 8
    ELEMENT_TYPE_DELTA = 16
    ELEMENT_TYPE_VOLUME_FULL = 32
    ELEMENT_TYPE_VOLUME_THIN = 64
    ELEMENT_TYPE_SYS_RESERVED = 1024

    UNSUPPORTED_VOLUME_GROW = 1
    UNSUPPORTED_VOLUME_SHRINK = 2

    STATUS_UNKNOWN = 1
    STATUS_OK = 2
    STATUS_OTHER = 4
    STATUS_DEGRADED = 16
    STATUS_ERROR = 32
    STATUS_STOPPED = 512
    STATUS_RECONSTRUCTING = 4096
    STATUS_VERIFYING = 8192
    STATUS_INITIALIZING = 16384
    STATUS_GROWING = 32768

    MEMBER_TYPE_UNKNOWN = 0
    MEMBER_TYPE_OTHER = 1
    MEMBER_TYPE_DISK = 2
    MEMBER_TYPE_POOL = 3

    id: str
    name: str
    element_type: int
    unsupported_actions: int
    total_space: int
    free_space: int
    status: int
    status_info: str
    system_id: str
    plugin_data: str | None

    def __init__(
        self,
        _id: str,
        _name: str,
        _element_type: int,
        _unsupported_actions: int,
        _total_space: int,
        _free_space: int,
        _status: int,
        _status_info: str,
        _system_id: str,
        _plugin_data: str | None = None,
    ) -> None:
        self._id = _id
        self._name = _name
        self._element_type = _element_type
        self._unsupported_actions = _unsupported_actions
        self._total_space = _total_space
        self._free_space = _free_space
        self._status = _status
        self._status_info = _status_info
        self._system_id = _system_id
        self._plugin_data = _plugin_data


@default_property("id", doc="Identifier.")
@default_property("name", doc="Name for people.")
@default_property("total_space", doc="Size in bytes.")
@default_property("free_space", doc="Free part in bytes.")
@default_property("pool_id", doc="Pool it lives on.")
@default_property("system_id", doc="System it belongs to.")
@default_property(
    "plugin_data",
    doc="Private to the plug-in; handed back unchanged. None when unused.",
)
class FileSystem(IData):
    """A file system."""

    SUPPORTED_SEARCH_KEYS = ["id", "system_id", "pool_id"]

    id: str
    name: str
    total_space: int
    free_space: int
    pool_id: str
    system_id: str
    plugin_data: str | None

    def __init__(
        self,
        _id: str,
        _name: str,
        _total_space: int,
        _free_space: int,
        _pool_id: str,
        _system_id: str,
        _plugin_data: str | None = None,
    ) -> None:
        self._id = _id
        self._name = _name
        self._total_space = _total_space
        self._free_space = _free_space
        self._pool_id = _pool_id
        self._system_id = _system_id
        self._plugin_data = _plugin_data


@default_property("id", doc="Identifier.")
@default_property("name", doc="Name for people.")
@default_property("ts", doc="Creation time in seconds since 1970.")
@default_property(
    "plugin_data",
    doc="Private to the plug-in; handed back unchanged. None when unused.",
)
class FsSnapshot(IData):
    """A snapshot of a file system."""

    id: str
    name: str
    ts: int
    plugin_data: str | None

    def __init__(
        self,
        _id: str,
        _name: str,
        _ts: int,
        _plugin_data: str | None = None,
    ) -> None:
        self._id = _id
        self._name = _name
        self._ts = int(_ts)
        self._plugin_data = _plugin_data


@default_property("id", doc="Identifier.")
@default_property("fs_id", doc="File system exported.")
@default_property("export_path", doc="Path under which clients mount it.")
@default_property("auth", doc="Authentication type; empty or null for none.")
@default_property("root", doc="Hosts not root-squashed.")
@default_property("rw", doc="Hosts with read and write access.")
@default_property("ro", doc="Hosts with read access.")
@default_property("anonuid", doc="User id for anonymous access.")
@default_property("anongid", doc="Group id for anonymous access.")
@default_property("options", doc="Further options, plug-in specific.")
@default_property(
    "plugin_data",
    doc="Private to the plug-in; handed back unchanged. None when unused.",
)
class NfsExport(IData):
    """A file system, or a part of it, that NFS clients can mount."""

    SUPPORTED_SEARCH_KEYS = ["id", "fs_id"]

    ANON_UID_GID_NA = -1
    ANON_UID_GID_ERROR = -2

    id: str
    fs_id: str
    export_path: str
    auth: str | None
    root: list[str]
    rw: list[str]
    ro: list[str]
    anonuid: int
    anongid: int
    options: str | None
    plugin_data: str | None

    def __init__(
        self,
        _id: str,
        _fs_id: str,
        _export_path: str,
        _auth: str | None,
        _root: list[str],
        _rw: list[str],
        _ro: list[str],
        _anonuid: int,
        _anongid: int,
        _options: str | None,
        _plugin_data: str | None = None,
    ) -> None:
        assert _fs_id is not None
        assert _export_path is not None
        self._id = _id
        self._fs_id = _fs_id
        self._export_path = _export_path
        self._auth = _auth
        self._root = _root
        self._rw = _rw
        self._ro = _ro
        self._anonuid = _anonuid
        self._anongid = _anongid
        self._options = _options
        self._plugin_data = _plugin_data


@default_property("src_block", doc="First block of the source.")
@default_property("dest_block", doc="First block of the destination.")
@default_property("block_count", doc="How many.")
class BlockRange(IData):
    """A run of blocks to copy, in units of :meth:`Client.volume_replicate_range_block_size`."""

    src_block: int
    dest_block: int
    block_count: int

    def __init__(
        self,
        _src_block: int,
        _dest_block: int,
        _block_count: int,
    ) -> None:
        self._src_block = _src_block
        self._dest_block = _dest_block
        self._block_count = _block_count


@default_property("id", doc="Identifier.")
@default_property("name", doc="Name for people.")
@default_property(
    "init_ids",
    doc="Members: WWPNs (normal form xx:xx:xx:xx:xx:xx:xx:xx, lower case) and iSCSI names.",
)
@default_property("init_type", doc="One of ``AccessGroup.INIT_TYPE_``.")
@default_property("system_id", doc="System it belongs to.")
@default_property(
    "plugin_data",
    doc="Private to the plug-in; handed back unchanged. None when unused.",
)
class AccessGroup(IData):
    """Initiators that are granted volumes together."""

    SUPPORTED_SEARCH_KEYS = ["id", "system_id"]

    INIT_TYPE_UNKNOWN = 0
    INIT_TYPE_OTHER = 1
    INIT_TYPE_WWPN = 2
    INIT_TYPE_ISCSI_IQN = 5
    INIT_TYPE_ISCSI_WWPN_MIXED = 7

    id: str
    name: str
    init_ids: list[str]
    init_type: int
    system_id: str
    plugin_data: str | None

    def __init__(
        self,
        _id: str,
        _name: str,
        _init_ids: list[str],
        _init_type: int,
        _system_id: str,
        _plugin_data: str | None = None,
    ) -> None:
        self._id = _id
        self._name = _name
        self._init_ids = AccessGroup._standardize_init_list(_init_ids)
        self._init_type = _init_type
        self._system_id = _system_id
        self._plugin_data = _plugin_data

    _regex_wwpn = r"(?:0[xX])?(?:[0-9a-fA-F]{2}[.:-]?){7}[0-9a-fA-F]{2}"

    @staticmethod
    def _standardize_init_list(init_ids: list[str]) -> list[str]:
        """The initiators in their normal forms. Raises LsmError INVALID_ARGUMENT."""
        return [
            AccessGroup.initiator_id_verify(init_id, raise_exception=True)[2] or init_id
            for init_id in init_ids
        ]

    @staticmethod
    def initiator_id_verify(
        init_id: str, init_type: int | None = None, raise_exception: bool = False
    ) -> tuple[bool, int | None, str | None]:
        """Whether a text is an initiator, of which kind, and its normal form.

        An iSCSI name begins with iqn, eui or naa. A WWPN is 16 hexadecimal digits, with or without
        0x in front, with or without a point, colon or dash between pairs; its normal form is in
        lower case with colons.

        :param init_type: the kind that it must be of; None for any.
        :return: True, kind, normal form; or False, None, None.
        :raises LsmError: INVALID_ARGUMENT, with ``raise_exception`` only.
        """
        found = _lsm.normal_initiator(init_id) if isinstance(init_id, str) else None
        if found is not None and (init_type is None or init_type == found[0]):
            return True, found[0], found[1]
        if raise_exception:
            raise LsmError(
                ErrorNumber.INVALID_ARGUMENT,
                "%r is no initiator%s: give a WWPN of 16 hexadecimal digits, or an iSCSI name that "
                "begins with iqn, eui or naa"
                % (init_id, "" if init_type is None else " of type %s" % init_type),
            )
        return False, None, None

    @staticmethod
    def _wwpn_to_lsm_type(wwpn: str, raise_error: bool = True) -> str | None:
        """The normal form of a WWPN; None, or LsmError INVALID_ARGUMENT, for what is none."""
        return AccessGroup.initiator_id_verify(
            wwpn, AccessGroup.INIT_TYPE_WWPN, raise_exception=raise_error
        )[2]


@default_property("id", doc="Identifier.")
@default_property("port_type", doc="One of ``TargetPort.TYPE_``.")
@default_property("service_address", doc="Address of the service layer: WWPN, or iSCSI name.")
@default_property(
    "network_address",
    doc="Address of the network layer: WWPN, or IPv4:port, [IPv6]:port, host:port.",
)
@default_property("physical_address", doc="Address of the physical layer: WWPN, or MAC.")
@default_property("physical_name", doc="Name printed on or used for the port.")
@default_property("system_id", doc="System it belongs to.")
@default_property(
    "plugin_data",
    doc="Private to the plug-in; handed back unchanged. None when unused.",
)
class TargetPort(IData):
    """A port by which hosts reach the array."""

    SUPPORTED_SEARCH_KEYS = ["id", "system_id"]

    TYPE_OTHER = 1
    TYPE_FC = 2
    TYPE_FCOE = 3
    TYPE_ISCSI = 4

    id: str
    port_type: int
    service_address: str
    network_address: str
    physical_address: str
    physical_name: str
    system_id: str
    plugin_data: str | None

    def __init__(
        self,
        _id: str,
        _port_type: int,
        _service_address: str,
        _network_address: str,
        _physical_address: str,
        _physical_name: str,
        _system_id: str,
        _plugin_data: str | None = None,
    ) -> None:
        self._id = _id
        self._port_type = _port_type
        self._service_address = _service_address
        self._network_address = _network_address
        self._physical_address = _physical_address
        self._physical_name = _physical_name
        self._system_id = _system_id
        self._plugin_data = _plugin_data


class Capabilities(IData):
    """What can be done with one system."""

    UNSUPPORTED = 0
    SUPPORTED = 1
    VOLUMES = 20
    VOLUME_CREATE = 21
    VOLUME_RESIZE = 22
    VOLUME_REPLICATE = 23
    VOLUME_REPLICATE_CLONE = 24
    VOLUME_REPLICATE_COPY = 25
    VOLUME_REPLICATE_MIRROR_ASYNC = 26
    VOLUME_REPLICATE_MIRROR_SYNC = 27
    VOLUME_COPY_RANGE_BLOCK_SIZE = 28
    VOLUME_COPY_RANGE = 29
    VOLUME_COPY_RANGE_CLONE = 30
    VOLUME_COPY_RANGE_COPY = 31
    VOLUME_DELETE = 33
    VOLUME_ENABLE = 34
    VOLUME_DISABLE = 35
    VOLUME_MASK = 36
    VOLUME_UNMASK = 37
    ACCESS_GROUPS = 38
    ACCESS_GROUP_CREATE_WWPN = 39
    ACCESS_GROUP_DELETE = 40
    ACCESS_GROUP_INITIATOR_ADD_WWPN = 41
    ACCESS_GROUP_INITIATOR_DELETE = 42
    VOLUMES_ACCESSIBLE_BY_ACCESS_GROUP = 43
    ACCESS_GROUPS_GRANTED_TO_VOLUME = 44
    VOLUME_CHILD_DEPENDENCY = 45
    VOLUME_CHILD_DEPENDENCY_RM = 46
    ACCESS_GROUP_CREATE_ISCSI_IQN = 47
    ACCESS_GROUP_INITIATOR_ADD_ISCSI_IQN = 48
    VOLUME_ISCSI_CHAP_AUTHENTICATION = 53
    VOLUME_RAID_INFO = 54
    VOLUME_THIN = 55
    BATTERIES = 56
    VOLUME_CACHE_INFO = 57
    VOLUME_PHYSICAL_DISK_CACHE_UPDATE = 58
    VOLUME_PHYSICAL_DISK_CACHE_UPDATE_SYSTEM_LEVEL = 59
    VOLUME_WRITE_CACHE_POLICY_UPDATE_WRITE_BACK = 60
    VOLUME_WRITE_CACHE_POLICY_UPDATE_AUTO = 61
    VOLUME_WRITE_CACHE_POLICY_UPDATE_WRITE_THROUGH = 62
    VOLUME_WRITE_CACHE_POLICY_UPDATE_IMPACT_READ = 63
    VOLUME_WRITE_CACHE_POLICY_UPDATE_WB_IMPACT_OTHER = 64
    VOLUME_READ_CACHE_POLICY_UPDATE = 65
    VOLUME_READ_CACHE_POLICY_UPDATE_IMPACT_WRITE = 66
    FS = 100
    FS_DELETE = 101
    FS_RESIZE = 102
    FS_CREATE = 103
    FS_CLONE = 104
    FILE_CLONE = 105
    FS_SNAPSHOTS = 106
    FS_SNAPSHOT_CREATE = 107
    FS_SNAPSHOT_DELETE = 109
    FS_SNAPSHOT_RESTORE = 110
    FS_SNAPSHOT_RESTORE_SPECIFIC_FILES = 111
    FS_CHILD_DEPENDENCY = 112
    FS_CHILD_DEPENDENCY_RM = 113
    FS_CHILD_DEPENDENCY_RM_SPECIFIC_FILES = 114
    EXPORT_AUTH = 120
    EXPORTS = 121
    EXPORT_FS = 122
    EXPORT_REMOVE = 123
    EXPORT_CUSTOM_PATH = 124
    SYS_READ_CACHE_PCT_UPDATE = 158
    SYS_READ_CACHE_PCT_GET = 159
    SYS_FW_VERSION_GET = 160
    SYS_MODE_GET = 161
    DISK_LOCATION = 163
    DISK_RPM = 164
    DISK_LINK_TYPE = 165
    VOLUME_LED = 171
    POOLS_QUICK_SEARCH = 210
    VOLUMES_QUICK_SEARCH = 211
    DISKS_QUICK_SEARCH = 212
    ACCESS_GROUPS_QUICK_SEARCH = 213
    FS_QUICK_SEARCH = 214
    NFS_EXPORTS_QUICK_SEARCH = 215
    TARGET_PORTS = 216
    TARGET_PORTS_QUICK_SEARCH = 217
    DISKS = 220
    POOL_MEMBER_INFO = 221
    VOLUME_RAID_CREATE = 222
    DISK_VPD83_GET = 223

    _NUM = 512
    _CAP_NUM_BEGIN = 20

    def __init__(self, _cap: str | None = None) -> None:
        if _cap is None:
            self._cap = bytearray(Capabilities._NUM)
        else:
            self._cap = bytearray(unhexlify(_cap))

    def _to_dict(self) -> dict[str, Any]:
        return {"class": self.__class__.__name__, "cap": hexlify(self._cap).decode("ascii")}

    def supported(self, capability: int) -> bool:
        """Whether this can be done."""
        return self.get(capability) == Capabilities.SUPPORTED

    def get(self, capability: int) -> int:
        """SUPPORTED, UNSUPPORTED, or whatever else the plug-in says."""
        if capability >= len(self._cap):
            return Capabilities.UNSUPPORTED
        return self._cap[capability]

    @staticmethod
    def _lsm_cap_to_str_dict() -> dict[int, str]:
        """All known capabilities, with their names."""
        return {
            number: name
            for name, number in Capabilities.__dict__.items()
            if type(number) is int
            and not name.startswith("_")
            and number >= Capabilities._CAP_NUM_BEGIN
        }

    def get_supported(self, all_cap: bool = False) -> dict[int, str]:
        """What can be done: number and name.

        :param all_cap: all that is known instead, whether it can be done or not.
        """
        known = Capabilities._lsm_cap_to_str_dict()
        if all_cap:
            return known
        return {
            number: name
            for number, name in known.items()
            if self._cap[number] == Capabilities.SUPPORTED
        }

    def set(self, capability: int, value: int = SUPPORTED) -> None:
        """Says whether this can be done. Raises IndexError and ValueError for other numbers."""
        self._cap[capability] = value

    def enable_all(self) -> None:
        """Says that everything can be done, unknown capabilities included."""
        for capability in range(len(self._cap)):
            self._cap[capability] = Capabilities.SUPPORTED


@default_property("id", doc="Identifier.")
@default_property("name", doc="Name for people, may hold place and model.")
@default_property("type", doc="One of ``Battery.TYPE_``.")
@default_property("status", doc="Bit set, see ``Battery.STATUS_``.")
@default_property("system_id", doc="System it belongs to.")
@default_property(
    "plugin_data",
    doc="Private to the plug-in; handed back unchanged. None when unused.",
)
class Battery(IData):
    """A battery or capacitor of the cache."""

    SUPPORTED_SEARCH_KEYS = ["id", "system_id"]

    TYPE_UNKNOWN = 1
    TYPE_OTHER = 2
    TYPE_CHEMICAL = 3
    TYPE_CAPACITOR = 4

    STATUS_UNKNOWN = 1
    STATUS_OTHER = 2
    STATUS_OK = 4
    STATUS_DISCHARGING = 8
    STATUS_CHARGING = 16
    STATUS_LEARNING = 32
    STATUS_DEGRADED = 64
    STATUS_ERROR = 128

    id: str
    name: str
    type: int
    status: int
    system_id: str
    plugin_data: str | None

    def __init__(
        self,
        _id: str,
        _name: str,
        _type: int,
        _status: int,
        _system_id: str,
        _plugin_data: str | None = None,
    ) -> None:
        self._id = _id
        self._name = _name
        self._type = _type
        self._status = _status
        self._system_id = _system_id
        self._plugin_data = _plugin_data


_CLASSES: dict[str, Callable[..., IData]] = {
    "AccessGroup": AccessGroup,
    "Battery": Battery,
    "BlockRange": BlockRange,
    "Capabilities": Capabilities,
    "Disk": Disk,
    "FileSystem": FileSystem,
    "FsSnapshot": FsSnapshot,
    "NfsExport": NfsExport,
    "Pool": Pool,
    "System": System,
    "TargetPort": TargetPort,
    "Volume": Volume,
}


def _described(
    cls: type[IData], by_constructor: bool = False, **rules: str
) -> tuple[type[IData], list[tuple[str, str]], dict[str, Any], bool]:
    """What the decoder has to know of a class, taken from its constructor.

    :param by_constructor: every record goes through the constructor.
    :param rules: what the constructor does with a field beyond storing it.
    """
    code = cls.__init__.__code__
    names = list(code.co_varnames[1 : code.co_argcount])
    defaults = cls.__init__.__defaults__ or ()
    if cls is System:
        # It always stored these two the other way round.
        names[-2:] = ["_read_cache_pct", "_mode"]
    fields = [(name[1:], rules.get(name[1:], "stored")) for name in names]
    by_name = dict(zip(code.co_varnames[code.co_argcount - len(defaults) :], defaults))
    return cls, fields, by_name, by_constructor


def _read_slowly(payload: bytes) -> Any:
    """A message that the decoder does not understand."""
    return DataDecoder().decode(payload.decode("utf-8"))


def _write_slowly(value: Any) -> str:
    """A message that the encoder does not know how to write."""
    return DataEncoder().encode(value)


_lsm.set_records(
    [
        _described(AccessGroup, by_constructor=True),
        _described(Battery),
        _described(BlockRange),
        _described(Capabilities, by_constructor=True, cap="hexadecimal"),
        _described(Disk, vpd83="vpd83"),
        _described(FileSystem),
        _described(FsSnapshot, ts="integer"),
        _described(NfsExport, fs_id="not None", export_path="not None"),
        _described(Pool),
        _described(System, mode="integer", read_cache_pct="integer"),
        _described(TargetPort),
        _described(Volume, vpd83="vpd83"),
    ],
    IData,
    _read_slowly,
    _write_slowly,
)
