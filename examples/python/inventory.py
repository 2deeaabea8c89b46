#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Lists everything on every system of the arrays given, for a monitoring system.

    inventory.py URI...

One JSON object a line on standard output: its class, the array, and what the class tells. The exit
status is 0 when every array answered; what an array does not offer is left out. Passwords come
from the environment variable INVENTORY_PASSWORD.
"""

import json
import os
import sys

import lsm

#: Each listing, and the capability that offers it; None where every array has it.
LISTINGS = (
    ("systems", None),
    ("pools", None),
    ("volumes", lsm.Capabilities.VOLUMES),
    ("disks", lsm.Capabilities.DISKS),
    ("access_groups", lsm.Capabilities.ACCESS_GROUPS),
    ("target_ports", lsm.Capabilities.TARGET_PORTS),
    ("batteries", lsm.Capabilities.BATTERIES),
    ("fs", lsm.Capabilities.FS),
    ("exports", lsm.Capabilities.EXPORTS),
)


def inventory(uri, password):
    """Gives every object of an array as a dictionary."""
    client = lsm.Client(uri, password)
    try:
        offered = [client.capabilities(system) for system in client.systems()]
        for listing, capability in LISTINGS:
            if capability is None or any(one.supported(capability) for one in offered):
                for found in getattr(client, listing)():
                    yield found._to_dict()
    finally:
        client.close()


def main(uris):
    """Prints the inventory; gives the exit status."""
    status = 0
    for uri in uris:
        try:
            for found in inventory(uri, os.environ.get("INVENTORY_PASSWORD")):
                print(json.dumps({"array": uri, **found}))
        except lsm.LsmError as error:
            print(f"{uri}: {error.msg} ({error.code})", file=sys.stderr)
            status = 1
    return status


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("give the URI of an array: inventory.py URI...")
    sys.exit(main(sys.argv[1:]))
