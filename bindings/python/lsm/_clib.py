# SPDX-License-Identifier: MIT OR Apache-2.0
"""Functions on disks of this host, and on the lights of its slots.

Most give a list of value, error number and message; :class:`lsm.LocalDisk` makes exceptions of
these. Handles, iterators and slots are integers.
"""

from lsm._lsm import (
    _local_disk_fault_led_off,
    _local_disk_fault_led_on,
    _local_disk_health_status_get,
    _local_disk_ident_led_off,
    _local_disk_ident_led_on,
    _local_disk_led_status_get,
    _local_disk_link_speed_get,
    _local_disk_link_type_get,
    _local_disk_list,
    _local_disk_rpm_get,
    _local_disk_serial_num_get,
    _local_disk_vpd83_get,
    _local_disk_vpd83_search,
    _local_led_slot_device,
    _local_led_slot_handle_free,
    _local_led_slot_handle_get,
    _local_led_slot_id,
    _local_led_slot_iterator_free,
    _local_led_slot_iterator_get,
    _local_led_slot_iterator_next,
    _local_led_slot_iterator_reset,
    _local_led_slot_status_get,
    _local_led_slot_status_set,
)

__all__ = [
    "_local_disk_fault_led_off",
    "_local_disk_fault_led_on",
    "_local_disk_health_status_get",
    "_local_disk_ident_led_off",
    "_local_disk_ident_led_on",
    "_local_disk_led_status_get",
    "_local_disk_link_speed_get",
    "_local_disk_link_type_get",
    "_local_disk_list",
    "_local_disk_rpm_get",
    "_local_disk_serial_num_get",
    "_local_disk_vpd83_get",
    "_local_disk_vpd83_search",
    "_local_led_slot_device",
    "_local_led_slot_handle_free",
    "_local_led_slot_handle_get",
    "_local_led_slot_id",
    "_local_led_slot_iterator_free",
    "_local_led_slot_iterator_get",
    "_local_led_slot_iterator_next",
    "_local_led_slot_iterator_reset",
    "_local_led_slot_status_get",
    "_local_led_slot_status_set",
]
