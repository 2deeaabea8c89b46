# SPDX-License-Identifier: MIT OR Apache-2.0
"""Every method of the client, against the simulated array, through lsmd and without it."""

import json
import pathlib

import pytest

import lsm
from lsm import ErrorNumber, JobStatus, LsmError, Volume

GIB = 1 << 30
IQN = "iqn.2031-05.org.example:python"


def finished(client, answer):
    """The result of work, after its job where there is one."""
    job, item = answer if isinstance(answer, (tuple, list)) else (answer, None)
    while job is not None:
        status, percent, item = client.job_status(job)
        assert 0 <= percent <= 100
        if status == JobStatus.COMPLETE:
            client.job_free(job)
            job = None
        else:
            assert status == JobStatus.INPROGRESS
    return item


def raises(number, call, *arguments, **named):
    with pytest.raises(LsmError) as caught:
        call(*arguments, **named)
    assert caught.value.code == number, caught.value
    assert caught.value.msg
    assert caught.value._msg == caught.value.msg


def make_volume(client, name="db"):
    pool = client.pools("id", "POOL_ID_00003")[0]
    return finished(client, client.volume_create(pool, name, GIB, Volume.PROVISION_DEFAULT))


def test_session(client):
    description, version = client.plugin_info()
    assert description and version
    assert client.time_out_get() == 30000
    client.time_out_set(5000)
    assert client.time_out_get() == 5000
    (system,) = client.systems()
    assert system.id == "sim-01" and system.mode == lsm.System.MODE_HARDWARE_RAID
    assert client.capabilities(system).supported(lsm.Capabilities.VOLUME_CREATE)
    raises(ErrorNumber.NOT_FOUND_JOB, client.job_status, "JOB_99")
    raises(ErrorNumber.NOT_FOUND_JOB, client.job_free, "JOB_99")
    with pytest.raises(RuntimeError):
        client.plugin_register("sim://", None, 1)
    client.system_read_cache_pct_update(system, 40)
    assert client.systems()[0].read_cache_pct == 40


def test_volumes(client):
    volume = make_volume(client)
    assert volume.size_bytes == GIB and str(volume) == volume._name
    assert [one.id for one in client.volumes("id", volume.id)] == [volume.id]
    assert client.volumes(search_key="pool_id", search_value="nowhere") == []
    raises(ErrorNumber.UNSUPPORTED_SEARCH_KEY, client.volumes, "colour", "red")
    raises(ErrorNumber.NAME_CONFLICT, make_volume, client)
    larger = finished(client, client.volume_resize(volume, 2 * GIB))
    assert larger.size_bytes == 2 * GIB
    client.volume_disable(larger)
    client.volume_enable(larger)
    copy = finished(
        client, client.volume_replicate(None, Volume.REPLICATE_COPY, larger, "copy")
    )
    system = client.systems()[0]
    assert client.volume_replicate_range_block_size(system) == 512
    ranges = [lsm.BlockRange(0, 100, 10)]
    finished(
        client, client.volume_replicate_range(Volume.REPLICATE_COPY, larger, copy, ranges)
    )
    if client.volume_child_dependency(larger):
        finished(client, client.volume_child_dependency_rm(larger))
    assert client.volume_child_dependency(larger) is False
    assert len(client.volume_raid_info(larger)) == 5
    assert len(client.volume_cache_info(larger)) == 5
    client.volume_physical_disk_cache_update(larger, Volume.PHYSICAL_DISK_CACHE_DISABLED)
    client.volume_write_cache_policy_update(larger, Volume.WRITE_CACHE_POLICY_WRITE_THROUGH)
    client.volume_read_cache_policy_update(larger, Volume.READ_CACHE_POLICY_DISABLED)
    client.volume_ident_led_on(larger)
    client.volume_ident_led_off(larger)
    raises(
        ErrorNumber.INVALID_ARGUMENT,
        client.volume_physical_disk_cache_update,
        larger,
        Volume.PHYSICAL_DISK_CACHE_USE_DISK_SETTING,
    )
    for one in (copy, larger):
        assert finished(client, client.volume_delete(one)) is None
    raises(ErrorNumber.NOT_FOUND_VOLUME, client.volume_delete, larger)


def test_raid_and_hardware(client):
    (system,) = client.systems()
    levels, strips = client.volume_raid_create_cap_get(system)
    assert levels and strips
    free = [disk for disk in client.disks() if disk.status & lsm.Disk.STATUS_FREE]
    raises(
        ErrorNumber.INVALID_ARGUMENT,
        client.volume_raid_create, "r", Volume.RAID_TYPE_RAID1, free[:1], 0,
    )  # fmt: skip
    volume = client.volume_raid_create("r", Volume.RAID_TYPE_RAID1, free[:2], 0)
    assert client.volume_raid_info(volume)[0] == Volume.RAID_TYPE_RAID1
    kind, member_type, members = client.pool_member_info(client.pools("id", volume.pool_id)[0])
    assert kind == Volume.RAID_TYPE_RAID1 and len(members) == 2
    assert member_type == lsm.Pool.MEMBER_TYPE_DISK
    finished(client, client.volume_delete(volume))
    assert client.target_ports() and client.batteries()
    assert client.target_ports("id", "nowhere") == []


def test_access_groups(client):
    (system,) = client.systems()
    volume = make_volume(client)
    wwpn = "0x500A0981C0FFEE01"
    raises(
        ErrorNumber.INVALID_ARGUMENT,
        client.access_group_create, "g", "nobody", lsm.AccessGroup.INIT_TYPE_WWPN, system,
    )  # fmt: skip
    group = client.access_group_create("g", IQN, lsm.AccessGroup.INIT_TYPE_ISCSI_IQN, system)
    group = client.access_group_initiator_add(group, wwpn, lsm.AccessGroup.INIT_TYPE_WWPN)
    assert group.init_ids == [IQN, "50:0a:09:81:c0:ff:ee:01"]
    client.volume_mask(group, volume)
    raises(ErrorNumber.NO_STATE_CHANGE, client.volume_mask, group, volume)
    assert [one.id for one in client.volumes_accessible_by_access_group(group)] == [volume.id]
    assert [one.id for one in client.access_groups_granted_to_volume(volume)] == [group.id]
    raises(ErrorNumber.IS_MASKED, client.volume_delete, volume)
    client.iscsi_chap_auth(IQN, "user", "secret", None, None)
    client.volume_unmask(group, volume)
    group = client.access_group_initiator_delete(group, wwpn, lsm.AccessGroup.INIT_TYPE_WWPN)
    assert group.init_ids == [IQN]
    assert [one.name for one in client.access_groups("id", group.id)] == ["g"]
    client.access_group_delete(group)
    assert client.access_groups("id", group.id) == []


def test_file_systems(client):
    pool = client.pools()[0]
    fs = finished(client, client.fs_create(pool, "home", GIB))
    assert [one.name for one in client.fs("id", fs.id)] == ["home"]
    fs = finished(client, client.fs_resize(fs, 2 * GIB))
    clone = finished(client, client.fs_clone(fs, "clone"))
    finished(client, client.fs_file_clone(fs, "a", "b"))
    snapshot = finished(client, client.fs_snapshot_create(fs, "monday"))
    assert [one.id for one in client.fs_snapshots(fs)] == [snapshot.id]
    finished(client, client.fs_snapshot_restore(fs, snapshot, None, None, True))
    finished(client, client.fs_snapshot_delete(fs, snapshot))
    if client.fs_child_dependency(fs, None):
        finished(client, client.fs_child_dependency_rm(fs, None))
    assert "standard" in client.export_auth() or client.export_auth()
    export = client.export_fs(
        fs.id, "/home", ["h"], ["h"], ["g"], lsm.NfsExport.ANON_UID_GID_NA,
        lsm.NfsExport.ANON_UID_GID_NA, client.export_auth()[0], None,
    )  # fmt: skip
    assert [one.export_path for one in client.exports("fs_id", fs.id)] == ["/home"]
    client.export_remove(export)
    raises(ErrorNumber.NOT_FOUND_NFS_EXPORT, client.export_remove, export)
    for one in (clone, fs):
        finished(client, client.fs_delete(one))
    assert client.fs() == []


def test_after_close(client, house):
    other = lsm.Client(house.sim)
    other.plugin_unregister()
    other = lsm.Client(house.sim)
    other.close()
    with pytest.raises(Exception):
        other.systems()
    assert other._tp is None
    assert client.systems()


def test_no_way_to_the_array(house):
    raises(ErrorNumber.INVALID_ARGUMENT, lsm.Client, "no uri")
    with pytest.raises(LsmError) as caught:
        lsm.Client("nosuch://")
    assert caught.value.code in (ErrorNumber.PLUGIN_NOT_EXIST, ErrorNumber.DAEMON_NOT_RUNNING)
    raises(ErrorNumber.INVALID_ARGUMENT, lsm.Client, "sim://?statefile=")
    with pytest.raises(ValueError):
        lsm.Client("a+b+c://")


def test_a_daemon_that_is_not_there(house, monkeypatch):
    monkeypatch.setenv("LSM_UDS_PATH", str(house.folder / "nothing"))
    raises(ErrorNumber.DAEMON_NOT_RUNNING, lsm.Client, house.sim)


def test_the_daemon_lists_its_plug_ins(daemon):
    (line,) = lsm.Client.available_plugins()
    assert line.endswith(":" + lsm.VERSION), line
    raises(ErrorNumber.PLUGIN_NOT_EXIST, lsm.Client, "nosuch://")


def test_an_open_socket_by_number(daemon, monkeypatch):
    transport = lsm._transport.TransPort.get_socket(str(daemon.folder / "sockets" / "sim"))
    monkeypatch.setenv("LSMCLI_DEBUG_FD", str(transport.fileno()))
    client = lsm.Client(daemon.sim)
    assert not hasattr(client, "plugin_path")
    assert client.systems()
    client.close()


def test_every_method_is_called_here():
    here = pathlib.Path(__file__)
    text = here.read_text()
    api = json.loads((here.parent / "data" / "python_api.json").read_text())
    names = [row["name"] for row in api["client"]["methods"] if row["name"] != "__init__"]
    assert [name for name in names if f".{name}" not in text] == []
