-- lists in shelf order are read a portion at a time; without the id behind the sort key each portion was sorted anew
drop index volume_shelf;
create index volume_shelf on volume (code_sort, id);
-- items are listed volume by volume and page by page (item_volume); what falls due is asked of volumes
drop index item_shelf;
drop index item_due;
