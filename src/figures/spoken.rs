//! Numbers in titles and texts of charts: "1.9 million", "0.25".

/// A count: exact below ten thousand, to three digits above.
pub(crate) fn count(n: f64) -> String {
    if n >= 999_500.0 {
        let (unit, name) = if n < 999_500_000.0 {
            (1e6, "million")
        } else {
            (1e9, "billion")
        };
        let scaled = n / unit;
        let digits = if scaled < 9.995 {
            2
        } else {
            usize::from(scaled < 99.95)
        };
        format!("{} {name}", trim_zeros(&format!("{scaled:.digits$}")))
    } else if n >= 10_000.0 {
        let step = if n < 99_950.0 { 100.0 } else { 1000.0 };
        grouped((n / step).round() * step)
    } else {
        grouped(n.round())
    }
}

/// A number below, at or above one with three digits at most: "0.25", "3.4", "38", "1,200".
pub(crate) fn number(x: f64) -> String {
    if x.abs() >= 99.95 {
        count(x)
    } else if x.abs() >= 9.95 {
        trim_zeros(&format!("{x:.0}")).to_owned()
    } else if x.abs() >= 0.95 {
        trim_zeros(&format!("{x:.1}")).to_owned()
    } else {
        trim_zeros(&format!("{x:.2}")).to_owned()
    }
}

pub(crate) fn trim_zeros(text: &str) -> &str {
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.')
    } else {
        text
    }
}

fn grouped(n: f64) -> String {
    let digits = format!("{n:.0}");
    let mut out = String::with_capacity(digits.len() + 4);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_no_more_exact_than_they_are_read() {
        assert_eq!(count(0.0), "0");
        assert_eq!(count(9_876.0), "9,876");
        assert_eq!(count(41_234.0), "41,200");
        assert_eq!(count(999_499.0), "999,000");
        assert_eq!(count(999_600.0), "1 million");
        assert_eq!(count(1_942_000.0), "1.94 million");
        assert_eq!(count(12_300_000.0), "12.3 million");
    }
}
