# SPDX-License-Identifier: MIT OR Apache-2.0
"""Storage management: one library for arrays of every vendor.

A client::

    import lsm

    client = lsm.Client("sim://")
    for volume in client.volumes():
        print(volume.name, volume.size_bytes)
    client.close()

A plug-in is a class made from :class:`IPlugin`, :class:`IStorageAreaNetwork` or :class:`INfs`,
run by ``PluginRunner(MyPlugin, sys.argv).run()``.

Sizes are bytes, times are milliseconds unless said otherwise. Whatever fails raises
:class:`LsmError`, whose ``code`` is one of the numbers of :class:`ErrorNumber`.
"""

from lsm.version import VERSION as VERSION
from lsm._common import ErrorNumber as ErrorNumber
from lsm._common import JobStatus as JobStatus
from lsm._common import LsmError as LsmError
from lsm._common import Proxy as Proxy
from lsm._common import common_urllib2_error_handler as common_urllib2_error_handler
from lsm._common import error as error
from lsm._common import info as info
from lsm._common import int_div as int_div
from lsm._common import md5 as md5
from lsm._common import size_bytes_2_size_human as size_bytes_2_size_human
from lsm._common import size_human_2_size_bytes as size_human_2_size_bytes
from lsm._common import uri_parse as uri_parse
from lsm._data import AccessGroup as AccessGroup
from lsm._data import Battery as Battery
from lsm._data import BlockRange as BlockRange
from lsm._data import Capabilities as Capabilities
from lsm._data import Disk as Disk
from lsm._data import FileSystem as FileSystem
from lsm._data import FsSnapshot as FsSnapshot
from lsm._data import NfsExport as NfsExport
from lsm._data import Pool as Pool
from lsm._data import System as System
from lsm._data import TargetPort as TargetPort
from lsm._data import Volume as Volume
from lsm._iplugin import INetworkAttachedStorage as INetworkAttachedStorage
from lsm._iplugin import INfs as INfs
from lsm._iplugin import IPlugin as IPlugin
from lsm._iplugin import IStorageAreaNetwork as IStorageAreaNetwork
from lsm._client import Client as Client
from lsm._local_disk import LocalDisk as LocalDisk
from lsm._pluginrunner import PluginRunner as PluginRunner
from lsm._pluginrunner import search_property as search_property

# Names are imported one by one; a star import always brought nothing.
__all__: list[str] = []
