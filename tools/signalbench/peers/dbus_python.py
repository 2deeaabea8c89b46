# SPDX-License-Identifier: MIT OR Apache-2.0
"""dbus-python: serve ADDRESS NAME | client ADDRESS DELAYS SLOW SLEEP READ"""

import array
import random
import string
import sys
import time

import dbus
import dbus.bus
import dbus.service
from dbus.mainloop.glib import DBusGMainLoop
from gi.repository import GLib

PATH = "/org/fubar/signal1"
INTERFACE = "org.fubar.signal1"
START, END = 1, 2


def say(line):
    try:
        print(line, flush=True)
    except BrokenPipeError:
        sys.exit(0)


class Fubar(dbus.service.Object):
    @dbus.service.signal(dbus_interface=INTERFACE, signature="dts")
    def Spam(self, stamp, size, payload):
        pass

    @dbus.service.method(dbus_interface=INTERFACE, in_signature="tt", out_signature="t")
    def SpamSignal(self, count, size):
        payload = "".join(random.choices(string.ascii_lowercase, k=size))
        for _ in range(count):
            self.Spam(time.time(), size, payload)
        return count


class Tally:
    def __init__(self, file, slow, sleep, _read):
        self.file, self.slow, self.sleep = file, int(slow) / 1e6, int(sleep) / 1e3
        self.first = self.last = self.said_at = 0.0
        self.said = self.size = 0
        self.finished = False
        self.delays = array.array("f")

    def signal(self, stamp, size, _payload):
        now = time.time()
        if size > END:
            self.delays.append(now - stamp)
            self.last = now
            if len(self.delays) == 1:
                self.first, self.size = stamp, size
                say("count 1")
                self.said, self.said_at = 1, now
                if self.sleep:
                    time.sleep(self.sleep)
            if self.slow:
                time.sleep(self.slow)
            if now - self.said_at > 0.5:
                self.idle()
        elif size == START:
            self.delays = array.array("f")
            self.said, self.said_at = 0, now
            self.finished = False
        elif not self.finished:
            self.finished = True
            self.write()
            say(f"done {len(self.delays)} {self.first:.7f} {self.last:.7f} {self.size}")

    def idle(self):
        if len(self.delays) != self.said and not self.finished:
            say(f"count {len(self.delays)}")
        self.said, self.said_at = len(self.delays), time.time()
        return True

    def write(self):
        with open(self.file, "wb") as file:
            self.delays.tofile(file)

    def gone(self):
        self.write()
        say(f"gone {len(self.delays)} hung up")


def main():
    role, address, *rest = sys.argv[1:]
    DBusGMainLoop(set_as_default=True)
    loop = GLib.MainLoop()
    bus = dbus.bus.BusConnection(address)
    bus.set_exit_on_disconnect(False)
    bus.call_on_disconnection(lambda _bus: loop.quit())
    if role == "serve":
        name = dbus.service.BusName(rest[0], bus)
        Fubar(name, PATH)
        say("ready")
        loop.run()
        say("gone 0 hung up")
    else:
        tally = Tally(*rest)
        bus.add_signal_receiver(tally.signal, "Spam", INTERFACE)
        # The reply proves that the match rule has been read.
        bus.call_blocking(dbus.BUS_DAEMON_NAME, dbus.BUS_DAEMON_PATH,
                          dbus.BUS_DAEMON_IFACE, "GetId", "", ())
        GLib.timeout_add(500, tally.idle)
        say("ready")
        loop.run()
        tally.gone()


main()
