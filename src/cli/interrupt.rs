//! SIGINT (Ctrl-C) and SIGTERM: the first stops the runs at work within a second, the second leaves at once.
//!
//! Whatever is on the disk is there whole: to leave at any instant loses no more than the runs at work.

use std::io;
use std::ops::ControlFlow;
use std::panic;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::Duration;

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

/// The signals that stop a command.
const SIGNALS: [i32; 2] = [SIGINT, SIGTERM];

/// SIGINT, as Ctrl-C sends it.
pub(crate) const CTRL_C: usize = SIGINT as usize;

/// The signal that came; 0: none.
static CAME: OnceLock<Arc<AtomicUsize>> = OnceLock::new();

/// From now on a signal is asked for with [`signal`], not obeyed at once.
pub(crate) fn watch() {
    CAME.get_or_init(|| {
        let (came, armed) = (Arc::default(), Arc::new(AtomicBool::new(false)));
        for signal in SIGNALS {
            // Where there is no handler to be had, a signal ends the process as it always did.
            let _ = register(signal, &came, &armed);
        }
        came
    });
}

/// The second signal leaves at once. Handlers are called in their order: the first one arms that.
fn register(signal: i32, came: &Arc<AtomicUsize>, armed: &Arc<AtomicBool>) -> io::Result<()> {
    flag::register_conditional_shutdown(signal, exit_code(signal as usize).into(), Arc::clone(armed))?;
    flag::register(signal, Arc::clone(armed))?;
    flag::register_usize(signal, Arc::clone(came), signal as usize)?;
    Ok(())
}

/// The signal that came, if one did.
pub(crate) fn signal() -> Option<usize> {
    let came = CAME.get()?.load(Ordering::Relaxed);
    (came != 0).then_some(came)
}

/// Whether to go on, by the signals that came.
pub(crate) fn go_on() -> ControlFlow<()> {
    match signal() {
        None => ControlFlow::Continue(()),
        Some(_) => ControlFlow::Break(()),
    }
}

/// How often a signal is looked for while the disk is waited for.
const LOOK: Duration = Duration::from_millis(20);

/// Does what may wait for the disk, on another thread; `None` where a signal came first. The thread is then left alone.
pub(crate) fn unless_signalled<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> io::Result<Option<T>> {
    watch();
    let (sender, receiver) = mpsc::channel();
    let thread = thread::Builder::new().spawn(move || {
        // Nobody listens once a signal has come.
        let _ = sender.send(work());
    })?;
    loop {
        match receiver.recv_timeout(LOOK) {
            Ok(_) | Err(RecvTimeoutError::Timeout) if signal().is_some() => return Ok(None),
            Ok(done) => return Ok(Some(done)),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => match thread.join() {
                Ok(()) => return Ok(None),
                Err(reason) => panic::resume_unwind(reason),
            },
        }
    }
}

/// The exit code of a process that a signal has ended, as shells have it: 130 after SIGINT, 143 after SIGTERM.
pub(crate) fn exit_code(signal: usize) -> u8 {
    128 + signal as u8
}
