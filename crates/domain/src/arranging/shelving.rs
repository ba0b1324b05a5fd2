//! 立卷 arithmetic: which volume a paper goes into, and at which page it begins.
//!
//! Volumes of a place are numbered from 1 without gaps; a volume over the page limit is left and the
//! next begun; ranges never overlap. A paper thicker than the limit gets a volume of its own.

/// The end of the row of volumes of one place: the volume being filled, or the last closed one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tail {
    /// Highest number given; 0: no volume yet.
    pub number: u32,
    /// Whether papers may still be put into it.
    pub open: bool,
    pub items: u32,
    /// Highest page taken in it.
    pub last_page: u32,
}

/// Where the next paper goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShelfSlot {
    pub volume: u32,
    /// 顺序号, from 1.
    pub seq: u32,
    pub page_from: u32,
    /// The volume has to be made first.
    pub is_new: bool,
}

impl Tail {
    /// Takes the next place for a paper of `pages` pages.
    pub fn take(&mut self, pages: u32, limit: u32) -> ShelfSlot {
        let full = self.items > 0 && self.last_page.saturating_add(pages) > limit;
        let is_new = !self.open || full;
        if is_new {
            *self = Tail { number: self.number + 1, open: true, items: 0, last_page: 0 };
        }
        let slot =
            ShelfSlot { volume: self.number, seq: self.items + 1, page_from: self.last_page + 1, is_new };
        self.items += 1;
        self.last_page += pages;
        slot
    }
}

/// A stretch of pages in a volume, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    pub from: u32,
    pub to: u32,
}

impl Stretch {
    pub fn new(from: u32, pages: u32) -> Self {
        Stretch { from, to: from.saturating_add(pages.max(1)) - 1 }
    }

    pub fn meets(self, other: Stretch) -> bool {
        self.from <= other.to && other.from <= self.to
    }
}

/// What is odd about the pages of a volume: stretches in page order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageFlaw {
    /// Pages `from..=to` belong to no paper.
    Gap { from: u32, to: u32 },
    /// The paper at this position begins inside the one before.
    Overlap { at: usize },
}

pub fn page_flaws(stretches: &[Stretch]) -> Vec<PageFlaw> {
    let mut flaws = Vec::new();
    let mut next = 1;
    for (at, stretch) in stretches.iter().enumerate() {
        if stretch.from > next {
            flaws.push(PageFlaw::Gap { from: next, to: stretch.from - 1 });
        }
        if stretch.from < next {
            flaws.push(PageFlaw::Overlap { at });
        }
        next = next.max(stretch.to.saturating_add(1));
    }
    flaws
}

/// Numbers missing from a run that should begin at 1, as stretches.
pub fn missing_numbers(numbers: &[u32]) -> Vec<(u32, u32)> {
    let mut missing = Vec::new();
    let mut next = 1;
    for &number in numbers {
        if number > next {
            missing.push((next, number - 1));
        }
        next = next.max(number.saturating_add(1));
    }
    missing
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn volumes_run_without_gaps_and_pages_without_overlap(pages in proptest::collection::vec(1u32..300, 1..200)) {
            let mut tail = Tail::default();
            let slots: Vec<_> = pages.iter().map(|&p| (tail.take(p, 200), p)).collect();
            let last = slots.last().map_or(0, |(slot, _)| slot.volume);
            for number in 1..=last {
                let inside: Vec<_> = slots.iter().filter(|(s, _)| s.volume == number).collect();
                prop_assert!(!inside.is_empty());
                prop_assert!(inside[0].0.is_new && inside.iter().skip(1).all(|(s, _)| !s.is_new));
                let stretches: Vec<_> = inside.iter().map(|(s, p)| Stretch::new(s.page_from, *p)).collect();
                prop_assert_eq!(page_flaws(&stretches), vec![]);
                let sum: u32 = inside.iter().map(|(_, p)| *p).sum();
                prop_assert!(sum <= 200 || inside.len() == 1);
                prop_assert!(inside.iter().enumerate().all(|(i, (s, _))| s.seq as usize == i + 1));
            }
        }
    }

    #[test]
    fn a_closed_volume_is_followed_by_a_new_one() {
        let mut tail = Tail { number: 3, open: false, items: 10, last_page: 50 };
        assert_eq!(tail.take(5, 200), ShelfSlot { volume: 4, seq: 1, page_from: 1, is_new: true });
        assert_eq!(tail.take(5, 200), ShelfSlot { volume: 4, seq: 2, page_from: 6, is_new: false });
    }

    #[test]
    fn gaps_and_overlaps_are_named() {
        let stretches = [Stretch::new(1, 4), Stretch::new(5, 3), Stretch::new(7, 3), Stretch::new(12, 1)];
        let flaws = [PageFlaw::Overlap { at: 2 }, PageFlaw::Gap { from: 10, to: 11 }];
        assert_eq!(page_flaws(&stretches), flaws);
        assert_eq!(missing_numbers(&[2, 3, 7]), [(1, 1), (4, 6)]);
    }
}
