// The queue as data that outlives the page, and back.
import { add, beforeOf, cellOf, edit, followers, isOut } from "./queue.js";
import { freshRow, stood, typed } from "./row.js";
import { t } from "../common/words.js";

const nameOf = (row) => row.id || row.key;

/** The queue as data. */
export function kept(v) {
  const next = followers(v.grid.rows);
  const cells = new Set();
  return v.queue.map((op) => {
    const tried = op.tried || op.sent || undefined;
    if (op.kind === "edit") {
      // what stood there before a second text of a cell is told by the answer to the first
      const isBehind = cells.has(cellOf(op));
      cells.add(cellOf(op));
      const seen = op.seen === undefined && !isBehind ? stood(op.row, op.field) : op.seen;
      return { kind: "edit", row: nameOf(op.row), field: op.field, text: op.text, seen, tried };
    }
    if (op.kind === "add") {
      const texts = isOut(op) ? op.cells : typed(op.row);
      return { kind: "add", row: op.row.key, cells: texts, before: next.get(op.row) || null, since: op.since, tried };
    }
    if (op.kind === "out") return { kind: "out", row: nameOf(op.row), tried };
    return { kind: "move", rows: op.rows.map(nameOf), before: beforeOf(op, next) };
  });
}

function addAgain(v, op) {
  const row = Object.assign(freshRow(), { key: op.row, cells: Object.assign({}, op.cells) });
  const { rows } = v.grid;
  const found = rows.indexOf(v.byId.get(op.before));
  const at = found < 0 ? rows.length : found;
  v.grid.set(rows.slice(0, at).concat([row], rows.slice(at)));
  const since = op.since === undefined ? v.seq : op.since;
  add(v, row, { ready: true, since, tried: op.tried, cells: op.tried ? op.cells : null });
  return row;
}

function editAgain(v, op, row) {
  if (!row) {
    v.view.say(t("“", "\"") + op.text + t("”没有存上：这一件已不在本卷里。",
      "\" was not kept: its record stands in this volume no more."), "danger");
    return;
  }
  row.cells[op.field] = op.text;
  edit(v, { row, field: op.field, text: op.text, seen: row.id ? op.seen : undefined, tried: op.tried });
}

function moveAgain(v, op) {
  const rows = op.rows.map((name) => v.byId.get(name)).filter(Boolean);
  if (rows.length) v.grid.act([{ kind: "move", rows, before: v.byId.get(op.before) || null, was: null }]);
}

/** Puts ops that were kept into the queue again. */
export function resume(v, ops) {
  const made = new Map();
  ops.forEach((op) => {
    const row = v.byId.get(op.row) || made.get(op.row);
    if (op.kind === "add") made.set(op.row, addAgain(v, op));
    else if (op.kind === "edit") editAgain(v, op, row);
    else if (op.kind === "move") moveAgain(v, op);
    else if (row) v.queue.push({ kind: "out", row, tried: op.tried });
  });
}
