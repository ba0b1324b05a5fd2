-- What holds for accounts and posts whatever the program says (SQLite).

create trigger account_stays before delete on account
begin select raise(abort, 'guard: accounts are not deleted'); end;
create trigger account_keeps_its_login before update of login on account when old.login <> new.login
begin select raise(abort, 'guard: an account keeps its login'); end;

create trigger appointment_stays before delete on appointment
begin select raise(abort, 'guard: appointments are not deleted'); end;
create trigger appointment_apart before insert on appointment
when exists (select 1 from appointment a join separation s
    on (s.one = new.post and s.other = a.post) or (s.other = new.post and s.one = a.post)
    where a.account_id = new.account_id and a.ended_at = ''
      and (a.until_day = '' or a.until_day >= new.from_day))
begin select raise(abort, 'guard: posts are kept apart'); end;
create trigger appointment_by_two_begun before insert on appointment
when new.approved_by is not null and exists (select 1 from separation where one = 'propose' and other = 'approve')
begin select raise(abort, 'guard: a post is given by two persons'); end;
create trigger appointment_by_two before update of approved_by on appointment
when new.approved_by is not null and exists (select 1 from separation where one = 'propose' and other = 'approve')
 and (new.approved_by = new.proposed_by or new.approved_by = new.account_id or new.proposed_by = new.account_id)
begin select raise(abort, 'guard: a post is given by two persons'); end;
create trigger appointment_as_it_was before update on appointment
when new.account_id <> old.account_id or new.post <> old.post or coalesce(new.fonds_id, 0) <> coalesce(old.fonds_id, 0)
  or new.from_day <> old.from_day or new.until_day <> old.until_day or new.proposed_by <> old.proposed_by
  or new.proposed_at <> old.proposed_at
  or (old.approved_by is not null and (coalesce(new.approved_by, 0) <> old.approved_by or new.approved_at <> old.approved_at))
  or (old.ended_at <> '' and (new.ended_at <> old.ended_at or coalesce(new.ended_by, 0) <> coalesce(old.ended_by, 0)
                              or coalesce(new.approved_by, 0) <> coalesce(old.approved_by, 0)))
begin select raise(abort, 'guard: an appointment is only approved and ended'); end;

create trigger separation_stays before delete on separation
begin select raise(abort, 'guard: posts stay apart'); end;
create trigger separation_as_it_was before update on separation
begin select raise(abort, 'guard: posts stay apart'); end;

create trigger token_as_it_was before update on token
when new.account_id <> old.account_id or new.digest <> old.digest or new.deeds <> old.deeds or new.until_day <> old.until_day
  or (old.ended_at <> '' and new.ended_at <> old.ended_at)
begin select raise(abort, 'guard: a token is only ended'); end;
create trigger token_stays before delete on token
begin select raise(abort, 'guard: tokens are not deleted'); end;
