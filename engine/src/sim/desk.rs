//! The desks of the offices: each operator has a pile of files, in the order their owners wanted to apply.

use crate::scenario::{GroupIndex, Kinds, OfficeIndex, Scenario};

use super::memory::prefetch;
use super::person::Person;

/// The file in front of an operator.
#[derive(Debug, Clone, Copy)]
pub(crate) struct File {
    /// Its owner.
    pub(crate) person: u32,
    /// The owner's group.
    pub(crate) group: GroupIndex,
    /// When the owner wanted to apply \[µs\].
    pub(crate) comes: u64,
}

/// An operator's desk.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Desk {
    next: u32,
    end: u32,
    /// Files still to be done under the present login.
    pub(crate) login_left: u32,
    /// What of the next file is asked for again and again: its owner's record lies far away in memory.
    file: Option<File>,
}

/// All desks, and all files in the order they will be taken up.
#[derive(Debug)]
pub(crate) struct Piles {
    kinds: Kinds,
    desks: Vec<Desk>,
    files: Vec<u32>,
    /// First desk of each office, and one past the last.
    first: Vec<u32>,
    /// Desk of each file, while they are being handed in.
    handed_in: Vec<(u32, u32)>,
}

impl Piles {
    pub(crate) fn new(scenario: &Scenario) -> Self {
        let mut first = vec![0];
        for office in &scenario.offices {
            first.push(first[first.len() - 1] + office.operators as u32);
        }
        let desks = first[first.len() - 1] as usize;
        Piles {
            kinds: scenario.kinds(),
            desks: vec![Desk::default(); desks],
            files: Vec::new(),
            first,
            handed_in: Vec::new(),
        }
    }

    /// Lays a file on the pile of an office's operator, picked by random bits.
    pub(crate) fn file(&mut self, office: OfficeIndex, bits: u64, person: u32) {
        let office = usize::from(office);
        let operators = u128::from(self.first[office + 1] - self.first[office]);
        let picked = ((u128::from(bits) * operators) >> 64) as u32;
        self.handed_in.push((self.first[office] + picked, person));
    }

    /// Sorts the piles, each by first intent.
    pub(crate) fn sort(&mut self, people: &[Person]) {
        let handed_in = std::mem::take(&mut self.handed_in);
        for (desk, _) in &handed_in {
            self.desks[*desk as usize].end += 1;
        }
        let mut start = 0;
        for desk in &mut self.desks {
            let count = desk.end;
            (desk.next, desk.end) = (start, start);
            start += count;
        }
        self.files = vec![0; handed_in.len()];
        for (desk, person) in handed_in {
            let desk = &mut self.desks[desk as usize];
            self.files[desk.end as usize] = person;
            desk.end += 1;
        }
        for desk in &self.desks {
            self.files[desk.next as usize..desk.end as usize]
                .sort_unstable_by_key(|p| (people[*p as usize].intent(), *p));
        }
        for operator in 0..self.desks.len() {
            self.take_up(operator, people);
        }
    }

    /// Starts fetching an operator's desk from memory.
    #[inline]
    pub(crate) fn fetch(&self, operator: usize) {
        prefetch(&self.desks, operator);
    }

    /// The file on an operator's desk, if any is left.
    #[inline]
    pub(crate) fn file_on(&self, operator: usize) -> Option<File> {
        self.desks[operator].file
    }

    /// The file on the desk is done: the next one, please.
    pub(crate) fn finish(&mut self, operator: usize, people: &[Person]) {
        self.desks[operator].next += 1;
        self.take_up(operator, people);
    }

    fn take_up(&mut self, operator: usize, people: &[Person]) {
        let kinds = self.kinds;
        let desk = &mut self.desks[operator];
        desk.file = (desk.next < desk.end).then(|| {
            let person = self.files[desk.next as usize];
            let owner = &people[person as usize];
            File {
                person,
                group: kinds.group(owner.kind).unwrap_or(GroupIndex::FIRST),
                comes: owner.intent(),
            }
        });
    }

    pub(crate) fn desk(&mut self, operator: usize) -> &mut Desk {
        &mut self.desks[operator]
    }
}
