//! Pages drawn for a preview, kept in this program's memory until their pictures are fetched: a page with three
//! pictures is drawn once, not once for each of them.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use crate::acts::catalogs::cataloging::PageImage;

/// Previews kept; the oldest goes first.
const KEPT: usize = 8;

/// The latest previews, by what was drawn.
#[derive(Default)]
pub struct DrawnPages(Mutex<VecDeque<(String, Arc<Vec<PageImage>>)>>);

impl DrawnPages {
    /// Keeps the pages of a preview in place of those drawn for it before.
    pub fn keep(&self, key: String, pages: Vec<PageImage>) -> Arc<Vec<PageImage>> {
        let pages = Arc::new(pages);
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|(other, _)| *other != key);
        all.truncate(KEPT - 1);
        all.push_front((key, pages.clone()));
        pages
    }

    /// The pages drawn last for this; `None`: they were never drawn here, or gave way to others.
    pub fn kept(&self, key: &str) -> Option<Arc<Vec<PageImage>>> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.iter().find(|(other, _)| other == key).map(|(_, pages)| pages.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_previews_are_kept_and_no_more() {
        let drawn = DrawnPages::default();
        let page = |svg: &str| vec![PageImage { svg: svg.into(), width: 210.0, height: 297.0 }];
        drawn.keep("a".into(), page("first"));
        drawn.keep("a".into(), page("again"));
        assert_eq!(drawn.kept("a").unwrap()[0].svg, "again");
        assert!(drawn.kept("b").is_none());
        (0..KEPT).for_each(|at| drop(drawn.keep(at.to_string(), page("other"))));
        assert!(drawn.kept("a").is_none() && drawn.kept("0").is_some());
    }
}
