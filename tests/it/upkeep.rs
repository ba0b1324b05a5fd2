//! 保管: what happens to the archive, and what it says about itself.

mod checkpoints; // the log signed and proved, by the tools of others
mod noticing; // what somebody should see to
pub mod backups; // lost and restored elsewhere; killed, damaged, upgraded
mod gauges; // what watching programs are told, and the lines of the log
mod jobs; // long work that failed is begun again
mod log_attacks; // the log rewritten, cut, replaced: found with what was signed before
mod log_export; // the log taken home, its chain computed by others
mod kills; // kill -9 in the middle of an import
mod stopping; // told to stop, once and twice
mod tamper; // what `verify` finds behind the program's back
mod trouble; // locks, full disks, damaged files: one clear sentence
mod witness; // an older copy, a cut tail, time that runs backwards
mod verifying; // legal writes accused of nothing, rows digests leave out
