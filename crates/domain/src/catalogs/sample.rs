//! 抽样: which volumes a seed draws, so that anybody can draw them again.
//!
//! Every volume gets SHA-256 of `seed/code` (UTF-8, a slash between); the volumes with the smallest
//! digests are the sample, in shelf order. Nothing but the seed and the codes decides, so the printed catalog
//! and any SHA-256 program are enough to check it; a volume added later enters only if its own digest
//! is among the smallest, and drives out one other.

use std::collections::BinaryHeap;

use crate::general::digest::{Digest, FieldDigest};

/// The longest seed that is taken, in characters.
pub const LONGEST_SEED: usize = 40;

/// A draw under way: volumes are offered in shelf order, the smallest digests stay.
pub struct Draw {
    seed: String,
    size: usize,
    /// Digest, place on the shelf and id; the largest on top.
    kept: BinaryHeap<(Digest, u64, i64)>,
    offered: u64,
    scope: FieldDigest,
}

/// What was drawn, and from what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawn {
    /// Ids in shelf order.
    pub ids: Vec<i64>,
    /// Volumes offered, and a digest over all their codes in order: another digest, another scope.
    pub offered: u64,
    pub scope: Digest,
}

impl Draw {
    pub fn new(seed: &str, size: usize) -> Draw {
        let scope = FieldDigest::new("sample scope");
        Draw { seed: seed.to_owned(), size, kept: BinaryHeap::new(), offered: 0, scope }
    }

    /// The next volume on the shelf.
    pub fn offer(&mut self, id: i64, code: &str) {
        self.scope.text(code);
        let digest = Digest::compute(format!("{}/{code}", self.seed).as_bytes());
        self.kept.push((digest, self.offered, id));
        self.offered += 1;
        if self.kept.len() > self.size {
            self.kept.pop();
        }
    }

    pub fn drawn(self) -> Drawn {
        let mut kept = self.kept.into_vec();
        kept.sort_unstable_by_key(|(_, place, _)| *place);
        Drawn {
            ids: kept.into_iter().map(|(.., id)| id).collect(),
            offered: self.offered,
            scope: self.scope.digest(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draw(seed: &str, size: usize, codes: &[String]) -> Drawn {
        let mut draw = Draw::new(seed, size);
        codes.iter().enumerate().for_each(|(id, code)| draw.offer(id as i64, code));
        draw.drawn()
    }

    fn shelf(count: usize) -> Vec<String> {
        (1..=count).map(|n| format!("2009-ZJ-社会保险费征缴核定材料-{n}-200-H")).collect()
    }

    #[test]
    fn the_sample_is_what_sha256_of_seed_and_code_says() {
        let codes = shelf(50);
        let mut keyed: Vec<(String, i64)> = codes
            .iter()
            .enumerate()
            .map(|(id, code)| (Digest::compute(format!("2026审计/{code}").as_bytes()).hex(), id as i64))
            .collect();
        keyed.sort();
        let mut expected: Vec<i64> = keyed[..7].iter().map(|(_, id)| *id).collect();
        expected.sort_unstable();
        assert_eq!(draw("2026审计", 7, &codes).ids, expected);
    }

    #[test]
    fn a_known_draw_stays_as_it_is() {
        // printf '%s' '1/2009-ZJ-社会保险费征缴核定材料-17-200-H' | sha256sum, for 1 … 20
        assert_eq!(draw("1", 3, &shelf(20)).ids, [10, 18, 19]);
    }

    #[test]
    fn the_same_seed_draws_the_same_and_another_seed_others() {
        let codes = shelf(200);
        let first = draw("12345678", 30, &codes);
        assert_eq!(first, draw("12345678", 30, &codes));
        assert_eq!((first.ids.len(), first.offered), (30, 200));
        assert!(first.ids.is_sorted());
        let other = draw("12345679", 30, &codes);
        assert_ne!(first.ids, other.ids);
        assert_eq!(first.scope, other.scope, "the scope is the same whatever the seed");
    }

    #[test]
    fn a_volume_more_changes_the_scope_and_at_most_one_of_the_sample() {
        let (before, after) = (shelf(200), shelf(201));
        for seed in ["a", "b", "c", "d", "e"] {
            let (first, second) = (draw(seed, 30, &before), draw(seed, 30, &after));
            assert_ne!(first.scope, second.scope);
            let stayed = first.ids.iter().filter(|id| second.ids.contains(id)).count();
            assert!(stayed >= 29, "{stayed}");
        }
    }

    #[test]
    fn every_volume_is_as_likely_as_any_other() {
        let codes = shelf(20);
        let mut times = vec![0u32; 20];
        for seed in 0..4000 {
            draw(&seed.to_string(), 5, &codes).ids.iter().for_each(|id| times[*id as usize] += 1);
        }
        // 1000 each; six standard deviations are 164
        assert!(times.iter().all(|count| (836..=1164).contains(count)), "{times:?}");
    }

    #[test]
    fn a_sample_larger_than_the_scope_is_the_scope_and_none_is_none() {
        assert_eq!(draw("1", 30, &shelf(3)).ids, [0, 1, 2]);
        assert_eq!(draw("1", 0, &shelf(3)).ids, [] as [i64; 0]);
        assert_eq!(draw("1", 5, &[]).offered, 0);
    }
}
