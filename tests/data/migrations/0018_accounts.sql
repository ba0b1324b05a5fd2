insert into account (id, login, name, section, duty, system_user, secret, must_change, made_at, until_day, disabled_at) values
    (1, 'sysadmin', '系统管理员', '', '', 'root', '', 1, '2026-11-30T09:00:00+08:00', '', ''),
    (2, 'limin', '李敏', '档案室', '档案员', '', '', 1, '2026-11-30T09:00:00+08:00', '2027-12-31', ''),
    (3, 'wangfang', '王芳', '', '', '', '', 1, '2026-11-30T09:00:00+08:00', '', '');
insert into appointment (id, account_id, post, fonds_id, from_day, until_day, proposed_by, proposed_at, approved_by, approved_at, ended_by, ended_at) values
    (1, 2, 'archivist', 1, '2026-11-30', '', 1, '2026-11-30T09:00:00+08:00', null, '', null, '');
insert into separation (id, one, other) values (1, 'propose', 'approve'), (2, 'archivist', 'auditor');
insert into token (id, account_id, name, digest, deeds, made_at, until_day, ended_at) values
    (1, 2, '业务系统', 'aa', 'read', '2026-11-30T09:00:00+08:00', '2027-06-30', '');
insert into session (digest, account_id, made_at, seen_at, until_at, address, agent, ended_at) values
    ('bb', 2, '2026-11-30T09:00:00+08:00', '2026-11-30T09:00:00+08:00', '2026-11-30T17:00:00+08:00', '10.0.0.9', '', '');
