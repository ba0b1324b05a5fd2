// The table's elements, and its rows.
import { append, make } from "../common/dom.js";
import { markOf, selection, textOf } from "./cells.js";

const LONG = 8;

const classOf = ({ numeric, pinned }) => (numeric ? "num" : "") + (pinned ? " pinned" : "");

/** The table, its headings and the one input, put into `host`. */
export function build(host, { columns, label, readonly }) {
  const box = make("div", { class: "grid-scroll" });
  const table = make("table", {
    class: "grid", role: "grid", "aria-label": label, "aria-multiselectable": "true", "aria-colcount": columns.length
  });
  if (readonly) table.setAttribute("aria-readonly", "true");
  const cols = make("colgroup");
  const top = make("tr", { role: "row", "aria-rowindex": 1 });
  columns.forEach((column, c) => {
    cols.appendChild(make("col"));
    const heading = { class: classOf(column), scope: "col", role: "columnheader", "aria-colindex": c + 1 };
    top.appendChild(make("th", heading, column.name));
  });
  const head = append(make("thead"), [top]);
  const body = make("tbody");
  append(table, [cols, head, body]);
  host.appendChild(append(box, [table]));
  const input = make("input", {
    class: "grid-in", type: "text", autocomplete: "off", spellcheck: "false", "data-free": ""
  });
  return { box, table, cols, head, top, body, input };
}

function emptyRow(columns) {
  return append(make("tr", { role: "row" }), columns.map((column, c) => {
    const td = make("td", { class: classOf(column), role: "gridcell", "aria-colindex": c + 1 });
    if (column.readonly) td.setAttribute("aria-readonly", "true");
    return append(td, [make("bdi")]);
  }));
}

function paintMark(td, mark) {
  let span = td.querySelector(".mark");
  if (!mark) {
    if (span) td.removeChild(span);
    return;
  }
  if (!span) {
    span = make("span");
    td.appendChild(span);
  }
  span.className = "mark " + mark.tone + (mark.brief ? " brief" : "");
  span.textContent = mark.brief ? mark.text : mark.icon;
  span.title = mark.text;
}

/** Draws a row; it keeps its element. */
export function paint(s, row, r) {
  row.tr = row.tr || emptyRow(s.columns);
  const ghost = r >= s.rows.length ? "ghost " : "";
  row.tr.setAttribute("aria-rowindex", r + 2);
  row.tr.className = ghost + (row.theirs ? "theirs " : "") + (row.adding ? "unsaved" : "");
  const { top, bottom, left, right } = selection(s);
  s.columns.forEach((column, c) => {
    const td = row.tr.cells[c];
    const bdi = td.querySelector("bdi");
    const shown = s.options.shown ? s.options.shown(row, column.field) : textOf(row, column.field);
    if (bdi.textContent !== shown) bdi.textContent = shown;
    bdi.title = shown.length > LONG ? shown : "";
    const isChosen = r >= top && r <= bottom && c >= left && c <= right;
    td.classList.toggle("on", isChosen);
    td.setAttribute("aria-selected", isChosen);
    paintMark(td, markOf(row, column.field));
  });
  return row.tr;
}

/** Stands for rows that are not in view. */
export function gap(s, count) {
  const td = make("td", { colspan: s.columns.length });
  td.style.height = count * s.height + "px";
  return append(make("tr", { class: "gap", "aria-hidden": "true" }), [td]);
}
