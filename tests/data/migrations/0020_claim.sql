insert into claim (name, holder, fence, until_second) values ('receiving', 'node-1a2b3c/4d5e6f/7a8b', 3, 0);
