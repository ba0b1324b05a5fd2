//! A query for all terms with a prefix: beginnings of keys, and single characters as beginnings of pairs.
//!
//! tantivy's own range query fills a bit set over the whole segment even for one hit; here few hits
//! stay a short list, so that looking up an ID number does not grow with the archive.

use tantivy::postings::BlockSegmentPostings;
use tantivy::query::{
    BitSetDocSet, ConstScorer, EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{BitSet, DocId, DocSet, Score, SegmentReader, TERMINATED, TantivyError};

#[derive(Clone, Debug)]
pub(super) struct PrefixQuery {
    pub field: Field,
    pub beginning: String,
}

impl Query for PrefixQuery {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(PrefixWeight(self.clone())))
    }
}

struct PrefixWeight(PrefixQuery);

impl Weight for PrefixWeight {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let mut docs = Docs { few: Vec::new(), many: None, bound: segment.max_doc() };
        self.each_block(segment, |block| docs.take(block))?;
        Ok(match docs.many {
            Some(set) => Box::new(ConstScorer::new(BitSetDocSet::from(set), boost)),
            None if docs.few.is_empty() => Box::new(EmptyScorer),
            None => {
                docs.few.sort_unstable();
                docs.few.dedup();
                Box::new(ConstScorer::new(DocList { docs: docs.few, at: 0 }, boost))
            }
        })
    }

    fn explain(&self, segment: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(segment, 1.0)?;
        if scorer.doc() > doc || scorer.seek(doc) != doc {
            return Err(TantivyError::InvalidArgument(format!("document {doc} does not match")));
        }
        Ok(Explanation::new("beginning", 1.0))
    }
}

impl PrefixWeight {
    fn each_block(&self, segment: &SegmentReader, mut take: impl FnMut(&[DocId])) -> tantivy::Result<()> {
        let index = segment.inverted_index(self.0.field)?;
        let mut range = index.terms().range().without_keys().ge(self.0.beginning.as_bytes());
        if let Some(end) = next_after(&self.0.beginning) {
            range = range.lt(end.as_bytes());
        }
        let mut terms = range.into_stream()?;
        let mut block = BlockSegmentPostings::empty();
        let mut first = true;
        while terms.advance() {
            if first {
                block = index.read_block_postings_from_terminfo(terms.value(), IndexRecordOption::Basic)?;
                first = false;
            } else {
                index.reset_block_postings_from_terminfo(terms.value(), &mut block)?;
            }
            while !block.docs().is_empty() {
                take(block.docs());
                block.advance();
            }
        }
        Ok(())
    }
}

/// Hits as they come: a short list, or a bit set once they are more than one in [`SPARSE`] records.
struct Docs {
    few: Vec<DocId>,
    many: Option<BitSet>,
    bound: DocId,
}

const SPARSE: u32 = 64;

impl Docs {
    fn take(&mut self, block: &[DocId]) {
        let docs = block.iter().copied().filter(|doc| *doc < self.bound);
        if let Some(set) = &mut self.many {
            for doc in docs {
                set.insert(doc);
            }
            return;
        }
        self.few.extend(docs);
        if self.few.len() > (self.bound / SPARSE + 256) as usize {
            let mut set = BitSet::with_max_value(self.bound);
            for doc in self.few.drain(..) {
                set.insert(doc);
            }
            self.many = Some(set);
        }
    }
}

/// The least text that is greater than all texts with this beginning; `None` when there is none.
fn next_after(beginning: &str) -> Option<String> {
    let mut chars: Vec<char> = beginning.chars().collect();
    while let Some(last) = chars.pop() {
        let next = if last == '\u{d7ff}' { Some('\u{e000}') } else { char::from_u32(last as u32 + 1) };
        if let Some(next) = next {
            chars.push(next);
            return Some(chars.into_iter().collect());
        }
    }
    None
}

struct DocList {
    docs: Vec<DocId>,
    at: usize,
}

impl DocSet for DocList {
    fn advance(&mut self) -> DocId {
        self.at = (self.at + 1).min(self.docs.len());
        self.doc()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.at += self.docs[self.at..].partition_point(|doc| *doc < target);
        self.doc()
    }

    fn doc(&self) -> DocId {
        self.docs.get(self.at).copied().unwrap_or(TERMINATED)
    }

    fn size_hint(&self) -> u32 {
        self.docs.len() as u32
    }
}

#[cfg(test)]
mod tests {
    use super::next_after;

    #[test]
    fn what_comes_after() {
        assert_eq!(next_after("张").as_deref(), Some("弡"));
        assert_eq!(next_after("a\u{d7ff}").as_deref(), Some("a\u{e000}"));
        assert_eq!(next_after("a\u{10ffff}").as_deref(), Some("b"));
        assert_eq!(next_after("\u{10ffff}"), None);
    }
}
