# SPDX-License-Identifier: MIT OR Apache-2.0
"""Runs a plug-in: reads requests, calls the methods of the plug-in, sends what they give."""

from __future__ import annotations

import socket
import sys
from collections.abc import Sequence
from typing import Any

from lsm._common import ErrorNumber, LsmError, error
from lsm._transport import TransPort
from lsm.lsmcli import cmd_line_wrapper

_PARSE_ERROR = -32700
"""Number of the reply to what is no message, and to a ValueError."""
_ATTRIBUTE_ERROR = -32601
"""Number of the reply to an AttributeError."""
_START_ERROR = -32099
"""Number of the reply when the plug-in cannot be made."""


def search_property(lsm_objs: list[Any], search_key: str | None, search_value: Any) -> list[Any]:
    """The records whose property ``search_key`` holds ``search_value``; all of them when the key
    is None. Raises AttributeError for a property that they lack."""
    if search_key is None:
        return lsm_objs
    return [record for record in lsm_objs if getattr(record, search_key) == search_value]


class PluginRunner:
    """Runs a plug-in on the socket that the daemon hands it, or, started by hand, as a command line
    of its own::

        if __name__ == "__main__":
            PluginRunner(MyPlugin, sys.argv).run()

    :param plugin: the class of the plug-in; it is called without arguments.
    :param args: the arguments of the program.
    """

    def __init__(self, plugin: Any, args: Sequence[str]) -> None:
        #: Whether the program was started by hand.
        self.cmdline = False
        descriptor = _descriptor(args)
        if descriptor is None:
            self.cmdline = True
            cmd_line_wrapper(plugin)
            return
        #: The connection to the client.
        self.tp = TransPort(socket.socket(fileno=descriptor))
        try:
            #: The plug-in.
            self.plugin = plugin()
        except BaseException as problem:
            error("the plug-in cannot be started:\n", _trace())
            try:
                self.tp.send_error(0, _START_ERROR, "Error instantiating client %s" % problem)
            except OSError:
                pass
            sys.exit(2)

    def run(self) -> None:
        """Serves the client until it leaves. Ends the program with 2 when it leaves without
        plugin_unregister, or when the plug-in fails."""
        if self.cmdline:
            return
        if not _Session(self.tp, self.plugin).serve():
            sys.exit(2)


def _descriptor(args: Sequence[str]) -> int | None:
    """The descriptor that the daemon hands over."""
    if len(args) != 2:
        return None
    try:
        return int(args[1])
    except ValueError:
        return None


def _trace() -> str:
    import traceback

    return traceback.format_exc()


class _Left(Exception):
    """The client went away."""


class _Session:
    """One client."""

    def __init__(self, transport: TransPort, plugin: Any) -> None:
        self.transport = transport
        self.plugin = plugin
        self.msg_id = 0
        """Of the request that is answered, or the one before when that has none."""
        self.registered = False

    def serve(self) -> bool:
        """Answers until the client leaves; whether that was in good order."""
        try:
            while self.answer():
                pass
        except _Left:
            return self.clean_up()
        except BaseException as problem:
            # Whatever it is, the client is told, and the session is over.
            trace = _trace()
            error("unhandled exception in the plug-in:\n", trace)
            try:
                self.transport.send_error(
                    self.msg_id,
                    ErrorNumber.PLUGIN_BUG,
                    "Unhandled exception in plug-in: %s" % problem,
                    trace,
                )
            except OSError:
                pass
            return self.clean_up()
        finally:
            self.transport.close()
        return True

    def answer(self) -> bool:
        """Answers one request; whether more may follow."""
        method = None
        try:
            request = self.read()
            self.msg_id = request["id"]
            method = request["method"]
            result = self.call(method, request["params"])
            try:
                self.transport.send_resp(result)
            except OSError:
                raise _Left() from None
        except ValueError as problem:
            error("value error:\n", _trace())
            self.refuse(_PARSE_ERROR, str(problem))
        except AttributeError as problem:
            error("attribute error:\n", _trace())
            self.refuse(_ATTRIBUTE_ERROR, str(problem))
        except LsmError as problem:
            self.refuse(problem.code, problem.msg, problem.data)
        else:
            if method == "plugin_register":
                self.registered = True
        if method == "plugin_unregister":
            # Whatever it answered.
            self.registered = False
            return False
        return True

    def read(self) -> Any:
        """The next request."""
        try:
            return self.transport.read_req()
        except LsmError as problem:
            if problem.code == ErrorNumber.TRANSPORT_COMMUNICATION:
                raise _Left() from None
            # That of a record that its constructor refuses.
            raise

    def refuse(self, code: int, message: str, data: Any = None) -> None:
        """Answers with an error."""
        try:
            self.transport.send_error(self.msg_id, code, message, data)
        except OSError:
            raise _Left() from None

    def call(self, name: str, parameters: Any) -> Any:
        """Calls a method of the plug-in. What is not public is not there for a client."""
        method = None if name.startswith("_") else getattr(self.plugin, name, None)
        if not callable(method):
            raise LsmError(ErrorNumber.NO_SUPPORT, "Unsupported operation: %s" % name)
        if parameters is None:
            parameters = {}
        try:
            return method(**parameters)
        except TypeError as problem:
            trace = problem.__traceback__
            if trace is None or trace.tb_next is None:
                # It did not come from within the method.
                mismatch = _mismatch(method, parameters)
                if mismatch is not None:
                    raise LsmError(
                        ErrorNumber.TRANSPORT_INVALID_ARG, "%s: %s" % (name, mismatch)
                    ) from None
            raise

    def clean_up(self) -> bool:
        """Lets a plug-in that was registered take leave of its array; whether there was nothing to
        do."""
        if not self.registered:
            return True
        try:
            self.plugin.plugin_unregister()
        except Exception:
            error("plugin_unregister failed:\n", _trace())
        return False


def _mismatch(method: Any, parameters: Any) -> str | None:
    """Why a method cannot be called with these parameters; None when it can."""
    if not isinstance(parameters, dict):
        return None
    import inspect

    try:
        inspect.signature(method).bind(**parameters)
    except TypeError as problem:
        return str(problem)
    except ValueError:
        # A method that does not tell its parameters.
        pass
    return None
