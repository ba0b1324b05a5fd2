//! `/disposals`: batches of what is due, from their list to their end. One page a batch with the one act that is next, and
//! a screen of its own where the volumes are destroyed.

mod shown;
mod reading;
mod lines;
mod refused;
pub mod batch;
pub mod board;
pub mod opening;
pub mod sheets;
pub mod papers;
pub mod site;
