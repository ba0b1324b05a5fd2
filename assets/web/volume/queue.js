// What the person did and the server has not accepted yet, in order. An op is one of
//   { kind: "edit", row, field, text, seen, held } · { kind: "add", row, ready, refused, since, cells } ·
//   { kind: "out", row } · { kind: "move", rows, before }
// seen: what stood there when it was typed; held: refused, it waits to be typed anew; cells: as first sent;
// sent: it is on its way; tried: it was on its way, and whether it arrived is not known.
//
// An op that is or was on its way stays as it is, because the server may have it: what is typed meanwhile
// goes behind it as an op of its own. So an answer that was lost neither loses nor repeats anything.
import { t } from "../common/words.js";
import { mark, unmark } from "./marks.js";
import { stood, typed } from "./row.js";

const PORTION = 250;
const CELLS = 2000;

/** Whether an op is or was on its way, so that the server may have it. */
export const isOut = (op) => !!op && !!(op.sent || op.tried);

/** Whether so much waits that its progress is shown. */
export const isLong = (count) => count > PORTION;

export function drop(v, which) {
  v.queue = v.queue.filter((op) => !which(op));
}

/** Ops that will be sent as they are. */
export const unsent = (v) => v.queue.filter((op) => !op.held && !(op.kind === "add" && op.refused)).length;

/** A typed text: `op` has row, field, text, and seen where it is not what the server last told. */
export function edit(v, op) {
  const { row, field } = op;
  unmark(row, field);
  if (row.adding && !isOut(row.adding)) {
    // a row not sent yet goes with what it holds; one that was refused may be good now
    row.adding.refused = false;
    forget(v, row, field);
    return;
  }
  const waits = row.pending[field];
  if (waits && !isOut(waits)) Object.assign(waits, { text: op.text, seen: op.seen, held: false });
  else {
    row.pending[field] = Object.assign({ kind: "edit" }, op);
    v.queue.push(row.pending[field]);
  }
  mark(row, field, "busy", "…", t("正在存", "saving"));
}

/** A cell that was not taken keeps what was typed until it is typed anew. */
export function hold(v, row, field, text, seen) {
  row.pending[field] = { kind: "edit", row, field, text, seen, held: true };
  v.queue.push(row.pending[field]);
}

/** Forgets what was typed into a cell and not sent. */
export function forget(v, row, field) {
  drop(v, (op) => op === row.pending[field]);
  delete row.pending[field];
}

/** A row to be filed. */
export function add(v, row, more) {
  row.adding = Object.assign({ kind: "add", row }, more);
  v.queue.push(row.adding);
}

/** What the person did in the table (steps.js of the grid), into the queue. */
export function enqueue(v, ops) {
  ops.forEach((op) => {
    if (op.kind === "edit") edit(v, { row: op.row, field: op.field, text: op.to });
    else if (op.kind === "move") v.queue.push({ kind: "move", rows: op.rows, before: op.before });
    else if (op.kind === "remove") op.rows.forEach((row) => takeOut(v, row));
    else comeIn(v, op, op.rows.length > 1 || ops.length > 1);
  });
}

function comeIn(v, op, isPasted) {
  const back = op.rows.filter((row) => row.id);
  if (back.length) v.queue.push({ kind: "move", rows: back, before: op.before });
  op.rows.filter((row) => !row.id).forEach((row) => {
    // one that is on its way only must not go out again
    if (isOut(row.adding)) drop(v, (one) => one.kind === "out" && one.row === row && !isOut(one));
    else add(v, row, { ready: isPasted && Object.keys(row.cells).length > 1 });
  });
}

// edits of a filed row are kept: it may come in again, with what was typed
function takeOut(v, row) {
  const isFiled = row.id || isOut(row.adding);
  const goes = (op) => op.row === row && !isOut(op) && (op.held || !isFiled);
  v.queue.filter(goes).filter((op) => row.pending[op.field] === op).forEach((op) => delete row.pending[op.field]);
  drop(v, goes);
  if (isFiled) v.queue.push({ kind: "out", row });
}

// A new row goes when it has what it needs, or when the person has left it.
function isReady(v, op) {
  if (op.kind === "add") {
    const { cells } = op.row;
    const isLeft = v.grid.active().row !== op.row && Object.keys(cells).length > 0;
    return !op.refused && (op.ready || isOut(op) || !!(cells.title && cells.pages) || isLeft);
  }
  if (op.kind === "move") return op.rows.every((row) => row.id || !isOut(row.adding));
  return !op.held && !!op.row.id;
}

/** The record each row stands before: rows that are not filed yet have no id of their own. */
export function followers(rows) {
  const next = new Map();
  rows.reduceRight((id, row) => {
    next.set(row, id);
    return row.id || id;
  }, null);
  return next;
}

export const beforeOf = (op, next) => (op.before ? op.before.id || next.get(op.before) || null : null);

/** One cell's name. */
export const cellOf = (op) => op.row.key + " " + op.field;

/** The next ops that can go together, and the request that says them. */
export function portion(v) {
  const body = { since: v.seq, edits: [], rows: [], take_out: [], moves: [] };
  const next = followers(v.grid.rows);
  const ops = [];
  const cells = new Set();
  let kind = "";
  for (const op of v.queue) {
    const own = op.kind === "out" || op.kind === "move" ? op.kind : "cells";
    if (!isReady(v, op)) {
      if (own !== "cells") break;
      continue;
    }
    // what stands in a cell then is told by the answer to its earlier op
    if (op.kind === "edit" && cells.has(cellOf(op))) continue;
    const isFull = body.rows.length >= PORTION || body.edits.length >= CELLS;
    if (isFull || kind && (kind !== own || own === "move")) break;
    kind = own;
    ops.push(op);
    if (op.kind === "edit") cells.add(cellOf(op));
    write(v, op, next, body);
  }
  // rows that come before the same record come in the table's order
  const place = new Map(v.grid.rows.map((row, at) => [row.key, at]));
  body.rows.sort((one, other) => place.get(one.key) - place.get(other.key));
  return { ops, body };
}

function write(v, op, next, body) {
  if (op.kind === "edit") {
    if (op.seen === undefined) op.seen = stood(op.row, op.field);
    body.edits.push({ item: op.row.id, field: op.field, text: op.text, seen: op.seen });
  } else if (op.kind === "add") {
    if (op.since === undefined) op.since = v.seq;
    if (!op.tried) op.cells = typed(op.row);
    body.since = Math.min(body.since, op.since);
    body.rows.push({ key: op.row.key, before: next.get(op.row) || null, cells: op.cells });
  } else if (op.kind === "out") body.take_out.push(op.row.id);
  else body.moves.push({ items: op.rows.map((row) => row.id).filter(Boolean), before: beforeOf(op, next) });
}
