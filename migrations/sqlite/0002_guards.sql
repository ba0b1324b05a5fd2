-- Rules that must never break, whatever the program does (SQLite). recursive_triggers is on, so
-- INSERT OR REPLACE cannot go round the delete triggers.

create trigger event_chain before insert on event
when new.seq <> (select coalesce(max(seq), 0) + 1 from event)
  or new.prev <> coalesce((select digest from event order by seq desc limit 1), '')
begin select raise(abort, 'guard: event out of order'); end;
create trigger event_never_changes before update on event
begin select raise(abort, 'guard: the log is append-only'); end;
create trigger event_never_goes before delete on event
begin select raise(abort, 'guard: the log is append-only'); end;

create trigger edition_never_changes before update on edition
begin select raise(abort, 'guard: editions are immutable'); end;
create trigger edition_never_goes before delete on edition
begin select raise(abort, 'guard: editions are immutable'); end;

-- pages never overlap inside a volume
create trigger item_overlap_insert before insert on item
when new.volume_id is not null and exists (
    select 1 from item x where x.volume_id = new.volume_id
       and x.page_from < new.page_from + new.pages and x.page_from + x.pages > new.page_from)
begin select raise(abort, 'guard: pages overlap'); end;
create trigger item_overlap_update before update of volume_id, page_from, pages on item
when new.volume_id is not null and exists (
    select 1 from item x where x.volume_id = new.volume_id and x.id <> new.id
       and x.page_from < new.page_from + new.pages and x.page_from + x.pages > new.page_from)
begin select raise(abort, 'guard: pages overlap'); end;

-- a closed volume takes nothing in and gives nothing out
create trigger item_into_closed before insert on item
when (select state from volume where id = new.volume_id) = 'closed'
begin select raise(abort, 'guard: volume is closed'); end;
create trigger item_moves_closed before update of volume_id on item
when coalesce(old.volume_id, 0) <> coalesce(new.volume_id, 0)
 and ('closed' in (select state from volume where id in (old.volume_id, new.volume_id)))
begin select raise(abort, 'guard: volume is closed'); end;
create trigger volume_never_reopens before update of state on volume
when old.state = 'closed' and new.state <> 'closed'
begin select raise(abort, 'guard: volume is closed'); end;
create trigger item_never_goes before delete on item
begin select raise(abort, 'guard: records are not deleted'); end;
