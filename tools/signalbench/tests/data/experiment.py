# SPDX-License-Identifier: MIT OR Apache-2.0
"""The experiment of 2015 as its description has it: serve | client | drive, ADDRESS."""

import random
import string
import sys
import time

import dbus
import dbus.bus
import dbus.service
from dbus.mainloop.glib import DBusGMainLoop
from gi.repository import GLib

NAME = INTERFACE = "org.fubar.signal1"
PATH = "/org/fubar/signal1"
COUNT = 20
SIZES = (32, 1024, 16384)


class Server(dbus.service.Object):
    @dbus.service.signal(dbus_interface=INTERFACE, signature="dts")
    def Spam(self, stamp, size, payload):
        pass

    @dbus.service.method(dbus_interface=INTERFACE, in_signature="tt", out_signature="t")
    def SpamSignal(self, count, size):
        payload = "".join(random.choice(string.ascii_lowercase) for _ in range(size))
        for _ in range(count):
            self.Spam(time.time(), size, payload)
        return count


class Client:
    def __init__(self, loop):
        self.loop, self.left = loop, len(SIZES)
        self.reset()

    def reset(self):
        self.began, self.size, self.received, self.delta = time.time(), 0, 0, 0.0

    def signal(self, stamp, size, _payload):
        if size == 1:
            self.reset()
        elif size == 2:
            if self.received:
                rate = self.received / (time.time() - self.began)
                mib = rate * self.size / 1048576
                print(f"{self.size}, {self.delta / self.received}, {rate}, {mib}, {self.received}")
                self.reset()
                self.left -= 1
                if self.left == 0:
                    self.loop.quit()
        else:
            self.size, self.received = size, self.received + 1
            self.delta += time.time() - stamp


def drive(bus):
    server = dbus.Interface(bus.get_object(NAME, PATH), INTERFACE)
    for size in SIZES:
        server.SpamSignal(10, 1)
        # The driver of 2015 came by its sizes through powers, as floats.
        assert server.SpamSignal(COUNT, float(size)) == COUNT
        server.SpamSignal(10, 2)


def main():
    role, address = sys.argv[1:]
    DBusGMainLoop(set_as_default=True)
    bus = dbus.bus.BusConnection(address)
    if role == "drive":
        return drive(bus)
    loop = GLib.MainLoop()
    if role == "serve":
        owned = dbus.service.BusName(NAME, bus)
        server = Server(owned, PATH)
    else:
        client = Client(loop)
        bus.add_signal_receiver(client.signal, "Spam", INTERFACE)
        bus.call_blocking(dbus.BUS_DAEMON_NAME, dbus.BUS_DAEMON_PATH,
                          dbus.BUS_DAEMON_IFACE, "GetId", "", ())
    print("ready", file=sys.stderr, flush=True)
    loop.run()


main()
