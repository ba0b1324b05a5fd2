-- Pages never overlap (PostgreSQL): the same as sqlite/0017. The nearest paper before the end of the new one is asked
-- alone; papers of a volume have never overlapped, so no other can reach further.

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
    if new.volume_id is not null and (
        select x.page_from + x.pages from item x
         where x.volume_id = new.volume_id and x.id <> new.id and x.page_from < new.page_from + new.pages
         order by x.page_from desc limit 1) > new.page_from then
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
