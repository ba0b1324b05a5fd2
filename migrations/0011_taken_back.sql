-- a batch taken back: its records are gone from their volumes, the batch and what was said of its rows stay
alter table batch add column taken_back_at text not null default ''; -- RFC 3339 with offset; '': it stands
alter table batch add column taken_back_by text not null default '';
