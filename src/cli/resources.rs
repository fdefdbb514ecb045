//! How much of the machine many runs may take.

use std::num::NonZeroUsize;

use bytesize::ByteSize;
use clickday::ensemble::Resources;

use super::number::whole;

/// More threads than any machine of today has cores.
const MOST_THREADS: u64 = 1024;

/// Less holds no run at all; a limit above it that a run does not fit into is told with what the run takes.
const LEAST_MEMORY: ByteSize = ByteSize::mib(1);

/// Threads and memory.
#[derive(Debug, Clone, Copy, Default, clap::Args)]
pub(crate) struct Limits {
    /// Number of threads [default: one for each core]. The results do not depend on it.
    #[arg(long, allow_negative_numbers = true, value_name = "N", value_parser = whole(1, MOST_THREADS))]
    threads: Option<u64>,
    /// Memory that the process may use, for example 8GiB [default: four fifths of what is free]. If memory is short, fewer runs run
    /// at the same time. The results do not depend on it.
    #[arg(long, value_name = "SIZE", value_parser = memory)]
    memory: Option<ByteSize>,
}

impl Limits {
    /// These, for an ensemble.
    pub(crate) fn resources(self) -> Resources {
        Resources {
            threads: self
                .threads
                .and_then(|threads| NonZeroUsize::new(threads as usize)),
            memory: self.memory.map(|memory| memory.as_u64()),
        }
    }
}

/// A size of memory, if the program can begin with it.
fn memory(text: &str) -> Result<ByteSize, NoMemory> {
    let size: ByteSize = text.parse().map_err(|_| NoMemory::NotASize)?;
    if size < LEAST_MEMORY {
        return Err(NoMemory::TooLittle);
    }
    Ok(size)
}

/// Why a text is no size of memory for runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
enum NoMemory {
    #[error("write a size, for example 8GiB or 700MiB")]
    NotASize,
    #[error("no run fits into it; write at least 1MiB")]
    TooLittle,
}
