-- What holds for hand-overs inside the house, whatever the program says (PostgreSQL).

create function guard_handover() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        raise exception 'guard: hand-overs are not deleted';
    end if;
    if tg_op = 'UPDATE' then
        raise exception 'guard: a hand-over stays as it was handed in';
    end if;
    if tg_op = 'INSERT' then
        if new.lines < 1 or new.number = '' or new.department = '' or new.handed_name = '' then
            raise exception 'guard: a hand-over has a number, a department and papers';
        end if;
    end if;
    return new;
end $$;
create trigger handover_guarded before delete or update or insert on handover
for each row execute function guard_handover();

create function guard_handover_line() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        raise exception 'guard: papers of a hand-over are not deleted';
    end if;
    if tg_op = 'UPDATE' then
        if new.id <> old.id or new.handover_id <> old.handover_id or new.seq <> old.seq or new.acceptance <> old.acceptance
          or new.title <> old.title or new.step <> old.step or new.party <> old.party or new.id_number <> old.id_number
          or new.items <> old.items or new.pages <> old.pages then
            raise exception 'guard: a paper stays as it was handed in';
        end if;
        if old.fate <> 'waiting' then
            raise exception 'guard: a paper is decided once';
        end if;
        if new.fate <> 'waiting' and (new.decided_by is null or new.decided_name = '' or new.decided_at = '') then
            raise exception 'guard: somebody decides';
        end if;
        if (new.fate = 'returned') <> (trim(new.reason) <> '') then
            raise exception 'guard: what goes back has a reason';
        end if;
        if exists (select 1 from handover h where h.id = new.handover_id
            and (h.handed_by = new.decided_by or replace(h.handed_name, ' ', '') = replace(new.decided_name, ' ', ''))) then
            raise exception 'guard: who hands in does not accept';
        end if;
    end if;
    if tg_op = 'INSERT' then
        if new.fate <> 'waiting' or new.reason <> '' or new.decided_by is not null or new.decided_name <> '' or new.decided_at <> '' then
            raise exception 'guard: a paper waits when it is handed in';
        end if;
        if new.items < 1 or new.pages < 1 or new.seq < 1 or not exists (select 1 from handover h where h.id = new.handover_id and new.seq <= h.lines) then
            raise exception 'guard: a hand-over has the papers it was handed in with';
        end if;
    end if;
    return new;
end $$;
create trigger handover_line_guarded before delete or update or insert on handover_line
for each row execute function guard_handover_line();

create function guard_batch_handover() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' then
        if coalesce(new.handover_id, 0) <> coalesce(old.handover_id, 0) then
            raise exception 'guard: a batch keeps the hand-over it came from';
        end if;
    end if;
    if tg_op = 'INSERT' then
        if new.handover_id is not null and (not exists (select 1 from handover_line l where l.handover_id = new.handover_id and l.fate = 'accepted')
            or exists (select 1 from handover_line l where l.handover_id = new.handover_id and l.fate = 'waiting')) then
            raise exception 'guard: only what was accepted is taken in';
        end if;
    end if;
    return new;
end $$;
create trigger batch_handover_guarded before update or insert on batch
for each row execute function guard_batch_handover();
