-- Rules that must never break, whatever the program does (PostgreSQL): the same as sqlite/0002.

create function guard_event() returns trigger language plpgsql as $$
begin
    if tg_op <> 'INSERT' then raise exception 'guard: the log is append-only'; end if;
    if new.seq <> (select coalesce(max(seq), 0) + 1 from event)
       or new.prev <> coalesce((select digest from event order by seq desc limit 1), '') then
        raise exception 'guard: event out of order';
    end if;
    return new;
end $$;
create trigger event_chain before insert or update or delete on event
for each row execute function guard_event();

create function guard_edition() returns trigger language plpgsql as $$
begin raise exception 'guard: editions are immutable'; end $$;
create trigger edition_never_changes before update or delete on edition
for each row execute function guard_edition();

create function guard_item() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then raise exception 'guard: records are not deleted'; end if;
    if new.volume_id is not null and exists (
        select 1 from item x where x.volume_id = new.volume_id and x.id <> new.id
           and x.page_from < new.page_from + new.pages and x.page_from + x.pages > new.page_from) then
        raise exception 'guard: pages overlap';
    end if;
    if tg_op = 'INSERT' then
        if (select state from volume where id = new.volume_id) = 'closed' then
            raise exception 'guard: volume is closed';
        end if;
    elsif new.volume_id is distinct from old.volume_id
        and exists (select 1 from volume where id in (old.volume_id, new.volume_id) and state = 'closed') then
        raise exception 'guard: volume is closed';
    end if;
    return new;
end $$;
create trigger item_guard before insert or update or delete on item
for each row execute function guard_item();

create function guard_volume() returns trigger language plpgsql as $$
begin
    if old.state = 'closed' and new.state <> 'closed' then
        raise exception 'guard: volume is closed';
    end if;
    return new;
end $$;
create trigger volume_never_reopens before update of state on volume
for each row execute function guard_volume();
