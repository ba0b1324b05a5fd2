insert into account (id, login, name, section, duty, system_user, secret, must_change, made_at, until_day, disabled_at) values
    (11, 'proposer', '经办', '', '', '', '', 0, '2026-11-30T09:00:00+08:00', '', ''),
    (12, 'leader', '负责', '', '', '', '', 0, '2026-11-30T09:00:00+08:00', '', ''),
    (13, 'business', '业务', '', '', '', '', 0, '2026-11-30T09:00:00+08:00', '', ''),
    (14, 'archives', '档案', '', '', '', '', 0, '2026-11-30T09:00:00+08:00', '', ''),
    (15, 'administration', '行政', '', '', '', '', 0, '2026-11-30T09:00:00+08:00', '', ''),
    (16, 'chief', '馆长', '', '', '', '', 0, '2026-11-30T09:00:00+08:00', '', ''),
    (17, 'head', '局长', '', '', '', '', 0, '2026-11-30T09:00:00+08:00', '', ''),
    (18, 'first', '监一', '', '', '', '', 0, '2026-11-30T09:00:00+08:00', '', ''),
    (19, 'second', '监二', '', '', '', '', 0, '2026-11-30T09:00:00+08:00', '', ''),
    (20, 'again', '局 长', '', '', '', '', 0, '2026-11-30T09:00:00+08:00', '', '');
insert into place (id, fonds_id, year, scheme_id, class_id, step_id, period)
values (11, 1, 2009, 'wuhu-2009', 'medical', 'visit', '10'), (12, 1, 2009, 'wuhu-2009', 'medical', 'visit', 'permanent');
insert into volume (id, place_id, number, step_text, title, state, items, pages, code, code_sort, statement, closed_on, closed_by, checked_by, eligible_on, question) values
    (11, 11, 1, '就医', '已销毁', 'open', 1, 9, 'v11', 's11', '', null, '', '', '2020-01-01', null),
    (12, 11, 2, '就医', '可销毁', 'open', 1, 9, 'v12', 's12', '', null, '', '', '2020-01-01', null),
    (13, 11, 3, '就医', '冻结', 'closed', 1, 9, 'v13', 's13', '', '2010-02-01', '', '', '2020-01-01', null),
    (14, 11, 4, '就医', '未到期', 'closed', 1, 9, 'v14', 's14', '', '2010-02-01', '', '', '2040-01-01', null),
    (15, 12, 1, '就医', '永久', 'closed', 1, 9, 'v15', 's15', '', '2010-02-01', '', '', '2020-01-01', null),
    (16, 11, 5, '就医', '待查', 'closed', 1, 9, 'v16', 's16', '', '2010-02-01', '', '', null, 'ending_unknown'),
    (17, 11, 6, '就医', '另一卷', 'closed', 1, 9, 'v17', 's17', '', '2010-02-01', '', '', '2020-01-01', null),
    (18, 12, 2, '就医', '永久，不在批次', 'closed', 1, 9, 'v18', 's18', '', '2010-02-01', '', '', '2020-01-01', null),
    (19, 11, 7, '就医', '待查，不在批次', 'closed', 1, 9, 'v19', 's19', '', '2010-02-01', '', '', null, 'ending_unknown'),
    (20, 11, 8, '就医', '不在批次', 'closed', 1, 9, 'v20', 's20', '', '2010-02-01', '', '', '2020-01-01', null);
insert into item (id, place_id, volume_id, seq, rule, page_from, pages, code, code_sort, title, creator, doc_number, secrecy, medium, remarks, more, likeness, filed_in)
values (11, 11, 11, 1, 0, 1, 9, 'c11', 's11', '登记', '', '', '', '', '', '', 11, 1),
       (12, 11, 12, 1, 0, 1, 9, 'c12', 's12', '登记', '', '', '', '', '', '', 12, 1);
insert into person (item_id, seq, name, id_number, id_given, personal_no, note) values (11, 1, '张三', '', '', '', '');
insert into unit (item_id, seq, name, number) values (11, 1, '示例厂', '');
insert into fact (id, item_id, kind, on_day, note, period) values (11, 11, 'ended', '2010-01-01', '', '');
update volume set state = 'closed', closed_on = '2010-02-01' where id in (11, 12);
insert into hold_record (id, hold_id, volume_id, item_id) values (11, 1, 13, null);
-- each batch lacks what its title names, or is made of another volume
insert into disposal (id, number, fonds_id, title, is_accounting, stage, opened_by, opened_name, opened_at, list_digest, until_day) values
    (1, 'X2026-001', 1, 'nothing', 0, 'destroying', 11, '经办', '2026-06-01T09:00:00+08:00', 'd', '2026-08-01'),
    (2, 'X2026-002', 1, 'reported', 0, 'destroying', 11, '经办', '2026-06-01T09:00:00+08:00', 'd', '2026-08-01'),
    (3, 'X2026-003', 1, 'consented', 0, 'destroying', 11, '经办', '2026-06-01T09:00:00+08:00', 'd', '2026-08-01'),
    (4, 'X2026-004', 1, 'ticked', 0, 'destroying', 11, '经办', '2026-06-01T09:00:00+08:00', 'd', '2026-08-01'),
    (5, 'X2026-005', 1, 'supervised', 0, 'destroying', 11, '经办', '2026-06-01T09:00:00+08:00', 'd', '2026-08-01'),
    (6, 'X2026-006', 1, 'voted', 0, 'destroying', 11, '经办', '2026-06-01T09:00:00+08:00', 'd', '2026-08-01'),
    (7, 'X2026-007', 1, 'intended', 0, 'destroying', 11, '经办', '2026-06-01T09:00:00+08:00', 'd', '2026-08-01'),
    (8, 'X2026-008', 1, 'seated', 0, 'destroying', 11, '经办', '2026-06-01T09:00:00+08:00', 'd', '2026-08-01'),
    (9, 'X2026-009', 1, 'stage', 0, 'waiting', 11, '经办', '2026-06-01T09:00:00+08:00', 'd', '2026-08-01'),
    (10, 'X2026-010', 1, 'held', 0, 'destroying', 11, '经办', '2026-06-01T09:00:00+08:00', 'd', '2026-08-01'),
    (11, 'X2026-011', 1, 'not due', 0, 'destroying', 11, '经办', '2026-06-01T09:00:00+08:00', 'd', '2026-08-01'),
    (12, 'X2026-012', 1, 'permanent', 0, 'destroying', 11, '经办', '2026-06-01T09:00:00+08:00', 'd', '2026-08-01'),
    (13, 'X2026-013', 1, 'in question', 0, 'destroying', 11, '经办', '2026-06-01T09:00:00+08:00', 'd', '2026-08-01'),
    (14, 'X2026-014', 1, 'one said keep', 0, 'destroying', 11, '经办', '2026-06-01T09:00:00+08:00', 'd', '2026-08-01'),
    (15, 'X2026-015', 1, 'kept back', 0, 'destroying', 11, '经办', '2026-06-01T09:00:00+08:00', 'd', '2026-08-01'),
    (16, 'X2026-016', 1, 'one supervisor', 0, 'destroying', 11, '经办', '2026-06-01T09:00:00+08:00', 'd', '2026-08-01'),
    (17, 'X2026-017', 1, 'supervisor approved', 0, 'destroying', 11, '经办', '2026-06-01T09:00:00+08:00', 'd', '2026-08-01'),
    (18, 'X2026-018', 1, 'open', 0, 'opinion', 11, '经办', '2026-06-01T09:00:00+08:00', 'd', ''),
    (19, 'X2026-019', 1, 'new', 0, 'draft', 11, '经办', '2026-06-01T09:00:00+08:00', 'd', ''),
    (20, 'X2026-020', 1, 'ended', 0, 'done', 11, '经办', '2026-06-01T09:00:00+08:00', 'd', '2026-08-01');
insert into disposal_line (id, disposal_id, volume_id, seq, group_number, code, title, year, class_id, step_id, period, items, pages, eligible_on)
select 1000 + b.id, b.id, case b.id when 10 then 13 when 11 then 14 when 12 then 15 when 13 then 16 when 18 then 17 when 20 then 11 else 12 end,
       1, 1, 'v', '登记', 2009, 'medical', 'visit', '10', 1, 9, '2020-01-01'
from disposal b where b.id <> 19;
insert into disposal_step (id, disposal_id, kind, at, account_id, name, line_id, group_number, member_id, member_name, role, decision, period, number, place, days, words) values
    (1, 1, 'examined', '2026-06-01T09:00:00+08:00', 11, '经办', null, null, null, '', '', '', '', '', '', null, ''),
    (2, 1, 'seated', '2026-06-01T09:00:00+08:00', 11, '经办', null, null, 12, '负责', 'leader', '', '', '', '', null, ''),
    (3, 1, 'seated', '2026-06-01T09:00:00+08:00', 11, '经办', null, null, 13, '业务', 'business', '', '', '', '', null, ''),
    (4, 1, 'seated', '2026-06-01T09:00:00+08:00', 11, '经办', null, null, 14, '档案', 'archives', '', '', '', '', null, ''),
    (5, 1, 'seated', '2026-06-01T09:00:00+08:00', 11, '经办', null, null, 15, '行政', 'administration', '', '', '', '', null, ''),
    (6, 1, 'voted', '2026-06-01T09:00:00+08:00', 12, '负责', null, 1, null, '', '', 'keep', '30', '', '', null, '再看'),
    (7, 1, 'voted', '2026-06-01T09:00:00+08:00', 12, '负责', null, 1, null, '', '', 'destroy', '', '', '', null, ''),
    (8, 1, 'voted', '2026-06-01T09:00:00+08:00', 13, '业务', 1001, null, null, '', '', 'destroy', '', '', '', null, ''),
    (9, 1, 'voted', '2026-06-01T09:00:00+08:00', 14, '档案', null, 1, null, '', '', 'destroy', '', '', '', null, ''),
    (10, 1, 'voted', '2026-06-01T09:00:00+08:00', 15, '行政', null, 1, null, '', '', 'destroy', '', '', '', null, ''),
    (11, 1, 'appraised', '2026-06-02T09:00:00+08:00', 11, '经办', null, null, null, '', '', '', '', '', '', null, ''),
    (12, 1, 'opinion', '2026-06-02T09:00:00+08:00', 11, '经办', null, null, null, '', '', '', '', '', '', null, '销毁'),
    (13, 1, 'consented', '2026-06-03T09:00:00+08:00', 16, '馆长', null, null, null, '', 'archives', '', '', '', '', null, ''),
    (14, 1, 'consented', '2026-06-04T09:00:00+08:00', 17, '局长', null, null, null, '', 'head', '', '', '', '', null, ''),
    (15, 1, 'reported', '2026-07-02T09:00:00+08:00', 11, '经办', null, null, null, '', '', '', '', '备〔2026〕3号', '', 30, '市人社局'),
    (16, 1, 'begun', '2026-08-01T09:00:00+08:00', 11, '经办', null, null, null, '', '', '', '', '', '', null, ''),
    (17, 1, 'ticked', '2026-08-01T09:00:00+08:00', 11, '经办', 1001, null, null, '', '', '', '', '', '', null, ''),
    (18, 1, 'supervised', '2026-08-01T09:00:00+08:00', 18, '监一', null, null, null, '', '', '', '', '', '', null, ''),
    (19, 1, 'supervised', '2026-08-01T09:00:00+08:00', 19, '监二', null, null, null, '', '', '', '', '', '', null, ''),
    (20, 1, 'intended', '2026-08-01T09:00:00+08:00', 11, '经办', null, null, null, '', 'pulping', '', '', 'X2026-001', '市造纸厂', null, '9:30');
insert into disposal_step (id, disposal_id, kind, at, account_id, name, line_id, group_number, member_id, member_name, role, decision, period, number, place, days, words)
select 100 * b.id + s.id, b.id, s.kind, s.at,
       case when b.id = 17 and s.id = 19 then 20 else s.account_id end,
       case when b.id = 17 and s.id = 19 then '局 长' else s.name end,
       case when s.line_id is null then null else 1000 + b.id end, s.group_number, s.member_id, s.member_name, s.role,
       case when b.id = 14 and s.id = 9 then 'keep' else s.decision end, s.period,
       case when s.kind = 'intended' then b.number else s.number end, s.place, s.days, s.words
from disposal_step s join disposal b on b.id between 2 and 18
where s.disposal_id = 1 and s.kind <> b.title and not (b.id = 16 and s.id = 19) and not (b.id = 18 and s.id > 13);
insert into disposal_step (id, disposal_id, kind, at, account_id, name, line_id, group_number, member_id, member_name, role, decision, period, number, place, days, words)
values (1599, 15, 'kept_back', '2026-08-01T09:00:00+08:00', 13, '业务', 1015, null, null, '', '', '', '', '', '', null, '涉诉');
insert into departure (id, volume_id, how, disposal_id, on_day, basis, executed_by, executed_name)
values (1, 11, 'destroyed', 20, '2026-08-01', 'X2026-020', 11, '经办');
