//! 收集: sheets as clerks send them, until their rows are filed.

mod examples; // the six hand-over sheets, each yielding what its README says
mod filing_stories; // rows lost, doubled, filed elsewhere; legal writes accused
mod mending; // repairs of a sheet: kept, put in, listed, never doubled
mod positions; // a range pasted without headings
mod sheets; // reading what clerks send, in the child: the examples, hostile files
