//! What the machine has left, for memory bounds how many runs go side by side; and what it is, for statistics are worked out with
//! its own functions.

use std::fs;

/// Memory a run at full scale may take \[MiB\].
const FULL_SCALE_MIB: f64 = 600.0;

/// Memory any run takes, whatever its scale: time series, code, buffers \[MiB\].
const ANY_SCALE_MIB: f64 = 50.0;

/// How many runs at `scale` fit into the memory that is free now, leaving a fifth of it alone. Any number, where
/// the system does not tell.
pub fn runs_that_fit(scale: f64) -> usize {
    field_mib("/proc/meminfo", "MemAvailable:").map_or(usize::MAX, |free| fit(free, scale))
}

/// How many runs at `scale` fit into so much memory \[MiB\]; one is always tried.
pub fn runs_that_fit_into(mib: f64, scale: f64) -> usize {
    (mib / (FULL_SCALE_MIB * scale + ANY_SCALE_MIB)).max(1.0) as usize
}

fn fit(free_mib: f64, scale: f64) -> usize {
    runs_that_fit_into(0.8 * free_mib, scale)
}

/// Peak resident memory of this process so far \[MiB\], where the system tells.
pub fn peak_rss_mib() -> Option<f64> {
    field_mib("/proc/self/status", "VmHWM:")
}

/// A line such as `VmHWM:  12345 kB` of a file of the Linux kernel.
fn field_mib(file: &str, field: &str) -> Option<f64> {
    let text = fs::read_to_string(file).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix(field))?;
    let kib: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib / 1024.0)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_launches_at_full_scale_fit_into_two_gibibytes() {
        assert_eq!(fit(2048.0, 1.0), 2);
        assert_eq!(fit(100.0, 1.0), 1, "one run is always tried");
        assert!(fit(2048.0, 0.02) > 16);
        assert_eq!(runs_that_fit_into(8.0 * 1024.0, 1.0), 12, "650 MiB each");
    }
}
