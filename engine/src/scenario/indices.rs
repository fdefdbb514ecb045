//! Indices into a scenario, each a type of its own: a group does not index offices, nor a page
//! classes of requests.
//!
//! An index is as small as what stores it (a person's record has one byte for the kind), and free:
//! it widens where it is used. `model::check` refuses models with more of a thing than its index
//! can count.
//!
//! A vector takes the indices of its own things:
//!
//! ```
//! # use clickday_engine as clickday;
//! use clickday::scenario::GroupIndex;
//! use typed_index_collections::{TiVec, ti_vec};
//!
//! let groups: TiVec<GroupIndex, &str> = ti_vec!["artisans", "farm workers"];
//! assert_eq!(groups[GroupIndex::from(1)], "farm workers");
//! ```
//!
//! and no others:
//!
//! ```compile_fail,E0277
//! # use clickday_engine as clickday;
//! use clickday::scenario::{GroupIndex, OfficeIndex};
//! use typed_index_collections::{TiVec, ti_vec};
//!
//! let groups: TiVec<GroupIndex, &str> = ti_vec!["artisans", "farm workers"];
//! groups[OfficeIndex::from(1)];
//! ```

/// Index types, each with the integer that holds it.
macro_rules! indices {
    ($($(#[$doc:meta])* $name:ident($inner:ty),)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name($inner);

        impl $name {
            /// The first.
            pub const FIRST: Self = $name(0);
        }

        impl From<usize> for $name {
            #[inline]
            fn from(index: usize) -> Self {
                debug_assert!(<$inner>::try_from(index).is_ok(), "index {index} is too large");
                $name(index as $inner)
            }
        }

        impl From<$name> for usize {
            #[inline]
            fn from(index: $name) -> Self {
                index.0 as usize
            }
        }
    )*};
}

indices! {
    /// A group of people.
    GroupIndex(u8),
    /// An office.
    OfficeIndex(u8),
    /// A kind of visitor: a group, or an office. The groups come first.
    KindIndex(u8),
    /// A role.
    RoleIndex(u16),
    /// A level of skill.
    SkillIndex(u8),
    /// A page: of the application, or beyond it.
    PageIndex(u8),
    /// A class of requests.
    ClassIndex(u8),
    /// A tier, outermost first.
    TierIndex(usize),
    /// An attack.
    AttackIndex(u32),
    /// A rule of the operator.
    RuleIndex(u32),
}

impl TierIndex {
    /// The tier inside this one.
    #[inline]
    #[must_use]
    pub(crate) fn next(self) -> Self {
        TierIndex(self.0 + 1)
    }

    /// The tiers from this one inwards, up to the one before `end`.
    #[inline]
    pub(crate) fn until(self, end: TierIndex) -> impl DoubleEndedIterator<Item = TierIndex> {
        (self.0..end.0).map(TierIndex)
    }

    /// The tier of a byte in which it was stored.
    #[inline]
    pub(crate) fn of_byte(byte: u8) -> Self {
        TierIndex(usize::from(byte))
    }

    /// The byte in which to store it.
    #[inline]
    pub(crate) fn byte(self) -> u8 {
        self.0 as u8
    }
}

impl PageIndex {
    /// The page after this one.
    #[inline]
    #[must_use]
    pub(crate) fn next(self) -> Self {
        PageIndex(self.0 + 1)
    }
}

/// The kind of a group's people.
impl From<GroupIndex> for KindIndex {
    #[inline]
    fn from(group: GroupIndex) -> Self {
        KindIndex(group.0)
    }
}

/// How kinds of visitors are numbered: groups, then offices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kinds {
    groups: usize,
}

impl Kinds {
    /// The numbering with so many groups.
    #[inline]
    pub(super) fn new(groups: usize) -> Self {
        Kinds { groups }
    }

    /// The kind of an office's operators.
    #[inline]
    pub(crate) fn of_office(self, office: OfficeIndex) -> KindIndex {
        KindIndex::from(self.groups + usize::from(office))
    }

    /// Whether a kind is a group.
    #[inline]
    pub fn is_group(self, kind: KindIndex) -> bool {
        usize::from(kind) < self.groups
    }

    /// The group that a kind is; `None`: it is an office.
    #[inline]
    pub(crate) fn group(self, kind: KindIndex) -> Option<GroupIndex> {
        self.is_group(kind).then_some(GroupIndex(kind.0))
    }

    /// The office that a kind is; `None`: it is a group.
    #[inline]
    pub(crate) fn office(self, kind: KindIndex) -> Option<OfficeIndex> {
        usize::from(kind).checked_sub(self.groups).map(OfficeIndex::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_groups_then_offices() {
        let kinds = Kinds::new(3);
        let (group, office) = (GroupIndex::from(2), OfficeIndex::from(0));
        let (own, operator) = (KindIndex::from(group), kinds.of_office(office));
        assert_eq!(kinds.group(own), Some(group));
        assert_eq!(kinds.office(own), None);
        assert_eq!(kinds.group(operator), None);
        assert_eq!(kinds.office(operator), Some(office));
        assert!(own < operator);
    }
}
