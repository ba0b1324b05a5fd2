-- batch 41 destroys volume 141 without records 91 and 92, for which volume 143 is begun; the destruction of batch 42 is ordered
insert into volume (id, place_id, number, step_text, title, state, items, pages, code, code_sort, statement, closed_on, closed_by, checked_by, eligible_on, question) values
    (141, 11, 141, '就医', '销毁', 'open', 3, 27, 'v141', 's141', '', null, '', '', '2020-01-01', null),
    (142, 11, 142, '就医', '已下令', 'open', 2, 18, 'v142', 's142', '', null, '', '', '2020-01-01', null),
    (143, 11, 143, '就医', '抽出', 'open', 0, 0, 'v143', 's143', '', null, '', '', null, null),
    (145, 11, 145, '就医', '另一卷', 'open', 0, 0, 'v145', 's145', '', null, '', '', null, null),
    (144, 12, 144, '就医', '别处', 'open', 0, 0, 'v144', 's144', '', null, '', '', null, null);
insert into item (id, place_id, volume_id, seq, rule, page_from, pages, code, code_sort, title, creator, doc_number, secrecy, medium, remarks, more, likeness, filed_in)
values (91, 11, 141, 1, 0, 1, 9, 'c91', 's91', '凭证', '', '', '', '', '', '', 91, 1),
       (92, 11, 141, 2, 0, 10, 9, 'c92', 's92', '凭证', '', '', '', '', '', '', 92, 1),
       (93, 11, 141, 3, 0, 19, 9, 'c93', 's93', '凭证', '', '', '', '', '', '', 93, 1),
       (94, 11, 142, 1, 0, 1, 9, 'c94', 's94', '凭证', '', '', '', '', '', '', 94, 1);
update volume set state = 'closed', closed_on = '2010-02-01' where id in (141, 142);
insert into disposal (id, number, fonds_id, title, is_accounting, stage, opened_by, opened_name, opened_at, list_digest, until_day) values
    (41, 'X2026-041', 1, 'kept out', 0, 'draft', 11, '经办', '2026-06-01T09:00:00+08:00', 'd', ''),
    (42, 'X2026-042', 1, 'ordered', 0, 'draft', 11, '经办', '2026-06-01T09:00:00+08:00', 'd', '');
insert into disposal_line (id, disposal_id, volume_id, seq, group_number, code, title, year, class_id, step_id, period, items, pages, eligible_on) values
    (1041, 41, 141, 1, 1, 'v141', '销毁', 2009, 'medical', 'visit', '10', 3, 27, '2020-01-01'),
    (1042, 42, 142, 1, 1, 'v142', '已下令', 2009, 'medical', 'visit', '10', 2, 18, '2020-01-01');
insert into disposal_step (id, disposal_id, kind, at, account_id, name, line_id, group_number, member_id, member_name, role, decision, period, number, place, days, words)
select 100 * (40 + b.n) + s.id, 40 + b.n, s.kind, s.at, s.account_id, s.name, case when s.line_id is null then null else 1040 + b.n end, s.group_number,
       s.member_id, s.member_name, s.role, s.decision, s.period, s.number, s.place, s.days, s.words
from disposal_step s cross join (select 1 as n union all select 2) b
where s.disposal_id = 1 and s.kind <> 'intended';
insert into disposal_step (id, disposal_id, kind, at, account_id, name, line_id, group_number, member_id, member_name, role, decision, period, number, place, days, words)
select 4299, 42, s.kind, s.at, s.account_id, s.name, null, null, null, '', s.role, '', '', 'X2026-042', s.place, null, s.words
from disposal_step s where s.disposal_id = 1 and s.kind = 'intended';
update disposal set stage = 'examined' where id in (41, 42);
update disposal set stage = 'appraised' where id in (41, 42);
update disposal set stage = 'opinion' where id in (41, 42);
update disposal set stage = 'approved' where id in (41, 42);
update disposal set stage = 'waiting', until_day = '2026-08-01' where id in (41, 42);
update disposal set stage = 'destroying' where id in (41, 42);
insert into disposal_kept_out (id, disposal_id, line_id, item_id, code, page_from, pages, at, account_id, name, words, to_volume_id, laid_at, laid_by, laid_name) values
    (1, 41, 1041, 91, 'c91', 1, 9, '2026-06-01T10:00:00+08:00', 13, '业务', '未结清', null, '', null, ''),
    (2, 41, 1041, 92, 'c92', 10, 9, '2026-06-01T10:00:00+08:00', 13, '业务', '未结清', null, '', null, '');
