-- a record kept on: for how long from its original start, permanent or years; '' for other facts
alter table fact add column period text not null default '';
