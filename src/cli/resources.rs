//! How much of the machine many runs may take.

use std::ffi::OsString;
use std::num::NonZeroUsize;

use bytesize::ByteSize;
use clickday::experiment::machine;

/// Threads and memory.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(crate) struct Resources {
    /// Threads to run on; left out: one for each core. The results do not depend on it.
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
    /// Memory that runs may take together, for example 8GiB; left out: four fifths of what is free. Fewer run side by side when it is
    /// short. The results do not depend on it.
    #[arg(long, value_name = "SIZE")]
    memory: Option<ByteSize>,
}

impl Resources {
    /// These, as they are written on the command line.
    pub(crate) fn arguments(self) -> impl Iterator<Item = OsString> {
        let threads = self
            .threads
            .map(|threads| ["--threads".to_owned(), threads.to_string()]);
        let memory = self
            .memory
            .map(|memory| ["--memory".to_owned(), format!("{}B", memory.as_u64())]);
        threads.into_iter().chain(memory).flatten().map(OsString::from)
    }

    /// How many runs at `scale` may go side by side: at least one.
    pub(crate) fn runs_at_once(self, scale: f64) -> usize {
        let threads = self.threads.map_or_else(
            || std::thread::available_parallelism().map_or(1, NonZeroUsize::get),
            NonZeroUsize::get,
        );
        let fit = match self.memory {
            Some(memory) => machine::runs_that_fit_into(memory.as_mib(), scale),
            None => machine::runs_that_fit(scale),
        };
        threads.min(fit).max(1)
    }
}
