//! Numbers of the command line, refused in words that say what to write.

/// Why a text is no number that an option takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("write a whole number {}", bounds(*least, *most))]
pub(super) struct NotWhole {
    least: u64,
    most: u64,
}

fn bounds(least: u64, most: u64) -> String {
    if most == u64::MAX && least > 0 {
        format!("of {least} or more")
    } else {
        format!("from {least} to {most}")
    }
}

/// Reads a whole number from `least` to `most`.
pub(super) fn whole(
    least: u64,
    most: u64,
) -> impl Fn(&str) -> Result<u64, NotWhole> + Clone + Send + Sync + 'static {
    move |text| {
        let number = text.parse().ok();
        let fits = |number: &u64| (least..=most).contains(number);
        number.filter(fits).ok_or(NotWhole { least, most })
    }
}

#[cfg(test)]
mod tests {
    use super::whole;

    #[test]
    fn a_number_is_refused_with_what_may_be_written() {
        for text in ["0", "-1", "0.5", "1025", "abc", "", "99999999999999999999"] {
            let refused = whole(1, 1024)(text).unwrap_err();
            assert_eq!(
                refused.to_string(),
                "write a whole number from 1 to 1024",
                "{text}"
            );
        }
        assert_eq!(whole(1, 1024)("1024"), Ok(1024));
        assert_eq!(
            whole(0, u64::MAX)("-1").unwrap_err().to_string(),
            "write a whole number from 0 to 18446744073709551615"
        );
    }
}
