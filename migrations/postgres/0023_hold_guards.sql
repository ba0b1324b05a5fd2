-- What holds for holds whatever the program says (PostgreSQL): the same as sqlite/0023.

create function guard_hold() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        raise exception 'guard: holds are not deleted';
    end if;
    if tg_op = 'INSERT' then
        if new.lift_asked_by is not null or new.lifted_by is not null then
            raise exception 'guard: a hold is lifted by two persons';
        end if;
        return new;
    end if;
    if new.id <> old.id or new.fonds_id is distinct from old.fonds_id or new.number <> old.number
        or new.ground <> old.ground or new.basis <> old.basis or new.note <> old.note or new.scope <> old.scope
        or new.class_id <> old.class_id or new.step_id <> old.step_id
        or new.year_from is distinct from old.year_from or new.year_to is distinct from old.year_to
        or new.person <> old.person or new.id_number <> old.id_number or new.unit <> old.unit or new.words <> old.words
        or new.placed_by <> old.placed_by or new.placed_by_name <> old.placed_by_name or new.placed_at <> old.placed_at
        or old.lifted_by is not null then
        raise exception 'guard: a hold is only lifted';
    end if;
    if new.lifted_by is not null
        and (old.lift_asked_by is null or new.lifted_by = old.lift_asked_by or new.lifted_by = old.placed_by
             or new.lift_asked_by is distinct from old.lift_asked_by or new.lift_asked_at <> old.lift_asked_at
             or new.lift_reason <> old.lift_reason) then
        raise exception 'guard: a hold is lifted by two persons';
    end if;
    return new;
end $$;
create trigger hold_guarded before insert or update or delete on hold for each row execute function guard_hold();

create function guard_hold_record() returns trigger language plpgsql as $$
begin
    raise exception 'guard: a hold keeps its records';
end $$;
create trigger hold_record_stays before update or delete on hold_record
for each row execute function guard_hold_record();

-- a held record goes with no batch; it does not get out of a hold by being moved or corrected: whatever holds it must
-- name it first
create function guard_held_item() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        if exists (select 1 from held_item where item_id = old.id) then
            raise exception 'guard: the record is on hold';
        end if;
        return old;
    end if;
    if (new.volume_id is distinct from old.volume_id or new.place_id <> old.place_id or new.title <> old.title)
        and exists (
            select 1 from held_item x join hold h on h.id = x.hold_id
             where x.item_id = old.id
               and ((x.way = 'volume' and new.volume_id is distinct from old.volume_id)
                 or (x.way = 'rule' and (new.place_id <> old.place_id or (new.title <> old.title and h.words <> ''))))
               and not exists (select 1 from hold_record r where r.hold_id = x.hold_id and r.item_id = old.id)) then
        raise exception 'guard: the record is on hold';
    end if;
    return new;
end $$;
create trigger item_held before delete or update of volume_id, place_id, title on item
for each row execute function guard_held_item();

create function guard_held_person() returns trigger language plpgsql as $$
begin
    if exists (
        select 1 from held_item x join hold h on h.id = x.hold_id
         where x.item_id = old.item_id and x.way = 'rule' and (h.person <> '' or h.id_number <> '')
           and not exists (select 1 from hold_record r where r.hold_id = x.hold_id and r.item_id = old.item_id)) then
        raise exception 'guard: the record is on hold';
    end if;
    if tg_op = 'DELETE' then
        return old;
    end if;
    return new;
end $$;
create trigger person_held before delete or update of item_id, name, id_number on person
for each row execute function guard_held_person();

create function guard_held_unit() returns trigger language plpgsql as $$
begin
    if exists (
        select 1 from held_item x join hold h on h.id = x.hold_id
         where x.item_id = old.item_id and x.way = 'rule' and h.unit <> ''
           and not exists (select 1 from hold_record r where r.hold_id = x.hold_id and r.item_id = old.item_id)) then
        raise exception 'guard: the record is on hold';
    end if;
    if tg_op = 'DELETE' then
        return old;
    end if;
    return new;
end $$;
create trigger unit_held before delete or update of item_id, name, number on unit
for each row execute function guard_held_unit();
