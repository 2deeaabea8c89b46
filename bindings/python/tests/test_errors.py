# SPDX-License-Identifier: MIT OR Apache-2.0
"""Errors and helper functions."""

import json
import pathlib
import socket
import ssl
import urllib.error

import pytest

import lsm
from lsm import ErrorNumber, LsmError

ERRORS = json.loads((pathlib.Path(__file__).parent / "data" / "errors.json").read_text())


def test_every_number_has_its_name():
    for row in ERRORS["errors"]:
        name = row.get("python") or row["name"]
        name = name.rsplit(".", 1)[-1].removeprefix("LSM_ERR_")
        number = row.get("number", row.get("value"))
        assert vars(ErrorNumber)[name] == number, row
        text = str(LsmError(number, "told"))
        assert text == f"{name}({number}): told ", row
        assert text.startswith(ErrorNumber.error_number_to_str(number))


def test_texts_of_errors():
    assert str(LsmError(101, "bad")) == "INVALID_ARGUMENT(101): bad "
    assert str(LsmError(101, "bad", "more")) == "INVALID_ARGUMENT(101): bad Data: more"
    assert str(LsmError(7777, "odd")) == "UNKNOWN_ERROR_NUMBER(7777): odd "
    assert repr(LsmError(101, "bad")) == "LsmError()"
    assert LsmError(101, "bad") != LsmError(101, "bad")
    error = LsmError(code=1, message="m", data="d")
    assert (error._code, error._msg, error._data) == (1, "m", "d")
    error.code, error.msg, error.data = 2, "n", None
    assert (error.code, error.msg, error.data) == (2, "n", None)
    with pytest.raises(TypeError):
        LsmError(1, "m", extra=1)
    with pytest.raises(TypeError):
        str(LsmError("one", "m"))


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("0", 0), ("1", 1), ("1B", 1), ("1 KiB", 1024), ("1K", 1024), ("1kb", 1000),
        ("1.5GiB", 1610612736), ("2\tMB", 2000000), ("1TiB", 1 << 40), ("1P", 1 << 50),
        ("1EB", 10**18), ("", 0), ("-1", 0), (" 1", 0), ("1GiB ", 0),
    ],
)  # fmt: skip
def test_sizes(text, size):
    assert lsm.size_human_2_size_bytes(text) == size


def test_sizes_that_are_none():
    with pytest.raises(LsmError) as caught:
        lsm.size_human_2_size_bytes("1Ki")
    assert caught.value.code == ErrorNumber.INVALID_ARGUMENT
    with pytest.raises(ValueError):
        lsm.size_human_2_size_bytes("1.5")
    assert lsm.size_bytes_2_size_human(1536) == "1.50 KiB"
    assert lsm.size_bytes_2_size_human(0) == "0.00 B"
    assert lsm.size_bytes_2_size_human(1 << 60) == "1.00 EiB"


def test_uris():
    parsed = lsm.uri_parse("ontap+ssl://root@Filer.example.org:8443/x?a=b&c=d")
    assert parsed == {
        "scheme": "ontap+ssl",
        "netloc": "root@Filer.example.org:8443",
        "port": 8443,
        "host": "filer.example.org",
        "username": "root",
        "parameters": {"a": "b", "c": "d"},
    }
    assert lsm.uri_parse("sim://")["username"] is None
    for uri, requires, parameters in (
        ("sim://", ["host"], None),
        ("sim://h", None, ["namespace"]),
        ("sim://h?a", None, None),
        ("sim://h?a=b=c", None, None),
    ):
        with pytest.raises(LsmError) as caught:
            lsm.uri_parse(uri, requires, parameters)
        assert caught.value.code == ErrorNumber.INVALID_ARGUMENT


def test_small_helpers():
    assert lsm.md5("a") == "0cc175b9c0f1b6a831c399e269772661"
    assert lsm.int_div(7, 2) == 3
    disks = [lsm.BlockRange(1, 2, 3), lsm.BlockRange(4, 5, 6)]
    assert lsm.search_property(disks, None, None) is disks
    assert lsm.search_property(disks, "src_block", 4) == disks[1:]
    with pytest.raises(AttributeError):
        lsm.search_property(disks, "nothing", 4)


@pytest.mark.parametrize(
    ("raised", "number"),
    [
        (urllib.error.HTTPError("http://h", 401, "no", {}, None), ErrorNumber.PLUGIN_AUTH_FAILED),
        (urllib.error.URLError("[Errno 111] refused"), ErrorNumber.NETWORK_CONNREFUSED),
        (urllib.error.URLError("[Errno 113] no route"), ErrorNumber.NETWORK_HOSTDOWN),
        (urllib.error.URLError("odd"), ErrorNumber.NETWORK_ERROR),
        (ssl.CertificateError("bad"), ErrorNumber.NETWORK_ERROR),
        (ConnectionResetError("gone"), ErrorNumber.NETWORK_CONNREFUSED),
        (socket.timeout("late"), ErrorNumber.NETWORK_CONNREFUSED),
        (KeyError("bug"), ErrorNumber.PLUGIN_BUG),
    ],
)
def test_errors_of_urllib(raised, number):
    with pytest.raises(LsmError) as caught:
        try:
            raise raised
        except Exception as error:
            lsm.common_urllib2_error_handler(error)
    assert caught.value.code == number


def test_proxy():
    class Thing:
        size = 1

        def double(self, number, more=0):
            return 2 * number + more

    proxy = lsm.Proxy(Thing())
    assert proxy.double(2, more=1) == 5
    assert isinstance(proxy.proxied_obj, Thing)
    with pytest.raises(LsmError) as caught:
        proxy.triple
    assert caught.value.code == ErrorNumber.NO_SUPPORT
