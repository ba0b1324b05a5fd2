insert into request_key (login, key, digest, sending, seq, at, status, answer)
values ('local', 'k1', 'd', 's', 1, '2026-11-30T09:00:00+08:00', 200, '{}');
