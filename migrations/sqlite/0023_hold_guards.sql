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

-- a held record goes with no batch
create trigger item_held before delete on item
when exists (select 1 from held_item where item_id = old.id)
begin select raise(abort, 'guard: the record is on hold'); end;

-- A record does not get out of a hold by being moved or corrected: whatever holds it must name it first.
create trigger item_leaves_held_volume before update of volume_id on item
when coalesce(new.volume_id, 0) <> coalesce(old.volume_id, 0) and exists (
    select 1 from held_item x where x.item_id = old.id and x.way = 'volume'
       and not exists (select 1 from hold_record r where r.hold_id = x.hold_id and r.item_id = old.id))
begin select raise(abort, 'guard: the record is on hold'); end;
create trigger item_leaves_held_place before update of place_id on item
when new.place_id <> old.place_id and exists (
    select 1 from held_item x where x.item_id = old.id and x.way = 'rule'
       and not exists (select 1 from hold_record r where r.hold_id = x.hold_id and r.item_id = old.id))
begin select raise(abort, 'guard: the record is on hold'); end;
create trigger item_loses_held_words before update of title on item
when new.title <> old.title and exists (
    select 1 from held_item x join hold h on h.id = x.hold_id where x.item_id = old.id and x.way = 'rule' and h.words <> ''
       and not exists (select 1 from hold_record r where r.hold_id = x.hold_id and r.item_id = old.id))
begin select raise(abort, 'guard: the record is on hold'); end;
create trigger person_held before delete on person
when exists (
    select 1 from held_item x join hold h on h.id = x.hold_id
     where x.item_id = old.item_id and x.way = 'rule' and (h.person <> '' or h.id_number <> '')
       and not exists (select 1 from hold_record r where r.hold_id = x.hold_id and r.item_id = old.item_id))
begin select raise(abort, 'guard: the record is on hold'); end;
create trigger person_held_as_it_was before update of item_id, name, id_number on person
when exists (
    select 1 from held_item x join hold h on h.id = x.hold_id
     where x.item_id = old.item_id and x.way = 'rule' and (h.person <> '' or h.id_number <> '')
       and not exists (select 1 from hold_record r where r.hold_id = x.hold_id and r.item_id = old.item_id))
begin select raise(abort, 'guard: the record is on hold'); end;
create trigger unit_held before delete on unit
when exists (
    select 1 from held_item x join hold h on h.id = x.hold_id
     where x.item_id = old.item_id and x.way = 'rule' and h.unit <> ''
       and not exists (select 1 from hold_record r where r.hold_id = x.hold_id and r.item_id = old.item_id))
begin select raise(abort, 'guard: the record is on hold'); end;
create trigger unit_held_as_it_was before update of item_id, name, number on unit
when exists (
    select 1 from held_item x join hold h on h.id = x.hold_id
     where x.item_id = old.item_id and x.way = 'rule' and h.unit <> ''
       and not exists (select 1 from hold_record r where r.hold_id = x.hold_id and r.item_id = old.item_id))
begin select raise(abort, 'guard: the record is on hold'); end;
