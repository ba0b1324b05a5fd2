//! The web door: every page in both languages, every operation of the API, what stands around them.

mod around; // headers, cross-site, errors in their form
mod counter; // the counter, questions out of addresses, saved searches, numbers shown
mod deeds; // a record's way through the pages, by forms alone
mod door; // the router over a small archive
mod frame; // lists, basket, fonds, ways, refused forms, jobs begun again, the five things
mod look; // every page renders, nothing leaks, every link resolves
mod paper; // forms, labels, printers; what is sent to be printed
mod proving; // files that come back, what cannot be printed
mod registered; // every file that leaves is known when it comes back
mod numbers; // ID numbers masked until asked for, in pages and answers
mod operations; // every operation answers in the shape its document shows
mod positions; // a range pasted without headings
mod templates; // no orphans, no inline code, both languages
