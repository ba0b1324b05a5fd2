-- what was worked on last is read from the end of a long log, of one kind of record
create index trace_kind on trace (kind, seq);
