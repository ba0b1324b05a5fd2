//! 保管: what happens to the archive, and what it says about itself.

mod backups; // lost and restored elsewhere; killed, damaged, upgraded
mod gauges; // what watching programs are told, and the lines of the log
mod jobs; // long work that failed is begun again
mod log_export; // the log taken home, its chain computed by others
mod kills; // kill -9 in the middle of an import
mod tamper; // what `verify` finds behind the program's back
mod trouble; // locks, full disks, damaged files: one clear sentence
mod verifying; // legal writes accused of nothing, rows digests leave out
