# SPDX-License-Identifier: MIT OR Apache-2.0
"""Local disks, in the ways in which others use them."""

import pytest

import lsm
from lsm import Disk, ErrorNumber, LocalDisk, LsmError

#: What ceph-volume asks of a device; an error becomes a text, read from ``_msg``.
LED_STATUS = {
    Disk.LED_STATUS_IDENT_ON: "On",
    Disk.LED_STATUS_IDENT_OFF: "Off",
    Disk.LED_STATUS_IDENT_UNKNOWN: "Unknown",
    Disk.LED_STATUS_FAULT_ON: "On",
    Disk.LED_STATUS_FAULT_OFF: "Off",
    Disk.LED_STATUS_FAULT_UNKNOWN: "Unknown",
}
LINK_TYPES = {
    value: name
    for name, value in vars(Disk).items()
    if name.startswith("LINK_TYPE_") and isinstance(value, int)
}
HEALTH = {
    Disk.HEALTH_STATUS_UNKNOWN: "Unknown",
    Disk.HEALTH_STATUS_FAIL: "Fail",
    Disk.HEALTH_STATUS_WARN: "Warn",
    Disk.HEALTH_STATUS_GOOD: "Good",
}


@pytest.mark.parametrize(
    "question",
    ["led_status_get", "health_status_get", "link_type_get", "rpm_get", "serial_num_get",
     "link_speed_get", "vpd83_get", "ident_led_on", "ident_led_off", "fault_led_on",
     "fault_led_off"],
)  # fmt: skip
def test_a_disk_that_is_not_there(question):
    with pytest.raises(LsmError) as caught:
        getattr(LocalDisk(), question)("/dev/no_such_disk")
    error = caught.value
    assert error.code in (ErrorNumber.NOT_FOUND_DISK, ErrorNumber.NO_SUPPORT), error
    assert isinstance(error._msg, str) and error._msg
    with pytest.raises(TypeError):
        getattr(LocalDisk, question)(7)
    with pytest.raises(LsmError):
        getattr(LocalDisk, question)(disk_path="/dev/no_such_disk")


def test_disks_that_are_there():
    assert len(LINK_TYPES) > 10 and len(LED_STATUS) == 6 and len(HEALTH) == 4
    try:
        disks = LocalDisk.list()
    except LsmError as error:
        assert error.code == ErrorNumber.NO_SUPPORT and error._msg
        return
    assert all(disk.startswith("/dev/") for disk in disks)


def test_a_search_that_finds_nothing():
    try:
        assert LocalDisk.vpd83_search("600508b1001c79ade5178f0626caaa9c") == []
    except LsmError as error:
        assert error.code in (ErrorNumber.NO_SUPPORT, ErrorNumber.NOT_FOUND_DISK)
    with pytest.raises(LsmError) as caught:
        LocalDisk.vpd83_search("no identifier")
    assert caught.value.code in (ErrorNumber.INVALID_ARGUMENT, ErrorNumber.NO_SUPPORT)


def test_slots():
    try:
        with LocalDisk.led_slots_open() as slots:
            for slot in slots:
                assert isinstance(slot.id(), str)
            assert slots.h is not None
        assert slots.h is None
    except LsmError as error:
        assert error.code == ErrorNumber.NO_SUPPORT


def test_raid_types_as_blivet_walks_them():
    types = {
        name: value for name, value in lsm.Volume.__dict__.items() if name.startswith("RAID_TYPE_")
    }
    assert types["RAID_TYPE_RAID5"] == 5 and all(isinstance(one, int) for one in types.values())
