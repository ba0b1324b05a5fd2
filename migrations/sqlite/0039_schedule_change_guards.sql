-- What holds for changes of schedules holds whatever the program says (SQLite).

create trigger schedule_change_stays before delete on schedule_change
begin select raise(abort, 'guard: changes of schedules are not deleted'); end;
create trigger schedule_change_proposed before insert on schedule_change
when new.state <> 'proposed'
begin select raise(abort, 'guard: a change of schedules is proposed first'); end;
create trigger schedule_change_as_it_was before update on schedule_change
when old.state <> 'proposed' or new.id <> old.id or new.number <> old.number
  or coalesce(new.fonds_id, 0) <> coalesce(old.fonds_id, 0) or new.edition <> old.edition or new.name <> old.name
  or new.body <> old.body or new.body_digest <> old.body_digest or new.against <> old.against
  or new.from_day <> old.from_day or new.replaces <> old.replaces or new.reason <> old.reason
  or new.list_digest <> old.list_digest or new.paper_digest <> old.paper_digest or new.records <> old.records
  or new.shortened <> old.shortened or new.volumes <> old.volumes or new.seen_after <> old.seen_after
  or new.proposed_by <> old.proposed_by or new.proposed_by_name <> old.proposed_by_name
  or new.proposed_at <> old.proposed_at
begin select raise(abort, 'guard: a change of schedules is decided once and says what it said'); end;
create trigger schedule_change_by_two before update on schedule_change
when old.state = 'proposed' and new.state = 'applied' and old.shortened > 0
 and (new.decided_by = old.proposed_by
      or (new.decided_by_name <> '' and replace(new.decided_by_name, ' ', '') = replace(old.proposed_by_name, ' ', ''))
      or exists (select 1 from account a join account b on b.id = old.proposed_by
                  where a.id = new.decided_by and a.name <> '' and replace(a.name, ' ', '') = replace(b.name, ' ', '')))
begin select raise(abort, 'guard: what shortens is applied by another person'); end;
create trigger schedule_change_kept before update on schedule_change
when old.state = 'proposed' and new.state = 'applied' and not exists (select 1 from edition e where e.name = new.edition and e.digest = new.body_digest)
begin select raise(abort, 'guard: an applied change keeps its edition'); end;
