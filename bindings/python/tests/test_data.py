# SPDX-License-Identifier: MIT OR Apache-2.0
"""Data classes: storage, text, the form on the wire, checks."""

import binascii
import json

import pytest

import lsm
from lsm._data import DataDecoder, DataEncoder, IData

NAA = "600508b1001c79ade5178f0626caaa9c"


def volume(**changes):
    values = dict(
        _id="v",
        _name="db",
        _vpd83=NAA,
        _block_size=512,
        _num_of_blocks=2048,
        _admin_state=1,
        _system_id="s",
        _pool_id="p",
    )
    return lsm.Volume(**{**values, **changes})


RECORDS = [
    lsm.Disk("d", "disk", lsm.Disk.TYPE_SAS, 512, 100, lsm.Disk.STATUS_OK, "s"),
    volume(),
    lsm.System("s", "sys", lsm.System.STATUS_OK, ""),
    lsm.Pool("p", "pool", 4, 0, 100, 50, lsm.Pool.STATUS_OK, "", "s"),
    lsm.FileSystem("f", "fs", 100, 50, "p", "s"),
    lsm.FsSnapshot("ss", "snap", 12),
    lsm.NfsExport("e", "f", "/e", "sys", ["a"], ["a"], ["b"], -1, -1, None),
    lsm.BlockRange(1, 2, 3),
    lsm.AccessGroup("g", "group", ["iqn.x:y"], 5, "s"),
    lsm.TargetPort("t", lsm.TargetPort.TYPE_ISCSI, "iqn.x", "h:1", "m", "eth0", "s"),
    lsm.Capabilities(),
    lsm.Battery("b", "bat", lsm.Battery.TYPE_CAPACITOR, lsm.Battery.STATUS_OK, "s"),
]


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: type(record).__name__)
def test_a_record_goes_over_the_wire_and_comes_back(record):
    text = json.dumps(record, cls=DataEncoder)
    assert text == json.dumps(record._to_dict())
    assert next(iter(record._to_dict())) == "class"
    back = json.loads(text, cls=DataDecoder)
    assert type(back) is type(record)
    assert back._to_dict() == record._to_dict()
    again = IData._factory(record._to_dict())
    assert again._to_dict() == record._to_dict()
    assert again is not record and again != record and len({again, record}) == 2
    assert repr(record).startswith("<lsm.")


@pytest.mark.parametrize(
    "record",
    [record for record in RECORDS if not isinstance(record, lsm.Capabilities)],
    ids=lambda record: type(record).__name__,
)
def test_attributes_of_ones_own_go_on_the_wire(record):
    own = IData._factory(record._to_dict())
    own._colour = "red"
    assert own._to_dict()["colour"] == "red"
    assert own._colour == "red" and "_colour" in vars(own)


def test_decoding_knows_data_classes_alone():
    assert json.loads('{"a": {"b": 1}}', cls=DataDecoder) == {"a": {"b": 1}}
    nested = json.loads('[{"x": %s}]' % json.dumps(RECORDS[1], cls=DataEncoder), cls=DataDecoder)
    assert isinstance(nested[0]["x"], lsm.Volume)
    for name in ("NoSuch", "json", "DataDecoder", "get_class"):
        with pytest.raises(AttributeError):
            json.loads('{"class": "%s"}' % name, cls=DataDecoder)
    for wrong in ('{"class": "BlockRange", "src_block": 1}',
                  '{"class": "BlockRange", "src_block": 1, "dest_block": 2, "block_count": 3, "z": 4}'):
        with pytest.raises(TypeError):
            json.loads(wrong, cls=DataDecoder)
    with pytest.raises(ValueError):
        json.dumps(object(), cls=DataEncoder)


def test_properties_are_stored_as_plug_ins_use_them():
    one = volume()
    assert one.size_bytes == 1 << 20
    one._num_of_blocks = 1
    assert one.num_of_blocks == 1
    one.num_of_blocks = 2
    assert one._num_of_blocks == 2
    with pytest.raises(AttributeError):
        one.size_bytes = 1
    assert list(vars(one))[:3] == ["_id", "_name", "_vpd83"]
    system = lsm.System("s", "n", 2, "", _mode=0, _read_cache_pct=10)
    assert list(system._to_dict())[-2:] == ["read_cache_pct", "mode"]


def test_what_is_not_told_is_not_supported():
    disk, system = RECORDS[0], RECORDS[2]
    for record, names in ((disk, ("vpd83", "location", "rpm", "link_type")),
                          (system, ("fw_version", "mode", "read_cache_pct"))):
        for name in names:
            with pytest.raises(lsm.LsmError) as caught:
                getattr(record, name)
            assert caught.value.code == lsm.ErrorNumber.NO_SUPPORT
    assert lsm.Disk("d", "n", 5, 512, 1, 2, "s", None, NAA, "bay 1", 7200, 6).rpm == 7200


def test_constructors_check():
    for wrong in ("xyz", NAA[:-1], NAA + "0", "0x" + NAA):
        with pytest.raises(lsm.LsmError) as caught:
            volume(_vpd83=wrong)
        assert caught.value.code == lsm.ErrorNumber.INVALID_ARGUMENT
    assert volume(_vpd83=None).vpd83 is None
    assert volume(_vpd83="").vpd83 == ""
    with pytest.raises(lsm.LsmError):
        lsm.AccessGroup("g", "n", ["nobody"], 5, "s")
    assert lsm.AccessGroup("g", "n", ["0x10000000C9952FDE"], 2, "s").init_ids == [
        "10:00:00:00:c9:95:2f:de"
    ]
    with pytest.raises(AssertionError):
        lsm.NfsExport("e", None, "/e", None, [], [], [], -1, -1, None)
    assert lsm.FsSnapshot("s", "n", "12").ts == 12
    with pytest.raises(binascii.Error):
        lsm.Capabilities("xyz")


def test_capabilities():
    known = lsm.Capabilities()
    assert known.get(20) == 0 and known.get(5000) == 0 and not known.supported(20)
    known.set(lsm.Capabilities.VOLUMES)
    assert known.supported(lsm.Capabilities.VOLUMES)
    assert known.get_supported() == {20: "VOLUMES"}
    assert len(known.get_supported(True)) == 81
    with pytest.raises(IndexError):
        known.set(512)
    with pytest.raises(ValueError):
        known.set(20, 256)
    known.enable_all()
    assert known.get(511) == 1
    assert len(known._to_dict()["cap"]) == 1024
    with pytest.raises(IndexError):
        lsm.Capabilities("01").get_supported()


def test_texts():
    assert str(RECORDS[0]) == "disk"
    assert str(RECORDS[8]) == str(RECORDS[8]._to_dict())


@pytest.mark.parametrize(
    ("text", "form", "expected"),
    [
        ("iqn.2031-05.org.example:a", None, (True, 5, "iqn.2031-05.org.example:a")),
        ("eui.02004567A425678D", 5, (True, 5, "eui.02004567A425678D")),
        ("0X10-00.00:00c9-952f.DE", None, (True, 2, "10:00:00:00:c9:95:2f:de")),
        ("10000000c9952fde", 2, (True, 2, "10:00:00:00:c9:95:2f:de")),
        ("10000000c9952fde", 5, (False, None, None)),
        ("iqn.x", 2, (False, None, None)),
        ("nobody", None, (False, None, None)),
    ],
)
def test_initiators(text, form, expected):
    assert lsm.AccessGroup.initiator_id_verify(text, form) == expected
    if not expected[0]:
        with pytest.raises(lsm.LsmError):
            lsm.AccessGroup.initiator_id_verify(text, form, raise_exception=True)
