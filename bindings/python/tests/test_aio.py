# SPDX-License-Identifier: MIT OR Apache-2.0
"""The client for asyncio."""

import asyncio
import contextlib
import inspect
import socket
import threading

import pytest

import lsm
import lsm.aio

#: What belongs to the object itself, and is not the same in both clients.
OWN = {"plugin_register", "within", "reply_timeout", "wait_for_job"}


def test_it_has_every_method_with_the_same_parameters():
    for name, method in vars(lsm.Client).items():
        if name.startswith("_") or not callable(getattr(lsm.Client, name)) or name in OWN:
            continue
        ours = getattr(lsm.aio.Client, name)
        theirs = getattr(lsm.Client, name)
        parameters = [
            [(p.name, p.default) for p in inspect.signature(f).parameters.values()]
            for f in (ours, theirs)
        ]
        assert parameters[0] == parameters[1], name


@pytest.mark.parametrize("way", ["daemon", "daemonless"])
def test_a_volume_from_beginning_to_end(house, way):
    async def session():
        async with lsm.aio.Client(house.sim) as client:
            pool = (await client.pools("id", "POOL_ID_00001"))[0]
            job = client.volume_create(pool, "db", 1 << 30, lsm.Volume.PROVISION_DEFAULT)
            seen = [percent async for percent in job]
            volume = await job
            assert job.done and seen == sorted(seen) and seen[-1] == 100
            assert (volume.name, volume.size_bytes) == ("db", 1 << 30)
            assert [each.id async for each in client.iter_volumes()] == [volume.id]
            assert "VOLUMES" in await client.capability_names()
            assert await client.volume_delete(volume) is None
            assert await client.volumes() == []

    if way == "daemon":
        house.start()
    asyncio.run(session())


def test_calls_of_many_tasks_do_not_mix(house):
    async def session():
        async with lsm.aio.Client(house.sim) as client:
            calls = [client.pools("id", f"POOL_ID_0000{1 + n % 4}") for n in range(40)]
            answers = await asyncio.gather(*calls)
        assert [pools[0].id[-1] for pools in answers] == [str(1 + n % 4) for n in range(40)]

    asyncio.run(session())


def test_errors_are_those_of_the_blocking_client(house):
    async def session():
        async with lsm.aio.Client(house.sim) as client:
            with pytest.raises(lsm.LsmError) as refused:
                await client.volumes("zork", "x")
            assert refused.value.code == lsm.ErrorNumber.UNSUPPORTED_SEARCH_KEY
            with pytest.raises(lsm.LsmError) as refused:
                await client.job_status("zork")
            assert refused.value.code == lsm.ErrorNumber.NOT_FOUND_JOB
            client_closed = client
        with pytest.raises(lsm.LsmError) as refused:
            await client_closed.pools()
        assert refused.value.code == lsm.ErrorNumber.TRANSPORT_COMMUNICATION

    asyncio.run(session())


@contextlib.contextmanager
def silent_plugin(folder, monkeypatch):
    """A plug-in that answers the registration and then nothing."""
    asked = threading.Event()

    def serve():
        connection, _ = listener.accept()
        with connection:
            connection.recv(1 << 16)
            connection.sendall(b'0000000027{"id": 100, "result": null}')
            connection.recv(1 << 16)
            asked.set()
            connection.recv(1)

    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(folder / "silent"))
        listener.listen()
        thread = threading.Thread(target=serve)
        thread.start()
        monkeypatch.setenv("LSM_UDS_PATH", str(folder))
        yield asked
        thread.join(60)
        assert not thread.is_alive()


@pytest.fixture
def silent(tmp_path_factory, monkeypatch):
    with silent_plugin(tmp_path_factory.mktemp("s"), monkeypatch) as asked:
        yield asked


def test_a_call_that_is_cancelled_ends_the_session(silent):
    async def session():
        client = await lsm.aio.Client("silent://").open()
        call = asyncio.ensure_future(client.pools())
        await asyncio.get_running_loop().run_in_executor(None, silent.wait, 60)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        with pytest.raises(lsm.LsmError) as over:
            await client.pools()
        assert over.value.code == lsm.ErrorNumber.TRANSPORT_COMMUNICATION

    asyncio.run(session())


def test_a_reply_that_is_late_is_a_timeout(silent):
    async def session():
        client = await lsm.aio.Client("silent://").open()
        client.reply_timeout = 0.05
        with pytest.raises(lsm.LsmError) as late:
            await client.pools()
        assert late.value.code == lsm.ErrorNumber.TIMEOUT

    asyncio.run(session())


def test_giving_up_waiting_for_a_job_does_not_stop_it(house, monkeypatch):
    monkeypatch.setenv("LSM_SIM_TIME", "0.3")

    async def session():
        async with lsm.aio.Client(house.sim) as client:
            pool = (await client.pools())[0]
            job = client.volume_create(pool, "slow", 1 << 30, lsm.Volume.PROVISION_DEFAULT)
            job.interval = 0.01
            with pytest.raises(asyncio.TimeoutError):
                await asyncio.wait_for(job, 0.05)
            assert (await job).name == "slow"

    asyncio.run(session())
