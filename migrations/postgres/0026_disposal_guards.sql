-- What holds for batches and what they destroy, whatever the program says (PostgreSQL): the same as sqlite/0026.

create function guard_disposal_disposal() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        raise exception 'guard: batches are not deleted';
    end if;
    if tg_op = 'UPDATE' then
        if new.id <> old.id or new.number <> old.number or new.fonds_id <> old.fonds_id or new.title <> old.title
          or new.is_accounting <> old.is_accounting or new.opened_by <> old.opened_by or new.opened_name <> old.opened_name
          or new.opened_at <> old.opened_at or new.list_digest <> old.list_digest
          or (old.until_day <> '' and new.until_day <> old.until_day) then
            raise exception 'guard: a batch only goes on';
        end if;
        if new.stage <> old.stage and old.stage || '>' || new.stage not in
          ('draft>examined', 'draft>withdrawn', 'examined>appraised', 'examined>withdrawn', 'appraised>examined', 'appraised>opinion', 'appraised>withdrawn', 'opinion>examined', 'opinion>approved', 'opinion>withdrawn', 'approved>waiting', 'approved>withdrawn', 'waiting>destroying', 'waiting>withdrawn', 'destroying>done', 'destroying>withdrawn')
          or (new.stage = 'withdrawn' and exists (select 1 from departure g where g.disposal_id = new.id)) then
            raise exception 'guard: a batch takes its stages in order';
        end if;
        if new.stage = 'approved' and old.stage <> 'approved' and (select count(distinct replace(c.name, ' ', '')) from disposal_step c where c.disposal_id = new.id and c.kind = 'consented' and c.id > (select coalesce(max(o.id), 0) from disposal_step o where o.disposal_id = new.id and o.kind = 'opinion')) < 2 then
            raise exception 'guard: a batch is approved by its chain';
        end if;
        if new.stage = 'waiting' and old.stage <> 'waiting' and (new.until_day = '' or not exists (select 1 from disposal_step r
            where r.disposal_id = new.id and r.kind = 'reported' and r.number <> '' and r.id > (select coalesce(max(o.id), 0) from disposal_step o where o.disposal_id = new.id and o.kind = 'opinion')
              and new.until_day >= substr(r.at, 1, 10))) then
            raise exception 'guard: a batch waits once it is reported';
        end if;
    end if;
    if tg_op = 'INSERT' then
        if new.stage <> 'draft' or new.until_day <> '' then
            raise exception 'guard: a batch begins as a draft';
        end if;
    end if;
    return new;
end $$;
create trigger disposal_disposal_guarded before delete or update or insert on disposal
for each row execute function guard_disposal_disposal();

create function guard_disposal_line_disposal() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        raise exception 'guard: the list is frozen';
    end if;
    if tg_op = 'UPDATE' then
        raise exception 'guard: the list is frozen';
    end if;
    if tg_op = 'INSERT' then
        if exists (select 1 from disposal_step s where s.disposal_id = new.disposal_id)
          or exists (select 1 from disposal b where b.id = new.disposal_id and b.stage <> 'draft') then
            raise exception 'guard: the list is frozen';
        end if;
        if exists (select 1 from volume v join place p on p.id = v.place_id where v.id = new.volume_id
            and (p.period = 'permanent' or v.eligible_on is null)) or new.period = 'permanent' then
            raise exception 'guard: permanent records are not disposed of';
        end if;
        if exists (select 1 from volume v where v.id = new.volume_id and v.state <> 'closed')
          or exists (select 1 from departure g where g.volume_id = new.volume_id) then
            raise exception 'guard: only closed volumes that are here are disposed of';
        end if;
        if exists (select 1 from disposal_line l join disposal b on b.id = l.disposal_id
            where l.volume_id = new.volume_id and l.disposal_id <> new.disposal_id and b.stage not in ('done', 'withdrawn') and not exists (select 1 from disposal_step s where s.line_id = l.id and s.kind in ('taken_out', 'kept_back'))) then
            raise exception 'guard: the volume is in another batch';
        end if;
    end if;
    return new;
end $$;
create trigger disposal_line_disposal_guarded before delete or update or insert on disposal_line
for each row execute function guard_disposal_line_disposal();

create function guard_disposal_step_disposal() returns trigger language plpgsql as $$
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
          or exists (select 1 from disposal_step c where c.disposal_id = new.disposal_id and c.kind = 'supervised'
            and (c.account_id = new.account_id or (replace(c.name, ' ', '') = replace(new.name, ' ', '') and c.name <> '')))) then
            raise exception 'guard: supervisors are other persons';
        end if;
    end if;
    return new;
end $$;
create trigger disposal_step_disposal_guarded before delete or update or insert on disposal_step
for each row execute function guard_disposal_step_disposal();

-- the one statement that destroys; everything it needs is looked at here again
create function guard_departure_disposal() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        raise exception 'guard: what went does not come back';
    end if;
    if tg_op = 'UPDATE' then
        raise exception 'guard: what went does not come back';
    end if;
    if tg_op = 'INSERT' then
        if new.how <> 'destroyed' or new.disposal_id is null then
            raise exception 'guard: a volume goes by a batch';
        end if;
        if not exists (select 1 from disposal_line l where l.disposal_id = new.disposal_id and l.volume_id = new.volume_id and not exists (select 1 from disposal_step s where s.line_id = l.id and s.kind in ('taken_out', 'kept_back'))) then
            raise exception 'guard: the volume is not on the list';
        end if;
        if not exists (select 1 from disposal b where b.id = new.disposal_id and b.stage = 'destroying') then
            raise exception 'guard: the batch is not being destroyed';
        end if;
        if not exists (select 1 from volume v join place p on p.id = v.place_id where v.id = new.volume_id and v.state = 'closed'
            and p.period <> 'permanent' and v.question is null and v.eligible_on <= new.on_day) then
            raise exception 'guard: the volume is permanent or not due';
        end if;
        if exists (select 1 from held_volume h where h.volume_id = new.volume_id) then
            raise exception 'guard: the volume is on hold';
        end if;
        if (select count(*) from disposal_step m where m.disposal_id = new.disposal_id and m.kind = 'seated' and not exists (select 1 from disposal_step u where u.disposal_id = m.disposal_id and u.kind = 'unseated' and u.member_id = m.member_id and u.id > m.id)) < 4
          or exists (select 1 from disposal_step m join disposal_line l on l.disposal_id = m.disposal_id and l.volume_id = new.volume_id
            where m.disposal_id = new.disposal_id and m.kind = 'seated' and not exists (select 1 from disposal_step u where u.disposal_id = m.disposal_id and u.kind = 'unseated' and u.member_id = m.member_id and u.id > m.id)
              and coalesce(
                  (select v.decision from disposal_step v where v.disposal_id = new.disposal_id and v.kind = 'voted' and v.account_id = m.member_id
                     and v.line_id = l.id order by v.id desc limit 1),
                  (select v.decision from disposal_step v where v.disposal_id = new.disposal_id and v.kind = 'voted' and v.account_id = m.member_id
                     and v.group_number = l.group_number order by v.id desc limit 1), '') <> 'destroy') then
            raise exception 'guard: the group did not decide to destroy';
        end if;
        if (select count(distinct replace(c.name, ' ', '')) from disposal_step c where c.disposal_id = new.disposal_id and c.kind = 'consented' and c.id > (select coalesce(max(o.id), 0) from disposal_step o where o.disposal_id = new.disposal_id and o.kind = 'opinion')) < 2 then
            raise exception 'guard: the destruction is not approved';
        end if;
        if not exists (select 1 from disposal_step r where r.disposal_id = new.disposal_id and r.kind = 'reported' and r.number <> ''
            and r.id > (select coalesce(max(o.id), 0) from disposal_step o where o.disposal_id = new.disposal_id and o.kind = 'opinion')) then
            raise exception 'guard: the destruction is not reported';
        end if;
        if not exists (select 1 from disposal b where b.id = new.disposal_id and b.until_day <> '' and b.until_day <= new.on_day) then
            raise exception 'guard: the waiting time is not over';
        end if;
        if not exists (select 1 from disposal_step o join disposal b on b.id = o.disposal_id where o.disposal_id = new.disposal_id
            and o.kind = 'intended' and o.number = b.number and o.id > (select coalesce(max(o.id), 0) from disposal_step o where o.disposal_id = new.disposal_id and o.kind = 'begun')) then
            raise exception 'guard: the destruction is not ordered';
        end if;
        if not exists (select 1 from disposal_step t join disposal_line l on l.id = t.line_id where l.disposal_id = new.disposal_id
            and l.volume_id = new.volume_id and t.kind = 'ticked' and t.id > (select coalesce(max(o.id), 0) from disposal_step o where o.disposal_id = new.disposal_id and o.kind = 'begun')) then
            raise exception 'guard: the volume was not counted';
        end if;
        if (select count(distinct replace(s.name, ' ', '')) from disposal_step s where s.disposal_id = new.disposal_id and s.kind = 'supervised'
            and s.id > (select coalesce(max(o.id), 0) from disposal_step o where o.disposal_id = new.disposal_id and o.kind = 'begun')) < 2
          or (select count(distinct s.account_id) from disposal_step s where s.disposal_id = new.disposal_id and s.kind = 'supervised') < 2
          or exists (select 1 from disposal_step s where s.disposal_id = new.disposal_id and s.kind = 'supervised'
            and ((s.account_id = new.executed_by or (replace(s.name, ' ', '') = replace(new.executed_name, ' ', '') and s.name <> ''))
              or exists (select 1 from disposal b where b.id = new.disposal_id and (b.opened_by = s.account_id or (replace(b.opened_name, ' ', '') = replace(s.name, ' ', '') and b.opened_name <> ''))) or exists (select 1 from disposal_step c where c.disposal_id = new.disposal_id and c.kind = 'consented' and (c.account_id = s.account_id or (replace(c.name, ' ', '') = replace(s.name, ' ', '') and c.name <> ''))))) then
            raise exception 'guard: two other persons supervise';
        end if;
    end if;
    return new;
end $$;
create trigger departure_disposal_guarded before delete or update or insert on departure
for each row execute function guard_departure_disposal();

-- what went is changed no more, but for dates derived anew
create function guard_volume_disposal() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' then
        if exists (select 1 from departure g where g.volume_id = old.id) and (new.title <> old.title or new.code <> old.code
          or new.state <> old.state or new.items <> old.items or new.pages <> old.pages or new.statement <> old.statement) then
            raise exception 'guard: the volume is here no more';
        end if;
    end if;
    return new;
end $$;
create trigger volume_disposal_guarded before update on volume
for each row execute function guard_volume_disposal();

create function guard_item_disposal() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' then
        if exists (select 1 from departure g where g.volume_id = old.volume_id) and (coalesce(new.volume_id, 0) <> old.volume_id
          or new.title <> old.title or new.creator <> old.creator or new.doc_number <> old.doc_number or new.code <> old.code
          or coalesce(new.date, '') <> coalesce(old.date, '') or coalesce(new.date_end, '') <> coalesce(old.date_end, '')
          or new.page_from <> old.page_from or new.pages <> old.pages or new.secrecy <> old.secrecy or new.medium <> old.medium
          or new.remarks <> old.remarks or new.more <> old.more) then
            raise exception 'guard: the volume is here no more';
        end if;
    end if;
    return new;
end $$;
create trigger item_disposal_guarded before update on item
for each row execute function guard_item_disposal();

create function guard_fact_disposal() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        if exists (select 1 from departure g join item i on i.volume_id = g.volume_id where i.id = new.item_id) then
            raise exception 'guard: the volume is here no more';
        end if;
    end if;
    return new;
end $$;
create trigger fact_disposal_guarded before insert on fact
for each row execute function guard_fact_disposal();
