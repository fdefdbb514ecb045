//! A call centre as a flow: people who lose patience and call again, people served who call back.
//!
//! With many callers and many operators the numbers per operator follow a path without chance. `Q`
//! are in line or in conversation, `R` have hung up and will call again, `C` were served and will
//! have another question; with `s` operators
//!
//! `Q' = λ(t) + δ R + γ C − μ min(Q, s) − θ (Q − s)⁺`,
//! `R' = p θ (Q − s)⁺ − δ R`,  `C' = q μ min(Q, s) − γ C`.
//!
//! Without `C` it is the fluid limit of the queue with abandonment and retrials. The slope has a
//! corner where `Q = s`, which a step-size control finds by itself, and jumps where the rate of new
//! callers does: the path is integrated from jump to jump.
//!
//! Source: A. Mandelbaum, W. Massey, M. Reiman, A. Stolyar, B. Rider, "Queue lengths and waiting
//! times for multiserver queues with abandonment and retrials", *Telecommunication Systems* 21
//! (2002); S. Ding, M. Remerova, R. van der Mei, B. Zwart, "Fluid approximation of a call center
//! model with redials and reconnects", arXiv 1311.6248 (2013).

use differential_equations::prelude::{ExplicitRungeKutta, IVP, ODE};

use super::error::{Result, TheoryError, check, non_negative, positive, probability};

/// Error of a step that the integration allows, relative and in callers.
const STEP_ERROR: f64 = 1e-11;

/// Parameters of a call centre; rates in the same unit of time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CentreParameters {
    /// Operators `s`.
    pub servers: f64,
    /// Conversations an operator finishes per unit of time, `μ`.
    pub service_rate: f64,
    /// Rate at which each person in line hangs up, `θ`.
    pub abandonment_rate: f64,
    /// Share of those that call again, `p`.
    pub redial: f64,
    /// Rate at which each of them does, `δ`.
    pub redial_rate: f64,
    /// Share of the served that call back, `q`.
    pub reconnect: f64,
    /// Rate at which each of them does, `γ`.
    pub reconnect_rate: f64,
}

/// Where everyone is.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Callers {
    /// In line or in conversation.
    pub present: f64,
    /// Have hung up and will call again.
    pub redialling: f64,
    /// Were served and will call back.
    pub reconnecting: f64,
}

/// A call centre with new callers at a rate in steps.
#[derive(Debug, Clone, PartialEq)]
pub struct Centre {
    parameters: CentreParameters,
    /// From an instant on, at a rate.
    steps: Vec<(f64, f64)>,
}

impl Centre {
    /// New callers at the rate of the last of `steps` (from an instant on, a rate) begun, and none
    /// before the first.
    ///
    /// # Errors
    ///
    /// [`TheoryError::OutOfDomain`] for a negative rate, a share outside [0, 1], no operator, no
    /// service, or instants that do not grow.
    ///
    /// # Examples
    ///
    /// ```
    /// # use clickday_engine as clickday;
    /// use clickday::theory::fluid::{Callers, Centre, CentreParameters};
    ///
    /// let centre = Centre::new(
    ///     CentreParameters {
    ///         servers: 50.0,
    ///         service_rate: 1.0,
    ///         abandonment_rate: 0.5,
    ///         redial: 0.8,
    ///         redial_rate: 0.2,
    ///         reconnect: 0.0,
    ///         reconnect_rate: 1.0,
    ///     },
    ///     &[(0.0, 40.0), (10.0, 80.0)],
    /// )?;
    /// let path = centre.path(Callers::default(), &[0.0, 20.0])?;
    /// assert!((path[1].present - 150.037341).abs() < 1e-6);
    /// # Ok::<(), clickday::theory::TheoryError>(())
    /// ```
    pub fn new(parameters: CentreParameters, steps: &[(f64, f64)]) -> Result<Self> {
        positive("operators", parameters.servers)?;
        positive("service rate", parameters.service_rate)?;
        non_negative("abandonment rate", parameters.abandonment_rate)?;
        probability("share that calls again", parameters.redial)?;
        non_negative("redial rate", parameters.redial_rate)?;
        probability("share that calls back", parameters.reconnect)?;
        non_negative("reconnect rate", parameters.reconnect_rate)?;
        for (_, rate) in steps {
            non_negative("arrival rate", *rate)?;
        }
        for pair in steps.windows(2) {
            check(
                pair[0].0 < pair[1].0,
                "instant of a step",
                "later than the one before",
                pair[1].0,
            )?;
        }
        Ok(Centre {
            parameters,
            steps: steps.to_vec(),
        })
    }

    /// Where everyone is at each of `instants`, from `start` at the first.
    ///
    /// # Errors
    ///
    /// [`TheoryError::OutOfDomain`] when the instants do not grow, [`TheoryError::NotSettled`] when
    /// the integration does not come to an end.
    pub fn path(&self, start: Callers, instants: &[f64]) -> Result<Vec<Callers>> {
        let mut now = instants.first().copied().unwrap_or(0.0);
        let mut state = [start.present, start.redialling, start.reconnecting];
        instants
            .iter()
            .map(|t| {
                check(*t >= now, "instant", "no earlier than the one before", *t)?;
                while now < *t {
                    let until = self.next_step(now).min(*t);
                    state = self.flow(now).integrate(state, until - now)?;
                    now = until;
                }
                let [present, redialling, reconnecting] = state;
                Ok(Callers {
                    present,
                    redialling,
                    reconnecting,
                })
            })
            .collect()
    }

    /// Where everyone is in the long run, at a constant rate of new callers.
    ///
    /// With `λ ≤ (1 − q) s μ` the operators keep up, and nobody hangs up; else those who hang up
    /// for good are the rest.
    ///
    /// # Errors
    ///
    /// [`TheoryError::OutOfDomain`] when the rate is negative, [`TheoryError::Unstable`] when
    /// nobody leaves fast enough.
    pub fn equilibrium(&self, arrival_rate: f64) -> Result<Callers> {
        let p = self.parameters;
        non_negative("arrival rate", arrival_rate)?;
        let capacity = p.servers * p.service_rate;
        let leaving = (1.0 - p.reconnect) * capacity;
        let lost_rate = p.abandonment_rate * (1.0 - p.redial);
        if arrival_rate > leaving && lost_rate == 0.0 {
            return Err(TheoryError::Unstable {
                load: arrival_rate / leaving,
            });
        }
        let served = (arrival_rate / (1.0 - p.reconnect)).min(capacity);
        let waiting = if arrival_rate > leaving {
            (arrival_rate - leaving) / lost_rate
        } else {
            0.0
        };
        // An orbit that nobody enters is empty, however slowly it is left.
        let orbit = |inflow: f64, rate: f64| if inflow > 0.0 { inflow / rate } else { 0.0 };
        Ok(Callers {
            present: served / p.service_rate + waiting,
            redialling: orbit(p.redial * p.abandonment_rate * waiting, p.redial_rate),
            reconnecting: orbit(p.reconnect * served, p.reconnect_rate),
        })
    }

    /// The first change of the rate after `t`; infinity when there is none.
    fn next_step(&self, t: f64) -> f64 {
        let later = self.steps.iter().map(|step| step.0).find(|from| *from > t);
        later.unwrap_or(f64::INFINITY)
    }

    fn flow(&self, t: f64) -> Flow {
        let begun = self.steps.iter().rev().find(|(from, _)| *from <= t);
        Flow {
            parameters: self.parameters,
            arrival_rate: begun.map_or(0.0, |step| step.1),
        }
    }
}

/// The equations while the rate of new callers is constant.
struct Flow {
    parameters: CentreParameters,
    arrival_rate: f64,
}

impl Flow {
    /// The state after `time`.
    fn integrate(&self, start: [f64; 3], time: f64) -> Result<[f64; 3]> {
        const MOST_STEPS: usize = 100_000;
        let method = ExplicitRungeKutta::dop853()
            .rtol(STEP_ERROR)
            .atol(STEP_ERROR)
            .max_steps(MOST_STEPS);
        let not_settled = || TheoryError::NotSettled {
            what: "a fluid path",
            limit: MOST_STEPS,
        };
        let solution = IVP::ode(self, 0.0, time, start)
            .method(method)
            .solve()
            .map_err(|_| not_settled())?;
        solution.y.last().copied().ok_or_else(not_settled)
    }
}

impl ODE<f64, [f64; 3]> for Flow {
    fn diff(&self, _t: f64, y: &[f64; 3], slope: &mut [f64; 3]) {
        let p = &self.parameters;
        let [present, redialling, reconnecting] = *y;
        let served = p.service_rate * present.min(p.servers);
        let hung_up = p.abandonment_rate * (present - p.servers).max(0.0);
        let (again, back) = (p.redial_rate * redialling, p.reconnect_rate * reconnecting);
        slope[0] = self.arrival_rate + again + back - served - hung_up;
        slope[1] = p.redial * hung_up - again;
        slope[2] = p.reconnect * served - back;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::approx::assert_close;
    use crate::theory::planar::Planar;

    fn parameters() -> CentreParameters {
        CentreParameters {
            servers: 50.0,
            service_rate: 1.0,
            abandonment_rate: 0.5,
            redial: 0.8,
            redial_rate: 0.2,
            reconnect: 0.0,
            reconnect_rate: 1.0,
        }
    }

    const ALTERNATING: [(f64, f64); 4] = [(0.0, 40.0), (10.0, 80.0), (20.0, 40.0), (30.0, 80.0)];

    #[test]
    fn waves_of_callers() -> Result<()> {
        // Reference Q17.
        let centre = Centre::new(parameters(), &ALTERNATING)?;
        let path = centre.path(Callers::default(), &[0.0, 10.0, 20.0, 30.0, 40.0])?;
        for (callers, (present, redialling)) in path.iter().zip([
            (0.0, 0.0),
            (39.998_184, 0.0),
            (150.037_341, 130.088_405),
            (65.995_097, 72.506_826),
            (171.699_390, 181.026_534),
        ]) {
            assert_close(callers.present, present, 2e-8);
            assert_close(callers.redialling, redialling, 2e-8);
        }
        Ok(())
    }

    #[test]
    fn ever_smaller_steps_go_the_same_way() -> Result<()> {
        // Reference Q18: with people who call back. Euler's rule, whose error halves with the step,
        // extrapolated to none.
        let centre = Centre::new(
            CentreParameters {
                reconnect: 0.3,
                reconnect_rate: 0.4,
                ..parameters()
            },
            &ALTERNATING,
        )?;
        let euler = |steps: u32| {
            let dt = 40.0 / f64::from(steps);
            let mut y = [5.0, 3.0, 1.0];
            for i in 0..steps {
                let mut slope = [0.0; 3];
                centre.flow((f64::from(i) + 0.5) * dt).diff(0.0, &y, &mut slope);
                for (value, s) in y.iter_mut().zip(slope) {
                    *value += dt * s;
                }
            }
            y
        };
        let (coarse, fine) = (euler(400_000), euler(800_000));
        let start = Callers {
            present: 5.0,
            redialling: 3.0,
            reconnecting: 1.0,
        };
        let end = centre.path(start, &[0.0, 17.3, 40.0])?[2];
        for (i, value) in [end.present, end.redialling, end.reconnecting]
            .into_iter()
            .enumerate()
        {
            assert_close(value, 2.0 * fine[i] - coarse[i], 1e-7);
        }
        Ok(())
    }

    #[test]
    fn in_the_long_run_it_rests_where_it_should() -> Result<()> {
        for (arrival_rate, reconnect) in [(30.0, 0.0), (30.0, 0.3), (70.0, 0.0), (70.0, 0.3)] {
            let parameters = CentreParameters {
                reconnect,
                reconnect_rate: 0.4,
                ..parameters()
            };
            let centre = Centre::new(parameters, &[(0.0, arrival_rate)])?;
            let rest = centre.equilibrium(arrival_rate)?;
            let end = centre.path(Callers::default(), &[0.0, 1_000.0])?[1];
            assert_close(end.present, rest.present, 1e-8);
            assert_close(end.redialling, rest.redialling, 1e-8);
            assert_close(end.reconnecting, rest.reconnecting, 1e-8);
        }
        let patient = CentreParameters {
            abandonment_rate: 0.0,
            ..parameters()
        };
        assert!(Centre::new(patient, &[])?.equilibrium(51.0).is_err());
        Ok(())
    }

    #[test]
    fn chance_dies_out_as_the_centre_grows() -> Result<()> {
        // The same centre with 1, 2 and 4 operators, as an exact chain: per operator its mean comes
        // closer to the flow.
        let mut last = f64::INFINITY;
        for servers in [1_usize, 2, 4] {
            let s = servers as f64;
            let arrivals = 1.6 * s;
            let chain = Planar::new([12 * servers + 12, 12 * servers + 12])?
                .with_move([1, 0], |_, _| arrivals)?
                .with_move([1, -1], |_, redialling| 0.2 * redialling as f64)?
                .with_move([-1, 0], |present, _| {
                    present.min(servers) as f64 + 0.1 * present.saturating_sub(servers) as f64
                })?
                .with_move([-1, 1], |present, _| 0.4 * present.saturating_sub(servers) as f64)?;
            let law = chain.after(&chain.certain(0, 0)?, 10.0)?;
            assert!(chain.at_the_edge(&law) < 1e-6);
            let mean = chain.mean(&law, |present, _| present as f64);
            let parameters = CentreParameters {
                servers: s,
                ..parameters()
            };
            let flow =
                Centre::new(parameters, &[(0.0, arrivals)])?.path(Callers::default(), &[0.0, 10.0])?[1];
            let distance = (mean - flow.present).abs() / s;
            assert!(distance < 0.75 * last, "{distance} after {last}");
            last = distance;
        }
        Ok(())
    }

    #[test]
    fn what_cannot_be_is_refused() -> Result<()> {
        let nobody = CentreParameters {
            servers: 0.0,
            ..parameters()
        };
        assert!(Centre::new(nobody, &[]).is_err());
        assert!(Centre::new(parameters(), &[(1.0, 1.0), (0.0, 1.0)]).is_err());
        let centre = Centre::new(parameters(), &[])?;
        assert!(centre.path(Callers::default(), &[1.0, 0.0]).is_err());
        Ok(())
    }
}
