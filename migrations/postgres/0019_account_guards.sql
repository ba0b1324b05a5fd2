-- What holds for accounts and posts whatever the program says (PostgreSQL): the same as sqlite/0019.

create function guard_account() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        raise exception 'guard: accounts are not deleted';
    end if;
    if old.login <> new.login then
        raise exception 'guard: an account keeps its login';
    end if;
    return new;
end $$;
create trigger account_stays before delete or update on account for each row execute function guard_account();

create function guard_appointment() returns trigger language plpgsql as $$
declare
    two_persons boolean := exists (select 1 from separation where one = 'propose' and other = 'approve');
begin
    if tg_op = 'DELETE' then
        raise exception 'guard: appointments are not deleted';
    end if;
    if tg_op = 'INSERT' then
        if exists (select 1 from appointment a join separation s
            on (s.one = new.post and s.other = a.post) or (s.other = new.post and s.one = a.post)
            where a.account_id = new.account_id and a.ended_at = ''
              and (a.until_day = '' or a.until_day >= new.from_day)) then
            raise exception 'guard: posts are kept apart';
        end if;
        if new.approved_by is not null and two_persons then
            raise exception 'guard: a post is given by two persons';
        end if;
        return new;
    end if;
    if new.approved_by is not null and old.approved_by is distinct from new.approved_by and two_persons
        and (new.approved_by = new.proposed_by or new.approved_by = new.account_id or new.proposed_by = new.account_id) then
        raise exception 'guard: a post is given by two persons';
    end if;
    if new.account_id <> old.account_id or new.post <> old.post or new.fonds_id is distinct from old.fonds_id
        or new.from_day <> old.from_day or new.until_day <> old.until_day or new.proposed_by <> old.proposed_by
        or new.proposed_at <> old.proposed_at
        or (old.approved_by is not null and (new.approved_by is distinct from old.approved_by or new.approved_at <> old.approved_at))
        or (old.ended_at <> '' and (new.ended_at <> old.ended_at or new.ended_by is distinct from old.ended_by
                                    or new.approved_by is distinct from old.approved_by)) then
        raise exception 'guard: an appointment is only approved and ended';
    end if;
    return new;
end $$;
create trigger appointment_guarded before insert or update or delete on appointment
for each row execute function guard_appointment();

create function guard_separation() returns trigger language plpgsql as $$
begin
    raise exception 'guard: posts stay apart';
end $$;
create trigger separation_stays before update or delete on separation for each row execute function guard_separation();

create function guard_token() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        raise exception 'guard: tokens are not deleted';
    end if;
    if new.account_id <> old.account_id or new.digest <> old.digest or new.deeds <> old.deeds
        or new.until_day <> old.until_day or (old.ended_at <> '' and new.ended_at <> old.ended_at) then
        raise exception 'guard: a token is only ended';
    end if;
    return new;
end $$;
create trigger token_as_it_was before update or delete on token for each row execute function guard_token();
