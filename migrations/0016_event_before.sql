-- what the rows an event changed said before it: JSON by row, '' where it changed none that was there
alter table event add column before text not null default '';
