//! Who will be done when on a shared processor: a heap of four children to a node, each node's children on one cache line.
//!
//! It stands in the hottest place of the engine, where a library's heap, whose children lie across two lines, waits for both.

use crate::sim::event::RequestId;
use crate::sim::memory::LINE;

/// A request and the virtual time at which it will be done, as one number in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Completion(u128);

impl Completion {
    /// Later than any.
    const NEVER: Completion = Completion(u128::MAX);

    /// `end` is not negative.
    #[inline]
    pub(super) fn new(end: f64, request: RequestId) -> Self {
        // The bits of positive floats are ordered as the floats are.
        Completion(
            u128::from(end.to_bits()) << 64
                | u128::from(request.index) << 32
                | u128::from(request.generation),
        )
    }

    #[inline]
    pub(super) fn end(self) -> f64 {
        f64::from_bits((self.0 >> 64) as u64)
    }

    #[inline]
    pub(super) fn request(self) -> RequestId {
        RequestId {
            index: (self.0 >> 32) as u32,
            generation: self.0 as u32,
        }
    }
}

const CHILDREN: usize = 4;

/// The children of a node: a cache line.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
struct Siblings([Completion; CHILDREN]);

const _: () = assert!(size_of::<Siblings>() == LINE);

/// The earliest first.
///
/// Node 0 is the root; the children of node `n` are nodes `4n + 1` to `4n + 4`, which are siblings number `n`. What stands in the
/// last siblings beyond the last node is [`Completion::NEVER`].
#[derive(Debug)]
pub(super) struct CompletionHeap {
    root: Completion,
    siblings: Vec<Siblings>,
    /// Nodes.
    len: usize,
}

impl CompletionHeap {
    pub(super) fn new() -> Self {
        CompletionHeap {
            root: Completion::NEVER,
            siblings: Vec::new(),
            len: 0,
        }
    }

    /// The earliest.
    #[inline]
    pub(super) fn peek(&self) -> Option<Completion> {
        (self.len > 0).then_some(self.root)
    }

    pub(super) fn clear(&mut self) {
        *self = CompletionHeap {
            siblings: std::mem::take(&mut self.siblings),
            ..CompletionHeap::new()
        };
        self.siblings.clear();
    }

    #[inline]
    pub(super) fn push(&mut self, due: Completion) {
        let node = self.len;
        self.len += 1;
        if node == 0 {
            self.root = due;
            return;
        }
        if (node - 1).is_multiple_of(CHILDREN) {
            self.siblings.push(Siblings([Completion::NEVER; CHILDREN]));
        }
        self.sift_up(node, due);
    }

    /// Puts `due` into the hole at `node`, or higher up.
    #[inline]
    fn sift_up(&mut self, mut node: usize, due: Completion) {
        while node > 0 {
            let parent = (node - 1) / CHILDREN;
            let above = self.at(parent);
            if above <= due {
                break;
            }
            self.set(node, above);
            node = parent;
        }
        self.set(node, due);
    }

    #[inline]
    fn at(&self, node: usize) -> Completion {
        match node.checked_sub(1) {
            None => self.root,
            Some(n) => self.siblings[n / CHILDREN].0[n % CHILDREN],
        }
    }

    #[inline]
    fn set(&mut self, node: usize, due: Completion) {
        match node.checked_sub(1) {
            None => self.root = due,
            Some(n) => self.siblings[n / CHILDREN].0[n % CHILDREN] = due,
        }
    }

    /// Takes the earliest out.
    pub(super) fn pop(&mut self) -> Option<Completion> {
        let first = self.peek()?;
        self.len -= 1;
        let last = self.at(self.len);
        self.set(self.len, Completion::NEVER);
        // The hole goes down to a leaf, always to the earliest child: the last node belongs near there anyway.
        let mut hole = 0;
        while let Some(Siblings([a, b, c, d])) = self.siblings.get(hole) {
            let (left, right) = ((*b < *a), (*d < *c));
            let (early, late) = (if left { *b } else { *a }, if right { *d } else { *c });
            let child = if late < early {
                2 + usize::from(right)
            } else {
                usize::from(left)
            };
            let due = if late < early { late } else { early };
            if due == Completion::NEVER {
                break;
            }
            self.set(hole, due);
            hole = hole * CHILDREN + 1 + child;
        }
        if self.len > 0 {
            self.sift_up(hole, last);
        }
        self.siblings
            .truncate(self.len.saturating_sub(1).div_ceil(CHILDREN));
        Some(first)
    }
}

#[cfg(test)]
mod tests {
    use std::cmp::Reverse;
    use std::collections::BinaryHeap;

    use proptest::prelude::*;

    use super::*;

    fn due(end: u32, index: u32) -> Completion {
        Completion::new(f64::from(end), RequestId { index, generation: 0 })
    }

    #[test]
    fn a_heap_that_was_cleared_is_empty() {
        let mut heap = CompletionHeap::new();
        (0..50).for_each(|i| heap.push(due(i, i)));
        heap.clear();
        assert_eq!(heap.pop(), None);
        heap.push(due(3, 1));
        assert_eq!(
            (heap.peek(), heap.pop(), heap.pop()),
            (Some(due(3, 1)), Some(due(3, 1)), None)
        );
    }

    proptest! {
        /// Whatever is put in, and whenever, the earliest comes out; of those due at once, by the request.
        #[test]
        fn the_earliest_comes_first(steps in prop::collection::vec((0_u8..3, 0_u32..50, any::<u32>()), 1..600)) {
            let mut heap = CompletionHeap::new();
            let mut reference = BinaryHeap::new();
            for (action, end, index) in steps {
                if action == 0 {
                    prop_assert_eq!(heap.pop(), reference.pop().map(|Reverse(due)| due));
                } else {
                    heap.push(due(end, index));
                    reference.push(Reverse(due(end, index)));
                }
                prop_assert_eq!(heap.peek(), reference.peek().map(|Reverse(due)| *due));
            }
            while let Some(Reverse(due)) = reference.pop() {
                prop_assert_eq!(heap.pop(), Some(due));
            }
            prop_assert_eq!(heap.pop(), None);
        }
    }
}
