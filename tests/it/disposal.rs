//! 鉴定处置: what decides how long a paper is kept.

mod facts; // a fact recorded wrongly goes, and the log keeps it
mod cycling; // a year in one act, and who is waited for
mod foreseeing; // what a draft would move
mod report; // what a manager signs
mod holds; // what stays as long as a matter is open
mod holds_kept; // whose holds, taken back, restored, many
mod holds_doors; // the same through pages, commands and the API
mod pages; // facts and what is due by forms alone
mod disposing; // a batch from its list to its destruction
mod papers; // what is printed of it
mod vote_sheets; // decisions as xlsx, out and in
mod filing_papers; // a batch's own papers as records that stay
mod keeping_out; // a record stays while its volume goes
mod splitting; // part of a list goes its own way; what is written is bounded and masked
mod transferring; // a batch from its list to the receiver's receipt
mod transfers_doors; // the same through pages, commands and the API
mod rescheduling; // a draft proposed with its list, applied by two where it shortens
mod rescheduling_doors; // the same through pages, commands and the API
mod periods; // the period of today beside the code, and its history
mod stopping; // killed while it is destroyed
mod batch_pages; // a batch by forms alone, what is refused with its reason
