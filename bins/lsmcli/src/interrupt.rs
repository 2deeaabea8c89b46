// SPDX-License-Identifier: MIT OR Apache-2.0
//! What Ctrl-C does: it ends the run at once, except while something holds it back that has a
//! word to say first.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Once};

use signal_hook::consts::SIGINT;
use signal_hook::flag::{register, register_conditional_shutdown};

/// Whether the next Ctrl-C ends the run.
static ENDS: LazyLock<Arc<AtomicBool>> = LazyLock::new(|| Arc::new(AtomicBool::new(true)));
/// Whether Ctrl-C came while it was held back.
static CAME: LazyLock<Arc<AtomicBool>> = LazyLock::new(Arc::default);
static HOLDERS: AtomicUsize = AtomicUsize::new(0);

/// From now on Ctrl-C ends the run silently with exit code 1, whatever it waits for.
pub(crate) fn end_silently() {
    // Without the handler it ends too.
    let _ = register_conditional_shutdown(SIGINT, 1, Arc::clone(&ENDS));
}

/// Holds Ctrl-C back until this is dropped. A second Ctrl-C ends the run all the same.
pub(crate) struct Held(());

/// Holds Ctrl-C back.
pub(crate) fn hold() -> Held {
    static REGISTERED: Once = Once::new();
    REGISTERED.call_once(|| {
        // Both come behind the action that ends the run, which sees what was set before.
        let _ = register(SIGINT, Arc::clone(&CAME));
        let _ = register(SIGINT, Arc::clone(&ENDS));
    });
    if HOLDERS.fetch_add(1, Ordering::Relaxed) == 0 {
        CAME.store(false, Ordering::Relaxed);
        ENDS.store(false, Ordering::Relaxed);
    }
    Held(())
}

/// Whether Ctrl-C came since it is held back.
pub(crate) fn came() -> bool {
    CAME.load(Ordering::Relaxed)
}

impl Drop for Held {
    fn drop(&mut self) {
        if HOLDERS.fetch_sub(1, Ordering::Relaxed) == 1 {
            ENDS.store(true, Ordering::Relaxed);
        }
    }
}
