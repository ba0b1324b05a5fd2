-- A vote counts from the seat it was given in, and two accounts are present at this destruction, not at an earlier one;
-- whoever a destroyed record named is named by it still.
drop trigger departure_decided;
create trigger departure_decided before insert on departure
when (select count(*) from disposal_step m where m.disposal_id = new.disposal_id and m.kind = 'seated' and not exists (select 1 from disposal_step u where u.disposal_id = m.disposal_id and u.kind = 'unseated' and u.member_id = m.member_id and u.id > m.id)) < 4
  or exists (select 1 from disposal_step m join disposal_line l on l.disposal_id = m.disposal_id and l.volume_id = new.volume_id
    where m.disposal_id = new.disposal_id and m.kind = 'seated' and not exists (select 1 from disposal_step u where u.disposal_id = m.disposal_id and u.kind = 'unseated' and u.member_id = m.member_id and u.id > m.id)
      and coalesce(
          (select v.decision from disposal_step v where v.disposal_id = new.disposal_id and v.kind = 'voted' and v.account_id = m.member_id
             and v.line_id = l.id and v.id > m.id order by v.id desc limit 1),
          (select v.decision from disposal_step v where v.disposal_id = new.disposal_id and v.kind = 'voted' and v.account_id = m.member_id
             and v.group_number = l.group_number and v.id > m.id order by v.id desc limit 1), '') <> 'destroy')
begin select raise(abort, 'guard: the group did not decide to destroy'); end;
drop trigger departure_supervised;
create trigger departure_supervised before insert on departure
when (select count(distinct replace(s.name, ' ', '')) from disposal_step s where s.disposal_id = new.disposal_id and s.kind = 'supervised'
    and s.id > (select coalesce(max(o.id), 0) from disposal_step o where o.disposal_id = new.disposal_id and o.kind = 'begun')) < 2
  or (select count(distinct s.account_id) from disposal_step s where s.disposal_id = new.disposal_id and s.kind = 'supervised'
    and s.id > (select coalesce(max(o.id), 0) from disposal_step o where o.disposal_id = new.disposal_id and o.kind = 'begun')) < 2
  or exists (select 1 from disposal_step s where s.disposal_id = new.disposal_id and s.kind = 'supervised'
    and ((s.account_id = new.executed_by or (replace(s.name, ' ', '') = replace(new.executed_name, ' ', '') and s.name <> ''))
      or exists (select 1 from disposal b where b.id = new.disposal_id and (b.opened_by = s.account_id or (replace(b.opened_name, ' ', '') = replace(s.name, ' ', '') and b.opened_name <> ''))) or exists (select 1 from disposal_step c where c.disposal_id = new.disposal_id and c.kind = 'consented' and (c.account_id = s.account_id or (replace(c.name, ' ', '') = replace(s.name, ' ', '') and c.name <> '')))))
begin select raise(abort, 'guard: two other persons supervise'); end;

create trigger person_gone_changed before update on person
when exists (select 1 from departure g join item i on i.volume_id = g.volume_id where i.id = old.item_id)
begin select raise(abort, 'guard: the volume is here no more'); end;
create trigger person_gone_removed before delete on person
when exists (select 1 from departure g join item i on i.volume_id = g.volume_id where i.id = old.item_id)
begin select raise(abort, 'guard: the volume is here no more'); end;
create trigger person_gone_added before insert on person
when exists (select 1 from departure g join item i on i.volume_id = g.volume_id where i.id = new.item_id)
begin select raise(abort, 'guard: the volume is here no more'); end;
create trigger unit_gone_changed before update on unit
when exists (select 1 from departure g join item i on i.volume_id = g.volume_id where i.id = old.item_id)
begin select raise(abort, 'guard: the volume is here no more'); end;
create trigger unit_gone_removed before delete on unit
when exists (select 1 from departure g join item i on i.volume_id = g.volume_id where i.id = old.item_id)
begin select raise(abort, 'guard: the volume is here no more'); end;
create trigger unit_gone_added before insert on unit
when exists (select 1 from departure g join item i on i.volume_id = g.volume_id where i.id = new.item_id)
begin select raise(abort, 'guard: the volume is here no more'); end;
create trigger fact_gone_changed before update on fact
when exists (select 1 from departure g join item i on i.volume_id = g.volume_id where i.id = old.item_id)
begin select raise(abort, 'guard: the volume is here no more'); end;
create trigger fact_gone_removed before delete on fact
when exists (select 1 from departure g join item i on i.volume_id = g.volume_id where i.id = old.item_id)
begin select raise(abort, 'guard: the volume is here no more'); end;
