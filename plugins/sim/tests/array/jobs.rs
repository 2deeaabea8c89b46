// SPDX-License-Identifier: MIT OR Apache-2.0
//! Jobs.

use std::time::Duration;

use lsm_core::*;
use lsm_sim::{Settings, Store};

use crate::fixture::{Array, MIB, export};

/// Sets the clock of a job: it started this many seconds ago.
fn started(array: &Array, seconds: f64) {
    let sql =
        "UPDATE jobs SET timestamp = printf('%.6f', (julianday('now') - 2440587.5) * 86400 - ?1)";
    array.raw().execute(sql, [seconds]).unwrap();
}

#[test]
fn a_job_is_as_far_as_the_time_that_passed() {
    let mut array = Array::new();
    let mut slow = Store::open(&Settings {
        job_duration: Duration::from_secs(1000),
        ..Settings::new(array.path())
    })
    .unwrap();
    let job = slow.volume_create("POOL_ID_00004", "data", MIB).unwrap();
    assert_eq!(job.0, "JOB_ID_00001");
    assert_eq!(array.all_volumes().len(), 1, "the change is made at once");
    for (seconds, percent) in [(0.0, 0), (9.0, 0), (15.0, 1), (505.0, 50), (995.0, 99), (-500.0, 0)]
    {
        started(&array, seconds);
        let state = array.job_status(&job.0).unwrap();
        let expected = JobState { status: JobStatus::INPROGRESS, percent, item: None };
        assert_eq!(state, expected, "after {seconds} s");
    }
    for seconds in [1000.0, 5000.0] {
        started(&array, seconds);
        let volume = array.volume_of(&job);
        assert_eq!(volume.name, "data");
    }
}

#[test]
fn the_result_is_what_it_is_now_and_can_be_asked_for_again() {
    let mut array = Array::new();
    let job = array.volume_create("POOL_ID_00004", "data", MIB).unwrap();
    array.volume_resize("VOL_ID_00001", 2 * MIB).unwrap();
    for _ in 0..2 {
        assert_eq!(array.volume_of(&job).size_bytes(), 2 * MIB);
    }
    array.volume_delete("VOL_ID_00001").unwrap();
    array.refuses(&[(ErrorKind::NOT_FOUND_VOLUME, &|a| a.job_status(&job.0))]);
}

#[test]
fn every_kind_of_result_can_be_gone() {
    let mut array = Array::new();
    let fs = array.fs_create("POOL_ID_00004", "fs", MIB).unwrap();
    let snapshot = array.fs_snapshot_create("FS_ID_00001", "snapshot").unwrap();
    assert!(matches!(array.product(&fs), Some(JobItem::FileSystem(_))));
    assert!(matches!(array.product(&snapshot), Some(JobItem::FsSnapshot(_))));
    array.fs_delete("FS_ID_00001").unwrap();
    array.refuses(&[
        (ErrorKind::NOT_FOUND_FS, &|a| a.job_status(&fs.0)),
        (ErrorKind::NOT_FOUND_FS_SS, &|a| a.job_status(&snapshot.0)),
    ]);
}

#[test]
fn jobs_outlive_their_session_until_they_are_freed() {
    let mut array = Array::new();
    let job = array.another_session().volume_create("POOL_ID_00004", "data", MIB).unwrap();
    array.volume_of(&job);
    array.job_free(&job.0).unwrap();
    array.refuses(&[(ErrorKind::NOT_FOUND_JOB, &|a| a.job_status(&job.0))]);
    // What is not there is forgotten already.
    array.job_free(&job.0).unwrap();
    for id in ["", "1", "JOB_ID_1", "VOL_ID_00001", "JOB_ID_0000x"] {
        array.refuses(&[(ErrorKind::NOT_FOUND_JOB, &|a| a.job_free(id))]);
        array.refuses(&[(ErrorKind::NOT_FOUND_JOB, &|a| a.job_status(id))]);
    }
}

#[test]
fn the_number_of_a_freed_job_comes_back() {
    let mut array = Array::new();
    let numbers: Vec<String> = (0..3)
        .map(|n| array.volume_create("POOL_ID_00004", &n.to_string(), 0).unwrap().0)
        .collect();
    assert_eq!(numbers, ["JOB_ID_00001", "JOB_ID_00002", "JOB_ID_00003"]);
    array.job_free("JOB_ID_00001").unwrap();
    array.job_free("JOB_ID_00003").unwrap();
    assert_eq!(array.volume_create("POOL_ID_00004", "x", 0).unwrap().0, "JOB_ID_00003");
}

#[test]
fn a_refused_call_leaves_no_job_and_plain_calls_need_none() {
    let mut array = Array::furnished();
    array.execute("DELETE FROM jobs");
    array.volume_create("POOL_ID_00004", "data", MIB).unwrap_err();
    array.volume_raid_create("raid", RaidType::RAID0, &["DISK_ID_00014"], 0).unwrap();
    array.export_fs("FS_ID_00001", &export(None)).unwrap();
    array.volume_mask("AG_ID_00002", "VOL_ID_00001").unwrap();
    let jobs: i64 = array.raw().query_row("SELECT count(*) FROM jobs", [], |r| r.get(0)).unwrap();
    assert_eq!(jobs, 0);
}

#[test]
fn the_file_says_what_a_job_makes_as_the_original_does() {
    let mut array = Array::furnished();
    array.execute("DELETE FROM jobs");
    array.volume_create("POOL_ID_00004", "new", MIB).unwrap();
    array.fs_create("POOL_ID_00004", "new", MIB).unwrap();
    array.fs_snapshot_create("FS_ID_00001", "new").unwrap();
    array.volume_delete("VOL_ID_00003").unwrap();
    let raw = array.raw();
    let mut query = raw
        .prepare("SELECT typeof(timestamp), typeof(duration), quote(data_type), quote(data_id) FROM jobs ORDER BY id")
        .unwrap();
    let rows: Vec<[String; 4]> = query
        .query_map([], |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?]))
        .unwrap()
        .map(std::result::Result::unwrap)
        .collect();
    let expected = [["1", "5"], ["2", "4"], ["3", "3"], ["''", "''"]]
        .map(|[kind, number]| ["text", "real", kind, number].map(str::to_owned));
    assert_eq!(rows, expected);
}
