# SPDX-License-Identifier: MIT OR Apache-2.0
"""Messages between client and plug-in, over a connected socket."""

from __future__ import annotations

import errno
import os
import socket
from typing import Any

from lsm import _lsm
from lsm._common import ErrorNumber, LsmError, SocketEOF

_GONE = (errno.EPIPE, errno.ECONNRESET)


def _broken(problem: object) -> LsmError:
    return LsmError(
        ErrorNumber.TRANSPORT_COMMUNICATION, "the connection to the other side broke: %s" % problem
    )


class TransPort:
    """One end of a session. One request at a time; not for several threads at once.

    After a wait that was interrupted, or that took longer than ``timeout``, the connection is shut
    down: the next reply would belong to the call that was given up.

    :param socket_descriptor: the connected socket.
    """

    HDR_LEN = 10

    def __init__(self, socket_descriptor: socket.socket) -> None:
        self.s = socket_descriptor
        #: Seconds that a message of the other side may take; None waits for ever.
        self.timeout: float | None = None
        #: The process whose session it is; one that was forked off may only close its copy.
        self._owner = os.getpid()
        #: The plug-in, when it was started for this session alone.
        self._process: _lsm.PluginProcess | None = None

    @staticmethod
    def get_socket(path: str) -> socket.socket:
        """A socket connected to the one with this path. Raises OSError."""
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connection.connect(path)
        except BaseException:
            connection.close()
            raise
        return connection

    def close(self) -> None:
        """Closes the connection."""
        self.s.close()
        process, self._process = self._process, None
        if process is not None:
            process.collect()

    def _read_all(self, l: int) -> bytes:  # noqa: E741
        """Exactly so many bytes. Raises SocketEOF when the other side closes before."""
        pieces = []
        while l > 0:
            piece = self.s.recv(l)
            if not piece:
                raise SocketEOF()
            pieces.append(piece)
            l -= len(piece)  # noqa: E741
        return b"".join(pieces)

    def _send_msg(self, msg: str) -> None:
        """Sends one message. Raises ValueError for an empty one, and OSError."""
        if not msg:
            raise ValueError("a message must not be empty")
        _lsm.send_bytes(self.s.fileno(), msg.encode("utf-8"), self.timeout)

    def _recv_msg(self) -> str:
        """The next message. Raises LsmError, and ValueError for what is none."""
        try:
            return _lsm.receive_bytes(self.s.fileno(), self.timeout).decode("utf-8")
        except (EOFError, OSError) as problem:
            raise self._lost(problem) from None

    def _lost(self, problem: BaseException) -> LsmError:
        if isinstance(problem, TimeoutError) and self.timeout is not None:
            return LsmError(ErrorNumber.TIMEOUT, "the plug-in did not answer: %s" % problem)
        return _broken(problem)

    def _receive(self, mending: bool = False) -> Any:
        try:
            return _lsm.receive(self.s.fileno(), self.timeout, mending)
        except (EOFError, OSError) as problem:
            raise self._lost(problem) from None

    def send_req(self, method: str, args: Any) -> None:
        """Sends a request. Raises LsmError when the connection is broken."""
        try:
            self._send_req(method, args)
        except OSError as problem:
            raise self._lost(problem) from None

    def _send_req(self, method: str, args: Any) -> None:
        request = {"method": method, "id": 100, "params": args}
        _lsm.send(self.s.fileno(), request, self.timeout)

    def read_req(self) -> Any:
        """The next request: a dictionary with method, id and params.

        Raises LsmError when the connection is broken, ValueError for what is no message.
        """
        return self._receive()

    def _ask(self, method: str, args: Any) -> None:
        """Sends the request of a call. A plug-in that is gone may have said why before it went."""
        try:
            self._send_req(method, args)
        except OSError as problem:
            if problem.errno not in _GONE:
                raise self._lost(problem) from None

    def rpc(self, method: str, args: Any) -> Any:
        """Calls a method: sends a request and gives the result of the reply.

        Raises the LsmError of the other side, or one of its own when the connection is broken.
        """
        self._ask(method, args)
        result, msg_id = self.read_resp()
        assert msg_id == 100
        return result

    def _rpc_listing(self, method: str, args: Any) -> Any:
        """As :meth:`rpc`, giving an iterator over the records of a list."""
        self._ask(method, args)
        try:
            reply = _lsm.receive_listing(self.s.fileno(), self.timeout)
        except (EOFError, OSError) as problem:
            raise self._lost(problem) from None
        if isinstance(reply, _lsm.Listing):
            return reply
        return iter(_result(reply)[0])

    def send_error(self, msg_id: int, error_code: int, msg: str, data: Any = None) -> None:
        """Sends a reply that is an error. Raises OSError."""
        failure = {"code": error_code, "message": msg, "data": data}
        _lsm.send(self.s.fileno(), {"id": msg_id, "error": failure}, self.timeout)

    def send_resp(self, result: Any, msg_id: int = 100) -> None:
        """Sends a reply with the result of a call. Raises OSError."""
        _lsm.send(self.s.fileno(), {"id": msg_id, "result": result}, self.timeout)

    def read_resp(self) -> tuple[Any, int]:
        """Result and id of the next reply; an error reply is raised as LsmError."""
        return _result(self._receive(True))


def _result(reply: Any) -> tuple[Any, int]:
    if "result" in reply:
        return reply["result"], reply["id"]
    raise LsmError(**reply["error"])
