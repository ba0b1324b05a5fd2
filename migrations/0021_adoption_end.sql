-- a scheme used beside others comes to its end without another in its place: the last day of formation filed under it
alter table adoption add column last_day text not null default ''; -- ISO; '': it has no end
