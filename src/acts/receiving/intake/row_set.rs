//! Numbers of rows, a bit for each.

/// A set of row numbers: a million of them are 128 KiB.
#[derive(Clone, Default)]
pub(super) struct RowSet {
    bits: Vec<u64>,
    count: u64,
}

impl RowSet {
    pub fn contains(&self, row: u32) -> bool {
        self.bits.get(row as usize / 64).is_some_and(|bits| bits & bit(row) != 0)
    }

    pub fn insert(&mut self, row: u32) {
        let at = row as usize / 64;
        if self.bits.len() <= at {
            self.bits.resize(at + 1, 0);
        }
        self.count += u64::from(self.bits[at] & bit(row) == 0);
        self.bits[at] |= bit(row);
    }

    pub fn remove(&mut self, row: u32) {
        if self.contains(row) {
            self.bits[row as usize / 64] &= !bit(row);
            self.count -= 1;
        }
    }

    pub fn len(&self) -> u64 {
        self.count
    }

    pub fn is_empty(&self) -> bool {
        self.count == 0
    }
}

fn bit(row: u32) -> u64 {
    1 << (row % 64)
}

impl FromIterator<u32> for RowSet {
    fn from_iter<I: IntoIterator<Item = u32>>(rows: I) -> Self {
        let mut set = RowSet::default();
        rows.into_iter().for_each(|row| set.insert(row));
        set
    }
}

#[cfg(test)]
mod tests {
    use super::RowSet;

    #[test]
    fn rows_are_counted_once() {
        let mut rows: RowSet = [1, 63, 64, 1_048_576, 64].into_iter().collect();
        assert_eq!(rows.len(), 4);
        assert!([1, 63, 64, 1_048_576].into_iter().all(|row| rows.contains(row)));
        assert!(![0, 2, 65, u32::MAX].into_iter().any(|row| rows.contains(row)));
        rows.remove(64);
        rows.remove(2);
        assert_eq!((rows.len(), rows.contains(64), rows.is_empty()), (3, false, false));
    }
}
