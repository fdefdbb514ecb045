//! Numbers for people.

/// Significant digits of a value that has an error.
const DIGITS: i32 = 2;

/// A value to as many decimals as its error allows, and the error to two digits.
pub(crate) fn with_error(value: f64, error: Option<f64>) -> String {
    match error {
        Some(error) if error > 0.0 => {
            let decimals = (DIGITS - 1 - error.log10().floor() as i32).clamp(0, 9) as usize;
            format!("{value:.decimals$} ± {error:.decimals$}")
        }
        _ => plain(value),
    }
}

/// Six significant digits.
pub(crate) fn plain(value: f64) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    let decimals = (5 - value.abs().log10().floor() as i32).clamp(0, 9) as usize;
    let written = format!("{value:.decimals$}");
    if written.contains('.') {
        written.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        written
    }
}

/// Per cent with one decimal.
pub(crate) fn per_cent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}
