# SPDX-License-Identifier: MIT OR Apache-2.0
"""The release of this package."""

from lsm._lsm import VERSION

__all__ = ["VERSION"]
