# SPDX-License-Identifier: MIT OR Apache-2.0
"""What a plug-in is made from.

A plug-in defines the methods of what its array can do; the others answer NO_SUPPORT. The methods
``disks``, ``volume_raid_info``, ``pool_member_info``, ``volume_raid_create_cap_get``,
``volume_raid_create``, ``volume_ident_led_on``, ``volume_ident_led_off``,
``system_read_cache_pct_update``, ``batteries``, ``volume_cache_info`` and the three that update
cache settings belong to no class here: a plug-in just defines them, as :class:`lsm.Client` has
them. Methods give records, lists, tuples or None, or raise :class:`lsm.LsmError`.
"""

from __future__ import annotations

from abc import ABCMeta, abstractmethod
from typing import TYPE_CHECKING, NoReturn

from lsm._common import ErrorNumber, LsmError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lsm._data import (
        AccessGroup,
        BlockRange,
        Capabilities,
        FileSystem,
        FsSnapshot,
        IData,
        NfsExport,
        Pool,
        System,
        TargetPort,
        Volume,
    )


def _no_support() -> NoReturn:
    raise LsmError(ErrorNumber.NO_SUPPORT, "Not supported")



class IPlugin(metaclass=ABCMeta):
    """What every plug-in has."""

    @abstractmethod
    def plugin_register(
        self, uri: str, password: str | None, timeout: int, flags: int = 0
    ) -> None:
        """Opens the session: the plug-in connects to the array.

        ``timeout`` is its patience with the array in milliseconds.

        :param uri: plug-in, user and array.
        :param password: password of the array, or None.
        :param timeout: patience with the array, in milliseconds.
        :param flags: reserved, 0.
        :raises LsmError: PLUGIN_AUTH_FAILED, NETWORK_CONNREFUSED, NETWORK_HOSTDOWN,
        NETWORK_ERROR, INVALID_ARGUMENT, NO_SUPPORT.
        """

    @abstractmethod
    def time_out_set(self, ms: int, flags: int = 0) -> None:
        """Sets the patience of the plug-in with the array, in milliseconds.

        :param ms: milliseconds.
        :param flags: reserved, 0.
        :raises LsmError: NO_SUPPORT, INVALID_ARGUMENT.
        """

    @abstractmethod
    def time_out_get(self, flags: int = 0) -> int:
        """The patience of the plug-in with the array, in milliseconds.

        :param flags: reserved, 0.
        :return: milliseconds.
        :raises LsmError: NO_SUPPORT.
        """

    @abstractmethod
    def plugin_unregister(self, flags: int = 0) -> None:
        """Ends the session.

        :param flags: reserved, 0.
        """

    @abstractmethod
    def job_status(self, job_id: str, flags: int = 0) -> tuple[int, int, IData | None]:
        """How far a job is, with what it made once it is done.

        :param job_id: the job.
        :param flags: reserved, 0.
        :return: ``JobStatus``, per cent done, and what the job made once it is complete,
        or None.
        :raises LsmError: NOT_FOUND_JOB.
        """

    @abstractmethod
    def job_free(self, job_id: str, flags: int = 0) -> None:
        """Forgets a job.

        :param job_id: the job.
        :param flags: reserved, 0.
        :raises LsmError: NOT_FOUND_JOB.
        """

    @abstractmethod
    def capabilities(self, system: System, flags: int = 0) -> Capabilities:
        """What can be done with ``system``.

        :param system: the system.
        :param flags: reserved, 0.
        :raises LsmError: NOT_FOUND_SYSTEM.
        """

    @abstractmethod
    def plugin_info(self, flags: int = 0) -> Sequence[str]:
        """Description and version of the plug-in.

        Works without registration.

        :param flags: reserved, 0.
        :return: description and version.
        """

    @abstractmethod
    def pools(
        self, search_key: str | None = None, search_value: str | None = None, flags: int = 0
    ) -> Sequence[Pool]:
        """Pools.

        :param search_key: one of SUPPORTED_SEARCH_KEYS of the class; None lists
        everything.
        :param search_value: what the key must hold, letter for letter.
        :param flags: reserved, 0.
        :return: list of Pool, may be empty.
        :raises LsmError: UNSUPPORTED_SEARCH_KEY.
        """

    @abstractmethod
    def systems(self, flags: int = 0) -> Sequence[System]:
        """All systems of the session.

        :param flags: reserved, 0.
        :return: list of System, may be empty.
        """


class IStorageAreaNetwork(IPlugin):
    """What a plug-in for block storage has."""

    def volumes(
        self, search_key: str | None = None, search_value: str | None = None, flags: int = 0
    ) -> Sequence[Volume]:
        """Volumes.

        :param search_key: one of SUPPORTED_SEARCH_KEYS of the class; None lists
        everything.
        :param search_value: what the key must hold, letter for letter.
        :param flags: reserved, 0.
        :return: list of Volume, may be empty.
        :raises LsmError: UNSUPPORTED_SEARCH_KEY, NO_SUPPORT.

        Capability: VOLUMES.
        """
        _no_support()

    def volume_create(
        self, pool: Pool, volume_name: str, size_bytes: int, provisioning: int, flags: int = 0
    ) -> tuple[str | None, Volume | None]:
        """Makes a volume of at least ``size_bytes`` bytes in ``pool``.

        :param pool: the pool.
        :param volume_name: name for people.
        :param size_bytes: bytes.
        :param provisioning: one of ``Volume.PROVISION_``.
        :param flags: bits of ``Client.FLAG_VOLUME_CREATE_``.
        :return: job and None, or None and the Volume: one of the two.
        :raises LsmError: INVALID_ARGUMENT, NAME_CONFLICT, NOT_FOUND_POOL,
        NOT_ENOUGH_SPACE, POOL_NOT_READY, NO_SUPPORT.

        Capability: VOLUME_CREATE; VOLUME_THIN for provisioning 1.
        """
        _no_support()

    def volume_delete(self, volume: Volume, flags: int = 0) -> str | None:
        """Deletes a volume and its data.

        :param volume: the volume.
        :param flags: reserved, 0.
        :return: the job, or None when all is done.
        :raises LsmError: NOT_FOUND_VOLUME, IS_MASKED, HAS_CHILD_DEPENDENCY,
        POOL_NOT_READY, NO_SUPPORT.

        Capability: VOLUME_DELETE.
        """
        _no_support()

    def volume_resize(
        self, volume: Volume, new_size_bytes: int, flags: int = 0
    ) -> tuple[str | None, Volume | None]:
        """Grows or shrinks a volume to at least ``new_size_bytes`` bytes.

        :param volume: the volume.
        :param new_size_bytes: bytes.
        :param flags: reserved, 0.
        :return: job and None, or None and the Volume: one of the two.
        :raises LsmError: INVALID_ARGUMENT, NOT_FOUND_VOLUME, NOT_FOUND_POOL,
        NOT_ENOUGH_SPACE, POOL_NOT_READY, NO_STATE_CHANGE, NO_SUPPORT.

        Capability: VOLUME_RESIZE.
        """
        _no_support()

    def volume_replicate(
        self, pool: Pool | None, rep_type: int, volume_src: Volume, name: str, flags: int = 0
    ) -> tuple[str | None, Volume | None]:
        """Makes a volume that is a replica of another, in ``pool`` or in that of the source.

        :param pool: the pool.
        :param rep_type: one of ``Volume.REPLICATE_``.
        :param volume_src: the source.
        :param name: name for people.
        :param flags: reserved, 0.
        :return: job and None, or None and the Volume: one of the two.
        :raises LsmError: INVALID_ARGUMENT, NAME_CONFLICT, NOT_FOUND_VOLUME,
        NOT_FOUND_POOL, NOT_ENOUGH_SPACE, POOL_NOT_READY, NO_SUPPORT.

        Capability: VOLUME_REPLICATE; and the one for rep_type: VOLUME_REPLICATE_CLONE,
        _COPY, _MIRROR_ASYNC, _MIRROR_SYNC.
        """
        _no_support()

    def volume_replicate_range_block_size(self, system: System, flags: int = 0) -> int:
        """Bytes in one block of a :class:`BlockRange`.

        :param system: the system.
        :param flags: reserved, 0.
        :return: bytes.
        :raises LsmError: NOT_FOUND_SYSTEM, NO_SUPPORT.

        Capability: VOLUME_COPY_RANGE_BLOCK_SIZE.
        """
        _no_support()

    def volume_replicate_range(
        self,
        rep_type: int,
        volume_src: Volume,
        volume_dest: Volume,
        ranges: Sequence[BlockRange],
        flags: int = 0,
    ) -> str | None:
        """Copies ranges of blocks from one volume to another or within one.

        :param rep_type: one of ``Volume.REPLICATE_``.
        :param volume_src: the source.
        :param volume_dest: the destination.
        :param ranges: blocks, in units of :meth:`volume_replicate_range_block_size`.
        :param flags: reserved, 0.
        :return: the job, or None when all is done.
        :raises LsmError: INVALID_ARGUMENT, NOT_FOUND_VOLUME, NOT_FOUND_POOL,
        POOL_NOT_READY, NO_SUPPORT.

        Capability: VOLUME_COPY_RANGE; VOLUME_COPY_RANGE_CLONE or VOLUME_COPY_RANGE_COPY.
        """
        _no_support()

    def volume_enable(self, volume: Volume, flags: int = 0) -> None:
        """Brings a volume online.

        :param volume: the volume.
        :param flags: reserved, 0.
        :raises LsmError: NOT_FOUND_VOLUME, NO_STATE_CHANGE, POOL_NOT_READY, NO_SUPPORT.

        Capability: VOLUME_ENABLE.
        """
        _no_support()

    def volume_disable(self, volume: Volume, flags: int = 0) -> None:
        """Takes a volume offline.

        :param volume: the volume.
        :param flags: reserved, 0.
        :raises LsmError: NOT_FOUND_VOLUME, NO_STATE_CHANGE, POOL_NOT_READY, NO_SUPPORT.

        Capability: VOLUME_DISABLE.
        """
        _no_support()

    def iscsi_chap_auth(
        self,
        init_id: str,
        in_user: str | None,
        in_password: str | None,
        out_user: str | None,
        out_password: str | None,
        flags: int,
    ) -> None:
        """Sets the CHAP credentials of an initiator (RFC 3720, 11.1): ``in_`` is what the array
        asks of the initiator, ``out_`` the reverse. All null turns CHAP off.

        :param init_id: WWPN or iSCSI name.
        :param in_user: what the array asks of the initiator.
        :param in_password: what the array asks of the initiator.
        :param out_user: what the initiator asks of the array.
        :param out_password: what the initiator asks of the array.
        :param flags: reserved, 0.
        :raises LsmError: INVALID_ARGUMENT, NO_SUPPORT.

        Capability: VOLUME_ISCSI_CHAP_AUTHENTICATION.
        """
        _no_support()

    def volume_mask(self, access_group: AccessGroup, volume: Volume, flags: int = 0) -> None:
        """Grants an access group a volume.

        :param access_group: the access group.
        :param volume: the volume.
        :param flags: reserved, 0.
        :raises LsmError: NOT_FOUND_ACCESS_GROUP, NOT_FOUND_VOLUME, NO_STATE_CHANGE,
        EMPTY_ACCESS_GROUP, NO_SUPPORT.

        Capability: VOLUME_MASK.
        """
        _no_support()

    def volume_unmask(self, access_group: AccessGroup, volume: Volume, flags: int = 0) -> None:
        """Withdraws a grant.

        :param access_group: the access group.
        :param volume: the volume.
        :param flags: reserved, 0.
        :raises LsmError: NOT_FOUND_ACCESS_GROUP, NOT_FOUND_VOLUME, NO_STATE_CHANGE,
        NO_SUPPORT.

        Capability: VOLUME_UNMASK.
        """
        _no_support()

    def access_groups(
        self, search_key: str | None = None, search_value: str | None = None, flags: int = 0
    ) -> Sequence[AccessGroup]:
        """Access groups.

        :param search_key: one of SUPPORTED_SEARCH_KEYS of the class; None lists
        everything.
        :param search_value: what the key must hold, letter for letter.
        :param flags: reserved, 0.
        :return: list of AccessGroup, may be empty.
        :raises LsmError: UNSUPPORTED_SEARCH_KEY, NO_SUPPORT.

        Capability: ACCESS_GROUPS.
        """
        _no_support()

    def access_group_create(
        self, name: str, init_id: str, init_type: int, system: System, flags: int = 0
    ) -> AccessGroup:
        """Makes an access group with one member.

        :param name: name for people.
        :param init_id: WWPN or iSCSI name.
        :param init_type: ``AccessGroup.INIT_TYPE_WWPN`` or ``INIT_TYPE_ISCSI_IQN``.
        :param system: the system.
        :param flags: reserved, 0.
        :return: the access group.
        :raises LsmError: INVALID_ARGUMENT, NAME_CONFLICT, EXISTS_INITIATOR,
        NOT_FOUND_SYSTEM, NO_SUPPORT.

        Capability: ACCESS_GROUP_CREATE_WWPN or ACCESS_GROUP_CREATE_ISCSI_IQN.
        """
        _no_support()

    def access_group_delete(self, access_group: AccessGroup, flags: int = 0) -> None:
        """Deletes an access group.

        :param access_group: the access group.
        :param flags: reserved, 0.
        :raises LsmError: NOT_FOUND_ACCESS_GROUP, IS_MASKED, NO_SUPPORT.

        Capability: ACCESS_GROUP_DELETE.
        """
        _no_support()

    def access_group_initiator_add(
        self, access_group: AccessGroup, init_id: str, init_type: int, flags: int = 0
    ) -> AccessGroup:
        """Adds an initiator to a group; gives the group as it is then.

        :param access_group: the access group.
        :param init_id: WWPN or iSCSI name.
        :param init_type: ``AccessGroup.INIT_TYPE_WWPN`` or ``INIT_TYPE_ISCSI_IQN``.
        :param flags: reserved, 0.
        :return: the access group.
        :raises LsmError: INVALID_ARGUMENT, NOT_FOUND_ACCESS_GROUP, EXISTS_INITIATOR,
        NO_STATE_CHANGE, NO_SUPPORT.

        Capability: ACCESS_GROUP_INITIATOR_ADD_WWPN or
        ACCESS_GROUP_INITIATOR_ADD_ISCSI_IQN.
        """
        _no_support()

    def access_group_initiator_delete(
        self, access_group: AccessGroup, init_id: str, init_type: int, flags: int = 0
    ) -> AccessGroup:
        """Removes an initiator from a group; gives the group as it is then.

        :param access_group: the access group.
        :param init_id: WWPN or iSCSI name.
        :param init_type: ``AccessGroup.INIT_TYPE_WWPN`` or ``INIT_TYPE_ISCSI_IQN``.
        :param flags: reserved, 0.
        :return: the access group.
        :raises LsmError: INVALID_ARGUMENT, NOT_FOUND_ACCESS_GROUP, NO_STATE_CHANGE,
        LAST_INIT_IN_ACCESS_GROUP, NO_SUPPORT.

        Capability: ACCESS_GROUP_INITIATOR_DELETE.
        """
        _no_support()

    def volumes_accessible_by_access_group(
        self, access_group: AccessGroup, flags: int = 0
    ) -> Sequence[Volume]:
        """The volumes that a group is granted.

        :param access_group: the access group.
        :param flags: reserved, 0.
        :return: list of Volume, may be empty.
        :raises LsmError: NOT_FOUND_ACCESS_GROUP, NO_SUPPORT.

        Capability: VOLUMES_ACCESSIBLE_BY_ACCESS_GROUP.
        """
        _no_support()

    def access_groups_granted_to_volume(
        self, volume: Volume, flags: int = 0
    ) -> Sequence[AccessGroup]:
        """The groups that are granted a volume.

        :param volume: the volume.
        :param flags: reserved, 0.
        :return: list of AccessGroup, may be empty.
        :raises LsmError: NOT_FOUND_VOLUME, NO_SUPPORT.

        Capability: ACCESS_GROUPS_GRANTED_TO_VOLUME.
        """
        _no_support()

    def volume_child_dependency(self, volume: Volume, flags: int = 0) -> bool:
        """Whether another volume depends on this one.

        :param volume: the volume.
        :param flags: reserved, 0.
        :raises LsmError: NOT_FOUND_VOLUME, NO_SUPPORT.

        Capability: VOLUME_CHILD_DEPENDENCY.
        """
        _no_support()

    def volume_child_dependency_rm(self, volume: Volume, flags: int = 0) -> str | None:
        """Makes all dependants of a volume independent, copying blocks where needed.

        :param volume: the volume.
        :param flags: reserved, 0.
        :return: the job, or None when all is done.
        :raises LsmError: NOT_FOUND_VOLUME, NO_STATE_CHANGE, NO_SUPPORT.

        Capability: VOLUME_CHILD_DEPENDENCY_RM.
        """
        _no_support()

    def target_ports(
        self, search_key: str | None = None, search_value: str | None = None, flags: int = 0
    ) -> Sequence[TargetPort]:
        """Ports by which hosts reach the array.

        :param search_key: one of SUPPORTED_SEARCH_KEYS of the class; None lists
        everything.
        :param search_value: what the key must hold, letter for letter.
        :param flags: reserved, 0.
        :return: list of TargetPort, may be empty.
        :raises LsmError: UNSUPPORTED_SEARCH_KEY, NO_SUPPORT.

        Capability: TARGET_PORTS.
        """
        _no_support()


class INetworkAttachedStorage(IPlugin):
    """What a plug-in for file systems has."""

    def fs(
        self, search_key: str | None = None, search_value: str | None = None, flags: int = 0
    ) -> Sequence[FileSystem] | None:
        """File systems.

        :param search_key: one of SUPPORTED_SEARCH_KEYS of the class; None lists
        everything.
        :param search_value: what the key must hold, letter for letter.
        :param flags: reserved, 0.
        :return: list of FileSystem, may be empty.
        :raises LsmError: UNSUPPORTED_SEARCH_KEY, NO_SUPPORT.

        Capability: FS.
        """
        return None

    def fs_delete(self, fs: FileSystem, flags: int = 0) -> str | None:
        """Deletes a file system with its data, snapshots and exports.

        :param fs: the file system.
        :param flags: reserved, 0.
        :return: the job, or None when all is done.
        :raises LsmError: NOT_FOUND_FS, HAS_CHILD_DEPENDENCY, POOL_NOT_READY, NO_SUPPORT.

        Capability: FS_DELETE.
        """
        _no_support()

    def fs_resize(
        self, fs: FileSystem, new_size_bytes: int, flags: int = 0
    ) -> tuple[str | None, FileSystem | None]:
        """Grows or shrinks a file system to at least ``new_size_bytes`` bytes.

        :param fs: the file system.
        :param new_size_bytes: bytes.
        :param flags: reserved, 0.
        :return: job and None, or None and the FileSystem: one of the two.
        :raises LsmError: INVALID_ARGUMENT, NOT_FOUND_FS, NOT_ENOUGH_SPACE,
        POOL_NOT_READY, NO_STATE_CHANGE, NO_SUPPORT.

        Capability: FS_RESIZE.
        """
        _no_support()

    def fs_create(
        self, pool: Pool, name: str, size_bytes: int, flags: int = 0
    ) -> tuple[str | None, FileSystem | None]:
        """Makes a file system of at least ``size_bytes`` bytes in ``pool``.

        :param pool: the pool.
        :param name: name for people.
        :param size_bytes: bytes.
        :param flags: reserved, 0.
        :return: job and None, or None and the FileSystem: one of the two.
        :raises LsmError: INVALID_ARGUMENT, NAME_CONFLICT, NOT_FOUND_POOL,
        NOT_ENOUGH_SPACE, POOL_NOT_READY, NO_SUPPORT.

        Capability: FS_CREATE.
        """
        _no_support()

    def fs_clone(
        self,
        src_fs: FileSystem,
        dest_fs_name: str,
        snapshot: FsSnapshot | None = None,
        flags: int = 0,
    ) -> tuple[str | None, FileSystem | None]:
        """Makes a writable clone of a file system, or of its state at ``snapshot``.

        :param src_fs: the source.
        :param dest_fs_name: name for people.
        :param snapshot: the snapshot.
        :param flags: reserved, 0.
        :return: job and None, or None and the FileSystem: one of the two.
        :raises LsmError: INVALID_ARGUMENT, NAME_CONFLICT, NOT_FOUND_FS, NOT_FOUND_FS_SS,
        NOT_ENOUGH_SPACE, POOL_NOT_READY, NO_SUPPORT.

        Capability: FS_CLONE.
        """
        _no_support()

    def fs_file_clone(
        self,
        fs: FileSystem,
        src_file_name: str,
        dest_file_name: str,
        snapshot: FsSnapshot | None = None,
        flags: int = 0,
    ) -> str | None:
        """Clones a file within a file system, or from its state at ``snapshot``.

        :param fs: the file system.
        :param src_file_name: path of the source within the file system.
        :param dest_file_name: path of the copy within the file system.
        :param snapshot: the snapshot.
        :param flags: reserved, 0.
        :return: the job, or None when all is done.
        :raises LsmError: INVALID_ARGUMENT, NOT_FOUND_FS, NOT_FOUND_FS_SS,
        NOT_ENOUGH_SPACE, NO_SUPPORT.

        Capability: FILE_CLONE.
        """
        _no_support()

    def fs_snapshots(self, fs: FileSystem, flags: int = 0) -> Sequence[FsSnapshot]:
        """Snapshots of a file system.

        :param fs: the file system.
        :param flags: reserved, 0.
        :return: list of FsSnapshot, may be empty.
        :raises LsmError: NOT_FOUND_FS, NO_SUPPORT.

        Capability: FS_SNAPSHOTS.
        """
        _no_support()

    def fs_snapshot_create(
        self, fs: FileSystem, snapshot_name: str, flags: int = 0
    ) -> tuple[str | None, FsSnapshot | None]:
        """Takes a snapshot.

        The array may give it another name.

        :param fs: the file system.
        :param snapshot_name: name for people.
        :param flags: reserved, 0.
        :return: job and None, or None and the FsSnapshot: one of the two.
        :raises LsmError: INVALID_ARGUMENT, NAME_CONFLICT, NOT_FOUND_FS, NOT_ENOUGH_SPACE,
        POOL_NOT_READY, NO_SUPPORT.

        Capability: FS_SNAPSHOT_CREATE.
        """
        _no_support()

    def fs_snapshot_delete(
        self, fs: FileSystem, snapshot: FsSnapshot, flags: int = 0
    ) -> str | None:
        """Deletes a snapshot.

        :param fs: the file system.
        :param snapshot: the snapshot.
        :param flags: reserved, 0.
        :return: the job, or None when all is done.
        :raises LsmError: NOT_FOUND_FS, NOT_FOUND_FS_SS, NO_SUPPORT.

        Capability: FS_SNAPSHOT_DELETE.
        """
        _no_support()

    def fs_snapshot_restore(
        self,
        fs: FileSystem,
        snapshot: FsSnapshot,
        files: Sequence[str] | None,
        restore_files: Sequence[str] | None,
        all_files: bool = False,
        flags: int = 0,
    ) -> str | None:
        """Puts a file system (``all_files``), or ``files``, back to a snapshot; ``restore_files``
        says under which names.

        :param fs: the file system.
        :param snapshot: the snapshot.
        :param files: paths within the file system; None for all.
        :param restore_files: where to put each of files; None for their own places.
        :param all_files: restore everything.
        :param flags: reserved, 0.
        :return: the job, or None when all is done.
        :raises LsmError: INVALID_ARGUMENT, NOT_FOUND_FS, NOT_FOUND_FS_SS, NO_SUPPORT.

        Capability: FS_SNAPSHOT_RESTORE; FS_SNAPSHOT_RESTORE_SPECIFIC_FILES when files are
        named.
        """
        _no_support()

    def fs_child_dependency(
        self, fs: FileSystem, files: Sequence[str] | None, flags: int = 0
    ) -> bool:
        """Whether clones or snapshots depend on a file system, or on ``files`` in it.

        :param fs: the file system.
        :param files: paths within the file system; None for all.
        :param flags: reserved, 0.
        :raises LsmError: NOT_FOUND_FS, NO_SUPPORT.

        Capability: FS_CHILD_DEPENDENCY.
        """
        _no_support()

    def fs_child_dependency_rm(
        self, fs: FileSystem, files: Sequence[str] | None, flags: int = 0
    ) -> str | None:
        """Removes all dependencies on a file system, or on ``files`` in it.

        :param fs: the file system.
        :param files: paths within the file system; None for all.
        :param flags: reserved, 0.
        :return: the job, or None when all is done.
        :raises LsmError: NOT_FOUND_FS, NO_STATE_CHANGE, NO_SUPPORT.

        Capability: FS_CHILD_DEPENDENCY_RM; FS_CHILD_DEPENDENCY_RM_SPECIFIC_FILES when
        files are named.
        """
        _no_support()


class INfs(INetworkAttachedStorage):
    """What a plug-in for file systems that are exported by NFS has."""

    def export_auth(self, flags: int = 0) -> Sequence[str]:
        """Authentication types that exports can have.

        :param flags: reserved, 0.
        :return: authentication types.
        :raises LsmError: NO_SUPPORT.

        Capability: EXPORT_AUTH.
        """
        _no_support()

    def exports(
        self, search_key: str | None = None, search_value: str | None = None, flags: int = 0
    ) -> Sequence[NfsExport]:
        """NFS exports.

        :param search_key: one of SUPPORTED_SEARCH_KEYS of the class; None lists
        everything.
        :param search_value: what the key must hold, letter for letter.
        :param flags: reserved, 0.
        :return: list of NfsExport, may be empty.
        :raises LsmError: UNSUPPORTED_SEARCH_KEY, NO_SUPPORT.

        Capability: EXPORTS.
        """
        _no_support()

    def export_fs(
        self,
        fs_id: str,
        export_path: str | None,
        root_list: Sequence[str],
        rw_list: Sequence[str],
        ro_list: Sequence[str],
        anon_uid: int,
        anon_gid: int,
        auth_type: str | None,
        options: str | None,
        flags: int = 0,
    ) -> NfsExport:
        """Exports a file system over NFS.

        Without ``export_path`` the array chooses one.

        :param fs_id: identifier of the file system.
        :param export_path: path that clients mount; None lets the array choose.
        :param root_list: hosts not squashed.
        :param rw_list: hosts with read and write access.
        :param ro_list: hosts with read access.
        :param anon_uid: user id for anonymous access; -1 not set.
        :param anon_gid: group id for anonymous access; -1 not set.
        :param auth_type: one of :meth:`export_auth`, or None.
        :param options: further options of the array, or None.
        :param flags: reserved, 0.
        :return: the export.
        :raises LsmError: INVALID_ARGUMENT, NAME_CONFLICT, NOT_FOUND_FS, NO_SUPPORT.

        Capability: EXPORT_FS; EXPORT_CUSTOM_PATH when export_path is given.
        """
        _no_support()

    def export_remove(self, export: NfsExport, flags: int = 0) -> None:
        """Takes an export away.

        :param export: the export.
        :param flags: reserved, 0.
        :raises LsmError: NOT_FOUND_NFS_EXPORT, NO_SUPPORT.

        Capability: EXPORT_REMOVE.
        """
        _no_support()
