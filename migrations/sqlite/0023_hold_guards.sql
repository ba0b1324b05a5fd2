-- What holds for holds whatever the program says (SQLite).

create trigger hold_stays before delete on hold
begin select raise(abort, 'guard: holds are not deleted'); end;
create trigger hold_placed_lifted before insert on hold
when new.lift_asked_by is not null or new.lifted_by is not null
begin select raise(abort, 'guard: a hold is lifted by two persons'); end;
create trigger hold_as_it_was before update on hold
when new.id <> old.id or coalesce(new.fonds_id, 0) <> coalesce(old.fonds_id, 0) or new.number <> old.number
  or new.ground <> old.ground or new.basis <> old.basis or new.note <> old.note or new.scope <> old.scope
  or new.class_id <> old.class_id or new.step_id <> old.step_id
  or coalesce(new.year_from, 0) <> coalesce(old.year_from, 0) or coalesce(new.year_to, 0) <> coalesce(old.year_to, 0)
  or new.person <> old.person or new.id_number <> old.id_number or new.unit <> old.unit or new.words <> old.words
  or new.placed_by <> old.placed_by or new.placed_by_name <> old.placed_by_name or new.placed_at <> old.placed_at
  or old.lifted_by is not null
begin select raise(abort, 'guard: a hold is only lifted'); end;
create trigger hold_by_two before update on hold
when new.lifted_by is not null and old.lifted_by is null
 and (old.lift_asked_by is null or new.lifted_by = old.lift_asked_by or new.lifted_by = old.placed_by
      or coalesce(new.lift_asked_by, 0) <> old.lift_asked_by or new.lift_asked_at <> old.lift_asked_at
      or new.lift_reason <> old.lift_reason)
begin select raise(abort, 'guard: a hold is lifted by two persons'); end;

create trigger hold_record_stays before delete on hold_record
begin select raise(abort, 'guard: a hold keeps its records'); end;
create trigger hold_record_as_it_was before update on hold_record
begin select raise(abort, 'guard: a hold keeps its records'); end;

-- a held record goes with no batch, a held volume is not removed
create trigger item_held before delete on item
when exists (select 1 from held_item where item_id = old.id)
begin select raise(abort, 'guard: the record is on hold'); end;
create trigger volume_held before delete on volume
when exists (select 1 from held_volume where volume_id = old.id)
begin select raise(abort, 'guard: the volume is on hold'); end;
