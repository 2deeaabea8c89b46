// SPDX-License-Identifier: MIT OR Apache-2.0
//! What callers and plug-ins may expect from each other, claim by claim.
#![allow(clippy::unwrap_used, clippy::panic)]

use lsm_core::*;

#[test]
fn a_volume_has_the_size_of_its_blocks_and_never_overflows() {
    let mut volume = Volume {
        id: String::new(),
        name: String::new(),
        vpd83: None,
        block_size: 512,
        num_of_blocks: 3,
        admin_state: AdminState::ENABLED,
        system_id: String::new(),
        pool_id: String::new(),
        plugin_data: None,
    };
    assert_eq!(volume.size_bytes(), 1536);
    volume.num_of_blocks = UNKNOWN_SIZE;
    assert_eq!(volume.size_bytes(), UNKNOWN_SIZE);
}

#[test]
fn a_raid_level_says_how_many_disks_it_takes() {
    let fits = |level: RaidType, counts: &[usize]| {
        let taken: Vec<usize> = (0..=9).filter(|n| level.check_disk_count(*n).is_ok()).collect();
        assert_eq!(taken, counts, "{level}");
    };
    fits(RaidType::RAID1, &[2]);
    fits(RaidType::RAID5, &[3, 4, 5, 6, 7, 8, 9]);
    fits(RaidType::RAID6, &[4, 5, 6, 7, 8, 9]);
    fits(RaidType::RAID10, &[4, 6, 8]);
    fits(RaidType::RAID50, &[6, 7, 8, 9]);
    fits(RaidType::RAID60, &[8, 9]);
    fits(RaidType::RAID0, &[1, 2, 3, 4, 5, 6, 7, 8, 9]);
    fits(RaidType::JBOD, &[1, 2, 3, 4, 5, 6, 7, 8, 9]);
}

#[test]
fn initiators_are_told_by_their_text() {
    let kind = |text: &str| InitiatorId::parse(text).map(|id| id.init_type()).ok();
    assert_eq!(kind("iqn.1994-05.com.domain:01.89bd01"), Some(InitiatorType::ISCSI_IQN));
    assert_eq!(kind("eui.02004567A425678D"), Some(InitiatorType::ISCSI_IQN));
    assert_eq!(kind("naa.52004567BA64678D"), Some(InitiatorType::ISCSI_IQN));
    // Nothing but the beginning is looked at.
    assert_eq!(kind("iqn"), Some(InitiatorType::ISCSI_IQN));
    assert_eq!(kind("IQN.1994-05.com.domain:x"), None);
    assert_eq!(kind(" iqn.x"), None);
    // Longer than a WWPN is, a world wide name is none; so is one with a trailing newline.
    assert_eq!(kind("500a0986994b8dc5"), Some(InitiatorType::WWPN));
    assert_eq!(kind("500a0986994b8dc50"), None);
    assert_eq!(kind("500a0986994b8dc5\n"), None);
    assert_eq!(kind("0x0x500a0986994b8dc5"), None);
    assert_eq!(kind("50 0a0986994b8dc5"), None);
}

#[test]
fn identifiers_of_logical_units_have_one_of_four_forms() {
    let digits = |first: char, count: usize| format!("{first}{}", "a".repeat(count - 1));
    for first in ('0'..='9').chain('a'..='f') {
        assert_eq!(vpd83::is_valid(&digits(first, 32)), first == '6', "{first}");
        assert_eq!(vpd83::is_valid(&digits(first, 16)), "235".contains(first), "{first}");
    }
    // Both letter cases are taken, lower case is written.
    assert_eq!(vpd83::normalize("5ABCDEF012345678").as_deref(), Some("5abcdef012345678"));
    // The tagged release let trailing characters pass; nobody should.
    assert!(!vpd83::is_valid(&(digits('6', 32) + "x")));
    assert!(!vpd83::is_valid(""));
}

#[test]
fn uris_are_taken_apart_from_both_ends() {
    let uri = |text: &str| Uri::parse(text).unwrap();
    // Fragment from the last #, query from the last ?, path from the first /, user up to the
    // first @, port behind the last colon.
    assert_eq!(uri("a://h/p#x#y").fragment.as_deref(), Some("y"));
    assert_eq!(uri("a://h/p#x#y").path, "/p#x");
    assert_eq!(uri("a://h/p?q?k=v").path, "/p?q");
    assert_eq!(uri("a://h/p?q?k=v").parameter("k"), Some("v"));
    assert_eq!(uri("a://u@v@h").user.as_deref(), Some("u"));
    assert_eq!(uri("a://H/x:y@z").host.as_deref(), Some("h"));
    assert_eq!(uri("a://[::1]").host.as_deref(), Some("::1"));
    assert_eq!((uri("a://[::1]:5").port, uri("a://h:").port), (Some(5), None));
    assert_eq!(uri("a://h/%41?x=%42").path, "/%41", "percent sequences are not decoded");
    assert_eq!(uri("a://h?x=%42").parameter("x"), Some("%42"));
    assert_eq!(uri("a://h?&x=1&").parameters.len(), 1, "empty pairs are none");
    assert_eq!(uri("Sim://").plugin(), "sim");
    assert_eq!(uri("ontap+ssl://h").plugin(), "ontap");
    // A port that is too large once brought the process down.
    for port in ["65536", "99999999999999999999", "-1", "0x10", "80a"] {
        let error = Uri::parse(&format!("a://h:{port}/")).unwrap_err();
        assert_eq!(error.kind, ErrorKind::INVALID_ARGUMENT, "{port}");
    }
}

#[test]
fn an_error_shows_its_name_its_number_and_its_sentence() {
    let error = Error::new(ErrorKind::NAME_CONFLICT, "the name is taken");
    assert_eq!(error.to_string(), "NAME_CONFLICT(50): the name is taken");
    let error = Error::new(ErrorKind(-5), "strange");
    assert_eq!(error.to_string(), "UNKNOWN_ERROR_NUMBER(-5): strange");
    let error = error.with_source(std::io::Error::other("the cause")).with_detail("for the log");
    assert_eq!(std::error::Error::source(&error).unwrap().to_string(), "the cause");
    assert_eq!(error.detail.as_deref(), Some("for the log"));
}

#[test]
fn what_changes_nothing_when_repeated_is_not_worth_repeating() {
    for kind in [ErrorKind::NO_STATE_CHANGE, ErrorKind::NAME_CONFLICT, ErrorKind::NO_SUPPORT] {
        assert!(!kind.is_retryable(), "{kind}");
    }
    for kind in [ErrorKind::TIMEOUT, ErrorKind::DAEMON_NOT_RUNNING, ErrorKind::POOL_NOT_READY] {
        assert!(kind.is_retryable(), "{kind}");
    }
    assert!(Error::new(ErrorKind::IS_MASKED, "").hint().is_some());
}
