// SPDX-License-Identifier: MIT OR Apache-2.0
//! Records, lists, maps, identifiers, URIs and errors, each function with good and bad arguments.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::path::Path;

use lsm_test::House;

mod program;

use program::{Program, succeeded};

#[test]
fn every_function_that_needs_no_session() {
    let sources = ["main.c", "records.c", "texts.c"].map(|name| Path::new("records").join(name));
    let program = Program::compile_sources(&sources.each_ref().map(|source| source.as_path()));
    succeeded(&program.command().output().unwrap());
}

/// What was freed is refused as long as its memory reads, whatever it was; and so is what is no
/// handle at all.
#[test]
fn freed_and_foreign_handles_are_refused() {
    let program = Program::generate(
        r#"
#include "check.h"

/* Frees a handle twice, and a third time behind a pointer that is not aligned. */
#define TWICE(type, made, function)                                                        \
    do {                                                                                   \
        type *living = made;                                                               \
        type *volatile freed = living;                                                     \
        CHECK(living != NULL);                                                             \
        IS(function(living), LSM_ERR_OK);                                                  \
        IS(function(freed), LSM_ERR_INVALID_ARGUMENT);                                     \
        IS(function((type *)((char *)freed + 1)), LSM_ERR_INVALID_ARGUMENT);               \
        IS(function((type *)foreign), LSM_ERR_INVALID_ARGUMENT);                           \
    } while (0)

static char foreign[64] = "a text of sixteen bytes or more, which is no record";

static int closed(lsm_connect *conn)
{
    return lsm_connect_close(conn, 0);
}

int main(void)
{
    lsm_connect *conn = NULL;
    lsm_error_ptr e = NULL;
    lsm_volume **array = lsm_volume_record_array_alloc(2);
    lsm_volume *one = lsm_volume_record_alloc("i", "n", NULL, 512, 9, 1, "s", "p", NULL);
    lsm_system *volatile freed = lsm_system_record_alloc("i", "n", 2, "", NULL);
    IS(lsm_system_record_free(freed), LSM_ERR_OK);
    SAYS(lsm_system_id_get(freed), NULL);
    CHECK(lsm_system_record_copy(freed) == NULL);
    SAYS(lsm_system_id_get((lsm_system *)foreign), NULL);
    /* The same record twice in an array is freed once. */
    array[0] = array[1] = one;
    IS(lsm_volume_record_array_free(array, 2), LSM_ERR_OK);

    TWICE(lsm_string_list, lsm_string_list_alloc(2), lsm_string_list_free);
    TWICE(lsm_hash, lsm_hash_alloc(), lsm_hash_free);
    TWICE(lsm_error, lsm_error_create(2, "m", "e", "d", "x", 1), lsm_error_free);
    TWICE(lsm_storage_capabilities, lsm_capability_record_alloc(NULL), lsm_capability_record_free);
    TWICE(lsm_system, lsm_system_record_alloc("i", "n", 2, "", NULL), lsm_system_record_free);
    TWICE(lsm_pool, lsm_pool_record_alloc("i", "n", 4, 0, 9, 9, 2, "", "s", NULL),
          lsm_pool_record_free);
    TWICE(lsm_volume, lsm_volume_record_alloc("i", "n", NULL, 512, 9, 1, "s", "p", NULL),
          lsm_volume_record_free);
    TWICE(lsm_disk, lsm_disk_record_alloc("i", "n", LSM_DISK_TYPE_SAS, 512, 9, 2, "s"),
          lsm_disk_record_free);
    TWICE(lsm_access_group,
          lsm_access_group_record_alloc("i", "n", NULL, LSM_ACCESS_GROUP_INIT_TYPE_UNKNOWN, "s", NULL),
          lsm_access_group_record_free);
    TWICE(lsm_target_port,
          lsm_target_port_record_alloc("i", LSM_TARGET_PORT_TYPE_FC, "a", "b", "c", "d", "s", NULL),
          lsm_target_port_record_free);
    TWICE(lsm_block_range, lsm_block_range_record_alloc(1, 2, 3), lsm_block_range_record_free);
    TWICE(lsm_fs, lsm_fs_record_alloc("i", "n", 9, 9, "p", "s", NULL), lsm_fs_record_free);
    TWICE(lsm_fs_ss, lsm_fs_ss_record_alloc("i", "n", 9, NULL), lsm_fs_ss_record_free);
    TWICE(lsm_battery, lsm_battery_record_alloc("i", "n", LSM_BATTERY_TYPE_OTHER, 4, "s", NULL),
          lsm_battery_record_free);
    TWICE(lsm_nfs_export,
          lsm_nfs_export_record_alloc("i", "f", "/", NULL, NULL, NULL, NULL, 1, 2, NULL, NULL),
          lsm_nfs_export_record_free);
    IS(lsm_connect_password(getenv("URI"), NULL, &conn, 1000, &e, 0), LSM_ERR_OK);
    TWICE(lsm_connect, conn, closed);
    return failures != 0;
}
"#,
    );
    let house = House::new();
    let mut command = program.command();
    command.env("LSM_PLUGIN_DIR", house.plugins()).env("URI", house.sim());
    succeeded(&command.output().unwrap());
}
