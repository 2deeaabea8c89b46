# SPDX-License-Identifier: MIT OR Apache-2.0
"""What all parts of the package need: errors, texts, URIs, checks of results."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar, cast

from lsm import _lsm

if TYPE_CHECKING:
    from typing import Protocol
    from urllib.parse import ParseResult

    class _HasQuery(Protocol):
        @property
        def query(self) -> str: ...

    _Call = TypeVar("_Call", bound=Callable[..., Any])
    _Class = TypeVar("_Class", bound=type)

UDS_PATH = "/var/run/lsm/ipc"
"""Folder of the sockets of the daemon, unless ``LSM_UDS_PATH`` names another."""

LOG_VERBOSE = True
"""Whether :func:`info` writes anything."""

SIZE_CONS = {
    "B": 1,
    "KiB": 2**10,
    "KB": 10**3,
    "K": 2**10,
    "MiB": 2**20,
    "MB": 10**6,
    "M": 2**20,
    "GiB": 2**30,
    "GB": 10**9,
    "G": 2**30,
    "TiB": 2**40,
    "TB": 10**12,
    "T": 2**40,
    "PiB": 2**50,
    "PB": 10**15,
    "P": 2**50,
    "EiB": 2**60,
    "EB": 10**18,
    "E": 2**60,
}
"""Units of sizes with their bytes."""

SIZE_CONS_CHK_LST = ["EiB", "PiB", "TiB", "GiB", "MiB", "KiB"]
"""Units that sizes are shown in, largest first."""


class ErrorNumber:
    """Numbers of errors."""

    OK = 0
    """Success."""
    LIB_BUG = 1
    """Defect inside the client or plug-in library."""
    PLUGIN_BUG = 2
    """Defect inside the plug-in."""
    JOB_STARTED = 7
    """Not a failure: work goes on, a job id was handed out."""
    TIMEOUT = 11
    """The array or plug-in did not answer in time."""
    DAEMON_NOT_RUNNING = 12
    """lsmd is not there."""
    PERMISSION_DENIED = 13
    """The caller lacks permission."""
    NAME_CONFLICT = 50
    """The requested name is taken."""
    EXISTS_INITIATOR = 52
    """The initiator belongs to another access group."""
    INVALID_ARGUMENT = 101
    """An argument is not acceptable."""
    NO_STATE_CHANGE = 125
    """The request would change nothing."""
    NETWORK_CONNREFUSED = 140
    """Host reachable, connection refused."""
    NETWORK_HOSTDOWN = 141
    """Host not reachable."""
    NETWORK_ERROR = 142
    """Other network failure."""
    NO_MEMORY = 152
    """Allocation failed."""
    NO_SUPPORT = 153
    """Operation not supported."""
    IS_MASKED = 160
    """The object takes part in a masking."""
    HAS_CHILD_DEPENDENCY = 161
    """Something depends on the object."""
    NOT_FOUND_ACCESS_GROUP = 200
    """No such access group."""
    NOT_FOUND_FS = 201
    """No such file system."""
    NOT_FOUND_JOB = 202
    """No such job."""
    NOT_FOUND_POOL = 203
    """No such pool."""
    NOT_FOUND_FS_SS = 204
    """No such file-system snapshot."""
    NOT_FOUND_VOLUME = 205
    """No such volume."""
    NOT_FOUND_NFS_EXPORT = 206
    """No such NFS export."""
    NOT_FOUND_GENERIC = 207
    """Something unnamed was not found."""
    NOT_FOUND_SYSTEM = 208
    """No such system."""
    NOT_FOUND_DISK = 209
    """No such disk."""
    NOT_LICENSED = 226
    """The array lacks the licence."""
    NO_SUPPORT_ONLINE_CHANGE = 250
    """Object must be offline first."""
    NO_SUPPORT_OFFLINE_CHANGE = 251
    """Object must be online first."""
    PLUGIN_AUTH_FAILED = 300
    """Credentials rejected."""
    PLUGIN_IPC_FAIL = 301
    """The socket could not be used."""
    PLUGIN_SOCKET_PERMISSION = 307
    """Socket file not readable and writable by the caller."""
    PLUGIN_NOT_EXIST = 311
    """No socket of that name."""
    NOT_ENOUGH_SPACE = 350
    """Pool lacks space."""
    TRANSPORT_COMMUNICATION = 400
    """Transport broke."""
    TRANSPORT_SERIALIZATION = 401
    """Reply could not be decoded."""
    TRANSPORT_INVALID_ARG = 402
    """A parameter has the wrong JSON type or is missing."""
    LAST_INIT_IN_ACCESS_GROUP = 502
    """The last member may not be removed."""
    UNSUPPORTED_SEARCH_KEY = 510
    """search_key not in the list for that object."""
    EMPTY_ACCESS_GROUP = 511
    """The group has no member."""
    POOL_NOT_READY = 512
    """The pool is not in a usable state."""
    DISK_NOT_FREE = 513
    """A disk is already in use."""

    @staticmethod
    def error_number_to_str(error_no: int) -> str:
        """Name and number, for example ``NO_SUPPORT(153)``."""
        for name, number in ErrorNumber.__dict__.items():
            if type(number) is int and number == error_no:
                return "%s(%d)" % (name, error_no)
        return "UNKNOWN_ERROR_NUMBER(%d)" % error_no


class JobStatus:
    """How a job is."""

    INPROGRESS = 1
    """Not finished."""
    COMPLETE = 2
    """Finished, with what it made."""
    ERROR = 3
    """Failed."""


class SocketEOF(Exception):
    """The other side closed the connection."""


class LsmError(Exception):
    """A failed call.

    :param code: number of the error, see :class:`ErrorNumber`.
    :param message: a sentence for people.
    :param data: more for the log, or None.
    """

    def __init__(
        self, code: int, message: str, data: Any = None, *args: Any, **kwargs: Any
    ) -> None:
        Exception.__init__(self, *args, **kwargs)
        self._code = code
        self._msg = message
        self._data = data

    @property
    def code(self) -> int:
        """Number of the error."""
        return self._code

    @code.setter
    def code(self, value: int) -> None:
        self._code = value

    @property
    def msg(self) -> str:
        """A sentence for people."""
        return self._msg

    @msg.setter
    def msg(self, value: str) -> None:
        self._msg = value

    @property
    def data(self) -> Any:
        """More for the log, or None."""
        return self._data

    @data.setter
    def data(self, value: Any) -> None:
        self._data = value

    def __str__(self) -> str:
        name = ErrorNumber.error_number_to_str(self.code)
        if self.data is not None and self.data != "":
            return "%s: %s Data: %s" % (name, self.msg, self.data)
        return "%s: %s " % (name, self.msg)

    def __reduce__(self) -> tuple[Any, ...]:
        # The usual way would call the constructor with what is in args: nothing.
        arguments = (self._code, self._msg, self._data) + self.args
        return type(self), arguments, self.__dict__


def post_msg(level: int, prg: str, msg: str) -> None:
    """Writes each line of a text that is not empty to syslog, behind the name of a program."""
    import syslog

    for line in msg.split("\n"):
        if line:
            syslog.syslog(level, prg + ": " + line)


def params_to_string(*args: Any) -> str:
    """The arguments as one text."""
    return "".join(str(argument) for argument in args)


def _program() -> str:
    arguments: list[str] = getattr(sys, "argv", None) or [""]
    return os.path.basename(arguments[0])


def error(*msg: Any) -> None:
    """Writes to syslog at the level of errors, one entry per line."""
    import syslog

    post_msg(syslog.LOG_ERR, _program(), params_to_string(*msg))


def info(*msg: Any) -> None:
    """Writes to syslog at the informational level when ``LOG_VERBOSE`` is set."""
    if LOG_VERBOSE:
        import syslog

        post_msg(syslog.LOG_INFO, _program(), params_to_string(*msg))


def addl_error_data(
    domain: Any, level: Any, exception: Any, debug: Any = None, debug_data: Any = None
) -> dict[str, Any]:
    """The arguments as a dictionary."""
    return {
        "domain": domain,
        "level": level,
        "exception": exception,
        "debug": debug,
        "debug_data": debug_data,
    }


def default_property(
    name: str, allow_set: bool = True, doc: str | None = None
) -> Callable[[_Class], _Class]:
    """Decorates a class with a property that reads, and if allowed writes, attribute _name."""
    attribute = "_" + name

    def getter(self: Any) -> Any:
        return getattr(self, attribute)

    def setter(self: Any, value: Any) -> None:
        setattr(self, attribute, value)

    def decorate(cls: _Class) -> _Class:
        setattr(cls, name, property(getter, setter if allow_set else None, None, doc))
        return cls

    return decorate


def get_class(class_name: str) -> Any:
    """The class of a dotted name. Raises AttributeError when there is none."""
    parts = class_name.split(".")
    found: Any = __import__(".".join(parts[:-1]))
    for part in parts[1:]:
        found = getattr(found, part)
    return found


def type_compare(method_name: str, exp_type: Any, act_val: Any) -> None:
    """Compares a result with what is expected.

    A class lets its instances and None pass, None only None; a list of one class a sequence of
    such values; a list of several compares them in pairs. Raises TypeError.
    """
    if isinstance(exp_type, list):
        if not isinstance(act_val, Sequence):
            raise TypeError(
                "%s must give a sequence, not %s" % (method_name, type(act_val).__name__)
            )
        if len(exp_type) == 1:
            expected = exp_type[0]
            if type(act_val) is list and isinstance(expected, type):
                if not _lsm.are_instances(act_val, expected):
                    raise TypeError("%s must give only %s" % (method_name, expected.__name__))
                return
            for value in act_val:
                type_compare(method_name, expected, value)
        else:
            for expected, value in zip(exp_type, act_val):
                type_compare(method_name, expected, value)
    elif act_val is None:
        return
    elif exp_type is None or not isinstance(act_val, exp_type):
        expected_name = "None" if exp_type is None else exp_type.__name__
        raise TypeError(
            "%s must give %s, not %s" % (method_name, expected_name, type(act_val).__name__)
        )


def return_requires(*types: Any) -> Callable[[_Call], _Call]:
    """Decorates a method whose result must be of these types: of one, or a sequence of exactly as
    many values. Raises TypeError when the method gives anything else; see :func:`type_compare`."""

    def decorate(method: _Call) -> _Call:
        name = method.__name__

        @functools.wraps(method)
        def checked(*args: Any, **kwargs: Any) -> Any:
            result = method(*args, **kwargs)
            if len(types) == 1:
                type_compare(name, types[0], result)
            elif len(result) != len(types):
                raise TypeError("%s must give %d values, not %d" % (name, len(types), len(result)))
            else:
                for expected, value in zip(types, result):
                    type_compare(name, expected, value)
            return result

        return cast("_Call", checked)

    return decorate


def uri_parameters(uri: ParseResult | _HasQuery) -> dict[str, str]:
    """The query of a URI that was taken apart. Raises ValueError unless each part is KEY=VALUE."""
    if not uri.query:
        return {}
    parameters = {}
    for part in uri.query.split("&"):
        key, value = part.split("=")
        parameters[key] = value
    return parameters


def uri_parse(
    uri: str,
    requires: Sequence[str] | None = None,
    required_params: Sequence[str] | None = None,
) -> dict[str, Any]:
    """Takes a URI apart.

    The keys are scheme, netloc, port (a number) and host (in lower case), each when it is there;
    username, None when it is not; and parameters, a dictionary. Percent sequences stay.

    :param requires: keys that must be there.
    :param required_params: parameters that must be there.
    :raises LsmError: INVALID_ARGUMENT for a URI that is malformed or lacks what is required.
    """
    from urllib.parse import urlparse

    found: dict[str, Any] = {}
    try:
        parts = urlparse(uri)
        if parts.scheme:
            found["scheme"] = parts.scheme
        if parts.netloc:
            found["netloc"] = parts.netloc
        if parts.port is not None:
            found["port"] = parts.port
        if parts.hostname:
            found["host"] = parts.hostname
        found["username"] = parts.username or None
        found["parameters"] = uri_parameters(parts)
    except (AttributeError, TypeError, ValueError) as problem:
        raise LsmError(
            ErrorNumber.INVALID_ARGUMENT, "the URI is malformed: %s" % problem
        ) from None
    for name in requires or ():
        if name not in found:
            raise LsmError(ErrorNumber.INVALID_ARGUMENT, "the URI has no %s" % name)
    for name in required_params or ():
        if name not in found["parameters"]:
            raise LsmError(ErrorNumber.INVALID_ARGUMENT, "the URI has no parameter %s" % name)
    return found


def md5(t: str) -> str:
    """MD5 of a text in UTF-8, in hexadecimal digits. Not for security."""
    import hashlib

    return hashlib.md5(t.encode("utf-8"), usedforsecurity=False).hexdigest()


def int_div(a: int, b: int) -> int:
    """The quotient without its fraction, rounded down."""
    return a // b


def size_bytes_2_size_human(size: int) -> str:
    """A size in bytes as people read it, in the largest unit that fits: 1536 is 1.50 KiB."""
    for unit in SIZE_CONS_CHK_LST:
        if size >= SIZE_CONS[unit]:
            return "%.2f %s" % (size / SIZE_CONS[unit], unit)
    return "%.2f B" % size


_UNITS = {unit.upper(): factor for unit, factor in SIZE_CONS.items()}


def size_human_2_size_bytes(size_human: str) -> int:
    """A size as people write it in bytes: 1.5KiB is 1536, 2 GB is 2000000000.

    Text that is no size at all gives 0, a fraction without unit raises ValueError.

    :raises LsmError: INVALID_ARGUMENT for a unit that is none.
    """
    import re

    match = re.match(r"([0-9.]+)(?:[ \t]*([A-Za-z]+))?\Z", size_human)
    if match is None:
        return 0
    number, unit = match.groups()
    if not unit:
        return int(number)
    factor = _UNITS.get(unit.upper())
    if factor is None:
        raise LsmError(ErrorNumber.INVALID_ARGUMENT, "%s is no unit of sizes" % unit)
    return int(float(number) * factor)


def sh(size: int, human: bool = False) -> int | str:
    """A size as it is, or as people read it."""
    return size_bytes_2_size_human(size) if human else size


def common_urllib2_error_handler(exp: BaseException) -> NoReturn:
    """Raises the LsmError that stands for an exception of urllib or of the network."""
    import ssl
    import traceback
    from urllib.error import HTTPError, URLError

    if isinstance(exp, HTTPError):
        raise LsmError(ErrorNumber.PLUGIN_AUTH_FAILED, str(exp))
    if isinstance(exp, URLError):
        text = str(exp)
        if "Errno 111" in text:
            raise LsmError(ErrorNumber.NETWORK_CONNREFUSED, "Connection refused by host")
        if "Errno 113" in text:
            raise LsmError(ErrorNumber.NETWORK_HOSTDOWN, "Host is down")
        error("Unexpected network error:\n", traceback.format_exc())
        raise LsmError(ErrorNumber.NETWORK_ERROR, text)
    if isinstance(exp, ssl.CertificateError):
        raise LsmError(ErrorNumber.NETWORK_ERROR, str(exp))
    if isinstance(exp, OSError):
        raise LsmError(ErrorNumber.NETWORK_CONNREFUSED, str(exp))
    trace = "".join(traceback.format_exception(type(exp), exp, exp.__traceback__))
    error("Unexpected exception:\n", trace)
    raise LsmError(ErrorNumber.PLUGIN_BUG, "Unexpected exception", trace)


class Proxy:
    """Stands in front of an object, for classes that do something before or after each call.

    Every attribute of the object becomes a callable that goes through :meth:`_present`; one that
    the object lacks raises LsmError NO_SUPPORT.
    """

    def __init__(self, obj: Any = None) -> None:
        self.proxied_obj = obj

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name == "proxied_obj" or not hasattr(self.proxied_obj, name):
            raise LsmError(ErrorNumber.NO_SUPPORT, "Unsupported operation %s" % name)
        return functools.partial(self._present, name)

    def _present(self, _proxy_method_name: str, *args: Any, **kwargs: Any) -> Any:
        """Calls the method of the object."""
        return getattr(self.proxied_obj, _proxy_method_name)(*args, **kwargs)

