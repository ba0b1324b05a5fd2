//! Long lists of records sorted lately: their pages rest on one sorting.

use std::sync::{Arc, PoisonError};

use super::Archive;
use crate::domain::general::error::Result;
use crate::domain::records::scope::Scope;
use crate::domain::records::sorting::ItemSortKey;

/// Orders kept at once.
const MOST: usize = 4;

/// The first records of a scope in an order, as they stood after an event.
#[derive(Clone, Debug)]
pub(super) struct OrderKept {
    through: i64,
    scope: Scope,
    order: (ItemSortKey, bool),
    ids: Arc<Vec<i64>>,
}

impl Archive {
    /// Ids of the first records of a scope in this order. What was sorted is not sorted again before something is
    /// written.
    pub async fn first_in_order(
        &self,
        scope: &Scope,
        order: (ItemSortKey, bool),
        most: i64,
    ) -> Result<Arc<Vec<i64>>> {
        let through = self.whole().store.last_event().await?;
        if let Some(ids) = self.order_kept(through, scope, order) {
            return Ok(ids);
        }
        let ids = Arc::new(self.store.items_ordered(scope, order, 0, most).await?);
        let kept = OrderKept { through, scope: scope.clone(), order, ids: ids.clone() };
        let mut all = self.orders.lock().unwrap_or_else(PoisonError::into_inner);
        all.truncate(MOST - 1);
        all.insert(0, kept);
        Ok(ids)
    }

    fn order_kept(&self, through: i64, scope: &Scope, order: (ItemSortKey, bool)) -> Option<Arc<Vec<i64>>> {
        let mut all = self.orders.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|kept| kept.through >= through);
        let found = all.iter().find(|kept| kept.order == order && kept.scope == *scope);
        found.map(|kept| kept.ids.clone())
    }
}
