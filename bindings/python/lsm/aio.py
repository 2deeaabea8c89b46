# SPDX-License-Identifier: MIT OR Apache-2.0
"""The client for asyncio.

::

    async with lsm.aio.Client("sim://") as client:
        pool = (await client.pools())[0]
        job = client.volume_create(pool, "db", 10 << 30, lsm.Volume.PROVISION_DEFAULT)
        async for percent in job:
            print(percent)
        volume = await job

Every method of :class:`lsm.Client` is here under its name, with its parameters, checks, results and
errors. Those that may start a job give a :class:`Job` instead, which can be awaited. Calls of
several tasks are sent one after the other. A call that is cancelled ends the session, as does one
that takes too long: the next reply would belong to it.
"""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from lsm import _lsm
from lsm._client import Client as _Blocking
from lsm._client import _reached
from lsm._common import ErrorNumber, JobStatus, LsmError
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
from lsm._transport import TransPort, _broken, _result

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Sequence
    from types import TracebackType

__all__ = ["Client", "Job"]

_T = TypeVar("_T")

_HEADER = TransPort.HDR_LEN

_CHUNK = 1 << 20
"""Bytes of memory that a header alone can make us take."""

_TURN = 1000
"""Records after which a listing lets other tasks run."""


class _Ready(BaseException):
    """A request that is ready to be sent."""

    def __init__(self, method: str, parameters: dict[str, Any]) -> None:
        super().__init__(method)
        self.method = method
        self.parameters = parameters


class _Asking(_Blocking):
    """Stands for a client up to the point where a request is sent: all checks are made."""

    def __init__(self) -> None:
        pass

    def _call(self, method: str, parameters: dict[str, Any]) -> Any:
        raise _Ready(method, parameters)


class _Answered(_Blocking):
    """Stands for a client from the point on where the result is there: its type is checked."""

    def __init__(self, result: Any) -> None:
        self._answer = result

    def _call(self, method: str, parameters: dict[str, Any]) -> Any:
        return self._answer


_ASKING = _Asking()


def _request(method: Callable[..., Any], args: Sequence[Any]) -> _Ready:
    """The request that a method of the blocking client would send."""
    try:
        method(_ASKING, *args)
    except _Ready as ready:
        return ready
    raise AssertionError("%s sends nothing" % method.__name__)


class Job(Generic[_T]):
    """Something that the array does, which may take long.

    The request is sent when the job is first awaited or walked through. ``await job`` gives what it
    made, or None, once all is done; ``async for percent in job`` the progress until then. A job
    that is done is freed. Giving up waiting does not stop it: wait again.
    """

    def __init__(
        self, client: Client, start: Callable[[], Awaitable[Any]], interval: float = 0.25
    ) -> None:
        self._client = client
        self._start = start
        self._starting: asyncio.Future[str | None] | None = None
        self._made: Any = None
        self._failure: LsmError | None = None
        #: Whether it is over.
        self.done = False
        #: Per cent done, as far as known.
        self.percent = 0
        #: Seconds between two questions.
        self.interval = interval

    async def started(self) -> str | None:
        """Sends the request; the id of the job, or None when all was done at once."""
        if self._starting is None:
            self._starting = asyncio.ensure_future(self._begin())
        return await asyncio.shield(self._starting)

    async def _begin(self) -> str | None:
        started = await self._start()
        job_id: str | None
        job_id, made = started if isinstance(started, (list, tuple)) else (started, None)
        if job_id is None:
            self._made, self.percent, self.done = made, 100, True
        return job_id

    async def _ask(self) -> None:
        """Asks how far it is. Giving up waiting for the answer does not end the session."""
        await asyncio.shield(asyncio.ensure_future(self._learn()))

    async def _learn(self) -> None:
        job_id = await self.started()
        if self.done or job_id is None:
            return
        status, self.percent, made = await self._client.job_status(job_id)
        if status == JobStatus.INPROGRESS or self.done:
            return
        self.done, self._made = True, made
        if status != JobStatus.COMPLETE:
            self._failure = LsmError(ErrorNumber.PLUGIN_BUG, "the job %s failed" % job_id)
        await self._client.job_free(job_id)

    async def __aiter__(self) -> AsyncIterator[int]:
        last = None
        await self._ask()
        while True:
            if self.percent != last:
                last = self.percent
                yield last
            if self.done:
                return
            await asyncio.sleep(self.interval)
            await self._ask()

    async def wait(self) -> _T:
        """Waits until it is over; gives what it made. Raises LsmError: what made it fail."""
        async for _ in self:
            pass
        if self._failure is not None:
            raise self._failure
        made: _T = self._made
        return made

    def __await__(self) -> Generator[Any, None, _T]:
        return self.wait().__await__()


class Client:
    """A session with an array, see :class:`lsm.Client`.

    It is opened by ``async with`` or by :meth:`open`, and closed by the former or :meth:`close`.

    :param uri: plug-in, user and array.
    :param plain_text_password: password of the array, or None.
    :param timeout_ms: patience of the plug-in with the array, in milliseconds.
    :param flags: reserved, 0.
    :param reply_timeout: seconds that each reply may take; None waits for ever. Jobs are not
        bounded by it.
    """

    def __init__(
        self,
        uri: str,
        plain_text_password: str | None = None,
        timeout_ms: int = 30000,
        flags: int = 0,
        reply_timeout: float | None = None,
    ) -> None:
        self._uri = uri
        self._registration = {
            "uri": uri,
            "password": plain_text_password,
            "timeout": timeout_ms,
            "flags": flags,
        }
        self._tp: TransPort | None = None
        self._turn: asyncio.Lock | None = None
        #: Seconds that each reply may take; None waits for ever.
        self.reply_timeout = reply_timeout

    async def open(self) -> Client:
        """Connects and registers. Raises LsmError as the constructor of :class:`lsm.Client`."""
        if self._tp is not None:
            raise LsmError(ErrorNumber.INVALID_ARGUMENT, "the session is open")
        loop = asyncio.get_running_loop()
        # A lock of Python 3.9 belongs to the loop that runs when it is made.
        self._turn = asyncio.Lock()
        transport, _ = await loop.run_in_executor(None, _reached, self._uri)
        transport.s.setblocking(False)
        self._tp = transport
        try:
            await self._rpc("plugin_register", self._registration)
        except BaseException:
            self._drop()
            raise
        return self

    async def close(self, flags: int = 0) -> None:
        """Ends the session. It can be opened again."""
        try:
            await self._rpc("plugin_unregister", {"flags": flags})
        finally:
            transport, self._tp = self._tp, None
            if transport is not None:
                # It may have to wait for a plug-in that it started.
                await asyncio.get_running_loop().run_in_executor(None, transport.close)

    async def plugin_unregister(self, flags: int = 0) -> None:
        """As :meth:`close`."""
        await self.close(flags)

    async def __aenter__(self) -> Client:
        return await self.open()

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._tp is None:
            return
        try:
            await self.close()
        except LsmError:
            # What went wrong before is what counts.
            if exc_type is None:
                raise

    @staticmethod
    async def available_plugins(field_sep: str = ":", flags: int = 0) -> list[str]:
        """As :meth:`lsm.Client.available_plugins`."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(None, _Blocking.available_plugins, field_sep, flags)

    def _drop(self) -> None:
        """Lets the connection go."""
        transport, self._tp = self._tp, None
        if transport is not None:
            transport.s.close()

    async def _exchange(self, method: str, parameters: dict[str, Any]) -> bytearray:
        """Sends a request; the bytes of the reply."""
        if self._turn is None:
            raise LsmError(ErrorNumber.TRANSPORT_COMMUNICATION, "the session is not open")
        async with self._turn:
            if self._tp is None:
                raise LsmError(ErrorNumber.TRANSPORT_COMMUNICATION, "the session is closed")
            request = {"method": method, "id": 100, "params": parameters}
            payload = _lsm.encode(request).encode("ascii")
            frame = b"%0*d%s" % (_HEADER, len(payload), payload)
            try:
                exchange = _exchange(self._tp.s, frame)
                return await asyncio.wait_for(exchange, self.reply_timeout)
            except asyncio.TimeoutError:
                self._drop()
                raise LsmError(
                    ErrorNumber.TIMEOUT,
                    "the plug-in did not answer %s in %s seconds" % (method, self.reply_timeout),
                ) from None
            except (EOFError, OSError) as problem:
                self._drop()
                raise _broken(problem) from None
            except BaseException:
                self._drop()
                raise

    async def _rpc(self, method: str, parameters: dict[str, Any]) -> Any:
        result, _ = _result(_lsm.decode(bytes(await self._exchange(method, parameters)), True))
        return result

    async def _do(self, method: Callable[..., Any], *args: Any) -> Any:
        """What a method of the blocking client does."""
        request = _request(method, args)
        result = await self._rpc(request.method, request.parameters)
        return method(_Answered(result), *args)

    async def _iterate(
        self, cls: type[Any], method: Callable[..., Any], *args: Any
    ) -> AsyncIterator[Any]:
        request = _request(method, args)
        reply = _lsm.listing(bytes(await self._exchange(request.method, request.parameters)))
        records = reply if isinstance(reply, _lsm.Listing) else iter(_result(reply)[0])
        for index, record in enumerate(records):
            if not isinstance(record, cls):
                raise TypeError("%s must give only %s" % (request.method, cls.__name__))
            if index % _TURN == _TURN - 1:
                await asyncio.sleep(0)
            yield record

    async def capability_names(self, system: System | None = None) -> list[str]:
        """As :meth:`lsm.Client.capability_names`."""
        systems = await self.systems() if system is None else [system]
        supported = [
            set((await self.capabilities(each)).get_supported().values()) for each in systems
        ]
        return sorted(set.intersection(*supported)) if supported else []

    def job(self, job_id: str) -> Job[IData | None]:
        """A job that was started before, perhaps by another session."""

        async def started() -> Any:
            return job_id, None

        return Job(self, started)

    async def time_out_set(self, ms: int, flags: int = 0) -> None:
        """As :meth:`lsm.Client.time_out_set`."""
        await self._do(_Blocking.time_out_set, ms, flags)

    async def time_out_get(self, flags: int = 0) -> int:
        """As :meth:`lsm.Client.time_out_get`."""
        result: int = await self._do(_Blocking.time_out_get, flags)
        return result

    async def job_status(self, job_id: str, flags: int = 0) -> tuple[int, int, IData | None]:
        """As :meth:`lsm.Client.job_status`."""
        result: tuple[int, int, IData | None] = await self._do(_Blocking.job_status, job_id, flags)
        return result

    async def job_free(self, job_id: str, flags: int = 0) -> None:
        """As :meth:`lsm.Client.job_free`."""
        await self._do(_Blocking.job_free, job_id, flags)

    async def capabilities(self, system: System, flags: int = 0) -> Capabilities:
        """As :meth:`lsm.Client.capabilities`."""
        result: Capabilities = await self._do(_Blocking.capabilities, system, flags)
        return result

    async def plugin_info(self, flags: int = 0) -> list[str]:
        """As :meth:`lsm.Client.plugin_info`."""
        result: list[str] = await self._do(_Blocking.plugin_info, flags)
        return result

    async def pools(
        self, search_key: str | None = None, search_value: str | None = None, flags: int = 0
    ) -> list[Pool]:
        """As :meth:`lsm.Client.pools`."""
        result: list[Pool] = await self._do(_Blocking.pools, search_key, search_value, flags)
        return result

    async def systems(self, flags: int = 0) -> list[System]:
        """As :meth:`lsm.Client.systems`."""
        result: list[System] = await self._do(_Blocking.systems, flags)
        return result

    async def system_read_cache_pct_update(
        self, system: System, read_pct: int, flags: int = 0
    ) -> None:
        """As :meth:`lsm.Client.system_read_cache_pct_update`."""
        await self._do(_Blocking.system_read_cache_pct_update, system, read_pct, flags)

    async def iscsi_chap_auth(
        self,
        init_id: str,
        in_user: str | None,
        in_password: str | None,
        out_user: str | None,
        out_password: str | None,
        flags: int = 0,
    ) -> None:
        """As :meth:`lsm.Client.iscsi_chap_auth`."""
        await self._do(
            _Blocking.iscsi_chap_auth, init_id, in_user, in_password, out_user, out_password, flags
        )

    async def volumes(
        self, search_key: str | None = None, search_value: str | None = None, flags: int = 0
    ) -> list[Volume]:
        """As :meth:`lsm.Client.volumes`."""
        result: list[Volume] = await self._do(_Blocking.volumes, search_key, search_value, flags)
        return result

    def volume_create(
        self, pool: Pool, volume_name: str, size_bytes: int, provisioning: int, flags: int = 0
    ) -> Job[Volume]:
        """As :meth:`lsm.Client.volume_create`; the job, to be awaited."""
        return Job(
            self,
            lambda: self._do(
                _Blocking.volume_create, pool, volume_name, size_bytes, provisioning, flags
            ),
        )

    def volume_resize(self, volume: Volume, new_size_bytes: int, flags: int = 0) -> Job[Volume]:
        """As :meth:`lsm.Client.volume_resize`; the job, to be awaited."""
        return Job(self, lambda: self._do(_Blocking.volume_resize, volume, new_size_bytes, flags))

    def volume_replicate(
        self, pool: Pool | None, rep_type: int, volume_src: Volume, name: str, flags: int = 0
    ) -> Job[Volume]:
        """As :meth:`lsm.Client.volume_replicate`; the job, to be awaited."""
        return Job(
            self,
            lambda: self._do(
                _Blocking.volume_replicate, pool, rep_type, volume_src, name, flags
            ),
        )

    async def volume_replicate_range_block_size(self, system: System, flags: int = 0) -> int:
        """As :meth:`lsm.Client.volume_replicate_range_block_size`."""
        result: int = await self._do(_Blocking.volume_replicate_range_block_size, system, flags)
        return result

    def volume_replicate_range(
        self,
        rep_type: int,
        volume_src: Volume,
        volume_dest: Volume,
        ranges: Sequence[BlockRange],
        flags: int = 0,
    ) -> Job[None]:
        """As :meth:`lsm.Client.volume_replicate_range`; the job, to be awaited."""
        return Job(
            self,
            lambda: self._do(
                _Blocking.volume_replicate_range, rep_type, volume_src, volume_dest, ranges, flags
            ),
        )

    def volume_delete(self, volume: Volume, flags: int = 0) -> Job[None]:
        """As :meth:`lsm.Client.volume_delete`; the job, to be awaited."""
        return Job(self, lambda: self._do(_Blocking.volume_delete, volume, flags))

    async def volume_enable(self, volume: Volume, flags: int = 0) -> None:
        """As :meth:`lsm.Client.volume_enable`."""
        await self._do(_Blocking.volume_enable, volume, flags)

    async def volume_disable(self, volume: Volume, flags: int = 0) -> None:
        """As :meth:`lsm.Client.volume_disable`."""
        await self._do(_Blocking.volume_disable, volume, flags)

    async def disks(
        self, search_key: str | None = None, search_value: str | None = None, flags: int = 0
    ) -> list[Disk]:
        """As :meth:`lsm.Client.disks`."""
        result: list[Disk] = await self._do(_Blocking.disks, search_key, search_value, flags)
        return result

    async def volume_mask(self, access_group: AccessGroup, volume: Volume, flags: int = 0) -> None:
        """As :meth:`lsm.Client.volume_mask`."""
        await self._do(_Blocking.volume_mask, access_group, volume, flags)

    async def volume_unmask(
        self, access_group: AccessGroup, volume: Volume, flags: int = 0
    ) -> None:
        """As :meth:`lsm.Client.volume_unmask`."""
        await self._do(_Blocking.volume_unmask, access_group, volume, flags)

    async def access_groups(
        self, search_key: str | None = None, search_value: str | None = None, flags: int = 0
    ) -> list[AccessGroup]:
        """As :meth:`lsm.Client.access_groups`."""
        result: list[AccessGroup] = await self._do(
            _Blocking.access_groups, search_key, search_value, flags
        )
        return result

    async def access_group_create(
        self, name: str, init_id: str, init_type: int, system: System, flags: int = 0
    ) -> AccessGroup:
        """As :meth:`lsm.Client.access_group_create`."""
        result: AccessGroup = await self._do(
            _Blocking.access_group_create, name, init_id, init_type, system, flags
        )
        return result

    async def access_group_delete(self, access_group: AccessGroup, flags: int = 0) -> None:
        """As :meth:`lsm.Client.access_group_delete`."""
        await self._do(_Blocking.access_group_delete, access_group, flags)

    async def access_group_initiator_add(
        self, access_group: AccessGroup, init_id: str, init_type: int, flags: int = 0
    ) -> AccessGroup:
        """As :meth:`lsm.Client.access_group_initiator_add`."""
        result: AccessGroup = await self._do(
            _Blocking.access_group_initiator_add, access_group, init_id, init_type, flags
        )
        return result

    async def access_group_initiator_delete(
        self, access_group: AccessGroup, init_id: str, init_type: int, flags: int = 0
    ) -> AccessGroup:
        """As :meth:`lsm.Client.access_group_initiator_delete`."""
        result: AccessGroup = await self._do(
            _Blocking.access_group_initiator_delete, access_group, init_id, init_type, flags
        )
        return result

    async def volumes_accessible_by_access_group(
        self, access_group: AccessGroup, flags: int = 0
    ) -> list[Volume]:
        """As :meth:`lsm.Client.volumes_accessible_by_access_group`."""
        result: list[Volume] = await self._do(
            _Blocking.volumes_accessible_by_access_group, access_group, flags
        )
        return result

    async def access_groups_granted_to_volume(
        self, volume: Volume, flags: int = 0
    ) -> list[AccessGroup]:
        """As :meth:`lsm.Client.access_groups_granted_to_volume`."""
        result: list[AccessGroup] = await self._do(
            _Blocking.access_groups_granted_to_volume, volume, flags
        )
        return result

    async def volume_child_dependency(self, volume: Volume, flags: int = 0) -> bool:
        """As :meth:`lsm.Client.volume_child_dependency`."""
        result: bool = await self._do(_Blocking.volume_child_dependency, volume, flags)
        return result

    def volume_child_dependency_rm(self, volume: Volume, flags: int = 0) -> Job[None]:
        """As :meth:`lsm.Client.volume_child_dependency_rm`; the job, to be awaited."""
        return Job(self, lambda: self._do(_Blocking.volume_child_dependency_rm, volume, flags))

    async def fs(
        self, search_key: str | None = None, search_value: str | None = None, flags: int = 0
    ) -> list[FileSystem]:
        """As :meth:`lsm.Client.fs`."""
        result: list[FileSystem] = await self._do(_Blocking.fs, search_key, search_value, flags)
        return result

    def fs_delete(self, fs: FileSystem, flags: int = 0) -> Job[None]:
        """As :meth:`lsm.Client.fs_delete`; the job, to be awaited."""
        return Job(self, lambda: self._do(_Blocking.fs_delete, fs, flags))

    def fs_resize(self, fs: FileSystem, new_size_bytes: int, flags: int = 0) -> Job[FileSystem]:
        """As :meth:`lsm.Client.fs_resize`; the job, to be awaited."""
        return Job(self, lambda: self._do(_Blocking.fs_resize, fs, new_size_bytes, flags))

    def fs_create(self, pool: Pool, name: str, size_bytes: int, flags: int = 0) -> Job[FileSystem]:
        """As :meth:`lsm.Client.fs_create`; the job, to be awaited."""
        return Job(self, lambda: self._do(_Blocking.fs_create, pool, name, size_bytes, flags))

    def fs_clone(
        self,
        src_fs: FileSystem,
        dest_fs_name: str,
        snapshot: FsSnapshot | None = None,
        flags: int = 0,
    ) -> Job[FileSystem]:
        """As :meth:`lsm.Client.fs_clone`; the job, to be awaited."""
        return Job(
            self, lambda: self._do(_Blocking.fs_clone, src_fs, dest_fs_name, snapshot, flags)
        )

    def fs_file_clone(
        self,
        fs: FileSystem,
        src_file_name: str,
        dest_file_name: str,
        snapshot: FsSnapshot | None = None,
        flags: int = 0,
    ) -> Job[None]:
        """As :meth:`lsm.Client.fs_file_clone`; the job, to be awaited."""
        return Job(
            self,
            lambda: self._do(
                _Blocking.fs_file_clone, fs, src_file_name, dest_file_name, snapshot, flags
            ),
        )

    async def fs_snapshots(self, fs: FileSystem, flags: int = 0) -> list[FsSnapshot]:
        """As :meth:`lsm.Client.fs_snapshots`."""
        result: list[FsSnapshot] = await self._do(_Blocking.fs_snapshots, fs, flags)
        return result

    def fs_snapshot_create(
        self, fs: FileSystem, snapshot_name: str, flags: int = 0
    ) -> Job[FsSnapshot]:
        """As :meth:`lsm.Client.fs_snapshot_create`; the job, to be awaited."""
        return Job(self, lambda: self._do(_Blocking.fs_snapshot_create, fs, snapshot_name, flags))

    def fs_snapshot_delete(
        self, fs: FileSystem, snapshot: FsSnapshot, flags: int = 0
    ) -> Job[None]:
        """As :meth:`lsm.Client.fs_snapshot_delete`; the job, to be awaited."""
        return Job(self, lambda: self._do(_Blocking.fs_snapshot_delete, fs, snapshot, flags))

    def fs_snapshot_restore(
        self,
        fs: FileSystem,
        snapshot: FsSnapshot,
        files: Sequence[str] | None,
        restore_files: Sequence[str] | None,
        all_files: bool = False,
        flags: int = 0,
    ) -> Job[None]:
        """As :meth:`lsm.Client.fs_snapshot_restore`; the job, to be awaited."""
        return Job(
            self,
            lambda: self._do(
                _Blocking.fs_snapshot_restore, fs, snapshot, files, restore_files, all_files, flags
            ),
        )

    async def fs_child_dependency(
        self, fs: FileSystem, files: Sequence[str] | None, flags: int = 0
    ) -> bool:
        """As :meth:`lsm.Client.fs_child_dependency`."""
        result: bool = await self._do(_Blocking.fs_child_dependency, fs, files, flags)
        return result

    def fs_child_dependency_rm(
        self, fs: FileSystem, files: Sequence[str] | None, flags: int = 0
    ) -> Job[None]:
        """As :meth:`lsm.Client.fs_child_dependency_rm`; the job, to be awaited."""
        return Job(self, lambda: self._do(_Blocking.fs_child_dependency_rm, fs, files, flags))

    async def export_auth(self, flags: int = 0) -> list[str]:
        """As :meth:`lsm.Client.export_auth`."""
        result: list[str] = await self._do(_Blocking.export_auth, flags)
        return result

    async def exports(
        self, search_key: str | None = None, search_value: str | None = None, flags: int = 0
    ) -> list[NfsExport]:
        """As :meth:`lsm.Client.exports`."""
        result: list[NfsExport] = await self._do(
            _Blocking.exports, search_key, search_value, flags
        )
        return result

    async def export_fs(
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
        """As :meth:`lsm.Client.export_fs`."""
        result: NfsExport = await self._do(
            _Blocking.export_fs,
            fs_id,
            export_path,
            root_list,
            rw_list,
            ro_list,
            anon_uid,
            anon_gid,
            auth_type,
            options,
            flags,
        )
        return result

    async def export_remove(self, export: NfsExport, flags: int = 0) -> None:
        """As :meth:`lsm.Client.export_remove`."""
        await self._do(_Blocking.export_remove, export, flags)

    async def target_ports(
        self, search_key: str | None = None, search_value: str | None = None, flags: int = 0
    ) -> list[TargetPort]:
        """As :meth:`lsm.Client.target_ports`."""
        result: list[TargetPort] = await self._do(
            _Blocking.target_ports, search_key, search_value, flags
        )
        return result

    async def volume_raid_info(self, volume: Volume, flags: int = 0) -> list[int]:
        """As :meth:`lsm.Client.volume_raid_info`."""
        result: list[int] = await self._do(_Blocking.volume_raid_info, volume, flags)
        return result

    async def pool_member_info(self, pool: Pool, flags: int = 0) -> tuple[int, int, list[str]]:
        """As :meth:`lsm.Client.pool_member_info`."""
        result: tuple[int, int, list[str]] = await self._do(
            _Blocking.pool_member_info, pool, flags
        )
        return result

    async def volume_raid_create_cap_get(
        self, system: System, flags: int = 0
    ) -> tuple[list[int], list[int]]:
        """As :meth:`lsm.Client.volume_raid_create_cap_get`."""
        result: tuple[list[int], list[int]] = await self._do(
            _Blocking.volume_raid_create_cap_get, system, flags
        )
        return result

    async def volume_raid_create(
        self, name: str, raid_type: int, disks: Sequence[Disk], strip_size: int, flags: int = 0
    ) -> Volume:
        """As :meth:`lsm.Client.volume_raid_create`."""
        result: Volume = await self._do(
            _Blocking.volume_raid_create, name, raid_type, disks, strip_size, flags
        )
        return result

    async def volume_ident_led_on(self, volume: Volume, flags: int = 0) -> None:
        """As :meth:`lsm.Client.volume_ident_led_on`."""
        await self._do(_Blocking.volume_ident_led_on, volume, flags)

    async def volume_ident_led_off(self, volume: Volume, flags: int = 0) -> None:
        """As :meth:`lsm.Client.volume_ident_led_off`."""
        await self._do(_Blocking.volume_ident_led_off, volume, flags)

    async def batteries(
        self, search_key: str | None = None, search_value: str | None = None, flags: int = 0
    ) -> list[Battery]:
        """As :meth:`lsm.Client.batteries`."""
        result: list[Battery] = await self._do(
            _Blocking.batteries, search_key, search_value, flags
        )
        return result

    async def volume_cache_info(self, volume: Volume, flags: int = 0) -> list[int]:
        """As :meth:`lsm.Client.volume_cache_info`."""
        result: list[int] = await self._do(_Blocking.volume_cache_info, volume, flags)
        return result

    async def volume_physical_disk_cache_update(
        self, volume: Volume, pdc: int, flags: int = 0
    ) -> None:
        """As :meth:`lsm.Client.volume_physical_disk_cache_update`."""
        await self._do(_Blocking.volume_physical_disk_cache_update, volume, pdc, flags)

    async def volume_write_cache_policy_update(
        self, volume: Volume, wcp: int, flags: int = 0
    ) -> None:
        """As :meth:`lsm.Client.volume_write_cache_policy_update`."""
        await self._do(_Blocking.volume_write_cache_policy_update, volume, wcp, flags)

    async def volume_read_cache_policy_update(
        self, volume: Volume, rcp: int, flags: int = 0
    ) -> None:
        """As :meth:`lsm.Client.volume_read_cache_policy_update`."""
        await self._do(_Blocking.volume_read_cache_policy_update, volume, rcp, flags)

    def iter_systems(self) -> AsyncIterator[System]:
        """As :meth:`systems`, each record made when its turn comes."""
        return self._iterate(System, _Blocking.systems)

    def iter_pools(
        self, search_key: str | None = None, search_value: str | None = None
    ) -> AsyncIterator[Pool]:
        """As :meth:`pools`, each record made when its turn comes."""
        return self._iterate(Pool, _Blocking.pools, search_key, search_value)

    def iter_volumes(
        self, search_key: str | None = None, search_value: str | None = None
    ) -> AsyncIterator[Volume]:
        """As :meth:`volumes`, each record made when its turn comes."""
        return self._iterate(Volume, _Blocking.volumes, search_key, search_value)

    def iter_disks(
        self, search_key: str | None = None, search_value: str | None = None
    ) -> AsyncIterator[Disk]:
        """As :meth:`disks`, each record made when its turn comes."""
        return self._iterate(Disk, _Blocking.disks, search_key, search_value)

    def iter_access_groups(
        self, search_key: str | None = None, search_value: str | None = None
    ) -> AsyncIterator[AccessGroup]:
        """As :meth:`access_groups`, each record made when its turn comes."""
        return self._iterate(AccessGroup, _Blocking.access_groups, search_key, search_value)

    def iter_fs(
        self, search_key: str | None = None, search_value: str | None = None
    ) -> AsyncIterator[FileSystem]:
        """As :meth:`fs`, each record made when its turn comes."""
        return self._iterate(FileSystem, _Blocking.fs, search_key, search_value)

    def iter_exports(
        self, search_key: str | None = None, search_value: str | None = None
    ) -> AsyncIterator[NfsExport]:
        """As :meth:`exports`, each record made when its turn comes."""
        return self._iterate(NfsExport, _Blocking.exports, search_key, search_value)

    def iter_target_ports(
        self, search_key: str | None = None, search_value: str | None = None
    ) -> AsyncIterator[TargetPort]:
        """As :meth:`target_ports`, each record made when its turn comes."""
        return self._iterate(TargetPort, _Blocking.target_ports, search_key, search_value)

    def iter_batteries(
        self, search_key: str | None = None, search_value: str | None = None
    ) -> AsyncIterator[Battery]:
        """As :meth:`batteries`, each record made when its turn comes."""
        return self._iterate(Battery, _Blocking.batteries, search_key, search_value)


async def _exchange(connection: socket.socket, frame: bytes) -> bytearray:
    """Sends a frame and receives one; its payload."""
    loop = asyncio.get_running_loop()
    try:
        await loop.sock_sendall(connection, frame)
    except (BrokenPipeError, ConnectionResetError):
        # A plug-in that is gone may have said why before it went.
        pass
    header = bytes(await _receive(loop, connection, _HEADER))
    length = int(header)
    if length < 1:
        raise ValueError("a message must not be empty")
    return await _receive(loop, connection, length)


async def _receive(
    loop: asyncio.AbstractEventLoop, connection: socket.socket, length: int
) -> bytearray:
    """Exactly so many bytes. Raises EOFError when the other side closes before."""
    received = bytearray()
    while len(received) < length:
        piece = await loop.sock_recv(connection, min(length - len(received), _CHUNK))
        if not piece:
            raise EOFError("the other side closed the connection")
        received += piece
    return received
