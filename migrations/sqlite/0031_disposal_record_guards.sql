-- A batch's own papers stay for ever; supervisors are present on the day of the order (SQLite).
create trigger disposal_record_stays before delete on disposal_record
begin select raise(abort, 'guard: papers of a batch stay'); end;
create trigger disposal_record_as_it_was before update on disposal_record
begin select raise(abort, 'guard: papers of a batch stay'); end;
create trigger disposal_record_permanent before insert on disposal_record
when not exists (select 1 from disposal b join item i on i.id = new.item_id join place p on p.id = i.place_id
    where b.id = new.disposal_id and b.stage = 'done' and p.fonds_id = b.fonds_id and p.period = 'permanent')
begin select raise(abort, 'guard: papers of a batch are permanent records'); end;
create trigger item_of_disposal_permanent before update on item
when new.place_id <> old.place_id and exists (select 1 from disposal_record r where r.item_id = old.id)
  and not exists (select 1 from place p where p.id = new.place_id and p.period = 'permanent')
begin select raise(abort, 'guard: papers of a batch are permanent records'); end;

-- who supervises may sign in again on another day; the order counts those of its own day
drop trigger disposal_step_supervise;
create trigger disposal_step_supervise before insert on disposal_step
when new.kind = 'supervised' and (exists (select 1 from disposal b where b.id = new.disposal_id and (b.opened_by = new.account_id or (replace(b.opened_name, ' ', '') = replace(new.name, ' ', '') and b.opened_name <> '')))
  or exists (select 1 from disposal_step c where c.disposal_id = new.disposal_id and c.kind = 'consented' and (c.account_id = new.account_id or (replace(c.name, ' ', '') = replace(new.name, ' ', '') and c.name <> '')))
  or exists (select 1 from disposal_step c where c.disposal_id = new.disposal_id and c.kind = 'supervised' and substr(c.at, 1, 10) = substr(new.at, 1, 10)
    and (c.account_id = new.account_id or (replace(c.name, ' ', '') = replace(new.name, ' ', '') and c.name <> ''))))
begin select raise(abort, 'guard: supervisors are other persons'); end;
create trigger disposal_step_ordered before insert on disposal_step
when new.kind = 'intended' and ((select count(distinct replace(s.name, ' ', '')) from disposal_step s where s.disposal_id = new.disposal_id
    and s.kind = 'supervised' and substr(s.at, 1, 10) = substr(new.at, 1, 10)
    and s.id > (select coalesce(max(o.id), 0) from disposal_step o where o.disposal_id = new.disposal_id and o.kind = 'begun')) < 2
  or (select count(distinct s.account_id) from disposal_step s where s.disposal_id = new.disposal_id
    and s.kind = 'supervised' and substr(s.at, 1, 10) = substr(new.at, 1, 10)
    and s.id > (select coalesce(max(o.id), 0) from disposal_step o where o.disposal_id = new.disposal_id and o.kind = 'begun')) < 2)
begin select raise(abort, 'guard: supervisors are present on the day of the order'); end;
