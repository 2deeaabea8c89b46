# SPDX-License-Identifier: MIT OR Apache-2.0
"""What happens to clients in real programs: forks, threads, signals, exits without good-bye."""

import concurrent.futures
import gc
import os
import pathlib
import signal
import subprocess
import sys
import textwrap
import threading

import pytest

import lsm

#: 100,000 when asked for by LSM_TEST_LONG; the daemon starts a process for each.
CYCLES = 100_000 if os.environ.get("LSM_TEST_LONG") else 300


def resident_kib():
    for line in pathlib.Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1])
    raise AssertionError("no VmRSS")


def descriptors():
    return len(os.listdir("/proc/self/fd"))


def run(house, source):
    """Runs a program of its own; gives what it printed."""
    program = textwrap.dedent(source)
    return subprocess.run(
        [sys.executable, "-c", program, house.sim],
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_a_fork_after_connect(daemon):
    client = lsm.Client(daemon.sim)
    child = os.fork()
    if child == 0:
        # The child makes a session of its own; that of the parent is not touched by its end.
        own = lsm.Client(daemon.sim)
        ok = len(own.systems()) == 1
        own.close()
        os._exit(0 if ok else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert len(client.systems()) == 1
    client.close()


def test_a_fork_that_ends_as_python_does(daemon):
    ran = run(
        daemon,
        """
        import os, sys, lsm
        client = lsm.Client(sys.argv[1])
        if os.fork() == 0:
            sys.exit(0)
        assert os.wait()[1] == 0
        assert client.systems()
        client.close()
        print("fine")
        """,
    )
    assert (ran.stdout, ran.stderr, ran.returncode) == ("fine\n", "", 0)


def test_a_client_for_each_thread(daemon):
    def work(_number):
        client = lsm.Client(daemon.sim)
        for _ in range(50):
            assert len(client.pools()) == 4
        client.close()
        return True

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        assert all(pool.map(work, range(16)))


def test_other_threads_run_during_a_call(house):
    house.install(
        "slow",
        "import sys, os, lsm\n"
        "class Slow(lsm.IPlugin):\n"
        "    def plugin_register(self, uri, password, timeout, flags=0): pass\n"
        "    def plugin_unregister(self, flags=0): pass\n"
        "    def plugin_info(self, flags=0): return 'slow', '1'\n"
        "    def time_out_set(self, ms, flags=0): pass\n"
        "    def time_out_get(self, flags=0):\n"
        "        return int(open(os.environ['GATE']).read())\n"
        "    def capabilities(self, system, flags=0): pass\n"
        "    def pools(self, search_key=None, search_value=None, flags=0): return []\n"
        "    def systems(self, flags=0): return []\n"
        "    def job_status(self, job_id, flags=0): pass\n"
        "    def job_free(self, job_id, flags=0): pass\n"
        "lsm.PluginRunner(Slow, sys.argv).run()\n",
    )
    gate = house.folder / "gate"
    os.mkfifo(gate)
    house.environment.setenv("GATE", str(gate))
    client = lsm.Client("slow://")
    answers = []
    thread = threading.Thread(target=lambda: answers.append(client.time_out_get()))
    thread.start()
    # Opening the other end of the pipe waits for the plug-in, and the plug-in for us: whoever held
    # the interpreter during the call would keep this line from ever running.
    with gate.open("w") as opened:
        opened.write("42")
    thread.join(60)
    assert answers == [42]
    client.close()


def test_a_keyboard_interrupt_in_a_long_call(house):
    house.install(
        "stuck",
        "import sys, os, signal, lsm\n"
        "class Stuck(lsm.IPlugin):\n"
        "    def plugin_register(self, uri, password, timeout, flags=0): pass\n"
        "    def plugin_unregister(self, flags=0): pass\n"
        "    def plugin_info(self, flags=0): return 'stuck', '1'\n"
        "    def time_out_set(self, ms, flags=0):\n"
        "        os.kill(ms, signal.SIGINT)\n"
        "        signal.pause()\n"
        "    def time_out_get(self, flags=0): return 1\n"
        "    def capabilities(self, system, flags=0): pass\n"
        "    def pools(self, search_key=None, search_value=None, flags=0): return []\n"
        "    def systems(self, flags=0): return []\n"
        "    def job_status(self, job_id, flags=0): pass\n"
        "    def job_free(self, job_id, flags=0): pass\n"
        "lsm.PluginRunner(Stuck, sys.argv).run()\n",
    )
    client = lsm.Client("stuck://")
    # Whoever starts us in the background may have the signal ignored.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            client.time_out_set(os.getpid())
    finally:
        signal.signal(signal.SIGINT, before)
    # What the plug-in would still answer belongs to the call that was given up.
    with pytest.raises(lsm.LsmError):
        client.time_out_get()


def test_an_interpreter_that_ends_with_open_sessions(daemon):
    ran = run(
        daemon,
        """
        import sys, lsm
        clients = [lsm.Client(sys.argv[1]) for _ in range(5)]
        clients[0].systems()
        print("bye")
        """,
    )
    assert (ran.stdout, ran.stderr, ran.returncode) == ("bye\n", "", 0)


def test_a_thread_that_still_waits_when_the_interpreter_ends(daemon):
    ran = run(
        daemon,
        """
        import sys, threading, lsm
        client = lsm.Client(sys.argv[1])
        begun = threading.Event()
        def forever():
            while True:
                begun.set()
                client.systems()
        threading.Thread(target=forever, daemon=True).start()
        begun.wait()
        print("bye")
        """,
    )
    assert (ran.stdout, ran.returncode) == ("bye\n", 0), ran


def test_clients_that_are_never_closed_keep_nothing(daemon):
    lsm.Client(daemon.sim).systems()
    gc.collect()
    before = descriptors()
    for _ in range(20):
        lsm.Client(daemon.sim).systems()
    gc.collect()
    assert descriptors() <= before


def test_connecting_again_and_again_needs_no_more(daemon):
    def cycles(count):
        for _ in range(count):
            lsm.Client(daemon.sim).close()
        gc.collect()

    cycles(CYCLES // 3)
    memory, open_files = resident_kib(), descriptors()
    cycles(CYCLES)
    assert descriptors() == open_files
    assert resident_kib() < memory + 2048


def test_a_large_listing_is_forgotten(house):
    client = lsm.Client(f"sim://?statefile={house.folder / 'large'}&volumes=20000")
    assert len(client.volumes()) == 20000
    gc.collect()
    memory = resident_kib()
    for _ in range(5):
        assert len(client.volumes()) == 20000
    gc.collect()
    assert resident_kib() < memory + 16 * 1024
    client.close()
