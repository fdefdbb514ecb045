//! What a scale does to whole numbers.

/// A whole number at a scale, at least one.
pub fn scaled(n: u64, scale: f64) -> u64 {
    if scale >= 1.0 || n == u64::MAX {
        n
    } else {
        ((n as f64 * scale).round() as u64).max(1)
    }
}
