-- which sheet of the workbook a batch took in: its row numbers are that sheet's
alter table batch add column sheet text not null default ''; -- '': not recorded
