# SPDX-License-Identifier: MIT OR Apache-2.0
"""The command line of storage management."""

from __future__ import annotations

import os
import socket
import sys
from typing import Any, NoReturn

from lsm import _lsm

__all__ = ["cmd_line_wrapper"]


def cmd_line_wrapper(c: Any = None) -> NoReturn:
    """Runs ``lsmcli`` with the arguments of this program, and ends the program.

    :param c: class of a plug-in that is used instead of those that are installed.
    """
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
    if c is None:
        sys.exit(_lsm.command_line(sys.argv))
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    child = os.fork()
    if child == 0:
        ours.close()
        _serve(c, theirs)
    theirs.close()
    os.environ["LSMCLI_DEBUG_FD"] = str(ours.detach())
    code = _lsm.command_line(sys.argv)
    os.waitpid(child, 0)
    sys.exit(code)


def _serve(c: Any, connection: socket.socket) -> NoReturn:
    """Runs the plug-in in this process, and ends it without a word to whoever forked it off."""
    # Imported here, since the runner needs this module as well.
    from lsm._pluginrunner import PluginRunner

    code = 2
    try:
        PluginRunner(c, [sys.argv[0], str(connection.detach())]).run()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 2
    finally:
        os._exit(code)


if __name__ == "__main__":
    cmd_line_wrapper()
