# SPDX-License-Identifier: MIT OR Apache-2.0
"""The package, compared with the list of what clients and plug-ins import.

Every difference between ``data/python_api.json`` and the live package is one line; there must be
none.
"""

import importlib
import inspect
import json
import pathlib

import lsm
import lsm._clib
import lsm._common
import lsm._data
import lsm._transport
import lsm.lsmcli

DATA = pathlib.Path(__file__).parent / "data"
API = json.loads((DATA / "python_api.json").read_text())


def differences_of_parameters(name, function, wanted, leading=0):
    """Compares names and defaults of parameters; ``leading`` are those that the list leaves out."""
    found = list(inspect.signature(function).parameters.values())[leading:]
    stars = {
        inspect.Parameter.VAR_POSITIONAL: "*",
        inspect.Parameter.VAR_KEYWORD: "**",
    }
    names = [stars.get(one.kind, "") + one.name for one in found]
    expected = [one["name"] for one in wanted]
    if names != expected:
        return [f"{name}: parameters {names}, not {expected}"]
    lines = []
    for one, row in zip(found, wanted):
        has_default = one.default is not inspect.Parameter.empty
        if row["name"].startswith("*"):
            continue
        if has_default != ("default" in row):
            lines.append(f"{name}: whether {one.name} has a default")
        elif has_default and one.default != row["default"]:
            lines.append(f"{name}: default of {one.name} is {one.default!r}, not {row['default']!r}")
    return lines


def differences_of_constants(name, owner, wanted):
    lines = []
    for constant, value in wanted.items():
        if constant not in vars(owner):
            lines.append(f"{name}.{constant} is not in the class's own dictionary")
        elif vars(owner)[constant] != value:
            lines.append(f"{name}.{constant} is {vars(owner)[constant]!r}, not {value!r}")
        elif type(vars(owner)[constant]) not in (int, list):
            lines.append(f"{name}.{constant} is no plain value")
    return lines


def differences_of_properties(name, owner, wanted):
    lines = []
    for attribute, access in wanted.items():
        found = inspect.getattr_static(owner, attribute, None)
        if found is None:
            lines.append(f"{name}.{attribute} is missing")
            continue
        settable = getattr(found, "fset", None) is not None
        if settable != (access == "get/set"):
            lines.append(f"{name}.{attribute}: whether it can be set")
    return lines


def differences_of_methods(name, owner, wanted):
    lines = []
    for row in wanted:
        method = inspect.getattr_static(owner, row["name"], None)
        if method is None:
            lines.append(f"{name}.{row['name']} is missing")
            continue
        static = isinstance(method, staticmethod)
        if static != row.get("static", False):
            lines.append(f"{name}.{row['name']}: whether it is static")
            continue
        function = getattr(owner, row["name"])
        whole = f"{name}.{row['name']}"
        lines += differences_of_parameters(whole, function, row["params"], 0 if static else 1)
        if row["name"] != "__init__" and not (function.__doc__ or "").strip():
            lines.append(f"{whole} has no docstring")
    return lines


def test_public_names():
    package = API["package"]
    assert lsm.__all__ == []
    assert isinstance(lsm.VERSION, str)
    assert lsm.VERSION == importlib.import_module("lsm.version").VERSION
    assert [name for name in package["public_names"] if not hasattr(lsm, name)] == []
    for module, names in package["submodules"].items():
        importlib.import_module(module)
    for names in package["imported_by_upstream"].values():
        if isinstance(names, dict):
            for module, wanted in names.items():
                found = importlib.import_module(module)
                assert [name for name in wanted if not hasattr(found, name)] == []


def test_functions():
    lines = []
    for row in API["module_functions"]:
        lines += differences_of_parameters(row["name"], getattr(lsm, row["name"]), row["params"])
    for row in API["private_helpers"]["functions"]:
        function = getattr(lsm._common, row["name"], None)
        if function is None:
            lines.append(f"lsm._common.{row['name']} is missing")
        else:
            lines += differences_of_parameters(row["name"], function, row["params"])
    assert lines == []
    assert lsm._common.UDS_PATH == "/var/run/lsm/ipc"
    assert lsm._common.LOG_VERBOSE is True
    assert lsm._common.SIZE_CONS_CHK_LST[0] == "EiB"
    assert lsm._common.SIZE_CONS["KiB"] == 1024


def test_data_classes():
    lines = []
    for name, row in API["data_classes"]["classes"].items():
        owner = getattr(lsm, name, None) or getattr(lsm._data, name)
        if not issubclass(owner, lsm._data.IData):
            lines.append(f"{name} is no IData")
        lines += differences_of_parameters(name, owner.__init__, row["constructor"], 1)
        lines += differences_of_properties(name, owner, row["properties"])
        lines += differences_of_constants(name, owner, row["constants"])
        lines += differences_of_methods(name, owner, row["methods"])
        if owner.__repr__ is not object.__repr__:
            lines.append(f"{name}: repr is Python's own")
        if owner.__eq__ is not object.__eq__ or owner.__hash__ is not object.__hash__:
            lines.append(f"{name}: equality is identity")
    assert lines == []


def test_client():
    lines = differences_of_constants("Client", lsm.Client, API["client"]["constants"])
    lines += differences_of_methods("Client", lsm.Client, API["client"]["methods"])
    for base in API["client"]["bases"]:
        if not issubclass(lsm.Client, getattr(lsm, base)):
            lines.append(f"Client is no {base}")
    assert lines == []
    assert len(API["client"]["methods"]) == API["counts"]["client_methods"]


def test_plugin_interfaces():
    lines = []
    for name in ("IPlugin", "IStorageAreaNetwork", "INetworkAttachedStorage", "INfs"):
        owner = getattr(lsm, name)
        rows = API["plugin_interfaces"][name]
        for row in rows:
            whole = f"{name}.{row['name']}"
            method = inspect.getattr_static(owner, row["name"], None)
            if method is None:
                lines.append(f"{whole} is missing")
                continue
            lines += differences_of_parameters(whole, getattr(owner, row["name"]), row["params"], 1)
            abstract = getattr(method, "__isabstractmethod__", False)
            if abstract != row.get("abstract", False):
                lines.append(f"{whole}: whether it is abstract")
    for name in API["plugin_interfaces"]["not_in_any_interface"]:
        for owner in (lsm.IStorageAreaNetwork, lsm.INfs):
            if hasattr(owner, name):
                lines.append(f"{owner.__name__}.{name} belongs into no interface")
    assert lines == []
    assert issubclass(lsm.IStorageAreaNetwork, lsm.IPlugin)
    assert issubclass(lsm.INfs, lsm.INetworkAttachedStorage)
    assert issubclass(lsm.INetworkAttachedStorage, lsm.IPlugin)


def test_errors():
    lines = []
    numbers = json.loads((DATA / "errors.json").read_text())
    for row in API["exceptions"]:
        owner = lsm
        for part in row["name"].split(".")[1:]:
            owner = getattr(owner, part)
        if not issubclass(owner, Exception):
            lines.append(f"{row['name']} is no exception")
        if row["params"]:
            lines += differences_of_parameters(row["name"], owner.__init__, row["params"], 1)
        lines += differences_of_properties(row["name"], owner, row.get("properties", {}))
    assert lines == []
    assert numbers  # The numbers themselves are in test_errors.py.
    for name, value in API["constants"]["JobStatus"].items():
        assert vars(lsm.JobStatus)[name] == value


def test_local_disk():
    rows = API["local_disk"]
    lines = differences_of_methods("LocalDisk", lsm.LocalDisk, rows["methods"])
    for inner in ("LedSlot", "LEDSlotsItr"):
        owner = getattr(lsm.LocalDisk, inner)
        lines += differences_of_parameters(
            inner, owner.__init__, [{"name": name} for name in rows[inner]["constructor"]], 1
        )
        for method in rows[inner]["methods"]:
            if not hasattr(owner, method):
                lines.append(f"{inner}.{method} is missing")
    for function in API["clib"]["functions"]:
        if not callable(getattr(lsm._clib, function, None)):
            lines.append(f"lsm._clib.{function} is missing")
    assert lines == []


def test_transport_runner_and_proxy():
    transport = lsm._transport.TransPort
    assert transport.HDR_LEN == 10
    for text in API["transport"]["methods"] + API["transport"]["private"]:
        name = text.split("(")[0]
        assert callable(getattr(transport, name)), name
    lines = differences_of_parameters(
        "TransPort", transport.__init__, [{"name": "socket_descriptor"}], 1
    )
    runner = API["plugin_runner"]
    constructor = [{"name": row["name"]} for row in runner["constructor"]]
    lines += differences_of_parameters("PluginRunner", lsm.PluginRunner.__init__, constructor, 1)
    lines += differences_of_methods("PluginRunner", lsm.PluginRunner, runner["methods"])
    lines += differences_of_parameters("Proxy", lsm.Proxy.__init__, API["proxy"]["constructor"], 1)
    assert lines == []
