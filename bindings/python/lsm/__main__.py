# SPDX-License-Identifier: MIT OR Apache-2.0
"""``python -m lsm``: the version, and the plug-ins that are found."""

from __future__ import annotations

import sys

from lsm import VERSION, LsmError, _lsm


def main() -> int:
    """Prints version and plug-ins; 1 when there is neither a daemon nor a plug-in."""
    print("lsm %s, Python %s" % (VERSION, sys.version.split()[0]))
    try:
        plugins = _lsm.find_plugins()
    except LsmError as problem:
        print(problem.msg, file=sys.stderr)
        return 1
    for name, told, failure in plugins:
        if told is not None:
            print("%s: %s %s" % (name, told[0], told[1]))
        elif failure is not None:
            print("%s: does not answer: %s" % (name, failure[1]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
