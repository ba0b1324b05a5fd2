insert into second_factor (id, account_id, seed, step, recovery, made_at, ended_at) values
    (1, 2, 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', 59000000, 'aa bb', '2026-11-30T09:00:00+08:00', ''),
    (2, 3, 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJR', 59000000, '', '2026-11-30T09:00:00+08:00', '2026-11-30T10:00:00+08:00');
