//! How much of the machine many runs may take.

use std::num::NonZeroUsize;

use bytesize::ByteSize;
use clickday::ensemble::Resources;

/// Threads and memory.
#[derive(Debug, Clone, Copy, Default, clap::Args)]
pub(crate) struct Limits {
    /// Threads to run on; left out: one for each core. The results do not depend on it.
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
    /// Memory that the process may take, for example 8GiB; left out: four fifths of what is free. Fewer run side by side when it is
    /// short. The results do not depend on it.
    #[arg(long, value_name = "SIZE")]
    memory: Option<ByteSize>,
}

impl Limits {
    /// These, for an ensemble.
    pub(crate) fn resources(self) -> Resources {
        Resources {
            threads: self.threads,
            memory: self.memory.map(|memory| memory.as_u64()),
        }
    }
}
