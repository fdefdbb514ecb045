//! The threads on which tasks run: a pool, or without the feature `parallel` the caller's thread alone.

use super::RunError;

/// Threads on which tasks run, begun in their order.
#[derive(Debug)]
pub(super) struct Pool {
    #[cfg(feature = "parallel")]
    threads: rayon::ThreadPool,
}

/// How many threads the machine runs side by side.
#[cfg(feature = "parallel")]
pub(super) fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get)
}

/// There is one thread: the caller's.
#[cfg(not(feature = "parallel"))]
pub(super) fn cores() -> usize {
    1
}

#[cfg(feature = "parallel")]
impl Pool {
    /// So many threads.
    ///
    /// # Errors
    /// When the system gives no threads.
    pub(super) fn new(threads: usize) -> Result<Self, RunError> {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        Ok(Pool {
            threads: pool.map_err(|error| RunError::Threads(error.into()))?,
        })
    }

    /// Does `work` for every task. `take` is given what comes of each as it ends, on the thread of the caller.
    pub(super) fn run<T: Sync, R: Send>(
        &self,
        tasks: &[T],
        work: &(dyn Fn(&T, usize) -> R + Sync),
        take: &mut dyn FnMut(usize, R),
    ) {
        let (send, ended) = std::sync::mpsc::channel();
        self.threads.in_place_scope_fifo(|scope| {
            for (task, number) in tasks.iter().zip(0..) {
                let send = send.clone();
                scope.spawn_fifo(move |_| {
                    let outcome = work(task, number);
                    // Nobody takes it any more when the last has been taken.
                    let _ = send.send((number, outcome));
                });
            }
            drop(send);
            for (number, outcome) in ended {
                take(number, outcome);
            }
        });
    }
}

#[cfg(not(feature = "parallel"))]
impl Pool {
    /// The thread of the caller, however many are asked for.
    #[allow(
        clippy::unnecessary_wraps,
        reason = "the same signature as where the system may refuse"
    )]
    pub(super) fn new(_threads: usize) -> Result<Self, RunError> {
        Ok(Pool {})
    }

    /// Does `work` for every task, one after another. `take` is given what comes of each as it ends.
    pub(super) fn run<T: Sync, R: Send>(
        &self,
        tasks: &[T],
        work: &(dyn Fn(&T, usize) -> R + Sync),
        take: &mut dyn FnMut(usize, R),
    ) {
        for (task, number) in tasks.iter().zip(0..) {
            take(number, work(task, number));
        }
    }
}
