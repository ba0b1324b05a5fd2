-- a batch's own papers, filed as records of this archive: which record is which paper, with the digest it was registered with
create table disposal_record (
    id bigint primary key,
    disposal_id bigint not null references disposal (id),
    paper text not null check (paper in ('opinion', 'approval', 'register', 'report', 'certificate', 'minutes')),
    item_id bigint not null unique references item (id),
    file_digest text not null,       -- SHA-256 of the file, as it was registered
    registered_in bigint not null,   -- the event that registered it
    unique (disposal_id, paper)
);
