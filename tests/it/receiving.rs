//! 收集: sheets as clerks send them, until their rows are filed.

mod examples; // the six hand-over sheets, each yielding what its README says
mod handing_in; // a department's papers: accepted or returned, taken in
mod handovers_doors; // the same through the doors
mod inbox; // bounds in age and size
mod many_rows; // more rows and problems than anybody reads
mod mending; // repairs of a sheet: kept, put in, listed, never doubled
pub mod packages; // another archive's transfer package: equal record for record, or not at all
mod pages; // a sheet by forms alone
mod positions; // a range pasted without headings
mod reading_once; // one reading of a file for every dry run, its copy and the taking
mod rows; // cells that say where a record belongs or whom it concerns: understood, asked or refused
mod sheets; // reading what clerks send, in the child: the examples, hostile files
mod suggesting; // steps suggested by the words of the field and by what was filed before
mod taking_back; // a batch goes back whole, or not at all
mod taking_in; // rows lost, doubled, filed elsewhere
