insert into adoption (id, fonds_id, scheme_id, from_day, replaces) values (1, 1, 'wuhu-2020', '2020-07-01', 'wuhu-2009');
