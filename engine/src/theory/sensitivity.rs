//! Functions whose sensitivities are known exactly: what a sensitivity analysis must find.
//!
//! The variance of `f(X₁, ..., X_d)`, with independent `X`, splits into shares. The *first-order
//! index* `S_i = Var E[f | X_i] / Var f` is what would be gone on average if `X_i` were known, the
//! *total index* `T_i = E Var[f | all but X_i] / Var f` what would be left if all others were. Two
//! functions are the field's benchmarks:
//!
//! - Ishigami's, `sin x₁ + a sin² x₂ + b x₃⁴ sin x₁`, each `x` uniform on (−π, π): waves, and a
//!   parameter that acts only through another;
//! - Sobol's g-function, `Π (|4x_i − 2| + a_i) / (1 + a_i)`, each `x` uniform on (0, 1): any number
//!   of parameters, the smaller `a_i` the more important.
//!
//! Source: T. Ishigami, T. Homma, "An importance quantification technique in uncertainty analysis"
//! (1990); A. Saltelli et al., *Global Sensitivity Analysis: The Primer* (2008), chapter 4.

use std::f64::consts::PI;

use super::error::{Result, check, non_negative};

/// Indices of one parameter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Indices {
    /// First order, `S_i`.
    pub first: f64,
    /// Total, `T_i`.
    pub total: f64,
}

/// Ishigami's function with its two coefficients.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ishigami {
    a: f64,
    b: f64,
}

impl Ishigami {
    /// With coefficients `a` of the second and `b` of the third parameter (7 and 0.1, as a rule).
    ///
    /// # Errors
    ///
    /// [`TheoryError::OutOfDomain`](super::TheoryError::OutOfDomain) when a coefficient is negative
    /// or not finite.
    pub fn new(a: f64, b: f64) -> Result<Self> {
        Ok(Ishigami {
            a: non_negative("coefficient a", a)?,
            b: non_negative("coefficient b", b)?,
        })
    }

    /// Its value at a point of the unit cube, which is stretched to (−π, π).
    pub fn at(&self, unit: [f64; 3]) -> f64 {
        let [x, y, z] = unit.map(|u| PI * (2.0 * u - 1.0));
        x.sin() + self.a * y.sin().powi(2) + self.b * z.powi(4) * x.sin()
    }

    /// Its mean, `a/2`.
    pub fn mean(&self) -> f64 {
        self.a / 2.0
    }

    /// Its variance, `½ (1 + bπ⁴/5)² + a²/8 + b²π⁸ (1/18 − 1/50)`.
    pub fn variance(&self) -> f64 {
        self.parts().iter().sum()
    }

    /// Indices of the three parameters.
    ///
    /// # Examples
    ///
    /// ```
    /// # use clickday_engine as clickday;
    /// use clickday::theory::sensitivity::Ishigami;
    ///
    /// let [x, _, z] = Ishigami::new(7.0, 0.1)?.indices();
    /// assert!((x.first - 0.3139).abs() < 1e-4);
    /// assert!(z.first == 0.0 && (z.total - 0.2437).abs() < 1e-4);
    /// # Ok::<(), clickday::theory::TheoryError>(())
    /// ```
    pub fn indices(&self) -> [Indices; 3] {
        let [of_x, of_y, of_x_and_z] = self.parts().map(|part| part / self.variance());
        [
            Indices {
                first: of_x,
                total: of_x + of_x_and_z,
            },
            Indices {
                first: of_y,
                total: of_y,
            },
            Indices {
                first: 0.0,
                total: of_x_and_z,
            },
        ]
    }

    /// Variance owed to the first parameter alone, the second alone, and the first and third
    /// together.
    fn parts(&self) -> [f64; 3] {
        let wave = 1.0 + self.b * PI.powi(4) / 5.0;
        [
            wave * wave / 2.0,
            self.a * self.a / 8.0,
            self.b * self.b * PI.powi(8) * (1.0 / 18.0 - 1.0 / 50.0),
        ]
    }
}

/// Sobol's g-function.
#[derive(Debug, Clone, PartialEq)]
pub struct GFunction {
    unimportance: Vec<f64>,
}

impl GFunction {
    /// With one `a_i` for each parameter: 0 matters much, 9 a little, 99 hardly.
    ///
    /// # Errors
    ///
    /// [`TheoryError::OutOfDomain`](super::TheoryError::OutOfDomain) when there is no parameter, or
    /// an `a_i` is negative or not finite.
    pub fn new(unimportance: &[f64]) -> Result<Self> {
        check(
            !unimportance.is_empty(),
            "number of parameters",
            "at least 1",
            0.0,
        )?;
        Ok(GFunction {
            unimportance: unimportance
                .iter()
                .map(|a| non_negative("unimportance", *a))
                .collect::<Result<_>>()?,
        })
    }

    /// Its value at a point of the unit cube (parameters beyond those given do not act).
    pub fn at(&self, unit: &[f64]) -> f64 {
        self.unimportance
            .iter()
            .zip(unit)
            .map(|(a, u)| ((4.0 * u - 2.0).abs() + a) / (1.0 + a))
            .product()
    }

    /// Its variance, `Π (1 + V_i) − 1` with `V_i = 1 / (3 (1 + a_i)²)`; its mean is 1.
    pub fn variance(&self) -> f64 {
        self.parts().map(|part| 1.0 + part).product::<f64>() - 1.0
    }

    /// Indices of the parameters: `S_i = V_i / V`, `T_i = V_i Π_{j≠i} (1 + V_j) / V`.
    pub fn indices(&self) -> Vec<Indices> {
        let variance = self.variance();
        self.parts()
            .map(|part| Indices {
                first: part / variance,
                total: part * (1.0 + variance) / (1.0 + part) / variance,
            })
            .collect()
    }

    fn parts(&self) -> impl Iterator<Item = f64> + '_ {
        self.unimportance.iter().map(|a| 1.0 / (3.0 * (1.0 + a).powi(2)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::approx::assert_close;

    #[test]
    fn the_tables() -> Result<()> {
        // Reference Q28.
        let [x, y, z] = Ishigami::new(7.0, 0.1)?.indices();
        assert_close(x.first, 0.313_9, 1e-4);
        assert_close(y.first, 0.442_4, 1e-4);
        assert_close(z.first, 0.0, 0.0);
        assert_close(z.total, 0.243_7, 1e-4);
        // 0.7165 is that of four parameters; four more that hardly matter take 0.0003 of it.
        let four = GFunction::new(&[0.0, 1.0, 4.5, 9.0])?;
        assert_close(four.indices()[0].first, 0.716_5, 1e-4);
        let eight = GFunction::new(&[0.0, 1.0, 4.5, 9.0, 99.0, 99.0, 99.0, 99.0])?;
        assert_close(eight.indices()[0].first, 0.716_2, 1e-4);
        Ok(())
    }

    /// Midpoints along each parameter.
    const N: i32 = 80;

    /// Mean of `f` over midpoints of `n` pieces.
    fn average(n: i32, f: impl Fn(f64) -> f64) -> f64 {
        (0..n)
            .map(|i| f((f64::from(i) + 0.5) / f64::from(n)))
            .sum::<f64>()
            / f64::from(n)
    }

    /// Indices of the parameter `own` of a function on the cube, from the definition, by averages
    /// over a grid.
    fn by_definition(own: usize, f: impl Fn([f64; 3]) -> f64) -> Indices {
        let others = [(own + 1) % 3, (own + 2) % 3];
        let point = |x: f64, y: f64, z: f64| {
            let mut at = [0.0; 3];
            at[own] = x;
            at[others[0]] = y;
            at[others[1]] = z;
            f(at)
        };
        let mean = average(N, |x| average(N, |y| average(N, |z| point(x, y, z))));
        let square = average(N, |x| average(N, |y| average(N, |z| point(x, y, z).powi(2))));
        let knowing_it = average(N, |x| average(N, |y| average(N, |z| point(x, y, z))).powi(2));
        let knowing_the_others = average(N, |y| average(N, |z| average(N, |x| point(x, y, z)).powi(2)));
        let variance = square - mean * mean;
        Indices {
            first: (knowing_it - mean * mean) / variance,
            total: (square - knowing_the_others) / variance,
        }
    }

    #[test]
    fn the_definition_says_the_same() -> Result<()> {
        let ishigami = Ishigami::new(7.0, 0.1)?;
        let g = GFunction::new(&[0.0, 1.0, 4.5])?;
        for own in 0..3 {
            let found = by_definition(own, |x| ishigami.at(x));
            assert_close(ishigami.indices()[own].first, found.first, 2e-3);
            assert_close(ishigami.indices()[own].total, found.total, 2e-3);
            let found = by_definition(own, |x| g.at(&x));
            assert_close(g.indices()[own].first, found.first, 1e-3);
            assert_close(g.indices()[own].total, found.total, 1e-3);
        }
        assert_close(ishigami.mean(), 3.5, 0.0);
        assert!(GFunction::new(&[]).is_err() && GFunction::new(&[-1.0]).is_err());
        Ok(())
    }

    #[test]
    fn without_interaction_the_shares_add_up_to_one() -> Result<()> {
        let alone = Ishigami::new(7.0, 0.0)?.indices();
        assert_close(alone.iter().map(|i| i.first).sum(), 1.0, 1e-14);
        assert_close(alone.iter().map(|i| i.total).sum(), 1.0, 1e-14);
        let together = GFunction::new(&[0.0, 0.0, 0.0])?.indices();
        assert!(together.iter().map(|i| i.first).sum::<f64>() < 1.0);
        assert!(together.iter().map(|i| i.total).sum::<f64>() > 1.0);
        Ok(())
    }
}
