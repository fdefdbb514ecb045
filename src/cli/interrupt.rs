//! Ctrl-C: the first lets the runs at work end, the second leaves at once.
//!
//! Whatever is on the disk is there whole: to leave at any instant loses no more than the runs at work.

use std::io::{self, IsTerminal, Write};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether somebody wants to stop.
static STOP: AtomicBool = AtomicBool::new(false);
static WATCHED: OnceLock<()> = OnceLock::new();

/// Exit code of a process that an interrupt has ended, as shells have it: 128 and the signal's number.
pub(crate) const INTERRUPTED: u8 = 130;

/// From now on an interrupt is asked for, not obeyed at once.
pub(crate) fn watch() {
    WATCHED.get_or_init(|| {
        // Where there is no handler to be had, an interrupt ends the process as it always did.
        let _ = ctrlc::set_handler(|| {
            if STOP.swap(true, Ordering::Relaxed) {
                leave();
            }
            let again = if io::stderr().is_terminal() {
                "; once more leaves at once"
            } else {
                ""
            };
            let _ = writeln!(
                io::stderr().lock(),
                "\nThe runs at work are finished first{again}."
            );
        });
    });
}

#[allow(clippy::exit, reason = "whoever interrupts twice wants no more said")]
fn leave() {
    std::process::exit(i32::from(INTERRUPTED));
}

/// Whether no further run is to begin.
pub(crate) fn wanted() -> bool {
    STOP.load(Ordering::Relaxed)
}
