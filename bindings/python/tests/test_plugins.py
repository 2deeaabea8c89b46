# SPDX-License-Identifier: MIT OR Apache-2.0
"""Plug-ins in Python: the example, and one that does everything wrong."""

import ctypes
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys

import pytest

import lsm
from lsm import ErrorNumber, LsmError, Volume
from lsm._transport import TransPort

#: Raises what it is asked to raise.
NASTY = '''
import os, sys
import lsm

class Nasty(lsm.IPlugin):
    def plugin_register(self, uri, password, timeout, flags=0):
        self.registered = os.environ.get("EVIDENCE")
        if "wrong" in uri:
            raise lsm.LsmError(lsm.ErrorNumber.PLUGIN_AUTH_FAILED, "wrong password", "data of it")

    def plugin_unregister(self, flags=0):
        if self.registered:
            with open(self.registered, "w") as evidence:
                evidence.write("unregistered")

    def time_out_set(self, ms, flags=0):
        raise [ValueError, AttributeError, KeyError, SystemExit, KeyboardInterrupt][ms]("nasty")

    def time_out_get(self, flags=0):
        print("this goes to standard output")
        return 7

    def plugin_info(self, flags=0):
        return "Nasty", "1"

    def capabilities(self, system, flags=0):
        raise lsm.LsmError(4711, "a number of its own", {"more": [1, "x"]})

    def pools(self, search_key=None, search_value=None, flags=0):
        return object()

    def systems(self, flags=0):
        return [lsm.System("s", "ü \\U0001f980", lsm.System.STATUS_OK, "")]

    def job_status(self, job_id, flags=0):
        return lsm.JobStatus.COMPLETE, 100, None

    def job_free(self, job_id, flags=0):
        pass

lsm.PluginRunner(Nasty, sys.argv).run()
'''


class Peer:
    """A plug-in process with the other end of its socket."""

    def __init__(self, program, **environment):
        ours, theirs = socket.socketpair()
        with theirs:
            self.process = subprocess.Popen(
                [program, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                env={**os.environ, **environment},
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
        self.socket = ours
        self.transport = TransPort(ours)

    def ask(self, method, **parameters):
        self.transport.send_req(method, {**parameters, "flags": 0})
        return self.transport.read_resp()[0]

    def refused(self, method, **parameters):
        with pytest.raises(LsmError) as caught:
            self.ask(method, **parameters)
        return caught.value

    def register(self, uri="nasty://"):
        return self.ask("plugin_register", uri=uri, password=None, timeout=1)

    def ends(self):
        """The exit status, once the process is gone; what it printed stays for the reader."""
        output, self.errors = self.process.communicate(timeout=60)
        return self.process.returncode


@pytest.fixture
def nasty(house):
    program = house.install("nasty", NASTY)
    peers = []

    def start(**environment):
        peers.append(Peer(program, **environment))
        return peers[-1]

    yield start
    for peer in peers:
        peer.socket.close()
        if peer.process.poll() is None:
            peer.process.kill()
        peer.process.communicate()


def test_exceptions_become_numbers(nasty):
    peer = nasty()
    peer.register()
    for index, number in ((0, -32700), (1, -32601)):
        error = peer.refused("time_out_set", ms=index)
        assert (error.code, "nasty" in error.msg) == (number, True)
    error = peer.refused("capabilities", system=None)
    assert (error.code, error.msg, error.data) == (4711, "a number of its own", {"more": [1, "x"]})
    assert peer.refused("volumes").code == ErrorNumber.NO_SUPPORT
    assert peer.refused("no_such_method").code == ErrorNumber.NO_SUPPORT
    # The session goes on, and standard output is not the socket.
    assert peer.ask("time_out_get") == 7
    assert peer.ask("systems")[0].name == "ü \U0001f980"


def test_parameters_that_do_not_fit_are_an_error_not_the_end(nasty):
    peer = nasty()
    peer.register()
    for parameters in ({"colour": "red"}, {}):
        error = peer.refused("job_free", **parameters)
        assert error.code == ErrorNumber.TRANSPORT_INVALID_ARG or error.code < 0, error
    assert peer.ask("time_out_get") == 7


def test_anything_else_ends_the_session_with_a_trace(nasty):
    peer = nasty()
    peer.register()
    error = peer.refused("time_out_set", ms=2)
    assert error.code == ErrorNumber.PLUGIN_BUG and "KeyError" in error.data
    assert peer.ends() == 2


def test_leaving_without_a_word(nasty, tmp_path):
    evidence = tmp_path / "evidence"
    peer = nasty(EVIDENCE=str(evidence))
    peer.register()
    peer.socket.shutdown(socket.SHUT_WR)
    assert peer.ends() == 2
    assert evidence.read_text() == "unregistered"


def test_leaving_before_it_began(nasty, tmp_path):
    evidence = tmp_path / "evidence"
    peer = nasty(EVIDENCE=str(evidence))
    peer.socket.shutdown(socket.SHUT_WR)
    peer.ends()
    assert not evidence.exists()


def test_leaving_as_it_should_be(nasty):
    peer = nasty()
    peer.register()
    assert peer.ask("plugin_unregister") is None
    assert peer.ends() == 0


def test_a_refused_registration_reaches_the_caller(house, nasty):
    with pytest.raises(LsmError) as caught:
        lsm.Client("nasty://wrong")
    error = caught.value
    assert (error.code, error.msg, error.data) == (
        ErrorNumber.PLUGIN_AUTH_FAILED,
        "wrong password",
        "data of it",
    )


def test_garbage_on_the_socket(nasty):
    for garbage in (b"xxxxxxxxxx{}", b"0000000002{}", b"0000000003[1]", b"0000000001x"):
        peer = nasty()
        peer.socket.sendall(garbage)
        peer.socket.shutdown(socket.SHUT_WR)
        assert peer.ends() is not None


def test_the_constructor_fails(house):
    program = house.install(
        "broken",
        "import sys, lsm\n"
        "class Broken(lsm.IPlugin):\n"
        "    def __init__(self):\n"
        "        raise RuntimeError('no shelf')\n"
        "lsm.PluginRunner(Broken, sys.argv).run()\n",
    )
    peer = Peer(program)
    with pytest.raises(LsmError) as caught:
        peer.transport.read_resp()
    assert caught.value.code == -32099
    assert peer.ends() == 2
    peer.socket.close()


@pytest.fixture
def shelf(daemon):
    daemon.stop()
    daemon.daemon = None
    (daemon.folder / "notify").unlink()
    daemon.install("shelf", (daemon.examples / "shelf_lsmplugin").read_text())
    daemon.start()
    return daemon


def test_the_example_keeps_its_word(shelf):
    """The matrix of the conformance run has no failure."""
    ran = subprocess.run(
        [shelf.programs / "lsm-conformance", "--socket-dir", shelf.folder / "sockets",
         "shelf://?job_ms=20"],
        capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert (ran.returncode, ran.stderr) == (0, ""), ran.stdout
    assert "skipped" not in ran.stdout


def test_the_example_by_the_command_line(shelf):
    pools = shelf.lsmcli("-u", "shelf://", "list", "--type", "pools", "-t,").stdout
    assert pools.startswith("board,The board,")
    ran = shelf.lsmcli(
        "-u", "shelf://?job_ms=50", "fs-create", "--name", "home", "--size", "1GiB",
        "--pool", "board", "-t,",
    )  # fmt: skip
    assert ran.stdout.split(",")[1].strip() == "home"
    ran = shelf.lsmcli("-u", "shelf://", "volume-delete", "--vol", "x", "-f", check=False)
    assert ran.returncode == 2
    ran = shelf.lsmcli("-u", "shelf://?job_ms=soon", "list", "--type", "pools", check=False)
    assert (ran.returncode, "job_ms" in ran.stderr) == (4, True)


def test_the_example_by_the_client(shelf):
    client = lsm.Client("shelf://?job_ms=30")
    job, nothing = client.fs_create(client.pools()[0], "home", 1 << 30)
    assert job and nothing is None
    while client.job_status(job)[0] == lsm.JobStatus.INPROGRESS:
        pass
    status, percent, fs = client.job_status(job)
    assert (status, percent, fs.name) == (lsm.JobStatus.COMPLETE, 100, "home")
    client.job_free(job)
    client.close()


def test_the_example_by_the_c_library(shelf):
    path = os.environ.get("LSM_TEST_C_LIBRARY")
    if path is None:
        pytest.skip("LSM_TEST_C_LIBRARY names no libstoragemgmt.so")
    library = ctypes.CDLL(path)
    handle = ctypes.c_void_p
    library.lsm_volume_name_get.restype = ctypes.c_char_p
    library.lsm_volume_name_get.argtypes = [handle]
    connection, error = handle(), handle()
    assert 0 == library.lsm_connect_password(
        b"shelf://", None, ctypes.byref(connection), 30000, ctypes.byref(error), 0
    )
    pools, count = ctypes.POINTER(handle)(), ctypes.c_uint32()
    assert 0 == library.lsm_pool_list(
        connection, None, None, ctypes.byref(pools), ctypes.byref(count), 0
    )
    assert count.value == 1
    volume, job = handle(), ctypes.c_char_p()
    assert 0 == library.lsm_volume_create(
        connection, handle(pools[0]), b"from C", ctypes.c_uint64(1 << 20),
        Volume.PROVISION_DEFAULT, ctypes.byref(volume), ctypes.byref(job), ctypes.c_uint64(0),
    )  # fmt: skip
    assert library.lsm_volume_name_get(volume) == b"from C"
    assert library.lsm_volume_create(
        connection, handle(pools[0]), b"from C", ctypes.c_uint64(1 << 20),
        Volume.PROVISION_DEFAULT, ctypes.byref(handle()), ctypes.byref(job), ctypes.c_uint64(0),
    ) == ErrorNumber.NAME_CONFLICT  # fmt: skip
    library.lsm_volume_record_free(volume)
    library.lsm_pool_record_array_free(pools, count)
    assert 0 == library.lsm_connect_close(connection, 0)


def test_a_plug_in_is_its_own_command_line(house):
    program = house.install("shelf", (house.examples / "shelf_lsmplugin").read_text())
    ran = subprocess.run(
        [program, "list", "--type", "pools", "-t,"],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "LSMCLI_URI": "shelf://"},
    )
    assert ran.stdout.startswith("board,"), ran


def test_the_inventory(shelf, monkeypatch):
    uris = ["shelf://", shelf.sim]
    ran = subprocess.run(
        [sys.executable, shelf.examples / "inventory.py", *uris, "nosuch://"],
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert ran.returncode == 1
    assert ran.stderr.startswith("nosuch://: ")
    found = [json.loads(line) for line in ran.stdout.splitlines()]
    assert {one["array"] for one in found} == set(uris)
    assert {"System", "Pool", "Disk", "Battery", "TargetPort"} <= {one["class"] for one in found}


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM])
def test_a_plug_in_that_dies(daemon, ending):
    client = lsm.Client(daemon.sim)
    children = pathlib.Path(f"/proc/{daemon.daemon.pid}/task/{daemon.daemon.pid}/children")
    (child,) = children.read_text().split()
    os.kill(int(child), ending)
    with pytest.raises(LsmError) as caught:
        client.systems()
    assert caught.value.code == ErrorNumber.TRANSPORT_COMMUNICATION
