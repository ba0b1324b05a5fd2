-- What holds for hand-overs inside the house, whatever the program says (SQLite).
create trigger handover_stays before delete on handover
begin select raise(abort, 'guard: hand-overs are not deleted'); end;
create trigger handover_as_it_was before update on handover
begin select raise(abort, 'guard: a hand-over stays as it was handed in'); end;
create trigger handover_begins before insert on handover
when new.lines < 1 or new.number = '' or new.department = '' or new.handed_name = ''
begin select raise(abort, 'guard: a hand-over has a number, a department and papers'); end;
create trigger handover_line_stays before delete on handover_line
begin select raise(abort, 'guard: papers of a hand-over are not deleted'); end;
create trigger handover_line_begins before insert on handover_line
when new.fate <> 'waiting' or new.reason <> '' or new.decided_by is not null or new.decided_name <> '' or new.decided_at <> ''
begin select raise(abort, 'guard: a paper waits when it is handed in'); end;
create trigger handover_line_counted before insert on handover_line
when new.items < 1 or new.pages < 1 or new.seq < 1 or not exists (select 1 from handover h where h.id = new.handover_id and new.seq <= h.lines)
begin select raise(abort, 'guard: a hand-over has the papers it was handed in with'); end;
create trigger handover_line_as_it_was before update on handover_line
when new.id <> old.id or new.handover_id <> old.handover_id or new.seq <> old.seq or new.acceptance <> old.acceptance
  or new.title <> old.title or new.step <> old.step or new.party <> old.party or new.id_number <> old.id_number
  or new.items <> old.items or new.pages <> old.pages
begin select raise(abort, 'guard: a paper stays as it was handed in'); end;
create trigger handover_line_once before update on handover_line
when old.fate <> 'waiting'
begin select raise(abort, 'guard: a paper is decided once'); end;
create trigger handover_line_signed before update on handover_line
when new.fate <> 'waiting' and (new.decided_by is null or new.decided_name = '' or new.decided_at = '')
begin select raise(abort, 'guard: somebody decides'); end;
create trigger handover_line_reason before update on handover_line
when (new.fate = 'returned') <> (trim(new.reason) <> '')
begin select raise(abort, 'guard: what goes back has a reason'); end;
create trigger handover_line_by_another before update on handover_line
when exists (select 1 from handover h where h.id = new.handover_id
    and (h.handed_by = new.decided_by or replace(h.handed_name, ' ', '') = replace(new.decided_name, ' ', '')))
begin select raise(abort, 'guard: who hands in does not accept'); end;
create trigger batch_of_accepted before insert on batch
when new.handover_id is not null and (not exists (select 1 from handover_line l where l.handover_id = new.handover_id and l.fate = 'accepted')
    or exists (select 1 from handover_line l where l.handover_id = new.handover_id and l.fate = 'waiting'))
begin select raise(abort, 'guard: only what was accepted is taken in'); end;
create trigger batch_keeps_handover before update on batch
when coalesce(new.handover_id, 0) <> coalesce(old.handover_id, 0)
begin select raise(abort, 'guard: a batch keeps the hand-over it came from'); end;
