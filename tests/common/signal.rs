//! A command that a signal stops.

use std::process::{Child, Command, Output};
use std::time::Duration;

/// Sends a signal (`INT`, `TERM`) once `is_time`, and waits for the end.
pub(crate) fn stop(mut child: Child, signal: &str, mut is_time: impl FnMut() -> bool) -> Output {
    while !is_time() && child.try_wait().unwrap().is_none() {
        std::thread::sleep(Duration::from_millis(1));
    }
    let kill = format!("kill -{signal} {}", child.id());
    let sent = Command::new("sh").args(["-c", &kill]).status().unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(sent.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output
}
