insert into fonds (id, number, name, scheme_id) values (2, '0300', '芜湖市医疗保障局', 'wuhu-2009');
insert into succession (id, fonds_id, earlier_id, on_day, note) values (1, 2, 1, '2019-01-01', '医疗保险划出');
