insert into adoption (id, fonds_id, scheme_id, from_day, replaces, last_day) values (2, 2, 'medical-2019', '2019-01-01', '', '2022-12-31');
