// SPDX-License-Identifier: MIT OR Apache-2.0
//! The edge at which panics end.

use std::any::Any;
use std::ffi::c_void;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::{Array, Kind, Ref, Status};

/// What a function answers when it panicked.
pub(crate) trait Fallback {
    /// That answer.
    const FALLBACK: Self;
}

macro_rules! fallbacks {
    ($($type:ty: $value:expr),+ $(,)?) => { $(
        impl Fallback for $type {
            const FALLBACK: Self = $value;
        }
    )+ };
}

fallbacks! {
    (): (),
    Status: Status::LIB_BUG,
    i32: 0,
    u32: 0,
    u64: 0,
    *const std::ffi::c_char: std::ptr::null(),
    *mut std::ffi::c_char: std::ptr::null_mut(),
    *mut c_void: std::ptr::null_mut(),
}

impl<T: Kind> Fallback for Ref<T> {
    const FALLBACK: Self = Self::NULL;
}

impl<T: Kind> Fallback for Array<T> {
    const FALLBACK: Self = Self::NULL;
}

/// Runs the body of a function of the interface; a panic must not unwind into C.
pub(crate) fn guard<T: Fallback>(body: impl FnOnce() -> T) -> T {
    catch_unwind(AssertUnwindSafe(body)).unwrap_or(T::FALLBACK)
}

/// What a panic said.
pub(crate) fn said(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no message")
}

/// Defines functions of the interface.
macro_rules! export {
    ($(
        $(#[$meta:meta])*
        fn $name:ident($($argument:ident: $type:ty),* $(,)?) $(-> $answer:ty)? $body:block
    )+) => { $(
        $(#[$meta])*
        #[allow(unsafe_code)] // The name is promised to C.
        #[allow(clippy::too_many_arguments)] // As many as it always had.
        #[unsafe(no_mangle)]
        pub(crate) extern "C" fn $name($($argument: $type),*) $(-> $answer)? {
            $crate::abi::guard(move || $body)
        }
    )+ };
}

#[cfg(test)]
#[allow(clippy::panic)]
mod tests {
    use super::*;

    export! {
        fn lsm_test_panic() -> Status {
            panic!("on purpose")
        }
    }

    #[test]
    fn a_panic_ends_at_the_edge() {
        assert_eq!(lsm_test_panic(), Status::LIB_BUG);
        assert!(
            guard(|| -> Ref<crate::string_list::StringList> { panic!("on purpose") }).is_null()
        );
    }
}
