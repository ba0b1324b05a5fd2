// Columns and rows, from the page's own table.
import { all } from "../common/dom.js";
import { filedRow, isWorkedOut, spread } from "./row.js";

// what a column is like, widths in em: eighteen digits stand whole, texts that may be cut share what room is left
const USUAL = { width: 8 };
const LIKE = {
  seq: { width: 2.9 },
  page_range: { width: 5.4 },
  title: { width: 15, least: 11, grows: true, pinned: true },
  unit_name: { width: 10, least: 6, grows: true, folds: true },
  person_name: { width: 5.2, folds: true },
  id_number: { width: 11, folds: true },
  date: { width: 6.4 },
  pages: { width: 3.2 },
  doc_number: { width: 9, least: 5, grows: true, folds: true },
  creator: { width: 6, least: 4, grows: true, folds: true },
  remarks: { width: 7, least: 4, grows: true, folds: true }
};

export function columnsOf(table) {
  return all("th[data-field]", table).map((th) => {
    const field = th.getAttribute("data-field");
    return Object.assign({
      field, name: th.textContent.trim(), numeric: th.className === "num", readonly: isWorkedOut(field)
    }, LIKE[field] || USUAL);
  });
}

export function rowsOf(table, columns) {
  return all("tbody tr[data-id]", table).map((tr) => {
    const row = filedRow(Number(tr.getAttribute("data-id")));
    columns.forEach(({ field }, at) => { row.cells[field] = tr.cells[at].textContent.trim(); });
    ["persons", "units"].filter((list) => tr.getAttribute("data-" + list)).forEach((list) => {
      row.cells[list] = tr.getAttribute("data-" + list);
    });
    spread(row.cells);
    row.base = Object.assign({}, row.cells);
    return row;
  });
}
