-- A record leaves a closed volume only where a batch keeps it out of what is destroyed (PostgreSQL).

create function guard_disposal_kept_out() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        raise exception 'guard: what is kept out stays so';
    end if;
    if tg_op = 'INSERT' then
        if new.to_volume_id is not null or new.laid_at <> '' or new.laid_by is not null
          or exists (select 1 from disposal b where b.id = new.disposal_id and b.stage in ('done', 'withdrawn'))
          or exists (select 1 from disposal_step o where o.disposal_id = new.disposal_id and o.kind = 'intended' and o.id > (select coalesce(max(s.id), 0) from disposal_step s where s.disposal_id = new.disposal_id and s.kind = 'begun'))
          or not exists (select 1 from disposal_line l join item i on i.volume_id = l.volume_id
            where l.id = new.line_id and l.disposal_id = new.disposal_id and i.id = new.item_id and i.code = new.code and i.pages = new.pages and i.page_from = new.page_from)
          or exists (select 1 from disposal_line l join departure g on g.volume_id = l.volume_id where l.id = new.line_id) then
            raise exception 'guard: a record is kept out of its own volume, before it goes';
        end if;
        return new;
    end if;
    if new.id <> old.id or new.disposal_id <> old.disposal_id or new.line_id <> old.line_id or new.item_id <> old.item_id
      or new.code <> old.code or new.page_from <> old.page_from or new.pages <> old.pages or new.at <> old.at
      or new.account_id <> old.account_id or new.name <> old.name or new.words <> old.words
      or old.to_volume_id is not null then
        raise exception 'guard: what is kept out stays so';
    end if;
    if new.to_volume_id is null or new.laid_at = '' or new.laid_by is null
      or not exists (select 1 from disposal b where b.id = new.disposal_id and b.stage = 'destroying')
      or exists (select 1 from disposal_step o where o.disposal_id = new.disposal_id and o.kind = 'intended' and o.id > (select coalesce(max(s.id), 0) from disposal_step s where s.disposal_id = new.disposal_id and s.kind = 'begun'))
      or not exists (select 1 from volume v join disposal_line l on l.id = new.line_id join volume f on f.id = l.volume_id
        where v.id = new.to_volume_id and v.state = 'open' and v.place_id = f.place_id) then
        raise exception 'guard: a record is laid aside where its volume is destroyed, before the order';
    end if;
    return new;
end $$;
create trigger disposal_kept_out_guarded before insert or update or delete on disposal_kept_out
for each row execute function guard_disposal_kept_out();

-- a closed volume takes nothing in and gives nothing out, but for what was laid aside
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
        if new.volume_id is distinct from old.volume_id and ((select state from volume where id = new.volume_id) = 'closed'
          or ((select state from volume where id = old.volume_id) = 'closed' and not exists (
            select 1 from disposal_kept_out k join disposal b on b.id = k.disposal_id join disposal_line l on l.id = k.line_id
             where k.item_id = old.id and l.volume_id = old.volume_id and k.to_volume_id is not null and b.stage = 'destroying'
               and (new.volume_id is null or new.volume_id = k.to_volume_id)))) then
            raise exception 'guard: volume is closed';
        end if;
        if new.batch_id is distinct from old.batch_id then
            raise exception 'guard: records keep their batch';
        end if;
    end if;
    return new;
end $$;

create function guard_departure_kept_out() returns trigger language plpgsql as $$
begin
    if new.how = 'destroyed' and exists (select 1 from disposal_kept_out k join disposal_line l on l.id = k.line_id
      where k.disposal_id = new.disposal_id and l.volume_id = new.volume_id and k.to_volume_id is null) then
        raise exception 'guard: a record is to be taken out first';
    end if;
    return new;
end $$;
create trigger departure_kept_out before insert on departure
for each row execute function guard_departure_kept_out();
