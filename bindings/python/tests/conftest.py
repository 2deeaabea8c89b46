# SPDX-License-Identifier: MIT OR Apache-2.0
"""A folder of its own for every test: plug-ins, sockets, state; a private lsmd where one is asked for.

``LSM_TEST_PROGRAMS`` names the folder of the built programs: lsmd, lsmcli, lsm-local-plugins.
"""

import os
import pathlib
import shutil
import socket
import subprocess
import sys

import pytest

import lsm


class House:
    """Plug-ins and sockets of one test."""

    #: The example plug-in and the example client.
    examples = pathlib.Path(__file__).resolve().parents[3] / "examples" / "python"
    #: The built programs.
    programs = pathlib.Path(os.environ["LSM_TEST_PROGRAMS"])

    def __init__(self, folder, environment):
        self.folder = folder
        self.environment = environment
        for name in ("plugins", "sockets", "conf"):
            (folder / name).mkdir()
        self.daemon = None
        self.link("sim")

    def link(self, name):
        """Installs a plug-in of ours."""
        (self.folder / "plugins" / f"{name}_lsmplugin").symlink_to(self.programs / "lsm-local-plugins")

    def install(self, name, source):
        """Installs a plug-in in Python, run by this very interpreter."""
        program = self.folder / "plugins" / f"{name}_lsmplugin"
        lines = source.splitlines()
        if lines and lines[0].startswith("#!"):
            del lines[0]
        program.write_text("\n".join([f"#!{sys.executable}", *lines, ""]))
        program.chmod(0o755)
        return program

    @property
    def sim(self):
        return f"sim://?statefile={self.folder / 'state'}"

    def start(self):
        """Starts lsmd and waits until it says that it is ready."""
        path = self.folder / "notify"
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ready:
            ready.bind(str(path))
            ready.settimeout(60)
            command = [self.programs / "lsmd", "-d"]
            for option, name in (("plugin", "plugins"), ("socket", "sockets"), ("conf", "conf")):
                command += [f"--{option}dir", self.folder / name]
            self.log = (self.folder / "log").open("wb")
            self.daemon = subprocess.Popen(
                command,
                env={"NOTIFY_SOCKET": str(path), "LSM_SIM_TIME": "0", "PATH": os.environ["PATH"]},
                stdout=self.log,
                stderr=subprocess.STDOUT,
            )
            while b"READY=1" not in ready.recv(4096):
                pass
        self.environment.setenv("LSM_UDS_PATH", str(self.folder / "sockets"))

    def stop(self):
        if self.daemon is not None:
            self.daemon.terminate()
            self.daemon.wait(60)
            self.log.close()

    def lsmcli(self, *words, check=True):
        """Runs the command line through the daemon of this house."""
        return subprocess.run(
            [self.programs / "lsmcli", *words],
            env={"LSM_UDS_PATH": str(self.folder / "sockets"), "HOME": str(self.folder)},
            capture_output=True,
            text=True,
            check=check,
            timeout=120,
        )


@pytest.fixture
def house(tmp_path_factory, monkeypatch):
    """Plug-ins without a daemon."""
    # A short path: the address of a socket has 107 bytes.
    folder = tmp_path_factory.mktemp("h")
    monkeypatch.setenv("LSM_PLUGIN_DIR", str(folder / "plugins"))
    monkeypatch.setenv("LSM_SIM_TIME", "0")
    monkeypatch.delenv("LSM_UDS_PATH", raising=False)
    house = House(folder, monkeypatch)
    yield house
    house.stop()
    shutil.rmtree(folder)


@pytest.fixture
def daemon(house):
    """Plug-ins behind lsmd."""
    house.start()
    return house


@pytest.fixture(params=["daemon", "daemonless"])
def client(request, house):
    """A client of a fresh simulated array, through lsmd and without it."""
    if request.param == "daemon":
        house.start()
    client = lsm.Client(house.sim)
    yield client
    client.close()
