-- A batch's own papers stay for ever; supervisors are present on the day of the order (PostgreSQL).
create function guard_disposal_record() returns trigger language plpgsql as $$
begin
    if tg_op in ('DELETE', 'UPDATE') then
        raise exception 'guard: papers of a batch stay';
    end if;
    if not exists (select 1 from disposal b join item i on i.id = new.item_id join place p on p.id = i.place_id
        where b.id = new.disposal_id and b.stage = 'done' and p.fonds_id = b.fonds_id and p.period = 'permanent') then
        raise exception 'guard: papers of a batch are permanent records';
    end if;
    return new;
end $$;
create trigger disposal_record_guarded before delete or update or insert on disposal_record
for each row execute function guard_disposal_record();

create function guard_item_of_disposal() returns trigger language plpgsql as $$
begin
    if new.place_id <> old.place_id and exists (select 1 from disposal_record r where r.item_id = old.id)
      and not exists (select 1 from place p where p.id = new.place_id and p.period = 'permanent') then
        raise exception 'guard: papers of a batch are permanent records';
    end if;
    return new;
end $$;
create trigger item_of_disposal_guarded before update on item
for each row execute function guard_item_of_disposal();

-- who supervises may sign in again on another day; the order counts those of its own day
create or replace function guard_disposal_step_disposal() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        raise exception 'guard: what was stated stays';
    end if;
    if tg_op = 'UPDATE' then
        raise exception 'guard: what was stated stays';
    end if;
    if tg_op = 'INSERT' then
        if exists (select 1 from disposal b where b.id = new.disposal_id and b.stage in ('done', 'withdrawn')) then
            raise exception 'guard: the batch has ended';
        end if;
        if new.line_id is not null and not exists (select 1 from disposal_line l where l.id = new.line_id and l.disposal_id = new.disposal_id) then
            raise exception 'guard: a line belongs to its batch';
        end if;
        if new.kind = 'consented' and (exists (select 1 from disposal b where b.id = new.disposal_id and (b.opened_by = new.account_id or (replace(b.opened_name, ' ', '') = replace(new.name, ' ', '') and b.opened_name <> '')))
          or exists (select 1 from disposal_step c where c.disposal_id = new.disposal_id and c.kind = 'consented' and c.id > (select coalesce(max(o.id), 0) from disposal_step o where o.disposal_id = new.disposal_id and o.kind = 'opinion')
            and (c.account_id = new.account_id or (replace(c.name, ' ', '') = replace(new.name, ' ', '') and c.name <> '')))) then
            raise exception 'guard: who proposed or approved does not approve';
        end if;
        if new.kind = 'supervised' and (exists (select 1 from disposal b where b.id = new.disposal_id and (b.opened_by = new.account_id or (replace(b.opened_name, ' ', '') = replace(new.name, ' ', '') and b.opened_name <> '')))
          or exists (select 1 from disposal_step c where c.disposal_id = new.disposal_id and c.kind = 'consented' and (c.account_id = new.account_id or (replace(c.name, ' ', '') = replace(new.name, ' ', '') and c.name <> '')))
          or exists (select 1 from disposal_step c where c.disposal_id = new.disposal_id and c.kind = 'supervised' and substr(c.at, 1, 10) = substr(new.at, 1, 10)
            and (c.account_id = new.account_id or (replace(c.name, ' ', '') = replace(new.name, ' ', '') and c.name <> '')))) then
            raise exception 'guard: supervisors are other persons';
        end if;
    end if;
    return new;
end $$;
create function guard_disposal_step_ordered() returns trigger language plpgsql as $$
begin
    if new.kind = 'intended' and ((select count(distinct replace(s.name, ' ', '')) from disposal_step s where s.disposal_id = new.disposal_id
        and s.kind = 'supervised' and substr(s.at, 1, 10) = substr(new.at, 1, 10)
        and s.id > (select coalesce(max(o.id), 0) from disposal_step o where o.disposal_id = new.disposal_id and o.kind = 'begun')) < 2
      or (select count(distinct s.account_id) from disposal_step s where s.disposal_id = new.disposal_id
        and s.kind = 'supervised' and substr(s.at, 1, 10) = substr(new.at, 1, 10)
        and s.id > (select coalesce(max(o.id), 0) from disposal_step o where o.disposal_id = new.disposal_id and o.kind = 'begun')) < 2) then
        raise exception 'guard: supervisors are present on the day of the order';
    end if;
    return new;
end $$;
create trigger disposal_step_ordered before insert on disposal_step
for each row execute function guard_disposal_step_ordered();
