//! Checks probability laws.

use crate::model::checker::Checker;
use crate::model::law::{Law, Lognormal};
use crate::model::reading::Path;
use crate::model::units::{Factor, Quantity};

/// Largest spread of a lognormal law: its mean is beyond anything drawn in a run well before.
const LARGEST_SPREAD: f64 = 20.0;
/// Largest coefficient of variation of a hyperexponential law: the share of its long branch,
/// `1/(2 cv²)`, is then one in two million.
const LARGEST_CV: f64 = 1_000.0;
/// Shapes of Weibull laws whose mean can be computed: it holds `Γ(1 + 1/shape)`, which leaves
/// floating point beyond 170.
const LEAST_SHAPE: f64 = 0.02;
const LARGEST_SHAPE: f64 = 1_000.0;

/// What a law is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// A duration, which may be none.
    Time,
    /// A duration that cannot be none.
    PositiveTime,
    /// A plain factor that cannot be zero.
    Factor,
}

/// Checks a law where there is one.
pub fn check_optional(cx: &mut Checker<'_>, law: Option<&Law>, of: Of, path: &Path) {
    if let Some(law) = law {
        check(cx, law, of, path);
    }
}

/// Checks that a law exists, and is about what is asked for.
pub(super) fn check(cx: &mut Checker<'_>, law: &Law, of: Of, path: &Path) {
    match law {
        Law::Fixed(value) => {
            let path = &path.then("fixed");
            kind(cx, *value, of, path);
            if of != Of::Time {
                positive(cx, value.get(), path);
            }
        }
        Law::Exponential(mean) => mean_of(cx, *mean, of, &path.then("exponential")),
        Law::Uniform(uniform) => {
            let path = path.then("uniform");
            kind(cx, uniform.from, of, &path.then("from"));
            mean_of(cx, uniform.to, of, &path.then("to"));
            if uniform.from.get() > uniform.to.get() {
                let right = format!("write at least {}", uniform.from);
                cx.complain(&path.then("to"), format!("{} is below `from`", uniform.to), right);
            }
        }
        Law::Lognormal(lognormal) => check_lognormal(cx, lognormal, of, &path.then("lognormal")),
        Law::Erlang(erlang) => {
            let path = path.then("erlang");
            mean_of(cx, erlang.mean, of, &path.then("mean"));
            cx.at_least(erlang.stages.get() as f64, 1.0, &path.then("stages"));
        }
        Law::Hyperexponential(hyper) => {
            let path = path.then("hyperexponential");
            mean_of(cx, hyper.mean, of, &path.then("mean"));
            if hyper.cv.get() > LARGEST_CV {
                cx.complain(
                    &path.then("cv"),
                    format!("a spread of {} cannot be sampled", hyper.cv),
                    format!("write at most {LARGEST_CV}"),
                );
            }
            if hyper.cv.get() <= 1.0 {
                let wrong = format!(
                    "a hyperexponential law varies more than an exponential one, and {} is not above 1",
                    hyper.cv
                );
                cx.complain(
                    &path.then("cv"),
                    wrong,
                    "write a number above 1, or use the exponential or Erlang law",
                );
            }
        }
        Law::Weibull(weibull) => {
            let path = path.then("weibull");
            mean_of(cx, weibull.mean, of, &path.then("mean"));
            let shape = weibull.shape.get();
            positive(cx, shape, &path.then("shape"));
            if shape > 0.0 && !(LEAST_SHAPE..=LARGEST_SHAPE).contains(&shape) {
                cx.complain(
                    &path.then("shape"),
                    format!("a Weibull law of shape {shape} cannot be sampled"),
                    format!("write a number from {LEAST_SHAPE} to {LARGEST_SHAPE}"),
                );
            }
        }
    }
}

fn check_lognormal(cx: &mut Checker<'_>, law: &Lognormal, of: Of, path: &Path) {
    for (value, key) in [(law.mean, "mean"), (law.median, "median")] {
        if let Some(value) = value {
            mean_of(cx, value, of, &path.then(key));
        }
    }
    let keys = [
        law.mean.is_some(),
        law.median.is_some(),
        law.sigma.is_some(),
        law.cv.is_some(),
    ];
    either(cx, (keys[0], "mean"), (keys[1], "median"), path);
    either(cx, (keys[2], "sigma"), (keys[3], "cv"), path);
    let spread = law.sigma.map(|s| (s, "sigma")).or(law.cv.map(|cv| (cv, "cv")));
    if let Some((spread, key)) = spread.filter(|(spread, _): &(Factor, _)| spread.get() > LARGEST_SPREAD) {
        cx.complain(
            &path.then(key),
            format!("a spread of {spread} cannot be sampled"),
            format!("write at most {LARGEST_SPREAD}"),
        );
    }
}

/// Exactly one of two keys must be given.
fn either(cx: &mut Checker<'_>, one: (bool, &str), other: (bool, &str), path: &Path) {
    match (one.0, other.0) {
        (true, true) => cx.complain(
            &path.then(other.1),
            format!("`{}` and `{}` are both given", one.1, other.1),
            "keep one of them",
        ),
        (false, false) => {
            let wrong = format!("a lognormal law needs `{}` or `{}`", one.1, other.1);
            cx.complain(
                path,
                wrong,
                "write for example { lognormal = { median = \"20 s\", sigma = 0.8 } }",
            );
        }
        _ => {}
    }
}

/// A mean must be of the right kind, and positive: a law without spread or size is `fixed`.
fn mean_of(cx: &mut Checker<'_>, mean: Quantity, of: Of, path: &Path) {
    kind(cx, mean, of, path);
    positive(cx, mean.get(), path);
}

fn kind(cx: &mut Checker<'_>, value: Quantity, of: Of, path: &Path) {
    if of == Of::Factor && value.is_time() {
        let wrong = format!("\"{value}\" is a duration, and a plain factor is asked for");
        cx.complain(path, wrong, "write a number without a unit, for example 1.0");
    } else if of != Of::Factor && !value.is_time() {
        let right = format!("write for example \"{value} s\"");
        cx.complain(path, format!("{value} has no unit of time"), right);
    }
}

fn positive(cx: &mut Checker<'_>, value: f64, path: &Path) {
    if value <= 0.0 {
        cx.complain(
            path,
            "zero is too small here",
            "write a number or a duration above zero",
        );
    }
}
