-- Records are deleted only with their batch, once it is marked as taken back, and never out of a closed
-- volume (PostgreSQL): the same as sqlite/0012.

create or replace function guard_item() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        if not exists (select 1 from batch b where b.id = old.batch_id and b.taken_back_at <> '') then
            raise exception 'guard: records are not deleted';
        end if;
        if (select state from volume where id = old.volume_id) = 'closed' then
            raise exception 'guard: volume is closed';
        end if;
        return old;
    end if;
    if new.volume_id is not null and exists (
        select 1 from item x where x.volume_id = new.volume_id and x.id <> new.id
           and x.page_from < new.page_from + new.pages and x.page_from + x.pages > new.page_from) then
        raise exception 'guard: pages overlap';
    end if;
    if tg_op = 'INSERT' then
        if (select state from volume where id = new.volume_id) = 'closed' then
            raise exception 'guard: volume is closed';
        end if;
        if exists (select 1 from batch b where b.id = new.batch_id and b.taken_back_at <> '') then
            raise exception 'guard: the batch was taken back';
        end if;
    else
        if new.volume_id is distinct from old.volume_id
            and exists (select 1 from volume where id in (old.volume_id, new.volume_id) and state = 'closed') then
            raise exception 'guard: volume is closed';
        end if;
        if new.batch_id is distinct from old.batch_id then
            raise exception 'guard: records keep their batch';
        end if;
    end if;
    return new;
end $$;

create function guard_batch() returns trigger language plpgsql as $$
begin
    if old.taken_back_at <> '' and (new.taken_back_at <> old.taken_back_at or new.taken_back_by <> old.taken_back_by) then
        raise exception 'guard: the batch was taken back';
    end if;
    return new;
end $$;
create trigger batch_stays_taken_back before update of taken_back_at, taken_back_by on batch
for each row execute function guard_batch();
