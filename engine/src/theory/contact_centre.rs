//! Lines and operators: the queue of a call centre, M/M/c/K+M.
//!
//! `K` trunks hold the calls in conversation and in line; a call that finds them all taken gets a
//! busy signal. Who has to wait brings an exponential patience with mean `1/θ`. The number of calls
//! is a chain on `0..=K` with births `λ` and deaths `min(n,c) μ + (n−c)⁺ θ`: Erlang's loss system
//! when `K = c`, Erlang-A ([`super::impatience`]) when there is no end of trunks.
//!
//! By PASTA the share of calls that get the busy signal is `π(K)`; callers hang up at rate
//! `θ E[L]`; the rest is answered.
//!
//! Source: C. Palm (1957); O. Garnett, A. Mandelbaum, M. Reiman, "Designing a call center with
//! impatient customers", *M&SOM* 4 (2002); W. Whitt, "Engineering solution of a basic call-center
//! model", *Management Science* 51 (2005), for the finite number of trunks.

use super::birth_death::{BirthDeath, Stationary};
use super::error::{Result, at_least_one, check, non_negative, positive};

/// The M/M/c/K+M queue in steady state.
#[derive(Debug, Clone, PartialEq)]
pub struct ContactCentre {
    call_rate: f64,
    service_rate: f64,
    abandonment_rate: f64,
    operators: usize,
    trunks: usize,
    law: Stationary,
}

impl ContactCentre {
    /// Calls at `call_rate`; `operators` each finishing conversations at `service_rate`; each
    /// caller in line hangs up at `abandonment_rate` (0: never); `trunks` calls in all.
    ///
    /// # Errors
    ///
    /// [`TheoryError::OutOfDomain`](super::TheoryError::OutOfDomain) for rates not above 0 (below 0
    /// for the abandonment), no operator, or fewer trunks than operators.
    ///
    /// # Examples
    ///
    /// ```
    /// # use clickday_engine as clickday;
    /// use clickday::theory::contact_centre::ContactCentre;
    /// use clickday::theory::erlang;
    ///
    /// // As many trunks as operators: nobody waits, and Erlang's B says how many find them taken.
    /// let centre = ContactCentre::new(8.0, 1.0, 10, 0.5, 10)?;
    /// assert!((centre.p_busy() - erlang::loss(10, 8.0)?).abs() < 1e-12);
    /// # Ok::<(), clickday::theory::TheoryError>(())
    /// ```
    pub fn new(
        call_rate: f64,
        service_rate: f64,
        operators: usize,
        abandonment_rate: f64,
        trunks: usize,
    ) -> Result<Self> {
        positive("call rate", call_rate)?;
        positive("service rate", service_rate)?;
        non_negative("abandonment rate", abandonment_rate)?;
        at_least_one("operators", operators)?;
        check(
            trunks >= operators,
            "trunks",
            "no fewer than the operators",
            trunks as f64,
        )?;
        let deaths = |n: usize| {
            n.min(operators) as f64 * service_rate + n.saturating_sub(operators) as f64 * abandonment_rate
        };
        Ok(ContactCentre {
            call_rate,
            service_rate,
            abandonment_rate,
            operators,
            trunks,
            law: BirthDeath::new(trunks, |_| call_rate, deaths)?.stationary(),
        })
    }

    /// Share of calls that find no trunk free.
    pub fn p_busy(&self) -> f64 {
        self.law.p(self.trunks)
    }

    /// Share of calls given up in line.
    pub fn p_abandon(&self) -> f64 {
        self.abandonment_rate * self.mean_in_line() / self.call_rate
    }

    /// Share of calls answered.
    pub fn p_answered(&self) -> f64 {
        self.mean_talking() * self.service_rate / self.call_rate
    }

    /// Mean number of calls in line.
    pub fn mean_in_line(&self) -> f64 {
        self.law.mean(|n| n.saturating_sub(self.operators) as f64)
    }

    /// Mean number of conversations.
    pub fn mean_talking(&self) -> f64 {
        self.law.mean(|n| n.min(self.operators) as f64)
    }

    /// Mean share of the operators in conversation.
    pub fn utilisation(&self) -> f64 {
        self.mean_talking() / self.operators as f64
    }

    /// Mean wait of the calls that are answered, those answered at once included; 0 when nobody
    /// waits.
    ///
    /// As in [`super::impatience::Impatience::mean_served_wait`]: who finds `q` in line is answered
    /// with probability `Π (cμ + iθ)/(cμ + (i+1)θ)`, and has then waited `Σ 1/(cμ + (i+1)θ)`, over
    /// `i = 0..=q`.
    pub fn mean_answered_wait(&self) -> f64 {
        let all_busy = self.operators as f64 * self.service_rate;
        let (mut answered, mut waited) = (0.0, 0.0);
        let (mut stays, mut wait) = (1.0, 0.0);
        for n in 0..self.trunks {
            if n >= self.operators {
                let ahead = all_busy + (n - self.operators) as f64 * self.abandonment_rate;
                stays *= ahead / (ahead + self.abandonment_rate);
                wait += 1.0 / (ahead + self.abandonment_rate);
            }
            answered += self.law.p(n) * stays;
            waited += self.law.p(n) * stays * wait;
        }
        waited / answered
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::approx::{assert_close, assert_relative};
    use crate::theory::finite_room::FiniteRoom;
    use crate::theory::impatience::Impatience;

    #[test]
    fn without_an_end_of_trunks_it_is_erlang_a() -> Result<()> {
        let centre = ContactCentre::new(110.0, 1.0, 100, 0.5, 400)?;
        let line = Impatience::new(110.0, 1.0, 100, 0.5)?;
        assert_close(centre.p_abandon(), line.p_abandon(), 1e-12);
        assert_close(centre.mean_answered_wait(), line.mean_served_wait(), 1e-12);
        assert_relative(centre.p_abandon(), 0.094_618_33, 1e-7);
        Ok(())
    }

    #[test]
    fn with_endless_patience_it_is_a_bounded_line() -> Result<()> {
        let centre = ContactCentre::new(12.0, 1.0, 10, 0.0, 30)?;
        let room = FiniteRoom::new(12.0, 1.0, 10, 30)?;
        assert_close(centre.p_busy(), 0.168_637_244_6, 1e-9);
        assert_close(centre.mean_answered_wait(), room.mean_backlog_wait(), 1e-10);
        assert!(centre.p_abandon() == 0.0);
        Ok(())
    }

    #[test]
    fn every_call_ends_in_one_way_and_littles_law_holds_in_line() -> Result<()> {
        for (rate, operators, theta, trunks) in [(12.0, 10, 0.5, 14), (80.0, 50, 2.0, 60), (3.0, 1, 0.1, 4)] {
            let centre = ContactCentre::new(rate, 1.0, operators, theta, trunks)?;
            let ends = centre.p_busy() + centre.p_abandon() + centre.p_answered();
            assert_close(ends, 1.0, 1e-12);
            // Time in line is that of the answered and that of those who hang up, who wait no less
            // than nothing.
            let leavers = centre.mean_in_line() / rate - centre.p_answered() * centre.mean_answered_wait();
            assert!(leavers > 0.0);
        }
        assert!(ContactCentre::new(1.0, 1.0, 5, 0.5, 4).is_err());
        Ok(())
    }
}
