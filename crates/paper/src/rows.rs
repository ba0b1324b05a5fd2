//! The rows of a section as they will be printed, in one buffer: a hundred thousand rows take a few
//! megabytes.

/// What a line of the table is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PrintedLineKind {
    Row,
    /// A line over the whole width, before the rows it names.
    Group,
    /// The sums.
    Total,
}

/// Rows of so many texts each, and the counts of the columns that are summed.
#[derive(Clone, Debug, Default)]
pub(super) struct PrintedRows {
    columns: usize,
    summed: usize,
    text: String,
    ends: Vec<u32>,
    counts: Vec<u64>,
    marks: Vec<PrintedLineKind>,
}

impl PrintedRows {
    pub fn new(columns: usize, summed: usize) -> PrintedRows {
        PrintedRows { columns: columns.max(1), summed, ..PrintedRows::default() }
    }

    /// Adds a row; `counts` in the order of the summed columns. Missing texts are empty.
    pub fn push<'a>(&mut self, mark: PrintedLineKind, texts: impl Iterator<Item = &'a str>, counts: &[u64]) {
        let mut there = 0;
        for text in texts.take(self.columns) {
            self.text.push_str(text);
            self.ends.push(self.text.len() as u32);
            there += 1;
        }
        self.ends.resize(self.ends.len() + self.columns - there, self.text.len() as u32);
        self.counts.extend_from_slice(&counts[..self.summed]);
        self.marks.push(mark);
    }

    pub fn len(&self) -> usize {
        self.marks.len()
    }

    /// Whether another row would overflow what one document can hold.
    pub fn is_full(&self) -> bool {
        self.text.len() > u32::MAX as usize - (1 << 24)
    }

    pub fn mark(&self, row: usize) -> PrintedLineKind {
        self.marks[row]
    }

    pub fn cell(&self, row: usize, column: usize) -> &str {
        let at = row * self.columns + column;
        let begin = if at == 0 { 0 } else { self.ends[at - 1] as usize };
        &self.text[begin..self.ends[at] as usize]
    }

    /// Counts of the summed columns.
    pub fn counts(&self, row: usize) -> &[u64] {
        &self.counts[row * self.summed..(row + 1) * self.summed]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_come_back_as_they_went_in() {
        let mut rows = PrintedRows::new(3, 1);
        rows.push(PrintedLineKind::Group, ["一月"].into_iter(), &[0]);
        rows.push(PrintedLineKind::Row, ["1", "", "缴费核定"].into_iter(), &[7]);
        assert_eq!((rows.cell(0, 0), rows.cell(0, 1), rows.cell(0, 2)), ("一月", "", ""));
        assert_eq!((rows.cell(1, 0), rows.cell(1, 1), rows.cell(1, 2)), ("1", "", "缴费核定"));
        assert_eq!((rows.counts(1), rows.mark(0), rows.len()), (&[7][..], PrintedLineKind::Group, 2));
    }
}
