-- A vote counts from the seat it was given in, and two accounts are present at this destruction, not at an earlier one;
-- whoever a destroyed record named is named by it still.
create or replace function guard_departure_disposal() returns trigger language plpgsql as $$
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
                     and v.line_id = l.id and v.id > m.id order by v.id desc limit 1),
                  (select v.decision from disposal_step v where v.disposal_id = new.disposal_id and v.kind = 'voted' and v.account_id = m.member_id
                     and v.group_number = l.group_number and v.id > m.id order by v.id desc limit 1), '') <> 'destroy') then
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
          or (select count(distinct s.account_id) from disposal_step s where s.disposal_id = new.disposal_id and s.kind = 'supervised'
            and s.id > (select coalesce(max(o.id), 0) from disposal_step o where o.disposal_id = new.disposal_id and o.kind = 'begun')) < 2
          or exists (select 1 from disposal_step s where s.disposal_id = new.disposal_id and s.kind = 'supervised'
            and ((s.account_id = new.executed_by or (replace(s.name, ' ', '') = replace(new.executed_name, ' ', '') and s.name <> ''))
              or exists (select 1 from disposal b where b.id = new.disposal_id and (b.opened_by = s.account_id or (replace(b.opened_name, ' ', '') = replace(s.name, ' ', '') and b.opened_name <> ''))) or exists (select 1 from disposal_step c where c.disposal_id = new.disposal_id and c.kind = 'consented' and (c.account_id = s.account_id or (replace(c.name, ' ', '') = replace(s.name, ' ', '') and c.name <> ''))))) then
            raise exception 'guard: two other persons supervise';
        end if;
    end if;
    return new;
end $$;

create function guard_named_disposal() returns trigger language plpgsql as $$
begin
    if tg_op <> 'INSERT' and exists (select 1 from departure g join item i on i.volume_id = g.volume_id where i.id = old.item_id) then
        raise exception 'guard: the volume is here no more';
    end if;
    if tg_op <> 'DELETE' and exists (select 1 from departure g join item i on i.volume_id = g.volume_id where i.id = new.item_id) then
        raise exception 'guard: the volume is here no more';
    end if;
    if tg_op = 'DELETE' then
        return old;
    end if;
    return new;
end $$;
create trigger person_gone before insert or update or delete on person
for each row execute function guard_named_disposal();
create trigger unit_gone before insert or update or delete on unit
for each row execute function guard_named_disposal();
create trigger fact_gone_since before update or delete on fact
for each row execute function guard_named_disposal();
