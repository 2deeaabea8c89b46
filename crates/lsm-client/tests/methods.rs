// SPDX-License-Identifier: MIT OR Apache-2.0
//! All methods: each sends exactly the parameters of its description in their order, and gives
//! what it is answered.
#![allow(clippy::unwrap_used, clippy::panic)]

use lsm_client::{Method, Session};
use lsm_core::*;
use lsm_wire::for_each_method;
use serde::Serialize;
use serde_json::{Value, json};

mod peer;

use peer::{Asked, error, result};

/// An argument for a parameter: one that says something, or the emptiest there is.
trait Argument<'a>: Sized {
    fn full(samples: &'a Samples) -> Self;
    fn empty(samples: &'a Samples) -> Self {
        Self::full(samples)
    }
}

/// What arguments are borrowed from.
struct Samples {
    system: System,
    pool: Pool,
    volume: Volume,
    group: AccessGroup,
    fs: FileSystem,
    snapshot: FsSnapshot,
    export: NfsExport,
    disks: Vec<Disk>,
    ranges: Vec<BlockRange>,
    texts: Vec<String>,
}

impl Samples {
    fn new() -> Self {
        fn read<T: Record>(object: Value) -> T {
            serde_json::from_value(object).unwrap()
        }
        Self {
            system: read(json!({"class": "System", "id": "s", "name": "n", "status": 2,
                "status_info": "", "plugin_data": "d"})),
            pool: read(json!({"class": "Pool", "id": "p", "name": "n", "element_type": 4,
                "unsupported_actions": 0, "total_space": -1, "free_space": 7, "status": 2,
                "status_info": null, "system_id": "s", "plugin_data": null})),
            volume: read(volume()),
            group: read(group()),
            fs: read(json!({"class": "FileSystem", "id": "f", "name": "n", "total_space": 9,
                "free_space": 1, "pool_id": "p", "system_id": "s", "plugin_data": null})),
            snapshot: read(json!({"class": "FsSnapshot", "id": "n", "name": "n", "ts": 5,
                "plugin_data": null})),
            export: read(export()),
            disks: vec![read(json!({"class": "Disk", "id": "d", "name": "n", "disk_type": 4,
                "block_size": 512, "num_of_blocks": 8, "status": 2, "system_id": "s"}))],
            ranges: vec![BlockRange { src_block: 1, dest_block: 2, block_count: 3 }],
            texts: vec!["a".into(), "b\"ä".into()],
        }
    }
}

fn volume() -> Value {
    json!({"class": "Volume", "id": "v", "name": "n", "vpd83": "50a1b2c3d4e5f607",
        "block_size": 512, "num_of_blocks": 2, "admin_state": 1, "system_id": "s",
        "pool_id": "p", "plugin_data": null})
}

fn group() -> Value {
    json!({"class": "AccessGroup", "id": "g", "name": "n", "init_ids": ["iqn.x"], "init_type": 5,
        "system_id": "s", "plugin_data": null})
}

fn export() -> Value {
    json!({"class": "NfsExport", "id": "e", "fs_id": "f", "export_path": "/e", "auth": null,
        "root": [], "rw": ["h"], "ro": [], "anonuid": -1, "anongid": 0, "options": "",
        "plugin_data": null})
}

macro_rules! borrowed {
    ($($Type:ty: $field:ident),+) => { $(
        impl<'a> Argument<'a> for &'a $Type {
            fn full(samples: &'a Samples) -> Self {
                &samples.$field
            }
        }
    )+ };
}

borrowed!(System: system, Pool: pool, Volume: volume, AccessGroup: group, FileSystem: fs,
    FsSnapshot: snapshot, NfsExport: export, [Disk]: disks, [BlockRange]: ranges, [String]: texts);

macro_rules! plain {
    ($($Type:ty: $full:expr, $empty:expr);+ $(;)?) => { $(
        impl Argument<'_> for $Type {
            fn full(_samples: &Samples) -> Self {
                $full
            }
            fn empty(_samples: &Samples) -> Self {
                $empty
            }
        }
    )+ };
}

plain! {
    &'static str: "tëxt \"quoted\"\n", "";
    bool: true, false;
    i32: 50, -1;
    u32: u32::MAX, 0;
    u64: u64::MAX, 0;
    Provisioning: Provisioning::THIN, Provisioning::UNKNOWN;
    CreateFlags: CreateFlags::USE_SYSTEM_CACHE, CreateFlags::NONE;
    ReplicationType: ReplicationType::COPY, ReplicationType::UNKNOWN;
    InitiatorType: InitiatorType::WWPN, InitiatorType::UNKNOWN;
    RaidType: RaidType::RAID6, RaidType::UNKNOWN;
    AnonymousId: AnonymousId(1000), AnonymousId::NA;
    PhysicalDiskCache: PhysicalDiskCache::ENABLED, PhysicalDiskCache(77);
    WriteCachePolicy: WriteCachePolicy::AUTO, WriteCachePolicy(77);
    ReadCachePolicy: ReadCachePolicy::DISABLED, ReadCachePolicy(77);
}

/// Written as null when it is left out.
impl<'a, T: Argument<'a>> Argument<'a> for Option<T> {
    fn full(samples: &'a Samples) -> Self {
        Some(T::full(samples))
    }
    fn empty(_samples: &'a Samples) -> Self {
        None
    }
}

/// What a plug-in answers to a method whose result is of this type.
fn answer(result: &str) -> Value {
    match result {
        "()" => Value::Null,
        "bool" => json!(true),
        "u32" => json!(30_000),
        "u64" => json!(u64::MAX),
        "(String, String)" => json!(["Simulator ä", "1.0"]),
        "Capabilities" => json!({"class": "Capabilities", "cap": "00".repeat(511) + "01"}),
        "JobState" => json!([2, 100, volume()]),
        "Outcome<()>" => json!("JOB_1"),
        "Outcome<Volume>" => json!([null, volume()]),
        "Outcome<FileSystem>" => json!(["JOB_1", null]),
        "Outcome<FsSnapshot>" => json!(["JOB_1", null]),
        "Vec<Volume>" => json!([volume(), volume()]),
        "Vec<AccessGroup>" => json!([group()]),
        "Vec<FsSnapshot>" => json!([]),
        "Vec<String>" => json!(["sys", "krb5"]),
        "Volume" => volume(),
        "AccessGroup" => group(),
        "NfsExport" => export(),
        "RaidInfo" => json!([6, 65_536, 8, 65_536, 393_216]),
        "CacheInfo" => json!([2, 3, 2, 3, 1]),
        "PoolMemberInfo" => json!([1, 2, ["d1", "d2"]]),
        "RaidCreateCapabilities" => json!([[1, 5], [65_536]]),
        other => panic!("no answer of type {other}"),
    }
}

/// The answer to a listing, which is a list of one.
fn listed(record: &str, samples: &Samples) -> Value {
    let battery = json!({"class": "Battery", "id": "b", "name": "n", "type": 3, "status": 4,
        "system_id": "s", "plugin_data": null});
    let port = json!({"class": "TargetPort", "id": "t", "port_type": 4, "service_address": "iqn.t",
        "network_address": "[::1]:3260", "physical_address": "", "physical_name": "eth0",
        "system_id": "s", "plugin_data": null});
    json!([match record {
        "System" => serde_json::to_value(&samples.system).unwrap(),
        "Pool" => serde_json::to_value(&samples.pool).unwrap(),
        "Volume" => volume(),
        "Disk" => serde_json::to_value(&samples.disks[0]).unwrap(),
        "TargetPort" => port,
        "Battery" => battery,
        "AccessGroup" => group(),
        "FileSystem" => serde_json::to_value(&samples.fs).unwrap(),
        "NfsExport" => export(),
        other => panic!("no listing of {other}"),
    }])
}

/// The parameters that the description says, in its order.
fn described(method: Method) -> Vec<String> {
    let text = include_str!("../../lsm-wire/tests/data/methods.json");
    let methods: Value = serde_json::from_str(text).unwrap();
    let all = methods["methods"].as_array().unwrap();
    let row = all.iter().find(|row| row["name"] == method.name()).unwrap();
    let names = row["params"].as_array().unwrap().iter();
    names.map(|parameter| parameter["name"].as_str().unwrap().to_owned()).collect()
}

fn as_json<T: Serialize>(answered: Result<T>) -> Value {
    serde_json::to_value(answered.unwrap()).unwrap()
}

/// Makes one call on a session of its own and gives what was asked and what came out.
fn exchange(answer: Value, call: impl FnOnce(&mut Session) -> Value) -> (Asked, Value) {
    let (mut session, asked) = peer::session(move |_| result(&answer.to_string()));
    let came_out = call(&mut session);
    (asked.recv().unwrap(), came_out)
}

fn check(method: Method, asked: &Asked, values: &[(&str, Value)]) {
    assert_eq!(asked.method, method.name());
    let names: Vec<&str> = asked.parameters.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, described(method), "{}", asked.text);
    for (name, value) in values {
        assert_eq!(asked.parameter(name), value, "{}", asked.text);
    }
    if !values.iter().any(|(name, _)| *name == "flags") {
        assert_eq!(asked.parameter("flags"), &json!(0));
    }
}

macro_rules! define_checks {
    ($( $family:ident {
        $(
            $(#[$doc:meta])*
            $kind:ident $name:ident($($parameter:ident: $type:ty),*) -> $result:ty $([$($key:literal),*])?,
            [$($capability:ident)?]; [$($finer:ident),*], $effect:ident;
        )*
    } )*) => {
        /// Checks every method of the table and gives how many there are.
        fn check_all(samples: &Samples) -> usize {
            let mut count = 0;
            $( $(
                define_checks!(@$kind samples, $name($($parameter: $type),*) -> $result $([$($key),*])?);
                count += 1;
            )* )*
            count
        }
    };
    (@list $samples:ident, $name:ident() -> $record:ty []) => {
        let answer = listed(stringify!($record), $samples);
        let (asked, out) = exchange(answer.clone(), |session| as_json(session.$name()));
        check(Method::$name, &asked, &[]);
        assert_eq!(out, answer);
    };
    (@list $samples:ident, $name:ident() -> $record:ty [$($key:literal),+]) => {
        let answer = listed(stringify!($record), $samples);
        let (asked, out) = exchange(answer.clone(), |session| as_json(session.$name(None)));
        check(Method::$name, &asked, &[("search_key", Value::Null), ("search_value", Value::Null)]);
        assert_eq!(out, answer);
        for key in [$($key),+] {
            let search = Search::new(key, "välue");
            let (asked, out) = exchange(json!([]), |session| as_json(session.$name(Some(&search))));
            check(Method::$name, &asked, &[("search_key", json!(key)), ("search_value", json!("välue"))]);
            assert_eq!(out, json!([]));
        }
    };
    (@$kind:ident $samples:ident, $name:ident($($parameter:ident: $type:ty),*) -> $result:ty) => {
        let answer = answer(&stringify!($result).replace(' ', "").replace(',', ", "));
        #[allow(unused)] // What has no parameters needs none.
        for full in [true, false] {
            $( let $parameter: define_checks!(@owned $type) = if full {
                Argument::full($samples)
            } else {
                Argument::empty($samples)
            }; )*
            let values: &[(&str, Value)] = &[
                $( (stringify!($parameter), serde_json::to_value(&$parameter).unwrap()) ),*
            ];
            let (asked, out) = exchange(answer.clone(), |session| as_json(session.$name($($parameter),*)));
            check(Method::$name, &asked, values);
            assert_eq!(out, answer, "{}", Method::$name);
        }
    };
    (@owned $type:ty) => { $type };
}

for_each_method!(define_checks);

#[test]
fn every_method_sends_its_parameters_and_gives_its_result() {
    assert_eq!(check_all(&Samples::new()), 61);
}

#[test]
fn an_error_keeps_its_number_its_sentence_and_its_detail() {
    for number in [2, 153, 205, -32601, -1, 7, 99_999] {
        let (mut session, _) = peer::session(move |_| {
            peer::Answer::Payload(format!(
                r#"{{"id": 1, "error": {{"code": {number}, "message": "m", "data": "d"}}}}"#
            ))
        });
        let error = session.job_free("j").unwrap_err();
        assert_eq!((error.kind.0, error.message.as_str()), (number, "m"));
        assert_eq!(error.detail.as_deref(), Some("d"));
        let error = session.volumes(None).unwrap_err();
        assert_eq!(error.kind.0, number);
        // The session goes on.
        assert!(session.time_out_get().is_err_and(|error| error.kind.0 == number));
    }
}

#[test]
fn a_key_that_cannot_be_searched_by_is_never_sent() {
    let (mut session, asked) = peer::session(|_| result("[]"));
    for key in ["name", "", "ID", "pool_id", "search_key"] {
        let error = session.pools(Some(&Search::new(key, "x"))).unwrap_err();
        assert_eq!(error.kind, ErrorKind::UNSUPPORTED_SEARCH_KEY, "{key}");
    }
    let error = session.listing::<System>(Method::systems, Some(&Search::new("id", "x")));
    assert_eq!(error.unwrap_err().kind, ErrorKind::UNSUPPORTED_SEARCH_KEY);
    session.pools(None).unwrap();
    assert_eq!(asked.recv().unwrap().parameter("search_key"), &Value::Null);
}

#[test]
fn flags_are_those_that_were_set() {
    let (mut session, asked) = peer::session(|_| error(153, ""));
    session.set_flags(8);
    assert!(session.time_out_get().is_err());
    assert_eq!(asked.recv().unwrap().parameter("flags"), &json!(8));
    // volume_create has its own.
    let pool = Samples::new().pool;
    assert!(
        session
            .volume_create(&pool, "", 0, Provisioning::DEFAULT, CreateFlags::USE_IO_PASSTHROUGH)
            .is_err()
    );
    assert_eq!(asked.recv().unwrap().parameter("flags"), &json!(2));
}

#[test]
fn a_result_of_another_shape_is_not_understood_and_the_session_goes_on() {
    let (mut session, _) = peer::session(|asked| match asked.method.as_str() {
        "time_out_get" => result("30000"),
        _ => result("{\"class\": \"Volume\"}"),
    });
    let error = session.plugin_info().unwrap_err();
    assert_eq!(error.kind, ErrorKind::TRANSPORT_SERIALIZATION);
    assert_eq!(session.volumes(None).unwrap_err().kind, ErrorKind::TRANSPORT_SERIALIZATION);
    assert_eq!(session.time_out_get().unwrap(), 30_000);
}
