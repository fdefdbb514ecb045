//! Which of many uncertain numbers matter.
//!
//! Nobody knows how patient people were or how many cores stood behind the portal. Before arguing
//! about each number, ask which of them move the outcome at all:
//!
//! | question | method | here |
//! |---|---|---|
//! | which of thirty matter, roughly, for few runs? | Morris' elementary effects | `morris` |
//! | which share of the variance is each one's? | Sobol indices, Saltelli's design and Jansen's estimator | `sobol` |
//!
//! Both read outcomes in the order of the design that made the points (`experiment::cube`), and both
//! refuse a hole: a run that failed, left out, would break the design without a word.
//!
//! Near a cliff an outcome has two values and nothing between. [`Scale`] then asks of the *rank* of
//! the outcome, or of the log-odds of collapse, instead of its size.

mod morris;
mod scale;
mod sobol;

pub use morris::Effects;
pub(crate) use morris::morris;
pub use scale::Scale;
pub(crate) use scale::{log_odds, ranks};
pub(crate) use sobol::sobol;
pub use sobol::{Index, Indices};

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum SensitivityError {
    /// Points of the design have no outcome.
    #[error("{} of the design have no outcome: {}", points(.0.len()), list(.0))]
    Holes(Vec<usize>),
    /// Outcomes are infinite: never reached.
    #[error("at {} the outcome was never reached (point {}): ask of its rank", points(.0.len()), list(.0))]
    NeverReached(Vec<usize>),
    /// The outcomes are not as many as the design has points.
    #[error("the design has {expected} points, and there are {found} outcomes")]
    WrongSize {
        /// Points of the design.
        expected: usize,
        /// Outcomes.
        found: usize,
    },
    /// Nothing varies: nothing can be attributed.
    #[error("the outcome is the same at every point")]
    NoVariance,
    /// What varies is the rounding of the numbers.
    #[error(
        "the outcome is the same at every point, but for differences of rounding (at most {0:.1e} of its size)"
    )]
    Rounding(f64),
    /// The outcome differs at so few points that their part of the variance cannot be told.
    #[error(
        "the outcome differs at so few points that its variance cannot be told: {without} of {resamples} resamples of the \
         base points have none"
    )]
    TooFewDiffer {
        /// Resamples without variance.
        without: usize,
        /// All of them.
        resamples: usize,
    },
}

/// Differences below this part of an outcome's size are those of rounding.
///
/// A double is rounded to 1.1e-16 of its size, and a sum of a million terms to at most 1.1e-10 of
/// it. Where the outcome varies by a billionth of its size or less, rounding may be what varies.
/// Where it varies by more, an effect or an index is off by a tenth at the very worst, and in
/// practice by less than a millionth: errors of sums mostly cancel.
const ROUNDING: f64 = 1e-9;

/// How far values lie apart, as a part of the largest; 0 where all are the same.
fn relative_spread(values: impl Iterator<Item = f64>) -> f64 {
    let start = (f64::INFINITY, f64::NEG_INFINITY);
    let (least, most) = values.fold(start, |(least, most), x| (least.min(x), most.max(x)));
    let size = least.abs().max(most.abs());
    if size > 0.0 { (most - least) / size } else { 0.0 }
}

fn points(count: usize) -> String {
    if count == 1 {
        "1 point".to_owned()
    } else {
        format!("{count} points")
    }
}

/// At most so many are named one by one.
const NAMED: usize = 10;

fn list(points: &[usize]) -> String {
    let mut names: Vec<String> = points.iter().take(NAMED).map(usize::to_string).collect();
    if points.len() > NAMED {
        names.push(format!("and {} more", points.len() - NAMED));
    }
    names.join(", ")
}

/// The outcomes, complete and finite, on the scale that is asked for.
///
/// A missing outcome is `None`, one that was never reached `+∞`: on the scale of ranks that is a
/// value like any other.
fn complete(outcomes: &[Option<f64>], expected: usize, scale: Scale) -> Result<Vec<f64>, SensitivityError> {
    if outcomes.len() != expected {
        return Err(SensitivityError::WrongSize {
            expected,
            found: outcomes.len(),
        });
    }
    let indices = |wrong: fn(f64) -> bool| -> Vec<usize> {
        let bad = |(index, outcome): (usize, &Option<f64>)| outcome.is_none_or(wrong).then_some(index);
        outcomes.iter().enumerate().filter_map(bad).collect()
    };
    let holes = indices(f64::is_nan);
    if !holes.is_empty() {
        return Err(SensitivityError::Holes(holes));
    }
    let values: Vec<f64> = outcomes.iter().flatten().copied().collect();
    let endless = indices(f64::is_infinite);
    if scale == Scale::Value && !endless.is_empty() {
        return Err(SensitivityError::NeverReached(endless));
    }
    if values.windows(2).all(|pair| pair[0].total_cmp(&pair[1]).is_eq()) {
        return Err(SensitivityError::NoVariance);
    }
    // Ranks would make as much of rounding as of anything else: this is asked of the values.
    if endless.is_empty() {
        let spread = relative_spread(values.iter().copied());
        if spread <= ROUNDING {
            return Err(SensitivityError::Rounding(spread));
        }
    }
    Ok(match scale {
        Scale::Value => values,
        Scale::Rank => ranks(&values),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holes_are_refused_by_name() {
        let outcomes = [Some(1.0), None, Some(2.0), Some(f64::NAN)];
        let error = complete(&outcomes, 4, Scale::Rank).unwrap_err();
        assert_eq!(error, SensitivityError::Holes(vec![1, 3]));
        assert_eq!(error.to_string(), "2 points of the design have no outcome: 1, 3");
        let many = SensitivityError::Holes((0..14).collect());
        assert!(many.to_string().ends_with("8, 9, and 4 more"), "{many}");
        let error = complete(&[Some(1.0)], 4, Scale::Value).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the design has 4 points, and there are 1 outcomes"
        );
    }

    #[test]
    fn rounding_is_no_variation_on_any_scale() {
        let outcomes: Vec<Option<f64>> = (0..16)
            .map(|i| Some(3e6 * (1.0 + 1e-15 * f64::from(i))))
            .collect();
        for scale in [Scale::Value, Scale::Rank] {
            let error = complete(&outcomes, 16, scale).unwrap_err();
            assert!(
                matches!(error, SensitivityError::Rounding(spread) if spread < 2e-14),
                "{error}"
            );
            assert_eq!(
                complete(&[Some(0.0); 4], 4, scale),
                Err(SensitivityError::NoVariance)
            );
            let signs = [Some(0.0), Some(-0.0)];
            assert!(matches!(
                complete(&signs, 2, scale),
                Err(SensitivityError::Rounding(_))
            ));
        }
        let little: Vec<Option<f64>> = outcomes
            .iter()
            .map(|x| x.map(|x| 3e6 + 1e9 * (x - 3e6)))
            .collect();
        assert!(
            complete(&little, 16, Scale::Value).is_ok(),
            "one in a million is a difference"
        );
    }

    #[test]
    fn what_was_never_reached_has_a_rank_and_no_size() {
        let outcomes = [Some(1.0), Some(f64::INFINITY), Some(0.5)];
        assert_eq!(complete(&outcomes, 3, Scale::Rank).unwrap(), [2.0, 3.0, 1.0]);
        let error = complete(&outcomes, 3, Scale::Value).unwrap_err();
        assert_eq!(error, SensitivityError::NeverReached(vec![1]));
        let same = [Some(f64::INFINITY); 3];
        assert_eq!(complete(&same, 3, Scale::Rank), Err(SensitivityError::NoVariance));
    }
}
