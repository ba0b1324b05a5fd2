//! The one integration binary: the list of modules says where a new test goes. One line each.

mod support; // Site: a real archive in a temporary place, on either database; the real program

mod auditing; // what an auditor takes home: catalogs by year, a sample, the report of a year
mod both_databases; // store stories, the same on SQLite and PostgreSQL
mod catalogs; // finding aids, registers, packages, the annotated copy
mod consulting_stories; // the register of use, questions kept under a name
mod digests_kept; // rows of earlier versions keep their digests
mod entering; // what is typed and pasted into an open volume
mod examples; // the six hand-over sheets, each yielding what its README says
mod filing_stories; // rows lost, doubled, filed elsewhere; legal writes accused
mod kills; // kill -9 in the middle of an import
mod mending; // repairs of a sheet: kept, put in, listed, never doubled
mod migrations; // linted, applied with rows, guarded, unchanged
mod paper; // what stands on paper, read back by independent readers
mod pages; // the web door: every page in both languages, every operation, what stands around them
mod schemes; // every scheme file, every finding
mod sheets; // reading what clerks send, in the child: the examples, hostile files
mod tamper; // what `verify` finds behind the program's back
mod tidy; // layers, homes of libraries, sizes, clock, leftover marks
mod trouble; // locks, full disks, damaged files: one clear sentence
