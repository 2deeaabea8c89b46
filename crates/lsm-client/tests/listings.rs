// SPDX-License-Identifier: MIT OR Apache-2.0
//! Listings that are decoded while they are walked through.
#![allow(clippy::unwrap_used, clippy::panic)]

use lsm_client::{Listing, Method};
use lsm_core::{BlockRange, ErrorKind, Search, Volume};
use serde_json::json;

mod peer;

use peer::result;

fn volume(number: usize) -> String {
    format!(
        r#"{{"class": "Volume", "id": "v{number}", "name": "[{{\"}}],", "vpd83": null,
            "block_size": 512, "num_of_blocks": 2, "admin_state": 1, "system_id": "s",
            "pool_id": "p", "plugin_data": null}}"#
    )
}

fn listing(list: String) -> Listing<Volume> {
    let (mut session, _) = peer::session(move |_| result(&list));
    session.listing(Method::volumes, None).unwrap()
}

#[test]
fn a_listing_can_be_walked_through_again_and_outlives_its_session() {
    let all: Vec<String> = (0..2000).map(volume).collect();
    let listing = listing(format!("[{}]", all.join(", ")));
    for _ in 0..2 {
        let ids = listing.iter().map(|volume| volume.unwrap().id);
        assert!(ids.eq((0..2000).map(|number| format!("v{number}"))));
    }
    assert_eq!(listing.to_vec().unwrap().len(), 2000);
    let mut count = 0;
    for volume in &listing {
        assert_eq!(volume.unwrap().name, "[{\"}],");
        count += 1;
    }
    assert_eq!(count, 2000);
}

#[test]
fn blanks_are_of_no_account() {
    for list in ["[]", "[ \n\t]"] {
        let listing = listing(list.to_owned());
        assert_eq!(listing.iter().count(), 0);
        assert!(listing.to_vec().unwrap().is_empty());
    }
    let (one, two) = (volume(1), volume(2));
    for list in [format!("[\n{one}\n,\r\n {two} ]"), format!("[{one},{two}]")] {
        assert_eq!(listing(list).to_vec().unwrap().len(), 2);
    }
}

#[test]
fn a_bad_record_is_an_error_once() {
    for bad in ["{}", "7", "null", "[]", "\"v\"", "{\"class\": \"Pool\"}", "[[[[[[]]]]]]"] {
        let listing = listing(format!("[{}, {bad}, {}]", volume(1), volume(2)));
        let mut walk = listing.iter();
        assert_eq!(walk.next().unwrap().unwrap().id, "v1");
        let error = walk.next().unwrap().unwrap_err();
        assert_eq!(error.kind, ErrorKind::TRANSPORT_SERIALIZATION, "{bad}");
        assert!(error.message.contains("Volume"), "{error}");
        assert!(walk.next().is_none() && walk.next().is_none(), "{bad}");
        assert!(listing.to_vec().is_err());
        // From the beginning it is the same again.
        assert_eq!(listing.iter().filter(Result::is_ok).count(), 1);
    }
}

#[test]
fn a_bad_record_is_named() {
    let odd = r#"{"class": "Volume", "id": "odd \"one\"", "name": 7}"#;
    for (bad, named) in
        [(odd, r#"Volume number 2 (id "odd \"one\"")"#), ("{}", "Volume number 2 of")]
    {
        let error = listing(format!("[{}, {bad}]", volume(1))).to_vec().unwrap_err();
        assert!(error.message.starts_with(named), "{}", error.message);
    }
}

#[test]
fn a_result_that_is_no_list_is_not_understood() {
    for text in ["null", "{}", "\"[]\"", "7"] {
        let (mut session, _) = peer::session(move |_| result(text));
        let error = session.listing::<Volume>(Method::volumes, None).unwrap_err();
        assert_eq!(error.kind, ErrorKind::TRANSPORT_SERIALIZATION, "{text}");
    }
}

#[test]
fn a_search_goes_along() {
    let (mut session, asked) = peer::session(|_| result("[]"));
    let search = Search::new("pool_id", "p");
    session.listing::<Volume>(Method::volumes, Some(&search)).unwrap();
    let asked = asked.recv().unwrap();
    assert_eq!(asked.parameter("search_key"), &json!("pool_id"));
    assert_eq!(asked.parameter("search_value"), &json!("p"));
}

#[test]
fn small_records_are_found_too() {
    let list = r#"[{"class":"BlockRange","src_block":1,"dest_block":2,"block_count":3}]"#;
    let (mut session, _) = peer::session(move |_| result(list));
    let listing: Listing<BlockRange> = session.listing(Method::volumes, None).unwrap();
    assert_eq!(listing.to_vec().unwrap()[0].block_count, 3);
}

#[test]
fn a_list_that_is_nearly_json_is_mended() {
    for (raw, name) in [("a\\udce9b", "a\u{fffd}b"), ("a\tb", "a\tb")] {
        let odd = |number| volume(number).replace("[{\\\"}],", raw);
        let list = format!("[{}, {}, {}]", volume(1), odd(2), odd(3));
        let names: Vec<String> = listing(list).iter().map(|volume| volume.unwrap().name).collect();
        assert_eq!(names, ["[{\"}],", name, name]);
    }
}
