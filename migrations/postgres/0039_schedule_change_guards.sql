-- What holds for changes of schedules holds whatever the program says (PostgreSQL): the same as sqlite/0039.

create function guard_schedule_change() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        raise exception 'guard: changes of schedules are not deleted';
    end if;
    if tg_op = 'INSERT' then
        if new.state <> 'proposed' then
            raise exception 'guard: a change of schedules is proposed first';
        end if;
        return new;
    end if;
    if old.state <> 'proposed' or new.id <> old.id or new.number <> old.number
        or new.fonds_id is distinct from old.fonds_id or new.edition <> old.edition or new.name <> old.name
        or new.body <> old.body or new.body_digest <> old.body_digest or new.against <> old.against
        or new.from_day <> old.from_day or new.replaces <> old.replaces or new.reason <> old.reason
        or new.list_digest <> old.list_digest or new.paper_digest <> old.paper_digest or new.records <> old.records
        or new.shortened <> old.shortened or new.volumes <> old.volumes or new.seen_after <> old.seen_after
        or new.proposed_by <> old.proposed_by or new.proposed_by_name <> old.proposed_by_name
        or new.proposed_at <> old.proposed_at then
        raise exception 'guard: a change of schedules is decided once and says what it said';
    end if;
    if new.state = 'applied' and old.shortened > 0
        and (new.decided_by = old.proposed_by
             or (new.decided_by_name <> ''
                 and replace(new.decided_by_name, ' ', '') = replace(old.proposed_by_name, ' ', ''))
             or exists (select 1 from account a join account b on b.id = old.proposed_by
                         where a.id = new.decided_by and a.name <> ''
                           and replace(a.name, ' ', '') = replace(b.name, ' ', ''))) then
        raise exception 'guard: what shortens is applied by another person';
    end if;
    if new.state = 'applied'
        and not exists (select 1 from edition e where e.name = new.edition and e.digest = new.body_digest) then
        raise exception 'guard: an applied change keeps its edition';
    end if;
    return new;
end $$;
create trigger schedule_change_guarded before insert or update or delete on schedule_change
for each row execute function guard_schedule_change();
