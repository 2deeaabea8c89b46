// SPDX-License-Identifier: MIT OR Apache-2.0
//! The tests are in `tests/`.
