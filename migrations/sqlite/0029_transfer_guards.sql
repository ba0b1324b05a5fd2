-- What holds for transfers and what goes by them, whatever the program says (SQLite). What destroys is guarded as before: its guards
-- now look at destruction alone.

create trigger transfer_stays before delete on transfer
begin select raise(abort, 'guard: transfers are not deleted'); end;
create trigger transfer_begins before insert on transfer
when new.stage <> 'draft' or new.manifest <> ''
begin select raise(abort, 'guard: a transfer begins as a draft'); end;
create trigger transfer_as_it_was before update on transfer
when new.id <> old.id or new.number <> old.number or new.fonds_id <> old.fonds_id or new.title <> old.title
  or new.giver <> old.giver or new.receiver <> old.receiver or new.rule <> old.rule or new.agreement <> old.agreement
  or new.opened_by <> old.opened_by or new.opened_name <> old.opened_name or new.opened_at <> old.opened_at
  or new.list_digest <> old.list_digest
begin select raise(abort, 'guard: a transfer only goes on'); end;
create trigger transfer_in_order before update on transfer
when new.stage <> old.stage and old.stage || '>' || new.stage not in
  ('draft>examined', 'draft>withdrawn', 'examined>packed', 'examined>withdrawn', 'packed>examined', 'packed>handed_over', 'packed>withdrawn', 'handed_over>done')
begin select raise(abort, 'guard: a transfer takes its stages in order'); end;
create trigger transfer_sealed before update on transfer
when (new.stage in ('packed', 'handed_over', 'done')) <> (new.manifest <> '') and new.stage <> 'withdrawn'
  or (old.manifest <> '' and new.manifest <> old.manifest and new.stage <> 'examined')
  or (new.stage = 'packed' and old.stage <> 'packed' and not exists (select 1 from transfer_step s where s.transfer_id = new.id and s.kind = 'sealed'
    and s.manifest = new.manifest and s.id > (select coalesce(max(o.id), 0) from transfer_step o where o.transfer_id = new.id and o.kind = 'reopened')))
begin select raise(abort, 'guard: a transfer is sealed with its package'); end;
create trigger transfer_in_cartons before update on transfer
when new.stage = 'packed' and old.stage <> 'packed' and exists (select 1 from transfer_line l where l.transfer_id = new.id and not exists (select 1 from transfer_step s where s.line_id = l.id and s.kind = 'taken_out')
    and coalesce((select s.kind from transfer_step s where s.line_id = l.id and s.kind in ('packed', 'unpacked') order by s.id desc limit 1), '') <> 'packed')
begin select raise(abort, 'guard: every volume lies in a carton'); end;
create trigger transfer_handed before update on transfer
when new.stage = 'handed_over' and old.stage <> 'handed_over' and not exists (select 1 from transfer_step s
    where s.transfer_id = new.id and s.kind = 'handed_over' and s.id > (select coalesce(max(o.id), 0) from transfer_step o where o.transfer_id = new.id and o.kind = 'sealed'))
begin select raise(abort, 'guard: a transfer is handed over by its parties'); end;
create trigger transfer_done before update on transfer
when new.stage = 'done' and old.stage <> 'done' and exists (select 1 from transfer_line l where l.transfer_id = new.id and not exists (select 1 from transfer_step s where s.line_id = l.id and s.kind = 'taken_out')
    and case coalesce((select s.kind from transfer_step s where s.line_id = l.id and s.kind in ('accepted', 'returned') order by s.id desc limit 1), '')
      when 'accepted' then (select count(*) from departure g where g.volume_id = l.volume_id and g.transfer_id = new.id)
      when 'returned' then 1 else 0 end = 0)
begin select raise(abort, 'guard: a transfer ends when every volume went or was returned'); end;
create trigger transfer_line_stays before delete on transfer_line
begin select raise(abort, 'guard: the list is frozen'); end;
create trigger transfer_line_as_it_was before update on transfer_line
begin select raise(abort, 'guard: the list is frozen'); end;
create trigger transfer_line_frozen before insert on transfer_line
when exists (select 1 from transfer_step s where s.transfer_id = new.transfer_id)
  or exists (select 1 from transfer b where b.id = new.transfer_id and b.stage <> 'draft')
begin select raise(abort, 'guard: the list is frozen'); end;
create trigger transfer_line_closed before insert on transfer_line
when exists (select 1 from volume v where v.id = new.volume_id and v.state <> 'closed')
  or exists (select 1 from departure g where g.volume_id = new.volume_id)
begin select raise(abort, 'guard: only closed volumes that are here are handed over'); end;
create trigger transfer_line_once before insert on transfer_line
when exists (select 1 from transfer_line l join transfer b on b.id = l.transfer_id
    where l.volume_id = new.volume_id and l.transfer_id <> new.transfer_id and b.stage not in ('done', 'withdrawn') and not exists (select 1 from transfer_step s where s.line_id = l.id and s.kind = 'taken_out'))
  or exists (select 1 from disposal_line l join disposal b on b.id = l.disposal_id
    where l.volume_id = new.volume_id and b.stage not in ('done', 'withdrawn') and not exists (select 1 from disposal_step s where s.line_id = l.id and s.kind in ('taken_out', 'kept_back')))
begin select raise(abort, 'guard: the volume is in another batch'); end;
create trigger transfer_step_stays before delete on transfer_step
begin select raise(abort, 'guard: what was stated stays'); end;
create trigger transfer_step_as_it_was before update on transfer_step
begin select raise(abort, 'guard: what was stated stays'); end;
create trigger transfer_step_ended before insert on transfer_step
when exists (select 1 from transfer b where b.id = new.transfer_id and b.stage in ('done', 'withdrawn'))
begin select raise(abort, 'guard: the transfer has ended'); end;
create trigger transfer_step_own_line before insert on transfer_step
when new.line_id is not null and not exists (select 1 from transfer_line l where l.id = new.line_id and l.transfer_id = new.transfer_id)
begin select raise(abort, 'guard: a line belongs to its transfer'); end;
create trigger transfer_step_parties before insert on transfer_step
when new.kind = 'handed_over' and (new.given_by = '' or new.taken_by = '' or new.witness = '' or new.witness_unit = '' or new.on_day = ''
    or replace(new.given_by, ' ', '') = replace(new.taken_by, ' ', '') or replace(new.given_by, ' ', '') = replace(new.witness, ' ', '') or replace(new.taken_by, ' ', '') = replace(new.witness, ' ', '')
    or exists (select 1 from transfer b where b.id = new.transfer_id and (replace(b.giver, ' ', '') = replace(b.receiver, ' ', '') or b.receiver = '')))
begin select raise(abort, 'guard: three parties hand over'); end;
create trigger transfer_step_received before insert on transfer_step
when new.kind in ('accepted', 'returned') and not exists (select 1 from transfer b where b.id = new.transfer_id and b.stage = 'handed_over')
begin select raise(abort, 'guard: what was handed over is received'); end;
create trigger transfer_step_reason before insert on transfer_step
when new.kind in ('taken_out', 'returned') and new.words = ''
begin select raise(abort, 'guard: a reason is given'); end;

-- a volume is in one batch, of either kind
create trigger disposal_line_in_transfer before insert on disposal_line
when exists (select 1 from transfer_line l join transfer b on b.id = l.transfer_id
    where l.volume_id = new.volume_id and b.stage not in ('done', 'withdrawn') and not exists (select 1 from transfer_step s where s.line_id = l.id and s.kind = 'taken_out'))
begin select raise(abort, 'guard: the volume is in another batch'); end;

-- the one statement by which a volume goes to another archive
create trigger departure_by_transfer before insert on departure
when new.how = 'transferred' and (new.transfer_id is null or new.disposal_id is not null or new.whereabouts = '')
begin select raise(abort, 'guard: a volume goes by a transfer'); end;
create trigger departure_transfer_list before insert on departure
when new.how = 'transferred' and (not exists (select 1 from transfer_line l where l.transfer_id = new.transfer_id and l.volume_id = new.volume_id and not exists (select 1 from transfer_step s where s.line_id = l.id and s.kind = 'taken_out')))
begin select raise(abort, 'guard: the volume is not on the list'); end;
create trigger departure_transfer_stage before insert on departure
when new.how = 'transferred' and (not exists (select 1 from transfer b where b.id = new.transfer_id and b.stage = 'handed_over' and b.manifest <> '' and b.receiver = new.whereabouts))
begin select raise(abort, 'guard: the transfer is not handed over'); end;
create trigger departure_transfer_parties before insert on departure
when new.how = 'transferred' and (not exists (select 1 from transfer_step h join transfer b on b.id = h.transfer_id where h.transfer_id = new.transfer_id and h.kind = 'handed_over'
    and h.on_day = new.on_day and h.id > (select coalesce(max(o.id), 0) from transfer_step o where o.transfer_id = new.transfer_id and o.kind = 'sealed') and replace(h.given_by, ' ', '') <> replace(h.taken_by, ' ', '')))
begin select raise(abort, 'guard: the parties did not hand it over on that day'); end;
create trigger departure_transfer_accepted before insert on departure
when new.how = 'transferred' and (coalesce((select s.kind from transfer_step s join transfer_line l on l.id = s.line_id where l.transfer_id = new.transfer_id and l.volume_id = new.volume_id
    and s.kind in ('accepted', 'returned') and s.id > (select coalesce(max(o.id), 0) from transfer_step o where o.transfer_id = new.transfer_id and o.kind = 'handed_over') order by s.id desc limit 1), '') <> 'accepted')
begin select raise(abort, 'guard: the receiver did not accept it'); end;
create trigger departure_transfer_closed before insert on departure
when new.how = 'transferred' and (not exists (select 1 from volume v where v.id = new.volume_id and v.state = 'closed'))
begin select raise(abort, 'guard: the volume is not closed'); end;
create trigger departure_transfer_held before insert on departure
when new.how = 'transferred' and (exists (select 1 from held_volume h where h.volume_id = new.volume_id))
begin select raise(abort, 'guard: the volume is on hold'); end;
create trigger departure_transfer_disposal before insert on departure
when new.how = 'transferred' and (exists (select 1 from disposal_line l join disposal b on b.id = l.disposal_id where l.volume_id = new.volume_id
    and b.stage not in ('done', 'withdrawn') and not exists (select 1 from disposal_step s where s.line_id = l.id and s.kind in ('taken_out', 'kept_back'))))
begin select raise(abort, 'guard: the volume is in a disposal batch'); end;
create trigger departure_one_way before insert on departure
when new.how = 'destroyed' and new.transfer_id is not null
begin select raise(abort, 'guard: a volume goes by a batch'); end;

-- what destroys, as in 0026 and 0027, of destruction alone
drop trigger departure_by_destruction;
create trigger departure_by_destruction before insert on departure
when new.how = 'destroyed' and (new.disposal_id is null)
begin select raise(abort, 'guard: a volume goes by a batch'); end;
drop trigger departure_on_list;
create trigger departure_on_list before insert on departure
when new.how = 'destroyed' and (not exists (select 1 from disposal_line l where l.disposal_id = new.disposal_id and l.volume_id = new.volume_id and not exists (select 1 from disposal_step s where s.line_id = l.id and s.kind in ('taken_out', 'kept_back'))))
begin select raise(abort, 'guard: the volume is not on the list'); end;
drop trigger departure_stage;
create trigger departure_stage before insert on departure
when new.how = 'destroyed' and (not exists (select 1 from disposal b where b.id = new.disposal_id and b.stage = 'destroying'))
begin select raise(abort, 'guard: the batch is not being destroyed'); end;
drop trigger departure_period;
create trigger departure_period before insert on departure
when new.how = 'destroyed' and (not exists (select 1 from volume v join place p on p.id = v.place_id where v.id = new.volume_id and v.state = 'closed'
    and p.period <> 'permanent' and v.question is null and v.eligible_on <= new.on_day))
begin select raise(abort, 'guard: the volume is permanent or not due'); end;
drop trigger departure_held;
create trigger departure_held before insert on departure
when new.how = 'destroyed' and (exists (select 1 from held_volume h where h.volume_id = new.volume_id))
begin select raise(abort, 'guard: the volume is on hold'); end;
drop trigger departure_decided;
create trigger departure_decided before insert on departure
when new.how = 'destroyed' and ((select count(*) from disposal_step m where m.disposal_id = new.disposal_id and m.kind = 'seated' and not exists (select 1 from disposal_step u where u.disposal_id = m.disposal_id and u.kind = 'unseated' and u.member_id = m.member_id and u.id > m.id)) < 4
  or exists (select 1 from disposal_step m join disposal_line l on l.disposal_id = m.disposal_id and l.volume_id = new.volume_id
    where m.disposal_id = new.disposal_id and m.kind = 'seated' and not exists (select 1 from disposal_step u where u.disposal_id = m.disposal_id and u.kind = 'unseated' and u.member_id = m.member_id and u.id > m.id)
      and coalesce(
          (select v.decision from disposal_step v where v.disposal_id = new.disposal_id and v.kind = 'voted' and v.account_id = m.member_id
             and v.line_id = l.id and v.id > m.id order by v.id desc limit 1),
          (select v.decision from disposal_step v where v.disposal_id = new.disposal_id and v.kind = 'voted' and v.account_id = m.member_id
             and v.group_number = l.group_number and v.id > m.id order by v.id desc limit 1), '') <> 'destroy'))
begin select raise(abort, 'guard: the group did not decide to destroy'); end;
drop trigger departure_approved;
create trigger departure_approved before insert on departure
when new.how = 'destroyed' and ((select count(distinct replace(c.name, ' ', '')) from disposal_step c where c.disposal_id = new.disposal_id and c.kind = 'consented' and c.id > (select coalesce(max(o.id), 0) from disposal_step o where o.disposal_id = new.disposal_id and o.kind = 'opinion')) < 2)
begin select raise(abort, 'guard: the destruction is not approved'); end;
drop trigger departure_reported;
create trigger departure_reported before insert on departure
when new.how = 'destroyed' and (not exists (select 1 from disposal_step r where r.disposal_id = new.disposal_id and r.kind = 'reported' and r.number <> ''
    and r.id > (select coalesce(max(o.id), 0) from disposal_step o where o.disposal_id = new.disposal_id and o.kind = 'opinion')))
begin select raise(abort, 'guard: the destruction is not reported'); end;
drop trigger departure_waited;
create trigger departure_waited before insert on departure
when new.how = 'destroyed' and (not exists (select 1 from disposal b where b.id = new.disposal_id and b.until_day <> '' and b.until_day <= new.on_day))
begin select raise(abort, 'guard: the waiting time is not over'); end;
drop trigger departure_ordered;
create trigger departure_ordered before insert on departure
when new.how = 'destroyed' and (not exists (select 1 from disposal_step o join disposal b on b.id = o.disposal_id where o.disposal_id = new.disposal_id
    and o.kind = 'intended' and o.number = b.number and o.id > (select coalesce(max(o.id), 0) from disposal_step o where o.disposal_id = new.disposal_id and o.kind = 'begun')))
begin select raise(abort, 'guard: the destruction is not ordered'); end;
drop trigger departure_counted;
create trigger departure_counted before insert on departure
when new.how = 'destroyed' and (not exists (select 1 from disposal_step t join disposal_line l on l.id = t.line_id where l.disposal_id = new.disposal_id
    and l.volume_id = new.volume_id and t.kind = 'ticked' and t.id > (select coalesce(max(o.id), 0) from disposal_step o where o.disposal_id = new.disposal_id and o.kind = 'begun')))
begin select raise(abort, 'guard: the volume was not counted'); end;
drop trigger departure_supervised;
create trigger departure_supervised before insert on departure
when new.how = 'destroyed' and ((select count(distinct replace(s.name, ' ', '')) from disposal_step s where s.disposal_id = new.disposal_id and s.kind = 'supervised'
    and s.id > (select coalesce(max(o.id), 0) from disposal_step o where o.disposal_id = new.disposal_id and o.kind = 'begun')) < 2
  or (select count(distinct s.account_id) from disposal_step s where s.disposal_id = new.disposal_id and s.kind = 'supervised'
    and s.id > (select coalesce(max(o.id), 0) from disposal_step o where o.disposal_id = new.disposal_id and o.kind = 'begun')) < 2
  or exists (select 1 from disposal_step s where s.disposal_id = new.disposal_id and s.kind = 'supervised'
    and ((s.account_id = new.executed_by or (replace(s.name, ' ', '') = replace(new.executed_name, ' ', '') and s.name <> ''))
      or exists (select 1 from disposal b where b.id = new.disposal_id and (b.opened_by = s.account_id or (replace(b.opened_name, ' ', '') = replace(s.name, ' ', '') and b.opened_name <> ''))) or exists (select 1 from disposal_step c where c.disposal_id = new.disposal_id and c.kind = 'consented' and (c.account_id = s.account_id or (replace(c.name, ' ', '') = replace(s.name, ' ', '') and c.name <> ''))))))
begin select raise(abort, 'guard: two other persons supervise'); end;
