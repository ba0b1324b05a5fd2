-- What holds for batches and what they destroy, whatever the program says (SQLite).

create trigger disposal_stays before delete on disposal
begin select raise(abort, 'guard: batches are not deleted'); end;
create trigger disposal_begins before insert on disposal
when new.stage <> 'draft' or new.until_day <> ''
begin select raise(abort, 'guard: a batch begins as a draft'); end;
create trigger disposal_as_it_was before update on disposal
when new.id <> old.id or new.number <> old.number or new.fonds_id <> old.fonds_id or new.title <> old.title
  or new.is_accounting <> old.is_accounting or new.opened_by <> old.opened_by or new.opened_name <> old.opened_name
  or new.opened_at <> old.opened_at or new.list_digest <> old.list_digest
  or (old.until_day <> '' and new.until_day <> old.until_day)
begin select raise(abort, 'guard: a batch only goes on'); end;
create trigger disposal_in_order before update on disposal
when new.stage <> old.stage and old.stage || '>' || new.stage not in
  ('draft>examined', 'draft>withdrawn', 'examined>appraised', 'examined>withdrawn', 'appraised>examined', 'appraised>opinion', 'appraised>withdrawn', 'opinion>examined', 'opinion>approved', 'opinion>withdrawn', 'approved>waiting', 'approved>withdrawn', 'waiting>destroying', 'waiting>withdrawn', 'destroying>done', 'destroying>withdrawn')
  or (new.stage = 'withdrawn' and exists (select 1 from departure g where g.disposal_id = new.id))
begin select raise(abort, 'guard: a batch takes its stages in order'); end;
create trigger disposal_approved before update on disposal
when new.stage = 'approved' and old.stage <> 'approved' and (select count(distinct replace(c.name, ' ', '')) from disposal_step c where c.disposal_id = new.id and c.kind = 'consented' and c.id > (select coalesce(max(o.id), 0) from disposal_step o where o.disposal_id = new.id and o.kind = 'opinion')) < 2
begin select raise(abort, 'guard: a batch is approved by its chain'); end;
create trigger disposal_reported before update on disposal
when new.stage = 'waiting' and old.stage <> 'waiting' and (new.until_day = '' or not exists (select 1 from disposal_step r
    where r.disposal_id = new.id and r.kind = 'reported' and r.number <> '' and r.id > (select coalesce(max(o.id), 0) from disposal_step o where o.disposal_id = new.id and o.kind = 'opinion')
      and new.until_day >= substr(r.at, 1, 10)))
begin select raise(abort, 'guard: a batch waits once it is reported'); end;

create trigger disposal_line_stays before delete on disposal_line
begin select raise(abort, 'guard: the list is frozen'); end;
create trigger disposal_line_as_it_was before update on disposal_line
begin select raise(abort, 'guard: the list is frozen'); end;
create trigger disposal_line_frozen before insert on disposal_line
when exists (select 1 from disposal_step s where s.disposal_id = new.disposal_id)
  or exists (select 1 from disposal b where b.id = new.disposal_id and b.stage <> 'draft')
begin select raise(abort, 'guard: the list is frozen'); end;
create trigger disposal_line_permanent before insert on disposal_line
when exists (select 1 from volume v join place p on p.id = v.place_id where v.id = new.volume_id
    and (p.period = 'permanent' or v.eligible_on is null)) or new.period = 'permanent'
begin select raise(abort, 'guard: permanent records are not disposed of'); end;
create trigger disposal_line_closed before insert on disposal_line
when exists (select 1 from volume v where v.id = new.volume_id and v.state <> 'closed')
  or exists (select 1 from departure g where g.volume_id = new.volume_id)
begin select raise(abort, 'guard: only closed volumes that are here are disposed of'); end;
create trigger disposal_line_once before insert on disposal_line
when exists (select 1 from disposal_line l join disposal b on b.id = l.disposal_id
    where l.volume_id = new.volume_id and l.disposal_id <> new.disposal_id and b.stage not in ('done', 'withdrawn') and not exists (select 1 from disposal_step s where s.line_id = l.id and s.kind in ('taken_out', 'kept_back')))
begin select raise(abort, 'guard: the volume is in another batch'); end;

create trigger disposal_step_stays before delete on disposal_step
begin select raise(abort, 'guard: what was stated stays'); end;
create trigger disposal_step_as_it_was before update on disposal_step
begin select raise(abort, 'guard: what was stated stays'); end;
create trigger disposal_step_ended before insert on disposal_step
when exists (select 1 from disposal b where b.id = new.disposal_id and b.stage in ('done', 'withdrawn'))
begin select raise(abort, 'guard: the batch has ended'); end;
create trigger disposal_step_own_line before insert on disposal_step
when new.line_id is not null and not exists (select 1 from disposal_line l where l.id = new.line_id and l.disposal_id = new.disposal_id)
begin select raise(abort, 'guard: a line belongs to its batch'); end;
create trigger disposal_step_consent before insert on disposal_step
when new.kind = 'consented' and (exists (select 1 from disposal b where b.id = new.disposal_id and (b.opened_by = new.account_id or (replace(b.opened_name, ' ', '') = replace(new.name, ' ', '') and b.opened_name <> '')))
  or exists (select 1 from disposal_step c where c.disposal_id = new.disposal_id and c.kind = 'consented' and c.id > (select coalesce(max(o.id), 0) from disposal_step o where o.disposal_id = new.disposal_id and o.kind = 'opinion')
    and (c.account_id = new.account_id or (replace(c.name, ' ', '') = replace(new.name, ' ', '') and c.name <> ''))))
begin select raise(abort, 'guard: who proposed or approved does not approve'); end;
create trigger disposal_step_supervise before insert on disposal_step
when new.kind = 'supervised' and (exists (select 1 from disposal b where b.id = new.disposal_id and (b.opened_by = new.account_id or (replace(b.opened_name, ' ', '') = replace(new.name, ' ', '') and b.opened_name <> '')))
  or exists (select 1 from disposal_step c where c.disposal_id = new.disposal_id and c.kind = 'consented' and (c.account_id = new.account_id or (replace(c.name, ' ', '') = replace(new.name, ' ', '') and c.name <> '')))
  or exists (select 1 from disposal_step c where c.disposal_id = new.disposal_id and c.kind = 'supervised'
    and (c.account_id = new.account_id or (replace(c.name, ' ', '') = replace(new.name, ' ', '') and c.name <> ''))))
begin select raise(abort, 'guard: supervisors are other persons'); end;

-- the one statement that destroys; everything it needs is looked at here again
create trigger departure_stays before delete on departure
begin select raise(abort, 'guard: what went does not come back'); end;
create trigger departure_as_it_was before update on departure
begin select raise(abort, 'guard: what went does not come back'); end;
create trigger departure_by_destruction before insert on departure
when new.how <> 'destroyed' or new.disposal_id is null
begin select raise(abort, 'guard: a volume goes by a batch'); end;
create trigger departure_on_list before insert on departure
when not exists (select 1 from disposal_line l where l.disposal_id = new.disposal_id and l.volume_id = new.volume_id and not exists (select 1 from disposal_step s where s.line_id = l.id and s.kind in ('taken_out', 'kept_back')))
begin select raise(abort, 'guard: the volume is not on the list'); end;
create trigger departure_stage before insert on departure
when not exists (select 1 from disposal b where b.id = new.disposal_id and b.stage = 'destroying')
begin select raise(abort, 'guard: the batch is not being destroyed'); end;
create trigger departure_period before insert on departure
when not exists (select 1 from volume v join place p on p.id = v.place_id where v.id = new.volume_id and v.state = 'closed'
    and p.period <> 'permanent' and v.question is null and v.eligible_on <= new.on_day)
begin select raise(abort, 'guard: the volume is permanent or not due'); end;
create trigger departure_held before insert on departure
when exists (select 1 from held_volume h where h.volume_id = new.volume_id)
begin select raise(abort, 'guard: the volume is on hold'); end;
create trigger departure_decided before insert on departure
when (select count(*) from disposal_step m where m.disposal_id = new.disposal_id and m.kind = 'seated' and not exists (select 1 from disposal_step u where u.disposal_id = m.disposal_id and u.kind = 'unseated' and u.member_id = m.member_id and u.id > m.id)) < 4
  or exists (select 1 from disposal_step m join disposal_line l on l.disposal_id = m.disposal_id and l.volume_id = new.volume_id
    where m.disposal_id = new.disposal_id and m.kind = 'seated' and not exists (select 1 from disposal_step u where u.disposal_id = m.disposal_id and u.kind = 'unseated' and u.member_id = m.member_id and u.id > m.id)
      and coalesce(
          (select v.decision from disposal_step v where v.disposal_id = new.disposal_id and v.kind = 'voted' and v.account_id = m.member_id
             and v.line_id = l.id order by v.id desc limit 1),
          (select v.decision from disposal_step v where v.disposal_id = new.disposal_id and v.kind = 'voted' and v.account_id = m.member_id
             and v.group_number = l.group_number order by v.id desc limit 1), '') <> 'destroy')
begin select raise(abort, 'guard: the group did not decide to destroy'); end;
create trigger departure_approved before insert on departure
when (select count(distinct replace(c.name, ' ', '')) from disposal_step c where c.disposal_id = new.disposal_id and c.kind = 'consented' and c.id > (select coalesce(max(o.id), 0) from disposal_step o where o.disposal_id = new.disposal_id and o.kind = 'opinion')) < 2
begin select raise(abort, 'guard: the destruction is not approved'); end;
create trigger departure_reported before insert on departure
when not exists (select 1 from disposal_step r where r.disposal_id = new.disposal_id and r.kind = 'reported' and r.number <> ''
    and r.id > (select coalesce(max(o.id), 0) from disposal_step o where o.disposal_id = new.disposal_id and o.kind = 'opinion'))
begin select raise(abort, 'guard: the destruction is not reported'); end;
create trigger departure_waited before insert on departure
when not exists (select 1 from disposal b where b.id = new.disposal_id and b.until_day <> '' and b.until_day <= new.on_day)
begin select raise(abort, 'guard: the waiting time is not over'); end;
create trigger departure_ordered before insert on departure
when not exists (select 1 from disposal_step o join disposal b on b.id = o.disposal_id where o.disposal_id = new.disposal_id
    and o.kind = 'intended' and o.number = b.number and o.id > (select coalesce(max(o.id), 0) from disposal_step o where o.disposal_id = new.disposal_id and o.kind = 'begun'))
begin select raise(abort, 'guard: the destruction is not ordered'); end;
create trigger departure_counted before insert on departure
when not exists (select 1 from disposal_step t join disposal_line l on l.id = t.line_id where l.disposal_id = new.disposal_id
    and l.volume_id = new.volume_id and t.kind = 'ticked' and t.id > (select coalesce(max(o.id), 0) from disposal_step o where o.disposal_id = new.disposal_id and o.kind = 'begun'))
begin select raise(abort, 'guard: the volume was not counted'); end;
create trigger departure_supervised before insert on departure
when (select count(distinct replace(s.name, ' ', '')) from disposal_step s where s.disposal_id = new.disposal_id and s.kind = 'supervised'
    and s.id > (select coalesce(max(o.id), 0) from disposal_step o where o.disposal_id = new.disposal_id and o.kind = 'begun')) < 2
  or (select count(distinct s.account_id) from disposal_step s where s.disposal_id = new.disposal_id and s.kind = 'supervised') < 2
  or exists (select 1 from disposal_step s where s.disposal_id = new.disposal_id and s.kind = 'supervised'
    and ((s.account_id = new.executed_by or (replace(s.name, ' ', '') = replace(new.executed_name, ' ', '') and s.name <> ''))
      or exists (select 1 from disposal b where b.id = new.disposal_id and (b.opened_by = s.account_id or (replace(b.opened_name, ' ', '') = replace(s.name, ' ', '') and b.opened_name <> ''))) or exists (select 1 from disposal_step c where c.disposal_id = new.disposal_id and c.kind = 'consented' and (c.account_id = s.account_id or (replace(c.name, ' ', '') = replace(s.name, ' ', '') and c.name <> '')))))
begin select raise(abort, 'guard: two other persons supervise'); end;

-- what went is changed no more, but for dates derived anew
create trigger volume_gone before update on volume
when exists (select 1 from departure g where g.volume_id = old.id) and (new.title <> old.title or new.code <> old.code
  or new.state <> old.state or new.items <> old.items or new.pages <> old.pages or new.statement <> old.statement)
begin select raise(abort, 'guard: the volume is here no more'); end;

create trigger item_gone before update on item
when exists (select 1 from departure g where g.volume_id = old.volume_id) and (coalesce(new.volume_id, 0) <> old.volume_id
  or new.title <> old.title or new.creator <> old.creator or new.doc_number <> old.doc_number or new.code <> old.code
  or coalesce(new.date, '') <> coalesce(old.date, '') or coalesce(new.date_end, '') <> coalesce(old.date_end, '')
  or new.page_from <> old.page_from or new.pages <> old.pages or new.secrecy <> old.secrecy or new.medium <> old.medium
  or new.remarks <> old.remarks or new.more <> old.more)
begin select raise(abort, 'guard: the volume is here no more'); end;

create trigger fact_gone before insert on fact
when exists (select 1 from departure g join item i on i.volume_id = g.volume_id where i.id = new.item_id)
begin select raise(abort, 'guard: the volume is here no more'); end;
