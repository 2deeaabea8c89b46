# SPDX-License-Identifier: MIT OR Apache-2.0
"""Disks of this host, without daemon and plug-in."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from lsm import _clib
from lsm._common import LsmError

if TYPE_CHECKING:
    from builtins import list as _list
    from types import TracebackType


def _use(function: Callable[..., list[Any]], *args: Any) -> Any:
    """The value that a function gives, or the error as LsmError."""
    value, code, message = function(*args)
    if code != 0:
        raise LsmError(code, message)
    return value


class LocalDisk:
    """Disks of this host. Paths are those of devices, for example ``/dev/sda``.

    Every function raises LsmError: NO_SUPPORT when disk or build cannot do it, NOT_FOUND_DISK,
    PERMISSION_DENIED, INVALID_ARGUMENT.
    """

    @staticmethod
    def vpd83_search(vpd83: str) -> _list[str]:
        """Paths of the disks with this NAA identifier of SPC-4 page 0x83; empty when there is
        none. Several paths can lead to one disk."""
        found: _list[str] = _use(_clib._local_disk_vpd83_search, vpd83)
        return found

    @staticmethod
    def serial_num_get(disk_path: str) -> str:
        """Serial number of a disk."""
        serial: str = _use(_clib._local_disk_serial_num_get, disk_path)
        return serial

    @staticmethod
    def vpd83_get(disk_path: str) -> str:
        """NAA identifier of a disk, SPC-4 page 0x83; empty when it has none."""
        vpd83: str = _use(_clib._local_disk_vpd83_get, disk_path)
        return vpd83

    @staticmethod
    def health_status_get(disk_path: str) -> int:
        """Health of a disk: one of the ``Disk.HEALTH_STATUS_`` numbers."""
        health: int = _use(_clib._local_disk_health_status_get, disk_path)
        return health

    @staticmethod
    def rpm_get(disk_path: str) -> int:
        """Revolutions per minute, or one of the ``Disk.RPM_`` numbers."""
        rpm: int = _use(_clib._local_disk_rpm_get, disk_path)
        return rpm

    @staticmethod
    def list() -> _list[str]:
        """Paths of all disks."""
        paths: _list[str] = _use(_clib._local_disk_list)
        return paths

    @staticmethod
    def link_type_get(disk_path: str) -> int:
        """Protocol that a disk speaks: one of the ``Disk.LINK_TYPE_`` numbers."""
        link_type: int = _use(_clib._local_disk_link_type_get, disk_path)
        return link_type

    @staticmethod
    def ident_led_on(disk_path: str) -> None:
        """Switches the identification light of a disk on."""
        _use(_clib._local_disk_ident_led_on, disk_path)

    @staticmethod
    def ident_led_off(disk_path: str) -> None:
        """Switches the identification light of a disk off."""
        _use(_clib._local_disk_ident_led_off, disk_path)

    @staticmethod
    def fault_led_on(disk_path: str) -> None:
        """Switches the fault light of a disk on."""
        _use(_clib._local_disk_fault_led_on, disk_path)

    @staticmethod
    def fault_led_off(disk_path: str) -> None:
        """Switches the fault light of a disk off."""
        _use(_clib._local_disk_fault_led_off, disk_path)

    @staticmethod
    def led_status_get(disk_path: str) -> int:
        """State of the lights of a disk: bits of ``Disk.LED_STATUS_``."""
        status: int = _use(_clib._local_disk_led_status_get, disk_path)
        return status

    @staticmethod
    def link_speed_get(disk_path: str) -> int:
        """Speed of the link in megabits per second; 0 when it is not known."""
        speed: int = _use(_clib._local_disk_link_speed_get, disk_path)
        return speed

    class LedSlot:
        """A place for a disk, with lights."""

        def __init__(self, handle: int, slot: int) -> None:
            self.h = handle
            self.s = slot

        def id(self) -> str:
            """Name of the slot."""
            return _clib._local_led_slot_id(self.s)

        def device(self) -> str | None:
            """Path of the disk in the slot; None when it is empty."""
            return _clib._local_led_slot_device(self.s)

        def state(self) -> int:
            """State of the lights: bits of ``Disk.LED_STATUS_``."""
            return _clib._local_led_slot_status_get(self.s)

        def state_set(self, led_state: int) -> None:
            """Switches the lights: bits of ``Disk.LED_STATUS_``. Raises LsmError."""
            _use(_clib._local_led_slot_status_set, self.h, self.s, led_state)

    class LEDSlotsItr:
        """The slots of this host, to be walked through. Must be closed, as ``with`` does."""

        def __init__(self, handle: int) -> None:
            self.h: int | None = handle
            self.i: int | None = None
            self.done = False

        def __iter__(self) -> LocalDisk.LEDSlotsItr:
            if self.i is None:
                self.i = _use(_clib._local_led_slot_iterator_get, self.h)
            else:
                assert self.h is not None
                _clib._local_led_slot_iterator_reset(self.h, self.i)
            self.done = False
            return self

        def __next__(self) -> LocalDisk.LedSlot:
            if self.done or self.h is None or self.i is None:
                raise StopIteration
            slot = _clib._local_led_slot_iterator_next(self.h, self.i)
            if slot == 0:
                self.done = True
                raise StopIteration
            return LocalDisk.LedSlot(self.h, slot)

        def __enter__(self) -> LocalDisk.LEDSlotsItr:
            return self

        def __exit__(
            self,
            exc_type: type[BaseException] | None,
            exc_value: BaseException | None,
            traceback: TracebackType | None,
        ) -> None:
            self.close()

        def close(self) -> None:
            """Gives back what the walk needed."""
            handle, self.h = self.h, None
            iterator, self.i = self.i, None
            if handle is not None:
                if iterator is not None:
                    _clib._local_led_slot_iterator_free(handle, iterator)
                _clib._local_led_slot_handle_free(handle)

    @staticmethod
    def led_slots_open() -> LocalDisk.LEDSlotsItr:
        """The slots with lights of this host."""
        return LocalDisk.LEDSlotsItr(_use(_clib._local_led_slot_handle_get))
