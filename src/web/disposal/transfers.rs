//! `/transfers`: batches on their way to another archive. One page a batch with the one act that is next, and a screen of its own
//! where the volumes are laid into cartons.

mod shown;
mod reading;
pub mod batch;
pub mod board;
pub mod opening;
pub mod packing;
pub mod sealing;
