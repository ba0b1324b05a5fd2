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

-- a held record goes with no batch, a held volume is not removed
create function guard_held_item() returns trigger language plpgsql as $$
begin
    if exists (select 1 from held_item where item_id = old.id) then
        raise exception 'guard: the record is on hold';
    end if;
    return old;
end $$;
create trigger item_held before delete on item for each row execute function guard_held_item();

create function guard_held_volume() returns trigger language plpgsql as $$
begin
    if exists (select 1 from held_volume where volume_id = old.id) then
        raise exception 'guard: the volume is on hold';
    end if;
    return old;
end $$;
create trigger volume_held before delete on volume for each row execute function guard_held_volume();
