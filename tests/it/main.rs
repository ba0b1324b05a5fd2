//! The one integration binary: the list of modules says where a new test goes. A department's room holds its
//! stories on both databases, through the real program, and through its pages.

mod support; // a real archive in a temporary place; the real program; the pages' router; expected files

mod setup; // schemes, first steps
mod receiving; // sheets read, repaired, taken in
mod arranging; // what is typed and pasted into a volume, filed elsewhere, closed
mod finding; // lists and what is set aside from them
mod using; // the counter, its register, ID numbers shown
mod disposal; // facts and dates
mod catalogs; // finding aids, forms on paper, packages, samples, proofs
mod upkeep; // kills, tampering, verifying, trouble with disks and databases

mod both_databases; // store stories, the same on SQLite and PostgreSQL
mod digests_kept; // rows of earlier versions keep their digests
mod frame; // every page in both languages, every operation of the API, what stands around them
mod migrations; // linted, applied with rows, guarded, unchanged
mod tidy; // layers, homes of libraries, sizes, clock, leftover marks
