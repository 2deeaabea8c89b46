# SPDX-License-Identifier: MIT OR Apache-2.0
"""What the Python package costs: a line ``name|nanoseconds|floor|nanoseconds`` for each figure.

    measure.py URI ROUNDS

The floors of a listing are the same reply, decoded by ``json.loads`` and made into objects by the
same constructors in Python, and what an echo of the bytes of a round trip takes.
"""

import json
import socket
import statistics
import subprocess
import sys
import threading
import time

import lsm


def median(rounds, *works):
    """Medians of works that take turns, in nanoseconds."""
    times = [[] for _ in works]
    for work in works:
        work()
    for _ in range(rounds):
        for work, taken in zip(works, times):
            start = time.perf_counter_ns()
            work()
            taken.append(time.perf_counter_ns() - start)
    return [int(statistics.median(taken)) for taken in times]


def row(name, subject, floor_name, floor):
    print(f"{name}|{subject}|{floor_name}|{floor}")


def start(program):
    """Starts an interpreter that does this, and waits."""
    return lambda: subprocess.run([sys.executable, "-c", program], check=True)


class Plain:
    """A volume as plain Python builds it."""

    def __init__(self, _id, _name, _vpd83, _block_size, _num_of_blocks, _admin_state, _system_id,
                 _pool_id, _plugin_data=None):  # fmt: skip
        self._id = _id
        self._name = _name
        self._vpd83 = _vpd83
        self._block_size = _block_size
        self._num_of_blocks = _num_of_blocks
        self._admin_state = _admin_state
        self._system_id = _system_id
        self._pool_id = _pool_id
        self._plugin_data = _plugin_data


def plainly(record):
    """What the decoder of plain Python does with every object."""
    if record.pop("class", None) is None:
        return record
    return Plain(**{"_" + key: value for key, value in record.items()})


def echo(server):
    """Gives back what arrives, until nothing does."""
    with server:
        while True:
            received = server.recv(4096)
            if not received:
                return
            server.sendall(received)


def round_trip(client, rounds):
    ours, theirs = socket.socketpair()
    thread = threading.Thread(target=echo, args=(theirs,))
    thread.start()
    question = b"0000000060" + b"x" * 60

    def floor():
        for _ in range(100):
            ours.sendall(question)
            ours.recv(4096)

    def subject():
        for _ in range(100):
            client.time_out_get()

    measured, least = median(rounds, subject, floor)
    ours.close()
    thread.join()
    row("a round trip (time_out_get)", measured // 100, "echo between two threads", least // 100)


def listing(client, rounds):
    def subject():
        assert len(client.volumes()) == 120_000

    client._tp.send_req("volumes", {"search_key": None, "search_value": None, "flags": 0})
    message = client._tp._recv_msg()

    def floor():
        reply = json.loads(message, object_hook=plainly)
        assert len(reply["result"]) == 120_000

    (measured,) = median(rounds, subject)
    (plain,) = median(min(3, rounds), floor)
    row("120,000 volumes as objects", measured, "json.loads and objects, no I/O", plain)


def main(uri, rounds):
    measured, bare = median(rounds, start("import lsm"), start("pass"))
    row("import lsm", measured, "an interpreter that imports nothing", bare)
    client = lsm.Client(uri)

    def connect():
        lsm.Client(uri.split("&")[0]).close()

    (measured,) = median(rounds, connect)
    (bare,) = median(rounds, lambda: subprocess.run(["/bin/true"], check=True))
    row("connect, register, close", measured, "starting /bin/true", bare)
    round_trip(client, rounds)
    listing(client, rounds)
    client.close()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
