-- which program runs a job, where several of them work over one database: only that one can know that it was interrupted
alter table job add column node text not null default ''; -- '': not recorded
