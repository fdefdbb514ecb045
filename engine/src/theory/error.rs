//! The error of an exact result that cannot be given.

/// Why an exact result cannot be given.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum TheoryError {
    /// A parameter outside the domain of the formula.
    #[error("{name} must be {expected}, not {value}")]
    OutOfDomain {
        /// The parameter.
        name: &'static str,
        /// What it must be.
        expected: &'static str,
        /// What it was.
        value: f64,
    },
    /// More work arrives than can be done: there is no stationary law.
    #[error("no steady state: work arrives at {load} times the rate at which it can be done")]
    Unstable {
        /// Work arriving over work that can be done.
        load: f64,
    },
    /// A sum or search did not settle within its bound.
    #[error("{what} did not settle within {limit} terms")]
    NotSettled {
        /// What was being computed.
        what: &'static str,
        /// The bound.
        limit: usize,
    },
}

/// Result of a check or of a formula.
pub type Result<T> = std::result::Result<T, TheoryError>;

/// `value`, if it is a finite number above zero.
pub(crate) fn positive(name: &'static str, value: f64) -> Result<f64> {
    check(
        value.is_finite() && value > 0.0,
        name,
        "a finite number above 0",
        value,
    )
}

/// `value`, if it is a finite number, zero or above.
pub(crate) fn non_negative(name: &'static str, value: f64) -> Result<f64> {
    check(
        value.is_finite() && value >= 0.0,
        name,
        "a finite number of at least 0",
        value,
    )
}

/// `value`, if it is a probability.
pub(crate) fn probability(name: &'static str, value: f64) -> Result<f64> {
    check((0.0..=1.0).contains(&value), name, "between 0 and 1", value)
}

/// `value`, if it is at least 1.
pub(crate) fn at_least_one(name: &'static str, value: usize) -> Result<usize> {
    check(value >= 1, name, "at least 1", value as f64)?;
    Ok(value)
}

/// `value`, if `holds`.
pub(crate) fn check(holds: bool, name: &'static str, expected: &'static str, value: f64) -> Result<f64> {
    if holds {
        Ok(value)
    } else {
        Err(TheoryError::OutOfDomain {
            name,
            expected,
            value,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_message_says_what_would_be_right() {
        let error = probability("retry probability", 1.5).unwrap_err();
        assert_eq!(
            error.to_string(),
            "retry probability must be between 0 and 1, not 1.5"
        );
        assert!(positive("arrival rate", f64::NAN).is_err());
        assert!(positive("arrival rate", 0.0).is_err());
        assert!(non_negative("time", f64::INFINITY).is_err());
        assert_eq!(at_least_one("servers", 3), Ok(3));
    }
}
