# SPDX-License-Identifier: MIT OR Apache-2.0
"""Messages are read and written in Rust as Python itself would read and write them."""

import random

import pytest

import lsm
from lsm import _data, _lsm

#: Keys by class, as their constructors take them.
KEYS = {
    cls.__name__: [
        name[1:] for name in cls.__init__.__code__.co_varnames[1 : cls.__init__.__code__.co_argcount]
    ]
    for cls in _data._CLASSES.values()
}

USUAL = ['"a"', '"b"', "1", "2", "null", '"longer text"', '"caf\\u00e9"', '"caf\u00e9"']

WANTED = {
    "cap": '"0001"',
    "export_path": '"/exported"',
    "fs_id": '"fs"',
    "init_ids": '["iqn.1994-05.x", "21:00:00:1b:32:aa:bb:cc"]',
    "ts": "1700000000",
    "vpd83": '"50a1b2c3d4e5f607"',
}

UNUSUAL = [
    '""', "0", "-1", "-0", "01", "512", "18446744073709551615", "99999999999999999999999", "1.5",
    "1e3", "true", "false", "NaN", '"\U0001f600"', '"x\\"y"', '"\\ud800"', '"a\tb"', '""]', "[]",
    '["a", "b"]', '{"a": 1}', '{"class": "Pool"}', '["bad"]', '["0x2100001B32AABBCC"]',
    '"600000000000000000000000000000ff"', '"zz"',
]  # fmt: skip


def record(chance, cls, keys, comma, colon, class_first):
    """A record that is right in most parts."""
    fields = []
    for key in keys:
        usual = WANTED.get(key) or chance.choice(USUAL)
        value = chance.choice(UNUSUAL) if chance.random() < 0.06 else usual
        fields.append(f'"{key}"{colon}{value}')
    place = 0 if class_first else chance.randrange(len(fields) + 1)
    fields.insert(place, f'"class"{colon}"{cls}"')
    return "{" + comma.join(fields) + "}"


def reply(chance):
    """A reply that lists records of one class, well formed in most cases."""
    cls = chance.choice(sorted(KEYS))
    keys = list(KEYS[cls])
    if chance.random() < 0.3:
        chance.shuffle(keys)
    if chance.random() < 0.1 and len(keys) > 1:
        del keys[chance.randrange(len(keys))]
    if chance.random() < 0.05:
        keys.append(chance.choice(["zork", keys[0]]))
    comma, colon = chance.choice([(", ", ": "), (", ", ": "), (",", ":"), (" , ", " : ")])
    class_first = chance.random() < 0.6
    records = [
        record(chance, cls, keys, comma, colon, class_first) for _ in range(chance.randrange(1, 5))
    ]
    text = '{"id": 100, "result": [' + chance.choice([", ", ", ", ","]).join(records) + "]}"
    if chance.random() < 0.1:
        place = chance.randrange(len(text))
        wrong = chance.choice(['"', "}", " ", "x", "\\", "0", ""])
        text = text[:place] + wrong + text[place + chance.randrange(2) :]
    payload = text.encode("utf-8")
    if chance.random() < 0.02:
        place = chance.randrange(len(payload))
        payload = payload[:place] + bytes([chance.randrange(256)]) + payload[place:]
    return payload


def plain(value):
    """A value in a form that can be compared: records have no equality."""
    if isinstance(value, _data.IData):
        return type(value).__name__, plain(list(value.__dict__.items()))
    if isinstance(value, dict):
        return "dict", plain(list(value.items()))
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return type(value).__name__, repr(value)


def outcome(function, *args):
    """What a function gives, or which exception with which text."""
    try:
        return plain(function(*args))
    except Exception as problem:
        return type(problem), str(problem)


@pytest.mark.parametrize("seed", range(20))
def test_rust_and_python_agree(seed):
    chance = random.Random(seed)
    for _ in range(200):
        payload = reply(chance)
        assert outcome(_lsm.decode, payload) == outcome(_data._read_slowly, payload), payload
        try:
            value = _lsm.decode(payload)
        except Exception:
            continue
        assert outcome(_lsm.encode, value) == outcome(_data._write_slowly, value), payload
        listing = _lsm.listing(payload)
        if isinstance(listing, _lsm.Listing):
            assert plain(list(listing)) == plain(value["result"]), payload


def test_what_is_nearly_json_is_mended_only_when_asked():
    payload = b'{"id": 100, "result": "two\nlines"}'
    with pytest.raises(ValueError):
        _lsm.decode(payload)
    assert _lsm.decode(payload, True)["result"] == "two\nlines"


def test_a_record_is_made_from_the_very_class_of_the_package():
    volume = lsm.Volume("id", "name", "", 512, 8, 1, "sys", "pool", "data")
    volume._added = ["later"]
    text = _lsm.encode([volume])
    assert text == _data.DataEncoder().encode([volume])
    with pytest.raises(TypeError):
        _lsm.decode(text.encode())
    del volume._added
    (made,) = _lsm.decode(_lsm.encode([volume]).encode())
    assert type(made) is lsm.Volume
    assert made.__dict__ == volume.__dict__
