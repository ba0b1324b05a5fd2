// Columns and rows, from the page's own table.
import { all } from "../common/dom.js";
import { filedRow, isWorkedOut, spread } from "./row.js";

const USUAL_WIDTH = 8;
const WIDTHS = {
  seq: 3.2, page_range: 5, title: 16, unit_name: 11, person_name: 6, id_number: 11.5, date: 7, pages: 3.6,
  doc_number: 10, creator: 8, remarks: 10
};

export function columnsOf(table) {
  return all("th[data-field]", table).map((th) => {
    const field = th.getAttribute("data-field");
    return {
      field, name: th.textContent.trim(), width: WIDTHS[field] || USUAL_WIDTH,
      numeric: th.className === "num", readonly: isWorkedOut(field)
    };
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
