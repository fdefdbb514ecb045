//! What memory the machine has left and this process takes, and which platform this is: statistics are worked out with its own
//! functions.

use std::fs;
#[cfg(feature = "store")]
use std::path::Path;

/// Memory that a new process could take \[bytes\], where the system tells.
pub(crate) fn available_bytes() -> Option<u64> {
    field_kib("/proc/meminfo", "MemAvailable:").map(|kib| kib << 10)
}

/// Resident memory of this process now \[bytes\], where the system tells.
pub(crate) fn rss_bytes() -> Option<u64> {
    field_kib("/proc/self/status", "VmRSS:").map(|kib| kib << 10)
}

/// Room that is left to this user where a file or folder is, or would be made \[bytes\], where the
/// system tells.
#[cfg(feature = "store")]
pub(crate) fn free_bytes(path: &Path) -> Option<u64> {
    let there = path
        .ancestors()
        .map(|path| {
            if path.as_os_str().is_empty() {
                Path::new(".")
            } else {
                path
            }
        })
        .find(|path| path.exists())?;
    #[cfg(any(target_os = "linux", target_vendor = "apple"))]
    {
        let disk = rustix::fs::statvfs(there).ok()?;
        // Some file systems of other machines say that they have no room at all.
        (disk.f_blocks > 0).then(|| disk.f_bavail.saturating_mul(disk.f_frsize))
    }
    #[cfg(not(any(target_os = "linux", target_vendor = "apple")))]
    {
        let _ = there;
        None
    }
}

/// Peak resident memory of this process so far \[MiB\], where the system tells.
pub fn peak_rss_mib() -> Option<f64> {
    field_kib("/proc/self/status", "VmHWM:").map(|kib| kib as f64 / 1024.0)
}

/// A line such as `VmHWM:  12345 kB` of a file of the Linux kernel.
fn field_kib(file: &str, field: &str) -> Option<u64> {
    let text = fs::read_to_string(file).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix(field))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}

/// What statistics of this process depend on: the processor, the system, and a hash of what the system's own `ln`, `exp` and the
/// like give at many points. Statistics come from crates that call those, and two C libraries differ in the last digit. Runs do not
/// depend on it: see [`crate::math`].
#[allow(
    clippy::disallowed_methods,
    reason = "here the system's own functions are meant"
)]
pub fn platform() -> String {
    const POINTS: u64 = 10_000;
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for k in 1..=POINTS {
        let u = (k.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 11) as f64 / (1_u64 << 53) as f64;
        let x = std::hint::black_box(40.0 * u - 20.0);
        for value in [
            u.ln(),
            x.exp(),
            x.exp_m1(),
            u.ln_1p(),
            (20.0 * u).powf(x),
            x.sin(),
            x.cos(),
            x.atan(),
        ] {
            hash = (hash ^ value.to_bits()).wrapping_mul(0x0100_0000_01b3);
        }
    }
    format!("{} {} {hash:016x}", std::env::consts::ARCH, std::env::consts::OS)
}

/// How long something takes; nothing where there is no clock (WebAssembly).
#[derive(Debug, Clone, Copy)]
pub(super) struct Stopwatch {
    #[cfg(not(target_family = "wasm"))]
    started: std::time::Instant,
}

impl Stopwatch {
    pub(super) fn start() -> Self {
        Stopwatch {
            #[cfg(not(target_family = "wasm"))]
            started: std::time::Instant::now(),
        }
    }

    /// Since the start \[s\].
    pub(super) fn seconds(self) -> f64 {
        #[cfg(not(target_family = "wasm"))]
        return self.started.elapsed().as_secs_f64();
        #[cfg(target_family = "wasm")]
        0.0
    }
}
