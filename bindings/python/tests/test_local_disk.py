# SPDX-License-Identifier: MIT OR Apache-2.0
"""Local disks, in the ways in which others use them."""

import pytest

import lsm
from lsm import Disk, ErrorNumber, LocalDisk, LsmError, _clib

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
    disks = LocalDisk.list()
    assert all(disk.startswith("/dev/") for disk in disks)


def test_a_search_that_finds_nothing():
    assert LocalDisk.vpd83_search("600508b1001c79ade5178f0626caaa9c") == []
    assert LocalDisk.vpd83_search("no identifier") == []
    with pytest.raises(LsmError) as caught:
        LocalDisk.vpd83_search("6" * 33)
    assert caught.value.code == ErrorNumber.INVALID_ARGUMENT


def test_numbers_that_were_given_back_stand_for_nothing():
    handle, code, message = _clib._local_led_slot_handle_get()
    assert (code, message) == (0, "")
    _clib._local_led_slot_handle_free(handle)
    walk, code, message = _clib._local_led_slot_iterator_get(handle)
    assert walk is None and code == ErrorNumber.INVALID_ARGUMENT and message
    assert _clib._local_led_slot_iterator_next(handle, 1 << 40) == 0
    assert _clib._local_led_slot_id(1 << 40) == ""
    assert _clib._local_led_slot_device(1 << 40) is None
    assert _clib._local_led_slot_status_get(1 << 40) == Disk.LED_STATUS_UNKNOWN
    _, code, _ = _clib._local_led_slot_status_set(handle, 1 << 40, Disk.LED_STATUS_IDENT_ON)
    assert code == ErrorNumber.INVALID_ARGUMENT


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
