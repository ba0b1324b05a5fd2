-- A record leaves a closed volume only where a batch keeps it out of what is destroyed (SQLite).

create trigger disposal_kept_out_stays before delete on disposal_kept_out
begin select raise(abort, 'guard: what is kept out stays so'); end;
create trigger disposal_kept_out_begins before insert on disposal_kept_out
when new.to_volume_id is not null or new.laid_at <> '' or new.laid_by is not null
  or exists (select 1 from disposal b where b.id = new.disposal_id and b.stage in ('done', 'withdrawn'))
  or exists (select 1 from disposal_step o where o.disposal_id = new.disposal_id and o.kind = 'intended' and o.id > (select coalesce(max(s.id), 0) from disposal_step s where s.disposal_id = new.disposal_id and s.kind = 'begun'))
  or not exists (select 1 from disposal_line l join item i on i.volume_id = l.volume_id
    where l.id = new.line_id and l.disposal_id = new.disposal_id and i.id = new.item_id and i.code = new.code and i.pages = new.pages and i.page_from = new.page_from)
  or exists (select 1 from disposal_line l join departure g on g.volume_id = l.volume_id where l.id = new.line_id)
begin select raise(abort, 'guard: a record is kept out of its own volume, before it goes'); end;
create trigger disposal_kept_out_as_it_was before update on disposal_kept_out
when new.id <> old.id or new.disposal_id <> old.disposal_id or new.line_id <> old.line_id or new.item_id <> old.item_id
  or new.code <> old.code or new.page_from <> old.page_from or new.pages <> old.pages or new.at <> old.at
  or new.account_id <> old.account_id or new.name <> old.name or new.words <> old.words
  or old.to_volume_id is not null
begin select raise(abort, 'guard: what is kept out stays so'); end;
create trigger disposal_kept_out_laid before update of to_volume_id, laid_at, laid_by, laid_name on disposal_kept_out
when new.to_volume_id is null or new.laid_at = '' or new.laid_by is null
  or not exists (select 1 from disposal b where b.id = new.disposal_id and b.stage = 'destroying')
  or exists (select 1 from disposal_step o where o.disposal_id = new.disposal_id and o.kind = 'intended' and o.id > (select coalesce(max(s.id), 0) from disposal_step s where s.disposal_id = new.disposal_id and s.kind = 'begun'))
  or not exists (select 1 from volume v join disposal_line l on l.id = new.line_id join volume f on f.id = l.volume_id
    where v.id = new.to_volume_id and v.state = 'open' and v.place_id = f.place_id)
begin select raise(abort, 'guard: a record is laid aside where its volume is destroyed, before the order'); end;

-- a closed volume takes nothing in and gives nothing out, but for what was laid aside
drop trigger item_moves_closed;
create trigger item_moves_closed before update of volume_id on item
when coalesce(old.volume_id, 0) <> coalesce(new.volume_id, 0)
 and ((select state from volume where id = new.volume_id) = 'closed'
  or ((select state from volume where id = old.volume_id) = 'closed' and not exists (
    select 1 from disposal_kept_out k join disposal b on b.id = k.disposal_id join disposal_line l on l.id = k.line_id
     where k.item_id = old.id and l.volume_id = old.volume_id and k.to_volume_id is not null and b.stage = 'destroying'
       and (new.volume_id is null or new.volume_id = k.to_volume_id))))
begin select raise(abort, 'guard: volume is closed'); end;

create trigger departure_kept_out before insert on departure
when new.how = 'destroyed' and exists (select 1 from disposal_kept_out k join disposal_line l on l.id = k.line_id
  where k.disposal_id = new.disposal_id and l.volume_id = new.volume_id and k.to_volume_id is null)
begin select raise(abort, 'guard: a record is to be taken out first'); end;
