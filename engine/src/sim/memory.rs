//! Telling the machine how memory will be used. Nothing here changes what a program can see; it is where the engine meets the
//! hardware, and the only place with `unsafe`.

/// Bytes of a cache line.
pub(crate) const LINE: usize = 64;

/// Starts fetching the cache lines of `slice[index]`, if there is one: as many as its size asks for.
#[inline]
#[allow(unsafe_code)]
pub fn prefetch<T>(slice: &[T], index: usize) {
    #[cfg(target_arch = "x86_64")]
    if let Some(item) = slice.get(index) {
        for offset in (0..size_of::<T>()).step_by(LINE) {
            // SAFETY: a prefetch is a hint: it reads nothing and cannot fault, and the address is within a live element.
            unsafe {
                std::arch::x86_64::_mm_prefetch::<{ std::arch::x86_64::_MM_HINT_T0 }>(
                    std::ptr::from_ref(item).cast::<i8>().add(offset),
                );
            }
        }
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = (slice, index);
}

/// Whether the system would give so many bytes at once. They are given back at once: it is asked so that a run too large for the
/// machine is refused with a reason, where a vector that cannot grow ends the program.
pub(crate) fn has_room(bytes: u64) -> bool {
    usize::try_from(bytes).is_ok_and(|bytes| Vec::<u8>::new().try_reserve_exact(bytes).is_ok())
}

/// Asks for large pages behind the whole capacity of a vector that will be read at random: five million records lie on forty
/// thousand small pages, more than a processor keeps in mind. Best done before the vector is filled. A system that knows no large
/// pages, or refuses, leaves everything as it is.
#[allow(unsafe_code)]
pub(crate) fn read_at_random<T>(items: &mut Vec<T>) {
    #[cfg(target_os = "linux")]
    {
        const PAGE: usize = 4096;
        let start = items.as_mut_ptr().cast::<u8>();
        let skip = start.align_offset(PAGE);
        let length = (items.capacity() * size_of::<T>()).saturating_sub(skip) / PAGE * PAGE;
        if length > 0 {
            // SAFETY: the range lies within one live allocation, and this advice leaves its contents alone.
            let advised = unsafe {
                rustix::mm::madvise(start.add(skip).cast(), length, rustix::mm::Advice::LinuxHugepage)
            };
            // Advice refused is no error.
            let _ = advised;
        }
    }
    #[cfg(not(target_os = "linux"))]
    let _ = items;
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A record of many cache lines.
    #[derive(Clone, Copy)]
    struct Wide([u8; 1_000]);

    /// For the address sanitizer: `scripts/sanitizer.sh`.
    #[test]
    fn hints_read_nothing_and_change_nothing() {
        for length in [0, 1, 2, 1_000] {
            let mut small: Vec<u8> = (0..length).map(|index| index as u8).collect();
            let mut wide = vec![Wide([7; 1_000]); length];
            read_at_random(&mut small);
            read_at_random(&mut wide);
            for index in (0..length + 3).chain([usize::MAX]) {
                prefetch(&small, index);
                prefetch(&wide, index);
            }
            assert!(small.iter().enumerate().all(|(index, byte)| *byte == index as u8));
            assert!(wide.iter().all(|record| record.0 == [7; 1_000]));
        }
        let mut nothing = vec![(); 3];
        read_at_random(&mut nothing);
        prefetch(&nothing, 2);
        // Room that is there, and is not filled yet.
        let mut empty: Vec<u64> = Vec::with_capacity(100_000);
        read_at_random(&mut empty);
        prefetch(&empty, 0);
        assert!(empty.is_empty());
    }

    #[test]
    fn there_is_room_for_little_and_not_for_everything() {
        assert!(has_room(0) && has_room(1 << 20));
        assert!(!has_room(u64::MAX));
    }
}
