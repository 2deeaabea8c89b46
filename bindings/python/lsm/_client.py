# SPDX-License-Identifier: MIT OR Apache-2.0
"""The client: one session with one array."""

from __future__ import annotations

import os
import socket
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from lsm import _lsm
from lsm._common import UDS_PATH, ErrorNumber, JobStatus, LsmError, return_requires, uri_parse
from lsm._data import (
    AccessGroup,
    Battery,
    BlockRange,
    Capabilities,
    Disk,
    FileSystem,
    FsSnapshot,
    IData,
    NfsExport,
    Pool,
    System,
    TargetPort,
    Volume,
)
from lsm._iplugin import INetworkAttachedStorage
from lsm._transport import TransPort

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from types import TracebackType


def _check_search_key(search_key: str | None, supported_keys: Sequence[str]) -> None:
    if search_key and search_key not in supported_keys:
        raise LsmError(
            ErrorNumber.UNSUPPORTED_SEARCH_KEY,
            "unsupported search_key %r: give one of %s" % (search_key, ", ".join(supported_keys)),
        )


def _check_number(name: str, value: int, allowed: Sequence[int]) -> None:
    if value not in allowed:
        raise LsmError(
            ErrorNumber.INVALID_ARGUMENT,
            "%s must be one of %s" % (name, ", ".join(map(str, allowed))),
        )


def _check_disks(raid_type: int, count: int) -> None:
    """Whether a RAID group of this type can have so many disks."""
    least = {
        Volume.RAID_TYPE_RAID1: 2,
        Volume.RAID_TYPE_RAID5: 3,
        Volume.RAID_TYPE_RAID6: 4,
        Volume.RAID_TYPE_RAID10: 4,
        Volume.RAID_TYPE_RAID50: 6,
        Volume.RAID_TYPE_RAID60: 8,
    }.get(raid_type, 1)
    if count < least:
        wanted = "at least %d" % least
    elif raid_type == Volume.RAID_TYPE_RAID1 and count > 2:
        wanted = "exactly 2"
    elif raid_type == Volume.RAID_TYPE_RAID10 and count % 2:
        wanted = "an even number of"
    else:
        return
    raise LsmError(ErrorNumber.INVALID_ARGUMENT, "this RAID type takes %s disks" % wanted)


def _initiator(init_id: str, init_type: int | None) -> tuple[int, str]:
    """Kind and normal form of an initiator."""
    _, kind, normal = AccessGroup.initiator_id_verify(init_id, init_type, raise_exception=True)
    assert kind is not None and normal is not None
    return kind, normal


def _sockets(folder: str) -> Iterator[str]:
    for root, _, names in os.walk(folder):
        for name in names:
            yield os.path.join(root, name)


class Client(INetworkAttachedStorage):
    """A session with an array.

    It goes through the daemon. When no daemon runs, and ``LSM_UDS_PATH`` is not set, the plug-in is
    started directly. One request at a time; give each thread a client of its own. A session can be
    used in a ``with`` statement, which closes it.

    Besides what a method lists, each can raise LsmError with NO_SUPPORT, PLUGIN_BUG, TIMEOUT,
    TRANSPORT_COMMUNICATION, PLUGIN_AUTH_FAILED, and the NETWORK_ numbers; and TypeError when the
    plug-in gives something of another type than the method promises.

    :param uri: plug-in, user and array, for example ``sim://`` or ``ontap+ssl://root@filer``.
    :param plain_text_password: password of the array, or None.
    :param timeout_ms: patience of the plug-in with the array, in milliseconds.
    :param flags: reserved, 0.
    :raises LsmError: INVALID_ARGUMENT, DAEMON_NOT_RUNNING, PLUGIN_NOT_EXIST,
        PLUGIN_SOCKET_PERMISSION, PLUGIN_IPC_FAIL, and what the plug-in answers.
    """

    FLAG_RSVD = 0

    FLAG_VOLUME_CREATE_USE_SYSTEM_CACHE = 1
    FLAG_VOLUME_CREATE_USE_IO_PASSTHROUGH = 2
    FLAG_VOLUME_CREATE_DISABLE_SYSTEM_CACHE = 4
    FLAG_VOLUME_CREATE_DISABLE_IO_PASSTHROUGH = 8

    def __init__(
        self,
        uri: str,
        plain_text_password: str | None = None,
        timeout_ms: int = 30000,
        flags: int = 0,
    ) -> None:
        self._uri = uri
        self._password = plain_text_password
        self._timeout = timeout_ms
        self._uds_path = Client._plugin_uds_path()
        self._tp: TransPort | None = None
        transport, path = _reached(uri)
        if path is not None:
            self.plugin_path = path
        try:
            transport.rpc(
                "plugin_register",
                {
                    "uri": uri,
                    "password": plain_text_password,
                    "timeout": timeout_ms,
                    "flags": flags,
                },
            )
        except BaseException:
            transport.close()
            raise
        self._tp = transport

    @staticmethod
    def _plugin_uds_path() -> str:
        """Folder of the sockets of the daemon."""
        return os.environ.get("LSM_UDS_PATH", UDS_PATH)

    @staticmethod
    def _check_daemon_exists() -> bool:
        """Whether anybody listens on a socket of the daemon."""
        for path in _sockets(Client._plugin_uds_path()):
            try:
                TransPort.get_socket(path).close()
                return True
            except OSError:
                pass
        return False

    def _call(self, method: str, parameters: dict[str, Any]) -> Any:
        return self._transport().rpc(method, parameters)

    def _transport(self) -> TransPort:
        if self._tp is None:
            raise LsmError(ErrorNumber.TRANSPORT_COMMUNICATION, "the session is closed")
        return self._tp

    def plugin_register(
        self, uri: str, plain_text_password: str | None, timeout_ms: int, flags: int = 0
    ) -> None:
        """Not for users: the constructor registers. Raises RuntimeError."""
        raise RuntimeError("Do not call directly!")

    @return_requires(None)
    def plugin_unregister(self, flags: int = 0) -> None:
        """Ends the session, as :meth:`close`.

        :param flags: reserved, 0.
        """
        self.close(flags)

    @return_requires(None)
    def close(self, flags: int = 0) -> None:
        """Ends the session. It cannot be used any more.

        In a process that was forked off, the session of its parent goes on.

        :param flags: reserved, 0.
        """
        transport = self._transport()
        self._tp = None
        try:
            if transport._owner == os.getpid():
                transport.rpc("plugin_unregister", {"flags": flags})
        finally:
            transport.close()

    @staticmethod
    @return_requires([str])
    def available_plugins(field_sep: str = ":", flags: int = 0) -> list[str]:
        """Asks all plug-ins what they are.

        :param field_sep: what stands between description and version.
        :param flags: reserved, 0.
        :return: description and version of each.
        :raises LsmError: DAEMON_NOT_RUNNING; what a plug-in answers.
        """
        found = []
        answered = False
        for path in _sockets(Client._plugin_uds_path()):
            try:
                transport = TransPort(TransPort.get_socket(path))
            except OSError:
                continue
            answered = True
            try:
                description, version = transport.rpc("plugin_info", {"flags": flags})
                found.append(description + field_sep + version)
            finally:
                transport.close()
        if answered:
            return found
        if "LSM_UDS_PATH" in os.environ:
            raise _no_daemon(Client._plugin_uds_path())
        for name, told, failure in _lsm.find_plugins():
            if told is None:
                code, message = failure or (ErrorNumber.PLUGIN_BUG, "no answer")
                raise LsmError(code, "%s: %s" % (name, message))
            found.append(told[0] + field_sep + told[1])
        return found

    @return_requires(None)
    def time_out_set(self, ms: int, flags: int = 0) -> None:
        """Sets the patience of the plug-in with the array, in milliseconds.

        :param ms: milliseconds.
        :param flags: reserved, 0.
        :raises LsmError: NO_SUPPORT, INVALID_ARGUMENT.
        """
        self._call("time_out_set", {"ms": ms, "flags": flags})

    @return_requires(int)
    def time_out_get(self, flags: int = 0) -> int:
        """The patience of the plug-in with the array, in milliseconds.

        :param flags: reserved, 0.
        :return: milliseconds.
        :raises LsmError: NO_SUPPORT.
        """
        result: int = self._call("time_out_get", {"flags": flags})
        return result

    @return_requires(int, int, IData)
    def job_status(self, job_id: str, flags: int = 0) -> tuple[int, int, IData | None]:
        """How far a job is, with what it made once it is done.

        :param job_id: the job.
        :param flags: reserved, 0.
        :return: ``JobStatus``, per cent done, and what the job made once it is complete,
        or None.
        :raises LsmError: NOT_FOUND_JOB.
        """
        result: tuple[int, int, IData | None] = self._call(
            "job_status", {"job_id": job_id, "flags": flags}
        )
        return result

    @return_requires(None)
    def job_free(self, job_id: str, flags: int = 0) -> None:
        """Forgets a job.

        :param job_id: the job.
        :param flags: reserved, 0.
        :raises LsmError: NOT_FOUND_JOB.
        """
        self._call("job_free", {"job_id": job_id, "flags": flags})

    @return_requires(Capabilities)
    def capabilities(self, system: System, flags: int = 0) -> Capabilities:
        """What can be done with ``system``.

        :param system: the system.
        :param flags: reserved, 0.
        :raises LsmError: NOT_FOUND_SYSTEM.
        """
        result: Capabilities = self._call("capabilities", {"system": system, "flags": flags})
        return result

    @return_requires(str, str)
    def plugin_info(self, flags: int = 0) -> list[str]:
        """Description and version of the plug-in.

        Works without registration.

        :param flags: reserved, 0.
        :return: description and version.
        """
        result: list[str] = self._call("plugin_info", {"flags": flags})
        return result

    @return_requires([Pool])
    def pools(
        self, search_key: str | None = None, search_value: str | None = None, flags: int = 0
    ) -> list[Pool]:
        """Pools.

        :param search_key: one of SUPPORTED_SEARCH_KEYS of the class; None lists
        everything.
        :param search_value: what the key must hold, letter for letter.
        :param flags: reserved, 0.
        :return: list of Pool, may be empty.
        :raises LsmError: UNSUPPORTED_SEARCH_KEY.
        """
        _check_search_key(search_key, Pool.SUPPORTED_SEARCH_KEYS)
        result: list[Pool] = self._call(
            "pools", {"search_key": search_key, "search_value": search_value, "flags": flags}
        )
        return result

    @return_requires([System])
    def systems(self, flags: int = 0) -> list[System]:
        """All systems of the session.

        :param flags: reserved, 0.
        :return: list of System, may be empty.
        """
        result: list[System] = self._call("systems", {"flags": flags})
        return result

    @return_requires(None)
    def system_read_cache_pct_update(self, system: System, read_pct: int, flags: int = 0) -> None:
        """Sets the share of the cache used for reads, 0 to 100 per cent.

        :param system: the system.
        :param read_pct: per cent, 0 to 100.
        :param flags: reserved, 0.
        :raises LsmError: INVALID_ARGUMENT, NOT_FOUND_SYSTEM, NO_SUPPORT.

        Capability: SYS_READ_CACHE_PCT_UPDATE.
        """
        if not isinstance(read_pct, int) or not 0 <= read_pct <= 100:
            raise LsmError(ErrorNumber.INVALID_ARGUMENT, "read_pct must be 0 to 100")
        self._call(
            "system_read_cache_pct_update",
            {
                "system": system,
                "read_pct": read_pct,
                "flags": flags,
            },
        )

    @return_requires(None)
    def iscsi_chap_auth(
        self,
        init_id: str,
        in_user: str | None,
        in_password: str | None,
        out_user: str | None,
        out_password: str | None,
        flags: int = 0,
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
        _initiator(init_id, AccessGroup.INIT_TYPE_ISCSI_IQN)
        self._call(
            "iscsi_chap_auth",
            {
                "init_id": init_id,
                "in_user": in_user,
                "in_password": in_password,
                "out_user": out_user,
                "out_password": out_password,
                "flags": flags,
            },
        )

    @return_requires([Volume])
    def volumes(
        self, search_key: str | None = None, search_value: str | None = None, flags: int = 0
    ) -> list[Volume]:
        """Volumes.

        :param search_key: one of SUPPORTED_SEARCH_KEYS of the class; None lists
        everything.
        :param search_value: what the key must hold, letter for letter.
        :param flags: reserved, 0.
        :return: list of Volume, may be empty.
        :raises LsmError: UNSUPPORTED_SEARCH_KEY, NO_SUPPORT.

        Capability: VOLUMES.
        """
        _check_search_key(search_key, Volume.SUPPORTED_SEARCH_KEYS)
        result: list[Volume] = self._call(
            "volumes", {"search_key": search_key, "search_value": search_value, "flags": flags}
        )
        return result

    @return_requires(str, Volume)
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
        result: tuple[str | None, Volume | None] = self._call(
            "volume_create",
            {
                "pool": pool,
                "volume_name": volume_name,
                "size_bytes": size_bytes,
                "provisioning": provisioning,
                "flags": flags,
            },
        )
        return result

    @return_requires(str, Volume)
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
        result: tuple[str | None, Volume | None] = self._call(
            "volume_resize", {"volume": volume, "new_size_bytes": new_size_bytes, "flags": flags}
        )
        return result

    @return_requires(str, Volume)
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
        result: tuple[str | None, Volume | None] = self._call(
            "volume_replicate",
            {
                "pool": pool,
                "rep_type": rep_type,
                "volume_src": volume_src,
                "name": name,
                "flags": flags,
            },
        )
        return result

    @return_requires(int)
    def volume_replicate_range_block_size(self, system: System, flags: int = 0) -> int:
        """Bytes in one block of a :class:`BlockRange`.

        :param system: the system.
        :param flags: reserved, 0.
        :return: bytes.
        :raises LsmError: NOT_FOUND_SYSTEM, NO_SUPPORT.

        Capability: VOLUME_COPY_RANGE_BLOCK_SIZE.
        """
        result: int = self._call(
            "volume_replicate_range_block_size", {"system": system, "flags": flags}
        )
        return result

    @return_requires(str)
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
        result: str | None = self._call(
            "volume_replicate_range",
            {
                "rep_type": rep_type,
                "volume_src": volume_src,
                "volume_dest": volume_dest,
                "ranges": ranges,
                "flags": flags,
            },
        )
        return result

    @return_requires(str)
    def volume_delete(self, volume: Volume, flags: int = 0) -> str | None:
        """Deletes a volume and its data.

        :param volume: the volume.
        :param flags: reserved, 0.
        :return: the job, or None when all is done.
        :raises LsmError: NOT_FOUND_VOLUME, IS_MASKED, HAS_CHILD_DEPENDENCY,
        POOL_NOT_READY, NO_SUPPORT.

        Capability: VOLUME_DELETE.
        """
        result: str | None = self._call("volume_delete", {"volume": volume, "flags": flags})
        return result

    @return_requires(None)
    def volume_enable(self, volume: Volume, flags: int = 0) -> None:
        """Brings a volume online.

        :param volume: the volume.
        :param flags: reserved, 0.
        :raises LsmError: NOT_FOUND_VOLUME, NO_STATE_CHANGE, POOL_NOT_READY, NO_SUPPORT.

        Capability: VOLUME_ENABLE.
        """
        self._call("volume_enable", {"volume": volume, "flags": flags})

    @return_requires(None)
    def volume_disable(self, volume: Volume, flags: int = 0) -> None:
        """Takes a volume offline.

        :param volume: the volume.
        :param flags: reserved, 0.
        :raises LsmError: NOT_FOUND_VOLUME, NO_STATE_CHANGE, POOL_NOT_READY, NO_SUPPORT.

        Capability: VOLUME_DISABLE.
        """
        self._call("volume_disable", {"volume": volume, "flags": flags})

    @return_requires([Disk])
    def disks(
        self, search_key: str | None = None, search_value: str | None = None, flags: int = 0
    ) -> list[Disk]:
        """Disks of the array.

        :param search_key: one of SUPPORTED_SEARCH_KEYS of the class; None lists
        everything.
        :param search_value: what the key must hold, letter for letter.
        :param flags: reserved, 0.
        :return: list of Disk, may be empty.
        :raises LsmError: UNSUPPORTED_SEARCH_KEY, NO_SUPPORT.

        Capability: DISKS.
        """
        _check_search_key(search_key, Disk.SUPPORTED_SEARCH_KEYS)
        result: list[Disk] = self._call(
            "disks", {"search_key": search_key, "search_value": search_value, "flags": flags}
        )
        return result

    @return_requires(None)
    def volume_mask(self, access_group: AccessGroup, volume: Volume, flags: int = 0) -> None:
        """Grants an access group a volume.

        :param access_group: the access group.
        :param volume: the volume.
        :param flags: reserved, 0.
        :raises LsmError: NOT_FOUND_ACCESS_GROUP, NOT_FOUND_VOLUME, NO_STATE_CHANGE,
        EMPTY_ACCESS_GROUP, NO_SUPPORT.

        Capability: VOLUME_MASK.
        """
        self._call("volume_mask", {"access_group": access_group, "volume": volume, "flags": flags})

    @return_requires(None)
    def volume_unmask(self, access_group: AccessGroup, volume: Volume, flags: int = 0) -> None:
        """Withdraws a grant.

        :param access_group: the access group.
        :param volume: the volume.
        :param flags: reserved, 0.
        :raises LsmError: NOT_FOUND_ACCESS_GROUP, NOT_FOUND_VOLUME, NO_STATE_CHANGE,
        NO_SUPPORT.

        Capability: VOLUME_UNMASK.
        """
        self._call(
            "volume_unmask", {"access_group": access_group, "volume": volume, "flags": flags}
        )

    @return_requires([AccessGroup])
    def access_groups(
        self, search_key: str | None = None, search_value: str | None = None, flags: int = 0
    ) -> list[AccessGroup]:
        """Access groups.

        :param search_key: one of SUPPORTED_SEARCH_KEYS of the class; None lists
        everything.
        :param search_value: what the key must hold, letter for letter.
        :param flags: reserved, 0.
        :return: list of AccessGroup, may be empty.
        :raises LsmError: UNSUPPORTED_SEARCH_KEY, NO_SUPPORT.

        Capability: ACCESS_GROUPS.
        """
        _check_search_key(search_key, AccessGroup.SUPPORTED_SEARCH_KEYS)
        result: list[AccessGroup] = self._call(
            "access_groups",
            {
                "search_key": search_key,
                "search_value": search_value,
                "flags": flags,
            },
        )
        return result

    @return_requires(AccessGroup)
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
        init_type, init_id = _initiator(init_id, init_type)
        result: AccessGroup = self._call(
            "access_group_create",
            {
                "name": name,
                "init_id": init_id,
                "init_type": init_type,
                "system": system,
                "flags": flags,
            },
        )
        return result

    @return_requires(None)
    def access_group_delete(self, access_group: AccessGroup, flags: int = 0) -> None:
        """Deletes an access group.

        :param access_group: the access group.
        :param flags: reserved, 0.
        :raises LsmError: NOT_FOUND_ACCESS_GROUP, IS_MASKED, NO_SUPPORT.

        Capability: ACCESS_GROUP_DELETE.
        """
        self._call("access_group_delete", {"access_group": access_group, "flags": flags})

    @return_requires(AccessGroup)
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
        init_type, init_id = _initiator(init_id, init_type)
        result: AccessGroup = self._call(
            "access_group_initiator_add",
            {
                "access_group": access_group,
                "init_id": init_id,
                "init_type": init_type,
                "flags": flags,
            },
        )
        return result

    @return_requires(AccessGroup)
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
        _, init_id = _initiator(init_id, None)
        result: AccessGroup = self._call(
            "access_group_initiator_delete",
            {
                "access_group": access_group,
                "init_id": init_id,
                "init_type": init_type,
                "flags": flags,
            },
        )
        return result

    @return_requires([Volume])
    def volumes_accessible_by_access_group(
        self, access_group: AccessGroup, flags: int = 0
    ) -> list[Volume]:
        """The volumes that a group is granted.

        :param access_group: the access group.
        :param flags: reserved, 0.
        :return: list of Volume, may be empty.
        :raises LsmError: NOT_FOUND_ACCESS_GROUP, NO_SUPPORT.

        Capability: VOLUMES_ACCESSIBLE_BY_ACCESS_GROUP.
        """
        result: list[Volume] = self._call(
            "volumes_accessible_by_access_group", {"access_group": access_group, "flags": flags}
        )
        return result

    @return_requires([AccessGroup])
    def access_groups_granted_to_volume(self, volume: Volume, flags: int = 0) -> list[AccessGroup]:
        """The groups that are granted a volume.

        :param volume: the volume.
        :param flags: reserved, 0.
        :return: list of AccessGroup, may be empty.
        :raises LsmError: NOT_FOUND_VOLUME, NO_SUPPORT.

        Capability: ACCESS_GROUPS_GRANTED_TO_VOLUME.
        """
        result: list[AccessGroup] = self._call(
            "access_groups_granted_to_volume", {"volume": volume, "flags": flags}
        )
        return result

    @return_requires(bool)
    def volume_child_dependency(self, volume: Volume, flags: int = 0) -> bool:
        """Whether another volume depends on this one.

        :param volume: the volume.
        :param flags: reserved, 0.
        :raises LsmError: NOT_FOUND_VOLUME, NO_SUPPORT.

        Capability: VOLUME_CHILD_DEPENDENCY.
        """
        result: bool = self._call("volume_child_dependency", {"volume": volume, "flags": flags})
        return result

    @return_requires(str)
    def volume_child_dependency_rm(self, volume: Volume, flags: int = 0) -> str | None:
        """Makes all dependants of a volume independent, copying blocks where needed.

        :param volume: the volume.
        :param flags: reserved, 0.
        :return: the job, or None when all is done.
        :raises LsmError: NOT_FOUND_VOLUME, NO_STATE_CHANGE, NO_SUPPORT.

        Capability: VOLUME_CHILD_DEPENDENCY_RM.
        """
        result: str | None = self._call(
            "volume_child_dependency_rm", {"volume": volume, "flags": flags}
        )
        return result

    @return_requires([FileSystem])
    def fs(
        self, search_key: str | None = None, search_value: str | None = None, flags: int = 0
    ) -> list[FileSystem]:
        """File systems.

        :param search_key: one of SUPPORTED_SEARCH_KEYS of the class; None lists
        everything.
        :param search_value: what the key must hold, letter for letter.
        :param flags: reserved, 0.
        :return: list of FileSystem, may be empty.
        :raises LsmError: UNSUPPORTED_SEARCH_KEY, NO_SUPPORT.

        Capability: FS.
        """
        _check_search_key(search_key, FileSystem.SUPPORTED_SEARCH_KEYS)
        result: list[FileSystem] = self._call(
            "fs", {"search_key": search_key, "search_value": search_value, "flags": flags}
        )
        return result

    @return_requires(str)
    def fs_delete(self, fs: FileSystem, flags: int = 0) -> str | None:
        """Deletes a file system with its data, snapshots and exports.

        :param fs: the file system.
        :param flags: reserved, 0.
        :return: the job, or None when all is done.
        :raises LsmError: NOT_FOUND_FS, HAS_CHILD_DEPENDENCY, POOL_NOT_READY, NO_SUPPORT.

        Capability: FS_DELETE.
        """
        result: str | None = self._call("fs_delete", {"fs": fs, "flags": flags})
        return result

    @return_requires(str, FileSystem)
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
        result: tuple[str | None, FileSystem | None] = self._call(
            "fs_resize", {"fs": fs, "new_size_bytes": new_size_bytes, "flags": flags}
        )
        return result

    @return_requires(str, FileSystem)
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
        result: tuple[str | None, FileSystem | None] = self._call(
            "fs_create", {"pool": pool, "name": name, "size_bytes": size_bytes, "flags": flags}
        )
        return result

    @return_requires(str, FileSystem)
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
        result: tuple[str | None, FileSystem | None] = self._call(
            "fs_clone",
            {
                "src_fs": src_fs,
                "dest_fs_name": dest_fs_name,
                "snapshot": snapshot,
                "flags": flags,
            },
        )
        return result

    @return_requires(str)
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
        result: str | None = self._call(
            "fs_file_clone",
            {
                "fs": fs,
                "src_file_name": src_file_name,
                "dest_file_name": dest_file_name,
                "snapshot": snapshot,
                "flags": flags,
            },
        )
        return result

    @return_requires([FsSnapshot])
    def fs_snapshots(self, fs: FileSystem, flags: int = 0) -> list[FsSnapshot]:
        """Snapshots of a file system.

        :param fs: the file system.
        :param flags: reserved, 0.
        :return: list of FsSnapshot, may be empty.
        :raises LsmError: NOT_FOUND_FS, NO_SUPPORT.

        Capability: FS_SNAPSHOTS.
        """
        result: list[FsSnapshot] = self._call("fs_snapshots", {"fs": fs, "flags": flags})
        return result

    @return_requires(str, FsSnapshot)
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
        result: tuple[str | None, FsSnapshot | None] = self._call(
            "fs_snapshot_create", {"fs": fs, "snapshot_name": snapshot_name, "flags": flags}
        )
        return result

    @return_requires(str)
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
        result: str | None = self._call(
            "fs_snapshot_delete", {"fs": fs, "snapshot": snapshot, "flags": flags}
        )
        return result

    @return_requires(str)
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
        result: str | None = self._call(
            "fs_snapshot_restore",
            {
                "fs": fs,
                "snapshot": snapshot,
                "files": files,
                "restore_files": restore_files,
                "all_files": all_files,
                "flags": flags,
            },
        )
        return result

    @return_requires(bool)
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
        result: bool = self._call(
            "fs_child_dependency", {"fs": fs, "files": files, "flags": flags}
        )
        return result

    @return_requires(str)
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
        result: str | None = self._call(
            "fs_child_dependency_rm", {"fs": fs, "files": files, "flags": flags}
        )
        return result

    @return_requires([str])
    def export_auth(self, flags: int = 0) -> list[str]:
        """Authentication types that exports can have.

        :param flags: reserved, 0.
        :return: authentication types.
        :raises LsmError: NO_SUPPORT.

        Capability: EXPORT_AUTH.
        """
        result: list[str] = self._call("export_auth", {"flags": flags})
        return result

    @return_requires([NfsExport])
    def exports(
        self, search_key: str | None = None, search_value: str | None = None, flags: int = 0
    ) -> list[NfsExport]:
        """NFS exports.

        :param search_key: one of SUPPORTED_SEARCH_KEYS of the class; None lists
        everything.
        :param search_value: what the key must hold, letter for letter.
        :param flags: reserved, 0.
        :return: list of NfsExport, may be empty.
        :raises LsmError: UNSUPPORTED_SEARCH_KEY, NO_SUPPORT.

        Capability: EXPORTS.
        """
        _check_search_key(search_key, NfsExport.SUPPORTED_SEARCH_KEYS)
        result: list[NfsExport] = self._call(
            "exports", {"search_key": search_key, "search_value": search_value, "flags": flags}
        )
        return result

    @return_requires(NfsExport)
    def export_fs(
        self,
        fs_id: str,
        export_path: str | None,
        root_list: Sequence[str],
        rw_list: Sequence[str],
        ro_list: Sequence[str],
        anon_uid: int = -1,
        anon_gid: int = -1,
        auth_type: str | None = None,
        options: str | None = None,
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
        for host in rw_list:
            if host in ro_list:
                raise LsmError(
                    ErrorNumber.INVALID_ARGUMENT, "host %s is in rw_list and in ro_list" % host
                )
        result: NfsExport = self._call(
            "export_fs",
            {
                "fs_id": fs_id,
                "export_path": export_path,
                "root_list": root_list,
                "rw_list": rw_list,
                "ro_list": ro_list,
                "anon_uid": anon_uid,
                "anon_gid": anon_gid,
                "auth_type": auth_type,
                "options": options,
                "flags": flags,
            },
        )
        return result

    @return_requires(None)
    def export_remove(self, export: NfsExport, flags: int = 0) -> None:
        """Takes an export away.

        :param export: the export.
        :param flags: reserved, 0.
        :raises LsmError: NOT_FOUND_NFS_EXPORT, NO_SUPPORT.

        Capability: EXPORT_REMOVE.
        """
        self._call("export_remove", {"export": export, "flags": flags})

    @return_requires([TargetPort])
    def target_ports(
        self, search_key: str | None = None, search_value: str | None = None, flags: int = 0
    ) -> list[TargetPort]:
        """Ports by which hosts reach the array.

        :param search_key: one of SUPPORTED_SEARCH_KEYS of the class; None lists
        everything.
        :param search_value: what the key must hold, letter for letter.
        :param flags: reserved, 0.
        :return: list of TargetPort, may be empty.
        :raises LsmError: UNSUPPORTED_SEARCH_KEY, NO_SUPPORT.

        Capability: TARGET_PORTS.
        """
        _check_search_key(search_key, TargetPort.SUPPORTED_SEARCH_KEYS)
        result: list[TargetPort] = self._call(
            "target_ports",
            {
                "search_key": search_key,
                "search_value": search_value,
                "flags": flags,
            },
        )
        return result

    @return_requires([int, int, int, int, int])
    def volume_raid_info(self, volume: Volume, flags: int = 0) -> list[int]:
        """RAID layout of a volume.

        :param volume: the volume.
        :param flags: reserved, 0.
        :return: RAID type, strip size, number of disks, minimum and optimal I/O size;
        sizes in bytes, 0 when not known.
        :raises LsmError: NOT_FOUND_VOLUME, NO_SUPPORT.

        Capability: VOLUME_RAID_INFO.
        """
        result: list[int] = self._call("volume_raid_info", {"volume": volume, "flags": flags})
        return result

    @return_requires([int, int, [str]])
    def pool_member_info(self, pool: Pool, flags: int = 0) -> tuple[int, int, list[str]]:
        """What a pool is made of.

        :param pool: the pool.
        :param flags: reserved, 0.
        :return: RAID type, member type (``Pool.MEMBER_TYPE_``), identifiers of the
        members.
        :raises LsmError: NOT_FOUND_POOL, NO_SUPPORT.

        Capability: POOL_MEMBER_INFO.
        """
        result: tuple[int, int, list[str]] = self._call(
            "pool_member_info", {"pool": pool, "flags": flags}
        )
        return result

    @return_requires([[int], [int]])
    def volume_raid_create_cap_get(
        self, system: System, flags: int = 0
    ) -> tuple[list[int], list[int]]:
        """RAID levels and strip sizes that ``volume_raid_create`` takes.

        :param system: the system.
        :param flags: reserved, 0.
        :return: RAID types, and strip sizes in bytes.
        :raises LsmError: NOT_FOUND_SYSTEM, NO_SUPPORT.

        Capability: VOLUME_RAID_CREATE.
        """
        result: tuple[list[int], list[int]] = self._call(
            "volume_raid_create_cap_get", {"system": system, "flags": flags}
        )
        return result

    @return_requires(Volume)
    def volume_raid_create(
        self, name: str, raid_type: int, disks: Sequence[Disk], strip_size: int, flags: int = 0
    ) -> Volume:
        """Makes a volume on a new RAID group of whole free disks.

        ``strip_size`` is bytes, 0 lets the card choose.

        :param name: name for people.
        :param raid_type: one of ``Volume.RAID_TYPE_``.
        :param disks: free disks of one system.
        :param strip_size: bytes per disk; 0 lets the array choose.
        :param flags: reserved, 0.
        :return: the volume.
        :raises LsmError: INVALID_ARGUMENT, NAME_CONFLICT, NOT_FOUND_DISK, DISK_NOT_FREE,
        NO_SUPPORT.

        Capability: VOLUME_RAID_CREATE.
        """
        _check_disks(raid_type, len(disks))
        result: Volume = self._call(
            "volume_raid_create",
            {
                "name": name,
                "raid_type": raid_type,
                "disks": disks,
                "strip_size": strip_size,
                "flags": flags,
            },
        )
        return result

    @return_requires(None)
    def volume_ident_led_on(self, volume: Volume, flags: int = 0) -> None:
        """Lights the identification light of the disks of a volume.

        :param volume: the volume.
        :param flags: reserved, 0.
        :raises LsmError: NOT_FOUND_VOLUME, NO_SUPPORT.

        Capability: VOLUME_LED.
        """
        self._call("volume_ident_led_on", {"volume": volume, "flags": flags})

    @return_requires(None)
    def volume_ident_led_off(self, volume: Volume, flags: int = 0) -> None:
        """Switches the identification light of the disks of a volume off.

        :param volume: the volume.
        :param flags: reserved, 0.
        :raises LsmError: NOT_FOUND_VOLUME, NO_SUPPORT.

        Capability: VOLUME_LED.
        """
        self._call("volume_ident_led_off", {"volume": volume, "flags": flags})

    @return_requires([Battery])
    def batteries(
        self, search_key: str | None = None, search_value: str | None = None, flags: int = 0
    ) -> list[Battery]:
        """Batteries and capacitors of the cache.

        :param search_key: one of SUPPORTED_SEARCH_KEYS of the class; None lists
        everything.
        :param search_value: what the key must hold, letter for letter.
        :param flags: reserved, 0.
        :return: list of Battery, may be empty.
        :raises LsmError: UNSUPPORTED_SEARCH_KEY, NO_SUPPORT.

        Capability: BATTERIES.
        """
        _check_search_key(search_key, Battery.SUPPORTED_SEARCH_KEYS)
        result: list[Battery] = self._call(
            "batteries", {"search_key": search_key, "search_value": search_value, "flags": flags}
        )
        return result

    @return_requires([int, int, int, int, int])
    def volume_cache_info(self, volume: Volume, flags: int = 0) -> list[int]:
        """Cache settings of a volume.

        :param volume: the volume.
        :param flags: reserved, 0.
        :return: write cache policy and status, read cache policy and status, physical
        disk cache.
        :raises LsmError: NOT_FOUND_VOLUME, NO_SUPPORT.

        Capability: VOLUME_CACHE_INFO.
        """
        result: list[int] = self._call("volume_cache_info", {"volume": volume, "flags": flags})
        return result

    @return_requires(None)
    def volume_physical_disk_cache_update(self, volume: Volume, pdc: int, flags: int = 0) -> None:
        """Switches the cache of the disks below a volume.

        :param volume: the volume.
        :param pdc: one of ``Volume.PHYSICAL_DISK_CACHE_``.
        :param flags: reserved, 0.
        :raises LsmError: INVALID_ARGUMENT, NOT_FOUND_VOLUME, NO_SUPPORT.

        Capability: VOLUME_PHYSICAL_DISK_CACHE_UPDATE.
        """
        _check_number(
            "pdc",
            pdc,
            [Volume.PHYSICAL_DISK_CACHE_ENABLED, Volume.PHYSICAL_DISK_CACHE_DISABLED],
        )
        self._call(
            "volume_physical_disk_cache_update", {"volume": volume, "pdc": pdc, "flags": flags}
        )

    @return_requires(None)
    def volume_write_cache_policy_update(self, volume: Volume, wcp: int, flags: int = 0) -> None:
        """Sets the write cache policy of a volume.

        :param volume: the volume.
        :param wcp: one of ``Volume.WRITE_CACHE_POLICY_``.
        :param flags: reserved, 0.
        :raises LsmError: INVALID_ARGUMENT, NOT_FOUND_VOLUME, NO_SUPPORT.

        Capability: the VOLUME_WRITE_CACHE_POLICY_UPDATE_ capability of the wanted policy.
        """
        _check_number(
            "wcp",
            wcp,
            [
                Volume.WRITE_CACHE_POLICY_WRITE_BACK,
                Volume.WRITE_CACHE_POLICY_AUTO,
                Volume.WRITE_CACHE_POLICY_WRITE_THROUGH,
            ],
        )
        self._call(
            "volume_write_cache_policy_update", {"volume": volume, "wcp": wcp, "flags": flags}
        )

    @return_requires(None)
    def volume_read_cache_policy_update(self, volume: Volume, rcp: int, flags: int = 0) -> None:
        """Sets the read cache policy of a volume.

        :param volume: the volume.
        :param rcp: one of ``Volume.READ_CACHE_POLICY_``.
        :param flags: reserved, 0.
        :raises LsmError: INVALID_ARGUMENT, NOT_FOUND_VOLUME, NO_SUPPORT.

        Capability: VOLUME_READ_CACHE_POLICY_UPDATE.
        """
        _check_number(
            "rcp",
            rcp,
            [Volume.READ_CACHE_POLICY_ENABLED, Volume.READ_CACHE_POLICY_DISABLED],
        )
        self._call(
            "volume_read_cache_policy_update", {"volume": volume, "rcp": rcp, "flags": flags}
        )

    # New since 1.10.3.

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._tp is None:
            return
        if exc_type is None:
            self.close()
            return
        # What went wrong before is what counts.
        try:
            self.close()
        except LsmError:
            pass

    @property
    def reply_timeout(self) -> float | None:
        """Seconds that each reply may take; None, as at the beginning, waits for ever.

        A call that takes longer raises LsmError TIMEOUT and ends the session.
        """
        return self._transport().timeout

    @reply_timeout.setter
    def reply_timeout(self, seconds: float | None) -> None:
        self._transport().timeout = seconds

    @contextmanager
    def within(self, seconds: float | None) -> Iterator[Client]:
        """Bounds the replies to the calls made in a ``with`` statement; see
        :attr:`reply_timeout`."""
        transport = self._transport()
        former, transport.timeout = transport.timeout, seconds
        try:
            yield self
        finally:
            transport.timeout = former

    def capability_names(self, system: System | None = None) -> list[str]:
        """What can be done, by name, sorted.

        :param system: the system that is asked about; without one, what can be done with every
            system of the session.
        :raises LsmError: NOT_FOUND_SYSTEM.
        """
        systems = self.systems() if system is None else [system]
        supported = [set(self.capabilities(each).get_supported().values()) for each in systems]
        return sorted(set.intersection(*supported)) if supported else []

    def iter_systems(self) -> Iterator[System]:
        """As :meth:`systems`, each record made when its turn comes."""
        return self._iterate("systems", System, {"flags": 0})

    def iter_pools(
        self, search_key: str | None = None, search_value: str | None = None
    ) -> Iterator[Pool]:
        """As :meth:`pools`, each record made when its turn comes."""
        return self._search("pools", Pool, search_key, search_value)

    def iter_volumes(
        self, search_key: str | None = None, search_value: str | None = None
    ) -> Iterator[Volume]:
        """As :meth:`volumes`, each record made when its turn comes."""
        return self._search("volumes", Volume, search_key, search_value)

    def iter_disks(
        self, search_key: str | None = None, search_value: str | None = None
    ) -> Iterator[Disk]:
        """As :meth:`disks`, each record made when its turn comes."""
        return self._search("disks", Disk, search_key, search_value)

    def iter_access_groups(
        self, search_key: str | None = None, search_value: str | None = None
    ) -> Iterator[AccessGroup]:
        """As :meth:`access_groups`, each record made when its turn comes."""
        return self._search("access_groups", AccessGroup, search_key, search_value)

    def iter_fs(
        self, search_key: str | None = None, search_value: str | None = None
    ) -> Iterator[FileSystem]:
        """As :meth:`fs`, each record made when its turn comes."""
        return self._search("fs", FileSystem, search_key, search_value)

    def iter_exports(
        self, search_key: str | None = None, search_value: str | None = None
    ) -> Iterator[NfsExport]:
        """As :meth:`exports`, each record made when its turn comes."""
        return self._search("exports", NfsExport, search_key, search_value)

    def iter_target_ports(
        self, search_key: str | None = None, search_value: str | None = None
    ) -> Iterator[TargetPort]:
        """As :meth:`target_ports`, each record made when its turn comes."""
        return self._search("target_ports", TargetPort, search_key, search_value)

    def iter_batteries(
        self, search_key: str | None = None, search_value: str | None = None
    ) -> Iterator[Battery]:
        """As :meth:`batteries`, each record made when its turn comes."""
        return self._search("batteries", Battery, search_key, search_value)

    def _iterate(self, method: str, cls: type[Any], parameters: dict[str, Any]) -> Iterator[Any]:
        # The request is sent now, so that the order of calls is that of the program.
        records = self._transport()._rpc_listing(method, parameters)
        return _checked(method, cls, records)

    def _search(
        self, method: str, cls: type[Any], search_key: str | None, search_value: str | None
    ) -> Iterator[Any]:
        _check_search_key(search_key, cls.SUPPORTED_SEARCH_KEYS)
        parameters = {"search_key": search_key, "search_value": search_value, "flags": 0}
        return self._iterate(method, cls, parameters)

    def wait_for_job(
        self,
        job_id: str | None,
        progress: Callable[[int], object] | None = None,
        interval: float = 0.25,
        timeout: float | None = None,
    ) -> Any:
        """Waits until a job is done, and frees it.

        :param job_id: the job; None for one that was done at once.
        :param progress: is called with the per cent done, whenever that changes.
        :param interval: seconds between two questions.
        :param timeout: seconds after which waiting is given up; the job goes on. None waits for
            ever.
        :return: what the job made, or None.
        :raises LsmError: what made the job fail, TIMEOUT, NOT_FOUND_JOB.
        """
        if job_id is None:
            return None
        import time

        deadline = None if timeout is None else time.monotonic() + timeout
        last = None
        while True:
            status, percent, made = self.job_status(job_id)
            if progress is not None and percent != last:
                progress(percent)
                last = percent
            if status != JobStatus.INPROGRESS:
                self.job_free(job_id)
                if status != JobStatus.COMPLETE:
                    raise LsmError(ErrorNumber.PLUGIN_BUG, "the job %s failed" % job_id)
                return made
            if deadline is not None and time.monotonic() >= deadline:
                raise LsmError(ErrorNumber.TIMEOUT, "the job %s is not done yet" % job_id)
            time.sleep(interval)


def _checked(method: str, cls: type[Any], records: Iterator[Any]) -> Iterator[Any]:
    for record in records:
        if not isinstance(record, cls):
            raise TypeError("%s must give only %s" % (method, cls.__name__))
        yield record


def _no_daemon(folder: str) -> LsmError:
    return LsmError(
        ErrorNumber.DAEMON_NOT_RUNNING,
        "lsmd is not running: nobody listens on a socket in %s" % folder,
    )


def _reached(uri: str) -> tuple[TransPort, str | None]:
    """A connection to the plug-in of a URI, and the path of its socket unless
    ``LSMCLI_DEBUG_FD`` names one that is open."""
    scheme = uri_parse(uri, ["scheme"])["scheme"]
    if "+" in scheme:
        scheme, _ = scheme.split("+")
    debug_fd = os.environ.get("LSMCLI_DEBUG_FD")
    if debug_fd is not None:
        return TransPort(socket.socket(fileno=int(debug_fd))), None
    folder = Client._plugin_uds_path()
    path = os.path.join(folder, scheme)
    return _connected(path, folder, scheme), path


def _connected(path: str, folder: str, name: str) -> TransPort:
    """A connection to the plug-in of this name, by its socket or without daemon."""
    alone = "LSM_UDS_PATH" not in os.environ
    if not os.path.exists(path):
        if Client._check_daemon_exists():
            raise LsmError(
                ErrorNumber.PLUGIN_NOT_EXIST, "there is no plug-in %s: no socket %s" % (name, path)
            )
        if alone:
            return _started(name, folder)
        raise _no_daemon(folder)
    if not os.access(path, os.R_OK | os.W_OK):
        raise LsmError(
            ErrorNumber.PLUGIN_SOCKET_PERMISSION, "you may not read and write the socket %s" % path
        )
    try:
        return TransPort(TransPort.get_socket(path))
    except ConnectionRefusedError:
        if alone and not Client._check_daemon_exists():
            return _started(name, folder)
        raise LsmError(
            ErrorNumber.PLUGIN_IPC_FAIL, "cannot connect to %s: connection refused" % path
        ) from None
    except OSError as problem:
        raise LsmError(
            ErrorNumber.PLUGIN_IPC_FAIL, "cannot connect to %s: %s" % (path, problem)
        ) from None


def _started(name: str, folder: str) -> TransPort:
    """A connection to a plug-in that is started for it."""
    try:
        descriptor, process = _lsm.start_plugin(name)
    except LsmError as problem:
        if problem.code != ErrorNumber.PLUGIN_NOT_EXIST:
            raise
        missing = _no_daemon(folder)
        raise LsmError(missing.code, "%s; %s" % (missing.msg, problem.msg)) from None
    transport = TransPort(socket.socket(fileno=descriptor))
    transport._process = process
    return transport
