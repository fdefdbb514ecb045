//! Why a run has no result.

#[cfg(feature = "store")]
use super::StoreError;
use clickday_engine::model::Problems;
use clickday_engine::sim::SimError;

/// Why a run has no result.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RunError {
    /// The engine refuses the model or the options.
    #[error(transparent)]
    Refused(#[from] SimError),
    /// There is no model with these values.
    #[error(transparent)]
    Model(#[from] Problems),
    /// The engine panicked.
    #[error("the engine stopped: {0}")]
    Panicked(String),
    /// The run needs more memory than it may take.
    #[error(
        "one run needs about {needed_mib} MiB of memory, but {limit_mib} MiB may be used; give more with --memory, or use a smaller scale"
    )]
    Memory {
        /// What it needs at least \[MiB\].
        needed_mib: u64,
        /// What all runs may take together \[MiB\].
        limit_mib: u64,
    },
    /// What came of it cannot be kept.
    #[cfg(feature = "store")]
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The system gives no threads.
    #[error("the system gives no threads: {0}; use fewer with --threads")]
    Threads(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// Somebody stopped it.
    #[error("the run was stopped")]
    Stopped,
}

impl RunError {
    /// Whether the same run may have a result at another time: it is no property of the model, and is not kept.
    pub fn may_pass(&self) -> bool {
        match self {
            RunError::Refused(error) => matches!(error, SimError::NoMemory { .. } | SimError::Cancelled),
            RunError::Model(_) | RunError::Panicked(_) => false,
            #[cfg(feature = "store")]
            RunError::Store(_) => true,
            RunError::Memory { .. } | RunError::Threads(_) | RunError::Stopped => true,
        }
    }

    /// Whether the disk refused what came of the run.
    pub(super) fn is_of_store(&self) -> bool {
        #[cfg(feature = "store")]
        return matches!(self, RunError::Store(_));
        #[cfg(not(feature = "store"))]
        false
    }

    /// The value or the refusal of a run, each of which stays as it is.
    ///
    /// # Errors
    /// What may pass.
    pub fn split<T>(outcome: Result<T, RunError>) -> Result<Result<T, RunError>, RunError> {
        match outcome {
            Err(error) if error.may_pass() => Err(error),
            lasting => Ok(lasting),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clickday_engine::scenario::ScenarioError;

    #[test]
    fn an_error_may_cross_threads() {
        fn crosses<T: Send + Sync + 'static>() {}
        crosses::<RunError>();
    }

    #[test]
    fn want_of_memory_passes_and_a_refusal_does_not() {
        let no_memory = SimError::NoMemory { people: 1, mib: 1 };
        assert!(RunError::from(no_memory).may_pass());
        assert!(!RunError::from(SimError::from(ScenarioError::UntilOutOfRange)).may_pass());
        assert!(!RunError::Panicked(String::new()).may_pass());
    }
}
