// SPDX-License-Identifier: MIT OR Apache-2.0
//! Texts that programs hand to the C library.
#![allow(unsafe_code)]

use std::ffi::{CStr, CString, c_char, c_int, c_void};
use std::ptr;

use lsm_core::{InitiatorId, Uri, vpd83};
// Its functions are declared here as C sees them.
use storagemgmt as _;

/// A handle of the library.
type Handle = *mut c_void;

unsafe extern "C" {
    fn lsm_uri_parse(
        uri: *const c_char,
        scheme: *mut *mut c_char,
        user: *mut *mut c_char,
        server: *mut *mut c_char,
        port: *mut c_int,
        path: *mut *mut c_char,
        query: *mut Handle,
    ) -> c_int;
    fn lsm_hash_keys(map: Handle, keys: *mut Handle) -> c_int;
    fn lsm_hash_string_get(map: Handle, key: *const c_char) -> *const c_char;
    fn lsm_hash_free(map: Handle) -> c_int;
    fn lsm_string_list_size(list: Handle) -> u32;
    fn lsm_string_list_elem_get(list: Handle, at: u32) -> *const c_char;
    fn lsm_string_list_free(list: Handle) -> c_int;
    fn lsm_capability_record_alloc(digits: *const c_char) -> Handle;
    fn lsm_capability_record_free(cap: Handle) -> c_int;
    fn lsm_capability_get(cap: Handle, number: c_int) -> c_int;
    fn lsm_volume_vpd83_verify(text: *const c_char) -> c_int;
    fn lsm_initiator_id_verify(text: *const c_char, kind: *mut c_int) -> c_int;
}

/// Whatever text a program gives: what is understood is a part of it, or what it says.
pub fn c_text(data: &[u8]) {
    let end = data.iter().position(|byte| *byte == 0).unwrap_or(data.len());
    let Ok(text) = CString::new(&data[..end]) else { return };
    uri(&text);
    capabilities(&text);
    identifiers(&text);
}

/// A text that was handed out, freed.
fn taken(text: *mut c_char) -> Option<Vec<u8>> {
    if text.is_null() {
        return None;
    }
    // SAFETY: the library gave a text of `malloc` that ends with NUL and is ours now.
    unsafe {
        let copy = CStr::from_ptr(text).to_bytes().to_vec();
        libc::free(text.cast());
        Some(copy)
    }
}

fn uri(text: &CStr) {
    let mut parts = [ptr::null_mut(); 4];
    let [scheme, user, server, path] = parts.each_mut().map(ptr::from_mut);
    let (mut port, mut query) = (0, ptr::null_mut());
    // SAFETY: a text that ends with NUL, and a place for each output.
    let answer = unsafe {
        lsm_uri_parse(text.as_ptr(), scheme, user, server, &raw mut port, path, &raw mut query)
    };
    let parts = parts.map(taken);
    let text = text.to_bytes();
    if answer != 0 {
        assert_eq!((parts, port, query), ([const { None }; 4], -1, ptr::null_mut()));
        return;
    }
    assert!(parts[0].as_deref().is_some_and(|scheme| text.starts_with(scheme)));
    for part in parts.iter().flatten() {
        assert!(!part.is_empty() && text.windows(part.len()).any(|window| window == part));
    }
    assert!((-1..=65535).contains(&port));
    // What a session can be opened with has the same scheme.
    let parsed = std::str::from_utf8(text).ok().and_then(|text| Uri::parse(text).ok());
    if let (Some(uri), Some(scheme)) = (parsed, &parts[0]) {
        assert!(scheme.eq_ignore_ascii_case(uri.scheme().as_bytes()));
    }
    parameters(query, text);
}

/// Every key and value is a part of the URI.
fn parameters(query: Handle, uri: &[u8]) {
    let mut keys = ptr::null_mut();
    // SAFETY: the map is a living one; its texts and those of the list stay until they are freed.
    unsafe {
        assert_eq!(lsm_hash_keys(query, &raw mut keys), 0);
        for at in 0..lsm_string_list_size(keys) {
            let key = lsm_string_list_elem_get(keys, at);
            for text in [key, lsm_hash_string_get(query, key)] {
                let text = CStr::from_ptr(text).to_bytes();
                assert!(text.is_empty() || uri.windows(text.len()).any(|window| window == text));
            }
        }
        assert_eq!(keys.is_null(), lsm_string_list_free(keys) != 0);
        assert_eq!(lsm_hash_free(query), 0);
    }
}

/// Two hexadecimal digits for each byte, and nothing else.
fn capabilities(text: &CStr) {
    let digits = text.to_bytes();
    let good = !digits.is_empty()
        && digits.len().is_multiple_of(2)
        && digits.iter().all(u8::is_ascii_hexdigit);
    // SAFETY: a text that ends with NUL; the handle is used as long as it lives.
    unsafe {
        let made = lsm_capability_record_alloc(text.as_ptr());
        assert_eq!(!made.is_null(), good);
        if good {
            let pairs = digits.chunks(2).map(|pair| std::str::from_utf8(pair).unwrap());
            for (number, pair) in (0..).zip(pairs) {
                let byte = c_int::from_str_radix(pair, 16).unwrap();
                assert_eq!(lsm_capability_get(made, number), byte);
            }
            assert_eq!(lsm_capability_record_free(made), 0);
        }
    }
}

fn identifiers(text: &CStr) {
    let mut kind = 0;
    // SAFETY: a text that ends with NUL, and a place for a number that holds one.
    let (verified, initiator) = unsafe {
        (
            lsm_volume_vpd83_verify(text.as_ptr()) == 0,
            lsm_initiator_id_verify(text.as_ptr(), &raw mut kind) == 0,
        )
    };
    let text = text.to_str().unwrap_or_default();
    assert_eq!(verified, vpd83::is_valid(text));
    if initiator {
        assert_eq!(kind, InitiatorId::parse(text).unwrap().init_type().0);
    } else {
        assert_eq!(kind, 0);
    }
}
