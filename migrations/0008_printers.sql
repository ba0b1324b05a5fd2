-- how far a printer sets a page off: what is taken off again before printing on pre-printed covers
create table printer (
    id bigint primary key,
    name text not null unique,
    dx bigint not null,              -- tenths of a millimetre to the right
    dy bigint not null,              -- tenths of a millimetre downwards
    at text not null
);
