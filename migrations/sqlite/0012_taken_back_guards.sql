-- Records are deleted only with their batch, once it is marked as taken back, and never out of a closed
-- volume (SQLite).

drop trigger item_never_goes;
create trigger item_goes_with_its_batch before delete on item
when not exists (select 1 from batch b where b.id = old.batch_id and b.taken_back_at <> '')
begin select raise(abort, 'guard: records are not deleted'); end;
create trigger item_out_of_closed before delete on item
when (select state from volume where id = old.volume_id) = 'closed'
begin select raise(abort, 'guard: volume is closed'); end;

-- a record stays in the batch that brought it, and a batch that was taken back brings nothing more
create trigger item_keeps_its_batch before update of batch_id on item
when coalesce(old.batch_id, 0) <> coalesce(new.batch_id, 0)
begin select raise(abort, 'guard: records keep their batch'); end;
create trigger item_into_taken_back before insert on item
when exists (select 1 from batch b where b.id = new.batch_id and b.taken_back_at <> '')
begin select raise(abort, 'guard: the batch was taken back'); end;
create trigger batch_stays_taken_back before update of taken_back_at, taken_back_by on batch
when old.taken_back_at <> '' and (new.taken_back_at <> old.taken_back_at or new.taken_back_by <> old.taken_back_by)
begin select raise(abort, 'guard: the batch was taken back'); end;
